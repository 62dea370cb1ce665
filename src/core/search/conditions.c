/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looking up in text what conditions ask for. See conditions.h; which articles
 * are looked at is left to verify.c.
 */
#include "core/search/conditions.h"

#include "base/str.h"
#include "core/search/highlight.h"
#include "core/search/word_terms.h"
#include "text/words.h"

#include <string.h>

/* --- does a text have it? --- */

static bool has_term(const struct query_condition *condition,
                     const struct vocabulary_term *term)
{
    for (size_t i = 0; i < condition->term_count; i++)
        if (condition->terms[i] == term)
            return true;
    return false;
}

static bool is_word_byte(char c)
{
    return ascii_is_alnum(c) || (unsigned char) c >= 0x80;
}

/* Is the word no piece of a longer name? "554 5.7.1" is one name, but each of
 * its numbers stands by itself; a colon behind a letter joins nothing. */
static bool stands_alone(struct str text, struct word word)
{
    static const char joining[] = "_.-/\\@+#:";
    size_t begin = word.begin;
    size_t end = word.end;

    if (begin > 0 && is_word_byte(text.ptr[begin - 1]))
        return false;
    if (begin > 1 && text.ptr[begin - 1] != '\0' &&
        strchr(joining, text.ptr[begin - 1]) &&
        is_word_byte(text.ptr[begin - 2]) &&
        !(text.ptr[begin - 1] == ':' && ascii_is_alpha(text.ptr[begin - 2])))
        return false;
    if (end < text.len && is_word_byte(text.ptr[end]))
        return false;
    return end + 1 >= text.len || text.ptr[end] == '\0' ||
           !strchr(joining, text.ptr[end]) || !is_word_byte(text.ptr[end + 1]);
}

/* Does a word of `text` have one of the condition's terms? */
static bool has_form(struct vocabulary *vocabulary, unsigned language,
                     struct str text, const struct query_condition *condition)
{
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        struct vocabulary_term *terms[WORD_TERMS_MAX];
        size_t count;

        if (condition->place == QUERY_WHOLE && word.is_part &&
            !stands_alone(text, word))
            continue;
        key.len = word_fold(text, word, folded);
        count = key.len > 0
                    ? word_terms(vocabulary, language, text, word, key, terms)
                    : 0;
        for (size_t i = 0; i < count; i++)
            if (has_term(condition, terms[i]))
                return true;
    }
    return false;
}

/* The one word of the phrase, letter by letter, and not as a part. */
static bool has_whole(struct str text, const struct query_phrase *phrase)
{
    uint16_t wanted = word_key(phrase->words[0]);
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        uint16_t found = word_key(str_from_offset(text, word.begin));

        if ((found != wanted && found != WORD_KEY_ANY &&
             wanted != WORD_KEY_ANY) ||
            (word.is_part && !stands_alone(text, word)))
            continue;
        key.len = word_fold(text, word, folded);
        if (str_equal(key, phrase->words[0]))
            return true;
    }
    return false;
}

/* A match of the query that is one of the condition's. */
static bool has_match(struct highlighter *highlighter, struct str text,
                      const struct query_condition *condition)
{
    struct highlight_match matches[HIGHLIGHT_MATCHES_MAX];
    size_t count =
        highlight_find(highlighter, text, matches, HIGHLIGHT_MATCHES_MAX);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < condition->term_count; k++)
            if (condition->terms[k]->stamp == highlighter->stamp &&
                condition->terms[k]->slot == matches[i].word)
                return true;
    return false;
}

/* --- phrases in long texts --- */

enum {
    AROUND_WORDS = 16 /* that are looked at with a phrase, on each side */
};

/* The word of the phrase that most words of a text are not. */
static const struct str *rarest_word(const struct query_phrase *phrase)
{
    const struct str *rarest = NULL;

    for (size_t i = 0; i < phrase->count; i++)
        if (word_key(phrase->words[i]) != WORD_KEY_ANY &&
            (!rarest || phrase->words[i].len > rarest->len))
            rarest = &phrase->words[i];
    return rarest;
}

/* As highlight_has_phrase() for a text whose starts are listed: only what
 * stands around its rarest word is looked at. */
