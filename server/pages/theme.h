/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one colour that a site chooses, in its light and its dark form, and the
 * contrast it must have. Contrast is computed by the formulas of WCAG 2.1
 * (relative luminance of sRGB); text must reach THEME_CONTRAST_MIN.
 */
#ifndef SERVER_PAGES_THEME_H
#define SERVER_PAGES_THEME_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct strbuf;

#define THEME_CONTRAST_MIN 4.5

/* What links and marked words stand on: the same values as in
 * server/assets/solvent.css, which a test compares. 0xrrggbb. */
struct theme_surface {
    const char *name;   /* its variable in the style sheet, "paper" */
    const char *phrase; /* for a person, "the light page" */
    uint32_t color;
    bool is_dark;
};
enum { THEME_SURFACE_COUNT = 6 };
extern const struct theme_surface theme_surfaces[THEME_SURFACE_COUNT];

/* "#1d4ed8" in either case; false for anything else. */
bool theme_color_parse(struct str text, uint32_t *out);
/* Contrast of two colours, 1 to 21. */
double theme_contrast(uint32_t a, uint32_t b);
/* White or near-black, whichever is easier to read on `color`. It always
 * reaches THEME_CONTRAST_MIN. */
uint32_t theme_text_on(uint32_t color);

/* May these colours be used for links? SLV_ERR_INPUT names the first surface
 * on which one of them is too weak, with the ratio, and hints at what to do. */
SLV_MUST_CHECK enum slv_status theme_check(struct str accent_light,
                                           struct str accent_dark,
                                           struct slv_error *err);
/* The style sheet that sets them, after solvent.css. Both are valid colours. */
void theme_css_write(struct strbuf *out, uint32_t light, uint32_t dark);
/* The icon of the site in its colours (SVG). */
void theme_icon_write(struct strbuf *out, uint32_t light, uint32_t dark);

#endif
