/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The thread that empties the outbox. See webhook_sender.h.
 */
#include "server/webhook_sender.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/auth.h"
#include "server/metrics.h"
#include "store/webhook_store.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LOOK_EVERY_MS = 500,
    TIDY_EVERY_US = 60 * 1000 * 1000,
    COMPLAIN_EVERY_US = 60 * 1000 * 1000
};

/* What is under way to one receiver. */
struct errand {
    int64_t webhook_id;
    int64_t delivery_id;
};

struct webhook_sender {
    struct case_store *store;
    struct webhook_client *client;
    struct metrics *metrics;
    struct arena *arena; /* of one look at the outbox */
    struct errand errands[WEBHOOKS_MAX];
    size_t errand_count;
    int64_t tidied_us;
    int64_t complained_us;
    atomic_bool is_closing;
    pthread_t thread;
};

/* A store that is locked or full for a while is there again later. */
static void complain(struct webhook_sender *sender, const struct slv_error *err)
{
    int64_t now_us = clock_mono_us();

    if (sender->complained_us != 0 &&
        now_us - sender->complained_us < COMPLAIN_EVERY_US)
        return;
    sender->complained_us = now_us;
    log_event(LOG_WARNING, log_name("webhook_outbox_failed"),
              log_cstr("reason", err->text));
}

static void write_down(struct webhook_sender *sender, int64_t webhook_id,
                       const struct webhook_answer *answer)
{
    struct slv_error err;
    enum webhook_state state = WEBHOOK_WAITING;
    const struct webhook_result result = {
        .http_status = answer->http_status,
        .is_delivered = answer->is_delivered,
        .is_unreachable = answer->is_unreachable,
        .answer = str_from(answer->text),
        .random = auth_random_number(),
    };

    if (webhook_store_finish(sender->store, answer->key, &result,
                             clock_unix_s(), &state, &err) != SLV_OK)
        complain(sender, &err);
    metrics_count_webhook(sender->metrics, answer->is_delivered);
    log_event(answer->is_delivered ? LOG_INFO : LOG_WARNING,
              log_name("webhook"), log_number("webhook", webhook_id),
              log_number("delivery", answer->key),
              log_number("status", answer->http_status),
              log_cstr("state", webhook_state_word(state)),
              log_number("took_us", answer->took_us),
              log_cstr("reason", answer->http_status ? "" : answer->text));
}

static void end_errand(struct webhook_sender *sender,
                       const struct webhook_answer *answer)
{
    for (size_t i = 0; i < sender->errand_count; i++) {
        if (sender->errands[i].delivery_id != answer->key)
            continue;
        write_down(sender, sender->errands[i].webhook_id, answer);
        sender->errands[i] = sender->errands[--sender->errand_count];
        return;
    }
}

/* What cannot even be begun failed as if nobody had answered. */
static void begin(struct webhook_sender *sender, const struct webhook_due *due)
{
    struct slv_error err;
    const struct webhook_post post = {
        .key = due->delivery_id,
        .url = due->url,
        .secret = due->secret,
        .id = due->event_id,
        .body = due->payload,
    };
    struct webhook_answer refused = {
        .key = due->delivery_id,
        .is_unreachable = true,
    };

    if (webhook_client_begin(sender->client, &post, clock_unix_s(), &err) ==
        SLV_OK) {
        sender->errands[sender->errand_count++] =
            (struct errand){due->webhook_id, due->delivery_id};
        return;
    }
    snprintf(refused.text, sizeof refused.text, "Not sent: %.200s.", err.text);
    write_down(sender, due->webhook_id, &refused);
}

static void look(struct webhook_sender *sender)
{
    struct slv_error err;
    int64_t busy[WEBHOOKS_MAX];
    struct webhook_due *due;
    size_t count = 0;

    for (size_t i = 0; i < sender->errand_count; i++)
        busy[i] = sender->errands[i].webhook_id;
    if (webhook_store_take_due(sender->store, busy, sender->errand_count,
                               clock_unix_s(), sender->arena, &due, &count,
                               &err) != SLV_OK)
        complain(sender, &err);
    for (size_t i = 0; i < count && sender->errand_count < WEBHOOKS_MAX; i++)
        begin(sender, &due[i]);
    arena_reset(sender->arena);
}

static void tidy(struct webhook_sender *sender)
{
    struct slv_error err;
    int64_t now_us = clock_mono_us();

    if (sender->tidied_us != 0 && now_us - sender->tidied_us < TIDY_EVERY_US)
        return;
    sender->tidied_us = now_us;
    if (webhook_store_tidy(sender->store, clock_unix_s(), &err) != SLV_OK)
        complain(sender, &err);
}

static void *send_main(void *argument)
{
    struct webhook_sender *sender = argument;

    while (!atomic_load(&sender->is_closing)) {
        struct webhook_answer answers[WEBHOOKS_MAX];
        size_t count;

        look(sender);
        count = webhook_client_wait(sender->client, LOOK_EVERY_MS, answers,
                                    WEBHOOKS_MAX);
        for (size_t i = 0; i < count; i++)
            end_errand(sender, &answers[i]);
        tidy(sender);
    }
    return NULL;
}

/* Signals are for the program's other threads. */
static bool start_thread(struct webhook_sender *sender)
{
    sigset_t all;
    sigset_t before;
    bool is_started;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    is_started = pthread_create(&sender->thread, NULL, send_main, sender) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_started;
}

static void release(struct webhook_sender *sender)
{
    webhook_client_free(sender->client);
    case_store_close(sender->store);
    arena_free(sender->arena);
    free(sender);
}

enum slv_status webhook_sender_new(struct webhook_sender **out,
                                   const char *data,
                                   const struct webhook_rules *rules,
                                   struct metrics *metrics,
                                   struct slv_error *err)
{
    struct webhook_sender *sender = alloc_zeroed(1, sizeof *sender);
    enum slv_status status;

    *out = NULL;
    sender->arena = arena_new();
    sender->metrics = metrics;
    sender->client = webhook_client_new(rules);
    atomic_init(&sender->is_closing, false);
    status =
        case_store_open(arena_format(sender->arena, "%s/solvent.db", data).ptr,
                        CASE_STORE_WRITE, &sender->store, err);
    if (status == SLV_OK && !start_thread(sender))
        status = slv_fail(err, SLV_ERR_UNAVAILABLE,
                          "no thread can be started to send webhooks");
    if (status != SLV_OK) {
        release(sender);
        return status;
    }
    *out = sender;
    return SLV_OK;
}

void webhook_sender_free(struct webhook_sender *sender)
{
    if (!sender)
        return;
    atomic_store(&sender->is_closing, true);
    webhook_client_wake(sender->client);
    SLV_ASSERT(pthread_join(sender->thread, NULL) == 0);
    release(sender);
}
