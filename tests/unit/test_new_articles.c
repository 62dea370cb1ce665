/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/new_articles and indexer/new_articles: what is new, for how long,
 * and that an index built anew still knows.
 */
#include "tests/unit/learn_fixture.h"

#include "base/strmap.h"
#include "core/search/new_articles.h"
#include "core/search/reader.h"
#include "indexer/commands.h"

#include <stdlib.h>

enum { DAY_S = 86400 };

static void bytes_come_back_as_they_were_or_in_part(void **state)
{
    struct kb *kb = *state;
    struct arena *arena = kb->fixture->arena;
    const struct new_article items[] = {{STR("a"), -7, true},
                                        {STR("folder/b"), 1767268800, false}};
    struct strmap *map = strmap_new();
    struct strbuf bytes;
    const struct new_article *found;

    strbuf_init(&bytes, 4096);
    new_articles_write(items, 2, &bytes);
    new_articles_read(strbuf_str(&bytes), arena, map);
    found = strmap_get(map, STR("folder/b"));
    assert_non_null(found);
    assert_int_equal(found->first_seen_unix_s, 1767268800);
    assert_false(found->is_seldom_read);
    found = strmap_get(map, STR("a"));
    assert_int_equal(found->first_seen_unix_s, -7);
    assert_true(found->is_seldom_read);
    for (size_t len = 0; len < bytes.len; len++) {
        strmap_clear(map);
        new_articles_read(arena_str(arena, (struct str){bytes.ptr, len}), arena,
                          map);
        assert_null(strmap_get(map, STR("folder/b")));
    }
    strbuf_release(&bytes);
    strmap_free(map);
}

static void new_is_young_or_seldom_read(void **state)
{
    const int64_t now = 1767268800;
    struct new_article article = {STR("a"), now, false};

    (void) state;
    assert_true(new_article_is_new(&article, now));
    article.first_seen_unix_s = now - NEW_ARTICLE_DAYS * DAY_S + 1;
    assert_true(new_article_is_new(&article, now));
    article.first_seen_unix_s = now - NEW_ARTICLE_DAYS * DAY_S;
    assert_false(new_article_is_new(&article, now));
    article.is_seldom_read = true;
    assert_true(new_article_is_new(&article, now));
}

/* An article that came later is first by words: it stays there while it is new. */
static void what_comes_after_the_first_build_is_new(void **state)
{
    struct kb *kb = *state;
    const char *ids;

    setenv("SOLVENT_NOW", "2026-01-01T12:00:00Z", 1);
    write_printers(kb);
    kb_index(kb);
    for (int i = 0; i < 6; i++)
        add_case(kb, arena_format(kb->fixture->arena, "%d", i + 1).ptr,
                 "printer silent", "d");
    index_cases(kb);
    kb_write(kb, "articles/late.md", "# Printer silent\n\nPrinter silent.\n");
    kb_index(kb);
    ids = learn_find(kb, SLV_AS_PUBLIC, "printer silent");
    assert_memory_equal(ids, "late d", 6);

    /* an index that is built anew still knows */
    kb->options.is_full = true;
    kb_index(kb);
    kb->options.is_full = false;
    ids = learn_find(kb, SLV_AS_PUBLIC, "printer silent");
    assert_memory_equal(ids, "late d", 6);

    /* what was there from the beginning is not new */
    {
        struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
        const struct slv_search_request request = learn_request("printer");

        assert_true(reader_is_new(reader, &request, STR("late")));
        assert_false(reader_is_new(reader, &request, STR("a")));
        slv_reader_close(reader);
    }
    unsetenv("SOLVENT_NOW");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(bytes_come_back_as_they_were_or_in_part),
        KB_TEST(new_is_young_or_seldom_read),
        KB_TEST(what_comes_after_the_first_build_is_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
