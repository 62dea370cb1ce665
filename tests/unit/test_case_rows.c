/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/cases: a row of a file becomes a row of the store, whichever way it is
 * written, or is refused with a sentence; and what is written is read the same.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/case_rows.h"
#include "core/cases/catalog_rows.h"
#include "core/insight/income_rows.h"
#include "text/json_read.h"

#include <string.h>

static struct arena *arena_of(void **state)
{
    return ((struct fixture *) *state)->arena;
}

static enum slv_status values_of(enum case_kind kind, struct str json,
                                 struct arena *arena, struct case_values *out,
                                 struct slv_error *err)
{
    struct case_mappings none = {NULL, 0};
    struct json_members members;
    struct str_list unknown;
    enum slv_status status =
        json_read_members(json, CASE_ROW_MEMBERS_MAX, arena, &members, err);

    if (status == SLV_OK)
        status = case_values_from_members(kind, &none, &members, arena, out,
                                          &unknown, err);
    return status;
}

/* Every field that a row would be exported with, as "name=text;". */
static const char *shown(enum case_kind kind, const struct case_values *values,
                         struct arena *arena)
{
    enum case_field first;
    enum case_field last;
    struct strbuf out;
    const char *text;

    strbuf_init(&out, 1024 * 1024);
    case_kind_fields(kind, &first, &last);
    for (unsigned i = first; i < (unsigned) last; i++)
        if (values->text[i].len > 0)
            strbuf_add_format(&out, "%s=%.*s;",
                              case_field_name((enum case_field) i),
                              STR_ARG(values->text[i]));
    text = arena_str(arena, strbuf_str(&out)).ptr;
    strbuf_release(&out);
    return text;
}

/* Read the values and write them again; or the sentence. */
static enum slv_status rewrite(enum case_kind kind,
                               const struct case_values *values,
                               struct arena *arena, struct case_values *out,
                               struct slv_error *err)
{
    struct case_customer_row customer;
    struct case_record record;
    struct case_time entry;
    struct case_product_row product;
    struct case_agent agent;
    struct report_income income;
    enum slv_status status = SLV_OK;

    switch (kind) {
    case CASE_KIND_CUSTOMER:
        status = case_row_read_customer(values, arena, &customer, err);
        if (status == SLV_OK)
            case_row_write_customer(&customer, arena, out);
        break;
    case CASE_KIND_CASE:
        status = case_row_read_case(values, arena, &record, err);
        if (status == SLV_OK)
            case_row_write_case(&record, false, arena, out);
        break;
    case CASE_KIND_INCOME:
        status = income_row_read(values, arena, &income, err);
        if (status == SLV_OK)
            income_row_write(&income, arena, out);
        break;
    case CASE_KIND_PRODUCT:
        status = case_row_read_product(values, arena, &product, err);
        if (status == SLV_OK)
            case_row_write_product(&product, out);
        break;
    case CASE_KIND_AGENT:
        status = case_row_read_agent(values, arena, &agent, err);
        if (status == SLV_OK)
            case_row_write_agent(&agent, out);
        break;
    case CASE_KIND_TIME:
    case CASE_KIND_EVENT:
    case CASE_KIND_FEEDBACK:
    case CASE_KIND_COUNT:
        status = case_row_read_time(values, arena, &entry, err);
        if (status == SLV_OK)
            case_row_write_time(&entry, arena, out);
        break;
    }
    return status;
}

static const char *row_of(void **state, enum case_kind kind, const char *json)
{
    struct arena *arena = arena_of(state);
    struct case_values values;
    struct case_values written;
    struct case_values again;
    struct slv_error err;
    const char *text;

    if (values_of(kind, str_from(json), arena, &values, &err) != SLV_OK ||
        rewrite(kind, &values, arena, &written, &err) != SLV_OK)
        return arena_format(arena, "%s", err.text).ptr;
    text = shown(kind, &written, arena);
    /* what was written is read the same */
    assert_int_equal(rewrite(kind, &written, arena, &again, &err), SLV_OK);
    assert_string_equal(shown(kind, &again, arena), text);
    return text;
}

#define NEEDED_OF_CASE                                          \
    "\"number\":\"7\",\"customer\":\"Mill\",\"subject\":\"s\"," \
    "\"opened\":\"2026-03-04T09:12:00Z\""
