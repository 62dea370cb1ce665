/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts, times and lists of rows. Lists come as JSON, in JSON lines as well as
 * in a cell of a CSV file, and are read by one table of keys per list.
 */
#include "core/cases/case_lists.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/case_when.h"
#include "text/json_read.h"
#include "text/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- texts --- */

struct str case_text_uniform(struct str text, struct arena *arena)
{
    size_t len = 0;
    char *out;

    if (text.len == 0 || (!memchr(text.ptr, '\r', text.len) &&
                          !memchr(text.ptr, '\0', text.len)))
        return text;
    out = arena_alloc(arena, text.len * UTF8_MAX);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\r') {
            if (i + 1 < text.len && text.ptr[i + 1] == '\n')
                continue;
            c = '\n';
        }
        if (c == '\0')
            len += utf8_encode(UTF8_REPLACEMENT, out + len);
        else
            out[len++] = c;
    }
    return (struct str){out, len};
}

static bool is_control(char c)
{
    return (unsigned char) c < ' ' || c == 0x7F;
}

struct str case_text_line(struct str text, struct arena *arena)
{
    size_t at = 0;
    char *out;

    text = str_trim(text);
    while (at < text.len && !is_control(text.ptr[at]))
        at++;
    if (at == text.len)
        return text;
    text = case_text_uniform(text, arena);
    out = arena_alloc(arena, text.len);
    for (size_t i = 0; i < text.len; i++)
        out[i] = is_control(text.ptr[i]) ? ' ' : text.ptr[i];
    return str_trim((struct str){out, text.len});
}

/* --- times --- */

enum slv_status case_time_read(struct str text, int64_t *unix_s, bool *is_day,
                               struct slv_error *err)
{
    enum case_when_kind kind = case_when_parse(text, unix_s);
    struct str shown = utf8_prefix(text, 40);

    *is_day = kind == CASE_WHEN_DAY;
    switch (kind) {
    case CASE_WHEN_TIME:
    case CASE_WHEN_DAY:
        return SLV_OK;
    case CASE_WHEN_NO_ZONE:
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" has no time zone; write "
                        "2026-03-04T09:12:00Z or 2026-03-04T10:12:00+01:00",
                        STR_ARG(shown));
    case CASE_WHEN_OUTSIDE:
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" is not between 1970 and 9999",
                        STR_ARG(shown));
    case CASE_WHEN_WRONG:
        break;
    }
    return slv_fail(err, SLV_ERR_INPUT,
                    "\"%.*s\" is no time; write 2026-03-04T09:12:00Z, or "
                    "2026-03-04 for a day",
                    STR_ARG(shown));
}

/* --- objects in lists --- */

enum { KEYS_MAX = 8 };

/* One object of a list: where it stands, for sentences, and its texts. */
struct item {
    const char *list;
    size_t number; /* from 1 */
    struct str text[KEYS_MAX];
};

/* "links 2: what". */
__attribute__((format(printf, 4, 5))) static enum slv_status
wrong_item(const struct item *item, enum slv_status status,
           struct slv_error *err, const char *format, ...)
{
    char what[SLV_ERROR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return slv_fail(err, status, "%s, item %zu: %s", item->list, item->number,
                    what);
}

/* The texts of an object by `keys`; a single text is the first key's. */
static enum slv_status read_item(const struct json_members *members,
                                 const char *const *keys, size_t key_count,
                                 struct item *item, struct slv_error *err)
{
    memset(item->text, 0, sizeof item->text);
    if (members->count == 0)
        return wrong_item(item, SLV_ERR_INPUT, err, "there is nothing in it");
    for (size_t i = 0; i < members->count; i++) {
        const struct json_member *member = &members->items[i];
        size_t key = 0;

        if (member->name.len > 0)
            while (key < key_count &&
                   !str_equal(member->name, str_from(keys[key])))
                key++;
        if (key == key_count)
            return wrong_item(item, SLV_ERR_INPUT, err,
                              "\"%.*s\" is no key of it",
                              STR_ARG(utf8_prefix(member->name, 40)));
        if (member->kind == JSON_MEMBER_LIST ||
            member->kind == JSON_MEMBER_OBJECT)
            return wrong_item(item, SLV_ERR_INPUT, err, "%s must be a text",
                              keys[key]);
        item->text[key] = member->text;
    }
    return SLV_OK;
}

static enum slv_status read_list(const char *name, struct str list, size_t max,
                                 struct arena *arena, struct json_members **out,
                                 size_t *count, struct slv_error *err)
{
    struct slv_error cause;
    enum slv_status status;

    *out = NULL;
    *count = 0;
    if (list.len == 0)
        return SLV_OK;
    if (list.ptr[0] != '[')
        return slv_fail(err, SLV_ERR_INPUT, "%s is no JSON list", name);
    status = json_read_items(list, max, arena, out, count, &cause);
    if (status != SLV_OK)
        return slv_fail(err, status, "%s: %s", name, cause.text);
    return SLV_OK;
}

/* A text of an item as one line of at most `max` bytes. */
static enum slv_status take_line(const struct item *item, struct str text,
                                 const char *key, size_t max,
                                 struct arena *arena, struct str *out,
                                 struct slv_error *err)
{
    *out = case_text_line(text, arena);
    if (out->len > max)
        return wrong_item(item, SLV_ERR_TOO_BIG, err,
                          "%s is longer than %zu bytes", key, max);
    return SLV_OK;
}

/* A time of an item, or `otherwise` when it has none; not before the case. */
static enum slv_status take_created(const struct item *item, struct str text,
                                    const struct case_record *row,
                                    int64_t otherwise, int64_t *out,
                                    struct slv_error *err)
{
    struct slv_error cause;
    bool is_day;

