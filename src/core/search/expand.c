/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Applying rules to a query. A query, like the phrases of rules, is seen
 * as *spots*: places where one word was typed, each with the terms that stand
 * for it (one per language, or more). A phrase is found where each of its spots
 * shares a term with that of the query, one after the other.
 *
 * What an alternative weighs. An article that has the other word is nearly as
 * good as one that has the typed one: `alternative_weight`. When n words are
 * replaced by k, each of the n gets the alternative as its own, for a part, and
 * the k share it: together they weigh what their mean weighs, and it is little
 * more than one word, however long both sides are.
 */
#include "core/search/expand_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"

#include <string.h>

enum { ADDED_MAX = 24, PIN_WORDS_MAX = 2 * RULES_PHRASE_WORDS_MAX };

static const double alternative_weight = 0.8;

/* --- finding --- */

static bool spot_has(const struct spot *spot, const struct rule_word *word)
{
    for (size_t i = 0; i < spot->count; i++)
        for (size_t k = 0; k < word->term_count; k++)
            if (str_equal(spot->words[i]->term->name, word->terms[k]))
                return true;
    return false;
}

static bool is_phrase_at(const struct spots *spots, size_t at,
                         const struct rule_word *words, size_t count)
{
    if (at + count > spots->count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &spots->items[at + i];

        if (spot->is_closed || !spot_has(spot, &words[i]) ||
            (i > 0 && !expand_is_next(spot - 1, spot)))
            return false;
    }
    return true;
}

/* --- adding --- */

/* The words that stand for a spot become alternatives of each other. */
static uint16_t group_of(struct query *query, const struct spot *spot)
{
    uint16_t group = spot->words[0]->group;

    if (group == 0)
        group = ++query->group_count;
    for (size_t i = 0; i < spot->count; i++)
        if (spot->words[i]->group == 0)
            spot->words[i]->group = group;
    return group;
}

static bool has_term(const struct query *query, struct str term, uint16_t group)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (str_equal(word->term->name, term) &&
            (!word->is_added || (word->group == group && word->part == 0)))
            return true;
    }
    return false;
}

static void add_word(struct expanding *expanding, const struct rule_word *word,
                     struct str term, double weight, uint16_t group,
                     uint16_t part)
{
    struct searching *search = expanding->search;

    search->query.words[search->query.count++] = (struct query_word){
        .text = word->text,
        .folded = word->folded,
        .term = vocabulary_exact(search->reader->vocabulary, 0, term),
        .weight = weight,
        .group = group,
        .part = part,
        .is_added = true,
        .is_identifier = word->is_identifier,
    };
    expanding->added_count++;
}

static size_t most_terms(const struct phrase *phrase)
{
    size_t most = 1;

    for (size_t i = 0; i < phrase->count; i++)
        if (phrase->words[i].term_count > most)
            most = phrase->words[i].term_count;
    return most;
}

/* The alternative `phrase` for one spot, once for each way that its words are
 * stemmed. `weight` is that of the whole. */
static void add_phrase(struct expanding *expanding, const struct phrase *phrase,
                       const struct spot *spot, double weight)
{
    struct query *query = &expanding->search->query;
    size_t telling = expand_count_telling(phrase->words, phrase->count);
    uint16_t group = group_of(query, spot);
    double share = weight / (double) telling;

    for (size_t variant = 0; variant < most_terms(phrase); variant++) {
        if (expanding->added_count + telling > expanding->added_max)
            return;
        if (telling > 1)
            expanding->part++;
        for (size_t i = 0; i < phrase->count; i++) {
            const struct rule_word *word = &phrase->words[i];
            size_t last = word->term_count - 1;
            struct str term = word->terms[variant < last ? variant : last];

            if (!expand_is_telling(word, telling, phrase->count) ||
                (telling == 1 && has_term(query, term, group)))
                continue;
            add_word(expanding, word, term, share, group,
                     telling > 1 ? expanding->part : 0);
        }
    }
}

void expand_replace(struct expanding *expanding, const struct spots *spots,
                    size_t at, size_t count, const struct phrase *phrase)
{
    size_t telling = 0;

    for (size_t i = 0; i < expanding->applied_count; i++)
        if (expanding->applied[i].phrase == phrase &&
            expanding->applied[i].at == spots->items[at].begin)
            return;
    if (expanding->applied_count == EXPAND_APPLIED_MAX)
        return;
    expanding->applied[expanding->applied_count++] =
        (struct applied){phrase, spots->items[at].begin};
    for (size_t i = 0; i < count; i++)
        telling += !expand_is_stop_spot(&spots->items[at + i]);
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &spots->items[at + i];

        if (telling == 0 || !expand_is_stop_spot(spot))
            add_phrase(expanding, phrase, spot,
                       spot->words[0]->weight * alternative_weight * 2.0 /
                           (1.0 + (double) (telling ? telling : count)));
    }
}

