/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list of customers, and the page of one: who they are, what they were
 * promised, what they use, and the problems they have now.
 */
#ifndef SERVER_PAGES_CUSTOMERS_VIEW_H
#define SERVER_PAGES_CUSTOMERS_VIEW_H

#include "server/pages/desk.h"
#include "store/case_queue.h"
#include "store/customer_hold.h"
#include "store/severity_store.h"

struct strbuf;

enum {
    CUSTOMERS_SHOWN = 100,
    CUSTOMER_CASES_MAX = 500,
    CUSTOMER_CLOSED_SHOWN = 10
};

struct customers_view {
    struct desk desk;
    struct str words; /* what was looked for */
    const struct case_customer *rows;
    size_t count;
    bool has_more;
};

/* The form about the customer itself, as it was typed. */
struct customer_form {
    struct str name;
    struct str market;
    struct str size;
    struct str industry;
    struct str salesperson;
    struct str mark; /* of what the form was made from */
};

/* The form about the contract; times as 30m, 8h or 1h30m, days as 2026-01-31. */
struct contract_form {
    struct str calendar; /* name */
    struct str from;
    struct str until;
    struct {
        struct str first_reply;
        struct str fix;
    } targets[SEVERITY_COUNT_MAX];
    struct str mark;
};

/* A sentence about one part of a form; empty: nothing is wrong. */
struct customer_mistake {
    bool is_hold;
    bool is_contract;
    struct contract_blame blame; /* of the contract */
    bool is_calendar;            /* likewise */
    struct str sentence;
};

struct customer_view {
    struct desk desk;
    bool may_change;
    bool may_promise; /* set and remove the contract */
    struct str done;  /* what a form did; empty: nothing */
    struct customer_mistake mistake;
    struct customer_form form;
    struct contract_form contract_form;
    const struct severity_calendar *calendars; /* by name */
    size_t calendar_count;
    struct case_customer customer;
    const struct case_contact *contacts;
    size_t contact_count;
    bool may_see_cases;
    const struct case_queue_row *open; /* the most severe first */
    size_t open_count;
    const struct case_queue_row *closed; /* the last ones */
    size_t closed_count;
    struct str_list products; /* "Printer 3.1": what its cases name */
    bool has_contract;
    struct severity_contract contract;
    bool is_on_hold;
    struct customer_hold hold;
    struct str hold_reason;            /* as it was typed */
    struct str hold_mark;              /* of what the form was made from */
    const struct severity *severities; /* desk.severity_count of them */
};

/* How many of the severities, from the first on, are large problems: the more
 * severe half. */
size_t customer_large_severities(size_t severity_count);

void customers_view_write(struct strbuf *out,
                          const struct customers_view *view);
void customer_view_write(struct strbuf *out, const struct customer_view *view);
/* The forms, for whoever may: folded up until somebody opens them, or until one
 * was refused. */
void customer_form_write(struct strbuf *out, const struct customer_view *view);
void contract_form_write(struct strbuf *out, const struct customer_view *view);
void hold_form_write(struct strbuf *out, const struct customer_view *view);
/* What was refused, as a link to the field; nothing when nothing was. */
void customer_mistake_write(struct strbuf *out,
                            const struct customer_view *view);

#endif
