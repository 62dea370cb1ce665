/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * publish_on and unpublish_on: who may read an article follows the clock.
 */
#include "tests/unit/search_fixture.h"

#include "base/clock.h"
#include "indexer/commands.h"

#include <stdlib.h>

static void write_scheduled(struct kb *kb, const char *keys)
{
    kb_write(kb, "articles/a.md",
             arena_format(kb->fixture->arena,
                          "---\nid: it\n%s---\n# Alpha\n\nText.\n", keys)
                 .ptr);
}

/* Run as of `now` and say whether customers find the article. */
static bool is_public_at(struct kb *kb, const char *now)
{
    struct slv_index_summary summary;
    bool is_public;

    setenv("SOLVENT_NOW", now, 1);
    kb_index(kb);
    summary = kb->summary;
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "alpha"), "it");
    is_public = kb_find(kb, SLV_AS_PUBLIC, "alpha")[0] != '\0';
    kb_assert_as_clean_build(kb);
    kb->summary = summary;
    unsetenv("SOLVENT_NOW");
    return is_public;
}

static int64_t at(const char *iso)
{
    int64_t unix_s = 0;

    assert_true(clock_parse_iso(str_from(iso), &unix_s));
    return unix_s;
}

static void
an_unchanged_file_is_published_on_its_day_and_only_until_then(void **state)
{
    struct kb *kb = *state;

    write_scheduled(kb, "publish_on: 2026-03-01\n"
                        "unpublish_on: 2026-04-01T12:00:00Z\n");
    assert_false(is_public_at(kb, "2026-02-28T23:59:59Z"));
    assert_int_equal(kb->summary.changes_at_unix_s, at("2026-03-01"));
    assert_true(is_public_at(kb, "2026-03-01T00:00:00Z"));
    kb_assert_counts(kb, 0, 1, 0, 0);
    assert_int_equal(kb->summary.changes_at_unix_s, at("2026-04-01T12:00:00Z"));
    assert_true(is_public_at(kb, "2026-04-01T11:59:59Z"));
    kb_assert_counts(kb, 0, 0, 0, 1);
    assert_false(is_public_at(kb, "2026-04-01T12:00:00Z"));
    kb_assert_counts(kb, 0, 1, 0, 0);
    assert_int_equal(kb->summary.changes_at_unix_s, 0);
    assert_false(is_public_at(kb, "2027-01-01"));
    kb_assert_counts(kb, 0, 0, 0, 1);
    assert_string_equal(kb->said.ptr, "");
}

static void the_next_change_is_that_of_any_article(void **state)
{
    struct kb *kb = *state;

    write_scheduled(kb, "publish_on: 2026-05-01\n");
    kb_write(kb, "articles/b.md",
             "---\nunpublish_on: 2026-03-05\n---\n# Beta\n");
    kb_write(kb, "articles/c.md", "# Gamma\n");
    setenv("SOLVENT_NOW", "2026-03-01", 1);
    kb_index(kb);
    assert_int_equal(kb->summary.changes_at_unix_s, at("2026-03-05"));
    unsetenv("SOLVENT_NOW");
}

static void
a_schedule_publishes_nothing_that_is_not_to_be_published(void **state)
{
    static const char *const heads[] = {
        "state: draft\npublish_on: 2026-01-01\n",
        "state: reviewed\npublish_on: 2026-01-01\n",
        "access: internal\npublish_on: 2026-01-01\n",
        "publish_on: next week\n",
        "publish_on: [2026-01-01, 2026-01-02]\n",
        "unpublish_on: 31.12.2030\n",
        "publish_on: 2026-01-01\npublish_on: 2026-01-02\n",
        "publish_on: 2026-01-01\nunpublish_on: 2026-01-01\n",
        "publish_on: 2026-03-01\nunpublish_on: 2026-02-01\n",
    };
    struct kb *kb = *state;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        write_scheduled(kb, heads[i]);
        assert_false(is_public_at(kb, "2026-06-01"));
        assert_int_equal(kb->summary.changes_at_unix_s, 0);
    }
}

static void what_cannot_be_read_is_said(void **state)
{
    struct kb *kb = *state;

    write_scheduled(kb, "publish_on: next week\n");
    kb_index(kb);
    assert_non_null(strstr(kb->said.ptr, "schedule-unreadable"));
    assert_non_null(strstr(kb->said.ptr, "next week"));
    write_scheduled(kb, "publish_on: 2026-03-01\nunpublish_on: 2026-02-01\n");
    kb_index(kb);
    assert_non_null(strstr(kb->said.ptr, "schedule-order"));
}

static void a_piece_with_a_schedule_is_included_nowhere(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/includes/p.md",
             "---\npublish_on: 2020-01-01\n---\nThe zebra piece.\n");
    kb_write(kb, "articles/a.md", "# Alpha\n\n[!INCLUDE [x](includes/p.md)]\n");
    kb_index(kb);
    assert_non_null(strstr(kb->said.ptr, "include-secret"));
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "zebra"), "includes/p");
}

static void
a_file_that_cannot_be_read_is_hidden_when_its_time_is_over(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/b.md", "# Beta\n");
    write_scheduled(kb, "unpublish_on: 2026-04-01\n");
    assert_true(is_public_at(kb, "2026-03-01"));
    assert_int_equal(truncate(kb_path(kb, "articles/a.md"), 17 * 1024 * 1024),
                     0);
    setenv("SOLVENT_NOW", "2026-03-02", 1);
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "it");
    setenv("SOLVENT_NOW", "2026-04-02", 1);
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b");
    unsetenv("SOLVENT_NOW");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(an_unchanged_file_is_published_on_its_day_and_only_until_then),
        KB_TEST(the_next_change_is_that_of_any_article),
        KB_TEST(a_schedule_publishes_nothing_that_is_not_to_be_published),
        KB_TEST(what_cannot_be_read_is_said),
        KB_TEST(a_piece_with_a_schedule_is_included_nowhere),
        KB_TEST(a_file_that_cannot_be_read_is_hidden_when_its_time_is_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
