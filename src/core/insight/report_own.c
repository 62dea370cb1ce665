/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports that count something of their own: from closing to draft, weeks with
 * what people entered, single cases. Those of articles are in report_articles.c,
 * those of money in report_money.c.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_library.h"

#include <stdlib.h>

enum {
    MINUTE_S = 60,
    DAY_MINUTES = 24 * 60,
    YEAR_DAYS = 365,
    USAGE_CASES_MAX = 5000
};

static int compare_pairs(const void *a, const void *b)
{
    const uint64_t first = *(const uint64_t *) a;
    const uint64_t second = *(const uint64_t *) b;

    return (first > second) - (first < second);
}

/* --- change requests --- */

/* Cases that were opened in the range and wait for one permanent fix, with all
 * the work that they took: what there would not have been with it. */
enum slv_status fill_change_requests(struct report_making *making,
                                     struct slv_error *err)
{
    enum { CASES, OPEN, SHIPPED, CUSTOMERS, MINUTES, SUMS };
    const struct report_facts *facts = making->facts;
    int64_t(*sums)[SUMS] =
        arena_calloc(making->arena, facts->fix_count, sizeof *sums);
    uint64_t *pairs =
        arena_calloc(making->arena, facts->case_count, sizeof *pairs);
    size_t pair_count = 0;

    (void) err;
    for (size_t id = 1; id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];

        if (one->fix == 0 || !tally_is_in(making->ask, one->opened_day) ||
            !tally_takes(making->ask, one))
            continue;
        sums[one->fix][CASES]++;
        sums[one->fix][MINUTES] += one->minutes;
        sums[one->fix][OPEN] += one->closed_day == FACT_NO_DAY;
        sums[one->fix][SHIPPED] += one->fixed_in > 0;
        pairs[pair_count++] = (uint64_t) one->fix << 32 | one->customer;
    }
    if (pair_count > 0)
        qsort(pairs, pair_count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < pair_count; i++) {
        if (i == 0 || pairs[i] != pairs[i - 1])
            sums[pairs[i] >> 32][CUSTOMERS]++;
    }
    for (size_t i = 1; i < facts->fix_count; i++) {
        struct report_cell *cells;

        if (sums[i][CASES] == 0)
            continue;
        cells = report_row_add(making, facts->fixes[i]);
        cells[0] = report_text(facts->fixes[i]);
        cells[1] = report_number(sums[i][MINUTES]);
        cells[2] = report_number(sums[i][CASES]);
        cells[3] = report_number(sums[i][CUSTOMERS]);
        cells[4] = report_number(sums[i][OPEN]);
        cells[5] = report_number(sums[i][SHIPPED]);
    }
    report_sort(making, 1);
    return SLV_OK;
}

/* --- from closing to draft --- */

/* The minutes from the closing of a case to the first article that was linked
 * as having resolved it; 0 when that was there before. False without one. */
static bool draft_minutes(const struct report_facts *facts,
                          const struct fact_case *one, int32_t *out)
{
    int64_t first = INT64_MAX;

    for (uint32_t at = one->first_link; at != 0; at = facts->links[at].next) {
        if (facts->links[at].kind == CASE_LINK_RESOLVED &&
            facts->links[at].created_unix_s < first)
            first = facts->links[at].created_unix_s;
    }
    if (first == INT64_MAX)
        return false;
    first = (first - one->closed_unix_s) / MINUTE_S;
    *out = first < 0 ? 0 : (int32_t) (first < INT32_MAX ? first : INT32_MAX);
    return true;
}

struct drafting {
    int64_t closed;
    int64_t drafted;
    int64_t within_day;
    int64_t published;
    int32_t *values; /* minutes to the draft */
    int64_t known;   /* how many of the published say when */
    int32_t *days;   /* to the publishing */
};

static void add_drafting(struct report_making *making, struct str name,
                         const struct drafting *one)
{
    struct report_cell *cells = report_row_add(making, name);

    cells[0] = report_text(name.len > 0 ? name : STR("Total"));
    cells[1] = report_share(one->within_day, one->closed);
    cells[2] = report_number(one->closed);
    cells[3] = report_number(one->drafted);
    cells[4].has =
        tally_quantile(one->values, (size_t) one->drafted, 5, &cells[4].value);
    cells[5] = report_number(one->published);
    cells[6].has =
        tally_quantile(one->days, (size_t) one->known, 5, &cells[6].value);
}

/* What became of one case that was closed as new. */
struct drafted {
    bool has_draft;
    int32_t minutes;
    bool is_published;
    bool has_days;
    int32_t days;
};

