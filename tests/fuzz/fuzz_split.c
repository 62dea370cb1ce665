/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One long text cut into drafts: whatever stands in it, each draft has a name
 * that is safe as a file's, and nothing in it makes the draft anything but an
 * internal draft.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/article/article_read.h"
#include "core/article/split.h"

#include <stdint.h>

enum { DRAFTS_READ = 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(struct str name)
{
    SLV_ASSERT(name.len > 0 && name.len <= SPLIT_NAME_BYTES_MAX);
    for (size_t i = 0; i < name.len; i++)
        SLV_ASSERT(ascii_is_alnum(name.ptr[i]) || name.ptr[i] == '-');
}

static void check_draft(const struct split_draft *draft, struct arena *arena)
{
    const struct article_source source = {.path = STR("draft.md"),
                                          .bytes = draft->markdown};
    const struct article_rules rules = {.default_state = SLV_STATE_PUBLISHED,
                                        .default_access = SLV_ACCESS_PUBLIC};
    struct diagnostics diagnostics;
    struct article_draft read;

    diagnostics_init(&diagnostics, source.path, arena);
    article_read(&source, &rules, NULL, NULL, arena, &read, &diagnostics);
    SLV_ASSERT(read.article.state == SLV_STATE_DRAFT);
    SLV_ASSERT(read.article.access == SLV_ACCESS_INTERNAL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct split split;

    split_text((struct str){(const char *) data, size}, arena, &split);
    SLV_ASSERT(split.count <= SPLIT_DRAFTS_MAX);
    for (size_t i = 0; i < split.count; i++) {
        SLV_ASSERT(split.drafts[i].title.len <= SPLIT_TITLE_BYTES_MAX);
        check_name(split.drafts[i].name);
        if (i < DRAFTS_READ)
            check_draft(&split.drafts[i], arena);
    }
    arena_free(arena);
    return 0;
}
