/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads and checks the configuration file by the table in config.def. What a
 * value is used for is not known here; colours are checked for form only.
 */
#include "base/config.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/file.h"
#include "base/network.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <string.h>

enum kind {
    TEXT,
    COLOR,
    URL,
    BASE,
    CHOICE,
    NUMBER,
    ADDRESS,
    NETWORKS,
    LANGUAGE,
    LANGUAGES,
    ROLES
};

static const struct row {
    const char *name;
    enum kind kind;
    const char *range;
    const char *initial;
    const char *help;
    size_t offset;
} table[] = {
#define CONFIG_KEY(name, kind, range, initial, help) \
    {#name, kind, range, initial, help, offsetof(struct config, name)},
#include "base/config.def"
#undef CONFIG_KEY
};

static struct str *value_of(struct config *config, const struct row *row)
{
    return (struct str *) (void *) ((char *) config + row->offset);
}

void config_init(struct config *out)
{
    *out = (struct config){0};
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        *value_of(out, &table[i]) = str_from(table[i].initial);
}

/* --- checks, one per kind --- */

static bool has_word(const char *words, struct str wanted)
{
    struct str rest = str_from(words);

    while (rest.len > 0)
        if (str_equal(str_take_until(&rest, ' '), wanted))
            return true;
    return false;
}

static bool is_among(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_color(struct str value)
{
    if (value.len != 7 || value.ptr[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++) {
        char c = ascii_to_lower(value.ptr[i]);

        if (!ascii_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
    }
    return true;
}

static bool is_url(struct str value, const char *schemes)
{
    struct str rest = value;
    struct str scheme = str_take_until(&rest, ':');

    if (value.len == 0)
        return true;
    if (value.len > 2000 || rest.len == 0 || !has_word(schemes, scheme))
        return false;
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char) value.ptr[i] <= ' ' ||
            is_among(value.ptr[i], "\"'<>\\`{}"))
            return false;
    if (!str_has_prefix(scheme, STR("http")))
        return true;
    return str_has_prefix(rest, STR("//")) && rest.len > 2 &&
           rest.ptr[2] != '/' && rest.ptr[2] != '?' && rest.ptr[2] != '#';
}

static bool is_language(struct str value)
{
    struct str rest = value;
    size_t part = 0;

    if (value.len > 35 || str_has_suffix(value, STR("-")))
        return false;
    while (rest.len > 0) {
        struct str subtag = str_take_until(&rest, '-');

        if (subtag.len < (part == 0 ? 2u : 1u) || subtag.len > 8)
            return false;
        for (size_t i = 0; i < subtag.len; i++)
            if (!ascii_is_alnum(subtag.ptr[i]) ||
                (part == 0 && !ascii_is_alpha(subtag.ptr[i])))
                return false;
        part++;
    }
    return part > 0;
}

bool config_split_address(struct str address, struct str *host, unsigned *port)
{
    size_t colon = address.len;
    unsigned long long number;

    while (colon > 0 && address.ptr[colon - 1] != ':')
        colon--;
    if (colon == 0 || address.len - colon > 5 ||
        !str_to_uint(str_from_offset(address, colon), &number) ||
        number > 65535)
        return false;
    *host = str_first(address, colon - 1);
    if (host->len >= 2 && host->ptr[0] == '[' &&
        host->ptr[host->len - 1] == ']')
        *host = (struct str){host->ptr + 1, host->len - 2};
    else if (str_find_char(*host, ':') < host->len)
        return false; /* an IPv6 address needs its brackets */
    *port = (unsigned) number;
    for (size_t i = 0; i < host->len; i++)
        if (!ascii_is_alnum(host->ptr[i]) && !is_among(host->ptr[i], ".:-%_"))
            return false;
    return host->len > 0;
}

static enum slv_status parse_roles(struct str value, const char *roles,
                                   struct arena *arena, struct config *config,
                                   struct slv_error *err)
{
    size_t count = 0;
    struct str rest = value;
    struct config_role *list;

    for (size_t i = 0; i < value.len; i++)
        count += value.ptr[i] == ';';
    list = arena_calloc(arena, count + 1, sizeof *list);
    count = 0;
    while (rest.len > 0) {
        struct str heading = str_trim(str_take_until(&rest, ';'));
        struct str role;

        if (heading.len == 0)
            continue;
        if (str_find_char(heading, ':') == heading.len)
            return slv_fail(err, SLV_ERR_INPUT,
                            "\"%.*s\" is not of the form role: heading",
                            STR_ARG(heading));
        role = str_trim(str_take_until(&heading, ':'));
        heading = str_trim(heading);
        if (!has_word(roles, role))
            return slv_fail(err, SLV_ERR_INPUT,
                            "\"%.*s\" is no role; the roles are %s",
                            STR_ARG(role), roles);
        if (heading.len == 0)
            return slv_fail(err, SLV_ERR_INPUT, "the role %.*s has no heading",
                            STR_ARG(role));
        list[count++] = (struct config_role){role, heading};
    }
    config->role_list = list;
    config->role_count = count;
    return SLV_OK;
}

static enum slv_status parse_languages(struct str value, struct arena *arena,
                                       struct config *config,
                                       struct slv_error *err)
{
    size_t count = 0;
    struct str rest = value;
    struct config_language *list;

    for (size_t i = 0; i < value.len; i++)
        count += value.ptr[i] == ';';
    list = arena_calloc(arena, count + 1, sizeof *list);
    count = 0;
    while (rest.len > 0) {
        struct str entry = str_trim(str_take_until(&rest, ';'));
        size_t colon = str_find_char(entry, ':');
        struct str folder = str_trim(str_first(entry, colon));
        struct str language;

        if (entry.len == 0)
            continue;
        if (colon == entry.len)
            return slv_fail(err, SLV_ERR_INPUT,
                            "\"%.*s\" is not of the form folder: language",
                            STR_ARG(entry));
        language = str_trim(str_from_offset(entry, colon + 1));
        if (!is_language(language))
            return slv_fail(err, SLV_ERR_INPUT,
                            "\"%.*s\" is not a language such as en or pt-BR",
                            STR_ARG(language));
        while (str_has_prefix(folder, STR("/")))
            folder = str_from_offset(folder, 1);
        while (str_has_suffix(folder, STR("/")))
            folder = str_first(folder, folder.len - 1);
        if (folder.len == 0)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the language %.*s has no folder",
                            STR_ARG(language));
        list[count++] = (struct config_language){folder, language};
    }
    config->language_list = list;
    config->language_count = count;
    return SLV_OK;
}

static enum slv_status refuse(const struct row *row, struct str value,
                              const char *wanted, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_INPUT, "%s: \"%.*s\" is not %s", row->name,
                    STR_ARG(str_first(value, 100)), wanted);
}

