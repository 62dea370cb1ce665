/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/customer_use: what the cases of a customer say it uses, each once and
 * the latest first, and how many of them are open.
 */
#include "tests/unit/case_fixture.h"

#include "store/customer_use.h"

static void add(struct case_store *store, const char *number,
                const char *customer, const char *product, const char *version,
                const char *environment, int hours_before_noon)
{
    struct case_record row = plain_case(number);
    struct slv_error err = {0};

    row.customer = str_from(customer);
    row.product = str_from(product);
    row.product_version = str_from(version);
    row.environment = str_from(environment);
    row.opened_unix_s = NOON - 3600 * (int64_t) hours_before_noon;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
}

static void each_use_is_there_once_and_the_latest_first(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct customer_use *uses = NULL;
    size_t count = 0;

    add(store, "1", "acme", "Printer", "3.1", "Debian 12", 9);
    add(store, "2", "acme", "Printer", "3.1", "Debian 12", 2);
    add(store, "3", "acme", "Printer", "3.0", "", 5);
    add(store, "4", "acme", "", "", "", 1); /* says nothing */
    add(store, "5", "acme", "", "", "Test site", 4);
    add(store, "6", "other", "Scanner", "1", "", 1);
    MUST(customer_use_list(store, STR("acme"), 9, f->arena, &uses, &count,
                           &err));
    assert_int_equal(count, 3);
    assert_text(uses[0].product, "Printer");
    assert_text(uses[0].version, "3.1");
    assert_text(uses[0].environment, "Debian 12");
    assert_int_equal(uses[0].last_unix_s, NOON - 7200);
    assert_text(uses[1].environment, "Test site");
    assert_text(uses[2].version, "3.0");
    MUST(customer_use_list(store, STR("acme"), 1, f->arena, &uses, &count,
                           &err));
    assert_int_equal(count, 1);
    MUST(customer_use_list(store, STR("nobody"), 9, f->arena, &uses, &count,
                           &err));
    assert_int_equal(count, 0);
    case_store_close(store);
}

static void open_and_waiting_cases_are_counted(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    size_t count = 9;

    MUST(customer_open_cases(store, STR("acme"), &count, &err));
    assert_int_equal(count, 0);
    add(store, "1", "acme", "", "", "", 1);
    add(store, "2", "acme", "", "", "", 1);
    add(store, "3", "acme", "", "", "", 1);
    add(store, "4", "other", "", "", "", 1);
    MUST(case_store_close_case(store, STR("3"), 0, CASE_OUTCOME_NONE,
                               STR("no need"), &anna, &err));
    MUST(customer_open_cases(store, STR("acme"), &count, &err));
    assert_int_equal(count, 2);
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(each_use_is_there_once_and_the_latest_first),
        FIXTURE_TEST(open_and_waiting_cases_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
