/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words that a text and a case share. See telling.h.
 */
#include "core/search/telling.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/case_index.h"
#include "text/words.h"

#include <stdlib.h>

/* A word that more than this share of the cases has tells nothing, once there
 * are enough of them to say so. */
static const double common_share = 0.25;
enum { COMMON_CASES_MIN = 40, WORD_BYTES_MIN = 2, WORD_BYTES_MAX = 100 };

struct telling_word {
    struct str text; /* as typed */
    struct str term;
    uint64_t cases;
    bool is_code;
    size_t place;
};

struct telling {
    struct telling_word *words; /* codes first, then the rarest */
    size_t count;
};

static bool is_code_kind(enum identifier_kind kind)
{
    static const enum identifier_kind kinds[] = {
        IDENTIFIER_HRESULT,          IDENTIFIER_NTSTATUS,
        IDENTIFIER_DECIMAL_STATUS,   IDENTIFIER_BUG_CHECK,
        IDENTIFIER_HEX_NUMBER,       IDENTIFIER_ORACLE,
        IDENTIFIER_SQLSTATE,         IDENTIFIER_SQLCODE,
        IDENTIFIER_DATABASE_MESSAGE, IDENTIFIER_ERROR_NUMBER,
        IDENTIFIER_EXIT_CODE,        IDENTIFIER_SIGNAL,
        IDENTIFIER_HTTP_STATUS,      IDENTIFIER_SMTP_STATUS,
        IDENTIFIER_EVENT_ID,         IDENTIFIER_VENDOR_CODE,
        IDENTIFIER_ERROR_NAME,       IDENTIFIER_EXCEPTION};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

/* Is the whole of `typed` the code of an error? */
static bool is_code(struct str typed)
{
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, typed, 0);
    return word_scan_next(&scan, &word) && word.end == typed.len &&
           is_code_kind(word.identifier);
}

static int compare_words(const void *a, const void *b)
{
    const struct telling_word *left = a;
    const struct telling_word *right = b;

    if (left->is_code != right->is_code)
        return left->is_code ? -1 : 1;
    if (left->cases != right->cases)
        return left->cases < right->cases ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

static bool may_tell(const struct query_word *word)
{
    return !word->is_stop_word && !word->is_forbidden && !word->is_added &&
           !word->is_weak && !word->is_spelling &&
           word->text.len >= WORD_BYTES_MIN && word->text.len <= WORD_BYTES_MAX;
}

enum slv_status telling_begin(struct searching *search, struct telling **out,
                              struct slv_error *err)
{
    const struct query *asked = &search->asked;
    struct arena *arena = search->arena;
    struct telling *telling = arena_calloc(arena, 1, sizeof *telling);
    struct str *names = arena_calloc(arena, asked->count, sizeof *names);
    uint64_t *cases = arena_calloc(arena, asked->count, sizeof *cases);
    double all = (double) xap_reader_document_count(search->reader->cases);
    enum slv_status status;

    *out = telling;
    telling->words = arena_calloc(arena, asked->count, sizeof *telling->words);
    for (size_t i = 0; i < asked->count; i++)
        names[i] = asked->words[i].term->name;
    status = xap_term_frequencies(search->reader->cases, names, asked->count,
                                  cases, err);
    for (size_t i = 0; status == SLV_OK && i < asked->count; i++) {
        const struct query_word *word = &asked->words[i];

        if (!may_tell(word) || cases[i] == 0 ||
            (all >= COMMON_CASES_MIN && (double) cases[i] > common_share * all))
            continue;
        telling->words[telling->count++] = (struct telling_word){
            .text = word->text,
            .term = names[i],
            .cases = cases[i],
            .is_code = is_code(word->text),
            .place = i,
        };
    }
    if (telling->count > 0)
        qsort(telling->words, telling->count, sizeof *telling->words,
              compare_words);
    return status;
}

static int compare_term(const void *key, const void *element)
{
    const struct str *name = key;
    const struct xap_term *term = element;

    return str_compare(*name, term->name);
}

/* Is the word, or another way to write it, in the list? */
static bool is_said(const struct str_list *list, const struct str *terms,
                    const struct telling_word *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal_nocase(list->items[i], word->text) ||
            str_equal(terms[i], word->term))
            return true;
    return false;
}

enum slv_status telling_take(struct searching *search,
                             const struct telling *telling,
                             struct slv_similar_case *one,
                             struct slv_error *err)
{
    struct arena *arena = search->arena;
    struct str *texts =
        arena_calloc(arena, (size_t) 2 * SLV_TELLING_MAX, sizeof *texts);
    struct str said[2][SLV_TELLING_MAX] = {{{NULL, 0}}};
    struct xap_term *terms = NULL;
    size_t count = 0;
    enum slv_status status = xap_get_terms(search->reader->cases,
                                           case_number_term(one->number, arena),
                                           arena, &terms, &count, err);

    one->codes.items = texts;
    one->words.items = texts + SLV_TELLING_MAX;
    for (size_t i = 0; status == SLV_OK && i < telling->count; i++) {
        const struct telling_word *word = &telling->words[i];
        struct str_list *list = word->is_code ? &one->codes : &one->words;
        struct str *names = said[word->is_code];

        if (list->count == SLV_TELLING_MAX || is_said(list, names, word) ||
            !bsearch(&word->term, terms, count, sizeof *terms, compare_term))
            continue;
        names[list->count] = word->term;
        (word->is_code ? texts : texts + SLV_TELLING_MAX)[list->count++] =
            arena_str(arena, word->text);
    }
    return status;
}
