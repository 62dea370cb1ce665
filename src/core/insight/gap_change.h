/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cases like those of a covered gap, before and since: read from the store, and
 * told alike on the board, by the command and by the API.
 */
#ifndef CORE_INSIGHT_GAP_CHANGE_H
#define CORE_INSIGHT_GAP_CHANGE_H

#include "core/insight/gap_effect.h"
#include "store/coverage_store.h"

struct arena;
struct json_writer;
struct strbuf;

struct gap_change {
    bool has_cases; /* else it is a gap of searches, which are not compared */
    struct gap_spans spans;
    struct gap_effect effect;
};

/* Of `count` covered gaps, by the same places, in `arena`. Statuses are those of
 * coverage_store_spans(). */
SLV_MUST_CHECK enum slv_status
gap_changes_read(struct case_store *store, const struct gap_figures *gaps,
                 size_t count, int64_t now_unix_s, struct arena *arena,
                 const struct gap_change **out, struct slv_error *err);

/* Plain sentences without markup: "12 such cases in the 30 days before, 3 since.
 * Against the other gaps such cases fell by 60 % (...)." */
void gap_change_say(struct strbuf *out, const struct gap_change *change);

/* One object. The verdict and its percentages stand in it only once there is
 * enough time to compare. Not for a gap without cases. */
void gap_change_write(struct json_writer *json,
                      const struct gap_change *change);

#endif
