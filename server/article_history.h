/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happened to an article: what was done to it here (store/article_store.h),
 * what was published though searches lose it, and the commits of its file.
 */
#ifndef SERVER_ARTICLE_HISTORY_H
#define SERVER_ARTICLE_HISTORY_H

#include "server/app.h"
#include "server/article_git.h"
#include "store/article_store.h"
#include "store/publish_store.h"

/* Lists have the newest first. */
struct article_history {
    const struct article_event *events;
    size_t event_count;
    const struct article_allowance *allowances;
    size_t allowance_count;
    const struct git_commit *commits;
    size_t commit_count;
};

enum { HISTORY_FORMER_MAX = 50 };

/* What an article is known by. */
struct article_names {
    struct str path; /* of its file */
    struct str id;   /* that its text gives */
    struct str name; /* of its file without .md, or as the address has it */
    struct str_list former; /* ids that its text says it had: `replaces` */
};

/* Fill `out`, in `arena`, events with the newest first. What was kept under the
 * name of the file counts when nothing was under the id; what was under former
 * ids, of which at most HISTORY_FORMER_MAX are looked up, stands among it. What
 * cannot be read is not there. Commits are read when `with_commits`: that runs a
 * program. */
void article_history_list(struct app *app, const struct article_names *names,
                          bool with_commits, struct arena *arena,
                          struct article_history *out);
/* Why the text of an event was published though searches lose it; NULL when they
 * do not, or nobody said so. */
const struct article_allowance *
article_history_allowance(const struct article_history *history,
                          const struct article_event *event);
/* The text of a version: a digest of the store's, or the id of a commit. False
 * when the article never had it. */
bool article_history_text(struct app *app, const struct article_names *names,
                          struct str version, struct arena *arena,
                          struct str *text);

#endif
