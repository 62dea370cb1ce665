/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/case_import: all of a file or nothing, the same file twice, what is
 * kept of what people did, and imports that were interrupted at any step.
 */
#include "tests/unit/case_fixture.h"

#include "base/check.h"
#include "store/case_import.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than two chunks, so that there is something in the middle. */
enum { MANY = 2500 };

static struct case_import *must_begin(struct case_store *store, bool is_dry_run)
{
    struct case_import *import = NULL;
    struct slv_error err = {0};

    MUST(case_import_begin(store, STR("file.csv"), is_dry_run, &anna, &import,
                           &err));
    return import;
}

static void must_apply(struct case_import *import)
{
    struct slv_error err = {0};
    bool is_done = false;

    while (!is_done)
        MUST(case_import_apply(import, &is_done, &err));
}

#define assert_counts(import, expected_added, expected_updated,               \
                      expected_unchanged)                                     \
    do {                                                                      \
        const struct case_import_counts counts_ = case_import_counts(import); \
        assert_int_equal(counts_.added, expected_added);                      \
        assert_int_equal(counts_.updated, expected_updated);                  \
        assert_int_equal(counts_.unchanged, expected_unchanged);              \
        assert_int_equal(counts_.applied, counts_.staged);                    \
    } while (0)

/* A file of one case; its counts have one 1. */
static struct case_import_counts import_one(struct case_store *store,
                                            const struct case_record *row)
{
    struct case_import *import = must_begin(store, false);
    struct case_import_counts counts;
    struct slv_error err = {0};

    MUST(case_import_case(import, row, &err));
    must_apply(import);
    counts = case_import_counts(import);
    case_import_close(import);
    return counts;
}

static void stage_many(struct case_import *import, const char *subject)
{
    const struct case_link link = {.article_id = STR("a"),
                                   .kind = CASE_LINK_RESOLVED,
                                   .created_unix_s = NOON};
    struct slv_error err = {0};

    for (int i = 0; i < MANY; i++) {
        char number[16];
        struct case_record row;

        snprintf(number, sizeof number, "%d", 5000 + i);
        row = plain_case(number);
        row.subject = str_from(subject);
        row.state = CASE_CLOSED;
        row.closed_unix_s = NOON;
        row.outcome = CASE_OUTCOME_KNOWN;
        row.links = &link;
        row.link_count = 1;
        MUST(case_import_case(import, &row, &err));
    }
}

static void assert_no_trace_of_staging(struct fixture *f)
{
    assert_string_equal(ask(f, "SELECT count(*) FROM import_rows"), "0");
    assert_string_equal(
        ask(f, "SELECT count(*) FROM imports WHERE state <> 'done'"), "0");
}

static void a_file_is_applied_whole_and_once(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import = must_begin(store, false);
    struct slv_error err = {0};
    struct case_record back;
    bool is_done = true;

    stage_many(import, "one");
    assert_int_equal(last_change(store), 0);
    MUST(case_import_apply(import, &is_done, &err));
    assert_false(is_done);
    must_apply(import);
    MUST(case_import_apply(import, &is_done, &err));
    assert_true(is_done);
    assert_counts(import, MANY, 0, 0);
    case_import_close(import);
    assert_int_equal(last_change(store), MANY);
    back = must_find(f, store, "7499");
    assert_text(back.subject, "one");
    assert_int_equal(back.outcome, CASE_OUTCOME_KNOWN);
    assert_int_equal(back.closed_unix_s, NOON);
    assert_text(back.links[0].article_id, "a");
    assert_text(back.messages[0].text, "It prints nothing.");
    assert_string_equal(ask(f, "SELECT action || ' ' || kind || ' ' || key "
                               "|| ' ' || detail FROM events"),
                        "import file file.csv {\"added\":2500,\"updated\":0,"
                        "\"unchanged\":0}");

    import = must_begin(store, false);
    stage_many(import, "one");
    must_apply(import);
    assert_counts(import, 0, 0, MANY);
    case_import_close(import);
    assert_int_equal(last_change(store), MANY);
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "1");

    import = must_begin(store, false);
    stage_many(import, "two");
    must_apply(import);
    assert_counts(import, 0, MANY, 0);
    case_import_close(import);
    assert_int_equal(last_change(store), 2 * MANY);
    assert_string_equal(ask(f, "SELECT count(*) FROM messages"), "2500");
    assert_no_trace_of_staging(f);
    assert_string_equal(ask(f, "PRAGMA foreign_key_check"), "");
    case_store_close(store);
}