#define CASE_ROW(more) \
    row_of(state, CASE_KIND_CASE, "{" NEEDED_OF_CASE more "}")
#define CASE_TEXT "number=7;customer=Mill;subject=s;"
#define OPENED_TEXT "opened=2026-03-04T09:12:00Z;"

static void a_case_may_be_four_fields(void **state)
{
    assert_string_equal(CASE_ROW(""), CASE_TEXT "state=open;" OPENED_TEXT);
}

static void a_case_has_all_its_fields(void **state)
{
    assert_string_equal(
        CASE_ROW(",\"contact\":\"Ida\",\"product\":\"CUPS\",\"version\":2.4,"
                 "\"owner\":\"kim\",\"body\":\" It\\r\\nis\\rbroken\\n\","
                 "\"priority\":\"P2\",\"closed\":\"2026-03-05 12:00:00+02:00\","
                 "\"outcome\":\"Known\",\"reopened\":1,"
                 "\"articles\":[\"b/c\",\"a\",\"a\"],"
                 "\"links\":[{\"article\":\"x y\",\"kind\":\"wrong\","
                 "\"comment\":\"no\\nhelp\",\"who\":\"kim\"}],"
                 "\"messages\":[{\"author\":\"agent\",\"name\":\"Kim\","
                 "\"text\":\"later\",\"created\":\"2026-03-05\"},"
                 "{\"text\":\"sooner\",\"created\":\"2026-03-04T09:13:00Z\"}]"),
        "number=7;customer=Mill;contact=Ida;product=CUPS;product_version=2.4;"
        "agent=kim;subject=s;body= It\nis\nbroken\n;state=closed;severity=2;"
        "opened=2026-03-04T09:12:00Z;closed=2026-03-05T10:00:00Z;outcome=known;"
        "reopened=1;articles=a b/c;"
        "links=[{\"article\":\"x y\",\"kind\":\"wrong\",\"comment\":\"no\\n"
        "help\",\"who\":\"kim\",\"created\":\"2026-03-05T10:00:00Z\"}];"
        "messages=[{\"author\":\"customer\",\"text\":\"sooner\","
        "\"created\":\"2026-03-04T09:13:00Z\"},{\"author\":\"agent\","
        "\"name\":\"Kim\",\"text\":\"later\",\"created\":"
        "\"2026-03-05T00:00:00Z\"}];");
}

static void names_are_one_line(void **state)
{
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"number\":7,\"customer\":\" Mill\\u0000\\tLane\\n\","
               "\"subject\":\"a\\r\\nb\",\"opened\":\"2026-03-04\"}"),
        "number=7;customer=Mill\xEF\xBF\xBD Lane;subject=a b;state=open;"
        "opened=2026-03-04T00:00:00Z;");
}

static void a_case_without_an_article_is_closed_without_one(void **state)
{
    assert_string_equal(CASE_ROW(",\"closed\":\"2026-03-05\",\"articles\":[]"),
                        CASE_TEXT "state=closed;" OPENED_TEXT
                                  "closed=2026-03-05T00:00:00Z;");
    assert_string_equal(
        CASE_ROW(",\"closed\":\"2026-03-05\",\"reason\":\"a question\""),
        CASE_TEXT "state=closed;" OPENED_TEXT
                  "closed=2026-03-05T00:00:00Z;outcome=none;"
                  "reason=a question;");
}

static void a_case_without_a_subject_has_its_first_line(void **state)
{
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"number\":\"7\",\"customer\":\"Mill\",\"subject\":\" \","
               "\"opened\":\"2026-03-04T09:12:00Z\","
               "\"body\":\"\\n s \\r\\nmore\"}"),
        CASE_TEXT "body=\n s \nmore;state=open;" OPENED_TEXT);
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"number\":\"7\",\"customer\":\"Mill\",\"subject\":\"\","
               "\"opened\":\"2026-03-04T09:12:00Z\",\"body\":\" \"}"),
        "subject is empty");
}

static void a_day_of_closing_is_not_before_the_opening(void **state)
{
    assert_string_equal(CASE_ROW(",\"closed\":\"2026-03-04\""),
                        CASE_TEXT "state=closed;" OPENED_TEXT
                                  "closed=2026-03-04T09:12:00Z;");
}

