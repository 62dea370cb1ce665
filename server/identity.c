/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Credentials of requests, looked up; signing in and out. See identity.h.
 */
#include "server/identity.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/sessions.h"
#include "store/people_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    ATTEMPT_WINDOW_S = 10 * 60,
    ATTEMPTS_PER_PAIR = 10,
    ATTEMPTS_PER_ADDRESS = 50,
    ATTEMPTS_PER_LOGIN = 100,
    ATTEMPT_LIMITS = 3,
    /* each takes 64 MiB for a moment */
    HASHING_AT_ONCE = 2,
    /* how often it is written down that a session or token was used */
    SEEN_EVERY_S = 5 * 60,
    LOOK_FOR_USERS_EVERY_US = 1000 * 1000,
    SESSION_TOKEN_CHARS = 43,
    CREDENTIAL_BYTES_MAX = AUTH_TOKEN_BYTES - 1,
    ATTEMPT_KEY_BYTES_MAX = 4 * BOUND_CASE_NAME_BYTES,
    NEXT_PATH_BYTES_MAX = 2000
};

static const char cookie_name[] = "solvent_session";

struct identity {
    struct people_store *store;
    atomic_bool has_users;
    atomic_int_fast64_t looked_us; /* when there was none */
    pthread_mutex_t lock;          /* of the count */
    pthread_cond_t is_free;
    int hashing;
};

struct identity *identity_new(struct people_store *store)
{
    struct identity *identity = alloc_zeroed(1, sizeof *identity);

    identity->store = store;
    atomic_init(&identity->has_users, false);
    atomic_init(&identity->looked_us, 0);
    SLV_ASSERT(pthread_mutex_init(&identity->lock, NULL) == 0);
    SLV_ASSERT(pthread_cond_init(&identity->is_free, NULL) == 0);
    return identity;
}

void identity_free(struct identity *identity)
{
    if (!identity)
        return;
    pthread_mutex_destroy(&identity->lock);
    pthread_cond_destroy(&identity->is_free);
    free(identity);
}

bool identity_has_users(struct identity *identity)
{
    int64_t now_us = clock_mono_us();
    bool found = false;

    if (!identity)
        return false;
    if (atomic_load(&identity->has_users))
        return true;
    if (atomic_load(&identity->looked_us) != 0 &&
        now_us - atomic_load(&identity->looked_us) < LOOK_FOR_USERS_EVERY_US)
        return false;
    atomic_store(&identity->looked_us, now_us);
    if (people_store_has_users(identity->store, &found, NULL) != SLV_OK ||
        !found)
        return false;
    atomic_store(&identity->has_users, true);
    return true;
}

/* --- credentials --- */

/* The token of the session's cookie; empty when there is none, or nothing that
 * could be one. */
static struct str session_token(const struct request *request)
{
    struct str rest = request->headers.cookie;

    while (rest.len > 0) {
        struct str value = str_trim(str_take_until(&rest, ';'));
        struct str name = str_take_until(&value, '=');

        if (str_equal(name, str_from(cookie_name)))
            return value.len == SESSION_TOKEN_CHARS ? value : STR("");
    }
    return STR("");
}

/* The token after "Bearer"; false when there is no such header. Other schemes
 * are for whatever stands before this server. */
static bool bearer_token(const struct request *request, struct str *out)
{
    struct str value = str_trim(request->headers.authorization);
    struct str scheme = str_take_until(&value, ' ');

    *out = str_trim(value);
    return str_equal_nocase(scheme, STR("Bearer"));
}

static int64_t end_of_session(int64_t created_unix_s, int64_t now_unix_s)
{
    int64_t total = created_unix_s + SESSION_TOTAL_S;
    int64_t idle = now_unix_s + SESSION_IDLE_S;

    return idle < total ? idle : total;
}

static void fill(struct request *request, const struct user *user,
                 uint64_t rights)
{
    struct user *kept = arena_alloc(request->arena, sizeof *kept);

    *kept = *user;
    request->user = kept;
    request->rights = rights;
}

