/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Webhooks: adding, changing, removing, finding. What is on its way to them is
 * in webhook_deliveries.c, what is written for them in webhook_outbox.c.
 */
#include "store/webhook_outbox.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdio.h>

enum { WORDS_BYTES_MAX = 400, NUMBER_BYTES = 24 };

static const char *const event_words[] = {
    [WEBHOOK_CASE_OPENED] = "case.opened",
    [WEBHOOK_CASE_CLOSED] = "case.closed",
    [WEBHOOK_CASE_REOPENED] = "case.reopened",
    [WEBHOOK_ARTICLE_PUBLISHED] = "article.published",
    [WEBHOOK_ARTICLE_REVIEW_DUE] = "article.review_due",
};
_Static_assert(ARRAY_LEN(event_words) == WEBHOOK_EVENT_COUNT,
               "every event has a word");

const char *webhook_event_word(enum webhook_event event)
{
    return event_words[event];
}

bool webhook_event_parse(struct str word, enum webhook_event *out)
{
    for (size_t i = 0; i < ARRAY_LEN(event_words); i++) {
        if (str_equal(word, str_from(event_words[i]))) {
            *out = (enum webhook_event) i;
            return true;
        }
    }
    return false;
}

enum slv_status webhook_events_parse(struct str words, unsigned *out,
                                     struct slv_error *err)
{
    struct str rest = words;

    *out = 0;
    while (rest.len > 0) {
        struct str part = str_take_until(&rest, ',');

        while (part.len > 0) {
            struct str word = str_trim(str_take_until(&part, ' '));
            enum webhook_event event;

            if (word.len == 0)
                continue;
            if (!webhook_event_parse(word, &event)) {
                (void) slv_fail(err, SLV_ERR_INPUT,
                                "there is no event \"%.*s\"",
                                STR_ARG(str_first(word, 100)));
                slv_hint(err, "There are case.opened, case.closed, "
                              "case.reopened and article.published.");
                return SLV_ERR_INPUT;
            }
            *out |= 1u << event;
        }
    }
    if (*out == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "which events are to be told is missing");
    return SLV_OK;
}

static void write_events(struct strbuf *out, unsigned events)
{
    for (int i = 0; i < WEBHOOK_EVENT_COUNT; i++) {
        if (!(events & 1u << i))
            continue;
        if (out->len > 0)
            strbuf_add_char(out, ' ');
        strbuf_add_cstr(out, event_words[i]);
    }
}

/* --- reading --- */

#define WEBHOOKS                                                           \
    "SELECT w.id, w.url, w.events, w.is_active, w.change, w.created_by, "  \
    "w.created_unix_s, w.failures, w.retry_unix_s, w.dropped, (SELECT "    \
    "count(*) FROM webhook_deliveries AS d WHERE d.webhook_id = w.id AND " \
    "d.state = 'waiting'), (SELECT count(*) FROM webhook_deliveries AS d " \
    "WHERE d.webhook_id = w.id AND d.state = 'given up'), w.secret "       \
    "FROM webhooks AS w "

static struct webhook read_webhook(struct sqlite3_stmt *row,
                                   struct arena *arena)
{
    struct webhook out = {
        .id = sqlite3_column_int64(row, 0),
        .url = sql_column_str(row, 1, arena),
        .is_active = sqlite3_column_int(row, 3) != 0,
        .change = sqlite3_column_int64(row, 4),
        .created_by = sql_column_str(row, 5, arena),
        .created_unix_s = sqlite3_column_int64(row, 6),
        .failures = sqlite3_column_int(row, 7),
        .retry_unix_s = sqlite3_column_int64(row, 8),
        .dropped = sqlite3_column_int64(row, 9),
        .waiting = sqlite3_column_int64(row, 10),
        .given_up = sqlite3_column_int64(row, 11),
    };

    if (webhook_events_parse(sql_column_str(row, 2, arena), &out.events,
                             NULL) != SLV_OK)
        out.events = 0;
    return out;
}

