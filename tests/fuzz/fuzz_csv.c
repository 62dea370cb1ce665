/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as CSV, handed over in pieces of any size: the pieces do not matter,
 * the maxima are kept, and rows that are written are read the same.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/csv.h"
#include "text/utf8.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct source {
    struct str rest;
    size_t piece;
};

static enum slv_status read_piece(void *context, char *into, size_t size,
                                  size_t *got, struct slv_error *err)
{
    struct source *source = context;

    (void) err;
    *got = source->rest.len < size ? source->rest.len : size;
    if (*got > source->piece)
        *got = source->piece;
    if (*got > 0)
        memcpy(into, source->rest.ptr, *got);
    source->rest = str_from_offset(source->rest, *got);
    return SLV_OK;
}

/* Read `text` in pieces and write what was read, with one row before it, so
 * that it does not matter what the first row looks like. */
static enum slv_status rewrite(struct str text, size_t piece,
                               struct strbuf *out)
{
    struct source source = {text, piece};
    struct csv_reader *reader = csv_reader_new(read_piece, &source);
    struct slv_error err;
    struct csv_row row;
    enum slv_status status;
    bool has_row = true;
    long line = 0;

    csv_write_cell(out, STR("a"), true);
    csv_write_cell(out, STR("b"), false);
    csv_write_end(out);
    while ((status = csv_reader_next(reader, &row, &has_row, &err)) == SLV_OK &&
           has_row) {
        SLV_ASSERT(row.count > 0 && row.count <= CSV_COLUMNS_MAX);
        SLV_ASSERT(row.line > line);
        line = row.line;
        for (size_t i = 0; i < row.count; i++) {
            SLV_ASSERT(row.cells[i].len <= 3 * (size_t) CSV_CELL_BYTES_MAX);
            SLV_ASSERT(utf8_is_valid(row.cells[i]));
            csv_write_cell(out, row.cells[i], i == 0);
        }
        csv_write_end(out);
    }
    SLV_ASSERT(status == SLV_OK || (err.line > 0 && err.text[0] != '\0'));
    csv_reader_free(reader);
    return status;
}

/* Without the first row, which rewrite() adds. */
static struct str content(const struct strbuf *text)
{
    return str_from_offset(strbuf_str(text), strlen("a,b\r\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *) data, size};
    struct strbuf whole;
    struct strbuf pieces;
    struct strbuf again;

    if (size > 100 * 1000)
        return 0;
    strbuf_init(&whole, 64 * 1024 * 1024);
    strbuf_init(&pieces, 64 * 1024 * 1024);
    strbuf_init(&again, 64 * 1024 * 1024);
    SLV_ASSERT(rewrite(text, size + 1, &whole) == rewrite(text, 1, &pieces));
    SLV_ASSERT(str_equal(strbuf_str(&whole), strbuf_str(&pieces)));
    SLV_ASSERT(rewrite(strbuf_str(&whole), 7, &again) == SLV_OK);
    SLV_ASSERT(str_equal(content(&again), strbuf_str(&whole)));
    strbuf_release(&whole);
    strbuf_release(&pieces);
    strbuf_release(&again);
    return 0;
}
