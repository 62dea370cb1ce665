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
#include "server/pages/settings.h"
#include "server/router.h"
#include "text/html_write.h"

#include <stdio.h>
#include <string.h>

#define HERE "/settings/severities"

enum { TARGET_BYTES = 32, HOURS_BYTES = 32 };

struct severities_view {
    struct settings_page page;
    struct {
        struct str name;
        struct str first;
        struct str fix;
    } rows[SEVERITY_COUNT_MAX];
    struct str zone;
    struct str hours[SEVERITY_WEEKDAYS]; /* "7:00-18:00"; empty: closed */
    struct str holidays;                 /* one a line */
    struct str mark;                     /* of what the form was made from */
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
    html_markup(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                     "aria-label=\"Severities\">\n<table class=\"table\">"
                     "<caption>The most severe first; 3 to 5. Times are "
                     "business time, as 30m, 8h or 1h30m.</caption><thead><tr>"
                     "<th scope=\"col\"></th><th scope=\"col\">Name</th><th "
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

static void add_hours(struct strbuf *out, const struct severities_view *view)
{
    html_markup(out, "<fieldset><legend>Business hours</legend>\n<p "
                     "class=\"hint\" id=\"~hours-hint\">As 7:00-18:00; empty: "
                     "closed on that day.</p>\n");
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        strbuf_add_format(out,
                          "<label for=\"~hours%d\">%s</label>\n<input "
                          "id=\"~hours%d\" name=\"hours%d\" "
                          "autocomplete=\"off\" "
                          "aria-describedby=\"~hours-hint\" value=\"",
                          i + 1, severity_weekday(i), i + 1, i + 1);
        html_attr(out, view->hours[i]);
        html_markup(out, "\">\n");
    }
    html_markup(out, "</fieldset>\n");
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
    settings_input(out, &(struct settings_field){
                            .name = "zone",
                            .label = "Time zone",
                            .hint = "By its IANA name, such as "
                                    "America/Chicago or Europe/Berlin.",
                            .more = " required autocomplete=\"off\" "
                                    "spellcheck=\"false\"",
                            .value = view->zone});
    add_hours(out, view);
    html_markup(out, "<label for=\"~holidays\">Holidays</label>\n<p "
                     "class=\"hint\" id=\"~holidays-hint\">One a line, as "
                     "2026-12-25 Christmas Day.</p>\n<textarea "
                     "id=\"~holidays\" name=\"holidays\" rows=\"8\" "
                     "aria-describedby=\"~holidays-hint\">\n");
    html_text(out, view->holidays);
    html_markup(out, "</textarea>\n");
    settings_form_end(out, "Save");
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

static void fill_hours(struct severities_view *view,
                       const struct severity_calendar *calendar,
                       struct arena *arena)
{
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        int opens = calendar->hours[i].opens_minute;
        int closes = calendar->hours[i].closes_minute;

        if (closes > 0)
            view->hours[i] = arena_format(arena, "%d:%02d-%d:%02d", opens / 60,
                                          opens % 60, closes / 60, closes % 60);
    }
}

static void fill(struct severities_view *view,
                 const struct severity_settings *settings, struct arena *arena)
{
    const struct severity_calendar *calendar = &settings->calendar;
    struct strbuf text;

    for (size_t i = 0; i < settings->count && i < SEVERITY_COUNT_MAX; i++) {
        const struct severity *row = &settings->list[i];

        view->rows[i].name = row->name;
        view->rows[i].first =
            minutes_text(row->targets.first_reply_minutes, arena);
        view->rows[i].fix = minutes_text(row->targets.fix_minutes, arena);
    }
    view->zone = calendar->zone;
    fill_hours(view, calendar, arena);
    strbuf_init(&text, SEVERITY_FILE_BYTES * 4);
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        strbuf_add_str(&text, calendar->holidays[i].day);
        strbuf_add_char(&text, ' ');
        strbuf_add_str(&text, calendar->holidays[i].name);
        strbuf_add_char(&text, '\n');
    }
    view->holidays = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
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
    struct severities_view view = {.zone = STR("")};
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
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++)
        view->hours[i] = field(form, "hours", i + 1, arena);
    view->zone = desk_line(form, "zone", arena);
    view->holidays = desk_text(form, "holidays", arena);
    view->mark = desk_line(form, "was", arena);
}

static void add_line(struct strbuf *out, const char *key, struct str value)
{
    strbuf_add_format(out, "%s = ", key);
    strbuf_add_str(out, value);
    strbuf_add_char(out, '\n');
}

/* The form as the file. */
static void write_file(const struct severities_view *view, struct arena *arena,
                       struct strbuf *out)
{
    struct str rest = view->holidays;

    for (size_t i = 0; i < SEVERITY_COUNT_MAX; i++) {
        if (view->rows[i].name.len + view->rows[i].first.len +
                view->rows[i].fix.len ==
            0)
            continue;
        add_line(out, "severity",
                 arena_format(
                     arena, "%.*s, %.*s, %.*s", STR_ARG(view->rows[i].name),
                     STR_ARG(view->rows[i].first), STR_ARG(view->rows[i].fix)));
    }
    add_line(out, "zone", view->zone);
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++)
        if (view->hours[i].len > 0)
            add_line(out, "hours",
                     arena_format(arena, "%.3s %.*s", severity_weekday(i),
                                  STR_ARG(view->hours[i])));
    while (rest.len > 0) {
        struct str line = str_trim(str_take_line(&rest));

        if (line.len > 0)
            add_line(out, "holiday", line);
    }
}

static enum slv_status save(struct app *app, const struct request *request,
                            const struct uri_params *form,
                            const struct severities_view *view,
                            struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct severity_settings present = {.count = 0};
    struct severity_settings wanted = {.count = 0};
    struct strbuf file;
    struct str state;
    enum slv_status status =
        read_present(app, request->arena, &present, &state, err);

    if (status == SLV_OK)
        status = settings_check_mark(form, state, request->arena, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&file, SEVERITY_FILE_BYTES);
    write_file(view, request->arena, &file);
    status =
        severity_settings_parse(arena_str(request->arena, strbuf_str(&file)),
                                "", request->arena, &wanted, err);
    strbuf_release(&file);
    if (status == SLV_OK)
        status = severity_store_put(app->cases, wanted.list, wanted.count,
                                    &actor, NULL, err);
    if (status == SLV_OK)
        status = severity_store_put_calendar(app->cases, &wanted.calendar,
                                             &actor, NULL, err);
    return status;
}

/* Without the place in the file, which nobody sees here. */
static struct str told(const struct request *request, struct slv_error *err)
{
    const char *text = err->text;

    if (text[0] == ':') {
        text++;
        while (*text >= '0' && *text <= '9')
            text++;
        while (*text == ':' || *text == ' ')
            text++;
        memmove(err->text, text, strlen(text) + 1);
    }
    return settings_sentence(request, err);
}

enum slv_status severities_post(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    struct severities_view view = {.zone = STR("")};
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
    view.page.mistake = told(request, err);
    response->status = slv_status_http(status);
    response_html(response);
    write_view(&response->body, &view);
    return SLV_OK;
}
