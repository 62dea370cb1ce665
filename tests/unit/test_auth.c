/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/auth and server/rights: passwords, tokens, digests, and the table of
 * what each role may do.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/rights.h"

#include <string.h>

static void a_password_fits_its_own_hash_alone(void **state)
{
    char first[AUTH_HASH_BYTES];
    char second[AUTH_HASH_BYTES];
    struct slv_error err = {0};
    const struct str password = STR("a\xc3\xa9 horse battery");

    (void) state;
    assert_int_equal(auth_password_hash(password, first, &err), SLV_OK);
    assert_int_equal(auth_password_hash(password, second, &err), SLV_OK);
    assert_string_not_equal(first, second);
    assert_true(str_has_prefix(str_from(first), STR("$argon2id$")));
    assert_null(strstr(first, "horse"));
    assert_true(auth_password_fits(str_from(first), password));
    assert_true(auth_password_fits(str_from(second), password));
    assert_false(auth_password_fits(str_from(first), STR("a horse battery")));
    assert_false(auth_password_fits(str_from(first), STR("")));
}

static void nothing_fits_what_is_no_hash(void **state)
{
    char hash[AUTH_HASH_BYTES];
    char longest[AUTH_PASSWORD_BYTES_MAX + 1];
    struct slv_error err = {0};

    (void) state;
    assert_int_equal(auth_password_hash(STR("horse battery"), hash, &err),
                     SLV_OK);
    assert_false(auth_password_fits(STR(""), STR("")));
    assert_false(auth_password_fits(STR(""), STR("horse battery")));
    assert_false(
        auth_password_fits(STR("horse battery"), STR("horse battery")));
    assert_false(auth_password_fits(str_first(str_from(hash), 60),
                                    STR("horse battery")));
    memset(longest, 'x', sizeof longest);
    assert_false(auth_password_fits(str_from(hash),
                                    (struct str){longest, sizeof longest}));
}

static void weak_passwords_are_refused_without_being_told(void **state)
{
    char longest[AUTH_PASSWORD_BYTES_MAX + 1];
    struct slv_error err = {0};

    (void) state;
    assert_int_equal(auth_password_check(STR("short-one"), &err),
                     SLV_ERR_INPUT);
    assert_null(strstr(err.text, "short-one"));
    assert_int_equal(auth_password_check(STR("with\na line end"), &err),
                     SLV_ERR_INPUT);
    memset(longest, 'x', sizeof longest);
    assert_int_equal(
        auth_password_check((struct str){longest, sizeof longest}, &err),
        SLV_ERR_TOO_BIG);
    assert_int_equal(
        auth_password_check((struct str){longest, sizeof longest - 1}, &err),
        SLV_OK);
}

static void tokens_are_all_different(void **state)
{
    enum { COUNT = 200 };
    char tokens[COUNT][AUTH_TOKEN_BYTES];
    char digest[AUTH_DIGEST_BYTES];
    char again[AUTH_DIGEST_BYTES];

    (void) state;
    for (int i = 0; i < COUNT; i++) {
        auth_token_new(i % 2 == 0 ? "" : "slv_", tokens[i]);
        assert_int_equal(strlen(tokens[i]), i % 2 == 0 ? 43 : 47);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(tokens[k], tokens[i]);
    }
    auth_digest(str_from(tokens[0]), digest);
    assert_int_equal(strlen(digest), PEOPLE_DIGEST_BYTES);
    auth_digest(str_from(tokens[0]), again);
    assert_string_equal(digest, again);
    auth_keyed_digest(STR("key"), str_from(tokens[0]), again);
    assert_string_not_equal(digest, again);
    auth_keyed_digest(STR("other key"), str_from(tokens[0]), digest);
    assert_string_not_equal(digest, again);
}

static void a_password_made_for_people_is_accepted(void **state)
{
    char first[AUTH_TOKEN_BYTES];
    char second[AUTH_TOKEN_BYTES];
    struct slv_error err = {0};

    (void) state;
    auth_password_new(first);
    auth_password_new(second);
    assert_int_equal(strlen(first), 24);
    assert_int_equal(strcspn(first, "-"), 4);
    assert_string_not_equal(first, second);
    assert_null(strpbrk(first, "01lo"));
    assert_int_equal(auth_password_check(str_from(first), &err), SLV_OK);
}

