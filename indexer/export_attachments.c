/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of attachments, page by page to standard output.
 */
#include "indexer/export_attachments.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "store/attachment_store.h"
#include "text/csv.h"
#include "text/json_write.h"

#include <errno.h>
#include <stdio.h>

enum { PAGE_ROWS = 500, ROW_BYTES_MAX = 64 * 1024, CELLS = 9 };

static const char *const names[CELLS] = {"case",     "id",    "name",
                                         "type",     "bytes", "sha256",
                                         "internal", "who",   "created"};

static void add_cells(struct strbuf *out, const struct str cells[CELLS])
{
    for (size_t i = 0; i < CELLS; i++)
        csv_write_cell(out, cells[i], i == 0);
    csv_write_end(out);
}

static void add_row(struct strbuf *out, const struct attachment *row,
                    bool is_json, struct arena *arena)
{
    char created[CLOCK_ISO_BYTES];
    const struct str cells[CELLS] = {
        row->case_number,
        arena_format(arena, "%lld", (long long) row->id),
        row->name,
        row->media_type,
        arena_format(arena, "%llu", (unsigned long long) row->size_bytes),
        row->sha256,
        row->is_internal ? STR("true") : STR("false"),
        row->who,
        {created, CLOCK_ISO_BYTES - 1},
    };
    struct json_writer json;

    clock_format_iso(row->created_unix_s, created);
    if (!is_json) {
        add_cells(out, cells);
        return;
    }
    json_begin(&json, out);
    json_object_begin(&json);
    for (size_t i = 0; i < CELLS; i++) {
        bool is_raw = i == 1 || i == 4 || i == 6;

        json_key(&json, names[i]);
        if (is_raw)
            json_raw(&json, cells[i]);
        else
            json_string(&json, cells[i]);
    }
    json_object_end(&json);
    json_end(&json);
    strbuf_add_char(out, '\n');
}

static enum slv_status write_out(struct strbuf *text, struct slv_error *err)
{
    errno = 0;
    if (fwrite(text->ptr, 1, text->len, stdout) != text->len)
        return slv_fail_errno(err, errno, "standard output cannot be written");
    strbuf_clear(text);
    return SLV_OK;
}

enum slv_status export_attachments(struct case_store *store, bool is_json,
                                   struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct attachment *rows = NULL;
    struct strbuf text;
    int64_t after = 0;
    size_t count = 0;
    enum slv_status status = SLV_OK;

    strbuf_init(&text, ROW_BYTES_MAX);
    if (!is_json) {
        struct str header[CELLS];

        for (size_t i = 0; i < CELLS; i++)
            header[i] = str_from(names[i]);
        add_cells(&text, header);
        status = write_out(&text, err);
    }
    do {
        arena_reset(arena);
        if (status == SLV_OK)
            status = attachment_store_list(store, after, PAGE_ROWS, arena,
                                           &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            add_row(&text, &rows[i], is_json, arena);
            after = rows[i].id;
            status = write_out(&text, err);
        }
    } while (status == SLV_OK && count > 0);
    strbuf_release(&text);
    arena_free(arena);
    return status;
}
