/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text formats of TREC: queries, judgements (qrels) and runs. Bytes in,
 * tables out; nothing is read or written here.
 *
 *     queries      query TAB text
 *     judgements   query iteration article grade
 *     run          query Q0 article rank score tag
 *
 * Fields of the last two are divided by spaces and tabs, however many. In all
 * three, empty lines and lines that begin with "#" are passed over, and a byte
 * order mark and carriage returns do no harm. Anything else that is not of the
 * form is a fault with its line; a table with faults is not to be used.
 *
 * An id has no white space: a space within an article's id is written %20
 * (trec_id()). Strings borrow from the bytes. Any thread.
 */
#ifndef EVAL_TREC_H
#define EVAL_TREC_H

#include "solvent/str.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;

enum {
    TREC_FILE_BYTES_MAX = 512 * 1024 * 1024,
    TREC_QUERIES_MAX = 50000,
    TREC_ROWS_MAX = 5 * 1000 * 1000, /* of judgements, and of a run */
    TREC_ID_BYTES_MAX = 1000,
    TREC_GRADE_MAX = 1000, /* and as much below 0 */
    TREC_FAULTS_MAX = 20   /* kept; further ones are counted */
};

struct trec_fault {
    int line; /* from 1 */
    struct str what;
};

struct trec_faults {
    struct trec_fault items[TREC_FAULTS_MAX];
    size_t count; /* of all, also those beyond the kept */
};

struct trec_query {
    struct str id;
    struct str text;
};

/* In the order of the file, each id once. */
struct trec_queries {
    struct trec_query *items;
    size_t count;
};

struct trec_judgement {
    struct str query;
    struct str article;
    int grade;
    int line;
};

/* By query, then by article, each pair once. */
struct trec_judgements {
    struct trec_judgement *items;
    size_t count;
};

struct trec_hit {
    struct str query;
    struct str article;
    double score;
    int line;
};

/* By query, then best hit first: by falling score, equal scores by falling
 * article id, as trec_eval does it. The rank in the file is not looked at. */
struct trec_run {
    struct trec_hit *items;
    size_t count;
};

/* --- reading --- */

/* Each fills *out and *faults; both are in `arena`. */
void trec_read_queries(struct str bytes, struct arena *arena,
                       struct trec_queries *out, struct trec_faults *faults);
void trec_read_judgements(struct str bytes, struct arena *arena,
                          struct trec_judgements *out,
                          struct trec_faults *faults);
void trec_read_run(struct str bytes, struct arena *arena, struct trec_run *out,
                   struct trec_faults *faults);

/* --- finding --- */

/* The rows of `query`: the first and how many, 0 when there is none. */
const struct trec_judgement *
trec_judgements_of(const struct trec_judgements *judgements, struct str query,
                   size_t *count);
const struct trec_hit *trec_hits_of(const struct trec_run *run,
                                    struct str query, size_t *count);

/* --- writing --- */

/* `article` as it stands in a file: itself, or a copy in `arena` with spaces
 * written %20. */
struct str trec_id(struct str article, struct arena *arena);

/* Append the hits of one query, best first, as rows of a run. Scores are
 * written so that they fall strictly even in single precision: another
 * evaluator, which orders by them, finds the same order. */
void trec_write_hits(struct str query, const struct str *articles,
                     const double *scores, size_t count, struct strbuf *out);

#endif
