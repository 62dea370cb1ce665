/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words that were typed apart and stand in the index as one: "log in", "pass
 * word". Whether they do is asked of the index.
 */
#include "core/search/expand_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/words.h"

static bool is_letters(const struct spot *spot)
{
    struct str folded = spot->words[0]->folded;

    for (size_t i = 0; i < folded.len; i++)
        if (ascii_is_digit(folded.ptr[i]) || folded.ptr[i] == '-')
            return false;
    return !spot->words[0]->is_identifier && !spot->is_closed;
}

/* Only white space between, so that they may be meant as one word; a stop word
 * before another word ("in active use") hardly ever is a part of it. */
static bool is_pair(const struct spot *first, const struct spot *second)
{
    return is_letters(first) && is_letters(second) &&
           !expand_is_stop_spot(first) && second->begin > first->end &&
           ascii_is_space(*first->end) && expand_is_next(first, second) &&
           first->words[0]->folded.len + second->words[0]->folded.len <=
               WORD_FOLDED_MAX;
}

struct pair {
    size_t at;
    struct phrase phrase;
    struct rule_word word;
    struct str parts[2]; /* their terms */
};

/* The terms of each pair as one word, and how many articles have them. */
static void add_pair(struct expanding *expanding, const struct spots *spots,
                     size_t at, struct pair *out)
{
    struct searching *search = expanding->search;
    const struct expander *expander = expanding->expander;
    struct str first = spots->items[at].words[0]->folded;
    struct str second = spots->items[at + 1].words[0]->folded;
    struct str joined = arena_format(search->arena, "%.*s%.*s", STR_ARG(first),
                                     STR_ARG(second));

    *out = (struct pair){
        .at = at,
        .parts = {spots->items[at].words[0]->term->name,
                  spots->items[at + 1].words[0]->term->name},
        .word = {.text = joined,
                 .folded = joined,
                 .terms = arena_calloc(search->arena, expander->language_count,
                                       sizeof(struct str))}};
    for (size_t i = 0; i < expander->language_count; i++) {
        struct str term = vocabulary_word(search->reader->vocabulary,
                                          expander->languages[i], joined)
                              ->name;
        bool is_known = false;

        for (size_t k = 0; k < out->word.term_count; k++)
            is_known |= str_equal(out->word.terms[k], term);
        if (!is_known)
            out->word.terms[out->word.term_count++] = term;
    }
}

/* A form that is much rarer than the rarer of its words is a slip of somebody,
 * or another word. */
static bool is_in_use(uint64_t joined, uint64_t rarer)
{
    enum { RARER_MAX = 50 };

    return joined > 0 && joined * RARER_MAX >= rarer;
}

static enum slv_status keep_known(struct expanding *expanding,
                                  struct pair *pairs, size_t count,
                                  struct slv_error *err)
{
    struct searching *search = expanding->search;
    size_t most = count * (2 + expanding->expander->language_count);
    struct str *names = arena_calloc(search->arena, most, sizeof *names);
    uint64_t *frequencies =
        arena_calloc(search->arena, most, sizeof *frequencies);
    size_t total = 0;
    enum slv_status status;

    for (size_t i = 0; i < count; i++) {
        names[total++] = pairs[i].parts[0];
        names[total++] = pairs[i].parts[1];
        for (size_t k = 0; k < pairs[i].word.term_count; k++)
            names[total++] = pairs[i].word.terms[k];
    }
    status = xap_term_frequencies(search->reader->xap, names, total,
                                  frequencies, err);
    if (status != SLV_OK)
        return status;
    total = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t rarer = frequencies[total] < frequencies[total + 1]
                             ? frequencies[total]
                             : frequencies[total + 1];
        size_t kept = 0;

        total += 2;
        for (size_t k = 0; k < pairs[i].word.term_count; k++)
            if (is_in_use(frequencies[total++], rarer))
                pairs[i].word.terms[kept++] = pairs[i].word.terms[k];
        pairs[i].word.term_count = kept;
    }
    return SLV_OK;
}

enum slv_status expand_join_pairs(struct expanding *expanding,
                                  const struct spots *spots,
                                  struct slv_error *err)
{
    struct searching *search = expanding->search;
    struct pair pairs[EXPAND_PAIRS_MAX];
    size_t count = 0;
    size_t end = spots->count;
    enum slv_status status;

    if (spots->count > EXPAND_PAIRS_MAX)
        return SLV_OK;
    /* what is being typed is no word yet */
    if (end && search->request->is_partial)
        end--;
    for (size_t at = 0; at + 1 < end; at++)
        if (is_pair(&spots->items[at], &spots->items[at + 1]))
            add_pair(expanding, spots, at, &pairs[count++]);
    if (count == 0)
        return SLV_OK;
    status = keep_known(expanding, pairs, count, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        if (pairs[i].word.term_count == 0)
            continue;
        pairs[i].phrase = (struct phrase){.words = &pairs[i].word, .count = 1};
        expand_replace(expanding, spots, pairs[i].at, 2, &pairs[i].phrase);
    }
    return status;
}
