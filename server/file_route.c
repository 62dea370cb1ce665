/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files attached to articles. A checksum alone opens nothing: the article must
 * be one that the reader may see, and must attach that file. Always a download.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"
#include "server/app.h"
#include "server/article_links.h"
#include "server/attachments.h"
#include "server/router.h"

static enum slv_status answer(const struct request *request,
                              struct slv_reader *reader,
                              const struct slv_attachment *file,
                              struct response *response, struct slv_error *err)
{
    struct strbuf disposition;
    int descriptor;
    enum slv_status status =
        slv_attachment_open(reader, file, request->arena, &descriptor, err);

    if (status != SLV_OK)
        return status;
    response_file(response, attachment_media_type(file->name), descriptor,
                  file->size_bytes);
    response->etag = file->sha256;
    strbuf_init(&disposition, 2048);
    attachments_disposition(&disposition, file->name, false);
    response_header(response, "Content-Disposition", strbuf_str(&disposition),
                    request->arena);
    strbuf_release(&disposition);
    return SLV_OK;
}

enum slv_status article_file_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct str sha256 = request_capture(request, "sha256");
    struct slv_reader *reader;
    struct slv_article article;
    enum slv_status status = request_reader(request, &reader, err);

    (void) app;
    if (status == SLV_OK)
        status = article_get(reader, request_capture(request, "id"),
                             request->arena, &article, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < article.attachment_count; i++)
        if (str_equal(article.attachments[i].sha256, sha256))
            return answer(request, reader, &article.attachments[i], response,
                          err);
    return slv_fail(err, SLV_ERR_NOT_FOUND, "This article has no such file");
}
