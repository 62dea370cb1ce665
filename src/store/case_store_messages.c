/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is said in a case, and what becomes of the case with it: an answer sets
 * severity, owner and state in the same transaction. No first reply without a
 * severity, and no answered case without an owner, are rules of this file,
 * whoever asks.
 */
#include "store/case_find.h"
#include "store/case_store_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"

#include <sqlite3.h>

enum slv_status case_check_reply(struct case_store *store, int64_t id,
                                 struct str number, struct slv_error *err)
{
    int64_t is_allowed = 0;
    int64_t count = 0;
    enum slv_status status = CASE_ASK(
        store, err, &is_allowed,
        "SELECT state = 'closed' OR coalesce(severity BETWEEN 1 AND "
        "(SELECT count(*) FROM severities), 0) FROM cases WHERE id = ?",
        case_number(id));

    if (status != SLV_OK || is_allowed)
        return status;
    status = case_ask(
        case_rows_begin(store, "SELECT count(*) FROM severities", NULL, 0, err),
        &count, err);
    if (status != SLV_OK)
        return status;
    (void) slv_fail(err, SLV_ERR_CONFLICT,
                    "case %.*s has no severity yet, and there is no first "
                    "reply without one",
                    STR_ARG(number));
    slv_hint(err,
             "Whoever touches a case first sets its severity: choose one of "
             "the %lld, then send the reply.",
             (long long) count);
    return SLV_ERR_CONFLICT;
}

/* A case that waited for the customer waits no more when the customer wrote. */
static enum slv_status go_on(struct case_edit *edit, struct slv_error *err)
{
    struct case_record after = edit->before;
    enum slv_status status;

    after.state = CASE_OPEN;
    status = case_write_row(edit->store, &after, STR(""), edit->actor,
                            &edit->id, err);
    if (status == SLV_OK)
        status = case_write_steps(edit->store, edit->id, &edit->before, &after,
                                  edit->actor, err);
    return status;
}

enum slv_status case_edit_say(struct case_edit *edit,
                              const struct case_message *said, int64_t *id,
                              struct slv_error *err)
{
    const bool goes_on =
        said->author == CASE_BY_CUSTOMER && edit->before.state == CASE_WAITING;
    struct strbuf detail;
    enum slv_status status = SLV_OK;

    if (said->author == CASE_BY_AGENT)
        status =
            case_check_reply(edit->store, edit->id, edit->before.number, err);
    if (status == SLV_OK)
        status = case_write_message(edit->store, edit->id, said, false, err);
    if (status == SLV_OK && id)
        *id = sqlite3_last_insert_rowid(edit->store->db);
    if (status == SLV_OK)
        status = goes_on ? go_on(edit, err) : case_edit_touch(edit, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "author",
                     str_from(case_author_word(said->author)));
    if (goes_on)
        case_detail_text(&detail, "state",
                         str_from(case_state_word(CASE_OPEN)));
    return case_edit_tell(edit, "message", &detail, err);
}

/* The case as what an agent says leaves it: it belongs to whoever answers in it
 * first. `answer` may be NULL. */
static struct case_record settled(const struct case_edit *edit,
                                  const struct case_answer *answer)
{
    struct case_record after = edit->before;

    if (after.agent.len == 0)
        after.agent = edit->actor->name;
    if (answer && after.severity == 0)
        after.severity = answer->severity;
    if (answer && !answer->keeps_state && after.state != CASE_CLOSED)
        after.state = answer->state;
    return after;
}

enum slv_status case_edit_say_once(struct case_edit *edit,
                                   int64_t expected_change,
                                   const struct case_message *said,
                                   const struct case_answer *answer,
                                   const struct case_repeat *repeat,
                                   int64_t *id, struct slv_error *err)
{
    struct case_repeated done;
    struct case_record after;
    enum slv_status status = case_find_repeat(edit->store, repeat, edit->actor,
                                              edit->arena, &done, err);

    *id = 0;
    if (status != SLV_OK || done.is_there)
        return status;
    after = settled(edit, answer);
    status = case_edit_check(edit, expected_change, err);
    if (status == SLV_OK && said->author == CASE_BY_AGENT)
        status = case_edit_apply(edit, &after, err);
    if (status == SLV_OK)
        status = case_edit_say(edit, said, id, err);
    if (status == SLV_OK)
        status = case_keep_repeat(edit->store, repeat, edit->actor,
                                  edit->before.number, 0, err);
    return status;
}

static enum slv_status
add_message(struct case_store *store, struct str number,
            int64_t expected_change, const struct case_message *message,
            const struct case_answer *answer, const struct case_repeat *repeat,
            const struct case_actor *actor, struct slv_error *err)
{
    struct case_message said = *message;
    struct case_edit edit;
    int64_t id;
    enum slv_status status;

    said.created_unix_s = actor->now_unix_s;
    status = case_check_message(&said, err);
    if (status == SLV_OK)
        status = case_check_repeat(repeat, err);
    if (status == SLV_OK)
        status = case_edit_follow(&edit, store, number, 0, actor, err);
    if (status != SLV_OK)
        return status;
    if (!str_equal(edit.before.number, number))
        expected_change = 0; /* of the case that this one was merged into */
    return case_edit_end(&edit,
                         case_edit_say_once(&edit, expected_change, &said,
                                            answer, repeat, &id, err),
                         err);
}

enum slv_status case_store_add_message(struct case_store *store,
                                       struct str number,
                                       int64_t expected_change,
                                       const struct case_message *message,
                                       const struct case_actor *actor,
                                       struct slv_error *err)
{
    return add_message(store, number, expected_change, message, NULL, NULL,
                       actor, err);
}

enum slv_status case_store_add_message_once(
    struct case_store *store, struct str number, int64_t expected_change,
    const struct case_message *message, const struct case_repeat *repeat,
    const struct case_actor *actor, struct slv_error *err)
{
    return add_message(store, number, expected_change, message, NULL, repeat,
                       actor, err);
}

enum slv_status case_store_answer_once(
    struct case_store *store, struct str number, int64_t expected_change,
    const struct case_answer *answer, const struct case_repeat *repeat,
    const struct case_actor *actor, struct slv_error *err)
{
    struct case_record fields = {
        .customer = STR("-"),
        .subject = STR("-"),
        .severity = answer->severity,
        .state = answer->state,
    };
    enum slv_status status = case_check_fields(&fields, err);

    if (status != SLV_OK)
        return status;
    return add_message(store, number, expected_change, &answer->message, answer,
                       repeat, actor, err);
}
