/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/reader for members of customer groups: which articles and cases
 * they see, while the index changes too. That nothing else shows in what they
 * are answered is in test_reader_unseen.c.
 */
#include "tests/unit/learn_fixture.h"

#include "base/check.h"
#include "core/search/generation.h"
#include "indexer/commands.h"

#include <stdlib.h>

#define RESTRICTED(groups) "---\naccess: restricted\ngroups: " groups "\n---\n"

/* `names` with '|' between them are the groups; "*" is staff. */
static struct slv_reader *open_as(struct kb *kb, const char *names)
{
    struct arena *arena = kb->fixture->arena;
    struct slv_viewer viewer = {.audience = SLV_AS_PUBLIC};
    struct slv_reader *reader;

    if (strcmp(names, "*") == 0)
        return kb_open(kb, SLV_AS_STAFF);
    viewer.groups.items =
        arena_calloc(arena, strlen(names) + 1, sizeof *viewer.groups.items);
    for (struct str rest = str_from(names); rest.len;)
        viewer.groups.items[viewer.groups.count++] = str_take_until(&rest, '|');
    MUST(kb, slv_reader_open_for(&reader, kb->data, &viewer, &kb->err));
    return reader;
}

static int compare_words(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

/* Ids of all that a reader is answered to "omega", in order of their bytes. The
 * search, the list and the articles one by one have to agree. */
static const char *ids_seen(struct kb *kb, struct slv_reader *reader)
{
    struct arena *arena = kb->fixture->arena;
    struct slv_search_result found = kb_ask(kb, reader, "omega");
    struct str *ids = arena_calloc(arena, found.hit_count + 1, sizeof *ids);
    struct str out = STR("");
    struct slv_article *list;
    size_t count;
    uint64_t total;

    assert_int_equal(found.total, found.hit_count);
    MUST(kb, slv_article_list(reader, 0, 100, arena, &list, &count, &total,
                              &kb->err));
    assert_int_equal(count, found.hit_count);
    for (size_t i = 0; i < found.hit_count; i++)
        ids[i] = found.hits[i].id;
    qsort(ids, found.hit_count, sizeof *ids, compare_words);
    for (size_t i = 0; i < found.hit_count; i++) {
        struct slv_article article;

        MUST(kb, slv_article_get(reader, ids[i], arena, &article, &kb->err));
        out = arena_format(arena, "%.*s%s%.*s", STR_ARG(out), i ? " " : "",
                           STR_ARG(ids[i]));
    }
    return out.ptr;
}

static const char *seen_as(struct kb *kb, const char *names)
{
    struct slv_reader *reader = open_as(kb, names);
    const char *ids = ids_seen(kb, reader);

    slv_reader_close(reader);
    return ids;
}

static void write_omegas(struct kb *kb)
{
    kb_write(kb, "articles/pub.md", "# Omega\n");
    kb_write(kb, "articles/red.md", RESTRICTED("[red]") "# Omega\n");
    kb_write(kb, "articles/blue.md", RESTRICTED("[Blue]") "# Omega\n");
    kb_write(kb, "articles/both.md", RESTRICTED("[blue, red]") "# Omega\n");
    kb_write(kb, "articles/intern.md",
             "---\naccess: internal\ngroups: [red]\n---\n# Omega\n");
    kb_write(kb, "articles/draft.md",
             "---\naccess: restricted\ngroups: [red]\nstate: draft\n---\n"
             "# Omega\n");
}

static void assert_omegas(struct kb *kb)
{
    assert_string_equal(seen_as(kb, ""), "pub");
    assert_string_equal(seen_as(kb, "red"), "both pub red");
    assert_string_equal(seen_as(kb, "blue"), "blue both pub");
    assert_string_equal(seen_as(kb, "green|red"), "both pub red");
    assert_string_equal(seen_as(kb, "red|blue"), "blue both pub red");
    assert_string_equal(seen_as(kb, "*"), "blue both draft intern pub red");
}

static void members_of_any_group_of_an_article_see_it(void **state)
{
    struct kb *kb = *state;

    write_omegas(kb);
    kb_index(kb);
    assert_omegas(kb);
}

static void it_is_so_for_articles_that_come_later(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/pub.md", "# Omega\n");
    kb_index(kb);
    write_omegas(kb);
    kb_index(kb);
    kb_assert_counts(kb, 5, 0, 0, 1);
    assert_omegas(kb);
    kb->options.is_full = true;
    kb_index(kb);
    assert_omegas(kb);
}

static void names_are_folded_and_trimmed(void **state)
{
    struct kb *kb = *state;

    write_omegas(kb);
    kb_write(kb, "articles/third.md",
             RESTRICTED("['RED ', ' Blue', red]") "# Omega\n");
    kb_index(kb);
    assert_string_equal(seen_as(kb, " RED\t"), "both pub red third");
    assert_string_equal(seen_as(kb, "BLUE"), "blue both pub third");
    /* another name is another group */
    assert_string_equal(seen_as(kb, "r\xC3\xA9"
                                    "d|re|redd|r ed"),
                        "pub");
}

static void a_group_that_no_article_names_opens_nothing(void **state)
{
    struct kb *kb = *state;

    write_omegas(kb);
    kb_index(kb);
    assert_string_equal(seen_as(kb, "green"), "pub");
    assert_string_equal(seen_as(kb, " | |\n"), "pub");
    assert_string_equal(seen_as(kb, "blue\nred"), "pub");
}

static void a_group_that_is_gone_leaves_nothing(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;

    write_omegas(kb);
    kb_index(kb);
    reader = open_as(kb, "blue");
    assert_string_equal(ids_seen(kb, reader), "blue both pub");
    kb_remove(kb, "articles/blue.md");
    kb_write(kb, "articles/both.md", RESTRICTED("[red]") "# Omega\n");
    kb_index(kb);
    assert_string_equal(ids_seen(kb, reader), "pub");
    kb->options.is_full = true;
    kb_index(kb);
    assert_string_equal(ids_seen(kb, reader), "pub");
    slv_reader_close(reader);
    assert_string_equal(seen_as(kb, "blue"), "pub");
    assert_string_equal(seen_as(kb, "red"), "both pub red");
}

/* Shards of groups come while the readers are open. */
static void open_readers_follow_an_article_between_audiences(void **state)
{
    static const struct {
        const char *front;
        const char *everybody;
        const char *red;
        const char *blue;
    } steps[] = {
        {"", "moving pub", "moving pub", "moving pub"},
        {RESTRICTED("[red]"), "pub", "moving pub", "pub"},
        {"", "moving pub", "moving pub", "moving pub"},
        {RESTRICTED("[blue, red]"), "pub", "moving pub", "moving pub"},
        {RESTRICTED("[blue]"), "pub", "pub", "moving pub"},
        {"---\naccess: internal\n---\n", "pub", "pub", "pub"},
        {RESTRICTED("[red]"), "pub", "moving pub", "pub"},
        {"", "moving pub", "moving pub", "moving pub"},
    };
    struct kb *kb = *state;
    struct slv_reader *readers[3] = {NULL};

    kb_write(kb, "articles/pub.md", "# Omega\n");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        kb_write(kb, "articles/moving.md",
                 arena_format(kb->fixture->arena, "%s# Omega\n", steps[i].front)
                     .ptr);
        kb_index(kb);
        if (!readers[0]) {
            readers[0] = open_as(kb, "");
            readers[1] = open_as(kb, "red");
            readers[2] = open_as(kb, "blue|green");
        }
        assert_string_equal(ids_seen(kb, readers[0]), steps[i].everybody);
        assert_string_equal(ids_seen(kb, readers[1]), steps[i].red);
        assert_string_equal(ids_seen(kb, readers[2]), steps[i].blue);
    }
    for (size_t i = 0; i < 3; i++)
        slv_reader_close(readers[i]);
}

