/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happens to single cases and agents: the steps that move a case's clocks,
 * timelines made of them, and absences.
 */
#include "store/severity_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

static const char *const step_words[] = {
    [CASE_STEP_SEVERITY] = "severity", [CASE_STEP_WAITING] = "waiting",
    [CASE_STEP_GOING_ON] = "going on", [CASE_STEP_CLOSED] = "closed",
    [CASE_STEP_REOPENED] = "reopened",
};

/* --- steps --- */

static enum slv_status write_step(struct case_store *store, int64_t id,
                                  enum case_step_kind kind, int severity,
                                  const struct case_actor *actor,
                                  struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "INSERT INTO case_steps (case_id, at_unix_s, step, "
                    "severity, who) VALUES (?, ?, ?, ?, ?)",
                    case_number(id), case_number(actor->now_unix_s),
                    case_word(step_words[kind]), case_number_or_null(severity),
                    case_text(actor->name));
}

enum slv_status case_write_steps(struct case_store *store, int64_t id,
                                 const struct case_record *before,
                                 const struct case_record *after,
                                 const struct case_actor *actor,
                                 struct slv_error *err)
{
    const int severity = before ? before->severity : 0;
    const enum case_state state = before ? before->state : CASE_OPEN;
    enum slv_status status = SLV_OK;
    enum case_step_kind kind = CASE_STEP_GOING_ON;

    if (after->severity != severity)
        status = write_step(store, id, CASE_STEP_SEVERITY, after->severity,
                            actor, err);
    if (status != SLV_OK || after->state == state)
        return status;
    if (state == CASE_CLOSED) {
        status = write_step(store, id, CASE_STEP_REOPENED, 0, actor, err);
        if (status != SLV_OK || after->state == CASE_OPEN)
            return status;
    }
    if (after->state == CASE_CLOSED)
        kind = CASE_STEP_CLOSED;
    else if (after->state == CASE_WAITING)
        kind = CASE_STEP_WAITING;
    return write_step(store, id, kind, 0, actor, err);
}

static bool read_step(struct sqlite3_stmt *row, int first, struct arena *arena,
                      struct case_step *out)
{
    const struct str word = sql_column_str(row, first + 1, arena);

    out->at_unix_s = sqlite3_column_int64(row, first);
    out->severity = sqlite3_column_int(row, first + 2);
    out->who = sql_column_str(row, first + 3, arena);
    for (size_t i = 0; i < ARRAY_LEN(step_words); i++)
        if (str_equal(word, str_from(step_words[i]))) {
            out->kind = (enum case_step_kind) i;
            return true;
        }
    return false;
}

/* --- timelines --- */

#define TIMELINES                                                            \
    "SELECT c.id, c.number, u.key, a.key, c.state, c.severity, "             \
    "c.opened_unix_s, c.closed_unix_s, (SELECT min(m.created_unix_s) "       \
    "FROM messages AS m WHERE m.case_id = c.id AND m.author = 'agent' "      \
    "AND m.from_case_id IS NULL) "                                           \
    "FROM cases AS c JOIN customers AS u ON u.id = c.customer_id LEFT JOIN " \
    "agents AS a ON a.id = c.agent_id "
#define STEPS "SELECT s.case_id, s.at_unix_s, s.step, s.severity, s.who "

struct timeline_ids {
    int64_t *ids; /* of the cases, rising */
    struct case_timeline *timelines;
    size_t count;
};

static enum slv_status read_timelines(struct case_rows rows,
                                      struct arena *arena,
                                      struct timeline_ids *out,
                                      struct slv_error *err)
{
    struct case_items ids = {.item_size = sizeof *out->ids};
    struct case_items items = {.item_size = sizeof *out->timelines};
    enum slv_status status;

    while (case_rows_next(&rows)) {
        int64_t *id = case_items_add(&ids);
        struct case_timeline *timeline = case_items_add(&items);

        *id = sqlite3_column_int64(rows.row, 0);
        *timeline = (struct case_timeline){
            .number = sql_column_str(rows.row, 1, arena),
            .customer = sql_column_str(rows.row, 2, arena),
            .agent = sql_column_str(rows.row, 3, arena),
            .severity = sqlite3_column_int(rows.row, 5),
            .opened_unix_s = sqlite3_column_int64(rows.row, 6),
            .closed_unix_s = sqlite3_column_int64(rows.row, 7),
            .first_reply_unix_s = sqlite3_column_int64(rows.row, 8),
        };
        (void) case_state_parse(sql_column_str(rows.row, 4, arena),
                                &timeline->state);
    }
    status = case_rows_end(&rows, err);
    out->count = ids.count;
    out->ids = case_items_end(&ids, arena);
    out->timelines = case_items_end(&items, arena);
    return status;
}