static struct drafted look_at(const struct report_making *making,
                              struct report_library *library,
                              const struct fact_case *one)
{
    const struct report_facts *facts = making->facts;
    struct drafted out = {.has_draft = draft_minutes(facts, one, &out.minutes)};

    for (uint32_t at = one->first_link; at != 0; at = facts->links[at].next) {
        const struct fact_link *link = &facts->links[at];
        const struct slv_article *article =
            report_library_find(library, facts->articles[link->article]);
        int64_t days;

        if (link->kind != CASE_LINK_RESOLVED || !article ||
            article->state != SLV_STATE_PUBLISHED)
            continue;
        out.is_published = true;
        if (!report_published_day(facts->days, library, article->id, &days))
            continue;
        days -= one->closed_day;
        if (days < 0)
            days = 0;
        if (!out.has_days || days < out.days)
            out.days = (int32_t) days;
        out.has_days = true;
    }
    return out;
}

static void take_drafted(struct drafting *to, const struct drafted *one)
{
    if (one->has_draft) {
        to->values[to->drafted++] = one->minutes;
        to->within_day += one->minutes <= DAY_MINUTES;
    }
    to->published += one->is_published;
    if (one->has_days)
        to->days[to->known++] = one->days;
}

static void make_room(struct drafting *one, struct arena *arena)
{
    one->values =
        arena_calloc(arena, (size_t) one->closed, sizeof *one->values);
    one->days = arena_calloc(arena, (size_t) one->closed, sizeof *one->days);
}

static bool is_new(const struct report_making *making,
                   const struct fact_case *one)
{
    return tally_is_in(making->ask, one->closed_day) &&
           one->outcome == CASE_OUTCOME_NEW && tally_takes(making->ask, one);
}

enum slv_status fill_drafting(struct report_making *making,
                              struct slv_error *err)
{
    const struct report_ask *ask = making->ask;
    const struct report_facts *facts = making->facts;
    struct tally_groups groups;
    struct drafting *periods;
    struct drafting total = {.closed = 0};
    struct report_library library;
    enum slv_status status = report_library_open(making, &library, err);

    if (status != SLV_OK)
        return status;
    tally_groups_make(ask, facts, ROWS_PERIODS, making->arena, &groups);
    periods = arena_calloc(making->arena, groups.count, sizeof *periods);
    /* first how many there are, then what they took */
    for (size_t id = 1; id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];

        if (!is_new(making, one))
            continue;
        periods[groups.of[one->closed_day - ask->from_day]].closed++;
        total.closed++;
    }
    for (size_t g = 0; g < groups.count; g++)
        make_room(&periods[g], making->arena);
    make_room(&total, making->arena);
    for (size_t id = 1; id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];
        struct drafted drafted;

        if (!is_new(making, one))
            continue;
        drafted = look_at(making, &library, one);
        take_drafted(&periods[groups.of[one->closed_day - ask->from_day]],
                     &drafted);
        take_drafted(&total, &drafted);
    }
    report_library_close(&library);
    add_drafting(making, STR(""), &total);
    report_rows_are_totals(making);
    for (size_t g = 0; g < groups.count; g++)
        add_drafting(making, groups.names[g], &periods[g]);
    return SLV_OK;
}

/* --- weeks with what people entered --- */

/* The figure of a week, by its Monday as a text. */
static struct report_cell week_figure(const struct report_facts *facts,
                                      struct str figure, struct str week)
{
    for (size_t i = 0; i < facts->week_figure_count; i++) {
        if (str_equal(facts->week_figures[i].figure, figure) &&
            str_equal(facts->week_figures[i].week, week))
            return report_number(facts->week_figures[i].value);
    }
    return (struct report_cell){.has = false};
}

/* The capacity holds from the week for which it was entered on. */
static struct report_cell capacity_of(const struct report_facts *facts,
                                      struct str week)
{
    struct report_cell cell = {.has = false};

    for (size_t i = 0; i < facts->week_figure_count; i++) {
        if (str_equal(facts->week_figures[i].figure, STR("capacity")) &&
            str_compare(facts->week_figures[i].week, week) <= 0)
            cell = report_number(facts->week_figures[i].value);
    }
    return cell;
}

static void count_weeks(struct report_making *making, struct tally_wants wants)
{
    struct tally_groups *groups =
        arena_calloc(making->arena, 1, sizeof *groups);
    struct tallies *tallies = arena_calloc(making->arena, 1, sizeof *tallies);

    tally_groups_make(making->ask, making->facts, ROWS_PERIODS, making->arena,
                      groups);
    tally_count(making->ask, making->facts, groups, wants, making->arena,
                tallies);
    making->tallies = tallies;
    making->groups = groups;
}

/* What happened outside of the team in a week, or in all of them. */
struct outside {
    int64_t inside;
    int64_t marked;
    struct report_cell calls; /* entered by hand; of one week may be unknown */
    int64_t executive_cases;
    struct report_cell complaints; /* likewise */
};

