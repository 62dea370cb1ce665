/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/search_report: what counts as a search, what came of it, and sums.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/search_counts.h"
#include "store/search_log.h"
#include "store/search_report.h"

enum { NOON = 1767268800, DAY_S = 24 * 60 * 60 }; /* Thursday 2026-01-01 */

#define MUST(call)                               \
    do {                                         \
        if ((call) != SLV_OK)                    \
            fail_msg("%s: %s", #call, err.text); \
    } while (0)

static const struct search_span always = {0, INT64_MAX};

struct searched {
    struct fixture *f;
    const char *path;
    struct search_log *log;
    struct search_counts *counts;
};

static struct searched begin(struct fixture *f)
{
    struct searched s = {f, fixture_path(f, "searches.db"), NULL, NULL};
    struct slv_error err = {0};

    MUST(search_log_open(s.path, &s.log, &err));
    s.counts = search_counts_open(s.path);
    return s;
}

static void end(struct searched *s)
{
    search_counts_close(s->counts);
    search_log_close(s->log);
}

static void search(struct searched *s, int64_t session, int64_t at,
                   const char *words, uint64_t total)
{
    search_log_add(s->log, &(struct search_record){.query = str_from(words),
                                                   .key = str_from(words),
                                                   .total = total,
                                                   .created_unix_s = at,
                                                   .session = session});
}

static void open_article(struct searched *s, int64_t session, const char *words,
                         const char *id)
{
    search_log_add_opening(s->log, &(struct search_opening){
                                       session, str_from(words), str_from(id)});
}

static size_t read(struct searched *s, enum search_report report,
                   struct search_count **out)
{
    struct slv_error err = {0};
    size_t count = 0;

    search_log_flush(s->log);
    MUST(search_report_read(s->counts, report, always, 100, s->f->arena, out,
                            &count, &err));
    return count;
}

#define assert_text(value, expected) \
    assert_true(str_equal((value), str_from(expected)))

static void equal_searches_are_counted_by_visits(void **state)
{
    struct searched s = begin(*state);
    struct search_count *rows;

    search(&s, 1, NOON, "disk full", 3);
    search(&s, 2, NOON + 1, "disk full", 4);
    search(&s, 2, NOON + 1000, "disk full", 5);
    search(&s, 0, NOON + 1001, "disk full", 5); /* not known: a visit each */
    search(&s, 0, NOON + 1002, "disk full", 5);
    search(&s, 3, NOON, "printer", 1);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 2);
    assert_text(rows[0].query, "disk full");
    assert_int_equal(rows[0].visits, 4);
    assert_int_equal(rows[0].searches, 5);
    assert_int_equal(rows[0].found, 5);
    assert_int_equal(rows[0].last_unix_s, NOON + 1002);
    end(&s);
}

static void keystrokes_and_reloads_count_once(void **state)
{
    struct searched s = begin(*state);
    struct search_count *rows;

    search(&s, 1, NOON, "di", 9);
    search(&s, 1, NOON + 2, "disk", 5);
    search(&s, 1, NOON + 4, "disk full", 3);
    search(&s, 1, NOON + 6, "disk full", 3);
    /* after more than 20 s it was meant */
    search(&s, 1, NOON + 100, "disk full error", 0);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 2);
    assert_int_equal(rows[0].searches, 1);
    assert_int_equal(rows[1].searches, 1);
    end(&s);
}

static void programs_are_left_out(void **state)
{
    struct searched s = begin(*state);
    struct search_count *rows;

    for (int i = 0; i <= SEARCH_CRAWLER_DAY; i++)
        search(&s, 7, NOON + 60 * i, i % 2 == 0 ? "a" : "b", 1);
    search(&s, 8, NOON, "disk", 1);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 1);
    assert_text(rows[0].query, "disk");
    end(&s);
}

