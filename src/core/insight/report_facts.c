/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeps the facts in step with the store. What is asked of them is left to
 * report*.c; the clocks of single cases to report_clocks.c.
 */
#include "core/insight/report_facts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/insight/report_clocks.h"
#include "store/search_counts.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ID_MAX = INT32_MAX - 1, GONE_LINKS_MAX = 1000000 };

struct report_keeper {
    pthread_rwlock_t
        lock; /* written to while the facts are brought up to date */
    struct case_store *store;
    struct report_marks marks;
    struct report_facts facts;
    struct fact_case *cases;
    size_t case_capacity;
    struct fact_time *times;
    size_t time_capacity;
    struct fact_income *incomes;
    size_t income_capacity;
    bool has_too_many_currencies;
    bool has_strangers; /* cases of customers who are not among the names yet */
    struct fact_link *links;
    size_t link_capacity;
    size_t gone_links; /* their places stay until everything is read again */
    struct str *articles;
    size_t article_capacity;
    struct strmap *article_places; /* place + 1 */
    struct str *fixes;
    size_t fix_capacity;
    struct strmap *fix_places; /* place + 1; likewise below */
    struct str *versions;
    size_t version_capacity;
    struct strmap *version_places;
    struct search_counts *searches;
    struct arena *names; /* of the names, rates and goals */
    struct report_clocks *clocks;
    bool is_read;
    bool is_too_big;
    pthread_t warmer;
    bool has_warmer;
    pthread_mutex_t turn; /* of is_warming */
    pthread_cond_t warmed;
    bool is_warming; /* the warmer has not come to its end */
    atomic_bool is_closing;
    atomic_int_fast64_t taken_cases; /* for those who wait */
    atomic_int_fast64_t all_cases;
};

enum slv_status report_keeper_open(const char *path,
                                   struct search_counts *searches,
                                   struct report_keeper **out,
                                   struct slv_error *err)
{
    struct report_keeper *keeper = alloc_zeroed(1, sizeof *keeper);
    pthread_condattr_t monotonic;
    enum slv_status status;

