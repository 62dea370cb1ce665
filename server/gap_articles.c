/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a gap to its article and back. See gap_articles.h; the text of the draft
 * is core/insight/gap_draft.c.
 */
#include "server/gap_articles.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/cases/known_names.h"
#include "core/insight/gap_draft.h"
#include "server/article_files.h"
#include "server/customer_names.h"

enum { NAMES_MAX = 100 };

enum slv_status gap_articles_follow(struct app *app,
                                    const struct request *request,
                                    struct slv_error *err)
{
    const struct case_actor actor = {STR(GAP_FOLLOWER), clock_unix_s()};
    struct coverage_gap *gaps = NULL;
    struct slv_reader *reader;
    size_t count = 0;
    enum slv_status status = coverage_store_drafted(
        app->cases, GAP_ARTICLES_MAX, request->arena, &gaps, &count, err);

    if (status != SLV_OK || count == 0)
        return status;
    /* without an index nothing is published */
    if (request_reader(request, &reader, NULL) != SLV_OK)
        return SLV_OK;
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct slv_article article;

        if (slv_article_get(reader, gaps[i].article_id, request->arena,
                            &article, NULL) == SLV_OK &&
            article.state == SLV_STATE_PUBLISHED)
            status = coverage_store_set(app->cases, gaps[i].id, GAP_COVERED,
                                        STR(""), &actor, err);
    }
    return status;
}

/* --- the draft --- */

static enum slv_status read_sources(struct app *app, struct arena *arena,
                                    const struct gap_case *cases, size_t count,
                                    struct draft_source *out,
                                    struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct case_record *record = arena_calloc(arena, 1, sizeof *record);
        struct case_customer *customer =
            arena_calloc(arena, 1, sizeof *customer);
        struct case_contact *contact = arena_calloc(arena, 1, sizeof *contact);

        status = case_store_find_case(app->cases, cases[i].number, arena,
                                      record, err);
        if (status == SLV_OK)
            status = case_store_find_customer(app->cases, record->customer,
                                              arena, customer, err);
        if (status == SLV_OK && record->contact.len > 0)
            status =
                case_store_find_contact(app->cases, record->customer,
                                        record->contact, arena, contact, err);
        out[i] = (struct draft_source){
            .record = record, .customer = customer, .contact = contact};
    }
    return status;
}

static enum slv_status read_searches(struct app *app, int64_t gap_id,
                                     struct arena *arena, struct str **out,
                                     size_t *count, struct slv_error *err)
{
    struct coverage_search *searches = NULL;
    enum slv_status status = coverage_store_gap_searches(
        app->cases, gap_id, GAP_DRAFT_SEARCHES, arena, &searches, count, err);

    *out = arena_calloc(arena, *count, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = searches[i].query;
    return status;
}

/* Whom the store knows of what was searched, which may name the gap, too. */
static void find_names(struct app *app, struct str words,
                       const struct str *searches, size_t count,
                       struct personal_names *out)
{
    const struct strmap *names = customer_names_hold(app->names);

    known_names_find(names, words, app->speller, out);
    for (size_t i = 0; i < count; i++)
        known_names_find(names, searches[i], app->speller, out);
    customer_names_release(app->names);
}

/* Save under the first name that neither a file nor an article has. */
static enum slv_status save(struct app *app, const struct request *request,
                            struct gap_draft *draft, struct str wanted,
                            struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct slv_reader *reader = NULL;

    if (request_reader(request, &reader, NULL) != SLV_OK)
        reader = NULL;
    for (int i = 1; i <= NAMES_MAX; i++) {
        struct article_file file;
        struct slv_article article;
        enum slv_status status;

        draft->id = i == 1 ? wanted
                           : arena_format(arena, "%.*s-%d", STR_ARG(wanted), i);
        if (reader &&
            slv_article_get(reader, draft->id, arena, &article, NULL) == SLV_OK)
            continue;
        status = article_files_save(
            app, arena_format(arena, "%.*s.md", STR_ARG(draft->id)), STR(""),
            gap_draft_markdown(draft, arena), arena, &file, err);
        if (status != SLV_ERR_CONFLICT)
            return status;
    }
    return slv_fail(err, SLV_ERR_CONFLICT,
                    "This gap has been drafted %d times already", NAMES_MAX);
}

enum slv_status gap_articles_draft(struct app *app,
                                   const struct request *request,
                                   const struct coverage_gap *gap,
                                   const struct case_actor *actor,
                                   struct str *id, struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct draft_source sources[GAP_DRAFT_CASES];
    struct gap_draft draft = {
        .words = gap->words, .owner = actor->name, .cases = sources};
    struct gap_case *cases = NULL;
    struct str *numbers = NULL;
    struct str *searches = NULL;
    struct personal_names others = {.count = 0};
    enum slv_status status;

    if (gap->article_id.len > 0)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "This gap has an article already: %.*s",
                        STR_ARG(gap->article_id));
    status = coverage_store_gap_cases(app->cases, gap->id, 0, INT64_MAX,
                                      GAP_DRAFT_CASES, arena, &cases,
                                      &draft.case_count, err);
    if (status == SLV_OK)
        status =
            read_sources(app, arena, cases, draft.case_count, sources, err);
    if (status == SLV_OK)
        status = coverage_store_gap_numbers(app->cases, gap->id, arena,
                                            &numbers, &draft.number_count, err);
    draft.numbers = numbers;
    if (status == SLV_OK)
        status = read_searches(app, gap->id, arena, &searches,
                               &draft.search_count, err);
    draft.searches = searches;
    draft.others = &others;
    if (status == SLV_OK)
        find_names(app, gap->words, searches, draft.search_count, &others);
    if (status == SLV_OK)
        status = save(
            app, request, &draft,
            gap_draft_id(gap->words, &others, (long long) gap->id, arena), err);
    if (status == SLV_OK)
        status = coverage_store_set(app->cases, gap->id, gap->state, draft.id,
                                    actor, err);
    *id = draft.id;
    return status;
}
