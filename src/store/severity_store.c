/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Categories of severity, calendars and contracts: what was promised, whole
 * things that are compared and put. What happens to single cases and who is
 * absent is in severity_store_cases.c.
 */
#include "store/severity_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const char default_calendar[] = "default";

/* --- categories --- */

static enum slv_status check_minutes(const char *what, struct str name,
                                     int minutes, struct slv_error *err)
{
    if (minutes >= 1 && minutes <= SEVERITY_TARGET_MINUTES_MAX)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT,
                    "the %s of \"%.*s\" is not from 1 to %d minutes", what,
                    STR_ARG(name), SEVERITY_TARGET_MINUTES_MAX);
}

static enum slv_status check_count(size_t count, struct slv_error *err)
{
    enum slv_status status = SLV_ERR_INPUT;

    if (count < SEVERITY_COUNT_MIN)
        (void) slv_fail(err, status,
                        "%zu categories of severity are too few: with fewer "
                        "than %d nobody can tell what comes first",
                        count, SEVERITY_COUNT_MIN);
    else if (count > SEVERITY_COUNT_MAX)
        (void) slv_fail(err, status,
                        "%zu categories of severity are too many: with more "
                        "than %d people do not agree which one a case has",
                        count, SEVERITY_COUNT_MAX);
    else
        return SLV_OK;
    slv_hint(err, "Name %d to %d, the most severe first.", SEVERITY_COUNT_MIN,
             SEVERITY_COUNT_MAX);
    return status;
}

enum slv_status severity_check(const struct severity *list, size_t count,
                               struct slv_error *err)
{
    enum slv_status status = check_count(count, err);

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        const struct severity *row = &list[i];

        status = case_check_text("the name of the severity", row->name,
                                 CASE_REQUIRED, BOUND_CASE_NAME_BYTES, err);
        for (size_t j = 0; status == SLV_OK && j < i; j++)
            if (str_equal_nocase(list[j].name, row->name))
                status = slv_fail(err, SLV_ERR_INPUT,
                                  "there are two severities \"%.*s\"",
                                  STR_ARG(row->name));
        if (status == SLV_OK)
            status = check_minutes("first reply", row->name,
                                   row->targets.first_reply_minutes, err);
        if (status == SLV_OK)
            status =
                check_minutes("fix", row->name, row->targets.fix_minutes, err);
        if (status == SLV_OK &&
            row->targets.fix_minutes < row->targets.first_reply_minutes)
            status = slv_fail(err, SLV_ERR_INPUT,
                              "the fix of \"%.*s\" is due before its first "
                              "reply",
                              STR_ARG(row->name));
    }
    return status;
}