static bool has_phrase_listed(struct str text, const struct word_starts *starts,
                              const struct query_phrase *phrase)
{
    const struct str *rarest = rarest_word(phrase);
    size_t around = phrase->count + AROUND_WORDS;
    uint16_t key;

    if (!rarest)
        return highlight_has_phrase(text, phrase);
    key = word_key(*rarest);
    for (size_t i = 0; i < starts->count; i++) {
        size_t from = i > around ? i - around : 0;
        size_t to = i;

        if (starts->keys[i] != key && starts->keys[i] != WORD_KEY_ANY)
            continue;
        /* up to where no such word is near */
        for (size_t k = i; k < starts->count && k < to + 2 * around; k++)
            if (starts->keys[k] == key || starts->keys[k] == WORD_KEY_ANY)
                to = k;
        i = to;
        to = to + around < starts->count ? to + around : starts->count;
        if (highlight_has_phrase(
                str_first(str_from_offset(text, starts->at[from]),
                          (to < starts->count ? starts->at[to] : text.len) -
                              starts->at[from]),
                phrase))
            return true;
    }
    return false;
}

/* --- conditions --- */

static bool has(struct searching *search, struct str text,
                const struct query_condition *condition)
{
    if (condition->phrase.count > 0)
        return condition->place == QUERY_WHOLE
                   ? has_whole(text, &condition->phrase)
                   : highlight_has_phrase(text, &condition->phrase);
    return condition->place == QUERY_WHOLE
               ? has_form(search->reader->vocabulary,
                          search->highlighter.language, text, condition)
               : has_match(&search->highlighter, text, condition);
}

static bool has_in_text(struct searching *search, struct str text,
                        const struct word_starts *starts,
                        const struct query_condition *condition)
{
    if (condition->place == QUERY_ANYWHERE && condition->phrase.count > 0)
        return has_phrase_listed(text, starts, &condition->phrase);
    return has(search, text, condition);
}

static bool has_in_list(struct searching *search, const struct str_list *list,
                        const struct query_condition *condition)
{
    for (size_t i = 0; i < list->count; i++)
        if (has(search, list->items[i], condition))
            return true;
    return false;
}

/* --- does an article meet it? --- */

static bool has_in_title(const struct searching *search,
                         const struct slv_article *article,
                         const struct query_condition *condition)
{
    struct vocabulary *vocabulary = search->reader->vocabulary;

    if (condition->phrase.count > 0)
        return highlight_has_phrase(article->title, &condition->phrase);
    return has_form(vocabulary,
                    vocabulary_language(vocabulary, article->language),
                    article->title, condition);
}

static bool meets(struct searching *search, const struct slv_article *article,
                  const struct word_starts *starts,
                  const struct query_condition *condition)
{
    if (condition->place == QUERY_IN_TITLE)
        return has_in_title(search, article, condition);
    if (has(search, article->title, condition) ||
        has_in_text(search, article->text, starts, condition))
        return true;
    for (size_t i = 0; i < article->section_count; i++)
        if (has(search, article->sections[i].title, condition))
            return true;
    return has_in_list(search, &article->keywords, condition) ||
           has_in_list(search, &article->errors, condition) ||
           has_in_list(search, &article->tags, condition) ||
           has_in_list(search, &article->products, condition);
}

bool conditions_are_met(struct searching *search,
                        const struct slv_article *article,
                        const struct word_starts *starts)
{
    const struct query *query = &search->query;

    search->highlighter.language =
        vocabulary_language(search->reader->vocabulary, article->language);
    for (size_t i = 0; i < query->condition_count;) {
        uint16_t clause = query->conditions[i].clause;
        bool is_met = false;

        do {
            const struct query_condition *condition = &query->conditions[i++];

            if (!is_met)
                is_met = meets(search, article, starts, condition) !=
                         condition->is_forbidden;
        } while (clause != 0 && i < query->condition_count &&
                 query->conditions[i].clause == clause);
        if (!is_met)
            return false;
    }
    return true;
}

bool conditions_need_text(const struct query *query)
{
    for (size_t i = 0; i < query->condition_count; i++)
        if (query->conditions[i].place != QUERY_IN_TITLE)
            return true;
    return false;
}
