/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where the links of an article lead. The files of articles are found through
 * the reader, so a link never tells of an article that its reader may not see.
 */
#include "server/article_links.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "text/markdown.h"
#include "text/uri.h"

enum { URL_BYTES_MAX = 16 * 1024 };

enum slv_status article_get(struct slv_reader *reader, struct str id,
                            struct arena *arena, struct slv_article *out,
                            struct slv_error *err)
{
    enum slv_status status = slv_article_get(reader, id, arena, out, err);

    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, status, "There is no such article");
    return status;
}

enum slv_status article_find(struct slv_reader *reader, struct str id,
                             struct arena *arena, struct slv_article *out,
                             struct slv_error *err)
{
    struct str successor;
    enum slv_status status = slv_article_get(reader, id, arena, out, NULL);

    if (status == SLV_ERR_NOT_FOUND &&
        slv_article_find_replaced(reader, id, arena, &successor, NULL) ==
            SLV_OK)
        id = successor;
    return status == SLV_OK ? status : article_get(reader, id, arena, out, err);
}

void article_url_searched(struct strbuf *out, struct str id, struct str query,
                          struct str anchor)
{
    strbuf_add_cstr(out, "/articles/");
    uri_encode_path(out, id);
    if (query.len > 0) {
        strbuf_add_cstr(out, "?q=");
        uri_encode(out, query);
    }
    if (anchor.len > 0) {
        strbuf_add_char(out, '#');
        uri_encode_path(out, anchor);
    }
}

void article_url(struct strbuf *out, struct str id, struct str anchor)
{
    article_url_searched(out, id, STR(""), anchor);
}

void article_url_absolute(const struct app *app, struct strbuf *out,
                          struct str id, struct str anchor)
{
    strbuf_add_str(out, app->base_url);
    article_url(out, id, anchor);
}

/* What one rendering knows. */
struct links {
    struct app *app;
    struct slv_reader *reader;
    const struct slv_article *article;
    struct strmap *found; /* paths of files to ids */
};

static const struct str no_link = {NULL, 0};

static struct str finish(struct strbuf *url, struct arena *arena)
{
    struct str copy =
        url->overflowed ? no_link : arena_str(arena, strbuf_str(url));

    strbuf_release(url);
    return copy;
}

static struct str image_target(const struct links *links, struct str target,
                               struct arena *arena)
{
    for (size_t i = 0; i < links->article->image_count; i++) {
        const struct slv_image *image = &links->article->images[i];
        struct strbuf url;

        if (!str_equal(image->target, target))
            continue;
        strbuf_init(&url, URL_BYTES_MAX);
        strbuf_add_cstr(&url, "/images/");
        uri_encode(&url, image->name);
        strbuf_add_char(&url, '/');
        uri_encode_path(&url, links->article->id);
        return finish(&url, arena);
    }
    return no_link;
}

void article_file_url(struct strbuf *out, const struct slv_article *article,
                      const struct slv_attachment *file)
{
    strbuf_add_cstr(out, "/files/");
    strbuf_add_str(out, file->sha256);
    strbuf_add_char(out, '/');
    uri_encode_path(out, article->id);
}

/* The file at this path, when the article attaches it. */
static struct str attached_target(const struct links *links, struct str path,
                                  struct arena *arena)
{
    for (size_t i = 0; i < links->article->attachment_count; i++) {
        const struct slv_attachment *file = &links->article->attachments[i];
        struct strbuf url;

        if (!str_equal(file->path, path))
            continue;
        strbuf_init(&url, URL_BYTES_MAX);
        article_file_url(&url, links->article, file);
        return finish(&url, arena);
    }
    return no_link;
}

/* "/docs/x" belongs to the site that the articles were written for. */
static struct str root_target(const struct links *links, struct str target,
                              struct arena *arena)
{
    struct str base = links->app->config->link_base;
    struct strbuf url;

    if (base.len == 0)
        return no_link;
    if (str_has_suffix(base, STR("/")))
        base.len--;
    strbuf_init(&url, URL_BYTES_MAX);
    strbuf_add_str(&url, base);
    strbuf_add_str(&url, target);
    return finish(&url, arena);
}

/* The id of the article in the file `path`; no text when there is none for this
 * reader. Each path is looked up once. */
static struct str article_at(const struct links *links, struct str path,
                             struct arena *arena)
{
    const struct str *known = strmap_get(links->found, path);
    struct str *id;

    if (known)
        return *known;
    if (strmap_count(links->found) >= ARTICLE_LINKED_FILES_MAX)
        return no_link;
    id = arena_calloc(arena, 1, sizeof *id);
    if (slv_article_find_path(links->reader, links->article->folder, path,
                              arena, id, NULL) != SLV_OK)
        *id = no_link;
    *strmap_slot(links->found, path, NULL) = id;
    return *id;
}

/* "../b/c.md?x#part": the article in that file, at that part. */
static struct str file_target(const struct links *links, struct str target,
                              struct arena *arena)
{
    struct str fragment = target;
    struct str file = str_take_until(&fragment, '#');
    struct str path;
    struct str id;
    struct strbuf url;

    file = uri_decode(str_first(file, str_find_char(file, '?')), false, arena);
    if (!uri_resolve_path(links->article->path, file, arena, &path))
        return no_link;
    id = article_at(links, path, arena);
    if (!id.ptr)
        return attached_target(links, path, arena);
    strbuf_init(&url, URL_BYTES_MAX);
    article_url(&url, id, uri_decode(fragment, false, arena));
    return finish(&url, arena);
}

static struct str find_target(void *context, struct str target, bool is_image,
                              struct arena *arena)
{
    const struct links *links = context;

    if (is_image)
        return image_target(links, target, arena);
    if (target.len == 0 || target.ptr[0] == '#' || uri_is_absolute(target))
        return target;
    if (target.ptr[0] == '/')
        return root_target(links, target, arena);
    return file_target(links, target, arena);
}

struct html_safe article_html(struct app *app, const struct request *request,
                              struct slv_reader *reader,
                              const struct slv_article *article,
                              bool skip_title)
{
    struct links links = {app, reader, article, strmap_new()};
    struct markdown_view view = {.target = find_target,
                                 .context = &links,
                                 .skip_first_title = skip_title};
    struct html_safe html;

    html = markdown_render(article->markdown, &view, request->arena);
    strmap_free(links.found);
    return html;
}
