/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Verifying candidates, best first. See verify.h.
 */
#include "core/search/verify.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/hits.h"
#include "core/search/schema.h"

enum {
    VERIFY_PAGE = 100, /* candidates looked at in one step */
    VERIFY_CANDIDATES_MAX = 2000
};

static bool has_phrase_in_list(const struct str_list *list,
                               const struct query_phrase *phrase)
{
    for (size_t i = 0; i < list->count; i++)
        if (highlight_has_phrase(list->items[i], phrase))
            return true;
    return false;
}

static bool has_phrase(const struct slv_article *article,
                       const struct query_phrase *phrase)
{
    if (highlight_has_phrase(article->title, phrase) ||
        highlight_has_phrase(article->text, phrase))
        return true;
    for (size_t i = 0; i < article->section_count; i++)
        if (highlight_has_phrase(article->sections[i].title, phrase))
            return true;
    return has_phrase_in_list(&article->keywords, phrase) ||
           has_phrase_in_list(&article->errors, phrase) ||
           has_phrase_in_list(&article->tags, phrase) ||
           has_phrase_in_list(&article->products, phrase);
}

static bool has_phrases(const struct searching *search,
                        const struct slv_article *article)
{
    for (size_t i = 0; i < search->query.phrase_count; i++)
        if (!has_phrase(article, &search->query.phrases[i]))
            return false;
    return true;
}

/* Facets of the articles that were verified: counted by the index, with those
 * articles as the only ones that pass. */
static enum slv_status count_facets(struct searching *search,
                                    const struct str *verified, size_t count,
                                    struct slv_search_result *out,
                                    struct slv_error *err)
{
    const struct xap_filter filter = {verified, count};
    const struct xap_plan plan = {
        .filters = &filter,
        .filter_count = 1,
        .exact_total = true,
        .tie_slot = SLOT_KEY,
        .facet_slots = search->plan.facet_slots,
        .facet_slot_count = search->plan.facet_slot_count,
    };
    struct xap_result result;
    enum slv_status status =
        xap_search(search->reader->xap, &plan, search->arena, &result, err);

    if (status == SLV_OK)
        hits_take_facets(&result, out, search->arena);
    return status;
}

/* Candidates have all words; each is looked at, in the order of its score,
 * until the page is full, or to the end when the total is asked for. */
enum slv_status verify_search(struct searching *search,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    struct xap_plan plan = search->plan;
    struct xap_result result = {0};
    struct str *verified =
        arena_calloc(search->arena, VERIFY_CANDIDATES_MAX, sizeof *verified);
    size_t count = 0;
    bool is_at_end = false;
    enum slv_status status = SLV_OK;

    plan.limit = VERIFY_PAGE;
    plan.facet_slot_count = 0;
    plan.exact_total = false;
    out->hits =
        arena_calloc(search->arena, search->plan.limit, sizeof *out->hits);
    for (plan.first = 0;
         status == SLV_OK && !is_at_end && plan.first < VERIFY_CANDIDATES_MAX;
         plan.first += VERIFY_PAGE) {
        if (!search->plan.exact_total &&
            count > search->plan.first + search->plan.limit)
            break;
        status =
            xap_search(search->reader->xap, &plan, search->arena, &result, err);
        is_at_end = status == SLV_OK && result.hit_count < VERIFY_PAGE;
        for (size_t i = 0; status == SLV_OK && i < result.hit_count; i++) {
            struct opened_hit opened;

            status = hit_open(search, &result.hits[i], &opened, err);
            if (status != SLV_OK || !has_phrases(search, &opened.article))
                continue;
            verified[count++] =
                schema_name_term('Q', opened.article.id, search->arena);
            if (count > search->plan.first &&
                out->hit_count < search->plan.limit)
                status = hit_add(search, &result.hits[i], out, err);
        }
    }
    out->total = count;
    out->is_total_exact = is_at_end;
    if (status == SLV_OK && search->plan.facet_slot_count && count > 0)
        status = count_facets(search, verified, count, out, err);
    return status;
}
