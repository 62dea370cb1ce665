/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading and writing TREC's tables. What is not of the form is told with its
 * line and what is wrong there; whether to go on is for the caller.
 */
#include "core/eval/trec.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "solvent/search.h"
#include "text/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct str rest;
    int line;
    struct arena *arena;
    struct trec_faults *faults;
};

__attribute__((format(printf, 2, 3))) static void
add_fault(struct reading *reading, const char *format, ...)
{
    struct trec_faults *faults = reading->faults;
    struct strbuf what;
    va_list args;

    if (faults->count++ >= TREC_FAULTS_MAX)
        return;
    strbuf_init(&what, 4096);
    va_start(args, format);
    strbuf_add_vformat(&what, format, args);
    va_end(args);
    faults->items[faults->count - 1] = (struct trec_fault){
        reading->line, arena_str(reading->arena, strbuf_str(&what))};
    strbuf_release(&what);
}

/* A name in a message, cut when it is long. */
#define SHORT(name) STR_ARG(utf8_prefix(name, 80))

static void begin(struct reading *reading, struct str bytes,
                  struct arena *arena, struct trec_faults *faults)
{
    static const struct str mark = {"\xEF\xBB\xBF", 3};

    *reading = (struct reading){.arena = arena, .faults = faults};
    reading->rest =
        str_has_prefix(bytes, mark) ? str_from_offset(bytes, mark.len) : bytes;
    memset(faults, 0, sizeof *faults);
}

/* The next line that says something; false at the end. One that is no text is
 * a fault, and passed over. */
static bool next_line(struct reading *reading, struct str *line)
{
    while (reading->rest.len > 0) {
        *line = str_take_line(&reading->rest);
        reading->line++;
        if (str_find_char(*line, '\0') < line->len || !utf8_is_valid(*line))
            add_fault(reading, "is not text in UTF-8");
        else if (str_trim(*line).len > 0 && line->ptr[0] != '#')
            return true;
    }
    return false;
}

/* Cut the next field off *rest; empty when there is none. */
static struct str take_field(struct str *rest)
{
    size_t begin = 0;
    size_t end;
    struct str field;

    while (begin < rest->len && ascii_is_space(rest->ptr[begin]))
        begin++;
    for (end = begin; end < rest->len && !ascii_is_space(rest->ptr[end]);)
        end++;
    field = (struct str){rest->ptr + begin, end - begin};
    *rest = str_from_offset(*rest, end);
    return field;
}

static bool split(struct reading *reading, struct str line, struct str *fields,
                  size_t count, const char *form)
{
    size_t found = 0;

    for (struct str field = take_field(&line); field.len > 0;
         field = take_field(&line)) {
        if (found < count)
            fields[found] = field;
        found++;
    }
    if (found == count)
        return true;
    add_fault(reading, "has %zu fields; a line is '%s'", found, form);
    return false;
}

static bool is_id_fine(struct reading *reading, struct str id)
{
    if (id.len <= TREC_ID_BYTES_MAX)
        return true;
    add_fault(reading, "has an id longer than %d bytes", TREC_ID_BYTES_MAX);
    return false;
}

static bool is_full(struct reading *reading, size_t count, size_t max,
                    const char *what)
{
    if (count < max)
        return false;
    add_fault(reading, "is one more than the %zu %s that can be read", max,
              what);
    return true;
}

/* --- queries --- */

static bool read_query(struct reading *reading, struct str line,
                       struct trec_query *out)
{
    size_t tab = str_find_char(line, '\t');

    if (tab == line.len) {
        add_fault(reading, "has no tab; a line is 'query TAB text'");
        return false;
    }
    out->id = str_first(line, tab);
    out->text = str_trim(str_from_offset(line, tab));
    if (out->id.len == 0)
        add_fault(reading, "has no id before the tab");
    else if (str_find_char(out->id, ' ') < out->id.len)
        add_fault(reading, "has a space in the id '%.*s'", SHORT(out->id));
    else if (out->text.len == 0)
        add_fault(reading, "has no text after the tab");
    else if (out->text.len > SLV_QUERY_BYTES_MAX)
        add_fault(reading, "has a text longer than %d bytes",
                  SLV_QUERY_BYTES_MAX);
    else
        return is_id_fine(reading, out->id);
    return false;
}

void trec_read_queries(struct str bytes, struct arena *arena,
                       struct trec_queries *out, struct trec_faults *faults)
{
    struct reading reading;
    struct strmap *lines = strmap_new();
    struct trec_query *items = NULL;
    size_t capacity = 0;
    size_t count = 0;
    struct trec_query query;
    struct str line;

