/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From pieces to kinds. What can be told by a shape (addresses, numbers, hex
 * groups) comes before what is told by a sign that joins, and that before
 * names; what is left is a word with a number, or letters alone. Each question
 * looks at the pieces once, so that time is linear.
 */
#include "text/identifier.h"

#include "base/check.h"
#include "base/str.h"
#include "text/identifier_case.h"
#include "text/identifier_label.h"
#include "text/identifier_parts.h"
#include "text/identifier_pieces.h"
#include "text/identifier_shape.h"
#include "text/word_chars.h"

#include <string.h>

static const struct identifier_form forms[] = {
#define KIND(NAME, name, description, example, key, parts, runs) \
    {name, description, example},
#include "text/identifiers.def"
#undef KIND
};

const struct identifier_form *identifier_form(enum identifier_kind kind)
{
    SLV_ASSERT(kind > IDENTIFIER_NONE && kind < IDENTIFIER_COMPOUND);
    return &forms[kind - 1];
}

/* --- what stands around --- */

static bool is_called(struct str text, size_t end)
{
    return shape_has_sign(text, end, '(') && shape_has_sign(text, end + 1, ')');
}

static bool begins_option(struct str text, size_t begin)
{
    char c;

    if (shape_before(text, begin, 1) != '-' ||
        shape_before(text, begin, 2) != '-')
        return false;
    c = shape_before(text, begin, 3);
    return c == '\0' || (!ascii_is_alnum(c) && c != '-');
}

static bool begins_variable(struct str text, size_t begin, size_t end)
{
    if (shape_before(text, begin, 1) == '%')
        return shape_has_sign(text, end, '%');
    if (shape_before(text, begin, 1) == '{')
        return shape_before(text, begin, 2) == '$' &&
               shape_has_sign(text, end, '}');
    return shape_before(text, begin, 1) == '$' &&
           ascii_is_upper(text.ptr[begin]);
}

/* "/etc", "~/.ssh", "./run": the sign before `begin` begins a path. */
static bool begins_path(struct str text, size_t begin)
{
    size_t back = 1;
    char c;

    if (shape_before(text, begin, back) == '.')
        back++;
    if (shape_before(text, begin, back) != '/')
        return false;
    c = shape_before(text, begin, back + 1);
    return c != '/' && !ascii_is_alnum(c);
}

/* --- single words --- */

static enum identifier_kind kind_of_hex(struct str digits)
{
    enum { STATUS_DIGITS = 8 };
    size_t zeros = 0;
    size_t len;
    char first;

    while (zeros + 1 < digits.len && digits.ptr[zeros] == '0')
        zeros++;
    len = digits.len - zeros;
    first = ascii_to_lower(digits.ptr[zeros]);
    if (len == STATUS_DIGITS && first >= 'c')
        return IDENTIFIER_NTSTATUS;
    if (len == STATUS_DIGITS && (first >= '8'))
        return IDENTIFIER_HRESULT;
    return zeros > 0 && digits.len >= STATUS_DIGITS ? IDENTIFIER_BUG_CHECK
                                                    : IDENTIFIER_HEX_NUMBER;
}

static bool is_digest_len(size_t len)
{
    return len == 32 || len == 40 || len == 56 || len == 64 || len == 96 ||
           len == 128;
}

/* Ten digits that are the decimal form of a status, unsigned or behind a "-". */
static bool is_decimal_status(struct str digits, bool is_negative)
{
    unsigned long value;

    if (digits.len != 10)
        return false;
    value = digits_value(digits, 0xFFFFFFFFul);
    return is_negative ? value >= 1000000000ul && value <= 0x80000000ul
                       : value >= 0x80000000ul && value <= 0xFFFFFFFFul;
}

bool identifier_is_negative_status(struct str digits)
{
    for (size_t i = 0; i < digits.len; i++)
        if (!ascii_is_digit(digits.ptr[i]))
            return false;
    return is_decimal_status(digits, true);
}

static bool is_written_as_word(struct str letters)
{
    bool has_lower = false;

    for (size_t i = 0; i < letters.len; i++)
        has_lower |= !ascii_is_upper(letters.ptr[i]);
    return has_lower && (letters.len > 2 ||
                         (letters.len == 2 && ascii_is_upper(letters.ptr[0])));
}

static enum identifier_kind kind_of_code(struct str text,
                                         const struct pieces *pieces)
{
    struct str word = piece_text(pieces, 0);
    size_t letters;

    if (pieces->features & WORD_HAS_OTHER)
        return IDENTIFIER_NONE;
    if (word.len > 2 && word.ptr[0] == '0' &&
        ascii_to_lower(word.ptr[1]) == 'x') {
        struct pieces digits = *pieces;

        digits.at[0].begin += 2;
        if (piece_is_hex(&digits, 0))
            return kind_of_hex(piece_text(&digits, 0));
    }
    if (pieces->features == WORD_HAS_DIGIT)
        return is_decimal_status(
                   word, shape_before(text, pieces->at[0].begin, 1) == '-') ||
                       is_decimal_status(word, false)
                   ? IDENTIFIER_DECIMAL_STATUS
                   : IDENTIFIER_NONE;
    if (is_digest_len(word.len) && piece_is_hex(pieces, 0))
        return IDENTIFIER_DIGEST;
    /* a status without its 0x: no letters with a number */
    if (word.len == 8 && piece_is_hex(pieces, 0))
        return IDENTIFIER_NONE;
    letters = shape_letters(word);
    if (letters >= 3 && is_written_as_word(str_first(word, letters)))
        return IDENTIFIER_NUMBERED;
    if (letters > 0 && letters <= 6 && word.len - letters >= 3)
        return IDENTIFIER_PART_NUMBER;
    return IDENTIFIER_NONE;
}

