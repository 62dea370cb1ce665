/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The outbox of webhooks: what is written for whom, when it is tried again and
 * given up, and its bounds; signatures, and addresses that are refused.
 */
#include "tests/unit/case_fixture.h"

#include "base/check.h"
#include "server/webhook_client.h"
#include "store/webhook_store.h"

#include <string.h>

static const char secret_text[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

static int64_t must_add_webhook(struct case_store *store, unsigned events)
{
    const struct webhook row = {
        .url = STR("https://example.org/hook"),
        .secret = str_from(secret_text),
        .events = events,
        .is_active = true,
    };
    struct slv_error err = {0};
    int64_t id = 0;

    MUST(webhook_store_add(store, &row, NULL, &anna, &id, &err));
    return id;
}

static void waits_grow_up_to_an_hour(void **state)
{
    static const struct {
        int attempts;
        int64_t least_s;
        int64_t most_s;
    } rows[] = {
        {1, 2, 2},        {2, 4, 5},
        {3, 8, 10},       {4, 16, 20},
        {11, 2048, 2560}, {12, 3600, 4500},
        {40, 3600, 4500}, {1000000, 3600, 4500},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(webhook_wait_s(rows[i].attempts, 0), rows[i].least_s);
        for (uint32_t random = 0; random < 5000; random++) {
            int64_t wait_s = webhook_wait_s(rows[i].attempts, random);

            assert_in_range(wait_s, rows[i].least_s, rows[i].most_s);
        }
    }
}

/* The example of the Standard Webhooks specification; OpenSSL gives the same. */
static void a_known_text_has_the_known_signature(void **state)
{
    char out[WEBHOOK_SIGNATURE_BYTES];

    (void) state;
    assert_true(webhook_sign(str_from(secret_text),
                             STR("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330,
                             STR("{\"test\": 2432232314}"), out));
    assert_string_equal(out, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_false(webhook_sign(STR("MfKQ"), STR("a"), 1, STR("{}"), out));
    assert_false(webhook_sign(STR("whsec_?"), STR("a"), 1, STR("{}"), out));
}

static void addresses_are_checked_as_they_are_written(void **state)
{
    static const struct {
        const char *url;
        bool is_allowed; /* by the strict rules */
        bool is_own;     /* by those that allow http and 10.0.0.0/8 */
    } rows[] = {
        {"https://example.org/hook?x=1", true, true},
        {"https://example.org:8443/", true, true},
        {"https://[2606:4700::1111]/", true, true},
        {"http://example.org/", false, true},
        {"https://10.0.0.1/", false, true},
        {"https://[::ffff:10.0.0.1]/", false, true},
        {"https://127.0.0.1/", false, false},
        {"https://[::1]/", false, false},
        {"https://u@example.org/", false, false},
        {"https://example.org/#a", false, false},
        {"file:///etc/passwd", false, false},
        {"gopher://example.org/", false, false},
        {"", false, false},
        {"https://", false, false},
    };
    struct webhook_rules strict = {.allows_http = false};
    struct webhook_rules own = {.allows_http = true};
    struct slv_error err;

    (void) state;
    assert_true(network_list_parse(STR("10.0.0.0/8"), &own.networks, NULL));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str url = str_from(rows[i].url);

        if ((webhook_check_url(&strict, url, &err) == SLV_OK) !=
                rows[i].is_allowed ||
            (webhook_check_url(&own, url, &err) == SLV_OK) != rows[i].is_own)
            fail_msg("%s", rows[i].url);
    }
    assert_int_equal(
        webhook_check_url(&own, (struct str){"https://a/\0b", 12}, &err),
        SLV_ERR_INPUT);
}

static size_t count_due(struct fixture *f, struct case_store *store,
                        int64_t now_unix_s, int64_t *delivery_id)
{
    struct webhook_due *due;
    struct slv_error err = {0};
    size_t count;

    MUST(webhook_store_take_due(store, NULL, 0, now_unix_s, f->arena, &due,
                                &count, &err));
    if (count > 0)
        *delivery_id = due[0].delivery_id;
    return count;
}

static void
rows_are_written_with_the_change_and_for_who_wants_them(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};

    must_add(store, "1"); /* nobody listens yet */
    (void) must_add_webhook(store, 1u << WEBHOOK_CASE_CLOSED);
    (void) must_add_webhook(store, WEBHOOK_EVENTS_ALL);
    must_add(store, "2");
    MUST(case_store_close_case(store, STR("2"), 0, CASE_OUTCOME_NONE,
                               STR("spam"), &anna, &err));
    /* what is refused leaves no row */
    assert_int_equal(case_store_close_case(store, STR("2"), 0,
                                           CASE_OUTCOME_NONE, STR("spam"),
                                           &anna, &err),
                     SLV_ERR_CONFLICT);
    assert_string_equal(ask(f, "SELECT group_concat(webhook_id || type, ' ') "
                               "FROM (SELECT * FROM webhook_deliveries "
                               "ORDER BY webhook_id, id)"),
                        "1case.closed 2case.opened 2case.closed");
    assert_string_equal(ask(f, "SELECT count(DISTINCT event_id) "
                               "FROM webhook_deliveries"),
                        "2");
    assert_string_equal(ask(f,
                            "SELECT json_extract(payload, '$.id') = event_id "
                            "AND json_extract(payload, '$.data.outcome') "
                            "= 'none' FROM webhook_deliveries "
                            "WHERE type = 'case.closed' LIMIT 1"),
                        "1");
    case_store_close(store);
}

static void an_event_is_tried_for_a_day_and_then_given_up(void **state)
{
    const struct webhook_result silence = {.is_unreachable = true,
                                           .answer = STR("No answer\x01.")};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    enum webhook_state after = WEBHOOK_WAITING;
    struct webhook webhook;
    int64_t id = must_add_webhook(store, WEBHOOK_EVENTS_ALL);
    int64_t now = NOON;
    int64_t delivery = 0;
    int64_t count = 0;
    int tries = 0;

    must_add(store, "1");
    for (; after == WEBHOOK_WAITING && tries < 100; tries++) {
        assert_int_equal(count_due(f, store, now, &delivery), 1);
        MUST(
            webhook_store_finish(store, delivery, &silence, now, &after, &err));
        MUST(webhook_store_find(store, id, f->arena, &webhook, &err));
        if (after == WEBHOOK_WAITING) {
            assert_int_equal(
                count_due(f, store, webhook.retry_unix_s - 1, &delivery), 0);
            now = webhook.retry_unix_s;
        }
    }
    assert_int_equal(after, WEBHOOK_GIVEN_UP);
    /* 2 + 4 + ... + 2048 = 4094 s, then an hour each: 11 + 22 waits fit */
    assert_int_equal(tries, 34);
    assert_int_equal(webhook.given_up, 1);
    assert_int_equal(webhook.failures, 34);
    assert_int_equal(count_due(f, store, now + 3600, &delivery), 0);
    MUST(webhook_store_retry(
        store, id, 0, &(struct case_actor){STR("max"), now}, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(count_due(f, store, now, &delivery), 1);
    MUST(webhook_store_finish(
        store, delivery,
        &(struct webhook_result){.http_status = 204, .is_delivered = true}, now,
        &after, &err));
    assert_int_equal(after, WEBHOOK_DELIVERED);
    MUST(webhook_store_find(store, id, f->arena, &webhook, &err));
    assert_int_equal(webhook.failures, 0);
    assert_int_equal(webhook.waiting, 0);
    case_store_close(store);
}

static void the_outbox_has_an_end(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct webhook webhook;
    int64_t id = must_add_webhook(store, WEBHOOK_EVENTS_ALL);

    (void) ask(f, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                  "FROM n WHERE i < 9999) INSERT INTO webhook_deliveries "
                  "(webhook_id, event_id, type, payload, state, attempts, "
                  "created_unix_s, since_unix_s, next_try_unix_s) SELECT 1, "
                  "'e' || i, 'test', '{}', 'waiting', 0, 1767268800, "
                  "1767268800, 1767268800 FROM n");
    must_add(store, "1");
    must_add(store, "2");
    MUST(webhook_store_find(store, id, f->arena, &webhook, &err));
    assert_int_equal(webhook.waiting, WEBHOOK_WAITING_MAX);
    assert_int_equal(webhook.dropped, 1);
    (void) ask(f, "UPDATE webhook_deliveries SET state = 'delivered'");
    MUST(webhook_store_tidy(store, NOON + 60, &err));
    assert_string_equal(ask(f, "SELECT count(*) FROM webhook_deliveries"),
                        "1000");
    MUST(webhook_store_tidy(store, NOON + WEBHOOK_ENDED_KEPT_S + 1, &err));
    assert_string_equal(ask(f, "SELECT count(*) FROM webhook_deliveries"), "0");
    case_store_close(store);
}

static void articles_are_told_of_once_each_time_they_come(void **state)
{
    const struct str ab[] = {STR("a"), STR("b")};
    const struct str abc[] = {STR("a"), STR("b"), STR("c")};
    const struct str bc[] = {STR("b"), STR("c")};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};

    /* without a webhook nothing is kept */
    MUST(webhook_store_see_articles(store, NULL, 0, ab, 2, &anna, &err));
    (void) must_add_webhook(store, 1u << WEBHOOK_ARTICLE_PUBLISHED);
    MUST(webhook_store_see_articles(store, ab, 2, abc, 3, &anna, &err));
    MUST(webhook_store_see_articles(store, abc, 3, abc, 3, &anna, &err));
    MUST(webhook_store_see_articles(store, abc, 3, bc, 2, &anna, &err));
    /* the store knows better than a `before` that was never told */
    MUST(webhook_store_see_articles(store, abc, 3, abc, 3, &anna, &err));
    assert_string_equal(
        ask(f, "SELECT group_concat(json_extract(payload, '$.data.article'), "
               "'') FROM webhook_deliveries"),
        "ca");
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(waits_grow_up_to_an_hour),
        FIXTURE_TEST(a_known_text_has_the_known_signature),
        FIXTURE_TEST(addresses_are_checked_as_they_are_written),
        FIXTURE_TEST(rows_are_written_with_the_change_and_for_who_wants_them),
        FIXTURE_TEST(an_event_is_tried_for_a_day_and_then_given_up),
        FIXTURE_TEST(the_outbox_has_an_end),
        FIXTURE_TEST(articles_are_told_of_once_each_time_they_come),
    };

    return cmocka_run_group_tests_name("webhooks", tests, NULL, NULL);
}
