/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Verbs that may be in a wrong form: one that does not agree with what stands
 * before it (or after it, in "there is"), and one in a form that its auxiliary
 * does not take.
 */
#include "core/article/check_grammar.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

static bool is_gerund(const char *word)
{
    return str_has_suffix(str_from(word), STR("ing"));
}

/* --- is and are --- */

static const struct {
    const char *one;
    const char *many;
} agreements[] = {
    {"is", "are"},         {"was", "were"},      {"has", "have"},
    {"does", "do"},        {"isn't", "aren't"},  {"wasn't", "weren't"},
    {"hasn't", "haven't"}, {"doesn't", "don't"},
};

/* "Restrictions apply to the function that don't apply to others": which noun
 * is meant by "that" is only plain when none of the verb's own number stands
 * before it. */
static bool is_unclear_relative(const struct grammar_finding *finding,
                                size_t index, enum grammar_number has)
{
    if (index < 2 || !grammar_is_in(finding, index - 1, IN_RELATIVE))
        return false;
    for (size_t i = 0; i + 1 < index; i++)
        if (grammar_number_of(finding, i) == has ||
            grammar_is_in(finding, i, IN_BASE_SUBJECT))
            return true;
    return false;
}

/* Does what stands before the verb say another number than `has`? */
static bool disagrees_before(const struct grammar_finding *finding,
                             size_t index, enum grammar_number has)
{
    bool is_relative = index && grammar_is_in(finding, index - 1, IN_RELATIVE);
    struct grammar_subject subject;

    grammar_subject_read(finding, index, &subject);
    if (subject.nearest == NUMBER_NONE || subject.is_unsure)
        return false;
    if (is_unclear_relative(finding, index, has))
        return false;
    /* "if places is too large": the name of a parameter */
    if (has == NUMBER_ONE && index >= 2 && grammar_is(finding, index - 2, "if"))
        return false;
    if (subject.has_and)
        return has == NUMBER_ONE && !is_relative && !subject.is_mixed &&
               subject.has_article; /* "drag and drop is" */
    if (is_relative && subject.is_mixed)
        return false;
    return subject.head != has;
}

/* "There is several ways", "Does the servers run": the subject follows. */
static bool disagrees_after(const struct grammar_finding *finding, size_t index,
                            enum grammar_number has)
{
    size_t next = index + 1;
    size_t last;

    if (index > 0 ? !grammar_is_in(finding, index - 1, IN_ASKER)
                  : grammar_is_in(finding, index, IN_HAVE))
        return false;
    while (grammar_is_in(finding, next, IN_ADVERB))
        next++;
    if (has == NUMBER_ONE && grammar_is_in(finding, next, IN_MANY_BEFORE))
        return true;
    if (grammar_is_in(finding, next, IN_ARTICLE) ||
        grammar_is(finding, next, "some"))
        next++;
    last = grammar_run_end(finding, next);
    return last < finding->sentence->count &&
           grammar_number_of(finding, last) != has;
}

/* "We recommend that the user have a mailbox", "wish that it do" */
static bool is_wished(const struct grammar_finding *finding, size_t index)
{
    static const char *const wishes[] = {
        "ask",     "demand",    "essential", "important",   "insist",
        "insists", "necessary", "recommend", "recommended", "recommends",
        "require", "required",  "requires",  "specifies",   "specify",
        "suggest", "suggests",  "wish",
    };

    for (size_t i = 1; i < index; i++)
        if (grammar_is(finding, i, "that") &&
            check_is_among(grammar_word_at(finding, i - 1), wishes,
                           ARRAY_LEN(wishes)))
            return true;
    return false;
}

static void find_agreement(struct grammar_finding *finding, size_t index)
{
    for (size_t i = 0; i < ARRAY_LEN(agreements); i++) {
        bool is_one = grammar_is(finding, index, agreements[i].one);
        enum grammar_number has = is_one ? NUMBER_ONE : NUMBER_MANY;

        if ((is_one || (grammar_is(finding, index, agreements[i].many) &&
                        !is_wished(finding, index))) &&
            (disagrees_before(finding, index, has) ||
             disagrees_after(finding, index, has)))
            grammar_propose(finding, index,
                            is_one ? agreements[i].many : agreements[i].one,
                            false);
    }
}

