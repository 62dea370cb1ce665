/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Saving an article step by step: rights, what the text says, what searches
 * would lose, the file, its history. See article_save.h.
 */
#include "server/article_save.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "core/article/front_edit.h"
#include "server/article_history.h"
#include "server/article_text.h"
#include "server/pages/desk_page.h"
#include "server/publish_guard.h"
#include "solvent/search.h"

#include <string.h>

/* --- which file --- */

enum slv_status article_save_find(struct app *app,
                                  const struct request *request, struct str id,
                                  struct str *path, struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct slv_reader *reader;
    struct slv_article article;
    struct article_file file;
    struct str successor;
    enum slv_status status = request_reader(request, &reader, NULL);

    if (!request_may(request, RIGHT_ARTICLES_INTERNAL))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such article");
    if (status == SLV_OK) {
        status = slv_article_get(reader, id, arena, &article, NULL);
        if (status != SLV_OK &&
            slv_article_find_replaced(reader, id, arena, &successor, NULL) ==
                SLV_OK)
            status = slv_article_get(reader, successor, arena, &article, NULL);
    }
    if (status == SLV_OK)
        return article_files_path(app, &article, arena, path, err);
    *path = arena_format(arena, "%.*s.md", STR_ARG(id));
    if (article_files_read(app, *path, arena, &file, NULL) == SLV_OK &&
        file.digest.len)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such article");
}

/* The article that has this address, as far as it is indexed. */
static bool is_taken(const struct request *request, struct str id,
                     struct slv_article *out)
{
    struct slv_reader *reader;

    return request_reader(request, &reader, NULL) == SLV_OK &&
           slv_article_get(reader, id, request->arena, out, NULL) == SLV_OK;
}

static enum slv_status taken(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CONFLICT,
                    "An article has this address already: choose another name");
}

enum slv_status article_save_check_name(const struct request *request,
                                        struct str name, struct slv_error *err)
{
    struct slv_article article;
    struct str rest = name;

    if (name.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "Give the file a name");
    if (name.len > BOUND_ARTICLE_ID_BYTES)
        return slv_fail(err, SLV_ERR_INPUT, "The name is longer than %d bytes",
                        BOUND_ARTICLE_ID_BYTES);
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]) &&
            (name.ptr[i] == '\0' || !strchr("-._/", name.ptr[i])))
            return slv_fail(err, SLV_ERR_INPUT,
                            "The name may have letters, digits, hyphens and "
                            "slashes between them");
    while (rest.len) {
        struct str part = str_take_until(&rest, '/');

        if (part.len == 0 || part.ptr[0] == '.')
            return slv_fail(err, SLV_ERR_INPUT,
                            "No part of the name may be empty or begin with a "
                            "dot");
    }
    return is_taken(request, name, &article) ? taken(err) : SLV_OK;
}

/* --- who may save what --- */

static struct slv_article read_article(const struct app *app, struct str path,
                                       struct str text, struct arena *arena)
{
    struct article_draft draft;
    struct diagnostics ignored;

    article_text_read(app, path, text, arena, &draft, &ignored);
    return draft.article;
}

/* One saving: what is asked for, what the file has and what it shall have. */
struct saving {
    struct app *app;
    const struct request *request;
    const struct article_wish *wish;
    struct str former; /* text of the file; empty when it is new */
    struct slv_article was;
    struct article_saved *out;
};

static enum slv_status check_right(const struct saving *saving,
                                   struct slv_error *err)
{
    if (request_may(saving->request, RIGHT_ARTICLES_PUBLISH))
        return SLV_OK;
    if (saving->former.len && saving->was.state != SLV_STATE_DRAFT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who may publish can change an article that is "
                        "no draft; nothing was saved");
    if (saving->out->article.state != SLV_STATE_DRAFT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who may publish can make it more than a draft: "
                        "write 'state: draft'; nothing was saved");
    return SLV_OK;
}

/* --- what the text says --- */

/* Reviewing and publishing note the day, so that the next review is counted from
 * it. A day to unpublish that has come would archive at once what is to be
 * published: it is done, and goes. */
static struct str with_state(const struct saving *saving, struct str text)
{
    const struct article_wish *wish = saving->wish;
    struct arena *arena = saving->request->arena;
    char today[CLOCK_DATE_BYTES];
    struct slv_article article;

