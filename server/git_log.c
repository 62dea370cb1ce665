/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading git's log, NUL by NUL (git_log.h).
 */
#include "server/git_log.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/utf8.h"

static bool is_commit_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!ascii_is_digit(id.ptr[i]) && (id.ptr[i] < 'a' || id.ptr[i] > 'f'))
            return false;
    return id.len == GIT_COMMIT_HEX;
}

/* Cut the next commit off *text: "", "", id, author, time, subject, "" and, but
 * for a merger, "\n<path>", each with a NUL behind it. False for one without a
 * path. */
static bool take_commit(struct str *text, struct arena *arena,
                        struct git_commit *out)
{
    unsigned long long at = 0;
    struct str time;

    (void) str_take_until(text, '\0');
    (void) str_take_until(text, '\0');
    *out = (struct git_commit){.id = str_take_until(text, '\0')};
    out->author = utf8_repair(str_take_until(text, '\0'), arena, NULL);
    time = str_take_until(text, '\0');
    out->subject = utf8_repair(str_take_until(text, '\0'), arena, NULL);
    out->at_unix_s =
        str_to_uint(time, &at) && at <= INT64_MAX ? (int64_t) at : 0;
    (void) str_take_until(text, '\0');
    if (text->len > 0 && text->ptr[0] == '\n')
        out->path = str_from_offset(str_take_until(text, '\0'), 1);
    return is_commit_id(out->id) && out->path.len > 0;
}

size_t git_log_read(struct str text, struct arena *arena,
                    struct git_commit **out)
{
    struct git_commit *commits =
        arena_calloc(arena, GIT_COMMITS_MAX, sizeof *commits);
    size_t count = 0;

    while (text.len > 0 && count < GIT_COMMITS_MAX)
        if (take_commit(&text, arena, &commits[count]))
            count++;
    *out = commits;
    return count;
}
