/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report of customers who come back about what had been solved: a case that
 * was opened again, or one that the same article resolved as a case of the same
 * customer that was closed at most 30 days before it was opened.
 */
#include "core/insight/report_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/repeat_contact.h"

#include <stdlib.h>

enum { DAY_S = 24 * 60 * 60 };
#define SPAN_S ((int64_t) REPEAT_CONTACT_DAYS * DAY_S)

/* A case that an article resolved. */
struct resolved {
    uint64_t about; /* customer << 32 | article */
    int64_t opened_unix_s;
    int64_t closed_unix_s;
    uint32_t case_id;
    bool is_in_range;
};

struct came_back {
    int64_t opened;
    int64_t same_article;
    int64_t reopened;
    int64_t repeats;
    uint32_t article; /* of most of them */
    uint32_t most;
};

/* By what they are about, then as they were closed. */
static int compare_resolved(const void *a, const void *b)
{
    const struct resolved *first = a;
    const struct resolved *second = b;

    if (first->about != second->about)
        return first->about < second->about ? -1 : 1;
    if (first->closed_unix_s != second->closed_unix_s)
        return first->closed_unix_s < second->closed_unix_s ? -1 : 1;
    return (first->case_id > second->case_id) -
           (first->case_id < second->case_id);
}

/* Only what lies in the range, or may have come shortly before what does. */
static size_t gather(const struct report_making *making, struct resolved *out)
{
    const struct report_facts *facts = making->facts;
    size_t count = 0;

    for (size_t id = 1; id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];
        bool is_in_range = tally_is_in(making->ask, one->opened_day);

        if (!one->is_linked || !tally_takes(making->ask, one) ||
            one->opened_day > making->ask->to_day ||
            one->closed_day < making->ask->from_day - REPEAT_CONTACT_DAYS - 1)
            continue;
        for (uint32_t at = one->first_link; at != 0; at = facts->links[at].next)
            if (facts->links[at].kind == CASE_LINK_RESOLVED)
                out[count++] = (struct resolved){
                    .about = (uint64_t) one->customer << 32 |
                             facts->links[at].article,
                    .opened_unix_s = one->opened_unix_s,
                    .closed_unix_s = one->closed_unix_s,
                    .case_id = (uint32_t) id,
                    .is_in_range = is_in_range,
                };
    }
    if (count > 0)
        qsort(out, count, sizeof *out, compare_resolved);
    return count;
}

/* Was one of those about the same closed in the days before this one was
 * opened? They are in the order of their closing. */
static bool came_before(const struct resolved *group, size_t count,
                        const struct resolved *one)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (group[middle].closed_unix_s <= one->opened_unix_s)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > 0 &&
           one->opened_unix_s - group[low - 1].closed_unix_s <= SPAN_S) {
        if (group[low - 1].case_id != one->case_id)
            return true;
        low--;
    }
    return false;
}

/* Mark the repeats of one customer about one article. */
static void count_group(const struct resolved *group, size_t count,
                        bool *is_repeat, struct came_back *back)
{
    const uint32_t article = (uint32_t) group->about;
    uint32_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (!group[i].is_in_range || !came_before(group, count, &group[i]))
            continue;
        found++;
        if (is_repeat[group[i].case_id])
            continue;
        is_repeat[group[i].case_id] = true;
        back->same_article++;
    }
    if (found > back->most) {
        back->most = found;
        back->article = article;
    }
}

static void count_articles(const struct report_making *making,
                           struct came_back *customers, bool *is_repeat)
{
    struct resolved *all =
        arena_calloc(making->arena, making->facts->link_count + 1, sizeof *all);
    const size_t count = gather(making, all);
    size_t next;

    for (size_t i = 0; i < count; i = next) {
        for (next = i + 1; next < count && all[next].about == all[i].about;)
            next++;
        if (next - i > 1)
            count_group(&all[i], next - i, is_repeat,
                        &customers[all[i].about >> 32]);
    }
}

static void count_cases(const struct report_making *making,
                        struct came_back *customers, const bool *is_repeat)
{
    const struct report_facts *facts = making->facts;

    for (size_t id = 1; id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];
        struct came_back *back;

        if (!tally_is_in(making->ask, one->opened_day) ||
            !tally_takes(making->ask, one))
            continue;
        back = &customers[one->customer];
        back->opened++;
        back->reopened += one->reopened > 0;
        back->repeats += one->reopened > 0 || is_repeat[id];
    }
}

static void add_row(struct report_making *making, struct str key,
                    struct str name, const struct came_back *back)
{
    struct report_cell *cells = report_row_add(making, key);

    cells[0] = report_text(name);
    cells[1] = report_number(back->repeats);
    cells[2] = report_number(back->same_article);
    cells[3] = report_number(back->reopened);
    cells[4] = report_number(back->opened);
    cells[5] = report_share(back->repeats, back->opened);
    if (back->most > 0)
        cells[6] = report_text(making->facts->articles[back->article]);
}

enum slv_status fill_repeats(struct report_making *making,
                             struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    const size_t count = facts->names.customer_count;
    struct came_back *customers =
        arena_calloc(making->arena, count + 1, sizeof *customers);
    bool *is_repeat =
        arena_calloc(making->arena, facts->case_count + 1, sizeof *is_repeat);
    struct came_back total = {.opened = 0};

    (void) err;
    count_articles(making, customers, is_repeat);
    count_cases(making, customers, is_repeat);
    for (size_t id = 0; id < count; id++) {
        total.opened += customers[id].opened;
        total.repeats += customers[id].repeats;
        total.same_article += customers[id].same_article;
        total.reopened += customers[id].reopened;
    }
    add_row(making, STR(""), STR("Total"), &total);
    report_rows_are_totals(making);
    for (size_t id = 0; id < count; id++)
        if (customers[id].repeats > 0)
            add_row(making, facts->names.customers[id].key,
                    facts->names.customers[id].name, &customers[id]);
    report_sort(making, 1);
    making->out->note = STR(
        "Came back: a case that was opened again, or one that the same article "
        "resolved as a case of the same customer closed in the 30 days "
        "before.");
    return SLV_OK;
}
