/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/calendars and /settings/calendars/{name}: business
 * hours by name, for customers whose contract says others. What a form did
 * leads back to a page; one that was refused comes back as it was typed.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"
#include "server/pages/calendar_form.h"
#include "server/pages/desk_page.h"
#include "server/pages/settings.h"
#include "server/router.h"
#include "text/html_write.h"
#include "text/uri.h"
#include "text/utf8.h"

#define HERE "/settings/calendars"

enum { ADDRESS_BYTES = 4096, NAME_SHOWN_BYTES = 100 };

struct calendars_view {
    struct settings_page page;
    const struct severity_calendar *rows; /* by name */
    size_t count;
    struct str name; /* of the one that is added or changed */
    bool is_default;
    struct calendar_form form;
    struct str mark;
};

/* --- view --- */

static struct str address(struct str name, struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, ADDRESS_BYTES);
    strbuf_add_cstr(&text, HERE "/");
    uri_encode(&text, name);
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

static void add_row(struct strbuf *out, const struct severity_calendar *row)
{
    bool is_first = true;

    html_markup(out, "<tr><th scope=\"row\"><a href=\"" HERE "/");
    uri_encode(out, row->name);
    html_markup(out, "\">");
    html_text(out, row->name);
    html_markup(out, "</a></th><td>");
    html_text(out, row->zone);
    html_markup(out, "</td><td>");
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        if (row->hours[i].closes_minute == 0)
            continue;
        strbuf_add_format(out, "%s%.3s", is_first ? "" : ", ",
                          severity_weekday(i));
        is_first = false;
    }
    strbuf_add_format(out, "</td><td>%zu</td></tr>\n", row->holiday_count);
}

static void write_list(struct strbuf *out, const struct calendars_view *view)
{
    settings_begin(out, &view->page, STR("Calendars"),
                   "When time counts. The default calendar counts for all; the "
                   "contract of a customer can name another one.");
    html_markup(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                     "aria-label=\"Calendars\">\n<table class=\"table\">"
                     "<thead><tr><th scope=\"col\">Name</th><th "
                     "scope=\"col\">Time zone</th><th scope=\"col\">Open on"
                     "</th><th scope=\"col\">Holidays</th></tr></thead>"
                     "<tbody>\n");
    for (size_t i = 0; i < view->count; i++)
        add_row(out, &view->rows[i]);
    html_markup(out, "</tbody></table>\n</div>\n");
    settings_part(out, "add", "Add a calendar");
    settings_form(out, &view->page, STR(HERE), "add");
    settings_input(
        out, &(struct settings_field){.name = "name",
                                      .label = "Name",
                                      .more = " required maxlength=\"400\" "
                                              "autocomplete=\"off\"",
                                      .value = view->name});
    calendar_form_write(out, &view->form);
    settings_form_end(out, "Add the calendar");
    settings_part_end(out);
    settings_end(out, &view->page);
}

static void write_one(struct strbuf *out, const struct calendars_view *view,
                      struct arena *arena)
{
    const struct str here = address(view->name, arena);

    settings_begin(out, &view->page, view->name,
                   view->is_default
                       ? "The default calendar: it counts for every customer "
                         "without a contract that says otherwise."
                       : "Counts for customers whose contract names it.");
    html_markup(out, "<p><a href=\"" HERE "\">All calendars</a></p>\n");
    settings_form(out, &view->page, here, "save");
    settings_hidden(out, "was", view->mark);
    calendar_form_write(out, &view->form);
    settings_form_end(out, "Save");
    if (!view->is_default) {
        settings_part(out, "remove", "Remove the calendar");
        settings_form(out, &view->page, here, "remove");
        settings_hidden(out, "was", view->mark);
        html_markup(out, "<p>As long as a contract names it, it stays.</p>\n");
        settings_form_end(out, "Remove it");
        settings_part_end(out);
    }
    settings_end(out, &view->page);
}

/* --- all of them --- */

static struct str done_text(struct str word)
{
    static const struct {
        const char *word;
        const char *text;
    } rows[] = {
        {"add", "The calendar was added."},
        {"save", "The calendar was saved, and the clocks follow it."},
        {"remove", "The calendar was removed."},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].text);
    return STR("");
}

static enum slv_status open_list(struct app *app, const struct request *request,
                                 struct calendars_view *view,
                                 struct slv_error *err)
{
    struct severity_calendar *rows = NULL;
    enum slv_status status = desk_open(app, request, &view->page.desk, err);

    if (status == SLV_OK)
        status = severity_store_list_calendars(app->cases, request->arena,
                                               &rows, &view->count, err);
    view->rows = rows;
    return status;
}

