/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Receiving bodies with files. See upload.h. Which files are taken, and what
 * becomes of them, is decided in server/attachments.c.
 */
#include "server/upload.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "store/attachment_files.h"
#include "text/multipart.h"

#include <stdlib.h>
#include <string.h>

struct upload {
    struct arena *arena;
    struct upload_options options;
    struct multipart *multipart; /* NULL: the body is a file, or no form */
    struct uri_param fields[UPLOAD_FIELDS_MAX];
    size_t field_count;
    size_t field_bytes;
    struct strbuf value; /* of the present field */
    struct upload_file files[UPLOAD_FILES_MAX];
    size_t file_count;
    struct upload_file spare; /* stands for each that is one too many */
    struct upload_file *file; /* the present one; NULL: it is a field */
    char *first;              /* its first bytes */
    bool has_too_many;        /* files */
    bool is_too_big;          /* the fields are */
    bool is_broken;           /* it is no form */
};

/* --- files --- */

static void drop_file(struct upload_file *file)
{
    attachment_draft_free(file->draft);
    file->draft = NULL;
}

static void begin_file(struct upload *upload, struct str field, struct str name)
{
    bool is_spare = upload->file_count == UPLOAD_FILES_MAX;
    struct upload_file *file =
        is_spare ? &upload->spare : &upload->files[upload->file_count++];

    *file = (struct upload_file){.field = arena_str(upload->arena, field),
                                 .name = arena_str(upload->arena, name)};
    upload->file = file;
    upload->first = arena_alloc(upload->arena, ATTACHMENT_FIRST_BYTES);
    file->first.ptr = upload->first;
    if (is_spare)
        return;
    if (upload->options.is_discarded)
        (void) slv_fail(&file->why, SLV_ERR_PERMISSION,
                        "Sign in to attach files");
    else if (!upload->options.files)
        (void) slv_fail(&file->why, SLV_ERR_UNAVAILABLE,
                        "Files cannot be attached at the moment");
    else if (attachment_draft_open(upload->options.files, &file->draft,
                                   &file->why) != SLV_OK)
        file->draft = NULL;
}

static void keep_first(struct upload *upload, struct str bytes)
{
    struct upload_file *file = upload->file;
    size_t len = ATTACHMENT_FIRST_BYTES - file->first.len;

    bytes = str_first(bytes, len);
    if (bytes.len > 0)
        memcpy(upload->first + file->first.len, bytes.ptr, bytes.len);
    file->first.len += bytes.len;
}

static void add_to_file(struct upload *upload, struct str bytes)
{
    struct upload_file *file = upload->file;

    keep_first(upload, bytes);
    file->size_bytes += bytes.len;
    if (file->draft && file->size_bytes > upload->options.file_bytes_max) {
        struct strbuf limit;

        strbuf_init(&limit, 40);
        attachment_size_write(&limit, upload->options.file_bytes_max);
        (void) slv_fail(&file->why, SLV_ERR_TOO_BIG,
                        "The file %.*s is larger than %s",
                        STR_ARG(str_first(file->name, 80)), limit.ptr);
        strbuf_release(&limit);
        drop_file(file);
    }
    if (file->draft &&
        attachment_draft_add(file->draft, bytes, &file->why) != SLV_OK)
        drop_file(file);
}

static void end_file(struct upload *upload)
{
    struct upload_file *file = upload->file;
    /* an input of the form that no file was chosen for */
    bool is_nothing =
        upload->options.is_form && file->name.len == 0 && file->size_bytes == 0;

    upload->file = NULL;
    if (file->draft)
        attachment_draft_end(file->draft, file->sha256);
    if (file == &upload->spare) {
        upload->has_too_many = upload->has_too_many || !is_nothing;
    } else if (is_nothing) {
        drop_file(file);
        upload->file_count--;
    }
}

/* --- the form --- */

static bool on_begin(void *context, const struct multipart_part *part)
{
    struct upload *upload = context;

    upload->file = NULL;
    if (part->is_file) {
        begin_file(upload, part->name, part->file_name);
        return true;
    }
    if (upload->field_count == UPLOAD_FIELDS_MAX) {
        upload->is_too_big = true;
        return false;
    }
    upload->fields[upload->field_count].name =
        arena_str(upload->arena, part->name);
    strbuf_clear(&upload->value);
    return true;
}

static bool on_data(void *context, struct str bytes)
{
    struct upload *upload = context;

    if (upload->file) {
        add_to_file(upload, bytes);
        return true;
    }
    upload->field_bytes += bytes.len;
    if (upload->field_bytes > UPLOAD_FORM_BYTES_MAX) {
        upload->is_too_big = true;
        return false;
    }
    strbuf_add_str(&upload->value, bytes);
    return true;
}

static bool on_end(void *context)
{
    struct upload *upload = context;

    if (upload->file)
        end_file(upload);
    else
        upload->fields[upload->field_count++].value =
            arena_str(upload->arena, strbuf_str(&upload->value));
    return true;
}

/* --- life --- */

struct upload *upload_new(const struct upload_options *options)
{
    struct upload *upload = alloc_zeroed(1, sizeof *upload);
    const struct multipart_receiver receiver = {upload, on_begin, on_data,
                                                on_end};

    upload->arena = arena_new();
    upload->options = *options;
    strbuf_init(&upload->value, UPLOAD_FORM_BYTES_MAX);
    if (options->is_form) {
        upload->multipart = multipart_new(options->content_type, &receiver);
        upload->is_broken = !upload->multipart;
    } else {
        begin_file(upload, STR(""), options->name);
    }
    return upload;
}

void upload_add(struct upload *upload, struct str bytes)
{
    if (!upload->options.is_form)
        add_to_file(upload, bytes);
    else if (!upload->is_broken && !multipart_add(upload->multipart, bytes))
        upload->is_broken = true;
}

void upload_end(struct upload *upload)
{
    if (!upload->options.is_form && upload->file)
        end_file(upload);
    if (upload->multipart && !multipart_is_complete(upload->multipart))
        upload->is_broken = true;
    if (upload->has_too_many) {
        drop_file(&upload->files[0]);
        (void) slv_fail(&upload->files[0].why, SLV_ERR_TOO_BIG,
                        "At most %d files can be sent at once",
                        UPLOAD_FILES_MAX);
    }
}

void upload_drop_files(struct upload *upload)
{
    for (size_t i = 0; upload && i < UPLOAD_FILES_MAX; i++)
        drop_file(&upload->files[i]);
}

void upload_free(struct upload *upload)
{
    if (!upload)
        return;
    upload_drop_files(upload);
    multipart_free(upload->multipart);
    strbuf_release(&upload->value);
    arena_free(upload->arena);
    free(upload);
}

enum slv_status upload_check(const struct upload *upload, struct slv_error *err)
{
    if (upload->is_too_big)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "The fields of the form are more than %d, or longer "
                        "than %d bytes together",
                        UPLOAD_FIELDS_MAX, UPLOAD_FORM_BYTES_MAX);
    if (upload->is_broken)
        return slv_fail(err, SLV_ERR_INPUT,
                        "The body is no complete form: it broke off, or is not "
                        "what its Content-Type says");
    return SLV_OK;
}

struct uri_params upload_form(const struct upload *upload)
{
    /* the callers take a list that they do not change */
    return (struct uri_params){(struct uri_param *) (uintptr_t) upload->fields,
                               upload->field_count};
}

struct upload_file *upload_files(struct upload *upload, size_t *count)
{
    *count = upload->file_count;
    return upload->files;
}
