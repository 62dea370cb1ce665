/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/identity and what the router makes of it: who a request is from, what
 * it may do, forms that nobody meant, and where people end up after signing in.
 */
#include "tests/support/fixture.h"

#include "indexer/commands.h"
#include "server/identity.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

#include <stdlib.h>

static const struct case_actor tester = {{"tester", 6}, 1};
static const char password[] = "correct horse battery";

static void add_user(struct server_fixture *fixture, const char *login,
                     enum user_role role)
{
    static char
        hash[AUTH_HASH_BYTES]; /* one is enough for all: it takes long */
    const struct user user = {.login = str_from(login), .role = role};

    if (hash[0] == '\0')
        assert_int_equal(
            auth_password_hash(str_from(password), hash, &fixture->err),
            SLV_OK);
    assert_int_equal(people_store_add_user(fixture->app.people, &user,
                                           str_from(hash), &tester, NULL,
                                           &fixture->err),
                     SLV_OK);
}

static struct request *begin_post(struct server_fixture *fixture,
                                  const char *target, const char *body)
{
    struct request *request =
        server_fixture_begin(fixture, "POST", str_from(target));

    request->headers.content_type = STR("application/x-www-form-urlencoded");
    request->headers.accept = STR("text/html");
    request->body = str_from(body);
    return request;
}

/* Sign in; the cookie as a browser sends it back, in `arena`; "" when it did
 * not work. */
static struct str sign_in(struct server_fixture *fixture, const char *login,
                          const char *secret)
{
    struct str body =
        arena_format(fixture->arena, "login=%s&password=%s", login, secret);
    struct response *response;
    struct str cookie;

    begin_post(fixture, "/sign-in", body.ptr);
    response = server_fixture_send(fixture);
    cookie = str_from(response_find_header(response, "Set-Cookie"));
    return arena_str(fixture->arena, str_take_until(&cookie, ';'));
}

static struct str must_sign_in(struct server_fixture *fixture,
                               const char *login)
{
    struct str cookie = sign_in(fixture, login, "correct+horse+battery");

    assert_int_equal(fixture->response.status, 303);
    assert_int_equal(cookie.len, strlen("solvent_session=") + 43);
    return cookie;
}

static int get_as(struct server_fixture *fixture, const char *target,
                  struct str cookie)
{
    server_fixture_begin(fixture, "GET", str_from(target));
    fixture->request.headers.cookie = cookie;
    return server_fixture_send(fixture)->status;
}

static struct str csrf_of(struct server_fixture *fixture, struct str cookie)
{
    assert_int_equal(get_as(fixture, "/account", cookie), 200);
    return arena_str(fixture->arena, fixture->request.csrf);
}

static int setup(void **state)
{
    *state = server_fixture_new();
    return 0;
}

static int teardown(void **state)
{
    server_fixture_free(*state);
    return 0;
}

static void whoever_signed_in_is_known(void **state)
{
    struct server_fixture *fixture = *state;
    struct str cookie;
    struct str among;

    add_user(fixture, "anna", ROLE_WRITER);
    assert_int_equal(get_as(fixture, "/account", STR("")), 401);
    assert_string_equal(
        response_find_header(&fixture->response, "WWW-Authenticate"),
        "Bearer realm=\"solvent\"");
    cookie = must_sign_in(fixture, "Anna");
    assert_int_equal(get_as(fixture, "/account", cookie), 200);
    assert_true(str_equal(fixture->request.user->login, STR("anna")));
    assert_int_equal(fixture->request.rights, rights_of_role(ROLE_WRITER));
    among = arena_format(fixture->arena, "a=b; %s; c=d", cookie.ptr);
    assert_int_equal(get_as(fixture, "/account", among), 200);
}

static void the_cookie_is_kept_from_scripts_and_other_sites(void **state)
{
    struct server_fixture *fixture = *state;
    const char *header;

    add_user(fixture, "anna", ROLE_ADMIN);
    (void) must_sign_in(fixture, "anna");
    header = response_find_header(&fixture->response, "Set-Cookie");
    assert_non_null(strstr(header, "; HttpOnly"));
    assert_non_null(strstr(header, "; SameSite=Lax"));
    assert_non_null(strstr(header, "; Path=/;"));
    assert_null(strstr(header, "Secure"));
    fixture->app.base_url = STR("https://help.example.com");
    (void) must_sign_in(fixture, "anna");
    header = response_find_header(&fixture->response, "Set-Cookie");
    assert_non_null(strstr(header, "; Secure"));
}

