/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Correcting a query. See correct.h.
 */
#include "core/search/correct.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query_lex.h"
#include "core/search/spelling.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

/* A word of the text, as word_scan_next() gives it. */
struct token {
    size_t begin;
    size_t end;
    struct str folded;
    bool is_unknown;
    bool is_open; /* may become one word with the next */
    size_t item;  /* of the query that it stands in */
};

struct correcting {
    struct searching *search;
    struct str text;
    const struct lexicon *words;
    bool *is_known; /* per word of the query: does an article have it? */
    struct query_item items[QUERY_ITEMS_MAX];
    size_t item_count;
    struct token tokens[CORRECT_WORDS_MAX];
    size_t count;
    size_t unknown_count;
    struct strbuf out;
};

/* --- what is unknown --- */

static enum slv_status find_known(struct correcting *correcting,
                                  struct slv_error *err)
{
    struct searching *search = correcting->search;
    const struct query *query = &search->query;
    struct str *names =
        arena_calloc(search->arena, query->count, sizeof *names);
    uint64_t *counts =
        arena_calloc(search->arena, query->count, sizeof *counts);
    enum slv_status status;

    correcting->is_known =
        arena_calloc(search->arena, query->count, sizeof *correcting->is_known);
    for (size_t i = 0; i < query->count; i++)
        names[i] = query->words[i].term->name;
    status = xap_term_frequencies(search->reader->xap, names, query->count,
                                  counts, err);
    for (size_t i = 0; i < query->count && status == SLV_OK; i++)
        correcting->is_known[i] = counts[i] > 0;
    return status;
}

/* Has an article one of the alternatives of the word? */
static bool is_known(const struct correcting *correcting, size_t index)
{
    const struct query *query = &correcting->search->query;
    uint16_t group = query->words[index].group;

    for (size_t i = 0; group && i < query->count; i++)
        if (query->words[i].group == group && correcting->is_known[i])
            return true;
    return correcting->is_known[index];
}

/* A word that may be corrected: it was typed as one to search for, and nothing
 * has it. */
static bool is_unknown(const struct correcting *correcting, struct str folded)
{
    const struct query *query = &correcting->search->query;
    bool found = false;

    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (word->is_added || word->is_identifier ||
            !str_equal(word->folded, folded))
            continue;
        if (word->is_required || word->is_forbidden || is_known(correcting, i))
            return false;
        found = true;
    }
    return found;
}

static bool any_unknown(const struct correcting *correcting)
{
    const struct query *query = &correcting->search->query;

    for (size_t i = 0; i < query->count; i++)
        if (is_unknown(correcting, query->words[i].folded))
            return true;
    return false;
}

/* Was it typed as a word to search for? */
static bool is_searched(const struct correcting *correcting, struct str folded)
{
    const struct query *query = &correcting->search->query;

    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (!word->is_added && !word->is_required && !word->is_forbidden &&
            str_equal(word->folded, folded))
            return true;
    }
    return false;
}

/* --- the words of the text --- */

static bool is_blank(struct str text, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        if (!ascii_is_space(text.ptr[i]))
            return false;
    return begin < end;
}

/* Does it stand in a field, understood ("product:x") or not ("section:x")? */
static bool is_in_field(struct str text, size_t at)
{
    enum query_field field;
    size_t begin = at;
    size_t colon;

    while (begin > 0 && !ascii_is_space(text.ptr[begin - 1]))
        begin--;
    if (text.ptr[begin] == '-')
        begin++;
    for (colon = begin; colon < text.len && ascii_is_alpha(text.ptr[colon]);)
        colon++;
    return colon < text.len && text.ptr[colon] == ':' &&
           query_field_find((struct str){text.ptr + begin, colon - begin},
                            &field);
}

/* The item of words that holds byte `at`, from *item on; false when that byte
 * is in none. */
static bool find_item(const struct correcting *correcting, size_t at,
                      size_t *item)
{
    const char *place = correcting->text.ptr + at;

    while (*item < correcting->item_count &&
           correcting->items[*item].typed.ptr +
                   correcting->items[*item].typed.len <=
               place)
        ++*item;
    return *item < correcting->item_count &&
           correcting->items[*item].kind == QUERY_ITEM_WORDS &&
           correcting->items[*item].typed.ptr <= place;
}

