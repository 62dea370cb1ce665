/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Character classes as sorted ranges; most text is decided by the first
 * comparison, because no such letter is below U+0E01.
 */
#include "text/cjk.h"

#include "base/check.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Sorted. */
static const struct range letters[] = {
    {0x0E01, 0x0E3A},   {0x0E40, 0x0E4E},   /* Thai */
    {0x0E81, 0x0ECE},   {0x0EDC, 0x0EDF},   /* Lao */
    {0x1000, 0x103F},   {0x1050, 0x108F},   /* Burmese */
    {0x109A, 0x109D},   {0x1100, 0x11FF},   /* Hangul, parts of syllables */
    {0x1780, 0x17D3},   {0x17D7, 0x17D7},   /* Khmer */
    {0x17DC, 0x17DD},   {0x3005, 0x3007},   /* Han: marks and zero */
    {0x3041, 0x3096},   {0x3099, 0x309A},   /* Hiragana, voicing */
    {0x309D, 0x309F},   {0x30A1, 0x30FA},   /* Katakana */
    {0x30FC, 0x30FF},   {0x3105, 0x312F},   /* Bopomofo */
    {0x3131, 0x318E},   {0x31A0, 0x31BF},   /* Hangul; Bopomofo */
    {0x31F0, 0x31FF},   {0x3400, 0x4DBF},   /* Katakana; Han */
    {0x4E00, 0x9FFF},   {0xA960, 0xA97C},   /* Han; Hangul */
    {0xAC00, 0xD7A3},   {0xD7B0, 0xD7FB},   /* Hangul */
    {0xF900, 0xFAD9},   {0xFF66, 0xFF9F},   /* Han; half-width Katakana */
    {0xFFA0, 0xFFDC},   {0x1AFF0, 0x1B167}, /* Hangul; kana */
    {0x20000, 0x2FA1F}, {0x30000, 0x323AF}, /* Han */
};

/* Marks that belong to the character before them. Sorted. */
static const struct range marks[] = {
    {0x0E31, 0x0E31},   {0x0E33, 0x0E3A}, {0x0E47, 0x0E4E},
    {0x0EB1, 0x0EB1},   {0x0EB3, 0x0EBC}, {0x0EC8, 0x0ECE},
    {0x102B, 0x103E},   {0x1056, 0x1059}, {0x105E, 0x1060},
    {0x1062, 0x1064},   {0x1067, 0x106D}, {0x1071, 0x1074},
    {0x1082, 0x108D},   {0x108F, 0x108F}, {0x109A, 0x109D},
    {0x17B4, 0x17D3},   {0x17DD, 0x17DD}, {0x3099, 0x309A},
    {0xFE00, 0xFE0F},   {0xFF9E, 0xFF9F}, /* variations; half-width voicing */
    {0xE0100, 0xE01EF},                   /* variations of Han */
};

/* Hangul by arithmetic (The Unicode Standard, 3.12). */
enum {
    SYLLABLES = 0xAC00,
    SYLLABLES_END = 0xD7A4,
    LEADS = 0x1100,
    LEAD_COUNT = 19,
    VOWELS = 0x1161,
    VOWEL_COUNT = 21,
    TAILS = 0x11A7, /* stands for no tail */
    TAIL_COUNT = 28
};

enum { VOICED = 0x3099, HALF_VOICED = 0x309A };

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ranges[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ranges[low].first <= code;
}

bool cjk_is(uint32_t code)
{
    return code >= letters[0].first && is_in(letters, ARRAY_LEN(letters), code);
}

static bool is_mark(uint32_t code)
{
    return code >= marks[0].first && is_in(marks, ARRAY_LEN(marks), code);
}

bool cjk_at(struct str text, size_t at)
{
    uint32_t code;

    /* the first of these letters has the lead byte 0xE0 */
    if (at >= text.len || (unsigned char) text.ptr[at] < 0xE0)
        return false;
    utf8_decode(text, at, &code);
    return cjk_is(code);
}

static bool is_lead(uint32_t code)
{
    return (code >= 0x1100 && code <= 0x115F) ||
           (code >= 0xA960 && code <= 0xA97C);
}

static bool is_vowel(uint32_t code)
{
    return (code >= 0x1160 && code <= 0x11A7) ||
           (code >= 0xD7B0 && code <= 0xD7C6);
}

static bool is_tail(uint32_t code)
{
    return (code >= 0x11A8 && code <= 0x11FF) ||
           (code >= 0xD7CB && code <= 0xD7FB);
}

static bool is_open_syllable(uint32_t code)
{
    return code >= SYLLABLES && code < SYLLABLES_END &&
           (code - SYLLABLES) % TAIL_COUNT == 0;
}

