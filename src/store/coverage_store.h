/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cases that no article covers, and the gaps that they were grouped to, in the
 * file of the case store. Grouping them is the business of core/insight.
 *
 * A case is *uncovered* when it was closed as new or none; when it was closed
 * without a word (as imports do) and no article resolved it; and when it is not
 * closed and has no link but to wrong articles. A *gap* is a group of such
 * cases; it is shown from GAP_CASES_MIN on. A gap is open, ignored, covered by
 * an article, or was merged into another one, so that links to it stay good.
 *
 * Statuses, threads, arenas and texts are those of store/case_store.h.
 */
#ifndef STORE_COVERAGE_STORE_H
#define STORE_COVERAGE_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    GAP_CASES_MIN = 3,
    GAP_TELLING_MIN = 2,
    GAP_NAME_BYTES = 200,
    GAP_WORDS_BYTES = 1000, /* telling words, with blanks between */
    GAP_MONTH_DAYS = 30,
    GAP_COST_DAYS = 90 /* a month costs a third of what was worked in these */
};

enum gap_state { GAP_OPEN, GAP_IGNORED, GAP_COVERED, GAP_MERGED };
/* "open"...; borrowed, never NULL. */
const char *gap_state_word(enum gap_state state);
bool gap_state_parse(struct str word, enum gap_state *out);

/* --- for the run that groups cases --- */

struct coverage_case {
    int64_t id; /* of the row */
    int64_t change;
    struct str number;
    struct str subject;
    struct str body;  /* the first text of the customer, its first 8 kB */
    struct str names; /* of who asked and for whom, one a line */
    int64_t opened_unix_s;
    bool is_uncovered;
};

/* The first `limit` cases with ids less than `before_id` (INT64_MAX: the
 * newest), by falling id; of all cases, or only uncovered ones. */
SLV_MUST_CHECK enum slv_status
coverage_store_cases(struct case_store *store, int64_t before_id,
                     bool uncovered_only, size_t limit, struct arena *arena,
                     struct coverage_case **out, size_t *count,
                     struct slv_error *err);
/* Those that changed after `after_change`, by rising change. */
SLV_MUST_CHECK enum slv_status
coverage_store_changed_cases(struct case_store *store, int64_t after_change,
                             size_t limit, struct arena *arena,
                             struct coverage_case **out, size_t *count,
                             struct slv_error *err);

/* How the gaps were worked out. */
struct coverage_run {
    int64_t change;        /* of cases, that were grouped */
    int64_t joined_change; /* that were given a gap, provisionally or not */
    int64_t run_unix_s;    /* 0: never */
    uint64_t cases;
    uint64_t subject_words; /* of all of them together */
    uint64_t body_words;
    int64_t decisions; /* of people about gaps, until then */
};
SLV_MUST_CHECK enum slv_status coverage_store_run(struct case_store *store,
                                                  struct coverage_run *out,
                                                  struct slv_error *err);

struct coverage_member {
    int64_t case_id;
    int64_t gap_id;
    bool is_provisional;
};
/* By case id. */
SLV_MUST_CHECK enum slv_status
coverage_store_members(struct case_store *store, struct arena *arena,
                       struct coverage_member **out, size_t *count,
                       struct slv_error *err);

/* Who stands for the program itself, covering a gap whose draft is published. */
#define GAP_FOLLOWER "coverage"
/* Who decided something by hand, and when; an empty name: nobody did. */
struct gap_mark {
    struct str who;
    int64_t at_unix_s;
};
struct coverage_gap {
    int64_t id;
    enum gap_state state;
    struct str words;
    struct str name; /* what a person calls it; empty: nobody did */
    uint64_t case_count;
    uint64_t search_visits; /* of a gap of searches alone; else 0 */
    struct str article_id;
    int64_t covered_unix_s; /* 0 unless covered */
    int64_t merged_into;    /* 0 unless merged */
    int64_t found_unix_s;
    struct gap_mark named;
    struct gap_mark decided; /* that it is open, ignored or covered */
};
/* What it is called: its name, else its words; never empty. */
struct str coverage_gap_title(const struct coverage_gap *gap);
/* All, by id. */
SLV_MUST_CHECK enum slv_status coverage_store_gaps(struct case_store *store,
                                                   struct arena *arena,
                                                   struct coverage_gap **out,
                                                   size_t *count,
                                                   struct slv_error *err);
/* ERR_NOT_FOUND when there is none. A merged one is that which it became. */
SLV_MUST_CHECK enum slv_status coverage_store_find_gap(struct case_store *store,
                                                       int64_t id,
                                                       struct arena *arena,
                                                       struct coverage_gap *out,
                                                       struct slv_error *err);

struct coverage_weight {
    struct str name;
    double weight;   /* of the average of the gap's cases */
    bool is_telling; /* of a text that asks: few other cases have it */
};

