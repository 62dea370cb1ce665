/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of severities and of calendars: whatever is read can be written and
 * read again, and is written the same then.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_BYTES_MAX = 4 * SEVERITY_FILE_BYTES };

static void check_settings(struct str text, struct arena *arena)
{
    struct severity_settings first;
    struct severity_settings again;
    struct slv_error err;
    struct strbuf out;
    struct strbuf more;

    if (severity_settings_parse(text, "f", arena, &first, &err) != SLV_OK)
        return;
    strbuf_init(&out, TEXT_BYTES_MAX);
    severity_settings_write(&first, &out);
    SLV_ASSERT(severity_settings_parse(strbuf_str(&out), "f", arena, &again,
                                       &err) == SLV_OK);
    SLV_ASSERT(first.count == again.count);
    for (size_t i = 0; i < first.count; i++)
        SLV_ASSERT(first.list[i].targets.fix_minutes ==
                   again.list[i].targets.fix_minutes);
    strbuf_init(&more, TEXT_BYTES_MAX);
    severity_settings_write(&again, &more);
    SLV_ASSERT(str_equal(strbuf_str(&out), strbuf_str(&more)));
    strbuf_release(&more);
    strbuf_release(&out);
}

static void check_calendar(struct str text, struct arena *arena)
{
    struct severity_calendar first;
    struct severity_calendar again;
    struct slv_error err;
    struct strbuf out;
    struct strbuf more;

    if (severity_calendar_parse(text, "f", STR("c"), arena, &first, &err) !=
        SLV_OK)
        return;
    strbuf_init(&out, TEXT_BYTES_MAX);
    severity_calendar_write(&first, &out);
    SLV_ASSERT(severity_calendar_parse(strbuf_str(&out), "f", STR("c"), arena,
                                       &again, &err) == SLV_OK);
    strbuf_init(&more, TEXT_BYTES_MAX);
    severity_calendar_write(&again, &more);
    SLV_ASSERT(str_equal(strbuf_str(&out), strbuf_str(&more)));
    strbuf_release(&more);
    strbuf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {(const char *) data, size};
    struct arena *arena = arena_new();

    if (size <= SEVERITY_FILE_BYTES) {
        check_settings(text, arena);
        check_calendar(text, arena);
    }
    arena_free(arena);
    return 0;
}
