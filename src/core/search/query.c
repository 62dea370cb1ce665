/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Understanding a query. Double quotes, straight or typographic, that come in
 * pairs enclose a phrase; a "-" after white space and before a word excludes it.
 *
 * Quotes and dashes in a pasted message or log ask for nothing: with more than
 * QUERY_PHRASE_CONTEXT_MAX telling words around them they are words like the
 * others, but for exclusions that stand at the very end.
 */
#include "core/search/query.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/stop_words.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

/* An identifier is one telling word, however many parts it has. */
static const double identifier_weight = 1.5;

struct parsing {
    struct query *query;
    const struct query_settings *settings;
    struct arena *arena;
    struct strmap *seen; /* term name to its word */
    const char *last;    /* begin of the last word that is not excluded */
};

static struct query_word *add_word(struct parsing *parsing, struct str text,
                                   struct str folded,
                                   struct vocabulary_term *term, double weight)
{
    struct query *query = parsing->query;
    struct query_word *word = strmap_get(parsing->seen, term->name);

    if (word) {
        word->weight += weight;
        return word;
    }
    if (query->count == QUERY_WORDS_MAX)
        return NULL;
    word = &query->words[query->count++];
    *word = (struct query_word){
        .text = text,
        .folded = arena_str(parsing->arena, folded),
        .term = term,
        .weight = weight,
    };
    *strmap_slot(parsing->seen, term->name, NULL) = word;
    return word;
}

/* The word by the stems that the index's languages give it: alternatives when
 * there are several. */
static struct query_word *add_plain(struct parsing *parsing, struct str typed,
                                    struct str folded)
{
    const struct query_settings *settings = parsing->settings;
    struct query *query = parsing->query;
    struct query_word *first = NULL;
    struct vocabulary_term *known = NULL;

    for (size_t i = 0; i < settings->language_count; i++) {
        struct vocabulary_term *term = vocabulary_word(
            settings->vocabulary, settings->languages[i], folded);
        struct query_word *word;

        if (term == known)
            continue;
        known = term;
        word = add_word(parsing, typed, folded, term, 1.0);
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

static struct query_word *add_token(struct parsing *parsing, struct str text,
                                    struct word word, struct str folded)
{
    struct str typed = {text.ptr + word.begin, word.end - word.begin};
    struct query_word *added;

    switch (word.kind) {
    case WORD_PLAIN:
        return add_plain(parsing, typed, folded);
    case WORD_CODE:
        return add_word(
            parsing, typed, folded,
            vocabulary_exact(parsing->settings->vocabulary, 0, folded), 1.0);
    case WORD_COMPOUND:
    case WORD_IDENTIFIER:
        added = add_word(
            parsing, typed, folded,
            vocabulary_exact(parsing->settings->vocabulary, 'I', folded),
            identifier_weight);
        if (added)
            added->is_identifier = true;
        return added;
    }
    return NULL;
}

static bool is_excluded(struct str text, size_t at)
{
    return at > 0 && text.ptr[at - 1] == '-' &&
           (at == 1 || ascii_is_space(text.ptr[at - 2]));
}

/* Words outside of phrases. The parts of an identifier are not searched: one
 * that is not found must not fall back to them. */
static void parse_words(struct parsing *parsing, struct str text)
{
    struct word_scan scan;
    struct word word;
    bool skip_parts = false;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        struct query_word *added;
        bool excluded = !word.is_part && is_excluded(text, word.begin);

        if (word.is_part && skip_parts)
            continue;
        key.len = word_fold(text, word, folded);
        if (key.len == 0)
            continue;
        added = add_token(parsing, text, word, key);
        if (added && excluded)
            added->is_forbidden = true;
        if (!excluded && !(word.is_part && skip_parts))
            parsing->last = text.ptr + word.begin;
        if (!word.is_part)
            skip_parts = word.kind == WORD_IDENTIFIER || excluded;
    }
}

/* The words of a phrase must all be there; that they follow each other is
 * verified on the text. */
static void parse_phrase(struct parsing *parsing, struct str text)
{
    struct query *query = parsing->query;
    struct query_phrase *phrase = &query->phrases[query->phrase_count];
    struct word_scan scan;
    struct word word;

    phrase->count = 0;
    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word) &&
           phrase->count < QUERY_PHRASE_WORDS_MAX) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        struct query_word *added;

        if (word.kind == WORD_COMPOUND || word.kind == WORD_IDENTIFIER)
            continue;
        key.len = word_fold(text, word, folded);
        if (key.len == 0)
            continue;
        added = add_token(parsing, text, word, key);
        if (!added)
            break;
        added->is_required = true;
        phrase->words[phrase->count++] = arena_str(parsing->arena, key);
    }
    if (phrase->count > 0)
        query->phrase_count++;
}

