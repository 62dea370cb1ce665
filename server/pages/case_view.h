/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of one case for the desk: what was said, the box to answer in, what
 * may help, who the customer is, links, owner, time, and closing.
 */
#ifndef SERVER_PAGES_CASE_VIEW_H
#define SERVER_PAGES_CASE_VIEW_H

#include "server/pages/absent.h"
#include "server/pages/customer_glance.h"
#include "server/pages/desk_clocks.h"
#include "store/attachment_store.h"
#include "store/case_merge.h"
#include "store/case_queue.h"
#include "store/repeat_contact.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct strbuf;

enum { DUPLICATES_MAX = 3 };

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
    CASE_ACTION_REOPEN,
    CASE_ACTION_DETACH, /* a file; what is gone is gone */
    CASE_ACTION_DUTIES, /* from here on those of case_desk.h */
    CASE_ACTION_TIMER_START,
    CASE_ACTION_TIMER_STOP,
    CASE_ACTION_TIMER_ENTER,
    CASE_ACTION_TIMER_DROP,
    CASE_ACTION_MERGE,
    CASE_ACTION_UNMERGE
};

/* The forms as they were sent, so that nothing typed is lost. */
struct case_form {
    enum case_action action;
    struct str answer;
    struct str_list inserted; /* ids of articles whose replies were put into
                                 the answer; each once */
    struct str severity;      /* digits; empty: none was chosen */
    bool goes_on;             /* the case stays open after the answer */
    struct str article;
    enum case_link_kind kind;
    struct str comment;
    struct str outcome; /* word; empty: none was chosen */
    struct str reason;
    struct str minutes;
    struct str worked_on;
    struct str time_note;
    struct str documenter;
    struct str fixer;
    struct str fix_id;
    struct str fixed_in;
    struct str other_case; /* to be merged with */
    struct str timer;      /* id of one that was stopped */
    struct str file;       /* id of one that is to be taken away */
    struct str why;        /* that is */
    bool has_files;        /* came with it, and have to be chosen again */
};

/* What is known of an article that the case is linked to. */
struct case_linked {
    struct str title; /* empty: no such article, or none for this reader */
    bool has_page;    /* it is in the index already */
    bool is_draft;
    bool may_be_edited; /* by whoever looks at it */
};

/* An article whose reply a message uses, and that is there. */
struct case_used {
    struct str id;
    struct str title;
};

struct case_view {
    struct desk desk;
    const struct case_record *record;
    struct customer_glance glance;
    const struct case_agent *agents;
    size_t agent_count;
    const struct case_time *times;
    size_t time_count;
    const struct case_agent *people; /* agents, and users who may become some */
    size_t people_count;
    const struct case_merge *merges; /* what is part of this case */
    size_t merge_count;
    struct case_queue_row duplicates[DUPLICATES_MAX]; /* perhaps */
    size_t duplicate_count;
    const struct repeat_contact *repeats; /* the customer came back */
    size_t repeat_count;
    struct case_clocks clocks;
    bool is_guest; /* nobody of the customer can sign in and read an answer */
    struct str owner_name;            /* empty: nobody owns it */
    struct absent absent;             /* who is away */
    const struct case_linked *linked; /* by link of the record */
    const struct case_used *used;     /* by the messages of the record */
    size_t used_count;
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
