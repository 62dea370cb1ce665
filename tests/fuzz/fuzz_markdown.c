/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as an article. They are repaired, cleaned (with an
 * include that gives the input itself), outlined and rendered; what must hold
 * of every result is asserted.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "text/markdown.h"
#include "text/utf8.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The second half of the input, under the name asked for. */
static const char *include_half(void *context, struct str from_path,
                                struct str target, struct arena *arena,
                                struct str *text, struct str *path,
                                struct str *message)
{
    const struct str *all = context;

    (void) from_path;
    if (target.len % 7 == 6) {
        *message = STR("There is no such file.");
        return "include-missing";
    }
    *text = str_from_offset(*all, utf8_floor(*all, all->len / 2));
    *path = arena_format(arena, "parts/%zu.md", target.len % 5);
    return NULL;
}

static void check_clean(const struct markdown_clean *clean)
{
    size_t lines = 0;

    for (size_t i = 0; i < clean->text.len; i++)
        lines += clean->text.ptr[i] == '\n';
    SLV_ASSERT(lines == clean->line_count);
    SLV_ASSERT(utf8_is_valid(clean->text));
    SLV_ASSERT(clean->notes.count <= MARKDOWN_NOTES_MAX);
    SLV_ASSERT(clean->included.count <= MARKDOWN_INCLUDES_MAX);
    for (size_t i = 0; i < clean->line_count; i++)
        SLV_ASSERT(clean->line_of[i] >= 1);
}

static void check_outline(const struct markdown_outline *outline)
{
    size_t end = 0;

    SLV_ASSERT(outline->section_count >= 1);
    SLV_ASSERT(utf8_is_valid(outline->text));
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct markdown_section *section = &outline->sections[i];

        SLV_ASSERT(section->text_begin >= end);
        SLV_ASSERT(section->text_begin <= section->text_end);
        end = section->text_end;
    }
    SLV_ASSERT(end == outline->text.len);
}

/* Each heading's anchor stands in the page, once and in order; no tag that can
 * run is there. */
static void check_page(const struct markdown_outline *outline, struct str html,
                       struct arena *arena)
{
    size_t at = 0;

    SLV_ASSERT(utf8_is_valid(html));
    SLV_ASSERT(str_find(html, STR("<script"), 0) == html.len);
    SLV_ASSERT(str_find(html, STR("<iframe"), 0) == html.len);
    SLV_ASSERT(str_find(html, STR("<a href=\"javascript:"), 0) == html.len);
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct markdown_section *section = &outline->sections[i];

        if (section->level == 0)
            continue;
        at = str_find(html,
                      arena_format(arena, "<h%d id=\"%.*s\">", section->level,
                                   STR_ARG(section->anchor)),
                      at);
        SLV_ASSERT(at < html.len);
        at++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct markdown_view view = {.target = NULL};
    struct str body =
        utf8_repair((struct str){(const char *) data, size}, arena, NULL);
    struct markdown_clean clean;
    struct markdown_outline outline;

    markdown_prepare(STR("a/b.md"), body, 1, include_half, &body, arena,
                     &clean);
    check_clean(&clean);
    markdown_outline(clean.text, arena, &outline);
    check_outline(&outline);
    check_page(&outline, markdown_render(clean.text, &view, arena).html, arena);
    arena_free(arena);
    return 0;
}
