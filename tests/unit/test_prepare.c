/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/prepare: one file with what it includes, shows and links to, and the
 * digest of it all.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/prepare.h"

#include <malloc.h>

/* Of the sanitizers, which have a heap of their own. */
extern size_t __sanitizer_get_current_allocated_bytes(void)
    __attribute__((weak));

static size_t allocated_bytes(void)
{
    struct mallinfo2 info;

    if (__sanitizer_get_current_allocated_bytes)
        return __sanitizer_get_current_allocated_bytes();
    info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

struct prepared {
    struct tree tree;
    struct prepare_settings settings;
    struct article_draft draft;
    struct record_origin origin;
    struct diagnostics said;
    bool is_read;
};

static void prepare(struct kb *kb, const char *path, struct prepared *out)
{
    struct diagnostics walked;
    const struct tree_file *file;

    diagnostics_init(&walked, STR(""), kb->fixture->arena);
    diagnostics_init(&out->said, STR("x"), kb->fixture->arena);
    assert_int_equal(tree_read(kb->folders, 1, TREE_FILES_MAX,
                               kb->fixture->arena, &out->tree, &walked, NULL),
                     SLV_OK);
    out->settings = (struct prepare_settings){
        .tree = &out->tree,
        .data = kb->data,
        .rules = {.default_state = SLV_STATE_PUBLISHED,
                  .default_language = STR("en")},
        .rules_digest = STR("rules")};
    file = tree_find(&out->tree, 0, str_from(path));
    assert_non_null(file);
    out->is_read = prepare_article(&out->settings, file, kb->fixture->arena,
                                   &out->draft, &out->origin, &out->said);
}

static bool has_rule(const struct prepared *prepared, const char *rule)
{
    for (size_t i = 0; i < prepared->said.count; i++)
        if (strcmp(prepared->said.items[i].rule, rule) == 0)
            return true;
    return false;
}

static void the_digest_covers_all_sources(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;
    struct str digests[6];
    struct str again;

    kb_write(kb, "articles/a.md",
             "# A\n\n[!INCLUDE [x](part.md)]\n\n![i](i.png)\n");
    prepare(kb, "a.md", &prepared);
    digests[0] = prepared.origin.digest;
    assert_int_equal(prepared.origin.sources.count, 2);
    kb_write(kb, "articles/part.md", "One.\n");
    prepare(kb, "a.md", &prepared);
    digests[1] = prepared.origin.digest;
    kb_write(kb, "articles/part.md", "Two.\n");
    prepare(kb, "a.md", &prepared);
    digests[2] = prepared.origin.digest;
    kb_write(kb, "articles/i.png", "image");
    prepare(kb, "a.md", &prepared);
    digests[3] = prepared.origin.digest;
    kb_write_at(kb, "articles/i.png", STR("image"), 5);
    prepare(kb, "a.md", &prepared);
    digests[4] = prepared.origin.digest;
    kb_write(kb, "articles/a.md",
             "# B\n\n[!INCLUDE [x](part.md)]\n\n![i](i.png)\n");
    prepare(kb, "a.md", &prepared);
    digests[5] = prepared.origin.digest;
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(str_equal(digests[i], digests[k]));
    assert_int_equal(prepare_digest(&prepared.settings,
                                    tree_find(&prepared.tree, 0, STR("a.md")),
                                    &prepared.origin.sources,
                                    kb->fixture->arena, &again, NULL),
                     SLV_OK);
    assert_true(str_equal(again, digests[5]));
}

static void links_that_lead_nowhere_are_said(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;

    kb_write(kb, "articles/sub/b c.md", "# B\n");
    kb_write(kb, "articles/a.md",
             "# A\n\n[1](sub/b%20c.md) [2](sub) [3](sub/b%20c) [4](#x)\n"
             "[5](https://example.com/x) [6](/docs/x) [7](~/sub/b%20c.md)\n");
    prepare(kb, "a.md", &prepared);
    assert_int_equal(prepared.said.count, 0);
    kb_write(kb, "articles/a.md", "# A\n\n[1](none.md)\n\n[2](../../x.md)\n");
    prepare(kb, "a.md", &prepared);
    assert_int_equal(prepared.said.count, 2);
    assert_true(has_rule(&prepared, "link-missing"));
    assert_true(has_rule(&prepared, "link-outside"));
    assert_int_equal(prepared.said.items[0].line, 3);
}

static void includes_stay_inside_and_are_no_loops(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;

    kb_write(kb, "secret.md", "topsecret\n");
    kb_write(kb, "articles/loop.md", "Loop. [!INCLUDE [l](loop.md)]\n");
    kb_write(kb, "articles/inner.md", "---\nstate: draft\n---\ntopsecret\n");
    kb_write(kb, "articles/a.md",
             "# A\n\n[!INCLUDE [x](../secret.md)]\n\n"
             "[!INCLUDE [x](..%2Fsecret.md)]\n\n[!INCLUDE [x](/etc/passwd)]\n\n"
             "[!INCLUDE [l](loop.md)]\n\n[!INCLUDE [i](inner.md)]\n");
    prepare(kb, "a.md", &prepared);
    assert_true(prepared.is_read);
    assert_true(has_rule(&prepared, "include-outside"));
    assert_true(has_rule(&prepared, "include-cycle"));
    assert_true(has_rule(&prepared, "include-secret"));
    assert_true(str_find(prepared.draft.article.text, STR("topsecret"), 0) ==
                prepared.draft.article.text.len);
    assert_true(str_find(prepared.draft.article.text, STR("root:"), 0) ==
                prepared.draft.article.text.len);
}

static void a_file_that_vanished_is_said(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;
    struct str digest;

    kb_write(kb, "articles/a.md", "# A\n");
    prepare(kb, "a.md", &prepared);
    kb_remove(kb, "articles/a.md");
    assert_false(prepare_article(&prepared.settings, &prepared.tree.files[0],
                                 kb->fixture->arena, &prepared.draft,
                                 &prepared.origin, &prepared.said));
    assert_true(has_rule(&prepared, "file-unreadable"));
    assert_int_equal(prepare_digest(&prepared.settings, &prepared.tree.files[0],
                                    &prepared.origin.sources,
                                    kb->fixture->arena, &digest, NULL),
                     SLV_ERR_NO_INPUT);
}

static void what_was_exchanged_since_the_walk_is_not_read(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;
    struct str digest;

    kb_write(kb, "articles/sub/a.md", "# A\n");
    kb_write(kb, "articles/b.md", "# B\n\n![i](sub/i.png)\n");
    kb_write(kb, "articles/sub/i.png", "image");
    prepare(kb, "sub/a.md", &prepared);
    assert_true(prepared.is_read);
    kb_rename(kb, "articles/sub", "sub");
    kb_write(kb, "other/a.md", "# Another\n");
    kb_write(kb, "other/i.png", "other");
    assert_int_equal(symlink("../other", kb_path(kb, "articles/sub")), 0);
    assert_int_equal(
        prepare_digest(
            &prepared.settings, tree_find(&prepared.tree, 0, STR("sub/a.md")),
            &prepared.origin.sources, kb->fixture->arena, &digest, &kb->err),
        SLV_ERR_INPUT);
    assert_non_null(strstr(kb->err.text, "changed while it was read"));
    assert_false(prepare_article(
        &prepared.settings, tree_find(&prepared.tree, 0, STR("sub/a.md")),
        kb->fixture->arena, &prepared.draft, &prepared.origin, &prepared.said));
    assert_true(has_rule(&prepared, "file-unreadable"));
    assert_true(prepare_article(
        &prepared.settings, tree_find(&prepared.tree, 0, STR("b.md")),
        kb->fixture->arena, &prepared.draft, &prepared.origin, &prepared.said));
    assert_true(has_rule(&prepared, "image-unreadable"));
    assert_int_equal(prepared.draft.article.image_count, 0);
}

static void the_bytes_of_images_are_not_kept(void **state)
{
    enum { IMAGE_BYTES = 8 * 1024 * 1024 };

    struct kb *kb = *state;
    struct prepared prepared;
    char *bytes = calloc(1, IMAGE_BYTES);
    size_t before;

    assert_non_null(bytes);
    kb_write_at(kb, "articles/i.png", (struct str){bytes, IMAGE_BYTES}, 1);
    free(bytes);
    kb_write(kb, "articles/a.md", "# A\n\n![i](i.png)\n");
    before = allocated_bytes();
    prepare(kb, "a.md", &prepared);
    assert_int_equal(prepared.draft.article.image_count, 1);
    assert_true(allocated_bytes() < before + IMAGE_BYTES / 2);
}

/* As many links as fit must take no longer than links do. */
static void the_different_images_of_an_article_have_a_bound(void **state)
{
    enum { LINKS = 200 * 1000 };

    struct kb *kb = *state;
    struct prepared prepared;
    struct strbuf text;

    strbuf_init(&text, 16 * 1024 * 1024);
    strbuf_add_cstr(&text, "# A\n\n");
    for (int i = 0; i < PREPARE_IMAGES_MAX; i++)
        strbuf_add_format(&text, "![x](%s%d.png)\n", i % 2 ? "" : "none",
                          i % 2);
    for (int i = 2; i < PREPARE_IMAGES_MAX; i++)
        strbuf_add_format(&text, "![x](%d.png)\n", i);
    kb_write_at(kb, "articles/a.md", strbuf_str(&text), 1);
    kb_write(kb, "articles/1.png", "one");
    kb_write(kb, "articles/3.png", "three");
    prepare(kb, "a.md", &prepared);
    assert_int_equal(prepared.draft.article.image_count, 2);
    assert_int_equal(prepared.origin.sources.count, PREPARE_IMAGES_MAX);
    assert_false(has_rule(&prepared, "images-too-many"));
    for (int i = 0; i < LINKS; i++)
        strbuf_add_format(&text, "![x](more%d.png)\n", i);
    kb_write_at(kb, "articles/a.md", strbuf_str(&text), 1);
    strbuf_release(&text);
    prepare(kb, "a.md", &prepared);
    assert_int_equal(prepared.draft.article.image_count, 2);
    assert_int_equal(prepared.origin.sources.count, PREPARE_IMAGES_MAX);
}

static void too_many_images_are_said_once(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;
    struct strbuf text;

    strbuf_init(&text, 1024 * 1024);
    strbuf_add_cstr(&text, "# A\n\n");
    for (int i = 0; i < PREPARE_IMAGES_MAX + 2; i++)
        strbuf_add_format(&text, "![x](d%d/../i.png)\n", i);
    kb_write_at(kb, "articles/a.md", strbuf_str(&text), 1);
    strbuf_release(&text);
    kb_write(kb, "articles/i.png", "one");
    prepare(kb, "a.md", &prepared);
    assert_int_equal(prepared.said.count, 1);
    assert_string_equal(prepared.said.items[0].rule, "images-too-many");
    assert_int_equal(prepared.said.items[0].line, 3 + PREPARE_IMAGES_MAX);
    assert_int_equal(prepared.draft.article.image_count, PREPARE_IMAGES_MAX);
    assert_int_equal(prepared.origin.sources.count, 1);
}

static void
an_image_that_could_not_be_stored_leaves_another_digest(void **state)
{
    struct kb *kb = *state;
    struct prepared prepared;
    struct str digest;

    kb_write(kb, "articles/a.md", "# A\n\n![i](i.png)\n");
    kb_write(kb, "articles/i.png", "image");
    kb_write(kb, "data/images", "no folder");
    prepare(kb, "a.md", &prepared);
    assert_true(prepared.is_read);
    assert_true(has_rule(&prepared, "image-unreadable"));
    assert_int_equal(prepare_digest(&prepared.settings,
                                    tree_find(&prepared.tree, 0, STR("a.md")),
                                    &prepared.origin.sources,
                                    kb->fixture->arena, &digest, NULL),
                     SLV_OK);
    assert_false(str_equal(digest, prepared.origin.digest));
    digest = prepared.origin.digest;
    prepare(kb, "a.md", &prepared);
    assert_true(str_equal(digest, prepared.origin.digest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(the_digest_covers_all_sources),
        KB_TEST(links_that_lead_nowhere_are_said),
        KB_TEST(includes_stay_inside_and_are_no_loops),
        KB_TEST(a_file_that_vanished_is_said),
        KB_TEST(what_was_exchanged_since_the_walk_is_not_read),
        KB_TEST(the_bytes_of_images_are_not_kept),
        KB_TEST(the_different_images_of_an_article_have_a_bound),
        KB_TEST(too_many_images_are_said_once),
        KB_TEST(an_image_that_could_not_be_stored_leaves_another_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
