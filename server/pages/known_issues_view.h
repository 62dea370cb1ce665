/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The notice of known issues, for any page.
 */
#ifndef SERVER_PAGES_KNOWN_ISSUES_VIEW_H
#define SERVER_PAGES_KNOWN_ISSUES_VIEW_H

#include "server/known_issues.h"

struct strbuf;

/* <section>: links to the articles, and nothing when there are none. `asked`:
 * the question of a contact form (its links open beside the form, and are
 * counted for it), or empty. */
void known_issues_write(struct strbuf *out, const struct known_issues *issues,
                        struct str asked);

#endif
