/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting openings in a search log.
 */
#include "store/search_openings.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "store/sql.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum slv_status read_rows(struct sqlite3 *db,
                                 struct sqlite3_stmt *statement,
                                 struct arena *arena,
                                 struct search_openings **out, size_t *count,
                                 struct slv_error *err)
{
    struct search_openings *rows = NULL;
    size_t capacity = 0;
    int result;

    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        rows = alloc_grow(rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = (struct search_openings){
            sql_column_str(statement, 0, arena),
            (uint64_t) sqlite3_column_int64(statement, 1)};
    }
    *out = arena_calloc(arena, *count, sizeof **out);
    if (*count)
        memcpy(*out, rows, *count * sizeof **out);
    free(rows);
    return result == SQLITE_DONE
               ? SLV_OK
               : sql_fail(db, result, "the searches cannot be read", err);
}

enum slv_status search_openings_read(const char *path, struct arena *arena,
                                     struct search_openings **out,
                                     size_t *count, struct slv_error *err)
{
    struct sqlite3_stmt *statement = NULL;
    struct sqlite3 *db = NULL;
    enum slv_status status;

    *out = NULL;
    *count = 0;
    if (access(path, F_OK) != 0)
        return SLV_OK;
    status = sql_open(path, sql_migrations_searches, SQL_RELAXED, &db, err);
    if (status == SLV_OK)
        status = sql_prepare(db,
                             "SELECT opened, count(DISTINCT session) "
                             "FROM searches WHERE opened <> '' "
                             "GROUP BY opened ORDER BY opened",
                             &statement, err);
    if (status == SLV_OK)
        status = read_rows(db, statement, arena, out, count, err);
    sqlite3_finalize(statement);
    sql_close(db);
    return status;
}
