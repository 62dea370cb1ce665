/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Labels of the table and the shapes of their values. Most words of a text are
 * no label, so the first letter and the length of a word are looked at first.
 */
#include "text/identifier_label.h"

#include "base/check.h"
#include "base/str.h"
#include "text/word_chars.h"

#include <string.h>

enum { BETWEEN_MAX = 4 /* signs between a label and its value */ };

static const struct {
    struct str words;
    enum identifier_kind kind;
    const char *name;
} labels[] = {
#define LABEL(words, NAME, name) \
    {{words, sizeof(words) - 1}, IDENTIFIER_##NAME, name},
#include "text/identifiers.def"
#undef LABEL
};

void identifier_each_label(struct str key,
                           void (*take)(void *context, struct str word),
                           void *context)
{
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (str_has_prefix(key, str_from(labels[i].name)))
            take(context, str_first(labels[i].words,
                                    str_find_char(labels[i].words, ' ')));
    /* "8472/udp" */
    if (str_has_prefix(key, STR("port")))
        take(context, str_from_offset(key, 4));
}

/* May letters like these begin a label? A bit for each length that the words of
 * a label have, alone and written together, by first letter; a test holds it
 * against the table. */
static bool may_be_label(struct str text, size_t begin, size_t len)
{
    static const unsigned lengths[26] = {
        ['a' - 'a'] = 1u << 6,
        ['b' - 'a'] = 1u << 3 | 1u << 5 | 1u << 11,
        ['c' - 'a'] = 1u << 3 | 1u << 4 | 1u << 10,
        ['d' - 'a'] = 1u << 4,
        ['e' - 'a'] = 1u << 3 | 1u << 4 | 1u << 5 | 1u << 7 | 1u << 8 |
                      1u << 9 | 1u << 10 | 1u << 11,
        ['h' - 'a'] = 1u << 4 | 1u << 8 | 1u << 9 | 1u << 10 | 1u << 12 |
                      1u << 13 | 1u << 14 | 1u << 16,
        ['i' - 'a'] = 1u << 3 | 1u << 5 | 1u << 8,
        ['k' - 'a'] = 1u << 2,
        ['l' - 'a'] = 1u << 3,
        ['m' - 'a'] = 1u << 3,
        ['o' - 'a'] = 1u << 3,
        ['p' - 'a'] = 1u << 3 | 1u << 4 | 1u << 10,
        ['r' - 'a'] =
            1u << 3 | 1u << 4 | 1u << 6 | 1u << 8 | 1u << 10 | 1u << 12,
        ['s' - 'a'] = 1u << 3 | 1u << 4 | 1u << 6 | 1u << 7 | 1u << 8 |
                      1u << 9 | 1u << 10 | 1u << 13,
        ['t' - 'a'] = 1u << 3 | 1u << 6 | 1u << 7,
        ['u' - 'a'] = 1u << 3 | 1u << 7,
    };
    char first = ascii_to_lower(text.ptr[begin]);

    return first >= 'a' && first <= 'z' && len < 32 &&
           lengths[first - 'a'] >> len & 1;
}

/* Is there a digit near enough to be a value? */
static bool is_digit_near(struct str text, size_t at)
{
    enum { NEAR = 32 };
    size_t end = text.len - at < NEAR ? text.len : at + NEAR;

    while (at < end && !ascii_is_digit(text.ptr[at]))
        at++;
    return at < end;
}

/* End of the label at `begin`, 0 when it is another word. */
static size_t label_end(struct str text, size_t begin, struct str words)
{
    size_t at = begin;

    for (size_t i = 0; i < words.len; i++) {
        if (words.ptr[i] == ' ') {
            if (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '-' ||
                                  text.ptr[at] == '_' || text.ptr[at] == '\t'))
                at++;
            continue;
        }
        if (at >= text.len || ascii_to_lower(text.ptr[at]) != words.ptr[i])
            return 0;
        at++;
    }
    return at;
}

/* Does a word go on at `at`, or is it joined with one? */
static bool is_joined(struct str text, size_t at)
{
    size_t len;
    enum word_char c;

    if (at >= text.len)
        return false;
    c = word_char_at(text, at, &len);
    if (text.ptr[at] == ':' || c == WORD_CHAR_APOSTROPHE)
        return false;
    return text.ptr[at] == '%' || word_char_is_word(c) ||
           (c == WORD_CHAR_CONNECTOR && word_char_begins_word(text, at + len));
}

static size_t digits_end(struct str text, size_t at)
{
    while (at < text.len && ascii_is_digit(text.ptr[at]))
        at++;
    return at;
}

