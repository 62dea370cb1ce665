/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What only reports know: rates, income, goals and figures of weeks, written
 * with an event each. Cases and names are read in report_store.c.
 */
#include "store/report_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

/* --- checks --- */

static enum slv_status check_currency(struct str currency,
                                      struct slv_error *err)
{
    bool is_good = currency.len == REPORT_CURRENCY_BYTES;

    for (size_t i = 0; is_good && i < currency.len; i++)
        is_good = ascii_is_upper(currency.ptr[i]);
    if (is_good)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is no currency",
                    STR_ARG(str_first(currency, 20)));
    slv_hint(err, "Write its three letters, such as EUR");
    return SLV_ERR_INPUT;
}

static enum slv_status check_range(const char *what, int64_t value, int64_t min,
                                   int64_t max, struct slv_error *err)
{
    if (value >= min && value <= max)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT, "the %s is to be from %lld to %lld",
                    what, (long long) min, (long long) max);
}

/* --- rates --- */

enum slv_status report_store_rates(struct case_store *store,
                                   struct arena *arena,
                                   struct report_rate **out, size_t *count,
                                   struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT of = 'role', key, valid_from, per_hour, currency "
                     "FROM rates WHERE per_hour >= ? ORDER BY of, key, "
                     "valid_from",
                     case_number(0));
    while (case_rows_next(&rows)) {
        struct report_rate *one = case_items_add(&items);

        *one = (struct report_rate){
            .is_of_role = sqlite3_column_int(rows.row, 0) != 0,
            .key = sql_column_str(rows.row, 1, arena),
            .valid_from = sql_column_str(rows.row, 2, arena),
            .per_hour = sqlite3_column_int64(rows.row, 3),
            .currency = sql_column_str(rows.row, 4, arena),
        };
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}

static enum slv_status check_rate(const struct report_rate *row,
                                  struct slv_error *err)
{
    enum slv_status status =
        case_check_text(row->is_of_role ? "the role" : "the agent's key",
                        row->key, CASE_REQUIRED, BOUND_CASE_KEY_BYTES, err);

    if (status == SLV_OK)
        status = case_check_day("the day from which the rate holds",
                                row->valid_from, CASE_REQUIRED, err);
    if (status == SLV_OK)
        status = check_range("rate per hour", row->per_hour, 0,
                             REPORT_PER_HOUR_MAX, err);
    if (status == SLV_OK)
        status = check_currency(row->currency, err);
    return status;
}

static enum slv_status tell_rate(struct case_store *store, const char *action,
                                 const struct report_rate *row,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "of",
                     row->is_of_role ? STR("role") : STR("agent"));
    case_detail_text(&detail, "valid_from", row->valid_from);
    case_detail_number(&detail, "per_hour", row->per_hour);
    case_detail_text(&detail, "currency", row->currency);
    status = case_tell(store, actor, action, "rate", row->key, &detail, err);
    strbuf_release(&detail);
    return status;
}

static struct case_value rate_of(const struct report_rate *row)
{
    return case_word(row->is_of_role ? "role" : "agent");
}

