/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One search for one request, the same for the API and the results page: read
 * its parameters, run it on the thread's reader, count it and put it into the
 * search log. How the answer looks is left to the callers.
 */
#ifndef SERVER_SEARCH_RUN_H
#define SERVER_SEARCH_RUN_H

#include "core/search/result_json.h"
#include "server/app.h"
#include "solvent/search.h"

/* The form of a search by which equal ones are known: lower case, one space
 * between words, none around them. In `arena`. */
struct str search_key(struct str query, struct arena *arena);

/* Is the parameter `name` on ("1" or "true")? */
bool search_param_is_on(const struct request *request, const char *name);

/* Record that the article `id` was opened from a search for `query`; a
 * HEAD opens nothing. */
void search_opened(struct app *app, const struct request *request,
                   struct str query, struct str id);

/* q, product, version, tag, language and section (each may be repeated) of the
 * query string, and the languages that the reader wants (reader_language.h),
 * into `out`, which is zeroed first; empty values are left out.
 * Switches (partial, verbatim) are the callers'. Lists are in
 * the request's arena. At most SLV_FILTER_VALUES_MAX values of one
 * field are taken. */
void search_params_read(const struct request *request,
                        struct slv_search_request *out);

/* Run it. `out` lives in the request's arena. The failures are those of
 * request_reader() and slv_search(). A search whose offset is 0, whose query is
 * not empty and that is not partial is recorded in the search log. */
SLV_MUST_CHECK enum slv_status
search_run(struct app *app, const struct request *request,
           const struct slv_search_request *search,
           struct slv_search_result *out, struct slv_error *err);

#endif
