/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pairs of words and stop words in titles. See rank.h.
 */
#include "core/search/rank.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/article_read.h"
#include "core/search/plan.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/stop_words.h"
#include "core/search/word_starts.h"
#include "text/words.h"

#include <stdlib.h>

static const double pair_weight = 0.5;
static const double stop_weight = 2.0;

enum { NO_TOKEN = -1, LINE_TOKENS_MAX = 64, NAME_BYTES_MAX = 64 * 1024 };

/* A word of the query in the place where it was typed first. */
struct rank_token {
    struct str folded;
    bool is_code; /* not stemmed */
    bool is_stop_word;
    uint64_t articles; /* that have it, for this reader */
    double idf;
    int next; /* the telling word behind this one, if it is telling itself */
    const struct vocabulary_term *term; /* by the rules of rank->language */
};

struct rank {
    struct rank_token tokens[RANK_TOKENS_MAX];
    size_t count;
    bool has_pairs;
    bool has_stop_words;
    unsigned language;     /* of the terms; as the vocabulary numbers it */
    struct word_keys keys; /* with which the words begin */
};

/* --- the query --- */

static bool is_token(const struct query_word *word)
{
    return !word->is_added && !word->is_forbidden && word->folded.len > 0;
}

static int compare_places(const void *a, const void *b)
{
    const struct query_word *left = a;
    const struct query_word *right = b;

    if (left->text.ptr != right->text.ptr)
        return left->text.ptr > right->text.ptr ? 1 : -1;
    return (left->text.len > right->text.len) -
           (left->text.len < right->text.len);
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (ascii_is_digit(s.ptr[i]))
            return true;
    return false;
}

/* Words that begin in one place are one: the stems of several languages, and
 * a compound, which goes on behind its first word. */
static size_t note_tokens(struct searching *search, struct rank *rank,
                          struct str names[RANK_TOKENS_MAX])
{
    const struct query *query = &search->query;
    struct query_word *words =
        arena_calloc(search->arena, query->count + 1, sizeof *words);
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        if (is_token(&query->words[i]))
            words[count++] = query->words[i];
    qsort(words, count, sizeof *words, compare_places);
    for (size_t i = 0; i < count && rank->count < RANK_TOKENS_MAX; i++) {
        if (i > 0 && words[i].text.ptr == words[i - 1].text.ptr)
            continue;
        names[rank->count] = words[i].term->name;
        word_keys_add(&rank->keys, words[i].folded);
        word_keys_add(&rank->keys, words[i].term->name);
        rank->tokens[rank->count++] = (struct rank_token){
            .folded = words[i].folded,
            .is_code = words[i].is_identifier || has_digit(words[i].folded),
            .is_stop_word = words[i].is_stop_word,
            .next = NO_TOKEN,
        };
    }
    return rank->count;
}

static void note_pairs(struct rank *rank)
{
    int before = NO_TOKEN;

    for (size_t i = 0; i < rank->count; i++) {
        if (rank->tokens[i].is_stop_word) {
            rank->has_stop_words = true;
            continue;
        }
        if (before != NO_TOKEN) {
            rank->tokens[before].next = (int) i;
            rank->has_pairs = true;
        }
        before = (int) i;
    }
}

/* Terms of the query's words as articles of `language` have them. */
static void learn_terms(struct searching *search, struct rank *rank,
                        unsigned language)
{
    struct vocabulary *vocabulary = search->reader->vocabulary;

    rank->language = language;
    for (size_t i = 0; i < rank->count; i++) {
        struct rank_token *token = &rank->tokens[i];

        token->term =
            token->is_code
                ? vocabulary_exact(vocabulary, 0, token->folded)
                : vocabulary_word(vocabulary, language, token->folded);
    }
}

enum slv_status rank_prepare(struct searching *search, struct slv_error *err)
{
    struct rank *rank = arena_calloc(search->arena, 1, sizeof *rank);
    struct str names[RANK_TOKENS_MAX];
    uint64_t frequencies[RANK_TOKENS_MAX];
    double articles = (double) xap_reader_document_count(search->reader->xap);
    enum slv_status status = SLV_OK;

