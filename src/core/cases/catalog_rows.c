/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading and writing rows of products, agents, events and feedback. See
 * catalog_rows.h.
 */
#include "core/cases/catalog_rows.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/cases/case_lists.h"
#include "text/utf8.h"

/* A field that goes to one member as it stands, on one line. */
struct line_member {
    enum case_field field;
    size_t max;
    struct str *out;
};

static enum slv_status take(const struct case_values *values,
                            const struct line_member *members, size_t count,
                            struct arena *arena, struct slv_error *err)
{
    for (size_t i = 0; i < count; i++) {
        *members[i].out = case_text_line(values->text[members[i].field], arena);
        if (members[i].out->len > members[i].max)
            return slv_fail(err, SLV_ERR_TOO_BIG, "%s is longer than %zu bytes",
                            case_field_name(members[i].field), members[i].max);
    }
    return SLV_OK;
}

static enum slv_status check_day(enum case_field field, struct str day,
                                 struct slv_error *err)
{
    int64_t unix_s;

    if (day.len == 0 || clock_parse_date(day, &unix_s))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT, "%s \"%.*s\" is no day",
                    case_field_name(field), STR_ARG(utf8_prefix(day, 40)));
}

enum slv_status case_row_read_product(const struct case_values *values,
                                      struct arena *arena,
                                      struct case_product_row *out,
                                      struct slv_error *err)
{
    struct case_product *product = &out->product;
    struct case_product_line *line = &out->line;
    const struct line_member members[] = {
        {FIELD_PRODUCT_NAME, BOUND_CASE_NAME_BYTES, &product->name},
        {FIELD_PRODUCT_LINE, BOUND_CASE_NAME_BYTES, &line->name},
        {FIELD_PRODUCT_LAUNCHED_ON, BOUND_CASE_NAME_BYTES,
         &product->launched_on},
        {FIELD_PRODUCT_LINE_LAUNCHED_ON, BOUND_CASE_NAME_BYTES,
         &line->launched_on},
    };
    enum slv_status status;

    *out = (struct case_product_row){.product = {.name = STR("")}};
    status = take(values, members, ARRAY_LEN(members), arena, err);
    product->line = line->name;
    if (status == SLV_OK)
        status =
            check_day(FIELD_PRODUCT_LAUNCHED_ON, product->launched_on, err);
    if (status == SLV_OK)
        status =
            check_day(FIELD_PRODUCT_LINE_LAUNCHED_ON, line->launched_on, err);
    if (status != SLV_OK)
        return status;
    if (product->name.len == 0 && line->name.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "name is empty");
    if (product->name.len == 0 && product->launched_on.len > 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "launched_on is given, but no name");
    if (line->name.len == 0 && line->launched_on.len > 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "line_launched_on is given, but no line");
    return SLV_OK;
}

enum slv_status case_row_read_agent(const struct case_values *values,
                                    struct arena *arena, struct case_agent *out,
                                    struct slv_error *err)
{
    const struct line_member members[] = {
        {FIELD_AGENT_KEY, BOUND_CASE_KEY_BYTES, &out->key},
        {FIELD_AGENT_NAME, BOUND_CASE_NAME_BYTES, &out->name},
        {FIELD_AGENT_EMAIL, BOUND_CASE_NAME_BYTES, &out->email},
        {FIELD_AGENT_TEAM, BOUND_CASE_NAME_BYTES, &out->team},
        {FIELD_AGENT_BACKUP, BOUND_CASE_KEY_BYTES, &out->backup},
    };
    enum slv_status status;

    *out = (struct case_agent){.key = STR("")};
    status = take(values, members, ARRAY_LEN(members), arena, err);
    if (status != SLV_OK)
        return status;
    if (out->key.len == 0 &&
        (out->team.len == 0 || out->name.len + out->email.len > 0 ||
         out->backup.len > 0))
        return slv_fail(err, SLV_ERR_INPUT, "key is empty");
    if (out->key.len > 0 && str_equal(out->key, out->backup))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the agent \"%.*s\" cannot be their own backup",
                        STR_ARG(utf8_prefix(out->key, 60)));
    return SLV_OK;
}

/* --- the other way --- */

static struct str when(int64_t unix_s, struct arena *arena)
{
    char text[CLOCK_ISO_BYTES];

    clock_format_iso(unix_s, text);
    return arena_str(arena, str_from(text));
}

static struct str number(int64_t value, struct arena *arena)
{
    return arena_format(arena, "%lld", (long long) value);
}

void case_row_write_product(const struct case_product_row *row,
                            struct case_values *out)
{
    *out = (struct case_values){0};
    out->text[FIELD_PRODUCT_NAME] = row->product.name;
    out->text[FIELD_PRODUCT_LINE] = row->line.name;
    out->text[FIELD_PRODUCT_LAUNCHED_ON] = row->product.launched_on;
    out->text[FIELD_PRODUCT_LINE_LAUNCHED_ON] = row->line.launched_on;
}

void case_row_write_agent(const struct case_agent *row, struct case_values *out)
{
    *out = (struct case_values){0};
    out->text[FIELD_AGENT_KEY] = row->key;
    out->text[FIELD_AGENT_NAME] = row->name;
    out->text[FIELD_AGENT_EMAIL] = row->email;
    out->text[FIELD_AGENT_TEAM] = row->team;
    out->text[FIELD_AGENT_BACKUP] = row->backup;
}

void case_row_write_event(const struct case_event *row, struct arena *arena,
                          struct case_values *out)
{
    *out = (struct case_values){0};
    out->text[FIELD_EVENT_ID] = number(row->id, arena);
    out->text[FIELD_EVENT_AT] = when(row->at_unix_s, arena);
    out->text[FIELD_EVENT_ACTOR] = row->actor;
    out->text[FIELD_EVENT_ACTION] = row->action;
    out->text[FIELD_EVENT_KIND] = row->kind;
    out->text[FIELD_EVENT_KEY] = row->key;
    out->text[FIELD_EVENT_DETAIL] = row->detail;
}

void case_row_write_feedback(const struct feedback *row, struct arena *arena,
                             struct case_values *out)
{
    *out = (struct case_values){0};
    out->text[FIELD_FEEDBACK_ID] = number(row->id, arena);
    out->text[FIELD_FEEDBACK_ARTICLE] = row->article_id;
    out->text[FIELD_FEEDBACK_HELPFUL] =
        row->is_helpful ? STR("yes") : STR("no");
    out->text[FIELD_FEEDBACK_COMMENT] = row->comment;
    out->text[FIELD_FEEDBACK_AT] = when(row->created_unix_s, arena);
}
