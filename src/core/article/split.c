/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding the cuts line by line, then writing each piece as a draft.
 */
#include "core/article/split.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/split_lines.h"
#include "text/front_matter.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

struct splitting {
    struct arena *arena;
    struct split_lines lines;
    struct split *out;
    size_t capacity;
    int level; /* of the headings that are cut at; 0: no headings */
};

/* --- writing a draft --- */

static struct str name_of(struct str title, struct arena *arena)
{
    char *name = arena_alloc(arena, SPLIT_NAME_BYTES_MAX + 1);
    size_t len = 0;

    for (size_t i = 0; i < title.len && len < SPLIT_NAME_BYTES_MAX; i++) {
        char c = ascii_to_lower(title.ptr[i]);

        if (ascii_is_alnum(c))
            name[len++] = c;
        else if (len && name[len - 1] != '-' && c != '\'')
            name[len++] = '-';
    }
    while (len && name[len - 1] == '-')
        len--;
    if (len == 0)
        return STR("article");
    name[len] = '\0';
    return (struct str){name, len};
}

/* Lines from `from` to `to` as one block of text without blank ends. */
static void trim_lines(const struct splitting *splitting, size_t *from,
                       size_t *to)
{
    while (*from < *to && (splitting->lines.items[*from].is_blank ||
                           splitting->lines.items[*from].is_underline))
        (*from)++;
    while (*to > *from && (splitting->lines.items[*to - 1].is_blank ||
                           splitting->lines.items[*to - 1].is_rule))
        (*to)--;
}

static void add_heading(struct strbuf *out, const char *heading)
{
    if (out->len && out->ptr[out->len - 1] != '\n')
        strbuf_add_char(out, '\n');
    strbuf_add_format(out, "\n## %s\n\n", heading);
}

/* A heading inside a draft is one level below its title at least. */
static void add_line(struct splitting *splitting, struct strbuf *out,
                     const struct split_line *line)
{
    int level = line->level - (splitting->level ? splitting->level : 0) + 1;

    if (line->level && !line->is_underline) {
        if (level < 2)
            level = 2;
        strbuf_add_format(out, "%.*s ", level > 6 ? 6 : level, "######");
        strbuf_add_str(out, line->title);
    } else if (!line->is_underline) {
        strbuf_add_str(out, line->text);
    }
    strbuf_add_char(out, '\n');
}

struct body {
    bool has_heading; /* of Markdown, or a label */
    bool has_problem;
    bool has_resolution;
    size_t first_gap; /* a blank line between paragraphs; `to` without one */
};

static struct body look_at_body(const struct splitting *splitting, size_t from,
                                size_t to)
{
    struct body body = {.first_gap = to};

    for (size_t i = from; i < to; i++) {
        const struct split_line *line = &splitting->lines.items[i];

        if (line->is_code)
            continue;
        body.has_heading |= line->level > 0 || line->label != SPLIT_NO_LABEL;
        body.has_problem |= line->label == SPLIT_PROBLEM;
        body.has_resolution |= line->label == SPLIT_RESOLUTION;
        if (line->is_blank && body.first_gap == to)
            body.first_gap = i;
    }
    return body;
}

static void add_lines(struct splitting *splitting, struct strbuf *out,
                      size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct split_line *line = &splitting->lines.items[i];

        if (line->label == SPLIT_NO_LABEL || line->is_code) {
            add_line(splitting, out, line);
            continue;
        }
        add_heading(out, split_label_heading(line->label));
        if (line->title.len) {
            strbuf_add_str(out, line->title);
            strbuf_add_char(out, '\n');
        }
    }
}

static void write_body(struct splitting *splitting, struct split_draft *draft,
                       struct strbuf *out, size_t from, size_t to)
{
    struct body body = look_at_body(splitting, from, to);

    draft->has_problem = body.has_problem || body.has_heading;
    draft->has_resolution = body.has_resolution || body.has_heading;
    if (body.has_heading) {
        add_lines(splitting, out, from, to);
        return;
    }
    if (body.first_gap < to) {
        add_heading(out, "Symptoms");
        add_lines(splitting, out, from, body.first_gap);
        from = body.first_gap;
        trim_lines(splitting, &from, &to);
        draft->has_problem = true;
    }
    if (from < to) {
        add_heading(out, "Resolution");
        add_lines(splitting, out, from, to);
        draft->has_resolution = true;
    }
}

static struct str cut_title(struct str title, struct arena *arena)
{
    title = str_trim(title);
    if (title.len > SPLIT_TITLE_BYTES_MAX)
        title = str_trim(utf8_prefix(title, SPLIT_TITLE_BYTES_MAX));
    return arena_str(arena, title);
}

/* The draft of the lines from `from` to `to`, which begin in line `at`. */
static void add_draft(struct splitting *splitting, struct str title, size_t at,
                      size_t from, size_t to)
{
    struct split *out = splitting->out;
    struct split_draft *draft;
    struct strbuf text;

    trim_lines(splitting, &from, &to);
    if (str_trim(title).len == 0 && from < to)
        title = splitting->lines.items[from++].text;
    trim_lines(splitting, &from, &to);
    if (str_trim(title).len == 0)
        return;
    if (out->count == SPLIT_DRAFTS_MAX) {
        out->is_cut_off = true;
        return;
    }
    out->drafts = alloc_grow(out->drafts, out->count, &splitting->capacity,
                             sizeof *out->drafts);
    draft = &out->drafts[out->count++];
    *draft = (struct split_draft){.title = cut_title(title, splitting->arena),
                                  .line = (int) at + 1};
    draft->name = name_of(draft->title, splitting->arena);
    strbuf_init(&text, 4 * SPLIT_FILE_BYTES_MAX);
    strbuf_add_cstr(&text, "---\ntitle: ");
    front_matter_add_quoted(&text, draft->title);
    strbuf_add_cstr(&text, "\nstate: draft\naccess: internal\n---\n");
    write_body(splitting, draft, &text, from, to);
    draft->markdown = arena_str(splitting->arena, strbuf_str(&text));
    strbuf_release(&text);
}

