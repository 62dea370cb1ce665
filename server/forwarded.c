/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads X-Forwarded-For and Forwarded from their ends. See forwarded.h.
 */
#include "server/forwarded.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

void forwarded_rules_read(const struct config *config,
                          struct forwarded_rules *out)
{
    SLV_ASSERT(
        network_list_parse(config->trusted_proxies, &out->proxies, NULL));
    out->is_standard = str_equal(config->proxy_header, STR("forwarded"));
}

/* Take the last of the elements with commas between. */
static struct str take_last(struct str *rest)
{
    size_t begin = rest->len;
    struct str last;

    while (begin > 0 && rest->ptr[begin - 1] != ',')
        begin--;
    last = str_trim(str_from_offset(*rest, begin));
    rest->len = begin > 0 ? begin - 1 : 0;
    return last;
}

/* The value of "for" in "for=192.0.2.1;proto=https", without its quotes. */
static struct str find_for(struct str element)
{
    while (element.len > 0) {
        struct str value = str_trim(str_take_until(&element, ';'));
        struct str name = str_trim(str_take_until(&value, '='));

        if (!str_equal_nocase(name, STR("for")))
            continue;
        value = str_trim(value);
        if (value.len >= 2 && value.ptr[0] == '"' &&
            value.ptr[value.len - 1] == '"')
            value = (struct str){value.ptr + 1, value.len - 2};
        return value;
    }
    return STR("");
}

/* "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711" */
static bool read_node(struct str node, struct network_address *out)
{
    size_t colon = str_find_char(node, ':');

    if (str_has_prefix(node, STR("["))) {
        size_t end = str_find_char(node, ']');
        struct str rest = str_from_offset(node, end < node.len ? end + 1 : end);

        return end < node.len &&
               (rest.len == 0 || str_has_prefix(rest, STR(":"))) &&
               network_parse_address((struct str){node.ptr + 1, end - 1}, out);
    }
    if (colon < node.len && str_find_char(str_from_offset(node, colon + 1),
                                          ':') == node.len - colon - 1)
        node = str_first(node, colon);
    return network_parse_address(node, out);
}

/* As the sockets write it: IPv4 without the prefix. */
static struct str write_address(const struct network_address *address,
                                struct arena *arena)
{
    char text[INET6_ADDRSTRLEN];
    struct in6_addr wide;
    bool is_narrow;

    memcpy(&wide, address->bytes, sizeof wide);
    is_narrow = IN6_IS_ADDR_V4MAPPED(&wide);
    SLV_ASSERT(inet_ntop(is_narrow ? AF_INET : AF_INET6,
                         address->bytes + (is_narrow ? 12 : 0), text,
                         sizeof text) != NULL);
    return arena_str(arena, str_from(text));
}

struct str forwarded_client(const struct forwarded_rules *rules,
                            struct str peer, struct str header,
                            struct arena *arena)
{
    struct network_address client;
    struct network_address next;

    if (rules->proxies.count == 0 || header.len > FORWARDED_BYTES_MAX ||
        !network_parse_address(peer, &client))
        return peer;
    while (header.len > 0 && network_list_holds(&rules->proxies, &client)) {
        struct str element = take_last(&header);

        if (!read_node(rules->is_standard ? find_for(element) : element, &next))
            break;
        client = next;
    }
    return write_address(&client, arena);
}
