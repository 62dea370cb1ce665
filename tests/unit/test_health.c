/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/insight/health and store/article_evidence: which articles need somebody.
 */
#include "tests/unit/case_fixture.h"

#include "base/check.h"
#include "base/strbuf.h"
#include "core/insight/health_lists.h"
#include "store/feedback_store.h"

#include <math.h>

enum { DAY_S = 24 * 60 * 60, NOW_S = 1790000000 };

static void doubt_grows_with_the_share_and_with_its_certainty(void **state)
{
    (void) state;
    assert_true(health_doubt(0, 0) == 0);
    assert_true(health_doubt(0, 10) < 1e-9);
    /* 8 of 10, by hand: (0.8 + 0.08212 - 1.2816 sqrt(0.016 + 0.0041062)) /
     * 1.16425 = 0.60160 */
    assert_true(fabs(health_doubt(8, 10) - 0.60160) < 1e-4);
    assert_true(health_doubt(2, 2) < health_doubt(20, 20));
    assert_true(health_doubt(2, 2) < health_doubt(20, 30));
    assert_true(health_doubt(2, 40) < health_doubt(2, 4));
    for (uint64_t total = 1; total < 200; total++)
        for (uint64_t against = 0; against <= total; against++) {
            double doubt = health_doubt(against, total);

            assert_true(doubt > -1e-9 &&
                        doubt <= (double) against / (double) total + 1e-9);
        }
}

static struct slv_article article(const char *id, enum slv_state state)
{
    return (struct slv_article){.id = str_from(id),
                                .title = str_from(id),
                                .owner = STR("Maria"),
                                .state = state,
                                .updated_unix_s = NOW_S - 100 * DAY_S};
}

static const char *ids_of(struct fixture *f, const struct health_rows *rows)
{
    struct strbuf ids;
    const char *text;

    strbuf_init(&ids, 1000);
    for (size_t i = 0; i < rows->count; i++)
        strbuf_add_format(&ids, "%s%.*s", i > 0 ? " " : "",
                          STR_ARG(rows->items[i].article->id));
    text = arena_cstr(f->arena, strbuf_str(&ids));
    strbuf_release(&ids);
    return text;
}

static void articles_stand_in_the_lists_of_their_work(void **state)
{
    struct fixture *f = *state;
    struct slv_article articles[] = {
        article("draft", SLV_STATE_DRAFT),
        article("due", SLV_STATE_PUBLISHED),
        article("fine", SLV_STATE_PUBLISHED),
        article("late", SLV_STATE_PUBLISHED),
        article("once", SLV_STATE_PUBLISHED),
        article("past", SLV_STATE_ARCHIVED),
        article("reviewed", SLV_STATE_REVIEWED),
        article("some", SLV_STATE_PUBLISHED),
        article("wrong", SLV_STATE_PUBLISHED),
    };
    const struct article_evidence evidence[] = {
        {.article_id = STR("fine"), .resolved = 50, .helpful = 9},
        {.article_id = STR("once"), .wrong = 1},
        {.article_id = STR("past"), .wrong = 9},
        {.article_id = STR("some"), .resolved = 7, .came_back = 3},
        {.article_id = STR("unknown"), .wrong = 9},
        {.article_id = STR("wrong"), .wrong = 2, .unhelpful = 4},
    };
    struct health health;

    articles[1].review_after_unix_s = NOW_S;
    articles[2].review_after_unix_s = NOW_S + 1;
    articles[3].review_after_unix_s = NOW_S - DAY_S;
    articles[5].review_after_unix_s = NOW_S - DAY_S;
    articles[6].updated_unix_s = NOW_S - 200 * DAY_S;
    articles[8].owner = STR("Paul");
    health_sort(articles, ARRAY_LEN(articles), evidence, ARRAY_LEN(evidence),
                STR(""), NOW_S, f->arena, &health);
    assert_string_equal(ids_of(f, &health.doubtful), "wrong some");
    assert_string_equal(ids_of(f, &health.due), "late due");
    assert_string_equal(ids_of(f, &health.unfinished), "reviewed draft");
    assert_int_equal(health.doubtful.items[1].evidence.came_back, 3);
    health_sort(articles, ARRAY_LEN(articles), evidence, ARRAY_LEN(evidence),
                STR("maria"), NOW_S, f->arena, &health);
    assert_string_equal(ids_of(f, &health.doubtful), "some");
    health_sort(NULL, 0, NULL, 0, STR(""), NOW_S, f->arena, &health);
    assert_int_equal(
        health.doubtful.count + health.due.count + health.unfinished.count, 0);
}