static void forged_cookies_are_nobody_s(void **state)
{
    struct server_fixture *fixture = *state;
    const char *const forged[] = {
        "solvent_session=",
        "solvent_session=x",
        "solvent_session",
        "solvent_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "solvent_session=' OR 1=1 -- aaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "Solvent_Session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ";;;===;",
    };
    struct str cookie;

    add_user(fixture, "anna", ROLE_ADMIN);
    for (size_t i = 0; i < ARRAY_LEN(forged); i++) {
        assert_int_equal(get_as(fixture, "/account", str_from(forged[i])), 401);
        assert_int_equal(get_as(fixture, "/", str_from(forged[i])), 200);
        assert_null(fixture->request.user);
    }
    cookie = must_sign_in(fixture, "anna");
    ((char *) (uintptr_t) cookie.ptr)[30] ^= 1;
    assert_int_equal(get_as(fixture, "/account", cookie), 401);
}

static void wrong_passwords_unknown_and_disabled_users_look_alike(void **state)
{
    struct server_fixture *fixture = *state;
    struct str first;
    const char *const logins[] = {"anna", "nobody", "bob", ""};

    add_user(fixture, "anna", ROLE_ADMIN);
    add_user(fixture, "bob", ROLE_AGENT);
    assert_int_equal(people_store_set_disabled(fixture->app.people, STR("bob"),
                                               true, &tester, &fixture->err),
                     SLV_OK);
    first = STR("");
    for (size_t i = 0; i < ARRAY_LEN(logins); i++) {
        struct str body;

        assert_int_equal(sign_in(fixture, logins[i],
                                 strcmp(logins[i], "bob") == 0
                                     ? "correct+horse+battery"
                                     : "wrong+horse+battery")
                             .len,
                         0);
        assert_int_equal(fixture->response.status, 403);
        body = strbuf_str(&fixture->response.body);
        body = str_first(body, str_find(body, STR("<label for=\"~login"), 0));
        if (i == 0)
            first = arena_str(fixture->arena, body);
        else
            assert_true(str_equal(body, first));
    }
    assert_int_equal(str_find(first, STR("horse"), 0), first.len);
}

static void a_session_ends_for_many_reasons(void **state)
{
    struct server_fixture *fixture = *state;
    struct people_store *people = fixture->app.people;
    struct str cookie;
    struct str other;
    struct user user = {.login = STR("bob"), .role = ROLE_SALES};

    add_user(fixture, "anna", ROLE_ADMIN);
    add_user(fixture, "bob", ROLE_AGENT);
    setenv("SOLVENT_NOW", "1800000000", 1);
    cookie = must_sign_in(fixture, "bob");
    other = must_sign_in(fixture, "bob");
    /* another role holds at once */
    assert_int_equal(people_store_set_role(people, &user, &tester, NULL),
                     SLV_OK);
    assert_int_equal(get_as(fixture, "/account", cookie), 200);
    assert_int_equal(fixture->request.rights, rights_of_role(ROLE_SALES));
    /* used within seven days, it goes on; after thirty it does not */
    setenv("SOLVENT_NOW", "1800600000", 1);
    assert_int_equal(get_as(fixture, "/account", cookie), 200);
    setenv("SOLVENT_NOW", "1801200000", 1);
    assert_int_equal(get_as(fixture, "/account", cookie), 200);
    assert_int_equal(get_as(fixture, "/account", other), 401);
    for (int i = 0; i < 2; i++) {
        setenv("SOLVENT_NOW", i == 0 ? "1801800000" : "1802400000", 1);
        assert_int_equal(get_as(fixture, "/account", cookie), 200);
    }
    setenv("SOLVENT_NOW", "1802592000", 1);
    assert_int_equal(get_as(fixture, "/account", cookie), 401);
    unsetenv("SOLVENT_NOW");
    cookie = must_sign_in(fixture, "bob");
    assert_int_equal(
        people_store_set_disabled(people, STR("bob"), true, &tester, NULL),
        SLV_OK);
    assert_int_equal(get_as(fixture, "/account", cookie), 401);
}

