/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The Markdown of a draft from a gap. See gap_draft.h; marking is left to
 * core/cases/draft.c.
 */
#include "core/insight/gap_draft.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/personal.h"
#include "text/front_matter.h"
#include "text/utf8.h"

enum { ID_BYTES = 60, NUMBERS_MAX = 200, FILE_BYTES_MAX = 256 * 1024 };

struct str gap_draft_id(struct str words, const struct personal_names *names,
                        long long gap_id, struct arena *arena)
{
    struct strbuf out;
    struct str id;
    bool is_within = false; /* a word */

    strbuf_init(&out, ID_BYTES * 2);
    for (size_t i = 0; i < words.len && out.len < ID_BYTES; i++) {
        size_t marked = is_within ? 0 : personal_at(names, words, i);

        is_within = personal_is_word_byte(words.ptr[i]);
        if (marked > 0)
            i += marked - 1;
        else if (ascii_is_alnum(words.ptr[i]))
            strbuf_add_char(&out, ascii_to_lower(words.ptr[i]));
        else if (out.len > 0 && out.ptr[out.len - 1] != '-')
            strbuf_add_char(&out, '-');
    }
    if (out.len > 0 && out.ptr[out.len - 1] != '-')
        strbuf_add_char(&out, '-');
    strbuf_add_format(&out, "gap-%lld", gap_id);
    id = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return id;
}

static struct str first_question(const struct case_record *record)
{
    for (size_t i = 0; i < record->message_count; i++)
        if (record->messages[i].author == CASE_BY_CUSTOMER)
            return utf8_prefix(str_trim(record->messages[i].text),
                               GAP_DRAFT_TEXT_BYTES);
    return STR("");
}

static bool is_new_product(const struct gap_draft *draft, size_t number)
{
    const struct str product = draft->cases[number].record->product;

    if (product.len == 0)
        return false;
    for (size_t i = 0; i < number; i++)
        if (str_equal(draft->cases[i].record->product, product))
            return false;
    return true;
}

static void add_products(struct strbuf *out, const struct gap_draft *draft)
{
    bool has_any = false;

    for (size_t i = 0; i < draft->case_count; i++) {
        if (!is_new_product(draft, i))
            continue;
        strbuf_add_cstr(out, has_any ? ", " : "products: [");
        front_matter_add_quoted(out, draft->cases[i].record->product);
        has_any = true;
    }
    if (has_any)
        strbuf_add_cstr(out, "]\n");
}

static void add_questions(struct strbuf *out, const struct gap_draft *draft,
                          struct arena *arena)
{
    strbuf_add_cstr(out, "## Problem\n\nCustomers' words: ");
    draft_add_line(out, draft->words);
    strbuf_add_cstr(out, "\n\n");
    for (size_t i = 0; i < draft->case_count && i < GAP_DRAFT_CASES; i++) {
        const struct draft_source *source = &draft->cases[i];
        struct str text = first_question(source->record);

        strbuf_add_cstr(out, "- ");
        strbuf_add_str(out,
                       draft_mark_line(source, source->record->subject, arena));
        if (i == 0 && text.len > 0) {
            strbuf_add_cstr(out, ": ");
            strbuf_add_str(out, draft_mark_line(source, text, arena));
        }
        strbuf_add_char(out, '\n');
    }
}

static void add_environment(struct strbuf *out, const struct gap_draft *draft)
{
    bool has_any = false;

    for (size_t i = 0; i < draft->case_count; i++) {
        if (!is_new_product(draft, i))
            continue;
        if (!has_any)
            strbuf_add_cstr(out, "\n## Environment\n\n");
        strbuf_add_cstr(out, "- ");
        draft_add_line(out, draft->cases[i].record->product);
        strbuf_add_char(out, '\n');
        has_any = true;
    }
}

/* Searches are nobody's. */
static struct draft_source searcher(const struct gap_draft *draft)
{
    static const struct case_record no_record;

    return (struct draft_source){.record = &no_record, .others = draft->others};
}

static void add_searches(struct strbuf *out, const struct gap_draft *draft,
                         struct arena *arena)
{
    const struct draft_source nobody = searcher(draft);

    strbuf_add_cstr(out, draft->case_count > 0 ? "\nSearched in vain:\n\n"
                                               : "## Problem\n\n"
                                                 "Searched in vain, the most "
                                                 "frequent first:\n\n");
    for (size_t i = 0; i < draft->search_count && i < GAP_DRAFT_SEARCHES; i++) {
        strbuf_add_cstr(out, "- ");
        strbuf_add_str(out,
                       draft_mark_line(&nobody, draft->searches[i], arena));
        strbuf_add_char(out, '\n');
    }
}

static struct str title_of(const struct gap_draft *draft, struct arena *arena)
{
    const struct draft_source nobody = searcher(draft);

    if (draft->case_count > 0)
        return draft_mark(&draft->cases[0], draft->cases[0].record->subject,
                          arena);
    if (draft->search_count > 0)
        return draft_mark(&nobody, draft->searches[0], arena);
    return draft->words;
}

static void add_numbers(struct strbuf *out, const struct gap_draft *draft)
{
    if (draft->number_count == 0)
        return;
    strbuf_add_cstr(out, "\n[remove: cases");
    for (size_t i = 0; i < draft->number_count && i < NUMBERS_MAX; i++) {
        strbuf_add_cstr(out, i > 0 ? ", " : " ");
        draft_add_line(out, draft->numbers[i]);
    }
    strbuf_add_cstr(out, "]\n");
}

struct str gap_draft_markdown(const struct gap_draft *draft,
                              struct arena *arena)
{
    struct strbuf out;
    struct str text;

    strbuf_init(&out, FILE_BYTES_MAX);
    strbuf_add_cstr(&out, "---\nid: ");
    front_matter_add_quoted(&out, draft->id);
    strbuf_add_cstr(&out, "\ntitle: ");
    front_matter_add_quoted(&out, title_of(draft, arena));
    strbuf_add_char(&out, '\n');
    add_products(&out, draft);
    strbuf_add_cstr(&out, "owner: ");
    front_matter_add_quoted(&out, draft->owner);
    strbuf_add_cstr(&out, "\nstate: draft\n---\n\n");
    if (draft->case_count > 0)
        add_questions(&out, draft, arena);
    if (draft->search_count > 0)
        add_searches(&out, draft, arena);
    add_environment(&out, draft);
    strbuf_add_cstr(&out, "\n## Resolution\n\nTo be written.\n");
    add_numbers(&out, draft);
    text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}
