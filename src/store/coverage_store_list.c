/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gaps for people: figures, cases, words and searches of each, what is decided
 * about them, and how many such cases came before and after.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"
#include "store/coverage_store_parts.h"

#include <sqlite3.h>
#include <stdio.h>

enum { DAY_S = 24 * 60 * 60, DETAIL_BYTES_MAX = 4096 };

/* Of the last time that cases were brought to the gap by hand. */
#define BROUGHT(what)                                                          \
    "(SELECT " what " FROM gap_ties AS t JOIN gaps AS f "                      \
    "ON f.id = t.from_gap_id WHERE t.gap_id = g.id "                           \
    "AND t.from_gap_id <> g.id ORDER BY t.at_unix_s DESC, t.from_gap_id DESC " \
    "LIMIT 1)"

/* ?1 now - 30 days, ?2 now - 60 days, ?3 now - 90 days */
#define FIGURES                                                                \
    "SELECT " GAP_COLUMNS                                                      \
    ", count(c.id) AS case_total, count(DISTINCT c.customer_id), "             \
    "coalesce(sum((SELECT sum(t.minutes) FROM time_entries AS t "              \
    "WHERE t.case_id = c.id)), 0) AS worked, "                                 \
    "coalesce(sum((SELECT sum(t.minutes) FROM time_entries AS t "              \
    "WHERE t.case_id = c.id AND t.worked_on >= date(?3, 'unixepoch'))), 0) "   \
    "AS worked_lately,"                                                        \
    "coalesce(sum(c.opened_unix_s >= ?1), 0), "                                \
    "coalesce(sum(c.opened_unix_s >= ?2 AND c.opened_unix_s < ?1), 0), "       \
    "coalesce(max(c.opened_unix_s), 0), "                                      \
    "c.subject, c.number, " /* of the row with the greatest opened_unix_s */   \
    "(SELECT coalesce(sum(s.visits), 0) FROM gap_searches AS s "               \
    "WHERE s.gap_id = g.id), " BROUGHT("t.who") ", " BROUGHT(                  \
        "t.at_unix_s") ", " BROUGHT("f.merged_into IS g.id") ", "              \
                                                             "coalesce(sum(c." \
                                                             "opened_unix_s "  \
                                                             ">= ?3), 0) AS "  \
                                                             "recent "         \
                                                             "FROM gaps AS g " \
                                                             "LEFT JOIN "      \
                                                             "gap_cases AS k " \
                                                             "ON k.gap_id = "  \
                                                             "g.id "           \
                                                             "LEFT JOIN "      \
                                                             "cases AS c ON "  \
                                                             "c.id = "         \
                                                             "k.case_id "

static struct gap_figures read_figures(struct sqlite3_stmt *row,
                                       struct arena *arena)
{
    const int at = GAP_COLUMN_COUNT;

    return (struct gap_figures){
        .gap = coverage_read_gap(row, 0, arena),
        .cases = (uint64_t) sqlite3_column_int64(row, at),
        .customers = (uint64_t) sqlite3_column_int64(row, at + 1),
        .minutes = (uint64_t) sqlite3_column_int64(row, at + 2),
        .cost_minutes = (uint64_t) sqlite3_column_int64(row, at + 3),
        .cases_month = (uint64_t) sqlite3_column_int64(row, at + 4),
        .cases_before = (uint64_t) sqlite3_column_int64(row, at + 5),
        .newest_unix_s = sqlite3_column_int64(row, at + 6),
        .example = sql_column_str(row, at + 7, arena),
        .example_number = sql_column_str(row, at + 8, arena),
        .searches = (uint64_t) sqlite3_column_int64(row, at + 9),
        .brought = {sql_column_str(row, at + 10, arena),
                    sqlite3_column_int64(row, at + 11)},
        .is_merger = sqlite3_column_int(row, at + 12) != 0,
    };
}

#define LISTED                                               \
    FIGURES "WHERE g.state = ?4 AND (g.case_count >= ?5 OR " \
            "g.search_visits >= ?5) GROUP BY g.id HAVING "   \
            "count(c.id) >= ?5 OR g.search_visits >= ?5 ORDER BY "
/* Of those that are equal: the square of the average case's length, which grows
 * with how like the cases are to each other. */
