/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asks, before an article is published, which searches would lose it: the
 * program itself is run as `solvent check --replay`, since only the indexer
 * makes indexes. Who may publish all the same is for the caller to know.
 */
#ifndef SERVER_PUBLISH_GUARD_H
#define SERVER_PUBLISH_GUARD_H

#include "server/app.h"
#include "store/publish_store.h"

enum { PUBLISH_GUARD_TIMEOUT_MS = 30 * 1000 };

/* The searches that would lose the article `id`, if its file (the whole path)
 * had `text`, the greatest losses first; in `arena`. None when the configuration
 * has no guard. ERR_UNAVAILABLE and others when it could not be asked. */
SLV_MUST_CHECK enum slv_status
publish_guard_ask(const struct app *app, struct str id, const char *file,
                  struct str text, struct arena *arena, struct hold_loss **out,
                  size_t *count, struct slv_error *err);

#endif