/* In a transaction. */
static enum slv_status read_list(struct case_store *store, struct arena *arena,
                                 struct severity **out, size_t *count,
                                 struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows = case_rows_begin(
        store,
        "SELECT name, first_reply_minutes, fix_minutes FROM severities "
        "ORDER BY rank",
        NULL, 0, err);
    enum slv_status status;

    while (case_rows_next(&rows)) {
        struct severity *row = case_items_add(&items);

        row->name = sql_column_str(rows.row, 0, arena);
        row->targets.first_reply_minutes = sqlite3_column_int(rows.row, 1);
        row->targets.fix_minutes = sqlite3_column_int(rows.row, 2);
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status severity_store_list(struct case_store *store,
                                    struct arena *arena, struct severity **out,
                                    size_t *count, struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    return case_end(store, read_list(store, arena, out, count, err), err);
}

static bool targets_equal(struct severity_targets a, struct severity_targets b)
{
    return a.first_reply_minutes == b.first_reply_minutes &&
           a.fix_minutes == b.fix_minutes;
}

static bool lists_equal(const struct severity *a, size_t a_count,
                        const struct severity *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && i < b_count; i++)
        if (!str_equal(a[i].name, b[i].name) ||
            !targets_equal(a[i].targets, b[i].targets))
            return false;
    return a_count == b_count;
}

/* No case that is being worked on may lose its severity by the way. */
static enum slv_status check_none_is_lost(struct case_store *store,
                                          size_t count, struct slv_error *err)
{
    int64_t lost = 0;
    enum slv_status status =
        CASE_ASK(store, err, &lost,
                 "SELECT count(*) FROM cases "
                 "WHERE state <> 'closed' AND severity > ?",
                 case_number((int64_t) count));

    if (status != SLV_OK || lost == 0)
        return status;
    (void) slv_fail(err, SLV_ERR_CONFLICT,
                    "%lld %s not closed %s a severity that would be gone",
                    (long long) lost,
                    lost == 1 ? "case that is"
                              : "cases that "
                                "are",
                    lost == 1 ? "has" : "have");
    slv_hint(err, "Give them one of the first %zu severities, then try again.",
             count);
    return SLV_ERR_CONFLICT;
}

static enum slv_status write_list(struct case_store *store,
                                  const struct severity *list, size_t count,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status = case_run(
        case_rows_begin(store, "DELETE FROM severities", NULL, 0, err), err);

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        char name[32];
        char minutes[24];

        status = CASE_RUN(store, err,
                          "INSERT INTO severities (rank, name, "
                          "first_reply_minutes, fix_minutes) "
                          "VALUES (?, ?, ?, ?)",
                          case_number((int64_t) i + 1), case_text(list[i].name),
                          case_number(list[i].targets.first_reply_minutes),
                          case_number(list[i].targets.fix_minutes));
        snprintf(name, sizeof name, "name_%zu", i + 1);
        snprintf(minutes, sizeof minutes, "%d/%d",
                 list[i].targets.first_reply_minutes,
                 list[i].targets.fix_minutes);
        case_detail_text(&detail, name, list[i].name);
        snprintf(name, sizeof name, "minutes_%zu", i + 1);
        case_detail_text(&detail, name, str_from(minutes));
    }
    if (status == SLV_OK)
        status = case_tell(store, actor, "update", "severities", STR(""),
                           &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status severity_store_put(struct case_store *store,
                                   const struct severity *list, size_t count,
                                   const struct case_actor *actor,
                                   enum case_put *did, struct slv_error *err)
{
    struct arena *arena;
    struct severity *before = NULL;
    size_t before_count = 0;
    enum case_put what = CASE_UNCHANGED;
    enum slv_status status = severity_check(list, count, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = read_list(store, arena, &before, &before_count, err);
    if (status == SLV_OK && !lists_equal(before, before_count, list, count)) {
        what = CASE_UPDATED;
        status = check_none_is_lost(store, count, err);
        if (status == SLV_OK)
            status = write_list(store, list, count, actor, err);
    }
    status = case_end(store, status, err);
    arena_free(arena);
    if (did)
        *did = what;
    return status;
}

/* --- calendars --- */

static struct str calendar_name(struct str name)
{
    return name.len > 0 ? name : str_from(default_calendar);
}

static enum slv_status read_hours(struct case_store *store, int64_t id,
                                  struct severity_calendar *out,
                                  struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT weekday, opens_minute, closes_minute "
                  "FROM calendar_hours WHERE calendar_id = ?",
                  case_number(id));

    while (case_rows_next(&rows))
        out->hours[sqlite3_column_int(rows.row, 0) - 1] =
            (struct severity_hours){sqlite3_column_int(rows.row, 1),
                                    sqlite3_column_int(rows.row, 2)};
    return case_rows_end(&rows, err);
}

static enum slv_status read_holidays(struct case_store *store, int64_t id,
                                     struct arena *arena,
                                     struct severity_calendar *out,
                                     struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof *out->holidays};
    struct case_rows rows = CASE_ROWS(store, err,
                                      "SELECT day, name FROM calendar_holidays "
                                      "WHERE calendar_id = ? ORDER BY day",
                                      case_number(id));
    enum slv_status status;

    while (case_rows_next(&rows)) {
        struct severity_holiday *row = case_items_add(&items);

        row->day = sql_column_str(rows.row, 0, arena);
        row->name = sql_column_str(rows.row, 1, arena);
    }
    status = case_rows_end(&rows, err);
    out->holiday_count = items.count;
    out->holidays = case_items_end(&items, arena);
    return status;
}

/* In a transaction. *id is 0 when there is no calendar of this name. */
static enum slv_status read_calendar(struct case_store *store, struct str name,
                                     struct arena *arena,
                                     struct severity_calendar *out, int64_t *id,
                                     struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err, "SELECT id, zone FROM calendars WHERE name = ?",
                  case_text(name));
    enum slv_status status;

    *id = 0;
    *out = (struct severity_calendar){.name = arena_str(arena, name)};
    while (case_rows_next(&rows)) {
        *id = sqlite3_column_int64(rows.row, 0);
        out->zone = sql_column_str(rows.row, 1, arena);
    }
    status = case_rows_end(&rows, err);
    if (status == SLV_OK)
        status = read_hours(store, *id, out, err);
    if (status == SLV_OK)
        status = read_holidays(store, *id, arena, out, err);
    return status;
}