    text = str_trim(text);
    *out = otherwise;
    if (text.len == 0)
        return SLV_OK;
    if (case_time_read(text, out, &is_day, &cause) != SLV_OK)
        return wrong_item(item, SLV_ERR_INPUT, err, "created %s", cause.text);
    if (*out < row->opened_unix_s)
        return wrong_item(item, SLV_ERR_INPUT, err,
                          "created (%.*s) is before the case was opened",
                          STR_ARG(utf8_prefix(text, 40)));
    return SLV_OK;
}

/* --- contacts --- */

enum slv_status case_contacts_read(struct str list, struct str customer,
                                   size_t max, struct arena *arena,
                                   struct case_contact **out, size_t *count,
                                   struct slv_error *err)
{
    static const char *const keys[] = {"key", "name", "title", "email"};
    static const size_t maxima[] = {BOUND_CASE_KEY_BYTES, BOUND_CASE_NAME_BYTES,
                                    BOUND_CASE_NAME_BYTES,
                                    BOUND_CASE_NAME_BYTES};
    struct json_members *items;
    size_t item_count;
    enum slv_status status =
        read_list("contacts", list, max, arena, &items, &item_count, err);

    *count = 0;
    *out = arena_calloc(arena, item_count + 1, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < item_count; i++) {
        struct case_contact *contact = &(*out)[i];
        struct str *const members[] = {&contact->key, &contact->name,
                                       &contact->title, &contact->email};
        struct item item = {.list = "contacts", .number = i + 1};

        contact->customer = customer;
        status = read_item(&items[i], keys, ARRAY_LEN(keys), &item, err);
        for (size_t j = 0; status == SLV_OK && j < ARRAY_LEN(keys); j++)
            status = take_line(&item, item.text[j], keys[j], maxima[j], arena,
                               members[j], err);
        if (status == SLV_OK && contact->key.len == 0)
            contact->key = contact->name.len <= BOUND_CASE_KEY_BYTES
                               ? contact->name
                               : contact->key;
        if (status == SLV_OK && contact->key.len == 0)
            status = wrong_item(&item, SLV_ERR_INPUT, err,
                                "it has neither key nor name");
        for (size_t j = 0; status == SLV_OK && j < i; j++)
            if (str_equal((*out)[j].key, contact->key))
                status = wrong_item(&item, SLV_ERR_INPUT, err,
                                    "\"%.*s\" is there twice",
                                    STR_ARG(utf8_prefix(contact->key, 60)));
        *count = i + 1;
    }
    return status;
}

/* --- links --- */

static int by_article(const void *a, const void *b)
{
    const struct case_link *one = a;
    const struct case_link *other = b;

    return str_compare(one->article_id, other->article_id);
}

static bool is_between_ids(char c)
{
    return ascii_is_space(c) || c == ',' || c == ';';
}

/* Ids of a text that is no JSON. */
static size_t split_ids(struct str text, struct str *out, size_t max)
{
    size_t count = 0;
    size_t at = 0;

    while (at < text.len) {
        size_t begin;

        while (at < text.len && is_between_ids(text.ptr[at]))
            at++;
        begin = at;
        while (at < text.len && !is_between_ids(text.ptr[at]))
            at++;
        if (at > begin && count < max)
            out[count] = (struct str){text.ptr + begin, at - begin};
        count += at > begin;
    }
    return count;
}

static enum slv_status read_articles(struct str text, struct arena *arena,
                                     struct str ids[BOUND_CASE_LINKS],
                                     size_t *count, struct slv_error *err)
{
    static const char *const keys[] = {"article"};
    struct json_members *items = NULL;
    enum slv_status status;

    *count = 0;
    if (text.len == 0 || text.ptr[0] != '[') {
        *count = split_ids(text, ids, BOUND_CASE_LINKS);
        if (*count > BOUND_CASE_LINKS)
            return slv_fail(err, SLV_ERR_TOO_BIG,
                            "articles has more than %d items",
                            BOUND_CASE_LINKS);
        return SLV_OK;
    }
    status = read_list("articles", text, BOUND_CASE_LINKS, arena, &items, count,
                       err);
    for (size_t i = 0; status == SLV_OK && i < *count; i++) {
        struct item item = {.list = "articles", .number = i + 1};

        status = read_item(&items[i], keys, 1, &item, err);
        ids[i] = item.text[0];
    }
    return status;
}

static enum slv_status set_article(const struct item *item, struct str id,
                                   struct arena *arena, struct case_link *link,
                                   struct slv_error *err)
{
    enum slv_status status =
        take_line(item, id, "the article's id", BOUND_ARTICLE_ID_BYTES, arena,
                  &link->article_id, err);

