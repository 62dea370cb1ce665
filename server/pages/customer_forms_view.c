/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the forms on the page of a customer: who they are, and what they were
 * promised. What was sent is read in customer_forms.c.
 */
#include "server/pages/customers_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"
#include "text/uri.h"

/* --- pieces --- */

static void begin(struct strbuf *out, const struct customer_view *view,
                  const char *action, struct str mark)
{
    html_markup(out, "<form method=\"post\" action=\"/customers/");
    uri_encode(out, view->customer.key);
    html_markup(out, "\" class=\"form\">\n");
    visitor_csrf_field(out, view->desk.visitor);
    strbuf_add_format(out,
                      "<input type=\"hidden\" name=\"action\" "
                      "value=\"%s\">\n<input type=\"hidden\" name=\"was\" "
                      "value=\"",
                      action);
    html_attr(out, mark);
    html_markup(out, "\">\n");
}

static void fold(struct strbuf *out, bool is_open, const char *summary)
{
    strbuf_add_format(out,
                      "<details class=\"change\"%s><summary>%s</summary>\n",
                      is_open ? " open" : "", summary);
}

/* A label and an input; `wrong` is told beside it. */
static void add_input(struct strbuf *out, const char *name, const char *label,
                      const char *more, struct str value, struct str wrong)
{
    strbuf_add_format(out, "<label for=\"~%s\">%s</label>\n", name, label);
    if (wrong.len > 0) {
        strbuf_add_format(out, "<p class=\"wrong\" id=\"~%s-wrong\">", name);
        html_text(out, wrong);
        html_markup(out, "</p>\n");
    }
    strbuf_add_format(out, "<input id=\"~%s\" name=\"%s\"%s", name, name, more);
    if (wrong.len > 0)
        strbuf_add_format(
            out, " aria-invalid=\"true\" aria-describedby=\"~%s-wrong\"", name);
    html_markup(out, " value=\"");
    html_attr(out, value);
    html_markup(out, "\">\n");
}

/* The id of the field that a mistake is about; "" for none. */
static const char *field_of(const struct customer_mistake *mistake)
{
    static const char *const fields[] = {
        [CONTRACT_WHOLE] = "first1", [CONTRACT_FROM] = "from",
        [CONTRACT_UNTIL] = "until",  [CONTRACT_FIRST_REPLY] = "first",
        [CONTRACT_FIX] = "fix",
    };

    if (mistake->is_hold)
        return "reason";
    if (mistake->is_calendar)
        return "calendar";
    return mistake->is_contract ? fields[mistake->blame.part] : "name";
}

void customer_mistake_write(struct strbuf *out,
                            const struct customer_view *view)
{
    const struct customer_mistake *mistake = &view->mistake;

    if (mistake->sentence.len == 0)
        return;
    strbuf_add_format(out,
                      "<div class=\"mistake\" id=\"~mistake\" role=\"alert\" "
                      "tabindex=\"-1\"><p><a href=\"#~%s",
                      field_of(mistake));
    if (mistake->is_contract && mistake->blame.severity > 0)
        strbuf_add_format(out, "%d", mistake->blame.severity);
    html_markup(out, "\">");
    html_text(out, mistake->sentence);
    html_markup(out, "</a></p></div>\n");
}

/* --- the customer --- */

void customer_form_write(struct strbuf *out, const struct customer_view *view)
{
    const struct customer_form *form = &view->form;
    const bool is_wrong = view->mistake.sentence.len > 0 &&
                          !view->mistake.is_contract && !view->mistake.is_hold;

    if (!view->may_change)
        return;
    fold(out, is_wrong, "Change");
    begin(out, view, "customer", form->mark);
    add_input(out, "name", "Name", " required maxlength=\"400\"", form->name,
              STR(""));
    add_input(out, "market", "Market", " maxlength=\"400\"", form->market,
              STR(""));
    add_input(out, "size", "Size", " maxlength=\"400\"", form->size, STR(""));
    add_input(out, "industry", "Industry", " maxlength=\"400\"", form->industry,
              STR(""));
    add_input(out, "salesperson", "Sales", " maxlength=\"400\"",
              form->salesperson, STR(""));
    html_markup(out, "<p class=\"go\"><button class=\"button\">Save the "
                     "customer</button></p>\n</form>\n</details>\n");
}

/* --- the hold --- */

void hold_form_write(struct strbuf *out, const struct customer_view *view)
{
    const bool is_wrong =
        view->mistake.sentence.len > 0 && view->mistake.is_hold;

    if (!view->may_promise)
        return;
    fold(out, is_wrong,
         view->is_on_hold ? "Change or lift the hold"
                          : "Put on hold for non-payment");
    html_markup(out, "<p class=\"hint\">Agents see it; the customer does not. "
                     "Nothing is refused by it.</p>\n");
    begin(out, view, "hold", view->hold_mark);
    add_input(out, "reason", "Why", " required maxlength=\"400\"",
              view->hold_reason, is_wrong ? view->mistake.sentence : STR(""));
    html_markup(out, "<p class=\"go\"><button class=\"button\">");
    strbuf_add_cstr(out, view->is_on_hold ? "Save the reason" : "Put on hold");
    html_markup(out, "</button></p>\n</form>\n");
    if (view->is_on_hold) {
        begin(out, view, "lift", view->hold_mark);
        html_markup(out, "<p class=\"go\"><button class=\"button\">Lift the "
                         "hold</button></p>\n</form>\n");
    }
    html_markup(out, "</details>\n");
}

