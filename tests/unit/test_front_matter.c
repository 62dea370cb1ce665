/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/front_matter: the block at the top of an article becomes a flat list of
 * keys, and what cannot be read is told with its line.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/front_matter.h"

#include <string.h>

static struct arena *arena;

static int make_arena(void **state)
{
    (void) state;
    arena = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_free(arena);
    return 0;
}

static struct front_matter read_text(const char *text)
{
    struct front_matter matter;

    front_matter_read(str_from(text), arena, &matter);
    return matter;
}

/* "key=value" or "key=[a][b]" of entry `index`. */
static void assert_entry(const struct front_matter *matter, size_t index,
                         const char *expected)
{
    const struct front_matter_entry *entry = &matter->entries[index];
    struct strbuf text;

    assert_true(index < matter->count);
    strbuf_init(&text, 100000);
    strbuf_add_str(&text, entry->key);
    strbuf_add_char(&text, '=');
    for (size_t i = 0; i < entry->values.count; i++)
        strbuf_add_format(&text, entry->is_list ? "[%.*s]" : "%.*s",
                          STR_ARG(entry->values.items[i]));
    assert_string_equal(text.ptr, expected);
    strbuf_release(&text);
}

static void assert_problem(const char *text, const char *part, int line)
{
    struct front_matter matter = read_text(text);

    if (str_find(matter.problem, str_from(part), 0) == matter.problem.len)
        print_error("\"%.*s\" does not say \"%s\"\n", STR_ARG(matter.problem),
                    part);
    assert_true(str_find(matter.problem, str_from(part), 0) <
                matter.problem.len);
    assert_int_equal(matter.problem_line, line);
    assert_false(matter.is_readable);
    assert_true(matter.is_present);
    assert_int_equal(matter.body_offset, strlen(text) - strlen("body"));
}

static void keys_and_lists_are_read_in_order(void **state)
{
    struct front_matter matter = read_text("---\n"
                                           "title: \"Mail: it stays\"\n"
                                           "products: [Postfix, 'Dovecot']\n"
                                           "tags:\n"
                                           "- unindented\n"
                                           "- list\n"
                                           "errors:\n"
                                           "  - indented # comment\n"
                                           "summary: >\n"
                                           "  folded\n"
                                           "  text\n"
                                           "---\n"
                                           "body");

    (void) state;
    assert_true(matter.is_present);
    assert_true(matter.is_readable);
    assert_int_equal(matter.count, 5);
    assert_entry(&matter, 0, "title=Mail: it stays");
    assert_entry(&matter, 1, "products=[Postfix][Dovecot]");
    assert_entry(&matter, 2, "tags=[unindented][list]");
    assert_entry(&matter, 3, "errors=[indented]");
    assert_entry(&matter, 4, "summary=folded text\n");
    assert_false(matter.entries[0].is_list);
    assert_int_equal(matter.entries[0].line, 2);
    assert_int_equal(matter.entries[2].line, 4);
    assert_int_equal(matter.body_line, 13);
}

static void crlf_and_trailing_spaces_are_no_matter(void **state)
{
    struct front_matter matter =
        read_text("--- \r\ntitle: A\r\ntags:\r\n- x\r\n...\t\r\nbody");

    (void) state;
    assert_true(matter.is_present);
    assert_int_equal(matter.count, 2);
    assert_entry(&matter, 0, "title=A");
    assert_entry(&matter, 1, "tags=[x]");
    assert_int_equal(matter.body_line, 6);
}

static void empty_values_have_none(void **state)
{
    struct front_matter matter = read_text(
        "---\na:\nb: ~\nc: null\nd: \"\"\ne: []\nf: [~, x]\ng: 'null'\n---\n");

    (void) state;
    assert_int_equal(matter.count, 7);
    assert_int_equal(matter.entries[0].values.count, 0);
    assert_int_equal(matter.entries[1].values.count, 0);
    assert_int_equal(matter.entries[2].values.count, 0);
    assert_int_equal(matter.entries[3].values.count, 1);
    assert_int_equal(matter.entries[4].values.count, 0);
    assert_true(matter.entries[4].is_list);
    assert_entry(&matter, 5, "f=[x]");
    assert_entry(&matter, 6, "g=null");
}

static void nested_keys_are_joined(void **state)
{
    struct front_matter matter =
        read_text("---\na:\n  b: 1\n  c:\n    d: [2, 3]\n  e: 4\nf: 5\n"
                  "g:\n- h: 6\n- plain\n- [7, 8]\n---\n");

    (void) state;
    assert_true(matter.is_readable);
    assert_int_equal(matter.count, 6);
    assert_entry(&matter, 0, "a.b=1");
    assert_entry(&matter, 1, "a.c.d=[2][3]");
    assert_entry(&matter, 2, "a.e=4");
    assert_entry(&matter, 3, "f=5");
    assert_entry(&matter, 4, "g=[plain][7][8]");
    assert_entry(&matter, 5, "g.h=6");
}

