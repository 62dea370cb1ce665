/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/cases/case_fields: headers of other programs find their fields, and what
 * is doubtful is refused with what was found.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/case_fields.h"
#include "core/cases/case_when.h"

#include <string.h>

/* The fields of a header line "a,b" as "field,-,...", then the unknown ones in
 * brackets; or the sentence about what is wrong. */
static const char *columns_of(void **state, enum case_kind kind,
                              const char *header, const char *map)
{
    struct arena *arena = ((struct fixture *) *state)->arena;
    struct case_mapping items[8];
    struct case_mappings mappings = {items, 0};
    struct case_columns columns;
    struct slv_error err;
    struct str names[CASE_FIELD_COUNT];
    struct str rest = str_from(header);
    struct strbuf out;
    const char *text;
    size_t count = 0;

    while (rest.len > 0)
        names[count++] = str_take_until(&rest, ',');
    if (case_mappings_parse(kind, str_from(map), items, &mappings.count,
                            ARRAY_LEN(items), &err) != SLV_OK ||
        case_columns_find(kind, &mappings, names, count, arena, &columns,
                          &err) != SLV_OK)
        return arena_format(arena, "%s", err.text).ptr;
    strbuf_init(&out, 4000);
    for (size_t i = 0; i < columns.count; i++)
        strbuf_add_format(&out, "%s%s", i ? "," : "",
                          columns.fields[i] == CASE_FIELD_NONE
                              ? "-"
                              : case_field_name(columns.fields[i]));
    for (size_t i = 0; i < columns.unknown.count; i++)
        strbuf_add_format(&out, "[%.*s]", STR_ARG(columns.unknown.items[i]));
    text = arena_str(arena, strbuf_str(&out)).ptr;
    strbuf_release(&out);
    return text;
}

static void the_names_of_fields_are_their_headers(void **state)
{
    enum case_field first;
    enum case_field last;

    for (unsigned kind = 0; kind < CASE_KIND_COUNT; kind++) {
        struct strbuf header;

        strbuf_init(&header, 1000);
        case_kind_fields((enum case_kind) kind, &first, &last);
        for (unsigned i = first; i < (unsigned) last; i++)
            strbuf_add_format(&header, "%s%s", header.len ? "," : "",
                              case_field_name((enum case_field) i));
        assert_string_equal(
            columns_of(state, (enum case_kind) kind, header.ptr, ""),
            header.ptr);
        strbuf_release(&header);
    }
}

