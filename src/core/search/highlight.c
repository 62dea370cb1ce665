/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding words in text, fast: bytes are walked once, and only a word whose
 * first three letters are those of a wanted word is folded and looked up.
 */
#include "core/search/highlight.h"

#include "base/str.h"
#include "text/words.h"

#include <string.h>

static void filter_set(struct highlighter *highlighter, uint16_t key)
{
    highlighter->filter[key >> 6] |= (uint64_t) 1 << (key & 63);
}

static bool filter_passes(const struct highlighter *highlighter, uint16_t key)
{
    return key == WORD_KEY_ANY ||
           (highlighter->filter[key >> 6] >> (key & 63) & 1);
}

/* A word with other than ASCII letters stands under keys that are looked at
 * anyway. A stem of one or two letters may go on with any third. */
static void filter_add(struct highlighter *highlighter, struct str word)
{
    uint16_t key = word_key(word);

    if (key == WORD_KEY_ANY)
        return;
    filter_set(highlighter, key);
    /* "die" is the stem of "dying" too, and so with "lie" and "tie" */
    if (word.len == 3 && str_has_suffix(word, STR("ie"))) {
        const char changed[] = {word.ptr[0], 'y', 'i'};

        filter_set(highlighter,
                   word_key((struct str){changed, sizeof changed}));
    }
    if (word.len < 3)
        for (unsigned third = 0; third <= WORD_KEY_THIRD_MASK; third++)
            filter_set(highlighter, (uint16_t) (key | third));
}

void highlight_begin(struct highlighter *highlighter, const struct query *query,
                     struct vocabulary *vocabulary, uint64_t stamp)
{
    highlighter->vocabulary = vocabulary;
    highlighter->language = VOCABULARY_NO_LANGUAGE;
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
        highlighter->weights[highlighter->count++] = word->is_stop_word ? 0.05
                                                     : word->is_identifier
                                                         ? 2.0
                                                         : 1.0;
        filter_add(highlighter, word->folded);
        filter_add(highlighter,
                   word->is_identifier ? str_from_offset(name, 1) : name);
    }
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
        return vocabulary_word(highlighter->vocabulary, highlighter->language,
                               key);
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
                      struct highlight_match *out, size_t max)
{
    size_t count = 0;
    size_t at = word_start_next(text, 0);

    while (at < text.len && count < max) {
        size_t before = at;

        if (filter_passes(highlighter, word_key(str_from_offset(text, at))))
            count += match_at(highlighter, text, &at, out + count, max - count);
        else
            at = word_start_skip(text, at);
        at = word_start_next(text, at > before ? at : before + 1);
    }
    return count;
}

size_t highlight_find_listed(struct highlighter *highlighter, struct str text,
                             const struct word_starts *starts,
                             struct highlight_match *out, size_t max)
{
    size_t count = 0;
    size_t passed = 0;

    for (size_t i = 0; i < starts->count && count < max; i++) {
        size_t at = starts->at[i];

        if (!filter_passes(highlighter, starts->keys[i]) || at < passed ||
            at >= text.len)
            continue;
        count += match_at(highlighter, text, &at, out + count, max - count);
        passed = at;
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
