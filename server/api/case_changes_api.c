/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happens to a case: messages, links to articles, closing and reopening.
 * Each answers with the case as it is then. If-Match is taken where it is sent.
 */
#include "server/api/case_api.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/canned.h"
#include "server/article_links.h"
#include "server/inserted.h"
#include "server/own_agent.h"
#include "server/router.h"
#include "store/case_find.h"
#include "store/severity_store.h"

/* --- messages --- */

struct message {
    struct str text;
    struct str author;
    struct str author_name;
    int64_t severity; /* 0: not said */
    struct str state; /* empty: not said */
    struct str_list inserted;
};

static const struct json_field message_fields[] = {
    JSON_FIELD(struct message, text, JSON_READ_STRING, true,
               BOUND_CASE_TEXT_BYTES),
    JSON_FIELD(struct message, author, JSON_READ_STRING, false, 20),
    JSON_FIELD(struct message, author_name, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct message, severity, JSON_READ_INT, false, 0),
    JSON_FIELD(struct message, state, JSON_READ_STRING, false, 20),
    JSON_FIELD(struct message, inserted, JSON_READ_STRINGS, false,
               BOUND_REPLY_USES),
};

/* Replies are for the customer: what others say uses none. */
static enum slv_status
read_inserted(struct app *app, const struct request *request,
              const struct case_record *record, const struct message *said,
              struct case_message *out, struct slv_error *err)
{
    if (said->inserted.count == 0)
        return SLV_OK;
    if (out->author != CASE_BY_AGENT)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Inserted replies come with an answer, not with what "
                        "others say");
    return inserted_measure(app, request, record, &said->inserted, true, out,
                            err);
}

/* What becomes of the case with an answer. */
static enum slv_status read_answer(const struct request *request,
                                   const struct message *said,
                                   struct case_answer *out,
                                   struct slv_error *err)
{
    out->state = CASE_OPEN;
    out->keeps_state = said->state.len == 0;
    if (out->message.author != CASE_BY_AGENT)
        return said->state.len == 0 && said->severity == 0
                   ? SLV_OK
                   : slv_fail(err, SLV_ERR_INPUT,
                              "Severity and state come with an answer, not "
                              "with what others say");
    if (!out->keeps_state && (!case_state_parse(said->state, &out->state) ||
                              out->state == CASE_CLOSED))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The state after an answer is open or waiting, not "
                        "\"%.*s\"",
                        STR_ARG(said->state));
    if (said->severity < 0 || said->severity > SEVERITY_COUNT_MAX)
        return slv_fail(err, SLV_ERR_INPUT,
                        "The severity is a number from 1, the most severe");
    out->severity = (int) said->severity;
    return canned_check_filled(out->message.text, request->arena, err);
}

/* Customers speak for themselves. Staff answers, writes notes, and writes down
 * what a caller said; who may not work on cases writes notes alone. */
static enum slv_status read_message(struct app *app,
                                    const struct request *request,
                                    const struct case_record *record,
                                    struct case_answer *answer,
                                    struct slv_error *err)
{
    struct message said = {.author = STR("agent")};
    struct case_message *out = &answer->message;
    enum slv_status status = api_body(request, message_fields,
                                      ARRAY_LEN(message_fields), &said, err);

    if (status != SLV_OK)
        return status;
    if (api_is_customer(request))
        said.author = STR("customer");
    *out = (struct case_message){
        .author_name = request->user->name,
        .text = said.text,
    };
    if (!case_author_parse(said.author, &out->author))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The author is agent, note or customer, not \"%.*s\"",
                        STR_ARG(said.author));
    if (out->author == CASE_BY_CUSTOMER && !api_is_customer(request))
        out->author_name = said.author_name;
    if (out->author != CASE_BY_NOTE && !api_is_customer(request) &&
        !request_may(request, RIGHT_CASES_WORK))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "%.*s may write notes on a case, and nothing else",
                        STR_ARG(request->user->login));
    status = read_answer(request, &said, answer, err);
    return status == SLV_OK
               ? read_inserted(app, request, record, &said, out, err)
               : status;
}

