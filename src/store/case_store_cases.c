/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is done to one case: changing it. The writing of single rows is shared
 * with imports. Opening a case is in case_store_opening.c, messages are in
 * case_store_messages.c, links and how a case ends in case_store_ending.c,
 * reading is in case_store_read.c.
 */
#include "store/case_store_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"

#include <sqlite3.h>

/* --- rows, in a transaction of somebody --- */

enum slv_status case_find_id(struct case_store *store, struct str number,
                             int64_t *id, struct slv_error *err)
{
    return CASE_ASK(store, err, id, "SELECT id FROM cases WHERE number = ?",
                    case_text(number));
}

static enum slv_status next_change(struct case_store *store, int64_t *out,
                                   struct slv_error *err)
{
    return case_count_up(store, STR("change"), out, err);
}

/* Rows that a case names. */
struct row_ids {
    int64_t customer;
    int64_t contact;
    int64_t product;
    int64_t agent;
    int64_t documenter;
    int64_t fixer;
};

static enum slv_status reach_all(struct case_store *store,
                                 const struct case_record *row,
                                 const struct case_actor *actor,
                                 struct row_ids *out, struct slv_error *err)
{
    const struct str contact_keys[] = {row->customer, row->contact};
    enum slv_status status =
        case_reach(store, CASE_TABLE_CUSTOMERS, &row->customer, actor,
                   &out->customer, err);

    if (status == SLV_OK)
        status = case_reach(store, CASE_TABLE_CONTACTS, contact_keys, actor,
                            &out->contact, err);
    if (status == SLV_OK)
        status = case_reach(store, CASE_TABLE_PRODUCTS, &row->product, actor,
                            &out->product, err);
    if (status == SLV_OK)
        status = case_reach(store, CASE_TABLE_AGENTS, &row->agent, actor,
                            &out->agent, err);
    if (status == SLV_OK)
        status = case_reach(store, CASE_TABLE_AGENTS, &row->documenter, actor,
                            &out->documenter, err);
    if (status == SLV_OK)
        status = case_reach(store, CASE_TABLE_AGENTS, &row->fixer, actor,
                            &out->fixer, err);
    return status;
}

enum slv_status case_write_row(struct case_store *store,
                               const struct case_record *row, struct str digest,
                               const struct case_actor *actor, int64_t *id,
                               struct slv_error *err)
{
    static const char insert[] =
        "INSERT INTO cases (number, customer_id, contact_id, product_id, "
        "product_version, agent_id, subject, state, severity, opened_unix_s, "
        "closed_unix_s, outcome, reason, reopened_count, documenter_id, "
        "fixer_id, fix_id, fixed_in, change, environment, is_outside, "
        "is_executive, import_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static const char update[] =
        "UPDATE cases SET customer_id = ?2, contact_id = ?3, product_id = ?4, "
        "product_version = ?5, agent_id = ?6, subject = ?7, state = ?8, "
        "severity = ?9, opened_unix_s = ?10, closed_unix_s = ?11, "
        "outcome = ?12, reason = ?13, reopened_count = ?14, "
        "documenter_id = ?15, fixer_id = ?16, fix_id = ?17, fixed_in = ?18, "
        "change = ?19, environment = ?20, is_outside = ?21, "
        "is_executive = ?22, "
        "import_digest = coalesce(?23, import_digest) WHERE id = ?24";
    const bool is_new = *id == 0;
    struct row_ids ids = {0};
    int64_t change = 0;
    enum slv_status status = reach_all(store, row, actor, &ids, err);

    if (status == SLV_OK)
        status = next_change(store, &change, err);
    if (status == SLV_OK) {
        const struct case_value values[] = {
            case_text(row->number),
            case_number(ids.customer),
            case_number_or_null(ids.contact),
            case_number_or_null(ids.product),
            case_text(row->product_version),
            case_number_or_null(ids.agent),
            case_text(row->subject),
            case_word(case_state_word(row->state)),
            case_number_or_null(row->severity),
            case_number(row->opened_unix_s),
            row->state == CASE_CLOSED ? case_number(row->closed_unix_s)
                                      : case_number_or_null(0),
            case_text_or_null(str_from(case_outcome_word(row->outcome))),
            case_text_or_null(row->reason),
            case_number(row->reopened_count),
            case_number_or_null(ids.documenter),
            case_number_or_null(ids.fixer),
            case_text(row->fix_id),
            case_text(row->fixed_in),
            case_number(change),
            case_text(row->environment),
            case_number(row->is_outside),
            case_number(row->is_executive),
            case_text_or_null(digest),
            case_number(*id),
        };
        const size_t count = sizeof values / sizeof *values;

        status =
            case_run(case_rows_begin(store, is_new ? insert : update, values,
                                     is_new ? count - 1 : count, err),
                     err);
    }
    if (status == SLV_OK && is_new)
        *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

enum slv_status case_write_message(struct case_store *store, int64_t id,
                                   const struct case_message *message,
                                   bool is_imported, struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err,
        "INSERT INTO messages (case_id, author, author_name, text, "
        "created_unix_s, is_imported) VALUES (?, ?, ?, ?, ?, ?)",
        case_number(id), case_word(case_author_word(message->author)),
        case_text(message->author_name), case_text(message->text),
        case_number(message->created_unix_s), case_number(is_imported));

