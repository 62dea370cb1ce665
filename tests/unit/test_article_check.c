/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/article_check: ten planted faults of each kind are all found, in
 * their line, and a clean article has none; rules are switched off by settings
 * and by the article.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/speller.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/article/article_check.h"

#include <string.h>

enum { FAULTS = 10, FAULT_LINE = 14 };

/* The fault takes the place of the line FAULT_LINE. */
static const char before[] = "---\n"
                             "title: The printer prints empty pages\n"
                             "---\n"
                             "## Symptoms\n"
                             "\n"
                             "The pages come out white.\n"
                             "\n"
                             "## Resolution\n"
                             "\n"
                             "1. Open the door of the printer.\n"
                             "2. Take the strip off the new toner.\n"
                             "3. Close the door.\n"
                             "\n";
static const char after[] = "\n"
                            "Print a page to see whether it helped.\n";

static const struct {
    enum check_rule rule;
    const char *faults[FAULTS];
} planted[] = {
    {CHECK_SPELLING,
     {"You will recieve a message.", "The mesage is short.",
      "It happens occassionally.", "The adress is wrong.",
      "Wait untill it ends.", "The setings are lost.", "It is neccessary here.",
      "The sytem stops.", "Look at the folowing.", "The netwrok is down."}},
    {CHECK_WORD_UNKNOWN,
     {"The qwrtzplk is full.", "It shows brumplefix.", "A snorvelgate opens.",
      "Use the fludgewort.", "The grimblethack stops.", "See the zortlebunk.",
      "A plimsterdock is there.", "The vexlopitude grows.",
      "It needs a quibblezorp.", "The drongleforp waits."}},
    {CHECK_GRAMMAR,
     {"This is a error.", "It is an printer.", "You could of seen it.",
      "They is there.", "It don't work.", "These is a page.",
      "It is more easier so.", "An user sees it.", "It is rather then this.",
      "It does not works."}},
    {CHECK_WORD_DOUBLED,
     {"Look at the the page.", "It is is white.", "Go to to the door.",
      "A page of of paper.", "You can can see it.", "It was was here.",
      "Put it in in there.", "This and and that.", "It has has two.",
      "Wait for for it."}},
    {CHECK_PASSIVE,
     {"The page is printed.", "The door was opened.", "It will be changed.",
      "Pages are not printed.", "The strip has been removed.",
      "The job is being printed.", "The toner was taken.",
      "The tray was never closed.", "It is shown there.",
      "The file is quickly deleted."}},
    {CHECK_VAGUE,
     {"Take the appropriate page.", "Paper, toner etc.", "It simply works.",
      "Various pages come.", "Restart it as needed.", "It stops somehow.",
      "It ends soon.", "A lot of pages come.", "Sometimes it stops.",
      "In some cases it stops."}},
    {CHECK_PROMISE,
     {"We guarantee that it helps.", "Then it is perfect.",
      "If we are lucky, it helps.", "It works perfectly then.",
      "Rest assured, it helps.", "This always works.", "Hopefully it prints.",
      "It is guaranteed to print.", "The way is foolproof.",
      "This solves it once and for all."}},
    {CHECK_LINK_VAGUE,
     {"For more, click [here](https://example.com/a).",
      "See [this](https://example.com/a).",
      "See [click here](https://example.com/a).",
      "See [link](https://example.com/a).",
      "See [this page](https://example.com/a).",
      "See [this article](https://example.com/a).",
      "See [Read more](https://example.com/a).",
      "See [more](https://example.com/a).",
      "See [this link](https://example.com/a).",
      "See [see here](https://example.com/a)."}},
    {CHECK_MAIL_ADDRESS,
     {"Ask jo.smith@acme-tools.com.", "Write to eva@hotmail.com now.",
      "`from=k.meyer@firma.de`", "<mia@university.edu>",
      "Mail bob_99@mail.acme.org!", "[Ann](mailto:ann@acme-tools.com)",
      "Sent by p+list@provider.net.", "x.y-z@sub.domain-name.co",
      "Owner: LEE@ACME.COM", "(tom@acme.io)"}},
    {CHECK_HOST_PRIVATE,
     {"Ping 10.1.2.3 first.", "`ssh 192.168.7.20`", "It is 172.16.4.9.",
      "It is 172.31.255.3.", "Open http://10.20.30.40/status.",
      "Use mail01.acme.local for it.", "See `db.office.lan`.",
      "On srv7.berlin.corp it runs.", "The host is a.b.internal.",
      "Use print.floor2.intranet."}},
    {CHECK_PHONE_NUMBER,
     {"Call +49 30 1234567.", "Call (425) 707-3344.", "Call 425-707-3344.",
      "Call +1 425 707 3344.", "Call +44 20 7946 1234.",
      "Fax: +33-1-42-68-53-00.", "Call 425.707.3344 now.",
      "Call +41 (44) 6681800.", "Call +358 9 1234 567.",
      "Call (212) 736-5000 now."}},
    {CHECK_ACCOUNT_NUMBER,
     {"Card 4539 1488 0343 6467.", "Card 4539148803436467.",
      "Card 5500-0055-5555-5559.", "Card 371449635398431.", "SSN 123-45-6789.",
      "IBAN DE89370400440532013000.", "IBAN GB82 WEST 1234 5698 7654 32.",
      "Account number 12345678.", "Customer no. 4471120.",
      "IBAN FR1420041010050500013M02606."}},
    {CHECK_CUSTOMER_NAME,
     {"Ada Lovelace asked.", "As at Acme Tools Ltd.", "Acme Tools had it.",
      "Thanks to Ada Lovelace.", "Ask Miguel de Cervantes.",
      "The host of Acme Tools stops.", "See `Ada Lovelace` there.",
      "(Acme Tools)", "| Ada Lovelace |", "Acme Tools' printer."}},
    {CHECK_IMAGE_TEXT_MISSING,
     {"![](a.png)", "![ ](a.png)", "See ![](b.png).", "![](c/d.png \"t\")",
      "![](e.gif)", "[![](f.png)](https://example.com)", "- ![](g.png)",
      "> ![](h.png)", "![](i.webp) and more", "**![](j.png)**"}},
};

