/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the queue from its view. Choosing the cases is left to queue_page.c.
 */
#include "server/pages/queue_view.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_states(struct strbuf *out, const struct queue_view *view)
{
    static const struct {
        struct str value;
        struct str text;
    } states[] = {
        {{"", 0}, {"Open and waiting", 16}},
        {{"open", 4}, {"Open", 4}},
        {{"waiting", 7}, {"Waiting for customer", 20}},
        {{"closed", 6}, {"Closed", 6}},
        {{"all", 3}, {"All", 3}},
    };

    html_markup(out, "<label>State <select name=\"state\">\n");
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        desk_option(out, states[i].value, states[i].text,
                    str_equal(view->state, states[i].value));
    html_markup(out, "</select></label>\n");
}

static struct str name_or(struct str name, struct str key)
{
    return name.len > 0 ? name : key;
}

static const struct {
    struct str value;
    struct str text;
} duties[] = {
    [CASE_DUTY_FIX] = {{"", 0}, {"Fix", 3}},
    [CASE_DUTY_DOCUMENTATION] = {{"documenter", 10}, {"Documentation", 13}},
    [CASE_DUTY_PERMANENT_FIX] = {{"fixer", 5}, {"Permanent fix", 13}},
};

enum case_role queue_duty_parse(struct str word)
{
    for (size_t i = 1; i < ARRAY_LEN(duties); i++)
        if (str_equal(word, duties[i].value))
            return (enum case_role) i;
    return CASE_DUTY_FIX;
}

static void add_duties(struct strbuf *out, const struct queue_view *view)
{
    html_markup(out, "<label>Responsible for <select name=\"duty\">\n");
    for (size_t i = 0; i < ARRAY_LEN(duties); i++)
        desk_option(out, duties[i].value, duties[i].text,
                    view->filter.duty == (enum case_role) i);
    html_markup(out, "</select></label>\n");
}

static void add_owners(struct strbuf *out, const struct queue_view *view)
{
    html_markup(out, "<label>Who <select name=\"agent\">\n");
    desk_option(out, STR(""), STR("Anybody"),
                view->filter.agent.len == 0 && !view->filter.is_unowned);
    desk_option(out, STR("-"), STR("Nobody yet"), view->filter.is_unowned);
    for (size_t i = 0; i < view->agent_count; i++)
        desk_option(out, view->agents[i].key,
                    name_or(view->agents[i].name, view->agents[i].key),
                    str_equal(view->filter.agent, view->agents[i].key));
    html_markup(out, "</select></label>\n");
}

static void add_filters(struct strbuf *out, const struct queue_view *view)
{
    html_markup(out, "<form class=\"choose\" action=\"/cases\" "
                     "aria-label=\"Which cases\">\n");
    add_states(out, view);
    add_duties(out, view);
    add_owners(out, view);
    if (view->product_count > 0) {
        html_markup(out, "<label>Product <select name=\"product\">\n");
        desk_option(out, STR(""), STR("Any"), view->filter.product.len == 0);
        for (size_t i = 0; i < view->product_count; i++)
            desk_option(
                out, view->products[i].name, view->products[i].name,
                str_equal(view->filter.product, view->products[i].name));
        html_markup(out, "</select></label>\n");
    }
    html_markup(out, "<label>Time <select name=\"time\">\n");
    desk_option(out, STR(""), STR("Any"), !view->is_near);
    desk_option(out, STR("near"), STR("Late, or nearly"), view->is_near);
    html_markup(out, "</select></label>\n");
    html_markup(out, "<label>Number or words <input type=\"search\" "
                     "name=\"words\" maxlength=\"200\" value=\"");
    html_attr(out, view->filter.text);
    html_markup(out, "\"></label>\n<button class=\"button\">Show</button>\n"
                     "</form>\n");
}

static void add_param(struct strbuf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    strbuf_add_format(out, "&amp;%s=", name);
    uri_encode(out, value);
}

static bool is_on_hold(const struct queue_view *view, struct str customer)
{
    for (size_t i = 0; i < view->hold_count; i++)
        if (str_equal(view->holds[i].customer, customer))
            return true;
    return false;
}

