/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a phrase: the smallest pieces that a text is written in, so that
 * a phrase is found whatever identifiers it begins or ends within ("5.7.1
 * Relay access" in "554 5.7.1 Relay access denied").
 *
 * No I/O, no state beyond the scanner.
 */
#ifndef SEARCH_PHRASE_H
#define SEARCH_PHRASE_H

#include "text/words.h"

struct phrase_scan {
    struct word_scan scan;
    struct str text;
    struct word name; /* being cut into pieces */
    size_t name_at;
};

void phrase_scan_begin(struct phrase_scan *scan, struct str text);
/* The next piece: its place in the text, its length in `folded`; false at the
 * end of the text. Wholes of several words are not among them. */
bool phrase_scan_next(struct phrase_scan *scan, struct word *out,
                      char folded[WORD_FOLDED_MAX], size_t *len);

#endif
