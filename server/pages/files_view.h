/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files on pages: those that came with a message, those that came alone, and
 * the field to choose some. All functions append to `out`.
 */
#ifndef SERVER_PAGES_FILES_VIEW_H
#define SERVER_PAGES_FILES_VIEW_H

#include "server/pages/desk.h"
#include "store/attachment_store.h"

struct files_view {
    const struct attachment *rows; /* without what the reader may not see */
    size_t count;
    bool is_own; /* of a customer: addresses below /my/cases */
    /* The form to take a file away, or NULL when whoever looks may not. */
    void (*add_removal)(struct strbuf *out, const void *context,
                        const struct attachment *row);
    const void *context; /* of add_removal */
};

/* The list of those that came with the message number `index` of the case;
 * nothing when there are none. */
void files_of_message(struct strbuf *out, const struct files_view *view,
                      const struct case_record *record, size_t index);
/* A section with those that came without a message; nothing for none. */
void files_alone(struct strbuf *out, const struct files_view *view,
                 const struct case_record *record);
/* The field "file" of a form, whose enctype is FILES_ENCTYPE; nothing when the
 * site takes no files. `were_chosen`: files came with the form that is shown
 * again, and have to be chosen once more. */
void files_field(struct strbuf *out, const struct desk *desk, bool were_chosen);
#define FILES_ENCTYPE " enctype=\"multipart/form-data\""

/* "SHA-256 ba78..." */
void files_checksum(struct strbuf *out, struct str sha256);

#endif