struct checking_test {
    struct fixture *f;
    struct check_settings settings;
    struct diagnostics diagnostics;
    struct strmap *names;
};

static void setup(struct checking_test *test, struct fixture *f)
{
    test->f = f;
    check_settings_init(&test->settings);
    assert_true(check_settings_switch(&test->settings, STR("all"), true));
    test->names = strmap_new();
    *strmap_slot(test->names, STR("ada lovelace"), NULL) = test;
    *strmap_slot(test->names, STR("acme tools"), NULL) = test;
    *strmap_slot(test->names, STR("miguel de cervantes"), NULL) = test;
    test->settings.names = test->names;
    test->settings.speller = speller_open(STR("en"));
    assert_non_null(test->settings.speller);
}

static void teardown(struct checking_test *test)
{
    speller_close(test->settings.speller);
    strmap_free(test->names);
}

static void check_text(struct checking_test *test, struct str text)
{
    static const struct article_rules rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
        .default_language = {"en", 2},
    };
    const struct article_source source = {.path = STR("a.md"), .bytes = text};
    struct article_draft draft;

    diagnostics_init(&test->diagnostics, STR("a.md"), test->f->arena);
    article_read(&source, &rules, NULL, NULL, test->f->arena, &draft,
                 &test->diagnostics);
    check_article_writing(&draft, &test->settings, test->f->arena,
                          &test->diagnostics);
}

/* How often the rule was told of the line; 0: of any. */
static size_t count_of(const struct checking_test *test, enum check_rule rule,
                       int line)
{
    size_t count = 0;

    for (size_t i = 0; i < test->diagnostics.count; i++) {
        const struct slv_diagnostic *item = &test->diagnostics.items[i];

        count += strcmp(item->rule, check_rule_row(rule)->name) == 0 &&
                 (line == 0 || item->line == line);
    }
    return count;
}

