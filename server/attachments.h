/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files on cases, between an upload and the case store: which are taken, by the
 * limits of the configuration, and how they are given back. A refused file
 * refuses all that came with it, in a sentence that can be shown.
 *
 * Giving back: always with a media type of ours, never to be rendered as a page
 * of this site, as a download unless it is an image that was asked for inline.
 */
#ifndef SERVER_ATTACHMENTS_H
#define SERVER_ATTACHMENTS_H

#include "server/request.h"
#include "server/response.h"
#include "solvent/status.h"
#include "store/attachment_store.h"

#include <stdint.h>

struct app;
struct config;
struct strbuf;

/* Of one file. */
uint64_t attachment_file_bytes_max(const struct config *config);

/* Does the request bring files? */
bool attachments_came(const struct request *request);
/* A text for a message that says nothing but its files: "Attached: a.log,
 * b.png". In the request's arena. */
struct str attachments_text(const struct request *request);

/* Say something on a case, together with the files that the request brings, if
 * any: all or nothing. Without a message they are `is_internal` or not. Statuses
 * of attachment_store_add(), ERR_INPUT and ERR_TOO_BIG for a file that is not
 * taken, ERR_NO_SPACE when the disk is full. *first_id as there. */
SLV_MUST_CHECK enum slv_status
attachments_add(struct app *app, const struct request *request,
                struct str number, int64_t expected_change,
                const struct attachment_saying *saying, bool is_internal,
                const struct case_actor *actor, int64_t *first_id,
                struct slv_error *err);
/* Attach the files that the request brings, if any, to the case that it has just
 * opened, once for the wish that opened it (NULL: it cannot come twice). False
 * when they could not be kept, which is logged: the case is open all the same. */
bool attachments_add_to_new(struct app *app, const struct request *request,
                            struct str number,
                            const struct case_repeat *opening,
                            const struct case_actor *actor);
/* Take a file of a case away, and erase its content unless another row names it.
 * One that cannot be erased now is erased when the server starts again, and the
 * log says so. Statuses of attachment_store_remove(), ERR_UNAVAILABLE. */
SLV_MUST_CHECK enum slv_status
attachments_remove(struct app *app, const struct request *request,
                   struct str number, int64_t expected_change, int64_t id,
                   struct str why, const struct case_actor *actor,
                   struct slv_error *err);

/* Would attachments_add() take the files for a case that has none? For what
 * has to be known before a case is opened. */
SLV_MUST_CHECK enum slv_status attachments_check(struct app *app,
                                                 const struct request *request,
                                                 struct slv_error *err);

/* Answer with the file. ERR_UNAVAILABLE when what is on the disk is not it,
 * which is logged. */
SLV_MUST_CHECK enum slv_status
attachments_respond(struct app *app, const struct request *request,
                    const struct attachment *row, struct response *response,
                    struct slv_error *err);
/* The value of Content-Disposition for any name (RFC 6266, RFC 8187). */
void attachments_disposition(struct strbuf *out, struct str name,
                             bool is_inline);

/* Remove contents that no row names; to be called before requests come. */
void attachments_sweep(struct app *app);

#endif
