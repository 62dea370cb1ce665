/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Canned replies: what of an article is sent to a customer, as plain text, and
 * its placeholders filled in from the case. Pure: texts in, texts out.
 *
 * A *placeholder* is a name between two pairs of braces: {{customer.name}}.
 * Blanks may stand inside the braces around one of the known names; any other
 * text with blanks there ("{{ ansible_host }}") is none, so that answers can
 * speak about templates.
 */
#ifndef CORE_CASES_CANNED_H
#define CORE_CASES_CANNED_H

#include "solvent/article.h"
#include "solvent/status.h"
#include "solvent/str.h"

struct arena;

enum { CANNED_BYTES_MAX = 16 * 1024 };

/* What placeholders stand for; an empty one is not known and stays. */
struct canned_values {
    struct str customer_name; /* {{customer.name}} */
    struct str contact_name;  /* {{contact.name}} */
    struct str case_number;   /* {{case.number}} */
    struct str product;       /* {{product}} */
    struct str version;       /* {{version}} */
    struct str environment; /* no placeholder: chooses parts, as version does */
    struct str agent_name;  /* {{agent.name}} */
};

/* The article's reply section with all below it, else its resolution, as
 * canned_plain() writes it; empty when it has neither. Longer ones are cut to
 * CANNED_BYTES_MAX. Parts for other versions and platforms than those of
 * `values` are left out (canned_parts.h). In `arena`. */
struct str canned_reply(const struct slv_article *article,
                        const struct canned_values *values,
                        struct arena *arena);

/* Markdown as a letter has it: no signs for emphasis, code and headings, links
 * as "text (address)", lists and blank lines as they stand, code indented.
 * Links that are not absolute lose their address, images become their text. */
struct str canned_plain(struct str markdown, struct arena *arena);

/* `text` with its placeholders exchanged; what is filled in is not looked at
 * again. In `arena`. */
struct str canned_fill(struct str text, const struct canned_values *values,
                       struct arena *arena);

/* The placeholders that stand in `text`, each once, as written: "{{product}}". */
struct str_list canned_unfilled(struct str text, struct arena *arena);

/* ERR_INPUT, with their names, when some do: such a text is not sent. */
SLV_MUST_CHECK enum slv_status canned_check_filled(struct str text,
                                                   struct arena *arena,
                                                   struct slv_error *err);

#endif
