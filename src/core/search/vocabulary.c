/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Maps: the spelled words of each language to their terms, and terms by name.
 */
#include "core/search/vocabulary.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strmap.h"
#include "store/xapian_shim.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 1 << 18, LANGUAGE_TAG_MAX = 32 };

struct language {
    struct xap_stemmer *stemmer; /* NULL: words are their own terms */
    struct strmap *words;
};

struct vocabulary {
    struct arena *arena;
    struct strmap *terms;
    /* number by tag as given, as a pointer-sized number */
    struct strmap *tags;
    struct language languages[VOCABULARY_LANGUAGES_MAX];
    unsigned language_count;
};

struct vocabulary *vocabulary_new(void)
{
    struct vocabulary *vocabulary = alloc_zeroed(1, sizeof *vocabulary);

    vocabulary->arena = arena_new();
    vocabulary->terms = strmap_new();
    vocabulary->tags = strmap_new();
    vocabulary->languages[VOCABULARY_NO_LANGUAGE].words = strmap_new();
    vocabulary->language_count = 1;
    return vocabulary;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    for (unsigned i = 0; i < vocabulary->language_count; i++) {
        xap_stemmer_close(vocabulary->languages[i].stemmer);
        strmap_free(vocabulary->languages[i].words);
    }
    arena_free(vocabulary->arena);
    strmap_free(vocabulary->terms);
    strmap_free(vocabulary->tags);
    free(vocabulary);
}

/* The primary subtag, in lower case. */
static struct str primary_subtag(struct str tag, char out[LANGUAGE_TAG_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < tag.len && len + 1 < LANGUAGE_TAG_MAX &&
                       tag.ptr[i] != '-' && tag.ptr[i] != '_';
         i++)
        out[len++] = ascii_to_lower(tag.ptr[i]);
    out[len] = '\0';
    return (struct str){out, len};
}

unsigned vocabulary_language(struct vocabulary *vocabulary, struct str tag)
{
    char name[LANGUAGE_TAG_MAX];
    struct str primary = primary_subtag(tag, name);
    struct xap_stemmer *stemmer = NULL;
    void **known;

    if (primary.len == 0)
        return VOCABULARY_NO_LANGUAGE;
    known = strmap_slot(vocabulary->tags, primary, NULL);
    if (*known)
        return (unsigned) (uintptr_t) *known - 1;
    if (vocabulary->language_count < VOCABULARY_LANGUAGES_MAX &&
        xap_stemmer_open(&stemmer, name, NULL) == SLV_OK) {
        vocabulary->languages[vocabulary->language_count] =
            (struct language){stemmer, strmap_new()};
        *known = (void *) (uintptr_t) ++vocabulary->language_count;
        return vocabulary->language_count - 1;
    }
    *known = (void *) (uintptr_t) (VOCABULARY_NO_LANGUAGE + 1);
    return VOCABULARY_NO_LANGUAGE;
}

struct vocabulary_term *vocabulary_exact(struct vocabulary *vocabulary,
                                         char prefix, struct str name)
{
    char prefixed[XAP_TERM_MAX];
    struct str key = name;
    struct str stored;
    struct vocabulary_term *term;
    void **slot;

    if (prefix) {
        SLV_ASSERT(name.len < sizeof prefixed);
        prefixed[0] = prefix;
        memcpy(prefixed + 1, name.ptr, name.len);
        key = (struct str){prefixed, name.len + 1};
    }
    slot = strmap_slot(vocabulary->terms, key, &stored);
    if (*slot)
        return *slot;
    term = arena_calloc(vocabulary->arena, 1, sizeof *term);
    term->name = stored;
    *slot = term;
    return term;
}

struct vocabulary_term *vocabulary_word(struct vocabulary *vocabulary,
                                        unsigned language, struct str folded)
{
    const struct language *rules = &vocabulary->languages[language];
    struct vocabulary_term *term = strmap_get(rules->words, folded);

    if (!term) {
        struct str stem =
            rules->stemmer ? xap_stem(rules->stemmer, folded) : folded;

        term = vocabulary_exact(vocabulary, 0, stem);
        *strmap_slot(rules->words, folded, NULL) = term;
    }
    return term;
}

void vocabulary_trim(struct vocabulary *vocabulary)
{
    size_t count = strmap_count(vocabulary->terms);

    for (unsigned i = 0; i < vocabulary->language_count; i++)
        count += strmap_count(vocabulary->languages[i].words);
    if (count < WORDS_MAX)
        return;
    for (unsigned i = 0; i < vocabulary->language_count; i++)
        strmap_clear(vocabulary->languages[i].words);
    strmap_clear(vocabulary->terms);
    arena_reset(vocabulary->arena);
}
