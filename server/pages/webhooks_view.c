/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of webhooks from its view. What its forms do is in
 * webhooks_page.c.
 */
#include "server/pages/webhooks_view.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"

static const struct {
    enum webhook_event event;
    const char *text;
} event_texts[] = {
    {WEBHOOK_CASE_OPENED, "A case is opened"},
    {WEBHOOK_CASE_CLOSED, "A case is closed, however it ended"},
    {WEBHOOK_CASE_REOPENED, "A case is opened again"},
    {WEBHOOK_ARTICLE_PUBLISHED, "Customers can read an article"},
    {WEBHOOK_ARTICLE_REVIEW_DUE, "The review of an article is due"},
};

static void begin_form(struct strbuf *out, const struct webhooks_view *view,
                       const char *class)
{
    strbuf_add_format(out,
                      "<form method=\"post\" action=\"/settings/webhooks\""
                      " class=\"%s\">\n",
                      class);
    visitor_csrf_field(out, view->desk.visitor);
    visitor_once_field(out);
}

static void hidden_number(struct strbuf *out, const char *name, int64_t value)
{
    strbuf_add_format(out,
                      "<input type=\"hidden\" name=\"%s\" value=\"%lld\">\n",
                      name, (long long) value);
}

/* --- one webhook --- */

static void add_events(struct strbuf *out, unsigned events)
{
    const char *between = "";

    for (int i = 0; i < WEBHOOK_EVENT_COUNT; i++) {
        if (!(events & 1u << i))
            continue;
        strbuf_add_format(out, "%s<code>%s</code>", between,
                          webhook_event_word((enum webhook_event) i));
        between = " ";
    }
}

static void add_count(struct strbuf *out, int64_t count, const char *one,
                      const char *many)
{
    strbuf_add_format(out, "<span class=\"dot\">%lld %s</span>",
                      (long long) count, count == 1 ? one : many);
}

static void add_health(struct strbuf *out, const struct webhooks_view *view,
                       const struct webhook *webhook)
{
    html_markup(out, "<p class=\"labels\">");
    strbuf_add_format(out, "<span class=\"state %s\">%s</span>",
                      webhook->is_active ? "open" : "closed",
                      webhook->is_active ? "On" : "Off");
    if (webhook->waiting > 0)
        add_count(out, webhook->waiting, "event waits", "events wait");
    if (webhook->given_up > 0)
        add_count(out, webhook->given_up, "was given up", "were given up");
    if (webhook->dropped > 0)
        add_count(out, webhook->dropped, "was dropped: too many waited",
                  "were dropped: too many waited");
    html_markup(out, "<span class=\"dot\">added by ");
    html_text(out, webhook->created_by);
    html_markup(out, " ");
    desk_ago(out, &view->desk, webhook->created_unix_s);
    html_markup(out, "</span></p>\n");
    if (webhook->failures == 0)
        return;
    strbuf_add_format(out,
                      "<p class=\"hint\">The receiver does not answer: %d "
                      "%s so far. It is tried again, more and more seldom, for "
                      "a day.</p>\n",
                      webhook->failures,
                      webhook->failures == 1 ? "try" : "tries in a row");
}

static void add_button(struct strbuf *out, const char *action, const char *text,
                       int64_t id)
{
    strbuf_add_format(
        out,
        "<button class=\"small\" name=\"action\" value=\"%s\">"
        "%s<span class=\"unseen\"> webhook %lld</span></button>\n",
        action, text, (long long) id);
}

