/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people decide about gaps: a name, which of them are one, which cases are
 * a gap of their own. Such cases are tied to their gap, and the run that groups
 * cases leaves them there.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"
#include "store/coverage_store_parts.h"

#include <sqlite3.h>
#include <stdio.h>

enum { DETAIL_BYTES_MAX = 4096 };

/* A gap that can be changed by hand. */
static enum slv_status find_open(struct case_store *store, int64_t id,
                                 struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err, "SELECT state, search_visits > 0 FROM gaps WHERE id = ?",
        case_number(id));
    enum gap_state state = GAP_OPEN;
    bool is_there = false;
    bool is_searched = false;
    enum slv_status status;

    while (case_rows_next(&rows)) {
        const char *word = (const char *) sqlite3_column_text(rows.row, 0);

        is_there = gap_state_parse(str_from(word), &state);
        is_searched = sqlite3_column_int(rows.row, 1) != 0;
    }
    status = case_rows_end(&rows, err);
    if (status != SLV_OK)
        return status;
    if (!is_there || state == GAP_MERGED)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "there is no gap %lld",
                        (long long) id);
    if (state == GAP_COVERED)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "the gap %lld is covered: its cases stay as they are "
                        "compared",
                        (long long) id);
    if (is_searched)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "the gap %lld has searches and no case",
                        (long long) id);
    return SLV_OK;
}

/* The next run has to take it in, and one that is under way must not undo it. */
static enum slv_status decided(struct case_store *store, struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "UPDATE gap_run SET decisions = decisions + 1, "
                    "change = max(change - 1, 0) WHERE id = ?",
                    case_number(1));
}

static enum slv_status tell(struct case_store *store, const char *action,
                            int64_t id, const char *what, int64_t other,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    struct strbuf detail;
    char key[32];
    enum slv_status status;

    snprintf(key, sizeof key, "%lld", (long long) id);
    strbuf_init(&detail, DETAIL_BYTES_MAX);
    case_detail_number(&detail, what, other);
    status =
        case_tell(store, actor, action, "gap", str_from(key), &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status count_cases(struct case_store *store, int64_t id,
                                   struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "UPDATE gaps SET case_count = (SELECT count(*) FROM "
                    "gap_cases WHERE gap_id = ?1) WHERE id = ?1",
                    case_number(id));
}

/* --- the name --- */

enum slv_status coverage_store_name(struct case_store *store, int64_t id,
                                    struct str name,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    struct strbuf detail;
    char key[32];
    int64_t is_there = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_check_line("the name", name, CASE_OPTIONAL,
                                 GAP_NAME_BYTES, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, &is_there,
                      "SELECT 1 FROM gaps WHERE id = ? AND state <> 'merged'",
                      case_number(id));
    if (status == SLV_OK && !is_there)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no gap %lld",
                          (long long) id);
    if (status == SLV_OK)
        status =
            CASE_RUN(store, err,
                     "UPDATE gaps SET name = ?2, "
                     "named_by = iif(?2 IS NULL, NULL, ?3), "
                     "named_unix_s = iif(?2 IS NULL, NULL, ?4) "
                     "WHERE id = ?1",
                     case_number(id), case_text_or_null(name),
                     case_text(actor->name), case_number(actor->now_unix_s));
    if (status == SLV_OK) {
        snprintf(key, sizeof key, "%lld", (long long) id);
        strbuf_init(&detail, DETAIL_BYTES_MAX);
        case_detail_text(&detail, "name", name);
        status =
            case_tell(store, actor, "name", "gap", str_from(key), &detail, err);
        strbuf_release(&detail);
    }
    return case_end(store, status, err);
}

/* --- merging --- */

/* All cases of `from` are tied to `to`, and those of `to` stay there; in the
 * transaction of the caller. */
static enum slv_status move_all(struct case_store *store, int64_t from,
                                int64_t to, const struct case_actor *actor,
                                struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err,
        "INSERT INTO gap_ties (case_id, gap_id, from_gap_id, who, at_unix_s) "
        "SELECT case_id, ?2, gap_id, ?3, ?4 FROM gap_cases "
        "WHERE gap_id IN (?1, ?2) ON CONFLICT (case_id) DO UPDATE SET "
        "gap_id = excluded.gap_id, from_gap_id = excluded.from_gap_id, "
        "who = excluded.who, at_unix_s = excluded.at_unix_s "
        "WHERE gap_ties.gap_id = ?1",
        case_number(from), case_number(to), case_text(actor->name),
        case_number(actor->now_unix_s));

    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "UPDATE gap_cases SET gap_id = ?2, former_gap_id = ?1, "
            "is_provisional = 0, likeness = NULL, former_likeness = NULL, "
            "moved_unix_s = ?3 WHERE gap_id = ?1",
            case_number(from), case_number(to), case_number(actor->now_unix_s));
    if (status == SLV_OK)
        status =
            CASE_RUN(store, err, "DELETE FROM gap_weights WHERE gap_id = ?",
                     case_number(from));
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE gap_searches SET gap_id = ?2 "
                          "WHERE gap_id = ?1",
                          case_number(from), case_number(to));
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE gaps SET former_state = state, "
                          "state = 'merged', merged_into = ?2, "
                          "case_count = 0 WHERE id = ?1",
                          case_number(from), case_number(to));
    if (status == SLV_OK)
        status = count_cases(store, to, err);
    return status;
}

