/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/clock: the forms of time, and the frozen clock.
 */
#include "tests/support/fixture.h"

#include "base/clock.h"
#include "base/str.h"

#include <stdlib.h>
#include <time.h>

static void forms_are_those_of_the_standards(void **state)
{
    char iso[CLOCK_ISO_BYTES];
    char date[CLOCK_DATE_BYTES];
    char http[CLOCK_HTTP_BYTES];

    (void) state;
    /* the example of RFC 9110 */
    clock_format_http(784111777, http);
    assert_string_equal(http, "Sun, 06 Nov 1994 08:49:37 GMT");
    clock_format_iso(784111777, iso);
    assert_string_equal(iso, "1994-11-06T08:49:37Z");
    clock_format_date(784111777, date);
    assert_string_equal(date, "1994-11-06");
    clock_format_iso(-1, iso);
    assert_string_equal(iso, "1969-12-31T23:59:59Z");
    clock_format_iso(INT64_MAX, iso);
    assert_string_equal(iso, "9999-12-31T23:59:59Z");
    clock_format_iso(INT64_MIN, iso);
    assert_string_equal(iso, "0000-01-01T00:00:00Z");
}

static void dates_are_read_strictly(void **state)
{
    const struct {
        const char *text;
        bool is_date;
        int64_t unix_s;
    } cases[] = {
        {"1970-01-01", true, 0},
        {"2024-02-29", true, 1709164800},
        {"2000-02-29", true, 951782400},
        {"0001-01-01", true, -62135596800},
        {"9999-12-31", true, 253402214400},
        {"2023-02-29", false, 0},
        {"1900-02-29", false, 0},
        {"2023-04-31", false, 0},
        {"2023-00-10", false, 0},
        {"2023-13-10", false, 0},
        {"2023-01-00", false, 0},
        {"2023-1-1", false, 0},
        {"23-01-01", false, 0},
        {"2023-01-01 ", false, 0},
        {" 2023-01-01", false, 0},
        {"2023/01/01", false, 0},
        {"0000-01-01", false, 0},
        {"", false, 0},
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t unix_s = 0;

        assert_int_equal(clock_parse_date(str_from(cases[i].text), &unix_s),
                         cases[i].is_date);
        if (cases[i].is_date)
            assert_true(unix_s == cases[i].unix_s);
    }
}

static void what_is_written_is_read_back(void **state)
{
    (void) state;
    for (int64_t t = -62135596800; t < 253402300799; t += 86399 * 1009) {
        char iso[CLOCK_ISO_BYTES];
        int64_t back;

        clock_format_iso(t, iso);
        assert_true(clock_parse_iso(str_from(iso), &back));
        assert_true(back == t);
    }
}

static void times_out_of_range_are_refused(void **state)
{
    static const char *const wrong[] = {
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00",  "2026-01-01 00:00:00Z", "2026-01-01T00:00:00Zx",
        "2026-01-01T",          "2026-01-01T0:00:00Z",
    };
    int64_t unix_s;

    (void) state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(clock_parse_iso(str_from(wrong[i]), &unix_s));
}

static void clock_can_be_frozen(void **state)
{
    (void) state;
    setenv("SOLVENT_NOW", "1767225600", 1);
    assert_true(clock_unix_s() == 1767225600);
    setenv("SOLVENT_NOW", "2026-01-02", 1);
    assert_true(clock_unix_s() == 1767312000);
    setenv("SOLVENT_NOW", "soon", 1);
    assert_true(llabs(clock_unix_s() - (int64_t) time(NULL)) < 10);
    unsetenv("SOLVENT_NOW");
    assert_true(llabs(clock_unix_s() - (int64_t) time(NULL)) < 10);
}

static void the_clock_of_a_thread_counts_its_work(void **state)
{
    int64_t wall_us = clock_mono_us();
    int64_t work_us = clock_thread_us();
    volatile unsigned sum = 0;

    (void) state;
    while (clock_thread_us() - work_us < 1000)
        sum++;
    assert_true(clock_mono_us() - wall_us >= 990);
}

static void monotonic_clock_never_goes_back(void **state)
{
    int64_t before = clock_mono_us();

    (void) state;
    for (int i = 0; i < 10000; i++) {
        int64_t now = clock_mono_us();

        assert_true(now >= before);
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_those_of_the_standards),
        cmocka_unit_test(dates_are_read_strictly),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(times_out_of_range_are_refused),
        cmocka_unit_test(clock_can_be_frozen),
        cmocka_unit_test(the_clock_of_a_thread_counts_its_work),
        cmocka_unit_test(monotonic_clock_never_goes_back),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
