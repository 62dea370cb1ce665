/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people searched for, what they were shown and what they opened, kept in a
 * database of its own (D/searches.db): who writes articles sees in it what is
 * missing, and who searches, what helped others.
 *
 * Adding never waits for the disk: records go to a bounded queue in memory and
 * a thread of the log writes them once a second in one transaction. When the
 * queue is full, or a batch cannot be written, records are dropped and counted;
 * a search never fails or slows down for its log. A loss of power may take the
 * last seconds.
 *
 * Threads: add, stats, list and flush may be called from any thread while the
 * log is open.
 */
#ifndef STORE_SEARCH_LOG_H
#define STORE_SEARCH_LOG_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct search_log;

enum {
    SEARCH_LOG_QUEUE_MAX = 8192,
    SEARCH_CASE_S = 60 * 60, /* a case that follows so soon ended the search */
};

/* What the filters of a search begin with whose reader may read more than
 * everybody; no filter has this name. */
#define SEARCH_LOG_WIDER "as=wider"

struct search_record {
    struct str query;   /* cut at BOUND_LOGGED_QUERY_BYTES */
    struct str filters; /* as the caller writes them, "product=Git&tag=ssh";
                         * cut at BOUND_LOGGED_FILTERS_BYTES */
    uint64_t total;
    uint64_t took_us;
    const struct str *hits; /* article ids; the first BOUND_LOGGED_HITS count */
    size_t hit_count;
    int64_t created_unix_s;
    int64_t session; /* whose searches are one visit's; 0: not known */
    struct str key;  /* by which equal searches are known; cut as `query` is */
    struct str opened; /* of a listed one: id of the article opened from it */
};

/* An article that was opened from a search. */
struct search_opening {
    int64_t session; /* not 0 */
    struct str key;  /* of the search, as recorded */
    struct str article_id;
};

/* What several visits searched for, each opening an article from it. */
struct search_success {
    struct str query; /* as it was typed last */
    uint64_t sessions;
};

struct search_log_stats {
    uint64_t written;
    uint64_t dropped; /* the queue was full, or their batch failed */
};

/* Open the file `path`, made when it is not there, and start the writer.
 * Statuses are those of store/sql.h. */
SLV_MUST_CHECK enum slv_status search_log_open(const char *path,
                                               struct search_log **out,
                                               struct slv_error *err);
/* Write what is queued, stop the writer, close. Nobody may use the log any
 * more when this is called. NULL is allowed. */
void search_log_close(struct search_log *log);

/* Queue a copy of `record`. Cuts fall at character borders. */
void search_log_add(struct search_log *log, const struct search_record *record);
/* Queue a copy too: the newest search of this session with this key that had
 * hits gets the article. No such search: nothing is kept. */
void search_log_add_opening(struct search_log *log,
                            const struct search_opening *opening);
/* Queue that a case was opened by the visit `session` (not 0): those of its
 * searches of the last SEARCH_CASE_S that were added before ended in a case. */
void search_log_add_case(struct search_log *log, int64_t session,
                         int64_t opened_unix_s);
/* Wait until everything added before was written or dropped. */
void search_log_flush(struct search_log *log);
struct search_log_stats search_log_get_stats(struct search_log *log);

/* The newest `limit` records, newest first, in `arena`: what was written so
 * far (see search_log_flush()). */
SLV_MUST_CHECK enum slv_status
search_log_list(struct search_log *log, size_t limit, struct arena *arena,
                struct search_record **out, size_t *count,
                struct slv_error *err);

/* Searches of those who may read what everybody may (not SEARCH_LOG_WIDER)
 * since `since_unix_s` from which at least `sessions_min` sessions
 * opened an article, the most frequent first, at most `limit`; in `arena`. */
SLV_MUST_CHECK enum slv_status
search_log_successes(struct search_log *log, int64_t since_unix_s,
                     uint64_t sessions_min, size_t limit, struct arena *arena,
                     struct search_success **out, size_t *count,
                     struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
