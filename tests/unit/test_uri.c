/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/uri: what is encoded comes back, and paths never leave their folder.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/uri.h"

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

#define ARENA_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static void assert_str(struct str actual, struct str expected)
{
    assert_int_equal(actual.len, expected.len);
    if (expected.len > 0)
        assert_memory_equal(actual.ptr, expected.ptr, expected.len);
}

static void encoding_keeps_only_unreserved_bytes(void **state)
{
    struct strbuf out;

    (void) state;
    strbuf_init(&out, 100);
    uri_encode(&out, STR("aZ09-._~ /%\xC3\xA4\n+"));
    assert_string_equal(out.ptr, "aZ09-._~%20%2F%25%C3%A4%0A%2B");
    strbuf_clear(&out);
    uri_encode_path(&out, STR("a%20b/c d"));
    assert_string_equal(out.ptr, "a%2520b/c%20d");
    strbuf_release(&out);
}

static void every_byte_survives_encoding_and_decoding(void **state)
{
    struct strbuf out;
    char bytes[256];

    for (int i = 0; i < 256; i++)
        bytes[i] = (char) i;
    strbuf_init(&out, 1000);
    uri_encode(&out, (struct str){bytes, sizeof bytes});
    assert_str(uri_decode(strbuf_str(&out), true, *state),
               (struct str){bytes, sizeof bytes});
    strbuf_release(&out);
}

static void broken_escapes_stay_as_they_are(void **state)
{
    assert_str(uri_decode(STR("%"), false, *state), STR("%"));
    assert_str(uri_decode(STR("%4"), false, *state), STR("%4"));
    assert_str(uri_decode(STR("%zz%4G"), false, *state), STR("%zz%4G"));
    assert_str(uri_decode(STR("%%41"), false, *state), STR("%A"));
    assert_str(uri_decode(STR("a+b"), false, *state), STR("a+b"));
    assert_str(uri_decode(STR("a+b%2B"), true, *state), STR("a b+"));
    assert_str(uri_decode(STR("%2500"), false, *state), STR("%00"));
    assert_str(uri_decode(STR("%00x"), false, *state), STR("\0x"));
}

static void queries_are_split_and_decoded(void **state)
{
    struct uri_params params =
        uri_parse_query(STR("q=disk+full&&tag=a%26b&tag=c&x&=y&a=b=c"), *state);

    assert_int_equal(params.count, 6);
    assert_str(params.items[0].name, STR("q"));
    assert_str(params.items[0].value, STR("disk full"));
    assert_str(params.items[1].value, STR("a&b"));
    assert_str(params.items[2].value, STR("c"));
    assert_str(params.items[3].name, STR("x"));
    assert_str(params.items[3].value, STR(""));
    assert_str(params.items[4].name, STR(""));
    assert_str(params.items[5].value, STR("b=c"));
    assert_str(*uri_param_find(&params, STR("tag")), STR("a&b"));
    assert_null(uri_param_find(&params, STR("ta")));
    assert_int_equal(uri_parse_query(STR(""), *state).count, 0);
    assert_int_equal(uri_parse_query(STR("&&&"), *state).count, 0);
}

static void parameters_past_the_maximum_are_dropped(void **state)
{
    struct strbuf query;
    struct uri_params params;

    strbuf_init(&query, 100000);
    for (int i = 0; i < URI_PARAMS_MAX + 10; i++)
        strbuf_add_format(&query, "&p%d=%d", i, i);
    params = uri_parse_query(strbuf_str(&query), *state);
    assert_int_equal(params.count, URI_PARAMS_MAX);
    assert_str(params.items[URI_PARAMS_MAX - 1].value, STR("255"));
    strbuf_release(&query);
}

static void schemes_and_hosts_are_absolute(void **state)
{
    (void) state;
    assert_true(uri_is_absolute(STR("https://example.com")));
    assert_true(uri_is_absolute(STR("mailto:a@example.com")));
    assert_true(uri_is_absolute(STR("x-y.z+1:")));
    assert_true(uri_is_absolute(STR("//example.com/x")));
    assert_false(uri_is_absolute(STR("/x:y")));
    assert_false(uri_is_absolute(STR("a/b:c")));
    assert_false(uri_is_absolute(STR("1:x")));
    assert_false(uri_is_absolute(STR("file.md#a:b")));
    assert_false(uri_is_absolute(STR("")));
}

static void resolves(void *state, struct str base, struct str target,
                     struct str expected)
{
    struct str out;

    assert_true(uri_resolve_path(base, target, state, &out));
    assert_str(out, expected);
}

static void relative_paths_are_folded(void **state)
{
    resolves(*state, STR("a/b/c.md"), STR("d.md"), STR("a/b/d.md"));
    resolves(*state, STR("a/b/c.md"), STR("../d.md"), STR("a/d.md"));
    resolves(*state, STR("a/b/c.md"), STR("../../d.md"), STR("d.md"));
    resolves(*state, STR("a/b/c.md"), STR("./x/.././d.md"), STR("a/b/d.md"));
    resolves(*state, STR("c.md"), STR("d//e.md"), STR("d/e.md"));
    resolves(*state, STR("c.md"), STR("x/.."), STR(""));
    resolves(*state, STR("a/b"), STR("/abs.md"), STR("a/abs.md"));
    resolves(*state, STR("a/..b/c"), STR("..d"), STR("a/..b/..d"));
}

static void paths_cannot_leave_the_top_folder(void **state)
{
    struct str out;

    assert_false(uri_resolve_path(STR("c.md"), STR("../d"), *state, &out));
    assert_false(uri_resolve_path(STR("a/b.md"), STR("../../d"), *state, &out));
    assert_false(
        uri_resolve_path(STR("a/b.md"), STR("x/../../../d"), *state, &out));
    assert_false(uri_resolve_path(STR("../b.md"), STR("d"), *state, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoding_keeps_only_unreserved_bytes),
        ARENA_TEST(every_byte_survives_encoding_and_decoding),
        ARENA_TEST(broken_escapes_stay_as_they_are),
        ARENA_TEST(queries_are_split_and_decoded),
        ARENA_TEST(parameters_past_the_maximum_are_dropped),
        cmocka_unit_test(schemes_and_hosts_are_absolute),
        ARENA_TEST(relative_paths_are_folded),
        ARENA_TEST(paths_cannot_leave_the_top_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
