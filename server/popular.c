/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list, and the thread that renews it. See popular.h. What a success is
 * stands in store/search_log.h, who may see which word in solvent/search.h.
 */
#include "server/popular.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/search_run.h"
#include "solvent/search.h"
#include "store/search_log.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { DAY_S = 24 * 60 * 60 };

struct popular_search {
    struct str text;
    struct str key;
};

/* One state of the list; everything in it is in its arena. */
struct list {
    struct arena *arena;
    struct popular_search *items;
    size_t count;
};

struct popular {
    struct search_log *log;
    const char *data;
    struct slv_reader *reader; /* of whoever renews */
    pthread_mutex_t renewing;
    pthread_t thread;
    bool has_thread;

    /* under `lock` */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_closing;
    struct list list;
};

static void lock(pthread_mutex_t *mutex)
{
    SLV_ASSERT(pthread_mutex_lock(mutex) == 0);
}

static void unlock(pthread_mutex_t *mutex)
{
    SLV_ASSERT(pthread_mutex_unlock(mutex) == 0);
}

/* --- making the list --- */

static bool is_plain(struct str query)
{
    return query.len > 0 && query.len <= POPULAR_BYTES_MAX &&
           str_find_char(query, '"') == query.len && query.ptr[0] != '-';
}

static bool is_fit(struct slv_reader *reader, struct str query,
                   struct arena *arena)
{
    const struct slv_search_request request = {
        .query = query, .limit = 1, .is_verbatim = true, .want_ids_only = true};
    struct slv_search_result result;
    bool is_public;

    return is_plain(query) &&
           slv_words_are_public(reader, query, &is_public, NULL) == SLV_OK &&
           is_public &&
           slv_search(reader, &request, arena, &result, NULL) == SLV_OK &&
           result.hit_count > 0;
}

static enum slv_status open_reader(struct popular *popular,
                                   struct slv_error *err)
{
    struct slv_reader *reader;
    enum slv_status status =
        slv_reader_open(&reader, popular->data, SLV_AS_PUBLIC, err);

    if (status == SLV_OK)
        popular->reader = reader;
    return status;
}

static enum slv_status fill(struct popular *popular, struct list *out,
                            struct slv_error *err)
{
    struct arena *scratch = arena_new();
    struct search_success *found;
    size_t count;
    enum slv_status status = SLV_OK;

    if (!popular->reader)
        status = open_reader(popular, err);
    if (status == SLV_OK)
        status = search_log_successes(
            popular->log, clock_unix_s() - POPULAR_DAYS * (int64_t) DAY_S,
            POPULAR_SESSIONS_MIN, POPULAR_MAX, scratch, &found, &count, err);
    if (status != SLV_OK)
        goto out;
    out->items = arena_calloc(out->arena, count, sizeof *out->items);
    for (size_t i = 0; i < count; i++) {
        struct str text = str_trim(found[i].query);

        if (!is_fit(popular->reader, text, scratch))
            continue;
        out->items[out->count++] = (struct popular_search){
            arena_str(out->arena, text), search_key(text, out->arena)};
    }
out:
    arena_free(scratch);
    return status;
}

void popular_renew(struct popular *popular)
{
    struct slv_error err = {.status = SLV_OK};
    struct list list = {.arena = arena_new()};
    enum slv_status status;

    lock(&popular->renewing);
    status = fill(popular, &list, &err);
    unlock(&popular->renewing);
    if (status == SLV_OK) {
        struct list old;

        lock(&popular->lock);
        old = popular->list;
        popular->list = list;
        unlock(&popular->lock);
        list = old;
    } else if (status != SLV_ERR_NO_INPUT) { /* nothing was indexed yet */
        log_event(LOG_WARNING, log_name("popular_searches_failed"),
                  log_cstr("reason", err.text));
    }
    arena_free(list.arena);
}

/* --- asking --- */

size_t popular_find(struct popular *popular, struct str typed, size_t limit,
                    struct arena *arena, struct str *out)
{
    struct str begin = search_key(typed, arena);
    size_t count = 0;

    if (begin.len == 0)
        return 0;
    lock(&popular->lock);
    for (size_t i = 0; i < popular->list.count && count < limit; i++) {
        const struct popular_search *search = &popular->list.items[i];

        if (search->key.len > begin.len && str_has_prefix(search->key, begin))
            out[count++] = arena_str(arena, search->text);
    }
    unlock(&popular->lock);
    return count;
}

/* --- life --- */

static void *renew_main(void *argument)
{
    struct popular *popular = argument;

    lock(&popular->lock);
    while (!popular->is_closing) {
        struct timespec due;

        SLV_ASSERT(clock_gettime(CLOCK_MONOTONIC, &due) == 0);
        due.tv_sec += POPULAR_RENEW_S;
        while (!popular->is_closing &&
               pthread_cond_timedwait(&popular->wake, &popular->lock, &due) ==
                   0)
            continue;
        if (popular->is_closing)
            break;
        unlock(&popular->lock);
        popular_renew(popular);
        lock(&popular->lock);
    }
    unlock(&popular->lock);
    return NULL;
}

static void init_locks(struct popular *popular)
{
    pthread_condattr_t monotonic;

    SLV_ASSERT(pthread_condattr_init(&monotonic) == 0);
    SLV_ASSERT(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    SLV_ASSERT(pthread_cond_init(&popular->wake, &monotonic) == 0);
    SLV_ASSERT(pthread_mutex_init(&popular->lock, NULL) == 0);
    SLV_ASSERT(pthread_mutex_init(&popular->renewing, NULL) == 0);
    pthread_condattr_destroy(&monotonic);
}

/* Signals are for the program's other threads. Without the thread the list
 * stays as it is, which keeps nobody from searching. */
static void start_thread(struct popular *popular)
{
    sigset_t all;
    sigset_t before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    popular->has_thread =
        pthread_create(&popular->thread, NULL, renew_main, popular) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct popular *popular_new(struct search_log *log, const char *data)
{
    struct popular *popular = alloc_zeroed(1, sizeof *popular);

    popular->log = log;
    popular->data = data;
    init_locks(popular);
    popular_renew(popular);
    start_thread(popular);
    return popular;
}

void popular_free(struct popular *popular)
{
    if (!popular)
        return;
    lock(&popular->lock);
    popular->is_closing = true;
    pthread_cond_signal(&popular->wake);
    unlock(&popular->lock);
    if (popular->has_thread)
        SLV_ASSERT(pthread_join(popular->thread, NULL) == 0);
    slv_reader_close(popular->reader);
    arena_free(popular->list.arena);
    pthread_mutex_destroy(&popular->renewing);
    pthread_mutex_destroy(&popular->lock);
    pthread_cond_destroy(&popular->wake);
    free(popular);
}
