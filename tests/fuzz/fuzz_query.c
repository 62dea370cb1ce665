/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a query: there are no more words, phrases and phrase words than
 * their maxima, and each word has a term and was typed.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/search/highlight.h"
#include "core/search/query.h"
#include "tests/support/english.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str typed = {(const char *) data, size};
    struct vocabulary *vocabulary;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(typed, vocabulary, arena, &query);
    SLV_ASSERT(query.count <= QUERY_WORDS_MAX);
    SLV_ASSERT(query.phrase_count <= QUERY_PHRASES_MAX);
    for (size_t i = 0; i < query.count; i++) {
        const struct query_word *word = &query.words[i];

        SLV_ASSERT(word->term && word->term->name.len > 0);
        SLV_ASSERT(word->folded.len > 0 && word->text.len > 0);
        SLV_ASSERT(word->weight > 0);
        for (size_t k = 0; k < i && i < 100; k++)
            SLV_ASSERT(query.words[k].term != word->term);
    }
    for (size_t i = 0; i < query.phrase_count; i++) {
        const struct query_phrase *phrase = &query.phrases[i];

        SLV_ASSERT(phrase->count > 0 &&
                   phrase->count <= QUERY_PHRASE_WORDS_MAX);
        /* a phrase that is not cut stands in what was typed */
        if (phrase->count < QUERY_PHRASE_WORDS_MAX && size < 2000)
            (void) highlight_has_phrase(typed, phrase);
    }
    SLV_ASSERT(query.count == 0 || query.has_content);
    vocabulary_free(vocabulary);
    arena_free(arena);
    return 0;
}
