/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ETags of what has no change number: a digest of the JSON that tells of it.
 * If-Match and If-None-Match are compared with the thing as it was read; the
 * store is asked to change only what is still so, which leaves no gap between.
 */
#ifndef SERVER_API_API_TAG_H
#define SERVER_API_API_TAG_H

#include "server/app.h"
#include "server/request.h"
#include "server/response.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>

struct json_writer;

/* Writes one whole JSON object. */
typedef void api_writer(struct json_writer *json, const void *thing);

/* The tag of a thing, in the request's arena. */
struct str api_tag(const struct request *request, api_writer *write,
                   const void *thing);
/* Answer with the thing and its ETag; 304 when If-None-Match names that. */
void api_give(const struct request *request, api_writer *write,
              const void *thing, struct response *response);

/* Does the request say how the thing has to be? */
bool api_is_conditional(const struct request *request);
/* Does it say something else than what is so? `tag` is empty when the thing is
 * not there. */
bool api_is_refused(const struct request *request, struct str tag);
/* 412: the thing, such as "The contract", is not as it was seen. */
enum slv_status api_refuse(struct app *app, const struct request *request,
                           const char *thing, struct response *response);
/* 428: a change needs If-Match. */
enum slv_status api_need_match(struct app *app, const struct request *request,
                               const char *thing, struct response *response);

#endif