static uint64_t version_of(struct kb *kb, struct slv_reader *reader)
{
    uint64_t version;

    MUST(kb, slv_reader_version(reader, &version, &kb->err));
    return version;
}

static void versions_change_with_what_is_seen_alone(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *red;
    struct slv_reader *blue;
    uint64_t of_red;
    uint64_t of_blue;

    kb_write(kb, "articles/pub.md", "# Omega\n");
    kb_write(kb, "articles/red.md", RESTRICTED("[red]") "# Omega\n");
    kb_write(kb, "articles/intern.md", "---\naccess: internal\n---\n# Omega\n");
    kb_index(kb);
    red = open_as(kb, "red");
    blue = open_as(kb, "blue");
    of_red = version_of(kb, red);
    of_blue = version_of(kb, blue);
    kb_write(kb, "articles/red.md", RESTRICTED("[red]") "# Omega red\n");
    kb_index(kb);
    assert_int_not_equal(version_of(kb, red), of_red);
    assert_int_equal(version_of(kb, blue), of_blue);
    of_red = version_of(kb, red);
    kb_write(kb, "articles/blue.md", RESTRICTED("[blue]") "# Omega\n");
    kb_write(kb, "articles/intern.md",
             "---\naccess: internal\n---\n# Omega x\n");
    kb_index(kb);
    assert_int_equal(version_of(kb, red), of_red);
    assert_int_not_equal(version_of(kb, blue), of_blue);
    slv_reader_close(red);
    slv_reader_close(blue);
}

