/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checks any bytes as an article, cuts them as a long text, compares their two
 * halves and sets a key: whatever they are, lines are lines of the file and
 * nothing is read beyond the text.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/article/article_check.h"
#include "core/article/front_edit.h"
#include "core/article/split.h"
#include "text/line_diff.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct str text, struct arena *arena)
{
    static const struct article_rules rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_language = {"en", 2},
    };
    const struct article_source source = {.path = STR("a.md"), .bytes = text};
    struct check_settings settings;
    struct diagnostics diagnostics;
    struct article_draft draft;
    int lines = 1;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    check_settings_init(&settings);
    SLV_ASSERT(check_settings_switch(&settings, STR("all"), true));
    diagnostics_init(&diagnostics, STR("a.md"), arena);
    article_read(&source, &rules, NULL, NULL, arena, &draft, &diagnostics);
    check_article_writing(&draft, &settings, arena, &diagnostics);
    for (size_t i = 0; i < diagnostics.count; i++)
        SLV_ASSERT(diagnostics.items[i].line >= 0 &&
                   diagnostics.items[i].line <= lines);
}

static void cut(struct str text, struct arena *arena)
{
    struct split split;

    split_text(text, arena, &split);
    for (size_t i = 0; i < split.count; i++)
        SLV_ASSERT(split.drafts[i].title.len > 0 &&
                   split.drafts[i].name.len <= SPLIT_NAME_BYTES_MAX);
}

static void compare(struct str text, struct arena *arena)
{
    struct str before = str_first(text, text.len / 2);
    struct str after = str_from_offset(text, text.len / 2);
    struct line_diff_row *rows;
    size_t count;
    size_t most = 2;

    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == '\n';
    line_diff(before, after, arena, &rows, &count);
    SLV_ASSERT(count <= most);
    (void) front_edit_set(text, STR("state"), STR("draft"), arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = arena_str(arena, (struct str){(const char *) data, size});

    if (size <= 64 * 1024) {
        check(text, arena);
        cut(text, arena);
        compare(text, arena);
    }
    arena_free(arena);
    return 0;
}
