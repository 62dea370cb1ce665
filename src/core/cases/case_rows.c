/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of files to rows of the store: customers, cases and time entries. The
 * lists that a row may hold are read by case_lists.c; writing is in
 * case_rows_write.c.
 */
#include "core/cases/case_rows.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/case_lists.h"
#include "core/cases/case_when.h"
#include "text/utf8.h"

#include <stdarg.h>
#include <stdio.h>

enum { SUBJECT_OF_BODY_BYTES = 200 };

/* --- values --- */

enum slv_status case_values_from_cells(const struct case_columns *columns,
                                       const struct str *cells, size_t count,
                                       struct case_values *out,
                                       struct slv_error *err)
{
    *out = (struct case_values){0};
    while (count > columns->count && cells[count - 1].len == 0)
        count--;
    if (count != columns->count)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the row has %zu cells, and the header has %zu", count,
                        columns->count);
    for (size_t i = 0; i < count; i++)
        if (columns->fields[i] != CASE_FIELD_NONE)
            out->text[columns->fields[i]] = cells[i];
    return SLV_OK;
}

static enum slv_status check_kind(const struct json_member *member,
                                  enum case_field field, struct slv_error *err)
{
    bool is_list = case_field_json_kind(field) == CASE_JSON_LIST;

    if (member->kind == JSON_MEMBER_OBJECT ||
        (member->kind == JSON_MEMBER_LIST && !is_list))
        return slv_fail(err, SLV_ERR_INPUT, "%s must be %s",
                        case_field_name(field), is_list ? "a list" : "a text");
    return SLV_OK;
}

/* The names of needed fields that are not there. */
static enum slv_status check_needed(enum case_kind kind,
                                    const bool is_given[CASE_FIELD_COUNT],
                                    struct slv_error *err)
{
    enum case_field first;
    enum case_field last;

    case_kind_fields(kind, &first, &last);
    for (unsigned i = first; i < (unsigned) last; i++)
        if (case_field_is_needed((enum case_field) i) &&
            !case_field_is_met((enum case_field) i, is_given))
            return slv_fail(err, SLV_ERR_INPUT, "%s is missing",
                            case_field_name((enum case_field) i));
    return SLV_OK;
}

enum slv_status case_values_from_members(
    enum case_kind kind, const struct case_mappings *mappings,
    const struct json_members *members, struct arena *arena,
    struct case_values *out, struct str_list *unknown, struct slv_error *err)
{
    enum case_fit best[CASE_FIELD_COUNT] = {CASE_FIT_NONE};
    bool is_given[CASE_FIELD_COUNT] = {false};

    *out = (struct case_values){0};
    *unknown = (struct str_list){
        arena_calloc(arena, members->count, sizeof(struct str)), 0};
    for (size_t i = 0; i < members->count; i++) {
        const struct json_member *member = &members->items[i];
        enum slv_status status;
        enum case_field field;
        enum case_fit fit =
            case_field_find(kind, mappings, member->name, &field);

        if (field == CASE_FIELD_NONE || fit < best[field]) {
            if (fit != CASE_FIT_MAPPED)
                unknown->items[unknown->count++] = member->name;
            continue;
        }
        if (fit == best[field])
            return slv_fail(err, SLV_ERR_INPUT,
                            "two keys, \"%.*s\" one of them, are both the %s; "
                            "say with --map which one is",
                            STR_ARG(utf8_prefix(member->name, 60)),
                            case_field_name(field));
        status = check_kind(member, field, err);
        if (status != SLV_OK)
            return status;
        best[field] = fit;
        is_given[field] = true;
        out->text[field] = member->text;
    }
    return check_needed(kind, is_given, err);
}

