/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counts the facts of a range of days by groups: by period, by product, by
 * market... What a figure means is said in report.h.
 *
 * Pure; what comes out is in the caller's arena.
 */
#ifndef INSIGHT_REPORT_TALLY_H
#define INSIGHT_REPORT_TALLY_H

#include "core/insight/report.h"

struct tally {
    int64_t opened;
    int64_t inside;    /* of these, handled here */
    int64_t outside;   /* and by another department */
    int64_t executive; /* and those that reached an executive */
    int64_t closed;
    int64_t backlog; /* open at the end of the period, or of the range */
    int64_t by_outcome[CASE_OUTCOME_NONE + 1];
    int64_t linked;
    int64_t reopened; /* closed now, and opened again before */
    int64_t replies;
    int64_t replies_with_target;
    int64_t replies_met;
    int64_t fixes_with_target;
    int64_t fixes_met;
    int64_t case_minutes; /* ever worked on the cases closed */
    int64_t minutes;      /* worked on the days of the range */
    int64_t developer_minutes;
};

/* Values by group: those of group g from values[first[g]] to before
 * values[first[g + 1]], in no order. */
struct tally_samples {
    int32_t *values;
    size_t *first;
};

struct tallies {
    const struct report_ask *ask;
    const struct report_facts *facts;
    size_t count; /* of groups */
    struct tally *groups;
    struct tally total;
    /* group * stride + currency; group `count` is the total. Costs
     * are in COST_PARTS of the smallest unit. NULL unless wanted. */
    size_t stride;
    int64_t *cost;
    int64_t *income;
    bool *has_money; /* a time entry or an income was in this currency */
    int64_t unrated_minutes;      /* worked by whom no rate is known of */
    struct tally_samples replies; /* empty unless wanted */
    struct tally_samples fixes;
    struct tally_samples minutes;
};

/* Which group a row belongs to, by the id of what it hangs on. */
enum tally_by {
    TALLY_BY_PERIOD,
    TALLY_BY_SEVERITY,
    TALLY_BY_PRODUCT,
    TALLY_BY_CUSTOMER,
    TALLY_BY_CONTACT,
    TALLY_BY_AGENT,
    TALLY_BY_FIX,
    TALLY_BY_ARTICLE, /* a case may be in several, so only tally_parts() */
    TALLY_BY_CASE
};

struct tally_groups {
    enum tally_by by;
    const uint32_t *of; /* group by id; for periods by day - ask.from_day */
    size_t id_count;
    size_t count;
    const struct str *names;
    const struct str *keys;
};

struct tally_wants {
    bool money;
    bool replies;
    bool fixes;
    bool minutes;
};

/* The groups that the rows of the ask's report are. */
void tally_groups_make(const struct report_ask *ask,
                       const struct report_facts *facts, enum report_rows rows,
                       struct arena *arena, struct tally_groups *out);
void tally_count(const struct report_ask *ask, const struct report_facts *facts,
                 const struct tally_groups *groups, struct tally_wants wants,
                 struct arena *arena, struct tallies *out);

/* One of the sums of a tally. False when the source is none: a share, say. */
bool tally_sum(enum report_source source, const struct tally *tally,
               int64_t *out);

/* Cases of all groups, in place of a group. */
#define TALLY_ALL SIZE_MAX

/* Which sum to take apart. */
struct tally_pick {
    enum report_source source;
    size_t group;    /* or TALLY_ALL */
    size_t currency; /* of SOURCE_COST */
};

/* What one case adds to a sum; of SOURCE_COST in COST_PARTS. */
struct tally_part {
    size_t case_id;
    int64_t opened_unix_s;
    int64_t value;
};

/* Can it be taken apart into cases? */
bool tally_has_parts(enum report_source source);
/* The cases that make a sum what it is: their values add up to what tally_count()
 * gives for the same ask and groups, by ids. Of groups by period only
 * TALLY_ALL. */
size_t tally_parts(const struct report_ask *ask,
                   const struct report_facts *facts,
                   const struct tally_groups *groups,
                   const struct tally_pick *pick, struct arena *arena,
                   struct tally_part **out);

/* Does the case pass the filters of the ask? */
bool tally_takes(const struct report_ask *ask, const struct fact_case *one);
/* Is income counted? It is a customer's, and no part of a severity, a product or
 * an agent; what is narrowed by one of these has none, which is not 0. */
static inline bool tally_has_income(const struct report_ask *ask)
{
    return !ask->severity && !ask->product && !ask->agent;
}

static inline bool tally_is_in(const struct report_ask *ask, int32_t day)
{
    return day >= ask->from_day && day <= ask->to_day;
}

/* The smallest of the values that `of_ten` tenths of them do not pass; false
 * without values. They are put in another order. */
bool tally_quantile(int32_t *values, size_t count, int of_ten, int64_t *out);

#endif