static struct report_cell *add_outside(struct report_making *making,
                                       struct str name,
                                       const struct outside *one)
{
    struct report_cell *cells = report_row_add(making, name);
    const int64_t others = one->marked + one->calls.value;

    cells[0] = report_text(name.len > 0 ? name : STR("Total"));
    cells[1] = report_number(one->inside);
    cells[2] = report_number(one->marked);
    cells[3] = one->calls;
    if (one->calls.has || one->marked > 0)
        cells[4] = report_share(one->inside, one->inside + others);
    cells[5] = report_number(one->executive_cases);
    cells[6] = one->complaints;
    return cells;
}

static void add_known(struct report_cell *to, const struct report_cell *from)
{
    to->has |= from->has;
    to->value += from->value;
}

/* The share of the total is of the weeks that have one: in the others nobody
 * has said what was handled outside. */
enum slv_status fill_outside(struct report_making *making,
                             struct slv_error *err)
{
    struct outside total = {.inside = 0};
    struct outside *weeks;
    struct report_cell *cells;
    int64_t said_inside = 0;
    int64_t said_all = 0;

    (void) err;
    count_weeks(making, (struct tally_wants){.money = false});
    weeks = arena_calloc(making->arena, making->groups->count, sizeof *weeks);
    for (size_t g = 0; g < making->groups->count; g++) {
        const struct tally *tally = &making->tallies->groups[g];
        const struct str week = making->groups->names[g];

        weeks[g] = (struct outside){
            .inside = tally->opened - tally->outside,
            .marked = tally->outside,
            .calls = week_figure(making->facts, STR("outside"), week),
            .executive_cases = tally->executive,
            .complaints = week_figure(making->facts, STR("executive"), week),
        };
        total.inside += weeks[g].inside;
        total.marked += weeks[g].marked;
        total.executive_cases += weeks[g].executive_cases;
        add_known(&total.calls, &weeks[g].calls);
        add_known(&total.complaints, &weeks[g].complaints);
        if (weeks[g].calls.has || weeks[g].marked > 0) {
            said_inside += weeks[g].inside;
            said_all +=
                weeks[g].inside + weeks[g].marked + weeks[g].calls.value;
        }
    }
    cells = add_outside(making, STR(""), &total);
    cells[4] = report_share(said_inside, said_all);
    report_rows_are_totals(making);
    for (size_t g = 0; g < making->groups->count; g++)
        (void) add_outside(making, making->groups->names[g], &weeks[g]);
    making->out->note =
        STR("Cases are marked on their pages; calls and complaints that are no "
            "case are entered per week under Goals. The share of the total is "
            "of the weeks in which either is known.");
    return SLV_OK;
}

enum slv_status fill_capacity(struct report_making *making,
                              struct slv_error *err)
{
    const struct tally *total;

    (void) err;
    count_weeks(making, (struct tally_wants){.money = false});
    total = &making->tallies->total;
    for (size_t g = 0; g < making->groups->count; g++) {
        const struct tally *week = &making->tallies->groups[g];
        const struct str name = making->groups->names[g];
        struct report_cell *cells = report_row_add(making, name);

        cells[0] = report_text(name);
        cells[1] = report_number(week->minutes);
        cells[2] = capacity_of(making->facts, name);
        if (cells[2].has)
            cells[3] = report_share(week->minutes, cells[2].value);
        cells[4] = report_number(week->backlog);
        if (total->closed > 0)
            cells[5] = report_number(report_mean(
                week->backlog * total->case_minutes, total->closed));
    }
    making->out->note = arena_format(
        making->arena,
        "The work in the backlog is its cases times the mean of the cases "
        "closed in the range: %lld minutes on %lld of them.",
        (long long) total->case_minutes, (long long) total->closed);
    return SLV_OK;
}

/* --- single cases of a customer --- */

static enum slv_status add_case(struct report_making *making, size_t id,
                                int64_t minutes, struct slv_error *err)
{
    const struct fact_case *one = &making->facts->cases[id];
    struct report_cell *cells;
    struct str number;
    struct str subject;
    enum slv_status status =
        report_store_case_name(making->facts->store, (int64_t) id,
                               making->arena, &number, &subject, err);

    if (status != SLV_OK)
        return status;
    cells = report_row_add(making, number);
    cells[0] = report_text(number);
    cells[1] = report_text(subject);
    cells[2] = report_day(one->opened_day);
    cells[3] = report_day(one->closed_day);
    cells[4] = report_number(minutes);
    return SLV_OK;
}

/* Cases that were opened, closed or worked on in the range. */
enum slv_status fill_usage(struct report_making *making, struct slv_error *err)
{
    const struct report_ask *ask = making->ask;
    const struct report_facts *facts = making->facts;
    int64_t *minutes =
        arena_calloc(making->arena, facts->case_count + 1, sizeof *minutes);
    int64_t total = 0;
    struct report_cell *cells;
    enum slv_status status = SLV_OK;

