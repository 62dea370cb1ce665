/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting the words of cases and weighing them. See gap_terms.h; grouping is
 * left to gap_cluster.c, words that set a group apart to gap_telling.c.
 */
#include "core/insight/gap_terms.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/insight/gap_terms_parts.h"
#include "core/search/stop_words.h"
#include "core/search/word_terms.h"
#include "text/language.h"
#include "text/utf8.h"
#include "text/words.h"

#include <math.h>
#include <stdlib.h>

enum { FIELD_SUBJECT, FIELD_BODY };

static const double k1 = 1.2;
static const double length_share = 0.75; /* BM25's b */
static const double subject_share = 0.5;

/* --- life --- */

static unsigned stop_list_of(struct str language)
{
    char primary[LANGUAGE_TAG_MAX];
    struct str tag = language_primary(language, primary);
    unsigned lists = 0;

    for (unsigned i = 0; i < STOP_LIST_COUNT; i++)
        if (str_equal(tag, str_from(stop_list_language((enum stop_list) i))))
            lists |= 1u << i;
    return lists;
}

struct gap_texts *gap_texts_new(struct str language)
{
    struct gap_texts *texts = alloc_zeroed(1, sizeof *texts);

    texts->vocabulary = vocabulary_new();
    texts->language = vocabulary_language(texts->vocabulary, language);
    texts->stop_lists = stop_list_of(language);
    texts->form_numbers = strmap_new();
    texts->known = strmap_new();
    texts->arena = arena_new();
    return texts;
}

void gap_texts_free(struct gap_texts *texts)
{
    if (!texts)
        return;
    vocabulary_free(texts->vocabulary);
    strmap_free(texts->form_numbers);
    strmap_free(texts->known);
    arena_free(texts->arena);
    free(texts->terms);
    free(texts->forms);
    free(texts->points);
    free(texts->tokens);
    free(texts);
}

/* --- words --- */

static uint32_t number_of(struct gap_texts *texts, struct vocabulary_term *term)
{
    if (term->stamp == 0) {
        texts->terms = alloc_grow(texts->terms, texts->term_count,
                                  &texts->term_capacity, sizeof *texts->terms);
        texts->terms[texts->term_count] = (struct term){.name = term->name};
        term->stamp = 1;
        term->slot = (uint32_t) texts->term_count++;
    }
    return term->slot;
}

static void count_form(struct gap_texts *texts, struct str folded,
                       uint32_t term)
{
    struct str kept;
    void **slot = strmap_slot(texts->form_numbers, folded, &kept);

    if (!*slot) {
        texts->forms = alloc_grow(texts->forms, texts->form_count,
                                  &texts->form_capacity, sizeof *texts->forms);
        texts->forms[texts->form_count++] = (struct form){kept, term, 0};
        *slot = (void *) (uintptr_t) texts->form_count;
    }
    texts->forms[(uintptr_t) *slot - 1].count++;
}

/* Where what is personal next begins and ends, from `at` on. */
struct personal_span {
    size_t begin;
    size_t end;
};

static struct personal_span next_personal(const struct gap_texts *texts,
                                          struct str text, size_t at)
{
    bool after_word = at > 0 && personal_is_word_byte(text.ptr[at - 1]);

    for (; at < text.len; at++) {
        const size_t len =
            after_word ? 0 : personal_at(&texts->people, text, at);

        if (len > 0)
            return (struct personal_span){at, at + len};
        after_word = personal_is_word_byte(text.ptr[at]);
    }
    return (struct personal_span){text.len, text.len};
}

static uint32_t add_words(struct gap_texts *texts, struct str text,
                          unsigned field)
{
    struct personal_span span = next_personal(texts, text, 0);
    struct word_scan scan;
    struct word word;
    uint32_t count = 0;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct vocabulary_term *terms[WORD_TERMS_MAX];
        struct str form = {folded, 0};

        if (word.store != WORD_AS_WORD)
            continue;
        form.len = word_fold(text, word, folded);
        if (form.len == 0 || stop_lists_with(form, texts->stop_lists) != 0 ||
            word_terms(texts->vocabulary, texts->language, text, word, form,
                       terms) == 0)
            continue;
        texts->tokens =
            alloc_grow(texts->tokens, texts->token_count,
                       &texts->token_capacity, sizeof *texts->tokens);
        while (span.begin < text.len && span.end <= word.begin)
            span = next_personal(texts, text, span.end);
        texts->tokens[texts->token_count] =
            (struct token){.is_personal = span.begin < word.end,
                           .term = number_of(texts, terms[0]),
                           .field = field};
        if (!texts->tokens[texts->token_count].is_personal)
            count_form(texts, form, texts->tokens[texts->token_count].term);
        texts->token_count++;
        count++;
    }
    return count;
}