#define CLEAR                                                 \
    "(SELECT sum(w.weight * w.weight) FROM gap_weights AS w " \
    "WHERE w.gap_id = g.id) DESC, "
#define BY_CASES \
    "recent DESC, worked_lately DESC, case_total DESC, " CLEAR "g.id LIMIT ?6"

static const char *list_sql(enum gap_order order)
{
    switch (order) {
    case GAP_BY_MINUTES:
        return LISTED "worked_lately DESC, worked DESC, case_total DESC, " CLEAR
                      "g.id LIMIT ?6";
    case GAP_BY_GROWTH:
        return LISTED "coalesce(sum(c.opened_unix_s >= ?1), 0) - "
                      "coalesce(sum(c.opened_unix_s >= ?2 AND "
                      "c.opened_unix_s < ?1), 0) DESC, case_total DESC, " CLEAR
                      "g.id LIMIT ?6";
    case GAP_BY_CASES:
        break;
    }
    return LISTED BY_CASES;
}

enum slv_status coverage_store_list(struct case_store *store,
                                    enum gap_state state, enum gap_order order,
                                    int64_t now_unix_s, size_t limit,
                                    struct arena *arena,
                                    struct gap_figures **out, size_t *count,
                                    struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    const struct case_value values[] = {
        case_number(now_unix_s - (int64_t) GAP_MONTH_DAYS * DAY_S),
        case_number(now_unix_s - (int64_t) 2 * GAP_MONTH_DAYS * DAY_S),
        case_number(now_unix_s - (int64_t) GAP_COST_DAYS * DAY_S),
        case_word(gap_state_word(state)),
        case_number(GAP_CASES_MIN),
        case_limit(limit),
    };
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = case_rows_begin(store, list_sql(order), values,
                           sizeof values / sizeof values[0], err);
    while (case_rows_next(&rows))
        *(struct gap_figures *) case_items_add(&items) =
            read_figures(rows.row, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_figures(struct case_store *store, int64_t id,
                                       int64_t now_unix_s, struct arena *arena,
                                       struct gap_figures *out,
                                       struct slv_error *err)
{
    bool is_there = false;
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store, err, FIGURES "WHERE g.id = ?4 GROUP BY g.id",
        case_number(now_unix_s - (int64_t) GAP_MONTH_DAYS * DAY_S),
        case_number(now_unix_s - (int64_t) 2 * GAP_MONTH_DAYS * DAY_S),
        case_number(now_unix_s - (int64_t) GAP_COST_DAYS * DAY_S),
        case_number(id));
    while (case_rows_next(&rows)) {
        *out = read_figures(rows.row, arena);
        is_there = true;
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    if (status == SLV_OK && !is_there)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no gap %lld",
                        (long long) id);
    return status;
}

enum slv_status coverage_store_find_gap(struct case_store *store, int64_t id,
                                        struct arena *arena,
                                        struct coverage_gap *out,
                                        struct slv_error *err)
{
    enum { MERGERS_MAX = 100 };
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    for (int i = 0; status == SLV_OK && i < MERGERS_MAX; i++) {
        struct case_rows rows = CASE_ROWS(
            store, err, "SELECT " GAP_COLUMNS " FROM gaps AS g WHERE g.id = ?",
            case_number(id));

        *out = (struct coverage_gap){.id = 0};
        while (case_rows_next(&rows))
            *out = coverage_read_gap(rows.row, 0, arena);
        status = case_rows_end(&rows, err);
        if (status == SLV_OK && out->id == 0)
            status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no gap %lld",
                              (long long) id);
        if (out->merged_into == 0)
            break;
        id = out->merged_into;
    }
    return case_end(store, status, err);
}

