/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of attachments. See attachment_store.h.
 */
#include "store/attachment_store.h"

#include "base/bounds.h"
#include "base/sha256.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

enum { MEDIA_TYPE_BYTES_MAX = 100 };

static enum slv_status check_row(const struct attachment *row,
                                 struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the name of the file", row->name, CASE_REQUIRED,
                        BOUND_FILE_NAME_BYTES, err);

    if (status == SLV_OK)
        status = case_check_text("the type of the file", row->media_type,
                                 CASE_REQUIRED, MEDIA_TYPE_BYTES_MAX, err);
    if (status != SLV_OK)
        return status;
    if (str_find_char(row->name, '/') < row->name.len)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the name of a file has no folders in it");
    if (row->size_bytes == 0 || row->size_bytes > INT64_MAX)
        return slv_fail(err, SLV_ERR_INPUT, "the file %.*s is empty",
                        STR_ARG(row->name));
    if (!sha256_is_digest(row->sha256))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the checksum of %.*s is not one of SHA-256",
                        STR_ARG(row->name));
    return SLV_OK;
}

/* In the transaction, so that two who attach at once do not pass them. */
static enum slv_status check_limits(const struct case_edit *edit,
                                    const struct attachment *rows, size_t count,
                                    const struct attachment_limits *limits,
                                    struct slv_error *err)
{
    int64_t had = 0;
    int64_t bytes = 0;
    uint64_t total;
    enum slv_status status =
        CASE_ASK(edit->store, err, &had,
                 "SELECT count(*) FROM attachments WHERE case_id = ?",
                 case_number(edit->id));

    if (status == SLV_OK)
        status = CASE_ASK(edit->store, err, &bytes,
                          "SELECT coalesce(sum(size_bytes), 0) "
                          "FROM attachments WHERE case_id = ?",
                          case_number(edit->id));
    if (status != SLV_OK)
        return status;
    if ((uint64_t) had + count > limits->count_max)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "a case may have %llu files, and this one has %lld",
                        (unsigned long long) limits->count_max,
                        (long long) had);
    total = (uint64_t) bytes;
    for (size_t i = 0; i < count; i++)
        total += rows[i].size_bytes;
    if (total > limits->bytes_max)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the files of a case may have %llu bytes together, and "
                        "with these it would be %llu",
                        (unsigned long long) limits->bytes_max,
                        (unsigned long long) total);
    return SLV_OK;
}

static enum slv_status write_row(const struct case_edit *edit,
                                 const struct attachment *row,
                                 int64_t message_id, bool is_internal,
                                 struct slv_error *err)
{
    return CASE_RUN(
        edit->store, err,
        "INSERT INTO attachments (case_id, message_id, is_internal, name, "
        "media_type, size_bytes, sha256, who, created_unix_s) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        case_number(edit->id), case_number_or_null(message_id),
        case_number(is_internal), case_text(row->name),
        case_text(row->media_type), case_number((int64_t) row->size_bytes),
        case_text(row->sha256), case_text(edit->actor->name),
        case_number(edit->actor->now_unix_s));
}

static enum slv_status write_rows(struct case_edit *edit,
                                  const struct attachment *rows, size_t count,
                                  int64_t message_id, bool is_note,
                                  int64_t *first_id, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct strbuf detail;

        status = write_row(edit, &rows[i], message_id,
                           is_note || rows[i].is_internal, err);
        if (status != SLV_OK)
            break;
        if (i == 0)
            *first_id = sqlite3_last_insert_rowid(edit->store->db);
        strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
        case_detail_text(&detail, "name", rows[i].name);
        case_detail_number(&detail, "bytes", (int64_t) rows[i].size_bytes);
        case_detail_text(&detail, "sha256", rows[i].sha256);
        status = case_edit_tell(edit, "attach", &detail, err);
    }
    return status;
}

