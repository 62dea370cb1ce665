/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding words in text, fast: bytes are walked once, and only a word whose
 * first three letters are those of a wanted word is folded and looked up.
 */
#include "core/search/highlight.h"

#include "base/str.h"
#include "core/search/phrase.h"
#include "core/search/word_terms.h"
#include "text/cjk.h"
#include "text/identifier.h"
#include "text/words.h"

#include <string.h>

static bool has_telling_word(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!query->words[i].is_stop_word && !query->words[i].is_forbidden)
            return true;
    return false;
}

static void add_label_keys(void *context, struct str word)
{
    struct highlighter *highlighter = context;

    word_keys_add(&highlighter->keys, word);
    word_keys_add(&highlighter->labels, word);
    highlighter->has_labels = true;
}

/* An identifier may be written with a sign behind its first or second letter,
 * and with something before it that is not in its key. */
static void add_identifier_keys(struct highlighter *highlighter, struct str key)
{
    static const struct str before[] = {
        {"http", 4}, {"ftp", 3}, {"hkey", 4}, {"smtp", 4}, {"0x0", 3}};
    struct word_keys *keys = &highlighter->keys;
    char first = key.len > 0 ? key.ptr[0] : 0;
    char second = key.len > 1 ? key.ptr[1] : 0;

    word_keys_add_key(keys, word_key_of(first, second, 0));
    word_keys_add_key(keys, word_key_of(first, 0, second));
    word_keys_add_key(keys, word_key_of(first, 0, 0));
    if (ascii_is_digit(first)) {
        word_keys_add_key(keys, word_key_of('v', first, second));
        word_keys_add_key(keys, word_key_of('v', first, 0));
    }
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        add_label_keys(highlighter, before[i]);
    identifier_each_label(key, add_label_keys, highlighter);
}

/* Can it be the term of an identifier, of a number or of a part of one? */
static bool is_code_term(struct str name)
{
    return identifier_key_has_digit(name) ||
           (name.len > 0 && (name.ptr[0] == WORD_NAME_PREFIX ||
                             name.ptr[0] == WORD_PART_PREFIX));
}

static void forget_seen(struct highlighter *highlighter)
{
    memset(highlighter->seen, 0, sizeof highlighter->seen);
    highlighter->seen_language = highlighter->language;
}

void highlight_begin(struct highlighter *highlighter, const struct query *query,
                     struct vocabulary *vocabulary, uint64_t stamp)
{
    bool has_telling = has_telling_word(query);

    highlighter->vocabulary = vocabulary;
    highlighter->language = VOCABULARY_NO_LANGUAGE;
    highlighter->stamp = stamp;
    highlighter->count = 0;
    word_keys_init(&highlighter->keys);
    word_keys_init(&highlighter->labels);
    highlighter->has_labels = false;
    highlighter->has_codes = false;
    forget_seen(highlighter);
    for (size_t i = 0;
         i < query->count && highlighter->count < HIGHLIGHT_WORDS_MAX; i++) {
        const struct query_word *word = &query->words[i];
        struct str name = word->term->name;

        if (word->is_forbidden || (word->is_stop_word && has_telling))
            continue;
        word->term->stamp = stamp;
        word->term->slot = (uint32_t) highlighter->count;
        highlighter->weights[highlighter->count++] = word->is_stop_word ? 0.05
                                                     : word->is_identifier
                                                         ? 2.0
                                                         : 1.0;
        word_keys_add(&highlighter->keys, word->folded);
        word_keys_add(&highlighter->keys, name);
        highlighter->has_codes |= is_code_term(name);
        if (word->is_identifier || identifier_key_has_digit(word->folded))
            add_identifier_keys(highlighter, word->folded);
    }
}

/* Can `word` have a term that is looked for? Told without folding it. */
static bool may_match(const struct highlighter *highlighter, struct str text,
                      struct word word)
{
    struct str raw = {text.ptr + word.begin, word.end - word.begin};

    if (word.store == WORD_AS_PART || word.kind == WORD_CODE ||
        word.kind == WORD_IDENTIFIER)
        return highlighter->has_codes;
    return word.kind != WORD_PLAIN ||
           word_keys_have(&highlighter->keys, word_key(raw));
}

/* The term of `word` that is looked for; NULL when none is. */
static const struct vocabulary_term *term_of(struct highlighter *highlighter,
                                             struct str text, struct word word)
{
    char folded[WORD_FOLDED_MAX];
    struct str key = {folded, 0};
    struct vocabulary_term *terms[WORD_TERMS_MAX];
    size_t count = 0;