enum case_json_kind case_field_json_kind(enum case_field field)
{
    switch (field) {
    case FIELD_CUSTOMER_CONTACTS:
    case FIELD_CASE_ARTICLES:
    case FIELD_CASE_LINKS:
    case FIELD_CASE_MESSAGES:
        return CASE_JSON_LIST;
    case FIELD_CASE_SEVERITY:
    case FIELD_CASE_REOPENED:
    case FIELD_TIME_MINUTES:
        return CASE_JSON_NUMBER;
    default:
        return CASE_JSON_TEXT;
    }
}

/* --- one field --- */

/* What is wrong about a value, for a sentence: "priority "sky high" ..." */
__attribute__((format(printf, 4, 5))) static enum slv_status
wrong_value(enum case_field field, struct str value, struct slv_error *err,
            const char *format, ...)
{
    char what[SLV_ERROR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return slv_fail(err, SLV_ERR_INPUT, "%s \"%.*s\" %s",
                    case_field_name(field), STR_ARG(utf8_prefix(value, 40)),
                    what);
}

static enum slv_status take_line(const struct case_values *values,
                                 enum case_field field, size_t max,
                                 struct arena *arena, struct str *out,
                                 struct slv_error *err)
{
    *out = case_text_line(values->text[field], arena);
    if (out->len > max)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s is longer than %zu bytes",
                        case_field_name(field), max);
    if (out->len == 0 && case_field_is_needed(field))
        return slv_fail(err, SLV_ERR_INPUT, "%s is empty",
                        case_field_name(field));
    return SLV_OK;
}

/* A field of a row that goes to one member of a struct as it stands. */
struct line_field {
    enum case_field field;
    size_t max;
    struct str *out;
};

static enum slv_status take_lines(const struct case_values *values,
                                  const struct line_field *fields, size_t count,
                                  struct arena *arena, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = take_line(values, fields[i].field, fields[i].max, arena,
                           fields[i].out, err);
    return status;
}

static enum slv_status take_time(struct str value, enum case_field field,
                                 int64_t *unix_s, bool *is_day,
                                 struct slv_error *err)
{
    enum slv_status status = case_time_read(value, unix_s, is_day, err);
    char what[SLV_ERROR_TEXT_MAX];

    if (status == SLV_OK || !err)
        return status;
    snprintf(what, sizeof what, "%s", err->text);
    return slv_fail(err, status, "%s %s", case_field_name(field), what);
}

/* --- customers --- */

/* The contact that stands in columns of its own. */
static enum slv_status add_contact(const struct case_values *values,
                                   struct arena *arena,
                                   struct case_customer_row *out,
                                   struct slv_error *err)
{
    struct case_contact contact = {.customer = out->customer.key};
    const struct line_field fields[] = {
        {FIELD_CUSTOMER_CONTACT, BOUND_CASE_KEY_BYTES, &contact.key},
        {FIELD_CUSTOMER_CONTACT_TITLE, BOUND_CASE_NAME_BYTES, &contact.title},
        {FIELD_CUSTOMER_CONTACT_EMAIL, BOUND_CASE_NAME_BYTES, &contact.email},
    };
    enum slv_status status = take_lines(values, fields, 3, arena, err);

    if (status != SLV_OK)
        return status;
    if (contact.key.len == 0 && contact.email.len > 0)
        contact.key = contact.email;
    if (contact.key.len == 0)
        return contact.title.len == 0
                   ? SLV_OK
                   : slv_fail(err, SLV_ERR_INPUT,
                              "contact_title is given, but no contact");
    if (contact.key.len > BOUND_CASE_KEY_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "contact_email is longer than %d bytes",
                        BOUND_CASE_KEY_BYTES);
    for (size_t i = 0; i < out->contact_count; i++)
        if (str_equal(out->contacts[i].key, contact.key))
            return slv_fail(err, SLV_ERR_INPUT,
                            "contact \"%.*s\" is there twice",
                            STR_ARG(utf8_prefix(contact.key, 60)));
    out->contacts[out->contact_count++] = contact;
    return SLV_OK;
}

