/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rule files to rules, line by line. A rule that cannot be used is said and
 * passed over; what is odd but can be used is rules_check.c's.
 */
#include "core/search/rules.h"

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
#include <string.h>

enum { CHAIN_MAX = 32 };

enum section {
    SECTION_NONE, /* before the first, or one that is not known */
    SECTION_SYNONYMS,
    SECTION_NO_SYNONYMS,
    SECTION_STOP_WORDS,
    SECTION_KEEP_WORDS,
    SECTION_PINS,
    SECTION_ALIASES
};

static const struct {
    const char *name;
    enum section section;
} sections[] = {
    {"synonyms", SECTION_SYNONYMS},
    {"no synonyms", SECTION_NO_SYNONYMS},
    {"stop words", SECTION_STOP_WORDS},
    {"keep words", SECTION_KEEP_WORDS},
    {"pins", SECTION_PINS},
    {"aliases", SECTION_ALIASES},
};

#define SECTION_NAMES                                                   \
    "[synonyms], [no synonyms], [stop words], [keep words], [pins] or " \
    "[aliases]"

struct reading {
    struct search_rules *rules;
    size_t capacities[5]; /* of the lists of `rules`, while they grow */
    const struct rules_source *sources;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct rules_place place;
    enum section section;
    bool is_homeless; /* said already: rules before the first section */
    size_t count;     /* of rules */
    /* to the rules_place where each was first */
    struct strmap *words;
    struct strmap *lone_phrases;
    struct strmap *queries;
    struct strmap *formers;
};

__attribute__((format(printf, 4, 5))) static void
say(struct reading *reading, enum slv_severity severity, const char *rule,
    const char *format, ...)
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

/* White space in one piece, and nothing at the beginning that would make the
 * line something else. */
static struct str tidy(struct str text, struct arena *arena)
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
static bool read_phrase(struct reading *reading, struct str text,
                        struct str *out, struct str *key)
{
    size_t half_words;

    *out = tidy(text, reading->arena);
    if (out->len > RULES_PHRASE_BYTES_MAX) {
        say(reading, SLV_ERROR, "phrase-too-long",
            "'%.*s...' is longer than %d bytes; the rule does not hold.",
            STR_ARG(utf8_prefix(*out, 40)), RULES_PHRASE_BYTES_MAX);
        return false;
    }
    *key = rules_phrase_key(*out, reading->arena, &half_words);
    if (half_words == 0) {
        say(reading, SLV_ERROR, "phrase-empty",
            "'%.*s' holds no word; the rule does not hold.", STR_ARG(*out));
        return false;
    }
    if (half_words <= 2 * RULES_PHRASE_WORDS_MAX)
        return true;
    say(reading, SLV_ERROR, "phrase-too-long",
        "'%.*s' has more than %d words; the rule does not hold.", STR_ARG(*out),
        RULES_PHRASE_WORDS_MAX);
    return false;
}

