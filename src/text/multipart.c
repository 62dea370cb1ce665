/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A state machine over the bytes of a multipart body. A delimiter begins with
 * CR, and no boundary holds one: so when bytes stop looking like a delimiter,
 * what looked like it was data, and only the byte at hand can begin another.
 */
#include "text/multipart.h"

#include "base/alloc.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOUNDARY_BYTES_MAX = 70 };

enum state {
    STATE_PREAMBLE,
    STATE_DATA,
    STATE_AFTER, /* a delimiter: "--", or the end of its line */
    STATE_AFTER_DASH,
    STATE_AFTER_CR,
    STATE_HEAD,
    STATE_EPILOGUE,
    STATE_REFUSED
};

struct multipart {
    struct multipart_receiver receiver;
    enum state state;
    char delimiter[BOUNDARY_BYTES_MAX + 5]; /* CR LF "--" boundary */
    size_t delimiter_len;
    size_t matched; /* bytes of the delimiter seen */
    struct strbuf head;
    struct strbuf name; /* of the present part */
    struct strbuf file_name;
    size_t part_count;
};

/* --- headers --- */

bool multipart_is(struct str content_type)
{
    return str_equal_nocase(str_trim(str_take_until(&content_type, ';')),
                            STR("multipart/form-data"));
}

/* Where a parameter's value ends: at a ";" outside quotes. */
static size_t parameter_end(struct str text)
{
    bool is_quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            is_quoted = !is_quoted;
        else if (text.ptr[i] == ';' && !is_quoted)
            return i;
    }
    return text.len;
}

/* The value of a parameter in "type; a=b; c="d""; without its quotes. False
 * when it is not there. */
static bool find_parameter(struct str header, struct str wanted,
                           struct str *value)
{
    struct str rest = str_from_offset(header, str_find_char(header, ';'));

    while (rest.len > 0) {
        struct str item;
        struct str name;

        rest = str_from_offset(rest, 1); /* the ";" */
        item = str_first(rest, parameter_end(rest));
        rest = str_from_offset(rest, item.len);
        name = str_trim(str_take_until(&item, '='));
        if (!str_equal_nocase(name, wanted))
            continue;
        *value = str_trim(item);
        if (value->len >= 2 && value->ptr[0] == '"' &&
            value->ptr[value->len - 1] == '"')
            *value = (struct str){value->ptr + 1, value->len - 2};
        return true;
    }
    return false;
}

/* Browsers write these three, and no others, in this way. */
static void add_name(struct strbuf *out, struct str raw)
{
    static const struct {
        char text[4];
        char means;
    } escapes[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};

    strbuf_clear(out);
    while (raw.len > 0) {
        char c = raw.ptr[0];
        size_t taken = 1;

        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
            if (str_has_prefix(raw, str_from(escapes[i].text))) {
                c = escapes[i].means;
                taken = 3;
            }
        }
        strbuf_add_char(out, c);
        raw = str_from_offset(raw, taken);
    }
}

/* One header line; false when it names no field of a form. */
static bool read_disposition(struct multipart *multipart, struct str value,
                             struct multipart_part *part)
{
    struct str type = value;
    struct str name;
    struct str file_name;

    type = str_trim(str_take_until(&type, ';'));
    if (!str_equal_nocase(type, STR("form-data")) ||
        !find_parameter(value, STR("name"), &name) || name.len == 0)
        return false;
    add_name(&multipart->name, name);
    part->name = strbuf_str(&multipart->name);
    part->is_file = find_parameter(value, STR("filename"), &file_name);
    if (part->is_file) {
        add_name(&multipart->file_name, file_name);
        part->file_name = strbuf_str(&multipart->file_name);
    }
    return true;
}

static bool begin_part(struct multipart *multipart)
{
    struct str rest = strbuf_str(&multipart->head);
    struct multipart_part part = {.is_file = false};
    bool has_name = false;

    if (++multipart->part_count > MULTIPART_PARTS_MAX)
        return false;
    while (rest.len > 0) {
        struct str line = str_take_line(&rest);
        struct str name = str_trim(str_take_until(&line, ':'));

        if (!str_equal_nocase(name, STR("Content-Disposition")))
            continue;
        if (has_name || !read_disposition(multipart, str_trim(line), &part))
            return false;
        has_name = true;
    }
    return has_name &&
           multipart->receiver.begin(multipart->receiver.context, &part);
}

/* --- bytes --- */

static bool give(struct multipart *multipart, struct str bytes)
{
    if (multipart->state == STATE_PREAMBLE || bytes.len == 0)
        return true;
    return multipart->receiver.data(multipart->receiver.context, bytes);
}

static bool end_data(struct multipart *multipart)
{
    bool was_part = multipart->state == STATE_DATA;

    multipart->matched = 0;
    multipart->state = STATE_AFTER;
    return !was_part || multipart->receiver.end(multipart->receiver.context);
}

