/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One run of the indexer: what its steps share. The steps, in order:
 *
 *     index.c    lock, folders, catalog; chooses between the next two
 *     build.c    everything anew, in parallel, into a fresh generation
 *     update.c   only what changed, in place
 *     shards.c   applying changes to shards, packing them
 *
 * and folder_check.c reads everything as a build does and writes nothing.
 */
#ifndef INDEXER_RUN_H
#define INDEXER_RUN_H

#include "core/search/document.h"
#include "indexer/catalog.h"
#include "indexer/prepare.h"
#include "indexer/rule_files.h"
#include "indexer/tree.h"
#include "solvent/index.h"

#include <pthread.h>

struct arena;
struct article_hold;
struct strmap;

enum { SECRECY_MAX = 2 };

struct reported {
    size_t
        article; /* index of the file, SIZE_MAX for what is about no article */
    struct slv_diagnostic diagnostic;
};

struct run {
    const struct slv_index_options *options;
    struct slv_index_summary *summary;
    struct arena *arena; /* lives as long as the run; not for threads */
    unsigned jobs;
    struct tree tree;
    struct prepare_settings settings;
    struct rule_files rule_files;
    struct str rules;                  /* to be stored */
    const struct tree_file **articles; /* those of tree.files that are */
    size_t article_count;
    /* per article: article_secrecy(), SECRECY_MAX until it is known */
    unsigned char *secrecy;
    bool *is_unreadable;        /* per article: what is indexed of it stays */
    struct article_hold *holds; /* of guard.c, in `arena` */
    size_t hold_count;
    struct catalog catalog;
    struct strmap *known; /* id to its catalog_entry */

    pthread_mutex_t mutex; /* for what follows */
    struct strmap *claims; /* id to the tree_file that has it now */
    struct strmap *images; /* names of those that counted articles show, and
                              checksums of the files they attach */
    struct arena *report_arena;
    struct reported *reports;
    size_t report_count;
    size_t report_capacity;
    size_t done;
};

/* Begin a run by `options`, which last as long as it; run_release() in any
 * case. */
void run_init(struct run *run, const struct slv_index_options *options,
              struct slv_index_summary *summary);
void run_release(struct run *run);
/* Fill the list of articles from run->tree. */
void run_list_articles(struct run *run);
/* Say what is odd about the rules that were read, by the articles that have
 * claimed their ids. */
void run_check_rules(struct run *run, struct diagnostics *diagnostics);
/* Hand what was reported to the options' function, in the order of the files. */
void run_tell_reports(struct run *run);

/* Keep a file's diagnostics until the end of the run. Any thread. */
void run_report(struct run *run, size_t article,
                const struct diagnostics *diagnostics);
/* One more of `total` pieces is done. Any thread. */
void run_progress(struct run *run, size_t total);
/* Empty list of diagnostics for an article, in `arena`. */
struct diagnostics run_diagnostics(const struct run *run,
                                   const struct tree_file *file,
                                   struct arena *arena);

/* How secret the article is, as far as is known now. */
int run_secrecy(const struct run *run, const struct tree_file *file);
/* Index of `file` among the articles, or where it would be. */
size_t run_article_index(const struct run *run, const struct tree_file *file);

/* Has `a` the better right to an id that both ask for: what everybody may read
 * comes before what groups may, and that before the rest, so that no article
 * changes an address that those know who may not read it; then it goes by
 * folder and path. Two groups can take addresses from each other. */
bool run_precedes(const struct run *run, const struct tree_file *a,
                  const struct tree_file *b);

/* Take `id` for `file`: NULL when it was free (or already this file's), else
 * the file that has it. Any thread. */
const struct tree_file *run_claim(struct run *run, struct str id,
                                  const struct tree_file *file);
/* An id for a file whose own one is taken: from its path, with a number behind
 * it if that is taken too. It is claimed. An article takes it from one that is
 * more secret: *former is then that one, which needs another; else it is NULL.
 * So addresses do not depend on what is more secret. Not for threads. */
struct str run_claim_other(struct run *run, const struct tree_file *file,
                           struct arena *arena,
                           const struct tree_file **former);
/* Say that `file` has `id` because `holder` has the one it gives. */
void run_report_duplicate(struct diagnostics *diagnostics, struct run *run,
                          const struct tree_file *holder, struct str wanted,
                          struct str id);

/* Count an article as added, updated or unchanged against the catalog, and note
 * its images. */
void run_count(struct run *run, const struct slv_article *article,
               const struct record_origin *origin);

/* --- the two ways --- */

SLV_MUST_CHECK enum slv_status run_build(struct run *run,
                                         struct slv_error *err);
/* *is_too_much: so much has changed that run_build() is the faster way;
 * nothing was done then. */
SLV_MUST_CHECK enum slv_status run_update(struct run *run, bool *is_too_much,
                                          struct slv_error *err);

/* --- shards.c --- */

struct change {
    struct str shard;
    struct str groups; /* of the shard, by groups_of() */
    bool is_removal;   /* of document.unique_term and document.key alone */
    struct document document;
};

/* Shard where an article belongs; its name is in `arena`. */
struct str shard_of(const struct slv_article *article, struct arena *arena);
/* The set of groups that the shard of the article belongs to
 * (core/article/groups.h), empty unless it is a group's; in `arena`. */
struct str groups_of(const struct slv_article *article, struct arena *arena);
/* Open a shard of the generation folder `name`, marking it as ours when new. */
SLV_MUST_CHECK enum slv_status shard_open(struct xap_writer **out,
                                          const char *path,
                                          enum xap_writer_mode mode,
                                          struct slv_error *err);
/* Write down who may read the new shard, unless `groups` is empty. */
SLV_MUST_CHECK enum slv_status shard_put_groups(struct xap_writer *writer,
                                                struct str groups,
                                                struct slv_error *err);
SLV_MUST_CHECK enum slv_status shard_put(struct xap_writer *writer,
                                         const struct document *document,
                                         bool is_new, struct slv_error *err);
/* Apply changes in place: all removals are committed before anything is put
 * when `has_moves`, so that no crash leaves an article where fewer may read it
 * and where more may. Shards that are not there yet are made and added to
 * `generation`, their names in the run's arena. With `has_new_rules` the run's
 * rules come with the last commit of the public shard. */
SLV_MUST_CHECK enum slv_status
shards_apply(struct run *run, struct generation *generation,
             const struct change *changes, size_t count, bool has_moves,
             bool has_new_rules, struct slv_error *err);
/* Merge `sources` into the shard `shard` of the folder `name`. */
SLV_MUST_CHECK enum slv_status shard_pack(const char *data, struct str name,
                                          struct str shard,
                                          const char *const *sources,
                                          size_t count, struct slv_error *err);

/* Make the folders of shards from number `first` on durable, which are to be
 * named from now on. */
SLV_MUST_CHECK enum slv_status shards_sync(const char *data,
                                           const struct generation *generation,
                                           size_t first, struct slv_error *err);

/* --- generations being made --- */

/* Name of the next generation ("index.4"), in the run's arena; leftovers of
 * runs that did not end are removed. */
SLV_MUST_CHECK enum slv_status
generation_begin(struct run *run, struct str *name, struct slv_error *err);
/* Make it durable and current, and remove the others. */
SLV_MUST_CHECK enum slv_status
generation_finish(struct run *run, const struct generation *generation,
                  struct slv_error *err);
/* Pack the current generation into a new one when updates have made it much
 * larger than it was. */
SLV_MUST_CHECK enum slv_status generation_tidy(struct run *run,
                                               struct generation *generation,
                                               struct slv_error *err);

#endif
