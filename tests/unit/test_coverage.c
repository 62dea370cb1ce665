/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/insight/coverage over a store: what is a gap, what joins it at once, what
 * keeps its id, and what is said about it.
 */
#include "tests/unit/case_fixture.h"

#include "core/insight/coverage.h"
#include "store/coverage_store.h"

enum { DAY_S = 24 * 60 * 60 };

static const char *const moving[] = {
    "Move my profile to a new computer",
    "Moving the profile folder",
    "Profile on another computer",
    "New computer, where is the profile",
};
static const char *const printers[] = {
    "Printer is offline and prints nothing",
    "Offline printer prints nothing",
    "Nothing is printed, printer offline",
};

static void add(struct case_store *store, const char *number,
                const char *subject, const char *customer, int64_t opened)
{
    const struct case_message message = {.author = CASE_BY_CUSTOMER,
                                         .text = str_from(subject),
                                         .created_unix_s = opened};
    struct case_record row = plain_case(number);
    struct slv_error err = {0};

    row.subject = str_from(subject);
    row.customer = str_from(customer);
    row.opened_unix_s = opened;
    row.messages = &message;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
}

static void add_all(struct case_store *store)
{
    add(store, "m1", moving[0], "acme", NOON - 40 * DAY_S);
    add(store, "m2", moving[1], "acme", NOON - 5 * DAY_S);
    add(store, "m3", moving[2], "bolt", NOON - 4 * DAY_S);
    add(store, "p1", printers[0], "acme", NOON - 3 * DAY_S);
    add(store, "p2", printers[1], "bolt", NOON - 2 * DAY_S);
    add(store, "x1", "Where is my invoice", "acme", NOON - 1 * DAY_S);
}

static void must_run(struct case_store *store, struct coverage_counts *counts)
{
    struct slv_error err = {0};

    MUST(coverage_run(store, STR("en"), NOON, NULL, counts, &err));
}

static size_t must_list(struct fixture *f, struct case_store *store,
                        enum gap_state state, struct gap_figures **out)
{
    struct slv_error err = {0};
    size_t count = 0;

    MUST(coverage_store_list(store, state, GAP_BY_CASES, NOON, 100, f->arena,
                             out, &count, &err));
    return count;
}

static void must_join(struct case_store *store)
{
    struct slv_error err = {0};
    bool is_all = false;

    MUST(coverage_join(store, STR("en"), NOON, &is_all, &err));
    assert_true(is_all);
}

static void an_empty_store_has_no_gap(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct coverage_counts counts;
    struct gap_figures *gaps;

    must_run(store, &counts);
    assert_int_equal(counts.cases, 0);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 0);
    case_store_close(store);
}

static void three_cases_without_an_article_are_a_gap(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct case_time hour = {.key = STR("t1"),
                                   .case_number = STR("m2"),
                                   .agent = STR("anna"),
                                   .minutes = 60,
                                   .worked_on = STR("2025-12-27")};
    struct slv_error err = {0};
    struct coverage_counts counts;
    struct gap_figures *gaps;

    add_all(store);
    MUST(case_store_put_time(store, &hour, &anna, NULL, NULL, NULL, &err));
    must_run(store, &counts);
    assert_int_equal(counts.cases, 6);
    assert_int_equal(counts.gaps, 1);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    assert_int_equal(gaps[0].cases, 3);
    assert_int_equal(gaps[0].customers, 2);
    assert_int_equal(gaps[0].minutes, 60);
    assert_int_equal(gaps[0].cost_minutes, 60);
    assert_int_equal(gaps[0].cases_month, 2);
    assert_int_equal(gaps[0].cases_before, 1);
    assert_text(gaps[0].example_number, "m3");
    assert_true(str_find(gaps[0].gap.words, STR("profile"), 0) <
                gaps[0].gap.words.len);
    case_store_close(store);
}

