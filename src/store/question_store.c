/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Questions of the contact form. See question_store.h.
 */
#include "store/question_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

enum { SHOWN_BYTES_MAX = QUESTION_SHOWN_MAX * (BOUND_ARTICLE_ID_BYTES + 1) };

/* At a border of characters. */
static struct str cut(struct str text, size_t max)
{
    size_t len = text.len < max ? text.len : max;

    while (len > 0 && len < text.len &&
           ((unsigned char) text.ptr[len] & 0xC0) == 0x80)
        len--;
    return str_first(text, len);
}

static bool has_line(struct str lines, struct str line)
{
    while (lines.len > 0)
        if (str_equal(str_take_line(&lines), line))
            return true;
    return false;
}

static size_t count_lines(struct str lines)
{
    size_t count = 0;

    while (lines.len > 0) {
        (void) str_take_line(&lines);
        count++;
    }
    return count;
}

/* --- reading --- */

#define SELECT_QUESTION                                                  \
    "SELECT questions.id, questions.key, session, asked_unix_s, words, " \
    "shown, opened, claimed, ifnull(cases.number, '') FROM questions "   \
    "LEFT JOIN cases ON cases.id = case_id "

struct found {
    int64_t id;
    struct question question;
    struct str shown; /* as lines */
};

static struct str_list read_lines(struct str lines, struct arena *arena)
{
    struct str_list list = {
        arena_calloc(arena, count_lines(lines), sizeof *list.items), 0};

    while (lines.len > 0)
        list.items[list.count++] = str_take_line(&lines);
    return list;
}

/* In a transaction; the rows are ended. */
static enum slv_status take_one(struct case_rows *rows, struct arena *arena,
                                struct found *out, struct slv_error *err)
{
    bool is_there = case_rows_next(rows);
    enum slv_status status;

    if (is_there) {
        out->id = sqlite3_column_int64(rows->row, 0);
        out->shown = sql_column_str(rows->row, 5, arena);
        out->question = (struct question){
            .key = sql_column_str(rows->row, 1, arena),
            .session = sqlite3_column_int64(rows->row, 2),
            .asked_unix_s = sqlite3_column_int64(rows->row, 3),
            .words = sql_column_str(rows->row, 4, arena),
            .shown = read_lines(out->shown, arena),
            .opened = sql_column_str(rows->row, 6, arena),
            .claimed = sql_column_str(rows->row, 7, arena),
            .case_number = sql_column_str(rows->row, 8, arena),
        };
    }
    status = case_rows_end(rows, err);
    if (status == SLV_OK && !is_there)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no such question");
    return status;
}

static enum slv_status find(struct case_store *store, struct str key,
                            struct arena *arena, struct found *out,
                            struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err, SELECT_QUESTION "WHERE questions.key = ?1", case_text(key));

    return take_one(&rows, arena, out, err);
}

enum slv_status question_store_find(struct case_store *store, struct str key,
                                    struct arena *arena, struct question *out,
                                    struct slv_error *err)
{
    struct found found = {.id = 0};
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = case_end(store, find(store, key, arena, &found, err), err);
    *out = found.question;
    return status;
}

enum slv_status question_store_find_by_case(struct case_store *store,
                                            struct str number,
                                            struct arena *arena,
                                            struct question *out,
                                            struct slv_error *err)
{
    struct found found = {.id = 0};
    enum slv_status status = case_begin_reading(store, err);
    struct case_rows rows;

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     SELECT_QUESTION "WHERE case_id = (SELECT id FROM cases "
                                     "WHERE number = ?1) LIMIT 1",
                     case_text(number));
    status = case_end(store, take_one(&rows, arena, &found, err), err);
    *out = found.question;
    return status;
}

/* --- writing --- */

/* What is shown in addition to the lines in `out`. */
static void add_shown(struct strbuf *out, const struct str_list *shown)
{
    for (size_t i = 0; i < shown->count; i++) {
        struct str id = shown->items[i];

        if (id.len == 0 || id.len > BOUND_ARTICLE_ID_BYTES ||
            has_line(strbuf_str(out), id) ||
            count_lines(strbuf_str(out)) == QUESTION_SHOWN_MAX)
            continue;
        strbuf_add_str(out, id);
        strbuf_add_char(out, '\n');
    }
}