enum slv_status report_store_put_rate(struct case_store *store,
                                      const struct report_rate *row,
                                      const struct case_actor *actor,
                                      enum case_put *did, struct slv_error *err)
{
    int64_t same = 0;
    int64_t there = 0;
    enum slv_status status = check_rate(row, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status =
        CASE_ASK(store, err, &there,
                 "SELECT count(*) FROM rates WHERE of = ? AND key = ? AND "
                 "valid_from = ?",
                 rate_of(row), case_text(row->key), case_text(row->valid_from));
    if (status == SLV_OK)
        status = CASE_ASK(
            store, err, &same,
            "SELECT count(*) FROM rates WHERE of = ? AND key = ? "
            "AND valid_from = ? AND per_hour = ? AND currency = ?",
            rate_of(row), case_text(row->key), case_text(row->valid_from),
            case_number(row->per_hour), case_text(row->currency));
    if (status == SLV_OK && same == 0)
        status = CASE_RUN(store, err,
                          "INSERT OR REPLACE INTO rates (of, key, valid_from, "
                          "per_hour, currency) VALUES (?, ?, ?, ?, ?)",
                          rate_of(row), case_text(row->key),
                          case_text(row->valid_from),
                          case_number(row->per_hour), case_text(row->currency));
    if (status == SLV_OK && same == 0)
        status = tell_rate(store, there ? "update" : "add", row, actor, err);
    if (did)
        *did = same ? CASE_UNCHANGED : there ? CASE_UPDATED : CASE_ADDED;
    return case_end(store, status, err);
}

enum slv_status report_store_remove_rate(struct case_store *store,
                                         const struct report_rate *row,
                                         const struct case_actor *actor,
                                         struct slv_error *err)
{
    int64_t there = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status =
        CASE_ASK(store, err, &there,
                 "DELETE FROM rates WHERE of = ? AND key = ? AND "
                 "valid_from = ? RETURNING 1",
                 rate_of(row), case_text(row->key), case_text(row->valid_from));
    if (status == SLV_OK && there == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "there is no rate of %.*s from that day on",
                          STR_ARG(str_first(row->key, BOUND_CASE_KEY_BYTES)));
    if (status == SLV_OK)
        status = tell_rate(store, "remove", row, actor, err);
    return case_end(store, status, err);
}

/* --- income --- */

enum slv_status report_store_incomes(struct case_store *store,
                                     struct arena *arena,
                                     struct report_income **out, size_t *count,
                                     struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT i.customer_id, u.key, i.period, i.reference, "
                     "i.amount, i.currency FROM incomes AS i JOIN customers AS "
                     "u ON u.id = i.customer_id WHERE i.customer_id > ? ORDER "
                     "BY i.customer_id, i.period, i.reference, i.currency",
                     case_number(0));
    while (case_rows_next(&rows)) {
        struct report_income *one = case_items_add(&items);

        *one = (struct report_income){
            .customer_id = sqlite3_column_int64(rows.row, 0),
            .customer = sql_column_str(rows.row, 1, arena),
            .period = sql_column_str(rows.row, 2, arena),
            .reference = sql_column_str(rows.row, 3, arena),
            .amount = sqlite3_column_int64(rows.row, 4),
            .currency = sql_column_str(rows.row, 5, arena),
        };
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}

enum slv_status report_store_each_income(struct case_store *store,
                                         report_income_fn *on_income,
                                         void *context, struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT customer_id, period, currency, amount FROM "
                     "incomes WHERE amount <> ?",
                     case_number(0));
    while (case_rows_next(&rows)) {
        const char *period = (const char *) sqlite3_column_text(rows.row, 1);
        const char *currency = (const char *) sqlite3_column_text(rows.row, 2);

        on_income(context, sqlite3_column_int64(rows.row, 0), str_from(period),
                  str_from(currency), sqlite3_column_int64(rows.row, 3));
    }
    status = case_rows_end(&rows, err);
    return case_end(store, status, err);
}

static enum slv_status check_income(const struct report_income *row,
                                    struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the customer", row->customer, CASE_REQUIRED,
                        BOUND_CASE_KEY_BYTES, err);

    if (status == SLV_OK)
        status = case_check_text("the reference", row->reference, CASE_OPTIONAL,
                                 REPORT_REFERENCE_BYTES, err);
    if (status == SLV_OK)
        status = check_range("amount", row->amount, -REPORT_AMOUNT_MAX,
                             REPORT_AMOUNT_MAX, err);
    if (status == SLV_OK)
        status = check_currency(row->currency, err);
    return status;
}

static enum slv_status put_income(struct case_store *store,
                                  const struct report_income *row,
                                  struct report_income_counts *counts,
                                  struct slv_error *err)
{
    int64_t customer = 0;
    int64_t id = 0;
    int64_t same = 0;
    enum slv_status status = check_income(row, err);

    if (status == SLV_OK)
        status = CASE_ASK(store, err, &customer,
                          "SELECT id FROM customers WHERE key = ?",
                          case_text(row->customer));
    if (status == SLV_OK && customer == 0)
        status =
            slv_fail(err, SLV_ERR_NOT_FOUND, "there is no customer \"%.*s\"",
                     STR_ARG(str_first(row->customer, 100)));
    if (status == SLV_OK)
        status = CASE_ASK(store, err, &id,
                          "SELECT id FROM incomes WHERE customer_id = ? AND "
                          "period = ? AND reference = ? AND currency = ?",
                          case_number(customer), case_text(row->period),
                          case_text(row->reference), case_text(row->currency));
    if (status == SLV_OK && id != 0)
        status =
            CASE_ASK(store, err, &same,
                     "SELECT count(*) FROM incomes WHERE id = ? AND amount = ?",
                     case_number(id), case_number(row->amount));
    if (status != SLV_OK)
        return status;
    if (same) {
        counts->unchanged++;
        return SLV_OK;
    }
    if (id != 0) {
        counts->updated++;
        return CASE_RUN(store, err,
                        "UPDATE incomes SET amount = ? WHERE id = ?",
                        case_number(row->amount), case_number(id));
    }
    counts->added++;
    return CASE_RUN(store, err,
                    "INSERT INTO incomes (customer_id, period, reference, "
                    "amount, currency) VALUES (?, ?, ?, ?, ?)",
                    case_number(customer), case_text(row->period),
                    case_text(row->reference), case_number(row->amount),
                    case_text(row->currency));
}

