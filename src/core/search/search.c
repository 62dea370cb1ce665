/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One search, from what was typed to a page of hits: query, plan, match,
 * phrases verified, snippets, and when asked for, explanations.
 */
#include "solvent/search.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/search/document.h"
#include "core/search/query.h"
#include "core/search/reader.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/snippet.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PLAN_WORDS_MAX = 32, /* of a longer query the most telling ones */
    PLAN_EXCLUSIONS_MAX = 200,
    PHRASE_PAGE = 100, /* candidates looked at in one step */
    PHRASE_CANDIDATES_MAX = 2000,
    STALE_TRIES_MAX = 4 /* when an article goes between match and snippet */
};

struct searching {
    struct slv_reader *reader;
    const struct slv_search_request *request;
    struct arena *arena;
    struct query query;
    struct xap_plan plan;
    bool skip_stop_words;
    struct highlighter highlighter;
    unsigned roles; /* of the section filter, a bit each; 0: no filter */
};

/* --- plan --- */

struct ranked_word {
    size_t index;
    double score;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked_word *left = a;
    const struct ranked_word *right = b;

    if (left->score < right->score)
        return 1;
    if (left->score > right->score)
        return -1;
    return (left->index > right->index) - (left->index < right->index);
}

static double idf_of(double articles, double with_term)
{
    return log(1 + (articles - with_term + 0.5) / (with_term + 0.5));
}

static size_t count_forbidden(const struct query *query)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        count += query->words[i].is_forbidden;
    return count;
}

/* Keep every exclusion (to a bound), and of the other words the PLAN_WORDS_MAX
 * that tell most: those of phrases, rare ones, and those that are typed often.
 * Words that no article has tell nothing. */
static enum slv_status keep_telling(struct searching *search,
                                    struct slv_error *err)
{
    struct query *query = &search->query;
    size_t count = query->count;
    size_t forbidden = count_forbidden(query);
    size_t kept_count =
        PLAN_WORDS_MAX +
        (forbidden < PLAN_EXCLUSIONS_MAX ? forbidden : PLAN_EXCLUSIONS_MAX);
    struct str *names = arena_calloc(search->arena, count, sizeof *names);
    uint64_t *frequencies =
        arena_calloc(search->arena, count, sizeof *frequencies);
    struct ranked_word *ranked =
        arena_calloc(search->arena, count, sizeof *ranked);
    struct query_word *kept;
    double articles = (double) xap_reader_document_count(search->reader->xap);
    enum slv_status status;

    for (size_t i = 0; i < count; i++)
        names[i] = query->words[i].term->name;
    status = xap_term_frequencies(search->reader->xap, names, count,
                                  frequencies, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const struct query_word *word = &query->words[i];
        double score = frequencies[i] == 0
                           ? -1
                           : idf_of(articles, (double) frequencies[i]) *
                                 sqrt(word->weight);

        if (word->is_forbidden)
            score = HUGE_VAL;
        else if (word->is_required)
            score = DBL_MAX;
        else if (word->is_stop_word)
            score = -2;
        ranked[i] = (struct ranked_word){i, score};
    }
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    if (kept_count > count)
        kept_count = count;
    kept = arena_calloc(search->arena, kept_count, sizeof *kept);
    for (size_t i = 0; i < kept_count; i++)
        kept[i] = query->words[ranked[i].index];
    query->words = kept;
    query->count = kept_count;
    return SLV_OK;
}

/* Stop words count only when there is nothing else to search for. */
static bool has_telling_words(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!query->words[i].is_stop_word && !query->words[i].is_forbidden)
            return true;
    return false;
}

static bool is_left_out(const struct searching *search,
                        const struct query_word *word)
{
    return word->is_stop_word && search->skip_stop_words &&
           !word->is_forbidden && !word->is_required;
}

