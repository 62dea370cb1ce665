/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of the people store share. Their statements, turns,
 * transactions and events are those of the case store, on a connection of their
 * own. Only people_store*.c include this.
 */
#ifndef STORE_PEOPLE_STORE_PARTS_H
#define STORE_PEOPLE_STORE_PARTS_H

#include "base/bounds.h"
#include "store/case_store_parts.h"
#include "store/people_store.h"

struct people_store {
    struct case_store *base;
};

/* A login as it is stored: in lower case. */
struct people_login {
    struct str text;
    char bytes[BOUND_LOGIN_BYTES];
};

/* One that is too long stays as it is: nobody has it. */
void people_fold(struct str login, struct people_login *out);

/* Columns of a user, of the tables users AS u and customers AS c. */
#define PEOPLE_USER_COLUMNS                           \
    "u.id, u.login, u.name, u.email, u.role, c.key, " \
    "u.created_unix_s, u.disabled_unix_s, u.password_hash "
#define PEOPLE_CUSTOMERS "LEFT JOIN customers AS c ON c.id = u.customer_id "
#define PEOPLE_USERS "users AS u " PEOPLE_CUSTOMERS
enum { PEOPLE_USER_COLUMN_COUNT = 9 };

/* The user in a row's columns from `first` on, but the groups. */
struct user people_read_user(struct sqlite3_stmt *row, int first,
                             struct arena *arena);
/* In a transaction. */
SLV_MUST_CHECK enum slv_status people_read_groups(struct people_store *store,
                                                  struct arena *arena,
                                                  struct user *user,
                                                  struct slv_error *err);
/* The row of a user, in a transaction; ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status people_find_id(struct people_store *store,
                                              struct str folded_login,
                                              int64_t *id,
                                              struct slv_error *err);
/* Is there any user? In a transaction. */
SLV_MUST_CHECK enum slv_status people_ask_users(struct people_store *store,
                                                int64_t *found,
                                                struct slv_error *err);

#endif
