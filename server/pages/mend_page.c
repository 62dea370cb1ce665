/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /articles-to-mend: what cases say is wrong with articles, for
 * their owners; saying what was done; and writing the version that ships a fix
 * into the file of an article.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/article/front_edit.h"
#include "server/article_files.h"
#include "server/article_health.h"
#include "server/article_links.h"
#include "server/pages/desk_page.h"
#include "server/pages/mend_view.h"
#include "server/router.h"
#include "store/people_store.h"

#include <stdlib.h>

enum {
    OPEN_MAX = 200,
    DONE_MAX = 20,
    FIXED_MAX = 1000,
    VERSION_BYTES_MAX = 40
};

static void find_article(struct slv_reader *reader,
                         const struct request *request, struct mend_row *row)
{
    struct slv_article article;

    if (reader && article_find(reader, row->mend->article_id, request->arena,
                               &article, NULL) == SLV_OK) {
        row->title = article.title;
        row->owner = article.owner;
    }
    row->is_own = request->user && row->owner.len > 0 &&
                  str_equal(row->owner, request->user->login);
}

/* The own ones first; the others stay as they stand. */
static struct mend_row *take_rows(struct slv_reader *reader,
                                  const struct request *request,
                                  const struct mend *mends, size_t count,
                                  size_t *own_count)
{
    struct mend_row *all = arena_calloc(request->arena, count, sizeof *all);
    struct mend_row *out = arena_calloc(request->arena, count, sizeof *out);
    size_t placed = 0;

    *own_count = 0;
    for (size_t i = 0; i < count; i++) {
        all[i].mend = &mends[i];
        find_article(reader, request, &all[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (all[i].is_own)
            out[placed++] = all[i];
    *own_count = placed;
    for (size_t i = 0; i < count; i++)
        if (!all[i].is_own)
            out[placed++] = all[i];
    return out;
}

static enum slv_status find_fixes(struct app *app,
                                  const struct request *request,
                                  struct slv_reader *reader,
                                  struct mend_view *view, struct slv_error *err)
{
    struct mend_fixed *fixed = NULL;
    struct mend_fix_row *rows;
    size_t count = 0;
    enum slv_status status = mend_store_list_fixed(
        app->cases, FIXED_MAX, request->arena, &fixed, &count, err);

    rows = arena_calloc(request->arena, count, sizeof *rows);
    view->fixes = rows;
    for (size_t i = 0; status == SLV_OK && reader && i < count; i++) {
        struct slv_article article;

        if (article_find(reader, fixed[i].article_id, request->arena, &article,
                         NULL) != SLV_OK ||
            str_equal(article.fixed_in, fixed[i].fix.version))
            continue;
        rows[view->fix_count++] = (struct mend_fix_row){
            .fixed = &fixed[i],
            .title = article.title,
            .stands = article.fixed_in,
        };
    }
    return status;
}

static enum slv_status write_page(struct app *app,
                                  const struct request *request,
                                  struct mend_view *view,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct slv_reader *reader = NULL;
    struct mend *open = NULL;
    struct mend *done = NULL;
    struct article_rewritten *rewritten = NULL;
    size_t unused;
    enum slv_status status = desk_open(app, request, &view->desk, err);

    if (request_reader(request, &reader, NULL) != SLV_OK)
        reader = NULL;
    if (status == SLV_OK)
        status = mend_store_list(app->cases, false, OPEN_MAX + 1,
                                 request->arena, &open, &view->open_count, err);
    if (status == SLV_OK)
        status = mend_store_list(app->cases, true, DONE_MAX, request->arena,
                                 &done, &view->done_count, err);
    if (status == SLV_OK)
        status = find_fixes(app, request, reader, view, err);
    if (status == SLV_OK && reader)
        status = article_health_rewritten(app, request, &rewritten,
                                          &view->rewritten_count, err);
    if (status != SLV_OK)
        return status;
    view->rewritten = rewritten;
    view->has_more = view->open_count > OPEN_MAX;
    if (view->has_more)
        view->open_count = OPEN_MAX;
    view->open =
        take_rows(reader, request, open, view->open_count, &view->own_count);
    view->done = take_rows(reader, request, done, view->done_count, &unused);
    response_html(response);
    mend_view_write(&response->body, view);
    return SLV_OK;
}

enum slv_status mend_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    struct str done = request_param(request, "done");
    struct mend_view view = {
        .did = str_equal(done, STR("done")) ? STR("Kept: it is done.")
               : str_equal(done, STR("fixed_in"))
                   ? STR("It was written into the article, and shows when the "
                         "file has been indexed, in a moment.")
                   : STR(""),
    };

    return write_page(app, request, &view, response, err);
}

/* A version as YAML takes it between quotes. */
static bool is_plain_version(struct str version)
{
    if (version.len == 0 || version.len > VERSION_BYTES_MAX)
        return false;
    for (size_t i = 0; i < version.len; i++) {
        char c = version.ptr[i];

        if (!ascii_is_alnum(c) && c != '.' && c != '-' && c != '_' &&
            c != '+' && c != ' ')
            return false;
    }
    return true;
}

static enum slv_status write_version(struct app *app,
                                     const struct request *request,
                                     struct str id, struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct slv_article article;
    struct slv_reader *reader;
    struct article_file file;
    struct mend_fix fix;
    struct str path;
    struct str text;
    enum slv_status status = request_reader(request, &reader, err);

    if (status == SLV_OK)
        status = article_find(reader, id, arena, &article, err);
    if (status == SLV_OK)
        status = mend_store_find_fix(app->cases, id, arena, &fix, err);
    if (status == SLV_OK && !is_plain_version(fix.version))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "This version cannot be written by a button; edit "
                          "the article, and put it behind fixed_in");
    if (status == SLV_OK)
        status = article_files_path(app, &article, arena, &path, err);
    if (status == SLV_OK)
        status = article_files_read(app, path, arena, &file, err);
    if (status != SLV_OK)
        return status;
    text = front_edit_set(file.text, STR("fixed_in"),
                          arena_format(arena, "\"%.*s\"", STR_ARG(fix.version)),
                          arena);
    if (str_equal(text, file.text))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The front matter of the file cannot be read: mend it "
                        "first");
    return article_files_save(app, path, file.digest, text, arena, &file, err);
}

