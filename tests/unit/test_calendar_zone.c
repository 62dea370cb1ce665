/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time zones: what the C library says of the same files, at random instants and
 * around every change; files that are made up; damaged ones; names.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/calendar_zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static struct zone must_load(struct fixture *f, const char *name)
{
    struct slv_error err = {0};
    struct zone zone;

    if (zone_load(str_from(name), f->arena, &zone, &err) != SLV_OK)
        fail_msg("%s", err.text);
    return zone;
}

static int32_t offset_at(const struct zone *zone, int64_t unix_s)
{
    int64_t until = 0;
    const int32_t offset_s = zone_offset(zone, unix_s, &until);

    assert_true(until > unix_s);
    return offset_s;
}

static void check_against_library(const struct zone *zone, const char *name,
                                  int64_t unix_s)
{
    const time_t instant = (time_t) unix_s;
    struct tm local;

    assert_non_null(localtime_r(&instant, &local));
    if (offset_at(zone, unix_s) != local.tm_gmtoff)
        fail_msg("%s at %lld: %d, not %ld", name, (long long) unix_s,
                 (int) offset_at(zone, unix_s), local.tm_gmtoff);
}

static void the_c_library_agrees(void **state)
{
    static const char *const names[] = {
        "America/Chicago",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Europe/Dublin",
        "Africa/Casablanca",
        "America/Sao_Paulo",
        "Asia/Tehran",
        "America/Nuuk",
        "Africa/Cairo",
        "Asia/Gaza",
        "Etc/GMT+12",
        "UTC",
        "Antarctica/Troll",
    };
    struct fixture *f = *state;
    uint64_t seed = 42;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct zone zone = must_load(f, names[i]);
        int64_t at = -3000000000;

        assert_int_equal(setenv("TZ", names[i], 1), 0);
        tzset();
        for (int j = 0; j < 2000; j++)
            check_against_library(&zone, names[i],
                                  (int64_t) (next_random(&seed) % 9000000000) -
                                      2500000000);
        /* every change, from one to the next, up to the year 2200 */
        while (at < 7258118400) {
            int64_t until;

            (void) zone_offset(&zone, at, &until);
            assert_true(until > at);
            if (until < 7258118400) {
                check_against_library(&zone, names[i], until - 1);
                check_against_library(&zone, names[i], until);
            }
            at = until;
        }
    }
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
}

static void far_instants_have_an_end(void **state)
{
    struct fixture *f = *state;
    const struct zone zone = must_load(f, "America/Chicago");
    int64_t until = 0;

    assert_int_equal(zone_offset(&zone, INT64_MAX - 1, &until), -6 * 3600);
    assert_true(until == INT64_MAX);
    (void) zone_offset(&zone, INT64_MIN, &until);
    assert_true(until > INT64_MIN);
}

static void names_that_are_none(void **state)
{
    static const char *const names[] = {
        "",
        "Mars/Olympus",
        "/etc/passwd",
        "../zoneinfo/UTC",
        "America",
        "UTC/",
        "America//New_York",
        "tzdata.zi",
        "a\nb",
        "america/chicago",
        "zone.tab",
    };
    struct fixture *f = *state;
    struct zone zone;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slv_error err = {0};

        assert_int_equal(zone_load(str_from(names[i]), f->arena, &zone, &err),
                         SLV_ERR_INPUT);
        assert_non_null(strstr(err.text, "there is no time zone"));
        assert_true(err.hint[0] != '\0');
    }
}

/* --- files that are made up --- */

static void add_big(struct strbuf *out, uint64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--)
        strbuf_add_char(out, (char) (value >> (8 * i)));
}

static void add_header(struct strbuf *out, char version, uint32_t leap_count,
                       uint32_t time_count, uint32_t type_count)
{
    strbuf_add(out, "TZif", 4);
    strbuf_add_char(out, version);
    for (int i = 0; i < 15; i++)
        strbuf_add_char(out, '\0');
    add_big(out, 0, 4);
    add_big(out, 0, 4);
    add_big(out, leap_count, 4);
    add_big(out, time_count, 4);
    add_big(out, type_count, 4);
    add_big(out, 4, 4);
}

/* UTC with a rule for all years. */
static struct str with_rule(struct fixture *f, const char *rule)
{
    struct strbuf out;
    struct str bytes;

    strbuf_init(&out, 4096);
    for (int i = 0; i < 2; i++) {
        add_header(&out, '3', 0, 0, 1);
        add_big(&out, 0, 6);
        strbuf_add(&out, "UTC", 4);
    }
    strbuf_add_format(&out, "\n%s\n", rule);
    bytes = arena_str(f->arena, strbuf_str(&out));
    strbuf_release(&out);
    return bytes;
}

