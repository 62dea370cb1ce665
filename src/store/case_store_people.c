/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tables whose rows are nothing but texts: customers, contacts, product
 * lines, products, teams and agents. One description each, and what they have
 * in common done once: checks, puts that compare, references made on the way,
 * finding and listing.
 */
#include "store/case_store_parts.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdio.h>

enum { NO_TABLE = -1 };

struct field {
    const char *name;
    enum { FIELD_KEY, FIELD_NAME, FIELD_OWN_NAME, FIELD_TEXT, FIELD_DAY } type;
    int refers_to; /* enum case_table: the text is the key of a row there */
};

/* A row is read as its id and its fields in their order. Values are bound in
 * that order, references as ids; an update has the id of its row after them. */
struct table {
    const char *kind;
    size_t field_count;
    size_t key_count;
    const char *find;
    const char *insert;
    const char *update;
    const char *list; /* after a key, with a limit */
    struct field fields[CASE_FIELDS_MAX];
};

#define CUSTOMERS                                                \
    "SELECT id, key, name, market, size, industry, salesperson " \
    "FROM customers WHERE key "
#define CONTACTS                                           \
    "SELECT o.id, c.key, o.key, o.name, o.title, o.email " \
    "FROM contacts AS o JOIN customers AS c ON c.id = o.customer_id "
#define PRODUCT_LINES \
    "SELECT id, name, launched_on FROM product_lines WHERE name "
#define PRODUCTS                                                     \
    "SELECT p.id, p.name, l.name, p.launched_on FROM products AS p " \
    "LEFT JOIN product_lines AS l ON l.id = p.line_id WHERE p.name "
#define TEAMS "SELECT id, name FROM teams WHERE name "
#define AGENTS                                                   \
    "SELECT a.id, a.key, a.name, a.email, t.name, b.key "        \
    "FROM agents AS a LEFT JOIN teams AS t ON t.id = a.team_id " \
    "LEFT JOIN agents AS b ON b.id = a.backup_id WHERE a.key "

static const struct table tables[CASE_TABLE_COUNT] = {
    [CASE_TABLE_CUSTOMERS] =
        {"customer",
         6,
         1,
         CUSTOMERS "= ?",
         "INSERT INTO customers (key, name, market, size, industry, "
         "salesperson) VALUES (?, ?, ?, ?, ?, ?)",
         "UPDATE customers SET key = ?1, name = ?2, market = ?3, size = ?4, "
         "industry = ?5, salesperson = ?6 WHERE id = ?7",
         CUSTOMERS "> ? ORDER BY key LIMIT ?",
         {{"key", FIELD_KEY, NO_TABLE},
          {"name", FIELD_NAME, NO_TABLE},
          {"market", FIELD_TEXT, NO_TABLE},
          {"size", FIELD_TEXT, NO_TABLE},
          {"industry", FIELD_TEXT, NO_TABLE},
          {"salesperson", FIELD_TEXT, NO_TABLE}}},
    [CASE_TABLE_CONTACTS] =
        {"contact",
         5,
         2,
         CONTACTS "WHERE c.key = ? AND o.key = ?",
         "INSERT INTO contacts (customer_id, key, name, title, email) "
         "VALUES (?, ?, ?, ?, ?)",
         "UPDATE contacts SET customer_id = ?1, key = ?2, name = ?3, "
         "title = ?4, email = ?5 WHERE id = ?6",
         CONTACTS "WHERE (c.key, o.key) > (?, ?) "
                  "ORDER BY c.key, o.key LIMIT ?",
         {{"customer", FIELD_KEY, CASE_TABLE_CUSTOMERS},
          {"key", FIELD_KEY, NO_TABLE},
          {"name", FIELD_NAME, NO_TABLE},
          {"title", FIELD_TEXT, NO_TABLE},
          {"email", FIELD_TEXT, NO_TABLE}}},
    [CASE_TABLE_PRODUCT_LINES] =
        {"product line",
         2,
         1,
         PRODUCT_LINES "= ?",
         "INSERT INTO product_lines (name, launched_on) VALUES (?, ?)",
         "UPDATE product_lines SET name = ?1, launched_on = ?2 WHERE id = ?3",
         PRODUCT_LINES "> ? ORDER BY name LIMIT ?",
         {{"name", FIELD_OWN_NAME, NO_TABLE},
          {"launched_on", FIELD_DAY, NO_TABLE}}},
    [CASE_TABLE_PRODUCTS] =
        {"product",
         3,
         1,
         PRODUCTS "= ?",
         "INSERT INTO products (name, line_id, launched_on) VALUES (?, ?, ?)",
         "UPDATE products SET name = ?1, line_id = ?2, launched_on = ?3 "
         "WHERE id = ?4",
         PRODUCTS "> ? ORDER BY p.name LIMIT ?",
         {{"name", FIELD_OWN_NAME, NO_TABLE},
          {"line", FIELD_TEXT, CASE_TABLE_PRODUCT_LINES},
          {"launched_on", FIELD_DAY, NO_TABLE}}},
    [CASE_TABLE_TEAMS] = {"team",
                          1,
                          1,
                          TEAMS "= ?",
                          "INSERT INTO teams (name) VALUES (?)",
                          "UPDATE teams SET name = ?1 WHERE id = ?2",
                          TEAMS "> ? ORDER BY name LIMIT ?",
                          {{"name", FIELD_OWN_NAME, NO_TABLE}}},
    [CASE_TABLE_AGENTS] =
        {"agent",
         5,
         1,
         AGENTS "= ?",
         "INSERT INTO agents (key, name, email, team_id, backup_id) "
         "VALUES (?, ?, ?, ?, ?)",
         "UPDATE agents SET key = ?1, name = ?2, email = ?3, team_id = ?4, "
         "backup_id = ?5 WHERE id = ?6",
         AGENTS "> ? ORDER BY a.key LIMIT ?",
         {{"key", FIELD_KEY, NO_TABLE},
          {"name", FIELD_NAME, NO_TABLE},
          {"email", FIELD_TEXT, NO_TABLE},
          {"team", FIELD_TEXT, CASE_TABLE_TEAMS},
          {"backup", FIELD_KEY, CASE_TABLE_AGENTS}}},
};

