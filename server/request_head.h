/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The header lines of a request, taken one by one: those that anything here
 * reads, and whether it is clear where the body ends. Knows no library.
 */
#ifndef SERVER_REQUEST_HEAD_H
#define SERVER_REQUEST_HEAD_H

#include "server/request.h"

struct strbuf;

struct request_head {
    struct request_headers known;
    struct str content_length;
    struct str transfer_encoding;
    unsigned content_length_count;
    unsigned host_count;
};

/* Take one line; names are compared without case, and of a name that comes more
 * than once the last counts. Lines called `forwarded_name` are added to
 * `forwarded` instead, with commas between them. Text is borrowed. */
void request_head_add(struct request_head *head, struct str name,
                      struct str value, struct str forwarded_name,
                      struct strbuf *forwarded);

/* Is it unclear where the body ends, or for which host it is? Such a request
 * could hide another (RFC 9112, 6.3 and 11.2). */
bool request_head_is_ambiguous(const struct request_head *head);

#endif
