/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The server's sockets: accepts connections, speaks HTTP/1.1, hands each whole
 * request to the router and sends its response. http.c is the only file that
 * knows libmicrohttpd.
 *
 * One thread accepts and gives each connection to the worker with the fewest;
 * each worker is a thread with an epoll loop, a reader and an arena of its own.
 */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "server/app.h"
#include "solvent/status.h"

enum {
    HTTP_THREADS_MAX = 64,
    /* A request line and headers; a search for ten thousand words fits. */
    HTTP_HEAD_BYTES_MAX = 160 * 1024
};

struct http_options {
    struct str host;  /* a name or an address, without brackets */
    unsigned port;    /* 0: any free one */
    int listener;     /* a socket that listens already, taken over; -1: none */
    unsigned threads; /* 1 to HTTP_THREADS_MAX */
    unsigned connections_max; /* of all clients together */
    unsigned
        connections_per_address_max; /* 0: no limit; for IPv6 an address is a /64 */
    bool limits_own_machine; /* count loopback addresses too: not for a proxy */
    /* Seconds until a connection is ended: for a new request to come, for all
     * of it to be there, for the response to be taken. */
    unsigned idle_timeout_s;
    unsigned request_timeout_s;
    unsigned response_timeout_s;
};

struct http_server;

/* Listen and start the threads. ERR_UNAVAILABLE with a hint when the address is
 * in use, ERR_USAGE when it is none, ERR_PERMISSION. `app` outlives the
 * server. */
SLV_MUST_CHECK enum slv_status
http_server_start(struct http_server **out, struct app *app,
                  const struct http_options *options, struct slv_error *err);
/* "http://127.0.0.1:8080": the address that it really listens on. Borrowed. */
const char *http_server_url(const struct http_server *server);
/* Another descriptor of the listening socket, for the caller to close or to
 * start the next server with: clients that connect meanwhile wait in it. -1 on
 * failure. */
int http_server_listener(const struct http_server *server);
/* Accept nothing new, answer what is being asked (at most `drain_ms`), end the
 * threads and free everything. NULL is allowed. */
void http_server_stop(struct http_server *server, unsigned drain_ms);

#endif
