/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making hits. See hits.h.
 */
#include "core/search/hits.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/document.h"
#include "core/search/expand.h"
#include "core/search/plan.h"
#include "core/search/rank.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/snippet.h"

/* Sections that may be shown as the place of a hit. The text that agents paste
 * says to customers what other sections say better. */
static unsigned shown_roles(const struct searching *search)
{
    if (search->roles)
        return search->roles;
    return search->reader->audience == SLV_AS_PUBLIC ? ~(1u << SLV_ROLE_REPLY)
                                                     : ~0u;
}

static void make_hit(struct searching *search, const struct opened_hit *opened,
                     double score, struct slv_hit *out)
{
    const struct slv_article *article = &opened->article;
    struct snippet snippet;
    bool is_pinned = expand_take_pin(&score);

    search->highlighter.language =
        vocabulary_language(search->reader->vocabulary, article->language);
    snippet_make(&search->highlighter, article, &opened->body->starts,
                 shown_roles(search), search->roles != 0, search->arena,
                 &snippet);
    *out = (struct slv_hit){
        .id = article->id,
        .language = article->language,
        .is_pinned = is_pinned,
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

static bool stands_somewhere(const struct document_counts *counts)
{
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        if (counts->tf[field])
            return true;
    return false;
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

    if (!reader->documents)
        reader->documents = document_builder_new();
    if (status != SLV_OK)
        return status;
    out->explanation =
        arena_calloc(search->arena, search->plan.term_count + RANK_REASONS_MAX,
                     sizeof *out->explanation);
    for (size_t i = 0; i < query->count && status == SLV_OK; i++) {
        const struct query_word *word = &query->words[i];
        struct slv_explanation *row = &out->explanation[out->explanation_count];
        struct str name = word->term->name;
        struct document_counts counts;
        uint32_t lengths[SEARCH_FIELD_COUNT];
        uint32_t impact;

        if (word->is_forbidden || plan_leaves_out(search, word))
            continue;
        document_count_term(reader->documents, &article, name, &counts,
                            lengths);
        if (!stands_somewhere(&counts))
            continue;
        status =
            xap_term_frequencies(reader->xap, &name, 1, &row->articles, err);
        row->word = arena_str(search->arena, word->text);
        row->term = arena_str(search->arena, name);
        row->idf = plan_idf(articles, (double) row->articles);
        impact = document_impact(&counts, lengths, row->field_weights);
        scale_fields(row, (double) impact / SCHEMA_IMPACT_STEPS);
        row->score = word->weight / SCHEMA_IMPACT_STEPS * row->idf * impact;
        out->explanation_count++;
    }
    if (search->rank)
        rank_explain(search, &article, out);
    return status;
}

enum slv_status hit_open(struct searching *search, const struct xap_hit *hit,
                         struct opened_hit *out, struct slv_error *err)
{
    struct record_origin origin;
    enum slv_status status =
        record_read(hit->data, search->arena, &out->article, &origin, err);

    if (status == SLV_OK)
        status = reader_body(search->reader, hit, out->article.id,
                             origin.digest, search->arena, &out->body, err);
    if (status == SLV_OK)
        status =
            body_read(out->body->unfolded, search->query.condition_count > 0,
                      search->arena, &out->article, err);
    return status;
}

static enum slv_status add_id(struct searching *search,
                              const struct xap_hit *hit,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    struct slv_article article;
    enum slv_status status =
        record_read(hit->data, search->arena, &article, NULL, err);

    if (status == SLV_OK)
        out->hits[out->hit_count++] =
            (struct slv_hit){.id = article.id, .score = hit->score};
    return status;
}

enum slv_status hit_add(struct searching *search, const struct xap_hit *hit,
                        struct slv_search_result *out, struct slv_error *err)
{
    struct opened_hit opened;
    enum slv_status status;

    if (search->request->want_ids_only)
        return add_id(search, hit, out, err);
    status = hit_open(search, hit, &opened, err);
    if (status != SLV_OK)
        return status;
    make_hit(search, &opened, hit->score, &out->hits[out->hit_count]);
    if (search->request->want_explanation)
        status = explain(search, &out->hits[out->hit_count], err);
    out->hit_count++;
    return status;
}
