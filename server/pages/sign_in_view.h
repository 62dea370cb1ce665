/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page to sign in on. It says whether it worked, never what was wrong: login
 * or password.
 */
#ifndef SERVER_PAGES_SIGN_IN_VIEW_H
#define SERVER_PAGES_SIGN_IN_VIEW_H

#include "server/pages/site.h"

#include <stdbool.h>

struct strbuf;
struct visitor;

struct sign_in_view {
    const struct site *site;
    const struct visitor *visitor;
    struct str reason;       /* why one has to, a sentence; may be empty */
    struct str mistake;      /* what went wrong, a sentence; may be empty */
    struct str login;        /* as typed */
    struct str next;         /* where to go then, a path of this site */
    const struct str *typed; /* what a form sent that was not taken */
    size_t typed_count;
};

void sign_in_view_write(struct strbuf *out, const struct sign_in_view *view);

#endif