    return status == SLV_OK ? case_write_uses(store, message, err) : status;
}

enum slv_status case_write_link(struct case_store *store, int64_t id,
                                const struct case_link *link, bool is_imported,
                                struct slv_error *err)
{
    return CASE_RUN(
        store, err,
        "INSERT INTO links (case_id, article_id, kind, comment, who, "
        "created_unix_s, reopened_count, is_imported) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
        "ON CONFLICT DO UPDATE SET kind = ?3, comment = ?4, who = ?5, "
        "created_unix_s = ?6, reopened_count = max(reopened_count, ?7), "
        "is_imported = ?8",
        case_number(id), case_text(link->article_id),
        case_word(case_link_kind_word(link->kind)), case_text(link->comment),
        case_text(link->who), case_number(link->created_unix_s),
        case_number(link->reopened_count), case_number(is_imported));
}

bool case_message_equal(const struct case_message *a,
                        const struct case_message *b)
{
    return a->author == b->author && a->created_unix_s == b->created_unix_s &&
           str_equal(a->author_name, b->author_name) &&
           str_equal(a->text, b->text);
}

bool case_link_equal(const struct case_link *a, const struct case_link *b)
{
    return a->kind == b->kind && a->created_unix_s == b->created_unix_s &&
           a->reopened_count == b->reopened_count &&
           str_equal(a->article_id, b->article_id) &&
           str_equal(a->comment, b->comment) && str_equal(a->who, b->who);
}

/* --- changing --- */

/* A case that was merged is changed no more; what follows one that was is done
 * to the one it is part of. */
static enum slv_status go_where_it_is(struct case_edit *edit, bool follows,
                                      int64_t *expected_change,
                                      struct slv_error *err)
{
    enum slv_status status;

    if (edit->before.merged_into.len == 0)
        return SLV_OK;
    if (!follows) {
        (void) slv_fail(
            err, SLV_ERR_CONFLICT, "case %.*s was merged into case %.*s",
            STR_ARG(edit->before.number), STR_ARG(edit->before.merged_into));
        slv_hint(err, "Change that one.");
        return SLV_ERR_CONFLICT;
    }
    *expected_change = 0;
    status = case_follow_id(edit->store, &edit->id, err);
    if (status == SLV_OK)
        status = case_read_record(edit->store, edit->id, edit->arena,
                                  &edit->before, err);
    return status;
}

enum slv_status case_edit_check(const struct case_edit *edit,
                                int64_t expected_change, struct slv_error *err)
{
    if (expected_change == 0 || edit->before.change == expected_change)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_CONFLICT,
                    "somebody else has changed case %.*s",
                    STR_ARG(edit->before.number));
    slv_hint(err, "Look at it again before you change it.");
    return SLV_ERR_CONFLICT;
}

static enum slv_status look_up(struct case_edit *edit, struct str number,
                               int64_t expected_change, bool follows,
                               struct slv_error *err)
{
    enum slv_status status = case_find_id(edit->store, number, &edit->id, err);

    if (status == SLV_OK && edit->id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(number));
    if (status == SLV_OK)
        status = case_read_record(edit->store, edit->id, edit->arena,
                                  &edit->before, err);
    if (status == SLV_OK)
        status = go_where_it_is(edit, follows, &expected_change, err);
    if (status == SLV_OK)
        status = case_edit_check(edit, expected_change, err);
    return status;
}

static enum slv_status begin_edit(struct case_edit *edit,
                                  struct case_store *store, struct str number,
                                  int64_t expected_change, bool follows,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    *edit = (struct case_edit){.store = store, .actor = actor};
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    edit->arena = arena_new();
    status = look_up(edit, number, expected_change, follows, err);
    if (status == SLV_OK)
        return SLV_OK;
    arena_free(edit->arena);
    return case_end(store, status, err);
}

enum slv_status case_edit_begin(struct case_edit *edit,
                                struct case_store *store, struct str number,
                                int64_t expected_change,
                                const struct case_actor *actor,
                                struct slv_error *err)
{
    return begin_edit(edit, store, number, expected_change, false, actor, err);
}