    if (may_match(highlighter, text, word))
        key.len = word_fold(text, word, folded);
    if (key.len > 0)
        count = word_terms(highlighter->vocabulary, highlighter->language, text,
                           word, key, terms);
    for (size_t i = 0; i < count; i++)
        if (terms[i]->stamp == highlighter->stamp)
            return terms[i];
    return NULL;
}

/* A gram is found as such, else by a character of it that was asked for alone.
 * Each character is looked at with the gram that begins with it, and the last
 * one of a run with the gram that ends with it. */
static const struct vocabulary_term *
find_in_gram(struct highlighter *highlighter, struct str text,
             struct word *gram)
{
    const struct vocabulary_term *term = term_of(highlighter, text, *gram);
    struct word first = *gram;
    struct word second = *gram;

    if (term)
        return term;
    first.end = cjk_char_end(text, gram->begin);
    second.begin = first.end;
    if (first.end == gram->end)
        return NULL;
    *gram = first;
    term = term_of(highlighter, text, first);
    if (term || cjk_at(text, second.end))
        return term;
    *gram = second;
    return term_of(highlighter, text, second);
}

/* Begin of the compound that the word at `at` is in; not before `floor`. */
static size_t compound_begin(struct str text, size_t at, size_t floor)
{
    enum { BACK_MAX = 256 };
    size_t begin = at;

    for (size_t i = at; i > floor && at - i < BACK_MAX; i--) {
        char before = text.ptr[i - 1];

        if (ascii_is_alnum(before))
            begin = i - 1;
        else if (i == floor + 1 || !strchr("_.-/\\:@+#", before) ||
                 before == '\0' || !ascii_is_alnum(text.ptr[i - 2]))
            break;
    }
    return begin;
}

/* To the ends of the word that a part of an identifier stands in: "5034441" is
 * marked as KB5034441. */
static void widen(struct str text, struct word *word)
{
    while (word->begin > 0 && ascii_is_alnum(text.ptr[word->begin]) &&
           ascii_is_alnum(text.ptr[word->begin - 1]))
        word->begin--;
    while (word->end < text.len && ascii_is_alnum(text.ptr[word->end - 1]) &&
           ascii_is_alnum(text.ptr[word->end]))
        word->end++;
}

/* Look at the word, compound or run of grams that *at is in and step behind it;
 * what is before `floor` was looked at. A match of a whole compound stands for
 * its parts too; of grams that overlap, the later one is what the earlier one
 * left of it. A gram of grammar alone tells nothing: it is a match only beside
 * another. */
static size_t match_at(struct highlighter *highlighter, struct str text,
                       size_t floor, size_t *at, struct highlight_match *out,
                       size_t max)
{
    size_t start = *at;
    struct word_scan scan;
    struct word word;
    size_t count = 0;
    size_t covered = 0;
    struct highlight_match held = {.end = 0}; /* grammar, until the next one */

    word_scan_begin(&scan, text, compound_begin(text, start, floor));
    while (
        (scan.at <= start || scan.part_next < scan.part_count || scan.in_run) &&
        word_scan_next(&scan, &word)) {
        const struct vocabulary_term *term;
        bool is_gram = word.kind == WORD_GRAM;

        *at = scan.at;
        if ((word.begin < covered && !is_gram) || count == max)
            continue;
        term = is_gram ? find_in_gram(highlighter, text, &word)
                       : term_of(highlighter, text, word);
        if (!term || word.end <= covered)
            continue;
        if (is_gram && held.end <= word.begin &&
            (count == 0 || word.begin > covered) &&
            cjk_is_grammar(term->name)) {
            held = (struct highlight_match){(uint32_t) word.begin,
                                            (uint32_t) word.end, term->slot};
            continue;
        }
        if (held.end > word.begin) {
            out[count++] = held;
            covered = held.end;
            held.end = 0;
        }
        if (word.end <= covered || count == max)
            continue;
        if (word.is_part)
            widen(text, &word);
        if (word.begin < covered)
            word.begin = covered;
        out[count++] = (struct highlight_match){
            (uint32_t) word.begin, (uint32_t) word.end, term->slot};
        covered = word.end;
    }
    return count;
}

enum { NOT_LOOKED_FOR = -1 };

/* Index of the folded plain word, or NOT_LOOKED_FOR. */
static int find_plain(struct highlighter *highlighter, struct str folded)
{
    const struct vocabulary_term *term =
        vocabulary_word(highlighter->vocabulary, highlighter->language, folded);

    return term->stamp == highlighter->stamp ? (int) term->slot
                                             : NOT_LOOKED_FOR;
}

