/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of an import as bytes and back, for the time between staging and
 * applying. Bytes of an interrupted import may meet a newer program, so they
 * begin with the version of their form.
 */
#include "store/case_import_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/pack.h"

#include <stdlib.h>

enum { FORM = 1, POINTER_BYTES = sizeof(void *) };

void case_pack_texts(enum case_table table, const struct str *fields,
                     struct strbuf *out)
{
    pack_uint(out, FORM);
    for (size_t i = 0; i < case_table_field_count(table); i++)
        pack_str(out, fields[i]);
}

bool case_unpack_texts(enum case_table table, struct str packed,
                       struct str *fields)
{
    struct unpack in = {.rest = packed};
    const bool is_known = unpack_uint(&in) == FORM;

    for (size_t i = 0; i < case_table_field_count(table); i++)
        fields[i] = unpack_str(&in);
    return is_known && !in.is_damaged;
}

/* Equal times keep the order in which they came: the addresses rise in it. */
static int compare_messages(const void *a, const void *b)
{
    const struct case_message *const *first = a;
    const struct case_message *const *second = b;

    if ((*first)->created_unix_s != (*second)->created_unix_s)
        return (*first)->created_unix_s < (*second)->created_unix_s ? -1 : 1;
    return *first < *second ? -1 : *first > *second;
}

static int compare_links(const void *a, const void *b)
{
    const struct case_link *const *first = a;
    const struct case_link *const *second = b;

    return str_compare((*first)->article_id, (*second)->article_id);
}

static void pack_messages(const struct case_record *row, struct strbuf *out)
{
    const struct case_message **sorted =
        alloc_zeroed(row->message_count + 1, POINTER_BYTES);

    for (size_t i = 0; i < row->message_count; i++)
        sorted[i] = &row->messages[i];
    qsort(sorted, row->message_count, POINTER_BYTES, compare_messages);
    pack_uint(out, row->message_count);
    for (size_t i = 0; i < row->message_count; i++) {
        pack_uint(out, sorted[i]->author);
        pack_str(out, sorted[i]->author_name);
        pack_str(out, sorted[i]->text);
        pack_int(out, sorted[i]->created_unix_s);
    }
    free(sorted);
}

static void pack_links(const struct case_record *row, struct strbuf *out)
{
    const struct case_link **sorted =
        alloc_zeroed(row->link_count + 1, POINTER_BYTES);

    for (size_t i = 0; i < row->link_count; i++)
        sorted[i] = &row->links[i];
    qsort(sorted, row->link_count, POINTER_BYTES, compare_links);
    pack_uint(out, row->link_count);
    for (size_t i = 0; i < row->link_count; i++) {
        pack_str(out, sorted[i]->article_id);
        pack_uint(out, sorted[i]->kind);
        pack_str(out, sorted[i]->comment);
        pack_str(out, sorted[i]->who);
        pack_int(out, sorted[i]->created_unix_s);
        pack_int(out, sorted[i]->reopened_count);
    }
    free(sorted);
}

/* What a row says of a mark; a version that knew no clearing wrote the first
 * two. */
enum mark { MARK_NOT_SAID, MARK_SET, MARK_CLEARED, MARK_COUNT };

static unsigned mark_of(bool is_set, bool is_cleared)
{
    if (is_set)
        return MARK_SET;
    return is_cleared ? MARK_CLEARED : MARK_NOT_SAID;
}

void case_pack_record(const struct case_record *row, struct strbuf *out)
{
    pack_uint(out, FORM);
    pack_str(out, row->number);
    pack_str(out, row->customer);
    pack_str(out, row->contact);
    pack_str(out, row->product);
    pack_str(out, row->product_version);
    pack_str(out, row->agent);
    pack_str(out, row->subject);
    pack_uint(out, row->state);
    pack_int(out, row->severity);
    pack_int(out, row->opened_unix_s);
    pack_int(out, row->closed_unix_s);
    pack_uint(out, row->outcome);
    pack_str(out, row->reason);
    pack_int(out, row->reopened_count);
    pack_messages(row, out);
    pack_links(row, out);
    pack_str(out, row->documenter);
    pack_str(out, row->fixer);
    pack_str(out, row->fix_id);
    pack_str(out, row->fixed_in);
    pack_str(out, row->environment);
    pack_uint(out, mark_of(row->is_outside, row->clears_outside));
    pack_uint(out, mark_of(row->is_executive, row->clears_executive));
    if (row->merged_into.len > 0)
        pack_str(out, row->merged_into);
}