static void of_equal_gaps_the_clearest_is_first(void **state)
{
    static const char *const vague[] = {
        "Printer prints pages with stripes",
        "Printer jams on stripes of thick pages",
        "Printer eats thick paper pages",
    };
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct gap_figures *gaps;

    for (size_t i = 0; i < 3; i++) {
        const int64_t opened = NOON - DAY_S + (int64_t) i;

        /* the newer group would be the first to get a number */
        add(store, (char[]){'m', (char) ('1' + i), '\0'},
            "Moving the profile folder", "acme", opened);
        add(store, (char[]){'v', (char) ('1' + i), '\0'}, vague[i], "acme",
            opened + 10);
    }
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 2);
    assert_int_equal(gaps[0].cases, 3);
    assert_int_equal(gaps[1].cases, 3);
    assert_true(gaps[0].gap.id > gaps[1].gap.id);
    assert_text(gaps[0].example, "Moving the profile folder");
    case_store_close(store);
}

static void a_new_case_joins_its_gap_at_once(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct gap_figures *gaps;

    add_all(store);
    must_run(store, NULL);
    add(store, "p3", printers[2], "cask", NOON);
    must_join(store);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 2);
    assert_string_equal(ask(f, "SELECT is_provisional FROM gap_cases JOIN "
                               "cases ON id = case_id WHERE number = 'p3'"),
                        "1");
    assert_string_equal(
        ask(f, "SELECT count(DISTINCT gap_id) FROM gap_cases JOIN cases ON "
               "id = case_id WHERE number LIKE 'p%'"),
        "1");
    /* the run that follows agrees, and it is provisional no more */
    must_run(store, NULL);
    assert_string_equal(ask(f, "SELECT sum(is_provisional) FROM gap_cases"),
                        "0");
    assert_string_equal(
        ask(f, "SELECT count(*) FROM gap_cases WHERE former_gap_id > 0"), "0");
    case_store_close(store);
}

/* What went wrong: one word of a gap, or a word that every third case has, took
 * cases along that are about something else. */
static void one_word_or_a_common_one_joins_nothing(void **state)
{
    static const char *const rest[] = {"scanner", "router",  "screen",
                                       "monitor", "speaker", "keyboard"};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct gap_figures *gaps;

    for (size_t i = 0; i < 3; i++)
        add(store, (char[]){'p', (char) ('1' + i), '\0'}, printers[i], "acme",
            NOON - 9 * DAY_S + (int64_t) i);
    for (size_t i = 0; i < 36; i++) {
        char number[8];
        char subject[64];

        snprintf(number, sizeof number, "o%zu", i);
        snprintf(subject, sizeof subject, "%s %zu%s", rest[i % 6], i,
                 i % 3 == 0 ? " on Monday and offline" : "");
        add(store, number, subject, "acme", NOON - 8 * DAY_S + (int64_t) i);
    }
    must_run(store, NULL);
    add(store, "n1", "The printer makes coffee", "acme", NOON - 2);
    /* "offline" is in 15 of 39 cases: with "printer" that is one word */
    add(store, "n2", "Offline coffee printer", "acme", NOON - 1);
    add(store, "n3", "My printer prints nothing today", "acme", NOON);
    must_join(store);
    (void) must_list(f, store, GAP_OPEN, &gaps);
    assert_string_equal(
        ask(f, "SELECT group_concat(c.number) FROM gap_cases AS k JOIN cases "
               "AS c ON c.id = k.case_id WHERE k.gap_id = (SELECT gap_id FROM "
               "gap_cases AS l JOIN cases AS d ON d.id = l.case_id WHERE "
               "d.number = 'p1') AND k.is_provisional"),
        "n3");
    case_store_close(store);
}

