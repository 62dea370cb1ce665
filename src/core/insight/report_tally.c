/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One pass over the cases, one over the time entries, one over the income. See
 * report_tally.h.
 */
#include "core/insight/report_tally.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* --- counting --- */

bool tally_takes(const struct report_ask *ask, const struct fact_case *one)
{
    return one->is_there &&
           (!ask->severity || one->severity == ask->severity) &&
           (!ask->product || one->product == ask->product) &&
           (!ask->customer || one->customer == ask->customer) &&
           (!ask->agent || one->agent == ask->agent);
}

/* One case is counted by itself: what falls into the group, and the rest. */
struct parting {
    size_t group;
    struct tally one;
    struct tally rest;
};

/* Values with their groups, in the making. */
struct collected {
    bool is_wanted;
    uint32_t *groups;
    int32_t *values;
    size_t count;
    size_t capacity;
};

struct pass {
    const struct tally_groups *groups;
    struct tallies *out;
    struct parting *parting; /* NULL: everything is counted */
    struct collected replies;
    struct collected fixes;
    struct collected minutes;
};

static void collect(struct collected *to, size_t group, int32_t value)
{
    if (!to->is_wanted)
        return;
    if (to->count == to->capacity) {
        to->capacity = to->capacity ? to->capacity * 2 : 4096;
        to->groups = alloc_resize(to->groups, to->capacity, sizeof *to->groups);
        to->values = alloc_resize(to->values, to->capacity, sizeof *to->values);
    }
    to->groups[to->count] = (uint32_t) group;
    to->values[to->count++] = value;
}

/* Lay the values out by groups; the total is all of them. */
static void lay_out(struct collected *from, size_t groups, struct arena *arena,
                    struct tally_samples *out)
{
    size_t sum = 0;

    out->first = arena_calloc(arena, groups + 2, sizeof *out->first);
    out->values = arena_calloc(arena, from->count, sizeof *out->values);
    for (size_t i = 0; i < from->count; i++)
        out->first[from->groups[i] + 1]++;
    for (size_t g = 0; g < groups; g++) {
        const size_t here = out->first[g + 1];

        out->first[g + 1] = sum;
        sum += here;
    }
    /* first[g + 1] is where group g is to be written, and then its end */
    for (size_t i = 0; i < from->count; i++)
        out->values[out->first[from->groups[i] + 1]++] = from->values[i];
    free(from->groups);
    free(from->values);
}

static size_t group_of(const struct tally_groups *groups,
                       const struct report_ask *ask,
                       const struct report_facts *facts,
                       const struct fact_case *one, int32_t day)
{
    size_t id = 0;

    switch (groups->by) {
    case TALLY_BY_PERIOD:
        return groups->of[day - ask->from_day];
    case TALLY_BY_SEVERITY:
        id = one->severity;
        break;
    case TALLY_BY_PRODUCT:
        id = one->product;
        break;
    case TALLY_BY_CUSTOMER:
        id = one->customer;
        break;
    case TALLY_BY_CONTACT:
        id = one->contact;
        break;
    case TALLY_BY_AGENT:
        id = one->agent;
        break;
    case TALLY_BY_FIX:
        id = one->fix;
        break;
    case TALLY_BY_ARTICLE:
        break;
    case TALLY_BY_CASE:
        id = (size_t) (one - facts->cases);
        break;
    }
    return id < groups->id_count ? groups->of[id] : 0;
}

static struct tally *tally_of(struct pass *pass, size_t group)
{
    struct parting *parting = pass->parting;

    if (!parting)
        return &pass->out->groups[group];
    return parting->group == TALLY_ALL || parting->group == group
               ? &parting->one
               : &parting->rest;
}

static void count_reply(struct pass *pass, const struct fact_case *one)
{
    const size_t group = group_of(pass->groups, pass->out->ask,
                                  pass->out->facts, one, one->reply_day);
    struct tally *to = tally_of(pass, group);

    to->replies++;
    if (one->reply_target_s > 0) {
        to->replies_with_target++;
        to->replies_met += one->reply_s <= one->reply_target_s;
    }
    collect(&pass->replies, group, one->reply_s);
}

/* Imports bring cases that an article resolved, without the word for it. */
static enum case_outcome outcome_of(const struct fact_case *one)
{
    if (one->outcome == CASE_OUTCOME_UNSAID && one->is_linked)
        return CASE_OUTCOME_KNOWN;
    return (enum case_outcome) one->outcome;
}

