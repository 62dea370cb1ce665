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
#include "core/search/query_words.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

struct parsing {
    struct query_builder builder;
    const char *last; /* begin of the last word that is not excluded */
};

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
        added = query_add_token(&parsing->builder, text, word, key);
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
    struct query *query = parsing->builder.query;
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
        added = query_add_token(&parsing->builder, text, word, key);
        if (!added)
            break;
        added->is_required = true;
        phrase->words[phrase->count++] = arena_str(parsing->builder.arena, key);
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
        .builder = {.query = out, .settings = settings, .arena = arena}};
    size_t at = 0;
    size_t word_max = text.len / 2 + 2;

    *out = (struct query){.has_content = str_trim(text).len > 0};
    /* a compound gives a word of its own beside its parts */
    word_max += word_max / 2;
    word_max *= settings->language_count;
    if (word_max > QUERY_WORDS_MAX)
        word_max = QUERY_WORDS_MAX;
    parsing.builder.word_max = word_max;
    out->words = arena_calloc(arena, word_max, sizeof *out->words);
    out->phrases =
        arena_calloc(arena, QUERY_PHRASES_MAX + 1, sizeof *out->phrases);
    parsing.builder.seen = strmap_new();
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
    strmap_free(parsing.builder.seen);
    if (context_words(out) > QUERY_PHRASE_CONTEXT_MAX)
        release(out, parsing.last);
}
