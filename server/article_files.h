/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Article files as the page for writing has them: read with a digest, and
 * written only when the digest is still that of the file. Nothing outside the
 * one folder that is configured for writing is read or written, and no link is
 * followed out of it. Who may write is for the caller to know.
 *
 * Saving is one at a time in this process; a file that another program replaces
 * in the very moment between comparing and renaming is not noticed.
 */
#ifndef SERVER_ARTICLE_FILES_H
#define SERVER_ARTICLE_FILES_H

#include "solvent/article.h"
#include "solvent/status.h"
#include "solvent/str.h"

struct app;
struct arena;
struct article_files;

enum { ARTICLE_FILES_BYTES_MAX = 2 * 1024 * 1024 };

struct article_files *article_files_new(void);        /* article_files_free() */
void article_files_free(struct article_files *files); /* NULL is allowed */

struct article_file {
    struct str path;   /* below the folder, "ssh/denied.md" */
    const char *real;  /* the whole path, without links */
    struct str text;   /* empty when it is new */
    struct str digest; /* of the text; empty when there is no file */
};

/* The folder that is written to: articles_folder of the configuration, else the
 * first indexed one. SLV_ERR_UNAVAILABLE when there is none. In `arena`. */
SLV_MUST_CHECK enum slv_status article_files_folder(const struct app *app,
                                                    struct arena *arena,
                                                    struct str *out,
                                                    struct slv_error *err);
/* Where the file of an indexed article is, below that folder. SLV_ERR_PERMISSION
 * when it lies elsewhere. */
SLV_MUST_CHECK enum slv_status
article_files_path(const struct app *app, const struct slv_article *article,
                   struct arena *arena, struct str *path,
                   struct slv_error *err);
/* Read the file at `path` below the folder; one that is not there is new.
 * SLV_ERR_PERMISSION for a path that leads out, SLV_ERR_INPUT for one that no
 * article can have, SLV_ERR_TOO_BIG. */
SLV_MUST_CHECK enum slv_status
article_files_read(const struct app *app, struct str path, struct arena *arena,
                   struct article_file *out, struct slv_error *err);
/* Replace the file by `text`, unless it is no longer the one with `digest`
 * (empty: there must be none): SLV_ERR_CONFLICT then, and *out is what stands
 * there. Else *out is what was written. */
SLV_MUST_CHECK enum slv_status
article_files_save(const struct app *app, struct str path, struct str digest,
                   struct str text, struct arena *arena,
                   struct article_file *out, struct slv_error *err);

#endif
