/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding names, addresses, hosts and numbers in texts by their shapes. See
 * personal.h.
 */
#include "core/cases/personal.h"

#include "base/str.h"

enum {
    NAME_BYTES_MIN = 2,
    NAME_BYTES_SHORT = 2, /* these are found as written alone: "Bo", not "bo" */
    NUMBER_DIGITS_MIN = 7
};

/* --- names --- */

void personal_add_name(struct personal_names *names, struct str name)
{
    name = str_trim(name);
    if (name.len < NAME_BYTES_MIN || names->count == PERSONAL_NAMES_MAX)
        return;
    for (size_t i = 0; i < names->count; i++) {
        if (str_equal_nocase(names->items[i], name))
            return;
    }
    names->items[names->count++] = name;
}

void personal_add_person(struct personal_names *names, struct str name)
{
    personal_add_name(names, name);
    while (name.len > 0)
        personal_add_name(names, str_take_until(&name, ' '));
}

/* --- what a place in a text begins: its length, 0 for nothing --- */

bool personal_is_word_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || (unsigned char) c >= 0x80;
}

static bool ends_word(struct str text, size_t at)
{
    return at >= text.len || !personal_is_word_byte(text.ptr[at]);
}

static size_t name_at(const struct personal_names *names, struct str text,
                      size_t at)
{
    size_t longest = 0;

    for (size_t i = 0; i < names->count; i++) {
        size_t len = names->items[i].len;

        struct str here = str_first(str_from_offset(text, at), len);
        bool is_it = len <= NAME_BYTES_SHORT
                         ? str_equal(here, names->items[i])
                         : str_equal_nocase(here, names->items[i]);

        if (is_it && len > longest && ends_word(text, at + len))
            longest = len;
    }
    return longest;
}

static size_t run_of(struct str text, size_t at, bool (*belongs)(char))
{
    size_t len = 0;

    while (at + len < text.len && belongs(text.ptr[at + len]))
        len++;
    return len;
}

/* Signs that end a sentence are no part of what stands before them. */
static size_t without_end_signs(struct str text, size_t at, size_t len)
{
    while (len > 0 && strchr(".,;:!?)]}'\"", text.ptr[at + len - 1]))
        len--;
    return len;
}

static bool in_url(char c)
{
    return !ascii_is_space(c) && c != '<' && c != '>' && c != '"' && c != '`';
}

static size_t url_at(struct str text, size_t at)
{
    static const struct str schemes[] = {
        {"http://", 7}, {"https://", 8}, {"ftp://", 6}, {"\\\\", 2}};
    struct str rest = str_from_offset(text, at);

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (rest.len > schemes[i].len &&
            str_equal_nocase(str_first(rest, schemes[i].len), schemes[i]) &&
            ascii_is_alnum(rest.ptr[schemes[i].len]))
            return without_end_signs(text, at, run_of(text, at, in_url));
    }
    return 0;
}

static bool in_local(char c)
{
    return ascii_is_alnum(c) || (c != '\0' && strchr("._%+-", c));
}

static bool in_host(char c)
{
    return ascii_is_alnum(c) || c == '.' || c == '-';
}

size_t personal_mail_at(struct str text, size_t at)
{
    size_t local = run_of(text, at, in_local);
    size_t host;

    if (local == 0 || at + local >= text.len || text.ptr[at + local] != '@')
        return 0;
    host = without_end_signs(text, at + local + 1,
                             run_of(text, at + local + 1, in_host));
    return host > 0 ? local + 1 + host : 0;
}

/* Ends of names of machines; what ends otherwise ("solvent.conf", "org.foo.Bar")
 * is more often a file or a part of a program. */
static bool is_host_end(struct str label)
{
    static const char *const ends[] = {
        "com",  "net",  "org",      "info",  "biz",      "edu",
        "gov",  "io",   "co",       "cloud", "local",    "lan",
        "corp", "home", "internal", "intra", "intranet", "domain",
        "de",   "uk",   "fr",       "nl",    "ch",       "at",
        "eu",   "us",   "ca",       "au",    "jp",       "cn",
        "in",   "br",   "it",       "es",    "se",       "pl"};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (str_equal_nocase(label, str_from(ends[i])))
            return true;
    }
    return false;
}

