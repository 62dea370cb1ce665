/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decisions about gaps. See gap_hand.h; store/coverage_store_hand.c writes them,
 * and gap_articles.c makes the draft.
 */
#include "server/gap_hand.h"

#include "base/check.h"
#include "base/str.h"
#include "server/app.h"
#include "server/gap_articles.h"
#include "text/uri.h"

/* Who decides what about which gap. */
struct hand {
    struct app *app;
    const struct request *request;
    const struct coverage_gap *gap;
    const struct gap_wish *wish;
    const struct case_actor *actor;
};

static enum slv_status name(const struct hand *hand, int64_t *shown,
                            struct slv_error *err)
{
    (void) shown;
    return coverage_store_name(hand->app->cases, hand->gap->id,
                               hand->wish->name, hand->actor, err);
}

static enum slv_status merge(const struct hand *hand, int64_t *shown,
                             struct slv_error *err)
{
    *shown = hand->wish->into;
    if (hand->wish->into <= 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say which gap it is to be part of");
    return coverage_store_merge_gaps(hand->app->cases, hand->gap->id,
                                     hand->wish->into, hand->actor, err);
}

static enum slv_status split(const struct hand *hand, int64_t *shown,
                             struct slv_error *err)
{
    return coverage_store_split(hand->app->cases, hand->gap->id,
                                hand->wish->cases, hand->wish->case_count,
                                hand->actor, shown, err);
}

static enum slv_status undo(const struct hand *hand, int64_t *shown,
                            struct slv_error *err)
{
    return coverage_store_undo(hand->app->cases, hand->gap->id, hand->actor,
                               shown, err);
}

static enum slv_status draft(const struct hand *hand, int64_t *shown,
                             struct slv_error *err)
{
    struct str id;

    (void) shown;
    if (hand->gap->case_count > 0 &&
        !request_may(hand->request, RIGHT_CASES_READ))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "A draft tells what customers wrote, and you may "
                        "not read cases");
    return gap_articles_draft(hand->app, hand->request, hand->gap, hand->actor,
                              &id, err);
}

/* An id, or the address of an article's page. */
static struct str article_of(struct str text, struct arena *arena)
{
    const struct str marker = STR("/articles/");
    const size_t at = str_find(text, marker, 0);
    struct str path;

    if (at == text.len)
        return text;
    path = str_from_offset(text, at + marker.len);
    path = str_first(path, str_find_char(path, '#'));
    path = str_first(path, str_find_char(path, '?'));
    return uri_decode(path, false, arena);
}

static enum slv_status cover(const struct hand *hand, int64_t *shown,
                             struct slv_error *err)
{
    struct arena *arena = hand->request->arena;
    const struct str id = article_of(hand->wish->article, arena);
    struct slv_article article = {.id = {NULL, 0}};
    struct slv_reader *reader = NULL;
    enum slv_status status;

    (void) shown;
    if (id.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "Say which article covers the gap");
    status = request_reader(hand->request, &reader, err);
    if (status == SLV_OK)
        status = slv_article_get(reader, id, arena, &article, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_INPUT,
                        "There is no article \"%.*s\": give its id, or the "
                        "address of its page",
                        STR_ARG(str_first(id, 200)));
    if (status == SLV_OK && article.state != SLV_STATE_PUBLISHED)
        return slv_fail(err, SLV_ERR_INPUT,
                        "The article \"%.*s\" is not published yet",
                        STR_ARG(str_first(id, 200)));
    if (status != SLV_OK)
        return status;
    return coverage_store_set(hand->app->cases, hand->gap->id, GAP_COVERED,
                              article.id, hand->actor, err);
}

static enum slv_status ignore(const struct hand *hand, int64_t *shown,
                              struct slv_error *err)
{
    (void) shown;
    return coverage_store_set(hand->app->cases, hand->gap->id, GAP_IGNORED,
                              STR(""), hand->actor, err);
}

static enum slv_status open_again(const struct hand *hand, int64_t *shown,
                                  struct slv_error *err)
{
    (void) shown;
    return coverage_store_set(hand->app->cases, hand->gap->id, GAP_OPEN,
                              STR(""), hand->actor, err);
}

static const struct {
    struct str action;
    enum slv_status (*run)(const struct hand *hand, int64_t *shown,
                           struct slv_error *err);
    enum right right;
    const char *refusal;
} hands[] = {
#define DECIDES \
    RIGHT_ARTICLES_PUBLISH, "Only who publishes articles decides about gaps"
    {{"name", 4}, name, DECIDES},
    {{"merge", 5}, merge, DECIDES},
    {{"split", 5}, split, DECIDES},
    {{"undo", 4}, undo, DECIDES},
    {{"cover", 5}, cover, DECIDES},
    {{"ignore", 6}, ignore, DECIDES},
    {{"open", 4}, open_again, DECIDES},
    {{"draft", 5}, draft, RIGHT_ARTICLES_DRAFT, "You may not write drafts"},
#undef DECIDES
};

enum slv_status gap_hand_do(struct app *app, const struct request *request,
                            const struct coverage_gap *gap,
                            const struct gap_wish *wish,
                            const struct case_actor *actor, int64_t *shown,
                            struct slv_error *err)
{
    const struct hand hand = {app, request, gap, wish, actor};

    *shown = gap->id;
    for (size_t i = 0; i < ARRAY_LEN(hands); i++) {
        if (!str_equal(wish->action, hands[i].action))
            continue;
        if (!request_may(request, hands[i].right))
            return slv_fail(err, SLV_ERR_PERMISSION, "%s", hands[i].refusal);
        if (hands[i].run == split && !request_may(request, RIGHT_CASES_READ))
            return slv_fail(err, SLV_ERR_PERMISSION,
                            "Who chooses cases must be allowed to read them");
        return hands[i].run(&hand, shown, err);
    }
    return slv_fail(err, SLV_ERR_INPUT, "The action is " GAP_ACTIONS);
}