static void signing_in_again_ends_the_former_session(void **state)
{
    struct server_fixture *fixture = *state;
    struct str former;

    add_user(fixture, "anna", ROLE_ADMIN);
    former = must_sign_in(fixture, "anna");
    begin_post(fixture, "/sign-in",
               "login=anna&password=correct+horse+battery");
    fixture->request.headers.cookie = former;
    assert_int_equal(server_fixture_send(fixture)->status, 303);
    assert_int_equal(get_as(fixture, "/account", former), 401);
}

static void forms_need_the_session_s_token_and_origin(void **state)
{
    struct server_fixture *fixture = *state;
    struct str cookie;
    struct str foreign;
    struct str csrf;
    const char *wrong;

    add_user(fixture, "anna", ROLE_ADMIN);
    cookie = must_sign_in(fixture, "anna");
    foreign = csrf_of(fixture, must_sign_in(fixture, "anna"));
    csrf = csrf_of(fixture, cookie);
    assert_false(str_equal(csrf, foreign));
    for (int i = 0; i < 4; i++) {
        wrong = i == 0   ? "name=Eve"
                : i == 1 ? "name=Eve&csrf="
                : i == 2 ? "name=Eve&csrf=0000"
                         : arena_format(fixture->arena, "name=Eve&csrf=%s",
                                        foreign.ptr)
                               .ptr;
        begin_post(fixture, "/account/name", wrong);
        fixture->request.headers.cookie = cookie;
        assert_int_equal(server_fixture_send(fixture)->status, 403);
    }
    for (int i = 0; i < 3; i++) {
        begin_post(
            fixture, "/account/name",
            arena_format(fixture->arena, "name=Eve&csrf=%s", csrf.ptr).ptr);
        fixture->request.headers.cookie = cookie;
        if (i == 0)
            fixture->request.headers.sec_fetch_site = STR("cross-site");
        else if (i == 1)
            fixture->request.headers.origin = STR("https://evil.example");
        else
            fixture->request.headers.sec_fetch_site = STR("same-site");
        assert_int_equal(server_fixture_send(fixture)->status, 403);
    }
    get_as(fixture, "/account", cookie);
    assert_true(str_equal(fixture->request.user->name, STR("anna")));
    /* in the form, or as a header */
    begin_post(fixture, "/account/name",
               arena_format(fixture->arena, "name=Eva&csrf=%s", csrf.ptr).ptr);
    fixture->request.headers.cookie = cookie;
    assert_int_equal(server_fixture_send(fixture)->status, 303);
    begin_post(fixture, "/account/name", "name=Evi");
    fixture->request.headers.cookie = cookie;
    fixture->request.headers.csrf_token = csrf;
    assert_int_equal(server_fixture_send(fixture)->status, 303);
    get_as(fixture, "/account", cookie);
    assert_true(str_equal(fixture->request.user->name, STR("Evi")));
}

static void feedback_of_the_signed_in_is_a_form_too(void **state)
{
    struct server_fixture *fixture = *state;
    struct str cookie;
    struct str csrf;

    add_user(fixture, "anna", ROLE_ADMIN);
    begin_post(fixture, "/feedback", "article=disk%2Ffull&helpful=yes");
    assert_int_equal(server_fixture_send(fixture)->status, 303);
    cookie = must_sign_in(fixture, "anna");
    begin_post(fixture, "/feedback", "article=disk%2Ffull&helpful=yes");
    fixture->request.headers.cookie = cookie;
    assert_int_equal(server_fixture_send(fixture)->status, 403);
    csrf = csrf_of(fixture, cookie);
    get_as(fixture, "/articles/disk/full", cookie);
    assert_non_null(strstr(fixture->response.body.ptr, csrf.ptr));
}