static enum slv_status check_number(const struct row *row, struct str value,
                                    struct slv_error *err)
{
    struct str range = str_from(row->range);
    unsigned long long min = 0;
    unsigned long long max = 0;
    unsigned long long number;

    SLV_ASSERT(str_to_uint(str_take_until(&range, ' '), &min) &&
               str_to_uint(range, &max));
    if (str_to_uint(value, &number) && number >= min && number <= max)
        return SLV_OK;
    (void) refuse(row, value, "a whole number in its range", err);
    slv_hint(err, "It is from %llu to %llu.", min, max);
    return SLV_ERR_INPUT;
}

static enum slv_status check_value(const struct row *row, struct str value,
                                   struct arena *arena, struct config *config,
                                   struct slv_error *err)
{
    struct network_list networks;
    struct str wrong = value;
    struct str host;
    unsigned port;
    unsigned long long max = 0;

    switch (row->kind) {
    case TEXT:
        SLV_ASSERT(str_to_uint(str_from(row->range), &max));
        if (value.len > max)
            return slv_fail(err, SLV_ERR_INPUT, "%s is longer than %llu bytes",
                            row->name, max);
        return SLV_OK;
    case COLOR:
        return is_color(value)
                   ? SLV_OK
                   : refuse(row, value, "a colour such as #1d4ed8", err);
    case URL:
    case BASE:
        if (is_url(value, row->range))
            return SLV_OK;
        (void) refuse(row, value, "an absolute address", err);
        slv_hint(err, "It begins with one of: %s.", row->range);
        return SLV_ERR_INPUT;
    case CHOICE:
        if (has_word(row->range, value))
            return SLV_OK;
        (void) refuse(row, value, "a known choice", err);
        slv_hint(err, "Choose one of: %s.", row->range);
        return SLV_ERR_INPUT;
    case NUMBER:
        return check_number(row, value, err);
    case ADDRESS:
        return config_split_address(value, &host, &port)
                   ? SLV_OK
                   : refuse(row, value,
                            "an address and port such as 127.0.0.1:8080", err);
    case NETWORKS:
        return network_list_parse(value, &networks, &wrong)
                   ? SLV_OK
                   : refuse(row, wrong, "a network such as 10.0.0.0/8", err);
    case LANGUAGE:
        return is_language(value)
                   ? SLV_OK
                   : refuse(row, value, "a language such as en or pt-BR", err);
    case LANGUAGES:
        return parse_languages(value, arena, config, err);
    case ROLES:
        return parse_roles(value, row->range, arena, config, err);
    }
    return slv_fail(err, SLV_ERR_INTERNAL, "%s has no kind", row->name);
}

/* --- keys --- */

static const struct row *find_row(struct str key)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (str_equal(key, str_from(table[i].name)))
            return &table[i];
    return NULL;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Insertions, removals and exchanges of a letter that turn `a` into `b`; both
 * are at most 40 bytes long. */
