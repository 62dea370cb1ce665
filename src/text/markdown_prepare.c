/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From the file an author wrote to Markdown that anyone reads alike: comments
 * out, included files in, directives undone, line by line, with a map back to
 * the author's lines. How a directive is written is in markdown_directive.c;
 * code is found by the parser, so that nothing in it is touched.
 */
#include "text/markdown.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/markdown_directive.h"
#include "text/markdown_event.h"
#include "text/markdown_lines.h"

#include <stdlib.h>
#include <string.h>

struct preparer {
    struct arena *arena;
    markdown_include_fn *include;
    void *context;
    struct str article; /* path */
    struct markdown_note *notes;
    size_t note_count;
    size_t note_capacity;
    struct str *included;
    size_t included_count;
    size_t included_capacity;
    int attempts; /* includes so far, in vain or not */
    size_t included_bytes;
};

/* One file that is being read, and the file that included it. */
struct source {
    struct preparer *preparer;
    const struct source *includer;
    int depth;
    struct str path;
    struct markdown_lines *out;
    struct strbuf line; /* the present line, as it will go out */
    int number;         /* its line in the article's file */
    bool is_commented;  /* inside <!-- */
    int comment_line;
    struct str prefix; /* container marks of the present line */
    bool has_marker;   /* a list item begins in them */
    bool has_removed;  /* something was taken out of the present line */
    bool wants_gap;    /* an included block went out just before */
    struct directive_row row;
};

/* --- notes --- */

static void add_note(struct preparer *preparer, const char *rule, int line,
                     bool is_error, struct str message)
{
    if (preparer->note_count == MARKDOWN_NOTES_MAX)
        return;
    preparer->notes =
        alloc_grow(preparer->notes, preparer->note_count,
                   &preparer->note_capacity, sizeof *preparer->notes);
    preparer->notes[preparer->note_count++] = (struct markdown_note){
        .rule = rule, .line = line, .is_error = is_error, .message = message};
}

/* --- includes --- */

static void clean_source(struct source *source, struct str body, int first_line,
                         bool is_included);

static void remember_included(struct preparer *preparer, struct str path)
{
    for (size_t i = 0; i < preparer->included_count; i++)
        if (str_equal(preparer->included[i], path))
            return;
    preparer->included =
        alloc_grow(preparer->included, preparer->included_count,
                   &preparer->included_capacity, sizeof *preparer->included);
    preparer->included[preparer->included_count++] = path;
}

static bool is_open(const struct source *source, struct str path)
{
    for (; source; source = source->includer)
        if (str_equal(source->path, path))
            return true;
    return false;
}

/* Refuse an include and say why. */
static bool refuse(struct source *source, const char *rule, struct str message)
{
    add_note(source->preparer, rule, source->number, true, message);
    return false;
}

/* Clean the text of `target` into `out`; false, with a note, when it cannot be
 * had. */
static bool expand(struct source *source, struct str target,
                   struct markdown_lines *out)
{
    struct preparer *preparer = source->preparer;
    struct arena *arena = preparer->arena;
    struct str text = {"", 0};
    struct str path = {"", 0};
    struct str message = {"", 0};
    const char *rule;
    struct source inner;

    if (preparer->attempts > MARKDOWN_INCLUDES_MAX)
        return false; /* told already */
    if (preparer->attempts++ == MARKDOWN_INCLUDES_MAX)
        return refuse(source, "include-too-many",
                      arena_format(arena,
                                   "The article includes more than %d files.",
                                   MARKDOWN_INCLUDES_MAX));
    if (source->depth == MARKDOWN_INCLUDE_DEPTH_MAX)
        return refuse(source, "include-too-deep",
                      arena_format(arena,
                                   "Files include each other more than %d deep "
                                   "at \"%.*s\".",
                                   MARKDOWN_INCLUDE_DEPTH_MAX,
                                   STR_ARG(target)));
    if (!preparer->include)
        return refuse(source, "include-missing",
                      arena_format(arena, "\"%.*s\" cannot be included here.",
                                   STR_ARG(target)));
    rule = preparer->include(preparer->context, source->path, target, arena,
                             &text, &path, &message);
    if (rule)
        return refuse(source, rule, message);
    if (is_open(source, path))
        return refuse(
            source, "include-cycle",
            arena_format(arena, "\"%.*s\" includes itself.", STR_ARG(path)));
    preparer->included_bytes += text.len;
    if (preparer->included_bytes > MARKDOWN_CLEAN_BYTES_MAX)
        return refuse(source, "include-too-large",
                      arena_format(arena,
                                   "With \"%.*s\" the included text is longer "
                                   "than %d bytes.",
                                   STR_ARG(path), MARKDOWN_CLEAN_BYTES_MAX));
    remember_included(preparer, path);
    inner = (struct source){.preparer = preparer,
                            .includer = source,
                            .depth = source->depth + 1,
                            .path = path,
                            .out = out};
    clean_source(&inner, text, source->number, true);
    return true;
}

