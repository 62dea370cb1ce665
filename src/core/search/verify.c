/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Verifying candidates, best first. See verify.h.
 */
#include "core/search/verify.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/facets.h"
#include "core/search/hits.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/word_terms.h"
#include "text/words.h"

enum {
    VERIFY_FIRST_STEP = 100, /* candidates; each further step is longer */
    VERIFY_CANDIDATES_MAX = 2000
};

/* --- does a text have it? --- */

static bool has_term(const struct query_condition *condition,
                     const struct vocabulary_term *term)
{
    for (size_t i = 0; i < condition->term_count; i++)
        if (condition->terms[i] == term)
            return true;
    return false;
}

/* Does a word of `text` have one of the condition's terms? */
static bool has_form(struct vocabulary *vocabulary, unsigned language,
                     struct str text, const struct query_condition *condition)
{
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        struct vocabulary_term *terms[WORD_TERMS_MAX];
        size_t count;

        if (condition->place == QUERY_WHOLE && word.is_part)
            continue;
        key.len = word_fold(text, word, folded);
        count = key.len > 0
                    ? word_terms(vocabulary, language, text, word, key, terms)
                    : 0;
        for (size_t i = 0; i < count; i++)
            if (has_term(condition, terms[i]))
                return true;
    }
    return false;
}

/* The one word of the phrase, letter by letter, and not as a part. */
static bool has_whole(struct str text, const struct query_phrase *phrase)
{
    uint16_t wanted = word_key(phrase->words[0]);
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        uint16_t found = word_key(str_from_offset(text, word.begin));

        if (word.is_part || (found != wanted && found != WORD_KEY_ANY &&
                             wanted != WORD_KEY_ANY))
            continue;
        key.len = word_fold(text, word, folded);
        if (str_equal(key, phrase->words[0]))
            return true;
    }
    return false;
}

/* A match of the query that is one of the condition's. */
static bool has_match(struct highlighter *highlighter, struct str text,
                      const struct query_condition *condition)
{
    struct highlight_match matches[HIGHLIGHT_MATCHES_MAX];
    size_t count =
        highlight_find(highlighter, text, matches, HIGHLIGHT_MATCHES_MAX);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < condition->term_count; k++)
            if (condition->terms[k]->stamp == highlighter->stamp &&
                condition->terms[k]->slot == matches[i].word)
                return true;
    return false;
}

static bool has(struct searching *search, struct str text,
                const struct query_condition *condition)
{
    if (condition->phrase.count > 0)
        return condition->place == QUERY_WHOLE
                   ? has_whole(text, &condition->phrase)
                   : highlight_has_phrase(text, &condition->phrase);
    return condition->place == QUERY_WHOLE
               ? has_form(search->reader->vocabulary,
                          search->highlighter.language, text, condition)
               : has_match(&search->highlighter, text, condition);
}

static bool has_in_list(struct searching *search, const struct str_list *list,
                        const struct query_condition *condition)
{
    for (size_t i = 0; i < list->count; i++)
        if (has(search, list->items[i], condition))
            return true;
    return false;
}

/* --- does an article meet it? --- */

static bool has_in_title(const struct searching *search,
                         const struct slv_article *article,
                         const struct query_condition *condition)
{
    struct vocabulary *vocabulary = search->reader->vocabulary;

    if (condition->phrase.count > 0)
        return highlight_has_phrase(article->title, &condition->phrase);
    return has_form(vocabulary,
                    vocabulary_language(vocabulary, article->language),
                    article->title, condition);
}

static bool meets(struct searching *search, const struct slv_article *article,
                  const struct query_condition *condition)
{
    if (condition->place == QUERY_IN_TITLE)
        return has_in_title(search, article, condition);
    if (has(search, article->title, condition) ||
        has(search, article->text, condition))
        return true;
    for (size_t i = 0; i < article->section_count; i++)
        if (has(search, article->sections[i].title, condition))
            return true;
    return has_in_list(search, &article->keywords, condition) ||
           has_in_list(search, &article->errors, condition) ||
           has_in_list(search, &article->tags, condition) ||
           has_in_list(search, &article->products, condition);
}

/* All conditions, and of those of one clause any. */
static bool meets_all(struct searching *search,
                      const struct slv_article *article)
{
    const struct query *query = &search->query;

    search->highlighter.language =
        vocabulary_language(search->reader->vocabulary, article->language);
    for (size_t i = 0; i < query->condition_count;) {
        uint16_t clause = query->conditions[i].clause;
        bool is_met = false;

        do {
            const struct query_condition *condition = &query->conditions[i++];

            if (!is_met)
                is_met = meets(search, article, condition) !=
                         condition->is_forbidden;
        } while (clause != 0 && i < query->condition_count &&
                 query->conditions[i].clause == clause);
        if (!is_met)
            return false;
    }
    return true;
}