/* Of two that ask for one id; both ways of indexing. */
static void an_id_goes_to_the_less_secret_article(void **state)
{
    static const char *const fronts[] = {"",
                                         "access: restricted\n"
                                         "groups: [red]\n",
                                         "access: internal\n"};
    struct kb *kb = *state;

    for (int is_update = 0; is_update < 2; is_update++) {
        for (size_t less = 0; less < 2; less++) {
            struct slv_reader *reader;
            struct slv_article article;

            kb_remove(kb, "articles");
            kb_remove(kb, "data");
            kb_write(kb, "articles/z.md", "# Omega\n");
            kb_write(kb, "articles/a.md",
                     arena_format(kb->fixture->arena,
                                  "---\nid: x\n%s---\n# Omega secret\n",
                                  fronts[less + 1])
                         .ptr);
            if (is_update)
                kb_index(kb);
            kb_write(kb, "articles/b.md",
                     arena_format(kb->fixture->arena,
                                  "---\nid: x\n%s---\n# Omega open\n",
                                  fronts[less])
                         .ptr);
            kb_index(kb);
            reader = open_as(kb, "red");
            MUST(kb, slv_article_get(reader, STR("x"), kb->fixture->arena,
                                     &article, &kb->err));
            assert_true(str_equal(article.title, STR("Omega open")));
            assert_string_equal(ids_seen(kb, reader),
                                less == 0 ? "a x z" : "x z");
            slv_reader_close(reader);
            assert_string_equal(seen_as(kb, "*"), "a x z");
        }
    }
}

static double gain_as(struct kb *kb, const char *names, const char *id)
{
    const struct slv_search_request request = learn_request("printer silent");
    struct slv_reader *reader = open_as(kb, names);
    struct slv_search_result result = learn_ask(kb, reader, &request);

    slv_reader_close(reader);
    return hit_of(&result, id)->case_score;
}

static void
cases_are_seen_with_the_articles_that_they_stand_beside(void **state)
{
    struct kb *kb = *state;

    write_printers(kb);
    kb_write(kb, "articles/c.md",
             RESTRICTED("[red]") "# Paper jam\n\nSome paper is stuck in the "
                                 "printer.\n");
    kb_write(kb, "articles/d.md",
             RESTRICTED("[blue]") "# Toner\n\nHow to change the toner of a "
                                  "printer of any make.\n");
    kb_index(kb);
    /* one of everybody, one of red, and one of two sets */
    add_case(kb, "1", "printer silent", "b");
    add_case(kb, "2", "printer silent", "b c");
    add_case(kb, "3", "printer silent", "b c d");
    index_cases(kb);
    assert_true(gain_as(kb, "", "b") > 0);
    assert_true(gain_as(kb, "red", "c") > 0);
    assert_true(gain_as(kb, "blue", "d") == 0);
    assert_true(gain_as(kb, "red|blue", "d") == 0);
    assert_true(gain_as(kb, "*", "d") > 0);
    assert_true(gain_as(kb, "blue", "b") > 0);
    /* the article is for all now, and so is its case */
    kb_write(kb, "articles/c.md",
             "# Paper jam\n\nSome paper is stuck in the printer.\n");
    kb_index(kb);
    index_cases(kb);
    assert_true(gain_as(kb, "", "c") > 0);
    assert_true(gain_as(kb, "blue", "c") > 0);
    assert_true(gain_as(kb, "blue", "d") > 0);
}