static void ids_may_stand_in_one_text(void **state)
{
    assert_string_equal(
        CASE_ROW(",\"closed\":\"2026-03-05\",\"articles\":\"b; a,c\\nb\""),
        CASE_TEXT "state=closed;" OPENED_TEXT
                  "closed=2026-03-05T00:00:00Z;articles=a b c;");
    assert_string_equal(CASE_ROW(",\"articles\":[\"a b\",\"c\"]"), CASE_TEXT
                        "state=open;" OPENED_TEXT "articles=[\"a b\",\"c\"];");
}

static void words_of_other_programs_are_understood(void **state)
{
    static const struct {
        const char *json;
        const char *text;
    } rows[] = {
        {",\"status\":\"In Progress\",\"priority\":\"urgent\"",
         "state=open;severity=1;"},
        {",\"status\":\"PENDING\",\"priority\":\"Sev 5\"",
         "state=waiting;severity=5;"},
        {",\"status\":\"on-hold\",\"severity\":4", "state=waiting;severity=4;"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *json = arena_format(arena_of(state), "{%s%s}",
                                        NEEDED_OF_CASE, rows[i].json)
                               .ptr;
        const char *wanted = arena_format(arena_of(state), "%s%s%s", CASE_TEXT,
                                          rows[i].text, OPENED_TEXT)
                                 .ptr;

        assert_string_equal(row_of(state, CASE_KIND_CASE, json), wanted);
    }
}

static void what_is_wrong_about_a_case_is_said(void **state)
{
    static const struct {
        const char *json;
        const char *what;
    } rows[] = {
        {",\"closed\":\"2026-03-03\"",
         "the case was closed (2026-03-03) before it was opened "
         "(2026-03-04T09:12:00Z)"},
        {",\"closed\":\"2026-03-05T10:00\"",
         "closed \"2026-03-05T10:00\" has no time zone; write "
         "2026-03-04T09:12:00Z or 2026-03-04T10:12:00+01:00"},
        {",\"closed\":\"yesterday\"",
         "closed \"yesterday\" is no time; write 2026-03-04T09:12:00Z, or "
         "2026-03-04 for a day"},
        {",\"closed\":\"1969-01-01\"",
         "closed \"1969-01-01\" is not between 1970 and 9999"},
        {",\"state\":\"closed\"", "the case is closed, but closed is empty"},
        {",\"state\":\"open\",\"closed\":\"2026-03-05\"",
         "the case is open, but closed says when it was closed"},
        {",\"state\":\"gone\"",
         "state \"gone\" is none of open, waiting, closed"},
        {",\"severity\":6",
         "severity \"6\" is none of 1 to 5, critical, high, normal, low"},
        {",\"reopened\":-1",
         "reopened \"-1\" is no whole number from 0 to 10000"},
        {",\"outcome\":\"known\"",
         "the case has the outcome known, but it is not closed"},
        {",\"outcome\":\"new\",\"closed\":\"2026-03-05\"",
         "the case has the outcome new, but no article that resolved it"},
        {",\"outcome\":\"none\",\"closed\":\"2026-03-05\",\"articles\":[\"a\"]",
         "the case has the outcome none, but articles that resolved it"},
        {",\"outcome\":\"known\",\"reason\":\"r\",\"closed\":\"2026-03-05\","
         "\"articles\":[\"a\"]",
         "a reason belongs to the outcome none, and this case has known"},
        {",\"outcome\":\"maybe\"",
         "outcome \"maybe\" is none of known, new, none"},
        {",\"articles\":[\"\"]", "articles, item 1: it names no article"},
        {",\"articles\":[{\"id\":\"a\"}]",
         "articles, item 1: \"id\" is no key of it"},
        {",\"articles\":[[\"a\"]]", "articles, item 1: article must be a text"},
        {",\"articles\":{\"a\":1}", "articles must be a list"},
        {",\"articles\":[\"a\"],\"links\":[{\"article\":\"a\"}]",
         "the article \"a\" is linked twice"},
        {",\"links\":\"a\"", "links is no JSON list"},
        {",\"links\":\"[\"",
         "links: This is not JSON: ']' expected near end of file, line 1"},
        {",\"links\":[{\"article\":\"a\",\"kind\":\"good\"}]",
         "links, item 1: kind \"good\" is none of resolved, tried, wrong"},
        {",\"links\":[\"a\",null]", "links, item 2: there is nothing in it"},
        {",\"links\":[{\"article\":\"a\",\"created\":\"2026-03-01\"}]",
         "links, item 1: created (2026-03-01) is before the case was opened"},
        {",\"messages\":[{\"text\":\"\"}]", "messages, item 1: text is empty"},
        {",\"messages\":[{\"text\":\"a\",\"author\":\"boss\"}]",
         "messages, item 1: author \"boss\" is none of customer, agent, note"},
        {",\"messages\":[{\"text\":\"a\",\"created\":\"now\"}]",
         "messages, item 1: created \"now\" is no time; write "
         "2026-03-04T09:12:00Z, or 2026-03-04 for a day"},
        {",\"messages\":[{\"text\":\"a\",\"created\":\"2026-03-04\"}]",
         "messages, item 1: created (2026-03-04) is before the case was "
         "opened"},
        {",\"product\":[\"a\"]", "product must be a text"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *json = arena_format(arena_of(state), "{%s%s}",
                                        NEEDED_OF_CASE, rows[i].json)
                               .ptr;

        assert_string_equal(row_of(state, CASE_KIND_CASE, json), rows[i].what);
    }
    assert_string_equal(row_of(state, CASE_KIND_CASE, "{\"number\":\"7\"}"),
                        "customer is missing");
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"number\":\" \",\"customer\":\"c\",\"subject\":\"s\","
               "\"opened\":\"2026-03-04\"}"),
        "number is empty");
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"number\":\"1\",\"customer\":\"c\",\"subject\":\"s\","
               "\"opened\":\"\"}"),
        "opened is empty");
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"id\":1,\"ticket\":2,\"customer\":\"c\",\"subject\":\"s\","
               "\"opened\":\"2026-03-04\"}"),
        "two keys, \"ticket\" one of them, are both the number; say with "
        "--map which one is");
    /* a name is better than an alias, whatever comes first */
    assert_string_equal(
        row_of(state, CASE_KIND_CASE,
               "{\"id\":1,\"customer\":\"Mill\",\"title\":\"t\",\"number\":7,"
               "\"subject\":\"s\",\"opened\":\"2026-03-04T09:12:00Z\"}"),
        CASE_TEXT "state=open;" OPENED_TEXT);
}

