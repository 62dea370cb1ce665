/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pieces put together. Up to QUERY_JOIN_MAX words that follow each other are
 * written with hyphens between them, and the recogniser says what key that
 * has; one look into the index tells which of these keys there are.
 */
#include "core/search/query_joins.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/plan.h"
#include "core/search/query_inner.h"
#include "core/search/word_terms.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    GAP_MAX = 3,            /* bytes between two pieces */
    PIECES_BYTES_MAX = 200, /* of all together */
    LETTERS_MIN = 4         /* of a key without digits */
};

/* Pieces that make an identifier tell more than one that may be by chance. */
static const double whole_weight = 1.5;
static const double chance_weight = 0.3;
static const double part_share = 0.9;

struct join {
    size_t first; /* token */
    size_t count;
    struct str folded;
    struct vocabulary_term *whole;
    struct vocabulary_term *part;
    uint64_t wholes; /* articles */
    uint64_t parts;
    bool has_digit;
    enum identifier_kind kind;
};

struct joining {
    struct searching *search;
    struct join *joins;
    size_t join_count;
    struct query_word *added; /* room for two for each join, and inner_count */
    size_t added_count;
    const struct query_inner *inner; /* within identifiers */
    size_t inner_count;
    uint64_t *frequencies; /* of the words of the query */
    bool *is_dropped;
    bool *is_covered; /* tokens */
};

/* --- candidates --- */

/* Does `token` follow `before` with nothing but separators between? */
static bool follows(const struct query_token *before,
                    const struct query_token *token)
{
    const char *at = before->typed.ptr + before->typed.len;

    if (token->typed.ptr < at || token->typed.ptr > at + GAP_MAX)
        return false;
    for (; at < token->typed.ptr; at++)
        if (!strchr(" \t-_./:\\#@,+=", *at))
            return false;
    return true;
}

static bool is_free(const struct query_token *token)
{
    return !token->word->is_required && !token->word->is_forbidden;
}

/* The key of plain words of ASCII letters: they are written one after the
 * other, whatever they are. False when they are something else. */
static bool make_plain_key(const struct query *query, size_t first,
                           size_t count, char folded[WORD_FOLDED_MAX],
                           struct str *key)
{
    size_t len = 0;

    for (size_t i = first; i < first + count; i++) {
        struct str typed = query->tokens[i].typed;

        if (len + typed.len > WORD_FOLDED_MAX)
            return false;
        for (size_t k = 0; k < typed.len; k++) {
            char c = ascii_to_lower(typed.ptr[k]);

            if (c < 'a' || c > 'z')
                return false;
            folded[len++] = c;
        }
    }
    *key = (struct str){folded, len};
    return len >= LETTERS_MIN;
}

/* The key of `count` tokens from `first` on; false when they are no whole. */
static bool make_key(const struct query *query, size_t first, size_t count,
                     char folded[WORD_FOLDED_MAX], struct str *key,
                     struct join *join)
{
    char pieces[PIECES_BYTES_MAX];
    struct str text = {pieces, 0};
    struct word_scan scan;
    struct word word;

    if (make_plain_key(query, first, count, folded, key))
        return true;
    for (size_t i = first; i < first + count; i++) {
        struct str typed = query->tokens[i].typed;

        if (text.len + 1 + typed.len > sizeof pieces)
            return false;
        if (i > first)
            pieces[text.len++] = '-';
        for (size_t k = 0; k < typed.len; k++)
            pieces[text.len++] =
                ascii_is_space(typed.ptr[k]) ? '-' : typed.ptr[k];
        join->has_digit |= query->tokens[i].has_digit;
    }
    word_scan_begin(&scan, text, 0);
    if (!word_scan_next(&scan, &word) || word.begin != 0 ||
        word.end != text.len || word.kind == WORD_GRAM)
        return false;
    *key = (struct str){folded, word_fold(text, word, folded)};
    join->kind = word.identifier;
    return key->len > 0 &&
           (count == 1 || join->has_digit || key->len >= LETTERS_MIN);
}

static void add_candidate(struct joining *joining, size_t first, size_t count)
{
    struct searching *search = joining->search;
    struct vocabulary *vocabulary = search->reader->vocabulary;
    char folded[WORD_FOLDED_MAX];
    struct join join = {.first = first, .count = count};
    struct str key;

    if (!make_key(&search->query, first, count, folded, &key, &join))
        return;
    join.folded = arena_str(search->arena, key);
    join.whole = word_key_term(vocabulary, key);
    join.part = vocabulary_exact(vocabulary, WORD_PART_PREFIX, key);
    joining->joins[joining->join_count++] = join;
}

