/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tokeniser. ASCII goes by a table of byte classes; other characters are
 * decoded and asked for in text/utf8.
 */
#include "text/words.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/cjk.h"
#include "text/utf8.h"

#include <stdint.h>
#include <string.h>

enum byte_class {
    CLASS_NONE,
    CLASS_LETTER,
    CLASS_DIGIT,
    CLASS_CONNECTOR,
    CLASS_APOSTROPHE,
    CLASS_OTHER_SCRIPT,
    CLASS_CJK
};

/* clang-format off */
#define L CLASS_LETTER
#define D CLASS_DIGIT
#define C CLASS_CONNECTOR
static const unsigned char class_of[128] = {
    ['a'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
             L, L, L, L, L, L, L, L, L, L, L, L, L,
    ['A'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
             L, L, L, L, L, L, L, L, L, L, L, L, L,
    ['0'] = D, D, D, D, D, D, D, D, D, D,
    ['_'] = C, ['.'] = C, ['-'] = C, ['/'] = C, ['\\'] = C, [':'] = C,
    ['@'] = C, ['+'] = C, ['#'] = C,
    ['\''] = CLASS_APOSTROPHE,
};
#undef L
#undef D
#undef C
/* clang-format on */

enum { RIGHT_QUOTE = 0x2019, MODIFIER_APOSTROPHE = 0x02BC };

static enum byte_class byte_class(char c)
{
    unsigned char byte = (unsigned char) c;

    return byte < 0x80 ? (enum byte_class) class_of[byte] : CLASS_OTHER_SCRIPT;
}

static enum byte_class class_at(struct str text, size_t at, size_t *len)
{
    enum byte_class class = byte_class(text.ptr[at]);
    uint32_t code;

    *len = 1;
    if (class != CLASS_OTHER_SCRIPT)
        return class;
    *len = utf8_decode(text, at, &code);
    if (code == RIGHT_QUOTE || code == MODIFIER_APOSTROPHE)
        return CLASS_APOSTROPHE;
    if (cjk_is(code))
        return CLASS_CJK;
    if (utf8_is_digit(code))
        return CLASS_DIGIT;
    return utf8_is_word(code) ? CLASS_OTHER_SCRIPT : CLASS_NONE;
}

static bool is_word_class(enum byte_class class)
{
    return class == CLASS_LETTER || class == CLASS_DIGIT ||
           class == CLASS_OTHER_SCRIPT;
}

/* Extend one word from `at`; *has_digit is set, never cleared. */
static size_t scan_word(struct str text, size_t at, bool *has_digit)
{
    while (at < text.len) {
        size_t len;
        enum byte_class class = class_at(text, at, &len);

        if (class == CLASS_APOSTROPHE) {
            size_t next_len;

            if (at + len >= text.len ||
                !is_word_class(class_at(text, at + len, &next_len)))
                break;
        } else if (!is_word_class(class)) {
            break;
        }
        if (class == CLASS_DIGIT)
            *has_digit = true;
        at += len;
    }
    return at;
}

void word_scan_begin(struct word_scan *scan, struct str text, size_t at)
{
    scan->text = text;
    scan->at = at;
    scan->part_count = 0;
    scan->part_next = 0;
    scan->in_run = false;
}

/* The gram that begins at `begin`; the scan goes on with its second character
 * when a third follows, else behind it. */
static struct word take_gram(struct word_scan *scan, size_t begin)
{
    size_t middle = cjk_char_end(scan->text, begin);
    size_t end = middle;

    if (cjk_at(scan->text, middle))
        end = cjk_char_end(scan->text, middle);
    scan->in_run = end > middle && cjk_at(scan->text, end);
    scan->at = scan->in_run ? middle : end;
    return (struct word){begin, end, WORD_GRAM, false};
}

static bool is_hex(char c)
{
    c = ascii_to_lower(c);
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* Length of the connector at `at` when a word follows it: 1, 2 for "::", or 0.
 * A colon joins the numbers of times, ports, IPv6 and MAC addresses; elsewhere
 * it is punctuation ("error:0A000086"), unless it stands twice. */
static size_t connector_len(struct str text, size_t at)
{
    size_t len = 1;
    size_t ignored;

    if (at >= text.len || byte_class(text.ptr[at]) != CLASS_CONNECTOR)
        return 0;
    if (text.ptr[at] == ':' && at + 1 < text.len) {
        if (text.ptr[at + 1] == ':')
            len = 2;
        else if (!is_hex(text.ptr[at - 1]) || !is_hex(text.ptr[at + 1]))
            return 0;
    }
    if (at + len >= text.len ||
        !is_word_class(class_at(text, at + len, &ignored)))
        return 0;
    return len;
}

bool word_scan_next(struct word_scan *scan, struct word *out)
{
    struct str text = scan->text;
    bool has_digit = false;
    bool is_strict = false;
    size_t begin;
    size_t end;
    size_t joint;

    if (scan->part_next < scan->part_count) {
        *out = scan->parts[scan->part_next++];
        return true;
    }
    if (scan->in_run) {
        *out = take_gram(scan, scan->at);
        return true;
    }
    for (begin = scan->at; begin < text.len;) {
        size_t len;
        enum byte_class class = class_at(text, begin, &len);

        if (class == CLASS_CJK) {
            *out = take_gram(scan, begin);
            return true;
        }
        if (is_word_class(class))
            break;
        begin += len;
    }
    if (begin >= text.len) {
        scan->at = text.len;
        return false;
    }
    scan->part_count = 0;
    scan->part_next = 0;
    for (end = begin;;) {
        bool part_has_digit = false;
        size_t part_begin = end;

        end = scan_word(text, end, &part_has_digit);
        has_digit |= part_has_digit;
        scan->parts[scan->part_count++] = (struct word){
            part_begin, end, part_has_digit ? WORD_CODE : WORD_PLAIN, true};
        joint = connector_len(text, end);
        if (joint == 0 || scan->part_count == WORD_PARTS_MAX)
            break;
        is_strict |= joint == 2 || text.ptr[end] == '_' ||
                     text.ptr[end] == '\\' || text.ptr[end] == '@';
        end += joint;
    }
    scan->at = end;
    if (scan->part_count == 1) {
        scan->part_count = 0;
        *out = (struct word){begin, end, has_digit ? WORD_CODE : WORD_PLAIN,
                             false};
        return true;
    }
    *out = (struct word){
        begin, end, is_strict || has_digit ? WORD_IDENTIFIER : WORD_COMPOUND,
        false};
    return true;
}

static size_t fold_ascii(struct str raw, char out[WORD_FOLDED_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < raw.len && len < WORD_FOLDED_MAX; i++) {
        char c = raw.ptr[i];

        switch (byte_class(c)) {
        case CLASS_APOSTROPHE:
            break;
        case CLASS_CONNECTOR:
            if (len == 0 || out[len - 1] != '-')
                out[len++] = '-';
            break;
        case CLASS_NONE:
        case CLASS_LETTER:
        case CLASS_DIGIT:
        case CLASS_OTHER_SCRIPT:
        case CLASS_CJK:
            out[len++] = ascii_to_lower(c);
            break;
        }
    }
    return len;
}

static size_t fold_any(struct str raw, char out[WORD_FOLDED_MAX])
{
    struct strbuf folded;
    size_t len;

    strbuf_init(&folded, 4096);
    for (size_t at = 0; at < raw.len && folded.len < WORD_FOLDED_MAX;) {
        uint32_t code;
        size_t bytes = utf8_decode(raw, at, &code);
        enum byte_class class =
            code < 0x80 ? byte_class((char) code) : CLASS_OTHER_SCRIPT;

        at += bytes;
        if (class == CLASS_APOSTROPHE || code == RIGHT_QUOTE ||
            code == MODIFIER_APOSTROPHE)
            continue;
        if (class == CLASS_CONNECTOR)
            strbuf_add_char(&folded, '-');
        else
            utf8_fold(code, &folded);
    }
    len = utf8_prefix(strbuf_str(&folded), WORD_FOLDED_MAX).len;
    memcpy(out, folded.ptr, len);
    strbuf_release(&folded);
    return len;
}

static bool is_ascii(struct str raw)
{
    unsigned char seen = 0;

    for (size_t i = 0; i < raw.len; i++)
        seen |= (unsigned char) raw.ptr[i];
    return seen < 0x80;
}

/* Without a final 's (also with a typographic apostrophe). */
static struct str without_possessive(struct str raw)
{
    static const struct str endings[] = {
        {"'s", 2}, {"'S", 2}, {"\xE2\x80\x99s", 4}, {"\xE2\x80\x99S", 4}};

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (raw.len > endings[i].len && str_has_suffix(raw, endings[i]))
            return str_first(raw, raw.len - endings[i].len);
    return raw;
}

size_t word_fold(struct str text, struct word word, char out[WORD_FOLDED_MAX])
{
    struct str raw = {text.ptr + word.begin, word.end - word.begin};

    if (raw.len > 4 * (size_t) WORD_FOLDED_MAX)
        raw = utf8_prefix(raw, 4 * (size_t) WORD_FOLDED_MAX);
    if (word.kind == WORD_GRAM)
        return cjk_fold(raw, out, WORD_FOLDED_MAX);
    raw = without_possessive(raw);
    return is_ascii(raw) ? fold_ascii(raw, out) : fold_any(raw, out);
}

size_t word_lower(struct str text, struct word word, char out[WORD_FOLDED_MAX])
{
    struct str raw = {text.ptr + word.begin, word.end - word.begin};
    struct strbuf lower;
    size_t len;

    raw = without_possessive(utf8_prefix(raw, 4 * (size_t) WORD_FOLDED_MAX));
    if (is_ascii(raw))
        return 0;
    strbuf_init(&lower, 4096);
    for (size_t at = 0; at < raw.len && lower.len < WORD_FOLDED_MAX;) {
        uint32_t code;
        size_t bytes;
        enum byte_class class = class_at(raw, at, &bytes);

        utf8_decode(raw, at, &code);
        at += bytes;
        if (class != CLASS_APOSTROPHE)
            utf8_add_lower(code, &lower);
    }
    len = utf8_prefix(strbuf_str(&lower), WORD_FOLDED_MAX).len;
    memcpy(out, lower.ptr, len);
    strbuf_release(&lower);
    return len;
}
