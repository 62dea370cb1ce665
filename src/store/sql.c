/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Opens SQLite databases with the house settings, migrates them, and turns
 * SQLite's results into statuses. Which tables there are is in migrations/;
 * what is asked of them is in the stores.
 */
#include "store/sql.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RETRY_MS = 20, URI_MAX = 3 * PATH_MAX };

/* SQLite wraps what the system said; a full disk or a missing right is worth
 * telling apart from other failures. */
static enum slv_status status_of_system(struct sqlite3 *db,
                                        enum slv_status otherwise)
{
    switch (db ? sqlite3_system_errno(db) : 0) {
    case ENOSPC:
    case EDQUOT:
        return SLV_ERR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
        return SLV_ERR_PERMISSION;
    default:
        return otherwise;
    }
}

static enum slv_status status_of(struct sqlite3 *db, int result)
{
    switch (result & 0xff) {
    case SQLITE_FULL:
        return SLV_ERR_NO_SPACE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SLV_ERR_LOCKED;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return SLV_ERR_PERMISSION;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SLV_ERR_CORRUPT;
    case SQLITE_CANTOPEN:
        return status_of_system(db, SLV_ERR_CANNOT_CREATE);
    case SQLITE_IOERR:
        return status_of_system(db, SLV_ERR_IO);
    case SQLITE_TOOBIG:
        return SLV_ERR_TOO_BIG;
    case SQLITE_CONSTRAINT:
        return SLV_ERR_INPUT;
    default:
        return SLV_ERR_INTERNAL;
    }
}

enum slv_status sql_fail(struct sqlite3 *db, int result, const char *what,
                         struct slv_error *err)
{
    enum slv_status status = status_of(db, result);

    SLV_ASSERT((result & 0xff) != SQLITE_NOMEM);
    (void) slv_fail(err, status, "%s: %s", what,
                    db ? sqlite3_errmsg(db) : sqlite3_errstr(result));
    switch (status) {
    case SLV_ERR_NO_SPACE:
        slv_hint(err, "Free some space and run it again; what was there "
                      "before is intact.");
        break;
    case SLV_ERR_LOCKED:
        slv_hint(err, "Another process is writing; try again in a moment.");
        break;
    case SLV_ERR_PERMISSION:
        slv_hint(err, "Check who owns the data folder and its files.");
        break;
    case SLV_ERR_CORRUPT:
        slv_hint(err, "Restore it from a backup, or set it aside to begin "
                      "anew.");
        break;
    default:
        break;
    }
    return status;
}

enum slv_status sql_run(struct sqlite3 *db, const char *text,
                        struct slv_error *err)
{
    int result = sqlite3_exec(db, text, NULL, NULL, NULL);

    return result == SQLITE_OK
               ? SLV_OK
               : sql_fail(db, result, "the database refused a statement", err);
}

enum slv_status sql_prepare(struct sqlite3 *db, const char *text,
                            struct sqlite3_stmt **out, struct slv_error *err)
{
    int result =
        sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

    return result == SQLITE_OK
               ? SLV_OK
               : sql_fail(db, result, "the database refused a statement", err);
}

void sql_bind_str(struct sqlite3_stmt *statement, int index, struct str text)
{
    SLV_ASSERT(text.len <= INT_MAX);
    SLV_ASSERT(sqlite3_bind_text(statement, index, text.len ? text.ptr : "",
                                 (int) text.len, SQLITE_STATIC) == SQLITE_OK);
}

void sql_bind_str_or_null(struct sqlite3_stmt *statement, int index,
                          struct str text)
{
    if (text.len > 0)
        sql_bind_str(statement, index, text);
    else
        SLV_ASSERT(sqlite3_bind_null(statement, index) == SQLITE_OK);
}

struct str sql_column_str(struct sqlite3_stmt *statement, int column,
                          struct arena *arena)
{
    /* the pointer first: asking for it may convert the value */
    const void *text = sqlite3_column_text(statement, column);
    int len = sqlite3_column_bytes(statement, column);

    return arena_str(arena, (struct str){text, text ? (size_t) len : 0});
}

enum slv_status sql_finish(struct sqlite3 *db, struct sqlite3_stmt *statement,
                           const char *what, struct slv_error *err)
{
    int result = sqlite3_step(statement);
    enum slv_status status = SLV_OK;

    if (result != SQLITE_DONE)
        status = sql_fail(db, result, what, err);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}

/* --- opening --- */

