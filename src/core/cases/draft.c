/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing the draft. What in texts belongs to the customer alone is found by
 * personal.c; the file is written by others.
 */
#include "core/cases/draft.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/draft_people.h"
#include "core/cases/personal.h"
#include "text/front_matter.h"

static struct personal_names names_of(const struct draft_source *source)
{
    const struct case_record *record = source->record;
    struct personal_names names = {.product = record->product};

    personal_add_name(&names, record->customer);
    if (source->customer)
        personal_add_name(&names, source->customer->name);
    if (source->contact) {
        personal_add_name(&names, source->contact->email);
        personal_add_person(&names, source->contact->name);
    }
    for (size_t i = 0; i < record->message_count; i++) {
        if (record->messages[i].author == CASE_BY_CUSTOMER)
            personal_add_person(&names, record->messages[i].author_name);
    }
    for (size_t i = 0; source->others && i < source->others->count; i++)
        personal_add_name(&names, source->others->items[i]);
    return names;
}

/* --- writing --- */

enum signs { SIGNS_KEPT, SIGNS_OF_MARKDOWN, SIGNS_ALL };

/* Is the byte one that Markdown would take for more than a sign? `is_first`:
 * nothing but blanks stands before it in its line. */
static bool is_sign(struct str text, size_t at, bool is_first)
{
    char c = text.ptr[at];
    struct str rest = str_from_offset(text, at);

    if (c == '<' || c == '[' || c == ']')
        return true;
    return is_first &&
           (c == '#' || c == '>' || str_has_prefix(rest, STR(":::")) ||
            str_has_prefix(rest, STR("```")) ||
            str_has_prefix(rest, STR("~~~")) ||
            str_has_prefix(rest, STR("---")) ||
            str_has_prefix(rest, STR("===")));
}

/* A byte of a text that stands in one line, where it means itself. */
static void add_plain(struct strbuf *out, struct str text, size_t at,
                      bool is_first)
{
    const char c = text.ptr[at];
    const bool ends_number =
        is_first && ascii_is_digit(c) && at + 1 < text.len &&
        (text.ptr[at + 1] == '.' || text.ptr[at + 1] == ')');

    if ((unsigned char) c < 0x20 || c == 0x7F) {
        strbuf_add_char(out, ' ');
        return;
    }
    if (strchr("\\`*_<>[]#|~&!$", c) || (is_first && strchr("-+=:", c)))
        strbuf_add_char(out, '\\');
    strbuf_add_char(out, c);
    if (ends_number)
        strbuf_add_char(out, '\\');
}

static void add_mark(struct strbuf *out, struct str text, enum signs signs)
{
    strbuf_add_cstr(out, "[remove: ");
    if (signs == SIGNS_ALL) {
        for (size_t at = 0; at < text.len; at++)
            add_plain(out, text, at, false);
    } else {
        strbuf_add_str(out, text);
    }
    strbuf_add_char(out, ']');
}

static void add_marked(struct strbuf *out, const struct personal_names *names,
                       struct str text, enum signs signs)
{
    struct draft_people people;
    bool is_first = true;
    bool after_word = false;

    draft_people_find(text, names->product, &people);
    for (size_t at = 0; at < text.len;) {
        size_t person = draft_people_at(&people, at);
        size_t len = after_word ? 0 : personal_at(names, text, at);
        char c = text.ptr[at];

        if (person > len)
            len = person;
        if (len > 0) {
            add_mark(out, str_first(str_from_offset(text, at), len), signs);
            at += len;
            after_word = true;
            is_first = false;
            continue;
        }
        if (signs == SIGNS_ALL) {
            add_plain(out, text, at, is_first);
        } else {
            if (signs == SIGNS_OF_MARKDOWN && is_sign(text, at, is_first))
                strbuf_add_char(out, '\\');
            strbuf_add_char(out, c);
        }
        is_first = c == '\n' || (is_first && ascii_is_space(c));
        after_word = personal_is_word_byte(c);
        at++;
    }
}

static struct str marked(const struct draft_source *source, struct str text,
                         enum signs signs, struct arena *arena)
{
    const struct personal_names names = names_of(source);
    struct strbuf out;
    struct str kept;

    strbuf_init(&out, SIZE_MAX / 2);
    add_marked(&out, &names, text, signs);
    kept = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}

struct str draft_mark(const struct draft_source *source, struct str text,
                      struct arena *arena)
{
    return marked(source, text, SIGNS_KEPT, arena);
}

