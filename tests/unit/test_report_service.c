/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report of self-service: which visits count, how each of them ends, and
 * which were solved while support was closed. Every visit is worked out beside
 * its line.
 */
#include "tests/unit/case_fixture.h"

#include "core/insight/report.h"
#include "store/search_counts.h"

enum {
    MARCH_2026 = 1772323200, /* the 1st, 00:00 UTC, a Sunday */
    DAY_S = 86400,
    HOUR_S = 3600
};

static int64_t march(int day, int hour)
{
    return MARCH_2026 + (int64_t) (day - 1) * DAY_S + (int64_t) hour * HOUR_S;
}

struct searched {
    int session;
    int day; /* of March, and the hour of UTC */
    int hour;
    int found;
    const char *opened;
    bool is_case_after;
    const char *filters;
};

/* The default calendar is America/Chicago, Monday to Friday 7:00 to 18:00; 16:00
 * UTC is 10:00 there until the 8th. */
static const struct searched searches[] = {
    {1, 4, 16, 3, "a", false, ""}, /* implied, support was open */
    {2, 5, 3, 3, "a", false, ""},  /* implied, 21:00 on the 4th: closed */
    {3, 4, 16, 0, "", false, ""},  /* nothing was found */
    {4, 4, 16, 0, "", false, ""},  /* nothing, and then something that */
    {4, 4, 17, 2, "", false, ""},  /* nobody opened: not known */
    {5, 4, 16, 3, "a", true, ""},  /* a case followed */
    {7, 5, 17, 2, "", false, ""},  /* one visit with question 7 */
    {8, 4, 16, 3, "a", false, "as=wider"}, /* of those who work here */
    {0, 4, 16, 3, "", false, ""},          /* without a number each is one: */
    {0, 4, 16, 3, "", false, ""},          /* two that are not known */
};

struct asked {
    int session;
    int day;
    int hour;
    const char *opened;
    const char *claimed;
};

static const struct asked questions[] = {
    {6, 7, 18, "a", "a"}, /* said so, on a Saturday */
    {7, 5, 18, "a", ""},  /* implied, at noon on a Thursday */
    {9, 9, 12, "a", ""},  /* less than three days ago: not known yet */
};

static void must_run(struct sqlite3 *db, const char *sql)
{
    struct slv_error err = {0};

    MUST(sql_run(db, sql, &err));
}

static void add_searches(struct fixture *f)
{
    struct sqlite3 *db = NULL;
    struct slv_error err = {0};

    MUST(sql_open(fixture_path(f, "searches.db"), sql_migrations_searches,
                  SQL_RELAXED, &db, &err));
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        const struct searched *one = &searches[i];

        must_run(db,
                 arena_format(
                     f->arena,
                     "INSERT INTO searches (created_unix_s, query, filters, "
                     "total, took_us, hits, session, key, opened, "
                     "is_case_after) VALUES (%lld, 'disk', '%s', %d, 1, '', "
                     "%d, 'disk', '%s', %d)",
                     (long long) march(one->day, one->hour), one->filters,
                     one->found, one->session, one->opened, one->is_case_after)
                     .ptr);
    }
    /* a program: more than 300 searches in one visit */
    must_run(db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                 "FROM n WHERE i < 301) INSERT INTO searches (created_unix_s, "
                 "query, filters, total, took_us, hits, session, key) SELECT "
                 "1772640000 + i, 'disk', '', 0, 1, '', 10, 'disk' FROM n");
    sql_close(db);
}

static void add_questions(struct fixture *f)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct asked *one = &questions[i];

        assert_int_equal(
            try_sql(f,
                    arena_format(
                        f->arena,
                        "INSERT INTO questions (key, session, asked_unix_s, "
                        "words, shown, opened, claimed) VALUES "
                        "('a-key-of-a-form-%zu', %d, %lld, 'disk', 'a', "
                        "'%s', '%s')",
                        i, one->session, (long long) march(one->day, one->hour),
                        one->opened, one->claimed)
                        .ptr),
            SLV_OK);
    }
}

static struct report_table must_count(struct fixture *f,
                                      struct report_keeper *keeper,
                                      const struct report_wish *wish)
{
    const struct report_facts *facts;
    struct report_table table;
    struct report_ask ask;
    struct slv_error err = {0};

    MUST(report_facts_hold(keeper, &facts, &err));
    MUST(report_ask_read(report_get(REPORT_SELF_SERVICE), wish, facts,
                         march(10, 0), &ask, &err));
    MUST(report_count(&ask, facts, f->arena, &table, &err));
    report_facts_release(keeper);
    return table;
}

static struct search_counts *kept_searches; /* of the keeper */

