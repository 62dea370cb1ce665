/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting searches by one statement each, on a connection of its own: the
 * writer of the log is not kept waiting. See search_report.h.
 */
#include "store/search_report.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "store/search_log.h"
#include "store/sql.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_OF(number) TEXT_OF_(number)
#define TEXT_OF_(number) #number

/* The numbers of search_report.h, for statements. */
#define KEYSTROKE 20
#define AGAIN 600
#define CRAWLER 300
_Static_assert(KEYSTROKE == SEARCH_KEYSTROKE_S && AGAIN == SEARCH_AGAIN_S &&
                   CRAWLER == SEARCH_CRAWLER_DAY,
               "statements count by what the header says");

/* ?1 from, ?2 to */
#define COUNTED                                                                \
    "WITH s AS (SELECT id, session, key, query, total, opened, "               \
    "is_case_after, created_unix_s AS at, "                                    \
    "coalesce(nullif(session, 0), 'i' || id) AS visit, "                       \
    "lead(key) OVER w AS next_key, lead(created_unix_s) OVER w AS next_at, "   \
    "count(*) OVER (PARTITION BY session, CASE WHEN session = 0 THEN id END) " \
    "AS searched FROM searches WHERE created_unix_s >= ?1 AND "                \
    "created_unix_s < ?2 AND key <> '' WINDOW w AS (PARTITION BY session, "    \
    "CASE WHEN session = 0 THEN id END ORDER BY id)), "                        \
    "counted AS (SELECT *, (next_at IS NOT NULL AND next_key <> key AND "      \
    "opened = '' AND next_at - at <= " TEXT_OF(                                \
        AGAIN) ") AS is_again FROM s "                                         \
               "WHERE searched <= " TEXT_OF(                                   \
                   CRAWLER) " AND NOT (opened = '' AND "                       \
                            "is_case_after = 0 AND next_at IS NOT NULL AND "   \
                            "next_at - at <= " TEXT_OF(                        \
                                KEYSTROKE) " AND "                             \
                                           "substr(next_key, 1, length(key)) " \
                                           "= key)) "

/* The bare columns are those of the row with the greatest id. */
#define BY_KEY                                                                 \
    COUNTED "SELECT key, query, count(DISTINCT visit) AS visits, count(*), "   \
            "total, count(DISTINCT CASE WHEN opened <> '' THEN visit END) "    \
            "AS openings, count(DISTINCT CASE WHEN is_again THEN visit END), " \
            "count(DISTINCT CASE WHEN is_case_after THEN visit END) "          \
            "AS cases, max(at), max(id) FROM counted GROUP BY key "

static const char *const by_key[] = {
    [SEARCH_REPORT_TOP] = BY_KEY "ORDER BY visits DESC, key LIMIT ?3",
    [SEARCH_REPORT_NO_RESULT] =
        BY_KEY "HAVING total = 0 ORDER BY visits DESC, key LIMIT ?3",
    [SEARCH_REPORT_NO_CLICK] = BY_KEY
    "HAVING total > 0 AND openings = 0 ORDER BY visits DESC, key LIMIT ?3",
    [SEARCH_REPORT_CASE] = BY_KEY
    "HAVING cases > 0 ORDER BY cases DESC, visits DESC, key LIMIT ?3",
    [SEARCH_REPORT_UNANSWERED] = BY_KEY
    "HAVING total = 0 OR cases > 0 ORDER BY visits DESC, key LIMIT ?3",
};

/* --- a connection for one question --- */

struct question {
    struct sqlite3 *db;
    struct sqlite3_stmt *row;
};

static void end(struct question *question)
{
    sqlite3_finalize(question->row);
    sql_close(question->db);
    *question = (struct question){NULL, NULL};
}

/* Without a file there is no connection, and question->db is NULL. */
static enum slv_status open_question(struct question *question,
                                     const char *path, struct slv_error *err)
{
    *question = (struct question){NULL, NULL};
    return access(path, F_OK) != 0 ? SLV_OK
                                   : sql_open(path, sql_migrations_searches,
                                              SQL_RELAXED, &question->db, err);
}

static enum slv_status ask(struct question *question, const char *sql,
                           struct search_span span, struct slv_error *err)
{
    enum slv_status status =
        sql_prepare(question->db, sql, &question->row, err);

    if (status != SLV_OK)
        return status;
    sqlite3_bind_int64(question->row, 1, span.from_unix_s);
    sqlite3_bind_int64(question->row, 2, span.to_unix_s);
    return SLV_OK;
}

