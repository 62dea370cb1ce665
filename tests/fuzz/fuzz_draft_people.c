/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a message: names are spans of it, in order, and none overlaps.
 */
#include "base/check.h"
#include "core/cases/draft_people.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {(const char *) data, size};
    struct draft_people people;
    size_t end = 0;

    draft_people_find(text, (struct str){"Printer 3", 9}, &people);
    SLV_ASSERT(people.count <= DRAFT_PEOPLE_MAX);
    for (size_t i = 0; i < people.count; i++) {
        SLV_ASSERT(people.spans[i].len > 0);
        SLV_ASSERT(people.spans[i].begin >= end);
        end = people.spans[i].begin + people.spans[i].len;
        SLV_ASSERT(end <= size);
        SLV_ASSERT(draft_people_at(&people, people.spans[i].begin) ==
                   people.spans[i].len);
    }
    return 0;
}