static void rules_of_every_form(void **state)
{
    static const struct {
        const char *rule;
        int64_t at;
        int32_t offset_s;
    } cases[] = {
        {"EST5", 1700000000, -5 * 3600},
        {"<+0545>-5:45", 1700000000, 20700},
        {"<-00>0:00:30", 1700000000, -30},
        /* summer all the year, as the standard writes it */
        {"XXX3EDT4,0/0,J365/23", 1735689599, -4 * 3600},
        {"XXX3EDT4,0/0,J365/23", 1735689600 + 4 * 3600, -4 * 3600},
        {"XXX3EDT4,0/0,J365/23", 1735689600 + 4 * 3600 - 1, -4 * 3600},
        /* day 60 without leap days is 1 March, also in 2024: 1709251200 */
        {"AAA0BBB,J60/0,J300/0", 1709251199, 0},
        {"AAA0BBB,J60/0,J300/0", 1709251200, 3600},
        /* day 59 with leap days is 29 February in 2024, 1 March in 2023 */
        {"AAA0BBB,59/0,300/0", 1709164799, 0},
        {"AAA0BBB,59/0,300/0", 1709164800, 3600},
        {"AAA0BBB,59/0,300/0", 1677628799, 0},
        {"AAA0BBB,59/0,300/0", 1677628800, 3600},
        /* the times may lie in the days before or after: 2024-03-30 22:00 */
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1711846799 + 3600 - 3600, -7200},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1711846800, -3600},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slv_error err = {0};
        struct zone zone;

        if (zone_parse(with_rule(f, cases[i].rule), f->arena, &zone, &err) !=
            SLV_OK)
            fail_msg("%s: %s", cases[i].rule, err.text);
        if (offset_at(&zone, cases[i].at) != cases[i].offset_s)
            fail_msg("%s at %lld: %d", cases[i].rule, (long long) cases[i].at,
                     (int) offset_at(&zone, cases[i].at));
    }
}

static void rules_that_are_none(void **state)
{
    static const char *const rules[] = {
        "E5",
        "EST",
        "EST25",
        "EST5EDT",
        "EST5EDT,",
        "EST5EDT,M3.2.0",
        "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M0.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,M3.2.0/168,M11.1.0",
        "EST5EDT,J0,J300",
        "EST5EDT,J366,J300",
        "EST5EDT,366,300",
        "EST5EDT,M3.2.0,M11.1.0,",
        "<EST5",
        "EST5:60",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct slv_error err = {0};
        struct zone zone;

        if (zone_parse(with_rule(f, rules[i]), f->arena, &zone, &err) !=
            SLV_ERR_CORRUPT)
            fail_msg("\"%s\" is taken for a rule", rules[i]);
    }
}

static void an_old_file_has_32_bits_and_no_rule(void **state)
{
    struct fixture *f = *state;
    struct slv_error err = {0};
    struct strbuf out;
    struct zone zone;

    strbuf_init(&out, 4096);
    add_header(&out, '\0', 0, 2, 2);
    add_big(&out, (uint32_t) -1000, 4);
    add_big(&out, 1000, 4);
    strbuf_add(&out, "\1\0", 2);
    add_big(&out, 3600, 4);
    add_big(&out, 0, 2);
    add_big(&out, (uint32_t) -1800, 4);
    add_big(&out, 0, 2);
    strbuf_add(&out, "UTC", 4);
    assert_int_equal(zone_parse(strbuf_str(&out), f->arena, &zone, &err),
                     SLV_OK);
    assert_int_equal(offset_at(&zone, -1001), 3600);
    assert_int_equal(offset_at(&zone, -1000), -1800);
    assert_int_equal(offset_at(&zone, 999), -1800);
    assert_int_equal(offset_at(&zone, 1000), 3600);
    assert_int_equal(offset_at(&zone, 4102444800), 3600);
    /* an instant before the one before it */
    out.ptr[44] = 0x7f;
    assert_int_equal(zone_parse(strbuf_str(&out), f->arena, &zone, &err),
                     SLV_ERR_CORRUPT);
    strbuf_release(&out);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    struct fixture *f = *state;
    struct slv_error err = {0};
    struct zone zone;
    struct str bytes;

    assert_int_equal(file_read("/usr/share/zoneinfo/Europe/Berlin",
                               ZONE_FILE_BYTES_MAX, f->arena, &bytes, &err),
                     SLV_OK);
    for (size_t len = 0; len < bytes.len; len++) {
        /* memory of its own, so that reading past its end is seen */
        char *copy = malloc(len + 1);

        assert_non_null(copy);
        memcpy(copy, bytes.ptr, len);
        assert_int_equal(
            zone_parse((struct str){copy, len}, f->arena, &zone, &err),
            SLV_ERR_CORRUPT);
        free(copy);
    }
    assert_int_equal(zone_parse(bytes, f->arena, &zone, &err), SLV_OK);
}

static void leap_seconds_are_not_understood(void **state)
{
    struct fixture *f = *state;
    struct slv_error err = {0};
    struct strbuf out;
    struct zone zone;

    strbuf_init(&out, 4096);
    add_header(&out, '\0', 1, 0, 1);
    add_big(&out, 0, 6);
    strbuf_add(&out, "UTC", 4);
    add_big(&out, 78796800, 4);
    add_big(&out, 1, 4);
    assert_int_equal(zone_parse(strbuf_str(&out), f->arena, &zone, &err),
                     SLV_ERR_CORRUPT);
    assert_non_null(strstr(err.text, "leap seconds"));
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_c_library_agrees),
        FIXTURE_TEST(far_instants_have_an_end),
        FIXTURE_TEST(names_that_are_none),
        FIXTURE_TEST(rules_of_every_form),
        FIXTURE_TEST(rules_that_are_none),
        FIXTURE_TEST(an_old_file_has_32_bits_and_no_rule),
        FIXTURE_TEST(a_file_cut_anywhere_is_refused),
        FIXTURE_TEST(leap_seconds_are_not_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
