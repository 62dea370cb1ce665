/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cases, time entries, links and names for reports. What only reports write is
 * in report_store_money.c.
 */
#include "store/report_store.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

enum { STEPS_MAX = 256 };

/* --- marks --- */

static enum slv_status read_marks(struct case_store *store,
                                  struct report_marks *out,
                                  struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT (SELECT value FROM counters WHERE name = 'change'), "
        "(SELECT value FROM counters WHERE name = 'time_change'), "
        "(SELECT value FROM counters WHERE name = 'time_removed'), "
        "(SELECT coalesce(max(id), 0) FROM events), (SELECT "
        "coalesce(max(id), 0) FROM events WHERE kind = 'income' AND key = '') "
        "WHERE ? = 0",
        case_number(0));

    while (case_rows_next(&rows))
        *out = (struct report_marks){
            .cases = sqlite3_column_int64(rows.row, 0),
            .times = sqlite3_column_int64(rows.row, 1),
            .time_removed = sqlite3_column_int64(rows.row, 2),
            .events = sqlite3_column_int64(rows.row, 3),
            .incomes = sqlite3_column_int64(rows.row, 4),
        };
    return case_rows_end(&rows, err);
}

enum slv_status report_store_marks(struct case_store *store,
                                   struct report_marks *out,
                                   struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = read_marks(store, out, err);
    return case_end(store, status, err);
}

static bool is_over(const struct report_sink *sink)
{
    return sink->is_over(sink->context);
}

static enum slv_status fail_over(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_UNAVAILABLE, "reading was broken off");
}

/* --- cases --- */

static enum case_step_kind step_kind(const char *word)
{
    switch (word[0]) {
    case 'w':
        return CASE_STEP_WAITING;
    case 'g':
        return CASE_STEP_GOING_ON;
    case 'c':
        return CASE_STEP_CLOSED;
    case 'r':
        return CASE_STEP_REOPENED;
    default:
        return CASE_STEP_SEVERITY;
    }
}

/* Severities move no clock, so they are left out. */
static enum slv_status read_steps(struct case_store *store, int64_t id,
                                  struct case_step *steps, size_t *count,
                                  struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT at_unix_s, step FROM case_steps WHERE case_id = ? "
                  "AND step <> 'severity' ORDER BY id",
                  case_number(id));

    *count = 0;
    while (case_rows_next(&rows)) {
        const struct case_step step = {
            .at_unix_s = sqlite3_column_int64(rows.row, 0),
            .kind = step_kind((const char *) sqlite3_column_text(rows.row, 1)),
        };

        /* of a case without end the last steps count */
        if (*count == STEPS_MAX)
            --*count;
        steps[(*count)++] = step;
    }
    return case_rows_end(&rows, err);
}

static enum case_state state_of(struct sqlite3_stmt *row, int column)
{
    enum case_state state = CASE_OPEN;
    const char *word = (const char *) sqlite3_column_text(row, column);

    (void) case_state_parse(str_from(word), &state);
    return state;
}

static enum case_outcome outcome_of(struct sqlite3_stmt *row, int column)
{
    enum case_outcome outcome = CASE_OUTCOME_UNSAID;
    const char *word = (const char *) sqlite3_column_text(row, column);

    if (word)
        (void) case_outcome_parse(str_from(word), &outcome);
    return outcome;
}

#define CASES                                                                 \
    "SELECT c.id, c.customer_id, c.contact_id, c.product_id, c.agent_id, "    \
    "c.state, c.outcome, c.severity, c.reopened_count, c.opened_unix_s, "     \
    "c.closed_unix_s, (SELECT min(m.created_unix_s) FROM messages AS m "      \
    "WHERE m.case_id = c.id AND m.author = 'agent'), EXISTS (SELECT 1 FROM "  \
    "case_steps AS s WHERE s.case_id = c.id AND s.step IN ('waiting', "       \
    "'going on', 'reopened')), c.fix_id, c.fixed_in, EXISTS (SELECT 1 FROM "  \
    "merges AS g WHERE g.case_id = c.id), c.is_outside, c.is_executive FROM " \
    "cases AS c WHERE "

