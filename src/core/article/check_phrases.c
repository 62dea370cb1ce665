/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases of check_phrases.def, "a" and "an", and passive voice. All of it goes
 * by words that stand side by side, and not by how a sentence is built: that a
 * subject and a distant verb do not agree is not found.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/speller.h"
#include "base/str.h"

#include <string.h>

enum { WORD_BYTES = 32, PHRASE_WORDS_MAX = 5, BACK_WORDS = 5 };

static const struct phrase {
    enum check_rule rule;
    const char *phrase;
    const char *advice;
} phrases[] = {
#define CHECK_PHRASE(RULE, phrase, advice) {CHECK_##RULE, phrase, advice},
#include "core/article/check_phrases.def"
#undef CHECK_PHRASE
};

/* One word of a sentence: lower case; empty where there is a gap, or a mark of
 * punctuation before it breaks the phrase. */
struct token {
    char lower[WORD_BYTES];
    struct check_span span;
    bool is_gap;
    bool is_broken; /* what stands before it is not only white space */
};

struct window {
    struct checking *checking;
    const struct prose_block *block;
    struct token *tokens;
    size_t count;
};

enum { TOKENS_MAX = 400 };

static bool has_mark(struct str text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!ascii_is_space(text.ptr[i]))
            return true;
    return false;
}

static void read_tokens(struct window *window, struct check_span sentence)
{
    struct str text = window->block->text;
    struct check_span word;
    size_t at = sentence.begin;
    size_t former = sentence.begin;
    bool is_gap;

    window->count = 0;
    while (window->count < TOKENS_MAX &&
           check_next_word(text, sentence.end, &at, &word, &is_gap)) {
        struct token *token = &window->tokens[window->count++];

        token->span = word;
        token->is_gap = is_gap;
        token->is_broken = has_mark(text, former, word.begin);
        former = word.end;
        if (is_gap || !check_lower(text, word, token->lower, WORD_BYTES))
            token->lower[0] = '\0';
    }
}

static int token_line(const struct window *window, size_t index)
{
    return check_line(window->checking, window->block,
                      window->tokens[index].span.begin);
}

/* Does the phrase stand at `index`? */
static bool is_at(const struct window *window, size_t index, const char *phrase)
{
    struct str rest = str_from(phrase);

    for (size_t i = index; rest.len; i++) {
        struct str word = str_take_until(&rest, ' ');

        if (i >= window->count || (i > index && window->tokens[i].is_broken) ||
            !str_equal(word, str_from(window->tokens[i].lower)))
            return false;
    }
    return true;
}

/* What is denied is not promised; sorted. */
static const char *const denials[] = {
    "aren't",  "can't", "cannot", "doesn't",  "don't", "isn't",
    "neither", "never", "no",     "nobody",   "nor",   "not",
    "nothing", "only",  "won't",  "wouldn't",
};

/* "Perfect forward secrecy" is a name, and so are words before these; sorted. */
static const char *const names_after[] = {"forward", "hash", "square"};

static bool is_denied(const struct window *window, size_t index)
{
    size_t from = index > BACK_WORDS ? index - BACK_WORDS : 0;

    for (size_t i = from; i < index; i++)
        if (check_is_among(window->tokens[i].lower, denials,
                           ARRAY_LEN(denials)))
            return true;
    return index + 1 < window->count &&
           check_is_among(window->tokens[index + 1].lower, names_after,
                          ARRAY_LEN(names_after));
}

/* --- promises --- */

/* What somebody says who promises; sorted. */
static const char *const promisers[] = {
    "i", "it", "our", "that", "this", "us", "we", "which", "will",
};

/* What works perfectly is promised, what is perfectly normal is not; sorted. */
static const char *const deeds[] = {
    "function", "functions", "operates", "print",   "prints", "run",
    "runs",     "solves",    "work",     "working", "works",
};

static bool is_word(const struct window *window, size_t index, size_t back,
                    const char *word)
{
    return back <= index &&
           strcmp(window->tokens[index - back].lower, word) == 0;
}

static bool is_large(const struct window *window, size_t index)
{
    return index > 0 &&
           ascii_is_upper(
               window->block->text.ptr[window->tokens[index].span.begin]);
}

/* "We guarantee", "this guarantees", "it is guaranteed"; not "to guarantee that
 * no data is lost", "the approach guarantees", "a Guarantee API". */
