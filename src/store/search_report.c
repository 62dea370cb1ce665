/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting searches by one walk over the rows in memory, visit by visit, so that
 * what counts once in a visit is seen by the mark of the last visit that had it.
 * See search_report.h; the rows are search_counts.c's.
 */
#include "store/search_report.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "store/search_counts_parts.h"
#include "store/sql.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- visit by visit --- */

static bool is_in(const struct search_rows *rows, struct search_span span,
                  const struct search_row *row)
{
    return row->at_unix_s >= span.from_unix_s &&
           row->at_unix_s < span.to_unix_s &&
           row->at_unix_s >= rows->first_unix_s;
}

/* The rows of each session in the span, one behind the other; places count from
 * 1 on, and 0 is none. */
struct chains {
    uint32_t *next; /* by row */
    uint32_t *last; /* by session */
    uint32_t *count;
    bool *is_first; /* by row: a visit begins */
};

static void link_rows(const struct search_rows *rows, struct search_span span,
                      struct chains *out)
{
    *out = (struct chains){
        .next = alloc_zeroed(rows->count + 1, sizeof *out->next),
        .last = alloc_zeroed(rows->session_count + 1, sizeof *out->last),
        .count = alloc_zeroed(rows->session_count + 1, sizeof *out->count),
        .is_first = alloc_zeroed(rows->count + 1, sizeof *out->is_first),
    };
    for (size_t i = 0; i < rows->count; i++) {
        const uint32_t session = rows->items[i].session;

        if (!is_in(rows, span, &rows->items[i]))
            continue;
        /* whoever is not known is a visit each time */
        out->is_first[i] = session == 0 || out->last[session] == 0;
        if (session == 0)
            continue;
        if (out->last[session] != 0)
            out->next[out->last[session] - 1] = (uint32_t) i + 1;
        out->last[session] = (uint32_t) i + 1;
        out->count[session]++;
    }
}

static void unlink_rows(struct chains *chains)
{
    free(chains->next);
    free(chains->last);
    free(chains->count);
    free(chains->is_first);
}

/* One search that counts. */
struct counted {
    const struct search_row *row;
    uint32_t place; /* of the row, from 1 on: later ones are greater */
    uint32_t visit; /* from 1 on */
    bool is_again;
};

static bool is_keystroke(const struct search_rows *rows,
                         const struct search_row *row,
                         const struct search_row *next)
{
    return row->opened == 0 && !row->is_case_after &&
           next->at_unix_s - row->at_unix_s <= SEARCH_KEYSTROKE_S &&
           str_has_prefix(rows->keys[next->key], rows->keys[row->key]);
}

/* Give every search that counts to `take`, visit by visit. */
static void each_counted(const struct search_rows *rows,
                         struct search_span span,
                         void (*take)(void *to, const struct counted *one),
                         void *to)
{
    struct counted one = {.visit = 0};
    struct chains chains;

    link_rows(rows, span, &chains);
    for (size_t i = 0; i < rows->count; i++) {
        if (!chains.is_first[i] ||
            chains.count[rows->items[i].session] > SEARCH_CRAWLER_DAY)
            continue;
        one.visit++;
        for (one.place = (uint32_t) i + 1; one.place != 0;
             one.place = chains.next[one.place - 1]) {
            const uint32_t after = chains.next[one.place - 1];
            const struct search_row *next =
                after != 0 ? &rows->items[after - 1] : NULL;

            one.row = &rows->items[one.place - 1];
            if (next && is_keystroke(rows, one.row, next))
                continue;
            one.is_again =
                next && next->key != one.row->key && one.row->opened == 0 &&
                next->at_unix_s - one.row->at_unix_s <= SEARCH_AGAIN_S;
            take(to, &one);
        }
    }
    unlink_rows(&chains);
}

/* Count a visit once: `last` is the one that was counted last. */
static void count_once(uint32_t *last, uint32_t visit, uint32_t *sum)
{
    if (*last == visit)
        return;
    *last = visit;
    ++*sum;
}

/* --- equal searches --- */

struct key_sum {
    uint32_t visits;
    uint32_t searches;
    uint32_t opened;
    uint32_t again;
    uint32_t cases;
    uint32_t last_visit; /* that was counted, likewise below */
    uint32_t last_opened;
    uint32_t last_again;
    uint32_t last_case;
    uint32_t newest; /* place of the row; 0: there is none */
    int64_t last_unix_s;
};

