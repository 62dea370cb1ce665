/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the pages of customers. What is gathered for them is in
 * customers_page.c.
 */
#include "server/pages/customers_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/customer_glance.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

/* --- the list --- */

/* On a phone, where each row is a block, an empty cell is left out. */
static void add_cell(struct strbuf *out, const char *name, struct str text)
{
    if (text.len > 0)
        strbuf_add_format(out, "<td data-label=\"%s\">", name);
    else
        html_markup(out, "<td>");
    html_text(out, text);
    html_markup(out, "</td>");
}

static void add_row(struct strbuf *out, const struct case_customer *row)
{
    html_markup(out, "<tr><th scope=\"row\"><a href=\"/customers/");
    uri_encode(out, row->key);
    html_markup(out, "\">");
    html_text(out, row->name);
    html_markup(out, "</a></th>");
    add_cell(out, "Key", row->key);
    add_cell(out, "Market", row->market);
    add_cell(out, "Industry", row->industry);
    add_cell(out, "Sales", row->salesperson);
    html_markup(out, "</tr>\n");
}

void customers_view_write(struct strbuf *out, const struct customers_view *view)
{
    desk_begin(out, &view->desk, STR("Customers"));
    html_markup(out, "<div class=\"desk customers\">\n<div class=\"head\">"
                     "<h1>Customers</h1></div>\n<form class=\"choose\" "
                     "action=\"/customers\" aria-label=\"Which customers\">\n"
                     "<label>Name or key <input type=\"search\" name=\"words\" "
                     "maxlength=\"200\" value=\"");
    html_attr(out, view->words);
    html_markup(out, "\"></label>\n<button class=\"button\">Show</button>\n"
                     "</form>\n");
    if (view->count == 0 && view->words.len > 0)
        html_markup(out, "<div class=\"empty\"><p>No customer is called so. "
                         "<a href=\"/customers\">Show all</a>.</p></div>\n");
    else if (view->count == 0)
        html_markup(out, "<div class=\"empty\"><p>There are no customers yet. "
                         "They come with their first case, or with "
                         "<code>solvent import customers</code>.</p></div>\n");
    if (view->count > 0)
        html_markup(out, "<table class=\"list\">\n<thead><tr><th "
                         "scope=\"col\">Name</th><th scope=\"col\">Key</th><th "
                         "scope=\"col\">Market</th><th scope=\"col\">Industry"
                         "</th><th scope=\"col\">Sales</th></tr></thead>\n"
                         "<tbody>\n");
    for (size_t i = 0; i < view->count; i++)
        add_row(out, &view->rows[i]);
    if (view->count > 0)
        html_markup(out, "</tbody></table>\n");
    if (view->has_more)
        strbuf_add_format(out,
                          "<p class=\"hint\">The first %d are shown. A part of "
                          "the name finds the others.</p>\n",
                          CUSTOMERS_SHOWN);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}

/* --- one customer --- */

size_t customer_large_severities(size_t severity_count)
{
    return severity_count / 2;
}

static void add_fact(struct strbuf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    strbuf_add_format(out, "<dt>%s</dt><dd>", name);
    html_text(out, value);
    html_markup(out, "</dd>\n");
}

static void add_names(struct strbuf *out, const struct desk *desk, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_cstr(out, i + 1 == count ? " or " : ", ");
        html_text(out, desk->severities[i]);
    }
}

