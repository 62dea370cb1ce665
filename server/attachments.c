/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Taking files for cases and giving them back. See attachments.h. How a body
 * becomes files is server/upload.c's, who may see a case its routes'.
 */
#include "server/attachments.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"
#include "server/app.h"
#include "server/upload.h"
#include "store/attachment_files.h"
#include "text/uri.h"

enum { MEGABYTE = 1024 * 1024, TEXT_NAMES_BYTES_MAX = 2000 };

uint64_t attachment_file_bytes_max(const struct config *config)
{
    return config ? config_number(config->attachment_megabytes) * MEGABYTE : 0;
}

static struct attachment_limits limits_of(const struct config *config)
{
    return (struct attachment_limits){
        .count_max = config_number(config->case_attachments),
        .bytes_max =
            config_number(config->case_attachment_megabytes) * MEGABYTE,
    };
}

bool attachments_came(const struct request *request)
{
    size_t count = 0;

    if (request->upload)
        (void) upload_files(request->upload, &count);
    return count > 0;
}

struct str attachments_text(const struct request *request)
{
    struct strbuf out;
    struct str text;
    size_t count;
    struct upload_file *files = upload_files(request->upload, &count);

    strbuf_init(&out, TEXT_NAMES_BYTES_MAX + 20);
    strbuf_add_cstr(&out, "Attached: ");
    for (size_t i = 0; i < count; i++) {
        struct str name;

        if (attachment_name_clean(files[i].name, request->arena, &name, NULL) !=
            SLV_OK)
            continue;
        if (out.len + name.len > TEXT_NAMES_BYTES_MAX)
            break;
        strbuf_add_format(&out, "%s%.*s", i > 0 ? ", " : "", STR_ARG(name));
    }
    text = arena_str(request->arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

/* --- taking --- */

static enum slv_status check_file(const struct app *app,
                                  const struct upload_file *file,
                                  struct arena *arena, struct attachment *row,
                                  struct slv_error *err)
{
    enum slv_status status =
        attachment_name_clean(file->name, arena, &row->name, err);

    if (status != SLV_OK)
        return status;
    if (file->size_bytes == 0)
        return slv_fail(err, SLV_ERR_INPUT, "The file %.*s is empty",
                        STR_ARG(row->name));
    status = attachment_type_check(row->name, file->first,
                                   app->config->attachment_types, err);
    if (status != SLV_OK)
        return status;
    if (!file->draft && file->why.status == SLV_ERR_NO_SPACE)
        return slv_fail(err, SLV_ERR_NO_SPACE,
                        "There is no room left on the server for %.*s",
                        STR_ARG(row->name));
    if (!file->draft) {
        if (err)
            *err = file->why;
        return file->why.status;
    }
    row->media_type = str_from(attachment_media_type(row->name));
    row->size_bytes = file->size_bytes;
    row->sha256 = str_from(file->sha256);
    return SLV_OK;
}

/* The rows of the files that came, none kept yet. */
static enum slv_status check_files(struct app *app,
                                   const struct request *request,
                                   bool is_internal, struct attachment **out,
                                   size_t *count, struct slv_error *err)
{
    struct upload_file *files;
    enum slv_status status = SLV_OK;

    *count = 0;
    *out = NULL;
    if (!request->upload)
        return SLV_OK;
    files = upload_files(request->upload, count);
    *out = arena_calloc(request->arena, *count + 1, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < *count; i++) {
        (*out)[i].is_internal = is_internal;
        status = check_file(app, &files[i], request->arena, &(*out)[i], err);
    }
    return status;
}

/* Said in numbers for people, and before anything is kept; the store looks
 * again when it writes. */
static enum slv_status check_room(const struct app *app,
                                  const struct attachment *had,
                                  size_t had_count,
                                  const struct attachment *rows, size_t count,
                                  struct slv_error *err)
{
    struct attachment_limits limits = limits_of(app->config);
    struct strbuf size;
    uint64_t bytes = 0;

    if (limits.count_max == 0)
        return slv_fail(err, SLV_ERR_INPUT, "Files cannot be attached here");
    if (had_count + count > limits.count_max)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "A case may have %llu files. This one has %zu already, "
                        "and %zu came with this",
                        (unsigned long long) limits.count_max, had_count,
                        count);
    for (size_t i = 0; i < had_count; i++)
        bytes += had[i].size_bytes;
    for (size_t i = 0; i < count; i++)
        bytes += rows[i].size_bytes;
    if (bytes <= limits.bytes_max)
        return SLV_OK;
    strbuf_init(&size, 40);
    attachment_size_write(&size, limits.bytes_max);
    (void) slv_fail(err, SLV_ERR_TOO_BIG,
                    "The files of a case may have %s together, and with these "
                    "they would have more",
                    size.ptr);
    strbuf_release(&size);
    return SLV_ERR_TOO_BIG;
}

enum slv_status attachments_check(struct app *app,
                                  const struct request *request,
                                  struct slv_error *err)
{
    struct attachment *rows;
    size_t count;
    enum slv_status status =
        check_files(app, request, false, &rows, &count, err);