static void count_closing(struct pass *pass, const struct fact_case *one)
{
    const size_t group = group_of(pass->groups, pass->out->ask,
                                  pass->out->facts, one, one->closed_day);
    struct tally *to = tally_of(pass, group);

    to->closed++;
    to->by_outcome[outcome_of(one)]++;
    to->linked += one->is_linked;
    to->reopened += one->reopened > 0;
    if (one->fix_target_s > 0) {
        to->fixes_with_target++;
        to->fixes_met += one->fix_s <= one->fix_target_s;
    }
    to->case_minutes += one->minutes;
    collect(&pass->fixes, group, one->fix_s);
    collect(&pass->minutes, group,
            one->minutes < INT32_MAX ? (int32_t) one->minutes : INT32_MAX);
}

/* For periods, the backlog is made of what was open before the range, here, and
 * of what came and went in it. */
static void count_backlog(struct pass *pass, const struct fact_case *one,
                          int64_t *before)
{
    const struct report_ask *ask = pass->out->ask;
    const bool is_closed = one->closed_day != FACT_NO_DAY;

    if (pass->groups->by == TALLY_BY_PERIOD) {
        if (one->opened_day < ask->from_day &&
            (!is_closed || one->closed_day >= ask->from_day))
            ++*before;
        return;
    }
    if (one->opened_day <= ask->to_day &&
        (!is_closed || one->closed_day > ask->to_day))
        tally_of(pass, group_of(pass->groups, ask, pass->out->facts, one, 0))
            ->backlog++;
}

static void count_opening(struct pass *pass, const struct fact_case *one)
{
    struct tally *to =
        tally_of(pass, group_of(pass->groups, pass->out->ask, pass->out->facts,
                                one, one->opened_day));

    to->opened++;
    to->inside += !one->is_outside;
    to->outside += one->is_outside;
    to->executive += one->is_executive;
}

static void count_case(struct pass *pass, const struct fact_case *one,
                       int64_t *before)
{
    const struct report_ask *ask = pass->out->ask;

    if (one->opened_day > ask->to_day || !tally_takes(ask, one))
        return;
    if (one->opened_day >= ask->from_day)
        count_opening(pass, one);
    count_backlog(pass, one, before);
    if (tally_is_in(ask, one->reply_day))
        count_reply(pass, one);
    if (tally_is_in(ask, one->closed_day))
        count_closing(pass, one);
}

static void count_cases(struct pass *pass)
{
    const struct report_facts *facts = pass->out->facts;
    int64_t before = 0;

    for (size_t id = 1; id < facts->case_count; id++)
        count_case(pass, &facts->cases[id], &before);
    if (pass->groups->by != TALLY_BY_PERIOD)
        return;
    for (size_t g = 0; g < pass->out->count; g++) {
        before += pass->out->groups[g].opened - pass->out->groups[g].closed;
        pass->out->groups[g].backlog = before;
    }
}

static void add_cost(struct tallies *out, size_t group,
                     const struct fact_time *entry)
{
    const struct cost_rate *rate =
        fact_rate_of(out->facts, entry->agent, entry->day);
    size_t at;
    int64_t parts;

    if (!rate) {
        out->unrated_minutes += entry->minutes;
        return;
    }
    parts = rate->per_hour * entry->minutes;
    at = group * out->stride + rate->currency;
    out->cost[at] += parts;
    out->has_money[at] = true;
    at = out->count * out->stride + rate->currency;
    out->cost[at] += parts;
    out->has_money[at] = true;
}

/* The group that the entry counts in; false when it does not. Work is of whoever
 * did it, and not of the owner of the case. */
static bool find_time_group(const struct pass *pass,
                            const struct fact_time *entry, size_t *group)
{
    const struct report_ask *ask = pass->out->ask;
    const struct report_facts *facts = pass->out->facts;
    const struct tally_groups *groups = pass->groups;
    const struct fact_case *of;

    if (!tally_is_in(ask, entry->day) || entry->case_id == 0)
        return false;
    of = &facts->cases[entry->case_id];
    if (!tally_takes(ask, of))
        return false;
    if (groups->by == TALLY_BY_AGENT)
        *group = entry->agent < groups->id_count ? groups->of[entry->agent] : 0;
    else
        *group = group_of(groups, ask, facts, of, entry->day);
    return true;
}

static bool is_developers(const struct report_facts *facts,
                          const struct fact_time *entry)
{
    return entry->agent < facts->names.agent_count &&
           facts->are_developers[entry->agent];
}

static void count_times(struct pass *pass)
{
    struct tallies *out = pass->out;
    const struct report_facts *facts = out->facts;

    for (size_t id = 1; id < facts->time_count; id++) {
        const struct fact_time *entry = &facts->times[id];
        size_t group;

        if (!find_time_group(pass, entry, &group))
            continue;
        out->groups[group].minutes += entry->minutes;
        if (is_developers(facts, entry))
            out->groups[group].developer_minutes += entry->minutes;
        if (out->cost)
            add_cost(out, group, entry);
    }
}

/* Income is of customers: it counts where the ask is of all of them or of one,
 * and rows are of customers or periods. */
