/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names of customers and contacts in the case store, as the rule
 * customer-name asks for them.
 */
#ifndef INDEXER_CHECK_NAMES_H
#define INDEXER_CHECK_NAMES_H

#include "solvent/status.h"

struct strmap;

/* Fill `names` with lower-case names: those of two to four words, since one
 * word alone ("Summer", "Bill") is no reason to suspect a text. A folder
 * without a case store has none. */
SLV_MUST_CHECK enum slv_status
check_names_read(const char *data, struct strmap *names, struct slv_error *err);

#endif
