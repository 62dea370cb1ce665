/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Articles that are about the same as one article, by its own telling words:
 * slv_article_related() of solvent/search.h. What cases say of articles that
 * solved the same problems belongs here as well, once there are cases.
 *
 * The index knows what each word is worth in an article, so the article is
 * asked for as a query of its RELATED_WORDS words of the greatest impact x idf,
 * each weighted by its impact. A score is compared with the one that the
 * article itself would get: below RELATED_SHARE_MIN of it, what is common is
 * only the way of writing.
 */
#ifndef SEARCH_RELATED_H
#define SEARCH_RELATED_H

enum {
    RELATED_MAX = 20, /* articles */
    RELATED_WORDS = 20,
    RELATED_WORDS_MIN = 5,
    RELATED_POSTINGS_MAX = 10000, /* then no more than those words */
    RELATED_CANDIDATE_WORDS = 64 /* of the greatest impact, whose idf is read */
};

#define RELATED_SHARE_MIN 0.16

#endif
