/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/case_store: what is done to a case, what is refused, who did it, and
 * what a reader who follows the changes sees.
 */
#include "tests/unit/case_fixture.h"

#include "store/case_find.h"
#include "store/case_store.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- cases --- */

static void a_case_comes_back_as_it_was_opened(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_message messages[] = {
        {.author = CASE_BY_CUSTOMER,
         .author_name = STR("Bo"),
         .text = STR("It \"hangs\" \xE2\x80\xA6"),
         .created_unix_s = NOON - 50},
        {.author = CASE_BY_NOTE,
         .author_name = STR("Anna"),
         .text = STR("again"),
         .created_unix_s = NOON - 40},
        {.author = CASE_BY_AGENT,
         .author_name = STR(""),
         .text = STR("Which version?"),
         .created_unix_s = NOON - 40},
    };
    struct case_record row = {
        .customer = STR("acme"),
        .contact = STR("bo"),
        .product = STR("Printer 3"),
        .product_version = STR("3.1"),
        .agent = STR("anna"),
        .subject = STR("It hangs"),
        .state = CASE_WAITING,
        .severity = 2,
        .opened_unix_s = NOON - 60,
        .messages = messages,
        .message_count = 3,
    };
    struct case_record back;
    struct str number;

    MUST(case_store_add_case(store, &row, &anna, f->arena, &number, &err));
    assert_text(number, "1001");
    case_store_close(store);
    store = must_open(f);
    back = must_find(f, store, "1001");
    assert_text(back.customer, "acme");
    assert_text(back.contact, "bo");
    assert_text(back.product, "Printer 3");
    assert_text(back.product_version, "3.1");
    assert_text(back.agent, "anna");
    assert_text(back.subject, "It hangs");
    assert_int_equal(back.state, CASE_WAITING);
    assert_int_equal(back.severity, 2);
    assert_int_equal(back.opened_unix_s, NOON - 60);
    assert_int_equal(back.closed_unix_s, 0);
    assert_int_equal(back.outcome, CASE_OUTCOME_UNSAID);
    assert_int_equal(back.reopened_count, 0);
    assert_int_equal(back.change, 1);
    assert_int_equal(back.link_count, 0);
    assert_int_equal(back.message_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(back.messages[i].author, messages[i].author);
        assert_true(
            str_equal(back.messages[i].author_name, messages[i].author_name));
        assert_true(str_equal(back.messages[i].text, messages[i].text));
        assert_int_equal(back.messages[i].created_unix_s,
                         messages[i].created_unix_s);
    }
    assert_string_equal(ask(f, "SELECT name FROM contacts"), "bo");
    case_store_close(store);
    case_store_close(NULL);
}

static void numbers_count_up_and_skip_what_is_taken(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_record nameless = plain_case("");
    const struct case_record taken = plain_case("1002");
    struct str number;

    must_add(store, "1001");
    must_add(store, "1002");
    must_add(store, "F-7");
    MUST(case_store_add_case(store, &nameless, &anna, f->arena, &number, &err));
    assert_text(number, "1003");
    assert_int_equal(
        case_store_add_case(store, &taken, &anna, NULL, NULL, &err),
        SLV_ERR_CONFLICT);
    assert_non_null(strstr(err.text, "1002"));
    MUST(case_store_add_case(store, &nameless, &anna, f->arena, &number, &err));
    assert_text(number, "1004");
    assert_int_equal(case_store_find_case(store, STR("1005"), f->arena,
                                          &(struct case_record){0}, &err),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(last_change(store), 5);
    assert_int_equal(try_sql(f, "DELETE FROM cases"), SLV_ERR_INPUT);
    assert_int_equal(try_sql(f, "UPDATE cases SET number = '9'"),
                     SLV_ERR_INPUT);
    case_store_close(store);
}

static void a_new_case_is_checked(void **state)
{
    static char long_text[BOUND_CASE_TEXT_BYTES + 1];
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_message message = {.text = {long_text, BOUND_CASE_TEXT_BYTES}};
    const struct case_actor nobody = {.now_unix_s = NOON};
    struct {
        struct case_record row;
        enum slv_status status;
    } refused[12];
    size_t count = 0;
    struct case_record row = plain_case("");

    memset(long_text, 'x', sizeof long_text);
#define REFUSE(field, value, expected)        \
    do {                                      \
        refused[count].row = row;             \
        refused[count].row.field = (value);   \
        refused[count++].status = (expected); \
    } while (0)
    REFUSE(customer, STR(""), SLV_ERR_INPUT);
    REFUSE(subject, STR(""), SLV_ERR_INPUT);
    REFUSE(subject, STR("a\0b"), SLV_ERR_INPUT);
    REFUSE(state, CASE_CLOSED, SLV_ERR_INPUT);
    REFUSE(severity, 6, SLV_ERR_INPUT);
    REFUSE(severity, -1, SLV_ERR_INPUT);
    REFUSE(opened_unix_s, -1, SLV_ERR_INPUT);
    REFUSE(subject, ((struct str){long_text, BOUND_CASE_SUBJECT_BYTES + 1}),
           SLV_ERR_TOO_BIG);
    REFUSE(customer, ((struct str){long_text, BOUND_CASE_KEY_BYTES + 1}),
           SLV_ERR_TOO_BIG);
    REFUSE(product, ((struct str){long_text, BOUND_CASE_NAME_BYTES + 1}),
           SLV_ERR_TOO_BIG);
    REFUSE(number, ((struct str){long_text, BOUND_CASE_NUMBER_BYTES + 1}),
           SLV_ERR_TOO_BIG);
#undef REFUSE
    for (size_t i = 0; i < count; i++) {
        err.text[0] = '\0';
        assert_int_equal(case_store_add_case(store, &refused[i].row, &anna,
                                             NULL, NULL, &err),
                         refused[i].status);
        assert_true(err.text[0] != '\0');
    }
    assert_int_equal(
        case_store_add_case(store, &row, &nobody, NULL, NULL, &err),
        SLV_ERR_INPUT);
    row.messages = &message;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    message.text.len++;
    assert_int_equal(case_store_add_case(store, &row, &anna, NULL, NULL, &err),
                     SLV_ERR_TOO_BIG);
    message.text.len = 0;
    assert_int_equal(case_store_add_case(store, &row, &anna, NULL, NULL, &err),
                     SLV_ERR_INPUT);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "1");
    assert_string_equal(ask(f, "SELECT count(*) FROM events "
                               "WHERE kind = 'case'"),
                        "1");
    case_store_close(store);
}

