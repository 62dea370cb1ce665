/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a sentence: which sets they belong to, whether they are one or
 * many, and what stands before a verb as its subject. It goes by the order of
 * words alone, and says when it is not sure.
 */
#include "core/article/check_grammar.h"

#include "base/check.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { BACK_WORDS_MAX = 12, RUN_WORDS_MAX = 4 };

static const struct set_row {
    const char *word;
    unsigned sets;
} set_rows[] = {
#define GRAMMAR_WORD(word, sets) {word, sets},
#include "core/article/check_grammar_words.def"
#undef GRAMMAR_WORD
};

static int compare_rows(const void *word, const void *row)
{
    return strcmp(word, ((const struct set_row *) row)->word);
}

const char *grammar_word_at(const struct grammar_finding *finding, size_t index)
{
    return index < finding->sentence->count
               ? finding->sentence->words[index].lower
               : "";
}

const char *grammar_word_before(const struct grammar_finding *finding,
                                size_t index, size_t back)
{
    return back <= index ? grammar_word_at(finding, index - back) : "";
}

bool grammar_is(const struct grammar_finding *finding, size_t index,
                const char *word)
{
    return strcmp(grammar_word_at(finding, index), word) == 0;
}

bool grammar_is_in(const struct grammar_finding *finding, size_t index,
                   unsigned sets)
{
    const struct set_row *row =
        bsearch(grammar_word_at(finding, index), set_rows, ARRAY_LEN(set_rows),
                sizeof *set_rows, compare_rows);

    return row && (row->sets & sets);
}

unsigned grammar_kinds_at(const struct grammar_finding *finding, size_t index)
{
    return grammar_kinds(finding->grammar,
                         str_from(grammar_word_at(finding, index)));
}

bool grammar_is_apart(const struct grammar_finding *finding, size_t index)
{
    return index >= finding->sentence->count ||
           finding->sentence->words[index].is_after_mark;
}

enum grammar_number grammar_number_of(const struct grammar_finding *finding,
                                      size_t index)
{
    const char *word = grammar_word_at(finding, index);
    char base[GRAMMAR_FORM_BYTES];

    if (grammar_is_in(finding, index, IN_ONE))
        return NUMBER_ONE;
    if (grammar_is_in(finding, index, IN_MANY))
        return NUMBER_MANY;
    if (!word[0] || grammar_is_in(finding, index, IN_SMALL | IN_UNCLEAR) ||
        !(grammar_kinds_at(finding, index) & GRAMMAR_NOUN))
        return NUMBER_NONE;
    return str_has_suffix(str_from(word), STR("yses")) ||
                   grammar_base(finding->grammar, word, FORM_S, GRAMMAR_NOUN,
                                base, sizeof base)
               ? NUMBER_MANY
               : NUMBER_ONE;
}

static bool is_gerund(const char *word)
{
    return str_has_suffix(str_from(word), STR("ing"));
}

bool grammar_is_verb_only(const struct grammar_finding *finding, size_t index)
{
    unsigned kinds = grammar_kinds_at(finding, index);

    return (kinds & GRAMMAR_VERB) &&
           !(kinds & (GRAMMAR_NOUN | GRAMMAR_ADJECTIVE | GRAMMAR_ADVERB)) &&
           !grammar_is_in(finding, index, IN_SMALL | IN_UNCLEAR) &&
           !is_gerund(grammar_word_at(finding, index));
}

/* "All feeds in a folder are": behind such a word even a verb is a noun. */
bool grammar_is_border(const struct grammar_finding *finding, size_t index)
{
    return grammar_is_in(finding, index, IN_AUXILIARY | IN_BORDER) ||
           (grammar_is_verb_only(finding, index) &&
            (index == 0 || !grammar_is_in(finding, index - 1,
                                          IN_ARTICLE | IN_OPENER | IN_UNCLEAR |
                                              IN_ONE_BEFORE | IN_MANY_BEFORE)));
}

/* --- subjects --- */

static void take_noun(struct grammar_subject *subject,
                      enum grammar_number number, bool is_in_run)
{
    if (subject->nearest == NUMBER_NONE)
        subject->nearest = number;
    subject->is_mixed |= number != subject->nearest;
    if (!is_in_run)
        subject->head = number;
}

/* "Tasks that cause load are": what follows such a word is no subject, and what
 * follows "make sure that" is. */