static void texts_keep_their_maxima(void **state)
{
    struct arena *arena = arena_of(state);
    static const struct {
        enum case_field field;
        size_t max;
    } rows[] = {
        {FIELD_CASE_NUMBER, BOUND_CASE_NUMBER_BYTES},
        {FIELD_CASE_CUSTOMER, BOUND_CASE_KEY_BYTES},
        {FIELD_CASE_SUBJECT, BOUND_CASE_SUBJECT_BYTES},
        {FIELD_CASE_BODY, BOUND_CASE_TEXT_BYTES},
        {FIELD_CASE_ARTICLES, BOUND_ARTICLE_ID_BYTES},
        {FIELD_TIME_NOTE, BOUND_CASE_NOTE_BYTES},
        {FIELD_CUSTOMER_MARKET, BOUND_CASE_NAME_BYTES},
    };
    char *text = arena_alloc(arena, BOUND_CASE_TEXT_BYTES + 1);

    memset(text, 'x', BOUND_CASE_TEXT_BYTES + 1);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct case_values values = {
            .text = {
                [FIELD_CASE_NUMBER] = STR("1"),
                [FIELD_CASE_CUSTOMER] = STR("c"),
                [FIELD_CASE_SUBJECT] = STR("s"),
                [FIELD_CASE_OPENED] = STR("2026-03-04"),
                [FIELD_TIME_KEY] = STR("1"),
                [FIELD_TIME_CASE] = STR("1"),
                [FIELD_TIME_AGENT] = STR("a"),
                [FIELD_TIME_MINUTES] = STR("5"),
                [FIELD_TIME_WORKED_ON] = STR("2026-03-04"),
                [FIELD_CUSTOMER_KEY] = STR("c"),
            }};
        struct case_values written;
        struct slv_error err;
        enum case_kind kind = case_field_kind(rows[i].field);

        values.text[rows[i].field] = (struct str){text, rows[i].max};
        assert_int_equal(rewrite(kind, &values, arena, &written, &err), SLV_OK);
        values.text[rows[i].field].len++;
        assert_int_equal(rewrite(kind, &values, arena, &written, &err),
                         SLV_ERR_TOO_BIG);
        assert_non_null(strstr(err.text, "longer than"));
    }
}

