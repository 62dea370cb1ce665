/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each section of a rule file makes of a line. Which section a line is in
 * is rules_read.c's.
 */
#include "core/search/rules_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/article/article_read.h"
#include "text/utf8.h"
#include "text/words.h"

#include <stdarg.h>
#include <stdlib.h>

void rules_say(struct rules_reading *reading, enum slv_severity severity,
               const char *rule, const char *format, ...)
{
    struct diagnostics *list = reading->diagnostics;
    struct str before;
    struct strbuf text;
    va_list args;

    if (!list)
        return;
    strbuf_init(&text, 4096);
    va_start(args, format);
    strbuf_add_vformat(&text, format, args);
    va_end(args);
    before = list->file;
    list->file = reading->sources[reading->place.source].name;
    diagnostics_add(list, severity, rule, reading->place.line, "%s", text.ptr);
    list->file = before;
    strbuf_release(&text);
}

/* --- phrases --- */

struct str rules_tidy(struct str text, struct arena *arena)
{
    char *out;
    size_t len = 0;

    text = str_trim(text);
    while (text.len && (text.ptr[0] == '#' || text.ptr[0] == '['))
        text = str_trim(str_from_offset(text, 1));
    out = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        bool is_space = ascii_is_space(text.ptr[i]);

        if (!is_space)
            out[len++] = text.ptr[i];
        else if (out[len - 1] != ' ')
            out[len++] = ' ';
    }
    out[len] = '\0';
    return (struct str){out, len};
}

/* A phrase that can be searched; false when it was said why not. */
static bool read_phrase(struct rules_reading *reading, struct str text,
                        struct str *out, struct str *key)
{
    size_t half_words;

    *out = rules_tidy(text, reading->arena);
    if (out->len > RULES_PHRASE_BYTES_MAX) {
        rules_say(reading, SLV_ERROR, "phrase-too-long",
                  "'%.*s...' is longer than %d bytes; the rule does not hold.",
                  STR_ARG(utf8_prefix(*out, 40)), RULES_PHRASE_BYTES_MAX);
        return false;
    }
    *key = rules_phrase_key(*out, reading->arena, &half_words);
    if (half_words == 0) {
        rules_say(reading, SLV_ERROR, "phrase-empty",
                  "'%.*s' holds no word; the rule does not hold.",
                  STR_ARG(*out));
        return false;
    }
    if (half_words <= 2 * RULES_PHRASE_WORDS_MAX)
        return true;
    rules_say(reading, SLV_ERROR, "phrase-too-long",
              "'%.*s' has more than %d words; the rule does not hold.",
              STR_ARG(*out), RULES_PHRASE_WORDS_MAX);
    return false;
}

/* The pieces of `text` between separators, trimmed. */
static bool split(struct rules_reading *reading, struct str text,
                  char separator, struct str_list *out)
{
    out->items =
        arena_calloc(reading->arena, RULES_LIST_MAX, sizeof *out->items);
    out->count = 0;
    do {
        if (out->count == RULES_LIST_MAX) {
            rules_say(
                reading, SLV_ERROR, "list-too-long",
                "More than %d pieces stand in one line; the rule does not "
                "hold.",
                RULES_LIST_MAX);
            return false;
        }
        out->items[out->count++] = str_trim(str_take_until(&text, separator));
    } while (text.len);
    return true;
}

/* The phrases of a list, each once. `seen` holds their keys. */
static bool read_phrases(struct rules_reading *reading, struct str text,
                         char separator, struct strmap *seen,
                         struct str_list *out)
{
    struct str_list pieces;

    if (!split(reading, text, separator, &pieces))
        return false;
    *out = (struct str_list){
        arena_calloc(reading->arena, pieces.count, sizeof *out->items), 0};
    for (size_t i = 0; i < pieces.count; i++) {
        struct str phrase;
        struct str key;
        void **slot;

        if (!read_phrase(reading, pieces.items[i], &phrase, &key))
            return false;
        slot = strmap_slot(seen, key, NULL);
        if (*slot) {
            rules_say(reading, SLV_ERROR, "phrase-repeated",
                      "'%.*s' stands in the rule already.", STR_ARG(phrase));
            continue;
        }
        *slot = reading;
        out->items[out->count++] = phrase;
    }
    return true;
}

/* Cut `line` at its arrow. */
static bool split_arrow(struct str line, struct str *left, struct str *right)
{
    size_t at = str_find(line, STR("->"), 0);

    if (at == line.len)
        return false;
    *left = str_trim(str_first(line, at));
    *right = str_trim(str_from_offset(line, at + 2));
    return left->len > 0 && right->len > 0 &&
           str_find(*right, STR("->"), 0) == right->len;
}

/* Where `key` was first, or NULL when it is here. */
static const struct rules_place *first_place(struct rules_reading *reading,
                                             struct strmap *map, struct str key)
{
    void **slot = strmap_slot(map, key, NULL);
    struct rules_place *place = *slot;

    if (place)
        return place;
    place = arena_alloc(reading->arena, sizeof *place);
    *place = reading->place;
    *slot = place;
    return NULL;
}