enum slv_status api_case_message_post(struct app *app,
                                      const struct request *request,
                                      struct response *response,
                                      struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    struct case_answer answer = {.severity = 0};
    struct case_repeat repeat;
    bool has_repeat = api_repeat(request, &repeat);
    struct case_actor actor;
    bool is_answered;
    enum slv_status status = api_need(
        app, request,
        API_RIGHT(CASES_WORK) | API_RIGHT(CASES_FIX) | API_RIGHT(CASES_OWN),
        response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_case(app, request, &record, err);
    if (status == SLV_OK)
        status = read_message(app, request, &record, &answer, err);
    if (status == SLV_OK && answer.message.author == CASE_BY_AGENT)
        status = own_agent_make(app, request, err);
    if (status != SLV_OK)
        return status;
    actor = api_actor(request);
    if (answer.message.author == CASE_BY_AGENT)
        status = case_store_answer_once(app->cases, record.number, match.change,
                                        &answer, has_repeat ? &repeat : NULL,
                                        &actor, err);
    else
        status = case_store_add_message_once(
            app->cases, record.number, match.change, &answer.message,
            has_repeat ? &repeat : NULL, &actor, err);
    return api_changed(app, request, match, status, 201, response, err);
}

/* --- links --- */

struct link {
    struct str article;
    struct str kind;
    struct str comment;
};

static const struct json_field link_fields[] = {
    JSON_FIELD(struct link, article, JSON_READ_STRING, true,
               BOUND_ARTICLE_ID_BYTES),
    JSON_FIELD(struct link, kind, JSON_READ_STRING, true, 20),
    JSON_FIELD(struct link, comment, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

enum slv_status api_case_links_get(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct case_record record;
    enum slv_status status = api_case(app, request, &record, err);

    if (status != SLV_OK)
        return status;
    api_write_case_links(request, &record, response);
    return SLV_OK;
}

static enum slv_status read_link(const struct request *request,
                                 struct case_link *out, struct slv_error *err)
{
    struct link wish = {.article = STR("")};
    struct slv_article article;
    struct slv_reader *reader;
    enum slv_status status =
        api_body(request, link_fields, ARRAY_LEN(link_fields), &wish, err);

    if (status != SLV_OK)
        return status;
    *out = (struct case_link){.comment = wish.comment};
    if (!case_link_kind_parse(wish.kind, &out->kind))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The kind of a link is resolved, tried or wrong, not "
                        "\"%.*s\"",
                        STR_ARG(wish.kind));
    status = request_reader(request, &reader, err);
    if (status == SLV_OK)
        status =
            article_find(reader, wish.article, request->arena, &article, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_INPUT, "There is no article \"%.*s\"",
                        STR_ARG(wish.article));
    out->article_id = article.id;
    return status;
}

enum slv_status api_case_link_put(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    struct case_actor actor;
    struct case_link link;
    enum slv_status status = api_case(app, request, &record, err);

    if (status == SLV_OK)
        status = read_link(request, &link, err);
    if (status != SLV_OK)
        return status;
    actor = api_actor(request);
    status = case_store_set_link(app->cases, record.number, match.change, &link,
                                 &actor, err);
    return api_changed(app, request, match, status, 200, response, err);
}

enum slv_status api_case_link_delete(struct app *app,
                                     const struct request *request,
                                     struct response *response,
                                     struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    struct case_actor actor;
    enum slv_status status = api_case(app, request, &record, err);

    if (status != SLV_OK)
        return status;
    actor = api_actor(request);
    status =
        case_store_remove_link(app->cases, record.number, match.change,
                               request_capture(request, "id"), &actor, err);
    return api_changed(app, request, match, status, 200, response, err);
}

/* --- how it ends --- */

struct closing {
    struct str outcome;
    struct str reason;
};

static const struct json_field closing_fields[] = {
    JSON_FIELD(struct closing, outcome, JSON_READ_STRING, true, 20),
    JSON_FIELD(struct closing, reason, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

enum slv_status api_case_close_post(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct closing wish = {.reason = STR("")};
    struct case_record record;
    struct case_actor actor;
    enum case_outcome outcome;
    enum slv_status status = api_case(app, request, &record, err);

    if (status == SLV_OK)
        status = api_body(request, closing_fields, ARRAY_LEN(closing_fields),
                          &wish, err);
    if (status != SLV_OK)
        return status;
    if (!case_outcome_parse(wish.outcome, &outcome))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The outcome is known, new or none, not \"%.*s\"",
                        STR_ARG(wish.outcome));
    actor = api_actor(request);
    status = case_store_close_case(app->cases, record.number, match.change,
                                   outcome, wish.reason, &actor, err);
    return api_changed(app, request, match, status, 200, response, err);
}

enum slv_status api_case_reopen_post(struct app *app,
                                     const struct request *request,
                                     struct response *response,
                                     struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    struct case_actor actor;
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(CASES_WORK) | API_RIGHT(CASES_OWN),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_case(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    actor = api_actor(request);
    status = case_store_reopen_case(app->cases, record.number, match.change,
                                    &actor, err);
    return api_changed(app, request, match, status, 200, response, err);
}
