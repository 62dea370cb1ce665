/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keys and other spellings: what makes all ways to write an identifier one
 * term, and what else a text may hold for it.
 */
#include "text/identifier.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/identifier_label.h"
#include "text/identifier_pieces.h"
#include "text/identifier_shape.h"
#include "text/utf8.h"
#include "text/word_chars.h"

#include <stdio.h>
#include <string.h>

enum { DIGEST_DIGITS = 16, HEAD_MAX = IDENTIFIER_KEY_MAX - DIGEST_DIGITS };

/* --- writing a key of any length --- */

/* The first bytes, and a digest (FNV-1a) of all. */
struct key_writer {
    char *head; /* IDENTIFIER_KEY_MAX bytes */
    size_t len;
    uint64_t digest;
    char last;
};

static void put(struct key_writer *writer, char c)
{
    if (writer->len < IDENTIFIER_KEY_MAX)
        writer->head[writer->len] = c;
    writer->len++;
    writer->digest =
        (writer->digest ^ (unsigned char) c) * UINT64_C(0x100000001b3);
    writer->last = c;
}

static struct key_writer begin_key(char out[IDENTIFIER_KEY_MAX])
{
    return (struct key_writer){.head = out,
                               .digest = UINT64_C(0xcbf29ce484222325)};
}

static size_t end_key(struct key_writer *writer)
{
    struct str head = {writer->head, HEAD_MAX};

    if (writer->len <= IDENTIFIER_KEY_MAX)
        return writer->len;
    head.len =
        utf8_floor((struct str){writer->head, IDENTIFIER_KEY_MAX}, HEAD_MAX);
    for (int i = 0; i < DIGEST_DIGITS; i++)
        writer->head[head.len++] =
            "0123456789abcdef"[writer->digest >> (4 * i) & 15];
    return head.len;
}

static void put_folded(struct key_writer *writer, struct str word)
{
    struct strbuf folded;
    bool is_ascii = true;

    for (size_t i = 0; i < word.len && is_ascii; i++)
        is_ascii = (unsigned char) word.ptr[i] < 0x80;
    if (is_ascii) {
        for (size_t i = 0; i < word.len; i++)
            if (word.ptr[i] != '\'')
                put(writer, ascii_to_lower(word.ptr[i]));
        return;
    }
    strbuf_init(&folded, 64 * 1024);
    for (size_t at = 0; at < word.len;) {
        uint32_t code;
        size_t len;

        at += utf8_decode(word, at, &code);
        if (code == '\'' || code == 0x2019 || code == 0x02BC)
            continue;
        strbuf_clear(&folded);
        utf8_fold(code, &folded);
        len = folded.len;
        for (size_t i = 0; i < len; i++)
            put(writer, folded.ptr[i]);
    }
    strbuf_release(&folded);
}

static void put_word(struct key_writer *writer, struct str word, bool is_solid)
{
    if (word.len == 0)
        return;
    if (!is_solid && writer->len > 0 && ascii_is_digit(writer->last) &&
        ascii_is_digit(word.ptr[0]))
        put(writer, '-');
    put_folded(writer, word);
}

/* --- rules --- */

enum key_rule {
    KEY_JOINED,
    KEY_SOLID,
    KEY_HEX,
    KEY_VERSION,
    KEY_GROUPS,
    KEY_ROOT,
    KEY_ADDRESS,
    KEY_LABEL,
    KEY_VALUE
};

