/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Unfolded bodies of the articles that were hits lately, so that a snippet
 * need not fetch and decompress them again. A body is known by the digest of
 * what its article was made from, so an entry can be forgotten but never wrong.
 * One thread at a time.
 *
 * Two halves: what is added goes to the young one; when that is full the old
 * one is dropped and the young one becomes old.
 */
#ifndef SEARCH_BODY_CACHE_H
#define SEARCH_BODY_CACHE_H

#include "core/search/word_starts.h"
#include "solvent/str.h"

#include <stddef.h>

struct body_cache;

struct cached_body {
    struct str unfolded;       /* as body_unfold() gave it, text and sections */
    struct word_starts starts; /* of its text */
};

/* Keep at most about `max_bytes`. Free with body_cache_free(). */
struct body_cache *body_cache_new(size_t max_bytes);
void body_cache_free(struct body_cache *cache); /* NULL is allowed */

/* The body of `digest`, or NULL. Valid until the next call that adds. */
const struct cached_body *body_cache_find(struct body_cache *cache,
                                          struct str digest);
/* Remember a copy of `unfolded`; valid until the next call that adds. */
const struct cached_body *body_cache_add(struct body_cache *cache,
                                         struct str digest,
                                         struct str unfolded);

#endif
