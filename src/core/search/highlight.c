/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding words in text, fast: bytes are walked once, and only a word whose
 * first three letters are those of a wanted word is folded and looked up.
 */
#include "core/search/highlight.h"

#include "base/str.h"
#include "text/words.h"

#include <string.h>

enum byte_kind { BYTE_OTHER, BYTE_WORD, BYTE_HIGH };

/* Letters and digits by a number of five bits; letters that a stemmer
 * exchanges ("dying", "die") count as one, digits share what is left. */
enum { LETTER_BITS = 5, LETTER_NONE = 0, LETTER_DIGIT = 27 };

static enum byte_kind kind_of(unsigned char c)
{
    if (c >= 0x80)
        return BYTE_HIGH;
    return ascii_is_alnum((char) c) ? BYTE_WORD : BYTE_OTHER;
}

static unsigned letter_of(unsigned char c)
{
    if (ascii_is_digit((char) c))
        return LETTER_DIGIT + (unsigned) (c - '0') % 4;
    if (!ascii_is_alpha((char) c))
        return LETTER_NONE;
    c = (unsigned char) ascii_to_lower((char) c);
    return c == 'y' ? 'i' - 'a' + 1u : c - 'a' + 1u;
}

static void tables_fill(struct highlighter *highlighter)
{
    for (unsigned c = 0; c < 256; c++) {
        highlighter->kinds[c] = (unsigned char) kind_of((unsigned char) c);
        highlighter->letters[c] = (unsigned char) letter_of((unsigned char) c);
    }
}

static unsigned filter_key(const struct highlighter *highlighter,
                           const unsigned char *letters)
{
    return (unsigned) highlighter->letters[letters[0]] << 2 * LETTER_BITS |
           (unsigned) highlighter->letters[letters[1]] << LETTER_BITS |
           highlighter->letters[letters[2]];
}

static void filter_set(struct highlighter *highlighter, unsigned key)
{
    highlighter->filter[key >> 6] |= (uint64_t) 1 << (key & 63);
}

/* A stem of one or two letters may go on with any third. */
static void filter_add(struct highlighter *highlighter, struct str word)
{
    unsigned char letters[3] = {0};
    unsigned key;

    for (size_t i = 0; i < word.len && i < sizeof letters; i++)
        letters[i] = (unsigned char) word.ptr[i];
    /* "die" is the stem of "dying" too, and so with "lie" and "tie" */
    if (str_has_suffix(word, STR("ie")) && word.len == sizeof letters) {
        const unsigned char changed[] = {letters[0], 'y', 'i'};

        filter_set(highlighter, filter_key(highlighter, changed));
    }
    key = filter_key(highlighter, letters);
    filter_set(highlighter, key);
    if (word.len < sizeof letters)
        for (unsigned third = 0; third < 1u << LETTER_BITS; third++)
            filter_set(highlighter, key | third);
}

void highlight_begin(struct highlighter *highlighter, const struct query *query,
                     struct vocabulary *vocabulary, uint64_t stamp)
{
    highlighter->vocabulary = vocabulary;
    highlighter->stamp = stamp;
    highlighter->count = 0;
    memset(highlighter->filter, 0, sizeof highlighter->filter);
    tables_fill(highlighter);
    for (size_t i = 0;
         i < query->count && highlighter->count < HIGHLIGHT_WORDS_MAX; i++) {
        const struct query_word *word = &query->words[i];
        struct str name = word->term->name;

        if (word->is_forbidden)
            continue;
        word->term->stamp = stamp;
        word->term->slot = (uint32_t) highlighter->count;
        highlighter->weights[highlighter->count++] = word->is_stop_word ? 0.05
                                                     : word->is_identifier
                                                         ? 2.0
                                                         : 1.0;
        filter_add(highlighter, word->folded);
        filter_add(highlighter,
                   word->is_identifier ? str_from_offset(name, 1) : name);
    }
}

/* Where the high byte at `at` begins punctuation: its length, else 0. */
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

/* A word with other than ASCII letters at its start is always looked at, as
 * its folded form begins otherwise. */
static bool passes_filter(const struct highlighter *highlighter,
                          struct str text, size_t at)
{
    unsigned char letters[3] = {0};
    unsigned high = 0;
    unsigned key;

    for (size_t i = 0; i < sizeof letters && at + i < text.len; i++) {
        letters[i] = (unsigned char) text.ptr[at + i];
        high |= letters[i] == '\'' ? 0x80 : letters[i];
    }
    if (high >= 0x80)
        return true;
    key = filter_key(highlighter, letters);
    return highlighter->filter[key >> 6] >> (key & 63) & 1;
}

/* Bytes of an apostrophe within a word, 0 when there is something else. */
static size_t apostrophe_len(const struct highlighter *highlighter,
                             struct str text, size_t at)
{
    struct str rest = str_from_offset(text, at);
    size_t len = str_has_prefix(rest, STR("'"))              ? 1
                 : str_has_prefix(rest, STR("\xE2\x80\x99")) ? 3
                                                             : 0;

    return len < rest.len &&
                   highlighter->kinds[(unsigned char) rest.ptr[len]] ==
                       BYTE_WORD
               ? len
               : 0;
}

static size_t skip_word(const struct highlighter *highlighter, struct str text,
                        size_t at, size_t end)
{
    while (at < end) {
        unsigned char kind = highlighter->kinds[(unsigned char) text.ptr[at]];
        size_t len = 1;

        if (kind == BYTE_OTHER ||
            (kind == BYTE_HIGH && punctuation_len(text, at)))
            len = apostrophe_len(highlighter, text, at);
        if (len == 0)
            break;
        at += len;
    }
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
        unsigned char kind = highlighter->kinds[(unsigned char) text.ptr[at]];
        size_t punctuation = kind == BYTE_HIGH ? punctuation_len(text, at) : 0;

        if (kind == BYTE_OTHER) {
            at++;
        } else if (punctuation) {
            at += punctuation;
        } else if (passes_filter(highlighter, text, at)) {
            size_t before = at;

            count += match_at(highlighter, text, &at, out + count, max - count);
            if (at == before)
                at++;
        } else {
            at = skip_word(highlighter, text, at, end);
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
