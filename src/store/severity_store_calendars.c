/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Calendars of business hours by their names: compared, put and removed as
 * whole things. Whether their zones exist is for the callers to see to.
 */
#include "store/severity_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"
#include "store/severity_store_parts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const char default_calendar[] = "default";

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

enum slv_status severity_no_calendar(struct str name, struct slv_error *err)
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
        status = severity_no_calendar(name, err);
    return case_end(store, status, err);
}

enum slv_status severity_take_names(struct case_rows rows, struct arena *arena,
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
    status = severity_take_names(
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
        case_check_line("the name of the calendar", row->name, CASE_REQUIRED,
                        BOUND_CASE_NAME_BYTES, err);

    if (status == SLV_OK && case_is_dots(row->name))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "the name of the calendar is more than dots");
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
            status = case_check_line("the name of the holiday",
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

bool severity_calendars_equal(const struct severity_calendar *a,
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

struct wish {
    const struct severity_calendar *row;
    bool was_looked_at;
    const struct severity_calendar *seen; /* NULL: it was not there */
};

static enum slv_status changed(struct str name, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CONFLICT,
                    "the calendar \"%.*s\" was changed meanwhile",
                    STR_ARG(str_first(name, BOUND_CASE_NAME_BYTES)));
}

static enum slv_status put(struct case_store *store, const struct wish *wish,
                           const struct case_actor *actor, enum case_put *did,
                           struct slv_error *err)
{
    struct severity_calendar after = *wish->row;
    struct severity_calendar before;
    struct arena *arena = arena_new();
    enum case_put what = CASE_ADDED;
    int64_t id = 0;
    enum slv_status status = check_calendar(wish->row, err);

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
    status = read_calendar(store, after.name, arena, &before, &id, err);
    if (status == SLV_OK && wish->was_looked_at &&
        ((id != 0) != (wish->seen != NULL) ||
         (wish->seen && !severity_calendars_equal(&before, wish->seen))))
        status = changed(after.name, err);
    if (id != 0)
        what = severity_calendars_equal(&before, &after) ? CASE_UNCHANGED
                                                         : CASE_UPDATED;
    if (status == SLV_OK && what != CASE_UNCHANGED)
        status = write_calendar(store, id, &after, actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    if (did)
        *did = what;
    return status;
}

enum slv_status severity_store_put_calendar(struct case_store *store,
                                            const struct severity_calendar *row,
                                            const struct case_actor *actor,
                                            enum case_put *did,
                                            struct slv_error *err)
{
    return put(store, &(struct wish){.row = row}, actor, did, err);
}

enum slv_status severity_store_put_calendar_seen(
    struct case_store *store, const struct severity_calendar *row,
    const struct severity_calendar *seen, const struct case_actor *actor,
    enum case_put *did, struct slv_error *err)
{
    return put(store, &(struct wish){row, true, seen}, actor, did, err);
}

/* --- removing --- */

/* The default is always there, and no contract loses its calendar. */
static enum slv_status check_unused(struct case_store *store, int64_t id,
                                    struct str name, struct slv_error *err)
{
    int64_t count = 0;
    enum slv_status status;

    if (str_equal(name, str_from(default_calendar)))
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "the default calendar can be changed, not removed");
    status = CASE_ASK(store, err, &count,
                      "SELECT count(*) FROM contracts WHERE calendar_id = ?",
                      case_number(id));
    if (status != SLV_OK || count == 0)
        return status;
    (void) slv_fail(err, SLV_ERR_CONFLICT, "%lld %s the calendar \"%.*s\"",
                    (long long) count,
                    count == 1 ? "contract names" : "contracts name",
                    STR_ARG(name));
    slv_hint(err, "Give %s another calendar first.",
             count == 1 ? "it" : "them");
    return SLV_ERR_CONFLICT;
}

static enum slv_status remove_calendar(struct case_store *store,
                                       struct str name,
                                       const struct severity_calendar *seen,
                                       const struct case_actor *actor,
                                       struct arena *arena,
                                       struct slv_error *err)
{
    static const char *const statements[] = {
        "DELETE FROM calendar_hours WHERE calendar_id = ?",
        "DELETE FROM calendar_holidays WHERE calendar_id = ?",
        "DELETE FROM calendars WHERE id = ?",
    };
    struct severity_calendar before;
    int64_t id = 0;
    enum slv_status status =
        read_calendar(store, name, arena, &before, &id, err);

    if (status == SLV_OK && id == 0)
        status = severity_no_calendar(name, err);
    if (status == SLV_OK)
        status = check_unused(store, id, name, err);
    if (status == SLV_OK && seen && !severity_calendars_equal(&before, seen))
        status = changed(name, err);
    for (size_t i = 0; status == SLV_OK && i < ARRAY_LEN(statements); i++)
        status = CASE_RUN(store, err, statements[i], case_number(id));
    if (status == SLV_OK)
        status = case_tell(store, actor, "remove", "calendar", name, NULL, err);
    return status;
}

enum slv_status
severity_store_remove_calendar(struct case_store *store, struct str name,
                               const struct severity_calendar *seen,
                               const struct case_actor *actor,
                               struct slv_error *err)
{
    struct arena *arena;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = case_end(
        store, remove_calendar(store, name, seen, actor, arena, err), err);
    arena_free(arena);
    return status;
}
