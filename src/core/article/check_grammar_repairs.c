/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which one word of a sentence may be meant for another, by what stands near
 * it. It is generous, and only says what to try: whether the sentence needs it
 * is for the parser. Verbs have a file of their own.
 */
#include "core/article/check_grammar.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

/* --- nouns and what goes before them --- */

static void propose_number(struct grammar_finding *finding, size_t index,
                           enum grammar_number is, bool is_sure)
{
    const char *word = grammar_word_at(finding, index);
    char form[GRAMMAR_FORM_BYTES];

    if (is == NUMBER_MANY) {
        if (grammar_base(finding->grammar, word, FORM_S, GRAMMAR_NOUN, form,
                         sizeof form))
            grammar_propose(finding, index, form, is_sure);
        return;
    }
    grammar_form_write(word, FORM_S, form, sizeof form);
    if (grammar_kinds(finding->grammar, str_from(form)) & GRAMMAR_NOUN)
        grammar_propose(finding, index, form, is_sure);
}

/* "One of the servers", "each of these files" */
static bool is_one_of(const struct grammar_finding *finding, size_t index)
{
    static const char *const countings[] = {"each", "many", "one", "several"};

    return index >= 2 && grammar_is(finding, index - 1, "of") &&
           (index == 2 ||
            grammar_number_of(finding, index - 3) == NUMBER_NONE) &&
           check_is_among(grammar_word_at(finding, index - 2), countings,
                          ARRAY_LEN(countings));
}

/* "this issues occurs" */
static bool is_verb_s(const struct grammar_finding *finding, size_t index)
{
    char base[GRAMMAR_FORM_BYTES];

    return grammar_base(finding->grammar, grammar_word_at(finding, index),
                        FORM_S, GRAMMAR_VERB, base, sizeof base);
}

/* Can nothing but a noun follow, and is the noun's end plain? "follow these
 * step.", "after those group are" */
static bool is_plain_place(const struct grammar_finding *finding, size_t index,
                           size_t last)
{
    bool is_joined = index > 0 && !grammar_is_apart(finding, index);
    bool is_after =
        is_joined && (grammar_is_in(finding, index - 1, IN_PREPOSITION) ||
                      grammar_is_verb_only(finding, index - 1));

    if (grammar_is_apart(finding, last + 1))
        return is_after || (is_joined && (grammar_kinds_at(finding, index - 1) &
                                          GRAMMAR_VERB));
    if ((grammar_is(finding, index, "this") ||
         grammar_is(finding, index, "these")) &&
        is_verb_s(finding, last + 1) &&
        !(grammar_kinds_at(finding, last + 1) & GRAMMAR_NOUN))
        return true;
    return grammar_is_in(finding, last + 1, IN_AUXILIARY) ||
           (is_after &&
            grammar_is_in(finding, last + 1, IN_PREPOSITION | IN_FOLLOWER));
}

/* "This settings control": the noun that stands right there, though another
 * word may end the name. */
static void find_number_beside(struct grammar_finding *finding, size_t index)
{
    if (grammar_is(finding, index, "this") &&
        grammar_number_of(finding, index + 1) == NUMBER_MANY &&
        !(grammar_kinds_at(finding, index + 1) & GRAMMAR_VERB))
        grammar_propose(finding, index, "these", false);
}

/* Does the word say that the noun before it is the last one? */
static bool is_noun_end(const struct grammar_finding *finding, size_t index)
{
    return grammar_is_apart(finding, index) ||
           grammar_is_in(finding, index,
                         IN_SMALL | IN_AUXILIARY | IN_PREPOSITION) ||
           is_verb_s(finding, index);
}

