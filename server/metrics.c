/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counters and two histograms. Their names and help stand in metrics_write();
 * what belongs to other modules (the search log's queue, the index) is added by
 * the handler of /metrics.
 */
#include "server/metrics.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* A series is one route with its method, or with HEAD; the first has no route. */
enum { ROUTES_MAX = 256, SERIES_MAX = 1 + 2 * ROUTES_MAX, BUCKET_COUNT = 14 };

/* Upper ends in microseconds; what is slower falls into the one after. */
static const uint64_t bucket_us[BUCKET_COUNT] = {
    100,   250,   500,    1000,   2500,   5000,    10000,
    25000, 50000, 100000, 250000, 500000, 1000000, 5000000};

/* Every status that is ever answered; anything else is counted as 0. */
static const int counted_statuses[] = {
    0,   200, 201, 202, 204, 301, 303, 304, 308, 400, 401, 403, 404, 405,
    408, 409, 412, 413, 414, 415, 422, 428, 429, 431, 500, 501, 503, 507};

struct histogram {
    atomic_uint_fast64_t buckets[BUCKET_COUNT + 1];
    atomic_uint_fast64_t sum_us;
};

struct metrics {
    atomic_uint_fast64_t requests[SERIES_MAX][ARRAY_LEN(counted_statuses)];
    struct histogram request_time[SERIES_MAX];
    struct histogram search_time;
    atomic_uint_fast64_t searches_empty;
    atomic_uint_fast64_t feedback_helpful;
    atomic_uint_fast64_t feedback_unhelpful;
    atomic_uint_fast64_t connections_refused;
    atomic_uint_fast64_t indexer_starts;
    atomic_uint_fast64_t webhooks_delivered;
    atomic_uint_fast64_t webhooks_failed;
    atomic_int_fast64_t connections;
};

struct metrics *metrics_new(void)
{
    return alloc_zeroed(1, sizeof(struct metrics));
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

static void add(atomic_uint_fast64_t *counter, uint64_t value)
{
    atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

static uint64_t get(atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void observe(struct histogram *histogram, uint64_t took_us)
{
    size_t i = 0;

    while (i < BUCKET_COUNT && took_us > bucket_us[i])
        i++;
    add(&histogram->buckets[i], 1);
    add(&histogram->sum_us, took_us);
}

static size_t status_index(int http_status)
{
    for (size_t i = 1; i < ARRAY_LEN(counted_statuses); i++)
        if (counted_statuses[i] == http_status)
            return i;
    return 0;
}

static size_t series_index(const struct route *route, bool is_head)
{
    size_t count;
    const struct route *routes = router_routes(&count);

    SLV_ASSERT(count <= ROUTES_MAX);
    return route ? 1 + 2 * (size_t) (route - routes) + is_head : 0;
}

void metrics_count_request(struct metrics *metrics, const struct route *route,
                           bool is_head, int http_status, uint64_t took_us)
{
    size_t index = series_index(route, is_head);

    add(&metrics->requests[index][status_index(http_status)], 1);
    observe(&metrics->request_time[index], took_us);
}

void metrics_count_search(struct metrics *metrics, bool found_something,
                          uint64_t took_us)
{
    observe(&metrics->search_time, took_us);
    if (!found_something)
        add(&metrics->searches_empty, 1);
}

void metrics_count_feedback(struct metrics *metrics, bool is_helpful)
{
    add(is_helpful ? &metrics->feedback_helpful : &metrics->feedback_unhelpful,
        1);
}

void metrics_add_connections(struct metrics *metrics, int change)
{
    atomic_fetch_add_explicit(&metrics->connections, change,
                              memory_order_relaxed);
}

void metrics_count_refused_connection(struct metrics *metrics)
{
    add(&metrics->connections_refused, 1);
}

void metrics_count_indexer_start(struct metrics *metrics)
{
    add(&metrics->indexer_starts, 1);
}

void metrics_count_webhook(struct metrics *metrics, bool is_delivered)
{
    add(is_delivered ? &metrics->webhooks_delivered : &metrics->webhooks_failed,
        1);
}

static void write_head(struct strbuf *out, const char *name, const char *type,
                       const char *help)
{
    strbuf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
                      type);
}

static void write_counter(struct strbuf *out, const char *name,
                          const char *help, uint64_t value)
{
    write_head(out, name, "counter", help);
    strbuf_add_format(out, "%s %llu\n", name, (unsigned long long) value);
}

/* `labels` is empty or ends with a comma. */
static void write_histogram(struct strbuf *out, const char *name,
                            const char *labels, struct histogram *histogram)
{
    uint64_t count = 0;
    int label_len = (int) str_from(labels).len;
    const char *open = label_len > 0 ? "{" : "";
    const char *close = label_len > 0 ? "}" : "";

    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        count += get(&histogram->buckets[i]);
        strbuf_add_format(out, "%s_bucket{%sle=\"%g\"} %llu\n", name, labels,
                          (double) bucket_us[i] / 1e6,
                          (unsigned long long) count);
    }
    count += get(&histogram->buckets[BUCKET_COUNT]);
    strbuf_add_format(out, "%s_bucket{%sle=\"+Inf\"} %llu\n", name, labels,
                      (unsigned long long) count);
    if (label_len > 0)
        label_len--;
    strbuf_add_format(out, "%s_sum%s%.*s%s %.6f\n", name, open, label_len,
                      labels, close, (double) get(&histogram->sum_us) / 1e6);
    strbuf_add_format(out, "%s_count%s%.*s%s %llu\n", name, open, label_len,
                      labels, close, (unsigned long long) count);
}

/* Patterns are our own literals without quotes or backslashes. */
static void format_series(size_t index, char *labels, size_t size)
{
    size_t count;
    const struct route *routes = router_routes(&count);
    const char *pattern = "none";
    const char *method = "ANY";

    if (index > 0) {
        const struct route *route = &routes[(index - 1) / 2];

        pattern = route->pattern;
        method = (index - 1) % 2 ? "HEAD" : method_name(route->method);
    }
    snprintf(labels, size, "route=\"%s\",method=\"%s\",", pattern, method);
}

static void write_requests(struct metrics *metrics, struct strbuf *out)
{
    size_t series;
    char labels[160];

    (void) router_routes(&series);
    series = 1 + 2 * series;

    write_head(out, "solvent_http_requests_total", "counter",
               "Answered requests by route, method and HTTP status.");
    for (size_t i = 0; i < series; i++) {
        format_series(i, labels, sizeof labels);
        for (size_t j = 0; j < ARRAY_LEN(counted_statuses); j++) {
            uint64_t value = get(&metrics->requests[i][j]);

            if (value > 0)
                strbuf_add_format(out,
                                  "solvent_http_requests_total{%sstatus="
                                  "\"%d\"} %llu\n",
                                  labels, counted_statuses[j],
                                  (unsigned long long) value);
        }
    }
    write_head(out, "solvent_http_request_duration_seconds", "histogram",
               "Time from a whole request to its response, by route.");
    for (size_t i = 0; i < series; i++) {
        bool is_used = false;

        for (size_t j = 0; j < ARRAY_LEN(counted_statuses); j++)
            is_used |= get(&metrics->requests[i][j]) > 0;
        if (!is_used)
            continue;
        format_series(i, labels, sizeof labels);
        write_histogram(out, "solvent_http_request_duration_seconds", labels,
                        &metrics->request_time[i]);
    }
}

void metrics_write(struct metrics *metrics, struct strbuf *out)
{
    write_requests(metrics, out);
    write_head(out, "solvent_search_duration_seconds", "histogram",
               "Time of a search in the index.");
    write_histogram(out, "solvent_search_duration_seconds", "",
                    &metrics->search_time);
    write_counter(out, "solvent_searches_empty_total",
                  "Searches that found no article.",
                  get(&metrics->searches_empty));
    write_head(out, "solvent_feedback_total", "counter",
               "Answers to the question whether an article helped.");
    strbuf_add_format(out, "solvent_feedback_total{helpful=\"yes\"} %llu\n",
                      (unsigned long long) get(&metrics->feedback_helpful));
    strbuf_add_format(out, "solvent_feedback_total{helpful=\"no\"} %llu\n",
                      (unsigned long long) get(&metrics->feedback_unhelpful));
    write_counter(out, "solvent_connections_refused_total",
                  "Connections turned away at a limit.",
                  get(&metrics->connections_refused));
    write_counter(out, "solvent_indexer_starts_total",
                  "Times the indexer was started by the server.",
                  get(&metrics->indexer_starts));
    write_head(out, "solvent_webhook_tries_total", "counter",
               "Tries to send an event to a webhook.");
    strbuf_add_format(
        out, "solvent_webhook_tries_total{result=\"delivered\"} %llu\n",
        (unsigned long long) get(&metrics->webhooks_delivered));
    strbuf_add_format(out,
                      "solvent_webhook_tries_total{result=\"failed\"} %llu\n",
                      (unsigned long long) get(&metrics->webhooks_failed));
    write_head(out, "solvent_connections", "gauge", "Open connections.");
    strbuf_add_format(out, "solvent_connections %lld\n",
                      (long long) atomic_load_explicit(&metrics->connections,
                                                       memory_order_relaxed));
}
