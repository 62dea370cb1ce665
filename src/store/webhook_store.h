/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Programs that are told of what happens (webhooks), and the outbox of what is
 * on its way to them, in the case store. Sending is left to
 * server/webhook_sender.h; docs/webhooks.md says what receivers see.
 *
 * The outbox. A change of a case and the rows that tell of it are written in one
 * transaction (case_store.h does so by itself): nothing that was acknowledged is
 * lost, and nothing that did not happen is told. Each row is one event on its
 * way to one receiver; it waits, was delivered, or was given up.
 *
 * Bounds. At most WEBHOOKS_MAX webhooks, for each at most
 * WEBHOOK_WAITING_MAX rows that wait (what comes then is dropped and counted),
 * and of what has ended the newest WEBHOOK_ENDED_MAX of the last
 * WEBHOOK_ENDED_KEPT_S.
 *
 * The secret is stored as it is, because it signs what is sent; nothing but
 * webhook_store_add(), webhook_store_find() and webhook_store_take_due() gives
 * it out.
 *
 * Statuses and threads as in store/case_store.h.
 */
#ifndef STORE_WEBHOOK_STORE_H
#define STORE_WEBHOOK_STORE_H

#include "store/case_find.h"
#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    WEBHOOKS_MAX = 20,
    WEBHOOK_URL_BYTES_MAX = 2000,
    WEBHOOK_WAITING_MAX = 10000,
    WEBHOOK_ENDED_MAX = 1000,
    WEBHOOK_ENDED_KEPT_S = 7 * 24 * 60 * 60,
    WEBHOOK_ANSWER_BYTES_MAX = 500,
    /* how long one event is tried */
    WEBHOOK_TRIED_S = 24 * 60 * 60,
    WEBHOOK_WAIT_MAX_S = 60 * 60
};

enum webhook_event {
    WEBHOOK_CASE_OPENED,
    WEBHOOK_CASE_CLOSED,
    WEBHOOK_CASE_REOPENED,
    WEBHOOK_ARTICLE_PUBLISHED,
    WEBHOOK_ARTICLE_REVIEW_DUE,
    WEBHOOK_EVENT_COUNT
};

enum { WEBHOOK_EVENTS_ALL = (1 << WEBHOOK_EVENT_COUNT) - 1 };

/* "case.opened", "case.closed", "case.reopened", "article.published",
 * "article.review_due". Borrowed. */
const char *webhook_event_word(enum webhook_event event);
bool webhook_event_parse(struct str word, enum webhook_event *out);
/* Words with commas or blanks between, as bits 1 << event; ERR_INPUT for a word
 * that is none, and for none at all. */
SLV_MUST_CHECK enum slv_status
webhook_events_parse(struct str words, unsigned *out, struct slv_error *err);

struct webhook {
    int64_t id;     /* never given twice */
    struct str url; /* checked by who adds it (server/webhook_client.h) */
    struct str secret;
    unsigned events; /* bits 1 << enum webhook_event, at least one */
    bool is_active;  /* if not, nothing new is written for it or sent */
    int64_t change;  /* rises with each change of this webhook */
    struct str created_by;
    int64_t created_unix_s;
    int failures;         /* tries in a row that reached nobody */
    int64_t retry_unix_s; /* nothing is sent before; 0: at once */
    int64_t waiting;      /* rows of the outbox */
    int64_t given_up;
    int64_t dropped; /* events since it was added that found no room */
};

enum webhook_state { WEBHOOK_WAITING, WEBHOOK_DELIVERED, WEBHOOK_GIVEN_UP };
/* "waiting", "delivered", "given up". Borrowed. */
const char *webhook_state_word(enum webhook_state state);

struct webhook_delivery {
    int64_t id; /* rising */
    int64_t webhook_id;
    struct str event_id; /* the same for every receiver of an event */
    struct str type;     /* a word of enum webhook_event, or "test" */
    struct str payload;  /* what is sent, byte by byte */
    enum webhook_state state;
    int attempts;
    int64_t created_unix_s;
    int64_t next_try_unix_s; /* while it waits */
    int64_t last_try_unix_s; /* 0: never */
    int last_status;         /* HTTP status of the last answer; 0: none came */
    struct str last_answer;  /* its beginning, or why there is none */
};

/* --- webhooks --- */

/* `row` says url, secret, events and is_active. A wish that is repeated
 * (store/case_find.h; `repeat` may be NULL) gives the webhook of the first time.
 * ERR_CONFLICT when there are WEBHOOKS_MAX already. */
SLV_MUST_CHECK enum slv_status
webhook_store_add(struct case_store *store, const struct webhook *row,
                  const struct case_repeat *repeat,
                  const struct case_actor *actor, int64_t *id,
                  struct slv_error *err);
/* By id, without secrets. */
SLV_MUST_CHECK enum slv_status
webhook_store_list(struct case_store *store, struct arena *arena,
                   struct webhook **out, size_t *count, struct slv_error *err);