/* Steps in the order of their cases, and of the cases alone that are asked for
 * or were opened since: each goes to its own. */
static enum slv_status read_steps(struct case_rows rows, struct arena *arena,
                                  const struct timeline_ids *to,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof(struct case_step)};
    struct case_step *steps;
    size_t at = 0;
    enum slv_status status;

    while (case_rows_next(&rows)) {
        const int64_t id = sqlite3_column_int64(rows.row, 0);
        struct case_step *step;

        while (at < to->count && to->ids[at] < id)
            at++;
        if (at == to->count || to->ids[at] != id)
            continue;
        step = case_items_add(&items);
        if (read_step(rows.row, 1, arena, step))
            to->timelines[at].step_count++;
        else
            items.count--;
    }
    status = case_rows_end(&rows, err);
    steps = case_items_end(&items, arena);
    for (size_t i = 0; i < to->count; i++) {
        to->timelines[i].steps = steps;
        steps += to->timelines[i].step_count;
    }
    return status;
}

enum slv_status severity_store_find_timeline(struct case_store *store,
                                             struct str number,
                                             struct arena *arena,
                                             struct case_timeline *out,
                                             struct slv_error *err)
{
    struct timeline_ids found = {.count = 0};
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status =
        read_timelines(CASE_ROWS(store, err, TIMELINES "WHERE c.number = ?",
                                 case_text(number)),
                       arena, &found, err);
    if (status == SLV_OK && found.count == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(str_first(number, BOUND_CASE_NUMBER_BYTES)));
    if (status == SLV_OK)
        status = read_steps(CASE_ROWS(store, err,
                                      STEPS "FROM case_steps AS s "
                                            "WHERE s.case_id = ? ORDER BY s.id",
                                      case_number(found.ids[0])),
                            arena, &found, err);
    if (status == SLV_OK)
        *out = found.timelines[0];
    return case_end(store, status, err);
}

enum slv_status severity_store_list_timelines(struct case_store *store,
                                              size_t limit, struct arena *arena,
                                              struct case_timeline **out,
                                              size_t *count,
                                              struct slv_error *err)
{
    struct timeline_ids found = {.count = 0};
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    status = read_timelines(CASE_ROWS(store, err,
                                      TIMELINES "WHERE c.state <> 'closed' "
                                                "ORDER BY c.id LIMIT ?",
                                      case_limit(limit)),
                            arena, &found, err);
    if (status == SLV_OK && found.count > 0)
        status = read_steps(
            CASE_ROWS(store, err,
                      STEPS "FROM cases AS c JOIN case_steps AS s "
                            "ON s.case_id = c.id WHERE c.state <> 'closed' "
                            "AND c.id <= ? ORDER BY c.id, s.id",
                      case_number(found.ids[found.count - 1])),
            arena, &found, err);
    *out = found.timelines;
    *count = found.count;
    return case_end(store, status, err);
}

/* --- absences --- */

enum slv_status
severity_store_list_absences(struct case_store *store, int64_t after_unix_s,
                             struct arena *arena, struct agent_absence **out,
                             size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT a.key, b.from_unix_s, b.until_unix_s "
                     "FROM absences AS b JOIN agents AS a ON a.id = b.agent_id "
                     "WHERE b.until_unix_s > ? ORDER BY a.key, b.from_unix_s",
                     case_number(after_unix_s));
    while (case_rows_next(&rows)) {
        struct agent_absence *row = case_items_add(&items);

        row->agent = sql_column_str(rows.row, 0, arena);
        row->from_unix_s = sqlite3_column_int64(rows.row, 1);
        row->until_unix_s = sqlite3_column_int64(rows.row, 2);
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}

static enum slv_status find_agent_id(struct case_store *store, struct str agent,
                                     int64_t *id, struct slv_error *err)
{
    enum slv_status status =
        CASE_ASK(store, err, id, "SELECT id FROM agents WHERE key = ?",
                 case_text(agent));

    if (status == SLV_OK && *id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no agent \"%.*s\"",
                          STR_ARG(str_first(agent, BOUND_CASE_KEY_BYTES)));
    return status;
}

