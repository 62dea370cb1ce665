/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gathers and writes the picture of a customer. See customer_glance.h.
 */
#include "server/pages/customer_glance.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

#include <stdio.h>

enum { OTHER_USES_SHOWN = 3 };

/* --- gathering --- */

enum slv_status customer_glance_find(struct app *app,
                                     const struct request *request,
                                     const struct case_record *record,
                                     struct customer_glance *out,
                                     struct slv_error *err)
{
    struct customer_use *uses = NULL;
    size_t open = 0;
    enum slv_status status =
        customer_use_list(app->cases, record->customer, GLANCE_USES_MAX,
                          request->arena, &uses, &out->use_count, err);

    out->uses = uses;
    if (status == SLV_OK)
        status = customer_open_cases(app->cases, record->customer, &open, err);
    out->other_open_count =
        open - (open > 0 && record->state != CASE_CLOSED ? 1 : 0);
    if (status == SLV_OK) {
        status = customer_hold_find(app->cases, record->customer,
                                    request->arena, &out->hold, err);
        out->is_on_hold = status == SLV_OK;
        if (status == SLV_ERR_NOT_FOUND)
            status = SLV_OK;
    }
    if (status == SLV_OK)
        status = severity_store_find_contract(
            app->cases, record->customer, request->arena, &out->contract, err);
    out->has_contract = status == SLV_OK;
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

/* --- writing --- */

static void begin_fact(struct strbuf *out, const char *name)
{
    strbuf_add_format(out, "<div><dt>%s</dt><dd>", name);
}

static void end_fact(struct strbuf *out)
{
    html_markup(out, "</dd></div>\n");
}

static void add_soft(struct strbuf *out, struct str text)
{
    html_markup(out, " <span class=\"soft\">");
    html_text(out, text);
    html_markup(out, "</span>");
}

static void add_customer_link(struct strbuf *out, const struct desk *desk,
                              struct str key, struct str text, const char *part)
{
    bool may_read = rights_have(desk->rights, RIGHT_CUSTOMERS_READ);

    if (may_read) {
        html_markup(out, "<a href=\"/customers/");
        uri_encode(out, key);
        strbuf_add_format(out, "%s\">", part);
    }
    html_text(out, text);
    if (may_read)
        html_markup(out, "</a>");
}

/* What is said of its size and kind, with commas between. */
static void add_about(struct strbuf *out, const struct case_customer *customer)
{
    const struct str parts[] = {customer->industry, customer->size,
                                customer->market};
    bool has_any = false;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].len == 0)
            continue;
        if (has_any)
            html_markup(out, ", ");
        else
            html_markup(out, " <span class=\"soft\">");
        html_text(out, parts[i]);
        has_any = true;
    }
    if (has_any)
        html_markup(out, "</span>");
}

static void add_who(struct strbuf *out, const struct desk *desk,
                    const struct case_record *record,
                    const struct customer_glance *glance)
{
    const struct case_contact *contact = &glance->contact;

    begin_fact(out, "Customer");
    add_customer_link(out, desk, record->customer,
                      glance->customer.name.len > 0 ? glance->customer.name
                                                    : record->customer,
                      "");
    add_about(out, &glance->customer);
    end_fact(out);
    if (contact->name.len + contact->email.len == 0)
        return;
    begin_fact(out, "Contact");
    html_text(out, contact->name.len > 0 ? contact->name : contact->email);
    if (contact->title.len > 0)
        add_soft(out, contact->title);
    if (contact->name.len > 0 && contact->email.len > 0)
        add_soft(out, contact->email);
    end_fact(out);
}

void customer_hold_write(struct strbuf *out, const struct customer_hold *hold)
{
    html_markup(out,
                "<p class=\"guest\"><b>On hold for non-payment</b> since ");
    layout_date(out, hold->since_unix_s, false);
    html_markup(out, ": ");
    html_text(out, hold->reason);
    html_markup(out, "</p>\n");
}

