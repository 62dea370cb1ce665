/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A page that only says something: not found, gone wrong, not ready yet. What
 * happened, and what to do next.
 */
#ifndef SERVER_PAGES_MESSAGE_VIEW_H
#define SERVER_PAGES_MESSAGE_VIEW_H

#include "server/pages/site.h"

#include <stdbool.h>

struct strbuf;
struct visitor;

struct message_view {
    const struct site *site;
    const struct visitor *visitor;
    struct str title;
    struct str text;    /* one paragraph, plain text */
    struct str hint;    /* another; may be empty */
    struct str command; /* to be typed by whoever runs the site; may be empty */
    struct str code;    /* what support may ask for; may be empty */
    bool has_search;    /* offers the search box */
};

void message_view_write(struct strbuf *out, const struct message_view *view);

#endif
