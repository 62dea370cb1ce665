/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/cases/canned: what of an article becomes an answer, and what its
 * placeholders become.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/article/article_read.h"
#include "core/cases/canned.h"

#define assert_text(value, expected)                                        \
    do {                                                                    \
        const struct str value_ = (value);                                  \
        if (!str_equal(value_, str_from(expected)))                         \
            fail_msg("%s is \"%.*s\", not \"%s\"", #value, STR_ARG(value_), \
                     (expected));                                           \
    } while (0)

static const struct canned_values full = {
    .customer_name = {"Acme & Sons", 11},
    .contact_name = {"Bo {{product}}", 14},
    .case_number = {"1001", 4},
    .product = {"Printer 3", 9},
    .version = {"3.1", 3},
    .agent_name = {"Anna", 4},
};

static const struct canned_values nobody;

static void placeholders_become_what_the_case_says(void **state)
{
    struct fixture *f = *state;

    assert_text(
        canned_fill(STR("{{customer.name}}, {{case.number}}: {{product}} "
                        "{{version}}, {{agent.name}}"),
                    &full, f->arena),
        "Acme & Sons, 1001: Printer 3 3.1, Anna");
    assert_text(
        canned_fill(STR("{{ customer.name }}{{PRODUCT}}"), &full, f->arena),
        "Acme & SonsPrinter 3");
    assert_text(canned_fill(STR("Dear {{contact.name}}"), &full, f->arena),
                "Dear Bo {{product}}");
    assert_text(canned_fill(STR(""), &full, f->arena), "");
}

static void what_cannot_be_filled_stays_and_is_named(void **state)
{
    struct fixture *f = *state;
    const struct canned_values none = {.product = STR("P")};
    struct str text = canned_fill(
        STR("{{version}} {{product}} {{nmae}} {{version}} {{contact.name}}"),
        &none, f->arena);
    struct str_list left = canned_unfilled(text, f->arena);

    assert_text(text, "{{version}} P {{nmae}} {{version}} {{contact.name}}");
    assert_int_equal(left.count, 3);
    assert_text(left.items[0], "{{version}}");
    assert_text(left.items[1], "{{nmae}}");
    assert_text(left.items[2], "{{contact.name}}");
}

static void templates_that_are_spoken_about_are_no_placeholders(void **state)
{
    static const char *const texts[] = {
        "{{ ansible_host }}", "{{",  "}}",   "{{}}", "{{ }}", "{{a b}}",
        "{{a\nb}}",           "{a}", "{{ x",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(canned_unfilled(str_from(texts[i]), f->arena).count,
                         0);
        assert_text(canned_fill(str_from(texts[i]), &full, f->arena), texts[i]);
    }
    assert_int_equal(canned_unfilled(STR("{{ {{product}}"), f->arena).count, 1);
    assert_int_equal(canned_unfilled(STR("{{ version }}"), f->arena).count, 1);
}

static void markdown_becomes_a_letter(void **state)
{
    static const struct {
        const char *markdown;
        const char *plain;
    } rows[] = {
        {"Press **Reset** and `x --y`.", "Press Reset and x --y."},
        {"snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"},
        {"_Now_ \\*not\\*", "Now *not*"},
        {"See [docs](https://e.org/a_b) or [us](other.md).",
         "See docs (https://e.org/a_b) or us."},
        {"![A picture](x.png) [https://e.org](https://e.org)",
         "A picture https://e.org"},
        {"1. One\n2. Two\n   - three\n", "1. One\n2. Two\n   - three"},
        {"### On a phone\n\n\n\nThe same.", "On a phone\n\nThe same."},
        {"> [!NOTE]\n> Mind the gap.", "Mind the gap."},
        {"```sh\nrm **\n```\nDone", "    rm **\nDone"},
        {"~~~\n```\n~~~\n", "    ```"},
        {"[open", "[open"},
        {"`open", "`open"},
        {"", ""},
        {"Dear {{contact.name}},", "Dear {{contact.name}},"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_text(canned_plain(str_from(rows[i].markdown), f->arena),
                    rows[i].plain);
}

static struct slv_article read_article(struct fixture *f, const char *text)
{
    const struct article_source source = {
        .path = STR("a.md"),
        .bytes = str_from(text),
    };
    const struct article_rules rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
        .default_language = STR("en"),
    };
    struct diagnostics diagnostics;
    struct article_draft draft;

    diagnostics_init(&diagnostics, STR("a.md"), f->arena);
    article_read(&source, &rules, NULL, NULL, f->arena, &draft, &diagnostics);
    return draft.article;
}

static void a_reply_comes_before_the_resolution(void **state)
{
    struct fixture *f = *state;
    struct slv_article both = read_article(
        f, "# T\n\n## Resolution\n\nSteps.\n\n### More\n\nSub.\n\n"
           "## Reply\n\nHello {{contact.name}},\n\n1. Do.\n\n## Cause\n\nC.\n");
    struct slv_article one = read_article(
        f, "# T\n\nResolution\n----------\n\nSteps.\n\n### More\n\nSub.\n\n"
           "## Cause\n\nC.\n");
    struct slv_article none = read_article(f, "# T\n\nText.\n");

    assert_text(canned_reply(&both, &nobody, f->arena),
                "Hello {{contact.name}},\n\n1. Do.");
    assert_text(canned_reply(&one, &nobody, f->arena),
                "Steps.\n\nMore\n\nSub.");
    assert_text(canned_reply(&none, &nobody, f->arena), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(placeholders_become_what_the_case_says),
        FIXTURE_TEST(what_cannot_be_filled_stays_and_is_named),
        FIXTURE_TEST(templates_that_are_spoken_about_are_no_placeholders),
        FIXTURE_TEST(markdown_becomes_a_letter),
        FIXTURE_TEST(a_reply_comes_before_the_resolution),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
