/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loading rules and applying them. A query, like the phrases of rules, is seen
 * as *spots*: places where one word was typed, each with the terms that stand
 * for it (one per language, or more). A phrase is found where each of its spots
 * shares a term with that of the query, one after the other.
 *
 * What an alternative weighs. An article that has the other word is nearly as
 * good as one that has the typed one: `alternative_weight`. When n words are
 * replaced by k, each of the n gets the alternative as its own, for a part, and
 * the k share it: together they weigh what their mean weighs, and it is little
 * more than one word, however long both sides are.
 */
#include "core/search/expand.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/search/schema.h"
#include "core/search/stop_words.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    ADDED_MAX = 24,
    APPLIED_MAX = 64, /* places where rules are found in one query */
    PIN_WORDS_MAX = 2 * RULES_PHRASE_WORDS_MAX
};

static const double alternative_weight = 0.8;

/* --- spots --- */

/* Where one word was typed. */
struct spot {
    struct query_word **words; /* that stand for it */
    size_t count;
    const char *begin;
    const char *end;
    bool holds_next; /* a compound, whose parts follow */
    bool is_closed;  /* in quotes or excluded: not for rules */
};

struct spots {
    struct spot *items;
    size_t count;
};

static int compare_words(const void *a, const void *b)
{
    const struct query_word *left = *(struct query_word *const *) a;
    const struct query_word *right = *(struct query_word *const *) b;

    if (left->text.ptr != right->text.ptr)
        return left->text.ptr < right->text.ptr ? -1 : 1;
    if (left->text.len != right->text.len)
        return left->text.len > right->text.len ? -1 : 1;
    return (left > right) - (left < right);
}

static bool is_same_spot(const struct spot *spot, const struct query_word *word)
{
    return word->text.ptr == spot->begin &&
           word->text.ptr + word->text.len == spot->end;
}

static struct spots spots_of(struct query *query, struct arena *arena)
{
    struct spots spots = {
        arena_calloc(arena, query->count, sizeof *spots.items), 0};
    struct query_word **words =
        arena_calloc(arena, query->count, sizeof(struct query_word *));
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        if (!query->words[i].is_added)
            words[count++] = &query->words[i];
    if (count)
        qsort(words, count, sizeof(struct query_word *), compare_words);
    for (size_t i = 0; i < count; i++) {
        struct query_word *word = words[i];
        struct spot *spot = spots.count ? &spots.items[spots.count - 1] : NULL;
        const char *end = word->text.ptr + word->text.len;

        if (!spot || !is_same_spot(spot, word)) {
            if (spot)
                spot->holds_next = end <= spot->end;
            spot = &spots.items[spots.count++];
            *spot = (struct spot){
                .words = &words[i], .begin = word->text.ptr, .end = end};
        }
        spot->count++;
        spot->is_closed |= word->is_required || word->is_forbidden;
    }
    return spots;
}

/* Without the compounds, or without their parts. */
static struct spots choose_spots(const struct spots *all, bool want_parts,
                                 struct arena *arena)
{
    struct spots chosen = {
        arena_calloc(arena, all->count, sizeof *chosen.items), 0};
    const char *covered = NULL;

    for (size_t i = 0; i < all->count; i++) {
        const struct spot *spot = &all->items[i];

        if (want_parts ? spot->holds_next : covered && spot->end <= covered)
            continue;
        if (spot->holds_next)
            covered = spot->end;
        chosen.items[chosen.count++] = *spot;
    }
    return chosen;
}

/* Do they follow each other: with white space between, or a connector? */
static bool is_next(const struct spot *before, const struct spot *spot)
{
    const char *at = before->end;
    size_t spaces = 0;

    if (spot->begin <= at)
        return true; /* characters of a script without spaces */
    while (at + spaces < spot->begin && ascii_is_space(at[spaces]))
        spaces++;
    return at + spaces == spot->begin ||
           (spot->begin - at == 1 && (*at == '-' || *at == '_' || *at == '/'));
}

static bool is_stop_spot(const struct spot *spot)
{
    return spot->words[0]->is_stop_word;
}

/* --- what is loaded --- */

