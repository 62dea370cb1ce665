/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The YAML block between two "---" lines at the top of an article, as a flat
 * list of keys with a scalar or a list of scalars. The only file that knows
 * libyaml. It does not know which keys mean something: core/article does.
 */
#ifndef TEXT_FRONT_MATTER_H
#define TEXT_FRONT_MATTER_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct strbuf;

enum {
    FRONT_MATTER_BYTES_MAX = 512 * 1024,
    FRONT_MATTER_KEYS_MAX = 256,
    FRONT_MATTER_ITEMS_MAX = 20000 /* of one list */
};

struct front_matter_entry {
    struct str key;         /* as written; nested keys are joined by "." */
    struct str_list values; /* one for a scalar, none for an empty value */
    bool is_list;
    int line; /* 1-based, in the file */
};

struct front_matter {
    /* In file order; a repeated key is there twice. */
    struct front_matter_entry *entries;
    size_t count;
    /* The file begins with "---" and the block has an end. */
    bool is_present;
    /* False: broken YAML; what stands before its line is in entries. */
    bool is_readable;
    /* A whole sentence when !is_readable, or when the block has no end. */
    struct str problem;
    int problem_line;
    size_t body_offset; /* first byte after the block */
    int body_line;      /* its 1-based line */
};

/* Read the front matter of `source` (UTF-8, LF or CR LF, without BOM). Never
 * fails: what is wrong is told in the result. Everything is in `arena`.
 * Anchors, aliases and tags are not followed (an alias is a problem). A file
 * that begins with "---" but has no closing "---" or "..." has no front matter,
 * and `problem` says so. Too large a block or too many keys is a problem too. */
void front_matter_read(struct str source, struct arena *arena,
                       struct front_matter *out);

/* Add `text` as a value in double quotes, on one line. Characters that YAML does
 * not allow in a file, and those that end a line, become blanks, bytes that are
 * not UTF-8 U+FFFD: whatever it holds, the block can be read, and the value
 * begins no other key. */
void front_matter_add_quoted(struct strbuf *out, struct str text);

#endif
