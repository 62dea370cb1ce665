/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/rates: what an hour of a role or of an agent costs,
 * from which day on. Whoever may read everybody's time sees it; setting it needs
 * the right `accounts:write`. Understanding what was typed is
 * core/insight/rate_words.h's.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/rate_words.h"
#include "core/insight/report_days.h"
#include "core/insight/report_write.h"
#include "server/pages/settings.h"
#include "server/router.h"
#include "store/people_store.h"
#include "text/html_write.h"

enum { AGENTS_MAX = 2000, DAY_S = 24 * 60 * 60 };

#define HERE "/settings/rates"

struct rates_view {
    struct settings_page page;
    struct arena *arena;
    bool may_set;
    const struct report_rate *rates;
    size_t rate_count;
    const struct case_agent *agents;
    size_t agent_count;
    struct str today;
    struct str who; /* the form as it was sent: "role agent", "agent anna" */
    struct rate_words typed;
};

/* --- view --- */

static struct str agent_name(const struct rates_view *view, struct str key)
{
    for (size_t i = 0; i < view->agent_count; i++) {
        if (str_equal(view->agents[i].key, key) && view->agents[i].name.len > 0)
            return view->agents[i].name;
    }
    return key;
}

static struct str whose(const struct rates_view *view,
                        const struct report_rate *rate)
{
    if (rate->is_of_role)
        return arena_format(view->arena, "Everybody with the role %.*s",
                            STR_ARG(rate->key));
    return agent_name(view, rate->key);
}

/* Does it hold today? Those of one key follow each other by day. */
static bool holds(const struct rates_view *view, size_t place)
{
    const struct report_rate *rate = &view->rates[place];
    const struct report_rate *next =
        place + 1 < view->rate_count ? &view->rates[place + 1] : NULL;

    if (str_compare(rate->valid_from, view->today) > 0)
        return false;
    return !next || next->is_of_role != rate->is_of_role ||
           !str_equal(next->key, rate->key) ||
           str_compare(next->valid_from, view->today) > 0;
}

static void add_remove(struct strbuf *out, const struct rates_view *view,
                       const struct report_rate *rate)
{
    html_markup(out, "<td>");
    settings_form(out, &view->page, STR(HERE), "remove");
    settings_hidden(out, "of", rate->is_of_role ? STR("role") : STR("agent"));
    settings_hidden(out, "key", rate->key);
    settings_hidden(out, "from", rate->valid_from);
    html_markup(out, "<button class=\"small\">Remove<span class=\"unseen\"> "
                     "the rate of ");
    html_text(out, whose(view, rate));
    html_markup(out, " from ");
    html_text(out, rate->valid_from);
    html_markup(out, "</span></button></form></td>");
}

static void add_row(struct strbuf *out, const struct rates_view *view,
                    size_t place)
{
    const struct report_rate *rate = &view->rates[place];

    html_markup(out, "<tr><th scope=\"row\">");
    html_text(out, whose(view, rate));
    html_markup(out, "</th><td>");
    html_text(out, rate->valid_from);
    if (holds(view, place))
        html_markup(out, " <span class=\"soft\">holds now</span>");
    html_markup(out, "</td><td class=\"number\">");
    html_text(out,
              report_money_text(rate->per_hour, rate->currency, view->arena));
    html_markup(out, "</td>");
    if (view->may_set)
        add_remove(out, view, rate);
    html_markup(out, "</tr>\n");
}

static void add_whose(struct strbuf *out, const struct rates_view *view)
{
    html_markup(out, "<label for=\"~who\">Whose hour</label>\n"
                     "<select id=\"~who\" name=\"who\">\n"
                     "<optgroup label=\"Roles\">\n");
    for (int role = 0; role < ROLE_COUNT; role++) {
        const char *word = user_role_word((enum user_role) role);
        const struct str value = arena_format(view->arena, "role %s", word);

        if (role != ROLE_CUSTOMER)
            desk_option(
                out, value,
                arena_format(view->arena, "Everybody with the role %s", word),
                str_equal(view->who, value));
    }
    html_markup(out, "</optgroup>\n<optgroup label=\"Agents\">\n");
    for (size_t i = 0; i < view->agent_count; i++) {
        const struct str key = view->agents[i].key;
        const struct str value =
            arena_format(view->arena, "agent %.*s", STR_ARG(key));

        desk_option(out, value, agent_name(view, key),
                    str_equal(view->who, value));
    }
    html_markup(out, "</optgroup>\n</select>\n");
}

static void add_form(struct strbuf *out, const struct rates_view *view)
{
    settings_part(out, "set", "Set a rate");
    settings_form(out, &view->page, STR(HERE), "set");
    add_whose(out, view);
    settings_input(out, &(struct settings_field){.name = "from",
                                                 .label = "From which day on",
                                                 .more = " type=\"date\" "
                                                         "required",
                                                 .value = view->typed.from});
    settings_input(
        out, &(struct settings_field){.name = "per_hour",
                                      .label = "Cost of an hour",
                                      .hint = "Such as 72.50",
                                      .more = " inputmode=\"decimal\" required",
                                      .value = view->typed.per_hour});
    settings_input(
        out, &(struct settings_field){.name = "currency",
                                      .label = "Currency",
                                      .hint = "Its three letters, such as EUR",
                                      .more = " maxlength=\"3\" required",
                                      .value = view->typed.currency});
    settings_form_end(out, "Set the rate");
    settings_part_end(out);
}

