/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes gaps as JSON. See coverage_json.h.
 */
#include "core/insight/coverage_json.h"

#include "base/str.h"
#include "core/insight/gap_change.h"
#include "core/insight/gap_cost.h"
#include "text/json_write.h"

enum { PERCENT = 100 };

bool coverage_growth_percent(const struct gap_figures *figures, int64_t *out)
{
    const int64_t before = (int64_t) figures->cases_before;

    if (before == 0)
        return false;
    *out = ((int64_t) figures->cases_month - before) * PERCENT / before;
    return true;
}

static void write_terms(struct json_writer *json, struct str words)
{
    json_key(json, "terms");
    json_array_begin(json);
    while (words.len > 0)
        json_string(json, str_take_until(&words, ' '));
    json_array_end(json);
}

static void write_mark(struct json_writer *json, const char *key,
                       const struct gap_mark *mark)
{
    if (mark->who.len > 0)
        json_key_string(json, key, mark->who);
}

void coverage_gap_write(struct json_writer *json,
                        const struct gap_figures *figures,
                        const struct coverage_told *told, struct arena *arena)
{
    int64_t growth;

    json_object_begin(json);
    json_key_int(json, "id", figures->gap.id);
    json_key_string(json, "state",
                    str_from(gap_state_word(figures->gap.state)));
    if (figures->gap.name.len > 0)
        json_key_string(json, "name", figures->gap.name);
    write_mark(json, "named_by", &figures->gap.named);
    write_mark(json, "decided_by", &figures->gap.decided);
    write_mark(json, figures->is_merger ? "merged_by" : "split_by",
               &figures->brought);
    write_terms(json, figures->gap.words);
    json_key(json, "cases");
    json_array_begin(json);
    for (size_t i = 0; i < told->number_count; i++)
        json_string(json, told->numbers[i]);
    json_array_end(json);
    json_key_int(json, "case_count", (int64_t) figures->cases);
    json_key_int(json, "customers", (int64_t) figures->customers);
    json_key_int(json, "minutes", (int64_t) figures->minutes);
    json_key_int(json, "minutes_per_month",
                 (int64_t) figures->cost_minutes * GAP_MONTH_DAYS /
                     GAP_COST_DAYS);
    if (told->costs)
        gap_cost_write(json, told->costs, told->place, arena);
    json_key_int(json, "cases_last_30_days", (int64_t) figures->cases_month);
    json_key_int(json, "cases_30_days_before", (int64_t) figures->cases_before);
    if (coverage_growth_percent(figures, &growth))
        json_key_int(json, "growth_percent", growth);
    json_key_bool(json, "is_searches_only", figures->cases == 0);
    json_key_int(json, "searches", (int64_t) figures->searches);
    if (told->tells_subjects)
        json_key_string(json, "example", figures->example);
    if (figures->gap.article_id.len > 0)
        json_key_string(json, "article", figures->gap.article_id);
    if (told->change && told->change->has_cases) {
        json_key(json, "since_covered");
        gap_change_write(json, told->change);
    }
    json_object_end(json);
}
