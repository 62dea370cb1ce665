/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/sql: settings, migrations, and a status for each way a database can be
 * unusable.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/sql.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct sql_migration one[] = {
    {"0001_a", {"CREATE TABLE a (x INTEGER) STRICT;", 34}},
    {NULL, {NULL, 0}},
};
static const struct sql_migration two[] = {
    {"0001_a", {"CREATE TABLE a (x INTEGER) STRICT;", 34}},
    {"0002_b", {"CREATE TABLE b (y TEXT REFERENCES a(x)) STRICT;", 48}},
    {NULL, {NULL, 0}},
};
/* the second statement of the second migration fails */
static const struct sql_migration broken[] = {
    {"0001_a", {"CREATE TABLE a (x INTEGER) STRICT;", 34}},
    {"0002_b", {"CREATE TABLE b (y TEXT) STRICT; CREATE TABLE a (x);", 51}},
    {NULL, {NULL, 0}},
};

static enum slv_status open_with(const char *path,
                                 const struct sql_migration *migrations,
                                 struct sqlite3 **db, struct slv_error *err)
{
    return sql_open(path, migrations, SQL_DURABLE, db, err);
}

static struct sqlite3 *must_open(const char *path,
                                 const struct sql_migration *migrations)
{
    struct slv_error err = {0};
    struct sqlite3 *db;

    if (open_with(path, migrations, &db, &err) != SLV_OK)
        fail_msg("%s", err.text);
    return db;
}

static struct str ask(struct fixture *f, struct sqlite3 *db, const char *text)
{
    struct sqlite3_stmt *statement;
    struct str answer;

    assert_int_equal(sql_prepare(db, text, &statement, NULL), SLV_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    answer = sql_column_str(statement, 0, f->arena);
    sqlite3_finalize(statement);
    return answer;
}

static void opening_sets_the_house_settings(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "a.db");
    struct sqlite3 *db = must_open(path, one);

    assert_string_equal(ask(f, db, "PRAGMA journal_mode").ptr, "wal");
    assert_string_equal(ask(f, db, "PRAGMA foreign_keys").ptr, "1");
    assert_string_equal(ask(f, db, "PRAGMA synchronous").ptr, "2");
    assert_string_equal(ask(f, db, "PRAGMA trusted_schema").ptr, "0");
    assert_string_equal(ask(f, db, "PRAGMA busy_timeout").ptr, "5000");
    sql_close(db);
    assert_int_equal(sql_open(path, one, SQL_RELAXED, &db, NULL), SLV_OK);
    assert_string_equal(ask(f, db, "PRAGMA synchronous").ptr, "1");
    sql_close(db);
    sql_close(NULL);
}

static void migrations_are_applied_once_and_in_order(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "a.db");
    struct sqlite3 *db = must_open(path, one);

    assert_string_equal(ask(f, db, "PRAGMA user_version").ptr, "1");
    assert_int_equal(sql_run(db, "INSERT INTO a VALUES (7)", NULL), SLV_OK);
    sql_close(db);
    db = must_open(path, two);
    assert_string_equal(ask(f, db, "PRAGMA user_version").ptr, "2");
    assert_string_equal(ask(f, db, "SELECT x FROM a").ptr, "7");
    assert_string_equal(ask(f, db, "SELECT count(*) FROM b").ptr, "0");
    sql_close(db);
    db = must_open(path, two);
    sql_close(db);
}

static void a_failing_migration_changes_nothing(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "a.db");
    struct sqlite3 *db;
    struct slv_error err;

    assert_int_not_equal(open_with(path, broken, &db, &err), SLV_OK);
    assert_null(db);
    db = must_open(path, one);
    assert_string_equal(ask(f, db, "PRAGMA user_version").ptr, "1");
    assert_string_equal(
        ask(f, db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'").ptr,
        "0");
    sql_close(db);
}

