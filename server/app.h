/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the running server holds: `struct app` once, `struct worker` once per
 * thread. Handlers get at everything through these two.
 */
#ifndef SERVER_APP_H
#define SERVER_APP_H

#include "server/forwarded.h"
#include "server/request.h"
#include "server/response.h"
#include "solvent/search.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct article_files;
struct article_store;
struct attachment_files;
struct case_store;
struct config;
struct feedback_store;
struct gzip_coder;
struct identity;
struct metrics;
struct people_store;
struct popular;
struct report_keeper;
struct search_counts;
struct search_log;
struct sessions;
struct site;
struct customer_names;
struct speller;
struct grammar;

/* Shared by all threads; what it points to is safe for threads or constant. */
struct app {
    const char *data;            /* the data folder */
    const struct config *config; /* base/config.h */
    const struct site *site;     /* server/pages/site.h, for the pages */
    struct str
        base_url; /* "https://help.example.com", without "/" at its end; may be empty */
    struct metrics *metrics;
    struct search_log *search_log; /* NULL: searches are not recorded */
    struct sessions *sessions;     /* NULL: visits are not told apart */
    struct popular *popular; /* NULL: searches of others are not offered */
    struct feedback_store *feedback; /* NULL: it could not be opened (503) */
    struct case_store *cases;        /* the same */
    struct article_store *articles;  /* the same */
    struct article_files *files;     /* of articles, for writing them */
    const char *program;     /* this one, to be run again; NULL: it is not */
    const char *config_path; /* NULL: data/solvent.conf */
    struct speller *speller; /* NULL: no dictionary is installed */
    struct grammar *grammar; /* the same */
    struct customer_names *names;         /* for whoever writes */
    struct attachment_files *attachments; /* NULL: files cannot be attached */
    struct report_keeper *reports;        /* the same */
    struct search_counts *searches;   /* of the log; NULL: none are counted */
    struct identity *identity;        /* NULL: nobody can sign in */
    struct people_store *people;      /* NULL: it could not be opened */
    struct forwarded_rules forwarded; /* which proxies are believed */
    uint64_t
        build_tag; /* changes with program and configuration; part of every ETag */
    /* Fills `response` (body, content type) with the page for an error; NULL
     * or for a client that does not want HTML: problem+json. */
    void (*error_page)(struct app *app, const struct request *request,
                       int http_status, const struct slv_error *err,
                       struct response *response);
};

enum { WORKER_GROUP_READERS = 8 };

/* A reader for those who are in the same groups of customers. */
struct group_reader {
    char *groups; /* the set, as it is compared */
    struct slv_reader *reader;
    uint64_t used; /* worker.turn when it was asked for last */
};

/* One thread's own things. */
struct worker {
    struct app *app;
    unsigned index;
    struct arena *arena; /* of the request being answered */
    struct gzip_coder *gzip;
    struct slv_reader *reader; /* by worker_reader() */
    struct slv_reader *staff_reader;
    struct group_reader group_readers[WORKER_GROUP_READERS];
    size_t group_reader_count;
    uint64_t turn; /* counts what was asked of group_readers */
};

void worker_init(struct worker *worker, struct app *app, unsigned index);
void worker_release(struct worker *worker);

/* The thread's reader of published public articles, opened at first use.
 * SLV_ERR_UNAVAILABLE as long as nothing has been indexed yet (the answer is a
 * 503 with Retry-After); other failures as slv_reader_open(). Borrowed. */
SLV_MUST_CHECK enum slv_status worker_reader(struct worker *worker,
                                             struct slv_reader **out,
                                             struct slv_error *err);

/* The reader for anybody. Those of the sets of groups that were asked for last
 * stay open, WORKER_GROUP_READERS of them; the thread's arena is used. Statuses
 * as above. Borrowed until the request is answered. */
SLV_MUST_CHECK enum slv_status
worker_reader_for(struct worker *worker, const struct slv_viewer *viewer,
                  struct slv_reader **out, struct slv_error *err);

/* The reader for whoever sent the request: every article for those who may read
 * internal ones, what is public and of the own groups for customers who are in
 * some, else what is public. Statuses as above. Borrowed as above. */
SLV_MUST_CHECK enum slv_status request_reader(const struct request *request,
                                              struct slv_reader **out,
                                              struct slv_error *err);
/* May who sent the request read more than everybody may? */
bool request_reads_more(const struct request *request);

#endif
