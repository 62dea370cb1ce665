/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent index`: one run, or with --watch one after every change. What is
 * odd in articles goes to stderr, the summary to stdout.
 */
#include "indexer/cases.h"
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "indexer/options.h"
#include "indexer/replay.h"
#include "indexer/watch.h"
#include "solvent/index.h"
#include "text/json_write.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    WARNINGS_SHOWN = 20,
    ERRORS_SHOWN = 100,
    WATCH_LOCK_MS = 60 * 1000,
    WATCH_RETRY_MS = 5 * 1000,
    WATCH_CASES_MS = 1000,            /* between two looks at the case store */
    WATCH_CASES_PAUSE_MS = 60 * 1000, /* when it could not be followed */
    WATCH_POLL_MS = 10 * 1000, /* where the system gives no more watches */
    BAR_WIDTH = 30,
    EXIT_STOPPED = 1
};

static const char help_text[] =
    "Bring the index in step with folders of articles.\n"
    "\n"
    "Example:\n"
    "  solvent index articles --data var/data\n"
    "\n"
    "DIR... are folders of Markdown files. They are recorded, so that later\n"
    "runs (and the server) need not name them; naming some replaces the list.\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the index (needed)\n"
    "  --full         build everything anew\n"
    "  --guard        first ask the searches that people made, the pins and "
    "the\n"
    "                 resolved cases of the index as it would be; when one of\n"
    "                 them loses its article, say which, and change nothing\n"
    "  --watch        go on, and run again after every change\n"
    "  --jobs N       threads (default: one per core)\n"
    "  --config FILE  the configuration (default: DIR/solvent.conf)\n"
    "  --verbose      show every diagnostic, not only the first\n"
    "  --json         print the summary as one JSON object\n"
    "  --help         this text\n"
    "\n"
    "It ends with 0 when the index is in step, also when something was odd in\n"
    "an article, and with 1 when --guard stopped it.\n";

struct index_command {
    char usage[USAGE_MAX];
    struct slv_index_options options;
    const char *config_path;
    bool is_watching;
    bool is_guarded;
    bool is_json;
    bool is_verbose;
    bool has_bar;
    bool is_bar_shown;
    int64_t cases_due_us; /* when the case store is looked at again */
    unsigned counts[SLV_SEVERITY_COUNT]; /* by enum slv_severity, of this run */
};

static void clear_bar(struct index_command *command)
{
    if (command->is_bar_shown)
        fputs("\r\033[K", stderr);
    command->is_bar_shown = false;
}

static void show_progress(void *context, size_t done, size_t total)
{
    struct index_command *command = context;
    size_t step = total / 200 + 1;
    int filled = (int) (done * BAR_WIDTH / (total ? total : 1));

    if (!command->has_bar || (done % step != 0 && done != total))
        return;
    fprintf(stderr, "\r[%.*s%*s] %zu of %zu articles", filled,
            "##############################", BAR_WIDTH - filled, "", done,
            total);
    command->is_bar_shown = true;
}

static const unsigned shown_most[] = {
    [SLV_HINT] = 0,
    [SLV_WARNING] = WARNINGS_SHOWN,
    [SLV_ERROR] = ERRORS_SHOWN,
};

static void show_diagnostic(void *context,
                            const struct slv_diagnostic *diagnostic)
{
    struct index_command *command = context;

    if (++command->counts[diagnostic->severity] >
            shown_most[diagnostic->severity] &&
        !command->is_verbose)
        return;
    clear_bar(command);
    put_text(stderr, diagnostic->file);
    if (diagnostic->line)
        fprintf(stderr, ":%d", diagnostic->line);
    fprintf(stderr, ": %s: ", slv_severity_name(diagnostic->severity));
    put_text(stderr, diagnostic->message);
    fprintf(stderr, " [%s]\n", diagnostic->rule);
}

static void show_json(const struct slv_index_summary *summary)
{
    struct strbuf text;
    struct json_writer json;

    strbuf_init(&text, 4096);
    json_begin(&json, &text);
    json_object_begin(&json);
    json_key_int(&json, "added", (int64_t) summary->added);
    json_key_int(&json, "updated", (int64_t) summary->updated);
    json_key_int(&json, "removed", (int64_t) summary->removed);
    json_key_int(&json, "unchanged", (int64_t) summary->unchanged);
    json_key_int(&json, "held", (int64_t) summary->held);
    json_key_int(&json, "diagnostics", (int64_t) summary->diagnostics);
    json_key_double(&json, "seconds", summary->seconds, 3);
    json_key_int(&json, "bytes", (int64_t) summary->bytes);
    json_object_end(&json);
    json_end(&json);
    puts(text.ptr);
    strbuf_release(&text);
}

static void show_summary(const struct slv_index_summary *summary)
{
    if (summary->held)
        printf("%llu held back; ", (unsigned long long) summary->held);
    printf("%llu added, %llu updated, %llu removed, %llu unchanged%s; "
           "%llu diagnostics; %.2f s; %.1f MB\n",
           (unsigned long long) summary->added,
           (unsigned long long) summary->updated,
           (unsigned long long) summary->removed,
           (unsigned long long) summary->unchanged,
           summary->has_new_rules ? ", new rules" : "",
           (unsigned long long) summary->diagnostics, summary->seconds,
           (double) summary->bytes / 1e6);
}

/* How many were not shown. */
static void show_rest(const struct index_command *command)
{
    static const char *const names[] = {[SLV_HINT] = "hints",
                                        [SLV_WARNING] = "warnings",
                                        [SLV_ERROR] = "errors"};

    for (unsigned i = 0; i < ARRAY_LEN(names) && !command->is_verbose; i++)
        if (command->counts[i] > shown_most[i])
            fprintf(stderr, "%u more %s; --verbose shows them all\n",
                    command->counts[i] - shown_most[i], names[i]);
}

static bool has_news(const struct slv_index_summary *summary)
{
    return summary->added || summary->updated || summary->removed ||
           summary->has_new_rules || summary->held;
}

static enum slv_status run_once(struct index_command *command, bool is_first,
                                int64_t *changes_at_unix_s,
                                struct slv_error *err)
{
    struct slv_index_summary summary;
    enum slv_status status;

    memset(command->counts, 0, sizeof command->counts);
    status = slv_index(&command->options, &summary, err);
    clear_bar(command);
    *changes_at_unix_s = summary.changes_at_unix_s;
    if (status != SLV_OK)
        return status;
    show_rest(command);
    if (is_first || has_news(&summary)) {
        if (command->is_json)
            show_json(&summary);
        else
            show_summary(&summary);
        fflush(stdout);
    }
    return SLV_OK;
}

/* The folders as the run recorded them. */
static enum slv_status open_watch(const struct index_command *command,
                                  struct arena *arena, struct watch **out,
                                  struct slv_error *err)
{
    const char *folders[SLV_INDEX_FOLDERS_MAX];
    size_t count = 0;
    enum slv_status status =
        slv_index_folders(command->options.data, arena, folders, &count, err);

    if (status == SLV_ERR_NO_INPUT && command->options.folder_count) {
        /* before the first run */
        *out = watch_open(command->options.folders,
                          command->options.folder_count, command->options.data);
        return SLV_OK;
    }
    if (status == SLV_OK)
        *out = watch_open(folders, count, command->options.data);
    return status;
}

/* Until something changes in the folders, `timeout_ms` are over (negative:
 * never), or `until_unix_s` has come (0: never). Meanwhile resolved cases come
 * into the index soon after they are in the store; when that fails a run tells
 * why. */
static void wait_for_articles(struct index_command *command,
                              struct watch *watch, int timeout_ms,
                              int64_t until_unix_s)
{
    const int64_t began_us = clock_mono_us();
    enum watch_event event = WATCH_TIMED_OUT;

    while (event == WATCH_TIMED_OUT &&
           (until_unix_s == 0 || clock_unix_s() < until_unix_s) &&
           (timeout_ms < 0 ||
            clock_mono_us() - began_us < timeout_ms * INT64_C(1000))) {
        event = watch_wait(watch, WATCH_CASES_MS);
        if (event != WATCH_TIMED_OUT ||
            clock_mono_us() < command->cases_due_us ||
            !cases_are_behind(command->options.data) ||
            slv_index_cases(&command->options, NULL) == SLV_OK)
            continue;
        command->cases_due_us =
            clock_mono_us() + WATCH_CASES_PAUSE_MS * INT64_C(1000);
        return;
    }
}

static int watch_and_run(struct index_command *command)
{
    bool is_first = true;

    command->options.lock_timeout_ms = WATCH_LOCK_MS;
    for (;;) {
        struct arena *arena = arena_new();
        struct watch *watch = NULL;
        struct slv_error err;
        int timeout_ms = -1;
        int64_t changes_at_unix_s = 0;
        /* watched before it is read, so that no change falls between */
        enum slv_status status = open_watch(command, arena, &watch, &err);

        if (status == SLV_OK)
            status = run_once(command, is_first, &changes_at_unix_s, &err);
        if (status == SLV_OK) {
            is_first = false;
            command->options.is_full = false;
            if (!watch_is_complete(watch))
                timeout_ms = WATCH_POLL_MS;
        } else {
            int code = command_fail(&err);

            if (status == SLV_ERR_USAGE || status == SLV_ERR_VERSION) {
                watch_close(watch);
                arena_free(arena);
                return code;
            }
            timeout_ms = WATCH_RETRY_MS;
        }
        if (watch)
            wait_for_articles(command, watch, timeout_ms, changes_at_unix_s);
        else
            usleep(WATCH_RETRY_MS * 1000u);
        watch_close(watch);
        arena_free(arena);
    }
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct index_command, options.data),
    OPTION_FIELD("full", OPTION_FLAG, struct index_command, options.is_full),
    OPTION_FIELD("guard", OPTION_FLAG, struct index_command, is_guarded),
    OPTION_FIELD("watch", OPTION_FLAG, struct index_command, is_watching),
    OPTION_NUMBER("jobs", struct index_command, options.jobs, 1,
                  SLV_INDEX_JOBS_MAX),
    OPTION_FIELD("config", OPTION_TEXT, struct index_command, config_path),
    OPTION_FIELD("verbose", OPTION_FLAG, struct index_command, is_verbose),
    OPTION_FIELD("json", OPTION_FLAG, struct index_command, is_json),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv, struct index_command *command,
                           const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, command->usage, wrong))
        return false;
    if (!*wrong && command->is_guarded && command->is_watching)
        *wrong =
            "--guard asks before one run; --watch goes by publish_guard of "
            "the configuration";
    if (!*wrong && (!command->options.data || !command->options.data[0]))
        *wrong = "--data names no folder";
    command->options.folders = (const char *const *) (argv + optind);
    command->options.folder_count = (size_t) (argc - optind);
    return true;
}

/* Would searches lose their articles? Nothing to compare with is no loss. */
static enum slv_status guard(struct index_command *command, bool *is_stopped,
                             struct slv_error *err)
{
    struct slv_index_options options = command->options;
    struct arena *arena = arena_new();
    struct replay replay;
    const char *recorded[SLV_INDEX_FOLDERS_MAX];
    size_t count;
    enum slv_status status =
        slv_index_folders(options.data, arena, recorded, &count, err);

    *is_stopped = false;
    if (status == SLV_ERR_NO_INPUT) {
        arena_free(arena);
        return SLV_OK;
    }
    if (status == SLV_OK)
        status = replay_folders(&options, arena, &replay, err);
    if (status == SLV_OK && replay.lost) {
        *is_stopped = true;
        replay_show(&replay, command->is_json);
        fputs("solvent: nothing was indexed: searches would lose their "
              "articles\nMend the articles, or run it without --guard.\n",
              stderr);
    }
    arena_free(arena);
    return status;
}

/* Whoever runs it once means what is in the files; what runs by itself asks. */
static int watch_guarded(struct index_command *command,
                         const struct config *config)
{
    command->options.is_guarded = str_equal(config->publish_guard, STR("on"));
    return watch_and_run(command);
}

int cmd_index(int argc, char **argv)
{
    struct index_command command = {
        .options = {.on_progress = show_progress,
                    .on_diagnostic = show_diagnostic},
        .has_bar = isatty(STDERR_FILENO)};
    struct arena *arena;
    struct config config;
    struct slv_error err;
    const char *wrong;
    int64_t changes_at_unix_s;
    enum slv_status status;
    bool is_stopped = false;
    int code = 0;

    if (!read_arguments(argc, argv, &command, &wrong)) {
        fputs(help_text, stdout);
        return 0;
    }
    if (wrong)
        return command_usage("index", wrong);
    command.options.context = &command;
    arena = arena_new();
    status = command_config(command.config_path, command.options.data, arena,
                            &config, &err);
    if (status == SLV_OK) {
        index_options_from_config(&config, arena, &command.options);
        if (command.is_guarded)
            status = guard(&command, &is_stopped, &err);
        if (status != SLV_OK || is_stopped)
            code = is_stopped ? EXIT_STOPPED : 0;
        else if (command.is_watching)
            code = watch_guarded(&command, &config);
        else
            status = run_once(&command, true, &changes_at_unix_s, &err);
    }
    if (status != SLV_OK)
        code = command_fail(&err);
    arena_free(arena);
    return code;
}
