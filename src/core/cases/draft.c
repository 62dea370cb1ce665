/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing the draft, and finding in texts what belongs to the customer alone.
 * The file is written by others.
 */
#include "core/cases/draft.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/draft_people.h"

enum {
    NAMES_MAX = 64,
    NAME_BYTES_MIN = 2,
    NAME_BYTES_SHORT = 2, /* these are found as written alone: "Bo", not "bo" */
    NUMBER_DIGITS_MIN = 7
};

/* --- names --- */

struct names {
    struct str items[NAMES_MAX];
    size_t count;
    struct str product; /* whose words are no names */
};

static void add_name(struct names *names, struct str name)
{
    name = str_trim(name);
    if (name.len < NAME_BYTES_MIN || names->count == NAMES_MAX)
        return;
    for (size_t i = 0; i < names->count; i++) {
        if (str_equal_nocase(names->items[i], name))
            return;
    }
    names->items[names->count++] = name;
}

/* A person's name as a whole and in its parts. */
static void add_person(struct names *names, struct str name)
{
    add_name(names, name);
    while (name.len > 0)
        add_name(names, str_take_until(&name, ' '));
}

static struct names names_of(const struct draft_source *source)
{
    const struct case_record *record = source->record;
    struct names names = {.product = record->product};

    add_name(&names, record->customer);
    if (source->customer)
        add_name(&names, source->customer->name);
    if (source->contact) {
        add_name(&names, source->contact->email);
        add_person(&names, source->contact->name);
    }
    for (size_t i = 0; i < record->message_count; i++) {
        if (record->messages[i].author == CASE_BY_CUSTOMER)
            add_person(&names, record->messages[i].author_name);
    }
    return names;
}

/* --- what a place in a text begins: its length, 0 for nothing --- */

static bool is_word_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || (unsigned char) c >= 0x80;
}

static bool ends_word(struct str text, size_t at)
{
    return at >= text.len || !is_word_byte(text.ptr[at]);
}

static size_t name_at(const struct names *names, struct str text, size_t at)
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

static size_t mail_at(struct str text, size_t at)
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

static size_t private_at(const struct names *names, struct str text, size_t at)
{
    size_t (*const finders[])(struct str, size_t) = {
        url_at, mail_at, ipv4_at, groups_at, host_at, number_at, user_at};
    size_t longest = name_at(names, text, at);

    for (size_t i = 0; i < sizeof finders / sizeof finders[0]; i++) {
        size_t len = finders[i](text, at);

        if (len > longest)
            longest = len;
    }
    return longest;
}

/* --- writing --- */

/* Is the byte one that Markdown would take for more than a sign? `is_first`:
 * nothing but blanks stands before it in its line. */
static bool is_sign(struct str text, size_t at, bool is_first)
{
    char c = text.ptr[at];
    struct str rest = str_from_offset(text, at);

    if (c == '<' || c == '[' || c == ']')
        return true;
    return is_first &&
           (c == '#' || c == '>' || str_has_prefix(rest, STR(":::")) ||
            str_has_prefix(rest, STR("```")) ||
            str_has_prefix(rest, STR("~~~")) ||
            str_has_prefix(rest, STR("---")) ||
            str_has_prefix(rest, STR("===")));
}

static void add_marked(struct strbuf *out, const struct names *names,
                       struct str text, bool is_markdown)
{
    struct draft_people people;
    bool is_first = true;
    bool after_word = false;

    draft_people_find(text, names->product, &people);
    for (size_t at = 0; at < text.len;) {
        size_t person = draft_people_at(&people, at);
        size_t len = after_word ? 0 : private_at(names, text, at);
        char c = text.ptr[at];

        if (person > len)
            len = person;
        if (len > 0) {
            strbuf_add_cstr(out, "[remove: ");
            strbuf_add(out, text.ptr + at, len);
            strbuf_add_char(out, ']');
            at += len;
            after_word = true;
            is_first = false;
            continue;
        }
        if (is_markdown && is_sign(text, at, is_first))
            strbuf_add_char(out, '\\');
        strbuf_add_char(out, c);
        is_first = c == '\n' || (is_first && ascii_is_space(c));
        after_word = is_word_byte(c);
        at++;
    }
}

struct str draft_mark(const struct draft_source *source, struct str text,
                      struct arena *arena)
{
    const struct names names = names_of(source);
    struct strbuf out;
    struct str marked;

    strbuf_init(&out, SIZE_MAX / 2);
    add_marked(&out, &names, text, false);
    marked = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return marked;
}

