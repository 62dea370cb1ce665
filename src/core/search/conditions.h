/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whether an article meets the conditions of a query: what the index alone
 * cannot tell, looked up in its text.
 */
#ifndef SEARCH_CONDITIONS_H
#define SEARCH_CONDITIONS_H

#include "core/search/searching.h"

/* Do the conditions ask for more than titles, which stand in the record? */
bool conditions_need_text(const struct query *query);

/* Does `article` meet all of them, and of those of one clause any? Its text,
 * sections and lists are needed only when conditions_need_text(); then `starts`
 * are those of its text. */
bool conditions_are_met(struct searching *search,
                        const struct slv_article *article,
                        const struct word_starts *starts);

#endif
