/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tables `article_events` and `article_versions` of the case store. A text
 * that comes back is kept once.
 */
#include "store/article_store.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/str.h"
#include "store/sql.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct article_store {
    pthread_mutex_t turn; /* held while the connection is in use */
    struct sqlite3 *db;
    struct sqlite3_stmt *add_text;
    struct sqlite3_stmt *add_event;
    struct sqlite3_stmt *count;
    struct sqlite3_stmt *list;
    struct sqlite3_stmt *text;
};

static const char *const action_words[ARTICLE_ACTION_COUNT] = {
    [ARTICLE_FOUND] = "found",          [ARTICLE_MADE] = "made",
    [ARTICLE_CHANGED] = "changed",      [ARTICLE_TO_DRAFT] = "draft",
    [ARTICLE_TO_REVIEWED] = "reviewed", [ARTICLE_TO_PUBLISHED] = "published",
    [ARTICLE_TO_ARCHIVED] = "archived", [ARTICLE_RESTORED] = "restored",
};

const char *article_action_word(enum article_action action)
{
    return action_words[action];
}

static enum slv_status prepare_all(struct article_store *store,
                                   struct slv_error *err)
{
    const struct {
        struct sqlite3_stmt **statement;
        const char *text;
    } statements[] = {
        {&store->add_text, "INSERT INTO article_versions (digest, text) "
                           "VALUES (?, ?) ON CONFLICT (digest) DO NOTHING"},
        {&store->add_event,
         "INSERT INTO article_events (article_id, at_unix_s, actor, action, "
         "digest) VALUES (?, ?, ?, ?, ?)"},
        {&store->count,
         "SELECT count(*) FROM article_events WHERE article_id = ?"},
        {&store->list, "SELECT at_unix_s, actor, action, digest "
                       "FROM article_events WHERE article_id = ? "
                       "ORDER BY id DESC LIMIT ?"},
        {&store->text,
         "SELECT text FROM article_versions WHERE digest = ?2 AND EXISTS "
         "(SELECT 1 FROM article_events WHERE article_id = ?1 "
         "AND digest = ?2)"},
    };

    for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
        enum slv_status status = sql_prepare(store->db, statements[i].text,
                                             statements[i].statement, err);

        if (status != SLV_OK)
            return status;
    }
    return SLV_OK;
}

enum slv_status article_store_open(const char *path, struct article_store **out,
                                   struct slv_error *err)
{
    struct article_store *store = alloc_zeroed(1, sizeof *store);
    enum slv_status status;

    *out = NULL;
    SLV_ASSERT(pthread_mutex_init(&store->turn, NULL) == 0);
    status =
        sql_open(path, sql_migrations_solvent, SQL_DURABLE, &store->db, err);
    if (status == SLV_OK)
        status = prepare_all(store, err);
    if (status != SLV_OK) {
        article_store_close(store);
        return status;
    }
    *out = store;
    return SLV_OK;
}

void article_store_close(struct article_store *store)
{
    if (!store)
        return;
    sqlite3_finalize(store->add_text);
    sqlite3_finalize(store->add_event);
    sqlite3_finalize(store->count);
    sqlite3_finalize(store->list);
    sqlite3_finalize(store->text);
    sql_close(store->db);
    pthread_mutex_destroy(&store->turn);
    free(store);
}

static void digest_text(struct str text, char out[HASH_HEX_BYTES])
{
    hash_format(hash_bytes(text), out);
}

static enum slv_status add_row(struct article_store *store,
                               const struct article_event *event,
                               enum article_action action, struct str text,
                               struct slv_error *err)
{
    char digest[HASH_HEX_BYTES];
    enum slv_status status;

    digest_text(text, digest);
    sql_bind_str(store->add_text, 1, str_from(digest));
    sqlite3_bind_blob64(store->add_text, 2, text.len ? text.ptr : "", text.len,
                        SQLITE_STATIC);
    status = sql_finish(store->db, store->add_text,
                        "cannot keep the text of "
                        "an article",
                        err);
    if (status != SLV_OK)
        return status;
    sql_bind_str(store->add_event, 1, event->article_id);
    sqlite3_bind_int64(store->add_event, 2, event->at_unix_s);
    sql_bind_str(store->add_event, 3, event->actor);
    sql_bind_str(store->add_event, 4, str_from(action_words[action]));
    sql_bind_str(store->add_event, 5, str_from(digest));
    return sql_finish(store->db, store->add_event,
                      "cannot keep the history of an article", err);
}

static enum slv_status has_events(struct article_store *store,
                                  struct str article_id, bool *out,
                                  struct slv_error *err)
{
    int result;

