/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lists of cases and time entries for programs that walk through them page by
 * page, and cases that are opened only once however often it is asked for. The
 * store, statuses and threads are those of store/case_store.h.
 *
 * Paging. The order is that in which rows were added, the newest first, and
 * nothing that is added or changed meanwhile moves a row: whoever goes on after
 * the last row of a page until an empty one sees each row that was there at the
 * beginning exactly once.
 */
#ifndef STORE_CASE_FIND_H
#define STORE_CASE_FIND_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    CASE_FIND_TEXT_BYTES_MAX = 200,
    CASE_REPEAT_KEY_BYTES_MAX = 200,
    CASE_REPEAT_DIGEST_BYTES = 32,
    CASE_REPEAT_KEPT_S = 7 * 24 * 60 * 60
};

/* Which cases; what is empty or 0 does not choose. */
struct case_find {
    unsigned states;     /* bits 1 << enum case_state; 0: any */
    struct str customer; /* key */
    struct str product;  /* name */
    struct str agent;    /* key of the owner */
    struct str text;     /* a part of the number or the subject, at most
                            CASE_FIND_TEXT_BYTES_MAX; ASCII letters folded */
    struct str after;    /* number of the last case of the page before */
};

/* The first `limit` cases, without messages and links. ERR_NOT_FOUND when there
 * is no case with the number `after`. */
SLV_MUST_CHECK enum slv_status
case_store_find_cases(struct case_store *store, const struct case_find *find,
                      size_t limit, struct arena *arena,
                      struct case_record **out, size_t *count,
                      struct slv_error *err);

struct case_time_find {
    struct str case_number;
    struct str agent; /* key */
    struct str from;  /* first and last day, "YYYY-MM-DD" */
    struct str until;
    struct str after; /* key of the last entry of the page before */
};

/* Likewise; ERR_INPUT for days that are none. */
SLV_MUST_CHECK enum slv_status
case_store_find_times(struct case_store *store,
                      const struct case_time_find *find, size_t limit,
                      struct arena *arena, struct case_time **out,
                      size_t *count, struct slv_error *err);

/* The events before the one with the id `before` (0: from the newest on), the
 * newest first. */
SLV_MUST_CHECK enum slv_status
case_store_find_events(struct case_store *store, int64_t before, size_t limit,
                       struct arena *arena, struct case_event **out,
                       size_t *count, struct slv_error *err);

/* A wish that may be sent twice, because its sender did not get the answer.
 * Remembered for CASE_REPEAT_KEPT_S. */
struct case_repeat {
    struct str key;    /* 1 to CASE_REPEAT_KEY_BYTES_MAX bytes, per actor */
    struct str digest; /* of what was sent, CASE_REPEAT_DIGEST_BYTES digits */
};

/* case_store_add_case() for a wish that may be repeated: when the actor has
 * sent the key before with the same digest, *number and *change are those of
 * the case that it opened then, as it was then, and nothing happens;
 * ERR_REUSED with another digest. `repeat` may be NULL. */
SLV_MUST_CHECK enum slv_status case_store_add_case_once(
    struct case_store *store, const struct case_record *row,
    const struct case_repeat *repeat, const struct case_actor *actor,
    struct arena *arena, struct str *number, int64_t *change,
    struct slv_error *err);

/* case_store_add_message() likewise; when it is a repetition nothing happens,
 * whatever became of the case since. */
SLV_MUST_CHECK enum slv_status case_store_add_message_once(
    struct case_store *store, struct str number, int64_t expected_change,
    const struct case_message *message, const struct case_repeat *repeat,
    const struct case_actor *actor, struct slv_error *err);

/* An answer of staff, and what becomes of the case with it. */
struct case_answer {
    struct case_message message;
    int severity;          /* for a case that has none; 0: none is said */
    bool keeps_state;      /* else: */
    enum case_state state; /* afterwards, unless it is closed */
};

/* All of it, or nothing; else as above. */
SLV_MUST_CHECK enum slv_status case_store_answer_once(
    struct case_store *store, struct str number, int64_t expected_change,
    const struct case_answer *answer, const struct case_repeat *repeat,
    const struct case_actor *actor, struct slv_error *err);

/* case_store_put_time() for a new entry likewise; *key is that of the first
 * time. */
SLV_MUST_CHECK enum slv_status
case_store_add_time_once(struct case_store *store, const struct case_time *row,
                         const struct case_repeat *repeat,
                         const struct case_actor *actor, struct arena *arena,
                         struct str *key, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