/* "5.7.1" at `at`, of the class that `status` begins with: its end, else 0. */
static size_t extended_end(struct str text, size_t at, char status)
{
    if (at >= text.len || text.ptr[at] != status)
        return 0;
    at++;
    for (int i = 0; i < 2; i++) {
        size_t end;

        if (at >= text.len || (text.ptr[at] != '.' && text.ptr[at] != '-'))
            return 0;
        end = digits_end(text, at + 1);
        if (end == at + 1 || end > at + 4)
            return 0;
        at = end;
    }
    return is_joined(text, at) ? 0 : at;
}

/* "550", and an extended code behind it: its end, else 0. */
static size_t mail_status_end(struct str text, size_t at, bool *has_extended)
{
    size_t end = digits_end(text, at);
    size_t next = end;
    size_t extended;

    *has_extended = false;
    if (end - at != 3 ||
        (text.ptr[at] != '2' && text.ptr[at] != '4' && text.ptr[at] != '5'))
        return 0;
    if (next < text.len && (text.ptr[next] == ' ' || text.ptr[next] == '-'))
        next++;
    if (next > end && next < text.len && text.ptr[next] == '#')
        next++;
    extended = next > end ? extended_end(text, next, text.ptr[at]) : 0;
    if (extended) {
        *has_extended = true;
        return extended;
    }
    return is_joined(text, end) ? 0 : end;
}

static size_t number_end(struct str text, size_t at, size_t least, size_t most)
{
    size_t end = digits_end(text, at);

    return end - at < least || end - at > most || is_joined(text, end) ? 0
                                                                       : end;
}

/* Five letters or digits, one of them a digit. */
static size_t state_end(struct str text, size_t at)
{
    size_t end = at;
    bool has_digit = false;

    while (end < text.len && ascii_is_alnum(text.ptr[end]) && end - at < 6) {
        has_digit |= ascii_is_digit(text.ptr[end]);
        end++;
    }
    return end - at == 5 && has_digit && !is_joined(text, end) ? end : 0;
}

/* A status of HTTP, with what a server puts behind a dot. */
static size_t http_end(struct str text, size_t at)
{
    size_t end = digits_end(text, at);

    if (end - at != 3 || text.ptr[at] < '1' || text.ptr[at] > '5')
        return 0;
    if (end + 1 < text.len && text.ptr[end] == '.' &&
        ascii_is_digit(text.ptr[end + 1]))
        end = digits_end(text, end + 1);
    return is_joined(text, end) ? 0 : end;
}

static size_t cve_end(struct str text, size_t at)
{
    size_t year_end = digits_end(text, at);
    size_t end;

    /* without a sign between: the year is always four digits */
    if (year_end - at >= 8)
        return is_joined(text, year_end) ? 0 : year_end;
    if (year_end - at != 4 || year_end + 1 >= text.len ||
        !strchr("- _:./", text.ptr[year_end]))
        return 0;
    end = digits_end(text, year_end + 1);
    return end - year_end < 5 || is_joined(text, end) ? 0 : end;
}

/* "/tcp" or "/udp" behind a port. */
static bool is_protocol(struct str text, size_t at)
{
    struct str behind = str_first(str_from_offset(text, at), 4);

    return str_equal_nocase(behind, STR("/tcp")) ||
           str_equal_nocase(behind, STR("/udp"));
}

static size_t port_end(struct str text, size_t at)
{
    size_t end = digits_end(text, at);

    if (is_protocol(text, end))
        return end - at <= 5 ? end : 0;
    return number_end(text, at, 1, 5);
}

/* End of the value of `kind` at `at`, 0 when there is none. */
static size_t value_end(struct str text, size_t at, enum identifier_kind kind)
{
    bool ignored;

    switch ((unsigned) kind) {
    case IDENTIFIER_SQLSTATE:
        return state_end(text, at);
    case IDENTIFIER_HTTP_STATUS:
        return http_end(text, at);
    case IDENTIFIER_SMTP_STATUS:
        return mail_status_end(text, at, &ignored);
    case IDENTIFIER_CVE:
        return cve_end(text, at);
    case IDENTIFIER_PORT:
        return port_end(text, at);
    case IDENTIFIER_KB:
        return number_end(text, at, 5, 8);
    case IDENTIFIER_RFC:
    case IDENTIFIER_EVENT_ID:
        return number_end(text, at, 1, 5);
    case IDENTIFIER_SIGNAL:
        return number_end(text, at, 1, 2);
    case IDENTIFIER_ORACLE:
        return number_end(text, at, 4, 5);
    case IDENTIFIER_VENDOR_CODE:
    case IDENTIFIER_TICKET_NUMBER:
    case IDENTIFIER_BUILD:
        return number_end(text, at, 4, 12);
    default:
        return number_end(text, at, 1, 10);
    }
}

/* A value before "/" and the same label: "CVE-2021-44228/CVE-2021-45046". */
static size_t value_end_in_list(struct str text, size_t at, struct str label,
                                enum identifier_kind kind)
{
    size_t end = at;