static const unsigned char rules[] = {
#define KIND(NAME, name, description, example, key, parts, runs) \
    [IDENTIFIER_##NAME] = KEY_##key,
#include "text/identifiers.def"
#undef KIND
    [IDENTIFIER_COMPOUND] = KEY_JOINED,
};

/* All words of `written` from byte `begin` on, however many. */
static void put_words(struct key_writer *writer, struct str written,
                      size_t begin, bool is_solid)
{
    size_t at = begin;

    for (;;) {
        struct pieces pieces;

        while (at < written.len && !word_char_begins_word(written, at)) {
            size_t len;

            word_char_at(written, at, &len);
            at += len;
        }
        if (at >= written.len)
            return;
        pieces_cut(written, at, JOINING_ANY, &pieces);
        for (size_t i = 0; i < pieces.count; i++)
            put_word(writer, piece_text(&pieces, i), is_solid);
        at = pieces.end;
    }
}

static size_t first_word_end(struct str written)
{
    unsigned ignored = 0;

    return word_char_run_end(written, 0, &ignored);
}

/* 0x and the digits without zeros in front. */
static void put_hex(struct key_writer *writer, struct str written)
{
    size_t at = 2;

    if (written.len < 3) {
        put_words(writer, written, 0, true);
        return;
    }
    while (at + 1 < written.len && written.ptr[at] == '0')
        at++;
    put(writer, '0');
    put(writer, 'x');
    put_folded(writer, str_from_offset(written, at));
}

/* Each of the eight groups in four digits; those that "::" stands for are 0. */
static void put_groups(struct key_writer *writer, struct str written)
{
    struct pieces pieces;

    pieces_cut(written, 0, JOINING_ANY, &pieces);
    for (size_t i = 0; i < pieces.count; i++) {
        struct str group = piece_text(&pieces, i);
        size_t missing = pieces.at[i].before == JOINT_COLONS && pieces.count < 8
                             ? 4 * (8 - pieces.count)
                             : 0;

        for (size_t zeros = missing + (group.len < 4 ? 4 - group.len : 0);
             zeros > 0; zeros--)
            put(writer, '0');
        put_folded(writer, group);
    }
}

static void put_root(struct key_writer *writer, struct str written)
{
    static const struct {
        struct str name;
        struct str key;
    } roots[] = {
        {{"hkey_local_machine", 18}, {"hklm", 4}},
        {{"hkey_current_user", 17}, {"hkcu", 4}},
        {{"hkey_classes_root", 17}, {"hkcr", 4}},
        {{"hkey_users", 10}, {"hku", 3}},
        {{"hkey_current_config", 19}, {"hkcc", 4}},
    };
    size_t begin = shape_before_root(written, 0, first_word_end(written));
    size_t rest = begin;

    for (size_t i = 0; i < ARRAY_LEN(roots) && rest == begin; i++)
        if (str_equal_nocase(
                str_first(str_from_offset(written, begin), roots[i].name.len),
                roots[i].name)) {
            rest = begin + roots[i].name.len;
            put_folded(writer, roots[i].key);
        }
    put_words(writer, written, rest, false);
}

static void put_labelled(struct key_writer *writer, struct str written,
                         bool needs_label)
{
    struct labelled labelled;
    unsigned features = 0;
    size_t word_end = word_char_run_end(written, 0, &features);
    struct str value;

    if (!labelled_at(written, 0, word_end, features, &labelled)) {
        put_words(writer, written, 0, false);
        return;
    }
    value = (struct str){written.ptr + labelled.value_begin,
                         labelled.value_end - labelled.value_begin};
    /* an extended code needs no label: its first number is of three digits */
    if (needs_label || first_word_end(value) == value.len)
        put_folded(writer, str_from(labelled.label));
    put_words(writer, value, 0, false);
}

size_t identifier_key(struct str written, enum identifier_kind kind,
                      char out[IDENTIFIER_KEY_MAX])
{
    struct key_writer writer = begin_key(out);
    size_t end;

    SLV_ASSERT(kind < IDENTIFIER_KIND_COUNT);
    switch ((enum key_rule) rules[kind]) {
    case KEY_JOINED:
        put_words(&writer, written, 0, false);
        break;
    case KEY_SOLID:
        put_words(&writer, written, 0, true);
        break;
    case KEY_HEX:
        put_hex(&writer, written);
        break;
    case KEY_VERSION:
        end = written.len > 1 && ascii_to_lower(written.ptr[0]) == 'v' &&
                      ascii_is_digit(written.ptr[1])
                  ? 1
                  : 0;
        put_words(&writer, written, end, false);
        break;
    case KEY_GROUPS:
        put_groups(&writer, written);
        break;
    case KEY_ROOT:
        put_root(&writer, written);
        break;
    case KEY_ADDRESS:
        end = first_word_end(written);
        put_words(&writer, written, end < written.len ? end : 0, false);
        break;
    case KEY_LABEL:
        put_labelled(&writer, written, true);
        break;
    case KEY_VALUE:
        put_labelled(&writer, written, false);
        break;
    }
    return end_key(&writer);
}

size_t identifier_run_key(struct str written, char out[IDENTIFIER_KEY_MAX])
{
    struct key_writer writer = begin_key(out);

    put_words(&writer, written, 0, false);
    return end_key(&writer);
}

bool identifier_key_has_digit(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (ascii_is_digit(key.ptr[i]))
            return true;
    return false;
}

/* --- other spellings --- */

struct spelling_list {
    struct identifier_spelling *items;
    size_t count;
};

static void add(struct spelling_list *list, struct str key, bool is_part,
                double share)
{
    struct identifier_spelling *item = &list->items[list->count++];

    SLV_ASSERT(list->count <= IDENTIFIER_SPELLINGS_MAX &&
               key.len <= IDENTIFIER_KEY_MAX);
    *item = (struct identifier_spelling){
        .len = key.len, .is_part = is_part, .share = share};
    memcpy(item->key, key.ptr, key.len);
}

static void add_text(struct spelling_list *list, const char *text, double share)
{
    add(list, str_from(text), false, share);
}

/* A number by itself, and behind any label. */
static void add_number(struct spelling_list *list, const char *text)
{
    add(list, str_from(text), false, 1);
    add(list, str_from(text), true, 1);
}

/* The forms of a 32-bit status without 0x. */
static void add_status(struct spelling_list *list, unsigned long value)
{
    char text[IDENTIFIER_KEY_MAX];

    snprintf(text, sizeof text, "%08lx", value);
    add_number(list, text);
    snprintf(text, sizeof text, "%lu", value);
    add_number(list, text);
    snprintf(text, sizeof text, "%lu", 0x100000000ul - value);
    add_number(list, text);
}

static bool hex_value(struct str digits, unsigned long *out)
{
    *out = 0;
    if (digits.len == 0 || digits.len > 8)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        char c = ascii_to_lower(digits.ptr[i]);

        if (!ascii_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        *out = *out * 16 +
               (unsigned long) (ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return true;
}

/* Bare digits: eight hex ones are a status or stop code without its 0x. */
static void add_of_code(struct spelling_list *list, struct str key)
{
    char text[IDENTIFIER_KEY_MAX];
    unsigned long value;

    add(list, key, true, 1);
    if (key.len != 8 || !hex_value(key, &value))
        return;
    snprintf(text, sizeof text, "0x%lx", value);
    add_text(list, text, 1);
    if (value >= 0x80000000ul) {
        snprintf(text, sizeof text, "%lu", value);
        add_number(list, text);
        snprintf(text, sizeof text, "%lu", 0x100000000ul - value);
        add_number(list, text);
    }
}

static void add_of_hex(struct spelling_list *list, struct str key)
{
    char text[IDENTIFIER_KEY_MAX];
    unsigned long value;

    if (!hex_value(str_from_offset(key, 2), &value))
        return;
    if (value >= 0x80000000ul) {
        add_status(list, value);
        return;
    }
    snprintf(text, sizeof text, "%08lx", value);
    add_number(list, text);
}

/* Unsigned, or the amount of a negative number. */
static void add_of_decimal(struct spelling_list *list, struct str key)
{
    unsigned long value = digits_value(key, 0xFFFFFFFFul);
    char text[IDENTIFIER_KEY_MAX];
    unsigned long code = value >= 0x80000000ul ? value : 0x100000000ul - value;

    add(list, key, true, 1);
    snprintf(text, sizeof text, "%lu", 0x100000000ul - value);
    add_number(list, text);
    snprintf(text, sizeof text, "0x%lx", code);
    add_text(list, text, 1);
    snprintf(text, sizeof text, "%08lx", code);
    add_number(list, text);
}

static bool is_year(struct str number)
{
    unsigned long value = digits_value(number, 9999);

    return number.len == 4 && value >= 1990 && value < 2040;
}

/* The number alone, which tells something from so many digits on. */
static void add_bare(struct spelling_list *list, struct str number,
                     size_t digits_min, double share)
{
    add(list, number, false, share);
    list->items[list->count - 1].is_weak =
        number.len < digits_min || is_year(number);
}

/* "error 80073712", "error 2147942405": the status without its 0x. */
static void add_status_of_number(struct spelling_list *list, struct str number)
{
    enum { HEX_LEN = 8, DECIMAL_LEN = 10 };
    char text[IDENTIFIER_KEY_MAX];
    unsigned long value = 0;

    for (size_t i = 0; i < number.len; i++)
        if (!ascii_is_digit(number.ptr[i]))
            return;
    if (number.len == DECIMAL_LEN) {
        value = digits_value(number, 0xFFFFFFFFul);
        value = value > 0xFFFFFFFFul    ? 0
                : value >= 0x80000000ul ? value
                                        : 0x100000000ul - value;
    } else if (number.len != HEX_LEN || !hex_value(number, &value)) {
        return;
    }
    if (value < 0x80000000ul)
        return;
    snprintf(text, sizeof text, "0x%lx", value);
    add_text(list, text, 1);
    snprintf(text, sizeof text, "%08lx", value);
    if (!str_equal(number, str_from(text)))
        add_number(list, text);
}

/* The number alone, and with the labels of errors that people confuse. */
static void add_of_label(struct spelling_list *list, struct str key,
                         enum identifier_kind kind)
{
    enum { ERROR_DIGITS_MIN = 3, DIGITS_MIN = 4 };
    static const char *const errors[] = {"exitcode", "http", "smtp",
                                         "sqlcode",  "msg",  "sqlstate"};
    static const double confused_share = 0.7;
    static const double bare_share = 0.9;
    char text[2 * IDENTIFIER_KEY_MAX];
    size_t letters = 0;
    struct str number;

    while (letters < key.len && !ascii_is_digit(key.ptr[letters]))
        letters++;
    number = str_from_offset(key, letters);
    if (number.len == 0 || number.len > 16)
        return;
    switch ((unsigned) kind) {
    case IDENTIFIER_ERROR_NUMBER:
        add_bare(list, number, ERROR_DIGITS_MIN, 1);
        for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
            snprintf(text, sizeof text, "%s%.*s", errors[i], STR_ARG(number));
            add_text(list, text, confused_share);
        }
        add_status_of_number(list, number);
        break;
    case IDENTIFIER_SIGNAL:
    case IDENTIFIER_RFC:
        break;
    case IDENTIFIER_EXIT_CODE:
    case IDENTIFIER_HTTP_STATUS:
    case IDENTIFIER_SMTP_STATUS:
    case IDENTIFIER_SQLSTATE:
    case IDENTIFIER_SQLCODE:
    case IDENTIFIER_DATABASE_MESSAGE:
        snprintf(text, sizeof text, "error%.*s", STR_ARG(number));
        add_text(list, text, confused_share);
        add_bare(list, number, ERROR_DIGITS_MIN, bare_share);
        break;
    default:
        add_bare(list, number, DIGITS_MIN, bare_share);
        break;
    }
}

/* "AB12-34CD" written together. */
static void add_solid(struct spelling_list *list, struct str key)
{
    char text[IDENTIFIER_KEY_MAX];
    size_t len = 0;

    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] != '-')
            text[len++] = key.ptr[i];
    if (len < key.len)
        add(list, (struct str){text, len}, false, 1);
}

