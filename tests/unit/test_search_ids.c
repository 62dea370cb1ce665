/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * solvent/search: a search for ids alone finds what the same search finds, in
 * its order and with its scores.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

static void ids_alone_are_those_of_the_hits(void **state)
{
    /* what is looked up in texts has few candidates: of more than 64, time may
     * leave some out */
    static const char *const queries[] = {
        "permission denied",         "0x80070005", "\"address already in use\"",
        "\"is\" -publickey tag:ssh", "zeppelin",   ""};
    struct kb *kb = *state;
    struct slv_reader *reader;
    size_t hits = 0;

    kb->folders[0] = TESTS_FOLDER "/../corpus/articles";
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct slv_search_request request = {.query = str_from(queries[i]),
                                             .limit = 100};
        struct slv_search_result whole;
        struct slv_search_result ids;

        assert_int_equal(
            slv_search(reader, &request, kb->fixture->arena, &whole, &kb->err),
            SLV_OK);
        request.want_ids_only = true;
        assert_int_equal(
            slv_search(reader, &request, kb->fixture->arena, &ids, &kb->err),
            SLV_OK);
        assert_true(whole.is_total_exact && ids.is_total_exact);
        assert_string_equal(kb_ids(kb, &ids), kb_ids(kb, &whole));
        assert_int_equal(ids.total, whole.total);
        for (size_t k = 0; k < ids.hit_count; k++) {
            assert_true(ids.hits[k].score == whole.hits[k].score);
            assert_int_equal(ids.hits[k].snippet.text.len, 0);
        }
        hits += ids.hit_count;
    }
    assert_true(hits > 100);
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(ids_alone_are_those_of_the_hits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
