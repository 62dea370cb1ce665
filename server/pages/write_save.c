/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Saving an article: who may save what, what a button changes in the text, and
 * the history of it. The file is the truth: what has changed meanwhile is never
 * written over unseen.
 *
 * Whoever may only draft changes drafts and leaves them drafts; other states are
 * for those who may publish.
 */
#include "server/pages/write_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/front_edit.h"
#include "server/article_text.h"
#include "server/pages/desk_page.h"
#include "server/publish_guard.h"

/* --- who may save what --- */

static void read_draft(const struct app *app, struct str path, struct str text,
                       struct arena *arena, struct slv_article *out)
{
    struct article_draft draft;
    struct diagnostics ignored;

    article_text_read(app, path, text, arena, &draft, &ignored);
    *out = draft.article;
}

static enum slv_state state_of(const struct app *app, struct str path,
                               struct str text, struct arena *arena)
{
    struct slv_article article;

    read_draft(app, path, text, arena, &article);
    return article.state;
}

static enum slv_status check_right(struct app *app,
                                   const struct request *request,
                                   struct str path, struct str former,
                                   struct str text, struct slv_error *err)
{
    if (request_may(request, RIGHT_ARTICLES_PUBLISH))
        return SLV_OK;
    if (former.len &&
        state_of(app, path, former, request->arena) != SLV_STATE_DRAFT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who may publish can change an article that is "
                        "no draft; nothing was saved");
    if (state_of(app, path, text, request->arena) != SLV_STATE_DRAFT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who may publish can make it more than a draft: "
                        "write 'state: draft'; nothing was saved");
    return SLV_OK;
}

/* --- saving --- */

/* The text with the state that a button asks for. Reviewing and publishing note
 * the day, so that the next review is counted from it. */
static struct str with_state(struct str text, struct str action,
                             struct arena *arena)
{
    char today[CLOCK_ISO_BYTES];
    enum slv_state state;

    if (!slv_state_parse(action, &state))
        return text;
    clock_format_iso(clock_unix_s(), today);
    text = front_edit_set(text, STR("state"), action, arena);
    if (state == SLV_STATE_REVIEWED || state == SLV_STATE_PUBLISHED)
        text = front_edit_set(text, STR("reviewed"),
                              str_first(str_from(today), 10), arena);
    return text;
}

/* The word of done_sentence() for what was saved. */
static const char *done_word(const struct request *request,
                             const struct write_view *view,
                             const struct wish *wish, struct str text)
{
    enum slv_state state;

    if (view->is_new)
        return "made";
    if (str_equal(wish->action, STR("save")))
        return "saved";
    if (slv_state_parse(wish->action, &state) && state == SLV_STATE_PUBLISHED &&
        str_find(text, STR("\naccess: internal\n"), 0) < text.len)
        return "staff";
    return arena_cstr(request->arena, wish->action);
}

static enum article_action action_of(struct str word, bool is_new)
{
    enum slv_state state;

    if (is_new)
        return ARTICLE_MADE;
    if (!slv_state_parse(word, &state))
        return ARTICLE_CHANGED;
    return (enum article_action)(ARTICLE_TO_DRAFT + (int) state);
}

/* The file is written; that its history could not be kept does not undo it. */
static void keep_event(struct app *app, const struct request *request,
                       const struct write_view *view, const struct wish *wish,
                       struct str former, struct str text)
{
    const struct case_actor actor = desk_actor(request);
    struct slv_article article;
    struct article_event event;
    struct slv_error err;

    read_draft(app, view->path, text, request->arena, &article);
    event = (struct article_event){
        .article_id = article.id,
        .at_unix_s = actor.now_unix_s,
        .actor = actor.name,
        .action = action_of(wish->action, view->is_new),
    };
    if (app->articles &&
        article_store_add(app->articles, &event, text, former, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("history_not_kept"),
                  log_cstr("reason", err.text));
}

static bool is_told_on_page(enum slv_status status)
{
    return status == SLV_ERR_CONFLICT || status == SLV_ERR_INPUT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_PERMISSION ||
           status == SLV_ERR_NO_SPACE || status == SLV_ERR_IO ||
           status == SLV_ERR_CANNOT_CREATE;
}

/* A reader with the former address is led on, or the text is not saved. */
static enum slv_status check_address(const struct app *app,
                                     const struct request *request,
                                     struct str path, struct str former,
                                     struct str text, struct slv_error *err)
{
    struct slv_article was;
    struct slv_article is;