size_t case_table_field_count(enum case_table table)
{
    return tables[table].field_count;
}

size_t case_table_key_count(enum case_table table)
{
    return tables[table].key_count;
}

/* --- checks --- */

enum slv_status case_check_texts(enum case_table table,
                                 const struct str *fields,
                                 struct slv_error *err)
{
    const struct table *about = &tables[table];
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < about->field_count; i++) {
        const struct field *field = &about->fields[i];
        const enum case_need need =
            i < about->key_count ? CASE_REQUIRED : CASE_OPTIONAL;
        char what[64];

        snprintf(what, sizeof what, "the %s of the %s", field->name,
                 about->kind);
        if (field->type == FIELD_DAY)
            status = case_check_day(what, fields[i], need, err);
        else
            status = case_check_text(what, fields[i], need,
                                     field->type == FIELD_KEY
                                         ? BOUND_CASE_KEY_BYTES
                                         : BOUND_CASE_NAME_BYTES,
                                     err);
    }
    if (status == SLV_OK && table == CASE_TABLE_AGENTS &&
        str_equal(fields[0], fields[4]))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "agent \"%.*s\" cannot be the own backup",
                          STR_ARG(fields[0]));
    return status;
}

/* --- putting --- */

static struct case_rows find(struct case_store *store,
                             const struct table *about, const struct str *keys,
                             struct slv_error *err)
{
    struct case_value values[2] = {case_text(keys[0])};

    if (about->key_count == 2)
        values[1] = case_text(keys[1]);
    return case_rows_begin(store, about->find, values, about->key_count, err);
}

static void read_fields(struct case_rows *rows, const struct table *about,
                        struct str *fields, struct arena *arena)
{
    for (size_t i = 0; i < about->field_count; i++)
        fields[i] = sql_column_str(rows->row, (int) i + 1, arena);
}

/* A row that was not there differs from one that says nothing. */
static enum slv_status tell(struct case_store *store, const struct table *about,
                            const struct str *before, const struct str *after,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    const struct str key = after[about->key_count - 1];
    struct strbuf detail;
    enum slv_status status;

    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    if (about->key_count == 2)
        case_detail_text(&detail, about->fields[0].name, after[0]);
    for (size_t i = about->key_count; i < about->field_count; i++)
        if (!str_equal(before[i], after[i]))
            case_detail_text(&detail, about->fields[i].name, after[i]);
    status = case_tell(store, actor, before[0].len > 0 ? "update" : "add",
                       about->kind, key, &detail, err);
    strbuf_release(&detail);
    return status;
}

/* Write a row that is new (*id is 0) or differs from the one with this id. */
static enum slv_status write_fields(struct case_store *store,
                                    const struct table *about,
                                    const struct str *fields,
                                    const struct case_actor *actor, int64_t *id,
                                    struct slv_error *err)
{
    struct case_value values[CASE_FIELDS_MAX + 1];
    size_t count = 0;
    enum slv_status status = SLV_OK;

