/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The bytes of attachments: files D/attachments/<sha256>, each content once
 * however often it is attached. Which case has which under what name is in
 * store/attachment_store.h.
 *
 * A file comes in pieces as a *draft* under a name of its own, so that nothing
 * large is held in memory; attachment_draft_keep() gives it its name. What is
 * not kept is removed with the draft, and what a crash left behind by
 * attachment_files_sweep().
 *
 * Threads: the folder may be shared; a draft belongs to one thread at a time.
 */
#ifndef STORE_ATTACHMENT_FILES_H
#define STORE_ATTACHMENT_FILES_H

#include "base/sha256.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct attachment_files;
struct attachment_draft;

/* The folder of the data folder `data`, made when it is not there. It stays
 * marked as in use, so that another process does not sweep it. */
SLV_MUST_CHECK enum slv_status
attachment_files_open(const char *data, struct attachment_files **out,
                      struct slv_error *err);
void attachment_files_close(struct attachment_files *files); /* NULL: allowed */

/* Remove what nobody needs: unfinished drafts, and contents of which `is_named`
 * says no. Does nothing while another process has the folder open. To be called
 * before anything is attached. *removed counts the files. */
SLV_MUST_CHECK enum slv_status
attachment_files_sweep(struct attachment_files *files,
                       bool (*is_named)(void *context, struct str sha256),
                       void *context, uint64_t *removed, struct slv_error *err);

/* Open a content for reading; the caller closes *descriptor. ERR_CORRUPT when
 * it is not there or not of `size_bytes`. */
SLV_MUST_CHECK enum slv_status
attachment_file_open(const struct attachment_files *files, struct str sha256,
                     uint64_t size_bytes, int *descriptor,
                     struct slv_error *err);
/* Read all of it and compare the checksum too: ERR_CORRUPT. */
SLV_MUST_CHECK enum slv_status
attachment_file_check(const struct attachment_files *files, struct str sha256,
                      uint64_t size_bytes, struct slv_error *err);

/* Erase a content that no row names any more, durably. In a turn that began
 * before the row was taken away, so that nobody attaches the same content
 * meanwhile. One that is not there is no failure; what a crash leaves between the
 * two is erased by the next sweep. */
SLV_MUST_CHECK enum slv_status
attachment_file_erase(struct attachment_files *files, struct str sha256,
                      struct slv_error *err);

/* A turn: from keeping contents to the commit of the rows that name them one
 * thread is alone, so that nobody counts on a content that is taken back. */
void attachment_files_begin(struct attachment_files *files);
/* Make the names of what was kept durable: with attachment_draft_sync() before,
 * it is there after a crash or a loss of power. */
SLV_MUST_CHECK enum slv_status
attachment_files_sync(const struct attachment_files *files,
                      struct slv_error *err);
void attachment_files_end(struct attachment_files *files);

/* --- drafts --- */

SLV_MUST_CHECK enum slv_status
attachment_draft_open(const struct attachment_files *files,
                      struct attachment_draft **out, struct slv_error *err);
/* Add the next bytes; after a failure (ERR_NO_SPACE) the draft can only be
 * freed. */
SLV_MUST_CHECK enum slv_status
attachment_draft_add(struct attachment_draft *draft, struct str bytes,
                     struct slv_error *err);
/* No more will be added; out is the checksum of all of it. */
void attachment_draft_end(struct attachment_draft *draft,
                          char out[SHA256_HEX_BYTES]);
/* Make the bytes of an ended draft durable. Takes as long as the disk does. */
SLV_MUST_CHECK enum slv_status
attachment_draft_sync(struct attachment_draft *draft, struct slv_error *err);
/* Keep a draft under its checksum, unless its content is there. In a turn. */
SLV_MUST_CHECK enum slv_status
attachment_draft_keep(struct attachment_draft *draft, struct slv_error *err);
/* Remove again what attachment_draft_keep() added. In the same turn. */
void attachment_draft_undo(struct attachment_draft *draft);
/* Also removes what was not kept. NULL is allowed. */
void attachment_draft_free(struct attachment_draft *draft);

#ifdef __cplusplus
}
#endif
#endif
