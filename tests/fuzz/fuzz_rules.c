/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as one or two files of rules: they keep their maxima, what is said
 * names a line, and what is written reads the same, with nothing to say.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/rules.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum rules_article find_article(void *context, struct str id)
{
    (void) context;
    return (enum rules_article)(id.len % 3);
}

static void check_rules(const struct search_rules *rules)
{
    SLV_ASSERT(rules->synonym_count <= RULES_MAX);
    for (size_t i = 0; i < rules->synonym_count; i++) {
        const struct rules_synonym *rule = &rules->synonyms[i];

        SLV_ASSERT(rule->left.count >= (rule->right.count ? 1u : 2u));
        SLV_ASSERT(rule->left.count <= RULES_LIST_MAX);
        SLV_ASSERT(rule->right.count <= RULES_LIST_MAX);
    }
    for (size_t i = 0; i < rules->pin_count; i++)
        SLV_ASSERT(rules->pins[i].queries.count > 0 &&
                   rules->pins[i].ids.count > 0 &&
                   rules->pins[i].ids.count <= RULES_PINNED_MAX);
    for (size_t i = 0; i < rules->stop_word_count; i++)
        SLV_ASSERT(rules_find_stop_word(rules, rules->stop_words[i].folded) ==
                   &rules->stop_words[i]);
    for (size_t i = 0; i < rules->alias_count; i++) {
        SLV_ASSERT(str_equal(rules_find_alias(rules, rules->aliases[i].former),
                             rules->aliases[i].id));
        /* the end of a chain */
        SLV_ASSERT(rules_find_alias(rules, rules->aliases[i].id).len == 0);
    }
}

static struct str written(const struct search_rules *rules, struct arena *arena)
{
    struct strbuf text;
    struct str made;

    strbuf_init(&text, RULES_TEXT_MAX);
    rules_write(rules, &text);
    SLV_ASSERT(!text.overflowed);
    made = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = {(const char *) data, size};
    /* a NUL byte parts two files */
    size_t end = str_find_char(text, '\0');
    const struct rules_source sources[] = {
        {STR("a"), str_first(text, end)},
        {STR("b"), str_from_offset(text, end)},
    };
    struct rules_source again = {STR("c"), {NULL, 0}};
    struct diagnostics diagnostics;
    struct search_rules rules;
    struct search_rules reread;

    diagnostics_init(&diagnostics, STR(""), arena);
    rules_read(sources, 2, arena, &rules, &diagnostics);
    rules_check(&rules, sources, find_article, NULL, &diagnostics);
    for (size_t i = 0; i < diagnostics.count; i++)
        SLV_ASSERT(diagnostics.items[i].line > 0 &&
                   diagnostics.items[i].message.len > 0);
    check_rules(&rules);
    again.text = written(&rules, arena);
    diagnostics_init(&diagnostics, STR(""), arena);
    rules_read(&again, 1, arena, &reread, &diagnostics);
    SLV_ASSERT(diagnostics.count == 0);
    SLV_ASSERT(str_equal(written(&reread, arena), again.text));
    arena_free(arena);
    return 0;
}