static bool guarantees(const struct window *window, size_t index)
{
    size_t from = index > 3 ? index - 3 : 0;

    if (is_large(window, index) || is_word(window, index, 1, "to") ||
        (is_word(window, index, 1, "be") && is_word(window, index, 2, "to")))
        return false;
    if (is_word(window, index, 0, "guaranteed"))
        return is_word(window, index, 1, "is") ||
               is_word(window, index, 1, "are") ||
               is_word(window, index, 1, "be") || index == 0;
    if (is_word(window, index, 0, "guarantees"))
        from = index > 1 ? index - 1 : 0;
    for (size_t i = from; i < index; i++)
        if (check_is_among(window->tokens[i].lower, promisers,
                           ARRAY_LEN(promisers)))
            return true;
    return false;
}

/* Do the words promise something where they stand? */
static bool is_promise(const struct window *window, size_t index)
{
    const char *word = window->tokens[index].lower;

    if (strncmp(word, "guarante", strlen("guarante")) == 0)
        return guarantees(window, index);
    if (strcmp(word, "perfectly") == 0)
        return index > 0 && check_is_among(window->tokens[index - 1].lower,
                                           deeds, ARRAY_LEN(deeds));
    if (strcmp(word, "perfect") == 0)
        return !is_word(window, index, 1, "than") && !is_large(window, index) &&
               !is_at(window, index, "perfect for");
    return true;
}

static void check_phrase_at(struct window *window, size_t index)
{
    const char first = window->tokens[index].lower[0];

    for (size_t i = 0; first && i < ARRAY_LEN(phrases); i++) {
        const struct phrase *row = &phrases[i];

        if (row->phrase[0] != first || !window->checking->holds[row->rule] ||
            !is_at(window, index, row->phrase))
            continue;
        if (row->rule == CHECK_PROMISE &&
            (!window->checking->is_for_customers || is_denied(window, index) ||
             !is_promise(window, index)))
            continue;
        check_say(window->checking, row->rule, token_line(window, index),
                  "\"%s\": %s.", row->phrase, row->advice);
    }
}

/* --- a and an --- */