enum slv_status webhook_store_list(struct case_store *store,
                                   struct arena *arena, struct webhook **out,
                                   size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = case_rows_begin(store, WEBHOOKS "ORDER BY w.id", NULL, 0, err);
    while (case_rows_next(&rows)) {
        struct webhook *row = case_items_add(&items);

        *row = read_webhook(rows.row, arena);
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

static enum slv_status look_up(struct case_store *store, int64_t id,
                               struct arena *arena, struct webhook *out,
                               struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err, WEBHOOKS "WHERE w.id = ?", case_number(id));
    enum slv_status status;

    *out = (struct webhook){.id = 0};
    while (case_rows_next(&rows)) {
        *out = read_webhook(rows.row, arena);
        out->secret = sql_column_str(rows.row, 12, arena);
    }
    status = case_rows_end(&rows, err);
    if (status == SLV_OK && out->id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no webhook %lld",
                          (long long) id);
    return status;
}

enum slv_status webhook_store_find(struct case_store *store, int64_t id,
                                   struct arena *arena, struct webhook *out,
                                   struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    return case_end(store, look_up(store, id, arena, out, err), err);
}

/* --- writing --- */

static enum slv_status check_row(const struct webhook *row,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    SLV_ASSERT((row->events & ~(unsigned) WEBHOOK_EVENTS_ALL) == 0);
    if (status == SLV_OK && row->events == 0)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "which events are to be told is missing");
    if (status == SLV_OK)
        status = case_check_text("the address of the webhook", row->url,
                                 CASE_REQUIRED, WEBHOOK_URL_BYTES_MAX, err);
    return status;
}

static enum slv_status tell(struct case_store *store, const char *action,
                            int64_t id, const struct webhook *row,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    char key[NUMBER_BYTES];
    struct strbuf detail;
    struct strbuf events;
    enum slv_status status;

    snprintf(key, sizeof key, "%lld", (long long) id);
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    strbuf_init(&events, WORDS_BYTES_MAX);
    write_events(&events, row->events);
    case_detail_text(&detail, "url", row->url);
    case_detail_text(&detail, "events", strbuf_str(&events));
    case_detail_text(&detail, "state", row->is_active ? STR("on") : STR("off"));
    status =
        case_tell(store, actor, action, "webhook", str_from(key), &detail, err);
    strbuf_release(&events);
    strbuf_release(&detail);
    return status;
}

static enum slv_status insert(struct case_store *store,
                              const struct webhook *row,
                              const struct case_actor *actor, int64_t *id,
                              struct slv_error *err)
{
    struct strbuf events;
    int64_t count = 0;
    enum slv_status status = case_ask(
        case_rows_begin(store, "SELECT count(*) FROM webhooks", NULL, 0, err),
        &count, err);

    if (status == SLV_OK && count >= WEBHOOKS_MAX) {
        (void) slv_fail(err, SLV_ERR_CONFLICT, "there are %d webhooks already",
                        WEBHOOKS_MAX);
        slv_hint(err, "Remove one that is not needed any more.");
        return SLV_ERR_CONFLICT;
    }
    if (status != SLV_OK)
        return status;
    strbuf_init(&events, WORDS_BYTES_MAX);
    write_events(&events, row->events);
    status =
        CASE_ASK(store, err, id,
                 "INSERT INTO webhooks (url, secret, events, is_active, "
                 "created_by, created_unix_s) VALUES (?, ?, ?, ?, ?, ?) "
                 "RETURNING id",
                 case_text(row->url), case_text(row->secret),
                 case_text(strbuf_str(&events)), case_number(row->is_active),
                 case_text(actor->name), case_number(actor->now_unix_s));
    strbuf_release(&events);
    if (status == SLV_OK)
        status = tell(store, "add", *id, row, actor, err);
    return status;
}

