/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/cases: the shards of cases follow the case store and who may read
 * which article. What searches make of them is in test_learn.c.
 */
#include "tests/unit/learn_fixture.h"

#include "base/check.h"
#include "core/search/case_index.h"
#include "core/search/generation.h"
#include "indexer/cases.h"
#include "indexer/commands.h"
#include "store/case_import.h"
#include "store/xapian_shim.h"

static const char query[] = "printer silent";

static void begin(struct kb *kb)
{
    write_printers(kb);
    kb_index(kb);
}

static struct generation current(struct kb *kb)
{
    struct generation generation;

    MUST(kb,
         generation_read(kb->data, kb->fixture->arena, &generation, &kb->err));
    return generation;
}

/* "number change" of each case that a shard holds, by number; "-": there is no
 * such shard. */
static const char *cases_of(struct kb *kb, const char *shard)
{
    struct arena *arena = kb->fixture->arena;
    struct generation generation = current(kb);
    struct str name = arena_format(arena, SHARD_CASES_PREFIX "%s", shard);
    struct str out = STR("");
    bool is_there = false;
    const char *path;
    struct xap_reader *reader;
    struct str *records;
    size_t count;

    for (size_t i = 0; i < generation.case_shard_count; i++)
        is_there |= str_equal(generation.case_shards[i], name);
    if (!is_there)
        return "-";
    path = generation_shard_path(kb->data, generation.name, name, arena);
    MUST(kb, xap_reader_open(&reader, &path, 1, &kb->err));
    MUST(kb, xap_list_data(reader, 0, arena, &records, &count, &kb->err));
    for (int number = 1; number < 100; number++) {
        for (size_t i = 0; i < count; i++) {
            struct indexed_case found;

            MUST(kb, indexed_case_read(records[i], arena, &found, &kb->err));
            if (str_equal(found.number, arena_format(arena, "%d", number)))
                out = arena_format(arena, "%.*s%s%d", STR_ARG(out),
                                   out.len ? " " : "", number);
        }
    }
    xap_reader_close(reader);
    return out.ptr;
}

static uint64_t version_of(struct kb *kb, struct slv_reader *reader)
{
    uint64_t version;

    MUST(kb, slv_reader_version(reader, &version, &kb->err));
    return version;
}

static const char *state_path(struct kb *kb)
{
    return arena_format(kb->fixture->arena, "%s/%.*s/cases", kb->data,
                        STR_ARG(current(kb).name))
        .ptr;
}

/* --- the store --- */

static void nothing_is_done_without_a_store(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    index_cases(kb);
    assert_int_equal(current(kb).case_shard_count, 0);
    assert_false(cases_are_behind(kb->data));
    assert_int_equal(
        access(arena_format(kb->fixture->arena, "%s/solvent.db", kb->data).ptr,
               F_OK),
        -1);
}

static void nothing_is_done_without_an_index(void **state)
{
    struct kb *kb = *state;

    add_case(kb, "1", query, "b");
    index_cases(kb);
    write_printers(kb);
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "1");
}