/* ERR_NOT_FOUND; also below. */
SLV_MUST_CHECK enum slv_status
webhook_store_find(struct case_store *store, int64_t id, struct arena *arena,
                   struct webhook *out, struct slv_error *err);
/* Give it the url, events and is_active of `row`. ERR_CONFLICT when its change
 * is not `expected_change` (0: any); also below. */
SLV_MUST_CHECK enum slv_status
webhook_store_update(struct case_store *store, int64_t id,
                     int64_t expected_change, const struct webhook *row,
                     const struct case_actor *actor, struct slv_error *err);
/* With everything that was to be sent to it. */
SLV_MUST_CHECK enum slv_status
webhook_store_remove(struct case_store *store, int64_t id,
                     int64_t expected_change, const struct case_actor *actor,
                     struct slv_error *err);

/* --- deliveries --- */

/* Put an event of the type "test" into the outbox, also of a webhook that is
 * switched off: it is sent nevertheless. ERR_TOO_BIG when the outbox is full. */
SLV_MUST_CHECK enum slv_status
webhook_store_test(struct case_store *store, int64_t webhook_id,
                   const struct case_actor *actor, int64_t *delivery_id,
                   struct slv_error *err);
/* Send a delivery again from the beginning, whatever its state; with the id 0
 * all of the webhook that were given up. *count (may be NULL) says how many.
 * ERR_NOT_FOUND when there is no such delivery of this webhook. */
SLV_MUST_CHECK enum slv_status
webhook_store_retry(struct case_store *store, int64_t webhook_id,
                    int64_t delivery_id, const struct case_actor *actor,
                    int64_t *count, struct slv_error *err);
/* The newest first, of those before the id `before` (0: from the newest on). */
SLV_MUST_CHECK enum slv_status
webhook_store_list_deliveries(struct case_store *store, int64_t webhook_id,
                              int64_t before, size_t limit, struct arena *arena,
                              struct webhook_delivery **out, size_t *count,
                              struct slv_error *err);
SLV_MUST_CHECK enum slv_status webhook_store_find_delivery(
    struct case_store *store, int64_t webhook_id, int64_t id,
    struct arena *arena, struct webhook_delivery *out, struct slv_error *err);

/* --- for the sender --- */

/* What is to be sent now. */
struct webhook_due {
    int64_t delivery_id;
    int64_t webhook_id;
    struct str url;
    struct str secret;
    struct str event_id;
    struct str payload;
};

/* Of each webhook that is not among the `busy` ones the oldest row whose time
 * has come: one at a time keeps their order as long as all goes well. */
SLV_MUST_CHECK enum slv_status
webhook_store_take_due(struct case_store *store, const int64_t *busy,
                       size_t busy_count, int64_t now_unix_s,
                       struct arena *arena, struct webhook_due **out,
                       size_t *count, struct slv_error *err);

/* How a try ended. */
struct webhook_result {
    int http_status; /* 0: no answer came */
    bool is_delivered;
    bool is_unreachable; /* nothing else reaches the receiver now either */
    struct str answer;   /* kept up to WEBHOOK_ANSWER_BYTES_MAX */
    uint32_t random;     /* for the next try */
};

/* Write it down: delivered, to be tried again after webhook_wait_s(), or, when
 * that would be later than WEBHOOK_TRIED_S after the beginning, given up. A row
 * that was removed meanwhile is no error. *state (may be NULL) is its state. */
SLV_MUST_CHECK enum slv_status
webhook_store_finish(struct case_store *store, int64_t delivery_id,
                     const struct webhook_result *result, int64_t now_unix_s,
                     enum webhook_state *state, struct slv_error *err);
/* Seconds until the next try after so many that failed: 2, 4, 8... up to
 * WEBHOOK_WAIT_MAX_S, and up to a quarter more by `random`. */
int64_t webhook_wait_s(int attempts, uint32_t random);

/* Give up what waits longer than it may for a receiver that does not answer, and
 * remove what ended long ago. */
SLV_MUST_CHECK enum slv_status webhook_store_tidy(struct case_store *store,
                                                  int64_t now_unix_s,
                                                  struct slv_error *err);
/* Rows of all webhooks that wait. */
SLV_MUST_CHECK enum slv_status
webhook_store_count_waiting(struct case_store *store, int64_t *out,
                            struct slv_error *err);

/* --- for the indexer --- */

/* Articles that customers may read (sorted, without doubles) are `now`, and were
 * `before`: tell of those that came, and remember. What was told before is known
 * by the store itself, and `before` counts the first time alone. Without a
 * webhook nothing is kept. */
SLV_MUST_CHECK enum slv_status
webhook_store_see_articles(struct case_store *store, const struct str *before,
                           size_t before_count, const struct str *now,
                           size_t now_count, const struct case_actor *actor,
                           struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
