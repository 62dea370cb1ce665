/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a text that is being typed may become: titles that hold all its words,
 * the last one as a beginning, and identifiers that begin with it. What others
 * searched for is added by who keeps it; here is only asked whether its words
 * are public.
 *
 * Titles are found like articles, by terms that must all be there, and then
 * looked through: words of a title weigh so much that an article which has them
 * there is among the first.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/search/plan.h"
#include "core/search/reader.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/stop_words.h"
#include "core/search/title_words.h"
#include "core/search/word_terms.h"
#include "solvent/search.h"
#include "text/utf8.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOKENS_MAX = 16,      /* of what was typed; later ones are not looked for */
    TOKEN_TERMS_MAX = 24, /* alternatives of one word */
    CANDIDATES_MAX = 100, /* articles that are looked through */
    /* of alternatives of an unfinished word: alone, and beside others */
    POSTINGS_ALONE_MAX = 6000,
    POSTINGS_BESIDE_MAX = 30000,
    CODE_KEY_MIN = 2,    /* bytes of the beginning of an identifier */
    LETTERS_KEY_MIN = 3, /* of one without a digit */
    /* one identifier to so many completions, unless there is nothing else: of
     * what has a digit, and of what has none */
    PER_CODE_WITH_DIGIT = 2,
    PER_CODE = 4
};

/* Where the words of what was typed stand in a title. */
enum place { PLACE_APART, PLACE_TOGETHER, PLACE_FIRST };

struct token {
    bool is_stop_word;
    bool is_unfinished;
    struct vocabulary_term *terms[TOKEN_TERMS_MAX];
    double weights[TOKEN_TERMS_MAX];
    size_t term_count;
};

struct candidate {
    struct slv_completion completion;
    enum place place;
    size_t rank;
};

struct completing {
    struct slv_reader *reader;
    struct arena *arena;
    struct str text;
    struct title_words typed;
    struct token tokens[TOKENS_MAX];
    size_t token_count;
    struct candidate titles[CANDIDATES_MAX];
    size_t title_count;
    struct slv_completion codes[SLV_COMPLETIONS_MAX];
    size_t code_count;
};

/* --- what was typed --- */

static void add_term(struct token *token, struct vocabulary_term *term)
{
    for (size_t i = 0; i < token->term_count; i++)
        if (token->terms[i] == term)
            return;
    if (token->term_count < TOKEN_TERMS_MAX)
        token->terms[token->term_count++] = term;
}

/* The terms of a word in every language of the index. */
static void add_terms(const struct slv_reader *reader, struct str text,
                      struct word word, struct str folded, struct token *token)
{
    for (size_t i = 0; i < reader->language_count; i++) {
        struct vocabulary_term *terms[WORD_TERMS_MAX];
        size_t count = word_terms(reader->vocabulary, reader->languages[i],
                                  text, word, folded, terms);

        for (size_t k = 0; k < count; k++)
            add_term(token, terms[k]);
    }
}

/* Those of the words that begin so which most articles have. */
static enum slv_status add_words(struct completing *completing,
                                 struct str beginning, struct token *token,
                                 struct slv_error *err)
{
    const struct lexicon_entry *best[TOKEN_TERMS_MAX];
    const struct lexicon_entry *entries;
    const struct lexicon *words;
    size_t count;
    enum slv_status status =
        reader_lexicon(completing->reader, LEXICON_WORDS, &words, err);

    if (status != SLV_OK)
        return status;
    entries = lexicon_find_prefix(words, beginning, &count);
    count = lexicon_most_frequent(entries, count, NULL, best, TOKEN_TERMS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str form = lexicon_form_of(best[i]);
        struct word word = {.end = form.len, .kind = WORD_PLAIN};

        add_terms(completing->reader, form, word, lexicon_key_of(best[i]),
                  token);
    }
    return SLV_OK;
}

/* Identifiers as the index has them. */
static enum slv_status add_codes(struct completing *completing,
                                 struct str beginning, struct token *token,
                                 struct slv_error *err)
{
    struct vocabulary *vocabulary = completing->reader->vocabulary;
    struct str prefix = word_key_term(vocabulary, beginning)->name;
    struct xap_facet_value *found;
    size_t count;
    enum slv_status status =
        xap_list_terms(completing->reader->xap, prefix, TOKEN_TERMS_MAX,
                       completing->arena, &found, &count, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++)
        add_term(token,
                 vocabulary_exact(vocabulary, 0,
                                  arena_format(completing->arena, "%.*s%.*s",
                                               STR_ARG(prefix),
                                               STR_ARG(found[i].value))));
    return status;
}

/* What must be there: words, identifiers whole, compounds by their parts. */
static enum slv_status read_tokens(struct completing *completing,
                                   struct slv_error *err)
{
    struct str text = completing->text;
    struct word_scan scan;
    struct word word;
    bool in_identifier = false;
    enum slv_status status = SLV_OK;

