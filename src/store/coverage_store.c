/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Uncovered cases, and the run that groups them: what it reads and what it
 * leaves behind. Single cases between two runs are in coverage_store_join.c,
 * lists for people in coverage_store_list.c.
 */
#include "store/coverage_store.h"

#include "base/arena.h"
#include "base/check.h"
#include "store/case_store_parts.h"
#include "store/coverage_store_parts.h"

#include <sqlite3.h>

static const char *const state_words[] = {
    [GAP_OPEN] = "open",
    [GAP_IGNORED] = "ignored",
    [GAP_COVERED] = "covered",
    [GAP_MERGED] = "merged",
};

const char *gap_state_word(enum gap_state state)
{
    return state_words[state];
}

bool gap_state_parse(struct str word, enum gap_state *out)
{
    for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
        if (str_equal(word, str_from(state_words[i]))) {
            *out = (enum gap_state) i;
            return true;
        }
    return false;
}

/* --- cases --- */

#define UNCOVERED                                                           \
    "(coalesce(c.outcome IN ('new', 'none'), 0) OR (c.outcome IS NULL AND " \
    "NOT EXISTS (SELECT 1 FROM links AS l WHERE l.case_id = c.id AND "      \
    "(l.kind = 'resolved' OR (l.kind = 'tried' AND "                        \
    "c.state <> 'closed')))))"

#define CASE_COLUMNS                                             \
    "SELECT c.id, c.change, c.number, c.subject, " GAP_CASE_BODY \
    ", c.opened_unix_s, " UNCOVERED                              \
    ", (SELECT u.key || char(10) || u.name FROM customers AS u " \
    "WHERE u.id = c.customer_id) || char(10) || "                \
    "coalesce((SELECT p.name FROM contacts AS p "                \
    "WHERE p.id = c.contact_id), '') || char(10) || "            \
    "coalesce((SELECT m.author_name FROM messages AS m "         \
    "WHERE m.case_id = c.id AND m.author = 'customer' "          \
    "ORDER BY m.created_unix_s, m.id LIMIT 1), '') "             \
    "FROM cases AS c "

static enum slv_status read_cases(struct case_store *store,
                                  struct case_rows rows, struct arena *arena,
                                  struct coverage_case **out, size_t *count,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status;

    while (case_rows_next(&rows))
        *(struct coverage_case *) case_items_add(&items) =
            (struct coverage_case){
                .id = sqlite3_column_int64(rows.row, 0),
                .change = sqlite3_column_int64(rows.row, 1),
                .number = sql_column_str(rows.row, 2, arena),
                .subject = sql_column_str(rows.row, 3, arena),
                .body = sql_column_str(rows.row, 4, arena),
                .opened_unix_s = sqlite3_column_int64(rows.row, 5),
                .is_uncovered = sqlite3_column_int(rows.row, 6) != 0,
                .names = sql_column_str(rows.row, 7, arena),
            };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_cases(struct case_store *store,
                                     int64_t before_id, bool uncovered_only,
                                     size_t limit, struct arena *arena,
                                     struct coverage_case **out, size_t *count,
                                     struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    return read_cases(
        store,
        uncovered_only ? CASE_ROWS(store, err,
                                   CASE_COLUMNS "WHERE c.id < ? AND " UNCOVERED
                                                " ORDER BY c.id DESC LIMIT ?",
                                   case_number(before_id), case_limit(limit))
                       : CASE_ROWS(store, err,
                                   CASE_COLUMNS "WHERE c.id < ? "
                                                "ORDER BY c.id DESC LIMIT ?",
                                   case_number(before_id), case_limit(limit)),
        arena, out, count, err);
}

enum slv_status coverage_store_changed_cases(struct case_store *store,
                                             int64_t after_change, size_t limit,
                                             struct arena *arena,
                                             struct coverage_case **out,
                                             size_t *count,
                                             struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    return read_cases(store,
                      CASE_ROWS(store, err,
                                CASE_COLUMNS "WHERE c.change > ? "
                                             "ORDER BY c.change LIMIT ?",
                                case_number(after_change), case_limit(limit)),
                      arena, out, count, err);
}

/* --- what the last run left --- */

enum slv_status coverage_read_run(struct case_store *store,
                                  struct coverage_run *out,
                                  struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT change, joined_change, run_unix_s, cases, subject_words, "
        "body_words, decisions FROM gap_run WHERE id = ?",
        case_number(1));

    *out = (struct coverage_run){.change = 0};
    while (case_rows_next(&rows))
        *out = (struct coverage_run){
            .change = sqlite3_column_int64(rows.row, 0),
            .joined_change = sqlite3_column_int64(rows.row, 1),
            .run_unix_s = sqlite3_column_int64(rows.row, 2),
            .cases = (uint64_t) sqlite3_column_int64(rows.row, 3),
            .subject_words = (uint64_t) sqlite3_column_int64(rows.row, 4),
            .body_words = (uint64_t) sqlite3_column_int64(rows.row, 5),
            .decisions = sqlite3_column_int64(rows.row, 6),
        };
    return case_rows_end(&rows, err);
}

