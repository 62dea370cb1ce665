/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /my-articles: whoever writes sees each case that an article of theirs
 * solved, and what those of others did lately. No right to reports is needed:
 * there is praise on this page, and no figure of anybody's work.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/article_links.h"
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

/* Has it this id, or had it before it was renamed or merged? */
static bool has_id(const struct slv_article *article, struct str id)
{
    for (size_t i = 0; i < article->replaces.count; i++)
        if (str_equal(article->replaces.items[i], id))
            return true;
    return str_equal(article->id, id);
}

static struct my_case *take_cases(const struct solved_case *solved,
                                  size_t count, struct slv_reader *reader,
                                  struct arena *arena)
{
    struct my_case *out = arena_calloc(arena, count, sizeof *out);

    for (size_t i = 0; i < count; i++) {
        struct slv_article article;
        bool is_there = article_find(reader, solved[i].article_id, arena,
                                     &article, NULL) == SLV_OK;

        out[i] = (struct my_case){
            .solved = &solved[i],
            .title = is_there ? article.title : solved[i].article_id,
            .owner = is_there ? article.owner : STR(""),
        };
    }
    return out;
}

/* The own articles, and all ids that they have and had. */
static size_t take_own(struct slv_reader *reader,
                       const struct slv_article *articles, size_t count,
                       struct my_articles_view *view, struct my_article *own,
                       struct arena *arena, struct str **ids)
{
    struct slv_article *whole = arena_calloc(arena, OWN_MAX, sizeof *whole);
    size_t id_count = 0;
    size_t at = 0;

    for (size_t i = 0; i < count && view->article_count < OWN_MAX; i++) {
        struct slv_article *article = &whole[view->article_count];

        if (!str_equal(articles[i].owner, view->of))
            continue;
        /* one that went meanwhile had no other ids */
        if (slv_article_get(reader, articles[i].id, arena, article, NULL) !=
            SLV_OK)
            *article = articles[i];
        own[view->article_count++].article = article;
        id_count += 1 + article->replaces.count;
    }
    *ids = arena_calloc(arena, id_count, sizeof **ids);
    for (size_t i = 0; i < view->article_count; i++) {
        (*ids)[at++] = whole[i].id;
        for (size_t k = 0; k < whole[i].replaces.count; k++)
            (*ids)[at++] = whole[i].replaces.items[k];
    }
    return id_count;
}

/* Customers of both ids may be the same: at least so many there were. */
static void add_praise(struct article_praise *to,
                       const struct article_praise *more)
{
    to->solved += more->solved;
    to->solved_since += more->solved_since;
    if (more->customers > to->customers)
        to->customers = more->customers;
    if (more->last_unix_s > to->last_unix_s)
        to->last_unix_s = more->last_unix_s;
}

/* What happened to each of the own articles. */
static void take_praise(struct my_articles_view *view, struct my_article *own,
                        const struct article_praise *praise, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        view->solved += praise[i].solved;
        view->solved_since += praise[i].solved_since;
        for (size_t k = 0; k < view->article_count; k++) {
            if (has_id(own[k].article, praise[i].article_id))
                add_praise(&own[k].praise, &praise[i]);
        }
    }
    if (view->article_count > 0)
        qsort(own, view->article_count, sizeof *own, compare_articles);
}

static enum slv_status read_own(struct app *app, const struct request *request,
                                struct slv_reader *reader,
                                const struct slv_article *articles,
                                size_t count, struct my_articles_view *view,
                                struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct my_article *own = arena_calloc(arena, OWN_MAX, sizeof *own);
    struct str *ids;
    size_t id_count;
    struct article_praise *praise = NULL;
    struct solved_case *cases = NULL;
    size_t praise_count = 0;
    enum slv_status status = SLV_OK;

    id_count = take_own(reader, articles, count, view, own, arena, &ids);
    view->articles = own;
    for (size_t i = 0;
         app->feedback && status == SLV_OK && i < view->article_count; i++)
        status = feedback_store_count(app->feedback, own[i].article->id,
                                      &own[i].readers, err);
    if (status == SLV_OK)
        status = praise_store_articles(
            app->cases, ids, id_count,
            view->desk.now_unix_s - INT64_C(1) * MY_ARTICLES_DAYS * DAY_S,
            arena, &praise, &praise_count, err);
    if (status == SLV_OK)
        status = praise_store_cases(app->cases, ids, id_count, CASES_MAX, arena,
                                    &cases, &view->case_count, err);
    if (status != SLV_OK)
        return status;
    view->cases = take_cases(cases, view->case_count, reader, arena);
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
        status = read_own(app, request, reader, articles, count, &view, err);
    if (status == SLV_OK)
        status =
            praise_store_cases(app->cases, NULL, 0, TEAM_MAX, request->arena,
                               &team, &view.team_count, err);
    if (status != SLV_OK)
        return status;
    view.may_see_cases = request_may(request, RIGHT_CASES_READ);
    view.team = take_cases(team, view.team_count, reader, request->arena);
    response_html(response);
    my_articles_view_write(&response->body, &view);
    return SLV_OK;
}
