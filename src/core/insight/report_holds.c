/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report of customers who are on hold because they do not pay, with the
 * support that they had in the range.
 */
#include "core/insight/report_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/customer_hold.h"

static const struct customer_hold *find_hold(const struct customer_hold *holds,
                                             size_t count, struct str customer)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(holds[i].customer, customer))
            return &holds[i];
    return NULL;
}

enum slv_status fill_on_hold(struct report_making *making,
                             struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    struct tally_groups groups;
    struct tallies tallies;
    struct customer_hold *holds = NULL;
    size_t count = 0;
    enum slv_status status =
        customer_hold_list(facts->store, making->arena, &holds, &count, err);

    if (status != SLV_OK || count == 0)
        return status;
    tally_groups_make(making->ask, facts, ROWS_CUSTOMERS, making->arena,
                      &groups);
    tally_count(making->ask, facts, &groups,
                (struct tally_wants){.minutes = true}, making->arena, &tallies);
    for (size_t id = 1; id < facts->names.customer_count; id++) {
        const struct report_customer *one = &facts->names.customers[id];
        const struct tally *tally = &tallies.groups[groups.of[id]];
        const struct customer_hold *hold = find_hold(holds, count, one->key);
        struct report_cell *cells;

        if (!hold || one->key.len == 0 ||
            (making->ask->customer && making->ask->customer != id))
            continue;
        cells = report_row_add(making, one->key);
        cells[0] = report_text(one->name);
        cells[1] = report_day(
            (int32_t) report_days_day(facts->days, hold->since_unix_s));
        cells[2] = report_text(hold->reason);
        cells[3] = report_number(tally->opened);
        cells[4] = report_number(tally->backlog);
        cells[5] = report_number(tally->minutes);
    }
    report_sort(making, 5);
    return SLV_OK;
}