/* --- other verbs --- */

static bool is_verb_s(const struct grammar_finding *finding, size_t index)
{
    char base[GRAMMAR_FORM_BYTES];

    return grammar_base(finding->grammar, grammar_word_at(finding, index),
                        FORM_S, GRAMMAR_VERB, base, sizeof base);
}

/* Does what stands at `index` begin a clause? */
static bool begins_clause(const struct grammar_finding *finding, size_t index)
{
    return index == 0 || grammar_is_apart(finding, index) ||
           (grammar_is_in(finding, index - 1, IN_BORDER) &&
            !grammar_is(finding, index - 1, "or")) ||
           grammar_is(finding, index - 1, "that") ||
           (grammar_is(finding, index - 1, "and") &&
            grammar_is_apart(finding, index - 1));
}

/* "Does it mean", "let it run", "checks it back", "underneath it add" */
static bool is_object_at(const struct grammar_finding *finding, size_t index)
{
    return index > 0 && !grammar_is_apart(finding, index) &&
           !grammar_is_in(finding, index - 1, IN_BORDER) &&
           (grammar_is_border(finding, index - 1) ||
            grammar_is_in(finding, index - 1, IN_PREPOSITION) ||
            is_verb_s(finding, index - 1) ||
            is_gerund(grammar_word_at(finding, index - 1)));
}

/* The number of what stands right before the verb, and can be its subject:
 * a pronoun, or a noun whose determiner begins a clause. */
static enum grammar_number subject_before(const struct grammar_finding *finding,
                                          size_t index)
{
    size_t noun = index - 1;
    struct grammar_subject subject;
    enum grammar_number number;
    bool has_article;
    size_t i;

    if (index == 0 || grammar_is_in(finding, noun, IN_OPENER))
        return NUMBER_NONE;
    if (grammar_is_in(finding, noun, IN_BASE_SUBJECT | IN_S_SUBJECT)) {
        if (is_object_at(finding, noun))
            return NUMBER_NONE;
        return grammar_is_in(finding, noun, IN_S_SUBJECT) ? NUMBER_ONE
                                                          : NUMBER_MANY;
    }
    if (grammar_is_in(finding, noun, IN_RELATIVE)) {
        grammar_subject_read(finding, index, &subject);
        return subject.is_mixed || subject.is_unsure || subject.has_and ||
                       is_unclear_relative(finding, index,
                                           subject.nearest == NUMBER_ONE
                                               ? NUMBER_MANY
                                               : NUMBER_ONE)
                   ? NUMBER_NONE
                   : subject.nearest;
    }
    for (i = noun; i > 0 && !grammar_is_apart(finding, i); i--) {
        if (grammar_is_in(finding, i - 1, IN_SMALL) ||
            grammar_is_border(finding, i - 1))
            break;
        /* "adding columns changes the table", "what has `a` and `b` columns
         * changes it" */
        if ((is_gerund(grammar_word_at(finding, i - 1)) &&
             !grammar_is(finding, i - 1, "following")) ||
            !grammar_word_at(finding, i - 1)[0])
            return NUMBER_NONE;
    }
    /* "the server", "users": at the beginning of a clause */
    has_article =
        i > 0 && !grammar_is_apart(finding, i) &&
        grammar_is_in(finding, i - 1, IN_ARTICLE | IN_OPENER | IN_ONE_BEFORE);
    number = grammar_number_of(finding, noun);
    /* "your project uses attributes": it may be a verb itself */
    if (number == NUMBER_MANY && (i < noun || !has_article) &&
        (grammar_kinds_at(finding, noun) & GRAMMAR_VERB))
        return NUMBER_NONE;
    if (!begins_clause(finding, has_article ? i - 1 : i) ||
        (number == NUMBER_ONE && !has_article))
        return NUMBER_NONE;
    return number;
}

/* "You wants", "users changes the", "devices needs to"; not "grant you rights
 * to" and "user settings works". */
static bool is_sure_verb_s(const struct grammar_finding *finding, size_t index)
{
    if (grammar_is(finding, index, "needs") &&
        grammar_is(finding, index + 1, "to"))
        return true;
    if (grammar_kinds_at(finding, index) & GRAMMAR_NOUN)
        return grammar_is_in(finding, index + 1, IN_ARTICLE);
    return grammar_is_in(finding, index - 1, IN_BASE_SUBJECT);
}