/* Letters alone that were typed in one are an identifier when the index has one
 * of these letters; parts of others are meant only when nothing else is typed. */
static void add_single(struct joining *joining, size_t at)
{
    const struct query *query = &joining->search->query;
    const struct query_token *token = &query->tokens[at];

    if (token->has_digit || token->word->is_identifier ||
        token->word->is_stop_word)
        return;
    add_candidate(joining, at, 1);
    if (query->token_count > 1 && joining->join_count > 0 &&
        joining->joins[joining->join_count - 1].first == at &&
        joining->joins[joining->join_count - 1].count == 1)
        joining->joins[joining->join_count - 1].part = NULL;
}

/* Names hardly ever begin or end with "the", and a sentence has many such
 * stretches. */
static bool is_likely(const struct query *query, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (query->tokens[i].has_digit)
            return true;
    return !query->tokens[first].word->is_stop_word &&
           !query->tokens[first + count - 1].word->is_stop_word;
}

static void find_candidates(struct joining *joining)
{
    const struct query *query = &joining->search->query;

    for (size_t at = 0; at < query->token_count; at++) {
        if (!is_free(&query->tokens[at]))
            continue;
        add_single(joining, at);
        for (size_t count = 2;
             count <= QUERY_JOIN_MAX && at + count <= query->token_count;
             count++) {
            const struct query_token *last = &query->tokens[at + count - 1];

            if (!is_free(last) || !follows(last - 1, last))
                break;
            if (is_likely(query, at, count))
                add_candidate(joining, at, count);
        }
    }
}

/* --- what the index has --- */

struct look {
    struct str name;
    uint64_t *frequency;
};

static int compare_looks(const void *a, const void *b)
{
    return str_compare(((const struct look *) a)->name,
                       ((const struct look *) b)->name);
}

/* In the order of the index, so that neighbours are read at once. */
static enum slv_status look_up(struct searching *search, struct look *looks,
                               size_t count, struct slv_error *err)
{
    struct str *names = arena_calloc(search->arena, count, sizeof *names);
    uint64_t *found = arena_calloc(search->arena, count, sizeof *found);
    enum slv_status status;

    if (count == 0)
        return SLV_OK;
    qsort(looks, count, sizeof *looks, compare_looks);
    for (size_t i = 0; i < count; i++)
        names[i] = looks[i].name;
    status =
        xap_term_frequencies(search->reader->xap, names, count, found, err);
    for (size_t i = 0; i < count; i++)
        *looks[i].frequency = found[i];
    return status;
}

static enum slv_status look_up_joins(struct joining *joining,
                                     struct slv_error *err)
{
    struct searching *search = joining->search;
    struct look *looks =
        arena_calloc(search->arena, 2 * joining->join_count, sizeof *looks);
    size_t count = 0;

    for (size_t i = 0; i < joining->join_count; i++) {
        struct join *join = &joining->joins[i];

        looks[count++] = (struct look){join->whole->name, &join->wholes};
        if (join->part)
            looks[count++] = (struct look){join->part->name, &join->parts};
    }
    return look_up(search, looks, count, err);
}

static enum slv_status look_up_words(struct joining *joining,
                                     struct slv_error *err)
{
    struct searching *search = joining->search;
    const struct query *query = &search->query;
    struct look *looks =
        arena_calloc(search->arena, query->count, sizeof *looks);

    for (size_t i = 0; i < query->count; i++)
        looks[i] =
            (struct look){query->words[i].term->name, &joining->frequencies[i]};
    return look_up(search, looks, query->count, err);
}

/* Is the word of `token`, in none of its stems, in any article? What stands in
 * articles only as a part of identifiers is no word. */
static bool is_unknown(const struct joining *joining,
                       const struct query_token *token)
{
    const struct query *query = &joining->search->query;

    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (!word->is_spelling && word->text.ptr == token->typed.ptr &&
            word->text.len == token->typed.len && joining->frequencies[i] > 0)
            return false;
    }
    return true;
}

