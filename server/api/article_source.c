/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files of articles in answers of the API. See article_source.h.
 */
#include "server/api/article_source.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/api/case_api.h"
#include "server/article_text.h"
#include "server/finish.h"
#include "server/problem.h"
#include "text/json_write.h"
#include "text/uri.h"
#include "text/utf8.h"

/* --- what is asked --- */

enum slv_status api_source_find(struct app *app, const struct request *request,
                                bool may_be_new, struct api_source *out,
                                struct slv_error *err)
{
    enum slv_status status;

    *out = (struct api_source){.name = request_capture(request, "id")};
    if (!request_may(request, RIGHT_ARTICLES_INTERNAL))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "The texts of articles need the right "
                        "articles:internal too");
    status = article_save_find(app, request, out->name, &out->path, err);
    if (status == SLV_ERR_NOT_FOUND && may_be_new) {
        status = article_save_check_name(request, out->name, err);
        out->path = arena_format(request->arena, "%.*s.md", STR_ARG(out->name));
    }
    if (status == SLV_OK)
        status =
            article_files_read(app, out->path, request->arena, &out->file, err);
    out->is_there = out->file.digest.len > 0;
    if (status == SLV_OK && !out->is_there && !may_be_new)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "The file of this article is not there any more");
    return status;
}

static int line_of(struct str text, size_t at)
{
    int line = 1;

    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static enum slv_status check_bytes(struct str text, struct arena *arena,
                                   struct slv_error *err)
{
    size_t nul = str_find_char(text, '\0');
    int line = 0;

    if (nul < text.len) {
        line = line_of(text, nul);
        (void) slv_fail(err, SLV_ERR_INPUT, "Line %d of the text has a NUL",
                        line);
    } else if (!utf8_is_valid(text)) {
        (void) utf8_repair(text, arena, &line);
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "Line %d of the text is not valid UTF-8", line);
    }
    if (line && err)
        err->line = line;
    return line ? SLV_ERR_INPUT : SLV_OK;
}

struct sent {
    struct str text;
    struct str reason;
};

