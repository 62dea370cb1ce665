/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A sentence of an article as plain words that a parser can judge. What is not
 * prose becomes a name, so that the sentence keeps its shape; what would only
 * puzzle the parser makes the whole sentence pass unjudged. What the words mean
 * is for others.
 */
#include "core/article/check_grammar.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

/* Stands for code and other things that have a name; no dictionary has it. */
static const char placeholder[] = "Alfa";

enum { QUOTED_BYTES_MAX = 60, PREFIX_WORDS_MAX = 3 };

struct reading {
    struct str text;
    size_t at;
    size_t end;
    struct grammar_sentence *sentence;
    bool is_after_mark;
    bool is_in_bold; /* words of the sentence, and no name */
};

static bool starts(const struct reading *reading, const char *bytes)
{
    return str_has_prefix(str_from_range(reading->text.ptr + reading->at,
                                         reading->text.ptr + reading->end),
                          str_from(bytes));
}

static bool add_word(struct reading *reading, const char *word, size_t len,
                     size_t at)
{
    struct grammar_sentence *sentence = reading->sentence;
    struct grammar_word *added;

    if (len > GRAMMAR_WORD_BYTES_MAX || sentence->count == GRAMMAR_WORDS_MAX)
        return false;
    added = &sentence->words[sentence->count++];
    memcpy(added->text, word, len);
    added->text[len] = '\0';
    added->lower[0] = '\0';
    added->at = at;
    added->is_after_mark = reading->is_after_mark;
    reading->is_after_mark = false;
    return true;
}

/* Several names side by side are one. */
static bool add_name(struct reading *reading, size_t at)
{
    const struct grammar_sentence *sentence = reading->sentence;

    if (sentence->count && !reading->is_after_mark &&
        strcmp(sentence->words[sentence->count - 1].text, placeholder) == 0)
        return true;
    return add_word(reading, placeholder, sizeof placeholder - 1, at);
}

/* Where `close` ends what begins at the reader; 0 when it is not near. */
static size_t find_close(const struct reading *reading, size_t skip,
                         const char *close, size_t most)
{
    struct str rest = str_from_range(reading->text.ptr + reading->at + skip,
                                     reading->text.ptr + reading->end);
    size_t at = str_find(rest, str_from(close), 0);

    return at > 0 && at < rest.len && at <= most
               ? reading->at + skip + at + strlen(close)
               : 0;
}

/* What stands in quotes, brackets or bold. 0: nothing such; 1: read; -1: the
 * sentence cannot be judged. */
static int read_enclosed(struct reading *reading)
{
    static const struct {
        const char *open;
        const char *close;
        bool is_name;
    } pairs[] = {
        {"\"", "\"", true},
        {"\xE2\x80\x9C", "\xE2\x80\x9D", true},
        {"\2", "\2", true},
        {"(", ")", false},
    };
    size_t begin = reading->at;

    if (reading->is_in_bold && starts(reading, "\2")) {
        reading->is_in_bold = false;
        reading->at++;
        return 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        size_t skip = strlen(pairs[i].open);
        size_t end;

        if (!starts(reading, pairs[i].open))
            continue;
        end = find_close(reading, skip, pairs[i].close,
                         pairs[i].is_name ? QUOTED_BYTES_MAX : reading->end);
        if (!end || starts(reading, "(or "))
            return -1;
        /* "*not*" is a word of the sentence, "**Save**" a name */
        if (*pairs[i].open == PROSE_EDGE &&
            !ascii_is_upper(reading->text.ptr[begin + skip]) &&
            !ascii_is_digit(reading->text.ptr[begin + skip])) {
            reading->is_in_bold = true;
            reading->at++;
            return 1;
        }
        reading->at = end;
        return !pairs[i].is_name || add_name(reading, begin) ? 1 : -1;
    }
    return 0;
}

static bool is_word_byte(char c)
{
    return ascii_is_alnum(c) || (c && strchr("'-._/\\@:$%~", c));
}

/* Lower-case letters with apostrophes and hyphens among them; the first word
 * of a sentence may begin large. */
static void set_lower(struct grammar_word *word, bool is_first)
{
    size_t len = strlen(word->text);

    for (size_t i = 0; i < len; i++) {
        char c = word->text[i];

        if (!(c >= 'a' && c <= 'z') && c != '\'' && c != '-' &&
            !(i == 0 && is_first && ascii_is_upper(c))) {
            word->lower[0] = '\0';
            return;
        }
        word->lower[i] = ascii_to_lower(c);
    }
    word->lower[len] = '\0';
}

/* Letters, apostrophes and inner hyphens are a word, digits a number; with
 * anything else it is the name of something. */
