/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Groups the rows of line_diff.h into hunks. Which lines changed is left to
 * that.
 */
#include "text/unified_diff.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/line_diff.h"

enum { AROUND = 3, BYTES_MAX = 32 * 1024 * 1024 };

/* The rows from..until of one hunk, and the lines before it in both texts. */
struct hunk {
    size_t from;
    size_t until;
    size_t before;
    size_t after;
};

static void count_rows(const struct line_diff_row *rows, size_t from,
                       size_t until, size_t *before, size_t *after)
{
    for (size_t i = from; i < until; i++) {
        *before += rows[i].change != LINE_NEW;
        *after += rows[i].change != LINE_GONE;
    }
}

/* The hunk around the row `at`, which changed: up to the last change that has no
 * more than twice AROUND equal rows before it. */
static size_t end_of(const struct line_diff_row *rows, size_t count, size_t at)
{
    size_t last = at;

    for (size_t i = at; i < count && i <= last + 2 * AROUND + 1; i++)
        if (rows[i].change != LINE_SAME)
            last = i;
    return last + 1 + AROUND < count ? last + 1 + AROUND : count;
}

static void add_hunk(struct strbuf *out, const struct line_diff_row *rows,
                     const struct hunk *hunk)
{
    static const char marks[] = {
        [LINE_SAME] = ' ', [LINE_GONE] = '-', [LINE_NEW] = '+'};
    size_t before = 0;
    size_t after = 0;

    count_rows(rows, hunk->from, hunk->until, &before, &after);
    /* a side without lines is named by the line before it */
    strbuf_add_format(out, "@@ -%zu,%zu +%zu,%zu @@\n",
                      hunk->before + (before > 0), before,
                      hunk->after + (after > 0), after);
    for (size_t i = hunk->from; i < hunk->until; i++) {
        strbuf_add_char(out, marks[rows[i].change]);
        strbuf_add_str(out, rows[i].line);
        strbuf_add_char(out, '\n');
    }
}

struct str unified_diff(struct str before, struct str after,
                        struct arena *arena)
{
    struct line_diff_row *rows;
    struct hunk hunk = {0, 0, 0, 0};
    struct strbuf text;
    struct str out;
    size_t count;

    line_diff(before, after, arena, &rows, &count);
    strbuf_init(&text, BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t from;

        if (rows[i].change == LINE_SAME)
            continue;
        from = i > hunk.until + AROUND ? i - AROUND : hunk.until;
        count_rows(rows, hunk.until, from, &hunk.before, &hunk.after);
        hunk.from = from;
        hunk.until = end_of(rows, count, i);
        add_hunk(&text, rows, &hunk);
        count_rows(rows, hunk.from, hunk.until, &hunk.before, &hunk.after);
        i = hunk.until - 1;
    }
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}
