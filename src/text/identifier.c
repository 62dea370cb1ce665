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
#include "text/identifier_pieces.h"
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

static bool is_sign_at(struct str text, size_t at, char c)
{
    return at < text.len && text.ptr[at] == c;
}

/* The character `back` bytes before `at`; NUL when there is none. */
static char before(struct str text, size_t at, size_t back)
{
    return at >= back ? text.ptr[at - back] : '\0';
}

static bool is_called(struct str text, size_t end)
{
    return is_sign_at(text, end, '(') && is_sign_at(text, end + 1, ')');
}

static bool begins_option(struct str text, size_t begin)
{
    char c;

    if (before(text, begin, 1) != '-' || before(text, begin, 2) != '-')
        return false;
    c = before(text, begin, 3);
    return c == '\0' || (!ascii_is_alnum(c) && c != '-');
}

static bool begins_variable(struct str text, size_t begin, size_t end)
{
    if (before(text, begin, 1) == '%')
        return is_sign_at(text, end, '%');
    if (before(text, begin, 1) == '{')
        return before(text, begin, 2) == '$' && is_sign_at(text, end, '}');
    return before(text, begin, 1) == '$' && ascii_is_upper(text.ptr[begin]);
}

/* "/etc", "~/.ssh", "./run": the sign before `begin` begins a path. */
static bool begins_path(struct str text, size_t begin)
{
    size_t back = 1;
    char c;

    if (before(text, begin, back) == '.')
        back++;
    if (before(text, begin, back) != '/')
        return false;
    c = before(text, begin, back + 1);
    return c != '/' && !ascii_is_alnum(c);
}

/* --- shapes --- */

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

static const unsigned char guid_lens[] = {8, 4, 4, 4, 12};

static bool is_guid(const struct pieces *pieces)
{
    return has_lengths(pieces, guid_lens, ARRAY_LEN(guid_lens));
}

/* Is there one among others, from piece `first` on? */
static bool is_guid_at(const struct pieces *pieces, size_t first)
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

static bool is_mac(const struct pieces *pieces)
{
    static const unsigned char pairs[] = {2, 2, 2, 2, 2, 2};
    static const unsigned char fours[] = {4, 4, 4};

    if (has_lengths(pieces, pairs, ARRAY_LEN(pairs)))
        return true;
    return has_lengths(pieces, fours, ARRAY_LEN(fours)) &&
           pieces->joints == JOINT_DOT;
}

static bool is_ipv4(const struct pieces *pieces)
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
static bool is_ipv6(const struct pieces *pieces)
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

static bool is_date(const struct pieces *pieces)
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

static bool begins_with_digit(const struct pieces *pieces, size_t i)
{
    return ascii_is_digit(piece_text(pieces, i).ptr[0]);
}

/* "4.2", "v4.2-rc1": a dot between the first two numbers. */
static bool is_version(const struct pieces *pieces)
{
    struct str first = piece_text(pieces, 0);

    if (ascii_to_lower(first.ptr[0]) == 'v')
        first = str_from_offset(first, 1);
    for (size_t i = 0; i < first.len; i++)
        if (!ascii_is_digit(first.ptr[i]))
            return false;
    return first.len > 0 && pieces->at[1].before == JOINT_DOT &&
           begins_with_digit(pieces, 1);
}

static bool has_number_alone(const struct pieces *pieces)
{
    return pieces->features == WORD_HAS_DIGIT;
}

