/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What search_counts.c keeps and search_report.c counts: the rows of the log with
 * their words as numbers. For these two alone.
 */
#ifndef STORE_SEARCH_COUNTS_PARTS_H
#define STORE_SEARCH_COUNTS_PARTS_H

#include "solvent/str.h"
#include "store/search_counts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct search_row {
    int64_t id;
    int64_t at_unix_s;
    uint32_t session; /* 0: not known */
    uint32_t key;
    uint32_t opened; /* article; 0: none */
    uint32_t total;
    bool is_case_after;
    bool is_wider; /* of somebody who may read more than everybody */
};

/* Texts that are numbers, from 1 on; 0 is the empty one. */
struct search_words {
    struct strmap *places;
    struct str *texts;
    size_t count; /* with the empty one */
    size_t capacity;
};

struct search_rows {
    const struct search_row *items; /* by id */
    size_t count;
    int64_t first_unix_s; /* what is older was forgotten */
    const struct str *keys;
    size_t key_count;
    const struct str *articles;
    size_t article_count;
    const struct str *sessions; /* their numbers, as the bytes of an int64_t */
    size_t session_count;
};

/* The rows as the file has them now, until search_counts_release(), which must
 * follow when, and only when, it was SLV_OK. Without counts there are none. */
SLV_MUST_CHECK enum slv_status search_counts_hold(struct search_counts *counts,
                                                  struct search_rows *out,
                                                  struct slv_error *err);
void search_counts_release(struct search_counts *counts);
/* How the search with this id was typed; empty when it is not there any more.
 * Between hold and release. */
struct str search_counts_query(struct search_counts *counts, int64_t id,
                               struct arena *arena);

#endif
