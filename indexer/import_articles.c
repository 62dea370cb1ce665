/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading the text, choosing names that are free, writing what is new.
 */
#include "indexer/import_articles.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/article/split.h"
#include "indexer/options.h"
#include "text/json_write.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 1000, JSON_BYTES = 64 * 1024 * 1024 };

static const char help_text[] =
    "Cut one long text of many problems and solutions into draft articles.\n"
    "\n"
    "Example:\n"
    "  solvent import articles faq.txt --into articles/faq --dry-run\n"
    "  solvent import articles faq.txt --into articles/faq\n"
    "\n"
    "FILE is Markdown or plain text; \"-\" is standard input. It is cut at "
    "its\n"
    "headings, else at lines like \"Problem:\" or \"Q:\", else at rules and "
    "gaps of\n"
    "two blank lines, else at blank lines. Drafts are internal until somebody\n"
    "has looked at them. Nothing that is there is written over.\n"
    "\n"
    "Options:\n"
    "  --into DIR     the folder to write to, made when it is not there "
    "(needed)\n"
    "  --dry-run      say what would be written, and write nothing\n"
    "  --json         print one JSON object\n"
    "  --help         this text\n";

struct articles_command {
    char usage[USAGE_MAX];
    const char *path;
    const char *into;
    bool is_dry_run;
    bool is_json;
    struct arena *arena;
    struct split split;
    struct strmap *taken; /* names of this run */
    struct strbuf text;
    struct json_writer json;
    size_t written;
    size_t same;
    size_t unresolved;
};

static enum slv_status read_input(struct articles_command *command,
                                  struct str *out, struct slv_error *err)
{
    const char *path =
        strcmp(command->path, "-") == 0 ? "/dev/stdin" : command->path;
    struct strbuf all;
    char bytes[64 * 1024];
    FILE *file;
    size_t got;

    if (strcmp(command->path, "-") != 0)
        return file_read(path, SPLIT_FILE_BYTES_MAX, command->arena, out, err);
    file = stdin;
    strbuf_init(&all, SPLIT_FILE_BYTES_MAX);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        strbuf_add(&all, bytes, got);
    *out = arena_str(command->arena, strbuf_str(&all));
    got = all.overflowed;
    strbuf_release(&all);
    if (got)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the text is longer than %d bytes",
                        SPLIT_FILE_BYTES_MAX);
    return SLV_OK;
}

/* Does the file at `path` hold just this? */
static bool is_same(const char *path, struct str text, struct arena *arena)
{
    struct str there;

    return file_read(path, SPLIT_FILE_BYTES_MAX, arena, &there, NULL) ==
               SLV_OK &&
           str_equal(there, text);
}

static enum slv_status write_new(const char *path, struct str text,
                                 struct slv_error *err)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    enum slv_status status;

    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot make '%s'", path);
    status = file_write_all(descriptor, text, path, err);
    if (status == SLV_OK && fsync(descriptor) != 0)
        status = slv_fail_errno(err, errno, "cannot write '%s'", path);
    close(descriptor);
    if (status != SLV_OK)
        (void) unlink(path);
    return status;
}

/* A name that neither a file nor another draft of this run has, unless the
 * file is this very draft. NULL when there are too many. */
static const char *choose_path(struct articles_command *command,
                               const struct split_draft *draft, bool *is_there)
{
    for (int i = 1; i <= NAMES_MAX; i++) {
        struct str name = i == 1 ? draft->name
                                 : arena_format(command->arena, "%.*s-%d",
                                                STR_ARG(draft->name), i);
        const char *path = arena_format(command->arena, "%s/%.*s.md",
                                        command->into, STR_ARG(name))
                               .ptr;
        struct stat info;

        if (strmap_get(command->taken, name))
            continue;
        *is_there = lstat(path, &info) == 0;
        if (*is_there && !is_same(path, draft->markdown, command->arena))
            continue;
        *strmap_slot(command->taken, name, NULL) = command;
        return path;
    }
    return NULL;
}

static void tell(struct articles_command *command,
                 const struct split_draft *draft, const char *path,
                 bool is_there)
{
    struct json_writer *json = &command->json;

    if (command->is_json) {
        json_object_begin(json);
        json_key_int(json, "line", draft->line);
        json_key_string(json, "title", draft->title);
        json_key_string(json, "file", str_from(path));
        json_key_bool(json, "problem", draft->has_problem);
        json_key_bool(json, "resolution", draft->has_resolution);
        json_key_bool(json, "new", !is_there);
        json_object_end(json);
        return;
    }
    printf("line %d: ", draft->line);
    put_text(stdout, draft->title);
    printf("\n  %s ", is_there              ? "is there already:"
                      : command->is_dry_run ? "would be written to"
                                            : "->");
    put_text(stdout, str_from(path));
    fputs(draft->has_resolution ? "\n" : "  (no solution found)\n", stdout);
}

