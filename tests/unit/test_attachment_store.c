/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of attachments: with a message or without, limits, who may see them,
 * and that nothing is half done.
 */
#include "tests/unit/case_fixture.h"

#include "store/attachment_store.h"

#define DIGEST_A \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B \
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct attachment_limits wide = {.count_max = 10,
                                              .bytes_max = 1000};

static const struct attachment two[] = {
    {.name = {"a.log", 5},
     .media_type = {"text/plain", 10},
     .size_bytes = 100,
     .sha256 = {DIGEST_A, 64}},
    {.name = {"b.png", 5},
     .media_type = {"image/png", 9},
     .size_bytes = 200,
     .sha256 = {DIGEST_B, 64}},
};

#define SAYS(text)              \
    &(struct attachment_saying) \
    {                           \
        .message = (text)       \
    }

static struct str must_add_case(struct fixture *f, struct case_store *store,
                                struct str number)
{
    const struct case_message problem = {.author = CASE_BY_CUSTOMER,
                                         .text = STR("It is broken")};
    struct slv_error err = {0};

    MUST(case_store_add_case(store,
                             &(struct case_record){.number = number,
                                                   .customer = STR("acme"),
                                                   .subject = STR("Broken"),
                                                   .severity = 3,
                                                   .opened_unix_s = NOON,
                                                   .messages = &problem,
                                                   .message_count = 1},
                             &anna, f->arena, &number, &err));
    return number;
}

static void attachments_come_with_their_message(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str number = must_add_case(f, store, STR("1001"));
    const struct case_message answer = {.author = CASE_BY_AGENT,
                                        .text = STR("See the files")};
    struct case_record record;
    struct attachment *rows;
    struct attachment one;
    size_t count;
    int64_t first;
    struct slv_error err = {0};

    MUST(attachment_store_add(store, number, 0, SAYS(&answer), two, 2, &wide,
                              &anna, &first, &err));
    MUST(case_store_find_case(store, number, f->arena, &record, &err));
    assert_int_equal(record.message_count, 2);
    MUST(attachment_store_list_case(store, number, f->arena, &rows, &count,
                                    &err));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].id, first);
    assert_int_equal(rows[1].id, first + 1);
    assert_int_equal(rows[0].message_id, record.message_ids[1]);
    assert_false(rows[0].is_internal);
    assert_true(str_equal(rows[1].name, STR("b.png")));
    assert_true(str_equal(rows[1].media_type, STR("image/png")));
    assert_int_equal(rows[1].size_bytes, 200);
    assert_true(str_equal(rows[1].sha256, STR(DIGEST_B)));
    assert_true(str_equal(rows[1].who, anna.name));
    assert_int_equal(rows[1].created_unix_s, NOON);
    MUST(attachment_store_find(store, number, first, f->arena, &one, &err));
    assert_true(str_equal(one.name, STR("a.log")));
    assert_true(str_equal(one.case_number, number));
    assert_string_equal(ask(f, "SELECT count(*) FROM events WHERE action = "
                               "'attach'"),
                        "2");
    case_store_close(store);
}

static void attachments_of_a_note_are_internal(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str number = must_add_case(f, store, STR("1001"));
    const struct case_message note = {.author = CASE_BY_NOTE,
                                      .text = STR("Dump for us")};
    struct attachment *rows;
    size_t count;
    int64_t first;
    struct slv_error err = {0};

    MUST(attachment_store_add(store, number, 0, SAYS(&note), two, 1, &wide,
                              &anna, &first, &err));
    MUST(attachment_store_add(store, number, 0, SAYS(NULL), two + 1, 1, &wide,
                              &anna, &first, &err));
    MUST(attachment_store_list_case(store, number, f->arena, &rows, &count,
                                    &err));
    assert_int_equal(count, 2);
    assert_true(rows[0].is_internal);
    assert_false(rows[1].is_internal);
    assert_int_equal(rows[1].message_id, 0);
    case_store_close(store);
}

