/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The pages of users: the list with the form to add one, and one user with the
 * forms that change it. users_page.c fills the views.
 */
#ifndef SERVER_PAGES_USERS_VIEW_H
#define SERVER_PAGES_USERS_VIEW_H

#include "server/pages/settings.h"
#include "store/people_store.h"

/* What was typed, or what holds. */
struct user_form {
    struct str login;
    struct str name;
    struct str email;
    struct str role; /* word */
    struct str customer;
    struct str groups; /* with commas between */
};

/* A password that nobody typed: shown in one answer alone. */
struct user_secret {
    struct str login;
    struct str password; /* empty: there is none */
};

struct users_view {
    struct settings_page page;
    const struct user *users;
    size_t count;
    struct str
        after; /* the login before the first; empty: from the beginning */
    bool has_more;
    struct user_form form;
    struct user_secret secret;
};

struct user_view {
    struct settings_page page;
    struct user user;
    struct user_form form;
    struct str state; /* what the form's mark is made from */
    struct str mark;
    struct user_secret secret;
};

void users_view_write(struct strbuf *out, const struct users_view *view);
void user_view_write(struct strbuf *out, const struct user_view *view,
                     struct arena *arena);

#endif
