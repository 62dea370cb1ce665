/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/insight/gap_change: what is said and written of a covered gap.
 */
#include "tests/support/fixture.h"

#include "base/strbuf.h"
#include "core/insight/gap_change.h"
#include "text/json_write.h"

enum { DAY_S = 24 * 60 * 60, BYTES = 1024 };

static struct gap_change change_of(uint64_t before, uint64_t after, int days)
{
    struct gap_change change = {
        .has_cases = true,
        .spans = {(int64_t) days * DAY_S, before, after, 100, 100}};

    change.effect = gap_effect_of(before, after, 100, 100, change.spans.span_s);
    return change;
}

static void must_say(struct gap_change change, const char *sentence)
{
    struct strbuf out;

    strbuf_init(&out, BYTES);
    gap_change_say(&out, &change);
    strbuf_add_char(&out, '\0');
    assert_string_equal(out.ptr, sentence);
    strbuf_release(&out);
}

static void must_write(struct gap_change change, const char *text)
{
    struct json_writer json;
    struct strbuf out;

    strbuf_init(&out, BYTES);
    json_begin(&json, &out);
    gap_change_write(&json, &change);
    json_end(&json);
    strbuf_add_char(&out, '\0');
    assert_string_equal(out.ptr, text);
    strbuf_release(&out);
}

static void the_sentence_has_the_counts_and_how_sure_it_is(void **state)
{
    (void) state;
    must_say(change_of(40, 10, 60),
             "40 such cases in the 60 days before, 10 since. Against the other "
             "gaps such cases fell by 74 % (with 95 % certainty between 46 % "
             "and 88 %).");
    must_say(change_of(10, 60, 60),
             "10 such cases in the 60 days before, 60 since. Against the other "
             "gaps such cases rose by 476 % (with 95 % certainty between 183 % "
             "and 999 %).");
    must_say(change_of(1, 2, 60),
             "1 such case in the 60 days before, 2 since. Against the other "
             "gaps the change is somewhere between -78 % and +999 %: too few "
             "cases to tell.");
}

static void the_first_days_are_not_compared(void **state)
{
    (void) state;
    must_say(change_of(3, 0, 0),
             "Covered since today: wait until 7 days are over to compare.");
    must_say(change_of(0, 0, 1),
             "No such case in the 1 day before, none since.");
    must_say(change_of(3, 0, 6),
             "3 such cases in the 6 days before, 0 since. Too early to "
             "compare: wait until 7 days are over.");
}

static void searches_are_not_compared_with_cases(void **state)
{
    struct gap_change change = change_of(0, 9, 60);

    (void) state;
    change.has_cases = false;
    must_say(change, "No case was about it, so there is nothing to compare.");
}

static void as_json_the_verdict_comes_when_there_is_one(void **state)
{
    (void) state;
    must_write(
        change_of(40, 10, 60),
        "{\"days\":60,\"cases_before\":40,\"cases_since\":10,"
        "\"others_before\":100,\"others_since\":100,\"verdict\":\"fell\","
        "\"change_percent\":-74,\"change_percent_low\":-88,"
        "\"change_percent_high\":-46}");
    must_write(change_of(3, 0, 6),
               "{\"days\":6,\"cases_before\":3,\"cases_since\":0,"
               "\"others_before\":100,\"others_since\":100}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sentence_has_the_counts_and_how_sure_it_is),
        cmocka_unit_test(the_first_days_are_not_compared),
        cmocka_unit_test(searches_are_not_compared_with_cases),
        cmocka_unit_test(as_json_the_verdict_comes_when_there_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
