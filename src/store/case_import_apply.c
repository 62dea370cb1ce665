/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One staged row written where it belongs. What a case row says is laid over
 * what is there: what it does not say is kept, what people did in Solvent
 * stays, and a row that makes no difference changes nothing.
 */
#include "store/case_import_parts.h"

#include "base/arena.h"
#include "base/hash.h"

#include <sqlite3.h>

/* A case that is there already, and which of its messages and links came by
 * import, in the order of the record. */
struct present {
    int64_t id;
    struct case_record record;
    const int64_t *is_message_imported;
    const int64_t *is_link_imported;
};

static enum slv_status read_flags(struct case_rows rows, size_t expected,
                                  struct arena *arena, const int64_t **out,
                                  struct slv_error *err)
{
    int64_t *flags = arena_calloc(arena, expected, sizeof *flags);

    for (size_t i = 0; case_rows_next(&rows) && i < expected; i++)
        flags[i] = sqlite3_column_int64(rows.row, 0);
    *out = flags;
    return case_rows_end(&rows, err);
}

static enum slv_status read_present(struct case_store *store, int64_t id,
                                    struct arena *arena, struct present *out,
                                    struct slv_error *err)
{
    enum slv_status status =
        case_read_record(store, id, arena, &out->record, err);

    out->id = id;
    if (status == SLV_OK)
        status = read_flags(CASE_ROWS(store, err,
                                      "SELECT is_imported AND "
                                      "from_case_id IS NULL FROM messages "
                                      "WHERE case_id = ? "
                                      "ORDER BY created_unix_s, id",
                                      case_number(id)),
                            out->record.message_count, arena,
                            &out->is_message_imported, err);
    if (status == SLV_OK)
        status = read_flags(CASE_ROWS(store, err,
                                      "SELECT is_imported AND "
                                      "from_case_id IS NULL FROM links "
                                      "WHERE case_id = ? ORDER BY article_id",
                                      case_number(id)),
                            out->record.link_count, arena,
                            &out->is_link_imported, err);
    return status;
}

/* --- fields --- */

static struct str said_or(struct str said, struct str before)
{
    return said.len > 0 ? said : before;
}

static bool has_resolving_link(const struct case_record *row)
{
    for (size_t i = 0; i < row->link_count; i++)
        if (row->links[i].kind == CASE_LINK_RESOLVED)
            return true;
    return false;
}

/* The outcome that was known before holds unless the links of the row speak
 * against it. */
static enum case_outcome outcome_of(const struct case_record *before,
                                    const struct case_record *said)
{
    const bool is_resolved = has_resolving_link(said);

    if (said->state != CASE_CLOSED || said->outcome != CASE_OUTCOME_UNSAID)
        return said->outcome;
    if (said->link_count == 0)
        return before->outcome;
    return (before->outcome == CASE_OUTCOME_NONE) == is_resolved
               ? CASE_OUTCOME_UNSAID
               : before->outcome;
}

/* The number, state and dates are always said. */
static struct case_record lay_over(const struct case_record *before,
                                   const struct case_record *said)
{
    struct case_record after = *said;

    if (str_equal(said->customer, before->customer))
        after.contact = said_or(said->contact, before->contact);
    after.product = said_or(said->product, before->product);
    after.product_version =
        said_or(said->product_version, before->product_version);
    after.agent = said_or(said->agent, before->agent);
    after.documenter = said_or(said->documenter, before->documenter);
    after.fixer = said_or(said->fixer, before->fixer);
    after.environment = said_or(said->environment, before->environment);
    after.fix_id = said_or(said->fix_id, before->fix_id);
    after.fixed_in = said_or(said->fixed_in, before->fixed_in);
    after.is_outside |= before->is_outside && !said->clears_outside;
    after.is_executive |= before->is_executive && !said->clears_executive;
    if (said->severity == 0)
        after.severity = before->severity;
    after.outcome = outcome_of(before, said);
    if (after.outcome == CASE_OUTCOME_NONE)
        after.reason = said_or(said->reason, before->reason);
    if (before->reopened_count > said->reopened_count)
        after.reopened_count = before->reopened_count;
    return after;
}

