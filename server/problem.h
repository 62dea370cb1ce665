/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Error answers: a page for people, application/problem+json (RFC 9457) for
 * programs. What is wrong on our side is logged in full and told in general,
 * so that no path or inner detail leaves the server.
 */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "server/app.h"
#include "server/request.h"
#include "server/response.h"
#include "solvent/status.h"

struct json_writer;

/* "Not Found"; borrowed, never NULL. */
const char *problem_title(int http_status);

/* Turn `response` into the answer for `http_status`; `err` may be NULL. */
void problem_respond(struct app *app, const struct request *request,
                     int http_status, const struct slv_error *err,
                     struct response *response);

/* Adds members to the object of a problem. */
typedef void problem_writer(struct json_writer *json, const void *context);

/* The same for a program, with what `more` adds to the object. */
void problem_respond_more(struct app *app, const struct request *request,
                          int http_status, const struct slv_error *err,
                          problem_writer *more, const void *context,
                          struct response *response);

#endif
