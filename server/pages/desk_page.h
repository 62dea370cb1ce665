/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the routes of the desk share: who works, on which store, and texts as
 * they come from forms.
 */
#ifndef SERVER_PAGES_DESK_PAGE_H
#define SERVER_PAGES_DESK_PAGE_H

#include "server/app.h"
#include "server/pages/desk.h"
#include "solvent/status.h"

struct arena;

/* Fill *out for this request. ERR_UNAVAILABLE when there is no case store. */
SLV_MUST_CHECK enum slv_status desk_open(struct app *app,
                                         const struct request *request,
                                         struct desk *out,
                                         struct slv_error *err);
/* Who does what is done now: the login of the user. */
struct case_actor desk_actor(const struct request *request);
/* A field of one line, and one of several with LF line ends: valid UTF-8,
 * without white space around. */
struct str desk_line(const struct uri_params *form, const char *name,
                     struct arena *arena);
struct str desk_text(const struct uri_params *form, const char *name,
                     struct arena *arena);
/* The same of a value. */
struct str desk_plain(struct str value, struct arena *arena);

/* The wish that a form stands for, by its field "once", in the request's arena;
 * NULL for a form without one. ERR_REUSED of what is done with it means that the
 * form was sent before with something else in it. */
const struct case_repeat *desk_repeat(const struct request *request,
                                      const struct uri_params *form);

#endif
