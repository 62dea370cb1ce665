/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sentences and their words: how long they are, how hard the whole is to read,
 * and words that stand twice.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* What ends in a full stop and goes on; sorted. */
static const char *const abbreviations[] = {
    "al",  "approx", "ca", "cf",   "co", "corp", "dr",  "e.g", "eg", "etc",
    "fig", "i.e",    "ie", "inc",  "jr", "ltd",  "max", "min", "mr", "mrs",
    "ms",  "no",     "nr", "resp", "sr", "st",   "vol", "vs",
};

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *) b);
}

bool check_is_among(const char *word, const char *const *words, size_t count)
{
    return bsearch(word, words, count, sizeof *words, compare_words) != NULL;
}

static bool is_letter_byte(char c)
{
    return ascii_is_alnum(c) || (unsigned char) c >= 0x80;
}

/* The curly apostrophe is three bytes. */
static size_t apostrophe_len(struct str text, size_t at, size_t end)
{
    if (at < end && text.ptr[at] == '\'')
        return 1;
    return at + 2 < end && memcmp(text.ptr + at, "\xE2\x80\x99", 3) == 0 ? 3
                                                                         : 0;
}

/* Other three-byte marks of punctuation: dashes, quotes, dots, bullets; and
 * the no-break space, two bytes. */
static size_t mark_len(struct str text, size_t at, size_t end)
{
    if (at + 2 < end && (unsigned char) text.ptr[at] == 0xE2 &&
        ((unsigned char) text.ptr[at + 1] == 0x80 ||
         (unsigned char) text.ptr[at + 1] == 0x86))
        return 3;
    return at + 1 < end && (unsigned char) text.ptr[at] == 0xC2 ? 2 : 0;
}

bool check_next_word(struct str text, size_t end, size_t *at,
                     struct check_span *out, bool *is_gap)
{
    size_t i = *at;

    while (i < end && text.ptr[i] != PROSE_GAP) {
        size_t skip = mark_len(text, i, end);

        if (skip)
            i += skip;
        else if (is_letter_byte(text.ptr[i]))
            break;
        else
            i++;
    }
    if (i >= end)
        return false;
    out->begin = i;
    *is_gap = text.ptr[i] == PROSE_GAP;
    if (*is_gap) {
        out->end = *at = i + 1;
        return true;
    }
    while (i < end) {
        size_t joint = apostrophe_len(text, i, end);

        if (!joint && mark_len(text, i, end))
            break;
        if (!joint && text.ptr[i] == '-')
            joint = 1;
        if (joint && i + joint < end && is_letter_byte(text.ptr[i + joint]) &&
            !mark_len(text, i + joint, end))
            i += joint;
        else if (joint || !is_letter_byte(text.ptr[i]))
            break;
        i++;
    }
    out->end = *at = i;
    return true;
}

bool check_lower(struct str text, struct check_span word, char *out,
                 size_t size)
{
    size_t len = 0;

    for (size_t i = word.begin; i < word.end && len + 1 < size; i++) {
        size_t joint = apostrophe_len(text, i, word.end);

        out[len++] = joint ? '\'' : ascii_to_lower(text.ptr[i]);
        if (joint == 3)
            i += 2;
    }
    out[len] = '\0';
    return len + 1 < size;
}

static bool is_abbreviation(struct str text, size_t begin, size_t dot)
{
    struct check_span word = {dot, dot};
    char lower[16];

    while (word.begin > begin && (ascii_is_alnum(text.ptr[word.begin - 1]) ||
                                  text.ptr[word.begin - 1] == '.'))
        word.begin--;
    if (word.end - word.begin == 1 && ascii_is_upper(text.ptr[word.begin]))
        return true;
    return check_lower(text, word, lower, sizeof lower) &&
           check_is_among(lower, abbreviations, ARRAY_LEN(abbreviations));
}

/* What may stand between the mark and the next sentence. */
static size_t skip_closing(struct str text, size_t at)
{
    while (at < text.len &&
           (text.ptr[at] == PROSE_EDGE || strchr("\"')]*_", text.ptr[at])))
        at++;
    return at;
}

bool check_next_sentence(struct str text, size_t *at, struct check_span *out)
{
    size_t i = *at;

    while (i < text.len && ascii_is_space(text.ptr[i]))
        i++;
    if (i >= text.len)
        return false;
    out->begin = i;
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        size_t next;

        if (c != '.' && c != '!' && c != '?' && c != ':')
            continue;
        next = skip_closing(text, i + 1);
        if (next < text.len && !ascii_is_space(text.ptr[next]))
            continue;
        if (c == ':' && (next >= text.len || text.ptr[next] != '\n'))
            continue;
        if (c == '.' && is_abbreviation(text, out->begin, i))
            continue;
        while (next < text.len && ascii_is_space(text.ptr[next]))
            next++;
        if (next < text.len && text.ptr[next] >= 'a' && text.ptr[next] <= 'z')
            continue;
        out->end = i + 1;
        *at = next;
        return true;
    }
    out->end = *at = text.len;
    return true;
}

/* --- reading ease --- */

struct reading_count {
    size_t sentences;
    size_t words;
    size_t syllables;
};

/* Groups of vowels, a silent e at the end left out: near enough for the mean
 * of a whole text, not for one word. */
