/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Running another program to its end: fixed arguments, no shell, what it reads
 * and writes bounded, and no longer than it may take. What its words mean is
 * left to the callers.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stddef.h>

struct arena;

struct child_program {
    const char *const *argv; /* ends with NULL; argv[0] is looked up in PATH
                                when it has no slash */
    const char *const *environment; /* "NAME=value", ends with NULL; nothing
                                       else is passed on */
    struct str input;               /* its standard input */
    size_t output_max;              /* bytes; what writes more is ended */
    unsigned timeout_ms;
};

struct child_result {
    struct str output; /* its standard output, in the arena */
    int exit_code;
};

/* Run it with its errors thrown away. ERR_UNAVAILABLE when there is no such
 * program, ERR_TOO_BIG when it writes too much, ERR_UNAVAILABLE too when it takes
 * too long, ERR_IO when a signal ends it; it has ended then. Any thread. */
SLV_MUST_CHECK enum slv_status child_run(const struct child_program *program,
                                         struct arena *arena,
                                         struct child_result *out,
                                         struct slv_error *err);

#endif
