/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The contact form: what is asked, the articles that may answer it, and what
 * happens next.
 */
#ifndef SERVER_PAGES_CONTACT_VIEW_H
#define SERVER_PAGES_CONTACT_VIEW_H

#include "server/known_issues.h"
#include "server/likely.h"
#include "server/pages/desk.h"

struct calendar;
struct severity_calendar;
struct strbuf;

/* As it was typed. */
struct contact_form {
    struct str once; /* of this filling in: the key of its question */
    struct str subject;
    struct str text;
    struct str product;
    struct str version;
    struct str name; /* of those who have not signed in */
    struct str email;
};

struct contact_view {
    struct desk desk;
    struct contact_form form;
    bool asks_who;               /* nobody has signed in */
    bool has_files;              /* came with it, and have to be chosen again */
    struct str mistake;          /* a sentence; empty: none */
    const char *wrong;           /* name of the field it is about, or NULL */
    const struct likely *likely; /* NULL: not looked for yet */
    struct known_issues issues;  /* of the product, or those they use */
    const struct case_product *products; /* to choose from */
    size_t product_count;
};

void contact_view_write(struct strbuf *out, const struct contact_view *view);
/* The part of it with the articles and the buttons, for desk.js. */
void contact_view_answers(struct strbuf *out, const struct contact_view *view);

/* What follows when a case was sent. */
struct contact_sent {
    struct desk desk;
    struct str number;
    bool is_own; /* whoever sent it can read it at /my/cases */
    const struct severity_calendar *hours; /* NULL: not known */
    bool is_open;                          /* somebody is there now */
    struct str next_open; /* "Monday 7:00", in the zone of `hours` */
};

void contact_sent_write(struct strbuf *out, const struct contact_sent *view);
/* What follows when an article solved it. */
void contact_solved_write(struct strbuf *out, const struct desk *desk);

#endif