/* Written with a vowel and spoken with a consonant, or the other way. */
static bool sounds_like_consonant(const char *word)
{
    static const char *const beginnings[] = {
        "eu",   "once", "one",  "ubiq", "ufo", "unic", "unif", "unio", "uniq",
        "unit", "univ", "unix", "uri",  "usa", "use",  "usu",  "util"};

    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
        if (strncmp(word, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

static bool sounds_like_vowel(const char *word)
{
    static const char *const beginnings[] = {"hour", "honest", "honor",
                                             "honour", "heir"};

    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
        if (strncmp(word, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return strchr("aeiou", word[0]) && !sounds_like_consonant(word);
}

/* Spelled letter by letter, whatever the case; sorted. */
static const char *const spelled_out[] = {
    "ftp",    "html", "http", "https", "lan", "ldap", "mp3",
    "nvidia", "rpc",  "rss",  "sftp",  "sms", "smtp", "sql",
    "ssd",    "ssh",  "ssl",  "xbox",  "xls", "xlsx", "xml",
};

/* Letters of lists and names follow, or words that "a" is no article before;
 * sorted. */
static const char *const no_nouns[] = {
    "a", "and", "are", "as", "at", "if", "in", "is", "it", "of", "on", "or",
};

/* Read as a word: no capitals but the first, and no digits. */
static bool is_spoken(struct str text, struct check_span word)
{
    for (size_t i = word.begin; i < word.end; i++)
        if ((i > word.begin && ascii_is_upper(text.ptr[i])) ||
            ascii_is_digit(text.ptr[i]) || (unsigned char) text.ptr[i] >= 0x80)
            return false;
    return word.end - word.begin > 2;
}

static void check_article_word(struct window *window, size_t index)
{
    const struct token *token = &window->tokens[index];
    const struct token *next = token + 1;
    bool is_an = strcmp(token->lower, "an") == 0;

    if ((!is_an && strcmp(token->lower, "a") != 0) ||
        index + 1 >= window->count || next->is_gap || next->is_broken ||
        !next->lower[0] || !ascii_is_alpha(next->lower[0]) ||
        !is_spoken(window->block->text, next->span) ||
        (!is_an && ascii_is_upper(window->block->text.ptr[token->span.begin]) &&
         index > 0) ||
        check_is_among(next->lower, no_nouns, ARRAY_LEN(no_nouns)) ||
        check_is_among(next->lower, spelled_out, ARRAY_LEN(spelled_out)))
        return;
    /* who knows how a name is spoken */
    if (window->checking->settings->speller &&
        !speller_knows(window->checking->settings->speller,
                       str_from(next->lower)))
        return;
    if (is_an != sounds_like_vowel(next->lower))
        check_say(window->checking, CHECK_GRAMMAR, token_line(window, index),
                  "\"%s %s\": it is \"%s\".", token->lower, next->lower,
                  is_an ? "a" : "an");
}

/* --- passive --- */

static const char *const be_forms[] = {
    "are", "be", "been", "being", "is", "was", "were",
};
static const char *const participles[] = {
    "built", "chosen", "done",  "drawn", "found", "given",   "held", "hidden",
    "kept",  "known",  "left",  "lost",  "made",  "put",     "read", "seen",
    "sent",  "set",    "shown", "taken", "told",  "written",
};
/* What looks like a participle and tells a state; sorted. */
static const char *const states[] = {
    "based",     "configured", "connected", "enabled",   "expected",
    "installed", "interested", "limited",   "located",   "named",
    "need",      "required",   "speed",     "supported", "supposed",
};

static bool is_participle(const char *word)
{
    size_t len = strlen(word);

    return check_is_among(word, participles, ARRAY_LEN(participles)) ||
           (len > 4 && strcmp(word + len - 2, "ed") == 0 &&
            !check_is_among(word, states, ARRAY_LEN(states)));
}

static void check_passive_at(struct window *window, size_t index)
{
    size_t next = index + 1;

    if (!check_is_among(window->tokens[index].lower, be_forms,
                        ARRAY_LEN(be_forms)))
        return;
    while (next < window->count && !window->tokens[next].is_broken &&
           (strcmp(window->tokens[next].lower, "not") == 0 ||
            strcmp(window->tokens[next].lower, "never") == 0 ||
            str_has_suffix(str_from(window->tokens[next].lower), STR("ly"))))
        next++;
    if (next < window->count && !window->tokens[next].is_broken &&
        is_participle(window->tokens[next].lower))
        check_say(window->checking, CHECK_PASSIVE, token_line(window, index),
                  "\"%s %s\" does not say who does it.",
                  window->tokens[index].lower, window->tokens[next].lower);
}

/* --- links --- */

/* What a link says that says nothing; sorted. */
static const char *const empty_labels[] = {
    "click here", "here", "link",         "more",      "read more",
    "see here",   "this", "this article", "this link", "this page",
};

static void check_link_labels(struct checking *checking)
{
    for (size_t i = 0; i < checking->draft->link_count; i++) {
        const struct article_link *link = &checking->draft->links[i];
        struct str label = str_trim(link->label);
        char lower[WORD_BYTES];

        if (link->is_image ||
            !check_lower(label, (struct check_span){0, label.len}, lower,
                         sizeof lower))
            continue;
        if (check_is_among(lower, empty_labels, ARRAY_LEN(empty_labels)))
            check_say(checking, CHECK_LINK_VAGUE, link->line,
                      "The link \"%s\" does not say where it leads.", lower);
    }
}

void check_phrases(struct checking *checking)
{
    static const enum check_rule needed[] = {CHECK_PROMISE, CHECK_GRAMMAR,
                                             CHECK_VAGUE, CHECK_PASSIVE};
    struct token tokens[TOKENS_MAX];
    bool is_needed = false;

    check_link_labels(checking);
    for (size_t i = 0; i < ARRAY_LEN(needed); i++)
        is_needed |= checking->holds[needed[i]];
    for (size_t i = 0; is_needed && i < checking->prose.count; i++) {
        struct window window = {checking, &checking->prose.blocks[i], tokens,
                                0};
        struct check_span sentence;
        size_t at = 0;

        while (check_next_sentence(window.block->text, &at, &sentence)) {
            read_tokens(&window, sentence);
            for (size_t word = 0; word < window.count; word++) {
                check_phrase_at(&window, word);
                check_article_word(&window, word);
                check_passive_at(&window, word);
            }
        }
    }
}
