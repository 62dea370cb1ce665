/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Understanding a query: its items (query_lex.h) become words, conditions,
 * filters and dates.
 *
 * Operators in a pasted message or log ask for nothing. With more than
 * QUERY_CONTEXT_MAX telling words around them they are words like the others,
 * but for exclusions at the very end, and for filters at either end of one
 * line that is not too long to have been typed.
 */
#include "core/search/query.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/phrase.h"
#include "core/search/query_lex.h"
#include "core/search/query_words.h"
#include "core/search/stop_words.h"
#include "text/identifier.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

enum { APART_WORDS_MAX = 256 };

struct parsing {
    struct query_builder builder;
    struct str text;  /* all of it; items borrow from it */
    const char *last; /* begin of the last word that is not excluded */
    struct query_item items[QUERY_ITEMS_MAX];
    size_t item_count;
};

/* The words that one item gave. */
struct word_list {
    struct query_word *words[QUERY_PHRASE_WORDS_MAX];
    size_t count;
};

static void note_word(struct word_list *list, struct query_word *word)
{
    if (list && word && list->count < QUERY_PHRASE_WORDS_MAX)
        list->words[list->count++] = word;
}

/* --- words --- */

/* "-" behind white space excludes the word that begins right behind it, unless
 * both are a status in decimal: -2147024891. */
static bool is_excluded(struct str text, const char *word)
{
    size_t at = (size_t) (word - text.ptr);
    size_t end = at;

    if (at == 0 || text.ptr[at - 1] != '-' ||
        (at > 1 && !ascii_is_space(text.ptr[at - 2])))
        return false;
    while (end < text.len && ascii_is_digit(text.ptr[end]))
        end++;
    return !identifier_is_negative_status((struct str){word, end - at});
}

/* Words outside of phrases. The parts of an identifier are not searched: one
 * that is not found must not fall back to them. */
static void parse_words(struct parsing *parsing, struct str text,
                        struct word_list *list)
{
    struct word_scan scan;
    struct word word;
    bool skip_parts = false;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, 0};
        struct query_word *added;
        bool excluded =
            !word.is_part && is_excluded(parsing->text, text.ptr + word.begin);

        if (word.is_part && skip_parts)
            continue;
        key.len = word_fold(text, word, folded);
        if (key.len == 0)
            continue;
        added = query_add_token(&parsing->builder, text, word, key);
        if (added && excluded)
            added->is_forbidden = true;
        if (!excluded)
            parsing->last = text.ptr + word.begin;
        if (!word.is_part)
            skip_parts = word.kind == WORD_IDENTIFIER || excluded;
        note_word(list, added);
    }
}

/* The words of a condition that an article must have. A phrase may begin or
 * end within an identifier, so that one is asked for by its parts, unless it
 * has none that are terms. */
static void parse_required(struct parsing *parsing, struct str text,
                           struct word_list *list)
{
    struct word_scan scan;
    struct word word;
    struct query_word *whole = NULL; /* of the identifier that parts are of */

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word) &&
           list->count < QUERY_PHRASE_WORDS_MAX) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, word_fold(text, word, folded)};
        struct query_word *added;

        if (!word.is_part) {
            note_word(list, whole);
            whole = NULL;
        }
        if (key.len == 0 || word.kind == WORD_COMPOUND ||
            (word.is_part && word.kind == WORD_IDENTIFIER))
            continue;
        added = query_add_token(&parsing->builder, text, word, key);
        if (word.kind == WORD_IDENTIFIER) {
            whole = added;
            continue;
        }
        note_word(list, added);
        if (added)
            whole = NULL;
    }
    note_word(list, whole);
}

static void parse_phrase(struct parsing *parsing, struct str text,
                         struct query_phrase *phrase, struct word_list *list)
{
    struct phrase_scan scan;
    struct word word;
    char folded[WORD_FOLDED_MAX];
    struct str key = {folded, 0};

    parse_required(parsing, text, list);
    phrase_scan_begin(&scan, text);
    while (phrase->count < QUERY_PHRASE_WORDS_MAX &&
           phrase_scan_next(&scan, &word, folded, &key.len))
        phrase->words[phrase->count++] = arena_str(parsing->builder.arena, key);
}

/* --- words that are alternatives --- */

static void join_groups(struct query *query, const struct word_list *list)
{
    uint16_t group = 0;

    for (size_t i = 0; i < list->count && group == 0; i++)
        group = list->words[i]->group;
    if (group == 0)
        group = ++query->group_count;
    for (size_t i = 0; i < list->count; i++) {
        uint16_t other = list->words[i]->group;

        list->words[i]->group = group;
        for (size_t k = 0; other != 0 && k < query->count; k++)
            if (query->words[k].group == other)
                query->words[k].group = group;
    }
}

