/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sentence on top of each report: what its figures prove, in words. They
 * are made of the rows and totals that stand under them, and of nothing else.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_parts.h"
#include "core/insight/report_write.h"

#include <stdlib.h>

enum { MINUTE_S = 60, HOUR_S = 3600 };

/* "from 2026-09-01 to 2026-11-22" */
static struct str range(const struct report_making *making)
{
    char from[DAY_TEXT_BYTES];
    char to[DAY_TEXT_BYTES];

    report_day_format(making->ask->from_day, from);
    report_day_format(making->ask->to_day, to);
    if (making->ask->from_day == making->ask->to_day)
        return arena_format(making->arena, "on %s", from);
    return arena_format(making->arena, "from %s to %s", from, to);
}

static struct str cases(const struct report_making *making, int64_t count)
{
    return arena_format(making->arena, "%lld %s", (long long) count,
                        count == 1 ? "case" : "cases");
}

static const char *was(int64_t count)
{
    return count == 1 ? "was" : "were";
}

static long long percent(int64_t value, int64_t of)
{
    return of > 0 ? (long long) ((value * 200 + of) / (of * 2)) : 0;
}

/* "2 h 5 min", of seconds */
static struct str span(const struct report_making *making, int64_t seconds)
{
    const long long hours = seconds / HOUR_S;
    const long long minutes = seconds % HOUR_S / MINUTE_S;

    if (hours == 0)
        return arena_format(making->arena, "%lld min", minutes);
    if (minutes == 0)
        return arena_format(making->arena, "%lld h", hours);
    return arena_format(making->arena, "%lld h %lld min", hours, minutes);
}

static struct str amount(const struct report_making *making,
                         const struct report_cell *cell)
{
    return report_money_text(cell->value, cell->text, making->arena);
}

#define SAY(making, ...) \
    ((making)->out->sentence = arena_format((making)->arena, __VA_ARGS__))

static void say_nothing(struct report_making *making, const char *what)
{
    const struct str days = range(making);

    SAY(making, "There is nothing to count %.*s: %s.", STR_ARG(days), what);
}

/* --- work --- */

void say_opened_closed(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct str days = range(making);
    const struct str opened = cases(making, total->opened);
    const int64_t grown = total->opened - total->closed;

    if (total->opened + total->closed == 0) {
        say_nothing(making, "no case was opened or closed");
        return;
    }
    SAY(making,
        "%.*s %s opened and %lld closed %.*s: the backlog %s%.*s, %s %lld.",
        STR_ARG(opened), was(total->opened), (long long) total->closed,
        STR_ARG(days),
        grown > 0   ? "grew by "
        : grown < 0 ? "fell by "
                    : "stayed as it was",
        grown == 0 ? 0 : 19,
        grown == 0
            ? ""
            : arena_format(making->arena, "%lld", (long long) llabs(grown)).ptr,
        grown == 0 ? "at" : "to", (long long) total->backlog);
}

void say_backlog(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const int64_t before = total->backlog - total->opened + total->closed;
    const struct str now = cases(making, total->backlog);
    const struct str days = range(making);

    SAY(making,
        "%.*s %s open at the end, after %lld before the beginning, "
        "%.*s.",
        STR_ARG(now), was(total->backlog), (long long) before, STR_ARG(days));
}

void say_largest(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct str days = range(making);
    const struct report_row *top = NULL;

    for (size_t i = 0; i < making->count; i++) {
        if (!top || making->rows[i].cells[1].value > top->cells[1].value)
            top = &making->rows[i];
    }
    if (!top || total->opened == 0) {
        say_nothing(making, "no case was opened");
        return;
    }
    SAY(making, "%.*s brought %lld%% of the cases opened %.*s: %lld of %lld.",
        STR_ARG(top->cells[0].text),
        percent(top->cells[1].value, total->opened), STR_ARG(days),
        (long long) top->cells[1].value, (long long) total->opened);
}