static enum identifier_kind kind_of_word(struct str text,
                                         const struct pieces *pieces)
{
    size_t begin = pieces->at[0].begin;

    if (pieces->features & WORD_HAS_OTHER)
        return IDENTIFIER_NONE;
    if (is_called(text, pieces->end) && pieces->features & WORD_HAS_LETTER)
        return IDENTIFIER_FUNCTION;
    if (begins_variable(text, begin, pieces->end))
        return pieces->features & WORD_HAS_LETTER ? IDENTIFIER_VARIABLE
                                                  : IDENTIFIER_NONE;
    if (pieces->features & WORD_HAS_CAPITAL_INSIDE &&
        case_names_error(piece_text(pieces, 0)))
        return IDENTIFIER_EXCEPTION;
    if (pieces->features & WORD_HAS_CAPITAL_INSIDE &&
        case_is_mixed(piece_text(pieces, 0)))
        return IDENTIFIER_CAMEL;
    if (begins_option(text, begin))
        return IDENTIFIER_OPTION;
    if (pieces->features & WORD_HAS_DIGIT)
        return kind_of_code(text, pieces);
    return IDENTIFIER_NONE;
}

/* --- words that are joined --- */

/* The top level domains that names of hosts in articles mostly end with. */
static bool is_top_level(struct str label)
{
    static const char *const known[] = {
        "com",  "net", "org", "edu",  "gov",     "io",       "dev",
        "info", "biz", "int", "mil",  "local",   "internal", "lan",
        "corp", "de",  "at",  "ch",   "fr",      "uk",       "eu",
        "us",   "ca",  "au",  "nl",   "be",      "it",       "es",
        "pl",   "se",  "no",  "fi",   "dk",      "jp",       "cn",
        "in",   "br",  "ru",  "test", "example", "invalid",  "localhost",
        "home", "app", "me",  "tv",   "cloud",   "intranet", "domain",
        "arpa", "ms",  "co",  "ad",   "onion"};

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_equal_nocase(label, str_from(known[i])))
            return true;
    return false;
}

static size_t dotted_labels(const struct pieces *pieces)
{
    size_t labels = 1;

    for (size_t i = 1; i < pieces->count; i++)
        labels += pieces->at[i].before == JOINT_DOT;
    return labels;
}

static bool is_host(const struct pieces *pieces)
{
    size_t last = pieces->count - 1;

    if (pieces->joints & ~(unsigned) (JOINT_DOT | JOINT_HYPHEN) ||
        pieces->at[last].before != JOINT_DOT ||
        !is_top_level(piece_text(pieces, last)))
        return false;
    return dotted_labels(pieces) >= 3 || pieces->features & WORD_HAS_DIGIT;
}

static bool has_strict_case(const struct pieces *pieces)
{
    if (!(pieces->features & WORD_HAS_CAPITAL_INSIDE))
        return false;
    for (size_t i = 0; i < pieces->count; i++)
        if (pieces->at[i].features & WORD_HAS_CAPITAL_INSIDE &&
            !(pieces->at[i].features & WORD_HAS_OTHER) &&
            (case_names_error(piece_text(pieces, i)) ||
             case_is_mixed(piece_text(pieces, i))))
            return true;
    return false;
}

static bool is_error_name(const struct pieces *pieces)
{
    static const char *const words[] = {"err",   "error", "status",   "e",
                                        "fault", "fail",  "exception"};

    if (pieces->features & WORD_HAS_LOWER)
        return false;
    for (size_t i = 0; i < pieces->count; i++)
        for (size_t k = 0; k < ARRAY_LEN(words); k++)
            if (str_equal_nocase(piece_text(pieces, i), str_from(words[k])))
                return true;
    return false;
}

/* What a "." or "_" or a case has told nothing about: digits among letters. */
static enum identifier_kind kind_by_digits(const struct pieces *pieces)
{
    size_t last = pieces->count - 1;
    bool has_word = false;

    if (shape_package_version(pieces))
        return IDENTIFIER_PACKAGE;
    if (pieces->at[last].before == JOINT_DOT &&
        piece_is_letters(pieces, last) && piece_text(pieces, last).len <= 5 &&
        pieces->features & WORD_HAS_LETTER &&
        !shape_begins_with_digit(pieces, 0))
        return IDENTIFIER_FILE;
    for (size_t i = 0; i < pieces->count; i++)
        has_word |= !(pieces->at[i].features & WORD_HAS_DIGIT) &&
                    is_written_as_word(piece_text(pieces, i));
    if (pieces->count == 2 && piece_is_letters(pieces, 0) &&
        piece_is_number(pieces, 1) && !has_word) {
        size_t letters = piece_text(pieces, 0).len;

        return letters <= 4 || piece_text(pieces, 1).len >= 3
                   ? IDENTIFIER_TICKET
                   : IDENTIFIER_NUMBERED;
    }
    if (has_word || pieces->features & WORD_HAS_OTHER)
        return IDENTIFIER_NUMBERED;
    return IDENTIFIER_PART_NUMBER;
}

