/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time entries: how long somebody worked on a case on a day. Whether the work
 * is paid for is for others to say.
 */
#include "store/case_find.h"
#include "store/case_store_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdio.h>

#define TIMES                                                          \
    "SELECT t.key, c.number, a.key, t.minutes, t.worked_on, t.note, "  \
    "t.id FROM time_entries AS t JOIN cases AS c ON c.id = t.case_id " \
    "JOIN agents AS a ON a.id = t.agent_id WHERE t.key "

static struct case_time read_time(struct sqlite3_stmt *row, struct arena *arena)
{
    return (struct case_time){
        .key = sql_column_str(row, 0, arena),
        .case_number = sql_column_str(row, 1, arena),
        .agent = sql_column_str(row, 2, arena),
        .minutes = sqlite3_column_int(row, 3),
        .worked_on = sql_column_str(row, 4, arena),
        .note = sql_column_str(row, 5, arena),
    };
}

/* *id is 0 when there is none. */
static enum slv_status look_up(struct case_store *store, struct str key,
                               struct arena *arena, struct case_time *out,
                               int64_t *id, struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(store, err, TIMES "= ?", case_text(key));

    *id = 0;
    while (case_rows_next(&rows)) {
        *out = read_time(rows.row, arena);
        *id = sqlite3_column_int64(rows.row, 6);
    }
    return case_rows_end(&rows, err);
}

static bool is_equal(const struct case_time *a, const struct case_time *b)
{
    return str_equal(a->case_number, b->case_number) &&
           str_equal(a->agent, b->agent) && a->minutes == b->minutes &&
           str_equal(a->worked_on, b->worked_on) && str_equal(a->note, b->note);
}

static enum slv_status write_row(struct case_store *store,
                                 const struct case_time *row,
                                 const struct case_actor *actor, int64_t id,
                                 struct slv_error *err)
{
    int64_t case_id = 0;
    int64_t agent = 0;
    enum slv_status status =
        case_find_id(store, row->case_number, &case_id, err);

    if (status == SLV_OK && case_id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(row->case_number));
    if (status == SLV_OK)
        status = case_follow_id(store, &case_id, err);
    if (status == SLV_OK)
        status = case_reach(store, CASE_TABLE_AGENTS, &row->agent, actor,
                            &agent, err);
    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "INSERT INTO time_entries (id, key, case_id, agent_id, minutes, "
            "worked_on, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
            "ON CONFLICT (id) DO UPDATE SET case_id = ?3, agent_id = ?4, "
            "minutes = ?5, worked_on = ?6, note = ?7",
            case_number_or_null(id), case_text(row->key), case_number(case_id),
            case_number(agent), case_number(row->minutes),
            case_text(row->worked_on), case_text(row->note));
    return status;
}

