/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who may sign in, and as what: users, sessions, API tokens, and the attempts
 * to sign in that are counted against guessing. In the file D/solvent.db, beside
 * the cases. What a role may do is the business of server/rights.h.
 *
 * Secrets never come here: the store gets the hash of a password, and digests
 * (PEOPLE_DIGEST_BYTES hex digits) of the tokens of sessions and programs. It
 * compares digests by looking them up; making and checking them is left to
 * server/auth.h.
 *
 * Events. Every function that takes a struct case_actor and changes something
 * leaves one event in the same transaction (store/case_store.h). No event
 * holds a hash or a digest.
 *
 * A *login* is 1 to BOUND_LOGIN_BYTES of a-z 0-9 . _ @ + -, unique; upper case
 * letters are taken as lower case. A member of staff who works on cases is the
 * agent whose key is the login. Users are never removed, only disabled, so that
 * events keep their meaning.
 *
 * Durability, threads, texts and common statuses are those of
 * store/case_store.h. Times are seconds since 1970.
 */
#ifndef STORE_PEOPLE_STORE_H
#define STORE_PEOPLE_STORE_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/case_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct people_store;

enum { PEOPLE_DIGEST_BYTES = 64 };

/* --- roles --- */

/* In the order of the columns of server/rights.def. All but customers are
 * staff. */
enum user_role {
    ROLE_CUSTOMER,
    ROLE_AGENT,
    ROLE_WRITER,
    ROLE_MANAGER,
    ROLE_ADMIN,
    ROLE_SALES,
    ROLE_MARKETING,
    ROLE_ACCOUNTING,
    ROLE_DEVELOPER,
    ROLE_COUNT
};

/* "customer", "agent"...; borrowed, never NULL. */
const char *user_role_word(enum user_role role);
/* Exactly these words; false for any other. */
bool user_role_parse(struct str word, enum user_role *out);

/* --- rows --- */

struct user {
    int64_t id; /* given by the store */
    struct str login;
    struct str name;  /* empty when added: the login */
    struct str email; /* may be empty */
    enum user_role role;
    struct str customer; /* key of the customer, of ROLE_CUSTOMER; else empty */
    struct str_list groups; /* customer groups, by name, each once */
    int64_t created_unix_s;
    int64_t disabled_unix_s; /* 0: may sign in */
};

struct user_session {
    int64_t id;
    int64_t user_id;
    struct str client; /* what the browser calls itself, cut; may be empty */
    int64_t created_unix_s;
    int64_t last_seen_unix_s;
    int64_t expires_unix_s;
};

struct user_token {
    int64_t id;
    struct str name;   /* unique among those that are not revoked */
    struct str login;  /* of the user whose rights it has at most */
    struct str rights; /* words of server/rights.def with blanks between */
    int64_t created_unix_s;
    int64_t last_used_unix_s; /* 0: never */
    int64_t revoked_unix_s;   /* 0: valid */
};

/* --- opening --- */

/* Open the store in the file `path`, made and migrated when needed. */
SLV_MUST_CHECK enum slv_status people_store_open(const char *path,
                                                 struct people_store **out,
                                                 struct slv_error *err);
void people_store_close(struct people_store *store); /* NULL is allowed */
/* The case store on the same connection; borrowed. */
struct case_store *people_store_cases(struct people_store *store);

/* --- users --- */

/* Add a user; id and times of `user` are ignored, `password_hash` may be empty
 * (nobody can sign in with it until one is set). ERR_CONFLICT when the login is
 * taken. ERR_INPUT for a login of other characters, for a customer
 * without ROLE_CUSTOMER and the other way round. ERR_NOT_FOUND when the customer is not
 * there. *id may be NULL. */
SLV_MUST_CHECK enum slv_status
people_store_add_user(struct people_store *store, const struct user *user,
                      struct str password_hash, const struct case_actor *actor,
                      int64_t *id, struct slv_error *err);

/* Add a user only when there is none at all yet; *added says whether. */
SLV_MUST_CHECK enum slv_status
people_store_add_first(struct people_store *store, const struct user *user,
                       struct str password_hash, const struct case_actor *actor,
                       bool *added, struct slv_error *err);

/* ERR_NOT_FOUND when there is none; also below. *password_hash may be NULL. */
SLV_MUST_CHECK enum slv_status
people_store_find_user(struct people_store *store, struct str login,
                       struct arena *arena, struct user *out,
                       struct str *password_hash, struct slv_error *err);

/* Change the own name and mail address. */
SLV_MUST_CHECK enum slv_status
people_store_set_name(struct people_store *store, struct str login,
                      struct str name, struct str email,
                      const struct case_actor *actor, struct slv_error *err);
/* Set the password and end every session of the user but `kept_session_id`
 * (0: none is kept). */
SLV_MUST_CHECK enum slv_status
people_store_set_password(struct people_store *store, struct str login,
                          struct str password_hash, int64_t kept_session_id,
                          const struct case_actor *actor,
                          struct slv_error *err);
/* Set role, customer and groups together, as `user` has them; it holds from the
 * next request on. ERR_INPUT as when adding; ERR_CONFLICT when it would take
 * the role from the last administrator who may sign in. */
SLV_MUST_CHECK enum slv_status
people_store_set_role(struct people_store *store, const struct user *user,
                      const struct case_actor *actor, struct slv_error *err);
/* Disable or enable again. Disabling ends all sessions; tokens of the user stop
 * working. ERR_CONFLICT for the last administrator who may sign in. */
