/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/people_store: users, sessions, tokens, counted attempts, and the events
 * that tell of them.
 */
#include "tests/unit/case_fixture.h"

#include "store/people_store.h"

static const struct str hash = {"$argon2id$v=19$made-up", 22};
static const struct str digest_a = {
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 64};
static const struct str digest_b = {
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 64};

static struct people_store *must_open_people(struct fixture *f)
{
    struct people_store *store = NULL;
    struct slv_error err = {0};

    MUST(people_store_open(fixture_path(f, "solvent.db"), &store, &err));
    return store;
}

static void must_add_user(struct people_store *store, const char *login,
                          enum user_role role)
{
    const struct user user = {.login = str_from(login), .role = role};
    struct slv_error err = {0};

    MUST(people_store_add_user(store, &user, hash, &anna, NULL, &err));
}

static void must_begin(struct people_store *store, const char *login,
                       struct str digest)
{
    struct slv_error err = {0};

    MUST(people_store_begin_session(store, str_from(login), digest,
                                    STR("Browser 1"), NOON + 100, &anna, &err));
}

static enum slv_status find(struct fixture *f, struct people_store *store,
                            struct str digest, int64_t now,
                            struct user_session *session, struct user *user)
{
    struct slv_error err = {0};

    return people_store_find_session(store, digest, now, f->arena, session,
                                     user, &err);
}

static void every_role_has_its_word(void **state)
{
    enum user_role role;

    (void) state;
    for (int i = 0; i < ROLE_COUNT; i++) {
        const char *word = user_role_word((enum user_role) i);

        assert_true(user_role_parse(str_from(word), &role));
        assert_int_equal(role, i);
    }
    assert_false(user_role_parse(STR("Admin"), &role));
    assert_false(user_role_parse(STR(""), &role));
    assert_false(user_role_parse(STR("root"), &role));
}

static void a_user_comes_back_as_it_was_added(void **state)
{
    struct fixture *f = *state;
    struct case_store *cases = must_open(f);
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct str groups[] = {STR("silver"), STR("gold"), STR("gold")};
    struct user user = {.login = STR("Kim@Example.org"),
                        .email = STR("kim@example.org"),
                        .role = ROLE_CUSTOMER,
                        .customer = STR("acme"),
                        .groups = {groups, 3}};
    struct user back;
    struct str back_hash;

    assert_int_equal(
        people_store_add_user(store, &user, hash, &anna, NULL, &err),
        SLV_ERR_NOT_FOUND);
    MUST(case_store_put_customer(
        cases, &(struct case_customer){.key = STR("acme")}, &anna, NULL, &err));
    MUST(people_store_add_user(store, &user, hash, &anna, NULL, &err));
    MUST(people_store_find_user(store, STR("KIM@example.ORG"), f->arena, &back,
                                &back_hash, &err));
    assert_text(back.login, "kim@example.org");
    assert_text(back.name, "kim@example.org");
    assert_text(back.customer, "acme");
    assert_int_equal(back.role, ROLE_CUSTOMER);
    assert_int_equal(back.groups.count, 2);
    assert_text(back.groups.items[0], "gold");
    assert_text(back.groups.items[1], "silver");
    assert_int_equal(back.created_unix_s, NOON);
    assert_int_equal(back.disabled_unix_s, 0);
    assert_true(str_equal(back_hash, hash));
    assert_int_equal(
        people_store_add_user(store, &user, hash, &anna, NULL, &err),
        SLV_ERR_CONFLICT);
    assert_string_equal(ask(f, "SELECT actor || ' ' || action || ' ' || key || "
                               "detail FROM events WHERE kind = 'user'"),
                        "anna add kim@example.org{\"role\":\"customer\","
                        "\"customer\":\"acme\",\"groups\":3}");
    people_store_close(store);
    case_store_close(cases);
}

static void odd_users_are_refused(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    const struct user refused[] = {
        {.login = STR(""), .role = ROLE_AGENT},
        {.login = STR("a b"), .role = ROLE_AGENT},
        {.login = STR("a\0b"), .role = ROLE_AGENT},
        {.login = STR("\xc3\xa9va"), .role = ROLE_AGENT},
        {.login = STR("a;b"), .role = ROLE_AGENT},
        {.login = STR("a"), .role = ROLE_CUSTOMER},
        {.login = STR("a"), .role = ROLE_AGENT, .customer = STR("acme")},
    };
    struct slv_error err;
    char longest[BOUND_LOGIN_BYTES + 1];
    struct user user = {.role = ROLE_AGENT};

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        err.text[0] = '\0';
        assert_int_equal(
            people_store_add_user(store, &refused[i], hash, &anna, NULL, &err),
            SLV_ERR_INPUT);
        assert_true(strlen(err.text) > 0);
    }
    memset(longest, 'a', sizeof longest);
    user.login = (struct str){longest, sizeof longest};
    assert_int_equal(
        people_store_add_user(store, &user, hash, &anna, NULL, &err),
        SLV_ERR_TOO_BIG);
    user.login.len--;
    MUST(people_store_add_user(store, &user, hash, &anna, NULL, &err));
    assert_string_equal(ask(f, "SELECT count(*) FROM users"), "1");
    people_store_close(store);
}