static void nobody_is_named_by_the_words_of_a_gap(void **state)
{
    static const char *const subjects[] = {
        "Svensson cannot move the profile of acme",
        "Moving a profile: call svensson on 555-123-4567",
        "Profile moved away, write to svensson@corp.example or db01.corp.local",
    };
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct gap_figures *gaps;

    for (size_t i = 0; i < 3; i++) {
        const struct case_message message = {
            .author = CASE_BY_CUSTOMER,
            .author_name = STR("Bo Svensson"),
            .text = str_from(subjects[i]),
            .created_unix_s = NOON - DAY_S,
        };
        struct case_record row = plain_case((char[]){(char) ('1' + i), '\0'});
        struct slv_error err = {0};

        row.subject = str_from(subjects[i]);
        row.messages = &message;
        MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    }
    add(store, "x1", "Where is my invoice", "acme", NOON);
    add(store, "x2", "Offline printer prints nothing", "acme", NOON);
    add(store, "x3", "Attachment is too large", "acme", NOON);
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    assert_int_equal(gaps[0].cases, 3);
    assert_true(str_find(gaps[0].gap.words, STR("profile"), 0) <
                gaps[0].gap.words.len);
    for (size_t i = 0; i < gaps[0].gap.words.len; i++)
        assert_false(ascii_is_digit(gaps[0].gap.words.ptr[i]));
    assert_int_equal(str_find(gaps[0].gap.words, STR("svensson"), 0),
                     gaps[0].gap.words.len);
    assert_int_equal(str_find(gaps[0].gap.words, STR("acme"), 0),
                     gaps[0].gap.words.len);
    case_store_close(store);
}

static void a_case_with_an_article_leaves_its_gap(void **state)
{
    const struct case_link link = {.article_id = STR("moving"),
                                   .kind = CASE_LINK_RESOLVED};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct gap_figures *gaps;

    add_all(store);
    must_run(store, NULL);
    MUST(case_store_set_link(store, STR("m1"), 0, &link, &anna, &err));
    must_join(store);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 0);
    assert_string_equal(ask(f, "SELECT count(*) FROM gap_cases"), "5");
    must_run(store, NULL);
    assert_string_equal(ask(f, "SELECT count(*) FROM gap_cases"), "5");
    case_store_close(store);
}

/* closed known, new and none; open with a tried and with a wrong link */
static void what_happened_says_what_is_uncovered(void **state)
{
    static const struct {
        const char *number;
        enum case_link_kind kind;
        bool has_link;
        enum case_outcome outcome;
        const char *is_uncovered;
    } rows[] = {
        {"1", CASE_LINK_RESOLVED, true, CASE_OUTCOME_KNOWN, "0"},
        {"2", CASE_LINK_RESOLVED, true, CASE_OUTCOME_NEW, "1"},
        {"3", CASE_LINK_TRIED, true, CASE_OUTCOME_NONE, "1"},
        {"4", CASE_LINK_TRIED, true, CASE_OUTCOME_UNSAID, "0"},
        {"5", CASE_LINK_WRONG, true, CASE_OUTCOME_UNSAID, "1"},
        {"6", CASE_LINK_TRIED, false, CASE_OUTCOME_UNSAID, "1"},
    };
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct case_link link = {
            .article_id = STR("a"), .kind = rows[i].kind, .comment = STR("no")};
        const struct str number = str_from(rows[i].number);

        add(store, rows[i].number, moving[0], "acme", NOON - DAY_S);
        if (rows[i].has_link)
            MUST(case_store_set_link(store, number, 0, &link, &anna, &err));
        if (rows[i].outcome != CASE_OUTCOME_UNSAID)
            MUST(case_store_close_case(
                store, number, 0, rows[i].outcome,
                rows[i].outcome == CASE_OUTCOME_NONE ? STR("odd") : STR(""),
                &anna, &err));
    }
    must_run(store, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(
            ask(f, arena_format(f->arena,
                                "SELECT count(*) FROM gap_cases JOIN cases ON "
                                "id = case_id WHERE number = '%s'",
                                rows[i].number)
                       .ptr),
            rows[i].is_uncovered);
    case_store_close(store);
}

static void a_gap_keeps_its_id_and_what_was_decided(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct gap_figures *gaps;
    struct gap_figures *again;
    int64_t id;

    add_all(store);
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    id = gaps[0].gap.id;
    MUST(coverage_store_set(store, id, GAP_IGNORED, STR(""), &anna, &err));
    add(store, "m4", moving[3], "cask", NOON - 100 * DAY_S);
    add(store, "p3", printers[2], "cask", NOON - 90 * DAY_S);
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_IGNORED, &again), 1);
    assert_int_equal(again[0].gap.id, id);
    assert_int_equal(again[0].cases, 4);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    assert_int_not_equal(gaps[0].gap.id, id);
    case_store_close(store);
}

