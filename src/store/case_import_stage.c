/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first half of an import: rows are checked, told apart by their keys, and
 * staged by chunks. Nothing is seen of them before they are applied
 * (case_import.c).
 */
#include "store/case_import.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"
#include "store/case_import_parts.h"

#include <sqlite3.h>
#include <stdlib.h>

void case_import_forget_rows(struct case_import *import)
{
    arena_reset(import->arena);
    import->row_count = 0;
    import->row_bytes = 0;
}

static enum slv_status write_journal(struct case_import *import,
                                     struct slv_error *err)
{
    enum slv_status status;

    if (import->id != 0)
        return SLV_OK;
    status = CASE_RUN(import->store, err,
                      "INSERT INTO imports (source, actor, started_unix_s, "
                      "state) VALUES (?, ?, ?, 'staged')",
                      case_text(import->source), case_text(import->actor.name),
                      case_number(import->actor.now_unix_s));
    if (status == SLV_OK)
        import->id = sqlite3_last_insert_rowid(import->store->db);
    return status;
}

static enum slv_status write_rows(struct case_import *import,
                                  struct slv_error *err)
{
    enum slv_status status = write_journal(import, err);

    for (size_t i = 0; status == SLV_OK && i < import->row_count; i++) {
        const struct case_staged_row *row = &import->rows[i];

        status = CASE_RUN(import->store, err,
                          "INSERT INTO import_rows (import_id, kind, "
                          "packed) VALUES (?, ?, ?)",
                          case_number(import->id), case_number(row->kind),
                          case_blob(row->packed));
    }
    return status;
}

enum slv_status case_import_flush(struct case_import *import,
                                  struct slv_error *err)
{
    const int64_t id_before = import->id;
    enum slv_status status;

    if (import->row_count == 0)
        return SLV_OK;
    status = case_begin(import->store, err);
    if (status == SLV_OK)
        status = case_end(import->store, write_rows(import, err), err);
    if (status == SLV_OK)
        case_import_forget_rows(import);
    else
        import->id = id_before;
    return status;
}

/* --- keys --- */

/* Where a digest stands, or would. */
static struct hash128 *slot_of(const struct case_key_set *set,
                               struct hash128 digest)
{
    const size_t mask = set->slot_count - 1;
    size_t i = digest.low & mask;

    while ((set->slots[i].high | set->slots[i].low) != 0 &&
           !hash_equal(set->slots[i], digest))
        i = (i + 1) & mask;
    return &set->slots[i];
}

static void grow(struct case_key_set *set)
{
    struct case_key_set larger = {.slot_count = 1024,
                                  .key_count = set->key_count};

    if (set->key_count * 2 < set->slot_count)
        return;
    if (set->slot_count > 0)
        larger.slot_count = set->slot_count * 2;
    larger.slots = alloc_zeroed(larger.slot_count, sizeof *larger.slots);
    for (size_t i = 0; i < set->slot_count; i++)
        if ((set->slots[i].high | set->slots[i].low) != 0)
            *slot_of(&larger, set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = larger;
}

/* --- rows --- */

/* Collect the row that stands in import->packed. */
static enum slv_status collect(struct case_import *import, int64_t kind,
                               struct slv_error *err)
{
    struct case_staged_row *row;
    enum slv_status status = SLV_OK;

    if (import->row_count == CASE_CHUNK_ROWS ||
        import->row_bytes >= CASE_CHUNK_BYTES)
        status = case_import_flush(import, err);
    if (status != SLV_OK)
        return status;
    row = &import->rows[import->row_count++];
    *row = (struct case_staged_row){
        .kind = kind,
        .packed = arena_str(import->arena, strbuf_str(&import->packed)),
    };
    import->row_bytes += row->packed.len;
    return SLV_OK;
}

enum slv_status case_import_stage_parts(struct case_import *import,
                                        struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < import->part_count; i++) {
        strbuf_clear(&import->packed);
        case_pack_merge(import->parts[i].number, import->parts[i].into,
                        &import->packed);
        status = collect(import, CASE_ROW_MERGE, err);
    }
    if (status == SLV_OK)
        import->part_count = 0;
    return status;
}

/* Take the row that stands in import->packed, with the key in import->key.
 * `shown` is its key for people. */
static enum slv_status take(struct case_import *import, int64_t kind,
                            struct str shown, struct slv_error *err)
{
    struct hash128 digest = hash_bytes(strbuf_str(&import->key));
    struct hash128 *slot;
    enum slv_status status;