    if (former.len == 0)
        return SLV_OK;
    read_draft(app, path, former, request->arena, &was);
    read_draft(app, path, text, request->arena, &is);
    if (was.state == SLV_STATE_DRAFT || str_equal(was.id, is.id))
        return SLV_OK;
    for (size_t i = 0; i < is.replaces.count; i++)
        if (str_equal(is.replaces.items[i], was.id))
            return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT,
                    "The address was '%.*s', and whoever has it would find "
                    "nothing: write 'replaces: [%.*s]'; nothing was saved",
                    STR_ARG(was.id), STR_ARG(was.id));
}

static enum slv_status check_text(const struct app *app,
                                  const struct request *request,
                                  const struct write_view *view,
                                  const struct wish *wish, struct str former,
                                  struct str text, struct slv_error *err)
{
    enum slv_state state;
    enum slv_status status =
        check_address(app, request, view->path, former, text, err);

    if (status == SLV_OK && slv_state_parse(wish->action, &state))
        status = article_text_may_become(app, view->path, text, state,
                                         request->arena, err);
    return status;
}

/* --- what searches would lose --- */

static enum slv_status allow(struct app *app, const struct request *request,
                             const struct wish *wish,
                             const struct slv_article *article, struct str text,
                             size_t lost, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    char digest[HASH_HEX_BYTES];

    hash_format(hash_bytes(text), digest);
    return publish_store_allow(app->cases,
                               &(const struct article_allowance){
                                   .article_id = article->id,
                                   .digest = str_from(digest),
                                   .at_unix_s = actor.now_unix_s,
                                   .actor = actor.name,
                                   .reason = wish->reason,
                                   .lost = lost,
                               },
                               err);
}

/* A guard that cannot be asked stops nobody here: the indexer asks again before
 * readers get the file. */
static void ask_guard(struct app *app, const struct request *request,
                      const struct slv_article *article,
                      const struct article_file *file, struct str text,
                      struct write_view *view)
{
    struct hold_loss *losses = NULL;
    struct slv_error err;

    if (publish_guard_ask(app, article->id, file->real, text, request->arena,
                          &losses, &view->loss_count, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("guard_not_asked"),
                  log_cstr("reason", err.text));
    view->losses = losses;
}

/* Would searches lose what is to be published? Then it needs a reason, which is
 * kept with the text. */
static enum slv_status check_searches(struct app *app,
                                      const struct request *request,
                                      struct write_view *view,
                                      const struct wish *wish,
                                      const struct article_file *file,
                                      struct str text, struct slv_error *err)
{
    struct slv_article article;

    read_draft(app, view->path, text, request->arena, &article);
    if (view->is_new || !app->cases || article.state != SLV_STATE_PUBLISHED ||
        article.id.len > BOUND_ARTICLE_ID_BYTES)
        return SLV_OK;
    ask_guard(app, request, &article, file, text, view);
    if (view->loss_count == 0)
        return SLV_OK;
    view->anyhow = wish->action;
    view->reason = wish->reason;
    if (!wish->is_anyhow)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "Nothing was saved: %zu %s the article. The list is "
                        "below",
                        view->loss_count,
                        view->loss_count == 1 ? "search would lose"
                                              : "searches would lose");
    if (wish->reason.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Nothing was saved: say why it is published all the "
                        "same");
    return allow(app, request, wish, &article, text, view->loss_count, err);
}

enum slv_status write_save(struct app *app, const struct request *request,
                           struct write_view *view, const struct wish *wish,
                           struct response *response, struct slv_error *err)
{
    struct str text = with_state(wish->text, wish->action, request->arena);
    struct article_file file = {.digest = STR("")};
    struct str former;
    struct strbuf url;
    enum slv_status status =
        article_files_read(app, view->path, request->arena, &file, err);

    former = file.text;
    if (status == SLV_OK)
        status = check_right(app, request, view->path, former, text, err);
    if (status == SLV_OK)
        status = check_text(app, request, view, wish, former, text, err);
    if (status == SLV_OK && str_equal(file.digest, wish->digest))
        status = check_searches(app, request, view, wish, &file, text, err);
    if (status == SLV_OK)
        status = article_files_save(app, view->path, wish->digest, text,
                                    request->arena, &file, err);
    if (status != SLV_OK)
        return is_told_on_page(status)
                   ? write_page_refuse(app, request, view, status, err, &file,
                                       response)
                   : status;
    keep_event(app, request, view, wish, former, text);
    strbuf_init(&url, 4 * ARTICLE_ID_BYTES_MAX + 100);
    write_url(&url, view->id);
    strbuf_add_format(&url, "?done=%s", done_word(request, view, wish, text));
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}
