/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a row must be before it is written, in sentences for people, and the
 * words of the closed sets. The tables check the same again, without words;
 * what depends on other rows is for the callers.
 */
#include "store/case_store_parts.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"

enum { SEVERITY_MAX = 5 };

/* --- words --- */

static const char *const states[] = {"open", "waiting", "closed"};
static const char *const outcomes[] = {"", "known", "new", "none"};
static const char *const link_kinds[] = {"resolved", "tried", "wrong"};
static const char *const authors[] = {"customer", "agent", "note"};

/* The place of a word in its list, or `count`. */
static size_t place_of(struct str word, const char *const *words, size_t count)
{
    size_t i = 0;

    while (i < count && !str_equal(word, str_from(words[i])))
        i++;
    return i;
}

const char *case_state_word(enum case_state state)
{
    return states[state];
}

const char *case_outcome_word(enum case_outcome outcome)
{
    return outcomes[outcome];
}

const char *case_link_kind_word(enum case_link_kind kind)
{
    return link_kinds[kind];
}

const char *case_author_word(enum case_author author)
{
    return authors[author];
}

bool case_state_parse(struct str word, enum case_state *out)
{
    const size_t place = place_of(word, states, ARRAY_LEN(states));

    if (place < ARRAY_LEN(states))
        *out = (enum case_state) place;
    return place < ARRAY_LEN(states);
}

bool case_outcome_parse(struct str word, enum case_outcome *out)
{
    const size_t place = place_of(word, outcomes, ARRAY_LEN(outcomes));

    if (word.len == 0 || place == ARRAY_LEN(outcomes))
        return false;
    *out = (enum case_outcome) place;
    return true;
}

bool case_link_kind_parse(struct str word, enum case_link_kind *out)
{
    const size_t place = place_of(word, link_kinds, ARRAY_LEN(link_kinds));

    if (place < ARRAY_LEN(link_kinds))
        *out = (enum case_link_kind) place;
    return place < ARRAY_LEN(link_kinds);
}

bool case_author_parse(struct str word, enum case_author *out)
{
    const size_t place = place_of(word, authors, ARRAY_LEN(authors));

    if (place < ARRAY_LEN(authors))
        *out = (enum case_author) place;
    return place < ARRAY_LEN(authors);
}

/* --- single values --- */

enum slv_status case_check_text(const char *what, struct str text,
                                enum case_need need, size_t max,
                                struct slv_error *err)
{
    if (text.len == 0)
        return need == CASE_OPTIONAL
                   ? SLV_OK
                   : slv_fail(err, SLV_ERR_INPUT, "%s is missing", what);
    if (text.len > max)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s is longer than %zu bytes",
                        what, max);
    if (memchr(text.ptr, '\0', text.len))
        return slv_fail(err, SLV_ERR_INPUT, "%s has a NUL byte in it", what);
    return SLV_OK;
}

enum slv_status case_check_line(const char *what, struct str text,
                                enum case_need need, size_t max,
                                struct slv_error *err)
{
    enum slv_status status = case_check_text(what, text, need, max, err);

    for (size_t i = 0; status == SLV_OK && i < text.len; i++)
        if ((unsigned char) text.ptr[i] < 0x20 || text.ptr[i] == 0x7F)
            status =
                slv_fail(err, SLV_ERR_INPUT,
                         "%s has a line break or another control character "
                         "in it",
                         what);
    if (status == SLV_OK && text.len > 0 && str_trim(text).len == 0)
        status = slv_fail(err, SLV_ERR_INPUT, "%s is blank", what);
    return status;
}

bool case_is_dots(struct str text)
{
    return str_equal(text, STR(".")) || str_equal(text, STR(".."));
}

enum slv_status case_check_day(const char *what, struct str day,
                               enum case_need need, struct slv_error *err)
{
    int64_t unix_s;

    if (day.len == 0)
        return case_check_text(what, day, need, CLOCK_DATE_BYTES, err);
    if (clock_parse_date(day, &unix_s))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT, "%s is no day: \"%.*s\"", what,
                    (int) (day.len < 40 ? day.len : 40), day.ptr);
}

static enum slv_status check_count(const char *what, int count,
                                   struct slv_error *err)
{
    return count >= 0 ? SLV_OK
                      : slv_fail(err, SLV_ERR_INPUT, "%s is negative", what);
}

