/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/tree: what stands in folders, links and loops, names of all kinds.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/tree.h"

struct walked {
    struct tree tree;
    struct diagnostics said;
};

static void walk(struct kb *kb, struct walked *out)
{
    diagnostics_init(&out->said, STR(""), kb->fixture->arena);
    assert_int_equal(tree_read(kb->folders, kb->folder_count, TREE_FILES_MAX,
                               kb->fixture->arena, &out->tree, &out->said,
                               NULL),
                     SLV_OK);
}

static bool said(const struct walked *walked, const char *rule,
                 const char *file)
{
    for (size_t i = 0; i < walked->said.count; i++)
        if (strcmp(walked->said.items[i].rule, rule) == 0 &&
            str_has_suffix(walked->said.items[i].file, str_from(file)))
            return true;
    return false;
}

static void files_come_by_folder_and_path(void **state)
{
    struct kb *kb = *state;
    struct walked walked;
    static const char *const paths[] = {"a-b.md", "a.md", "a/z.md", "b.txt"};

    kb->folders[1] = kb_path(kb, "more");
    kb->folder_count = 2;
    kb_write(kb, "articles/a/z.md", "");
    kb_write(kb, "articles/a.md", "x");
    kb_write(kb, "articles/b.txt", "");
    kb_write(kb, "articles/a-b.md", "");
    kb_write(kb, "articles/.git/x.md", "");
    kb_write(kb, "more/A.MarkDown", "");
    walk(kb, &walked);
    assert_int_equal(walked.tree.file_count, 5);
    assert_int_equal(walked.tree.article_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_equal(walked.tree.files[i].path, str_from(paths[i])));
    assert_int_equal(walked.tree.files[1].size_bytes, 1);
    assert_int_equal(walked.tree.files[1].modified_unix_s, 1700000000);
    assert_int_equal(walked.tree.files[4].folder, 1);
    assert_true(walked.tree.files[4].is_article);
    assert_ptr_equal(tree_find(&walked.tree, 0, STR("a/z.md")),
                     &walked.tree.files[2]);
    assert_null(tree_find(&walked.tree, 1, STR("a/z.md")));
    assert_true(tree_has_folder(&walked.tree, 0, STR("a")));
    assert_true(tree_has_folder(&walked.tree, 0, STR("")));
    assert_false(tree_has_folder(&walked.tree, 0, STR("a-b.md")));
    assert_false(tree_has_folder(&walked.tree, 0, STR("a/z")));
    assert_false(tree_has_folder(&walked.tree, 1, STR("a")));
}

static void links_lead_to_files_inside_and_nowhere_else(void **state)
{
    struct kb *kb = *state;
    struct walked walked;

    kb_write(kb, "articles/a/real.md", "# A");
    kb_write(kb, "outside/secret.md", "# S");
    kb_write(kb, "articles-too/x.md", "# X");
    assert_int_equal(symlink("a/real.md", kb_path(kb, "articles/in.md")), 0);
    assert_int_equal(
        symlink("../outside/secret.md", kb_path(kb, "articles/out.md")), 0);
    assert_int_equal(
        symlink("../articles-too/x.md", kb_path(kb, "articles/near.md")), 0);
    assert_int_equal(symlink("../outside", kb_path(kb, "articles/folder")), 0);
    assert_int_equal(symlink("..", kb_path(kb, "articles/a/loop")), 0);
    assert_int_equal(symlink("self.md", kb_path(kb, "articles/self.md")), 0);
    assert_int_equal(symlink("/etc/passwd", kb_path(kb, "articles/p.md")), 0);
    assert_int_equal(mkfifo(kb_path(kb, "articles/pipe.md"), 0600), 0);
    walk(kb, &walked);
    assert_int_equal(walked.tree.file_count, 2);
    assert_non_null(tree_find(&walked.tree, 0, STR("in.md")));
    assert_non_null(tree_find(&walked.tree, 0, STR("a/real.md")));
    assert_true(said(&walked, "link-passed-over", "/out.md"));
    assert_true(said(&walked, "link-passed-over", "/near.md"));
    assert_true(said(&walked, "link-passed-over", "/folder"));
    assert_true(said(&walked, "link-passed-over", "/a/loop"));
    assert_true(said(&walked, "link-passed-over", "/self.md"));
    assert_true(said(&walked, "link-passed-over", "/p.md"));
}

