/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which addresses are of the public internet, which networks hold which, and
 * whom a proxy speaks for.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/network.h"
#include "base/str.h"
#include "server/forwarded.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static void sixty_addresses_are_sorted_out(void **state)
{
    static const struct {
        const char *text;
        bool is_public;
    } rows[] = {
        {"1.1.1.1", true},
        {"8.8.8.8", true},
        {"9.255.255.255", true},
        {"11.0.0.0", true},
        {"100.63.255.255", true},
        {"100.128.0.0", true},
        {"126.255.255.255", true},
        {"128.0.0.1", true},
        {"169.253.255.255", true},
        {"172.15.255.255", true},
        {"172.32.0.0", true},
        {"192.0.1.0", true},
        {"192.167.255.255", true},
        {"192.169.0.0", true},
        {"198.17.255.255", true},
        {"198.20.0.0", true},
        {"223.255.255.255", true},
        {"2001:4860:4860::8888", true},
        {"2a00:1450:4001::1", true},
        {"2606:4700::1111", true},
        {"::ffff:8.8.8.8", true},
        {"0.0.0.0", false},
        {"0.1.2.3", false},
        {"10.0.0.1", false},
        {"10.255.255.255", false},
        {"100.64.0.1", false},
        {"100.127.255.255", false},
        {"127.0.0.1", false},
        {"127.255.255.254", false},
        {"169.254.169.254", false},
        {"172.16.0.1", false},
        {"172.31.255.255", false},
        {"192.0.0.1", false},
        {"192.0.2.1", false},
        {"192.88.99.1", false},
        {"192.168.0.1", false},
        {"192.168.255.255", false},
        {"198.18.0.1", false},
        {"198.19.255.255", false},
        {"198.51.100.7", false},
        {"203.0.113.9", false},
        {"224.0.0.1", false},
        {"239.255.255.255", false},
        {"240.0.0.1", false},
        {"255.255.255.255", false},
        {"::", false},
        {"::1", false},
        {"::ffff:127.0.0.1", false},
        {"::ffff:10.1.2.3", false},
        {"::ffff:0:8.8.8.8", false},
        {"::8.8.8.8", false},
        {"64:ff9b::8.8.8.8", false},
        {"64:ff9b::10.0.0.1", false},
        {"64:ff9b:1::1", false},
        {"100::1", false},
        {"2001::1", false},
        {"2001:10::1", false},
        {"2001:db8::1", false},
        {"2002:0a00:0001::1", false},
        {"2002:0808:0808::1", false},
        {"3fff::1", false},
        {"5f00::1", false},
        {"fc00::1", false},
        {"fd12:3456::1", false},
        {"fe80::1", false},
        {"febf::1", false},
        {"fec0::1", false},
        {"ff02::1", false},
        {"ff0e::1", false},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network_address address;

        assert_true(network_parse_address(str_from(rows[i].text), &address));
        if (network_is_public(&address) != rows[i].is_public)
            fail_msg("%s", rows[i].text);
    }
}

static void a_socket_and_a_text_give_one_address(void **state)
{
    struct sockaddr_in narrow = {.sin_family = AF_INET};
    struct sockaddr_in6 wide = {.sin6_family = AF_INET6};
    struct sockaddr other = {.sa_family = AF_UNIX};
    struct network_address from_text;
    struct network_address from_socket;

    (void) state;
    narrow.sin_addr.s_addr = htonl(0xC0000201);
    assert_true(network_parse_address(STR("192.0.2.1"), &from_text));
    assert_true(network_from_socket((struct sockaddr *) (void *) &narrow,
                                    &from_socket));
    assert_memory_equal(&from_text, &from_socket, sizeof from_text);
    assert_true(network_parse_address(STR("::ffff:192.0.2.1"), &from_text));
    assert_memory_equal(&from_text, &from_socket, sizeof from_text);
    assert_int_equal(inet_pton(AF_INET6, "2001:db8::7", &wide.sin6_addr), 1);
    assert_true(
        network_from_socket((struct sockaddr *) (void *) &wide, &from_socket));
    assert_true(network_parse_address(STR("2001:db8::7"), &from_text));
    assert_memory_equal(&from_text, &from_socket, sizeof from_text);
    assert_false(network_from_socket(&other, &from_socket));
}

static bool holds(const char *network_text, const char *address_text)
{
    struct network network;
    struct network_address address;

    assert_true(network_parse(str_from(network_text), &network));
    assert_true(network_parse_address(str_from(address_text), &address));
    return network_holds(&network, &address);
}