static void count_incomes(struct pass *pass)
{
    struct tallies *out = pass->out;
    const struct report_ask *ask = out->ask;
    const struct report_facts *facts = out->facts;

    if (!tally_has_income(ask) || (pass->groups->by != TALLY_BY_CUSTOMER &&
                                   pass->groups->by != TALLY_BY_PERIOD))
        return;
    for (size_t i = 0; i < facts->income_count; i++) {
        const struct fact_income *income = &facts->incomes[i];
        const struct fact_case of = {.customer = income->customer};
        size_t at;

        if (!tally_is_in(ask, income->day) ||
            (ask->customer && ask->customer != income->customer))
            continue;
        at =
            group_of(pass->groups, ask, facts, &of, income->day) * out->stride +
            income->currency;
        out->income[at] += income->amount;
        out->has_money[at] = true;
        at = out->count * out->stride + income->currency;
        out->income[at] += income->amount;
        out->has_money[at] = true;
    }
}

static void add_up(struct tallies *out, bool are_periods)
{
    for (size_t g = 0; g < out->count; g++) {
        const int64_t *from = (const int64_t *) &out->groups[g];
        int64_t *to = (int64_t *) &out->total;

        /* the struct is nothing but sums */
        for (size_t i = 0; i < sizeof *out->groups / sizeof *to; i++)
            to[i] += from[i];
    }
    if (are_periods && out->count > 0)
        out->total.backlog = out->groups[out->count - 1].backlog;
}

void tally_count(const struct report_ask *ask, const struct report_facts *facts,
                 const struct tally_groups *groups, struct tally_wants wants,
                 struct arena *arena, struct tallies *out)
{
    struct pass pass = {.groups = groups, .out = out};

    *out = (struct tallies){.ask = ask, .facts = facts, .count = groups->count};
    out->stride = facts->currencies.count > 0 ? facts->currencies.count : 1;
    out->groups = arena_calloc(arena, groups->count, sizeof *out->groups);
    if (wants.money) {
        const size_t cells = (groups->count + 1) * out->stride;

        out->cost = arena_calloc(arena, cells, sizeof *out->cost);
        out->income = arena_calloc(arena, cells, sizeof *out->income);
        out->has_money = arena_calloc(arena, cells, sizeof *out->has_money);
    }
    pass.replies.is_wanted = wants.replies;
    pass.fixes.is_wanted = wants.fixes;
    pass.minutes.is_wanted = wants.minutes;
    count_cases(&pass);
    count_times(&pass);
    if (wants.money)
        count_incomes(&pass);
    lay_out(&pass.replies, groups->count, arena, &out->replies);
    lay_out(&pass.fixes, groups->count, arena, &out->fixes);
    lay_out(&pass.minutes, groups->count, arena, &out->minutes);
    add_up(out, groups->by == TALLY_BY_PERIOD);
}

/* --- taking a sum apart --- */

#define SUM(member) (offsetof(struct tally, member) + 1)
/* Where each sum is in a tally, plus one; 0: it is no sum. */
static const size_t sums[SOURCE_COUNT] = {
    [SOURCE_OPENED] = SUM(opened),
    [SOURCE_INSIDE] = SUM(inside),
    [SOURCE_OUTSIDE] = SUM(outside),
    [SOURCE_EXECUTIVE] = SUM(executive),
    [SOURCE_CLOSED] = SUM(closed),
    [SOURCE_BACKLOG] = SUM(backlog),
    [SOURCE_KNOWN] = SUM(by_outcome[CASE_OUTCOME_KNOWN]),
    [SOURCE_NEW] = SUM(by_outcome[CASE_OUTCOME_NEW]),
    [SOURCE_NONE] = SUM(by_outcome[CASE_OUTCOME_NONE]),
    [SOURCE_UNSAID] = SUM(by_outcome[CASE_OUTCOME_UNSAID]),
    [SOURCE_LINKED] = SUM(linked),
    [SOURCE_REOPENED] = SUM(reopened),
    [SOURCE_REPLIES] = SUM(replies),
    [SOURCE_REPLIES_WITH_TARGET] = SUM(replies_with_target),
    [SOURCE_REPLIES_MET] = SUM(replies_met),
    [SOURCE_FIXES_WITH_TARGET] = SUM(fixes_with_target),
    [SOURCE_FIXES_MET] = SUM(fixes_met),
    [SOURCE_CASE_MINUTES] = SUM(case_minutes),
    [SOURCE_MINUTES] = SUM(minutes),
    [SOURCE_MONEY_MINUTES] = SUM(minutes),
    [SOURCE_DEVELOPER_MINUTES] = SUM(developer_minutes),
};
#undef SUM

bool tally_sum(enum report_source source, const struct tally *tally,
               int64_t *out)
{
    if (sums[source] == 0)
        return false;
    memcpy(out, (const char *) tally + sums[source] - 1, sizeof *out);
    return true;
}