static void a_second_run_writes_the_same(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    static const char all[] =
        "SELECT group_concat(case_id || ':' || gap_id) FROM "
        "(SELECT * FROM gap_cases ORDER BY case_id)";
    const char *first;

    add_all(store);
    must_run(store, NULL);
    first = ask(f, all);
    must_run(store, NULL);
    assert_string_equal(ask(f, all), first);
    case_store_close(store);
}

static void identical_cases_are_one_gap_however_many(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct gap_figures *gaps;

    for (int i = 0; i < 300; i++)
        add(store, arena_format(f->arena, "%d", i).ptr, moving[0], "acme",
            NOON - i);
    add(store, "other", "Where is my invoice", "acme", NOON);
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    assert_int_equal(gaps[0].cases, 300);
    case_store_close(store);
}

static void a_covered_gap_is_compared_with_the_others(void **state)
{
    const struct case_link link = {.article_id = STR("moving"),
                                   .kind = CASE_LINK_RESOLVED};
    const struct case_actor then = {STR("anna"), NOON - 10 * DAY_S};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct gap_figures *gaps;
    struct coverage_gap gap;
    struct gap_spans spans;

    /* three before the day of covering, one after it that it resolved */
    for (int i = 0; i < 3; i++) {
        add(store, arena_format(f->arena, "m%d", i).ptr, moving[i], "acme",
            NOON - (11 + i) * DAY_S);
        add(store, arena_format(f->arena, "p%d", i).ptr, printers[i], "acme",
            NOON - (9 + 2 * i) * DAY_S);
    }
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 2);
    for (size_t i = 0; i < 2; i++)
        if (str_find(gaps[i].gap.words, STR("profile"), 0) <
            gaps[i].gap.words.len)
            MUST(coverage_store_set(store, gaps[i].gap.id, GAP_COVERED,
                                    STR("moving"), &then, &err));
    add(store, "after", moving[3], "bolt", NOON - 2 * DAY_S);
    MUST(case_store_set_link(store, STR("after"), 0, &link, &anna, &err));
    assert_int_equal(must_list(f, store, GAP_COVERED, &gaps), 1);
    MUST(coverage_store_find_gap(store, gaps[0].gap.id, f->arena, &gap, &err));
    MUST(coverage_store_spans(store, &gap, NOON, &spans, &err));
    assert_int_equal(spans.span_s, 10 * DAY_S);
    assert_int_equal(spans.before, 3);
    assert_int_equal(spans.after, 1);
    assert_int_equal(spans.others_before, 2);
    assert_int_equal(spans.others_after, 1);
    case_store_close(store);
}

static void searches_stand_with_the_gap_they_ask_about(void **state)
{
    struct coverage_search asked[] = {
        {STR("move profile"), STR("move profile"), 4, 0},
        {STR("gremlin"), STR("gremlin"), 2, 0},
    };
    const struct coverage_searches searches = {asked, 2};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct coverage_search *found;
    struct gap_figures *gaps;
    size_t count;

    add_all(store);
    MUST(coverage_run(store, STR("en"), NOON, &searches, NULL, &err));
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    assert_int_equal(gaps[0].searches, 4);
    MUST(coverage_store_gap_searches(store, gaps[0].gap.id, 10, f->arena,
                                     &found, &count, &err));
    assert_int_equal(count, 1);
    assert_text(found[0].query, "move profile");
    /* a run that knows of no searches forgets none */
    must_run(store, NULL);
    (void) must_list(f, store, GAP_OPEN, &gaps);
    assert_int_equal(gaps[0].searches, 4);
    case_store_close(store);
}

/* Two visits and one that searched for nearly the same; two that tell who they
 * are from; and two alone, which are not enough. */
