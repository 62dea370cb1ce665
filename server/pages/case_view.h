/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of one case for the desk: what was said, the box to answer in, what
 * may help, who the customer is, links, owner, time, and closing.
 */
#ifndef SERVER_PAGES_CASE_VIEW_H
#define SERVER_PAGES_CASE_VIEW_H

#include "server/pages/desk_clocks.h"
#include "store/attachment_store.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct strbuf;

/* What somebody does to a case with one form. */
enum case_action {
    CASE_NO_ACTION,
    CASE_ACTION_ANSWER,
    CASE_ACTION_NOTE,
    CASE_ACTION_INSERT, /* a reply into the box; nothing is kept */
    CASE_ACTION_LINK,
    CASE_ACTION_UNLINK,
    CASE_ACTION_SET, /* severity, owner, state, version */
    CASE_ACTION_TIME,
    CASE_ACTION_CLOSE,
    CASE_ACTION_REOPEN
};

/* The forms as they were sent, so that nothing typed is lost. */
struct case_form {
    enum case_action action;
    struct str answer;
    struct str severity; /* digits; empty: none was chosen */
    bool goes_on;        /* the case stays open after the answer */
    struct str article;
    enum case_link_kind kind;
    struct str comment;
    struct str outcome; /* word; empty: none was chosen */
    struct str reason;
    struct str minutes;
    struct str worked_on;
    struct str time_note;
    bool has_files; /* came with it, and have to be chosen again */
};

struct case_view {
    struct desk desk;
    const struct case_record *record;
    struct case_customer customer;
    struct case_contact contact; /* name empty: none */
    const struct case_agent *agents;
    size_t agent_count;
    const struct case_time *times;
    size_t time_count;
    struct case_clocks clocks;
    struct str owner_name;         /* empty: nobody owns it */
    const struct str *link_titles; /* by link; empty: no such article */
    const struct attachment *files;
    size_t file_count;
    const struct likely *likely;
    struct str today; /* the day, for time entries */
    struct str login; /* of whoever looks at it */
    struct case_form form;
    struct str mistake; /* a sentence; empty: there is none */
    struct str done;    /* a sentence; empty: nothing was done */
};

void case_view_write(struct strbuf *out, const struct case_view *view);

#endif
