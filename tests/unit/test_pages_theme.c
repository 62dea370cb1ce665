/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/pages/theme and site: contrast by the formulas of WCAG 2.1, colours
 * that are refused, and the style sheet: what the program believes of it holds.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/assets.h"
#include "server/pages/site.h"
#include "server/pages/theme.h"

#include <math.h>

static void assert_contrast(uint32_t a, uint32_t b, double expected)
{
    assert_true(fabs(theme_contrast(a, b) - expected) < 0.005);
    assert_true(fabs(theme_contrast(b, a) - expected) < 0.005);
}

/* Pairs whose ratio is published: the extremes, and the two greys around 4.5. */
static void contrast_has_the_known_values(void **state)
{
    (void) state;
    assert_contrast(0x000000, 0xffffff, 21);
    assert_contrast(0x777777, 0xffffff, 4.478);
    assert_contrast(0x767676, 0xffffff, 4.542);
    assert_contrast(0xff0000, 0xffffff, 3.998);
    assert_contrast(0x123456, 0x123456, 1);
}

static void colors_are_read_in_either_case_and_nothing_else_is(void **state)
{
    uint32_t color = 0;

    (void) state;
    assert_true(theme_color_parse(STR("#1D4ed8"), &color));
    assert_int_equal(color, 0x1d4ed8);
    assert_false(theme_color_parse(STR("1d4ed8"), &color));
    assert_false(theme_color_parse(STR("#1d4ed"), &color));
    assert_false(theme_color_parse(STR("#1d4edg"), &color));
    assert_false(theme_color_parse(STR("#fff"), &color));
    assert_false(theme_color_parse(STR(""), &color));
}

static void text_on_any_color_can_be_read(void **state)
{
    (void) state;
    for (uint32_t red = 0; red <= 0xff; red += 15)
        for (uint32_t green = 0; green <= 0xff; green += 15)
            for (uint32_t blue = 0; blue <= 0xff; blue += 15) {
                uint32_t color = red << 16 | green << 8 | blue;

                assert_true(theme_contrast(color, theme_text_on(color)) >=
                            THEME_CONTRAST_MIN);
            }
}

static void weak_color_is_refused_with_its_ratio(void **state)
{
    struct slv_error err;

    (void) state;
    assert_int_equal(theme_check(STR("#1d4ed8"), STR("#93b4ff"), &err), SLV_OK);
    assert_int_equal(theme_check(STR("#5b9bff"), STR("#93b4ff"), &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "accent_light = #5b9bff"));
    assert_non_null(strstr(err.text, "#ffffff"));
    assert_non_null(strstr(err.text, "contrast is 2.7"));
    assert_non_null(strstr(err.hint, "darker"));
    assert_int_equal(theme_check(STR("#1d4ed8"), STR("#1d4ed8"), &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "accent_dark = #1d4ed8"));
    assert_non_null(strstr(err.hint, "lighter"));
    assert_int_equal(theme_check(STR("blue"), STR("#93b4ff"), &err),
                     SLV_ERR_INPUT);
}

/* The ratio is cut, so one just below the limit never reads as the limit. */
static void ratio_just_below_the_limit_is_not_rounded_up(void **state)
{
    struct slv_error err;

    (void) state;
    assert_int_equal(theme_check(STR("#777777"), STR("#93b4ff"), &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "contrast is 4.47"));
}

/* --- the style sheet --- */

/* Value of a variable in the part of the sheet that begins at `from`. */
static uint32_t css_color(struct str css, size_t from, const char *name,
                          struct arena *arena)
{
    struct str key = arena_format(arena, "  --%s: #", name);
    size_t at = str_find(css, key, from) + key.len - 1;
    char digits[8] = "#";
    uint32_t color = 0;

    assert_true(at + 7 < css.len);
    if (css.ptr[at + 4] == ';') { /* #fff */
        for (size_t i = 0; i < 3; i++)
            digits[1 + 2 * i] = digits[2 + 2 * i] = css.ptr[at + 1 + i];
    } else {
        memcpy(digits, css.ptr + at, 7);
    }
    assert_true(theme_color_parse((struct str){digits, 7}, &color));
    return color;
}

static void surfaces_are_those_of_the_style_sheet(void **state)
{
    struct fixture *f = *state;
    struct str css = asset_find(STR("solvent.css"))->bytes;
    size_t dark = str_find(css, STR("prefers-color-scheme: dark"), 0);

    assert_true(dark < css.len);
    for (size_t i = 0; i < THEME_SURFACE_COUNT; i++)
        assert_int_equal(theme_surfaces[i].color,
                         css_color(css, theme_surfaces[i].is_dark ? dark : 0,
                                   theme_surfaces[i].name, f->arena));
}