static enum slv_status read_version(struct sqlite3 *db, const char *path,
                                    int *out, struct slv_error *err)
{
    struct sqlite3_stmt *statement = NULL;
    int result =
        sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);
    enum slv_status status = SLV_OK;

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *out = sqlite3_column_int(statement, 0);
    else
        status = sql_fail(db, result, path, err);
    sqlite3_finalize(statement);
    return status;
}

/* Two programs that open a new file at once may both ask for the WAL; SQLite
 * refuses one of them without waiting. */
static enum slv_status use_wal(struct sqlite3 *db, const char *path,
                               struct slv_error *err)
{
    int result = SQLITE_BUSY;

    for (int waited_ms = 0;
         result == SQLITE_BUSY && waited_ms < SQL_BUSY_TIMEOUT_MS;
         waited_ms += RETRY_MS) {
        if (waited_ms > 0)
            sqlite3_sleep(RETRY_MS);
        result =
            sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }
    return result == SQLITE_OK ? SLV_OK : sql_fail(db, result, path, err);
}

/* One migration and its number in one transaction. Another process may have
 * been first: the version is read again inside. */
static enum slv_status apply(struct sqlite3 *db, const char *path,
                             const struct sql_migration *migration, int version,
                             struct slv_error *err)
{
    char set_version[48];
    int present = 0;
    enum slv_status status = sql_run(db, "BEGIN IMMEDIATE", err);

    if (status != SLV_OK)
        return status;
    status = read_version(db, path, &present, err);
    if (status == SLV_OK && present < version) {
        status = sql_run(db, migration->text.ptr, err);
        snprintf(set_version, sizeof set_version, "PRAGMA user_version = %d",
                 version);
        if (status == SLV_OK)
            status = sql_run(db, set_version, err);
    }
    if (status == SLV_OK)
        status = sql_run(db, "COMMIT", err);
    if (status != SLV_OK)
        (void) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static int count_migrations(const struct sql_migration *migrations)
{
    int count = 0;

    while (migrations[count].name)
        count++;
    return count;
}

static enum slv_status check_not_newer(const char *path, int present,
                                       int newest, struct slv_error *err)
{
    if (present <= newest)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_VERSION,
                    "%s was written by a newer version of Solvent "
                    "(format %d, this program knows up to %d)",
                    path, present, newest);
    slv_hint(err, "Install that version, or restore a backup made with this "
                  "one.");
    return SLV_ERR_VERSION;
}

static enum slv_status migrate(struct sqlite3 *db, const char *path,
                               const struct sql_migration *migrations,
                               struct slv_error *err)
{
    const int newest = count_migrations(migrations);
    int present = 0;
    enum slv_status status = read_version(db, path, &present, err);

    if (status == SLV_OK)
        status = check_not_newer(path, present, newest, err);
    for (int i = present; status == SLV_OK && i < newest; i++)
        status = apply(db, path, &migrations[i], i + 1, err);
    return status;
}

/* SQLite tries a second time for reading only, and then says that the file is
 * not there, when it was the folder that refused a new one. */
static bool folder_refuses(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];

    if (!slash || slash == path || (size_t) (slash - path) >= sizeof folder)
        return access(slash ? "/" : ".", W_OK) != 0 && errno != ENOENT;
    memcpy(folder, path, (size_t) (slash - path));
    folder[slash - path] = '\0';
    return access(folder, W_OK) != 0 && (errno == EACCES || errno == EROFS);
}

enum slv_status sql_open(const char *path,
                         const struct sql_migration *migrations,
                         enum sql_durability durability, struct sqlite3 **out,
                         struct slv_error *err)
{
    struct sqlite3 *db = NULL;
    enum slv_status status = SLV_OK;
    int result = sqlite3_open_v2(
        path, &db,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    *out = NULL;
    if (result != SQLITE_OK) {
        status = sql_fail(db, result, path, err);
        if (status == SLV_ERR_CANNOT_CREATE && folder_refuses(path)) {
            status = slv_fail(err, SLV_ERR_PERMISSION,
                              "%s: its folder is read-only", path);
            slv_hint(err, "Check who owns the data folder and its files.");
        }
        goto failed;
    }
    /* SQLite opens what it may not write to for reading, without a word */
    if (sqlite3_db_readonly(db, "main")) {
        status = slv_fail(err, SLV_ERR_PERMISSION, "%s is read-only", path);
        slv_hint(err, "Check who owns the data folder and its files.");
        goto failed;
    }
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, SQL_BUSY_TIMEOUT_MS);
    status = use_wal(db, path, err);
    if (status == SLV_OK)
        status =
            sql_run(db,
                    durability == SQL_DURABLE ? "PRAGMA synchronous = FULL"
                                              : "PRAGMA synchronous = NORMAL",
                    err);
    if (status == SLV_OK)
        status = sql_run(db,
                         "PRAGMA foreign_keys = ON;"
                         "PRAGMA trusted_schema = OFF;"
                         "PRAGMA temp_store = MEMORY",
                         err);
    if (status == SLV_OK)
        status = migrate(db, path, migrations, err);
    if (status != SLV_OK)
        goto failed;
    *out = db;
    return SLV_OK;
failed:
    sql_close(db);
    return status;
}

