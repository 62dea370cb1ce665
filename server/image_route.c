/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pictures of articles. The name of a stored image alone opens nothing: the
 * article must be one that the reader may see, and must show that image.
 */
#include "base/str.h"
#include "server/app.h"
#include "server/article_links.h"
#include "server/router.h"

/* The types that are stored at all; whatever else the index may hold is not
 * handed to a browser. */
static bool is_served(const char *content_type)
{
    struct str type = str_from(content_type);

    return str_equal(type, STR("image/png")) ||
           str_equal(type, STR("image/jpeg")) ||
           str_equal(type, STR("image/gif")) ||
           str_equal(type, STR("image/webp"));
}

enum slv_status image_get(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    struct str name = request_capture(request, "name");
    struct slv_reader *reader;
    struct slv_article article;
    enum slv_status status = request_reader(request, &reader, err);

    (void) app;
    if (status == SLV_OK)
        status = article_get(reader, request_capture(request, "id"),
                             request->arena, &article, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < article.image_count; i++) {
        const char *content_type;
        struct str bytes;

        if (!str_equal(article.images[i].name, name))
            continue;
        status = slv_image_read(reader, &article.images[i], request->arena,
                                &bytes, &content_type, err);
        if (status != SLV_OK)
            return status;
        if (!is_served(content_type))
            break;
        response_bytes(response, content_type, bytes);
        response->kind = RESPONSE_IMAGE;
        response->etag = name; /* the digest of its bytes */
        return SLV_OK;
    }
    return slv_fail(err, SLV_ERR_NOT_FOUND, "This article has no such image");
}
