/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The listening socket, and how many connections each client has. Knows
 * sockets and addresses, nothing of HTTP.
 */
#ifndef SERVER_LISTENER_H
#define SERVER_LISTENER_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

enum { LISTENER_ADDRESS_MAX = 64, LISTENER_URL_MAX = 320 };

/* Listen on host and port, without blocking, or take over the socket `taken`
 * when it is not -1. *out is -1 on failure, else closed by the caller. `url`
 * gets "http://host:port" as it was really bound.
 * ERR_USAGE: no such address; ERR_UNAVAILABLE: in use; ERR_PERMISSION. */
SLV_MUST_CHECK enum slv_status listener_open(struct str host, unsigned port,
                                             int taken, int *out,
                                             char url[LISTENER_URL_MAX],
                                             struct slv_error *err);
/* "192.0.2.1", "2001:db8::1"; empty for what is no IP address. */
void listener_format_address(const struct sockaddr *address,
                             char out[LISTENER_ADDRESS_MAX]);

/* Whom a limit counts as one client: an IPv4 address, or the /64 of an IPv6
 * address, of which one client has as many as it likes. */
struct client_key {
    uint8_t bytes[16];
};
struct client_key client_key(const struct sockaddr *address);

/* Open connections by client. Threads: any. */
struct client_table;
/* per_client_max 0: no limit. Loopback clients have none unless
 * limits_own_machine. */
struct client_table *client_table_new(unsigned total_max,
                                      unsigned per_client_max,
                                      bool limits_own_machine);
void client_table_free(struct client_table *table); /* NULL is allowed */
/* Count one more; false, and nothing counted, when that passes a limit. */
bool client_table_add(struct client_table *table, const struct client_key *key);
void client_table_remove(struct client_table *table,
                         const struct client_key *key);

#endif