size_t
identifier_spellings(struct str key, enum identifier_kind kind,
                     struct identifier_spelling out[IDENTIFIER_SPELLINGS_MAX])
{
    static const double part_share = 0.9;
    struct spelling_list list = {out, 0};

    switch ((unsigned) kind) {
    case IDENTIFIER_NONE:
        add_of_code(&list, key);
        break;
    case IDENTIFIER_HRESULT:
    case IDENTIFIER_NTSTATUS:
    case IDENTIFIER_BUG_CHECK:
    case IDENTIFIER_HEX_NUMBER:
        add_of_hex(&list, key);
        break;
    case IDENTIFIER_DECIMAL_STATUS:
        add_of_decimal(&list, key);
        break;
    case IDENTIFIER_ERROR_NUMBER:
    case IDENTIFIER_EXIT_CODE:
    case IDENTIFIER_SIGNAL:
    case IDENTIFIER_HTTP_STATUS:
    case IDENTIFIER_SQLSTATE:
    case IDENTIFIER_SQLCODE:
    case IDENTIFIER_DATABASE_MESSAGE:
    case IDENTIFIER_EVENT_ID:
    case IDENTIFIER_PORT:
    case IDENTIFIER_BUILD:
    case IDENTIFIER_TICKET_NUMBER:
    case IDENTIFIER_KB:
        add_of_label(&list, key, kind);
        break;
    case IDENTIFIER_SMTP_STATUS:
        if (!ascii_is_digit(key.ptr[0]))
            add_of_label(&list, key, kind);
        break;
    case IDENTIFIER_PART_NUMBER:
        add(&list, key, true, part_share);
        add_solid(&list, key);
        break;
    default:
        add(&list, key, true, part_share);
        break;
    }
    return list.count;
}