    word_scan_begin(&scan, text, 0);
    while (status == SLV_OK && completing->token_count < TOKENS_MAX &&
           word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, word_fold(text, word, folded)};
        struct token *token = &completing->tokens[completing->token_count];

        if (!word.is_part)
            in_identifier = word.kind == WORD_IDENTIFIER;
        if (key.len == 0 || word.kind == WORD_COMPOUND ||
            (word.is_part && in_identifier))
            continue;
        completing->token_count++;
        *token = (struct token){
            .is_stop_word = word.kind == WORD_PLAIN && is_stop_word(key),
            .is_unfinished = word.end == text.len && word.kind != WORD_GRAM,
        };
        add_terms(completing->reader, text, word, key, token);
        if (token->is_unfinished)
            status = word.kind == WORD_PLAIN
                         ? add_words(completing, key, token, err)
                         : add_codes(completing, key, token, err);
    }
    return status;
}

/* --- titles --- */

/* What an unfinished word may become is cut to what is quickly looked through:
 * of few letters it may be most words. One is left at least. */
static void cut_postings(struct token *token, uint64_t *counts,
                         uint64_t postings_max)
{
    uint64_t postings = 0;
    size_t rarest = 0;
    size_t kept = 0;

    for (size_t i = 1; i < token->term_count; i++)
        if (counts[i] > 0 && (counts[i] < counts[rarest] || !counts[rarest]))
            rarest = i;
    for (size_t i = 0; i < token->term_count; i++) {
        bool is_cheap = postings + counts[i] <= postings_max;

        if (counts[i] == 0 || !(is_cheap || i == rarest))
            continue;
        postings += counts[i];
        token->terms[kept] = token->terms[i];
        counts[kept++] = counts[i];
    }
    token->term_count = kept;
}

/* Alternatives of an unfinished word count as one word of as many articles. */
static enum slv_status weigh(struct completing *completing, struct token *token,
                             struct slv_error *err)
{
    struct xap_reader *xap = completing->reader->xap;
    double articles = (double) xap_reader_document_count(xap);
    struct str names[TOKEN_TERMS_MAX];
    uint64_t counts[TOKEN_TERMS_MAX];
    double together = 0;
    enum slv_status status;

    for (size_t i = 0; i < token->term_count; i++)
        names[i] = token->terms[i]->name;
    status = xap_term_frequencies(xap, names, token->term_count, counts, err);
    if (status != SLV_OK)
        return status;
    if (token->is_unfinished)
        cut_postings(token, counts,
                     completing->token_count > 1 ? POSTINGS_BESIDE_MAX
                                                 : POSTINGS_ALONE_MAX);
    for (size_t i = 0; i < token->term_count; i++)
        together += (double) counts[i];
    for (size_t i = 0; i < token->term_count; i++)
        token->weights[i] =
            plan_idf(articles, together < articles ? together : articles) /
            plan_idf(articles, (double) counts[i]) / SCHEMA_IMPACT_STEPS;
    return SLV_OK;
}

static bool has_telling_token(const struct completing *completing)
{
    for (size_t i = 0; i < completing->token_count; i++)
        if (!completing->tokens[i].is_stop_word)
            return true;
    return false;
}

static enum slv_status find_articles(struct completing *completing,
                                     struct xap_result *result,
                                     struct slv_error *err)
{
    bool skips_stop_words = has_telling_token(completing);
    struct xap_plan_term *terms =
        arena_calloc(completing->arena,
                     completing->token_count * TOKEN_TERMS_MAX, sizeof *terms);
    struct xap_plan plan = {
        .terms = terms, .limit = CANDIDATES_MAX, .tie_slot = SLOT_KEY};
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < completing->token_count && status == SLV_OK; i++) {
        struct token *token = &completing->tokens[i];

        if (skips_stop_words && token->is_stop_word)
            continue;
        status = weigh(completing, token, err);
        if (token->term_count == 0)
            return status;
        for (size_t k = 0; k < token->term_count && status == SLV_OK; k++)
            terms[plan.term_count++] = (struct xap_plan_term){
                .name = token->terms[k]->name,
                .weight = token->weights[k],
                .need = XAP_REQUIRED,
                .group = (uint16_t) (i + 1),
            };
    }
    return status == SLV_OK && plan.term_count > 0
               ? xap_search(completing->reader->xap, &plan, completing->arena,
                            result, err)
               : status;
}

static bool is_among(const size_t *items, size_t count, size_t item)
{
    for (size_t i = 0; i < count; i++)
        if (items[i] == item)
            return true;
    return false;
}

/* A word of the title for each word that was typed, and none for two; false
 * when one is not there. The unfinished word is the last and takes what the
 * others leave. */