/* Without a file there is no row, and question->row is NULL. */
static enum slv_status begin(struct question *question, const char *path,
                             const char *sql, struct search_span span,
                             struct slv_error *err)
{
    enum slv_status status = open_question(question, path, err);

    if (status == SLV_OK && question->db)
        status = ask(question, sql, span, err);
    if (status != SLV_OK)
        end(question);
    return status;
}

static enum slv_status check_end(struct question *question, int result,
                                 struct slv_error *err)
{
    enum slv_status status = result == SQLITE_DONE || result == SQLITE_ROW
                                 ? SLV_OK
                                 : sql_fail(question->db, result,
                                            "the searches cannot be read", err);

    end(question);
    return status;
}

static uint64_t number(const struct question *question, int column)
{
    return (uint64_t) sqlite3_column_int64(question->row, column);
}

static struct search_count read_count(const struct question *question,
                                      struct arena *arena)
{
    return (struct search_count){
        .key = sql_column_str(question->row, 0, arena),
        .query = sql_column_str(question->row, 1, arena),
        .visits = number(question, 2),
        .searches = number(question, 3),
        .found = number(question, 4),
        .opened = number(question, 5),
        .again = number(question, 6),
        .cases = number(question, 7),
        .last_unix_s = sqlite3_column_int64(question->row, 8),
    };
}

