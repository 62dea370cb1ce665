/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Transfers by libcurl, several at once. See webhook_client.h.
 */
#include "server/webhook_client.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "server/auth.h"
#include "store/webhook_store.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char secret_prefix[] = "whsec_";

enum { SECRET_RANDOM_BYTES = 32, HEADER_BYTES = 256 };

struct transfer {
    struct transfer *next;
    const struct webhook_rules *rules;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    int64_t begun_us;
    size_t read_bytes;
    size_t text_len;
    bool is_cut;     /* the answer is longer than what is read */
    bool is_refused; /* an address that may not be connected to came up */
    struct webhook_answer answer;
};

struct webhook_client {
    struct webhook_rules rules;
    CURLM *multi;
    struct transfer *transfers;
};

/* --- rules --- */

void webhook_rules_read(const struct config *config, struct webhook_rules *out)
{
    SLV_ASSERT(
        network_list_parse(config->webhook_networks, &out->networks, NULL));
    out->allows_http = str_equal(config->webhook_http, STR("on"));
}

bool webhook_may_connect(const struct webhook_rules *rules,
                         const struct network_address *address)
{
    return network_list_holds(&rules->networks, address) ||
           network_is_public(address);
}

/* A literal address can be refused at once; of a name only connecting tells. */
static bool is_refused_host(const struct webhook_rules *rules, const char *text)
{
    struct str host = str_from(text);
    struct network_address address;

    if (str_has_prefix(host, STR("[")) && str_has_suffix(host, STR("]")))
        host = (struct str){host.ptr + 1, host.len - 2};
    return network_parse_address(host, &address) &&
           !webhook_may_connect(rules, &address);
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool found = curl_url_get(url, part, &text, 0) == CURLUE_OK;

    curl_free(text);
    return found;
}

static enum slv_status check_parts(const struct webhook_rules *rules,
                                   CURLU *url, const char *scheme,
                                   const char *host, struct slv_error *err)
{
    if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the address of a webhook begins with https://");
    if (strcmp(scheme, "http") == 0 && !rules->allows_http) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "the address of a webhook begins with https://, so "
                        "that nobody on the way can read or change what is "
                        "sent");
        slv_hint(err, "webhook_http = on in the configuration allows http.");
        return SLV_ERR_INPUT;
    }
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the address of a webhook holds no user and password: "
                        "what is sent is signed instead");
    if (has_part(url, CURLUPART_FRAGMENT))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the address of a webhook holds no \"#\"");
    if (!is_refused_host(rules, host))
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_INPUT,
                    "%s is no address of the public internet", host);
    slv_hint(err, "webhook_networks in the configuration allows networks of "
                  "your own.");
    return SLV_ERR_INPUT;
}

enum slv_status webhook_check_url(const struct webhook_rules *rules,
                                  struct str url, struct slv_error *err)
{
    char copy[WEBHOOK_URL_BYTES_MAX + 1];
    CURLU *parsed;
    char *scheme = NULL;
    char *host = NULL;
    enum slv_status status;

    if (url.len > WEBHOOK_URL_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the address of a webhook is longer than %d bytes",
                        WEBHOOK_URL_BYTES_MAX);
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char) url.ptr[i] <= ' ' || url.ptr[i] == 0x7F)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the address of a webhook holds a blank or a "
                            "control character");
    memcpy(copy, url.len > 0 ? url.ptr : "", url.len);
    copy[url.len] = '\0';
    parsed = curl_url();
    SLV_ASSERT(parsed != NULL);
    if (curl_url_set(parsed, CURLUPART_URL, copy, CURLU_NON_SUPPORT_SCHEME) ==
            CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK)
        status = check_parts(rules, parsed, scheme, host, err);
    else
        status = slv_fail(err, SLV_ERR_INPUT,
                          "\"%.*s\" is no address such as "
                          "https://example.org/hook",
                          STR_ARG(str_first(url, 100)));
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(parsed);
    return status;
}

/* --- signing --- */

void webhook_secret_new(char out[WEBHOOK_SECRET_BYTES])
{
    const size_t prefix_len = sizeof secret_prefix - 1;

    memcpy(out, secret_prefix, prefix_len);
    auth_random_base64(SECRET_RANDOM_BYTES, out + prefix_len,
                       WEBHOOK_SECRET_BYTES - prefix_len);
}

bool webhook_sign(struct str secret, struct str id, int64_t timestamp_unix_s,
                  struct str body, char out[WEBHOOK_SIGNATURE_BYTES])
{
    char timestamp[24];
    char mac[AUTH_MAC_BYTES];