    begin(&reading, bytes, arena, faults);
    while (next_line(&reading, &line)) {
        void **seen;

        if (!read_query(&reading, line, &query))
            continue;
        seen = strmap_slot(lines, query.id, NULL);
        if (*seen) {
            add_fault(&reading, "has the id '%.*s' of line %d", SHORT(query.id),
                      (int) (intptr_t) *seen);
            continue;
        }
        *seen = (void *) (intptr_t) reading.line;
        if (is_full(&reading, count, TREC_QUERIES_MAX, "queries"))
            break;
        items = alloc_grow(items, count, &capacity, sizeof *items);
        items[count++] = query;
    }
    strmap_free(lines);
    *out =
        (struct trec_queries){arena_calloc(arena, count, sizeof *items), count};
    if (count)
        memcpy(out->items, items, count * sizeof *items);
    free(items);
}

/* --- judgements --- */

static bool parse_grade(struct str text, int *out)
{
    bool is_negative = str_has_prefix(text, STR("-"));
    unsigned long long value;

    if (is_negative || str_has_prefix(text, STR("+")))
        text = str_from_offset(text, 1);
    if (!str_to_uint(text, &value) || value > TREC_GRADE_MAX)
        return false;
    *out = is_negative ? -(int) value : (int) value;
    return true;
}

static bool read_judgement(struct reading *reading, struct str line,
                           struct trec_judgement *out)
{
    struct str fields[4];

    if (!split(reading, line, fields, 4, "query iteration article grade"))
        return false;
    out->query = fields[0];
    out->article = fields[2];
    out->line = reading->line;
    if (parse_grade(fields[3], &out->grade))
        return is_id_fine(reading, out->query) &&
               is_id_fine(reading, out->article);
    add_fault(reading, "has the grade '%.*s'; it is a whole number to %d",
              SHORT(fields[3]), TREC_GRADE_MAX);
    return false;
}

/* Rows of one query and article are in the order of their lines. */
static int compare_judgements(const void *a, const void *b)
{
    const struct trec_judgement *left = a;
    const struct trec_judgement *right = b;
    int order = str_compare(left->query, right->query);

    if (order == 0)
        order = str_compare(left->article, right->article);
    if (order == 0)
        order = (left->line > right->line) - (left->line < right->line);
    return order;
}

static void find_repeated(struct reading *reading, int line, int earlier,
                          struct str query, struct str article)
{
    reading->line = line;
    add_fault(reading, "repeats line %d: query '%.*s', article '%.*s'", earlier,
              SHORT(query), SHORT(article));
}

void trec_read_judgements(struct str bytes, struct arena *arena,
                          struct trec_judgements *out,
                          struct trec_faults *faults)
{
    struct reading reading;
    struct trec_judgement *items = NULL;
    size_t capacity = 0;
    size_t count = 0;
    struct trec_judgement judgement;
    struct str line;

    begin(&reading, bytes, arena, faults);
    while (next_line(&reading, &line)) {
        if (!read_judgement(&reading, line, &judgement))
            continue;
        if (is_full(&reading, count, TREC_ROWS_MAX, "judgements"))
            break;
        items = alloc_grow(items, count, &capacity, sizeof *items);
        items[count++] = judgement;
    }
    *out = (struct trec_judgements){arena_calloc(arena, count, sizeof *items),
                                    count};
    if (count) {
        memcpy(out->items, items, count * sizeof *items);
        qsort(out->items, count, sizeof *items, compare_judgements);
    }
    free(items);
    for (size_t i = 1; i < count; i++) {
        const struct trec_judgement *row = &out->items[i];

        if (str_equal(row[-1].query, row->query) &&
            str_equal(row[-1].article, row->article))
            find_repeated(&reading, row->line, row[-1].line, row->query,
                          row->article);
    }
}

/* --- runs --- */

