/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is counted of a search log (store/search_log.h), kept in memory: a million
 * searches are too many to be read for each page. Rows come from the file in the
 * order of their ids; each call first reads what was written since the last one.
 * What is counted of them is store/search_report.h's.
 *
 * A row takes 40 bytes, and each different search and visit its words once more.
 * A log changes a row that it has written only within SEARCH_CHANGES_S of the
 * search, and forgets only the oldest ones.
 */
#ifndef STORE_SEARCH_COUNTS_H
#define STORE_SEARCH_COUNTS_H

#include "solvent/status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SEARCH_CHANGES_S = 26 * 60 * 60 }; /* a session is of one day */

/* Any number of threads may ask one at a time; the others wait. */
struct search_counts;

/* For the file `path`, which need not be there yet; nothing is read before
 * somebody asks. search_counts_close(). */
struct search_counts *search_counts_open(const char *path);
void search_counts_close(struct search_counts *counts); /* NULL is allowed */
/* Read what there is now, so that the first question is as quick as the others. */
SLV_MUST_CHECK enum slv_status
search_counts_catch_up(struct search_counts *counts, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
