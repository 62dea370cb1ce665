/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding words in text, fast: bytes are walked once, and only a word whose
 * first two letters are those of a wanted word is folded and looked up.
 */
#include "core/search/highlight.h"

#include "base/str.h"
#include "text/words.h"

#include <string.h>

enum { NO_LETTER = 0 };

static bool is_word_byte(unsigned char c)
{
    return ascii_is_alnum((char) c) || c >= 0x80;
}

/* Letters that a stemmer exchanges ("dying", "die") count as one. */
static unsigned letter_key(unsigned char c)
{
    unsigned char lower = (unsigned char) ascii_to_lower((char) c);

    return lower == 'y' ? 'i' : lower;
}

static unsigned filter_key(unsigned char first, unsigned char second)
{
    unsigned low = is_word_byte(second) ? letter_key(second) : NO_LETTER;

    return letter_key(first) << 8 | low;
}

static void filter_add(struct highlighter *highlighter, struct str word)
{
    unsigned key;

    if (word.len == 0)
        return;
    key = filter_key((unsigned char) word.ptr[0],
                     word.len > 1 ? (unsigned char) word.ptr[1] : NO_LETTER);
    highlighter->filter[key >> 6] |= (uint64_t) 1 << (key & 63);
}

void highlight_begin(struct highlighter *highlighter, const struct query *query,
                     struct vocabulary *vocabulary, uint64_t stamp)
{
    highlighter->vocabulary = vocabulary;
    highlighter->stamp = stamp;
    highlighter->count = 0;
    memset(highlighter->filter, 0, sizeof highlighter->filter);
    for (size_t i = 0;
         i < query->count && highlighter->count < HIGHLIGHT_WORDS_MAX; i++) {
        const struct query_word *word = &query->words[i];
        struct str name = word->term->name;

        if (word->is_forbidden)
            continue;
        word->term->stamp = stamp;
        word->term->slot = (uint32_t) highlighter->count;
        highlighter->weights[highlighter->count++] =
            word->is_stop_word ? 0.05 : word->is_identifier ? 2.0 : 1.0;
        filter_add(highlighter, word->folded);
        filter_add(highlighter, word->is_identifier ? str_from_offset(name, 1)
                                                    : name);
    }
}

/* Where the word byte at `at` is in fact punctuation: its length, else 0. */
static size_t punctuation_len(struct str text, size_t at)
{
    unsigned char c = (unsigned char) text.ptr[at];

    if (c == 0xC2)
        return 2;
    if (c == 0xE2 && at + 2 < text.len &&
        ((unsigned char) text.ptr[at + 1] & 0xFE) == 0x80)
        return 3;
    return 0;
}

static bool passes_filter(const struct highlighter *highlighter,
                          struct str text, size_t at)
{
    unsigned char first = (unsigned char) text.ptr[at];
    unsigned char second =
        at + 1 < text.len ? (unsigned char) text.ptr[at + 1] : NO_LETTER;
    unsigned key;

    if ((first | second) >= 0x80)
        return true;
    key = filter_key(first, second);
    return highlighter->filter[key >> 6] >> (key & 63) & 1;
}

static size_t skip_word(struct str text, size_t at, size_t end)
{
    while (at < end && is_word_byte((unsigned char) text.ptr[at]) &&
           !punctuation_len(text, at))
        at++;
    return at;
}

static const struct vocabulary_term *term_of(struct highlighter *highlighter,
                                             struct str text, struct word word)
{
    char folded[WORD_FOLDED_MAX];
    struct str key = {folded, word_fold(text, word, folded)};

    if (key.len == 0)
        return NULL;
    switch (word.kind) {
    case WORD_PLAIN:
        return vocabulary_word(highlighter->vocabulary, key);
    case WORD_CODE:
        return vocabulary_exact(highlighter->vocabulary, 0, key);
    case WORD_COMPOUND:
    case WORD_IDENTIFIER:
        return vocabulary_exact(highlighter->vocabulary, 'I', key);
    }
    return NULL;
}

/* Look at the word or compound that begins at *at and step behind it. A match
 * of a whole compound stands for its parts too. */
static size_t match_at(struct highlighter *highlighter, struct str text,
                       size_t *at, struct highlight_match *out, size_t max)
{
    struct word_scan scan;
    struct word word;
    size_t count = 0;
    size_t covered = 0;

    word_scan_begin(&scan, text, *at);
    if (!word_scan_next(&scan, &word))
        return 0;
    *at = scan.at;
    do {
        const struct vocabulary_term *term;

        if (word.begin < covered || count == max)
            continue;
        term = term_of(highlighter, text, word);
        if (!term || term->stamp != highlighter->stamp)
            continue;
        out[count++] = (struct highlight_match){
            (uint32_t) word.begin, (uint32_t) word.end, term->slot};
        covered = word.end;
    } while (scan.part_next < scan.part_count && word_scan_next(&scan, &word));
    return count;
}

size_t highlight_find(struct highlighter *highlighter, struct str text,
                      size_t begin, size_t end, struct highlight_match *out,
                      size_t max)
{
    size_t count = 0;
    size_t at = begin;

    if (end > text.len)
        end = text.len;
    while (at < end && count < max) {
        size_t punctuation;

        if (!is_word_byte((unsigned char) text.ptr[at])) {
            at++;
            continue;
        }
        punctuation = punctuation_len(text, at);
        if (punctuation) {
            at += punctuation;
        } else if (passes_filter(highlighter, text, at)) {
            size_t before = at;

            count += match_at(highlighter, text, &at, out + count, max - count);
            if (at == before)
                at++;
        } else {
            at = skip_word(text, at, end);
        }
    }
    return count;
}

bool highlight_has_phrase(struct str text, const struct query_phrase *phrase)
{
    /* tokens of the text that follow each other, as far back as the phrase is long */
    size_t matched[QUERY_PHRASE_WORDS_MAX] = {0};
    size_t open = 0;
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        size_t kept = 0;

        if (word.kind == WORD_COMPOUND || word.kind == WORD_IDENTIFIER)
            continue;
        key.len = word_fold(text, word, folded);
        for (size_t i = 0; i < open; i++)
            if (str_equal(phrase->words[matched[i]], key))
                matched[kept++] = matched[i] + 1;
        if (str_equal(phrase->words[0], key) && kept < QUERY_PHRASE_WORDS_MAX)
            matched[kept++] = 1;
        for (size_t i = 0; i < kept; i++)
            if (matched[i] == phrase->count)
                return true;
        open = kept;
    }
    return false;
}
