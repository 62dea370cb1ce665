/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * See import_catalog.h.
 */
#include "indexer/import_catalog.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/cases/catalog_rows.h"
#include "text/utf8.h"

#include <stdlib.h>

struct import_catalog {
    struct strmap *lines; /* name to the day it was launched, a struct str */
    struct strmap *teams;
    struct arena *arena;
};

struct import_catalog *import_catalog_new(void)
{
    struct import_catalog *catalog = alloc_zeroed(1, sizeof *catalog);

    catalog->lines = strmap_new();
    catalog->teams = strmap_new();
    catalog->arena = arena_new();
    return catalog;
}

void import_catalog_free(struct import_catalog *catalog)
{
    if (!catalog)
        return;
    strmap_free(catalog->lines);
    strmap_free(catalog->teams);
    arena_free(catalog->arena);
    free(catalog);
}

static enum slv_status stage_line(struct import_catalog *catalog,
                                  struct case_import *import,
                                  const struct case_product_line *line,
                                  struct slv_error *err)
{
    struct str *day = strmap_get(catalog->lines, line->name);

    if (day &&
        (line->launched_on.len == 0 || str_equal(*day, line->launched_on)))
        return SLV_OK;
    if (day)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the line \"%.*s\" was launched on \"%.*s\" by a row "
                        "before",
                        STR_ARG(utf8_prefix(line->name, 60)), STR_ARG(*day));
    day = arena_alloc(catalog->arena, sizeof *day);
    *day = arena_str(catalog->arena, line->launched_on);
    *strmap_slot(catalog->lines, line->name, NULL) = day;
    return case_import_product_line(import, line, err);
}

enum slv_status import_catalog_product(struct import_catalog *catalog,
                                       struct case_import *import,
                                       const struct case_values *values,
                                       struct arena *arena,
                                       struct slv_error *err)
{
    struct case_product_row row;
    enum slv_status status = case_row_read_product(values, arena, &row, err);

    if (status == SLV_OK && row.line.name.len > 0)
        status = stage_line(catalog, import, &row.line, err);
    if (status == SLV_OK && row.product.name.len > 0)
        status = case_import_product(import, &row.product, err);
    return status;
}

enum slv_status import_catalog_agent(struct import_catalog *catalog,
                                     struct case_import *import,
                                     const struct case_values *values,
                                     struct arena *arena, struct slv_error *err)
{
    struct case_agent row;
    enum slv_status status = case_row_read_agent(values, arena, &row, err);

    if (status == SLV_OK && row.team.len > 0 &&
        !strmap_get(catalog->teams, row.team)) {
        *strmap_slot(catalog->teams, row.team, NULL) = catalog;
        status = case_import_team(import, row.team, err);
    }
    if (status == SLV_OK && row.key.len > 0)
        status = case_import_agent(import, &row, err);
    return status;
}