static void a_file_that_is_given_up_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import = must_begin(store, false);
    bool is_done = false;
    struct slv_error err = {0};

    stage_many(import, "one");
    case_import_close(import);
    assert_no_trace_of_staging(f);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "0");
    import = must_begin(store, false);
    MUST(case_import_apply(import, &is_done, &err));
    assert_true(is_done);
    assert_counts(import, 0, 0, 0);
    case_import_close(import);
    case_import_close(NULL);
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "0");
    case_store_close(store);
}

static void a_dry_run_counts_and_keeps_nothing(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import;
    struct case_record row = plain_case("5000");

    (void) import_one(store, &row);
    row = plain_case("5001");
    row.subject = STR("one");
    (void) import_one(store, &row);
    import = must_begin(store, true);
    stage_many(import, "one");
    must_apply(import);
    assert_counts(import, MANY - 2, 2, 0);
    case_import_close(import);
    assert_int_equal(last_change(store), 2);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "2");
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "2");
    assert_no_trace_of_staging(f);
    /* given up in the middle */
    import = must_begin(store, true);
    stage_many(import, "one");
    {
        struct slv_error err = {0};
        bool is_done = true;

        MUST(case_import_apply(import, &is_done, &err));
        assert_false(is_done);
    }
    case_import_close(import);
    assert_int_equal(last_change(store), 2);
    assert_no_trace_of_staging(f);
    case_store_close(store);
}

static void refused_rows_leave_the_others(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import;
    struct slv_error err = {0};
    const struct case_link twice[] = {{.article_id = STR("a")},
                                      {.article_id = STR("a")}};
    const struct case_link tried[] = {
        {.article_id = STR("a"), .kind = CASE_LINK_TRIED}};
    struct case_record row = plain_case("");
    const struct case_contact contacts[] = {
        {.customer = STR("a b"), .key = STR("c")},
        {.customer = STR("a"), .key = STR("b c")}};
    struct case_time time = {.key = STR("k"),
                             .case_number = STR("2"),
                             .agent = STR("anna"),
                             .minutes = 1,
                             .worked_on = STR("2026-01-01")};

    must_add(store, "1");
    import = must_begin(store, false);
#define REFUSED(status) \
    assert_int_equal(case_import_case(import, &row, &err), status)
    REFUSED(SLV_ERR_INPUT);
    row.number = STR("2");
    row.closed_unix_s = NOON;
    REFUSED(SLV_ERR_INPUT);
    row.state = CASE_CLOSED;
    row.closed_unix_s = row.opened_unix_s - 1;
    REFUSED(SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "before it was opened"));
    row.closed_unix_s = NOON;
    row.outcome = CASE_OUTCOME_KNOWN;
    REFUSED(SLV_ERR_INPUT);
    row.links = tried;
    row.link_count = 1;
    REFUSED(SLV_ERR_INPUT);
    row.links = twice;
    row.outcome = CASE_OUTCOME_NONE;
    REFUSED(SLV_ERR_INPUT);
    row.outcome = CASE_OUTCOME_KNOWN;
    row.reason = STR("why");
    REFUSED(SLV_ERR_INPUT);
    row.reason = STR("");
    row.link_count = 2;
    REFUSED(SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "linked twice"));
    row.link_count = 1;
    row.reopened_count = -1;
    REFUSED(SLV_ERR_INPUT);
    row.reopened_count = 0;
    row.message_count = BOUND_CASE_MESSAGES + 1;
    REFUSED(SLV_ERR_TOO_BIG);
    row.message_count = 1;
    MUST(case_import_case(import, &row, &err));
    REFUSED(SLV_ERR_CONFLICT);
    assert_non_null(strstr(err.text, "\"2\""));