static bool is_told_on_page(enum slv_status status)
{
    return status == SLV_ERR_INPUT || status == SLV_ERR_CONFLICT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_NOT_FOUND;
}

enum slv_status mend_post(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct case_actor actor = desk_actor(request);
    struct arena *arena = request->arena;
    bool is_fix = str_equal(form_field(&form, "action"), STR("fixed_in"));
    struct mend_view view = {
        .typed_article = desk_line(&form, "article", arena),
        .typed_case = desk_line(&form, "case", arena),
        .typed = desk_line(&form, "done", arena),
    };
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    if (is_fix && !request_may(request, RIGHT_ARTICLES_PUBLISH))
        return slv_fail(err, SLV_ERR_PERMISSION, "This needs the right \"%s\"",
                        right_word(RIGHT_ARTICLES_PUBLISH));
    if (is_fix)
        status = write_version(app, request, view.typed_article, err);
    else if (view.typed.len == 0)
        status = slv_fail(err, SLV_ERR_INPUT, "Say what was done");
    else
        status = mend_store_done(app->cases, view.typed_case,
                                 view.typed_article, view.typed, &actor, err);
    if (status == SLV_OK) {
        response_redirect(response, 303,
                          is_fix ? STR("/articles-to-mend?done=fixed_in")
                                 : STR("/articles-to-mend?done=done"),
                          arena);
        return SLV_OK;
    }
    if (!is_told_on_page(status))
        return status;
    view.mistake =
        arena_format(arena, "%s.", err && err->text[0] ? err->text : "");
    response->status =
        status == SLV_ERR_NOT_FOUND ? 400 : slv_status_http(status);
    return write_page(app, request, &view, response, err);
}
