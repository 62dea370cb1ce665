/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which files belong to which case: their names, sizes and checksums, in the
 * tables of the case store. The bytes are in store/attachment_files.h, and are
 * kept there before a row here names them.
 *
 * An attachment is *internal* when it is for staff alone, as those that came
 * with a note are. What is taken away leaves its name, size and checksum in the
 * event log.
 *
 * Statuses, threads and durability are those of store/case_store.h.
 */
#ifndef STORE_ATTACHMENT_STORE_H
#define STORE_ATTACHMENT_STORE_H

#include "store/case_find.h"
#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct attachment {
    int64_t id; /* given by the store, as are the next two */
    struct str case_number;
    int64_t message_id; /* of the message it came with; 0: none */
    bool is_internal;
    struct str name;       /* required, BOUND_FILE_NAME_BYTES, without "/" */
    struct str media_type; /* required, at most 100 bytes */
    uint64_t size_bytes;   /* required */
    struct str sha256;     /* required, 64 lower case hex digits */
    struct str who;        /* given by the store: the actor */
    int64_t created_unix_s;
};

/* What is said together with files. */
struct attachment_saying {
    const struct case_message *message; /* NULL: nothing */
    const struct case_answer *answer;   /* what becomes of the case with it
                                           (store/case_find.h), or NULL; its own
                                           message is not looked at */
    const struct case_repeat *repeat;   /* or NULL */
};

/* What one case may have. */
struct attachment_limits {
    uint64_t count_max;
    uint64_t bytes_max; /* of all together */
};

/* Attach `rows` to a case, with what is said: all of it or nothing. With a note
 * they are internal. `expected_change` as for case_store_add_message(); statuses
 * of case_store_answer_once(), and ERR_TOO_BIG when the case would have more
 * than `limits`, and the sentence says what it has. *first_id is the id of the
 * first row, the others follow it; 0 when it was a repetition. */
SLV_MUST_CHECK enum slv_status attachment_store_add(
    struct case_store *store, struct str number, int64_t expected_change,
    const struct attachment_saying *saying, const struct attachment *rows,
    size_t count, const struct attachment_limits *limits,
    const struct case_actor *actor, int64_t *first_id, struct slv_error *err);

/* Take the row of one file away, and say in the event log what it was and `why`
 * (required, BOUND_CASE_NOTE_BYTES). ERR_NOT_FOUND, ERR_INPUT, ERR_CONFLICT. Its
 * bytes stay until attachment_file_erase(). *out is what it was. */
SLV_MUST_CHECK enum slv_status
attachment_store_remove(struct case_store *store, struct str number,
                        int64_t expected_change, int64_t id, struct str why,
                        const struct case_actor *actor, struct arena *arena,
                        struct attachment *out, struct slv_error *err);

/* Those of a case, oldest first; none when there is no such case. */
SLV_MUST_CHECK enum slv_status
attachment_store_list_case(struct case_store *store, struct str number,
                           struct arena *arena, struct attachment **out,
                           size_t *count, struct slv_error *err);
/* One of a case. ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status
attachment_store_find(struct case_store *store, struct str number, int64_t id,
                      struct arena *arena, struct attachment *out,
                      struct slv_error *err);
/* Of all cases, the first `limit` whose id is greater than `after_id`. */
SLV_MUST_CHECK enum slv_status
attachment_store_list(struct case_store *store, int64_t after_id, size_t limit,
                      struct arena *arena, struct attachment **out,
                      size_t *count, struct slv_error *err);
/* Does any row name this content? */
SLV_MUST_CHECK enum slv_status attachment_store_names(struct case_store *store,
                                                      struct str sha256,
                                                      bool *out,
                                                      struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
