/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Percent encoding, query strings and relative paths.
 */
#ifndef TEXT_URI_H
#define TEXT_URI_H

#include "solvent/str.h"

#include <stdbool.h>

struct arena;
struct strbuf;

/* Append `s` with every byte outside A-Za-z0-9-._~ percent-encoded. */
void uri_encode(struct strbuf *out, struct str s);
/* The same, but "/" stays too: for a path whose segments are all in `s`. */
void uri_encode_path(struct strbuf *out, struct str s);
/* Decode %XX (and "+" as a space when `plus_is_space`). A "%" that is not
 * followed by two hex digits stays as it is. */
struct str uri_decode(struct str s, bool plus_is_space, struct arena *arena);

struct uri_param {
    struct str name;
    struct str value;
};
struct uri_params {
    struct uri_param *items;
    size_t count;
};
enum { URI_PARAMS_MAX = 256 };
/* Split and decode "a=1&b=2"; parts past URI_PARAMS_MAX are dropped. Names may
 * repeat and keep their order. */
struct uri_params uri_parse_query(struct str query, struct arena *arena);
/* First value of `name`, or NULL. */
const struct str *uri_param_find(const struct uri_params *params,
                                 struct str name);

/* "https:", "mailto:" ...: does `target` begin with a scheme or "//"? */
bool uri_is_absolute(struct str target);
/* Resolve `target` (a relative path without query and fragment) against the
 * folder of `base_path` ("a/b/c.md"), folding "." and "..". False when it would
 * leave the top folder. *out is in `arena` and never begins with "/". */
bool uri_resolve_path(struct str base_path, struct str target,
                      struct arena *arena, struct str *out);

#endif
