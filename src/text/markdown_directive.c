/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading and writing single directives. What is done with them is decided in
 * markdown_prepare.c.
 */
#include "text/markdown_directive.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/uri.h"

#include <string.h>

enum {
    CODE_RUN_MAX = 63, /* backticks that may open a code span */
    LIST_DIGITS_MAX = 9,
    BRACKET_BYTES_MAX = 4096 /* keeps a line of unfinished ones linear */
};

/* --- containers --- */

/* Length of a list marker with its space at the front of `text`, else 0. */
static size_t marker_len(struct str text)
{
    size_t len = 0;

    while (len < text.len && len < LIST_DIGITS_MAX &&
           ascii_is_digit(text.ptr[len]))
        len++;
    if (len == text.len)
        return 0;
    if (len > 0 ? !strchr(".)", text.ptr[len]) : !strchr("-*+", text.ptr[len]))
        return 0;
    len++;
    return len < text.len && (text.ptr[len] == ' ' || text.ptr[len] == '\t')
               ? len + 1
               : 0;
}

size_t directive_prefix_len(struct str line, bool *has_marker)
{
    size_t at = 0;

    *has_marker = false;
    while (at < line.len) {
        size_t len;

        if (line.ptr[at] == '>' || ascii_is_space(line.ptr[at])) {
            at++;
            continue;
        }
        len = marker_len(str_from_offset(line, at));
        if (len == 0)
            break;
        *has_marker = true;
        at += len;
    }
    return at;
}

void directive_continue_prefix(struct strbuf *out, struct str prefix)
{
    for (size_t i = 0; i < prefix.len; i++) {
        char c = prefix.ptr[i];

        strbuf_add_char(out, c == '>' || c == '\t' ? c : ' ');
    }
}

bool directive_is_blank(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '>' && !ascii_is_space(line.ptr[i]))
            return false;
    return true;
}

/* --- code spans --- */

static size_t run_len(struct str line, size_t at)
{
    size_t len = 0;

    while (at + len < line.len && line.ptr[at + len] == '`')
        len++;
    return len;
}

size_t directive_code_len(struct str line, size_t at, uint64_t *failed)
{
    size_t wanted = run_len(line, at);
    size_t from = at + wanted;

    if (wanted > CODE_RUN_MAX || (*failed & UINT64_C(1) << wanted))
        return wanted;
    while (from < line.len) {
        size_t len;

        from += str_find_char(str_from_offset(line, from), '`');
        len = run_len(line, from);
        from += len;
        if (len == wanted)
            return from - at;
    }
    *failed |= UINT64_C(1) << wanted;
    return wanted;
}

/* --- brackets --- */

/* The target of "(target "title")" without its title and angle brackets. */
static struct str bare_target(struct str inner)
{
    inner = str_trim(inner);
    if (inner.len > 1 && inner.ptr[0] == '<') {
        inner = str_from_offset(inner, 1);
        return str_first(inner, str_find_char(inner, '>'));
    }
    for (size_t i = 0; i + 1 < inner.len; i++)
        if (ascii_is_space(inner.ptr[i]) &&
            (inner.ptr[i + 1] == '"' || inner.ptr[i + 1] == '\''))
            return str_first(inner, i);
    return inner;
}

static bool ends_bracket_name(char c)
{
    return ascii_is_space(c) || c == '[' || c == ']';
}

bool directive_read_bracket(struct str text, struct bracket_directive *out)
{
    struct str rest;
    size_t name_len = 2;
    size_t at;

    *out = (struct bracket_directive){.has_target = false};
    text = str_first(text, BRACKET_BYTES_MAX);
    while (name_len < text.len && !ends_bracket_name(text.ptr[name_len]))
        name_len++;
    out->name = str_from_range(text.ptr + 2, text.ptr + name_len);
    rest = str_from_offset(text, name_len);
    while (rest.len > 0 && rest.ptr[0] == ' ')
        rest = str_from_offset(rest, 1);
    if (rest.len == 0)
        return false;
    if (rest.ptr[0] != '[') {
        at = str_find_char(rest, ']');
        out->label = str_trim(str_first(rest, at));
        out->len = (size_t) (rest.ptr - text.ptr) + at + 1;
        return at < rest.len;
    }
    at = str_find(rest, STR("]("), 0);
    if (at == rest.len)
        return false;
    out->label = str_trim(str_from_range(rest.ptr + 1, rest.ptr + at));
    rest = str_from_offset(rest, at + 2);
    at = str_find_char(rest, ')');
    if (at == rest.len)
        return false;
    out->target = bare_target(str_first(rest, at));
    out->has_target = true;
    rest = str_from_offset(rest, at + 1);
    while (rest.len > 0 && rest.ptr[0] == ' ')
        rest = str_from_offset(rest, 1);
    out->len = (size_t) (rest.ptr - text.ptr) + 1;
    return rest.len > 0 && rest.ptr[0] == ']';
}

/* --- colons --- */

static void set_attribute(struct colon_directive *out, struct str name,
                          struct str value)
{
    if (str_equal_nocase(name, STR("source")))
        out->source = value;
    else if (str_equal_nocase(name, STR("alt-text")))
        out->alt = value;
    else if (str_equal_nocase(name, STR("text")))
        out->text = value;
}