static void a_customer_has_contacts(void **state)
{
    assert_string_equal(
        row_of(state, CASE_KIND_CUSTOMER,
               "{\"key\":\"C1\",\"name\":\"Mill\",\"region\":\"North\","
               "\"size\":40,\"sector\":\"school\",\"account manager\":\"Jo\","
               "\"contacts\":[\"Ida\",{\"name\":\"Bo\",\"title\":\"Head\"}],"
               "\"contact\":\"Cy\",\"email\":\"cy@example.com\"}"),
        "key=C1;name=Mill;market=North;size=40;industry=school;"
        "salesperson=Jo;contacts=[{\"key\":\"Ida\"},{\"key\":\"Bo\",\"name\":"
        "\"Bo\",\"title\":\"Head\"},{\"key\":\"Cy\",\"email\":"
        "\"cy@example.com\"}];");
    assert_string_equal(
        row_of(state, CASE_KIND_CUSTOMER, "{\"name\":\"Mill\"}"),
        "key=Mill;name=Mill;");
    assert_string_equal(row_of(state, CASE_KIND_CUSTOMER,
                               "{\"key\":\"C\",\"email\":\"a@example.com\"}"),
                        "key=C;contacts=[{\"key\":\"a@example.com\",\"email\":"
                        "\"a@example.com\"}];");
    assert_string_equal(row_of(state, CASE_KIND_CUSTOMER,
                               "{\"key\":\"C\",\"contacts\":[\"a\",\"a\"]}"),
                        "contacts, item 2: \"a\" is there twice");
    assert_string_equal(
        row_of(state, CASE_KIND_CUSTOMER,
               "{\"key\":\"C\",\"contacts\":[\"a\"],\"contact\":\"a\"}"),
        "contact \"a\" is there twice");
    assert_string_equal(
        row_of(state, CASE_KIND_CUSTOMER, "{\"key\":\"C\",\"title\":\"Dr\"}"),
        "contact_title is given, but no contact");
    assert_string_equal(
        row_of(state, CASE_KIND_CUSTOMER,
               "{\"key\":\"C\",\"contacts\":[{\"title\":\"x\"}]}"),
        "contacts, item 1: it has neither key nor name");
    assert_string_equal(row_of(state, CASE_KIND_CUSTOMER, "{\"size\":\"4\"}"),
                        "key is missing");
    assert_string_equal(
        row_of(state, CASE_KIND_CUSTOMER, "{\"key\":\" \",\"name\":\"\"}"),
        "key is empty");
}

static const char *time_of(void **state, const char *more)
{
    const char *json =
        arena_format(arena_of(state),
                     "{\"key\":\"1\",\"case\":7,\"agent\":\"kim\",%s}", more)
            .ptr;

    return row_of(state, CASE_KIND_TIME, json);
}

