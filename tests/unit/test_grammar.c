/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/grammar: which sentences can be English, what kinds of word a word is,
 * that a hostile sentence ends, and that threads share one grammar.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/grammar.h"
#include "base/parallel.h"
#include "base/str.h"

#include <locale.h>
#include <pthread.h>
#include <string.h>

static enum grammar_verdict judge(struct grammar *grammar, const char *text)
{
    return grammar_judge(grammar, str_from(text));
}

static void sentences_are_sound_or_not(void **state)
{
    struct grammar *grammar = grammar_open(STR("en"));

    (void) state;
    assert_non_null(grammar);
    assert_int_equal(judge(grammar, "The servers are down."), GRAMMAR_SOUND);
    assert_int_equal(judge(grammar, "The servers is down."), GRAMMAR_UNSOUND);
    grammar_close(grammar);
}

static void what_no_parser_should_see_is_undecided(void **state)
{
    struct grammar *grammar = grammar_open(STR("en"));
    char text[GRAMMAR_SENTENCE_BYTES_MAX + 2];

    (void) state;
    memset(text, 'a', sizeof text);
    assert_int_equal(grammar_judge(grammar, (struct str){text, sizeof text}),
                     GRAMMAR_UNDECIDED);
    assert_int_equal(judge(grammar, ""), GRAMMAR_UNDECIDED);
    assert_int_equal(judge(grammar, "The caf\xC3\xA9 is open."),
                     GRAMMAR_UNDECIDED);
    assert_int_equal(judge(grammar, "The server\nis down."), GRAMMAR_UNDECIDED);
    assert_int_equal(grammar_judge(grammar, STR("The server\0is down.")),
                     GRAMMAR_UNDECIDED);
    grammar_close(grammar);
}

static void words_have_kinds(void **state)
{
    static const struct {
        const char *word;
        unsigned kinds;
    } rows[] = {
        {"server", GRAMMAR_NOUN},
        {"servers", GRAMMAR_NOUN},
        {"update", GRAMMAR_NOUN | GRAMMAR_VERB},
        {"install", GRAMMAR_VERB},
        {"installed", GRAMMAR_PAST},
        {"sent", GRAMMAR_PAST},
        {"able", GRAMMAR_ADJECTIVE},
        {"zzyzzx", 0},
        {"Server", 0},
        {"", 0},
        {"a.b", 0},
    };
    struct grammar *grammar = grammar_open(STR("en"));

    (void) state;
    /* twice: looked up, and remembered */
    for (size_t i = 0; i < 2 * ARRAY_LEN(rows); i++)
        assert_int_equal(grammar_kinds(grammar, str_from(rows[i / 2].word)),
                         rows[i / 2].kinds);
    grammar_close(grammar);
}

/* A server goes on with the locale it had. */
static void opening_leaves_the_locale_alone(void **state)
{
    struct grammar *grammar;

    (void) state;
    assert_non_null(setlocale(LC_ALL, "C"));
    grammar = grammar_open(STR("en"));
    assert_non_null(grammar);
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
    assert_int_equal(judge(grammar, "The servers are down."), GRAMMAR_SOUND);
    grammar_close(grammar);
}

static void other_languages_have_no_rules(void **state)
{
    (void) state;
    assert_null(grammar_open(STR("de")));
    grammar_close(NULL);
}

/* Names in capitals, commas and "and" give a sentence of 300 bytes many
 * readings; it ends all the same. */
static void a_hostile_sentence_ends(void **state)
{
    struct grammar *grammar = grammar_open(STR("en"));
    char text[GRAMMAR_SENTENCE_BYTES_MAX + 1];
    const char *const pieces[] = {"that the time flies like and ",
                                  "Buffalo buffalo Buffalo, ",
                                  "can can can ",
                                  "in on at to of ",
                                  ", , , ",
                                  "a "};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        size_t len = strlen(pieces[i]);
        size_t used = 0;

        while (used + len < sizeof text) {
            memcpy(text + used, pieces[i], len);
            used += len;
        }
        grammar_judge(grammar, (struct str){text, used});
    }
    assert_int_equal(judge(grammar, "The servers are down."), GRAMMAR_SOUND);
    grammar_close(grammar);
}

/* --- several threads, one grammar --- */

enum { ROUNDS = 60 };

static const struct {
    const char *text;
    enum grammar_verdict verdict;
} shared[] = {
    {"The user cannot open the mailbox.", GRAMMAR_SOUND},
    {"The users in the group is not able to sign in.", GRAMMAR_UNSOUND},
    {"There are several ways to fix this problem.", GRAMMAR_SOUND},
    {"The list of servers are not displayed.", GRAMMAR_UNSOUND},
    {"Restart the computer, and then install the update.", GRAMMAR_SOUND},
};

struct sharing {
    struct grammar *grammar;
    enum grammar_verdict verdicts[ROUNDS];
    unsigned kinds[ROUNDS];
};

static void ask(void *context, unsigned thread, size_t index)
{
    struct sharing *sharing = context;

    (void) thread;
    sharing->verdicts[index] =
        judge(sharing->grammar, shared[index % ARRAY_LEN(shared)].text);
    sharing->kinds[index] = grammar_kinds(sharing->grammar, STR("update"));
}

static void threads_share_a_grammar(void **state)
{
    struct sharing sharing = {.grammar = grammar_open(STR("en"))};

    (void) state;
    parallel_run(4, ROUNDS, ask, &sharing);
    for (size_t i = 0; i < ROUNDS; i++) {
        assert_int_equal(sharing.verdicts[i],
                         shared[i % ARRAY_LEN(shared)].verdict);
        assert_int_equal(sharing.kinds[i], GRAMMAR_NOUN | GRAMMAR_VERB);
    }
    grammar_close(sharing.grammar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_sound_or_not),
        cmocka_unit_test(what_no_parser_should_see_is_undecided),
        cmocka_unit_test(words_have_kinds),
        cmocka_unit_test(opening_leaves_the_locale_alone),
        cmocka_unit_test(other_languages_have_no_rules),
        cmocka_unit_test(a_hostile_sentence_ends),
        cmocka_unit_test(threads_share_a_grammar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
