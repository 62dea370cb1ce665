/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/case_find: pages that lose nothing while others write, filters, and
 * wishes that come twice.
 */
#include "tests/unit/case_fixture.h"

#include "store/case_find.h"

static struct str add_case(struct fixture *f, struct case_store *store,
                           const char *customer, const char *subject)
{
    struct slv_error err = {0};
    const struct case_record row = {
        .customer = str_from(customer),
        .product = STR("Printer 3"),
        .agent = STR("anna"),
        .subject = str_from(subject),
        .opened_unix_s = NOON,
    };
    struct str number;

    MUST(case_store_add_case(store, &row, &anna, f->arena, &number, &err));
    return number;
}

static size_t count_cases(struct fixture *f, struct case_store *store,
                          const struct case_find *find)
{
    struct case_record *rows;
    struct slv_error err = {0};
    size_t count;

    MUST(case_store_find_cases(store, find, SIZE_MAX, f->arena, &rows, &count,
                               &err));
    return count;
}

static void pages_lose_nothing_while_cases_come_and_change(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_find find = {.states = 0};
    struct slv_error err = {0};
    bool seen[40] = {false};
    size_t total = 0;

    for (int i = 0; i < 40; i++)
        add_case(f, store, "acme", "It hangs");
    for (;;) {
        struct case_record *rows;
        size_t count;

        MUST(case_store_find_cases(store, &find, 7, f->arena, &rows, &count,
                                   &err));
        for (size_t i = 0; i < count; i++) {
            unsigned long long number = 0;

            assert_true(str_to_uint(rows[i].number, &number));
            assert_in_range(number, 1001, 1040);
            assert_false(seen[number - 1001]);
            seen[number - 1001] = true;
            assert_int_equal(rows[i].message_count, 0);
        }
        if (count == 0)
            break;
        total += count;
        find.after = rows[count - 1].number;
        add_case(f, store, "acme", "New one");
        MUST(case_store_add_message(
            store, STR("1003"), 0,
            &(struct case_message){.text = STR("Still?")}, &anna, &err));
    }
    assert_int_equal(total, 40);
    find.after = STR("77");
    assert_int_equal(case_store_find_cases(store, &find, 7, f->arena,
                                           &(struct case_record *){NULL},
                                           &total, &err),
                     SLV_ERR_NOT_FOUND);
    case_store_close(store);
}

static void filters_choose_and_go_together(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct str first = add_case(f, store, "acme", "Blank PAGES 100% [x]");

    add_case(f, store, "acme", "It hangs");
    add_case(f, store, "other", "Blank pages");
    MUST(case_store_close_case(store, first, 0, CASE_OUTCOME_NONE,
                               STR("a trial"), &anna, &err));
    assert_int_equal(count_cases(f, store, &(struct case_find){.states = 0}),
                     3);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.customer = STR("acme")}), 2);
    assert_int_equal(
        count_cases(f, store,
                    &(struct case_find){.customer = STR("acme"),
                                        .states = 1u << CASE_CLOSED}),
        1);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.text = STR("blank pages")}),
        2);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.text = STR("100% [")}), 1);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.text = STR("1002")}), 1);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.text = STR("%")}), 1);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.agent = STR("anna")}), 3);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.agent = STR("bo")}), 0);
    assert_int_equal(
        count_cases(f, store, &(struct case_find){.customer = STR("nobody")}),
        0);
    assert_int_equal(
        count_cases(f, store,
                    &(struct case_find){.product = STR("Printer 3"),
                                        .states = 1u << CASE_OPEN}),
        2);
    case_store_close(store);
}

