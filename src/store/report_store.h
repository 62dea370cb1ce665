/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The case store as reports read it: cases, time entries and links as rows of
 * numbers, those that changed after a mark; the names the numbers stand for;
 * and what only reports know: rates, income, goals and figures of weeks. What
 * is counted from it is left to core/insight.
 *
 * Rows name other rows by their row ids, which are small, rising and never
 * given twice. Money is in the smallest unit of its currency.
 *
 * Durability, events, threads, texts and common statuses are those of
 * store/case_store.h.
 */
#ifndef STORE_REPORT_STORE_H
#define STORE_REPORT_STORE_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/case_store.h"
#include "store/severity_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

enum {
    REPORT_CURRENCY_BYTES = 3,
    REPORT_PER_HOUR_MAX = 1000000000,
    REPORT_REFERENCE_BYTES = 200,
    REPORT_FIGURE_MAX = 1000000000
};
#define REPORT_AMOUNT_MAX INT64_C(1000000000000000)

/* --- what changed --- */

/* How far a reader has read. A store whose marks are all equal has nothing
 * new; time_removed is another when an entry was taken away, after which all
 * entries have to be read again. */
struct report_marks {
    int64_t cases;
    int64_t times;
    int64_t time_removed;
    int64_t incomes; /* the last import of income */
    int64_t events;
};

SLV_MUST_CHECK enum slv_status report_store_marks(struct case_store *store,
                                                  struct report_marks *out,
                                                  struct slv_error *err);

struct report_case_row {
    int64_t id;
    int64_t customer_id;
    int64_t contact_id; /* 0: none; likewise below */
    int64_t product_id;
    int64_t agent_id;
    enum case_state state;
    enum case_outcome outcome;
    int severity;
    int reopened_count;
    bool is_outside;     /* another department handled it */
    bool is_executive;   /* it reached an executive */
    bool is_merged;      /* into another case, which counts in its place */
    struct str fix_id;   /* of the permanent fix, outside of here; may be
                             empty; borrowed until the function returns */
    struct str fixed_in; /* the version that has it; likewise */
    int64_t opened_unix_s;
    int64_t closed_unix_s;      /* 0 unless closed */
    int64_t first_reply_unix_s; /* 0: none yet */
    /* the steps of a case whose clocks ever stood still or were closed twice;
     * none for all others. Borrowed until the function returns. */
    const struct case_step *steps;
    size_t step_count;
};

struct report_time_row {
    int64_t id;
    int64_t case_id;
    int64_t agent_id;
    int minutes;
    struct str worked_on; /* borrowed until the function returns */
};

struct report_link_row {
    int64_t case_id;
    struct str article_id; /* borrowed until the function returns */
    enum case_link_kind kind;
    int64_t created_unix_s;
};

/* Called once per row. */
typedef void report_case_fn(void *context, const struct report_case_row *row);
typedef void report_time_fn(void *context, const struct report_time_row *row);
typedef void report_link_fn(void *context, const struct report_link_row *row);

/* Read everything that changed after `marks` (all zero: everything), in one
 * consistent view, and set the marks to it. The links of a case that changed
 * all come again, after its row. 1,000,000 cases take some seconds: as soon as
 * is_over() is true, reading ends with ERR_UNAVAILABLE. */
struct report_sink {
    void *context;
    bool (*is_over)(void *context);
    report_case_fn *on_case;
    report_time_fn *on_time;
    report_link_fn *on_link;
};
SLV_MUST_CHECK enum slv_status report_store_read(struct case_store *store,
                                                 struct report_marks *marks,
                                                 const struct report_sink *sink,
                                                 struct slv_error *err);

/* --- names --- */

/* Arrays are by row id; what has no name is not there. */
struct report_customer {
    struct str key;
    struct str name;
    struct str market;
    struct str size;
    struct str industry;
    struct str salesperson;
};
struct report_product {
    struct str name;
    struct str line; /* may be empty */
    struct str launched_on;
};
struct report_agent {
    struct str key;
    struct str name;
    struct str team;
    struct str role; /* of the user with this login; "agent" without one */
};

struct report_names {
    const struct report_customer *customers;
    size_t customer_count; /* one more than the greatest id; likewise below */
    const struct report_product *products;
    size_t product_count;
    const struct report_agent *agents;
    size_t agent_count;
    const struct str *titles; /* of contacts */
    size_t title_count;
};

SLV_MUST_CHECK enum slv_status report_store_names(struct case_store *store,
                                                  struct arena *arena,
                                                  struct report_names *out,
                                                  struct slv_error *err);
/* Only the agents of them. */
SLV_MUST_CHECK enum slv_status report_store_agents(struct case_store *store,
                                                   struct arena *arena,
                                                   struct report_names *out,
                                                   struct slv_error *err);
