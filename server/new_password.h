/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The password of a user that somebody else sets: what was typed, or one that is
 * made here and shown once.
 */
#ifndef SERVER_NEW_PASSWORD_H
#define SERVER_NEW_PASSWORD_H

#include "server/auth.h"
#include "solvent/status.h"
#include "solvent/str.h"

struct arena;

/* The hash of `typed`; when that is empty, of a password that is made and put
 * into *made (in `arena`), else *made is empty. ERR_INPUT, ERR_TOO_BIG for one
 * that is no good. */
SLV_MUST_CHECK enum slv_status new_password_hash(struct str typed,
                                                 struct arena *arena,
                                                 char hash[AUTH_HASH_BYTES],
                                                 struct str *made,
                                                 struct slv_error *err);

#endif
