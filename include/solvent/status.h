/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a function says about how it went, and the sentence that goes with it.
 *
 * Three kinds of wrong have three means. Our own mistakes stop the program
 * (SLV_ASSERT). The world's failures are an enum slv_status with a struct
 * slv_error that the caller owns. Imperfect input is never a failure: it is a
 * list of diagnostics (solvent/article.h).
 */
#ifndef SOLVENT_STATUS_H
#define SOLVENT_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#define SLV_MUST_CHECK __attribute__((warn_unused_result))

enum slv_status {
#define SLV_STATUS(name, http, code, text) SLV_##name,
#include "solvent/status.def"
#undef SLV_STATUS
    SLV_STATUS_COUNT
};

enum { SLV_ERROR_TEXT_MAX = 512, SLV_ERROR_HINT_MAX = 256 };

/* One failure, told to a person.
 *
 * text  A whole sentence without a full stop: what happened, and to what.
 * hint  What to do next; empty when there is nothing sensible to say.
 * Both are always NUL-terminated and cut at a character border when too long.
 * The caller owns the struct; it holds no memory, so there is nothing to free.
 * A NULL struct slv_error * is allowed wherever one is taken. */
struct slv_error {
    enum slv_status status;
    int line; /* of the input, 0 where that says nothing */
    char text[SLV_ERROR_TEXT_MAX];
    char hint[SLV_ERROR_HINT_MAX];
};

/* Name without its SLV_ prefix ("ERR_LOCKED"), borrowed, never NULL. */
const char *slv_status_name(enum slv_status status);
/* Short text from status.def, borrowed, never NULL. */
const char *slv_status_text(enum slv_status status);
int slv_status_http(enum slv_status status);
int slv_status_exit_code(enum slv_status status);

/* Fill `err` (may be NULL) and return `status`, so that a failing function
 * ends with one line: return slv_fail(err, SLV_ERR_IO, "cannot ...", ...);
 * The hint is emptied; slv_hint() sets it. */
__attribute__((format(printf, 3, 4))) enum slv_status
slv_fail(struct slv_error *err, enum slv_status status, const char *format,
         ...);
/* As slv_fail() with the status and text that belong to `errno_value`:
 * ENOSPC and EDQUOT become ERR_NO_SPACE, EACCES, EPERM and EROFS
 * ERR_PERMISSION, ENOENT ERR_NO_INPUT, the others ERR_IO. ": <strerror>" is
 * appended to the formatted text. */
__attribute__((format(printf, 3, 4))) enum slv_status
slv_fail_errno(struct slv_error *err, int errno_value, const char *format, ...);
/* Say what to do about the failure just recorded in `err` (may be NULL). */
__attribute__((format(printf, 2, 3))) void slv_hint(struct slv_error *err,
                                                    const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
