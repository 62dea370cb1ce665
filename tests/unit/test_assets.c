/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/assets: what is embedded is what lies in server/assets/.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "server/assets.h"

#include <dirent.h>

static const char folder[] = TESTS_FOLDER "/../server/assets";

static void every_asset_has_the_bytes_of_its_file(void **state)
{
    struct fixture *f = *state;
    const struct asset *asset;
    size_t count = 0;

    for (; (asset = asset_at(count)) != NULL; count++) {
        /* one file is Debian's, which the build has found */
        struct str path =
            strcmp(asset->name, "chart.js") == 0
                ? STR("/usr/share/javascript/chart.js/chart.min.js")
                : arena_format(f->arena, "%s/%s", folder, asset->name);

        assert_true(str_equal(fixture_read(f, path.ptr), asset->bytes));
        assert_int_equal(asset->bytes.ptr[asset->bytes.len], 0);
        assert_int_equal(strlen(asset->hash), 16);
        assert_non_null(strchr(asset->content_type, '/'));
        assert_ptr_equal(asset_find(str_from(asset->name)), asset);
        if (count > 0)
            assert_true(strcmp(asset_at(count - 1)->name, asset->name) < 0);
    }
    assert_null(asset_at(count + 1));
}

static void every_file_at_the_top_is_embedded(void **state)
{
    DIR *files = opendir(folder);
    struct dirent *entry;

    (void) state;
    if (!files)
        skip();
    while ((entry = readdir(files)) != NULL)
        if (entry->d_type == DT_REG && entry->d_name[0] != '.' &&
            strcmp(entry->d_name, "README.md") != 0)
            assert_non_null(asset_find(str_from(entry->d_name)));
    closedir(files);
}

static void other_names_find_nothing(void **state)
{
    (void) state;
    assert_null(asset_find(STR("")));
    assert_null(asset_find(STR("none")));
    assert_null(asset_find(STR("../CMakeLists.txt")));
    assert_null(asset_find((struct str){NULL, 0}));
    if (asset_at(0)) {
        struct str name = str_from(asset_at(0)->name);

        assert_null(asset_find(str_first(name, name.len - 1)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(every_asset_has_the_bytes_of_its_file),
        cmocka_unit_test(every_file_at_the_top_is_embedded),
        cmocka_unit_test(other_names_find_nothing),
    };

    return cmocka_run_group_tests_name("assets", tests, NULL, NULL);
}
