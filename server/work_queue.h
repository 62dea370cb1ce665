/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The cases there are to work on, with their clocks, in the order in which they
 * are to be done. For the queue and for programs.
 */
#ifndef SERVER_WORK_QUEUE_H
#define SERVER_WORK_QUEUE_H

#include "core/cases/clocks.h"
#include "server/app.h"
#include "store/case_queue.h"

enum { WORK_QUEUE_MAX = 2000 /* that are put in order, the latest changes */ };

struct work_queue {
    struct case_queue_row *rows;
    struct case_clocks *clocks; /* by row */
    size_t count;
    size_t near_count; /* of those that were chosen, near their limit or not */
};

/* Those that `filter` chooses among what is open or waiting, in the order of
 * clocks_compare(); `is_near`: only those near their limit
 * (clocks_are_near()), the least business time left first. In `arena`. Statuses of
 * the case store. */
SLV_MUST_CHECK enum slv_status
work_queue_read(struct app *app, const struct case_queue_filter *filter,
                bool is_near, int64_t now_unix_s, struct arena *arena,
                struct work_queue *out, struct slv_error *err);

#endif