static bool is_relative_at(const struct grammar_finding *finding, size_t index)
{
    return grammar_is_in(finding, index, IN_RELATIVE) &&
           (grammar_kinds_at(finding, index + 1) & GRAMMAR_VERB) &&
           !grammar_is_in(finding, index + 1, IN_SMALL);
}

void grammar_subject_read(const struct grammar_finding *finding, size_t index,
                          struct grammar_subject *out)
{
    bool is_in_run = false;
    bool has_article = false;
    size_t steps = 0;

    *out = (struct grammar_subject){.nearest = NUMBER_NONE};
    for (size_t i = index; i-- > 0; steps++) {
        const char *word = grammar_word_at(finding, i);
        enum grammar_number number = grammar_number_of(finding, i);
        bool is_small = grammar_is_in(finding, i, IN_SMALL);

        if (grammar_is_apart(finding, i + 1))
            return;
        if (grammar_is_border(finding, i) || steps == BACK_WORDS_MAX ||
            (i + 1 < index && is_relative_at(finding, i))) {
            /* "data refresh for connections is": the verb may be a noun */
            out->is_unsure |=
                (!grammar_is_in(finding, i, IN_AUXILIARY | IN_BORDER) &&
                 (!has_article || !grammar_is_border(finding, i))) ||
                strcmp(word, "or") == 0 ||
                (i > 0 && grammar_is(finding, i - 1, "to"));
            return;
        }
        if (i + 1 < index && grammar_is_in(finding, i, IN_RELATIVE))
            return;
        has_article = grammar_is_in(finding, i, IN_ARTICLE) ||
                      (has_article && !is_in_run && number == NUMBER_NONE);
        out->has_article |= grammar_is_in(finding, i, IN_ARTICLE);
        /* "text to speech prompts are" */
        out->is_unsure |= strcmp(word, "to") == 0 &&
                          !grammar_is_in(finding, i + 1, IN_ARTICLE);
        if (strcmp(word, "and") == 0)
            *(grammar_is_apart(finding, i) ||
                      grammar_is_in(finding, i + 1, IN_ARTICLE)
                  ? &out->is_unsure
                  : &out->has_and) = true;
        if (number != NUMBER_NONE) {
            take_noun(out, number, is_in_run);
            is_in_run = true;
        } else if (is_small) {
            is_in_run = false;
        } else if (!is_in_run &&
                   !(grammar_kinds_at(finding, i) & GRAMMAR_ADVERB)) {
            out->is_unsure = true;
            is_in_run = true;
        }
        /* "blocking updates is", "30 seconds is" */
        out->is_unsure |= (is_gerund(word) && number == NUMBER_NONE) ||
                          ascii_is_digit(finding->sentence->words[i].text[0]);
        /* a pronoun is the whole subject */
        if (grammar_is_in(finding, i, IN_BASE_SUBJECT | IN_S_SUBJECT))
            return;
    }
}

size_t grammar_run_end(const struct grammar_finding *finding, size_t index)
{
    size_t last = finding->sentence->count;

    for (size_t i = index; i < index + RUN_WORDS_MAX; i++) {
        if (!grammar_word_at(finding, i)[0] || grammar_is_apart(finding, i) ||
            grammar_is_in(finding, i, IN_SMALL))
            break;
        if (grammar_is_in(finding, i, IN_UNCLEAR))
            return finding->sentence->count;
        if (grammar_number_of(finding, i) != NUMBER_NONE)
            last = i;
        else if (!(grammar_kinds_at(finding, i) &
                   (GRAMMAR_ADJECTIVE | GRAMMAR_PAST | GRAMMAR_ADVERB)))
            break;
    }
    return last;
}

void grammar_propose(struct grammar_finding *finding, size_t index,
                     const char *text, bool is_sure)
{
    struct grammar_repairs *out = finding->out;
    struct grammar_repair *repair;
    size_t len = strlen(text);

    if (out->count == GRAMMAR_REPAIRS_MAX || len == 0 ||
        len > GRAMMAR_WORD_BYTES_MAX)
        return;
    repair = &out->items[out->count++];
    repair->word = index;
    repair->is_sure = is_sure;
    memcpy(repair->text, text, len + 1);
    if (ascii_is_upper(finding->sentence->words[index].text[0]) &&
        repair->text[0] >= 'a' && repair->text[0] <= 'z')
        repair->text[0] = (char) (repair->text[0] - 'a' + 'A');
}