static bool is_name_of_thing(struct str word)
{
    bool has_digit = false;
    bool has_letter = false;

    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if (c == '.' || c == '/' || c == '\\' || c == '_' || c == '@' ||
            c == ':' || c == '$' || c == '%' || c == '~')
            return true;
        has_digit |= ascii_is_digit(c);
        has_letter |= ascii_is_alpha(c);
    }
    return (has_digit && has_letter) || word.ptr[0] == '-' ||
           word.ptr[0] == '\'';
}

static bool read_word(struct reading *reading)
{
    char word[GRAMMAR_WORD_BYTES_MAX + 1];
    size_t begin = reading->at;
    size_t len = 0;

    while (reading->at < reading->end) {
        char c = reading->text.ptr[reading->at];
        size_t step = 1;

        if (starts(reading, "\xE2\x80\x99")) {
            c = '\'';
            step = 3;
        } else if (!is_word_byte(c)) {
            break;
        }
        if (len == GRAMMAR_WORD_BYTES_MAX)
            return false;
        word[len++] = c;
        reading->at += step;
    }
    while (len && strchr(".:", word[len - 1])) {
        len--;
        reading->at--;
    }
    /* "`Get`s", "server(s)" */
    if (len == 0 || (reading->at < reading->end &&
                     (reading->text.ptr[reading->at] == PROSE_GAP ||
                      reading->text.ptr[reading->at] == '(')))
        return false;
    if (is_name_of_thing((struct str){word, len}))
        return add_name(reading, begin);
    if (!add_word(reading, word, len, begin))
        return false;
    /* what is emphasised may be the name of a parameter */
    if (!reading->is_in_bold)
        set_lower(&reading->sentence->words[reading->sentence->count - 1],
                  reading->sentence->count == 1);
    return true;
}

/* A mark within the sentence; false when it cannot be judged with it. */
static bool read_mark(struct reading *reading)
{
    char c = reading->text.ptr[reading->at++];
    bool is_last = reading->at >= reading->end;

    if (ascii_is_space(c) || c == PROSE_EDGE)
        return true;
    if (c == ',' || c == ';') {
        reading->is_after_mark = reading->sentence->count > 0;
        return !reading->is_after_mark || !is_last;
    }
    if (c == '.' || c == '?' || c == '!') {
        reading->sentence->mark = c == '!' ? '.' : c;
        while (reading->at < reading->end &&
               (ascii_is_space(reading->text.ptr[reading->at]) ||
                reading->text.ptr[reading->at] == PROSE_EDGE))
            reading->at++;
        return reading->at >= reading->end;
    }
    /* "Note: the server ..." */
    if (c == ':' && is_last)
        return true;
    if (c == ':' && reading->sentence->count <= PREFIX_WORDS_MAX) {
        reading->sentence->count = 0;
        reading->is_after_mark = false;
        return true;
    }
    return false;
}

bool grammar_sentence_read(struct str text, struct check_span span,
                           struct grammar_sentence *out)
{
    struct reading reading = {
        .text = text, .at = span.begin, .end = span.end, .sentence = out};

    out->count = 0;
    out->mark = '.';
    while (reading.at < reading.end) {
        char c = text.ptr[reading.at];
        int enclosed = read_enclosed(&reading);
        bool is_fine = enclosed > 0;

        if (enclosed == 0 && c == PROSE_GAP) {
            reading.at++;
            is_fine = add_name(&reading, reading.at - 1) &&
                      (reading.at >= reading.end ||
                       !ascii_is_alnum(text.ptr[reading.at]));
        } else if (enclosed == 0 && starts(&reading, "\xC2\xA0")) {
            reading.at += 2;
            is_fine = true;
        } else if (enclosed == 0) {
            is_fine =
                ascii_is_alnum(c) ? read_word(&reading) : read_mark(&reading);
        }
        if (!is_fine)
            return false;
    }
    return out->count >= GRAMMAR_WORDS_MIN;
}

size_t grammar_sentence_write(const struct grammar_sentence *sentence,
                              const struct grammar_repair *repair, char *out,
                              size_t size)
{
    size_t len = 0;

    for (size_t i = 0; i < sentence->count; i++) {
        const struct grammar_word *word = &sentence->words[i];
        const char *text =
            repair && repair->word == i ? repair->text : word->text;
        size_t more = strlen(text);

        if (len + more + 4 > size)
            return 0;
        if (word->is_after_mark)
            out[len++] = ',';
        if (i)
            out[len++] = ' ';
        memcpy(out + len, text, more);
        len += more;
    }
    out[len++] = sentence->mark;
    out[len] = '\0';
    return len;
}