enum slv_status coverage_store_gap_cases(struct case_store *store,
                                         int64_t gap_id, int64_t from_unix_s,
                                         int64_t to_unix_s, size_t limit,
                                         struct arena *arena,
                                         struct gap_case **out, size_t *count,
                                         struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store, err,
        "SELECT c.id, c.number, c.subject, " GAP_CASE_BODY ", u.key, u.name, "
        "c.state, c.outcome, c.opened_unix_s, "
        "(SELECT coalesce(sum(t.minutes), 0) FROM time_entries AS t "
        "WHERE t.case_id = c.id), k.is_provisional, k.former_gap_id, "
        "k.likeness, k.former_likeness, k.moved_unix_s "
        "FROM gap_cases AS k JOIN cases AS c ON c.id = k.case_id "
        "JOIN customers AS u ON u.id = c.customer_id WHERE k.gap_id = ? "
        "AND c.opened_unix_s >= ? AND c.opened_unix_s < ? "
        "ORDER BY c.opened_unix_s DESC, c.number LIMIT ?",
        case_number(gap_id), case_number(from_unix_s), case_number(to_unix_s),
        case_limit(limit));
    while (case_rows_next(&rows)) {
        struct gap_case *item = case_items_add(&items);

        *item = (struct gap_case){
            .id = sqlite3_column_int64(rows.row, 0),
            .number = sql_column_str(rows.row, 1, arena),
            .subject = sql_column_str(rows.row, 2, arena),
            .body = sql_column_str(rows.row, 3, arena),
            .customer = sql_column_str(rows.row, 4, arena),
            .customer_name = sql_column_str(rows.row, 5, arena),
            .opened_unix_s = sqlite3_column_int64(rows.row, 8),
            .minutes = (uint64_t) sqlite3_column_int64(rows.row, 9),
            .is_provisional = sqlite3_column_int(rows.row, 10) != 0,
            .former_gap_id = sqlite3_column_int64(rows.row, 11),
            .likeness =
                (double) sqlite3_column_int64(rows.row, 12) / GAP_MILLION,
            .former_likeness =
                (double) sqlite3_column_int64(rows.row, 13) / GAP_MILLION,
            .moved_unix_s = sqlite3_column_int64(rows.row, 14),
        };
        (void) case_state_parse(sql_column_str(rows.row, 6, arena),
                                &item->state);
        (void) case_outcome_parse(sql_column_str(rows.row, 7, arena),
                                  &item->outcome);
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_gap_numbers(struct case_store *store,
                                           int64_t gap_id, struct arena *arena,
                                           struct str **out, size_t *count,
                                           struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT c.number FROM gap_cases AS k JOIN cases AS c "
                     "ON c.id = k.case_id WHERE k.gap_id = ? ORDER BY c.number",
                     case_number(gap_id));
    while (case_rows_next(&rows))
        *(struct str *) case_items_add(&items) =
            sql_column_str(rows.row, 0, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_gap_weights(struct case_store *store,
                                           int64_t gap_id, struct arena *arena,
                                           struct coverage_weight **out,
                                           size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT name, weight FROM gap_weights WHERE gap_id = ? "
                     "ORDER BY name",
                     case_number(gap_id));
    while (case_rows_next(&rows))
        *(struct coverage_weight *) case_items_add(
            &items) = (struct coverage_weight){
            .name = sql_column_str(rows.row, 0, arena),
            .weight = (double) sqlite3_column_int64(rows.row, 1) / GAP_MILLION};
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_gap_searches(
    struct case_store *store, int64_t gap_id, size_t limit, struct arena *arena,
    struct coverage_search **out, size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT key, query, visits, gap_id FROM gap_searches "
                     "WHERE gap_id = ? ORDER BY visits DESC, key LIMIT ?",
                     case_number(gap_id), case_limit(limit));
    while (case_rows_next(&rows))
        *(struct coverage_search *) case_items_add(&items) =
            (struct coverage_search){
                sql_column_str(rows.row, 0, arena),
                sql_column_str(rows.row, 1, arena),
                (uint64_t) sqlite3_column_int64(rows.row, 2),
                sqlite3_column_int64(rows.row, 3)};
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* --- what is decided --- */

static enum slv_status set(struct case_store *store, int64_t id,
                           enum gap_state state, struct str article_id,
                           const struct case_actor *actor,
                           struct slv_error *err)
{
    int64_t is_there = 0;
    char key[32];
    struct strbuf detail;
    enum slv_status status =
        CASE_ASK(store, err, &is_there,
                 "SELECT 1 FROM gaps WHERE id = ? AND state <> 'merged'",
                 case_number(id));

    if (status == SLV_OK && !is_there)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no gap %lld",
                        (long long) id);
    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "UPDATE gaps SET state = ?2, article_id = "
            "coalesce(?3, article_id), covered_unix_s = "
            "CASE WHEN ?2 = 'covered' THEN coalesce(covered_unix_s, ?4) END, "
            "decided_by = iif(state = ?2, decided_by, ?5), "
            "decided_unix_s = iif(state = ?2, decided_unix_s, ?4) "
            "WHERE id = ?1",
            case_number(id), case_word(gap_state_word(state)),
            case_text_or_null(article_id), case_number(actor->now_unix_s),
            case_text(actor->name));
    if (status != SLV_OK)
        return status;
    snprintf(key, sizeof key, "%lld", (long long) id);
    strbuf_init(&detail, DETAIL_BYTES_MAX);
    case_detail_text(&detail, "state", str_from(gap_state_word(state)));
    if (article_id.len > 0)
        case_detail_text(&detail, "article", article_id);
    status = case_tell(store, actor, "set", "gap", str_from(key), &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status coverage_store_set(struct case_store *store, int64_t id,
                                   enum gap_state state, struct str article_id,
                                   const struct case_actor *actor,
                                   struct slv_error *err)
{
    int64_t has_article = article_id.len > 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_check_text("the article", article_id, CASE_OPTIONAL,
                                 BOUND_ARTICLE_ID_BYTES, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    if (!has_article)
        status = CASE_ASK(store, err, &has_article,
                          "SELECT article_id IS NOT NULL FROM gaps "
                          "WHERE id = ?",
                          case_number(id));
    if (status == SLV_OK && state == GAP_COVERED && !has_article)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "a gap is covered by an article; say which");
    if (status == SLV_OK && state == GAP_MERGED)
        status = slv_fail(err, SLV_ERR_INPUT, "a gap is not merged by hand");
    if (status == SLV_OK)
        status = set(store, id, state, article_id, actor, err);
    return case_end(store, status, err);
}

/* --- before and after --- */

/* ?1 gap, ?2 its article, ?3 from, ?4 to */
#define LIKE_GAP                                                           \
    "SELECT count(*) FROM cases AS c WHERE c.opened_unix_s >= ?3 "         \
    "AND c.opened_unix_s < ?4 AND c.id IN (SELECT case_id FROM gap_cases " \
    "WHERE gap_id = ?1 UNION SELECT case_id FROM links "                   \
    "WHERE article_id = ?2 AND kind = 'resolved')"
#define LIKE_OTHERS                                                          \
    "SELECT count(*) FROM gap_cases AS k JOIN gaps AS g ON g.id = k.gap_id " \
    "JOIN cases AS c ON c.id = k.case_id WHERE g.state = 'open' "            \
    "AND g.case_count >= ?1 AND c.opened_unix_s >= ?2 "                      \
    "AND c.opened_unix_s < ?3"

enum slv_status coverage_store_spans(struct case_store *store,
                                     const struct coverage_gap *gap,
                                     int64_t now_unix_s, struct gap_spans *out,
                                     struct slv_error *err)
{
    const int64_t at = gap->covered_unix_s;
    const int64_t longest = (int64_t) GAP_COST_DAYS * DAY_S;
    const int64_t since = now_unix_s > at ? now_unix_s - at : 0;
    const int64_t span = since < longest ? since : longest;
    int64_t counts[4] = {0};
    enum slv_status status = case_begin_reading(store, err);

    *out = (struct gap_spans){.span_s = span};
    if (status != SLV_OK)
        return status;
    for (int i = 0; status == SLV_OK && i < 2; i++) {
        const int64_t from = i == 0 ? at - span : at;

        status = CASE_ASK(store, err, &counts[i], LIKE_GAP,
                          case_number(gap->id), case_text(gap->article_id),
                          case_number(from), case_number(from + span));
        if (status == SLV_OK)
            status = CASE_ASK(store, err, &counts[2 + i], LIKE_OTHERS,
                              case_number(GAP_CASES_MIN), case_number(from),
                              case_number(from + span));
    }
    out->before = (uint64_t) counts[0];
    out->after = (uint64_t) counts[1];
    out->others_before = (uint64_t) counts[2];
    out->others_after = (uint64_t) counts[3];
    return case_end(store, status, err);
}