static bool parse_score(struct str text, double *out)
{
    char copy[64];
    char *end;

    if (text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    *out = strtod(copy, &end);
    return end == copy + text.len && isfinite(*out);
}

static bool read_hit(struct reading *reading, struct str line,
                     struct trec_hit *out)
{
    struct str fields[6];

    if (!split(reading, line, fields, 6, "query Q0 article rank score tag"))
        return false;
    out->query = fields[0];
    out->article = fields[2];
    out->line = reading->line;
    if (parse_score(fields[4], &out->score))
        return is_id_fine(reading, out->query) &&
               is_id_fine(reading, out->article);
    add_fault(reading, "has the score '%.*s', which is no number",
              SHORT(fields[4]));
    return false;
}

static int compare_hits_by_name(const void *a, const void *b)
{
    const struct trec_hit *left = a;
    const struct trec_hit *right = b;
    int order = str_compare(left->query, right->query);

    if (order == 0)
        order = str_compare(left->article, right->article);
    if (order == 0)
        order = (left->line > right->line) - (left->line < right->line);
    return order;
}

static int compare_hits_by_score(const void *a, const void *b)
{
    const struct trec_hit *left = a;
    const struct trec_hit *right = b;
    int order = str_compare(left->query, right->query);

    if (order == 0)
        order = (left->score < right->score) - (left->score > right->score);
    if (order == 0)
        order = str_compare(right->article, left->article);
    return order;
}

void trec_read_run(struct str bytes, struct arena *arena, struct trec_run *out,
                   struct trec_faults *faults)
{
    struct reading reading;
    struct trec_hit *items = NULL;
    size_t capacity = 0;
    size_t count = 0;
    struct trec_hit hit;
    struct str line;

    begin(&reading, bytes, arena, faults);
    while (next_line(&reading, &line)) {
        if (!read_hit(&reading, line, &hit))
            continue;
        if (is_full(&reading, count, TREC_ROWS_MAX, "hits"))
            break;
        items = alloc_grow(items, count, &capacity, sizeof *items);
        items[count++] = hit;
    }
    *out = (struct trec_run){arena_calloc(arena, count, sizeof *items), count};
    if (count) {
        memcpy(out->items, items, count * sizeof *items);
        qsort(out->items, count, sizeof *items, compare_hits_by_name);
    }
    free(items);
    for (size_t i = 1; i < count; i++) {
        const struct trec_hit *row = &out->items[i];

        if (str_equal(row[-1].query, row->query) &&
            str_equal(row[-1].article, row->article))
            find_repeated(&reading, row->line, row[-1].line, row->query,
                          row->article);
    }
    if (count)
        qsort(out->items, count, sizeof *out->items, compare_hits_by_score);
}

/* --- finding --- */

/* Rows of any table begin with their query. */
_Static_assert(offsetof(struct trec_judgement, query) == 0 &&
                   offsetof(struct trec_hit, query) == 0,
               "rows_of() looks at the beginning of a row");
static const char *rows_of(const void *items, size_t count, size_t size,
                           struct str query, size_t *found)
{
    const char *rows = items;
    size_t low = 0;
    size_t high = count;
    size_t end;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct str name;

        memcpy(&name, rows + middle * size, sizeof name);
        if (str_compare(name, query) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < count; end++) {
        struct str name;

        memcpy(&name, rows + end * size, sizeof name);
        if (!str_equal(name, query))
            break;
    }
    *found = end - low;
    return rows + low * size;
}

const struct trec_judgement *
trec_judgements_of(const struct trec_judgements *judgements, struct str query,
                   size_t *count)
{
    const void *first = rows_of(judgements->items, judgements->count,
                                sizeof *judgements->items, query, count);

    return first;
}

const struct trec_hit *trec_hits_of(const struct trec_run *run,
                                    struct str query, size_t *count)
{
    const void *first =
        rows_of(run->items, run->count, sizeof *run->items, query, count);

    return first;
}

/* --- writing --- */

struct str trec_id(struct str article, struct arena *arena)
{
    struct strbuf id;
    struct str copy;

    if (str_find_char(article, ' ') == article.len)
        return article;
    strbuf_init(&id, 3 * article.len + 1);
    for (size_t i = 0; i < article.len; i++) {
        if (article.ptr[i] == ' ')
            strbuf_add_cstr(&id, "%20");
        else
            strbuf_add_char(&id, article.ptr[i]);
    }
    copy = arena_str(arena, strbuf_str(&id));
    strbuf_release(&id);
    return copy;
}

void trec_write_hits(struct str query, const struct str *articles,
                     const double *scores, size_t count, struct strbuf *out)
{
    float last = INFINITY;

    for (size_t i = 0; i < count; i++) {
        float score = (float) scores[i];

        if (score >= last)
            score = nextafterf(last, -INFINITY);
        last = score;
        strbuf_add_format(out, "%.*s Q0 %.*s %zu %.9g solvent\n",
                          STR_ARG(query), STR_ARG(articles[i]), i + 1,
                          (double) score);
    }
}
