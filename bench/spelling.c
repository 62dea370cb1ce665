/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What it costs to find out what a misspelled query means: each query is
 * searched as it is typed, and once more as it was understood with nothing left
 * to correct; the difference of the best times counts. Prints the median and
 * the greatest in microseconds, and which share of the queries was corrected.
 *
 *     bench_spelling DATA QUERIES      QUERIES: a file, one query a line
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
    TRIES = 7 /* the first ones warm the caches */
};

struct bench {
    struct slv_reader *reader;
    struct arena *arena; /* of one search */
    struct arena *kept;  /* of what was understood */
    size_t corrected_count;
    struct slv_error err;
};

/* The best time; *understood becomes what was searched instead, if anything. */
static int64_t search_us(struct bench *bench, struct str query,
                         bool is_verbatim, struct str *understood)
{
    const struct slv_search_request request = {.query = query,
                                               .limit = 10,
                                               .is_verbatim = is_verbatim,
                                               .want_ids_only = true};
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
    if (understood && result.corrected.len > 0)
        *understood = arena_str(bench->kept, result.corrected);
    return best_us;
}

static int64_t correction_us(struct bench *bench, struct str query)
{
    struct str understood = query;
    int64_t took_us = search_us(bench, query, false, &understood);

    bench->corrected_count += !str_equal(understood, query);
    return took_us - search_us(bench, understood, true, NULL);
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
    struct bench bench = {.arena = arena_new(), .kept = arena_new()};
    struct str rest;
    size_t count = 0;

    if (argc != 3) {
        fprintf(stderr, "usage: bench_spelling DATA QUERIES\n");
        return 2;
    }
    if (slv_reader_open(&bench.reader, argv[1], SLV_AS_PUBLIC, &bench.err) !=
            SLV_OK ||
        file_read(argv[2], QUERIES_BYTES_MAX, bench.kept, &rest, &bench.err) !=
            SLV_OK) {
        fprintf(stderr, "%s\n", bench.err.text);
        return 1;
    }
    for (; rest.len > 0 && count < QUERIES_MAX; count++)
        took_us[count] = correction_us(&bench, str_take_line(&rest));
    if (count == 0)
        return 1;
    qsort(took_us, count, sizeof *took_us, compare);
    printf("%lld %lld %zu\n", (long long) took_us[count / 2],
           (long long) took_us[count - 1], 100 * bench.corrected_count / count);
    slv_reader_close(bench.reader);
    arena_free(bench.arena);
    arena_free(bench.kept);
    return 0;
}
