/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/check_grammar: planted faults are found, sound sentences are left
 * alone, and the forms of words that it tries.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/grammar.h"
#include "base/str.h"
#include "core/article/article_check.h"
#include "core/article/check_grammar.h"

#include <string.h>

enum { FAULTS = 10, FAULT_LINE = 5 };

static struct grammar *grammar;

static int open_grammar(void **state)
{
    (void) state;
    grammar = grammar_open(STR("en"));
    return grammar ? 0 : -1;
}

static int close_grammar(void **state)
{
    (void) state;
    grammar_close(grammar);
    return 0;
}

/* What is said of an article with this line, by the rule and by that of set
 * phrases when `with_phrases`. */
static struct diagnostics found_in(struct arena *arena, const char *line,
                                   bool with_phrases)
{
    static const struct article_rules rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_language = {"en", 2},
    };
    const struct article_source source = {
        .path = STR("a.md"),
        .bytes = arena_format(
            arena, "---\ntitle: The printer prints\n---\n\n%s\n", line)};
    struct check_settings settings;
    struct diagnostics diagnostics;
    struct article_draft draft;

    check_settings_init(&settings);
    assert_true(check_settings_switch(&settings, STR("all"), false));
    assert_true(
        check_settings_switch(&settings, STR("grammar-sentence"), true));
    assert_true(check_settings_switch(&settings, STR("grammar"), with_phrases));
    settings.grammar = grammar;
    diagnostics_init(&diagnostics, STR("a.md"), arena);
    article_read(&source, &rules, NULL, NULL, arena, &draft, &diagnostics);
    check_article_writing(&draft, &settings, arena, &diagnostics);
    return diagnostics;
}

/* The first message of the rule; empty: there is none. */
static struct str said_of(struct arena *arena, const char *line,
                          int *line_number)
{
    const struct diagnostics diagnostics = found_in(arena, line, false);

    *line_number = diagnostics.count ? diagnostics.items[0].line : 0;
    return diagnostics.count ? diagnostics.items[0].message : STR("");
}

/* Each fault, and what is proposed. */
static const struct {
    const char *kind;
    const char *faults[FAULTS][2];
} planted[] = {
    {"agreement",
     {{"The servers is down.", "are"},
      {"The list of servers are empty.", "is"},
      {"The users in the group was removed.", "were"},
      {"If the mailbox have a rule, remove it.", "has"},
      {"The settings in the file doesn't matter.", "don't"},
      {"Make sure that the services is running.", "are"},
      {"The messages was sent to the users.", "were"},
      {"There is several ways to fix this problem.", "are"},
      {"The printers hasn't started.", "haven't"},
      {"The file aren't on the server.", "isn't"}}},
    {"verb after many",
     {{"You wants to open the page.", "want"},
      {"They needs a new password.", "need"},
      {"The users receives the message.", "receive"},
      {"The devices needs to be started again.", "need"},
      {"If you clicks the button, the page opens.", "click"},
      {"We recommends that you restart the server.", "recommend"},
      {"These rules applies to the mailbox.", "apply"},
      {"The administrators creates the account.", "create"},
      {"When the users opens the file, it is empty.", "open"},
      {"You receives a message.", "receive"}}},
    {"verb after one",
     {{"The server send a message.", "sends"},
      {"It prevent the user from opening the file.", "prevents"},
      {"If it fail again, restart the computer.", "fails"},
      {"The page contain a list.", "contains"},
      {"When the user try to open the page, it is empty.", "tries"},
      {"This file contain the settings.", "contains"},
      {"The administrator remove the account.", "removes"},
      {"It contain the settings of the server.", "contains"},
      {"She receive a message when the server stops.", "receives"},
      {"Each user receive a message.", "receives"}}},
    {"form after can, to and did",
     {{"You can opens the file.", "open"},
      {"The server will sends a message.", "send"},
      {"The user did not received the message.", "receive"},
      {"Select the file that you can changed.", "change"},
      {"The printer may stopped.", "stop"},
      {"You will need to makes a copy.", "make"},
      {"The users could not opened the page.", "open"},
      {"The page should displayed the list.", "display"},
      {"It might takes a few minutes.", "take"},
      {"You can chose another printer.", "choose"}}},
    {"form after be and have",
     {{"The file has been install on the server.", "installed"},
      {"The account was remove from the group.", "removed"},
      {"The message is send to the user.", "sent"},
      {"The page cannot be open by the user, and it was delete by the server.",
       "deleted"},
      {"The server has receive the message.", "received"},
      {"This account cannot be use on a computer.", "used"},
      {"The rules were apply to the mailbox.", "applied"},
      {"The printer is connect to the server.", "connected"},
      {"The update has been remove by the administrator.", "removed"},
      {"The file was create by the server.", "created"}}},
    {"one and many",
     {{"This settings control the mailbox.", "These"},
      {"Several user are in the group.", "users"},
      {"Follow these step.", "this"},
      {"Each users has a mailbox.", "user"},
      {"One of the server is down.", "servers"},
      {"The group has two user.", "users"},
      {"Every files is removed.", "file"},
      {"To resolve this issues, restart the computer.", "these"},
      {"Those user are unable to connect.", "users"},
      {"These article describes the server.", "This"}}},
    {"mistaken words",
     {{"Its not possible to open the file.", "It's"},
      {"Make sure that you're account is active.", "your"},
      {"The new server is faster then the old server.", "than"},
      {"You can loose the messages.", "lose"},
      {"The users can see it in there mailbox.", "their"},
      {"The update does not effect the server.", "affect"},
      {"Check weather the printer is on.", "whether"},
      {"The file is to large for the mailbox.", "too"},
      {"Their is a problem with the server.", "There"},
      {"Look at it's name.", "its"}}},
};