/* In the transaction. *is_repeated: it was done before. */
static enum slv_status say(struct case_edit *edit, int64_t expected_change,
                           const struct attachment_saying *saying,
                           int64_t *message_id, bool *is_repeated,
                           struct slv_error *err)
{
    struct case_message said;
    struct case_repeated done;
    enum slv_status status;

    *message_id = 0;
    if (saying->message) {
        said = *saying->message;
        said.created_unix_s = edit->actor->now_unix_s;
        status =
            case_edit_say_once(edit, expected_change, &said, saying->answer,
                               saying->repeat, message_id, err);
        *is_repeated = *message_id == 0;
        return status;
    }
    status = case_find_repeat(edit->store, saying->repeat, edit->actor,
                              edit->arena, &done, err);
    *is_repeated = done.is_there;
    if (status != SLV_OK || done.is_there)
        return status;
    status = case_edit_check(edit, expected_change, err);
    if (status == SLV_OK)
        status = case_edit_touch(edit, err);
    if (status == SLV_OK)
        status = case_keep_repeat(edit->store, saying->repeat, edit->actor,
                                  edit->before.number, 0, err);
    return status;
}

static enum slv_status check_saying(const struct attachment_saying *saying,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    struct case_message said;
    enum slv_status status = case_check_repeat(saying->repeat, err);

    if (status != SLV_OK || !saying->message)
        return status;
    said = *saying->message;
    said.created_unix_s = actor->now_unix_s;
    return case_check_message(&said, err);
}

enum slv_status attachment_store_add(
    struct case_store *store, struct str number, int64_t expected_change,
    const struct attachment_saying *saying, const struct attachment *rows,
    size_t count, const struct attachment_limits *limits,
    const struct case_actor *actor, int64_t *first_id, struct slv_error *err)
{
    struct case_edit edit;
    int64_t message_id = 0;
    bool is_repeated = false;
    bool is_note = saying->message && saying->message->author == CASE_BY_NOTE;
    enum slv_status status = check_saying(saying, actor, err);

    *first_id = 0;
    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = check_row(&rows[i], err);
    if (status == SLV_OK)
        status = case_edit_follow(&edit, store, number, 0, actor, err);
    if (status != SLV_OK)
        return status;
    if (!str_equal(edit.before.number, number))
        expected_change = 0; /* of the case that this one was merged into */
    status =
        say(&edit, expected_change, saying, &message_id, &is_repeated, err);
    if (status == SLV_OK && !is_repeated)
        status = check_limits(&edit, rows, count, limits, err);
    if (status == SLV_OK && !is_repeated)
        status =
            write_rows(&edit, rows, count, message_id, is_note, first_id, err);
    return case_edit_end(&edit, status, err);
}

/* --- reading --- */

#define ATTACHMENT_COLUMNS                                           \
    "SELECT f.id, c.number, f.message_id, f.is_internal, f.name, "   \
    "f.media_type, f.size_bytes, f.sha256, f.who, f.created_unix_s " \
    "FROM attachments AS f JOIN cases AS c ON c.id = f.case_id "

static void read_row(struct sqlite3_stmt *row, struct arena *arena,
                     struct attachment *out)
{
    *out = (struct attachment){
        .id = sqlite3_column_int64(row, 0),
        .case_number = sql_column_str(row, 1, arena),
        .message_id = sqlite3_column_int64(row, 2),
        .is_internal = sqlite3_column_int(row, 3) != 0,
        .name = sql_column_str(row, 4, arena),
        .media_type = sql_column_str(row, 5, arena),
        .size_bytes = (uint64_t) sqlite3_column_int64(row, 6),
        .sha256 = sql_column_str(row, 7, arena),
        .who = sql_column_str(row, 8, arena),
        .created_unix_s = sqlite3_column_int64(row, 9),
    };
}