static void a_link_made_now_changes_the_next_search(void **state)
{
    struct kb *kb = *state;
    const struct slv_search_request request = learn_request(query);
    struct slv_reader *reader;
    struct slv_search_result result;
    uint64_t before;

    begin(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = learn_ask(kb, reader, &request);
    assert_true(str_equal(result.hits[0].id, STR("a")));
    before = version_of(kb, reader);

    add_case(kb, "1", query, "d");
    assert_true(cases_are_behind(kb->data));
    index_cases(kb);
    assert_false(cases_are_behind(kb->data));
    result = learn_ask(kb, reader, &request);
    assert_true(str_equal(result.hits[0].id, STR("d")));
    assert_true(version_of(kb, reader) != before);

    /* and once more, where the shard is there already */
    before = version_of(kb, reader);
    add_case(kb, "2", "printer silent no page", "c");
    add_case(kb, "3", "printer silent no page", "c");
    index_cases(kb);
    assert_true(version_of(kb, reader) != before);
    result = learn_ask(kb, reader, &request);
    assert_int_equal(hit_of(&result, "c")->similar_cases, 2);
    slv_reader_close(reader);
}

static void what_is_in_step_is_left_alone(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    uint64_t version;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    version = version_of(kb, reader);
    index_cases(kb);
    kb_index(kb);
    assert_true(version_of(kb, reader) == version);
    slv_reader_close(reader);
}

static void only_closed_cases_with_a_vote_are_held(void **state)
{
    struct kb *kb = *state;
    const struct case_actor actor = actor_at(CLOSED_UNIX_S + 60);
    struct case_store *store;

    begin(kb);
    open_case(kb, "1", query, query);
    add_case(kb, "2", query, "b c");
    add_case(kb, "3", query, "");
    add_case(kb, "4", query, "?b");
    add_case(kb, "5", query, "-b");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "2 5");

    /* one link less */
    store = open_store(kb);
    MUST(kb, case_store_remove_link(store, STR("2"), 0, STR("c"), &actor,
                                    &kb->err));
    MUST(kb, case_store_remove_link(store, STR("5"), 0, STR("b"), &actor,
                                    &kb->err));
    case_store_close(store);
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "2");
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "c") == 0);

    reopen_case(kb, "2");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "");
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "b") == 0);
}

static void a_number_that_an_import_takes_over_has_its_new_text(void **state)
{
    struct kb *kb = *state;
    const struct case_link link = {.article_id = STR("c"),
                                   .kind = CASE_LINK_RESOLVED,
                                   .created_unix_s = CLOSED_UNIX_S};
    const struct case_message message = {.author = CASE_BY_CUSTOMER,
                                         .text = STR("it wails at night"),
                                         .created_unix_s = CLOSED_UNIX_S - 9};
    const struct case_record row = {
        .number = STR("1"),
        .customer = STR("acme"),
        .subject = STR("device wails"),
        .state = CASE_CLOSED,
        .opened_unix_s = CLOSED_UNIX_S - 9,
        .closed_unix_s = CLOSED_UNIX_S,
        .outcome = CASE_OUTCOME_KNOWN,
        .messages = &message,
        .message_count = 1,
        .links = &link,
        .link_count = 1,
    };
    const struct case_actor actor = actor_at(CLOSED_UNIX_S + 60);
    struct case_store *store;
    struct case_import *import;
    bool is_done = false;

    begin(kb);
    add_case(kb, "1", "whirring noise", "b");
    index_cases(kb);
    assert_string_equal(learn_find(kb, SLV_AS_PUBLIC, "whirring noise"), "b");
    store = open_store(kb);
    MUST(kb,
         case_import_begin(store, STR("f"), false, &actor, &import, &kb->err));
    MUST(kb, case_import_case(import, &row, &kb->err));
    while (!is_done)
        MUST(kb, case_import_apply(import, &is_done, &kb->err));
    case_import_close(import);
    case_store_close(store);
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "1");
    assert_non_null(strchr(learn_find(kb, SLV_AS_PUBLIC, "device wails"), 'c'));
}

static void a_store_that_was_put_back_is_followed(void **state)
{
    struct kb *kb = *state;
    const char *file =
        arena_format(kb->fixture->arena, "%s/solvent.db", kb->data).ptr;
    struct str kept;

    begin(kb);
    add_case(kb, "1", query, "b");
    index_cases(kb);
    kept = fixture_read(kb->fixture, file);
    add_case(kb, "2", query, "d");
    add_case(kb, "3", query, "d");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "1 2 3");
    assert_int_equal(file_replace(file, kept, 0640, NULL), SLV_OK);
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "1");
}

/* --- who may read --- */

static void write_b(struct kb *kb, const char *access)
{
    kb_write_at(kb, "articles/b.md",
                arena_format(kb->fixture->arena,
                             "---\naccess: %s\n---\n# Spooler stops\n\nThe "
                             "spooler of the printer hangs.\n",
                             access),
                1700000000 + (int64_t) strlen(access));
}

