/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lines of check.conf and check.words: which rules of writing hold for the
 * articles of a folder and those below, and which words are right there.
 * docs/writing.md has their format. Finding and reading the files is left to
 * the callers.
 */
#ifndef ARTICLE_CHECK_CONF_H
#define ARTICLE_CHECK_CONF_H

#include "core/article/article_check.h"

#define CHECK_CONF_NAME "check.conf"
#define CHECK_WORDS_NAME "check.words"

enum { CHECK_FILE_BYTES_MAX = 1024 * 1024 };

/* "a, b c": switch each rule that is named. Returns the first name that is no
 * rule, empty when all are. */
struct str check_switch_rules(struct check_settings *settings, struct str names,
                              bool is_on);

/* Apply the lines of a check.conf to `settings`; domains that may stand go to
 * `domains`, whose keys are in `arena`. What is odd goes to `odd`, which may be
 * NULL. */
void check_conf_take(struct str text, struct check_settings *settings,
                     struct strmap *domains, struct arena *arena,
                     struct diagnostics *odd);
/* Add the words of a check.words to `words`, in lower case and in `arena`. */
void check_words_take(struct str text, struct strmap *words,
                      struct arena *arena);

#endif