    for (; status == SLV_OK && count < about->field_count; count++) {
        const int refers_to = about->fields[count].refers_to;
        int64_t reference = 0;

        if (refers_to == NO_TABLE) {
            values[count] = case_text(fields[count]);
            continue;
        }
        status = case_reach(store, (enum case_table) refers_to, &fields[count],
                            actor, &reference, err);
        values[count] = case_number_or_null(reference);
    }
    if (status != SLV_OK)
        return status;
    if (*id != 0)
        values[count++] = case_number(*id);
    status = case_run(case_rows_begin(store,
                                      *id != 0 ? about->update : about->insert,
                                      values, count, err),
                      err);
    if (status == SLV_OK && *id == 0)
        *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

/* What the row will say: its name is its key when nobody names it. */
static void merge(const struct table *about, const struct str *before,
                  const struct str *said, bool keeps_what_is_not_said,
                  struct str *out)
{
    for (size_t i = 0; i < about->field_count; i++) {
        out[i] =
            said[i].len == 0 && keeps_what_is_not_said ? before[i] : said[i];
        if (out[i].len == 0 && about->fields[i].type == FIELD_NAME)
            out[i] = out[about->key_count - 1];
    }
}

static bool fields_equal(const struct table *about, const struct str *a,
                         const struct str *b)
{
    for (size_t i = 0; i < about->field_count; i++)
        if (!str_equal(a[i], b[i]))
            return false;
    return true;
}

enum slv_status case_put_texts(struct case_store *store, enum case_table table,
                               const struct str *fields,
                               bool keeps_what_is_not_said,
                               const struct case_actor *actor,
                               enum case_put *did, struct slv_error *err)
{
    const struct table *about = &tables[table];
    struct arena *arena = arena_new();
    struct str before[CASE_FIELDS_MAX] = {{NULL, 0}};
    struct str after[CASE_FIELDS_MAX] = {{NULL, 0}};
    struct case_rows rows = find(store, about, fields, err);
    int64_t id = 0;
    enum slv_status status;

    while (case_rows_next(&rows)) {
        id = sqlite3_column_int64(rows.row, 0);
        read_fields(&rows, about, before, arena);
    }
    status = case_rows_end(&rows, err);
    *did = id != 0 ? CASE_UPDATED : CASE_ADDED;
    merge(about, before, fields, keeps_what_is_not_said, after);
    if (id != 0 && fields_equal(about, before, after))
        *did = CASE_UNCHANGED;
    else {
        if (status == SLV_OK)
            status = write_fields(store, about, after, actor, &id, err);
        if (status == SLV_OK)
            status = tell(store, about, before, after, actor, err);
    }
    arena_free(arena);
    return status;
}

enum slv_status case_reach(struct case_store *store, enum case_table table,
                           const struct str *keys,
                           const struct case_actor *actor, int64_t *id,
                           struct slv_error *err)
{
    const struct table *about = &tables[table];
    const struct str nothing[CASE_FIELDS_MAX] = {{NULL, 0}};
    struct str said[CASE_FIELDS_MAX] = {{NULL, 0}};
    struct str fields[CASE_FIELDS_MAX] = {{NULL, 0}};
    enum slv_status status;

    *id = 0;
    if (keys[about->key_count - 1].len == 0)
        return SLV_OK;
    status = case_ask(find(store, about, keys, err), id, err);
    if (status != SLV_OK || *id != 0)
        return status;
    memcpy(said, keys, about->key_count * sizeof *keys);
    merge(about, nothing, said, false, fields);
    status = write_fields(store, about, fields, actor, id, err);
    if (status == SLV_OK)
        status = tell(store, about, nothing, fields, actor, err);
    return status;
}

/* What the caller has seen of a row; `fields` NULL: that there is none. */
struct seen {
    const struct str *fields;
};

static enum slv_status check_seen(struct case_store *store,
                                  const struct table *about,
                                  const struct str *keys,
                                  const struct seen *seen,
                                  struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct str now[CASE_FIELDS_MAX] = {{NULL, 0}};
    bool is_there = false;
    bool is_as_seen;
    struct case_rows rows = find(store, about, keys, err);
    enum slv_status status;

    while (case_rows_next(&rows)) {
        read_fields(&rows, about, now, arena);
        is_there = true;
    }
    status = case_rows_end(&rows, err);
    is_as_seen = seen->fields
                     ? is_there && fields_equal(about, now, seen->fields)
                     : !is_there;
    if (status == SLV_OK && !is_as_seen) {
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "somebody else has changed %s \"%.*s\"", about->kind,
                          STR_ARG(keys[about->key_count - 1]));
        slv_hint(err, "Look at it again before you change it.");
    }
    arena_free(arena);
    return status;
}

