/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A server without sockets: a small real index, the stores, one worker, and
 * requests that are made by hand. For the tests and fuzz targets of server/.
 *
 * Include indexer/commands.h and server/router.h beside it: a test is linked to
 * the layers that it includes itself.
 */
#ifndef TESTS_UNIT_SERVER_FIXTURE_H
#define TESTS_UNIT_SERVER_FIXTURE_H

#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/file.h"
#include "base/str.h"
#include "server/app.h"
#include "server/identity.h"
#include "server/metrics.h"
#include "server/pages/pages.h"
#include "server/pages/site.h"
#include "server/router.h"
#include "server/sessions.h"
#include "solvent/index.h"
#include "store/case_store.h"
#include "store/feedback_store.h"
#include "store/people_store.h"
#include "store/search_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct server_fixture {
    char folder[64];
    char path[256];
    struct arena *arena; /* of the fixture */
    struct config config;
    struct site *site;
    struct app app;
    struct worker worker;
    struct request request;
    struct response response;
    struct slv_error err;
};

static inline const char *server_fixture_path(struct server_fixture *fixture,
                                              const char *name)
{
    snprintf(fixture->path, sizeof fixture->path, "%s/%s", fixture->folder,
             name);
    return fixture->path;
}

static inline void server_fixture_write(struct server_fixture *fixture,
                                        const char *name, struct str content)
{
    struct slv_error err;

    SLV_ASSERT(file_replace(server_fixture_path(fixture, name), content, 0644,
                            &err) == SLV_OK);
}

/* Three public articles, one internal, one image. */
static inline void server_fixture_write_articles(struct server_fixture *fixture)
{
    struct slv_error err;

    SLV_ASSERT(file_make_folders(server_fixture_path(fixture, "articles/a b"),
                                 0755, &err) == SLV_OK);
    server_fixture_write(
        fixture, "articles/full.md",
        STR("---\nid: disk/full\ntitle: Disk full <now> & here\n"
            "products: [Linux storage]\nversions: ['6.1']\n"
            "tags: [disk]\nreplaces: [old-full]\nreviewed: 2026-01-31\n---\n"
            "# Disk full <now> & here\n\n## Symptoms\n\n"
            "Writing fails with `No space left on device`.\n\n"
            "## Resolution\n\nRemove old files. See [quota](a%20b/c.md#cause), "
            "[secret](secret.md), [docs](/docs/x) and "
            "[web](https://example.com/a?b=1&c=2).\n\n![disk](disk.png)\n"));
    server_fixture_write(fixture, "articles/a b/c.md",
                         STR("# Quota exceeded\n\n## Cause\n\nThe quota of the "
                             "disk is used up.\n"));
    server_fixture_write(fixture, "articles/third.md",
                         STR("# Printer prints blank pages\n\nThe toner is "
                             "empty.\n"));
    server_fixture_write(
        fixture, "articles/secret.md",
        STR("---\naccess: internal\n---\n# Secret disk trick\n\nInternal.\n"));
    server_fixture_write(
        fixture, "articles/disk.png",
        STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\x3A\x7E"
            "\x9B\x55\0\0\0\nIDAT\x78\x9C\x63\x60\0\0\0\2\0\1\x48\xAF\xA4\x71"
            "\0\0\0\0IEND\xAE\x42\x60\x82"));
}

static inline void server_fixture_index(struct server_fixture *fixture)
{
    char data[128];
    char articles[128];
    const char *folders[] = {articles};
    struct slv_index_options options = {
        .data = data,
        .folders = folders,
        .folder_count = 1,
        .jobs = 1,
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
    };
    struct slv_index_summary summary;

    snprintf(data, sizeof data, "%s/data", fixture->folder);
    snprintf(articles, sizeof articles, "%s/articles", fixture->folder);
    SLV_ASSERT(slv_index(&options, &summary, &fixture->err) == SLV_OK);
}