void customer_use_write(struct strbuf *out, const struct customer_use *use)
{
    bool has_product = use->product.len + use->version.len > 0;

    html_text(out, use->product);
    if (use->product.len > 0 && use->version.len > 0)
        strbuf_add_char(out, ' ');
    html_text(out, use->version);
    if (has_product && use->environment.len > 0)
        strbuf_add_cstr(out, ", ");
    html_text(out, use->environment);
}

static bool uses_equal(const struct customer_use *a,
                       const struct customer_use *b)
{
    return str_equal(a->product, b->product) &&
           str_equal(a->version, b->version) &&
           str_equal(a->environment, b->environment);
}

static void add_uses(struct strbuf *out, const struct case_record *record,
                     const struct customer_glance *glance)
{
    const struct customer_use own = {
        .product = record->product,
        .version = record->product_version,
        .environment = record->environment,
    };
    size_t shown = 0;

    begin_fact(out, "This case is about");
    if (own.product.len + own.version.len + own.environment.len > 0)
        customer_use_write(out, &own);
    else
        html_markup(out, "<span class=\"soft\">Nobody said which product or "
                         "version</span>");
    end_fact(out);
    for (size_t i = 0; i < glance->use_count && shown < OTHER_USES_SHOWN; i++) {
        const struct customer_use *use = &glance->uses[i];

        if (uses_equal(use, &own))
            continue;
        if (shown++ == 0)
            begin_fact(out, "They also use");
        else
            html_markup(out, "<br>");
        customer_use_write(out, use);
    }
    if (shown > 0)
        end_fact(out);
}

static void add_until(struct strbuf *out, struct str day, struct str today)
{
    html_markup(out, " <span class=\"soft\">");
    strbuf_add_cstr(out, str_compare(day, today) < 0 ? "ended on " : "until ");
    html_text(out, day);
    html_markup(out, "</span>");
}

static void add_contract(struct strbuf *out, const struct desk *desk,
                         struct str customer,
                         const struct customer_glance *glance)
{
    const struct severity_contract *contract = &glance->contract;
    char today[CLOCK_DATE_BYTES];

    if (!rights_have(desk->rights, RIGHT_CUSTOMERS_READ))
        return;
    clock_format_date(desk->now_unix_s, today);
    begin_fact(out, "Contract");
    if (!glance->has_contract) {
        html_markup(out, "<span class=\"soft\">None</span>");
    } else {
        add_customer_link(out, desk, customer, STR("Own promises"),
                          "#~contract");
        if (contract->until_day.len > 0)
            add_until(out, contract->until_day, str_from(today));
        else if (str_compare(contract->from_day, str_from(today)) > 0)
            add_soft(out, STR("not yet begun"));
    }
    end_fact(out);
}

static void add_open(struct strbuf *out, const struct desk *desk,
                     struct str customer, size_t count)
{
    begin_fact(out, "Other open cases");
    if (count == 0) {
        html_markup(out, "<span class=\"soft\">None</span>");
    } else {
        char text[24];

        snprintf(text, sizeof text, "%zu", count);
        add_customer_link(out, desk, customer, str_from(text), "#~open");
    }
    end_fact(out);
}

void customer_glance_write(struct strbuf *out, const struct desk *desk,
                           const struct case_record *record,
                           const struct customer_glance *glance)
{
    html_markup(out, "<section class=\"glance\" aria-labelledby=\"~customer\">"
                     "\n<h2 id=\"~customer\" class=\"unseen\">Customer</h2>\n");
    if (glance->is_on_hold)
        customer_hold_write(out, &glance->hold);
    html_markup(out, "<dl>\n");
    add_who(out, desk, record, glance);
    add_uses(out, record, glance);
    add_contract(out, desk, record->customer, glance);
    if (glance->customer.salesperson.len > 0) {
        begin_fact(out, "Sales");
        html_text(out, glance->customer.salesperson);
        end_fact(out);
    }
    add_open(out, desk, record->customer, glance->other_open_count);
    html_markup(out, "</dl>\n</section>\n");
}
