/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What ten hits cost beyond finding them: records read, the section that answers
 * chosen, snippets and marks made, with the bodies in the reader's cache. Each
 * search is run whole and with ids alone, and the difference of their best
 * times counts. Prints the median and the 99th percentile in microseconds.
 *
 *     bench_snippets DATA QUERIES      QUERIES: a file, one query a line
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "solvent/search.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    QUERIES_MAX = 2000,
    QUERIES_BYTES_MAX = 16 * 1024 * 1024,
    WARM_ROUNDS = 1,
    TRIES = 5
};

struct bench {
    struct slv_reader *reader;
    struct arena *arena; /* of one search */
    struct slv_error err;
};

static int64_t search_us(struct bench *bench, struct str query,
                         bool want_ids_only)
{
    const struct slv_search_request request = {
        .query = query, .limit = 10, .want_ids_only = want_ids_only};
    struct slv_search_result result;
    int64_t best_us = INT64_MAX;

    for (int i = 0; i < TRIES; i++) {
        int64_t begun_us = clock_mono_us();
        int64_t took_us;

        arena_reset(bench->arena);
        if (slv_search(bench->reader, &request, bench->arena, &result,
                       &bench->err) != SLV_OK) {
            fprintf(stderr, "%s\n", bench->err.text);
            exit(1);
        }
        took_us = clock_mono_us() - begun_us;
        if (took_us < best_us)
            best_us = took_us;
    }
    return best_us;
}

static int compare(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;

    return (*left > *right) - (*left < *right);
}

int main(int argc, char **argv)
{
    static int64_t took_us[QUERIES_MAX];
    struct bench bench = {.arena = arena_new()};
    struct arena *arena = arena_new();
    struct str queries;
    struct str rest;
    size_t count = 0;

    if (argc != 3) {
        fprintf(stderr, "usage: bench_snippets DATA QUERIES\n");
        return 2;
    }
    if (slv_reader_open(&bench.reader, argv[1], SLV_AS_PUBLIC, &bench.err) !=
            SLV_OK ||
        file_read(argv[2], QUERIES_BYTES_MAX, arena, &queries, &bench.err) !=
            SLV_OK) {
        fprintf(stderr, "%s\n", bench.err.text);
        return 1;
    }
    for (int round = 0; round <= WARM_ROUNDS; round++) {
        rest = queries;
        for (count = 0; rest.len > 0 && count < QUERIES_MAX; count++) {
            struct str query = str_take_line(&rest);

            took_us[count] = search_us(&bench, query, false) -
                             search_us(&bench, query, true);
        }
    }
    if (count == 0)
        return 1;
    qsort(took_us, count, sizeof *took_us, compare);
    printf("%lld %lld\n", (long long) took_us[count / 2],
           (long long) took_us[count * 99 / 100]);
    slv_reader_close(bench.reader);
    arena_free(bench.arena);
    arena_free(arena);
    return 0;
}