enum slv_status coverage_store_merge_gaps(struct case_store *store, int64_t id,
                                          int64_t into,
                                          const struct case_actor *actor,
                                          struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK && id == into)
        status =
            slv_fail(err, SLV_ERR_INPUT, "a gap is not merged into itself");
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = find_open(store, id, err);
    if (status == SLV_OK)
        status = find_open(store, into, err);
    if (status == SLV_OK)
        status = move_all(store, id, into, actor, err);
    if (status == SLV_OK)
        status = tell(store, "merge", id, "into", into, actor, err);
    if (status == SLV_OK)
        status = decided(store, err);
    return case_end(store, status, err);
}

/* --- a gap of their own --- */

static enum slv_status move_case(struct case_store *store, int64_t from,
                                 int64_t to, struct str number,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    int64_t case_id = 0;
    enum slv_status status =
        CASE_ASK(store, err, &case_id,
                 "SELECT k.case_id FROM gap_cases AS k JOIN cases AS c "
                 "ON c.id = k.case_id WHERE k.gap_id = ? AND c.number = ?",
                 case_number(from), case_text(number));

    if (status == SLV_OK && case_id == 0)
        return slv_fail(err, SLV_ERR_INPUT, "the case %.*s is not in this gap",
                        STR_ARG(str_first(number, 200)));
    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "INSERT INTO gap_ties (case_id, gap_id, from_gap_id, who, "
            "at_unix_s) VALUES (?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE "
            "SET gap_id = excluded.gap_id, from_gap_id = excluded.from_gap_id, "
            "who = excluded.who, at_unix_s = excluded.at_unix_s",
            case_number(case_id), case_number(to), case_number(from),
            case_text(actor->name), case_number(actor->now_unix_s));
    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "UPDATE gap_cases SET gap_id = ?2, former_gap_id = gap_id, "
            "is_provisional = 0, likeness = NULL, former_likeness = NULL, "
            "moved_unix_s = ?3 WHERE case_id = ?1",
            case_number(case_id), case_number(to),
            case_number(actor->now_unix_s));
    return status;
}

/* What is left stays together as well: else the next run might send it after
 * the cases that were taken out. */
static enum slv_status tie_rest(struct case_store *store, int64_t id,
                                const struct case_actor *actor,
                                struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "INSERT INTO gap_ties (case_id, gap_id, from_gap_id, who, "
                    "at_unix_s) SELECT case_id, gap_id, gap_id, ?2, ?3 "
                    "FROM gap_cases WHERE gap_id = ?1 "
                    "ON CONFLICT (case_id) DO NOTHING",
                    case_number(id), case_text(actor->name),
                    case_number(actor->now_unix_s));
}

static enum slv_status check_split(struct case_store *store, int64_t id,
                                   size_t count, struct slv_error *err)
{
    int64_t cases = 0;
    enum slv_status status = find_open(store, id, err);

    if (status == SLV_OK)
        status = CASE_ASK(store, err, &cases,
                          "SELECT count(*) FROM gap_cases WHERE gap_id = ?",
                          case_number(id));
    if (status == SLV_OK && (count == 0 || (int64_t) count >= cases))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "choose some of its cases, and not all");
    return status;
}

enum slv_status coverage_store_split(struct case_store *store, int64_t id,
                                     const struct str *numbers, size_t count,
                                     const struct case_actor *actor,
                                     int64_t *new_id, struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = check_split(store, id, count, err);
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "INSERT INTO gaps (state, words, case_count, "
                          "found_unix_s) SELECT 'open', words, 0, ?2 "
                          "FROM gaps WHERE id = ?1",
                          case_number(id), case_number(actor->now_unix_s));
    *new_id = status == SLV_OK ? sqlite3_last_insert_rowid(store->db) : 0;
    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = move_case(store, id, *new_id, numbers[i], actor, err);
    if (status == SLV_OK)
        status = tie_rest(store, id, actor, err);
    if (status == SLV_OK)
        status = count_cases(store, id, err);
    if (status == SLV_OK)
        status = count_cases(store, *new_id, err);
    if (status == SLV_OK)
        status = tell(store, "split", id, "new", *new_id, actor, err);
    if (status == SLV_OK)
        status = decided(store, err);
    return case_end(store, status, err);
}

