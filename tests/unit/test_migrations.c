/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Stores of every older version, with a row in every table that they had,
 * brought up to the newest one: nothing that was in them is lost or changed.
 *
 * The rows are found, not written down: each column gets values of its type and
 * words that the table's own text names, and what a constraint names in its
 * refusal is tried anew. So a table of a later migration is filled too.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "store/sql.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    VERSIONS_MAX = 64,
    TABLES_MAX = 128,
    COLUMNS_MAX = 64,
    WORDS_MAX = 64,
    TRIES = 20000,
    TRIES_OF_ONE = 500, /* then from the beginning */
    TEXT_MAX = 1 << 20
};

/* The same numbers every time (a linear congruence). */
static uint32_t state_of_random = 1;

static size_t below(size_t limit)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return limit > 0 ? (state_of_random >> 8) % limit : 0;
}

struct column {
    struct str name;
    struct str type;
    const char *value; /* as SQL */
    const char *first; /* of the rows that it refers to, as SQL; or NULL */
    const char *second;
    bool is_renamed; /* the newest version has no such column */
};

struct table {
    struct str name;
    struct str sql;
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    const char *words[WORDS_MAX]; /* 'that the text names', as SQL */
    size_t word_count;
    struct str rows; /* "\n" before and after each */
};

struct tables {
    struct table items[TABLES_MAX];
    size_t count;
};

static struct sqlite3_stmt *prepare(struct sqlite3 *db, const char *text)
{
    struct slv_error err = {0};
    struct sqlite3_stmt *statement;

    if (sql_prepare(db, text, &statement, &err) != SLV_OK)
        fail_msg("%s: %s", text, err.text);
    return statement;
}

static const char *ask(struct fixture *f, struct sqlite3 *db, const char *text)
{
    struct sqlite3_stmt *statement = prepare(db, text);
    struct str answer = STR("");

    if (sqlite3_step(statement) == SQLITE_ROW)
        answer = sql_column_str(statement, 0, f->arena);
    sqlite3_finalize(statement);
    return arena_str(f->arena, answer).ptr;
}

/* --- what a store has --- */

static void read_words(struct fixture *f, struct table *table)
{
    struct str rest = table->sql;

    while (rest.len > 0 && table->word_count < WORDS_MAX) {
        struct str word;

        str_take_until(&rest, '\'');
        word = str_take_until(&rest, '\'');
        if (word.len > 0 && word.len < 40)
            table->words[table->word_count++] =
                arena_format(f->arena, "'%.*s'", STR_ARG(word)).ptr;
    }
}

static void read_columns(struct fixture *f, struct sqlite3 *db,
                         struct table *table)
{
    struct sqlite3_stmt *row =
        prepare(db, arena_format(f->arena, "PRAGMA table_info(%.*s)",
                                 STR_ARG(table->name))
                        .ptr);

    while (sqlite3_step(row) == SQLITE_ROW) {
        assert_true(table->column_count < COLUMNS_MAX);
        table->columns[table->column_count++] = (struct column){
            .name = sql_column_str(row, 1, f->arena),
            .type = sql_column_str(row, 2, f->arena),
        };
    }
    sqlite3_finalize(row);
}

static void read_references(struct fixture *f, struct sqlite3 *db,
                            struct table *table)
{
    struct sqlite3_stmt *row =
        prepare(db, arena_format(f->arena, "PRAGMA foreign_key_list(%.*s)",
                                 STR_ARG(table->name))
                        .ptr);

    while (sqlite3_step(row) == SQLITE_ROW) {
        struct str to = sql_column_str(row, 2, f->arena);
        struct str from = sql_column_str(row, 3, f->arena);
        struct str key = sql_column_str(row, 4, f->arena);

        for (size_t i = 0; i < table->column_count; i++) {
            struct column *column = &table->columns[i];

            if (!str_equal(column->name, from))
                continue;
            column->first =
                arena_format(f->arena, "(SELECT %.*s FROM %.*s LIMIT 1)",
                             STR_ARG(key), STR_ARG(to))
                    .ptr;
            column->second =
                arena_format(f->arena,
                             "(SELECT %.*s FROM %.*s LIMIT 1 OFFSET 1)",
                             STR_ARG(key), STR_ARG(to))
                    .ptr;
        }
    }
    sqlite3_finalize(row);
}

static struct tables *read_tables(struct fixture *f, struct sqlite3 *db)
{
    struct tables *tables = arena_calloc(f->arena, 1, sizeof *tables);
    struct sqlite3_stmt *row =
        prepare(db, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' "
                    "AND name NOT LIKE 'sqlite_%' ORDER BY rowid");

