/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Setting up and taking down one thread's things, and opening its reader at
 * first use: a server that starts before the first article is indexed becomes
 * ready by itself.
 */
#include "server/app.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "core/article/groups.h"
#include "text/gzip.h"

#include <stdlib.h>
#include <string.h>

enum { GZIP_LEVEL = 4 };

void worker_init(struct worker *worker, struct app *app, unsigned index)
{
    *worker = (struct worker){
        .app = app,
        .index = index,
        .arena = arena_new(),
        .gzip = gzip_coder_new(GZIP_LEVEL),
    };
}

static void close_group_reader(struct group_reader *reader)
{
    slv_reader_close(reader->reader);
    free(reader->groups);
}

void worker_release(struct worker *worker)
{
    slv_reader_close(worker->reader);
    slv_reader_close(worker->staff_reader);
    for (size_t i = 0; i < worker->group_reader_count; i++)
        close_group_reader(&worker->group_readers[i]);
    gzip_coder_free(worker->gzip);
    arena_free(worker->arena);
    *worker = (struct worker){.app = NULL};
}

static enum slv_status open_reader(struct worker *worker,
                                   const struct slv_viewer *viewer,
                                   struct slv_reader **reader,
                                   struct slv_reader **out,
                                   struct slv_error *err)
{
    enum slv_status status;

    if (!*reader) {
        status = slv_reader_open_for(reader, worker->app->data, viewer, err);
        if (status == SLV_ERR_NO_INPUT) {
            (void) slv_fail(err, SLV_ERR_UNAVAILABLE,
                            "No articles have been indexed yet");
            slv_hint(err, "The server answers as soon as the first index is "
                          "there.");
            return SLV_ERR_UNAVAILABLE;
        }
        if (status != SLV_OK) {
            *reader = NULL;
            return status;
        }
    }
    *out = *reader;
    return SLV_OK;
}

enum slv_status worker_reader(struct worker *worker, struct slv_reader **out,
                              struct slv_error *err)
{
    const struct slv_viewer viewer = {.audience = SLV_AS_PUBLIC};

    return open_reader(worker, &viewer, &worker->reader, out, err);
}

static struct group_reader *find_group_reader(struct worker *worker,
                                              struct str groups)
{
    for (size_t i = 0; i < worker->group_reader_count; i++)
        if (str_equal(str_from(worker->group_readers[i].groups), groups))
            return &worker->group_readers[i];
    return NULL;
}

/* Room for one more: what was not asked for the longest time closes. */
static struct group_reader *add_group_reader(struct worker *worker,
                                             struct str groups)
{
    struct group_reader *place = &worker->group_readers[0];

    if (worker->group_reader_count < WORKER_GROUP_READERS) {
        place = &worker->group_readers[worker->group_reader_count++];
    } else {
        for (size_t i = 1; i < worker->group_reader_count; i++)
            if (worker->group_readers[i].used < place->used)
                place = &worker->group_readers[i];
        close_group_reader(place);
    }
    *place = (struct group_reader){.groups = alloc_bytes(groups.len + 1)};
    memcpy(place->groups, groups.ptr, groups.len);
    place->groups[groups.len] = '\0';
    return place;
}

enum slv_status worker_reader_for(struct worker *worker,
                                  const struct slv_viewer *viewer,
                                  struct slv_reader **out,
                                  struct slv_error *err)
{
    struct group_reader *place;
    struct str groups;

    if (viewer->audience == SLV_AS_STAFF)
        return open_reader(worker, viewer, &worker->staff_reader, out, err);
    groups = groups_write(&viewer->groups, worker->arena);
    if (groups.len == 0)
        return worker_reader(worker, out, err);
    place = find_group_reader(worker, groups);
    if (!place)
        place = add_group_reader(worker, groups);
    place->used = ++worker->turn;
    return open_reader(worker, viewer, &place->reader, out, err);
}

static struct slv_viewer viewer_of(const struct request *request)
{
    struct slv_viewer viewer = {.audience = SLV_AS_PUBLIC};

    if (request_may(request, RIGHT_ARTICLES_INTERNAL))
        viewer.audience = SLV_AS_STAFF;
    else if (request->user && request->user->role == ROLE_CUSTOMER)
        viewer.groups = request->user->groups;
    return viewer;
}

bool request_reads_more(const struct request *request)
{
    const struct slv_viewer viewer = viewer_of(request);

    return viewer.audience != SLV_AS_PUBLIC || viewer.groups.count > 0;
}

enum slv_status request_reader(const struct request *request,
                               struct slv_reader **out, struct slv_error *err)
{
    const struct slv_viewer viewer = viewer_of(request);

    return worker_reader_for(request->worker, &viewer, out, err);
}
