/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a section is for, told by its heading.
 */
#ifndef ARTICLE_ROLES_H
#define ARTICLE_ROLES_H

#include "solvent/article.h"
#include "solvent/index.h"

#include <stddef.h>

/* Role of a section with this heading, SLV_ROLE_NONE when it says nothing. Case
 * does not matter; a number or a colon and more may follow ("Method 2: ...").
 * `extra` headings (may be NULL) come before the built-in ones. */
enum slv_role role_of_heading(struct str heading,
                              const struct slv_role_heading *extra,
                              size_t extra_count);

#endif
