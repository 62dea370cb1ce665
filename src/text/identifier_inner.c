/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Stretches of the words of an identifier, each asked what it is. An identifier
 * falls apart at signs like "/", "::" and "@"; at a dot only before a name in
 * mixed case, and at any sign around a code that its own letters tell, such as
 * KB5012170.
 */
#include "text/identifier_inner.h"

#include "base/check.h"
#include "base/str.h"
#include "text/identifier_pieces.h"
#include "text/identifier_shape.h"
#include "text/word_chars.h"

#include <string.h>

struct finding {
    struct str written;
    struct pieces pieces;
    size_t folders; /* signs of folders */
    struct identifier_inner *out;
    size_t count;
};

/* --- between two pieces --- */

static struct str before_piece(const struct finding *finding, size_t i)
{
    const struct piece *at = finding->pieces.at;

    return (struct str){finding->written.ptr + at[i - 1].end,
                        at[i].begin - at[i - 1].end};
}

static bool has_any(struct str gap, const char *signs)
{
    for (size_t i = 0; i < gap.len; i++)
        if (gap.ptr[i] != '\0' && strchr(signs, gap.ptr[i]))
            return true;
    return false;
}

static bool is_open_before(const struct finding *finding, size_t i)
{
    return i == 0 || i == finding->pieces.count ||
           has_any(before_piece(finding, i), "/\\@:?=&#,;|");
}

static bool is_folder_before(const struct finding *finding, size_t i)
{
    return i > 0 && i < finding->pieces.count &&
           has_any(before_piece(finding, i), "/\\");
}

/* Would a cut before piece `i` part two numbers that are one? */
static bool is_in_number(const struct finding *finding, size_t i)
{
    const struct piece *at = finding->pieces.at;

    return i > 0 && i < finding->pieces.count &&
           ascii_is_digit(finding->written.ptr[at[i - 1].end - 1]) &&
           ascii_is_digit(finding->written.ptr[at[i].begin]);
}

/* --- stretches --- */

static bool is_known(const struct finding *finding, size_t begin, size_t end)
{
    for (size_t i = 0; i < finding->count; i++)
        if (finding->out[i].begin == begin && finding->out[i].end == end)
            return true;
    return false;
}

static void add(struct finding *finding, size_t first, size_t last,
                enum identifier_kind kind, bool is_tail)
{
    size_t begin = finding->pieces.at[first].begin;
    size_t end = finding->pieces.at[last].end;

    if (finding->count < IDENTIFIER_INNER_MAX && !is_known(finding, begin, end))
        finding->out[finding->count++] =
            (struct identifier_inner){begin, end, kind, is_tail};
}

/* What the pieces from `first` to `last` are by themselves. */
static enum identifier_kind kind_of(const struct finding *finding, size_t first,
                                    size_t last)
{
    const struct piece *at = finding->pieces.at;
    struct str sub = {finding->written.ptr + at[first].begin,
                      at[last].end - at[first].begin};
    struct identifier found;
    unsigned features = 0;
    size_t word_end = word_char_run_end(sub, 0, &features);

    return identifier_at(sub, 0, word_end, features, &found) &&
                   found.end == sub.len
               ? found.kind
               : IDENTIFIER_NONE;
}

/* Codes and addresses, which tell wherever they stand. */
static bool is_code(enum identifier_kind kind)
{
    switch ((unsigned) kind) {
    case IDENTIFIER_HRESULT:
    case IDENTIFIER_NTSTATUS:
    case IDENTIFIER_BUG_CHECK:
    case IDENTIFIER_ORACLE:
    case IDENTIFIER_KB:
    case IDENTIFIER_CVE:
    case IDENTIFIER_RFC:
    case IDENTIFIER_VENDOR_CODE:
    case IDENTIFIER_TICKET:
    case IDENTIFIER_ERROR_NAME:
    case IDENTIFIER_EXCEPTION:
    case IDENTIFIER_GUID:
    case IDENTIFIER_MAC:
    case IDENTIFIER_DIGEST:
    case IDENTIFIER_IPV4:
    case IDENTIFIER_NETWORK:
    case IDENTIFIER_HOST:
    case IDENTIFIER_MAIL:
        return true;
    default:
        return false;
    }
}

/* Names, which tell when nothing follows them. */
static bool is_name(enum identifier_kind kind)
{
    switch ((unsigned) kind) {
    case IDENTIFIER_NAME:
    case IDENTIFIER_QUALIFIED:
    case IDENTIFIER_CAMEL:
    case IDENTIFIER_FILE:
    case IDENTIFIER_PACKAGE:
    case IDENTIFIER_PART_NUMBER:
        return true;
    default:
        return false;
    }
}

/* A code that its own letters tell, among other words. */
static bool is_lettered(enum identifier_kind kind)
{
    return kind == IDENTIFIER_KB || kind == IDENTIFIER_CVE ||
           kind == IDENTIFIER_RFC || kind == IDENTIFIER_ORACLE ||
           kind == IDENTIFIER_VENDOR_CODE;
}

static bool is_of_case(enum identifier_kind kind)
{
    return kind == IDENTIFIER_EXCEPTION || kind == IDENTIFIER_CAMEL ||
           kind == IDENTIFIER_QUALIFIED;
}

