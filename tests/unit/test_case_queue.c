/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/case_queue: which cases a filter chooses, in which order, page by page,
 * and the names that stand in place of keys.
 */
#include "tests/unit/case_fixture.h"

#include "store/case_queue.h"

static size_t count_of(struct fixture *f, struct case_store *store,
                       struct case_queue_filter filter)
{
    struct slv_error err = {0};
    struct case_queue_row *rows = NULL;
    size_t count = 0;

    MUST(case_store_list_queue(store, &filter, SIZE_MAX, f->arena, &rows,
                               &count, &err));
    return count;
}

static void add(struct case_store *store, const char *number, const char *agent,
                const char *product, enum case_state state)
{
    struct case_record row = plain_case(number);
    struct slv_error err = {0};

    row.agent = str_from(agent);
    row.product = str_from(product);
    row.state = state;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
}

static void filters_choose(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};

    add(store, "1", "anna", "Printer", CASE_OPEN);
    add(store, "2", "", "Printer", CASE_WAITING);
    add(store, "3", "bob", "", CASE_OPEN);
    MUST(case_store_close_case(store, STR("3"), 0, CASE_OUTCOME_NONE,
                               STR("no need"), &anna, &err));
    assert_int_equal(count_of(f, store, (struct case_queue_filter){0}), 3);
#define COUNT(...) count_of(f, store, (struct case_queue_filter){__VA_ARGS__})
    assert_int_equal(COUNT(.states = 1u << CASE_OPEN), 1);
    assert_int_equal(COUNT(.states = 1u << CASE_OPEN | 1u << CASE_WAITING), 2);
    assert_int_equal(COUNT(.states = 1u << CASE_CLOSED), 1);
    assert_int_equal(COUNT(.agent = STR("anna")), 1);
    assert_int_equal(COUNT(.agent = STR("nobody")), 0);
    assert_int_equal(COUNT(.is_unowned = true), 1);
    assert_int_equal(COUNT(.product = STR("Printer")), 2);
    assert_int_equal(COUNT(.product = STR("Scanner")), 0);
    assert_int_equal(COUNT(.customer = STR("acme")), 3);
    assert_int_equal(COUNT(.customer = STR("other")), 0);
    assert_int_equal(COUNT(.text = STR("PRINTER is")), 3);
    assert_int_equal(COUNT(.text = STR("2")), 1);
    assert_int_equal(COUNT(.text = STR("%")), 0);
#undef COUNT
    case_store_close(store);
}

static void the_latest_change_comes_first_and_pages_lose_nothing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_message note = {.author = CASE_BY_NOTE,
                                      .text = STR("seen")};
    struct case_queue_filter filter = {.states = 0};
    const char *const expected[] = {"1", "4", "3", "2"};
    struct case_queue_row *rows = NULL;
    size_t count = 0;

    for (int i = 1; i <= 4; i++)
        must_add(store, arena_format(f->arena, "%d", i).ptr);
    MUST(case_store_add_message(store, STR("1"), 0, &note, &anna, &err));
    for (size_t i = 0; i < 4; i++) {
        MUST(case_store_list_queue(store, &filter, 1, f->arena, &rows, &count,
                                   &err));
        assert_int_equal(count, 1);
        assert_text(rows[0].number, expected[i]);
        filter.before_change = rows[0].change;
        if (i > 0)
            continue;
        assert_int_equal(rows[0].last_unix_s, NOON);
        assert_int_equal(rows[0].last_author, CASE_BY_NOTE);
    }
    MUST(case_store_list_queue(store, &filter, 1, f->arena, &rows, &count,
                               &err));
    assert_int_equal(count, 0);
    case_store_close(store);
}

static void rows_have_names(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record row = plain_case("7");
    const struct case_customer customer = {.key = STR("acme"),
                                           .name = STR("Acme & Sons")};
    const struct case_contact contact = {
        .customer = STR("acme"), .key = STR("bo"), .name = STR("Bo Lund")};
    const struct case_agent agent = {.key = STR("anna"),
                                     .name = STR("Anna Berg")};
    const struct case_queue_filter filter = {.states = 0};
    struct case_queue_row *rows = NULL;
    struct case_customer *found = NULL;
    size_t count = 0;

    MUST(case_store_put_customer(store, &customer, &anna, NULL, &err));
    MUST(case_store_put_contact(store, &contact, &anna, NULL, &err));
    MUST(case_store_put_agent(store, &agent, &anna, NULL, &err));
    row.contact = STR("bo");
    row.agent = STR("anna");
    row.severity = 2;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    MUST(case_store_list_queue(store, &filter, 9, f->arena, &rows, &count,
                               &err));
    assert_int_equal(count, 1);
    assert_text(rows[0].customer_name, "Acme & Sons");
    assert_text(rows[0].contact_name, "Bo Lund");
    assert_text(rows[0].agent_name, "Anna Berg");
    assert_int_equal(rows[0].severity, 2);
    assert_int_equal(rows[0].last_unix_s, NOON - 3600);
    assert_int_equal(rows[0].last_author, CASE_BY_CUSTOMER);
    MUST(case_store_find_customers(store, STR("SONS"), 5, f->arena, &found,
                                   &count, &err));
    assert_int_equal(count, 1);
    assert_text(found[0].key, "acme");
    case_store_close(store);
}

static void the_time_of_a_case_is_its_own(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_time entry = {.case_number = STR("1"),
                              .agent = STR("anna"),
                              .minutes = 5,
                              .worked_on = STR("2026-01-02")};
    struct case_time *times = NULL;
    size_t count = 0;

    must_add(store, "1");
    must_add(store, "2");
    MUST(case_store_put_time(store, &entry, &anna, NULL, NULL, NULL, &err));
    entry.worked_on = STR("2026-01-01");
    entry.minutes = 7;
    MUST(case_store_put_time(store, &entry, &anna, NULL, NULL, NULL, &err));
    MUST(case_store_list_case_times(store, STR("1"), f->arena, &times, &count,
                                    &err));
    assert_int_equal(count, 2);
    assert_int_equal(times[0].minutes, 7);
    assert_int_equal(times[1].minutes, 5);
    MUST(case_store_list_case_times(store, STR("2"), f->arena, &times, &count,
                                    &err));
    assert_int_equal(count, 0);
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(filters_choose),
        FIXTURE_TEST(the_latest_change_comes_first_and_pages_lose_nothing),
        FIXTURE_TEST(rows_have_names),
        FIXTURE_TEST(the_time_of_a_case_is_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