static void take_key(void *to, const struct counted *one)
{
    struct key_sum *sum = (struct key_sum *) to + one->row->key;

    count_once(&sum->last_visit, one->visit, &sum->visits);
    sum->searches++;
    if (one->row->opened != 0)
        count_once(&sum->last_opened, one->visit, &sum->opened);
    if (one->is_again)
        count_once(&sum->last_again, one->visit, &sum->again);
    if (one->row->is_case_after)
        count_once(&sum->last_case, one->visit, &sum->cases);
    if (one->place > sum->newest)
        sum->newest = one->place;
    if (sum->searches == 1 || one->row->at_unix_s > sum->last_unix_s)
        sum->last_unix_s = one->row->at_unix_s;
}

static bool belongs(enum search_report report, const struct key_sum *sum,
                    bool is_found)
{
    switch (report) {
    case SEARCH_REPORT_TOP:
        return true;
    case SEARCH_REPORT_NO_RESULT:
        return !is_found;
    case SEARCH_REPORT_NO_CLICK:
        return is_found && sum->opened == 0;
    case SEARCH_REPORT_CASE:
        return sum->cases > 0;
    case SEARCH_REPORT_UNANSWERED:
        return !is_found || sum->cases > 0;
    }
    return false;
}

/* What a row of a table is put in order by. */
struct ranked {
    uint32_t first; /* the greater goes before */
    uint32_t visits;
    uint32_t key;
    struct str text;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *one = a;
    const struct ranked *other = b;

    if (one->first != other->first)
        return one->first > other->first ? -1 : 1;
    if (one->visits != other->visits)
        return one->visits > other->visits ? -1 : 1;
    return str_compare(one->text, other->text);
}

/* A heap with the last of the best on top, so that most of the others are looked
 * at once. */
struct best {
    struct ranked *items;
    size_t count;
    size_t limit;
};

static void swap(struct best *best, size_t a, size_t b)
{
    const struct ranked kept = best->items[a];

    best->items[a] = best->items[b];
    best->items[b] = kept;
}

static void sink(struct best *best)
{
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= best->count)
            return;
        if (child + 1 < best->count &&
            compare_ranked(&best->items[child + 1], &best->items[child]) > 0)
            child++;
        if (compare_ranked(&best->items[at], &best->items[child]) >= 0)
            return;
        swap(best, at, child);
        at = child;
    }
}