static void each_table_has_what_it_says(void **state)
{
    struct searched s = begin(*state);
    struct search_count *rows;

    search(&s, 1, NOON, "nothing here", 0);
    search(&s, 2, NOON, "opened", 2);
    open_article(&s, 2, "opened", "article-a");
    search(&s, 3, NOON, "looked at", 2);
    search(&s, 3, NOON + 60, "other words", 2);
    search(&s, 4, NOON, "asked then", 2);
    search_log_add_case(s.log, 4, NOON + 600);
    /* an hour later is another story */
    search_log_add_case(s.log, 1, NOON + 2 * 3600);

    assert_int_equal(read(&s, SEARCH_REPORT_NO_RESULT, &rows), 1);
    assert_text(rows[0].query, "nothing here");
    assert_int_equal(read(&s, SEARCH_REPORT_NO_CLICK, &rows), 3);
    assert_text(rows[0].query, "asked then");
    assert_text(rows[1].query, "looked at");
    assert_int_equal(rows[1].again, 1);
    assert_int_equal(rows[2].again, 0);
    assert_int_equal(read(&s, SEARCH_REPORT_CASE, &rows), 1);
    assert_text(rows[0].query, "asked then");
    assert_int_equal(rows[0].cases, 1);
    assert_int_equal(read(&s, SEARCH_REPORT_UNANSWERED, &rows), 2);
    end(&s);
}

static void a_search_that_led_to_a_case_is_no_keystroke(void **state)
{
    struct searched s = begin(*state);
    struct search_count *rows;

    search(&s, 1, NOON, "disk", 1);
    search_log_add_case(s.log, 1, NOON + 5);
    search(&s, 1, NOON + 10, "disk full", 1);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 2);
    end(&s);
}