static void the_tables_refuse_it_too(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);

    must_add_user(store, "anna", ROLE_ADMIN);
    people_store_close(store);
    assert_int_not_equal(try_sql(f, "DELETE FROM users"), SLV_OK);
    assert_int_not_equal(try_sql(f, "UPDATE users SET login = 'b'"), SLV_OK);
    assert_int_not_equal(try_sql(f, "UPDATE users SET role = 'root'"), SLV_OK);
    assert_int_not_equal(try_sql(f, "UPDATE users SET role = 'customer'"),
                         SLV_OK);
    assert_int_not_equal(
        try_sql(f, "INSERT INTO sessions (digest, user_id, client, "
                   "created_unix_s, last_seen_unix_s, expires_unix_s) "
                   "VALUES ('short', 1, '', 1, 1, 2)"),
        SLV_OK);
    assert_int_equal(try_sql(f, "UPDATE users SET name = 'b'"), SLV_OK);
}

static void only_the_first_is_added_as_the_first(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    const struct user user = {.login = STR("admin"), .role = ROLE_ADMIN};
    bool answer;

    MUST(people_store_has_users(store, &answer, &err));
    assert_false(answer);
    MUST(people_store_add_first(store, &user, hash, &anna, &answer, &err));
    assert_true(answer);
    MUST(people_store_has_users(store, &answer, &err));
    assert_true(answer);
    MUST(people_store_add_first(store, &user, hash, &anna, &answer, &err));
    assert_false(answer);
    assert_string_equal(ask(f, "SELECT count(*) FROM users"), "1");
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "1");
    people_store_close(store);
}

static void the_last_administrator_stays(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct user user = {.login = STR("anna"), .role = ROLE_AGENT};

    must_add_user(store, "anna", ROLE_ADMIN);
    must_add_user(store, "bob", ROLE_AGENT);
    assert_int_equal(people_store_set_role(store, &user, &anna, &err),
                     SLV_ERR_CONFLICT);
    assert_int_equal(
        people_store_set_disabled(store, STR("anna"), true, &anna, &err),
        SLV_ERR_CONFLICT);
    user = (struct user){.login = STR("BOB"), .role = ROLE_ADMIN};
    MUST(people_store_set_role(store, &user, &anna, &err));
    MUST(people_store_set_disabled(store, STR("anna"), true, &anna, &err));
    assert_int_equal(
        people_store_set_disabled(store, STR("bob"), true, &anna, &err),
        SLV_ERR_CONFLICT);
    MUST(people_store_set_disabled(store, STR("anna"), false, &anna, &err));
    MUST(people_store_set_disabled(store, STR("bob"), true, &anna, &err));
    people_store_close(store);
}