void say_outside(struct report_making *making)
{
    const struct report_cell *sums = making->out->totals[0].cells;
    const struct str days = range(making);
    const int64_t executives = sums[5].value + sums[6].value;
    long long known = 0;

    if (!sums[4].has) {
        SAY(making,
            "Nobody has said yet what other departments handled %.*s; support "
            "itself opened %lld.",
            STR_ARG(days), (long long) making->tallies->total.opened);
        return;
    }
    for (size_t i = 0; i < making->count; i++)
        known += making->rows[i].cells[4].has;
    SAY(making,
        "%lld%% of the calls were handled inside the team %.*s, in the %lld of "
        "%zu weeks in which it is known who handled them; %lld %s executives.",
        percent(sums[4].value, sums[4].of), STR_ARG(days), known, making->count,
        (long long) executives,
        executives == 1 ? "case or complaint reached"
                        : "cases or complaints reached");
}

void say_capacity(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct report_row *last =
        making->count > 0 ? &making->rows[making->count - 1] : NULL;
    const struct str open = cases(making, total->backlog);

    if (!last || !last->cells[2].has) {
        SAY(making,
            "%.*s %s open at the end. Nobody has entered a capacity yet.",
            STR_ARG(open), was(total->backlog));
        return;
    }
    if (!last->cells[5].has || last->cells[2].value == 0) {
        SAY(making,
            "%.*s %s open at the end; how much work that is cannot be "
            "said.",
            STR_ARG(open), was(total->backlog));
        return;
    }
    SAY(making,
        "The %.*s open at the end are %lld.%lld weeks of the whole capacity.",
        STR_ARG(open),
        (long long) (last->cells[5].value / last->cells[2].value),
        (long long) (last->cells[5].value * 10 / last->cells[2].value % 10));
}

void say_developers(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct str days = range(making);
    const struct str theirs = span(making, total->developer_minutes * MINUTE_S);

    if (total->minutes == 0) {
        say_nothing(making, "nobody entered time");
        return;
    }
    SAY(making, "Developers worked %.*s on cases %.*s, %lld%% of all time.",
        STR_ARG(theirs), STR_ARG(days),
        percent(total->developer_minutes, total->minutes));
}

void say_change_requests(struct report_making *making)
{
    const struct str days = range(making);
    struct str work;
    struct str found;

    if (making->count == 0) {
        say_nothing(making, "no case opened then names a permanent fix");
        return;
    }
    work = span(making, making->rows[0].cells[1].value * MINUTE_S);
    found = cases(making, making->rows[0].cells[2].value);
    SAY(making,
        "The fix %.*s would have saved the most: %.*s on %.*s opened %.*s.",
        STR_ARG(str_first(making->rows[0].cells[0].text, 200)), STR_ARG(work),
        STR_ARG(found), STR_ARG(days));
}

/* --- times --- */

void say_first_reply(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct report_cell *median = &making->out->totals[0].cells[5];
    const struct str days = range(making);
    struct str half;

    if (!median->has) {
        say_nothing(making, "no case was answered");
        return;
    }
    half = span(making, median->value);
    SAY(making,
        "%lld%% of the first replies came in time %.*s (%lld of %lld with a "
        "target); half of all came within %.*s of business hours.",
        percent(total->replies_met, total->replies_with_target), STR_ARG(days),
        (long long) total->replies_met, (long long) total->replies_with_target,
        STR_ARG(half));
}

void say_fix_time(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct report_cell *median = &making->out->totals[0].cells[5];
    const struct str days = range(making);
    struct str half;

    if (!median->has) {
        say_nothing(making, "no case was closed");
        return;
    }
    half = span(making, median->value);
    SAY(making,
        "%lld%% of the cases were fixed in time %.*s (%lld of %lld with a "
        "target); half of all within %.*s of business hours.",
        percent(total->fixes_met, total->fixes_with_target), STR_ARG(days),
        (long long) total->fixes_met, (long long) total->fixes_with_target,
        STR_ARG(half));
}

