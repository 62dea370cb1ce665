/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/case_merge, timer_store and mend_store: merging loses and leaks nothing
 * and can be taken back, one timer runs per agent and no minute is lost, what
 * was said to be wrong waits until somebody says what was done.
 */
#include "tests/unit/case_fixture.h"

#include "store/case_merge.h"
#include "store/case_queue.h"
#include "store/mend_store.h"
#include "store/timer_store.h"

static void say(struct case_store *store, const char *number, const char *text)
{
    const struct case_message message = {.author = CASE_BY_CUSTOMER,
                                         .text = str_from(text)};
    struct slv_error err = {0};

    MUST(case_store_add_message(store, str_from(number), 0, &message, &anna,
                                &err));
}

static void link_article(struct case_store *store, const char *number,
                         const char *article, enum case_link_kind kind)
{
    const struct case_link link = {.article_id = str_from(article),
                                   .kind = kind,
                                   .comment = STR("said here")};
    struct slv_error err = {0};

    MUST(case_store_set_link(store, str_from(number), 0, &link, &anna, &err));
}

static void enter(struct case_store *store, const char *number, int minutes)
{
    const struct case_time entry = {.case_number = str_from(number),
                                    .agent = STR("anna"),
                                    .minutes = minutes,
                                    .worked_on = STR("2026-01-01")};
    struct slv_error err = {0};

    MUST(case_store_put_time(store, &entry, &anna, NULL, NULL, NULL, &err));
}

static int minutes_of(struct fixture *f, struct case_store *store,
                      const char *number)
{
    struct slv_error err = {0};
    struct case_time *times = NULL;
    size_t count = 0;
    int sum = 0;

    MUST(case_store_list_case_times(store, str_from(number), f->arena, &times,
                                    &count, &err));
    for (size_t i = 0; i < count; i++)
        sum += times[i].minutes;
    return sum;
}

static void two_cases(struct case_store *store)
{
    must_add(store, "1");
    must_add(store, "2");
    say(store, "2", "Still silent.");
    link_article(store, "1", "both", CASE_LINK_TRIED);
    link_article(store, "2", "both", CASE_LINK_RESOLVED);
    link_article(store, "2", "other", CASE_LINK_RESOLVED);
    enter(store, "1", 5);
    enter(store, "2", 7);
}

static void merging_moves_everything_and_says_where_it_came_from(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record one;
    struct case_record two;
    size_t from_two = 0;

    two_cases(store);
    MUST(case_store_merge(store, STR("2"), 0, STR("1"), &anna, &err));
    one = must_find(f, store, "1");
    two = must_find(f, store, "2");
    assert_int_equal(two.state, CASE_CLOSED);
    assert_int_equal(two.outcome, CASE_OUTCOME_UNSAID);
    assert_text(two.merged_into, "1");
    assert_int_equal(two.message_count, 0);
    assert_int_equal(two.link_count, 0);
    assert_int_equal(one.message_count, 3);
    for (size_t i = 0; i < one.message_count; i++)
        from_two += str_equal(one.message_sources[i], STR("2"));
    assert_int_equal(from_two, 2);
    assert_int_equal(one.link_count, 2);
    /* what resolved the part is no longer only tried */
    assert_int_equal(one.links[0].kind, CASE_LINK_RESOLVED);
    assert_int_equal(minutes_of(f, store, "1"), 12);
    assert_int_equal(minutes_of(f, store, "2"), 0);
    assert_string_equal(ask(f, "SELECT count(*) FROM events "
                               "WHERE action = 'merge'"),
                        "2");
    case_store_close(store);
}

