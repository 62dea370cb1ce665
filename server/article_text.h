/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the text of an article's file says, and what the checker finds in it by
 * the check.conf and check.words of its folder. Reading and writing the file is
 * left to article_files.h.
 *
 * Threads: any; the checker's dictionary takes turns by itself.
 */
#ifndef SERVER_ARTICLE_TEXT_H
#define SERVER_ARTICLE_TEXT_H

#include "core/article/article_read.h"
#include "server/app.h"

/* A text with LF line ends, and one line end at its end; in `arena`. */
struct str article_text_plain(struct str text, struct arena *arena);
/* Longer texts are neither checked nor shown as they will look here: others wait
 * while it is done. `solvent check` checks them. */
enum { ARTICLE_TEXT_LOOKED_AT_BYTES = 256 * 1024 };

/* Read `text` as the file at `path` below the article folder. An included text
 * is named and not shown. Everything is in `arena`. */
void article_text_read(const struct app *app, struct str path, struct str text,
                       struct arena *arena, struct article_draft *draft,
                       struct diagnostics *findings);
/* Add what the checker says of the draft, whose file has `text_bytes`, to
 * `findings`, and sort them by line. One that is too long has a finding that says
 * so ("text-too-long") instead. */
void article_text_check(struct app *app, const struct article_draft *draft,
                        size_t text_bytes, struct arena *arena,
                        struct diagnostics *findings);
/* Can the text go to `state` as it is: SLV_OK, or SLV_ERR_INPUT with the
 * sentence that says why not, and err->line where there is one: its front matter
 * cannot be read, or, to be published, something is marked to be taken out. */
SLV_MUST_CHECK enum slv_status
article_text_may_become(const struct app *app, struct str path, struct str text,
                        enum slv_state state, struct arena *arena,
                        struct slv_error *err);

#endif