/* One sentence for who is about to call them. */
static void add_sentence(struct strbuf *out, const struct customer_view *view)
{
    size_t large_from = customer_large_severities(view->desk.severity_count);
    size_t large = 0;
    size_t unsaid = 0;

    for (size_t i = 0; i < view->open_count; i++) {
        large += view->open[i].severity > 0 &&
                 (size_t) view->open[i].severity <= large_from;
        unsaid += view->open[i].severity == 0;
    }
    strbuf_add_format(out, "<p class=\"lead %s\">",
                      large > 0    ? "has-problems"
                      : unsaid > 0 ? "is-unsaid"
                                   : "is-quiet");
    if (large > 0)
        strbuf_add_format(out, "%zu large problem%s open", large,
                          large == 1 ? " is" : "s are");
    else
        html_markup(out, "No large problem is open");
    html_markup(out, " (");
    add_names(out, &view->desk, large_from);
    html_markup(out, ").");
    if (unsaid > 0)
        strbuf_add_format(out,
                          " Of %zu open case%s nobody has said yet how severe "
                          "%s.",
                          unsaid, unsaid == 1 ? "" : "s",
                          unsaid == 1 ? "it is" : "they are");
    if (view->open_count > large + unsaid)
        strbuf_add_format(
            out, " %zu smaller one%s open.", view->open_count - large - unsaid,
            view->open_count - large - unsaid == 1 ? " is" : "s are");
    html_markup(out, "</p>\n");
}

static void add_case(struct strbuf *out, const struct customer_view *view,
                     const struct case_queue_row *row)
{
    html_markup(out, "<li><a href=\"");
    desk_case_url(out, row->number);
    html_markup(out, "\">");
    html_text(out, row->number);
    html_markup(out, " ");
    html_text(out, row->subject);
    html_markup(out, "</a>\n<p class=\"labels\">");
    if (row->state != CASE_CLOSED) {
        desk_severity(out, &view->desk, row->severity);
        html_markup(out, " ");
    }
    desk_state(out, row->state);
    html_markup(out, " <span class=\"soft\">opened ");
    desk_ago(out, &view->desk, row->opened_unix_s);
    if (row->product.len > 0) {
        html_markup(out, ", ");
        html_text(out, row->product);
        html_markup(out, " ");
        html_text(out, row->product_version);
    }
    html_markup(out, "</span></p></li>\n");
}

static void add_cases(struct strbuf *out, const struct customer_view *view,
                      const char *id, const char *title, const char *none,
                      const struct case_queue_row *rows, size_t count)
{
    strbuf_add_format(out,
                      "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s"
                      "</h2>\n",
                      id, id, title);
    if (count == 0)
        strbuf_add_format(out, "<p class=\"soft\">%s</p>\n", none);
    else
        html_markup(out, "<ul class=\"plain customer-cases\">\n");
    for (size_t i = 0; i < count; i++)
        add_case(out, view, &rows[i]);
    if (count > 0)
        html_markup(out, "</ul>\n");
    html_markup(out, "</section>\n");
}

static void add_contacts(struct strbuf *out, const struct customer_view *view)
{
    html_markup(out, "<section aria-labelledby=\"~contacts\">\n<h2 "
                     "id=\"~contacts\">Contacts</h2>\n");
    if (view->contact_count == 0)
        html_markup(out, "<p class=\"soft\">None yet.</p>\n");
    else
        html_markup(out, "<ul class=\"plain contacts\">\n");
    for (size_t i = 0; i < view->contact_count; i++) {
        const struct case_contact *contact = &view->contacts[i];

        html_markup(out, "<li><b>");
        html_text(out, contact->name);
        html_markup(out, "</b>");
        if (contact->title.len > 0) {
            html_markup(out, ", ");
            html_text(out, contact->title);
        }
        if (contact->email.len > 0) {
            html_markup(out, " <span class=\"soft\">");
            html_text(out, contact->email);
            html_markup(out, "</span>");
        }
        html_markup(out, "</li>\n");
    }
    if (view->contact_count > 0)
        html_markup(out, "</ul>\n");
    html_markup(out, "</section>\n");
}

static void add_target(struct strbuf *out, int own, int usual)
{
    html_markup(out, "<td>");
    desk_minutes(out, own > 0 ? own : usual);
    if (own > 0)
        html_markup(out, " <span class=\"soft\">own</span>");
    html_markup(out, "</td>");
}

static void add_day(struct strbuf *out, const char *before, struct str day)
{
    if (day.len == 0)
        return;
    strbuf_add_cstr(out, before);
    html_text(out, day);
}

