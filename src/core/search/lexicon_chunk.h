/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The byte form of a lexicon: words as they are written and identifiers, each
 * with the number of articles of a shard that hold it.
 *
 * A lexicon is stored in chunks, one for each first byte of the keys of each
 * kind, so that a change of a few articles rewrites few of them. A chunk is
 * front-coded, in order and deflated; its bytes follow from what it holds
 * alone, however it came there. Pure; a coder belongs to one thread at a time.
 */
#ifndef SEARCH_LEXICON_CHUNK_H
#define SEARCH_LEXICON_CHUNK_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct gzip_coder;
struct strbuf;

enum lexicon_kind {
    LEXICON_WORDS, /* letters alone, in lower case, accents kept */
    LEXICON_CODES, /* identifiers, as they are written */
    LEXICON_KIND_COUNT
};

enum {
    LEXICON_LETTERS_MIN = 2, /* of a word */
    LEXICON_LETTERS_MAX = 32,
    LEXICON_FORM_MAX = 64, /* bytes */
    LEXICON_KEY_MAX = 64
};

struct lexicon_item {
    enum lexicon_kind kind;
    struct str key; /* by which forms are one and in order */
    struct str form;
    int64_t count; /* of articles; of a change, how many more or fewer */
};

/* Characters of a key. */
size_t lexicon_letters(struct str key);
/* Has the folded word the right number of letters? */
bool lexicon_takes_word(struct str folded);

/* The key of a word: accents gone. The key of an identifier: lower case,
 * without what is between letters and digits, but for a "-" between two digits,
 * so that no number becomes another. Returns its length, cut at
 * LEXICON_KEY_MAX; 0 when nothing is left. */
size_t lexicon_key(enum lexicon_kind kind, struct str form,
                   char out[LEXICON_KEY_MAX]);

/* Order of items: by kind, key, form. */
int lexicon_compare(const struct lexicon_item *a, const struct lexicon_item *b);
/* Sort `items` and make one of equals, with the sum of their counts; what adds
 * up to 0 goes. Returns how many are left. */
size_t lexicon_settle(struct lexicon_item *items, size_t count);

/* Append items of one kind and first byte, settled, each count above 0. */
void lexicon_chunk_write(const struct lexicon_item *items, size_t count,
                         struct gzip_coder *coder, struct strbuf *out);
/* Items of a chunk, the strings in `texts` and the list in `lists`, which may
 * be one. SLV_ERR_CORRUPT when it is not what lexicon_chunk_write() makes for
 * this kind and first byte of the keys. */
SLV_MUST_CHECK enum slv_status lexicon_chunk_read(
    struct str chunk, enum lexicon_kind kind, unsigned char first,
    struct gzip_coder *coder, struct arena *texts, struct arena *lists,
    struct lexicon_item **out, size_t *count, struct slv_error *err);

#endif