enum slv_status search_report_read(const char *path, enum search_report report,
                                   struct search_span span, size_t limit,
                                   struct arena *arena,
                                   struct search_count **out, size_t *count,
                                   struct slv_error *err)
{
    struct search_count *rows = NULL;
    struct question question;
    size_t capacity = 0;
    int result = SQLITE_DONE;
    enum slv_status status = begin(&question, path, by_key[report], span, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK || !question.row)
        return status;
    sqlite3_bind_int64(question.row, 3, (sqlite3_int64) limit);
    while (*count < limit &&
           (result = sqlite3_step(question.row)) == SQLITE_ROW) {
        rows = alloc_grow(rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = read_count(&question, arena);
    }
    *out = arena_calloc(arena, *count, sizeof **out);
    if (*count > 0)
        memcpy(*out, rows, *count * sizeof **out);
    free(rows);
    return check_end(&question, result, err);
}

/* --- periods --- */

#define SUMS                                                         \
    "count(DISTINCT visit), count(*), coalesce(sum(total = 0), 0), " \
    "coalesce(sum(opened <> ''), 0), "                               \
    "count(DISTINCT CASE WHEN is_case_after THEN visit END) FROM counted "

static struct search_period read_period(const struct question *question)
{
    return (struct search_period){
        .begin_unix_s = sqlite3_column_int64(question->row, 0),
        .visits = number(question, 1),
        .searches = number(question, 2),
        .no_result = number(question, 3),
        .opened = number(question, 4),
        .cases = number(question, 5),
    };
}

struct periods {
    const int64_t *begins;
    size_t count;
};

/* period_of(AT): when the last of the periods before this instant began. */
static void period_of(sqlite3_context *context, int count,
                      sqlite3_value **values)
{
    const struct periods *periods = sqlite3_user_data(context);
    const int64_t at = sqlite3_value_int64(values[0]);
    size_t low = 0;
    size_t high = periods->count;

    (void) count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (periods->begins[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    sqlite3_result_int64(context, periods->begins[low]);
}

static enum slv_status begin_periods(struct question *question,
                                     const char *path, struct periods *periods,
                                     struct slv_error *err)
{
    enum slv_status status = open_question(question, path, err);

    if (status != SLV_OK || !question->db)
        return status;
    if (sqlite3_create_function(question->db, "period_of", 1,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC, periods,
                                period_of, NULL, NULL) != SQLITE_OK)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "the searches cannot be counted by periods");
    return ask(question,
               COUNTED "SELECT period_of(at) AS period, " SUMS
                       "GROUP BY period ORDER BY period",
               (struct search_span){periods->begins[0],
                                    periods->begins[periods->count]},
               err);
}

enum slv_status search_report_periods(const char *path, const int64_t *begins,
                                      size_t period_count, struct arena *arena,
                                      struct search_period **out, size_t *count,
                                      struct slv_error *err)
{
    struct periods periods = {begins, period_count};
    struct question question;
    int result = SQLITE_DONE;
    enum slv_status status;

    SLV_ASSERT(period_count > 0);
    *count = 0;
    *out = arena_calloc(arena, period_count, sizeof **out);
    status = begin_periods(&question, path, &periods, err);
    if (status != SLV_OK)
        end(&question);
    if (status != SLV_OK || !question.row)
        return status;
    while (*count < period_count &&
           (result = sqlite3_step(question.row)) == SQLITE_ROW)
        (*out)[(*count)++] = read_period(&question);
    return check_end(&question, result, err);
}

enum slv_status search_report_newest(const char *path, int64_t *unix_s,
                                     struct slv_error *err)
{
    const struct search_span always = {INT64_MIN, INT64_MAX};
    struct question question;
    int result;
    enum slv_status status =
        begin(&question, path,
              "SELECT coalesce(max(created_unix_s), 0) FROM searches "
              "WHERE created_unix_s >= ?1 AND created_unix_s < ?2",
              always, err);

    *unix_s = 0;
    if (status != SLV_OK || !question.row)
        return status;
    result = sqlite3_step(question.row);
    if (result == SQLITE_ROW)
        *unix_s = sqlite3_column_int64(question.row, 0);
    return check_end(&question, result, err);
}

enum slv_status search_report_total(const char *path, struct search_span span,
                                    struct search_period *out,
                                    struct slv_error *err)
{
    struct question question;
    int result;
    enum slv_status status =
        begin(&question, path, COUNTED "SELECT ?1, " SUMS, span, err);

    *out = (struct search_period){.begin_unix_s = span.from_unix_s};
    if (status != SLV_OK || !question.row)
        return status;
    result = sqlite3_step(question.row);
    if (result == SQLITE_ROW)
        *out = read_period(&question);
    return check_end(&question, result, err);
}

/* --- visits --- */

enum slv_status search_report_visits(const char *path, struct search_span span,
                                     struct arena *arena,
                                     struct search_visit **out, size_t *count,
                                     struct slv_error *err)
{
    struct search_visit *rows = NULL;
    struct question question;
    size_t capacity = 0;
    int result;
    enum slv_status status =
        begin(&question, path,
              "SELECT session, max(created_unix_s), max(total > 0), "
              "max(opened <> ''), max(is_case_after) FROM searches WHERE "
              "created_unix_s >= ?1 AND created_unix_s < ?2 AND key <> '' AND "
              "filters NOT LIKE '" SEARCH_LOG_WIDER
              "%' GROUP BY session, CASE WHEN session = 0 THEN id END "
              "HAVING count(*) <= " TEXT_OF(CRAWLER),
              span, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK || !question.row)
        return status;
    while ((result = sqlite3_step(question.row)) == SQLITE_ROW) {
        rows = alloc_grow(rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = (struct search_visit){
            .session = sqlite3_column_int64(question.row, 0),
            .last_unix_s = sqlite3_column_int64(question.row, 1),
            .has_found = number(&question, 2) != 0,
            .has_opened = number(&question, 3) != 0,
            .is_case_after = number(&question, 4) != 0,
        };
    }
    *out = arena_calloc(arena, *count, sizeof **out);
    if (*count > 0)
        memcpy(*out, rows, *count * sizeof **out);
    free(rows);
    return check_end(&question, result, err);
}

/* --- articles --- */

enum slv_status search_report_views(const char *path, struct search_span span,
                                    struct arena *arena,
                                    struct search_view **out, size_t *count,
                                    struct slv_error *err)
{
    struct search_view *rows = NULL;
    struct question question;
    size_t capacity = 0;
    int result;
    enum slv_status status =
        begin(&question, path,
              COUNTED "SELECT opened, count(DISTINCT visit) FROM counted "
                      "WHERE opened <> '' GROUP BY opened ORDER BY opened",
              span, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK || !question.row)
        return status;
    while ((result = sqlite3_step(question.row)) == SQLITE_ROW) {
        rows = alloc_grow(rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = (struct search_view){
            sql_column_str(question.row, 0, arena), number(&question, 1)};
    }
    *out = arena_calloc(arena, *count, sizeof **out);
    if (*count > 0)
        memcpy(*out, rows, *count * sizeof **out);
    free(rows);
    return check_end(&question, result, err);
}

/* --- writing --- */

enum slv_status search_report_forget(const char *path, int64_t before_unix_s,
                                     uint64_t *count, struct slv_error *err)
{
    const struct search_span span = {INT64_MIN, before_unix_s};
    struct question question;
    enum slv_status status =
        begin(&question, path,
              "DELETE FROM searches WHERE created_unix_s >= ?1 AND "
              "created_unix_s < ?2",
              span, err);

    *count = 0;
    if (status != SLV_OK || !question.row)
        return status;
    status = sql_finish(question.db, question.row,
                        "old searches were not forgotten", err);
    if (status == SLV_OK)
        *count = (uint64_t) sqlite3_changes64(question.db);
    end(&question);
    return status;
}
