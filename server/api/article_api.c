/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/articles/{id}: one article with its metadata, its sections, its
 * HTML and its Markdown. GET /api/v1/related/{id}: those that are like it.
 */
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"
#include "server/article_links.h"
#include "server/router.h"
#include "text/json_write.h"
#include "text/uri.h"

enum { URL_BYTES_MAX = 16 * 1024, RELATED_MAX = 20, RELATED_DEFAULT = 5 };

static void write_url(struct json_writer *json, const struct app *app,
                      struct str id, struct str anchor)
{
    struct strbuf url;

    strbuf_init(&url, URL_BYTES_MAX);
    article_url_absolute(app, &url, id, anchor);
    json_key_string(json, "url", strbuf_str(&url));
    strbuf_release(&url);
}

static void write_date(struct json_writer *json, const char *key,
                       int64_t unix_s)
{
    char date[CLOCK_DATE_BYTES];

    json_key(json, key);
    if (unix_s == 0) {
        json_null(json);
        return;
    }
    clock_format_date(unix_s, date);
    json_string(json, str_from(date));
}

static void write_metadata(struct json_writer *json, const struct app *app,
                           const struct slv_article *article)
{
    char updated[CLOCK_ISO_BYTES];

    json_key_string(json, "id", article->id);
    json_key_string(json, "title", article->title);
    write_url(json, app, article->id, STR(""));
    json_key_string(json, "path", article->path);
    json_key_string(json, "language", article->language);
    json_key_string(json, "state", str_from(slv_state_name(article->state)));
    json_key_string(json, "owner", article->owner);
    json_key_strings(json, "products", &article->products);
    json_key_strings(json, "versions", &article->versions);
    json_key_strings(json, "platforms", &article->platforms);
    json_key_strings(json, "tags", &article->tags);
    json_key_strings(json, "keywords", &article->keywords);
    json_key_strings(json, "errors", &article->errors);
    json_key_string(json, "fixed_in", article->fixed_in);
    json_key_strings(json, "replaces", &article->replaces);
    write_date(json, "published_on", article->published_on_unix_s);
    write_date(json, "publish_on", article->publish_on_unix_s);
    write_date(json, "unpublish_on", article->unpublish_on_unix_s);
    write_date(json, "reviewed", article->reviewed_unix_s);
    write_date(json, "review_after", article->review_after_unix_s);
    clock_format_iso(article->updated_unix_s, updated);
    json_key_string(json, "updated", str_from(updated));
}

static void write_sections(struct json_writer *json, const struct app *app,
                           const struct slv_article *article)
{
    json_key(json, "sections");
    json_array_begin(json);
    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];
        const char *role = slv_role_name(section->role);

        if (section->level == 0)
            continue; /* what stands before the first heading has no address */
        json_object_begin(json);
        json_key_string(json, "title", section->title);
        json_key_string(json, "anchor", section->anchor);
        json_key_int(json, "level", section->level);
        json_key(json, "role");
        if (role[0])
            json_string(json, str_from(role));
        else
            json_null(json);
        write_url(json, app, article->id, section->anchor);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_files(struct json_writer *json, const struct app *app,
                        const struct slv_article *article)
{
    json_key(json, "attachments");
    json_array_begin(json);
    for (size_t i = 0; i < article->attachment_count; i++) {
        const struct slv_attachment *file = &article->attachments[i];
        struct strbuf url;

        strbuf_init(&url, URL_BYTES_MAX);
        strbuf_add_str(&url, app->base_url);
        article_file_url(&url, article, file);
        json_object_begin(json);
        json_key_string(json, "name", file->name);
        json_key_string(json, "type",
                        str_from(attachment_media_type(file->name)));
        json_key_int(json, "bytes", (int64_t) file->size_bytes);
        json_key_string(json, "sha256", file->sha256);
        json_key_string(json, "url", strbuf_str(&url));
        json_object_end(json);
        strbuf_release(&url);
    }
    json_array_end(json);
}

/* A former id leads on to the article that replaced it. */
static enum slv_status lead_on(const struct request *request, struct str id,
                               struct slv_reader *reader, const char *prefix,
                               struct response *response)
{
    struct str successor;
    struct str limit;
    struct strbuf url;

    if (slv_article_find_replaced(reader, id, request->arena, &successor,
                                  NULL) != SLV_OK)
        return SLV_ERR_NOT_FOUND;
    strbuf_init(&url, URL_BYTES_MAX);
    strbuf_add_cstr(&url, prefix);
    uri_encode_path(&url, successor);
    limit = request_param(request, "limit"); /* a number that was checked */
    if (limit.len > 0)
        strbuf_add_format(&url, "?limit=%.*s", STR_ARG(limit));
    response_redirect(response, 308, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}

enum slv_status api_article_get(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    struct str id = request_capture(request, "id");
    struct slv_reader *reader;
    struct slv_article article;
    struct json_writer json;
    enum slv_status status = request_reader(request, &reader, err);

    if (status != SLV_OK)
        return status;
    status = article_get(reader, id, request->arena, &article, err);
    if (status == SLV_ERR_NOT_FOUND)
        return lead_on(request, id, reader, "/api/v1/articles/", response);
    if (status != SLV_OK)
        return status;
    response->last_modified_unix_s = article.updated_unix_s;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    write_metadata(&json, app, &article);
    write_sections(&json, app, &article);
    write_files(&json, app, &article);
    json_key_string(&json, "html",
                    article_html(app, request, reader, &article, true).html);
    json_key_string(&json, "markdown", article.markdown);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

static void write_related(struct json_writer *json, const struct app *app,
                          const struct slv_article *article)
{
    json_object_begin(json);
    json_key_string(json, "id", article->id);
    json_key_string(json, "title", article->title);
    write_url(json, app, article->id, STR(""));
    json_key_string(json, "language", article->language);
    json_key_strings(json, "products", &article->products);
    json_key_strings(json, "versions", &article->versions);
    json_object_end(json);
}

enum slv_status api_related_get(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    struct str id = request_capture(request, "id");
    struct slv_reader *reader;
    struct slv_article *related = NULL;
    struct json_writer json;
    size_t count = 0;
    int64_t limit;
    enum slv_status status;

    if (!request_param_int(request, "limit", 1, RELATED_MAX, RELATED_DEFAULT,
                           &limit))
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter limit must be a whole number from 1 to "
                        "%d",
                        RELATED_MAX);
    status = request_reader(request, &reader, err);
    if (status == SLV_OK)
        status = slv_article_related(reader, id, (size_t) limit, request->arena,
                                     &related, &count, err);
    if (status == SLV_ERR_NOT_FOUND)
        status = lead_on(request, id, reader, "/api/v1/related/", response);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, status, "There is no such article");
    if (status != SLV_OK || response->status != 200)
        return status;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "id", id);
    json_key(&json, "articles");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        write_related(&json, app, &related[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
