/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The file of severities and business hours: what it says, what is wrong with
 * it, and that what is written reads as the same.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"

#define THREE                 \
    "severity = A, 30m, 8h\n" \
    "severity = B, 2h, 24h\n" \
    "severity = C, 8h, 80h\n"
#define CALENDAR             \
    "zone = Europe/Berlin\n" \
    "hours = Mon-Fri 7:00-18:00\n"

static enum slv_status parse(struct fixture *f, const char *text,
                             struct severity_settings *out,
                             struct slv_error *err)
{
    return severity_settings_parse(str_from(text), "s.conf", f->arena, out,
                                   err);
}

static void a_file_says_it_all(void **state)
{
    static const char text[] = "\xEF\xBB\xBF# comment\r\n"
                               "severity = Down, all of it, 1m, 1h30m\r\n"
                               "severity=B,2h,24h\n"
                               "\n"
                               "  severity = C, 8h , 80h0m  \n"
                               "zone = Australia/Lord_Howe\n"
                               "hours = Mon-Fri 7:00-18:00\n"
                               "hours = saturday 9:30-24:00\n"
                               "holiday = 2026-12-25 Christmas Day\n"
                               "holiday = 2026-01-01\n";
    static const char written[] =
        "# The most severe first: name, first reply and fix in business "
        "time.\n"
        "severity = Down, all of it, 1m, 1h30m\n"
        "severity = B, 2h, 24h\n"
        "severity = C, 8h, 80h\n"
        "\n"
        "# When time counts.\n"
        "zone = Australia/Lord_Howe\n"
        "hours = Mon-Fri 7:00-18:00\n"
        "hours = Sat 9:30-24:00\n"
        "holiday = 2026-12-25 Christmas Day\n"
        "holiday = 2026-01-01\n";
    struct severity_settings settings;
    struct slv_error err = {0};
    struct strbuf out;

    if (parse(*state, text, &settings, &err) != SLV_OK)
        fail_msg("%s", err.text);
    assert_int_equal(settings.count, 3);
    assert_true(str_equal(settings.list[0].name, STR("Down, all of it")));
    assert_int_equal(settings.list[0].targets.first_reply_minutes, 1);
    assert_int_equal(settings.list[0].targets.fix_minutes, 90);
    assert_int_equal(settings.calendar.hours[5].opens_minute, 570);
    assert_int_equal(settings.calendar.hours[5].closes_minute, 1440);
    assert_int_equal(settings.calendar.hours[6].closes_minute, 0);
    assert_int_equal(settings.calendar.holiday_count, 2);
    strbuf_init(&out, 10000);
    severity_settings_write(&settings, &out);
    assert_string_equal(out.ptr, written);
    if (parse(*state, written, &settings, &err) != SLV_OK)
        fail_msg("%s", err.text);
    strbuf_clear(&out);
    severity_settings_write(&settings, &out);
    assert_string_equal(out.ptr, written);
    strbuf_release(&out);
}

