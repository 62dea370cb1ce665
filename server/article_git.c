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
#include "server/git_log.h"

#include <stdlib.h>

enum { LOG_BYTES_MAX = 1024 * 1024, ARGUMENTS_MAX = 24 };

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

enum slv_status article_git_list(const struct app *app, struct str path,
                                 struct arena *arena, struct git_commit **out,
                                 size_t *count, struct slv_error *err)
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
                                     GIT_LOG_FORMAT,
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
    *count = git_log_read(text, arena, out);
    return SLV_OK;
}

enum slv_status article_git_text(const struct app *app, struct str path,
                                 struct str id, struct arena *arena,
                                 struct str *out, struct slv_error *err)
{
    struct git_commit *commits;
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