static enum slv_status no_calendar(struct str name, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no calendar \"%.*s\"",
                    STR_ARG(str_first(name, BOUND_CASE_NAME_BYTES)));
}

enum slv_status severity_store_find_calendar(struct case_store *store,
                                             struct str name,
                                             struct arena *arena,
                                             struct severity_calendar *out,
                                             struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    name = calendar_name(name);
    status = read_calendar(store, name, arena, out, &id, err);
    if (status == SLV_OK && id == 0)
        status = no_calendar(name, err);
    return case_end(store, status, err);
}

/* The texts of the first column. */
static enum slv_status take_names(struct case_rows rows, struct arena *arena,
                                  struct str **out, size_t *count,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status;

    while (case_rows_next(&rows)) {
        struct str *name = case_items_add(&items);

        *name = sql_column_str(rows.row, 0, arena);
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status severity_store_list_calendars(struct case_store *store,
                                              struct arena *arena,
                                              struct severity_calendar **out,
                                              size_t *count,
                                              struct slv_error *err)
{
    struct str *names = NULL;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    status = take_names(
        case_rows_begin(store, "SELECT name FROM calendars ORDER BY name", NULL,
                        0, err),
        arena, &names, count, err);
    *out = arena_calloc(arena, *count, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < *count; i++) {
        int64_t id = 0;

        status = read_calendar(store, names[i], arena, &(*out)[i], &id, err);
    }
    return case_end(store, status, err);
}

static enum slv_status check_hours(const struct severity_hours *hours,
                                   struct slv_error *err)
{
    bool is_ever_open = false;

    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        if (hours[i].opens_minute == 0 && hours[i].closes_minute == 0)
            continue;
        if (hours[i].opens_minute < 0 || hours[i].closes_minute > 24 * 60 ||
            hours[i].closes_minute <= hours[i].opens_minute)
            return slv_fail(err, SLV_ERR_INPUT,
                            "weekday %d closes before it opens, or not on the "
                            "same day",
                            i + 1);
        is_ever_open = true;
    }
    return is_ever_open
               ? SLV_OK
               : slv_fail(err, SLV_ERR_INPUT, "the calendar is never open");
}

static enum slv_status check_calendar(const struct severity_calendar *row,
                                      struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the name of the calendar", row->name, CASE_REQUIRED,
                        BOUND_CASE_NAME_BYTES, err);

    if (status == SLV_OK)
        status = case_check_text("the time zone of the calendar", row->zone,
                                 CASE_REQUIRED, SEVERITY_ZONE_BYTES, err);
    if (status == SLV_OK)
        status = check_hours(row->hours, err);
    if (status == SLV_OK && row->holiday_count > SEVERITY_HOLIDAYS_MAX)
        status =
            slv_fail(err, SLV_ERR_TOO_BIG, "a calendar has at most %d holidays",
                     SEVERITY_HOLIDAYS_MAX);
    for (size_t i = 0; status == SLV_OK && i < row->holiday_count; i++) {
        status = case_check_day("the holiday", row->holidays[i].day,
                                CASE_REQUIRED, err);
        if (status == SLV_OK)
            status = case_check_text("the name of the holiday",
                                     row->holidays[i].name, CASE_OPTIONAL,
                                     BOUND_CASE_NAME_BYTES, err);
    }
    return status;
}

static int compare_holidays(const void *a, const void *b)
{
    return str_compare(((const struct severity_holiday *) a)->day,
                       ((const struct severity_holiday *) b)->day);
}