static void plan_words(struct searching *search)
{
    const struct query *query = &search->query;
    struct xap_plan_term *terms =
        arena_calloc(search->arena, query->count, sizeof *terms);
    search->skip_stop_words = has_telling_words(query);
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (is_left_out(search, word))
            continue;
        terms[search->plan.term_count++] = (struct xap_plan_term){
            .name = word->term->name,
            .weight = word->weight / SCHEMA_IMPACT_STEPS,
            .need = word->is_forbidden  ? XAP_FORBIDDEN
                    : word->is_required ? XAP_REQUIRED
                                        : XAP_OPTIONAL,
        };
    }
    search->plan.terms = terms;
}

static void plan_filters(struct searching *search)
{
    struct xap_filter *filters =
        arena_calloc(search->arena, SLV_FACET_COUNT, sizeof *filters);

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++) {
        const struct str_list *values = &search->request->filters[facet];
        size_t count = values->count < SLV_FILTER_VALUES_MAX
                           ? values->count
                           : SLV_FILTER_VALUES_MAX;
        struct str *terms;

        if (count == 0)
            continue;
        terms = arena_calloc(search->arena, count, sizeof *terms);
        for (size_t i = 0; i < count; i++) {
            enum slv_role role;

            terms[i] = schema_filter_term((enum slv_facet) facet,
                                          values->items[i], search->arena);
            if (facet == SLV_FACET_SECTION &&
                slv_role_parse(str_trim(values->items[i]), &role))
                search->roles |= 1u << role;
        }
        filters[search->plan.filter_count++] =
            (struct xap_filter){terms, count};
    }
    search->plan.filters = filters;
}

static const uint32_t facet_slots[] = {SLOT_FACETS};

static enum slv_status make_plan(struct searching *search,
                                 struct slv_error *err)
{
    const struct slv_search_request *request = search->request;
    enum slv_status status = SLV_OK;

    query_parse(request->query, search->reader->vocabulary, search->arena,
                &search->query);
    if (search->query.count > PLAN_WORDS_MAX)
        status = keep_telling(search, err);
    search->roles = 0;
    search->plan = (struct xap_plan){
        .first = request->offset < SLV_SEARCH_OFFSET_MAX
                     ? request->offset
                     : SLV_SEARCH_OFFSET_MAX,
        .limit = request->limit < SLV_SEARCH_LIMIT_MAX ? request->limit
                                                       : SLV_SEARCH_LIMIT_MAX,
        .exact_total = request->want_total || request->want_facets,
        .tie_slot = SLOT_KEY,
        .order_slot = SLOT_UPDATED,
    };
    plan_words(search);
    plan_filters(search);
    if (request->want_facets) {
        search->plan.facet_slots = facet_slots;
        search->plan.facet_slot_count = ARRAY_LEN(facet_slots);
    }
    /* without a word to rank by, the newest come first */
    search->plan.order_by_slot = true;
    for (size_t i = 0; i < search->plan.term_count; i++)
        if (search->plan.terms[i].need != XAP_FORBIDDEN)
            search->plan.order_by_slot = false;
    highlight_begin(&search->highlighter, &search->query,
                    search->reader->vocabulary, ++search->reader->stamp);
    return status;
}

/* --- hits --- */

/* Sections that may be shown as the place of a hit. The text that agents paste
 * says to customers what other sections say better. */
static unsigned shown_roles(const struct searching *search)
{
    if (search->roles)
        return search->roles;
    return search->reader->audience == SLV_AS_PUBLIC ? ~(1u << SLV_ROLE_REPLY)
                                                     : ~0u;
}

/* A hit with its sections and text, which last until the next one. */
struct opened {
    struct slv_article article;
    const struct cached_body *body;
};

static void make_hit(struct searching *search, const struct opened *opened,
                     double score, struct slv_hit *out)
{
    const struct slv_article *article = &opened->article;
    struct snippet snippet;

    snippet_make(&search->highlighter, article, &opened->body->starts,
                 shown_roles(search), search->roles != 0, search->arena,
                 &snippet);
    *out = (struct slv_hit){
        .id = article->id,
        .score = score,
        .snippet = snippet.text,
        .products = article->products,
        .versions = article->versions,
        .state = article->state,
        .access = article->access,
        .updated_unix_s = article->updated_unix_s,
    };
    snippet_mark_all(&search->highlighter, article->title, search->arena,
                     &out->title);
    if (!snippet.section)
        return;
    out->section_title = arena_str(search->arena, snippet.section->title);
    out->section_anchor = arena_str(search->arena, snippet.section->anchor);
    out->section_role = snippet.section->role;
}

