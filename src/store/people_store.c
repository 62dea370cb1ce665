/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The people store: opening, and finding users. How they are added and changed
 * is left to people_store_users.c, how they sign in to people_store_sessions.c.
 */
#include "store/people_store_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdlib.h>

static const char *const roles[] = {
    [ROLE_CUSTOMER] = "customer",   [ROLE_AGENT] = "agent",
    [ROLE_WRITER] = "writer",       [ROLE_MANAGER] = "manager",
    [ROLE_ADMIN] = "admin",         [ROLE_SALES] = "sales",
    [ROLE_MARKETING] = "marketing", [ROLE_ACCOUNTING] = "accounting",
    [ROLE_DEVELOPER] = "developer",
};
_Static_assert(ARRAY_LEN(roles) == ROLE_COUNT, "every role has a word");

const char *user_role_word(enum user_role role)
{
    return roles[role];
}

bool user_role_parse(struct str word, enum user_role *out)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (str_equal(word, str_from(roles[i]))) {
            *out = (enum user_role) i;
            return true;
        }
    }
    return false;
}

/* --- opening --- */

enum slv_status people_store_open(const char *path, struct people_store **out,
                                  struct slv_error *err)
{
    struct people_store *store = alloc_zeroed(1, sizeof *store);
    enum slv_status status =
        case_store_open(path, CASE_STORE_WRITE, &store->base, err);

    *out = NULL;
    if (status != SLV_OK) {
        free(store);
        return status;
    }
    *out = store;
    return SLV_OK;
}

void people_store_close(struct people_store *store)
{
    if (!store)
        return;
    case_store_close(store->base);
    free(store);
}

struct case_store *people_store_cases(struct people_store *store)
{
    return store->base;
}

/* --- pieces --- */

void people_fold(struct str login, struct people_login *out)
{
    out->text = login;
    if (login.len > sizeof out->bytes)
        return;
    for (size_t i = 0; i < login.len; i++)
        out->bytes[i] = ascii_to_lower(login.ptr[i]);
    out->text.ptr = out->bytes;
}

struct user people_read_user(struct sqlite3_stmt *row, int first,
                             struct arena *arena)
{
    struct user user = {
        .id = sqlite3_column_int64(row, first),
        .login = sql_column_str(row, first + 1, arena),
        .name = sql_column_str(row, first + 2, arena),
        .email = sql_column_str(row, first + 3, arena),
        .customer = sql_column_str(row, first + 5, arena),
        .created_unix_s = sqlite3_column_int64(row, first + 6),
        .disabled_unix_s = sqlite3_column_int64(row, first + 7),
    };

    SLV_ASSERT(
        user_role_parse(sql_column_str(row, first + 4, arena), &user.role));
    return user;
}

enum slv_status people_read_groups(struct people_store *store,
                                   struct arena *arena, struct user *user,
                                   struct slv_error *err)
{
    struct case_items names = {.item_size = sizeof(struct str)};
    struct case_rows rows = CASE_ROWS(
        store->base, err,
        "SELECT name FROM user_groups WHERE user_id = ? ORDER BY name",
        case_number(user->id));

    while (case_rows_next(&rows))
        *(struct str *) case_items_add(&names) =
            sql_column_str(rows.row, 0, arena);
    user->groups.count = names.count;
    user->groups.items = case_items_end(&names, arena);
    return case_rows_end(&rows, err);
}

enum slv_status people_find_id(struct people_store *store,
                               struct str folded_login, int64_t *id,
                               struct slv_error *err)
{
    enum slv_status status =
        CASE_ASK(store->base, err, id, "SELECT id FROM users WHERE login = ?",
                 case_text(folded_login));

    if (status == SLV_OK && *id == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no user \"%.*s\"",
                        STR_ARG(folded_login));
    return status;
}

enum slv_status people_ask_users(struct people_store *store, int64_t *found,
                                 struct slv_error *err)
{
    return case_ask(case_rows_begin(store->base,
                                    "SELECT EXISTS (SELECT 1 FROM users)", NULL,
                                    0, err),
                    found, err);
}

/* --- reading --- */

enum slv_status people_store_find_user(struct people_store *store,
                                       struct str login, struct arena *arena,
                                       struct user *out,
                                       struct str *password_hash,
                                       struct slv_error *err)
{
    struct people_login key;
    struct case_rows rows;
    bool is_found = false;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    people_fold(login, &key);
    rows = CASE_ROWS(store->base, err,
                     "SELECT " PEOPLE_USER_COLUMNS "FROM " PEOPLE_USERS
                     "WHERE u.login = ?",
                     case_text(key.text));
    while (case_rows_next(&rows)) {
        is_found = true;
        *out = people_read_user(rows.row, 0, arena);
        if (password_hash)
            *password_hash =
                sql_column_str(rows.row, PEOPLE_USER_COLUMN_COUNT - 1, arena);
    }
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && !is_found)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no user \"%.*s\"",
                          STR_ARG(str_first(login, BOUND_LOGIN_BYTES)));
    if (status == SLV_OK)
        status = people_read_groups(store, arena, out, err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_list_users(struct people_store *store,
                                        struct str after, size_t limit,
                                        struct arena *arena, struct user **out,
                                        size_t *count, struct slv_error *err)
{
    struct case_items users = {.item_size = sizeof(struct user)};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store->base, err,
                     "SELECT " PEOPLE_USER_COLUMNS "FROM " PEOPLE_USERS
                     "WHERE u.login > ? ORDER BY u.login LIMIT ?",
                     case_text(after), case_limit(limit));
    while (case_rows_next(&rows))
        *(struct user *) case_items_add(&users) =
            people_read_user(rows.row, 0, arena);
    *count = users.count;
    *out = case_items_end(&users, arena);
    status = case_rows_end(&rows, err);
    for (size_t i = 0; status == SLV_OK && i < *count; i++)
        status = people_read_groups(store, arena, &(*out)[i], err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_customer_has_account(struct people_store *store,
                                                  struct str customer,
                                                  bool *out,
                                                  struct slv_error *err)
{
    int64_t found = 0;
    enum slv_status status = case_begin_reading(store->base, err);

    *out = false;
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store->base, err, &found,
                      "SELECT EXISTS (SELECT 1 FROM users WHERE customer_id = "
                      "(SELECT id FROM customers WHERE key = ?) "
                      "AND disabled_unix_s IS NULL)",
                      case_text(customer));
    *out = found != 0;
    return case_end(store->base, status, err);
}

enum slv_status people_store_has_users(struct people_store *store, bool *out,
                                       struct slv_error *err)
{
    int64_t found = 0;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    status = people_ask_users(store, &found, err);
    *out = found != 0;
    return case_end(store->base, status, err);
}
