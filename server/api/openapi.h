/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The description of the routes as OpenAPI 3.1, and the table of them in
 * docs/api.md: both from routes.def and params.def.
 */
#ifndef SERVER_API_OPENAPI_H
#define SERVER_API_OPENAPI_H

#include "solvent/str.h"

struct strbuf;

/* Append the OpenAPI document. `base_url` (may be empty) names the server. */
void openapi_write(struct strbuf *out, struct str base_url);
/* Append the Markdown table of routes that docs/api.md holds. */
void openapi_write_table(struct strbuf *out);

#endif