static void a_repeated_key_is_there_twice(void **state)
{
    struct front_matter matter = read_text("---\na: 1\na: 2\n---\n");

    (void) state;
    assert_int_equal(matter.count, 2);
    assert_entry(&matter, 0, "a=1");
    assert_entry(&matter, 1, "a=2");
}

static void a_file_without_it_is_all_body(void **state)
{
    static const char *const texts[] = {
        "", "# Title\n", "----\na: 1\n----\n", " ---\na: 1\n---\n", "--",
    };

    (void) state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct front_matter matter = read_text(texts[i]);

        assert_false(matter.is_present);
        assert_true(matter.is_readable);
        assert_int_equal(matter.problem.len, 0);
        assert_int_equal(matter.body_offset, 0);
        assert_int_equal(matter.body_line, 1);
    }
}

static void a_block_without_end_is_told(void **state)
{
    struct front_matter matter = read_text("---\ntitle: A\n\ntext\n");

    (void) state;
    assert_false(matter.is_present);
    assert_int_equal(matter.body_offset, 0);
    assert_int_equal(matter.count, 0);
    assert_true(matter.problem.len > 0);
    assert_int_equal(matter.problem_line, 1);
    assert_true(read_text("---").problem.len > 0);
}

static void an_empty_block_is_no_problem(void **state)
{
    struct front_matter matter = read_text("---\n---\nbody");

    (void) state;
    assert_true(matter.is_present);
    assert_true(matter.is_readable);
    assert_int_equal(matter.count, 0);
    assert_int_equal(matter.body_offset, 8);
    assert_int_equal(matter.body_line, 3);
    assert_true(read_text("---\n# only a comment\n---\n").is_readable);
}

static void broken_yaml_keeps_what_came_before(void **state)
{
    struct front_matter matter =
        read_text("---\naccess: internal\ntitle: Error: no\n---\nbody");

    (void) state;
    assert_int_equal(matter.count, 1);
    assert_entry(&matter, 0, "access=internal");
    assert_problem("---\naccess: internal\ntitle: Error: no\n---\nbody",
                   "needs quotes", 3);
}

static void problems_tell_their_line(void **state)
{
    (void) state;
    assert_problem("---\na: 1\n\tb: 2\n---\nbody", "not readable YAML", 3);
    assert_problem("---\na: 'open\n---\nbody", "not readable YAML", 3);
    assert_problem("---\na: &x 1\n---\nbody", "anchor", 2);
    assert_problem("---\na: 1\nb: *x\n---\nbody", "alias", 3);
    assert_problem("---\na: &x [1]\nb: [*x, *x]\n---\nbody", "anchor", 2);
    assert_problem("---\n- a\n- b\n---\nbody", "list of keys", 2);
    assert_problem("---\nonly words\n---\nbody", "list of keys", 2);
    assert_problem("---\n? [a, b]\n: c\n---\nbody", "list of keys", 2);
    assert_problem("---\na: 1\n--- # two\nb: 2\n---\nbody",
                   "more than one document", 3);
    assert_problem("---\nb: \xC3\xA4\na: \"\x01\"\n---\nbody",
                   "not readable YAML", 3);
    /* neither a CR alone nor U+2028 is the end of a line */
    assert_problem("---\n# a\r\r\r\xE2\x80\xA8\nb: \xC3\xA4\nc: *x\n---\nbody",
                   "alias", 4);
}

static void tags_are_not_followed(void **state)
{
    struct front_matter matter =
        read_text("---\na: !!int \"7\"\nb: !run ls\n---\n");

    (void) state;
    assert_true(matter.is_readable);
    assert_entry(&matter, 0, "a=7");
    assert_entry(&matter, 1, "b=ls");
}

/* "---\n", then `unit` over and over, then "---\nbody". */
static const char *repeated(const char *unit, size_t count)
{
    struct strbuf text;
    const char *kept;

    strbuf_init(&text, 1 << 20);
    strbuf_add_cstr(&text, "---\n");
    for (size_t i = 0; i < count; i++)
        strbuf_add_cstr(&text, unit);
    strbuf_add_cstr(&text, "\n---\nbody");
    kept = arena_cstr(arena, strbuf_str(&text));
    strbuf_release(&text);
    return kept;
}

static void limits_are_problems(void **state)
{
    struct front_matter matter;

    (void) state;
    assert_problem(repeated("# 34567890\n", FRONT_MATTER_BYTES_MAX / 11 + 1),
                   "longer than", 1);
    matter = read_text(repeated("k: v\n", FRONT_MATTER_KEYS_MAX));
    assert_true(matter.is_readable);
    assert_int_equal(matter.count, FRONT_MATTER_KEYS_MAX);
    assert_problem(repeated("k: v\n", FRONT_MATTER_KEYS_MAX + 1),
                   "more than 256 keys", 2 + FRONT_MATTER_KEYS_MAX);
    assert_problem(repeated("k: v\nl:\n", FRONT_MATTER_KEYS_MAX / 2 + 1),
                   "more than 256 keys", 2 + FRONT_MATTER_KEYS_MAX);
    assert_problem(repeated("- v\n", 1), "list of keys", 2);
    assert_problem(repeated("a: [", 20), "nested deeper", 2);
    assert_problem(repeated("[", 60000), "list of keys", 2);
    assert_problem(repeated("{a: ", 16000), "nested deeper", 2);
}

