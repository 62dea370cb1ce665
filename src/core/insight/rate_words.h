/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A rate as somebody typed it: on the command line, in a form, to the API.
 */
#ifndef INSIGHT_RATE_WORDS_H
#define INSIGHT_RATE_WORDS_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/report_store.h"

struct rate_words {
    struct str of;       /* "role" or "agent" */
    struct str key;      /* a role's word, or the key of an agent */
    struct str from;     /* the day from which it holds */
    struct str per_hour; /* "72.50" */
    struct str currency; /* three letters, in any case */
};

/* Understand whose rate and from which day it is; the amount is left out.
 * ERR_INPUT with a sentence for what makes no sense. */
SLV_MUST_CHECK enum slv_status rate_words_whose(const struct rate_words *words,
                                                struct report_rate *out,
                                                struct slv_error *err);
/* All of it; *out borrows from the words but for the currency, which is in
 * `arena`. An agent has to be there: ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status rate_words_read(const struct rate_words *words,
                                               struct case_store *store,
                                               struct arena *arena,
                                               struct report_rate *out,
                                               struct slv_error *err);

#endif
