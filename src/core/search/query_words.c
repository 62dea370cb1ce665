/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tokens to words of a query. See query_words.h.
 */
#include "core/search/query_words.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/stop_words.h"
#include "core/search/word_terms.h"
#include "text/cjk.h"

enum { PLAIN_TERMS_MAX = 32 };

/* An identifier of letters may also be written as a plain word. */
static const double plain_share = 0.8;

/* An identifier is one telling word, however many parts it has. */
static const double identifier_weight = 1.5;
/* A compound of letters tells little beside its words, which count as well. */
static const double compound_weight = 0.5;
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

/* What the languages of the index make of the word, each term once. */
static size_t find_terms(const struct query_settings *settings, struct str text,
                         struct word word, struct str folded,
                         struct vocabulary_term *out[PLAIN_TERMS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < settings->language_count; i++) {
        struct vocabulary_term *terms[WORD_TERMS_MAX];
        size_t term_count =
            word_terms(settings->vocabulary, settings->languages[i], text, word,
                       folded, terms);

        for (size_t k = 0; k < term_count && count < PLAIN_TERMS_MAX; k++) {
            bool is_known = false;

            for (size_t known = 0; known < count; known++)
                is_known |= out[known] == terms[k];
            if (!is_known)
                out[count++] = terms[k];
        }
    }
    return count;
}

/* Make `other` an alternative of `first`. */
static void add_alternative(struct query *query, struct query_word *first,
                            struct query_word *other)
{
    if (!other || other == first)
        return;
    if (first->group == 0)
        first->group = ++query->group_count;
    if (other->group == 0)
        other->group = first->group;
}

/* The word by the stems that the index's languages give it: alternatives when
 * there are several. */
static struct query_word *add_plain(struct query_builder *builder,
                                    struct str text, struct word word,
                                    struct str folded, double weight)
{
    struct str typed = {text.ptr + word.begin, word.end - word.begin};
    struct vocabulary_term *terms[PLAIN_TERMS_MAX];
    size_t count = find_terms(builder->settings, text, word, folded, terms);
    struct query_word *first = NULL;

    for (size_t i = 0; i < count; i++) {
        struct query_word *added =
            add_word(builder, typed, folded, terms[i], weight);

        if (!added)
            break;
        added->is_stop_word = word.kind == WORD_PLAIN && is_stop_word(folded);
        if (!first)
            first = added;
        add_alternative(builder->query, first, added);
    }
    return first;
}

static void add_spelling(struct query_builder *builder,
                         struct query_word *first, struct str typed,
                         struct str key, bool is_part, double weight)
{
    struct vocabulary *vocabulary = builder->settings->vocabulary;
    size_t count = builder->query->count;
    struct query_word *added =
        add_word(builder, typed, key,
                 is_part ? vocabulary_exact(vocabulary, WORD_PART_PREFIX, key)
                         : word_key_term(vocabulary, key),
                 weight);

    /* one that was typed as well stays a word of its own */
    if (!added || builder->query->count == count)
        return;
    added->is_spelling = true;
    added->is_added = true;
    added->is_identifier = true;
    add_alternative(builder->query, first, added);
}

/* The key, and what else may be written for it. */
static struct query_word *add_identifier(struct query_builder *builder,
                                         struct str text, struct word word,
                                         struct str key)
{
    struct identifier_spelling spellings[IDENTIFIER_SPELLINGS_MAX];
    struct str typed = {text.ptr + word.begin, word.end - word.begin};
    double weight =
        word.identifier == IDENTIFIER_NONE ? 1.0 : identifier_weight;
    size_t count = identifier_spellings(key, word.identifier, spellings);
    struct query_word *first =
        add_word(builder, typed, key,
                 word_key_term(builder->settings->vocabulary, key), weight);

    if (!first)
        return NULL;
    first->is_identifier = word.identifier != IDENTIFIER_NONE;
    for (size_t i = 0; i < count; i++)
        add_spelling(builder, first, typed,
                     (struct str){spellings[i].key, spellings[i].len},
                     spellings[i].is_part, weight * spellings[i].share);
    if (!identifier_key_has_digit(key)) {
        struct word plain = {
            .begin = word.begin, .end = word.end, .kind = WORD_COMPOUND};

        add_alternative(
            builder->query, first,
            add_plain(builder, text, plain, key, weight * plain_share));
    }
    return first;
}

static struct query_word *add_token(struct query_builder *builder,
                                    struct str text, struct word word,
                                    struct str folded)
{
    struct str typed = {text.ptr + word.begin, word.end - word.begin};
    struct query_word *added;

    if (word.store == WORD_AS_NOTHING)
        return NULL;
    switch (word.kind) {
    case WORD_PLAIN:
        if (word.store == WORD_AS_WORD)
            return add_plain(builder, text, word, folded, 1.0);
        word.store = WORD_AS_WORD;
        added = add_plain(builder, text, word, folded, 1.0);
        if (added)
            add_spelling(builder, added, typed, folded, true, 1.0);
        return added;
    case WORD_COMPOUND:
        added = add_plain(builder, text, word, folded, compound_weight);
        if (added)
            added->is_identifier = true;
        return added;
    case WORD_CODE:
    case WORD_IDENTIFIER:
        return add_identifier(builder, text, word, folded);
    case WORD_GRAM:
        return add_word(
            builder, typed, folded,
            vocabulary_exact(builder->settings->vocabulary, 0, folded),
            cjk_is_grammar(folded) ? grammar_weight : gram_weight);
    }
    return NULL;
}

static void note_token(struct query_builder *builder, struct str typed,
                       struct query_word *word)
{
    struct query *query = builder->query;
    struct query_token *token;

    if (!query->tokens)
        query->tokens = arena_calloc(builder->arena, QUERY_TOKENS_MAX,
                                     sizeof *query->tokens);
    if (query->token_count >= QUERY_TOKENS_MAX) {
        query->token_count = QUERY_TOKENS_MAX + 1;
        return;
    }
    token = &query->tokens[query->token_count++];
    *token =
        (struct query_token){.typed = typed, .word = word, .is_capital = true};
    for (size_t i = 0; i < typed.len; i++) {
        token->has_digit |= ascii_is_digit(typed.ptr[i]);
        token->is_capital &=
            ascii_is_upper(typed.ptr[i]) || !ascii_is_alpha(typed.ptr[i]);
    }
}

struct query_word *query_add_token(struct query_builder *builder,
                                   struct str text, struct word word,
                                   struct str folded)
{
    struct query_word *added = add_token(builder, text, word, folded);

    if (added && word.kind != WORD_COMPOUND && word.kind != WORD_GRAM)
        note_token(builder,
                   (struct str){text.ptr + word.begin, word.end - word.begin},
                   added);
    return added;
}
