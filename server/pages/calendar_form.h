/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fields of business hours, as the pages of severities and of calendars
 * have them. They are read as the file of core/cases/severity.h, so that pages
 * and commands refuse the same things with the same sentences.
 */
#ifndef SERVER_PAGES_CALENDAR_FORM_H
#define SERVER_PAGES_CALENDAR_FORM_H

#include "server/request.h"
#include "store/severity_store.h"

struct slv_error;
struct strbuf;

struct calendar_form {
    struct str zone;
    struct str hours[SEVERITY_WEEKDAYS]; /* "7:00-18:00"; empty: closed */
    struct str holidays;                 /* one a line */
};

/* Fill it with a calendar, or with what was sent. In `arena`. */
void calendar_form_fill(struct calendar_form *form,
                        const struct severity_calendar *calendar,
                        struct arena *arena);
void calendar_form_read(const struct uri_params *sent, struct arena *arena,
                        struct calendar_form *form);
/* Append its fields, without <form>. */
void calendar_form_write(struct strbuf *out, const struct calendar_form *form);
/* Append its lines of the file. */
void calendar_form_lines(const struct calendar_form *form, struct strbuf *out);
/* settings_sentence() without the place in a file that nobody sees. */
struct str calendar_form_sentence(const struct request *request,
                                  struct slv_error *err);

#endif
