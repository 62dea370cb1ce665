/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rows of the outbox after they were written: which is sent next, how it
 * ended, sending again, and what is removed. See webhook_store.h.
 */
#include "store/webhook_outbox.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdio.h>

enum { FIRST_WAIT_S = 2, NUMBER_BYTES = 24 };

static const char *const state_words[] = {
    [WEBHOOK_WAITING] = "waiting",
    [WEBHOOK_DELIVERED] = "delivered",
    [WEBHOOK_GIVEN_UP] = "given up",
};

const char *webhook_state_word(enum webhook_state state)
{
    return state_words[state];
}

int64_t webhook_wait_s(int attempts, uint32_t random)
{
    int64_t wait_s = FIRST_WAIT_S;

    for (int i = 1; i < attempts && wait_s < WEBHOOK_WAIT_MAX_S; i++)
        wait_s *= 2;
    if (wait_s > WEBHOOK_WAIT_MAX_S)
        wait_s = WEBHOOK_WAIT_MAX_S;
    return wait_s + (int64_t) (random % (uint32_t) (wait_s / 4 + 1));
}

/* --- telling --- */

static enum slv_status tell(struct case_store *store, const char *action,
                            int64_t webhook_id, const char *name,
                            struct str value, const struct case_actor *actor,
                            struct slv_error *err)
{
    char key[NUMBER_BYTES];
    struct strbuf detail;
    enum slv_status status;

    snprintf(key, sizeof key, "%lld", (long long) webhook_id);
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, name, value);
    status =
        case_tell(store, actor, action, "webhook", str_from(key), &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status check_webhook(struct case_store *store, int64_t id,
                                     struct slv_error *err)
{
    int64_t found = 0;
    enum slv_status status =
        CASE_ASK(store, err, &found, "SELECT id FROM webhooks WHERE id = ?",
                 case_number(id));

    if (status == SLV_OK && found == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no webhook %lld",
                          (long long) id);
    return status;
}

/* --- sending on purpose --- */

enum slv_status webhook_store_test(struct case_store *store, int64_t webhook_id,
                                   const struct case_actor *actor,
                                   int64_t *delivery_id, struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    *delivery_id = 0;
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = check_webhook(store, webhook_id, err);
    if (status == SLV_OK)
        status = webhook_put_test(store, webhook_id, actor, delivery_id, err);
    /* whoever tests does not want to wait for the next try */
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE webhooks SET retry_unix_s = 0 WHERE id = ?",
                          case_number(webhook_id));
    if (status == SLV_OK)
        status =
            tell(store, "test", webhook_id, "type", STR("test"), actor, err);
    return case_end(store, status, err);
}

static enum slv_status begin_again(struct case_store *store, int64_t webhook_id,
                                   int64_t delivery_id,
                                   const struct case_actor *actor,
                                   int64_t *count, struct slv_error *err)
{
    char what[NUMBER_BYTES];
    enum slv_status status = check_webhook(store, webhook_id, err);

    if (status == SLV_OK)
        status = CASE_RUN(
            store, err,
            "UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, "
            "since_unix_s = ?3, next_try_unix_s = ?3 WHERE webhook_id = ?1 "
            "AND (id = ?2 OR (?2 = 0 AND state = 'given up'))",
            case_number(webhook_id), case_number(delivery_id),
            case_number(actor->now_unix_s));
    if (status == SLV_OK)
        *count = sqlite3_changes64(store->db);
    if (status == SLV_OK && *count == 0 && delivery_id != 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "webhook %lld has no delivery %lld",
                          (long long) webhook_id, (long long) delivery_id);
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE webhooks SET failures = 0, retry_unix_s = 0 "
                          "WHERE id = ?",
                          case_number(webhook_id));
    if (status != SLV_OK || *count == 0)
        return status;
    snprintf(what, sizeof what, "%lld", (long long) delivery_id);
    return tell(store, "retry", webhook_id, "delivery",
                delivery_id == 0 ? STR("given up") : str_from(what), actor,
                err);
}

