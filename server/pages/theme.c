/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Colours: reads them, computes their contrast, writes the style sheet and the
 * icon made of them. What else the pages look like is in solvent.css.
 */
#include "server/pages/theme.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <math.h>

enum { COLOR_LENGTH = 7, INK_ON_LIGHT_ACCENT = 0x0d1b33, WHITE = 0xffffff };

const struct theme_surface theme_surfaces[THEME_SURFACE_COUNT] = {
    {"paper", "the light page", 0xffffff, false},
    {"panel", "light code and notes", 0xf5f7f9, false},
    {"mark", "a marked word on the light page", 0xffedb3, false},
    {"paper", "the dark page", 0x14181d, true},
    {"panel", "dark code and notes", 0x1d2329, true},
    {"mark", "a marked word on the dark page", 0x473a0c, true},
};

static bool hex_digit(char c, uint32_t *out)
{
    c = ascii_to_lower(c);
    if (ascii_is_digit(c))
        *out = (uint32_t) (c - '0');
    else if (c >= 'a' && c <= 'f')
        *out = (uint32_t) (c - 'a' + 10);
    else
        return false;
    return true;
}

bool theme_color_parse(struct str text, uint32_t *out)
{
    uint32_t color = 0;

    if (text.len != COLOR_LENGTH || text.ptr[0] != '#')
        return false;
    for (size_t i = 1; i < text.len; i++) {
        uint32_t digit;

        if (!hex_digit(text.ptr[i], &digit))
            return false;
        color = color << 4 | digit;
    }
    *out = color;
    return true;
}

static double channel(uint32_t value)
{
    double share = (double) (value & 0xff) / 255;

    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t color)
{
    return 0.2126 * channel(color >> 16) + 0.7152 * channel(color >> 8) +
           0.0722 * channel(color);
}

double theme_contrast(uint32_t a, uint32_t b)
{
    double first = luminance(a);
    double second = luminance(b);

    return (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05);
}

uint32_t theme_text_on(uint32_t color)
{
    if (theme_contrast(color, WHITE) >= THEME_CONTRAST_MIN)
        return WHITE;
    if (theme_contrast(color, INK_ON_LIGHT_ACCENT) >= THEME_CONTRAST_MIN)
        return INK_ON_LIGHT_ACCENT;
    return 0;
}

enum slv_status theme_check(struct str accent_light, struct str accent_dark,
                            struct slv_error *err)
{
    uint32_t light;
    uint32_t dark;

    if (!theme_color_parse(accent_light, &light))
        return slv_fail(err, SLV_ERR_INPUT,
                        "accent_light is not a colour like #1d4ed8");
    if (!theme_color_parse(accent_dark, &dark))
        return slv_fail(err, SLV_ERR_INPUT,
                        "accent_dark is not a colour like #93b4ff");
    for (size_t i = 0; i < THEME_SURFACE_COUNT; i++) {
        const struct theme_surface *surface = &theme_surfaces[i];
        uint32_t accent = surface->is_dark ? dark : light;
        double contrast = theme_contrast(accent, surface->color);

        if (contrast >= THEME_CONTRAST_MIN)
            continue;
        /* Cut, not rounded, so that no failing ratio reads as 4.50. */
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "accent_%s = #%06x is too weak on %s (#%06x): its "
                        "contrast is %.2f, and text needs %.1f",
                        surface->is_dark ? "dark" : "light", accent,
                        surface->phrase, surface->color,
                        floor(contrast * 100) / 100, THEME_CONTRAST_MIN);
        slv_hint(err, "Choose a %s colour",
                 surface->is_dark ? "lighter" : "darker");
        return SLV_ERR_INPUT;
    }
    return SLV_OK;
}

void theme_css_write(struct strbuf *out, uint32_t light, uint32_t dark)
{
    strbuf_add_format(out, ":root{--accent:#%06x;--on-accent:#%06x}\n", light,
                      theme_text_on(light));
    strbuf_add_format(out,
                      "@media (prefers-color-scheme:dark){:root{--accent:"
                      "#%06x;--on-accent:#%06x}}\n",
                      dark, theme_text_on(dark));
    /* Later than solvent.css, so what that says about paper is said again. */
    strbuf_add_cstr(out, "@media print{:root{--accent:#000}}\n");
}

void theme_icon_write(struct strbuf *out, uint32_t light, uint32_t dark)
{
    strbuf_add_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">"
        "<style>rect{fill:#%06x}path{fill:none;stroke:#%06x}"
        "@media (prefers-color-scheme:dark){rect{fill:#%06x}"
        "path{stroke:#%06x}}</style>"
        "<rect width=\"32\" height=\"32\" rx=\"8\"/>"
        "<path stroke-width=\"3\" stroke-linecap=\"round\" "
        "stroke-linejoin=\"round\" d=\"M9 17l5 5 9-12\"/></svg>\n",
        light, theme_text_on(light), dark, theme_text_on(dark));
}
