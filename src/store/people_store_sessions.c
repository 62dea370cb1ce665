/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sessions, API tokens and attempts to sign in. Who may have them was settled
 * by people_store.c; what a digest is made of by the server.
 */
#include "store/people_store_parts.h"

#include "base/arena.h"
#include "base/strbuf.h"

#include <sqlite3.h>

enum { CLIENT_BYTES_MAX = 200, RIGHTS_BYTES_MAX = 2000 };

static enum slv_status check_digest(struct str digest, struct slv_error *err)
{
    if (digest.len == PEOPLE_DIGEST_BYTES)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT, "the digest of a token has %d digits",
                    PEOPLE_DIGEST_BYTES);
}

/* What a browser says of itself, cut at a character's border and without what
 * a text must not hold. */
static struct str cut_client(struct str client)
{
    size_t len = 0;

    while (len < client.len && client.ptr[len] != '\0')
        len++;
    client.len = len;
    if (len > CLIENT_BYTES_MAX) {
        len = CLIENT_BYTES_MAX;
        while (len > 0 && ((unsigned char) client.ptr[len] & 0xC0) == 0x80)
            len--;
    }
    return str_first(client, len);
}

/* --- sessions --- */

/* Forget what is over, and make room for one more. */
static enum slv_status make_room(struct people_store *store, int64_t user_id,
                                 int64_t now_unix_s, struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store->base, err, "DELETE FROM sessions WHERE expires_unix_s <= ?",
        case_number(now_unix_s));

    if (status == SLV_OK)
        status = CASE_RUN(store->base, err,
                          "DELETE FROM sessions WHERE id IN (SELECT id FROM "
                          "sessions WHERE user_id = ? ORDER BY "
                          "last_seen_unix_s DESC, id DESC LIMIT -1 OFFSET ?)",
                          case_number(user_id),
                          case_number(BOUND_USER_SESSIONS - 1));
    return status;
}

enum slv_status people_store_begin_session(struct people_store *store,
                                           struct str login, struct str digest,
                                           struct str client,
                                           int64_t expires_unix_s,
                                           const struct case_actor *actor,
                                           struct slv_error *err)
{
    struct people_login key;
    int64_t id = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = check_digest(digest, err);
    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    people_fold(login, &key);
    status = CASE_ASK(store->base, err, &id,
                      "SELECT id FROM users WHERE login = ? "
                      "AND disabled_unix_s IS NULL",
                      case_text(key.text));
    if (status == SLV_OK && id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "there is no such user who may sign in");
    if (status == SLV_OK)
        status = make_room(store, id, actor->now_unix_s, err);
    if (status == SLV_OK)
        status = CASE_RUN(
            store->base, err,
            "INSERT INTO sessions (digest, user_id, client, created_unix_s, "
            "last_seen_unix_s, expires_unix_s) VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
            case_text(digest), case_number(id), case_text(cut_client(client)),
            case_number(actor->now_unix_s), case_number(expires_unix_s));
    if (status == SLV_OK)
        status = case_tell(store->base, actor, "sign_in", "user", key.text,
                           NULL, err);
    return case_end(store->base, status, err);
}

static struct user_session read_session(struct sqlite3_stmt *row,
                                        struct arena *arena)
{
    return (struct user_session){
        .id = sqlite3_column_int64(row, 0),
        .user_id = sqlite3_column_int64(row, 1),
        .client = sql_column_str(row, 2, arena),
        .created_unix_s = sqlite3_column_int64(row, 3),
        .last_seen_unix_s = sqlite3_column_int64(row, 4),
        .expires_unix_s = sqlite3_column_int64(row, 5),
    };
}

#define SESSION_COLUMNS                             \
    "s.id, s.user_id, s.client, s.created_unix_s, " \
    "s.last_seen_unix_s, s.expires_unix_s"
enum { SESSION_COLUMN_COUNT = 6 };

