/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The searches as tests: what people searched and opened, what is pinned, and
 * what resolved cases, asked of two indexes, and where each article stands in
 * the one and in the other. Both are only read.
 *
 * Cases do not vote here: a case would vote for itself. A search is asked for
 * everybody when the old index shows its article to everybody, else for staff.
 */
#ifndef INDEXER_REPLAY_H
#define INDEXER_REPLAY_H

#include "solvent/index.h"
#include "solvent/status.h"
#include "solvent/str.h"

struct arena;

enum {
    REPLAY_SEARCHES_MAX = 5000, /* the newest of the log */
    REPLAY_CASES_MAX = 2000,    /* the newest that were resolved */
    REPLAY_SEEN_RANK = 10,      /* of the first page */
    REPLAY_LOST_RANK = 20       /* further down is lost */
};

enum replay_source { REPLAY_SEARCH, REPLAY_PIN, REPLAY_CASE, REPLAY_SOURCES };
/* "search", "pin", "case"; borrowed. */
const char *replay_source_name(enum replay_source source);

struct replay_item {
    enum replay_source source;
    struct str query;
    struct str article_id;
    struct str case_number; /* of REPLAY_CASE */
    size_t times;           /* how often it was searched and opened */
    size_t before;          /* rank from 1; 0: not among the first 20 */
    size_t after;
    bool is_lost; /* it stood on the first page, and is not found any more */
};

struct replay {
    struct replay_item *items; /* the greatest losses first */
    size_t count;
    size_t wins;
    size_t losses; /* those that are lost too */
    size_t lost;
    size_t skipped; /* their article is in neither index, or stood nowhere */
};

/* The articles that are asked about. */
struct replay_scope {
    const struct str *ids;
    size_t count;
};

/* Take the searches and cases from `data` and the pins from the rules of
 * `folders`; with a scope those of its articles alone. Nothing is asked yet;
 * in `arena`. */
SLV_MUST_CHECK enum slv_status
replay_gather(const char *data, const char *const *folders, size_t folder_count,
              const struct replay_scope *scope, struct arena *arena,
              struct replay *out, struct slv_error *err);
/* Ask both indexes what was gathered. */
SLV_MUST_CHECK enum slv_status replay_ask(struct replay *replay,
                                          const char *old_index,
                                          const char *new_index,
                                          struct slv_error *err);
/* Both steps. */
SLV_MUST_CHECK enum slv_status
replay_run(const char *data, const char *const *folders, size_t folder_count,
           const char *old_index, const char *new_index, struct arena *arena,
           struct replay *out, struct slv_error *err);

/* --- replay_trial.c --- */

/* Indexes larger than this are not copied: ERR_TOO_BIG. */
#define REPLAY_COPY_BYTES_MAX (UINT64_C(2) * 1024 * 1024 * 1024)

/* Copy the index of options->data, bring the copy in step with the folders (and
 * options->instead), and ask both about the articles of `scope`. No copy is made
 * when nothing was ever asked about them. The caller holds the lock of the
 * index. */
SLV_MUST_CHECK enum slv_status
replay_articles(const struct slv_index_options *options,
                const struct replay_scope *scope, struct arena *arena,
                struct replay *out, struct slv_error *err);
/* replay_articles() for one article, taking the lock; with `draft` as if that
 * file of it (a path) had the text that comes by standard input. */
SLV_MUST_CHECK enum slv_status
replay_one(const struct slv_index_options *options, struct str id,
           const char *draft, struct arena *arena, struct replay *out,
           struct slv_error *err);

/* Build an index of options->folders (those that options->data records, when
 * there are none) in a folder of its own below options->data, and run the
 * searches against what stands in options->data. The new index is removed. */
SLV_MUST_CHECK enum slv_status
replay_folders(const struct slv_index_options *options, struct arena *arena,
               struct replay *out, struct slv_error *err);

/* "2 of 40 searches are lost ..." and the list, to stdout. */
void replay_show(const struct replay *replay, bool is_json);

#endif
