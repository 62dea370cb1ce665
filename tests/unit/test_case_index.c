/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/case_index: what a link says, documents of cases, and their
 * records, sound and damaged.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/case_index.h"

#include <string.h>

static void links_say_what_they_are_worth(void **state)
{
    (void) state;
    assert_int_equal(case_vote_percent(CASE_LINK_RESOLVED, 0), 100);
    assert_int_equal(case_vote_percent(CASE_LINK_RESOLVED, 1), 50);
    assert_int_equal(case_vote_percent(CASE_LINK_RESOLVED, 3), 25);
    assert_int_equal(case_vote_percent(CASE_LINK_TRIED, 0), 0);
    assert_int_equal(case_vote_percent(CASE_LINK_TRIED, 2), -50);
    assert_int_equal(case_vote_percent(CASE_LINK_WRONG, 0), -100);
    assert_int_equal(case_vote_percent(CASE_LINK_WRONG, 5), -100);
}

static struct document build(struct fixture *f, struct str text)
{
    static struct case_vote votes[2] = {{{"b", 1}, 100}, {{"c", 1}, -50}};
    const struct indexed_case record = {
        .number = STR("4711"),
        .subject = STR("Printer is silent"),
        .change = 9000000000,
        .closed_unix_s = -5,
        .votes = votes,
        .vote_count = 2,
    };
    struct document_builder *builder = document_builder_new();
    struct document out;

    case_document_build(builder, &record, text, STR("en"), f->arena, &out);
    document_builder_free(builder);
    return out;
}

static void a_record_comes_back_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct document document = build(f, STR("It hums."));
    struct indexed_case found;

    assert_int_equal(
        indexed_case_read(document.document.data, f->arena, &found, NULL),
        SLV_OK);
    assert_true(str_equal(found.number, STR("4711")));
    assert_true(str_equal(found.subject, STR("Printer is silent")));
    assert_int_equal(found.change, 9000000000);
    assert_int_equal(found.closed_unix_s, -5);
    assert_int_equal(found.vote_count, 2);
    assert_true(str_equal(found.votes[1].article_id, STR("c")));
    assert_int_equal(found.votes[0].percent, 100);
    assert_int_equal(found.votes[1].percent, -50);
}

static void a_damaged_record_is_refused_or_read_without_harm(void **state)
{
    struct fixture *f = *state;
    struct str sound = build(f, STR("It hums.")).document.data;
    struct indexed_case found;

    for (size_t len = 0; len < sound.len; len++) {
        struct str cut = arena_str(f->arena, (struct str){sound.ptr, len});

        assert_int_equal(indexed_case_read(cut, f->arena, &found, NULL),
                         SLV_ERR_CORRUPT);
    }
    for (size_t i = 0; i < sound.len; i++) {
        char *bytes = arena_alloc(f->arena, sound.len);
        enum slv_status status;

        memcpy(bytes, sound.ptr, sound.len);
        bytes[i] = (char) 0xFF;
        status = indexed_case_read((struct str){bytes, sound.len}, f->arena,
                                   &found, NULL);
        assert_true(status == SLV_OK || status == SLV_ERR_CORRUPT);
    }
}

static void a_subject_that_the_text_repeats_counts_once(void **state)
{
    struct fixture *f = *state;
    struct document once = build(f, STR("It hums."));
    struct document twice = build(f, STR(" Printer is silent\nIt hums."));

    assert_int_equal(once.document.term_count, twice.document.term_count);
    for (size_t i = 0; i < once.document.term_count; i++) {
        assert_true(str_equal(once.document.terms[i].name,
                              twice.document.terms[i].name));
        assert_int_equal(once.document.terms[i].wdf,
                         twice.document.terms[i].wdf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_say_what_they_are_worth),
        FIXTURE_TEST(a_record_comes_back_as_it_was),
        FIXTURE_TEST(a_damaged_record_is_refused_or_read_without_harm),
        FIXTURE_TEST(a_subject_that_the_text_repeats_counts_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
