/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Posting to addresses that somebody typed in, without becoming a way into the
 * own network: the one place that knows libcurl. What is sent when is for
 * server/webhook_sender.h to say.
 *
 * A receiver is reached over HTTPS with its certificate verified (over HTTP
 * where that is configured), at an address of the public internet or of a network
 * that is configured. Every address is checked in the moment in which it is
 * connected to, so that a name that means another machine by then gains nothing.
 * No proxy is used, no redirect followed, no cookie kept, and of an answer only
 * the beginning is read.
 *
 * Threads: a client belongs to one, but for webhook_client_wake().
 */
#ifndef SERVER_WEBHOOK_CLIENT_H
#define SERVER_WEBHOOK_CLIENT_H

#include "base/network.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct webhook_client;

enum {
    WEBHOOK_CONNECT_MS = 5 * 1000,
    WEBHOOK_ALL_MS = 15 * 1000, /* from the name to the end of the answer */
    WEBHOOK_READ_BYTES_MAX = 16 * 1024,
    WEBHOOK_TEXT_BYTES = 256,
    WEBHOOK_SECRET_BYTES = 64,
    WEBHOOK_SIGNATURE_BYTES = 64
};

/* Where receivers may be. */
struct webhook_rules {
    struct network_list networks; /* allowed beside the public internet */
    bool allows_http;
};

/* By the keys webhook_networks and webhook_http, which were checked when the
 * configuration was read. */
void webhook_rules_read(const struct config *config, struct webhook_rules *out);
/* May anything be sent to this address, as far as it can be told without looking
 * up the name? ERR_INPUT with a sentence why not, ERR_TOO_BIG. */
SLV_MUST_CHECK enum slv_status
webhook_check_url(const struct webhook_rules *rules, struct str url,
                  struct slv_error *err);
/* May this machine be connected to? */
bool webhook_may_connect(const struct webhook_rules *rules,
                         const struct network_address *address);

/* A new secret: "whsec_" and 32 random bytes in Base64. */
void webhook_secret_new(char out[WEBHOOK_SECRET_BYTES]);
/* "v1," and the HMAC-SHA256 of "id.timestamp.body" in Base64, as the Standard
 * Webhooks specification has it. False when the secret is none of ours. */
bool webhook_sign(struct str secret, struct str id, int64_t timestamp_unix_s,
                  struct str body, char out[WEBHOOK_SIGNATURE_BYTES]);

struct webhook_post {
    int64_t key; /* comes back with the answer */
    struct str url;
    struct str secret;
    struct str id;
    struct str body;
};

struct webhook_answer {
    int64_t key;
    int http_status;     /* 0: no answer came */
    bool is_delivered;   /* 200 to 299 */
    bool is_unreachable; /* no answer, or one that says: not now */
    int64_t took_us;
    char text[WEBHOOK_TEXT_BYTES]; /* its beginning, or why there is none */
};

/* `rules` are copied. */
struct webhook_client *webhook_client_new(const struct webhook_rules *rules);
/* What is under way ends at once, unanswered. NULL is allowed. */
void webhook_client_free(struct webhook_client *client);
/* Send, beside what is under way already. `post` is copied. ERR_INPUT as for
 * webhook_check_url(), and for a secret that is none. */
SLV_MUST_CHECK enum slv_status
webhook_client_begin(struct webhook_client *client,
                     const struct webhook_post *post, int64_t now_unix_s,
                     struct slv_error *err);
/* Go on for at most `wait_ms`, and give back what was answered meanwhile, at most
 * `max`. */
size_t webhook_client_wait(struct webhook_client *client, int wait_ms,
                           struct webhook_answer *out, size_t max);
/* End a webhook_client_wait() of another thread early. */
void webhook_client_wake(struct webhook_client *client);

#endif
