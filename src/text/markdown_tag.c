/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tag table and the scanner for raw HTML. Nothing here decides where a tag
 * may stand: markdown_raw.c keeps the tags balanced.
 */
#include "text/markdown_tag.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_MAX = 16, REFERENCE_BYTES_MAX = 12 };

/* Sorted by name. */
static const struct markdown_tag tags[] = {
    {"a", TAG_LINK, 0},
    {"abbr", TAG_DROP, 0},
    {"acronym", TAG_DROP, 0},
    {"address", TAG_DROP_FLOW, 0},
    {"applet", TAG_HIDE, 0},
    {"area", TAG_DROP, TAG_VOID},
    {"article", TAG_DROP_FLOW, 0},
    {"aside", TAG_DROP_FLOW, 0},
    {"audio", TAG_HIDE, 0},
    {"b", TAG_PHRASING, 0},
    {"base", TAG_DROP, TAG_VOID},
    {"bdi", TAG_DROP, 0},
    {"bdo", TAG_DROP, 0},
    {"big", TAG_DROP, 0},
    {"blockquote", TAG_FLOW, 0},
    {"body", TAG_DROP_FLOW, 0},
    {"br", TAG_PHRASING, TAG_VOID},
    {"button", TAG_DROP, 0},
    {"canvas", TAG_HIDE, 0},
    {"caption", TAG_DROP_FLOW, 0},
    {"center", TAG_DROP_FLOW, 0},
    {"cite", TAG_DROP, 0},
    {"code", TAG_PHRASING, 0},
    {"col", TAG_DROP, TAG_VOID},
    {"colgroup", TAG_DROP, 0},
    {"data", TAG_DROP, 0},
    {"datalist", TAG_HIDE, 0},
    {"dd", TAG_FLOW, TAG_NEEDS_TERMS},
    {"del", TAG_DROP, 0},
    {"details", TAG_FLOW, TAG_IS_DETAILS},
    {"dfn", TAG_DROP, 0},
    {"dialog", TAG_DROP_FLOW, 0},
    {"div", TAG_DROP_FLOW, 0},
    {"dl", TAG_FLOW, TAG_IS_TERMS},
    {"dt", TAG_FLOW, TAG_NEEDS_TERMS},
    {"em", TAG_PHRASING, 0},
    {"embed", TAG_DROP, TAG_VOID},
    {"fieldset", TAG_DROP_FLOW, 0},
    {"figcaption", TAG_DROP_FLOW, 0},
    {"figure", TAG_DROP_FLOW, 0},
    {"font", TAG_DROP, 0},
    {"footer", TAG_DROP_FLOW, 0},
    {"form", TAG_DROP_FLOW, 0},
    {"frame", TAG_DROP, TAG_VOID},
    {"frameset", TAG_HIDE, 0},
    {"h1", TAG_DROP_FLOW, 0},
    {"h2", TAG_DROP_FLOW, 0},
    {"h3", TAG_DROP_FLOW, 0},
    {"h4", TAG_DROP_FLOW, 0},
    {"h5", TAG_DROP_FLOW, 0},
    {"h6", TAG_DROP_FLOW, 0},
    {"head", TAG_HIDE, 0},
    {"header", TAG_DROP_FLOW, 0},
    {"hr", TAG_FLOW, TAG_VOID},
    {"html", TAG_DROP_FLOW, 0},
    {"i", TAG_PHRASING, 0},
    {"iframe", TAG_HIDE, 0},
    {"img", TAG_IMAGE, TAG_VOID},
    {"input", TAG_DROP, TAG_VOID},
    {"ins", TAG_DROP, 0},
    {"kbd", TAG_PHRASING, 0},
    {"label", TAG_DROP, 0},
    {"legend", TAG_DROP_FLOW, 0},
    {"li", TAG_FLOW, TAG_NEEDS_LIST},
    {"link", TAG_DROP, TAG_VOID},
    {"main", TAG_DROP_FLOW, 0},
    {"map", TAG_HIDE, 0},
    {"mark", TAG_DROP, 0},
    {"marquee", TAG_DROP_FLOW, 0},
    {"math", TAG_HIDE, 0},
    {"menu", TAG_DROP_FLOW, 0},
    {"meta", TAG_DROP, TAG_VOID},
    {"meter", TAG_DROP, 0},
    {"nav", TAG_DROP_FLOW, 0},
    {"nobr", TAG_DROP, 0},
    {"noembed", TAG_HIDE, 0},
    {"noframes", TAG_HIDE, 0},
    {"noscript", TAG_HIDE, 0},
    {"object", TAG_HIDE, 0},
    {"ol", TAG_FLOW, TAG_IS_LIST},
    {"optgroup", TAG_DROP, 0},
    {"option", TAG_DROP, 0},
    {"output", TAG_DROP, 0},
    {"p", TAG_FLOW, 0},
    {"param", TAG_DROP, TAG_VOID},
    {"picture", TAG_DROP, 0},
    {"pre", TAG_FLOW, 0},
    {"progress", TAG_DROP, 0},
    {"q", TAG_DROP, 0},
    {"rp", TAG_DROP, 0},
    {"rt", TAG_DROP, 0},
    {"ruby", TAG_DROP, 0},
    {"s", TAG_PHRASING, 0},
    {"samp", TAG_DROP, 0},
    {"script", TAG_HIDE, 0},
    {"section", TAG_DROP_FLOW, 0},
    {"select", TAG_HIDE, 0},
    {"slot", TAG_DROP, 0},
    {"small", TAG_DROP, 0},
    {"source", TAG_DROP, TAG_VOID},
    {"span", TAG_DROP, 0},
    {"strike", TAG_DROP, 0},
    {"strong", TAG_PHRASING, 0},
    {"style", TAG_HIDE, 0},
    {"sub", TAG_PHRASING, 0},
    {"summary", TAG_FLOW, TAG_NEEDS_DETAILS},
    {"sup", TAG_PHRASING, 0},
    {"svg", TAG_HIDE, 0},
    {"table", TAG_FLOW, TAG_IS_TABLE | TAG_IS_SECTION},
    {"tbody", TAG_FLOW, TAG_NEEDS_TABLE | TAG_IS_SECTION},
    {"td", TAG_FLOW, TAG_NEEDS_ROW},
    {"template", TAG_HIDE, 0},
    {"textarea", TAG_HIDE, 0},
    {"tfoot", TAG_DROP, 0},
    {"th", TAG_FLOW, TAG_NEEDS_ROW},
    {"thead", TAG_FLOW, TAG_NEEDS_TABLE | TAG_IS_SECTION},
    {"time", TAG_DROP, 0},
    {"title", TAG_HIDE, 0},
    {"tr", TAG_FLOW, TAG_NEEDS_SECTION | TAG_IS_ROW},
    {"track", TAG_DROP, TAG_VOID},
    {"tt", TAG_DROP, 0},
    {"u", TAG_PHRASING, 0},
    {"ul", TAG_FLOW, TAG_IS_LIST},
    {"var", TAG_DROP, 0},
    {"video", TAG_HIDE, 0},
    {"wbr", TAG_DROP, TAG_VOID},
    {"xmp", TAG_HIDE, 0},
};