enum slv_status case_row_read_customer(const struct case_values *values,
                                       struct arena *arena,
                                       struct case_customer_row *out,
                                       struct slv_error *err)
{
    struct case_customer *customer = &out->customer;
    const struct line_field fields[] = {
        {FIELD_CUSTOMER_NAME, BOUND_CASE_NAME_BYTES, &customer->name},
        {FIELD_CUSTOMER_MARKET, BOUND_CASE_NAME_BYTES, &customer->market},
        {FIELD_CUSTOMER_SIZE, BOUND_CASE_NAME_BYTES, &customer->size},
        {FIELD_CUSTOMER_INDUSTRY, BOUND_CASE_NAME_BYTES, &customer->industry},
        {FIELD_CUSTOMER_SALESPERSON, BOUND_CASE_NAME_BYTES,
         &customer->salesperson},
    };
    struct case_values keyed = *values;
    enum slv_status status;

    *out = (struct case_customer_row){0};
    if (str_trim(keyed.text[FIELD_CUSTOMER_KEY]).len == 0)
        keyed.text[FIELD_CUSTOMER_KEY] = keyed.text[FIELD_CUSTOMER_NAME];
    status = take_line(&keyed, FIELD_CUSTOMER_KEY, BOUND_CASE_KEY_BYTES, arena,
                       &customer->key, err);
    if (status == SLV_OK)
        status = take_lines(&keyed, fields, ARRAY_LEN(fields), arena, err);
    if (status == SLV_OK)
        status =
            case_contacts_read(str_trim(values->text[FIELD_CUSTOMER_CONTACTS]),
                               customer->key, CASE_ROW_CONTACTS_MAX, arena,
                               &out->contacts, &out->contact_count, err);
    if (status == SLV_OK)
        status = add_contact(values, arena, out, err);
    return status;
}

/* --- cases --- */

struct word {
    const char *text;
    int value;
};

/* The value of a word, whatever its case; 0 when it is none of these. */
static int word_value(struct str text, const struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(text, str_from(words[i].text)))
            return words[i].value;
    return 0;
}

static enum slv_status read_state(const struct case_values *values,
                                  struct case_record *out,
                                  struct slv_error *err)
{
    static const struct word words[] = {
        {"open", 1 + CASE_OPEN},
        {"opened", 1 + CASE_OPEN},
        {"new", 1 + CASE_OPEN},
        {"active", 1 + CASE_OPEN},
        {"assigned", 1 + CASE_OPEN},
        {"in progress", 1 + CASE_OPEN},
        {"reopened", 1 + CASE_OPEN},
        {"waiting", 1 + CASE_WAITING},
        {"pending", 1 + CASE_WAITING},
        {"hold", 1 + CASE_WAITING},
        {"on hold", 1 + CASE_WAITING},
        {"on-hold", 1 + CASE_WAITING},
        {"waiting for customer", 1 + CASE_WAITING},
        {"waiting on customer", 1 + CASE_WAITING},
        {"closed", 1 + CASE_CLOSED},
        {"resolved", 1 + CASE_CLOSED},
        {"solved", 1 + CASE_CLOSED},
        {"fixed", 1 + CASE_CLOSED},
        {"done", 1 + CASE_CLOSED},
        {"complete", 1 + CASE_CLOSED},
        {"completed", 1 + CASE_CLOSED},
    };
    struct str text = str_trim(values->text[FIELD_CASE_STATE]);
    int value = word_value(text, words, ARRAY_LEN(words));

    if (text.len > 0 && value == 0)
        return wrong_value(FIELD_CASE_STATE, text, err,
                           "is none of open, waiting, closed");
    if (text.len == 0)
        value = 1 + (out->closed_unix_s ? CASE_CLOSED : CASE_OPEN);
    out->state = (enum case_state)(value - 1);
    if (out->state == CASE_CLOSED && !out->closed_unix_s)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case is closed, but closed is empty");
    if (out->state != CASE_CLOSED && out->closed_unix_s)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case is %s, but closed says when it was closed",
                        case_state_word(out->state));
    return SLV_OK;
}