    if (status == SLV_OK && link->article_id.len == 0)
        return wrong_item(item, SLV_ERR_INPUT, err, "it names no article");
    return status;
}

static enum slv_status read_link(const struct json_members *members,
                                 size_t number, const struct case_record *row,
                                 int64_t otherwise, struct arena *arena,
                                 struct case_link *out, struct slv_error *err)
{
    enum { ARTICLE, KIND, COMMENT, WHO, CREATED, REOPENED, KEY_COUNT };
    static const char *const keys[] = {"article", "kind",    "comment",
                                       "who",     "created", "reopened"};
    struct item item = {.list = "links", .number = number};
    enum slv_status status = read_item(members, keys, KEY_COUNT, &item, err);
    unsigned long long reopened = 0;

    if (status == SLV_OK)
        status = set_article(&item, item.text[ARTICLE], arena, out, err);
    if (status == SLV_OK && item.text[KIND].len > 0 &&
        !case_link_kind_parse(item.text[KIND], &out->kind))
        status = wrong_item(&item, SLV_ERR_INPUT, err,
                            "kind \"%.*s\" is none of resolved, tried, wrong",
                            STR_ARG(utf8_prefix(item.text[KIND], 40)));
    out->comment = case_text_uniform(item.text[COMMENT], arena);
    if (status == SLV_OK && out->comment.len > BOUND_CASE_NOTE_BYTES)
        status = wrong_item(&item, SLV_ERR_TOO_BIG, err,
                            "comment is longer than %d bytes",
                            BOUND_CASE_NOTE_BYTES);
    if (status == SLV_OK)
        status = take_line(&item, item.text[WHO], "who", BOUND_CASE_NAME_BYTES,
                           arena, &out->who, err);
    if (status == SLV_OK)
        status = take_created(&item, item.text[CREATED], row, otherwise,
                              &out->created_unix_s, err);
    if (status == SLV_OK && item.text[REOPENED].len > 0 &&
        (!str_to_uint(item.text[REOPENED], &reopened) || reopened > 10000))
        status = wrong_item(&item, SLV_ERR_INPUT, err,
                            "reopened is no whole number from 0 to 10000");
    out->reopened_count = (int) reopened;
    return status;
}

enum slv_status case_links_read(struct str articles, struct str links,
                                struct arena *arena, struct case_record *row,
                                struct slv_error *err)
{
    struct str ids[BOUND_CASE_LINKS];
    struct json_members *items;
    struct case_link *out;
    size_t id_count;
    size_t item_count = 0;
    size_t count = 0;
    int64_t otherwise =
        row->closed_unix_s ? row->closed_unix_s : row->opened_unix_s;
    enum slv_status status =
        read_articles(articles, arena, ids, &id_count, err);

