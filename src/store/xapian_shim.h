/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Xapian for C: whole operations in, plain data out.
 *
 * A *writer* owns one database folder and changes it: replace, remove, put,
 * commit. A *reader* opens one or several database folders (shards) as one
 * collection and answers: search, get, list, suggest. A document goes in as a
 * C struct of terms, values and data; a search takes a plan, which is a C
 * struct too, and copies its hits into the caller's arena. No iterator, no C++
 * type and no callback crosses this border; exceptions become statuses.
 *
 * Weights. A term's weight in a document is its stored wdf, taken as it is:
 * the score of a document is the sum over the plan's terms of
 *     term.weight * idf(term) * wdf,     idf = log(1 + (N - n + 0.5)/(n + 0.5))
 * with N documents in the reader and n of them with the term (the idf of
 * Lucene's BM25: never negative). So whatever saturation or length
 * normalisation is wanted is folded into the wdf by whoever indexes.
 * No document length is read at search time.
 *
 * Order. Hits come by falling score; equal scores by rising bytes of the value
 * in slot plan.tie_slot, so that the order does not depend on how documents
 * are spread over shards or in which order they came.
 *
 * Threads. A writer or reader belongs to one thread at a time. Several readers
 * and one writer may work on one folder at once, in threads or in processes.
 *
 * Limits. A term, unique term or metadata key is 1 to XAP_TERM_MAX bytes, a
 * NUL byte counting twice. Longer gives SLV_ERR_TOO_BIG and empty
 * SLV_ERR_INPUT from every function that takes one; nothing is changed then.
 *
 * Reading gives SLV_ERR_CORRUPT, SLV_ERR_IO or SLV_ERR_STALE, writing
 * SLV_ERR_CORRUPT, SLV_ERR_IO, SLV_ERR_NO_SPACE or SLV_ERR_PERMISSION, in
 * addition to what stands with each function. docs/xapian-for-c.md has an
 * example and all statuses.
 */
#ifndef STORE_XAPIAN_SHIM_H
#define STORE_XAPIAN_SHIM_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct xap_writer;
struct xap_reader;
struct xap_stemmer;

enum { XAP_TERM_MAX = 240, XAP_RETRIES_MAX = 8, XAP_SHARDS_MAX = 64 };

/* --- writing --- */

enum xap_writer_mode {
    XAP_UPDATE, /* open what is there, or make it */
    XAP_CREATE, /* make it; an existing one is emptied */
    XAP_BUILD /* as XAP_CREATE, without syncing: for parts that xap_compact() will merge */
};

struct xap_term {
    struct str name;
    uint32_t wdf;
};

struct xap_value {
    uint32_t slot;
    struct str bytes;
};

struct xap_document {
    const struct xap_term
        *terms; /* each name once; any order, sorted is faster */
    size_t term_count;
    const struct xap_value *values;
    size_t value_count;
    struct str data;
};

/* Open `path` for writing. SLV_ERR_LOCKED when another writer holds it,
 * SLV_ERR_PERMISSION, SLV_ERR_NO_SPACE, SLV_ERR_VERSION, SLV_ERR_CORRUPT,
 * SLV_ERR_CANNOT_CREATE. *out is NULL unless SLV_OK.
 *
 * A change or commit that fails (SLV_ERR_TOO_BIG and SLV_ERR_INPUT apart) has
 * lost everything since the last commit: every later call then gives
 * SLV_ERR_IO, and the writer can only be closed. Some 100 MB of changes are
 * held in memory at most; more are moved to disk, still unseen until the
 * commit. */
SLV_MUST_CHECK enum slv_status xap_writer_open(struct xap_writer **out,
                                               const char *path,
                                               enum xap_writer_mode mode,
                                               struct slv_error *err);
/* Close without committing what is pending. NULL is allowed. */
void xap_writer_close(struct xap_writer *writer);

/* Add a document that is known to be new. */
SLV_MUST_CHECK enum slv_status xap_writer_add(struct xap_writer *writer,
                                              const struct xap_document *doc,
                                              struct slv_error *err);
/* Put `doc` in the place of the documents that have `unique_term` (which must
 * be among doc's terms, else SLV_ERR_INPUT), or add it. */
SLV_MUST_CHECK enum slv_status
xap_writer_replace(struct xap_writer *writer, struct str unique_term,
                   const struct xap_document *doc, struct slv_error *err);
/* Remove the documents with `unique_term`; none is no error. */
SLV_MUST_CHECK enum slv_status xap_writer_remove(struct xap_writer *writer,
                                                 struct str unique_term,
                                                 struct slv_error *err);
/* Set a metadata entry; an empty value removes it. */
SLV_MUST_CHECK enum slv_status xap_writer_put(struct xap_writer *writer,
                                              struct str key, struct str value,
                                              struct slv_error *err);
/* Make everything since the last commit visible and durable at once. */
SLV_MUST_CHECK enum slv_status xap_writer_commit(struct xap_writer *writer,
                                                 struct slv_error *err);

/* Merge `count` databases into a new one at `target` (a folder that does not
 * exist yet), packed as small as it goes. Documents are renumbered; a metadata
 * key that several have keeps one of their values. Everything is on disk when
 * it returns, and nothing is left of `target` when it fails.
 * SLV_ERR_CANNOT_CREATE when it exists, SLV_ERR_INPUT for no sources, and as
 * xap_reader_open() and xap_writer_open(). */
SLV_MUST_CHECK enum slv_status xap_compact(const char *const *sources,
                                           size_t count, const char *target,
                                           struct slv_error *err);

/* --- reading --- */

/* Open `count` databases (1 to XAP_SHARDS_MAX, else SLV_ERR_INPUT) as one
 * collection. SLV_ERR_NO_INPUT when one is not there, SLV_ERR_VERSION,
 * SLV_ERR_CORRUPT, SLV_ERR_PERMISSION. */
SLV_MUST_CHECK enum slv_status xap_reader_open(struct xap_reader **out,
                                               const char *const *paths,
                                               size_t count,
                                               struct slv_error *err);
void xap_reader_close(struct xap_reader *reader);
/* See the newest commits. *changed (may be NULL) says whether there were any
 * since the last time, also such as another call has come upon. */
SLV_MUST_CHECK enum slv_status xap_reader_refresh(struct xap_reader *reader,
                                                  bool *changed,
                                                  struct slv_error *err);

uint64_t xap_reader_document_count(const struct xap_reader *reader);

/* More than the terms of a plan add up to. */
#define XAP_PIN_SCORE 0x1p24

enum xap_need {
    XAP_OPTIONAL, /* adds its weight where it occurs */
    XAP_REQUIRED, /* must occur, and adds its weight */
    XAP_FORBIDDEN /* must not occur */
};

/* One word of the query. Terms that share a `group` (not 0) are alternatives
 * of one word: a document gets the weight of the best of them, and
 * XAP_REQUIRED asks for one of them. Terms of a group that share a `part` (not
 * 0) are one alternative together: a document that has all of them gets the
 * sum of their weights, any other nothing for them. */
struct xap_plan_term {
    struct str name;
    double weight; /* from 0 on, else SLV_ERR_QUERY */
    enum xap_need need;
    uint16_t group;
    uint16_t part; /* of a group, else it means nothing */
};

/* A document passes when it has one of these terms (no weight); with
 * `is_excluded`, when it has none of them. */
struct xap_filter {
    const struct str *terms;
    size_t count;
    bool is_excluded;
};

/* A document passes when the bytes of its value in `slot` are from `begin` to
 * `end`, both within; with `is_excluded`, when they are not. For slots that
 * every document has: where one without a value stands is not said. */
struct xap_range {
    uint32_t slot;
    struct str begin;
    struct str end;
    bool is_excluded;
};

struct xap_plan {
    const struct xap_plan_term
        *terms; /* none: every document matches with score 0 */
    size_t term_count;
    const struct xap_filter *filters; /* all must pass */
    size_t filter_count;
    const struct xap_range *ranges; /* all must pass */
    size_t range_count;
    /* Documents with one of these terms match whatever the terms above say,
     * but for the forbidden ones, and come before all others, those of an
     * earlier term first: XAP_PIN_SCORE times their rank from the end is added
     * to their score. Of a plan without terms they have no effect. */
    const struct str *pins;
    size_t pin_count;
    size_t first; /* hits to leave out at the top */
    size_t limit; /* hits to give, may be 0 */
    bool
        exact_total; /* else `total` is a lower bound and the search may stop early */
    uint32_t tie_slot;
    /* order by falling value in order_slot instead of score (ties by tie_slot) */
    bool order_by_slot;
    uint32_t order_slot;
    /* also fetch the metadata entry whose key is the hit's value in
     * attachment_slot, from the hit's own shard */
    bool want_attachments;
    uint32_t attachment_slot;
};

struct xap_hit {
    double score;
    struct str data;
    struct str attachment; /* empty when not asked for or not there */
    uint32_t shard;        /* index into the reader's paths */
};

struct xap_facet_value {
    struct str value;
    uint64_t count;
};

struct xap_result {
    struct xap_hit *hits;
    size_t hit_count;
    uint64_t total; /* exact when plan.exact_total, else a lower bound */
    bool is_total_exact;
    double
        greatest_score; /* the most that any document could get for this plan */
};

/* A value that holds several strings, for facets: each is one length byte and
 * that many bytes (longer strings are cut at 255, between characters). They
 * come in the order of their bytes, each once, without empty ones. *out is in
 * `arena`, of which some 16 bytes are used per string beside it. */
void xap_multi_value(const struct str *items, size_t count, struct arena *arena,
                     struct str *out);

/* Run a plan: match, order, data and attachments in one step that is repeated
 * on the newest commit when a writer overtook it; SLV_ERR_STALE after
 * XAP_RETRIES_MAX tries. Everything in *out is in `arena`. */
SLV_MUST_CHECK enum slv_status
xap_search(struct xap_reader *reader, const struct xap_plan *plan,
           struct arena *arena, struct xap_result *out, struct slv_error *err);

/* Counting without ranking. */
struct xap_tally {
    uint64_t total; /* documents that match */
    /* of them, those with each of the distinct values; NULL when no slot was
     * asked for */
    uint32_t *with_value;
};
struct xap_counts {
    struct xap_tally *counts; /* one per entry of `without` */
    /* The distinct values of the slot in all documents, by rising bytes: the
     * reader's, until its next call. `values_stamp` differs whenever they may
     * be others than before. */
    const struct str *values;
    size_t value_count;
    uint64_t values_stamp;
};

enum { XAP_NO_SLOT = -1 };

/* Count the documents that match `plan`, and with `slot` from 0 on how many of
 * them have each value. The count is made once for each of `without` (`count`
 * of them), whose bits name filters of the plan that are left out: bit 0 the
 * first, to bit 63. Fields of the plan about hits and their order do not
 * matter. The first call after a commit reads the slot of every document (some
 * 10 ms for 50,000 documents); the lists of frequent terms are kept too.
 * Everything else in *out is in `arena`. */
SLV_MUST_CHECK enum slv_status
xap_count(struct xap_reader *reader, const struct xap_plan *plan, int slot,
          const uint64_t *without, size_t count, struct arena *arena,
          struct xap_counts *out, struct slv_error *err);

/* The document with `unique_term`: data and, with attachment_slot >= 0, its
 * attachment. SLV_ERR_NOT_FOUND (err is filled) when there is none. */
SLV_MUST_CHECK enum slv_status
xap_get(struct xap_reader *reader, struct str unique_term, int attachment_slot,
        struct arena *arena, struct xap_hit *out, struct slv_error *err);

/* Terms of the document with `unique_term`, by rising bytes, but for those of
 * wdf 0. SLV_ERR_NOT_FOUND (err is filled) when there is none. */
SLV_MUST_CHECK enum slv_status
xap_get_terms(struct xap_reader *reader, struct str unique_term,
              struct arena *arena, struct xap_term **out, size_t *count,
              struct slv_error *err);

/* A metadata entry of one shard; empty when it is not there. */
SLV_MUST_CHECK enum slv_status
xap_get_metadata(struct xap_reader *reader, uint32_t shard, struct str key,
                 struct arena *arena, struct str *out, struct slv_error *err);

/* Data of every document of one shard, in no particular order. */
SLV_MUST_CHECK enum slv_status
xap_list_data(struct xap_reader *reader, uint32_t shard, struct arena *arena,
              struct str **out, size_t *count, struct slv_error *err);

/* Terms that begin with `prefix`, by rising bytes, with the number of
 * documents that have them; at most `limit`. The names in *out are without the
 * prefix. */
SLV_MUST_CHECK enum slv_status
xap_list_terms(struct xap_reader *reader, struct str prefix, size_t limit,
               struct arena *arena, struct xap_facet_value **out, size_t *count,
               struct slv_error *err);

/* Documents with each of `names` (0 when there is none): for idf, explanations
 * and telling words. */
SLV_MUST_CHECK enum slv_status xap_term_frequencies(struct xap_reader *reader,
                                                    const struct str *names,
                                                    size_t count, uint64_t *out,
                                                    struct slv_error *err);

/* --- stemming --- */

enum {
    XAP_STEM_MAX = 128
}; /* bytes of a word that is stemmed; longer stay as they are */

/* Stemmer for a language name or code that Snowball knows ("en", "german");
 * SLV_ERR_NOT_FOUND otherwise. One thread at a time. */
SLV_MUST_CHECK enum slv_status xap_stemmer_open(struct xap_stemmer **out,
                                                const char *language,
                                                struct slv_error *err);
void xap_stemmer_close(struct xap_stemmer *stemmer);
/* Stem of the lower-case `word`, valid until the next call with this stemmer.
 * */
struct str xap_stem(struct xap_stemmer *stemmer, struct str word);

#ifdef __cplusplus
}
#endif
#endif
