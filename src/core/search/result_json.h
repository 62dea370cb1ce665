/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The result of a search as JSON, the same from the terminal and over HTTP.
 */
#ifndef SEARCH_RESULT_JSON_H
#define SEARCH_RESULT_JSON_H

#include "solvent/search.h"

struct strbuf;

/* Append one object: query, total (total_is "at_least" when it is a bound),
 * took_us, hits, facets (an empty object unless they were asked for). An
 * article's address is `address_base`, its id percent-encoded, and for a
 * section "#" and its anchor; a hit's section is the article itself when its
 * top answers. A snippet is an HTML fragment: text escaped, matches in <mark>. */
void result_json_write(const struct slv_search_request *request,
                       const struct slv_search_result *result,
                       struct str address_base, struct strbuf *out);

/* Append one object of the counts alone: query, total, took_us, facets. */
void result_json_write_facets(const struct slv_search_request *request,
                              const struct slv_search_result *result,
                              struct strbuf *out);

/* Text as such a fragment. */
void marked_html(struct strbuf *out, const struct slv_marked *marked);

#endif
