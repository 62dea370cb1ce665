/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How a case ends: links to articles, closing, reopening. These belong together,
 * because what a closed case says about its end has to stay true.
 */
#include "store/case_store_parts.h"
#include "store/webhook_outbox.h"

#include "base/bounds.h"
#include "base/strbuf.h"

/* --- links --- */

static const struct case_link *link_to(const struct case_record *record,
                                       struct str article_id)
{
    for (size_t i = 0; i < record->link_count; i++)
        if (str_equal(record->links[i].article_id, article_id))
            return &record->links[i];
    return NULL;
}

/* How many links to other articles than this resolved the case. */
static size_t count_resolving(const struct case_record *record,
                              struct str except)
{
    size_t count = 0;

    for (size_t i = 0; i < record->link_count; i++)
        count += record->links[i].kind == CASE_LINK_RESOLVED &&
                 !str_equal(record->links[i].article_id, except);
    return count;
}

/* A closed case goes on to say the truth about how it ended. */
static enum slv_status check_still_true(const struct case_record *record,
                                        struct str article_id, bool resolves,
                                        struct slv_error *err)
{
    const bool is_resolved =
        resolves || count_resolving(record, article_id) > 0;
    enum slv_status status = SLV_OK;

    if (record->outcome == CASE_OUTCOME_NONE && is_resolved)
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "case %.*s was closed without an article",
                          STR_ARG(record->number));
    else if ((record->outcome == CASE_OUTCOME_KNOWN ||
              record->outcome == CASE_OUTCOME_NEW) &&
             !is_resolved)
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "no other article resolved case %.*s, which is "
                          "closed",
                          STR_ARG(record->number));
    if (status != SLV_OK)
        slv_hint(err, "Reopen the case first.");
    return status;
}

static enum slv_status set_link(struct case_edit *edit,
                                const struct case_link *link,
                                struct slv_error *err)
{
    const struct case_link *before = link_to(&edit->before, link->article_id);
    struct strbuf detail;
    enum slv_status status;

    if (before && before->kind == link->kind &&
        str_equal(before->comment, link->comment))
        return SLV_OK;
    status = check_still_true(&edit->before, link->article_id,
                              link->kind == CASE_LINK_RESOLVED, err);
    if (status == SLV_OK)
        status = case_write_link(edit->store, edit->id, link, false, err);
    if (status == SLV_OK)
        status = case_edit_touch(edit, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "article", link->article_id);
    case_detail_text(&detail, "kind",
                     str_from(case_link_kind_word(link->kind)));
    if (link->comment.len > 0)
        case_detail_text(&detail, "comment", link->comment);
    return case_edit_tell(edit, "link", &detail, err);
}

enum slv_status case_store_set_link(struct case_store *store, struct str number,
                                    int64_t expected_change,
                                    const struct case_link *link,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    struct case_link said = *link;
    struct case_edit edit;
    enum slv_status status;

    said.who = actor->name;
    said.created_unix_s = actor->now_unix_s;
    said.reopened_count = 0;
    status = case_check_link(&said, err);
    if (status == SLV_OK && said.kind == CASE_LINK_WRONG &&
        said.comment.len == 0)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "what is wrong with the article is missing");
    if (status == SLV_OK)
        status =
            case_edit_begin(&edit, store, number, expected_change, actor, err);
    if (status != SLV_OK)
        return status;
    return case_edit_end(&edit, set_link(&edit, &said, err), err);
}

static enum slv_status remove_link(struct case_edit *edit,
                                   struct str article_id, struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    if (!link_to(&edit->before, article_id))
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "case %.*s has no link to article \"%.*s\"",
                        STR_ARG(edit->before.number), STR_ARG(article_id));
    status = check_still_true(&edit->before, article_id, false, err);
    if (status == SLV_OK)
        status =
            CASE_RUN(edit->store, err,
                     "DELETE FROM links WHERE case_id = ? AND article_id = ?",
                     case_number(edit->id), case_text(article_id));
    if (status == SLV_OK)
        status = case_edit_touch(edit, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "article", article_id);
    return case_edit_tell(edit, "unlink", &detail, err);
}

enum slv_status
case_store_remove_link(struct case_store *store, struct str number,
                       int64_t expected_change, struct str article_id,
                       const struct case_actor *actor, struct slv_error *err)
{
    struct case_edit edit;
    enum slv_status status =
        case_edit_begin(&edit, store, number, expected_change, actor, err);

    if (status != SLV_OK)
        return status;
    return case_edit_end(&edit, remove_link(&edit, article_id, err), err);
}

/* --- ending and beginning again --- */

static enum slv_status check_closing(const struct case_edit *edit,
                                     enum case_outcome outcome,
                                     struct slv_error *err)
{
    const struct case_record *record = &edit->before;
    const bool is_resolved = count_resolving(record, STR("")) > 0;