/* A word of a rule. */
struct rule_word {
    struct str text;
    struct str folded;
    struct str *terms;
    size_t term_count;
    bool is_identifier;
    bool is_stop_word;
};

struct phrase {
    struct rule_word *words; /* as in the rule: compounds in one piece */
    size_t count;
    struct rule_word
        *parts; /* compounds in parts; the same when there are none */
    size_t part_count;
};

struct synonym {
    struct phrase *phrases; /* left ones first */
    size_t left_count;
    size_t count;
    bool is_two_way;
};

struct pin {
    struct rule_word *words;
    size_t count;
    struct str *articles; /* terms of them */
    size_t article_count;
};

/* Rules that have a term at their beginning (a pin: anywhere). */
struct link {
    struct link *next;
    const struct synonym *synonym;
    size_t phrase; /* of it */
    const struct rule_word *words;
    size_t count;
    const struct pin *pin;
};

struct expander {
    struct arena *arena;
    struct str text; /* that was loaded; in `source` */
    struct strbuf source;
    unsigned languages[VOCABULARY_LANGUAGES_MAX];
    size_t language_count;
    bool is_loaded;
    struct search_rules rules;
    struct stop_words stop_words;
    struct strmap *synonyms; /* first term to struct link */
    struct strmap *pins;     /* any term to struct link */
};

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
    all = spots_of(&query, loading->scratch);
    chosen = choose_spots(&all, false, loading->scratch);
    out->words = keep_words(loading, &chosen);
    out->count = chosen.count;
    out->parts = out->words;
    out->part_count = out->count;
    if (chosen.count == all.count)
        return;
    chosen = choose_spots(&all, true, loading->scratch);
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

/* The words that tell; all, when none does. */
static size_t count_telling(const struct rule_word *words, size_t count)
{
    size_t telling = 0;

    for (size_t i = 0; i < count; i++)
        telling += !words[i].is_stop_word;
    return telling ? telling : count;
}

static bool is_telling(const struct rule_word *word, size_t telling,
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
    telling = count_telling(phrase.parts, phrase.part_count);
    pin->words = arena_calloc(arena, telling, sizeof *pin->words);
    for (size_t i = 0; i < phrase.part_count; i++)
        if (is_telling(&phrase.parts[i], telling, phrase.part_count))
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

/* --- finding --- */

static bool spot_has(const struct spot *spot, const struct rule_word *word)
{
    for (size_t i = 0; i < spot->count; i++)
        for (size_t k = 0; k < word->term_count; k++)
            if (str_equal(spot->words[i]->term->name, word->terms[k]))
                return true;
    return false;
}

static bool is_phrase_at(const struct spots *spots, size_t at,
                         const struct rule_word *words, size_t count)
{
    if (at + count > spots->count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &spots->items[at + i];

        if (spot->is_closed || !spot_has(spot, &words[i]) ||
            (i > 0 && !is_next(spot - 1, spot)))
            return false;
    }
    return true;
}

/* --- adding --- */

struct applied {
    const struct phrase *phrase;
    const char *at;
};

struct expanding {
    struct searching *search;
    struct expander *expander;
    size_t added_max;
    size_t added_count;
    uint16_t part;
    struct applied applied[APPLIED_MAX];
    size_t applied_count;
};

/* The words that stand for a spot become alternatives of each other. */
static uint16_t group_of(struct query *query, const struct spot *spot)
{
    uint16_t group = spot->words[0]->group;

    if (group == 0)
        group = ++query->group_count;
    for (size_t i = 0; i < spot->count; i++)
        if (spot->words[i]->group == 0)
            spot->words[i]->group = group;
    return group;
}

static bool has_term(const struct query *query, struct str term, uint16_t group)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (str_equal(word->term->name, term) &&
            (!word->is_added || (word->group == group && word->part == 0)))
            return true;
    }
    return false;
}

static void add_word(struct expanding *expanding, const struct rule_word *word,
                     struct str term, double weight, uint16_t group,
                     uint16_t part)
{
    struct searching *search = expanding->search;

    search->query.words[search->query.count++] = (struct query_word){
        .text = word->text,
        .folded = word->folded,
        .term = vocabulary_exact(search->reader->vocabulary, 0, term),
        .weight = weight,
        .group = group,
        .part = part,
        .is_added = true,
        .is_identifier = word->is_identifier,
    };
    expanding->added_count++;
}