void say_case_minutes(struct report_making *making)
{
    const struct report_cell *sums = making->out->totals[0].cells;
    const struct str closed = cases(making, making->tallies->total.closed);
    const struct str days = range(making);

    if (!sums[1].has) {
        say_nothing(making, "no case was closed");
        return;
    }
    SAY(making,
        "A closed case took %lld minutes in the mean, and half of the %.*s "
        "closed %.*s no more than %lld.",
        (long long) sums[1].value, STR_ARG(closed), STR_ARG(days),
        (long long) sums[2].value);
}

/* --- knowledge --- */

void say_known_new(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const int64_t known = total->by_outcome[CASE_OUTCOME_KNOWN];
    const int64_t both = known + total->by_outcome[CASE_OUTCOME_NEW];
    const struct str days = range(making);

    if (both == 0) {
        say_nothing(making, "no case was closed as known or new");
        return;
    }
    SAY(making,
        "%lld%% of the problems were known already %.*s: %lld of %lld cases "
        "closed as known or new.",
        percent(known, both), STR_ARG(days), (long long) known,
        (long long) both);
}

void say_link_rate(struct report_making *making)
{
    const struct tally *total = &making->tallies->total;
    const struct str days = range(making);

    if (total->closed == 0) {
        say_nothing(making, "no case was closed");
        return;
    }
    SAY(making,
        "An article resolved %lld%% of the cases closed %.*s: %lld of "
        "%lld.",
        percent(total->linked, total->closed), STR_ARG(days),
        (long long) total->linked, (long long) total->closed);
}

void say_reuse(struct report_making *making)
{
    const struct str days = range(making);
    int64_t solved = 0;
    int64_t articles = 0;

    for (size_t i = 0; i < making->count; i++) {
        solved += making->rows[i].cells[1].value;
        articles += making->rows[i].cells[1].value > 0;
    }
    if (articles == 0) {
        say_nothing(making, "no article resolved a case");
        return;
    }
    SAY(making,
        "%lld %s solved cases %lld times %.*s; the first of them %lld times.",
        (long long) articles, articles == 1 ? "article" : "articles",
        (long long) solved, STR_ARG(days),
        (long long) making->rows[0].cells[1].value);
}

void say_drafting(struct report_making *making)
{
    const struct report_cell *sums = making->out->totals[0].cells;
    const struct str days = range(making);

    if (sums[2].value == 0) {
        say_nothing(making, "no case was closed as new");
        return;
    }
    SAY(making,
        "%lld%% of the new problems had a draft within a day of closing "
        "%.*s: %lld of %lld.",
        percent(sums[1].value, sums[1].of), STR_ARG(days),
        (long long) sums[1].value, (long long) sums[2].value);
}

void say_praise(struct report_making *making)
{
    const struct report_cell *sums = making->out->totals[0].cells;
    const struct str days = range(making);
    const struct report_row *top = making->count > 0 ? &making->rows[0] : NULL;

    if (!top || top->cells[1].value == 0) {
        say_nothing(making, "no article resolved a case");
        return;
    }
    SAY(making,
        "Articles solved cases %lld times %.*s; those of %.*s did %lld times.",
        (long long) sums[1].value, STR_ARG(days), STR_ARG(top->cells[0].text),
        (long long) top->cells[1].value);
}

void say_drafts(struct report_making *making)
{
    if (making->count == 0) {
        SAY(making, "No article waits to be published.");
        return;
    }
    SAY(making, "%zu %s to be published; the oldest is %lld %s old.",
        making->count, making->count == 1 ? "article waits" : "articles wait",
        (long long) making->rows[0].cells[1].value,
        making->rows[0].cells[1].value == 1 ? "day" : "days");
}

