/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names and types of attachments. See attachment_types.h.
 */
#include "core/attachments/attachment_types.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <string.h>

enum content {
    CONTENT_ANY,  /* but a program */
    CONTENT_TEXT, /* no NUL byte, or UTF-16 that says so */
#define CONTENT(name, offset, bytes, offset_2, bytes_2) CONTENT_##name,
#include "core/attachments/attachment_types.def"
    CONTENT_COUNT
};

struct signature {
    size_t offset;
    struct str bytes; /* empty: none */
};

static const struct signature signatures[CONTENT_COUNT][2] = {
#define CONTENT(name, offset, bytes, offset_2, bytes_2)         \
    [CONTENT_##name] = {{offset, {(bytes), sizeof(bytes) - 1}}, \
                        {offset_2, {(bytes_2), sizeof(bytes_2) - 1}}},
#include "core/attachments/attachment_types.def"
};

static const struct attachment_type types[] = {
#define TYPE(ending, media_type, use, content) \
    {ending, media_type, ATTACHMENT_##use, CONTENT_##content},
#include "core/attachments/attachment_types.def"
};

/* --- types --- */

static const struct attachment_type *type_of_ending(struct str ending)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_equal_nocase(ending, str_from(types[i].ending)))
            return &types[i];
    return NULL;
}

/* What follows the last dot of a name that has something before it. */
static struct str ending_of(struct str name)
{
    for (size_t i = name.len; i > 1; i--)
        if (name.ptr[i - 1] == '.')
            return str_from_offset(name, i);
    return STR("");
}

const struct attachment_type *attachment_type_find(struct str name)
{
    return type_of_ending(ending_of(name));
}

const char *attachment_media_type(struct str name)
{
    const struct attachment_type *type = attachment_type_find(name);

    return type ? type->media_type : "application/octet-stream";
}

bool attachment_is_shown(struct str name)
{
    const struct attachment_type *type = attachment_type_find(name);

    return type && type->use == ATTACHMENT_SHOWN;
}

/* --- names --- */

/* Characters that make a name look like another: the ones that turn the
 * direction of writing, and line ends of Unicode. */
static bool is_refused(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C ||
           code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static enum slv_status check_characters(struct str name, struct slv_error *err)
{
    for (size_t at = 0; at < name.len;) {
        uint32_t code;

        at += utf8_decode(name, at, &code);
        if (is_refused(code))
            return slv_fail(err, SLV_ERR_INPUT,
                            "The name of a file holds a control character. "
                            "Rename the file and attach it again");
    }
    return SLV_OK;
}

enum slv_status attachment_name_clean(struct str raw, struct arena *arena,
                                      struct str *out, struct slv_error *err)
{
    struct str name = raw;

    for (size_t i = raw.len; i > 0; i--) {
        if (raw.ptr[i - 1] == '/' || raw.ptr[i - 1] == '\\') {
            name = str_from_offset(raw, i);
            break;
        }
    }
    name = str_trim(name);
    if (name.len == 0 || str_equal(name, STR(".")) ||
        str_equal(name, STR("..")))
        return slv_fail(err, SLV_ERR_INPUT, "A file has no name");
    if (name.len > BOUND_FILE_NAME_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "The name of a file is longer than %d bytes. Rename "
                        "the file and attach it again",
                        BOUND_FILE_NAME_BYTES);
    if (!utf8_is_valid(name))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The name of a file is no valid text. Rename the file "
                        "and attach it again");
    *out = arena_str(arena, name);
    return check_characters(name, err);
}

/* --- contents --- */

static bool has_signature(const struct signature *signature, struct str first)
{
    return signature->bytes.len > 0 && first.len >= signature->offset &&
           str_has_prefix(str_from_offset(first, signature->offset),
                          signature->bytes);
}

static bool is_program(struct str first)
{
    return str_has_prefix(first, STR("MZ")) ||
           str_has_prefix(first, STR("\x7f"
                                     "ELF"));
}

static bool is_text(struct str first)
{
    return str_has_prefix(first, STR("\xff\xfe")) ||
           str_has_prefix(first, STR("\xfe\xff")) ||
           str_find_char(first, '\0') == first.len;
}