enum slv_status webhook_store_retry(struct case_store *store,
                                    int64_t webhook_id, int64_t delivery_id,
                                    const struct case_actor *actor,
                                    int64_t *count, struct slv_error *err)
{
    int64_t changed = 0;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = case_end(
        store,
        begin_again(store, webhook_id, delivery_id, actor, &changed, err), err);
    if (count)
        *count = changed;
    return status;
}

/* --- lists --- */

#define DELIVERIES                                                      \
    "SELECT id, webhook_id, event_id, type, payload, state, attempts, " \
    "created_unix_s, next_try_unix_s, last_try_unix_s, last_status, "   \
    "last_answer FROM webhook_deliveries "

static struct webhook_delivery read_delivery(struct sqlite3_stmt *row,
                                             struct arena *arena)
{
    struct webhook_delivery out = {
        .id = sqlite3_column_int64(row, 0),
        .webhook_id = sqlite3_column_int64(row, 1),
        .event_id = sql_column_str(row, 2, arena),
        .type = sql_column_str(row, 3, arena),
        .payload = sql_column_str(row, 4, arena),
        .attempts = sqlite3_column_int(row, 6),
        .created_unix_s = sqlite3_column_int64(row, 7),
        .next_try_unix_s = sqlite3_column_int64(row, 8),
        .last_try_unix_s = sqlite3_column_int64(row, 9),
        .last_status = sqlite3_column_int(row, 10),
        .last_answer = sql_column_str(row, 11, arena),
    };
    struct str word = sql_column_str(row, 5, arena);

    for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
        if (str_equal(word, str_from(state_words[i])))
            out.state = (enum webhook_state) i;
    return out;
}

