/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `git log` prints in our format, as commits. A repository may hold anything
 * that its authors wrote: nothing of it is believed but its shape.
 */
#ifndef SERVER_GIT_LOG_H
#define SERVER_GIT_LOG_H

#include "solvent/str.h"

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Each commit: its fields, then the name of the file. What a person wrote holds
 * every byte but NUL, so that nobody writes a commit into another's words. */
#define GIT_LOG_FORMAT "--format=%x00%x00%H%x00%an%x00%at%x00%s%x00"

enum { GIT_COMMITS_MAX = 100, GIT_COMMIT_HEX = 40 };

struct git_commit {
    struct str id;     /* 40 hex digits */
    struct str author; /* valid UTF-8 */
    struct str subject;
    int64_t at_unix_s; /* 0: not known */
    struct str path;   /* that the file had, below the top of the repository;
                          not empty */
};

/* The first GIT_COMMITS_MAX commits of `text`, which was asked for with -z and
 * --name-only; those without a file (mergers) and whatever else it holds are
 * left out. Returns how many; *out is in `arena` and borrows from `text`. */
size_t git_log_read(struct str text, struct arena *arena,
                    struct git_commit **out);

#endif
