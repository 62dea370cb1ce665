/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/severities: the categories of severity and the default
 * calendar. The form is read as the file of core/cases/severity.h, so that page
 * and command refuse the same things with the same sentences.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"
#include "server/pages/calendar_form.h"
#include "server/pages/settings.h"
#include "server/router.h"
#include "text/html_write.h"

#include <stdio.h>

#define HERE "/settings/severities"

enum { TARGET_BYTES = 32 };

struct severities_view {
    struct settings_page page;
    struct {
        struct str name;
        struct str first;
        struct str fix;
    } rows[SEVERITY_COUNT_MAX];
    struct calendar_form calendar;
    struct str mark; /* of what the form was made from */
};

/* --- view --- */

static void add_cell(struct strbuf *out, const char *name, size_t i,
                     const char *label, struct str value)
{
    strbuf_add_format(out,
                      "<td><input name=\"%s%zu\" aria-label=\"%s of severity "
                      "%zu\" autocomplete=\"off\" value=\"",
                      name, i + 1, label, i + 1);
    html_attr(out, value);
    html_markup(out, "\"></td>");
}

static void add_categories(struct strbuf *out,
                           const struct severities_view *view)
{
    html_markup(out,
                "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                "aria-label=\"Severities\">\n<table class=\"table\">"
                "<caption>The most severe first; 3 to 5. Times are "
                "business time, as 30m, 8h or 1h30m.</caption><thead><tr>"
                "<th scope=\"col\"><span class=\"unseen\">Place</span></th>"
                "<th scope=\"col\">Name</th><th "
                "scope=\"col\">First reply</th><th scope=\"col\">Fix</th>"
                "</tr></thead><tbody>\n");
    for (size_t i = 0; i < SEVERITY_COUNT_MAX; i++) {
        strbuf_add_format(out, "<tr><th scope=\"row\">%zu</th>", i + 1);
        add_cell(out, "name", i, "Name", view->rows[i].name);
        add_cell(out, "first", i, "First reply", view->rows[i].first);
        add_cell(out, "fix", i, "Fix", view->rows[i].fix);
        html_markup(out, "</tr>\n");
    }
    html_markup(out, "</tbody></table>\n</div>\n");
}

static void write_view(struct strbuf *out, const struct severities_view *view)
{
    settings_begin(out, &view->page, STR("Severities and business hours"),
                   "Each case has a severity. It says how soon the customer "
                   "hears from an agent and how soon the problem is gone, in "
                   "business time.");
    settings_form(out, &view->page, STR(HERE), "save");
    settings_hidden(out, "was", view->mark);
    add_categories(out, view);
    calendar_form_write(out, &view->calendar);
    settings_form_end(out, "Save");
    html_markup(out, "<p class=\"hint\">Customers whose contract says other "
                     "business hours: <a href=\"/settings/calendars\">"
                     "Calendars</a>.</p>\n");
    settings_end(out, &view->page);
}

/* --- what holds --- */

static struct str minutes_text(int minutes, struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, TARGET_BYTES);
    severity_minutes_write(minutes, &text);
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

static void fill(struct severities_view *view,
                 const struct severity_settings *settings, struct arena *arena)
{
    for (size_t i = 0; i < settings->count && i < SEVERITY_COUNT_MAX; i++) {
        const struct severity *row = &settings->list[i];

        view->rows[i].name = row->name;
        view->rows[i].first =
            minutes_text(row->targets.first_reply_minutes, arena);
        view->rows[i].fix = minutes_text(row->targets.fix_minutes, arena);
    }
    calendar_form_fill(&view->calendar, &settings->calendar, arena);
}

/* What holds, and the file that says it: the form's mark is made from that. */
static enum slv_status read_present(struct app *app, struct arena *arena,
                                    struct severity_settings *out,
                                    struct str *state, struct slv_error *err)
{
    struct severity *list = NULL;
    struct strbuf text;
    enum slv_status status =
        severity_store_list(app->cases, arena, &list, &out->count, err);

