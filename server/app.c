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
    gzip_coder_free(worker->gzip);
    arena_free(worker->arena);
    *worker = (struct worker){.app = NULL};
}

enum slv_status worker_reader(struct worker *worker, struct slv_reader **out,
                              struct slv_error *err)
{
    enum slv_status status;

    if (!worker->reader) {
        status = slv_reader_open(&worker->reader, worker->app->data,
                                 SLV_AS_PUBLIC, err);
        if (status == SLV_ERR_NO_INPUT) {
            (void) slv_fail(err, SLV_ERR_UNAVAILABLE,
                            "No articles have been indexed yet");
            slv_hint(err, "The server answers as soon as the first index is "
                          "there.");
            return SLV_ERR_UNAVAILABLE;
        }
        if (status != SLV_OK) {
            worker->reader = NULL;
            return status;
        }
    }
    *out = worker->reader;
    return SLV_OK;
}