/* The fields' parts of an impact as it is stored, in whole steps, so that they
 * add up to what was counted. */
static void scale_fields(struct slv_explanation *row, double impact)
{
    double sum = 0;

    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        sum += row->field_weights[field];
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        row->field_weights[field] *= impact / sum;
}

static enum slv_status explain(struct searching *search, struct slv_hit *out,
                               struct slv_error *err)
{
    struct slv_reader *reader = search->reader;
    const struct query *query = &search->query;
    struct slv_article article;
    double articles = (double) xap_reader_document_count(reader->xap);
    enum slv_status status =
        reader_article(reader, out->id, search->arena, &article, err);

    if (status == SLV_OK && !reader->documents)
        status = document_builder_new(&reader->documents, err);
    if (status != SLV_OK)
        return status;
    out->explanation = arena_calloc(search->arena, search->plan.term_count,
                                    sizeof *out->explanation);
    for (size_t i = 0; i < query->count && status == SLV_OK; i++) {
        const struct query_word *word = &query->words[i];
        struct slv_explanation *row = &out->explanation[out->explanation_count];
        struct str name = word->term->name;
        struct document_counts counts;
        uint32_t lengths[SEARCH_FIELD_COUNT];
        uint32_t impact;

        if (word->is_forbidden || is_left_out(search, word))
            continue;
        document_count_term(reader->documents, &article, name, &counts,
                            lengths);
        if (counts.tf[FIELD_BODY] == 0)
            continue;
        status =
            xap_term_frequencies(reader->xap, &name, 1, &row->articles, err);
        row->word = arena_str(search->arena, word->text);
        row->term = arena_str(search->arena, name);
        row->idf = idf_of(articles, (double) row->articles);
        impact = document_impact(&counts, lengths, row->field_weights);
        scale_fields(row, (double) impact / SCHEMA_IMPACT_STEPS);
        row->score = word->weight / SCHEMA_IMPACT_STEPS * row->idf * impact;
        out->explanation_count++;
    }
    return status;
}

static enum slv_status open_hit(struct searching *search,
                                const struct xap_hit *hit, struct opened *out,
                                struct slv_error *err)
{
    struct record_origin origin;
    enum slv_status status =
        record_read(hit->data, search->arena, &out->article, &origin, err);

    if (status == SLV_OK)
        status = reader_body(search->reader, hit, out->article.id,
                             origin.digest, search->arena, &out->body, err);
    if (status == SLV_OK)
        status = body_read(out->body->unfolded, search->query.phrase_count > 0,
                           search->arena, &out->article, err);
    return status;
}

static enum slv_status add_hit(struct searching *search,
                               const struct xap_hit *hit,
                               struct slv_search_result *out,
                               struct slv_error *err)
{
    struct opened opened;
    enum slv_status status = open_hit(search, hit, &opened, err);

    if (status != SLV_OK)
        return status;
    make_hit(search, &opened, hit->score, &out->hits[out->hit_count]);
    if (search->request->want_explanation)
        status = explain(search, &out->hits[out->hit_count], err);
    out->hit_count++;
    return status;
}

/* The index counts the values of all facets in one list; their first byte
 * tells them apart. */
static void take_facet(const struct xap_facet *all, enum slv_facet facet,
                       struct slv_search_result *out, struct arena *arena)
{
    char prefix = schema_facet_prefix(facet);
    struct slv_facet_value *values =
        arena_calloc(arena, all->count, sizeof *values);
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++)
        if (all->values[i].value.ptr[0] == prefix)
            values[count++] = (struct slv_facet_value){
                str_from_offset(all->values[i].value, 1), all->values[i].count};
    out->facets[facet].values = values;
    out->facets[facet].count = count;
}

static void take_facets(const struct xap_result *result,
                        struct slv_search_result *out, struct arena *arena)
{
    for (size_t i = 0; i < result->facet_count; i++)
        for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
            take_facet(&result->facets[i], (enum slv_facet) facet, out, arena);
}