static enum slv_status read_rows(struct case_rows rows, struct arena *arena,
                                 struct attachment **out, size_t *count,
                                 struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof(struct attachment)};
    enum slv_status status;

    while (case_rows_next(&rows))
        read_row(rows.row, arena, case_items_add(&items));
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status attachment_store_list_case(struct case_store *store,
                                           struct str number,
                                           struct arena *arena,
                                           struct attachment **out,
                                           size_t *count, struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    status = read_rows(CASE_ROWS(store, err,
                                 ATTACHMENT_COLUMNS
                                 "WHERE f.case_id = (SELECT id FROM cases "
                                 "WHERE number = ?) ORDER BY f.id",
                                 case_text(number)),
                       arena, out, count, err);
    return case_end(store, status, err);
}

enum slv_status attachment_store_find(struct case_store *store,
                                      struct str number, int64_t id,
                                      struct arena *arena,
                                      struct attachment *out,
                                      struct slv_error *err)
{
    struct attachment *rows = NULL;
    size_t count = 0;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = read_rows(CASE_ROWS(store, err,
                                 ATTACHMENT_COLUMNS
                                 "WHERE f.id = ? AND c.number = ?",
                                 case_number(id), case_text(number)),
                       arena, &rows, &count, err);
    if (status == SLV_OK && count == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "case %.*s has no such file",
                          STR_ARG(number));
    if (status == SLV_OK)
        *out = rows[0];
    return case_end(store, status, err);
}

static enum slv_status remove_row(struct case_edit *edit, int64_t id,
                                  struct str why, struct arena *arena,
                                  struct attachment *out, struct slv_error *err)
{
    struct attachment *rows = NULL;
    struct strbuf detail;
    size_t count = 0;
    enum slv_status status =
        read_rows(CASE_ROWS(edit->store, err,
                            ATTACHMENT_COLUMNS "WHERE f.id = ? AND c.id = ?",
                            case_number(id), case_number(edit->id)),
                  arena, &rows, &count, err);

    if (status == SLV_OK && count == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "case %.*s has no such file",
                          STR_ARG(edit->before.number));
    if (status == SLV_OK)
        status =
            CASE_RUN(edit->store, err, "DELETE FROM attachments WHERE id = ?",
                     case_number(id));
    if (status == SLV_OK)
        status = case_edit_touch(edit, err);
    if (status != SLV_OK)
        return status;
    *out = rows[0];
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "name", out->name);
    case_detail_number(&detail, "bytes", (int64_t) out->size_bytes);
    case_detail_text(&detail, "sha256", out->sha256);
    case_detail_text(&detail, "why", why);
    return case_edit_tell(edit, "detach", &detail, err);
}

enum slv_status
attachment_store_remove(struct case_store *store, struct str number,
                        int64_t expected_change, int64_t id, struct str why,
                        const struct case_actor *actor, struct arena *arena,
                        struct attachment *out, struct slv_error *err)
{
    struct case_edit edit;
    enum slv_status status = case_check_text("the reason", why, CASE_REQUIRED,
                                             BOUND_CASE_NOTE_BYTES, err);

    if (status == SLV_OK)
        status =
            case_edit_begin(&edit, store, number, expected_change, actor, err);
    if (status != SLV_OK)
        return status;
    status = remove_row(&edit, id, why, arena, out, err);
    return case_edit_end(&edit, status, err);
}

enum slv_status attachment_store_list(struct case_store *store,
                                      int64_t after_id, size_t limit,
                                      struct arena *arena,
                                      struct attachment **out, size_t *count,
                                      struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    status = read_rows(CASE_ROWS(store, err,
                                 ATTACHMENT_COLUMNS
                                 "WHERE f.id > ? ORDER BY f.id LIMIT ?",
                                 case_number(after_id), case_limit(limit)),
                       arena, out, count, err);
    return case_end(store, status, err);
}

enum slv_status attachment_store_names(struct case_store *store,
                                       struct str sha256, bool *out,
                                       struct slv_error *err)
{
    int64_t found = 0;
    enum slv_status status = case_begin_reading(store, err);

    *out = false;
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, &found,
                      "SELECT EXISTS (SELECT 1 FROM attachments "
                      "WHERE sha256 = ?)",
                      case_text(sha256));
    *out = found != 0;
    return case_end(store, status, err);
}
