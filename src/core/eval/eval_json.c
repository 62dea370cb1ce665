/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes an evaluation as JSON. The figures are made in eval.c; the table for
 * people is the command's.
 */
#include "core/eval/eval_json.h"

#include "base/strbuf.h"
#include "text/json_write.h"

#include <stdio.h>

enum { DECIMALS = 6 };

static void write_means(struct json_writer *json,
                        const struct eval_result *result)
{
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        const char *name = measure_name((enum measure) i);
        char key[32];

        snprintf(key, sizeof key, "%s_ci", name);
        json_key_double(json, name, result->means[i], DECIMALS);
        json_key(json, key);
        json_array_begin(json);
        json_double(json, result->intervals[i].low, DECIMALS);
        json_double(json, result->intervals[i].high, DECIMALS);
        json_array_end(json);
    }
}

static void write_floors(struct json_writer *json,
                         const struct eval_report *report)
{
    json_key(json, "floors");
    json_object_begin(json);
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        if (!report->has_floor[i])
            continue;
        json_key(json, measure_name((enum measure) i));
        json_object_begin(json);
        json_key_double(json, "floor", report->floors[i], DECIMALS);
        json_key_bool(json, "ok",
                      !eval_is_below_floor(report, (enum measure) i));
        json_object_end(json);
    }
    json_object_end(json);
}

static void write_changes(struct json_writer *json, const char *key,
                          const struct eval_change *changes, size_t count)
{
    json_key(json, key);
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        json_key_string(json, "query", changes[i].query->id);
        json_key_string(json, "text", changes[i].query->text);
        json_key_double(json, "ours", changes[i].ours, DECIMALS);
        json_key_double(json, "other", changes[i].other, DECIMALS);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_comparison(struct json_writer *json, struct str other,
                             const struct eval_comparison *comparison)
{
    json_key(json, "compare");
    json_object_begin(json);
    json_key_string(json, "run", other);
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        json_key(json, measure_name((enum measure) i));
        json_object_begin(json);
        json_key_double(json, "other", comparison->other[i], DECIMALS);
        json_key_double(json, "difference", comparison->differences[i],
                        DECIMALS);
        json_object_end(json);
    }
    json_key_double(json, "p", comparison->p, DECIMALS);
    write_changes(json, "won", comparison->won, comparison->won_count);
    write_changes(json, "lost", comparison->lost, comparison->lost_count);
    json_key_int(json, "same", (int64_t) comparison->same_count);
    json_object_end(json);
}

static bool has_floors(const struct eval_report *report)
{
    for (unsigned i = 0; i < MEASURE_COUNT; i++)
        if (report->has_floor[i])
            return true;
    return false;
}

void eval_json_write(const struct eval_report *report, struct strbuf *out)
{
    const struct eval_result *result = report->result;
    struct json_writer json;

    json_begin(&json, out);
    json_object_begin(&json);
    write_means(&json, result);
    json_key_int(&json, "queries", (int64_t) result->query_count);
    json_key_int(&json, "judged", (int64_t) result->judged_count);
    json_key_int(&json, "empty", (int64_t) result->empty_count);
    json_key_double(&json, "seconds", report->seconds, 3);
    json_key_strings(&json, "unjudged", &report->unjudged);
    json_key_strings(&json, "not_asked", &report->not_asked);
    json_key_strings(&json, "not_there", &report->not_there);
    if (has_floors(report))
        write_floors(&json, report);
    if (report->comparison)
        write_comparison(&json, report->other, report->comparison);
    json_object_end(&json);
    json_end(&json);
}