static void what_follows_lands_where_it_is_part_of(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};

    two_cases(store);
    must_add(store, "3");
    MUST(case_store_merge(store, STR("2"), 0, STR("1"), &anna, &err));
    MUST(case_store_merge(store, STR("1"), 0, STR("3"), &anna, &err));
    say(store, "2", "And now?");
    enter(store, "2", 11);
    assert_int_equal(must_find(f, store, "3").message_count, 5);
    assert_int_equal(must_find(f, store, "2").message_count, 0);
    assert_int_equal(minutes_of(f, store, "3"), 23);
    assert_int_equal(case_store_reopen_case(store, STR("2"), 0, &anna, NULL),
                     SLV_ERR_CONFLICT);
    assert_int_equal(case_store_unmerge(store, STR("1"), &anna, NULL),
                     SLV_ERR_CONFLICT); /* it has gone on */
    case_store_close(store);
}

static void merging_can_be_taken_back_while_nothing_followed(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_merge *merges = NULL;
    struct case_record two;
    size_t count = 0;

    two_cases(store);
    must_add(store, "3");
    MUST(case_store_merge(store, STR("2"), 0, STR("1"), &anna, &err));
    MUST(case_store_merge(store, STR("1"), 0, STR("3"), &anna, &err));
    MUST(case_store_list_merges(store, STR("3"), f->arena, &merges, &count,
                                &err));
    assert_int_equal(count, 1);
    assert_true(merges[0].can_be_undone);
    MUST(case_store_unmerge(store, STR("1"), &anna, &err));
    assert_int_equal(must_find(f, store, "3").message_count, 1);
    assert_int_equal(must_find(f, store, "3").link_count, 0);
    assert_int_equal(must_find(f, store, "1").message_count, 3);
    assert_text(must_find(f, store, "1").merged_into, "");
    /* what the mergers before had raised stays raised */
    assert_int_equal(must_find(f, store, "1").links[0].kind,
                     CASE_LINK_RESOLVED);
    assert_int_equal(minutes_of(f, store, "1"), 12);
    /* the first one went on by that, and so stays */
    assert_int_equal(case_store_unmerge(store, STR("2"), &anna, NULL),
                     SLV_ERR_CONFLICT);
    case_store_close(store);

    store = must_open(f);
    must_add(store, "4");
    must_add(store, "5");
    link_article(store, "4", "x", CASE_LINK_TRIED);
    link_article(store, "5", "x", CASE_LINK_RESOLVED);
    MUST(case_store_close_case(store, STR("5"), 0, CASE_OUTCOME_KNOWN, STR(""),
                               &anna, &err));
    MUST(case_store_merge(store, STR("5"), 0, STR("4"), &anna, &err));
    assert_int_equal(must_find(f, store, "4").links[0].kind,
                     CASE_LINK_RESOLVED);
    MUST(case_store_unmerge(store, STR("5"), &anna, &err));
    assert_int_equal(must_find(f, store, "4").links[0].kind, CASE_LINK_TRIED);
    two = must_find(f, store, "5");
    assert_int_equal(two.state, CASE_CLOSED);
    assert_int_equal(two.outcome, CASE_OUTCOME_KNOWN);
    assert_int_equal(two.link_count, 1);
    assert_int_equal(two.links[0].kind, CASE_LINK_RESOLVED);
    assert_int_equal(must_find(f, store, "4").link_count, 1);
    case_store_close(store);
}

static void what_must_not_be_merged_is_refused_and_unchanged(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record other = plain_case("9");
    int64_t before;

    must_add(store, "1");
    must_add(store, "2");
    must_add(store, "3");
    other.customer = STR("zoo");
    MUST(case_store_add_case(store, &other, &anna, NULL, NULL, &err));
    MUST(case_store_close_case(store, STR("3"), 0, CASE_OUTCOME_NONE,
                               STR("no need"), &anna, &err));
    before = last_change(store);
#define REFUSED(number, change, into, status)                                 \
    assert_int_equal(                                                         \
        case_store_merge(store, STR(number), change, STR(into), &anna, NULL), \
        status)
    REFUSED("1", 0, "9", SLV_ERR_INPUT); /* another customer's */
    REFUSED("1", 0, "1", SLV_ERR_INPUT);
    REFUSED("1", 0, "3", SLV_ERR_CONFLICT); /* closed */
    REFUSED("1", 0, "77", SLV_ERR_NOT_FOUND);
    REFUSED("77", 0, "1", SLV_ERR_NOT_FOUND);
    REFUSED("1", 77, "2", SLV_ERR_CONFLICT); /* stale */
    assert_int_equal(last_change(store), before);
    MUST(case_store_merge(store, STR("2"), 0, STR("1"), &anna, &err));
    REFUSED("2", 0, "1", SLV_ERR_CONFLICT);
    REFUSED("1", 0, "2", SLV_ERR_CONFLICT);
    assert_int_equal(case_store_unmerge(store, STR("1"), &anna, NULL),
                     SLV_ERR_CONFLICT);
#undef REFUSED
    case_store_close(store);
}