static bool find_words(const struct title_words *title,
                       const struct title_words *typed, size_t *found,
                       enum place *place)
{
    size_t first = title_words_find(title, typed);

    *place = first == 0          ? PLACE_FIRST
             : first == SIZE_MAX ? PLACE_APART
                                 : PLACE_TOGETHER;
    for (size_t i = 0; i < typed->count; i++) {
        found[i] = first + i;
        if (first != SIZE_MAX)
            continue;
        found[i] = 0;
        while (found[i] < title->count &&
               (!title_word_is(&title->items[found[i]], typed, i) ||
                is_among(found, i, found[i])))
            found[i]++;
        if (found[i] == title->count)
            return false;
    }
    return true;
}

static int compare_marks(const void *a, const void *b)
{
    const struct slv_mark *left = a;
    const struct slv_mark *right = b;

    if (left->begin != right->begin)
        return left->begin < right->begin ? -1 : 1;
    return (left->end < right->end) - (left->end > right->end);
}

/* In order and apart; of those that begin in one place the longest. */
static size_t settle_marks(struct slv_mark *marks, size_t count)
{
    size_t kept = 0;

    if (count > 0)
        qsort(marks, count, sizeof *marks, compare_marks);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || marks[i].begin >= marks[kept - 1].end)
            marks[kept++] = marks[i];
    return kept;
}