enum slv_status coverage_store_run(struct case_store *store,
                                   struct coverage_run *out,
                                   struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    return case_end(store, coverage_read_run(store, out, err), err);
}

enum slv_status coverage_store_members(struct case_store *store,
                                       struct arena *arena,
                                       struct coverage_member **out,
                                       size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT case_id, gap_id, is_provisional FROM gap_cases "
                     "WHERE case_id > ? ORDER BY case_id",
                     case_number(0));
    while (case_rows_next(&rows))
        *(struct coverage_member *) case_items_add(&items) =
            (struct coverage_member){
                .case_id = sqlite3_column_int64(rows.row, 0),
                .gap_id = sqlite3_column_int64(rows.row, 1),
                .is_provisional = sqlite3_column_int(rows.row, 2) != 0,
            };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

struct coverage_gap coverage_read_gap(struct sqlite3_stmt *row, int first,
                                      struct arena *arena)
{
    struct coverage_gap gap = {
        .id = sqlite3_column_int64(row, first),
        .words = sql_column_str(row, first + 2, arena),
        .case_count = (uint64_t) sqlite3_column_int64(row, first + 3),
        .article_id = sql_column_str(row, first + 4, arena),
        .covered_unix_s = sqlite3_column_int64(row, first + 5),
        .merged_into = sqlite3_column_int64(row, first + 6),
        .found_unix_s = sqlite3_column_int64(row, first + 7),
        .name = sql_column_str(row, first + 8, arena),
        .search_visits = (uint64_t) sqlite3_column_int64(row, first + 9),
        .named = {sql_column_str(row, first + 10, arena),
                  sqlite3_column_int64(row, first + 11)},
        .decided = {sql_column_str(row, first + 12, arena),
                    sqlite3_column_int64(row, first + 13)},
    };

    (void) gap_state_parse(sql_column_str(row, first + 1, arena), &gap.state);
    return gap;
}

struct str coverage_gap_title(const struct coverage_gap *gap)
{
    if (gap->name.len > 0)
        return gap->name;
    return gap->words.len > 0 ? gap->words : STR("no telling words");
}