    while (sqlite3_step(row) == SQLITE_ROW) {
        struct table *table = &tables->items[tables->count++];

        assert_true(tables->count <= TABLES_MAX);
        table->name = sql_column_str(row, 0, f->arena);
        table->sql = sql_column_str(row, 1, f->arena);
        read_words(f, table);
        read_columns(f, db, table);
        read_references(f, db, table);
    }
    sqlite3_finalize(row);
    return tables;
}

/* --- a row for every table --- */

static void choose(struct column *column, const struct table *table)
{
    static const char *const texts[] = {
        "NULL",
        "'a'",
        "'b'",
        "'2026-01-05'",
        "''",
        "'0123456789abcdef0123456789abcdef'",
        "'2026-01'",
        "'EUR'",
        "'{}'",
        "'10.00'",
        "'https://a.example/b'",
        "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'",
    };
    static const char *const numbers[] = {"1",   "NULL", "0",  "2",
                                          "600", "-1",   "10", "100000"};
    static const char *const blobs[] = {"x'00'", "zeroblob(16)", "zeroblob(32)",
                                        "NULL", "zeroblob(24)"};

    if (column->first)
        column->value = below(3) == 0   ? "NULL"
                        : below(2) == 0 ? column->first
                                        : column->second;
    else if (str_equal(column->type, STR("TEXT")))
        column->value = table->word_count > 0 && below(2) == 0
                            ? table->words[below(table->word_count)]
                            : texts[below(sizeof texts / sizeof *texts)];
    else if (str_equal(column->type, STR("BLOB")))
        column->value = blobs[below(sizeof blobs / sizeof *blobs)];
    else
        column->value = numbers[below(sizeof numbers / sizeof *numbers)];
}

static const char *insert_of(struct fixture *f, const struct table *table)
{
    struct strbuf text;
    const char *result;

    strbuf_init(&text, TEXT_MAX);
    strbuf_add_format(&text, "INSERT INTO %.*s VALUES (", STR_ARG(table->name));
    for (size_t i = 0; i < table->column_count; i++)
        strbuf_add_format(&text, "%s%s", i > 0 ? ", " : "",
                          table->columns[i].value);
    strbuf_add_cstr(&text, ")");
    result = arena_str(f->arena, strbuf_str(&text)).ptr;
    strbuf_release(&text);
    return result;
}

static bool is_name_byte(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Does the refusal have the name, as a whole word? */
static bool names(const char *refusal, struct str name)
{
    char word[128];

    snprintf(word, sizeof word, "%.*s", STR_ARG(name));
    for (const char *at = refusal; (at = strstr(at, word)); at++)
        if ((at == refusal || !is_name_byte(at[-1])) &&
            !is_name_byte(at[name.len]))
            return true;
    return false;
}

/* Another value for one of what the refusal names; for any column when it names
 * none. */
static void choose_again(struct table *table, const char *refusal)
{
    size_t named[COLUMNS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < table->column_count; i++)
        if (names(refusal, table->columns[i].name))
            named[count++] = i;
    choose(&table->columns[count > 0 ? named[below(count)]
                                     : below(table->column_count)],
           table);
}

static void begin_with(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];

        if (column->first)
            column->value = column->first;
        else if (str_equal(column->type, STR("TEXT")))
            column->value = "'a'";
        else
            column->value =
                str_equal(column->type, STR("BLOB")) ? "x'00'" : "1";
    }
}

static bool add_row(struct fixture *f, struct sqlite3 *db, struct table *table,
                    int tries)
{
    char *refusal = NULL;
    bool is_done = false;

    for (int i = 0; i < tries && !is_done; i++) {
        if (i % TRIES_OF_ONE == 0)
            begin_with(table);
        is_done = sqlite3_exec(db, insert_of(f, table), NULL, NULL, &refusal) ==
                  SQLITE_OK;
        if (!is_done)
            choose_again(table, refusal);
        sqlite3_free(refusal);
        refusal = NULL;
    }
    return is_done;
}

/* A second row where there may be one: some tables name two different ones. */
static void fill(struct fixture *f, struct sqlite3 *db, struct table *table)
{
    if (!add_row(f, db, table, TRIES))
        fail_msg("no row was found for %.*s, the last was %s",
                 STR_ARG(table->name), insert_of(f, table));
    (void) add_row(f, db, table, TRIES_OF_ONE);
}

/* --- what stands in a table --- */

/* Its rows by the columns of `table` that it has by now; it may have more. */
static struct str rows_of(struct fixture *f, struct sqlite3 *db,
                          const struct table *table)
{
    struct sqlite3_stmt *row;
    struct strbuf text;
    struct str result;

    strbuf_init(&text, TEXT_MAX);
    strbuf_add_cstr(&text, "SELECT ''");
    for (size_t i = 0; i < table->column_count; i++)
        if (!table->columns[i].is_renamed)
            strbuf_add_format(&text, " || '|' || quote(%.*s)",
                              STR_ARG(table->columns[i].name));
    strbuf_add_format(&text, " FROM %.*s ORDER BY 1", STR_ARG(table->name));
    row = prepare(db, arena_str(f->arena, strbuf_str(&text)).ptr);
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "\n");
    while (sqlite3_step(row) == SQLITE_ROW) {
        strbuf_add_str(&text, sql_column_str(row, 0, f->arena));
        strbuf_add_cstr(&text, "\n");
    }
    sqlite3_finalize(row);
    result = arena_str(f->arena, strbuf_str(&text));
    strbuf_release(&text);
    return result;
}