struct str draft_id(const struct draft_source *source, struct arena *arena)
{
    struct str subject = draft_mark(source, source->record->subject, arena);
    struct strbuf out;
    struct str id;

    strbuf_init(&out, BOUND_ARTICLE_ID_BYTES);
    for (size_t at = 0; at < subject.len && out.len < DRAFT_ID_WORDS_BYTES;
         at++) {
        struct str rest = str_from_offset(subject, at);

        if (str_has_prefix(rest, STR("[remove: "))) {
            at += str_find_char(rest, ']');
            continue;
        }
        if (ascii_is_alnum(subject.ptr[at]))
            strbuf_add_char(&out, ascii_to_lower(subject.ptr[at]));
        else if (out.len > 0 && out.ptr[out.len - 1] != '-')
            strbuf_add_char(&out, '-');
    }
    if (out.len > 0 && out.ptr[out.len - 1] != '-')
        strbuf_add_char(&out, '-');
    if (out.len == 0)
        strbuf_add_cstr(&out, "case-");
    for (size_t i = 0; i < source->record->number.len; i++) {
        char c = source->record->number.ptr[i];

        strbuf_add_char(&out, ascii_is_alnum(c) ? ascii_to_lower(c) : '-');
    }
    id = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return id;
}

/* A text between double quotes, as YAML and JSON have it. */
static void add_quoted(struct strbuf *out, struct str text)
{
    strbuf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];

        if (c == '"' || c == '\\')
            strbuf_add_format(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            strbuf_add_char(out, ' ');
        else
            strbuf_add_char(out, (char) c);
    }
    strbuf_add_char(out, '"');
}

static void add_list(struct strbuf *out, const char *key, struct str value)
{
    if (value.len == 0)
        return;
    strbuf_add_format(out, "%s: [", key);
    add_quoted(out, value);
    strbuf_add_cstr(out, "]\n");
}

static void add_front_matter(struct strbuf *out,
                             const struct draft_source *source,
                             struct str title)
{
    strbuf_add_cstr(out, "---\nid: ");
    add_quoted(out, source->id);
    strbuf_add_cstr(out, "\ntitle: ");
    add_quoted(out, title);
    strbuf_add_char(out, '\n');
    add_list(out, "products", source->record->product);
    add_list(out, "versions", source->record->product_version);
    strbuf_add_cstr(out, "owner: ");
    add_quoted(out, source->owner);
    strbuf_add_cstr(out, "\nstate: draft\n---\n\n");
}

static void add_messages(struct strbuf *out, const struct draft_source *source,
                         const struct names *names, enum case_author author)
{
    const struct case_record *record = source->record;
    bool has_any = false;

    for (size_t i = 0; i < record->message_count; i++) {
        const struct case_message *message = &record->messages[i];

        if (message->author != author ||
            out->len + 4 * message->text.len > DRAFT_BYTES_MAX)
            continue;
        add_marked(out, names, str_trim(message->text), true);
        strbuf_add_cstr(out, "\n\n");
        has_any = true;
    }
    if (!has_any)
        strbuf_add_cstr(out, "To be written.\n\n");
}

struct str draft_markdown(const struct draft_source *source,
                          struct arena *arena)
{
    const struct case_record *record = source->record;
    const struct names names = names_of(source);
    struct str title = draft_mark(source, record->subject, arena);
    struct strbuf out;
    struct str text;

    strbuf_init(&out, 2 * DRAFT_BYTES_MAX);
    add_front_matter(&out, source, title);
    strbuf_add_cstr(&out, "# ");
    add_marked(&out, &names, record->subject, true);
    strbuf_add_cstr(&out, "\n\n## Problem\n\n");
    add_messages(&out, source, &names, CASE_BY_CUSTOMER);
    if (record->product.len > 0) {
        strbuf_add_cstr(&out, "## Environment\n\n- ");
        strbuf_add_str(&out, record->product);
        if (record->product_version.len > 0) {
            strbuf_add_char(&out, ' ');
            strbuf_add_str(&out, record->product_version);
        }
        strbuf_add_cstr(&out, "\n\n");
    }
    strbuf_add_cstr(&out, "## Resolution\n\n");
    add_messages(&out, source, &names, CASE_BY_AGENT);
    text = strbuf_str(&out);
    while (text.len > 1 && text.ptr[text.len - 2] == '\n')
        text.len--;
    text = arena_str(arena, text);
    strbuf_release(&out);
    return text;
}
