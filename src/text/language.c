/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tags, names and wishes. See language.h.
 */
#include "text/language.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <string.h>

enum {
    LTR = false,
    RTL = true,
    LATIN = true,
    OTHER = false,
    SUBTAG_MAX = 8,
    FULL_WEIGHT = 1000, /* of a wish, in thousandths */
    HEADER_ITEMS_MAX = 64
};

const struct language_info language_table[] = {
#define LANGUAGE(tag, codes, name, own_name, stemmer, script, direction) \
    {tag, codes, name, own_name, stemmer, script, direction},
#include "text/languages.def"
#undef LANGUAGE
};
const size_t language_count = ARRAY_LEN(language_table);

/* Scripts that are written from right to left. */
static const char *const rtl_scripts[] = {
    "adlm", "arab", "aran", "hebr", "mand", "mend",
    "nkoo", "rohg", "samr", "syrc", "thaa", "yezi",
};

struct str language_primary(struct str tag, char out[LANGUAGE_TAG_MAX])
{
    size_t len = 0;

    while (len < tag.len && len < LANGUAGE_TAG_MAX && tag.ptr[len] != '-' &&
           tag.ptr[len] != '_') {
        out[len] = ascii_to_lower(tag.ptr[len]);
        len++;
    }
    return (struct str){out, len};
}

static bool has_code(const struct language_info *info, struct str code)
{
    struct str codes = str_from(info->codes);

    if (str_equal(code, str_from(info->tag)))
        return true;
    while (codes.len > 0)
        if (str_equal(code, str_take_until(&codes, ' ')))
            return true;
    return false;
}

const struct language_info *language_find(struct str tag)
{
    char lower[LANGUAGE_TAG_MAX];
    struct str primary = language_primary(tag, lower);

    if (primary.len < 2)
        return NULL;
    for (size_t i = 0; i < language_count; i++)
        if (has_code(&language_table[i], primary))
            return &language_table[i];
    return NULL;
}

/* The names of people's languages are compared folded. */
static bool is_name(struct str folded, const char *name)
{
    struct str rest = str_from(name);
    struct strbuf out;
    bool is_same;

    strbuf_init(&out, 1024);
    for (size_t at = 0; at < rest.len;) {
        uint32_t code;

        at += utf8_decode(rest, at, &code);
        utf8_fold(code, &out);
    }
    is_same = str_equal(folded, strbuf_str(&out));
    strbuf_release(&out);
    return is_same;
}

static const struct language_info *find_name(struct str value)
{
    enum { NAME_MAX = 40 };
    const struct language_info *found = NULL;
    struct strbuf folded;

    if (value.len > NAME_MAX)
        return NULL;
    strbuf_init(&folded, 4096);
    for (size_t at = 0; at < value.len;) {
        uint32_t code;

        at += utf8_decode(value, at, &code);
        utf8_fold(code, &folded);
    }
    for (size_t i = 0; i < language_count && !found; i++)
        if (is_name(strbuf_str(&folded), language_table[i].name) ||
            is_name(strbuf_str(&folded), language_table[i].own_name))
            found = &language_table[i];
    strbuf_release(&folded);
    return found;
}

static bool is_alpha(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_alpha(s.ptr[i]))
            return false;
    return true;
}

static bool is_alnum(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_alnum(s.ptr[i]))
            return false;
    return true;
}

static char to_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
}

/* Scripts as "Hans", regions as "AT", the rest in lower case. */
static void write_subtag(struct str subtag, bool is_early, char *out)
{
    bool is_script = is_early && subtag.len == 4 && is_alpha(subtag);
    bool is_region = is_early && subtag.len == 2 && is_alpha(subtag);

    for (size_t i = 0; i < subtag.len; i++)
        out[i] = is_region || (is_script && i == 0)
                     ? to_upper(subtag.ptr[i])
                     : ascii_to_lower(subtag.ptr[i]);
}

static bool write_tag(struct str value, struct arena *arena, struct str *out)
{
    const struct language_info *info = language_find(value);
    char *bytes = arena_alloc(arena, LANGUAGE_TAG_MAX + SUBTAG_MAX + 1);
    size_t len = 0;
    bool is_early = true; /* no extension ("-x-", "-u-") has begun */

    if (!info || value.len > LANGUAGE_TAG_MAX)
        return false;
    for (size_t at = 0; at <= value.len;) {
        size_t end = at;
        struct str subtag;

        while (end < value.len && value.ptr[end] != '-' &&
               value.ptr[end] != '_')
            end++;
        subtag = (struct str){value.ptr + at, end - at};
        if (subtag.len == 0 || subtag.len > SUBTAG_MAX || !is_alnum(subtag))
            return false;
        if (at == 0) {
            len = strlen(info->tag);
            memcpy(bytes, info->tag, len);
        } else {
            bytes[len++] = '-';
            write_subtag(subtag, is_early, bytes + len);
            is_early &= subtag.len > 1;
            len += subtag.len;
        }
        at = end + 1;
    }
    *out = (struct str){bytes, len};
    return true;
}