    search->rank = rank;
    word_keys_init(&rank->keys);
    note_tokens(search, rank, names);
    note_pairs(rank);
    if (!rank_is_needed(search))
        return SLV_OK;
    status = xap_term_frequencies(search->reader->xap, names, rank->count,
                                  frequencies, err);
    for (size_t i = 0; i < rank->count && status == SLV_OK; i++) {
        rank->tokens[i].articles = frequencies[i];
        rank->tokens[i].idf = plan_idf(articles, (double) frequencies[i]);
    }
    learn_terms(search, rank, search->reader->languages[0]);
    return status;
}

bool rank_is_needed(const struct searching *search)
{
    return search->rank->has_pairs || search->rank->has_stop_words;
}

/* --- a match --- */

/* What a title or name holds of the query. */
struct line {
    int tokens[LINE_TOKENS_MAX]; /* telling words: index, or NO_TOKEN */
    size_t count;
    uint32_t stop_words[RANK_TOKENS_MAX]; /* how often each stands there */
    uint32_t words;                       /* of any kind */
};

static int find_token(const struct rank *rank,
                      const struct vocabulary_term *term)
{
    for (size_t i = 0; i < rank->count; i++)
        if (rank->tokens[i].term == term)
            return (int) i;
    return NO_TOKEN;
}

/* Count the word with the folded form `key` and the term `term`, which is NULL
 * when it cannot be one of the query. */
static void add_to_line(const struct rank *rank, struct str key,
                        const struct vocabulary_term *term, struct line *line)
{
    int token = term ? find_token(rank, term) : NO_TOKEN;

    line->words++;
    if (token != NO_TOKEN && rank->tokens[token].is_stop_word)
        line->stop_words[token]++;
    else if (token != NO_TOKEN || !is_stop_word(key))
        line->tokens[line->count++] = token;
}

/* Any word, compound or identifier, by the tokeniser. Where it ends. */
static size_t read_token(struct searching *search, struct str text,
                         size_t begin, struct line *line)
{
    const struct rank *rank = search->rank;
    struct vocabulary *vocabulary = search->reader->vocabulary;
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, text, begin);
    while ((scan.at <= begin || scan.part_next < scan.part_count) &&
           line->count < LINE_TOKENS_MAX && word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};

        if ((word.kind != WORD_PLAIN && word.kind != WORD_CODE) ||
            word.store != WORD_AS_WORD)
            continue;
        key.len = word_fold(text, word, folded);
        if (key.len)
            add_to_line(rank, key,
                        word.kind == WORD_CODE
                            ? vocabulary_exact(vocabulary, 0, key)
                            : vocabulary_word(vocabulary, rank->language, key),
                        line);
    }
    return scan.at > begin ? scan.at : begin + 1;
}

static void read_line(struct searching *search, struct str text,
                      struct line *line)
{
    const struct rank *rank = search->rank;

    *line = (struct line){.count = 0};
    for (size_t at = word_start_next(text, 0);
         at < text.len && line->count < LINE_TOKENS_MAX;
         at = word_start_next(text, at)) {
        size_t len = word_plain_len(text, at);
        uint16_t start = word_key(str_from_offset(text, at));
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, len};

        if (len == 0 || len > WORD_FOLDED_MAX) {
            at = read_token(search, text, at, line);
            continue;
        }
        for (size_t i = 0; i < len; i++)
            folded[i] = ascii_to_lower(text.ptr[at + i]);
        add_to_line(rank, key,
                    word_keys_have(&rank->keys, start)
                        ? vocabulary_word(search->reader->vocabulary,
                                          rank->language, key)
                        : NULL,
                    line);
        at += len;
    }
}

static void find_pairs(const struct rank *rank, const struct line *line,
                       bool found[RANK_TOKENS_MAX])
{
    for (size_t i = 0; i + 1 < line->count; i++) {
        int token = line->tokens[i];

        if (token != NO_TOKEN && rank->tokens[token].next != NO_TOKEN &&
            rank->tokens[token].next == line->tokens[i + 1])
            found[token] = true;
    }
}

/* What each word of the query adds for an article: as the first of a pair, or
 * as a stop word. */
