/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UTF-8 by hand where it is bytes; utf8proc's tables where it is Unicode. The
 * only file that knows utf8proc.
 */
#include "text/utf8.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <string.h>

#include <utf8proc.h>

enum { FOLD_MAX = 32 };

/* Length of the valid character at s[at], 0 when there is none. */
static size_t decode_valid(struct str s, size_t at, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *) s.ptr + at;
    size_t left = s.len - at;
    uint32_t c = p[0];
    uint32_t least;
    size_t len;

    if (c < 0x80) {
        *code = c;
        return 1;
    }
    if (c < 0xC2 || c > 0xF4)
        return 0;
    if (c < 0xE0) {
        len = 2;
        least = 0x80;
        c &= 0x1F;
    } else if (c < 0xF0) {
        len = 3;
        least = 0x800;
        c &= 0x0F;
    } else {
        len = 4;
        least = 0x10000;
        c &= 0x07;
    }
    if (len > left)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3F);
    }
    if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *code = c;
    return len;
}

size_t utf8_decode(struct str s, size_t at, uint32_t *code)
{
    size_t len;

    SLV_ASSERT(at < s.len);
    len = decode_valid(s, at, code);
    if (len == 0) {
        *code = UTF8_REPLACEMENT;
        return 1;
    }
    return len;
}

size_t utf8_encode(uint32_t code, char out[UTF8_MAX])
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = UTF8_REPLACEMENT;
    if (code < 0x80) {
        out[0] = (char) code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char) (0xC0 | code >> 6);
        out[1] = (char) (0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char) (0xE0 | code >> 12);
        out[1] = (char) (0x80 | (code >> 6 & 0x3F));
        out[2] = (char) (0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char) (0xF0 | code >> 18);
    out[1] = (char) (0x80 | (code >> 12 & 0x3F));
    out[2] = (char) (0x80 | (code >> 6 & 0x3F));
    out[3] = (char) (0x80 | (code & 0x3F));
    return 4;
}

/* Offset of the first byte at or after `at` that is not ASCII, or s.len. */
static size_t skip_ascii(struct str s, size_t at)
{
    while (s.len - at >= sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, s.ptr + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        at += sizeof word;
    }
    while (at < s.len && (unsigned char) s.ptr[at] < 0x80)
        at++;
    return at;
}

/* Offset of the first invalid byte, or s.len. */
static size_t find_invalid(struct str s)
{
    size_t at = 0;

    while ((at = skip_ascii(s, at)) < s.len) {
        uint32_t code;
        size_t len = decode_valid(s, at, &code);

        if (len == 0)
            return at;
        at += len;
    }
    return s.len;
}

bool utf8_is_valid(struct str s)
{
    return find_invalid(s) == s.len;
}

static int line_at(struct str s, size_t at)
{
    int line = 1;

    for (size_t i = 0; i < at; i++)
        line += s.ptr[i] == '\n';
    return line;
}

struct str utf8_repair(struct str s, struct arena *arena, int *bad_line)
{
    size_t bad = find_invalid(s);
    size_t nul = str_find_char(s, '\0');
    size_t first = bad < nul ? bad : nul;
    char *copy;
    size_t len;

    if (bad_line)
        *bad_line = first < s.len ? line_at(s, first) : 0;
    if (first == s.len)
        return s;
    /* Each replaced byte becomes three. */
    SLV_ASSERT(s.len <= SIZE_MAX / 8);
    copy = arena_alloc(arena, first + (s.len - first) * 3);
    memcpy(copy, s.ptr, first);
    len = first;
    for (size_t at = first; at < s.len;) {
        uint32_t code;
        size_t step = utf8_decode(s, at, &code);

        len += utf8_encode(code ? code : UTF8_REPLACEMENT, copy + len);
        at += step;
    }
    return (struct str){copy, len};
}

size_t utf8_floor(struct str s, size_t at)
{
    size_t start;

    if (at >= s.len)
        return s.len;
    start = at;
    for (int i = 0; i < UTF8_MAX - 1 && start > 0; i++) {
        if (((unsigned char) s.ptr[start] & 0xC0) != 0x80)
            break;
        start--;
    }
    if (start < at) {
        uint32_t code;

        /* a stray continuation byte is a character of its own */
        if (start + utf8_decode(s, start, &code) <= at)
            return at;
    }
    return start;
}

struct str utf8_prefix(struct str s, size_t max)
{
    return str_first(s, max >= s.len ? s.len : utf8_floor(s, max));
}

