/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * HTML out, escaped by type: text, attribute value, URL. Raw HTML is a type of
 * its own, struct html_safe, which only the Markdown renderer and this writer
 * make, so that what is trusted can be seen in a signature.
 */
#ifndef TEXT_HTML_WRITE_H
#define TEXT_HTML_WRITE_H

#include "solvent/str.h"

struct strbuf;

struct html_safe {
    struct str html;
};

/* Markup of our own: a string literal, never a variable. */
#define html_markup(out, literal) \
    strbuf_add((out), "" literal, sizeof(literal) - 1)
/* Text between tags: & < > are escaped; bytes below 0x20 other than tab and
 * newline become U+FFFD. */
void html_text(struct strbuf *out, struct str text);
/* Inside a double-quoted attribute value: & < > " ' are escaped. */
void html_attr(struct strbuf *out, struct str value);
/* The same for an address: only http:, https:, mailto: and addresses without a
 * scheme are written, anything else becomes "#". */
void html_url(struct strbuf *out, struct str url);
void html_raw(struct strbuf *out, struct html_safe html);

#endif