static enum slv_status take_draft(struct articles_command *command,
                                  const struct split_draft *draft,
                                  struct slv_error *err)
{
    bool is_there = false;
    const char *path = choose_path(command, draft, &is_there);
    enum slv_status status = SLV_OK;

    if (!path)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "more than %d files begin with the name '%.*s'",
                        NAMES_MAX, STR_ARG(draft->name));
    if (!is_there && !command->is_dry_run)
        status = write_new(path, draft->markdown, err);
    if (status != SLV_OK)
        return status;
    command->written += !is_there;
    command->same += is_there;
    command->unresolved += !draft->has_resolution;
    tell(command, draft, path, is_there);
    return SLV_OK;
}

static void show_summary(const struct articles_command *command)
{
    const struct split *split = &command->split;

    printf("%zu article%s cut at %s: %zu %s, %zu there already, %zu without a "
           "solution\n",
           split->count, split->count == 1 ? "" : "s", split->cut_at,
           command->written,
           command->is_dry_run ? "would be written" : "written", command->same,
           command->unresolved);
    if (split->skipped)
        printf("%d line%s before the first were left out\n", split->skipped,
               split->skipped == 1 ? "" : "s");
    if (split->is_cut_off)
        printf("what comes after the first %d was left out\n",
               SPLIT_DRAFTS_MAX);
}

static void begin_json(struct articles_command *command)
{
    strbuf_init(&command->text, JSON_BYTES);
    json_begin(&command->json, &command->text);
    json_object_begin(&command->json);
    json_key(&command->json, "articles");
    json_array_begin(&command->json);
}

static void end_json(struct articles_command *command)
{
    struct json_writer *json = &command->json;

    json_array_end(json);
    json_key_string(json, "cut_at", str_from(command->split.cut_at));
    json_key_int(json, "written", (int64_t) command->written);
    json_key_int(json, "there", (int64_t) command->same);
    json_key_int(json, "skipped_lines", command->split.skipped);
    json_object_end(json);
    json_end(json);
}

static enum slv_status run(struct articles_command *command,
                           struct slv_error *err)
{
    struct str text;
    enum slv_status status = read_input(command, &text, err);

    if (status != SLV_OK)
        return status;
    split_text(text, command->arena, &command->split);
    if (command->split.count == 0)
        return slv_fail(err, SLV_ERR_INPUT, "'%s' holds no text",
                        command->path);
    if (!command->is_dry_run)
        status = file_make_folders(command->into, 0755, err);
    for (size_t i = 0; i < command->split.count && status == SLV_OK; i++)
        status = take_draft(command, &command->split.drafts[i], err);
    if (status == SLV_OK && !command->is_dry_run)
        status = file_sync_folder(command->into, err);
    return status;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("into", OPTION_TEXT, struct articles_command, into),
    OPTION_FIELD("dry-run", OPTION_FLAG, struct articles_command, is_dry_run),
    OPTION_FIELD("json", OPTION_FLAG, struct articles_command, is_json),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv,
                           struct articles_command *command, const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, command->usage, wrong))
        return false;
    if (!*wrong && argc - optind != 1)
        *wrong = "one file is to be named";
    if (!*wrong && (!command->into || !command->into[0]))
        *wrong = "--into names no folder";
    command->path = argv[optind];
    return true;
}

int import_articles(int argc, char **argv)
{
    struct articles_command command = {.arena = NULL};
    struct slv_error err;
    const char *wrong;
    enum slv_status status;

    if (!read_arguments(argc, argv, &command, &wrong)) {
        fputs(help_text, stdout);
        return 0;
    }
    if (wrong)
        return command_usage("import", wrong);
    command.arena = arena_new();
    command.taken = strmap_new();
    begin_json(&command);
    command.split.cut_at = "";
    status = run(&command, &err);
    end_json(&command);
    if (status == SLV_OK && command.is_json)
        puts(command.text.ptr);
    else if (status == SLV_OK)
        show_summary(&command);
    strbuf_release(&command.text);
    strmap_free(command.taken);
    arena_free(command.arena);
    return status == SLV_OK ? 0 : command_fail(&err);
}
