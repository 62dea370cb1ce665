/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is told of an event, and the rows of the outbox that carry it. See
 * webhook_outbox.h; what becomes of the rows is in webhook_deliveries.c.
 */
#include "store/webhook_outbox.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/strbuf.h"

#include <sqlite3.h>

enum { PAYLOAD_BYTES_MAX = 32 * 1024, ARTICLES_TOLD_MAX = 20 };

/* Who is told of a type of event, as a part of a statement with the type as the
 * parameter ?1. */
#define WANTED             \
    "w.is_active = 1 AND " \
    "instr(' ' || w.events || ' ', ' ' || ?1 || ' ') > 0 "

enum slv_status webhook_is_wanted(struct case_store *store, const char *type,
                                  int64_t *out, struct slv_error *err)
{
    return CASE_ASK(store, err, out,
                    "SELECT EXISTS (SELECT 1 FROM webhooks AS w WHERE " WANTED
                    ")",
                    case_word(type));
}

/* --- what is told --- */

static enum slv_status new_event_id(struct case_store *store,
                                    struct arena *arena, struct str *out,
                                    struct slv_error *err)
{
    struct case_rows rows = case_rows_begin(
        store, "SELECT 'evt_' || lower(hex(randomblob(16)))", NULL, 0, err);

    *out = STR("");
    while (case_rows_next(&rows))
        *out = sql_column_str(rows.row, 0, arena);
    return case_rows_end(&rows, err);
}

static struct str payload_of(struct str event_id, const char *type,
                             const struct strbuf *data, int64_t now_unix_s,
                             struct arena *arena)
{
    char at[CLOCK_ISO_BYTES];

    clock_format_iso(now_unix_s, at);
    return arena_format(arena,
                        "{\"id\":\"%.*s\",\"type\":\"%s\",\"at\":\"%s\","
                        "\"data\":{%.*s}}",
                        STR_ARG(event_id), type, at, STR_ARG(strbuf_str(data)));
}

static void add_articles(struct strbuf *data, const struct case_record *record,
                         struct arena *arena)
{
    struct str *ids = arena_calloc(arena, record->link_count + 1, sizeof *ids);
    size_t count = 0;

    for (size_t i = 0; i < record->link_count && count < ARTICLES_TOLD_MAX; i++)
        if (record->links[i].kind == CASE_LINK_RESOLVED)
            ids[count++] = record->links[i].article_id;
    case_detail_list(data, "articles", ids, count);
}

/* --- rows --- */

static enum slv_status put_rows(struct case_store *store, const char *type,
                                struct str event_id, struct str payload,
                                int64_t now_unix_s, struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err,
        "INSERT INTO webhook_deliveries (webhook_id, event_id, type, payload, "
        "state, attempts, created_unix_s, since_unix_s, next_try_unix_s) "
        "SELECT w.id, ?2, ?1, ?3, 'waiting', 0, ?4, ?4, ?4 "
        "FROM webhooks AS w WHERE " WANTED
        "AND (SELECT count(*) FROM webhook_deliveries AS d "
        "WHERE d.webhook_id = w.id AND d.state = 'waiting') < ?5",
        case_word(type), case_text(event_id), case_text(payload),
        case_number(now_unix_s), case_number(WEBHOOK_WAITING_MAX));

    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "UPDATE webhooks AS w SET dropped = dropped + 1 WHERE " WANTED
            "AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS d "
            "WHERE d.webhook_id = w.id AND d.event_id = ?2)",
            case_word(type), case_text(event_id));
    return status;
}

static enum slv_status tell(struct case_store *store, const char *type,
                            const struct strbuf *data, struct arena *arena,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    struct str event_id;
    enum slv_status status = new_event_id(store, arena, &event_id, err);

    SLV_ASSERT(!data->overflowed);
    if (status == SLV_OK)
        status =
            put_rows(store, type, event_id,
                     payload_of(event_id, type, data, actor->now_unix_s, arena),
                     actor->now_unix_s, err);
    return status;
}

