/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/catalog: what the index says that it holds.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/catalog.h"
#include "solvent/index.h"

static void every_article_of_every_shard_is_listed(void **state)
{
    struct kb *kb = *state;
    struct catalog catalog;
    struct catalog_entry *entry;
    size_t count;

    kb->folders[1] = kb_path(kb, "more");
    kb->folder_count = 2;
    kb_write(kb, "articles/a.md", "# A\n\n[!INCLUDE [p](p.md)]\n");
    kb_write(kb, "articles/p.md", "# P\n");
    kb_write(kb, "articles/b.md", "---\nid: x\naccess: internal\n---\n# B\n");
    kb_write(kb, "more/a.md", "# A too\n");
    kb_index(kb);
    assert_int_equal(catalog_read(kb->data, kb->fixture->arena, &catalog, NULL),
                     SLV_OK);
    assert_true(catalog.is_usable);
    assert_int_equal(catalog.count, 4);
    for (size_t i = 1; i < catalog.count; i++)
        assert_true(str_compare(catalog.entries[i - 1].path,
                                catalog.entries[i].path) <= 0);
    entry = catalog_find_path(&catalog, STR("b.md"), &count);
    assert_int_equal(count, 1);
    assert_true(str_equal(entry->id, STR("x")));
    assert_int_equal(entry->shard, 1);
    entry = catalog_find_path(&catalog, STR("a.md"), &count);
    assert_int_equal(count, 2);
    assert_true(entry[0].is_renamed != entry[1].is_renamed);
    assert_int_equal(entry[0].sources.count, 1);
    assert_true(str_equal(entry[0].sources.items[0], STR("p.md")));
    assert_null(catalog_find_path(&catalog, STR("none"), &count));
    assert_int_equal(count, 0);
}

static void without_an_index_it_is_empty(void **state)
{
    struct kb *kb = *state;
    struct catalog catalog;

    assert_int_equal(catalog_read(kb->data, kb->fixture->arena, &catalog, NULL),
                     SLV_OK);
    assert_false(catalog.is_usable);
    assert_int_equal(catalog.count, 0);
    kb_write(kb, "data/current", "index.1 public\n");
    assert_int_equal(catalog_read(kb->data, kb->fixture->arena, &catalog, NULL),
                     SLV_OK);
    assert_false(catalog.is_usable);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(every_article_of_every_shard_is_listed),
        KB_TEST(without_an_index_it_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