struct str draft_mark_line(const struct draft_source *source, struct str text,
                           struct arena *arena)
{
    return marked(source, text, SIGNS_ALL, arena);
}

void draft_add_line(struct strbuf *out, struct str text)
{
    for (size_t at = 0; at < text.len; at++)
        add_plain(out, text, at, at == 0);
}

struct str draft_id(const struct draft_source *source, struct arena *arena)
{
    struct str subject = draft_mark(source, source->record->subject, arena);
    struct strbuf out;
    struct str id;

    strbuf_init(&out, BOUND_ARTICLE_ID_BYTES);
    for (size_t at = 0; at < subject.len && out.len < DRAFT_ID_WORDS_BYTES;
         at++) {
        struct str rest = str_from_offset(subject, at);

        if (str_has_prefix(rest, STR("[remove: "))) {
            at += str_find_char(rest, ']');
            continue;
        }
        if (ascii_is_alnum(subject.ptr[at]))
            strbuf_add_char(&out, ascii_to_lower(subject.ptr[at]));
        else if (out.len > 0 && out.ptr[out.len - 1] != '-')
            strbuf_add_char(&out, '-');
    }
    if (out.len > 0 && out.ptr[out.len - 1] != '-')
        strbuf_add_char(&out, '-');
    if (out.len == 0)
        strbuf_add_cstr(&out, "case-");
    for (size_t i = 0; i < source->record->number.len; i++) {
        char c = source->record->number.ptr[i];

        strbuf_add_char(&out, ascii_is_alnum(c) ? ascii_to_lower(c) : '-');
    }
    id = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return id;
}

static void add_list(struct strbuf *out, const char *key, struct str value)
{
    if (value.len == 0)
        return;
    strbuf_add_format(out, "%s: [", key);
    front_matter_add_quoted(out, value);
    strbuf_add_cstr(out, "]\n");
}

static void add_front_matter(struct strbuf *out,
                             const struct draft_source *source,
                             struct str title)
{
    strbuf_add_cstr(out, "---\nid: ");
    front_matter_add_quoted(out, source->id);
    strbuf_add_cstr(out, "\ntitle: ");
    front_matter_add_quoted(out, title);
    strbuf_add_char(out, '\n');
    add_list(out, "products", source->record->product);
    add_list(out, "versions", source->record->product_version);
    strbuf_add_cstr(out, "owner: ");
    front_matter_add_quoted(out, source->owner);
    strbuf_add_cstr(out, "\nstate: draft\n---\n\n");
}

static void add_messages(struct strbuf *out, const struct draft_source *source,
                         const struct personal_names *names,
                         enum case_author author)
{
    const struct case_record *record = source->record;
    bool has_any = false;

    for (size_t i = 0; i < record->message_count; i++) {
        const struct case_message *message = &record->messages[i];

        if (message->author != author ||
            out->len + 4 * message->text.len > DRAFT_BYTES_MAX)
            continue;
        add_marked(out, names, str_trim(message->text), SIGNS_OF_MARKDOWN);
        strbuf_add_cstr(out, "\n\n");
        has_any = true;
    }
    if (!has_any)
        strbuf_add_cstr(out, "To be written.\n\n");
}

struct str draft_markdown(const struct draft_source *source,
                          struct arena *arena)
{
    const struct case_record *record = source->record;
    const struct personal_names names = names_of(source);
    struct str title = draft_mark(source, record->subject, arena);
    struct strbuf out;
    struct str text;

    strbuf_init(&out, 2 * DRAFT_BYTES_MAX);
    add_front_matter(&out, source, title);
    strbuf_add_cstr(&out, "# ");
    add_marked(&out, &names, record->subject, SIGNS_OF_MARKDOWN);
    strbuf_add_cstr(&out, "\n\n## Problem\n\n");
    add_messages(&out, source, &names, CASE_BY_CUSTOMER);
    if (record->product.len > 0) {
        strbuf_add_cstr(&out, "## Environment\n\n- ");
        strbuf_add_str(&out, record->product);
        if (record->product_version.len > 0) {
            strbuf_add_char(&out, ' ');
            strbuf_add_str(&out, record->product_version);
        }
        strbuf_add_cstr(&out, "\n\n");
    }
    strbuf_add_cstr(&out, "## Resolution\n\n");
    add_messages(&out, source, &names, CASE_BY_AGENT);
    text = strbuf_str(&out);
    while (text.len > 1 && text.ptr[text.len - 2] == '\n')
        text.len--;
    text = arena_str(arena, text);
    strbuf_release(&out);
    return text;
}
