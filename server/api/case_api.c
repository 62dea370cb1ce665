/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the routes of cases share. See case_api.h.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "server/article_links.h"
#include "server/problem.h"
#include "store/case_find.h"
#include "text/json_write.h"

/* --- who asks --- */

struct case_actor api_actor(const struct request *request)
{
    return (struct case_actor){request->user->login, clock_unix_s()};
}

bool api_is_customer(const struct request *request)
{
    return request->user->role == ROLE_CUSTOMER;
}

enum slv_status api_need(struct app *app, const struct request *request,
                         uint64_t rights, struct response *response,
                         bool *is_answered, struct slv_error *err)
{
    struct slv_error refused;

    *is_answered = false;
    if (request->user && (request->rights & rights))
        return SLV_OK;
    if (request->user)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "%.*s does not have the right to do this",
                        STR_ARG(request->user->login));
    (void) slv_fail(&refused, SLV_ERR_PERMISSION, "Sign in to see this");
    slv_hint(&refused, "Programs send a token: Authorization: Bearer TOKEN.");
    response_header(response, "WWW-Authenticate",
                    STR("Bearer realm=\"solvent\""), request->arena);
    problem_respond(app, request, 401, &refused, response);
    *is_answered = true;
    return SLV_OK;
}

/* --- what is asked --- */

enum slv_status api_store(const struct app *app, struct case_store **out,
                          struct slv_error *err)
{
    *out = app->cases;
    return app->cases ? SLV_OK
                      : slv_fail(err, SLV_ERR_UNAVAILABLE,
                                 "Cases cannot be read at the moment");
}

enum slv_status api_limit(const struct request *request, size_t *out,
                          struct slv_error *err)
{
    int64_t limit;

    if (!request_param_int(request, "limit", 1, API_LIMIT_MAX,
                           API_LIMIT_DEFAULT, &limit))
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter limit must be a whole number from 1 to "
                        "%d",
                        API_LIMIT_MAX);
    *out = (size_t) limit;
    return SLV_OK;
}

enum slv_status api_body(const struct request *request,
                         const struct json_field *fields, size_t count,
                         void *out, struct slv_error *err)
{
    struct str type = request->headers.content_type;

    /* A form of another site can post, but not with this type. */
    if (!str_equal_nocase(str_trim(str_take_until(&type, ';')),
                          STR("application/json")))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The body must be of type application/json");
    return api_told(
        json_read(request->body, fields, count, out, request->arena, err), err);
}

static bool is_shown(const struct request *request,
                     const struct case_record *record)
{
    return !api_is_customer(request) ||
           (request->user->customer.len > 0 &&
            str_equal(record->customer, request->user->customer));
}

enum slv_status api_case(struct app *app, const struct request *request,
                         struct case_record *out, struct slv_error *err)
{
    struct str number = request_capture(request, "number");
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    *out = (struct case_record){.change = 0};
    if (status == SLV_OK)
        status = case_store_find_case(store, number, request->arena, out, err);
    if (status == SLV_ERR_NOT_FOUND ||
        (status == SLV_OK && !is_shown(request, out)))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no case %.*s",
                        STR_ARG(str_first(number, 100)));
    return status;
}

/* --- changes --- */

bool api_repeat(const struct request *request, struct case_repeat *out)
{
    struct hash_stream *stream;
    char digest[HASH_HEX_BYTES];

    out->key = str_trim(request->headers.idempotency_key);
    if (out->key.len == 0)
        return false;
    stream = hash_stream_new();
    hash_stream_add(stream, str_from(method_name(request->method)));
    hash_stream_add(stream, STR(" "));
    hash_stream_add(stream, request->path);
    hash_stream_add(stream, STR("\n"));
    hash_stream_add(stream, request->body);
    hash_format(hash_stream_digest(stream), digest);
    hash_stream_free(stream);
    out->digest = arena_str(request->arena, str_from(digest));
    return true;
}

