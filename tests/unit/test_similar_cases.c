/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/similar_cases: old cases told in the words of a new one, nearest
 * first, with what resolved them, and never more than the reader may see.
 */
#include "tests/unit/learn_fixture.h"

#include "core/search/learn.h"
#include "indexer/commands.h"

static const struct slv_similar_case *similar(struct kb *kb,
                                              enum slv_audience audience,
                                              const char *text, size_t limit,
                                              size_t *count)
{
    struct slv_reader *reader = kb_open(kb, audience);
    struct slv_similar_case *out = NULL;

    MUST(kb, slv_similar_cases(reader, str_from(text), limit,
                               kb->fixture->arena, &out, count, &kb->err));
    slv_reader_close(reader);
    return out;
}

static void begin(struct kb *kb)
{
    write_printers(kb);
    kb_write(kb, "articles/s.md",
             "---\naccess: internal\n---\n# Secret\n\nA trick.\n");
    add_case(kb, "1", "Nothing is printed at all", "b ?c -d");
    add_case(kb, "2", "Mail to the desk is late", "e");
    add_case(kb, "3", "Nothing comes from the tray", "s");
    add_case(kb, "4", "Nothing helped", "");
    kb_index(kb);
    index_cases(kb);
}

static void the_nearest_come_first_with_what_resolved_them(void **state)
{
    struct kb *kb = *state;
    const struct slv_similar_case *found;
    size_t count;

    begin(kb);
    found = similar(kb, SLV_AS_STAFF, "nothing is printed", 9, &count);
    assert_int_equal(count, 2);
    assert_true(str_equal(found[0].number, STR("1")));
    assert_true(str_equal(found[0].subject, STR("Nothing is printed at all")));
    assert_int_equal(found[0].closed_unix_s, CLOSED_UNIX_S);
    assert_int_equal(found[0].resolved_by.count, 1);
    assert_true(str_equal(found[0].resolved_by.items[0], STR("b")));
    assert_true(str_equal(found[1].number, STR("3")));
    assert_true(found[0].similarity > found[1].similarity);
    assert_true(found[1].similarity > 0 && found[0].similarity <= 1);
    (void) similar(kb, SLV_AS_STAFF, "nothing is printed", 1, &count);
    assert_int_equal(count, 1);
    (void) similar(kb, SLV_AS_STAFF, "nothing is printed", 0, &count);
    assert_int_equal(count, 0);
}

static void both_say_what_is_told(void **state)
{
    struct kb *kb = *state;
    const struct slv_similar_case *found;
    size_t count;

    write_printers(kb);
    add_case(kb, "1", "Tray jams with error code 1603 and ERR_TRAY_OPEN", "b");
    add_case(kb, "2", "The tray jams again", "c");
    add_case(kb, "3", "Tray is lost", "c");
    kb_index(kb);
    index_cases(kb);
    found =
        similar(kb, SLV_AS_STAFF,
                "the tray jammed: ERR_TRAY_OPEN, error code 1603", 9, &count);
    assert_true(count >= 2);
    assert_true(str_equal(found[0].number, STR("1")));
    assert_int_equal(found[0].codes.count, 2);
    assert_true(str_equal(found[0].codes.items[0], STR("ERR_TRAY_OPEN")));
    assert_true(str_equal(found[0].codes.items[1], STR("error code 1603")));
    assert_true(str_equal(found[1].number, STR("2")));
    assert_int_equal(found[1].codes.count, 0);
    /* the rarer one first: two cases jam, three have a tray; "the" tells
     * nothing */
    assert_int_equal(found[1].words.count, 2);
    assert_true(str_equal(found[1].words.items[0], STR("jammed")));
    assert_true(str_equal(found[1].words.items[1], STR("tray")));
}

static void cases_of_secret_articles_are_for_staff(void **state)
{
    struct kb *kb = *state;
    const struct slv_similar_case *found;
    size_t count;

    begin(kb);
    found =
        similar(kb, SLV_AS_PUBLIC, "nothing comes from the tray", 9, &count);
    for (size_t i = 0; i < count; i++)
        assert_false(str_equal(found[i].number, STR("3")));
    (void) similar(kb, SLV_AS_STAFF, "nothing comes from the tray", 9, &count);
    assert_true(count > 0);
}

static void texts_without_a_word_find_nothing(void **state)
{
    static const char *const texts[] = {"",         " ",     "\"",       "-",
                                        "-printed", "zzyzx", "\xFF\xFE", "()"};
    struct kb *kb = *state;
    size_t count;

    begin(kb);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        (void) similar(kb, SLV_AS_STAFF, texts[i], 9, &count);
        assert_int_equal(count, 0);
    }
}

static void texts_that_are_too_long_are_refused(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_similar_case *out;
    struct str text;
    size_t count;

    begin(kb);
    text = (struct str){
        arena_calloc(kb->fixture->arena, SLV_QUERY_BYTES_MAX + 1, 1),
        SLV_QUERY_BYTES_MAX + 1};
    reader = kb_open(kb, SLV_AS_STAFF);
    assert_int_equal(slv_similar_cases(reader, text, 9, kb->fixture->arena,
                                       &out, &count, &kb->err),
                     SLV_ERR_TOO_BIG);
    slv_reader_close(reader);
}

static void without_cases_there_is_none(void **state)
{
    struct kb *kb = *state;
    size_t count = 7;

    write_printers(kb);
    kb_index(kb);
    (void) similar(kb, SLV_AS_STAFF, "printer", 9, &count);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(the_nearest_come_first_with_what_resolved_them),
        KB_TEST(both_say_what_is_told),
        KB_TEST(cases_of_secret_articles_are_for_staff),
        KB_TEST(texts_without_a_word_find_nothing),
        KB_TEST(texts_that_are_too_long_are_refused),
        KB_TEST(without_cases_there_is_none),
    };

    return cmocka_run_group_tests_name("similar_cases", tests, NULL, NULL);
}
