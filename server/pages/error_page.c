/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of error pages: what happened and what to do next. Which client
 * gets a page and which JSON is decided by server/problem.c.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/message_view.h"
#include "server/pages/pages.h"
#include "server/pages/visitor.h"

/* Is it the first use: has nothing been indexed yet? */
static bool is_first_use(const struct request *request)
{
    struct slv_reader *reader;

    return request->worker &&
           worker_reader(request->worker, &reader, NULL) == SLV_ERR_UNAVAILABLE;
}

static void say_first_use(struct message_view *view)
{
    view->title = STR("The first articles are on their way");
    view->text = STR("This site is new, and its articles are not ready to be "
                     "searched yet. Please come back in a few minutes.");
    view->hint = STR("If you run this site: name the folder that holds the "
                     "articles, and they appear here by themselves.");
    view->command = STR("solvent index FOLDER --data DATA");
    view->has_search = false;
}

static void say_busy(struct message_view *view)
{
    view->title = STR("This cannot be answered just now");
    view->text = STR("Please try again in a minute.");
    view->has_search = false;
}

static void say_wrong(struct message_view *view)
{
    view->title = STR("Something went wrong on our side");
    view->text = STR("It is not about what you did. Please try again in a few "
                     "minutes.");
    view->hint = STR("If it keeps happening, tell us the number below.");
}

static void say_not_found(const struct request *request,
                          struct message_view *view)
{
    bool is_article = str_has_prefix(request->path, STR("/articles/"));

    view->title = is_article ? STR("There is no such article")
                             : STR("There is no page at this address");
    view->text = STR("It may have moved or been taken down, or the address has "
                     "a slip in it.");
    view->hint = STR("Search for what you were looking for:");
}

/* Mistakes of the request: the handler's own sentence says it best. */
static void say_refused(const struct slv_error *err, struct message_view *view)
{
    view->title = STR("This request cannot be answered");
    view->text = str_from(err->text);
    view->hint = str_from(err->hint);
}

void page_error(struct app *app, const struct request *request, int http_status,
                const struct slv_error *err, struct response *response)
{
    struct message_view view = {.site = app->site,
                                .visitor = page_visitor(app, request),
                                .has_search = true};
    bool is_new = http_status == 503 && is_first_use(request);

    if (http_status == 401) {
        page_sign_in(app, request, err, response);
        return;
    }

    if (is_new)
        say_first_use(&view);
    else if (http_status == 503)
        say_busy(&view);
    else if (http_status >= 500 && http_status != 501)
        say_wrong(&view);
    else if (http_status == 404)
        say_not_found(request, &view);
    else
        say_refused(err, &view);
    /* What to quote when asking why; nobody asks why of a slip. */
    if (http_status >= 500 && !is_new)
        view.code = arena_format(request->arena, "Status %d, request %s",
                                 http_status, request->id);
    message_view_write(&response->body, &view);
}
