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

    /* the case store; the CHECKs of its tables say the same numbers */
    BOUND_FEEDBACK_COMMENT_BYTES = 2000,
    BOUND_SESSION_HASH_BYTES = 64,
    BOUND_CASE_KEY_BYTES = 200,   /* of a customer, contact, agent, entry */
    BOUND_CASE_NUMBER_BYTES = 40, /* of a case */
    BOUND_CASE_NAME_BYTES = 400,  /* of people, products, teams; attributes */
    BOUND_CASE_SUBJECT_BYTES = 1000,
    BOUND_CASE_NOTE_BYTES = 2000, /* reasons, comments on links, work done */
    BOUND_CASE_TEXT_BYTES = 256 * 1024, /* of one message */
    BOUND_CASE_MESSAGES = 1000,         /* of one imported case */
    BOUND_CASE_LINKS = 200,             /* of one imported case */
    BOUND_REPLY_USES = 8,        /* articles whose replies one message uses */
    BOUND_REPLY_WORDS = 16384,   /* of such a reply that are counted */
    BOUND_CASE_MINUTES = 1440,   /* of one time entry */
    BOUND_FILE_NAME_BYTES = 255, /* of an attachment */
    BOUND_CASE_FIX_BYTES = 1000, /* id or address of a permanent fix */
    BOUND_EVENT_DETAIL_BYTES = 32 * 1024,
    BOUND_LOGIN_BYTES = 100,
    BOUND_USER_GROUPS = 64,
    BOUND_USER_SESSIONS = 100,

    /* the search log */
    BOUND_LOGGED_QUERY_BYTES = 1000, /* longer ones are cut */
    BOUND_LOGGED_FILTERS_BYTES = 1000,
    BOUND_LOGGED_HITS = 10
};

#endif