static bool is_number(const struct query_token *token)
{
    for (size_t i = 0; i < token->typed.len; i++)
        if (!ascii_is_digit(token->typed.ptr[i]))
            return false;
    return true;
}

static bool has_vowel(const struct query_token *token)
{
    for (size_t i = 0; i < token->typed.len; i++)
        if (strchr("aeiouy", ascii_to_lower(token->typed.ptr[i])))
            return true;
    return false;
}

/* What a word of the query can be in a code. */
enum piece {
    PIECE_NUMBER,
    PIECE_LETTER, /* one capital */
    PIECE_CODE,   /* and nothing else: no article has it as a word */
    PIECE_WORD
};

static enum piece piece_of(const struct joining *joining,
                           const struct query_token *token)
{
    enum { LETTERS_MAX = 6 };

    if (is_number(token))
        return PIECE_NUMBER;
    if (token->is_capital && token->typed.len == 1)
        return PIECE_LETTER;
    if (!token->has_digit && (token->typed.len > LETTERS_MAX ||
                              (!token->is_capital && has_vowel(token))))
        return PIECE_WORD;
    return is_unknown(joining, token) ? PIECE_CODE : PIECE_WORD;
}

/* Four numbers as those of an address. */
static bool is_address(const struct query *query, const struct join *join)
{
    enum { OCTETS = 4, OCTET_LEN_MAX = 3 };

    if (join->count != OCTETS)
        return false;
    for (size_t i = join->first; i < join->first + OCTETS; i++)
        if (query->tokens[i].typed.len > OCTET_LEN_MAX ||
            !is_number(&query->tokens[i]))
            return false;
    return true;
}

/* Is it an identifier by how many pieces of which length it has? */
static bool has_shape(const struct query *query, const struct join *join)
{
    return join->kind == IDENTIFIER_GUID || join->kind == IDENTIFIER_MAC ||
           join->kind == IDENTIFIER_IPV6 || join->kind == IDENTIFIER_DATE ||
           is_address(query, join);
}

/* Is a join that no article has an identifier all the same, whose pieces are
 * not to be searched for? */
static bool is_nothing_else(const struct joining *joining,
                            const struct join *join)
{
    const struct query *query = &joining->search->query;
    size_t counts[PIECE_WORD + 1] = {0};

    if (!join->has_digit)
        return false;
    if (has_shape(query, join))
        return true;
    for (size_t i = join->first; i < join->first + join->count; i++)
        counts[piece_of(joining, &query->tokens[i])]++;
    return counts[PIECE_WORD] == 0 && counts[PIECE_CODE] > 0;
}

/* --- changing the query --- */

static void drop_tokens(struct joining *joining, size_t first, size_t count)
{
    const struct query *query = &joining->search->query;

    for (size_t t = first; t < first + count; t++)
        for (size_t i = 0; i < query->count; i++)
            if (query->words[i].text.ptr == query->tokens[t].typed.ptr)
                joining->is_dropped[i] = true;
}

static void add_word(struct joining *joining, const struct join *join,
                     struct vocabulary_term *term, uint64_t frequency,
                     double weight, uint16_t group)
{
    const struct query *query = &joining->search->query;
    const struct query_token *first = &query->tokens[join->first];
    const struct query_token *last = first + join->count - 1;

    for (size_t i = 0; i < query->count; i++)
        if (query->words[i].term == term && !joining->is_dropped[i])
            return;
    joining->frequencies[query->count + joining->added_count] = frequency;
    joining->added[joining->added_count++] = (struct query_word){
        .text =
            str_from_range(first->typed.ptr, last->typed.ptr + last->typed.len),
        .folded = join->folded,
        .term = term,
        .weight = weight,
        .group = group,
        .is_added = true,
        .is_spelling = true,
        .is_identifier = true,
    };
}

static void add_join(struct joining *joining, const struct join *join,
                     double weight, uint16_t group)
{
    add_word(joining, join, join->whole, join->wholes, weight, group);
    if (join->part && join->parts > 0)
        add_word(joining, join, join->part, join->parts, weight * part_share,
                 group);
}

/* An identifier in one piece is another form of the word. */
static void take_single(struct joining *joining, const struct join *join)
{
    struct query *query = &joining->search->query;
    struct query_word *word = query->tokens[join->first].word;

    if (word->group == 0)
        word->group = ++query->group_count;
    add_join(joining, join, word->weight, word->group);
}

