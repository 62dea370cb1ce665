/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as what writers put down as versions, a line each: sets have their
 * maxima, versions are in one order whichever stands first, and a version is
 * meant by itself.
 */
#include "base/check.h"
#include "base/str.h"
#include "core/search/query_time.h"
#include "core/search/versions.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_set(const struct version_set *set)
{
    SLV_ASSERT(set->count > 0 && set->count <= VERSION_RANGES_MAX);
    for (size_t i = 0; i < set->count; i++) {
        SLV_ASSERT(set->ranges[i].low.count <= VERSION_PARTS_MAX);
        SLV_ASSERT(set->ranges[i].high.count <= VERSION_PARTS_MAX);
    }
    if (set->is_plain) {
        SLV_ASSERT(set->count == 1);
        SLV_ASSERT(version_set_includes(set, set));
    }
}

static void check_order(const struct version *a, const struct version *b)
{
    int forward = version_compare(a, b);
    int back = version_compare(b, a);

    SLV_ASSERT((forward > 0) == (back < 0) && (forward < 0) == (back > 0));
    SLV_ASSERT(version_compare(a, a) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LINES_MAX = 8 };
    struct str rest = {(const char *) data, size};
    struct version_set sets[LINES_MAX];
    size_t count = 0;

    while (rest.len > 0 && count < LINES_MAX) {
        struct str line = str_take_until(&rest, '\n');
        struct query_time_span span;

        if (query_time_parse(line, &span))
            SLV_ASSERT(span.begin_unix_s <= span.end_unix_s);
        if (!version_set_parse(line, &sets[count]))
            continue;
        check_set(&sets[count]);
        for (size_t i = 0; i < count; i++) {
            check_order(&sets[i].ranges[0].low, &sets[count].ranges[0].low);
            (void) version_set_includes(&sets[i], &sets[count]);
            if (!sets[i].is_plain)
                SLV_ASSERT(!version_set_includes(&sets[count], &sets[i]));
        }
        count++;
    }
    return 0;
}
