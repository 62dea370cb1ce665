/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What may help with a case: the articles that are likely, with why, and what of
 * them can be sent; and old cases like it, for who may read cases. For pages of
 * the desk; it searches as whoever asks.
 */
#ifndef SERVER_LIKELY_H
#define SERVER_LIKELY_H

#include "core/cases/canned.h"
#include "server/request.h"
#include "solvent/search.h"
#include "solvent/status.h"
#include "store/case_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LIKELY_ARTICLES_MAX = 6,
    LIKELY_CASES_MAX = 5,
    LIKELY_TEXT_BYTES_MAX = 16 * 1024
};

struct likely_article {
    const struct slv_hit *hit;
    struct str why;     /* a sentence without its stop */
    struct str reply;   /* filled in; empty: it has neither reply nor
                           resolution */
    bool is_for_public; /* customers may open it */
};

/* An article that resolved an old case, is there, and may be read. */
struct likely_solution {
    struct str id;
    struct str title;
};

struct likely_case {
    const struct slv_similar_case *found;
    struct str why; /* a sentence without its stop; empty: no word tells */
    const struct likely_solution *solutions;
    size_t solution_count;
};

struct likely {
    struct likely_article articles[LIKELY_ARTICLES_MAX];
    size_t count;
    const struct likely_case *cases; /* old ones, for staff alone */
    size_t case_count;
    uint64_t took_us;
};

/* Search for what `subject` and `text` tell; nothing is found without words.
 * `values` fill in the replies; NULL: replies are left out. In the request's
 * arena. Statuses of request_reader() and slv_search(). */
SLV_MUST_CHECK enum slv_status likely_find(const struct request *request,
                                           struct str subject, struct str text,
                                           const struct canned_values *values,
                                           struct likely *out,
                                           struct slv_error *err);

/* Leave the case itself out of the old ones like it. */
void likely_leave_out(struct likely *likely, struct str number,
                      struct arena *arena);

/* The subject's words and those of the customer's messages in `record`. */
struct str likely_text(const struct case_record *record, struct arena *arena);

/* The reply of one article, filled in; empty when it has none. */
SLV_MUST_CHECK enum slv_status likely_reply(const struct request *request,
                                            struct str id,
                                            const struct canned_values *values,
                                            struct str *out,
                                            struct slv_error *err);

#endif