/* --- conditions --- */

/* The word by which the index finds candidates: the longest one. */
static const struct query_word *anchor_of(const struct word_list *list)
{
    const struct query_word *anchor = list->words[0];

    for (size_t i = 1; i < list->count; i++)
        if (list->words[i]->folded.len > anchor->folded.len)
            anchor = list->words[i];
    return anchor;
}

static void add_terms(struct query_condition *condition,
                      const struct query *query, const struct query_word *word)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *other = &query->words[i];

        if ((other == word || (word->group && other->group == word->group)) &&
            condition->term_count < QUERY_CONDITION_TERMS_MAX)
            condition->terms[condition->term_count++] = other->term;
    }
}

static void require(struct query *query, const struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        uint16_t group = list->words[i]->group;

        list->words[i]->is_required = true;
        for (size_t k = 0; group != 0 && k < query->count; k++)
            if (query->words[k].group == group)
                query->words[k].is_required = true;
    }
}

static enum query_place place_of(const struct query_item *item)
{
    if (item->kind != QUERY_ITEM_FIELD)
        return QUERY_ANYWHERE;
    if (item->field == QUERY_FIELD_TITLE)
        return QUERY_IN_TITLE;
    return item->is_quoted ? QUERY_ANYWHERE : QUERY_WHOLE;
}

/* Fill `condition` from a phrase, a field or, within a clause, words. */
static void understand_condition(struct parsing *parsing,
                                 const struct query_item *item,
                                 struct query_condition *condition,
                                 struct word_list *list)
{
    struct query_phrase *phrase = &condition->phrase;

    condition->place = place_of(item);
    if (item->kind == QUERY_ITEM_WORDS || condition->place == QUERY_WHOLE)
        parse_words(parsing, item->value, list);
    else
        parse_phrase(parsing, item->value, phrase, list);
    if (condition->place == QUERY_WHOLE && list->count > 0) {
        list->count = 1;
        /* any spelling of an identifier or number will do, but of a word only
         * itself */
        if (query_add_codes(&parsing->builder, list->words[0]))
            list->words[0]->is_identifier = true;
        if (!list->words[0]->is_identifier)
            phrase->words[phrase->count++] = list->words[0]->folded;
    }
    /* in a title any form of a word will do */
    if (condition->place == QUERY_IN_TITLE && !item->is_quoted &&
        list->count == 1)
        phrase->count = 0;
}

static void add_condition(struct parsing *parsing,
                          const struct query_item *item, uint16_t clause)
{
    struct query *query = parsing->builder.query;
    struct query_condition *condition =
        &query->conditions[query->condition_count];
    struct word_list list = {.count = 0};

    *condition = (struct query_condition){.clause = clause};
    understand_condition(parsing, item, condition, &list);
    if (list.count == 0)
        return;
    if (clause == 0)
        require(query, &list);
    if (item->kind == QUERY_ITEM_WORDS)
        for (size_t i = 0; i < list.count; i++)
            add_terms(condition, query, list.words[i]);
    else
        add_terms(condition, query, anchor_of(&list));
    query->condition_count++;
}

/* What is excluded is not searched for, so its words go into a query of their
 * own. */
static void add_exclusion(struct parsing *parsing,
                          const struct query_item *item)
{
    struct query *query = parsing->builder.query;
    struct query_condition *condition =
        &query->conditions[query->condition_count];
    struct query apart = {.words = arena_calloc(parsing->builder.arena,
                                                APART_WORDS_MAX,
                                                sizeof *apart.words)};
    struct parsing inner = {.builder = parsing->builder, .text = parsing->text};
    struct word_list list = {.count = 0};

    inner.builder.query = &apart;
    inner.builder.word_max = APART_WORDS_MAX;
    inner.builder.seen = strmap_new();
    *condition = (struct query_condition){.is_forbidden = true};
    understand_condition(&inner, item, condition, &list);
    if (list.count > 0) {
        add_terms(condition, &apart, anchor_of(&list));
        query->condition_count++;
    }
    strmap_free(inner.builder.seen);
}

/* --- items --- */

static bool is_filter(const struct query_item *item)
{
    return item->kind == QUERY_ITEM_FIELD &&
           query_field_facet(item->field) < SLV_FACET_COUNT;
}

static bool is_date(const struct query_item *item)
{
    return item->kind == QUERY_ITEM_FIELD && item->field == QUERY_FIELD_UPDATED;
}

/* Does the text end with the item, whose value may so go on? */
static bool is_unfinished(const struct parsing *parsing,
                          const struct query_item *item)
{
    const char *end = parsing->text.ptr + parsing->text.len;

    return !item->is_quoted && item->value.ptr + item->value.len == end;
}