struct api_match api_if_match(const struct request *request)
{
    struct str tag = str_trim(request->headers.if_match);
    struct api_match out = {.is_given = tag.len > 0};
    unsigned long long change;

    if (!out.is_given || str_equal(tag, STR("*")))
        return out;
    if (str_has_prefix(tag, STR("W/")))
        tag = str_from_offset(tag, 2);
    out.change = -1; /* no case has it */
    if (tag.len > 2 && tag.ptr[0] == '"' && tag.ptr[tag.len - 1] == '"' &&
        str_to_uint((struct str){tag.ptr + 1, tag.len - 2}, &change) &&
        change > 0 && change < INT64_MAX)
        out.change = (int64_t) change;
    return out;
}

enum slv_status api_answer(struct app *app, const struct request *request,
                           int http_status, const char *sentence,
                           const char *hint, struct response *response)
{
    struct slv_error refused;

    (void) slv_fail(&refused, SLV_ERR_CONFLICT, "%s", sentence);
    slv_hint(&refused, "%s", hint);
    problem_respond(app, request, http_status, &refused, response);
    return SLV_OK;
}

enum slv_status api_told(enum slv_status status, struct slv_error *err)
{
    if (status != SLV_OK && err && err->text[0] >= 'a' && err->text[0] <= 'z')
        err->text[0] = (char) (err->text[0] - 'a' + 'A');
    return status;
}

enum slv_status api_changed(struct app *app, const struct request *request,
                            struct api_match match, enum slv_status status,
                            int http_status, struct response *response,
                            struct slv_error *err)
{
    struct case_record record;

    if (status == SLV_ERR_CONFLICT && match.change != 0 &&
        api_case(app, request, &record, NULL) == SLV_OK &&
        record.change != match.change)
        return api_answer(app, request, 412,
                          "The case was changed since you read it",
                          "Read it again, and send your change with the ETag "
                          "that it has now.",
                          response);
    if (status == SLV_OK)
        status = api_case(app, request, &record, err);
    if (status == SLV_OK)
        status = api_write_case(request, &record, response, err);
    if (status == SLV_OK)
        response->status = http_status;
    return api_told(status, err);
}

/* --- JSON --- */

void api_set_etag(const struct request *request, int64_t change,
                  struct response *response)
{
    response_header(
        response, "ETag",
        arena_format(request->arena, "\"%lld\"", (long long) change),
        request->arena);
}

void api_write_time(struct json_writer *json, const char *key, int64_t unix_s)
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

void api_write_case_head(struct json_writer *json,
                         const struct request *request,
                         const struct case_record *record)
{
    json_key_string(json, "number", record->number);
    json_key_string(json, "subject", record->subject);
    json_key_string(json, "state", str_from(case_state_word(record->state)));
    json_key_string(json, "customer", record->customer);
    json_key_string(json, "contact", record->contact);
    json_key_string(json, "product", record->product);
    json_key_string(json, "product_version", record->product_version);
    json_key_string(json, "environment", record->environment);
    json_key_string(json, "merged_into", record->merged_into);
    json_key(json, "severity");
    if (record->severity > 0)
        json_int(json, record->severity);
    else
        json_null(json);
    api_write_time(json, "opened", record->opened_unix_s);
    api_write_time(json, "closed", record->closed_unix_s);
    json_key_int(json, "reopened_count", record->reopened_count);
    json_key_int(json, "change", record->change);
    if (api_is_customer(request))
        return;
    json_key_string(json, "agent", record->agent);
    json_key(json, "outcome");
    if (record->outcome != CASE_OUTCOME_UNSAID)
        json_string(json, str_from(case_outcome_word(record->outcome)));
    else
        json_null(json);
    json_key_string(json, "reason", record->reason);
    json_key_string(json, "documenter", record->documenter);
    json_key_string(json, "fixer", record->fixer);
    json_key_string(json, "fix_id", record->fix_id);
    json_key_string(json, "fixed_in", record->fixed_in);
    json_key_bool(json, "handled_outside", record->is_outside);
    json_key_bool(json, "reached_executives", record->is_executive);
}