static size_t most_terms(const struct phrase *phrase)
{
    size_t most = 1;

    for (size_t i = 0; i < phrase->count; i++)
        if (phrase->words[i].term_count > most)
            most = phrase->words[i].term_count;
    return most;
}

/* The alternative `phrase` for one spot, once for each way that its words are
 * stemmed. `weight` is that of the whole. */
static void add_phrase(struct expanding *expanding, const struct phrase *phrase,
                       const struct spot *spot, double weight)
{
    struct query *query = &expanding->search->query;
    size_t telling = count_telling(phrase->words, phrase->count);
    uint16_t group = group_of(query, spot);
    double share = weight / (double) telling;

    for (size_t variant = 0; variant < most_terms(phrase); variant++) {
        if (expanding->added_count + telling > expanding->added_max)
            return;
        if (telling > 1)
            expanding->part++;
        for (size_t i = 0; i < phrase->count; i++) {
            const struct rule_word *word = &phrase->words[i];
            size_t last = word->term_count - 1;
            struct str term = word->terms[variant < last ? variant : last];

            if (!is_telling(word, telling, phrase->count) ||
                (telling == 1 && has_term(query, term, group)))
                continue;
            add_word(expanding, word, term, share, group,
                     telling > 1 ? expanding->part : 0);
        }
    }
}

/* `phrase` for the `count` spots from `at` on. */
static void replace(struct expanding *expanding, const struct spots *spots,
                    size_t at, size_t count, const struct phrase *phrase)
{
    size_t telling = 0;

    for (size_t i = 0; i < expanding->applied_count; i++)
        if (expanding->applied[i].phrase == phrase &&
            expanding->applied[i].at == spots->items[at].begin)
            return;
    if (expanding->applied_count == APPLIED_MAX)
        return;
    expanding->applied[expanding->applied_count++] =
        (struct applied){phrase, spots->items[at].begin};
    for (size_t i = 0; i < count; i++)
        telling += !is_stop_spot(&spots->items[at + i]);
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &spots->items[at + i];

        if (telling == 0 || !is_stop_spot(spot))
            add_phrase(expanding, phrase, spot,
                       spot->words[0]->weight * alternative_weight * 2.0 /
                           (1.0 + (double) (telling ? telling : count)));
    }
}

static void apply_synonym(struct expanding *expanding,
                          const struct spots *spots, size_t at,
                          const struct link *link)
{
    const struct synonym *synonym = link->synonym;
    size_t first = synonym->is_two_way ? 0 : synonym->left_count;

    for (size_t i = first; i < synonym->count; i++)
        if (i != link->phrase)
            replace(expanding, spots, at, link->count, &synonym->phrases[i]);
}

static void apply_synonyms(struct expanding *expanding,
                           const struct spots *spots)
{
    for (size_t at = 0; at < spots->count; at++) {
        const struct spot *spot = &spots->items[at];

        for (size_t i = 0; i < spot->count; i++) {
            const struct link *link = strmap_get(expanding->expander->synonyms,
                                                 spot->words[i]->term->name);

            for (; link; link = link->next)
                if (is_phrase_at(spots, at, link->words, link->count))
                    apply_synonym(expanding, spots, at, link);
        }
    }
}

/* --- words that were typed apart --- */

static bool is_letters(const struct spot *spot)
{
    struct str folded = spot->words[0]->folded;

    for (size_t i = 0; i < folded.len; i++)
        if (ascii_is_digit(folded.ptr[i]) || folded.ptr[i] == '-')
            return false;
    return !spot->words[0]->is_identifier && !spot->is_closed;
}

/* Only white space between, so that they may be meant as one word; a stop word
 * before another word ("in active use") hardly ever is a part of it. */
static bool is_pair(const struct spot *first, const struct spot *second)
{
    return is_letters(first) && is_letters(second) && !is_stop_spot(first) &&
           second->begin > first->end && ascii_is_space(*first->end) &&
           is_next(first, second) &&
           first->words[0]->folded.len + second->words[0]->folded.len <=
               WORD_FOLDED_MAX;
}