static void every_planted_fault_is_found(void **state)
{
    struct fixture *f = *state;
    int missed = 0;

    for (size_t i = 0; i < ARRAY_LEN(planted); i++)
        for (size_t j = 0; j < FAULTS; j++) {
            const char *const *fault = planted[i].faults[j];
            int line;
            struct str said = said_of(f->arena, fault[0], &line);
            struct str wanted =
                arena_format(f->arena, "is \"%s\" meant?", fault[1]);

            if (str_find(said, wanted, 0) < said.len && line == FAULT_LINE)
                continue;
            print_message("%s: \"%s\" says \"%.*s\"\n", planted[i].kind,
                          fault[0], STR_ARG(said));
            missed++;
        }
    assert_int_equal(missed, 0);
}

/* The right sentence for each of those that look like a fault. */
static void what_is_right_is_left_alone(void **state)
{
    static const char *const right[] = {
        "The list of servers is empty.",
        "The server and the printer are down.",
        "The users in the group are unable to sign in.",
        "Does it mean that the server is down?",
        "What does the server send to the users?",
        "Let the server run for an hour.",
        "The address list to be updated is empty.",
        "Make sure that users receive the message.",
        "Do one of the following.",
        "There may be duplicate entries in the list.",
        "You must have write access to the folder.",
        "By doing this, users can open the file.",
        "A user tries to open the page.",
        "This causes an error.",
        "Its name is not shown.",
        "It's a problem of the server.",
        "Restart the computer, and then open the file.",
        "The file is larger than it was.",
        "Data is removed when the server stops.",
        "Whether it works depends on the printer.",
        "All you have to do is restart the server.",
        "The licenses do not grant you rights to use any names.",
        "The tasks that cause the load are stopped.",
        "Windows uses a file to find hosts.",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(right); i++) {
        int line;
        struct str said = said_of(f->arena, right[i], &line);

        if (said.len)
            fail_msg("\"%s\" says \"%.*s\"", right[i], STR_ARG(said));
    }
}

/* --- reading sentences --- */