#undef REFUSED
    assert_int_equal(case_import_customer(
                         import, &(struct case_customer){.key = STR("")}, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(
        case_import_product(
            import,
            &(struct case_product){.name = STR("p"), .launched_on = STR("may")},
            &err),
        SLV_ERR_INPUT);
    assert_int_equal(case_import_agent(import,
                                       &(struct case_agent){.key = STR("a"),
                                                            .backup = STR("a")},
                                       &err),
                     SLV_ERR_INPUT);
    MUST(case_import_team(import, STR("2"), &err));
    assert_int_equal(case_import_team(import, STR("2"), &err),
                     SLV_ERR_CONFLICT);
    MUST(case_import_contact(import, &contacts[0], &err));
    MUST(case_import_contact(import, &contacts[1], &err));
    assert_int_equal(case_import_contact(import, &contacts[1], &err),
                     SLV_ERR_CONFLICT);
    assert_int_equal(case_import_time(import, &time, &err), SLV_ERR_NOT_FOUND);
    time.case_number = STR("1");
    time.minutes = 1441;
    assert_int_equal(case_import_time(import, &time, &err), SLV_ERR_INPUT);
    time.minutes = 1440;
    time.key = STR("");
    assert_int_equal(case_import_time(import, &time, &err), SLV_ERR_INPUT);
    time.key = STR("k");
    MUST(case_import_time(import, &time, &err));
    must_apply(import);
    assert_counts(import, 5, 0, 0);
    case_import_close(import);
    assert_string_equal(ask(f, "SELECT count(*) FROM contacts"), "2");
    assert_string_equal(ask(f, "SELECT minutes FROM time_entries"), "1440");
    case_store_close(store);
}

/* A key that came with an earlier chunk is known too. */
static void a_key_is_seen_twice_in_a_long_file(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import = must_begin(store, false);
    struct slv_error err = {0};
    const struct case_record row = plain_case("5000");

    stage_many(import, "one");
    assert_int_equal(case_import_case(import, &row, &err), SLV_ERR_CONFLICT);
    must_apply(import);
    assert_counts(import, MANY, 0, 0);
    case_import_close(import);
    case_store_close(store);
}

static void what_a_row_does_not_say_is_kept(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct case_link links[] = {
        {.article_id = STR("a"), .kind = CASE_LINK_RESOLVED}};
    struct case_record row = plain_case("1");
    struct case_record back;

    row.contact = STR("bo");
    row.product = STR("P");
    row.product_version = STR("1");
    row.agent = STR("carl");
    row.severity = 3;
    row.state = CASE_CLOSED;
    row.closed_unix_s = NOON;
    row.outcome = CASE_OUTCOME_NEW;
    row.links = links;
    row.link_count = 1;
    row.reopened_count = 2;
    assert_int_equal(import_one(store, &row).added, 1);
    row = plain_case("1");
    row.state = CASE_CLOSED;
    row.closed_unix_s = NOON;
    row.message_count = 0;
    /* other bytes, no difference */
    assert_int_equal(import_one(store, &row).unchanged, 1);
    assert_int_equal(last_change(store), 1);
    row.subject = STR("Other");
    assert_int_equal(import_one(store, &row).updated, 1);
    back = must_find(f, store, "1");
    assert_text(back.subject, "Other");
    assert_text(back.contact, "bo");
    assert_text(back.product, "P");
    assert_text(back.product_version, "1");
    assert_text(back.agent, "carl");
    assert_int_equal(back.severity, 3);
    assert_int_equal(back.outcome, CASE_OUTCOME_NEW);
    assert_int_equal(back.reopened_count, 2);
    assert_int_equal(back.link_count, 1);
    assert_int_equal(back.message_count, 1);
    /* another customer has other contacts */
    row.customer = STR("other");
    assert_int_equal(import_one(store, &row).updated, 1);
    assert_text(must_find(f, store, "1").contact, "");
    row.state = CASE_WAITING;
    row.closed_unix_s = 0;
    assert_int_equal(import_one(store, &row).updated, 1);
    back = must_find(f, store, "1");
    assert_int_equal(back.state, CASE_WAITING);
    assert_int_equal(back.outcome, CASE_OUTCOME_UNSAID);
    case_store_close(store);
}

static void links_of_a_file_give_way_to_those_of_the_next(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_link first[] = {
        {.article_id = STR("b"), .kind = CASE_LINK_RESOLVED},
        {.article_id = STR("a"), .kind = CASE_LINK_TRIED}};
    const struct case_link second[] = {
        {.article_id = STR("c"), .kind = CASE_LINK_TRIED},
        {.article_id = STR("a"), .kind = CASE_LINK_TRIED}};
    const struct case_link own = {.article_id = STR("own"),
                                  .kind = CASE_LINK_TRIED};
    struct case_record row = plain_case("1");
    struct case_record back;

    row.state = CASE_CLOSED;
    row.closed_unix_s = NOON;
    row.outcome = CASE_OUTCOME_KNOWN;
    row.links = first;
    row.link_count = 2;
    (void) import_one(store, &row);
    MUST(case_store_set_link(store, STR("1"), 0, &own, &anna, &err));
    row.outcome = CASE_OUTCOME_UNSAID;
    row.links = second;
    assert_int_equal(import_one(store, &row).updated, 1);
    back = must_find(f, store, "1");
    assert_int_equal(back.link_count, 3);
    assert_text(back.links[0].article_id, "a");
    assert_text(back.links[1].article_id, "c");
    assert_text(back.links[2].article_id, "own");
    /* "known" would not be true any more */
    assert_int_equal(back.outcome, CASE_OUTCOME_UNSAID);
    assert_int_equal(import_one(store, &row).unchanged, 1);
    case_store_close(store);
}

static void work_in_solvent_survives_the_next_import(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_message messages[] = {{.author = CASE_BY_AGENT,
                                             .author_name = STR(""),
                                             .text = STR("second"),
                                             .created_unix_s = NOON - 100},
                                            {.author = CASE_BY_CUSTOMER,
                                             .author_name = STR(""),
                                             .text = STR("first"),
                                             .created_unix_s = NOON - 200}};
    const struct case_message own = {.author = CASE_BY_NOTE,
                                     .author_name = STR("Anna"),
                                     .text = STR("own"),
                                     .created_unix_s = 0};
    struct case_record row = plain_case("1");
    struct case_record back;
    int64_t change;

    row.messages = messages;
    row.message_count = 2;
    (void) import_one(store, &row);
    MUST(case_store_add_message(store, STR("1"), 0, &own, &anna, &err));
    MUST(case_store_close_case(store, STR("1"), 0, CASE_OUTCOME_NONE,
                               STR("spam"), &anna, &err));
    change = last_change(store);
    assert_int_equal(import_one(store, &row).unchanged, 1);
    assert_int_equal(last_change(store), change);
    assert_int_equal(must_find(f, store, "1").state, CASE_CLOSED);

    row.message_count = 1;
    assert_int_equal(import_one(store, &row).updated, 1);
    back = must_find(f, store, "1");
    assert_int_equal(back.state, CASE_OPEN);
    assert_int_equal(back.message_count, 2);
    assert_text(back.messages[0].text, "second");
    assert_text(back.messages[1].text, "own");
    row.message_count = 2;
    assert_int_equal(import_one(store, &row).updated, 1);
    back = must_find(f, store, "1");
    assert_int_equal(back.message_count, 3);
    assert_text(back.messages[0].text, "first");
    assert_text(back.messages[2].text, "own");
    /* what comes out goes in again without a difference */
    assert_int_equal(import_one(store, &back).unchanged, 1);
    case_store_close(store);
}

static void people_and_products_come_in_too(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct slv_error err = {0};
    const struct case_customer customer = {.key = STR("acme"),
                                           .market = STR("print")};
    const struct case_contact contact = {
        .customer = STR("acme"), .key = STR("bo"), .title = STR("CTO")};
    const struct case_product_line line = {STR("Printers"), STR("2020-02-29")};
    const struct case_product product = {STR("P3"), STR("Printers"), STR("")};
    const struct case_agent agent = {
        .key = STR("anna"), .team = STR("East"), .backup = STR("carl")};
    struct case_customer back;
    struct case_agent agent_back;

    must_add(store, "1"); /* makes customer acme */
    for (int i = 0; i < 2; i++) {
        struct case_import *import = must_begin(store, false);

        MUST(case_import_customer(import, &customer, &err));
        MUST(case_import_contact(import, &contact, &err));
        MUST(case_import_product_line(import, &line, &err));
        MUST(case_import_product(import, &product, &err));
        MUST(case_import_team(import, STR("West"), &err));
        MUST(case_import_agent(import, &agent, &err));
        must_apply(import);
        if (i == 0)
            assert_counts(import, 5, 1, 0);
        else
            assert_counts(import, 0, 0, 6);
        case_import_close(import);
    }
    MUST(case_store_find_customer(store, STR("acme"), f->arena, &back, &err));
    assert_text(back.name, "acme");
    assert_text(back.market, "print");
    MUST(
        case_store_find_agent(store, STR("anna"), f->arena, &agent_back, &err));
    assert_text(agent_back.team, "East");
    assert_text(agent_back.backup, "carl");
    case_store_close(store);
}

/* --- interruptions --- */

/* A child stages the file, applies so many chunks, and ends without a word. */
static void interrupt_after(struct fixture *f, int chunks)
{
    int wait_status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct case_store *store = must_open(f);
        struct case_import *import = must_begin(store, false);
        struct slv_error err = {0};

        stage_many(import, "one");
        for (int i = 0; i < chunks; i++) {
            bool is_done = true;

            if (case_import_apply(import, &is_done, &err) != SLV_OK || is_done)
                _exit(1);
        }
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &wait_status, 0), child);
    assert_true(WIFSIGNALED(wait_status));
    assert_int_equal(WTERMSIG(wait_status), SIGKILL);
}