struct pair {
    size_t at;
    struct phrase phrase;
    struct rule_word word;
    struct str parts[2]; /* their terms */
};

/* The terms of each pair as one word, and how many articles have them. */
static void add_pair(struct expanding *expanding, const struct spots *spots,
                     size_t at, struct pair *out)
{
    struct searching *search = expanding->search;
    const struct expander *expander = expanding->expander;
    struct str first = spots->items[at].words[0]->folded;
    struct str second = spots->items[at + 1].words[0]->folded;
    struct str joined = arena_format(search->arena, "%.*s%.*s", STR_ARG(first),
                                     STR_ARG(second));

    *out = (struct pair){
        .at = at,
        .parts = {spots->items[at].words[0]->term->name,
                  spots->items[at + 1].words[0]->term->name},
        .word = {.text = joined,
                 .folded = joined,
                 .terms = arena_calloc(search->arena, expander->language_count,
                                       sizeof(struct str))}};
    for (size_t i = 0; i < expander->language_count; i++) {
        struct str term = vocabulary_word(search->reader->vocabulary,
                                          expander->languages[i], joined)
                              ->name;
        bool is_known = false;

        for (size_t k = 0; k < out->word.term_count; k++)
            is_known |= str_equal(out->word.terms[k], term);
        if (!is_known)
            out->word.terms[out->word.term_count++] = term;
    }
}

/* A form that is much rarer than the rarer of its words is a slip of somebody,
 * or another word. */
static bool is_in_use(uint64_t joined, uint64_t rarer)
{
    enum { RARER_MAX = 50 };

    return joined > 0 && joined * RARER_MAX >= rarer;
}

static enum slv_status keep_known(struct expanding *expanding,
                                  struct pair *pairs, size_t count,
                                  struct slv_error *err)
{
    struct searching *search = expanding->search;
    size_t most = count * (2 + expanding->expander->language_count);
    struct str *names = arena_calloc(search->arena, most, sizeof *names);
    uint64_t *frequencies =
        arena_calloc(search->arena, most, sizeof *frequencies);
    size_t total = 0;
    enum slv_status status;

    for (size_t i = 0; i < count; i++) {
        names[total++] = pairs[i].parts[0];
        names[total++] = pairs[i].parts[1];
        for (size_t k = 0; k < pairs[i].word.term_count; k++)
            names[total++] = pairs[i].word.terms[k];
    }
    status = xap_term_frequencies(search->reader->xap, names, total,
                                  frequencies, err);
    if (status != SLV_OK)
        return status;
    total = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t rarer = frequencies[total] < frequencies[total + 1]
                             ? frequencies[total]
                             : frequencies[total + 1];
        size_t kept = 0;

        total += 2;
        for (size_t k = 0; k < pairs[i].word.term_count; k++)
            if (is_in_use(frequencies[total++], rarer))
                pairs[i].word.terms[kept++] = pairs[i].word.terms[k];
        pairs[i].word.term_count = kept;
    }
    return SLV_OK;
}

static enum slv_status join_pairs(struct expanding *expanding,
                                  const struct spots *spots,
                                  struct slv_error *err)
{
    struct searching *search = expanding->search;
    struct pair pairs[EXPAND_PAIRS_MAX];
    size_t count = 0;
    size_t end = spots->count;
    enum slv_status status;

    if (spots->count > EXPAND_PAIRS_MAX)
        return SLV_OK;
    /* what is being typed is no word yet */
    if (end && search->request->is_partial)
        end--;
    for (size_t at = 0; at + 1 < end; at++)
        if (is_pair(&spots->items[at], &spots->items[at + 1]))
            add_pair(expanding, spots, at, &pairs[count++]);
    if (count == 0)
        return SLV_OK;
    status = keep_known(expanding, pairs, count, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        if (pairs[i].word.term_count == 0)
            continue;
        pairs[i].phrase = (struct phrase){.words = &pairs[i].word, .count = 1};
        replace(expanding, spots, pairs[i].at, 2, &pairs[i].phrase);
    }
    return status;
}