/* Names with a colon, such as Word's <o:p>, are markup of another kind. */
static const struct markdown_tag other = {"", TAG_DROP, 0};

bool tag_fits(const struct markdown_tag *child,
              const struct markdown_tag *parent)
{
    unsigned needs = child->flags & TAG_NEEDS;
    unsigned gives = parent ? parent->flags : 0;

    /* Each need stands six bits below what satisfies it. */
    return needs == 0 || (gives & needs << 6) != 0;
}

static int compare_names(const void *key, const void *row)
{
    return strcmp(key, ((const struct markdown_tag *) row)->name);
}

static const struct markdown_tag *find_tag(struct str name)
{
    char folded[NAME_BYTES_MAX + 1];

    if (str_find_char(name, ':') < name.len)
        return &other;
    if (name.len > NAME_BYTES_MAX)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        folded[i] = ascii_to_lower(name.ptr[i]);
    folded[name.len] = '\0';
    return bsearch(folded, tags, ARRAY_LEN(tags), sizeof tags[0],
                   compare_names);
}

/* --- the scanner --- */

/* Offset behind the ">" that ends the tag begun at text[0], 0 when none does. */
static size_t tag_end(struct str text)
{
    char quote = 0;

    for (size_t i = 1; i < text.len; i++) {
        char c = text.ptr[i];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '>')
            return i + 1;
        else if ((c == '"' || c == '\'') && text.ptr[i - 1] == '=')
            quote = c;
    }
    return 0;
}

