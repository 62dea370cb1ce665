/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Users: adding and changing them. What they may be is checked here, and each
 * change of rights leaves an event.
 */
#include "store/people_store_parts.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/strbuf.h"

#include <sqlite3.h>

enum { PASSWORD_HASH_BYTES_MAX = 127 };

/* --- checks --- */

static bool is_login_byte(char byte)
{
    return ascii_is_alnum(byte) || byte == '.' || byte == '_' || byte == '@' ||
           byte == '+' || byte == '-';
}

static enum slv_status check_login(struct str login, struct slv_error *err)
{
    enum slv_status status = case_check_text("the login", login, CASE_REQUIRED,
                                             BOUND_LOGIN_BYTES, err);

    for (size_t i = 0; status == SLV_OK && i < login.len; i++)
        if (!is_login_byte(login.ptr[i]))
            status = slv_fail(err, SLV_ERR_INPUT,
                              "a login is made of letters a to z, digits and "
                              ". _ @ + -");
    if (status == SLV_OK && case_is_dots(login))
        status = slv_fail(err, SLV_ERR_INPUT, "a login is more than dots");
    return status;
}

static enum slv_status check_groups(const struct str_list *groups,
                                    struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (groups->count > BOUND_USER_GROUPS)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "a user is in more than %d groups", BOUND_USER_GROUPS);
    for (size_t i = 0; status == SLV_OK && i < groups->count; i++) {
        const struct str name = groups->items[i];

        status = case_check_line("the name of a group", name, CASE_REQUIRED,
                                 BOUND_CASE_NAME_BYTES, err);
        if (status == SLV_OK && str_find_char(name, ',') < name.len)
            status = slv_fail(err, SLV_ERR_INPUT,
                              "the name of a group has a comma in it: commas "
                              "stand between names");
    }
    return status;
}

static enum slv_status check_role(const struct user *user,
                                  struct slv_error *err)
{
    SLV_ASSERT(user->role < ROLE_COUNT);
    if (user->role == ROLE_CUSTOMER && user->customer.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a user of the role customer belongs to a customer, "
                        "and none is named");
    if (user->role != ROLE_CUSTOMER && user->customer.len > 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "only users of the role customer belong to a customer");
    return check_groups(&user->groups, err);
}

static enum slv_status check_names(struct str name, struct str email,
                                   struct slv_error *err)
{
    enum slv_status status = case_check_line("the name", name, CASE_OPTIONAL,
                                             BOUND_CASE_NAME_BYTES, err);

    if (status == SLV_OK)
        status = case_check_line("the mail address", email, CASE_OPTIONAL,
                                 BOUND_CASE_NAME_BYTES, err);
    return status;
}

static enum slv_status check_hash(struct str hash, struct slv_error *err)
{
    return case_check_text("the hash of the password", hash, CASE_OPTIONAL,
                           PASSWORD_HASH_BYTES_MAX, err);
}

/* --- writing --- */

/* 0 for no customer; ERR_NOT_FOUND. */
static enum slv_status find_customer(struct people_store *store, struct str key,
                                     int64_t *id, struct slv_error *err)
{
    enum slv_status status;

    *id = 0;
    if (key.len == 0)
        return SLV_OK;
    status = CASE_ASK(store->base, err, id,
                      "SELECT id FROM customers WHERE key = ?", case_text(key));
    if (status == SLV_OK && *id == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no customer \"%.*s\"",
                        STR_ARG(key));
    return status;
}

static enum slv_status write_groups(struct people_store *store, int64_t id,
                                    const struct str_list *groups,
                                    struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store->base, err, "DELETE FROM user_groups WHERE user_id = ?",
                 case_number(id));

    for (size_t i = 0; status == SLV_OK && i < groups->count; i++)
        status = CASE_RUN(store->base, err,
                          "INSERT OR IGNORE INTO user_groups (user_id, name) "
                          "VALUES (?, ?)",
                          case_number(id), case_text(groups->items[i]));
    return status;
}