bool language_normalize(struct str value, struct arena *arena, struct str *out)
{
    struct str trimmed = str_trim(value);
    const struct language_info *info;

    *out = STR("");
    if (write_tag(trimmed, arena, out))
        return true;
    info = find_name(trimmed);
    if (info)
        *out = str_from(info->tag);
    return info != NULL;
}

static bool is_folder_script(struct str subtag)
{
    static const char *const scripts[] = {"hans", "hant", "latn", "cyrl",
                                          "arab"};

    for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
        if (str_equal_nocase(subtag, str_from(scripts[i])))
            return true;
    return false;
}

bool language_is_folder(struct str name)
{
    size_t first = str_find_char(name, '-');
    const struct language_info *info =
        language_find(str_first(name, first < name.len ? first : name.len));
    struct str rest = str_from_offset(name, first);

    if (!info || !str_equal_nocase(str_first(name, first), str_from(info->tag)))
        return false;
    if (rest.len == 0)
        return true;
    rest = str_from_offset(rest, 1);
    return (rest.len == 2 && is_alpha(rest)) || is_folder_script(rest);
}

bool language_is_rtl(struct str tag)
{
    const struct language_info *info = language_find(tag);
    struct str rest = tag;

    for (bool is_first = true; rest.len > 0; is_first = false) {
        struct str subtag = str_take_until(&rest, '-');

        if (is_first || subtag.len != 4)
            continue;
        for (size_t i = 0; i < ARRAY_LEN(rtl_scripts); i++)
            if (str_equal_nocase(subtag, str_from(rtl_scripts[i])))
                return true;
        if (is_alpha(subtag))
            return false;
    }
    return info && info->is_rtl;
}

struct str language_name(struct str tag, struct arena *arena)
{
    const struct language_info *info = language_find(tag);
    struct str rest = str_from_offset(tag, str_find_char(tag, '-'));

    if (!info)
        return tag;
    if (rest.len < 2)
        return str_from(info->name);
    rest = str_from_offset(rest, 1);
    if (str_equal_nocase(rest, STR("Hans")))
        rest = STR("Simplified");
    else if (str_equal_nocase(rest, STR("Hant")))
        rest = STR("Traditional");
    return arena_format(arena, "%s (%.*s)", info->name, STR_ARG(rest));
}

struct wish {
    struct str tag;
    unsigned weight;
};

/* "0.8" in thousandths; what cannot be read is as good as nothing said. */
static unsigned weight_of(struct str parameter)
{
    struct str digits = str_trim(parameter);
    unsigned weight = 0;
    unsigned unit = FULL_WEIGHT;

    if (!str_has_prefix(digits, STR("q=")) &&
        !str_has_prefix(digits, STR("Q=")))
        return FULL_WEIGHT;
    digits = str_from_offset(digits, 2);
    if (str_has_prefix(digits, STR(".")))
        unit /= 10;
    for (size_t i = 0; i < digits.len && unit > 0; i++) {
        if (digits.ptr[i] == '.')
            continue;
        if (!ascii_is_digit(digits.ptr[i]))
            return FULL_WEIGHT;
        weight += (unsigned) (digits.ptr[i] - '0') * unit;
        unit /= 10;
    }
    return weight > FULL_WEIGHT ? FULL_WEIGHT : weight;
}

static void add_wish(struct wish *wishes, size_t *count, struct str range,
                     unsigned weight, struct arena *arena)
{
    char lower[LANGUAGE_TAG_MAX];
    const struct language_info *info = language_find(range);
    struct str tag =
        info ? str_from(info->tag) : language_primary(range, lower);
    size_t at = 0;

    if (weight == 0 || tag.len < 2 || tag.len > 3 || !is_alpha(tag))
        return;
    while (at < *count && !str_equal(wishes[at].tag, tag))
        at++;
    if (at < *count && wishes[at].weight >= weight)
        return;
    if (at == LANGUAGE_WISHES_MAX)
        return;
    if (at == *count)
        (*count)++;
    /* equal weights stay in the order in which they are named */
    while (at > 0 && wishes[at - 1].weight < weight) {
        wishes[at] = wishes[at - 1];
        at--;
    }
    wishes[at] = (struct wish){arena_str(arena, tag), weight};
}

struct str_list language_wishes(struct str header, struct arena *arena)
{
    struct wish wishes[LANGUAGE_WISHES_MAX];
    struct str_list list = {NULL, 0};
    size_t count = 0;

    for (size_t i = 0; header.len > 0 && i < HEADER_ITEMS_MAX; i++) {
        struct str item = str_take_until(&header, ',');
        struct str range = str_trim(str_take_until(&item, ';'));

        add_wish(wishes, &count, range, weight_of(item), arena);
    }
    list.items = arena_calloc(arena, count ? count : 1, sizeof *list.items);
    for (; list.count < count; list.count++)
        list.items[list.count] = wishes[list.count].tag;
    return list;
}
