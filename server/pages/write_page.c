/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /write and /write/{id...}: the pages for writing articles. The
 * file is the truth: each form carries the digest of the file that it was made
 * from. Saving is left to write_save.c, what a text says to article_text.c.
 */
#include "server/pages/write_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_history.h"
#include "server/article_links.h"
#include "server/article_save.h"
#include "server/article_text.h"
#include "server/pages/desk_page.h"
#include "server/pages/difference_view.h"
#include "server/router.h"
#include "text/utf8.h"

static const char template_text[] =
    "---\n"
    "title: \n"
    "products: []\n"
    "tags: []\n"
    "state: draft\n"
    "access: public\n"
    "---\n"
    "## Symptoms\n"
    "\n"
    "What the reader sees, with the words of the message.\n"
    "\n"
    "## Resolution\n"
    "\n"
    "1. The first thing to do.\n"
    "2. The next.\n";

/* As typed. */
static struct str typed_text(const struct uri_params *form, struct arena *arena)
{
    return article_text_plain(
        utf8_repair(form_field(form, "text"), arena, NULL), arena);
}

static struct wish read_wish(const struct request *request)
{
    const struct uri_params form = request_form(request);

    const struct str anyhow = form_field(&form, "anyhow");

    return (struct wish){
        .action = anyhow.len ? anyhow : form_field(&form, "action"),
        .is_anyhow = anyhow.len > 0,
        .reason = desk_line(&form, "reason", request->arena),
        .text = typed_text(&form, request->arena),
        .digest = form_field(&form, "digest"),
        .name = desk_line(&form, "name", request->arena),
        .restore = form_field(&form, "restore"),
    };
}

/* --- what a text says --- */

static void fill_from_text(struct app *app, const struct request *request,
                           struct write_view *view)
{
    struct article_draft draft;
    struct slv_reader *reader = NULL;

    article_text_read(app, view->path, view->text, request->arena, &draft,
                      &view->findings);
    article_text_check(app, &draft, view->text.len, request->arena,
                       &view->findings);
    view->article = draft.article;
    view->is_too_long = view->text.len > ARTICLE_TEXT_LOOKED_AT_BYTES;
    if (!view->is_too_long && request_reader(request, &reader, NULL) == SLV_OK)
        view->preview =
            article_html(app, request, reader, &draft.article, true);
}

/* --- the page --- */

static struct article_names names_of(const struct write_view *view,
                                     const struct slv_article *article)
{
    return (struct article_names){view->path, article->id, view->id,
                                  article->replaces};
}

/* What keeps the file from readers. */
static void fill_hold(struct app *app, const struct request *request,
                      struct write_view *view)
{
    struct article_hold *holds = NULL;
    size_t count = 0;

    if (view->is_new || !app->cases)
        return;
    if (view->loss_count ||
        publish_store_list_holds(app->cases, request->arena, &holds, &count,
                                 NULL) != SLV_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (str_equal(holds[i].article_id, view->article.id)) {
            view->is_held = true;
            view->losses = holds[i].losses;
            view->loss_count = holds[i].loss_count;
        }
}

enum slv_status write_page_out(struct app *app, const struct request *request,
                               struct write_view *view,
                               struct response *response)
{
    struct article_names names;

    view->desk = (struct desk){
        .site = app->site,
        .visitor = page_visitor(app, request),
        .rights = request->rights,
        .now_unix_s = clock_unix_s(),
    };
    view->may_publish = request_may(request, RIGHT_ARTICLES_PUBLISH);
    fill_from_text(app, request, view);
    names = names_of(view, &view->article);
    if (!view->is_new)
        article_history_list(app, &names, !view->is_preview, request->arena,
                             &view->history);
    fill_hold(app, request, view);
    response_html(response);
    write_view_page(&response->body, view);
    return SLV_OK;
}

enum slv_status
write_page_refuse(struct app *app, const struct request *request,
                  struct write_view *view, enum slv_status status,
                  const struct slv_error *err, const struct article_file *file,
                  struct response *response)
{
    view->mistake = arena_format(request->arena, "%s.%s", err->text,
                                 view->loss_count ? " The list is below." : "");
    if (status == SLV_ERR_CONFLICT && file->digest.len &&
        !str_equal(file->digest, view->digest)) {
        view->is_conflict = true;
        view->other = utf8_repair(file->text, request->arena, NULL);
        view->digest = file->digest;
        view->difference =
            difference_view(view->other, view->text, request->arena);
    }
    response->status = slv_status_http(status);
    return write_page_out(app, request, view, response);
}

static struct str done_sentence(struct str word)
{
    static const struct {
        const char *word;
        const char *sentence;
    } rows[] = {
        {"made", "The article was made. It is found in a few seconds."},
        {"saved", "Saved."},
        {"draft", "It is a draft now."},
        {"reviewed", "It is reviewed now."},
        {"published", "It is published. Readers find it in a few seconds."},
        {"staff", "It is published for staff alone: its access is internal."},
        {"later", "It is published when the time of its publish_on has come."},
        {"away", "It is saved, and gone from readers until the time of its "
                 "publish_on has come. Take that line away to publish it now."},
        {"archived", "It is archived now."},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].sentence);
    return STR("");
}

