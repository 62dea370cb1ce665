/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/cases/draft: the article that a case becomes, and what in it is marked
 * because it belongs to the customer.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/article/article_read.h"
#include "core/cases/draft.h"

#define assert_text(value, expected)                                        \
    do {                                                                    \
        const struct str value_ = (value);                                  \
        if (!str_equal(value_, str_from(expected)))                         \
            fail_msg("%s is \"%.*s\", not \"%s\"", #value, STR_ARG(value_), \
                     (expected));                                           \
    } while (0)

static const struct case_message talk[] = {
    {.author = CASE_BY_CUSTOMER,
     .author_name = {"Bo Svensson", 11},
     .text = {"Hello,\n# the printer at Acme prints <nothing>.\n"
              "It is 10.1.2.3.\n\nRegards, Bo",
              75},
     .created_unix_s = 100},
    {.author = CASE_BY_NOTE,
     .author_name = {"Anna", 4},
     .text = {"A secret note.", 14},
     .created_unix_s = 150},
    {.author = CASE_BY_AGENT,
     .author_name = {"Anna", 4},
     .text = {"1. Switch it on.", 16},
     .created_unix_s = 200},
};

static const struct case_record printer = {
    .number = {"1001", 4},
    .customer = {"acme", 4},
    .product = {"Printer \"3\"", 11},
    .product_version = {"3.1", 3},
    .subject = {"Acme: printer is silent!", 24},
    .messages = talk,
    .message_count = 3,
};

static const struct case_customer acme = {.key = {"acme", 4},
                                          .name = {"Acme & Sons", 11}};
static const struct case_contact bo = {.name = {"Bo Svensson", 11},
                                       .email = {"bo@acme.example", 15}};
static const struct draft_source source = {
    .record = &printer,
    .customer = &acme,
    .contact = &bo,
    .id = {"printer-1001", 12},
    .owner = {"anna", 4},
};

