/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a reader has besides searches: articles by id, file or former name, the
 * list of all, their images and attachments.
 */
#include "core/search/reader.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/sha256.h"
#include "base/str.h"
#include "core/article/article_read.h"
#include "core/search/document.h"
#include "core/search/expand.h"
#include "core/search/facets.h"
#include "core/search/image_types.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { IMAGE_BYTES_MAX = 32 * 1024 * 1024 };

static enum slv_status read_whole(struct slv_reader *reader,
                                  const struct xap_hit *hit,
                                  struct arena *arena, struct slv_article *out,
                                  struct slv_error *err)
{
    enum slv_status status = record_read(hit->data, arena, out, NULL, err);
    struct str unfolded;

    if (status == SLV_OK)
        status = body_unfold(hit->attachment, reader->coder, true,
                             &reader->text, err);
    if (status != SLV_OK)
        return status;
    unfolded = arena_str(arena, strbuf_str(&reader->text));
    return body_read(unfolded, true, arena, out, err);
}

enum slv_status reader_body(struct slv_reader *reader,
                            const struct xap_hit *hit, struct str id,
                            struct str digest, struct arena *arena,
                            const struct cached_body **out,
                            struct slv_error *err)
{
    struct str body;
    enum slv_status status;

    *out = body_cache_find(reader->bodies, digest);
    if (*out)
        return SLV_OK;
    status = xap_get_metadata(reader->xap, hit->shard, schema_key(id, arena),
                              arena, &body, err);
    if (status == SLV_OK && body.len == 0)
        status = slv_fail(err, SLV_ERR_STALE,
                          "an article was removed while it was being read");
    if (status == SLV_OK)
        status = body_unfold(body, reader->coder, false, &reader->text, err);
    if (status == SLV_OK)
        *out =
            body_cache_add(reader->bodies, digest, strbuf_str(&reader->text));
    return status;
}

static enum slv_status find_term(struct slv_reader *reader, struct str term,
                                 int attachment_slot, struct arena *arena,
                                 struct xap_hit *hit, struct slv_error *err)
{
    enum slv_status status =
        xap_get(reader->xap, term, attachment_slot, arena, hit, err);

    /* a name that cannot be a term is not that of an article either */
    if (status == SLV_ERR_NOT_FOUND || status == SLV_ERR_TOO_BIG)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    return status;
}

enum slv_status reader_article(struct slv_reader *reader, struct str id,
                               struct arena *arena, struct slv_article *out,
                               struct slv_error *err)
{
    struct xap_hit hit = {0};
    enum slv_status status = find_term(reader, schema_name_term('Q', id, arena),
                                       SLOT_KEY, arena, &hit, err);

    if (status == SLV_OK)
        status = read_whole(reader, &hit, arena, out, err);
    if (status == SLV_OK && !str_equal(out->id, id))
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    return status;
}

enum slv_status slv_article_get(struct slv_reader *reader, struct str id,
                                struct arena *arena, struct slv_article *out,
                                struct slv_error *err)
{
    enum slv_status status = reader_renew(reader, err);

    return status == SLV_OK ? reader_article(reader, id, arena, out, err)
                            : status;
}

static enum slv_status find_id(struct slv_reader *reader, struct str term,
                               struct arena *arena, struct slv_article *out,
                               struct slv_error *err)
{
    struct record_origin origin;
    struct xap_hit hit = {0};
    enum slv_status status = reader_renew(reader, err);

    if (status == SLV_OK)
        status = find_term(reader, term, -1, arena, &hit, err);
    return status == SLV_OK ? record_read(hit.data, arena, out, &origin, err)
                            : status;
}

static enum slv_status find_file(struct slv_reader *reader, struct str term,
                                 uint32_t folder, struct str path,
                                 struct arena *arena, struct str *id,
                                 struct slv_error *err)
{
    struct slv_article article;
    enum slv_status status = find_id(reader, term, arena, &article, err);

    if (status == SLV_OK &&
        (article.folder != folder || !str_equal(article.path, path)))
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    if (status == SLV_OK)
        *id = article.id;
    return status;
}

/* An article whose id follows from its path has no term for its file. */
enum slv_status slv_article_find_path(struct slv_reader *reader,
                                      uint32_t folder, struct str path,
                                      struct arena *arena, struct str *id,
                                      struct slv_error *err)
{
    struct str implied = article_id_of_path(path, arena);
    enum slv_status status =
        find_file(reader, schema_name_term('Q', implied, arena), folder, path,
                  arena, id, err);