/* "Users receives it", "you wants" */
static void find_verb_s(struct grammar_finding *finding, size_t index)
{
    char base[GRAMMAR_FORM_BYTES];

    if (!grammar_is_in(finding, index, IN_AUXILIARY | IN_SMALL) &&
        !grammar_is_in(finding, index + 1, IN_AUXILIARY) &&
        subject_before(finding, index) == NUMBER_MANY &&
        grammar_base(finding->grammar, grammar_word_at(finding, index), FORM_S,
                     GRAMMAR_VERB, base, sizeof base))
        grammar_propose(finding, index, base, is_sure_verb_s(finding, index));
}

/* "The user try to", "the server need to" */
static bool is_wish(const struct grammar_finding *finding, size_t index)
{
    return (grammar_is(finding, index, "try") ||
            grammar_is(finding, index, "need") ||
            grammar_is(finding, index, "want")) &&
           grammar_is(finding, index + 1, "to") &&
           !(grammar_kinds_at(finding, index - 1) & GRAMMAR_ADJECTIVE);
}

/* "The server send it", "it work", "the page use the part"; what can be a noun
 * needs more behind it, since "the server update" is one. */
static bool is_verb_place(const struct grammar_finding *finding, size_t index)
{
    if (grammar_is_in(finding, index - 1, IN_S_SUBJECT))
        return true;
    if (is_wish(finding, index))
        return true;
    return grammar_is_verb_only(finding, index)
               ? grammar_is_in(finding, index + 1, IN_OBJECT)
               : grammar_is_in(finding, index + 1, IN_ARTICLE);
}

static void find_verb_base(struct grammar_finding *finding, size_t index)
{
    const char *word = grammar_word_at(finding, index);
    char form[GRAMMAR_FORM_BYTES];

    if (!(grammar_kinds_at(finding, index) & GRAMMAR_VERB) ||
        (grammar_kinds_at(finding, index) & GRAMMAR_ADVERB) ||
        grammar_is_in(finding, index, IN_SMALL | IN_AUXILIARY | IN_UNCLEAR) ||
        !is_verb_place(finding, index) || is_wished(finding, index) ||
        str_has_suffix(str_from(word), STR("s")) || is_gerund(word) ||
        subject_before(finding, index) != NUMBER_ONE)
        return;
    grammar_form_write(word, FORM_S, form, sizeof form);
    if (grammar_kinds(finding->grammar, str_from(form)) & GRAMMAR_VERB)
        grammar_propose(finding, index, form, is_wish(finding, index));
}

/* --- the form that an auxiliary takes --- */

/* The word that the one at `index` goes with, adverbs passed over; `index`
 * where there is none. */
static size_t head_before(const struct grammar_finding *finding, size_t index)
{
    size_t i = index;

    while (i > 0 && !grammar_is_apart(finding, i)) {
        i--;
        if (!grammar_is_in(finding, i, IN_ADVERB))
            return i;
    }
    return index;
}

/* Does a subject stand before the modal, so that no question can be meant? */
static bool is_told(const struct grammar_finding *finding, size_t head)
{
    return head > 0 && !grammar_is_apart(finding, head) &&
           (grammar_is_in(finding, head - 1,
                          IN_BASE_SUBJECT | IN_S_SUBJECT | IN_RELATIVE) ||
            grammar_number_of(finding, head - 1) != NUMBER_NONE);
}

/* "Whether it does depends", "belong to helps", "reset to defaults", "shared to
 * specified people" */
static bool is_right_after(const struct grammar_finding *finding, size_t index,
                           size_t head)
{
    if (grammar_is(finding, head, "do") || grammar_is(finding, head, "does"))
        return true;
    if (grammar_is_verb_only(finding, index))
        return grammar_is_apart(finding, index + 1);
    return !grammar_is_in(finding, index + 1, IN_ARTICLE);
}

/* "Did not", "doesn't", "cannot" */
static bool is_denied(const struct grammar_finding *finding, size_t index,
                      size_t head)
{
    return str_has_suffix(str_from(grammar_word_at(finding, head)),
                          STR("n't")) ||
           grammar_is(finding, head, "cannot") ||
           (head + 2 == index && grammar_is(finding, head + 1, "not") &&
            !grammar_is(finding, head, "to"));
}

