/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cases as they are: one, by pages, and what learning asks for (changes,
 * placements, when articles were first seen); and the event log.
 */
#include "store/case_store_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"

#include <sqlite3.h>

/* --- whole cases --- */

/* Words of the tables are of their closed sets, or the file is damaged. */
static enum slv_status damaged(struct str number, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CORRUPT, "case %.*s holds a word unknown here",
                    STR_ARG(number));
}

static enum slv_status read_messages(struct case_store *store, int64_t id,
                                     struct arena *arena,
                                     struct case_record *out,
                                     struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof(struct case_message)};
    struct case_items ids = {.item_size = sizeof(int64_t)};
    struct case_items sources = {.item_size = sizeof(struct str)};
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT author, author_name, text, created_unix_s, id, "
                  "(SELECT number FROM cases WHERE id = from_case_id) "
                  "FROM messages WHERE case_id = ? ORDER BY created_unix_s, id",
                  case_number(id));
    struct case_message *messages;
    bool is_understood = true;
    enum slv_status status;

    while (case_rows_next(&rows)) {
        struct case_message *message = case_items_add(&items);

        *message = (struct case_message){.use_count = 0};
        is_understood = case_author_parse(sql_column_str(rows.row, 0, arena),
                                          &message->author) &&
                        is_understood;
        message->author_name = sql_column_str(rows.row, 1, arena);
        message->text = sql_column_str(rows.row, 2, arena);
        message->created_unix_s = sqlite3_column_int64(rows.row, 3);
        *(struct str *) case_items_add(&sources) =
            sql_column_str(rows.row, 5, arena);
        *(int64_t *) case_items_add(&ids) = sqlite3_column_int64(rows.row, 4);
    }
    status = case_rows_end(&rows, err);
    out->message_count = items.count;
    messages = case_items_end(&items, arena);
    out->messages = messages;
    out->message_ids = case_items_end(&ids, arena);
    out->message_sources = case_items_end(&sources, arena);
    if (status == SLV_OK && out->message_count > 0)
        status = case_read_uses(store, id, arena, messages, out->message_ids,
                                out->message_count, err);
    return status == SLV_OK && !is_understood ? damaged(out->number, err)
                                              : status;
}

static enum slv_status read_links(struct case_store *store, int64_t id,
                                  struct arena *arena, struct case_record *out,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof(struct case_link)};
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT article_id, kind, comment, who, created_unix_s, "
                  "reopened_count FROM links WHERE case_id = ? "
                  "ORDER BY article_id",
                  case_number(id));
    bool is_understood = true;
    enum slv_status status;

    while (case_rows_next(&rows)) {
        struct case_link *link = case_items_add(&items);

        link->article_id = sql_column_str(rows.row, 0, arena);
        is_understood = case_link_kind_parse(sql_column_str(rows.row, 1, arena),
                                             &link->kind) &&
                        is_understood;
        link->comment = sql_column_str(rows.row, 2, arena);
        link->who = sql_column_str(rows.row, 3, arena);
        link->created_unix_s = sqlite3_column_int64(rows.row, 4);
        link->reopened_count = sqlite3_column_int(rows.row, 5);
    }
    status = case_rows_end(&rows, err);
    out->link_count = items.count;
    out->links = case_items_end(&items, arena);
    return status == SLV_OK && !is_understood ? damaged(out->number, err)
                                              : status;
}

bool case_read_columns(struct sqlite3_stmt *row, struct arena *arena,
                       struct case_record *out)
{
    const struct str outcome = sql_column_str(row, 11, arena);

    *out = (struct case_record){
        .number = sql_column_str(row, 0, arena),
        .customer = sql_column_str(row, 1, arena),
        .contact = sql_column_str(row, 2, arena),
        .product = sql_column_str(row, 3, arena),
        .product_version = sql_column_str(row, 4, arena),
        .agent = sql_column_str(row, 5, arena),
        .subject = sql_column_str(row, 6, arena),
        .severity = sqlite3_column_int(row, 8),
        .opened_unix_s = sqlite3_column_int64(row, 9),
        .closed_unix_s = sqlite3_column_int64(row, 10),
        .reason = sql_column_str(row, 12, arena),
        .reopened_count = sqlite3_column_int(row, 13),
        .change = sqlite3_column_int64(row, 14),
        .documenter = sql_column_str(row, 15, arena),
        .fixer = sql_column_str(row, 16, arena),
        .fix_id = sql_column_str(row, 17, arena),
        .fixed_in = sql_column_str(row, 18, arena),
        .merged_into = sql_column_str(row, 19, arena),
        .environment = sql_column_str(row, 20, arena),
        .is_outside = sqlite3_column_int(row, 21) != 0,
        .is_executive = sqlite3_column_int(row, 22) != 0,
    };
    return case_state_parse(sql_column_str(row, 7, arena), &out->state) &&
           (outcome.len == 0 || case_outcome_parse(outcome, &out->outcome));
}