/* Nobody of them is in the store. */
static void people_are_found_where_people_stand(void **state)
{
    static const struct {
        const char *text;
        const char *marked;
    } rows[] = {
        {"Dear Jane Doe,\nit fails.", "Dear [remove: Jane Doe],\nit fails."},
        {"Hi Tom,\nIt fails", "Hi [remove: Tom],\nIt fails"},
        {"Hi everyone,\nHello there!", "Hi everyone,\nHello there!"},
        {"Dear Printer,\nDear Sirs,", "Dear Printer,\nDear Sirs,"},
        {"It fails.\n\nBest regards,\nJane Doe\n",
         "It fails.\n\nBest regards,\n[remove: Jane Doe]\n"},
        {"It fails. Thanks, Marc", "It fails. Thanks, [remove: Marc]"},
        {"It fails. Thanks for your help. Marc",
         "It fails. Thanks for your help. [remove: Marc]"},
        {"Thanks!\njrc", "Thanks!\n[remove: jrc]"},
        {"Thank You, D.S. [email]", "Thank You, [remove: D.S]. [email]"},
        {"Cheers\nJos\xC3\xA9", "Cheers\n[remove: Jos\xC3\xA9]"},
        {"Thanks in advance!\nOutlook shows the same.",
         "Thanks in advance!\nOutlook shows the same."},
        {"Thanks, Printer", "Thanks, Printer"},
        {"Thanks. ERR_TRAY_OPEN", "Thanks. ERR_TRAY_OPEN"},
        {"My name is Ann O'Neil and", "My name is [remove: Ann O'Neil] and"},
        {"> From: Jane Doe <jd>\n> To: all",
         "> From: [remove: Jane Doe] <jd>\n> To: all"},
        {"From: the menu", "From: the menu"},
        {"On Mon, 3 Mar 2025 at 10:15, Jane Doe <j> wrote:\n> x",
         "On Mon, 3 Mar 2025 at 10:15, [remove: Jane Doe] <j> wrote:\n> x"},
        {"It fails.\n-- \nJane Doe\nAcme",
         "It fails.\n-- \n[remove: Jane Doe]\n[remove: Acme]"},
        {"best, \n--john", "best, \n--[remove: john]"},
        {"It fails. Please help.\nJane Doe",
         "It fails. Please help.\n[remove: Jane Doe]"},
        {"It fails. HELP", NULL},
        {"It fails on Windows", NULL},
        {"1. Open\n-- Windows 10\n-- verbose mode", NULL},
        {"--", NULL},
        {"Thanks,", NULL},
        {"Hi ", NULL},
        {"my name is", NULL},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(draft_mark(&source, str_from(rows[i].text), f->arena),
                    rows[i].marked ? rows[i].marked : rows[i].text);
}

static void what_belongs_to_the_customer_is_marked(void **state)
{
    static const struct {
        const char *text;
        const char *marked;
    } rows[] = {
        {"ACME has it", "[remove: ACME] has it"},
        {"Acmeville and acme_x", "Acmeville and acme_x"},
        {"Acme & Sons, Svensson", "[remove: Acme & Sons], [remove: Svensson]"},
        {"mail x.y@corp.example.", "mail [remove: x.y@corp.example]."},
        {"see https://intra.acme.com/a?b=1, now",
         "see [remove: https://intra.acme.com/a?b=1], now"},
        {"on \\\\fs01\\share", "on [remove: \\\\fs01\\share]"},
        {"at 192.168.0.12:80", "at [remove: 192.168.0.12]:80"},
        {"version 1.2.3 or 10.0.0.1.5", "version 1.2.3 or 10.0.0.1.5"},
        {"fe80::1:2 and 00:1a:2b:3c:4d:5e",
         "[remove: fe80::1:2] and [remove: 00:1a:2b:3c:4d:5e]"},
        {"db01.acme.local is down", "[remove: db01.acme.local] is down"},
        {"solvent.conf and org.foo.Bar", "solvent.conf and org.foo.Bar"},
        {"call +46 8 123 45 67.", "call [remove: +46 8 123 45 67]."},
        {"serial 123456789", "serial [remove: 123456789]"},
        {"on 2026-01-31 at 10:15", "on 2026-01-31 at 10:15"},
        {"error 0x80070005, 1234", "error 0x80070005, 1234"},
        {"C:\\Users\\bosv\\x", "C:\\Users\\[remove: bosv]\\x"},
        {"", ""},
        {"@ . : +", "@ . : +"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_text(draft_mark(&source, str_from(rows[i].text), f->arena),
                    rows[i].marked);
}

static void a_line_means_its_signs(void **state)
{
    static const struct {
        const char *text;
        const char *line;
    } rows[] = {
        {"a *b* _c_ `d` [e](f) <g> & h|i",
         "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g\\> \\& h\\|i"},
        {"1. first\n# second", "1\\. first \\# second"},
        {"- point", "\\- point"},
        {"Acme, a_b", "[remove: Acme], a\\_b"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_text(draft_mark_line(&source, str_from(rows[i].text), f->arena),
                    rows[i].line);
}

static void a_case_becomes_a_draft(void **state)
{
    struct fixture *f = *state;

    assert_text(draft_markdown(&source, f->arena),
                "---\nid: \"printer-1001\"\n"
                "title: \"[remove: Acme]: printer is silent!\"\n"
                "products: [\"Printer \\\"3\\\"\"]\nversions: [\"3.1\"]\n"
                "owner: \"anna\"\nstate: draft\n---\n\n"
                "# [remove: Acme]: printer is silent!\n\n## Problem\n\n"
                "Hello,\n\\# the printer at [remove: Acme] prints \\<nothing>."
                "\nIt is [remove: 10.1.2.3].\n\nRegards, [remove: Bo]\n\n"
                "## Environment\n\n- Printer \"3\" 3.1\n\n"
                "## Resolution\n\n1. Switch it on.\n");
}

static void the_draft_is_an_internal_article_with_roles(void **state)
{
    struct fixture *f = *state;
    const struct article_source file = {
        .path = STR("drafts/x.md"),
        .bytes = draft_markdown(&source, f->arena),
    };
    const struct article_rules rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
        .default_language = STR("en"),
    };
    struct diagnostics diagnostics;
    struct article_draft draft;

    diagnostics_init(&diagnostics, STR("x.md"), f->arena);
    article_read(&file, &rules, NULL, NULL, f->arena, &draft, &diagnostics);
    assert_int_equal(diagnostics.count, 0);
    assert_text(draft.article.id, "printer-1001");
    assert_int_equal(draft.article.state, SLV_STATE_DRAFT);
    assert_int_equal(article_secrecy(&draft.article), 2);
    assert_int_equal(draft.article.section_count, 4);
    assert_int_equal(draft.article.sections[1].role, SLV_ROLE_PROBLEM);
    assert_int_equal(draft.article.sections[2].role, SLV_ROLE_ENVIRONMENT);
    assert_int_equal(draft.article.sections[3].role, SLV_ROLE_RESOLUTION);
}

static void ids_name_the_problem_and_not_the_customer(void **state)
{
    struct fixture *f = *state;
    struct case_record record = printer;
    struct draft_source other = source;

    other.record = &record;
    assert_text(draft_id(&source, f->arena), "printer-is-silent-1001");
    record.subject = STR("\xD0\x9F\xD1\x80");
    assert_text(draft_id(&other, f->arena), "case-1001");
    record.subject =
        STR("a b c d e f g h i j k l m n o p q r s t u v w x y z a b "
            "c d e f g h i j k l m n o p");
    record.number = STR("A/7 x");
    assert_true(draft_id(&other, f->arena).len <= 70);
    assert_true(str_has_suffix(draft_id(&other, f->arena), STR("-a-7-x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(people_are_found_where_people_stand),
        FIXTURE_TEST(what_belongs_to_the_customer_is_marked),
        FIXTURE_TEST(a_line_means_its_signs),
        FIXTURE_TEST(a_case_becomes_a_draft),
        FIXTURE_TEST(the_draft_is_an_internal_article_with_roles),
        FIXTURE_TEST(ids_name_the_problem_and_not_the_customer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
