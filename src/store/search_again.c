/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Readings, and the searches that followed them. See search_again.h.
 */
#include "store/search_again.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "store/sql.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ?1 since, ?2 seconds, ?3 rows; sessions that are not known are 0 */
static const char readings_sql[] =
    "SELECT a.opened, a.session, a.created_unix_s, a.key, "
    "coalesce(b.key, '') FROM searches AS a LEFT JOIN searches AS b "
    "ON b.session = a.session AND b.session <> 0 AND b.id > a.id "
    "AND b.key <> a.key AND b.created_unix_s <= a.created_unix_s + ?2 "
    "WHERE a.opened <> '' AND a.session <> 0 AND a.created_unix_s >= ?1 "
    "ORDER BY a.opened, a.session, a.id LIMIT ?3";

/* Have two searches a word in common that is no small one? */
static bool share_a_word(struct str a, struct str b)
{
    while (a.len) {
        struct str word = str_take_until(&a, ' ');
        struct str rest = b;

        while (word.len >= SEARCH_AGAIN_LETTERS && rest.len)
            if (str_equal(str_take_until(&rest, ' '), word))
                return true;
    }
    return false;
}

static enum slv_status read_rows(struct sqlite3 *db,
                                 struct sqlite3_stmt *statement,
                                 struct arena *arena,
                                 struct search_reading **out, size_t *count,
                                 struct slv_error *err)
{
    struct search_reading *rows = NULL;
    size_t capacity = 0;
    int result;

    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        struct search_reading reading = {
            .article_id = sql_column_str(statement, 0, arena),
            .session = sqlite3_column_int64(statement, 1),
            .at_unix_s = sqlite3_column_int64(statement, 2),
            .is_again = share_a_word(sql_column_str(statement, 3, arena),
                                     sql_column_str(statement, 4, arena)),
        };
        struct search_reading *last = *count ? &rows[*count - 1] : NULL;

        if (last && last->session == reading.session &&
            str_equal(last->article_id, reading.article_id)) {
            last->is_again |= reading.is_again;
            continue;
        }
        rows = alloc_grow(rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = reading;
    }
    *out = arena_calloc(arena, *count, sizeof **out);
    if (*count)
        memcpy(*out, rows, *count * sizeof **out);
    free(rows);
    return result == SQLITE_DONE
               ? SLV_OK
               : sql_fail(db, result, "the searches cannot be read", err);
}

enum slv_status search_again_read(const char *path, int64_t since_unix_s,
                                  struct arena *arena,
                                  struct search_reading **out, size_t *count,
                                  struct slv_error *err)
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
        status = sql_prepare(db, readings_sql, &statement, err);
    if (status == SLV_OK) {
        sqlite3_bind_int64(statement, 1, since_unix_s);
        sqlite3_bind_int64(statement, 2, SEARCH_AGAIN_S);
        sqlite3_bind_int64(statement, 3, SEARCH_AGAIN_MAX);
        status = read_rows(db, statement, arena, out, count, err);
    }
    sqlite3_finalize(statement);
    sql_close(db);
    return status;
}