static bool rows_equal(const struct case_record *a, const struct case_record *b)
{
    return str_equal(a->customer, b->customer) &&
           str_equal(a->contact, b->contact) &&
           str_equal(a->product, b->product) &&
           str_equal(a->product_version, b->product_version) &&
           str_equal(a->agent, b->agent) && str_equal(a->subject, b->subject) &&
           a->state == b->state && a->severity == b->severity &&
           a->opened_unix_s == b->opened_unix_s &&
           a->closed_unix_s == b->closed_unix_s && a->outcome == b->outcome &&
           str_equal(a->reason, b->reason) &&
           str_equal(a->environment, b->environment) &&
           str_equal(a->documenter, b->documenter) &&
           str_equal(a->fixer, b->fixer) && str_equal(a->fix_id, b->fix_id) &&
           str_equal(a->fixed_in, b->fixed_in) &&
           a->is_outside == b->is_outside &&
           a->is_executive == b->is_executive &&
           a->reopened_count == b->reopened_count;
}

/* --- messages --- */

static bool has_message(const struct case_record *record,
                        const struct case_message *message)
{
    for (size_t i = 0; i < record->message_count; i++)
        if (case_message_equal(&record->messages[i], message))
            return true;
    return false;
}

static bool messages_differ(const struct present *before,
                            const struct case_record *said)
{
    const struct case_record *record = &before->record;
    size_t imported = 0;

    if (said->message_count == 0)
        return false;
    for (size_t i = 0; i < said->message_count; i++)
        if (!has_message(record, &said->messages[i]))
            return true;
    for (size_t i = 0; i < record->message_count; i++) {
        imported += before->is_message_imported[i] != 0;
        if (before->is_message_imported[i] &&
            !has_message(said, &record->messages[i]))
            return true;
    }
    return imported > said->message_count;
}

static bool has_own_message(const struct present *before,
                            const struct case_message *message)
{
    for (size_t i = 0; i < before->record.message_count; i++)
        if (!before->is_message_imported[i] &&
            case_message_equal(&before->record.messages[i], message))
            return true;
    return false;
}

static enum slv_status replace_messages(struct case_store *store,
                                        const struct present *before,
                                        const struct case_record *said,
                                        struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err,
                 "DELETE FROM messages WHERE case_id = ? AND is_imported "
                 "AND from_case_id IS NULL",
                 case_number(before->id));

    for (size_t i = 0; status == SLV_OK && i < said->message_count; i++)
        if (!has_own_message(before, &said->messages[i]))
            status = case_write_message(store, before->id, &said->messages[i],
                                        true, err);
    return status;
}

/* --- links --- */

static const struct case_link *link_to(const struct case_record *record,
                                       struct str article_id)
{
    for (size_t i = 0; i < record->link_count; i++)
        if (str_equal(record->links[i].article_id, article_id))
            return &record->links[i];
    return NULL;
}

/* Reopenings that were counted here are more than an older file can know. */
static bool link_says_new(const struct case_link *before,
                          const struct case_link *said)
{
    struct case_link merged = *said;

    if (before && before->reopened_count > said->reopened_count)
        merged.reopened_count = before->reopened_count;
    return !before || !case_link_equal(before, &merged);
}

static bool links_differ(const struct present *before,
                         const struct case_record *said)
{
    const struct case_record *record = &before->record;

    if (said->link_count == 0)
        return false;
    for (size_t i = 0; i < said->link_count; i++)
        if (link_says_new(link_to(record, said->links[i].article_id),
                          &said->links[i]))
            return true;
    for (size_t i = 0; i < record->link_count; i++)
        if (before->is_link_imported[i] &&
            !link_to(said, record->links[i].article_id))
            return true;
    return false;
}