static void searches_without_a_case_are_a_gap_from_the_third_on(void **state)
{
    struct coverage_search asked[] = {
        {STR("dark mode"), STR("dark mode"), 2, 0},
        {STR("bo@corp.example"), STR("bo@corp.example"), 9, 0},
        {STR("gremlin"), STR("gremlin"), 2, 0},
        {STR("use dark mode"), STR("use dark mode"), 1, 0},
    };
    const struct coverage_searches searches = {asked, 4};
    const struct coverage_searches none = {asked, 0};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct coverage_search *found;
    struct gap_figures *gaps;
    int64_t id;
    size_t count;

    add_all(store);
    MUST(coverage_run(store, STR("en"), NOON, &searches, NULL, &err));
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 2);
    assert_int_equal(gaps[0].cases, 3); /* cases come first */
    assert_int_equal(gaps[0].searches, 0);
    assert_int_equal(gaps[1].cases, 0);
    assert_int_equal(gaps[1].searches, 3);
    assert_text(gaps[1].gap.words, "dark mode");
    id = gaps[1].gap.id;
    MUST(coverage_store_gap_searches(store, id, 10, f->arena, &found, &count,
                                     &err));
    assert_int_equal(count, 2);
    /* it stays what it is, and by a run that knows of no searches */
    MUST(coverage_run(store, STR("en"), NOON, &searches, NULL, &err));
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 2);
    assert_int_equal(gaps[1].gap.id, id);
    assert_int_equal(
        coverage_store_merge_gaps(store, id, gaps[0].gap.id, &anna, NULL),
        SLV_ERR_CONFLICT);
    MUST(coverage_run(store, STR("en"), NOON, &none, NULL, &err));
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    case_store_close(store);
}

static int64_t gap_of(struct fixture *f, const char *number)
{
    unsigned long long id = 0;

    assert_true(str_to_uint(
        str_from(ask(f, arena_format(f->arena,
                                     "SELECT gap_id FROM gap_cases AS k JOIN "
                                     "cases AS c ON c.id = k.case_id "
                                     "WHERE c.number = '%s'",
                                     number)
                            .ptr)),
        &id));
    return (int64_t) id;
}

static void a_split_by_hand_outlives_the_run_and_can_be_undone(void **state)
{
    static const struct str taken[] = {{"m2", 2}, {"m3", 2}};
    static const struct str wrong[] = {{"p1", 2}};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    int64_t first;
    int64_t second = 0;
    int64_t former = 0;
    bool is_old = false;

    add_all(store);
    must_run(store, NULL);
    first = gap_of(f, "m1");
    assert_int_equal(
        coverage_store_split(store, first, wrong, 1, &anna, &second, NULL),
        SLV_ERR_INPUT);
    assert_int_equal(
        coverage_store_split(store, first, taken, 0, &anna, &second, NULL),
        SLV_ERR_INPUT);
    MUST(coverage_store_split(store, first, taken, 2, &anna, &second, &err));
    assert_int_equal(gap_of(f, "m1"), first);
    assert_int_equal(gap_of(f, "m2"), second);
    MUST(coverage_is_old(store, NOON, &is_old, &err));
    assert_true(is_old);
    /* one more like all of them goes to one of the two, and joins neither to
     * the other */
    add(store, "m4", moving[3], "acme", NOON);
    must_run(store, NULL);
    assert_int_equal(gap_of(f, "m1"), first);
    assert_int_equal(gap_of(f, "m2"), second);
    assert_int_equal(gap_of(f, "m3"), second);
    assert_true(gap_of(f, "m4") == first || gap_of(f, "m4") == second);
    MUST(coverage_store_undo(store, second, &anna, &former, &err));
    assert_int_equal(former, first);
    assert_int_equal(gap_of(f, "m3"), first);
    must_run(store, NULL);
    assert_int_equal(gap_of(f, "m2"), gap_of(f, "m1"));
    assert_string_equal(
        ask(f, "SELECT group_concat(action) FROM events WHERE kind = 'gap'"),
        "split,undo");
    case_store_close(store);
}

