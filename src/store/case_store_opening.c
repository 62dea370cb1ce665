/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Opening a case: its number and its first messages.
 */
#include "store/case_find.h"
#include "store/case_store_parts.h"
#include "store/webhook_outbox.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdio.h>

static enum slv_status choose_number(struct case_store *store,
                                     struct case_record *row, char *room,
                                     size_t room_size, struct slv_error *err)
{
    int64_t taken = 0;
    enum slv_status status = SLV_OK;

    if (row->number.len > 0) {
        status = case_find_id(store, row->number, &taken, err);
        if (status == SLV_OK && taken != 0)
            status = slv_fail(err, SLV_ERR_CONFLICT, "there is a case %.*s",
                              STR_ARG(row->number));
        return status;
    }
    do {
        int64_t next = 0;

        status = case_count_up(store, STR("case_number"), &next, err);
        snprintf(room, room_size, "%lld", (long long) next);
        row->number = str_from(room);
        if (status == SLV_OK)
            status = case_find_id(store, row->number, &taken, err);
    } while (status == SLV_OK && taken != 0);
    return status;
}

static enum slv_status tell_opening(struct case_store *store,
                                    const struct case_record *row,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "customer", row->customer);
    case_detail_text(&detail, "subject", row->subject);
    status = case_tell(store, actor, "add", "case", row->number, &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status check_new_case(const struct case_record *row,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_check_fields(row, err);
    if (status == SLV_OK && row->state == CASE_CLOSED)
        status = slv_fail(err, SLV_ERR_INPUT, "a new case cannot be closed");
    for (size_t i = 0; status == SLV_OK && i < row->message_count; i++)
        status = case_check_message(&row->messages[i], err);
    return status;
}

/* --- opening --- */

/* In a transaction, with a checked row. */
static enum slv_status open_case(struct case_store *store,
                                 const struct case_record *row,
                                 const struct case_actor *actor,
                                 struct arena *arena, struct str *number,
                                 int64_t *change, struct slv_error *err)
{
    struct case_record fresh = *row;
    char room[24];
    int64_t id = 0;
    enum slv_status status;

    fresh.outcome = CASE_OUTCOME_UNSAID;
    fresh.reason = STR("");
    fresh.reopened_count = 0;
    status = choose_number(store, &fresh, room, sizeof room, err);
    if (status == SLV_OK)
        status = case_write_row(store, &fresh, STR(""), actor, &id, err);
    for (size_t i = 0; status == SLV_OK && i < row->message_count; i++) {
        if (row->messages[i].author == CASE_BY_AGENT)
            status = case_check_reply(store, id, fresh.number, err);
        if (status == SLV_OK)
            status =
                case_write_message(store, id, &row->messages[i], false, err);
    }
    if (status == SLV_OK)
        status = case_write_steps(store, id, NULL, &fresh, actor, err);
    if (status == SLV_OK)
        status = tell_opening(store, &fresh, actor, err);
    if (status == SLV_OK)
        status =
            webhook_tell_case(store, WEBHOOK_CASE_OPENED, &fresh, actor, err);
    if (status == SLV_OK)
        status =
            CASE_ASK(store, err, change,
                     "SELECT change FROM cases WHERE id = ?", case_number(id));
    if (status == SLV_OK)
        *number = arena_str(arena, fresh.number);
    return status;
}

enum slv_status case_store_add_case_once(struct case_store *store,
                                         const struct case_record *row,
                                         const struct case_repeat *repeat,
                                         const struct case_actor *actor,
                                         struct arena *arena,
                                         struct str *number, int64_t *change,
                                         struct slv_error *err)
{
    struct case_repeated before;
    enum slv_status status = check_new_case(row, actor, err);

    *change = 0;
    if (status == SLV_OK)
        status = case_check_repeat(repeat, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = case_find_repeat(store, repeat, actor, arena, &before, err);
    if (status == SLV_OK && before.is_there) {
        *number = before.made;
        *change = before.change;
    } else if (status == SLV_OK) {
        status = open_case(store, row, actor, arena, number, change, err);
        if (status == SLV_OK)
            status =
                case_keep_repeat(store, repeat, actor, *number, *change, err);
    }
    return case_end(store, status, err);
}

enum slv_status case_store_add_case(struct case_store *store,
                                    const struct case_record *row,
                                    const struct case_actor *actor,
                                    struct arena *arena, struct str *number,
                                    struct slv_error *err)
{
    struct arena *own = arena_new();
    struct str given = STR("");
    int64_t change;
    enum slv_status status = case_store_add_case_once(
        store, row, NULL, actor, own, &given, &change, err);

    if (status == SLV_OK && number)
        *number = arena_str(arena, given);
    arena_free(own);
    return status;
}