static void equality_is_of_every_byte(void **state)
{
    (void) state;
    assert_true(auth_equal(STR(""), STR("")));
    assert_true(auth_equal(STR("a\0b"), STR("a\0b")));
    assert_false(auth_equal(STR("a\0b"), STR("a\0c")));
    assert_false(auth_equal(STR("abc"), STR("ab")));
    assert_false(auth_equal(STR(""), STR("a")));
}

/* The table as it is meant to be, said once more in another way. */
static void each_role_may_what_it_needs(void **state)
{
    (void) state;
    for (int role = 0; role < ROLE_COUNT; role++) {
        uint64_t rights = rights_of_role((enum user_role) role);
        bool is_staff = role != ROLE_CUSTOMER;

        assert_true(rights_have(rights, RIGHT_EVERYBODY));
        assert_true(rights_have(rights, RIGHT_ACCOUNT));
        assert_int_equal(rights_have(rights, RIGHT_ARTICLES_INTERNAL),
                         is_staff);
        assert_int_equal(rights_have(rights, RIGHT_CASES_OWN), !is_staff);
        assert_int_equal(rights_have(rights, RIGHT_USERS), role == ROLE_ADMIN);
        assert_int_equal(rights_have(rights, RIGHT_CASES_WORK),
                         role == ROLE_AGENT || role == ROLE_MANAGER ||
                             role == ROLE_ADMIN);
        assert_int_equal(rights_have(rights, RIGHT_ARTICLES_PUBLISH),
                         role == ROLE_WRITER || role == ROLE_MANAGER ||
                             role == ROLE_ADMIN);
        /* an administrator may all that staff may */
        if (is_staff)
            assert_int_equal(rights & ~rights_of_role(ROLE_ADMIN), 0);
    }
    assert_int_equal(RIGHTS_NOBODY & ~rights_of_role(ROLE_CUSTOMER), 0);
    assert_false(rights_have(RIGHTS_NOBODY, RIGHT_ACCOUNT));
    assert_int_equal(rights_of_role(ROLE_CUSTOMER),
                     RIGHTS_NOBODY | UINT64_C(1) << RIGHT_ACCOUNT |
                         UINT64_C(1) << RIGHT_CASES_OWN);
}

static void words_of_rights_are_read_and_written(void **state)
{
    struct strbuf text;
    struct slv_error err = {0};
    uint64_t rights;
    uint64_t again;

    (void) state;
    strbuf_init(&text, 4096);
    for (int role = 0; role < ROLE_COUNT; role++) {
        strbuf_clear(&text);
        rights = rights_of_role((enum user_role) role);
        rights_write(&text, rights);
        assert_int_equal(rights_parse(strbuf_str(&text), &again, &err), SLV_OK);
        assert_int_equal(rights, again);
    }
    assert_int_equal(rights_parse(STR(" cases:read,, users "), &rights, &err),
                     SLV_OK);
    assert_true(rights_have(rights, RIGHT_CASES_READ));
    assert_true(rights_have(rights, RIGHT_USERS));
    assert_false(rights_have(rights, RIGHT_CASES_WORK));
    assert_int_equal(rights_parse(STR("cases:reads"), &rights, &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "cases:reads"));
    assert_int_equal(rights_parse(STR(" , "), &rights, &err), SLV_ERR_INPUT);
    assert_int_equal(rights_parse(STR(""), &rights, &err), SLV_ERR_INPUT);
    for (int right = 1; right < RIGHT_COUNT; right++)
        assert_true(strlen(right_help((enum right) right)) > 0);
    strbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_fits_its_own_hash_alone),
        cmocka_unit_test(nothing_fits_what_is_no_hash),
        cmocka_unit_test(weak_passwords_are_refused_without_being_told),
        cmocka_unit_test(tokens_are_all_different),
        cmocka_unit_test(a_password_made_for_people_is_accepted),
        cmocka_unit_test(equality_is_of_every_byte),
        cmocka_unit_test(each_role_may_what_it_needs),
        cmocka_unit_test(words_of_rights_are_read_and_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