/* "To works", "can started", "did not worked" */
static void find_bare(struct grammar_finding *finding, size_t index,
                      size_t head)
{
    const char *word = grammar_word_at(finding, index);
    bool is_modal = grammar_is_in(finding, head, IN_MODAL);
    bool is_next = head + 1 == index;
    char base[GRAMMAR_FORM_BYTES];

    if (is_modal && (strcmp(word, "is") == 0 || strcmp(word, "are") == 0 ||
                     strcmp(word, "was") == 0)) {
        grammar_propose(finding, index, "be", false);
        return;
    }
    if (!is_modal && is_next && is_right_after(finding, index, head))
        return;
    if (grammar_base(finding->grammar, word, FORM_S, GRAMMAR_VERB, base,
                     sizeof base) ||
        grammar_base(finding->grammar, word, FORM_PAST, GRAMMAR_VERB, base,
                     sizeof base))
        grammar_propose(finding, index, base,
                        is_denied(finding, index, head) ||
                            (is_modal && is_next && is_told(finding, head)));
}

/* Does what follows say that something is done to the subject? "be use on",
 * "is add to"; not "there may be work on", "all you do is click". */
static bool is_done_place(const struct grammar_finding *finding, size_t index,
                          size_t head)
{
    for (size_t i = 0; i < head; i++)
        if (grammar_is(finding, i, "there") || grammar_is(finding, i, "do") ||
            grammar_is(finding, i, "does"))
            return false;
    if (!grammar_is_in(finding, index + 1, IN_PREPOSITION))
        return false;
    if (grammar_is_verb_only(finding, index))
        return head + 1 == index;
    return head > 0 && !grammar_is(finding, index + 1, "for") &&
           !grammar_is(finding, index + 1, "of") &&
           grammar_is_in(finding, head - 1, IN_MODAL | IN_HAVE);
}

/* "Has been install", "is configure"; of verbs that are nouns too only what
 * follows "been", for "is access" may be meant. */
static void find_done(struct grammar_finding *finding, size_t index,
                      size_t head)
{
    const char *word = grammar_word_at(finding, index);
    unsigned kinds = grammar_kinds_at(finding, index);
    bool is_been =
        grammar_is(finding, head, "been") || grammar_is(finding, head, "be");
    char form[GRAMMAR_FORM_BYTES];

    if (!(kinds & GRAMMAR_VERB) || grammar_is_in(finding, index, IN_SMALL) ||
        (kinds & (GRAMMAR_PAST | GRAMMAR_ADJECTIVE)) ||
        (!is_been && (kinds & GRAMMAR_NOUN)) || is_gerund(word))
        return;
    /* "the default is underscore" */
    if (grammar_is_in(finding, head, IN_BE) && !is_been &&
        grammar_is_apart(finding, index + 1))
        return;
    /* "have write access", "have write and delete privileges" */
    if (grammar_is_in(finding, head, IN_HAVE) &&
        !grammar_is_apart(finding, index + 1) &&
        !grammar_is_in(finding, index + 1,
                       IN_OBJECT | IN_FOLLOWER | IN_PREPOSITION))
        return;
    grammar_form_write(word, FORM_DONE, form, sizeof form);
    if (strcmp(form, word) != 0 &&
        (grammar_kinds(finding->grammar, str_from(form)) & GRAMMAR_PAST))
        grammar_propose(finding, index, form,
                        grammar_is_in(finding, head, IN_BE) &&
                            is_done_place(finding, index, head));
}

static void find_form(struct grammar_finding *finding, size_t index)
{
    size_t head = head_before(finding, index);

    if (head == index)
        return;
    if (grammar_is_in(finding, head, IN_MODAL | IN_DO))
        find_bare(finding, index, head);
    else if (grammar_is_in(finding, head, IN_HAVE | IN_BE))
        find_done(finding, index, head);
}

void grammar_verb_repairs(struct grammar_finding *finding, size_t index)
{
    find_agreement(finding, index);
    find_form(finding, index);
    if (index == 0 || grammar_is_apart(finding, index))
        return;
    find_verb_s(finding, index);
    find_verb_base(finding, index);
}