static enum slv_status read_severity(const struct case_values *values,
                                     struct case_record *out,
                                     struct slv_error *err)
{
    static const struct word words[] = {
        {"critical", 1}, {"urgent", 1}, {"high", 2}, {"major", 2},
        {"normal", 3},   {"medium", 3}, {"low", 4},  {"minor", 4},
    };
    struct str text = str_trim(values->text[FIELD_CASE_SEVERITY]);
    struct str rest = text;

    /* "P2", "Sev 1", "S3" */
    if (rest.len > 3 && str_equal_nocase(str_first(rest, 3), STR("sev")))
        rest = str_trim(str_from_offset(rest, 3));
    else if (rest.len == 2 && (str_equal_nocase(str_first(rest, 1), STR("p")) ||
                               str_equal_nocase(str_first(rest, 1), STR("s"))))
        rest = str_from_offset(rest, 1);
    out->severity = word_value(text, words, ARRAY_LEN(words));
    if (rest.len == 1 && rest.ptr[0] >= '1' && rest.ptr[0] <= '5')
        out->severity = rest.ptr[0] - '0';
    if (text.len > 0 && out->severity == 0)
        return wrong_value(FIELD_CASE_SEVERITY, text, err,
                           "is none of 1 to 5, critical, high, normal, low");
    return SLV_OK;
}

/* "yes" or "no", as files of other programs write it too; without a word the
 * row says neither. */
static enum slv_status read_mark(const struct case_values *values,
                                 enum case_field field, bool *is_set,
                                 bool *is_cleared, struct slv_error *err)
{
    static const struct {
        const char *word;
        bool is_yes;
    } words[] = {{"no", false}, {"false", false}, {"0", false},
                 {"yes", true}, {"true", true},   {"1", true}};
    const struct str text = str_trim(values->text[field]);

    if (text.len == 0)
        return SLV_OK;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_equal_nocase(text, str_from(words[i].word))) {
            *is_set = words[i].is_yes;
            *is_cleared = !words[i].is_yes;
            return SLV_OK;
        }
    }
    return wrong_value(field, text, err, "is neither yes nor no");
}

static enum slv_status read_reopened(const struct case_values *values,
                                     struct case_record *out,
                                     struct slv_error *err)
{
    enum { REOPENED_MAX = 10000 };
    struct str text = str_trim(values->text[FIELD_CASE_REOPENED]);
    unsigned long long value = 0;

    if (text.len > 0 && (!str_to_uint(text, &value) || value > REOPENED_MAX))
        return wrong_value(FIELD_CASE_REOPENED, text, err,
                           "is no whole number from 0 to 10000");
    out->reopened_count = (int) value;
    return SLV_OK;
}

static enum slv_status read_times(const struct case_values *values,
                                  struct case_record *out,
                                  struct slv_error *err)
{
    enum { DAY_S = 24 * 60 * 60 };
    struct str opened = str_trim(values->text[FIELD_CASE_OPENED]);
    struct str closed = str_trim(values->text[FIELD_CASE_CLOSED]);
    bool is_day;
    enum slv_status status;

    if (opened.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "opened is empty");
    status =
        take_time(opened, FIELD_CASE_OPENED, &out->opened_unix_s, &is_day, err);
    if (status != SLV_OK || closed.len == 0)
        return status;
    status =
        take_time(closed, FIELD_CASE_CLOSED, &out->closed_unix_s, &is_day, err);
    if (status != SLV_OK)
        return status;
    /* closed some time on the day it was opened */
    if (is_day && out->closed_unix_s < out->opened_unix_s &&
        out->opened_unix_s - out->closed_unix_s < DAY_S)
        out->closed_unix_s = out->opened_unix_s;
    if (out->closed_unix_s < out->opened_unix_s)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case was closed (%.*s) before it was opened "
                        "(%.*s)",
                        STR_ARG(str_first(closed, 40)),
                        STR_ARG(str_first(opened, 40)));
    return SLV_OK;
}