/* The holidays by day. ERR_INPUT for a day that is there twice. */
static enum slv_status sort_holidays(struct severity_calendar *row,
                                     struct arena *arena, struct slv_error *err)
{
    struct severity_holiday *sorted =
        arena_calloc(arena, row->holiday_count, sizeof *sorted);

    if (row->holiday_count == 0)
        return SLV_OK;
    memcpy(sorted, row->holidays, row->holiday_count * sizeof *sorted);
    qsort(sorted, row->holiday_count, sizeof *sorted, compare_holidays);
    row->holidays = sorted;
    for (size_t i = 1; i < row->holiday_count; i++)
        if (str_equal(sorted[i - 1].day, sorted[i].day))
            return slv_fail(err, SLV_ERR_INPUT,
                            "the holiday %.*s is there twice",
                            STR_ARG(sorted[i].day));
    return SLV_OK;
}

static bool calendars_equal(const struct severity_calendar *a,
                            const struct severity_calendar *b)
{
    if (!str_equal(a->zone, b->zone) || a->holiday_count != b->holiday_count)
        return false;
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++)
        if (a->hours[i].opens_minute != b->hours[i].opens_minute ||
            a->hours[i].closes_minute != b->hours[i].closes_minute)
            return false;
    for (size_t i = 0; i < a->holiday_count; i++)
        if (!str_equal(a->holidays[i].day, b->holidays[i].day) ||
            !str_equal(a->holidays[i].name, b->holidays[i].name))
            return false;
    return true;
}

static enum slv_status write_days(struct case_store *store, int64_t id,
                                  const struct severity_calendar *row,
                                  struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err, "DELETE FROM calendar_hours WHERE calendar_id = ?",
                 case_number(id));

    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM calendar_holidays WHERE calendar_id = ?",
                          case_number(id));
    for (int i = 0; status == SLV_OK && i < SEVERITY_WEEKDAYS; i++)
        if (row->hours[i].closes_minute > 0)
            status = CASE_RUN(store, err,
                              "INSERT INTO calendar_hours VALUES (?, ?, ?, ?)",
                              case_number(id), case_number(i + 1),
                              case_number(row->hours[i].opens_minute),
                              case_number(row->hours[i].closes_minute));
    for (size_t i = 0; status == SLV_OK && i < row->holiday_count; i++)
        status = CASE_RUN(store, err,
                          "INSERT INTO calendar_holidays VALUES (?, ?, ?)",
                          case_number(id), case_text(row->holidays[i].day),
                          case_text(row->holidays[i].name));
    return status;
}