static void interrupt_and_open(struct fixture *f, int chunks,
                               enum case_store_mode mode)
{
    static const char *const applied[] = {"0", "1000", "2000"};
    static const char *const endings[] = {"", "-wal", "-shm"};
    struct case_store *store = NULL;
    struct slv_error err = {0};

    interrupt_after(f, chunks);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), applied[chunks]);
    assert_string_not_equal(ask(f, "SELECT count(*) FROM import_rows"), "0");
    MUST(case_store_open(fixture_path(f, "solvent.db"), mode, &store, &err));
    assert_no_trace_of_staging(f);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"),
                        chunks == 0 ? "0" : "2500");
    assert_int_equal(last_change(store), chunks == 0 ? 0 : MANY);
    assert_string_equal(ask(f, "SELECT actor || ' ' || at_unix_s || ' ' || "
                               "detail FROM events"),
                        chunks == 0
                            ? ""
                            : "anna 1767268800 {\"added\":2500,\"updated\":0,"
                              "\"unchanged\":0}");
    case_store_close(store);
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        unlink(arena_format(f->arena, "%s%s", fixture_path(f, "solvent.db"),
                            endings[i])
                   .ptr);
}

/* Also by who only reads, so that nobody sees half of it. */
static void an_interrupted_file_is_finished_or_thrown_away(void **state)
{
    for (int chunks = 0; chunks <= 2; chunks++) {
        interrupt_and_open(*state, chunks, CASE_STORE_WRITE);
        interrupt_and_open(*state, chunks, CASE_STORE_READ);
    }
}

