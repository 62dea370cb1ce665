/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as an article and as HTML: its words are marked, and without the
 * marks it must be what it was. No mark is empty, none stands in another, none
 * in a tag, and none holds one.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "text/html_mark.h"
#include "text/markdown.h"
#include "text/utf8.h"
#include "text/words.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RANGES_MAX = 4096 };

static const char begin_mark[] = "<mark>";
static const char end_mark[] = "</mark>";

/* Every second word, and what stands between it and the next one too when the
 * word begins at a multiple of three. */
static size_t choose_ranges(struct str text, struct html_range *out)
{
    struct word_scan scan;
    struct word word;
    size_t count = 0;
    size_t number = 0;
    size_t end = 0;

    word_scan_begin(&scan, text, 0);
    while (count < RANGES_MAX && word_scan_next(&scan, &word)) {
        if (word.begin < end || number++ % 2 == 0)
            continue;
        end = word.end;
        if (word.begin % 3 == 0 && end < text.len)
            end = utf8_floor(text, end + 2) > word.begin
                      ? utf8_floor(text, end + 2)
                      : end;
        if (end > text.len)
            end = text.len;
        out[count++] = (struct html_range){word.begin, end};
    }
    return count;
}

static void check_marked(struct str html, struct str marked)
{
    size_t at = 0;
    size_t begun = 0;
    bool is_inside = false;
    bool is_in_tag = false;

    for (size_t i = 0; i < marked.len;) {
        struct str rest = str_from_offset(marked, i);

        if (str_has_prefix(rest, str_from(begin_mark))) {
            SLV_ASSERT(!is_inside && !is_in_tag);
            is_inside = true;
            i += strlen(begin_mark);
            begun = i;
            continue;
        }
        if (str_has_prefix(rest, str_from(end_mark))) {
            SLV_ASSERT(is_inside && i > begun);
            is_inside = false;
            i += strlen(end_mark);
            continue;
        }
        is_in_tag = marked.ptr[i] == '<' || (is_in_tag && marked.ptr[i] != '>');
        SLV_ASSERT(!is_in_tag || !is_inside);
        SLV_ASSERT(at < html.len && html.ptr[at] == marked.ptr[i]);
        at++;
        i++;
    }
    SLV_ASSERT(!is_inside);
    SLV_ASSERT(at == html.len);
}

static void mark_words_of(struct html_safe html, size_t max,
                          struct arena *arena)
{
    struct html_plain plain;
    struct html_range *ranges = arena_calloc(arena, RANGES_MAX, sizeof *ranges);
    size_t count;

    if (str_find(html.html, STR("<mark"), 0) < html.html.len ||
        str_find(html.html, STR("</mark"), 0) < html.html.len)
        return;
    html_plain_make(html, max, arena, &plain);
    SLV_ASSERT(!utf8_is_valid(html.html) || utf8_is_valid(plain.text));
    count = choose_ranges(plain.text, ranges);
    check_marked(html.html, html_mark(html, &plain, ranges, count, arena).html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct markdown_view view = {.skip_first_title = size % 2};
    struct arena *arena = arena_new();
    struct str bytes = {(const char *) data, size};
    struct str text = utf8_repair(bytes, arena, NULL);
    struct html_safe page = markdown_render(text, &view, arena);

    mark_words_of(page, SIZE_MAX, arena);
    mark_words_of(page, page.html.len / 2, arena);
    mark_words_of((struct html_safe){text}, SIZE_MAX, arena);
    mark_words_of((struct html_safe){text}, text.len / 2, arena);
    arena_free(arena);
    return 0;
}