static bool is_of_links(enum report_source source)
{
    return source == SOURCE_SOLVED || source == SOURCE_SOLVED_MINUTES;
}

bool tally_has_parts(enum report_source source)
{
    return sums[source] != 0 || source == SOURCE_COST || is_of_links(source);
}

/* Of a time entry; 0 for what the source does not count. */
static int64_t time_value(const struct report_facts *facts,
                          const struct tally_pick *pick,
                          const struct fact_time *entry)
{
    const struct cost_rate *rate;

    if (pick->source == SOURCE_DEVELOPER_MINUTES)
        return is_developers(facts, entry) ? entry->minutes : 0;
    if (pick->source != SOURCE_COST)
        return entry->minutes;
    rate = fact_rate_of(facts, entry->agent, entry->day);
    return rate && rate->currency == pick->currency
               ? rate->per_hour * entry->minutes
               : 0;
}

static bool is_of_times(enum report_source source)
{
    return source == SOURCE_MINUTES || source == SOURCE_MONEY_MINUTES ||
           source == SOURCE_DEVELOPER_MINUTES || source == SOURCE_COST;
}

static void part_times(struct pass *pass, const struct tally_pick *pick,
                       int64_t *values)
{
    const struct report_facts *facts = pass->out->facts;

    for (size_t id = 1; id < facts->time_count; id++) {
        const struct fact_time *entry = &facts->times[id];
        size_t group;

        if (find_time_group(pass, entry, &group) &&
            (pick->group == TALLY_ALL || pick->group == group))
            values[entry->case_id] += time_value(facts, pick, entry);
    }
}

/* Cases closed in the range that the article of the group resolved. */
static void part_links(struct pass *pass, const struct tally_pick *pick,
                       int64_t *values)
{
    const struct report_ask *ask = pass->out->ask;
    const struct report_facts *facts = pass->out->facts;

    for (size_t i = 1; i < facts->link_count; i++) {
        const struct fact_link *link = &facts->links[i];
        const struct fact_case *one = &facts->cases[link->case_id];

        if (link->case_id == 0 || link->article != pick->group ||
            link->kind != CASE_LINK_RESOLVED || !tally_takes(ask, one) ||
            !tally_is_in(ask, one->closed_day))
            continue;
        values[link->case_id] =
            pick->source == SOURCE_SOLVED ? 1 : one->minutes;
    }
}

static void part_cases(struct pass *pass, const struct tally_pick *pick,
                       int64_t *values)
{
    const struct report_facts *facts = pass->out->facts;
    struct parting *parting = pass->parting;

    for (size_t id = 1; id < facts->case_count; id++) {
        int64_t before = 0;

        parting->one = (struct tally){0};
        count_case(pass, &facts->cases[id], &before);
        (void) tally_sum(pick->source, &parting->one, &values[id]);
    }
}

size_t tally_parts(const struct report_ask *ask,
                   const struct report_facts *facts,
                   const struct tally_groups *groups,
                   const struct tally_pick *pick, struct arena *arena,
                   struct tally_part **out)
{
    int64_t *values =
        arena_calloc(arena, facts->case_count + 1, sizeof *values);
    struct tallies tallies = {.ask = ask, .facts = facts};
    struct parting parting = {.group = pick->group};
    struct pass pass = {.groups = groups, .out = &tallies, .parting = &parting};
    size_t count = 0;

    if (is_of_links(pick->source))
        part_links(&pass, pick, values);
    else if (is_of_times(pick->source))
        part_times(&pass, pick, values);
    else
        part_cases(&pass, pick, values);
    for (size_t id = 1; id < facts->case_count; id++)
        count += values[id] != 0;
    *out = arena_calloc(arena, count, sizeof **out);
    count = 0;
    for (size_t id = 1; id < facts->case_count; id++)
        if (values[id] != 0)
            (*out)[count++] = (struct tally_part){
                id, facts->cases[id].opened_unix_s, values[id]};
    return count;
}

/* --- arithmetic --- */

static void swap(int32_t *a, int32_t *b)
{
    const int32_t kept = *a;

    *a = *b;
    *b = kept;
}

/* Hoare's selection: values[k] is where it would be if all were sorted. */
static int32_t select_value(int32_t *values, size_t count, size_t k)
{
    size_t low = 0;
    size_t high = count - 1;

    while (low < high) {
        const int32_t pivot = values[low + (high - low) / 2];
        size_t i = low;
        size_t j = high;

        for (;;) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&values[i++], &values[j--]);
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
    return values[k];
}

bool tally_quantile(int32_t *values, size_t count, int of_ten, int64_t *out)
{
    size_t rank;

    if (count == 0)
        return false;
    rank = (count * (size_t) of_ten + 9) / 10;
    *out = select_value(values, count, rank > 0 ? rank - 1 : 0);
    return true;
}