static void add_row(struct strbuf *out, const struct queue_view *view, size_t i)
{
    const struct case_queue_row *row = &view->rows[i];

    html_markup(out, "<li class=\"case-row\">\n<h2><a href=\"");
    desk_case_url(out, row->number);
    html_markup(out, "\"><span class=\"number\">");
    html_text(out, row->number);
    html_markup(out, "</span> <span class=\"subject\">");
    html_text(out, row->subject);
    html_markup(out, "</span></a></h2>\n<p class=\"facts\">");
    html_text(out, row->customer_name);
    if (row->contact_name.len > 0) {
        html_markup(out, ", ");
        html_text(out, row->contact_name);
    }
    if (row->product.len > 0) {
        html_markup(out, " <span class=\"dot\"></span>");
        html_text(out, row->product);
        html_markup(out, " ");
        html_text(out, row->product_version);
    }
    html_markup(out, "</p>\n<p class=\"labels\">");
    desk_severity(out, &view->desk, row->severity);
    html_markup(out, " ");
    desk_state(out, row->state);
    if (row->reopened_count > 0)
        html_markup(out, " <span class=\"label\">Reopened</span>");
    if (is_on_hold(view, row->customer))
        html_markup(out, " <span class=\"label\">Customer on hold</span>");
    html_markup(out, "</p>\n<p class=\"left\">");
    if (view->clocks)
        desk_clocks_write(out, &view->clocks[i]);
    html_markup(out, "</p>\n<p class=\"owner\">");
    if (row->agent.len > 0) {
        html_text(out, name_or(row->agent_name, row->agent));
        absent_write(out, &view->absent, row->agent, view->desk.now_unix_s);
    } else {
        html_markup(out, "<span class=\"soft\">Nobody yet</span>");
    }
    html_markup(out, "</p>\n<p class=\"last\">");
    strbuf_add_cstr(out, row->last_author == CASE_BY_CUSTOMER ? "Customer "
                         : row->last_author == CASE_BY_AGENT  ? "Agent "
                                                              : "Note ");
    desk_ago(out, &view->desk, row->last_unix_s);
    html_markup(out, "</p>\n</li>\n");
}

static void add_nothing(struct strbuf *out, const struct queue_view *view)
{
    bool is_filtered = view->state.len > 0 || view->filter.agent.len > 0 ||
                       view->filter.is_unowned ||
                       view->filter.product.len > 0 ||
                       view->filter.text.len > 0 ||
                       view->filter.before_change > 0 || view->is_near;

    html_markup(out, "<div class=\"empty\">\n");
    if (is_filtered)
        html_markup(out, "<p>No case is like this. <a href=\"/cases\">Show "
                         "all that are open or waiting</a>.</p>\n");
    else
        html_markup(out, "<p>No case is open or waiting. Open one for a "
                         "caller, or <a href=\"/cases?state=closed\">look at "
                         "those that are closed</a>.</p>\n");
    html_markup(out, "</div>\n");
}

/* What the form has chosen, for links. */
static void add_choice(struct strbuf *out, const struct queue_view *view)
{
    add_param(out, "state", view->state);
    add_param(out, "duty", duties[view->filter.duty].value);
    add_param(out, "agent",
              view->filter.is_unowned ? STR("-") : view->filter.agent);
    add_param(out, "product", view->filter.product);
    add_param(out, "words", view->filter.text);
}

static void add_near(struct strbuf *out, const struct queue_view *view)
{
    if (view->near_count == 0 || view->is_near)
        return;
    html_markup(out, "<a class=\"button\" href=\"/cases?time=near");
    add_choice(out, view);
    strbuf_add_format(out, "\">%zu late, or nearly</a>\n", view->near_count);
}

static void add_more(struct strbuf *out, const struct queue_view *view)
{
    if (!view->has_more)
        return;
    strbuf_add_format(
        out, "<p class=\"turn\"><a class=\"button\" href=\"/cases?%s=%lld",
        view->clocks ? "page" : "before",
        view->clocks ? (long long) view->page + 1
                     : (long long) view->rows[view->row_count - 1].change);
    add_choice(out, view);
    add_param(out, "time", view->is_near ? STR("near") : STR(""));
    html_markup(out, "\">More cases</a></p>\n");
}

void queue_view_write(struct strbuf *out, const struct queue_view *view)
{
    desk_begin(out, &view->desk, STR("Cases"));
    html_markup(out, "<div class=\"desk queue\">\n<div class=\"head\">"
                     "<h1>Cases</h1>\n<p class=\"go\">");
    add_near(out, view);
    if (view->login.len > 0) {
        html_markup(out, "<a class=\"button\" href=\"/cases?agent=");
        uri_encode(out, view->login);
        html_markup(out, "\">My cases</a>\n");
    }
    if (rights_have(view->desk.rights, RIGHT_CASES_WORK))
        html_markup(out, "<a class=\"button main\" id=\"~new\" "
                         "href=\"/cases/new\">Open a case</a>");
    html_markup(out, "</p></div>\n");
    add_filters(out, view);
    if (view->row_count == 0)
        add_nothing(out, view);
    else
        html_markup(out, "<ol class=\"cases plain\">\n");
    for (size_t i = 0; i < view->row_count; i++)
        add_row(out, view, i);
    if (view->row_count > 0)
        html_markup(out, "</ol>\n");
    add_more(out, view);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
