/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bringing cases, what happened to them and what was promised together
 * (work_queue.h).
 */
#include "server/work_queue.h"

#include "base/arena.h"
#include "base/str.h"
#include "server/pages/desk_clocks.h"

#include <stdlib.h>

enum { TIMELINES_MAX = 10000 };

struct queued {
    struct case_queue_row row;
    struct case_timeline timeline;
    struct case_clocks clocks;
};

static int compare_queued(const void *a, const void *b)
{
    const struct queued *first = a;
    const struct queued *second = b;

    return clocks_compare(&first->clocks, &first->timeline, &second->clocks,
                          &second->timeline);
}

static int compare_left(const void *a, const void *b)
{
    const struct queued *first = a;
    const struct queued *second = b;
    int64_t left = clocks_left(&first->clocks);
    int64_t other = clocks_left(&second->clocks);

    return left != other ? (left > other) - (left < other)
                         : compare_queued(a, b);
}

/* Those near their limit come first; how many they are. */
static size_t keep_near(struct queued *queue, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        struct queued each = queue[i];

        if (!clocks_are_near(&each.clocks))
            continue;
        queue[i] = queue[kept];
        queue[kept++] = each;
    }
    return kept;
}

static int compare_timelines(const void *a, const void *b)
{
    const struct case_timeline *first = a;
    const struct case_timeline *second = b;

    return str_compare(first->number, second->number);
}

/* What happened to the case of a row; `timelines` are in the order of their
 * numbers. */
static struct case_timeline timeline_of(const struct case_queue_row *row,
                                        const struct case_timeline *timelines,
                                        size_t count)
{
    const struct case_timeline wanted = {
        .number = row->number,
        .customer = row->customer,
        .severity = row->severity,
        .state = row->state,
        .opened_unix_s = row->opened_unix_s,
    };
    const struct case_timeline *found =
        count > 0 ? bsearch(&wanted, timelines, count, sizeof wanted,
                            compare_timelines)
                  : NULL;

    return found ? *found : wanted;
}

static enum slv_status read_queue(struct app *app,
                                  const struct case_queue_row *rows,
                                  size_t count, int64_t now_unix_s,
                                  struct arena *arena, struct queued **out,
                                  struct slv_error *err)
{
    struct queued *queue = arena_calloc(arena, count, sizeof *queue);
    struct case_timeline *timelines = NULL;
    size_t timeline_count = 0;
    struct desk_clocks clocks;
    enum slv_status status = desk_clocks_read(app, arena, &clocks, err);

    if (status == SLV_OK)
        status = severity_store_list_timelines(
            app->cases, TIMELINES_MAX, arena, &timelines, &timeline_count, err);
    if (status != SLV_OK)
        return status;
    if (timeline_count > 0)
        qsort(timelines, timeline_count, sizeof *timelines, compare_timelines);
    for (size_t i = 0; i < count; i++) {
        queue[i].row = rows[i];
        queue[i].timeline = timeline_of(&rows[i], timelines, timeline_count);
        desk_clocks_of(&clocks, &queue[i].timeline, now_unix_s,
                       &queue[i].clocks);
    }
    *out = queue;
    return SLV_OK;
}

enum slv_status work_queue_read(struct app *app,
                                const struct case_queue_filter *filter,
                                bool is_near, int64_t now_unix_s,
                                struct arena *arena, struct work_queue *out,
                                struct slv_error *err)
{
    struct queued *queue = NULL;
    enum slv_status status;

    *out = (struct work_queue){.count = 0};
    status = case_store_list_queue(app->cases, filter, WORK_QUEUE_MAX, arena,
                                   &out->rows, &out->count, err);
    if (status == SLV_OK)
        status = read_queue(app, out->rows, out->count, now_unix_s, arena,
                            &queue, err);
    if (status != SLV_OK)
        return status;
    out->near_count = keep_near(queue, out->count);
    if (is_near)
        out->count = out->near_count;
    if (out->count > 0)
        qsort(queue, out->count, sizeof *queue,
              is_near ? compare_left : compare_queued);
    out->clocks = arena_calloc(arena, out->count, sizeof *out->clocks);
    for (size_t i = 0; i < out->count; i++) {
        out->rows[i] = queue[i].row;
        out->clocks[i] = queue[i].clocks;
    }
    return SLV_OK;
}
