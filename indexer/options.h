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
#include <stddef.h>
#include <stdio.h>

struct arena;

/* "solvent: what", the hint on a line of its own; returns the exit code. */
int command_fail(const struct slv_error *err);
enum { USAGE_MAX = 256 };
/* Write "what: which" into `text` and return it. */
const char *usage_of(char text[USAGE_MAX], const char *what, const char *which);
/* Say how `command` is used wrongly; returns the exit code. */
int command_usage(const char *command, const char *what);

enum command_option_kind {
    OPTION_FLAG,   /* a bool becomes true */
    OPTION_TEXT,   /* a const char * that borrows from argv */
    OPTION_FOLDER, /* the same, and command_main does not go on without it */
    OPTION_STR,    /* a struct str that borrows from argv */
    OPTION_UINT,   /* an unsigned from `min` to `max` */
    OPTION_CALL,   /* `take` gets the value */
    OPTION_ACT     /* `take` is called, without a value */
};

/* One option of a command: a row of a table that ends with an empty one. */
struct command_option {
    const char *name; /* without the two dashes */
    enum command_option_kind kind;
    size_t offset; /* of the member that it fills */
    unsigned min;
    unsigned max;
    /* NULL, or what is wrong with the value */
    const char *(*take)(const struct command_option *option, void *command,
                        const char *value);
    unsigned which; /* for `take`, when several options share it */
};

/* The rows. OPTION_DO has no value, the others have one or are flags. */
#define OPTION_FIELD(name_, kind_, struct_, member_)                           \
    {                                                                          \
        .name = (name_), .kind = (kind_), .offset = offsetof(struct_, member_) \
    }
#define OPTION_NUMBER(name_, struct_, member_, min_, max_)                 \
    {                                                                      \
        .name = (name_), .kind = OPTION_UINT,                              \
        .offset = offsetof(struct_, member_), .min = (min_), .max = (max_) \
    }
#define OPTION_TAKE(name_, take_, which_)                      \
    {                                                          \
        .name = (name_), .kind = OPTION_CALL, .take = (take_), \
        .which = (which_)                                      \
    }
#define OPTION_DO(name_, take_, which_)                       \
    {                                                         \
        .name = (name_), .kind = OPTION_ACT, .take = (take_), \
        .which = (which_)                                     \
    }

/* Fill `command` from the arguments by the table; --help is in every one. False
 * after --help. Else *wrong is NULL or says the first thing that cannot be
 * understood, and the words that are no options stand from argv[optind] on. */
bool options_read(const struct command_option *options, void *command, int argc,
                  char **argv, char usage[USAGE_MAX], const char **wrong);

/* A command that fills one structure from its arguments and then does one
 * thing. */
struct command_shape {
    const char *name;
    const char *help;
    const struct command_option *options;
    /* What stands beside the options; NULL, or what is wrong with it. */
    const char *(*read_words)(int count, char **words, void *command,
                              char usage[USAGE_MAX]);
    enum slv_status (*run)(void *command, struct arena *arena,
                           struct slv_error *err);
};

/* Read the arguments into `command`, run it with an arena of its own, and tell
 * what went wrong; returns the exit code. */
int command_main(const struct command_shape *shape, void *command, int argc,
                 char **argv);

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
