/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Addresses and networks by their bits. See network.h.
 */
#include "base/network.h"

#include "base/check.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { IPV4_OFFSET = 12, IPV4_BITS = 96, ALL_BITS = 128 };

static const unsigned char ipv4_prefix[IPV4_OFFSET] = {
    [10] = 0xFF,
    [11] = 0xFF,
};

static bool is_ipv4(const struct network_address *address)
{
    return memcmp(address->bytes, ipv4_prefix, sizeof ipv4_prefix) == 0;
}

bool network_parse_address(struct str text, struct network_address *out)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.len == 0 || text.len >= sizeof copy ||
        memchr(text.ptr, '\0', text.len))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    memcpy(out->bytes, ipv4_prefix, sizeof ipv4_prefix);
    if (inet_pton(AF_INET, copy, out->bytes + IPV4_OFFSET) == 1)
        return true;
    return inet_pton(AF_INET6, copy, out->bytes) == 1;
}

bool network_from_socket(const struct sockaddr *socket,
                         struct network_address *out)
{
    if (socket->sa_family == AF_INET) {
        struct sockaddr_in narrow;

        memcpy(&narrow, socket, sizeof narrow);
        memcpy(out->bytes, ipv4_prefix, sizeof ipv4_prefix);
        memcpy(out->bytes + IPV4_OFFSET, &narrow.sin_addr,
               sizeof narrow.sin_addr);
        return true;
    }
    if (socket->sa_family == AF_INET6) {
        struct sockaddr_in6 wide;

        memcpy(&wide, socket, sizeof wide);
        memcpy(out->bytes, &wide.sin6_addr, sizeof wide.sin6_addr);
        return true;
    }
    return false;
}

static bool has_bit(const struct network_address *address, unsigned bit)
{
    return (address->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

bool network_parse(struct str text, struct network *out)
{
    size_t slash = str_find_char(text, '/');
    unsigned long long bits;
    bool is_narrow;

    if (!network_parse_address(str_first(text, slash), &out->first))
        return false;
    is_narrow = str_find_char(text, ':') == text.len;
    out->bits = ALL_BITS;
    if (slash < text.len) {
        if (!str_to_uint(str_from_offset(text, slash + 1), &bits) ||
            bits > (is_narrow ? ALL_BITS - IPV4_BITS : ALL_BITS))
            return false;
        out->bits = (unsigned) bits + (is_narrow ? IPV4_BITS : 0);
    }
    for (unsigned bit = out->bits; bit < ALL_BITS; bit++)
        if (has_bit(&out->first, bit))
            return false;
    return true;
}

bool network_list_parse(struct str text, struct network_list *out,
                        struct str *wrong)
{
    struct str rest = text;

    out->count = 0;
    while (rest.len > 0) {
        struct str part = str_take_until(&rest, ',');

        while (part.len > 0) {
            struct str word = str_trim(str_take_until(&part, ' '));

            if (word.len == 0)
                continue;
            if (wrong)
                *wrong = word;
            if (out->count == NETWORK_LIST_MAX ||
                !network_parse(word, &out->items[out->count]))
                return false;
            out->count++;
        }
    }
    return true;
}

bool network_holds(const struct network *network,
                   const struct network_address *address)
{
    if (network->bits < IPV4_BITS && is_ipv4(address))
        return false;
    for (unsigned bit = 0; bit < network->bits; bit++)
        if (has_bit(&network->first, bit) != has_bit(address, bit))
            return false;
    return true;
}

bool network_list_holds(const struct network_list *list,
                        const struct network_address *address)
{
    for (size_t i = 0; i < list->count; i++)
        if (network_holds(&list->items[i], address))
            return true;
    return false;
}

bool network_is_public(const struct network_address *address)
{
    /* the registries; of IPv6 only 2000::/3 is given out at all */
    static const char *const special[] = {
        "0.0.0.0/8",         "10.0.0.0/8",     "100.64.0.0/10",
        "127.0.0.0/8",       "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24",      "192.0.2.0/24",   "192.31.196.0/24",
        "192.52.193.0/24",   "192.88.99.0/24", "192.168.0.0/16",
        "192.175.48.0/24",   "198.18.0.0/15",  "198.51.100.0/24",
        "203.0.113.0/24",    "224.0.0.0/4",    "240.0.0.0/4",
        "2001::/23",         "2001:db8::/32",  "2002::/16",
        "2620:4f:8000::/48", "3fff::/20",
    };
    struct network network;

    if (!is_ipv4(address)) {
        SLV_ASSERT(network_parse(STR("2000::/3"), &network));
        if (!network_holds(&network, address))
            return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(special); i++) {
        SLV_ASSERT(network_parse(str_from(special[i]), &network));
        if (network_holds(&network, address))
            return false;
    }
    return true;
}
