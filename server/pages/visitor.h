/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who looks at a page, for the header of every page and for its forms.
 */
#ifndef SERVER_PAGES_VISITOR_H
#define SERVER_PAGES_VISITOR_H

#include "server/app.h"
#include "server/request.h"
#include "store/timer_store.h"

#include <stdbool.h>

struct strbuf;
struct user;

struct visitor {
    bool can_sign_in;        /* there is somebody who could */
    bool has_contact_form;   /* for customers, and no other link leads there */
    const struct user *user; /* NULL: nobody is signed in */
    struct str csrf;         /* request->csrf */
    struct str here;         /* to come back to after signing in */
    int64_t now_unix_s;
    const struct timer *timers; /* of whoever works here: the running one first,
                                   then those that wait to be entered */
    size_t timer_count;
    int64_t mend_count;   /* articles that wait to be mended */
    int64_t review_count; /* own articles whose review is due */
};

/* In the request's arena. */
const struct visitor *page_visitor(struct app *app,
                                   const struct request *request);

/* The hidden field that each form with method="post" carries; nothing when nobody
 * is signed in, or for NULL. */
void visitor_csrf_field(struct strbuf *out, const struct visitor *visitor);
/* The hidden field "once": a number that no other form has, by which a form that
 * is sent twice is known (desk_repeat() in server/pages/desk_page.h). */
void visitor_once_field(struct strbuf *out);
/* The bar of what those who work here may enter (rooms.def); nothing for
 * customers, and for NULL. */
void visitor_rooms(struct strbuf *out, const struct visitor *visitor);
/* "Sign in", or the name of who has; nothing when nobody can, or for NULL. */
void visitor_links(struct strbuf *out, const struct visitor *visitor);
/* Is there anything to link to? */
bool visitor_has_links(const struct visitor *visitor);

#endif
