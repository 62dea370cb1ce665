/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is odd about rules that can be used. All of it is a warning: a rule said
 * twice, one without effect, and articles that are not there.
 */
#include "core/search/rules.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/stop_words.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum {
    PAIRS_MAX = 100000, /* of phrases; further ones are not compared */
    CIRCLE_MAX = 64     /* phrases that are looked at for one rule */
};

/* A phrase, and what it finds by one-way rules. */
struct node {
    struct edge *edges;
    size_t visit; /* the last one that came here */
};

struct edge {
    struct edge *next;
    struct node *to;
};

struct checking {
    const struct search_rules *rules;
    const struct rules_source *sources;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct strmap *pairs; /* "from LF to": the first rules_place of it */
    struct strmap *nodes; /* key of a phrase to its node */
    size_t visit;
};

__attribute__((format(printf, 4, 5))) static void
warn(struct checking *checking, const struct rules_place *place,
     const char *rule, const char *format, ...)
{
    struct diagnostics *list = checking->diagnostics;
    struct str before = list->file;
    char message[1000];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    list->file = checking->sources[place->source].name;
    diagnostics_add(list, SLV_WARNING, rule, place->line, "%s", message);
    list->file = before;
}

static struct str key_of(const struct checking *checking, struct str phrase)
{
    size_t ignored;

    return rules_phrase_key(phrase, checking->arena, &ignored);
}

/* --- synonyms --- */

static struct node *node_of(struct checking *checking, struct str key)
{
    void **slot = strmap_slot(checking->nodes, key, NULL);

    if (!*slot)
        *slot = arena_calloc(checking->arena, 1, sizeof(struct node));
    return *slot;
}

/* Is `wanted` found from `from`, step by step? */
static bool is_reached(struct checking *checking, struct node *from,
                       const struct node *wanted)
{
    struct node *open[CIRCLE_MAX] = {from};
    size_t count = 1;

    checking->visit++;
    for (size_t i = 0; i < count; i++) {
        if (open[i] == wanted)
            return true;
        for (const struct edge *edge = open[i]->edges; edge; edge = edge->next)
            if (edge->to->visit != checking->visit && count < CIRCLE_MAX) {
                edge->to->visit = checking->visit;
                open[count++] = edge->to;
            }
    }
    return false;
}

static bool closes_circle(struct checking *checking, struct str from,
                          struct str to)
{
    struct node *left = node_of(checking, from);
    struct node *right = node_of(checking, to);
    struct edge *edge = arena_alloc(checking->arena, sizeof *edge);
    bool is_circle = is_reached(checking, right, left);

    *edge = (struct edge){left->edges, right};
    left->edges = edge;
    return is_circle;
}

/* Where it was said before that `from` finds `to`, or NULL. */
static const struct rules_place *said_before(struct checking *checking,
                                             const struct rules_place *place,
                                             struct str from, struct str to)
{
    struct str pair =
        arena_format(checking->arena, "%.*s\n%.*s", STR_ARG(from), STR_ARG(to));
    void **slot = strmap_slot(checking->pairs, pair, NULL);

    if (*slot)
        return *slot;
    *slot = (void *) (uintptr_t) place;
    return NULL;
}

/* One of each kind is said of a rule. */
static void check_pairs(struct checking *checking,
                        const struct rules_synonym *rule,
                        const struct str_list *from, const struct str_list *to)
{
    bool is_one_way = rule->right.count > 0;
    bool is_repeated = false;
    bool is_circle = false;

    for (size_t i = 0; i < from->count; i++) {
        struct str left = key_of(checking, from->items[i]);

        for (size_t k = 0; k < to->count; k++) {
            const struct rules_place *first;
            struct str right;

            if ((from == to && i == k) ||
                strmap_count(checking->pairs) >= PAIRS_MAX)
                continue;
            right = key_of(checking, to->items[k]);
            first = said_before(checking, &rule->place, left, right);
            if (first && !is_repeated)
                warn(checking, &rule->place, "synonym-repeated",
                     "That '%.*s' finds '%.*s' too is said in %.*s already.",
                     STR_ARG(from->items[i]), STR_ARG(to->items[k]),
                     STR_ARG(rules_place_text(checking->sources, first,
                                              &rule->place, checking->arena)));
            is_repeated |= first != NULL;
            if (is_one_way && !first && !is_circle &&
                closes_circle(checking, left, right)) {
                warn(checking, &rule->place, "synonym-circle",
                     "Other rules lead from '%.*s' back to '%.*s'; what means "
                     "the same both ways is one rule with '='.",
                     STR_ARG(to->items[k]), STR_ARG(from->items[i]));
                is_circle = true;
            }
        }
    }
}

static bool is_stop(const struct checking *checking, struct str word)
{
    const struct rules_stop_word *rule =
        rules_find_stop_word(checking->rules, word);

    return rule ? !rule->is_kept : is_stop_word(word);
}

static bool is_all_stop_words(const struct checking *checking, struct str key)
{
    while (key.len)
        if (!is_stop(checking, str_take_until(&key, ' ')))
            return false;
    return true;
}