static void a_long_list_has_an_end(void **state)
{
    struct front_matter matter;
    struct strbuf text;

    (void) state;
    strbuf_init(&text, 1 << 20);
    strbuf_add_cstr(&text, "---\nk:\n");
    for (int i = 0; i < FRONT_MATTER_ITEMS_MAX; i++)
        strbuf_add_format(&text, "- %d\n", i);
    strbuf_add_cstr(&text, "---\n");
    front_matter_read(strbuf_str(&text), arena, &matter);
    assert_true(matter.is_readable);
    assert_int_equal(matter.entries[0].values.count, FRONT_MATTER_ITEMS_MAX);
    for (int i = 0; i < FRONT_MATTER_ITEMS_MAX; i++) {
        unsigned long long value;

        assert_true(str_to_uint(matter.entries[0].values.items[i], &value));
        assert_int_equal(value, i);
    }
    strbuf_truncate(&text, text.len - 4);
    strbuf_add_cstr(&text, "- more\n---\n");
    front_matter_read(strbuf_str(&text), arena, &matter);
    assert_false(matter.is_readable);
    strbuf_release(&text);
}

static void lists_within_lists_grow_apart(void **state)
{
    struct front_matter matter = read_text(
        "---\na: [1, 2, 3, {b: [x, y, z, u, v, w]}, 4, 5, {b: [q]}, 6, 7, 8, "
        "9]\n---\n");

    (void) state;
    assert_int_equal(matter.count, 3);
    assert_entry(&matter, 0, "a=[1][2][3][4][5][6][7][8][9]");
    assert_entry(&matter, 1, "a.b=[x][y][z][u][v][w]");
    assert_entry(&matter, 2, "a.b=[q]");
}

static void a_joined_key_has_an_end(void **state)
{
    struct strbuf text;
    struct front_matter matter;

    (void) state;
    strbuf_init(&text, 1 << 16);
    strbuf_add_cstr(&text, "---\n? ");
    for (int i = 0; i < 1100; i++)
        strbuf_add_char(&text, 'k');
    strbuf_add_cstr(&text, "\n: v\n---\n");
    front_matter_read(strbuf_str(&text), arena, &matter);
    assert_false(matter.is_readable);
    assert_int_equal(matter.count, 0);
    strbuf_release(&text);
}

#define ARENA_TEST(function) \
    cmocka_unit_test_setup_teardown(function, make_arena, drop_arena)

static void any_text_can_be_a_value(void **state)
{
    static const struct {
        const char *text;
        const char *value;
    } rows[] = {
        {"plain", "plain"},
        {"say \"so\" \\ n", "say \"so\" \\ n"},
        {"'\\n: [x] # {y}", "'\\n: [x] # {y}"},
        {"a\nstate: published", "a state: published"},
        {"a\r\n---\nb", "a  --- b"},
        {"a\x01\x7F\tb", "a   b"},
        {"a\xC2\x85\xC2\x9F"
         "b",
         "a  b"},
        {"a\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF\xEF\xBF\xBE"
         "b",
         "a    b"},
        {"a\xFF"
         "b",
         "a\xEF\xBF\xBD"
         "b"},
        {"\xC3\xA4 \xF0\x9F\x98\x80", "\xC3\xA4 \xF0\x9F\x98\x80"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct front_matter matter;
        struct strbuf text;

        strbuf_init(&text, 1000);
        strbuf_add_cstr(&text, "---\ntitle: ");
        front_matter_add_quoted(&text, str_from(rows[i].text));
        strbuf_add_cstr(&text, "\nstate: draft\n---\n");
        front_matter_read(strbuf_str(&text), arena, &matter);
        assert_true(matter.is_readable);
        assert_int_equal(matter.count, 2);
        assert_true(str_equal(matter.entries[0].values.items[0],
                              str_from(rows[i].value)));
        strbuf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(any_text_can_be_a_value),
        ARENA_TEST(keys_and_lists_are_read_in_order),
        ARENA_TEST(crlf_and_trailing_spaces_are_no_matter),
        ARENA_TEST(empty_values_have_none),
        ARENA_TEST(nested_keys_are_joined),
        ARENA_TEST(a_repeated_key_is_there_twice),
        ARENA_TEST(a_file_without_it_is_all_body),
        ARENA_TEST(a_block_without_end_is_told),
        ARENA_TEST(an_empty_block_is_no_problem),
        ARENA_TEST(broken_yaml_keeps_what_came_before),
        ARENA_TEST(problems_tell_their_line),
        ARENA_TEST(tags_are_not_followed),
        ARENA_TEST(limits_are_problems),
        ARENA_TEST(a_long_list_has_an_end),
        ARENA_TEST(lists_within_lists_grow_apart),
        ARENA_TEST(a_joined_key_has_an_end),
    };

    return cmocka_run_group_tests_name("front_matter", tests, NULL, NULL);
}