static enum slv_status tell(struct case_store *store,
                            const struct case_time *row,
                            const struct case_actor *actor, bool is_new,
                            struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "case", row->case_number);
    case_detail_text(&detail, "agent", row->agent);
    case_detail_number(&detail, "minutes", row->minutes);
    case_detail_text(&detail, "worked_on", row->worked_on);
    status = case_tell(store, actor, is_new ? "add" : "update", "time",
                       row->key, &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status case_write_time(struct case_store *store,
                                const struct case_time *row,
                                bool keeps_what_is_not_said,
                                const struct case_actor *actor,
                                enum case_put *did, struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct case_time before = {.minutes = 0};
    struct case_time after = *row;
    int64_t id = 0;
    enum slv_status status = look_up(store, row->key, arena, &before, &id, err);

    if (keeps_what_is_not_said && after.note.len == 0)
        after.note = before.note;
    *did = id == 0                     ? CASE_ADDED
           : is_equal(&before, &after) ? CASE_UNCHANGED
                                       : CASE_UPDATED;
    if (status == SLV_OK && *did != CASE_UNCHANGED)
        status = write_row(store, &after, actor, id, err);
    if (status == SLV_OK && *did != CASE_UNCHANGED)
        status = tell(store, &after, actor, id == 0, err);
    arena_free(arena);
    return status;
}

static enum slv_status choose_key(struct case_store *store,
                                  struct case_time *row, char *room,
                                  size_t room_size, struct slv_error *err)
{
    int64_t taken = 0;
    enum slv_status status;

    do {
        int64_t next = 0;

        status = case_count_up(store, STR("time_key"), &next, err);
        snprintf(room, room_size, "t%lld", (long long) next);
        row->key = str_from(room);
        if (status == SLV_OK)
            status = CASE_ASK(store, err, &taken,
                              "SELECT id FROM time_entries WHERE key = ?",
                              case_text(row->key));
    } while (status == SLV_OK && taken != 0);
    return status;
}

enum slv_status case_add_time(struct case_store *store,
                              const struct case_time *row,
                              const struct case_actor *actor,
                              struct slv_error *err)
{
    struct case_time entry = *row;
    enum case_put did = CASE_UNCHANGED;
    char room[24];
    enum slv_status status = choose_key(store, &entry, room, sizeof room, err);

    if (status == SLV_OK)
        status = case_write_time(store, &entry, false, actor, &did, err);
    return status;
}

static enum slv_status put_time(struct case_store *store,
                                const struct case_time *row,
                                const struct case_repeat *repeat,
                                const struct case_actor *actor,
                                struct arena *arena, struct str *key,
                                enum case_put *did, struct slv_error *err)
{
    struct case_time entry = *row;
    struct case_repeated before;
    char room[24];
    enum slv_status status =
        case_find_repeat(store, repeat, actor, arena, &before, err);

    if (status == SLV_OK && before.is_there) {
        *key = before.made;
        return SLV_OK;
    }
    if (status == SLV_OK && entry.key.len == 0)
        status = choose_key(store, &entry, room, sizeof room, err);
    if (status == SLV_OK)
        status = case_write_time(store, &entry, false, actor, did, err);
    if (status == SLV_OK)
        status = case_keep_repeat(store, repeat, actor, entry.key, 0, err);
    *key = arena_str(arena, entry.key);
    return status;
}

static enum slv_status
put_time_checked(struct case_store *store, const struct case_time *row,
                 const struct case_repeat *repeat,
                 const struct case_actor *actor, struct arena *arena,
                 struct str *key, enum case_put *did, struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    *did = CASE_UNCHANGED;
    if (status == SLV_OK)
        status = case_check_time(row, err);
    if (status == SLV_OK)
        status = case_check_repeat(repeat, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    return case_end(
        store, put_time(store, row, repeat, actor, arena, key, did, err), err);
}

enum slv_status case_store_put_time(struct case_store *store,
                                    const struct case_time *row,
                                    const struct case_actor *actor,
                                    struct arena *arena, struct str *key,
                                    enum case_put *did, struct slv_error *err)
{
    struct arena *own = arena_new();
    enum case_put what;
    struct str given;
    enum slv_status status =
        put_time_checked(store, row, NULL, actor, own, &given, &what, err);

    if (did)
        *did = what;
    if (status == SLV_OK && key)
        *key = arena_str(arena, given);
    arena_free(own);
    return status;
}

enum slv_status case_store_add_time_once(struct case_store *store,
                                         const struct case_time *row,
                                         const struct case_repeat *repeat,
                                         const struct case_actor *actor,
                                         struct arena *arena, struct str *key,
                                         struct slv_error *err)
{
    enum case_put what;

    return put_time_checked(store, row, repeat, actor, arena, key, &what, err);
}

enum slv_status case_store_find_time(struct case_store *store, struct str key,
                                     struct arena *arena, struct case_time *out,
                                     struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = case_end(store, look_up(store, key, arena, out, &id, err), err);
    if (status == SLV_OK && id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "there is no time entry \"%.*s\"", STR_ARG(key));
    return status;
}

enum slv_status case_store_list_times(struct case_store *store,
                                      struct str after, size_t limit,
                                      struct arena *arena,
                                      struct case_time **out, size_t *count,
                                      struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, TIMES "> ? ORDER BY t.key LIMIT ?",
                     case_text(after), case_limit(limit));
    while (case_rows_next(&rows)) {
        struct case_time *entry = case_items_add(&items);

        *entry = read_time(rows.row, arena);
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
