/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The two clocks of a case, first reply and fix, counted in business time from
 * what happened to it; the order of a queue; and who answers for a case now.
 * Pure: what happened goes in (store/severity_store.h), clocks come out.
 *
 * Both clocks run from the opening. They stand still while the case waits for
 * the customer and while it is closed. The first reply is the first message of
 * an agent; a case closed without one counts its closing as the reply. The fix
 * is the closing; after a reopening its clock goes on where it stood. A
 * change of severity changes the targets from the beginning on.
 */
#ifndef CORE_CASES_CLOCKS_H
#define CORE_CASES_CLOCKS_H

#include "core/cases/calendar.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "store/severity_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum clock_state {
    CLOCK_UNSET,   /* no severity, so no target */
    CLOCK_RUNNING, /* also outside of business hours */
    CLOCK_SOON,    /* running; less than a fifth or 30 minutes are left */
    CLOCK_PAUSED,  /* waits for the customer */
    CLOCK_MET,     /* stopped in time */
    CLOCK_MISSED   /* stopped too late, or not stopped and over the time */
};
enum { CLOCK_SOON_S = 30 * 60 };

/* "unset", "running", "soon", "paused", "met", "missed"; borrowed. */
const char *clock_state_word(enum clock_state state);

struct clock {
    enum clock_state state;
    int64_t target_s;       /* business seconds; 0: unset */
    int64_t used_s;         /* business seconds until now or the stop */
    int64_t left_s;         /* target - used: negative when missed; 0: unset */
    int64_t due_unix_s;     /* 0 when that cannot be said: unset, paused, or
                               no business hours to come */
    int64_t stopped_unix_s; /* 0: not yet */
};

struct case_clocks {
    int severity;                /* 0: none, or none of the categories */
    int64_t severity_set_unix_s; /* the first time; 0: not known */
    struct str severity_set_by;  /* borrowed from the timeline; may be empty */
    bool is_paused;
    struct clock first_reply;
    struct clock fix;
};

/* Does a contract (not NULL) count for a case that was opened at this instant?
 * `calendar` is that of the contract: its days begin and end there. */
bool clocks_contract_counts(const struct severity_contract *contract,
                            const struct calendar *calendar,
                            int64_t opened_unix_s);
/* What the case was promised: the category's targets, those of `contract`
 * (may be NULL) before them. Both 0 for a severity that is no category. */
struct severity_targets clocks_targets(const struct severity *list,
                                       size_t count,
                                       const struct severity_contract *contract,
                                       int severity);

/* The clocks as they stand at `now_unix_s`; what is later plays no part. */
void clocks_of_case(const struct case_timeline *timeline,
                    const struct calendar *calendar,
                    const struct severity *list, size_t count,
                    const struct severity_contract *contract,
                    int64_t now_unix_s, struct case_clocks *out);

/* Is a clock that is going soon or missed: whoever sees to the case has to
 * hurry, or is late? */
bool clocks_are_near(const struct case_clocks *clocks);
/* The business seconds until the next clock of the case is over, negative when
 * one is; INT64_MAX when none is going. */
int64_t clocks_left(const struct case_clocks *clocks);
/* The order of the queue: cases without a severity, then by severity; the least
 * time left, those that wait for the customer after the others; the oldest;
 * the number. <0, 0, >0. */
int clocks_compare(const struct case_clocks *a,
                   const struct case_timeline *a_timeline,
                   const struct case_clocks *b,
                   const struct case_timeline *b_timeline);

enum case_duty_kind {
    DUTY_NOBODY, /* the case has no owner */
    DUTY_OWNER,
    DUTY_BACKUP, /* the owner is absent; the backup, or the backup's backup */
    DUTY_ABSENT  /* the owner, who is absent as all backups are */
};

struct case_duty {
    enum case_duty_kind kind;
    struct str agent; /* key, borrowed; empty for DUTY_NOBODY */
};

/* Who answers for a case of this owner (may be empty). `presence` is sorted by
 * agent, as the store gives it. An agent who is not in it is there. */
struct case_duty clocks_duty(const struct agent_presence *presence,
                             size_t count, struct str owner);

#ifdef __cplusplus
}
#endif
#endif
