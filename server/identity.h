/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who sends a request: sessions of browsers (the cookie "solvent_session") and
 * tokens of programs (Authorization: Bearer). Signing in and out, and whether a
 * form was sent on purpose. What may be done is left to server/rights.h, the
 * pages to server/pages/.
 *
 * A session ends SESSION_IDLE_S after it was last used and SESSION_TOTAL_S after
 * it began. Its CSRF token is made from the session's own, so that nothing more
 * is stored.
 *
 * Guessing. Attempts that fail are counted for ten minutes: 10 for an address
 * and login together, 50 for an address (not the machine's own, which is a
 * proxy's), 100 for a login. Whether the login is there or not, an answer
 * costs the same hashing and the same writing.
 *
 * Threads: any.
 */
#ifndef SERVER_IDENTITY_H
#define SERVER_IDENTITY_H

#include "server/auth.h"
#include "server/request.h"
#include "server/response.h"
#include "solvent/status.h"

#include <stdbool.h>

struct app;
struct identity;
struct people_store;

enum { SESSION_IDLE_S = 7 * 24 * 60 * 60, SESSION_TOTAL_S = 30 * 24 * 60 * 60 };

/* `store` must outlive it. */
struct identity *identity_new(struct people_store *store);
void identity_free(struct identity *identity); /* NULL is allowed */

/* Is there any user, so that signing in makes sense? A first user is seen
 * within a second. False for NULL. */
bool identity_has_users(struct identity *identity);

/* Fill user, rights, session_id and csrf of `request`. A request without
 * credentials, or with a session that is over, is nobody's: SLV_OK.
 * SLV_ERR_PERMISSION for a token of a program that is not valid, or failures of
 * the store. `identity` may be NULL: everybody is nobody then. */
SLV_MUST_CHECK enum slv_status identity_find(struct identity *identity,
                                             struct request *request,
                                             struct slv_error *err);

/* A request that changes something in the name of a session must come from a
 * page of this site and carry the session's CSRF token: the field "csrf" of a
 * form, or the header X-CSRF-Token. Requests without a session pass: programs
 * send their token by themselves, and nobody's name is nothing to take.
 * SLV_ERR_PERMISSION. */
SLV_MUST_CHECK enum slv_status
identity_check_form(const struct request *request, struct str base_url,
                    struct slv_error *err);

enum sign_in {
    SIGN_IN_DONE,
    SIGN_IN_WRONG, /* login, password, or a disabled user: nobody learns which */
    SIGN_IN_TOO_OFTEN
};

/* Try to sign in. SIGN_IN_DONE: `token` is that of a new session, and the one
 * the request came with has ended. SIGN_IN_TOO_OFTEN: nothing was tried, and
 * *retry_after_s says for how long. */
SLV_MUST_CHECK enum slv_status
identity_sign_in(struct identity *identity, const struct request *request,
                 struct str login, struct str password, enum sign_in *out,
                 char token[AUTH_TOKEN_BYTES], int *retry_after_s,
                 struct slv_error *err);
/* End the session that the request came with, if it has one. */
SLV_MUST_CHECK enum slv_status identity_sign_out(struct identity *identity,
                                                 const struct request *request,
                                                 struct slv_error *err);
/* Give the signed-in user another password when `former` is the present one;
 * other sessions end. *out as for signing in (attempts count the same). */
SLV_MUST_CHECK enum slv_status
identity_change_password(struct identity *identity,
                         const struct request *request, struct str former,
                         struct str password, enum sign_in *out,
                         int *retry_after_s, struct slv_error *err);

/* Set the cookie of a session, or take it away with an empty token. */
void identity_set_cookie(const struct request *request, struct str base_url,
                         struct str token, struct response *response);

/* Where to go after signing in: `wanted` when it is a path of this site that may
 * stand in a header, else "/". Never another site's, whatever its spelling. */
struct str identity_next_path(struct str wanted);

#endif