static void add_contract_words(struct strbuf *out,
                               const struct customer_view *view)
{
    const struct severity_contract *contract = &view->contract;

    if (!view->has_contract) {
        html_markup(out, "No contract: what holds for all.");
        return;
    }
    html_markup(out, "By contract");
    if (contract->calendar.len > 0) {
        html_markup(out, ", in the calendar ");
        html_text(out, contract->calendar);
    }
    if (contract->from_day.len + contract->until_day.len > 0) {
        html_markup(out, ", for cases opened");
        add_day(out, " from ", contract->from_day);
        add_day(out, " until ", contract->until_day);
    }
    html_markup(out, ".");
}

static void add_contract(struct strbuf *out, const struct customer_view *view)
{
    html_markup(out, "<section aria-labelledby=\"~contract\">\n<h2 "
                     "id=\"~contract\">Promised, in business time</h2>\n<table "
                     "class=\"table\"><thead><tr><th scope=\"col\">Severity"
                     "</th><th scope=\"col\">First reply</th><th "
                     "scope=\"col\">Fix</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < view->desk.severity_count; i++) {
        const struct severity_targets *own = &view->contract.targets[i];
        const struct severity_targets *usual = &view->severities[i].targets;

        html_markup(out, "<tr><th scope=\"row\">");
        html_text(out, view->desk.severities[i]);
        html_markup(out, "</th>");
        add_target(out, own->first_reply_minutes, usual->first_reply_minutes);
        add_target(out, own->fix_minutes, usual->fix_minutes);
        html_markup(out, "</tr>\n");
    }
    html_markup(out, "</tbody></table>\n<p class=\"hint\">");
    add_contract_words(out, view);
    html_markup(out, "</p>\n");
    contract_form_write(out, view);
    html_markup(out, "</section>\n");
}

static void add_uses(struct strbuf *out, const struct customer_view *view)
{
    if (view->products.count == 0)
        return;
    html_markup(out, "<dt>Uses</dt><dd>");
    layout_list(out, &view->products);
    html_markup(out, "</dd>\n");
}

void customer_view_write(struct strbuf *out, const struct customer_view *view)
{
    const struct case_customer *customer = &view->customer;

    desk_begin(out, &view->desk, customer->name);
    html_markup(out, "<div class=\"desk case customer\">\n<div class=\"head\">"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/customers\">Customers</a></li><li>");
    html_text(out, customer->key);
    html_markup(out, "</li></ol></nav>\n<h1>");
    html_text(out, customer->name);
    html_markup(out, "</h1>\n");
    customer_mistake_write(out, view);
    desk_done(out, view->done);
    if (view->is_on_hold)
        customer_hold_write(out, &view->hold);
    if (view->may_see_cases)
        add_sentence(out, view);
    html_markup(out, "</div>\n<div class=\"talk\">\n");
    if (view->may_see_cases) {
        add_cases(out, view, "~open", "Open cases", "None.", view->open,
                  view->open_count);
        add_cases(out, view, "~closed", "Closed last", "None yet.",
                  view->closed, view->closed_count);
    }
    html_markup(out, "</div>\n<aside class=\"beside\" aria-label=\"About this "
                     "customer\">\n<section aria-labelledby=\"~about\">\n<h2 "
                     "id=\"~about\">About</h2>\n<dl class=\"facts\">\n");
    add_fact(out, "Key", customer->key);
    add_uses(out, view);
    add_fact(out, "Market", customer->market);
    add_fact(out, "Size", customer->size);
    add_fact(out, "Industry", customer->industry);
    add_fact(out, "Sales", customer->salesperson);
    html_markup(out, "</dl>\n");
    customer_form_write(out, view);
    hold_form_write(out, view);
    html_markup(out, "</section>\n");
    add_contacts(out, view);
    add_contract(out, view);
    html_markup(out, "</aside>\n</div>\n");
    desk_end(out, &view->desk);
}
