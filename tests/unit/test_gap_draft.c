/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/insight/gap_draft: the article that a gap becomes, from its cases or from
 * what was searched.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/cases/personal.h"
#include "core/insight/gap_draft.h"

#define assert_has(text, part)                                           \
    do {                                                                 \
        const struct str text_ = (text);                                 \
        if (str_find(text_, str_from(part), 0) == text_.len)             \
            fail_msg("\"%s\" is not in \"%.*s\"", part, STR_ARG(text_)); \
    } while (0)

/* What an address looks like is marked, signs of Markdown are no more than
 * signs, and there is no word of cases. */
static void what_was_searched_becomes_the_problem(void **state)
{
    struct fixture *f = *state;
    const struct str searches[] = {STR("dark \"mode\""), STR("*dark* mode on"),
                                   STR("dark mode bo@corp.example")};
    const struct gap_draft draft = {
        .id = STR("dark-mode-gap-3"),
        .words = STR("dark \"mode\""),
        .owner = STR("anna"),
        .searches = searches,
        .search_count = 3,
    };

    assert_true(str_equal(
        gap_draft_markdown(&draft, f->arena),
        STR("---\nid: \"dark-mode-gap-3\"\ntitle: \"dark \\\"mode\\\"\"\n"
            "owner: \"anna\"\nstate: draft\n---\n\n"
            "## Problem\n\nSearched in vain, the most frequent first:\n\n"
            "- dark \"mode\"\n- \\*dark\\* mode on\n"
            "- dark mode [remove: bo@corp.example]\n"
            "\n## Resolution\n\nTo be written.\n")));
}

static void known_names_are_marked_and_stand_in_no_address(void **state)
{
    struct fixture *f = *state;
    const struct str searches[] = {STR("vpn of acme tools (office)")};
    const struct personal_names others = {.items = {STR("Acme Tools")},
                                          .count = 1};
    const struct gap_draft draft = {.words = STR("vpn of acme tools"),
                                    .searches = searches,
                                    .search_count = 1,
                                    .others = &others};
    const struct str text = gap_draft_markdown(&draft, f->arena);

    assert_has(text, "title: \"vpn of [remove: acme tools] (office)\"\n");
    assert_has(text, "\n- vpn of [remove: acme tools] (office)\n");
    assert_true(
        str_equal(gap_draft_id(STR("vpn of Acme Tools"), &others, 3, f->arena),
                  STR("vpn-of-gap-3")));
    assert_true(
        str_equal(gap_draft_id(STR("pacme tools"), &others, 3, f->arena),
                  STR("pacme-tools-gap-3")));
    assert_true(str_equal(gap_draft_id(STR("acme tools"), NULL, 3, f->arena),
                          STR("acme-tools-gap-3")));
}

/* The one that is tried most names it, and no more are told than fit. */
static void many_searches_are_told_in_part(void **state)
{
    struct fixture *f = *state;
    struct str searches[GAP_DRAFT_SEARCHES + 1];
    struct gap_draft draft = {.id = STR("a"), .words = STR("w")};
    struct str text;
    size_t lines = 0;

    for (size_t i = 0; i < GAP_DRAFT_SEARCHES + 1; i++)
        searches[i] = arena_format(f->arena, "toner %c", (int) ('a' + i));
    draft.searches = searches;
    draft.search_count = GAP_DRAFT_SEARCHES + 1;
    text = gap_draft_markdown(&draft, f->arena);
    for (size_t at = 0; at < text.len; at++)
        lines += str_has_prefix(str_from_offset(text, at), STR("\n- toner "))
                     ? 1
                     : 0;
    assert_int_equal(lines, GAP_DRAFT_SEARCHES);
    assert_has(text, "title: \"toner a\"\n");
}

static void cases_and_their_searches_stand_under_one_problem(void **state)
{
    struct fixture *f = *state;
    static const struct case_record record = {
        .number = {"7", 1},
        .customer = {"acme", 4},
        .product = {"Printer", 7},
        .subject = {"Acme: no toner", 14},
    };
    const struct draft_source sources[] = {{.record = &record}};
    const struct str numbers[] = {STR("7")};
    const struct str searches[] = {STR("toner empty")};
    const struct gap_draft draft = {
        .id = STR("toner-gap-1"),
        .words = STR("toner empty"),
        .owner = STR("anna"),
        .cases = sources,
        .case_count = 1,
        .numbers = numbers,
        .number_count = 1,
        .searches = searches,
        .search_count = 1,
    };
    const struct str text = gap_draft_markdown(&draft, f->arena);

    assert_has(text, "title: \"[remove: Acme]: no toner\"\n");
    assert_has(text, "- [remove: Acme]: no toner\n\n"
                     "Searched in vain:\n\n- toner empty\n\n"
                     "## Environment\n\n- Printer\n\n## Resolution");
    assert_has(text, "To be written.\n\n[remove: cases 7]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_was_searched_becomes_the_problem),
        FIXTURE_TEST(known_names_are_marked_and_stand_in_no_address),
        FIXTURE_TEST(many_searches_are_told_in_part),
        FIXTURE_TEST(cases_and_their_searches_stand_under_one_problem),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