static enum identifier_kind kind_by_sign(struct str text,
                                         const struct pieces *pieces)
{
    size_t begin = pieces->at[0].begin;
    unsigned joints = pieces->joints;

    if (joints & JOINT_AT)
        return joints & (JOINT_DOT | JOINT_HYPHEN) ? IDENTIFIER_MAIL
                                                   : IDENTIFIER_NAME;
    if (shape_is_registry_root(text, begin) ||
        shape_before_root(text, begin, pieces->at[0].end))
        return IDENTIFIER_REGISTRY;
    if (joints & JOINT_BACKSLASH)
        return IDENTIFIER_WINDOWS_PATH;
    if (joints & JOINT_SLASH && begins_path(text, begin))
        return IDENTIFIER_UNIX_PATH;
    if (is_called(text, pieces->end))
        return IDENTIFIER_FUNCTION;
    if (begins_variable(text, begin, pieces->end))
        return IDENTIFIER_VARIABLE;
    if (begins_option(text, begin))
        return IDENTIFIER_OPTION;
    if (joints & JOINT_COLONS)
        return IDENTIFIER_QUALIFIED;
    if (joints & JOINT_UNDERSCORE) {
        if (is_error_name(pieces))
            return IDENTIFIER_ERROR_NAME;
        if (pieces->count > 2 || !piece_is_number(pieces, 1))
            return IDENTIFIER_NAME;
    }
    if (is_host(pieces))
        return IDENTIFIER_HOST;
    if (has_strict_case(pieces))
        return IDENTIFIER_QUALIFIED;
    if (!(pieces->features & WORD_HAS_DIGIT))
        return IDENTIFIER_COMPOUND;
    if (joints & JOINT_SLASH && pieces->count > 2 &&
        pieces->features & WORD_HAS_LETTER)
        return IDENTIFIER_UNIX_PATH;
    return kind_by_digits(pieces);
}

static bool has_number_alone(const struct pieces *pieces)
{
    return pieces->features == WORD_HAS_DIGIT;
}

static enum identifier_kind kind_of_compound(struct str text,
                                             const struct pieces *pieces)
{
    if (pieces->features & WORD_HAS_DIGIT || pieces->joints & JOINT_COLON) {
        if (shape_is_guid(pieces))
            return IDENTIFIER_GUID;
        if (shape_is_mac(pieces))
            return IDENTIFIER_MAC;
        if (shape_is_ipv6(pieces))
            return IDENTIFIER_IPV6;
        if (shape_is_ipv4(pieces) && pieces->count == 4)
            return IDENTIFIER_IPV4;
        if (shape_is_ipv4(pieces) && pieces->count == 5 &&
            piece_is_number(pieces, 4) &&
            pieces->at[4].before & (JOINT_SLASH | JOINT_COLON))
            return IDENTIFIER_NETWORK;
        if (shape_is_date(pieces))
            return IDENTIFIER_DATE;
        if (has_number_alone(pieces) && pieces->joints & JOINT_COLON)
            return IDENTIFIER_TIME;
        if (shape_is_version(pieces))
            return IDENTIFIER_VERSION;
    }
    return kind_by_sign(text, pieces);
}

bool identifier_at(struct str text, size_t begin, size_t word_end,
                   unsigned features, struct identifier *out)
{
    struct labelled labelled;
    struct pieces pieces;
    char next = word_end < text.len ? text.ptr[word_end] : '\0';
    enum joining joining;

    if (labelled_at(text, begin, word_end, features, &labelled)) {
        *out = (struct identifier){labelled.kind, labelled.end, true};
        return true;
    }
    if (!(features & (WORD_HAS_DIGIT | WORD_HAS_CAPITAL_INSIDE)) &&
        (ascii_is_space(next) || next == '\0' || next == ',') &&
        (begin == 0 || ascii_is_space(text.ptr[begin - 1])))
        return false;
    joining = shape_joining(text, begin, word_end, features);
    pieces_cut(text, begin, joining, &pieces);
    if (pieces.count == 1) {
        out->kind = kind_of_word(text, &pieces);
        /* without its possessive it is no code any more */
        if (pieces.end != pieces.at[0].end && out->kind == IDENTIFIER_FUNCTION)
            out->kind = IDENTIFIER_NONE;
    } else {
        out->kind = joining == JOINING_ADDRESS
                        ? IDENTIFIER_URL
                        : kind_of_compound(text, &pieces);
    }
    out->end = pieces.end;
    out->has_parts = out->kind != IDENTIFIER_NONE &&
                     identifier_has_parts(&pieces, out->kind);
    return out->kind != IDENTIFIER_NONE;
}