static enum slv_status write_calendar(struct case_store *store, int64_t id,
                                      const struct severity_calendar *row,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    const char *action = id != 0 ? "update" : "add";
    struct strbuf detail;
    enum slv_status status;

    if (id != 0)
        status =
            CASE_RUN(store, err, "UPDATE calendars SET zone = ? WHERE id = ?",
                     case_text(row->zone), case_number(id));
    else
        status = CASE_RUN(store, err,
                          "INSERT INTO calendars (name, zone) VALUES (?, ?)",
                          case_text(row->name), case_text(row->zone));
    if (status == SLV_OK && id == 0)
        id = sqlite3_last_insert_rowid(store->db);
    if (status == SLV_OK)
        status = write_days(store, id, row, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "zone", row->zone);
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        char name[32];

        snprintf(name, sizeof name, "opens_%d", i + 1);
        case_detail_number(&detail, name, row->hours[i].opens_minute);
        snprintf(name, sizeof name, "closes_%d", i + 1);
        case_detail_number(&detail, name, row->hours[i].closes_minute);
    }
    case_detail_number(&detail, "holidays", (int64_t) row->holiday_count);
    status =
        case_tell(store, actor, action, "calendar", row->name, &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status severity_store_put_calendar(struct case_store *store,
                                            const struct severity_calendar *row,
                                            const struct case_actor *actor,
                                            enum case_put *did,
                                            struct slv_error *err)
{
    struct severity_calendar after = *row;
    struct severity_calendar before;
    struct arena *arena = arena_new();
    enum case_put what = CASE_ADDED;
    int64_t id = 0;
    enum slv_status status = check_calendar(row, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = sort_holidays(&after, arena, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK) {
        arena_free(arena);
        return status;
    }
    status = read_calendar(store, row->name, arena, &before, &id, err);
    if (id != 0)
        what = calendars_equal(&before, &after) ? CASE_UNCHANGED : CASE_UPDATED;
    if (status == SLV_OK && what != CASE_UNCHANGED)
        status = write_calendar(store, id, &after, actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    if (did)
        *did = what;
    return status;
}

/* --- contracts --- */

static enum slv_status find_customer_id(struct case_store *store,
                                        struct str customer, int64_t *id,
                                        struct slv_error *err)
{
    enum slv_status status =
        CASE_ASK(store, err, id, "SELECT id FROM customers WHERE key = ?",
                 case_text(customer));

    if (status == SLV_OK && *id == 0)
        status =
            slv_fail(err, SLV_ERR_NOT_FOUND, "there is no customer \"%.*s\"",
                     STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
    return status;
}

/* In a transaction. *is_there says whether the customer has a contract. */
static enum slv_status read_contract(struct case_store *store,
                                     struct str customer, struct arena *arena,
                                     struct severity_contract *out,
                                     bool *is_there, struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT d.name, t.rank, t.first_reply_minutes, t.fix_minutes "
        "FROM contracts AS k JOIN customers AS c ON c.id = k.customer_id "
        "LEFT JOIN calendars AS d ON d.id = k.calendar_id "
        "LEFT JOIN contract_targets AS t ON t.customer_id = k.customer_id "
        "WHERE c.key = ?",
        case_text(customer));

    *is_there = false;
    *out = (struct severity_contract){.customer = arena_str(arena, customer)};
    while (case_rows_next(&rows)) {
        const int rank = sqlite3_column_int(rows.row, 1);

        *is_there = true;
        out->calendar = sql_column_str(rows.row, 0, arena);
        if (rank >= 1 && rank <= SEVERITY_COUNT_MAX)
            out->targets[rank - 1] =
                (struct severity_targets){sqlite3_column_int(rows.row, 2),
                                          sqlite3_column_int(rows.row, 3)};
    }
    return case_rows_end(&rows, err);
}

static enum slv_status no_contract(struct str customer, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_NOT_FOUND, "customer \"%.*s\" has no contract",
                    STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
}

enum slv_status severity_store_find_contract(struct case_store *store,
                                             struct str customer,
                                             struct arena *arena,
                                             struct severity_contract *out,
                                             struct slv_error *err)
{
    bool is_there = false;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = read_contract(store, customer, arena, out, &is_there, err);
    if (status == SLV_OK && !is_there)
        status = no_contract(customer, err);
    return case_end(store, status, err);
}

enum slv_status severity_store_list_contracts(struct case_store *store,
                                              struct arena *arena,
                                              struct severity_contract **out,
                                              size_t *count,
                                              struct slv_error *err)
{
    struct str *customers = NULL;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    status = take_names(
        case_rows_begin(store,
                        "SELECT c.key FROM contracts AS k "
                        "JOIN customers AS c ON c.id = k.customer_id "
                        "ORDER BY c.key",
                        NULL, 0, err),
        arena, &customers, count, err);
    *out = arena_calloc(arena, *count, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < *count; i++) {
        bool is_there = false;

        status = read_contract(store, customers[i], arena, &(*out)[i],
                               &is_there, err);
    }
    return case_end(store, status, err);
}

static enum slv_status check_contract(const struct severity_contract *row,
                                      struct slv_error *err)
{
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        const struct severity_targets targets = row->targets[i];

        if (targets.first_reply_minutes < 0 || targets.fix_minutes < 0 ||
            targets.first_reply_minutes > SEVERITY_TARGET_MINUTES_MAX ||
            targets.fix_minutes > SEVERITY_TARGET_MINUTES_MAX)
            return slv_fail(err, SLV_ERR_INPUT,
                            "a target of severity %d is not from 1 to %d "
                            "minutes",
                            i + 1, SEVERITY_TARGET_MINUTES_MAX);
    }
    return SLV_OK;
}

static enum slv_status write_contract(struct case_store *store,
                                      const struct severity_contract *row,
                                      int64_t customer, int64_t calendar,
                                      const struct case_actor *actor,
                                      bool is_new, struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status =
        CASE_RUN(store, err,
                 "INSERT INTO contracts (customer_id, calendar_id) "
                 "VALUES (?1, ?2) ON CONFLICT DO UPDATE SET calendar_id = ?2",
                 case_number(customer), case_number_or_null(calendar));

    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM contract_targets WHERE customer_id = ?",
                          case_number(customer));
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    if (row->calendar.len > 0)
        case_detail_text(&detail, "calendar", row->calendar);
    for (int i = 0; status == SLV_OK && i < SEVERITY_COUNT_MAX; i++) {
        const struct severity_targets targets = row->targets[i];
        char name[32];

        if (targets.first_reply_minutes == 0 && targets.fix_minutes == 0)
            continue;
        status = CASE_RUN(store, err,
                          "INSERT INTO contract_targets VALUES (?, ?, ?, ?)",
                          case_number(customer), case_number(i + 1),
                          case_number_or_null(targets.first_reply_minutes),
                          case_number_or_null(targets.fix_minutes));
        snprintf(name, sizeof name, "first_reply_%d", i + 1);
        case_detail_number(&detail, name, targets.first_reply_minutes);
        snprintf(name, sizeof name, "fix_%d", i + 1);
        case_detail_number(&detail, name, targets.fix_minutes);
    }
    if (status == SLV_OK)
        status = case_tell(store, actor, is_new ? "add" : "update", "contract",
                           row->customer, &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status put_contract(struct case_store *store,
                                    const struct severity_contract *row,
                                    const struct case_actor *actor,
                                    struct arena *arena, enum case_put *did,
                                    struct slv_error *err)
{
    struct severity_contract before;
    bool is_there = false;
    bool is_equal;
    int64_t customer = 0;
    int64_t calendar = 0;
    enum slv_status status =
        find_customer_id(store, row->customer, &customer, err);

    if (status == SLV_OK && row->calendar.len > 0)
        status = CASE_ASK(store, err, &calendar,
                          "SELECT id FROM calendars WHERE name = ?",
                          case_text(row->calendar));
    if (status == SLV_OK && row->calendar.len > 0 && calendar == 0)
        status = no_calendar(row->calendar, err);
    if (status == SLV_OK)
        status =
            read_contract(store, row->customer, arena, &before, &is_there, err);
    if (status != SLV_OK)
        return status;
    is_equal = is_there && str_equal(before.calendar, row->calendar);
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++)
        is_equal =
            is_equal && targets_equal(before.targets[i], row->targets[i]);
    *did = !is_there ? CASE_ADDED : is_equal ? CASE_UNCHANGED : CASE_UPDATED;
    return is_equal ? SLV_OK
                    : write_contract(store, row, customer, calendar, actor,
                                     !is_there, err);
}

enum slv_status severity_store_put_contract(struct case_store *store,
                                            const struct severity_contract *row,
                                            const struct case_actor *actor,
                                            enum case_put *did,
                                            struct slv_error *err)
{
    enum case_put what = CASE_UNCHANGED;
    struct arena *arena;
    enum slv_status status = check_contract(row, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = case_end(store, put_contract(store, row, actor, arena, &what, err),
                      err);
    arena_free(arena);
    if (did)
        *did = what;
    return status;
}

static enum slv_status remove_contract(struct case_store *store,
                                       struct str customer,
                                       const struct case_actor *actor,
                                       struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status =
        CASE_ASK(store, err, &id,
                 "SELECT customer_id FROM contracts WHERE customer_id = "
                 "(SELECT id FROM customers WHERE key = ?)",
                 case_text(customer));

    if (status == SLV_OK && id == 0)
        status = no_contract(customer, err);
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM contract_targets WHERE customer_id = ?",
                          case_number(id));
    if (status == SLV_OK)
        status =
            CASE_RUN(store, err, "DELETE FROM contracts WHERE customer_id = ?",
                     case_number(id));
    if (status == SLV_OK)
        status =
            case_tell(store, actor, "remove", "contract", customer, NULL, err);
    return status;
}

enum slv_status severity_store_remove_contract(struct case_store *store,
                                               struct str customer,
                                               const struct case_actor *actor,
                                               struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    return case_end(store, remove_contract(store, customer, actor, err), err);
}
