/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a stored record and body: reading ends with a status, and what
 * was read is within what was given. The first byte chooses which.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/record.h"
#include "text/gzip.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LEVEL = 6, BYTES_MAX = 128 * 1024 * 1024 };

static void check_sections(const struct slv_article *article)
{
    uint32_t end = 0;

    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];

        SLV_ASSERT(section->text_begin >= end);
        SLV_ASSERT(section->text_begin <= section->text_end);
        SLV_ASSERT(section->text_end <= article->text.len);
        SLV_ASSERT(section->role < SLV_ROLE_COUNT);
        end = section->text_end;
    }
}

static void read_as_body(struct str bytes, bool is_whole, struct arena *arena)
{
    struct gzip_coder *coder = gzip_coder_new(LEVEL);
    struct slv_article article = {0};
    struct slv_error err;
    struct strbuf unfolded;

    strbuf_init(&unfolded, BYTES_MAX);
    if (body_unfold(bytes, coder, is_whole, &unfolded, &err) == SLV_OK &&
        body_read(strbuf_str(&unfolded), is_whole, arena, &article, &err) ==
            SLV_OK)
        check_sections(&article);
    /* and as if it were unfolded already */
    article = (struct slv_article){0};
    if (body_read(bytes, is_whole, arena, &article, &err) == SLV_OK)
        check_sections(&article);
    strbuf_release(&unfolded);
    gzip_coder_free(coder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = {(const char *) data, size};
    struct record_origin origin;
    struct slv_article article;
    struct slv_error err;
    unsigned choice = size ? data[0] % 3 : 0;

    if (size)
        bytes = str_from_offset(bytes, 1);
    if (choice) {
        read_as_body(bytes, choice == 2, arena);
    } else if (record_read(bytes, arena, &article, &origin, &err) == SLV_OK) {
        struct strbuf again;
        struct slv_article other;

        strbuf_init(&again, BYTES_MAX);
        record_write(&article, &origin, &again);
        SLV_ASSERT(record_read(strbuf_str(&again), arena, &other, &origin,
                               &err) == SLV_OK);
        SLV_ASSERT(str_equal(article.id, other.id));
        SLV_ASSERT(str_equal(article.path, other.path));
        SLV_ASSERT(article.updated_unix_s == other.updated_unix_s);
        strbuf_release(&again);
    }
    arena_free(arena);
    return 0;
}
