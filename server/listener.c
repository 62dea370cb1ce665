/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Opening the listening socket, and the table of clients. The table is a plain
 * array: it has a row per client that is connected now, and is only searched
 * when a connection comes or goes.
 */
#include "server/listener.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024, HOST_MAX = 256 };

static void format_url(int listener, char url[LISTENER_URL_MAX])
{
    union {
        struct sockaddr any;
        struct sockaddr_in ipv4;
        struct sockaddr_in6 ipv6;
    } address;
    socklen_t len = sizeof address;
    char host[LISTENER_ADDRESS_MAX] = "";
    bool is_ipv6;

    memset(&address, 0, sizeof address);
    (void) getsockname(listener, &address.any, &len);
    is_ipv6 = address.any.sa_family == AF_INET6;
    listener_format_address(&address.any, host);
    snprintf(url, LISTENER_URL_MAX, is_ipv6 ? "http://[%s]:%u" : "http://%s:%u",
             host,
             ntohs(is_ipv6 ? address.ipv6.sin6_port : address.ipv4.sin_port));
}

static int open_socket(const struct addrinfo *info)
{
    int on = 1;
    int listener =
        socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (listener < 0)
        return -1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    /* connections inherit it: a response is not held back for another */
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(listener, info->ai_addr, info->ai_addrlen) == 0 &&
        listen(listener, BACKLOG) == 0)
        return listener;
    close(listener);
    return -1;
}

enum slv_status listener_open(struct str host, unsigned port, int taken,
                              int *out, char url[LISTENER_URL_MAX],
                              struct slv_error *err)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    enum slv_status status = SLV_OK;
    char host_text[HOST_MAX];
    char port_text[16];
    int result;

    *out = taken;
    if (taken >= 0) {
        format_url(taken, url);
        return SLV_OK;
    }
    if (host.len >= sizeof host_text)
        return slv_fail(err, SLV_ERR_USAGE,
                        "the host to listen on is longer than %d bytes",
                        HOST_MAX - 1);
    snprintf(host_text, sizeof host_text, "%.*s", STR_ARG(host));
    snprintf(port_text, sizeof port_text, "%u", port);
    result =
        getaddrinfo(host.len > 0 ? host_text : NULL, port_text, &hints, &found);
    if (result != 0)
        return slv_fail(err, SLV_ERR_USAGE, "cannot listen on %s: %s",
                        host_text, gai_strerror(result));
    *out = open_socket(found);
    if (*out >= 0) {
        format_url(*out, url);
    } else if (errno == EADDRINUSE) {
        status = slv_fail(err, SLV_ERR_UNAVAILABLE,
                          "port %u of %s is in use by another program", port,
                          host_text);
        slv_hint(err, "Choose another with --listen ADDRESS:PORT; port 0 takes "
                      "any free one.");
    } else if (errno == EADDRNOTAVAIL) {
        status = slv_fail(err, SLV_ERR_USAGE,
                          "%s is no address of this machine", host_text);
    } else {
        status = slv_fail_errno(err, errno, "cannot listen on %s port %u",
                                host_text, port);
    }
    freeaddrinfo(found);
    return status;
}

void listener_format_address(const struct sockaddr *address,
                             char out[LISTENER_ADDRESS_MAX])
{
    const void *bytes = NULL;

    out[0] = '\0';
    if (address->sa_family == AF_INET)
        bytes =
            &((const struct sockaddr_in *) (const void *) address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        bytes =
            &((const struct sockaddr_in6 *) (const void *) address)->sin6_addr;
    if (bytes)
        inet_ntop(address->sa_family, bytes, out, LISTENER_ADDRESS_MAX);
}

struct client_key client_key(const struct sockaddr *address)
{
    struct client_key key = {{0}};

    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *) address;

        key.bytes[10] = key.bytes[11] = 0xFF;
        memcpy(key.bytes + 12, &in->sin_addr, 4);
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *) address;
        bool is_ipv4 = IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);

        memcpy(key.bytes, &in6->sin6_addr, is_ipv4 ? 16 : 8);
    }
    return key;
}

struct client {
    struct client_key key;
    unsigned count;
};

struct client_table {
    pthread_mutex_t lock;
    unsigned total_max;
    unsigned per_client_max;
    bool limits_own_machine;
    unsigned total;
    unsigned row_count;
    struct client *rows; /* total_max of them */
};

struct client_table *client_table_new(unsigned total_max,
                                      unsigned per_client_max,
                                      bool limits_own_machine)
{
    struct client_table *table = alloc_zeroed(1, sizeof *table);

    SLV_ASSERT(total_max > 0);
    pthread_mutex_init(&table->lock, NULL);
    table->total_max = total_max;
    table->per_client_max = per_client_max > 0 ? per_client_max : total_max;
    table->limits_own_machine = limits_own_machine;
    table->rows = alloc_zeroed(total_max, sizeof *table->rows);
    return table;
}

void client_table_free(struct client_table *table)
{
    if (!table)
        return;
    pthread_mutex_destroy(&table->lock);
    free(table->rows);
    free(table);
}

static struct client *find_row(struct client_table *table,
                               const struct client_key *key)
{
    for (unsigned i = 0; i < table->row_count; i++)
        if (memcmp(&table->rows[i].key, key, sizeof *key) == 0)
            return &table->rows[i];
    return NULL;
}

/* 127.0.0.0/8, and ::1 of which the key is the first half: all zeros. */
static bool is_loopback(const struct client_key *key)
{
    static const uint8_t ipv4[13] = {[10] = 0xFF, [11] = 0xFF, [12] = 127};
    static const uint8_t ipv6[16] = {0};

    return memcmp(key->bytes, ipv4, sizeof ipv4) == 0 ||
           memcmp(key->bytes, ipv6, sizeof ipv6) == 0;
}

static bool is_below_limit(const struct client_table *table,
                           const struct client *row)
{
    return row->count < table->per_client_max ||
           (!table->limits_own_machine && is_loopback(&row->key));
}

bool client_table_add(struct client_table *table, const struct client_key *key)
{
    bool is_added = false;

    pthread_mutex_lock(&table->lock);
    if (table->total < table->total_max) {
        struct client *row = find_row(table, key);

        if (!row) {
            row = &table->rows[table->row_count++];
            *row = (struct client){.key = *key};
        }
        if (is_below_limit(table, row)) {
            row->count++;
            table->total++;
            is_added = true;
        }
    }
    pthread_mutex_unlock(&table->lock);
    return is_added;
}

void client_table_remove(struct client_table *table,
                         const struct client_key *key)
{
    struct client *row;

    pthread_mutex_lock(&table->lock);
    row = find_row(table, key);
    SLV_ASSERT(row != NULL && row->count > 0);
    row->count--;
    table->total--;
    if (row->count == 0)
        *row = table->rows[--table->row_count];
    pthread_mutex_unlock(&table->lock);
}