/* False when there are too many. */
static bool find_tokens(struct correcting *correcting)
{
    struct searching *search = correcting->search;
    bool keeps_last = search->request->is_partial;
    struct word_scan scan;
    struct word word;
    bool in_identifier = false;
    size_t item = 0;

    correcting->item_count = query_lex(correcting->text, correcting->items);
    word_scan_begin(&scan, correcting->text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, word_fold(correcting->text, word, folded)};
        struct token *token;

        if (!word.is_part)
            in_identifier = word.kind == WORD_IDENTIFIER;
        if (word.kind != WORD_PLAIN || in_identifier || key.len == 0 ||
            !find_item(correcting, word.begin, &item) ||
            is_in_field(correcting->text, word.begin))
            continue;
        if (correcting->count == CORRECT_WORDS_MAX)
            return false;
        token = &correcting->tokens[correcting->count++];
        *token = (struct token){.begin = word.begin,
                                .end = word.end,
                                .folded = arena_str(search->arena, key),
                                .item = item};
        token->is_unknown = is_unknown(correcting, token->folded);
        /* what is still being typed may become a word yet */
        if (keeps_last && word.end == correcting->text.len)
            token->is_unknown = false;
        token->is_open =
            !word.is_part && is_searched(correcting, token->folded);
        correcting->unknown_count += token->is_unknown;
    }
    return true;
}

/* --- writing --- */

/* Two words, one of them unknown, that are one with a space too many. */
static const struct lexicon_entry *find_join(struct correcting *correcting,
                                             size_t index)
{
    const struct token *first = &correcting->tokens[index];
    const struct token *second = first + 1;
    char joined[2 * WORD_FOLDED_MAX];

    if (index + 1 >= correcting->count || first->item != second->item ||
        !first->is_open || !second->is_open ||
        !(first->is_unknown || second->is_unknown) ||
        !is_blank(correcting->text, first->end, second->begin))
        return NULL;
    memcpy(joined, first->folded.ptr, first->folded.len);
    memcpy(joined + first->folded.len, second->folded.ptr, second->folded.len);
    return lexicon_find(
        correcting->words,
        (struct str){joined, first->folded.len + second->folded.len});
}

static bool add_spelling(struct correcting *correcting,
                         const struct token *token)
{
    struct spelling spelling;

    /* an article of another language may have the very word */
    if (!token->is_unknown ||
        lexicon_letters(token->folded) < SPELLING_LETTERS_MIN ||
        lexicon_find(correcting->words, token->folded) ||
        !spelling_find(correcting->words, token->folded, &spelling))
        return false;
    strbuf_add_str(&correcting->out, lexicon_form_of(spelling.word));
    if (spelling.second) {
        strbuf_add_char(&correcting->out, ' ');
        strbuf_add_str(&correcting->out, lexicon_form_of(spelling.second));
    }
    return true;
}

/* False when everything stays as it is. */
static bool write_corrected(struct correcting *correcting)
{
    size_t at = 0;
    bool is_changed = false;

    for (size_t i = 0; i < correcting->count; i++) {
        const struct token *token = &correcting->tokens[i];
        const struct lexicon_entry *join = find_join(correcting, i);

        strbuf_add(&correcting->out, correcting->text.ptr + at,
                   token->begin - at);
        at = token->end;
        if (join) {
            strbuf_add_str(&correcting->out, lexicon_form_of(join));
            at = correcting->tokens[++i].end;
            is_changed = true;
        } else if (add_spelling(correcting, token)) {
            is_changed = true;
        } else {
            strbuf_add(&correcting->out, correcting->text.ptr + token->begin,
                       token->end - token->begin);
        }
    }
    strbuf_add_str(&correcting->out, str_from_offset(correcting->text, at));
    return is_changed && !correcting->out.overflowed;
}

enum slv_status correct_query(struct searching *search, struct str *out,
                              struct slv_error *err)
{
    struct correcting correcting = {
        .search = search,
        .text = utf8_repair(search->request->query, search->arena, NULL)};
    enum slv_status status;

    *out = STR("");
    if (search->query.count == 0 || search->query.count > CORRECT_WORDS_MAX)
        return SLV_OK;
    status = find_known(&correcting, err);
    if (status != SLV_OK || !any_unknown(&correcting) ||
        !find_tokens(&correcting) || correcting.unknown_count == 0 ||
        correcting.unknown_count > CORRECT_UNKNOWN_MAX)
        return status;
    status =
        reader_lexicon(search->reader, LEXICON_WORDS, &correcting.words, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&correcting.out, SLV_QUERY_BYTES_MAX);
    if (write_corrected(&correcting))
        *out = arena_str(search->arena, strbuf_str(&correcting.out));
    strbuf_release(&correcting.out);
    return SLV_OK;
}
