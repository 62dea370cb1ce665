/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/article-source/{id}: the text of an article's file, read, made,
 * changed, and brought to another state. /api/v1/article-check/{id}: what would
 * come of a text, and nothing is saved.
 */
#include "server/api/article_source.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/api/api_tag.h"
#include "server/api/case_api.h"
#include "server/article_links.h"
#include "server/article_text.h"
#include "server/problem.h"
#include "server/router.h"
#include "text/json_write.h"

enum { WORD_BYTES = 40 };

enum slv_status api_source_get(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct api_source source;
    enum slv_status status = api_source_find(app, request, false, &source, err);

    if (status == SLV_OK)
        api_source_give(app, request, &source, response);
    return api_told(status, err);
}

/* A body that cannot be read is told with its line. */
static enum slv_status told_with_line(struct app *app,
                                      const struct request *request,
                                      enum slv_status status,
                                      const struct slv_error *err,
                                      struct response *response)
{
    if (status != SLV_ERR_INPUT || !err->line)
        return status;
    api_source_problem(app, request, err, response);
    return SLV_OK;
}

enum slv_status api_source_put(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct article_wish wish = {.needs_front_matter = true};
    struct api_source source;
    enum slv_status status = api_source_find(app, request, true, &source, err);

    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, source.file.digest))
        return api_source_refuse(app, request, &source.file, response);
    if (source.is_there && str_trim(request->headers.if_match).len == 0)
        return api_need_match(app, request, "an article that is there",
                              response);
    status = api_source_body(request, &wish.text, &wish.reason, err);
    if (status != SLV_OK)
        return told_with_line(app, request, status, err, response);
    wish.path = source.path;
    wish.is_new = !source.is_there;
    wish.digest = source.file.digest;
    wish.is_anyhow = wish.reason.len > 0;
    return api_source_save(app, request, &wish, source.name, response, err);
}

/* --- states and schedules --- */

struct change {
    struct str state;
    struct str publish_on;
    struct str unpublish_on;
    struct str reason;
};

static const struct json_field change_fields[] = {
    JSON_FIELD(struct change, state, JSON_READ_STRING, false, WORD_BYTES),
    JSON_FIELD(struct change, publish_on, JSON_READ_STRING, false, WORD_BYTES),
    JSON_FIELD(struct change, unpublish_on, JSON_READ_STRING, false,
               WORD_BYTES),
    JSON_FIELD(struct change, reason, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

static enum slv_status read_change(const struct request *request,
                                   struct article_wish *wish,
                                   struct slv_error *err)
{
    struct change said = {.state = {NULL, 0}};
    enum slv_status status =
        api_body(request, change_fields, ARRAY_LEN(change_fields), &said, err);

    if (status != SLV_OK)
        return status;
    wish->has_state = said.state.ptr != NULL;
    if (wish->has_state && !slv_state_parse(said.state, &wish->state))
        return slv_fail(err, SLV_ERR_INPUT,
                        "state must be draft, reviewed, published or archived");
    if (!wish->has_state && !said.publish_on.ptr && !said.unpublish_on.ptr)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say what is to change: state, publish_on or "
                        "unpublish_on");
    wish->publish_on = said.publish_on;
    wish->unpublish_on = said.unpublish_on;
    wish->reason = str_trim(said.reason);
    wish->is_anyhow = wish->reason.len > 0;
    return SLV_OK;
}

enum slv_status api_source_patch(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct article_wish wish = {.needs_front_matter = true};
    struct api_source source;
    enum slv_status status = api_source_find(app, request, false, &source, err);

    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, source.file.digest))
        return api_source_refuse(app, request, &source.file, response);
    status = read_change(request, &wish, err);
    if (status != SLV_OK)
        return status;
    wish.path = source.path;
    wish.text = source.file.text;
    wish.digest = source.file.digest;
    return api_source_save(app, request, &wish, source.name, response, err);
}

/* --- looking before saving --- */

enum slv_status api_article_check_post(struct app *app,
                                       const struct request *request,
                                       struct response *response,
                                       struct slv_error *err)
{
    struct article_draft draft;
    struct diagnostics ignored;
    struct api_source source;
    struct slv_reader *reader = NULL;
    struct json_writer json;
    struct str text;
    struct str reason;
    enum slv_status status = api_source_find(app, request, true, &source, err);

    if (status != SLV_OK)
        return api_told(status, err);
    status = api_source_body(request, &text, &reason, err);
    if (status != SLV_OK)
        return told_with_line(app, request, status, err, response);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    api_source_write(&json, app, request, source.path, text, false);
    article_text_read(app, source.path, text, request->arena, &draft, &ignored);
    if (text.len <= ARTICLE_TEXT_LOOKED_AT_BYTES &&
        request_reader(request, &reader, NULL) == SLV_OK)
        json_key_string(
            &json, "html",
            article_html(app, request, reader, &draft.article, true).html);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