static enum slv_status tell_incomes(struct case_store *store,
                                    const struct report_income_counts *counts,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_number(&detail, "added", (int64_t) counts->added);
    case_detail_number(&detail, "updated", (int64_t) counts->updated);
    status = case_tell(store, actor, "import", "income", STR(""), &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status report_store_put_incomes(struct case_store *store,
                                         const struct report_income *rows,
                                         size_t count, bool is_dry,
                                         const struct case_actor *actor,
                                         struct report_income_counts *counts,
                                         size_t *failed, struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    *counts = (struct report_income_counts){0, 0, 0};
    *failed = 0;
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        *failed = i;
        status = put_income(store, &rows[i], counts, err);
    }
    if (status == SLV_OK && is_dry) {
        case_drop(store);
        return SLV_OK;
    }
    if (status == SLV_OK && counts->added + counts->updated > 0)
        status = tell_incomes(store, counts, actor, err);
    return case_end(store, status, err);
}

/* --- goals --- */

enum slv_status report_store_goals(struct case_store *store,
                                   struct arena *arena,
                                   struct report_goal **out, size_t *count,
                                   struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT figure, now, short_term, medium_term, long_term, "
                     "who, at_unix_s FROM goals WHERE id > ? ORDER BY figure, "
                     "id",
                     case_number(0));
    while (case_rows_next(&rows)) {
        struct report_goal *one = case_items_add(&items);

        one->figure = sql_column_str(rows.row, 0, arena);
        for (int i = 0; i < 4; i++) {
            one->has[i] = sqlite3_column_type(rows.row, 1 + i) != SQLITE_NULL;
            one->value[i] = sqlite3_column_int64(rows.row, 1 + i);
        }
        one->who = sql_column_str(rows.row, 5, arena);
        one->at_unix_s = sqlite3_column_int64(rows.row, 6);
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}

enum slv_status report_store_add_goal(struct case_store *store,
                                      const struct report_goal *row,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    static const char *const names[] = {"now", "short_term", "medium_term",
                                        "long_term"};
    struct strbuf detail;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status =
            case_check_text("the figure", row->figure, CASE_REQUIRED, 40, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    status = CASE_RUN(
        store, err,
        "INSERT INTO goals (figure, now, short_term, medium_term, long_term, "
        "who, at_unix_s) VALUES (?1, iif(?2, ?3, NULL), iif(?4, ?5, NULL), "
        "iif(?6, ?7, NULL), iif(?8, ?9, NULL), ?10, ?11)",
        case_text(row->figure), case_number(row->has[0]),
        case_number(row->value[0]), case_number(row->has[1]),
        case_number(row->value[1]), case_number(row->has[2]),
        case_number(row->value[2]), case_number(row->has[3]),
        case_number(row->value[3]), case_text(actor->name),
        case_number(actor->now_unix_s));
    for (int i = 0; i < 4; i++) {
        if (row->has[i])
            case_detail_number(&detail, names[i], row->value[i]);
    }
    if (status == SLV_OK)
        status =
            case_tell(store, actor, "set", "goal", row->figure, &detail, err);
    strbuf_release(&detail);
    return case_end(store, status, err);
}

/* --- figures of weeks --- */

enum slv_status report_store_week_figures(struct case_store *store,
                                          struct arena *arena,
                                          struct report_week_figure **out,
                                          size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT figure, week, value, who FROM week_figures WHERE "
                     "value >= ? ORDER BY figure, week",
                     case_number(0));
    while (case_rows_next(&rows)) {
        struct report_week_figure *one = case_items_add(&items);

        *one = (struct report_week_figure){
            .figure = sql_column_str(rows.row, 0, arena),
            .week = sql_column_str(rows.row, 1, arena),
            .value = sqlite3_column_int64(rows.row, 2),
            .who = sql_column_str(rows.row, 3, arena),
        };
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}

static bool is_week_figure(struct str word)
{
    return str_equal(word, STR("outside")) ||
           str_equal(word, STR("executive")) ||
           str_equal(word, STR("capacity"));
}

enum slv_status report_store_put_week_figure(
    struct case_store *store, const struct report_week_figure *row,
    const struct case_actor *actor, struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK && !is_week_figure(row->figure))
        status = slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is no figure of a week",
                          STR_ARG(str_first(row->figure, 40)));
    if (status == SLV_OK)
        status = case_check_day("the week", row->week, CASE_REQUIRED, err);
    if (status == SLV_OK)
        status = check_range("figure", row->value, 0, REPORT_FIGURE_MAX, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "week", row->week);
    case_detail_number(&detail, "value", row->value);
    status = CASE_RUN(store, err,
                      "INSERT OR REPLACE INTO week_figures (figure, week, "
                      "value, who, at_unix_s) VALUES (?, ?, ?, ?, ?)",
                      case_text(row->figure), case_text(row->week),
                      case_number(row->value), case_text(actor->name),
                      case_number(actor->now_unix_s));
    if (status == SLV_OK)
        status = case_tell(store, actor, "set", "week figure", row->figure,
                           &detail, err);
    strbuf_release(&detail);
    return case_end(store, status, err);
}
