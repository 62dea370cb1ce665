/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How English builds the forms of a word: -s, -ed, and the verbs that do it
 * their own way. A form is only taken apart into a base that the dictionary
 * has.
 */
#include "core/article/check_grammar.h"

#include "base/check.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* Verbs of support articles that do not take -ed; by their base. */
static const struct irregular {
    const char *base;
    const char *past;
    const char *done;
} irregulars[] = {
    {"become", "became", "become"},  {"begin", "began", "begun"},
    {"break", "broke", "broken"},    {"bring", "brought", "brought"},
    {"build", "built", "built"},     {"buy", "bought", "bought"},
    {"choose", "chose", "chosen"},   {"come", "came", "come"},
    {"do", "did", "done"},           {"draw", "drew", "drawn"},
    {"drive", "drove", "driven"},    {"fall", "fell", "fallen"},
    {"find", "found", "found"},      {"forget", "forgot", "forgotten"},
    {"get", "got", "gotten"},        {"give", "gave", "given"},
    {"go", "went", "gone"},          {"grow", "grew", "grown"},
    {"have", "had", "had"},          {"hide", "hid", "hidden"},
    {"hold", "held", "held"},        {"keep", "kept", "kept"},
    {"know", "knew", "known"},       {"leave", "left", "left"},
    {"lose", "lost", "lost"},        {"make", "made", "made"},
    {"mean", "meant", "meant"},      {"meet", "met", "met"},
    {"pay", "paid", "paid"},         {"run", "ran", "run"},
    {"say", "said", "said"},         {"see", "saw", "seen"},
    {"seek", "sought", "sought"},    {"sell", "sold", "sold"},
    {"send", "sent", "sent"},        {"show", "showed", "shown"},
    {"spend", "spent", "spent"},     {"start", "started", "started"},
    {"stand", "stood", "stood"},     {"take", "took", "taken"},
    {"teach", "taught", "taught"},   {"tell", "told", "told"},
    {"think", "thought", "thought"}, {"understand", "understood", "understood"},
    {"win", "won", "won"},           {"write", "wrote", "written"},
};

/* These do not change at all. */
static const char *const constant[] = {"cut",  "input", "output", "reset",
                                       "hit",  "let",   "put",    "quit",
                                       "read", "set",   "shut",   "split"};

static bool is_vowel(char c)
{
    return c && strchr("aeiou", c);
}

static bool ends(const char *word, const char *ending)
{
    return str_has_suffix(str_from(word), str_from(ending)) &&
           strlen(word) > strlen(ending) + 1;
}

/* "stop" doubles its last letter, "open" and "show" do not. */
static bool is_doubling(const char *base)
{
    size_t len = strlen(base);
    size_t vowels = 0;

    for (size_t i = 0; i < len; i++)
        vowels += is_vowel(base[i]);
    return len >= 3 && vowels == 1 && is_vowel(base[len - 2]) &&
           !is_vowel(base[len - 1]) && !strchr("wxy", base[len - 1]);
}

static void write_s(const char *base, char *out, size_t size)
{
    size_t len = strlen(base);

    if (len > 2 && base[len - 1] == 'y' && !is_vowel(base[len - 2]))
        snprintf(out, size, "%.*sies", (int) len - 1, base);
    else if (ends(base, "s") || ends(base, "x") || ends(base, "z") ||
             ends(base, "ch") || ends(base, "sh") || strcmp(base, "go") == 0 ||
             strcmp(base, "do") == 0)
        snprintf(out, size, "%ses", base);
    else if (strcmp(base, "have") == 0)
        snprintf(out, size, "has");
    else
        snprintf(out, size, "%ss", base);
}

static void write_ed(const char *base, char *out, size_t size)
{
    size_t len = strlen(base);

    if (len > 2 && base[len - 1] == 'y' && !is_vowel(base[len - 2]))
        snprintf(out, size, "%.*sied", (int) len - 1, base);
    else if (len && base[len - 1] == 'e')
        snprintf(out, size, "%sd", base);
    else if (is_doubling(base))
        snprintf(out, size, "%s%ced", base, base[len - 1]);
    else
        snprintf(out, size, "%sed", base);
}

void grammar_form_write(const char *base, enum grammar_form form, char *out,
                        size_t size)
{
    if (form == FORM_BASE) {
        snprintf(out, size, "%s", base);
        return;
    }
    if (form == FORM_S) {
        write_s(base, out, size);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(irregulars); i++)
        if (strcmp(base, irregulars[i].base) == 0) {
            snprintf(out, size, "%s",
                     form == FORM_PAST ? irregulars[i].past
                                       : irregulars[i].done);
            return;
        }
    for (size_t i = 0; i < ARRAY_LEN(constant); i++)
        if (strcmp(base, constant[i]) == 0) {
            snprintf(out, size, "%s", base);
            return;
        }
    write_ed(base, out, size);
}

/* Is `word` without `cut` bytes, and with `more`, a base that is written as the
 * word in its form? */
static bool is_base(struct grammar *grammar, const char *word, size_t cut,
                    const char *more, enum grammar_form form, unsigned kinds,
                    char *out, size_t size)
{
    char again[GRAMMAR_FORM_BYTES];
    size_t len = strlen(word);

    if (len < cut + 2)
        return false;
    snprintf(out, size, "%.*s%s", (int) (len - cut), word, more);
    grammar_form_write(out, form, again, sizeof again);
    return strcmp(again, word) == 0 &&
           (grammar_kinds(grammar, str_from(out)) & kinds);
}

bool grammar_base(struct grammar *grammar, const char *word,
                  enum grammar_form form, unsigned kinds, char *out,
                  size_t size)
{
    static const struct {
        enum grammar_form form;
        size_t cut;
        const char *more;
    } ways[] = {
        {FORM_S, 1, ""},     {FORM_S, 2, ""},    {FORM_S, 3, "y"},
        {FORM_PAST, 1, ""},  {FORM_PAST, 2, ""}, {FORM_PAST, 3, ""},
        {FORM_PAST, 3, "y"},
    };

    if (form == FORM_S && strcmp(word, "has") == 0) {
        snprintf(out, size, "have");
        return (kinds & GRAMMAR_VERB) != 0;
    }
    for (size_t i = 0; form == FORM_PAST && i < ARRAY_LEN(irregulars); i++)
        if (strcmp(word, irregulars[i].past) == 0) {
            snprintf(out, size, "%s", irregulars[i].base);
            return true;
        }
    for (size_t i = 0; i < ARRAY_LEN(ways); i++)
        if (ways[i].form == form &&
            is_base(grammar, word, ways[i].cut, ways[i].more, form, kinds, out,
                    size))
            return true;
    return false;
}