    out->list = list;
    if (status == SLV_OK)
        status = severity_store_find_calendar(app->cases, STR(""), arena,
                                              &out->calendar, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&text, SEVERITY_FILE_BYTES * 4);
    severity_settings_write(out, &text);
    *state = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return SLV_OK;
}

enum slv_status severities_page(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    struct severities_view view = {.mark = STR("")};
    struct severity_settings settings = {.count = 0};
    struct str state;
    enum slv_status status = desk_open(app, request, &view.page.desk, err);

    if (str_equal(request_param(request, "done"), STR("save")))
        view.page.done = STR("Severities and business hours were saved.");
    if (status == SLV_OK)
        status = read_present(app, request->arena, &settings, &state, err);
    if (status != SLV_OK)
        return status;
    fill(&view, &settings, request->arena);
    view.mark = settings_mark(state, request->arena);
    response_html(response);
    write_view(&response->body, &view);
    return SLV_OK;
}

/* --- the form --- */

static struct str field(const struct uri_params *form, const char *name,
                        int number, struct arena *arena)
{
    char text[TARGET_BYTES];

    snprintf(text, sizeof text, "%s%d", name, number);
    return desk_line(form, text, arena);
}

static void read_view(const struct uri_params *form,
                      struct severities_view *view, struct arena *arena)
{
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        view->rows[i].name = field(form, "name", i + 1, arena);
        view->rows[i].first = field(form, "first", i + 1, arena);
        view->rows[i].fix = field(form, "fix", i + 1, arena);
    }
    calendar_form_read(form, arena, &view->calendar);
}

/* The form as the file. */
static void write_file(const struct severities_view *view, struct strbuf *out)
{
    for (size_t i = 0; i < SEVERITY_COUNT_MAX; i++) {
        if (view->rows[i].name.len + view->rows[i].first.len +
                view->rows[i].fix.len ==
            0)
            continue;
        strbuf_add_format(
            out, "severity = %.*s, %.*s, %.*s\n", STR_ARG(view->rows[i].name),
            STR_ARG(view->rows[i].first), STR_ARG(view->rows[i].fix));
    }
    calendar_form_lines(&view->calendar, out);
}

static enum slv_status save(struct app *app, const struct request *request,
                            const struct uri_params *form,
                            struct severities_view *view, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct severity_settings present = {.count = 0};
    struct severity_settings wanted = {.count = 0};
    struct severity_list list;
    struct severity_list seen;
    struct strbuf file;
    struct str state;
    enum slv_status status =
        read_present(app, request->arena, &present, &state, err);

    if (status != SLV_OK)
        return status;
    view->mark = settings_mark(state, request->arena);
    status = settings_check_mark(form, state, request->arena, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&file, SEVERITY_FILE_BYTES);
    write_file(view, &file);
    status = file.overflowed ? slv_fail(err, SLV_ERR_TOO_BIG,
                                        "Severities and holidays together "
                                        "are too long")
                             : severity_settings_parse(
                                   arena_str(request->arena, strbuf_str(&file)),
                                   "", request->arena, &wanted, err);
    strbuf_release(&file);
    list = (struct severity_list){wanted.list, wanted.count};
    seen = (struct severity_list){present.list, present.count};
    if (status == SLV_OK)
        status = severity_store_put_seen(app->cases, &list, &seen, &actor, NULL,
                                         err);
    if (status == SLV_OK)
        status = severity_store_put_calendar_seen(
            app->cases, &wanted.calendar, &present.calendar, &actor, NULL, err);
    return status;
}

enum slv_status severities_post(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    struct severities_view view = {.mark = STR("")};
    enum slv_status status = desk_open(app, request, &view.page.desk, err);

    if (status != SLV_OK)
        return status;
    read_view(&form, &view, request->arena);
    status = save(app, request, &form, &view, err);
    if (status == SLV_OK) {
        response_redirect(response, 303, STR(HERE "?done=save"),
                          request->arena);
        return SLV_OK;
    }
    if (!settings_is_told(status))
        return status;
    view.page.mistake = calendar_form_sentence(request, err);
    response->status = slv_status_http(status);
    response_html(response);
    write_view(&response->body, &view);
    return SLV_OK;
}