static enum slv_status tell_role(struct people_store *store, const char *action,
                                 const struct user *user, struct str login,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "role", str_from(user_role_word(user->role)));
    if (user->customer.len > 0)
        case_detail_text(&detail, "customer", user->customer);
    if (user->groups.count > 0)
        case_detail_number(&detail, "groups", (int64_t) user->groups.count);
    status = case_tell(store->base, actor, action, "user", login, &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status insert_user(struct people_store *store,
                                   const struct user *user, struct str login,
                                   struct str password_hash,
                                   const struct case_actor *actor, int64_t *id,
                                   struct slv_error *err)
{
    int64_t customer = 0;
    int64_t taken = 0;
    enum slv_status status =
        CASE_ASK(store->base, err, &taken,
                 "SELECT id FROM users WHERE login = ?", case_text(login));

    if (status == SLV_OK && taken != 0)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "there is a user \"%.*s\" already", STR_ARG(login));
    if (status == SLV_OK)
        status = find_customer(store, user->customer, &customer, err);
    if (status == SLV_OK)
        status = CASE_ASK(
            store->base, err, id,
            "INSERT INTO users (login, name, email, role, password_hash, "
            "customer_id, created_unix_s) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "RETURNING id",
            case_text(login),
            case_text(user->name.len > 0 ? user->name : login),
            case_text(user->email), case_word(user_role_word(user->role)),
            case_text(password_hash), case_number_or_null(customer),
            case_number(actor->now_unix_s));
    if (status == SLV_OK)
        status = write_groups(store, *id, &user->groups, err);
    if (status == SLV_OK)
        status = tell_role(store, "add", user, login, actor, err);
    return status;
}

static enum slv_status check_user(const struct user *user, struct str hash,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = check_login(user->login, err);
    if (status == SLV_OK)
        status = check_names(user->name, user->email, err);
    if (status == SLV_OK)
        status = check_role(user, err);
    if (status == SLV_OK)
        status = check_hash(hash, err);
    return status;
}

enum slv_status people_store_add_user(struct people_store *store,
                                      const struct user *user,
                                      struct str password_hash,
                                      const struct case_actor *actor,
                                      int64_t *id, struct slv_error *err)
{
    struct people_login login;
    int64_t added = 0;
    enum slv_status status = check_user(user, password_hash, actor, err);

    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    people_fold(user->login, &login);
    status =
        insert_user(store, user, login.text, password_hash, actor, &added, err);
    status = case_end(store->base, status, err);
    if (status == SLV_OK && id)
        *id = added;
    return status;
}

enum slv_status people_store_add_first(struct people_store *store,
                                       const struct user *user,
                                       struct str password_hash,
                                       const struct case_actor *actor,
                                       bool *added, struct slv_error *err)
{
    struct people_login login;
    int64_t id;
    int64_t found = 0;
    enum slv_status status = check_user(user, password_hash, actor, err);

    *added = false;
    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    people_fold(user->login, &login);
    status = people_ask_users(store, &found, err);
    if (status == SLV_OK && !found)
        status = insert_user(store, user, login.text, password_hash, actor, &id,
                             err);
    status = case_end(store->base, status, err);
    *added = status == SLV_OK && !found;
    return status;
}

/* --- changing --- */

/* Begin a change of a user: checks the actor, finds the row. The transaction
 * is open when, and only when, it was SLV_OK. */
static enum slv_status begin_change(struct people_store *store,
                                    struct str login, struct people_login *key,
                                    int64_t *id, const struct case_actor *actor,
                                    struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    people_fold(login, key);
    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    status = people_find_id(store, key->text, id, err);
    if (status != SLV_OK)
        case_drop(store->base);
    return status;
}

static enum slv_status write_name(struct people_store *store, int64_t id,
                                  struct str login, struct str name,
                                  struct str email,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store->base, err, "UPDATE users SET name = ?, email = ? WHERE id = ?",
        case_text(name.len > 0 ? name : login), case_text(email),
        case_number(id));

    return status == SLV_OK ? case_tell(store->base, actor, "set_name", "user",
                                        login, NULL, err)
                            : status;
}

