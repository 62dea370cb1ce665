/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The end of the line for a broken promise of our own.
 */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

void check_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "solvent: %s:%d: assertion failed: %s\n", file, line,
            condition);
    abort();
}