    if (record->state == CASE_CLOSED)
        return slv_fail(err, SLV_ERR_CONFLICT, "case %.*s is closed already",
                        STR_ARG(record->number));
    if (edit->actor->now_unix_s < record->opened_unix_s)
        return slv_fail(err, SLV_ERR_INPUT,
                        "case %.*s would be closed before it was opened",
                        STR_ARG(record->number));
    if (outcome == CASE_OUTCOME_NONE && is_resolved)
        return slv_fail(err, SLV_ERR_INPUT,
                        "an article resolved case %.*s, so it does not end "
                        "without one",
                        STR_ARG(record->number));
    if (outcome != CASE_OUTCOME_NONE && !is_resolved) {
        (void) slv_fail(err, SLV_ERR_INPUT, "no article resolved case %.*s",
                        STR_ARG(record->number));
        slv_hint(err, "Link the article that did, or close it without one and "
                      "say why.");
        return SLV_ERR_INPUT;
    }
    return SLV_OK;
}

static enum slv_status close_edited(struct case_edit *edit,
                                    enum case_outcome outcome,
                                    struct str reason, struct slv_error *err)
{
    struct case_record after = edit->before;
    struct strbuf detail;
    enum slv_status status = check_closing(edit, outcome, err);

    after.state = CASE_CLOSED;
    after.closed_unix_s = edit->actor->now_unix_s;
    after.outcome = outcome;
    after.reason = reason;
    if (status == SLV_OK)
        status = case_write_row(edit->store, &after, STR(""), edit->actor,
                                &edit->id, err);
    if (status == SLV_OK)
        status = case_write_steps(edit->store, edit->id, &edit->before, &after,
                                  edit->actor, err);
    if (status == SLV_OK)
        status = webhook_tell_case(edit->store, WEBHOOK_CASE_CLOSED, &after,
                                   edit->actor, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "outcome", str_from(case_outcome_word(outcome)));
    if (reason.len > 0)
        case_detail_text(&detail, "reason", reason);
    return case_edit_tell(edit, "close", &detail, err);
}

enum slv_status
case_store_close_case(struct case_store *store, struct str number,
                      int64_t expected_change, enum case_outcome outcome,
                      struct str reason, const struct case_actor *actor,
                      struct slv_error *err)
{
    struct case_edit edit;
    enum slv_status status;

    if (outcome == CASE_OUTCOME_UNSAID)
        return slv_fail(err, SLV_ERR_INPUT, "how the case ended is missing");
    if (outcome != CASE_OUTCOME_NONE && reason.len > 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a reason is given, and the outcome is not \"none\"");
    status = case_check_text("the reason", reason,
                             outcome == CASE_OUTCOME_NONE ? CASE_REQUIRED
                                                          : CASE_OPTIONAL,
                             BOUND_CASE_NOTE_BYTES, err);
    if (status == SLV_OK)
        status =
            case_edit_begin(&edit, store, number, expected_change, actor, err);
    if (status != SLV_OK)
        return status;
    return case_edit_end(&edit, close_edited(&edit, outcome, reason, err), err);
}

static enum slv_status reopen(struct case_edit *edit, struct slv_error *err)
{
    struct case_record after = edit->before;
    struct strbuf detail;
    enum slv_status status;

    if (after.state != CASE_CLOSED)
        return slv_fail(err, SLV_ERR_CONFLICT, "case %.*s is not closed",
                        STR_ARG(after.number));
    after.state = CASE_OPEN;
    after.outcome = CASE_OUTCOME_UNSAID;
    after.reason = STR("");
    after.reopened_count++;
    status = case_write_row(edit->store, &after, STR(""), edit->actor,
                            &edit->id, err);
    if (status == SLV_OK)
        status = CASE_RUN(edit->store, err,
                          "UPDATE links SET kind = 'tried', "
                          "reopened_count = reopened_count + 1 "
                          "WHERE case_id = ? AND kind = 'resolved'",
                          case_number(edit->id));
    if (status == SLV_OK)
        status = case_write_steps(edit->store, edit->id, &edit->before, &after,
                                  edit->actor, err);
    if (status == SLV_OK) /* the links are those that had resolved it */
        status = webhook_tell_case(edit->store, WEBHOOK_CASE_REOPENED, &after,
                                   edit->actor, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_number(&detail, "reopened_count", after.reopened_count);
    return case_edit_tell(edit, "reopen", &detail, err);
}

enum slv_status case_store_reopen_case(struct case_store *store,
                                       struct str number,
                                       int64_t expected_change,
                                       const struct case_actor *actor,
                                       struct slv_error *err)
{
    struct case_edit edit;
    enum slv_status status =
        case_edit_begin(&edit, store, number, expected_change, actor, err);

    if (status != SLV_OK)
        return status;
    return case_edit_end(&edit, reopen(&edit, err), err);
}
