/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/cases when something is wrong: a case store that is damaged, newer, or
 * another one than before; a search log that is damaged; a case in two shards;
 * articles that go and come back. Nobody may be kept from searching.
 */
#include "tests/unit/learn_fixture.h"

#include "base/check.h"
#include "core/search/generation.h"
#include "indexer/cases.h"
#include "indexer/commands.h"
#include "store/case_find.h"
#include "store/xapian_shim.h"

#include <string.h>
#include <time.h>

static const char query[] = "printer silent";

static void begin(struct kb *kb)
{
    write_printers(kb);
    kb_index(kb);
}

static const char *data_path(struct kb *kb, const char *name)
{
    return arena_format(kb->fixture->arena, "%s/%s", kb->data, name).ptr;
}

static void replace_store(struct kb *kb, struct str bytes)
{
    (void) unlink(data_path(kb, "solvent.db-wal"));
    (void) unlink(data_path(kb, "solvent.db-shm"));
    assert_int_equal(
        file_replace(data_path(kb, "solvent.db"), bytes, 0640, NULL), SLV_OK);
}

static struct str store_bytes(struct kb *kb)
{
    return fixture_read(kb->fixture, data_path(kb, "solvent.db"));
}

/* --- a store that cannot be read --- */

static void follows_articles_and_says_why_not_cases(struct kb *kb,
                                                    struct str bad)
{
    struct str good = store_bytes(kb);

    replace_store(kb, bad);
    kb_write(kb, "articles/f.md", "# Fax\n\nThe fax is silent.\n");
    strbuf_clear(&kb->said);
    kb_index(kb);
    assert_non_null(strstr(kb->said.ptr, "cases-unreadable"));
    assert_non_null(strstr(kb->said.ptr, "articles are searched as before"));
    assert_non_null(strstr(learn_find(kb, SLV_AS_PUBLIC, "fax"), "f"));
    /* what was learned before is still known */
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);
    assert_int_not_equal(slv_index_cases(&kb->options, &kb->err), SLV_OK);

    replace_store(kb, good);
    strbuf_clear(&kb->said);
    kb_index(kb);
    assert_null(strstr(kb->said.ptr, "cases-unreadable"));
}

static void a_damaged_store_is_a_warning(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    follows_articles_and_says_why_not_cases(
        kb, STR("this is no database, and long enough to be seen as none"));
}

/* Its first page is whole, so that it opens. */
static void a_store_that_is_damaged_within_is_a_warning(void **state)
{
    struct kb *kb = *state;
    struct str bytes;
    char *changed;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    add_case(kb, "2", query, "c");
    bytes = store_bytes(kb);
    changed = arena_alloc(kb->fixture->arena, bytes.len);
    memcpy(changed, bytes.ptr, bytes.len);
    memset(changed + 4096, 0xA5, bytes.len - 4096);
    follows_articles_and_says_why_not_cases(kb,
                                            (struct str){changed, bytes.len});
}

static void a_store_of_a_newer_version_is_a_warning(void **state)
{
    struct kb *kb = *state;
    struct str bytes;
    char *changed;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    bytes = store_bytes(kb);
    changed = arena_alloc(kb->fixture->arena, bytes.len);
    memcpy(changed, bytes.ptr, bytes.len);
    changed[62] = 0x70; /* user_version is the big-endian number at 60 */
    follows_articles_and_says_why_not_cases(kb,
                                            (struct str){changed, bytes.len});
}

static void a_damaged_search_log_takes_no_case_away(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    assert_int_equal(
        file_replace(data_path(kb, "searches.db"),
                     STR("this is no database, and long enough to be seen"),
                     0640, NULL),
        SLV_OK);
    add_case(kb, "2", query, "c");
    kb_index(kb);
    assert_non_null(strstr(kb->said.ptr, "cases-unreadable"));
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "c") > 0);
}

/* --- another store --- */

/* The numbers of changes are the same, what they changed is not. */
static void a_store_that_was_put_back_and_went_on_is_seen(void **state)
{
    struct kb *kb = *state;
    struct str before;

    begin(kb);
    add_case(kb, "1", query, "b");
    before = store_bytes(kb);
    add_case(kb, "2", query, "d");
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);

    replace_store(kb, before);
    add_closed(kb, "3", query, "c", CLOSED_UNIX_S + 60);
    assert_true(cases_are_behind(kb->data));
    index_cases(kb);
    assert_false(cases_are_behind(kb->data));
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "b") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "c") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") == 0);
}

static void
another_store_is_seen_although_its_cases_have_the_same_numbers(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", query, "b");
    index_cases(kb);
    assert_int_equal(unlink(data_path(kb, "solvent.db")), 0);
    (void) unlink(data_path(kb, "solvent.db-wal"));
    (void) unlink(data_path(kb, "solvent.db-shm"));
    add_case(kb, "1", query, "c");
    kb_index(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "c") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "b") == 0);
}

