/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/image_types: what is served as an image, and what never is.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "core/search/image_types.h"

static void types_are_told_by_the_ending(void **state)
{
    (void) state;
    assert_string_equal(image_type_find(STR("a/b.PNG"))->content_type,
                        "image/png");
    assert_string_equal(image_type_find(STR("x.jpeg"))->content_type,
                        "image/jpeg");
    assert_string_equal(image_type_find(STR("x.svg.gif"))->content_type,
                        "image/gif");
    assert_string_equal(image_type_find(STR("x.WebP"))->content_type,
                        "image/webp");
}

static void what_can_hold_scripts_is_no_image(void **state)
{
    static const char *const names[] = {"x.svg", "x.html",   "png",   "xpng",
                                        "",      "x.png.js", "x.png "};

    (void) state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_null(image_type_find(str_from(names[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_told_by_the_ending),
        cmocka_unit_test(what_can_hold_scripts_is_no_image),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
