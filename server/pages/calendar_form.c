/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fields of business hours. See calendar_form.h.
 */
#include "server/pages/calendar_form.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"
#include "server/pages/desk_page.h"
#include "server/pages/settings.h"
#include "text/html_write.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_BYTES = 32 };

/* --- view --- */

static void add_hours(struct strbuf *out, const struct calendar_form *form)
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
        html_attr(out, form->hours[i]);
        html_markup(out, "\">\n");
    }
    html_markup(out, "</fieldset>\n");
}

void calendar_form_write(struct strbuf *out, const struct calendar_form *form)
{
    settings_input(out, &(struct settings_field){
                            .name = "zone",
                            .label = "Time zone",
                            .hint = "By its IANA name, such as "
                                    "America/Chicago or Europe/Berlin.",
                            .more = " required autocomplete=\"off\" "
                                    "spellcheck=\"false\"",
                            .value = form->zone});
    add_hours(out, form);
    html_markup(out, "<label for=\"~holidays\">Holidays</label>\n<p "
                     "class=\"hint\" id=\"~holidays-hint\">One a line, as "
                     "2026-12-25 Christmas Day.</p>\n<textarea "
                     "id=\"~holidays\" name=\"holidays\" rows=\"8\" "
                     "aria-describedby=\"~holidays-hint\">\n");
    html_text(out, form->holidays);
    html_markup(out, "</textarea>\n");
}

/* --- what holds --- */

static void fill_hours(struct calendar_form *form,
                       const struct severity_calendar *calendar,
                       struct arena *arena)
{
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        int opens = calendar->hours[i].opens_minute;
        int closes = calendar->hours[i].closes_minute;

        if (closes > 0)
            form->hours[i] = arena_format(arena, "%d:%02d-%d:%02d", opens / 60,
                                          opens % 60, closes / 60, closes % 60);
    }
}

void calendar_form_fill(struct calendar_form *form,
                        const struct severity_calendar *calendar,
                        struct arena *arena)
{
    struct strbuf text;

    *form = (struct calendar_form){.zone = calendar->zone};
    fill_hours(form, calendar, arena);
    strbuf_init(&text, SEVERITY_FILE_BYTES * 4);
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        strbuf_add_str(&text, calendar->holidays[i].day);
        strbuf_add_char(&text, ' ');
        strbuf_add_str(&text, calendar->holidays[i].name);
        strbuf_add_char(&text, '\n');
    }
    form->holidays = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
}

/* --- what was sent --- */

void calendar_form_read(const struct uri_params *sent, struct arena *arena,
                        struct calendar_form *form)
{
    *form = (struct calendar_form){
        .zone = desk_line(sent, "zone", arena),
        .holidays = desk_text(sent, "holidays", arena),
    };
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        char name[FIELD_BYTES];

        snprintf(name, sizeof name, "hours%d", i + 1);
        form->hours[i] = desk_line(sent, name, arena);
    }
}

void calendar_form_lines(const struct calendar_form *form, struct strbuf *out)
{
    struct str rest = form->holidays;

    strbuf_add_format(out, "zone = %.*s\n", STR_ARG(form->zone));
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++)
        if (form->hours[i].len > 0)
            strbuf_add_format(out, "hours = %.3s %.*s\n", severity_weekday(i),
                              STR_ARG(form->hours[i]));
    while (rest.len > 0) {
        struct str line = str_trim(str_take_line(&rest));

        if (line.len > 0)
            strbuf_add_format(out, "holiday = %.*s\n", STR_ARG(line));
    }
}

struct str calendar_form_sentence(const struct request *request,
                                  struct slv_error *err)
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