static void staff_reads_what_the_public_does_not(void **state)
{
    struct server_fixture *fixture = *state;
    struct str cookie;
    struct str tag;

    add_user(fixture, "anna", ROLE_AGENT);
    cookie = must_sign_in(fixture, "anna");
    assert_int_equal(get_as(fixture, "/articles/secret", STR("")), 404);
    assert_int_equal(get_as(fixture, "/articles/secret", cookie), 200);
    assert_int_equal(get_as(fixture, "/articles/secret", STR("")), 404);
    assert_int_equal(get_as(fixture, "/search?q=secret", STR("")), 200);
    tag = arena_str(fixture->arena, fixture->response.etag);
    assert_true(tag.len > 0);
    assert_int_equal(fixture->response.cache, CACHE_REVALIDATE);
    assert_null(strstr(fixture->response.body.ptr, "trick"));
    /* the name of the public answer opens nothing, and none is given */
    server_fixture_begin(fixture, "GET", STR("/search?q=secret"));
    fixture->request.headers.cookie = cookie;
    fixture->request.headers.if_none_match =
        arena_format(fixture->arena, "W/\"%s\"", tag.ptr);
    assert_int_equal(server_fixture_send(fixture)->status, 200);
    assert_non_null(strstr(fixture->response.body.ptr, "trick"));
    assert_int_equal(fixture->response.cache, CACHE_PRIVATE);
    assert_int_equal(fixture->response.etag.len, 0);
    /* whatever the address: but not what is the same for all for ever */
    assert_int_equal(get_as(fixture, "/api/v1/complete?q=dis", cookie), 200);
    assert_int_equal(fixture->response.cache, CACHE_PRIVATE);
    assert_int_equal(fixture->response.etag.len, 0);
    assert_int_equal(get_as(fixture, "/articles/none", cookie), 404);
    assert_int_equal(fixture->response.cache, CACHE_PRIVATE);
    assert_int_equal(get_as(fixture, "/theme.css", cookie), 200);
    assert_int_equal(fixture->response.cache, CACHE_MINUTES);
}

static void a_customer_reads_as_the_public_does(void **state)
{
    struct server_fixture *fixture = *state;
    struct user user = {
        .login = STR("kim"), .role = ROLE_CUSTOMER, .customer = STR("acme")};
    char hash[AUTH_HASH_BYTES];
    struct str cookie;

    assert_int_equal(
        case_store_put_customer(fixture->app.cases,
                                &(struct case_customer){.key = STR("acme")},
                                &tester, NULL, &fixture->err),
        SLV_OK);
    assert_int_equal(auth_password_hash(str_from(password), hash, NULL),
                     SLV_OK);
    assert_int_equal(people_store_add_user(fixture->app.people, &user,
                                           str_from(hash), &tester, NULL,
                                           &fixture->err),
                     SLV_OK);
    cookie = must_sign_in(fixture, "kim");
    assert_int_equal(get_as(fixture, "/articles/secret", cookie), 404);
    assert_int_equal(get_as(fixture, "/articles/disk/full", cookie), 200);
    assert_true(str_equal(fixture->request.user->customer, STR("acme")));
}

static void guessing_ends_after_ten_attempts(void **state)
{
    struct server_fixture *fixture = *state;
    const char *retry;

    add_user(fixture, "anna", ROLE_ADMIN);
    for (int i = 0; i < 10; i++) {
        (void) sign_in(fixture, i % 2 == 0 ? "anna" : "ANNA", "wrong");
        assert_int_equal(fixture->response.status, 403);
    }
    assert_int_equal(sign_in(fixture, "anna", "correct+horse+battery").len, 0);
    assert_int_equal(fixture->response.status, 429);
    retry = response_find_header(&fixture->response, "Retry-After");
    assert_in_range(atoi(retry), 1, 600);
    /* another login from there, the same from elsewhere */
    (void) sign_in(fixture, "bob", "wrong");
    assert_int_equal(fixture->response.status, 403);
    begin_post(fixture, "/sign-in",
               "login=anna&password=correct+horse+battery");
    fixture->request.client_address = STR("192.0.2.7");
    assert_int_equal(server_fixture_send(fixture)->status, 303);
}

static void many_right_passwords_are_no_attempts(void **state)
{
    struct server_fixture *fixture = *state;

    add_user(fixture, "anna", ROLE_ADMIN);
    for (int i = 0; i < 12; i++)
        (void) must_sign_in(fixture, "anna");
}

static void add_token(struct server_fixture *fixture, const char *login,
                      const char *rights, char token[AUTH_TOKEN_BYTES])
{
    char digest[AUTH_DIGEST_BYTES];

    auth_token_new("slv_", token);
    auth_digest(str_from(token), digest);
    assert_int_equal(people_store_add_token(fixture->app.people,
                                            str_from(login), str_from(token),
                                            str_from(rights), str_from(digest),
                                            &tester, &fixture->err),
                     SLV_OK);
}

