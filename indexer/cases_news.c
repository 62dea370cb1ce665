/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The articles that are new, as metadata of the shards of cases beside them.
 */
#include "indexer/cases_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/schema.h"
#include "indexer/first_seen.h"
#include "indexer/run.h"

#include <string.h>

enum { NEWS_BYTES_MAX = 64 * 1024 * 1024 };

/* The new articles beside one shard of cases, as its metadata. */
static enum slv_status write_news_of(struct catching_up *up, size_t shard,
                                     const struct case_news *news,
                                     struct strbuf *out, struct slv_error *err)
{
    struct str beside = str_from_offset(up->generation.case_shards[shard],
                                        strlen(SHARD_CASES_PREFIX));
    struct new_article *items =
        arena_calloc(up->arena, news->count, sizeof *items);
    size_t item_count = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < news->count && status == SLV_OK; i++) {
        const struct place *place;

        status = cases_place_of(up, news->items[i].id, &place, err);
        if (status == SLV_OK && place->shard != CASES_NOWHERE &&
            str_equal(up->generation.shards[place->shard], beside))
            items[item_count++] = news->items[i];
    }
    strbuf_clear(out);
    new_articles_write(items, item_count, out);
    return status;
}

static enum slv_status put_news(struct catching_up *up, size_t shard,
                                struct str bytes, struct slv_error *err)
{
    struct xap_writer *writer = NULL;
    enum slv_status status =
        shard_open(&writer, cases_path_of(up, shard), XAP_UPDATE, err);

    if (status == SLV_OK)
        status = xap_writer_put(writer, STR(SCHEMA_NEW_KEY), bytes, err);
    if (status == SLV_OK)
        status = xap_writer_commit(writer, err);
    xap_writer_close(writer);
    return status;
}

/* What a shard says is written when it is another than it said. */
enum slv_status cases_bring_news(struct catching_up *up,
                                 const struct case_news *news,
                                 struct slv_error *err)
{
    struct strbuf bytes;
    enum slv_status status = SLV_OK;

    strbuf_init(&bytes, NEWS_BYTES_MAX);
    for (size_t i = 0; i < up->generation.case_shard_count && status == SLV_OK;
         i++) {
        const char *path = cases_path_of(up, i);
        struct xap_reader *reader = NULL;
        struct str said;

        status = write_news_of(up, i, news, &bytes, err);
        if (status == SLV_OK)
            status = xap_reader_open(&reader, &path, 1, err);
        if (status == SLV_OK)
            status = xap_get_metadata(reader, 0, STR(SCHEMA_NEW_KEY), up->arena,
                                      &said, err);
        xap_reader_close(reader);
        if (status == SLV_OK && !str_equal(said, strbuf_str(&bytes)))
            status = put_news(up, i, strbuf_str(&bytes), err);
    }
    strbuf_release(&bytes);
    return status;
}

void cases_digest_news(const struct case_news *news, char out[HASH_HEX_BYTES])
{
    struct strbuf bytes;

    strbuf_init(&bytes, NEWS_BYTES_MAX);
    new_articles_write(news->items, news->count, &bytes);
    hash_format(hash_bytes(strbuf_str(&bytes)), out);
    strbuf_release(&bytes);
}
