/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Telling the visits of a day apart without knowing who visits: a number made
 * from the address by a keyed hash (SipHash-2-4) whose random key is
 * never written down and is thrown away at the end of each day (UTC) and with
 * the program. Nobody, the operator included, can get from a number back to an
 * address, or from one day's number to the next day's. Nothing is kept in the
 * browser. Decision 17 says why.
 *
 * Threads. Any.
 */
#ifndef SERVER_SESSIONS_H
#define SERVER_SESSIONS_H

#include "server/request.h"

#include <stdint.h>

struct sessions;
struct strbuf;

struct sessions *sessions_new(void);
void sessions_free(struct sessions *sessions); /* NULL is allowed */

/* The number of whoever sent `request`, on the day of `now_unix_s`; never 0. Of
 * an IPv6 address only the first 64 bits count, which are one household's.
 * Whoever shares the address with another shares the number. */
int64_t session_of(struct sessions *sessions, const struct request *request,
                   int64_t now_unix_s);

/* The part of an address that stands for one household: an IPv4 address, or the
 * first 64 bits of an IPv6 address. Bytes, not text. */
void session_household(struct str address, struct strbuf *out);

/* Whoever sends a case without signing in does so between these two, so that two
 * at the same moment do not both find the limit unreached. One thread at a time;
 * NULL is allowed. */
void sessions_begin_sending(struct sessions *sessions);
void sessions_end_sending(struct sessions *sessions);

#endif
