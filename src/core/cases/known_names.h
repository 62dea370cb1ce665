/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names of all customers and contacts in the case store, and where they
 * stand in a text that belongs to no customer: an article, a search.
 */
#ifndef CORE_CASES_KNOWN_NAMES_H
#define CORE_CASES_KNOWN_NAMES_H

#include "core/cases/personal.h"
#include "solvent/status.h"

struct case_store;
struct speller;
struct strmap;

enum {
    KNOWN_NAME_WORDS_MAX = 4, /* longer ones are left out */
    KNOWN_NAME_BYTES_MAX = 200,
    KNOWN_NAMES_MAX = 500 * 1000 /* more are not looked for */
};

/* Fill `names` with the names in lower case (of ASCII letters), page by page.
 * The values mean nothing. Statuses of store/case_store.h. */
SLV_MUST_CHECK enum slv_status known_names_read(struct case_store *store,
                                                struct strmap *names,
                                                struct slv_error *err);

/* Add those that stand in `text`, as they are written there; they borrow from
 * it. One word alone is a name when `speller` does not know it: "Summer" and
 * "Bill" are not; without a speller none is. `names` may be NULL. */
void known_names_find(const struct strmap *names, struct str text,
                      struct speller *speller, struct personal_names *out);

#endif