enum slv_status
webhook_store_list_deliveries(struct case_store *store, int64_t webhook_id,
                              int64_t before, size_t limit, struct arena *arena,
                              struct webhook_delivery **out, size_t *count,
                              struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    status = check_webhook(store, webhook_id, err);
    if (status != SLV_OK)
        return case_end(store, status, err);
    rows = CASE_ROWS(store, err,
                     DELIVERIES "WHERE webhook_id = ? AND id < ? "
                                "ORDER BY id DESC LIMIT ?",
                     case_number(webhook_id),
                     case_number(before > 0 ? before : INT64_MAX),
                     case_limit(limit));
    while (case_rows_next(&rows)) {
        struct webhook_delivery *row = case_items_add(&items);

        *row = read_delivery(rows.row, arena);
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status webhook_store_find_delivery(struct case_store *store,
                                            int64_t webhook_id, int64_t id,
                                            struct arena *arena,
                                            struct webhook_delivery *out,
                                            struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = (struct webhook_delivery){.id = 0};
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, DELIVERIES "WHERE webhook_id = ? AND id = ?",
                     case_number(webhook_id), case_number(id));
    while (case_rows_next(&rows))
        *out = read_delivery(rows.row, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    if (status == SLV_OK && out->id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "webhook %lld has no delivery %lld",
                          (long long) webhook_id, (long long) id);
    return status;
}

/* --- for the sender --- */

static bool is_among(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

enum slv_status webhook_store_take_due(struct case_store *store,
                                       const int64_t *busy, size_t busy_count,
                                       int64_t now_unix_s, struct arena *arena,
                                       struct webhook_due **out, size_t *count,
                                       struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    /* of a webhook that is switched off only tests go out */
    rows = CASE_ROWS(
        store, err,
        "SELECT d.id, w.id, w.url, w.secret, d.event_id, d.payload "
        "FROM webhooks AS w JOIN webhook_deliveries AS d ON d.id = ("
        "SELECT min(e.id) FROM webhook_deliveries AS e "
        "WHERE e.webhook_id = w.id AND e.state = 'waiting' "
        "AND e.next_try_unix_s <= ?1 AND (w.is_active = 1 OR e.type = 'test')) "
        "WHERE w.retry_unix_s <= ?1 ORDER BY d.id",
        case_number(now_unix_s));
    while (case_rows_next(&rows)) {
        struct webhook_due *due;
        int64_t webhook_id = sqlite3_column_int64(rows.row, 1);

        if (is_among(busy, busy_count, webhook_id))
            continue;
        due = case_items_add(&items);
        *due = (struct webhook_due){
            .delivery_id = sqlite3_column_int64(rows.row, 0),
            .webhook_id = webhook_id,
            .url = sql_column_str(rows.row, 2, arena),
            .secret = sql_column_str(rows.row, 3, arena),
            .event_id = sql_column_str(rows.row, 4, arena),
            .payload = sql_column_str(rows.row, 5, arena),
        };
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* What of an answer is kept: printable, whole characters. */
static struct str cut_answer(struct str text,
                             char room[WEBHOOK_ANSWER_BYTES_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < text.len && len < WEBHOOK_ANSWER_BYTES_MAX; i++) {
        unsigned char byte = (unsigned char) text.ptr[i];

        room[len++] = byte < 0x20 || byte >= 0x7F ? ' ' : (char) byte;
    }
    return str_trim((struct str){room, len});
}

static enum slv_status write_delivered(struct case_store *store, int64_t id,
                                       int64_t webhook_id, int http_status,
                                       struct str answer, int64_t now_unix_s,
                                       struct slv_error *err)
{
    enum slv_status status = CASE_RUN(
        store, err,
        "UPDATE webhook_deliveries SET state = 'delivered', "
        "attempts = attempts + 1, last_try_unix_s = ?2, last_status = ?3, "
        "last_answer = ?4 WHERE id = ?1",
        case_number(id), case_number(now_unix_s),
        case_number_or_null(http_status), case_text(answer));

    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "UPDATE webhooks SET failures = 0, retry_unix_s = 0 "
                          "WHERE id = ? AND failures > 0",
                          case_number(webhook_id));
    return status;
}

/* The next try of a row, and of the receiver when nothing reaches it. */
static enum slv_status write_failed(struct case_store *store, int64_t id,
                                    int64_t webhook_id,
                                    const struct webhook_result *result,
                                    struct str answer, int64_t now_unix_s,
                                    enum webhook_state *state,
                                    struct slv_error *err)
{
    int64_t attempts = 0;
    int64_t since_unix_s = 0;
    int64_t failures = 0;
    int64_t next_unix_s;
    enum slv_status status =
        CASE_ASK(store, err, &attempts,
                 "SELECT attempts FROM webhook_deliveries WHERE id = ?",
                 case_number(id));

    if (status == SLV_OK)
        status =
            CASE_ASK(store, err, &since_unix_s,
                     "SELECT since_unix_s FROM webhook_deliveries WHERE id = ?",
                     case_number(id));
    if (status == SLV_OK)
        status = CASE_ASK(store, err, &failures,
                          "SELECT failures FROM webhooks WHERE id = ?",
                          case_number(webhook_id));
    if (status != SLV_OK)
        return status;
    next_unix_s =
        now_unix_s + webhook_wait_s((int) attempts + 1, result->random);
    *state = next_unix_s > since_unix_s + WEBHOOK_TRIED_S ? WEBHOOK_GIVEN_UP
                                                          : WEBHOOK_WAITING;
    status = CASE_RUN(
        store, err,
        "UPDATE webhook_deliveries SET state = ?2, attempts = attempts + 1, "
        "next_try_unix_s = ?3, last_try_unix_s = ?4, last_status = ?5, "
        "last_answer = ?6 WHERE id = ?1",
        case_number(id), case_word(state_words[*state]),
        case_number(next_unix_s), case_number(now_unix_s),
        case_number_or_null(result->http_status), case_text(answer));
    if (status == SLV_OK && result->is_unreachable)
        status =
            CASE_RUN(store, err,
                     "UPDATE webhooks SET failures = failures + 1, "
                     "retry_unix_s = ?2 WHERE id = ?1",
                     case_number(webhook_id),
                     case_number(now_unix_s + webhook_wait_s((int) failures + 1,
                                                             result->random)));
    if (status == SLV_OK && *state == WEBHOOK_GIVEN_UP)
        status = tell(store, "give up", webhook_id, "answer", answer,
                      &(struct case_actor){STR("solvent"), now_unix_s}, err);
    return status;
}

enum slv_status
webhook_store_finish(struct case_store *store, int64_t delivery_id,
                     const struct webhook_result *result, int64_t now_unix_s,
                     enum webhook_state *state, struct slv_error *err)
{
    char room[WEBHOOK_ANSWER_BYTES_MAX];
    struct str answer = cut_answer(result->answer, room);
    enum webhook_state after = WEBHOOK_DELIVERED;
    int64_t webhook_id = 0;
    enum slv_status status = case_begin(store, err);

    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, &webhook_id,
                      "SELECT webhook_id FROM webhook_deliveries WHERE id = ?",
                      case_number(delivery_id));
    if (status == SLV_OK && webhook_id != 0 && result->is_delivered)
        status = write_delivered(store, delivery_id, webhook_id,
                                 result->http_status, answer, now_unix_s, err);
    else if (status == SLV_OK && webhook_id != 0)
        status = write_failed(store, delivery_id, webhook_id, result, answer,
                              now_unix_s, &after, err);
    if (state)
        *state = after;
    return case_end(store, status, err);
}

static enum slv_status remove_ended(struct case_store *store,
                                    int64_t webhook_id, int64_t now_unix_s,
                                    struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "DELETE FROM webhook_deliveries WHERE webhook_id = ?1 "
                    "AND state <> 'waiting' AND (created_unix_s < ?2 "
                    "OR id <= coalesce((SELECT e.id FROM webhook_deliveries "
                    "AS e WHERE e.webhook_id = ?1 AND e.state <> 'waiting' "
                    "ORDER BY e.id DESC LIMIT 1 OFFSET ?3), 0))",
                    case_number(webhook_id),
                    case_number(now_unix_s - WEBHOOK_ENDED_KEPT_S),
                    case_number(WEBHOOK_ENDED_MAX));
}

enum slv_status webhook_store_tidy(struct case_store *store, int64_t now_unix_s,
                                   struct slv_error *err)
{
    int64_t ids[WEBHOOKS_MAX];
    size_t count = 0;
    struct case_rows rows;
    enum slv_status status = case_begin(store, err);

    if (status != SLV_OK)
        return status;
    status = CASE_RUN(
        store, err,
        "UPDATE webhook_deliveries SET state = 'given up', last_answer = "
        "'The receiver did not answer for a day.' WHERE state = 'waiting' "
        "AND since_unix_s < ?1 AND webhook_id IN (SELECT id FROM webhooks "
        "WHERE failures > 0 OR is_active = 0)",
        case_number(now_unix_s - WEBHOOK_TRIED_S - WEBHOOK_WAIT_MAX_S));
    if (status == SLV_OK) {
        rows = case_rows_begin(store, "SELECT id FROM webhooks", NULL, 0, err);
        while (count < WEBHOOKS_MAX && case_rows_next(&rows))
            ids[count++] = sqlite3_column_int64(rows.row, 0);
        status = case_rows_end(&rows, err);
    }
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = remove_ended(store, ids[i], now_unix_s, err);
    return case_end(store, status, err);
}

enum slv_status webhook_store_count_waiting(struct case_store *store,
                                            int64_t *out, struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    if (status != SLV_OK)
        return status;
    status = case_ask(case_rows_begin(store,
                                      "SELECT count(*) FROM webhook_deliveries "
                                      "WHERE state = 'waiting'",
                                      NULL, 0, err),
                      out, err);
    return case_end(store, status, err);
}