enum slv_status people_store_set_name(struct people_store *store,
                                      struct str login, struct str name,
                                      struct str email,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    struct people_login key;
    int64_t id;
    enum slv_status status = check_names(name, email, err);

    if (status == SLV_OK)
        status = begin_change(store, login, &key, &id, actor, err);
    if (status != SLV_OK)
        return status;
    return case_end(store->base,
                    write_name(store, id, key.text, name, email, actor, err),
                    err);
}

static enum slv_status end_sessions(struct people_store *store, int64_t user_id,
                                    int64_t kept_session_id,
                                    struct slv_error *err)
{
    return CASE_RUN(store->base, err,
                    "DELETE FROM sessions WHERE user_id = ? AND id <> ?",
                    case_number(user_id), case_number(kept_session_id));
}

enum slv_status
people_store_set_password(struct people_store *store, struct str login,
                          struct str password_hash, int64_t kept_session_id,
                          const struct case_actor *actor, struct slv_error *err)
{
    struct people_login key;
    int64_t id;
    enum slv_status status = check_hash(password_hash, err);

    if (status == SLV_OK)
        status = begin_change(store, login, &key, &id, actor, err);
    if (status != SLV_OK)
        return status;
    status = CASE_RUN(store->base, err,
                      "UPDATE users SET password_hash = ? WHERE id = ?",
                      case_text(password_hash), case_number(id));
    if (status == SLV_OK)
        status = end_sessions(store, id, kept_session_id, err);
    if (status == SLV_OK)
        status = case_tell(store->base, actor, "set_password", "user", key.text,
                           NULL, err);
    return case_end(store->base, status, err);
}

/* Would nobody be left who can manage users? */
static enum slv_status check_other_admin(struct people_store *store, int64_t id,
                                         struct slv_error *err)
{
    int64_t needs_other = 0;
    int64_t others = 0;
    enum slv_status status =
        CASE_ASK(store->base, err, &needs_other,
                 "SELECT role = 'admin' AND disabled_unix_s IS NULL "
                 "FROM users WHERE id = ?",
                 case_number(id));

    if (status == SLV_OK)
        status = CASE_ASK(store->base, err, &others,
                          "SELECT count(*) FROM users WHERE role = 'admin' "
                          "AND disabled_unix_s IS NULL AND id <> ?",
                          case_number(id));
    if (status == SLV_OK && needs_other && others == 0)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "this is the last administrator who may sign in");
    return status;
}

static enum slv_status write_role(struct people_store *store, int64_t id,
                                  struct str login, const struct user *user,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    int64_t customer = 0;
    enum slv_status status = SLV_OK;

    if (user->role != ROLE_ADMIN)
        status = check_other_admin(store, id, err);
    if (status == SLV_OK)
        status = find_customer(store, user->customer, &customer, err);
    if (status == SLV_OK)
        status =
            CASE_RUN(store->base, err,
                     "UPDATE users SET role = ?, customer_id = ? WHERE id = ?",
                     case_word(user_role_word(user->role)),
                     case_number_or_null(customer), case_number(id));
    if (status == SLV_OK)
        status = write_groups(store, id, &user->groups, err);
    return status == SLV_OK
               ? tell_role(store, "set_role", user, login, actor, err)
               : status;
}

enum slv_status people_store_set_role(struct people_store *store,
                                      const struct user *user,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    struct people_login key;
    int64_t id;
    enum slv_status status = check_role(user, err);

    if (status == SLV_OK)
        status = begin_change(store, user->login, &key, &id, actor, err);
    if (status != SLV_OK)
        return status;
    return case_end(store->base,
                    write_role(store, id, key.text, user, actor, err), err);
}

