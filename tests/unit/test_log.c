/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/log: one event is one line, whatever is in it.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* stderr of the process goes to a file while a test logs. */
struct capture {
    const char *path;
    int saved;
};

static struct capture capture_begin(struct fixture *fixture)
{
    struct capture capture = {fixture_path(fixture, "stderr"),
                              dup(STDERR_FILENO)};
    int descriptor =
        open(capture.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);

    assert_true(descriptor >= 0);
    assert_true(dup2(descriptor, STDERR_FILENO) == STDERR_FILENO);
    close(descriptor);
    return capture;
}

static struct str capture_end(struct fixture *fixture, struct capture capture)
{
    assert_true(dup2(capture.saved, STDERR_FILENO) == STDERR_FILENO);
    close(capture.saved);
    return fixture_read(fixture, capture.path);
}

static void a_line_has_time_level_and_fields(void **state)
{
    struct fixture *f = *state;
    struct capture capture = capture_begin(f);
    struct str text;

    setenv("SOLVENT_NOW", "2026-01-31T09:05:00Z", 1);
    log_event(LOG_INFO, log_name("request"), log_cstr("method", "GET"),
              log_str("path", STR("/a")), log_number("status", -200),
              log_cstr("nothing", NULL));
    log_event(LOG_ERROR, log_name("stopped"));
    unsetenv("SOLVENT_NOW");
    text = capture_end(f, capture);
    assert_string_equal(text.ptr,
                        "2026-01-31T09:05:00Z info event=request method=GET "
                        "path=/a status=-200 nothing=\"\"\n"
                        "2026-01-31T09:05:00Z error event=stopped\n");
}

static void no_value_can_forge_a_field_or_a_line(void **state)
{
    struct fixture *f = *state;
    struct capture capture = capture_begin(f);
    struct str text;

    setenv("SOLVENT_NOW", "0", 1);
    log_event(LOG_INFO, log_name("x"),
              log_str("a", STR("one two\nevent=fake\t\"q\" \\ \x01\x7f\0 =")),
              log_str("b", STR("k=v")), log_str("c", STR("caf\xC3\xA9")));
    unsetenv("SOLVENT_NOW");
    text = capture_end(f, capture);
    assert_string_equal(
        text.ptr,
        "1970-01-01T00:00:00Z info event=x "
        "a=\"one two\\nevent=fake\\t\\\"q\\\" \\\\ \\x01\\x7f\\x00 =\" "
        "b=\"k=v\" c=caf\xC3\xA9\n");
}

static void a_long_line_is_cut_at_a_character(void **state)
{
    struct fixture *f = *state;
    struct capture capture = capture_begin(f);
    char value[2 * LOG_LINE_BYTES_MAX];
    struct str text;

    for (size_t i = 0; i < sizeof value; i += 2)
        memcpy(value + i, "\xC3\xA9", 2);
    log_event(LOG_INFO, log_name("x"),
              log_str("v", (struct str){value, sizeof value}));
    log_event(LOG_INFO, log_name("xx"),
              log_str("v", (struct str){value, sizeof value}));
    text = capture_end(f, capture);
    for (int i = 0; i < 2; i++) {
        struct str line = str_take_line(&text);
        size_t letters = 0;

        assert_in_range(line.len, LOG_LINE_BYTES_MAX - 8,
                        LOG_LINE_BYTES_MAX - 1);
        assert_true(str_has_suffix(line, STR("\xC3\xA9...")));
        for (size_t j = 0; j < line.len; j++)
            letters += line.ptr[j] == '\xC3';
        assert_int_equal(letters * 2 +
                             strlen("2026-01-31T09:05:00Z info event=x"
                                    " v=...") +
                             (size_t) i,
                         line.len);
    }
    assert_int_equal(text.len, 0);
}

static void the_journal_gets_a_priority_instead(void **state)
{
    struct fixture *f = *state;
    struct capture capture = capture_begin(f);
    struct stat info;
    char stream[64];
    struct str text;

    assert_int_equal(fstat(STDERR_FILENO, &info), 0);
    snprintf(stream, sizeof stream, "%llu:%llu",
             (unsigned long long) info.st_dev,
             (unsigned long long) info.st_ino);
    setenv("JOURNAL_STREAM", stream, 1);
    log_event(LOG_ERROR, log_name("a"));
    log_event(LOG_WARNING, log_name("b"));
    log_event(LOG_INFO, log_name("c"));
    setenv("JOURNAL_STREAM", "1:1", 1);
    setenv("SOLVENT_NOW", "0", 1);
    log_event(LOG_INFO, log_name("d"));
    unsetenv("SOLVENT_NOW");
    unsetenv("JOURNAL_STREAM");
    text = capture_end(f, capture);
    assert_string_equal(text.ptr, "<3>event=a\n<4>event=b\n<6>event=c\n"
                                  "1970-01-01T00:00:00Z info event=d\n");
}

static void lines_above_the_level_are_not_written(void **state)
{
    struct fixture *f = *state;
    struct capture capture = capture_begin(f);
    enum log_level level;
    struct str text;

    log_event(LOG_DEBUG, log_name("quiet"));
    log_set_level(LOG_ERROR);
    assert_false(log_is_on(LOG_WARNING));
    log_event(LOG_WARNING, log_name("quiet"));
    log_set_level(LOG_DEBUG);
    log_event(LOG_DEBUG, log_name("heard"));
    log_set_level(LOG_INFO);
    text = capture_end(f, capture);
    assert_true(str_has_suffix(text, STR(" debug event=heard\n")));
    assert_int_equal(str_find(text, STR("quiet"), 0), text.len);

    assert_true(log_level_parse(STR("warning"), &level));
    assert_int_equal(level, LOG_WARNING);
    assert_false(log_level_parse(STR("warn"), &level));
}

enum { WRITERS = 4, LINES_EACH = 200 };

static void *log_many(void *argument)
{
    const char *letter = argument;
    char value[500];

    memset(value, *letter, sizeof value);
    for (int i = 0; i < LINES_EACH; i++)
        log_event(LOG_INFO, log_name("x"),
                  log_str("v", (struct str){value, sizeof value}));
    return NULL;
}

static void lines_of_threads_do_not_mix(void **state)
{
    static char letters[] = "abcd";
    struct fixture *f = *state;
    struct capture capture = capture_begin(f);
    pthread_t threads[WRITERS];
    struct str text;
    int lines = 0;

    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, log_many, &letters[i]), 0);
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    text = capture_end(f, capture);
    while (text.len > 0) {
        struct str line = str_take_line(&text);
        struct str value =
            str_from_offset(line, str_find(line, STR(" v="), 0) + 3);

        assert_int_equal(value.len, 500);
        for (size_t i = 1; i < value.len; i++)
            assert_int_equal(value.ptr[i], value.ptr[0]);
        lines++;
    }
    assert_int_equal(lines, WRITERS * LINES_EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_line_has_time_level_and_fields),
        FIXTURE_TEST(no_value_can_forge_a_field_or_a_line),
        FIXTURE_TEST(a_long_line_is_cut_at_a_character),
        FIXTURE_TEST(the_journal_gets_a_priority_instead),
        FIXTURE_TEST(lines_above_the_level_are_not_written),
        FIXTURE_TEST(lines_of_threads_do_not_mix),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
