/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/json_read: a table of fields takes what it names, and says what is wrong
 * with the rest.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/json_read.h"

#include <stdio.h>

struct thing {
    struct str name;
    bool flag;
    int64_t count;
    struct str_list tags;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct thing, name, JSON_READ_STRING, true, 10),
    JSON_FIELD(struct thing, flag, JSON_READ_BOOL, false, 0),
    JSON_FIELD(struct thing, count, JSON_READ_INT, false, 0),
    JSON_FIELD(struct thing, tags, JSON_READ_STRINGS, false, 2),
};

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

static enum slv_status read_thing(struct arena *arena, struct str text,
                                  struct thing *out, struct slv_error *err)
{
    *out = (struct thing){.count = 5};
    return json_read(text, fields, 4, out, arena, err);
}

static void all_kinds_are_read(void **state)
{
    struct thing thing;

    assert_int_equal(
        read_thing(*state,
                   STR(" {\"name\":\"a\\u0000b\",\"flag\":true,\"count\":-3,"
                       "\"tags\":[\"x\",\"\"],\"other\":{\"y\":[1]}} "),
                   &thing, NULL),
        SLV_OK);
    assert_int_equal(thing.name.len, 3);
    assert_memory_equal(thing.name.ptr, "a\0b", 3);
    assert_true(thing.flag);
    assert_int_equal(thing.count, -3);
    assert_int_equal(thing.tags.count, 2);
    assert_int_equal(thing.tags.items[1].len, 0);
}

static void what_is_not_given_keeps_its_default(void **state)
{
    struct thing thing;

    assert_int_equal(
        read_thing(*state, STR("{\"name\":\"\",\"count\":null}"), &thing, NULL),
        SLV_OK);
    assert_int_equal(thing.count, 5);
    assert_false(thing.flag);
}

static void check_failure(struct arena *arena, struct str text,
                          enum slv_status expected, const char *words)
{
    struct thing thing;
    struct slv_error err = {.status = SLV_OK};

    assert_int_equal(read_thing(arena, text, &thing, &err), expected);
    assert_int_equal(err.status, expected);
    if (!strstr(err.text, words))
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void failures_name_the_field(void **state)
{
    check_failure(*state, STR("{}"), SLV_ERR_INPUT, "name is missing");
    check_failure(*state, STR("{\"name\":null}"), SLV_ERR_INPUT,
                  "name is missing");
    check_failure(*state, STR("{\"name\":1}"), SLV_ERR_INPUT,
                  "name must be a string");
    check_failure(*state, STR("{\"name\":\"12345678901\"}"), SLV_ERR_TOO_BIG,
                  "name is longer than 10");
    check_failure(*state, STR("{\"name\":\"\",\"flag\":1}"), SLV_ERR_INPUT,
                  "flag must be true or false");
    check_failure(*state, STR("{\"name\":\"\",\"count\":1.5}"), SLV_ERR_INPUT,
                  "count must be a whole number");
    check_failure(*state, STR("{\"name\":\"\",\"tags\":\"x\"}"), SLV_ERR_INPUT,
                  "tags must be a list");
    check_failure(*state, STR("{\"name\":\"\",\"tags\":[\"x\",2]}"),
                  SLV_ERR_INPUT, "tags[1] must be a string");
    check_failure(*state, STR("{\"name\":\"\",\"tags\":[\"\",\"\",\"\"]}"),
                  SLV_ERR_TOO_BIG, "tags has more than 2");
}

static void what_is_no_object_is_refused(void **state)
{
    check_failure(*state, STR(""), SLV_ERR_INPUT, "not JSON");
    check_failure(*state, STR("[]"), SLV_ERR_INPUT, "object");
    check_failure(*state, STR("{\"name\":\"a\",\"name\":\"b\"}"), SLV_ERR_INPUT,
                  "not JSON");
    check_failure(*state, STR("{\"name\":\"a\"} x"), SLV_ERR_INPUT, "not JSON");
    check_failure(*state, STR("{\"name\":\"\xFF\"}"), SLV_ERR_INPUT,
                  "not JSON");
    check_failure(*state, STR("{\"name\":\"a\"\0}"), SLV_ERR_INPUT, "not JSON");
}

static void the_line_of_a_mistake_is_told(void **state)
{
    struct thing thing;
    struct slv_error err;

    assert_int_equal(
        read_thing(*state, STR("{\n\"name\":\n'x'}"), &thing, &err),
        SLV_ERR_INPUT);
    assert_int_equal(err.line, 3);
}

static void deep_nesting_ends_early(void **state)
{
    char deep[20001];

    memset(deep, '[', sizeof deep);
    check_failure(*state, (struct str){deep, sizeof deep}, SLV_ERR_INPUT,
                  "not JSON");
}

/* Members as "name=text/kind;". */
static void show_members(const struct json_members *members, char *out,
                         size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < members->count; i++)
        len += (size_t) snprintf(out + len, size - len, "%.*s=%.*s/%d;",
                                 STR_ARG(members->items[i].name),
                                 STR_ARG(members->items[i].text),
                                 (int) members->items[i].kind);
}