/* What became of the gaps; everything else stays as it is. */
struct coverage_new_gap {
    int64_t id; /* known, or greater than all known */
    struct str words;
    uint64_t case_count;
    uint64_t search_visits; /* of one that has searches and no case */
    const struct coverage_weight *weights;
    size_t weight_count;
};
struct coverage_move {
    int64_t case_id;
    int64_t gap_id;        /* 0: in none any more */
    int64_t former_gap_id; /* 0: it did not come from another */
    double likeness;
    double former_likeness;
};
struct coverage_merger {
    int64_t id;
    int64_t into; /* 0: there is none, and the gap goes */
};
struct coverage_word {
    struct str name;
    uint32_t cases;
};
struct coverage_search {
    struct str key;
    struct str query;
    uint64_t visits;
    int64_t gap_id;
};
struct coverage_result {
    struct coverage_run run;
    const struct coverage_new_gap *gaps;
    size_t gap_count;
    const struct coverage_move *moves;
    size_t move_count;
    const struct coverage_merger *gone;
    size_t gone_count;
    const struct coverage_word *words;
    size_t word_count;
    const struct coverage_search *searches; /* NULL: the former ones stay */
    size_t search_count;
};
/* The searches of gaps that have no case, by key; texts of queries are not
 * read. */
SLV_MUST_CHECK enum slv_status
coverage_store_searched(struct case_store *store, struct arena *arena,
                        struct coverage_search **out, size_t *count,
                        struct slv_error *err);
/* All of it, or nothing. ERR_CONFLICT when somebody else wrote a run since the
 * one that ended at `seen_run_unix_s`, `seen_change`. */
SLV_MUST_CHECK enum slv_status
coverage_store_write(struct case_store *store,
                     const struct coverage_result *result,
                     const struct coverage_run *seen, struct slv_error *err);

/* --- for a case that comes in between --- */

/* In how many cases each of the words is; 0 for what is not kept. */
SLV_MUST_CHECK enum slv_status coverage_store_words(struct case_store *store,
                                                    const struct str *names,
                                                    size_t count, uint32_t *out,
                                                    struct slv_error *err);
/* The gap whose words a text of weighted words shares most, among those with
 * which it shares at least GAP_TELLING_MIN telling ones: the sum of the products
 * of weights. *gap_id is 0 when there is none. */
SLV_MUST_CHECK enum slv_status coverage_store_nearest(
    struct case_store *store, const struct coverage_weight *weights,
    size_t count, int64_t *gap_id, double *likeness, struct slv_error *err);
/* Give the case a gap until the next run; 0 takes it out of its gap, -1 makes a
 * gap of its own, called `words`, of these weights. `change` becomes the run's
 * joined_change. A case that is in a gap stays in it, unless that is 0. */
SLV_MUST_CHECK enum slv_status
coverage_store_join(struct case_store *store, int64_t case_id, int64_t gap_id,
                    struct str words, const struct coverage_weight *weights,
                    size_t count, int64_t change, int64_t now_unix_s,
                    struct slv_error *err);

/* --- for people --- */

/* What is known about one gap. */
struct gap_figures {
    struct coverage_gap gap;
    uint64_t cases;
    uint64_t customers;
    uint64_t minutes;
    uint64_t cost_minutes; /* worked in the last GAP_COST_DAYS */
    uint64_t cases_month;  /* opened in the last GAP_MONTH_DAYS */
    uint64_t cases_before; /* and in as many days before these */
    int64_t newest_unix_s;
    struct str example; /* subject of the newest case */
    struct str example_number;
    uint64_t searches;       /* visits that searched for it */
    struct gap_mark brought; /* cases, the last time: */
    bool is_merger;          /* of a gap that became part of this one */
};

enum gap_order { GAP_BY_CASES, GAP_BY_MINUTES, GAP_BY_GROWTH };

/* The gaps in this state with at least GAP_CASES_MIN cases, or with as many
 * visits that searched and no case: by cases, those of
 * the last GAP_COST_DAYS first; by minutes of these days; by growth. Of equal
 * ones, those whose cases are most like each other. */
SLV_MUST_CHECK enum slv_status
coverage_store_list(struct case_store *store, enum gap_state state,
                    enum gap_order order, int64_t now_unix_s, size_t limit,
                    struct arena *arena, struct gap_figures **out,
                    size_t *count, struct slv_error *err);
/* The same about one, whatever its state and size. */
SLV_MUST_CHECK enum slv_status
coverage_store_figures(struct case_store *store, int64_t id, int64_t now_unix_s,
                       struct arena *arena, struct gap_figures *out,
                       struct slv_error *err);