    if (status == SLV_OK)
        status = read_list("links", links, BOUND_CASE_LINKS, arena, &items,
                           &item_count, err);
    if (status != SLV_OK)
        return status;
    if (id_count + item_count > BOUND_CASE_LINKS)
        return slv_fail(err, SLV_ERR_TOO_BIG, "the case has more than %d links",
                        BOUND_CASE_LINKS);
    out = arena_calloc(arena, id_count + item_count, sizeof *out);
    for (size_t i = 0; status == SLV_OK && i < id_count; i++) {
        struct item item = {.list = "articles", .number = i + 1};
        bool is_new = true;

        out[count] = (struct case_link){.kind = CASE_LINK_RESOLVED,
                                        .created_unix_s = otherwise};
        status = set_article(&item, ids[i], arena, &out[count], err);
        /* named twice in the same way says nothing else */
        for (size_t j = 0; j < count; j++)
            if (str_equal(out[j].article_id, out[count].article_id))
                is_new = false;
        count += is_new;
    }
    for (size_t i = 0; status == SLV_OK && i < item_count; i++)
        status = read_link(&items[i], i + 1, row, otherwise, arena,
                           &out[count++], err);
    if (status != SLV_OK)
        return status;
    if (count > 0)
        qsort(out, count, sizeof *out, by_article);
    for (size_t i = 1; i < count; i++)
        if (str_equal(out[i - 1].article_id, out[i].article_id))
            return slv_fail(err, SLV_ERR_INPUT,
                            "the article \"%.*s\" is linked twice",
                            STR_ARG(utf8_prefix(out[i].article_id, 60)));
    row->links = out;
    row->link_count = count;
    return SLV_OK;
}

/* --- messages --- */

static enum slv_status
read_message(const struct json_members *members, size_t number,
             const struct case_record *row, struct arena *arena,
             struct case_message *out, struct slv_error *err)
{
    enum { TEXT, AUTHOR, NAME, CREATED, KEY_COUNT };
    static const char *const keys[] = {"text", "author", "name", "created"};
    struct item item = {.list = "messages", .number = number};
    enum slv_status status = read_item(members, keys, KEY_COUNT, &item, err);

    out->author = CASE_BY_CUSTOMER;
    if (status == SLV_OK && item.text[AUTHOR].len > 0 &&
        !case_author_parse(item.text[AUTHOR], &out->author))
        status = wrong_item(&item, SLV_ERR_INPUT, err,
                            "author \"%.*s\" is none of customer, agent, note",
                            STR_ARG(utf8_prefix(item.text[AUTHOR], 40)));
    if (status == SLV_OK)
        status =
            take_line(&item, item.text[NAME], "name", BOUND_CASE_NAME_BYTES,
                      arena, &out->author_name, err);
    if (status == SLV_OK)
        status = take_created(&item, item.text[CREATED], row,
                              row->opened_unix_s, &out->created_unix_s, err);
    out->text = case_text_uniform(item.text[TEXT], arena);
    if (status == SLV_OK && out->text.len == 0)
        status = wrong_item(&item, SLV_ERR_INPUT, err, "text is empty");
    if (status == SLV_OK && out->text.len > BOUND_CASE_TEXT_BYTES)
        status =
            wrong_item(&item, SLV_ERR_TOO_BIG, err,
                       "text is longer than %d bytes", BOUND_CASE_TEXT_BYTES);
    return status;
}

/* By time, those of one second as they stand. Few are out of order. */
static void sort_messages(struct case_message *messages, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct case_message moved = messages[i];
        size_t at = i;

        while (at > 0 &&
               messages[at - 1].created_unix_s > moved.created_unix_s) {
            messages[at] = messages[at - 1];
            at--;
        }
        messages[at] = moved;
    }
}

enum slv_status case_messages_read(struct str body, struct str list,
                                   struct arena *arena, struct case_record *row,
                                   struct slv_error *err)
{
    struct json_members *items;
    struct case_message *out;
    size_t item_count;
    size_t count = 0;
    enum slv_status status = read_list("messages", list, BOUND_CASE_MESSAGES,
                                       arena, &items, &item_count, err);

    if (status != SLV_OK)
        return status;
    out = arena_calloc(arena, item_count + 1, sizeof *out);
    body = case_text_uniform(body, arena);
    if (body.len > BOUND_CASE_TEXT_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG, "body is longer than %d bytes",
                        BOUND_CASE_TEXT_BYTES);
    if (str_trim(body).len > 0)
        out[count++] =
            (struct case_message){.author = CASE_BY_CUSTOMER,
                                  .text = body,
                                  .created_unix_s = row->opened_unix_s};
    for (size_t i = 0; status == SLV_OK && i < item_count; i++)
        status = read_message(&items[i], i + 1, row, arena, &out[count++], err);
    if (status == SLV_OK && count > BOUND_CASE_MESSAGES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the case has more than %d messages",
                        BOUND_CASE_MESSAGES);
    sort_messages(out, count);
    row->messages = out;
    row->message_count = count;
    return status;
}