/* The pieces of `text` between separators, trimmed. */
static bool split(struct reading *reading, struct str text, char separator,
                  struct str_list *out)
{
    out->items =
        arena_calloc(reading->arena, RULES_LIST_MAX, sizeof *out->items);
    out->count = 0;
    do {
        if (out->count == RULES_LIST_MAX) {
            say(reading, SLV_ERROR, "list-too-long",
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
static bool read_phrases(struct reading *reading, struct str text,
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
            say(reading, SLV_ERROR, "phrase-repeated",
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
static const struct rules_place *first_place(struct reading *reading,
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

static struct str place_text(struct reading *reading,
                             const struct rules_place *place)
{
    return rules_place_text(reading->sources, place, &reading->place,
                            reading->arena);
}

/* --- the sections --- */

static void read_synonym(struct reading *reading, struct str line)
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
        say(reading, SLV_ERROR, "synonym-malformed",
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
        say(reading, SLV_ERROR, "synonym-self",
            "Nothing is left of the rule but a phrase that means itself.");
        return;
    }
    rules->synonyms =
        alloc_grow(rules->synonyms, rules->synonym_count,
                   &reading->capacities[0], sizeof *rules->synonyms);
    rules->synonyms[rules->synonym_count++] = rule;
    reading->count++;
}

static void read_lone_phrase(struct reading *reading, struct str text)
{
    struct search_rules *rules = reading->rules;
    const struct rules_place *first;
    struct str phrase;
    struct str key;

    if (!read_phrase(reading, text, &phrase, &key))
        return;
    first = first_place(reading, reading->lone_phrases, key);
    if (first) {
        say(reading, SLV_ERROR, "phrase-repeated",
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

static void read_lone_phrases(struct reading *reading, struct str line)
{
    struct str_list phrases;

    if (split(reading, line, ',', &phrases))
        for (size_t i = 0; i < phrases.count; i++)
            read_lone_phrase(reading, phrases.items[i]);
}

static void read_word(struct reading *reading, struct str text, bool is_kept)
{
    struct search_rules *rules = reading->rules;
    const struct rules_place *first;
    struct str word;
    struct str key;

    if (!read_phrase(reading, text, &word, &key))
        return;
    if (str_find_char(key, ' ') < key.len || key.len > WORD_FOLDED_MAX) {
        say(reading, SLV_ERROR, "stop-word-phrase",
            "'%.*s' is more than one word; a stop word is a single one.",
            STR_ARG(word));
        return;
    }
    first = first_place(reading, reading->words, key);
    if (first) {
        say(reading, SLV_ERROR, "stop-word-repeated",
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

static void read_words(struct reading *reading, struct str line, bool is_kept)
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

static bool is_id(struct reading *reading, struct str id)
{
    if (id.len > 0 && id.len <= ARTICLE_ID_BYTES_MAX && id.ptr[0] != '#')
        return true;
    say(reading, SLV_ERROR, "id-unusable",
        "'%.*s' cannot be the id of an article; the rule does not hold.",
        STR_ARG(utf8_prefix(id, 100)));
    return false;
}

static bool read_ids(struct reading *reading, struct str text,
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
            say(reading, SLV_ERROR, "pin-repeated",
                "'%.*s' stands in the rule already.", STR_ARG(id));
        } else if (out->count == RULES_PINNED_MAX) {
            say(reading, SLV_ERROR, "pin-too-many",
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
static void drop_pinned(struct reading *reading, struct str_list *queries)
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
            say(reading, SLV_ERROR, "pin-query-repeated",
                "Articles are pinned to '%.*s' in %.*s already, which holds.",
                STR_ARG(query), STR_ARG(place_text(reading, first)));
        else
            queries->items[kept++] = query;
    }
    queries->count = kept;
}

static void read_pin(struct reading *reading, struct str line)
{
    struct search_rules *rules = reading->rules;
    struct rules_pin rule = {.place = reading->place};
    struct strmap *seen;
    struct str left;
    struct str right;
    bool is_read;

    if (!split_arrow(line, &left, &right)) {
        say(reading, SLV_ERROR, "pin-malformed",
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

static void read_alias(struct reading *reading, struct str line)
{
    struct search_rules *rules = reading->rules;
    struct rules_alias rule = {.place = reading->place};
    const struct rules_place *first;

    if (!split_arrow(line, &rule.former, &rule.id)) {
        say(reading, SLV_ERROR, "alias-malformed",
            "This is not read. An alias is 'former-id -> id'.");
        return;
    }
    if (!is_id(reading, rule.former) || !is_id(reading, rule.id))
        return;
    if (str_equal(rule.former, rule.id)) {
        say(reading, SLV_ERROR, "alias-self", "'%.*s' is an alias of itself.",
            STR_ARG(rule.id));
        return;
    }
    first = first_place(reading, reading->formers, rule.former);
    if (first) {
        say(reading, SLV_ERROR, "alias-repeated",
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

/* --- lines --- */

static void read_section(struct reading *reading, struct str line)
{
    struct str name = STR("");

    reading->section = SECTION_NONE;
    reading->is_homeless = true;
    if (line.ptr[line.len - 1] == ']')
        name = tidy(str_first(str_from_offset(line, 1), line.len - 2),
                    reading->arena);
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        if (str_equal_nocase(name, str_from(sections[i].name)))
            reading->section = sections[i].section;
    if (reading->section == SECTION_NONE)
        say(reading, SLV_ERROR, "section-unknown",
            "'%.*s' is no section, and what stands in it does not hold. A "
            "section is " SECTION_NAMES ".",
            STR_ARG(utf8_prefix(line, 100)));
}

static void read_rule(struct reading *reading, struct str line)
{
    switch (reading->section) {
    case SECTION_NONE:
        if (!reading->is_homeless)
            say(reading, SLV_ERROR, "section-missing",
                "This stands before the first section and does not hold. A "
                "section is " SECTION_NAMES ".");
        reading->is_homeless = true;
        break;
    case SECTION_SYNONYMS:
        read_synonym(reading, line);
        break;
    case SECTION_NO_SYNONYMS:
        read_lone_phrases(reading, line);
        break;
    case SECTION_STOP_WORDS:
        read_words(reading, line, false);
        break;
    case SECTION_KEEP_WORDS:
        read_words(reading, line, true);
        break;
    case SECTION_PINS:
        read_pin(reading, line);
        break;
    case SECTION_ALIASES:
        read_alias(reading, line);
        break;
    }
}

/* A "#" at the beginning or after white space begins a comment; "C#" is a
 * word. */
static struct str without_comment(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '#' && (i == 0 || ascii_is_space(line.ptr[i - 1])))
            return str_first(line, i);
    return line;
}

static void read_source(struct reading *reading)
{
    int bad_line;
    struct str text = utf8_repair(reading->sources[reading->place.source].text,
                                  reading->arena, &bad_line);

    reading->section = SECTION_NONE;
    reading->is_homeless = false;
    reading->place.line = bad_line;
    if (bad_line)
        say(reading, SLV_WARNING, "utf8-invalid",
            "The file is not valid UTF-8; bytes that cannot be read are shown "
            "as a replacement character.");
    reading->place.line = 0;
    if (str_has_prefix(text, STR("\xEF\xBB\xBF")))
        text = str_from_offset(text, 3);
    while (text.len) {
        struct str line = str_trim(without_comment(str_take_line(&text)));

        reading->place.line++;
        if (line.len == 0)
            continue;
        if (reading->count >= RULES_MAX) {
            say(reading, SLV_ERROR, "rules-too-many",
                "There are more than %d rules; this one and those after it do "
                "not hold.",
                RULES_MAX);
            return;
        }
        if (line.ptr[0] == '[')
            read_section(reading, line);
        else
            read_rule(reading, line);
    }
}

/* --- the whole --- */

static int compare_stop_words(const void *a, const void *b)
{
    const struct rules_stop_word *left = a;
    const struct rules_stop_word *right = b;

    return str_compare(left->folded, right->folded);
}

static int compare_aliases(const void *a, const void *b)
{
    const struct rules_alias *left = a;
    const struct rules_alias *right = b;

    return str_compare(left->former, right->former);
}

/* The end of the chain that begins with `alias`, or nothing when it has none or
 * is very long. */
static struct str chain_end(const struct search_rules *rules,
                            const struct rules_alias *alias)
{
    struct str end = alias->id;

    for (size_t steps = 0; steps < CHAIN_MAX; steps++) {
        struct str next = rules_find_alias(rules, end);

        if (next.len == 0)
            return end;
        end = next;
    }
    return STR("");
}

static void follow_chains(struct reading *reading)
{
    struct search_rules *rules = reading->rules;
    struct str *ends =
        arena_calloc(reading->arena, rules->alias_count, sizeof *ends);
    size_t kept = 0;

    for (size_t i = 0; i < rules->alias_count; i++)
        ends[i] = chain_end(rules, &rules->aliases[i]);
    for (size_t i = 0; i < rules->alias_count; i++) {
        struct rules_alias alias = rules->aliases[i];

        reading->place = alias.place;
        if (ends[i].len == 0) {
            say(reading, SLV_ERROR, "alias-loop",
                "'%.*s' leads round in a circle, or through more than %d "
                "aliases.",
                STR_ARG(alias.former), CHAIN_MAX);
            continue;
        }
        if (!str_equal(ends[i], alias.id))
            say(reading, SLV_WARNING, "alias-chain",
                "'%.*s' is an alias too; '%.*s' could name '%.*s' itself.",
                STR_ARG(alias.id), STR_ARG(alias.former), STR_ARG(ends[i]));
        alias.id = ends[i];
        rules->aliases[kept++] = alias;
    }
    rules->alias_count = kept;
}

static void *move_to_arena(void *list, size_t size, struct arena *arena)
{
    void *moved = arena_alloc(arena, size);

    if (size)
        memcpy(moved, list, size);
    free(list);
    return moved;
}

static void finish(struct reading *reading)
{
    struct search_rules *rules = reading->rules;
    struct arena *arena = reading->arena;

    rules->synonyms = move_to_arena(
        rules->synonyms, rules->synonym_count * sizeof *rules->synonyms, arena);
    rules->stop_words = move_to_arena(
        rules->stop_words, rules->stop_word_count * sizeof *rules->stop_words,
        arena);
    rules->lone_phrases = move_to_arena(
        rules->lone_phrases,
        rules->lone_phrase_count * sizeof *rules->lone_phrases, arena);
    rules->pins = move_to_arena(rules->pins,
                                rules->pin_count * sizeof *rules->pins, arena);
    rules->aliases = move_to_arena(
        rules->aliases, rules->alias_count * sizeof *rules->aliases, arena);
    if (rules->stop_word_count)
        qsort(rules->stop_words, rules->stop_word_count,
              sizeof *rules->stop_words, compare_stop_words);
    if (rules->alias_count)
        qsort(rules->aliases, rules->alias_count, sizeof *rules->aliases,
              compare_aliases);
    follow_chains(reading);
}

void rules_read(const struct rules_source *sources, size_t count,
                struct arena *arena, struct search_rules *out,
                struct diagnostics *diagnostics)
{
    struct reading reading = {
        .rules = out,
        .sources = sources,
        .arena = arena,
        .diagnostics = diagnostics,
        .words = strmap_new(),
        .lone_phrases = strmap_new(),
        .queries = strmap_new(),
        .formers = strmap_new(),
    };

    *out = (struct search_rules){0};
    for (size_t i = 0; i < count; i++) {
        reading.place.source = i;
        read_source(&reading);
    }
    finish(&reading);
    strmap_free(reading.words);
    strmap_free(reading.lone_phrases);
    strmap_free(reading.queries);
    strmap_free(reading.formers);
}
