/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent export`: all customers, cases or time entries of the case store, in
 * the form that `solvent import` reads, page by page to standard output.
 */
#include "indexer/commands.h"
#include "indexer/export_rows.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/case_rows.h"
#include "core/insight/income_rows.h"
#include "indexer/export_attachments.h"
#include "indexer/options.h"
#include "store/case_store.h"
#include "text/csv.h"
#include "text/json_write.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { ROW_BYTES_MAX = 1024 * 1024 * 1024 };

#define EXPORTS                                                            \
    "customers, cases, time, income, products, agents, events, feedback, " \
    "attachments"

static const char help_text[] =
    "Write all of one kind to standard output: customers, cases, time,\n"
    "income, products, agents, events, feedback, or the list of cases'\n"
    "attachments.\n"
    "\n"
    "Example:\n"
    "  solvent export cases --data var/data >cases.csv\n"
    "\n"
    "What is written can be imported again as it is, but for events, feedback\n"
    "and attachments, whose contents are the files of DIR/attachments.\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --format csv   comma-separated, safe to open in a spreadsheet "
    "(default):\n"
    "                 a cell that begins with = + - @ or a tab gets an\n"
    "                 apostrophe, which an import takes away again\n"
    "  --format jsonl one JSON object a line\n"
    "  --help         this text\n";

/* --- one row --- */

static enum slv_status write_text(struct export_command *command,
                                  struct slv_error *err)
{
    errno = 0;
    if (command->text.overflowed)
        return slv_fail(err, SLV_ERR_TOO_BIG, "a row is longer than %d bytes",
                        ROW_BYTES_MAX);
    if (fwrite(command->text.ptr, 1, command->text.len, stdout) !=
        command->text.len)
        return slv_fail_errno(err, errno, "standard output cannot be written");
    strbuf_clear(&command->text);
    return SLV_OK;
}

static void add_json(struct export_command *command,
                     const struct case_values *values, enum case_field first,
                     enum case_field last)
{
    struct json_writer json;

    json_begin(&json, &command->text);
    json_object_begin(&json);
    for (unsigned i = first; i < (unsigned) last; i++) {
        struct str text = values->text[i];

        if (text.len == 0 || !case_field_is_exported((enum case_field) i))
            continue;
        json_key(&json, case_field_name((enum case_field) i));
        if (case_field_json_kind((enum case_field) i) == CASE_JSON_TEXT)
            json_string(&json, text);
        else
            json_raw(&json, text);
    }
    json_object_end(&json);
    json_end(&json);
    strbuf_add_char(&command->text, '\n');
}

static void add_cells(struct export_command *command,
                      const struct case_values *values, enum case_field first,
                      enum case_field last)
{
    bool is_first = true;

    for (unsigned i = first; i < (unsigned) last; i++)
        if (case_field_is_exported((enum case_field) i)) {
            csv_write_cell(&command->text, values->text[i], is_first);
            is_first = false;
        }
    csv_write_end(&command->text);
}

enum slv_status export_row(struct export_command *command,
                           const struct case_values *values,
                           struct slv_error *err)
{
    enum case_field first;
    enum case_field last;

    case_kind_fields(command->kind, &first, &last);
    if (command->is_json)
        add_json(command, values, first, last);
    else
        add_cells(command, values, first, last);
    arena_reset(command->arena);
    return write_text(command, err);
}

static enum slv_status write_header(struct export_command *command,
                                    struct slv_error *err)
{
    struct case_values names;

    for (unsigned i = 0; i < CASE_FIELD_COUNT; i++)
        names.text[i] = str_from(case_field_name((enum case_field) i));
    return command->is_json ? SLV_OK : export_row(command, &names, err);
}

/* --- customers, each with its contacts --- */

/* Contacts in the order of their customers, read by pages. */
struct contacts {
    struct arena *arena;
    struct case_contact *items;
    size_t count;
    size_t at;
    bool is_end;
};

static enum slv_status next_contacts(struct export_command *command,
                                     struct contacts *contacts,
                                     struct slv_error *err)
{
    struct arena *arena = arena_new();
    const struct case_contact *last =
        contacts->count ? &contacts->items[contacts->count - 1] : NULL;
    enum slv_status status = case_store_list_contacts(
        command->store, last ? last->customer : STR(""),
        last ? last->key : STR(""), EXPORT_PAGE_ROWS, arena, &contacts->items,
        &contacts->count, err);

    arena_free(contacts->arena);
    contacts->arena = arena;
    contacts->at = 0;
    contacts->is_end = contacts->count == 0;
    return status;
}

/* The contacts of `customer`, copied into the arena of the row. */
static enum slv_status take_contacts(struct export_command *command,
                                     struct contacts *contacts,
                                     struct case_customer_row *row,
                                     struct slv_error *err)
{
    size_t capacity = 0;

    row->contacts = NULL;
    row->contact_count = 0;
    for (;;) {
        const struct case_contact *contact;
        int order;

        if (contacts->at == contacts->count && !contacts->is_end) {
            enum slv_status status = next_contacts(command, contacts, err);

            if (status != SLV_OK)
                return status;
        }
        if (contacts->at == contacts->count)
            return SLV_OK;
        contact = &contacts->items[contacts->at];
        order = str_compare(contact->customer, row->customer.key);
        if (order > 0)
            return SLV_OK;
        contacts->at++;
        if (order < 0)
            continue; /* of a customer that was made after its page was read */
        if (row->contact_count == capacity) {
            struct case_contact *former = row->contacts;

            capacity = capacity ? 2 * capacity : 8;
            row->contacts =
                arena_calloc(command->arena, capacity, sizeof *row->contacts);
            for (size_t i = 0; i < row->contact_count; i++)
                row->contacts[i] = former[i];
        }
        row->contacts[row->contact_count++] = (struct case_contact){
            .key = arena_str(command->arena, contact->key),
            .name = arena_str(command->arena, contact->name),
            .title = arena_str(command->arena, contact->title),
            .email = arena_str(command->arena, contact->email)};
    }
}

static enum slv_status export_customers(struct export_command *command,
                                        struct slv_error *err)
{
    struct contacts contacts = {.arena = arena_new()};
    struct case_customer *rows;
    struct str after = {0};
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_customers(
            command->store, after, EXPORT_PAGE_ROWS, page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            struct case_customer_row row = {.customer = rows[i]};
            struct case_values values;

            status = take_contacts(command, &contacts, &row, err);
            if (status != SLV_OK)
                break;
            case_row_write_customer(&row, command->arena, &values);
            status = export_row(command, &values, err);
        }
        arena_free(command->page);
        command->page = page;
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].key;
    } while (status == SLV_OK && count > 0);
    arena_free(contacts.arena);
    return status;
}

/* --- cases and time entries --- */

static enum slv_status export_cases(struct export_command *command,
                                    struct slv_error *err)
{
    struct case_record *rows;
    struct str after = {0};
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_cases(command->store, after, EXPORT_PAGE_ROWS,
                                       page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            struct case_values values;

            case_row_write_case(&rows[i], command->is_json, command->arena,
                                &values);
            status = export_row(command, &values, err);
        }
        arena_free(command->page);
        command->page = page;
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].number;
    } while (status == SLV_OK && count > 0);
    return status;
}

static enum slv_status export_times(struct export_command *command,
                                    struct slv_error *err)
{
    struct case_time *rows;
    struct str after = {0};
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_times(command->store, after, EXPORT_PAGE_ROWS,
                                       page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            struct case_values values;

            case_row_write_time(&rows[i], command->arena, &values);
            status = export_row(command, &values, err);
        }
        arena_free(command->page);
        command->page = page;
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].key;
    } while (status == SLV_OK && count > 0);
    return status;
}

static enum slv_status export_incomes(struct export_command *command,
                                      struct slv_error *err)
{
    struct report_income *rows = NULL;
    size_t count = 0;
    struct arena *all = arena_new();
    enum slv_status status =
        report_store_incomes(command->store, all, &rows, &count, err);

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct case_values values;

        income_row_write(&rows[i], command->arena, &values);
        status = export_row(command, &values, err);
    }
    arena_free(all);
    return status;
}

static enum slv_status export_all(struct export_command *command,
                                  struct slv_error *err)
{
    enum slv_status status;

    if (command->is_attachments)
        return export_attachments(command->store, command->is_json, err);
    status = write_header(command, err);
    if (status != SLV_OK)
        return status;
    switch (command->kind) {
    case CASE_KIND_CUSTOMER:
        status = export_customers(command, err);
        break;
    case CASE_KIND_CASE:
        status = export_cases(command, err);
        break;
    case CASE_KIND_INCOME:
        status = export_incomes(command, err);
        break;
    case CASE_KIND_PRODUCT:
        status = export_products(command, err);
        break;
    case CASE_KIND_AGENT:
        status = export_agents(command, err);
        break;
    case CASE_KIND_EVENT:
        status = export_events(command, err);
        break;
    case CASE_KIND_FEEDBACK:
        status = export_feedback(command, err);
        break;
    case CASE_KIND_TIME:
    case CASE_KIND_COUNT:
        status = export_times(command, err);
        break;
    }
    errno = 0;
    if (status == SLV_OK && fflush(stdout) != 0)
        status =
            slv_fail_errno(err, errno, "standard output cannot be written");
    return status;
}

static enum slv_status run(struct export_command *command,
                           struct slv_error *err)
{
    const char *path =
        arena_format(command->page, "%s/solvent.db", command->data).ptr;
    enum slv_status status = SLV_OK;

    /* reading makes no store */
    if (access(path, F_OK) != 0) {
        status = slv_fail_errno(err, errno, "there is no case store in %s",
                                command->data);
        slv_hint(err, "Import cases first: solvent import cases FILE --data "
                      "DIR");
        return status;
    }
    status = case_store_open(path, CASE_STORE_READ, &command->store, err);
    if (status == SLV_OK)
        status = export_all(command, err);
    case_store_close(command->store);
    return status;
}

static const char *take_format(const struct command_option *option,
                               void *command, const char *value)
{
    struct export_command *to = command;

    (void) option;
    to->is_json = str_equal(str_from(value), STR("jsonl"));
    return to->is_json || str_equal(str_from(value), STR("csv"))
               ? NULL
               : "--format is csv or jsonl";
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct export_command, data),
    OPTION_TAKE("format", take_format, 0),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv,
                           struct export_command *command,
                           char usage[USAGE_MAX], const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, usage, wrong))
        return false;
    if (*wrong)
        return true;
    if (argc - optind < 1)
        *wrong = usage_of(usage, "say what to export, one of", EXPORTS);
    else if (str_equal(str_from(argv[optind]), STR("attachments")))
        command->is_attachments = true;
    else if (!case_kind_parse(str_from(argv[optind]), &command->kind))
        *wrong = usage_of(usage, "only " EXPORTS " can be exported, not",
                          argv[optind]);
    if (*wrong)
        return true;
    if (argc - optind > 1)
        *wrong =
            usage_of(usage, "one kind at a time; what is", argv[optind + 1]);
    else if (!command->data || !command->data[0])
        *wrong = "--data names no folder";
    return true;
}

int cmd_export(int argc, char **argv)
{
    struct export_command command = {.is_json = false};
    char usage[USAGE_MAX];
    struct slv_error err;
    const char *wrong;
    enum slv_status status;

    if (!read_arguments(argc, argv, &command, usage, &wrong)) {
        fputs(help_text, stdout);
        return 0;
    }
    if (wrong)
        return command_usage("export", wrong);
    command.page = arena_new();
    command.arena = arena_new();
    strbuf_init(&command.text, ROW_BYTES_MAX);
    status = run(&command, &err);
    strbuf_release(&command.text);
    arena_free(command.arena);
    arena_free(command.page);
    return status == SLV_OK ? 0 : command_fail(&err);
}
