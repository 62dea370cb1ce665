/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configuration: what is refused says on which line, and what is taken
 * once is taken again.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/str.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {(const char *) data, size};
    struct arena *arena = arena_new();
    struct config first;
    struct config again;
    struct slv_error err = {.line = 0};
    struct str host;
    unsigned port;

    if (config_parse(text, "f", arena, &first, &err) == SLV_OK)
        SLV_ASSERT(config_parse(text, "f", arena, &again, &err) == SLV_OK);
    else
        SLV_ASSERT(err.line > 0 && err.text[0] != 0);
    if (config_split_address(text, &host, &port))
        SLV_ASSERT(port <= 65535 && host.len > 0);
    arena_free(arena);
    return 0;
}