static enum slv_status find_by_session(struct identity *identity,
                                       struct request *request,
                                       struct str token, struct slv_error *err)
{
    char digest[AUTH_DIGEST_BYTES];
    char csrf[AUTH_DIGEST_BYTES];
    struct user_session session;
    struct user user;
    int64_t now_unix_s = clock_unix_s();
    enum slv_status status;

    auth_digest(token, digest);
    status =
        people_store_find_session(identity->store, str_from(digest), now_unix_s,
                                  request->arena, &session, &user, err);
    if (status == SLV_ERR_NOT_FOUND)
        return SLV_OK;
    if (status != SLV_OK)
        return status;
    fill(request, &user, rights_of_role(user.role));
    request->session_id = session.id;
    auth_keyed_digest(token, STR("form"), csrf);
    request->csrf = arena_str(request->arena, str_from(csrf));
    /* a full disk signs nobody out */
    if (now_unix_s - session.last_seen_unix_s >= SEEN_EVERY_S &&
        people_store_see_session(
            identity->store, session.id, now_unix_s,
            end_of_session(session.created_unix_s, now_unix_s), NULL) != SLV_OK)
        log_event(LOG_WARNING, log_name("session_not_seen"),
                  log_cstr("request", request->id));
    return SLV_OK;
}

static enum slv_status find_by_token(struct identity *identity,
                                     struct request *request, struct str token,
                                     struct slv_error *err)
{
    char digest[AUTH_DIGEST_BYTES];
    struct user_token found;
    struct user user;
    uint64_t rights;
    int64_t now_unix_s = clock_unix_s();
    enum slv_status status;

    auth_digest(str_first(token, CREDENTIAL_BYTES_MAX + 1), digest);
    status = people_store_find_token(identity->store, str_from(digest),
                                     request->arena, &found, &user, err);
    if (status == SLV_OK)
        status = rights_parse(found.rights, &rights, err);
    if (status == SLV_ERR_NOT_FOUND || status == SLV_ERR_INPUT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This token is not known, or was revoked");
    if (status != SLV_OK)
        return status;
    /* passwords and sessions are for people */
    rights &= ~(UINT64_C(1) << RIGHT_ACCOUNT);
    fill(request, &user, rights & rights_of_role(user.role));
    if (now_unix_s - found.last_used_unix_s >= SEEN_EVERY_S &&
        people_store_see_token(identity->store, found.id, now_unix_s, NULL) !=
            SLV_OK)
        log_event(LOG_WARNING, log_name("token_not_seen"),
                  log_cstr("request", request->id));
    return SLV_OK;
}

enum slv_status identity_find(struct identity *identity,
                              struct request *request, struct slv_error *err)
{
    struct str token;

    request->user = NULL;
    request->rights = RIGHTS_NOBODY;
    request->session_id = 0;
    request->csrf = STR("");
    if (!identity)
        return SLV_OK;
    if (bearer_token(request, &token))
        return find_by_token(identity, request, token, err);
    token = session_token(request);
    if (token.len == 0)
        return SLV_OK;
    return find_by_session(identity, request, token, err);
}

/* --- forms --- */

enum slv_status identity_check_form(const struct request *request,
                                    struct str base_url, struct slv_error *err)
{
    struct str token = request->headers.csrf_token;

    if (request->session_id == 0)
        return SLV_OK;
    if (!request_is_same_origin(request, base_url))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This form was sent from another site");
    if (token.len == 0) {
        struct uri_params form = request_form(request);

        token = form_field(&form, "csrf");
    }
    if (auth_equal(token, request->csrf))
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_PERMISSION,
                    "This form is from before you signed in, or from another "
                    "session");
    slv_hint(err, "Nothing was changed. Go back, reload the page and send it "
                  "again.");
    return SLV_ERR_PERMISSION;
}

/* --- signing in --- */

