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
/* A code names the very problem: what is typed around it says less. */
static const double code_weight = 5.0;
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

static struct query_word *add_spelling(struct query_builder *builder,
                                       struct query_word *first,
                                       struct str typed, struct str key,
                                       bool is_part, double weight)
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
        return NULL;
    added->is_spelling = true;
    added->is_added = true;
    added->is_identifier = true;
    add_alternative(builder->query, first, added);
    return added;
}

static void add_spellings(struct query_builder *builder,
                          struct query_word *first, struct str typed,
                          double weight, size_t count,
                          const struct identifier_spelling spellings[])
{
    for (size_t i = 0; i < count; i++) {
        struct query_word *added =
            add_spelling(builder, first, typed,
                         (struct str){spellings[i].key, spellings[i].len},
                         spellings[i].is_part, weight * spellings[i].share);

        if (added)
            added->is_weak = spellings[i].is_weak;
    }
}

/* Numbers like those of "code 1" stand in many texts. */
static bool is_short_number(struct str key)
{
    enum { DIGITS_MIN = 3 };
    size_t digits = 0;

    for (size_t i = 0; i < key.len; i++)
        digits += ascii_is_digit(key.ptr[i]);
    return digits > 0 && digits < DIGITS_MIN;
}

static double weight_of(enum identifier_kind kind, struct str key)
{
    switch ((unsigned) kind) {
    case IDENTIFIER_NONE:
        return 1.0;
    case IDENTIFIER_HRESULT:
    case IDENTIFIER_NTSTATUS:
    case IDENTIFIER_DECIMAL_STATUS:
    case IDENTIFIER_BUG_CHECK:
    case IDENTIFIER_ORACLE:
    case IDENTIFIER_SQLSTATE:
    case IDENTIFIER_SQLCODE:
    case IDENTIFIER_DATABASE_MESSAGE:
    case IDENTIFIER_ERROR_NUMBER:
    case IDENTIFIER_EXIT_CODE:
    case IDENTIFIER_HTTP_STATUS:
    case IDENTIFIER_SMTP_STATUS:
    case IDENTIFIER_EVENT_ID:
    case IDENTIFIER_KB:
    case IDENTIFIER_CVE:
    case IDENTIFIER_VENDOR_CODE:
    case IDENTIFIER_ERROR_NAME:
        return is_short_number(key) ? identifier_weight : code_weight;
    default:
        return identifier_weight;
    }
}

/* The key, and what else may be written for it. */
static struct query_word *add_identifier(struct query_builder *builder,
                                         struct str text, struct word word,
                                         struct str key)
{
    struct identifier_spelling spellings[IDENTIFIER_SPELLINGS_MAX];
    struct str typed = {text.ptr + word.begin, word.end - word.begin};
    double weight = weight_of(word.identifier, key);
    size_t count = identifier_spellings(key, word.identifier, spellings);
    struct query_word *first =
        add_word(builder, typed, key,
                 word_key_term(builder->settings->vocabulary, key), weight);

    if (!first)
        return NULL;
    first->is_identifier = word.identifier != IDENTIFIER_NONE;
    add_spellings(builder, first, typed, weight, count, spellings);
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

static bool is_number(struct str typed)
{
    for (size_t i = 0; i < typed.len; i++)
        if (!ascii_is_digit(typed.ptr[i]))
            return false;
    return true;
}

/* "418 error": the last token is what the number before it is called. */
static void add_label_behind(struct query_builder *builder)
{
    struct query *query = builder->query;
    struct identifier_spelling spellings[IDENTIFIER_SPELLINGS_MAX];
    char key[IDENTIFIER_KEY_MAX];
    const struct query_token *last;
    const struct query_token *number;
    struct str typed;
    struct str folded = {key, 0};
    enum identifier_kind kind;

    if (query->token_count < 2 || query->token_count > QUERY_TOKENS_MAX)
        return;
    last = &query->tokens[query->token_count - 1];
    number = last - 1;
    if (last->has_digit || !number->has_digit || !is_number(number->typed) ||
        last->typed.ptr != number->typed.ptr + number->typed.len + 1)
        return;
    folded.len = identifier_key_before(number->typed, last->typed, &kind, key);
    if (folded.len == 0)
        return;
    typed =
        str_from_range(number->typed.ptr, last->typed.ptr + last->typed.len);
    if (!add_spelling(builder, number->word, typed, folded, false, code_weight))
        return;
    for (size_t i = 0; i < query->count; i++)
        if (&query->words[i] == number->word ||
            (query->words[i].group == number->word->group &&
             query->words[i].text.len == number->typed.len))
            query->words[i].weight *= code_weight;
    add_spellings(builder, number->word, typed, code_weight,
                  identifier_spellings(folded, kind, spellings), spellings);
}

struct query_word *query_add_token(struct query_builder *builder,
                                   struct str text, struct word word,
                                   struct str folded)
{
    struct query_word *added = add_token(builder, text, word, folded);

    if (added && word.kind != WORD_COMPOUND && word.kind != WORD_GRAM) {
        note_token(builder,
                   (struct str){text.ptr + word.begin, word.end - word.begin},
                   added);
        add_label_behind(builder);
    }
    return added;
}

bool query_add_codes(struct query_builder *builder, struct query_word *word)
{
    enum { STATUS_LEN = 8 };
    struct identifier_spelling spellings[IDENTIFIER_SPELLINGS_MAX];
    size_t count = identifier_codes_of(word->folded, spellings);
    bool is_hex = word->folded.len == STATUS_LEN;

    for (size_t i = 0; i < word->folded.len; i++) {
        char c = word->folded.ptr[i];

        is_hex &= ascii_is_digit(c) || (c >= 'a' && c <= 'f');
    }
    add_spellings(builder, word, word->text, word->weight, count, spellings);
    return count > 0 || (is_hex && identifier_key_has_digit(word->folded));
}
