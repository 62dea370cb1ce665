/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loading the rules of writers, and those that are built in: words to their terms
 * in every language of the index, phrases by their first term.
 */
#include "core/search/expand_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/schema.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

struct expander *expander_new(void)
{
    struct expander *expander = alloc_zeroed(1, sizeof *expander);

    expander->arena = arena_new();
    expander->synonyms = strmap_new();
    expander->pins = strmap_new();
    strbuf_init(&expander->source, RULES_TEXT_MAX);
    return expander;
}

void expander_free(struct expander *expander)
{
    if (!expander)
        return;
    arena_free(expander->arena);
    strmap_free(expander->synonyms);
    strmap_free(expander->pins);
    strbuf_release(&expander->source);
    free(expander);
}

const struct search_rules *expander_rules(const struct expander *expander)
{
    return &expander->rules;
}
/* --- loading --- */

struct loading {
    struct expander *expander;
    struct query_settings settings;
    struct arena *scratch; /* of one rule */
};

/* A phrase as somebody would type it who means its words and nothing else: no
 * operators of the query language. */
static struct str plain_words(struct str phrase, struct arena *arena)
{
    struct strbuf text;
    struct word_scan scan;
    struct word word;
    struct str made;

    strbuf_init(&text, 2 * phrase.len + 1);
    word_scan_begin(&scan, phrase, 0);
    while (word_scan_next(&scan, &word)) {
        struct str typed = {phrase.ptr + word.begin, word.end - word.begin};

        if (word.is_part || word.kind == WORD_GRAM)
            typed.len = word.kind == WORD_GRAM ? typed.len : 0;
        if (typed.len == 0)
            continue;
        if (text.len)
            strbuf_add_char(&text, ' ');
        if (str_equal(typed, STR("OR")))
            typed = STR("or");
        strbuf_add_str(&text, typed);
    }
    made = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return made;
}

static struct rule_word *keep_words(const struct loading *loading,
                                    const struct spots *spots)
{
    struct arena *arena = loading->expander->arena;
    struct rule_word *words = arena_calloc(arena, spots->count, sizeof *words);

    for (size_t i = 0; i < spots->count; i++) {
        const struct spot *spot = &spots->items[i];

        words[i] = (struct rule_word){
            .text = arena_str(arena, spot->words[0]->text),
            .folded = arena_str(arena, spot->words[0]->folded),
            .terms = arena_calloc(arena, spot->count, sizeof(struct str)),
            .term_count = spot->count,
            .is_identifier = spot->words[0]->is_identifier,
            .is_stop_word = spot->words[0]->is_stop_word,
        };
        for (size_t k = 0; k < spot->count; k++)
            words[i].terms[k] = arena_str(arena, spot->words[k]->term->name);
    }
    return words;
}

static void load_phrase(struct loading *loading, struct str text,
                        struct phrase *out)
{
    struct query query;
    struct spots all;
    struct spots chosen;

    query_parse(plain_words(text, loading->scratch), &loading->settings,
                loading->scratch, &query);
    stop_words_settle(&loading->expander->stop_words, &query);
    all = expand_spots_of(&query, loading->scratch);
    chosen = expand_choose_spots(&all, false, loading->scratch);
    out->words = keep_words(loading, &chosen);
    out->count = chosen.count;
    out->parts = out->words;
    out->part_count = out->count;
    if (chosen.count == all.count)
        return;
    chosen = expand_choose_spots(&all, true, loading->scratch);
    out->parts = keep_words(loading, &chosen);
    out->part_count = chosen.count;
}

static void add_link(struct loading *loading, struct strmap *map,
                     const struct rule_word *word, struct link link)
{
    for (size_t i = 0; i < word->term_count; i++) {
        void **slot = strmap_slot(map, word->terms[i], NULL);
        struct link *added =
            arena_alloc(loading->expander->arena, sizeof *added);

        *added = link;
        added->next = *slot;
        *slot = added;
    }
}

static void link_phrase(struct loading *loading, const struct synonym *synonym,
                        size_t index)
{
    const struct phrase *phrase = &synonym->phrases[index];
    struct link link = {.synonym = synonym,
                        .phrase = index,
                        .words = phrase->words,
                        .count = phrase->count};

    if (phrase->count)
        add_link(loading, loading->expander->synonyms, &phrase->words[0], link);
    if (phrase->parts == phrase->words || phrase->part_count == 0)
        return;
    link.words = phrase->parts;
    link.count = phrase->part_count;
    add_link(loading, loading->expander->synonyms, &phrase->parts[0], link);
}

static void load_synonym(struct loading *loading,
                         const struct rules_synonym *rule)
{
    struct arena *arena = loading->expander->arena;
    struct synonym *synonym = arena_alloc(arena, sizeof *synonym);

    *synonym = (struct synonym){
        .left_count = rule->left.count,
        .count = rule->left.count + rule->right.count,
        .is_two_way = rule->right.count == 0,
    };
    synonym->phrases =
        arena_calloc(arena, synonym->count, sizeof *synonym->phrases);
    for (size_t i = 0; i < synonym->count; i++)
        load_phrase(loading,
                    i < rule->left.count
                        ? rule->left.items[i]
                        : rule->right.items[i - rule->left.count],
                    &synonym->phrases[i]);
    for (size_t i = 0; i < synonym->left_count; i++)
        link_phrase(loading, synonym, i);
}

/* Without the phrases that a rule file takes out. */
static void drop_lone_phrases(const struct search_rules *rules,
                              struct str_list *phrases, struct arena *arena)
{
    size_t kept = 0;