static void add_acts(struct strbuf *out, const struct webhooks_view *view,
                     const struct webhook *webhook)
{
    begin_form(out, view, "acts");
    hidden_number(out, "id", webhook->id);
    hidden_number(out, "change", webhook->change);
    add_button(out, "test", "Send a test", webhook->id);
    if (webhook->given_up > 0)
        add_button(out, "retry", "Send again what was given up", webhook->id);
    if (webhook->is_active)
        add_button(out, "off", "Switch off", webhook->id);
    else
        add_button(out, "on", "Switch on", webhook->id);
    html_markup(out, "</form>\n<details class=\"more\"><summary>Remove"
                     "<span class=\"unseen\"> webhook ");
    strbuf_add_format(out, "%lld", (long long) webhook->id);
    html_markup(out, "</span></summary>\n");
    begin_form(out, view, "");
    hidden_number(out, "id", webhook->id);
    hidden_number(out, "change", webhook->change);
    html_markup(out, "<p class=\"hint\">Its secret, what waits for it and the "
                     "list of what it was sent will be gone. Switching it off "
                     "keeps them.</p>\n<p class=\"go\">");
    add_button(out, "remove", "Remove", webhook->id);
    html_markup(out, "</p>\n</form>\n</details>\n");
}

/* --- deliveries --- */

/* "waiting after 3 tries, next in 5 min" */
static void add_state(struct strbuf *out, const struct webhooks_view *view,
                      const struct webhook_delivery *row)
{
    int64_t left_s = row->next_try_unix_s - view->desk.now_unix_s;

    html_text(out, str_from(webhook_state_word(row->state)));
    if (row->attempts > 0)
        strbuf_add_format(out, " after %d %s", row->attempts,
                          row->attempts == 1 ? "try" : "tries");
    if (row->state != WEBHOOK_WAITING || row->attempts == 0)
        return;
    if (left_s < 60) {
        html_markup(out, ", next within a minute");
        return;
    }
    html_markup(out, ", next in ");
    desk_minutes(out, (int) (left_s / 60));
}

static void add_delivery(struct strbuf *out, const struct webhooks_view *view,
                         const struct webhook_delivery *row)
{
    html_markup(out, "<tr><td>");
    desk_ago(out, &view->desk, row->created_unix_s);
    html_markup(out, "</td><td><code>");
    html_text(out, row->type);
    html_markup(out, "</code></td><td>");
    add_state(out, view, row);
    html_markup(out, "</td><td>");
    if (row->last_status > 0)
        strbuf_add_format(out, "%d ", row->last_status);
    html_text(out, row->last_answer);
    html_markup(out, "</td><td>");
    begin_form(out, view, "acts");
    hidden_number(out, "id", row->webhook_id);
    hidden_number(out, "delivery", row->id);
    strbuf_add_format(
        out,
        "<button class=\"small\" name=\"action\" value=\"again\">Send again"
        "<span class=\"unseen\"> delivery %lld</span></button>\n",
        (long long) row->id);
    html_markup(out, "</form></td></tr>\n");
}

