/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the work on the cases of a gap costs: whose rate holds when, currencies
 * apart, one rounding, and minutes that nobody has a rate for.
 */
#include "tests/unit/case_fixture.h"

#include "core/insight/case_cost.h"
#include "store/report_store.h"

static void must_rate(struct case_store *store, bool is_of_role,
                      const char *key, const char *from, int64_t per_hour,
                      const char *currency)
{
    const struct report_rate rate = {is_of_role, str_from(key), str_from(from),
                                     per_hour, str_from(currency)};
    struct slv_error err = {0};

    MUST(report_store_put_rate(store, &rate, &anna, NULL, &err));
}

static void must_work(struct case_store *store, const char *number,
                      const char *agent, int minutes, const char *day)
{
    const struct case_time row = {
        .case_number = str_from(number),
        .agent = str_from(agent),
        .minutes = minutes,
        .worked_on = str_from(day),
        .note = STR(""),
        .key = STR(""),
    };
    struct slv_error err = {0};

    MUST(case_store_put_time(store, &row, &anna, NULL, NULL, NULL, &err));
}

/* Two cases in gap 1, one in gap 2. Of gap 1: anna 20 and 25 minutes, on both
 * sides of her new rate; bo 50 minutes at the role's; chris, who has a rate of
 * other money, 60; and 7 before anybody had a rate. */
static struct case_store *make(struct fixture *f)
{
    struct case_store *store = must_open(f);

    must_add(store, "n1");
    must_add(store, "n2");
    must_add(store, "n3");
    must_rate(store, true, "agent", "2026-01-01", 6100, "EUR");
    must_rate(store, false, "anna", "2026-02-01", 7250, "EUR");
    must_rate(store, false, "chris", "2026-01-01", 9000, "USD");
    must_work(store, "n1", "anna", 20, "2026-01-31");
    must_work(store, "n2", "anna", 25, "2026-02-01");
    must_work(store, "n2", "bo", 50, "2026-02-01");
    must_work(store, "n1", "chris", 60, "2026-03-31");
    must_work(store, "n1", "anna", 7, "2025-12-31");
    must_work(store, "n3", "anna", 1000, "2026-02-02");
    assert_int_equal(try_sql(f,
                             "INSERT INTO gaps (id, state, words, case_count, "
                             "found_unix_s) VALUES (1, 'open', 'a', 2, 0), "
                             "(2, 'open', 'b', 1, 0)"),
                     SLV_OK);
    assert_int_equal(
        try_sql(f, "INSERT INTO gap_cases (case_id, gap_id, is_provisional) "
                   "SELECT id, 1 + (number = 'n3'), 0 FROM cases"),
        SLV_OK);
    return store;
}

static void minutes_cost_what_their_day_and_agent_say(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = make(f);
    struct slv_error err = {0};
    struct costing costing;
    struct case_cost cost;

    MUST(costing_read(store, f->arena, &costing, &err));
    MUST(case_cost_of_gap(store, &costing, 1, STR("2025-01-01"),
                          STR("2026-12-31"), &cost, &err));
    assert_int_equal(cost.minutes, 20 + 25 + 50 + 60 + 7);
    assert_int_equal(cost.unrated_minutes, 7);
    /* 20 x 61.00/60 + 25 x 72.50/60 + 50 x 61.00/60
     * = 20.3333 + 30.2083 + 50.8333 = 101.375, rounded once: 101.38; rounded
     * one by one it would be 20.33 + 30.21 + 50.83 = 101.37 */
    assert_string_equal(
        arena_cstr(f->arena, case_cost_text(&cost, &costing, 1, f->arena)),
        "101.38 EUR and 90.00 USD");
    case_store_close(store);
}

static void only_the_days_that_are_asked_for_count(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = make(f);
    struct slv_error err = {0};
    struct costing costing;
    struct case_cost cost;

    MUST(costing_read(store, f->arena, &costing, &err));
    /* the first and the last day are in it */
    MUST(case_cost_of_gap(store, &costing, 1, STR("2026-01-31"),
                          STR("2026-02-01"), &cost, &err));
    assert_int_equal(cost.minutes, 95);
    assert_string_equal(
        arena_cstr(f->arena, case_cost_text(&cost, &costing, 1, f->arena)),
        "101.38 EUR");
    /* a third of 101.375 is 33.79 */
    assert_string_equal(
        arena_cstr(f->arena, case_cost_text(&cost, &costing, 3, f->arena)),
        "33.79 EUR");
    MUST(case_cost_of_gap(store, &costing, 1, STR("2026-02-02"),
                          STR("2026-02-28"), &cost, &err));
    assert_int_equal(cost.minutes, 0);
    assert_int_equal(case_cost_text(&cost, &costing, 1, f->arena).len, 0);
    case_store_close(store);
}

static void a_gap_that_is_not_there_costs_nothing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = make(f);
    struct slv_error err = {0};
    struct costing costing;
    struct case_cost cost;

    MUST(costing_read(store, f->arena, &costing, &err));
    MUST(case_cost_of_gap(store, &costing, 99, STR("2025-01-01"),
                          STR("2026-12-31"), &cost, &err));
    assert_int_equal(cost.minutes, 0);
    case_store_close(store);
}

static void currencies_keep_their_places_and_have_a_bound(void **state)
{
    struct cost_currencies currencies = {.count = 0};
    uint8_t place = 0;

    (void) state;
    for (int i = 0; i < COST_CURRENCIES_MAX; i++) {
        const char letters[] = {'A', 'B', (char) ('A' + i)};

        assert_true(
            cost_currency_place(&currencies, (struct str){letters, 3}, &place));
        assert_int_equal(place, i);
    }
    assert_true(cost_currency_place(&currencies, STR("ABC"), &place));
    assert_int_equal(place, 2);
    assert_false(cost_currency_place(&currencies, STR("EUR"), &place));
    assert_false(cost_currency_place(&currencies, STR(""), &place));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(minutes_cost_what_their_day_and_agent_say),
        FIXTURE_TEST(only_the_days_that_are_asked_for_count),
        FIXTURE_TEST(a_gap_that_is_not_there_costs_nothing),
        cmocka_unit_test(currencies_keep_their_places_and_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