static bool content_fits(int content, struct str first)
{
    first = str_first(first, ATTACHMENT_FIRST_BYTES);
    if (content == CONTENT_ANY)
        return !is_program(first);
    if (content == CONTENT_TEXT)
        return is_text(first);
    return has_signature(&signatures[content][0], first) ||
           has_signature(&signatures[content][1], first);
}

/* --- what is allowed --- */

static struct str take_word(struct str *rest)
{
    struct str word;
    size_t len = 0;

    *rest = str_trim(*rest);
    while (len < rest->len && !ascii_is_space(rest->ptr[len]))
        len++;
    word = str_first(*rest, len);
    *rest = str_from_offset(*rest, len);
    if (str_has_prefix(word, STR(".")))
        word = str_from_offset(word, 1);
    return word;
}

static bool is_allowed(const struct attachment_type *type, struct str allowed)
{
    bool names_any = str_trim(allowed).len > 0;

    if (type->use == ATTACHMENT_PROGRAM)
        return false;
    while (str_trim(allowed).len > 0)
        if (str_equal_nocase(take_word(&allowed), str_from(type->ending)))
            return true;
    return !names_any;
}

enum slv_status attachment_type_check(struct str name, struct str first,
                                      struct str allowed, struct slv_error *err)
{
    const struct attachment_type *type = attachment_type_find(name);
    struct str shown = utf8_prefix(name, 80);

    if (type && type->use == ATTACHMENT_PROGRAM) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "The file %.*s is a program, a script or one that can "
                        "hold such, and is not taken",
                        STR_ARG(shown));
        slv_hint(err, "If it is needed, pack it into a ZIP file.");
        return SLV_ERR_INPUT;
    }
    if (!type || !is_allowed(type, allowed)) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "Files like %.*s are not taken here: its type is not "
                        "one of those that are",
                        STR_ARG(shown));
        slv_hint(err, "Pack it into a ZIP file, or copy its text into a .txt "
                      "file.");
        return SLV_ERR_INPUT;
    }
    if (content_fits(type->content, first))
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_INPUT,
                    "The file %.*s is not what its name says: its content is "
                    "not that of a .%s file",
                    STR_ARG(shown), type->ending);
    slv_hint(err, "Give it the ending of its content and attach it again.");
    return SLV_ERR_INPUT;
}

enum slv_status attachment_allowed_check(struct str allowed,
                                         struct slv_error *err)
{
    while (str_trim(allowed).len > 0) {
        struct str word = take_word(&allowed);
        const struct attachment_type *type = type_of_ending(word);

        if (!type)
            return slv_fail(err, SLV_ERR_INPUT,
                            "attachment_types names \"%.*s\", which is no "
                            "type that is known",
                            STR_ARG(str_first(word, 40)));
        if (type->use == ATTACHMENT_PROGRAM)
            return slv_fail(err, SLV_ERR_INPUT,
                            "attachment_types names \"%s\", but programs and "
                            "scripts are never taken on cases",
                            type->ending);
    }
    return SLV_OK;
}

void attachment_allowed_write(struct strbuf *out, struct str allowed)
{
    bool is_first = true;

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (!is_allowed(&types[i], allowed))
            continue;
        strbuf_add_format(out, "%s.%s", is_first ? "" : ",", types[i].ending);
        is_first = false;
    }
}

/* --- sizes --- */

void attachment_size_write(struct strbuf *out, unsigned long long bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    unsigned long long unit = 1024;
    size_t i = 0;
    unsigned long long tenths;

    if (bytes < 1024) {
        strbuf_add_format(out, "%llu byte%s", bytes, bytes == 1 ? "" : "s");
        return;
    }
    while (i + 1 < ARRAY_LEN(units) && bytes / unit >= 1024) {
        unit *= 1024;
        i++;
    }
    tenths = bytes / unit * 10 + bytes % unit * 10 / unit;
    if (tenths % 10 == 0 || tenths >= 100)
        strbuf_add_format(out, "%llu %s", tenths / 10, units[i]);
    else
        strbuf_add_format(out, "%llu.%llu %s", tenths / 10, tenths % 10,
                          units[i]);
}
