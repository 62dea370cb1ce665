/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The key of the day, and the hash. See sessions.h. What sessions are counted
 * for is the business of store/search_log.h.
 */
#include "server/sessions.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
    DAY_S = 24 * 60 * 60,
    ADDRESS_BYTES_MAX = 256,
    HOUSEHOLD_BYTES = 8 /* of an IPv6 address */
};

struct sessions {
    pthread_mutex_t lock;
    pthread_mutex_t sending;
    int64_t day; /* of the key; -1: there is none yet */
    char key[AUTH_DAY_KEY_BYTES];
};

struct sessions *sessions_new(void)
{
    struct sessions *sessions = alloc_zeroed(1, sizeof *sessions);

    SLV_ASSERT(pthread_mutex_init(&sessions->lock, NULL) == 0);
    SLV_ASSERT(pthread_mutex_init(&sessions->sending, NULL) == 0);
    sessions->day = -1;
    return sessions;
}

void sessions_free(struct sessions *sessions)
{
    if (!sessions)
        return;
    auth_forget(sessions->key, sizeof sessions->key);
    pthread_mutex_destroy(&sessions->sending);
    pthread_mutex_destroy(&sessions->lock);
    free(sessions);
}

static void take_key(struct sessions *sessions, int64_t day, char *out)
{
    SLV_ASSERT(pthread_mutex_lock(&sessions->lock) == 0);
    if (sessions->day != day) {
        /* up to 256 bytes come whole once the kernel has any */
        SLV_ASSERT(getrandom(sessions->key, sizeof sessions->key, 0) ==
                   (ssize_t) sizeof sessions->key);
        sessions->day = day;
    }
    memcpy(out, sessions->key, sizeof sessions->key);
    SLV_ASSERT(pthread_mutex_unlock(&sessions->lock) == 0);
}

void session_household(struct str text, struct strbuf *out)
{
    char address[INET6_ADDRSTRLEN + 1] = "";
    struct in6_addr wide;

    if (text.len < sizeof address)
        memcpy(address, text.ptr, text.len);
    if (inet_pton(AF_INET6, address, &wide) == 1 &&
        !IN6_IS_ADDR_V4MAPPED(&wide))
        strbuf_add(out, wide.s6_addr, HOUSEHOLD_BYTES);
    else
        strbuf_add_str(out, text);
}

int64_t session_of(struct sessions *sessions, const struct request *request,
                   int64_t now_unix_s)
{
    char key[AUTH_DAY_KEY_BYTES];
    struct strbuf who;
    int64_t number;

    take_key(sessions, now_unix_s / DAY_S, key);
    strbuf_init(&who, ADDRESS_BYTES_MAX);
    session_household(str_first(request->client_address, ADDRESS_BYTES_MAX),
                      &who);
    number = auth_short_hash(key, strbuf_str(&who));
    strbuf_release(&who);
    auth_forget(key, sizeof key);
    return number == 0 ? 1 : number;
}

void sessions_begin_sending(struct sessions *sessions)
{
    if (sessions)
        SLV_ASSERT(pthread_mutex_lock(&sessions->sending) == 0);
}

void sessions_end_sending(struct sessions *sessions)
{
    if (sessions)
        SLV_ASSERT(pthread_mutex_unlock(&sessions->sending) == 0);
}
