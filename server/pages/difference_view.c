/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes a difference: each line says in a word, not only by colour, whether it
 * is gone or new.
 */
#include "server/pages/difference_view.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/line_diff.h"

#include <stdbool.h>

enum { AROUND = 3, BYTES_MAX = 32 * 1024 * 1024 };

static bool is_shown(const struct line_diff_row *rows, size_t count, size_t at)
{
    size_t from = at > AROUND ? at - AROUND : 0;

    for (size_t i = from; i < count && i <= at + AROUND; i++)
        if (rows[i].change != LINE_SAME)
            return true;
    return false;
}

static void add_row(struct strbuf *out, const struct line_diff_row *row)
{
    static const char *const classes[] = {
        [LINE_SAME] = "same", [LINE_GONE] = "gone", [LINE_NEW] = "new"};
    static const char *const words[] = {
        [LINE_SAME] = "", [LINE_GONE] = "gone", [LINE_NEW] = "new"};

    strbuf_add_format(out, "<tr class=\"%s\"><td>%s</td><td><code>",
                      classes[row->change], words[row->change]);
    html_text(out, row->line);
    html_markup(out, "</code></td></tr>\n");
}

struct html_safe difference_view(struct str before, struct str after,
                                 struct arena *arena)
{
    struct line_diff_row *rows;
    struct strbuf out;
    struct html_safe html;
    size_t count;
    bool is_any = false;
    bool was_shown = true;

    line_diff(before, after, arena, &rows, &count);
    strbuf_init(&out, BYTES_MAX);
    html_markup(&out, "<div class=\"table\"><table class=\"difference\">\n"
                      "<caption class=\"unseen\">Lines that changed</caption>"
                      "\n<thead class=\"unseen\"><tr><th>What</th><th>Line"
                      "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        bool shown = is_shown(rows, count, i);

        is_any |= rows[i].change != LINE_SAME;
        if (shown)
            add_row(&out, &rows[i]);
        else if (was_shown)
            html_markup(&out, "<tr class=\"same\"><td></td><td>\xe2\x80\xa6"
                              "</td></tr>\n");
        was_shown = shown;
    }
    html_markup(&out, "</tbody></table></div>\n");
    if (!is_any) {
        strbuf_clear(&out);
        html_markup(&out, "<p>The two are the same.</p>\n");
    }
    html.html = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return html;
}
