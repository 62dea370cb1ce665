/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /healthz and /metrics: what a load balancer and a monitor ask. Counting is
 * metrics.c's.
 */
#include "base/str.h"
#include "base/strbuf.h"
#include "server/app.h"
#include "server/metrics.h"
#include "server/router.h"
#include "store/search_log.h"
#include "store/webhook_store.h"
#include "text/json_write.h"

#include <inttypes.h>

static bool find_version(const struct request *request, uint64_t *version)
{
    struct slv_reader *reader;

    return worker_reader(request->worker, &reader, NULL) == SLV_OK &&
           slv_reader_version(reader, version, NULL) == SLV_OK;
}

enum slv_status health_get(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct json_writer json;
    uint64_t version;
    bool has_index = find_version(request, &version);
    bool is_healthy = has_index && app->feedback;

    (void) err;
    response->status = is_healthy ? 200 : 503;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "status", is_healthy ? STR("ok") : STR("not_ready"));
    json_key_bool(&json, "index", has_index);
    json_key_bool(&json, "store", app->feedback != NULL);
    json_key_string(&json, "version", STR(SOLVENT_VERSION));
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

static void write_outbox(struct app *app, struct strbuf *out)
{
    int64_t waiting;

    if (!app->cases ||
        webhook_store_count_waiting(app->cases, &waiting, NULL) != SLV_OK)
        return;
    strbuf_add_format(
        out,
        "# HELP solvent_webhook_outbox Events that wait to be sent.\n"
        "# TYPE solvent_webhook_outbox gauge\n"
        "solvent_webhook_outbox %" PRId64 "\n",
        waiting);
}

enum slv_status metrics_get(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    struct strbuf *out = &response->body;
    uint64_t version;

    (void) err;
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_write(app->metrics, out);
    if (app->search_log) {
        struct search_log_stats stats = search_log_get_stats(app->search_log);

        strbuf_add_format(
            out,
            "# HELP solvent_search_log_written_total Searches recorded.\n"
            "# TYPE solvent_search_log_written_total counter\n"
            "solvent_search_log_written_total %" PRIu64 "\n"
            "# HELP solvent_search_log_dropped_total Searches that could not "
            "be recorded.\n"
            "# TYPE solvent_search_log_dropped_total counter\n"
            "solvent_search_log_dropped_total %" PRIu64 "\n",
            stats.written, stats.dropped);
    }
    write_outbox(app, out);
    if (find_version(request, &version))
        strbuf_add_format(
            out,
            "# HELP solvent_index_info The state of the index, as a name that "
            "changes with every commit.\n"
            "# TYPE solvent_index_info gauge\n"
            "solvent_index_info{version=\"%" PRIx64 "\"} 1\n",
            version);
    strbuf_add_cstr(out,
                    "# HELP solvent_build_info The program.\n"
                    "# TYPE solvent_build_info gauge\n"
                    "solvent_build_info{version=\"" SOLVENT_VERSION "\"} 1\n");
    return SLV_OK;
}