static void an_older_store_is_followed_back(void **state)
{
    struct kb *kb = *state;
    struct str before;

    begin(kb);
    add_case(kb, "1", query, "b");
    before = store_bytes(kb);
    add_case(kb, "2", query, "d");
    index_cases(kb);
    replace_store(kb, before);
    assert_true(cases_are_behind(kb->data));
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "b") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") == 0);
}

/* --- a case in two shards --- */

static const char *shard_path(struct kb *kb, const char *shard)
{
    struct generation generation;

    MUST(kb,
         generation_read(kb->data, kb->fixture->arena, &generation, &kb->err));
    return generation_shard_path(kb->data, generation.name, str_from(shard),
                                 kb->fixture->arena);
}

static size_t count_cases(struct kb *kb, const char *shard)
{
    const char *path = shard_path(kb, shard);
    struct xap_reader *reader = NULL;
    struct str *records;
    size_t count;

    MUST(kb, xap_reader_open(&reader, &path, 1, &kb->err));
    MUST(kb, xap_list_data(reader, 0, kb->fixture->arena, &records, &count,
                           &kb->err));
    xap_reader_close(reader);
    return count;
}

static void a_case_in_two_shards_leaves_the_wrong_one(void **state)
{
    static const char *const files[] = {"docdata.glass", "iamglass",
                                        "position.glass", "postlist.glass",
                                        "termlist.glass"};
    struct kb *kb = *state;

    begin(kb);
    kb_write(kb, "articles/e.md",
             "---\naccess: internal\n---\n# Mail is late\n\nIt drains.\n");
    kb_index(kb);
    add_case(kb, "1", query, "e");
    add_case(kb, "2", query, "b");
    index_cases(kb);
    assert_int_equal(count_cases(kb, "cases-public"), 1);
    assert_int_equal(count_cases(kb, "cases-internal"), 1);
    for (int from = 0; from < 2; from++) {
        static const char *const shards[] = {"cases-public", "cases-internal"};

        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
            const char *source =
                arena_format(kb->fixture->arena, "%s/%s",
                             shard_path(kb, shards[from]), files[i])
                    .ptr;

            if (access(source, F_OK) == 0)
                assert_int_equal(
                    file_replace(arena_format(kb->fixture->arena, "%s/%s",
                                              shard_path(kb, shards[1 - from]),
                                              files[i])
                                     .ptr,
                                 fixture_read(kb->fixture, source), 0640, NULL),
                    SLV_OK);
        }
        /* which article is where has changed: all cases are looked at */
        kb_write(kb, from ? "articles/g.md" : "articles/f.md", "# New\n\nx\n");
        kb_index(kb);
        assert_true(gain_of_hit(kb, SLV_AS_STAFF, query, "b") > 0);
        assert_int_equal(count_cases(kb, "cases-public"), 1);
        assert_int_equal(count_cases(kb, "cases-internal"), 1);
        assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "b") > 0);
    }
}

/* --- what is new --- */

static bool is_remembered_as_new(struct kb *kb, const char *id)
{
    struct case_store *store = open_store(kb);
    struct case_first_seen *seen;
    size_t count;
    bool is_new = false;

    MUST(kb, case_store_list_first_seen(store, STR(""), 100, kb->fixture->arena,
                                        &seen, &count, &kb->err));
    for (size_t i = 0; i < count; i++)
        if (str_equal(seen[i].article_id, str_from(id)))
            is_new = !seen[i].is_of_first_build;
    case_store_close(store);
    return is_new;
}

static void an_article_that_comes_back_is_not_new(void **state)
{
    struct kb *kb = *state;
    struct str text;

    begin(kb);
    text = fixture_read(
        kb->fixture,
        arena_format(kb->fixture->arena, "%s/e.md", kb->articles).ptr);
    assert_int_equal(
        unlink(arena_format(kb->fixture->arena, "%s/e.md", kb->articles).ptr),
        0);
    kb_index(kb);
    kb_write(kb, "articles/e.md", arena_str(kb->fixture->arena, text).ptr);
    kb_write(kb, "articles/f.md", "# Fax\n\nThe fax is silent.\n");
    kb_index(kb);
    assert_false(is_remembered_as_new(kb, "e"));
    assert_true(is_remembered_as_new(kb, "f"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(a_damaged_store_is_a_warning),
        KB_TEST(a_store_that_is_damaged_within_is_a_warning),
        KB_TEST(a_store_of_a_newer_version_is_a_warning),
        KB_TEST(a_damaged_search_log_takes_no_case_away),
        KB_TEST(a_store_that_was_put_back_and_went_on_is_seen),
        KB_TEST(another_store_is_seen_although_its_cases_have_the_same_numbers),
        KB_TEST(an_older_store_is_followed_back),
        KB_TEST(a_case_in_two_shards_leaves_the_wrong_one),
        KB_TEST(an_article_that_comes_back_is_not_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
