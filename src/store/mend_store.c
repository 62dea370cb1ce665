/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is wrong with articles, read from the links of cases, and what was done.
 * See mend_store.h.
 */
#include "store/mend_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

static struct mend read_mend(struct sqlite3_stmt *row, struct arena *arena)
{
    return (struct mend){
        .article_id = sql_column_str(row, 0, arena),
        .case_number = sql_column_str(row, 1, arena),
        .wrong = sql_column_str(row, 2, arena),
        .who = sql_column_str(row, 3, arena),
        .flagged_unix_s = sqlite3_column_int64(row, 4),
        .done_unix_s = sqlite3_column_int64(row, 5),
        .done_by = sql_column_str(row, 6, arena),
        .done = sql_column_str(row, 7, arena),
    };
}

/* What is said to be wrong, by the links of cases; of a case that was merged what
 * the other one had no room for, as it has a link to the article too. */
#define FLAGS                                                                 \
    "(SELECT case_id, article_id, comment, who, created_unix_s FROM links "   \
    "WHERE kind = 'wrong' UNION ALL SELECT case_id, article_id, comment, "    \
    "who, "                                                                   \
    "created_unix_s FROM merged_links AS m WHERE kind = 'wrong' AND NOT "     \
    "EXISTS (SELECT 1 FROM links AS k WHERE k.article_id = m.article_id AND " \
    "k.kind = 'wrong' AND k.created_unix_s = m.created_unix_s AND "           \
    "k.who = m.who AND k.comment = m.comment)) AS l "
/* Done under the number of this case, or of one that is merged with it. */
#define IS_DONE                                                               \
    "EXISTS (SELECT 1 FROM mends AS d WHERE d.article_id = l.article_id AND " \
    "d.flagged_unix_s = l.created_unix_s AND (d.case_id = l.case_id OR "      \
    "d.case_id IN (SELECT case_id FROM merges WHERE into_id = l.case_id) OR " \
    "d.case_id IN (SELECT into_id FROM merges WHERE case_id = l.case_id))) "

static const char open_ones[] =
    "SELECT l.article_id, c.number, l.comment, l.who, l.created_unix_s, 0, "
    "'', '' FROM " FLAGS "JOIN cases AS c ON c.id = l.case_id "
    "WHERE NOT " IS_DONE
    "ORDER BY l.created_unix_s, l.case_id, l.article_id LIMIT ?";
static const char done_ones[] =
    "SELECT m.article_id, c.number, m.wrong, m.flagged_by, m.flagged_unix_s, "
    "m.done_unix_s, m.done_by, m.done FROM mends AS m "
    "JOIN cases AS c ON c.id = m.case_id "
    "ORDER BY m.done_unix_s DESC, m.id DESC LIMIT ?";

enum slv_status mend_store_list(struct case_store *store, bool is_done,
                                size_t limit, struct arena *arena,
                                struct mend **out, size_t *count,
                                struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, is_done ? done_ones : open_ones,
                     case_limit(limit));
    while (case_rows_next(&rows))
        *(struct mend *) case_items_add(&items) = read_mend(rows.row, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status mend_store_count(struct case_store *store, int64_t *out,
                                 struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, out,
                      "SELECT count(*) FROM " FLAGS "WHERE NOT " IS_DONE
                      "AND l.created_unix_s >= ?",
                      case_number(0));
    return case_end(store, status, err);
}

static enum slv_status write_done(struct case_store *store,
                                  struct str case_number_,
                                  struct str article_id, struct str done,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    struct strbuf detail;
    int64_t is_there = 0;
    enum slv_status status =
        CASE_ASK(store, err, &is_there,
                 "SELECT 1 FROM " FLAGS "JOIN cases AS c ON c.id = l.case_id "
                 "WHERE c.number = ? AND l.article_id = ?",
                 case_text(case_number_), case_text(article_id));

    if (status == SLV_OK && !is_there)
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "case %.*s says nothing wrong of article \"%.*s\"",
                        STR_ARG(case_number_), STR_ARG(article_id));
    if (status == SLV_OK)
        status =
            CASE_RUN(store, err,
                     "INSERT INTO mends (case_id, article_id, flagged_unix_s, "
                     "flagged_by, wrong, done_unix_s, done_by, done) "
                     "SELECT l.case_id, l.article_id, l.created_unix_s, l.who, "
                     "l.comment, ?3, ?4, ?5 FROM " FLAGS
                     "JOIN cases AS c ON c.id = l.case_id "
                     "WHERE c.number = ?1 AND l.article_id = ?2 "
                     "ON CONFLICT DO NOTHING",
                     case_text(case_number_), case_text(article_id),
                     case_number(actor->now_unix_s), case_text(actor->name),
                     case_text(done));
    if (status == SLV_OK && sqlite3_changes(store->db) == 0)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "somebody else has said already what was done");
    if (status != SLV_OK)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "case", case_number_);
    case_detail_text(&detail, "done", done);
    status =
        case_tell(store, actor, "mend", "article", article_id, &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status mend_store_done(struct case_store *store,
                                struct str case_number_, struct str article_id,
                                struct str done, const struct case_actor *actor,
                                struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_check_text("what was done", done, CASE_REQUIRED,
                                 BOUND_CASE_NOTE_BYTES, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    return case_end(
        store, write_done(store, case_number_, article_id, done, actor, err),
        err);
}

enum slv_status mend_store_find_fix(struct case_store *store,
                                    struct str article_id, struct arena *arena,
                                    struct mend_fix *out, struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = (struct mend_fix){.version = STR("")};
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT c.fixed_in, c.number FROM links AS l "
                     "JOIN cases AS c ON c.id = l.case_id "
                     "WHERE l.article_id = ? AND l.kind = 'resolved' "
                     "AND c.fixed_in <> '' ORDER BY c.change DESC LIMIT 1",
                     case_text(article_id));
    while (case_rows_next(&rows))
        *out = (struct mend_fix){
            .version = sql_column_str(rows.row, 0, arena),
            .case_number = sql_column_str(rows.row, 1, arena),
        };
    return case_end(store, case_rows_end(&rows, err), err);
}

enum slv_status mend_store_list_fixed(struct case_store *store, size_t limit,
                                      struct arena *arena,
                                      struct mend_fixed **out, size_t *count,
                                      struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT l.article_id, c.fixed_in, c.number, max(c.change) "
                     "FROM cases AS c INDEXED BY cases_with_a_fix "
                     "JOIN links AS l ON l.case_id = c.id "
                     "AND l.kind = 'resolved' WHERE c.fixed_in <> '' "
                     "GROUP BY l.article_id ORDER BY l.article_id LIMIT ?",
                     case_limit(limit));
    while (case_rows_next(&rows))
        *(struct mend_fixed *) case_items_add(&items) = (struct mend_fixed){
            .article_id = sql_column_str(rows.row, 0, arena),
            .fix = {.version = sql_column_str(rows.row, 1, arena),
                    .case_number = sql_column_str(rows.row, 2, arena)},
        };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