    sql_bind_str(store->count, 1, article_id);
    result = sqlite3_step(store->count);
    *out = result == SQLITE_ROW && sqlite3_column_int64(store->count, 0) > 0;
    sqlite3_reset(store->count);
    sqlite3_clear_bindings(store->count);
    return result == SQLITE_ROW
               ? SLV_OK
               : sql_fail(store->db, result,
                          "cannot read the history of an article", err);
}

static enum slv_status add_rows(struct article_store *store,
                                const struct article_event *event,
                                struct str text, struct str former,
                                struct slv_error *err)
{
    bool has_some = false;
    enum slv_status status =
        has_events(store, event->article_id, &has_some, err);

    if (status == SLV_OK && !has_some && former.len)
        status = add_row(store, event, ARTICLE_FOUND, former, err);
    if (status == SLV_OK)
        status = add_row(store, event, event->action, text, err);
    return status;
}

enum slv_status article_store_add(struct article_store *store,
                                  const struct article_event *event,
                                  struct str text, struct str former,
                                  struct slv_error *err)
{
    enum slv_status status;

    if (event->article_id.len == 0 || event->actor.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the history of an article needs an id and a name");
    if (text.len > ARTICLE_VERSION_BYTES_MAX ||
        former.len > ARTICLE_VERSION_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the text of an article is longer than %d bytes",
                        ARTICLE_VERSION_BYTES_MAX);
    SLV_ASSERT(pthread_mutex_lock(&store->turn) == 0);
    status = sql_run(store->db, "BEGIN IMMEDIATE", err);
    if (status == SLV_OK) {
        status = add_rows(store, event, text, former, err);
        if (status == SLV_OK)
            status = sql_run(store->db, "COMMIT", err);
        if (status != SLV_OK)
            (void) !sql_run(store->db, "ROLLBACK", NULL);
    }
    SLV_ASSERT(pthread_mutex_unlock(&store->turn) == 0);
    return status;
}

static enum article_action parse_action(struct str word)
{
    for (size_t i = 0; i < ARTICLE_ACTION_COUNT; i++)
        if (str_equal(word, str_from(action_words[i])))
            return (enum article_action) i;
    return ARTICLE_CHANGED;
}

enum slv_status article_store_list(struct article_store *store,
                                   struct str article_id, struct arena *arena,
                                   struct article_event **out, size_t *count,
                                   struct slv_error *err)
{
    struct sqlite3_stmt *list = store->list;
    struct article_event *events =
        arena_calloc(arena, ARTICLE_EVENTS_MAX, sizeof *events);
    enum slv_status status = SLV_OK;
    int result;

    *count = 0;
    *out = events;
    SLV_ASSERT(pthread_mutex_lock(&store->turn) == 0);
    sql_bind_str(list, 1, article_id);
    sqlite3_bind_int64(list, 2, ARTICLE_EVENTS_MAX);
    while ((result = sqlite3_step(list)) == SQLITE_ROW &&
           *count < ARTICLE_EVENTS_MAX)
        events[(*count)++] = (struct article_event){
            .article_id = article_id,
            .at_unix_s = sqlite3_column_int64(list, 0),
            .actor = sql_column_str(list, 1, arena),
            .action = parse_action(sql_column_str(list, 2, arena)),
            .digest = sql_column_str(list, 3, arena),
        };
    if (result != SQLITE_DONE && result != SQLITE_ROW)
        status = sql_fail(store->db, result,
                          "cannot read the history of an article", err);
    sqlite3_reset(list);
    sqlite3_clear_bindings(list);
    SLV_ASSERT(pthread_mutex_unlock(&store->turn) == 0);
    return status;
}

enum slv_status article_store_text(struct article_store *store,
                                   struct str article_id, struct str digest,
                                   struct arena *arena, struct str *out,
                                   struct slv_error *err)
{
    struct sqlite3_stmt *text = store->text;
    enum slv_status status = SLV_OK;
    int result;

    SLV_ASSERT(pthread_mutex_lock(&store->turn) == 0);
    sql_bind_str(text, 1, article_id);
    sql_bind_str(text, 2, digest);
    result = sqlite3_step(text);
    if (result == SQLITE_ROW)
        *out = arena_str(arena,
                         (struct str){sqlite3_column_blob(text, 0),
                                      (size_t) sqlite3_column_bytes(text, 0)});
    else if (result == SQLITE_DONE)
        status =
            slv_fail(err, SLV_ERR_NOT_FOUND, "The article never had this text");
    else
        status = sql_fail(store->db, result, "cannot read a text", err);
    sqlite3_reset(text);
    sqlite3_clear_bindings(text);
    SLV_ASSERT(pthread_mutex_unlock(&store->turn) == 0);
    return status;
}
