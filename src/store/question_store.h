/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What customers asked on the contact form, which articles they were shown, and
 * how it ended: an article solved it, a case was sent, or neither is known.
 *
 * Deflection is counted apart: *claimed* is what somebody said; *implied* is
 * concluded, carefully: an answer was opened, and neither this question nor
 * another of the same session sent a case in QUESTION_QUIET_S before or after.
 * A form that was left without an answer opened counts as neither.
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_QUESTION_STORE_H
#define STORE_QUESTION_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QUESTION_KEY_BYTES_MAX = 64,
    QUESTION_KEY_BYTES_MIN = 16,
    QUESTION_WORDS_BYTES_MAX = 400, /* longer ones are cut */
    QUESTION_SHOWN_MAX = 10,        /* further ones are left out */
    QUESTION_QUIET_S = 72 * 60 * 60
};

struct question {
    struct str key;  /* random, of one filling in */
    int64_t session; /* server/sessions.h; 0: not known */
    int64_t asked_unix_s;
    struct str words;
    struct str_list shown; /* ids of articles */
    struct str opened;     /* read only, here and below; empty: none */
    struct str claimed;
    struct str case_number;
};

/* Keep what is asked and shown now; of a key that is there its words and what is
 * shown in addition. What has ended stays as it is. ERR_INPUT for a key that is
 * too short or too long. */
SLV_MUST_CHECK enum slv_status question_store_ask(struct case_store *store,
                                                  const struct question *row,
                                                  struct slv_error *err);
/* ERR_NOT_FOUND when there is none; also below. */
SLV_MUST_CHECK enum slv_status question_store_find(struct case_store *store,
                                                   struct str key,
                                                   struct arena *arena,
                                                   struct question *out,
                                                   struct slv_error *err);
/* The question from which the case was sent. */
SLV_MUST_CHECK enum slv_status
question_store_find_by_case(struct case_store *store, struct str number,
                            struct arena *arena, struct question *out,
                            struct slv_error *err);
/* One of the articles that were shown was opened; ERR_NOT_FOUND when it was not
 * shown. */
SLV_MUST_CHECK enum slv_status question_store_open(struct case_store *store,
                                                   struct str key,
                                                   struct str article_id,
                                                   struct slv_error *err);
/* One of them solved it. ERR_CONFLICT when a case was sent. Saying so twice
 * changes nothing; *is_first (may be NULL) tells. */
SLV_MUST_CHECK enum slv_status question_store_claim(struct case_store *store,
                                                    struct str key,
                                                    struct str article_id,
                                                    bool *is_first,
                                                    struct slv_error *err);
/* A case was sent: it was not solved, whatever was said before. */
SLV_MUST_CHECK enum slv_status question_store_send(struct case_store *store,
                                                   struct str key,
                                                   struct str number,
                                                   struct slv_error *err);
/* How many questions of the session were asked since, and how many of them were
 * sent: for limits. */
SLV_MUST_CHECK enum slv_status
question_store_count_session(struct case_store *store, int64_t session,
                             int64_t since_unix_s, uint64_t *asked,
                             uint64_t *sent, struct slv_error *err);

struct question_counts {
    uint64_t asked;
    uint64_t shown;   /* of these: at least one article was shown */
    uint64_t claimed; /* deflection that was said */
    uint64_t implied; /* and that is concluded, apart from it */
    uint64_t sent;    /* ended in a case */
};

/* Of what was asked from `from_unix_s` to before `until_unix_s`; implied is
 * known of what is older than QUESTION_QUIET_S at `now_unix_s`. */
SLV_MUST_CHECK enum slv_status
question_store_count(struct case_store *store, int64_t from_unix_s,
                     int64_t until_unix_s, int64_t now_unix_s,
                     struct question_counts *out, struct slv_error *err);

/* One question as it ended; deflection as question_store_count() has it. */
struct question_end {
    int64_t session;
    int64_t asked_unix_s;
    bool is_claimed;
    bool is_implied;
    bool is_sent;
};
/* Of the same span, by time. */
SLV_MUST_CHECK enum slv_status
question_store_ends(struct case_store *store, int64_t from_unix_s,
                    int64_t until_unix_s, int64_t now_unix_s,
                    struct arena *arena, struct question_end **out,
                    size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
