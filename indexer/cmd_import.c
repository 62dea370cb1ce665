/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent import`: a file of customers, cases or time entries into the case
 * store, all of it or nothing. Which rows are right is for core/cases and the
 * store, and what is told of it for import_console.c.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "indexer/cases.h"
#include "indexer/import_articles.h"
#include "indexer/import_catalog.h"
#include "indexer/import_console.h"
#include "indexer/import_rows.h"
#include "indexer/income_import.h"
#include "indexer/options.h"
#include "solvent/index.h"
#include "solvent/search.h"
#include "store/case_import.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    MAPPINGS_MAX = 100,
    ARTICLES_KNOWN_MAX = 200 * 1000,
    LOCK_WAIT_MS = 5 * 1000,
    DATA_MODE = 0755
};

#define IMPORTS "customers, cases, time, income, products or agents"

static const char help_text[] =
    "Bring customers, cases, time entries, income, products or agents from a\n"
    "file into the case store.\n"
    "\n"
    "Example:\n"
    "  solvent import cases tickets.csv --data var/data --dry-run\n"
    "  solvent import cases tickets.csv --data var/data\n"
    "\n"
    "FILE is CSV with a header, or JSON lines; \"-\" is standard input. Rows "
    "are\n"
    "told apart by their key: what is the same is left alone, what differs is\n"
    "updated. When a row is refused, nothing of the file is imported.\n"
    "\n"
    "One long text of many articles: solvent import articles --help\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the index and the case store (needed)\n"
    "  --dry-run      check and count, and write nothing\n"
    "  --map LIST     what columns mean: \"Header=field,Other=field\"; a "
    "column\n"
    "                 without a field behind the sign is left out\n"
    "  --verbose      show every message, not only the first\n"
    "  --json         print the summary as one JSON object\n"
    "  --help         this text\n";

struct import_command {
    enum case_kind kind;
    const char *path;
    const char *data;
    bool is_dry_run;
    const char *maps[MAPPINGS_MAX]; /* as --map gave them */
    size_t map_count;
    char usage[SLV_ERROR_TEXT_MAX]; /* no less than USAGE_MAX */
    struct case_mapping mapping_items[MAPPINGS_MAX];
    struct case_mappings mappings;

    struct slv_reader *reader; /* NULL: no index */
    struct strmap *articles;   /* that were looked up */
    struct import_catalog *catalog;
    struct arena *arena; /* of one row */
    struct import_console console;
};

/* --- articles --- */

static enum slv_status open_articles(struct import_command *command,
                                     struct slv_error *err)
{
    enum slv_status status =
        slv_reader_open(&command->reader, command->data, SLV_AS_STAFF, err);

    if (status == SLV_OK)
        return SLV_OK;
    command->reader = NULL;
    /* before the first index nobody can tell */
    return status == SLV_ERR_NO_INPUT ? SLV_OK : status;
}

/* Warn once of each article that is not there. */
static enum slv_status check_article(struct import_command *command, long line,
                                     struct str id, struct slv_error *err)
{
    struct slv_article article;
    struct str now;
    enum slv_status status;

    if (strmap_get(command->articles, id))
        return SLV_OK;
    if (strmap_count(command->articles) >= ARTICLES_KNOWN_MAX)
        strmap_clear(command->articles);
    *strmap_slot(command->articles, id, NULL) = command;
    status =
        slv_article_get(command->reader, id, command->arena, &article, err);
    if (status != SLV_ERR_NOT_FOUND)
        return status;
    status = slv_article_find_replaced(command->reader, id, command->arena,
                                       &now, err);
    if (status == SLV_OK)
        import_console_tell(
            &command->console, false, line,
            arena_format(command->arena,
                         "the article \"%.*s\" is now \"%.*s\"; the link is "
                         "kept as it is",
                         STR_ARG(id), STR_ARG(now)));
    if (status != SLV_ERR_NOT_FOUND)
        return status;
    import_console_tell(
        &command->console, false, line,
        arena_format(command->arena,
                     "the article \"%.*s\" is not indexed; the link is kept",
                     STR_ARG(id)));
    return SLV_OK;
}

static enum slv_status check_links(struct import_command *command, long line,
                                   const struct case_record *row,
                                   struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    bool is_resolved = false;

    for (size_t i = 0; status == SLV_OK && i < row->link_count; i++) {
        if (row->links[i].kind == CASE_LINK_RESOLVED)
            is_resolved = true;
        if (command->reader)
            status =
                check_article(command, line, row->links[i].article_id, err);
    }
    if (row->state == CASE_CLOSED && !is_resolved && row->merged_into.len == 0)
        command->console.without_article++;
    return status;
}

/* --- rows --- */

static enum slv_status stage_customer(struct import_command *command,
                                      struct case_import *import,
                                      const struct import_row *row,
                                      struct slv_error *err)
{
    struct case_customer_row customer;
    enum slv_status status =
        case_row_read_customer(&row->values, command->arena, &customer, err);

    if (status == SLV_OK)
        status = case_import_customer(import, &customer.customer, err);
    for (size_t i = 0; status == SLV_OK && i < customer.contact_count; i++)
        status = case_import_contact(import, &customer.contacts[i], err);
    return status;
}

static enum slv_status stage_row(struct import_command *command,
                                 struct case_import *import,
                                 const struct import_row *row,
                                 struct slv_error *err)
{
    struct case_record record;
    struct case_time entry;
    enum slv_status status;

    switch (command->kind) {
    case CASE_KIND_CUSTOMER:
        return stage_customer(command, import, row, err);
    case CASE_KIND_CASE:
        status = case_row_read_case(&row->values, command->arena, &record, err);
        if (status == SLV_OK)
            status = case_import_case(import, &record, err);
        if (status == SLV_OK)
            status = check_links(command, row->line, &record, err);
        return status;
    case CASE_KIND_PRODUCT:
        return import_catalog_product(command->catalog, import, &row->values,
                                      command->arena, err);
    case CASE_KIND_AGENT:
        return import_catalog_agent(command->catalog, import, &row->values,
                                    command->arena, err);
    default:
        break;
    }
    status = case_row_read_time(&row->values, command->arena, &entry, err);
    return status == SLV_OK ? case_import_time(import, &entry, err) : status;
}

/* Is it the row that is wrong, and not the store. */
static bool is_refusal(enum slv_status status)
{
    return status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG ||
           status == SLV_ERR_CONFLICT || status == SLV_ERR_NOT_FOUND;
}

static enum slv_status stage_rows(struct import_command *command,
                                  struct case_import *import,
                                  struct import_rows *rows,
                                  struct slv_error *err)
{
    struct import_row row;
    enum slv_status status;
    bool has_row;

    for (;;) {
        status = import_rows_next(rows, &row, &has_row, err);
        if (status != SLV_OK || !has_row)
            break;
        arena_reset(command->arena);
        command->console.rows++;
        import_console_unknown(&command->console, command->kind, &row,
                               command->arena);
        if (row.is_repaired)
            import_console_tell(&command->console, false, row.line,
                                STR("bytes that are not UTF-8 became U+FFFD"));
        status = row.status != SLV_OK ? row.status
                                      : stage_row(command, import, &row, err);
        if (is_refusal(status))
            import_console_tell(&command->console, true, row.line,
                                str_from(err->text));
        else if (status != SLV_OK)
            return status;
        import_console_reading(&command->console, rows);
    }
    if (status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG) {
        import_console_fault(&command->console, err);
        return SLV_OK;
    }
    return status;
}

static enum slv_status apply_rows(struct import_command *command,
                                  struct case_import *import,
                                  struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    bool is_done = false;

    while (status == SLV_OK && !is_done) {
        struct case_import_counts counts;

        status = case_import_apply(import, &is_done, err);
        counts = case_import_counts(import);
        import_console_bar(&command->console, counts.applied, counts.staged,
                           command->is_dry_run ? "checking" : "writing");
    }
    import_console_clear(&command->console);
    return status;
}

/* Search learns from the cases at once. Whoever holds the indexer's lock does
 * it in our stead; the import stands in any case. */
static void catch_up(struct import_command *command)
{
    struct slv_index_options options = {.data = command->data,
                                        .lock_timeout_ms = LOCK_WAIT_MS};
    struct config config;
    struct slv_error err;
    enum slv_status status;

    arena_reset(command->arena);
    import_console_step(&command->console, "indexing");
    status = command_config(NULL, command->data, command->arena, &config, &err);
    if (status == SLV_OK) {
        index_options_from_config(&config, command->arena, &options);
        status = slv_index_cases(&options, &err);
    }
    import_console_clear(&command->console);
    if (status != SLV_OK && status != SLV_ERR_LOCKED)
        import_console_tell(
            &command->console, false, 0,
            arena_format(command->arena,
                         "all is imported, but the index has not learned "
                         "from it: %s",
                         err.text));
}

/* --- the run --- */

static enum slv_status run_import(struct import_command *command,
                                  struct case_store *store,
                                  struct import_rows *rows,
                                  struct slv_error *err)
{
    const struct case_actor actor = {STR("import"), clock_unix_s()};
    const int64_t begun_us = clock_mono_us();
    struct case_import_counts counts = {0};
    struct case_import *import = NULL;
    enum slv_status status =
        case_import_begin(store, str_from(command->console.shown_path),
                          command->is_dry_run, &actor, &import, err);
    double seconds;

    if (status == SLV_OK)
        status = stage_rows(command, import, rows, err);
    if (status == SLV_OK && command->console.refused == 0)
        status = apply_rows(command, import, err);
    if (status == SLV_OK && command->console.refused == 0)
        counts = case_import_counts(import);
    case_import_close(import);
    /* a former import may have been finished on the way */
    if (!command->is_dry_run && ((command->kind == CASE_KIND_CASE &&
                                  counts.added + counts.updated > 0) ||
                                 cases_are_behind(command->data)))
        catch_up(command);
    import_console_clear(&command->console);
    import_console_rest(&command->console);
    if (status != SLV_OK)
        return status;
    seconds = (double) (clock_mono_us() - begun_us) / 1e6;
    if (command->console.is_json)
        import_console_json(&command->console, &counts, seconds);
    if (command->console.refused > 0)
        return import_console_refusal(&command->console, err);
    if (!command->console.is_json)
        import_console_summary(&command->console, &counts, command->is_dry_run,
                               seconds);
    return SLV_OK;
}

/* Open what is needed, the file first: a file that is not there makes no
 * store. */
static enum slv_status open_and_run(struct import_command *command,
                                    struct slv_error *err)
{
    const char *path =
        arena_format(command->arena, "%s/solvent.db", command->data).ptr;
    char store_path[4096];
    struct import_rows *rows = NULL;
    struct case_store *store = NULL;
    enum slv_status status = import_rows_open(command->path, command->kind,
                                              &command->mappings, &rows, err);

    if (snprintf(store_path, sizeof store_path, "%s", path) >=
        (int) sizeof store_path)
        status = slv_fail(err, SLV_ERR_USAGE, "--data is too long");
    if (status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG) {
        import_console_fault(&command->console, err);
        if (command->console.is_json)
            import_console_json(&command->console,
                                &(struct case_import_counts){0}, 0);
        return import_console_refusal(&command->console, err);
    }
    if (status == SLV_OK && !command->is_dry_run)
        status = file_make_folders(command->data, DATA_MODE, err);
    else if (status == SLV_OK && access(command->data, F_OK) != 0)
        status =
            slv_fail_errno(err, errno, "there is no folder %s", command->data);
    if (status == SLV_OK)
        status = open_articles(command, err);
    if (status == SLV_OK)
        status = case_store_open(store_path, CASE_STORE_WRITE, &store, err);
    if (status == SLV_OK)
        status = run_import(command, store, rows, err);
    case_store_close(store);
    slv_reader_close(command->reader);
    import_rows_close(rows);
    return status;
}

static const char *check_arguments(struct import_command *command, int count,
                                   char **words)
{
    if (count < 1)
        return "say what to import: " IMPORTS;
    if (!case_kind_parse(str_from(words[0]), &command->kind) ||
        !case_kind_is_imported(command->kind))
        return usage_of(command->usage, "only " IMPORTS " can be imported, not",
                        words[0]);
    if (count < 2)
        return "name the file to import; - is standard input";
    if (count > 2)
        return usage_of(command->usage, "one file at a time; what is",
                        words[2]);
    if (!command->data || !command->data[0])
        return "--data names no folder";
    command->path = words[1];
    command->console.shown_path =
        strcmp(words[1], "-") == 0 ? "standard input" : words[1];
    for (size_t i = 0; i < command->map_count; i++) {
        struct slv_error err;

        if (case_mappings_parse(command->kind, str_from(command->maps[i]),
                                command->mapping_items,
                                &command->mappings.count, MAPPINGS_MAX,
                                &err) != SLV_OK) {
            snprintf(command->usage, sizeof command->usage, "%s", err.text);
            return command->usage;
        }
    }
    return NULL;
}

static const char *take_map(const struct command_option *option, void *command,
                            const char *value)
{
    struct import_command *to = command;

    (void) option;
    if (to->map_count == MAPPINGS_MAX)
        return "--map is given too often";
    to->maps[to->map_count++] = value;
    return NULL;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct import_command, data),
    OPTION_FIELD("dry-run", OPTION_FLAG, struct import_command, is_dry_run),
    OPTION_TAKE("map", take_map, 0),
    OPTION_FIELD("verbose", OPTION_FLAG, struct import_command,
                 console.is_verbose),
    OPTION_FIELD("json", OPTION_FLAG, struct import_command, console.is_json),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv,
                           struct import_command *command, const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, command->usage, wrong))
        return false;
    if (!*wrong)
        *wrong = check_arguments(command, argc - optind, argv + optind);
    return true;
}

/* The help ends with the fields of each kind, from their table. */
static void show_help(void)
{
    enum case_field first;
    enum case_field last;

    fputs(help_text, stdout);
    for (unsigned kind = 0; kind < CASE_KIND_COUNT; kind++) {
        if (!case_kind_is_imported((enum case_kind) kind))
            continue;
        case_kind_fields((enum case_kind) kind, &first, &last);
        printf("\nFields of %s (* needed):\n",
               case_kind_noun((enum case_kind) kind, false));
        for (unsigned i = first; i < (unsigned) last; i++)
            printf("  %-16s%s %s\n", case_field_name((enum case_field) i),
                   case_field_is_needed((enum case_field) i) ? "*" : " ",
                   case_field_meaning((enum case_field) i));
    }
    fputs("\nHeaders that other programs use are known too. Times are like\n"
          "2026-03-04T09:12:00Z or 2026-03-04T10:12:00+01:00; a day alone is\n"
          "its beginning in UTC.\n"
          "It ends with 0 when all is imported, and with 65 when a row was\n"
          "refused.\n",
          stdout);
}

int cmd_import(int argc, char **argv)
{
    struct import_command command = {.console.has_bar = isatty(STDERR_FILENO)};
    struct slv_error err;
    const char *wrong;
    enum slv_status status;

    if (argc > 1 && strcmp(argv[1], "articles") == 0)
        return import_articles(argc - 1, argv + 1);
    command.mappings.items = command.mapping_items;
    if (!read_arguments(argc, argv, &command, &wrong)) {
        show_help();
        return 0;
    }
    if (wrong)
        return command_usage("import", wrong);
    command.arena = arena_new();
    command.articles = strmap_new();
    command.catalog = import_catalog_new();
    if (command.kind == CASE_KIND_INCOME)
        status = income_import(
            &(struct income_import){.path = command.path,
                                    .shown_path = command.console.shown_path,
                                    .data = command.data,
                                    .mappings = &command.mappings,
                                    .is_dry_run = command.is_dry_run,
                                    .is_json = command.console.is_json},
            &err);
    else
        status = open_and_run(&command, &err);
    import_catalog_free(command.catalog);
    strmap_free(command.articles);
    arena_free(command.arena);
    return status == SLV_OK ? 0 : command_fail(&err);
}