static void too_deep_a_folder_is_passed_over(void **state)
{
    struct kb *kb = *state;
    struct walked walked;
    struct str path = STR("articles");

    for (int i = 0; i < TREE_DEPTH_MAX + 2; i++)
        path = arena_format(kb->fixture->arena, "%.*s/d", STR_ARG(path));
    kb_write(kb,
             arena_format(kb->fixture->arena, "%.*s/x.md", STR_ARG(path)).ptr,
             "");
    kb_write(kb, "articles/y.md", "");
    walk(kb, &walked);
    assert_int_equal(walked.tree.file_count, 1);
    assert_int_equal(walked.said.count, 1);
    assert_string_equal(walked.said.items[0].rule, "folder-too-deep");
}

static void
an_empty_folder_has_no_files_and_a_missing_one_is_an_error(void **state)
{
    struct kb *kb = *state;
    struct walked walked;

    walk(kb, &walked);
    assert_int_equal(walked.tree.file_count, 0);
    assert_false(tree_has_folder(&walked.tree, 0, STR("a")));
    kb->folders[0] = kb_path(kb, "none");
    assert_int_equal(tree_read(kb->folders, 1, TREE_FILES_MAX,
                               kb->fixture->arena, &walked.tree, &walked.said,
                               &kb->err),
                     SLV_ERR_NO_INPUT);
}

static void more_files_than_may_be_are_an_error(void **state)
{
    struct kb *kb = *state;
    struct walked walked;

    kb->folders[1] = kb_path(kb, "more");
    kb_write(kb, "articles/a/x.md", "");
    kb_write(kb, "articles/y.md", "");
    kb_write(kb, "more/z.txt", "");
    diagnostics_init(&walked.said, STR(""), kb->fixture->arena);
    assert_int_equal(tree_read(kb->folders, 2, 3, kb->fixture->arena,
                               &walked.tree, &walked.said, NULL),
                     SLV_OK);
    assert_int_equal(walked.tree.file_count, 3);
    assert_int_equal(tree_read(kb->folders, 2, 2, kb->fixture->arena,
                               &walked.tree, &walked.said, &kb->err),
                     SLV_ERR_TOO_BIG);
    assert_non_null(strstr(kb->err.text, "more than 2 files"));
    assert_int_equal(walked.tree.file_count, 0);
}

static void a_folder_is_found_among_names_like_its_own(void **state)
{
    static const char *const files[] = {"b!/x", "b-1/x", "b-2.md", "b.md",
                                        "b0/x", "bb",    "c/d/x"};
    static const char *const folders[] = {"b!", "b-1", "b0", "c", "c/d"};
    static const char *const none[] = {"b",  "b-",    "b-2", "b.md",
                                       "c/", "c/d/x", "z",   "a"};

    struct kb *kb = *state;
    struct walked walked;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        kb_write(kb,
                 arena_format(kb->fixture->arena, "articles/%s", files[i]).ptr,
                 "");
    walk(kb, &walked);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (!tree_has_folder(&walked.tree, 0, str_from(folders[i])))
            fail_msg("%s is there", folders[i]);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (tree_has_folder(&walked.tree, 0, str_from(none[i])))
            fail_msg("%s is not there", none[i]);
    kb_write(kb, "articles/b/x", "");
    walk(kb, &walked);
    assert_true(tree_has_folder(&walked.tree, 0, STR("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(files_come_by_folder_and_path),
        KB_TEST(links_lead_to_files_inside_and_nowhere_else),
        KB_TEST(too_deep_a_folder_is_passed_over),
        KB_TEST(an_empty_folder_has_no_files_and_a_missing_one_is_an_error),
        KB_TEST(more_files_than_may_be_are_an_error),
        KB_TEST(a_folder_is_found_among_names_like_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
