/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A body with files while it arrives: a form of type multipart/form-data, or
 * one file alone. Fields of the form are held in memory, within bounds; each
 * file goes to a draft on disk (store/attachment_files.h), so that nothing
 * large is held. What was not kept when the upload is freed leaves nothing.
 *
 * Nothing fails half way: a file that is too large, or that the disk has no
 * room for, is marked, and the rest of the form is still read, so that the
 * page can be shown again with what was typed.
 *
 * Threads: one at a time.
 */
#ifndef SERVER_UPLOAD_H
#define SERVER_UPLOAD_H

#include "base/sha256.h"
#include "core/attachments/attachment_types.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "text/uri.h"

#include <stddef.h>
#include <stdint.h>

struct attachment_draft;
struct attachment_files;
struct upload;

enum {
    UPLOAD_FILES_MAX = 20, /* of one body; with more the first is marked */
    UPLOAD_FORM_BYTES_MAX = 1024 * 1024, /* of all fields together */
    UPLOAD_FIELDS_MAX = 200
};

struct upload_file {
    struct str field; /* of the form; empty for a file alone */
    struct str name;  /* as it was sent, unchecked */
    uint64_t size_bytes;
    struct str first; /* its first bytes, ATTACHMENT_FIRST_BYTES at most */
    char sha256[SHA256_HEX_BYTES];
    struct attachment_draft *draft; /* NULL when it could not be stored */
    struct slv_error why;           /* then: status and a sentence */
};

struct upload_options {
    const struct attachment_files *files; /* NULL: they cannot be stored now */
    uint64_t file_bytes_max;
    struct str content_type;
    bool is_form;      /* multipart/form-data; else the body is one file... */
    struct str name;   /* ...of this name, decoded */
    bool is_discarded; /* fields are read, and no file is stored */
};

/* What is borrowed is copied. upload_free() ends it. */
struct upload *upload_new(const struct upload_options *options);
/* The next bytes of the body. */
void upload_add(struct upload *upload, struct str bytes);
/* The body is complete. */
void upload_end(struct upload *upload);
/* The request was handled: what was not kept is removed, before its sender hears
 * of it. What was borrowed stays. NULL is allowed. */
void upload_drop_files(struct upload *upload);
void upload_free(struct upload *upload); /* NULL is allowed */

/* After upload_end(): ERR_INPUT when the body was no whole form, ERR_TOO_BIG
 * when its fields are too many or too long. */
SLV_MUST_CHECK enum slv_status upload_check(const struct upload *upload,
                                            struct slv_error *err);
/* The fields that are no files; borrowed. */
struct uri_params upload_form(const struct upload *upload);
/* The files, without inputs that none was chosen for; borrowed. */
struct upload_file *upload_files(struct upload *upload, size_t *count);

#endif
