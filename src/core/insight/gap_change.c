/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What covering a gap changed. See gap_change.h.
 */
#include "core/insight/gap_change.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/json_write.h"

#include <stdlib.h>

enum { DAY_S = 24 * 60 * 60 };

static const char *const verdict_words[] = {
    [GAP_NOT_SURE] = "not_sure",
    [GAP_FELL] = "fell",
    [GAP_ROSE] = "rose",
};

enum slv_status gap_changes_read(struct case_store *store,
                                 const struct gap_figures *gaps, size_t count,
                                 int64_t now_unix_s, struct arena *arena,
                                 const struct gap_change **out,
                                 struct slv_error *err)
{
    struct gap_change *changes = arena_calloc(arena, count, sizeof *changes);
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct gap_spans *spans = &changes[i].spans;

        changes[i].has_cases = gaps[i].cases > 0;
        status =
            coverage_store_spans(store, &gaps[i].gap, now_unix_s, spans, err);
        changes[i].effect =
            gap_effect_of(spans->before, spans->after, spans->others_before,
                          spans->others_after, spans->span_s);
    }
    *out = changes;
    return status;
}

static void say_effect(struct strbuf *out, const struct gap_effect *effect)
{
    switch (effect->verdict) {
    case GAP_TOO_EARLY:
        strbuf_add_format(out,
                          "Too early to compare: wait until %d days are over.",
                          GAP_EFFECT_DAYS);
        return;
    case GAP_NOT_SURE:
        strbuf_add_format(out,
                          "Against the other gaps the change is somewhere "
                          "between %+d %% and %+d %%: too few cases to tell.",
                          effect->low, effect->high);
        return;
    case GAP_FELL:
        strbuf_add_format(out,
                          "Against the other gaps such cases fell by %d %% "
                          "(with 95 %% certainty between %d %% and %d %%).",
                          abs(effect->percent), abs(effect->high),
                          abs(effect->low));
        return;
    case GAP_ROSE:
        strbuf_add_format(out,
                          "Against the other gaps such cases rose by %d %% "
                          "(with 95 %% certainty between %d %% and %d %%).",
                          effect->percent, effect->low, effect->high);
        return;
    }
}

void gap_change_say(struct strbuf *out, const struct gap_change *change)
{
    const struct gap_spans *spans = &change->spans;
    const long long days = (long long) (spans->span_s / DAY_S);

    if (!change->has_cases) {
        strbuf_add_cstr(out, "No case was about it, so there is nothing to "
                             "compare.");
        return;
    }
    if (days == 0) {
        strbuf_add_format(out,
                          "Covered since today: wait until %d days are over "
                          "to compare.",
                          GAP_EFFECT_DAYS);
        return;
    }
    if (spans->before + spans->after == 0) {
        strbuf_add_format(out,
                          "No such case in the %lld %s before, none since.",
                          days, days == 1 ? "day" : "days");
        return;
    }
    strbuf_add_format(out, "%llu such %s in the %lld %s before, %llu since. ",
                      (unsigned long long) spans->before,
                      spans->before == 1 ? "case" : "cases", days,
                      days == 1 ? "day" : "days",
                      (unsigned long long) spans->after);
    say_effect(out, &change->effect);
}

void gap_change_write(struct json_writer *json, const struct gap_change *change)
{
    const struct gap_spans *spans = &change->spans;
    const struct gap_effect *effect = &change->effect;

    json_object_begin(json);
    json_key_int(json, "days", spans->span_s / DAY_S);
    json_key_int(json, "cases_before", (int64_t) spans->before);
    json_key_int(json, "cases_since", (int64_t) spans->after);
    json_key_int(json, "others_before", (int64_t) spans->others_before);
    json_key_int(json, "others_since", (int64_t) spans->others_after);
    if (effect->verdict != GAP_TOO_EARLY) {
        json_key_string(json, "verdict",
                        str_from(verdict_words[effect->verdict]));
        json_key_int(json, "change_percent", effect->percent);
        json_key_int(json, "change_percent_low", effect->low);
        json_key_int(json, "change_percent_high", effect->high);
    }
    json_object_end(json);
}
