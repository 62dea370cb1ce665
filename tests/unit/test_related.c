/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/related: which articles are about the same, and for whom.
 */
#include "tests/unit/search_fixture.h"

#include "core/search/related.h"
#include "indexer/commands.h"

/* Ids of the articles related to `id`, nearest first, blanks between them. */
static const char *related_to(struct kb *kb, struct slv_reader *reader,
                              const char *id, size_t limit)
{
    struct arena *arena = kb->fixture->arena;
    struct slv_article *articles;
    struct str ids = STR("");
    size_t count;

    if (slv_article_related(reader, str_from(id), limit, arena, &articles,
                            &count, &kb->err) != SLV_OK)
        fail_msg("%s: %s", id, kb->err.text);
    assert_true(count <= limit);
    for (size_t i = 0; i < count; i++) {
        assert_true(articles[i].title.len > 0 && articles[i].path.len > 0);
        ids = arena_format(arena, "%.*s%s%.*s", STR_ARG(ids), i ? " " : "",
                           STR_ARG(articles[i].id));
    }
    return ids.len ? ids.ptr : "";
}

static void write_articles(struct kb *kb)
{
    kb_write(kb, "articles/jam.md",
             "# Paper jams in the tray of the printer\n\nOpen the tray, take "
             "the jammed paper out and close the tray again.\n");
    kb_write(kb, "articles/tray.md",
             "# The paper tray cannot be closed\n\nA jammed paper blocks the "
             "tray of the printer.\n");
    kb_write(kb, "articles/toner.md",
             "# Toner of the printer is low\n\nOrder toner.\n");
    kb_write(kb, "articles/vpn.md",
             "# VPN drops every hour\n\nThe tunnel is rekeyed.\n");
    kb_write(kb, "articles/tunnel.md",
             "# Tunnel does not come up after VPN drops\n\nRestart it.\n");
    kb_write(kb, "articles/secret.md",
             "---\naccess: internal\n---\n# Paper tray of the printer: what "
             "to tell nobody\n\nJammed paper in the tray.\n");
    for (unsigned i = 0; i < 20; i++)
        kb_write(
            kb,
            arena_format(kb->fixture->arena, "articles/other%02u.md", i).ptr,
            arena_format(kb->fixture->arena,
                         "# Topic%u of kind%u\n\nNothing of the rest.\n", i, i)
                .ptr);
    kb_index(kb);
}

static void articles_about_the_same_are_found(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_true(str_has_prefix(str_from(related_to(kb, reader, "jam", 5)),
                               STR("tray")));
    assert_string_equal(related_to(kb, reader, "vpn", 5), "tunnel");
    assert_string_equal(related_to(kb, reader, "tunnel", 5), "vpn");
    assert_null(strstr(related_to(kb, reader, "tray", 20), "vpn"));
    assert_string_equal(related_to(kb, reader, "jam", 1), "tray");
    assert_string_equal(related_to(kb, reader, "jam", 0), "");
    slv_reader_close(reader);
}

/* What a reader may not see is neither shown nor told of. */
static void secret_articles_are_related_to_nothing(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_article *articles;
    size_t count = 1;
    struct str missing[] = {STR("secret"), STR("none"), STR(""),
                            STR("other00/x")};
    const char *without;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    without = related_to(kb, reader, "jam", 20);
    assert_null(strstr(without, "secret"));
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        assert_int_equal(slv_article_related(reader, missing[i], 5,
                                             kb->fixture->arena, &articles,
                                             &count, &kb->err),
                         SLV_ERR_NOT_FOUND);
        assert_string_equal(kb->err.text, "there is no such article");
        assert_int_equal(count, 0);
    }
    slv_reader_close(reader);
    reader = kb_open(kb, SLV_AS_STAFF);
    assert_non_null(strstr(related_to(kb, reader, "jam", 20), "secret"));
    slv_reader_close(reader);
    kb_remove(kb, "articles/secret.md");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_string_equal(related_to(kb, reader, "jam", 20), without);
    slv_reader_close(reader);
}

/* Those that the reader can read come first, however near the others are. */
static void the_same_language_comes_first(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;

    kb_write(kb, "articles/a.md",
             "---\nlanguage: en\n---\n# ERR_FUSER_17 on MX-4070\n\n"
             "The fuser of the MX-4070 says ERR_FUSER_17.\n");
    kb_write(kb, "articles/b.md",
             "---\nlanguage: de\n---\n# ERR_FUSER_17 am MX-4070\n\n"
             "MX-4070: ERR_FUSER_17.\n");
    kb_write(kb, "articles/c.md",
             "---\nlanguage: en\n---\n# Other faults of a fuser\n\n"
             "Some say ERR_FUSER_17, on another printer, when it is old and "
             "dirty and was not cleaned for a long time.\n");
    for (unsigned i = 0; i < 20; i++)
        kb_write(
            kb,
            arena_format(kb->fixture->arena, "articles/other%02u.md", i).ptr,
            "# Nothing\n\nof all that.\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_string_equal(related_to(kb, reader, "a", 5), "c b");
    assert_string_equal(related_to(kb, reader, "a", 1), "c");
    slv_reader_close(reader);
}

/* Over real text: never the article itself, none twice, and few of no use. */
static void real_articles_have_neighbours(void **state)
{
    struct kb *kb = *state;
    struct arena *arena = kb->fixture->arena;
    struct slv_reader *reader;
    struct slv_article *every;
    size_t every_count;
    size_t with_some = 0;
    uint64_t total;

    kb->folders[0] = TESTS_FOLDER "/../corpus/articles";
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(slv_article_list(reader, 0, 1000, arena, &every,
                                      &every_count, &total, &kb->err),
                     SLV_OK);
    for (size_t i = 0; i < every_count; i++) {
        struct slv_article *found;
        size_t count;

        assert_int_equal(slv_article_related(reader, every[i].id, SIZE_MAX,
                                             arena, &found, &count, &kb->err),
                         SLV_OK);
        assert_true(count <= RELATED_MAX);
        with_some += count > 0;
        for (size_t k = 0; k < count; k++) {
            assert_false(str_equal(found[k].id, every[i].id));
            for (size_t m = 0; m < k; m++)
                assert_false(str_equal(found[k].id, found[m].id));
        }
    }
    assert_true(with_some * 10 > every_count * 9);
    assert_non_null(
        strstr(related_to(kb, reader, "git-unrelated-histories", 3), "git"));
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(articles_about_the_same_are_found),
        KB_TEST(secret_articles_are_related_to_nothing),
        KB_TEST(the_same_language_comes_first),
        KB_TEST(real_articles_have_neighbours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