static void members_are_read_without_a_table(void **state)
{
    struct json_members members;
    struct slv_error err;
    char shown[256];

    assert_int_equal(
        json_read_members(STR("{\"b\":\"x\\ny\",\"a\":-7,\"n\":null,"
                              "\"t\":true,\"l\":[1,\"\u00e4\"],"
                              "\"o\":{ \"k\" : [] }}"),
                          6, *state, &members, &err),
        SLV_OK);
    show_members(&members, shown, sizeof shown);
    assert_string_equal(shown, "b=x\ny/0;a=-7/1;t=true/2;"
                               "l=[1,\"\u00e4\"]/3;o={\"k\":[]}/4;");
    assert_int_equal(
        json_read_members(STR("{\"a\":1,\"b\":2}"), 1, *state, &members, &err),
        SLV_ERR_TOO_BIG);
    assert_int_equal(json_read_members(STR("[]"), 1, *state, &members, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(
        json_read_members(STR("{\"a\":1,\"a\":2}"), 9, *state, &members, &err),
        SLV_ERR_INPUT);
    assert_int_equal(members.count, 0);
}

static void items_are_members_or_one_value(void **state)
{
    struct json_members *items;
    struct slv_error err;
    size_t count;
    char shown[256];

    assert_int_equal(json_read_items(STR("[\"x\",null,{\"k\":\"v\"},4]"), 4,
                                     *state, &items, &count, &err),
                     SLV_OK);
    assert_int_equal(count, 4);
    show_members(&items[0], shown, sizeof shown);
    assert_string_equal(shown, "=x/0;");
    assert_int_equal(items[1].count, 0);
    show_members(&items[2], shown, sizeof shown);
    assert_string_equal(shown, "k=v/0;");
    show_members(&items[3], shown, sizeof shown);
    assert_string_equal(shown, "=4/1;");
    assert_int_equal(
        json_read_items(STR("[1,2]"), 1, *state, &items, &count, &err),
        SLV_ERR_TOO_BIG);
    assert_int_equal(
        json_read_items(STR("{}"), 1, *state, &items, &count, &err),
        SLV_ERR_INPUT);
    assert_int_equal(
        json_read_items(STR("[1"), 1, *state, &items, &count, &err),
        SLV_ERR_INPUT);
}

struct box {
    struct json_list things;
};

static const struct json_table thing_table = {fields, 4, sizeof(struct thing)};
static const struct json_field box_fields[] = {
    JSON_LIST_FIELD(struct box, things, false, 2, &thing_table),
};

static void lists_of_objects_are_read_by_their_table(void **state)
{
    static const struct {
        const char *text;
        enum slv_status status;
        const char *words;
    } wrong[] = {
        {"{\"things\":{}}", SLV_ERR_INPUT, "things must be a list of objects"},
        {"{\"things\":[1]}", SLV_ERR_INPUT, "things[0] must be an object"},
        {"{\"things\":[{\"name\":\"a\"},{}]}", SLV_ERR_INPUT,
         "things[1].name is missing"},
        {"{\"things\":[{\"name\":\"a\",\"count\":1.5}]}", SLV_ERR_INPUT,
         "things[0].count must be a whole number"},
        {"{\"things\":[{\"name\":\"01234567890\"}]}", SLV_ERR_TOO_BIG,
         "things[0].name is longer than 10 bytes"},
        {"{\"things\":[{},{},{}]}", SLV_ERR_TOO_BIG,
         "things has more than 2 items"},
    };
    struct slv_error err = {0};
    struct box box = {.things = {NULL, 0}};
    const struct thing *things;

    assert_int_equal(json_read(STR("{\"things\":[{\"name\":\"a\",\"count\":7},"
                                   "{\"name\":\"b\",\"tags\":[\"x\"]}]}"),
                               box_fields, 1, &box, *state, &err),
                     SLV_OK);
    assert_int_equal(box.things.count, 2);
    things = box.things.items;
    assert_int_equal(things[0].count, 7);
    assert_int_equal(things[1].count, 0); /* nothing was said */
    assert_int_equal(things[1].tags.count, 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(json_read(str_from(wrong[i].text), box_fields, 1, &box,
                                   *state, &err),
                         wrong[i].status);
        assert_string_equal(err.text, wrong[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(all_kinds_are_read),
        ARENA_TEST(what_is_not_given_keeps_its_default),
        ARENA_TEST(failures_name_the_field),
        ARENA_TEST(lists_of_objects_are_read_by_their_table),
        ARENA_TEST(what_is_no_object_is_refused),
        ARENA_TEST(the_line_of_a_mistake_is_told),
        ARENA_TEST(deep_nesting_ends_early),
        ARENA_TEST(members_are_read_without_a_table),
        ARENA_TEST(items_are_members_or_one_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
