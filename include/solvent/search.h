/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading the index: search, one article, lists.
 *
 *     struct slv_reader *reader;
 * struct slv_search_request request = {.query = STR("disk full"), .limit =
 * 10};
 *     struct slv_search_result result;
 *     if (slv_reader_open(&reader, "data", SLV_AS_PUBLIC, &err) == SLV_OK &&
 *         slv_search(reader, &request, arena, &result, &err) == SLV_OK) ...
 *
 * A reader opens only the shards that its viewer may see, so nothing it
 * answers (order, scores, counts, facets, not-found) depends on anything else.
 * Each call sees the newest commit and the newest generation by itself.
 *
 * Threads. One reader per thread. Results live in the caller's arena.
 */
#ifndef SOLVENT_SEARCH_H
#define SOLVENT_SEARCH_H

#include "solvent/article.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct slv_reader;

enum slv_audience {
    SLV_AS_PUBLIC, /* published articles with public access */
    SLV_AS_STAFF   /* every article */
};

/* Who reads. Somebody who is in groups of customers sees what is public and the
 * published articles that are restricted to groups of which one is among them.
 * Names of groups are compared without letter case and outer white space; one
 * that no article names opens nothing. */
struct slv_viewer {
    enum slv_audience audience;
    struct str_list groups; /* of SLV_AS_PUBLIC; staff sees all without */
};

enum {
    SLV_QUERY_BYTES_MAX = 128 * 1024, /* longer: SLV_ERR_TOO_BIG */
    SLV_SEARCH_LIMIT_MAX = 100,
    SLV_SEARCH_OFFSET_MAX = 10000,
    SLV_FILTER_VALUES_MAX = 32 /* of one field */
};

/* Open the index in the folder `data`. SLV_ERR_NO_INPUT with a hint when
 * nothing was indexed there yet. */
SLV_MUST_CHECK enum slv_status slv_reader_open(struct slv_reader **out,
                                               const char *data,
                                               enum slv_audience audience,
                                               struct slv_error *err);
/* The same for anybody; `viewer` is not kept. */
SLV_MUST_CHECK enum slv_status
slv_reader_open_for(struct slv_reader **out, const char *data,
                    const struct slv_viewer *viewer, struct slv_error *err);
void slv_reader_close(struct slv_reader *reader); /* NULL is allowed */

/* A name for the state of the index that this reader now answers from: it
 * changes with every commit and generation (for ETags and caches). */
SLV_MUST_CHECK enum slv_status slv_reader_version(struct slv_reader *reader,
                                                  uint64_t *out,
                                                  struct slv_error *err);

/* --- search --- */

/* The filters of a search: within one field any value, between fields all. */
enum slv_facet {
    SLV_FACET_PRODUCT,
    SLV_FACET_VERSION,
    SLV_FACET_TAG,
    SLV_FACET_LANGUAGE, /* as the article says it: "en", "pt-BR" */
    SLV_FACET_SECTION,  /* a role name: articles that have such a section */
    SLV_FACET_COUNT
};
/* "product", "version", "tag", "language", "section": parameter and JSON names.
 */
const char *slv_facet_name(enum slv_facet facet);

struct slv_search_request {
    struct str query; /* empty: every article, newest first */
    bool is_partial;  /* the last word may be unfinished: search as you type */
    bool is_verbatim; /* search what was typed: no spelling is corrected */
    struct str_list filters[SLV_FACET_COUNT];
    /* The languages that the reader wants, most wanted first, as tags ("de").
     * The first one that there are articles in is searched alone; all are when
     * nothing is found in it. A filter on the language overrides this. */
    struct str_list languages;
    /* They are the reader's choice and not the browser's: addresses keep them.
     * Without languages: the choice is to have all alike. */
    bool are_languages_chosen;
    size_t offset; /* at most SLV_SEARCH_OFFSET_MAX, else cut to it */
    size_t limit;  /* at most SLV_SEARCH_LIMIT_MAX, else cut to it */
    /* Rank by words alone: resolved cases do not vote. */
    bool without_learning;
    int64_t now_unix_s; /* by which the votes of cases grow old; 0: the clock */
    /* Ids of articles to be treated as new, which keep the place that their
     * words earn until a case speaks for them; NULL: those that are */
    const struct str_list *new_articles;
    bool want_total;
    bool want_facets; /* asks for the exact total as well */
    bool want_explanation;
    /* hits have their id and score and nothing else: for measuring a ranking,
     * which would spend most of its time on snippets */
    bool want_ids_only;
    /* how many resolved cases that are told in words like the query are wanted
     * too, cut to SLV_SIMILAR_CASES_MAX: for readers who may read cases. They are
     * matched once, for this and for their votes */
    size_t similar_limit;
};