static void files_that_are_refused(void **state)
{
    static const struct {
        const char *text;
        const char *sentence;
        int line;
    } files[] = {
        {"",
         "s.conf: 0 categories of severity are too few: with fewer than 3 "
         "nobody can tell what comes first",
         0},
        {CALENDAR "severity = A, 1m, 2m\nseverity = B, 1m, 2m\n",
         "s.conf: 2 categories of severity are too few: with fewer than 3 "
         "nobody can tell what comes first",
         0},
        {CALENDAR THREE "severity = D, 1h, 2h\nseverity = E, 1h, 2h\n"
                        "severity = F, 1h, 2h\n",
         "s.conf: 6 categories of severity are too many: with more than 5 "
         "people do not agree which one a case has",
         0},
        {THREE, "s.conf: zone is missing, such as zone = America/Chicago", 0},
        {THREE "zone = UTC\n", "s.conf: the calendar is never open", 0},
        {"zone = UTC\nzone = UTC\n", "s.conf:2: zone is given a second time",
         2},
        {"zone = Mars\n", "s.conf:1: there is no time zone \"Mars\"", 1},
        {"zone UTC\n", "s.conf:1: \"zone UTC\" is not of the form key = value",
         1},
        {"\n# x\ncolour = red\n", "s.conf:3: \"colour\" is not a key", 3},
        {"severity = A, 30m\n",
         "s.conf:1: a severity has a name, a first reply and a fix with "
         "commas between, such as Critical, 30m, 8h",
         1},
        {"severity = A, 30, 8h\n",
         "s.conf:1: \"30\" and \"8h\" are not both times such as 30m, 8h or "
         "1h30m",
         1},
        {"severity = A, 0m, 8h\n",
         "s.conf:1: \"0m\" and \"8h\" are not both times such as 30m, 8h or "
         "1h30m",
         1},
        {CALENDAR THREE "severity = A, 1h, 2h\n",
         "s.conf: there are two severities \"A\"", 0},
        {CALENDAR THREE "severity = D, 3h, 2h\n",
         "s.conf: the fix of \"D\" is due before its first reply", 0},
        {"hours = Fri-Mon 7:00-18:00\n",
         "s.conf:1: \"Fri-Mon 7:00-18:00\" are no hours such as Mon-Fri "
         "7:00-18:00 or Sat 9:00-12:30",
         1},
        {"hours = Mon 7-18\n",
         "s.conf:1: \"Mon 7-18\" are no hours such as Mon-Fri 7:00-18:00 or "
         "Sat 9:00-12:30",
         1},
        {"hours = Mon 7:00-24:01\n",
         "s.conf:1: \"Mon 7:00-24:01\" are no hours such as Mon-Fri "
         "7:00-18:00 or Sat 9:00-12:30",
         1},
        {"hours = Mon 18:00-7:00\n",
         "s.conf:1: \"Mon 18:00-7:00\" closes before it opens; hours end on "
         "the day they begin, at 24:00 at the latest",
         1},
        {"hours = Mon-Fri 7:00-18:00\nhours = Fri 7:00-12:00\n",
         "s.conf:2: Friday has hours already", 2},
        {"holiday = 2026-02-29 No day\n",
         "s.conf:1: \"2026-02-29\" is no day such as 2026-12-25", 1},
        {"holiday = 2026-12-25 a\nholiday = 2026-12-25 b\n",
         "s.conf:2: the holiday 2026-12-25 is there twice", 2},
        {"holiday = 2026-12-25 a\033[2J\n",
         "s.conf:1: the line has control characters", 1},
    };

    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct severity_settings settings;
        struct slv_error err = {0};

        assert_int_equal(parse(*state, files[i].text, &settings, &err),
                         SLV_ERR_INPUT);
        assert_string_equal(err.text, files[i].sentence);
        assert_int_equal(err.line, files[i].line);
    }
}

static void files_without_an_end(void **state)
{
    struct fixture *f = *state;
    struct severity_settings settings;
    struct slv_error err = {0};
    struct strbuf text;

    strbuf_init(&text, SEVERITY_FILE_BYTES);
    strbuf_add_cstr(&text, CALENDAR);
    for (int i = 0; i < 1001; i++)
        strbuf_add_format(&text, "severity = x%d, 1m, 1m\n", i);
    assert_int_equal(parse(f, text.ptr, &settings, &err), SLV_ERR_INPUT);
    strbuf_clear(&text);
    strbuf_add_cstr(&text, CALENDAR THREE);
    for (int i = 0; i < SEVERITY_HOLIDAYS_MAX + 1; i++)
        strbuf_add_format(&text, "holiday = %d-%02d-%02d\n", 1990 + i / 300,
                          1 + i / 25 % 12, 1 + i % 25);
    assert_int_equal(parse(f, text.ptr, &settings, &err), SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "more than 1000 holidays"));
    strbuf_release(&text);
}

static void times_in_words(void **state)
{
    static const struct {
        const char *text;
        int minutes; /* 0: none */
    } times[] = {
        {"1m", 1},
        {"59m", 59},
        {"60m", 60},
        {"1h", 60},
        {"1h1m", 61},
        {"0h5m", 5},
        {"8760h", 525600},
        {"", 0},
        {"8760h1m", 0},
        {"0h", 0},
        {"m", 0},
        {"h", 0},
        {"1", 0},
        {"-1m", 0},
        {"1.5h", 0},
        {"1h 5m", 0},
        {"1d", 0},
        {"5mm", 0},
        {"99999999999999999999h", 0},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        int minutes = 0;

        assert_int_equal(
            severity_minutes_parse(str_from(times[i].text), &minutes),
            times[i].minutes > 0);
        if (times[i].minutes > 0)
            assert_int_equal(minutes, times[i].minutes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_file_says_it_all),
        FIXTURE_TEST(files_that_are_refused),
        FIXTURE_TEST(files_without_an_end),
        FIXTURE_TEST(times_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