void say_workarounds(struct report_making *making)
{
    size_t open = 0;

    for (size_t i = 0; i < making->count; i++)
        open += str_equal(making->rows[i].cells[5].text, STR("to do"));
    if (making->count == 0)
        SAY(making, "No shipped fix makes an article old.");
    else
        SAY(making,
            "%zu of %zu articles whose problem a fix has ended %s still to be "
            "retired or to name its version.",
            open, making->count, open == 1 ? "is" : "are");
}

void say_self_service(struct report_making *making)
{
    const struct report_cell *sums = making->out->totals[0].cells;
    const struct str days = range(making);

    if (sums[1].value == 0) {
        say_nothing(making, "nobody searched or asked");
        return;
    }
    SAY(making,
        "%lld of %lld visits ended well %.*s: %lld said so, of %lld it seems "
        "so; %lld of them while support was closed. %lld opened a case, %lld "
        "found nothing, of %lld nobody knows.",
        (long long) (sums[2].value + sums[3].value), (long long) sums[1].value,
        STR_ARG(days), (long long) sums[2].value, (long long) sums[3].value,
        (long long) sums[8].value, (long long) sums[4].value,
        (long long) sums[5].value, (long long) sums[6].value);
}

/* --- customers --- */

void say_little_use(struct report_making *making)
{
    const struct str days = range(making);
    int64_t without = 0;
    int64_t paying = 0;

    for (size_t i = 0; i < making->count; i++) {
        const struct report_cell *cells = making->rows[i].cells;

        if (cells[1].value != 0 || cells[2].value != 0)
            continue;
        without++;
        paying += str_equal(cells[4].text, STR("yes"));
    }
    if (making->count == 0) {
        say_nothing(making, "there are no customers");
        return;
    }
    SAY(making, "%lld %s did not use support at all %.*s; %lld of them %s.",
        (long long) without, without == 1 ? "customer" : "customers",
        STR_ARG(days), (long long) paying, paying == 1 ? "pays" : "pay");
}

void say_repeats(struct report_making *making)
{
    const struct str days = range(making);
    const struct report_cell *worst;

    if (making->count == 0) {
        say_nothing(making, "no customer came back about what had been solved");
        return;
    }
    worst = making->rows[0].cells;
    SAY(making, "%.*s came back %lld %s about what had been solved %.*s.",
        STR_ARG(str_first(worst[0].text, 200)), (long long) worst[1].value,
        worst[1].value == 1 ? "time" : "times", STR_ARG(days));
}

void say_on_hold(struct report_making *making)
{
    const struct str days = range(making);
    int64_t minutes = 0;
    struct str work;

    if (making->count == 0) {
        SAY(making, "No customer is on hold now.");
        return;
    }
    for (size_t i = 0; i < making->count; i++)
        minutes += making->rows[i].cells[5].value;
    work = span(making, minutes * MINUTE_S);
    SAY(making, "%zu %s on hold now; %.*s was worked for them %.*s.",
        making->count, making->count == 1 ? "customer is" : "customers are",
        STR_ARG(work), STR_ARG(days));
}

void say_usage(struct report_making *making)
{
    const struct str days = range(making);
    const uint32_t customer = making->ask->customer;
    struct str name;
    struct str work;
    struct str found;

    if (!customer) {
        SAY(making, "A usage statement is of one customer: choose which.");
        return;
    }
    name = making->facts->names.customers[customer].name;
    work = span(making, making->out->totals[0].cells[4].value * MINUTE_S);
    found = cases(making, (int64_t) making->count);
    SAY(making, "Support worked %.*s for %.*s on %.*s %.*s.", STR_ARG(work),
        STR_ARG(name), STR_ARG(found), STR_ARG(days));
}

