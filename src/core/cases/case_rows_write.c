/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of the store to fields of a file, so that case_rows.c reads them as they
 * were. Cells and lines are put together by others.
 */
#include "core/cases/case_rows.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/json_write.h"

enum { LIST_BYTES_MAX = 512 * 1024 * 1024 };

static struct str when(int64_t unix_s, struct arena *arena)
{
    char text[CLOCK_ISO_BYTES];

    clock_format_iso(unix_s, text);
    return arena_str(arena, str_from(text));
}

static struct str number(int64_t value, struct arena *arena)
{
    return value ? arena_format(arena, "%lld", (long long) value)
                 : (struct str){0};
}

static void key_string(struct json_writer *json, const char *key,
                       struct str text)
{
    if (text.len > 0)
        json_key_string(json, key, text);
}

static void key_time(struct json_writer *json, const char *key, int64_t unix_s)
{
    char text[CLOCK_ISO_BYTES];

    clock_format_iso(unix_s, text);
    json_key_string(json, key, str_from(text));
}

/* A JSON list under construction. */
struct list {
    struct strbuf text;
    struct json_writer json;
};

static void list_begin(struct list *list)
{
    strbuf_init(&list->text, LIST_BYTES_MAX);
    json_begin(&list->json, &list->text);
    json_array_begin(&list->json);
}

static struct str list_take(struct list *list, struct arena *arena)
{
    struct str text;

    json_array_end(&list->json);
    json_end(&list->json);
    text = arena_str(arena, strbuf_str(&list->text));
    strbuf_release(&list->text);
    return text;
}

/* --- customers --- */

void case_row_write_customer(const struct case_customer_row *row,
                             struct arena *arena, struct case_values *out)
{
    const struct case_customer *customer = &row->customer;
    struct list list;

    *out = (struct case_values){0};
    out->text[FIELD_CUSTOMER_KEY] = customer->key;
    out->text[FIELD_CUSTOMER_NAME] = customer->name;
    out->text[FIELD_CUSTOMER_MARKET] = customer->market;
    out->text[FIELD_CUSTOMER_SIZE] = customer->size;
    out->text[FIELD_CUSTOMER_INDUSTRY] = customer->industry;
    out->text[FIELD_CUSTOMER_SALESPERSON] = customer->salesperson;
    if (row->contact_count == 0)
        return;
    list_begin(&list);
    for (size_t i = 0; i < row->contact_count; i++) {
        json_object_begin(&list.json);
        key_string(&list.json, "key", row->contacts[i].key);
        key_string(&list.json, "name", row->contacts[i].name);
        key_string(&list.json, "title", row->contacts[i].title);
        key_string(&list.json, "email", row->contacts[i].email);
        json_object_end(&list.json);
    }
    out->text[FIELD_CUSTOMER_CONTACTS] = list_take(&list, arena);
}

/* --- cases --- */

/* Does the link say no more than an id among the articles does. */
static bool is_plain(const struct case_link *link,
                     const struct case_record *row)
{
    return link->kind == CASE_LINK_RESOLVED && link->comment.len == 0 &&
           link->who.len == 0 && link->reopened_count == 0 &&
           link->created_unix_s ==
               (row->closed_unix_s ? row->closed_unix_s : row->opened_unix_s);
}

/* Can the id stand between spaces. */
static bool is_simple(struct str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (ascii_is_space(id.ptr[i]) || id.ptr[i] == ',' || id.ptr[i] == ';' ||
            id.ptr[i] == '[')
            return false;
    return true;
}

static struct str articles_json(const struct case_record *row,
                                struct arena *arena)
{
    struct list list;

    list_begin(&list);
    for (size_t i = 0; i < row->link_count; i++)
        if (is_plain(&row->links[i], row))
            json_string(&list.json, row->links[i].article_id);
    return list_take(&list, arena);
}

/* Empty when an id cannot be written so, or there is none. */
static struct str articles_plain(const struct case_record *row,
                                 struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, LIST_BYTES_MAX);
    for (size_t i = 0; i < row->link_count; i++) {
        if (!is_plain(&row->links[i], row))
            continue;
        if (!is_simple(row->links[i].article_id)) {
            strbuf_release(&text);
            return articles_json(row, arena);
        }
        if (text.len > 0)
            strbuf_add_char(&text, ' ');
        strbuf_add_str(&text, row->links[i].article_id);
    }
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

static void write_links(const struct case_record *row, struct arena *arena,
                        struct case_values *out)
{
    struct list list;
    bool has_items = false;

