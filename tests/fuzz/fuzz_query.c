/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a query: there are no more words, conditions and filters than
 * their maxima, each word has a term and was typed, and each condition has
 * terms that the index is asked for, and a phrase that was typed.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/search/highlight.h"
#include "core/search/query.h"
#include "tests/support/english.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The index finds candidates by its terms; those that are wanted are searched
 * too. */
static void check_condition(const struct query *query,
                            const struct query_condition *condition,
                            struct str typed)
{
    SLV_ASSERT(condition->phrase.count <= QUERY_PHRASE_WORDS_MAX);
    SLV_ASSERT(condition->term_count > 0 &&
               condition->term_count <= QUERY_CONDITION_TERMS_MAX);
    SLV_ASSERT(condition->clause <= query->clause_count);
    SLV_ASSERT(!condition->is_forbidden || condition->clause == 0);
    for (size_t k = 0; k < condition->term_count && query->count < 100; k++) {
        bool is_searched = condition->is_forbidden;

        for (size_t i = 0; i < query->count; i++)
            is_searched |= query->words[i].term == condition->terms[k];
        SLV_ASSERT(is_searched);
    }
    if (condition->phrase.count > 0 &&
        condition->phrase.count < QUERY_PHRASE_WORDS_MAX && typed.len < 2000)
        SLV_ASSERT(highlight_has_phrase(typed, &condition->phrase));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str typed = {(const char *) data, size};
    struct vocabulary *vocabulary;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(typed, vocabulary, arena, &query);
    SLV_ASSERT(query.count <= QUERY_WORDS_MAX);
    SLV_ASSERT(query.condition_count <= QUERY_CONDITIONS_MAX);
    SLV_ASSERT(query.filter_count <= QUERY_FILTERS_MAX);
    SLV_ASSERT(query.date_count <= QUERY_FILTERS_MAX);
    for (size_t i = 0; i < query.count; i++) {
        const struct query_word *word = &query.words[i];

        SLV_ASSERT(word->term && word->term->name.len > 0);
        SLV_ASSERT(word->folded.len > 0 && word->text.len > 0);
        SLV_ASSERT(word->weight > 0);
        for (size_t k = 0; k < i && i < 100; k++)
            SLV_ASSERT(query.words[k].term != word->term);
    }
    for (size_t i = 0; i < query.condition_count; i++)
        check_condition(&query, &query.conditions[i], typed);
    for (size_t i = 0; i < query.filter_count; i++) {
        SLV_ASSERT(query.filters[i].facet < SLV_FACET_COUNT);
        SLV_ASSERT(query.filters[i].value.len > 0);
        SLV_ASSERT(query.filters[i].clause <= query.clause_count);
    }
    for (size_t i = 0; i < query.date_count; i++)
        SLV_ASSERT(query.dates[i].span.begin_unix_s <=
                   query.dates[i].span.end_unix_s);
    SLV_ASSERT(!query_is_void(&query) || query.count == 0);
    SLV_ASSERT(query.count == 0 || query.has_content);
    vocabulary_free(vocabulary);
    arena_free(arena);
    return 0;
}