/* Does `code` belong to the same character as `before`? */
static bool is_joined(uint32_t before, uint32_t code)
{
    return is_mark(code) || (is_vowel(code) && is_lead(before)) ||
           (is_tail(code) && (is_vowel(before) || is_open_syllable(before)));
}

size_t cjk_char_end(struct str text, size_t at)
{
    uint32_t before;

    at += utf8_decode(text, at, &before);
    while (at < text.len && (unsigned char) text.ptr[at] >= 0xE0) {
        uint32_t code;
        size_t len = utf8_decode(text, at, &code);

        if (!is_joined(before, code))
            break;
        before = code;
        at += len;
    }
    return at;
}

size_t cjk_run_end(struct str text, size_t at)
{
    while (cjk_at(text, at))
        at = cjk_char_end(text, at);
    return at;
}

/* The voiced form of a kana, or 0. The unvoiced ones that have one stand right
 * before it. */
static uint32_t voiced(uint32_t kana, uint32_t mark)
{
    uint32_t hiragana = kana >= 0x30A1 && kana <= 0x30FE ? kana - 0x60 : kana;
    uint32_t shift = kana - hiragana;
    bool in_ha_row = hiragana >= 0x306F && hiragana <= 0x307B &&
                     (hiragana - 0x306F) % 3 == 0;

    if (in_ha_row)
        return kana + (mark == VOICED ? 1 : 2);
    if (mark != VOICED)
        return 0;
    if (hiragana == 0x3046)
        return 0x3094 + shift;
    if (kana >= 0x30EF && kana <= 0x30F2) /* wa, wi, we, wo */
        return kana + 8;
    if (hiragana == 0x309D)
        return kana + 1;
    if ((hiragana >= 0x304B && hiragana <= 0x3061 && hiragana % 2 == 1) ||
        (hiragana >= 0x3064 && hiragana <= 0x3068 && hiragana % 2 == 0))
        return kana + 1;
    return 0;
}

/* `before` and `code` as one code point, or 0. */
static uint32_t composed(uint32_t before, uint32_t code)
{
    if (code == VOICED || code == HALF_VOICED)
        return voiced(before, code);
    if (before >= LEADS && before < LEADS + LEAD_COUNT && code >= VOWELS &&
        code < VOWELS + VOWEL_COUNT)
        return SYLLABLES +
               ((before - LEADS) * VOWEL_COUNT + (code - VOWELS)) * TAIL_COUNT;
    if (is_open_syllable(before) && code > TAILS && code < TAILS + TAIL_COUNT)
        return before + (code - TAILS);
    return 0;
}

/* Append `code` to out[0..len), put together with the one before it when it
 * belongs there. `*last` is where that begins. */
static size_t append(char *out, size_t len, size_t max, size_t *last,
                     uint32_t code)
{
    char bytes[UTF8_MAX];
    uint32_t before;
    uint32_t whole = 0;
    size_t count;

    if (len > 0) {
        utf8_decode((struct str){out, len}, *last, &before);
        whole = composed(before, code);
    }
    if (whole)
        len = *last;
    count = utf8_encode(whole ? whole : code, bytes);
    if (len + count > max)
        return len;
    memcpy(out + len, bytes, count);
    *last = len;
    return len + count;
}

/* Is `code` its own folded form: kana, Han, and syllables of Hangul? */
static bool is_folded(uint32_t code)
{
    return (code >= 0x3041 && code <= 0x3096) ||
           (code >= 0x30A1 && code <= 0x30FE) ||
           (code >= 0x3400 && code <= 0x9FFF) ||
           (code >= SYLLABLES && code < SYLLABLES_END);
}

size_t cjk_fold(struct str raw, char *out, size_t max)
{
    struct strbuf folded;
    size_t last = 0;
    size_t len = 0;

    strbuf_init(&folded, 256);
    for (size_t at = 0; at < raw.len && len < max;) {
        uint32_t code;

        at += utf8_decode(raw, at, &code);
        if (is_folded(code)) {
            len = append(out, len, max, &last, code);
            continue;
        }
        strbuf_clear(&folded);
        utf8_fold(code, &folded);
        for (size_t i = 0; i < folded.len;) {
            i += utf8_decode(strbuf_str(&folded), i, &code);
            len = append(out, len, max, &last, code);
        }
    }
    strbuf_release(&folded);
    return len;
}

bool cjk_is_grammar(struct str folded)
{
    for (size_t at = 0; at < folded.len;) {
        uint32_t code;

        at += utf8_decode(folded, at, &code);
        if (code < 0x3041 || code > 0x309F)
            return false;
    }
    return folded.len > 0;
}