static size_t host_at(struct str text, size_t at)
{
    size_t len = without_end_signs(text, at, run_of(text, at, in_host));
    struct str host = {text.ptr + at, len};
    size_t dot = len;

    while (dot > 0 && host.ptr[dot - 1] != '.')
        dot--;
    return dot > 1 && ends_word(text, at + len) &&
                   is_host_end(str_from_offset(host, dot))
               ? len
               : 0;
}

static size_t ipv4_at(struct str text, size_t at)
{
    size_t len = 0;

    if (at >= 2 && text.ptr[at - 1] == '.' && ascii_is_digit(text.ptr[at - 2]))
        return 0;
    for (int part = 0; part < 4; part++) {
        unsigned value = 0;
        int digits = 0;

        if (part > 0 && (at + len >= text.len || text.ptr[at + len++] != '.'))
            return 0;
        while (at + len < text.len && digits < 3 &&
               ascii_is_digit(text.ptr[at + len])) {
            value = value * 10 + (unsigned) (text.ptr[at + len++] - '0');
            digits++;
        }
        if (digits == 0 || value > 255)
            return 0;
    }
    /* "10.0.0.1.5" is a version */
    if (!ends_word(text, at + len) ||
        (at + len + 1 < text.len && text.ptr[at + len] == '.' &&
         ascii_is_digit(text.ptr[at + len + 1])))
        return 0;
    return len;
}

static bool in_hex_groups(char c)
{
    c = ascii_to_lower(c);
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '-';
}

/* IPv6 and hardware addresses: hex digits in groups. */
static size_t groups_at(struct str text, size_t at)
{
    size_t len = run_of(text, at, in_hex_groups);
    size_t colons = 0;
    size_t dashes = 0;

    while (len > 0 && strchr(":-", text.ptr[at + len - 1]))
        len--;
    for (size_t i = 0; i < len; i++) {
        colons += text.ptr[at + i] == ':';
        dashes += text.ptr[at + i] == '-';
    }
    if (!ends_word(text, at + len))
        return 0;
    if ((colons >= 3 && dashes == 0) ||
        (dashes == 5 && len == 17 && colons == 0))
        return len;
    return 0;
}

static bool is_date(struct str text)
{
    static const char *const shapes[] = {"dddd-dd-dd", "dddd/dd/dd",
                                         "dd.dd.dddd", "dd/dd/dddd"};

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct str shape = str_from(shapes[i]);
        size_t at = 0;

        if (text.len < shape.len)
            continue;
        while (at < shape.len &&
               (shape.ptr[at] == 'd' ? ascii_is_digit(text.ptr[at])
                                     : text.ptr[at] == shape.ptr[at]))
            at++;
        if (at == shape.len)
            return true;
    }
    return false;
}

/* Telephone, customer and serial numbers: many digits with few signs between. */
static size_t number_at(struct str text, size_t at)
{
    size_t len = 0;
    size_t end = 0;
    int digits = 0;

    if (is_date(str_from_offset(text, at)))
        return 0;
    if (at < text.len && text.ptr[at] == '+')
        len++;
    while (at + len < text.len) {
        char c = text.ptr[at + len];

        if (ascii_is_digit(c)) {
            digits++;
            end = len + 1;
        } else if (!strchr(" -/()", c) || c == '\0' || len + 1 - end > 2) {
            break;
        }
        len++;
    }
    return digits >= NUMBER_DIGITS_MIN && ends_word(text, at + end) ? end : 0;
}

/* What follows "C:\Users\" or "/home/" is somebody's name. */
static size_t user_at(struct str text, size_t at)
{
    static const struct str folders[] = {
        {"\\users\\", 7}, {"/users/", 7}, {"/home/", 6}};

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        size_t len = folders[i].len;

        if (at >= len &&
            str_equal_nocase((struct str){text.ptr + at - len, len},
                             folders[i]))
            return run_of(text, at, in_local);
    }
    return 0;
}

size_t personal_at(const struct personal_names *names, struct str text,
                   size_t at)
{
    size_t (*const finders[])(struct str, size_t) = {
        url_at,  personal_mail_at, ipv4_at, groups_at,
        host_at, number_at,        user_at};
    size_t longest = names ? name_at(names, text, at) : 0;

    for (size_t i = 0; i < sizeof finders / sizeof finders[0]; i++) {
        size_t len = finders[i](text, at);

        if (len > longest)
            longest = len;
    }
    return longest;
}
