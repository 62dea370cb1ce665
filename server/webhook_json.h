/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Webhooks and deliveries as JSON objects, the same for the API and the command.
 * A secret is never among the fields.
 */
#ifndef SERVER_WEBHOOK_JSON_H
#define SERVER_WEBHOOK_JSON_H

struct json_writer;
struct webhook;
struct webhook_delivery;

/* Each writes one object. */
void webhook_json_write(struct json_writer *json,
                        const struct webhook *webhook);
void webhook_json_write_delivery(struct json_writer *json,
                                 const struct webhook_delivery *delivery);
/* The fields alone, into an object that was begun. */
void webhook_json_fields(struct json_writer *json,
                         const struct webhook *webhook);

#endif
