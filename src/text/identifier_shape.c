/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Shapes. See identifier_shape.h.
 */
#include "text/identifier_shape.h"

#include "base/check.h"
#include "base/str.h"
#include "text/word_chars.h"

bool shape_has_sign(struct str text, size_t at, char c)
{
    return at < text.len && text.ptr[at] == c;
}

/* The character `back` bytes before `at`; NUL when there is none. */
char shape_before(struct str text, size_t at, size_t back)
{
    return at >= back ? text.ptr[at - back] : '\0';
}

bool shape_is_registry_root(struct str text, size_t begin)
{
    static const struct str roots[] = {
        {"hklm\\", 5}, {"hkcu\\", 5}, {"hkcr\\", 5}, {"hku\\", 4},
        {"hkcc\\", 5}, {"hkey_", 5},  {"hklm:", 5},  {"hkcu:", 5},
    };
    struct str rest = str_from_offset(text, begin);

    for (size_t i = 0; i < ARRAY_LEN(roots); i++)
        if (str_equal_nocase(str_first(rest, roots[i].len), roots[i]))
            return true;
    return false;
}

size_t shape_before_root(struct str text, size_t begin, size_t word_end)
{
    return shape_has_sign(text, word_end, '\\') &&
                   shape_is_registry_root(text, word_end + 1)
               ? word_end + 1 - begin
               : 0;
}

static bool is_scheme(struct str text, size_t begin, size_t end)
{
    return end - begin >= 2 && end - begin <= 12 &&
           shape_has_sign(text, end, ':') &&
           shape_has_sign(text, end + 1, '/') &&
           shape_has_sign(text, end + 2, '/');
}

enum joining shape_joining(struct str text, size_t begin, size_t end,
                           unsigned features)
{
    if (is_scheme(text, begin, end) &&
        !(features & (WORD_HAS_DIGIT | WORD_HAS_OTHER)))
        return JOINING_ADDRESS;
    if (end - begin == 1 && ascii_is_alpha(text.ptr[begin]) &&
        shape_has_sign(text, end, ':') &&
        (shape_has_sign(text, end + 1, '\\') ||
         shape_has_sign(text, end + 1, '/')))
        return JOINING_PATH;
    if (shape_before(text, begin, 1) == '\\' &&
        shape_before(text, begin, 2) == '\\')
        return JOINING_PATH;
    if (shape_has_sign(text, end, '%') && shape_has_sign(text, end + 1, '\\') &&
        shape_before(text, begin, 1) == '%')
        return JOINING_PATH;
    if (ascii_to_lower(text.ptr[begin]) == 'h' &&
        shape_is_registry_root(text, begin))
        return JOINING_PATH;
    if (shape_before_root(text, begin, end))
        return JOINING_PATH;
    return JOINING_PLAIN;
}

static bool has_lengths(const struct pieces *pieces, const unsigned char *lens,
                        size_t count)
{
    if (pieces->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (piece_text(pieces, i).len != lens[i] || !piece_is_hex(pieces, i))
            return false;
    return true;
}

static const unsigned char guid_lens[SHAPE_GUID_PIECES] = {8, 4, 4, 4, 12};

bool shape_is_guid(const struct pieces *pieces)
{
    return has_lengths(pieces, guid_lens, ARRAY_LEN(guid_lens));
}

/* Is there one among others, from piece `first` on? */
bool shape_is_guid_at(const struct pieces *pieces, size_t first)
{
    if (pieces->count - first < ARRAY_LEN(guid_lens))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(guid_lens); i++)
        if (piece_text(pieces, first + i).len != guid_lens[i] ||
            !piece_is_hex(pieces, first + i) ||
            (i > 0 && pieces->at[first + i].before != JOINT_HYPHEN))
            return false;
    return true;
}