static enum slv_status replace_links(struct case_store *store,
                                     const struct present *before,
                                     const struct case_record *said,
                                     struct slv_error *err)
{
    const struct case_record *record = &before->record;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < record->link_count; i++)
        if (before->is_link_imported[i] &&
            !link_to(said, record->links[i].article_id))
            status = CASE_RUN(
                store, err,
                "DELETE FROM links WHERE case_id = ? AND article_id = ?",
                case_number(before->id),
                case_text(record->links[i].article_id));
    for (size_t i = 0; status == SLV_OK && i < said->link_count; i++)
        if (link_says_new(link_to(record, said->links[i].article_id),
                          &said->links[i]))
            status =
                case_write_link(store, before->id, &said->links[i], true, err);
    return status;
}

/* --- a case --- */

static enum slv_status add(struct case_store *store,
                           const struct case_record *row, struct str digest,
                           struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status = case_write_row(store, row, digest, NULL, &id, err);

    for (size_t i = 0; status == SLV_OK && i < row->message_count; i++)
        status = case_write_message(store, id, &row->messages[i], true, err);
    for (size_t i = 0; status == SLV_OK && i < row->link_count; i++)
        status = case_write_link(store, id, &row->links[i], true, err);
    return status;
}

static enum slv_status change(struct case_store *store, int64_t id,
                              const struct case_record *said, struct str digest,
                              struct arena *arena, enum case_put *did,
                              struct slv_error *err)
{
    struct present before;
    struct case_record after;
    bool has_new_messages;
    bool has_new_links;
    enum slv_status status = read_present(store, id, arena, &before, err);

    if (status != SLV_OK)
        return status;
    after = lay_over(&before.record, said);
    has_new_messages = messages_differ(&before, said);
    has_new_links = links_differ(&before, said);
    if (!has_new_messages && !has_new_links &&
        rows_equal(&before.record, &after)) {
        *did = CASE_UNCHANGED;
        return CASE_RUN(store, err,
                        "UPDATE cases SET import_digest = ? WHERE id = ?",
                        case_text(digest), case_number(id));
    }
    *did = CASE_UPDATED;
    status = case_write_row(store, &after, digest, NULL, &id, err);
    if (status == SLV_OK && has_new_messages)
        status = replace_messages(store, &before, said, err);
    if (status == SLV_OK && has_new_links)
        status = replace_links(store, &before, said, err);
    return status;
}

/* What a row says anew about a case that was merged is said in the case that it
 * is part of; the rest of the row is past. */
static enum slv_status change_merged(struct case_store *store, int64_t id,
                                     const struct case_record *said,
                                     struct arena *arena, enum case_put *did,
                                     struct slv_error *err)
{
    struct case_record target;
    int64_t into = id;
    enum slv_status status = case_follow_id(store, &into, err);

    *did = CASE_UNCHANGED;
    if (status == SLV_OK)
        status = case_read_record(store, into, arena, &target, err);
    for (size_t i = 0; status == SLV_OK && i < said->message_count; i++) {
        if (has_message(&target, &said->messages[i]))
            continue;
        *did = CASE_UPDATED;
        status = case_write_message(store, into, &said->messages[i], true, err);
        if (status == SLV_OK)
            status = CASE_RUN(store, err,
                              "UPDATE messages SET from_case_id = ? "
                              "WHERE id = last_insert_rowid()",
                              case_number(id));
    }
    if (status == SLV_OK && *did == CASE_UPDATED)
        status = case_write_row(store, &target, STR(""), NULL, &into, err);
    return status;
}

static enum slv_status apply_case(struct case_store *store, struct str packed,
                                  const struct case_record *row,
                                  struct arena *arena, enum case_put *did,
                                  struct slv_error *err)
{
    char hex[HASH_HEX_BYTES];
    struct str digest;
    bool is_same = false;
    bool is_merged = false;
    int64_t id = 0;
    struct case_rows rows;
    enum slv_status status;

