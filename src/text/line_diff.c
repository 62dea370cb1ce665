/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Longest common subsequence of lines by the table of lengths, after what both
 * texts begin and end with is set aside.
 */
#include "text/line_diff.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct lines {
    struct str *items;
    size_t count;
};

struct diff {
    struct lines before;
    struct lines after;
    size_t top;    /* lines that both begin with */
    size_t bottom; /* and end with */
    struct line_diff_row *rows;
    size_t count;
};

static struct lines split(struct str text, struct arena *arena)
{
    struct lines lines = {NULL, 0};
    size_t most = 1;

    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == '\n';
    lines.items = arena_calloc(arena, most, sizeof *lines.items);
    while (text.len)
        lines.items[lines.count++] = str_take_line(&text);
    return lines;
}

static void add(struct diff *diff, enum line_change change, struct str line)
{
    diff->rows[diff->count++] = (struct line_diff_row){change, line};
}

static void replace_all(struct diff *diff, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++)
        add(diff, LINE_GONE, diff->before.items[diff->top + i]);
    for (size_t i = 0; i < columns; i++)
        add(diff, LINE_NEW, diff->after.items[diff->top + i]);
}

/* lengths[i][j]: how many lines the ends from i and j on have in common. */
static void diff_middle(struct diff *diff, size_t rows, size_t columns)
{
    struct str *before = diff->before.items + diff->top;
    struct str *after = diff->after.items + diff->top;
    size_t width = columns + 1;
    uint32_t *lengths = alloc_zeroed((rows + 1) * width, sizeof *lengths);
    size_t i = 0;
    size_t j = 0;

    for (size_t a = rows; a-- > 0;)
        for (size_t b = columns; b-- > 0;) {
            uint32_t down = lengths[(a + 1) * width + b];
            uint32_t right = lengths[a * width + b + 1];

            if (str_equal(before[a], after[b]))
                lengths[a * width + b] = lengths[(a + 1) * width + b + 1] + 1;
            else
                lengths[a * width + b] = down > right ? down : right;
        }
    while (i < rows || j < columns) {
        if (i < rows && j < columns && str_equal(before[i], after[j])) {
            add(diff, LINE_SAME, before[i]);
            i++;
            j++;
        } else if (i < rows &&
                   (j == columns || lengths[(i + 1) * width + j] >=
                                        lengths[i * width + j + 1])) {
            add(diff, LINE_GONE, before[i++]);
        } else {
            add(diff, LINE_NEW, after[j++]);
        }
    }
    free(lengths);
}

void line_diff(struct str before, struct str after, struct arena *arena,
               struct line_diff_row **out, size_t *count)
{
    struct diff diff = {
        split(before, arena), split(after, arena), 0, 0, NULL, 0};
    size_t shorter = diff.before.count < diff.after.count ? diff.before.count
                                                          : diff.after.count;
    size_t rows;
    size_t columns;

    diff.rows = arena_calloc(arena, diff.before.count + diff.after.count,
                             sizeof *diff.rows);
    while (diff.top < shorter &&
           str_equal(diff.before.items[diff.top], diff.after.items[diff.top]))
        diff.top++;
    while (diff.bottom < shorter - diff.top &&
           str_equal(diff.before.items[diff.before.count - 1 - diff.bottom],
                     diff.after.items[diff.after.count - 1 - diff.bottom]))
        diff.bottom++;
    rows = diff.before.count - diff.top - diff.bottom;
    columns = diff.after.count - diff.top - diff.bottom;
    for (size_t i = 0; i < diff.top; i++)
        add(&diff, LINE_SAME, diff.before.items[i]);
    if (rows && columns > LINE_DIFF_CELLS_MAX / rows)
        replace_all(&diff, rows, columns);
    else
        diff_middle(&diff, rows, columns);
    for (size_t i = diff.after.count - diff.bottom; i < diff.after.count; i++)
        add(&diff, LINE_SAME, diff.after.items[i]);
    *out = diff.rows;
    *count = diff.count;
}
