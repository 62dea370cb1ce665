/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From words to terms. See word_terms.h.
 */
#include "core/search/word_terms.h"

#include "base/str.h"
#include "text/identifier.h"

static size_t plain_terms(struct vocabulary *vocabulary, unsigned language,
                          struct str text, struct word word, struct str folded,
                          struct vocabulary_term *out[WORD_TERMS_MAX])
{
    char lower[WORD_FOLDED_MAX];
    struct str written = {lower, 0};

    out[0] = vocabulary_word(vocabulary, language, folded);
    out[1] = vocabulary_definite(vocabulary, language, folded);
    if (out[1])
        return out[1] != out[0] ? 2 : 1;
    if (!vocabulary_knows_accents(vocabulary, language))
        return 1;
    written.len = word_lower(text, word, lower);
    if (written.len == 0 || str_equal(written, folded))
        return 1;
    out[1] = vocabulary_written(vocabulary, language, written);
    return out[1] && out[1] != out[0] ? 2 : 1;
}

/* A part number that is written with signs between its digits is found when
 * somebody writes it without them. */
static size_t add_solid(struct vocabulary *vocabulary, struct str key,
                        struct vocabulary_term *out[WORD_TERMS_MAX],
                        size_t count)
{
    char solid[WORD_FOLDED_MAX];
    size_t len = 0;

    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] != '-')
            solid[len++] = key.ptr[i];
    if (len < key.len)
        out[count++] = vocabulary_exact(vocabulary, WORD_PART_PREFIX,
                                        (struct str){solid, len});
    return count;
}

struct vocabulary_term *word_key_term(struct vocabulary *vocabulary,
                                      struct str key)
{
    return vocabulary_exact(
        vocabulary, identifier_key_has_digit(key) ? 0 : WORD_NAME_PREFIX, key);
}

size_t word_terms(struct vocabulary *vocabulary, unsigned language,
                  struct str text, struct word word, struct str folded,
                  struct vocabulary_term *out[WORD_TERMS_MAX])
{
    if (word.store == WORD_AS_NOTHING)
        return 0;
    if (word.store == WORD_AS_PART) {
        out[0] = vocabulary_exact(vocabulary, WORD_PART_PREFIX, folded);
        return 1;
    }
    switch (word.kind) {
    case WORD_PLAIN:
        return plain_terms(vocabulary, language, text, word, folded, out);
    case WORD_COMPOUND:
        out[0] = vocabulary_word(vocabulary, language, folded);
        return 1;
    case WORD_CODE:
    case WORD_IDENTIFIER:
        out[0] = word_key_term(vocabulary, folded);
        return word.identifier == IDENTIFIER_PART_NUMBER
                   ? add_solid(vocabulary, folded, out, 1)
                   : 1;
    case WORD_GRAM:
        out[0] = vocabulary_exact(vocabulary, 0, folded);
        return 1;
    }
    return 0;
}