    if (status != SLV_OK || count == 0)
        return status;
    return check_room(app, NULL, 0, rows, count, err);
}

static enum slv_status sync_files(struct upload_file *files, size_t count,
                                  struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = attachment_draft_sync(files[i].draft, err);
    if (status == SLV_ERR_NO_SPACE)
        return slv_fail(err, SLV_ERR_NO_SPACE,
                        "There is no room left on the server for these files");
    return status;
}

/* Contents, and then the rows that name them. */
struct addition {
    struct app *app;
    struct str number;
    int64_t expected_change;
    const struct attachment_saying *saying;
    const struct attachment *rows;
    size_t count;
    const struct case_actor *actor;
    int64_t *first_id;
};

static enum slv_status write_all(const struct addition *add,
                                 struct upload_file *files,
                                 struct slv_error *err)
{
    struct app *app = add->app;
    struct attachment_limits limits = limits_of(app->config);
    enum slv_status status = sync_files(files, add->count, err);

    if (status != SLV_OK)
        return status;
    attachment_files_begin(app->attachments);
    for (size_t i = 0; status == SLV_OK && i < add->count; i++)
        status = attachment_draft_keep(files[i].draft, err);
    if (status == SLV_OK)
        status = attachment_files_sync(app->attachments, err);
    if (status == SLV_OK)
        status = attachment_store_add(
            app->cases, add->number, add->expected_change, add->saying,
            add->rows, add->count, &limits, add->actor, add->first_id, err);
    for (size_t i = 0; status != SLV_OK && i < add->count; i++)
        attachment_draft_undo(files[i].draft);
    attachment_files_end(app->attachments);
    return status;
}

static enum slv_status say_alone(struct app *app, struct str number,
                                 int64_t expected_change,
                                 const struct attachment_saying *saying,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    if (saying->answer)
        return case_store_answer_once(app->cases, number, expected_change,
                                      saying->answer, saying->repeat, actor,
                                      err);
    return case_store_add_message_once(app->cases, number, expected_change,
                                       saying->message, saying->repeat, actor,
                                       err);
}

enum slv_status attachments_add(struct app *app, const struct request *request,
                                struct str number, int64_t expected_change,
                                const struct attachment_saying *saying,
                                bool is_internal,
                                const struct case_actor *actor,
                                int64_t *first_id, struct slv_error *err)
{
    struct attachment *rows;
    struct attachment *had;
    size_t had_count;
    size_t count;
    enum slv_status status =
        check_files(app, request, is_internal, &rows, &count, err);

    if (status == SLV_OK && count == 0 && saying->message)
        return say_alone(app, number, expected_change, saying, actor, err);
    if (status == SLV_OK)
        status = attachment_store_list_case(app->cases, number, request->arena,
                                            &had, &had_count, err);
    if (status == SLV_OK)
        status = check_room(app, had, had_count, rows, count, err);
    if (status != SLV_OK)
        return status;
    return write_all(
        &(struct addition){
            .app = app,
            .number = number,
            .expected_change = expected_change,
            .saying = saying,
            .rows = rows,
            .count = count,
            .actor = actor,
            .first_id = first_id,
        },
        upload_files(request->upload, &count), err);
}

bool attachments_add_to_new(struct app *app, const struct request *request,
                            struct str number,
                            const struct case_repeat *opening,
                            const struct case_actor *actor)
{
    struct attachment_saying saying = {.message = NULL};
    struct case_repeat repeat;
    int64_t first_id;
    struct slv_error err;

    if (!attachments_came(request))
        return true;
    if (opening) {
        repeat = *opening;
        repeat.key = arena_format(request->arena, "files of %.*s",
                                  STR_ARG(opening->key));
        saying.repeat = &repeat;
    }
    if (attachments_add(app, request, number, 0, &saying, false, actor,
                        &first_id, &err) == SLV_OK)
        return true;
    log_event(LOG_ERROR, log_name("attachments_not_kept"),
              log_cstr("request", request->id), log_cstr("reason", err.text));
    return false;
}

/* --- giving back --- */

void attachments_disposition(struct strbuf *out, struct str name,
                             bool is_inline)
{
    strbuf_add_cstr(out, is_inline ? "inline" : "attachment");
    strbuf_add_cstr(out, "; filename=\"");
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char) name.ptr[i];
        bool is_plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' &&
                        c != '%' && c != '/';