enum slv_status case_edit_follow(struct case_edit *edit,
                                 struct case_store *store, struct str number,
                                 int64_t expected_change,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    return begin_edit(edit, store, number, expected_change, true, actor, err);
}

enum slv_status case_edit_end(struct case_edit *edit, enum slv_status status,
                              struct slv_error *err)
{
    status = case_end(edit->store, status, err);
    arena_free(edit->arena);
    return status;
}

enum slv_status case_edit_touch(const struct case_edit *edit,
                                struct slv_error *err)
{
    int64_t change = 0;
    enum slv_status status = next_change(edit->store, &change, err);

    if (status == SLV_OK)
        status = CASE_RUN(edit->store, err,
                          "UPDATE cases SET change = ? WHERE id = ?",
                          case_number(change), case_number(edit->id));
    return status;
}

enum slv_status case_edit_tell(const struct case_edit *edit, const char *action,
                               struct strbuf *detail, struct slv_error *err)
{
    enum slv_status status = case_tell(edit->store, edit->actor, action, "case",
                                       edit->before.number, detail, err);

    strbuf_release(detail);
    return status;
}

/* The fields that differ, with what they say now. */
static void describe_update(struct strbuf *detail,
                            const struct case_record *before,
                            const struct case_record *after)
{
    const struct {
        const char *name;
        struct str before;
        struct str after;
    } texts[] = {
        {"contact", before->contact, after->contact},
        {"product", before->product, after->product},
        {"product_version", before->product_version, after->product_version},
        {"agent", before->agent, after->agent},
        {"subject", before->subject, after->subject},
        {"documenter", before->documenter, after->documenter},
        {"fixer", before->fixer, after->fixer},
        {"environment", before->environment, after->environment},
        {"fix_id", before->fix_id, after->fix_id},
        {"fixed_in", before->fixed_in, after->fixed_in},
        {"state", str_from(case_state_word(before->state)),
         str_from(case_state_word(after->state))},
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!str_equal(texts[i].before, texts[i].after))
            case_detail_text(detail, texts[i].name, texts[i].after);
    if (before->severity != after->severity)
        case_detail_number(detail, "severity", after->severity);
    if (before->is_outside != after->is_outside)
        case_detail_number(detail, "is_outside", after->is_outside);
    if (before->is_executive != after->is_executive)
        case_detail_number(detail, "is_executive", after->is_executive);
}

enum slv_status case_edit_apply(struct case_edit *edit,
                                const struct case_record *row,
                                struct slv_error *err)
{
    struct case_record after = edit->before;
    struct strbuf detail;
    enum slv_status status = SLV_OK;

    after.contact = row->contact;
    after.product = row->product;
    after.product_version = row->product_version;
    after.agent = row->agent;
    after.subject = row->subject;
    after.severity = row->severity;
    after.documenter = row->documenter;
    after.fixer = row->fixer;
    after.environment = row->environment;
    after.fix_id = row->fix_id;
    after.fixed_in = row->fixed_in;
    after.is_outside = row->is_outside;
    after.is_executive = row->is_executive;
    if (after.state != CASE_CLOSED)
        after.state = row->state;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    describe_update(&detail, &edit->before, &after);
    if (detail.len == 0) {
        strbuf_release(&detail);
        return SLV_OK;
    }
    if (edit->before.state != CASE_CLOSED && row->state == CASE_CLOSED)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "a case is closed by saying how it ended");
    if (status == SLV_OK)
        status = case_write_row(edit->store, &after, STR(""), edit->actor,
                                &edit->id, err);
    if (status == SLV_OK)
        status = case_write_steps(edit->store, edit->id, &edit->before, &after,
                                  edit->actor, err);
    if (status == SLV_OK)
        return case_edit_tell(edit, "update", &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status
case_store_update_case(struct case_store *store, struct str number,
                       int64_t expected_change, const struct case_record *row,
                       const struct case_actor *actor, struct slv_error *err)
{
    /* what is not taken from the row need not be right in it */
    const struct case_record taken = {
        .customer = STR("-"),
        .contact = row->contact,
        .product = row->product,
        .product_version = row->product_version,
        .agent = row->agent,
        .subject = row->subject,
        .severity = row->severity,
        .documenter = row->documenter,
        .fixer = row->fixer,
        .environment = row->environment,
        .fix_id = row->fix_id,
        .fixed_in = row->fixed_in,
        .is_outside = row->is_outside,
        .is_executive = row->is_executive,
        .state = row->state,
    };
    struct case_edit edit;
    enum slv_status status = case_check_fields(&taken, err);

    if (status == SLV_OK)
        status =
            case_edit_begin(&edit, store, number, expected_change, actor, err);
    if (status != SLV_OK)
        return status;
    return case_edit_end(&edit, case_edit_apply(&edit, &taken, err), err);
}
