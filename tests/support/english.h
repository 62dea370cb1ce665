/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Understanding a query by the rules of English alone, for tests.
 */
#ifndef TESTS_ENGLISH_H
#define TESTS_ENGLISH_H

#include "base/str.h"
#include "core/search/query.h"

static inline void parse_english(struct str typed,
                                 struct vocabulary *vocabulary,
                                 struct arena *arena, struct query *out)
{
    const unsigned english = vocabulary_language(vocabulary, STR("en"));
    const struct query_settings settings = {
        .vocabulary = vocabulary, .languages = &english, .language_count = 1};

    query_parse(typed, &settings, arena, out);
}

#endif