static struct report_keeper *must_keep(struct fixture *f)
{
    struct report_keeper *keeper = NULL;
    struct slv_error err = {0};

    case_store_close(must_open(f));
    kept_searches = search_counts_open(fixture_path(f, "searches.db"));
    MUST(report_keeper_open(fixture_path(f, "solvent.db"), kept_searches,
                            &keeper, &err));
    return keeper;
}

static void let_go(struct report_keeper *keeper)
{
    report_keeper_close(keeper);
    search_counts_close(kept_searches);
    kept_searches = NULL;
}

static void assert_cells(const struct report_row *row, const int64_t *expected,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(row->cells[1 + i].value, expected[i]);
}

static void every_visit_ends_in_one_way(void **state)
{
    struct fixture *f = *state;
    struct report_keeper *keeper = must_keep(f);
    struct report_table table;

    add_searches(f);
    add_questions(f);
    table = must_count(f, keeper,
                       &(struct report_wish){.from = STR("2026-03-02"),
                                             .to = STR("2026-03-09"),
                                             .by = STR("week")});
    /* visits, claimed, implied, case, nothing, unknown, of known, asleep:
     * 6; 1, 2, 7; 5; 3; 4, 0, 0 and 9 */
    assert_cells(&table.totals[0], (const int64_t[]){10, 1, 3, 1, 1, 4, 4, 2},
                 8);
    assert_int_equal(table.totals[0].cells[7].of, 6);
    /* question 9 is of Monday the 9th, all others of the week before */
    assert_int_equal(table.row_count, 2);
    assert_cells(&table.rows[0], (const int64_t[]){9, 1, 3, 1, 1, 3, 4, 2}, 8);
    assert_cells(&table.rows[1], (const int64_t[]){1, 0, 0, 0, 0, 1}, 6);
    assert_false(table.rows[1].cells[7].has); /* of nothing known */
    assert_true(table.rows[1].is_partial);
    let_go(keeper);
}

static void a_visit_counts_on_its_day_where_support_is(void **state)
{
    struct fixture *f = *state;
    struct report_keeper *keeper = must_keep(f);
    struct report_table table;

    add_searches(f);
    table = must_count(f, keeper,
                       &(struct report_wish){.from = STR("2026-03-04"),
                                             .to = STR("2026-03-04"),
                                             .by = STR("day")});
    /* 1, 2 (21:00 there, the 5th in UTC); 5; 3; 4 and 0 twice */
    assert_cells(&table.rows[0], (const int64_t[]){7, 0, 2, 1, 1, 3, 2, 1}, 8);
    let_go(keeper);
}

static void without_searches_there_is_nothing_to_count(void **state)
{
    struct fixture *f = *state;
    struct report_keeper *keeper = must_keep(f);
    const struct report_table table =
        must_count(f, keeper, &(struct report_wish){.from = STR("")});

    assert_int_equal(table.totals[0].cells[1].value, 0);
    assert_true(str_has_prefix(table.sentence, STR("There is nothing")));
    let_go(keeper);
}

static void what_is_not_made_of_cases_has_no_filters(void **state)
{
    struct fixture *f = *state;
    struct report_keeper *keeper = must_keep(f);
    const struct report_facts *facts;
    struct slv_error err = {0};
    struct report_ask ask;

    MUST(report_facts_hold(keeper, &facts, &err));
    assert_int_equal(
        report_ask_read(report_get(REPORT_SELF_SERVICE),
                        &(struct report_wish){.severity = STR("1")}, facts,
                        march(10, 0), &ask, &err),
        SLV_ERR_INPUT);
    report_facts_release(keeper);
    let_go(keeper);
}

static void a_keeper_that_warms_up_answers_and_can_be_closed(void **state)
{
    struct fixture *f = *state;
    struct report_keeper *keeper = must_keep(f);
    const struct report_facts *facts = NULL;
    struct slv_error err = {0};

    report_keeper_warm(keeper);
    MUST(report_facts_hold(keeper, &facts, &err));
    assert_int_equal(facts->case_count, 0);
    report_facts_release(keeper);
    let_go(keeper);
    /* and at once */
    MUST(
        report_keeper_open(fixture_path(f, "solvent.db"), NULL, &keeper, &err));
    report_keeper_warm(keeper);
    let_go(keeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(every_visit_ends_in_one_way),
        FIXTURE_TEST(a_visit_counts_on_its_day_where_support_is),
        FIXTURE_TEST(without_searches_there_is_nothing_to_count),
        FIXTURE_TEST(what_is_not_made_of_cases_has_no_filters),
        FIXTURE_TEST(a_keeper_that_warms_up_answers_and_can_be_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