static void take_join(struct joining *joining, const struct join *join)
{
    struct query *query = &joining->search->query;
    bool is_alone = is_nothing_else(joining, join);

    for (size_t i = join->first; i < join->first + join->count; i++)
        joining->is_covered[i] = true;
    add_join(joining, join,
             is_alone || join->count > 2 ? whole_weight : chance_weight,
             ++query->group_count);
    if (is_alone)
        drop_tokens(joining, join->first, join->count);
}

static bool is_covered(const struct joining *joining, const struct join *join)
{
    for (size_t i = join->first; i < join->first + join->count; i++)
        if (joining->is_covered[i])
            return true;
    return false;
}

/* Can the join still become another one? */
static bool is_unfinished(const struct joining *joining,
                          const struct join *join)
{
    return joining->search->request->is_partial &&
           join->first + join->count == joining->search->query.token_count;
}

/* Longer ones first: what is a piece of one is no other's. */
static void take_known(struct joining *joining)
{
    const struct query *query = &joining->search->query;

    for (size_t count = QUERY_JOIN_MAX; count > 0; count--)
        for (size_t i = 0; i < joining->join_count; i++) {
            const struct join *join = &joining->joins[i];
            bool is_known = join->wholes + join->parts > 0;

            if (join->count != count)
                continue;
            if (count == 1) {
                if (is_known &&
                    is_unknown(joining, &query->tokens[join->first]))
                    take_single(joining, join);
            } else if (!is_covered(joining, join) &&
                       (is_known || (has_shape(query, join) &&
                                     !is_unfinished(joining, join))))
                take_join(joining, join);
        }
}

/* "KB 7": the number is none of its own. */
static bool is_bound(const struct query *query, const struct join *join)
{
    const struct query_token *first = &query->tokens[join->first];

    return join->count == 2 && is_number(first + 1) &&
           identifier_binds_number(first->typed);
}

/* Numbers that belong to a label which no article has with them. */
static void drop_bound(struct joining *joining)
{
    const struct query *query = &joining->search->query;

    for (size_t i = 0; i < joining->join_count; i++) {
        const struct join *join = &joining->joins[i];

        if (is_bound(query, join) && !is_unfinished(joining, join) &&
            !is_covered(joining, join))
            drop_tokens(joining, join->first + 1, 1);
    }
}

/* The numbers of labels that no article has, which tell nothing alone. */
static void drop_weak(struct joining *joining)
{
    const struct query *query = &joining->search->query;
    bool *is_known = arena_calloc(
        joining->search->arena, (size_t) query->group_count + 1, sizeof(bool));

    for (size_t i = 0; i < query->count; i++)
        is_known[query->words[i].group] |=
            !query->words[i].is_spelling && joining->frequencies[i] > 0;
    for (size_t i = 0; i < query->count; i++)
        joining->is_dropped[i] |= query->words[i].is_weak &&
                                  !query->words[i].is_required &&
                                  !is_known[query->words[i].group];
}

/* "XK 4712" that no article has: not its number alone either. What is still
 * being typed may become anything. */
static void drop_unknown(struct joining *joining)
{
    for (size_t count = QUERY_JOIN_MAX; count > 1; count--)
        for (size_t i = 0; i < joining->join_count; i++) {
            const struct join *join = &joining->joins[i];

            if (join->count == count && !is_unfinished(joining, join) &&
                !is_covered(joining, join) && is_nothing_else(joining, join))
                take_join(joining, join);
        }
}

/* Identifiers that stand within one that no article has are what it is. */
static void take_inner(struct joining *joining)
{
    const struct query *query = &joining->search->query;

    for (size_t i = 0; i < joining->inner_count; i++) {
        const struct query_inner *inner = &joining->inner[i];
        bool is_there = false;

        for (size_t k = 0; k < query->count; k++)
            is_there |= query->words[k].term == inner->word.term;
        if (is_there)
            continue;
        joining->frequencies[query->count + joining->added_count] =
            inner->articles;
        joining->added[joining->added_count++] = inner->word;
    }
}

