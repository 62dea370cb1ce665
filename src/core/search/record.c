/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing and reading of records and bodies. The order of the fields here is
 * the format; changing it raises SCHEMA_VERSION.
 *
 *     record   state, access, updated, reviewed, review after, publish on,
 *              unpublish on, owner, id, folder, path ("" for id.md), title,
 *              products, versions, digest, sources, is it renamed,
 *              when it changes by itself
 *     body     lengths of card, text, Markdown, first stream; first stream
 *              (card and text); second stream (Markdown)
 *     card     sections, images, and the metadata that only a page shows
 */
#include "core/search/record.h"
#include "core/search/body_dictionary.h"

#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/gzip.h"

#include <string.h>

/* What one article may unfold to: three times the largest clean Markdown. */
enum { BODY_BYTES_MAX = 48 * 1024 * 1024 };

static struct str default_path(struct str path)
{
    return str_has_suffix(path, STR(".md")) ? str_first(path, path.len - 3)
                                            : path;
}

void record_write(const struct slv_article *article,
                  const struct record_origin *origin, struct strbuf *out)
{
    bool is_path_implied = str_has_suffix(article->path, STR(".md")) &&
                           str_equal(default_path(article->path), article->id);

    pack_uint(out, (uint64_t) article->state);
    pack_uint(out, (uint64_t) article->access);
    pack_int(out, article->updated_unix_s);
    pack_int(out, article->reviewed_unix_s);
    pack_int(out, article->review_after_unix_s);
    pack_int(out, article->publish_on_unix_s);
    pack_int(out, article->unpublish_on_unix_s);
    pack_str(out, article->owner);
    pack_str(out, article->id);
    pack_uint(out, article->folder);
    pack_str(out, is_path_implied ? STR("") : article->path);
    pack_str(out, article->title);
    pack_str(out, article->language);
    pack_list(out, &article->products);
    pack_list(out, &article->versions);
    pack_str(out, origin->digest);
    pack_list(out, &origin->sources);
    pack_uint(out, origin->is_renamed);
    pack_int(out, origin->changes_at_unix_s);
}

/* "id.md" */
static struct str usual_path(struct str id, struct arena *arena)
{
    const struct str ending = STR(".md");
    char *path = arena_alloc(arena, id.len + ending.len + 1);

    if (id.len > 0)
        memcpy(path, id.ptr, id.len);
    memcpy(path + id.len, ending.ptr, ending.len + 1);
    return (struct str){path, id.len + ending.len};
}

enum slv_status record_read(struct str record, struct arena *arena,
                            struct slv_article *article,
                            struct record_origin *origin, struct slv_error *err)
{
    struct unpack in = {record, false};
    uint64_t state = unpack_uint(&in);
    uint64_t access = unpack_uint(&in);

    *article = (struct slv_article){0};
    article->updated_unix_s = unpack_int(&in);
    article->reviewed_unix_s = unpack_int(&in);
    article->review_after_unix_s = unpack_int(&in);
    article->publish_on_unix_s = unpack_int(&in);
    article->unpublish_on_unix_s = unpack_int(&in);
    article->owner = unpack_str(&in);
    article->id = unpack_str(&in);
    article->folder = (uint32_t) unpack_uint(&in);
    article->path = unpack_str(&in);
    article->title = unpack_str(&in);
    article->language = unpack_str(&in);
    article->products = unpack_list(&in, arena);
    article->versions = unpack_list(&in, arena);
    if (in.is_damaged || state >= SLV_STATE_COUNT || access >= SLV_ACCESS_COUNT)
        return slv_fail(err, SLV_ERR_CORRUPT,
                        "the record of an article is damaged");
    article->state = (enum slv_state) state;
    article->access = (enum slv_access) access;
    if (!origin)
        return SLV_OK;
    if (article->path.len == 0)
        article->path = usual_path(article->id, arena);
    origin->digest = unpack_str(&in);
    origin->sources = unpack_list(&in, arena);
    origin->is_renamed = unpack_uint(&in) != 0;
    origin->changes_at_unix_s = unpack_int(&in);
    if (in.is_damaged)
        return slv_fail(err, SLV_ERR_CORRUPT,
                        "the record of article '%.*s' is damaged",
                        STR_ARG(article->id));
    return SLV_OK;
}

