/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /my-articles: whoever writes sees each case that an article of theirs
 * solved, and what those of others did lately. No right to reports is needed:
 * there is praise on this page, and no figure of anybody's work.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/pages/desk_page.h"
#include "server/pages/my_articles_view.h"
#include "server/router.h"
#include "solvent/search.h"
#include "store/people_store.h"
#include "text/utf8.h"

#include <stdlib.h>

enum {
    ARTICLES_MAX = 200000, /* looked at */
    OWN_MAX = 500,         /* shown */
    CASES_MAX = 50,
    TEAM_MAX = 15,
    DAY_S = 24 * 60 * 60
};

static int compare_articles(const void *a, const void *b)
{
    const struct my_article *first = a;
    const struct my_article *second = b;
    const struct article_praise *x = &first->praise;
    const struct article_praise *y = &second->praise;

    if (x->solved_since != y->solved_since)
        return x->solved_since > y->solved_since ? -1 : 1;
    if (x->solved != y->solved)
        return x->solved > y->solved ? -1 : 1;
    return str_compare(first->article->id, second->article->id);
}

static const struct slv_article *find(const struct slv_article *articles,
                                      size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(articles[i].id, id))
            return &articles[i];
    }
    return NULL;
}

static struct my_case *take_cases(const struct solved_case *solved,
                                  size_t count,
                                  const struct slv_article *articles,
                                  size_t article_count, struct arena *arena)
{
    struct my_case *out = arena_calloc(arena, count, sizeof *out);

    for (size_t i = 0; i < count; i++) {
        const struct slv_article *article =
            find(articles, article_count, solved[i].article_id);

        out[i] = (struct my_case){
            .solved = &solved[i],
            .title = article ? article->title : solved[i].article_id,
            .owner = article ? article->owner : STR(""),
        };
    }
    return out;
}

/* What happened to each of the own articles; both are by id. */
static void take_praise(struct my_articles_view *view, struct my_article *own,
                        const struct article_praise *praise, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        view->solved += praise[i].solved;
        view->solved_since += praise[i].solved_since;
        for (size_t k = 0; k < view->article_count; k++) {
            if (str_equal(own[k].article->id, praise[i].article_id))
                own[k].praise = praise[i];
        }
    }
    if (view->article_count > 0)
        qsort(own, view->article_count, sizeof *own, compare_articles);
}

static enum slv_status read_own(struct app *app, const struct request *request,
                                const struct slv_article *articles,
                                size_t count, struct my_articles_view *view,
                                struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct my_article *own = arena_calloc(arena, OWN_MAX, sizeof *own);
    struct str *ids = arena_calloc(arena, OWN_MAX, sizeof *ids);
    struct article_praise *praise = NULL;
    struct solved_case *cases = NULL;
    size_t praise_count = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && view->article_count < OWN_MAX; i++) {
        if (!str_equal(articles[i].owner, view->of))
            continue;
        ids[view->article_count] = articles[i].id;
        own[view->article_count++].article = &articles[i];
    }
    view->articles = own;
    for (size_t i = 0;
         app->feedback && status == SLV_OK && i < view->article_count; i++)
        status =
            feedback_store_count(app->feedback, ids[i], &own[i].readers, err);
    if (status == SLV_OK)
        status = praise_store_articles(
            app->cases, ids, view->article_count,
            view->desk.now_unix_s - INT64_C(1) * MY_ARTICLES_DAYS * DAY_S,
            arena, &praise, &praise_count, err);
    if (status == SLV_OK)
        status =
            praise_store_cases(app->cases, ids, view->article_count, CASES_MAX,
                               arena, &cases, &view->case_count, err);
    if (status != SLV_OK)
        return status;
    view->cases = take_cases(cases, view->case_count, articles, count, arena);
    take_praise(view, own, praise, praise_count);
    return SLV_OK;
}

/* Who is meant: whoever asks, or the one whom the address names. */
static enum slv_status read_person(struct app *app,
                                   const struct request *request,
                                   struct my_articles_view *view,
                                   struct slv_error *err)
{
    const struct str own = request->user ? request->user->login : STR("");
    struct case_agent agent;
    enum slv_status status;

    view->of = str_trim(
        utf8_repair(request_param(request, "of"), request->arena, NULL));
    if (view->of.len == 0)
        view->of = own;
    view->is_own = str_equal(view->of, own);
    view->name = view->of;
    if (view->is_own)
        return SLV_OK;
    status = case_store_find_agent(app->cases, view->of, request->arena, &agent,
                                   err);
    if (status == SLV_OK)
        view->name = agent.name;
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

enum slv_status my_articles_page(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct my_articles_view view = {.solved = 0};
    struct slv_article *articles = NULL;
    struct solved_case *team = NULL;
    struct slv_reader *reader;
    size_t count = 0;
    uint64_t total;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = read_person(app, request, &view, err);
    if (status == SLV_OK)
        status = request_reader(request, &reader, err);
    if (status == SLV_OK)
        status = slv_article_list(reader, 0, ARTICLES_MAX, request->arena,
                                  &articles, &count, &total, err);
    if (status == SLV_OK)
        status = read_own(app, request, articles, count, &view, err);
    if (status == SLV_OK)
        status =
            praise_store_cases(app->cases, NULL, 0, TEAM_MAX, request->arena,
                               &team, &view.team_count, err);
    if (status != SLV_OK)
        return status;
    view.may_see_cases = request_may(request, RIGHT_CASES_READ);
    view.team =
        take_cases(team, view.team_count, articles, count, request->arena);
    response_html(response);
    my_articles_view_write(&response->body, &view);
    return SLV_OK;
}
