/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The home page: the search box is the page; below it the products and the
 * articles changed last.
 */
#ifndef SERVER_PAGES_HOME_VIEW_H
#define SERVER_PAGES_HOME_VIEW_H

#include "server/known_issues.h"
#include "server/pages/site.h"
#include "solvent/article.h"
#include "solvent/search.h"

#include <stddef.h>
#include <stdint.h>

struct strbuf;
struct visitor;

struct home_view {
    const struct site *site;
    const struct visitor *visitor;
    uint64_t total; /* articles there are */
    const struct slv_facet_value
        *products; /* those to show, most articles first */
    size_t product_count;
    const struct slv_article *recent; /* newest first */
    size_t recent_count;
    struct known_issues issues;
};

void home_view_write(struct strbuf *out, const struct home_view *view);

#endif