static enum slv_status put(struct case_store *store, const struct question *row,
                           struct arena *arena, struct slv_error *err)
{
    struct found found = {.id = 0};
    struct strbuf shown;
    enum slv_status status = find(store, row->key, arena, &found, NULL);

    if (status != SLV_OK && status != SLV_ERR_NOT_FOUND)
        return slv_fail(err, status, "the question cannot be read");
    strbuf_init(&shown, SHOWN_BYTES_MAX + 1);
    strbuf_add_str(&shown, found.shown);
    add_shown(&shown, &row->shown);
    status = CASE_RUN(
        store, err,
        "INSERT INTO questions (key, session, asked_unix_s, words, shown) "
        "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO UPDATE SET "
        "words = excluded.words, shown = excluded.shown "
        "WHERE claimed = '' AND case_id IS NULL",
        case_text(row->key), case_number(row->session),
        case_number(row->asked_unix_s),
        case_text(cut(row->words, QUESTION_WORDS_BYTES_MAX)),
        case_text(strbuf_str(&shown)));
    strbuf_release(&shown);
    return status;
}

enum slv_status question_store_ask(struct case_store *store,
                                   const struct question *row,
                                   struct slv_error *err)
{
    struct arena *arena;
    enum slv_status status;

    if (row->key.len < QUESTION_KEY_BYTES_MIN ||
        row->key.len > QUESTION_KEY_BYTES_MAX)
        return slv_fail(err, SLV_ERR_INPUT, "the key of a question is no key");
    status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = case_end(store, put(store, row, arena, err), err);
    arena_free(arena);
    return status;
}

/* Begin to write about a question and, unless it is empty, an article that was
 * shown with it. case_end() follows in any case but a failure here. */
static enum slv_status begin(struct case_store *store, struct str key,
                             struct str article_id, struct arena *arena,
                             struct found *out, struct slv_error *err)
{
    enum slv_status status = case_begin(store, err);

    if (status != SLV_OK)
        return status;
    *out = (struct found){.id = 0};
    status = find(store, key, arena, out, err);
    if (status == SLV_OK && article_id.len > 0 &&
        !has_line(out->shown, article_id))
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "this article was not shown with the question");
    if (status != SLV_OK)
        case_drop(store);
    return status;
}

enum slv_status question_store_open(struct case_store *store, struct str key,
                                    struct str article_id,
                                    struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct found found;
    enum slv_status status = begin(store, key, article_id, arena, &found, err);

    if (status == SLV_OK)
        status =
            case_end(store,
                     CASE_RUN(store, err,
                              "UPDATE questions SET opened = ?2 WHERE id = ?1",
                              case_number(found.id), case_text(article_id)),
                     err);
    arena_free(arena);
    return status;
}

enum slv_status question_store_claim(struct case_store *store, struct str key,
                                     struct str article_id, bool *is_first,
                                     struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct found found;
    enum slv_status status = begin(store, key, article_id, arena, &found, err);

    if (is_first)
        *is_first = status == SLV_OK && found.question.claimed.len == 0;
    if (status == SLV_OK && found.question.case_number.len > 0) {
        case_drop(store);
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "this question was sent: it is case %.*s",
                          STR_ARG(found.question.case_number));
    } else if (status == SLV_OK) {
        status =
            case_end(store,
                     CASE_RUN(store, err,
                              "UPDATE questions SET claimed = ?2 WHERE id = ?1",
                              case_number(found.id), case_text(article_id)),
                     err);
    }
    arena_free(arena);
    return status;
}