    if (!str_has_prefix(secret, str_from(secret_prefix)))
        return false;
    snprintf(timestamp, sizeof timestamp, "%lld", (long long) timestamp_unix_s);
    if (!auth_mac(str_from_offset(secret, sizeof secret_prefix - 1),
                  (const struct str[]){id, STR("."), str_from(timestamp),
                                       STR("."), body},
                  5, mac))
        return false;
    snprintf(out, WEBHOOK_SIGNATURE_BYTES, "v1,%s", mac);
    return true;
}

/* --- one transfer --- */

static curl_socket_t open_checked(void *context, curlsocktype purpose,
                                  struct curl_sockaddr *to)
{
    struct transfer *transfer = context;
    struct network_address address;

    (void) purpose;
    if (!network_from_socket(&to->addr, &address) ||
        !webhook_may_connect(transfer->rules, &address)) {
        transfer->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_answer(char *bytes, size_t one, size_t len, void *context)
{
    struct transfer *transfer = context;
    size_t room = sizeof transfer->answer.text - 1 - transfer->text_len;
    size_t kept = len < room ? len : room;

    (void) one;
    memcpy(transfer->answer.text + transfer->text_len, bytes, kept);
    transfer->text_len += kept;
    transfer->read_bytes += len;
    if (transfer->read_bytes <= WEBHOOK_READ_BYTES_MAX)
        return len;
    transfer->is_cut = true;
    return 0;
}

static void add_header(struct transfer *transfer, const char *text)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, text);

    SLV_ASSERT(longer != NULL);
    transfer->headers = longer;
}

static void free_transfer(struct transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    free(transfer->body);
    free(transfer);
}

/* Options of which the library says that they are there are set; a failure would be
 * one of memory, or ours. */
#define SET(easy, option, value) \
    SLV_ASSERT(curl_easy_setopt((easy), (option), (value)) == CURLE_OK)

