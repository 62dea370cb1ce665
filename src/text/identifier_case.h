/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names whose words are told apart by their case: NullPointerException,
 * getElementById, IOError. Brand names of two words (OneDrive, JavaScript) are
 * left alone: they are words that people write in any case.
 */
#ifndef TEXT_IDENTIFIER_CASE_H
#define TEXT_IDENTIFIER_CASE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

/* End of the word of `name` that begins at `at`. All ASCII letters and digits. */
size_t case_word_end(struct str name, size_t at);
/* Three words or more, or two of which the first begins in lower case. */
bool case_is_mixed(struct str name);
/* Does it end with Exception, Error, Fault or Failure behind another word? */
bool case_names_error(struct str name);

#endif
