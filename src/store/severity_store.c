/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Categories of severity: a list that is compared and put as a whole. Calendars
 * are in severity_store_calendars.c, contracts in severity_store_contracts.c,
 * what happens to single cases and who is absent in severity_store_cases.c.
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

        status = case_check_line("the name of the severity", row->name,
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

enum slv_status severity_store_put_seen(struct case_store *store,
                                        const struct severity_list *list,
                                        const struct severity_list *seen,
                                        const struct case_actor *actor,
                                        enum case_put *did,
                                        struct slv_error *err)
{
    struct arena *arena;
    struct severity *before = NULL;
    size_t count = 0;
    enum case_put what = CASE_UNCHANGED;
    enum slv_status status = severity_check(list->items, list->count, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = read_list(store, arena, &before, &count, err);
    if (status == SLV_OK && seen &&
        !lists_equal(before, count, seen->items, seen->count))
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "the severities were changed meanwhile");
    if (status == SLV_OK &&
        !lists_equal(before, count, list->items, list->count)) {
        what = CASE_UPDATED;
        status = check_none_is_lost(store, list->count, err);
        if (status == SLV_OK)
            status = write_list(store, list->items, list->count, actor, err);
    }
    status = case_end(store, status, err);
    arena_free(arena);
    if (did)
        *did = what;
    return status;
}

enum slv_status severity_store_put(struct case_store *store,
                                   const struct severity *list, size_t count,
                                   const struct case_actor *actor,
                                   enum case_put *did, struct slv_error *err)
{
    const struct severity_list wanted = {list, count};

    return severity_store_put_seen(store, &wanted, NULL, actor, did, err);
}
