/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/schema: keys, terms and impacts.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/schema.h"
#include "core/search/stop_words.h"
#include "store/xapian_shim.h"

static void long_ids_have_keys_that_differ(void **state)
{
    struct fixture *f = *state;
    char bytes[1000];
    struct str one = {bytes, sizeof bytes};
    struct str key;
    struct str other;

    assert_true(str_equal(schema_key(STR("a/b"), f->arena), STR("a/b")));
    memset(bytes, 'x', sizeof bytes);
    key = schema_key(one, f->arena);
    assert_true(key.len <= SCHEMA_KEY_MAX);
    other = schema_key(str_first(one, 999), f->arena);
    assert_false(str_equal(key, other));
    assert_true(schema_name_term('Q', one, f->arena).len <= XAP_TERM_MAX);
}

static void filter_terms_fold_case_and_white_space(void **state)
{
    struct fixture *f = *state;
    struct str term =
        schema_filter_term(SLV_FACET_PRODUCT, STR(" \tOpenSSH "), f->arena);

    assert_true(str_equal(
        term, schema_filter_term(SLV_FACET_PRODUCT, STR("openssh"), f->arena)));
    assert_false(str_equal(
        term, schema_filter_term(SLV_FACET_TAG, STR("openssh"), f->arena)));
    assert_true(str_equal(
        schema_filter_term(SLV_FACET_TAG, STR("\xC3\x89t\xC3\xA9"), f->arena),
        schema_filter_term(SLV_FACET_TAG, STR("E\xCC\x81TE\xCC\x81"),
                           f->arena)));
}

static void impact_grows_with_tf_and_falls_with_length(void **state)
{
    (void) state;
    for (unsigned i = 0; i < SEARCH_FIELD_COUNT; i++) {
        enum search_field field = (enum search_field) i;
        double last = 0;

        assert_true(schema_impact(field, 0, 10) <= 0);
        for (uint32_t tf = 1; tf < 100; tf++) {
            double impact = schema_impact(field, tf, 100);

            if (schema_fields[field].k1 <= 0) { /* there or not */
                assert_true(impact > schema_fields[field].weight - 1e-9 &&
                            impact < schema_fields[field].weight + 1e-9);
                continue;
            }
            assert_true(impact > last);
            assert_true(impact < schema_fields[field].weight);
            assert_true(impact > schema_impact(field, tf, 200));
            last = impact;
        }
    }
}

static void every_stop_word_is_found_in_the_sorted_list(void **state)
{
    static const char *const words[] = {
        "a",    "about", "because", "been",  "being", "by",  "how",
        "i",    "im",    "in",      "ive",   "just",  "the", "their",
        "then", "there", "they",    "while", "your"};

    (void) state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(is_stop_word(str_from(words[i])));
    assert_false(is_stop_word(STR("not")));
    assert_false(is_stop_word(STR("")));
    assert_false(is_stop_word(STR("disk")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(long_ids_have_keys_that_differ),
        FIXTURE_TEST(filter_terms_fold_case_and_white_space),
        FIXTURE_TEST(impact_grows_with_tf_and_falls_with_length),
        FIXTURE_TEST(every_stop_word_is_found_in_the_sorted_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
