/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `solvent user`, `solvent token` and `solvent webhook` share: options, the store, who acts,
 * and reading a password. Used by one thread.
 */
#ifndef SERVER_PEOPLE_COMMAND_H
#define SERVER_PEOPLE_COMMAND_H

#include "base/bounds.h"
#include "server/auth.h"
#include "solvent/status.h"
#include "store/people_store.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { COMMAND_WORDS_MAX = 3 };

/* Of any of them; NULL and 0 where nothing was said. */
struct people_command {
    const char *words[COMMAND_WORDS_MAX]; /* "add", "anna"... */
    size_t word_count;
    const char *data;
    const char *name;
    const char *email;
    const char *role;
    const char *customer;
    const char *user;
    const char *rights;
    const char *events;
    const char *config;
    struct str groups[BOUND_USER_GROUPS];
    size_t group_count;
    bool are_groups_given;
    bool is_first;
    bool is_json;
    bool wants_help;
    /* filled by people_command_open() */
    struct arena *arena;
    struct people_store *store;
    struct case_actor actor;
};

/* Read the options that `allowed` names, blanks around each ("  data json ").
 * ERR_USAGE. */
SLV_MUST_CHECK enum slv_status
people_command_read(struct people_command *command, int argc, char **argv,
                    const char *allowed, struct slv_error *err);
/* Open the store of the data folder, made when `makes_it`; people_command_end()
 * closes it. ERR_NO_INPUT when it is not there. */
SLV_MUST_CHECK enum slv_status
people_command_open(struct people_command *command, bool makes_it,
                    struct slv_error *err);
/* Close everything; prints the failure. The exit code. */
int people_command_end(struct people_command *command, enum slv_status status,
                       const struct slv_error *err);

enum { PASSWORD_LINE_BYTES = AUTH_PASSWORD_BYTES_MAX + 2 };

/* A password from the terminal, twice and without echo; when standard input is
 * none, its first line. Checked; auth_forget() it after use. */
SLV_MUST_CHECK enum slv_status
people_command_password(char out[PASSWORD_LINE_BYTES], struct slv_error *err);

#endif