enum slv_status people_store_find_session(struct people_store *store,
                                          struct str digest, int64_t now_unix_s,
                                          struct arena *arena,
                                          struct user_session *session,
                                          struct user *user,
                                          struct slv_error *err)
{
    struct case_rows rows;
    bool is_found = false;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store->base, err,
                     "SELECT " SESSION_COLUMNS ", " PEOPLE_USER_COLUMNS
                     "FROM sessions AS s JOIN users AS u ON u.id = "
                     "s.user_id " PEOPLE_CUSTOMERS "WHERE s.digest = ? "
                     "AND s.expires_unix_s > ? AND u.disabled_unix_s IS NULL",
                     case_text(digest), case_number(now_unix_s));
    while (case_rows_next(&rows)) {
        is_found = true;
        *session = read_session(rows.row, arena);
        *user = people_read_user(rows.row, SESSION_COLUMN_COUNT, arena);
    }
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && !is_found)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such session");
    if (status == SLV_OK)
        status = people_read_groups(store, arena, user, err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_see_session(struct people_store *store, int64_t id,
                                         int64_t now_unix_s,
                                         int64_t expires_unix_s,
                                         struct slv_error *err)
{
    enum slv_status status = case_begin(store->base, err);

    if (status != SLV_OK)
        return status;
    status = CASE_RUN(store->base, err,
                      "UPDATE sessions SET last_seen_unix_s = "
                      "max(last_seen_unix_s, ?1), expires_unix_s = "
                      "max(created_unix_s + 1, ?2) WHERE id = ?3",
                      case_number(now_unix_s), case_number(expires_unix_s),
                      case_number(id));
    return case_end(store->base, status, err);
}

enum slv_status people_store_end_session(struct people_store *store,
                                         struct str login, int64_t id,
                                         const struct case_actor *actor,
                                         struct slv_error *err)
{
    struct people_login key;
    int64_t ended = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    people_fold(login, &key);
    status = CASE_ASK(store->base, err, &ended,
                      "DELETE FROM sessions WHERE id = ? AND user_id = "
                      "(SELECT id FROM users WHERE login = ?) RETURNING id",
                      case_number(id), case_text(key.text));
    if (status == SLV_OK && ended == 0)
        status =
            slv_fail(err, SLV_ERR_NOT_FOUND, "this session has ended already");
    if (status == SLV_OK)
        status = case_tell(store->base, actor, "sign_out", "user", key.text,
                           NULL, err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_list_sessions(struct people_store *store,
                                           struct str login, int64_t now_unix_s,
                                           struct arena *arena,
                                           struct user_session **out,
                                           size_t *count, struct slv_error *err)
{
    struct case_items sessions = {.item_size = sizeof(struct user_session)};
    struct people_login key;
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    people_fold(login, &key);
    rows = CASE_ROWS(store->base, err,
                     "SELECT " SESSION_COLUMNS
                     " FROM sessions AS s JOIN users AS u ON u.id = s.user_id "
                     "WHERE u.login = ? AND s.expires_unix_s > ? "
                     "ORDER BY s.last_seen_unix_s DESC, s.id DESC",
                     case_text(key.text), case_number(now_unix_s));
    while (case_rows_next(&rows))
        *(struct user_session *) case_items_add(&sessions) =
            read_session(rows.row, arena);
    *count = sessions.count;
    *out = case_items_end(&sessions, arena);
    return case_end(store->base, case_rows_end(&rows, err), err);
}

/* --- API tokens --- */

static enum slv_status insert_token(struct people_store *store,
                                    struct str login, struct str name,
                                    struct str rights, struct str digest,
                                    int64_t now_unix_s, struct slv_error *err)
{
    int64_t user_id;
    int64_t taken = 0;
    enum slv_status status = people_find_id(store, login, &user_id, err);

    if (status == SLV_OK)
        status = CASE_ASK(store->base, err, &taken,
                          "SELECT id FROM tokens WHERE name = ? "
                          "AND revoked_unix_s IS NULL",
                          case_text(name));
    if (status == SLV_OK && taken != 0)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "there is a token \"%.*s\" already", STR_ARG(name));
    if (status == SLV_OK)
        status =
            CASE_RUN(store->base, err,
                     "INSERT INTO tokens (name, user_id, rights, digest, "
                     "created_unix_s) VALUES (?, ?, ?, ?, ?)",
                     case_text(name), case_number(user_id), case_text(rights),
                     case_text(digest), case_number(now_unix_s));
    return status;
}

static enum slv_status tell_token(struct people_store *store, struct str login,
                                  struct str name, struct str rights,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "user", login);
    case_detail_text(&detail, "rights", rights);
    status = case_tell(store->base, actor, "add", "token", name, &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status people_store_add_token(struct people_store *store,
                                       struct str login, struct str name,
                                       struct str rights, struct str digest,
                                       const struct case_actor *actor,
                                       struct slv_error *err)
{
    struct people_login key;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_check_line("the name of the token", name, CASE_REQUIRED,
                                 BOUND_CASE_KEY_BYTES, err);
    if (status == SLV_OK)
        status = case_check_text("the rights of the token", rights,
                                 CASE_REQUIRED, RIGHTS_BYTES_MAX, err);
    if (status == SLV_OK)
        status = check_digest(digest, err);
    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    people_fold(login, &key);
    status = insert_token(store, key.text, name, rights, digest,
                          actor->now_unix_s, err);
    if (status == SLV_OK)
        status = tell_token(store, key.text, name, rights, actor, err);
    return case_end(store->base, status, err);
}

static struct user_token read_token(struct sqlite3_stmt *row,
                                    struct arena *arena)
{
    return (struct user_token){
        .id = sqlite3_column_int64(row, 0),
        .name = sql_column_str(row, 1, arena),
        .rights = sql_column_str(row, 2, arena),
        .created_unix_s = sqlite3_column_int64(row, 3),
        .last_used_unix_s = sqlite3_column_int64(row, 4),
        .revoked_unix_s = sqlite3_column_int64(row, 5),
        .login = sql_column_str(row, 6, arena),
    };
}

#define TOKEN_COLUMNS                            \
    "t.id, t.name, t.rights, t.created_unix_s, " \
    "t.last_used_unix_s, t.revoked_unix_s, u.login"
enum { TOKEN_COLUMN_COUNT = 7 };

enum slv_status people_store_find_token(struct people_store *store,
                                        struct str digest, struct arena *arena,
                                        struct user_token *token,
                                        struct user *user,
                                        struct slv_error *err)
{
    struct case_rows rows;
    bool is_found = false;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store->base, err,
        "SELECT " TOKEN_COLUMNS ", " PEOPLE_USER_COLUMNS
        "FROM tokens AS t JOIN users AS u ON u.id = t.user_id " PEOPLE_CUSTOMERS
        "WHERE t.digest = ? "
        "AND t.revoked_unix_s IS NULL "
        "AND u.disabled_unix_s IS NULL",
        case_text(digest));
    while (case_rows_next(&rows)) {
        is_found = true;
        *token = read_token(rows.row, arena);
        *user = people_read_user(rows.row, TOKEN_COLUMN_COUNT, arena);
    }
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && !is_found)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such token");
    if (status == SLV_OK)
        status = people_read_groups(store, arena, user, err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_see_token(struct people_store *store, int64_t id,
                                       int64_t now_unix_s,
                                       struct slv_error *err)
{
    enum slv_status status = case_begin(store->base, err);

    if (status != SLV_OK)
        return status;
    status = CASE_RUN(store->base, err,
                      "UPDATE tokens SET last_used_unix_s = ? WHERE id = ?",
                      case_number(now_unix_s), case_number(id));
    return case_end(store->base, status, err);
}

enum slv_status people_store_revoke_token(struct people_store *store,
                                          struct str name,
                                          const struct case_actor *actor,
                                          struct slv_error *err)
{
    int64_t revoked = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_check_text("the name of the token", name, CASE_REQUIRED,
                                 BOUND_CASE_KEY_BYTES, err);
    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store->base, err, &revoked,
                      "UPDATE tokens SET revoked_unix_s = ? WHERE name = ? "
                      "AND revoked_unix_s IS NULL RETURNING id",
                      case_number(actor->now_unix_s), case_text(name));
    if (status == SLV_OK && revoked == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "there is no valid token \"%.*s\"", STR_ARG(name));
    if (status == SLV_OK)
        status =
            case_tell(store->base, actor, "revoke", "token", name, NULL, err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_revoke_token_of(struct people_store *store,
                                             struct str login, int64_t id,
                                             const struct case_actor *actor,
                                             struct slv_error *err)
{
    struct case_rows rows;
    struct strbuf name;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&name, BOUND_CASE_KEY_BYTES);
    rows = CASE_ROWS(store->base, err,
                     "UPDATE tokens SET revoked_unix_s = ?1 WHERE id = ?2 AND "
                     "revoked_unix_s IS NULL AND (?3 = '' OR user_id = "
                     "(SELECT id FROM users WHERE login = ?3)) RETURNING name",
                     case_number(actor->now_unix_s), case_number(id),
                     case_text(login));
    while (case_rows_next(&rows))
        strbuf_add_str(
            &name, (struct str){(const char *) sqlite3_column_text(rows.row, 0),
                                (size_t) sqlite3_column_bytes(rows.row, 0)});
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && name.len == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "there is no valid token with the number %lld",
                          (long long) id);
    if (status == SLV_OK)
        status = case_tell(store->base, actor, "revoke", "token",
                           strbuf_str(&name), NULL, err);
    status = case_end(store->base, status, err);
    strbuf_release(&name);
    return status;
}

enum slv_status people_store_list_tokens(struct people_store *store,
                                         struct arena *arena,
                                         struct user_token **out, size_t *count,
                                         struct slv_error *err)
{
    struct case_items tokens = {.item_size = sizeof(struct user_token)};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store->base, err);

    if (status != SLV_OK)
        return status;
    rows = case_rows_begin(store->base,
                           "SELECT " TOKEN_COLUMNS
                           " FROM tokens AS t JOIN users AS u "
                           "ON u.id = t.user_id ORDER BY t.id",
                           NULL, 0, err);
    while (case_rows_next(&rows))
        *(struct user_token *) case_items_add(&tokens) =
            read_token(rows.row, arena);
    *count = tokens.count;
    *out = case_items_end(&tokens, arena);
    return case_end(store->base, case_rows_end(&rows, err), err);
}

/* --- attempts to sign in --- */

/* Seconds until one attempt fewer is remembered under the key, 0 when one more
 * may be made now. */
static enum slv_status wait_of(struct people_store *store,
                               const struct attempt_limit *limit, int window_s,
                               int64_t now_unix_s, int *wait_s,
                               struct slv_error *err)
{
    int64_t oldest = 0;
    enum slv_status status =
        CASE_ASK(store->base, err, &oldest,
                 "SELECT at_unix_s FROM sign_in_attempts WHERE key = ? "
                 "ORDER BY at_unix_s DESC LIMIT 1 OFFSET ?",
                 case_text(limit->key), case_number(limit->max - 1));

    *wait_s = oldest == 0 ? 0 : (int) (oldest + window_s - now_unix_s);
    return status;
}

enum slv_status people_store_begin_attempt(struct people_store *store,
                                           const struct attempt_limit *limits,
                                           size_t count, int window_s,
                                           int64_t now_unix_s,
                                           int *retry_after_s,
                                           struct slv_error *err)
{
    enum slv_status status = case_begin(store->base, err);

    *retry_after_s = 0;
    if (status != SLV_OK)
        return status;
    /* those of the future are from a clock that was set back */
    status = CASE_RUN(
        store->base, err,
        "DELETE FROM sign_in_attempts WHERE at_unix_s <= ? OR at_unix_s > ?",
        case_number(now_unix_s - window_s), case_number(now_unix_s));
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        int wait_s;

        status = wait_of(store, &limits[i], window_s, now_unix_s, &wait_s, err);
        if (wait_s > *retry_after_s)
            *retry_after_s = wait_s;
    }
    for (size_t i = 0; status == SLV_OK && *retry_after_s == 0 && i < count;
         i++)
        status = CASE_RUN(
            store->base, err,
            "INSERT INTO sign_in_attempts (key, at_unix_s) VALUES (?, ?)",
            case_text(limits[i].key), case_number(now_unix_s));
    return case_end(store->base, status, err);
}

enum slv_status people_store_fail_attempt(struct people_store *store,
                                          struct str login,
                                          const struct case_actor *actor,
                                          struct slv_error *err)
{
    struct people_login key;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store->base, err);
    if (status != SLV_OK)
        return status;
    people_fold(login, &key);
    status = case_tell(store->base, actor, "sign_in_failed", "user", key.text,
                       NULL, err);
    return case_end(store->base, status, err);
}

enum slv_status people_store_clear_attempts(struct people_store *store,
                                            const struct attempt_limit *limits,
                                            size_t count,
                                            struct str forgotten_key,
                                            struct slv_error *err)
{
    enum slv_status status = case_begin(store->base, err);

    if (status != SLV_OK)
        return status;
    status =
        CASE_RUN(store->base, err, "DELETE FROM sign_in_attempts WHERE key = ?",
                 case_text(forgotten_key));
    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = CASE_RUN(store->base, err,
                          "DELETE FROM sign_in_attempts WHERE id = (SELECT "
                          "max(id) FROM sign_in_attempts WHERE key = ?)",
                          case_text(limits[i].key));
    return case_end(store->base, status, err);
}