/* --- timers --- */

static struct case_actor at(int64_t seconds)
{
    return (struct case_actor){STR("anna"), NOON + seconds};
}

static struct timer *timers_of(struct fixture *f, struct case_store *store,
                               size_t *count)
{
    struct slv_error err = {0};
    struct timer *timers = NULL;

    MUST(timer_store_list(store, STR("anna"), f->arena, &timers, count, &err));
    return timers;
}

static void one_timer_runs_and_the_other_waits(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_actor actor = at(0);
    struct case_time entry = {.minutes = 2, .worked_on = STR("2026-01-01")};
    struct timer stopped;
    struct timer *timers;
    size_t count;

    must_add(store, "1");
    must_add(store, "2");
    MUST(timer_store_start(store, STR("anna"), STR("1"), &actor, f->arena,
                           &stopped, &err));
    assert_int_equal(stopped.id, 0);
    actor = at(61);
    MUST(timer_store_start(store, STR("anna"), STR("2"), &actor, f->arena,
                           &stopped, &err));
    assert_text(stopped.case_number, "1");
    assert_int_equal(timer_minutes(&stopped, 0), 2); /* 61 s, rounded up */
    case_store_close(store);

    store = must_open(f); /* a restart takes nothing away */
    timers = timers_of(f, store, &count);
    assert_int_equal(count, 2);
    assert_text(timers[0].case_number, "2");
    assert_int_equal(timers[0].stopped_unix_s, 0);
    assert_int_equal(timer_store_enter(store, STR("anna"), timers[0].id, &entry,
                                       &actor, NULL),
                     SLV_ERR_CONFLICT);
    assert_int_equal(timer_store_enter(store, STR("bob"), timers[1].id, &entry,
                                       &actor, NULL),
                     SLV_ERR_NOT_FOUND);
    MUST(timer_store_enter(store, STR("anna"), timers[1].id, &entry, &actor,
                           &err));
    assert_int_equal(minutes_of(f, store, "1"), 2);
    assert_int_equal(timer_store_enter(store, STR("anna"), timers[1].id, &entry,
                                       &actor, NULL),
                     SLV_ERR_NOT_FOUND); /* not twice */
    MUST(timer_store_stop(store, STR("anna"), &actor, &err));
    assert_int_equal(timer_store_stop(store, STR("anna"), &actor, NULL),
                     SLV_ERR_NOT_FOUND);
    MUST(timer_store_drop(store, STR("anna"), timers[0].id, &actor, &err));
    (void) timers_of(f, store, &count);
    assert_int_equal(count, 0);
    assert_int_equal(minutes_of(f, store, "2"), 0);
    case_store_close(store);
}