static void the_embedded_migrations_are_strict_and_apply(void **state)
{
    static const struct sql_migration *const sets[] = {sql_migrations_solvent,
                                                       sql_migrations_searches};
    struct fixture *f = *state;
    char name[] = "0.db";

    for (size_t i = 0; i < 2; i++, name[0]++) {
        struct sqlite3 *db = must_open(fixture_path(f, name), sets[i]);

        assert_string_equal(ask(f, db,
                                "SELECT count(*) FROM pragma_table_list "
                                "WHERE schema = 'main' AND type = 'table' "
                                "AND name NOT LIKE 'sqlite_%' AND NOT strict")
                                .ptr,
                            "0");
        assert_true(str_compare(ask(f, db, "PRAGMA user_version"), STR("0")) >
                    0);
        sql_close(db);
        for (int j = 0; sets[i][j].name; j++) {
            assert_int_equal(sets[i][j].name[4], '_');
            if (j > 0)
                assert_true(memcmp(sets[i][j - 1].name, sets[i][j].name, 4) <
                            0);
        }
    }
}

static void a_newer_file_is_refused_and_untouched(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "a.db");
    struct sqlite3 *db = must_open(path, two);
    struct slv_error err;
    struct str before;
    struct str after;

    sql_close(db);
    before = fixture_read(f, path);
    assert_int_equal(open_with(path, one, &db, &err), SLV_ERR_VERSION);
    assert_null(db);
    assert_non_null(strstr(err.text, "newer version"));
    assert_non_null(strstr(err.text, path));
    assert_true(err.hint[0] != '\0');
    after = fixture_read(f, path);
    assert_true(str_equal(before, after));
}

static void damaged_files_are_told_apart(void **state)
{
    struct fixture *f = *state;
    struct sqlite3 *db;
    struct slv_error err;
    char garbage[8192];
    const char *path;
    int descriptor;

    memset(garbage, 'x', sizeof garbage);
    path =
        fixture_write(f, "garbage.db", (struct str){garbage, sizeof garbage});
    assert_int_equal(open_with(path, one, &db, &err), SLV_ERR_CORRUPT);
    assert_non_null(strstr(err.text, path));
    assert_true(err.hint[0] != '\0');

    path = fixture_path(f, "torn.db");
    db = must_open(path, one);
    sql_close(db);
    descriptor = open(path, O_WRONLY);
    assert_true(descriptor >= 0);
    /* the root of the schema: everything after the file header */
    assert_int_equal(pwrite(descriptor, garbage, 4096 - 100, 100), 4096 - 100);
    close(descriptor);
    assert_int_equal(open_with(path, two, &db, &err), SLV_ERR_CORRUPT);
}

static void places_that_cannot_hold_a_file_are_errors(void **state)
{
    struct fixture *f = *state;
    struct sqlite3 *db;
    struct slv_error err;

    assert_int_equal(open_with(fixture_path(f, "none/a.db"), one, &db, &err),
                     SLV_ERR_CANNOT_CREATE);
    assert_int_equal(open_with(f->folder, one, &db, &err),
                     SLV_ERR_CANNOT_CREATE);
    fixture_write(f, "file", STR("x"));
    assert_int_equal(open_with(fixture_path(f, "file/a.db"), one, &db, &err),
                     SLV_ERR_CANNOT_CREATE);
}

static void a_read_only_disk_is_a_matter_of_rights(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 1 << 20);
    const char *path = fixture_path(f, "disk/a.db");
    struct sqlite3 *db;
    struct slv_error err;

    if (!disk)
        skip();
    sql_close(must_open(path, one));
    assert_int_equal(mount(NULL, disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    assert_int_equal(open_with(path, one, &db, &err), SLV_ERR_PERMISSION);
    assert_int_equal(open_with(fixture_path(f, "disk/b.db"), one, &db, &err),
                     SLV_ERR_PERMISSION);
}

static void an_older_format_cannot_be_read_only(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "odd name?#%.db");
    struct sqlite3 *db;
    struct slv_error err;

    sql_close(must_open(path, one));
    assert_int_equal(sql_open_to_read(path, one, &db, &err), SLV_OK);
    assert_int_equal(sql_run(db, "CREATE TABLE c (x INTEGER) STRICT", &err),
                     SLV_ERR_PERMISSION);
    sql_close(db);
    assert_int_equal(sql_open_to_read(path, two, &db, &err),
                     SLV_ERR_PERMISSION);
    assert_non_null(strstr(err.text, "format 1, this program needs 2"));
    assert_int_equal(
        sql_open_to_read(fixture_path(f, "none.db"), one, &db, &err),
        SLV_ERR_NO_INPUT);
}

