/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is behind struct slv_reader: one thread's view of the shards that its
 * viewer may see, renewed with each call.
 */
#ifndef SEARCH_READER_H
#define SEARCH_READER_H

#include "base/strbuf.h"
#include "core/search/body_cache.h"
#include "core/search/generation.h"
#include "core/search/languages.h"
#include "core/search/lexicon.h"
#include "core/search/vocabulary.h"
#include "solvent/search.h"
#include "store/xapian_shim.h"

struct document_builder;
struct expander;
struct facet_index;
struct gzip_coder;
struct strmap;

struct slv_reader {
    char *data;
    enum slv_audience audience;
    char *groups;        /* of who reads, by groups_write(); empty for staff */
    struct arena *arena; /* of the generation */
    struct generation generation;
    struct str
        shards[XAP_SHARDS_MAX]; /* of it, that may be seen; public first */
    size_t shard_count;
    bool lacks_groups; /* a shard could not say whose it is */
    struct xap_reader *xap;
    struct xap_reader *cases;    /* NULL: none may be seen, or can be read */
    size_t case_shard_count;     /* of those that may be seen */
    uint64_t case_version;       /* as version */
    struct strmap *new_articles; /* by id, of what those shards say */
    struct arena *new_arena;     /* of that */
    uint64_t version;            /* 0: not asked for since the last change */
    struct {
        struct lexicon *lexicon; /* NULL: not asked for yet */
        uint64_t version;        /* of the reader when it was read */
    } lexicons[LEXICON_KIND_COUNT];
    struct vocabulary *vocabulary;
    /* of the articles that this reader sees, as the vocabulary numbers them,
     * each once; the most frequent first */
    unsigned languages[VOCABULARY_LANGUAGES_MAX];
    size_t language_count;
    struct languages tags;     /* the same languages, with their articles */
    struct expander *expander; /* the rules of writers */
    struct facet_index *facets;
    uint64_t stamp; /* of highlighters */
    struct gzip_coder *coder;
    struct body_cache *bodies;
    struct strbuf text; /* the body being unfolded */
    struct document_builder
        *documents; /* made when something is to be explained */
};

/* Make the reader see the newest commit of the current generation. To be
 * called once at the start of each request. */
SLV_MUST_CHECK enum slv_status reader_renew(struct slv_reader *reader,
                                            struct slv_error *err);

/* Go on without the cases when they are damaged or gone, which is what `status`
 * may say: then it is SLV_OK, and reader->cases is NULL until the next renewal
 * tries again. Any other status as it is. */
SLV_MUST_CHECK enum slv_status reader_forgive_cases(struct slv_reader *reader,
                                                    enum slv_status status);

/* Sections and text of a hit, unfolded, for body_read(); they last until the
 * next call. SLV_ERR_STALE when the article was removed since it was a hit. */
SLV_MUST_CHECK enum slv_status
reader_body(struct slv_reader *reader, const struct xap_hit *hit, struct str id,
            struct str digest, struct arena *arena,
            const struct cached_body **out, struct slv_error *err);

/* The words or the identifiers of what the reader sees, read when first asked
 * for after a change; valid until the next call. One that is damaged is empty:
 * a search does without. Other statuses of reading. */
SLV_MUST_CHECK enum slv_status reader_lexicon(struct slv_reader *reader,
                                              enum lexicon_kind kind,
                                              const struct lexicon **out,
                                              struct slv_error *err);

/* Is the article new: named by the request, or first seen lately? Whether a case
 * has spoken for it is another question. */
bool reader_is_new(const struct slv_reader *reader,
                   const struct slv_search_request *request, struct str id);

/* slv_article_get() on what the reader sees already. */
SLV_MUST_CHECK enum slv_status
reader_article(struct slv_reader *reader, struct str id, struct arena *arena,
               struct slv_article *out, struct slv_error *err);

#endif