static void write_uses(struct json_writer *json,
                       const struct case_message *message)
{
    json_key(json, "replies");
    json_array_begin(json);
    for (size_t i = 0; i < message->use_count; i++) {
        const struct case_reply_use *use = &message->uses[i];

        json_object_begin(json);
        json_key_string(json, "article", use->article_id);
        json_key_int(json, "words", use->word_count);
        json_key_int(json, "kept", use->kept_count);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_messages(struct json_writer *json,
                           const struct request *request,
                           const struct case_record *record)
{
    json_key(json, "messages");
    json_array_begin(json);
    for (size_t i = 0; i < record->message_count; i++) {
        const struct case_message *message = &record->messages[i];

        if (message->author == CASE_BY_NOTE && api_is_customer(request))
            continue;
        json_object_begin(json);
        json_key_string(json, "author",
                        str_from(case_author_word(message->author)));
        json_key_string(json, "author_name", message->author_name);
        json_key_string(json, "text", message->text);
        api_write_time(json, "created", message->created_unix_s);
        if (message->use_count > 0 && !api_is_customer(request))
            write_uses(json, message);
        json_object_end(json);
    }
    json_array_end(json);
}

static bool is_link_shown(const struct request *request,
                          struct slv_reader *reader,
                          const struct case_link *link)
{
    struct slv_article article;

    return !api_is_customer(request) ||
           (link->kind == CASE_LINK_RESOLVED &&
            article_find(reader, link->article_id, request->arena, &article,
                         NULL) == SLV_OK);
}

static void write_links(struct json_writer *json, const struct request *request,
                        struct slv_reader *reader,
                        const struct case_record *record)
{
    json_key(json, "links");
    json_array_begin(json);
    for (size_t i = 0; i < record->link_count; i++) {
        const struct case_link *link = &record->links[i];

        if (!is_link_shown(request, reader, link))
            continue;
        json_object_begin(json);
        json_key_string(json, "article", link->article_id);
        json_key_string(json, "kind",
                        str_from(case_link_kind_word(link->kind)));
        api_write_time(json, "created", link->created_unix_s);
        if (!api_is_customer(request)) {
            json_key_string(json, "comment", link->comment);
            json_key_string(json, "who", link->who);
            json_key_int(json, "reopened_count", link->reopened_count);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

enum slv_status api_write_case(const struct request *request,
                               const struct case_record *record,
                               struct response *response, struct slv_error *err)
{
    struct slv_reader *reader = NULL;
    struct json_writer json;

    if (api_is_customer(request) && record->link_count > 0) {
        enum slv_status status = request_reader(request, &reader, err);

        if (status != SLV_OK)
            return status;
    }
    json_begin(&json, &response->body);
    json_object_begin(&json);
    api_write_case_head(&json, request, record);
    write_messages(&json, request, record);
    write_links(&json, request, reader, record);
    json_object_end(&json);
    json_end(&json);
    api_set_etag(request, record->change, response);
    return SLV_OK;
}

void api_write_case_links(const struct request *request,
                          const struct case_record *record,
                          struct response *response)
{
    struct json_writer json;

    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "number", record->number);
    json_key_int(&json, "change", record->change);
    write_links(&json, request, NULL, record);
    json_object_end(&json);
    json_end(&json);
    api_set_etag(request, record->change, response);
}

void api_write_time_entry(struct json_writer *json,
                          const struct case_time *entry)
{
    json_object_begin(json);
    json_key_string(json, "key", entry->key);
    json_key_string(json, "case", entry->case_number);
    json_key_string(json, "agent", entry->agent);
    json_key_int(json, "minutes", entry->minutes);
    json_key_string(json, "worked_on", entry->worked_on);
    json_key_string(json, "note", entry->note);
    json_object_end(json);
}
