/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What case_rows.c is made of: uniform texts, times with their sentences, and
 * the lists inside a row (contacts, links, messages). Pure; any thread.
 */
#ifndef CASES_CASE_LISTS_H
#define CASES_CASE_LISTS_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/case_store.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* The text with LF as line ends and U+FFFD for NUL bytes; itself when that is
 * so already. */
struct str case_text_uniform(struct str text, struct arena *arena);
/* The same as one line: control characters become spaces, white space at the
 * ends goes. */
struct str case_text_line(struct str text, struct arena *arena);

/* A time (core/cases/case_when.h). ERR_INPUT with a sentence that begins with
 * the quoted value. */
SLV_MUST_CHECK enum slv_status case_time_read(struct str text, int64_t *unix_s,
                                              bool *is_day,
                                              struct slv_error *err);

/* Contacts of `customer` from a JSON list of objects, or of texts (their keys);
 * none from an empty text. There is room for one more behind them. */
SLV_MUST_CHECK enum slv_status
case_contacts_read(struct str list, struct str customer, size_t max,
                   struct arena *arena, struct case_contact **out,
                   size_t *count, struct slv_error *err);
/* The links of `row`, whose times are read already: `articles` (a JSON list of
 * ids, or ids with white space, commas or semicolons between) resolved it when
 * it was closed; `links` is a JSON list of objects. By article. */
SLV_MUST_CHECK enum slv_status
case_links_read(struct str articles, struct str links, struct arena *arena,
                struct case_record *row, struct slv_error *err);
/* The messages of `row`, whose times are read already: the body, and a JSON
 * list of objects. By time. */
SLV_MUST_CHECK enum slv_status
case_messages_read(struct str body, struct str list, struct arena *arena,
                   struct case_record *row, struct slv_error *err);

#endif