static size_t syllables_of(const char *word)
{
    size_t count = 0;
    size_t len = strlen(word);
    bool was_vowel = false;

    for (size_t i = 0; i < len; i++) {
        bool is_vowel = strchr("aeiouy", word[i]) != NULL;

        if (is_vowel && !was_vowel)
            count++;
        was_vowel = is_vowel;
    }
    if (count > 1 && word[len - 1] == 'e' && word[len - 2] != 'l')
        count--;
    return count ? count : 1;
}

/* Flesch, R. (1948): A new readability yardstick. Journal of Applied
 * Psychology 32: 206.835 - 1.015 words/sentence - 84.6 syllables/word. */
static double reading_ease(const struct reading_count *count)
{
    return 206.835 - 1.015 * (double) count->words / (double) count->sentences -
           84.6 * (double) count->syllables / (double) count->words;
}

/* --- doubled words --- */

/* These may follow themselves. */
static const char *const may_repeat[] = {
    "bye", "ever", "had", "many", "much", "that", "very",
};

/* Words that are no name when they stand twice at the beginning: "The the". */
static const char *const begin_sentences[] = {
    "a",    "an", "and", "at",   "but",  "by",  "can",  "for", "if",
    "in",   "is", "it",  "of",   "on",   "or",  "that", "the", "then",
    "this", "to", "we",  "when", "with", "you", "your",
};

static bool is_apart(struct str text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!ascii_is_space(text.ptr[i]))
            return true;
    return false;
}

static bool has_letters_only(const char *word)
{
    for (const char *c = word; *c; c++)
        if (!ascii_is_alpha(*c))
            return false;
    return true;
}

/* Is the first or the second word a piece of a path, host or option? */
static bool is_joined(struct str text, size_t begin, size_t end)
{
    return (begin > 0 && !ascii_is_space(text.ptr[begin - 1]) &&
            !strchr("(\"'", text.ptr[begin - 1])) ||
           (end + 1 < text.len && text.ptr[end] != PROSE_EDGE &&
            strchr(".:/\\_@=-", text.ptr[end]) &&
            !ascii_is_space(text.ptr[end + 1]));
}

struct words {
    struct checking *checking;
    const struct prose_block *block;
    struct reading_count *reading;
    struct check_span former;
    char former_lower[40];
};

static void take_word(struct words *words, struct check_span word)
{
    struct str text = words->block->text;
    char lower[40] = "";
    bool fits = check_lower(text, word, lower, sizeof lower);

    words->reading->words++;
    words->reading->syllables += syllables_of(lower);
    /* "Service service" may be a name and its kind */
    if (fits && strcmp(lower, words->former_lower) == 0 &&
        has_letters_only(lower) &&
        !is_apart(text, words->former.end, word.begin) &&
        text.ptr[word.begin] == lower[0] &&
        (text.ptr[words->former.begin] == lower[0] ||
         check_is_among(lower, begin_sentences, ARRAY_LEN(begin_sentences))) &&
        !is_joined(text, words->former.begin, word.end) &&
        !check_is_among(lower, may_repeat, ARRAY_LEN(may_repeat)))
        check_say(words->checking, CHECK_WORD_DOUBLED,
                  check_line(words->checking, words->block, word.begin),
                  "\"%s\" stands twice.", lower);
    words->former = word;
    memcpy(words->former_lower, lower, sizeof lower);
}

static size_t take_words(struct words *words, struct check_span sentence)
{
    struct check_span word;
    size_t at = sentence.begin;
    size_t count = 0;
    bool is_gap;

    words->former_lower[0] = '\0';
    while (check_next_word(words->block->text, sentence.end, &at, &word,
                           &is_gap)) {
        count++;
        if (is_gap)
            words->former_lower[0] = '\0';
        else
            take_word(words, word);
    }
    return count;
}

static void check_block(struct checking *checking,
                        const struct prose_block *block,
                        struct reading_count *reading)
{
    struct words words = {checking, block, reading, {0, 0}, ""};
    struct check_span sentence;
    size_t at = 0;

    while (check_next_sentence(block->text, &at, &sentence)) {
        size_t count = take_words(&words, sentence);

        reading->sentences++;
        if (count > CHECK_SENTENCE_WORDS_MAX && block->kind == PROSE_PARAGRAPH)
            check_say(checking, CHECK_SENTENCE_LONG,
                      check_line(checking, block, sentence.begin),
                      "The sentence has %zu words; more than %d are hard to "
                      "follow.",
                      count, CHECK_SENTENCE_WORDS_MAX);
    }
}

void check_sentences(struct checking *checking)
{
    struct reading_count all = {0, 0, 0};

    for (size_t i = 0; i < checking->prose.count; i++) {
        const struct prose_block *block = &checking->prose.blocks[i];
        struct reading_count here = {0, 0, 0};

        check_block(checking, block, &here);
        if (block->kind != PROSE_PARAGRAPH)
            continue;
        all.sentences += here.sentences;
        all.words += here.words;
        all.syllables += here.syllables;
    }
    if (all.words >= CHECK_READING_WORDS_MIN && reading_ease(&all) < 30)
        check_say(checking, CHECK_READING_HARD, 0,
                  "The text is hard to read: its reading ease (Flesch) is "
                  "%.0f; 60 is plain English.",
                  reading_ease(&all));
}