static bool is_resolved(const struct case_record *row)
{
    for (size_t i = 0; i < row->link_count; i++)
        if (row->links[i].kind == CASE_LINK_RESOLVED)
            return true;
    return false;
}

static enum slv_status check_outcome(const struct case_record *row,
                                     struct slv_error *err)
{
    const char *outcome = case_outcome_word(row->outcome);

    if (row->outcome == CASE_OUTCOME_UNSAID)
        return SLV_OK;
    if (row->state != CASE_CLOSED)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case has the outcome %s, but it is not closed",
                        outcome);
    if (row->outcome == CASE_OUTCOME_NONE && is_resolved(row))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case has the outcome none, but articles that "
                        "resolved it");
    if (row->outcome != CASE_OUTCOME_NONE && !is_resolved(row))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case has the outcome %s, but no article that "
                        "resolved it",
                        outcome);
    if (row->outcome != CASE_OUTCOME_NONE && row->reason.len > 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a reason belongs to the outcome none, and this case "
                        "has %s",
                        outcome);
    return SLV_OK;
}

static enum slv_status read_outcome(const struct case_values *values,
                                    struct case_record *out,
                                    struct slv_error *err)
{
    static const struct word words[] = {
        {"known", CASE_OUTCOME_KNOWN},
        {"new", CASE_OUTCOME_NEW},
        {"none", CASE_OUTCOME_NONE},
    };
    struct str text = str_trim(values->text[FIELD_CASE_OUTCOME]);

    out->outcome =
        (enum case_outcome) word_value(text, words, ARRAY_LEN(words));
    if (text.len > 0 && out->outcome == CASE_OUTCOME_UNSAID)
        return wrong_value(FIELD_CASE_OUTCOME, text, err,
                           "is none of known, new, none");
    /* who says why there is no article says that there is none */
    if (text.len == 0 && out->reason.len > 0)
        out->outcome = CASE_OUTCOME_NONE;
    return check_outcome(out, err);
}

/* Of a case without a subject: what its body begins with. */
static enum slv_status check_merged(const struct case_record *row,
                                    struct slv_error *err)
{
    if (row->merged_into.len == 0)
        return SLV_OK;
    if (str_equal(row->merged_into, row->number))
        return wrong_value(FIELD_CASE_MERGED_INTO, row->merged_into, err,
                           "is the case itself");
    if (row->state != CASE_CLOSED)
        return wrong_value(FIELD_CASE_MERGED_INTO, row->merged_into, err,
                           "is for cases that are closed");
    return SLV_OK;
}

static struct str first_line(struct str body)
{
    size_t end = 0;

    body = str_trim(body);
    while (end < body.len && body.ptr[end] != '\n' && body.ptr[end] != '\r')
        end++;
    return utf8_prefix(str_first(body, end), SUBJECT_OF_BODY_BYTES);
}