/* --- opening what may not be written to --- */

static bool has_bytes(const char *path, const char *suffix)
{
    char name[PATH_MAX];
    struct stat status;

    snprintf(name, sizeof name, "%s%s", path, suffix);
    return stat(name, &status) == 0 && status.st_size > 0;
}

/* "file:/data/solvent.db?mode=ro"; false when it does not fit. */
static bool write_uri(const char *path, bool is_immutable, char out[URI_MAX])
{
    static const char plain[] = "/._-";
    size_t len = (size_t) snprintf(out, URI_MAX, "file:");

    for (; *path; path++) {
        const unsigned char byte = (unsigned char) *path;

        if (len + sizeof "%ff?mode=ro&immutable=1" > URI_MAX)
            return false;
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
            (byte >= '0' && byte <= '9') || strchr(plain, byte))
            out[len++] = (char) byte;
        else
            len += (size_t) snprintf(out + len, URI_MAX - len, "%%%02x", byte);
    }
    snprintf(out + len, URI_MAX - len, "?mode=ro%s",
             is_immutable ? "&immutable=1" : "");
    return true;
}

static enum slv_status check_readable_version(struct sqlite3 *db,
                                              const char *path, int newest,
                                              struct slv_error *err)
{
    int present = 0;
    enum slv_status status = read_version(db, path, &present, err);

    if (status == SLV_OK)
        status = check_not_newer(path, present, newest, err);
    if (status != SLV_OK || present == newest)
        return status;
    (void) slv_fail(err, SLV_ERR_PERMISSION,
                    "%s was written by an older version of Solvent (format "
                    "%d, this program needs %d) and cannot be brought up to "
                    "date where nothing may be written",
                    path, present, newest);
    slv_hint(err, "Run a command that may write there once, or copy the folder "
                  "and read the copy.");
    return SLV_ERR_PERMISSION;
}

/* The log beside the file ("-wal") is read with the help of another one
 * ("-shm"), which only a writer can make. Without a log the file is all. */
enum slv_status sql_open_to_read(const char *path,
                                 const struct sql_migration *migrations,
                                 struct sqlite3 **out, struct slv_error *err)
{
    const bool has_log = has_bytes(path, "-wal");
    char uri[URI_MAX];
    struct sqlite3 *db = NULL;
    enum slv_status status = SLV_OK;
    int result;

    *out = NULL;
    if (access(path, F_OK) != 0)
        return slv_fail_errno(err, errno, "%s cannot be read", path);
    if (has_log && !has_bytes(path, "-shm")) {
        (void) slv_fail(err, SLV_ERR_PERMISSION,
                        "what was written to %s last can only be read where "
                        "its folder may be written to",
                        path);
        slv_hint(err, "Run a command that may write there once, or copy the "
                      "folder and read the copy.");
        return SLV_ERR_PERMISSION;
    }
    if (!write_uri(path, !has_log, uri))
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s: the name is too long", path);
    result = sqlite3_open_v2(
        uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
        NULL);
    if (result != SQLITE_OK)
        status = sql_fail(db, result, path, err);
    if (status == SLV_OK) {
        sqlite3_extended_result_codes(db, 1);
        sqlite3_busy_timeout(db, SQL_BUSY_TIMEOUT_MS);
        status = sql_run(db,
                         "PRAGMA trusted_schema = OFF;"
                         "PRAGMA temp_store = MEMORY",
                         err);
    }
    if (status == SLV_OK)
        status =
            check_readable_version(db, path, count_migrations(migrations), err);
    if (status != SLV_OK) {
        sql_close(db);
        return status;
    }
    *out = db;
    return SLV_OK;
}

void sql_close(struct sqlite3 *db)
{
    SLV_ASSERT(sqlite3_close(db) == SQLITE_OK);
}