/* Offset of the end of a bare word that begins at `at`. */
static size_t word_end(struct str text, size_t at)
{
    while (at < text.len && !ascii_is_space(text.ptr[at]) &&
           text.ptr[at] != '=' && text.ptr[at] != ':')
        at++;
    return at;
}

/* Read name="value" at `at`; returns the offset behind it. */
static size_t take_attribute(struct str text, size_t at,
                             struct colon_directive *out)
{
    size_t end = word_end(text, at);
    struct str name = str_from_range(text.ptr + at, text.ptr + end);
    struct str value;

    if (end == text.len || text.ptr[end] != '=')
        return end > at ? end : at + 1;
    at = end + 1;
    if (at < text.len && (text.ptr[at] == '"' || text.ptr[at] == '\'')) {
        value = str_from_offset(text, at + 1);
        value = str_first(value, str_find_char(value, text.ptr[at]));
        end = at + 1 + value.len;
        end += end < text.len;
    } else {
        end = at;
        while (end < text.len && !ascii_is_space(text.ptr[end]) &&
               !str_has_prefix(str_from_offset(text, end), STR(":::")))
            end++;
        value = str_from_range(text.ptr + at, text.ptr + end);
    }
    set_attribute(out, name, value);
    return end;
}

struct str directive_colon_name(struct str text)
{
    size_t at = 0;

    while (at < text.len && text.ptr[at] == ':')
        at++;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    return str_from_range(text.ptr + at, text.ptr + word_end(text, at));
}

void directive_read_colon(struct str text, struct colon_directive *out)
{
    size_t at;

    *out = (struct colon_directive){.len = text.len};
    out->name = directive_colon_name(text);
    at = (size_t) (out->name.ptr - text.ptr) + out->name.len;
    while (at < text.len) {
        if (str_has_prefix(str_from_offset(text, at), STR(":::"))) {
            out->len = at + 3;
            return;
        }
        if (ascii_is_space(text.ptr[at]) || text.ptr[at] == ':')
            at++;
        else
            at = take_attribute(text, at, out);
    }
}

/* --- rows and columns --- */

void directive_row_fence(struct directive_row *row, struct str name)
{
    if (str_equal_nocase(name, STR("row")))
        *row = (struct directive_row){.is_open = true};
    else if (str_equal_nocase(name, STR("row-end")))
        *row = (struct directive_row){.is_open = false};
    else if (str_equal_nocase(name, STR("column")) ||
             str_equal_nocase(name, STR("column-end")))
        row->column_indent = 0;
    row->is_column_new = row->is_open && str_equal_nocase(name, STR("column"));
}

struct str directive_row_line(struct directive_row *row, struct str line,
                              bool *is_code)
{
    struct str content = line;
    size_t indent;
    bool is_fence;

    while (content.len > 0 && content.ptr[0] == ' ')
        content = str_from_offset(content, 1);
    indent = line.len - content.len;
    is_fence = str_has_prefix(content, STR("```")) ||
               str_has_prefix(content, STR("~~~"));
    if (row->is_column_new && content.len > 0) {
        row->column_indent = indent;
        row->is_column_new = false;
    }
    *is_code = is_fence || row->is_code;
    row->is_code ^= is_fence;
    return str_from_offset(
        line, indent < row->column_indent ? indent : row->column_indent);
}

/* --- writing --- */

static void write_escaped(struct strbuf *out, struct str text,
                          const char *special)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(special, text.ptr[i]))
            strbuf_add_char(out, '\\');
        strbuf_add_char(out, text.ptr[i]);
    }
}

void directive_write_image(struct strbuf *out, struct str alt,
                           struct str target)
{
    strbuf_add_cstr(out, "![");
    write_escaped(out, alt, "[]\\`*_<|");
    strbuf_add_cstr(out, "](<");
    write_escaped(out, target, "<>\\|");
    strbuf_add_cstr(out, ">)");
}

/* --- relative targets --- */

static size_t folder_len(struct str path)
{
    size_t len = path.len;

    while (len > 0 && path.ptr[len - 1] != '/')
        len--;
    return len;
}

/* Is `target` a path relative to the file it is written in? */
static bool is_relative(struct str target)
{
    return target.len > 0 && !strchr("#/?\\{$", target.ptr[0]) &&
           !uri_is_absolute(target);
}

struct str directive_relink(struct str from, struct str to, struct str target,
                            struct arena *arena)
{
    size_t path_len = 0;
    size_t common = 0;
    struct strbuf out;
    struct str resolved;
    struct str kept;

    if (!is_relative(target) || str_equal(str_first(from, folder_len(from)),
                                          str_first(to, folder_len(to))))
        return target;
    while (path_len < target.len && !strchr("?#", target.ptr[path_len]))
        path_len++;
    if (!uri_resolve_path(from, str_first(target, path_len), arena, &resolved))
        return target;
    for (size_t i = 0;
         i < resolved.len && i < folder_len(to) && resolved.ptr[i] == to.ptr[i];
         i++)
        if (resolved.ptr[i] == '/')
            common = i + 1;
    strbuf_init(&out, target.len + from.len + to.len * 3 + 16);
    for (size_t i = common; i < folder_len(to); i++)
        if (to.ptr[i] == '/')
            strbuf_add_cstr(&out, "../");
    strbuf_add_str(&out, str_from_offset(resolved, common));
    strbuf_add_str(&out, str_from_offset(target, path_len));
    kept = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}
