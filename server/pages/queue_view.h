/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The queue: the cases there are to work on, filters, the way to a new one.
 */
#ifndef SERVER_PAGES_QUEUE_VIEW_H
#define SERVER_PAGES_QUEUE_VIEW_H

#include "server/pages/absent.h"
#include "server/pages/desk_clocks.h"
#include "store/case_queue.h"
#include "store/customer_hold.h"

struct strbuf;

enum { QUEUE_PER_PAGE = 50 };

struct queue_view {
    struct desk desk;
    struct case_queue_filter filter;
    struct str state; /* as the address has it: "", "open", "waiting",
                         "closed", "all" */
    struct str login; /* of whoever looks: for "mine" */
    const struct case_queue_row *rows;
    const struct case_clocks *clocks; /* by row; NULL: of closed cases */
    size_t row_count;
    size_t page;       /* from 1 */
    bool is_near;      /* only those near their limit, the least time left
                          first */
    size_t near_count; /* of the cases that were chosen */
    bool has_more;
    const struct case_agent *agents; /* to choose from */
    size_t agent_count;
    const struct case_product *products;
    size_t product_count;
    const struct customer_hold *holds; /* customers who do not pay */
    size_t hold_count;
    struct absent absent; /* who is away */
};

/* "", "documenter", "fixer", as the address has them; any other word is the
 * first. */
enum case_role queue_duty_parse(struct str word);

void queue_view_write(struct strbuf *out, const struct queue_view *view);

#endif