static enum slv_status write_disabled(struct people_store *store, int64_t id,
                                      struct str login, bool is_disabled,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (is_disabled)
        status = check_other_admin(store, id, err);
    if (status == SLV_OK)
        status =
            CASE_RUN(store->base, err,
                     "UPDATE users SET disabled_unix_s = ? WHERE id = ? "
                     "AND (disabled_unix_s IS NOT NULL) <> ?",
                     case_number_or_null(is_disabled ? actor->now_unix_s : 0),
                     case_number(id), case_number(is_disabled));
    if (status == SLV_OK && is_disabled)
        status = end_sessions(store, id, 0, err);
    return status == SLV_OK ? case_tell(store->base, actor,
                                        is_disabled ? "disable" : "enable",
                                        "user", login, NULL, err)
                            : status;
}

enum slv_status people_store_set_disabled(struct people_store *store,
                                          struct str login, bool is_disabled,
                                          const struct case_actor *actor,
                                          struct slv_error *err)
{
    struct people_login key;
    int64_t id;
    enum slv_status status = begin_change(store, login, &key, &id, actor, err);

    if (status != SLV_OK)
        return status;
    return case_end(
        store->base,
        write_disabled(store, id, key.text, is_disabled, actor, err), err);
}

static bool roles_equal(const struct user *a, const struct user *b)
{
    if (a->role != b->role || !str_equal(a->customer, b->customer) ||
        a->groups.count != b->groups.count)
        return false;
    for (size_t i = 0; i < a->groups.count; i++) {
        bool is_there = false;

        for (size_t k = 0; k < b->groups.count && !is_there; k++)
            is_there = str_equal(a->groups.items[i], b->groups.items[k]);
        if (!is_there)
            return false;
    }
    return true;
}

static bool names_equal(const struct user *a, const struct user *b)
{
    return str_equal(a->name, b->name) && str_equal(a->email, b->email);
}

static bool is_disabled(const struct user *user)
{
    return user->disabled_unix_s != 0;
}

/* In a transaction. */
static enum slv_status read_user(struct people_store *store, int64_t id,
                                 struct arena *arena, struct user *out,
                                 struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(store->base, err,
                                      "SELECT " PEOPLE_USER_COLUMNS
                                      "FROM " PEOPLE_USERS "WHERE u.id = ?",
                                      case_number(id));
    enum slv_status status;

    *out = (struct user){.id = 0};
    while (case_rows_next(&rows))
        *out = people_read_user(rows.row, 0, arena);
    status = case_rows_end(&rows, err);
    return status == SLV_OK ? people_read_groups(store, arena, out, err)
                            : status;
}

static enum slv_status update_user(struct people_store *store, int64_t id,
                                   const struct user *seen,
                                   const struct user *user,
                                   const struct case_actor *actor,
                                   struct arena *arena, struct slv_error *err)
{
    struct user now;
    enum slv_status status = read_user(store, id, arena, &now, err);

    if (status == SLV_OK &&
        (!names_equal(&now, seen) || !roles_equal(&now, seen) ||
         is_disabled(&now) != is_disabled(seen)))
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "the user \"%.*s\" was changed meanwhile",
                          STR_ARG(now.login));
    if (status == SLV_OK && !names_equal(&now, user))
        status = write_name(store, id, now.login, user->name, user->email,
                            actor, err);
    if (status == SLV_OK && !roles_equal(&now, user))
        status = write_role(store, id, now.login, user, actor, err);
    if (status == SLV_OK && is_disabled(&now) != is_disabled(user))
        status =
            write_disabled(store, id, now.login, is_disabled(user), actor, err);
    return status;
}

enum slv_status people_store_update_user(struct people_store *store,
                                         const struct user *seen,
                                         const struct user *user,
                                         const struct case_actor *actor,
                                         struct slv_error *err)
{
    struct people_login key;
    struct arena *arena;
    int64_t id;
    enum slv_status status = check_names(user->name, user->email, err);

    if (status == SLV_OK)
        status = check_role(user, err);
    if (status == SLV_OK)
        status = begin_change(store, seen->login, &key, &id, actor, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status =
        case_end(store->base,
                 update_user(store, id, seen, user, actor, arena, err), err);
    arena_free(arena);
    return status;
}
