/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/query_fields: the table of the query language, and docs/search.md
 * in step with it.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/query_fields.h"

static void fields_are_found_by_name_and_alias(void **state)
{
    enum query_field field;

    (void) state;
    assert_true(query_field_find(STR("title"), &field));
    assert_int_equal(field, QUERY_FIELD_TITLE);
    assert_true(query_field_find(STR("lang"), &field));
    assert_int_equal(field, QUERY_FIELD_LANGUAGE);
    assert_true(query_field_find(STR("Product"), &field));
    assert_int_equal(query_field_facet(field), SLV_FACET_PRODUCT);
    assert_true(query_field_find(STR("error"), &field));
    assert_int_equal(query_field_facet(field), SLV_FACET_COUNT);
    assert_false(query_field_find(STR("Error"), &field));
    assert_false(query_field_find(STR("ERROR"), &field));
    assert_false(query_field_find(STR(""), &field));
    assert_false(query_field_find(STR("http"), &field));
    assert_false(query_field_find(STR("titles"), &field));
}

/* Each facet has a field of its name. */
static void every_filter_is_a_field(void **state)
{
    (void) state;
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++) {
        enum query_field field;

        assert_true(query_field_find(
            str_from(slv_facet_name((enum slv_facet) facet)), &field));
        assert_int_equal(query_field_facet(field), facet);
    }
}

static void the_page_for_users_is_in_step(void **state)
{
    struct fixture *f = *state;
    struct str page = fixture_read(f, TESTS_FOLDER "/../docs/search.md");
    struct str begin = STR("| --- | --- | --- |\n");
    size_t at = str_find(page, begin, 0);
    struct str wanted = STR("");
    size_t count;
    const struct query_help *lines = query_help_lines(&count);

    for (size_t i = 0; i < count; i++)
        wanted = arena_format(f->arena, "%.*s| `%s` | %s | `%s` |\n",
                              STR_ARG(wanted), lines[i].form, lines[i].meaning,
                              lines[i].example);
    assert_true(at < page.len);
    page = str_from_offset(page, at + begin.len);
    assert_true(str_has_prefix(page, wanted));
    assert_true(str_has_prefix(str_from_offset(page, wanted.len),
                               STR("<!-- query language: end -->")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(fields_are_found_by_name_and_alias),
        FIXTURE_TEST(every_filter_is_a_field),
        FIXTURE_TEST(the_page_for_users_is_in_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
