/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Learning from the terms of the language filter. See languages.h.
 */
#include "core/search/languages.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/schema.h"
#include "store/xapian_shim.h"
#include "text/language.h"

#include <stdlib.h>

void languages_init(struct languages *languages)
{
    *languages = (struct languages){.arena = arena_new(),
                                    .numbers = {VOCABULARY_NO_LANGUAGE},
                                    .number_count = 1};
}

void languages_release(struct languages *languages)
{
    arena_free(languages->arena);
    *languages = (struct languages){.arena = NULL};
}

static struct language_entry *find_entry(const struct languages *languages,
                                         struct str tag)
{
    char lower[LANGUAGE_TAG_MAX];
    const struct language_info *info = language_find(tag);
    struct str primary =
        info ? str_from(info->tag) : language_primary(tag, lower);

    for (size_t i = 0; i < languages->count; i++)
        if (str_equal(languages->entries[i].tag, primary))
            return &languages->entries[i];
    return NULL;
}

static void add_tag(struct languages *languages,
                    const struct xap_facet_value *tag, size_t tag_count,
                    struct vocabulary *vocabulary)
{
    const struct language_info *info = language_find(tag->value);
    struct language_entry *entry = find_entry(languages, tag->value);
    struct arena *arena = languages->arena;

    if (!entry) {
        char *lower = arena_alloc(arena, LANGUAGE_TAG_MAX);

        entry = &languages->entries[languages->count++];
        *entry = (struct language_entry){
            .tag = info ? str_from(info->tag)
                        : language_primary(tag->value, lower),
            .terms = arena_calloc(arena, tag_count, sizeof *entry->terms),
            .number = vocabulary_language(vocabulary, tag->value),
        };
    }
    entry->terms[entry->term_count++] =
        schema_filter_term(SLV_FACET_LANGUAGE, tag->value, arena);
    entry->articles += tag->count;
}

static int compare_entries(const void *a, const void *b)
{
    const struct language_entry *left = a;
    const struct language_entry *right = b;

    if (left->articles != right->articles)
        return left->articles < right->articles ? 1 : -1;
    return str_compare(left->tag, right->tag);
}

static void number_entries(struct languages *languages)
{
    languages->number_count = 0;
    for (size_t i = 0; i < languages->count; i++) {
        unsigned number = languages->entries[i].number;
        bool is_known = false;

        for (size_t k = 0; k < languages->number_count; k++)
            is_known |= languages->numbers[k] == number;
        if (!is_known)
            languages->numbers[languages->number_count++] = number;
    }
    if (languages->number_count == 0)
        languages->numbers[languages->number_count++] = VOCABULARY_NO_LANGUAGE;
}

enum slv_status languages_learn(struct languages *languages,
                                struct xap_reader *xap,
                                struct vocabulary *vocabulary,
                                struct slv_error *err)
{
    const char prefix = schema_facet_prefix(SLV_FACET_LANGUAGE);
    struct xap_facet_value *tags;
    size_t count = 0;
    enum slv_status status;

    arena_reset(languages->arena);
    languages->count = 0;
    status = xap_list_terms(xap, (struct str){&prefix, 1}, LANGUAGES_MAX,
                            languages->arena, &tags, &count, err);
    if (status != SLV_OK)
        count = 0;
    languages->entries =
        arena_calloc(languages->arena, count, sizeof *languages->entries);
    for (size_t i = 0; i < count; i++)
        add_tag(languages, &tags[i], count, vocabulary);
    if (languages->count > 0)
        qsort(languages->entries, languages->count, sizeof *languages->entries,
              compare_entries);
    number_entries(languages);
    return status;
}

const struct language_entry *languages_prefer(const struct languages *languages,
                                              const struct str_list *wishes)
{
    if (languages->count < 2)
        return NULL;
    for (size_t i = 0; i < wishes->count; i++) {
        const struct language_entry *entry =
            find_entry(languages, wishes->items[i]);

        if (entry)
            return entry;
    }
    return NULL;
}
