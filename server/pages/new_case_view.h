/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The form to open a case for a caller, with what may help beside it.
 */
#ifndef SERVER_PAGES_NEW_CASE_VIEW_H
#define SERVER_PAGES_NEW_CASE_VIEW_H

#include "server/known_issues.h"
#include "server/pages/desk.h"
#include "store/customer_hold.h"
#include "store/customer_use.h"

struct strbuf;

struct new_case_form {
    struct str customer; /* key or name, as typed */
    bool is_new_customer;
    struct str contact;
    struct str email;
    struct str product;
    struct str version;
    struct str environment; /* platform, test site */
    struct str severity;    /* digits */
    struct str subject;
    struct str text;
    bool has_files; /* came with it, and have to be chosen again */
};

/* What the customer is known to use, to be taken over with one press. */
struct new_case_uses {
    struct str customer; /* name */
    struct str key;
    const struct customer_use *items;
    size_t count;
    bool is_on_hold;
    bool is_hold_unknown; /* it could not be read */
    struct customer_hold hold;
    struct known_issues issues; /* of the product that was typed, or of these */
};

struct new_case_view {
    struct desk desk;
    struct new_case_form form;
    const struct case_customer *customers; /* to choose from */
    size_t customer_count;
    const struct case_product *products;
    size_t product_count;
    struct new_case_uses uses;
    const struct likely *likely; /* NULL: nothing was typed yet */
    struct str mistake;
    bool offers_new_customer; /* the customer is not known */
};

/* <div id="~uses">, exchanged as a whole by desk.js. */
void new_case_uses_write(struct strbuf *out, const struct new_case_uses *uses);
void new_case_view_write(struct strbuf *out, const struct new_case_view *view);

#endif