static void write_card(const struct slv_article *article, struct strbuf *out)
{
    uint32_t end = 0;

    pack_uint(out, article->section_count);
    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];

        pack_str(out, section->title);
        pack_str(out, section->anchor);
        pack_uint(out, (uint64_t) section->role);
        pack_uint(out, (uint64_t) section->level);
        pack_uint(out, section->text_begin - end);
        pack_uint(out, section->text_end - section->text_begin);
        end = section->text_end;
    }
    pack_uint(out, article->image_count);
    for (size_t i = 0; i < article->image_count; i++) {
        pack_str(out, article->images[i].target);
        pack_str(out, article->images[i].name);
    }
    pack_str(out, article->path);
    pack_str(out, article->description);
    pack_str(out, article->fixed_in);
    pack_list(out, &article->platforms);
    pack_list(out, &article->tags);
    pack_list(out, &article->keywords);
    pack_list(out, &article->errors);
    pack_list(out, &article->groups);
    pack_list(out, &article->replaces);
    pack_int(out, article->published_on_unix_s);
    pack_uint(out, article->attachment_count);
    for (size_t i = 0; i < article->attachment_count; i++) {
        pack_str(out, article->attachments[i].path);
        pack_str(out, article->attachments[i].name);
        pack_str(out, article->attachments[i].sha256);
        pack_uint(out, article->attachments[i].size_bytes);
    }
}

void body_write(const struct slv_article *article, struct gzip_coder *coder,
                struct strbuf *out)
{
    struct strbuf card_and_text;
    struct strbuf packed;
    size_t card_len;

    strbuf_init(&card_and_text, BODY_BYTES_MAX);
    strbuf_init(&packed, BODY_BYTES_MAX);
    write_card(article, &card_and_text);
    card_len = card_and_text.len;
    strbuf_add_str(&card_and_text, article->text);
    gzip_pack(coder, strbuf_str(&card_and_text), body_dictionary, &packed);
    pack_uint(out, card_len);
    pack_uint(out, article->text.len);
    pack_uint(out, article->markdown.len);
    pack_str(out, strbuf_str(&packed));
    gzip_pack(coder, article->markdown, article->text, out);
    strbuf_release(&card_and_text);
    strbuf_release(&packed);
}

static void read_sections(struct unpack *in, struct arena *arena,
                          struct slv_article *article)
{
    uint64_t end = 0;

    article->section_count = unpack_count(in);
    article->sections =
        arena_calloc(arena, article->section_count, sizeof *article->sections);
    for (size_t i = 0; i < article->section_count; i++) {
        struct slv_section *section = &article->sections[i];
        uint64_t role;
        uint64_t begin;

        section->title = unpack_str(in);
        section->anchor = unpack_str(in);
        role = unpack_uint(in);
        section->level = (int) (unpack_uint(in) & 7);
        begin = end + unpack_uint(in);
        end = begin + unpack_uint(in);
        if (role >= SLV_ROLE_COUNT || begin > end || end > article->text.len) {
            in->is_damaged = true;
            return;
        }
        section->role = (enum slv_role) role;
        section->text_begin = (uint32_t) begin;
        section->text_end = (uint32_t) end;
    }
}

