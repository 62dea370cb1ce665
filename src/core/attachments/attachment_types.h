/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What files may be attached: their names, and their types by ending and by
 * first bytes (attachment_types.def). The media type is always ours; what a
 * client says of it is not looked at. Knows no files and no limits of size.
 */
#ifndef ATTACHMENTS_ATTACHMENT_TYPES_H
#define ATTACHMENTS_ATTACHMENT_TYPES_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>

struct arena;
struct strbuf;

enum {
    ATTACHMENT_FIRST_BYTES = 512, /* enough for every row of the table */
    ATTACHMENT_ENDING_BYTES_MAX = 16
};

enum attachment_use {
    ATTACHMENT_SHOWN,  /* an image that pages may show */
    ATTACHMENT_OPEN,   /* to be downloaded */
    ATTACHMENT_PROGRAM /* runs when opened: never taken on cases */
};

struct attachment_type {
    const char *ending; /* "png", in lower case */
    const char *media_type;
    enum attachment_use use;
    int content;
};

/* By the ending of a file's name, case folded; NULL when it has none of the
 * table. */
const struct attachment_type *attachment_type_find(struct str name);
/* What a file of this name is served as; never NULL. */
const char *attachment_media_type(struct str name);
/* May a page show it as an image? */
bool attachment_is_shown(struct str name);

/* The name as it is kept: without folders ("C:\x\a.log", "../a.log") and white
 * space around it. ERR_INPUT when nothing is left, when it is no valid UTF-8,
 * and for control characters and those that turn the direction of writing;
 * ERR_TOO_BIG over BOUND_FILE_NAME_BYTES. The sentence can be shown. */
SLV_MUST_CHECK enum slv_status attachment_name_clean(struct str raw,
                                                     struct arena *arena,
                                                     struct str *out,
                                                     struct slv_error *err);

/* Is a file with this name and these first bytes (at most
 * ATTACHMENT_FIRST_BYTES are looked at) one that cases take? `allowed` are
 * endings with white space between them, empty for all of the table that are
 * no programs. ERR_INPUT with a sentence and a hint. */
SLV_MUST_CHECK enum slv_status attachment_type_check(struct str name,
                                                     struct str first,
                                                     struct str allowed,
                                                     struct slv_error *err);
/* Can `allowed` be configured: does the table have each, and is none a program?
 * ERR_INPUT. */
SLV_MUST_CHECK enum slv_status attachment_allowed_check(struct str allowed,
                                                        struct slv_error *err);
/* The endings that are taken, ".png,.jpg", for the attribute `accept`. */
void attachment_allowed_write(struct strbuf *out, struct str allowed);

/* "10 MB", "1.5 MB", "812 bytes": for people; 1 MB is 1024 times 1024. */
void attachment_size_write(struct strbuf *out, unsigned long long bytes);

#endif