static void cases_go_where_their_most_secret_article_goes(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "d b");
    add_case(kb, "2", query, "d");
    add_case(kb, "3", query, "c ?b");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "1 2 3");
    assert_string_equal(cases_of(kb, "internal"), "-");

    write_b(kb, "internal");
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "2");
    assert_string_equal(cases_of(kb, "internal"), "1 3");
    assert_true(gain_of_hit(kb, SLV_AS_STAFF, query, "d") >
                gain_of_hit(kb, SLV_AS_PUBLIC, query, "d"));
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "c") == 0);
    assert_true(gain_of_hit(kb, SLV_AS_STAFF, query, "b") > 0);

    write_b(kb, "public");
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "1 2 3");
    assert_string_equal(cases_of(kb, "internal"), "");
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "b") > 0);
}

static void groups_have_cases_of_their_own(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    write_b(kb, "restricted\ngroups: [gold]");
    kb_write(kb, "articles/c.md",
             "---\naccess: restricted\ngroups: [silver]\n---\n# Paper jam\n\n"
             "Some paper is stuck in the printer.\n");
    kb_index(kb);
    add_case(kb, "1", query, "b d");
    add_case(kb, "2", query, "b c");
    add_case(kb, "3", query, "c");
    add_case(kb, "4", query, "d");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "4");
    /* nobody but staff may read both */
    assert_string_equal(cases_of(kb, "internal"), "2");
    assert_int_equal(current(kb).case_shard_count, 4);
    assert_true(gain_of_hit(kb, SLV_AS_STAFF, query, "d") > 0);
}

static void
a_link_to_no_article_puts_a_case_with_the_internal_ones(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "d gone");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "internal"), "1");
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") == 0);
    assert_true(gain_of_hit(kb, SLV_AS_STAFF, query, "d") > 0);

    /* it comes */
    kb_write(kb, "articles/gone.md", "# Here\n\nNo word of it.\n");
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "1");
    assert_non_null(strstr(learn_find(kb, SLV_AS_PUBLIC, query), "gone"));

    /* and goes */
    kb_remove(kb, "articles/gone.md");
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "");
    assert_string_equal(cases_of(kb, "internal"), "1");
}

static void former_ids_are_followed(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "e");
    index_cases(kb);
    kb_remove(kb, "articles/e.md");
    kb_write(kb, "articles/queue.md",
             "---\nreplaces: [e]\n---\n# Mail is late\n\nThe queue has to "
             "drain.\n");
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "1");
    assert_non_null(strstr(learn_find(kb, SLV_AS_PUBLIC, query), "queue"));
}

static void changes_among_secret_cases_leave_no_trace(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    uint64_t version;

    begin(kb);
    kb_write(kb, "articles/s.md",
             "---\naccess: internal\n---\n# Secret\n\nPrinter.\n");
    kb_index(kb);
    add_case(kb, "1", query, "d");
    add_case(kb, "2", query, "s");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    version = version_of(kb, reader);
    add_case(kb, "3", "printer silent no page", "s d");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "internal"), "2 3");
    assert_true(version_of(kb, reader) == version);
    reopen_case(kb, "2");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "internal"), "3");
    assert_true(version_of(kb, reader) == version);
    /* a case that nobody has resolved yet */
    open_case(kb, "4", "printer wails", "it does");
    index_cases(kb);
    assert_true(version_of(kb, reader) == version);
    slv_reader_close(reader);
}

/* --- generations and what was done last --- */

