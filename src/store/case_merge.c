/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Moving what hangs on a case to another and back. See case_merge.h.
 */
#include "store/case_merge.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"
#include "store/webhook_outbox.h"

#include <sqlite3.h>

enum { MERGE_STEPS_MAX = 1000 };

enum slv_status case_follow_id(struct case_store *store, int64_t *id,
                               struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (int i = 0; status == SLV_OK && i < MERGE_STEPS_MAX; i++) {
        int64_t into = 0;

        status = CASE_ASK(store, err, &into,
                          "SELECT into_id FROM merges WHERE case_id = ?",
                          case_number(*id));
        if (into == 0)
            return status;
        *id = into;
    }
    return status;
}

/* Both cases under way. */
struct merging {
    struct case_store *store;
    const struct case_actor *actor;
    struct arena *arena;
    int64_t id;
    int64_t into_id;
    struct case_record from;
    struct case_record into;
};

static enum slv_status find(struct merging *merging, struct str number,
                            int64_t *id, struct case_record *out,
                            struct slv_error *err)
{
    enum slv_status status = case_find_id(merging->store, number, id, err);

    if (status == SLV_OK && *id == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                        STR_ARG(number));
    return status == SLV_OK
               ? case_read_record(merging->store, *id, merging->arena, out, err)
               : status;
}

static enum slv_status check(const struct merging *merging,
                             int64_t expected_change, struct slv_error *err)
{
    const struct case_record *from = &merging->from;
    const struct case_record *into = &merging->into;
    const struct case_record *const both[] = {from, into};

    if (merging->id == merging->into_id)
        return slv_fail(err, SLV_ERR_INPUT,
                        "case %.*s cannot be merged into itself",
                        STR_ARG(from->number));
    if (!str_equal(from->customer, into->customer))
        return slv_fail(err, SLV_ERR_INPUT,
                        "cases %.*s and %.*s are of different customers, and "
                        "nobody sees the words of another",
                        STR_ARG(from->number), STR_ARG(into->number));
    for (size_t i = 0; i < ARRAY_LEN(both); i++)
        if (both[i]->merged_into.len > 0)
            return slv_fail(
                err, SLV_ERR_CONFLICT, "case %.*s was merged into case %.*s",
                STR_ARG(both[i]->number), STR_ARG(both[i]->merged_into));
    if (into->state == CASE_CLOSED) {
        (void) slv_fail(err, SLV_ERR_CONFLICT, "case %.*s is closed",
                        STR_ARG(into->number));
        slv_hint(err, "Reopen it first, or merge it into the other one.");
        return SLV_ERR_CONFLICT;
    }
    if (expected_change != 0 && from->change != expected_change)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "somebody else has changed case %.*s",
                        STR_ARG(from->number));
    return SLV_OK;
}

/* Run each statement with the ids of both cases: ?1 that of the part. */
static enum slv_status run_each(struct case_store *store, int64_t id,
                                int64_t into_id, const char *const *statements,
                                size_t count, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = CASE_RUN(store, err, statements[i], case_number(id),
                          case_number(into_id));
    return status;
}

static enum slv_status write_merge(const struct merging *merging,
                                   struct slv_error *err)
{
    const struct case_record *from = &merging->from;

    return CASE_RUN(
        merging->store, err,
        "INSERT INTO merges (case_id, into_id, who, at_unix_s, state, "
        "closed_unix_s, outcome, reason, into_state, change, into_change) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)",
        case_number(merging->id), case_number(merging->into_id),
        case_text(merging->actor->name),
        case_number(merging->actor->now_unix_s),
        case_word(case_state_word(from->state)),
        from->state == CASE_CLOSED ? case_number(from->closed_unix_s)
                                   : case_number_or_null(0),
        case_text_or_null(str_from(case_outcome_word(from->outcome))),
        case_text_or_null(from->reason),
        case_word(case_state_word(merging->into.state)));
}

enum slv_status case_move_part(struct case_store *store, int64_t id,
                               int64_t into_id, struct slv_error *err)
{
    static const char *const statements[] = {
        "INSERT INTO merged_links SELECT case_id, article_id, kind, comment, "
        "who, created_unix_s, reopened_count, is_imported, from_case_id "
        "FROM links WHERE case_id = ?1 AND ?2 <> 0",
        /* that an article resolved the part holds for the whole */
        "INSERT INTO raised_links (case_id, article_id) SELECT ?1, "
        "l.article_id FROM links AS l JOIN links AS i ON i.case_id = ?2 AND "
        "i.article_id = l.article_id WHERE l.case_id = ?1 AND "
        "l.kind = 'resolved' AND i.kind = 'tried'",
        "UPDATE links SET kind = 'resolved' WHERE case_id = ?2 AND article_id "
        "IN (SELECT article_id FROM raised_links WHERE case_id = ?1)",
        "INSERT INTO links (case_id, article_id, kind, comment, who, "
        "created_unix_s, reopened_count, is_imported, from_case_id) "
        "SELECT ?2, article_id, kind, comment, who, created_unix_s, "
        "reopened_count, is_imported, ?1 FROM links WHERE case_id = ?1 "
        "ON CONFLICT DO NOTHING",
        "DELETE FROM links WHERE case_id = ?1 AND ?2 <> 0",
        "UPDATE messages SET case_id = ?2, "
        "from_case_id = coalesce(from_case_id, ?1) WHERE case_id = ?1",
        "UPDATE time_entries SET case_id = ?2, "
        "from_case_id = coalesce(from_case_id, ?1) WHERE case_id = ?1",
        "UPDATE attachments SET case_id = ?2, "
        "from_case_id = coalesce(from_case_id, ?1) WHERE case_id = ?1",
    };

    return run_each(store, id, into_id, statements, ARRAY_LEN(statements), err);
}

