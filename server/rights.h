/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What whoever sent a request may do. rights.def is the one table; a set of
 * rights is a word of bits. Who it is, is found out in server/identity.h.
 */
#ifndef SERVER_RIGHTS_H
#define SERVER_RIGHTS_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/people_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

enum right {
    RIGHT_EVERYBODY, /* no sign-in is needed; every set holds it */
#define RIGHT(name, ...) RIGHT_##name,
#include "server/rights.def"
#undef RIGHT
    RIGHT_COUNT
};

_Static_assert(RIGHT_COUNT <= 64, "a set of rights is a word of bits");

/* Those of somebody who has not signed in. */
#define RIGHTS_NOBODY (UINT64_C(1) << RIGHT_EVERYBODY)

static inline bool rights_have(uint64_t rights, enum right right)
{
    return (rights >> right) & 1;
}

uint64_t rights_of_role(enum user_role role);
/* "cases:read"; "" for RIGHT_EVERYBODY. Borrowed, never NULL. */
const char *right_word(enum right right);
const char *right_help(enum right right);
/* Would `wanted` give more than `have` holds? *extra is the first such right. The
 * rights to the own account and to the own company's cases are power over nobody
 * else, and do not count. */
bool rights_exceed(uint64_t wanted, uint64_t have, enum right *extra);
/* May somebody with the rights `have` make or change a user of this role? A token
 * with few rights is no way to more of them. ERR_PERMISSION names what is
 * missing. */
SLV_MUST_CHECK enum slv_status
rights_check_role(uint64_t have, enum user_role role, struct slv_error *err);
/* Words with blanks or commas between, as `solvent token add` takes them. At
 * least one; ERR_INPUT names one that is not in the table. */
SLV_MUST_CHECK enum slv_status rights_parse(struct str words, uint64_t *out,
                                            struct slv_error *err);
/* The other way, with blanks between. */
void rights_write(struct strbuf *out, uint64_t rights);

#endif
