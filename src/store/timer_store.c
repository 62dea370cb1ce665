/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Timers as rows. What they become is left to case_store_time.c. See
 * timer_store.h.
 */
#include "store/timer_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

enum { MINUTE_S = 60 };

int64_t timer_minutes(const struct timer *timer, int64_t now_unix_s)
{
    int64_t end = timer->stopped_unix_s ? timer->stopped_unix_s : now_unix_s;
    int64_t past_s = end - timer->started_unix_s;

    return past_s <= MINUTE_S ? 1 : (past_s + MINUTE_S - 1) / MINUTE_S;
}

bool timer_is_forgotten(const struct timer *timer, int64_t now_unix_s)
{
    int64_t end = timer->stopped_unix_s ? timer->stopped_unix_s : now_unix_s;

    return end - timer->started_unix_s > TIMER_FORGOTTEN_S;
}

#define TIMERS                                                              \
    "SELECT t.id, c.number, c.subject, t.started_unix_s, t.stopped_unix_s " \
    "FROM timers AS t JOIN cases AS c ON c.id = t.case_id "                 \
    "JOIN agents AS a ON a.id = t.agent_id WHERE a.key = ?1 "

static struct timer read_timer(struct sqlite3_stmt *row, struct arena *arena)
{
    return (struct timer){
        .id = sqlite3_column_int64(row, 0),
        .case_number = sql_column_str(row, 1, arena),
        .subject = sql_column_str(row, 2, arena),
        .started_unix_s = sqlite3_column_int64(row, 3),
        .stopped_unix_s = sqlite3_column_int64(row, 4),
    };
}

/* The timer with this id, or the running one for 0; id 0 when there is none. */
static enum slv_status find(struct case_store *store, struct str agent,
                            int64_t id, struct arena *arena, struct timer *out,
                            struct slv_error *err)
{
    struct case_rows rows =
        id ? CASE_ROWS(store, err, TIMERS "AND t.id = ?2", case_text(agent),
                       case_number(id))
           : CASE_ROWS(store, err, TIMERS "AND t.stopped_unix_s IS NULL",
                       case_text(agent));

    *out = (struct timer){.id = 0};
    while (case_rows_next(&rows))
        *out = read_timer(rows.row, arena);
    return case_rows_end(&rows, err);
}

static enum slv_status tell(struct case_store *store, const char *action,
                            struct str case_number_, int64_t started_unix_s,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_number(&detail, "started", started_unix_s);
    status =
        case_tell(store, actor, action, "timer", case_number_, &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status stop(struct case_store *store, const struct timer *timer,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err,
                 "UPDATE timers SET stopped_unix_s = max(?1, started_unix_s) "
                 "WHERE id = ?2",
                 case_number(actor->now_unix_s), case_number(timer->id));

    if (status == SLV_OK)
        status = tell(store, "stop", timer->case_number, timer->started_unix_s,
                      actor, err);
    return status;
}

static enum slv_status start(struct case_store *store, struct str agent,
                             int64_t case_id, struct str number,
                             const struct case_actor *actor,
                             struct slv_error *err)
{
    int64_t agent_id = 0;
    int64_t waiting = 0;
    enum slv_status status =
        case_reach(store, CASE_TABLE_AGENTS, &agent, actor, &agent_id, err);

    if (status == SLV_OK)
        status = CASE_ASK(store, err, &waiting,
                          "SELECT count(*) FROM timers WHERE agent_id = ?",
                          case_number(agent_id));
    if (status == SLV_OK && waiting >= TIMERS_WAITING_MAX)
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "%d stopped timers wait to be entered: enter or "
                          "throw away some of them first",
                          TIMERS_WAITING_MAX);
    if (status == SLV_OK)
        status =
            CASE_RUN(store, err,
                     "INSERT INTO timers (agent_id, case_id, started_unix_s) "
                     "VALUES (?, ?, ?)",
                     case_number(agent_id), case_number(case_id),
                     case_number(actor->now_unix_s));
    if (status == SLV_OK)
        status = tell(store, "start", number, actor->now_unix_s, actor, err);
    return status;
}

enum slv_status timer_store_start(struct case_store *store, struct str agent,
                                  struct str case_number_,
                                  const struct case_actor *actor,
                                  struct arena *arena, struct timer *stopped,
                                  struct slv_error *err)
{
    struct timer running = {.id = 0};
    int64_t case_id = 0;
    bool goes_on = false;
    enum slv_status status = case_check_actor(actor, err);

    if (stopped)
        stopped->id = 0;
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = case_find_id(store, case_number_, &case_id, err);
    if (status == SLV_OK && case_id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(case_number_));
    if (status == SLV_OK)
        status = case_follow_id(store, &case_id, err);
    if (status == SLV_OK)
        status = find(store, agent, 0, arena, &running, err);
    goes_on = running.id != 0 && str_equal(running.case_number, case_number_);
    if (status == SLV_OK && running.id != 0 && !goes_on) {
        status = stop(store, &running, actor, err);
        running.stopped_unix_s = actor->now_unix_s;
        if (stopped)
            *stopped = running;
    }
    if (status == SLV_OK && !goes_on)
        status = start(store, agent, case_id, case_number_, actor, err);
    return case_end(store, status, err);
}

enum slv_status timer_store_stop(struct case_store *store, struct str agent,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    struct arena *arena;
    struct timer running;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = find(store, agent, 0, arena, &running, err);
    if (status == SLV_OK && running.id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "no timer runs");
    if (status == SLV_OK)
        status = stop(store, &running, actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    return status;
}

/* Find one of the agent's for the functions below, and take its row away. */
static enum slv_status take(struct case_store *store, struct str agent,
                            int64_t id, struct arena *arena, struct timer *out,
                            struct slv_error *err)
{
    enum slv_status status =
        find(store, agent, id > 0 ? id : -1, arena, out, err);

    if (status == SLV_OK && out->id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "this timer is not there any more");
    if (status == SLV_OK)
        status = CASE_RUN(store, err, "DELETE FROM timers WHERE id = ?",
                          case_number(id));
    return status;
}

enum slv_status timer_store_enter(struct case_store *store, struct str agent,
                                  int64_t id, const struct case_time *entry,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    struct arena *arena;
    struct timer timer = {.id = 0};
    struct case_time row = *entry;
    enum slv_status status = case_check_actor(actor, err);

    row.case_number = STR("-"); /* the timer's, which is there */
    row.agent = agent;
    if (status == SLV_OK)
        status = case_check_time(&row, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = take(store, agent, id, arena, &timer, err);
    if (status == SLV_OK && timer.stopped_unix_s == 0)
        status = slv_fail(err, SLV_ERR_CONFLICT, "this timer still runs");
    row.case_number = timer.case_number;
    if (status == SLV_OK)
        status = case_add_time(store, &row, actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    return status;
}

enum slv_status timer_store_drop(struct case_store *store, struct str agent,
                                 int64_t id, const struct case_actor *actor,
                                 struct slv_error *err)
{
    struct arena *arena;
    struct timer timer = {.id = 0};
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = take(store, agent, id, arena, &timer, err);
    if (status == SLV_OK)
        status = tell(store, "drop", timer.case_number, timer.started_unix_s,
                      actor, err);
    status = case_end(store, status, err);
    arena_free(arena);
    return status;
}

enum slv_status timer_store_list(struct case_store *store, struct str agent,
                                 struct arena *arena, struct timer **out,
                                 size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     TIMERS "ORDER BY t.stopped_unix_s IS NOT NULL, t.id",
                     case_text(agent));
    while (case_rows_next(&rows))
        *(struct timer *) case_items_add(&items) = read_timer(rows.row, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
