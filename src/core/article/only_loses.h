/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Was an article only made shorter?
 */
#ifndef ARTICLE_ONLY_LOSES_H
#define ARTICLE_ONLY_LOSES_H

#include "solvent/article.h"

#include <stdbool.h>

/* Does everything that readers and searches have of `is` stand in `was` too, in
 * the same order: words between white space of its title, description and text,
 * and each of its lists? What is the same only loses, too. */
bool article_only_loses(const struct slv_article *was,
                        const struct slv_article *is);

#endif
