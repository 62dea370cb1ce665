/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One word, one or two terms. See word_terms.h.
 */
#include "core/search/word_terms.h"

#include "base/str.h"

size_t word_terms(struct vocabulary *vocabulary, unsigned language,
                  struct str text, struct word word, struct str folded,
                  struct vocabulary_term *out[WORD_TERMS_MAX])
{
    char lower[WORD_FOLDED_MAX];
    struct str written = {lower, 0};

    out[0] = vocabulary_word(vocabulary, language, folded);
    if (!vocabulary_knows_accents(vocabulary, language))
        return 1;
    written.len = word_lower(text, word, lower);
    if (written.len == 0 || str_equal(written, folded))
        return 1;
    out[1] = vocabulary_written(vocabulary, language, written);
    return out[1] && out[1] != out[0] ? 2 : 1;
}