struct gap_case {
    int64_t id;
    struct str number;
    struct str subject;
    struct str body; /* as in struct coverage_case */
    struct str customer;
    struct str customer_name;
    enum case_state state;
    enum case_outcome outcome;
    int64_t opened_unix_s;
    uint64_t minutes;
    bool is_provisional;
    int64_t former_gap_id; /* 0: it was in no other */
    double likeness;
    double former_likeness;
    int64_t moved_unix_s;
};
/* The newest `limit` cases of a gap; opened from `from_unix_s` on and before
 * `to_unix_s`. */
SLV_MUST_CHECK enum slv_status
coverage_store_gap_cases(struct case_store *store, int64_t gap_id,
                         int64_t from_unix_s, int64_t to_unix_s, size_t limit,
                         struct arena *arena, struct gap_case **out,
                         size_t *count, struct slv_error *err);
/* Numbers of all of them, in byte order. */
SLV_MUST_CHECK enum slv_status
coverage_store_gap_numbers(struct case_store *store, int64_t gap_id,
                           struct arena *arena, struct str **out, size_t *count,
                           struct slv_error *err);
/* What weighs most in a gap, by name. */
SLV_MUST_CHECK enum slv_status
coverage_store_gap_weights(struct case_store *store, int64_t gap_id,
                           struct arena *arena, struct coverage_weight **out,
                           size_t *count, struct slv_error *err);
/* Searches for it, most visits first. */
SLV_MUST_CHECK enum slv_status coverage_store_gap_searches(
    struct case_store *store, int64_t gap_id, size_t limit, struct arena *arena,
    struct coverage_search **out, size_t *count, struct slv_error *err);

/* Make the gap open, ignored or covered; with the article that is written for
 * it or covers it (empty: keep what is there). An event tells of it. ERR_INPUT
 * for covered without an article. */
SLV_MUST_CHECK enum slv_status
coverage_store_set(struct case_store *store, int64_t id, enum gap_state state,
                   struct str article_id, const struct case_actor *actor,
                   struct slv_error *err);

/* --- decided by hand --- */

/* Events tell of all of these. ERR_NOT_FOUND without such a gap, ERR_CONFLICT
 * for one that is covered or has searches alone. */

/* Call it so; empty: by its words again. At most GAP_NAME_BYTES. */
SLV_MUST_CHECK enum slv_status
coverage_store_name(struct case_store *store, int64_t id, struct str name,
                    const struct case_actor *actor, struct slv_error *err);
/* The cases of a gap become cases of another one, and stay together with its
 * own until that is undone. */
SLV_MUST_CHECK enum slv_status
coverage_store_merge_gaps(struct case_store *store, int64_t id, int64_t into,
                          const struct case_actor *actor,
                          struct slv_error *err);
/* Some cases of a gap, by their numbers, become a gap of their own; both stay
 * as they are until that is undone. ERR_INPUT for none, for all, and for a case
 * of another gap. */
SLV_MUST_CHECK enum slv_status
coverage_store_split(struct case_store *store, int64_t id,
                     const struct str *numbers, size_t count,
                     const struct case_actor *actor, int64_t *new_id,
                     struct slv_error *err);
/* The last time that cases were brought to this gap by hand is undone: a gap
 * that was merged into it is there again, open or ignored as it was, or cases
 * that were taken out go back to *former. ERR_CONFLICT when there was no such time. */
SLV_MUST_CHECK enum slv_status
coverage_store_undo(struct case_store *store, int64_t id,
                    const struct case_actor *actor, int64_t *former,
                    struct slv_error *err);

struct coverage_tie {
    int64_t case_id;
    int64_t gap_id;
    int64_t from_gap_id; /* where it was; gap_id: there */
    struct str who;
    int64_t at_unix_s;
};
/* Cases that stay in a gap (0: in all gaps) because a person said so, by id. */
SLV_MUST_CHECK enum slv_status
coverage_store_ties(struct case_store *store, int64_t gap_id,
                    struct arena *arena, struct coverage_tie **out,
                    size_t *count, struct slv_error *err);

/* Open gaps that have an article, by id. */
SLV_MUST_CHECK enum slv_status
coverage_store_drafted(struct case_store *store, size_t limit,
                       struct arena *arena, struct coverage_gap **out,
                       size_t *count, struct slv_error *err);

/* Cases like those of a covered gap, and those of all gaps left alone, in equal
 * spans before and after it was covered. Cases that its article resolved are
 * like them. */
struct gap_spans {
    int64_t span_s; /* at most GAP_COST_DAYS; 0: it is covered since now */
    uint64_t before;
    uint64_t after;
    uint64_t others_before;
    uint64_t others_after;
};
SLV_MUST_CHECK enum slv_status
coverage_store_spans(struct case_store *store, const struct coverage_gap *gap,
                     int64_t now_unix_s, struct gap_spans *out,
                     struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