    *out = NULL;
    SLV_ASSERT(pthread_rwlock_init(&keeper->lock, NULL) == 0);
    SLV_ASSERT(pthread_mutex_init(&keeper->turn, NULL) == 0);
    SLV_ASSERT(pthread_condattr_init(&monotonic) == 0);
    SLV_ASSERT(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    SLV_ASSERT(pthread_cond_init(&keeper->warmed, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    keeper->article_places = strmap_new();
    keeper->fix_places = strmap_new();
    keeper->version_places = strmap_new();
    keeper->searches = searches;
    status = case_store_open(path, CASE_STORE_READ, &keeper->store, err);
    if (status != SLV_OK) {
        report_keeper_close(keeper);
        return status;
    }
    keeper->facts.store = keeper->store;
    keeper->facts.searches = keeper->searches;
    *out = keeper;
    return SLV_OK;
}

static void forget(struct report_keeper *keeper)
{
    struct case_store *store = keeper->store;

    free(keeper->cases);
    free(keeper->times);
    free(keeper->links);
    free(keeper->articles);
    free(keeper->fixes);
    free(keeper->versions);
    keeper->versions = NULL;
    keeper->version_capacity = 0;
    strmap_clear(keeper->version_places);
    free(keeper->incomes);
    keeper->incomes = NULL;
    keeper->income_capacity = 0;
    keeper->has_too_many_currencies = false;
    keeper->fixes = NULL;
    keeper->fix_capacity = 0;
    keeper->cases = NULL;
    keeper->times = NULL;
    keeper->links = NULL;
    keeper->articles = NULL;
    keeper->case_capacity = keeper->time_capacity = 0;
    keeper->link_capacity = keeper->article_capacity = 0;
    strmap_clear(keeper->article_places);
    strmap_clear(keeper->fix_places);
    keeper->facts = (struct report_facts){
        .store = store,
        .searches = keeper->searches,
    };
    keeper->marks = (struct report_marks){.cases = 0};
    keeper->gone_links = 0;
    keeper->is_read = false;
}

void report_keeper_close(struct report_keeper *keeper)
{
    if (!keeper)
        return;
    atomic_store(&keeper->is_closing, true);
    if (keeper->has_warmer)
        SLV_ASSERT(pthread_join(keeper->warmer, NULL) == 0);
    forget(keeper);
    strmap_free(keeper->article_places);
    strmap_free(keeper->fix_places);
    strmap_free(keeper->version_places);
    report_clocks_free(keeper->clocks);
    arena_free(keeper->names);
    case_store_close(keeper->store);
    pthread_rwlock_destroy(&keeper->lock);
    pthread_mutex_destroy(&keeper->turn);
    pthread_cond_destroy(&keeper->warmed);
    free(keeper);
}

/* --- rows --- */

/* Room for item `id`; what is between is zero. */
static void *reach(void *items, size_t *count, size_t *capacity, size_t size,
                   size_t id)
{
    if (id >= *capacity) {
        size_t wanted = *capacity ? *capacity * 2 : 1024;

        if (wanted <= id)
            wanted = id + 1;
        items = alloc_resize(items, wanted, size);
        memset((char *) items + *capacity * size, 0,
               (wanted - *capacity) * size);
        *capacity = wanted;
    }
    if (*count <= id)
        *count = id + 1;
    return items;
}

static bool is_id(struct report_keeper *keeper, int64_t id)
{
    if (id > 0 && id <= ID_MAX)
        return true;
    keeper->is_too_big = true;
    return false;
}

static void drop_links(struct report_keeper *keeper, struct fact_case *one)
{
    for (uint32_t at = one->first_link; at != 0; at = keeper->links[at].next) {
        keeper->links[at].case_id = 0;
        keeper->gone_links++;
    }
    one->first_link = 0;
    one->is_linked = false;
}

/* The place of a text among others of its kind, which are from 0 on. */
static uint32_t place_of(struct strmap *places, struct str text,
                         struct str **texts, size_t *count, size_t *capacity)
{
    struct str stored;
    void **slot = strmap_slot(places, text, &stored);

    if (!*slot) {
        *texts = alloc_grow(*texts, *count, capacity, sizeof **texts);
        (*texts)[(*count)++] = stored;
        /* a number in the place of a pointer: it points at nothing */
        *slot = (void *) (uintptr_t) *count;
    }
    return (uint32_t) ((uintptr_t) *slot - 1);
}

static void saw_day(struct report_facts *facts, int32_t day)
{
    if (day > facts->newest_day)
        facts->newest_day = day;
}

static void take_case(void *context, const struct report_case_row *row)
{
    struct report_keeper *keeper = context;
    struct report_facts *facts = &keeper->facts;
    struct fact_case *one;

    if (!is_id(keeper, row->id))
        return;
    keeper->cases =
        reach(keeper->cases, &facts->case_count, &keeper->case_capacity,
              sizeof *one, (size_t) row->id);
    one = &keeper->cases[row->id];
    atomic_fetch_add_explicit(&keeper->taken_cases, 1, memory_order_relaxed);
    drop_links(keeper, one);
    one->is_there = !row->is_merged;
    one->is_outside = row->is_outside;
    one->is_executive = row->is_executive;
    /* the empty text, which comes first, has the place 0 */
    if (facts->fix_count == 0) {
        (void) place_of(keeper->fix_places, STR(""), &keeper->fixes,
                        &facts->fix_count, &keeper->fix_capacity);
        (void) place_of(keeper->version_places, STR(""), &keeper->versions,
                        &facts->version_count, &keeper->version_capacity);
    }
    one->fix = place_of(keeper->fix_places, row->fix_id, &keeper->fixes,
                        &facts->fix_count, &keeper->fix_capacity);
    one->fixed_in =
        place_of(keeper->version_places, row->fixed_in, &keeper->versions,
                 &facts->version_count, &keeper->version_capacity);
    one->opened_unix_s = row->opened_unix_s;
    one->closed_unix_s = row->closed_unix_s;
    one->opened_day =
        (int32_t) report_days_day(facts->days, row->opened_unix_s);
    one->closed_day =
        row->state == CASE_CLOSED
            ? (int32_t) report_days_day(facts->days, row->closed_unix_s)
            : FACT_NO_DAY;
    saw_day(facts, one->opened_day);
    saw_day(facts, one->closed_day);
    keeper->has_strangers |=
        row->customer_id >= (int64_t) facts->names.customer_count;
    one->customer = (uint32_t) row->customer_id;
    one->contact = (uint32_t) row->contact_id;
    one->product = (uint32_t) row->product_id;
    one->agent = (uint32_t) row->agent_id;
    one->severity = (uint8_t) row->severity;
    one->state = (uint8_t) row->state;
    one->outcome = (uint8_t) row->outcome;
    one->reopened = row->reopened_count < UINT16_MAX
                        ? (uint16_t) row->reopened_count
                        : UINT16_MAX;
    report_clocks_count(keeper->clocks, facts->days, row, one);
}

static bool is_over(void *context)
{
    struct report_keeper *keeper = context;

    return atomic_load_explicit(&keeper->is_closing, memory_order_relaxed);
}

static void take_time(void *context, const struct report_time_row *row)
{
    struct report_keeper *keeper = context;
    struct report_facts *facts = &keeper->facts;
    struct fact_time *one;
    int64_t day;

    if (!is_id(keeper, row->id) || !is_id(keeper, row->case_id))
        return;
    keeper->times =
        reach(keeper->times, &facts->time_count, &keeper->time_capacity,
              sizeof *one, (size_t) row->id);
    keeper->cases =
        reach(keeper->cases, &facts->case_count, &keeper->case_capacity,
              sizeof *keeper->cases, (size_t) row->case_id);
    one = &keeper->times[row->id];
    if (one->case_id != 0)
        keeper->cases[one->case_id].minutes -= (uint32_t) one->minutes;
    if (!report_day_parse(row->worked_on, &day))
        day = 0;
    *one = (struct fact_time){
        .case_id = (uint32_t) row->case_id,
        .agent = (uint32_t) row->agent_id,
        .day = (int32_t) day,
        .minutes = row->minutes,
    };
    keeper->cases[one->case_id].minutes += (uint32_t) one->minutes;
    saw_day(facts, one->day);
}

static void take_link(void *context, const struct report_link_row *row)
{
    struct report_keeper *keeper = context;
    struct report_facts *facts = &keeper->facts;
    const size_t at = facts->link_count > 0 ? facts->link_count : 1;
    struct fact_case *of;

    if (!is_id(keeper, row->case_id) || !is_id(keeper, (int64_t) at) ||
        (size_t) row->case_id >= facts->case_count)
        return;
    keeper->links = reach(keeper->links, &facts->link_count,
                          &keeper->link_capacity, sizeof *keeper->links, at);
    of = &keeper->cases[row->case_id];
    keeper->links[at] = (struct fact_link){
        .case_id = (uint32_t) row->case_id,
        .article =
            place_of(keeper->article_places, row->article_id, &keeper->articles,
                     &facts->article_count, &keeper->article_capacity),
        .next = of->first_link,
        .kind = (uint8_t) row->kind,
        .created_unix_s = row->created_unix_s,
    };
    of->first_link = (uint32_t) at;
    if (row->kind == CASE_LINK_RESOLVED && of->state == CASE_CLOSED)
        of->is_linked = true;
}

/* --- names and money --- */

/* Currencies stay where they are as long as facts do. */
static enum slv_status read_rates(struct report_keeper *keeper,
                                  struct slv_error *err)
{
    struct report_facts *facts = &keeper->facts;
    const size_t count = facts->names.agent_count;
    bool *developers = arena_calloc(keeper->names, count + 1, sizeof(bool));

    for (size_t i = 0; i < count; i++)
        developers[i] =
            str_equal(facts->names.agents[i].role, STR("developer"));
    facts->are_developers = developers;
    return cost_rates_read(keeper->store, facts->names.agents, count,
                           &facts->currencies, keeper->names, &facts->rates,
                           err);
}

static void take_income(void *context, int64_t customer_id, struct str period,
                        struct str currency, int64_t amount)
{
    struct report_keeper *keeper = context;
    struct report_facts *facts = &keeper->facts;
    char text[DAY_TEXT_BYTES] = "YYYY-MM-01"; /* of a month */
    struct fact_income *one;
    int64_t day = 0;

    memcpy(text, period.ptr,
           period.len < DAY_TEXT_BYTES ? period.len : DAY_TEXT_BYTES - 1);
    (void) report_day_parse(str_from(text), &day);
    keeper->incomes = alloc_grow(keeper->incomes, facts->income_count,
                                 &keeper->income_capacity, sizeof *one);
    one = &keeper->incomes[facts->income_count++];
    *one = (struct fact_income){
        .customer = (uint32_t) customer_id,
        .day = (int32_t) day,
        .amount = amount,
    };
    if (!cost_currency_place(&facts->currencies, currency, &one->currency))
        keeper->has_too_many_currencies = true;
}

/* Those that an import has not changed since are there already. */
static enum slv_status read_incomes(struct report_keeper *keeper, bool are_new,
                                    struct slv_error *err)
{
    struct report_facts *facts = &keeper->facts;
    enum slv_status status = SLV_OK;

    if (are_new) {
        facts->income_count = 0;
        status =
            report_store_each_income(keeper->store, take_income, keeper, err);
    }
    if (status == SLV_OK && keeper->has_too_many_currencies)
        status = cost_fail_currencies(err);
    facts->incomes = keeper->incomes;
    return status;
}

static enum slv_status read_names(struct report_keeper *keeper,
                                  bool are_incomes_new, struct slv_error *err)
{
    struct report_facts *facts = &keeper->facts;
    struct report_goal *goals = NULL;
    struct report_week_figure *figures = NULL;
    enum slv_status status;

    arena_free(keeper->names);
    keeper->names = arena_new();
    status =
        report_store_names(keeper->store, keeper->names, &facts->names, err);
    if (status == SLV_OK)
        status = read_rates(keeper, err);
    if (status == SLV_OK)
        status = read_incomes(keeper, are_incomes_new, err);
    if (status == SLV_OK)
        status = report_store_goals(keeper->store, keeper->names, &goals,
                                    &facts->goal_count, err);
    if (status == SLV_OK)
        status =
            report_store_week_figures(keeper->store, keeper->names, &figures,
                                      &facts->week_figure_count, err);
    facts->goals = goals;
    facts->week_figures = figures;
    return status;
}

/* --- keeping in step --- */

static void point(struct report_keeper *keeper)
{
    struct report_facts *facts = &keeper->facts;

    facts->cases = keeper->cases;
    facts->times = keeper->times;
    facts->links = keeper->links;
    facts->articles = keeper->articles;
    facts->fixes = keeper->fixes;
    facts->versions = keeper->versions;
    facts->days = report_clocks_days(keeper->clocks);
    facts->zone = report_clocks_zone(keeper->clocks);
    facts->severities =
        report_clocks_severities(keeper->clocks, &facts->severity_count);
}

/* The names come first, since clocks are of customers, and once more when
 * somebody wrote before the cases were read: no case is of a customer whom the
 * names do not have. */
static enum slv_status read_all(struct report_keeper *keeper,
                                const struct report_sink *sink,
                                const struct report_marks *now,
                                struct slv_error *err)
{
    enum slv_status status = read_names(
        keeper, !keeper->is_read || now->incomes != keeper->marks.incomes, err);

    keeper->has_strangers = false;
    if (status == SLV_OK)
        report_clocks_customers(keeper->clocks, &keeper->facts.names);
    if (status == SLV_OK)
        status = report_store_read(keeper->store, &keeper->marks, sink, err);
    if (status == SLV_OK &&
        (keeper->has_strangers || keeper->marks.events != now->events))
        status = read_names(keeper, keeper->marks.incomes != now->incomes, err);
    return status;
}

static enum slv_status take_in(struct report_keeper *keeper,
                               const struct report_marks *now,
                               struct slv_error *err)
{
    const struct report_sink sink = {keeper, is_over, take_case, take_time,
                                     take_link};
    struct report_clocks *clocks = NULL;
    enum slv_status status = report_clocks_read(keeper->store, &clocks, err);

    if (status != SLV_OK)
        return status;
    if (!report_clocks_equal(keeper->clocks, clocks) ||
        keeper->gone_links > GONE_LINKS_MAX ||
        now->time_removed != keeper->marks.time_removed)
        forget(keeper);
    report_clocks_free(keeper->clocks);
    keeper->clocks = clocks;
    point(keeper);
    atomic_store(&keeper->taken_cases, 0);
    atomic_store(&keeper->all_cases, now->cases - keeper->marks.cases);
    status = read_all(keeper, &sink, now, err);
    if (status == SLV_OK && keeper->is_too_big)
        status = slv_fail(err, SLV_ERR_TOO_BIG,
                          "the case store has row ids beyond %d", ID_MAX);
    point(keeper);
    if (status == SLV_OK)
        keeper->is_read = true;
    else
        forget(keeper);
    return status;
}

static bool is_current(const struct report_keeper *keeper,
                       const struct report_marks *now)
{
    return keeper->is_read && now->cases <= keeper->marks.cases &&
           now->times <= keeper->marks.times &&
           now->time_removed == keeper->marks.time_removed &&
           now->events <= keeper->marks.events;
}

static enum slv_status fail_warming(struct report_keeper *keeper,
                                    struct slv_error *err)
{
    const int64_t all = atomic_load(&keeper->all_cases);
    const int64_t taken = atomic_load(&keeper->taken_cases);

    (void) slv_fail(err, SLV_ERR_UNAVAILABLE,
                    "The cases are being read for the first reports since the "
                    "server was started: %lld of about %lld so far",
                    (long long) (taken < all ? taken : all), (long long) all);
    slv_hint(err, "Try again in some seconds.");
    return SLV_ERR_UNAVAILABLE;
}

static enum slv_status hold(struct report_keeper *keeper, struct slv_error *err)
{
    struct report_marks now;
    enum slv_status status;

    SLV_ASSERT(pthread_rwlock_rdlock(&keeper->lock) == 0);
    status = report_store_marks(keeper->store, &now, err);
    if (status == SLV_OK && !is_current(keeper, &now)) {
        SLV_ASSERT(pthread_rwlock_unlock(&keeper->lock) == 0);
        SLV_ASSERT(pthread_rwlock_wrlock(&keeper->lock) == 0);
        if (!is_current(keeper, &now))
            status = take_in(keeper, &now, err);
        SLV_ASSERT(pthread_rwlock_unlock(&keeper->lock) == 0);
        SLV_ASSERT(pthread_rwlock_rdlock(&keeper->lock) == 0);
        /* another thread may have failed meanwhile */
        if (status == SLV_OK && !keeper->is_read)
            status = slv_fail(err, SLV_ERR_UNAVAILABLE,
                              "the reports are being counted again");
    }
    if (status != SLV_OK)
        SLV_ASSERT(pthread_rwlock_unlock(&keeper->lock) == 0);
    return status;
}

static void *warm(void *argument)
{
    struct report_keeper *keeper = argument;
    struct slv_error err = {.status = SLV_OK};

    if (search_counts_catch_up(keeper->searches, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("searches_failed"),
                  log_cstr("reason", err.text));
    if (hold(keeper, &err) == SLV_OK) {
        log_event(LOG_INFO, log_name("reports_are_warm"),
                  log_number("cases", (int64_t) keeper->facts.case_count));
        report_facts_release(keeper);
    } else if (!is_over(keeper)) {
        log_event(LOG_WARNING, log_name("reports_failed"),
                  log_cstr("reason", err.text));
    }
    SLV_ASSERT(pthread_mutex_lock(&keeper->turn) == 0);
    keeper->is_warming = false;
    pthread_cond_broadcast(&keeper->warmed);
    SLV_ASSERT(pthread_mutex_unlock(&keeper->turn) == 0);
    return NULL;
}

void report_keeper_warm(struct report_keeper *keeper)
{
    sigset_t all;
    sigset_t before;

    SLV_ASSERT(!keeper->has_warmer);
    keeper->is_warming = true;
    /* signals are for the program's other threads */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    keeper->has_warmer =
        pthread_create(&keeper->warmer, NULL, warm, keeper) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!keeper->has_warmer)
        keeper->is_warming = false;
}

/* False when the warmer needs longer than somebody can wait. */
static bool wait_for_warmer(struct report_keeper *keeper)
{
    struct timespec due;
    bool is_warming;

    SLV_ASSERT(clock_gettime(CLOCK_MONOTONIC, &due) == 0);
    due.tv_nsec += FACTS_WAIT_MS * 1000000L;
    due.tv_sec += due.tv_nsec / 1000000000L;
    due.tv_nsec %= 1000000000L;
    SLV_ASSERT(pthread_mutex_lock(&keeper->turn) == 0);
    while (keeper->is_warming &&
           pthread_cond_timedwait(&keeper->warmed, &keeper->turn, &due) == 0)
        continue;
    is_warming = keeper->is_warming;
    SLV_ASSERT(pthread_mutex_unlock(&keeper->turn) == 0);
    return !is_warming;
}

enum slv_status report_facts_hold(struct report_keeper *keeper,
                                  const struct report_facts **out,
                                  struct slv_error *err)
{
    enum slv_status status =
        wait_for_warmer(keeper) ? hold(keeper, err) : fail_warming(keeper, err);

    if (status == SLV_OK)
        *out = &keeper->facts;
    return status;
}

void report_facts_release(struct report_keeper *keeper)
{
    SLV_ASSERT(pthread_rwlock_unlock(&keeper->lock) == 0);
}

const struct cost_rate *fact_rate_of(const struct report_facts *facts,
                                     uint32_t agent, int32_t day)
{
    if (agent >= facts->names.agent_count)
        return NULL;
    return cost_rate_on(&facts->rates[agent], day);
}