/* Data, or what stands before the first delimiter; how many bytes were taken.
 * *is_fine is cleared when the receiver refuses. */
static size_t take_data(struct multipart *multipart, struct str bytes,
                        bool *is_fine)
{
    char c = bytes.ptr[0];

    if (multipart->matched == 0) {
        size_t len = str_find_char(bytes, '\r');

        if (len == 0) {
            multipart->matched = 1;
            return 1;
        }
        *is_fine = give(multipart, str_first(bytes, len));
        return len;
    }
    if (c == multipart->delimiter[multipart->matched]) {
        if (++multipart->matched == multipart->delimiter_len)
            *is_fine = end_data(multipart);
        return 1;
    }
    *is_fine =
        give(multipart, (struct str){multipart->delimiter, multipart->matched});
    multipart->matched = 0;
    return 0;
}

/* A byte after a delimiter; false when it cannot stand there. */
static bool take_after(struct multipart *multipart, char c)
{
    switch (multipart->state) {
    case STATE_AFTER_DASH:
        multipart->state = STATE_EPILOGUE;
        return c == '-';
    case STATE_AFTER_CR:
        multipart->state = STATE_HEAD;
        strbuf_clear(&multipart->head);
        return c == '\n';
    default:
        break;
    }
    if (c == '-')
        multipart->state = STATE_AFTER_DASH;
    else if (c == '\r')
        multipart->state = STATE_AFTER_CR;
    else
        return c == ' ' || c == '\t';
    return true;
}

/* Headers end with an empty line; a part may have none, and no name then. */
static bool take_head(struct multipart *multipart, char c)
{
    struct str head;

    strbuf_add_char(&multipart->head, c);
    if (multipart->head.overflowed)
        return false;
    head = strbuf_str(&multipart->head);
    if (!str_equal(head, STR("\r\n")) && !str_has_suffix(head, STR("\r\n\r\n")))
        return true;
    multipart->state = STATE_DATA;
    /* the line end before a delimiter belongs to it, and may be this one */
    multipart->matched = 0;
    return begin_part(multipart);
}

bool multipart_add(struct multipart *multipart, struct str bytes)
{
    bool is_fine = multipart->state != STATE_REFUSED;

    while (is_fine && bytes.len > 0) {
        size_t taken = 1;

        switch (multipart->state) {
        case STATE_PREAMBLE:
        case STATE_DATA:
            taken = take_data(multipart, bytes, &is_fine);
            break;
        case STATE_AFTER:
        case STATE_AFTER_DASH:
        case STATE_AFTER_CR:
            is_fine = take_after(multipart, bytes.ptr[0]);
            break;
        case STATE_HEAD:
            is_fine = take_head(multipart, bytes.ptr[0]);
            break;
        case STATE_EPILOGUE:
            taken = bytes.len;
            break;
        case STATE_REFUSED:
            break;
        }
        bytes = str_from_offset(bytes, taken);
    }
    if (!is_fine)
        multipart->state = STATE_REFUSED;
    return is_fine;
}

bool multipart_is_complete(const struct multipart *multipart)
{
    return multipart->state == STATE_EPILOGUE;
}

/* --- life --- */

/* Is it a boundary of RFC 2046? Spaces it allows inside are not sent by
 * anybody, and are refused. */
static bool is_boundary(struct str text)
{
    if (text.len == 0 || text.len > BOUNDARY_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!ascii_is_alnum(c) && (c == '\0' || !strchr("'()+_,-./:=?", c)))
            return false;
    }
    return true;
}

struct multipart *multipart_new(struct str content_type,
                                const struct multipart_receiver *receiver)
{
    struct multipart *multipart;
    struct str boundary;

    if (!find_parameter(content_type, STR("boundary"), &boundary) ||
        !is_boundary(boundary))
        return NULL;
    multipart = alloc_zeroed(1, sizeof *multipart);
    multipart->receiver = *receiver;
    multipart->delimiter_len =
        (size_t) snprintf(multipart->delimiter, sizeof multipart->delimiter,
                          "\r\n--%.*s", STR_ARG(boundary));
    /* the first delimiter may stand at the very beginning */
    multipart->matched = 2;
    strbuf_init(&multipart->head, MULTIPART_HEAD_BYTES_MAX);
    strbuf_init(&multipart->name, MULTIPART_HEAD_BYTES_MAX);
    strbuf_init(&multipart->file_name, MULTIPART_HEAD_BYTES_MAX);
    return multipart;
}

void multipart_free(struct multipart *multipart)
{
    if (!multipart)
        return;
    strbuf_release(&multipart->head);
    strbuf_release(&multipart->name);
    strbuf_release(&multipart->file_name);
    free(multipart);
}
