/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cases that come in between two runs, and why a case is in its gap. Both weigh
 * one text by what the last run kept of all others.
 */
#include "core/insight/coverage.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <stdlib.h>

/* One text, weighed. */
struct weighed {
    struct gap_texts *texts; /* gap_texts_free() */
    struct gap_vector vector;
};

static enum slv_status weigh(struct case_store *store,
                             const struct coverage_run *run,
                             struct str language, struct str subject,
                             struct str body, struct str names,
                             struct arena *arena, struct weighed *out,
                             struct slv_error *err)
{
    struct gap_texts *texts = gap_texts_new(language);
    const struct gap_scale scale = {run->cases, run->subject_words,
                                    run->body_words};
    struct str *terms;
    uint32_t *with;
    size_t count;
    enum slv_status status;

    gap_texts_people(texts, names);
    (void) gap_texts_add(texts, subject, body);
    count = gap_texts_terms(texts);
    terms = arena_calloc(arena, count, sizeof *terms);
    with = arena_calloc(arena, count, sizeof *with);
    for (size_t i = 0; i < count; i++)
        terms[i] = gap_texts_name(texts, (uint32_t) i);
    status = coverage_store_words(store, terms, count, with, err);
    if (status != SLV_OK) {
        gap_texts_free(texts);
        return status;
    }
    for (size_t i = 0; i < count; i++)
        if (with[i] == 0)
            with[i] = 1;
    gap_texts_weigh_by(texts, scale, with);
    *out = (struct weighed){texts, gap_texts_vectors(texts, arena)[0]};
    return SLV_OK;
}

static int compare_weights(const void *a, const void *b)
{
    const struct gap_weight *first = a;
    const struct gap_weight *second = b;

    if (first->weight > second->weight || first->weight < second->weight)
        return first->weight < second->weight ? 1 : -1;
    return (first->term > second->term) - (first->term < second->term);
}

/* The words of the text that weigh most, with blanks between. */
static struct str heaviest_words(const struct weighed *text,
                                 struct arena *arena)
{
    struct gap_weight *weights =
        arena_calloc(arena, text->vector.count, sizeof *weights);
    struct strbuf out;
    struct str kept;
    size_t count = 0;

    for (size_t i = 0; i < text->vector.count; i++)
        weights[i] = text->vector.weights[i];
    if (text->vector.count > 0)
        qsort(weights, text->vector.count, sizeof *weights, compare_weights);
    strbuf_init(&out, GAP_WORDS_BYTES);
    for (size_t i = 0; i < text->vector.count && count < COVERAGE_TELLING;
         i++) {
        struct str form = gap_texts_form(text->texts, weights[i].term);

        if (gap_texts_is_personal(text->texts, 0, weights[i].term))
            continue;
        if (out.len + form.len + 1 > GAP_WORDS_BYTES)
            break;
        if (count++ > 0)
            strbuf_add_char(&out, ' ');
        strbuf_add_str(&out, form);
    }
    kept = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}

/* What many cases have ("printer", "Monday") says nothing of one of them. */
static bool is_telling(const struct weighed *text, uint32_t term)
{
    const uint64_t with = gap_texts_with(text->texts, term);

    return with <= COVERAGE_COMMON_MIN ||
           with * COVERAGE_COMMON_PART <= gap_texts_cases(text->texts);
}

static struct coverage_weight *named_weights(const struct weighed *text,
                                             struct arena *arena)
{
    struct coverage_weight *out =
        arena_calloc(arena, text->vector.count, sizeof *out);

    for (size_t i = 0; i < text->vector.count; i++)
        out[i] = (struct coverage_weight){
            gap_texts_name(text->texts, text->vector.weights[i].term),
            (double) text->vector.weights[i].weight,
            is_telling(text, text->vector.weights[i].term)};
    return out;
}

static enum slv_status join_one(struct case_store *store, struct str language,
                                const struct coverage_run *run,
                                const struct coverage_case *row,
                                int64_t now_unix_s, struct arena *arena,
                                struct slv_error *err)
{
    struct weighed text;
    struct coverage_weight *weights;
    int64_t gap_id = 0;
    double likeness = 0;
    enum slv_status status;

    if (!row->is_uncovered)
        return coverage_store_join(store, row->id, 0, STR(""), NULL, 0,
                                   row->change, now_unix_s, err);
    status = weigh(store, run, language, row->subject, row->body, row->names,
                   arena, &text, err);
    if (status != SLV_OK)
        return status;
    weights = named_weights(&text, arena);
    status = coverage_store_nearest(store, weights, text.vector.count, &gap_id,
                                    &likeness, err);
    if (status == SLV_OK)
        status = coverage_store_join(
            store, row->id, likeness >= GAP_JOIN_LIKENESS_MIN ? gap_id : -1,
            heaviest_words(&text, arena), weights, text.vector.count,
            row->change, now_unix_s, err);
    gap_texts_free(text.texts);
    return status;
}

enum slv_status coverage_join(struct case_store *store, struct str language,
                              int64_t now_unix_s, bool *is_all,
                              struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct coverage_run run;
    struct coverage_case *rows = NULL;
    size_t count = 0;
    enum slv_status status = coverage_store_run(store, &run, err);

    if (status == SLV_OK && run.run_unix_s > 0)
        status = coverage_store_changed_cases(store, run.joined_change,
                                              COVERAGE_JOIN_MAX, arena, &rows,
                                              &count, err);
    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status =
            join_one(store, language, &run, &rows[i], now_unix_s, arena, err);
    *is_all = status == SLV_OK && count < COVERAGE_JOIN_MAX;
    arena_free(arena);
    return status;
}

/* --- why --- */

static int compare_names(const void *a, const void *b)
{
    const struct coverage_weight *first = a;
    const struct coverage_weight *second = b;

    return str_compare(first->name, second->name);
}

enum slv_status coverage_why(struct case_store *store, struct str language,
                             const struct coverage_weight *weights,
                             size_t weight_count, struct str subject,
                             struct str body, size_t max, struct arena *arena,
                             struct str **out, size_t *count,
                             struct slv_error *err)
{
    struct coverage_run run;
    struct weighed text;
    struct gap_weight *shared;
    size_t shared_count = 0;
    enum slv_status status = coverage_store_run(store, &run, err);

    *count = 0;
    *out = arena_calloc(arena, max, sizeof **out);
    if (status == SLV_OK)
        status = weigh(store, &run, language, subject, body, STR(""), arena,
                       &text, err);
    if (status != SLV_OK)
        return status;
    shared = arena_calloc(arena, text.vector.count, sizeof *shared);
    for (size_t i = 0; i < text.vector.count && weight_count > 0; i++) {
        const uint32_t term = text.vector.weights[i].term;
        const struct coverage_weight wanted = {
            .name = gap_texts_name(text.texts, term)};
        const struct coverage_weight *found = bsearch(
            &wanted, weights, weight_count, sizeof wanted, compare_names);

        if (found)
            shared[shared_count++] = (struct gap_weight){
                term, text.vector.weights[i].weight * (float) found->weight};
    }
    if (shared_count > 0)
        qsort(shared, shared_count, sizeof *shared, compare_weights);
    for (size_t i = 0; i < shared_count && i < max; i++)
        (*out)[(*count)++] =
            arena_str(arena, gap_texts_form(text.texts, shared[i].term));
    gap_texts_free(text.texts);
    return SLV_OK;
}
