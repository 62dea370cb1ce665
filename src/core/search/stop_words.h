/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * English words that say nothing about a problem. They are indexed like any
 * other; a query leaves them out when it has other words.
 */
#ifndef SEARCH_STOP_WORDS_H
#define SEARCH_STOP_WORDS_H

#include "solvent/str.h"

#include <stdbool.h>

/* Is the folded word one of them? */
bool is_stop_word(struct str folded);

#endif
