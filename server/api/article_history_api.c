/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/article-history/{id}: who did what to an article and when, also who set
 * which state. /api/v1/article-versions/{version}/{id}: what it was, how it
 * differs from now, and back to it.
 */
#include "server/api/article_source.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/api/api_tag.h"
#include "server/api/case_api.h"
#include "server/article_history.h"
#include "server/article_text.h"
#include "server/router.h"
#include "text/json_write.h"
#include "text/unified_diff.h"
#include "text/utf8.h"

static struct article_names names_of(const struct app *app,
                                     const struct request *request,
                                     const struct api_source *source)
{
    struct article_draft draft;
    struct diagnostics ignored;

    article_text_read(app, source->path, source->file.text, request->arena,
                      &draft, &ignored);
    return (struct article_names){source->path, draft.article.id, source->name,
                                  draft.article.replaces};
}

static void write_event(struct json_writer *json,
                        const struct article_history *history,
                        const struct article_event *event)
{
    const struct article_allowance *allowance =
        article_history_allowance(history, event);

    json_object_begin(json);
    api_write_time(json, "at", event->at_unix_s);
    json_key_string(json, "actor",
                    event->action == ARTICLE_FOUND ? STR("") : event->actor);
    json_key_string(json, "action",
                    str_from(article_action_word(event->action)));
    json_key_string(json, "version", event->digest);
    if (allowance) {
        json_key_string(json, "reason", allowance->reason);
        json_key_int(json, "lost", (int64_t) allowance->lost);
    }
    json_object_end(json);
}

static void write_commit(struct json_writer *json,
                         const struct git_commit *commit)
{
    json_object_begin(json);
    api_write_time(json, "at", commit->at_unix_s);
    json_key_string(json, "author", commit->author);
    json_key_string(json, "subject", commit->subject);
    json_key_string(json, "version", commit->id);
    json_key_string(json, "path", commit->path);
    json_object_end(json);
}

enum slv_status api_article_history_get(struct app *app,
                                        const struct request *request,
                                        struct response *response,
                                        struct slv_error *err)
{
    struct article_history history;
    struct article_names names;
    struct api_source source;
    struct json_writer json;
    enum slv_status status = api_source_find(app, request, false, &source, err);

    if (status != SLV_OK)
        return api_told(status, err);
    names = names_of(app, request, &source);
    article_history_list(app, &names, true, request->arena, &history);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "id", names.id);
    json_key_string(&json, "version", source.file.digest);
    json_key(&json, "events");
    json_array_begin(&json);
    for (size_t i = 0; i < history.event_count; i++)
        write_event(&json, &history, &history.events[i]);
    json_array_end(&json);
    json_key(&json, "commits");
    json_array_begin(&json);
    for (size_t i = 0; i < history.commit_count; i++)
        write_commit(&json, &history.commits[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

/* The text that "{version}" names. */
static enum slv_status find_version(struct app *app,
                                    const struct request *request,
                                    const struct api_source *source,
                                    struct str *text, struct slv_error *err)
{
    const struct article_names names = names_of(app, request, source);
    struct str version = request_capture(request, "version");

    if (!article_history_text(app, &names, version, request->arena, text))
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "This version of the article is not kept");
    *text = utf8_repair(*text, request->arena, NULL);
    return SLV_OK;
}

enum slv_status api_article_version_get(struct app *app,
                                        const struct request *request,
                                        struct response *response,
                                        struct slv_error *err)
{
    struct api_source source;
    struct json_writer json;
    struct str text;
    enum slv_status status = api_source_find(app, request, false, &source, err);

    if (status == SLV_OK)
        status = find_version(app, request, &source, &text, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "version", request_capture(request, "version"));
    json_key_string(&json, "text", text);
    json_key_string(
        &json, "difference",
        unified_diff(text, utf8_repair(source.file.text, request->arena, NULL),
                     request->arena));
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

struct reason {
    struct str reason;
};

static const struct json_field reason_fields[] = {
    JSON_FIELD(struct reason, reason, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

enum slv_status api_article_version_post(struct app *app,
                                         const struct request *request,
                                         struct response *response,
                                         struct slv_error *err)
{
    struct article_wish wish = {.needs_front_matter = true};
    struct api_source source;
    struct reason sent = {STR("")};
    enum slv_status status = api_source_find(app, request, false, &source, err);

    if (status == SLV_OK)
        status = find_version(app, request, &source, &wish.text, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (str_trim(request->headers.if_match).len == 0)
        return api_need_match(app, request, "an article that is there",
                              response);
    if (api_is_refused(request, source.file.digest))
        return api_source_refuse(app, request, &source.file, response);
    if (request->body.len)
        status = api_body(request, reason_fields, ARRAY_LEN(reason_fields),
                          &sent, err);
    if (status != SLV_OK)
        return status;
    wish.path = source.path;
    wish.digest = source.file.digest;
    wish.reason = str_trim(sent.reason);
    wish.is_anyhow = wish.reason.len > 0;
    return api_source_save(app, request, &wish, source.name, response, err);
}
