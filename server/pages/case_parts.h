/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files that write the page of a case share. Private to case_view.c
 * and case_side_view.c.
 */
#ifndef SERVER_PAGES_CASE_PARTS_H
#define SERVER_PAGES_CASE_PARTS_H

#include "server/pages/case_view.h"
#include "server/rights.h"

/* <form> with its hidden fields; the caller ends it. */
void case_form_begin(struct strbuf *out, const struct case_view *view,
                     const char *id);
bool case_view_may(const struct case_view *view, enum right right);
void case_severity_select(struct strbuf *out, const struct case_view *view,
                          const char *id, int chosen);
/* The article of a link: its title as a link to its page; of a draft, the way to
 * edit it, for whoever may. */
void case_linked_write(struct strbuf *out, const struct case_view *view,
                       size_t i);
/* Everything beside the conversation. */
void case_side_write(struct strbuf *out, const struct case_view *view);
/* Who sees to what, the timer, and cases that are the same. */
void case_duties_write(struct strbuf *out, const struct case_view *view);
void case_timer_write(struct strbuf *out, const struct case_view *view);
void case_same_write(struct strbuf *out, const struct case_view *view);
/* Owner, severity and time, below it. */
void case_below_write(struct strbuf *out, const struct case_view *view);

#endif