/* Articles that were published through the site, and when first; by id. */
struct report_publication {
    struct str article_id;
    int64_t at_unix_s;
};
SLV_MUST_CHECK enum slv_status
report_store_publications(struct case_store *store, struct arena *arena,
                          struct report_publication **out, size_t *count,
                          struct slv_error *err);
/* Number and subject of one case. ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status
report_store_case_name(struct case_store *store, int64_t id,
                       struct arena *arena, struct str *number,
                       struct str *subject, struct slv_error *err);

/* --- rates --- */

struct report_rate {
    bool is_of_role;
    struct str key;        /* an agent's, or a role's word */
    struct str valid_from; /* a day */
    int64_t per_hour;      /* 0 to REPORT_PER_HOUR_MAX */
    struct str currency;   /* three letters, A to Z */
};

/* By agent or role, then by day. */
SLV_MUST_CHECK enum slv_status report_store_rates(struct case_store *store,
                                                  struct arena *arena,
                                                  struct report_rate **out,
                                                  size_t *count,
                                                  struct slv_error *err);
/* Add a rate, or change the one of this key and day. Leaves an event. */
SLV_MUST_CHECK enum slv_status
report_store_put_rate(struct case_store *store, const struct report_rate *row,
                      const struct case_actor *actor, enum case_put *did,
                      struct slv_error *err);
/* ERR_NOT_FOUND when there is none of this key and day. */
SLV_MUST_CHECK enum slv_status
report_store_remove_rate(struct case_store *store,
                         const struct report_rate *row,
                         const struct case_actor *actor, struct slv_error *err);

/* The minutes on the cases of a gap from the first to the last day, that one
 * included, added up by agent and day. Called in no order; the text is borrowed
 * until the function returns. */
typedef void report_minutes_fn(void *context, int64_t agent_id,
                               struct str worked_on, int64_t minutes);
SLV_MUST_CHECK enum slv_status
report_store_gap_minutes(struct case_store *store, int64_t gap_id,
                         struct str from_day, struct str to_day,
                         report_minutes_fn *on_minutes, void *context,
                         struct slv_error *err);

/* --- income --- */

struct report_income {
    int64_t customer_id;  /* as it comes out */
    struct str customer;  /* key */
    struct str period;    /* "YYYY-MM" or a day */
    struct str reference; /* of the accounting, may be empty */
    int64_t amount;       /* negative for a credit note */
    struct str currency;
};

/* Called once per row that is not 0, in no order; the texts are borrowed until
 * the function returns. */
typedef void report_income_fn(void *context, int64_t customer_id,
                              struct str period, struct str currency,
                              int64_t amount);
SLV_MUST_CHECK enum slv_status
report_store_each_income(struct case_store *store, report_income_fn *on_income,
                         void *context, struct slv_error *err);

/* By customer's row id and period. */
SLV_MUST_CHECK enum slv_status report_store_incomes(struct case_store *store,
                                                    struct arena *arena,
                                                    struct report_income **out,
                                                    size_t *count,
                                                    struct slv_error *err);
struct report_income_counts {
    size_t added;
    size_t updated;
    size_t unchanged;
};
/* Write all rows in one transaction, or none. A row is known by customer,
 * period, reference and currency. ERR_NOT_FOUND for a customer who is not
 * there, with the place of the row in *failed. With `is_dry` nothing stays.
 * Leaves one event. */
SLV_MUST_CHECK enum slv_status report_store_put_incomes(
    struct case_store *store, const struct report_income *rows, size_t count,
    bool is_dry, const struct case_actor *actor,
    struct report_income_counts *counts, size_t *failed, struct slv_error *err);

/* --- goals, in hundredths of the figure's unit --- */

struct report_goal {
    struct str figure; /* a word of core/insight */
    bool has[4];
    int64_t value[4]; /* now, short, medium, long term */
    struct str who;
    int64_t at_unix_s;
};
/* Every goal that was ever set, by figure, the newest last. */
SLV_MUST_CHECK enum slv_status report_store_goals(struct case_store *store,
                                                  struct arena *arena,
                                                  struct report_goal **out,
                                                  size_t *count,
                                                  struct slv_error *err);
/* `who` and the time are the actor's. Leaves an event. */
SLV_MUST_CHECK enum slv_status
report_store_add_goal(struct case_store *store, const struct report_goal *row,
                      const struct case_actor *actor, struct slv_error *err);

/* --- figures of weeks --- */

struct report_week_figure {
    struct str figure; /* "outside", "executive" or "capacity" */
    struct str week;   /* its Monday */
    int64_t value;
    struct str who;
};
/* By figure and week. */
SLV_MUST_CHECK enum slv_status
report_store_week_figures(struct case_store *store, struct arena *arena,
                          struct report_week_figure **out, size_t *count,
                          struct slv_error *err);
/* ERR_INPUT for a figure or week that is none. Leaves an event. */
SLV_MUST_CHECK enum slv_status report_store_put_week_figure(
    struct case_store *store, const struct report_week_figure *row,
    const struct case_actor *actor, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