static void write_view(struct strbuf *out, const struct rates_view *view)
{
    settings_begin(out, &view->page, STR("Rates"),
                   "What an hour of work costs. A rate holds from its day "
                   "until the next one, an agent's own goes before the "
                   "role's, and reports count every minute at the rate of its "
                   "day.");
    if (view->rate_count == 0)
        html_markup(out, "<p class=\"empty\">No rate is known yet: work has no "
                         "cost in any report.</p>\n");
    else
        html_markup(out, "<div class=\"over\" role=\"region\" tabindex=\"0\" "
                         "aria-label=\"Rates\">\n<table class=\"table\">"
                         "<thead><tr><th scope=\"col\">Whose</th>"
                         "<th scope=\"col\">From</th>"
                         "<th scope=\"col\" class=\"number\">An hour</th>");
    if (view->rate_count > 0 && view->may_set)
        html_markup(out, "<th scope=\"col\"><span class=\"unseen\">Remove"
                         "</span></th>");
    if (view->rate_count > 0)
        html_markup(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < view->rate_count; i++)
        add_row(out, view, i);
    if (view->rate_count > 0)
        html_markup(out, "</tbody></table>\n</div>\n");
    if (view->may_set)
        add_form(out, view);
    else
        html_markup(out, "<p class=\"hint\">Accounting and administrators set "
                         "rates.</p>\n");
    settings_end(out, &view->page);
}

/* --- page --- */

static enum slv_status open_view(struct app *app, const struct request *request,
                                 struct rates_view *view, struct slv_error *err)
{
    struct report_rate *rates = NULL;
    struct case_agent *agents = NULL;
    char today[DAY_TEXT_BYTES];
    enum slv_status status = desk_open(app, request, &view->page.desk, err);

    view->arena = request->arena;
    view->may_set = request_may(request, RIGHT_ACCOUNTS_WRITE);
    if (status == SLV_OK)
        status = report_store_rates(app->cases, request->arena, &rates,
                                    &view->rate_count, err);
    if (status == SLV_OK)
        status = case_store_list_agents(app->cases, STR(""), AGENTS_MAX,
                                        request->arena, &agents,
                                        &view->agent_count, err);
    view->rates = rates;
    view->agents = agents;
    report_day_format(view->page.desk.now_unix_s / DAY_S, today);
    view->today = arena_str(request->arena, str_from(today));
    return status;
}

/* The usual choice of a form that nobody has filled in. */
static void suggest(struct rates_view *view)
{
    view->who = STR("role agent");
    view->typed.from = view->today;
    if (view->rate_count > 0)
        view->typed.currency = view->rates[view->rate_count - 1].currency;
}

enum slv_status rates_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct rates_view view = {.may_set = false};
    const struct str done = request_param(request, "done");
    enum slv_status status = open_view(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    if (str_equal(done, STR("set")))
        view.page.done = STR("The rate was set. Reports count with it.");
    else if (str_equal(done, STR("remove")))
        view.page.done = STR("The rate was removed.");
    suggest(&view);
    response_html(response);
    write_view(&response->body, &view);
    return SLV_OK;
}

static enum slv_status act(struct app *app, const struct request *request,
                           struct str action, const struct rate_words *words,
                           struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct report_rate rate;
    enum slv_status status;

    if (str_equal(action, STR("remove"))) {
        status = rate_words_whose(words, &rate, err);
        return status == SLV_OK
                   ? report_store_remove_rate(app->cases, &rate, &actor, err)
                   : status;
    }
    if (!str_equal(action, STR("set")))
        return slv_fail(err, SLV_ERR_INPUT,
                        "This form says nothing that can be done with a rate");
    status = rate_words_read(words, app->cases, request->arena, &rate, err);
    return status == SLV_OK
               ? report_store_put_rate(app->cases, &rate, &actor, NULL, err)
               : status;
}

enum slv_status rates_post(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    struct rates_view view = {
        .who = desk_line(&form, "who", request->arena),
        .typed = {.of = desk_line(&form, "of", request->arena),
                  .key = desk_line(&form, "key", request->arena),
                  .from = desk_line(&form, "from", request->arena),
                  .per_hour = desk_line(&form, "per_hour", request->arena),
                  .currency = desk_line(&form, "currency", request->arena)},
    };
    enum slv_status status = open_view(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    if (view.who.len > 0) {
        /* one choice says both */
        view.typed.key = view.who;
        view.typed.of = str_take_until(&view.typed.key, ' ');
    }
    status = act(app, request, action, &view.typed, err);
    if (status == SLV_OK) {
        response_redirect(
            response, 303,
            arena_format(request->arena, HERE "?done=%.*s", STR_ARG(action)),
            request->arena);
        return SLV_OK;
    }
    if (!settings_is_told(status))
        return status;
    view.page.mistake = settings_sentence(request, err);
    response->status = slv_status_http(status);
    response_html(response);
    write_view(&response->body, &view);
    return SLV_OK;
}