enum slv_status case_row_read_case(const struct case_values *values,
                                   struct arena *arena, struct case_record *out,
                                   struct slv_error *err)
{
    const struct line_field fields[] = {
        {FIELD_CASE_NUMBER, BOUND_CASE_NUMBER_BYTES, &out->number},
        {FIELD_CASE_CUSTOMER, BOUND_CASE_KEY_BYTES, &out->customer},
        {FIELD_CASE_CONTACT, BOUND_CASE_KEY_BYTES, &out->contact},
        {FIELD_CASE_PRODUCT, BOUND_CASE_NAME_BYTES, &out->product},
        {FIELD_CASE_PRODUCT_VERSION, BOUND_CASE_NAME_BYTES,
         &out->product_version},
        {FIELD_CASE_AGENT, BOUND_CASE_KEY_BYTES, &out->agent},
        {FIELD_CASE_SUBJECT, BOUND_CASE_SUBJECT_BYTES, &out->subject},
        {FIELD_CASE_REASON, BOUND_CASE_NOTE_BYTES, &out->reason},
        {FIELD_CASE_ENVIRONMENT, BOUND_CASE_NAME_BYTES, &out->environment},
        {FIELD_CASE_DOCUMENTER, BOUND_CASE_KEY_BYTES, &out->documenter},
        {FIELD_CASE_FIXER, BOUND_CASE_KEY_BYTES, &out->fixer},
        {FIELD_CASE_FIX_ID, BOUND_CASE_FIX_BYTES, &out->fix_id},
        {FIELD_CASE_FIXED_IN, BOUND_CASE_NAME_BYTES, &out->fixed_in},
        {FIELD_CASE_MERGED_INTO, BOUND_CASE_NUMBER_BYTES, &out->merged_into},
    };
    struct case_values titled = *values;
    enum slv_status status;

    *out = (struct case_record){0};
    if (str_trim(titled.text[FIELD_CASE_SUBJECT]).len == 0)
        titled.text[FIELD_CASE_SUBJECT] =
            first_line(values->text[FIELD_CASE_BODY]);
    status = take_lines(&titled, fields, ARRAY_LEN(fields), arena, err);
    if (status == SLV_OK && !case_fix_id_is_allowed(out->fix_id))
        status = wrong_value(FIELD_CASE_FIX_ID, out->fix_id, err,
                             "is neither a number or word without a colon nor "
                             "an address of http or https");
    if (status == SLV_OK)
        status = read_times(values, out, err);
    if (status == SLV_OK)
        status = read_state(values, out, err);
    if (status == SLV_OK)
        status = check_merged(out, err);
    if (status == SLV_OK)
        status = read_severity(values, out, err);
    if (status == SLV_OK)
        status = read_reopened(values, out, err);
    if (status == SLV_OK)
        status = read_mark(values, FIELD_CASE_HANDLED_OUTSIDE, &out->is_outside,
                           &out->clears_outside, err);
    if (status == SLV_OK)
        status = read_mark(values, FIELD_CASE_REACHED_EXECUTIVES,
                           &out->is_executive, &out->clears_executive, err);
    if (status == SLV_OK)
        status = case_links_read(str_trim(values->text[FIELD_CASE_ARTICLES]),
                                 str_trim(values->text[FIELD_CASE_LINKS]),
                                 arena, out, err);
    if (status == SLV_OK)
        status = case_messages_read(values->text[FIELD_CASE_BODY],
                                    str_trim(values->text[FIELD_CASE_MESSAGES]),
                                    arena, out, err);
    if (status == SLV_OK)
        status = read_outcome(values, out, err);
    return status;
}

/* --- time entries --- */

/* "1.5" or "1,5" hours, of at most four places. */
static bool read_hours(struct str text, long *minutes)
{
    size_t at = 0;
    long whole = 0;
    long part = 0;
    long unit = 1;

    for (; at < text.len && at < 4 && ascii_is_digit(text.ptr[at]); at++)
        whole = 10 * whole + (text.ptr[at] - '0');
    if (at == 0)
        return false;
    if (at < text.len && (text.ptr[at] == '.' || text.ptr[at] == ',')) {
        if (++at == text.len)
            return false;
        for (; at < text.len && unit < 10000 && ascii_is_digit(text.ptr[at]);
             at++, unit *= 10)
            part = 10 * part + (text.ptr[at] - '0');
    }
    if (at < text.len)
        return false;
    *minutes = whole * 60 + (part * 60 + unit / 2) / unit;
    return true;
}

