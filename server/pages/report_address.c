/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Addresses that ask for a report again: in another range, or for the cases
 * behind one of its numbers.
 */
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/report_view.h"
#include "text/uri.h"

static void add_param(struct strbuf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    strbuf_add_format(out, "&amp;%s=", name);
    uri_encode(out, value);
}

void report_filters_write(struct strbuf *out, const struct report_run *run)
{
    const struct report_wish *wish = &run->wish;

    add_param(out, "severity", wish->severity);
    add_param(out, "product", wish->product);
    add_param(out, "customer", wish->customer);
    add_param(out, "agent", wish->agent);
}

void report_query_write(struct strbuf *out, const struct report_run *run,
                        int64_t from, int64_t to, enum report_period by)
{
    char text[DAY_TEXT_BYTES];

    report_day_format(from, text);
    strbuf_add_format(out, "?from=%s", text);
    report_day_format(to, text);
    strbuf_add_format(out, "&amp;to=%s", text);
    if (run->report->rows == ROWS_PERIODS)
        strbuf_add_format(out, "&amp;by=%s", report_period_word(by));
    report_filters_write(out, run);
}

void report_list_url(struct strbuf *out, const struct report_run *run,
                     const struct report_pick *pick)
{
    const struct report_ask *ask = &run->ask;

    strbuf_add_format(out, "/reports/%s/cases", run->report->name);
    report_query_write(out, run, ask->from_day, ask->to_day, ask->by);
    add_param(out, "column", str_from(pick->column->key));
    add_param(out, "row", pick->row);
    if (pick->is_without)
        add_param(out, "without", STR("1"));
    add_param(out, "currency", pick->currency);
}