static void every_text_color_of_the_style_sheet_can_be_read(void **state)
{
    static const char *const texts[] = {"ink",  "soft", "visited", "accent",
                                        "note", "good", "warn",    "bad"};
    struct fixture *f = *state;
    struct str css = asset_find(STR("solvent.css"))->bytes;
    size_t dark = str_find(css, STR("prefers-color-scheme: dark"), 0);

    for (size_t i = 0; i < THEME_SURFACE_COUNT; i++) {
        size_t from = theme_surfaces[i].is_dark ? dark : 0;

        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            assert_true(theme_contrast(css_color(css, from, texts[j], f->arena),
                                       theme_surfaces[i].color) >=
                        THEME_CONTRAST_MIN);
        /* borders of fields: WCAG 1.4.11 asks for 3 */
        if (strcmp(theme_surfaces[i].name, "mark") != 0)
            assert_true(theme_contrast(css_color(css, from, "edge", f->arena),
                                       theme_surfaces[i].color) >= 3);
    }
}

static size_t bytes_of(const char *const *beginnings, size_t count)
{
    size_t bytes = 0;

    for (size_t i = 0; asset_at(i); i++)
        for (size_t k = 0; k < count; k++)
            if (str_has_prefix(str_from(asset_at(i)->name),
                               str_from(beginnings[k])))
                bytes += asset_at(i)->bytes.len;
    return bytes;
}

/* A page weighs under 60 kB with everything, uncompressed; those with charts are
 * left out. What customers load altogether, a case and a page to write on. */
static void style_sheet_and_scripts_are_light(void **state)
{
    static const char *const customers[] = {"solvent.", "search.", "complete.",
                                            "results.", "article."};
    static const char *const cases[] = {"solvent.", "search.", "complete.",
                                        "desk.", "files."};
    static const char *const writing[] = {"solvent.", "search.", "complete.",
                                          "desk.", "write."};

    (void) state;
    assert_true(bytes_of(customers, 1) > 0);
    assert_true(bytes_of(customers, ARRAY_LEN(customers)) < 40 * 1024);
    assert_true(bytes_of(cases, ARRAY_LEN(cases)) < 60 * 1024);
    assert_true(bytes_of(writing, ARRAY_LEN(writing)) < 60 * 1024);
}

/* --- the site --- */

static struct site *site_of(struct config *config)
{
    struct site *site = NULL;

    assert_int_equal(site_new(config, &site, NULL), SLV_OK);
    return site;
}

static void site_has_the_configured_colors(void **state)
{
    struct config config;
    struct site *site;
    struct strbuf css;

    (void) state;
    config_init(&config);
    config.accent_light = STR("#8a1c1c");
    config.accent_dark = STR("#ffb3a7");
    site = site_of(&config);
    strbuf_init(&css, 4096);
    strbuf_add_str(&css, site->theme.bytes);
    assert_non_null(strstr(css.ptr, "--accent:#8a1c1c;--on-accent:#ffffff"));
    assert_non_null(strstr(css.ptr, "--accent:#ffb3a7;--on-accent:#0d1b33"));
    strbuf_release(&css);
    site_free(site);
}

static void site_name_for_its_files_changes_with_them(void **state)
{
    struct config config;
    struct site *first;
    struct site *second;

    (void) state;
    config_init(&config);
    first = site_of(&config);
    config.accent_light = STR("#8a1c1c");
    second = site_of(&config);
    assert_string_not_equal(first->theme.hash, second->theme.hash);
    assert_string_not_equal(first->icon.hash, second->icon.hash);
    site_free(first);
    site_free(second);
}

static void logo_must_be_an_image(void **state)
{
    struct fixture *f = *state;
    struct config config;
    struct slv_error err;
    struct site *site = NULL;

    config_init(&config);
    config.logo_path = str_from(fixture_write(f, "logo.png", STR("<svg>")));
    assert_int_equal(site_new(&config, &site, &err), SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "logo.png"));
    config.logo_path = str_from(fixture_path(f, "none.png"));
    assert_int_equal(site_new(&config, &site, &err), SLV_ERR_NO_INPUT);
    assert_null(site);
    config.logo_path =
        str_from(fixture_write(f, "good.png", STR("\x89PNG\r\n\x1a\nrest")));
    site = site_of(&config);
    assert_string_equal(site->logo.content_type, "image/png");
    assert_int_equal(site->logo.bytes.len, 12);
    site_free(site);
}

static void base_address_loses_its_last_slash(void **state)
{
    struct config config;
    struct site *site;

    (void) state;
    config_init(&config);
    config.base_url = STR("https://help.example.com/");
    site = site_of(&config);
    assert_int_equal(site->base_url.len, strlen("https://help.example.com"));
    site_free(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_has_the_known_values),
        cmocka_unit_test(colors_are_read_in_either_case_and_nothing_else_is),
        cmocka_unit_test(text_on_any_color_can_be_read),
        cmocka_unit_test(weak_color_is_refused_with_its_ratio),
        cmocka_unit_test(ratio_just_below_the_limit_is_not_rounded_up),
        FIXTURE_TEST(surfaces_are_those_of_the_style_sheet),
        FIXTURE_TEST(every_text_color_of_the_style_sheet_can_be_read),
        cmocka_unit_test(style_sheet_and_scripts_are_light),
        cmocka_unit_test(site_has_the_configured_colors),
        cmocka_unit_test(site_name_for_its_files_changes_with_them),
        FIXTURE_TEST(logo_must_be_an_image),
        cmocka_unit_test(base_address_loses_its_last_slash),
    };

    return cmocka_run_group_tests_name("pages_theme", tests, NULL, NULL);
}