static int get_with(struct server_fixture *fixture, const char *target,
                    const char *authorization)
{
    server_fixture_begin(fixture, "GET", str_from(target));
    fixture->request.headers.authorization = str_from(authorization);
    return server_fixture_send(fixture)->status;
}

static void a_token_may_what_it_names_and_its_user_may(void **state)
{
    struct server_fixture *fixture = *state;
    char token[AUTH_TOKEN_BYTES];
    const char *bearer;

    add_user(fixture, "bob", ROLE_AGENT);
    add_token(fixture, "bob", "cases:read users account", token);
    bearer = arena_format(fixture->arena, "bearer  %s ", token).ptr;
    assert_int_equal(get_with(fixture, "/search?q=disk", bearer), 200);
    assert_int_equal(fixture->response.cache, CACHE_PRIVATE);
    assert_int_equal(fixture->request.rights,
                     RIGHTS_NOBODY | UINT64_C(1) << RIGHT_CASES_READ);
    assert_int_equal(fixture->request.session_id, 0);
    assert_int_equal(get_with(fixture, "/articles/secret", bearer), 404);
    assert_int_equal(get_with(fixture, "/account", bearer), 403);
    assert_int_equal(people_store_revoke_token(fixture->app.people,
                                               str_from(token), &tester,
                                               &fixture->err),
                     SLV_OK);
    /* a token that is not valid is told, even where none is needed */
    assert_int_equal(get_with(fixture, "/search?q=disk", bearer), 401);
    assert_non_null(
        strstr(response_find_header(&fixture->response, "WWW-Authenticate"),
               "invalid_token"));
    assert_int_equal(get_with(fixture, "/search?q=disk", "Bearer"), 401);
    assert_int_equal(get_with(fixture, "/search?q=disk", "Basic eDp5"), 200);
}

static void the_own_password_needs_the_former(void **state)
{
    struct server_fixture *fixture = *state;
    struct str cookie;
    struct str other;
    struct str csrf;
    const struct {
        const char *former;
        const char *fresh;
        int status;
    } tries[] = {
        {"wrong", "another+horse+battery", 403},
        {"correct+horse+battery", "short", 400},
        {"correct+horse+battery", "another+horse+battery", 303},
    };

    add_user(fixture, "anna", ROLE_ADMIN);
    cookie = must_sign_in(fixture, "anna");
    other = must_sign_in(fixture, "anna");
    csrf = csrf_of(fixture, cookie);
    for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
        begin_post(fixture, "/account/password",
                   arena_format(fixture->arena, "former=%s&password=%s&csrf=%s",
                                tries[i].former, tries[i].fresh, csrf.ptr)
                       .ptr);
        fixture->request.headers.cookie = cookie;
        assert_int_equal(server_fixture_send(fixture)->status, tries[i].status);
        assert_null(strstr(fixture->response.body.ptr, "battery"));
    }
    assert_int_equal(get_as(fixture, "/account", cookie), 200);
    assert_int_equal(get_as(fixture, "/account", other), 401);
    assert_int_equal(sign_in(fixture, "anna", "correct+horse+battery").len, 0);
    assert_true(sign_in(fixture, "anna", "another+horse+battery").len > 0);
}

static void signing_out_ends_the_session_and_the_cookie(void **state)
{
    struct server_fixture *fixture = *state;
    struct str cookie;
    struct str csrf;

    add_user(fixture, "anna", ROLE_ADMIN);
    cookie = must_sign_in(fixture, "anna");
    csrf = csrf_of(fixture, cookie);
    assert_int_equal(get_as(fixture, "/sign-out", cookie), 405);
    begin_post(fixture, "/sign-out",
               arena_format(fixture->arena, "csrf=%s", csrf.ptr).ptr);
    fixture->request.headers.cookie = cookie;
    assert_int_equal(server_fixture_send(fixture)->status, 303);
    assert_non_null(
        strstr(response_find_header(&fixture->response, "Set-Cookie"),
               "solvent_session=; Path=/; Max-Age=0"));
    assert_int_equal(get_as(fixture, "/account", cookie), 401);
    /* again, from a page that stood open */
    begin_post(fixture, "/sign-out",
               arena_format(fixture->arena, "csrf=%s", csrf.ptr).ptr);
    fixture->request.headers.cookie = cookie;
    assert_int_equal(server_fixture_send(fixture)->status, 303);
}