static void minutes_are_whole_and_a_forgotten_timer_is_known(void **state)
{
    const struct {
        int64_t seconds;
        int64_t minutes;
        bool is_forgotten;
    } rows[] = {
        {-5, 1, false},          {0, 1, false},
        {60, 1, false},          {61, 2, false},
        {12 * 3600, 720, false}, {12 * 3600 + 1, 721, true},
        {108000, 1800, true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct timer timer = {.started_unix_s = NOON};

        assert_int_equal(timer_minutes(&timer, NOON + rows[i].seconds),
                         rows[i].minutes);
        assert_int_equal(timer_is_forgotten(&timer, NOON + rows[i].seconds),
                         rows[i].is_forgotten);
    }
}

/* --- what is to be mended --- */

static size_t mends(struct fixture *f, struct case_store *store, bool is_done,
                    struct mend **out)
{
    struct slv_error err = {0};
    size_t count = 0;

    MUST(mend_store_list(store, is_done, 100, f->arena, out, &count, &err));
    return count;
}

static void what_is_wrong_waits_until_it_is_done(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_actor later = at(100);
    const struct case_link again = {.article_id = STR("a"),
                                    .kind = CASE_LINK_WRONG,
                                    .comment = STR("step 3 too")};
    struct mend *list = NULL;

    must_add(store, "1");
    link_article(store, "1", "a", CASE_LINK_WRONG);
    link_article(store, "1", "b", CASE_LINK_TRIED);
    assert_int_equal(mends(f, store, false, &list), 1);
    assert_text(list[0].article_id, "a");
    assert_text(list[0].wrong, "said here");
    assert_text(list[0].who, "anna");
    assert_int_equal(
        mend_store_done(store, STR("1"), STR("b"), STR("x"), &anna, NULL),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(
        mend_store_done(store, STR("1"), STR("a"), STR(""), &anna, NULL),
        SLV_ERR_INPUT);
    MUST(
        mend_store_done(store, STR("1"), STR("a"), STR("mended"), &anna, &err));
    assert_int_equal(
        mend_store_done(store, STR("1"), STR("a"), STR("again"), &anna, NULL),
        SLV_ERR_CONFLICT);
    assert_int_equal(mends(f, store, false, &list), 0);
    assert_int_equal(mends(f, store, true, &list), 1);
    assert_text(list[0].done, "mended");
    /* said once more, later: it waits again, and the former stays */
    MUST(case_store_set_link(store, STR("1"), 0, &again, &later, &err));
    assert_int_equal(mends(f, store, false, &list), 1);
    assert_int_equal(mends(f, store, true, &list), 1);
    case_store_close(store);
}

static void duties_and_the_fix_are_kept(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct case_record row;
    struct mend_fix fix;
    static const char *const refused[] = {
        "javascript:alert(1)", "ftp://bugs.example.com/1", "data:x",
        "https://bugs.example.com/a b", "BUG:1\n"};

    must_add(store, "1");
    row = must_find(f, store, "1");
    row.documenter = STR("wes");
    row.fixer = STR("dev");
    row.fix_id = STR("https://bugs.example.com/17");
    row.fixed_in = STR("5.2");
    MUST(case_store_update_case(store, STR("1"), 0, &row, &anna, &err));
    row = must_find(f, store, "1");
    assert_text(row.documenter, "wes");
    assert_text(row.fixer, "dev");
    assert_text(row.fix_id, "https://bugs.example.com/17");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        row.fix_id = str_from(refused[i]);
        assert_int_equal(
            case_store_update_case(store, STR("1"), 0, &row, &anna, NULL),
            SLV_ERR_INPUT);
    }
    /* the version is said of what resolved it, and of nothing else */
    link_article(store, "1", "tried", CASE_LINK_TRIED);
    link_article(store, "1", "this", CASE_LINK_RESOLVED);
    MUST(mend_store_find_fix(store, STR("this"), f->arena, &fix, &err));
    assert_text(fix.version, "5.2");
    MUST(mend_store_find_fix(store, STR("tried"), f->arena, &fix, &err));
    assert_text(fix.version, "");
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(merging_moves_everything_and_says_where_it_came_from),
        FIXTURE_TEST(what_follows_lands_where_it_is_part_of),
        FIXTURE_TEST(merging_can_be_taken_back_while_nothing_followed),
        FIXTURE_TEST(what_must_not_be_merged_is_refused_and_unchanged),
        FIXTURE_TEST(one_timer_runs_and_the_other_waits),
        FIXTURE_TEST(minutes_are_whole_and_a_forgotten_timer_is_known),
        FIXTURE_TEST(what_is_wrong_waits_until_it_is_done),
        FIXTURE_TEST(duties_and_the_fix_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