static void set_attribute(struct markdown_piece *piece, struct str name,
                          struct str value)
{
    if (str_equal_nocase(name, STR("id")) ||
        (str_equal_nocase(name, STR("name")) && piece->id.len == 0)) {
        piece->id = value;
    } else if (str_equal_nocase(name, STR("href"))) {
        piece->href = value;
        piece->has_href = true;
    } else if (str_equal_nocase(name, STR("src"))) {
        piece->src = value;
    } else if (str_equal_nocase(name, STR("alt"))) {
        piece->alt = value;
    }
}

static bool ends_name(char c)
{
    return ascii_is_space(c) || c == '=' || c == '/';
}

/* Read the attributes in `text`, what stands between the name and the ">". */
static void read_attributes(struct str text, struct markdown_piece *piece)
{
    size_t i = 0;

    while (i < text.len) {
        size_t begin = i;
        struct str name;
        struct str value = {"", 0};

        if (ascii_is_space(text.ptr[i]) || text.ptr[i] == '/' ||
            text.ptr[i] == '=') {
            i++;
            continue;
        }
        while (i < text.len && !ends_name(text.ptr[i]))
            i++;
        name = str_from_range(text.ptr + begin, text.ptr + i);
        while (i < text.len && ascii_is_space(text.ptr[i]))
            i++;
        if (i < text.len && text.ptr[i] == '=') {
            i++;
            while (i < text.len && ascii_is_space(text.ptr[i]))
                i++;
            begin = i;
            if (i < text.len && (text.ptr[i] == '"' || text.ptr[i] == '\'')) {
                char quote = text.ptr[i++];

                value = str_from_offset(text, i);
                value = str_first(value, str_find_char(value, quote));
                i += value.len + (i + value.len < text.len);
            } else {
                while (i < text.len && !ascii_is_space(text.ptr[i]))
                    i++;
                value = str_from_range(text.ptr + begin, text.ptr + i);
            }
        }
        set_attribute(piece, name, value);
    }
}

static void take_tag(struct str text, bool is_end, struct markdown_piece *piece)
{
    struct str inner = {text.ptr + 1 + is_end, text.len - 2 - is_end};
    size_t name_len = 0;

    while (name_len < inner.len && !ascii_is_space(inner.ptr[name_len]) &&
           inner.ptr[name_len] != '/')
        name_len++;
    piece->kind = is_end ? PIECE_END : PIECE_START;
    piece->tag = find_tag(str_first(inner, name_len));
    piece->is_closed = inner.len > 0 && inner.ptr[inner.len - 1] == '/';
    if (!is_end)
        read_attributes(str_from_offset(inner, name_len), piece);
}

/* Length of the piece that begins with "<" when it is no text, else 0. */
static size_t markup_len(struct str text, struct markdown_piece *piece)
{
    bool is_end = text.len > 1 && text.ptr[1] == '/';
    size_t len;

    if (str_has_prefix(text, STR("<!--"))) {
        piece->kind = PIECE_NOTHING;
        len = str_find(text, STR("-->"), 4);
        return len < text.len ? len + 3 : text.len;
    }
    if (text.len > 1 && (text.ptr[1] == '!' || text.ptr[1] == '?')) {
        piece->kind = PIECE_NOTHING;
        len = str_find_char(text, '>');
        return len < text.len ? len + 1 : text.len;
    }
    if (text.len < 3 || !ascii_is_alpha(text.ptr[1 + is_end]))
        return 0;
    len = tag_end(text);
    if (len == 0)
        return text.len; /* never closed: the rest is text */
    take_tag(str_first(text, len), is_end, piece);
    return len;
}

