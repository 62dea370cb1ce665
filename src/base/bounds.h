/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The largest sizes that several modules must agree on. Passing one is an
 * ordinary error (SLV_ERR_TOO_BIG) or a diagnostic. A maximum of one module
 * alone stands in its own header.
 */
#ifndef BASE_BOUNDS_H
#define BASE_BOUNDS_H

enum {
    /* articles */
    BOUND_ARTICLE_FILE_BYTES = 8 * 1024 * 1024,
    BOUND_ARTICLE_ID_BYTES = 200, /* leaves room for a prefix in a term */
    BOUND_IMAGE_FILE_BYTES = 8 * 1024 * 1024,
    BOUND_FOLDER_DEPTH = 64,

    /* configuration */
    BOUND_CONFIG_FILE_BYTES = 64 * 1024,
    BOUND_LOGO_FILE_BYTES = 512 * 1024,

    /* the case store */
    BOUND_FEEDBACK_COMMENT_BYTES = 2000,
    BOUND_SESSION_HASH_BYTES = 64,

    /* the search log */
    BOUND_LOGGED_QUERY_BYTES = 1000, /* longer ones are cut */
    BOUND_LOGGED_FILTERS_BYTES = 1000,
    BOUND_LOGGED_HITS = 10
};

#endif