/* The lines of an included text, behind the marks of the container that the
 * directive stands in, and parted from what stands before. */
static void insert_lines(struct source *source, struct str text)
{
    struct str prefix = source->prefix;
    struct strbuf marks;
    struct strbuf line;
    bool is_first = true;

    strbuf_init(&marks, prefix.len);
    directive_continue_prefix(&marks, prefix);
    if (!source->has_marker && !directive_is_blank(lines_last(source->out)))
        lines_add(source->out, strbuf_str(&marks), source->number);
    strbuf_init(&line, MARKDOWN_CLEAN_BYTES_MAX);
    while (text.len > 0 && !source->out->text.overflowed) {
        struct str content = str_take_line(&text);

        strbuf_clear(&line);
        if (is_first)
            strbuf_add_str(&line, prefix);
        else if (content.len > 0 || str_find_char(prefix, '>') < prefix.len)
            strbuf_add_str(&line, strbuf_str(&marks));
        strbuf_add_str(&line, content);
        lines_add(source->out, strbuf_str(&line), source->number);
        is_first = false;
    }
    source->wants_gap = true;
    strbuf_release(&line);
    strbuf_release(&marks);
}

/* The lines of an included text within a line: blank ones go, the others are
 * joined by spaces. */
static void insert_inline(struct source *source, struct str text)
{
    bool is_first = true;

    while (text.len > 0) {
        struct str line = str_trim(str_take_line(&text));

        if (line.len == 0)
            continue;
        if (!is_first)
            strbuf_add_char(&source->line, ' ');
        strbuf_add_str(&source->line, line);
        is_first = false;
    }
}

/* `is_alone`: nothing but container marks is on the line beside it. */
static void take_include(struct source *source,
                         const struct bracket_directive *directive,
                         bool is_alone)
{
    struct markdown_lines out;

    lines_init(&out);
    if (!expand(source, directive->target, &out)) {
        strbuf_add_str(&source->line, directive->label);
    } else if (is_alone) {
        strbuf_clear(&source->line);
        source->has_removed = true;
        insert_lines(source, strbuf_str(&out.text));
    } else {
        source->has_removed |= out.text.len == 0;
        insert_inline(source, strbuf_str(&out.text));
    }
    lines_release(&out);
}

/* --- one line --- */

static void note_code(struct source *source, struct str file)
{
    add_note(source->preparer, "code-left-out", source->number, false,
             arena_format(source->preparer->arena,
                          "The code of \"%.*s\" is not shown: write it into "
                          "the article.",
                          STR_ARG(file)));
}

/* At "[!": returns the bytes used, 0 when it is no directive of ours. */
static size_t take_bracket(struct source *source, struct str line, size_t at)
{
    struct bracket_directive directive;

    if (!directive_read_bracket(str_from_offset(line, at), &directive))
        return 0;
    if (directive.has_target &&
        str_equal_nocase(directive.name, STR("include"))) {
        size_t end = at + directive.len;

        take_include(source, &directive,
                     at == source->prefix.len &&
                         str_trim(str_from_offset(line, end)).len == 0);
        return directive.len;
    }
    if (directive.has_target &&
        str_equal_nocase(str_first(directive.name, 4), STR("code"))) {
        note_code(source, directive.target);
        source->has_removed = true;
        return directive.len;
    }
    if (str_equal_nocase(directive.name, STR("video")) &&
        str_equal_nocase(str_first(directive.label, 4), STR("http"))) {
        strbuf_add_char(&source->line, '<');
        strbuf_add_str(&source->line, directive.label);
        strbuf_add_char(&source->line, '>');
        return directive.len;
    }
    if (str_equal_nocase(directive.name, STR("div"))) {
        source->has_removed = true;
        return directive.len;
    }
    return 0;
}

/* The target as it must stand in the article. */
static struct str relink(struct source *source, struct str target)
{
    return directive_relink(source->path, source->preparer->article, target,
                            source->preparer->arena);
}

/* May the directive stand within a line? */
static bool is_inline_directive(struct str name)
{
    return str_equal_nocase(name, STR("image")) ||
           str_equal_nocase(name, STR("image-end")) ||
           str_equal_nocase(name, STR("no-loc"));
}

/* At the ":::" of line.ptr[at]: returns the bytes used, 0 when it is no
 * directive. */