size_t
identifier_codes_of(struct str digits,
                    struct identifier_spelling out[IDENTIFIER_SPELLINGS_MAX])
{
    enum { DIGITS_MIN = 4, DIGITS_MAX = 8 };
    static const char *const labels[] = {"ora", "tns", "pls", "rman", "aadsts"};
    struct spelling_list list = {out, 0};

    if (digits.len < DIGITS_MIN || digits.len > DIGITS_MAX)
        return 0;
    for (size_t i = 0; i < digits.len; i++)
        if (!ascii_is_digit(digits.ptr[i]))
            return 0;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        char text[IDENTIFIER_KEY_MAX];

        snprintf(text, sizeof text, "%s%.*s", labels[i], STR_ARG(digits));
        add_text(&list, text, 1);
    }
    return list.count;
}

bool identifier_binds_number(struct str word)
{
    static const char *const words[] = {"kb", "sqlstate", "cve"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_equal_nocase(word, str_from(words[i])))
            return true;
    return false;
}

size_t identifier_key_before(struct str digits, struct str word,
                             enum identifier_kind *kind,
                             char out[IDENTIFIER_KEY_MAX])
{
    enum { DIGITS_MIN = 3, DIGITS_MAX = 10 };
    static const char *const words[] = {"error", "errors", "err", "code",
                                        "fault"};
    struct key_writer writer = begin_key(out);

    if (digits.len < DIGITS_MIN || digits.len > DIGITS_MAX)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_equal_nocase(word, str_from(words[i]))) {
            put_folded(&writer, STR("error"));
            put_folded(&writer, digits);
            *kind = IDENTIFIER_ERROR_NUMBER;
            return end_key(&writer);
        }
    return 0;
}