static enum slv_status read_links(struct case_rows rows,
                                  const struct report_sink *sink,
                                  struct slv_error *err)
{
    while (!is_over(sink) && case_rows_next(&rows)) {
        struct report_link_row row = {
            .case_id = sqlite3_column_int64(rows.row, 0),
            .created_unix_s = sqlite3_column_int64(rows.row, 3),
        };

        row.article_id =
            str_from((const char *) sqlite3_column_text(rows.row, 1));
        (void) case_link_kind_parse(
            str_from((const char *) sqlite3_column_text(rows.row, 2)),
            &row.kind);
        sink->on_link(sink->context, &row);
    }
    return case_rows_end(&rows, err);
}

#define LINKS "SELECT case_id, article_id, kind, created_unix_s FROM links "

static enum slv_status read_case(struct case_store *store,
                                 struct sqlite3_stmt *from, bool is_all,
                                 const struct report_sink *sink,
                                 struct slv_error *err)
{
    struct case_step steps[STEPS_MAX];
    struct report_case_row row = {
        .id = sqlite3_column_int64(from, 0),
        .customer_id = sqlite3_column_int64(from, 1),
        .contact_id = sqlite3_column_int64(from, 2),
        .product_id = sqlite3_column_int64(from, 3),
        .agent_id = sqlite3_column_int64(from, 4),
        .state = state_of(from, 5),
        .outcome = outcome_of(from, 6),
        .severity = sqlite3_column_int(from, 7),
        .reopened_count = sqlite3_column_int(from, 8),
        .opened_unix_s = sqlite3_column_int64(from, 9),
        .closed_unix_s = sqlite3_column_int64(from, 10),
        .first_reply_unix_s = sqlite3_column_int64(from, 11),
        .steps = steps,
        .is_merged = sqlite3_column_int(from, 15) != 0,
        .is_outside = sqlite3_column_int(from, 16) != 0,
        .is_executive = sqlite3_column_int(from, 17) != 0,
    };
    enum slv_status status = SLV_OK;

    row.fix_id = str_from((const char *) sqlite3_column_text(from, 13));
    row.fixed_in = str_from((const char *) sqlite3_column_text(from, 14));
    if (sqlite3_column_int(from, 12) != 0)
        status = read_steps(store, row.id, steps, &row.step_count, err);
    if (status != SLV_OK)
        return status;
    sink->on_case(sink->context, &row);
    if (is_all)
        return SLV_OK;
    return read_links(
        CASE_ROWS(store, err, LINKS "WHERE case_id = ?", case_number(row.id)),
        sink, err);
}

static enum slv_status read_cases(struct case_store *store, int64_t after,
                                  const struct report_sink *sink,
                                  struct slv_error *err)
{
    const bool is_all = after == 0;
    /* all of them in the order in which they lie */
    struct case_rows rows =
        is_all
            ? CASE_ROWS(store, err, CASES "+c.change > ?", case_number(0))
            : CASE_ROWS(store, err, CASES "c.change > ?", case_number(after));
    enum slv_status status = SLV_OK;
    enum slv_status ended;

    while (status == SLV_OK && !is_over(sink) && case_rows_next(&rows))
        status = read_case(store, rows.row, is_all, sink, err);
    ended = case_rows_end(&rows, status == SLV_OK ? err : NULL);
    if (status == SLV_OK)
        status = ended;
    if (status == SLV_OK && is_all)
        status = read_links(
            CASE_ROWS(store, err, LINKS "WHERE case_id > ?", case_number(0)),
            sink, err);
    return status;
}

/* --- time --- */

static enum slv_status read_times(struct case_store *store, int64_t after,
                                  const struct report_sink *sink,
                                  struct slv_error *err)
{
#define TIMES                                                             \
    "SELECT id, case_id, agent_id, minutes, worked_on FROM time_entries " \
    "WHERE "
    struct case_rows rows =
        after < 0
            ? CASE_ROWS(store, err, TIMES "+change > ?", case_number(after))
            : CASE_ROWS(store, err, TIMES "change > ?", case_number(after));
#undef TIMES