    list_begin(&list);
    for (size_t i = 0; i < row->link_count; i++) {
        const struct case_link *link = &row->links[i];

        if (is_plain(link, row))
            continue;
        has_items = true;
        json_object_begin(&list.json);
        json_key_string(&list.json, "article", link->article_id);
        json_key_string(&list.json, "kind",
                        str_from(case_link_kind_word(link->kind)));
        key_string(&list.json, "comment", link->comment);
        key_string(&list.json, "who", link->who);
        key_time(&list.json, "created", link->created_unix_s);
        if (link->reopened_count)
            json_key_int(&list.json, "reopened", link->reopened_count);
        json_object_end(&list.json);
    }
    out->text[FIELD_CASE_LINKS] = list_take(&list, arena);
    if (!has_items)
        out->text[FIELD_CASE_LINKS] = (struct str){0};
}

static void write_messages(const struct case_record *row, struct arena *arena,
                           struct case_values *out)
{
    size_t first = 0;
    struct list list;

    if (row->message_count > 0 && row->messages[0].author == CASE_BY_CUSTOMER &&
        row->messages[0].author_name.len == 0 &&
        row->messages[0].created_unix_s == row->opened_unix_s) {
        out->text[FIELD_CASE_BODY] = row->messages[0].text;
        first = 1;
    }
    if (first == row->message_count)
        return;
    list_begin(&list);
    for (size_t i = first; i < row->message_count; i++) {
        const struct case_message *message = &row->messages[i];

        json_object_begin(&list.json);
        json_key_string(&list.json, "author",
                        str_from(case_author_word(message->author)));
        key_string(&list.json, "name", message->author_name);
        json_key_string(&list.json, "text", message->text);
        key_time(&list.json, "created", message->created_unix_s);
        json_object_end(&list.json);
    }
    out->text[FIELD_CASE_MESSAGES] = list_take(&list, arena);
}

void case_row_write_case(const struct case_record *row, bool is_json,
                         struct arena *arena, struct case_values *out)
{
    *out = (struct case_values){0};
    out->text[FIELD_CASE_NUMBER] = row->number;
    out->text[FIELD_CASE_CUSTOMER] = row->customer;
    out->text[FIELD_CASE_CONTACT] = row->contact;
    out->text[FIELD_CASE_PRODUCT] = row->product;
    out->text[FIELD_CASE_PRODUCT_VERSION] = row->product_version;
    out->text[FIELD_CASE_AGENT] = row->agent;
    out->text[FIELD_CASE_SUBJECT] = row->subject;
    out->text[FIELD_CASE_STATE] = str_from(case_state_word(row->state));
    out->text[FIELD_CASE_SEVERITY] = number(row->severity, arena);
    out->text[FIELD_CASE_OPENED] = when(row->opened_unix_s, arena);
    if (row->closed_unix_s)
        out->text[FIELD_CASE_CLOSED] = when(row->closed_unix_s, arena);
    out->text[FIELD_CASE_OUTCOME] = str_from(case_outcome_word(row->outcome));
    out->text[FIELD_CASE_REASON] = row->reason;
    out->text[FIELD_CASE_REOPENED] = number(row->reopened_count, arena);
    out->text[FIELD_CASE_ENVIRONMENT] = row->environment;
    out->text[FIELD_CASE_DOCUMENTER] = row->documenter;
    out->text[FIELD_CASE_FIXER] = row->fixer;
    out->text[FIELD_CASE_FIX_ID] = row->fix_id;
    out->text[FIELD_CASE_FIXED_IN] = row->fixed_in;
    out->text[FIELD_CASE_HANDLED_OUTSIDE] =
        row->is_outside ? STR("yes") : STR("");
    out->text[FIELD_CASE_REACHED_EXECUTIVES] =
        row->is_executive ? STR("yes") : STR("");
    out->text[FIELD_CASE_MERGED_INTO] = row->merged_into;
    out->text[FIELD_CASE_ARTICLES] =
        is_json ? articles_json(row, arena) : articles_plain(row, arena);
    write_links(row, arena, out);
    write_messages(row, arena, out);
}

/* --- time entries --- */

void case_row_write_time(const struct case_time *row, struct arena *arena,
                         struct case_values *out)
{
    *out = (struct case_values){0};
    out->text[FIELD_TIME_KEY] = row->key;
    out->text[FIELD_TIME_CASE] = row->case_number;
    out->text[FIELD_TIME_AGENT] = row->agent;
    out->text[FIELD_TIME_MINUTES] = number(row->minutes, arena);
    out->text[FIELD_TIME_WORKED_ON] = row->worked_on;
    out->text[FIELD_TIME_NOTE] = row->note;
}