static size_t take_colon(struct source *source, struct str line, size_t at)
{
    struct str text = str_from_offset(line, at);
    struct colon_directive directive;

    if (at > 0 && line.ptr[at - 1] == ':')
        return 0;
    if (at > source->prefix.len &&
        !is_inline_directive(directive_colon_name(text)))
        return 0;
    directive_read_colon(text, &directive);
    if (str_equal_nocase(directive.name, STR("image"))) {
        directive_write_image(&source->line, directive.alt,
                              relink(source, directive.source));
        return directive.len;
    }
    if (str_equal_nocase(directive.name, STR("no-loc"))) {
        strbuf_add_str(&source->line, directive.text);
        return directive.len;
    }
    if (str_equal_nocase(directive.name, STR("image-end"))) {
        source->has_removed = true;
        return directive.len;
    }
    if (str_equal_nocase(directive.name, STR("code")) &&
        directive.source.len > 0)
        note_code(source, directive.source);
    directive_row_fence(&source->row, directive.name);
    strbuf_clear(&source->line);
    source->has_removed = true;
    return text.len;
}

/* At "<!--": returns the bytes used. */
static size_t take_comment(struct source *source, struct str text)
{
    size_t end = str_find(text, STR("-->"), 2);

    source->has_removed = true;
    if (end < text.len)
        return end + 3;
    source->is_commented = true;
    source->comment_line = source->number;
    return text.len;
}

/* At "](" or "]:" of an included text: copy up to the target and the target as
 * it must stand in the article. Returns the bytes used, 0 when it is no link. */
static size_t take_target(struct source *source, struct str text)
{
    size_t begin = 2;
    size_t end;
    bool has_angle;

    while (begin < text.len && ascii_is_space(text.ptr[begin]))
        begin++;
    has_angle = begin < text.len && text.ptr[begin] == '<';
    begin += has_angle;
    end = begin;
    while (end < text.len && text.ptr[end] != (has_angle ? '>' : ')') &&
           (has_angle || !ascii_is_space(text.ptr[end])))
        end++;
    if (end == begin)
        return 0;
    strbuf_add_str(&source->line, str_first(text, begin));
    strbuf_add_str(
        &source->line,
        relink(source, str_from_range(text.ptr + begin, text.ptr + end)));
    return end;
}

/* Take what begins at line.ptr[at] when it is more than text; returns the bytes
 * used, at least 1. */
static size_t take_special(struct source *source, struct str line, size_t at,
                           uint64_t *failed)
{
    struct str text = str_from_offset(line, at);
    size_t used = 0;

    if (text.ptr[0] == '\\' && text.len > 1) {
        strbuf_add(&source->line, text.ptr, 2);
        return 2;
    }
    if (text.ptr[0] == '`') {
        used = directive_code_len(line, at, failed);
        strbuf_add(&source->line, text.ptr, used);
        return used;
    }
    if (str_has_prefix(text, STR("<!--")))
        used = take_comment(source, text);
    else if (str_has_prefix(text, STR("[!")))
        used = take_bracket(source, line, at);
    else if (str_has_prefix(text, STR(":::")))
        used = take_colon(source, line, at);
    else if (source->includer && (str_has_prefix(text, STR("](")) ||
                                  str_has_prefix(text, STR("]:"))))
        used = take_target(source, text);
    if (used == 0) {
        strbuf_add_char(&source->line, text.ptr[0]);
        used = 1;
    }
    return used;
}

static void put_line(struct source *source)
{
    struct str line = strbuf_str(&source->line);

    /* spaces before a comment must not become a hard line break */
    while (source->has_removed && line.len > source->prefix.len &&
           line.ptr[line.len - 1] == ' ')
        line.len--;
    if (source->has_removed && directive_is_blank(line))
        return;
    if (source->wants_gap && !source->has_marker && !directive_is_blank(line))
        lines_add(source->out, STR(""), source->number);
    source->wants_gap = false;
    lines_add(source->out, line, source->number);
}

static void clean_line(struct source *source, struct str line)
{
    uint64_t failed = 0;
    size_t at = 0;

    strbuf_clear(&source->line);
    source->prefix =
        str_first(line, directive_prefix_len(line, &source->has_marker));
    source->has_removed = false;
    while (at < line.len) {
        size_t run = at;

        if (source->is_commented) {
            size_t end = str_find(line, STR("-->"), at);

            source->has_removed = true;
            if (end == line.len)
                break;
            source->is_commented = false;
            at = end + 3;
            continue;
        }
        while (run < line.len && line.ptr[run] != '<' && line.ptr[run] != '`' &&
               line.ptr[run] != '[' && line.ptr[run] != ':' &&
               line.ptr[run] != ']' && line.ptr[run] != '\\')
            run++;
        strbuf_add(&source->line, line.ptr + at, run - at);
        at = run;
        if (at < line.len)
            at += take_special(source, line, at, &failed);
    }
    source->has_removed |= source->is_commented;
    put_line(source);
}