/* --- back --- */

/* Cases that were taken out of gaps that were merged into this one go back to
 * them; those that were taken out of others stay. */
static enum slv_status give_back(struct case_store *store, int64_t id,
                                 int64_t former, struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err,
                 "UPDATE gaps SET state = coalesce(former_state, 'open'), "
                 "former_state = NULL, merged_into = NULL "
                 "WHERE id = ?2 AND state = 'merged' AND merged_into = ?1",
                 case_number(id), case_number(former));

    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "UPDATE gap_cases SET gap_id = ?2, former_gap_id = ?1 "
            "WHERE gap_id = ?1 AND case_id IN (SELECT case_id FROM gap_ties "
            "WHERE gap_id = ?1 AND from_gap_id = ?2)",
            case_number(id), case_number(former));
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM gap_ties WHERE gap_id = ?1 AND "
                          "from_gap_id IN (?1, ?2)",
                          case_number(id), case_number(former));
    if (status == SLV_OK)
        status = count_cases(store, former, err);
    return status == SLV_OK ? count_cases(store, id, err) : status;
}

/* A gap that was taken out becomes part of where it came from. */
static enum slv_status put_back(struct case_store *store, int64_t id,
                                int64_t former, const struct case_actor *actor,
                                struct slv_error *err)
{
    enum slv_status status = move_all(store, id, former, actor, err);

    if (status != SLV_OK)
        return status;
    return CASE_RUN(store, err,
                    "DELETE FROM gap_ties WHERE gap_id = ?1 AND "
                    "from_gap_id IN (?1, ?2)",
                    case_number(former), case_number(id));
}

/* The gap that this one's cases were taken from last. */
static enum slv_status find_former(struct case_store *store, int64_t id,
                                   int64_t *out, struct slv_error *err)
{
    *out = 0;
    return CASE_ASK(store, err, out,
                    "SELECT from_gap_id FROM gap_ties WHERE gap_id = ?1 AND "
                    "from_gap_id <> ?1 ORDER BY at_unix_s DESC, "
                    "from_gap_id DESC LIMIT 1",
                    case_number(id));
}

enum slv_status coverage_store_undo(struct case_store *store, int64_t id,
                                    const struct case_actor *actor,
                                    int64_t *former, struct slv_error *err)
{
    int64_t is_merged = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = find_former(store, id, former, err);
    if (status == SLV_OK && *former == 0)
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "nothing was merged into this gap or taken out for "
                          "it by hand");
    if (status == SLV_OK)
        status = CASE_ASK(store, err, &is_merged,
                          "SELECT state = 'merged' FROM gaps WHERE id = ?",
                          case_number(*former));
    if (status == SLV_OK)
        status = find_open(store, id, err);
    if (status == SLV_OK && !is_merged)
        status = find_open(store, *former, err);
    if (status == SLV_OK && is_merged)
        status = give_back(store, id, *former, err);
    else if (status == SLV_OK)
        status = put_back(store, id, *former, actor, err);
    if (status == SLV_OK)
        status = tell(store, "undo", id, "former", *former, actor, err);
    if (status == SLV_OK)
        status = decided(store, err);
    return case_end(store, status, err);
}

/* --- for the run and for pages --- */

enum slv_status coverage_store_ties(struct case_store *store, int64_t gap_id,
                                    struct arena *arena,
                                    struct coverage_tie **out, size_t *count,
                                    struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT t.case_id, t.gap_id, t.from_gap_id, t.who, "
                     "t.at_unix_s FROM gap_ties AS t JOIN gaps AS g "
                     "ON g.id = t.gap_id WHERE (?1 = 0 OR t.gap_id = ?1) "
                     "AND g.state <> 'merged' ORDER BY t.case_id",
                     case_number(gap_id));
    while (case_rows_next(&rows))
        *(struct coverage_tie *) case_items_add(&items) = (struct coverage_tie){
            .case_id = sqlite3_column_int64(rows.row, 0),
            .gap_id = sqlite3_column_int64(rows.row, 1),
            .from_gap_id = sqlite3_column_int64(rows.row, 2),
            .who = sql_column_str(rows.row, 3, arena),
            .at_unix_s = sqlite3_column_int64(rows.row, 4),
        };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
