/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which languages whoever sent a request wants to read: what the address says
 * ("lang"), else what the browser says (Accept-Language). Nothing is remembered
 * between requests.
 */
#ifndef SERVER_READER_LANGUAGE_H
#define SERVER_READER_LANGUAGE_H

#include "server/request.h"

/* The value of "lang" that asks for articles of all languages alike. */
#define READER_LANGUAGE_ALL "all"

/* Most wanted first, for slv_search_request.languages; in the request's arena.
 * "lang" may be a tag, a name ("German"), or several tags as Accept-Language
 * has them; with READER_LANGUAGE_ALL there are none. *are_chosen: it is the
 * address that says it. */
struct str_list reader_languages(const struct request *request,
                                 bool *are_chosen);

#endif
