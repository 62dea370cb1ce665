/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Identifiers within unknown ones. All that they hold is looked up at once;
 * then the longest of each that an article has is taken, and what is no part of
 * one that was taken.
 */
#include "core/search/query_inner.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/word_terms.h"
#include "text/identifier_inner.h"
#include "text/words.h"

/* What it is worth, of the identifier itself. */
static const double whole_share = 0.8;
static const double tail_share = 0.7;
static const double compound_share = 0.5;

enum {
    STEMS_MAX = 8, /* whose stems a compound is looked up by */
    CANDIDATES_MAX = QUERY_INNER_WORDS_MAX * (IDENTIFIER_INNER_MAX + STEMS_MAX)
};

struct candidate {
    struct query_word *of; /* the identifier */
    size_t begin;          /* in it */
    size_t end;
    struct str folded;
    struct vocabulary_term *term;
    double share;
};

struct inner_search {
    struct searching *search;
    struct candidate
        *candidates; /* those of one identifier follow each other */
    uint64_t *articles;
    size_t count;
};

/* --- identifiers that nothing is known of --- */

static bool is_joined(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_alnum(text.ptr[i]))
            return true;
    return false;
}

/* Which groups hold a word that articles have. */
static bool *find_known_groups(const struct searching *search,
                               const uint64_t *frequencies)
{
    const struct query *query = &search->query;
    bool *known = arena_calloc(search->arena, (size_t) query->group_count + 1,
                               sizeof *known);

    for (size_t i = 0; i < query->count; i++)
        known[query->words[i].group] |=
            query->words[i].group != 0 && frequencies[i] > 0;
    return known;
}

/* May it be taken apart, when no article has it? */
static bool is_whole(const struct query_word *word)
{
    return word->is_identifier && !word->is_added && !word->is_required &&
           !word->is_forbidden && is_joined(word->text);
}

/* --- what they hold --- */

static void add_candidate(struct inner_search *inner, struct query_word *of,
                          const struct identifier_inner *part,
                          struct str folded, struct vocabulary_term *term,
                          double share)
{
    if (inner->count < CANDIDATES_MAX)
        inner->candidates[inner->count++] =
            (struct candidate){of, part->begin, part->end, folded, term, share};
}

/* The name of a file, or the end of a path, is a compound in articles when it
 * has no digit and does not begin with the sign of a folder. */
static void add_compound(struct inner_search *inner, struct query_word *of,
                         const struct identifier_inner *part, struct str folded)
{
    const struct searching *search = inner->search;
    const struct slv_reader *reader = search->reader;
    const unsigned *languages =
        search->language ? &search->language->number : reader->languages;
    size_t count = search->language ? 1 : reader->language_count;

    for (size_t i = 0; i < count && i < STEMS_MAX; i++)
        add_candidate(inner, of, part, folded,
                      vocabulary_word(reader->vocabulary, languages[i], folded),
                      compound_share);
}

static void add_parts(struct inner_search *inner, struct query_word *of)
{
    struct vocabulary *vocabulary = inner->search->reader->vocabulary;
    struct identifier_inner parts[IDENTIFIER_INNER_MAX];
    size_t count = identifier_inner(of->text, parts);

    for (size_t i = 0; i < count; i++) {
        const struct identifier_inner *part = &parts[i];
        char key[IDENTIFIER_KEY_MAX];
        struct str folded = {key, 0};

        folded.len = identifier_key(
            (struct str){of->text.ptr + part->begin, part->end - part->begin},
            part->kind, key);
        folded = arena_str(inner->search->arena, folded);
        if (folded.len == 0)
            continue;
        if (part->kind == IDENTIFIER_COMPOUND ||
            (part->kind == IDENTIFIER_WINDOWS_PATH &&
             !identifier_key_has_digit(folded)))
            add_compound(inner, of, part, folded);
        if (part->kind == IDENTIFIER_COMPOUND)
            continue;
        add_candidate(inner, of, part, folded,
                      word_key_term(vocabulary, folded), whole_share);
        if (part->is_tail)
            add_candidate(
                inner, of, part, folded,
                vocabulary_exact(vocabulary, WORD_PART_PREFIX, folded),
                tail_share);
    }
}

static enum slv_status look_up(struct inner_search *inner,
                               struct slv_error *err)
{
    struct arena *arena = inner->search->arena;
    struct str *names = arena_calloc(arena, inner->count, sizeof *names);

    inner->articles =
        arena_calloc(arena, inner->count, sizeof *inner->articles);
    for (size_t i = 0; i < inner->count; i++)
        names[i] = inner->candidates[i].term->name;
    return xap_term_frequencies(inner->search->reader->xap, names, inner->count,
                                inner->articles, err);
}

/* --- what is taken --- */

/* Is candidate `at` a part of one before it that an article has? */
static bool is_covered(const struct inner_search *inner, size_t at)
{
    const struct candidate *candidate = &inner->candidates[at];

    for (size_t i = 0; i < at; i++) {
        const struct candidate *other = &inner->candidates[i];

        if (other->of == candidate->of && inner->articles[i] > 0 &&
            other->end - other->begin > candidate->end - candidate->begin &&
            other->begin <= candidate->begin && other->end >= candidate->end)
            return true;
    }
    return false;
}

static struct query_inner
take(struct query *query, const struct candidate *candidate, uint64_t articles)
{
    struct query_word *of = candidate->of;

    if (of->group == 0)
        of->group = ++query->group_count;
    return (struct query_inner){
        .word = {.text = {of->text.ptr + candidate->begin,
                          candidate->end - candidate->begin},
                 .folded = candidate->folded,
                 .term = candidate->term,
                 .weight = of->weight * candidate->share,
                 .group = of->group,
                 .is_added = true,
                 .is_spelling = true,
                 .is_identifier = true},
        .articles = articles,
    };
}

enum slv_status query_inner_find(struct searching *search,
                                 const uint64_t *frequencies,
                                 const struct query_inner **out, size_t *count,
                                 struct slv_error *err)
{
    struct query *query = &search->query;
    struct inner_search inner = {.search = search};
    struct query_inner *taken;
    bool *known_groups = NULL;
    size_t words = 0;
    enum slv_status status;

    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < query->count && words < QUERY_INNER_WORDS_MAX; i++) {
        struct query_word *word = &query->words[i];

        if (frequencies[i] > 0 || !is_whole(word))
            continue;
        if (!known_groups)
            known_groups = find_known_groups(search, frequencies);
        if (known_groups[word->group])
            continue;
        if (words++ == 0)
            inner.candidates = arena_calloc(search->arena, CANDIDATES_MAX,
                                            sizeof *inner.candidates);
        add_parts(&inner, word);
    }
    if (inner.count == 0)
        return SLV_OK;
    status = look_up(&inner, err);
    if (status != SLV_OK)
        return status;
    taken = arena_calloc(search->arena, QUERY_INNER_MAX, sizeof *taken);
    for (size_t i = 0; i < inner.count && *count < QUERY_INNER_MAX; i++)
        if (inner.articles[i] > 0 && !is_covered(&inner, i))
            taken[(*count)++] =
                take(query, &inner.candidates[i], inner.articles[i]);
    *out = taken;
    return SLV_OK;
}