static void networks_hold_what_begins_like_them(void **state)
{
    (void) state;
    assert_true(holds("10.0.0.0/8", "10.255.0.1"));
    assert_false(holds("10.0.0.0/8", "11.0.0.0"));
    assert_true(holds("10.0.0.0/8", "::ffff:10.0.0.1"));
    assert_true(holds("192.0.2.4/31", "192.0.2.5"));
    assert_false(holds("192.0.2.4/31", "192.0.2.6"));
    assert_true(holds("192.0.2.4", "192.0.2.4"));
    assert_false(holds("192.0.2.4", "192.0.2.5"));
    assert_true(holds("0.0.0.0/0", "203.0.113.1"));
    assert_false(holds("0.0.0.0/0", "2001:db8::1"));
    assert_true(holds("::/0", "2001:db8::1"));
    assert_false(holds("::/0", "203.0.113.1"));
    assert_true(holds("fd00::/8", "fdff::1"));
    assert_false(holds("fd00::/8", "fe00::1"));
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "10",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.1/8",
        "10.0.0.0/8/8",
        "::1/129",
        "fd00::1/8",
        "example.org",
        "10.0.0.0/",
        "/8",
        "127.0.0.1:80",
        "[::1]",
        "fe80::1%lo",
    };
    struct network network;
    struct network_list list;
    struct str said;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        if (network_parse(str_from(wrong[i]), &network))
            fail_msg("%s", wrong[i]);
    assert_true(network_list_parse(STR(""), &list, &said));
    assert_int_equal(list.count, 0);
    assert_true(
        network_list_parse(STR(" 10.0.0.0/8, ::1  192.0.2.1,"), &list, &said));
    assert_int_equal(list.count, 3);
    assert_false(network_list_parse(STR("10.0.0.0/8, ten"), &list, &said));
    assert_true(str_equal(said, STR("ten")));
}

static void only_what_trusted_proxies_wrote_is_believed(void **state)
{
    static const struct {
        const char *proxies;
        const char *header_name;
        const char *peer;
        const char *header;
        const char *client;
    } rows[] = {
        /* nobody is trusted */
        {"", "x", "127.0.0.1", "1.2.3.4", "127.0.0.1"},
        {"10.0.0.0/8", "x", "192.0.2.1", "1.2.3.4", "192.0.2.1"},
        /* one proxy; what the client sent itself stands before */
        {"10.0.0.0/8", "x", "10.0.0.1", "1.2.3.4", "1.2.3.4"},
        {"10.0.0.0/8", "x", "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"},
        {"10.0.0.0/8", "x", "10.0.0.1", "10.0.0.9, 1.2.3.4", "1.2.3.4"},
        {"10.0.0.0/8", "x", "::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"},
        /* two of them */
        {"10.0.0.0/8", "x", "10.0.0.1", "6.6.6.6,1.2.3.4, 10.0.0.2", "1.2.3.4"},
        /* they alone, or nothing */
        {"10.0.0.0/8", "x", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
        {"10.0.0.0/8", "x", "10.0.0.1", "", "10.0.0.1"},
        /* nonsense ends it */
        {"10.0.0.0/8", "x", "10.0.0.1", "1.2.3.4, unknown", "10.0.0.1"},
        {"10.0.0.0/8", "x", "10.0.0.1", "1.2.3.4, x, 10.0.0.2", "10.0.0.2"},
        {"10.0.0.0/8", "x", "10.0.0.1", ",,,", "10.0.0.1"},
        /* ports and brackets */
        {"10.0.0.0/8", "x", "10.0.0.1", "1.2.3.4:555", "1.2.3.4"},
        {"10.0.0.0/8", "x", "10.0.0.1", "[2001:db8::1]:9", "2001:db8::1"},
        {"10.0.0.0/8", "x", "10.0.0.1", "2001:db8::1", "2001:db8::1"},
        {"10.0.0.0/8", "x", "10.0.0.1", "[2001:db8::1", "10.0.0.1"},
        {"10.0.0.0/8", "x", "10.0.0.1", "[", "10.0.0.1"},
        /* RFC 7239 */
        {"::1", "f", "::1", "for=1.2.3.4;proto=https", "1.2.3.4"},
        {"::1", "f", "::1", "for=6.6.6.6, Proto=http; For=\"1.2.3.4:80\"",
         "1.2.3.4"},
        {"::1", "f", "::1", "for=\"[2001:db8::1]:4711\"", "2001:db8::1"},
        {"::1", "f", "::1", "for=unknown", "::1"},
        {"::1", "f", "::1", "for=_hidden", "::1"},
        {"::1", "f", "::1", "by=1.2.3.4", "::1"},
        {"::1", "f", "::1", "for=", "::1"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct forwarded_rules rules = {.is_standard =
                                            rows[i].header_name[0] == 'f'};
        struct str client;

        assert_true(network_list_parse(str_from(rows[i].proxies),
                                       &rules.proxies, NULL));
        client = forwarded_client(&rules, str_from(rows[i].peer),
                                  str_from(rows[i].header), f->arena);
        if (!str_equal(client, str_from(rows[i].client)))
            fail_msg("row %zu: %.*s", i, STR_ARG(client));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(sixty_addresses_are_sorted_out),
        FIXTURE_TEST(a_socket_and_a_text_give_one_address),
        FIXTURE_TEST(networks_hold_what_begins_like_them),
        FIXTURE_TEST(what_is_no_network_is_refused),
        FIXTURE_TEST(only_what_trusted_proxies_wrote_is_believed),
    };

    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
