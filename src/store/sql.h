/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the SQLite stores share: opening with the house settings, migrations,
 * statements, and the mapping of SQLite's results to statuses. Only files of
 * src/store include this.
 *
 * Every database is in WAL mode with foreign keys on and a busy timeout. Its
 * `user_version` is the number of migrations it has had, set in the same
 * transaction as each; a migration is never edited once it was published.
 *
 * Statuses: ERR_CORRUPT for a file that is no database or a damaged one,
 * ERR_VERSION for one from a newer program, ERR_NO_SPACE, ERR_PERMISSION for a
 * read-only file or folder, ERR_LOCKED when another writer outlasts the
 * timeout, ERR_CANNOT_CREATE when the file cannot be opened or made, ERR_IO.
 *
 * Threads: a connection belongs to one thread at a time.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct sqlite3;
struct sqlite3_stmt;

enum { SQL_BUSY_TIMEOUT_MS = 5000 };

/* One file of src/store/migrations/<set>/, embedded; a NULL name ends the list. */
struct sql_migration {
    const char *name; /* "0001_feedback" */
    struct str text;  /* followed by a NUL byte that is not counted */
};

extern const struct sql_migration sql_migrations_solvent[];
extern const struct sql_migration sql_migrations_searches[];

enum sql_durability {
    SQL_DURABLE, /* a commit that returned survives a loss of power */
    SQL_RELAXED  /* a loss of power may take the last commits, never more */
};

/* Open `path`, made when it is not there, and bring it to the newest migration. */
SLV_MUST_CHECK enum slv_status sql_open(const char *path,
                                        const struct sql_migration *migrations,
                                        enum sql_durability durability,
                                        struct sqlite3 **out,
                                        struct slv_error *err);
/* Open `path`, which is there, without ever writing to it or beside it: for a
 * folder that may not be written to. ERR_NO_INPUT when it is not there;
 * ERR_PERMISSION when it would have to be migrated first, or when what was
 * written last still stands in the file beside it that only a writer can read.
 * What another process writes meanwhile may not be seen, or may end reading
 * with ERR_CORRUPT. */
SLV_MUST_CHECK enum slv_status
sql_open_to_read(const char *path, const struct sql_migration *migrations,
                 struct sqlite3 **out, struct slv_error *err);
void sql_close(struct sqlite3 *db); /* NULL is allowed */

/* Record what went wrong with `db` as "<what>: <SQLite's words>". `result` is
 * what SQLite returned. */
SLV_MUST_CHECK enum slv_status sql_fail(struct sqlite3 *db, int result,
                                        const char *what,
                                        struct slv_error *err);
/* Run statements that return no rows. */
SLV_MUST_CHECK enum slv_status sql_run(struct sqlite3 *db, const char *text,
                                       struct slv_error *err);
/* Compile one statement that is kept; sqlite3_finalize() ends it. */
SLV_MUST_CHECK enum slv_status sql_prepare(struct sqlite3 *db, const char *text,
                                           struct sqlite3_stmt **out,
                                           struct slv_error *err);
/* Bind text, which must live until the statement is reset. A NULL pointer and
 * a length of 0 is the empty text, not NULL. */
void sql_bind_str(struct sqlite3_stmt *statement, int index, struct str text);
/* Bind NULL instead when the text is empty. */
void sql_bind_str_or_null(struct sqlite3_stmt *statement, int index,
                          struct str text);
/* A copy of a column's text in the arena; empty for NULL. */
struct str sql_column_str(struct sqlite3_stmt *statement, int column,
                          struct arena *arena);
/* Step a statement that returns no row, then reset it and drop its bindings. */
SLV_MUST_CHECK enum slv_status sql_finish(struct sqlite3 *db,
                                          struct sqlite3_stmt *statement,
                                          const char *what,
                                          struct slv_error *err);

#endif
