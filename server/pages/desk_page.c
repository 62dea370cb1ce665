/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The beginning of every answer of the desk. See desk_page.h.
 */
#include "server/pages/desk_page.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "store/people_store.h"
#include "text/utf8.h"

static void name_severities(struct desk *desk)
{
    static const struct str names[] = {
        {"Severity 1", 10}, {"Severity 2", 10}, {"Severity 3", 10},
        {"Severity 4", 10}, {"Severity 5", 10},
    };

    for (size_t i = 0; i < DESK_SEVERITIES_MAX; i++)
        desk->severities[i] = names[i];
    desk->severity_count = DESK_SEVERITIES_MAX;
}

enum slv_status desk_open(struct app *app, const struct request *request,
                          struct desk *out, struct slv_error *err)
{
    *out = (struct desk){
        .site = app->site,
        .visitor = page_visitor(app, request),
        .rights = request->rights,
        .now_unix_s = clock_unix_s(),
    };
    if (!app->cases)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Cases cannot be read at the moment");
    name_severities(out);
    return SLV_OK;
}

struct case_actor desk_actor(const struct request *request)
{
    return (struct case_actor){
        .name = request->user ? request->user->login : STR("nobody"),
        .now_unix_s = clock_unix_s(),
    };
}

enum slv_status desk_be_agent(struct app *app, const struct request *request,
                              struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct case_agent agent;
    enum slv_status status;

    if (!request->user)
        return slv_fail(err, SLV_ERR_PERMISSION, "Sign in to do this");
    status = case_store_find_agent(app->cases, request->user->login,
                                   request->arena, &agent, NULL);
    if (status != SLV_ERR_NOT_FOUND)
        return status == SLV_OK
                   ? SLV_OK
                   : slv_fail(err, status, "The list of agents cannot be read");
    agent = (struct case_agent){
        .key = request->user->login,
        .name = request->user->name,
        .email = request->user->email,
    };
    return case_store_put_agent(app->cases, &agent, &actor, NULL, err);
}

struct str desk_line(const struct uri_params *form, const char *name,
                     struct arena *arena)
{
    struct str text = utf8_repair(form_field(form, name), arena, NULL);
    char *line = arena_alloc(arena, text.len + 1);

    for (size_t i = 0; i < text.len; i++)
        line[i] = (unsigned char) text.ptr[i] < 0x20 ? ' ' : text.ptr[i];
    return str_trim((struct str){line, text.len});
}

struct str desk_text(const struct uri_params *form, const char *name,
                     struct arena *arena)
{
    struct str text = utf8_repair(form_field(form, name), arena, NULL);
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\r' && text.ptr[i] != '\0')
            plain[len++] = text.ptr[i];
    }
    return str_trim((struct str){plain, len});
}