/* A store on a disk that may not be written to any more. */
static const char *lock_disk(const char *disk)
{
    assert_int_equal(mount(NULL, disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    return disk;
}

static void what_cannot_be_written_to_is_read_all_the_same(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 8 << 20);
    const char *path = fixture_path(f, "disk/solvent.db");
    const struct case_record other = plain_case("2");
    struct case_store *store = NULL;
    struct slv_error err = {0};

    if (!disk)
        skip();
    MUST(case_store_open(path, CASE_STORE_WRITE, &store, &err));
    must_add(store, "1");
    case_store_close(store);
    lock_disk(disk);
    assert_int_equal(case_store_open(path, CASE_STORE_WRITE, &store, &err),
                     SLV_ERR_PERMISSION);
    MUST(case_store_open(path, CASE_STORE_READ, &store, &err));
    assert_text(must_find(f, store, "1").number, "1");
    assert_int_equal(
        case_store_add_case(store, &other, &anna, NULL, NULL, &err),
        SLV_ERR_PERMISSION);
    case_store_close(store);
    assert_int_equal(case_store_open(fixture_path(f, "disk/none.db"),
                                     CASE_STORE_READ, &store, &err),
                     SLV_ERR_PERMISSION);
}

static void half_an_import_is_not_read_where_it_cannot_be_finished(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 16 << 20);
    const char *path = fixture_path(f, "disk/solvent.db");
    struct case_store *store = NULL;
    struct case_import *import = NULL;
    struct slv_error err = {0};
    bool is_done = true;

    if (!disk)
        skip();
    MUST(case_store_open(path, CASE_STORE_WRITE, &store, &err));
    MUST(
        case_import_begin(store, STR("file.csv"), false, &anna, &import, &err));
    stage_many(import, "one");
    MUST(case_import_apply(import, &is_done, &err));
    assert_false(is_done);
    case_import_close(import);
    case_store_close(store);
    lock_disk(disk);
    assert_int_equal(case_store_open(path, CASE_STORE_READ, &store, &err),
                     SLV_ERR_PERMISSION);
    assert_non_null(strstr(err.text, "import"));
}