static void offer(struct best *best, const struct ranked *one)
{
    size_t at = best->count;

    if (best->count == best->limit) {
        if (best->limit == 0 || compare_ranked(one, &best->items[0]) >= 0)
            return;
        best->items[0] = *one;
        sink(best);
        return;
    }
    best->items[best->count++] = *one;
    while (at > 0 &&
           compare_ranked(&best->items[at], &best->items[(at - 1) / 2]) > 0) {
        swap(best, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static struct search_count count_of(const struct search_rows *rows,
                                    const struct key_sum *sum, uint32_t key,
                                    struct str query, struct arena *arena)
{
    const struct str words = arena_str(arena, rows->keys[key]);

    return (struct search_count){
        .key = words,
        .query = query.len > 0 ? query : words,
        .visits = sum->visits,
        .searches = sum->searches,
        .found = rows->items[sum->newest - 1].total,
        .opened = sum->opened,
        .again = sum->again,
        .cases = sum->cases,
        .last_unix_s = sum->last_unix_s,
    };
}

enum slv_status search_report_read(struct search_counts *counts,
                                   enum search_report report,
                                   struct search_span span, size_t limit,
                                   struct arena *arena,
                                   struct search_count **out, size_t *count,
                                   struct slv_error *err)
{
    struct search_rows rows;
    struct key_sum *sums;
    struct best best = {.limit = limit};
    enum slv_status status = search_counts_hold(counts, &rows, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    sums = alloc_zeroed(rows.key_count + 1, sizeof *sums);
    each_counted(&rows, span, take_key, sums);
    if (best.limit > rows.key_count)
        best.limit = rows.key_count;
    best.items = alloc_zeroed(best.limit + 1, sizeof *best.items);
    for (size_t key = 1; key < rows.key_count; key++) {
        const struct key_sum *sum = &sums[key];
        const struct ranked one = {report == SEARCH_REPORT_CASE ? sum->cases
                                                                : 0,
                                   sum->visits, (uint32_t) key, rows.keys[key]};

        if (sum->newest > 0 &&
            belongs(report, sum, rows.items[sum->newest - 1].total > 0))
            offer(&best, &one);
    }
    if (best.count > 0)
        qsort(best.items, best.count, sizeof *best.items, compare_ranked);
    *out = arena_calloc(arena, best.count, sizeof **out);
    for (; *count < best.count; ++*count) {
        const uint32_t key = best.items[*count].key;
        const struct search_row *newest = &rows.items[sums[key].newest - 1];

        (*out)[*count] =
            count_of(&rows, &sums[key], key,
                     search_counts_query(counts, newest->id, arena), arena);
    }
    free(best.items);
    free(sums);
    search_counts_release(counts);
    return SLV_OK;
}

/* --- periods --- */

struct period_sum {
    uint32_t visits;
    uint32_t searches;
    uint32_t no_result;
    uint32_t opened;
    uint32_t cases;
    uint32_t last_visit;
    uint32_t last_case;
};

struct periods {
    const int64_t *begins;
    size_t count;
    struct period_sum *sums;
};

/* The last of the periods before this instant. */
static size_t period_of(const struct periods *periods, int64_t at_unix_s)
{
    size_t low = 0;
    size_t high = periods->count;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (periods->begins[middle] <= at_unix_s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void take_period(void *to, const struct counted *one)
{
    const struct periods *periods = to;
    struct period_sum *sum =
        &periods->sums[period_of(periods, one->row->at_unix_s)];

    count_once(&sum->last_visit, one->visit, &sum->visits);
    sum->searches++;
    sum->no_result += one->row->total == 0;
    sum->opened += one->row->opened != 0;
    if (one->row->is_case_after)
        count_once(&sum->last_case, one->visit, &sum->cases);
}

static struct search_period period(const struct period_sum *sum, int64_t begin)
{
    return (struct search_period){
        .begin_unix_s = begin,
        .visits = sum->visits,
        .searches = sum->searches,
        .no_result = sum->no_result,
        .opened = sum->opened,
        .cases = sum->cases,
    };
}

enum slv_status search_report_periods(struct search_counts *counts,
                                      const int64_t *begins,
                                      size_t period_count, struct arena *arena,
                                      struct search_period **out, size_t *count,
                                      struct slv_error *err)
{
    struct periods periods = {begins, period_count, NULL};
    struct search_rows rows;
    enum slv_status status;

    SLV_ASSERT(period_count > 0);
    *count = 0;
    *out = arena_calloc(arena, period_count, sizeof **out);
    status = search_counts_hold(counts, &rows, err);
    if (status != SLV_OK)
        return status;
    periods.sums = arena_calloc(arena, period_count, sizeof *periods.sums);
    each_counted(&rows, (struct search_span){begins[0], begins[period_count]},
                 take_period, &periods);
    search_counts_release(counts);
    for (size_t i = 0; i < period_count; i++) {
        if (periods.sums[i].searches > 0)
            (*out)[(*count)++] = period(&periods.sums[i], begins[i]);
    }
    return SLV_OK;
}

enum slv_status search_report_total(struct search_counts *counts,
                                    struct search_span span,
                                    struct search_period *out,
                                    struct slv_error *err)
{
    struct period_sum sum = {.visits = 0};
    struct periods one = {&span.from_unix_s, 1, &sum};
    struct search_rows rows;
    enum slv_status status = search_counts_hold(counts, &rows, err);

    *out = (struct search_period){.begin_unix_s = span.from_unix_s};
    if (status != SLV_OK)
        return status;
    each_counted(&rows, span, take_period, &one);
    search_counts_release(counts);
    *out = period(&sum, span.from_unix_s);
    return SLV_OK;
}

enum slv_status search_report_newest(struct search_counts *counts,
                                     int64_t *unix_s, struct slv_error *err)
{
    struct search_rows rows;
    enum slv_status status = search_counts_hold(counts, &rows, err);

    *unix_s = 0;
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < rows.count; i++) {
        const int64_t at = rows.items[i].at_unix_s;

        if (at >= rows.first_unix_s && at > *unix_s)
            *unix_s = at;
    }
    search_counts_release(counts);
    return SLV_OK;
}

/* --- visits --- */

static void add_to_visit(struct search_visit *to, const struct search_row *row)
{
    if (row->at_unix_s > to->last_unix_s)
        to->last_unix_s = row->at_unix_s;
    to->has_found |= row->total > 0;
    to->has_opened |= row->opened != 0;
    to->is_case_after |= row->is_case_after;
}

static int64_t session_of(const struct search_rows *rows,
                          const struct search_row *row)
{
    int64_t session = 0;

    if (row->session != 0)
        memcpy(&session, rows->sessions[row->session].ptr, sizeof session);
    return session;
}

enum slv_status search_report_visits(struct search_counts *counts,
                                     struct search_span span,
                                     struct arena *arena,
                                     struct search_visit **out, size_t *count,
                                     struct slv_error *err)
{
    struct search_rows rows;
    uint32_t *places; /* of the visit of a session, from 1 on */
    uint32_t *searched;
    enum slv_status status = search_counts_hold(counts, &rows, err);
    size_t kept = 0;
    size_t most = 0;

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < rows.count; i++)
        most += is_in(&rows, span, &rows.items[i]);
    places = alloc_zeroed(rows.session_count + 1, sizeof *places);
    searched = alloc_zeroed(most + 1, sizeof *searched);
    *out = arena_calloc(arena, most, sizeof **out);
    for (size_t i = 0; i < rows.count; i++) {
        const struct search_row *row = &rows.items[i];
        size_t place;

        if (row->is_wider || !is_in(&rows, span, row))
            continue;
        place = row->session != 0 ? places[row->session] : 0;
        if (place == 0) {
            (*out)[*count] = (struct search_visit){
                session_of(&rows, row), INT64_MIN, false, false, false};
            place = ++*count;
            places[row->session] = (uint32_t) place;
        }
        add_to_visit(&(*out)[place - 1], row);
        searched[place - 1]++;
    }
    for (size_t i = 0; i < *count; i++) {
        if (searched[i] <= SEARCH_CRAWLER_DAY)
            (*out)[kept++] = (*out)[i];
    }
    *count = kept;
    free(places);
    free(searched);
    search_counts_release(counts);
    return SLV_OK;
}

/* --- articles --- */

struct view_sum {
    uint32_t visits;
    uint32_t last_visit;
};

static void take_view(void *to, const struct counted *one)
{
    struct view_sum *sum = (struct view_sum *) to + one->row->opened;

    if (one->row->opened != 0)
        count_once(&sum->last_visit, one->visit, &sum->visits);
}

static int compare_views(const void *a, const void *b)
{
    return str_compare(((const struct search_view *) a)->article_id,
                       ((const struct search_view *) b)->article_id);
}

enum slv_status search_report_views(struct search_counts *counts,
                                    struct search_span span,
                                    struct arena *arena,
                                    struct search_view **out, size_t *count,
                                    struct slv_error *err)
{
    struct search_rows rows;
    struct view_sum *sums;
    enum slv_status status = search_counts_hold(counts, &rows, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    sums = alloc_zeroed(rows.article_count + 1, sizeof *sums);
    each_counted(&rows, span, take_view, sums);
    *out = arena_calloc(arena, rows.article_count, sizeof **out);
    for (size_t i = 1; i < rows.article_count; i++) {
        if (sums[i].visits > 0)
            (*out)[(*count)++] = (struct search_view){
                arena_str(arena, rows.articles[i]), sums[i].visits};
    }
    free(sums);
    search_counts_release(counts);
    if (*count > 0)
        qsort(*out, *count, sizeof **out, compare_views);
    return SLV_OK;
}

/* --- writing --- */

enum slv_status search_report_forget(const char *path, int64_t before_unix_s,
                                     uint64_t *count, struct slv_error *err)
{
    struct sqlite3 *db;
    struct sqlite3_stmt *old = NULL;
    enum slv_status status;

    *count = 0;
    if (access(path, F_OK) != 0)
        return SLV_OK;
    status = sql_open(path, sql_migrations_searches, SQL_RELAXED, &db, err);
    if (status != SLV_OK)
        return status;
    status = sql_prepare(db, "DELETE FROM searches WHERE created_unix_s < ?",
                         &old, err);
    if (status == SLV_OK) {
        sqlite3_bind_int64(old, 1, before_unix_s);
        status = sql_finish(db, old, "old searches were not forgotten", err);
    }
    if (status == SLV_OK)
        *count = (uint64_t) sqlite3_changes64(db);
    sqlite3_finalize(old);
    sql_close(db);
    return status;
}