    while (end < text.len &&
           (ascii_is_alnum(text.ptr[end]) || text.ptr[end] == '-'))
        end++;
    return end > at && end + 1 < text.len && text.ptr[end] == '/' &&
                   label_end(text, end + 1, label)
               ? value_end(str_first(text, end), at, kind)
               : 0;
}

/* Where a value may begin behind the label that ends at `at`. */
static size_t skip_between(struct str text, size_t at, struct str label,
                           enum identifier_kind kind)
{
    static const struct str fillers[] = {{"is ", 3}, {"of ", 3}, {"was ", 4}};
    size_t begin = at;

    if (kind == IDENTIFIER_HTTP_STATUS && text.len - at > 4 &&
        text.ptr[at] == '/' && ascii_is_digit(text.ptr[at + 1])) {
        at = digits_end(text, at + 1);
        if (at + 1 < text.len && text.ptr[at] == '.')
            at = digits_end(text, at + 1);
        begin = at;
    }
    while (at < text.len && at - begin < BETWEEN_MAX && text.ptr[at] != '\0' &&
           strchr(" \t:#=([\"'-_./", text.ptr[at]))
        at++;
    for (size_t i = 0; i < ARRAY_LEN(fillers); i++)
        if (at > begin && str_has_suffix(label, STR("code")) &&
            str_equal_nocase(
                str_first(str_from_offset(text, at), fillers[i].len),
                fillers[i]))
            return at + fillers[i].len;
    return at;
}

static bool label_at(struct str text, size_t begin, struct labelled *out)
{
    char first = ascii_to_lower(text.ptr[begin]);

    out->value_end = 0;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        size_t label;
        size_t value;
        size_t end;

        if (labels[i].words.ptr[0] != first)
            continue;
        label = label_end(text, begin, labels[i].words);
        if (label == 0 || label >= text.len ||
            (out->value_end && label <= out->label_end))
            continue;
        value = skip_between(text, label, labels[i].words, labels[i].kind);
        end = value < text.len ? value_end(text, value, labels[i].kind) : 0;
        if (end == 0)
            end =
                value_end_in_list(text, value, labels[i].words, labels[i].kind);
        if (end == 0)
            continue;
        *out = (struct labelled){
            labels[i].kind, labels[i].name, label, value, end, end};
    }
    return out->value_end != 0;
}

/* "550 5.7.1", "8472/udp": the number at `begin` says what it is itself. */
static bool number_at(struct str text, size_t begin, size_t word_end,
                      struct labelled *out)
{
    enum { PORT_DIGITS_MAX = 5, PROTOCOL_LEN = 4 };
    size_t end = word_end + PROTOCOL_LEN;
    bool has_extended = false;

    if (word_end - begin <= PORT_DIGITS_MAX && is_protocol(text, word_end) &&
        (!is_joined(text, end) || text.ptr[end] == '/')) {
        *out = (struct labelled){IDENTIFIER_PORT, "port",   begin,
                                 begin,           word_end, end};
        return true;
    }
    end =
        word_end - begin == 3 ? mail_status_end(text, begin, &has_extended) : 0;
    *out =
        (struct labelled){IDENTIFIER_SMTP_STATUS, "", begin, begin, end, end};
    return end != 0 && has_extended;
}

bool labelled_at(struct str text, size_t begin, size_t word_end,
                 unsigned features, struct labelled *out)
{
    size_t letters_end = begin;

    if (features == WORD_HAS_DIGIT)
        return number_at(text, begin, word_end, out);
    if (features & WORD_HAS_OTHER)
        return false;
    while (letters_end < word_end && !ascii_is_digit(text.ptr[letters_end]))
        letters_end++;
    return may_be_label(text, begin, letters_end - begin) &&
           is_digit_near(text, letters_end) && label_at(text, begin, out) &&
           out->value_end >= word_end;
}

struct str label_before(struct str text, size_t value,
                        enum identifier_kind *kind)
{
    enum { WORDS_MAX = 4 };
    size_t end = value;
    size_t begin;
    struct str found = {NULL, 0};

    while (end > 0 && value - end < BETWEEN_MAX && text.ptr[end - 1] != '\0' &&
           strchr(" \t:#=-_./", text.ptr[end - 1]))
        end--;
    begin = end;
    for (int words = 0; words < WORDS_MAX && end < value && begin > 0;
         words++) {
        while (begin > 0 && ascii_is_alpha(text.ptr[begin - 1]))
            begin--;
        for (size_t i = 0; i < ARRAY_LEN(labels) && begin < end; i++)
            if (label_end(text, begin, labels[i].words) == end) {
                *kind = labels[i].kind;
                found = str_from(labels[i].name);
            }
        if (begin == 0 || !strchr(" -_\t", text.ptr[begin - 1]))
            break;
        begin--;
    }
    return found;
}