SLV_MUST_CHECK enum slv_status
people_store_set_disabled(struct people_store *store, struct str login,
                          bool is_disabled, const struct case_actor *actor,
                          struct slv_error *err);

/* Give a user, who is still as the caller has seen, all of name, mail address,
 * role, customer, groups and whether disabled, in one step with an event for
 * each of the three kinds of change. ERR_CONFLICT when the user is not as seen,
 * and for the last administrator who may sign in. */
SLV_MUST_CHECK enum slv_status
people_store_update_user(struct people_store *store, const struct user *seen,
                         const struct user *user,
                         const struct case_actor *actor, struct slv_error *err);

/* By login: the first `limit` after `after` (empty: from the beginning). */
SLV_MUST_CHECK enum slv_status
people_store_list_users(struct people_store *store, struct str after,
                        size_t limit, struct arena *arena, struct user **out,
                        size_t *count, struct slv_error *err);
/* May anybody sign in who belongs to this customer (key)? */
SLV_MUST_CHECK enum slv_status
people_store_customer_has_account(struct people_store *store,
                                  struct str customer, bool *out,
                                  struct slv_error *err);
/* Is there any user, disabled or not? */
SLV_MUST_CHECK enum slv_status
people_store_has_users(struct people_store *store, bool *out,
                       struct slv_error *err);

/* --- sessions --- */

/* Begin a session of a user who may sign in, and forget those that are over.
 * At most BOUND_USER_SESSIONS of a user: beyond, the oldest ends. ERR_NOT_FOUND
 * when there is no such user or it is disabled. */
SLV_MUST_CHECK enum slv_status people_store_begin_session(
    struct people_store *store, struct str login, struct str digest,
    struct str client, int64_t expires_unix_s, const struct case_actor *actor,
    struct slv_error *err);
/* The session with this digest and its user, when it has not expired and the
 * user is not disabled; else ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status
people_store_find_session(struct people_store *store, struct str digest,
                          int64_t now_unix_s, struct arena *arena,
                          struct user_session *session, struct user *user,
                          struct slv_error *err);
/* The session was used; no event. */
SLV_MUST_CHECK enum slv_status
people_store_see_session(struct people_store *store, int64_t id,
                         int64_t now_unix_s, int64_t expires_unix_s,
                         struct slv_error *err);
/* End one session of a user. ERR_NOT_FOUND when the user has none with this
 * id. */
SLV_MUST_CHECK enum slv_status
people_store_end_session(struct people_store *store, struct str login,
                         int64_t id, const struct case_actor *actor,
                         struct slv_error *err);
/* Those that have not expired, the last seen first. */
SLV_MUST_CHECK enum slv_status
people_store_list_sessions(struct people_store *store, struct str login,
                           int64_t now_unix_s, struct arena *arena,
                           struct user_session **out, size_t *count,
                           struct slv_error *err);

/* --- API tokens --- */

/* Add a token of a user. ERR_NOT_FOUND when there is no such user,
 * ERR_CONFLICT when a valid token has the name. */
SLV_MUST_CHECK enum slv_status
people_store_add_token(struct people_store *store, struct str login,
                       struct str name, struct str rights, struct str digest,
                       const struct case_actor *actor, struct slv_error *err);
/* The valid token with this digest and its user, who is not disabled; else
 * ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status
people_store_find_token(struct people_store *store, struct str digest,
                        struct arena *arena, struct user_token *token,
                        struct user *user, struct slv_error *err);
/* The token was used; no event. */
SLV_MUST_CHECK enum slv_status
people_store_see_token(struct people_store *store, int64_t id,
                       int64_t now_unix_s, struct slv_error *err);
/* The same by its number; `login` (empty: whoever) says whose it has to be.
 * ERR_NOT_FOUND also when it was revoked before. */
SLV_MUST_CHECK enum slv_status
people_store_revoke_token_of(struct people_store *store, struct str login,
                             int64_t id, const struct case_actor *actor,
                             struct slv_error *err);
/* ERR_NOT_FOUND when no valid token has the name. */
SLV_MUST_CHECK enum slv_status
people_store_revoke_token(struct people_store *store, struct str name,
                          const struct case_actor *actor,
                          struct slv_error *err);
/* All, revoked ones too, by id. */
SLV_MUST_CHECK enum slv_status
people_store_list_tokens(struct people_store *store, struct arena *arena,
                         struct user_token **out, size_t *count,
                         struct slv_error *err);

/* --- attempts to sign in --- */

/* How many attempts may be made in the last `window_s` seconds under one key: a
 * digest of an address, of a login, or of both. */
struct attempt_limit {
    struct str key;
    int max;
};

/* Count an attempt under each key, unless one has reached its maximum: then
 * nothing is counted and *retry_after_s is the seconds until the next attempt
 * is allowed, else 0. Forgets what is older than the window. */
SLV_MUST_CHECK enum slv_status
people_store_begin_attempt(struct people_store *store,
                           const struct attempt_limit *limits, size_t count,
                           int window_s, int64_t now_unix_s, int *retry_after_s,
                           struct slv_error *err);
/* The attempt failed: an event says so. `login` is empty when there is no such
 * user, so that a mistyped password is not written down. */
SLV_MUST_CHECK enum slv_status
people_store_fail_attempt(struct people_store *store, struct str login,
                          const struct case_actor *actor,
                          struct slv_error *err);
/* The attempt succeeded: all attempts under `forgotten_key` are forgotten, and
 * one under each of the other keys. */
SLV_MUST_CHECK enum slv_status
people_store_clear_attempts(struct people_store *store,
                            const struct attempt_limit *limits, size_t count,
                            struct str forgotten_key, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
