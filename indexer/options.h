/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the commands of this half share in reading their arguments and telling
 * their errors.
 */
#ifndef INDEXER_OPTIONS_H
#define INDEXER_OPTIONS_H

#include "base/config.h"
#include "solvent/index.h"
#include "solvent/search.h"
#include "solvent/status.h"

#include <stdbool.h>
#include <stdio.h>

struct arena;

/* "solvent: what", the hint on a line of its own; returns the exit code. */
int command_fail(const struct slv_error *err);
enum { USAGE_MAX = 256 };
/* Write "what: which" into `text` and return it. */
const char *usage_of(char text[USAGE_MAX], const char *what, const char *which);
/* Say how `command` is used wrongly; returns the exit code. */
int command_usage(const char *command, const char *what);

/* "on" or "off"; false, and *out as it was, for anything else. */
bool option_switch(const char *value, bool *out);

/* A whole number from min to max. */
bool option_uint(const char *text, unsigned min, unsigned max, unsigned *out);

/* Whose articles: "public", "staff" or "group:NAME[,NAME]". Lists are in `arena`
 * and borrow from `value`. NULL, or what is wrong with it. */
const char *option_viewer(const char *value, struct arena *arena,
                          struct slv_viewer *out);

/* The configuration of a data folder: `path`, or data/solvent.conf when that
 * is NULL and there is one, else the defaults. */
SLV_MUST_CHECK enum slv_status
command_config(const char *path, const char *data, struct arena *arena,
               struct config *out, struct slv_error *err);
/* What the configuration says about indexing. */
void index_options_from_config(const struct config *config, struct arena *arena,
                               struct slv_index_options *out);

/* Print text of an article or a file's name: control characters, which would
 * move the cursor of a terminal, become spaces. */
void put_text(FILE *out, struct str text);

/* May colours and cursor movements be used on the stream `descriptor`: it is a
 * terminal, and NO_COLOR is not set. */
bool is_colourful(int descriptor);

#endif