    clock_format_date(clock_unix_s(), today);
    text = front_edit_set(text, STR("state"),
                          str_from(slv_state_name(wish->state)), arena);
    if (wish->state == SLV_STATE_REVIEWED || wish->state == SLV_STATE_PUBLISHED)
        text = front_edit_set(text, STR("reviewed"), str_from(today), arena);
    if (wish->state != SLV_STATE_PUBLISHED || wish->unpublish_on.ptr)
        return text;
    article = read_article(saving->app, wish->path, text, arena);
    return article.unpublish_on_unix_s &&
                   article.unpublish_on_unix_s <= clock_unix_s()
               ? front_edit_set(text, STR("unpublish_on"), STR(""), arena)
               : text;
}

/* The text that shall be in the file. */
static struct str asked_text(const struct saving *saving)
{
    const struct article_wish *wish = saving->wish;
    struct arena *arena = saving->request->arena;
    struct str text = wish->text;

    if (wish->publish_on.ptr)
        text = front_edit_set(text, STR("publish_on"), wish->publish_on, arena);
    if (wish->unpublish_on.ptr)
        text = front_edit_set(text, STR("unpublish_on"), wish->unpublish_on,
                              arena);
    return wish->has_state ? with_state(saving, text) : text;
}

static enum slv_status check_time(const char *key, struct str value,
                                  struct slv_error *err)
{
    int64_t ignored;

    if (value.len == 0 || clock_parse_iso(value, &ignored))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT,
                    "%s must be a day such as 2026-12-01, or a time such as "
                    "2026-12-01T18:00:00Z; nothing was saved",
                    key);
}

static enum slv_status check_schedule(const struct saving *saving,
                                      struct slv_error *err)
{
    const struct article_wish *wish = saving->wish;
    const struct slv_article *article = &saving->out->article;
    enum slv_status status = check_time("publish_on", wish->publish_on, err);

    if (status == SLV_OK)
        status = check_time("unpublish_on", wish->unpublish_on, err);
    if (status == SLV_OK && (wish->publish_on.ptr || wish->unpublish_on.ptr) &&
        article->publish_on_unix_s && article->unpublish_on_unix_s &&
        article->unpublish_on_unix_s <= article->publish_on_unix_s)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "unpublish_on must be after publish_on; nothing was "
                          "saved");
    return status;
}

static bool leads_here(const struct slv_article *article, struct str id)
{
    for (size_t i = 0; i < article->replaces.count; i++)
        if (str_equal(article->replaces.items[i], id))
            return true;
    return str_equal(article->id, id);
}

/* A reader with a former address is led on, or the text is not saved; and no
 * article takes the address of another. */
static enum slv_status check_address(const struct saving *saving,
                                     struct slv_error *err)
{
    const struct slv_article *was = &saving->was;
    const struct slv_article *is = &saving->out->article;
    struct slv_article other;

    if (saving->former.len && str_equal(was->id, is->id))
        return SLV_OK;
    if (is_taken(saving->request, is->id, &other) &&
        !str_equal(other.path, saving->wish->path))
        return taken(err);
    if (saving->former.len == 0 || was->state == SLV_STATE_DRAFT)
        return SLV_OK;
    if (!leads_here(is, was->id))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The address was '%.*s', and whoever has it would find "
                        "nothing: write 'replaces: [%.*s]'; nothing was saved",
                        STR_ARG(was->id), STR_ARG(was->id));
    /* addresses that it had before that one, unless another has them by now */
    for (size_t i = 0; i < was->replaces.count; i++)
        if (!leads_here(is, was->replaces.items[i]) &&
            !is_taken(saving->request, was->replaces.items[i], &other))
            return slv_fail(
                err, SLV_ERR_INPUT,
                "An older address was '%.*s', and whoever has it "
                "would find nothing: leave it in 'replaces', beside "
                "'%.*s'; nothing was saved",
                STR_ARG(was->replaces.items[i]), STR_ARG(was->id));
    return SLV_OK;
}

static enum slv_status check_text(const struct saving *saving,
                                  struct slv_error *err)
{
    const struct article_wish *wish = saving->wish;
    enum slv_status status;

    if (saving->out->text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "There is no text; nothing was saved");
    status = check_schedule(saving, err);
    if (status == SLV_OK)
        status = check_address(saving, err);
    if (status == SLV_OK && (wish->has_state || wish->needs_front_matter))
        status = article_text_may_become(
            saving->app, wish->path, saving->out->text,
            wish->has_state ? wish->state : saving->out->article.state,
            saving->request->arena, err);
    return status;
}

/* --- what searches would lose --- */