/* All ways to write one thing are one word, as rare as all of them together. */
static void weigh_spellings(struct joining *joining, struct query_word *words,
                            const uint64_t *frequencies, size_t count)
{
    struct searching *search = joining->search;
    size_t groups = (size_t) search->query.group_count + 1;
    double articles = (double) xap_reader_document_count(search->reader->xap);
    bool *has_spellings = arena_calloc(search->arena, groups, sizeof(bool));
    double *all = arena_calloc(search->arena, groups, sizeof *all);

    for (size_t i = 0; i < count; i++) {
        has_spellings[words[i].group] |= words[i].is_spelling;
        all[words[i].group] += (double) frequencies[i];
    }
    has_spellings[0] = false;
    for (size_t i = 0; i < count; i++) {
        double together = all[words[i].group];

        if (!has_spellings[words[i].group] || frequencies[i] == 0)
            continue;
        words[i].weight *=
            plan_idf(articles, together < articles ? together : articles) /
            plan_idf(articles, (double) frequencies[i]);
    }
}

/* The words that stay, and the new ones. */
static void rebuild(struct joining *joining)
{
    struct searching *search = joining->search;
    struct query *query = &search->query;
    size_t most = query->count + joining->added_count;
    struct query_word *words = arena_calloc(search->arena, most, sizeof *words);
    uint64_t *frequencies =
        arena_calloc(search->arena, most, sizeof *frequencies);
    size_t count = 0;

    for (size_t i = 0; i < most; i++) {
        const struct query_word *word = i < query->count
                                            ? &query->words[i]
                                            : &joining->added[i - query->count];
        bool is_kept = i >= query->count ||
                       (!joining->is_dropped[i] &&
                        (!word->is_spelling || joining->frequencies[i] > 0 ||
                         word->is_required || word->is_forbidden));

        if (!is_kept)
            continue;
        frequencies[count] = joining->frequencies[i];
        words[count++] = *word;
    }
    weigh_spellings(joining, words, frequencies, count);
    query->words = words;
    query->count = count;
    query->tokens = NULL;
    query->token_count = 0;
}

static bool has_spellings(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->words[i].is_spelling)
            return true;
    return false;
}

/* Is there anything to change but words that stay as they are? */
static bool is_needed(const struct joining *joining)
{
    const struct query *query = &joining->search->query;

    if (has_spellings(query))
        return true;
    for (size_t i = 0; i < joining->join_count; i++)
        if (joining->joins[i].has_digit ||
            joining->joins[i].wholes + joining->joins[i].parts > 0)
            return true;
    return false;
}

/* A word is excluded in all its forms, which follow it. */
static void exclude_forms(struct query *query)
{
    for (size_t i = 1; i < query->count; i++) {
        const struct query_word *before = &query->words[i - 1];
        struct query_word *word = &query->words[i];

        if (before->is_forbidden && word->group != 0 &&
            word->group == before->group && word->text.ptr == before->text.ptr)
            word->is_forbidden = true;
    }
}

enum slv_status query_join(struct searching *search, struct slv_error *err)
{
    struct query *query = &search->query;
    bool is_short =
        query->token_count > 0 && query->token_count <= QUERY_TOKENS_MAX;
    struct joining joining = {.search = search};
    struct arena *arena = search->arena;
    enum slv_status status;
    size_t room;

    exclude_forms(query);
    if (!is_short && !has_spellings(query))
        return SLV_OK;
    if (is_short) {
        joining.joins = arena_calloc(arena, query->token_count * QUERY_JOIN_MAX,
                                     sizeof *joining.joins);
        find_candidates(&joining);
    }
    status = look_up_joins(&joining, err);
    if (status != SLV_OK || !is_needed(&joining))
        return status;
    room = 2 * joining.join_count + QUERY_INNER_MAX;
    joining.added = arena_calloc(arena, room, sizeof *joining.added);
    joining.frequencies =
        arena_calloc(arena, query->count + room, sizeof *joining.frequencies);
    joining.is_dropped =
        arena_calloc(arena, query->count, sizeof *joining.is_dropped);
    joining.is_covered =
        arena_calloc(arena, query->token_count, sizeof *joining.is_covered);
    status = look_up_words(&joining, err);
    if (status == SLV_OK)
        status = query_inner_find(search, joining.frequencies, &joining.inner,
                                  &joining.inner_count, err);
    if (status != SLV_OK)
        return status;
    take_inner(&joining);
    if (is_short) {
        take_known(&joining);
        drop_unknown(&joining);
        drop_bound(&joining);
    }
    drop_weak(&joining);
    rebuild(&joining);
    return SLV_OK;
}
