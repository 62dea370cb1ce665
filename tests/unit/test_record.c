/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/record: articles to bytes and back, and damaged bytes.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/record.h"
#include "text/gzip.h"

enum { LEVEL = 6, BYTES_MAX = 64 * 1024 * 1024 };

static struct str one_item[] = {{"gold \xC3\xA9", 7}};

static struct slv_section sections[] = {
    {{"", 0}, {"", 0}, SLV_ROLE_NONE, 0, 0, 4},
    {{"Fix", 3}, {"fix", 3}, SLV_ROLE_RESOLUTION, 2, 5, 11}};
#define DIGEST \
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
static struct slv_attachment attachments[] = {
    {{"tools/fix.sh", 12}, {"fix.sh", 6}, {DIGEST, 64}, 5000000000}};
static struct slv_image images[] = {{{"a b.png", 7}, {"0a.png", 6}}};

static struct slv_article sample(void)
{
    return (struct slv_article){
        .id = STR("some/id"),
        .path = STR("other/path.md"),
        .title = STR("A title"),
        .language = STR("de"),
        .products = {one_item, 1},
        .groups = {one_item, 1},
        .replaces = {one_item, 1},
        .state = SLV_STATE_REVIEWED,
        .access = SLV_ACCESS_RESTRICTED,
        .publish_on_unix_s = 1780000000,
        .unpublish_on_unix_s = 1790000000,
        .reviewed_unix_s = -5,
        .updated_unix_s = 4000000000,
        .sections = sections,
        .section_count = 2,
        .images = images,
        .image_count = 1,
        .attachments = attachments,
        .attachment_count = 1,
        .text = STR("Top.\nDo it."),
        .markdown = STR("Top.\n\n## Fix\n\nDo **it**.\n"),
    };
}

static void records_come_back(void **state)
{
    struct fixture *f = *state;
    struct slv_article article = sample();
    const struct record_origin origin = {
        STR("0123456789abcdef"), {one_item, 1}, true, 1790000000};
    struct record_origin origin_back;
    struct slv_article back;
    struct strbuf bytes;

    strbuf_init(&bytes, BYTES_MAX);
    record_write(&article, &origin, &bytes);
    assert_int_equal(
        record_read(strbuf_str(&bytes), f->arena, &back, &origin_back, NULL),
        SLV_OK);
    assert_true(str_equal(back.id, article.id));
    assert_true(str_equal(back.path, article.path));
    assert_true(str_equal(back.title, article.title));
    assert_true(str_equal(back.language, STR("de")));
    assert_true(str_equal(back.products.items[0], one_item[0]));
    assert_int_equal(back.state, article.state);
    assert_int_equal(back.access, article.access);
    assert_int_equal(back.updated_unix_s, article.updated_unix_s);
    assert_true(str_equal(origin_back.digest, origin.digest));
    assert_true(str_equal(origin_back.sources.items[0], one_item[0]));
    assert_true(origin_back.is_renamed);
    assert_int_equal(origin_back.changes_at_unix_s, 1790000000);
    assert_int_equal(back.reviewed_unix_s, -5);
    assert_int_equal(back.publish_on_unix_s, 1780000000);
    assert_int_equal(back.unpublish_on_unix_s, 1790000000);
    assert_true(str_equal(back.owner, article.owner));
    strbuf_clear(&bytes);
    article.path = STR("some/id.md");
    record_write(&article, &origin, &bytes);
    assert_int_equal(
        record_read(strbuf_str(&bytes), f->arena, &back, &origin_back, NULL),
        SLV_OK);
    assert_true(str_equal(back.path, article.path));
    strbuf_release(&bytes);
}

static void bodies_come_back_in_part_or_whole(void **state)
{
    struct fixture *f = *state;
    const struct slv_article article = sample();
    struct gzip_coder *coder = gzip_coder_new(LEVEL);
    struct strbuf bytes;
    struct strbuf unfolded;

    strbuf_init(&bytes, BYTES_MAX);
    strbuf_init(&unfolded, BYTES_MAX);
    body_write(&article, coder, &bytes);
    for (int is_whole = 0; is_whole < 2; is_whole++) {
        struct slv_article back = {0};

        assert_int_equal(
            body_unfold(strbuf_str(&bytes), coder, is_whole, &unfolded, NULL),
            SLV_OK);
        assert_int_equal(
            body_read(strbuf_str(&unfolded), is_whole, f->arena, &back, NULL),
            SLV_OK);
        assert_true(str_equal(back.text, article.text));
        assert_int_equal(back.section_count, 2);
        assert_true(str_equal(back.sections[1].anchor, STR("fix")));
        assert_int_equal(back.sections[1].text_begin, 5);
        assert_int_equal(back.sections[1].text_end, 11);
        assert_int_equal(back.sections[1].level, 2);
        if (!is_whole)
            continue;
        assert_true(str_equal(back.markdown, article.markdown));
        assert_true(str_equal(back.images[0].target, STR("a b.png")));
        assert_int_equal(back.attachment_count, 1);
        assert_true(str_equal(back.attachments[0].path, STR("tools/fix.sh")));
        assert_true(str_equal(back.attachments[0].name, STR("fix.sh")));
        assert_true(str_equal(back.attachments[0].sha256, STR(DIGEST)));
        assert_true(back.attachments[0].size_bytes == 5000000000);
        assert_true(str_equal(back.groups.items[0], one_item[0]));
    }
    strbuf_release(&bytes);
    strbuf_release(&unfolded);
    gzip_coder_free(coder);
}

/* Cut at each byte, and with each byte changed: a status, and no harm. */
static void damaged_bytes_are_said(void **state)
{
    struct fixture *f = *state;
    const struct slv_article article = sample();
    const struct record_origin origin = {.digest = STR("0123456789abcdef")};
    struct gzip_coder *coder = gzip_coder_new(LEVEL);
    struct strbuf bytes;
    struct strbuf unfolded;
    struct slv_article back;
    struct record_origin origin_back;

    strbuf_init(&bytes, BYTES_MAX);
    strbuf_init(&unfolded, BYTES_MAX);
    record_write(&article, &origin, &bytes);
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_equal(record_read((struct str){bytes.ptr, len}, f->arena,
                                     &back, &origin_back, NULL),
                         SLV_ERR_CORRUPT);
    strbuf_clear(&bytes);
    body_write(&article, coder, &bytes);
    for (size_t i = 0; i < bytes.len; i++) {
        struct str cut = {bytes.ptr, i};

        assert_true(body_unfold(cut, coder, true, &unfolded, NULL) != SLV_OK ||
                    body_read(strbuf_str(&unfolded), true, f->arena, &back,
                              NULL) != SLV_OK);
        bytes.ptr[i] = (char) (bytes.ptr[i] ^ 0x55);
        back = (struct slv_article){0};
        if (body_unfold(strbuf_str(&bytes), coder, true, &unfolded, NULL) ==
                SLV_OK &&
            body_read(strbuf_str(&unfolded), true, f->arena, &back, NULL) ==
                SLV_OK)
            assert_true(back.text.len <= unfolded.len);
        bytes.ptr[i] = (char) (bytes.ptr[i] ^ 0x55);
    }
    strbuf_release(&bytes);
    strbuf_release(&unfolded);
    gzip_coder_free(coder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(records_come_back),
        FIXTURE_TEST(bodies_come_back_in_part_or_whole),
        FIXTURE_TEST(damaged_bytes_are_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
