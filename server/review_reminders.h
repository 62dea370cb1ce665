/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeps the list of reviews that are due (store/review_store.h) in step with the
 * articles, so that their owners see a number and receivers are told.
 */
#ifndef SERVER_REVIEW_REMINDERS_H
#define SERVER_REVIEW_REMINDERS_H

#include "server/app.h"

/* Take the dates of `articles`, which are all and in the order of ids. */
SLV_MUST_CHECK enum slv_status
review_reminders_see(struct app *app, const struct slv_article *articles,
                     size_t count, struct arena *arena, struct slv_error *err);
/* Read the articles and take theirs; for a thread of its own. Nothing is done
 * where nothing is indexed yet; what fails is logged. */
void review_reminders_run(struct app *app);

#endif
