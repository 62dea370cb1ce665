/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The header lines of a response: what its fields say, and what every response
 * of its kind tells a browser that it may do. Knows no sockets and no library.
 */
#ifndef SERVER_RESPONSE_HEAD_H
#define SERVER_RESPONSE_HEAD_H

#include "server/response.h"

enum { RESPONSE_HEAD_LINES_MAX = 16 + RESPONSE_HEADERS_MAX };

struct response_head {
    struct response_header lines[RESPONSE_HEAD_LINES_MAX];
    size_t count;
};

/* Fill `head` with the lines of a complete response, in the order in which they
 * are sent; `is_last`: the connection ends with it. Length and date are not
 * among them. Values live as long as `response` and `arena`. */
void response_head(struct response_head *head, const struct response *response,
                   bool is_last, struct arena *arena);

#endif