static void add_filter(struct parsing *parsing, const struct query_item *item,
                       uint16_t clause)
{
    struct query *query = parsing->builder.query;

    query->filters[query->filter_count++] = (struct query_filter){
        .facet = query_field_facet(item->field),
        .value = str_trim(item->value),
        .clause = clause,
        .is_excluded = item->is_excluded,
        .is_unfinished = is_unfinished(parsing, item),
    };
}

static bool has_room(const struct query *query, const struct query_item *item)
{
    if (is_filter(item))
        return query->filter_count < QUERY_FILTERS_MAX;
    if (is_date(item))
        return query->date_count < QUERY_FILTERS_MAX;
    return query->condition_count < QUERY_CONDITIONS_MAX;
}

/* One item that no OR stands beside. */
static void add_item(struct parsing *parsing, const struct query_item *item)
{
    struct query *query = parsing->builder.query;

    if (parsing->builder.settings->is_partial && is_unfinished(parsing, item) &&
        item->kind == QUERY_ITEM_FIELD && !is_filter(item) && !is_date(item)) {
        if (!item->is_excluded)
            parse_words(parsing, item->value, NULL);
        return;
    }
    if (item->is_excluded && !has_room(query, item))
        return;
    if (item->kind == QUERY_ITEM_WORDS || !has_room(query, item))
        parse_words(parsing, item->typed, NULL);
    else if (is_filter(item))
        add_filter(parsing, item, 0);
    else if (is_date(item))
        query->dates[query->date_count++] =
            (struct query_date){item->span, item->is_excluded};
    else if (item->is_excluded)
        add_exclusion(parsing, item);
    else
        add_condition(parsing, item, 0);
}

static bool has_room_for_all(const struct query *query,
                             const struct query_item *items, size_t count)
{
    return is_filter(&items[0])
               ? query->filter_count + count <= QUERY_FILTERS_MAX
               : query->condition_count + count <= QUERY_CONDITIONS_MAX;
}

/* Items with OR between them: `items` has every second one of `count`. Words
 * alone are one word with several forms; else one of the items must hold. */
static void add_alternatives(struct parsing *parsing,
                             const struct query_item *items, size_t count)
{
    struct query *query = parsing->builder.query;
    struct word_list list = {.count = 0};
    bool is_of_words = true;
    bool is_of_one_facet = true;
    uint16_t clause;

    for (size_t i = 0; i < count; i++) {
        is_of_words &= items[2 * i].kind == QUERY_ITEM_WORDS;
        is_of_one_facet &=
            is_filter(&items[0]) && query_field_facet(items[2 * i].field) ==
                                        query_field_facet(items[0].field);
    }
    if (is_of_words || !has_room_for_all(query, items, count)) {
        for (size_t i = 0; i < count; i++)
            parse_words(parsing, items[2 * i].typed, &list);
        if (list.count > 0)
            join_groups(query, &list);
        return;
    }
    clause = is_of_one_facet ? 0 : ++query->clause_count;
    for (size_t i = 0; i < count; i++) {
        if (is_filter(&items[2 * i]))
            add_filter(parsing, &items[2 * i], clause);
        else
            add_condition(parsing, &items[2 * i], clause);
    }
}

static size_t alternatives_at(const struct parsing *parsing, size_t at)
{
    size_t count = 1;

    while (at + 2 * count - 1 < parsing->item_count &&
           parsing->items[at + 2 * count - 1].kind == QUERY_ITEM_OR)
        count++;
    return count;
}

static void add_items(struct parsing *parsing)
{
    for (size_t at = 0; at < parsing->item_count;) {
        size_t count = alternatives_at(parsing, at);

        if (count == 1)
            add_item(parsing, &parsing->items[at]);
        else
            add_alternatives(parsing, &parsing->items[at], count);
        at += 2 * count - 1;
    }
}

/* --- pasted texts --- */

/* Telling words, distinct, that were counted so far. */
struct context {
    uint64_t words[QUERY_FILTER_CONTEXT_MAX + 1];
    size_t count;
};

static void count_context(struct context *context, struct str whole,
                          struct str text)
{
    struct word_scan scan;
    struct word word;
    size_t run_end = 0;

    word_scan_begin(&scan, text, 0);
    while (context->count <= QUERY_FILTER_CONTEXT_MAX &&
           word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key;
        uint64_t hash;
        bool is_known = false;
        bool is_in_run = word.kind == WORD_GRAM && word.begin < run_end;

        run_end = word.end;
        if (word.is_part || is_in_run ||
            is_excluded(whole, text.ptr + word.begin))
            continue;
        key = (struct str){folded, word_fold(text, word, folded)};
        if (key.len == 0 || is_stop_word(key))
            continue;
        hash = hash_bytes(key).low;
        for (size_t i = 0; i < context->count; i++)
            is_known |= context->words[i] == hash;
        if (!is_known)
            context->words[context->count++] = hash;
    }
}