static enum slv_status
add_once(struct case_store *store, const struct webhook *row,
         const struct case_repeat *repeat, const struct case_actor *actor,
         struct arena *arena, int64_t *id, struct slv_error *err)
{
    struct case_repeated before;
    unsigned long long number;
    char made[NUMBER_BYTES];
    enum slv_status status =
        case_find_repeat(store, repeat, actor, arena, &before, err);

    if (status != SLV_OK)
        return status;
    if (before.is_there) {
        if (!str_to_uint(before.made, &number))
            return slv_fail(err, SLV_ERR_REUSED,
                            "the same key came with another request before");
        *id = (int64_t) number;
        return SLV_OK;
    }
    status = insert(store, row, actor, id, err);
    snprintf(made, sizeof made, "%lld", (long long) *id);
    if (status == SLV_OK)
        status = case_keep_repeat(store, repeat, actor, str_from(made), 0, err);
    return status;
}

enum slv_status webhook_store_add(struct case_store *store,
                                  const struct webhook *row,
                                  const struct case_repeat *repeat,
                                  const struct case_actor *actor, int64_t *id,
                                  struct slv_error *err)
{
    struct arena *arena;
    enum slv_status status = check_row(row, actor, err);

    *id = 0;
    if (status == SLV_OK)
        status = case_check_repeat(repeat, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = case_end(store,
                      add_once(store, row, repeat, actor, arena, id, err), err);
    arena_free(arena);
    return status;
}

/* What the caller has seen is still what is there. */
static enum slv_status check_change(const struct webhook *found,
                                    int64_t expected_change,
                                    struct slv_error *err)
{
    if (expected_change == 0 || found->change == expected_change)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_CONFLICT,
                    "somebody else has changed webhook %lld",
                    (long long) found->id);
    slv_hint(err, "Look at it again before you change it.");
    return SLV_ERR_CONFLICT;
}

static enum slv_status update(struct case_store *store,
                              const struct webhook *found,
                              const struct webhook *row,
                              const struct case_actor *actor,
                              struct slv_error *err)
{
    struct strbuf events;
    enum slv_status status;

    if (str_equal(found->url, row->url) && found->events == row->events &&
        found->is_active == row->is_active)
        return SLV_OK;
    strbuf_init(&events, WORDS_BYTES_MAX);
    write_events(&events, row->events);
    /* another address, or being switched on, is a new beginning */
    status = CASE_RUN(store, err,
                      "UPDATE webhooks SET url = ?, events = ?, is_active = ?, "
                      "change = change + 1, failures = 0, retry_unix_s = 0 "
                      "WHERE id = ?",
                      case_text(row->url), case_text(strbuf_str(&events)),
                      case_number(row->is_active), case_number(found->id));
    strbuf_release(&events);
    if (status == SLV_OK)
        status = tell(store, "update", found->id, row, actor, err);
    return status;
}

enum slv_status webhook_store_update(struct case_store *store, int64_t id,
                                     int64_t expected_change,
                                     const struct webhook *row,
                                     const struct case_actor *actor,
                                     struct slv_error *err)
{
    struct arena *arena;
    struct webhook found;
    enum slv_status status = check_row(row, actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = look_up(store, id, arena, &found, err);
    if (status == SLV_OK)
        status = check_change(&found, expected_change, err);
    if (status == SLV_OK)
        status = update(store, &found, row, actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    return status;
}

enum slv_status webhook_store_remove(struct case_store *store, int64_t id,
                                     int64_t expected_change,
                                     const struct case_actor *actor,
                                     struct slv_error *err)
{
    struct arena *arena;
    struct webhook found;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = look_up(store, id, arena, &found, err);
    if (status == SLV_OK)
        status = check_change(&found, expected_change, err);
    if (status == SLV_OK)
        status = CASE_RUN(store, err, "DELETE FROM webhooks WHERE id = ?",
                          case_number(id));
    if (status == SLV_OK)
        status = tell(store, "remove", id, &found, actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    return status;
}