static void a_reader_that_is_open_sees_cases_come_and_go(void **state)
{
    struct kb *kb = *state;
    const struct slv_search_request request = learn_request("printer silent");
    struct slv_reader *reader;
    struct slv_search_result result;
    uint64_t version;

    write_printers(kb);
    kb_write(kb, "articles/c.md",
             RESTRICTED("[red]") "# Paper jam\n\nSome paper is stuck in the "
                                 "printer.\n");
    kb_index(kb);
    reader = open_as(kb, "red");
    result = learn_ask(kb, reader, &request);
    assert_true(hit_of(&result, "c")->case_score == 0);
    version = version_of(kb, reader);
    add_case(kb, "1", "printer silent", "c");
    index_cases(kb);
    result = learn_ask(kb, reader, &request);
    assert_true(hit_of(&result, "c")->case_score > 0);
    assert_int_not_equal(version_of(kb, reader), version);
    reopen_case(kb, "1");
    index_cases(kb);
    result = learn_ask(kb, reader, &request);
    assert_true(hit_of(&result, "c")->case_score == 0);
    slv_reader_close(reader);
}

static void a_damaged_group_is_no_matter_to_the_others(void **state)
{
    static const char *const files[] = {"iamglass", "postlist.glass", ""};
    struct kb *kb = *state;
    struct arena *arena = kb->fixture->arena;
    struct generation generation;
    struct str gold;
    struct slv_reader *open;

    kb_write(kb, "articles/p.md", "# Omega for all\n\nomega\n");
    kb_write(kb, "articles/g.md",
             "---\naccess: restricted\ngroups: [gold]\n---\n# Omega gold\n");
    kb_index(kb);
    MUST(kb, generation_read(kb->data, arena, &generation, &kb->err));
    assert_int_equal(generation.shard_count, 2);
    gold = generation.shards[1];
    kb_write(
        kb, "articles/s.md",
        "---\naccess: restricted\ngroups: [silver]\n---\n# Omega silver\n");
    kb_index(kb);
    MUST(kb, generation_read(kb->data, arena, &generation, &kb->err));
    open = open_as(kb, "silver");
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        const char *shard =
            generation_shard_path(kb->data, generation.name, gold, arena);
        const char *path =
            files[i][0] ? arena_format(arena, "%s/%s", shard, files[i]).ptr
                        : shard;
        struct slv_reader *silver;

        assert_int_equal(file_remove_tree(path, NULL), SLV_OK);
        if (files[i][0])
            assert_int_equal(file_replace(path, STR("nonsense"), 0640, NULL),
                             SLV_OK);
        silver = open_as(kb, "silver");
        assert_string_equal(ids_seen(kb, silver), "p s");
        slv_reader_close(silver);
        assert_string_equal(ids_seen(kb, open), "p s");
    }
    slv_reader_close(open);
    /* and the next run makes it anew */
    kb_index(kb);
    open = open_as(kb, "gold");
    assert_string_equal(ids_seen(kb, open), "g p");
    slv_reader_close(open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(members_of_any_group_of_an_article_see_it),
        KB_TEST(it_is_so_for_articles_that_come_later),
        KB_TEST(names_are_folded_and_trimmed),
        KB_TEST(a_group_that_no_article_names_opens_nothing),
        KB_TEST(a_group_that_is_gone_leaves_nothing),
        KB_TEST(open_readers_follow_an_article_between_audiences),
        KB_TEST(versions_change_with_what_is_seen_alone),
        KB_TEST(an_id_goes_to_the_less_secret_article),
        KB_TEST(cases_are_seen_with_the_articles_that_they_stand_beside),
        KB_TEST(a_reader_that_is_open_sees_cases_come_and_go),
        KB_TEST(a_damaged_group_is_no_matter_to_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
