/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/absences: each agent's backup, who is away and when.
 * Everybody of staff sees it; agents enter their own, the right `settings`
 * enters everybody's. Days are those of the default calendar's zone.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/absences.h"
#include "server/own_agent.h"
#include "server/pages/absent.h"
#include "server/pages/settings.h"
#include "server/router.h"
#include "text/html_write.h"

#define HERE "/settings/absences"

struct absences_view {
    struct settings_page page;
    struct absent absent;
    struct str login; /* of whoever looks, who may enter the own */
    bool may_all;
    struct str agent; /* the forms as they were sent */
    struct str backup;
    struct str from;
    struct str until;
};

/* --- view --- */

static bool may_change(const struct absences_view *view, struct str agent)
{
    return view->may_all ||
           (view->login.len > 0 && str_equal(agent, view->login));
}

static void add_absence(struct strbuf *out, const struct absences_view *view,
                        const struct agent_absence *row)
{
    html_markup(out, "<p>");
    absent_day(out, &view->absent, row->from_unix_s);
    html_markup(out, ", back on ");
    absent_day(out, &view->absent, row->until_unix_s);
    html_markup(out, "</p>\n");
    if (!may_change(view, row->agent))
        return;
    html_markup(out, "<form method=\"post\" action=\"" HERE "\" "
                     "class=\"acts\">\n");
    visitor_csrf_field(out, view->page.desk.visitor);
    settings_hidden(out, "action", STR("remove"));
    settings_hidden(out, "agent", row->agent);
    strbuf_add_format(out,
                      "<input type=\"hidden\" name=\"at\" value=\"%lld\">\n",
                      (long long) row->from_unix_s);
    html_markup(out, "<button class=\"small\">Remove<span class=\"unseen\"> "
                     "the absence of ");
    html_text(out, absent_name(&view->absent, row->agent));
    html_markup(out, "</span></button>\n</form>\n");
}

static void add_row(struct strbuf *out, const struct absences_view *view,
                    const struct agent_presence *row)
{
    size_t count = 0;

    html_markup(out, "<tr><th scope=\"row\">");
    html_text(out, absent_name(&view->absent, row->agent));
    html_markup(out, "</th><td>");
    if (row->backup.len > 0)
        html_text(out, absent_name(&view->absent, row->backup));
    else
        html_markup(out, "<span class=\"soft\">None</span>");
    html_markup(out, "</td><td>");
    for (size_t i = 0; i < view->absent.absence_count; i++) {
        if (!str_equal(view->absent.absences[i].agent, row->agent))
            continue;
        add_absence(out, view, &view->absent.absences[i]);
        count++;
    }
    if (count == 0)
        html_markup(out, "<span class=\"soft\">There</span>");
    html_markup(out, "</td></tr>\n");
}

static void add_agents(struct strbuf *out, const struct absences_view *view,
                       const char *name, const char *id, struct str chosen,
                       bool is_backup)
{
    bool has_me = view->login.len == 0;

    strbuf_add_format(out, "<select id=\"~%s\" name=\"%s\">\n", id, name);
    if (is_backup)
        desk_option(out, STR(""), STR("Nobody"), chosen.len == 0);
    for (size_t i = 0; i < view->absent.agent_count; i++) {
        struct str key = view->absent.agents[i].key;

        has_me = has_me || str_equal(key, view->login);
        if (is_backup || may_change(view, key))
            desk_option(out, key, absent_name(&view->absent, key),
                        str_equal(key, chosen));
    }
    if (!has_me && !is_backup)
        desk_option(out, view->login, view->login,
                    str_equal(view->login, chosen));
    html_markup(out, "</select>\n");
}

static void add_forms(struct strbuf *out, const struct absences_view *view)
{
    if (!view->may_all && view->login.len == 0)
        return;
    settings_part(out, "away", "Enter an absence");
    settings_form(out, &view->page, STR(HERE), "add");
    html_markup(out, "<label for=\"~away-agent\">Who</label>\n");
    add_agents(out, view, "agent", "away-agent", view->agent, false);
    settings_input(out,
                   &(struct settings_field){.name = "from",
                                            .label = "First day away",
                                            .more = " type=\"date\" required",
                                            .value = view->from});
    settings_input(out,
                   &(struct settings_field){.name = "until",
                                            .label = "Back on",
                                            .more = " type=\"date\" required",
                                            .value = view->until});
    settings_form_end(out, "Enter the absence");
    settings_part_end(out);
    settings_part(out, "backup", "Name a backup");
    settings_form(out, &view->page, STR(HERE), "backup");
    html_markup(out, "<label for=\"~of\">Whose</label>\n");
    add_agents(out, view, "agent", "of", view->agent, false);
    html_markup(out, "<label for=\"~by\">Backup</label>\n");
    add_agents(out, view, "backup", "by", view->backup, true);
    settings_form_end(out, "Save the backup");
    settings_part_end(out);
}