/* "openssl-1.1.1k": behind a name a sign, a digit, and later a dot. */
static size_t package_version(const struct pieces *pieces)
{
    if (!piece_is_letters(pieces, 0) && begins_with_digit(pieces, 0))
        return 0;
    for (size_t i = 1; i + 1 < pieces->count; i++)
        if (pieces->at[i].before & (JOINT_HYPHEN | JOINT_UNDERSCORE) &&
            begins_with_digit(pieces, i) &&
            pieces->at[i + 1].before == JOINT_DOT &&
            begins_with_digit(pieces, i + 1))
            return i;
    return 0;
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

/* Letters, then digits, and nothing else: how many letters; else 0. */
static size_t leading_letters(struct str word)
{
    size_t letters = 0;

    while (letters < word.len && ascii_is_alpha(word.ptr[letters]))
        letters++;
    for (size_t i = letters; i < word.len; i++)
        if (!ascii_is_digit(word.ptr[i]))
            return 0;
    return letters < word.len ? letters : 0;
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
        return is_decimal_status(word,
                                 before(text, pieces->at[0].begin, 1) == '-') ||
                       is_decimal_status(word, false)
                   ? IDENTIFIER_DECIMAL_STATUS
                   : IDENTIFIER_NONE;
    if (is_digest_len(word.len) && piece_is_hex(pieces, 0))
        return IDENTIFIER_DIGEST;
    /* a status without its 0x: no letters with a number */
    if (word.len == 8 && piece_is_hex(pieces, 0))
        return IDENTIFIER_NONE;
    letters = leading_letters(word);
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

static bool is_registry_root(struct str text, size_t begin)
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

    if (package_version(pieces))
        return IDENTIFIER_PACKAGE;
    if (pieces->at[last].before == JOINT_DOT &&
        piece_is_letters(pieces, last) && piece_text(pieces, last).len <= 5 &&
        pieces->features & WORD_HAS_LETTER && !begins_with_digit(pieces, 0))
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
    if (is_registry_root(text, begin))
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

static enum identifier_kind kind_of_compound(struct str text,
                                             const struct pieces *pieces)
{
    if (pieces->features & WORD_HAS_DIGIT || pieces->joints & JOINT_COLON) {
        if (is_guid(pieces))
            return IDENTIFIER_GUID;
        if (is_mac(pieces))
            return IDENTIFIER_MAC;
        if (is_ipv6(pieces))
            return IDENTIFIER_IPV6;
        if (is_ipv4(pieces) && pieces->count == 4)
            return IDENTIFIER_IPV4;
        if (is_ipv4(pieces) && pieces->count == 5 &&
            piece_is_number(pieces, 4) &&
            pieces->at[4].before & (JOINT_SLASH | JOINT_COLON))
            return IDENTIFIER_NETWORK;
        if (is_date(pieces))
            return IDENTIFIER_DATE;
        if (has_number_alone(pieces) && pieces->joints & JOINT_COLON)
            return IDENTIFIER_TIME;
        if (is_version(pieces))
            return IDENTIFIER_VERSION;
    }
    return kind_by_sign(text, pieces);
}

static bool is_scheme(struct str text, size_t begin, size_t end)
{
    return end - begin >= 2 && end - begin <= 12 &&
           is_sign_at(text, end, ':') && is_sign_at(text, end + 1, '/') &&
           is_sign_at(text, end + 2, '/');
}

static enum joining joining_at(struct str text, size_t begin, size_t end,
                               unsigned features)
{
    if (is_scheme(text, begin, end) &&
        !(features & (WORD_HAS_DIGIT | WORD_HAS_OTHER)))
        return JOINING_ADDRESS;
    if (end - begin == 1 && ascii_is_alpha(text.ptr[begin]) &&
        is_sign_at(text, end, ':') &&
        (is_sign_at(text, end + 1, '\\') || is_sign_at(text, end + 1, '/')))
        return JOINING_PATH;
    if (before(text, begin, 1) == '\\' && before(text, begin, 2) == '\\')
        return JOINING_PATH;
    if (is_sign_at(text, end, '%') && is_sign_at(text, end + 1, '\\') &&
        before(text, begin, 1) == '%')
        return JOINING_PATH;
    if (ascii_to_lower(text.ptr[begin]) == 'h' && is_registry_root(text, begin))
        return JOINING_PATH;
    return JOINING_PLAIN;
}

/* --- parts --- */

enum parts { PARTS_NONE, PARTS_WORDS, PARTS_CODES, PARTS_CASES };
enum runs { RUNS_NONE, RUNS_TAILS, RUNS_FILES, RUNS_HOST, RUNS_VALUE };

static const struct {
    unsigned char parts;
    unsigned char runs;
} rules[] = {
#define KIND(NAME, name, description, example, key, parts, runs) \
    [IDENTIFIER_##NAME] = {PARTS_##parts, RUNS_##runs},
#include "text/identifiers.def"
#undef KIND
    [IDENTIFIER_COMPOUND] = {PARTS_WORDS, RUNS_NONE},
};

static bool is_plain_word(const struct pieces *pieces, size_t i)
{
    return !(pieces->at[i].features & WORD_HAS_DIGIT);
}

/* A version has none but words of its own: "3.5-inch". */
static bool has_parts(const struct pieces *pieces, enum identifier_kind kind)
{
    if (kind != IDENTIFIER_VERSION)
        return rules[kind].parts != PARTS_NONE;
    for (size_t i = 1; i < pieces->count; i++)
        if (is_plain_word(pieces, i))
            return true;
    return false;
}

bool identifier_at(struct str text, size_t begin, size_t word_end,
                   unsigned features, struct identifier *out)
{
    struct labelled labelled;
    struct pieces pieces;
    char next = word_end < text.len ? text.ptr[word_end] : '\0';
    enum joining joining;

    if (labelled_at(text, begin, word_end, features, &labelled)) {
        *out = (struct identifier){labelled.kind, labelled.value_end, true};
        return true;
    }
    if (!(features & (WORD_HAS_DIGIT | WORD_HAS_CAPITAL_INSIDE)) &&
        (ascii_is_space(next) || next == '\0' || next == ',') &&
        (begin == 0 || ascii_is_space(text.ptr[begin - 1])))
        return false;
    joining = joining_at(text, begin, word_end, features);
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
    out->has_parts =
        out->kind != IDENTIFIER_NONE && has_parts(&pieces, out->kind);
    return out->kind != IDENTIFIER_NONE;
}

struct parting {
    struct identifier_part *out;
    size_t count;
    const struct pieces *pieces;
    enum identifier_kind kind;
};

static void add_part(struct parting *parting, size_t begin, size_t end,
                     enum identifier_part_store store, bool is_run,
                     bool has_digit)
{
    if (parting->count < IDENTIFIER_PARTS_MAX)
        parting->out[parting->count++] = (struct identifier_part){
            begin, end, store, is_run, has_digit, IDENTIFIER_NONE};
}

static void add_run(struct parting *parting, size_t first, size_t last)
{
    enum { RUN_MAX = 64 }; /* bytes; nobody types a longer one */
    const struct piece *at = parting->pieces->at;

    if (last > first && at[last].end - at[first].begin <= RUN_MAX)
        add_part(parting, at[first].begin, at[last].end, IDENTIFIER_PART_CODE,
                 true, parting->pieces->features & WORD_HAS_DIGIT);
}

static bool is_folder_joint(enum joint joint)
{
    return joint & (JOINT_SLASH | JOINT_BACKSLASH);
}

/* Pieces before the first separator of folders behind `first`. */
static size_t host_last(const struct pieces *pieces, size_t first)
{
    size_t last = first;

    while (last + 1 < pieces->count &&
           pieces->at[last + 1].before & (JOINT_DOT | JOINT_HYPHEN))
        last++;
    return last;
}

/* Runs that begin with piece `i`, the longest first. */
static void add_runs(struct parting *parting, size_t i)
{
    enum { ALL_RUNS_MAX = 5, TAIL_MAX = 3, FOLDERS_MAX = 2 };
    const struct pieces *pieces = parting->pieces;
    size_t last = pieces->count - 1;
    size_t folders_behind = 0;
    /* namespaces and classes: few people look for the middle of them */
    bool is_spelled_by_case = rules[parting->kind].parts == PARTS_CASES &&
                              !(pieces->joints & JOINT_UNDERSCORE);

    switch ((enum runs) rules[parting->kind].runs) {
    case RUNS_NONE:
        break;
    case RUNS_TAILS:
        if (i > 0 && (!is_spelled_by_case || last - i < TAIL_MAX))
            add_run(parting, i, last);
        if (pieces->count <= ALL_RUNS_MAX && !is_spelled_by_case)
            for (size_t end = last; end-- > i;)
                add_run(parting, i, end);
        break;
    case RUNS_FILES:
        if (parting->kind == IDENTIFIER_URL && i == 1) {
            add_run(parting, 1, host_last(pieces, 1));
            break;
        }
        if (i == 0 || !is_folder_joint(pieces->at[i].before))
            break;
        for (size_t k = i + 1; k <= last; k++)
            folders_behind += is_folder_joint(pieces->at[k].before);
        if (folders_behind <
            (parting->kind == IDENTIFIER_URL ? 1 : FOLDERS_MAX))
            add_run(parting, i, last);
        break;
    case RUNS_HOST:
        if (parting->kind == IDENTIFIER_NETWORK && i == 0)
            add_run(parting, 0, 3);
        else if (pieces->at[i].before == JOINT_AT)
            add_run(parting, i, last);
        break;
    case RUNS_VALUE:
        if (parting->kind == IDENTIFIER_PACKAGE && i == package_version(pieces))
            add_run(parting, i, last);
        break;
    }
}

static enum identifier_part_store store_of(const struct pieces *pieces,
                                           size_t i, enum identifier_kind kind)
{
    enum { CODE_LEN_MIN = 3 };
    bool is_short = pieces->at[i].features & WORD_HAS_DIGIT &&
                    piece_text(pieces, i).len < CODE_LEN_MIN;

    switch ((unsigned) kind) {
    case IDENTIFIER_NETWORK:
        return i < 4 || is_short ? IDENTIFIER_PART_NOTHING
                                 : IDENTIFIER_PART_CODE;
    case IDENTIFIER_PACKAGE:
        return package_version(pieces) <= i ? IDENTIFIER_PART_NOTHING
               : is_plain_word(pieces, i)   ? IDENTIFIER_PART_WORD
                                            : IDENTIFIER_PART_CODE;
    case IDENTIFIER_VERSION:
        return is_plain_word(pieces, i) ? IDENTIFIER_PART_WORD
                                        : IDENTIFIER_PART_NOTHING;
    case IDENTIFIER_CVE:
        return i == 2 || is_plain_word(pieces, i) ? IDENTIFIER_PART_CODE
                                                  : IDENTIFIER_PART_NOTHING;
    case IDENTIFIER_URL:
    case IDENTIFIER_UNIX_PATH:
    case IDENTIFIER_WINDOWS_PATH:
    case IDENTIFIER_REGISTRY:
        return is_plain_word(pieces, i) ? IDENTIFIER_PART_WORD
               : is_short               ? IDENTIFIER_PART_NOTHING
                                        : IDENTIFIER_PART_CODE;
    default:
        if (rules[kind].parts == PARTS_CODES)
            return is_short ? IDENTIFIER_PART_NOTHING : IDENTIFIER_PART_CODE;
        return is_plain_word(pieces, i) ? IDENTIFIER_PART_WORD
                                        : IDENTIFIER_PART_CODE;
    }
}

/* The words of a name in mixed case. */
static void add_cases(struct parting *parting, size_t i)
{
    const struct piece *piece = &parting->pieces->at[i];
    struct str name = piece_text(parting->pieces, i);

    for (size_t at = 0; at < name.len;) {
        size_t end = case_word_end(name, at);
        bool has_digit = false;

        for (size_t k = at; k < end; k++)
            has_digit |= ascii_is_digit(name.ptr[k]);
        add_part(parting, piece->begin + at, piece->begin + end,
                 has_digit ? IDENTIFIER_PART_CODE : IDENTIFIER_PART_WORD, false,
                 has_digit);
        at = end;
    }
}

/* Letters and digits of one word: "KB5034441". */
static void add_halves(struct parting *parting)
{
    const struct piece *piece = &parting->pieces->at[0];
    struct str word = piece_text(parting->pieces, 0);
    size_t letters = leading_letters(word);
    bool is_word = rules[parting->kind].parts == PARTS_WORDS;

    if (letters == 0) {
        add_part(parting, piece->begin, piece->end, IDENTIFIER_PART_NOTHING,
                 false, true);
        return;
    }
    add_part(parting, piece->begin, piece->begin + letters,
             is_word ? IDENTIFIER_PART_WORD : IDENTIFIER_PART_CODE, false,
             false);
    add_part(parting, piece->begin + letters, piece->end, IDENTIFIER_PART_CODE,
             false, true);
}

static void add_pieces(struct parting *parting, size_t first)
{
    const struct pieces *pieces = parting->pieces;
    bool cuts_cases = rules[parting->kind].parts == PARTS_CASES;

    for (size_t i = first; i < pieces->count; i++) {
        bool has_digit = pieces->at[i].features & WORD_HAS_DIGIT;

        if (is_guid_at(pieces, i)) {
            size_t last = i + ARRAY_LEN(guid_lens) - 1;

            add_run(parting, i, last);
            if (parting->count < IDENTIFIER_PARTS_MAX)
                parting->out[parting->count - 1].kind = IDENTIFIER_GUID;
            i = last;
            continue;
        }
        add_runs(parting, i);
        if (cuts_cases && !(pieces->at[i].features & WORD_HAS_OTHER) &&
            pieces->at[i].features & WORD_HAS_CAPITAL_INSIDE &&
            case_word_end(piece_text(pieces, i), 0) <
                piece_text(pieces, i).len) {
            if (pieces->count > 1)
                add_part(parting, pieces->at[i].begin, pieces->at[i].end,
                         IDENTIFIER_PART_CODE, true, has_digit);
            add_cases(parting, i);
            continue;
        }
        add_part(parting, pieces->at[i].begin, pieces->at[i].end,
                 /* one word is found by the key: a stem would meet others */
                 pieces->count == 1 ? IDENTIFIER_PART_NOTHING
                                    : store_of(pieces, i, parting->kind),
                 false, has_digit);
    }
}

/* The words of the label, and the value, which is no word: somebody who looks
 * for another number with that label must not find this one. */
static void add_labelled(struct parting *parting,
                         const struct labelled *labelled)
{
    const struct pieces *pieces = parting->pieces;
    size_t first = 0;

    if (pieces->count == 1) {
        add_halves(parting);
        return;
    }
    while (first < pieces->count &&
           pieces->at[first].begin < labelled->value_begin) {
        bool is_code = rules[labelled->kind].parts == PARTS_CODES;

        add_part(parting, pieces->at[first].begin, pieces->at[first].end,
                 is_code && piece_is_letters(pieces, first)
                     ? IDENTIFIER_PART_CODE
                     : store_of(pieces, first, labelled->kind),
                 false, pieces->at[first].features & WORD_HAS_DIGIT);
        first++;
    }
    if (labelled->kind == IDENTIFIER_SMTP_STATUS && first < pieces->count) {
        add_part(parting, pieces->at[first].begin, pieces->at[first].end,
                 IDENTIFIER_PART_CODE, false, true);
        first++;
        add_run(parting, first, pieces->count - 1);
        for (; first < pieces->count; first++)
            add_part(parting, pieces->at[first].begin, pieces->at[first].end,
                     IDENTIFIER_PART_NOTHING, false, true);
        return;
    }
    if (labelled->kind == IDENTIFIER_HTTP_STATUS)
        add_run(parting, first, pieces->count - 1);
    for (size_t i = first; i < pieces->count; i++)
        add_part(parting, pieces->at[i].begin, pieces->at[i].end,
                 labelled->kind == IDENTIFIER_CVE
                     ? store_of(pieces, i, labelled->kind)
                 : i == first ? IDENTIFIER_PART_CODE
                              : IDENTIFIER_PART_NOTHING,
                 false, true);
}

size_t identifier_parts(struct str text, size_t begin,
                        const struct identifier *whole,
                        struct identifier_part out[IDENTIFIER_PARTS_MAX])
{
    struct parting parting = {.out = out, .kind = whole->kind};
    struct labelled labelled;
    struct pieces pieces;
    unsigned features = 0;
    size_t word_end = word_char_run_end(text, begin, &features);

    if (!whole->has_parts)
        return 0;
    if (labelled_at(text, begin, word_end, features, &labelled) &&
        labelled.kind == whole->kind && labelled.value_end == whole->end) {
        pieces_cut(str_first(text, whole->end), begin, JOINING_ANY, &pieces);
        parting.pieces = &pieces;
        add_labelled(&parting, &labelled);
        return parting.count;
    }
    pieces_cut(str_first(text, whole->end), begin,
               joining_at(text, begin, word_end, features), &pieces);
    parting.pieces = &pieces;
    if (pieces.count == 1 && pieces.features & WORD_HAS_DIGIT &&
        rules[whole->kind].parts != PARTS_CASES)
        add_halves(&parting);
    else
        add_pieces(&parting, 0);
    return parting.count;
}