/* The same. The vocabulary is large and lies all over memory, so what was found
 * is kept at hand: each word in one place, until another needs it. */
static int find_seen(struct highlighter *highlighter, struct str folded)
{
    struct highlight_seen word = {.answer = 0};
    struct highlight_seen *seen;

    if (folded.len > HIGHLIGHT_SEEN_BYTES)
        return find_plain(highlighter, folded);
    if (highlighter->seen_language != highlighter->language)
        forget_seen(highlighter);
    memcpy(word.halves, folded.ptr, folded.len);
    seen = &highlighter->seen[((word.halves[0] ^ word.halves[1] * 31) *
                                   0x9E3779B97F4A7C15u >>
                               32) %
                              HIGHLIGHT_SEEN_MAX];
    if (seen->answer == 0 || seen->halves[0] != word.halves[0] ||
        seen->halves[1] != word.halves[1]) {
        word.answer = (uint32_t) (find_plain(highlighter, folded) + 2);
        *seen = word;
    }
    return (int) seen->answer - 2;
}

/* The same; most words are plain and need no tokeniser. */
static size_t look_at(struct highlighter *highlighter, struct str text,
                      size_t floor, size_t *at, struct highlight_match *out,
                      size_t max)
{
    size_t len = word_plain_len(text, *at);
    char folded[WORD_FOLDED_MAX];
    size_t begin = *at;
    int found;

    if (len == 0 || len > sizeof folded || max == 0 ||
        (highlighter->has_labels &&
         word_keys_have(&highlighter->labels,
                        word_key(str_from_offset(text, begin)))))
        return match_at(highlighter, text, floor, at, out, max);
    for (size_t i = 0; i < len; i++)
        folded[i] = ascii_to_lower(text.ptr[begin + i]);
    *at = begin + len;
    found = find_seen(highlighter, (struct str){folded, len});
    if (found == NOT_LOOKED_FOR)
        return 0;
    *out = (struct highlight_match){(uint32_t) begin, (uint32_t) *at,
                                    (uint32_t) found};
    return 1;
}

size_t highlight_find(struct highlighter *highlighter, struct str text,
                      struct highlight_match *out, size_t max)
{
    size_t count = 0;
    size_t passed = 0;
    size_t at = word_start_next(text, 0);

    while (at < text.len && count < max) {
        size_t before = at;

        if (word_keys_have(&highlighter->keys,
                           word_key(str_from_offset(text, at)))) {
            count += look_at(highlighter, text, passed, &at, out + count,
                             max - count);
            passed = at;
        } else {
            at = word_start_skip(text, at);
        }
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

        if (!word_keys_have(&highlighter->keys, starts->keys[i]) ||
            at < passed || at >= text.len)
            continue;
        count +=
            look_at(highlighter, text, passed, &at, out + count, max - count);
        passed = at;
    }
    return count;
}

/* Is the token `word` of `text`, folded as `key`, the word `wanted` of a
 * phrase? A character of a run that stands alone in the phrase is the first of
 * a gram, or the last of its run. */
static bool is_phrase_word(struct str text, struct word word, struct str key,
                           struct str wanted)
{
    if (str_equal(wanted, key))
        return true;
    if (word.kind != WORD_GRAM || cjk_char_end(wanted, 0) < wanted.len)
        return false;
    return str_has_prefix(key, wanted) ||
           (str_has_suffix(key, wanted) && !cjk_at(text, word.end));
}

bool highlight_has_phrase(struct str text, const struct query_phrase *phrase)
{
    /* tokens of the text that follow each other, as far back as the phrase is long */
    size_t matched[QUERY_PHRASE_WORDS_MAX] = {0};
    size_t open = 0;
    struct phrase_scan scan;
    struct word word;
    char folded[WORD_FOLDED_MAX];
    struct str key = {folded, 0};

    phrase_scan_begin(&scan, text);
    while (phrase_scan_next(&scan, &word, folded, &key.len)) {
        size_t kept = 0;

        for (size_t i = 0; i < open; i++)
            if (is_phrase_word(text, word, key, phrase->words[matched[i]]))
                matched[kept++] = matched[i] + 1;
        if (is_phrase_word(text, word, key, phrase->words[0]) &&
            kept < QUERY_PHRASE_WORDS_MAX)
            matched[kept++] = 1;
        for (size_t i = 0; i < kept; i++)
            if (matched[i] == phrase->count)
                return true;
        open = kept;
    }
    return false;
}