static void an_update_tells_what_changed(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record row;
    struct case_record back;

    must_add(store, "1");
    row = must_find(f, store, "1");
    MUST(
        case_store_update_case(store, STR("1"), row.change, &row, &anna, &err));
    assert_int_equal(last_change(store), row.change);
    row.severity = 1;
    row.agent = STR("carl");
    row.state = CASE_WAITING;
    MUST(
        case_store_update_case(store, STR("1"), row.change, &row, &anna, &err));
    back = must_find(f, store, "1");
    assert_int_equal(back.severity, 1);
    assert_int_equal(back.state, CASE_WAITING);
    assert_text(back.agent, "carl");
    assert_int_equal(back.change, row.change + 1);
    assert_string_equal(ask(f, "SELECT detail FROM events WHERE action = "
                               "'update'"),
                        "{\"agent\":\"carl\",\"state\":\"waiting\","
                        "\"severity\":1}");
    /* a second one who has not seen it */
    row.subject = STR("mine");
    assert_int_equal(
        case_store_update_case(store, STR("1"), row.change, &row, &anna, &err),
        SLV_ERR_CONFLICT);
    assert_true(err.hint[0] != '\0');
    row.state = CASE_CLOSED;
    assert_int_equal(
        case_store_update_case(store, STR("1"), 0, &row, &anna, &err),
        SLV_ERR_INPUT);
    row.subject = STR("");
    assert_int_equal(
        case_store_update_case(store, STR("1"), 0, &row, &anna, &err),
        SLV_ERR_INPUT);
    assert_int_equal(
        case_store_update_case(store, STR("2"), 0, &back, &anna, &err),
        SLV_ERR_NOT_FOUND);
    assert_text(must_find(f, store, "1").subject, "Printer is silent");
    case_store_close(store);
}

static void messages_have_the_time_of_their_writing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_record row = plain_case("1");
    struct slv_error err = {0};
    struct case_message message = {.author = CASE_BY_AGENT,
                                   .author_name = STR("Anna"),
                                   .text = STR("Hello"),
                                   .created_unix_s = 7};
    struct case_record back;

    row.severity = 3;
    row.agent = STR("anna");
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    MUST(case_store_add_message(store, STR("1"), 1, &message, &anna, &err));
    back = must_find(f, store, "1");
    assert_int_equal(back.message_count, 2);
    assert_int_equal(back.messages[1].created_unix_s, NOON);
    assert_int_equal(back.change, 2);
    assert_int_equal(
        case_store_add_message(store, STR("1"), 1, &message, &anna, &err),
        SLV_ERR_CONFLICT);
    message.text = STR("");
    assert_int_equal(
        case_store_add_message(store, STR("1"), 0, &message, &anna, &err),
        SLV_ERR_INPUT);
    message.text = STR("x");
    assert_int_equal(
        case_store_add_message(store, STR("2"), 0, &message, &anna, &err),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(last_change(store), 2);
    case_store_close(store);
}

static enum slv_status link_case(struct case_store *store, const char *article,
                                 enum case_link_kind kind, const char *comment,
                                 struct slv_error *err)
{
    const struct case_link link = {.article_id = str_from(article),
                                   .kind = kind,
                                   .comment = str_from(comment)};

    return case_store_set_link(store, STR("1"), 0, &link, &anna, err);
}

