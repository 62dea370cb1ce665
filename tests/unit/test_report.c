/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The arithmetic of reports: days and periods of a zone, the table of days
 * against the calendar, quantiles, rounding of costs, amounts in and out.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "core/insight/goals.h"
#include "core/insight/report_tally.h"
#include "core/insight/report_write.h"

static struct report_days *chicago(struct fixture *f, struct calendar *calendar)
{
    struct severity_calendar said = {.name = STR("default"),
                                     .zone = STR("America/Chicago")};
    struct slv_error err;

    for (int i = 0; i < 5; i++)
        said.hours[i] = (struct severity_hours){420, 1080};
    assert_int_equal(calendar_load(&said, f->arena, calendar, &err), SLV_OK);
    /* 2025 and 2026 */
    return report_days_make(calendar, 20089, 20818, f->arena);
}

static void the_table_of_days_says_what_the_calendar_says(void **state)
{
    struct fixture *f = *state;
    struct calendar calendar;
    const struct report_days *days = chicago(f, &calendar);
    uint32_t seed = 1;

    for (int i = 0; i < 20000; i++) {
        int64_t at[2];

        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525 + 1013904223;
            /* from before the table to after it */
            at[k] = 1733000000 + (int64_t) (seed % 68000000);
        }
        assert_int_equal(report_days_day(days, at[0]),
                         calendar_day(&calendar, at[0]));
        assert_int_equal(report_days_seconds(days, at[0], at[1]),
                         calendar_seconds(&calendar, at[0], at[1]));
    }
}

static void days_have_23_and_25_hours_when_the_clocks_are_changed(void **state)
{
    struct fixture *f = *state;
    struct calendar calendar;
    const struct report_days *days = chicago(f, &calendar);
    const size_t forward = 20520 - 20089; /* 8 March 2026 */
    const size_t back = 20758 - 20089;    /* 1 November 2026 */

    assert_int_equal(days->begins[forward + 1] - days->begins[forward],
                     23 * 3600);
    assert_int_equal(days->begins[back + 1] - days->begins[back], 25 * 3600);
    /* the last second of a day and the first of the next */
    assert_int_equal(report_days_day(days, days->begins[back + 1] - 1), 20758);
    assert_int_equal(report_days_day(days, days->begins[back + 1]), 20759);
}

static int64_t day_of(const char *text)
{
    int64_t day = -1;

    assert_true(report_day_parse(str_from(text), &day));
    return day;
}

static void assert_period(enum report_period period, const char *day,
                          const char *begin, const char *next)
{
    assert_int_equal(report_period_begin(period, day_of(day)), day_of(begin));
    assert_int_equal(report_period_next(period, day_of(begin)), day_of(next));
}

static void periods_begin_on_mondays_and_firsts(void **state)
{
    int64_t day;

    (void) state;
    assert_period(PERIOD_WEEK, "2026-03-01", "2026-02-23", "2026-03-02");
    assert_period(PERIOD_WEEK, "2026-03-02", "2026-03-02", "2026-03-09");
    assert_period(PERIOD_WEEK, "1970-01-01", "1969-12-29", "1970-01-05");
    assert_period(PERIOD_MONTH, "2024-02-29", "2024-02-01", "2024-03-01");
    assert_period(PERIOD_MONTH, "2026-01-31", "2026-01-01", "2026-02-01");
    assert_period(PERIOD_MONTH, "2025-12-31", "2025-12-01", "2026-01-01");
    assert_period(PERIOD_DAY, "2026-12-31", "2026-12-31", "2027-01-01");
    assert_false(report_day_parse(STR("2026-02-29"), &day));
    assert_false(report_day_parse(STR("2100-02-29"), &day));
    assert_false(report_day_parse(STR("2026-3-1"), &day));
}

static void quantiles_are_values_that_were_measured(void **state)
{
    int32_t four[] = {40, 10, 30, 20};
    int32_t ten[] = {3, 1, 2, 10, 9, 8, 7, 6, 5, 4};
    int32_t same[] = {7, 7, 7, 7, 7};
    int32_t many[1000];
    int64_t value;

    (void) state;
    assert_false(tally_quantile(four, 0, 5, &value));
    assert_true(tally_quantile(four, 4, 5, &value)); /* two of four */
    assert_int_equal(value, 20);
    assert_true(tally_quantile(four, 4, 9, &value)); /* 3.6: all four */
    assert_int_equal(value, 40);
    assert_true(tally_quantile(ten, 10, 9, &value));
    assert_int_equal(value, 9);
    assert_true(tally_quantile(same, 5, 5, &value));
    assert_int_equal(value, 7);
    for (int i = 0; i < 1000; i++)
        many[i] = i * 7919 % 1000; /* each of 0 to 999 once */
    assert_true(tally_quantile(many, 1000, 5, &value));
    assert_int_equal(value, 499);
    assert_true(tally_quantile(many, 1000, 9, &value));
    assert_int_equal(value, 899);
}

static void costs_are_rounded_halves_away_from_zero(void **state)
{
    (void) state;
    assert_int_equal(cost_round(0), 0);
    assert_int_equal(cost_round(29), 0);
    assert_int_equal(cost_round(30), 1);
    assert_int_equal(cost_round(89), 1);
    assert_int_equal(cost_round(-30), -1);
    assert_int_equal(cost_round(-29), 0);
    /* 235 minutes at 72.50: 283.9583... */
    assert_int_equal(cost_round((int64_t) 235 * 7250), 28396);
}

