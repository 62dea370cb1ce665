/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts and mappings of the statuses, and the filling of struct slv_error.
 */
#include "solvent/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int http;
    int exit_code;
    const char *text;
} status_table[] = {
#define SLV_STATUS(name, http, code, text) {#name, http, code, text},
#include "solvent/status.def"
#undef SLV_STATUS
};

static unsigned index_of(enum slv_status status)
{
    unsigned index = (unsigned) status;

    return index < SLV_STATUS_COUNT ? index : (unsigned) SLV_ERR_INTERNAL;
}

const char *slv_status_name(enum slv_status status)
{
    return status_table[index_of(status)].name;
}

const char *slv_status_text(enum slv_status status)
{
    return status_table[index_of(status)].text;
}

int slv_status_http(enum slv_status status)
{
    return status_table[index_of(status)].http;
}

int slv_status_exit_code(enum slv_status status)
{
    return status_table[index_of(status)].exit_code;
}

/* vsnprintf() may cut inside a UTF-8 sequence; step back to its first byte. */
__attribute__((format(printf, 3, 0))) static void
format_text(char *text, size_t size, const char *format, va_list args)
{
    int wanted = vsnprintf(text, size, format, args);
    size_t len = size - 1;

    if (wanted < 0) {
        text[0] = '\0';
        return;
    }
    if ((size_t) wanted < size)
        return;
    while (len > 0 && ((unsigned char) text[len - 1] & 0xC0u) == 0x80u)
        len--;
    if (len > 0 && (unsigned char) text[len - 1] >= 0xC0u)
        len--;
    text[len] = '\0';
}

__attribute__((format(printf, 3, 0))) static void record(struct slv_error *err,
                                                         enum slv_status status,
                                                         const char *format,
                                                         va_list args)
{
    err->status = status;
    err->line = 0;
    err->hint[0] = '\0';
    format_text(err->text, sizeof err->text, format, args);
}

enum slv_status slv_fail(struct slv_error *err, enum slv_status status,
                         const char *format, ...)
{
    if (err) {
        va_list args;

        va_start(args, format);
        record(err, status, format, args);
        va_end(args);
    }
    return status;
}

static enum slv_status status_of_errno(int errno_value)
{
    switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
        return SLV_ERR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
        return SLV_ERR_PERMISSION;
    case ENOENT:
        return SLV_ERR_NO_INPUT;
    default:
        return SLV_ERR_IO;
    }
}

enum slv_status slv_fail_errno(struct slv_error *err, int errno_value,
                               const char *format, ...)
{
    enum slv_status status = status_of_errno(errno_value);

    if (err) {
        va_list args;
        size_t len;
        char reason[128];

        va_start(args, format);
        record(err, status, format, args);
        va_end(args);
        len = strlen(err->text);
        snprintf(err->text + len, sizeof err->text - len, ": %s",
                 strerror_r(errno_value, reason, sizeof reason));
        if (status == SLV_ERR_NO_SPACE)
            slv_hint(err, "Free some space and run it again; what was there "
                          "before is intact.");
    }
    return status;
}

void slv_hint(struct slv_error *err, const char *format, ...)
{
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    format_text(err->hint, sizeof err->hint, format, args);
    va_end(args);
}
