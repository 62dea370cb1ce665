/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A case that comes in between two runs: the gap whose words it shares, at
 * once and until the next run.
 */
#include "store/coverage_store_parts.h"

#include <sqlite3.h>

enum { WEIGHTS_ASKED_MAX = 200 };

enum slv_status coverage_store_words(struct case_store *store,
                                     const struct str *names, size_t count,
                                     uint32_t *out, struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        int64_t cases = 0;

        status = CASE_ASK(store, err, &cases,
                          "SELECT cases FROM gap_words WHERE name = ?",
                          case_text(names[i]));
        out[i] = (uint32_t) cases;
    }
    return case_end(store, status, err);
}

/* The products are summed in a table of this connection alone. */
static enum slv_status sum_up(struct case_store *store,
                              const struct coverage_weight *weights,
                              size_t count, struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err, "DELETE FROM temp.gap_sums WHERE gap_id > ?",
                 case_number(0));

    for (size_t i = 0; status == SLV_OK && i < count && i < WEIGHTS_ASKED_MAX;
         i++)
        status = CASE_RUN(
            store, err,
            "INSERT INTO temp.gap_sums (gap_id, likeness, telling) "
            "SELECT gap_id, weight * ?2, ?3 FROM gap_weights WHERE name = ?1 "
            "ON CONFLICT (gap_id) DO UPDATE "
            "SET likeness = likeness + excluded.likeness, "
            "telling = telling + excluded.telling",
            case_text(weights[i].name),
            case_number((int64_t) (weights[i].weight * GAP_MILLION)),
            case_number(weights[i].is_telling));
    return status;
}

enum slv_status coverage_store_nearest(struct case_store *store,
                                       const struct coverage_weight *weights,
                                       size_t count, int64_t *gap_id,
                                       double *likeness, struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin(store, err);

    *gap_id = 0;
    *likeness = 0;
    if (status != SLV_OK)
        return status;
    status = sql_run(store->db,
                     "CREATE TEMP TABLE IF NOT EXISTS gap_sums "
                     "(gap_id INTEGER PRIMARY KEY, likeness INTEGER NOT NULL, "
                     "telling INTEGER NOT NULL)",
                     err);
    if (status == SLV_OK)
        status = sum_up(store, weights, count, err);
    if (status == SLV_OK) {
        rows = CASE_ROWS(store, err,
                         "SELECT gap_id, likeness FROM temp.gap_sums "
                         "WHERE likeness > 0 AND telling >= ? "
                         "ORDER BY likeness DESC, gap_id LIMIT 1",
                         case_number(GAP_TELLING_MIN));
        while (case_rows_next(&rows)) {
            *gap_id = sqlite3_column_int64(rows.row, 0);
            *likeness = (double) sqlite3_column_int64(rows.row, 1) /
                        GAP_MILLION / GAP_MILLION;
        }
        status = case_rows_end(&rows, err);
    }
    return case_end(store, status, err);
}

static enum slv_status leave(struct case_store *store, int64_t case_id,
                             struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err,
        "UPDATE gaps SET case_count = case_count - 1 WHERE id = "
        "(SELECT gap_id FROM gap_cases WHERE case_id = ?) AND case_count > 0",
        case_number(case_id));

    if (status == SLV_OK)
        status = CASE_RUN(store, err, "DELETE FROM gap_cases WHERE case_id = ?",
                          case_number(case_id));
    return status;
}

static enum slv_status join(struct case_store *store, int64_t case_id,
                            int64_t gap_id, struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err,
                 "INSERT INTO gap_cases (case_id, gap_id, is_provisional) "
                 "VALUES (?, ?, 1)",
                 case_number(case_id), case_number(gap_id));

    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE gaps SET case_count = case_count + 1 "
                          "WHERE id = ?",
                          case_number(gap_id));
    return status;
}

static enum slv_status make_gap(struct case_store *store, struct str words,
                                const struct coverage_weight *weights,
                                size_t count, int64_t now_unix_s,
                                int64_t *gap_id, struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err,
                 "INSERT INTO gaps (state, words, case_count, found_unix_s) "
                 "VALUES ('open', ?, 0, ?)",
                 case_text(words), case_number(now_unix_s));

    if (status != SLV_OK)
        return status;
    *gap_id = sqlite3_last_insert_rowid(store->db);
    return coverage_write_weights(store, *gap_id, weights, count, err);
}

enum slv_status coverage_store_join(struct case_store *store, int64_t case_id,
                                    int64_t gap_id, struct str words,
                                    const struct coverage_weight *weights,
                                    size_t count, int64_t change,
                                    int64_t now_unix_s, struct slv_error *err)
{
    int64_t is_member = 0;
    enum slv_status status = case_begin(store, err);

    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, &is_member,
                      "SELECT 1 FROM gap_cases WHERE case_id = ?",
                      case_number(case_id));
    if (status == SLV_OK && gap_id == 0) {
        status = leave(store, case_id, err);
    } else if (status == SLV_OK && !is_member) {
        if (gap_id < 0)
            status = make_gap(store, words, weights, count, now_unix_s, &gap_id,
                              err);
        if (status == SLV_OK)
            status = join(store, case_id, gap_id, err);
    }
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE gap_run SET joined_change = ?1 "
                          "WHERE id = 1 AND joined_change < ?1",
                          case_number(change));
    return case_end(store, status, err);
}