static void write_view(struct strbuf *out, const struct absences_view *view)
{
    settings_begin(out, &view->page, STR("Absences and backups"),
                   "While an owner is away, the backup answers for the "
                   "owner's cases, or the backup's backup.");
    if (view->absent.presence_count == 0)
        html_markup(out, "<p class=\"empty\">There are no agents yet. Whoever "
                         "works on a case becomes one.</p>\n");
    else
        html_markup(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                         "aria-label=\"Agents\">\n<table class=\"table\">"
                         "<thead><tr><th scope=\"col\">Agent</th><th "
                         "scope=\"col\">Backup</th><th scope=\"col\">Away</th>"
                         "</tr></thead><tbody>\n");
    for (size_t i = 0; i < view->absent.presence_count; i++)
        add_row(out, view, &view->absent.presence[i]);
    if (view->absent.presence_count > 0)
        html_markup(out, "</tbody></table>\n</div>\n");
    add_forms(out, view);
    settings_end(out, &view->page);
}

/* --- page --- */

static enum slv_status open_view(struct app *app, const struct request *request,
                                 struct absences_view *view,
                                 struct slv_error *err)
{
    enum slv_status status = desk_open(app, request, &view->page.desk, err);

    view->may_all = request_may(request, RIGHT_SETTINGS);
    if (request->user && request_may(request, RIGHT_CASES_WORK))
        view->login = request->user->login;
    return status == SLV_OK
               ? absent_read(app, request->arena, view->page.desk.now_unix_s,
                             &view->absent, err)
               : status;
}

static struct str done_text(struct str word)
{
    static const struct {
        const char *word;
        const char *text;
    } rows[] = {
        {"add", "The absence was entered."},
        {"remove", "The absence was removed."},
        {"backup", "The backup was saved."},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].text);
    return STR("");
}

enum slv_status absences_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct absences_view view = {.page.done =
                                     done_text(request_param(request, "done"))};
    enum slv_status status = open_view(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    response_html(response);
    write_view(&response->body, &view);
    return SLV_OK;
}

static enum slv_status add(struct app *app, const struct absences_view *view,
                           const struct case_actor *actor,
                           struct slv_error *err)
{
    struct agent_absence row;
    enum slv_status status = absence_read(&view->absent.calendar, view->agent,
                                          view->from, view->until, &row, err);

    return status == SLV_OK
               ? severity_store_add_absence(app->cases, &row, actor, err)
               : status;
}

static enum slv_status set_backup(struct app *app,
                                  const struct request *request,
                                  const struct absences_view *view,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    struct case_agent agent;
    struct case_agent backup;
    enum slv_status status = case_store_find_agent(app->cases, view->agent,
                                                   request->arena, &agent, err);

    if (status == SLV_OK && view->backup.len > 0)
        status = case_store_find_agent(app->cases, view->backup, request->arena,
                                       &backup, err);
    if (status != SLV_OK)
        return status;
    agent.backup = view->backup;
    return case_store_put_agent(app->cases, &agent, actor, NULL, err);
}

static enum slv_status act(struct app *app, const struct request *request,
                           const struct uri_params *form, struct str action,
                           const struct absences_view *view,
                           struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    unsigned long long at;
    enum slv_status status = SLV_OK;

    if (!may_change(view, view->agent))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only the own absence and backup can be changed "
                        "without the right to change settings");
    if (str_equal(view->agent, view->login))
        status = own_agent_make(app, request, err);
    if (status != SLV_OK)
        return status;
    if (str_equal(action, STR("add")))
        return add(app, view, &actor, err);
    if (str_equal(action, STR("backup")))
        return set_backup(app, request, view, &actor, err);
    if (str_equal(action, STR("remove")) &&
        str_to_uint(form_field(form, "at"), &at) && at <= INT64_MAX)
        return severity_store_remove_absence(app->cases, view->agent,
                                             (int64_t) at, &actor, err);
    return slv_fail(err, SLV_ERR_INPUT,
                    "This form says nothing that can be done with an absence");
}

enum slv_status absences_post(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    struct absences_view view = {
        .agent = desk_line(&form, "agent", request->arena),
        .backup = desk_line(&form, "backup", request->arena),
        .from = desk_line(&form, "from", request->arena),
        .until = desk_line(&form, "until", request->arena),
    };
    enum slv_status status = open_view(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    status = act(app, request, &form, action, &view, err);
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
