/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as each of TREC's tables: rows are in order and within their
 * bounds, each line is a row, a fault or passed over, and a run that is written
 * is read back as it was.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/eval/trec.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_lines(struct str bytes)
{
    size_t lines = 0;

    while (bytes.len > 0) {
        (void) str_take_line(&bytes);
        lines++;
    }
    return lines;
}

static void check_faults(const struct trec_faults *faults, size_t lines)
{
    for (size_t i = 0; i < faults->count && i < TREC_FAULTS_MAX; i++) {
        SLV_ASSERT(faults->items[i].line > 0);
        SLV_ASSERT((size_t) faults->items[i].line <= lines);
        SLV_ASSERT(faults->items[i].what.len > 0);
    }
}

static void check_queries(struct str bytes, struct arena *arena, size_t lines)
{
    struct trec_queries queries;
    struct trec_faults faults;

    trec_read_queries(bytes, arena, &queries, &faults);
    check_faults(&faults, lines);
    SLV_ASSERT(queries.count + faults.count <= lines);
    for (size_t i = 0; i < queries.count; i++) {
        SLV_ASSERT(queries.items[i].id.len > 0);
        SLV_ASSERT(queries.items[i].id.len <= TREC_ID_BYTES_MAX);
        SLV_ASSERT(queries.items[i].text.len > 0);
    }
}

static void check_judgements(struct str bytes, struct arena *arena,
                             size_t lines)
{
    struct trec_judgements table;
    struct trec_faults faults;

    trec_read_judgements(bytes, arena, &table, &faults);
    check_faults(&faults, lines);
    for (size_t i = 0; i < table.count; i++) {
        const struct trec_judgement *row = &table.items[i];
        int order = i ? str_compare(row[-1].query, row->query) : -1;
        size_t count;

        SLV_ASSERT(abs(row->grade) <= TREC_GRADE_MAX);
        SLV_ASSERT(order <= 0);
        if (order == 0)
            SLV_ASSERT(faults.count > 0 ||
                       str_compare(row[-1].article, row->article) < 0);
        else
            SLV_ASSERT(trec_judgements_of(&table, row->query, &count) == row);
    }
}

/* The rows of `query` written again, with scores that are not what they were
 * but fall like them. */
static void check_rewritten(const struct trec_hit *rows, size_t count,
                            struct arena *arena)
{
    struct str *articles = arena_calloc(arena, count, sizeof *articles);
    double *scores = arena_calloc(arena, count, sizeof *scores);
    struct trec_run again;
    struct trec_faults faults;
    struct strbuf out;

    for (size_t i = 0; i < count; i++) {
        articles[i] = rows[i].article;
        scores[i] = (double) (count - i) / 2;
    }
    strbuf_init(&out, 64 * 1024 * 1024);
    /* an id that is a byte order mark is one only at the beginning */
    strbuf_add_char(&out, '\n');
    trec_write_hits(rows->query, articles, scores, count, &out);
    trec_read_run(strbuf_str(&out), arena, &again, &faults);
    /* an id that begins a line with "#" makes it a comment */
    if (rows->query.ptr[0] != '#') {
        SLV_ASSERT(again.count == count && faults.count == 0);
        for (size_t i = 0; i < count; i++)
            SLV_ASSERT(str_equal(again.items[i].article, articles[i]));
    }
    strbuf_release(&out);
}

static void check_run(struct str bytes, struct arena *arena, size_t lines)
{
    struct trec_run run;
    struct trec_faults faults;

    trec_read_run(bytes, arena, &run, &faults);
    check_faults(&faults, lines);
    SLV_ASSERT(run.count <= lines);
    for (size_t i = 0; i < run.count;) {
        size_t count;
        const struct trec_hit *rows =
            trec_hits_of(&run, run.items[i].query, &count);

        SLV_ASSERT(rows == &run.items[i] && count > 0);
        for (size_t k = 1; k < count; k++)
            SLV_ASSERT(rows[k - 1].score >= rows[k].score);
        if (faults.count == 0)
            check_rewritten(rows, count, arena);
        i += count;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = {(const char *) data, size};
    size_t lines = count_lines(bytes);

    check_queries(bytes, arena, lines);
    check_judgements(bytes, arena, lines);
    check_run(bytes, arena, lines);
    arena_free(arena);
    return 0;
}
