/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST /api/v1/feedback: {"article", "helpful", "comment"} as JSON. What is
 * checked and kept is server/feedback.c's, shared with the form on the page.
 */
#include "server/feedback.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/router.h"
#include "text/json_read.h"
#include "text/json_write.h"

struct entry {
    struct str article;
    bool helpful;
    struct str comment;
};

static const struct json_field entry_fields[] = {
    JSON_FIELD(struct entry, article, JSON_READ_STRING, true,
               BOUND_ARTICLE_ID_BYTES),
    JSON_FIELD(struct entry, helpful, JSON_READ_BOOL, true, 0),
    JSON_FIELD(struct entry, comment, JSON_READ_STRING, false,
               BOUND_FEEDBACK_COMMENT_BYTES),
};

static bool is_json(struct str content_type)
{
    return str_equal_nocase(str_trim(str_take_until(&content_type, ';')),
                            STR("application/json"));
}

enum slv_status api_feedback_post(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct entry entry = {.helpful = false};
    struct json_writer json;
    enum slv_status status;

    /* A form of another site can post, but not with this type. */
    if (!is_json(request->headers.content_type))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The body must be of type application/json");
    status = json_read(request->body, entry_fields, ARRAY_LEN(entry_fields),
                       &entry, request->arena, err);
    if (status == SLV_OK)
        status = feedback_keep(app, request, entry.article, entry.helpful,
                               entry.comment, STR(""), err);
    if (status != SLV_OK)
        return status;
    response->status = 201;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "article", entry.article);
    json_key_bool(&json, "helpful", entry.helpful);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
