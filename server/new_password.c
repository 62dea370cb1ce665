/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Typed or made passwords. See new_password.h.
 */
#include "server/new_password.h"

#include "base/arena.h"
#include "base/str.h"

enum slv_status new_password_hash(struct str typed, struct arena *arena,
                                  char hash[AUTH_HASH_BYTES], struct str *made,
                                  struct slv_error *err)
{
    char bytes[AUTH_TOKEN_BYTES];
    enum slv_status status;

    *made = STR("");
    if (typed.len > 0) {
        status = auth_password_check(typed, err);
        return status == SLV_OK ? auth_password_hash(typed, hash, err) : status;
    }
    auth_password_new(bytes);
    status = auth_password_hash(str_from(bytes), hash, err);
    if (status == SLV_OK)
        *made = arena_str(arena, str_from(bytes));
    auth_forget(bytes, sizeof bytes);
    return status;
}