/* --- cutting --- */

enum cut { CUT_HEADINGS, CUT_PROBLEMS, CUT_RULES, CUT_BLANKS };

static bool is_cut(const struct splitting *splitting, enum cut cut, size_t at)
{
    const struct split_line *lines = splitting->lines.items;
    const struct split_line *line = &lines[at];

    if (line->is_code)
        return false;
    switch (cut) {
    case CUT_HEADINGS:
        return line->level == splitting->level && !line->is_underline;
    case CUT_PROBLEMS:
        return line->label == SPLIT_PROBLEM;
    case CUT_RULES:
        return line->is_rule ||
               (line->is_blank && at > 0 && lines[at - 1].is_blank);
    case CUT_BLANKS:
        break;
    }
    return line->is_blank;
}

static size_t count_cuts(const struct splitting *splitting, enum cut cut)
{
    size_t count = 0;

    for (size_t i = 0; i < splitting->lines.count; i++)
        count += is_cut(splitting, cut, i);
    return count;
}

/* The highest level with two headings or more; 0 when there is none. */
static int choose_level(const struct splitting *splitting)
{
    size_t counts[7] = {0};

    for (size_t i = 0; i < splitting->lines.count; i++)
        if (!splitting->lines.items[i].is_code &&
            !splitting->lines.items[i].is_underline)
            counts[splitting->lines.items[i].level]++;
    for (int level = 1; level <= 6; level++)
        if (counts[level] >= 2)
            return level;
    return 0;
}

static enum cut choose_cut(struct splitting *splitting)
{
    splitting->level = choose_level(splitting);
    if (splitting->level)
        return CUT_HEADINGS;
    if (count_cuts(splitting, CUT_PROBLEMS) >= 2)
        return CUT_PROBLEMS;
    return count_cuts(splitting, CUT_RULES) > 0 ? CUT_RULES : CUT_BLANKS;
}

/* Pieces that begin with the line they are cut at. */
static void cut_at_lines(struct splitting *splitting, enum cut cut)
{
    size_t count = splitting->lines.count;
    size_t begin = count;

    for (size_t i = 0; i <= count; i++) {
        const struct split_line *first;

        if (i < count && !is_cut(splitting, cut, i)) {
            splitting->out->skipped +=
                begin == count && !splitting->lines.items[i].is_blank;
            continue;
        }
        if (begin < count) {
            first = &splitting->lines.items[begin];
            add_draft(splitting, first->title, begin, begin + 1, i);
        }
        begin = i;
    }
}

static bool is_title(struct str line)
{
    return line.len > 0 && line.len <= 120 && line.ptr[line.len - 1] != '.' &&
           line.ptr[line.len - 1] != ',' && line.ptr[line.len - 1] != ';';
}

/* Pieces between the cuts. Of blank lines: one line alone that looks like a
 * title takes all that follows up to the next such line. */
static void cut_between(struct splitting *splitting, enum cut cut)
{
    size_t count = splitting->lines.count;
    size_t title = count; /* the line alone whose text is being gathered */
    size_t begin = 0;

    for (size_t i = 0; i <= count; i++) {
        size_t from = begin;
        size_t to = i;

        if (i < count && !is_cut(splitting, cut, i))
            continue;
        begin = i + 1;
        trim_lines(splitting, &from, &to);
        if (from == to)
            continue;
        if (cut == CUT_BLANKS && to - from == 1 &&
            is_title(splitting->lines.items[from].text)) {
            if (title < count)
                add_draft(splitting, splitting->lines.items[title].text, title,
                          title + 1, from);
            title = from;
        } else if (title == count) {
            add_draft(splitting, STR(""), from, from, to);
        }
    }
    if (title < count)
        add_draft(splitting, splitting->lines.items[title].text, title,
                  title + 1, count);
}

void split_text(struct str text, struct arena *arena, struct split *out)
{
    static const char *const names[] = {"headings", "problems", "rules",
                                        "blank lines"};
    struct splitting splitting = {.arena = arena, .out = out};
    struct front_matter front;
    struct str bom = STR("\xEF\xBB\xBF");
    struct split_draft *drafts;
    enum cut cut;

    *out = (struct split){.drafts = NULL};
    text = utf8_repair(text, arena, NULL);
    if (str_has_prefix(text, bom))
        text = str_from_offset(text, bom.len);
    front_matter_read(text, arena, &front);
    split_lines_read(text, front.is_present ? front.body_line - 1 : 0, arena,
                     &splitting.lines);
    cut = choose_cut(&splitting);
    out->cut_at = names[cut];
    if (cut == CUT_HEADINGS || cut == CUT_PROBLEMS)
        cut_at_lines(&splitting, cut);
    else
        cut_between(&splitting, cut);
    drafts = arena_calloc(arena, out->count, sizeof *drafts);
    if (out->count)
        memcpy(drafts, out->drafts, out->count * sizeof *drafts);
    free(out->drafts);
    out->drafts = drafts;
}
