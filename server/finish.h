/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What HTTP adds to a response that a handler has made: its ETag, 304 for who
 * has it already, and compression for who takes it.
 */
#ifndef SERVER_FINISH_H
#define SERVER_FINISH_H

#include "server/app.h"
#include "server/request.h"
#include "server/response.h"

/* Complete `response`. `version_tag` (may be empty) becomes the ETag of a
 * cacheable 200 that has none of its own. */
void finish_response(const struct request *request, struct str version_tag,
                     struct response *response);

/* Does an Accept-Encoding value allow gzip? Quality values count, "*" too. */
bool finish_accepts_gzip(struct str accept_encoding);
/* Does an If-None-Match value name `etag` (without quotes), compared weakly? */
bool finish_etag_matches(struct str if_none_match, struct str etag);

#endif
