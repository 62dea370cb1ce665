/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Self-service: visits of people who searched or asked, and how they ended.
 *
 * A visit is what one household did on one day: its searches and its questions
 * on the contact form. It ends in one way, the first of these that is true:
 *
 *   case     a case was opened after it
 *   claimed  somebody said on the contact form that an article solved it
 *   implied  an article was opened, and no case followed (the question of a
 *            contact form counts after three days, as store/question_store.h
 *            has it; a search counts at once)
 *   nothing  nothing that was searched had a result
 *   unknown  results were left alone, and nobody knows why
 *
 * Visits of people who may read more than everybody are not customers', and do
 * not count; nor do programs. A visit counts on the day of its end.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_parts.h"
#include "store/question_store.h"
#include "store/search_report.h"

#include <stdlib.h>

struct visit {
    int64_t session;
    int64_t at_unix_s;
    bool is_search;
    bool has_found;
    bool is_case;
    bool is_claimed;
    bool is_implied;
};

/* --- reading --- */

static int compare_visits(const void *a, const void *b)
{
    const struct visit *first = a;
    const struct visit *second = b;

    if (first->session != second->session)
        return first->session < second->session ? -1 : 1;
    return (first->at_unix_s > second->at_unix_s) -
           (first->at_unix_s < second->at_unix_s);
}

static void join(struct visit *to, const struct visit *from)
{
    if (from->at_unix_s > to->at_unix_s)
        to->at_unix_s = from->at_unix_s;
    to->is_search |= from->is_search;
    to->has_found |= from->has_found;
    to->is_case |= from->is_case;
    to->is_claimed |= from->is_claimed;
    to->is_implied |= from->is_implied;
}

/* Those of one session are one; without a number each is one by itself. */
static size_t join_sessions(struct visit *visits, size_t count)
{
    size_t used = 0;

    if (count > 0)
        qsort(visits, count, sizeof *visits, compare_visits);
    for (size_t i = 0; i < count; i++) {
        if (used > 0 && visits[i].session != 0 &&
            visits[i].session == visits[used - 1].session)
            join(&visits[used - 1], &visits[i]);
        else
            visits[used++] = visits[i];
    }
    return used;
}

static struct visit of_search(const struct search_visit *from)
{
    return (struct visit){
        .session = from->session,
        .at_unix_s = from->last_unix_s,
        .is_search = true,
        .has_found = from->has_found,
        .is_case = from->is_case_after,
        .is_implied = from->has_opened,
    };
}

static struct visit of_question(const struct question_end *from)
{
    return (struct visit){
        .session = from->session,
        .at_unix_s = from->asked_unix_s,
        .is_case = from->is_sent,
        .is_claimed = from->is_claimed,
        .is_implied = from->is_implied,
    };
}

static enum slv_status read_visits(const struct report_making *making,
                                   struct visit **out, size_t *count,
                                   struct slv_error *err)
{
    const struct report_ask *ask = making->ask;
    const struct calendar *calendar = making->facts->days->calendar;
    const struct search_span span = {
        calendar_day_begins(calendar, ask->from_day),
        calendar_day_begins(calendar, ask->to_day + 1),
    };
    struct search_visit *searches = NULL;
    struct question_end *questions = NULL;
    size_t search_count = 0;
    size_t question_count = 0;
    enum slv_status status =
        search_report_visits(making->facts->searches, span, making->arena,
                             &searches, &search_count, err);

    *count = 0;
    if (status == SLV_OK)
        status = question_store_ends(
            making->facts->store, span.from_unix_s, span.to_unix_s,
            ask->now_unix_s, making->arena, &questions, &question_count, err);
    if (status != SLV_OK)
        return status;
    *out = arena_calloc(making->arena, search_count + question_count,
                        sizeof **out);
    for (size_t i = 0; i < search_count; i++)
        (*out)[(*count)++] = of_search(&searches[i]);
    for (size_t i = 0; i < question_count; i++)
        (*out)[(*count)++] = of_question(&questions[i]);
    *count = join_sessions(*out, *count);
    return SLV_OK;
}

/* --- counting --- */

enum service_end {
    END_CASE,
    END_CLAIMED,
    END_IMPLIED,
    END_NOTHING,
    END_UNKNOWN
};

struct service {
    int64_t ends[END_UNKNOWN + 1];
    int64_t asleep; /* solved while support was closed */
};

static enum service_end end_of(const struct visit *visit)
{
    if (visit->is_case)
        return END_CASE;
    if (visit->is_claimed)
        return END_CLAIMED;
    if (visit->is_implied)
        return END_IMPLIED;
    return visit->is_search && !visit->has_found ? END_NOTHING : END_UNKNOWN;
}

static void take_visit(struct service *to, const struct visit *visit,
                       const struct calendar *calendar)
{
    const enum service_end end = end_of(visit);

    to->ends[end]++;
    if (end == END_CLAIMED || end == END_IMPLIED)
        to->asleep += !calendar_is_open(calendar, visit->at_unix_s);
}

static void add_service(struct report_making *making, struct str name,
                        const struct service *one)
{
    const int64_t well = one->ends[END_CLAIMED] + one->ends[END_IMPLIED];
    const int64_t known = well + one->ends[END_CASE] + one->ends[END_NOTHING];
    struct report_cell *cells = report_row_add(making, name);

    cells[0] = report_text(name.len > 0 ? name : STR("Total"));
    cells[1] = report_number(known + one->ends[END_UNKNOWN]);
    cells[2] = report_number(one->ends[END_CLAIMED]);
    cells[3] = report_number(one->ends[END_IMPLIED]);
    cells[4] = report_number(one->ends[END_CASE]);
    cells[5] = report_number(one->ends[END_NOTHING]);
    cells[6] = report_number(one->ends[END_UNKNOWN]);
    cells[7] = report_share(well, known);
    cells[8] = report_number(one->asleep);
}

enum slv_status fill_self_service(struct report_making *making,
                                  struct slv_error *err)
{
    const struct report_ask *ask = making->ask;
    const struct report_days *days = making->facts->days;
    struct tally_groups groups;
    struct service *periods;
    struct service total = {.asleep = 0};
    struct visit *visits = NULL;
    size_t count = 0;
    enum slv_status status = read_visits(making, &visits, &count, err);

    if (status != SLV_OK)
        return status;
    tally_groups_make(ask, making->facts, ROWS_PERIODS, making->arena, &groups);
    periods = arena_calloc(making->arena, groups.count, sizeof *periods);
    for (size_t i = 0; i < count; i++) {
        const int64_t day = report_days_day(days, visits[i].at_unix_s);

        if (!tally_is_in(ask, (int32_t) day))
            continue;
        take_visit(&periods[groups.of[day - ask->from_day]], &visits[i],
                   days->calendar);
        take_visit(&total, &visits[i], days->calendar);
    }
    add_service(making, STR(""), &total);
    report_rows_are_totals(making);
    for (size_t g = 0; g < groups.count; g++)
        add_service(making, groups.names[g], &periods[g]);
    making->out->note =
        STR("A visit is one household on one day. Searches are kept as long as "
            "the configuration says.");
    return SLV_OK;
}