    if (!ask->customer) {
        making->out->note = STR("Choose a customer by its key.");
        return SLV_OK;
    }
    for (size_t i = 1; i < facts->time_count; i++) {
        const struct fact_time *entry = &facts->times[i];

        if (entry->case_id == 0 || !tally_is_in(ask, entry->day) ||
            !tally_takes(ask, &facts->cases[entry->case_id]))
            continue;
        minutes[entry->case_id] += entry->minutes;
        total += entry->minutes;
    }
    cells = report_row_add(making, STR(""));
    cells[0] = report_text(STR("Total"));
    cells[4] = report_number(total);
    report_rows_are_totals(making);
    for (size_t id = 1; status == SLV_OK && id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];

        if (!tally_takes(ask, one) ||
            (minutes[id] == 0 && !tally_is_in(ask, one->opened_day) &&
             !tally_is_in(ask, one->closed_day)))
            continue;
        if (making->count == USAGE_CASES_MAX) {
            making->out->note = STR("More than 5,000 cases: the first of them "
                                    "are shown. The total is of all.");
            break;
        }
        status = add_case(making, id, minutes[id], err);
    }
    return status;
}

/* --- customers who hardly ask --- */

static int compare_uses(const void *a, const void *b)
{
    const struct report_row *first = a;
    const struct report_row *second = b;

    for (size_t c = 2; c > 0; c--) {
        const int64_t x = first->cells[c].value;
        const int64_t y = second->cells[c].value;

        if (x != y)
            return x < y ? -1 : 1;
    }
    return str_compare(first->key, second->key);
}

/* By customer: did an income come in the year to the end of the range? */
static const bool *find_payers(const struct report_making *making)
{
    const struct report_facts *facts = making->facts;
    const int64_t to_day = making->ask->to_day;
    bool *pays = arena_calloc(making->arena, facts->names.customer_count + 1,
                              sizeof *pays);

    for (size_t i = 0; i < facts->income_count; i++) {
        const struct fact_income *income = &facts->incomes[i];

        if (income->customer < facts->names.customer_count &&
            income->amount > 0 && income->day <= to_day &&
            income->day > to_day - YEAR_DAYS)
            pays[income->customer] = true;
    }
    return pays;
}

/* Every customer but those that use more than the middle one does. */
enum slv_status fill_little_use(struct report_making *making,
                                struct slv_error *err)
{
    const struct report_ask *ask = making->ask;
    const struct report_facts *facts = making->facts;
    const size_t count = facts->names.customer_count;
    struct tally_groups groups;
    struct tallies tallies;
    int32_t *last = arena_calloc(making->arena, count + 1, sizeof *last);
    int32_t *uses = arena_calloc(making->arena, count + 1, sizeof *uses);
    const bool *pays = find_payers(making);
    size_t used = 0;
    int64_t middle = 0;

    (void) err;
    tally_groups_make(ask, facts, ROWS_CUSTOMERS, making->arena, &groups);
    tally_count(ask, facts, &groups, (struct tally_wants){.money = false},
                making->arena, &tallies);
    for (size_t i = 0; i <= count; i++)
        last[i] = FACT_NO_DAY;
    for (size_t id = 1; id < facts->case_count; id++) {
        const struct fact_case *one = &facts->cases[id];

        if (one->is_there && one->customer < count &&
            one->opened_day <= ask->to_day &&
            one->opened_day > last[one->customer])
            last[one->customer] = one->opened_day;
    }
    for (size_t g = 1; g < groups.count; g++)
        uses[used++] = (int32_t) tallies.groups[g].minutes;
    if (!tally_quantile(uses, used, 5, &middle))
        return SLV_OK;
    for (size_t id = 1; id < count; id++) {
        const struct report_customer *one = &facts->names.customers[id];
        const struct tally *tally = &tallies.groups[groups.of[id]];
        struct report_cell *cells;

        if (one->key.len == 0 || tally->minutes > middle ||
            (ask->customer && ask->customer != id))
            continue;
        cells = report_row_add(making, one->key);
        cells[0] = report_text(one->name);
        cells[1] = report_number(tally->opened);
        cells[2] = report_number(tally->minutes);
        cells[3] = report_day(last[id]);
        cells[4] = report_text(pays[id] ? STR("yes") : STR("no"));
    }
    if (making->count > 0)
        qsort(making->rows, making->count, sizeof *making->rows, compare_uses);
    making->out->note = arena_format(
        making->arena,
        "The half of the customers with the least work: %lld minutes or fewer "
        "in the range. Pays: an income came in the 365 days to its end.",
        (long long) middle);
    return SLV_OK;
}