static void a_full_build_has_all_cases(void **state)
{
    struct kb *kb = *state;
    const struct slv_search_request request = learn_request(query);
    struct slv_reader *reader;
    struct slv_search_result before;
    struct slv_search_result after;

    begin(kb);
    write_b(kb, "internal");
    kb_index(kb);
    add_case(kb, "1", query, "d");
    add_case(kb, "2", query, "b c");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    before = learn_ask(kb, reader, &request);
    kb->options.is_full = true;
    kb_index(kb);
    kb->options.is_full = false;
    assert_string_equal(cases_of(kb, "public"), "1");
    assert_string_equal(cases_of(kb, "internal"), "2");
    after = learn_ask(kb, reader, &request);
    assert_string_equal(kb_ids(kb, &after), kb_ids(kb, &before));
    for (size_t i = 0; i < after.hit_count; i++)
        assert_true(after.hits[i].case_score == before.hits[i].case_score);
    assert_false(cases_are_behind(kb->data));
    slv_reader_close(reader);
}

static void a_lost_or_damaged_state_is_made_anew(void **state)
{
    static const char *const states[] = {
        "",
        "x",
        "99 99 99\n",
        "-1 a b\n",
        "99999999999999999999999 00000000000000000000000000000000 "
        "00000000000000000000000000000000\n",
        "3 00000000000000000000000000000000 "
        "00000000000000000000000000000000 more\n"};
    struct kb *kb = *state;
    struct str sound;

    begin(kb);
    add_case(kb, "1", query, "d");
    add_case(kb, "2", query, "gone");
    index_cases(kb);
    sound = fixture_read(kb->fixture, state_path(kb));
    for (size_t i = 0; i <= sizeof states / sizeof *states; i++) {
        if (i == 0)
            assert_int_equal(unlink(state_path(kb)), 0);
        else
            assert_int_equal(file_replace(state_path(kb),
                                          str_from(states[i - 1]), 0640, NULL),
                             SLV_OK);
        index_cases(kb);
        assert_string_equal(cases_of(kb, "public"), "1");
        assert_string_equal(cases_of(kb, "internal"), "2");
        assert_true(
            str_equal(fixture_read(kb->fixture, state_path(kb)), sound));
    }
}

static void a_run_that_did_not_end_is_made_good(void **state)
{
    struct kb *kb = *state;
    struct generation generation;
    const char *path;

    begin(kb);
    /* a shard that no line names yet: what stands in it is not trusted */
    generation = current(kb);
    path = generation_shard_path(kb->data, generation.name,
                                 STR(SHARD_CASES_PREFIX "public"),
                                 kb->fixture->arena);
    assert_int_equal(file_make_folders(path, 0755, NULL), SLV_OK);
    assert_int_equal(
        file_replace(arena_format(kb->fixture->arena, "%s/iamglass", path).ptr,
                     STR("nonsense"), 0644, NULL),
        SLV_OK);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "1");

    /* the shards are written, and what was done is not */
    add_case(kb, "2", query, "d");
    {
        struct str before = fixture_read(kb->fixture, state_path(kb));

        index_cases(kb);
        assert_int_equal(file_replace(state_path(kb), before, 0640, NULL),
                         SLV_OK);
    }
    index_cases(kb);
    assert_string_equal(cases_of(kb, "public"), "1 2");
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);
}

static const char *case_file(struct kb *kb, const char *name)
{
    return arena_format(kb->fixture->arena, "%s/%s",
                        generation_shard_path(kb->data, current(kb).name,
                                              STR(SHARD_CASES_PREFIX "public"),
                                              kb->fixture->arena),
                        name)
        .ptr;
}

static void a_damaged_or_lost_shard_is_made_anew(void **state)
{
    static const char *const files[] = {"postlist.glass", "docdata.glass",
                                        "iamglass", ""};
    struct kb *kb = *state;
    const struct slv_search_request request = learn_request(query);
    struct slv_reader *reader;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        if (files[i][0])
            assert_int_equal(file_replace(case_file(kb, files[i]),
                                          STR("nonsense"), 0640, NULL),
                             SLV_OK);
        else
            assert_int_equal(file_remove_tree(case_file(kb, ""), NULL), SLV_OK);
        /* the words alone */
        assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") == 0);
        kb_index(kb);
        assert_string_equal(cases_of(kb, "public"), "1");
        assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);
        /* and for who was reading all the time */
        (void) learn_ask(kb, reader, &request);
    }
    slv_reader_close(reader);

    /* a build has nothing to take over */
    assert_int_equal(file_replace(case_file(kb, "docdata.glass"),
                                  STR("nonsense"), 0640, NULL),
                     SLV_OK);
    kb->options.is_full = true;
    kb_index(kb);
    kb->options.is_full = false;
    assert_string_equal(cases_of(kb, "public"), "1");
}

