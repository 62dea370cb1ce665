/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the tests of the case store share: opening, rows to begin with, and
 * questions to the file behind the store's back. For one file per program.
 */
#ifndef TESTS_UNIT_CASE_FIXTURE_H
#define TESTS_UNIT_CASE_FIXTURE_H

#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "store/case_import.h"
#include "store/case_store.h"
#include "store/sql.h"

#include <sqlite3.h>
#include <stdio.h>

enum { NOON = 1767268800 }; /* 2026-01-01 12:00 */

static const struct case_actor anna = {{"anna", 4}, NOON};

/* Fails the test with the sentence when `call` is not SLV_OK; `err` is a
 * struct slv_error of the test. */
#define MUST(call)                               \
    do {                                         \
        if ((call) != SLV_OK)                    \
            fail_msg("%s: %s", #call, err.text); \
    } while (0)

static inline struct case_store *must_open(struct fixture *f)
{
    struct case_store *store = NULL;
    struct slv_error err = {0};

    MUST(case_store_open(fixture_path(f, "solvent.db"), CASE_STORE_WRITE,
                         &store, &err));
    return store;
}

/* The first column of the first row of any statement, "" for NULL or nothing. */
static inline const char *ask(struct fixture *f, const char *sql)
{
    struct sqlite3 *db = NULL;
    struct sqlite3_stmt *row = NULL;
    struct slv_error err = {0};
    struct str answer = STR("");

    MUST(sql_open(fixture_path(f, "solvent.db"), sql_migrations_solvent,
                  SQL_RELAXED, &db, &err));
    MUST(sql_prepare(db, sql, &row, &err));
    if (sqlite3_step(row) == SQLITE_ROW)
        answer = sql_column_str(row, 0, f->arena);
    sqlite3_finalize(row);
    sql_close(db);
    return arena_cstr(f->arena, answer);
}

/* What the file itself says to a statement. */
static inline enum slv_status try_sql(struct fixture *f, const char *sql)
{
    struct sqlite3 *db = NULL;
    struct slv_error err = {0};
    enum slv_status status;

    MUST(sql_open(fixture_path(f, "solvent.db"), sql_migrations_solvent,
                  SQL_RELAXED, &db, &err));
    status = sql_run(db, sql, NULL);
    sql_close(db);
    return status;
}

/* A case of one message, opened an hour before NOON. */
static inline struct case_record plain_case(const char *number)
{
    static const struct case_message problem = {
        .author = CASE_BY_CUSTOMER,
        .author_name = {"Bo", 2},
        .text = {"It prints nothing.", 18},
        .created_unix_s = NOON - 3600,
    };

    return (struct case_record){
        .number = str_from(number),
        .customer = STR("acme"),
        .subject = STR("Printer is silent"),
        .state = CASE_OPEN,
        .opened_unix_s = NOON - 3600,
        .messages = &problem,
        .message_count = 1,
    };
}

static inline void must_add(struct case_store *store, const char *number)
{
    const struct case_record row = plain_case(number);
    struct slv_error err = {0};

    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
}

static inline struct case_record
must_find(struct fixture *f, struct case_store *store, const char *number)
{
    struct case_record record = {.change = 0};
    struct slv_error err = {0};

    MUST(
        case_store_find_case(store, str_from(number), f->arena, &record, &err));
    return record;
}

static inline int64_t last_change(struct case_store *store)
{
    struct slv_error err = {0};
    int64_t change = 0;

    MUST(case_store_last_change(store, &change, &err));
    return change;
}

#define assert_text(value, expected)                                        \
    do {                                                                    \
        const struct str value_ = (value);                                  \
        if (!str_equal(value_, str_from(expected)))                         \
            fail_msg("%s is \"%.*s\", not \"%s\"", #value, STR_ARG(value_), \
                     (expected));                                           \
    } while (0)

#endif