/* Everything but an index: as a server that was just set up. */
static inline struct server_fixture *server_fixture_new_empty(void)
{
    struct server_fixture *fixture = calloc(1, sizeof *fixture);
    struct slv_error *err;

    SLV_ASSERT(fixture != NULL);
    err = &fixture->err;
    snprintf(fixture->folder, sizeof fixture->folder,
             "/tmp/solvent-test-XXXXXX");
    SLV_ASSERT(mkdtemp(fixture->folder) != NULL);
    fixture->arena = arena_new();
    config_init(&fixture->config);
    SLV_ASSERT(site_new(&fixture->config, &fixture->site, err) == SLV_OK);
    fixture->app = (struct app){
        .config = &fixture->config,
        .site = fixture->site,
        .metrics = metrics_new(),
        .sessions = sessions_new(),
        .build_tag = 7,
        .error_page = page_error,
        .data = arena_str(fixture->arena,
                          str_from(server_fixture_path(fixture, "data")))
                    .ptr,
    };
    SLV_ASSERT(file_make_folders(fixture->app.data, 0755, err) == SLV_OK);
    SLV_ASSERT(
        feedback_store_open(server_fixture_path(fixture, "data/solvent.db"),
                            &fixture->app.feedback, err) == SLV_OK);
    SLV_ASSERT(case_store_open(server_fixture_path(fixture, "data/solvent.db"),
                               CASE_STORE_WRITE, &fixture->app.cases,
                               err) == SLV_OK);
    SLV_ASSERT(
        people_store_open(server_fixture_path(fixture, "data/solvent.db"),
                          &fixture->app.people, err) == SLV_OK);
    fixture->app.identity = identity_new(fixture->app.people);
    SLV_ASSERT(search_log_open(server_fixture_path(fixture, "data/searches.db"),
                               &fixture->app.search_log, err) == SLV_OK);
    worker_init(&fixture->worker, &fixture->app, 0);
    response_init(&fixture->response);
    return fixture;
}

static inline struct server_fixture *server_fixture_new(void)
{
    struct server_fixture *fixture = server_fixture_new_empty();

    server_fixture_write_articles(fixture);
    server_fixture_index(fixture);
    return fixture;
}

static inline void server_fixture_free(struct server_fixture *fixture)
{
    response_release(&fixture->response);
    worker_release(&fixture->worker);
    search_log_close(fixture->app.search_log);
    case_store_close(fixture->app.cases);
    identity_free(fixture->app.identity);
    people_store_close(fixture->app.people);
    feedback_store_close(fixture->app.feedback);
    sessions_free(fixture->app.sessions);
    metrics_free(fixture->app.metrics);
    site_free(fixture->site);
    SLV_ASSERT(file_remove_tree(fixture->folder, &fixture->err) == SLV_OK);
    arena_free(fixture->arena);
    free(fixture);
}

/* A fresh request for `target`; the caller may set headers and body before
 * server_fixture_send(). */
static inline struct request *
server_fixture_begin(struct server_fixture *fixture, const char *method,
                     struct str target)
{
    struct request *request = &fixture->request;

    response_clear(&fixture->response);
    arena_reset(fixture->worker.arena);
    *request = (struct request){
        .method = method_parse(str_from(method)),
        .method_name = str_from(method),
        .client_address = STR("192.0.2.1"),
        .id = "test",
        .worker = &fixture->worker,
        .arena = fixture->worker.arena,
    };
    request_set_target(request, target);
    return request;
}

static inline struct response *
server_fixture_send(struct server_fixture *fixture)
{
    router_handle(&fixture->app, &fixture->request, &fixture->response);
    return &fixture->response;
}

static inline struct response *
server_fixture_get(struct server_fixture *fixture, const char *target)
{
    server_fixture_begin(fixture, "GET", str_from(target));
    return server_fixture_send(fixture);
}

/* Value of a header that a handler or the router added; "" when there is none. */
static inline const char *response_find_header(const struct response *response,
                                               const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value.ptr;
    return "";
}

#endif
