/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of fields, and finding them by the headers of a file. What stands in
 * the cells is for case_rows.c.
 */
#include "core/cases/case_fields.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

enum { HEADER_BYTES_MAX = 100, NAMES_SHOWN_BYTES = 240 };

struct field_row {
    enum case_kind kind;
    const char *name;
    const char *needed; /* the needed field that it is or stands for, or NULL */
    bool is_exported;
    const char *aliases;
    const char *meaning;
};

#define NEEDED ""
#define OPTIONAL NULL
#define INSTEAD_OF(name) (name)
#define EXPORTED true
#define IMPORTED false
static const struct field_row rows[CASE_FIELD_COUNT] = {
#define CASE_FIELD(KIND, NAME, name, need, export, aliases, meaning) \
    {CASE_KIND_##KIND, name, need, export, aliases, meaning},
#include "core/cases/case_fields.def"
#undef CASE_FIELD
};

static const struct {
    const char *word;
    const char *one;
    const char *several;
} kinds[CASE_KIND_COUNT] = {
    [CASE_KIND_CUSTOMER] = {"customers", "customer", "customers"},
    [CASE_KIND_CASE] = {"cases", "case", "cases"},
    [CASE_KIND_TIME] = {"time", "time entry", "time entries"},
    [CASE_KIND_INCOME] = {"income", "income", "income"},
    [CASE_KIND_PRODUCT] = {"products", "product", "products"},
    [CASE_KIND_AGENT] = {"agents", "agent", "agents"},
    [CASE_KIND_EVENT] = {"events", "event", "events"},
    [CASE_KIND_FEEDBACK] = {"feedback", "answer", "answers"},
};

bool case_kind_is_imported(enum case_kind kind)
{
    return kind < CASE_KIND_EVENT;
}

const char *case_kind_word(enum case_kind kind)
{
    return kinds[kind].word;
}

bool case_kind_parse(struct str word, enum case_kind *out)
{
    for (unsigned i = 0; i < CASE_KIND_COUNT; i++)
        if (str_equal(word, str_from(kinds[i].word))) {
            *out = (enum case_kind) i;
            return true;
        }
    return false;
}

const char *case_kind_noun(enum case_kind kind, bool is_one)
{
    return is_one ? kinds[kind].one : kinds[kind].several;
}

enum case_kind case_field_kind(enum case_field field)
{
    return rows[field].kind;
}

const char *case_field_name(enum case_field field)
{
    return rows[field].name;
}

const char *case_field_meaning(enum case_field field)
{
    return rows[field].meaning;
}

bool case_field_is_needed(enum case_field field)
{
    return rows[field].needed && !rows[field].needed[0];
}

bool case_field_is_exported(enum case_field field)
{
    return rows[field].is_exported;
}

void case_kind_fields(enum case_kind kind, enum case_field *first,
                      enum case_field *last)
{
    unsigned at = 0;

    while (rows[at].kind != kind)
        at++;
    *first = (enum case_field) at;
    while (at < CASE_FIELD_COUNT && rows[at].kind == kind)
        at++;
    *last = (enum case_field) at;
}

bool case_field_is_met(enum case_field field,
                       const bool is_given[CASE_FIELD_COUNT])
{
    for (unsigned i = 0; i < CASE_FIELD_COUNT; i++)
        if (is_given[i] && rows[i].kind == rows[field].kind &&
            (i == (unsigned) field ||
             (rows[i].needed &&
              str_equal(str_from(rows[i].needed), str_from(rows[field].name)))))
            return true;
    return false;
}

/* --- headers --- */

/* A header without what does not count: lower case, without spaces and signs.
 * Bytes of other scripts count. */
static struct str comparable(struct str header, char out[HEADER_BYTES_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < header.len && len < HEADER_BYTES_MAX; i++)
        if (ascii_is_alnum(header.ptr[i]) ||
            (unsigned char) header.ptr[i] >= 0x80)
            out[len++] = ascii_to_lower(header.ptr[i]);
    return (struct str){out, len};
}

static bool are_alike(struct str a, struct str b)
{
    char as[HEADER_BYTES_MAX];
    char bs[HEADER_BYTES_MAX];

    return str_equal(comparable(a, as), comparable(b, bs));
}

static enum case_fit fit_of(unsigned field, struct str header)
{
    struct str rest = str_from(rows[field].aliases);

    if (are_alike(header, str_from(rows[field].name)))
        return CASE_FIT_NAME;
    while (rest.len > 0)
        if (are_alike(header, str_take_until(&rest, ',')))
            return CASE_FIT_ALIAS;
    return CASE_FIT_NONE;
}

enum case_fit case_field_find(enum case_kind kind,
                              const struct case_mappings *mappings,
                              struct str header, enum case_field *out)
{
    char text[HEADER_BYTES_MAX];
    enum case_fit best = CASE_FIT_NONE;
    enum case_field first;
    enum case_field last;

    *out = CASE_FIELD_NONE;
    for (size_t i = 0; i < mappings->count; i++)
        if (str_equal(str_trim(header), mappings->items[i].header) ||
            are_alike(header, mappings->items[i].header)) {
            *out = mappings->items[i].field;
            return CASE_FIT_MAPPED;
        }
    if (comparable(header, text).len == 0)
        return CASE_FIT_NONE;
    case_kind_fields(kind, &first, &last);
    for (unsigned i = first; i < (unsigned) last; i++) {
        enum case_fit fit = fit_of(i, header);

        if (fit > best) {
            best = fit;
            *out = (enum case_field) i;
        }
    }
    return best;
}

enum slv_status case_mappings_parse(enum case_kind kind, struct str text,
                                    struct case_mapping *items, size_t *count,
                                    size_t max, struct slv_error *err)
{
    enum case_field first;
    enum case_field last;

    case_kind_fields(kind, &first, &last);
    while (text.len > 0) {
        struct str pair = str_take_until(&text, ',');
        struct case_mapping *item = &items[*count];
        bool is_pair = str_find_char(pair, '=') < pair.len;
        struct str header = str_trim(str_take_until(&pair, '='));
        struct str name = str_trim(pair);
        char found[HEADER_BYTES_MAX];

        if (!is_pair || comparable(header, found).len == 0)
            return slv_fail(
                err, SLV_ERR_USAGE,
                "--map takes \"Header=field\", with commas between");
        if (*count == max)
            return slv_fail(err, SLV_ERR_USAGE,
                            "--map names more than %zu columns", max);
        item->header = header;
        item->field = CASE_FIELD_NONE;
        for (unsigned i = first; i < (unsigned) last; i++)
            if (are_alike(name, str_from(rows[i].name)))
                item->field = (enum case_field) i;
        if (name.len > 0 && item->field == CASE_FIELD_NONE)
            return slv_fail(
                err, SLV_ERR_USAGE, "--map: %s have no field \"%.*s\"",
                kinds[kind].several, STR_ARG(utf8_prefix(name, 60)));
        (*count)++;
    }
    return SLV_OK;
}

/* --- columns --- */

static void add_name(struct strbuf *out, struct str name)
{
    static const size_t shown_bytes = 40;

    strbuf_add_cstr(out, out->len ? ", \"" : "\"");
    strbuf_add_str(out, utf8_prefix(name, shown_bytes));
    strbuf_add_cstr(out, name.len > shown_bytes ? "...\"" : "\"");
}

/* The headers, as far as they can be shown in a sentence. */
static struct str found_headers(const struct str *headers, size_t count,
                                struct arena *arena)
{
    struct strbuf out;
    struct str text;

    strbuf_init(&out, 4 * NAMES_SHOWN_BYTES);
    for (size_t i = 0; i < count && out.len < NAMES_SHOWN_BYTES; i++) {
        add_name(&out, headers[i]);
        if (out.len >= NAMES_SHOWN_BYTES && i + 1 < count)
            strbuf_add_cstr(&out, ", ...");
    }
    text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

static enum slv_status check_needed(enum case_kind kind,
                                    const struct str *headers, size_t count,
                                    const bool is_given[CASE_FIELD_COUNT],
                                    struct arena *arena, struct slv_error *err)
{
    struct strbuf missing;
    const char *first = NULL;
    enum slv_status status = SLV_OK;

    strbuf_init(&missing, 1000);
    for (unsigned i = 0; i < CASE_FIELD_COUNT; i++)
        if (rows[i].kind == kind && case_field_is_needed((enum case_field) i) &&
            !case_field_is_met((enum case_field) i, is_given)) {
            add_name(&missing, str_from(rows[i].name));
            first = first ? first : rows[i].name;
        }
    if (missing.len > 0) {
        struct str found = found_headers(headers, count, arena);

        status = slv_fail(err, SLV_ERR_INPUT,
                          "the header has no column for %.*s; it has %.*s",
                          STR_ARG(strbuf_str(&missing)), STR_ARG(found));
        slv_hint(err, "Say which column is what: --map \"Header=%s\".", first);
    }
    strbuf_release(&missing);
    return status;
}

static enum slv_status check_mappings(const struct case_mappings *mappings,
                                      const struct str *headers, size_t count,
                                      struct arena *arena,
                                      struct slv_error *err)
{
    for (size_t i = 0; i < mappings->count; i++) {
        bool is_there = false;

        for (size_t j = 0; j < count && !is_there; j++)
            is_there = are_alike(headers[j], mappings->items[i].header);
        if (!is_there) {
            struct str found = found_headers(headers, count, arena);

            return slv_fail(
                err, SLV_ERR_INPUT,
                "--map names the column \"%.*s\", but the header has %.*s",
                STR_ARG(utf8_prefix(mappings->items[i].header, 60)),
                STR_ARG(found));
        }
    }
    return SLV_OK;
}

/* Which field each column would be, and how well the best of each field fits. */
static void find_fits(enum case_kind kind, const struct case_mappings *mappings,
                      const struct str *headers, struct case_columns *columns,
                      enum case_fit *fits, enum case_fit best[CASE_FIELD_COUNT])
{
    for (size_t i = 0; i < columns->count; i++) {
        enum case_field *field = &columns->fields[i];

        fits[i] = case_field_find(kind, mappings, headers[i], field);
        if (*field != CASE_FIELD_NONE && fits[i] > best[*field])
            best[*field] = fits[i];
    }
}

enum slv_status case_columns_find(enum case_kind kind,
                                  const struct case_mappings *mappings,
                                  const struct str *headers, size_t count,
                                  struct arena *arena, struct case_columns *out,
                                  struct slv_error *err)
{
    enum case_fit *fits = arena_calloc(arena, count, sizeof *fits);
    enum case_fit best[CASE_FIELD_COUNT] = {CASE_FIT_NONE};
    size_t holders[CASE_FIELD_COUNT];
    bool is_given[CASE_FIELD_COUNT] = {false};
    enum slv_status status =
        check_mappings(mappings, headers, count, arena, err);

    *out = (struct case_columns){
        .fields = arena_calloc(arena, count, sizeof *out->fields),
        .count = count,
        .unknown = {arena_calloc(arena, count, sizeof(struct str)), 0}};
    if (status != SLV_OK)
        return status;
    find_fits(kind, mappings, headers, out, fits, best);
    for (size_t i = 0; i < count; i++) {
        enum case_field field = out->fields[i];

        if (field == CASE_FIELD_NONE ? fits[i] == CASE_FIT_NONE
                                     : fits[i] < best[field]) {
            out->fields[i] = CASE_FIELD_NONE;
            out->unknown.items[out->unknown.count++] =
                arena_str(arena, headers[i]);
        } else if (field != CASE_FIELD_NONE && is_given[field]) {
            return slv_fail(
                err, SLV_ERR_INPUT,
                "the columns \"%.*s\" and \"%.*s\" are both the %s; say with "
                "--map which one is",
                STR_ARG(utf8_prefix(headers[holders[field]], 60)),
                STR_ARG(utf8_prefix(headers[i], 60)), rows[field].name);
        } else if (field != CASE_FIELD_NONE) {
            is_given[field] = true;
            holders[field] = i;
        }
    }
    return check_needed(kind, headers, count, is_given, arena, err);
}