static void attachments_belong_to_their_case_alone(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str number = must_add_case(f, store, STR("1001"));
    struct str other = must_add_case(f, store, STR("1002"));
    struct attachment *rows;
    struct attachment one;
    size_t count;
    int64_t first;
    bool is_named;
    struct slv_error err = {0};

    MUST(attachment_store_add(store, number, 0, SAYS(NULL), two, 1, &wide,
                              &anna, &first, &err));
    assert_int_equal(
        attachment_store_find(store, other, first, f->arena, &one, &err),
        SLV_ERR_NOT_FOUND);
    MUST(attachment_store_list_case(store, other, f->arena, &rows, &count,
                                    &err));
    assert_int_equal(count, 0);
    MUST(attachment_store_list(store, 0, 10, f->arena, &rows, &count, &err));
    assert_int_equal(count, 1);
    MUST(
        attachment_store_list(store, first, 10, f->arena, &rows, &count, &err));
    assert_int_equal(count, 0);
    MUST(attachment_store_names(store, STR(DIGEST_A), &is_named, &err));
    assert_true(is_named);
    MUST(attachment_store_names(store, STR(DIGEST_B), &is_named, &err));
    assert_false(is_named);
    assert_int_equal(attachment_store_add(store, STR("9"), 0, SAYS(NULL), two,
                                          1, &wide, &anna, &first, &err),
                     SLV_ERR_NOT_FOUND);
    case_store_close(store);
}

static void attachments_over_a_limit_leave_nothing_half_done(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str number = must_add_case(f, store, STR("1001"));
    const struct case_message answer = {.author = CASE_BY_AGENT,
                                        .text = STR("See the files")};
    const struct attachment_limits few = {.count_max = 1, .bytes_max = 1000};
    const struct attachment_limits small = {.count_max = 9, .bytes_max = 299};
    struct case_record before;
    struct case_record after;
    int64_t first;
    struct slv_error err = {0};

    MUST(case_store_find_case(store, number, f->arena, &before, &err));
    assert_int_equal(attachment_store_add(store, number, 0, SAYS(&answer), two,
                                          2, &few, &anna, &first, &err),
                     SLV_ERR_TOO_BIG);
    assert_string_equal(err.text,
                        "a case may have 1 files, and this one has 0");
    assert_int_equal(attachment_store_add(store, number, 0, SAYS(&answer), two,
                                          2, &small, &anna, &first, &err),
                     SLV_ERR_TOO_BIG);
    assert_int_equal(attachment_store_add(store, number, before.change + 1,
                                          SAYS(&answer), two, 2, &wide, &anna,
                                          &first, &err),
                     SLV_ERR_CONFLICT);
    MUST(case_store_find_case(store, number, f->arena, &after, &err));
    assert_int_equal(after.change, before.change);
    assert_int_equal(after.message_count, 1);
    assert_string_equal(ask(f, "SELECT count(*) FROM attachments"), "0");
    /* exactly at the limits */
    MUST(attachment_store_add(
        store, number, before.change, SAYS(&answer), two, 2,
        &(struct attachment_limits){.count_max = 2, .bytes_max = 300}, &anna,
        &first, &err));
    case_store_close(store);
}

static void attachments_refuse_wrong_rows(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct str number = must_add_case(f, store, STR("1001"));
    char name[300];
    int64_t first;
    struct slv_error err = {0};
    struct {
        struct attachment row;
        enum slv_status status;
    } rows[8];
    size_t count = sizeof rows / sizeof *rows;

    memset(name, 'x', sizeof name);
    for (size_t i = 0; i < count; i++) {
        rows[i].row = two[0];
        rows[i].status = SLV_ERR_INPUT;
    }
    rows[0].row.name = STR("");
    rows[1].row.name = STR("../a.log");
    rows[2].row.name = (struct str){name, 256};
    rows[2].status = SLV_ERR_TOO_BIG;
    rows[3].row.size_bytes = 0;
    rows[4].row.sha256 = STR("aa");
    rows[5].row.media_type = STR("");
    rows[6].row.name = STR("a\0b");
    rows[7].row.size_bytes = UINT64_MAX;
    for (size_t i = 0; i < count; i++)
        assert_int_equal(attachment_store_add(store, number, 0, SAYS(NULL),
                                              &rows[i].row, 1, &wide, &anna,
                                              &first, &err),
                         rows[i].status);
    assert_string_equal(ask(f, "SELECT count(*) FROM attachments"), "0");
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(attachments_come_with_their_message),
        FIXTURE_TEST(attachments_of_a_note_are_internal),
        FIXTURE_TEST(attachments_belong_to_their_case_alone),
        FIXTURE_TEST(attachments_over_a_limit_leave_nothing_half_done),
        FIXTURE_TEST(attachments_refuse_wrong_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
