/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asking git. See article_git.h. No configuration of the machine or of a user is
 * read, nothing that a repository configures is run for showing (no pager, no
 * filter for differences), and nothing is written.
 */
#include "server/article_git.h"

#include "base/arena.h"
#include "base/child.h"
#include "base/str.h"
#include "server/article_files.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { LOG_BYTES_MAX = 1024 * 1024, ARGUMENTS_MAX = 24 };

/* Each commit: its fields, then the name of the file. What a person wrote holds
 * every byte but NUL, so that nobody writes a commit into another's words. */
#define COMMIT_FORMAT "--format=%x00%x00%H%x00%an%x00%at%x00%s%x00"

static const char *const environment[] = {
    "PATH=/usr/local/bin:/usr/bin:/bin",
    "LC_ALL=C.UTF-8",
    "HOME=/nonexistent",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_ALLOW_PROTOCOL=none",
    "GIT_NO_REPLACE_OBJECTS=1",
    NULL,
};

static enum slv_status run_git(const struct app *app,
                               const char *const *arguments, size_t output_max,
                               struct arena *arena, struct str *out,
                               struct slv_error *err)
{
    const char *argv[ARGUMENTS_MAX] = {
        "git", "--no-pager",           "--literal-pathspecs",
        "-c",  "core.fsmonitor=false", "-C"};
    const struct child_program program = {
        .argv = argv,
        .environment = environment,
        .output_max = output_max,
        .timeout_ms = ARTICLE_GIT_TIMEOUT_MS,
    };
    struct child_result result;
    struct str folder;
    size_t count = 6;
    enum slv_status status = article_files_folder(app, arena, &folder, err);

    *out = STR("");
    if (status != SLV_OK)
        return status;
    argv[count++] = arena_cstr(arena, folder);
    for (size_t i = 0; arguments[i] && count < ARGUMENTS_MAX - 1; i++)
        argv[count++] = arguments[i];
    status = child_run(&program, arena, &result, err);
    if (status == SLV_OK && result.exit_code != 0)
        status = slv_fail(err, SLV_ERR_UNAVAILABLE, "git ended with %d",
                          result.exit_code);
    *out = result.output;
    return status;
}

static bool is_commit_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!ascii_is_digit(id.ptr[i]) && (id.ptr[i] < 'a' || id.ptr[i] > 'f'))
            return false;
    return id.len == ARTICLE_COMMIT_HEX;
}

/* Cut the next commit off *text: "", "", id, author, time, subject, "" and, but
 * for a merger, "\n<path>", each with a NUL behind it. False for one without a
 * path. */
static bool take_commit(struct str *text, struct arena *arena,
                        struct article_commit *out)
{
    unsigned long long at = 0;
    struct str time;

    (void) str_take_until(text, '\0');
    (void) str_take_until(text, '\0');
    *out = (struct article_commit){.id = str_take_until(text, '\0')};
    out->author = utf8_repair(str_take_until(text, '\0'), arena, NULL);
    time = str_take_until(text, '\0');
    out->subject = utf8_repair(str_take_until(text, '\0'), arena, NULL);
    out->at_unix_s = str_to_uint(time, &at) ? (int64_t) at : 0;
    (void) str_take_until(text, '\0');
    if (text->len > 0 && text->ptr[0] == '\n')
        out->path = str_from_offset(str_take_until(text, '\0'), 1);
    return is_commit_id(out->id) && out->path.len > 0;
}

enum slv_status article_git_list(const struct app *app, struct str path,
                                 struct arena *arena,
                                 struct article_commit **out, size_t *count,
                                 struct slv_error *err)
{
    const char *const arguments[] = {"log",
                                     "-n",
                                     "100",
                                     "--follow",
                                     "--name-only",
                                     "--no-ext-diff",
                                     "--no-textconv",
                                     "--no-color",
                                     "--no-show-signature",
                                     "-z",
                                     COMMIT_FORMAT,
                                     "--",
                                     arena_cstr(arena, path),
                                     NULL};
    struct str text;
    enum slv_status status =
        run_git(app, arguments, LOG_BYTES_MAX, arena, &text, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    *out = arena_calloc(arena, ARTICLE_COMMITS_MAX, sizeof **out);
    while (text.len && *count < ARTICLE_COMMITS_MAX)
        if (take_commit(&text, arena, &(*out)[*count]))
            (*count)++;
    return SLV_OK;
}

enum slv_status article_git_text(const struct app *app, struct str path,
                                 struct str id, struct arena *arena,
                                 struct str *out, struct slv_error *err)
{
    struct article_commit *commits;
    size_t count;
    enum slv_status status =
        article_git_list(app, path, arena, &commits, &count, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const char *arguments[] = {"cat-file", "blob", NULL, NULL};

        if (!str_equal(commits[i].id, id))
            continue;
        arguments[2] = arena_format(arena, "%.*s:%.*s", STR_ARG(id),
                                    STR_ARG(commits[i].path))
                           .ptr;
        return run_git(app, arguments, ARTICLE_FILES_BYTES_MAX, arena, out,
                       err);
    }
    return status != SLV_OK ? status
                            : slv_fail(err, SLV_ERR_NOT_FOUND,
                                       "The file was not in this commit");
}
