/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finds embedded files by name. The table, ordered by name, is made by
 * CMakeLists.txt; how assets are sent and cached is not decided here.
 */
#include "server/assets.h"

#include "base/str.h"

#include "assets_table.inc"

const struct asset *asset_at(size_t index)
{
    return index < ASSET_COUNT ? &asset_table[index] : NULL;
}

const struct asset *asset_find(struct str name)
{
    size_t low = 0;
    size_t high = ASSET_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(name, str_from(asset_table[middle].name));

        if (order == 0)
            return &asset_table[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
