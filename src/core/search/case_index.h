/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resolved cases in the index: what a shard of cases holds.
 *
 * Beside each shard of articles there may be one of cases, named
 * SHARD_CASES_PREFIX and the article shard's name. A case stands with the most
 * secret of its articles, so whoever opens a shard of cases may read every
 * article that its cases name. No word of a case ever reaches a reader: cases
 * are matched to vote for articles (learn.h), and that is all.
 *
 * A document of such a shard is a case:
 *     data     the record below
 *     terms    its words with their impacts, as those of an article whose title
 *              is the case's subject; Q<number>; A<id> for each article
 *              it votes for, N<id> for each it is linked to
 *     values   SLOT_KEY: the number; SLOT_UPDATED: when it was closed
 */
#ifndef SEARCH_CASE_INDEX_H
#define SEARCH_CASE_INDEX_H

#include "core/search/document.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "store/case_store.h"

#include <stddef.h>
#include <stdint.h>

struct arena;

/* What a case says for an article, in percent of a vote: 100 when it resolved
 * the case for good, below 0 when it was wrong. */
struct case_vote {
    struct str article_id;
    int32_t percent; /* -100 to 100, not 0 */
};

struct indexed_case {
    struct str number;
    struct str subject;
    int64_t change; /* of the case store: the case as it was then */
    int64_t closed_unix_s;
    struct case_vote *votes;
    size_t vote_count;
    struct str_list linked; /* every article it is linked to, voting or not;
                               not in what indexed_case_read() gives */
};

/* What a link says for its article: 100 when it resolved the case, less the more
 * often the case came back afterwards; below 0 when it was wrong, or had
 * resolved a case that came back and was resolved otherwise; 0: nothing. */
int32_t case_vote_percent(enum case_link_kind kind, int reopened_count);

/* Build the document of a case that is told in `text`, words of `language`.
 * Everything in *out is in `arena`; it has no body and no lexicon. */
void case_document_build(struct document_builder *builder,
                         const struct indexed_case *record, struct str text,
                         struct str language, struct arena *arena,
                         struct document *out);

/* The case of a document's data; strings are borrowed from it, the votes are in
 * `arena`. SLV_ERR_CORRUPT. */
SLV_MUST_CHECK enum slv_status indexed_case_read(struct str data,
                                                 struct arena *arena,
                                                 struct indexed_case *out,
                                                 struct slv_error *err);

/* Q<number>, A<id> and N<id>, in `arena`. */
struct str case_number_term(struct str number, struct arena *arena);
struct str case_article_term(struct str article_id, struct arena *arena);
struct str case_linked_term(struct str article_id, struct arena *arena);

#endif
