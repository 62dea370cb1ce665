/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is done to a case beside answering and closing it: who documents it and
 * fixes it for good, timers, and merging it with another. For case_actions.c,
 * which answers, and case_page.c, which shows it.
 */
#ifndef SERVER_PAGES_CASE_DESK_H
#define SERVER_PAGES_CASE_DESK_H

#include "server/pages/case_page.h"

struct case_desk_act {
    struct app *app;
    const struct request *request;
    const struct case_record *before; /* as it is now */
    struct case_form *form;           /* action, and what was typed */
    int64_t change;                   /* what the sender has seen */
    const struct case_actor *actor;
    const char *done;  /* set: word for the address, with what belongs to it */
    struct str number; /* set: the case to be shown then; empty: this one */
};

/* Is it one of these actions? */
bool case_desk_does(enum case_action action);
/* The right that it needs. */
enum right case_desk_right(enum case_action action);
/* Read its fields. */
void case_desk_read(const struct uri_params *from, struct arena *arena,
                    struct case_form *out);
/* Do it. ERR_INPUT and ERR_CONFLICT with a sentence, and those of the stores. */
SLV_MUST_CHECK enum slv_status case_desk_do(struct case_desk_act *act,
                                            struct slv_error *err);

/* Fill in what the view shows of these: people, timers, merged cases, and cases
 * of the same customer that may be the same problem. */
SLV_MUST_CHECK enum slv_status case_desk_find(struct app *app,
                                              const struct request *request,
                                              struct case_view *view,
                                              struct slv_error *err);

#endif