static enum slv_status check_instant(const char *what, int64_t unix_s,
                                     struct slv_error *err)
{
    return unix_s >= 0
               ? SLV_OK
               : slv_fail(err, SLV_ERR_INPUT, "%s is before 1970", what);
}

enum slv_status case_check_actor(const struct case_actor *actor,
                                 struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the name of who does it", actor->name, CASE_REQUIRED,
                        BOUND_CASE_NAME_BYTES, err);

    if (status == SLV_OK)
        status = check_instant("the present time", actor->now_unix_s, err);
    return status;
}

/* --- rows --- */

enum slv_status case_check_message(const struct case_message *message,
                                   struct slv_error *err)
{
    enum slv_status status =
        case_check_text("a message's author", message->author_name,
                        CASE_OPTIONAL, BOUND_CASE_NAME_BYTES, err);

    if (status == SLV_OK)
        status = case_check_text("a message's text", message->text,
                                 CASE_REQUIRED, BOUND_CASE_TEXT_BYTES, err);
    if (status == SLV_OK)
        status =
            check_instant("a message's time", message->created_unix_s, err);
    return status;
}

enum slv_status case_check_link(const struct case_link *link,
                                struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the article id of a link", link->article_id,
                        CASE_REQUIRED, BOUND_ARTICLE_ID_BYTES, err);

    if (status == SLV_OK)
        status = case_check_text("the comment of a link", link->comment,
                                 CASE_OPTIONAL, BOUND_CASE_NOTE_BYTES, err);
    if (status == SLV_OK)
        status = case_check_text("who linked", link->who, CASE_OPTIONAL,
                                 BOUND_CASE_NAME_BYTES, err);
    if (status == SLV_OK)
        status = check_instant("the time of a link", link->created_unix_s, err);
    if (status == SLV_OK)
        status =
            check_count("the reopenings of a link", link->reopened_count, err);
    return status;
}

bool case_fix_id_is_address(struct str text)
{
    static const struct str schemes[] = {{"https://", 8}, {"http://", 7}};

    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (text.len > schemes[i].len &&
            str_equal_nocase(str_first(text, schemes[i].len), schemes[i]))
            return true;
    return false;
}

bool case_fix_id_is_allowed(struct str text)
{
    const bool is_address = case_fix_id_is_address(text);

    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char) text.ptr[i];

        if (c < 0x20 || c == 0x7F || (is_address && c == ' ') ||
            (!is_address && c == ':'))
            return false;
    }
    return true;
}

enum slv_status case_check_fields(const struct case_record *row,
                                  struct slv_error *err)
{
    const struct {
        const char *what;
        struct str text;
        enum case_need need;
        size_t max;
    } texts[] = {
        {"the case number", row->number, CASE_OPTIONAL,
         BOUND_CASE_NUMBER_BYTES},
        {"the customer", row->customer, CASE_REQUIRED, BOUND_CASE_KEY_BYTES},
        {"the contact", row->contact, CASE_OPTIONAL, BOUND_CASE_KEY_BYTES},
        {"the product", row->product, CASE_OPTIONAL, BOUND_CASE_NAME_BYTES},
        {"the product version", row->product_version, CASE_OPTIONAL,
         BOUND_CASE_NAME_BYTES},
        {"the agent", row->agent, CASE_OPTIONAL, BOUND_CASE_KEY_BYTES},
        {"the subject", row->subject, CASE_REQUIRED, BOUND_CASE_SUBJECT_BYTES},
        {"the reason", row->reason, CASE_OPTIONAL, BOUND_CASE_NOTE_BYTES},
        {"the environment", row->environment, CASE_OPTIONAL,
         BOUND_CASE_NAME_BYTES},
        {"the documenter", row->documenter, CASE_OPTIONAL,
         BOUND_CASE_KEY_BYTES},
        {"the fixer", row->fixer, CASE_OPTIONAL, BOUND_CASE_KEY_BYTES},
        {"the id of the fix", row->fix_id, CASE_OPTIONAL, BOUND_CASE_FIX_BYTES},
        {"the version of the fix", row->fixed_in, CASE_OPTIONAL,
         BOUND_CASE_NAME_BYTES},
    };
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < ARRAY_LEN(texts); i++)
        status = case_check_text(texts[i].what, texts[i].text, texts[i].need,
                                 texts[i].max, err);
    if (status == SLV_OK && !case_fix_id_is_allowed(row->fix_id))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "the id of the fix is neither a number or word "
                          "without a colon nor an address of http or https");
    if (status == SLV_OK && (row->severity < 0 || row->severity > SEVERITY_MAX))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "the severity is %d, and not one of 1 to %d",
                          row->severity, SEVERITY_MAX);
    if (status == SLV_OK)
        status =
            check_count("the number of reopenings", row->reopened_count, err);
    if (status == SLV_OK)
        status = check_instant("the opening", row->opened_unix_s, err);
    return status;
}