/* The pieces from `first` to `last`, at the ends of which all falls apart. */
static void add_open(struct finding *finding, size_t first, size_t last)
{
    bool is_last = last + 1 == finding->pieces.count;
    enum identifier_kind kind;

    if (first == 0 && is_last)
        return;
    kind = kind_of(finding, first, last);
    if (is_code(kind) || (is_last && is_name(kind)))
        add(finding, first, last, kind, false);
}

/* "hal.dll" */
static bool is_file_name(const struct finding *finding, size_t first)
{
    enum { ENDING_MAX = 5 };
    const struct pieces *pieces = &finding->pieces;
    size_t last = pieces->count - 1;

    return last > first && pieces->at[last].before == JOINT_DOT &&
           piece_text(pieces, last).len <= ENDING_MAX &&
           kind_of(finding, first, last) == IDENTIFIER_COMPOUND;
}

/* --- paths --- */

static bool is_one_of(struct str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(word, str_from(words[i])))
            return true;
    return false;
}

/* Do the folders before piece `end` tell versions apart? Those that every
 * system has do not, nor do the names of users. */
static bool has_number_before(const struct finding *finding, size_t end)
{
    static const char *const common[] = {"system32", "syswow64", "win32", "x86",
                                         "x64"};
    static const char *const homes[] = {"users", "home"};
    bool is_user = false;

    for (size_t i = 0; i < end; i++) {
        struct str word = piece_text(&finding->pieces, i);

        if (is_folder_before(finding, i))
            is_user = is_one_of(piece_text(&finding->pieces, i - 1), homes,
                                ARRAY_LEN(homes));
        if (!is_user && finding->pieces.at[i].features & WORD_HAS_DIGIT &&
            !is_one_of(word, common, ARRAY_LEN(common)))
            return true;
    }
    return false;
}

/* The ends of a path, the longest first. */
static void add_path(struct finding *finding)
{
    size_t last = finding->pieces.count - 1;
    size_t behind = finding->folders;

    for (size_t i = 1; i <= last; i++) {
        if (!is_folder_before(finding, i))
            continue;
        behind--;
        if (behind > 0 && !has_number_before(finding, i))
            add(finding, i, last, IDENTIFIER_WINDOWS_PATH, behind == 1);
        if (behind == 0 && is_file_name(finding, i))
            add(finding, i, last, IDENTIFIER_COMPOUND, false);
    }
}

/* --- all --- */

static void add_all(struct finding *finding)
{
    const struct pieces *pieces = &finding->pieces;
    size_t last = pieces->count - 1;

    for (size_t i = 0; i <= last; i++) {
        if (is_open_before(finding, i)) {
            size_t end = i;

            add_open(finding, i, last);
            while (!is_open_before(finding, end + 1))
                end++;
            add_open(finding, i, end);
        } else if (pieces->at[i].before == JOINT_DOT &&
                   is_of_case(kind_of(finding, i, last))) {
            add(finding, i, last, IDENTIFIER_QUALIFIED, false);
        }
        if (i > 0 && is_open_before(finding, i + 1))
            add_open(finding, 0, i);
    }
}

/* "windows10.0-kb5012170-x64.msu" */
static void add_lettered(struct finding *finding)
{
    enum { PIECES_MAX = 3 };

    for (size_t i = 0; i < finding->pieces.count; i++) {
        if (!piece_is_letters(&finding->pieces, i) &&
            !shape_letters(piece_text(&finding->pieces, i)))
            continue;
        for (size_t n = PIECES_MAX; n > 0; n--) {
            size_t end = i + n;

            if (end > finding->pieces.count ||
                (i == 0 && end == finding->pieces.count) ||
                is_in_number(finding, end) ||
                !is_lettered(kind_of(finding, i, end - 1)))
                continue;
            add(finding, i, end - 1, kind_of(finding, i, end - 1), false);
            break;
        }
    }
}

static void sort_by_length(struct finding *finding)
{
    for (size_t i = 1; i < finding->count; i++) {
        struct identifier_inner moved = finding->out[i];
        size_t at = i;

        for (; at > 0 && finding->out[at - 1].end - finding->out[at - 1].begin <
                             moved.end - moved.begin;
             at--)
            finding->out[at] = finding->out[at - 1];
        finding->out[at] = moved;
    }
}

size_t identifier_inner(struct str written,
                        struct identifier_inner out[IDENTIFIER_INNER_MAX])
{
    struct finding finding = {.written = written, .out = out};
    struct pieces *pieces = &finding.pieces;

    if (written.len == 0 || !word_char_begins_word(written, 0))
        return 0;
    pieces_cut(written, 0, JOINING_ANY, pieces);
    if (pieces->count < 2 || shape_is_guid(pieces) || shape_is_mac(pieces) ||
        shape_is_ipv6(pieces) || shape_is_date(pieces))
        return 0;
    for (size_t i = 1; i < pieces->count; i++)
        finding.folders += is_folder_before(&finding, i);
    add_lettered(&finding);
    add_all(&finding);
    if (finding.folders > 0)
        add_path(&finding);
    sort_by_length(&finding);
    return finding.count;
}
