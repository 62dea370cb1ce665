/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of the own account: name, password, sessions, and the way out.
 */
#ifndef SERVER_PAGES_ACCOUNT_VIEW_H
#define SERVER_PAGES_ACCOUNT_VIEW_H

#include "server/pages/site.h"
#include "store/people_store.h"

#include <stddef.h>
#include <stdint.h>

struct strbuf;
struct visitor;

/* The form that a word belongs to. */
enum account_form {
    ACCOUNT_NONE,
    ACCOUNT_NAME,
    ACCOUNT_PASSWORD,
    ACCOUNT_SESSION
};

struct account_view {
    const struct site *site;
    const struct visitor *visitor; /* somebody is signed in */
    const struct user_session *sessions;
    size_t session_count;
    int64_t session_id;     /* of this browser */
    enum account_form form; /* which one was sent last */
    struct str mistake;     /* what was wrong with it; empty: it was done */
    struct str name;        /* as typed */
    struct str email;
};

void account_view_write(struct strbuf *out, const struct account_view *view);

#endif