static void apply_synonym(struct expanding *expanding,
                          const struct spots *spots, size_t at,
                          const struct link *link)
{
    const struct synonym *synonym = link->synonym;
    size_t first = synonym->is_two_way ? 0 : synonym->left_count;

    for (size_t i = first; i < synonym->count; i++)
        if (i != link->phrase)
            expand_replace(expanding, spots, at, link->count,
                           &synonym->phrases[i]);
}

static void apply_synonyms(struct expanding *expanding,
                           const struct spots *spots)
{
    for (size_t at = 0; at < spots->count; at++) {
        const struct spot *spot = &spots->items[at];

        for (size_t i = 0; i < spot->count; i++) {
            const struct link *link = strmap_get(expanding->expander->synonyms,
                                                 spot->words[i]->term->name);

            for (; link; link = link->next)
                if (is_phrase_at(spots, at, link->words, link->count))
                    apply_synonym(expanding, spots, at, link);
        }
    }
}
/* --- the steps of a search --- */

/* Room for what is added; words keep their order. */
static void make_room(struct expanding *expanding)
{
    struct searching *search = expanding->search;
    struct query *query = &search->query;
    struct query_word *words = arena_calloc(
        search->arena, query->count + expanding->added_max, sizeof *words);

    memcpy(words, query->words, query->count * sizeof *words);
    query->words = words;
}

enum slv_status expand_query(struct searching *search, struct slv_error *err)
{
    struct expanding expanding = {.search = search,
                                  .expander = search->reader->expander};
    struct query *query = &search->query;
    struct spots all;
    struct spots parts;
    enum slv_status status;

    stop_words_settle(&expanding.expander->stop_words, query);
    if (query->count == 0 || query->count >= EXPAND_WORDS_MAX)
        return SLV_OK;
    expanding.added_max = EXPAND_WORDS_MAX - query->count;
    if (expanding.added_max > ADDED_MAX)
        expanding.added_max = ADDED_MAX;
    make_room(&expanding);
    all = expand_spots_of(query, search->arena);
    parts = expand_choose_spots(&all, true, search->arena);
    if (strmap_count(expanding.expander->synonyms)) {
        apply_synonyms(&expanding, &parts);
        if (parts.count < all.count) {
            struct spots whole =
                expand_choose_spots(&all, false, search->arena);

            apply_synonyms(&expanding, &whole);
        }
    }
    status = expand_join_pairs(&expanding, &parts, err);
    return status;
}

static bool is_among(const struct spot *spot, const struct pin *pin)
{
    for (size_t i = 0; i < pin->count; i++)
        if (spot_has(spot, &pin->words[i]))
            return true;
    return false;
}

static bool is_pinned(const struct spots *spots, const struct pin *pin)
{
    if (spots->count != pin->count)
        return false;
    for (size_t i = 0; i < spots->count; i++)
        if (!is_among(&spots->items[i], pin))
            return false;
    for (size_t i = 0; i < pin->count; i++) {
        bool is_found = false;

        for (size_t k = 0; k < spots->count && !is_found; k++)
            is_found = spot_has(&spots->items[k], &pin->words[i]);
        if (!is_found)
            return false;
    }
    return true;
}

/* The spots of the words that tell; none when there are too many, or some that
 * ask for more than words. */
static struct spots telling_spots(struct searching *search)
{
    struct spots none = {NULL, 0};
    struct spots all = expand_spots_of(&search->query, search->arena);
    struct spots parts = expand_choose_spots(&all, true, search->arena);
    struct spots telling = {
        arena_calloc(search->arena, parts.count, sizeof *telling.items), 0};

    for (size_t i = 0; i < parts.count; i++) {
        if (parts.items[i].is_closed)
            return none;
        if (!expand_is_stop_spot(&parts.items[i]))
            telling.items[telling.count++] = parts.items[i];
    }
    if (telling.count == 0)
        telling = parts;
    return telling.count <= PIN_WORDS_MAX ? telling : none;
}

/* NULL when there is none. */
static const struct pin *find_pin(struct searching *search)
{
    const struct expander *expander = search->reader->expander;
    struct spots telling;

    if (expander->rules.pin_count == 0 || search->query.count == 0 ||
        search->query.count > EXPAND_WORDS_MAX)
        return NULL;
    telling = telling_spots(search);
    if (telling.count == 0)
        return NULL;
    for (size_t i = 0; i < telling.items[0].count; i++) {
        const struct link *link =
            strmap_get(expander->pins, telling.items[0].words[i]->term->name);

        for (; link; link = link->next)
            if (is_pinned(&telling, link->pin))
                return link->pin;
    }
    return NULL;
}

void expand_pins(struct searching *search)
{
    const struct pin *pin = find_pin(search);

    if (!pin)
        return;
    search->plan.pins = pin->articles;
    search->plan.pin_count = pin->article_count;
}

bool expand_is_pinned(struct searching *search)
{
    return find_pin(search) != NULL;
}

bool expand_take_pin(double *score)
{
    double places = *score / XAP_PIN_SCORE;

    if (places < 1)
        return false;
    *score -= XAP_PIN_SCORE * (double) (uint64_t) places;
    return true;
}
