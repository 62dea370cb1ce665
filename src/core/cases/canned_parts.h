/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of an article that hold for some versions or platforms alone, and which
 * of them a case is sent. A part is named by its *label*, as writers put it:
 *
 *     ### For version 4.2 and later        a heading, up to the next of its level
 *     ### Restart the service (Windows)
 *     1. (Linux, version 3.x) Edit ...     an item of a list, with all below it
 *     (macOS) Open ...                     a paragraph
 *
 * A label is a list with commas: "version" or "versions" and what
 * core/search/versions.h understands, or platforms. Versions are alternatives of
 * each other, so are platforms; of both one has to fit. What is no such list is
 * no label. docs/articles.md tells it to writers.
 *
 * Pure; any thread.
 */
#ifndef CASES_CANNED_PARTS_H
#define CASES_CANNED_PARTS_H

#include "solvent/article.h"
#include "solvent/str.h"

struct arena;

/* What a case says of itself; empty: it is not known. */
struct canned_place {
    struct str version;     /* "4.2.1" */
    struct str environment; /* "Ubuntu 22.04, test site" */
};

enum canned_fit {
    CANNED_FITS,
    CANNED_UNKNOWN, /* the case does not say enough */
    CANNED_DIFFERS
};

/* Does `label` (without brackets) fit the place? False when it is no label; the
 * platforms of `article` are known beside the usual ones. */
bool canned_label_fit(struct str label, const struct slv_article *article,
                      const struct canned_place *place, enum canned_fit *out);

/* `markdown` without the parts that differ; labels of parts that fit are left
 * out, those of which it is not known stay. Numbers of lists count on without
 * gaps. In `arena`. */
struct str canned_parts(struct str markdown, const struct slv_article *article,
                        const struct canned_place *place, struct arena *arena);

#endif
