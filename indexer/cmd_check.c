/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent check`: what is odd in articles and rules, to stdout, before anybody
 * indexes them.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/grammar.h"
#include "base/speller.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/article/check_conf.h"
#include "core/cases/known_names.h"
#include "indexer/check_scopes.h"
#include "indexer/folder_check.h"
#include "indexer/options.h"
#include "indexer/replay.h"
#include "store/case_store.h"
#include "text/json_write.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_FOUND = 1, JSON_BYTES_MAX = 1024 * 1024 * 1024 };

static const char help_text[] =
    "Say what is odd in articles, how they are written, and what is odd in "
    "the\n"
    "rules of search beside them. No index is needed, and nothing is written.\n"
    "\n"
    "Example:\n"
    "  solvent check articles\n"
    "  solvent check articles/search.rules\n"
    "  solvent check --format github --off step-several articles\n"
    "\n"
    "Of a DIR every article and its search.rules are checked. A FILE alone is\n"
    "checked within the nearest folder above it that has a search.rules, else\n"
    "within its own.\n"
    "\n"
    "Options:\n"
    "  --data DIR     take the configuration from DIR/solvent.conf, and the\n"
    "                 names of customers from its case store\n"
    "  --config FILE  take this configuration\n"
    "  --off RULES    without these rules (names with commas between; all,\n"
    "                 hints)\n"
    "  --on RULES     with these rules\n"
    "  --rules        list the rules of writing\n"
    "  --jobs N       threads (default: one per core)\n"
    "  --format WORD  people (default), json, or github (annotations)\n"
    "  --json         the same as --format json\n"
    "  --help         this text\n"
    "\n"
    "  --replay       ask what people searched and opened, what is pinned and\n"
    "                 what resolved cases, of the index in --data and of a "
    "new\n"
    "                 one made of DIR... (default: its own folders), and say\n"
    "                 which articles rise, fall and are lost\n"
    "  --article ID   with --replay: ask about this article alone\n"
    "  --draft FILE   with --article: as if FILE, its file, had the text that\n"
    "                 comes by standard input\n"
    "  --against DIR  with --replay: compare the index in --data (the new "
    "one)\n"
    "                 with that in DIR (the old one), and build none\n"
    "\n"
    "A folder's check.conf and check.words, and check_ignore in an article,\n"
    "count after the options: solvent-check(1).\n"
    "\n"
    "It ends with 1 when there is an error among what is odd, or an article\n"
    "is lost to a search, and with 0 otherwise.\n";

enum check_format { FORMAT_PEOPLE, FORMAT_JSON, FORMAT_GITHUB };

struct check_command {
    char usage[USAGE_MAX];
    struct slv_index_options options;
    const char *data;
    const char *config_path;
    enum check_format format;
    bool is_replay;
    const char *against;
    const char *article; /* the one that is asked about; NULL: all */
    const char *draft;   /* the file whose text comes by standard input */
    bool is_rules;       /* list them, and nothing else */
    struct check_settings writing;
    struct strmap *names;
    struct strbuf text;
    struct json_writer json;
    struct check_summary summary;
};

static void show(const struct slv_diagnostic *diagnostic)
{
    put_text(stdout, diagnostic->file);
    if (diagnostic->line)
        printf(":%d", diagnostic->line);
    printf(": %s: ", slv_severity_name(diagnostic->severity));
    put_text(stdout, diagnostic->message);
    printf(" [%s]\n", diagnostic->rule);
}

/* A property or message of a workflow command: its own marks are encoded. */
static void put_command_text(struct str text, bool is_property)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];

        if (c == '%' || c < ' ' || c == 0x7F ||
            (is_property && (c == ':' || c == ',')))
            printf("%%%02X", c);
        else
            putchar(c);
    }
}

static void annotate(const struct slv_diagnostic *diagnostic)
{
    printf("::%s file=", diagnostic->severity == SLV_HINT
                             ? "notice"
                             : slv_severity_name(diagnostic->severity));
    put_command_text(diagnostic->file, true);
    if (diagnostic->line)
        printf(",line=%d", diagnostic->line);
    printf(",title=%s::", diagnostic->rule);
    put_command_text(diagnostic->message, false);
    putchar('\n');
}

static void take(void *context, const struct slv_diagnostic *diagnostic)
{
    struct check_command *command = context;
    struct json_writer *json = &command->json;

    if (command->format == FORMAT_PEOPLE)
        show(diagnostic);
    else if (command->format == FORMAT_GITHUB)
        annotate(diagnostic);
    if (command->format != FORMAT_JSON)
        return;
    json_object_begin(json);
    json_key_string(json, "file", diagnostic->file);
    json_key_int(json, "line", diagnostic->line);
    json_key_string(json, "rule", str_from(diagnostic->rule));
    json_key_string(json, "severity",
                    str_from(slv_severity_name(diagnostic->severity)));
    json_key_string(json, "message", diagnostic->message);
    json_object_end(json);
}

static void show_summary(const struct check_summary *summary)
{
    size_t errors = summary->counts[SLV_ERROR];
    size_t warnings = summary->counts[SLV_WARNING];
    size_t hints = summary->counts[SLV_HINT];

    printf("%zu file%s checked: %zu error%s, %zu warning%s", summary->files,
           summary->files == 1 ? "" : "s", errors, errors == 1 ? "" : "s",
           warnings, warnings == 1 ? "" : "s");
    if (hints)
        printf(", %zu hint%s", hints, hints == 1 ? "" : "s");
    putchar('\n');
}

/* Folders are checked as one, so that an id in two of them is seen; then the
 * files, each by itself. */
static enum slv_status check_paths(struct check_command *command,
                                   char *const *paths, size_t count,
                                   struct arena *arena, struct slv_error *err)
{
    const char **folders = arena_calloc(arena, count, sizeof *folders);
    bool *is_folder = arena_calloc(arena, count, sizeof *is_folder);
    size_t folder_count = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count; i++) {
        struct stat info;

        is_folder[i] = stat(paths[i], &info) == 0 && S_ISDIR(info.st_mode);
        if (is_folder[i])
            folders[folder_count++] = paths[i];
    }
    if (folder_count > SLV_INDEX_FOLDERS_MAX)
        return slv_fail(err, SLV_ERR_USAGE, "more than %d folders were named",
                        SLV_INDEX_FOLDERS_MAX);
    command->options.folders = folders;
    command->options.folder_count = folder_count;
    if (folder_count)
        status = check_folders(&command->options, &command->writing,
                               &command->summary, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        if (!is_folder[i])
            status = check_file(&command->options, &command->writing, paths[i],
                                &command->summary, err);
    return status;
}

static const char *take_json(const struct command_option *option, void *command,
                             const char *value)
{
    (void) option;
    (void) value;
    ((struct check_command *) command)->format = FORMAT_JSON;
    return NULL;
}

static const char *take_format(const struct command_option *option,
                               void *command, const char *value)
{
    static const char *const names[] = {"people", "json", "github"};

    (void) option;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(value, names[i]) == 0) {
            ((struct check_command *) command)->format = (enum check_format) i;
            return NULL;
        }
    return "--format takes people, json or github";
}

static const char *take_rules(const struct command_option *option,
                              void *command, const char *value)
{
    struct check_command *to = command;
    struct str wrong =
        check_switch_rules(&to->writing, str_from(value), option->which != 0);

    return wrong.len == 0 ? NULL
                          : usage_of(to->usage, "there is no such rule", value);
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct check_command, data),
    OPTION_NUMBER("jobs", struct check_command, options.jobs, 1,
                  SLV_INDEX_JOBS_MAX),
    OPTION_FIELD("config", OPTION_TEXT, struct check_command, config_path),
    OPTION_DO("json", take_json, 0),
    OPTION_TAKE("format", take_format, 0),
    OPTION_TAKE("on", take_rules, true),
    OPTION_TAKE("off", take_rules, false),
    OPTION_FIELD("rules", OPTION_FLAG, struct check_command, is_rules),
    OPTION_FIELD("replay", OPTION_FLAG, struct check_command, is_replay),
    OPTION_FIELD("against", OPTION_TEXT, struct check_command, against),
    OPTION_FIELD("article", OPTION_TEXT, struct check_command, article),
    OPTION_FIELD("draft", OPTION_TEXT, struct check_command, draft),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv, struct check_command *command,
                           const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, command->usage, wrong))
        return false;
    if (!*wrong && command->is_replay && !command->data)
        *wrong = "--replay needs --data";
    if (!*wrong && command->against && (!command->is_replay || optind < argc))
        *wrong = "--against goes with --replay, and without folders";
    if (!*wrong && command->article &&
        (!command->is_replay || command->against || optind < argc))
        *wrong = "--article goes with --replay, and without folders";
    if (!*wrong && command->draft && !command->article)
        *wrong = "--draft needs --article";
    if (!*wrong && optind == argc && !command->is_rules && !command->is_replay)
        *wrong = "no folder and no file is named";
    return true;
}

static enum slv_status read_config(struct check_command *command,
                                   struct arena *arena, struct slv_error *err)
{
    struct config config;
    enum slv_status status;

    if (command->data || command->config_path) {
        status = command_config(command->config_path,
                                command->data ? command->data : "", arena,
                                &config, err);
        if (status != SLV_OK)
            return status;
    } else {
        config_init(&config);
    }
    index_options_from_config(&config, arena, &command->options);
    return SLV_OK;
}

static void list_rules(void)
{
    for (size_t i = 0; i < CHECK_RULE_COUNT; i++) {
        const struct check_rule_row *row = check_rule_row((enum check_rule) i);

        printf("%-20s %-8s %s\n%29s %s\n", row->name,
               slv_severity_name(row->severity), row->says, "", row->help);
    }
}

/* A data folder without a case store has no names. */
static enum slv_status read_names(struct check_command *command,
                                  struct slv_error *err)
{
    struct arena *arena = arena_new();
    const char *path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    struct case_store *store = NULL;
    enum slv_status status = SLV_OK;

    if (access(path, F_OK) == 0)
        status = case_store_open(path, CASE_STORE_READ, &store, err);
    if (status == SLV_OK && store)
        status = known_names_read(store, command->names, err);
    case_store_close(store);
    arena_free(arena);
    return status;
}

/* The dictionary, and the names of customers. */
static enum slv_status prepare_writing(struct check_command *command,
                                       struct slv_error *err)
{
    command->names = strmap_new();
    command->writing.names = command->names;
    if (!command->writing.is_off[CHECK_SPELLING]) {
        command->writing.speller = speller_open(STR("en"));
        if (!command->writing.speller)
            fputs("solvent: no English dictionary is installed; nothing is "
                  "spelled (Debian: hunspell-en-us)\n",
                  stderr);
    }
    if (!command->writing.is_off[CHECK_GRAMMAR_SENTENCE]) {
        command->writing.grammar = grammar_open(STR("en"));
        if (!command->writing.grammar)
            fputs("solvent: no English grammar is installed; no sentence is "
                  "judged (Debian: link-grammar-dictionaries-en)\n",
                  stderr);
    }
    return command->data ? read_names(command, err) : SLV_OK;
}

static enum slv_status run_replay(struct check_command *command,
                                  const char *const *folders, size_t count,
                                  struct arena *arena, struct replay *replay,
                                  struct slv_error *err)
{
    const char **recorded =
        arena_calloc(arena, SLV_INDEX_FOLDERS_MAX, sizeof *recorded);
    enum slv_status status;

    command->options.data = command->data;
    command->options.folders = folders;
    command->options.folder_count = count;
    if (command->article)
        return replay_one(&command->options, str_from(command->article),
                          command->draft, arena, replay, err);
    if (!command->against)
        return replay_folders(&command->options, arena, replay, err);
    status = slv_index_folders(command->data, arena, recorded, &count, err);
    return status == SLV_OK
               ? replay_run(command->data, recorded, count, command->against,
                            command->data, arena, replay, err)
               : status;
}

static int replay_and_show(struct check_command *command,
                           const char *const *folders, size_t count)
{
    struct arena *arena = arena_new();
    struct replay replay = {.items = NULL};
    struct slv_error err;
    enum slv_status status = read_config(command, arena, &err);
    int code;

    if (status == SLV_OK)
        status = run_replay(command, folders, count, arena, &replay, &err);
    if (status == SLV_OK)
        replay_show(&replay, command->format == FORMAT_JSON);
    code = status != SLV_OK ? command_fail(&err) : replay.lost ? EXIT_FOUND : 0;
    arena_free(arena);
    return code;
}

int cmd_check(int argc, char **argv)
{
    struct check_command command = {.options = {.on_diagnostic = take}};
    struct arena *arena;
    struct slv_error err;
    const char *wrong;
    enum slv_status status;

    check_settings_init(&command.writing);
    if (!read_arguments(argc, argv, &command, &wrong)) {
        fputs(help_text, stdout);
        return 0;
    }
    if (wrong)
        return command_usage("check", wrong);
    if (command.is_replay)
        return replay_and_show(&command, (const char *const *) (argv + optind),
                               (size_t) (argc - optind));
    if (command.is_rules) {
        list_rules();
        return 0;
    }
    command.options.context = &command;
    arena = arena_new();
    strbuf_init(&command.text, JSON_BYTES_MAX);
    json_begin(&command.json, &command.text);
    json_object_begin(&command.json);
    json_key(&command.json, "diagnostics");
    json_array_begin(&command.json);
    status = read_config(&command, arena, &err);
    if (status == SLV_OK)
        status = prepare_writing(&command, &err);
    if (status == SLV_OK)
        status = check_paths(&command, argv + optind, (size_t) (argc - optind),
                             arena, &err);
    json_array_end(&command.json);
    json_object_end(&command.json);
    json_end(&command.json);
    if (status == SLV_OK && command.format == FORMAT_JSON)
        puts(command.text.ptr);
    else if (status == SLV_OK && command.format == FORMAT_PEOPLE)
        show_summary(&command.summary);
    strbuf_release(&command.text);
    speller_close(command.writing.speller);
    grammar_close(command.writing.grammar);
    strmap_free(command.names);
    arena_free(arena);
    if (status != SLV_OK)
        return command_fail(&err);
    return command.summary.counts[SLV_ERROR] ? EXIT_FOUND : 0;
}