    while (!is_over(sink) && case_rows_next(&rows)) {
        const struct report_time_row row = {
            .id = sqlite3_column_int64(rows.row, 0),
            .case_id = sqlite3_column_int64(rows.row, 1),
            .agent_id = sqlite3_column_int64(rows.row, 2),
            .minutes = sqlite3_column_int(rows.row, 3),
            .worked_on =
                str_from((const char *) sqlite3_column_text(rows.row, 4)),
        };

        sink->on_time(sink->context, &row);
    }
    return case_rows_end(&rows, err);
}

enum slv_status report_store_read(struct case_store *store,
                                  struct report_marks *marks,
                                  const struct report_sink *sink,
                                  struct slv_error *err)
{
    /* entries of before they were counted have the change 0 */
    const bool is_first = marks->cases == 0 && marks->events == 0;
    struct report_marks now = {.cases = 0};
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = read_marks(store, &now, err);
    if (status == SLV_OK && now.cases > marks->cases)
        status = read_cases(store, marks->cases, sink, err);
    if (status == SLV_OK && (is_first || now.times > marks->times))
        status = read_times(store, is_first ? -1 : marks->times, sink, err);
    if (status == SLV_OK && is_over(sink))
        status = fail_over(err);
    if (status == SLV_OK)
        *marks = now;
    return case_end(store, status, err);
}

/* --- names --- */

/* Room for the row with this id; what is between is zero. */
static void *row_at(struct case_items *items, int64_t id)
{
    while ((int64_t) items->count <= id)
        memset(case_items_add(items), 0, items->item_size);
    return items->items + (size_t) id * items->item_size;
}

static enum slv_status read_customers(struct case_store *store,
                                      struct arena *arena,
                                      struct report_names *out,
                                      struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof *out->customers};
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT id, key, name, market, size, industry, salesperson "
                  "FROM customers WHERE id > ?",
                  case_number(0));

    while (case_rows_next(&rows)) {
        struct report_customer *one =
            row_at(&items, sqlite3_column_int64(rows.row, 0));

        one->key = sql_column_str(rows.row, 1, arena);
        one->name = sql_column_str(rows.row, 2, arena);
        one->market = sql_column_str(rows.row, 3, arena);
        one->size = sql_column_str(rows.row, 4, arena);
        one->industry = sql_column_str(rows.row, 5, arena);
        one->salesperson = sql_column_str(rows.row, 6, arena);
    }
    out->customer_count = items.count;
    out->customers = case_items_end(&items, arena);
    return case_rows_end(&rows, err);
}

static enum slv_status read_products(struct case_store *store,
                                     struct arena *arena,
                                     struct report_names *out,
                                     struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof *out->products};
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT p.id, p.name, l.name, CASE WHEN p.launched_on <> '' THEN "
        "p.launched_on ELSE coalesce(l.launched_on, '') END FROM products AS p "
        "LEFT JOIN product_lines AS l ON l.id = p.line_id WHERE p.id > ?",
        case_number(0));

    while (case_rows_next(&rows)) {
        struct report_product *one =
            row_at(&items, sqlite3_column_int64(rows.row, 0));

        one->name = sql_column_str(rows.row, 1, arena);
        one->line = sql_column_str(rows.row, 2, arena);
        one->launched_on = sql_column_str(rows.row, 3, arena);
    }
    out->product_count = items.count;
    out->products = case_items_end(&items, arena);
    return case_rows_end(&rows, err);
}

static enum slv_status read_agents(struct case_store *store,
                                   struct arena *arena,
                                   struct report_names *out,
                                   struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof *out->agents};
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT a.id, a.key, a.name, t.name, coalesce(u.role, 'agent') FROM "
        "agents AS a LEFT JOIN teams AS t ON t.id = a.team_id LEFT JOIN users "
        "AS u ON u.login = a.key WHERE a.id > ?",
        case_number(0));

    while (case_rows_next(&rows)) {
        struct report_agent *one =
            row_at(&items, sqlite3_column_int64(rows.row, 0));

        one->key = sql_column_str(rows.row, 1, arena);
        one->name = sql_column_str(rows.row, 2, arena);
        one->team = sql_column_str(rows.row, 3, arena);
        one->role = sql_column_str(rows.row, 4, arena);
    }
    out->agent_count = items.count;
    out->agents = case_items_end(&items, arena);
    return case_rows_end(&rows, err);
}

