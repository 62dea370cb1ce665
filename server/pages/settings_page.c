/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /settings: the pages below it that the visitor may enter, one line each.
 */
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/settings.h"
#include "server/router.h"
#include "text/html_write.h"

static const struct {
    const char *address;
    const char *words;
    enum right right;
    const char *help;
} rows[] = {
#define SETTING(address, words, right, help) \
    {address, words, RIGHT_##right, help},
#include "server/pages/settings.def"
#undef SETTING
};

enum slv_status settings_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct settings_page page = {.done = STR("")};
    struct strbuf *out = &response->body;
    enum slv_status status = desk_open(app, request, &page.desk, err);

    if (status != SLV_OK)
        return status;
    response_html(response);
    desk_begin_look(out, &page.desk, STR("Settings"), "settings.css");
    html_markup(out, "<div class=\"desk settings\">\n<div class=\"head\">\n"
                     "<h1>Settings</h1>\n</div>\n<ul class=\"plain\">\n");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (!request_may(request, rows[i].right))
            continue;
        strbuf_add_format(out,
                          "<li><h2><a href=\"%s\">%s</a></h2>\n"
                          "<p class=\"soft\">%s</p></li>\n",
                          rows[i].address, rows[i].words, rows[i].help);
    }
    html_markup(out, "</ul>\n");
    settings_end(out, &page);
    return SLV_OK;
}