static void a_case_has_one_link_per_article(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record back;

    must_add(store, "1");
    MUST(link_case(store, "b", CASE_LINK_TRIED, "", &err));
    MUST(link_case(store, "a", CASE_LINK_TRIED, "", &err));
    MUST(link_case(store, "b", CASE_LINK_WRONG, "step 2", &err));
    assert_int_equal(link_case(store, "a", CASE_LINK_WRONG, "", &err),
                     SLV_ERR_INPUT);
    assert_int_equal(link_case(store, "", CASE_LINK_TRIED, "", &err),
                     SLV_ERR_INPUT);
    assert_int_equal(last_change(store), 4);
    MUST(link_case(store, "b", CASE_LINK_WRONG, "step 2", &err));
    assert_int_equal(last_change(store), 4);
    back = must_find(f, store, "1");
    assert_int_equal(back.link_count, 2);
    assert_text(back.links[0].article_id, "a");
    assert_int_equal(back.links[0].kind, CASE_LINK_TRIED);
    assert_text(back.links[1].comment, "step 2");
    assert_text(back.links[1].who, "anna");
    assert_int_equal(back.links[1].created_unix_s, NOON);
    MUST(case_store_remove_link(store, STR("1"), 4, STR("a"), &anna, &err));
    assert_int_equal(must_find(f, store, "1").link_count, 1);
    assert_int_equal(last_change(store), 5);
    assert_int_equal(
        case_store_remove_link(store, STR("1"), 0, STR("a"), &anna, &err),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(
        case_store_remove_link(store, STR("1"), 4, STR("b"), &anna, &err),
        SLV_ERR_CONFLICT);
    case_store_close(store);
}

static enum slv_status close_it(struct case_store *store,
                                enum case_outcome outcome, const char *reason,
                                struct slv_error *err)
{
    return case_store_close_case(store, STR("1"), 0, outcome, str_from(reason),
                                 &anna, err);
}

static void closing_says_how_it_ended(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_actor early = {STR("anna"), NOON - 7200};
    struct case_record back;

    must_add(store, "1");
    assert_int_equal(close_it(store, CASE_OUTCOME_UNSAID, "", &err),
                     SLV_ERR_INPUT);
    assert_int_equal(close_it(store, CASE_OUTCOME_KNOWN, "", &err),
                     SLV_ERR_INPUT);
    assert_true(err.hint[0] != '\0');
    assert_int_equal(close_it(store, CASE_OUTCOME_NEW, "", &err),
                     SLV_ERR_INPUT);
    assert_int_equal(close_it(store, CASE_OUTCOME_NONE, "", &err),
                     SLV_ERR_INPUT);
    assert_int_equal(close_it(store, CASE_OUTCOME_KNOWN, "why", &err),
                     SLV_ERR_INPUT);
    MUST(link_case(store, "a", CASE_LINK_TRIED, "", &err));
    assert_int_equal(close_it(store, CASE_OUTCOME_KNOWN, "", &err),
                     SLV_ERR_INPUT);
    MUST(link_case(store, "a", CASE_LINK_RESOLVED, "", &err));
    assert_int_equal(close_it(store, CASE_OUTCOME_NONE, "no time", &err),
                     SLV_ERR_INPUT);
    assert_int_equal(case_store_close_case(store, STR("1"), 0,
                                           CASE_OUTCOME_KNOWN, STR(""), &early,
                                           &err),
                     SLV_ERR_INPUT);
    MUST(close_it(store, CASE_OUTCOME_KNOWN, "", &err));
    assert_int_equal(close_it(store, CASE_OUTCOME_KNOWN, "", &err),
                     SLV_ERR_CONFLICT);
    back = must_find(f, store, "1");
    assert_int_equal(back.state, CASE_CLOSED);
    assert_int_equal(back.closed_unix_s, NOON);
    assert_int_equal(back.outcome, CASE_OUTCOME_KNOWN);
    /* what a closed case says about its end stays true */
    assert_int_equal(link_case(store, "a", CASE_LINK_TRIED, "", &err),
                     SLV_ERR_CONFLICT);
    assert_int_equal(
        case_store_remove_link(store, STR("1"), 0, STR("a"), &anna, &err),
        SLV_ERR_CONFLICT);
    MUST(link_case(store, "b", CASE_LINK_RESOLVED, "", &err));
    MUST(case_store_remove_link(store, STR("1"), 0, STR("a"), &anna, &err));
    case_store_close(store);
}

static void a_case_ends_without_an_article_for_a_reason(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record back;

    must_add(store, "1");
    MUST(close_it(store, CASE_OUTCOME_NONE, "it went away", &err));
    back = must_find(f, store, "1");
    assert_int_equal(back.outcome, CASE_OUTCOME_NONE);
    assert_text(back.reason, "it went away");
    MUST(link_case(store, "a", CASE_LINK_TRIED, "", &err));
    assert_int_equal(link_case(store, "a", CASE_LINK_RESOLVED, "", &err),
                     SLV_ERR_CONFLICT);
    back.severity = 4;
    MUST(case_store_update_case(store, STR("1"), 0, &back, &anna, &err));
    assert_int_equal(must_find(f, store, "1").state, CASE_CLOSED);
    case_store_close(store);
}

static void reopening_counts_against_what_resolved(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record back;

    must_add(store, "1");
    assert_int_equal(case_store_reopen_case(store, STR("1"), 0, &anna, &err),
                     SLV_ERR_CONFLICT);
    MUST(link_case(store, "a", CASE_LINK_RESOLVED, "", &err));
    MUST(link_case(store, "b", CASE_LINK_TRIED, "", &err));
    MUST(close_it(store, CASE_OUTCOME_KNOWN, "", &err));
    MUST(case_store_reopen_case(store, STR("1"), 4, &anna, &err));
    back = must_find(f, store, "1");
    assert_int_equal(back.change, 5);
    assert_int_equal(back.state, CASE_OPEN);
    assert_int_equal(back.closed_unix_s, 0);
    assert_int_equal(back.outcome, CASE_OUTCOME_UNSAID);
    assert_int_equal(back.reopened_count, 1);
    assert_int_equal(back.links[0].kind, CASE_LINK_TRIED);
    assert_int_equal(back.links[0].reopened_count, 1);
    assert_int_equal(back.links[1].reopened_count, 0);
    assert_int_equal(close_it(store, CASE_OUTCOME_KNOWN, "", &err),
                     SLV_ERR_INPUT);
    MUST(link_case(store, "a", CASE_LINK_RESOLVED, "", &err));
    assert_int_equal(must_find(f, store, "1").links[0].reopened_count, 1);
    MUST(close_it(store, CASE_OUTCOME_NEW, "", &err));
    assert_int_equal(case_store_reopen_case(store, STR("2"), 0, &anna, &err),
                     SLV_ERR_NOT_FOUND);
    case_store_close(store);
}

/* --- time --- */

static void time_is_kept_per_key(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_time row = {.case_number = STR("1"),
                            .agent = STR("anna"),
                            .minutes = BOUND_CASE_MINUTES,
                            .worked_on = STR("2026-01-01"),
                            .note = STR("on site")};
    struct case_time back;
    struct case_time *all;
    size_t count;
    enum case_put did;
    struct str key;

    assert_int_equal(
        case_store_put_time(store, &row, &anna, NULL, NULL, NULL, &err),
        SLV_ERR_NOT_FOUND);
    must_add(store, "1");
    MUST(case_store_put_time(store, &row, &anna, f->arena, &key, &did, &err));
    assert_text(key, "t1"); /* the refused one took none */
    assert_int_equal(did, CASE_ADDED);
    row.key = key;
    MUST(case_store_put_time(store, &row, &anna, NULL, NULL, &did, &err));
    assert_int_equal(did, CASE_UNCHANGED);
    row.minutes = 1;
    row.note = STR("");
    MUST(case_store_put_time(store, &row, &anna, NULL, NULL, &did, &err));
    assert_int_equal(did, CASE_UPDATED);
    MUST(case_store_find_time(store, key, f->arena, &back, &err));
    assert_int_equal(back.minutes, 1);
    assert_text(back.note, "");
    assert_text(back.worked_on, "2026-01-01");
    assert_text(back.agent, "anna");
    row.key = STR("from-elsewhere");
    MUST(case_store_put_time(store, &row, &anna, NULL, NULL, &did, &err));
    MUST(case_store_list_times(store, STR(""), 10, f->arena, &all, &count,
                               &err));
    assert_int_equal(count, 2);
    assert_text(all[0].key, "from-elsewhere");
    MUST(case_store_list_times(store, all[0].key, 10, f->arena, &all, &count,
                               &err));
    assert_int_equal(count, 1);
    for (int minutes = 0; minutes <= 1441; minutes += 1441) {
        row.minutes = minutes;
        assert_int_equal(
            case_store_put_time(store, &row, &anna, NULL, NULL, NULL, &err),
            SLV_ERR_INPUT);
    }
    row.minutes = 1;
    row.worked_on = STR("2026-02-30");
    assert_int_equal(
        case_store_put_time(store, &row, &anna, NULL, NULL, NULL, &err),
        SLV_ERR_INPUT);
    assert_int_equal(
        case_store_find_time(store, STR("t9"), f->arena, &back, &err),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(last_change(store), 1);
    case_store_close(store);
}

/* --- for learning --- */

static void changes_are_seen_once_and_in_order(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_message message = {.author = CASE_BY_CUSTOMER,
                                   .author_name = STR(""),
                                   .text = STR("Still."),
                                   .created_unix_s = 0};
    struct case_change *changes;
    size_t count;

    assert_int_equal(last_change(store), 0);
    MUST(case_store_changes(store, 0, 10, f->arena, &changes, &count, &err));
    assert_int_equal(count, 0);
    must_add(store, "1");
    must_add(store, "2");
    MUST(link_case(store, "b", CASE_LINK_TRIED, "", &err));
    MUST(link_case(store, "a", CASE_LINK_RESOLVED, "", &err));
    MUST(case_store_add_message(store, STR("1"), 0, &message, &anna, &err));
    message.author = CASE_BY_NOTE;
    message.text = STR("secret");
    MUST(case_store_add_message(store, STR("1"), 0, &message, &anna, &err));
    MUST(close_it(store, CASE_OUTCOME_KNOWN, "", &err));

    MUST(case_store_changes(store, 0, SIZE_MAX, f->arena, &changes, &count,
                            &err));
    assert_int_equal(count, 2);
    assert_text(changes[0].number, "2");
    assert_int_equal(changes[0].change, 2);
    assert_int_equal(changes[0].state, CASE_OPEN);
    assert_text(changes[1].number, "1");
    assert_int_equal(changes[1].change, last_change(store));
    assert_text(changes[1].subject, "Printer is silent");
    assert_text(changes[1].body, "It prints nothing.\n\nStill.");
    assert_int_equal(changes[1].state, CASE_CLOSED);
    assert_int_equal(changes[1].opened_unix_s, NOON - 3600);
    assert_int_equal(changes[1].closed_unix_s, NOON);
    assert_text(changes[1].product, "");
    assert_int_equal(changes[1].link_count, 2);
    assert_text(changes[1].links[0].article_id, "a");
    assert_int_equal(changes[1].links[0].kind, CASE_LINK_RESOLVED);
    assert_int_equal(changes[1].links[1].kind, CASE_LINK_TRIED);

    MUST(case_store_changes(store, 0, 1, f->arena, &changes, &count, &err));
    assert_int_equal(count, 1);
    MUST(case_store_changes(store, 2, 1, f->arena, &changes, &count, &err));
    assert_int_equal(count, 1);
    assert_text(changes[0].number, "1");
    MUST(case_store_changes(store, last_change(store), 1, f->arena, &changes,
                            &count, &err));
    assert_int_equal(count, 0);
    case_store_close(store);
}

static void a_body_has_an_end(void **state)
{
    static char text[BOUND_CASE_TEXT_BYTES];
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record row = plain_case("1");
    struct case_change *changes;
    size_t count;

    memset(text, 'x', sizeof text);
    {
        const struct case_message messages[] = {
            {.author = CASE_BY_CUSTOMER,
             .author_name = STR(""),
             .text = {text, sizeof text - 10},
             .created_unix_s = 1},
            {.author = CASE_BY_CUSTOMER,
             .author_name = STR(""),
             .text = STR("123456789"),
             .created_unix_s = 2},
            {.author = CASE_BY_CUSTOMER,
             .author_name = STR(""),
             .text = STR("12345678"),
             .created_unix_s = 3},
        };

        row.messages = messages;
        row.message_count = 3;
        MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    }
    MUST(case_store_changes(store, 0, 1, f->arena, &changes, &count, &err));
    assert_int_equal(changes[0].body.len, BOUND_CASE_TEXT_BYTES);
    assert_true(str_has_suffix(changes[0].body, STR("x\n\n12345678")));
    case_store_close(store);
}

static void placements_are_of_closed_cases_with_links(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_placement *placements;
    const struct case_link link = {.article_id = STR("c")};
    size_t count;

    must_add(store, "1");
    must_add(store, "open");
    must_add(store, "none");
    must_add(store, "last");
    MUST(link_case(store, "b", CASE_LINK_RESOLVED, "", &err));
    MUST(link_case(store, "a", CASE_LINK_WRONG, "old", &err));
    MUST(case_store_set_link(store, STR("open"), 0, &link, &anna, &err));
    MUST(case_store_set_link(store, STR("last"), 0, &link, &anna, &err));
    MUST(close_it(store, CASE_OUTCOME_KNOWN, "", &err));
    MUST(case_store_close_case(store, STR("none"), 0, CASE_OUTCOME_NONE,
                               STR("spam"), &anna, &err));
    MUST(case_store_close_case(store, STR("last"), 0, CASE_OUTCOME_KNOWN,
                               STR(""), &anna, &err));
    MUST(case_store_placements(store, 0, SIZE_MAX, f->arena, &placements,
                               &count, &err));
    assert_int_equal(count, 2);
    assert_text(placements[0].number, "1");
    assert_int_equal(placements[0].article_count, 2);
    assert_text(placements[0].article_ids[0], "a");
    assert_text(placements[0].article_ids[1], "b");
    assert_text(placements[1].number, "last");
    assert_int_equal(placements[1].article_count, 1);
    assert_text(placements[1].article_ids[0], "c");
    assert_true(placements[1].change > placements[0].change);
    MUST(case_store_placements(store, 0, 1, f->arena, &placements, &count,
                               &err));
    assert_int_equal(count, 1);
    MUST(case_store_placements(store, placements[0].change, 9, f->arena,
                               &placements, &count, &err));
    assert_int_equal(count, 1);
    assert_text(placements[0].number, "last");
    case_store_close(store);
}

static void articles_are_first_seen_once(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct str first[] = {STR("b"), STR("a")};
    const struct str then[] = {STR("a"), STR("c")};
    const struct str bad[] = {STR("d"), STR("")};
    struct case_first_seen *seen;
    size_t count;

    MUST(case_store_see_articles(store, first, 2, NOON, true, &err));
    MUST(case_store_see_articles(store, then, 2, NOON + 9, false, &err));
    assert_int_equal(case_store_see_articles(store, bad, 2, NOON, false, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(case_store_see_articles(store, first, 1, -1, false, &err),
                     SLV_ERR_INPUT);
    MUST(case_store_list_first_seen(store, STR(""), 10, f->arena, &seen, &count,
                                    &err));
    assert_int_equal(count, 3);
    assert_text(seen[0].article_id, "a");
    assert_int_equal(seen[0].first_seen_unix_s, NOON);
    assert_true(seen[0].is_of_first_build);
    assert_text(seen[2].article_id, "c");
    assert_int_equal(seen[2].first_seen_unix_s, NOON + 9);
    assert_false(seen[2].is_of_first_build);
    MUST(case_store_list_first_seen(store, STR("a"), 1, f->arena, &seen, &count,
                                    &err));
    assert_int_equal(count, 1);
    assert_text(seen[0].article_id, "b");
    case_store_close(store);
}

/* --- events --- */

static void events_say_who_did_what_and_stay(void **state)
{
    static const char *const expected[] = {
        "add customer acme", "add case 1",    "add agent anna", "update case 1",
        "message case 1",    "link case 1",   "link case 1",    "unlink case 1",
        "close case 1",      "reopen case 1", "add time t1"};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_record row = plain_case("1");
    struct slv_error err = {0};
    const struct case_message message = {.author = CASE_BY_AGENT,
                                         .author_name = STR("A"),
                                         .text = STR("Hi"),
                                         .created_unix_s = 0};
    const struct case_time time = {.case_number = STR("1"),
                                   .agent = STR("anna"),
                                   .minutes = 5,
                                   .worked_on = STR("2026-01-01")};
    struct case_event *events;
    size_t count;

    row.severity = 3;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    MUST(case_store_add_message(store, STR("1"), 0, &message, &anna, &err));
    MUST(link_case(store, "a", CASE_LINK_RESOLVED, "", &err));
    MUST(link_case(store, "b", CASE_LINK_WRONG, "say \"x\"\n\\", &err));
    MUST(case_store_remove_link(store, STR("1"), 0, STR("b"), &anna, &err));
    MUST(close_it(store, CASE_OUTCOME_KNOWN, "", &err));
    assert_int_equal(close_it(store, CASE_OUTCOME_KNOWN, "", &err),
                     SLV_ERR_CONFLICT); /* leaves none */
    MUST(case_store_reopen_case(store, STR("1"), 0, &anna, &err));
    MUST(case_store_put_time(store, &time, &anna, NULL, NULL, NULL, &err));
    MUST(
        case_store_list_events(store, 0, 100, f->arena, &events, &count, &err));
    assert_int_equal(count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count; i++) {
        assert_text(
            arena_format(f->arena, "%.*s %.*s %.*s", STR_ARG(events[i].action),
                         STR_ARG(events[i].kind), STR_ARG(events[i].key)),
            expected[i]);
        assert_text(events[i].actor, "anna");
        assert_int_equal(events[i].at_unix_s, NOON);
        assert_true(i == 0 || events[i].id > events[i - 1].id);
    }
    assert_text(events[0].detail, "{\"name\":\"acme\"}");
    assert_text(events[6].detail, "{\"article\":\"b\",\"kind\":\"wrong\","
                                  "\"comment\":\"say \\\"x\\\"\\u000a\\\\\"}");
    MUST(case_store_list_events(store, events[9].id, 100, f->arena, &events,
                                &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(try_sql(f, "UPDATE events SET actor = 'bo'"),
                     SLV_ERR_INPUT);
    assert_int_equal(try_sql(f, "DELETE FROM events"), SLV_ERR_INPUT);
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "11");
    case_store_close(store);
}

static void long_texts_fit_an_event(void **state)
{
    static char text[BOUND_CASE_NAME_BYTES];
    static char note[BOUND_CASE_NOTE_BYTES];
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct str longest = {text, sizeof text};
    const struct case_customer row = {STR("k"), longest, longest,
                                      longest,  longest, longest};

    memset(text, '\x01', sizeof text);
    MUST(case_store_put_customer(store, &row, &anna, NULL, &err));
    /* cut between two letters of two bytes */
    memset(note, 'x', sizeof note);
    for (size_t i = 1; i + 1 < sizeof note; i += 2)
        memcpy(note + i, "\xC3\xA9", 2);
    must_add(store, "1");
    MUST(case_store_close_case(store, STR("1"), 0, CASE_OUTCOME_NONE,
                               (struct str){note, sizeof note}, &anna, &err));
    assert_string_equal(ask(f, "SELECT length(CAST(json_extract(detail, "
                               "'$.reason') AS BLOB)) FROM events "
                               "WHERE action = 'close'"),
                        "799");
    case_store_close(store);
}

/* --- opening --- */

static void a_store_opened_for_reading_refuses_to_write(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = NULL;
    struct slv_error err = {0};
    const struct case_record row = plain_case("2");
    struct case_import *import;

    case_store_close(must_open(f));
    MUST(case_store_open(fixture_path(f, "solvent.db"), CASE_STORE_READ, &store,
                         &err));
    assert_int_equal(case_store_add_case(store, &row, &anna, NULL, NULL, &err),
                     SLV_ERR_PERMISSION);
    assert_int_equal(case_store_put_team(store, STR("t"), &anna, NULL, &err),
                     SLV_ERR_PERMISSION);
    assert_int_equal(
        case_import_begin(store, STR("x"), false, &anna, &import, &err),
        SLV_ERR_PERMISSION);
    assert_null(import);
    assert_int_equal(last_change(store), 0);
    case_store_close(store);
}

static void stores_that_cannot_be_opened_are_errors(void **state)
{
    struct fixture *f = *state;
    struct case_store *store;
    struct slv_error err;
    const char *path = fixture_write(
        f, "bad.db", STR("this is no database, however long one looks"));

    assert_int_equal(case_store_open(path, CASE_STORE_WRITE, &store, &err),
                     SLV_ERR_CORRUPT);
    assert_null(store);
    assert_int_equal(case_store_open(fixture_path(f, "none/x.db"),
                                     CASE_STORE_READ, &store, &err),
                     SLV_ERR_CANNOT_CREATE);
}

static void a_store_with_feedback_alone_is_migrated(void **state)
{
    struct fixture *f = *state;
    const struct sql_migration first[] = {sql_migrations_solvent[0],
                                          {NULL, {NULL, 0}}};
    struct slv_error err = {0};
    struct case_store *store;
    struct sqlite3 *db;
    char newest[16];
    int count = 0;

    MUST(
        sql_open(fixture_path(f, "solvent.db"), first, SQL_DURABLE, &db, &err));
    MUST(sql_run(db,
                 "INSERT INTO feedback (article_id, helpful, comment, "
                 "created_unix_s) VALUES ('a', 1, 'thanks', 5)",
                 &err));
    sql_close(db);
    store = must_open(f);
    must_add(store, "1");
    case_store_close(store);
    assert_string_equal(ask(f, "SELECT comment FROM feedback"), "thanks");
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "1");
    while (sql_migrations_solvent[count].name)
        count++;
    snprintf(newest, sizeof newest, "%d", count);
    assert_string_equal(ask(f, "PRAGMA user_version"), newest);
    assert_string_equal(ask(f, "PRAGMA foreign_key_check"), "");
    assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok");
}

/* --- many at once --- */

enum { EACH = 30 };

static void write_cases(struct case_store *store, int *failures)
{
    const struct case_record row = plain_case("");

    for (int i = 0; i < EACH; i++)
        *failures +=
            case_store_add_case(store, &row, &anna, NULL, NULL, NULL) != SLV_OK;
}

struct writer {
    pthread_t thread;
    struct case_store *store;
    int failures;
};

static void *write_in_a_thread(void *argument)
{
    struct writer *writer = argument;

    write_cases(writer->store, &writer->failures);
    return NULL;
}

static void threads_and_processes_give_every_case_its_number(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct writer writers[2] = {{.store = store}, {.store = store}};
    int wait_status = 0;
    pid_t child;

    case_store_close(store); /* no connection goes through a fork */
    child = fork();
    if (child == 0) {
        struct case_store *own = NULL;
        int failures = 0;

        if (case_store_open(fixture_path(f, "solvent.db"), CASE_STORE_WRITE,
                            &own, NULL) != SLV_OK)
            _exit(2);
        write_cases(own, &failures);
        case_store_close(own);
        _exit(failures > 0);
    }
    store = must_open(f);
    for (int i = 0; i < 2; i++) {
        writers[i].store = store;
        assert_int_equal(pthread_create(&writers[i].thread, NULL,
                                        write_in_a_thread, &writers[i]),
                         0);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(writers[i].thread, NULL), 0);
        assert_int_equal(writers[i].failures, 0);
    }
    assert_int_equal(waitpid(child, &wait_status, 0), child);
    assert_true(WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0);
    assert_int_equal(last_change(store), 3 * EACH);
    assert_string_equal(ask(f, "SELECT count(DISTINCT number) || ' ' || "
                               "max(number) FROM cases"),
                        "90 1090");
    case_store_close(store);
}

static void acknowledged_cases_survive_a_kill(void **state)
{
    struct fixture *f = *state;
    int acknowledged = 0;

    for (int round = 0; round < 3; round++) {
        int said[2];
        int wait_status;
        char byte;
        pid_t child;

        assert_int_equal(pipe(said), 0);
        child = fork();
        if (child == 0) {
            const struct case_record row = plain_case("");
            struct case_store *store = NULL;

            close(said[0]);
            if (case_store_open(fixture_path(f, "solvent.db"), CASE_STORE_WRITE,
                                &store, NULL) == SLV_OK)
                while (case_store_add_case(store, &row, &anna, NULL, NULL,
                                           NULL) == SLV_OK &&
                       write(said[1], "x", 1) == 1)
                    continue;
            _exit(1);
        }
        close(said[1]);
        for (int i = 0; i < 7; i++) {
            assert_int_equal(read(said[0], &byte, 1), 1);
            acknowledged++;
        }
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &wait_status, 0), child);
        while (read(said[0], &byte, 1) == 1)
            acknowledged++;
        close(said[0]);
    }
    {
        const int kept = atoi(ask(f, "SELECT count(*) FROM cases"));

        assert_in_range(kept, acknowledged, acknowledged + 3);
    }
    assert_string_equal(ask(f, "SELECT count(*) FROM cases WHERE id NOT IN "
                               "(SELECT case_id FROM messages)"),
                        "0");
    assert_string_equal(ask(f, "SELECT (SELECT count(*) FROM cases) = "
                               "(SELECT count(*) FROM events "
                               "WHERE kind = 'case')"),
                        "1");
}

static void words_go_both_ways(void **state)
{
    enum case_state a_state = CASE_OPEN;
    enum case_outcome outcome = CASE_OUTCOME_UNSAID;
    enum case_link_kind kind = CASE_LINK_TRIED;
    enum case_author author = CASE_BY_CUSTOMER;

    (void) state;
    for (int i = CASE_OPEN; i <= CASE_CLOSED; i++) {
        assert_true(case_state_parse(
            str_from(case_state_word((enum case_state) i)), &a_state));
        assert_int_equal(a_state, i);
    }
    for (int i = CASE_OUTCOME_KNOWN; i <= CASE_OUTCOME_NONE; i++) {
        assert_true(case_outcome_parse(
            str_from(case_outcome_word((enum case_outcome) i)), &outcome));
        assert_int_equal(outcome, i);
    }
    for (int i = CASE_LINK_RESOLVED; i <= CASE_LINK_WRONG; i++) {
        assert_true(case_link_kind_parse(
            str_from(case_link_kind_word((enum case_link_kind) i)), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = CASE_BY_CUSTOMER; i <= CASE_BY_NOTE; i++) {
        assert_true(case_author_parse(
            str_from(case_author_word((enum case_author) i)), &author));
        assert_int_equal(author, i);
    }
    assert_false(case_state_parse(STR("Open"), &a_state));
    assert_false(case_outcome_parse(STR(""), &outcome));
    assert_false(case_link_kind_parse(STR("resolve"), &kind));
    assert_false(case_author_parse(STR("staff"), &author));
}

static void no_first_reply_without_a_severity(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record row = plain_case("1042");
    struct case_message reply = {.author = CASE_BY_AGENT, .text = STR("Hello")};
    const struct case_message note = {.author = CASE_BY_NOTE,
                                      .text = STR("Hm")};
    struct case_answer answer = {.message = reply, .state = CASE_WAITING};
    struct case_record now;

    row.severity = 0;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    assert_int_equal(
        case_store_add_message(store, STR("1042"), 0, &reply, &anna, &err),
        SLV_ERR_CONFLICT);
    assert_string_equal(err.text,
                        "case 1042 has no severity yet, and there is no first "
                        "reply without one");
    assert_true(err.hint[0] != '\0');
    MUST(case_store_add_message(store, STR("1042"), 0, &note, &anna, &err));
    assert_int_equal(case_store_answer_once(store, STR("1042"), 0, &answer,
                                            NULL, &anna, &err),
                     SLV_ERR_CONFLICT);
    answer.severity = 5; /* there are four */
    assert_int_equal(case_store_answer_once(store, STR("1042"), 0, &answer,
                                            NULL, &anna, &err),
                     SLV_ERR_CONFLICT);
    assert_string_equal(ask(f, "SELECT count(*) FROM messages "
                               "WHERE author = 'agent'"),
                        "0");
    answer.severity = 4;
    MUST(case_store_answer_once(store, STR("1042"), 0, &answer, NULL, &anna,
                                &err));
    MUST(case_store_find_case(store, STR("1042"), f->arena, &now, &err));
    assert_int_equal(now.severity, 4);
    assert_int_equal(now.state, CASE_WAITING);
    assert_true(str_equal(now.agent, STR("anna")));
    MUST(case_store_add_message(store, STR("1042"), 0, &reply, &anna, &err));
    row.number = STR("1043");
    row.messages = &reply;
    row.message_count = 1;
    assert_int_equal(case_store_add_case(store, &row, &anna, NULL, NULL, &err),
                     SLV_ERR_CONFLICT);
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(no_first_reply_without_a_severity),
        FIXTURE_TEST(a_case_comes_back_as_it_was_opened),
        FIXTURE_TEST(numbers_count_up_and_skip_what_is_taken),
        FIXTURE_TEST(a_new_case_is_checked),
        FIXTURE_TEST(an_update_tells_what_changed),
        FIXTURE_TEST(messages_have_the_time_of_their_writing),
        FIXTURE_TEST(a_case_has_one_link_per_article),
        FIXTURE_TEST(closing_says_how_it_ended),
        FIXTURE_TEST(a_case_ends_without_an_article_for_a_reason),
        FIXTURE_TEST(reopening_counts_against_what_resolved),
        FIXTURE_TEST(time_is_kept_per_key),
        FIXTURE_TEST(changes_are_seen_once_and_in_order),
        FIXTURE_TEST(a_body_has_an_end),
        FIXTURE_TEST(placements_are_of_closed_cases_with_links),
        FIXTURE_TEST(articles_are_first_seen_once),
        FIXTURE_TEST(events_say_who_did_what_and_stay),
        FIXTURE_TEST(long_texts_fit_an_event),
        FIXTURE_TEST(a_store_opened_for_reading_refuses_to_write),
        FIXTURE_TEST(stores_that_cannot_be_opened_are_errors),
        FIXTURE_TEST(a_store_with_feedback_alone_is_migrated),
        FIXTURE_TEST(threads_and_processes_give_every_case_its_number),
        FIXTURE_TEST(acknowledged_cases_survive_a_kill),
        FIXTURE_TEST(words_go_both_ways),
    };

    return cmocka_run_group_tests_name("case_store", tests, NULL, NULL);
}
