/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rule files to rules, line by line. A rule that cannot be used is said and
 * passed over; what a line means in its section is rules_sections.c's, what is
 * odd but can be used rules_check.c's.
 */
#include "core/search/rules_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 32 };

#define SECTION_NAMES                                                   \
    "[synonyms], [no synonyms], [stop words], [keep words], [pins] or " \
    "[aliases]"

/* --- lines --- */

static void read_section(struct rules_reading *reading, struct str line)
{
    struct str name = STR("");

    reading->section = NULL;
    reading->is_homeless = true;
    if (line.ptr[line.len - 1] == ']')
        name = rules_tidy(str_first(str_from_offset(line, 1), line.len - 2),
                          reading->arena);
    for (size_t i = 0; i < RULES_SECTION_COUNT; i++)
        if (str_equal_nocase(name, str_from(rules_sections[i].name)))
            reading->section = &rules_sections[i];
    if (!reading->section)
        rules_say(
            reading, SLV_ERROR, "section-unknown",
            "'%.*s' is no section, and what stands in it does not hold. A "
            "section is " SECTION_NAMES ".",
            STR_ARG(utf8_prefix(line, 100)));
}

static void read_rule(struct rules_reading *reading, struct str line)
{
    if (reading->section) {
        reading->section->read(reading, line);
        return;
    }
    if (!reading->is_homeless)
        rules_say(reading, SLV_ERROR, "section-missing",
                  "This stands before the first section and does not hold. A "
                  "section is " SECTION_NAMES ".");
    reading->is_homeless = true;
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

static void read_source(struct rules_reading *reading)
{
    int bad_line;
    struct str text = utf8_repair(reading->sources[reading->place.source].text,
                                  reading->arena, &bad_line);

    reading->section = NULL;
    reading->is_homeless = false;
    reading->place.line = bad_line;
    if (bad_line)
        rules_say(
            reading, SLV_WARNING, "utf8-invalid",
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
            rules_say(
                reading, SLV_ERROR, "rules-too-many",
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

static void follow_chains(struct rules_reading *reading)
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
            rules_say(reading, SLV_ERROR, "alias-loop",
                      "'%.*s' leads round in a circle, or through more than %d "
                      "aliases.",
                      STR_ARG(alias.former), CHAIN_MAX);
            continue;
        }
        if (!str_equal(ends[i], alias.id))
            rules_say(
                reading, SLV_WARNING, "alias-chain",
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

static void finish(struct rules_reading *reading)
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
    struct rules_reading reading = {
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