/* Text with the stretches that match the query; byte offsets, ascending,
 * apart. */
struct slv_mark {
    uint32_t begin;
    uint32_t end;
};
struct slv_marked {
    struct str text; /* plain text, UTF-8 */
    struct slv_mark *marks;
    size_t mark_count;
};

/* Why a hit has its score: one row per word of the query. */
struct slv_explanation {
    struct str word;   /* as asked */
    struct str term;   /* as indexed */
    uint64_t articles; /* that have it, for this reader */
    double idf;
    double field_weights
        [16]; /* by enum search_field (docs/schema.md), their sum is the impact */
    double score; /* what it adds */
};

struct slv_hit {
    struct str id;
    struct str language; /* a tag */
    bool is_pinned;      /* the writers put it here for this query (rules) */
    struct slv_marked title;
    double score;
    double case_score;      /* the part of it that cases gave */
    uint32_t similar_cases; /* that were resolved by this article */
    /* of the section that answers: one line, cut between words, with an
     * ellipsis where text was left out */
    struct slv_marked snippet;
    struct str section_title;  /* empty: the top of the article */
    struct str section_anchor; /* empty: the top of the article */
    enum slv_role section_role;
    struct str_list products;
    struct str_list versions;
    enum slv_state state;
    enum slv_access access;
    int64_t updated_unix_s;
    struct slv_explanation *explanation; /* when asked for */
    size_t explanation_count;
};

struct slv_facet_value {
    struct str value;
    uint64_t count;
};

struct slv_similar_case;

struct slv_search_result {
    /* What was searched instead of the query because one of its words is in no
     * article: the query with the nearest spelling; empty: the query itself. */
    struct str corrected;
    /* The one of request->languages that was searched first, "de"; empty when
     * none of them has articles, or when no article is in another. */
    struct str language;
    bool is_other_language; /* nothing was found in it: hits are of any */
    struct slv_hit *hits;
    size_t hit_count;
    uint64_t total;
    bool is_total_exact; /* else `total` is a lower bound */
    /* A count is what choosing the value would find: the facet's own filter
     * is left out of it. Lower bounds when the total is one. */
    struct {
        struct slv_facet_value *values; /* by falling count, then bytes */
        size_t count;
    } facets[SLV_FACET_COUNT]; /* empty unless asked for */
    /* nearest first; likewise */
    const struct slv_similar_case *similar;
    size_t similar_count;
    uint64_t took_us;
};

/* Answer a search. An odd query (operators alone, unbalanced quotes, NUL bytes,
 * ten thousand words) is treated as words and is never an error; only
 * one longer than SLV_QUERY_BYTES_MAX is refused. What may be written beside
 * words (phrases, exclusions, OR, fields) is in docs/search.md; filters of the
 * query count with those of the request. With limit 0 and want_facets nothing
 * is ranked: counts alone cost a fraction of a search. */
SLV_MUST_CHECK enum slv_status
slv_search(struct slv_reader *reader, const struct slv_search_request *request,
           struct arena *arena, struct slv_search_result *out,
           struct slv_error *err);

/* When the newest of the cases that may vote was closed; 0 without any. */
SLV_MUST_CHECK enum slv_status slv_newest_case(struct slv_reader *reader,
                                               int64_t *closed_unix_s,
                                               struct slv_error *err);

/* --- similar cases --- */

enum { SLV_SIMILAR_CASES_MAX = 20, SLV_TELLING_MAX = 4 };

/* A resolved case that is told in words like a text. */
struct slv_similar_case {
    struct str number;
    struct str subject;
    int64_t closed_unix_s;
    double similarity;           /* above 0, at most 1 */
    struct str_list resolved_by; /* ids of articles that this reader may see */
    /* What both say, as the text has it; those first that fewest cases have. At
     * most SLV_TELLING_MAX of each. */
    struct str_list codes; /* of errors */
    struct str_list words; /* all others */
};

