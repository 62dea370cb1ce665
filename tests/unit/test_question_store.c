/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/question_store: what was asked, and how it ended.
 */
#include "tests/unit/case_fixture.h"

#include "store/question_store.h"

enum { DAY_S = 24 * 60 * 60 };

static struct str two_ids[] = {{"a", 1}, {"b/c", 3}};

static const char *key_of(struct fixture *f, int number)
{
    return arena_format(f->arena, "question-%08d", number).ptr;
}

static void must_ask(struct fixture *f, struct case_store *store, int number,
                     int64_t session, int64_t when)
{
    const struct question row = {
        .key = str_from(key_of(f, number)),
        .session = session,
        .asked_unix_s = when,
        .words = STR("printer is silent"),
        .shown = {two_ids, 2},
    };
    struct slv_error err = {0};

    MUST(question_store_ask(store, &row, &err));
}

static struct question must_find_question(struct fixture *f,
                                          struct case_store *store, int number)
{
    struct question found = {.session = 0};
    struct slv_error err = {0};

    MUST(question_store_find(store, str_from(key_of(f, number)), f->arena,
                             &found, &err));
    return found;
}

static struct question_counts counts(struct case_store *store, int64_t now)
{
    struct question_counts out;
    struct slv_error err = {0};

    MUST(question_store_count(store, 0, now + 1, now, &out, &err));
    return out;
}

static void what_is_shown_adds_up_and_words_are_the_last(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str more[] = {{"b/c", 3}, {"d", 1}, {"", 0}};
    struct question found;
    struct slv_error err = {0};

    must_ask(f, store, 1, 7, NOON);
    MUST(question_store_ask(store,
                            &(struct question){
                                .key = str_from(key_of(f, 1)),
                                .asked_unix_s = NOON + 5,
                                .words = STR("other words"),
                                .shown = {more, 3},
                            },
                            &err));
    found = must_find_question(f, store, 1);
    assert_int_equal(found.shown.count, 3);
    assert_text(found.shown.items[2], "d");
    assert_text(found.words, "other words");
    assert_int_equal(found.session, 7);
    assert_int_equal(found.asked_unix_s, NOON);
    case_store_close(store);
}

