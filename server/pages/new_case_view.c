/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the form of a new case from its view.
 */
#include "server/pages/new_case_view.h"

#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/customer_glance.h"
#include "server/pages/files_view.h"
#include "server/pages/known_issues_view.h"
#include "text/html_write.h"

static void add_field(struct strbuf *out, const char *name, const char *label,
                      struct str value, int max, const char *list)
{
    strbuf_add_format(out,
                      "<label for=\"~%s\">%s</label>\n<input id=\"~%s\" "
                      "name=\"%s\" maxlength=\"%d\" autocomplete=\"off\"",
                      name, label, name, name, max);
    if (list)
        strbuf_add_format(out, " list=\"%s\"", list);
    html_markup(out, " value=\"");
    html_attr(out, value);
    html_markup(out, "\">\n");
}

static void add_customer(struct strbuf *out, const struct new_case_view *view)
{
    const struct new_case_form *form = &view->form;

    html_markup(out, "<fieldset>\n<legend>Who calls</legend>\n");
    add_field(out, "customer", "Customer", form->customer, BOUND_CASE_KEY_BYTES,
              "~customers");
    html_markup(out, "<datalist id=\"~customers\">\n");
    for (size_t i = 0; i < view->customer_count; i++)
        desk_option(out, view->customers[i].key, view->customers[i].name,
                    false);
    html_markup(out, "</datalist>\n");
    if (view->offers_new_customer || form->is_new_customer) {
        html_markup(out, "<label class=\"check\"><input type=\"checkbox\" "
                         "name=\"new_customer\" value=\"1\"");
        if (form->is_new_customer)
            html_markup(out, " checked");
        html_markup(out, "> This is a new customer</label>\n");
    }
    html_markup(out, "<div class=\"pair\"><div>\n");
    add_field(out, "contact", "Contact", form->contact, BOUND_CASE_KEY_BYTES,
              NULL);
    html_markup(out, "</div><div>\n");
    add_field(out, "email", "Mail", form->email, BOUND_CASE_KEY_BYTES, NULL);
    html_markup(out, "</div></div>\n</fieldset>\n");
}

static void add_use(struct strbuf *out, const struct customer_use *use,
                    size_t place)
{
    strbuf_add_format(out,
                      "<button class=\"small use\" formnovalidate "
                      "name=\"use\" value=\"%zu\" data-product=\"",
                      place);
    html_attr(out, use->product);
    html_markup(out, "\" data-version=\"");
    html_attr(out, use->version);
    html_markup(out, "\" data-environment=\"");
    html_attr(out, use->environment);
    html_markup(out, "\">");
    customer_use_write(out, use);
    html_markup(out, "</button>\n");
}

void new_case_uses_write(struct strbuf *out, const struct new_case_uses *uses)
{
    html_markup(out, "<div id=\"~uses\">\n");
    if (uses->is_on_hold)
        customer_hold_write(out, &uses->hold);
    if (uses->is_hold_unknown)
        html_markup(out,
                    "<p class=\"hint\">Whether the customer is on hold for "
                    "non-payment could not be read.</p>\n");
    if (uses->count > 0) {
        html_markup(out, "<p class=\"hint\">");
        html_text(out, uses->customer);
        html_markup(out, " is known to use, the latest first:</p>\n"
                         "<div class=\"acts\">\n");
        for (size_t i = 0; i < uses->count; i++)
            add_use(out, &uses->items[i], i);
        html_markup(out, "</div>\n");
    }
    known_issues_write(out, &uses->issues, STR(""));
    html_markup(out, "</div>\n");
}

static void add_where(struct strbuf *out, const struct new_case_view *view)
{
    const struct new_case_form *form = &view->form;

    html_markup(out, "<fieldset>\n<legend>Where it happens</legend>\n");
    new_case_uses_write(out, &view->uses);
    html_markup(out, "<div class=\"pair\"><div>\n");
    add_field(out, "product", "Product", form->product, BOUND_CASE_NAME_BYTES,
              "~products");
    html_markup(out, "<datalist id=\"~products\">\n");
    for (size_t i = 0; i < view->product_count; i++)
        desk_option(out, view->products[i].name, STR(""), false);
    html_markup(out, "</datalist>\n</div><div>\n");
    add_field(out, "version", "Version", form->version, BOUND_CASE_NAME_BYTES,
              NULL);
    html_markup(out, "</div></div>\n");
    add_field(out, "environment", "Platform, test site", form->environment,
              BOUND_CASE_NAME_BYTES, NULL);
    html_markup(out, "<p class=\"hint\">With version and platform, replies "
                     "leave out the steps for others.</p>\n</fieldset>\n");
}

static void add_problem(struct strbuf *out, const struct new_case_view *view)
{
    const struct new_case_form *form = &view->form;
    unsigned long long severity = 0;

    (void) str_to_uint(form->severity, &severity);
    html_markup(out, "<fieldset>\n<legend>What is the matter</legend>\n");
    add_field(out, "subject", "Subject", form->subject,
              BOUND_CASE_SUBJECT_BYTES, NULL);
    html_markup(out, "<label for=\"~words\">In the customer's words</label>\n"
                     "<textarea id=\"~words\" name=\"text\" rows=\"8\" "
                     "dir=\"auto\">\n");
    html_text(out, form->text);
    html_markup(out, "</textarea>\n"
                     "<label for=\"~severity\">Severity</label>\n"
                     "<select id=\"~severity\" name=\"severity\">\n");
    desk_option(out, STR(""), STR("Not set"), severity == 0);
    for (size_t i = 0; i < view->desk.severity_count; i++) {
        const char digit[] = {(char) ('1' + i), '\0'};

        desk_option(out, str_from(digit), view->desk.severities[i],
                    severity == i + 1);
    }
    html_markup(out, "</select>\n");
    files_field(out, &view->desk, form->has_files);
    html_markup(out, "</fieldset>\n");
}

void new_case_view_write(struct strbuf *out, const struct new_case_view *view)
{
    desk_begin(out, &view->desk, STR("Open a case"));
    html_markup(out, "<div class=\"desk new-case\">\n<div class=\"head\">\n"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/cases\">Cases</a></li></ol></nav>\n"
                     "<h1>Open a case</h1>\n");
    desk_mistake(out, view->mistake);
    html_markup(out, "</div>\n<form method=\"post\" action=\"/cases/new\" "
                     "id=\"~new-case\" "
                     "data-likely=\"/cases/likely\"" FILES_ENCTYPE ">\n");
    visitor_csrf_field(out, view->desk.visitor);
    visitor_once_field(out);
    /* Enter takes the first button of a form, which must not be one that takes
     * over what the customer uses */
    html_markup(out, "<button class=\"unseen\" tabindex=\"-1\" "
                     "aria-hidden=\"true\" name=\"action\" value=\"open\">"
                     "Open the case</button>\n");
    add_customer(out, view);
    add_where(out, view);
    add_problem(out, view);
    html_markup(out, "<p class=\"go\"><button class=\"button main\" "
                     "name=\"action\" value=\"open\">Open the case</button>\n"
                     "<button class=\"button\" name=\"action\" value=\"look\">"
                     "Find likely articles</button></p>\n</form>\n"
                     "<aside class=\"beside\" aria-label=\"What may help\">"
                     "<section>\n<h2>Likely articles</h2>\n");
    if (view->likely)
        desk_likely(out, view->likely, LIKELY_TO_READ);
    else
        html_markup(out, "<div id=\"~likely\"><p class=\"soft\">They appear "
                         "here as the problem is typed.</p></div>\n");
    html_markup(out, "</section></aside>\n</div>\n");
    desk_end(out, &view->desk);
}
