/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of the case store share: statements with their values, turns
 * and transactions, events, checks, and the writing of single rows inside a
 * transaction that somebody else began. Only case_store*.c, case_import*.c and
 * modules with tables beside the cases (people_store*.c) include this.
 *
 * Functions that take a struct case_actor leave events; NULL instead leaves
 * none (imports, which tell of a file as a whole).
 */
#ifndef STORE_CASE_STORE_PARTS_H
#define STORE_CASE_STORE_PARTS_H

#include "base/str.h"
#include "store/case_store.h"
#include "store/sql.h"

#include <pthread.h>

struct strbuf;

struct case_store {
    pthread_mutex_t turn; /* held while the connection is in use */
    struct sqlite3 *db;
    bool is_read_only;
    char *import_lock_path;
    int64_t busy_since_us;
    struct case_statement *statements;
    size_t statement_count;
    size_t statement_capacity;
};

/* --- statements --- */

/* One bound value. */
struct case_value {
    enum {
        VALUE_TEXT,
        VALUE_TEXT_OR_NULL,
        VALUE_NUMBER,
        VALUE_NUMBER_OR_NULL,
        VALUE_BLOB
    } type;
    struct str text;
    int64_t number;
};

static inline struct case_value case_text(struct str text)
{
    return (struct case_value){.type = VALUE_TEXT, .text = text};
}

/* NULL when empty */
static inline struct case_value case_text_or_null(struct str text)
{
    return (struct case_value){.type = VALUE_TEXT_OR_NULL, .text = text};
}

static inline struct case_value case_word(const char *word)
{
    return case_text(str_from(word));
}

static inline struct case_value case_number(int64_t number)
{
    return (struct case_value){.type = VALUE_NUMBER, .number = number};
}

/* NULL when 0 */
static inline struct case_value case_number_or_null(int64_t number)
{
    return (struct case_value){.type = VALUE_NUMBER_OR_NULL, .number = number};
}

static inline struct case_value case_blob(struct str bytes)
{
    return (struct case_value){.type = VALUE_BLOB, .text = bytes};
}

struct case_rows {
    struct case_store *store;
    struct sqlite3_stmt *row; /* the present one, for sqlite3_column_*() */
    int result;
    enum slv_status status; /* of its beginning */
};

/* Run a statement. `sql` is a literal or static: it is compiled once per store,
 * known by its address. Values that are texts must live until it ends. */
struct case_rows case_rows_begin(struct case_store *store, const char *sql,
                                 const struct case_value *values, size_t count,
                                 struct slv_error *err);
bool case_rows_next(struct case_rows *rows);
SLV_MUST_CHECK enum slv_status case_rows_end(struct case_rows *rows,
                                             struct slv_error *err);
#define CASE_ROWS(store, err, sql, ...)                                       \
    case_rows_begin((store), (sql), (const struct case_value[]){__VA_ARGS__}, \
                    sizeof((const struct case_value[]){__VA_ARGS__}) /        \
                        sizeof(struct case_value),                            \
                    (err))
/* Run a statement without rows, or without interest in them. */
SLV_MUST_CHECK enum slv_status case_run(struct case_rows rows,
                                        struct slv_error *err);
#define CASE_RUN(store, err, ...) \
    case_run(CASE_ROWS(store, err, __VA_ARGS__), err)
/* The number in the first column of the first row, 0 without one. */
SLV_MUST_CHECK enum slv_status case_ask(struct case_rows rows, int64_t *out,
                                        struct slv_error *err);
#define CASE_ASK(store, err, out, ...) \
    case_ask(CASE_ROWS(store, err, __VA_ARGS__), out, err)

/* An array in the making, on the heap until case_items_end() moves it. */
struct case_items {
    char *items;
    size_t count;
    size_t capacity;
    size_t item_size;
};

/* Room for the next item, to be filled. */
void *case_items_add(struct case_items *items);
/* The whole array in the arena; the former is freed. */
void *case_items_end(struct case_items *items, struct arena *arena);

/* A limit as SQLite takes it. */
struct case_value case_limit(size_t limit);

/* --- turns and transactions --- */

/* Take the connection and begin a transaction that writes, or that reads one
 * consistent view. case_end() must follow when, and only when, it was SLV_OK:
 * it commits when `status` is SLV_OK, rolls back otherwise, and returns how it
 * went. */