bool utf8_is_word(uint32_t code)
{
    if (code < 0x80)
        return ascii_is_alnum((char) code);
    switch (utf8proc_category((utf8proc_int32_t) code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

uint32_t utf8_lower(uint32_t code)
{
    if (code < 0x80)
        return (uint32_t) (unsigned char) ascii_to_lower((char) code);
    if (code > 0x10FFFF)
        return UTF8_REPLACEMENT;
    return (uint32_t) utf8proc_tolower((utf8proc_int32_t) code);
}

void utf8_add_lower(uint32_t code, struct strbuf *out)
{
    utf8proc_int32_t pair[2] = {0, (utf8proc_int32_t) utf8_lower(code)};
    size_t last = out->len ? utf8_floor(strbuf_str(out), out->len - 1) : 0;
    char bytes[UTF8_MAX];
    uint32_t before;

    if (code >= 0x300 && out->len > 0 &&
        utf8proc_get_property(pair[1])->combining_class != 0) {
        utf8_decode(strbuf_str(out), last, &before);
        pair[0] = (utf8proc_int32_t) before;
        if (utf8proc_normalize_utf32(pair, 2,
                                     UTF8PROC_COMPOSE | UTF8PROC_STABLE) == 1) {
            strbuf_truncate(out, last);
            pair[1] = pair[0];
        }
    }
    strbuf_add(out, bytes, utf8_encode((uint32_t) pair[1], bytes));
}

/* Is this mark an accent or a point, which may be left out in writing? By
 * combining class: 1 overlays, 10 to 35 Hebrew and Arabic points, 200 and up
 * marks above and below. Vowel signs (0), the virama (9), Thai tones (107) and
 * the Japanese voicing marks (8) make another word and stay. */
static bool is_accent(utf8proc_int32_t code)
{
    utf8proc_propval_t class = utf8proc_get_property(code)->combining_class;

    return class == 1 || (class >= 10 && class <= 35) || class >= 200;
}

/* Letters that Unicode does not take apart and readers do: sorted. Arabic has
 * two forms of ya and kaf that keyboards exchange, and a stroke that only
 * stretches a word. */
static const struct {
    uint32_t code;
    const char *folded;
} alike[] = {
    {0x00E6, "ae"},       {0x00F0, "d"},        {0x00F8, "o"},
    {0x00FE, "th"},       {0x0111, "d"},        {0x0127, "h"},
    {0x0131, "i"},        {0x0142, "l"},        {0x0153, "oe"},
    {0x0167, "t"},        {0x0640, ""},         {0x0649, "\xD9\x8A"},
    {0x06A9, "\xD9\x83"}, {0x06CC, "\xD9\x8A"},
};

static const char *find_alike(uint32_t code)
{
    if (code < alike[0].code || code > alike[ARRAY_LEN(alike) - 1].code)
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(alike); i++)
        if (alike[i].code == code)
            return alike[i].folded;
    return NULL;
}

/* The digit zero of the scripts whose digits stand for ours: sorted. */
static const uint32_t zeros[] = {
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
    0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
};

static bool is_digit_of(uint32_t code, char *digit)
{
    for (size_t i = 0; i < ARRAY_LEN(zeros) && zeros[i] <= code; i++)
        if (code < zeros[i] + 10) {
            *digit = (char) ('0' + (code - zeros[i]));
            return true;
        }
    return false;
}

bool utf8_is_digit(uint32_t code)
{
    char digit;

    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19) ||
           is_digit_of(code, &digit);
}

enum { BREVE = 0x0306, CYRILLIC_I = 0x0438, CYRILLIC_SHORT_I = 0x0439 };

/* Short i is a letter of its own, on which endings are told apart. */
static bool fold_breve(struct strbuf *out)
{
    char i[UTF8_MAX];
    char short_i[UTF8_MAX];
    struct str ending = {i, utf8_encode(CYRILLIC_I, i)};

    if (!str_has_suffix(strbuf_str(out), ending))
        return false;
    strbuf_truncate(out, out->len - ending.len);
    strbuf_add(out, short_i, utf8_encode(CYRILLIC_SHORT_I, short_i));
    return true;
}

/* Parts of one vowel sign become one again; voicing marks and the letters of a
 * syllable stay apart, as they may be written. */
static utf8proc_ssize_t put_together(utf8proc_int32_t *codes,
                                     utf8proc_ssize_t count)
{
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (utf8proc_get_property(codes[i])->combining_class != 0 ||
            (codes[i] >= 0x1100 && codes[i] < 0x1200))
            return count;
    return utf8proc_normalize_utf32(codes, count,
                                    UTF8PROC_COMPOSE | UTF8PROC_STABLE);
}

static void add_folded(uint32_t code, struct strbuf *out)
{
    const char *letters = find_alike(code);
    char bytes[UTF8_MAX];

    if (letters)
        strbuf_add_cstr(out, letters);
    else if (is_digit_of(code, bytes))
        strbuf_add_char(out, bytes[0]);
    else
        strbuf_add(out, bytes, utf8_encode(code, bytes));
}

void utf8_fold(uint32_t code, struct strbuf *out)
{
    utf8proc_int32_t folded[FOLD_MAX];
    utf8proc_ssize_t count;
    utf8proc_ssize_t kept = 0;
    int last_class = 0;

    if (code < 0x80) {
        strbuf_add_char(out, ascii_to_lower((char) code));
        return;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = UTF8_REPLACEMENT;
    if (code == BREVE && fold_breve(out))
        return;
    count = utf8proc_decompose_char((utf8proc_int32_t) code, folded, FOLD_MAX,
                                    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
                                    &last_class);
    /* the space that a mark by itself is taken to stand on is none */
    for (utf8proc_ssize_t i = 0; i < count && i < FOLD_MAX; i++) {
        if (folded[i] == BREVE && kept > 0 && folded[kept - 1] == CYRILLIC_I)
            folded[kept - 1] = CYRILLIC_SHORT_I;
        else if (!is_accent(folded[i]) && !(folded[i] == ' ' && count > 1))
            folded[kept++] = folded[i];
    }
    if (kept > 1)
        kept = put_together(folded, kept);
    for (utf8proc_ssize_t i = 0; i < kept; i++)
        add_folded((uint32_t) folded[i], out);
}