enum slv_status coverage_store_gaps(struct case_store *store,
                                    struct arena *arena,
                                    struct coverage_gap **out, size_t *count,
                                    struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT " GAP_COLUMNS " FROM gaps AS g WHERE g.id > ? "
                     "ORDER BY g.id",
                     case_number(0));
    while (case_rows_next(&rows))
        *(struct coverage_gap *) case_items_add(&items) =
            coverage_read_gap(rows.row, 0, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_drafted(struct case_store *store, size_t limit,
                                       struct arena *arena,
                                       struct coverage_gap **out, size_t *count,
                                       struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT " GAP_COLUMNS " FROM gaps AS g "
                     "WHERE g.state = 'open' AND g.article_id IS NOT NULL "
                     "ORDER BY g.id LIMIT ?",
                     case_limit(limit));
    while (case_rows_next(&rows))
        *(struct coverage_gap *) case_items_add(&items) =
            coverage_read_gap(rows.row, 0, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status coverage_store_searched(struct case_store *store,
                                        struct arena *arena,
                                        struct coverage_search **out,
                                        size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT s.key, s.gap_id, s.visits FROM gap_searches AS s "
                     "JOIN gaps AS g ON g.id = s.gap_id "
                     "WHERE g.search_visits > ? ORDER BY s.key",
                     case_number(0));
    while (case_rows_next(&rows))
        *(struct coverage_search *) case_items_add(&items) =
            (struct coverage_search){
                .key = sql_column_str(rows.row, 0, arena),
                .gap_id = sqlite3_column_int64(rows.row, 1),
                .visits = (uint64_t) sqlite3_column_int64(rows.row, 2),
            };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* --- writing a run --- */

enum slv_status coverage_write_weights(struct case_store *store, int64_t gap_id,
                                       const struct coverage_weight *weights,
                                       size_t count, struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err, "DELETE FROM gap_weights WHERE gap_id = ?",
                 case_number(gap_id));

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        const int64_t millionths =
            (int64_t) (weights[i].weight * GAP_MILLION + 0.5);

        if (millionths > 0)
            status = CASE_RUN(store, err,
                              "INSERT INTO gap_weights (name, gap_id, weight) "
                              "VALUES (?, ?, ?)",
                              case_text(weights[i].name), case_number(gap_id),
                              case_number(millionths));
    }
    return status;
}

static enum slv_status write_gap(struct case_store *store,
                                 const struct coverage_new_gap *gap,
                                 int64_t now_unix_s, struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err,
        "INSERT INTO gaps (id, state, words, case_count, found_unix_s, "
        "search_visits) VALUES (?, 'open', ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET words = excluded.words, "
        "case_count = excluded.case_count, "
        "search_visits = excluded.search_visits",
        case_number(gap->id), case_text(gap->words),
        case_number((int64_t) gap->case_count), case_number(now_unix_s),
        case_number((int64_t) gap->search_visits));

    if (status == SLV_OK)
        status = coverage_write_weights(store, gap->id, gap->weights,
                                        gap->weight_count, err);
    return status;
}

static enum slv_status write_move(struct case_store *store,
                                  const struct coverage_move *move,
                                  int64_t now_unix_s, struct slv_error *err)
{
    const bool has_come = move->former_gap_id != 0;

    if (move->gap_id == 0)
        return CASE_RUN(store, err, "DELETE FROM gap_cases WHERE case_id = ?",
                        case_number(move->case_id));
    return CASE_RUN(
        store, err,
        "INSERT INTO gap_cases (case_id, gap_id, is_provisional, "
        "former_gap_id, likeness, former_likeness, moved_unix_s) "
        "VALUES (?, ?, 0, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET "
        "gap_id = excluded.gap_id, is_provisional = 0, "
        "former_gap_id = coalesce(excluded.former_gap_id, former_gap_id), "
        "likeness = coalesce(excluded.likeness, likeness), "
        "former_likeness = coalesce(excluded.former_likeness, "
        "former_likeness), "
        "moved_unix_s = coalesce(excluded.moved_unix_s, moved_unix_s)",
        case_number(move->case_id), case_number(move->gap_id),
        case_number_or_null(move->former_gap_id),
        case_number_or_null(has_come ? (int64_t) (move->likeness * GAP_MILLION)
                                     : 0),
        case_number_or_null(
            has_come ? (int64_t) (move->former_likeness * GAP_MILLION) : 0),
        case_number_or_null(has_come ? now_unix_s : 0));
}

