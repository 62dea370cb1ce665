/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looking up articles by the ids that they have and had. See
 * former_articles.h.
 */
#include "server/former_articles.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdlib.h>

static int compare_id(const void *key, const void *item)
{
    return str_compare(*(const struct str *) key,
                       ((const struct slv_article *) item)->id);
}

static const struct slv_article *find_own(const struct former_articles *former,
                                          struct str id)
{
    return former->count > 0 ? bsearch(&id, former->articles, former->count,
                                       sizeof *former->articles, compare_id)
                             : NULL;
}

const struct slv_article *former_articles_find(struct former_articles *former,
                                               struct str id)
{
    const struct slv_article *own = find_own(former, id);
    struct str successor;

    if (own || (former->last_id.len > 0 && str_equal(former->last_id, id)))
        return own ? own : former->last;
    former->last_id = id;
    former->last = NULL;
    if (slv_article_find_replaced(former->reader, id, former->arena, &successor,
                                  NULL) == SLV_OK)
        former->last = find_own(former, successor);
    return former->last;
}
