/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a repository may make git print: commits are of the shape that pages
 * rely on, and no more of them than there is room for.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "server/git_log.h"
#include "text/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct git_commit *commits;
    size_t count =
        git_log_read((struct str){(const char *) data, size}, arena, &commits);

    SLV_ASSERT(count <= GIT_COMMITS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct git_commit *each = &commits[i];

        SLV_ASSERT(each->id.len == GIT_COMMIT_HEX);
        SLV_ASSERT(each->path.len > 0 && each->at_unix_s >= 0);
        SLV_ASSERT(utf8_repair(each->author, arena, NULL).len ==
                   each->author.len);
        SLV_ASSERT(utf8_repair(each->subject, arena, NULL).len ==
                   each->subject.len);
    }
    arena_free(arena);
    return 0;
}
