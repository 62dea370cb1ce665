/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/only_loses: what is a removal, and what brings something new.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "core/article/only_loses.h"

static struct slv_article with_text(const char *text)
{
    return (struct slv_article){.title = STR("The disk is full"),
                                .markdown = str_from(text)};
}

static bool loses(const char *was, const char *is)
{
    const struct slv_article before = with_text(was);
    const struct slv_article after = with_text(is);

    return article_only_loses(&before, &after);
}

static void words_that_go_are_a_removal(void **state)
{
    (void) state;
    assert_true(loses("Ask Ida Example.\n\n1. Restart it.\n",
                      "Ask\n\n1. Restart it.\n"));
    assert_true(loses("one two one three\n", "two three\n"));
    assert_true(loses("one two\n", ""));
    assert_true(loses("one two\n", "one\ntwo"));
    assert_true(loses("", ""));
}

static void words_that_come_or_move_are_none(void **state)
{
    (void) state;
    assert_false(loses("Ask Ida.\n", "Ask us.\n"));
    assert_false(loses("one two\n", "two one\n"));
    assert_false(loses("one two\n", "one one two\n"));
    assert_false(loses("one two\n", "one t\n")); /* a part is another word */
    assert_false(loses("", "one\n"));
}

static void title_and_lists_count_too(void **state)
{
    struct str words[] = {STR("ssh"), STR("disk"), STR("tape")};
    struct str turned[] = {STR("tape"), STR("ssh")};
    struct slv_article was = with_text("one\n");
    struct slv_article is = was;

    (void) state;
    was.keywords = (struct str_list){words, 3};
    assert_true(article_only_loses(&was, &is));
    is.keywords = (struct str_list){words + 1, 2};
    assert_true(article_only_loses(&was, &is));
    is.keywords = (struct str_list){turned, 2};
    assert_false(article_only_loses(&was, &is));
    is = was;
    is.tags = (struct str_list){words, 1};
    assert_false(article_only_loses(&was, &is));
    is = was;
    is.title = STR("The disk is");
    assert_true(article_only_loses(&was, &is));
    is.title = STR("The tape is full");
    assert_false(article_only_loses(&was, &is));
    is = was;
    is.description = STR("About disks");
    assert_false(article_only_loses(&was, &is));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_go_are_a_removal),
        cmocka_unit_test(words_that_come_or_move_are_none),
        cmocka_unit_test(title_and_lists_count_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
