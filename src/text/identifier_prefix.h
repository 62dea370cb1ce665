/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * With what the key of an identifier begins while it is still being typed. Half
 * of an address or a date is none yet, so that its own key would begin no other:
 * the beginning of a CVE, date, MAC address or GUID is written as the whole is,
 * and a number behind a label with the label. No I/O, no state; any thread.
 */
#ifndef TEXT_IDENTIFIER_PREFIX_H
#define TEXT_IDENTIFIER_PREFIX_H

#include "solvent/str.h"
#include "text/identifier.h"

#include <stdbool.h>
#include <stddef.h>

enum { IDENTIFIER_PREFIXES_MAX = 8 };

struct identifier_prefix {
    char key[IDENTIFIER_KEY_MAX];
    size_t len;
    size_t whole_len;   /* of the keys that are meant; 0: any */
    bool is_hex;        /* they are hex digits from the first to the last */
    bool is_past_digit; /* what follows is no digit: a sign was typed */
};

/* Beginnings of keys for `text` from byte `begin` to its end, which begins with
 * a word; `key` is that of the last word as far as it goes, and the first of
 * them. What stands before `begin` is looked at for a label. How many. */
size_t
identifier_prefixes(struct str text, size_t begin, struct str key,
                    struct identifier_prefix out[IDENTIFIER_PREFIXES_MAX]);

/* Is `key` one that is meant by the prefix that it begins with? */
bool identifier_prefix_takes(const struct identifier_prefix *prefix,
                             struct str key);

#endif