static void only_what_was_shown_is_opened_or_claimed(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str key = str_from(key_of(f, 1));
    struct slv_error err = {0};
    bool is_first = false;

    must_ask(f, store, 1, 7, NOON);
    assert_int_equal(question_store_open(store, key, STR("zzz"), &err),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(
        question_store_open(store, STR("no-such-question-1"), STR("a"), &err),
        SLV_ERR_NOT_FOUND);
    MUST(question_store_open(store, key, STR("b/c"), &err));
    assert_int_equal(
        question_store_claim(store, key, STR("zzz"), &is_first, &err),
        SLV_ERR_NOT_FOUND);
    assert_false(is_first);
    MUST(question_store_claim(store, key, STR("a"), &is_first, &err));
    assert_true(is_first);
    MUST(question_store_claim(store, key, STR("a"), &is_first, &err));
    assert_false(is_first);
    assert_text(must_find_question(f, store, 1).opened, "b/c");
    assert_text(must_find_question(f, store, 1).claimed, "a");
    case_store_close(store);
}

static void a_case_that_was_sent_is_no_deflection(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str key = str_from(key_of(f, 1));
    struct question found;
    struct slv_error err = {0};

    must_add(store, "1001");
    must_ask(f, store, 1, 7, NOON);
    MUST(question_store_claim(store, key, STR("a"), NULL, &err));
    assert_int_equal(question_store_send(store, key, STR("999"), &err),
                     SLV_ERR_NOT_FOUND);
    MUST(question_store_send(store, key, STR("1001"), &err));
    assert_int_equal(question_store_claim(store, key, STR("a"), NULL, &err),
                     SLV_ERR_CONFLICT);
    MUST(question_store_find_by_case(store, STR("1001"), f->arena, &found,
                                     &err));
    assert_text(found.key, key_of(f, 1));
    assert_text(found.claimed, "");
    assert_int_equal(counts(store, NOON + 10).claimed, 0);
    assert_int_equal(counts(store, NOON + 10).sent, 1);
    case_store_close(store);
}

static void implied_is_concluded_with_care(void **state)
{
    static const struct {
        int64_t session;
        bool is_opened;
        bool is_claimed;
        bool is_sent;
        int64_t days_ago;
        bool is_implied;
    } rows[] = {
        {1, true, false, false, 4, true},   /* read, and silent since */
        {2, false, false, false, 4, false}, /* left: nobody knows why */
        {3, true, true, false, 4, false},   /* said: claimed */
        {4, true, false, true, 4, false},
        {5, true, false, false, 2, false}, /* too early to say */
        {6, true, false, false, 5, false}, /* asked again, and sent */
        {6, true, false, true, 4, false},
        {7, true, false, false, 30, true}, /* sent something much later */
        {7, false, false, true, 4, false},
        {0, true, false, false, 4, true},  /* sessions that are not known */
        {0, false, false, true, 4, false}, /* are not one session */
    };
    const int64_t now = NOON + 100 * DAY_S;
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct question_counts all;
    struct slv_error err = {0};
    uint64_t implied = 0;
    uint64_t asked;
    uint64_t sent;

    must_add(store, "1001");
    for (int i = 0; i < (int) (sizeof rows / sizeof *rows); i++) {
        struct str key = str_from(key_of(f, i));

        must_ask(f, store, i, rows[i].session, now - rows[i].days_ago * DAY_S);
        if (rows[i].is_opened)
            MUST(question_store_open(store, key, STR("a"), &err));
        if (rows[i].is_claimed)
            MUST(question_store_claim(store, key, STR("a"), NULL, &err));
        if (rows[i].is_sent)
            MUST(question_store_send(store, key, STR("1001"), &err));
        implied += rows[i].is_implied;
    }
    all = counts(store, now);
    assert_int_equal(all.asked, sizeof rows / sizeof *rows);
    assert_int_equal(all.shown, all.asked);
    assert_int_equal(all.implied, implied);
    assert_int_equal(all.claimed, 1);
    assert_int_equal(all.sent, 4);
    MUST(question_store_count_session(store, 6, now - 5 * DAY_S, &asked, &sent,
                                      &err));
    assert_int_equal(asked, 2);
    assert_int_equal(sent, 1);
    case_store_close(store);
}

static void bounds_hold(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str many[40];
    struct question found;
    struct slv_error err = {0};
    char long_words[2000];

    for (int i = 0; i < 40; i++)
        many[i] = arena_format(f->arena, "article-%d", i);
    memset(long_words, 'x', sizeof long_words);
    long_words[QUESTION_WORDS_BYTES_MAX - 1] = '\xC3';
    long_words[QUESTION_WORDS_BYTES_MAX] = '\xA9';
    assert_int_equal(question_store_ask(
                         store, &(struct question){.key = STR("short")}, &err),
                     SLV_ERR_INPUT);
    MUST(question_store_ask(
        store,
        &(struct question){.key = str_from(key_of(f, 1)),
                           .words = {long_words, sizeof long_words},
                           .shown = {many, 40}},
        &err));
    found = must_find_question(f, store, 1);
    assert_int_equal(found.shown.count, QUESTION_SHOWN_MAX);
    assert_int_equal(found.words.len, QUESTION_WORDS_BYTES_MAX - 1);
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_is_shown_adds_up_and_words_are_the_last),
        FIXTURE_TEST(only_what_was_shown_is_opened_or_claimed),
        FIXTURE_TEST(a_case_that_was_sent_is_no_deflection),
        FIXTURE_TEST(implied_is_concluded_with_care),
        FIXTURE_TEST(bounds_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