SLV_MUST_CHECK enum slv_status case_begin(struct case_store *store,
                                          struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_begin_reading(struct case_store *store,
                                                  struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_end(struct case_store *store,
                                        enum slv_status status,
                                        struct slv_error *err);
/* End a transaction as if it had never been. */
void case_drop(struct case_store *store);

/* The next value of a counter. */
SLV_MUST_CHECK enum slv_status case_count_up(struct case_store *store,
                                             struct str counter, int64_t *out,
                                             struct slv_error *err);

/* --- events --- */

/* A JSON object under construction: names are ours, values are cut to a length
 * that always fits. */
void case_detail_text(struct strbuf *detail, const char *name,
                      struct str value);
void case_detail_number(struct strbuf *detail, const char *name, int64_t value);
void case_detail_list(struct strbuf *detail, const char *name,
                      const struct str *values, size_t count);
/* `detail` (may be NULL) is what case_detail_*() wrote, without braces. Nothing
 * when `actor` is NULL. */
SLV_MUST_CHECK enum slv_status
case_tell(struct case_store *store, const struct case_actor *actor,
          const char *action, const char *kind, struct str key,
          const struct strbuf *detail, struct slv_error *err);

/* --- checks; `what` begins the sentence --- */

enum case_need { CASE_OPTIONAL, CASE_REQUIRED };

SLV_MUST_CHECK enum slv_status case_check_text(const char *what,
                                               struct str text,
                                               enum case_need need, size_t max,
                                               struct slv_error *err);
/* The same for what stands in one line: no control characters, not only
 * blanks. */
SLV_MUST_CHECK enum slv_status case_check_line(const char *what,
                                               struct str text,
                                               enum case_need need, size_t max,
                                               struct slv_error *err);
/* Is it "." or "..", which cannot be the name of a page of its own? */
bool case_is_dots(struct str text);
SLV_MUST_CHECK enum slv_status case_check_day(const char *what, struct str day,
                                              enum case_need need,
                                              struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_check_actor(const struct case_actor *actor,
                                                struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_check_message(const struct case_message *message, struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_check_link(const struct case_link *link,
                                               struct slv_error *err);
/* What holds for every case, in any state: its texts, severity, opening. */
SLV_MUST_CHECK enum slv_status case_check_fields(const struct case_record *row,
                                                 struct slv_error *err);
/* A whole case, as an import brings it. */
SLV_MUST_CHECK enum slv_status case_check_record(const struct case_record *row,
                                                 struct slv_error *err);
/* All of it but the key, which may be empty, and whether the case is there. */
SLV_MUST_CHECK enum slv_status case_check_time(const struct case_time *row,
                                               struct slv_error *err);

/* --- tables whose rows are nothing but texts --- */

/* The rows' structs (struct case_customer...) are arrays of struct str. */
enum { CASE_FIELDS_MAX = 6 };

enum case_table {
    CASE_TABLE_CUSTOMERS,
    CASE_TABLE_CONTACTS,
    CASE_TABLE_PRODUCT_LINES,
    CASE_TABLE_PRODUCTS,
    CASE_TABLE_TEAMS,
    CASE_TABLE_AGENTS,
    CASE_TABLE_COUNT
};

size_t case_table_field_count(enum case_table table);
/* 2 for contacts, whose key is that of their customer and their own. */
size_t case_table_key_count(enum case_table table);
SLV_MUST_CHECK enum slv_status case_check_texts(enum case_table table,
                                                const struct str *fields,
                                                struct slv_error *err);
/* In a transaction, with checked fields. With `keeps_what_is_not_said` an empty
 * field leaves what is there. */
SLV_MUST_CHECK enum slv_status
case_put_texts(struct case_store *store, enum case_table table,
               const struct str *fields, bool keeps_what_is_not_said,
               const struct case_actor *actor, enum case_put *did,
               struct slv_error *err);
/* The id of the row with this key, made when it is not there; 0 when the last
 * part of the key is empty. `keys` are as many as case_table_key_count(). */
SLV_MUST_CHECK enum slv_status case_reach(struct case_store *store,
                                          enum case_table table,
                                          const struct str *keys,
                                          const struct case_actor *actor,
                                          int64_t *id, struct slv_error *err);

/* --- cases and time, in a transaction --- */

/* The row id of a case; 0 when there is none. */
SLV_MUST_CHECK enum slv_status case_find_id(struct case_store *store,
                                            struct str number, int64_t *id,
                                            struct slv_error *err);
/* Where what is done to the case `id` belongs: itself, or the case that it was
 * merged into. */
SLV_MUST_CHECK enum slv_status
case_follow_id(struct case_store *store, int64_t *id, struct slv_error *err);
/* What a case has in one row, of its own table and those it points to. */
#define CASE_RECORD_COLUMNS                                              \
    "c.number, u.key, o.key, p.name, c.product_version, a.key, "         \
    "c.subject, c.state, c.severity, c.opened_unix_s, c.closed_unix_s, " \
    "c.outcome, c.reason, c.reopened_count, c.change, d.key, f.key, "    \
    "c.fix_id, c.fixed_in, i.number, c.environment, c.is_outside, "      \
    "c.is_executive "
#define CASE_RECORD_TABLES                                    \
    "cases AS c JOIN customers AS u ON u.id = c.customer_id " \
    "LEFT JOIN agents AS d ON d.id = c.documenter_id "        \
    "LEFT JOIN agents AS f ON f.id = c.fixer_id "             \
    "LEFT JOIN merges AS g ON g.case_id = c.id "              \
    "LEFT JOIN cases AS i ON i.id = g.into_id "               \
    "LEFT JOIN contacts AS o ON o.id = c.contact_id "         \
    "LEFT JOIN products AS p ON p.id = c.product_id "         \
    "LEFT JOIN agents AS a ON a.id = c.agent_id "
/* The case in a row of these columns, without messages and links. False when it
 * has a word that is in none of their closed sets: the file is damaged. */
bool case_read_columns(struct sqlite3_stmt *row, struct arena *arena,
                       struct case_record *out);
/* The case with this id, messages and links included. */
SLV_MUST_CHECK enum slv_status case_read_record(struct case_store *store,
                                                int64_t id, struct arena *arena,
                                                struct case_record *out,
                                                struct slv_error *err);
/* Write the row of a case alone, with the next change number: a new one when
 * *id is 0, which becomes its id, else in place of what that one says. `digest`
 * is that of the imported row or empty, which keeps a former one. */
SLV_MUST_CHECK enum slv_status
case_write_row(struct case_store *store, const struct case_record *row,
               struct str digest, const struct case_actor *actor, int64_t *id,
               struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_write_message(struct case_store *store, int64_t id,
                   const struct case_message *message, bool is_imported,
                   struct slv_error *err);
/* The replies that the message which was just written uses; the number of the
 * last row stays that of the message. */
SLV_MUST_CHECK enum slv_status
case_write_uses(struct case_store *store, const struct case_message *message,
                struct slv_error *err);
/* Give the messages of the case `id`, which stand by time and by their own ids,
 * the replies that they use. */
SLV_MUST_CHECK enum slv_status
case_read_uses(struct case_store *store, int64_t id, struct arena *arena,
               struct case_message *messages, const int64_t *message_ids,
               size_t count, struct slv_error *err);
/* In place of a former link to that article. */
SLV_MUST_CHECK enum slv_status case_write_link(struct case_store *store,
                                               int64_t id,
                                               const struct case_link *link,
                                               bool is_imported,
                                               struct slv_error *err);
/* The steps (store/severity_store.h) that lead from a case as it was, NULL for
 * a new one, to what it is after a change. */
SLV_MUST_CHECK enum slv_status
case_write_steps(struct case_store *store, int64_t id,
                 const struct case_record *before,
                 const struct case_record *after,
                 const struct case_actor *actor, struct slv_error *err);
/* A checked time entry with a key. ERR_NOT_FOUND without its case. */
SLV_MUST_CHECK enum slv_status
case_write_time(struct case_store *store, const struct case_time *row,
                bool keeps_what_is_not_said, const struct case_actor *actor,
                enum case_put *did, struct slv_error *err);

/* No first reply without a severity: ERR_CONFLICT with a sentence and a hint when
 * an agent must not write to the case with this id and number yet. */
SLV_MUST_CHECK enum slv_status case_check_reply(struct case_store *store,
                                                int64_t id, struct str number,
                                                struct slv_error *err);

/* --- wishes that may come twice (store/case_find.h), in a transaction --- */

struct case_repeat;

struct case_repeated {
    bool is_there;
    struct str made; /* what came of it the first time, and its change number */
    int64_t change;
};

/* `repeat` may be NULL in all of these: nothing is remembered then. */
SLV_MUST_CHECK enum slv_status
case_check_repeat(const struct case_repeat *repeat, struct slv_error *err);
/* Has the actor wished this before? ERR_REUSED when something else came under
 * the key. */
SLV_MUST_CHECK enum slv_status
case_find_repeat(struct case_store *store, const struct case_repeat *repeat,
                 const struct case_actor *actor, struct arena *arena,
                 struct case_repeated *out, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_keep_repeat(struct case_store *store, const struct case_repeat *repeat,
                 const struct case_actor *actor, struct str made,
                 int64_t change, struct slv_error *err);

/* A checked new entry, under a key of the store's choice. */
SLV_MUST_CHECK enum slv_status case_add_time(struct case_store *store,
                                             const struct case_time *row,
                                             const struct case_actor *actor,
                                             struct slv_error *err);

bool case_message_equal(const struct case_message *a,
                        const struct case_message *b);
bool case_link_equal(const struct case_link *a, const struct case_link *b);

/* --- a case under a change --- */

struct case_edit {
    struct case_store *store;
    const struct case_actor *actor;
    struct arena *arena; /* as long as the edit */
    int64_t id;
    struct case_record before;
};

/* What hangs on a case of which `merges` says that it is part of another goes to
 * that other one, and says where it came from. */
SLV_MUST_CHECK enum slv_status case_move_part(struct case_store *store,
                                              int64_t id, int64_t into_id,
                                              struct slv_error *err);

/* Begin a transaction that changes the case with this number, of which the
 * caller has seen `expected_change` (0: any). case_edit_end() must follow when,
 * and only when, it was SLV_OK; ERR_NOT_FOUND, ERR_CONFLICT. */
SLV_MUST_CHECK enum slv_status
case_edit_begin(struct case_edit *edit, struct case_store *store,
                struct str number, int64_t expected_change,
                const struct case_actor *actor, struct slv_error *err);
/* The same, but of a case that was merged it is the one that it is part of,
 * whatever change the caller has seen. */
SLV_MUST_CHECK enum slv_status
case_edit_follow(struct case_edit *edit, struct case_store *store,
                 struct str number, int64_t expected_change,
                 const struct case_actor *actor, struct slv_error *err);
/* ERR_CONFLICT when the case has another change number by now; 0: any is right. */
SLV_MUST_CHECK enum slv_status case_edit_check(const struct case_edit *edit,
                                               int64_t expected_change,
                                               struct slv_error *err);
/* What case_store_update_case() does, inside of the edit. */
SLV_MUST_CHECK enum slv_status case_edit_apply(struct case_edit *edit,
                                               const struct case_record *row,
                                               struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_edit_end(struct case_edit *edit,
                                             enum slv_status status,
                                             struct slv_error *err);
/* Give the case the next change number, for what is not in its row. */
SLV_MUST_CHECK enum slv_status case_edit_touch(const struct case_edit *edit,
                                               struct slv_error *err);
/* Add a checked message, with what follows from it for the state of the case,
 * and its event. *id (may be NULL) is the message's. ERR_CONFLICT as for
 * case_check_reply(). */
SLV_MUST_CHECK enum slv_status case_edit_say(struct case_edit *edit,
                                             const struct case_message *said,
                                             int64_t *id,
                                             struct slv_error *err);
/* The same for a wish that may come twice, of which the caller has seen
 * `expected_change`; `answer` is NULL when nothing but the message is meant.
 * *id is 0 when it was a repetition, and nothing was done. */
struct case_answer;
SLV_MUST_CHECK enum slv_status case_edit_say_once(
    struct case_edit *edit, int64_t expected_change,
    const struct case_message *said, const struct case_answer *answer,
    const struct case_repeat *repeat, int64_t *id, struct slv_error *err);
/* The event; `detail` is released. */
SLV_MUST_CHECK enum slv_status case_edit_tell(const struct case_edit *edit,
                                              const char *action,
                                              struct strbuf *detail,
                                              struct slv_error *err);

/* --- imports --- */

/* Finish or throw away what an interrupted import left, unless one is running
 * in this moment. */
SLV_MUST_CHECK enum slv_status case_import_recover(struct case_store *store,
                                                   struct slv_error *err);
/* May the store be read as it is? ERR_PERMISSION while an import is half
 * applied. */
SLV_MUST_CHECK enum slv_status case_import_check(struct case_store *store,
                                                 struct slv_error *err);

#endif
