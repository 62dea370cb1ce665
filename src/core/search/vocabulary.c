/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two maps: spelled words to their terms, and terms by name.
 */
#include "core/search/vocabulary.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/strmap.h"
#include "store/xapian_shim.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 1 << 18 };

struct vocabulary {
    struct xap_stemmer *stemmer;
    struct arena *arena;
    struct strmap *words;
    struct strmap *terms;
};

enum slv_status vocabulary_new(struct vocabulary **out, const char *language,
                               struct slv_error *err)
{
    struct vocabulary *vocabulary = alloc_zeroed(1, sizeof *vocabulary);
    enum slv_status status =
        xap_stemmer_open(&vocabulary->stemmer, language, err);

    if (status != SLV_OK) {
        free(vocabulary);
        *out = NULL;
        return status;
    }
    vocabulary->arena = arena_new();
    vocabulary->words = strmap_new();
    vocabulary->terms = strmap_new();
    *out = vocabulary;
    return SLV_OK;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    xap_stemmer_close(vocabulary->stemmer);
    arena_free(vocabulary->arena);
    strmap_free(vocabulary->words);
    strmap_free(vocabulary->terms);
    free(vocabulary);
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
                                        struct str folded)
{
    struct vocabulary_term *term = strmap_get(vocabulary->words, folded);

    if (!term) {
        term = vocabulary_exact(vocabulary, 0,
                                xap_stem(vocabulary->stemmer, folded));
        *strmap_slot(vocabulary->words, folded, NULL) = term;
    }
    return term;
}

void vocabulary_trim(struct vocabulary *vocabulary)
{
    if (strmap_count(vocabulary->words) + strmap_count(vocabulary->terms) <
        WORDS_MAX)
        return;
    strmap_clear(vocabulary->words);
    strmap_clear(vocabulary->terms);
    arena_reset(vocabulary->arena);
}
