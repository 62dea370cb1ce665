/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Setting up and taking down one thread's things, and opening its reader at
 * first use: a server that starts before the first article is indexed becomes
 * ready by itself.
 */
#include "server/app.h"

#include "base/arena.h"
#include "text/gzip.h"

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

void worker_release(struct worker *worker)
{
    slv_reader_close(worker->reader);
    slv_reader_close(worker->staff_reader);
    gzip_coder_free(worker->gzip);
    arena_free(worker->arena);
    *worker = (struct worker){.app = NULL};
}

static enum slv_status open_reader(struct worker *worker,
                                   enum slv_audience audience,
                                   struct slv_reader **reader,
                                   struct slv_reader **out,
                                   struct slv_error *err)
{
    enum slv_status status;

    if (!*reader) {
        status = slv_reader_open(reader, worker->app->data, audience, err);
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
    return open_reader(worker, SLV_AS_PUBLIC, &worker->reader, out, err);
}

enum slv_status request_reader(const struct request *request,
                               struct slv_reader **out, struct slv_error *err)
{
    struct worker *worker = request->worker;

    if (!request_may(request, RIGHT_ARTICLES_INTERNAL))
        return worker_reader(worker, out, err);
    return open_reader(worker, SLV_AS_STAFF, &worker->staff_reader, out, err);
}