static int compare_tokens(const void *a, const void *b)
{
    const struct token *first = a;
    const struct token *second = b;

    return (first->term > second->term) - (first->term < second->term);
}

/* Mail and forms often say the subject once more at the beginning. */
static struct str without_subject(struct str text, struct str subject)
{
    text = str_trim(text);
    return str_has_prefix(text, subject) ? str_from_offset(text, subject.len)
                                         : text;
}

/* The words of a text, counted; in the arena when `arena` is not NULL. */
static struct point count_words(struct gap_texts *texts, struct str subject,
                                struct str body, struct arena *arena)
{
    struct point point = {.copies = 1};

    texts->token_count = 0;
    point.subject_words = add_words(texts, subject, FIELD_SUBJECT);
    point.body_words = add_words(
        texts, utf8_prefix(without_subject(body, subject), GAP_TEXT_BYTES),
        FIELD_BODY);
    if (texts->token_count > 0)
        qsort(texts->tokens, texts->token_count, sizeof *texts->tokens,
              compare_tokens);
    for (size_t i = 0; i < texts->token_count; i++)
        if (i == 0 || texts->tokens[i - 1].term != texts->tokens[i].term)
            point.count++;
    if (arena)
        point.counts = arena_calloc(arena, point.count, sizeof *point.counts);
    point.count = 0;
    for (size_t i = 0; i < texts->token_count; i++) {
        const struct token *token = &texts->tokens[i];

        if (i == 0 || texts->tokens[i - 1].term != token->term) {
            point.count++;
            if (arena)
                point.counts[point.count - 1].term = token->term;
        }
        if (arena)
            point.counts[point.count - 1].tf[token->field]++;
        if (arena && token->is_personal)
            point.counts[point.count - 1].is_personal = true;
    }
    return point;
}

/* One more case with these words; its tokens are those counted last. */
static void add_case(struct gap_texts *texts, const struct point *point)
{
    for (size_t i = 0; i < texts->token_count; i++)
        if (i == 0 || texts->tokens[i - 1].term != texts->tokens[i].term)
            texts->terms[texts->tokens[i].term].cases++;
    texts->cases++;
    texts->subject_words += point->subject_words;
    texts->body_words += point->body_words;
}

/* --- adding --- */

static struct hash128 digest_of(struct str subject, struct str body)
{
    struct hash_stream *stream = hash_stream_new();
    struct hash128 digest;

    hash_stream_add(stream, subject);
    hash_stream_add(stream, (struct str){"", 1});
    hash_stream_add(stream, body);
    digest = hash_stream_digest(stream);
    hash_stream_free(stream);
    return digest;
}

void gap_texts_people(struct gap_texts *texts, struct str names)
{
    texts->people.count = 0;
    while (names.len > 0)
        personal_add_person(&texts->people, str_take_until(&names, '\n'));
}

bool gap_texts_is_personal(const struct gap_texts *texts, uint32_t point,
                           uint32_t term)
{
    const struct point *of = &texts->points[point];

    for (size_t i = 0; i < of->count; i++)
        if (of->counts[i].term == term)
            return of->counts[i].is_personal;
    return false;
}

uint32_t gap_texts_add(struct gap_texts *texts, struct str subject,
                       struct str body)
{
    const struct hash128 digest = digest_of(subject, body);
    void **slot =
        strmap_slot(texts->known,
                    (struct str){(const char *) &digest, sizeof digest}, NULL);
    struct point *known;

    if (!*slot) {
        struct point point = count_words(texts, subject, body, texts->arena);

        add_case(texts, &point);
        texts->points =
            alloc_grow(texts->points, texts->point_count,
                       &texts->point_capacity, sizeof *texts->points);
        texts->points[texts->point_count++] = point;
        *slot = (void *) (uintptr_t) texts->point_count;
        return (uint32_t) (texts->point_count - 1);
    }
    known = &texts->points[(uintptr_t) *slot - 1];
    known->copies++;
    texts->cases++;
    texts->subject_words += known->subject_words;
    texts->body_words += known->body_words;
    for (size_t i = 0; i < known->count; i++)
        texts->terms[known->counts[i].term].cases++;
    return (uint32_t) ((uintptr_t) *slot - 1);
}

void gap_texts_add_other(struct gap_texts *texts, struct str subject,
                         struct str body)
{
    const struct point point = count_words(texts, subject, body, NULL);