static void set_rules(struct transfer *transfer)
{
    const bool allows_http = transfer->rules->allows_http;
    CURL *easy = transfer->easy;

    SET(easy, CURLOPT_PROTOCOLS_STR, allows_http ? "https,http" : "https");
    SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
    SET(easy, CURLOPT_PROXY, "");
    SET(easy, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
    SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    SET(easy, CURLOPT_OPENSOCKETFUNCTION, open_checked);
    SET(easy, CURLOPT_OPENSOCKETDATA, transfer);
    /* a connection that is kept was checked for another moment */
    SET(easy, CURLOPT_FORBID_REUSE, 1L);
    SET(easy, CURLOPT_FRESH_CONNECT, 1L);
    SET(easy, CURLOPT_CONNECTTIMEOUT_MS, (long) WEBHOOK_CONNECT_MS);
    SET(easy, CURLOPT_TIMEOUT_MS, (long) WEBHOOK_ALL_MS);
    SET(easy, CURLOPT_NOSIGNAL, 1L);
    SET(easy, CURLOPT_QUICK_EXIT, 1L);
}

static void set_request(struct transfer *transfer, const char *url,
                        const struct webhook_post *post)
{
    CURL *easy = transfer->easy;

    transfer->body = alloc_bytes(post->body.len + 1);
    memcpy(transfer->body, post->body.ptr, post->body.len);
    SET(easy, CURLOPT_URL, url);
    SET(easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
    SET(easy, CURLOPT_USERAGENT, "Solvent/" SOLVENT_VERSION);
    SET(easy, CURLOPT_POSTFIELDS, transfer->body);
    SET(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) post->body.len);
    SET(easy, CURLOPT_HTTPHEADER, transfer->headers);
    SET(easy, CURLOPT_WRITEFUNCTION, take_answer);
    SET(easy, CURLOPT_WRITEDATA, transfer);
    SET(easy, CURLOPT_PRIVATE, transfer);
}

static void add_headers(struct transfer *transfer,
                        const struct webhook_post *post, int64_t now_unix_s,
                        const char *signature)
{
    char line[HEADER_BYTES];

    add_header(transfer, "Content-Type: application/json");
    add_header(transfer, "Accept:");
    add_header(transfer, "Expect:");
    snprintf(line, sizeof line, "webhook-id: %.*s", STR_ARG(post->id));
    add_header(transfer, line);
    snprintf(line, sizeof line, "webhook-timestamp: %lld",
             (long long) now_unix_s);
    add_header(transfer, line);
    snprintf(line, sizeof line, "webhook-signature: %s", signature);
    add_header(transfer, line);
}

enum slv_status webhook_client_begin(struct webhook_client *client,
                                     const struct webhook_post *post,
                                     int64_t now_unix_s, struct slv_error *err)
{
    char signature[WEBHOOK_SIGNATURE_BYTES];
    char url[WEBHOOK_URL_BYTES_MAX + 1];
    struct transfer *transfer;
    enum slv_status status = webhook_check_url(&client->rules, post->url, err);

    if (status != SLV_OK)
        return status;
    if (!webhook_sign(post->secret, post->id, now_unix_s, post->body,
                      signature))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the secret of the webhook cannot be used");
    snprintf(url, sizeof url, "%.*s", STR_ARG(post->url));
    transfer = alloc_zeroed(1, sizeof *transfer);
    transfer->rules = &client->rules;
    transfer->answer.key = post->key;
    transfer->begun_us = clock_mono_us();
    transfer->easy = curl_easy_init();
    SLV_ASSERT(transfer->easy != NULL);
    add_headers(transfer, post, now_unix_s, signature);
    set_rules(transfer);
    set_request(transfer, url, post);
    SLV_ASSERT(curl_multi_add_handle(client->multi, transfer->easy) ==
               CURLM_OK);
    transfer->next = client->transfers;
    client->transfers = transfer;
    return SLV_OK;
}

/* --- all of them --- */

static void set_up(void)
{
    SLV_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

struct webhook_client *webhook_client_new(const struct webhook_rules *rules)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct webhook_client *client = alloc_zeroed(1, sizeof *client);

    SLV_ASSERT(pthread_once(&once, set_up) == 0);
    client->rules = *rules;
    client->multi = curl_multi_init();
    SLV_ASSERT(client->multi != NULL);
    return client;
}

void webhook_client_free(struct webhook_client *client)
{
    if (!client)
        return;
    while (client->transfers) {
        struct transfer *transfer = client->transfers;

        client->transfers = transfer->next;
        curl_multi_remove_handle(client->multi, transfer->easy);
        free_transfer(transfer);
    }
    curl_multi_cleanup(client->multi);
    free(client);
}

static void explain(struct transfer *transfer, CURLcode code)
{
    struct webhook_answer *answer = &transfer->answer;

    if (transfer->is_refused)
        snprintf(answer->text, sizeof answer->text,
                 "Not sent: the name leads to an address that is not of the "
                 "public internet (webhook_networks allows others).");
    else
        snprintf(answer->text, sizeof answer->text, "No answer: %s.",
                 curl_easy_strerror(code));
}

static void conclude(struct transfer *transfer, CURLcode code)
{
    struct webhook_answer *answer = &transfer->answer;
    long http_status = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &http_status);
    answer->took_us = clock_mono_us() - transfer->begun_us;
    answer->text[transfer->text_len] = '\0';
    if ((code != CURLE_OK && !transfer->is_cut) || http_status < 200 ||
        http_status > 999) {
        explain(transfer, code);
        answer->is_unreachable = true;
        return;
    }
    answer->http_status = (int) http_status;
    answer->is_delivered = http_status < 300;
    answer->is_unreachable =
        http_status == 408 || http_status == 429 || http_status >= 500;
}

static void unlink_transfer(struct webhook_client *client,
                            const struct transfer *transfer)
{
    struct transfer **link = &client->transfers;

    while (*link != transfer)
        link = &(*link)->next;
    *link = transfer->next;
}

static size_t take_done(struct webhook_client *client,
                        struct webhook_answer *out, size_t max)
{
    size_t count = 0;
    CURLMsg *message;
    int left;

    while (count < max &&
           (message = curl_multi_info_read(client->multi, &left))) {
        struct transfer *transfer = NULL;
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
                          (char **) (void *) &transfer);
        conclude(transfer, code);
        out[count++] = transfer->answer;
        unlink_transfer(client, transfer);
        curl_multi_remove_handle(client->multi, transfer->easy);
        free_transfer(transfer);
    }
    return count;
}

size_t webhook_client_wait(struct webhook_client *client, int wait_ms,
                           struct webhook_answer *out, size_t max)
{
    const int64_t end_us = clock_mono_us() + (int64_t) wait_ms * 1000;
    size_t count;
    int running;

    for (;;) {
        int64_t left_us = end_us - clock_mono_us();
        int woken = 0;

        SLV_ASSERT(curl_multi_perform(client->multi, &running) == CURLM_OK);
        count = take_done(client, out, max);
        if (count > 0 || left_us <= 0)
            return count;
        SLV_ASSERT(curl_multi_poll(client->multi, NULL, 0,
                                   (int) (left_us / 1000) + 1,
                                   &woken) == CURLM_OK);
        if (woken == 0 && client->transfers == NULL)
            return 0; /* woken by another thread, or the time is over */
    }
}

void webhook_client_wake(struct webhook_client *client)
{
    curl_multi_wakeup(client->multi);
}