enum slv_status question_store_send(struct case_store *store, struct str key,
                                    struct str number, struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct found found;
    enum slv_status status = begin(store, key, STR(""), arena, &found, err);
    int64_t case_id = 0;

    if (status == SLV_OK) {
        status = case_find_id(store, number, &case_id, err);
        if (status == SLV_OK && case_id == 0)
            status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                              STR_ARG(number));
        if (status == SLV_OK)
            status = CASE_RUN(store, err,
                              "UPDATE questions SET case_id = ?2, claimed = '' "
                              "WHERE id = ?1",
                              case_number(found.id), case_number(case_id));
        status = case_end(store, status, err);
    }
    arena_free(arena);
    return status;
}

/* --- counting --- */

enum slv_status question_store_count_session(struct case_store *store,
                                             int64_t session,
                                             int64_t since_unix_s,
                                             uint64_t *asked, uint64_t *sent,
                                             struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *asked = *sent = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT count(*), count(case_id) FROM questions "
                     "WHERE session = ?1 AND asked_unix_s >= ?2",
                     case_number(session), case_number(since_unix_s));
    if (case_rows_next(&rows)) {
        *asked = (uint64_t) sqlite3_column_int64(rows.row, 0);
        *sent = (uint64_t) sqlite3_column_int64(rows.row, 1);
    }
    return case_end(store, case_rows_end(&rows, err), err);
}

#define QUIET_S "259200"
_Static_assert(QUESTION_QUIET_S == 259200, "as QUIET_S has it");

/* ?1 from, ?2 until, ?3 now */
#define IMPLIED                                                              \
    "claimed = '' AND case_id IS NULL AND opened <> '' AND "                 \
    "asked_unix_s <= ?3 - " QUIET_S " AND NOT EXISTS ("                      \
    " SELECT 1 FROM questions AS other WHERE other.session = asked.session " \
    " AND other.session <> 0 AND other.case_id IS NOT NULL AND "             \
    " other.asked_unix_s BETWEEN asked.asked_unix_s - " QUIET_S              \
    " AND asked.asked_unix_s + " QUIET_S ")"
#define SPAN \
    "FROM questions AS asked WHERE asked_unix_s >= ?1 AND asked_unix_s < ?2"

static const char count_sql[] =
    "SELECT count(*), ifnull(sum(shown <> ''), 0), "
    "ifnull(sum(claimed <> ''), 0), ifnull(sum(" IMPLIED "), 0), "
    "ifnull(sum(case_id IS NOT NULL), 0) " SPAN;

static const char ends_sql[] =
    "SELECT session, asked_unix_s, claimed <> '', " IMPLIED
    ", case_id IS NOT NULL " SPAN " ORDER BY asked_unix_s, id";

enum slv_status question_store_count(struct case_store *store,
                                     int64_t from_unix_s, int64_t until_unix_s,
                                     int64_t now_unix_s,
                                     struct question_counts *out,
                                     struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = (struct question_counts){0};
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, count_sql, case_number(from_unix_s),
                     case_number(until_unix_s), case_number(now_unix_s));
    if (case_rows_next(&rows)) {
        uint64_t *const columns[] = {&out->asked, &out->shown, &out->claimed,
                                     &out->implied, &out->sent};

        for (int i = 0; i < 5; i++)
            *columns[i] = (uint64_t) sqlite3_column_int64(rows.row, i);
    }
    return case_end(store, case_rows_end(&rows, err), err);
}

enum slv_status question_store_ends(struct case_store *store,
                                    int64_t from_unix_s, int64_t until_unix_s,
                                    int64_t now_unix_s, struct arena *arena,
                                    struct question_end **out, size_t *count,
                                    struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, ends_sql, case_number(from_unix_s),
                     case_number(until_unix_s), case_number(now_unix_s));
    while (case_rows_next(&rows))
        *(struct question_end *) case_items_add(&items) = (struct question_end){
            .session = sqlite3_column_int64(rows.row, 0),
            .asked_unix_s = sqlite3_column_int64(rows.row, 1),
            .is_claimed = sqlite3_column_int(rows.row, 2) != 0,
            .is_implied = sqlite3_column_int(rows.row, 3) != 0,
            .is_sent = sqlite3_column_int(rows.row, 4) != 0,
        };
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}
