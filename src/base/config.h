/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configuration file: flat `key = value` lines, `#` begins a comment line.
 * Every key, its kind, range, default and help stand in config.def; reading,
 * the sample and the documentation come from there. Who reads it hands plain
 * values on: no other layer knows of the file.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct strbuf;

/* One extra heading: sections called `heading` have the role `role`. */
struct config_role {
    struct str role; /* "problem", "environment", "cause", ... */
    struct str heading;
};

/* Articles in `folder` are in `language` when they name none. */
struct config_language {
    struct str folder; /* "de", "guides/fr" */
    struct str language;
};

/* The value of every key, by its name; empty text where the default is empty.
 * Every value is followed by a NUL byte that is not counted and holds none
 * itself, so `value.ptr` is a C string too. */
struct config {
#define CONFIG_KEY(name, kind, range, initial, help) struct str name;
#include "base/config.def"
#undef CONFIG_KEY
    /* the key `roles`, taken apart */
    struct config_role *role_list;
    size_t role_count;
    /* the key `folder_languages`, taken apart */
    struct config_language *language_list;
    size_t language_count;
};

/* Every key at its default. Borrows nothing that ends. */
void config_init(struct config *out);
/* Read a file over the defaults. Text lives in `arena`. ERR_NO_INPUT when it
 * is not there; ERR_INPUT with err->line for an unknown key, a key given twice,
 * a line without "=", or a value outside its range; ERR_TOO_BIG. */
SLV_MUST_CHECK enum slv_status config_load(const char *path,
                                           struct arena *arena,
                                           struct config *out,
                                           struct slv_error *err);
/* The same from text; `name` stands in messages. */
SLV_MUST_CHECK enum slv_status config_parse(struct str text, const char *name,
                                            struct arena *arena,
                                            struct config *out,
                                            struct slv_error *err);
/* Set one key, as a command-line option does. */
SLV_MUST_CHECK enum slv_status config_set(struct config *config, struct str key,
                                          struct str value, struct arena *arena,
                                          struct slv_error *err);
/* What the value of a key of kind NUMBER stands for. */
uint64_t config_number(struct str value);
/* A file with every key: its help as a comment, its default commented out. */
void config_write_sample(struct strbuf *out);

/* Take "127.0.0.1:8080", "[::1]:8080" or "name:80" apart; the host without
 * brackets, the port 0 to 65535 (0: any free one). False for anything else. */
bool config_split_address(struct str address, struct str *host, unsigned *port);

#ifdef __cplusplus
}
#endif
#endif