static void time_has_up_to_a_day(void **state)
{
    static const struct {
        const char *json;
        const char *text;
    } rows[] = {
        {"\"minutes\":90", "minutes=90;"},
        {"\"minutes\":\"1:30\"", "minutes=90;"},
        {"\"minutes\":1", "minutes=1;"},
        {"\"minutes\":\"24:00\"", "minutes=1440;"},
        {"\"hours\":1.5", "minutes=90;"},
        {"\"hours\":\"1,25\"", "minutes=75;"},
        {"\"hours\":\"0.0167\"", "minutes=1;"},
        {"\"hours\":\"2:15\"", "minutes=135;"},
        {"\"hours\":24", "minutes=1440;"},
    };
    static const struct {
        const char *json;
        const char *what;
    } wrong[] = {
        {"\"minutes\":-5",
         "minutes \"-5\" is negative; an entry has 1 to 1440 minutes"},
        {"\"minutes\":0",
         "minutes \"0\" is no time; an entry has 1 to 1440 minutes"},
        {"\"minutes\":1441", "minutes \"1441\" is more than 24 hours; an entry "
                             "has 1 to 1440 minutes"},
        {"\"hours\":30", "hours \"30\" is more than 24 hours; an entry has 1 "
                         "to 1440 minutes"},
        {"\"minutes\":1.5", "minutes \"1.5\" is no whole number of minutes, or "
                            "hours and minutes such as 1:30"},
        {"\"minutes\":\"1:3\"", "minutes \"1:3\" is no whole number of "
                                "minutes, or hours and minutes such as 1:30"},
        {"\"minutes\":\"1:60\"", "minutes \"1:60\" is no whole number of "
                                 "minutes, or hours and minutes such as 1:30"},
        {"\"minutes\":\"5m\"", "minutes \"5m\" is no whole number of minutes, "
                               "or hours and minutes such as 1:30"},
        {"\"hours\":\"1.\"", "hours \"1.\" is no number of hours such as 1.5"},
        {"\"hours\":\"\"", "minutes is empty"},
        {"\"x\":1", "minutes is missing"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_string_equal(
            time_of(state,
                    arena_format(arena_of(state), "%s,\"date\":\"2026-03-04\"",
                                 rows[i].json)
                        .ptr),
            arena_format(arena_of(state),
                         "key=1;case=7;agent=kim;%sworked_on=2026-03-04;",
                         rows[i].text)
                .ptr);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_string_equal(
            time_of(state,
                    arena_format(arena_of(state), "%s,\"date\":\"2026-03-04\"",
                                 wrong[i].json)
                        .ptr),
            wrong[i].what);
}

static void time_has_a_day_and_a_note(void **state)
{
    assert_string_equal(
        time_of(state, "\"minutes\":5,\"note\":\"a\\r\\nb\","
                       "\"worked on\":\"2026-03-04T23:30:00-05:00\""),
        "key=1;case=7;agent=kim;minutes=5;worked_on=2026-03-04;note=a\nb;");
    assert_string_equal(
        time_of(state, "\"minutes\":5,\"day\":\"2026-03-04 08:00\""),
        "key=1;case=7;agent=kim;minutes=5;worked_on=2026-03-04;");
    assert_string_equal(time_of(state, "\"minutes\":5,\"day\":\"2026-02-30\""),
                        "worked_on \"2026-02-30\" is no day; write 2026-03-04");
    assert_string_equal(time_of(state, "\"minutes\":5,\"day\":\"1960-01-01\""),
                        "worked_on \"1960-01-01\" is not between 1970 and "
                        "9999");
}

static void a_row_has_as_many_cells_as_the_header(void **state)
{
    enum case_field fields[] = {FIELD_TIME_KEY, CASE_FIELD_NONE,
                                FIELD_TIME_NOTE};
    struct case_columns columns = {.fields = fields, .count = 3};
    const struct str cells[] = {STR("1"), STR("x"), STR("n"), STR(""),
                                STR("y")};
    struct case_values values;
    struct slv_error err;

    (void) state;
    assert_int_equal(case_values_from_cells(&columns, cells, 4, &values, &err),
                     SLV_OK);
    assert_true(str_equal(values.text[FIELD_TIME_KEY], STR("1")));
    assert_true(str_equal(values.text[FIELD_TIME_NOTE], STR("n")));
    assert_int_equal(values.text[FIELD_TIME_CASE].len, 0);
    assert_int_equal(case_values_from_cells(&columns, cells, 5, &values, &err),
                     SLV_ERR_INPUT);
    assert_string_equal(err.text, "the row has 5 cells, and the header has 3");
    assert_int_equal(case_values_from_cells(&columns, cells, 2, &values, &err),
                     SLV_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_case_may_be_four_fields),
        FIXTURE_TEST(a_case_has_all_its_fields),
        FIXTURE_TEST(names_are_one_line),
        FIXTURE_TEST(a_case_without_an_article_is_closed_without_one),
        FIXTURE_TEST(a_case_without_a_subject_has_its_first_line),
        FIXTURE_TEST(a_day_of_closing_is_not_before_the_opening),
        FIXTURE_TEST(ids_may_stand_in_one_text),
        FIXTURE_TEST(words_of_other_programs_are_understood),
        FIXTURE_TEST(what_is_wrong_about_a_case_is_said),
        FIXTURE_TEST(texts_keep_their_maxima),
        FIXTURE_TEST(a_customer_has_contacts),
        FIXTURE_TEST(time_has_up_to_a_day),
        FIXTURE_TEST(time_has_a_day_and_a_note),
        FIXTURE_TEST(a_row_has_as_many_cells_as_the_header),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
