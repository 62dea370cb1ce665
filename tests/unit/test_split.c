/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/split, text/line_diff, core/article/front_edit: a long text is cut
 * where a reader would cut it; a difference gives back both texts; a key is
 * changed and nothing else.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/front_edit.h"
#include "core/article/split.h"
#include "text/line_diff.h"

#include <string.h>

static struct split cut(struct fixture *f, const char *text)
{
    struct split split;

    split_text(str_from(text), f->arena, &split);
    return split;
}

static void headings_cut_a_text(void **state)
{
    struct split split = cut(*state, "# All\n\nIntro.\n\n## One\n\nA.\n\n"
                                     "```\n## no\n```\n\n### Solution\n\nB.\n"
                                     "\n## Two\n\nC.\n");

    assert_string_equal(split.cut_at, "headings");
    assert_int_equal(split.count, 2);
    assert_int_equal(split.skipped, 2);
    assert_string_equal(split.drafts[0].title.ptr, "One");
    assert_string_equal(split.drafts[0].name.ptr, "one");
    assert_int_equal(split.drafts[0].line, 5);
    assert_string_equal(split.drafts[0].markdown.ptr,
                        "---\ntitle: \"One\"\nstate: draft\naccess: internal\n"
                        "---\nA.\n\n```\n## no\n```\n\n## Solution\n\nB.\n");
    assert_int_equal(split.drafts[1].line, 17);
}

static void underlined_headings_cut_too(void **state)
{
    struct split split =
        cut(*state, "First\n=====\n\nA.\n\nSecond\n===\n\nB.\n");

    assert_int_equal(split.count, 2);
    assert_string_equal(split.drafts[0].title.ptr, "First");
    assert_string_equal(split.drafts[1].markdown.ptr,
                        "---\ntitle: \"Second\"\nstate: draft\n"
                        "access: internal\n---\n\n## Resolution\n\nB.\n");
}

static void labels_cut_and_become_headings(void **state)
{
    struct split split =
        cut(*state, "Q: It's silent\r\nNo sound.\r\nA: Turn it on.\r\n\r\n"
                    "**Question 2:** It is loud\r\nAnswer: Turn it down.\r\n");

    assert_string_equal(split.cut_at, "problems");
    assert_int_equal(split.count, 2);
    assert_string_equal(split.drafts[0].title.ptr, "It's silent");
    assert_string_equal(split.drafts[0].name.ptr, "its-silent");
    assert_non_null(
        strstr(split.drafts[0].markdown.ptr, "title: \"It's silent\"\n"));
    assert_non_null(strstr(split.drafts[0].markdown.ptr,
                           "No sound.\n\n## Resolution\n\nTurn it on.\n"));
    assert_string_equal(split.drafts[1].title.ptr, "It is loud");
}

static void rules_and_gaps_cut(void **state)
{
    struct split split = cut(*state, "One\nIt is so.\n\nDo this.\n\n\nTwo\n\n"
                                     "Do that.\n***\nThree\n");

    assert_string_equal(split.cut_at, "rules");
    assert_int_equal(split.count, 3);
    assert_string_equal(split.drafts[0].markdown.ptr,
                        "---\ntitle: \"One\"\nstate: draft\naccess: internal\n"
                        "---\n\n## Symptoms\n\nIt is so.\n\n## Resolution\n\n"
                        "Do this.\n");
    assert_true(split.drafts[0].has_problem && split.drafts[0].has_resolution);
    assert_string_equal(split.drafts[2].title.ptr, "Three");
    assert_false(split.drafts[2].has_resolution);
}

static void blank_lines_cut_when_nothing_else_does(void **state)
{
    struct split titled =
        cut(*state, "No sound\n\nIt is silent.\n\nTurn up.\n\nNo light\n\n"
                    "Turn on.\n");
    struct split blocks = cut(*state, "No sound.\nTurn up.\n\nNo light.\nTurn "
                                      "on.\n");

    assert_string_equal(titled.cut_at, "blank lines");
    assert_int_equal(titled.count, 2);
    assert_string_equal(titled.drafts[1].title.ptr, "No light");
    assert_int_equal(blocks.count, 2);
    assert_string_equal(blocks.drafts[1].title.ptr, "No light.");
}

static void odd_texts_are_cut_without_harm(void **state)
{
    static const char *const odd[] = {
        "",
        "\n\n\n",
        "#",
        "# ",
        "#\n#\n",
        "```\n# a\n# b\n",
        "---\n---\n",
        "===\n---\n",
        ":\n:\n",
        "Q:\nQ:\nA:\n",
        "# \xff\n# \xfe\n",
        "---\ntitle: x\n---\n",
        "\xEF\xBB\xBF# a\n# b",
    };

    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        struct split split = cut(*state, odd[i]);

        for (size_t j = 0; j < split.count; j++)
            assert_true(split.drafts[j].title.len > 0 &&
                        split.drafts[j].name.len > 0);
    }
    assert_int_equal(cut(*state, "").count, 0);
    assert_int_equal(cut(*state, "# \xC3\xA4\n\nx\n\n# \xC3\xB6\n").count, 2);
    assert_string_equal(cut(*state, "# \xC3\xA4\n# b\n").drafts[0].name.ptr,
                        "article");
}

