/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/child: what a program reads and writes, how it ends, and those that do
 * not end, or not by themselves. Each is a line of the shell; one that stays
 * stops itself, so that only its end can end it.
 */
#include "tests/support/fixture.h"

#include "base/child.h"

#include "base/str.h"

#include <signal.h>
#include <stdlib.h>

enum { LONG_MS = 300 * 1000, SHORT_MS = 50, OUTPUT_BYTES = 100 * 1000 };

static enum slv_status run(struct fixture *f, const char *line,
                           struct str input, unsigned timeout_ms,
                           struct child_result *out, struct slv_error *err)
{
    const char *const argv[] = {"sh", "-c", line, NULL};
    const char *const environment[] = {"PATH=/usr/bin:/bin", "WORD=given",
                                       NULL};
    const struct child_program program = {.argv = argv,
                                          .environment = environment,
                                          .input = input,
                                          .output_max = OUTPUT_BYTES,
                                          .timeout_ms = timeout_ms};

    return child_run(&program, f->arena, out, err);
}

static void what_it_reads_and_writes_is_whole(void **state)
{
    struct fixture *f = *state;
    struct child_result result;
    struct slv_error err;
    char text[OUTPUT_BYTES];

    /* more than a pipe holds, both ways at once */
    memset(text, 'x', sizeof text);
    assert_int_equal(
        run(f, "cat", (struct str){text, sizeof text}, LONG_MS, &result, &err),
        SLV_OK);
    assert_int_equal(result.output.len, sizeof text);
    assert_memory_equal(result.output.ptr, text, sizeof text);
    assert_int_equal(result.exit_code, 0);
}

static void only_the_environment_named_is_passed_on(void **state)
{
    struct fixture *f = *state;
    struct child_result result;
    struct slv_error err;

    assert_int_equal(setenv("SECRET_OF_THE_TEST", "1", 1), 0);
    assert_int_equal(run(f, "echo $WORD ${SECRET_OF_THE_TEST-none}; exit 7",
                         STR(""), LONG_MS, &result, &err),
                     SLV_OK);
    assert_true(str_equal(result.output, STR("given none\n")));
    assert_int_equal(result.exit_code, 7);
}

static void what_writes_too_much_is_ended(void **state)
{
    struct fixture *f = *state;
    struct child_result result;
    struct slv_error err;

    assert_int_equal(run(f, "while :; do echo 0123456789; done", STR(""),
                         LONG_MS, &result, &err),
                     SLV_ERR_TOO_BIG);
}

static void what_takes_too_long_is_ended(void **state)
{
    static const char *const lines[] = {
        "kill -STOP $$",           /* says nothing */
        "exec >&-; kill -STOP $$", /* has closed its output */
        "cat; (kill -STOP $$)",    /* stops after its input */
        "trap '' TERM; kill -STOP $$",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct child_result result;
        struct slv_error err;

        assert_int_equal(run(f, lines[i], STR("text"), SHORT_MS, &result, &err),
                         SLV_ERR_UNAVAILABLE);
        assert_non_null(strstr(err.text, "sh took more than 0 s"));
    }
}

static void one_that_reads_nothing_or_dies_is_told_apart(void **state)
{
    struct fixture *f = *state;
    struct child_result result;
    struct slv_error err;
    char text[OUTPUT_BYTES] = {0};
    const char *const argv[] = {"no-program-has-this-name", NULL};
    const char *const none[] = {NULL};
    const struct child_program missing = {.argv = argv,
                                          .environment = none,
                                          .output_max = 1,
                                          .timeout_ms = LONG_MS};

    assert_int_equal(run(f, "exec <&-; echo ok",
                         (struct str){text, sizeof text}, LONG_MS, &result,
                         &err),
                     SLV_OK);
    assert_true(str_equal(result.output, STR("ok\n")));
    assert_int_equal(run(f, "kill -KILL $$", STR(""), LONG_MS, &result, &err),
                     SLV_ERR_IO);
    assert_int_equal(child_run(&missing, f->arena, &result, &err),
                     SLV_ERR_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_it_reads_and_writes_is_whole),
        FIXTURE_TEST(only_the_environment_named_is_passed_on),
        FIXTURE_TEST(what_writes_too_much_is_ended),
        FIXTURE_TEST(what_takes_too_long_is_ended),
        FIXTURE_TEST(one_that_reads_nothing_or_dies_is_told_apart),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