static void people_come_back_to_this_site_alone(void **state)
{
    struct server_fixture *fixture = *state;
    const char *const kept[] = {"/", "/search?q=a%20b&page=2", "/a//b",
                                "/articles/x#y"};
    const char *const refused[] = {
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "/a b",
        "/a\r\nX: y",
        "/\tb",
        "/sign-in",
        "/sign-out",
        "/caf\xc3\xa9",
        "javascript:alert(1)",
        "/a\\..\\b",
    };
    char longest[3000];

    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        assert_true(str_equal(identity_next_path(str_from(kept[i])),
                              str_from(kept[i])));
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        assert_true(
            str_equal(identity_next_path(str_from(refused[i])), STR("/")));
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    assert_true(str_equal(
        identity_next_path((struct str){longest, sizeof longest}), STR("/")));
    add_user(fixture, "anna", ROLE_ADMIN);
    begin_post(fixture, "/sign-in",
               "login=anna&password=correct+horse+battery&"
               "next=%2Fsearch%3Fq%3Ddisk");
    assert_int_equal(server_fixture_send(fixture)->status, 303);
    assert_string_equal(response_find_header(&fixture->response, "Location"),
                        "/search?q=disk");
}

static void other_sites_sign_nobody_in(void **state)
{
    struct server_fixture *fixture = *state;

    add_user(fixture, "anna", ROLE_ADMIN);
    begin_post(fixture, "/sign-in",
               "login=anna&password=correct+horse+battery");
    fixture->request.headers.sec_fetch_site = STR("cross-site");
    assert_int_equal(server_fixture_send(fixture)->status, 403);
    assert_string_equal(response_find_header(&fixture->response, "Set-Cookie"),
                        "");
}

static void pages_offer_signing_in_when_somebody_can(void **state)
{
    struct server_fixture *fixture = *state;
    struct str tag;

    server_fixture_get(fixture, "/search?q=disk");
    assert_null(strstr(fixture->response.body.ptr, "Sign in"));
    tag = arena_str(fixture->arena, fixture->response.etag);
    assert_int_equal(server_fixture_get(fixture, "/sign-in")->status, 200);
    assert_non_null(strstr(fixture->response.body.ptr, "solvent user add"));
    add_user(fixture, "anna", ROLE_ADMIN);
    /* it is looked for once a second; a fresh look is the same */
    identity_free(fixture->app.identity);
    fixture->app.identity = identity_new(fixture->app.people);
    server_fixture_get(fixture, "/search?q=disk");
    assert_non_null(strstr(fixture->response.body.ptr,
                           "href=\"/sign-in?next=%2Fsearch%3Fq%3Ddisk\""));
    assert_false(str_equal(tag, fixture->response.etag));
}

#define IDENTITY_TEST(name) \
    cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IDENTITY_TEST(whoever_signed_in_is_known),
        IDENTITY_TEST(the_cookie_is_kept_from_scripts_and_other_sites),
        IDENTITY_TEST(forged_cookies_are_nobody_s),
        IDENTITY_TEST(wrong_passwords_unknown_and_disabled_users_look_alike),
        IDENTITY_TEST(a_session_ends_for_many_reasons),
        IDENTITY_TEST(signing_in_again_ends_the_former_session),
        IDENTITY_TEST(forms_need_the_session_s_token_and_origin),
        IDENTITY_TEST(feedback_of_the_signed_in_is_a_form_too),
        IDENTITY_TEST(staff_reads_what_the_public_does_not),
        IDENTITY_TEST(a_customer_reads_as_the_public_does),
        IDENTITY_TEST(guessing_ends_after_ten_attempts),
        IDENTITY_TEST(many_right_passwords_are_no_attempts),
        IDENTITY_TEST(a_token_may_what_it_names_and_its_user_may),
        IDENTITY_TEST(the_own_password_needs_the_former),
        IDENTITY_TEST(signing_out_ends_the_session_and_the_cookie),
        IDENTITY_TEST(people_come_back_to_this_site_alone),
        IDENTITY_TEST(other_sites_sign_nobody_in),
        IDENTITY_TEST(pages_offer_signing_in_when_somebody_can),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