/* Write a case as it is after a change. */
static enum slv_status write_after(const struct merging *merging, int64_t id,
                                   const struct case_record *before,
                                   const struct case_record *after,
                                   struct slv_error *err)
{
    enum slv_status status = case_write_row(merging->store, after, STR(""),
                                            merging->actor, &id, err);

    if (status == SLV_OK && before->state != after->state)
        status = case_write_steps(merging->store, id, before, after,
                                  merging->actor, err);
    return status;
}

static enum slv_status tell(const struct merging *merging, const char *action,
                            struct slv_error *err)
{
    const struct {
        struct str number;
        const char *name;
        struct str other;
    } events[] = {
        {merging->from.number, "into", merging->into.number},
        {merging->into.number, "from", merging->from.number},
    };
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < ARRAY_LEN(events); i++) {
        struct strbuf detail;

        strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
        case_detail_text(&detail, events[i].name, events[i].other);
        status = case_tell(merging->store, merging->actor, action, "case",
                           events[i].number, &detail, err);
        strbuf_release(&detail);
    }
    return status;
}

static enum slv_status merge(struct merging *merging, struct slv_error *err)
{
    struct case_record closed = merging->from;
    struct case_record into = merging->into;
    enum slv_status status = write_merge(merging, err);

    if (status == SLV_OK)
        status =
            case_move_part(merging->store, merging->id, merging->into_id, err);
    if (closed.state != CASE_CLOSED) {
        closed.state = CASE_CLOSED;
        closed.closed_unix_s = merging->actor->now_unix_s > closed.opened_unix_s
                                   ? merging->actor->now_unix_s
                                   : closed.opened_unix_s;
    }
    closed.outcome = CASE_OUTCOME_UNSAID;
    closed.reason = STR("");
    if (merging->from.state == CASE_OPEN && into.state == CASE_WAITING)
        into.state = CASE_OPEN;
    if (status == SLV_OK)
        status =
            write_after(merging, merging->id, &merging->from, &closed, err);
    if (status == SLV_OK)
        status =
            write_after(merging, merging->into_id, &merging->into, &into, err);
    if (status == SLV_OK)
        status = CASE_RUN(
            merging->store, err,
            "UPDATE merges SET change = (SELECT change FROM cases WHERE id = "
            "case_id), into_change = (SELECT change FROM cases WHERE id = "
            "into_id) WHERE case_id = ?",
            case_number(merging->id));
    if (status == SLV_OK && merging->from.state != CASE_CLOSED)
        status = webhook_tell_case(merging->store, WEBHOOK_CASE_CLOSED, &closed,
                                   merging->actor, err);
    if (status == SLV_OK)
        status = tell(merging, "merge", err);
    return status;
}

enum slv_status case_store_merge(struct case_store *store, struct str number,
                                 int64_t expected_change, struct str into,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    struct merging merging = {.store = store, .actor = actor};
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    merging.arena = arena_new();
    status = find(&merging, number, &merging.id, &merging.from, err);
    if (status == SLV_OK)
        status = find(&merging, into, &merging.into_id, &merging.into, err);
    if (status == SLV_OK)
        status = check(&merging, expected_change, err);
    if (status == SLV_OK)
        status = merge(&merging, err);
    status = case_end(store, status, err);
    arena_free(merging.arena);
    return status;
}

/* --- back --- */

/* What came from the part, or from what had been merged into that before. */
#define OF_THE_PART                                                         \
    "WHERE case_id = ?2 AND from_case_id IN (WITH RECURSIVE part (id) AS (" \
    "SELECT ?1 UNION SELECT m.case_id FROM merges AS m JOIN part ON "       \
    "m.into_id = part.id) SELECT id FROM part)"
#define MOVE_BACK \
    " SET case_id = ?1, from_case_id = nullif(from_case_id, ?1) " OF_THE_PART