static void check_stop_words(struct checking *checking,
                             const struct rules_synonym *rule,
                             const struct str_list *phrases)
{
    for (size_t i = 0; i < phrases->count; i++)
        if (is_all_stop_words(checking, key_of(checking, phrases->items[i])))
            warn(checking, &rule->place, "synonym-stop-word",
                 "'%.*s' is made of stop words, which are left out of a search "
                 "that has other words.",
                 STR_ARG(phrases->items[i]));
}

static void check_synonyms(struct checking *checking)
{
    for (size_t i = 0; i < checking->rules->synonym_count; i++) {
        const struct rules_synonym *rule = &checking->rules->synonyms[i];

        check_pairs(checking, rule, &rule->left,
                    rule->right.count ? &rule->right : &rule->left);
        check_stop_words(checking, rule, &rule->left);
        check_stop_words(checking, rule, &rule->right);
    }
}

static void check_kept_words(struct checking *checking)
{
    for (size_t i = 0; i < checking->rules->stop_word_count; i++) {
        const struct rules_stop_word *word = &checking->rules->stop_words[i];

        if (word->is_kept && !stop_lists_with(word->folded, ~0u))
            warn(checking, &word->place, "keep-word-unknown",
                 "'%.*s' is in none of the built-in lists of stop words, so "
                 "it counts without this.",
                 STR_ARG(word->folded));
    }
}

static void note_phrases(struct checking *checking, struct strmap *known,
                         const struct str_list *phrases)
{
    for (size_t i = 0; i < phrases->count; i++)
        *strmap_slot(known, key_of(checking, phrases->items[i]), NULL) =
            checking;
}

static void check_lone_phrases(struct checking *checking)
{
    struct strmap *known = strmap_new();
    struct search_rules built_in;

    rules_read_built_in(checking->arena, &built_in);
    for (size_t i = 0; i < built_in.synonym_count; i++)
        note_phrases(checking, known, &built_in.synonyms[i].left);
    for (size_t i = 0; i < checking->rules->lone_phrase_count; i++) {
        const struct rules_lone_phrase *lone =
            &checking->rules->lone_phrases[i];

        if (!strmap_get(known, lone->key))
            warn(checking, &lone->place, "no-synonyms-unknown",
                 "'%.*s' has no built-in synonyms.", STR_ARG(lone->phrase));
    }
    strmap_free(known);
}

/* --- articles --- */

struct lookup {
    rules_find_fn *find;
    void *context;
};

static void check_article(struct checking *checking,
                          const struct lookup *lookup,
                          const struct rules_place *place, struct str id)
{
    struct str stem = id;
    bool has_ending = str_has_suffix(id, STR(".md"));

    if (has_ending)
        stem.len -= 3;
    switch (lookup->find(lookup->context, id)) {
    case RULES_ARTICLE_PUBLIC:
        break;
    case RULES_ARTICLE_SECRET:
        warn(checking, place, "article-not-public",
             "Not everybody may read the article '%.*s'; for others the rule "
             "has no effect.",
             STR_ARG(id));
        break;
    case RULES_ARTICLE_MISSING:
        if (has_ending && lookup->find(lookup->context, stem))
            warn(checking, place, "article-missing",
                 "There is no article '%.*s'; the id of that file is '%.*s'.",
                 STR_ARG(id), STR_ARG(stem));
        else
            warn(checking, place, "article-missing",
                 "There is no article '%.*s'.", STR_ARG(id));
        break;
    }
}

static void check_articles(struct checking *checking,
                           const struct lookup *lookup)
{
    const struct search_rules *rules = checking->rules;

    for (size_t i = 0; i < rules->pin_count; i++)
        for (size_t k = 0; k < rules->pins[i].ids.count; k++)
            check_article(checking, lookup, &rules->pins[i].place,
                          rules->pins[i].ids.items[k]);
    for (size_t i = 0; i < rules->alias_count; i++) {
        const struct rules_alias *alias = &rules->aliases[i];

        check_article(checking, lookup, &alias->place, alias->id);
        if (lookup->find(lookup->context, alias->former))
            warn(checking, &alias->place, "alias-shadowed",
                 "'%.*s' is the id of an article, which is shown instead of "
                 "'%.*s'.",
                 STR_ARG(alias->former), STR_ARG(alias->id));
    }
}

void rules_check(const struct search_rules *rules,
                 const struct rules_source *sources, rules_find_fn *find,
                 void *context, struct diagnostics *diagnostics)
{
    struct checking checking = {
        .rules = rules,
        .sources = sources,
        .arena = arena_new(),
        .diagnostics = diagnostics,
        .pairs = strmap_new(),
        .nodes = strmap_new(),
    };
    const struct lookup lookup = {find, context};

    check_synonyms(&checking);
    check_kept_words(&checking);
    check_lone_phrases(&checking);
    if (find)
        check_articles(&checking, &lookup);
    strmap_free(checking.pairs);
    strmap_free(checking.nodes);
    arena_free(checking.arena);
}