static void add_deliveries(struct strbuf *out, const struct webhooks_view *view)
{
    if (view->delivery_count == 0) {
        html_markup(out, "<p class=\"hint\">Nothing was sent yet. A test shows "
                         "whether the receiver answers.</p>\n");
        return;
    }
    html_markup(out, "<div class=\"table\" role=\"region\" tabindex=\"0\" "
                     "aria-label=\"What was sent\"><table class=\"list\">\n"
                     "<thead><tr><th scope=\"col\">When</th>"
                     "<th scope=\"col\">Event</th><th scope=\"col\">State</th>"
                     "<th scope=\"col\">Last answer</th>"
                     "<th scope=\"col\"><span class=\"unseen\">Send again"
                     "</span></th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < view->delivery_count; i++)
        add_delivery(out, view, &view->deliveries[i]);
    html_markup(out, "</tbody></table></div>\n");
}

static void add_webhook(struct strbuf *out, const struct webhooks_view *view,
                        const struct webhook *webhook)
{
    const bool is_shown = view->shown_id == webhook->id;

    strbuf_add_format(out,
                      "<section class=\"box\" id=\"~w%lld\" "
                      "aria-labelledby=\"~w%lld-title\">\n"
                      "<h2 id=\"~w%lld-title\">",
                      (long long) webhook->id, (long long) webhook->id,
                      (long long) webhook->id);
    html_text(out, webhook->url);
    html_markup(out, "</h2>\n<p class=\"labels\">");
    add_events(out, webhook->events);
    html_markup(out, "</p>\n");
    add_health(out, view, webhook);
    if (view->secret_of == webhook->id && view->secret.len > 0) {
        html_markup(out, "<div class=\"done\" role=\"status\"><p>This is its "
                         "secret. It is shown only now: copy it to where the "
                         "receiver finds it.</p>\n<p><code>");
        html_text(out, view->secret);
        html_markup(out, "</code></p></div>\n");
    }
    if (!is_shown)
        strbuf_add_format(out,
                          "<p><a href=\"/settings/webhooks?id=%lld#~w%lld\">"
                          "What was sent<span class=\"unseen\"> to webhook "
                          "%lld</span></a></p>\n",
                          (long long) webhook->id, (long long) webhook->id,
                          (long long) webhook->id);
    add_acts(out, view, webhook);
    if (is_shown)
        add_deliveries(out, view);
    html_markup(out, "</section>\n");
}

/* --- adding --- */

static void add_form(struct strbuf *out, const struct webhooks_view *view)
{
    html_markup(out, "<section class=\"box\" aria-labelledby=\"~add-title\">\n"
                     "<h2 id=\"~add-title\">Add a webhook</h2>\n");
    if (view->count >= WEBHOOKS_MAX) {
        html_markup(out, "<p>There are as many as there may be. Remove one "
                         "that is not needed any more.</p>\n</section>\n");
        return;
    }
    begin_form(out, view, "add-webhook");
    html_markup(out,
                "<label for=\"~url\">Address</label>\n"
                "<p class=\"hint\" id=\"~url-hint\">https, of the public "
                "internet. The configuration can allow more.</p>\n"
                "<input id=\"~url\" name=\"url\" type=\"url\" inputmode=\"url\""
                " autocomplete=\"off\" aria-describedby=\"~url-hint\" required"
                " maxlength=\"2000\" value=\"");
    html_attr(out, view->url);
    html_markup(out, "\">\n<fieldset><legend>Tell it when</legend>\n");
    for (size_t i = 0; i < ARRAY_LEN(event_texts); i++) {
        const char *word = webhook_event_word(event_texts[i].event);

        strbuf_add_format(
            out,
            "<label class=\"check\"><input type=\"checkbox\" name=\"event\" "
            "value=\"%s\"%s> %s <code>%s</code></label>\n",
            word, view->events & 1u << event_texts[i].event ? " checked" : "",
            event_texts[i].text, word);
    }
    html_markup(out, "</fieldset>\n<p class=\"go\"><button "
                     "class=\"button main\" name=\"action\" value=\"add\">Add "
                     "the webhook</button></p>\n</form>\n</section>\n");
}

void webhooks_view_write(struct strbuf *out, const struct webhooks_view *view)
{
    desk_begin_look(out, &view->desk, STR("Webhooks"), "settings.css");
    html_markup(out, "<div class=\"desk webhooks\">\n<div class=\"head\">\n"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/settings\">Settings</a></li></ol>"
                     "</nav>\n"
                     "<h1>Webhooks</h1>\n");
    desk_mistake(out, view->mistake);
    desk_done(out, view->done);
    html_markup(out, "<p class=\"lead\">Other programs are told of what "
                     "happens here by a signed HTTPS request. It names the "
                     "case or the article, and holds nothing that people "
                     "wrote.</p>\n</div>\n");
    if (view->count == 0)
        html_markup(out, "<p class=\"empty\">Nobody is told yet. Add the "
                         "address of a program that is to know.</p>\n");
    for (size_t i = 0; i < view->count; i++)
        add_webhook(out, view, &view->webhooks[i]);
    add_form(out, view);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