static enum slv_status tell_absence(struct case_store *store,
                                    const char *action, struct str agent,
                                    int64_t from_unix_s, int64_t until_unix_s,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    char from[CLOCK_ISO_BYTES];
    char until[CLOCK_ISO_BYTES];
    struct strbuf detail;
    enum slv_status status;

    clock_format_iso(from_unix_s, from);
    clock_format_iso(until_unix_s, until);
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "from", str_from(from));
    case_detail_text(&detail, "until", str_from(until));
    status = case_tell(store, actor, action, "absence", agent, &detail, err);
    strbuf_release(&detail);
    return status;
}

static enum slv_status add_absence(struct case_store *store,
                                   const struct agent_absence *row,
                                   const struct case_actor *actor,
                                   struct slv_error *err)
{
    int64_t agent = 0;
    int64_t others = 0;
    enum slv_status status = find_agent_id(store, row->agent, &agent, err);

    if (status == SLV_OK)
        status = CASE_ASK(store, err, &others,
                          "SELECT count(*) FROM absences WHERE agent_id = ?1 "
                          "AND from_unix_s < ?3 AND until_unix_s > ?2",
                          case_number(agent), case_number(row->from_unix_s),
                          case_number(row->until_unix_s));
    if (status == SLV_OK && others > 0)
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "agent \"%.*s\" is absent at that time already",
                          STR_ARG(row->agent));
    if (status == SLV_OK)
        status = CASE_RUN(store, err, "INSERT INTO absences VALUES (?, ?, ?)",
                          case_number(agent), case_number(row->from_unix_s),
                          case_number(row->until_unix_s));
    if (status == SLV_OK)
        status = tell_absence(store, "add", row->agent, row->from_unix_s,
                              row->until_unix_s, actor, err);
    return status;
}

enum slv_status severity_store_add_absence(struct case_store *store,
                                           const struct agent_absence *row,
                                           const struct case_actor *actor,
                                           struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK &&
        (row->from_unix_s < 0 || row->until_unix_s <= row->from_unix_s))
        status =
            slv_fail(err, SLV_ERR_INPUT, "the absence ends before it begins");
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    return case_end(store, add_absence(store, row, actor, err), err);
}

static enum slv_status remove_absence(struct case_store *store,
                                      struct str agent, int64_t from_unix_s,
                                      const struct case_actor *actor,
                                      struct slv_error *err)
{
    int64_t id = 0;
    int64_t until_unix_s = 0;
    enum slv_status status = find_agent_id(store, agent, &id, err);

    if (status == SLV_OK)
        status = CASE_ASK(store, err, &until_unix_s,
                          "DELETE FROM absences WHERE agent_id = ? "
                          "AND from_unix_s = ? RETURNING until_unix_s",
                          case_number(id), case_number(from_unix_s));
    if (status == SLV_OK && until_unix_s == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "agent \"%.*s\" has no absence that begins then",
                          STR_ARG(agent));
    if (status == SLV_OK)
        status = tell_absence(store, "remove", agent, from_unix_s, until_unix_s,
                              actor, err);
    return status;
}

enum slv_status severity_store_remove_absence(struct case_store *store,
                                              struct str agent,
                                              int64_t from_unix_s,
                                              const struct case_actor *actor,
                                              struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    return case_end(store,
                    remove_absence(store, agent, from_unix_s, actor, err), err);
}

enum slv_status
severity_store_list_presence(struct case_store *store, int64_t now_unix_s,
                             struct arena *arena, struct agent_presence **out,
                             size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT a.key, b.key, EXISTS (SELECT 1 FROM absences "
                     "WHERE agent_id = a.id AND from_unix_s <= ?1 "
                     "AND until_unix_s > ?1) FROM agents AS a "
                     "LEFT JOIN agents AS b ON b.id = a.backup_id "
                     "ORDER BY a.key",
                     case_number(now_unix_s));
    while (case_rows_next(&rows)) {
        struct agent_presence *row = case_items_add(&items);

        row->agent = sql_column_str(rows.row, 0, arena);
        row->backup = sql_column_str(rows.row, 1, arena);
        row->is_absent = sqlite3_column_int(rows.row, 2) != 0;
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}