/* --- differences --- */

static struct str side(struct fixture *f, const struct line_diff_row *rows,
                       size_t count, enum line_change other)
{
    struct strbuf out;
    struct str text;

    strbuf_init(&out, 1 << 20);
    for (size_t i = 0; i < count; i++)
        if (rows[i].change != other) {
            strbuf_add_str(&out, rows[i].line);
            strbuf_add_char(&out, '\n');
        }
    text = arena_str(f->arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

static void a_difference_gives_back_both_texts(void **state)
{
    static const struct {
        const char *before;
        const char *after;
        size_t same;
    } pairs[] = {
        {"", "", 0},
        {"a\nb\nc\n", "a\nb\nc\n", 3},
        {"a\nb\nc\n", "a\nx\nc\n", 2},
        {"a\nb\n", "", 0},
        {"", "a\n", 0},
        {"a\nb\nc\nd\n", "b\nd\nx\n", 2},
        {"a\na\na\n", "a\na\n", 2},
        {"x\ny\nz\na\nb\n", "a\nb\nx\ny\nz\n", 3},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        struct line_diff_row *rows;
        size_t count;
        size_t same = 0;

        line_diff(str_from(pairs[i].before), str_from(pairs[i].after), f->arena,
                  &rows, &count);
        for (size_t j = 0; j < count; j++)
            same += rows[j].change == LINE_SAME;
        assert_int_equal(same, pairs[i].same);
        assert_string_equal(side(f, rows, count, LINE_NEW).ptr,
                            pairs[i].before);
        assert_string_equal(side(f, rows, count, LINE_GONE).ptr,
                            pairs[i].after);
    }
}

/* Above the limit all is told as replaced, in little time. */
static void a_very_long_difference_is_bounded(void **state)
{
    enum { LINES = 3000 };
    struct fixture *f = *state;
    struct line_diff_row *rows;
    struct strbuf a;
    struct strbuf b;
    size_t count;

    strbuf_init(&a, 1 << 20);
    strbuf_init(&b, 1 << 20);
    for (int i = 0; i < LINES; i++) {
        strbuf_add_format(&a, "a %d\n", i);
        strbuf_add_format(&b, "b %d\n", i);
    }
    line_diff(strbuf_str(&a), strbuf_str(&b), f->arena, &rows, &count);
    assert_int_equal(count, 2 * LINES);
    assert_int_equal(rows[0].change, LINE_GONE);
    assert_int_equal(rows[LINES].change, LINE_NEW);
    strbuf_release(&a);
    strbuf_release(&b);
}

/* --- one key --- */

static void one_key_is_changed_and_nothing_else(void **state)
{
    static const struct {
        const char *before;
        const char *value;
        const char *after;
    } rows[] = {
        {"---\ntitle: x\nstate: draft # why\nid: y\n---\nT\n", "reviewed",
         "---\ntitle: x\nstate: reviewed\nid: y\n---\nT\n"},
        {"---\ntitle: x\n---\nT\n", "draft",
         "---\ntitle: x\nstate: draft\n---\nT\n"},
        {"T\n", "draft", "---\nstate: draft\n---\nT\n"},
        {"---\nstate:\n  draft\nid: y\n---\n", "archived",
         "---\nstate: archived\nid: y\n---\n"},
        {"---\r\nid: y\r\n---\r\nT\r\n", "draft",
         "---\r\nid: y\r\nstate: draft\r\n---\r\nT\r\n"},
        {"---\nstate: draft\n---\nT\n", "", "---\n---\nT\n"},
        {"---\nid: [\n---\nT\n", "draft", "---\nid: [\n---\nT\n"},
        {"---\nno end\n", "draft", "---\nno end\n"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_string_equal(front_edit_set(str_from(rows[i].before),
                                           STR("state"),
                                           str_from(rows[i].value), f->arena)
                                .ptr,
                            rows[i].after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(headings_cut_a_text),
        FIXTURE_TEST(underlined_headings_cut_too),
        FIXTURE_TEST(labels_cut_and_become_headings),
        FIXTURE_TEST(rules_and_gaps_cut),
        FIXTURE_TEST(blank_lines_cut_when_nothing_else_does),
        FIXTURE_TEST(odd_texts_are_cut_without_harm),
        FIXTURE_TEST(a_difference_gives_back_both_texts),
        FIXTURE_TEST(a_very_long_difference_is_bounded),
        FIXTURE_TEST(one_key_is_changed_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