static size_t edit_distance(struct str a, struct str b)
{
    size_t row[41];

    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];

            row[j] = smallest(row[j] + 1, row[j - 1] + 1,
                              diagonal + (a.ptr[i - 1] != b.ptr[j - 1]));
            diagonal = above;
        }
    }
    return row[b.len];
}

static void hint_nearest(struct str key, struct slv_error *err)
{
    size_t best = 3; /* farther off is another word */
    const char *nearest = NULL;

    if (key.len > 40)
        return;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        size_t distance = edit_distance(key, str_from(table[i].name));

        if (distance < best) {
            best = distance;
            nearest = table[i].name;
        }
    }
    if (nearest)
        slv_hint(err, "Did you mean %s?", nearest);
}

static bool has_control_bytes(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char) text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
            return true;
    return false;
}

enum slv_status config_set(struct config *config, struct str key,
                           struct str value, struct arena *arena,
                           struct slv_error *err)
{
    const struct row *row = find_row(key);
    enum slv_status status;

    if (!row) {
        (void) slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is not a key",
                        STR_ARG(str_first(key, 100)));
        hint_nearest(key, err);
        return SLV_ERR_INPUT;
    }
    if (has_control_bytes(value))
        return slv_fail(err, SLV_ERR_INPUT, "%s has control characters",
                        row->name);
    value = arena_str(arena, str_trim(value));
    status = check_value(row, value, arena, config, err);
    if (status != SLV_OK)
        return status;
    if (row->kind == BASE && str_has_suffix(value, STR("/")))
        value = arena_str(arena, str_first(value, value.len - 1));
    *value_of(config, row) = value;
    return SLV_OK;
}

/* --- the file --- */

enum slv_status config_parse(struct str text, const char *name,
                             struct arena *arena, struct config *out,
                             struct slv_error *err)
{
    bool is_given[ARRAY_LEN(table)] = {false};
    int line_number = 0;

    config_init(out);
    if (str_has_prefix(text, STR("\xEF\xBB\xBF")))
        text = str_from_offset(text, 3);
    while (text.len > 0) {
        struct str line = str_trim(str_take_line(&text));
        struct slv_error inner = {0};
        struct str key;
        const struct row *row;
        enum slv_status status;

        line_number++;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (str_find_char(line, '=') == line.len) {
            status = slv_fail(&inner, SLV_ERR_INPUT,
                              "\"%.*s\" is not of the form key = value",
                              STR_ARG(str_first(line, 100)));
        } else {
            key = str_trim(str_take_until(&line, '='));
            row = find_row(key);
            if (row && is_given[row - table])
                status = slv_fail(&inner, SLV_ERR_INPUT,
                                  "%s is given a second time", row->name);
            else
                status = config_set(out, key, line, arena, &inner);
            if (row)
                is_given[row - table] = true;
        }
        if (status != SLV_OK) {
            (void) slv_fail(err, status, "%s:%d: %s", name, line_number,
                            inner.text);
            slv_hint(err, "%s", inner.hint);
            if (err)
                err->line = line_number;
            return status;
        }
    }
    return SLV_OK;
}

enum slv_status config_load(const char *path, struct arena *arena,
                            struct config *out, struct slv_error *err)
{
    struct str text;
    enum slv_status status =
        file_read(path, BOUND_CONFIG_FILE_BYTES, arena, &text, err);

    if (status != SLV_OK)
        return status;
    return config_parse(text, path, arena, out, err);
}

/* Wraps `text` into comment lines of at most 72 bytes. */
static void write_comment(struct strbuf *out, const char *text)
{
    struct str rest = str_from(text);
    size_t column = 0;

    while (rest.len > 0) {
        struct str word = str_take_until(&rest, ' ');

        if (column == 0 || column + 1 + word.len > 72) {
            strbuf_add_cstr(out, column == 0 ? "#" : "\n#");
            column = 1;
        }
        strbuf_add_char(out, ' ');
        strbuf_add_str(out, word);
        column += 1 + word.len;
    }
    strbuf_add_char(out, '\n');
}

uint64_t config_number(struct str value)
{
    unsigned long long number = 0;

    SLV_ASSERT(str_to_uint(value, &number));
    return number;
}

void config_write_sample(struct strbuf *out)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct row *row = &table[i];

        if (i > 0)
            strbuf_add_char(out, '\n');
        write_comment(out, row->help);
        if (row->kind == CHOICE)
            strbuf_add_format(out, "# One of: %s.\n", row->range);
        if (row->kind == NUMBER)
            strbuf_add_format(out, "# From and to: %s.\n", row->range);
        strbuf_add_format(out, "#%s =%s%s\n", row->name,
                          row->initial[0] ? " " : "", row->initial);
    }
}