static void a_running_import_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import = must_begin(store, false);
    struct case_import *second = NULL;
    struct case_store *other;
    struct slv_error err = {0};
    bool is_done = true;

    stage_many(import, "one");
    other = must_open(f);
    assert_int_equal(
        case_import_begin(other, STR("x"), false, &anna, &second, &err),
        SLV_ERR_LOCKED);
    assert_null(second);
    MUST(case_import_apply(import, &is_done, &err));
    case_store_close(other);
    other = must_open(f);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "1000");
    /* others write between the chunks */
    must_add(other, "between");
    must_apply(import);
    assert_counts(import, MANY, 0, 0);
    case_import_close(import);
    assert_int_equal(last_change(other), MANY + 1);
    second = must_begin(other, false);
    case_import_close(second);
    case_store_close(other);
    case_store_close(store);
}

/* One that failed in the middle is finished before the next begins. */
static void the_next_import_finishes_the_former(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import = must_begin(store, false);
    struct slv_error err = {0};
    bool is_done = true;

    stage_many(import, "one");
    MUST(case_import_apply(import, &is_done, &err));
    assert_false(is_done);
    case_import_close(import);
    import = must_begin(store, false);
    stage_many(import, "two");
    must_apply(import);
    assert_counts(import, 0, MANY, 0);
    case_import_close(import);
    assert_no_trace_of_staging(f);
    case_store_close(store);
}