static void describe_case(struct strbuf *data, enum webhook_event event,
                          const struct case_record *record, struct arena *arena)
{
    case_detail_text(data, "case", record->number);
    case_detail_text(data, "customer", record->customer);
    case_detail_text(data, "state", str_from(case_state_word(record->state)));
    if (record->product.len > 0)
        case_detail_text(data, "product", record->product);
    if (record->severity > 0)
        case_detail_number(data, "severity", record->severity);
    if (event == WEBHOOK_CASE_CLOSED)
        case_detail_text(data, "outcome",
                         str_from(case_outcome_word(record->outcome)));
    if (event == WEBHOOK_CASE_REOPENED)
        case_detail_number(data, "reopened_count", record->reopened_count);
    if (event != WEBHOOK_CASE_OPENED)
        add_articles(data, record, arena);
}

enum slv_status webhook_tell_case(struct case_store *store,
                                  enum webhook_event event,
                                  const struct case_record *record,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    const char *type = webhook_event_word(event);
    struct arena *arena;
    struct strbuf data;
    int64_t is_wanted = 0;
    enum slv_status status = webhook_is_wanted(store, type, &is_wanted, err);

    if (status != SLV_OK || !is_wanted)
        return status;
    arena = arena_new();
    strbuf_init(&data, PAYLOAD_BYTES_MAX / 2);
    describe_case(&data, event, record, arena);
    status = tell(store, type, &data, arena, actor, err);
    strbuf_release(&data);
    arena_free(arena);
    return status;
}

enum slv_status webhook_tell_article(struct case_store *store,
                                     struct str article_id,
                                     const struct case_actor *actor,
                                     struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct strbuf data;
    enum slv_status status;

    strbuf_init(&data, PAYLOAD_BYTES_MAX / 2);
    case_detail_text(&data, "article", article_id);
    status = tell(store, webhook_event_word(WEBHOOK_ARTICLE_PUBLISHED), &data,
                  arena, actor, err);
    strbuf_release(&data);
    arena_free(arena);
    return status;
}

enum slv_status webhook_tell_review(struct case_store *store,
                                    struct str article_id, struct str owner,
                                    int64_t due_unix_s,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    const char *type = webhook_event_word(WEBHOOK_ARTICLE_REVIEW_DUE);
    struct arena *arena;
    struct strbuf data;
    char due[CLOCK_DATE_BYTES];
    int64_t is_wanted = 0;
    enum slv_status status = webhook_is_wanted(store, type, &is_wanted, err);

    if (status != SLV_OK || !is_wanted)
        return status;
    arena = arena_new();
    clock_format_date(due_unix_s, due);
    strbuf_init(&data, PAYLOAD_BYTES_MAX / 2);
    case_detail_text(&data, "article", article_id);
    case_detail_text(&data, "owner", owner);
    case_detail_text(&data, "review_after", str_from(due));
    status = tell(store, type, &data, arena, actor, err);
    strbuf_release(&data);
    arena_free(arena);
    return status;
}

enum slv_status webhook_put_test(struct case_store *store, int64_t webhook_id,
                                 const struct case_actor *actor,
                                 int64_t *delivery_id, struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct strbuf data;
    struct str event_id;
    enum slv_status status = new_event_id(store, arena, &event_id, err);

    *delivery_id = 0;
    strbuf_init(&data, PAYLOAD_BYTES_MAX / 2);
    case_detail_number(&data, "webhook", webhook_id);
    if (status == SLV_OK)
        status = CASE_ASK(
            store, err, delivery_id,
            "INSERT INTO webhook_deliveries (webhook_id, event_id, type, "
            "payload, state, attempts, created_unix_s, since_unix_s, "
            "next_try_unix_s) SELECT ?1, ?2, 'test', ?3, 'waiting', 0, ?4, ?4, "
            "?4 WHERE (SELECT count(*) FROM webhook_deliveries "
            "WHERE webhook_id = ?1 AND state = 'waiting') < ?5 RETURNING id",
            case_number(webhook_id), case_text(event_id),
            case_text(
                payload_of(event_id, "test", &data, actor->now_unix_s, arena)),
            case_number(actor->now_unix_s), case_number(WEBHOOK_WAITING_MAX));
    if (status == SLV_OK && *delivery_id == 0)
        status = slv_fail(err, SLV_ERR_TOO_BIG,
                          "%d events wait for this webhook already",
                          WEBHOOK_WAITING_MAX);
    strbuf_release(&data);
    arena_free(arena);
    return status;
}