static void a_clean_article_has_no_findings(void **state)
{
    struct checking_test test;

    setup(&test, *state);
    check_text(&test, arena_format(test.f->arena, "%s%s%s", before,
                                   "The pages show text.\n", after));
    for (size_t i = 0; i < test.diagnostics.count; i++)
        print_message("%s\n", test.diagnostics.items[i].message.ptr);
    assert_int_equal(test.diagnostics.count, 0);
    teardown(&test);
}

static void every_planted_fault_is_found_in_its_line(void **state)
{
    struct checking_test test;

    setup(&test, *state);
    for (size_t i = 0; i < ARRAY_LEN(planted); i++)
        for (size_t j = 0; j < FAULTS; j++) {
            check_text(&test, arena_format(test.f->arena, "%s%s\n%s", before,
                                           planted[i].faults[j], after));
            if (count_of(&test, planted[i].rule, FAULT_LINE) == 0)
                fail_msg("%s: not found in: %s",
                         check_rule_row(planted[i].rule)->name,
                         planted[i].faults[j]);
        }
    teardown(&test);
}

static void in_a_callout_lines_are_those_of_the_file(void **state)
{
    struct checking_test test;

    setup(&test, *state);
    check_text(&test,
               arena_format(test.f->arena, "%s%s%s", before,
                            "> [!NOTE]\n> It is is so.\n> You can can do so.\n"
                            "\n> [!TIP] It is on on one line.\n> And so.\n",
                            after));
    assert_int_equal(count_of(&test, CHECK_WORD_DOUBLED, 0), 3);
    assert_int_equal(count_of(&test, CHECK_WORD_DOUBLED, FAULT_LINE + 1), 1);
    assert_int_equal(count_of(&test, CHECK_WORD_DOUBLED, FAULT_LINE + 2), 1);
    assert_int_equal(count_of(&test, CHECK_WORD_DOUBLED, FAULT_LINE + 4), 1);
    teardown(&test);
}

/* --- faults that have a number --- */