struct gains {
    double pairs[RANK_TOKENS_MAX];
    double stop_words[RANK_TOKENS_MAX];
};

static double find_gains(struct searching *search,
                         const struct slv_article *article, struct gains *out)
{
    struct rank *rank = search->rank;
    unsigned language =
        vocabulary_language(search->reader->vocabulary, article->language);
    bool found[RANK_TOKENS_MAX] = {false};
    struct strbuf name;
    struct line line;
    double sum = 0;

    if (language != rank->language)
        learn_terms(search, rank, language);
    *out = (struct gains){{0}, {0}};
    read_line(search, article->title, &line);
    find_pairs(rank, &line, found);
    for (size_t i = 0; i < rank->count; i++)
        if (line.stop_words[i])
            out->stop_words[i] =
                stop_weight * rank->tokens[i].idf *
                schema_impact(FIELD_TITLE, line.stop_words[i], line.words) /
                schema_fields[FIELD_TITLE].weight;
    if (rank->has_pairs) {
        strbuf_init(&name, NAME_BYTES_MAX);
        article_name_words(article->path, &name);
        read_line(search, strbuf_str(&name), &line);
        find_pairs(rank, &line, found);
        strbuf_release(&name);
    }
    for (size_t i = 0; i < rank->count; i++) {
        if (found[i])
            out->pairs[i] =
                pair_weight *
                (rank->tokens[i].idf + rank->tokens[rank->tokens[i].next].idf) /
                2;
        sum += out->pairs[i] + out->stop_words[i];
    }
    return sum;
}

struct ranked_hit {
    struct xap_hit hit;
    struct str id;
};

static int compare_hits(const void *a, const void *b)
{
    const struct ranked_hit *left = a;
    const struct ranked_hit *right = b;

    if (left->hit.score < right->hit.score)
        return 1;
    if (left->hit.score > right->hit.score)
        return -1;
    return str_compare(left->id, right->id);
}

enum slv_status rank_again(struct searching *search, struct xap_hit *hits,
                           size_t count, struct slv_error *err)
{
    struct ranked_hit *ranked =
        arena_calloc(search->arena, count, sizeof *ranked);

    for (size_t i = 0; i < count; i++) {
        struct record_origin origin;
        struct slv_article article;
        struct gains gains;
        enum slv_status status =
            record_read(hits[i].data, search->arena, &article, &origin, err);

        if (status != SLV_OK)
            return status;
        ranked[i] = (struct ranked_hit){hits[i], article.id};
        ranked[i].hit.score += find_gains(search, &article, &gains);
    }
    qsort(ranked, count, sizeof *ranked, compare_hits);
    for (size_t i = 0; i < count; i++)
        hits[i] = ranked[i].hit;
    return SLV_OK;
}

/* --- explanations --- */

static void add_reason(struct slv_hit *out, struct str word, uint64_t articles,
                       double idf, double score)
{
    struct slv_explanation *row = &out->explanation[out->explanation_count++];

    *row = (struct slv_explanation){
        .word = word,
        .term = word,
        .articles = articles,
        .idf = idf,
        .score = score,
    };
    row->field_weights[FIELD_TITLE] = idf > 0 ? score / idf : 0;
}

void rank_explain(struct searching *search, const struct slv_article *article,
                  struct slv_hit *out)
{
    struct rank *rank = search->rank;
    struct gains gains;

    if (!rank_is_needed(search))
        return;
    find_gains(search, article, &gains);
    for (size_t i = 0; i < rank->count; i++) {
        const struct rank_token *token = &rank->tokens[i];

        if (gains.stop_words[i] > 0)
            add_reason(out, token->folded, token->articles, token->idf,
                       gains.stop_words[i]);
        if (gains.pairs[i] > 0) {
            const struct rank_token *next = &rank->tokens[token->next];

            add_reason(out,
                       arena_format(search->arena, "%.*s %.*s",
                                    STR_ARG(token->folded),
                                    STR_ARG(next->folded)),
                       token->articles < next->articles ? token->articles
                                                        : next->articles,
                       (token->idf + next->idf) / 2, gains.pairs[i]);
        }
    }
}