static void assert_amount(const char *text, const char *currency,
                          int64_t expected)
{
    int64_t amount = 0;
    struct slv_error err;

    if (report_money_parse(str_from(text), str_from(currency), &amount, &err) !=
        SLV_OK)
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(amount, expected);
}

static void amounts_are_read_as_people_write_them(void **state)
{
    static const char *const wrong[] = {"",          "-",
                                        ".",         "ten",
                                        "1,234",     "1.234",
                                        "1.2.3,4,5", "1e5",
                                        "--1",       "1 000 EUR",
                                        "12.345",    "(5",
                                        "5-",        "99999999999999999999"};
    struct slv_error err;
    int64_t amount;

    (void) state;
    assert_amount("1234.5", "EUR", 123450);
    assert_amount("1,234.50", "EUR", 123450);
    assert_amount("1.234,50", "EUR", 123450);
    assert_amount("1 234,50", "EUR", 123450);
    assert_amount("1'234.50", "CHF", 123450);
    assert_amount("1,234,567", "EUR", 123456700);
    assert_amount("-12", "EUR", -1200);
    assert_amount("(12.00)", "EUR", -1200);
    assert_amount("+0.05", "EUR", 5);
    assert_amount("12.500", "KWD", 12500);
    assert_amount("1200", "JPY", 1200);
    assert_amount("1200.00", "JPY", 1200);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (report_money_parse(str_from(wrong[i]), STR("EUR"), &amount, &err) ==
            SLV_OK)
            fail_msg("%s was read as %lld", wrong[i], (long long) amount);
    }
}

static void amounts_are_written_with_their_decimals(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(report_money_text(-123456789, STR("EUR"), f->arena).ptr,
                        "-1,234,567.89 EUR");
    assert_string_equal(report_money_plain(5, STR("EUR"), f->arena).ptr,
                        "0.05");
    assert_string_equal(report_money_plain(-100, STR("EUR"), f->arena).ptr,
                        "-1.00");
    assert_string_equal(report_money_text(1234, STR("JPY"), f->arena).ptr,
                        "1,234 JPY");
    assert_string_equal(report_money_plain(1234, STR("KWD"), f->arena).ptr,
                        "1.234");
}

static void goals_are_numbers_of_their_unit(void **state)
{
    struct fixture *f = *state;
    const struct goal_figure *share = goal_figure_find(STR("link-rate"));
    const struct goal_figure *count = goal_figure_find(STR("backlog"));
    struct slv_error err;
    int64_t value;
    bool has;

    assert_non_null(share);
    assert_non_null(count);
    assert_null(goal_figure_find(STR("nothing")));
    assert_int_equal(goal_read(share, STR(" 62.5 "), &has, &value, &err),
                     SLV_OK);
    assert_true(has);
    assert_int_equal(value, 6250);
    assert_string_equal(goal_write(value, f->arena).ptr, "62.5");
    assert_string_equal(goal_write(6205, f->arena).ptr, "62.05");
    assert_int_equal(goal_read(share, STR(""), &has, &value, &err), SLV_OK);
    assert_false(has);
    assert_int_equal(goal_read(share, STR("100.01"), &has, &value, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(goal_read(count, STR("100.01"), &has, &value, &err),
                     SLV_OK);
    assert_int_equal(goal_read(count, STR("-1"), &has, &value, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(goal_read(count, STR("1.234"), &has, &value, &err),
                     SLV_ERR_INPUT);
}

static void every_report_has_a_label_first_and_keys_of_its_own(void **state)
{
    (void) state;
    for (unsigned i = 0; i < REPORT_COUNT; i++) {
        const struct report *report = report_get((enum report_id) i);
        size_t count;
        const struct report_column *columns = report_columns(report, &count);

        assert_ptr_equal(report_find(str_from(report->name)), report);
        assert_in_range(count, 2, REPORT_COLUMNS_MAX);
        assert_int_equal(columns[0].unit, UNIT_LABEL);
        for (size_t a = 0; a < count; a++)
            for (size_t b = a + 1; b < count; b++)
                assert_string_not_equal(columns[a].key, columns[b].key);
        assert_false(report_is_for(report, ROLE_CUSTOMER));
        assert_false(report_is_for(report, ROLE_AGENT));
        assert_true(report_is_for(report, ROLE_ADMIN));
        if (report_has_money(report)) {
            assert_false(report_is_for(report, ROLE_SALES));
            assert_false(report_is_for(report, ROLE_WRITER));
            assert_false(report_is_for(report, ROLE_MARKETING));
            assert_false(report_is_for(report, ROLE_DEVELOPER));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_table_of_days_says_what_the_calendar_says),
        FIXTURE_TEST(days_have_23_and_25_hours_when_the_clocks_are_changed),
        cmocka_unit_test(periods_begin_on_mondays_and_firsts),
        cmocka_unit_test(quantiles_are_values_that_were_measured),
        cmocka_unit_test(costs_are_rounded_halves_away_from_zero),
        cmocka_unit_test(amounts_are_read_as_people_write_them),
        FIXTURE_TEST(amounts_are_written_with_their_decimals),
        FIXTURE_TEST(goals_are_numbers_of_their_unit),
        cmocka_unit_test(every_report_has_a_label_first_and_keys_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