static struct str place_text(struct rules_reading *reading,
                             const struct rules_place *place)
{
    return rules_place_text(reading->sources, place, &reading->place,
                            reading->arena);
}

/* --- the sections --- */

static void read_synonym(struct rules_reading *reading, struct str line)
{
    struct search_rules *rules = reading->rules;
    struct rules_synonym rule = {.place = reading->place};
    struct strmap *seen;
    struct str left;
    struct str right;
    bool is_one_way = split_arrow(line, &left, &right);
    bool has_equal = str_find_char(line, '=') < line.len;
    bool is_read;

    if (is_one_way == has_equal ||
        (has_equal && str_find_char(line, ',') < line.len)) {
        rules_say(reading, SLV_ERROR, "synonym-malformed",
                  "This is not read. Synonyms are 'a = b = c', or one-way "
                  "'a, b -> c, d': who types a or b also finds c and d.");
        return;
    }
    seen = strmap_new();
    if (is_one_way)
        is_read = read_phrases(reading, left, ',', seen, &rule.left) &&
                  read_phrases(reading, right, ',', seen, &rule.right);
    else
        is_read = read_phrases(reading, line, '=', seen, &rule.left);
    strmap_free(seen);
    if (!is_read)
        return;
    if (is_one_way ? rule.right.count == 0 : rule.left.count < 2) {
        rules_say(
            reading, SLV_ERROR, "synonym-self",
            "Nothing is left of the rule but a phrase that means itself.");
        return;
    }
    rules->synonyms =
        alloc_grow(rules->synonyms, rules->synonym_count,
                   &reading->capacities[0], sizeof *rules->synonyms);
    rules->synonyms[rules->synonym_count++] = rule;
    reading->count++;
}

static void read_lone_phrase(struct rules_reading *reading, struct str text)
{
    struct search_rules *rules = reading->rules;
    const struct rules_place *first;
    struct str phrase;
    struct str key;

    if (!read_phrase(reading, text, &phrase, &key))
        return;
    first = first_place(reading, reading->lone_phrases, key);
    if (first) {
        rules_say(reading, SLV_ERROR, "phrase-repeated",
                  "'%.*s' is said in %.*s already.", STR_ARG(phrase),
                  STR_ARG(place_text(reading, first)));
        return;
    }
    rules->lone_phrases =
        alloc_grow(rules->lone_phrases, rules->lone_phrase_count,
                   &reading->capacities[4], sizeof *rules->lone_phrases);
    rules->lone_phrases[rules->lone_phrase_count++] =
        (struct rules_lone_phrase){reading->place, phrase, key};
    reading->count++;
}

static void read_lone_phrases(struct rules_reading *reading, struct str line)
{
    struct str_list phrases;

    if (split(reading, line, ',', &phrases))
        for (size_t i = 0; i < phrases.count; i++)
            read_lone_phrase(reading, phrases.items[i]);
}

static void read_word(struct rules_reading *reading, struct str text,
                      bool is_kept)
{
    struct search_rules *rules = reading->rules;
    const struct rules_place *first;
    struct str word;
    struct str key;

    if (!read_phrase(reading, text, &word, &key))
        return;
    if (str_find_char(key, ' ') < key.len || key.len > WORD_FOLDED_MAX) {
        rules_say(reading, SLV_ERROR, "stop-word-phrase",
                  "'%.*s' is more than one word; a stop word is a single one.",
                  STR_ARG(word));
        return;
    }
    first = first_place(reading, reading->words, key);
    if (first) {
        rules_say(reading, SLV_ERROR, "stop-word-repeated",
                  "'%.*s' is said in %.*s already, which holds.", STR_ARG(word),
                  STR_ARG(place_text(reading, first)));
        return;
    }
    rules->stop_words =
        alloc_grow(rules->stop_words, rules->stop_word_count,
                   &reading->capacities[1], sizeof *rules->stop_words);
    rules->stop_words[rules->stop_word_count++] =
        (struct rules_stop_word){reading->place, key, is_kept};
    reading->count++;
}

static void read_words(struct rules_reading *reading, struct str line,
                       bool is_kept)
{
    struct str_list words;

    if (split(reading, line, ',', &words))
        for (size_t i = 0; i < words.count; i++)
            read_word(reading, words.items[i], is_kept);
}

static int compare_words(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

/* Words of a key in an order of their own: for a pin, the order in which they
 * are typed does not matter. */
static struct str sorted_key(struct str key, struct arena *arena)
{
    struct str words[4 * RULES_PHRASE_WORDS_MAX];
    struct str sorted = STR("");
    size_t count = 0;

    while (key.len && count < ARRAY_LEN(words))
        words[count++] = str_take_until(&key, ' ');
    qsort(words, count, sizeof *words, compare_words);
    for (size_t i = 0; i < count; i++)
        sorted = arena_format(arena, "%.*s %.*s", STR_ARG(sorted),
                              STR_ARG(words[i]));
    return sorted;
}

static bool has_item(const struct str_list *list, struct str item)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i], item))
            return true;
    return false;
}