static void others_write_while_a_file_is_applied(void **state)
{
    enum { WANTED = 20 };
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import;
    int wait_status = 0;
    pid_t child;

    case_store_close(store);
    child = fork();
    if (child == 0) {
        const struct case_record row = plain_case("");
        int written = 0;

        store = must_open(f);
        while (written < WANTED && case_store_add_case(store, &row, &anna, NULL,
                                                       NULL, NULL) == SLV_OK)
            written++;
        case_store_close(store);
        _exit(written == WANTED ? 0 : 1);
    }
    store = must_open(f);
    import = must_begin(store, false);
    stage_many(import, "one");
    must_apply(import);
    case_import_close(import);
    assert_int_equal(waitpid(child, &wait_status, 0), child);
    assert_true(WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0);
    assert_int_equal(last_change(store), MANY + WANTED);
    case_store_close(store);
}

static void a_full_disk_leaves_nothing_of_a_file(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 4 * 1024 * 1024);
    const char *path = fixture_path(f, "disk/solvent.db");
    struct case_store *store = NULL;
    struct case_import *import = NULL;
    struct slv_error err = {0};
    enum slv_status status = SLV_OK;
    static char text[8192];
    struct case_message message = {.text = {text, sizeof text}};

    if (!disk)
        skip();
    memset(text, 'x', sizeof text);
    MUST(case_store_open(path, CASE_STORE_WRITE, &store, &err));
    MUST(case_import_begin(store, STR("big"), false, &anna, &import, &err));
    for (int i = 0; status == SLV_OK && i < 4000; i++) {
        char number[16];
        struct case_record row;

        snprintf(number, sizeof number, "%d", i);
        row = plain_case(number);
        row.messages = &message;
        status = case_import_case(import, &row, &err);
    }
    assert_int_equal(status, SLV_ERR_NO_SPACE);
    assert_true(err.hint[0] != '\0');
    case_import_close(import);
    case_store_close(store);
    MUST(case_store_open(path, CASE_STORE_WRITE, &store, &err));
    assert_int_equal(last_change(store), 0);
    must_add(store, "1");
    case_store_close(store);
}

static void damaged_rows_are_said_to_be_damaged(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_import *import = must_begin(store, false);
    struct slv_error err = {0};
    bool is_done = false;

    stage_many(import, "one");
    assert_int_equal(
        try_sql(f, "UPDATE import_rows SET packed = x'01ff' WHERE id = 1500"),
        SLV_OK);
    MUST(case_import_apply(import, &is_done, &err));
    assert_int_equal(case_import_apply(import, &is_done, &err),
                     SLV_ERR_CORRUPT);
    assert_string_equal(ask(f, "SELECT count(*) FROM cases"), "1000");
    case_import_close(import);
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_file_is_applied_whole_and_once),
        FIXTURE_TEST(a_file_that_is_given_up_leaves_nothing),
        FIXTURE_TEST(a_dry_run_counts_and_keeps_nothing),
        FIXTURE_TEST(refused_rows_leave_the_others),
        FIXTURE_TEST(a_key_is_seen_twice_in_a_long_file),
        FIXTURE_TEST(what_a_row_does_not_say_is_kept),
        FIXTURE_TEST(links_of_a_file_give_way_to_those_of_the_next),
        FIXTURE_TEST(work_in_solvent_survives_the_next_import),
        FIXTURE_TEST(people_and_products_come_in_too),
        FIXTURE_TEST(an_interrupted_file_is_finished_or_thrown_away),
        FIXTURE_TEST(what_cannot_be_written_to_is_read_all_the_same),
        FIXTURE_TEST(half_an_import_is_not_read_where_it_cannot_be_finished),
        FIXTURE_TEST(a_running_import_is_left_alone),
        FIXTURE_TEST(the_next_import_finishes_the_former),
        FIXTURE_TEST(others_write_while_a_file_is_applied),
        FIXTURE_TEST(a_full_disk_leaves_nothing_of_a_file),
        FIXTURE_TEST(damaged_rows_are_said_to_be_damaged),
    };

    return cmocka_run_group_tests_name("case_store_import", tests, NULL, NULL);
}