void say_spread(struct report_making *making)
{
    const struct str days = range(making);
    const struct report_row *most = NULL;

    for (size_t i = 0; i < making->count; i++) {
        const struct report_cell *c = making->rows[i].cells;

        if (c[6].has && c[2].value > c[6].value &&
            (!most || c[2].value - c[6].value >
                          most->cells[2].value - most->cells[6].value))
            most = &making->rows[i];
    }
    if (!most) {
        say_nothing(making, "nobody who pays used more than the own part");
        return;
    }
    SAY(making,
        "%.*s used %lld minutes %.*s; spread by income they would be %lld.",
        STR_ARG(most->cells[0].text), (long long) most->cells[2].value,
        STR_ARG(days), (long long) most->cells[6].value);
}

/* --- money --- */

/* The place of the column of costs. */
static size_t cost_column(const struct report_making *making)
{
    size_t count;
    const struct report_column *list =
        report_columns(making->ask->report, &count);

    for (size_t c = 0; c < count; c++) {
        if (list[c].unit == UNIT_MONEY && list[c].is_drawn)
            return c;
    }
    return 0;
}

/* The greatest of those in the currency of the first row. */
void say_cost(struct report_making *making)
{
    const size_t column = cost_column(making);
    const struct str days = range(making);
    const struct report_row *top = NULL;
    const struct report_cell *sum = NULL;
    struct str part;
    struct str all;

    for (size_t i = 0; i < making->count; i++) {
        const struct report_cell *cell = &making->rows[i].cells[column];

        if (cell->has && cell->value > 0 &&
            (!top || cell->value > top->cells[column].value))
            top = &making->rows[i];
    }
    for (size_t i = 0; top && i < making->out->total_count; i++) {
        const struct report_cell *cell = &making->out->totals[i].cells[column];

        if (str_equal(cell->text, top->cells[column].text))
            sum = cell;
    }
    if (!top || !sum) {
        say_nothing(making, "no work has a cost; rates are set under "
                            "Settings, Rates");
        return;
    }
    part = amount(making, &top->cells[column]);
    all = amount(making, sum);
    SAY(making, "%.*s cost %.*s of %.*s %.*s, %lld%%.",
        STR_ARG(top->cells[0].text), STR_ARG(part), STR_ARG(all), STR_ARG(days),
        percent(top->cells[column].value, sum->value));
}

void say_gap_costs(struct report_making *making)
{
    if (making->count == 0)
        say_nothing(making,
                    "no gap of the coverage board had a case or work then");
    else
        say_cost(making);
}

void say_launches(struct report_making *making)
{
    const struct str days = range(making);

    if (making->count == 0) {
        say_nothing(making, "no product with a launch date had a case since");
        return;
    }
    {
        const struct report_row *top = &making->rows[making->count - 1];
        struct str cost;

        for (size_t i = 0; i < making->count; i++) {
            if (making->rows[i].cells[6].value > top->cells[6].value)
                top = &making->rows[i];
        }
        if (!top->cells[6].has) {
            say_nothing(making, "no work on launched products has a cost");
            return;
        }
        cost = amount(making, &top->cells[6]);
        SAY(making, "%.*s has cost %.*s %.*s since its launch.",
            STR_ARG(top->cells[0].text), STR_ARG(cost), STR_ARG(days));
    }
}

/* How many of the first make half of the cost. */
void say_distribution(struct report_making *making)
{
    const struct str days = range(making);
    size_t half = 0;
    size_t all = 0;

    while (all < making->count && str_equal(making->rows[all].cells[1].text,
                                            making->rows[0].cells[1].text)) {
        const struct report_cell *sum = &making->rows[all++].cells[4];

        if (half == 0 && sum->value * 2 >= sum->of)
            half = all;
    }
    if (all == 0) {
        say_nothing(making, "no work has a cost; rates are set under "
                            "Settings, Rates");
        return;
    }
    SAY(making,
        "%zu of %zu customers with a cost in %.*s made half of it %.*s.", half,
        all, STR_ARG(making->rows[0].cells[1].text), STR_ARG(days));
}
