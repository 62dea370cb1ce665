/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How fast cases are to be answered and fixed: the categories of severity, the
 * calendars in whose business time that is counted, the contracts of customers
 * that promise something else; what moved the clocks of each case; and which
 * agents are absent. Kept in the case store. What follows from it - due times,
 * who answers - is left to core/cases.
 *
 * The functions of store/case_store.h write the *steps* that move the clocks,
 * in the same transaction: a severity that was set, waiting and going on,
 * closing and reopening.
 *
 * Durability, events, threads, texts and common statuses are those of
 * store/case_store.h. Targets are business minutes.
 */
#ifndef STORE_SEVERITY_STORE_H
#define STORE_SEVERITY_STORE_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/case_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

enum {
    SEVERITY_COUNT_MIN = 3,
    SEVERITY_COUNT_MAX = 5,
    SEVERITY_TARGET_MINUTES_MAX = 525600,
    SEVERITY_WEEKDAYS = 7,
    SEVERITY_HOLIDAYS_MAX = 1000,
    SEVERITY_ZONE_BYTES = 100
};

/* --- categories --- */

struct severity_targets {
    int first_reply_minutes;
    int fix_minutes;
};

struct severity {
    struct str name; /* required, at most BOUND_CASE_NAME_BYTES */
    struct severity_targets targets; /* both required */
};

/* All of them, the most severe (1, in a case) first: out[0] to
 * out[*count - 1], *count from 3 to 5. */
SLV_MUST_CHECK enum slv_status severity_store_list(struct case_store *store,
                                                   struct arena *arena,
                                                   struct severity **out,
                                                   size_t *count,
                                                   struct slv_error *err);
/* What is wrong with a list of categories, as ERR_INPUT with a sentence: fewer
 * than 3 or more than 5, a name that is empty or there twice, a target out of
 * its range, a fix that is due before the first reply. Asks no store. */
SLV_MUST_CHECK enum slv_status severity_check(const struct severity *list,
                                              size_t count,
                                              struct slv_error *err);
/* Put a list in place of the present one. ERR_CONFLICT when cases that are not
 * closed have a severity that would be gone, and when the present one is not
 * what the caller has seen (`seen` NULL: it does not matter). */
SLV_MUST_CHECK enum slv_status
severity_store_put(struct case_store *store, const struct severity *list,
                   size_t count, const struct case_actor *actor,
                   enum case_put *did, struct slv_error *err);
struct severity_list {
    const struct severity *items;
    size_t count;
};
SLV_MUST_CHECK enum slv_status severity_store_put_seen(
    struct case_store *store, const struct severity_list *list,
    const struct severity_list *seen, const struct case_actor *actor,
    enum case_put *did, struct slv_error *err);

/* --- calendars --- */

/* Minutes after midnight, opens < closes <= 1440; both 0: closed. */
struct severity_hours {
    int opens_minute;
    int closes_minute;
};

struct severity_holiday {
    struct str day;  /* "YYYY-MM-DD" */
    struct str name; /* at most BOUND_CASE_NAME_BYTES, may be empty */
};

struct severity_calendar {
    struct str name; /* required; "default" counts without a contract */
    struct str zone; /* IANA name, required; whether there is such a zone is
                        for the caller to see to */
    struct severity_hours hours[SEVERITY_WEEKDAYS]; /* from Monday on */
    const struct severity_holiday *holidays;        /* by day, each day once */
    size_t holiday_count; /* at most SEVERITY_HOLIDAYS_MAX */
};

/* ERR_NOT_FOUND when there is none; an empty name means "default", which is
 * always there. */
SLV_MUST_CHECK enum slv_status
severity_store_find_calendar(struct case_store *store, struct str name,
                             struct arena *arena, struct severity_calendar *out,
                             struct slv_error *err);
/* By name. */
SLV_MUST_CHECK enum slv_status
severity_store_list_calendars(struct case_store *store, struct arena *arena,
                              struct severity_calendar **out, size_t *count,
                              struct slv_error *err);
/* Make a calendar, or give the one of this name these values. Holidays may come
 * in any order. ERR_INPUT for a calendar that is never open. */
SLV_MUST_CHECK enum slv_status severity_store_put_calendar(
    struct case_store *store, const struct severity_calendar *row,
    const struct case_actor *actor, enum case_put *did, struct slv_error *err);
/* The same for one that is still as the caller has seen it (NULL: not there
 * yet); ERR_CONFLICT when not. */
SLV_MUST_CHECK enum slv_status severity_store_put_calendar_seen(
    struct case_store *store, const struct severity_calendar *row,
    const struct severity_calendar *seen, const struct case_actor *actor,
    enum case_put *did, struct slv_error *err);
/* ERR_NOT_FOUND; ERR_CONFLICT for the default, for one that a contract names,
 * and for one that is not as it was seen (`seen` NULL: it does not matter). */
SLV_MUST_CHECK enum slv_status
severity_store_remove_calendar(struct case_store *store, struct str name,
                               const struct severity_calendar *seen,
                               const struct case_actor *actor,
                               struct slv_error *err);
/* Do two say the same? Also below. */
bool severity_calendars_equal(const struct severity_calendar *a,
                              const struct severity_calendar *b);

/* --- contracts --- */

/* What a customer was promised. A target of 0 is that of the category. */
struct severity_contract {
    struct str customer; /* key */
    struct str calendar; /* name; empty: the default */
    /* It counts for cases that are opened from this day to that one, both
     * included, in the zone of its calendar; empty: without such an end. */
    struct str from_day; /* "YYYY-MM-DD" */
    struct str until_day;
    struct severity_targets targets[SEVERITY_COUNT_MAX]; /* by severity - 1 */
};