static bool is_id(struct rules_reading *reading, struct str id)
{
    if (id.len > 0 && id.len <= ARTICLE_ID_BYTES_MAX && id.ptr[0] != '#')
        return true;
    rules_say(reading, SLV_ERROR, "id-unusable",
              "'%.*s' cannot be the id of an article; the rule does not hold.",
              STR_ARG(utf8_prefix(id, 100)));
    return false;
}

static bool read_ids(struct rules_reading *reading, struct str text,
                     struct str_list *out)
{
    struct str_list pieces;

    if (!split(reading, text, ',', &pieces))
        return false;
    *out = (struct str_list){
        arena_calloc(reading->arena, pieces.count, sizeof *out->items), 0};
    for (size_t i = 0; i < pieces.count; i++) {
        struct str id = pieces.items[i];

        if (!is_id(reading, id))
            return false;
        if (has_item(out, id)) {
            rules_say(reading, SLV_ERROR, "pin-repeated",
                      "'%.*s' stands in the rule already.", STR_ARG(id));
        } else if (out->count == RULES_PINNED_MAX) {
            rules_say(
                reading, SLV_ERROR, "pin-too-many",
                "More than %d articles are pinned; those from '%.*s' on are "
                "left out.",
                RULES_PINNED_MAX, STR_ARG(id));
            break;
        } else {
            out->items[out->count++] = id;
        }
    }
    return true;
}

/* Without the queries that are pinned in another rule already. */
static void drop_pinned(struct rules_reading *reading, struct str_list *queries)
{
    size_t kept = 0;

    for (size_t i = 0; i < queries->count; i++) {
        struct str query = queries->items[i];
        size_t ignored;
        struct str key = sorted_key(
            rules_phrase_key(query, reading->arena, &ignored), reading->arena);
        const struct rules_place *first =
            first_place(reading, reading->queries, key);

        if (first)
            rules_say(
                reading, SLV_ERROR, "pin-query-repeated",
                "Articles are pinned to '%.*s' in %.*s already, which holds.",
                STR_ARG(query), STR_ARG(place_text(reading, first)));
        else
            queries->items[kept++] = query;
    }
    queries->count = kept;
}

static void read_pin(struct rules_reading *reading, struct str line)
{
    struct search_rules *rules = reading->rules;
    struct rules_pin rule = {.place = reading->place};
    struct strmap *seen;
    struct str left;
    struct str right;
    bool is_read;

    if (!split_arrow(line, &left, &right)) {
        rules_say(
            reading, SLV_ERROR, "pin-malformed",
            "This is not read. A pin is 'query -> id, id': these articles "
            "come first for that query.");
        return;
    }
    seen = strmap_new();
    is_read = read_phrases(reading, left, ',', seen, &rule.queries) &&
              read_ids(reading, right, &rule.ids);
    strmap_free(seen);
    if (!is_read)
        return;
    drop_pinned(reading, &rule.queries);
    if (rule.queries.count == 0)
        return;
    rules->pins = alloc_grow(rules->pins, rules->pin_count,
                             &reading->capacities[2], sizeof *rules->pins);
    rules->pins[rules->pin_count++] = rule;
    reading->count++;
}

static void read_alias(struct rules_reading *reading, struct str line)
{
    struct search_rules *rules = reading->rules;
    struct rules_alias rule = {.place = reading->place};
    const struct rules_place *first;

    if (!split_arrow(line, &rule.former, &rule.id)) {
        rules_say(reading, SLV_ERROR, "alias-malformed",
                  "This is not read. An alias is 'former-id -> id'.");
        return;
    }
    if (!is_id(reading, rule.former) || !is_id(reading, rule.id))
        return;
    if (str_equal(rule.former, rule.id)) {
        rules_say(reading, SLV_ERROR, "alias-self",
                  "'%.*s' is an alias of itself.", STR_ARG(rule.id));
        return;
    }
    first = first_place(reading, reading->formers, rule.former);
    if (first) {
        rules_say(reading, SLV_ERROR, "alias-repeated",
                  "'%.*s' is an alias in %.*s already, which holds.",
                  STR_ARG(rule.former), STR_ARG(place_text(reading, first)));
        return;
    }
    rules->aliases =
        alloc_grow(rules->aliases, rules->alias_count, &reading->capacities[3],
                   sizeof *rules->aliases);
    rules->aliases[rules->alias_count++] = rule;
    reading->count++;
}

static void read_stop_words(struct rules_reading *reading, struct str line)
{
    read_words(reading, line, false);
}

static void read_keep_words(struct rules_reading *reading, struct str line)
{
    read_words(reading, line, true);
}

const struct rules_section rules_sections[RULES_SECTION_COUNT] = {
    {"synonyms", read_synonym},
    {"no synonyms", read_lone_phrases},
    {"stop words", read_stop_words},
    {"keep words", read_keep_words},
    {"pins", read_pin},
    {"aliases", read_alias},
};