/* As it is after a crash, or when it was copied without the third file. */
static void a_log_without_its_index_is_not_passed_over(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "a.db");
    struct sqlite3 *db = must_open(path, one);
    struct sqlite3 *copy;
    struct slv_error err;

    fixture_write(f, "b.db", fixture_read(f, path));
    fixture_write(f, "b.db-wal", fixture_read(f, fixture_path(f, "a.db-wal")));
    sql_close(db);
    assert_int_equal(
        sql_open_to_read(fixture_path(f, "b.db"), one, &copy, &err),
        SLV_ERR_PERMISSION);
    assert_non_null(strstr(err.text, "written to"));
}

static void a_full_disk_is_said_to_be_full(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 64 * 1024);
    struct sqlite3 *db;
    struct slv_error err;
    static char filler[64 * 1024];

    if (!disk)
        skip();
    {
        int descriptor =
            open(fixture_path(f, "disk/filler"), O_WRONLY | O_CREAT, 0600);

        while (write(descriptor, filler, 4096) > 0)
            continue;
        close(descriptor);
    }
    assert_int_equal(open_with(fixture_path(f, "disk/a.db"), one, &db, &err),
                     SLV_ERR_NO_SPACE);
    assert_non_null(strstr(err.hint, "space"));
}

static void a_second_writer_is_locked_out(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "a.db");
    struct sqlite3 *first = must_open(path, one);
    struct sqlite3 *second = must_open(path, one);
    struct slv_error err;

    assert_int_equal(sql_run(first, "BEGIN IMMEDIATE", NULL), SLV_OK);
    sqlite3_busy_timeout(second, 0);
    assert_int_equal(sql_run(second, "BEGIN IMMEDIATE", &err), SLV_ERR_LOCKED);
    assert_true(err.hint[0] != '\0');
    assert_int_equal(sql_run(first, "COMMIT", NULL), SLV_OK);
    assert_int_equal(sql_run(second, "BEGIN IMMEDIATE", NULL), SLV_OK);
    assert_int_equal(sql_run(second, "COMMIT", NULL), SLV_OK);
    sql_close(first);
    sql_close(second);
}

static void text_goes_in_and_out_unchanged(void **state)
{
    struct fixture *f = *state;
    struct sqlite3 *db = must_open(fixture_path(f, "a.db"), two);
    struct sqlite3_stmt *statement;
    const struct str texts[] = {
        STR("plain"), STR("a\0b"), STR("caf\xC3\xA9"), STR(""), {NULL, 0}};

    assert_int_equal(sql_prepare(db, "SELECT ?, ?", &statement, NULL), SLV_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sql_bind_str(statement, 1, texts[i]);
        sql_bind_str_or_null(statement, 2, texts[i]);
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        assert_int_equal(sqlite3_column_type(statement, 0), SQLITE_TEXT);
        assert_true(
            str_equal(sql_column_str(statement, 0, f->arena), texts[i]));
        assert_int_equal(sqlite3_column_type(statement, 1),
                         texts[i].len ? SQLITE_TEXT : SQLITE_NULL);
        assert_int_equal(sql_column_str(statement, 1, f->arena).len,
                         texts[i].len);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    assert_int_equal(sql_run(db, "INSERT INTO b VALUES ('x')", NULL),
                     SLV_ERR_INTERNAL); /* a.x is no key: our own mistake */
    sql_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(opening_sets_the_house_settings),
        FIXTURE_TEST(migrations_are_applied_once_and_in_order),
        FIXTURE_TEST(a_failing_migration_changes_nothing),
        FIXTURE_TEST(the_embedded_migrations_are_strict_and_apply),
        FIXTURE_TEST(a_newer_file_is_refused_and_untouched),
        FIXTURE_TEST(damaged_files_are_told_apart),
        FIXTURE_TEST(places_that_cannot_hold_a_file_are_errors),
        FIXTURE_TEST(a_read_only_disk_is_a_matter_of_rights),
        FIXTURE_TEST(an_older_format_cannot_be_read_only),
        FIXTURE_TEST(a_log_without_its_index_is_not_passed_over),
        FIXTURE_TEST(a_full_disk_is_said_to_be_full),
        FIXTURE_TEST(a_second_writer_is_locked_out),
        FIXTURE_TEST(text_goes_in_and_out_unchanged),
    };

    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