/* --- the contract --- */

static struct str wrong_part(const struct customer_view *view,
                             enum contract_part part)
{
    const struct customer_mistake *mistake = &view->mistake;

    return mistake->is_contract && !mistake->is_calendar &&
                   mistake->blame.part == part
               ? mistake->sentence
               : STR("");
}

static void add_target(struct strbuf *out, const struct customer_view *view,
                       size_t i, enum contract_part part, struct str value)
{
    const char *name = part == CONTRACT_FIX ? "fix" : "first";
    const bool is_wrong = wrong_part(view, part).len > 0 &&
                          view->mistake.blame.severity == (int) i + 1;

    strbuf_add_format(
        out,
        "<td><input id=\"~%s%zu\" name=\"%s%zu\" size=\"6\" maxlength=\"30\" "
        "autocomplete=\"off\" aria-label=\"%s of severity %zu\"",
        name, i + 1, name, i + 1, part == CONTRACT_FIX ? "Fix" : "First reply",
        i + 1);
    if (is_wrong)
        html_markup(out, " aria-invalid=\"true\" "
                         "aria-describedby=\"~target-wrong\"");
    html_markup(out, " value=\"");
    html_attr(out, value);
    html_markup(out, "\">");
    if (is_wrong) {
        html_markup(out, "<p class=\"wrong\" id=\"~target-wrong\">");
        html_text(out, view->mistake.sentence);
        html_markup(out, "</p>");
    }
    html_markup(out, "</td>");
}

static void add_targets(struct strbuf *out, const struct customer_view *view)
{
    html_markup(out, "<table class=\"table\"><caption>Times as 30m, 8h or "
                     "1h30m; empty: as for all.</caption><thead><tr><th "
                     "scope=\"col\">Severity</th><th scope=\"col\">First "
                     "reply</th><th scope=\"col\">Fix</th></tr></thead>"
                     "<tbody>\n");
    for (size_t i = 0; i < view->desk.severity_count; i++) {
        html_markup(out, "<tr><th scope=\"row\">");
        html_text(out, view->desk.severities[i]);
        html_markup(out, "</th>");
        add_target(out, view, i, CONTRACT_FIRST_REPLY,
                   view->contract_form.targets[i].first_reply);
        add_target(out, view, i, CONTRACT_FIX,
                   view->contract_form.targets[i].fix);
        html_markup(out, "</tr>\n");
    }
    html_markup(out, "</tbody></table>\n");
}

static void add_calendars(struct strbuf *out, const struct customer_view *view)
{
    const struct str wanted = view->contract_form.calendar;
    bool is_there = false;

    html_markup(out, "<label for=\"~calendar\">Business hours</label>\n");
    if (view->mistake.is_calendar) {
        html_markup(out, "<p class=\"wrong\" id=\"~calendar-wrong\">");
        html_text(out, view->mistake.sentence);
        html_markup(out, "</p>\n");
    }
    html_markup(out, "<select id=\"~calendar\" name=\"calendar\"");
    if (view->mistake.is_calendar)
        html_markup(out, " aria-invalid=\"true\" "
                         "aria-describedby=\"~calendar-wrong\"");
    html_markup(out, ">\n");
    for (size_t i = 0; i < view->calendar_count; i++) {
        const struct severity_calendar *row = &view->calendars[i];
        const bool is_default = str_equal(row->name, STR("default"));
        const struct str value = is_default ? STR("") : row->name;

        desk_option(out, value, is_default ? STR("as for all") : row->name,
                    str_equal(value, wanted));
        is_there |= str_equal(value, wanted);
    }
    if (!is_there)
        desk_option(out, wanted, wanted, true);
    html_markup(out, "</select>\n");
}

static void add_removal(struct strbuf *out, const struct customer_view *view)
{
    if (!view->has_contract)
        return;
    fold(out, false, "Take the contract away");
    begin(out, view, "remove", view->contract_form.mark);
    html_markup(out, "<p>What holds for all counts for this customer then, for "
                     "open cases too.</p>\n<p class=\"go\"><button "
                     "class=\"button\">Take it away</button></p>\n</form>\n"
                     "</details>\n");
}

void contract_form_write(struct strbuf *out, const struct customer_view *view)
{
    const struct contract_form *form = &view->contract_form;

    if (!view->may_promise)
        return;
    fold(out, view->mistake.is_contract,
         view->has_contract ? "Change the contract" : "Set a contract");
    begin(out, view, "contract", form->mark);
    add_targets(out, view);
    add_calendars(out, view);
    add_input(out, "from", "First day (may be empty)", " type=\"date\"",
              form->from, wrong_part(view, CONTRACT_FROM));
    add_input(out, "until", "Last day (may be empty)", " type=\"date\"",
              form->until, wrong_part(view, CONTRACT_UNTIL));
    html_markup(out, "<p class=\"hint\">It counts for cases that are opened "
                     "between these days, both included.</p>\n<p "
                     "class=\"go\"><button class=\"button\">Save the contract"
                     "</button></p>\n</form>\n</details>\n");
    add_removal(out, view);
}
