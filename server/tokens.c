/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making tokens of programs. See tokens.h.
 */
#include "server/tokens.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <string.h>

enum { RIGHTS_TEXT_BYTES = 4096 };

uint64_t token_rights_of_role(enum user_role role)
{
    return rights_of_role(role) & ~(UINT64_C(1) << RIGHT_ACCOUNT) &
           ~RIGHTS_NOBODY;
}

/* Only what the user may do now; more would be a promise nobody keeps. */
static enum slv_status check_rights(const struct user *user, uint64_t rights,
                                    struct slv_error *err)
{
    const uint64_t wanted = rights & ~RIGHTS_NOBODY;
    const uint64_t extra = wanted & ~token_rights_of_role(user->role);

    if (wanted == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a token without any right is good for nothing");
    for (int right = 0; right < RIGHT_COUNT; right++)
        if (rights_have(extra, (enum right) right))
            return slv_fail(err, SLV_ERR_INPUT,
                            "a token of %.*s cannot have the right \"%s\"",
                            STR_ARG(user->login),
                            right_word((enum right) right));
    return SLV_OK;
}

enum slv_status token_make(struct people_store *store, struct str login,
                           struct str name, uint64_t rights,
                           const struct case_actor *actor, struct arena *arena,
                           char out[AUTH_TOKEN_BYTES], struct slv_error *err)
{
    char digest[AUTH_DIGEST_BYTES];
    struct strbuf words;
    struct user user;
    enum slv_status status =
        people_store_find_user(store, login, arena, &user, NULL, err);

    memset(out, 0, AUTH_TOKEN_BYTES);
    if (status == SLV_OK)
        status = check_rights(&user, rights, err);
    if (status != SLV_OK)
        return status;
    strbuf_init(&words, RIGHTS_TEXT_BYTES);
    rights_write(&words, rights & ~RIGHTS_NOBODY);
    auth_token_new("slv_", out);
    auth_digest(str_from(out), digest);
    status = people_store_add_token(store, user.login, name, strbuf_str(&words),
                                    str_from(digest), actor, err);
    strbuf_release(&words);
    return status;
}
