/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looking words up in the lists. See stop_words.h.
 */
#include "core/search/stop_words.h"

#include "base/check.h"
#include "base/str.h"
#include "core/search/query.h"
#include "core/search/rules.h"

#include <stdlib.h>
#include <string.h>

/* Words of a query that show that it is of another language of the index. */
enum { WORDS_OF_A_LANGUAGE = 2 };

/* Filled up with NUL bytes, so that words are compared by all of their bytes. */
enum { STOP_WORD_BYTES = 24 };

#define STOP_LIST(NAME, code, ...) \
    static const char words_##NAME[][STOP_WORD_BYTES] = {__VA_ARGS__};
#include "core/search/stop_words.def"
#undef STOP_LIST

static const struct {
    const char *language;
    const char (*words)[STOP_WORD_BYTES];
    size_t count;
} lists[STOP_LIST_COUNT] = {
#define STOP_LIST(NAME, code, ...) \
    [STOP_LIST_##NAME] = {code, words_##NAME, ARRAY_LEN(words_##NAME)},
#include "core/search/stop_words.def"
#undef STOP_LIST
};

static int compare_word(const void *key, const void *item)
{
    return memcmp(key, item, STOP_WORD_BYTES);
}

const char *stop_list_language(enum stop_list list)
{
    return lists[list].language;
}

unsigned stop_lists_with(struct str folded, unsigned asked)
{
    char word[STOP_WORD_BYTES] = {0};
    unsigned found = 0;

    if (folded.len >= sizeof word)
        return 0;
    memcpy(word, folded.ptr, folded.len);
    for (unsigned i = 0; i < STOP_LIST_COUNT; i++)
        if (asked >> i & 1 && bsearch(word, lists[i].words, lists[i].count,
                                      sizeof *lists[i].words, compare_word))
            found |= 1u << i;
    return found;
}

bool is_stop_word(struct str folded)
{
    return stop_lists_with(folded, 1u << STOP_LIST_ENGLISH) != 0;
}

/* Those of the other lists that the query has several words of. */
static unsigned spoken_lists(const struct stop_words *stop_words,
                             const struct query *query)
{
    unsigned counts[STOP_LIST_COUNT] = {0};
    unsigned spoken = 0;

    for (size_t i = 0; i < query->count && stop_words->others; i++) {
        const struct query_word *word = &query->words[i];
        unsigned with;

        /* the stems of several languages stand beside each other */
        if (i > 0 && str_equal(word->folded, query->words[i - 1].folded))
            continue;
        with = stop_lists_with(word->folded,
                               stop_words->main | stop_words->others);
        for (unsigned k = 0; k < STOP_LIST_COUNT; k++)
            if (!(with & stop_words->main) && with >> k & 1 &&
                ++counts[k] == WORDS_OF_A_LANGUAGE)
                spoken |= 1u << k;
    }
    return spoken;
}

void stop_words_settle(const struct stop_words *stop_words, struct query *query)
{
    unsigned asked = stop_words->main | spoken_lists(stop_words, query);

    for (size_t i = 0; i < query->count; i++) {
        struct query_word *word = &query->words[i];
        const struct rules_stop_word *rule =
            stop_words->rules
                ? rules_find_stop_word(stop_words->rules, word->folded)
                : NULL;

        if (word->is_identifier)
            continue;
        word->is_stop_word =
            rule ? !rule->is_kept : stop_lists_with(word->folded, asked) != 0;
    }
}