/* --- whole texts --- */

static bool has_directive(struct str body)
{
    static const char *const brackets[] = {"include", "video", "div", "code"};
    size_t at = 0;

    if (str_find(body, STR("<!--"), 0) < body.len ||
        str_find(body, STR(":::"), 0) < body.len)
        return true;
    while ((at = str_find(body, STR("[!"), at)) < body.len) {
        struct str name = str_from_offset(body, at + 2);

        for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
            struct str wanted = str_from(brackets[i]);

            if (str_equal_nocase(str_first(name, wanted.len), wanted))
                return true;
        }
        at += 2;
    }
    return false;
}

/* Might a link or a definition be in it? */
static bool has_target(struct str body)
{
    return str_find(body, STR("]("), 0) < body.len ||
           str_find(body, STR("]:"), 0) < body.len;
}

static size_t count_lines(struct str body)
{
    size_t count = 0;
    struct str rest = body;

    while (rest.len > 0) {
        str_take_until(&rest, '\n');
        count++;
    }
    return count;
}

static void copy_lines(struct markdown_lines *out, struct str body,
                       int first_line, bool is_included)
{
    while (body.len > 0) {
        lines_add(out, str_take_line(&body), first_line);
        first_line += !is_included;
    }
}

static void clean_source(struct source *source, struct str body, int first_line,
                         bool is_included)
{
    size_t line_count;
    bool *is_code;

    if (!has_directive(body) && (!is_included || !has_target(body))) {
        copy_lines(source->out, body, first_line, is_included);
        return;
    }
    strbuf_init(&source->line, MARKDOWN_CLEAN_BYTES_MAX);
    line_count = count_lines(body);
    is_code = alloc_zeroed(line_count, sizeof *is_code);
    markdown_mark_code(body, is_code, line_count);
    for (size_t i = 0; body.len > 0; i++) {
        struct str line = str_take_line(&body);
        bool is_kept = is_code[i];

        source->number = is_included ? first_line : first_line + (int) i;
        if (source->row.is_open)
            line = directive_row_line(&source->row, line, &is_kept);
        if (is_kept && !source->is_commented) {
            source->wants_gap = false;
            lines_add(source->out, line, source->number);
        } else {
            clean_line(source, line);
        }
    }
    if (source->is_commented)
        add_note(source->preparer, "comment-open", source->comment_line, false,
                 STR("A comment begins here that has no \"-->\": what follows "
                     "it is left out."));
    free(is_code);
    strbuf_release(&source->line);
}

static void keep_results(struct preparer *preparer,
                         struct markdown_lines *lines,
                         struct markdown_clean *out)
{
    struct arena *arena = preparer->arena;

    out->text = arena_str(arena, strbuf_str(&lines->text));
    out->line_count = lines->count;
    out->line_of = arena_calloc(arena, lines->count, sizeof *out->line_of);
    out->notes.count = preparer->note_count;
    out->notes.items =
        arena_calloc(arena, preparer->note_count, sizeof *out->notes.items);
    out->included.count = preparer->included_count;
    out->included.items = arena_calloc(arena, preparer->included_count,
                                       sizeof *out->included.items);
    if (lines->count)
        memcpy(out->line_of, lines->line_of,
               lines->count * sizeof *out->line_of);
    if (preparer->note_count)
        memcpy(out->notes.items, preparer->notes,
               preparer->note_count * sizeof *out->notes.items);
    if (preparer->included_count)
        memcpy(out->included.items, preparer->included,
               preparer->included_count * sizeof *out->included.items);
}

void markdown_prepare(struct str path, struct str body, int first_line,
                      markdown_include_fn *include, void *context,
                      struct arena *arena, struct markdown_clean *out)
{
    struct preparer preparer = {.arena = arena,
                                .include = include,
                                .context = context,
                                .article = path};
    struct markdown_lines lines;
    struct source source = {.preparer = &preparer, .path = path, .out = &lines};

    lines_init(&lines);
    clean_source(&source, body, first_line, false);
    if (lines.text.overflowed)
        add_note(&preparer, "article-too-large", first_line, true,
                 arena_format(arena,
                              "The article is longer than %d bytes; the rest "
                              "is left out.",
                              MARKDOWN_CLEAN_BYTES_MAX));
    keep_results(&preparer, &lines, out);
    lines_release(&lines);
    free(preparer.notes);
    free(preparer.included);
}