/* A gap that nobody can have a link to is forgotten. */
static enum slv_status write_gone(struct case_store *store,
                                  const struct coverage_merger *gone,
                                  struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err, "DELETE FROM gap_weights WHERE gap_id = ?",
                 case_number(gone->id));

    if (status != SLV_OK)
        return status;
    if (gone->into == 0)
        return CASE_RUN(store, err,
                        "DELETE FROM gaps WHERE id = ?1 AND state = 'open' "
                        "AND article_id IS NULL AND NOT EXISTS "
                        "(SELECT 1 FROM gaps WHERE merged_into = ?1) "
                        "AND NOT EXISTS (SELECT 1 FROM gap_ties "
                        "WHERE gap_id = ?1 OR from_gap_id = ?1)",
                        case_number(gone->id));
    return CASE_RUN(store, err,
                    "UPDATE gaps SET former_state = state, "
                    "state = 'merged', merged_into = ?2, "
                    "case_count = 0, covered_unix_s = NULL WHERE id = ?1 "
                    "AND state IN ('open', 'ignored')",
                    case_number(gone->id), case_number(gone->into));
}

static enum slv_status write_words(struct case_store *store,
                                   const struct coverage_result *result,
                                   struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err, "DELETE FROM gap_words WHERE cases > ?", case_number(0));

    for (size_t i = 0; status == SLV_OK && i < result->word_count; i++)
        status = CASE_RUN(store, err,
                          "INSERT INTO gap_words (name, cases) VALUES (?, ?)",
                          case_text(result->words[i].name),
                          case_number(result->words[i].cases));
    if (status == SLV_OK && result->searches)
        status =
            CASE_RUN(store, err, "DELETE FROM gap_searches WHERE visits > ?",
                     case_number(0));
    for (size_t i = 0;
         status == SLV_OK && result->searches && i < result->search_count; i++)
        status = CASE_RUN(store, err,
                          "INSERT INTO gap_searches (key, gap_id, query, "
                          "visits) VALUES (?, ?, ?, ?)",
                          case_text(result->searches[i].key),
                          case_number(result->searches[i].gap_id),
                          case_text(result->searches[i].query),
                          case_number((int64_t) result->searches[i].visits));
    return status;
}

static enum slv_status write_all(struct case_store *store,
                                 const struct coverage_result *result,
                                 struct slv_error *err)
{
    const struct coverage_run *run = &result->run;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < result->gap_count; i++)
        status = write_gap(store, &result->gaps[i], run->run_unix_s, err);
    for (size_t i = 0; status == SLV_OK && i < result->move_count; i++)
        status = write_move(store, &result->moves[i], run->run_unix_s, err);
    if (status == SLV_OK)
        status = write_words(store, result, err);
    for (size_t i = 0; status == SLV_OK && i < result->gone_count; i++)
        status = write_gone(store, &result->gone[i], err);
    if (status != SLV_OK)
        return status;
    return CASE_RUN(store, err,
                    "UPDATE gap_run SET change = ?, joined_change = ?, "
                    "run_unix_s = ?, cases = ?, subject_words = ?, "
                    "body_words = ? WHERE id = 1",
                    case_number(run->change), case_number(run->joined_change),
                    case_number(run->run_unix_s),
                    case_number((int64_t) run->cases),
                    case_number((int64_t) run->subject_words),
                    case_number((int64_t) run->body_words));
}

enum slv_status coverage_store_write(struct case_store *store,
                                     const struct coverage_result *result,
                                     const struct coverage_run *seen,
                                     struct slv_error *err)
{
    struct coverage_run now;
    enum slv_status status = case_begin(store, err);

    if (status != SLV_OK)
        return status;
    status = coverage_read_run(store, &now, err);
    if (status == SLV_OK && (now.run_unix_s != seen->run_unix_s ||
                             now.joined_change != seen->joined_change ||
                             now.decisions != seen->decisions))
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "the gaps were worked out by somebody else");
    if (status == SLV_OK)
        status = write_all(store, result, err);
    return case_end(store, status, err);
}
