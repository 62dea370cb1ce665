/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The streaming JSON writer: puts commas and escapes, and asserts that calls
 * come in an order that makes valid JSON. It builds no tree and reads nothing.
 */
#include "text/json_write.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <math.h>
#include <stdio.h>

void json_begin(struct json_writer *json, struct strbuf *out)
{
    *json = (struct json_writer){.out = out};
}

void json_end(struct json_writer *json)
{
    SLV_ASSERT(json->depth == 0 && !json->has_key);
    SLV_ASSERT(json->has_items[0]);
}

/* Every value passes here first: it puts the comma, and checks the place. */
static void value_begin(struct json_writer *json)
{
    bool in_object = json->depth > 0 && json->is_object[json->depth - 1];

    SLV_ASSERT(in_object == json->has_key);
    SLV_ASSERT(json->depth > 0 || !json->has_items[0]);
    if (!in_object && json->depth > 0 && json->has_items[json->depth - 1])
        strbuf_add_char(json->out, ',');
    if (json->depth > 0)
        json->has_items[json->depth - 1] = true;
    else
        json->has_items[0] = true;
    json->has_key = false;
}

static void open_level(struct json_writer *json, bool is_object)
{
    value_begin(json);
    SLV_ASSERT(json->depth < JSON_DEPTH_MAX);
    json->is_object[json->depth] = is_object;
    json->has_items[json->depth] = false;
    json->depth++;
    strbuf_add_char(json->out, is_object ? '{' : '[');
}

static void close_level(struct json_writer *json, bool is_object)
{
    SLV_ASSERT(json->depth > 0 && !json->has_key);
    SLV_ASSERT(json->is_object[json->depth - 1] == is_object);
    json->depth--;
    if (json->depth == 0)
        json->has_items[0] = true;
    strbuf_add_char(json->out, is_object ? '}' : ']');
}

void json_object_begin(struct json_writer *json)
{
    open_level(json, true);
}

void json_object_end(struct json_writer *json)
{
    close_level(json, true);
}

void json_array_begin(struct json_writer *json)
{
    open_level(json, false);
}

void json_array_end(struct json_writer *json)
{
    close_level(json, false);
}

/* Escape the byte text.ptr[at], or repair the sequence there, and return how
 * many bytes of `text` that took. */
static size_t write_special(struct strbuf *out, struct str text, size_t at)
{
    unsigned char c = (unsigned char) text.ptr[at];
    uint32_t code;
    size_t len;

    switch (c) {
    case '"':
        strbuf_add_cstr(out, "\\\"");
        return 1;
    case '\\':
        strbuf_add_cstr(out, "\\\\");
        return 1;
    case '\n':
        strbuf_add_cstr(out, "\\n");
        return 1;
    case '\r':
        strbuf_add_cstr(out, "\\r");
        return 1;
    case '\t':
        strbuf_add_cstr(out, "\\t");
        return 1;
    default:
        break;
    }
    if (c < 0x80) {
        static const char digits[] = "0123456789abcdef";
        const char escape[] = {'\\',           'u',           '0', '0',
                               digits[c >> 4], digits[c & 15]};

        strbuf_add(out, escape, sizeof escape);
        return 1;
    }
    len = utf8_decode(text, at, &code);
    if (code == UTF8_REPLACEMENT)
        strbuf_add_cstr(out, "\xEF\xBF\xBD");
    else
        strbuf_add(out, text.ptr + at, len);
    return len;
}

/* Bytes that stand for themselves: ASCII but for control characters, the quote,
 * "<" and the backslash. */
/* clang-format off */
static const bool is_plain[256] = {
    [0x20] = 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x30] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1,
    [0x40] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x50] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1,
    [0x60] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x70] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
/* clang-format on */

static void write_quoted(struct strbuf *out, struct str text)
{
    size_t at = 0;

    strbuf_add_char(out, '"');
    while (at < text.len) {
        size_t run = at;

        while (at < text.len && is_plain[(unsigned char) text.ptr[at]])
            at++;
        if (run < at)
            strbuf_add(out, text.ptr + run, at - run);
        if (at < text.len)
            at += write_special(out, text, at);
    }
    strbuf_add_char(out, '"');
}

void json_key(struct json_writer *json, const char *key)
{
    SLV_ASSERT(json->depth > 0 && json->is_object[json->depth - 1]);
    SLV_ASSERT(!json->has_key);
    if (json->has_items[json->depth - 1])
        strbuf_add_char(json->out, ',');
    write_quoted(json->out, str_from(key));
    strbuf_add_char(json->out, ':');
    json->has_key = true;
}

void json_string(struct json_writer *json, struct str text)
{
    value_begin(json);
    write_quoted(json->out, text);
}

void json_int(struct json_writer *json, int64_t value)
{
    char digits[24];
    char *begin = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t) value : (uint64_t) value;

    value_begin(json);
    do {
        *--begin = (char) ('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--begin = '-';
    strbuf_add(json->out, begin, (size_t) (digits + sizeof digits - begin));
}

void json_double(struct json_writer *json, double value, int decimals)
{
    char text[64];
    int len;

    if (!isfinite(value)) {
        json_null(json);
        return;
    }
    value_begin(json);
    if (decimals > 17)
        decimals = 17;
    if (fabs(value) >= 1e15) {
        len = snprintf(text, sizeof text, "%.17g", value);
    } else {
        len = snprintf(text, sizeof text, "%.*f", decimals, value);
        while (decimals > 0 && text[len - 1] == '0' && decimals--)
            len--;
        if (text[len - 1] == '.')
            len--;
        if (len == 2 && text[0] == '-' && text[1] == '0') {
            text[0] = '0';
            len = 1;
        }
    }
    strbuf_add(json->out, text, (size_t) len);
}

void json_bool(struct json_writer *json, bool value)
{
    value_begin(json);
    strbuf_add_cstr(json->out, value ? "true" : "false");
}

void json_null(struct json_writer *json)
{
    value_begin(json);
    strbuf_add_cstr(json->out, "null");
}

void json_raw(struct json_writer *json, struct str value)
{
    value_begin(json);
    strbuf_add_str(json->out, value);
}

void json_key_string(struct json_writer *json, const char *key, struct str text)
{
    json_key(json, key);
    json_string(json, text);
}

void json_key_int(struct json_writer *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_int(json, value);
}

void json_key_double(struct json_writer *json, const char *key, double value,
                     int decimals)
{
    json_key(json, key);
    json_double(json, value, decimals);
}

void json_key_bool(struct json_writer *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}

void json_key_strings(struct json_writer *json, const char *key,
                      const struct str_list *list)
{
    json_key(json, key);
    json_array_begin(json);
    for (size_t i = 0; i < list->count; i++)
        json_string(json, list->items[i]);
    json_array_end(json);
}
