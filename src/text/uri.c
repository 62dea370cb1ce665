/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Percent coding, query strings and relative paths (RFC 3986, and the form
 * encoding of HTML for query strings). Knows nothing of hosts or schemes but
 * whether there is one.
 */
#include "text/uri.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

static bool is_unreserved(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void encode(struct strbuf *out, struct str s, bool keep_slash)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t run = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char) s.ptr[i];

        if (is_unreserved((char) c) || (keep_slash && c == '/'))
            continue;
        if (run < i)
            strbuf_add(out, s.ptr + run, i - run);
        strbuf_add(out, (char[]){'%', hex[c >> 4], hex[c & 15u]}, 3);
        run = i + 1;
    }
    if (run < s.len)
        strbuf_add(out, s.ptr + run, s.len - run);
}

void uri_encode(struct strbuf *out, struct str s)
{
    encode(out, s, false);
}

void uri_encode_path(struct strbuf *out, struct str s)
{
    encode(out, s, true);
}

static int hex_value(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    c = ascii_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct str uri_decode(struct str s, bool plus_is_space, struct arena *arena)
{
    char *decoded;
    size_t len = 0;

    if (str_find_char(s, '%') == s.len &&
        (!plus_is_space || str_find_char(s, '+') == s.len))
        return s;
    decoded = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == '%' && s.len - i > 2) {
            int high = hex_value(s.ptr[i + 1]);
            int low = hex_value(s.ptr[i + 2]);

            if (high >= 0 && low >= 0) {
                c = (char) (high * 16 + low);
                i += 2;
            }
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        decoded[len++] = c;
    }
    decoded[len] = '\0';
    return (struct str){decoded, len};
}

struct uri_params uri_parse_query(struct str query, struct arena *arena)
{
    struct uri_params params = {NULL, 0};
    struct str rest = query;
    size_t parts = query.len > 0;

    for (size_t i = 0; i < query.len && parts < URI_PARAMS_MAX; i++)
        parts += query.ptr[i] == '&';
    if (parts == 0)
        return params;
    params.items = arena_calloc(arena, parts, sizeof *params.items);
    while (rest.len > 0 && params.count < URI_PARAMS_MAX) {
        struct str value = str_take_until(&rest, '&');
        struct str name;

        if (value.len == 0)
            continue;
        name = str_take_until(&value, '=');
        params.items[params.count].name = uri_decode(name, true, arena);
        params.items[params.count].value = uri_decode(value, true, arena);
        params.count++;
    }
    return params;
}

const struct str *uri_param_find(const struct uri_params *params,
                                 struct str name)
{
    for (size_t i = 0; i < params->count; i++)
        if (str_equal(params->items[i].name, name))
            return &params->items[i].value;
    return NULL;
}

bool uri_is_absolute(struct str target)
{
    if (str_has_prefix(target, STR("//")))
        return true;
    if (target.len == 0 || !ascii_is_alpha(target.ptr[0]))
        return false;
    for (size_t i = 1; i < target.len; i++) {
        char c = target.ptr[i];

        if (c == ':')
            return true;
        if (!ascii_is_alnum(c) && c != '+' && c != '-' && c != '.')
            return false;
    }
    return false;
}

/* Append the segments of `path` to out[0..len), folding "." and ".."; false
 * when a ".." has nothing left to take away. */
static bool fold_segments(char *out, size_t *len, struct str path)
{
    while (path.len > 0) {
        struct str segment = str_take_until(&path, '/');

        if (segment.len == 0 || str_equal(segment, STR(".")))
            continue;
        if (str_equal(segment, STR(".."))) {
            if (*len == 0)
                return false;
            while (*len > 0 && out[--*len] != '/')
                ;
            continue;
        }
        if (*len > 0)
            out[(*len)++] = '/';
        memcpy(out + *len, segment.ptr, segment.len);
        *len += segment.len;
    }
    return true;
}

bool uri_resolve_path(struct str base_path, struct str target,
                      struct arena *arena, struct str *out)
{
    size_t folder_len = base_path.len;
    char *path = arena_alloc(arena, base_path.len + target.len + 2);
    size_t len = 0;

    while (folder_len > 0 && base_path.ptr[folder_len - 1] != '/')
        folder_len--;
    if (!fold_segments(path, &len, str_first(base_path, folder_len)) ||
        !fold_segments(path, &len, target))
        return false;
    path[len] = '\0';
    *out = (struct str){path, len};
    return true;
}