bool shape_is_mac(const struct pieces *pieces)
{
    static const unsigned char pairs[] = {2, 2, 2, 2, 2, 2};
    static const unsigned char fours[] = {4, 4, 4};

    if (has_lengths(pieces, pairs, ARRAY_LEN(pairs)))
        return true;
    return has_lengths(pieces, fours, ARRAY_LEN(fours)) &&
           pieces->joints == JOINT_DOT;
}

bool shape_is_ipv4(const struct pieces *pieces)
{
    if (pieces->count < 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        if (!piece_is_number(pieces, i) ||
            digits_value(piece_text(pieces, i), 255) > 255 ||
            (i > 0 && pieces->at[i].before != JOINT_DOT))
            return false;
    return true;
}

/* Eight groups, or fewer around one "::"; in full with any sign between. */
bool shape_is_ipv6(const struct pieces *pieces)
{
    static const unsigned char fours[] = {4, 4, 4, 4, 4, 4, 4, 4};
    size_t gaps = 0;

    if (has_lengths(pieces, fours, ARRAY_LEN(fours)))
        return true;
    if (pieces->joints & ~(unsigned) (JOINT_COLON | JOINT_COLONS) ||
        pieces->count > 8)
        return false;
    for (size_t i = 0; i < pieces->count; i++) {
        if (piece_text(pieces, i).len > 4 || !piece_is_hex(pieces, i))
            return false;
        gaps += pieces->at[i].before == JOINT_COLONS;
    }
    return gaps == 1 ? pieces->count < 8 : gaps == 0 && pieces->count == 8;
}

bool shape_is_date(const struct pieces *pieces)
{
    unsigned long year;

    if (pieces->count != 3 || piece_text(pieces, 0).len != 4 ||
        piece_text(pieces, 1).len != 2 || piece_text(pieces, 2).len != 2 ||
        pieces->features != WORD_HAS_DIGIT ||
        pieces->at[1].before != pieces->at[2].before)
        return false;
    year = digits_value(piece_text(pieces, 0), 9999);
    return year >= 1900 && year < 2100 &&
           digits_value(piece_text(pieces, 1), 99) - 1 < 12 &&
           digits_value(piece_text(pieces, 2), 99) - 1 < 31;
}

bool shape_begins_with_digit(const struct pieces *pieces, size_t i)
{
    return ascii_is_digit(piece_text(pieces, i).ptr[0]);
}

/* "4.2", "v4.2-rc1": a dot between the first two numbers. */
bool shape_is_version(const struct pieces *pieces)
{
    struct str first = piece_text(pieces, 0);

    if (ascii_to_lower(first.ptr[0]) == 'v')
        first = str_from_offset(first, 1);
    for (size_t i = 0; i < first.len; i++)
        if (!ascii_is_digit(first.ptr[i]))
            return false;
    return first.len > 0 && pieces->at[1].before == JOINT_DOT &&
           shape_begins_with_digit(pieces, 1);
}

/* "openssl-1.1.1k": behind a name a sign, a digit, and later a dot. */
size_t shape_package_version(const struct pieces *pieces)
{
    if (!piece_is_letters(pieces, 0) && shape_begins_with_digit(pieces, 0))
        return 0;
    for (size_t i = 1; i + 1 < pieces->count; i++)
        if (pieces->at[i].before & (JOINT_HYPHEN | JOINT_UNDERSCORE) &&
            shape_begins_with_digit(pieces, i) &&
            pieces->at[i + 1].before == JOINT_DOT &&
            shape_begins_with_digit(pieces, i + 1))
            return i;
    return 0;
}

/* Letters, then digits, and nothing else: how many letters; else 0. */
size_t shape_letters(struct str word)
{
    size_t letters = 0;

    while (letters < word.len && ascii_is_alpha(word.ptr[letters]))
        letters++;
    for (size_t i = letters; i < word.len; i++)
        if (!ascii_is_digit(word.ptr[i]))
            return 0;
    return letters < word.len ? letters : 0;
}