static void sentences_become_plain(void **state)
{
    static const struct {
        const char *text;
        const char *plain; /* NULL: it is not judged */
    } rows[] = {
        {"The server is down.", "The server is down."},
        {"The server\nis down", "The server is down."},
        {"Is the server down?", "Is the server down?"},
        {"Run \1 to open it.", "Run Alfa to open it."},
        {"Select \2Save\2, and then close it.",
         "Select Alfa, and then close it."},
        {"It is \2not\2 a server.", "It is not a server."},
        {"Select \"Save as\" to keep it.", "Select Alfa to keep it."},
        {"The file C:\\temp\\a.log is large.", "The file Alfa is large."},
        {"The server (what is left of it) is down.", "The server is down."},
        {"Note: The server is down.", "The server is down."},
        {"It isn\xE2\x80\x99t the server.", "It isn't the server."},
        {"Open\xC2\xA0the old file.", "Open the old file."},
        {"It was Office 2016 then.", "It was Office 2016 then."},
        {"Select File > Save to keep it.", NULL},
        {"The server \xE2\x80\x93 it is down.", NULL},
        {"The caf\xC3\xA9 is closed.", NULL},
        {"The \1s are closed.", NULL},
        {"The file (or files) is closed.", NULL},
        {"The server(s) are closed.", NULL},
        {"Two words.", NULL},
        {"The server (which is down.", NULL},
        {"a b c d e f g h i j k l m n o p q r s t u v w x y z", NULL},
        {"The aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx is long.", NULL},
        {"The server is,", NULL},
        {"", NULL},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = str_from(rows[i].text);
        struct grammar_sentence sentence;
        char plain[GRAMMAR_SENTENCE_BYTES_MAX + 1] = "";
        bool is_read = grammar_sentence_read(
            text, (struct check_span){0, text.len}, &sentence);

        if (is_read) {
            size_t len =
                grammar_sentence_write(&sentence, NULL, plain, sizeof plain);

            assert_int_equal(len, strlen(plain));
        }
        if (is_read != (rows[i].plain != NULL) ||
            (is_read && strcmp(plain, rows[i].plain) != 0))
            fail_msg("\"%s\" became \"%s\"", rows[i].text, plain);
    }
}

/* --- forms --- */

static void forms_are_built_and_taken_apart(void **state)
{
    static const char *const rows[][4] = {
        {"open", "opens", "opened", "opened"},
        {"try", "tries", "tried", "tried"},
        {"stop", "stops", "stopped", "stopped"},
        {"fix", "fixes", "fixed", "fixed"},
        {"display", "displays", "displayed", "displayed"},
        {"remove", "removes", "removed", "removed"},
        {"write", "writes", "wrote", "written"},
        {"send", "sends", "sent", "sent"},
        {"go", "goes", "went", "gone"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t form = FORM_BASE; form <= FORM_DONE; form++) {
            char text[GRAMMAR_FORM_BYTES];
            char base[GRAMMAR_FORM_BYTES];

            grammar_form_write(rows[i][0], (enum grammar_form) form, text,
                               sizeof text);
            assert_string_equal(text, rows[i][form]);
            if (form != FORM_S && form != FORM_PAST)
                continue;
            assert_true(grammar_base(grammar, text, (enum grammar_form) form,
                                     GRAMMAR_VERB, base, sizeof base));
            assert_string_equal(base, rows[i][0]);
        }
}

static void what_is_no_form_has_no_base(void **state)
{
    static const char *const words[] = {"access", "status", "this",
                                        "is",     "s",      ""};
    char base[GRAMMAR_FORM_BYTES];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        assert_false(grammar_base(grammar, words[i], FORM_S,
                                  GRAMMAR_NOUN | GRAMMAR_VERB, base,
                                  sizeof base));
}

/* The lists of words are searched by halves. */
static void the_words_are_sorted(void **state)
{
    static const char *const words[] = {
#define GRAMMAR_WORD(word, sets) word,
#include "core/article/check_grammar_words.def"
#undef GRAMMAR_WORD
    };

    (void) state;
    for (size_t i = 1; i < ARRAY_LEN(words); i++)
        assert_true(strcmp(words[i - 1], words[i]) < 0);
}

static void what_the_set_phrases_tell_is_not_told_twice(void **state)
{
    static const char *const faults[] = {
        "The servers is down. Use the table rather then the list.",
        "These is the pages.",
        "You has a printer there.",
        "This file has been send to the printer.",
    };
    struct fixture *f = *state;
    size_t both = 0;

    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        const struct diagnostics list = found_in(f->arena, faults[i], true);

        assert_int_equal(list.count, i == 0 ? 2 : 1);
        assert_string_equal(list.items[0].rule, "grammar");
        both += found_in(f->arena, faults[i], false).count;
    }
    assert_int_equal(both, ARRAY_LEN(faults) + 1);
    /* another sentence of the line has the same word */
    assert_int_equal(
        found_in(f->arena, "These is the pages. The servers is down.", true)
            .count,
        2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(every_planted_fault_is_found),
        FIXTURE_TEST(what_is_right_is_left_alone),
        FIXTURE_TEST(what_the_set_phrases_tell_is_not_told_twice),
        FIXTURE_TEST(sentences_become_plain),
        FIXTURE_TEST(forms_are_built_and_taken_apart),
        FIXTURE_TEST(what_is_no_form_has_no_base),
        FIXTURE_TEST(the_words_are_sorted),
    };

    return cmocka_run_group_tests(tests, open_grammar, close_grammar);
}
