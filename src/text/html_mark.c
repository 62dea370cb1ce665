/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two walks over HTML: one takes the text out and remembers where each piece
 * came from, the other copies the HTML and sets elements around pieces. See
 * html_mark.h.
 */
#include "text/html_mark.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    REFERENCE_BYTES_MAX = 6, /* "&quot;" */
    MARKED_BYTES_MAX = 512 * 1024 * 1024
};

/* --- reading --- */

/* Elements that stand inside a line, so a word may go on behind their tags. */
static bool is_inside_line(struct str name)
{
    static const char *const names[] = {
        "a", "abbr", "b",     "code", "del",    "em",  "i",   "kbd", "mark",
        "s", "ins",  "small", "sub",  "strong", "sup", "var", "u"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_equal(name, str_from(names[i])))
            return true;
    return false;
}

/* Name of the tag whose content is `inner`: "/em", "a href=..." */
static struct str tag_name(struct str inner)
{
    size_t len = 0;

    if (str_has_prefix(inner, STR("/")))
        inner = str_from_offset(inner, 1);
    while (len < inner.len && ascii_is_alnum(inner.ptr[len]))
        len++;
    return str_first(inner, len);
}

/* What the reference at the beginning of `html` stands for, and its length;
 * NUL when it is none that html_write.h makes. */
static char reference_of(struct str html, size_t *len)
{
    static const struct {
        const char *name;
        char means;
    } references[] = {
        {"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
        {"&#39;", '\''}, {"&quot;", '"'},
    };

    for (size_t i = 0; i < ARRAY_LEN(references); i++) {
        struct str name = str_from(references[i].name);

        if (!str_has_prefix(html, name))
            continue;
        *len = name.len;
        return references[i].means;
    }
    return '\0';
}

struct reading {
    struct html_plain *plain;
    char *text;
    size_t len;
    size_t capacity; /* of pieces */
};

static void add_piece(struct reading *reading, struct str bytes, size_t at,
                      size_t html_len)
{
    struct html_plain *plain = reading->plain;

    if (bytes.len == 0)
        return;
    plain->pieces = alloc_grow(plain->pieces, plain->piece_count,
                               &reading->capacity, sizeof *plain->pieces);
    plain->pieces[plain->piece_count++] =
        (struct html_piece){reading->len, bytes.len, at, html_len};
    memcpy(reading->text + reading->len, bytes.ptr, bytes.len);
    reading->len += bytes.len;
}

/* Step over the tag at `at`. */
static size_t read_tag(struct reading *reading, struct str html, size_t at)
{
    struct str inner = str_from_offset(html, at + 1);
    size_t end = str_find_char(inner, '>');

    if (end == inner.len)
        return html.len;
    if (!is_inside_line(tag_name(inner)) && reading->len > 0 &&
        reading->text[reading->len - 1] != '\n')
        reading->text[reading->len++] = '\n';
    return at + 1 + end + 1;
}

static size_t read_text(struct reading *reading, struct str html, size_t at)
{
    size_t end = at;
    size_t len;
    char c = reference_of(str_from_offset(html, at), &len);

    if (c != '\0') {
        add_piece(reading, (struct str){&c, 1}, at, len);
        return at + len;
    }
    do
        end++;
    while (end < html.len && html.ptr[end] != '<' && html.ptr[end] != '&');
    add_piece(reading, (struct str){html.ptr + at, end - at}, at, end - at);
    return end;
}

/* Not in the middle of a character, a reference or a tag. */
static struct str whole_beginning(struct str html, size_t max)
{
    struct str kept = utf8_prefix(html, max);

    if (kept.len == html.len)
        return kept;
    for (size_t i = kept.len;
         i > 0 && kept.len - i < REFERENCE_BYTES_MAX && kept.ptr[i - 1] != ';';
         i--)
        if (kept.ptr[i - 1] == '&')
            return str_first(kept, i - 1);
    return kept; /* read_tag() drops a tag that does not end */
}

void html_plain_make(struct html_safe html, size_t html_max,
                     struct arena *arena, struct html_plain *out)
{
    struct str source = whole_beginning(html.html, html_max);
    struct reading reading = {.plain = out};
    struct html_piece *pieces;
    size_t at = 0;

    *out = (struct html_plain){.piece_count = 0};
    /* a tag is longer than the line feed that it leaves */
    reading.text = arena_alloc(arena, source.len + 1);
    while (at < source.len)
        at = source.ptr[at] == '<' ? read_tag(&reading, source, at)
                                   : read_text(&reading, source, at);
    out->text = (struct str){reading.text, reading.len};
    pieces = arena_calloc(arena, out->piece_count, sizeof *pieces);
    if (out->piece_count > 0)
        memcpy(pieces, out->pieces, out->piece_count * sizeof *pieces);
    free(out->pieces);
    out->pieces = pieces;
}

/* --- marking --- */

struct marking {
    struct strbuf out;
    struct str html;
    size_t done; /* bytes of `html` that were copied */
};

static void copy_until(struct marking *marking, size_t at)
{
    strbuf_add(&marking->out, marking->html.ptr + marking->done,
               at - marking->done);
    marking->done = at;
}

static void mark_html(struct marking *marking, size_t begin, size_t end)
{
    copy_until(marking, begin);
    html_markup(&marking->out, "<mark>");
    copy_until(marking, end);
    html_markup(&marking->out, "</mark>");
}

/* Mark what `range` and `piece` have in common. */
static void mark_piece(struct marking *marking, const struct html_piece *piece,
                       const struct html_range *range)
{
    size_t begin = piece->html_begin;
    size_t end = piece->html_begin + piece->html_len;

    if (piece->text_len == piece->html_len) {
        if (range->begin > piece->text_begin)
            begin += range->begin - piece->text_begin;
        if (range->end < piece->text_begin + piece->text_len)
            end -= piece->text_begin + piece->text_len - range->end;
    }
    mark_html(marking, begin, end);
}

struct html_safe html_mark(struct html_safe html,
                           const struct html_plain *plain,
                           const struct html_range *ranges, size_t count,
                           struct arena *arena)
{
    struct marking marking = {.html = html.html};
    struct html_safe marked;
    size_t next = 0;

    strbuf_init(&marking.out, MARKED_BYTES_MAX);
    for (size_t i = 0; i < plain->piece_count && next < count; i++) {
        const struct html_piece *piece = &plain->pieces[i];
        size_t end = piece->text_begin + piece->text_len;

        while (next < count && ranges[next].begin < end) {
            SLV_ASSERT(ranges[next].begin < ranges[next].end);
            if (ranges[next].end > piece->text_begin)
                mark_piece(&marking, piece, &ranges[next]);
            if (ranges[next].end > end)
                break;
            next++;
        }
    }
    copy_until(&marking, html.html.len);
    marked.html = marking.out.overflowed
                      ? html.html
                      : arena_str(arena, strbuf_str(&marking.out));
    strbuf_release(&marking.out);
    return marked;
}