/* `seen` may be NULL: whatever is there. */
static enum slv_status put_seen(struct case_store *store, enum case_table table,
                                const void *row, const struct seen *seen,
                                const struct case_actor *actor,
                                enum case_put *did, struct slv_error *err)
{
    struct str fields[CASE_FIELDS_MAX] = {{NULL, 0}};
    enum case_put what = CASE_UNCHANGED;
    enum slv_status status;

    memcpy(fields, row, tables[table].field_count * sizeof *fields);
    status = case_check_texts(table, fields, err);
    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    if (seen)
        status = check_seen(store, &tables[table], fields, seen, err);
    if (status == SLV_OK)
        status = case_put_texts(store, table, fields, false, actor, &what, err);
    status = case_end(store, status, err);
    if (did)
        *did = what;
    return status;
}

static enum slv_status put(struct case_store *store, enum case_table table,
                           const void *row, const struct case_actor *actor,
                           enum case_put *did, struct slv_error *err)
{
    return put_seen(store, table, row, NULL, actor, did, err);
}

/* --- finding and listing --- */

static enum slv_status find_row(struct case_store *store, enum case_table table,
                                const struct str *keys, struct arena *arena,
                                void *out, struct slv_error *err)
{
    const struct table *about = &tables[table];
    struct str fields[CASE_FIELDS_MAX] = {{NULL, 0}};
    bool is_there = false;
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = find(store, about, keys, err);
    while (case_rows_next(&rows)) {
        read_fields(&rows, about, fields, arena);
        is_there = true;
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    if (status == SLV_OK && !is_there)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no %s \"%.*s\"",
                          about->kind, STR_ARG(keys[about->key_count - 1]));
    if (status == SLV_OK)
        memcpy(out, fields, about->field_count * sizeof *fields);
    return status;
}

static enum slv_status list(struct case_store *store, enum case_table table,
                            const struct str *after, size_t limit,
                            struct arena *arena, void *out, size_t *count,
                            struct slv_error *err)
{
    const struct table *about = &tables[table];
    struct case_items items = {.item_size =
                                   about->field_count * sizeof(struct str)};
    struct case_value values[3] = {case_text(after[0])};
    struct case_rows rows;
    void *array;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    if (about->key_count == 2)
        values[1] = case_text(after[1]);
    values[about->key_count] = case_limit(limit);
    rows =
        case_rows_begin(store, about->list, values, about->key_count + 1, err);
    while (case_rows_next(&rows))
        read_fields(&rows, about, case_items_add(&items), arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    array = case_items_end(&items, arena);
    memcpy(out, &array, sizeof array);
    return status;
}

#define IS_TEXTS(type, table_fields)                                    \
    _Static_assert(sizeof(type) == (table_fields) * sizeof(struct str), \
                   "nothing but texts")

IS_TEXTS(struct case_customer, 6);
IS_TEXTS(struct case_contact, 5);
IS_TEXTS(struct case_product_line, 2);
IS_TEXTS(struct case_product, 3);
IS_TEXTS(struct case_agent, 5);

/* --- the doors to each --- */

enum slv_status case_store_put_customer(struct case_store *store,
                                        const struct case_customer *row,
                                        const struct case_actor *actor,
                                        enum case_put *did,
                                        struct slv_error *err)
{
    return put(store, CASE_TABLE_CUSTOMERS, row, actor, did, err);
}

enum slv_status case_store_put_customer_seen(struct case_store *store,
                                             const struct case_customer *row,
                                             const struct case_customer *seen,
                                             const struct case_actor *actor,
                                             enum case_put *did,
                                             struct slv_error *err)
{
    const struct seen as_seen = {(const struct str *) (const void *) seen};

