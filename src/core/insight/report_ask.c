/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From what was typed to what is to be counted: range, period, filters.
 */
#include "base/str.h"
#include "core/insight/report.h"

enum {
    DAYS_USUAL = 12 * 7,
    DAYS_BY_DAY = 31,
    DAYS_BY_WEEK = 2 * 366,
    DAY_SHOWN = 40
};

static enum slv_status read_day(struct str text, const char *which,
                                int64_t fallback, int64_t *out,
                                struct slv_error *err)
{
    *out = fallback;
    if (text.len == 0)
        return SLV_OK;
    if (!report_day_parse(text, out)) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "The %s day \"%.*s\" is not in the calendar", which,
                        STR_ARG(str_first(text, DAY_SHOWN)));
        slv_hint(err, "Write a day as 2026-02-28.");
        return SLV_ERR_INPUT;
    }
    if (*out < 0 || *out > 84006) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "The %s day %.*s is not between 1970 and 2199", which,
                        STR_ARG(text));
        return SLV_ERR_INPUT;
    }
    return SLV_OK;
}

static int64_t usual_from(const struct report *report, int64_t to_day)
{
    int64_t month;

    if (!report_has_money(report))
        return report_period_begin(PERIOD_WEEK, to_day - DAYS_USUAL + 7);
    month = report_period_begin(PERIOD_MONTH, to_day);
    for (int i = 0; i < 11; i++)
        month = report_period_begin(PERIOD_MONTH, month - 1);
    return month;
}

static enum slv_status read_range(const struct report_wish *wish,
                                  struct report_ask *out, struct slv_error *err)
{
    enum slv_status status =
        read_day(wish->to, "last", out->today, &out->to_day, err);

    if (status == SLV_OK)
        status =
            read_day(wish->from, "first", usual_from(out->report, out->to_day),
                     &out->from_day, err);
    if (status != SLV_OK)
        return status;
    if (out->from_day > out->to_day) {
        char from[DAY_TEXT_BYTES];
        char to[DAY_TEXT_BYTES];

        report_day_format(out->from_day, from);
        report_day_format(out->to_day, to);
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "The range begins on %s, after its end on %s", from,
                        to);
        slv_hint(err, "Exchange the two days.");
        return SLV_ERR_INPUT;
    }
    if (out->to_day - out->from_day >= REPORT_DAYS_MAX) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "The range is longer than 100 years");
        slv_hint(err, "Choose a later first day.");
        return SLV_ERR_INPUT;
    }
    return SLV_OK;
}

static enum slv_status read_period(struct str by, struct report_ask *out,
                                   struct slv_error *err)
{
    const int64_t days = out->to_day - out->from_day + 1;

    out->by = days <= DAYS_BY_DAY    ? PERIOD_DAY
              : days <= DAYS_BY_WEEK ? PERIOD_WEEK
                                     : PERIOD_MONTH;
    if (out->report->id == REPORT_OUTSIDE || out->report->id == REPORT_CAPACITY)
        out->by = PERIOD_WEEK;
    else if (by.len > 0 && !report_period_parse(by, &out->by)) {
        (void) slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is no period",
                        STR_ARG(str_first(by, DAY_SHOWN)));
        slv_hint(err, "Choose day, week or month.");
        return SLV_ERR_INPUT;
    }
    if (out->report->rows == ROWS_PERIODS && out->by == PERIOD_DAY &&
        days > REPORT_PERIODS_MAX) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "A table of %lld days is too long to be read",
                        (long long) days);
        slv_hint(err, "Choose weeks or months, or a shorter range.");
        return SLV_ERR_INPUT;
    }
    return SLV_OK;
}

static enum slv_status fail_unknown(const char *what, struct str text,
                                    struct slv_error *err)
{
    (void) slv_fail(err, SLV_ERR_INPUT, "There is no %s \"%.*s\"", what,
                    STR_ARG(str_first(text, 100)));
    slv_hint(err, "Leave the field empty for all of them.");
    return SLV_ERR_INPUT;
}

static enum slv_status read_product(struct str name,
                                    const struct report_names *names,
                                    uint32_t *out, struct slv_error *err)
{
    *out = 0;
    if (name.len == 0)
        return SLV_OK;
    for (size_t i = 1; i < names->product_count; i++) {
        if (str_equal(names->products[i].name, name)) {
            *out = (uint32_t) i;
            return SLV_OK;
        }
    }
    return fail_unknown("product", name, err);
}

static enum slv_status read_customer(struct str key,
                                     const struct report_names *names,
                                     uint32_t *out, struct slv_error *err)
{
    *out = 0;
    if (key.len == 0)
        return SLV_OK;
    for (size_t i = 1; i < names->customer_count; i++) {
        if (str_equal(names->customers[i].key, key)) {
            *out = (uint32_t) i;
            return SLV_OK;
        }
    }
    return fail_unknown("customer", key, err);
}

static enum slv_status read_agent(struct str key,
                                  const struct report_names *names,
                                  uint32_t *out, struct slv_error *err)
{
    *out = 0;
    if (key.len == 0)
        return SLV_OK;
    for (size_t i = 1; i < names->agent_count; i++) {
        if (str_equal(names->agents[i].key, key)) {
            *out = (uint32_t) i;
            return SLV_OK;
        }
    }
    return fail_unknown("agent", key, err);
}

static enum slv_status read_severity(struct str text,
                                     const struct report_facts *facts, int *out,
                                     struct slv_error *err)
{
    unsigned long long number;

    *out = 0;
    if (text.len == 0)
        return SLV_OK;
    if (!str_to_uint(text, &number) || number < 1 ||
        number > facts->severity_count)
        return fail_unknown("severity", text, err);
    *out = (int) number;
    return SLV_OK;
}

enum slv_status report_ask_read(const struct report *report,
                                const struct report_wish *wish,
                                const struct report_facts *facts,
                                int64_t now_unix_s, struct report_ask *out,
                                struct slv_error *err)
{
    enum slv_status status;

    *out = (struct report_ask){
        .report = report,
        .now_unix_s = now_unix_s,
        .today = report_days_day(facts->days, now_unix_s),
    };
    if (!report_has_filters(report) && wish->severity.len + wish->product.len +
                                               wish->customer.len +
                                               wish->agent.len >
                                           0) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "This report is not made of cases, so severity, "
                        "product, customer and agent do not narrow it");
        slv_hint(err, "Leave them out.");
        return SLV_ERR_INPUT;
    }
    if (report->id == REPORT_SPREAD &&
        wish->severity.len + wish->product.len + wish->agent.len > 0) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "What customers pay is no part of a severity, a "
                        "product or an agent, so these do not narrow this "
                        "report");
        slv_hint(err, "Leave them out.");
        return SLV_ERR_INPUT;
    }
    status = read_range(wish, out, err);
    if (status == SLV_OK)
        status = read_period(wish->by, out, err);
    if (status == SLV_OK)
        status = read_severity(wish->severity, facts, &out->severity, err);
    if (status == SLV_OK)
        status = read_product(wish->product, &facts->names, &out->product, err);
    if (status == SLV_OK)
        status =
            read_customer(wish->customer, &facts->names, &out->customer, err);
    if (status == SLV_OK)
        status = read_agent(wish->agent, &facts->names, &out->agent, err);
    return status;
}
