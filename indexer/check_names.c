/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading names page by page, so that many customers need little memory.
 */
#include "indexer/check_names.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "store/case_store.h"

#include <unistd.h>

enum { PAGE_ROWS = 1000 };

static void add_name(struct strmap *names, struct str name, struct arena *arena)
{
    char *lower;
    size_t words = 1;

    name = str_trim(name);
    for (size_t i = 0; i < name.len; i++)
        words += name.ptr[i] == ' ';
    if (words < 2 || words > 4)
        return;
    lower = arena_cstr(arena, name);
    for (size_t i = 0; i < name.len; i++)
        lower[i] = ascii_to_lower(lower[i]);
    *strmap_slot(names, str_from(lower), NULL) = names;
}

static enum slv_status read_customers(struct case_store *store,
                                      struct strmap *names,
                                      struct slv_error *err)
{
    struct arena *page = arena_new();
    struct arena *kept = arena_new();
    struct str after = STR("");
    size_t count = PAGE_ROWS;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == PAGE_ROWS) {
        struct case_customer *rows;

        status = case_store_list_customers(store, after, PAGE_ROWS, page, &rows,
                                           &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++)
            add_name(names, rows[i].name, page);
        if (status == SLV_OK && count)
            after = arena_str(kept, rows[count - 1].key);
        arena_reset(page);
    }
    arena_free(page);
    arena_free(kept);
    return status;
}

static enum slv_status read_contacts(struct case_store *store,
                                     struct strmap *names,
                                     struct slv_error *err)
{
    struct arena *page = arena_new();
    struct arena *kept = arena_new();
    struct str customer = STR("");
    struct str key = STR("");
    size_t count = PAGE_ROWS;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == PAGE_ROWS) {
        struct case_contact *rows;

        status = case_store_list_contacts(store, customer, key, PAGE_ROWS, page,
                                          &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++)
            add_name(names, rows[i].name, page);
        if (status == SLV_OK && count) {
            customer = arena_str(kept, rows[count - 1].customer);
            key = arena_str(kept, rows[count - 1].key);
        }
        arena_reset(page);
    }
    arena_free(page);
    arena_free(kept);
    return status;
}

enum slv_status check_names_read(const char *data, struct strmap *names,
                                 struct slv_error *err)
{
    struct arena *arena = arena_new();
    const char *path = arena_format(arena, "%s/solvent.db", data).ptr;
    struct case_store *store = NULL;
    enum slv_status status = SLV_OK;

    if (access(path, F_OK) == 0)
        status = case_store_open(path, CASE_STORE_READ, &store, err);
    if (status == SLV_OK && store)
        status = read_customers(store, names, err);
    if (status == SLV_OK && store)
        status = read_contacts(store, names, err);
    case_store_close(store);
    arena_free(arena);
    return status;
}
