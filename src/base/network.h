/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Internet addresses and networks of them: reading, whether one holds another,
 * and whether an address is one of the public internet. No name is looked up
 * and nothing is connected here.
 *
 * IPv4 addresses are kept in IPv6's way of writing them (::ffff:192.0.2.1), so
 * that an address is the same however it came.
 *
 * Threads: any; everything is plain data.
 */
#ifndef BASE_NETWORK_H
#define BASE_NETWORK_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sockaddr;

enum { NETWORK_ADDRESS_BYTES = 16, NETWORK_LIST_MAX = 64 };

struct network_address {
    unsigned char bytes[NETWORK_ADDRESS_BYTES];
};

struct network {
    struct network_address first;
    unsigned bits; /* of `first` that count; 96 and more for IPv4 */
};

struct network_list {
    struct network items[NETWORK_LIST_MAX];
    size_t count;
};

/* "192.0.2.1" or "2001:db8::1", without brackets, port and zone. */
bool network_parse_address(struct str text, struct network_address *out);
/* Of AF_INET or AF_INET6; false for any other family. */
bool network_from_socket(const struct sockaddr *socket,
                         struct network_address *out);
/* "10.0.0.0/8" or one address. No bit may be set behind those that count. */
bool network_parse(struct str text, struct network *out);
/* Networks with commas or blanks between, at most NETWORK_LIST_MAX. *wrong (may
 * be NULL) is the first that is none. */
bool network_list_parse(struct str text, struct network_list *out,
                        struct str *wrong);

/* A network of IPv6 holds no address of IPv4, not even ::/0. */
bool network_holds(const struct network *network,
                   const struct network_address *address);
bool network_list_holds(const struct network_list *list,
                        const struct network_address *address);

/* Does the address belong to a machine of the public internet? Not so: loopback,
 * private and shared networks, link-local, multicast, unspecified, for
 * documentation and measurements, reserved, and those of IPv6 that stand for
 * another address (NAT64, 6to4, Teredo, IPv4-compatible). By IANA's registries of
 * special-purpose addresses. */
bool network_is_public(const struct network_address *address);

#ifdef __cplusplus
}
#endif
#endif