    SLV_ASSERT(!import->packed.overflowed && !import->key.overflowed);
    grow(&import->keys);
    slot = slot_of(&import->keys, digest);
    if (hash_equal(*slot, digest))
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "\"%.*s\" was in this file before", STR_ARG(shown));
    status = collect(import, kind, err);
    if (status != SLV_OK)
        return status;
    *slot = digest;
    import->keys.key_count++;
    import->counts.staged++;
    return SLV_OK;
}

/* The key of a row among all rows of a file, in import->key. */
static void set_key(struct case_import *import, int64_t kind, struct str owner,
                    struct str key)
{
    strbuf_clear(&import->key);
    strbuf_add_format(&import->key, "%lld %zu ", (long long) kind, owner.len);
    strbuf_add_str(&import->key, owner);
    strbuf_add_str(&import->key, key);
}

static enum slv_status take_texts(struct case_import *import,
                                  enum case_table table, const void *row,
                                  struct slv_error *err)
{
    const size_t keys = case_table_key_count(table);
    struct str fields[CASE_FIELDS_MAX];
    enum slv_status status;

    SLV_ASSERT(import->state == STAGING);
    memcpy(fields, row, case_table_field_count(table) * sizeof *fields);
    status = case_check_texts(table, fields, err);
    if (status != SLV_OK)
        return status;
    strbuf_clear(&import->packed);
    case_pack_texts(table, fields, &import->packed);
    set_key(import, table, keys == 2 ? fields[0] : STR(""), fields[keys - 1]);
    return take(import, table, fields[keys - 1], err);
}

enum slv_status case_import_customer(struct case_import *import,
                                     const struct case_customer *row,
                                     struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_CUSTOMERS, row, err);
}

enum slv_status case_import_contact(struct case_import *import,
                                    const struct case_contact *row,
                                    struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_CONTACTS, row, err);
}

enum slv_status case_import_product_line(struct case_import *import,
                                         const struct case_product_line *row,
                                         struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_PRODUCT_LINES, row, err);
}

enum slv_status case_import_product(struct case_import *import,
                                    const struct case_product *row,
                                    struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_PRODUCTS, row, err);
}

enum slv_status case_import_team(struct case_import *import, struct str name,
                                 struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_TEAMS, &name, err);
}

enum slv_status case_import_agent(struct case_import *import,
                                  const struct case_agent *row,
                                  struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_AGENTS, row, err);
}

enum slv_status case_import_case(struct case_import *import,
                                 const struct case_record *row,
                                 struct slv_error *err)
{
    enum slv_status status;

    SLV_ASSERT(import->state == STAGING);
    status = case_check_record(row, err);
    if (status != SLV_OK)
        return status;
    strbuf_clear(&import->packed);
    case_pack_record(row, &import->packed);
    set_key(import, CASE_ROW_CASE, STR(""), row->number);
    status = take(import, CASE_ROW_CASE, row->number, err);
    if (status == SLV_OK && row->merged_into.len > 0) {
        import->parts =
            alloc_grow(import->parts, import->part_count,
                       &import->part_capacity, sizeof *import->parts);
        import->parts[import->part_count++] =
            (struct case_part){arena_str(import->names, row->number),
                               arena_str(import->names, row->merged_into)};
    }
    return status;
}

static enum slv_status check_case_is_there(struct case_import *import,
                                           struct str number,
                                           struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status = case_begin_reading(import->store, err);

    if (status == SLV_OK)
        status = case_end(import->store,
                          case_find_id(import->store, number, &id, err), err);
    if (status == SLV_OK && id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(number));
    return status;
}

enum slv_status case_import_time(struct case_import *import,
                                 const struct case_time *row,
                                 struct slv_error *err)
{
    enum slv_status status;

    SLV_ASSERT(import->state == STAGING);
    status = case_check_time(row, err);
    if (status == SLV_OK)
        status = case_check_text("the key of the time entry", row->key,
                                 CASE_REQUIRED, BOUND_CASE_KEY_BYTES, err);
    if (status == SLV_OK)
        status = check_case_is_there(import, row->case_number, err);
    if (status != SLV_OK)
        return status;
    strbuf_clear(&import->packed);
    case_pack_time(row, &import->packed);
    set_key(import, CASE_ROW_TIME, STR(""), row->key);
    return take(import, CASE_ROW_TIME, row->key, err);
}