    for (size_t i = 0; i < phrases->count; i++) {
        size_t ignored;

        if (!rules_is_lone_phrase(
                rules, rules_phrase_key(phrases->items[i], arena, &ignored)))
            phrases->items[kept++] = phrases->items[i];
    }
    phrases->count = kept;
}

/* They are English, so they hold where there are English articles. */
static void load_built_in(struct loading *loading)
{
    struct expander *expander = loading->expander;
    struct search_rules rules;
    unsigned english =
        vocabulary_language(loading->settings.vocabulary, STR("en"));
    bool is_english = false;

    for (size_t i = 0; i < expander->language_count; i++)
        is_english |= expander->languages[i] == english;
    if (!is_english)
        return;
    rules_read_built_in(expander->arena, &rules);
    for (size_t i = 0; i < rules.synonym_count; i++) {
        drop_lone_phrases(&expander->rules, &rules.synonyms[i].left,
                          loading->scratch);
        load_synonym(loading, &rules.synonyms[i]);
        arena_reset(loading->scratch);
    }
}

size_t expand_count_telling(const struct rule_word *words, size_t count)
{
    size_t telling = 0;

    for (size_t i = 0; i < count; i++)
        telling += !words[i].is_stop_word;
    return telling ? telling : count;
}

bool expand_is_telling(const struct rule_word *word, size_t telling,
                       size_t count)
{
    return telling == count || !word->is_stop_word;
}

static void load_pin(struct loading *loading, const struct rules_pin *rule,
                     struct str query)
{
    struct arena *arena = loading->expander->arena;
    struct pin *pin = arena_calloc(arena, 1, sizeof *pin);
    struct phrase phrase;
    size_t telling;

    load_phrase(loading, query, &phrase);
    telling = expand_count_telling(phrase.parts, phrase.part_count);
    pin->words = arena_calloc(arena, telling, sizeof *pin->words);
    for (size_t i = 0; i < phrase.part_count; i++)
        if (expand_is_telling(&phrase.parts[i], telling, phrase.part_count))
            pin->words[pin->count++] = phrase.parts[i];
    pin->articles = arena_calloc(arena, rule->ids.count, sizeof(struct str));
    for (size_t i = 0; i < rule->ids.count; i++)
        pin->articles[pin->article_count++] =
            schema_name_term('Q', rule->ids.items[i], arena);
    for (size_t i = 0; i < pin->count; i++)
        add_link(loading, loading->expander->pins, &pin->words[i],
                 (struct link){.pin = pin});
}

/* Which lists of stop words hold. */
static void choose_stop_words(struct expander *expander,
                              struct vocabulary *vocabulary)
{
    struct stop_words *chosen = &expander->stop_words;

    *chosen = (struct stop_words){.rules = &expander->rules};
    if (expander->languages[0] == VOCABULARY_NO_LANGUAGE)
        chosen->main = 1u << STOP_LIST_ENGLISH;
    for (unsigned list = 0; list < STOP_LIST_COUNT; list++) {
        unsigned language = vocabulary_language(
            vocabulary, str_from(stop_list_language((enum stop_list) list)));

        for (size_t i = 0; i < expander->language_count; i++)
            if (expander->languages[i] == language)
                *(i == 0 ? &chosen->main : &chosen->others) |= 1u << list;
    }
    chosen->others &= ~chosen->main;
}

static void load_all(struct expander *expander, struct vocabulary *vocabulary)
{
    const struct rules_source source = {.text = expander->text};
    struct loading loading = {
        .expander = expander,
        .settings = {.vocabulary = vocabulary,
                     .languages = expander->languages,
                     .language_count = expander->language_count},
        .scratch = arena_new(),
    };
    const struct search_rules *rules = &expander->rules;

    rules_read(&source, 1, expander->arena, &expander->rules, NULL);
    choose_stop_words(expander, vocabulary);
    load_built_in(&loading);
    for (size_t i = 0; i < rules->synonym_count; i++) {
        load_synonym(&loading, &rules->synonyms[i]);
        arena_reset(loading.scratch);
    }
    for (size_t i = 0; i < rules->pin_count; i++) {
        for (size_t k = 0; k < rules->pins[i].queries.count; k++)
            load_pin(&loading, &rules->pins[i],
                     rules->pins[i].queries.items[k]);
        arena_reset(loading.scratch);
    }
    arena_free(loading.scratch);
}

/* The first one decides which stop words hold; the others stand in the order of
 * their articles, which says nothing here. */
static bool has_languages(const struct expander *expander,
                          const unsigned *languages, size_t count)
{
    if (expander->language_count != count ||
        expander->languages[0] != languages[0])
        return false;
    for (size_t i = 1; i < count; i++) {
        bool is_known = false;

        for (size_t k = 1; k < count; k++)
            is_known |= expander->languages[k] == languages[i];
        if (!is_known)
            return false;
    }
    return true;
}

void expander_load(struct expander *expander, struct str rules,
                   struct vocabulary *vocabulary, const unsigned *languages,
                   size_t language_count)
{
    size_t size = language_count * sizeof *languages;

    SLV_ASSERT(language_count > 0 &&
               language_count <= VOCABULARY_LANGUAGES_MAX);
    if (expander->is_loaded &&
        has_languages(expander, languages, language_count) &&
        str_equal(expander->text, rules))
        return;
    strbuf_clear(&expander->source);
    strbuf_add_str(&expander->source, rules);
    expander->text = strbuf_str(&expander->source);
    memcpy(expander->languages, languages, size);
    expander->language_count = language_count;
    strmap_clear(expander->synonyms);
    strmap_clear(expander->pins);
    arena_reset(expander->arena);
    load_all(expander, vocabulary);
    expander->is_loaded = true;
}
