/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The beginning of every answer of the desk. See desk_page.h.
 */
#include "server/pages/desk_page.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/hash.h"
#include "base/str.h"
#include "server/attachments.h"
#include "server/auth.h"
#include "server/upload.h"
#include "store/case_find.h"
#include "store/people_store.h"
#include "store/severity_store.h"
#include "text/utf8.h"

static enum slv_status name_severities(struct app *app, struct arena *arena,
                                       struct desk *desk, struct slv_error *err)
{
    struct severity *list = NULL;
    enum slv_status status = severity_store_list(app->cases, arena, &list,
                                                 &desk->severity_count, err);

    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < desk->severity_count; i++)
        desk->severities[i] = list[i].name;
    return SLV_OK;
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
    if (app->attachments && config_number(app->config->case_attachments) > 0) {
        out->file_bytes_max = attachment_file_bytes_max(app->config);
        out->file_types = app->config->attachment_types;
    }
    if (!app->cases)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Cases cannot be read at the moment");
    return name_severities(app, request->arena, out, err);
}

struct case_actor desk_actor(const struct request *request)
{
    return (struct case_actor){
        .name = request->user ? request->user->login : STR("nobody"),
        .now_unix_s = clock_unix_s(),
    };
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
    return desk_plain(form_field(form, name), arena);
}

struct str desk_plain(struct str value, struct arena *arena)
{
    struct str text = utf8_repair(value, arena, NULL);
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\r' && text.ptr[i] != '\0')
            plain[len++] = text.ptr[i];
    }
    return str_trim((struct str){plain, len});
}

static void add_files(struct hash_stream *stream, const struct request *request)
{
    const struct upload_file *files = NULL;
    size_t count = 0;

    if (request->upload)
        files = upload_files(request->upload, &count);
    for (size_t i = 0; i < count; i++) {
        hash_stream_add(stream, STR("\n"));
        hash_stream_add(stream, files[i].name);
        hash_stream_add(stream, STR("="));
        hash_stream_add(stream, str_from(files[i].sha256));
    }
}

const struct case_repeat *desk_repeat(const struct request *request,
                                      const struct uri_params *form)
{
    struct str once = form_field(form, "once");
    struct case_repeat *out;
    struct hash_stream *stream;
    char digest[HASH_HEX_BYTES];

    if (once.len == 0 || once.len > AUTH_TOKEN_BYTES)
        return NULL;
    /* as it was made: blanks around one would make another of it */
    for (size_t i = 0; i < once.len; i++)
        if (!ascii_is_alnum(once.ptr[i]) && once.ptr[i] != '-' &&
            once.ptr[i] != '_')
            return NULL;
    out = arena_calloc(request->arena, 1, sizeof *out);
    stream = hash_stream_new();
    hash_stream_add(stream, request->path);
    for (size_t i = 0; i < form->count; i++) {
        if (str_equal(form->items[i].name, STR("csrf")))
            continue;
        hash_stream_add(stream, STR("\n"));
        hash_stream_add(stream, form->items[i].name);
        hash_stream_add(stream, STR("="));
        hash_stream_add(stream, form->items[i].value);
    }
    add_files(stream, request);
    hash_format(hash_stream_digest(stream), digest);
    hash_stream_free(stream);
    out->key = arena_format(request->arena, "form %.*s", STR_ARG(once));
    out->digest = arena_str(request->arena, str_from(digest));
    return out;
}