/* --- the steps of a search --- */

/* Room for what is added; words keep their order. */
static void make_room(struct expanding *expanding)
{
    struct searching *search = expanding->search;
    struct query *query = &search->query;
    struct query_word *words = arena_calloc(
        search->arena, query->count + expanding->added_max, sizeof *words);

    memcpy(words, query->words, query->count * sizeof *words);
    query->words = words;
}

enum slv_status expand_query(struct searching *search, struct slv_error *err)
{
    struct expanding expanding = {.search = search,
                                  .expander = search->reader->expander};
    struct query *query = &search->query;
    struct spots all;
    struct spots parts;
    enum slv_status status;

    stop_words_settle(&expanding.expander->stop_words, query);
    if (query->count == 0 || query->count >= EXPAND_WORDS_MAX)
        return SLV_OK;
    expanding.added_max = EXPAND_WORDS_MAX - query->count;
    if (expanding.added_max > ADDED_MAX)
        expanding.added_max = ADDED_MAX;
    make_room(&expanding);
    all = spots_of(query, search->arena);
    parts = choose_spots(&all, true, search->arena);
    if (strmap_count(expanding.expander->synonyms)) {
        apply_synonyms(&expanding, &parts);
        if (parts.count < all.count) {
            struct spots whole = choose_spots(&all, false, search->arena);

            apply_synonyms(&expanding, &whole);
        }
    }
    status = join_pairs(&expanding, &parts, err);
    return status;
}

static bool is_among(const struct spot *spot, const struct pin *pin)
{
    for (size_t i = 0; i < pin->count; i++)
        if (spot_has(spot, &pin->words[i]))
            return true;
    return false;
}

static bool is_pinned(const struct spots *spots, const struct pin *pin)
{
    if (spots->count != pin->count)
        return false;
    for (size_t i = 0; i < spots->count; i++)
        if (!is_among(&spots->items[i], pin))
            return false;
    for (size_t i = 0; i < pin->count; i++) {
        bool is_found = false;

        for (size_t k = 0; k < spots->count && !is_found; k++)
            is_found = spot_has(&spots->items[k], &pin->words[i]);
        if (!is_found)
            return false;
    }
    return true;
}

/* The spots of the words that tell; none when there are too many, or some that
 * ask for more than words. */
static struct spots telling_spots(struct searching *search)
{
    struct spots none = {NULL, 0};
    struct spots all = spots_of(&search->query, search->arena);
    struct spots parts = choose_spots(&all, true, search->arena);
    struct spots telling = {
        arena_calloc(search->arena, parts.count, sizeof *telling.items), 0};

    for (size_t i = 0; i < parts.count; i++) {
        if (parts.items[i].is_closed)
            return none;
        if (!is_stop_spot(&parts.items[i]))
            telling.items[telling.count++] = parts.items[i];
    }
    if (telling.count == 0)
        telling = parts;
    return telling.count <= PIN_WORDS_MAX ? telling : none;
}

/* NULL when there is none. */
static const struct pin *find_pin(struct searching *search)
{
    const struct expander *expander = search->reader->expander;
    struct spots telling;

    if (expander->rules.pin_count == 0 || search->query.count == 0 ||
        search->query.count > EXPAND_WORDS_MAX)
        return NULL;
    telling = telling_spots(search);
    if (telling.count == 0)
        return NULL;
    for (size_t i = 0; i < telling.items[0].count; i++) {
        const struct link *link =
            strmap_get(expander->pins, telling.items[0].words[i]->term->name);

        for (; link; link = link->next)
            if (is_pinned(&telling, link->pin))
                return link->pin;
    }
    return NULL;
}

void expand_pins(struct searching *search)
{
    const struct pin *pin = find_pin(search);

    if (!pin)
        return;
    search->plan.pins = pin->articles;
    search->plan.pin_count = pin->article_count;
}

bool expand_is_pinned(struct searching *search)
{
    return find_pin(search) != NULL;
}

bool expand_take_pin(double *score)
{
    double places = *score / XAP_PIN_SCORE;

    if (places < 1)
        return false;
    *score -= XAP_PIN_SCORE * (double) (uint64_t) places;
    return true;
}
