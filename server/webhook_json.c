/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the fields of webhooks. See webhook_json.h.
 */
#include "server/webhook_json.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/webhook_store.h"
#include "text/json_write.h"

static void write_time(struct json_writer *json, const char *key,
                       int64_t unix_s)
{
    char text[CLOCK_ISO_BYTES];

    json_key(json, key);
    if (unix_s == 0) {
        json_null(json);
        return;
    }
    clock_format_iso(unix_s, text);
    json_string(json, str_from(text));
}

void webhook_json_fields(struct json_writer *json,
                         const struct webhook *webhook)
{
    json_key_int(json, "id", webhook->id);
    json_key_string(json, "url", webhook->url);
    json_key(json, "events");
    json_array_begin(json);
    for (int i = 0; i < WEBHOOK_EVENT_COUNT; i++)
        if (webhook->events & 1u << i)
            json_string(json,
                        str_from(webhook_event_word((enum webhook_event) i)));
    json_array_end(json);
    json_key_bool(json, "active", webhook->is_active);
    json_key_int(json, "change", webhook->change);
    json_key_string(json, "created_by", webhook->created_by);
    write_time(json, "created", webhook->created_unix_s);
    json_key_int(json, "failures", webhook->failures);
    write_time(json, "next_try", webhook->retry_unix_s);
    json_key_int(json, "waiting", webhook->waiting);
    json_key_int(json, "given_up", webhook->given_up);
    json_key_int(json, "dropped", webhook->dropped);
}

void webhook_json_write(struct json_writer *json, const struct webhook *webhook)
{
    json_object_begin(json);
    webhook_json_fields(json, webhook);
    json_object_end(json);
}

void webhook_json_write_delivery(struct json_writer *json,
                                 const struct webhook_delivery *delivery)
{
    json_object_begin(json);
    json_key_int(json, "id", delivery->id);
    json_key_int(json, "webhook", delivery->webhook_id);
    json_key_string(json, "event", delivery->event_id);
    json_key_string(json, "type", delivery->type);
    json_key_string(json, "state",
                    str_from(webhook_state_word(delivery->state)));
    json_key_int(json, "attempts", delivery->attempts);
    write_time(json, "created", delivery->created_unix_s);
    write_time(json, "next_try",
               delivery->state == WEBHOOK_WAITING ? delivery->next_try_unix_s
                                                  : 0);
    write_time(json, "last_try", delivery->last_try_unix_s);
    json_key(json, "status");
    if (delivery->last_status > 0)
        json_int(json, delivery->last_status);
    else
        json_null(json);
    json_key_string(json, "answer", delivery->last_answer);
    json_key(json, "payload");
    json_raw(json, delivery->payload);
    json_object_end(json);
}