static enum slv_status check_end(const struct case_record *row,
                                 struct slv_error *err)
{
    if (row->state != CASE_CLOSED) {
        if (row->closed_unix_s != 0)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the case is not closed and has a closing");
        if (row->outcome != CASE_OUTCOME_UNSAID || row->reason.len > 0)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the case is not closed and has an outcome");
        return SLV_OK;
    }
    if (row->closed_unix_s < row->opened_unix_s)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the case was closed before it was opened");
    if (row->reason.len > 0 && row->outcome != CASE_OUTCOME_NONE)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a reason is given, and the outcome is not \"none\"");
    return SLV_OK;
}

static enum slv_status check_links(const struct case_record *row,
                                   struct slv_error *err)
{
    bool is_resolved = false;

    if (row->link_count > BOUND_CASE_LINKS)
        return slv_fail(err, SLV_ERR_TOO_BIG, "the case has more than %d links",
                        BOUND_CASE_LINKS);
    for (size_t i = 0; i < row->link_count; i++) {
        const struct case_link *link = &row->links[i];
        enum slv_status status = case_check_link(link, err);

        if (status != SLV_OK)
            return status;
        is_resolved = is_resolved || link->kind == CASE_LINK_RESOLVED;
        for (size_t j = 0; j < i; j++)
            if (str_equal(link->article_id, row->links[j].article_id))
                return slv_fail(err, SLV_ERR_INPUT,
                                "article \"%.*s\" is linked twice",
                                STR_ARG(link->article_id));
    }
    if (row->outcome == CASE_OUTCOME_NONE && is_resolved)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the outcome is \"none\", but an article resolved it");
    if ((row->outcome == CASE_OUTCOME_KNOWN ||
         row->outcome == CASE_OUTCOME_NEW) &&
        !is_resolved)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the outcome is \"%s\", but no article resolved it",
                        outcomes[row->outcome]);
    return SLV_OK;
}

enum slv_status case_check_record(const struct case_record *row,
                                  struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the case number", row->number, CASE_REQUIRED,
                        BOUND_CASE_NUMBER_BYTES, err);

    if (status == SLV_OK)
        status = case_check_fields(row, err);
    if (status == SLV_OK)
        status = check_end(row, err);
    if (status == SLV_OK && row->message_count > BOUND_CASE_MESSAGES)
        status =
            slv_fail(err, SLV_ERR_TOO_BIG, "the case has more than %d messages",
                     BOUND_CASE_MESSAGES);
    for (size_t i = 0; status == SLV_OK && i < row->message_count; i++)
        status = case_check_message(&row->messages[i], err);
    if (status == SLV_OK)
        status = check_links(row, err);
    return status;
}

enum slv_status case_check_time(const struct case_time *row,
                                struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the key of the time entry", row->key, CASE_OPTIONAL,
                        BOUND_CASE_KEY_BYTES, err);

    if (status == SLV_OK)
        status = case_check_text("the case number", row->case_number,
                                 CASE_REQUIRED, BOUND_CASE_NUMBER_BYTES, err);
    if (status == SLV_OK)
        status = case_check_text("the agent", row->agent, CASE_REQUIRED,
                                 BOUND_CASE_KEY_BYTES, err);
    if (status == SLV_OK &&
        (row->minutes < 1 || row->minutes > BOUND_CASE_MINUTES))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "the time is %d minutes, and not 1 to %d",
                          row->minutes, BOUND_CASE_MINUTES);
    if (status == SLV_OK)
        status = case_check_day("the day of the work", row->worked_on,
                                CASE_REQUIRED, err);
    if (status == SLV_OK)
        status = case_check_text("the note", row->note, CASE_OPTIONAL,
                                 BOUND_CASE_NOTE_BYTES, err);
    return status;
}
