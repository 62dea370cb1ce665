/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Small pieces of the pages under /settings. See settings.h.
 */
#include "server/pages/settings.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"

void settings_begin(struct strbuf *out, const struct settings_page *page,
                    struct str title, const char *lead)
{
    desk_begin_look(out, &page->desk, title, "settings.css");
    html_markup(out, "<div class=\"desk settings\">\n<div class=\"head\">\n"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/settings\">Settings</a></li></ol></nav>\n"
                     "<h1>");
    html_text(out, title);
    html_markup(out, "</h1>\n");
    desk_mistake(out, page->mistake);
    desk_done(out, page->done);
    html_markup(out, "<p class=\"lead\">");
    html_text(out, str_from(lead));
    html_markup(out, "</p>\n</div>\n");
}

void settings_end(struct strbuf *out, const struct settings_page *page)
{
    html_markup(out, "</div>\n");
    desk_end(out, &page->desk);
}

void settings_part(struct strbuf *out, const char *id, const char *title)
{
    strbuf_add_format(out,
                      "<section class=\"box\" aria-labelledby=\"~%s-title\">\n"
                      "<h2 id=\"~%s-title\">%s</h2>\n",
                      id, id, title);
}

void settings_part_end(struct strbuf *out)
{
    html_markup(out, "</section>\n");
}

void settings_form(struct strbuf *out, const struct settings_page *page,
                   struct str address, const char *action)
{
    html_markup(out, "<form method=\"post\" action=\"");
    html_attr(out, address);
    html_markup(out, "\" class=\"form\">\n");
    visitor_csrf_field(out, page->desk.visitor);
    settings_hidden(out, "action", str_from(action));
}

void settings_form_end(struct strbuf *out, const char *button)
{
    html_markup(out, "<p class=\"go\"><button class=\"button\">");
    html_text(out, str_from(button));
    html_markup(out, "</button></p>\n</form>\n");
}

void settings_hidden(struct strbuf *out, const char *name, struct str value)
{
    strbuf_add_format(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    html_attr(out, value);
    html_markup(out, "\">\n");
}

void settings_input(struct strbuf *out, const struct settings_field *field)
{
    strbuf_add_format(out, "<label for=\"~%s\">%s</label>\n", field->name,
                      field->label);
    if (field->hint)
        strbuf_add_format(out, "<p class=\"hint\" id=\"~%s-hint\">%s</p>\n",
                          field->name, field->hint);
    strbuf_add_format(out, "<input id=\"~%s\" name=\"%s\"%s", field->name,
                      field->name, field->more ? field->more : "");
    if (field->hint)
        strbuf_add_format(out, " aria-describedby=\"~%s-hint\"", field->name);
    html_markup(out, " value=\"");
    html_attr(out, field->value);
    html_markup(out, "\">\n");
}

struct str settings_sentence(const struct request *request,
                             const struct slv_error *err)
{
    char *text = arena_cstr(request->arena,
                            arena_format(request->arena, "%s.%s%s", err->text,
                                         err->hint[0] ? " " : "", err->hint));

    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char) (text[0] - 'a' + 'A');
    return str_from(text);
}

bool settings_is_told(enum slv_status status)
{
    return status == SLV_ERR_INPUT || status == SLV_ERR_CONFLICT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_NOT_FOUND ||
           status == SLV_ERR_REUSED;
}

struct str settings_mark(struct str state, struct arena *arena)
{
    char digest[HASH_HEX_BYTES];

    hash_format(hash_bytes(state), digest);
    return arena_str(arena, str_from(digest));
}

enum slv_status settings_same_mark(const struct uri_params *form,
                                   struct str mark, struct slv_error *err)
{
    if (str_equal(form_field(form, "was"), mark))
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_CONFLICT,
                    "Somebody changed this since you opened the page, so "
                    "nothing was saved");
    slv_hint(err, "What you typed is still here. Look at the page in another "
                  "window, then send it again.");
    return SLV_ERR_CONFLICT;
}

enum slv_status settings_check_mark(const struct uri_params *form,
                                    struct str state, struct arena *arena,
                                    struct slv_error *err)
{
    return settings_same_mark(form, settings_mark(state, arena), err);
}

enum slv_status settings_words(struct str text, size_t max, struct arena *arena,
                               struct str_list *out, struct slv_error *err)
{
    *out = (struct str_list){.items =
                                 arena_calloc(arena, max, sizeof(struct str))};
    while (text.len > 0) {
        struct str word = str_trim(str_take_until(&text, ','));

        if (word.len == 0)
            continue;
        if (out->count == max)
            return slv_fail(err, SLV_ERR_INPUT,
                            "there are more than %zu names with commas between",
                            max);
        out->items[out->count++] = word;
    }
    return SLV_OK;
}