/* By its ending a word that seldom has a plural. */
static bool is_quality(const char *word)
{
    static const char *const endings[] = {"nce", "ness", "ity", "ing",
                                          "ism", "sion", "tion"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (str_has_suffix(str_from(word), str_from(endings[i])))
            return true;
    return false;
}

/* "This settings", "several server" */
static void find_number(struct grammar_finding *finding, size_t index)
{
    bool is_of = is_one_of(finding, index);
    bool is_one = grammar_is_in(finding, index, IN_ONE_BEFORE) && !is_of;
    bool is_sure;
    size_t last;
    enum grammar_number number;

    if (!is_one && !is_of && !grammar_is_in(finding, index, IN_MANY_BEFORE))
        return;
    last = grammar_run_end(finding, index + 1);
    if (last == finding->sentence->count)
        return;
    number = grammar_number_of(finding, last);
    if (number == NUMBER_NONE || (number == NUMBER_ONE) == is_one) {
        find_number_beside(finding, index);
        return;
    }
    is_sure = last == index + 1 && is_plain_place(finding, index, last);
    /* "a user tries", "this causes", "few test mails", "those outside", "two
     * custom undo actions" */
    if (!is_sure && ((grammar_kinds_at(finding, last) & GRAMMAR_VERB) ||
                     (is_of && grammar_is_apart(finding, last + 1) &&
                      last + 1 < finding->sentence->count) ||
                     grammar_is(finding, index, "those") || last > index + 2 ||
                     !is_noun_end(finding, last + 1)))
        return;
    /* "multiple inheritance" */
    if (number == NUMBER_ONE && is_quality(grammar_word_at(finding, last)))
        return;
    if (grammar_is(finding, index, "this"))
        grammar_propose(finding, index, "these", is_sure);
    if (grammar_is(finding, index, "these") && !is_of)
        grammar_propose(finding, index, "this", is_sure);
    propose_number(finding, last, number, is_sure);
}

/* --- words that are mistaken for each other --- */

struct mistake {
    const char *word;
    const char *meant;
    bool is_sure;
    const char *before; /* words one of which stands there; NULL: any */
    const char *after;  /* the same */
};

static const struct mistake mistakes[] = {
#define GRAMMAR_MISTAKE(word, meant, is_sure, before, after) \
    {word, meant, is_sure, before, after},
#include "core/article/check_grammar_mistakes.def"
#undef GRAMMAR_MISTAKE
};

static bool is_listed(const char *word, const char *list)
{
    struct str rest = str_from(list);

    while (rest.len)
        if (str_equal(str_take_until(&rest, ' '), str_from(word)))
            return true;
    return false;
}

/* Is the word at `index` in the list, by itself, its kind or its ending? */
static bool is_beside(const struct grammar_finding *finding, size_t index,
                      const char *list)
{
    const char *word = grammar_word_at(finding, index);
    struct str whole = str_from(word);
    unsigned kinds = grammar_kinds_at(finding, index);
    bool is_small = grammar_is_in(finding, index, IN_SMALL);

    return (word[0] && is_listed(word, list)) ||
           (is_listed("*er", list) && str_has_suffix(whole, STR("er")) &&
            (kinds & (GRAMMAR_ADJECTIVE | GRAMMAR_ADVERB))) ||
           (is_listed("*noun", list) && !is_small && (kinds & GRAMMAR_NOUN)) ||
           (is_listed("*verb", list) && !is_small && (kinds & GRAMMAR_VERB)) ||
           (is_listed("*onlyverb", list) &&
            grammar_is_verb_only(finding, index)) ||
           (is_listed("*modal", list) &&
            grammar_is_in(finding, index, IN_MODAL)) ||
           (is_listed("*object", list) &&
            grammar_is_in(finding, index, IN_OBJECT)) ||
           (is_listed("*name", list) && !word[0]) ||
           (is_listed("*adjective", list) && (kinds & GRAMMAR_ADJECTIVE));
}

static void find_mistake(struct grammar_finding *finding, size_t index)
{
    for (size_t i = 0; i < ARRAY_LEN(mistakes); i++) {
        const struct mistake *row = &mistakes[i];

        if (!grammar_is(finding, index, row->word))
            continue;
        if (row->before && (index == 0 || grammar_is_apart(finding, index) ||
                            !is_beside(finding, index - 1, row->before)))
            continue;
        if (row->after && (grammar_is_apart(finding, index + 1) ||
                           !is_beside(finding, index + 1, row->after)))
            continue;
        grammar_propose(finding, index, row->meant, row->is_sure);
    }
}

void grammar_repairs_find(const struct grammar_sentence *sentence,
                          struct grammar *grammar, struct grammar_repairs *out)
{
    struct grammar_finding finding = {sentence, grammar, out};

    out->count = 0;
    for (size_t i = 0; i < sentence->count; i++) {
        if (!sentence->words[i].lower[0])
            continue;
        grammar_verb_repairs(&finding, i);
        find_number(&finding, i);
        find_mistake(&finding, i);
    }
}