/* The text of an older version of the article. */
static bool find_version(struct app *app, const struct request *request,
                         const struct write_view *view, struct str version,
                         struct str *text)
{
    struct article_draft draft;
    struct diagnostics ignored;
    struct article_names names;

    article_text_read(app, view->path, view->text, request->arena, &draft,
                      &ignored);
    names = names_of(view, &draft.article);
    return article_history_text(app, &names, version, request->arena, text);
}

/* ?version=DIGEST: what changed since. */
static void compare_version(struct app *app, const struct request *request,
                            struct write_view *view)
{
    struct str version = request_param(request, "version");
    struct str text;

    if (version.len == 0 || !find_version(app, request, view, version, &text))
        return;
    view->difference_of = version;
    view->difference = difference_view(text, view->text, request->arena);
}

enum slv_status article_write_page(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct write_view view = {.id = request_capture(request, "id")};
    struct article_file file;
    enum slv_status status =
        article_save_find(app, request, view.id, &view.path, err);

    if (status == SLV_OK)
        status = article_files_read(app, view.path, request->arena, &file, err);
    if (status == SLV_OK && file.digest.len == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "The file of this article is not there any more");
    if (status != SLV_OK)
        return status;
    view.text = utf8_repair(file.text, request->arena, NULL);
    view.digest = file.digest;
    view.done = done_sentence(request_param(request, "done"));
    compare_version(app, request, &view);
    return write_page_out(app, request, &view, response);
}

enum slv_status article_new_page(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct write_view view = {
        .is_new = true, .path = STR("new.md"), .text = str_from(template_text)};
    struct str folder;
    enum slv_status status =
        article_files_folder(app, request->arena, &folder, err);

    return status == SLV_OK ? write_page_out(app, request, &view, response)
                            : status;
}

static bool is_saving(struct str action)
{
    enum slv_state state;

    return str_equal(action, STR("save")) || slv_state_parse(action, &state);
}

/* The text of an older version comes into the box, to be looked at and saved. */
static void restore(struct app *app, const struct request *request,
                    struct write_view *view, struct str version)
{
    struct str text;

    if (!find_version(app, request, view, version, &text)) {
        view->mistake = STR("That version is not kept.");
        return;
    }
    view->text = text;
    view->done = STR("The older text stands in the box. Save it to restore "
                     "it.");
}

enum slv_status article_write_post(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    const struct wish wish = read_wish(request);
    struct write_view view = {.id = request_capture(request, "id"),
                              .text = wish.text,
                              .digest = wish.digest};
    enum slv_status status =
        article_save_find(app, request, view.id, &view.path, err);

    if (status != SLV_OK)
        return status;
    view.is_preview = str_equal(wish.action, STR("preview"));
    if (wish.restore.len)
        restore(app, request, &view, wish.restore);
    else if (is_saving(wish.action))
        return write_save(app, request, &view, &wish, response, err);
    return write_page_out(app, request, &view, response);
}

enum slv_status article_new_post(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct wish wish = read_wish(request);
    const struct article_file none = {.digest = STR("")};
    struct str stem = str_has_suffix(wish.name, STR(".md"))
                          ? str_first(wish.name, wish.name.len - 3)
                          : wish.name;
    struct write_view view = {
        .is_new = true, .id = stem, .text = wish.text, .path = STR("new.md")};
    enum slv_status status;

    if (!is_saving(wish.action))
        return write_page_out(app, request, &view, response);
    status = article_save_check_name(request, stem, err);
    if (status != SLV_OK)
        return write_page_refuse(app, request, &view, status, err, &none,
                                 response);
    view.path = arena_format(request->arena, "%.*s.md", STR_ARG(stem));
    return write_save(app, request, &view, &wish, response, err);
}