/* What a mistake in a contract is about. */
enum contract_part {
    CONTRACT_WHOLE,
    CONTRACT_FROM,
    CONTRACT_UNTIL,
    CONTRACT_FIRST_REPLY, /* of one severity */
    CONTRACT_FIX
};
struct contract_blame {
    enum contract_part part;
    int severity;
};
/* What is wrong with a contract, as ERR_INPUT with a sentence: one that promises
 * nothing of its own, a target out of its range, a fix that is due before the
 * first reply, days that are none or in the wrong order. *blame (may be NULL)
 * says which part. Asks no store. */
SLV_MUST_CHECK enum slv_status
severity_contract_check(const struct severity_contract *row,
                        struct contract_blame *blame, struct slv_error *err);

/* ERR_NOT_FOUND when the customer has none. */
SLV_MUST_CHECK enum slv_status
severity_store_find_contract(struct case_store *store, struct str customer,
                             struct arena *arena, struct severity_contract *out,
                             struct slv_error *err);
/* By customer. */
SLV_MUST_CHECK enum slv_status
severity_store_list_contracts(struct case_store *store, struct arena *arena,
                              struct severity_contract **out, size_t *count,
                              struct slv_error *err);
/* ERR_NOT_FOUND when there is no such customer or calendar; ERR_INPUT as
 * severity_contract_check(). */
SLV_MUST_CHECK enum slv_status severity_store_put_contract(
    struct case_store *store, const struct severity_contract *row,
    const struct case_actor *actor, enum case_put *did, struct slv_error *err);
/* The same for one that is still as the caller has seen it (NULL: there was
 * none); ERR_CONFLICT when not. */
SLV_MUST_CHECK enum slv_status severity_store_put_contract_seen(
    struct case_store *store, const struct severity_contract *row,
    const struct severity_contract *seen, const struct case_actor *actor,
    enum case_put *did, struct slv_error *err);
/* ERR_NOT_FOUND when the customer has none, ERR_CONFLICT when it is not as it
 * was seen (`seen` NULL: it does not matter). */
SLV_MUST_CHECK enum slv_status
severity_store_remove_contract(struct case_store *store, struct str customer,
                               const struct severity_contract *seen,
                               const struct case_actor *actor,
                               struct slv_error *err);
bool severity_contracts_equal(const struct severity_contract *a,
                              const struct severity_contract *b);

/* --- what moved the clocks of a case --- */

enum case_step_kind {
    CASE_STEP_SEVERITY, /* `severity` was set; 0: taken back */
    CASE_STEP_WAITING,  /* for the customer */
    CASE_STEP_GOING_ON, /* the customer answered, or nobody waits any more */
    CASE_STEP_CLOSED,
    CASE_STEP_REOPENED
};

struct case_step {
    int64_t at_unix_s;
    enum case_step_kind kind;
    int severity;
    struct str who;
};

/* A case as its clocks see it. */
struct case_timeline {
    struct str number;
    struct str customer; /* key */
    struct str agent;    /* key of the owner, may be empty */
    enum case_state state;
    int severity; /* 0: nobody has said */
    int64_t opened_unix_s;
    int64_t closed_unix_s;         /* 0 unless closed */
    int64_t first_reply_unix_s;    /* first message of an agent; 0: none yet */
    const struct case_step *steps; /* in the order in which they were made */
    size_t step_count;             /* a case that was only imported has none */
};

/* ERR_NOT_FOUND when there is no case with this number. */
SLV_MUST_CHECK enum slv_status
severity_store_find_timeline(struct case_store *store, struct str number,
                             struct arena *arena, struct case_timeline *out,
                             struct slv_error *err);
/* All cases that are not closed, by opening, at most `limit`. */
SLV_MUST_CHECK enum slv_status
severity_store_list_timelines(struct case_store *store, size_t limit,
                              struct arena *arena, struct case_timeline **out,
                              size_t *count, struct slv_error *err);

/* --- absences --- */

struct agent_absence {
    struct str agent; /* key */
    int64_t from_unix_s;
    int64_t until_unix_s; /* back again */
};

/* Absences that end after `after_unix_s`, by agent and beginning. */
SLV_MUST_CHECK enum slv_status
severity_store_list_absences(struct case_store *store, int64_t after_unix_s,
                             struct arena *arena, struct agent_absence **out,
                             size_t *count, struct slv_error *err);
/* ERR_NOT_FOUND when there is no such agent, ERR_CONFLICT when the agent is
 * absent at that time already. */
SLV_MUST_CHECK enum slv_status severity_store_add_absence(
    struct case_store *store, const struct agent_absence *row,
    const struct case_actor *actor, struct slv_error *err);
/* The one that begins at `from_unix_s`. ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status severity_store_remove_absence(
    struct case_store *store, struct str agent, int64_t from_unix_s,
    const struct case_actor *actor, struct slv_error *err);

/* Each agent with the backup, and whether absent at an instant. */
struct agent_presence {
    struct str agent;  /* key */
    struct str backup; /* key, may be empty */
    bool is_absent;
};

/* By agent. */
SLV_MUST_CHECK enum slv_status
severity_store_list_presence(struct case_store *store, int64_t now_unix_s,
                             struct arena *arena, struct agent_presence **out,
                             size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