enum slv_status calendars_page(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct calendars_view view = {
        .page.done = done_text(request_param(request, "done"))};
    enum slv_status status = open_list(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    response_html(response);
    write_list(&response->body, &view);
    return SLV_OK;
}

static enum slv_status parse(const struct calendars_view *view,
                             struct arena *arena, struct severity_calendar *out,
                             struct slv_error *err)
{
    struct strbuf file;
    enum slv_status status;

    strbuf_init(&file, SEVERITY_FILE_BYTES);
    calendar_form_lines(&view->form, &file);
    status = file.overflowed
                 ? slv_fail(err, SLV_ERR_TOO_BIG, "The holidays are too long")
                 : severity_calendar_parse(arena_str(arena, strbuf_str(&file)),
                                           "", view->name, arena, out, err);
    strbuf_release(&file);
    return status;
}

static enum slv_status add(struct app *app, const struct request *request,
                           const struct calendars_view *view,
                           struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct severity_calendar row;
    enum slv_status status =
        view->name.len > 0
            ? parse(view, request->arena, &row, err)
            : slv_fail(err, SLV_ERR_INPUT, "The calendar needs a name");

    if (status == SLV_OK)
        status = severity_store_put_calendar_seen(app->cases, &row, NULL,
                                                  &actor, NULL, err);
    return status == SLV_ERR_CONFLICT
               ? slv_fail(err, status, "There is a calendar \"%.*s\" already",
                          STR_ARG(utf8_prefix(view->name, NAME_SHOWN_BYTES)))
               : status;
}

static struct str with_done(struct str path, struct str word,
                            struct arena *arena)
{
    return arena_format(arena, "%.*s?done=%.*s", STR_ARG(path), STR_ARG(word));
}

enum slv_status calendars_post(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    struct calendars_view view = {.name =
                                      desk_line(&form, "name", request->arena)};
    enum slv_status status = open_list(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    calendar_form_read(&form, request->arena, &view.form);
    status = add(app, request, &view, err);
    if (status == SLV_OK) {
        response_redirect(response, 303,
                          with_done(STR(HERE), STR("add"), request->arena),
                          request->arena);
        return SLV_OK;
    }
    if (!settings_is_told(status))
        return status;
    view.page.mistake = calendar_form_sentence(request, err);
    response->status = slv_status_http(status);
    response_html(response);
    write_list(&response->body, &view);
    return SLV_OK;
}

/* --- one of them --- */

static enum slv_status open_one(struct app *app, const struct request *request,
                                struct calendars_view *view,
                                struct severity_calendar *out,
                                struct slv_error *err)
{
    struct strbuf text;
    enum slv_status status = desk_open(app, request, &view->page.desk, err);

    if (status == SLV_OK)
        status = severity_store_find_calendar(app->cases,
                                              request_capture(request, "name"),
                                              request->arena, out, err);
    if (status != SLV_OK)
        return status;
    view->name = out->name;
    view->is_default = str_equal(out->name, STR("default"));
    strbuf_init(&text, SEVERITY_FILE_BYTES * 4);
    severity_calendar_write(out, &text);
    view->mark = settings_mark(strbuf_str(&text), request->arena);
    view->page.done = done_text(request_param(request, "done"));
    calendar_form_fill(&view->form, out, request->arena);
    strbuf_release(&text);
    return SLV_OK;
}

enum slv_status calendar_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct calendars_view view = {.name = STR("")};
    struct severity_calendar row;
    enum slv_status status = open_one(app, request, &view, &row, err);

    if (status != SLV_OK)
        return status;
    response_html(response);
    write_one(&response->body, &view, request->arena);
    return SLV_OK;
}

static enum slv_status act(struct app *app, const struct request *request,
                           struct str action, const struct calendars_view *view,
                           const struct severity_calendar *seen,
                           struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct severity_calendar row;
    enum slv_status status;

    if (str_equal(action, STR("remove")))
        return severity_store_remove_calendar(app->cases, view->name, seen,
                                              &actor, err);
    if (!str_equal(action, STR("save")))
        return slv_fail(err, SLV_ERR_INPUT,
                        "This form says nothing that can be done with a "
                        "calendar");
    status = parse(view, request->arena, &row, err);
    return status == SLV_OK ? severity_store_put_calendar_seen(
                                  app->cases, &row, seen, &actor, NULL, err)
                            : status;
}

enum slv_status calendar_post(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    const bool is_removal = str_equal(action, STR("remove"));
    struct calendars_view view = {.name = STR("")};
    struct severity_calendar seen;
    enum slv_status status = open_one(app, request, &view, &seen, err);

    if (status != SLV_OK)
        return status;
    if (!is_removal)
        calendar_form_read(&form, request->arena, &view.form);
    status = settings_same_mark(&form, view.mark, err);
    if (status == SLV_OK)
        status = act(app, request, action, &view, &seen, err);
    if (status == SLV_OK) {
        response_redirect(
            response, 303,
            with_done(is_removal ? STR(HERE)
                                 : address(view.name, request->arena),
                      is_removal ? action : STR("save"), request->arena),
            request->arena);
        return SLV_OK;
    }
    if (!settings_is_told(status))
        return status;
    view.page.mistake = calendar_form_sentence(request, err);
    response->status = slv_status_http(status);
    response_html(response);
    write_one(&response->body, &view, request->arena);
    return SLV_OK;
}