static void assert_still_there(const struct table *before, struct str now)
{
    struct str rest = str_from_offset(before->rows, 1);

    while (rest.len > 0) {
        struct str row = str_take_until(&rest, '\n');
        char line[4096];

        assert_true(snprintf(line, sizeof line, "\n%.*s\n", STR_ARG(row)) <
                    (int) sizeof line);
        if (!strstr(now.ptr, line))
            fail_msg("%.*s lost %s", STR_ARG(before->name), line);
    }
}

/* --- the versions --- */

static struct sqlite3 *must_open(const char *path,
                                 const struct sql_migration *migrations)
{
    struct slv_error err = {0};
    struct sqlite3 *db;

    if (sql_open(path, migrations, SQL_RELAXED, &db, &err) != SLV_OK)
        fail_msg("%s", err.text);
    return db;
}

static bool has_column(const struct tables *tables, struct str table,
                       struct str column)
{
    for (size_t i = 0; i < tables->count; i++)
        for (size_t k = 0; k < tables->items[i].column_count; k++)
            if (str_equal(tables->items[i].name, table) &&
                str_equal(tables->items[i].columns[k].name, column))
                return true;
    return false;
}

static void mark_renamed(struct tables *tables, const struct tables *newest)
{
    size_t kept = 0;

    for (size_t i = 0; i < tables->count; i++)
        for (size_t k = 0; k < tables->items[i].column_count; k++) {
            struct column *column = &tables->items[i].columns[k];

            column->is_renamed =
                !has_column(newest, tables->items[i].name, column->name);
            kept += !column->is_renamed;
        }
    assert_true(kept > 0);
}

static struct tables *make_filled(struct fixture *f, const char *path,
                                  const struct sql_migration *migrations,
                                  const struct tables *newest)
{
    struct sqlite3 *db = must_open(path, migrations);
    struct tables *tables = read_tables(f, db);

    assert_true(tables->count > 0);
    for (size_t i = 0; i < tables->count; i++)
        if (rows_of(f, db, &tables->items[i]).len == 1)
            fill(f, db, &tables->items[i]);
    mark_renamed(tables, newest);
    /* triggers may have counted on */
    for (size_t i = 0; i < tables->count; i++) {
        tables->items[i].rows = rows_of(f, db, &tables->items[i]);
        assert_true(tables->items[i].rows.len > 1);
    }
    assert_string_equal(ask(f, db, "PRAGMA integrity_check"), "ok");
    assert_string_equal(ask(f, db, "PRAGMA foreign_key_check"), "");
    sql_close(db);
    return tables;
}

static void check_all_versions(struct fixture *f,
                               const struct sql_migration *migrations)
{
    struct sql_migration older[VERSIONS_MAX + 1];
    char newest[24];
    const struct tables *tables;
    struct sqlite3 *db;
    int count = 0;

    while (migrations[count].name)
        count++;
    assert_in_range(count, 2, VERSIONS_MAX);
    snprintf(newest, sizeof newest, "%d", count);
    db = must_open(fixture_path(f, "newest.db"), migrations);
    tables = read_tables(f, db);
    sql_close(db);
    for (int version = 1; version <= count; version++) {
        const char *path = fixture_path(
            f, arena_format(f->arena, "%s-%d.db", migrations[0].name, version)
                   .ptr);
        struct tables *before;

        memcpy(older, migrations, (size_t) version * sizeof *older);
        older[version] = (struct sql_migration){NULL, {NULL, 0}};
        before = make_filled(f, path, older, tables);
        db = must_open(path, migrations);
        assert_string_equal(ask(f, db, "PRAGMA user_version"), newest);
        for (size_t i = 0; i < before->count; i++)
            assert_still_there(&before->items[i],
                               rows_of(f, db, &before->items[i]));
        assert_string_equal(ask(f, db, "PRAGMA integrity_check"), "ok");
        assert_string_equal(ask(f, db, "PRAGMA foreign_key_check"), "");
        sql_close(db);
    }
}

static void cases_of_every_older_version_are_kept(void **state)
{
    check_all_versions(*state, sql_migrations_solvent);
}

static void searches_of_every_older_version_are_kept(void **state)
{
    check_all_versions(*state, sql_migrations_searches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(cases_of_every_older_version_are_kept),
        FIXTURE_TEST(searches_of_every_older_version_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