static void times_are_chosen_by_case_agent_and_days(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct str number = add_case(f, store, "acme", "It hangs");
    struct case_time *rows;
    size_t count;

    for (int day = 1; day <= 5; day++) {
        const struct case_time row = {
            .case_number = number,
            .agent = day % 2 ? STR("anna") : STR("bo"),
            .minutes = day,
            .worked_on = arena_format(f->arena, "2026-01-0%d", day),
        };

        MUST(case_store_put_time(store, &row, &anna, NULL, NULL, NULL, &err));
    }
    MUST(case_store_find_times(store, &(struct case_time_find){.from = STR("")},
                               2, f->arena, &rows, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].minutes, 5);
    MUST(case_store_find_times(store,
                               &(struct case_time_find){.after = rows[1].key},
                               9, f->arena, &rows, &count, &err));
    assert_int_equal(count, 3);
    MUST(case_store_find_times(
        store,
        &(struct case_time_find){.agent = STR("anna"),
                                 .case_number = number,
                                 .from = STR("2026-01-02"),
                                 .until = STR("2026-01-05")},
        9, f->arena, &rows, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(case_store_find_times(
                         store,
                         &(struct case_time_find){.from = STR("2026-02-30")}, 9,
                         f->arena, &rows, &count, &err),
                     SLV_ERR_INPUT);
    case_store_close(store);
}

static void events_go_back_in_time(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_event *rows;
    size_t count;
    int64_t last;

    for (int i = 0; i < 3; i++)
        add_case(f, store, "acme", "It hangs");
    MUST(case_store_find_events(store, 0, 2, f->arena, &rows, &count, &err));
    assert_int_equal(count, 2);
    assert_true(str_equal(rows[0].key, STR("1003")));
    last = rows[1].id;
    MUST(case_store_find_events(store, last, 100, f->arena, &rows, &count,
                                &err));
    assert_true(count >= 1);
    assert_true(rows[0].id < last);
    case_store_close(store);
}

static void a_wish_that_comes_twice_opens_one_case(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_record row = plain_case("");
    struct case_repeat repeat = {
        .key = STR("k"), .digest = STR("0123456789abcdef0123456789abcdef")};
    struct case_actor bo = {STR("bo"), NOON};
    struct case_actor later = {anna.name, NOON + CASE_REPEAT_KEPT_S + 1};
    struct str first;
    struct str again;
    int64_t change;
    int64_t change_again;

    MUST(case_store_add_case_once(store, &row, &repeat, &anna, f->arena, &first,
                                  &change, &err));
    MUST(case_store_add_message(store, first, change,
                                &(struct case_message){.text = STR("Still?")},
                                &anna, &err));
    MUST(case_store_add_case_once(store, &row, &repeat, &anna, f->arena, &again,
                                  &change_again, &err));
    assert_true(str_equal(first, again));
    assert_int_equal(change, change_again);
    repeat.digest = STR("ffffffffffffffff0123456789abcdef");
    assert_int_equal(case_store_add_case_once(store, &row, &repeat, &anna,
                                              f->arena, &again, &change, &err),
                     SLV_ERR_REUSED);
    MUST(case_store_add_case_once(store, &row, &repeat, &bo, f->arena, &again,
                                  &change, &err));
    assert_false(str_equal(first, again));
    MUST(case_store_add_case_once(store, &row, &repeat, &later, f->arena,
                                  &again, &change, &err));
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "3");
    assert_string_equal(ask(f, "SELECT count(*) FROM repeats"), "1");
    repeat.key = STR("");
    assert_int_equal(case_store_add_case_once(store, &row, &repeat, &anna,
                                              f->arena, &again, &change, &err),
                     SLV_ERR_INPUT);
    repeat.key = STR("x");
    repeat.digest = STR("x");
    assert_int_equal(case_store_add_case_once(store, &row, &repeat, &anna,
                                              f->arena, &again, &change, &err),
                     SLV_ERR_INPUT);
    case_store_close(store);
}

static void a_wish_that_is_refused_is_not_remembered(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record row = plain_case("7");
    const struct case_repeat repeat = {
        .key = STR("k"), .digest = STR("0123456789abcdef0123456789abcdef")};
    struct str number;
    int64_t change;

    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    assert_int_equal(case_store_add_case_once(store, &row, &repeat, &anna,
                                              f->arena, &number, &change, &err),
                     SLV_ERR_CONFLICT);
    row.number = STR("8");
    MUST(case_store_add_case_once(store, &row, &repeat, &anna, f->arena,
                                  &number, &change, &err));
    assert_true(str_equal(number, STR("8")));
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(pages_lose_nothing_while_cases_come_and_change),
        FIXTURE_TEST(filters_choose_and_go_together),
        FIXTURE_TEST(times_are_chosen_by_case_agent_and_days),
        FIXTURE_TEST(events_go_back_in_time),
        FIXTURE_TEST(a_wish_that_comes_twice_opens_one_case),
        FIXTURE_TEST(a_wish_that_is_refused_is_not_remembered),
    };

    return cmocka_run_group_tests_name("case_find", tests, NULL, NULL);
}
