/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Addresses that stand bare in running text. Private to the files
 * text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_ADDRESS_H
#define TEXT_MARKDOWN_ADDRESS_H

#include "solvent/str.h"

/* Offset of the first "http://..." or "https://..." in `text`, and its length
 * without the punctuation of the sentence around it; text.len and 0 when there
 * is none. */
size_t address_find(struct str text, size_t *len);

#endif