static void a_review_that_was_done_is_not_due(void **state)
{
    struct slv_article one = article("a", SLV_STATE_PUBLISHED);

    (void) state;
    assert_false(health_review_is_due(&one, NOW_S)); /* it has no date */
    one.review_after_unix_s = NOW_S;
    assert_true(health_review_is_due(&one, NOW_S));
    assert_false(health_review_is_due(&one, NOW_S - 1));
    one.reviewed_unix_s = NOW_S - 1;
    assert_true(health_review_is_due(&one, NOW_S)); /* before it was due */
    one.reviewed_unix_s = NOW_S;
    assert_false(health_review_is_due(&one, NOW_S + DAY_S));
}

static struct article_evidence evidence_of(struct fixture *f,
                                           struct case_store *store,
                                           const char *id, int64_t since)
{
    struct article_evidence *items;
    struct slv_error err = {0};
    size_t count;

    MUST(article_evidence_list(store, str_from(id), since, INT64_MAX, f->arena,
                               &items, &count, &err));
    return count > 0 ? items[0] : (struct article_evidence){.resolved = 0};
}

static void say(struct fixture *f, const char *id, bool is_helpful,
                int64_t when)
{
    const struct feedback entry = {.article_id = str_from(id),
                                   .is_helpful = is_helpful,
                                   .created_unix_s = when};
    struct feedback_store *store;
    struct slv_error err = {0};

    MUST(feedback_store_open(fixture_path(f, "solvent.db"), &store, &err));
    MUST(feedback_store_add(store, &entry, &err));
    feedback_store_close(store);
}

static void evidence_is_counted_by_article_and_from_a_day_on(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct article_evidence *items;
    struct article_evidence one;
    struct slv_error err = {0};
    size_t count;

    for (int i = 1001; i < 1005; i++)
        must_add(store, arena_format(f->arena, "%d", i).ptr);
    assert_int_equal(
        try_sql(f, "INSERT INTO links (case_id, article_id, kind, comment, "
                   "who, created_unix_s, reopened_count, is_imported) "
                   "SELECT id, 'a', "
                   "CASE number WHEN '1003' THEN 'wrong' ELSE 'resolved' END, "
                   "'', 'anna', 1000 + id, number = '1002', 0 FROM cases"),
        SLV_OK);
    say(f, "a", true, 5000);
    say(f, "a", false, 6000);
    say(f, "b", false, 6000);
    one = evidence_of(f, store, "a", 0);
    assert_int_equal(one.resolved, 2);
    assert_int_equal(one.came_back, 1);
    assert_int_equal(one.wrong, 1);
    assert_int_equal(one.helpful, 1);
    assert_int_equal(one.unhelpful, 1);
    assert_int_equal(health_against(&one), 3);
    assert_int_equal(health_total(&one), 6);
    one = evidence_of(f, store, "a", 5500);
    assert_int_equal(health_total(&one), 1);
    assert_int_equal(one.unhelpful, 1);
    MUST(article_evidence_list(store, STR(""), 0, INT64_MAX, f->arena, &items,
                               &count, &err));
    assert_int_equal(count, 2);
    assert_text(items[0].article_id, "a");
    assert_text(items[1].article_id, "b");
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(doubt_grows_with_the_share_and_with_its_certainty),
        FIXTURE_TEST(articles_stand_in_the_lists_of_their_work),
        FIXTURE_TEST(a_review_that_was_done_is_not_due),
        FIXTURE_TEST(evidence_is_counted_by_article_and_from_a_day_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