static enum slv_status allow(const struct saving *saving, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(saving->request);
    char digest[HASH_HEX_BYTES];

    hash_format(hash_bytes(saving->out->text), digest);
    return publish_store_allow(saving->app->cases,
                               &(const struct article_allowance){
                                   .article_id = saving->out->article.id,
                                   .digest = str_from(digest),
                                   .at_unix_s = actor.now_unix_s,
                                   .actor = actor.name,
                                   .reason = saving->wish->reason,
                                   .lost = saving->out->loss_count,
                               },
                               err);
}

/* A guard that cannot be asked stops nobody here: the indexer asks again before
 * readers get the file. */
static void ask_guard(const struct saving *saving)
{
    struct article_saved *out = saving->out;
    struct hold_loss *losses = NULL;
    struct slv_error err;

    if (publish_guard_ask(saving->app, out->article.id, out->file.real,
                          out->text, saving->request->arena, &losses,
                          &out->loss_count, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("guard_not_asked"),
                  log_cstr("reason", err.text));
    out->losses = losses;
}

/* Would searches lose what is to be published? Then it needs a reason, which is
 * kept with the text. */
static enum slv_status check_searches(const struct saving *saving,
                                      struct slv_error *err)
{
    const struct article_wish *wish = saving->wish;
    const struct article_saved *out = saving->out;

    if (wish->is_new || !saving->app->cases ||
        out->article.state != SLV_STATE_PUBLISHED ||
        out->article.id.len > BOUND_ARTICLE_ID_BYTES)
        return SLV_OK;
    ask_guard(saving);
    if (out->loss_count == 0)
        return SLV_OK;
    if (!wish->is_anyhow)
        return slv_fail(
            err, SLV_ERR_CONFLICT, "Nothing was saved: %zu %s the article",
            out->loss_count,
            out->loss_count == 1 ? "search would lose" : "searches would lose");
    if (wish->reason.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Nothing was saved: say why it is published all the "
                        "same");
    return allow(saving, err);
}

/* --- history --- */

static enum article_action action_of(const struct saving *saving)
{
    const struct article_wish *wish = saving->wish;
    const struct article_saved *out = saving->out;
    const struct article_names names = {wish->path, out->article.id,
                                        out->article.id, out->article.replaces};
    struct str older;

    if (wish->is_new)
        return ARTICLE_MADE;
    if (wish->has_state)
        return (enum article_action)(ARTICLE_TO_DRAFT + (int) wish->state);
    return !str_equal(out->text, saving->former) &&
                   article_history_text(saving->app, &names, out->file.digest,
                                        saving->request->arena, &older)
               ? ARTICLE_RESTORED
               : ARTICLE_CHANGED;
}

/* The file is written; that its history could not be kept does not undo it. */
static void keep_event(const struct saving *saving)
{
    const struct case_actor actor = desk_actor(saving->request);
    const struct article_event event = {
        .article_id = saving->out->article.id,
        .at_unix_s = actor.now_unix_s,
        .actor = actor.name,
        .action = saving->out->action = action_of(saving),
    };
    struct slv_error err;

    if (saving->app->articles &&
        article_store_add(saving->app->articles, &event, saving->out->text,
                          saving->former, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("history_not_kept"),
                  log_cstr("reason", err.text));
}

enum slv_status article_save(struct app *app, const struct request *request,
                             const struct article_wish *wish,
                             struct article_saved *out, struct slv_error *err)
{
    struct saving saving = {
        .app = app, .request = request, .wish = wish, .out = out};
    enum slv_status status;

    *out = (struct article_saved){.text = wish->text};
    status =
        article_files_read(app, wish->path, request->arena, &out->file, err);
    if (status != SLV_OK)
        return status;
    saving.former = out->file.text;
    if (saving.former.len)
        saving.was =
            read_article(app, wish->path, saving.former, request->arena);
    out->was_published =
        saving.former.len > 0 && saving.was.state == SLV_STATE_PUBLISHED;
    out->text = asked_text(&saving);
    out->article = read_article(app, wish->path, out->text, request->arena);
    status = check_right(&saving, err);
    if (status == SLV_OK)
        status = check_text(&saving, err);
    if (status == SLV_OK && str_equal(out->file.digest, wish->digest))
        status = check_searches(&saving, err);
    if (status == SLV_OK)
        status = article_files_save(app, wish->path, wish->digest, out->text,
                                    request->arena, &out->file, err);
    if (status == SLV_OK)
        keep_event(&saving);
    return status;
}