/* Length of a double quote at `at`, 0 when there is none. */
static size_t quote_len(struct str text, size_t at)
{
    static const struct str quotes[] = {
        {"\"", 1},           {"\xE2\x80\x9C", 3}, {"\xE2\x80\x9D", 3},
        {"\xE2\x80\x9E", 3}, {"\xC2\xAB", 2},     {"\xC2\xBB", 2}};

    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
        if (str_has_prefix(str_from_offset(text, at), quotes[i]))
            return quotes[i].len;
    return 0;
}

static size_t find_quote(struct str text, size_t from, size_t *len)
{
    for (size_t at = from; at < text.len; at++) {
        unsigned char c = (unsigned char) text.ptr[at];

        if (c == '"' || c >= 0xC2) {
            *len = quote_len(text, at);
            if (*len)
                return at;
        }
    }
    *len = 0;
    return text.len;
}

static size_t context_words(const struct query *query)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        count += !query->words[i].is_required &&
                 !query->words[i].is_forbidden && !query->words[i].is_stop_word;
    return count;
}

/* `last` is where the last word begins that is not excluded. */
static void release(struct query *query, const char *last)
{
    query->phrase_count = 0;
    for (size_t i = 0; i < query->count; i++) {
        struct query_word *word = &query->words[i];

        word->is_required = false;
        if (word->text.ptr < last)
            word->is_forbidden = false;
    }
}

void query_parse(struct str typed, const struct query_settings *settings,
                 struct arena *arena, struct query *out)
{
    struct str text = utf8_repair(typed, arena, NULL);
    struct parsing parsing = {
        .query = out, .settings = settings, .arena = arena};
    size_t at = 0;
    size_t word_max = text.len / 2 + 2;

    *out = (struct query){.has_content = str_trim(text).len > 0};
    /* a compound gives a word of its own beside its parts */
    word_max += word_max / 2;
    if (word_max > QUERY_WORDS_MAX)
        word_max = QUERY_WORDS_MAX;
    out->words = arena_calloc(arena, word_max, sizeof *out->words);
    out->phrases =
        arena_calloc(arena, QUERY_PHRASES_MAX + 1, sizeof *out->phrases);
    parsing.seen = strmap_new();
    while (at < text.len) {
        size_t open_len;
        size_t close_len;
        size_t open = find_quote(text, at, &open_len);
        size_t close = find_quote(text, open + open_len, &close_len);

        if (open == text.len || close == text.len ||
            out->phrase_count == QUERY_PHRASES_MAX) {
            parse_words(&parsing, str_from_offset(text, at));
            break;
        }
        parse_words(&parsing, str_first(str_from_offset(text, at), open - at));
        parse_phrase(&parsing, str_first(str_from_offset(text, open + open_len),
                                         close - open - open_len));
        at = close + close_len;
    }
    strmap_free(parsing.seen);
    if (context_words(out) > QUERY_PHRASE_CONTEXT_MAX)
        release(out, parsing.last);
}