/* Titles stand in the record, everything else in the body. */
static bool needs_body(const struct query *query)
{
    for (size_t i = 0; i < query->condition_count; i++)
        if (query->conditions[i].place != QUERY_IN_TITLE)
            return true;
    return false;
}

/* Read what is needed of a candidate and look at it. */
static enum slv_status look_at(struct searching *search,
                               const struct xap_hit *match, bool is_with_body,
                               struct str *id, bool *is_met,
                               struct slv_error *err)
{
    struct opened_hit opened;
    enum slv_status status = is_with_body
                                 ? hit_open(search, match, &opened, err)
                                 : record_read(match->data, search->arena,
                                               &opened.article, NULL, err);

    if (status != SLV_OK)
        return status;
    *is_met = meets_all(search, &opened.article);
    *id = opened.article.id;
    return SLV_OK;
}

/* --- candidates --- */

/* The articles that meet the conditions, of the candidates of one plan. */
struct verified {
    struct str *terms; /* of their ids, best first */
    size_t count;
    bool is_all; /* every candidate was looked at */
};

/* Look at the candidates of `plan` in the order of their scores, and put the
 * page that was asked for into `out` (NULL: no hits). Stops when the page is
 * full unless `is_exact`. Each step matches again, so they grow. */
static enum slv_status verify(struct searching *search, struct xap_plan plan,
                              bool is_exact, struct verified *verified,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    const size_t first = search->plan.first;
    const size_t limit = search->plan.limit;
    bool is_with_body = needs_body(&search->query);
    enum slv_status status = SLV_OK;

    *verified = (struct verified){
        .terms = arena_calloc(search->arena, VERIFY_CANDIDATES_MAX,
                              sizeof *verified->terms)};
    plan.first = 0;
    plan.limit = VERIFY_FIRST_STEP;
    while (status == SLV_OK && !verified->is_all &&
           plan.first < VERIFY_CANDIDATES_MAX) {
        struct xap_result result = {0};

        if (!is_exact && verified->count > first + limit)
            break;
        status =
            xap_search(search->reader->xap, &plan, search->arena, &result, err);
        verified->is_all = status == SLV_OK && result.hit_count < plan.limit;
        for (size_t i = 0; status == SLV_OK && i < result.hit_count; i++) {
            struct str id;
            bool is_met = false;

            status = look_at(search, &result.hits[i], is_with_body, &id,
                             &is_met, err);
            if (status != SLV_OK || !is_met)
                continue;
            verified->terms[verified->count++] =
                schema_name_term('Q', id, search->arena);
            if (out && verified->count > first && out->hit_count < limit)
                status = hit_add(search, &result.hits[i], out, err);
        }
        plan.first += plan.limit;
        plan.limit = VERIFY_CANDIDATES_MAX - plan.first < 4 * plan.limit
                         ? VERIFY_CANDIDATES_MAX - plan.first
                         : 4 * plan.limit;
    }
    return status;
}

/* --- facets --- */

/* The plan without what chooses values of facets; false when nothing does. */
static bool open_facets(struct searching *search, struct xap_plan *plan)
{
    struct xap_filter *filters =
        arena_calloc(search->arena, plan->filter_count, sizeof *filters);
    uint64_t chosen = 0;
    size_t count = 0;

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        chosen |= search->facet_filters[facet];
    for (size_t i = 0; i < plan->filter_count; i++)
        if (i >= 64 || !(chosen >> i & 1))
            filters[count++] = plan->filters[i];
    plan->filters = filters;
    plan->filter_count = count;
    return chosen != 0;
}

/* Facets of the articles that were verified: the index counts among them. A
 * facet is counted without its own filter, so with a filter chosen there is
 * more to verify. */
static enum slv_status count_facets(struct searching *search,
                                    struct verified verified,
                                    struct slv_search_result *out,
                                    struct slv_error *err)
{
    struct xap_plan open = search->plan;
    struct xap_plan among = {.filter_count = search->plan.filter_count + 1};
    struct xap_filter *filters =
        arena_calloc(search->arena, among.filter_count, sizeof *filters);
    enum slv_status status = SLV_OK;

    if (open_facets(search, &open))
        status = verify(search, open, true, &verified, NULL, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < search->plan.filter_count; i++)
        filters[i] = search->plan.filters[i];
    filters[search->plan.filter_count] =
        (struct xap_filter){verified.terms, verified.count, false};
    among.filters = filters;
    return facets_count(search, &among, out, err);
}

enum slv_status verify_search(struct searching *search,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    const struct slv_search_request *request = search->request;
    struct verified verified;
    enum slv_status status;

    out->hits =
        arena_calloc(search->arena, search->plan.limit, sizeof *out->hits);
    status = verify(search, search->plan,
                    request->want_total || request->want_facets, &verified, out,
                    err);
    if (status == SLV_OK && request->want_facets)
        status = count_facets(search, verified, out, err);
    out->total = verified.count;
    out->is_total_exact = verified.is_all;
    return status;
}