/* The resolved cases nearest to `text`, at most `limit` (cut to
 * SLV_SIMILAR_CASES_MAX), nearest first. For readers who may read cases: a
 * customer must never be shown them. Only words tell; nothing is filtered.
 * ERR_TOO_BIG as slv_search(). */
SLV_MUST_CHECK enum slv_status
slv_similar_cases(struct slv_reader *reader, struct str text, size_t limit,
                  struct arena *arena, struct slv_similar_case **out,
                  size_t *count, struct slv_error *err);

/* --- completions --- */

enum {
    SLV_COMPLETIONS_MAX = 20,
    SLV_COMPLETE_BYTES_MAX = 512 /* of what was typed; longer: no completions */
};

enum slv_completion_kind {
    SLV_COMPLETION_TITLE,      /* an article: `id` is filled */
    SLV_COMPLETION_IDENTIFIER, /* an error code or name, as it is written */
    SLV_COMPLETION_SEARCH      /* what others searched for with success */
};

struct slv_completion {
    enum slv_completion_kind kind;
    struct slv_marked text;
    struct str id;
};

/* What `typed` may become, best first: titles that hold its words (the last one
 * as a beginning) and identifiers that begin with it. At most `limit` (cut to
 * SLV_COMPLETIONS_MAX). Searches of others are added by who keeps them. */
SLV_MUST_CHECK enum slv_status
slv_complete(struct slv_reader *reader, struct str typed, size_t limit,
             struct arena *arena, struct slv_completion **out, size_t *count,
             struct slv_error *err);
/* Does every word of `query` stand in an article that everybody may read? Asked
 * of a reader of SLV_AS_PUBLIC, before a search is shown to others. */
SLV_MUST_CHECK enum slv_status slv_words_are_public(struct slv_reader *reader,
                                                    struct str query, bool *out,
                                                    struct slv_error *err);

/* --- articles --- */

/* At most `limit` articles like `id`, nearest first, without text; by its own
 * telling words. SLV_ERR_NOT_FOUND as slv_article_get(). */
SLV_MUST_CHECK enum slv_status
slv_article_related(struct slv_reader *reader, struct str id, size_t limit,
                    struct arena *arena, struct slv_article **out,
                    size_t *count, struct slv_error *err);

/* The article `id` with text and Markdown. SLV_ERR_NOT_FOUND both when there
 * is none and when this reader may not see it. */
SLV_MUST_CHECK enum slv_status
slv_article_get(struct slv_reader *reader, struct str id, struct arena *arena,
                struct slv_article *out, struct slv_error *err);
/* Id of the article whose file is `path` in the article folder `folder`; the
 * same SLV_ERR_NOT_FOUND rule. A former id (`replaces`) finds its successor
 * through slv_article_find_replaced(). */
SLV_MUST_CHECK enum slv_status
slv_article_find_path(struct slv_reader *reader, uint32_t folder,
                      struct str path, struct arena *arena, struct str *id,
                      struct slv_error *err);
SLV_MUST_CHECK enum slv_status
slv_article_find_replaced(struct slv_reader *reader, struct str former_id,
                          struct arena *arena, struct str *id,
                          struct slv_error *err);

/* Articles without text, newest first (`offset`, `limit` without maximum): for
 * feeds, the sitemap, the home page. *total is exact. */
SLV_MUST_CHECK enum slv_status
slv_article_list(struct slv_reader *reader, size_t offset, size_t limit,
                 struct arena *arena, struct slv_article **out, size_t *count,
                 uint64_t *total, struct slv_error *err);

/* Open a file that is attached to an article that the caller has got, for
 * reading; the caller closes *descriptor. ERR_NOT_FOUND when it is not there or
 * damaged, as while the index is built anew. */
SLV_MUST_CHECK enum slv_status slv_attachment_open(
    struct slv_reader *reader, const struct slv_attachment *attachment,
    struct arena *arena, int *descriptor, struct slv_error *err);

/* Bytes of a stored image of an article that the caller has got. */
SLV_MUST_CHECK enum slv_status
slv_image_read(struct slv_reader *reader, const struct slv_image *image,
               struct arena *arena, struct str *bytes,
               const char **content_type, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