static void add_title(struct completing *completing,
                      const struct slv_article *article, size_t rank)
{
    const struct title_words *typed = &completing->typed;
    struct candidate *candidate = &completing->titles[completing->title_count];
    struct slv_marked *text = &candidate->completion.text;
    struct title_words title;
    size_t found[TITLE_WORDS_MAX];

    title_words_read(article->title, completing->arena, &title);
    if (!find_words(&title, typed, found, &candidate->place))
        return;
    candidate->rank = rank;
    candidate->completion = (struct slv_completion){
        .kind = SLV_COMPLETION_TITLE,
        .id = article->id,
        .text = {.text = article->title,
                 .marks = arena_calloc(completing->arena, typed->count,
                                       sizeof *text->marks)},
    };
    for (size_t i = 0; i < typed->count; i++) {
        size_t begin;
        size_t end;

        title_word_mark(&title, &title.items[found[i]], typed, i, &begin, &end);
        text->marks[i] = (struct slv_mark){(uint32_t) begin, (uint32_t) end};
    }
    text->mark_count = settle_marks(text->marks, typed->count);
    completing->title_count++;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *left = a;
    const struct candidate *right = b;

    if (left->place != right->place)
        return (int) right->place - (int) left->place;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

static enum slv_status find_titles(struct completing *completing,
                                   struct slv_error *err)
{
    struct xap_result result = {0};
    enum slv_status status = read_tokens(completing, err);

    if (status == SLV_OK)
        status = find_articles(completing, &result, err);
    for (size_t i = 0; i < result.hit_count && status == SLV_OK; i++) {
        struct record_origin origin;
        struct slv_article article = {0};

        status = record_read(result.hits[i].data, completing->arena, &article,
                             &origin, err);
        if (status == SLV_OK)
            add_title(completing, &article, i);
    }
    if (completing->title_count > 0)
        qsort(completing->titles, completing->title_count,
              sizeof *completing->titles, compare_candidates);
    return status;
}

/* --- identifiers --- */

/* The shortest beginning of `form` that has the key `typed`. */
static size_t typed_len(struct str form, struct str typed)
{
    for (size_t len = 1; len < form.len; len++) {
        char key[LEXICON_KEY_MAX];
        struct str beginning = str_first(form, len);

        if (utf8_floor(form, len) == len &&
            lexicon_key(LEXICON_CODES, beginning, key) == typed.len &&
            memcmp(key, typed.ptr, typed.len) == 0)
            return len;
    }
    return form.len;
}

static enum slv_status find_codes(struct completing *completing,
                                  struct slv_error *err)
{
    const struct lexicon_entry *best[SLV_COMPLETIONS_MAX];
    const struct lexicon_entry *entries;
    const struct lexicon *codes;
    char key[LEXICON_KEY_MAX];
    struct str typed = {key, 0};
    size_t count;
    enum slv_status status = SLV_OK;

    if (completing->text.len > LEXICON_FORM_MAX)
        return SLV_OK;
    typed.len = lexicon_key(LEXICON_CODES, completing->text, key);
    if (typed.len < CODE_KEY_MIN ||
        (typed.len < LETTERS_KEY_MIN && !identifier_key_has_digit(typed)))
        return SLV_OK;
    status = reader_lexicon(completing->reader, LEXICON_CODES, &codes, err);
    if (status != SLV_OK)
        return status;
    entries = lexicon_find_prefix(codes, typed, &count);
    count =
        lexicon_most_frequent(entries, count, NULL, best, SLV_COMPLETIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str form =
            arena_str(completing->arena, lexicon_form_of(best[i]));
        struct slv_mark *mark =
            arena_calloc(completing->arena, 1, sizeof *mark);

        mark->end = (uint32_t) typed_len(form, typed);
        completing->codes[completing->code_count++] = (struct slv_completion){
            .kind = SLV_COMPLETION_IDENTIFIER,
            .text = {.text = form, .marks = mark, .mark_count = 1},
        };
    }
    return status;
}

/* --- both --- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A part of them identifiers: before the titles when a digit was typed. */
static size_t put_together(const struct completing *completing, size_t limit,
                           struct slv_completion *out)
{
    bool has_digit = identifier_key_has_digit(completing->text);
    size_t share = limit / (has_digit ? PER_CODE_WITH_DIGIT : PER_CODE);
    size_t titles = completing->title_count;
    size_t codes = least(completing->code_count,
                         titles + share < limit ? limit - titles : share);
    size_t count = 0;

    titles = least(titles, limit - codes);
    for (size_t i = 0; i < codes && has_digit; i++)
        out[count++] = completing->codes[i];
    for (size_t i = 0; i < titles; i++)
        out[count++] = completing->titles[i].completion;
    for (size_t i = 0; i < codes && !has_digit; i++)
        out[count++] = completing->codes[i];
    return count;
}

enum slv_status slv_complete(struct slv_reader *reader, struct str typed,
                             size_t limit, struct arena *arena,
                             struct slv_completion **out, size_t *count,
                             struct slv_error *err)
{
    struct completing *completing = arena_calloc(arena, 1, sizeof *completing);
    enum slv_status status;

    *out = NULL;
    *count = 0;
    if (typed.len > SLV_COMPLETE_BYTES_MAX)
        return SLV_OK;
    limit = least(limit, SLV_COMPLETIONS_MAX);
    status = reader_renew(reader, err);
    vocabulary_trim(reader->vocabulary);
    completing->reader = reader;
    completing->arena = arena;
    completing->text = utf8_repair(typed, arena, NULL);
    title_words_read(completing->text, arena, &completing->typed);
    if (status != SLV_OK || limit == 0 || completing->typed.count == 0)
        return status;
    status = find_titles(completing, err);
    if (status == SLV_OK)
        status = find_codes(completing, err);
    if (status != SLV_OK)
        return status;
    *out = arena_calloc(arena, limit, sizeof **out);
    *count = put_together(completing, limit, *out);
    return SLV_OK;
}

/* --- searches of others --- */

/* Does a word of letters stand so in an article, or has one any of the terms of
 * what is in no lexicon? */
static enum slv_status is_word_public(struct slv_reader *reader,
                                      const struct lexicon *words,
                                      struct str text, struct word word,
                                      struct str folded, bool *out,
                                      struct slv_error *err)
{
    struct token token = {.term_count = 0};
    struct str names[TOKEN_TERMS_MAX];
    uint64_t counts[TOKEN_TERMS_MAX];
    enum slv_status status;

    if (word.kind == WORD_PLAIN && lexicon_takes_word(folded)) {
        *out = lexicon_find(words, folded) != NULL;
        return SLV_OK;
    }
    *out = false;
    add_terms(reader, text, word, folded, &token);
    for (size_t i = 0; i < token.term_count; i++)
        names[i] = token.terms[i]->name;
    status =
        xap_term_frequencies(reader->xap, names, token.term_count, counts, err);
    for (size_t i = 0; i < token.term_count && status == SLV_OK; i++)
        *out |= counts[i] > 0;
    return status;
}

enum slv_status slv_words_are_public(struct slv_reader *reader,
                                     struct str query, bool *out,
                                     struct slv_error *err)
{
    const struct lexicon *words = NULL;
    bool is_public = true;
    bool in_identifier = false;
    struct arena *arena;
    struct str text;
    struct word_scan scan;
    struct word word;
    enum slv_status status = reader_renew(reader, err);

    *out = false;
    vocabulary_trim(reader->vocabulary);
    if (status == SLV_OK)
        status = reader_lexicon(reader, LEXICON_WORDS, &words, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    text = utf8_repair(query, arena, NULL);
    word_scan_begin(&scan, text, 0);
    while (status == SLV_OK && is_public && word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, word_fold(text, word, folded)};

        if (!word.is_part)
            in_identifier = word.kind == WORD_IDENTIFIER;
        /* compounds are asked for by their parts, identifiers whole */
        if (key.len > 0 && word.kind != WORD_COMPOUND &&
            !(word.is_part && in_identifier))
            status =
                is_word_public(reader, words, text, word, key, &is_public, err);
    }
    arena_free(arena);
    *out = status == SLV_OK && is_public;
    return status;
}