static enum slv_status read_titles(struct case_store *store,
                                   struct arena *arena,
                                   struct report_names *out,
                                   struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof *out->titles};
    struct case_rows rows =
        CASE_ROWS(store, err, "SELECT id, title FROM contacts WHERE id > ?",
                  case_number(0));

    while (case_rows_next(&rows)) {
        struct str *one = row_at(&items, sqlite3_column_int64(rows.row, 0));

        *one = sql_column_str(rows.row, 1, arena);
    }
    out->title_count = items.count;
    out->titles = case_items_end(&items, arena);
    return case_rows_end(&rows, err);
}

enum slv_status report_store_names(struct case_store *store,
                                   struct arena *arena,
                                   struct report_names *out,
                                   struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = (struct report_names){.customers = NULL};
    if (status != SLV_OK)
        return status;
    status = read_customers(store, arena, out, err);
    if (status == SLV_OK)
        status = read_products(store, arena, out, err);
    if (status == SLV_OK)
        status = read_agents(store, arena, out, err);
    if (status == SLV_OK)
        status = read_titles(store, arena, out, err);
    return case_end(store, status, err);
}

enum slv_status report_store_agents(struct case_store *store,
                                    struct arena *arena,
                                    struct report_names *out,
                                    struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = (struct report_names){.agents = NULL};
    if (status != SLV_OK)
        return status;
    status = read_agents(store, arena, out, err);
    return case_end(store, status, err);
}

enum slv_status report_store_publications(struct case_store *store,
                                          struct arena *arena,
                                          struct report_publication **out,
                                          size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT article_id, min(at_unix_s) FROM article_events "
                     "WHERE action = ? GROUP BY article_id ORDER BY article_id",
                     case_text(STR("published")));
    while (case_rows_next(&rows))
        *(struct report_publication *) case_items_add(&items) =
            (struct report_publication){
                .article_id = sql_column_str(rows.row, 0, arena),
                .at_unix_s = sqlite3_column_int64(rows.row, 1),
            };
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}

enum slv_status report_store_gap_minutes(struct case_store *store,
                                         int64_t gap_id, struct str from_day,
                                         struct str to_day,
                                         report_minutes_fn *on_minutes,
                                         void *context, struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows =
        CASE_ROWS(store, err,
                  "SELECT t.agent_id, t.worked_on, sum(t.minutes) FROM "
                  "gap_cases AS g JOIN time_entries AS t ON t.case_id = "
                  "g.case_id WHERE g.gap_id = ? AND t.worked_on BETWEEN ? "
                  "AND ? GROUP BY t.agent_id, t.worked_on",
                  case_number(gap_id), case_text(from_day), case_text(to_day));
    while (case_rows_next(&rows))
        on_minutes(context, sqlite3_column_int64(rows.row, 0),
                   str_from((const char *) sqlite3_column_text(rows.row, 1)),
                   sqlite3_column_int64(rows.row, 2));
    return case_end(store, case_rows_end(&rows, err), err);
}

enum slv_status report_store_case_name(struct case_store *store, int64_t id,
                                       struct arena *arena, struct str *number,
                                       struct str *subject,
                                       struct slv_error *err)
{
    bool is_there = false;
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows =
        CASE_ROWS(store, err, "SELECT number, subject FROM cases WHERE id = ?",
                  case_number(id));
    while (case_rows_next(&rows)) {
        *number = sql_column_str(rows.row, 0, arena);
        *subject = sql_column_str(rows.row, 1, arena);
        is_there = true;
    }
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && !is_there)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such case");
    return case_end(store, status, err);
}