static enum slv_status move_back(const struct merging *merging,
                                 struct slv_error *err)
{
    static const char *const statements[] = {
        "DELETE FROM links WHERE case_id = ?2 AND from_case_id = ?1",
        "UPDATE links SET kind = 'tried' WHERE case_id = ?2 AND "
        "kind = 'resolved' AND article_id IN "
        "(SELECT article_id FROM raised_links WHERE case_id = ?1)",
        "INSERT INTO links (case_id, article_id, kind, comment, who, "
        "created_unix_s, reopened_count, is_imported, from_case_id) "
        "SELECT case_id, article_id, kind, comment, who, created_unix_s, "
        "reopened_count, is_imported, from_case_id FROM merged_links "
        "WHERE case_id = ?1 AND ?2 <> 0",
        "UPDATE messages" MOVE_BACK,
        "UPDATE time_entries" MOVE_BACK,
        "UPDATE attachments" MOVE_BACK,
        "DELETE FROM merges WHERE case_id = ?1 AND into_id = ?2",
    };

    return run_each(merging->store, merging->id, merging->into_id, statements,
                    ARRAY_LEN(statements), err);
}

/* How both were before, and whether nothing was done since. */
static enum slv_status read_before(struct merging *merging,
                                   struct case_record *from,
                                   struct case_record *into, bool *is_fresh,
                                   struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(merging->store, err,
                  "SELECT state, closed_unix_s, outcome, reason, into_state, "
                  "change, into_change FROM merges WHERE case_id = ?",
                  case_number(merging->id));

    *from = merging->from;
    *into = merging->into;
    while (case_rows_next(&rows)) {
        const struct str outcome = sql_column_str(rows.row, 2, merging->arena);

        (void) case_state_parse(sql_column_str(rows.row, 0, merging->arena),
                                &from->state);
        from->closed_unix_s = sqlite3_column_int64(rows.row, 1);
        from->outcome = CASE_OUTCOME_UNSAID;
        if (outcome.len > 0)
            (void) case_outcome_parse(outcome, &from->outcome);
        from->reason = sql_column_str(rows.row, 3, merging->arena);
        (void) case_state_parse(sql_column_str(rows.row, 4, merging->arena),
                                &into->state);
        *is_fresh = sqlite3_column_int64(rows.row, 5) == merging->from.change &&
                    sqlite3_column_int64(rows.row, 6) == merging->into.change;
    }
    return case_rows_end(&rows, err);
}

static enum slv_status unmerge(struct merging *merging, struct slv_error *err)
{
    struct case_record from;
    struct case_record into;
    bool is_fresh = false;
    enum slv_status status = read_before(merging, &from, &into, &is_fresh, err);

    if (status == SLV_OK && !is_fresh)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "cases %.*s and %.*s have gone on since they were "
                        "merged",
                        STR_ARG(from.number), STR_ARG(into.number));
    if (status == SLV_OK)
        status = move_back(merging, err);
    if (status == SLV_OK)
        status = write_after(merging, merging->id, &merging->from, &from, err);
    if (status == SLV_OK)
        status =
            write_after(merging, merging->into_id, &merging->into, &into, err);
    if (status == SLV_OK)
        status = tell(merging, "unmerge", err);
    return status;
}

enum slv_status case_store_unmerge(struct case_store *store, struct str number,
                                   const struct case_actor *actor,
                                   struct slv_error *err)
{
    struct merging merging = {.store = store, .actor = actor};
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    merging.arena = arena_new();
    status = find(&merging, number, &merging.id, &merging.from, err);
    if (status == SLV_OK && merging.from.merged_into.len == 0)
        status = slv_fail(err, SLV_ERR_CONFLICT, "case %.*s was not merged",
                          STR_ARG(number));
    if (status == SLV_OK)
        status = find(&merging, merging.from.merged_into, &merging.into_id,
                      &merging.into, err);
    if (status == SLV_OK)
        status = unmerge(&merging, err);
    status = case_end(store, status, err);
    arena_free(merging.arena);
    return status;
}

enum slv_status case_store_list_merges(struct case_store *store,
                                       struct str number, struct arena *arena,
                                       struct case_merge **out, size_t *count,
                                       struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT c.number, i.number, c.subject, m.who, "
                     "m.at_unix_s, m.change = c.change AND "
                     "m.into_change = i.change FROM merges AS m "
                     "JOIN cases AS c ON c.id = m.case_id "
                     "JOIN cases AS i ON i.id = m.into_id "
                     "WHERE i.number = ? ORDER BY m.at_unix_s DESC, c.id DESC",
                     case_text(number));
    while (case_rows_next(&rows))
        *(struct case_merge *) case_items_add(&items) = (struct case_merge){
            .number = sql_column_str(rows.row, 0, arena),
            .into = sql_column_str(rows.row, 1, arena),
            .subject = sql_column_str(rows.row, 2, arena),
            .who = sql_column_str(rows.row, 3, arena),
            .at_unix_s = sqlite3_column_int64(rows.row, 4),
            .can_be_undone = sqlite3_column_int(rows.row, 5) != 0,
        };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