static struct str words(struct arena *arena, size_t count)
{
    char *text = arena_alloc(arena, 5 * count + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(text + 5 * i, i + 1 < count ? "page " : "page.", 5);
    text[5 * count] = '\0';
    return (struct str){text, 5 * count};
}

static void sentences_and_steps_have_a_longest_length(void **state)
{
    struct checking_test test;
    struct arena *arena;

    setup(&test, *state);
    arena = test.f->arena;
    assert_true(
        check_settings_switch(&test.settings, STR("word-doubled"), false));
    for (size_t more = 0; more < FAULTS; more++) {
        check_text(&test, arena_format(arena, "%s%s\n%s", before,
                                       words(arena, 41 + more).ptr, after));
        assert_int_equal(count_of(&test, CHECK_SENTENCE_LONG, FAULT_LINE), 1);
        check_text(&test, arena_format(arena, "%s1. %s %s\n%s", before,
                                       words(arena, 30).ptr,
                                       words(arena, 31 + more).ptr, after));
        assert_int_equal(count_of(&test, CHECK_STEP_LONG, FAULT_LINE), 1);
    }
    check_text(&test, arena_format(arena, "%s%s\n%s", before,
                                   words(arena, 40).ptr, after));
    assert_int_equal(count_of(&test, CHECK_SENTENCE_LONG, 0), 0);
    check_text(&test,
               arena_format(arena, "%s1. %s %s\n%s", before,
                            words(arena, 30).ptr, words(arena, 30).ptr, after));
    assert_int_equal(count_of(&test, CHECK_STEP_LONG, 0), 0);
    teardown(&test);
}

static void a_step_asks_for_three_things_at_most(void **state)
{
    static const char *const several[FAULTS] = {
        "1. Open it, click it, and then close it. Restart it. Press it.",
        "1. Open it and close it. Click it and then press it.",
        "1. Select it. Click it. Open it. Close it.",
        "1. Run it and wait. Then stop it and start it.",
        "1. Type x and then press it. Open y and then close it.",
        "1. Save it. Close it. Restart it. Test it.",
        "1. Copy it and paste it. Then save it and close it.",
        "1. Go there and sign in. Then choose it and click it.",
        "1. Remove it and insert it. Close it. Press it.",
        "1. Download it and run it. Restart it. Check it. Test it.",
    };
    struct checking_test test;

    setup(&test, *state);
    for (size_t i = 0; i < FAULTS; i++) {
        check_text(&test, arena_format(test.f->arena, "%s%s\n%s", before,
                                       several[i], after));
        if (count_of(&test, CHECK_STEP_SEVERAL, FAULT_LINE) != 1)
            fail_msg("not found in: %s", several[i]);
    }
    check_text(&test, arena_format(test.f->arena,
                                   "%s1. Open it, and then close it. "
                                   "Restart it.\n%s",
                                   before, after));
    assert_int_equal(count_of(&test, CHECK_STEP_SEVERAL, 0), 0);
    teardown(&test);
}

static void steps_in_a_plain_list_are_told(void **state)
{
    static const char *const lists[FAULTS] = {
        "Follow these steps:\n\n- Open it.\n- Click it.\n- Close it.\n",
        "Do it in this order:\n\n- Stop it.\n- Copy it.\n- Start it.\n",
        "The procedure:\n\n* Save it.\n* Remove it.\n* Restart it.\n",
        "The steps are:\n\n+ Add it.\n+ Check it.\n+ Run it.\n",
        "- Open it.\n- Then click it.\n- Finally close it.\n",
        "- Stop it.\n- Next, copy it.\n- Then start it.\n",
        "- Select it.\n- After that, save it.\n- Close it.\n",
        "## Fix\n\n- Open it.\n- Click it.\n- Close it.\n",
        "### Solution\n\n- Press it.\n- Type it.\n- Wait.\n",
        "Steps:\n\n- Mount it.\n- Copy it.\n- Unmount it.\n- Test it.\n",
    };
    static const char *const choices[] = {
        "Try one of these:\n\n- Restart it.\n- Remove it.\n- Update it.\n",
        "It has:\n\n- White pages.\n- Grey pages.\n- No pages.\n",
        "Steps:\n\n- Open it.\n- Close it.\n",
        "Steps:\n\n- Add a.\n- Add b.\n- Add c.\n",
        "Steps:\n\n1. Open it.\n2. Click it.\n3. Close it.\n",
    };
    struct checking_test test;

    setup(&test, *state);
    for (size_t i = 0; i < FAULTS; i++) {
        check_text(&test, arena_format(test.f->arena, "%s%s%s", before,
                                       lists[i], after));
        if (count_of(&test, CHECK_STEPS_UNNUMBERED, 0) != 1)
            fail_msg("not found in: %s", lists[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
        check_text(&test, arena_format(test.f->arena, "%s%s%s", before,
                                       choices[i], after));
        if (count_of(&test, CHECK_STEPS_UNNUMBERED, 0) != 0)
            fail_msg("wrongly found in: %s", choices[i]);
    }
    teardown(&test);
}

static void what_is_missing_is_told(void **state)
{
    static const struct {
        enum check_rule rule;
        const char *text;
    } texts[] = {
        {CHECK_PROBLEM_MISSING, "# Printer stops\n\n## Resolution\n\nTurn it "
                                "on.\n"},
        {CHECK_PROBLEM_MISSING, "---\ntitle: Printer stops\n---\n## Fix\n\n"
                                "Turn it on.\n"},
        {CHECK_RESOLUTION_MISSING, "# Printer stops\n\n## Symptoms\n\nIt "
                                   "stops.\n"},
        {CHECK_RESOLUTION_MISSING, "# Printer stops\n\n## Problem\n\nIt "
                                   "stops.\n\n## Cause\n\nNo paper.\n"},
        {CHECK_SECTION_EMPTY, "# Printer stops\n\nIt stops.\n\n## "
                              "Resolution\n"},
        {CHECK_SECTION_EMPTY, "# Printer stops\n\n## Symptoms\n\n## "
                              "Resolution\n\nTurn it on.\n"},
        {CHECK_TITLE_UNFINDABLE, "# Overview\n\nIt stops.\n"},
        {CHECK_TITLE_UNFINDABLE, "# Error\n\nIt stops.\n"},
        {CHECK_TITLE_UNFINDABLE, "# How to fix problems\n\nIt stops.\n"},
        {CHECK_TITLE_UNFINDABLE, "---\ntitle: Known issue\n---\nIt stops.\n"},
    };
    struct checking_test test;

    setup(&test, *state);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        check_text(&test, str_from(texts[i].text));
        if (count_of(&test, texts[i].rule, 0) != 1)
            fail_msg("%s: not found in: %s",
                     check_rule_row(texts[i].rule)->name, texts[i].text);
    }
    check_text(&test, STR("# Error 0x80070005\n\nIt stops.\n"));
    assert_int_equal(count_of(&test, CHECK_TITLE_UNFINDABLE, 0), 0);
    teardown(&test);
}

static void hard_texts_are_told(void **state)
{
    static const char sentence[] =
        "Administrative responsibilities necessitate comprehensive "
        "organizational authorization documentation. ";
    struct checking_test test;
    char text[4096] = "# Hard reading here\n\n";

    setup(&test, *state);
    for (int i = 0; i < 20; i++)
        strncat(text, sentence, sizeof text - strlen(text) - 1);
    check_text(&test, str_from(text));
    assert_int_equal(count_of(&test, CHECK_READING_HARD, 0), 1);
    check_text(&test, STR("# Hard reading here\n\nIt is short.\n"));
    assert_int_equal(count_of(&test, CHECK_READING_HARD, 0), 0);
    teardown(&test);
}

/* --- what is left alone --- */

static void examples_code_and_names_are_left_alone(void **state)
{
    static const char *const fine[] = {
        "Write to user@example.com.",
        "Write to jo@mail.contoso.com.",
        "`git@github.com:a/b.git`",
        "The network is 10.0.0.0/8.",
        "Ping 192.0.2.7.",
        "Call 425-555-0100.",
        "Call 1-800-642-7676.",
        "Version 10.2.3.4.5 is here.",
        "Run `teh recieve`.",
        "Open C:\\recieve\\teh.",
        "Use the Xqzptool for it.",
        "That that is so is so.",
        "It had had two.",
        "This is not guaranteed.",
        "We cannot guarantee it.",
        "There is no guarantee of it.",
        "It checks the table to guarantee that no page is lost.",
        "The approach guarantees an order.",
        "It uses the Data Guarantee API.",
        "It only guarantees the order.",
        "That is perfectly normal.",
        "It is less than perfect.",
        "For example, write to jo@provider.net.",
        "Log in (e.g: eva@hotmail.com).",
        "Your address (eva@hotmail.com for this example) is new.",
        "Take something like john.smith@provider.net.",
        "Write to (Group Name)+subscribe@provider.net.",
        "Write to joe@contoso1.com and cloudadmin@provider.net.",
        "Type yourmail@provider.net and foo@bar.com.",
        "They are perfect for a long day.",
        "It is much much larger.",
        "The **A**ccess number is here.",
        "Message-ID: <991e8244-85@a.provider.net>",
        "Write to jo@mail.fourthcoffee.com.",
        "Ask BackupService@provider.net.",
        "Set it to 10.1.2.3-10.1.2.9.",
        "For example, ping 10.1.2.3.",
        "Use version 10.1.0.56 of it.",
        "Ping 10.10.10.12 and 10.0.0.6.",
        "Call Tool.Pages.Internal of it.",
        "Perfect forward secrecy is on.",
        "An hour and a user.",
        "A unit and an uninstall.",
        "An SSH key and a URL.",
        "The Service service stops.",
        "Card 1234 5678 9012 3456.",
        "[How to print](https://example.com/a)",
        "![A page](a.png)",
        "The build is 16.0.13801.20266.",
        "12345678-1234-1234-1234-123456789",
    };
    struct checking_test test;

    setup(&test, *state);
    assert_true(check_settings_switch(&test.settings, STR("hints"), false));
    for (size_t i = 0; i < ARRAY_LEN(fine); i++) {
        check_text(&test, arena_format(test.f->arena, "%s%s\n%s", before,
                                       fine[i], after));
        if (test.diagnostics.count)
            fail_msg("%s: %s", fine[i], test.diagnostics.items[0].message.ptr);
    }
    teardown(&test);
}

static void rules_are_switched_off(void **state)
{
    struct checking_test test;
    struct str text;

    setup(&test, *state);
    text = arena_format(test.f->arena, "%s%s\n%s", before,
                        "Look at the the page.", after);
    assert_true(
        check_settings_switch(&test.settings, STR("word-doubled"), false));
    check_text(&test, text);
    assert_int_equal(test.diagnostics.count, 0);
    assert_true(
        check_settings_switch(&test.settings, STR("word-doubled"), true));
    check_text(&test, arena_format(test.f->arena, "%s%s\n%s", before,
                                   "The the page. Print print.", after));
    assert_int_equal(test.diagnostics.count, 1);
    check_text(&test, arena_format(test.f->arena,
                                   "---\ncheck_ignore: [word-doubled]\n%s",
                                   text.ptr + 4));
    assert_int_equal(test.diagnostics.count, 0);
    check_text(&test,
               arena_format(test.f->arena, "---\ncheck_ignore: [no-such]\n%s",
                            text.ptr + 4));
    assert_int_equal(count_of(&test, CHECK_WORD_DOUBLED, 0), 1);
    assert_string_equal(test.diagnostics.items[0].rule, "rule-unknown");
    assert_false(check_settings_switch(&test.settings, STR("no-such"), false));
    teardown(&test);
}

static void what_is_english_is_not_asked_of_other_languages(void **state)
{
    struct checking_test test;

    setup(&test, *state);
    check_text(&test, STR("---\nlanguage: de\ntitle: Der Drucker druckt "
                          "nicht\n---\nWenn wir perfekt drucken, ist ist es "
                          "a error.\n"));
    assert_int_equal(test.diagnostics.count, 0);
    teardown(&test);
}

static void promises_inside_the_house_are_not_told(void **state)
{
    struct checking_test test;

    setup(&test, *state);
    check_text(&test, STR("---\naccess: internal\ntitle: The printer stops "
                          "again\n---\nWe guarantee that it helps.\n"));
    assert_int_equal(count_of(&test, CHECK_PROMISE, 0), 0);
    teardown(&test);
}

/* A table that is not in order is not searched right. */
static void the_lists_of_words_are_sorted(void **state)
{
    static const char *const computing[] = {
#include "core/article/check_words.def"
    };

    (void) state;
    for (size_t i = 1; i < ARRAY_LEN(computing); i++)
        assert_true(strcmp(computing[i - 1], computing[i]) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_clean_article_has_no_findings),
        FIXTURE_TEST(every_planted_fault_is_found_in_its_line),
        FIXTURE_TEST(in_a_callout_lines_are_those_of_the_file),
        FIXTURE_TEST(sentences_and_steps_have_a_longest_length),
        FIXTURE_TEST(a_step_asks_for_three_things_at_most),
        FIXTURE_TEST(steps_in_a_plain_list_are_told),
        FIXTURE_TEST(what_is_missing_is_told),
        FIXTURE_TEST(hard_texts_are_told),
        FIXTURE_TEST(examples_code_and_names_are_left_alone),
        FIXTURE_TEST(rules_are_switched_off),
        FIXTURE_TEST(what_is_english_is_not_asked_of_other_languages),
        FIXTURE_TEST(promises_inside_the_house_are_not_told),
        FIXTURE_TEST(the_lists_of_words_are_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