static enum slv_status search_plain(struct searching *search,
                                    struct slv_search_result *out,
                                    struct slv_error *err)
{
    struct xap_result result;
    enum slv_status status = xap_search(search->reader->xap, &search->plan,
                                        search->arena, &result, err);

    if (status != SLV_OK)
        return status;
    out->hits =
        arena_calloc(search->arena, result.hit_count, sizeof *out->hits);
    out->total = result.total;
    out->is_total_exact = result.is_total_exact;
    take_facets(&result, out, search->arena);
    for (size_t i = 0; i < result.hit_count && status == SLV_OK; i++)
        status = add_hit(search, &result.hits[i], out, err);
    return status;
}

/* --- phrases --- */

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
        take_facets(&result, out, search->arena);
    return status;
}

/* Candidates have all words; each is looked at, in the order of its score,
 * until the page is full, or to the end when the total is asked for. */
static enum slv_status search_phrases(struct searching *search,
                                      struct slv_search_result *out,
                                      struct slv_error *err)
{
    struct xap_plan plan = search->plan;
    struct xap_result result = {0};
    struct str *verified =
        arena_calloc(search->arena, PHRASE_CANDIDATES_MAX, sizeof *verified);
    size_t count = 0;
    bool is_at_end = false;
    enum slv_status status = SLV_OK;

    plan.limit = PHRASE_PAGE;
    plan.facet_slot_count = 0;
    plan.exact_total = false;
    out->hits =
        arena_calloc(search->arena, search->plan.limit, sizeof *out->hits);
    for (plan.first = 0;
         status == SLV_OK && !is_at_end && plan.first < PHRASE_CANDIDATES_MAX;
         plan.first += PHRASE_PAGE) {
        if (!search->plan.exact_total &&
            count > search->plan.first + search->plan.limit)
            break;
        status =
            xap_search(search->reader->xap, &plan, search->arena, &result, err);
        is_at_end = status == SLV_OK && result.hit_count < PHRASE_PAGE;
        for (size_t i = 0; status == SLV_OK && i < result.hit_count; i++) {
            struct opened opened;

            status = open_hit(search, &result.hits[i], &opened, err);
            if (status != SLV_OK || !has_phrases(search, &opened.article))
                continue;
            verified[count++] =
                schema_name_term('Q', opened.article.id, search->arena);
            if (count > search->plan.first &&
                out->hit_count < search->plan.limit)
                status = add_hit(search, &result.hits[i], out, err);
        }
    }
    out->total = count;
    out->is_total_exact = is_at_end;
    if (status == SLV_OK && search->plan.facet_slot_count && count > 0)
        status = count_facets(search, verified, count, out, err);
    return status;
}

static enum slv_status answer(struct searching *search,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    enum slv_status status = reader_renew(search->reader, err);

    /* here and nowhere later: the query's terms are in it */
    vocabulary_trim(search->reader->vocabulary);
    if (status == SLV_OK)
        status = make_plan(search, err);
    if (status != SLV_OK)
        return status;
    /* something was typed, but no word: nothing can match it */
    if (search->query.count == 0 && search->query.has_content)
        return SLV_OK;
    return search->query.phrase_count ? search_phrases(search, out, err)
                                      : search_plain(search, out, err);
}

enum slv_status slv_search(struct slv_reader *reader,
                           const struct slv_search_request *request,
                           struct arena *arena, struct slv_search_result *out,
                           struct slv_error *err)
{
    int64_t began_us = clock_mono_us();
    struct searching search = {
        .reader = reader, .request = request, .arena = arena};
    enum slv_status status = SLV_OK;

    *out = (struct slv_search_result){.is_total_exact = true};
    if (request->query.len > SLV_QUERY_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the query is longer than %d bytes",
                        SLV_QUERY_BYTES_MAX);
    for (int tries = 0; tries < STALE_TRIES_MAX; tries++) {
        *out = (struct slv_search_result){.is_total_exact = true};
        status = answer(&search, out, err);
        if (status != SLV_ERR_STALE)
            break;
    }
    out->took_us = (uint64_t) (clock_mono_us() - began_us);
    return status;
}