static void no_alias_means_two_things(void **state)
{
    (void) state;
    /* every alias and name finds the field whose row it stands in */
    static const struct {
        enum case_field field;
        const char *aliases;
    } rows[] = {
#define NEEDED 0
#define OPTIONAL 0
#define INSTEAD_OF(name) 0
#define EXPORTED 0
#define IMPORTED 0
#define CASE_FIELD(KIND, NAME, name, need, export, aliases, meaning) \
    {FIELD_##KIND##_##NAME, name "," aliases},
#include "core/cases/case_fields.def"
#undef CASE_FIELD
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = str_from(rows[i].aliases);

        while (rest.len > 0) {
            struct case_mappings none = {NULL, 0};
            struct str alias = str_take_until(&rest, ',');
            enum case_field found;

            case_field_find(case_field_kind(rows[i].field), &none, alias,
                            &found);
            if (found != rows[i].field)
                fail_msg("%.*s means %s and not %s", STR_ARG(alias),
                         case_field_name(found),
                         case_field_name(rows[i].field));
        }
    }
}

static void case_spaces_and_signs_do_not_count(void **state)
{
    assert_string_equal(
        columns_of(state, CASE_KIND_CASE,
                   "Case Number,COMPANY,Short_Description,Created-At,"
                   "Assigned To,KB article,Mood",
                   ""),
        "number,customer,subject,opened,agent,articles,-[Mood]");
    assert_string_equal(columns_of(state, CASE_KIND_TIME,
                                   " ticket id ,id,Technician,Hours,date", ""),
                        "case,key,agent,hours,worked_on");
}

static void a_name_is_better_than_an_alias(void **state)
{
    assert_string_equal(columns_of(state, CASE_KIND_CASE,
                                   "id,ticket,number,customer,subject,opened",
                                   ""),
                        "-,-,number,customer,subject,opened[id][ticket]");
}

static void what_is_needed_must_be_there(void **state)
{
    assert_string_equal(
        columns_of(state, CASE_KIND_CASE, "number,subject,when", ""),
        "the header has no column for \"customer\", \"opened\"; it has "
        "\"number\", \"subject\", \"when\"");
    assert_string_equal(columns_of(state, CASE_KIND_CUSTOMER, "Company", ""),
                        "name");
    assert_string_equal(columns_of(state, CASE_KIND_CUSTOMER, "industry", ""),
                        "the header has no column for \"key\"; it has "
                        "\"industry\"");
}

static void two_columns_for_one_field_are_refused(void **state)
{
    assert_string_equal(
        columns_of(state, CASE_KIND_CASE,
                   "number,company,account,subject,opened", ""),
        "the columns \"company\" and \"account\" are both the customer; say "
        "with --map which one is");
    assert_string_equal(
        columns_of(state, CASE_KIND_CASE, "number,number,subject,opened", ""),
        "the columns \"number\" and \"number\" are both the number; say with "
        "--map which one is");
}

static void the_word_of_the_user_comes_first(void **state)
{
    assert_string_equal(
        columns_of(state, CASE_KIND_CASE,
                   "number,company,account,subject,opened,Kunde",
                   "Account=customer, company = ,kunde=contact"),
        "number,-,customer,subject,opened,contact");
    assert_string_equal(
        columns_of(state, CASE_KIND_CASE, "number,customer,subject,opened",
                   "Nummer=number"),
        "--map names the column \"Nummer\", but the header has \"number\", "
        "\"customer\", \"subject\", \"opened\"");
    assert_string_equal(columns_of(state, CASE_KIND_CASE, "number", "number"),
                        "--map takes \"Header=field\", with commas between");
    assert_string_equal(columns_of(state, CASE_KIND_CASE, "number", "=number"),
                        "--map takes \"Header=field\", with commas between");
    assert_string_equal(columns_of(state, CASE_KIND_CASE, "number", "x=hat"),
                        "--map: cases have no field \"hat\"");
    assert_string_equal(columns_of(state, CASE_KIND_CASE, "number",
                                   "a=,b=,c=,d=,e=,f=,g=,h=,i="),
                        "--map names more than 8 columns");
}

static void times_have_a_zone_or_are_days(void **state)
{
    static const struct {
        const char *text;
        enum case_when_kind kind;
        int64_t unix_s;
    } rows[] = {
        {"2026-03-04T09:12:00Z", CASE_WHEN_TIME, 1772615520},
        {"2026-03-04t09:12:00z", CASE_WHEN_TIME, 1772615520},
        {"2026-03-04 10:12:00.999+01:00", CASE_WHEN_TIME, 1772615520},
        {"2026-03-04T04:42:00.000-0430", CASE_WHEN_TIME, 1772615520},
        {"2026-03-04T10:12+01", CASE_WHEN_TIME, 1772615520},
        {" 2026-03-04 09:12:00 UTC ", CASE_WHEN_TIME, 1772615520},
        {"2026-03-05T00:12:00+15:00", CASE_WHEN_TIME, 1772615520},
        {"2016-12-31T23:59:60Z", CASE_WHEN_TIME, 1483228800},
        {"2026-03-04", CASE_WHEN_DAY, 1772582400},
        {"2024-02-29", CASE_WHEN_DAY, 1709164800},
        {"1970-01-01T00:00:01Z", CASE_WHEN_TIME, 1},
        {"2026-03-04T09:12:00", CASE_WHEN_NO_ZONE, 0},
        {"2026-03-04 09:12", CASE_WHEN_NO_ZONE, 0},
        {"1969-12-31", CASE_WHEN_OUTSIDE, 0},
        {"1970-01-01T00:00:00Z", CASE_WHEN_OUTSIDE, 0},
        {"9999-12-31T23:59:59-01:00", CASE_WHEN_OUTSIDE, 0},
        {"2026-02-29", CASE_WHEN_WRONG, 0},
        {"2026-03-04T24:00:00Z", CASE_WHEN_WRONG, 0},
        {"2026-03-04T09:60:00Z", CASE_WHEN_WRONG, 0},
        {"2026-03-04T09:12:00.Z", CASE_WHEN_WRONG, 0},
        {"2026-03-04T09:12:00+1:00", CASE_WHEN_WRONG, 0},
        {"2026-03-04T09:12:00 EST", CASE_WHEN_WRONG, 0},
        {"2026-03-04T", CASE_WHEN_WRONG, 0},
        {"2026-03-04X", CASE_WHEN_WRONG, 0},
        {"03/04/2026", CASE_WHEN_WRONG, 0},
        {"1772615520", CASE_WHEN_WRONG, 0},
        {"", CASE_WHEN_WRONG, 0},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t unix_s = 0;
        enum case_when_kind kind =
            case_when_parse(str_from(rows[i].text), &unix_s);

        if (kind != rows[i].kind || unix_s != rows[i].unix_s)
            fail_msg("%s: %d, %lld", rows[i].text, (int) kind,
                     (long long) unix_s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_names_of_fields_are_their_headers),
        FIXTURE_TEST(no_alias_means_two_things),
        FIXTURE_TEST(case_spaces_and_signs_do_not_count),
        FIXTURE_TEST(a_name_is_better_than_an_alias),
        FIXTURE_TEST(what_is_needed_must_be_there),
        FIXTURE_TEST(two_columns_for_one_field_are_refused),
        FIXTURE_TEST(the_word_of_the_user_comes_first),
        FIXTURE_TEST(times_have_a_zone_or_are_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
