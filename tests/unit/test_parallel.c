/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/parallel: each index once, thread numbers in range.
 */
#include "tests/support/fixture.h"

#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

enum { COUNT = 1000 };

struct seen {
    unsigned threads;
    atomic_int calls[COUNT];
    atomic_bool is_inside[PARALLEL_THREADS_MAX];
    atomic_int wrong;
};

static void see(void *context, unsigned thread, size_t index)
{
    struct seen *seen = context;

    if (thread >= seen->threads || index >= COUNT ||
        atomic_exchange(&seen->is_inside[thread], true)) {
        atomic_fetch_add(&seen->wrong, 1);
        return;
    }
    atomic_fetch_add(&seen->calls[index], 1);
    atomic_store(&seen->is_inside[thread], false);
}

static void each_index_is_given_once(void **state)
{
    static const unsigned threads[] = {0, 1, 2, 7, 64, 1000};

    (void) state;
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        static struct seen seen;

        seen = (struct seen){.threads = threads[i] ? threads[i] : 1};
        if (seen.threads > PARALLEL_THREADS_MAX)
            seen.threads = PARALLEL_THREADS_MAX;
        parallel_run(threads[i], COUNT, see, &seen);
        assert_int_equal(seen.wrong, 0);
        for (int k = 0; k < COUNT; k++)
            assert_int_equal(seen.calls[k], 1);
        parallel_run(threads[i], 0, see, &seen);
        assert_int_equal(seen.calls[0], 1);
    }
}

static void there_is_at_least_one_core(void **state)
{
    (void) state;
    assert_in_range(parallel_cores(), 1, PARALLEL_THREADS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_index_is_given_once),
        cmocka_unit_test(there_is_at_least_one_core),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
