/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The history of an article's file when the article folder is a git repository:
 * who changed it when, by its commits, and what it was. git is run with fixed
 * arguments and without a shell, and only reads; committing is left to whoever
 * keeps the repository.
 */
#ifndef SERVER_ARTICLE_GIT_H
#define SERVER_ARTICLE_GIT_H

#include "server/git_log.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stddef.h>

struct app;
struct arena;

enum { ARTICLE_GIT_TIMEOUT_MS = 5 * 1000 };

/* The commits that changed the file at `path` below the article folder, newest
 * first, also under former names; in `arena`. ERR_UNAVAILABLE when there is no
 * git, or the folder is in no repository that may be read. */
SLV_MUST_CHECK enum slv_status
article_git_list(const struct app *app, struct str path, struct arena *arena,
                 struct git_commit **out, size_t *count, struct slv_error *err);
/* The file as the commit `id` left it. ERR_NOT_FOUND when that is not among its
 * commits. */
SLV_MUST_CHECK enum slv_status
article_git_text(const struct app *app, struct str path, struct str id,
                 struct arena *arena, struct str *out, struct slv_error *err);

#endif