static void without_the_store_the_cases_go(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    assert_int_equal(
        unlink(arena_format(kb->fixture->arena, "%s/solvent.db", kb->data).ptr),
        0);
    kb_index(kb);
    assert_string_equal(cases_of(kb, "public"), "-");
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") == 0);
}

static void links_by_two_ids_of_one_article_are_one(void **state)
{
    struct kb *kb = *state;
    const struct slv_search_request request =
        learn_request("another thing altogether");
    struct slv_reader *reader;
    struct slv_search_result result;

    begin(kb);
    kb_write(kb, "articles/d.md",
             "---\nreplaces: [old-d]\n---\n# Device\n\nIt hums.\n");
    kb_index(kb);
    add_case(kb, "1", "another thing altogether", "d old-d");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = learn_ask(kb, reader, &request);
    assert_int_equal(hit_of(&result, "d")->similar_cases, 1);
    slv_reader_close(reader);
}

static void as_many_groups_as_shards_can_have_cases(void **state)
{
    enum { GROUPS = XAP_SHARDS_MAX - 2 };
    struct kb *kb = *state;
    struct arena *arena = kb->fixture->arena;

    begin(kb);
    for (int i = 0; i < GROUPS; i++) {
        kb_write(kb, arena_format(arena, "articles/g%d.md", i).ptr,
                 arena_format(arena,
                              "---\naccess: restricted\ngroups: [g%d]\n---\n"
                              "# Printer %d\n\nSilent.\n",
                              i, i)
                     .ptr);
    }
    kb_index(kb);
    for (int i = 0; i < GROUPS; i++)
        add_case(kb, arena_format(arena, "%d", i + 1).ptr, query,
                 arena_format(arena, "g%d", i).ptr);
    add_case(kb, "90", query, "d");
    add_case(kb, "91", query, "gone");
    index_cases(kb);
    assert_int_equal(current(kb).case_shard_count, XAP_SHARDS_MAX);
    assert_true(gain_of_hit(kb, SLV_AS_STAFF, query, "g0") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);

    /* other groups: their cases have no room until the index is built anew */
    for (int i = 0; i < GROUPS; i++)
        kb_remove(kb, arena_format(arena, "articles/g%d.md", i).ptr);
    kb->options.is_full = true;
    kb_index(kb);
    kb->options.is_full = false;
    assert_int_equal(current(kb).case_shard_count, 2);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(nothing_is_done_without_a_store),
        KB_TEST(nothing_is_done_without_an_index),
        KB_TEST(a_link_made_now_changes_the_next_search),
        KB_TEST(what_is_in_step_is_left_alone),
        KB_TEST(only_closed_cases_with_a_vote_are_held),
        KB_TEST(a_number_that_an_import_takes_over_has_its_new_text),
        KB_TEST(a_store_that_was_put_back_is_followed),
        KB_TEST(cases_go_where_their_most_secret_article_goes),
        KB_TEST(groups_have_cases_of_their_own),
        KB_TEST(a_link_to_no_article_puts_a_case_with_the_internal_ones),
        KB_TEST(former_ids_are_followed),
        KB_TEST(changes_among_secret_cases_leave_no_trace),
        KB_TEST(a_full_build_has_all_cases),
        KB_TEST(a_lost_or_damaged_state_is_made_anew),
        KB_TEST(a_run_that_did_not_end_is_made_good),
        KB_TEST(a_damaged_or_lost_shard_is_made_anew),
        KB_TEST(without_the_store_the_cases_go),
        KB_TEST(links_by_two_ids_of_one_article_are_one),
        KB_TEST(as_many_groups_as_shards_can_have_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