static void a_merger_by_hand_outlives_the_run_and_can_be_undone(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct coverage_gap gap;
    int64_t moves;
    int64_t prints;
    int64_t former = 0;

    add_all(store);
    add(store, "p3", printers[2], "acme", NOON);
    must_run(store, NULL);
    moves = gap_of(f, "m1");
    prints = gap_of(f, "p1");
    assert_int_not_equal(moves, prints);
    assert_int_equal(
        coverage_store_merge_gaps(store, moves, moves, &anna, NULL),
        SLV_ERR_INPUT);
    assert_int_equal(coverage_store_merge_gaps(store, moves, 999, &anna, NULL),
                     SLV_ERR_NOT_FOUND);
    MUST(coverage_store_merge_gaps(store, prints, moves, &anna, &err));
    MUST(coverage_store_name(store, moves, STR("Moving and printing"), &anna,
                             &err));
    must_run(store, NULL);
    must_run(store, NULL);
    assert_int_equal(gap_of(f, "p1"), moves);
    assert_int_equal(gap_of(f, "m3"), moves);
    MUST(coverage_store_find_gap(store, prints, f->arena, &gap, &err));
    assert_int_equal(gap.id, moves); /* links stay good */
    assert_text(coverage_gap_title(&gap), "Moving and printing");
    assert_int_equal(gap.case_count, 6);
    MUST(coverage_store_undo(store, moves, &anna, &former, &err));
    assert_int_equal(former, prints);
    must_run(store, NULL);
    assert_int_equal(gap_of(f, "p1"), prints);
    assert_int_equal(gap_of(f, "m1"), moves);
    assert_int_equal(coverage_store_undo(store, moves, &anna, &former, NULL),
                     SLV_ERR_CONFLICT);
    case_store_close(store);
}

/* A gap that was ignored is ignored again after the merger is undone, also when
 * the gaps were worked out anew in between. */
static void undoing_a_merger_leaves_ignored_what_was(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct gap_figures *gaps;
    int64_t moves;
    int64_t prints;
    int64_t former = 0;

    add_all(store);
    add(store, "p3", printers[2], "acme", NOON);
    must_run(store, NULL);
    moves = gap_of(f, "m1");
    prints = gap_of(f, "p1");
    MUST(coverage_store_set(store, prints, GAP_IGNORED, STR(""), &anna, &err));
    MUST(coverage_store_merge_gaps(store, prints, moves, &anna, &err));
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_IGNORED, &gaps), 0);
    MUST(coverage_store_undo(store, moves, &anna, &former, &err));
    assert_int_equal(former, prints);
    assert_int_equal(must_list(f, store, GAP_IGNORED, &gaps), 1);
    assert_int_equal(gaps[0].gap.id, prints);
    assert_int_equal(gaps[0].cases, 3);
    must_run(store, NULL);
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 1);
    assert_int_equal(gaps[0].gap.id, moves);
    /* and the same way again */
    MUST(coverage_store_set(store, prints, GAP_OPEN, STR(""), &anna, &err));
    MUST(coverage_store_merge_gaps(store, prints, moves, &anna, &err));
    MUST(coverage_store_undo(store, moves, &anna, &former, &err));
    assert_int_equal(must_list(f, store, GAP_OPEN, &gaps), 2);
    case_store_close(store);
}

static void a_gap_says_who_decided_what(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct case_actor bo = {STR("bo"), NOON + 60};
    struct slv_error err = {0};
    struct gap_figures figures;
    int64_t moves;
    int64_t prints;
    int64_t former = 0;

    add_all(store);
    add(store, "p3", printers[2], "acme", NOON);
    must_run(store, NULL);
    moves = gap_of(f, "m1");
    prints = gap_of(f, "p1");
    MUST(coverage_store_figures(store, moves, NOON, f->arena, &figures, &err));
    assert_text(figures.gap.named.who, "");
    assert_text(figures.gap.decided.who, "");
    assert_text(figures.brought.who, "");
    MUST(coverage_store_name(store, moves, STR("Moving"), &bo, &err));
    MUST(coverage_store_merge_gaps(store, prints, moves, &anna, &err));
    MUST(coverage_store_set(store, moves, GAP_IGNORED, STR(""), &bo, &err));
    MUST(coverage_store_figures(store, moves, NOON, f->arena, &figures, &err));
    assert_text(figures.gap.named.who, "bo");
    assert_int_equal(figures.gap.named.at_unix_s, NOON + 60);
    assert_text(figures.gap.decided.who, "bo");
    assert_text(figures.brought.who, anna.name.ptr);
    assert_int_equal(figures.brought.at_unix_s, anna.now_unix_s);
    assert_true(figures.is_merger);
    /* what is as it was is no new decision */
    MUST(coverage_store_set(store, moves, GAP_IGNORED, STR(""), &anna, &err));
    MUST(coverage_store_name(store, moves, STR(""), &bo, &err));
    MUST(coverage_store_undo(store, moves, &anna, &former, &err));
    MUST(coverage_store_figures(store, moves, NOON, f->arena, &figures, &err));
    assert_text(figures.gap.named.who, "");
    assert_text(figures.gap.decided.who, "bo");
    assert_text(figures.brought.who, "");
    case_store_close(store);
}

