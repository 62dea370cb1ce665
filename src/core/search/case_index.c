/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Documents and records of cases. The order of the fields here is the format;
 * changing it raises SCHEMA_VERSION.
 */
#include "core/search/case_index.h"

#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/strbuf.h"

enum {
    RECORD_BYTES_MAX = 1024 * 1024,
    RESOLVED_PERCENT = 100,
    WRONG_PERCENT = -100,
    CAME_BACK_PERCENT = -50
};

int32_t case_vote_percent(enum case_link_kind kind, int reopened_count)
{
    switch (kind) {
    case CASE_LINK_RESOLVED:
        return RESOLVED_PERCENT / (1 + reopened_count);
    case CASE_LINK_WRONG:
        return WRONG_PERCENT;
    case CASE_LINK_TRIED:
        break;
    }
    return reopened_count > 0 ? CAME_BACK_PERCENT : 0;
}

static struct str write_record(const struct indexed_case *record,
                               struct arena *arena)
{
    struct strbuf out;
    struct str kept;

    strbuf_init(&out, RECORD_BYTES_MAX);
    pack_str(&out, record->number);
    pack_str(&out, record->subject);
    pack_int(&out, record->change);
    pack_int(&out, record->closed_unix_s);
    pack_uint(&out, record->vote_count);
    for (size_t i = 0; i < record->vote_count; i++) {
        pack_str(&out, record->votes[i].article_id);
        pack_int(&out, record->votes[i].percent);
    }
    kept = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}

/* Mail and forms often say the subject once more at the beginning. */
static struct str without_subject(struct str text, struct str subject)
{
    text = str_trim(text);
    return str_has_prefix(text, subject) ? str_from_offset(text, subject.len)
                                         : text;
}

void case_document_build(struct document_builder *builder,
                         const struct indexed_case *record, struct str text,
                         struct str language, struct arena *arena,
                         struct document *out)
{
    struct str *names = arena_calloc(
        arena, 1 + record->vote_count + record->linked.count, sizeof *names);
    size_t name_count = 0;
    struct xap_value *values = arena_calloc(arena, 2, sizeof *values);

    *out = (struct document){.unique_term =
                                 case_number_term(record->number, arena)};
    names[name_count++] = out->unique_term;
    for (size_t i = 0; i < record->vote_count; i++)
        names[name_count++] =
            case_article_term(record->votes[i].article_id, arena);
    for (size_t i = 0; i < record->linked.count; i++)
        names[name_count++] = case_linked_term(record->linked.items[i], arena);
    document_count_text(builder, language, record->subject,
                        without_subject(text, record->subject));
    document_fill_terms(builder, names, name_count, arena, out);
    values[0] = (struct xap_value){SLOT_KEY, schema_key(record->number, arena)};
    values[1] = (struct xap_value){SLOT_UPDATED,
                                   schema_time(record->closed_unix_s, arena)};
    out->document.values = values;
    out->document.value_count = 2;
    out->document.data = write_record(record, arena);
}

enum slv_status indexed_case_read(struct str data, struct arena *arena,
                                  struct indexed_case *out,
                                  struct slv_error *err)
{
    struct unpack in = {data, false};

    *out = (struct indexed_case){.number = unpack_str(&in)};
    out->subject = unpack_str(&in);
    out->change = unpack_int(&in);
    out->closed_unix_s = unpack_int(&in);
    out->vote_count = unpack_count(&in);
    out->votes = arena_calloc(arena, out->vote_count, sizeof *out->votes);
    for (size_t i = 0; i < out->vote_count; i++) {
        out->votes[i].article_id = unpack_str(&in);
        out->votes[i].percent = (int32_t) unpack_int(&in);
    }
    if (!in.is_damaged)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_CORRUPT, "the index of cases is damaged");
}

struct str case_number_term(struct str number, struct arena *arena)
{
    return schema_name_term('Q', number, arena);
}

struct str case_article_term(struct str article_id, struct arena *arena)
{
    return schema_name_term('A', article_id, arena);
}

struct str case_linked_term(struct str article_id, struct arena *arena)
{
    return schema_name_term('N', article_id, arena);
}