static void sums_are_by_periods(void **state)
{
    static const int64_t begins[] = {
        1766966400, /* 2025-12-29 */
        1767571200, /* 2026-01-05 */
        1768176000, /* 2026-01-12 */
        1768780800  /* 2026-01-19 */
    };
    struct searched s = begin(*state);
    struct slv_error err = {0};
    struct search_period *periods;
    struct search_period total;
    size_t count;

    /* Sunday the 4th is of the week of Monday the 29th; the 5th begins one */
    search(&s, 1, NOON, "a", 0);
    search(&s, 2, NOON + 3 * DAY_S, "b", 1);
    open_article(&s, 2, "b", "x");
    search(&s, 3, NOON + 4 * DAY_S, "c", 1);
    search_log_flush(s.log);
    MUST(search_report_periods(s.counts, begins, 3, s.f->arena, &periods,
                               &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(periods[0].begin_unix_s, begins[0]);
    assert_int_equal(periods[0].searches, 2);
    assert_int_equal(periods[0].no_result, 1);
    assert_int_equal(periods[0].opened, 1);
    assert_int_equal(periods[1].begin_unix_s, begins[1]);
    assert_int_equal(periods[1].searches, 1);
    /* a second before a week begins is the week before */
    search(&s, 4, begins[1] - 1, "d", 1);
    search(&s, 4, begins[1] + 40, "e", 1);
    search_log_flush(s.log);
    MUST(search_report_periods(s.counts, begins, 3, s.f->arena, &periods,
                               &count, &err));
    assert_int_equal(periods[0].searches, 3);
    assert_int_equal(periods[1].searches, 2);
    MUST(search_report_total(
        s.counts, (struct search_span){NOON, NOON + 4 * DAY_S}, &total, &err));
    assert_int_equal(total.searches, 4);
    assert_int_equal(total.visits, 3);
    end(&s);
}

static void old_searches_are_forgotten(void **state)
{
    struct searched s = begin(*state);
    struct slv_error err = {0};
    struct search_count *rows;
    uint64_t count;

    search(&s, 1, NOON - DAY_S, "old", 1);
    search(&s, 1, NOON, "new", 1);
    search_log_flush(s.log);
    MUST(search_report_forget(s.path, NOON, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 1);
    assert_text(rows[0].query, "new");
    end(&s);
}

/* What was counted once is in memory; what comes, changes and goes after that is
 * seen all the same. */
static void what_changes_later_is_seen(void **state)
{
    struct searched s = begin(*state);
    struct slv_error err = {0};
    struct search_count *rows;
    struct search_period total;
    uint64_t count;

    search(&s, 1, NOON - 3 * DAY_S, "old", 1);
    search(&s, 2, NOON, "disk", 2);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 2);
    assert_int_equal(read(&s, SEARCH_REPORT_NO_CLICK, &rows), 2);
    /* an opening, a case and a search more, each on its own */
    open_article(&s, 2, "disk", "article-a");
    assert_int_equal(read(&s, SEARCH_REPORT_NO_CLICK, &rows), 1);
    assert_text(rows[0].key, "old");
    search_log_add_case(s.log, 2, NOON + 600);
    assert_int_equal(read(&s, SEARCH_REPORT_CASE, &rows), 1);
    assert_text(rows[0].key, "disk");
    search(&s, 3, NOON + 60, "disk", 0);
    assert_int_equal(read(&s, SEARCH_REPORT_NO_RESULT, &rows), 1);
    assert_int_equal(rows[0].visits, 2);
    assert_int_equal(rows[0].opened, 1);
    MUST(search_report_forget(s.path, NOON, &count, &err));
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 1);
    MUST(search_report_forget(s.path, NOON + DAY_S, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 0);
    MUST(search_report_total(s.counts, always, &total, &err));
    assert_int_equal(total.searches, 0);
    search(&s, 4, NOON + 2 * DAY_S, "new", 1);
    assert_int_equal(read(&s, SEARCH_REPORT_TOP, &rows), 1);
    assert_text(rows[0].query, "new");
    end(&s);
}

/* The first rows of many, by falling visits and then by words, whatever the
 * order in which they came. */
static void the_first_of_many_are_in_order(void **state)
{
    struct searched s = begin(*state);
    struct slv_error err = {0};
    struct search_count *rows;
    size_t count = 0;

    /* word i of 100 is searched by 1 + i % 10 visits; 100 visits a word */
    for (int i = 0; i < 100; i++) {
        const int word = i * 37 % 100;

        for (int visit = 0; visit <= word % 10; visit++) {
            const char words[] = {'w', (char) ('0' + word / 10),
                                  (char) ('0' + word % 10), '\0'};

            search(&s, 1 + word * 100 + visit, NOON + i, words, 1);
        }
    }
    search_log_flush(s.log);
    MUST(search_report_read(s.counts, SEARCH_REPORT_TOP, always, 12, s.f->arena,
                            &rows, &count, &err));
    assert_int_equal(count, 12);
    assert_text(rows[0].key, "w09"); /* 10 visits, as w19 to w99 */
    assert_text(rows[9].key, "w99");
    assert_int_equal(rows[9].visits, 10);
    assert_text(rows[10].key, "w08"); /* 9 visits */
    assert_text(rows[11].key, "w18");
    end(&s);
}

static void views_are_visits_that_opened_an_article(void **state)
{
    struct searched s = begin(*state);
    struct slv_error err = {0};
    struct search_view *views;
    size_t count;

    for (int visit = 1; visit <= 3; visit++) {
        search(&s, visit, NOON + visit, "disk", 2);
        open_article(&s, visit, "disk", visit == 3 ? "b" : "a");
    }
    search_log_flush(s.log);
    MUST(search_report_views(s.counts, always, s.f->arena, &views, &count,
                             &err));
    assert_int_equal(count, 2);
    assert_text(views[0].article_id, "a");
    assert_int_equal(views[0].visits, 2);
    assert_int_equal(views[1].visits, 1);
    end(&s);
}

static void without_a_log_there_is_nothing(void **state)
{
    struct fixture *f = *state;
    struct search_counts *counts =
        search_counts_open(fixture_path(f, "none.db"));
    struct search_log *log = NULL;
    struct slv_error err = {0};
    struct search_count *rows;
    struct search_period total;
    size_t count = 1;

    MUST(search_report_read(counts, SEARCH_REPORT_TOP, always, 10, f->arena,
                            &rows, &count, &err));
    assert_int_equal(count, 0);
    MUST(search_report_total(counts, always, &total, &err));
    assert_int_equal(total.searches, 0);
    MUST(search_report_total(NULL, always, &total, &err));
    assert_int_equal(total.searches, 0);
    /* a log that comes later is read */
    MUST(search_log_open(fixture_path(f, "none.db"), &log, &err));
    search_log_add(log, &(struct search_record){.query = STR("Ink"),
                                                .key = STR("ink"),
                                                .created_unix_s = NOON});
    search_log_flush(log);
    MUST(search_report_total(counts, always, &total, &err));
    assert_int_equal(total.searches, 1);
    search_log_close(log);
    search_counts_close(counts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(equal_searches_are_counted_by_visits),
        FIXTURE_TEST(keystrokes_and_reloads_count_once),
        FIXTURE_TEST(programs_are_left_out),
        FIXTURE_TEST(each_table_has_what_it_says),
        FIXTURE_TEST(a_search_that_led_to_a_case_is_no_keystroke),
        FIXTURE_TEST(sums_are_by_periods),
        FIXTURE_TEST(old_searches_are_forgotten),
        FIXTURE_TEST(what_changes_later_is_seen),
        FIXTURE_TEST(the_first_of_many_are_in_order),
        FIXTURE_TEST(views_are_visits_that_opened_an_article),
        FIXTURE_TEST(without_a_log_there_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