static void begin_hashing(struct identity *identity)
{
    SLV_ASSERT(pthread_mutex_lock(&identity->lock) == 0);
    while (identity->hashing >= HASHING_AT_ONCE)
        SLV_ASSERT(pthread_cond_wait(&identity->is_free, &identity->lock) == 0);
    identity->hashing++;
    SLV_ASSERT(pthread_mutex_unlock(&identity->lock) == 0);
}

static void end_hashing(struct identity *identity)
{
    SLV_ASSERT(pthread_mutex_lock(&identity->lock) == 0);
    identity->hashing--;
    SLV_ASSERT(pthread_cond_signal(&identity->is_free) == 0);
    SLV_ASSERT(pthread_mutex_unlock(&identity->lock) == 0);
}

/* An attempt's keys: digests, so that neither an address nor what somebody typed
 * as a login is written down. */
struct attempt {
    char digests[ATTEMPT_LIMITS][AUTH_DIGEST_BYTES];
    struct attempt_limit limits[ATTEMPT_LIMITS];
    size_t count;
};

static void add_limit(struct attempt *attempt, const char *kind,
                      struct str address, struct str login, int max)
{
    char *digest = attempt->digests[attempt->count];
    struct strbuf text;

    strbuf_init(&text, ATTEMPT_KEY_BYTES_MAX);
    strbuf_add_format(&text, "%s %.*s ", kind, STR_ARG(address));
    for (size_t i = 0; i < login.len; i++)
        strbuf_add_char(&text, ascii_to_lower(login.ptr[i]));
    auth_digest(strbuf_str(&text), digest);
    strbuf_release(&text);
    attempt->limits[attempt->count++] =
        (struct attempt_limit){{digest, AUTH_DIGEST_BYTES - 1}, max};
}

static bool is_own_machine(struct str address)
{
    return str_has_prefix(address, STR("127.")) ||
           str_equal(address, STR("::1"));
}

static void fill_attempt(struct attempt *attempt, const struct request *request,
                         struct str login)
{
    struct strbuf address;
    struct str household;

    attempt->count = 0;
    login = str_first(login, BOUND_LOGIN_BYTES + 1);
    strbuf_init(&address, AUTH_ADDRESS_BYTES_MAX);
    session_household(request->client_address, &address);
    household = strbuf_str(&address);
    add_limit(attempt, "pair", household, login, ATTEMPTS_PER_PAIR);
    add_limit(attempt, "login", STR(""), login, ATTEMPTS_PER_LOGIN);
    if (!is_own_machine(request->client_address))
        add_limit(attempt, "address", household, STR(""), ATTEMPTS_PER_ADDRESS);
    strbuf_release(&address);
}

/* Is it the password of a user who may sign in? Counted as an attempt, which is
 * forgotten when it was right. *user is there when it was. */
static enum slv_status try_password(struct identity *identity,
                                    const struct request *request,
                                    struct str login, struct str password,
                                    enum sign_in *out, int *retry_after_s,
                                    struct user *user, struct slv_error *err)
{
    struct attempt attempt;
    struct str hash = STR("");
    bool fits;
    enum slv_status status;

    fill_attempt(&attempt, request, login);
    *out = SIGN_IN_TOO_OFTEN;
    status = people_store_begin_attempt(identity->store, attempt.limits,
                                        attempt.count, ATTEMPT_WINDOW_S,
                                        clock_unix_s(), retry_after_s, err);
    if (status != SLV_OK || *retry_after_s > 0)
        return status;
    *user = (struct user){.login = STR("")};
    status = people_store_find_user(identity->store, login, request->arena,
                                    user, &hash, err);
    if (status != SLV_OK && status != SLV_ERR_NOT_FOUND)
        return status;
    begin_hashing(identity);
    fits = auth_password_fits(hash, password);
    end_hashing(identity);
    if (fits && user->disabled_unix_s == 0) {
        *out = SIGN_IN_DONE;
        return people_store_clear_attempts(identity->store, attempt.limits,
                                           attempt.count, attempt.limits[0].key,
                                           err);
    }
    *out = SIGN_IN_WRONG;
    log_event(LOG_WARNING, log_name("sign_in_failed"),
              log_cstr("request", request->id),
              log_str("client", request->client_address));
    return people_store_fail_attempt(
        identity->store, user->login,
        &(struct case_actor){user->login.len > 0 ? user->login
                                                 : STR("(unknown)"),
                             clock_unix_s()},
        err);
}

