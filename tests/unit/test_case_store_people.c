/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/case_store: customers, products, agents and their like; lists by pages;
 * and what the tables themselves refuse, should a program ever forget to ask.
 */
#include "tests/unit/case_fixture.h"

#include "store/case_store.h"

static void putting_twice_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_customer row = {.key = STR("acme"), .market = STR("print")};
    struct case_customer back;
    enum case_put did;

    MUST(case_store_put_customer(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_ADDED);
    MUST(case_store_put_customer(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_UNCHANGED);
    row.name = STR("Acme \"&\" Sons");
    row.market = STR("");
    row.size = STR("large");
    row.industry = STR("paper");
    row.salesperson = STR("dora");
    MUST(case_store_put_customer(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_UPDATED);
    MUST(case_store_find_customer(store, STR("acme"), f->arena, &back, &err));
    assert_text(back.name, "Acme \"&\" Sons");
    assert_text(back.market, "");
    assert_text(back.size, "large");
    assert_text(back.industry, "paper");
    assert_text(back.salesperson, "dora");
    assert_int_equal(
        case_store_find_customer(store, STR("Acme"), f->arena, &back, &err),
        SLV_ERR_NOT_FOUND);
    assert_string_equal(ask(f, "SELECT group_concat(action) FROM events"),
                        "add,update");
    assert_string_equal(
        ask(f, "SELECT detail FROM events WHERE action = 'update'"),
        "{\"name\":\"Acme \\\"&\\\" Sons\",\"market\":\"\","
        "\"size\":\"large\",\"industry\":\"paper\",\"salesperson\":\"dora\"}");
    assert_string_equal(ask(f, "SELECT min(json_valid(detail)) FROM events"),
                        "1");
    case_store_close(store);
}

static void what_a_row_refers_to_is_made(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_contact contact = {.customer = STR("acme"),
                                         .key = STR("bo"),
                                         .name = STR("Bo"),
                                         .title = STR("CTO"),
                                         .email = STR("bo@example.org")};
    const struct case_product product = {STR("P3"), STR("Printers"),
                                         STR("2024-02-29")};
    const struct case_product_line line = {STR("Printers"), STR("2020-01-01")};
    struct case_agent agent = {.key = STR("anna"),
                               .email = STR("a@example.org"),
                               .team = STR("East"),
                               .backup = STR("carl")};
    struct case_contact contact_back;
    struct case_product product_back;
    struct case_product_line line_back;
    struct case_agent agent_back;

    MUST(case_store_put_contact(store, &contact, &anna, NULL, &err));
    MUST(case_store_put_product(store, &product, &anna, NULL, &err));
    MUST(case_store_put_product_line(store, &line, &anna, NULL, &err));
    MUST(case_store_put_team(store, STR("West"), &anna, NULL, &err));
    MUST(case_store_put_agent(store, &agent, &anna, NULL, &err));
    MUST(case_store_find_contact(store, STR("acme"), STR("bo"), f->arena,
                                 &contact_back, &err));
    assert_text(contact_back.customer, "acme");
    assert_text(contact_back.title, "CTO");
    assert_text(contact_back.email, "bo@example.org");
    assert_int_equal(case_store_find_contact(store, STR("other"), STR("bo"),
                                             f->arena, &contact_back, &err),
                     SLV_ERR_NOT_FOUND);
    MUST(case_store_find_product(store, STR("P3"), f->arena, &product_back,
                                 &err));
    assert_text(product_back.line, "Printers");
    assert_text(product_back.launched_on, "2024-02-29");
    MUST(case_store_find_product_line(store, STR("Printers"), f->arena,
                                      &line_back, &err));
    assert_text(line_back.launched_on, "2020-01-01");
    MUST(
        case_store_find_agent(store, STR("carl"), f->arena, &agent_back, &err));
    assert_text(agent_back.name, "carl");
    assert_text(agent_back.team, "");
    agent.backup = STR("");
    agent.team = STR("West");
    MUST(case_store_put_agent(store, &agent, &anna, NULL, &err));
    MUST(
        case_store_find_agent(store, STR("anna"), f->arena, &agent_back, &err));
    assert_text(agent_back.team, "West");
    assert_text(agent_back.backup, "");
    agent.backup = STR("anna");
    assert_int_equal(case_store_put_agent(store, &agent, &anna, NULL, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(case_store_find_product(store, STR("P4"), f->arena,
                                             &product_back, &err),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(case_store_find_product_line(store, STR("P"), f->arena,
                                                  &line_back, &err),
                     SLV_ERR_NOT_FOUND);
    assert_string_equal(ask(f, "PRAGMA foreign_key_check"), "");
    case_store_close(store);
}

static void rows_are_checked_in_sentences(void **state)
{
    static char text[BOUND_CASE_NAME_BYTES + 1];
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct str key_over = {text, BOUND_CASE_KEY_BYTES + 1};
    const struct str name_over = {text, BOUND_CASE_NAME_BYTES + 1};
    struct case_customer customer = {.key = key_over};
    struct case_product product = {.name = STR("p"),
                                   .launched_on = STR("2026-13-01")};

    memset(text, 'x', sizeof text);
    assert_int_equal(
        case_store_put_customer(store, &customer, &anna, NULL, &err),
        SLV_ERR_TOO_BIG);
    assert_string_equal(err.text,
                        "the key of the customer is longer than 200 bytes");
    customer.key = STR("");
    assert_int_equal(
        case_store_put_customer(store, &customer, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text, "the key of the customer is missing");
    customer.key = (struct str){text, BOUND_CASE_KEY_BYTES};
    MUST(case_store_put_customer(store, &customer, &anna, NULL, &err));
    customer.industry = name_over;
    assert_int_equal(
        case_store_put_customer(store, &customer, &anna, NULL, &err),
        SLV_ERR_TOO_BIG);
    customer.industry = STR("a\0b");
    assert_int_equal(
        case_store_put_customer(store, &customer, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_int_equal(case_store_put_product(store, &product, &anna, NULL, &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "2026-13-01"));
    assert_int_equal(case_store_put_team(store, name_over, &anna, NULL, &err),
                     SLV_ERR_TOO_BIG);
    MUST(case_store_put_team(store, (struct str){text, BOUND_CASE_NAME_BYTES},
                             &anna, NULL, &err));
    case_store_close(store);
}

static void lists_come_by_pages_in_the_order_of_keys(void **state)
{
    static const char *const keys[] = {"b", "a", "C", "\xC3\xA9", "a b"};
    static const char *const sorted[] = {"C", "a", "a b", "b", "\xC3\xA9"};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct str after = STR("");
    struct case_customer *customers;
    struct case_product_line *lines;
    struct case_product *products;
    struct case_agent *agents;
    struct case_record *cases;
    struct str *teams;
    size_t count;

    for (size_t i = 0; i < 5; i++) {
        const struct case_agent agent = {.key = str_from(keys[i]),
                                         .team = str_from(keys[i])};
        const struct case_product product = {str_from(keys[i]),
                                             str_from(keys[i]), STR("")};
        struct case_record row = plain_case(keys[i]);

        row.customer = str_from(keys[i]);
        MUST(case_store_put_agent(store, &agent, &anna, NULL, &err));
        MUST(case_store_put_product(store, &product, &anna, NULL, &err));
        MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    }
    for (size_t i = 0; i < 5; i++) {
        MUST(case_store_list_customers(store, after, 1, f->arena, &customers,
                                       &count, &err));
        assert_int_equal(count, 1);
        assert_text(customers[0].key, sorted[i]);
        MUST(case_store_list_product_lines(store, after, 1, f->arena, &lines,
                                           &count, &err));
        assert_text(lines[0].name, sorted[i]);
        MUST(case_store_list_products(store, after, 1, f->arena, &products,
                                      &count, &err));
        assert_text(products[0].name, sorted[i]);
        assert_text(products[0].line, sorted[i]);
        MUST(case_store_list_teams(store, after, 1, f->arena, &teams, &count,
                                   &err));
        assert_text(teams[0], sorted[i]);
        MUST(case_store_list_agents(store, after, 1, f->arena, &agents, &count,
                                    &err));
        assert_text(agents[0].key, sorted[i]);
        assert_text(agents[0].team, sorted[i]);
        MUST(case_store_list_cases(store, after, 1, f->arena, &cases, &count,
                                   &err));
        assert_text(cases[0].number, sorted[i]);
        assert_int_equal(cases[0].message_count, 1);
        after = customers[0].key;
    }
    MUST(case_store_list_customers(store, after, 9, f->arena, &customers,
                                   &count, &err));
    assert_int_equal(count, 0);
    MUST(case_store_list_cases(store, STR(""), SIZE_MAX, f->arena, &cases,
                               &count, &err));
    assert_int_equal(count, 5);
    case_store_close(store);
}

static void contacts_are_listed_by_customer(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_contact rows[] = {
        {.customer = STR("b"), .key = STR("x")},
        {.customer = STR("a"), .key = STR("z")},
        {.customer = STR("a"), .key = STR("y")},
    };
    struct case_contact *contacts;
    size_t count;

    for (size_t i = 0; i < 3; i++)
        MUST(case_store_put_contact(store, &rows[i], &anna, NULL, &err));
    MUST(case_store_list_contacts(store, STR(""), STR(""), 2, f->arena,
                                  &contacts, &count, &err));
    assert_int_equal(count, 2);
    assert_text(contacts[0].key, "y");
    assert_text(contacts[1].key, "z");
    MUST(case_store_list_contacts(store, STR("a"), STR("z"), 2, f->arena,
                                  &contacts, &count, &err));
    assert_int_equal(count, 1);
    assert_text(contacts[0].customer, "b");
    case_store_close(store);
}

/* --- the tables by themselves --- */

#define INSERT_CASE(number)                                                  \
    "INSERT INTO cases (id, number, customer_id, product_version, subject, " \
    "state, opened_unix_s, reopened_count, change) SELECT 9, " number        \
    ", customer_id, '', 's', 'open', 1, 0, 9 FROM cases LIMIT 1"

static void the_tables_refuse_what_is_not_so(void **state)
{
    static const char *const refused[] = {
        "UPDATE cases SET state = 'new'",
        "UPDATE cases SET state = 'closed'", /* without a closing */
        "UPDATE cases SET closed_unix_s = opened_unix_s",
        "UPDATE cases SET state = 'closed', "
        "closed_unix_s = opened_unix_s - 1",
        "UPDATE cases SET outcome = 'known'", /* not closed */
        "UPDATE cases SET state = 'closed', closed_unix_s = opened_unix_s, "
        "outcome = 'other'",
        "UPDATE cases SET state = 'closed', closed_unix_s = opened_unix_s, "
        "outcome = 'known', reason = 'why'",
        "UPDATE cases SET severity = 0",
        "UPDATE cases SET severity = 6",
        "UPDATE cases SET reopened_count = -1",
        "UPDATE cases SET opened_unix_s = -1",
        "UPDATE cases SET change = 0",
        "UPDATE cases SET change = 3", /* two with one number */
        "UPDATE cases SET subject = ''",
        "UPDATE cases SET subject = printf('%1001s', 'x')",
        "UPDATE cases SET customer_id = 99",
        "UPDATE cases SET contact_id = 1", /* of another customer */
        "UPDATE cases SET product_id = 99",
        "UPDATE cases SET import_digest = 'x'",
        INSERT_CASE("''"),
        INSERT_CASE("printf('%41s', 'x')"),
        "UPDATE cases SET fix_id = printf('%1001s', 'x')",
        "UPDATE cases SET fixed_in = printf('%401s', 'x')",
        "UPDATE cases SET fixer_id = 99",
        "UPDATE cases SET documenter_id = 99",
        "UPDATE messages SET author = 'robot'",
        "UPDATE messages SET text = ''",
        "UPDATE messages SET text = printf('%262145s', 'x')",
        "UPDATE messages SET case_id = 99",
        "UPDATE messages SET is_imported = 2",
        "UPDATE links SET kind = 'maybe'",
        "UPDATE links SET article_id = ''",
        "UPDATE links SET article_id = printf('%201s', 'x')",
        "UPDATE links SET comment = printf('%2001s', 'x')",
        "INSERT INTO links SELECT * FROM links", /* one per article */
        "UPDATE time_entries SET minutes = 0",
        "UPDATE time_entries SET minutes = 1441",
        "UPDATE time_entries SET worked_on = '2026-02-30'",
        "UPDATE time_entries SET worked_on = ''",
        "UPDATE time_entries SET case_id = 99",
        "UPDATE time_entries SET agent_id = 99",
        "UPDATE customers SET key = ''",
        "UPDATE customers SET key = 'zz'", /* several */
        "UPDATE customers SET key = printf('%201s', 'x') WHERE id = 1",
        "UPDATE customers SET market = printf('%401s', 'x')",
        "UPDATE customers SET name = NULL",
        "UPDATE agents SET backup_id = id",
        "UPDATE agents SET team_id = 99",
        "UPDATE products SET launched_on = 'soon'",
        "UPDATE products SET line_id = 99",
        "UPDATE product_lines SET launched_on = '2026-1-1'",
        "INSERT INTO teams (name) VALUES ('')",
        "UPDATE counters SET value = -1",
        "INSERT INTO events (at_unix_s, actor, action, kind, key, detail) "
        "VALUES (1, '', 'a', 'b', 'c', '{}')",
        "INSERT INTO events (at_unix_s, actor, action, kind, key, detail) "
        "VALUES (1, 'x', 'a', 'b', 'c', 'text')",
        "INSERT INTO article_first_seen VALUES ('', 1, 0)",
        "INSERT INTO article_first_seen VALUES ('a', 1, 2)",
        "INSERT INTO imports (source, actor, started_unix_s, state) "
        "VALUES ('', 'x', 1, 'waiting')",
        "INSERT INTO import_rows (import_id, kind, packed) "
        "VALUES (99, 1, x'00')",
        "UPDATE cases SET severity = 'high'", /* of another type */
    };
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_contact contact = {.customer = STR("other"),
                                         .key = STR("o")};
    const struct case_product product = {STR("P"), STR("L"), STR("")};
    const struct case_link link = {.article_id = STR("a"),
                                   .kind = CASE_LINK_TRIED};
    const struct case_time time = {.case_number = STR("1"),
                                   .agent = STR("anna"),
                                   .minutes = 5,
                                   .worked_on = STR("2026-01-01")};

    MUST(case_store_put_contact(store, &contact, &anna, NULL, &err));
    MUST(case_store_put_product(store, &product, &anna, NULL, &err));
    must_add(store, "1");
    must_add(store, "2");
    MUST(case_store_set_link(store, STR("1"), 0, &link, &anna, &err));
    MUST(case_store_put_time(store, &time, &anna, NULL, NULL, NULL, &err));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (try_sql(f, refused[i]) != SLV_ERR_INPUT)
            fail_msg("taken: %s", refused[i]);
    assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok");
    case_store_close(store);
}

/* The other side of the same border. */
static void the_tables_take_what_the_bounds_allow(void **state)
{
    static char text[BOUND_CASE_TEXT_BYTES];
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct str name = {text, BOUND_CASE_NAME_BYTES};
    const struct str key = {text, BOUND_CASE_KEY_BYTES};
    const struct str note = {text, BOUND_CASE_NOTE_BYTES};
    const struct case_customer customer = {key, name, name, name, name, name};
    const struct case_contact contact = {key, key, name, name, name};
    const struct case_product product = {name, name, STR("2026-01-01")};
    const struct case_agent agent = {key, name, name, name, STR("b")};
    const struct case_message message = {
        .author = CASE_BY_CUSTOMER,
        .author_name = name,
        .text = {text, BOUND_CASE_TEXT_BYTES},
        .created_unix_s = NOON,
    };
    const struct case_link link = {.article_id = {text, BOUND_ARTICLE_ID_BYTES},
                                   .kind = CASE_LINK_WRONG,
                                   .comment = note};
    const struct case_actor actor = {name, NOON};
    const struct case_record row = {.number = {text, BOUND_CASE_NUMBER_BYTES},
                                    .customer = key,
                                    .contact = key,
                                    .product = name,
                                    .product_version = name,
                                    .agent = key,
                                    .subject = {text, BOUND_CASE_SUBJECT_BYTES},
                                    .severity = 5,
                                    .messages = &message,
                                    .message_count = 1};
    const struct case_time time = {
        key, row.number, key, BOUND_CASE_MINUTES, STR("2026-01-01"), note};

    memset(text, 'x', sizeof text);
    MUST(case_store_put_customer(store, &customer, &actor, NULL, &err));
    MUST(case_store_put_contact(store, &contact, &actor, NULL, &err));
    MUST(case_store_put_product(store, &product, &actor, NULL, &err));
    MUST(case_store_put_agent(store, &agent, &actor, NULL, &err));
    MUST(case_store_add_case(store, &row, &actor, NULL, NULL, &err));
    MUST(case_store_set_link(store, row.number, 0, &link, &actor, &err));
    MUST(case_store_put_time(store, &time, &actor, NULL, NULL, NULL, &err));
    MUST(case_store_close_case(store, row.number, 0, CASE_OUTCOME_NONE, note,
                               &actor, &err));
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(putting_twice_changes_nothing),
        FIXTURE_TEST(what_a_row_refers_to_is_made),
        FIXTURE_TEST(rows_are_checked_in_sentences),
        FIXTURE_TEST(lists_come_by_pages_in_the_order_of_keys),
        FIXTURE_TEST(contacts_are_listed_by_customer),
        FIXTURE_TEST(the_tables_refuse_what_is_not_so),
        FIXTURE_TEST(the_tables_take_what_the_bounds_allow),
    };

    return cmocka_run_group_tests_name("case_store_people", tests, NULL, NULL);
}