void tag_take_piece(struct str *rest, struct markdown_piece *piece)
{
    size_t len = 0;

    *piece = (struct markdown_piece){.kind = PIECE_TEXT};
    if (rest->ptr[0] == '<')
        len = markup_len(*rest, piece);
    if (len == 0) {
        struct str behind = str_from_offset(*rest, 1);

        len = 1 + str_find_char(behind, '<');
    }
    piece->text = str_first(*rest, len);
    *rest = str_from_offset(*rest, len);
}

/* --- character references --- */

static const struct {
    const char *name;
    uint32_t code;
} references[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},
    {"quot", '"'},      {"apos", '\''},     {"nbsp", 0xA0},
    {"copy", 0xA9},     {"reg", 0xAE},      {"trade", 0x2122},
    {"hellip", 0x2026}, {"mdash", 0x2014},  {"ndash", 0x2013},
    {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"ldquo", 0x201C},
    {"rdquo", 0x201D},  {"laquo", 0xAB},    {"raquo", 0xBB},
    {"bull", 0x2022},   {"middot", 0xB7},   {"times", 0xD7},
    {"deg", 0xB0},      {"euro", 0x20AC},   {"pound", 0xA3},
    {"sect", 0xA7},     {"para", 0xB6},     {"rarr", 0x2192},
    {"larr", 0x2190},   {"uarr", 0x2191},   {"darr", 0x2193},
    {"check", 0x2713},  {"shy", 0xAD},      {"ensp", 0x2002},
    {"emsp", 0x2003},   {"thinsp", 0x2009}, {"micro", 0xB5},
    {"plusmn", 0xB1},   {"frac12", 0xBD},   {"szlig", 0xDF},
    {"auml", 0xE4},     {"ouml", 0xF6},     {"uuml", 0xFC},
    {"Auml", 0xC4},     {"Ouml", 0xD6},     {"Uuml", 0xDC},
    {"eacute", 0xE9},   {"egrave", 0xE8},   {"agrave", 0xE0},
};

static uint32_t numeric_reference(struct str digits)
{
    bool is_hex = digits.len > 1 && ascii_to_lower(digits.ptr[0]) == 'x';
    uint32_t code = 0;

    if (is_hex)
        digits = str_from_offset(digits, 1);
    if (digits.len == 0 || digits.len > 7)
        return 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = ascii_to_lower(digits.ptr[i]);
        uint32_t digit;

        if (ascii_is_digit(c))
            digit = (uint32_t) (c - '0');
        else if (is_hex && c >= 'a' && c <= 'f')
            digit = (uint32_t) (c - 'a' + 10);
        else
            return 0;
        code = code * (is_hex ? 16 : 10) + digit;
    }
    return code ? code : UTF8_REPLACEMENT;
}

/* The character that "&name;" stands for, 0 when unknown. */
static uint32_t reference_code(struct str name)
{
    if (name.len > 1 && name.ptr[0] == '#')
        return numeric_reference(str_from_offset(name, 1));
    for (size_t i = 0; i < ARRAY_LEN(references); i++)
        if (str_equal(name, str_from(references[i].name)))
            return references[i].code;
    return 0;
}

void tag_decode(struct strbuf *out, struct str text)
{
    while (text.len > 0) {
        size_t at = str_find_char(text, '&');
        struct str name;
        uint32_t code;
        char bytes[UTF8_MAX];

        strbuf_add(out, text.ptr, at);
        text = str_from_offset(text, at);
        if (text.len == 0)
            return;
        name = str_first(str_from_offset(text, 1), REFERENCE_BYTES_MAX);
        at = str_find_char(name, ';');
        code = at < name.len ? reference_code(str_first(name, at)) : 0;
        if (code) {
            strbuf_add(out, bytes, utf8_encode(code, bytes));
            text = str_from_offset(text, at + 2);
        } else {
            strbuf_add_char(out, '&');
            text = str_from_offset(text, 1);
        }
    }
}