    add_case(texts, &point);
}

size_t gap_texts_points(const struct gap_texts *texts)
{
    return texts->point_count;
}

size_t gap_texts_terms(const struct gap_texts *texts)
{
    return texts->term_count;
}

size_t gap_texts_cases(const struct gap_texts *texts)
{
    return texts->cases;
}

uint32_t gap_texts_with(const struct gap_texts *texts, uint32_t term)
{
    return texts->terms[term].cases;
}

struct str gap_texts_name(const struct gap_texts *texts, uint32_t term)
{
    return texts->terms[term].name;
}

struct str gap_texts_form(struct gap_texts *texts, uint32_t term)
{
    if (texts->forms_seen < texts->form_count || !texts->has_forms) {
        for (size_t i = 0; i < texts->term_count; i++)
            texts->terms[i].form = UINT32_MAX;
        for (size_t i = 0; i < texts->form_count; i++) {
            struct term *of = &texts->terms[texts->forms[i].term];
            const struct form *form = &texts->forms[i];
            const struct form *best =
                of->form == UINT32_MAX ? NULL : &texts->forms[of->form];

            if (!best || form->count > best->count ||
                (form->count == best->count &&
                 str_compare(form->text, best->text) < 0))
                of->form = (uint32_t) i;
        }
        texts->forms_seen = texts->form_count;
        texts->has_forms = true;
    }
    if (texts->terms[term].form == UINT32_MAX)
        return texts->terms[term].name;
    return texts->forms[texts->terms[term].form].text;
}

/* --- weights --- */

struct gap_scale gap_texts_scale(const struct gap_texts *texts)
{
    return (struct gap_scale){texts->cases, texts->subject_words,
                              texts->body_words};
}

void gap_texts_weigh_by(struct gap_texts *texts, struct gap_scale scale,
                        const uint32_t *with)
{
    texts->cases = scale.cases;
    texts->subject_words = scale.subject_words;
    texts->body_words = scale.body_words;
    for (size_t i = 0; i < texts->term_count; i++)
        texts->terms[i].cases = with[i];
}

static double saturated(unsigned tf, double words, double average)
{
    const double length = average > 0 ? words / average : 1;

    return tf / (tf + k1 * (1 - length_share + length_share * length));
}

static double rarity(const struct gap_texts *texts, uint32_t term)
{
    const double with = texts->terms[term].cases;
    const double without =
        (double) texts->cases > with ? (double) texts->cases - with : 0;

    return log1p((without + 0.5) / (with + 0.5));
}

static double average(uint64_t words, uint64_t cases)
{
    return cases > 0 ? (double) words / (double) cases : 0;
}

static struct gap_vector weigh(const struct gap_texts *texts,
                               const struct point *point, struct arena *arena)
{
    const double subject = average(texts->subject_words, texts->cases);
    const double body = average(texts->body_words, texts->cases);
    struct gap_weight *weights =
        arena_calloc(arena, point->count, sizeof *weights);
    double length = 0;

    if (!point->counts)
        return (struct gap_vector){.copies = point->copies};
    for (size_t i = 0; i < point->count; i++) {
        const struct count *count = &point->counts[i];
        const double weight =
            rarity(texts, count->term) *
            (subject_share * saturated(count->tf[FIELD_SUBJECT],
                                       point->subject_words, subject) +
             (1 - subject_share) *
                 saturated(count->tf[FIELD_BODY], point->body_words, body));

        weights[i] = (struct gap_weight){count->term, (float) weight};
        length += weight * weight;
    }
    length = sqrt(length);
    for (size_t i = 0; i < point->count && length > 0; i++)
        weights[i].weight = (float) ((double) weights[i].weight / length);
    return (struct gap_vector){weights, point->count, point->copies};
}

struct gap_vector *gap_texts_vectors(const struct gap_texts *texts,
                                     struct arena *arena)
{
    struct gap_vector *out =
        arena_calloc(arena, texts->point_count, sizeof *out);

    for (size_t i = 0; i < texts->point_count; i++)
        out[i] = weigh(texts, &texts->points[i], arena);
    return out;
}

struct gap_vector gap_texts_ask(struct gap_texts *texts, struct str text,
                                struct arena *arena)
{
    struct point point;

    texts->people.count = 0; /* those of the last case may be gone */
    point = count_words(texts, text, STR(""), arena);
    if (texts->cases > 0)
        point.subject_words = (uint32_t) (texts->subject_words / texts->cases);
    return weigh(texts, &point, arena);
}
