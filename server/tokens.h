/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making tokens of programs, the same by command, page and API. A token may at
 * most what its user may, and never the own account: so a token makes no other
 * tokens.
 */
#ifndef SERVER_TOKENS_H
#define SERVER_TOKENS_H

#include "server/auth.h"
#include "server/rights.h"
#include "solvent/status.h"
#include "store/people_store.h"

struct arena;

/* What a token of this role may have at most. */
uint64_t token_rights_of_role(enum user_role role);
/* Make a token of a user with these rights. `out` is the secret, which is
 * nowhere else: auth_forget() it after use. ERR_INPUT for none, and for a right
 * that the user does not have; ERR_NOT_FOUND, ERR_CONFLICT as
 * people_store_add_token(). */
SLV_MUST_CHECK enum slv_status
token_make(struct people_store *store, struct str login, struct str name,
           uint64_t rights, const struct case_actor *actor, struct arena *arena,
           char out[AUTH_TOKEN_BYTES], struct slv_error *err);

#endif