    hash_format(hash_bytes(packed), hex);
    digest = str_from(hex);
    rows = CASE_ROWS(store, err,
                     "SELECT id, import_digest IS ?2, EXISTS (SELECT 1 FROM "
                     "merges WHERE case_id = cases.id) FROM cases "
                     "WHERE number = ?1",
                     case_text(row->number), case_text(digest));
    while (case_rows_next(&rows)) {
        id = sqlite3_column_int64(rows.row, 0);
        is_same = sqlite3_column_int(rows.row, 1) != 0;
        is_merged = sqlite3_column_int(rows.row, 2) != 0;
    }
    status = case_rows_end(&rows, err);
    if (status != SLV_OK)
        return status;
    *did = id == 0 ? CASE_ADDED : CASE_UNCHANGED;
    if (id == 0)
        return add(store, row, digest, err);
    if (is_merged)
        return change_merged(store, id, row, arena, did, err);
    return is_same ? SLV_OK : change(store, id, row, digest, arena, did, err);
}

static enum slv_status damaged(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CORRUPT,
                    "an imported row that waited in the case store cannot be "
                    "read");
}

static enum slv_status apply_packed_case(struct case_store *store,
                                         struct str packed, enum case_put *did,
                                         struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct case_record row;
    enum slv_status status =
        case_unpack_record(packed, arena, &row)
            ? apply_case(store, packed, &row, arena, did, err)
            : damaged(err);

    arena_free(arena);
    return status;
}

/* One case becomes a part of another of its customer. Nothing happens when one
 * of them is not there, or it would be a part of itself; undoing it is for those
 * that were merged here, so no change is named. */
static enum slv_status write_part(struct case_store *store, struct str number,
                                  struct str into, struct slv_error *err)
{
    struct case_edit part = {.store = store};
    struct case_edit whole = {.store = store};
    enum slv_status status = CASE_RUN(
        store, err,
        "INSERT INTO merges (case_id, into_id, who, at_unix_s, state, "
        "closed_unix_s, outcome, reason, into_state, change, into_change) "
        "SELECT b.id, a.id, 'import', b.closed_unix_s, b.state, "
        "b.closed_unix_s, b.outcome, b.reason, 'open', 1, 1 "
        "FROM cases AS b JOIN cases AS a ON a.number = ?2 "
        "AND a.customer_id = b.customer_id WHERE b.number = ?1 "
        "AND b.state = 'closed' "
        "AND NOT EXISTS (SELECT 1 FROM merges WHERE case_id = b.id) "
        "AND b.id NOT IN (WITH RECURSIVE up (id) AS (SELECT a.id UNION "
        "SELECT m.into_id FROM merges AS m JOIN up ON m.case_id = up.id) "
        "SELECT id FROM up)",
        case_text(number), case_text(into));

    if (status != SLV_OK || sqlite3_changes(store->db) == 0)
        return status;
    status = case_find_id(store, number, &part.id, err);
    whole.id = part.id;
    if (status == SLV_OK)
        status = case_follow_id(store, &whole.id, err);
    if (status == SLV_OK)
        status = case_move_part(store, part.id, whole.id, err);
    if (status == SLV_OK)
        status = case_edit_touch(&part, err);
    return status == SLV_OK ? case_edit_touch(&whole, err) : status;
}

static enum slv_status apply_merge(struct case_store *store, struct str packed,
                                   struct slv_error *err)
{
    struct str number;
    struct str into;

    return case_unpack_merge(packed, &number, &into)
               ? write_part(store, number, into, err)
               : damaged(err);
}

enum slv_status case_apply_row(struct case_store *store, int64_t kind,
                               struct str packed, enum case_put *did,
                               struct slv_error *err)
{
    struct str fields[CASE_FIELDS_MAX];
    struct case_time time;

    if (kind == CASE_ROW_CASE)
        return apply_packed_case(store, packed, did, err);
    if (kind == CASE_ROW_MERGE)
        return apply_merge(store, packed, err);
    if (kind == CASE_ROW_TIME)
        return case_unpack_time(packed, &time)
                   ? case_write_time(store, &time, true, NULL, did, err)
                   : damaged(err);
    if (kind < 0 || kind >= CASE_TABLE_COUNT ||
        !case_unpack_texts((enum case_table) kind, packed, fields))
        return damaged(err);
    return case_put_texts(store, (enum case_table) kind, fields, true, NULL,
                          did, err);
}