/* "90", or "1:30" as hours and minutes. */
static bool read_minutes(struct str text, long *minutes)
{
    size_t colon = str_find_char(text, ':');
    unsigned long long value;
    unsigned long long more = 0;

    if (!str_to_uint(str_first(text, colon), &value) || value > 100000)
        return false;
    if (colon == text.len) {
        *minutes = (long) value;
        return true;
    }
    text = str_from_offset(text, colon + 1);
    if (text.len != 2 || !str_to_uint(text, &more) || more > 59)
        return false;
    *minutes = (long) (value * 60 + more);
    return true;
}

static enum slv_status read_duration(const struct case_values *values,
                                     struct case_time *out,
                                     struct slv_error *err)
{
    struct str text = str_trim(values->text[FIELD_TIME_MINUTES]);
    bool is_hours = text.len == 0;
    enum case_field field = is_hours ? FIELD_TIME_HOURS : FIELD_TIME_MINUTES;
    long minutes = 0;
    bool is_read;

    if (is_hours)
        text = str_trim(values->text[FIELD_TIME_HOURS]);
    if (text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "minutes is empty");
    if (text.ptr[0] == '-')
        return wrong_value(field, text, err,
                           "is negative; an entry has 1 to %d minutes",
                           BOUND_CASE_MINUTES);
    is_read = is_hours && str_find_char(text, ':') == text.len
                  ? read_hours(text, &minutes)
                  : read_minutes(text, &minutes);
    if (!is_read)
        return wrong_value(field, text, err,
                           is_hours ? "is no number of hours such as 1.5"
                                    : "is no whole number of minutes, or "
                                      "hours and minutes such as 1:30");
    if (minutes < 1 || minutes > BOUND_CASE_MINUTES)
        return wrong_value(
            field, text, err, "is %s; an entry has 1 to %d minutes",
            minutes < 1 ? "no time" : "more than 24 hours", BOUND_CASE_MINUTES);
    out->minutes = (int) minutes;
    return SLV_OK;
}

/* The day of a date or of a time, where it was written. */
static enum slv_status read_day(const struct case_values *values,
                                struct case_time *out, struct slv_error *err)
{
    struct str text = str_trim(values->text[FIELD_TIME_WORKED_ON]);
    enum { DATE_BYTES = 10 };
    int64_t unix_s;
    enum case_when_kind kind = case_when_parse(text, &unix_s);

    if (text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "worked_on is empty");
    if (kind == CASE_WHEN_WRONG)
        return wrong_value(FIELD_TIME_WORKED_ON, text, err,
                           "is no day; write 2026-03-04");
    if (kind == CASE_WHEN_OUTSIDE)
        return wrong_value(FIELD_TIME_WORKED_ON, text, err,
                           "is not between 1970 and 9999");
    out->worked_on = str_first(text, DATE_BYTES);
    return SLV_OK;
}

enum slv_status case_row_read_time(const struct case_values *values,
                                   struct arena *arena, struct case_time *out,
                                   struct slv_error *err)
{
    const struct line_field fields[] = {
        {FIELD_TIME_KEY, BOUND_CASE_KEY_BYTES, &out->key},
        {FIELD_TIME_CASE, BOUND_CASE_NUMBER_BYTES, &out->case_number},
        {FIELD_TIME_AGENT, BOUND_CASE_KEY_BYTES, &out->agent},
    };
    enum slv_status status;

    *out = (struct case_time){0};
    status = take_lines(values, fields, 3, arena, err);
    if (status == SLV_OK)
        status = read_duration(values, out, err);
    if (status == SLV_OK)
        status = read_day(values, out, err);
    out->note = case_text_uniform(values->text[FIELD_TIME_NOTE], arena);
    if (status == SLV_OK && out->note.len > BOUND_CASE_NOTE_BYTES)
        status = slv_fail(err, SLV_ERR_TOO_BIG, "note is longer than %d bytes",
                          BOUND_CASE_NOTE_BYTES);
    return status;
}