/* A number that must be smaller than `count`. */
static unsigned unpack_choice(struct unpack *in, unsigned count)
{
    const uint64_t choice = unpack_uint(in);

    if (choice < count)
        return (unsigned) choice;
    in->is_damaged = true;
    return 0;
}

static void unpack_messages(struct unpack *in, struct arena *arena,
                            struct case_record *out)
{
    struct case_message *messages;

    out->message_count = unpack_count(in);
    messages = arena_calloc(arena, out->message_count, sizeof *messages);
    for (size_t i = 0; i < out->message_count; i++) {
        messages[i].author =
            (enum case_author) unpack_choice(in, CASE_BY_NOTE + 1);
        messages[i].author_name = unpack_str(in);
        messages[i].text = unpack_str(in);
        messages[i].created_unix_s = unpack_int(in);
    }
    out->messages = messages;
}

static void unpack_links(struct unpack *in, struct arena *arena,
                         struct case_record *out)
{
    struct case_link *links;

    out->link_count = unpack_count(in);
    links = arena_calloc(arena, out->link_count, sizeof *links);
    for (size_t i = 0; i < out->link_count; i++) {
        links[i].article_id = unpack_str(in);
        links[i].kind =
            (enum case_link_kind) unpack_choice(in, CASE_LINK_WRONG + 1);
        links[i].comment = unpack_str(in);
        links[i].who = unpack_str(in);
        links[i].created_unix_s = unpack_int(in);
        links[i].reopened_count = (int) unpack_int(in);
    }
    out->links = links;
}

static void unpack_mark(struct unpack *in, bool *is_set, bool *is_cleared)
{
    const unsigned mark = unpack_choice(in, MARK_COUNT);

    *is_set = mark == MARK_SET;
    *is_cleared = mark == MARK_CLEARED;
}

bool case_unpack_record(struct str packed, struct arena *arena,
                        struct case_record *out)
{
    struct unpack in = {.rest = packed};

    if (unpack_uint(&in) != FORM)
        return false;
    out->number = unpack_str(&in);
    out->customer = unpack_str(&in);
    out->contact = unpack_str(&in);
    out->product = unpack_str(&in);
    out->product_version = unpack_str(&in);
    out->agent = unpack_str(&in);
    out->subject = unpack_str(&in);
    out->state = (enum case_state) unpack_choice(&in, CASE_CLOSED + 1);
    out->severity = (int) unpack_int(&in);
    out->opened_unix_s = unpack_int(&in);
    out->closed_unix_s = unpack_int(&in);
    out->outcome =
        (enum case_outcome) unpack_choice(&in, CASE_OUTCOME_NONE + 1);
    out->reason = unpack_str(&in);
    out->reopened_count = (int) unpack_int(&in);
    unpack_messages(&in, arena, out);
    unpack_links(&in, arena, out);
    if (in.rest.len > 0) { /* what an older version staged ends here */
        out->documenter = unpack_str(&in);
        out->fixer = unpack_str(&in);
        out->fix_id = unpack_str(&in);
        out->fixed_in = unpack_str(&in);
        out->environment = unpack_str(&in);
    }
    if (in.rest.len > 0) { /* likewise */
        unpack_mark(&in, &out->is_outside, &out->clears_outside);
        unpack_mark(&in, &out->is_executive, &out->clears_executive);
    }
    if (in.rest.len > 0) /* of a part of another case alone */
        out->merged_into = unpack_str(&in);
    out->change = 0;
    return !in.is_damaged;
}

void case_pack_merge(struct str number, struct str into, struct strbuf *out)
{
    pack_uint(out, FORM);
    pack_str(out, number);
    pack_str(out, into);
}

bool case_unpack_merge(struct str packed, struct str *number, struct str *into)
{
    struct unpack in = {.rest = packed};

    if (unpack_uint(&in) != FORM)
        return false;
    *number = unpack_str(&in);
    *into = unpack_str(&in);
    return !in.is_damaged;
}

void case_pack_time(const struct case_time *row, struct strbuf *out)
{
    pack_uint(out, FORM);
    pack_str(out, row->key);
    pack_str(out, row->case_number);
    pack_str(out, row->agent);
    pack_int(out, row->minutes);
    pack_str(out, row->worked_on);
    pack_str(out, row->note);
}

bool case_unpack_time(struct str packed, struct case_time *out)
{
    struct unpack in = {.rest = packed};

    if (unpack_uint(&in) != FORM)
        return false;
    out->key = unpack_str(&in);
    out->case_number = unpack_str(&in);
    out->agent = unpack_str(&in);
    out->minutes = (int) unpack_int(&in);
    out->worked_on = unpack_str(&in);
    out->note = unpack_str(&in);
    return !in.is_damaged;
}