    return put_seen(store, CASE_TABLE_CUSTOMERS, row, &as_seen, actor, did,
                    err);
}

enum slv_status case_store_put_contact(struct case_store *store,
                                       const struct case_contact *row,
                                       const struct case_actor *actor,
                                       enum case_put *did,
                                       struct slv_error *err)
{
    return put(store, CASE_TABLE_CONTACTS, row, actor, did, err);
}

enum slv_status case_store_put_product_line(struct case_store *store,
                                            const struct case_product_line *row,
                                            const struct case_actor *actor,
                                            enum case_put *did,
                                            struct slv_error *err)
{
    return put(store, CASE_TABLE_PRODUCT_LINES, row, actor, did, err);
}

enum slv_status case_store_put_product(struct case_store *store,
                                       const struct case_product *row,
                                       const struct case_actor *actor,
                                       enum case_put *did,
                                       struct slv_error *err)
{
    return put(store, CASE_TABLE_PRODUCTS, row, actor, did, err);
}

enum slv_status case_store_put_team(struct case_store *store, struct str name,
                                    const struct case_actor *actor,
                                    enum case_put *did, struct slv_error *err)
{
    return put(store, CASE_TABLE_TEAMS, &name, actor, did, err);
}

enum slv_status case_store_put_agent(struct case_store *store,
                                     const struct case_agent *row,
                                     const struct case_actor *actor,
                                     enum case_put *did, struct slv_error *err)
{
    return put(store, CASE_TABLE_AGENTS, row, actor, did, err);
}

enum slv_status case_store_find_customer(struct case_store *store,
                                         struct str key, struct arena *arena,
                                         struct case_customer *out,
                                         struct slv_error *err)
{
    return find_row(store, CASE_TABLE_CUSTOMERS, &key, arena, out, err);
}

enum slv_status case_store_find_contact(struct case_store *store,
                                        struct str customer, struct str key,
                                        struct arena *arena,
                                        struct case_contact *out,
                                        struct slv_error *err)
{
    return find_row(store, CASE_TABLE_CONTACTS,
                    (const struct str[]){customer, key}, arena, out, err);
}

enum slv_status case_store_find_product_line(struct case_store *store,
                                             struct str name,
                                             struct arena *arena,
                                             struct case_product_line *out,
                                             struct slv_error *err)
{
    return find_row(store, CASE_TABLE_PRODUCT_LINES, &name, arena, out, err);
}

enum slv_status case_store_find_product(struct case_store *store,
                                        struct str name, struct arena *arena,
                                        struct case_product *out,
                                        struct slv_error *err)
{
    return find_row(store, CASE_TABLE_PRODUCTS, &name, arena, out, err);
}

enum slv_status case_store_find_agent(struct case_store *store, struct str key,
                                      struct arena *arena,
                                      struct case_agent *out,
                                      struct slv_error *err)
{
    return find_row(store, CASE_TABLE_AGENTS, &key, arena, out, err);
}

enum slv_status case_store_list_customers(struct case_store *store,
                                          struct str after, size_t limit,
                                          struct arena *arena,
                                          struct case_customer **out,
                                          size_t *count, struct slv_error *err)
{
    return list(store, CASE_TABLE_CUSTOMERS, &after, limit, arena, out, count,
                err);
}

enum slv_status case_store_list_contacts(struct case_store *store,
                                         struct str after_customer,
                                         struct str after_key, size_t limit,
                                         struct arena *arena,
                                         struct case_contact **out,
                                         size_t *count, struct slv_error *err)
{
    return list(store, CASE_TABLE_CONTACTS,
                (const struct str[]){after_customer, after_key}, limit, arena,
                out, count, err);
}

enum slv_status case_store_list_product_lines(struct case_store *store,
                                              struct str after, size_t limit,
                                              struct arena *arena,
                                              struct case_product_line **out,
                                              size_t *count,
                                              struct slv_error *err)
{
    return list(store, CASE_TABLE_PRODUCT_LINES, &after, limit, arena, out,
                count, err);
}

enum slv_status case_store_list_products(struct case_store *store,
                                         struct str after, size_t limit,
                                         struct arena *arena,
                                         struct case_product **out,
                                         size_t *count, struct slv_error *err)
{
    return list(store, CASE_TABLE_PRODUCTS, &after, limit, arena, out, count,
                err);
}

enum slv_status case_store_list_teams(struct case_store *store,
                                      struct str after, size_t limit,
                                      struct arena *arena, struct str **out,
                                      size_t *count, struct slv_error *err)
{
    return list(store, CASE_TABLE_TEAMS, &after, limit, arena, out, count, err);
}

enum slv_status case_store_list_agents(struct case_store *store,
                                       struct str after, size_t limit,
                                       struct arena *arena,
                                       struct case_agent **out, size_t *count,
                                       struct slv_error *err)
{
    return list(store, CASE_TABLE_AGENTS, &after, limit, arena, out, count,
                err);
}