        if ((c & 0xC0) != 0x80) /* one for each character */
            strbuf_add_char(out, is_plain ? (char) c : '_');
    }
    strbuf_add_cstr(out, "\"; filename*=UTF-8''");
    uri_encode(out, name);
}

enum slv_status attachments_respond(struct app *app,
                                    const struct request *request,
                                    const struct attachment *row,
                                    struct response *response,
                                    struct slv_error *err)
{
    struct strbuf disposition;
    struct slv_error why;
    bool is_shown = attachment_is_shown(row->name);
    int descriptor;
    enum slv_status status;

    if (!app->attachments)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Files cannot be read at the moment");
    status = attachment_file_open(app->attachments, row->sha256,
                                  row->size_bytes, &descriptor, &why);
    if (status != SLV_OK) {
        log_event(LOG_ERROR, log_name("attachment_damaged"),
                  log_cstr("request", request->id),
                  log_cstr("reason", why.text));
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "This file is damaged or missing on the server. Its "
                        "administrator finds why in the log");
    }
    response_file(response, attachment_media_type(row->name), descriptor,
                  row->size_bytes);
    strbuf_init(&disposition, 2048);
    attachments_disposition(&disposition, row->name,
                            is_shown &&
                                request_param(request, "inline").len > 0);
    response_header(response, "Content-Disposition", strbuf_str(&disposition),
                    request->arena);
    strbuf_release(&disposition);
    return SLV_OK;
}

/* --- taking away and sweeping --- */

/* In doubt it stays. */
static bool is_named(void *context, struct str sha256)
{
    struct app *app = context;
    bool is_there = true;

    return attachment_store_names(app->cases, sha256, &is_there, NULL) !=
               SLV_OK ||
           is_there;
}

enum slv_status attachments_remove(struct app *app,
                                   const struct request *request,
                                   struct str number, int64_t expected_change,
                                   int64_t id, struct str why,
                                   const struct case_actor *actor,
                                   struct slv_error *err)
{
    struct attachment row;
    struct slv_error trouble;
    enum slv_status status;

    if (!app->attachments)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Files cannot be removed at the moment");
    attachment_files_begin(app->attachments);
    status = attachment_store_remove(app->cases, number, expected_change, id,
                                     why, actor, request->arena, &row, err);
    if (status == SLV_OK && !is_named(app, row.sha256) &&
        attachment_file_erase(app->attachments, row.sha256, &trouble) != SLV_OK)
        log_event(LOG_ERROR, log_name("attachment_not_erased"),
                  log_cstr("request", request->id),
                  log_cstr("reason", trouble.text));
    attachment_files_end(app->attachments);
    return status;
}

void attachments_sweep(struct app *app)
{
    uint64_t removed;
    struct slv_error err;

    if (!app->attachments || !app->cases)
        return;
    if (attachment_files_sweep(app->attachments, is_named, app, &removed,
                               &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("attachments_not_swept"),
                  log_cstr("reason", err.text));
    else if (removed > 0)
        log_event(LOG_INFO, log_name("attachments_swept"),
                  log_number("files", (int64_t) removed));
}
