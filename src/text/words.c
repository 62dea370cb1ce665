/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tokeniser: words one after the other, identifiers with their parts, and
 * the forms that are compared. What an identifier is, text/identifier tells.
 */
#include "text/words.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/cjk.h"
#include "text/identifier.h"
#include "text/utf8.h"
#include "text/word_chars.h"

#include <stdint.h>
#include <string.h>

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
    return (struct word){.begin = begin, .end = end, .kind = WORD_GRAM};
}

static struct word part_of(const struct identifier_part *part)
{
    static const enum word_store stores[] = {
        [IDENTIFIER_PART_WORD] = WORD_AS_WORD,
        [IDENTIFIER_PART_CODE] = WORD_AS_PART,
        [IDENTIFIER_PART_NOTHING] = WORD_AS_NOTHING,
    };

    return (struct word){
        .begin = part->begin,
        .end = part->end,
        .kind = part->is_run      ? WORD_IDENTIFIER
                : part->has_digit ? WORD_CODE
                                  : WORD_PLAIN,
        .is_part = true,
        .store = stores[part->store],
        .identifier = part->kind,
    };
}

/* The identifier or compound that begins at `begin`, with its parts to come. */
static struct word take_whole(struct word_scan *scan, size_t begin,
                              const struct identifier *whole)
{
    struct word word = {.begin = begin,
                        .end = whole->end,
                        .kind = WORD_CODE,
                        .identifier = whole->kind};

    if (whole->has_parts)
        word.kind = whole->kind == IDENTIFIER_COMPOUND ? WORD_COMPOUND
                                                       : WORD_IDENTIFIER;
    scan->part_count = identifier_parts(scan->text, begin, whole, scan->parts);
    scan->at = whole->end;
    return word;
}

bool word_scan_next(struct word_scan *scan, struct word *out)
{
    struct str text = scan->text;
    struct identifier whole;
    unsigned features = 0;
    size_t begin;
    size_t end;

    if (scan->part_next < scan->part_count) {
        *out = part_of(&scan->parts[scan->part_next++]);
        return true;
    }
    if (scan->in_run) {
        *out = take_gram(scan, scan->at);
        return true;
    }
    for (begin = scan->at; begin < text.len;) {
        size_t len;
        enum word_char c = word_char_at(text, begin, &len);

        if (c == WORD_CHAR_CJK) {
            *out = take_gram(scan, begin);
            return true;
        }
        if (word_char_is_word(c)) {
            size_t elision = word_char_elision_len(text, begin);

            if (elision == 0)
                break;
            len = elision;
        }
        begin += len;
    }
    if (begin >= text.len) {
        scan->at = text.len;
        return false;
    }
    scan->part_count = 0;
    scan->part_next = 0;
    end = word_char_run_end(text, begin, &features);
    if (identifier_at(text, begin, end, features, &whole)) {
        *out = take_whole(scan, begin, &whole);
        return true;
    }
    scan->at = end;
    *out = (struct word){.begin = begin,
                         .end = end,
                         .kind = features & WORD_HAS_DIGIT ? WORD_CODE
                                                           : WORD_PLAIN};
    return true;
}

enum { RIGHT_QUOTE = 0x2019, MODIFIER_APOSTROPHE = 0x02BC };

static size_t fold_ascii(struct str raw, char out[WORD_FOLDED_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < raw.len && len < WORD_FOLDED_MAX; i++)
        if (raw.ptr[i] != '\'')
            out[len++] = ascii_to_lower(raw.ptr[i]);
    return len;
}

static size_t fold_any(struct str raw, char out[WORD_FOLDED_MAX])
{
    struct strbuf folded;
    size_t len;

    strbuf_init(&folded, 4096);
    for (size_t at = 0; at < raw.len && folded.len < WORD_FOLDED_MAX;) {
        uint32_t code;

        at += utf8_decode(raw, at, &code);
        if (code != '\'' && code != RIGHT_QUOTE && code != MODIFIER_APOSTROPHE)
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

    if (raw.len == 0 || ascii_to_lower(raw.ptr[raw.len - 1]) != 's')
        return raw;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (raw.len > endings[i].len && str_has_suffix(raw, endings[i]))
            return str_first(raw, raw.len - endings[i].len);
    return raw;
}

size_t word_fold(struct str text, struct word word, char out[WORD_FOLDED_MAX])
{
    struct str raw = {text.ptr + word.begin, word.end - word.begin};

    if (word.kind == WORD_GRAM)
        return cjk_fold(raw, out, WORD_FOLDED_MAX);
    if (word.identifier != IDENTIFIER_NONE)
        return identifier_key(raw, word.identifier, out);
    if (word.kind == WORD_IDENTIFIER || word.kind == WORD_COMPOUND ||
        (word.kind == WORD_CODE && raw.len > WORD_FOLDED_MAX))
        return identifier_run_key(raw, out);
    if (raw.len > 4 * (size_t) WORD_FOLDED_MAX)
        raw = utf8_prefix(raw, 4 * (size_t) WORD_FOLDED_MAX);
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
        enum word_char c = word_char_at(raw, at, &bytes);

        utf8_decode(raw, at, &code);
        at += bytes;
        if (c != WORD_CHAR_APOSTROPHE)
            utf8_add_lower(code, &lower);
    }
    len = utf8_prefix(strbuf_str(&lower), WORD_FOLDED_MAX).len;
    memcpy(out, lower.ptr, len);
    strbuf_release(&lower);
    return len;
}