enum slv_status case_read_record(struct case_store *store, int64_t id,
                                 struct arena *arena, struct case_record *out,
                                 struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT " CASE_RECORD_COLUMNS "FROM " CASE_RECORD_TABLES
                  "WHERE c.id = ?",
                  case_number(id));
    bool is_understood = true;
    enum slv_status status;

    *out = (struct case_record){.change = 0};
    while (case_rows_next(&rows))
        is_understood = case_read_columns(rows.row, arena, out);
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && !is_understood)
        status = damaged(out->number, err);
    if (status == SLV_OK)
        status = read_messages(store, id, arena, out, err);
    if (status == SLV_OK)
        status = read_links(store, id, arena, out, err);
    return status;
}

enum slv_status case_store_find_case(struct case_store *store,
                                     struct str number, struct arena *arena,
                                     struct case_record *out,
                                     struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = case_find_id(store, number, &id, err);
    if (status == SLV_OK && id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(number));
    if (status == SLV_OK)
        status = case_read_record(store, id, arena, out, err);
    return case_end(store, status, err);
}

/* The first column of each row, in the arena. */
static enum slv_status take_ids(struct case_rows rows, struct arena *arena,
                                int64_t **out, size_t *count,
                                struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status;

    while (case_rows_next(&rows)) {
        int64_t *id = case_items_add(&items);

        *id = sqlite3_column_int64(rows.row, 0);
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status case_store_list_cases(struct case_store *store,
                                      struct str after, size_t limit,
                                      struct arena *arena,
                                      struct case_record **out, size_t *count,
                                      struct slv_error *err)
{
    int64_t *ids = NULL;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    status = take_ids(CASE_ROWS(store, err,
                                "SELECT id FROM cases WHERE number > ? "
                                "ORDER BY number LIMIT ?",
                                case_text(after), case_limit(limit)),
                      arena, &ids, count, err);
    *out = arena_calloc(arena, *count, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < *count; i++)
        status = case_read_record(store, ids[i], arena, &(*out)[i], err);
    return case_end(store, status, err);
}

/* --- for learning --- */

enum slv_status case_store_last_change(struct case_store *store, int64_t *out,
                                       struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    if (status != SLV_OK)
        return status;
    return case_end(store,
                    CASE_ASK(store, err, out,
                             "SELECT value FROM counters WHERE name = ?",
                             case_text(STR("change"))),
                    err);
}

static struct str join_problem(const struct case_record *record,
                               struct strbuf *scratch, struct arena *arena)
{
    strbuf_clear(scratch);
    for (size_t i = 0; i < record->message_count; i++) {
        const struct case_message *message = &record->messages[i];

        if (message->author != CASE_BY_CUSTOMER)
            continue;
        if (scratch->len + message->text.len + 2 > BOUND_CASE_TEXT_BYTES &&
            scratch->len > 0)
            continue;
        if (scratch->len > 0)
            strbuf_add_cstr(scratch, "\n\n");
        strbuf_add_str(scratch, message->text);
    }
    return arena_str(arena, strbuf_str(scratch));
}

static struct case_change change_of(const struct case_record *record,
                                    struct strbuf *scratch, struct arena *arena)
{
    struct case_change_link *links =
        arena_calloc(arena, record->link_count, sizeof *links);

    for (size_t i = 0; i < record->link_count; i++)
        links[i] = (struct case_change_link){
            .article_id = arena_str(arena, record->links[i].article_id),
            .kind = record->links[i].kind,
            .reopened_count = record->links[i].reopened_count,
        };
    return (struct case_change){
        .change = record->change,
        .number = arena_str(arena, record->number),
        .subject = arena_str(arena, record->subject),
        .body = join_problem(record, scratch, arena),
        .state = record->state,
        .opened_unix_s = record->opened_unix_s,
        .closed_unix_s = record->closed_unix_s,
        .reopened_count = record->reopened_count,
        .product = arena_str(arena, record->product),
        .links = links,
        .link_count = record->link_count,
    };
}

enum slv_status case_store_changes(struct case_store *store,
                                   int64_t after_change, size_t limit,
                                   struct arena *arena,
                                   struct case_change **out, size_t *count,
                                   struct slv_error *err)
{
    struct arena *passing = arena_new();
    struct strbuf scratch;
    int64_t *ids = NULL;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    strbuf_init(&scratch, BOUND_CASE_TEXT_BYTES);
    if (status == SLV_OK) {
        status =
            take_ids(CASE_ROWS(store, err,
                               "SELECT id FROM cases WHERE change > ? "
                               "ORDER BY change LIMIT ?",
                               case_number(after_change), case_limit(limit)),
                     arena, &ids, count, err);
        *out = arena_calloc(arena, *count, sizeof **out);
        for (size_t i = 0; status == SLV_OK && i < *count; i++) {
            struct case_record record;

            arena_reset(passing);
            status = case_read_record(store, ids[i], passing, &record, err);
            if (status == SLV_OK)
                (*out)[i] = change_of(&record, &scratch, arena);
        }
        status = case_end(store, status, err);
    }
    strbuf_release(&scratch);
    arena_free(passing);
    return status;
}

/* Links of one case stand together; their ids are collected in one array, in
 * which each placement has its share. */
static void settle_articles(struct case_placement *placements, size_t count,
                            const struct str *articles)
{
    for (size_t i = 0; i < count; i++) {
        placements[i].article_ids = articles;
        articles += placements[i].article_count;
    }
}

enum slv_status case_store_placements(struct case_store *store,
                                      int64_t after_change, size_t limit,
                                      struct arena *arena,
                                      struct case_placement **out,
                                      size_t *count, struct slv_error *err)
{
    struct case_items placements = {.item_size = sizeof **out};
    struct case_items articles = {.item_size = sizeof(struct str)};
    struct case_placement *last = NULL;
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT c.change, c.number, l.article_id FROM ("
                     "SELECT id, change, number FROM cases WHERE change > ? "
                     "AND state = 'closed' AND EXISTS "
                     "(SELECT 1 FROM links WHERE case_id = cases.id) "
                     "ORDER BY change LIMIT ?) AS c "
                     "JOIN links AS l ON l.case_id = c.id "
                     "ORDER BY c.change, l.article_id",
                     case_number(after_change), case_limit(limit));
    while (case_rows_next(&rows)) {
        const int64_t change = sqlite3_column_int64(rows.row, 0);
        struct str *article = case_items_add(&articles);

        *article = sql_column_str(rows.row, 2, arena);
        if (!last || last->change != change) {
            last = case_items_add(&placements);
            *last = (struct case_placement){
                .change = change,
                .number = sql_column_str(rows.row, 1, arena),
            };
        }
        last->article_count++;
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = placements.count;
    *out = case_items_end(&placements, arena);
    settle_articles(*out, *count, case_items_end(&articles, arena));
    return status;
}

enum slv_status case_store_see_articles(struct case_store *store,
                                        const struct str *article_ids,
                                        size_t count, int64_t now_unix_s,
                                        bool is_of_first_build,
                                        struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = case_check_text("the article id", article_ids[i],
                                 CASE_REQUIRED, BOUND_ARTICLE_ID_BYTES, err);
    if (status == SLV_OK && now_unix_s < 0)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "the time an article was seen is before 1970");
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = CASE_RUN(store, err,
                          "INSERT INTO article_first_seen (article_id, "
                          "first_seen_unix_s, is_of_first_build) "
                          "VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                          case_text(article_ids[i]), case_number(now_unix_s),
                          case_number(is_of_first_build));
    return case_end(store, status, err);
}

enum slv_status case_store_list_first_seen(struct case_store *store,
                                           struct str after, size_t limit,
                                           struct arena *arena,
                                           struct case_first_seen **out,
                                           size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT article_id, first_seen_unix_s, is_of_first_build "
                     "FROM article_first_seen WHERE article_id > ? "
                     "ORDER BY article_id LIMIT ?",
                     case_text(after), case_limit(limit));
    while (case_rows_next(&rows)) {
        struct case_first_seen *seen = case_items_add(&items);

        seen->article_id = sql_column_str(rows.row, 0, arena);
        seen->first_seen_unix_s = sqlite3_column_int64(rows.row, 1);
        seen->is_of_first_build = sqlite3_column_int(rows.row, 2) != 0;
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* --- events --- */

enum slv_status case_store_list_events(struct case_store *store,
                                       int64_t after_id, size_t limit,
                                       struct arena *arena,
                                       struct case_event **out, size_t *count,
                                       struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT id, at_unix_s, actor, action, kind, key, detail "
                     "FROM events WHERE id > ? ORDER BY id LIMIT ?",
                     case_number(after_id), case_limit(limit));
    while (case_rows_next(&rows)) {
        struct case_event *event = case_items_add(&items);

        *event = (struct case_event){
            .id = sqlite3_column_int64(rows.row, 0),
            .at_unix_s = sqlite3_column_int64(rows.row, 1),
            .actor = sql_column_str(rows.row, 2, arena),
            .action = sql_column_str(rows.row, 3, arena),
            .kind = sql_column_str(rows.row, 4, arena),
            .key = sql_column_str(rows.row, 5, arena),
            .detail = sql_column_str(rows.row, 6, arena),
        };
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
