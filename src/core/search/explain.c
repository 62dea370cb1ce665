/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting the words of one article again. See explain.h.
 */
#include "core/search/explain.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/document.h"
#include "core/search/partial.h"
#include "core/search/plan.h"
#include "core/search/rank.h"
#include "core/search/schema.h"

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

static bool stands_somewhere(const struct document_counts *counts)
{
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        if (counts->tf[field])
            return true;
    return false;
}

/* What one word of the query adds, if it is counted. */
struct reason {
    const struct query_word *word;
    bool is_there;
    struct slv_explanation row;
};

static enum slv_status find_reason(struct searching *search,
                                   const struct slv_article *article,
                                   const struct query_word *word,
                                   struct reason *out, struct slv_error *err)
{
    struct slv_reader *reader = search->reader;
    double articles = (double) xap_reader_document_count(reader->xap);
    struct str name = word->term->name;
    struct document_counts counts;
    uint32_t lengths[SEARCH_FIELD_COUNT];
    enum slv_status status;
    uint32_t impact;

    *out = (struct reason){.word = word};
    document_count_term(reader->documents, article, name, &counts, lengths);
    if (!stands_somewhere(&counts))
        return SLV_OK;
    out->is_there = true;
    status =
        xap_term_frequencies(reader->xap, &name, 1, &out->row.articles, err);
    out->row.word = arena_str(search->arena, word->text);
    out->row.term = arena_str(search->arena, name);
    out->row.idf = plan_idf(articles, (double) out->row.articles);
    impact = document_impact(&counts, lengths, out->row.field_weights);
    scale_fields(&out->row, (double) impact / SCHEMA_IMPACT_STEPS);
    out->row.score = word->weight / SCHEMA_IMPACT_STEPS * out->row.idf * impact;
    return status;
}

static bool is_one_alternative(const struct query_word *a,
                               const struct query_word *b)
{
    return a == b || (a->group == b->group && a->part && a->part == b->part);
}

/* What the alternative that `reasons[at]` belongs to adds: all of its words, or
 * nothing. */
static double alternative_score(const struct reason *reasons, size_t count,
                                size_t at)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_one_alternative(reasons[i].word, reasons[at].word))
            continue;
        if (!reasons[i].is_there)
            return 0;
        sum += reasons[i].row.score;
    }
    return sum;
}

/* Does `reasons[at]` count: is it alone, or of the best of its alternatives (of
 * several, the first)? */
static bool counts(const struct reason *reasons, size_t count, size_t at)
{
    double score = alternative_score(reasons, count, at);

    if (!reasons[at].is_there || score <= 0)
        return false;
    if (reasons[at].word->group == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        double other;

        if (reasons[i].word->group != reasons[at].word->group ||
            is_one_alternative(reasons[i].word, reasons[at].word))
            continue;
        other = alternative_score(reasons, count, i);
        if (other > score || (other >= score && i < at))
            return false;
    }
    return true;
}

enum slv_status explain_hit(struct searching *search, struct slv_hit *out,
                            struct slv_error *err)
{
    struct slv_reader *reader = search->reader;
    const struct query *query = &search->query;
    struct reason *reasons =
        arena_calloc(search->arena, query->count + 1, sizeof *reasons);
    size_t count = 0;
    struct slv_article article;
    enum slv_status status =
        reader_article(reader, out->id, search->arena, &article, err);

    if (!reader->documents)
        reader->documents = document_builder_new();
    for (size_t i = 0; i < query->count && status == SLV_OK; i++)
        if (!query->words[i].is_forbidden &&
            !plan_leaves_out(search, &query->words[i]))
            status = find_reason(search, &article, &query->words[i],
                                 &reasons[count++], err);
    if (status != SLV_OK)
        return status;
    out->explanation = arena_calloc(
        search->arena, count + RANK_REASONS_MAX + PARTIAL_REASONS_MAX,
        sizeof *out->explanation);
    for (size_t i = 0; i < count; i++)
        if (counts(reasons, count, i))
            out->explanation[out->explanation_count++] = reasons[i].row;
    if (!search->is_ranked_again)
        return SLV_OK;
    rank_explain(search, &article, out);
    partial_explain(search, &article, out);
    return SLV_OK;
}
