/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Known issues: published articles with the tag that the configuration names
 * (known_issue_tag), told to readers whose products they are about before they
 * ask. Searched as whoever asks, so that nobody is told what they may not read.
 */
#ifndef SERVER_KNOWN_ISSUES_H
#define SERVER_KNOWN_ISSUES_H

#include "server/request.h"
#include "solvent/search.h"
#include "solvent/status.h"

struct app;

enum {
    KNOWN_ISSUES_SHOWN = 3,
    KNOWN_ISSUES_READ = 40 /* the newest, among which those that match are */
};

struct known_issues {
    const struct slv_hit *hits[KNOWN_ISSUES_SHOWN]; /* newest first */
    size_t count;
};

/* Those about `product` and those that name none; with an empty one, about any
 * of the products that `customer` (a key) is known to use. When neither says
 * anything, all match. In the request's arena. Never fails: without an index or
 * a store there are none to tell, or none to choose by. */
void known_issues_find(struct app *app, const struct request *request,
                       struct str customer, struct str product,
                       struct known_issues *out);
/* The same for whoever reads: of their customer's products, if they have
 * one. */
void known_issues_for_reader(struct app *app, const struct request *request,
                             struct str product, struct known_issues *out);

#endif
