/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words to terms, remembered: stemming a word costs a hundred times looking it
 * up, and texts repeat their words. An entry also carries a stamp and a slot
 * for its user to count with, so that counting a text needs no table of its
 * own. One thread at a time.
 */
#ifndef SEARCH_VOCABULARY_H
#define SEARCH_VOCABULARY_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdint.h>

struct vocabulary;

struct vocabulary_term {
    struct str name; /* as in the index */
    uint64_t stamp;  /* the user's; 0 in a new entry */
    uint32_t slot;   /* the user's */
};

/* `language` as xap_stemmer_open() takes it. Free with vocabulary_free(). */
SLV_MUST_CHECK enum slv_status vocabulary_new(struct vocabulary **out,
                                              const char *language,
                                              struct slv_error *err);
void vocabulary_free(struct vocabulary *vocabulary); /* NULL is allowed */

/* Term of a folded word that may be stemmed. Entries stay where they are until
 * vocabulary_trim(). */
struct vocabulary_term *vocabulary_word(struct vocabulary *vocabulary,
                                        struct str folded);
/* Term that is `name` itself, with `prefix` before it unless that is 0. */
struct vocabulary_term *vocabulary_exact(struct vocabulary *vocabulary,
                                         char prefix, struct str name);

/* Forget everything when it has grown past its bound; entries from before must
 * not be used any more. */
void vocabulary_trim(struct vocabulary *vocabulary);

#endif