static void read_rest_of_card(struct unpack *in, struct arena *arena,
                              struct slv_article *article)
{
    article->image_count = unpack_count(in);
    article->images =
        arena_calloc(arena, article->image_count, sizeof *article->images);
    for (size_t i = 0; i < article->image_count; i++) {
        article->images[i].target = unpack_str(in);
        article->images[i].name = unpack_str(in);
    }
    article->path = unpack_str(in);
    article->description = unpack_str(in);
    article->fixed_in = unpack_str(in);
    article->platforms = unpack_list(in, arena);
    article->tags = unpack_list(in, arena);
    article->keywords = unpack_list(in, arena);
    article->errors = unpack_list(in, arena);
    article->groups = unpack_list(in, arena);
    article->replaces = unpack_list(in, arena);
    article->published_on_unix_s = unpack_int(in);
    article->attachment_count = unpack_count(in);
    article->attachments = arena_calloc(arena, article->attachment_count,
                                        sizeof *article->attachments);
    for (size_t i = 0; i < article->attachment_count; i++) {
        article->attachments[i].path = unpack_str(in);
        article->attachments[i].name = unpack_str(in);
        article->attachments[i].sha256 = unpack_str(in);
        article->attachments[i].size_bytes = unpack_uint(in);
    }
}

struct body_lengths {
    uint64_t card;
    uint64_t text;
    uint64_t markdown;
};

static bool read_lengths(struct unpack *in, struct body_lengths *out)
{
    out->card = unpack_uint(in);
    out->text = unpack_uint(in);
    out->markdown = unpack_uint(in);
    return !in->is_damaged && out->card <= BODY_BYTES_MAX &&
           out->text <= BODY_BYTES_MAX && out->markdown <= BODY_BYTES_MAX;
}

static enum slv_status damaged(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CORRUPT,
                    "the stored body of an article is damaged");
}

/* What comes out begins with the lengths, as the body does. */
enum slv_status body_unfold(struct str body, struct gzip_coder *coder,
                            bool is_whole, struct strbuf *out,
                            struct slv_error *err)
{
    struct unpack in = {body, false};
    struct body_lengths lengths;
    struct str first;
    size_t begin;
    enum slv_status status;

    strbuf_clear(out);
    if (!read_lengths(&in, &lengths))
        return damaged(err);
    first = unpack_str(&in);
    if (in.is_damaged)
        return damaged(err);
    pack_uint(out, lengths.card);
    pack_uint(out, lengths.text);
    pack_uint(out, is_whole ? lengths.markdown : 0);
    begin = out->len;
    status = gzip_unpack(coder, first, body_dictionary,
                         (size_t) (lengths.card + lengths.text) + 1, out, err);
    if (status != SLV_OK)
        return status;
    if (out->len - begin != lengths.card + lengths.text)
        return damaged(err);
    if (!is_whole)
        return SLV_OK;
    return gzip_unpack(
        coder, in.rest,
        str_from_offset(strbuf_str(out), begin + (size_t) lengths.card),
        (size_t) lengths.markdown + 1, out, err);
}

enum slv_status body_read(struct str unfolded, bool is_whole,
                          struct arena *arena, struct slv_article *article,
                          struct slv_error *err)
{
    struct unpack in = {unfolded, false};
    struct unpack card = {STR(""), false};
    struct body_lengths lengths;

    if (!read_lengths(&in, &lengths) ||
        in.rest.len != lengths.card + lengths.text + lengths.markdown)
        return damaged(err);
    card.rest = str_first(in.rest, (size_t) lengths.card);
    article->text = str_first(str_from_offset(in.rest, (size_t) lengths.card),
                              (size_t) lengths.text);
    article->markdown =
        str_from_offset(in.rest, (size_t) (lengths.card + lengths.text));
    read_sections(&card, arena, article);
    if (is_whole && !card.is_damaged)
        read_rest_of_card(&card, arena, article);
    return card.is_damaged ? damaged(err) : SLV_OK;
}

struct str body_text(struct str unfolded)
{
    struct unpack in = {unfolded, false};
    struct body_lengths lengths;

    if (!read_lengths(&in, &lengths) ||
        in.rest.len < lengths.card + lengths.text)
        return STR("");
    return str_first(str_from_offset(in.rest, (size_t) lengths.card),
                     (size_t) lengths.text);
}
