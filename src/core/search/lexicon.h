/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All words, or all identifiers, of the articles that a reader sees, in memory:
 * for corrections, and for what an unfinished word may become.
 *
 * Words that differ in their accents are one here, shown as most articles write
 * them; so are identifiers that differ in case and separators. It belongs to
 * one thread at a time and never changes.
 */
#ifndef SEARCH_LEXICON_H
#define SEARCH_LEXICON_H

#include "core/search/lexicon_chunk.h"
#include "store/xapian_shim.h"

struct lexicon_entry {
    const char *key;
    const char *form;
    uint32_t count; /* of articles */
    uint8_t key_len;
    uint8_t form_len;
    uint8_t letters; /* characters of the key */
};

/* Words by the number of their letters, for going through those of about one
 * length: their signatures, and where they stand among the words. */
struct lexicon_lengths {
    const uint32_t *signatures;
    const uint32_t *words;
    /* those of n letters begin at begins[n] and end at begins[n + 1] */
    size_t begins[LEXICON_LETTERS_MAX + 2];
};

struct lexicon;

/* Read what the first `shard_count` shards of `reader` hold of one kind. *out
 * is NULL unless SLV_OK. SLV_ERR_CORRUPT when a chunk is damaged. */
SLV_MUST_CHECK enum slv_status lexicon_open(struct lexicon **out,
                                            struct xap_reader *reader,
                                            uint32_t shard_count,
                                            enum lexicon_kind kind,
                                            struct slv_error *err);
/* One without entries. */
struct lexicon *lexicon_new(void);
void lexicon_close(struct lexicon *lexicon); /* NULL is allowed */

/* The entries by rising bytes of their keys, each key once. */
const struct lexicon_entry *lexicon_entries(const struct lexicon *lexicon,
                                            size_t *count);
/* Of a lexicon of words. */
const struct lexicon_lengths *lexicon_lengths(const struct lexicon *lexicon);

static inline struct str lexicon_key_of(const struct lexicon_entry *entry)
{
    return (struct str){entry->key, entry->key_len};
}

static inline struct str lexicon_form_of(const struct lexicon_entry *entry)
{
    return (struct str){entry->form, entry->form_len};
}

/* The entry with this key, or NULL. */
const struct lexicon_entry *lexicon_find(const struct lexicon *lexicon,
                                         struct str key);
/* The first of the entries whose keys begin with `prefix`; *count follow each
 * other. */
const struct lexicon_entry *lexicon_find_prefix(const struct lexicon *lexicon,
                                                struct str prefix,
                                                size_t *count);

/* The entries of a range that most articles have, at most `max`, by falling
 * number of articles, equal ones by their keys; without those that `skip` (may
 * be NULL) is true of. */
size_t lexicon_most_frequent(const struct lexicon_entry *entries, size_t count,
                             bool (*skip)(struct str key),
                             const struct lexicon_entry **out, size_t max);

/* Which letters a word has, a bit for one or several letters each. One edit
 * (a letter more, less or another) changes at most two bits. */
uint32_t lexicon_signature(struct str key);

#endif
