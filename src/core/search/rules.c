/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asking rules, and writing them for the index. Reading them is rules_read.c's,
 * saying what is odd about them rules_check.c's.
 */
#include "core/search/rules.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/words.h"

struct str rules_phrase_key(struct str phrase, struct arena *arena,
                            size_t *half_words)
{
    struct strbuf key;
    struct word_scan scan;
    struct word word;
    bool is_identifier = false;
    struct str made;

    *half_words = 0;
    strbuf_init(&key, (size_t) (WORD_FOLDED_MAX + 1) * (phrase.len + 1));
    word_scan_begin(&scan, phrase, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        size_t len;

        if (word.is_part && is_identifier)
            continue;
        is_identifier = word.kind == WORD_IDENTIFIER;
        if (word.kind == WORD_COMPOUND)
            continue;
        len = word_fold(phrase, word, folded);
        if (len == 0)
            continue;
        if (key.len)
            strbuf_add_char(&key, ' ');
        strbuf_add(&key, folded, len);
        *half_words += word.kind == WORD_GRAM ? 1 : 2;
    }
    made = arena_str(arena, strbuf_str(&key));
    strbuf_release(&key);
    return made;
}

static const char built_in[] = "[synonyms]\n"
#define SYNONYM(text) text "\n"
#include "core/search/synonyms.def"
#undef SYNONYM
    ;

void rules_read_built_in(struct arena *arena, struct search_rules *out)
{
    const struct rules_source source = {.text = str_from(built_in)};

    rules_read(&source, 1, arena, out, NULL);
}

/* --- writing --- */

static void write_list(const struct str_list *list, const char *separator,
                       struct strbuf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            strbuf_add_cstr(out, separator);
        strbuf_add_str(out, list->items[i]);
    }
}

static void write_words(const struct search_rules *rules, bool is_kept,
                        struct strbuf *out)
{
    bool is_first = true;

    for (size_t i = 0; i < rules->stop_word_count; i++) {
        if (rules->stop_words[i].is_kept != is_kept)
            continue;
        if (is_first)
            strbuf_add_cstr(out, is_kept ? "[keep words]\n" : "[stop words]\n");
        is_first = false;
        strbuf_add_str(out, rules->stop_words[i].folded);
        strbuf_add_char(out, '\n');
    }
}

void rules_write(const struct search_rules *rules, struct strbuf *out)
{
    if (rules->synonym_count)
        strbuf_add_cstr(out, "[synonyms]\n");
    for (size_t i = 0; i < rules->synonym_count; i++) {
        const struct rules_synonym *rule = &rules->synonyms[i];

        write_list(&rule->left, rule->right.count ? ", " : " = ", out);
        if (rule->right.count)
            strbuf_add_cstr(out, " -> ");
        write_list(&rule->right, ", ", out);
        strbuf_add_char(out, '\n');
    }
    if (rules->lone_phrase_count)
        strbuf_add_cstr(out, "[no synonyms]\n");
    for (size_t i = 0; i < rules->lone_phrase_count; i++) {
        strbuf_add_str(out, rules->lone_phrases[i].phrase);
        strbuf_add_char(out, '\n');
    }
    write_words(rules, false, out);
    write_words(rules, true, out);
    if (rules->pin_count)
        strbuf_add_cstr(out, "[pins]\n");
    for (size_t i = 0; i < rules->pin_count; i++) {
        write_list(&rules->pins[i].queries, ", ", out);
        strbuf_add_cstr(out, " -> ");
        write_list(&rules->pins[i].ids, ", ", out);
        strbuf_add_char(out, '\n');
    }
    if (rules->alias_count)
        strbuf_add_cstr(out, "[aliases]\n");
    for (size_t i = 0; i < rules->alias_count; i++)
        strbuf_add_format(out, "%.*s -> %.*s\n",
                          STR_ARG(rules->aliases[i].former),
                          STR_ARG(rules->aliases[i].id));
}

/* --- asking --- */

const struct rules_stop_word *
rules_find_stop_word(const struct search_rules *rules, struct str folded)
{
    size_t low = 0;
    size_t high = rules->stop_word_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(rules->stop_words[middle].folded, folded);

        if (order == 0)
            return &rules->stop_words[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct str rules_place_text(const struct rules_source *sources,
                            const struct rules_place *place,
                            const struct rules_place *here, struct arena *arena)
{
    if (place->source == here->source)
        return arena_format(arena, "line %d", place->line);
    return arena_format(arena, "%.*s:%d", STR_ARG(sources[place->source].name),
                        place->line);
}

bool rules_is_lone_phrase(const struct search_rules *rules, struct str key)
{
    for (size_t i = 0; i < rules->lone_phrase_count; i++)
        if (str_equal(rules->lone_phrases[i].key, key))
            return true;
    return false;
}

struct str rules_find_alias(const struct search_rules *rules, struct str former)
{
    size_t low = 0;
    size_t high = rules->alias_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(rules->aliases[middle].former, former);

        if (order == 0)
            return rules->aliases[middle].id;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return STR("");
}
