/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The thread that works gaps out. See coverage_worker.h; the work itself is
 * core/insight/coverage.c.
 */
#include "server/coverage_worker.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/str.h"
#include "core/insight/coverage.h"
#include "server/app.h"
#include "server/review_reminders.h"
#include "store/search_report.h"
#include "text/language.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 24 * 60 * 60, SEARCH_DAYS = 90, SEARCHES_MAX = 20000 };

struct coverage_worker {
    struct app *app;
    char language[LANGUAGE_TAG_MAX + 1]; /* the configuration may change */
    int64_t keep_days;                   /* of searches; 0: forever */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_closing; /* under `lock` */
};

/* --- the work --- */

/* Searches that found nothing or after which a case was opened; without the
 * file of the log there are none. */
static struct coverage_searches read_searches(struct app *app,
                                              struct arena *arena)
{
    const struct search_span span = {
        clock_unix_s() - SEARCH_DAYS * (int64_t) DAY_S, INT64_MAX};
    struct coverage_searches out = {NULL, 0};
    struct search_count *rows = NULL;
    size_t count = 0;

    if (search_report_read(app->searches, SEARCH_REPORT_UNANSWERED, span,
                           SEARCHES_MAX, arena, &rows, &count, NULL) != SLV_OK)
        return out;
    out.items = arena_calloc(arena, count, sizeof *out.items);
    out.count = count;
    for (size_t i = 0; i < count; i++)
        out.items[i] = (struct coverage_search){
            .key = rows[i].key,
            .query = rows[i].query,
            .visits = rows[i].visits,
        };
    return out;
}

static enum slv_status work_out(struct app *app, struct str language,
                                struct slv_error *err)
{
    struct arena *arena = arena_new();
    const struct coverage_searches searches = read_searches(app, arena);
    struct coverage_counts counts = {.cases = 0};
    enum slv_status status = coverage_run(app->cases, language, clock_unix_s(),
                                          &searches, &counts, err);

    arena_free(arena);
    if (status == SLV_OK)
        log_event(LOG_INFO, log_name("gaps_worked_out"),
                  log_number("cases", (int64_t) counts.cases),
                  log_number("gaps", (int64_t) counts.gaps));
    /* somebody else has just done it */
    return status == SLV_ERR_CONFLICT ? SLV_OK : status;
}

enum slv_status coverage_worker_catch_up(struct app *app, struct slv_error *err)
{
    bool is_all;

    return coverage_join(app->cases, app->config->language, clock_unix_s(),
                         &is_all, err);
}

static void run_when_old(struct app *app, struct str language)
{
    struct slv_error err = {.status = SLV_OK};
    bool is_old = false;
    enum slv_status status =
        coverage_is_old(app->cases, clock_unix_s(), &is_old, &err);

    if (status == SLV_OK && is_old)
        status = work_out(app, language, &err);
    if (status != SLV_OK)
        log_event(LOG_WARNING, log_name("gaps_failed"),
                  log_cstr("reason", err.text));
}

/* Searches that are older than the configuration keeps them are forgotten. */
static void forget_searches(const struct coverage_worker *worker)
{
    struct arena *arena = arena_new();
    const char *path =
        arena_format(arena, "%s/searches.db", worker->app->data).ptr;
    struct slv_error err = {.status = SLV_OK};
    uint64_t count = 0;

    if (worker->keep_days > 0 &&
        search_report_forget(
            path, clock_unix_s() - worker->keep_days * (int64_t) DAY_S, &count,
            &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("searches_not_forgotten"),
                  log_cstr("reason", err.text));
    if (count > 0)
        log_event(LOG_INFO, log_name("searches_forgotten"),
                  log_number("count", (int64_t) count));
    arena_free(arena);
}

/* --- the thread --- */

static void *worker_main(void *argument)
{
    struct coverage_worker *worker = argument;

    SLV_ASSERT(pthread_mutex_lock(&worker->lock) == 0);
    while (!worker->is_closing) {
        struct timespec due;

        SLV_ASSERT(pthread_mutex_unlock(&worker->lock) == 0);
        forget_searches(worker);
        run_when_old(worker->app, str_from(worker->language));
        review_reminders_run(worker->app);
        SLV_ASSERT(pthread_mutex_lock(&worker->lock) == 0);
        SLV_ASSERT(clock_gettime(CLOCK_MONOTONIC, &due) == 0);
        due.tv_sec += COVERAGE_EVERY_S;
        while (!worker->is_closing &&
               pthread_cond_timedwait(&worker->wake, &worker->lock, &due) == 0)
            continue;
    }
    SLV_ASSERT(pthread_mutex_unlock(&worker->lock) == 0);
    return NULL;
}

struct coverage_worker *coverage_worker_new(struct app *app)
{
    struct coverage_worker *worker = alloc_zeroed(1, sizeof *worker);
    pthread_condattr_t monotonic;
    sigset_t all;
    sigset_t before;
    unsigned long long days;
    const struct str language =
        str_first(app->config->language, LANGUAGE_TAG_MAX);

    worker->app = app;
    if (str_to_uint(app->config->search_log_days, &days))
        worker->keep_days = (int64_t) days;
    memcpy(worker->language, language.ptr, language.len);
    SLV_ASSERT(pthread_condattr_init(&monotonic) == 0);
    SLV_ASSERT(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    SLV_ASSERT(pthread_cond_init(&worker->wake, &monotonic) == 0);
    SLV_ASSERT(pthread_mutex_init(&worker->lock, NULL) == 0);
    pthread_condattr_destroy(&monotonic);
    if (!app->cases)
        return worker;
    /* signals are for the program's other threads */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    worker->has_thread =
        pthread_create(&worker->thread, NULL, worker_main, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return worker;
}

void coverage_worker_free(struct coverage_worker *worker)
{
    if (!worker)
        return;
    SLV_ASSERT(pthread_mutex_lock(&worker->lock) == 0);
    worker->is_closing = true;
    pthread_cond_signal(&worker->wake);
    SLV_ASSERT(pthread_mutex_unlock(&worker->lock) == 0);
    if (worker->has_thread)
        SLV_ASSERT(pthread_join(worker->thread, NULL) == 0);
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->wake);
    free(worker);
}
