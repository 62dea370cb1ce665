/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exports of what cases refer to, of events and of readers' answers. See
 * export_rows.h.
 */
#include "indexer/export_rows.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/cases/catalog_rows.h"
#include "store/case_store.h"
#include "store/feedback_store.h"

/* Take another page's arena for that of the rows that are written. */
static void turn(struct export_command *command, struct arena *page)
{
    arena_free(command->page);
    command->page = page;
}

/* --- products --- */

static enum slv_status write_product(struct export_command *command,
                                     const struct case_product *product,
                                     struct strmap *lines,
                                     struct slv_error *err)
{
    struct case_product_row row = {.product = *product,
                                   .line = {.name = product->line}};
    struct case_values values;
    enum slv_status status = SLV_OK;

    if (product->line.len > 0) {
        *strmap_slot(lines, product->line, NULL) = command;
        status = case_store_find_product_line(command->store, product->line,
                                              command->arena, &row.line, err);
    }
    case_row_write_product(&row, &values);
    return status == SLV_OK ? export_row(command, &values, err) : status;
}

/* Lines that no product has. */
static enum slv_status export_lines(struct export_command *command,
                                    const struct strmap *written,
                                    struct slv_error *err)
{
    struct str after = STR("");
    struct case_product_line *rows;
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_product_lines(
            command->store, after, EXPORT_PAGE_ROWS, page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            const struct case_product_row row = {.product = {.name = STR("")},
                                                 .line = rows[i]};
            struct case_values values;

            if (strmap_get(written, rows[i].name))
                continue;
            case_row_write_product(&row, &values);
            status = export_row(command, &values, err);
        }
        turn(command, page);
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].name;
    } while (status == SLV_OK && count > 0);
    return status;
}

enum slv_status export_products(struct export_command *command,
                                struct slv_error *err)
{
    struct strmap *lines = strmap_new();
    struct str after = STR("");
    struct case_product *rows;
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_products(
            command->store, after, EXPORT_PAGE_ROWS, page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++)
            status = write_product(command, &rows[i], lines, err);
        turn(command, page);
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].name;
    } while (status == SLV_OK && count > 0);
    if (status == SLV_OK)
        status = export_lines(command, lines, err);
    strmap_free(lines);
    return status;
}

/* --- agents --- */

/* Teams that no agent is in. */
static enum slv_status export_teams(struct export_command *command,
                                    const struct strmap *written,
                                    struct slv_error *err)
{
    struct str after = STR("");
    struct str *names;
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_teams(command->store, after, EXPORT_PAGE_ROWS,
                                       page, &names, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            const struct case_agent row = {.team = names[i]};
            struct case_values values;

            if (strmap_get(written, names[i]))
                continue;
            case_row_write_agent(&row, &values);
            status = export_row(command, &values, err);
        }
        turn(command, page);
        if (status == SLV_OK && count > 0)
            after = names[count - 1];
    } while (status == SLV_OK && count > 0);
    return status;
}

enum slv_status export_agents(struct export_command *command,
                              struct slv_error *err)
{
    struct strmap *teams = strmap_new();
    struct str after = STR("");
    struct case_agent *rows;
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_agents(command->store, after, EXPORT_PAGE_ROWS,
                                        page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            struct case_values values;

            if (rows[i].team.len > 0)
                *strmap_slot(teams, rows[i].team, NULL) = command;
            case_row_write_agent(&rows[i], &values);
            status = export_row(command, &values, err);
        }
        turn(command, page);
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].key;
    } while (status == SLV_OK && count > 0);
    if (status == SLV_OK)
        status = export_teams(command, teams, err);
    strmap_free(teams);
    return status;
}

/* --- events and feedback --- */

enum slv_status export_events(struct export_command *command,
                              struct slv_error *err)
{
    int64_t after = 0;
    struct case_event *rows;
    enum slv_status status;
    size_t count;

    do {
        struct arena *page = arena_new();

        status = case_store_list_events(command->store, after, EXPORT_PAGE_ROWS,
                                        page, &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            struct case_values values;

            case_row_write_event(&rows[i], command->arena, &values);
            status = export_row(command, &values, err);
        }
        if (status == SLV_OK && count > 0)
            after = rows[count - 1].id;
        turn(command, page);
    } while (status == SLV_OK && count > 0);
    return status;
}

enum slv_status export_feedback(struct export_command *command,
                                struct slv_error *err)
{
    const char *path =
        arena_format(command->page, "%s/solvent.db", command->data).ptr;
    struct feedback_store *store = NULL;
    struct feedback *rows = NULL;
    size_t count = 0;
    enum slv_status status = feedback_store_open(path, &store, err);

    if (status == SLV_OK)
        status = feedback_store_list(store, STR(""), SIZE_MAX, command->page,
                                     &rows, &count, err);
    for (size_t i = count; status == SLV_OK && i-- > 0;) {
        struct case_values values;

        case_row_write_feedback(&rows[i], command->arena, &values);
        status = export_row(command, &values, err);
    }
    feedback_store_close(store);
    return status;
}