static void a_session_is_found_until_it_ends(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct user_session session;
    struct user user;

    must_add_user(store, "anna", ROLE_ADMIN);
    must_add_user(store, "bob", ROLE_AGENT);
    must_begin(store, "ANNA", digest_a);
    MUST(find(f, store, digest_a, NOON + 99, &session, &user));
    assert_text(user.login, "anna");
    assert_int_equal(user.role, ROLE_ADMIN);
    assert_text(session.client, "Browser 1");
    assert_int_equal(session.user_id, user.id);
    assert_int_equal(find(f, store, digest_b, NOON, &session, &user),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(find(f, store, digest_a, NOON + 100, &session, &user),
                     SLV_ERR_NOT_FOUND);
    MUST(people_store_see_session(store, session.id, NOON + 50, NOON + 150,
                                  &err));
    MUST(find(f, store, digest_a, NOON + 149, &session, &user));
    assert_int_equal(session.last_seen_unix_s, NOON + 50);
    /* not by somebody else */
    assert_int_equal(
        people_store_end_session(store, STR("bob"), session.id, &anna, &err),
        SLV_ERR_NOT_FOUND);
    MUST(people_store_end_session(store, STR("anna"), session.id, &anna, &err));
    assert_int_equal(find(f, store, digest_a, NOON, &session, &user),
                     SLV_ERR_NOT_FOUND);
    assert_string_equal(ask(f, "SELECT group_concat(action) FROM events"),
                        "add,add,sign_in,sign_out");
    people_store_close(store);
}

static void disabling_ends_sessions_and_tokens(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct user_session session;
    struct user_token token;
    struct user user;

    must_add_user(store, "anna", ROLE_ADMIN);
    must_add_user(store, "bob", ROLE_AGENT);
    must_begin(store, "bob", digest_a);
    MUST(people_store_add_token(store, STR("bob"), STR("nightly"),
                                STR("cases:read"), digest_b, &anna, &err));
    MUST(people_store_find_token(store, digest_b, f->arena, &token, &user,
                                 &err));
    assert_text(user.login, "bob");
    MUST(people_store_set_disabled(store, STR("bob"), true, &anna, &err));
    assert_int_equal(find(f, store, digest_a, NOON, &session, &user),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(
        people_store_find_token(store, digest_b, f->arena, &token, &user, &err),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(people_store_begin_session(store, STR("bob"), digest_a,
                                                STR(""), NOON + 9, &anna, &err),
                     SLV_ERR_NOT_FOUND);
    MUST(people_store_set_disabled(store, STR("bob"), false, &anna, &err));
    assert_int_equal(find(f, store, digest_a, NOON, &session, &user),
                     SLV_ERR_NOT_FOUND);
    MUST(people_store_find_token(store, digest_b, f->arena, &token, &user,
                                 &err));
    people_store_close(store);
}

static void another_password_ends_other_sessions(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct user_session session;
    struct user user;
    struct str back;

    must_add_user(store, "anna", ROLE_ADMIN);
    must_begin(store, "anna", digest_a);
    must_begin(store, "anna", digest_b);
    MUST(find(f, store, digest_a, NOON, &session, &user));
    MUST(people_store_set_password(store, STR("anna"), STR("other"), session.id,
                                   &anna, &err));
    MUST(find(f, store, digest_a, NOON, &session, &user));
    assert_int_equal(find(f, store, digest_b, NOON, &session, &user),
                     SLV_ERR_NOT_FOUND);
    MUST(people_store_find_user(store, STR("anna"), f->arena, &user, &back,
                                &err));
    assert_text(back, "other");
    assert_string_equal(ask(f, "SELECT count(*) FROM events "
                               "WHERE detail LIKE '%other%'"),
                        "0");
    people_store_close(store);
}

static void sessions_of_a_user_are_bounded_and_listed(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct user_session *sessions;
    struct user_session session;
    struct user user;
    size_t count;
    char digest[PEOPLE_DIGEST_BYTES + 1];
    char client[600];

    must_add_user(store, "anna", ROLE_ADMIN);
    memset(client, 'x', sizeof client);
    client[199] = (char) 0xC3; /* would be cut within */
    client[200] = (char) 0xA9;
    for (int i = 0; i <= BOUND_USER_SESSIONS; i++) {
        const struct case_actor actor = {STR("anna"), NOON + i};

        snprintf(digest, sizeof digest, "%064d", i);
        MUST(people_store_begin_session(store, STR("anna"), str_from(digest),
                                        (struct str){client, sizeof client},
                                        NOON + 5000, &actor, &err));
    }
    MUST(people_store_list_sessions(store, STR("anna"), NOON + 200, f->arena,
                                    &sessions, &count, &err));
    assert_int_equal(count, BOUND_USER_SESSIONS);
    assert_int_equal(sessions[0].last_seen_unix_s, NOON + BOUND_USER_SESSIONS);
    assert_int_equal(sessions[0].client.len, 199);
    snprintf(digest, sizeof digest, "%064d", 0);
    assert_int_equal(
        find(f, store, str_from(digest), NOON + 200, &session, &user),
        SLV_ERR_NOT_FOUND);
    MUST(people_store_list_sessions(store, STR("anna"), NOON + 5000, f->arena,
                                    &sessions, &count, &err));
    assert_int_equal(count, 0);
    people_store_close(store);
}

static void a_revoked_token_is_gone_and_its_name_free(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};
    struct user_token token;
    struct user_token *tokens;
    struct user user;
    size_t count;

    must_add_user(store, "bob", ROLE_AGENT);
    assert_int_equal(people_store_add_token(store, STR("nobody"), STR("n"),
                                            STR("x"), digest_a, &anna, &err),
                     SLV_ERR_NOT_FOUND);
    MUST(people_store_add_token(store, STR("bob"), STR("n"), STR("cases:read"),
                                digest_a, &anna, &err));
    assert_int_equal(people_store_add_token(store, STR("bob"), STR("n"),
                                            STR("x"), digest_b, &anna, &err),
                     SLV_ERR_CONFLICT);
    MUST(people_store_find_token(store, digest_a, f->arena, &token, &user,
                                 &err));
    assert_text(token.rights, "cases:read");
    MUST(people_store_see_token(store, token.id, NOON + 7, &err));
    MUST(people_store_revoke_token(store, STR("n"), &anna, &err));
    assert_int_equal(people_store_revoke_token(store, STR("n"), &anna, &err),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(
        people_store_find_token(store, digest_a, f->arena, &token, &user, &err),
        SLV_ERR_NOT_FOUND);
    MUST(people_store_add_token(store, STR("bob"), STR("n"), STR("x"), digest_b,
                                &anna, &err));
    MUST(people_store_list_tokens(store, f->arena, &tokens, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(tokens[0].revoked_unix_s, NOON);
    assert_int_equal(tokens[0].last_used_unix_s, NOON + 7);
    assert_int_equal(tokens[1].revoked_unix_s, 0);
    assert_string_equal(ask(f, "SELECT count(*) FROM events WHERE detail LIKE "
                               "'%aaaaaaaa%' OR key LIKE '%aaaaaaaa%'"),
                        "0");
    people_store_close(store);
}

static int attempt(struct people_store *store, int64_t now)
{
    const struct attempt_limit limits[] = {{STR("pair"), 3}, {STR("all"), 5}};
    struct slv_error err = {0};
    int wait_s = -1;

    MUST(people_store_begin_attempt(store, limits, 2, 600, now, &wait_s, &err));
    return wait_s;
}

static void attempts_are_counted_within_the_window(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    const struct attempt_limit limits[] = {{STR("pair"), 3}, {STR("all"), 5}};
    struct slv_error err = {0};

    assert_int_equal(attempt(store, NOON), 0);
    assert_int_equal(attempt(store, NOON + 10), 0);
    assert_int_equal(attempt(store, NOON + 20), 0);
    assert_int_equal(attempt(store, NOON + 30), 570);
    assert_int_equal(attempt(store, NOON + 599), 1);
    assert_int_equal(attempt(store, NOON + 600), 0); /* the first is over */
    assert_int_equal(attempt(store, NOON + 600), 10);
    MUST(people_store_clear_attempts(store, limits, 2, STR("pair"), &err));
    assert_string_equal(
        ask(f, "SELECT count(*) FROM sign_in_attempts WHERE key = 'pair'"),
        "0");
    assert_string_equal(
        ask(f, "SELECT count(*) FROM sign_in_attempts WHERE key = 'all'"), "2");
    assert_int_equal(attempt(store, NOON + 601), 0);
    /* a clock that was set back forgets the future */
    assert_int_equal(attempt(store, NOON - 5000), 0);
    assert_string_equal(ask(f, "SELECT count(*) FROM sign_in_attempts"), "2");
    people_store_close(store);
}

static void a_failed_attempt_is_told(void **state)
{
    struct fixture *f = *state;
    struct people_store *store = must_open_people(f);
    struct slv_error err = {0};

    MUST(people_store_fail_attempt(store, STR("Anna"), &anna, &err));
    MUST(people_store_fail_attempt(store, STR(""), &anna, &err));
    assert_string_equal(
        ask(f, "SELECT group_concat(action || '=' || key) FROM events"),
        "sign_in_failed=anna,sign_in_failed=");
    people_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_has_its_word),
        FIXTURE_TEST(a_user_comes_back_as_it_was_added),
        FIXTURE_TEST(odd_users_are_refused),
        FIXTURE_TEST(the_tables_refuse_it_too),
        FIXTURE_TEST(only_the_first_is_added_as_the_first),
        FIXTURE_TEST(the_last_administrator_stays),
        FIXTURE_TEST(a_session_is_found_until_it_ends),
        FIXTURE_TEST(disabling_ends_sessions_and_tokens),
        FIXTURE_TEST(another_password_ends_other_sessions),
        FIXTURE_TEST(sessions_of_a_user_are_bounded_and_listed),
        FIXTURE_TEST(a_revoked_token_is_gone_and_its_name_free),
        FIXTURE_TEST(attempts_are_counted_within_the_window),
        FIXTURE_TEST(a_failed_attempt_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