enum slv_status identity_sign_in(struct identity *identity,
                                 const struct request *request,
                                 struct str login, struct str password,
                                 enum sign_in *out,
                                 char token[AUTH_TOKEN_BYTES],
                                 int *retry_after_s, struct slv_error *err)
{
    char digest[AUTH_DIGEST_BYTES];
    struct user user;
    struct case_actor actor;
    enum slv_status status = try_password(identity, request, login, password,
                                          out, retry_after_s, &user, err);

    if (status != SLV_OK || *out != SIGN_IN_DONE)
        return status;
    actor = (struct case_actor){user.login, clock_unix_s()};
    auth_token_new("", token);
    auth_digest(str_from(token), digest);
    status = people_store_begin_session(
        identity->store, user.login, str_from(digest),
        request->headers.user_agent,
        end_of_session(actor.now_unix_s, actor.now_unix_s), &actor, err);
    if (status == SLV_ERR_NOT_FOUND) { /* disabled in this moment */
        *out = SIGN_IN_WRONG;
        return SLV_OK;
    }
    if (status == SLV_OK && request->session_id != 0)
        status = identity_sign_out(identity, request, err);
    return status;
}

enum slv_status identity_sign_out(struct identity *identity,
                                  const struct request *request,
                                  struct slv_error *err)
{
    enum slv_status status;

    if (!identity || request->session_id == 0)
        return SLV_OK;
    status = people_store_end_session(
        identity->store, request->user->login, request->session_id,
        &(struct case_actor){request->user->login, clock_unix_s()}, err);
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

enum slv_status identity_change_password(struct identity *identity,
                                         const struct request *request,
                                         struct str former, struct str password,
                                         enum sign_in *out, int *retry_after_s,
                                         struct slv_error *err)
{
    char hash[AUTH_HASH_BYTES];
    struct user user;
    enum slv_status status = auth_password_check(password, err);

    SLV_ASSERT(request->session_id != 0);
    if (status == SLV_OK)
        status = try_password(identity, request, request->user->login, former,
                              out, retry_after_s, &user, err);
    if (status != SLV_OK || *out != SIGN_IN_DONE)
        return status;
    begin_hashing(identity);
    status = auth_password_hash(password, hash, err);
    end_hashing(identity);
    if (status == SLV_OK)
        status = people_store_set_password(
            identity->store, user.login, str_from(hash), request->session_id,
            &(struct case_actor){user.login, clock_unix_s()}, err);
    return status;
}

void identity_set_cookie(const struct request *request, struct str base_url,
                         struct str token, struct response *response)
{
    bool is_secure = str_has_prefix(base_url, STR("https:"));

    response_header(response, "Set-Cookie",
                    arena_format(request->arena,
                                 "%s=%.*s; Path=/; Max-Age=%d; HttpOnly; "
                                 "SameSite=Lax%s",
                                 cookie_name, STR_ARG(token),
                                 token.len > 0 ? SESSION_TOTAL_S : 0,
                                 is_secure ? "; Secure" : ""),
                    request->arena);
}

struct str identity_next_path(struct str wanted)
{
    const struct str home = STR("/");

    if (wanted.len == 0 || wanted.len > NEXT_PATH_BYTES_MAX ||
        wanted.ptr[0] != '/' || str_has_prefix(wanted, STR("//")) ||
        str_has_prefix(wanted, STR("/sign-")))
        return home;
    for (size_t i = 0; i < wanted.len; i++) {
        unsigned char byte = (unsigned char) wanted.ptr[i];

        if (byte <= 0x20 || byte >= 0x7F || byte == '\\')
            return home;
    }
    return wanted;
}
