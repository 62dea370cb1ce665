/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose request a proxy passes on. The headers that say so can be sent by
 * anybody: they are believed only from the networks that are configured, and only
 * as far as one of these proxies wrote them.
 */
#ifndef SERVER_FORWARDED_H
#define SERVER_FORWARDED_H

#include "base/network.h"
#include "solvent/str.h"

#include <stdbool.h>

struct arena;
struct config;

enum { FORWARDED_BYTES_MAX = 4096 };

struct forwarded_rules {
    struct network_list proxies;
    bool is_standard; /* the header Forwarded (RFC 7239), not X-Forwarded-For */
};

/* By the keys trusted_proxies and proxy_header, which were checked when the
 * configuration was read. */
void forwarded_rules_read(const struct config *config,
                          struct forwarded_rules *out);
/* The client's address: `peer`, which is connected, unless that is a trusted
 * proxy. Then that which the proxy names, the last of `header` (all lines of it
 * with commas between); and if that is a trusted one too, the one before. A name
 * or nonsense at that place, or a header of more than FORWARDED_BYTES_MAX, leaves
 * the proxy that said it. In `arena`, NUL-terminated. */
struct str forwarded_client(const struct forwarded_rules *rules,
                            struct str peer, struct str header,
                            struct arena *arena);

#endif
