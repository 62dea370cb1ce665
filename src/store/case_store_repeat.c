/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wishes that come twice, because their sender did not get the answer: what
 * came of them the first time is remembered in the transaction that did it, for
 * some days. What a wish is, its doer knows.
 */
#include "store/case_find.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

enum slv_status case_check_repeat(const struct case_repeat *repeat,
                                  struct slv_error *err)
{
    if (!repeat)
        return SLV_OK;
    if (repeat->digest.len != CASE_REPEAT_DIGEST_BYTES)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the digest of what was sent has another length");
    return case_check_text("the key of what may be sent twice", repeat->key,
                           CASE_REQUIRED, CASE_REPEAT_KEY_BYTES_MAX, err);
}

enum slv_status case_find_repeat(struct case_store *store,
                                 const struct case_repeat *repeat,
                                 const struct case_actor *actor,
                                 struct arena *arena, struct case_repeated *out,
                                 struct slv_error *err)
{
    bool is_same = true;
    struct case_rows rows;
    enum slv_status status;

    *out = (struct case_repeated){.is_there = false};
    if (!repeat)
        return SLV_OK;
    status = CASE_RUN(store, err, "DELETE FROM repeats WHERE at_unix_s < ?",
                      case_number(actor->now_unix_s - CASE_REPEAT_KEPT_S));
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT made, change, digest FROM repeats "
                     "WHERE actor = ? AND key = ?",
                     case_text(actor->name), case_text(repeat->key));
    while (case_rows_next(&rows)) {
        out->is_there = true;
        out->made = sql_column_str(rows.row, 0, arena);
        out->change = sqlite3_column_int64(rows.row, 1);
        is_same = str_equal(sql_column_str(rows.row, 2, arena), repeat->digest);
    }
    status = case_rows_end(&rows, err);
    if (status != SLV_OK || is_same)
        return status;
    (void) slv_fail(err, SLV_ERR_REUSED,
                    "the same key came with another request before");
    slv_hint(err, "Send each new request with a key of its own.");
    return SLV_ERR_REUSED;
}

enum slv_status case_keep_repeat(struct case_store *store,
                                 const struct case_repeat *repeat,
                                 const struct case_actor *actor,
                                 struct str made, int64_t change,
                                 struct slv_error *err)
{
    if (!repeat)
        return SLV_OK;
    return CASE_RUN(store, err,
                    "INSERT INTO repeats (actor, key, digest, made, change, "
                    "at_unix_s) VALUES (?, ?, ?, ?, ?, ?)",
                    case_text(actor->name), case_text(repeat->key),
                    case_text(repeat->digest), case_text(made),
                    case_number(change), case_number(actor->now_unix_s));
}