static void a_run_that_did_not_know_a_decision_is_not_kept(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct coverage_result none = {.run = {.run_unix_s = NOON}};
    struct coverage_run seen;
    struct slv_error err = {0};

    add_all(store);
    add(store, "p3", printers[2], "acme", NOON);
    must_run(store, NULL);
    MUST(coverage_store_run(store, &seen, &err));
    MUST(coverage_store_merge_gaps(store, gap_of(f, "p1"), gap_of(f, "m1"),
                                   &anna, &err));
    assert_int_equal(coverage_store_write(store, &none, &seen, NULL),
                     SLV_ERR_CONFLICT);
    case_store_close(store);
}

static void a_gap_is_not_covered_by_nothing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct gap_figures *gaps;

    add_all(store);
    must_run(store, NULL);
    (void) must_list(f, store, GAP_OPEN, &gaps);
    assert_int_equal(coverage_store_set(store, gaps[0].gap.id, GAP_COVERED,
                                        STR(""), &anna, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(
        coverage_store_set(store, 999, GAP_IGNORED, STR(""), &anna, &err),
        SLV_ERR_NOT_FOUND);
    case_store_close(store);
}

static void why_names_the_words_that_weigh_most(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    struct gap_figures *gaps;
    struct coverage_weight *weights;
    struct str *words;
    size_t weight_count;
    size_t count;

    add_all(store);
    must_run(store, NULL);
    (void) must_list(f, store, GAP_OPEN, &gaps);
    MUST(coverage_store_gap_weights(store, gaps[0].gap.id, f->arena, &weights,
                                    &weight_count, &err));
    MUST(coverage_why(store, STR("en"), weights, weight_count,
                      STR("Profile of a printer"), STR(""), 3, f->arena, &words,
                      &count, &err));
    assert_int_equal(count, 1);
    assert_text(words[0], "profile");
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_empty_store_has_no_gap),
        FIXTURE_TEST(three_cases_without_an_article_are_a_gap),
        FIXTURE_TEST(of_equal_gaps_the_clearest_is_first),
        FIXTURE_TEST(a_new_case_joins_its_gap_at_once),
        FIXTURE_TEST(one_word_or_a_common_one_joins_nothing),
        FIXTURE_TEST(nobody_is_named_by_the_words_of_a_gap),
        FIXTURE_TEST(a_case_with_an_article_leaves_its_gap),
        FIXTURE_TEST(what_happened_says_what_is_uncovered),
        FIXTURE_TEST(a_gap_keeps_its_id_and_what_was_decided),
        FIXTURE_TEST(a_second_run_writes_the_same),
        FIXTURE_TEST(identical_cases_are_one_gap_however_many),
        FIXTURE_TEST(a_covered_gap_is_compared_with_the_others),
        FIXTURE_TEST(searches_stand_with_the_gap_they_ask_about),
        FIXTURE_TEST(searches_without_a_case_are_a_gap_from_the_third_on),
        FIXTURE_TEST(a_split_by_hand_outlives_the_run_and_can_be_undone),
        FIXTURE_TEST(a_merger_by_hand_outlives_the_run_and_can_be_undone),
        FIXTURE_TEST(undoing_a_merger_leaves_ignored_what_was),
        FIXTURE_TEST(a_gap_says_who_decided_what),
        FIXTURE_TEST(a_run_that_did_not_know_a_decision_is_not_kept),
        FIXTURE_TEST(a_gap_is_not_covered_by_nothing),
        FIXTURE_TEST(why_names_the_words_that_weigh_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
