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
    uint32_t article;
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

/* By article, then as they were closed. */
static int compare_resolved(const void *a, const void *b)
{
    const struct resolved *first = a;
    const struct resolved *second = b;

    if (first->article != second->article)
        return first->article < second->article ? -1 : 1;
    if (first->closed_unix_s != second->closed_unix_s)
        return first->closed_unix_s < second->closed_unix_s ? -1 : 1;
    return (first->case_id > second->case_id) -
           (first->case_id < second->case_id);
}

/* Only what lies in the range, or may have come shortly before what does. */
static bool may_matter(const struct report_making *making,
                       const struct fact_case *one)
{
    return one->is_linked && tally_takes(making->ask, one) &&
           one->opened_day <= making->ask->to_day &&
           one->closed_day >= making->ask->from_day - REPEAT_CONTACT_DAYS - 1;
}

/* The resolved cases, those of a customer together: of the customer with the id
 * c they stand from ends[c - 1] up to ends[c]. */
static struct resolved *gather(const struct report_making *making, size_t *ends)
{
    const struct report_facts *facts = making->facts;
    struct resolved *all =
        arena_calloc(making->arena, facts->link_count + 1, sizeof *all);
    size_t before = 0;

    for (size_t i = 1; i < facts->link_count; i++) {
        const struct fact_link *link = &facts->links[i];

        if (link->case_id != 0 && link->kind == CASE_LINK_RESOLVED &&
            may_matter(making, &facts->cases[link->case_id]))
            ends[facts->cases[link->case_id].customer]++;
    }
    for (size_t id = 0; id <= facts->names.customer_count; id++) {
        const size_t count = ends[id];

        ends[id] = before;
        before += count;
    }
    for (size_t i = 1; i < facts->link_count; i++) {
        const struct fact_link *link = &facts->links[i];
        const struct fact_case *one = &facts->cases[link->case_id];

        if (link->case_id != 0 && link->kind == CASE_LINK_RESOLVED &&
            may_matter(making, one))
            all[ends[one->customer]++] = (struct resolved){
                .article = link->article,
                .opened_unix_s = one->opened_unix_s,
                .closed_unix_s = one->closed_unix_s,
                .case_id = link->case_id,
                .is_in_range = tally_is_in(making->ask, one->opened_day),
            };
    }
    return all;
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
        back->article = group->article;
    }
}

/* The cases of one customer. */
static void count_customer(struct resolved *cases, size_t count,
                           bool *is_repeat, struct came_back *back)
{
    size_t next;

    qsort(cases, count, sizeof *cases, compare_resolved);
    for (size_t i = 0; i < count; i = next) {
        for (next = i + 1;
             next < count && cases[next].article == cases[i].article;)
            next++;
        if (next - i > 1)
            count_group(&cases[i], next - i, is_repeat, back);
    }
}

static void count_articles(const struct report_making *making,
                           struct came_back *customers, bool *is_repeat)
{
    const size_t count = making->facts->names.customer_count;
    size_t *ends = arena_calloc(making->arena, count + 1, sizeof *ends);
    struct resolved *all = gather(making, ends);
    size_t begin = 0;

    for (size_t id = 0; id <= count; id++) {
        if (ends[id] - begin > 1)
            count_customer(&all[begin], ends[id] - begin, is_repeat,
                           &customers[id]);
        begin = ends[id];
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
