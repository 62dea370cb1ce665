/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of articles that need somebody.
 */
#ifndef SERVER_PAGES_HEALTH_VIEW_H
#define SERVER_PAGES_HEALTH_VIEW_H

#include "core/insight/health_lists.h"
#include "server/pages/desk.h"

struct strbuf;

enum { HEALTH_ROWS_SHOWN = 100 /* of each list */ };

struct health_view {
    struct desk desk;
    struct str owner; /* whose articles are shown; empty: everybody's */
    struct str login; /* of whoever looks */
    struct health health;
};

void health_view_write(struct strbuf *out, const struct health_view *view);

#endif