    if (status == SLV_ERR_NOT_FOUND)
        status = find_file(reader, schema_file_term(folder, path, arena),
                           folder, path, arena, id, err);
    return status;
}

/* What an alias leads to, if this reader may see it. */
static enum slv_status find_alias(struct slv_reader *reader,
                                  struct str former_id, struct arena *arena,
                                  struct str *id, struct slv_error *err)
{
    struct str wanted =
        rules_find_alias(expander_rules(reader->expander), former_id);
    struct slv_article article;
    enum slv_status status;

    if (wanted.len == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    wanted = arena_str(arena, wanted);
    status = find_id(reader, schema_name_term('Q', wanted, arena), arena,
                     &article, err);
    if (status == SLV_OK && !str_equal(article.id, wanted))
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    if (status == SLV_OK)
        *id = wanted;
    return status;
}

/* The article that stands for `former_id`; of several the first by its id, as
 * the order in which they were written is chance. */
static enum slv_status find_successor(struct slv_reader *reader,
                                      struct str former_id, struct arena *arena,
                                      struct slv_article *out,
                                      struct slv_error *err)
{
    const struct str term = schema_name_term('R', former_id, arena);
    const struct xap_filter filter = {.terms = &term, .count = 1};
    const struct xap_plan plan = {
        .filters = &filter,
        .filter_count = 1,
        .limit = 1,
        .tie_slot = SLOT_KEY,
    };
    struct xap_result result;
    enum slv_status status = reader_renew(reader, err);

    if (status == SLV_OK)
        status = xap_search(reader->xap, &plan, arena, &result, err);
    if (status != SLV_OK)
        return status;
    if (result.hit_count == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such article");
    return record_read(result.hits[0].data, arena, out, NULL, err);
}

enum slv_status slv_article_find_replaced(struct slv_reader *reader,
                                          struct str former_id,
                                          struct arena *arena, struct str *id,
                                          struct slv_error *err)
{
    struct slv_article article;
    enum slv_status status =
        find_successor(reader, former_id, arena, &article, err);

    if (status == SLV_ERR_NOT_FOUND)
        return find_alias(reader, former_id, arena, id, err);
    if (status == SLV_OK)
        *id = article.id;
    return status;
}

enum slv_status slv_article_list(struct slv_reader *reader, size_t offset,
                                 size_t limit, struct arena *arena,
                                 struct slv_article **out, size_t *count,
                                 uint64_t *total, struct slv_error *err)
{
    const struct xap_plan plan = {
        .first = offset,
        .limit = limit,
        .exact_total = true,
        .tie_slot = SLOT_KEY,
        .order_by_slot = true,
        .order_slot = SLOT_UPDATED,
    };
    struct record_origin origin;
    struct xap_result result;
    enum slv_status status = reader_renew(reader, err);

    *count = 0;
    if (status == SLV_OK)
        status = xap_search(reader->xap, &plan, arena, &result, err);
    if (status != SLV_OK)
        return status;
    *total = result.total;
    *out = arena_calloc(arena, result.hit_count, sizeof **out);
    for (size_t i = 0; i < result.hit_count && status == SLV_OK; i++)
        status = record_read(result.hits[i].data, arena, &(*out)[(*count)++],
                             &origin, err);
    return status;
}

enum slv_status slv_attachment_open(struct slv_reader *reader,
                                    const struct slv_attachment *attachment,
                                    struct arena *arena, int *descriptor,
                                    struct slv_error *err)
{
    struct stat info;

    *descriptor = -1;
    if (sha256_is_digest(attachment->sha256))
        *descriptor = open(arena_format(arena, "%s/files/%.*s", reader->data,
                                        STR_ARG(attachment->sha256))
                               .ptr,
                           O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*descriptor >= 0 && fstat(*descriptor, &info) == 0 &&
        S_ISREG(info.st_mode) &&
        (uint64_t) info.st_size == attachment->size_bytes)
        return SLV_OK;
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
    return slv_fail(err, SLV_ERR_NOT_FOUND,
                    "This file is damaged or missing on the server");
}

enum slv_status slv_image_read(struct slv_reader *reader,
                               const struct slv_image *image,
                               struct arena *arena, struct str *bytes,
                               const char **content_type, struct slv_error *err)
{
    const struct image_type *type = image_type_find(image->name);

    if (!type || str_find_char(image->name, '/') < image->name.len)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such image");
    *content_type = type->content_type;
    return file_read(arena_format(arena, "%s/images/%.*s", reader->data,
                                  STR_ARG(image->name))
                         .ptr,
                     IMAGE_BYTES_MAX, arena, bytes, err);
}
