/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lexicon of a shard as it stands in the index: one metadata entry for each
 * chunk (lexicon_chunk.h), and one that lists them. It is written with the
 * articles, in the same commit, and holds what stands in them and nothing else;
 * so a reader's lexicon tells nothing of shards that it may not open.
 */
#ifndef SEARCH_LEXICON_STORE_H
#define SEARCH_LEXICON_STORE_H

#include "core/search/lexicon_chunk.h"
#include "store/xapian_shim.h"

/* Put the lexicon of a shard that has none; `items` are settled. */
SLV_MUST_CHECK enum slv_status lexicon_put(struct xap_writer *writer,
                                           const struct lexicon_item *items,
                                           size_t count, struct slv_error *err);

/* Change the lexicon of a shard by the settled `changes`. `before` reads the
 * shard (its first) as it was last committed. SLV_ERR_CORRUPT when articles go
 * that were not counted, or a chunk is damaged. */
SLV_MUST_CHECK enum slv_status
lexicon_change(struct xap_writer *writer, struct xap_reader *before,
               const struct lexicon_item *changes, size_t count,
               struct slv_error *err);

/* Of each kind, the first bytes for which there is a chunk, rising. */
struct lexicon_list {
    struct str firsts[LEXICON_KIND_COUNT];
};

/* The list of one shard, in `arena`; nothing when it has no lexicon. */
SLV_MUST_CHECK enum slv_status lexicon_list_read(struct xap_reader *reader,
                                                 uint32_t shard,
                                                 struct arena *arena,
                                                 struct lexicon_list *out,
                                                 struct slv_error *err);
/* Items of one chunk of one shard, as lexicon_chunk_read(); none when it is
 * not there. */
SLV_MUST_CHECK enum slv_status
lexicon_read(struct xap_reader *reader, uint32_t shard, enum lexicon_kind kind,
             unsigned char first, struct gzip_coder *coder, struct arena *texts,
             struct arena *lists, struct lexicon_item **out, size_t *count,
             struct slv_error *err);

#endif
