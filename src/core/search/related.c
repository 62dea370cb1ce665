/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Related articles. See related.h.
 */
#include "core/search/related.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/plan.h"
#include "core/search/reader.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/word_terms.h"

#include <stdlib.h>

struct telling_word {
    struct str name;
    double impact;
    double worth; /* impact x idf */
    uint64_t articles;
};

/* The record of the article itself; `name` is its term. */
static enum slv_status read_own(struct slv_reader *reader, struct str id,
                                struct str name, struct arena *arena,
                                struct slv_article *out, struct slv_error *err)
{
    struct xap_hit hit;
    enum slv_status status = xap_get(reader->xap, name, -1, arena, &hit, err);

    if (status == SLV_OK)
        status = record_read(hit.data, arena, out, NULL, err);
    if (status == SLV_ERR_NOT_FOUND || status == SLV_ERR_TOO_BIG ||
        (status == SLV_OK && !str_equal(out->id, id)))
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    return status;
}

static int compare_impact(const void *a, const void *b)
{
    const struct xap_term *left = a;
    const struct xap_term *right = b;

    if (left->wdf != right->wdf)
        return left->wdf < right->wdf ? 1 : -1;
    return str_compare(left->name, right->name);
}

static int compare_worth(const void *a, const void *b)
{
    const struct telling_word *left = a;
    const struct telling_word *right = b;

    if (left->worth < right->worth)
        return 1;
    if (left->worth > right->worth)
        return -1;
    return str_compare(left->name, right->name);
}

/* Words and identifiers; parts of identifiers tell nothing by themselves. */
static size_t keep_words(struct xap_term *terms, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!ascii_is_upper(terms[i].name.ptr[0]) ||
            terms[i].name.ptr[0] == WORD_NAME_PREFIX)
            terms[kept++] = terms[i];
    return kept;
}

/* How many of the words are searched. */
static size_t affordable(const struct telling_word *words, size_t count)
{
    uint64_t postings = 0;
    size_t kept = 0;

    while (kept < count && kept < RELATED_WORDS &&
           (kept < RELATED_WORDS_MIN || postings < RELATED_POSTINGS_MAX))
        postings += words[kept++].articles;
    return kept;
}

/* The most telling words of the article with the term `name`. */
static enum slv_status find_words(struct slv_reader *reader, struct str name,
                                  struct arena *arena,
                                  struct telling_word **out, size_t *count,
                                  struct slv_error *err)
{
    double articles = (double) xap_reader_document_count(reader->xap);
    struct str names[RELATED_CANDIDATE_WORDS];
    uint64_t frequencies[RELATED_CANDIDATE_WORDS];
    struct xap_term *terms;
    struct telling_word *words;
    size_t term_count;
    enum slv_status status =
        xap_get_terms(reader->xap, name, arena, &terms, &term_count, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    term_count = keep_words(terms, term_count);
    if (term_count > 0)
        qsort(terms, term_count, sizeof *terms, compare_impact);
    if (term_count > RELATED_CANDIDATE_WORDS)
        term_count = RELATED_CANDIDATE_WORDS;
    for (size_t i = 0; i < term_count; i++)
        names[i] = terms[i].name;
    status =
        xap_term_frequencies(reader->xap, names, term_count, frequencies, err);
    words = arena_calloc(arena, term_count, sizeof *words);
    for (size_t i = 0; i < term_count && status == SLV_OK; i++) {
        double impact = (double) terms[i].wdf / SCHEMA_IMPACT_STEPS;

        /* a word that no other article has finds none */
        if (frequencies[i] > 1)
            words[(*count)++] = (struct telling_word){
                names[i], impact,
                impact * plan_idf(articles, (double) frequencies[i]),
                frequencies[i]};
    }
    if (*count > 0)
        qsort(words, *count, sizeof *words, compare_worth);
    *count = affordable(words, *count);
    *out = words;
    return status;
}

static enum slv_status match(struct slv_reader *reader, struct str name,
                             const struct telling_word *words, size_t count,
                             size_t limit, struct arena *arena,
                             struct xap_result *out, struct slv_error *err)
{
    struct xap_plan_term *terms = arena_calloc(arena, count, sizeof *terms);
    const struct xap_filter itself = {&name, 1, true};
    const struct xap_plan plan = {
        .terms = terms,
        .term_count = count,
        .filters = &itself,
        .filter_count = 1,
        .limit = limit,
        .tie_slot = SLOT_KEY,
    };

    for (size_t i = 0; i < count; i++)
        terms[i] = (struct xap_plan_term){.name = words[i].name,
                                          .weight = words[i].impact /
                                                    SCHEMA_IMPACT_STEPS};
    return xap_search(reader->xap, &plan, arena, out, err);
}

/* Append the articles of the hits whose language is (not) `language`. */
static enum slv_status take(const struct xap_result *result, double score_min,
                            struct str language, bool is_same, size_t limit,
                            struct arena *arena, struct slv_article *out,
                            size_t *count, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0;
         i < result->hit_count && *count < limit && status == SLV_OK; i++) {
        struct record_origin origin;
        struct slv_article *article = &out[*count];

        if (result->hits[i].score < score_min)
            break;
        status =
            record_read(result->hits[i].data, arena, article, &origin, err);
        *count += status == SLV_OK &&
                  str_equal_nocase(article->language, language) == is_same;
    }
    return status;
}

enum slv_status slv_article_related(struct slv_reader *reader, struct str id,
                                    size_t limit, struct arena *arena,
                                    struct slv_article **out, size_t *count,
                                    struct slv_error *err)
{
    struct str name = schema_name_term('Q', id, arena);
    struct slv_article article = {0};
    struct telling_word *words = NULL;
    struct xap_result result;
    size_t word_count = 0;
    double own_score = 0;
    enum slv_status status = reader_renew(reader, err);

    *out = NULL;
    *count = 0;
    if (limit > RELATED_MAX)
        limit = RELATED_MAX;
    if (status == SLV_OK)
        status = read_own(reader, id, name, arena, &article, err);
    if (status == SLV_OK)
        status = find_words(reader, name, arena, &words, &word_count, err);
    if (status != SLV_OK || word_count == 0 || limit == 0)
        return status;
    for (size_t i = 0; i < word_count; i++)
        own_score += words[i].worth * words[i].impact;
    /* some may be in another language, and stand behind the others */
    status =
        match(reader, name, words, word_count, 2 * limit, arena, &result, err);
    if (status != SLV_OK)
        return status;
    *out = arena_calloc(arena, limit + 1, sizeof **out);
    own_score *= RELATED_SHARE_MIN;
    status = take(&result, own_score, article.language, true, limit, arena,
                  *out, count, err);
    return status == SLV_OK ? take(&result, own_score, article.language, false,
                                   limit, arena, *out, count, err)
                            : status;
}
