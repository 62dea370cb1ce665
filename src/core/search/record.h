/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The byte form of an article in the index, in two pieces: the *record*, all
 * that a list of hits needs, and the *body*, compressed: sections and text in
 * one stream, and the Markdown as what it adds to its own text (deflate with
 * the text as dictionary), so that a snippet unfolds only the first.
 */
#ifndef SEARCH_RECORD_H
#define SEARCH_RECORD_H

#include "solvent/article.h"
#include "solvent/status.h"

#include <stdbool.h>

struct arena;
struct gzip_coder;
struct strbuf;

/* What the indexer keeps beside an article to see changes. */
struct record_origin {
    struct str digest; /* of everything the article was made from */
    /* paths of the other files it is made of, or would be if they were there:
     * what it includes and the images it shows */
    struct str_list sources;
    bool is_renamed; /* another article has the id that its file gives */
    int64_t changes_at_unix_s; /* when it must be read again though nothing it
                                  is made of has changed; 0: never */
};

void record_write(const struct slv_article *article,
                  const struct record_origin *origin, struct strbuf *out);
/* Fill what the record holds: id, path, title, language, products, versions,
 * state, access, owner, updated, reviewed, review_after and the schedule.
 * Strings are borrowed from `record`. `origin` may be NULL. SLV_ERR_CORRUPT when
 * the bytes are damaged. */
SLV_MUST_CHECK enum slv_status
record_read(struct str record, struct arena *arena, struct slv_article *article,
            struct record_origin *origin, struct slv_error *err);

void body_write(const struct slv_article *article, struct gzip_coder *coder,
                struct strbuf *out);

/* Decompress a body into `out`, which is cleared first: sections and text, and
 * the Markdown and the remaining metadata too when `is_whole`. */
SLV_MUST_CHECK enum slv_status body_unfold(struct str body,
                                           struct gzip_coder *coder,
                                           bool is_whole, struct strbuf *out,
                                           struct slv_error *err);
/* Fill `article` from what body_unfold() gave with the same `is_whole`; strings
 * are borrowed from `unfolded`, lists are in `arena`. */
SLV_MUST_CHECK enum slv_status body_read(struct str unfolded, bool is_whole,
                                         struct arena *arena,
                                         struct slv_article *article,
                                         struct slv_error *err);

/* The text alone of what body_unfold() gave. */
struct str body_text(struct str unfolded);

#endif
