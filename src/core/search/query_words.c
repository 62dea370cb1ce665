/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tokens to words of a query. See query_words.h.
 */
#include "core/search/query_words.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/stop_words.h"
#include "text/cjk.h"

/* An identifier is one telling word, however many parts it has. */
static const double identifier_weight = 1.5;
/* A word of a script without spaces is several grams, most of which tell. */
static const double gram_weight = 0.7;
static const double grammar_weight = 0.2;

static struct query_word *add_word(struct query_builder *builder,
                                   struct str text, struct str folded,
                                   struct vocabulary_term *term, double weight)
{
    struct query *query = builder->query;
    struct query_word *word = strmap_get(builder->seen, term->name);

    if (word) {
        word->weight += weight;
        return word;
    }
    if (query->count == builder->word_max)
        return NULL;
    word = &query->words[query->count++];
    *word = (struct query_word){
        .text = text,
        .folded = arena_str(builder->arena, folded),
        .term = term,
        .weight = weight,
    };
    *strmap_slot(builder->seen, term->name, NULL) = word;
    return word;
}

/* The word by the stems that the index's languages give it: alternatives when
 * there are several. */
static struct query_word *add_plain(struct query_builder *builder,
                                    struct str typed, struct str folded)
{
    const struct query_settings *settings = builder->settings;
    struct query *query = builder->query;
    struct query_word *first = NULL;
    struct vocabulary_term *known = NULL;

    for (size_t i = 0; i < settings->language_count; i++) {
        struct vocabulary_term *term = vocabulary_word(
            settings->vocabulary, settings->languages[i], folded);
        struct query_word *word;

        if (term == known)
            continue;
        known = term;
        word = add_word(builder, typed, folded, term, 1.0);
        if (!word)
            break;
        word->is_stop_word = is_stop_word(folded);
        if (!first) {
            first = word;
            continue;
        }
        if (first->group == 0)
            first->group = ++query->group_count;
        if (word != first && word->group == 0)
            word->group = first->group;
    }
    return first;
}

struct query_word *query_add_token(struct query_builder *builder,
                                   struct str text, struct word word,
                                   struct str folded)
{
    struct str typed = {text.ptr + word.begin, word.end - word.begin};
    struct query_word *added;

    switch (word.kind) {
    case WORD_PLAIN:
        return add_plain(builder, typed, folded);
    case WORD_CODE:
        return add_word(
            builder, typed, folded,
            vocabulary_exact(builder->settings->vocabulary, 0, folded), 1.0);
    case WORD_COMPOUND:
    case WORD_IDENTIFIER:
        added = add_word(
            builder, typed, folded,
            vocabulary_exact(builder->settings->vocabulary, 'I', folded),
            identifier_weight);
        if (added)
            added->is_identifier = true;
        return added;
    case WORD_GRAM:
        return add_word(
            builder, typed, folded,
            vocabulary_exact(builder->settings->vocabulary, 0, folded),
            cjk_is_grammar(folded) ? grammar_weight : gram_weight);
    }
    return NULL;
}
