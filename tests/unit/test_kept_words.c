/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much of an inserted reply was sent, in cases worked out by hand. Words
 * stand for themselves: those of a reply are named a, b, c...
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/kept_words.h"

static void assert_kept(struct fixture *f, const char *reply, const char *sent,
                        uint32_t kept, uint32_t total)
{
    struct kept_words counted =
        kept_words(str_from(reply), str_from(sent), f->arena);

    if (counted.kept != kept || counted.total != total)
        fail_msg("\"%s\" in \"%s\": %u of %u, not %u of %u", reply, sent,
                 counted.kept, counted.total, kept, total);
}

static void what_is_added_is_no_edit(void **state)
{
    assert_kept(*state, "alpha beta gamma delta", "alpha beta gamma delta", 4,
                4);
    assert_kept(*state, "alpha beta gamma delta",
                "Dear Ms. Young,\n\nAlpha beta, gamma (delta).\n\nYours, Anna",
                4, 4);
    assert_kept(*state, "alpha beta gamma delta epsilon zeta",
                "alpha beta gamma and as you asked: delta epsilon zeta", 6, 6);
    /* parts that changed places */
    assert_kept(*state, "alpha beta gamma delta epsilon zeta",
                "delta epsilon zeta. alpha beta gamma", 6, 6);
    /* case, accents, signs and white space are none */
    assert_kept(*state, "Open the café menu.", "OPEN  the\ncafe menu", 4, 4);
}

static void each_exchanged_word_is_one(void **state)
{
    /* a b c X e f g: abc and efg are runs, and d is gone */
    assert_kept(*state, "alpha beta gamma delta epsilon zeta eta",
                "alpha beta gamma other epsilon zeta eta", 6, 7);
    /* a b X d e: neither "alpha beta" nor "delta epsilon" is a run of three */
    assert_kept(*state, "alpha beta gamma delta epsilon",
                "alpha beta other delta epsilon", 0, 5);
    /* left out: alpha beta gamma, epsilon zeta eta */
    assert_kept(*state, "alpha beta gamma delta epsilon zeta eta",
                "alpha beta gamma epsilon zeta eta", 6, 7);
    /* the second half was deleted */
    assert_kept(*state, "one two three four five six seven eight",
                "one two three four", 4, 8);
    /* what stands there twice and is sent once is kept twice */
    assert_kept(*state, "alpha beta gamma alpha beta gamma", "alpha beta gamma",
                6, 6);
}

static void what_any_two_texts_share_is_not_kept(void **state)
{
    assert_kept(*state, "Open the file in the folder of the program.",
                "In the end the key of the door was in the drawer.", 0, 9);
    assert_kept(*state, "alpha beta gamma", "", 0, 3);
    assert_kept(*state, "alpha beta gamma", "gamma beta alpha", 0, 3);
}

static void texts_without_a_run_tell_nothing(void **state)
{
    assert_kept(*state, "", "alpha beta gamma", 0, 0);
    assert_kept(*state, "alpha beta", "alpha beta", 0, 0);
    assert_kept(*state, "?! ... --", "?! ... --", 0, 0);
    assert_kept(*state, "alpha {{one}} beta {{two}} gamma", "alpha beta gamma",
                0, 0);
}

static void placeholders_that_were_filled_in_are_no_edits(void **state)
{
    const char *const reply = "Your order {{order.number}} left our house on "
                              "{{day}}.";

    /* "Your order" is shorter than a run; "left our house on" is four */
    assert_kept(*state, reply, "Your order 4711 left our house on Monday.", 4,
                4);
    assert_kept(*state, reply, "Your order 4711 leaves our house on Monday.", 3,
                4);
    /* braces that hold no placeholder are words as any other */
    assert_kept(*state, "alpha {{ beta\ngamma }} delta",
                "alpha beta gamma delta", 4, 4);
    assert_kept(*state, "alpha beta gamma }} {{ delta",
                "alpha beta gamma delta", 4, 4);
}

static void numbers_of_items_are_none(void **state)
{
    /* the second step is gone, so that the third is the second */
    assert_kept(*state,
                "1. Open the menu.\n2. Choose Edit.\n3. Press the key.\n",
                "1. Open the menu.\n2. Press the key.\n", 6, 8);
    /* other numbers are words */
    assert_kept(*state, "Wait 30 seconds now", "Wait 60 seconds now", 0, 4);
}

static void scripts_without_spaces_count_by_pairs_of_characters(void **state)
{
    /* seven characters, six pairs; without the last character five of them */
    assert_kept(*state, "重新启动打印机", "重新启动打印机", 6, 6);
    assert_kept(*state, "重新启动打印机", "重新启动打印", 5, 6);
}

static void long_texts_are_bounded(void **state)
{
    struct fixture *f = *state;
    struct kept_words counted;
    struct strbuf text;

    strbuf_init(&text, 1 << 20);
    for (int i = 0; i < 3 * KEPT_WORDS_MAX; i++)
        strbuf_add_format(&text, "w%d ", i);
    counted = kept_words(strbuf_str(&text), strbuf_str(&text), f->arena);
    assert_int_equal(counted.total, KEPT_WORDS_MAX);
    assert_int_equal(counted.kept, KEPT_WORDS_MAX);
    /* one word over and over */
    strbuf_clear(&text);
    for (int i = 0; i < 1000; i++)
        strbuf_add_cstr(&text, "same ");
    counted = kept_words(strbuf_str(&text), STR("same same same"), f->arena);
    assert_int_equal(counted.total, 1000);
    assert_int_equal(counted.kept, 1000);
    strbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_is_added_is_no_edit),
        FIXTURE_TEST(each_exchanged_word_is_one),
        FIXTURE_TEST(what_any_two_texts_share_is_not_kept),
        FIXTURE_TEST(texts_without_a_run_tell_nothing),
        FIXTURE_TEST(placeholders_that_were_filled_in_are_no_edits),
        FIXTURE_TEST(numbers_of_items_are_none),
        FIXTURE_TEST(scripts_without_spaces_count_by_pairs_of_characters),
        FIXTURE_TEST(long_texts_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