/* How many telling words stand around the operators, up to one more than
 * QUERY_FILTER_CONTEXT_MAX. Words with OR between them belong to it. */
static size_t context_words(const struct parsing *parsing)
{
    struct context context = {.count = 0};

    for (size_t at = 0; at < parsing->item_count;) {
        size_t count = alternatives_at(parsing, at);

        if (count == 1 && parsing->items[at].kind == QUERY_ITEM_WORDS)
            count_context(&context, parsing->text, parsing->items[at].value);
        at += 2 * count - 1;
    }
    return context.count;
}

/* Does the stretch hold nothing but words that are excluded? */
static bool is_of_exclusions(const struct parsing *parsing,
                             const struct query_item *item)
{
    struct word_scan scan;
    struct word word;

    if (item->kind != QUERY_ITEM_WORDS)
        return false;
    word_scan_begin(&scan, item->value, 0);
    while (word_scan_next(&scan, &word))
        if (!word.is_part &&
            !is_excluded(parsing->text, item->value.ptr + word.begin))
            return false;
    return true;
}

/* A filter or date, or the OR beside a filter. */
static bool is_of_filters(const struct query_item *item)
{
    return is_filter(item) || is_date(item) || item->kind == QUERY_ITEM_OR;
}

/* Take the operators of a pasted text for words, see above. */
static void release(struct parsing *parsing, size_t context)
{
    size_t count = parsing->item_count;
    struct query_item *items = parsing->items;
    bool is_line = str_find_char(str_trim(parsing->text), '\n') ==
                   str_trim(parsing->text).len;
    bool are_filters_kept = is_line && context <= QUERY_FILTER_CONTEXT_MAX;
    size_t begin = 0;
    size_t end = count;

    while (are_filters_kept && begin < count && is_of_filters(&items[begin]))
        begin++;
    while (end > begin &&
           (is_of_exclusions(parsing, &items[end - 1]) ||
            items[end - 1].is_excluded ||
            (are_filters_kept && is_of_filters(&items[end - 1]))))
        end--;
    for (size_t i = begin; i < end; i++)
        query_item_release(&items[i]);
    parsing->item_count = query_items_join(items, count);
}

/* Exclusions before the last word that is none are dashes of a pasted text. */
static void release_exclusions(struct parsing *parsing)
{
    struct query *query = parsing->builder.query;

    for (size_t i = 0; i < query->count; i++)
        if (query->words[i].text.ptr < parsing->last)
            query->words[i].is_forbidden = false;
}

static size_t word_room(struct str text, size_t language_count)
{
    size_t room = text.len / 2 + 2;

    /* a compound gives a word of its own beside its parts */
    room += room / 2;
    room = room * language_count + QUERY_SPELLINGS_ROOM;
    return room < QUERY_WORDS_MAX ? room : QUERY_WORDS_MAX;
}

void query_parse(struct str typed, const struct query_settings *settings,
                 struct arena *arena, struct query *out)
{
    struct parsing parsing = {
        .builder = {.query = out, .settings = settings, .arena = arena},
        .text = utf8_repair(typed, arena, NULL)};
    size_t context;

    *out = (struct query){.has_content = str_trim(parsing.text).len > 0};
    parsing.builder.word_max =
        word_room(parsing.text, settings->language_count);
    out->words =
        arena_calloc(arena, parsing.builder.word_max, sizeof *out->words);
    out->conditions =
        arena_calloc(arena, QUERY_CONDITIONS_MAX + 1, sizeof *out->conditions);
    out->filters = arena_calloc(arena, QUERY_FILTERS_MAX, sizeof *out->filters);
    out->dates = arena_calloc(arena, QUERY_FILTERS_MAX, sizeof *out->dates);
    parsing.item_count = query_lex(parsing.text, parsing.items);
    context = context_words(&parsing);
    if (context > QUERY_CONTEXT_MAX)
        release(&parsing, context);
    parsing.builder.seen = strmap_new();
    add_items(&parsing);
    strmap_free(parsing.builder.seen);
    if (context > QUERY_CONTEXT_MAX)
        release_exclusions(&parsing);
    if (parsing.item_count > 0) {
        const struct query_item *last = &parsing.items[parsing.item_count - 1];

        out->ends_with_filter =
            (is_filter(last) || is_date(last)) && is_unfinished(&parsing, last);
    }
}

bool query_is_void(const struct query *query)
{
    return query->has_content && query->count == 0 &&
           query->condition_count == 0 && query->filter_count == 0 &&
           query->date_count == 0;
}