static const struct json_field sent_fields[] = {
    JSON_FIELD(struct sent, text, JSON_READ_STRING, true,
               ARTICLE_FILES_BYTES_MAX),
    JSON_FIELD(struct sent, reason, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

static bool is_markdown(const struct request *request)
{
    struct str type = request->headers.content_type;

    return str_equal_nocase(str_trim(str_take_until(&type, ';')),
                            STR("text/markdown"));
}

enum slv_status api_source_body(const struct request *request, struct str *text,
                                struct str *reason, struct slv_error *err)
{
    struct sent sent = {.reason = request_param(request, "reason")};
    enum slv_status status = SLV_OK;

    if (is_markdown(request))
        sent.text = request->body;
    else
        status =
            api_body(request, sent_fields, ARRAY_LEN(sent_fields), &sent, err);
    if (status == SLV_OK && (sent.text.len > ARTICLE_FILES_BYTES_MAX ||
                             sent.reason.len > BOUND_CASE_NOTE_BYTES))
        status = slv_fail(err, SLV_ERR_TOO_BIG,
                          sent.text.len > ARTICLE_FILES_BYTES_MAX
                              ? "The text is longer than %d bytes"
                              : "The reason is longer than %d bytes",
                          sent.text.len > ARTICLE_FILES_BYTES_MAX
                              ? ARTICLE_FILES_BYTES_MAX
                              : BOUND_CASE_NOTE_BYTES);
    if (status == SLV_OK)
        status = check_bytes(sent.text, request->arena, err);
    if (status != SLV_OK)
        return status;
    *text = article_text_plain(sent.text, request->arena);
    *reason = str_trim(utf8_repair(sent.reason, request->arena, NULL));
    return SLV_OK;
}

/* --- JSON --- */

static void write_findings(struct json_writer *json,
                           const struct diagnostics *findings)
{
    json_key(json, "findings");
    json_array_begin(json);
    for (size_t i = 0; i < findings->count; i++) {
        const struct slv_diagnostic *item = &findings->items[i];

        json_object_begin(json);
        json_key_string(json, "rule", str_from(item->rule));
        json_key_string(json, "severity",
                        str_from(slv_severity_name(item->severity)));
        json_key(json, "line");
        if (item->line)
            json_int(json, item->line);
        else
            json_null(json);
        json_key_string(json, "message", item->message);
        json_object_end(json);
    }
    json_array_end(json);
}

void api_source_write(struct json_writer *json, struct app *app,
                      const struct request *request, struct str path,
                      struct str text, bool with_text)
{
    struct article_draft draft;
    struct diagnostics findings;
    const struct slv_article *article = &draft.article;

    article_text_read(app, path, text, request->arena, &draft, &findings);
    article_text_check(app, &draft, text.len, request->arena, &findings);
    json_key_string(json, "id", article->id);
    json_key_string(json, "path", path);
    json_key_string(json, "title", article->title);
    json_key_string(json, "state", str_from(slv_state_name(article->state)));
    json_key_string(json, "access", str_from(slv_access_name(article->access)));
    api_write_time(json, "publish_on", article->publish_on_unix_s);
    api_write_time(json, "unpublish_on", article->unpublish_on_unix_s);
    if (with_text)
        json_key_string(json, "text", utf8_repair(text, request->arena, NULL));
    write_findings(json, &findings);
}

void api_losses_write(struct json_writer *json, const struct hold_loss *losses,
                      size_t count)
{
    json_key(json, "lost");
    json_array_begin(json);
    for (size_t i = 0; i < count && i < HOLD_LOSSES_MAX; i++) {
        const struct hold_loss *loss = &losses[i];

        json_object_begin(json);
        json_key_string(json, "source", loss->source);
        json_key_string(json, "query", loss->query);
        json_key_string(json, "case", loss->case_number);
        json_key_int(json, "times", (int64_t) loss->times);
        json_key_int(json, "rank", (int64_t) loss->rank_before);
        json_object_end(json);
    }
    json_array_end(json);
}

/* --- answers --- */

static void set_tag(const struct request *request, struct str digest,
                    struct response *response)
{
    response_header(response, "ETag",
                    arena_format(request->arena, "\"%.*s\"", STR_ARG(digest)),
                    request->arena);
}

void api_source_give(struct app *app, const struct request *request,
                     const struct api_source *source, struct response *response)
{
    struct json_writer json;

    if (request->method == METHOD_GET &&
        finish_etag_matches(request->headers.if_none_match,
                            source->file.digest)) {
        response->status = 304;
    } else {
        json_begin(&json, &response->body);
        json_object_begin(&json);
        api_source_write(&json, app, request, source->path, source->file.text,
                         true);
        json_object_end(&json);
        json_end(&json);
    }
    set_tag(request, source->file.digest, response);
}

enum slv_status api_source_refuse(struct app *app,
                                  const struct request *request,
                                  const struct article_file *file,
                                  struct response *response)
{
    (void) api_answer(
        app, request, 412,
        file->digest.len
            ? "The file of this article is not as If-Match or If-None-Match "
              "says; nothing was saved"
            : "There is no file of this article; nothing was saved",
        file->digest.len
            ? "Read it again, and send your change with the ETag that it has "
              "now."
            : "Send it without If-Match to make it.",
        response);
    if (file->digest.len)
        set_tag(request, file->digest, response);
    return SLV_OK;
}

/* What a problem says beside its sentence. */
struct trouble {
    const struct article_saved *saved;
    int line;
};

static void write_trouble(struct json_writer *json, const void *context)
{
    const struct trouble *trouble = context;

    if (trouble->line)
        json_key_int(json, "line", trouble->line);
    if (trouble->saved && trouble->saved->loss_count)
        api_losses_write(json, trouble->saved->losses,
                         trouble->saved->loss_count);
}

void api_source_problem(struct app *app, const struct request *request,
                        const struct slv_error *err, struct response *response)
{
    const struct trouble trouble = {NULL, err->line};

    problem_respond_more(app, request, slv_status_http(err->status), err,
                         write_trouble, &trouble, response);
}

enum slv_status api_source_save(struct app *app, const struct request *request,
                                const struct article_wish *wish,
                                struct str name, struct response *response,
                                struct slv_error *err)
{
    struct article_saved saved;
    struct slv_error own = {.status = SLV_OK};
    enum slv_status status = article_save(app, request, wish, &saved, &own);
    const struct trouble trouble = {&saved, own.line};
    struct strbuf url;

    if (status == SLV_ERR_CONFLICT &&
        !str_equal(saved.file.digest, wish->digest))
        return api_source_refuse(app, request, &saved.file, response);
    if (status == SLV_ERR_CONFLICT && saved.loss_count)
        slv_hint(&own, "Put their words back, or send why it is published all "
                       "the same as reason.");
    if (status == SLV_ERR_CONFLICT || status == SLV_ERR_INPUT) {
        problem_respond_more(app, request, slv_status_http(status), &own,
                             write_trouble, &trouble, response);
        return SLV_OK;
    }
    if (status != SLV_OK) {
        *err = own;
        return api_told(status, err);
    }
    api_source_give(app, request,
                    &(const struct api_source){.path = wish->path,
                                               .file = saved.file,
                                               .is_there = true},
                    response);
    if (!wish->is_new)
        return SLV_OK;
    response->status = 201;
    strbuf_init(&url, RESPONSE_BODY_MAX);
    strbuf_add_cstr(&url, "/api/v1/article-source/");
    uri_encode_path(&url, name);
    response_header(response, "Location", strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}
