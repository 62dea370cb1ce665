/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cutting. See identifier_pieces.h.
 */
#include "text/identifier_pieces.h"

#include "base/str.h"
#include "text/word_chars.h"

#include <string.h>

enum {
    SIGNS_MAX = 4, /* in a row, in a path or address */
    SPACED_BYTES_MAX =
        40, /* of a path's folder name that goes on behind a space */
    SPACED_WORDS_MAX = 3
};

static bool is_hex(char c)
{
    c = ascii_to_lower(c);
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_one_of(char c, const char *signs)
{
    return c != '\0' && strchr(signs, c) != NULL;
}

static enum joint joint_of(char c)
{
    switch (c) {
    case '_':
        return JOINT_UNDERSCORE;
    case '.':
        return JOINT_DOT;
    case '-':
        return JOINT_HYPHEN;
    case '/':
        return JOINT_SLASH;
    case '\\':
        return JOINT_BACKSLASH;
    case ':':
        return JOINT_COLON;
    case '@':
        return JOINT_AT;
    default:
        return JOINT_OTHER;
    }
}

/* One connector, "::", or a separator of folders with the dot of a hidden one.
 * A colon joins the numbers of times, ports, IPv6 and MAC addresses; elsewhere
 * it is punctuation ("error:0A000086"), unless it stands twice. */
static size_t plain_joint(struct str text, size_t at, enum joint *joint)
{
    char c = text.ptr[at];
    size_t len;

    if (word_char_at(text, at, &len) != WORD_CHAR_CONNECTOR)
        return 0;
    *joint = len > 1 ? JOINT_HYPHEN : joint_of(c);
    if (at + len >= text.len)
        return 0;
    if (c == ':') {
        if (text.ptr[at + 1] == ':') {
            *joint = JOINT_COLONS;
            len = 2;
        } else if (!is_hex(text.ptr[at - 1]) || !is_hex(text.ptr[at + 1])) {
            return 0;
        }
    } else if ((c == '/' || c == '\\') &&
               (text.ptr[at + 1] == '.' || text.ptr[at + 1] == c)) {
        len = 2;
    }
    return word_char_begins_word(text, at + len) ? len : 0;
}

/* Up to SIGNS_MAX of `signs` in a row. The separator of folders counts. */
static size_t signs_joint(struct str text, size_t at, const char *signs,
                          enum joint *joint)
{
    size_t len = 0;

    *joint = JOINT_NONE;
    while (at + len < text.len && len < SIGNS_MAX &&
           is_one_of(text.ptr[at + len], signs)) {
        enum joint next = joint_of(text.ptr[at + len]);

        if (next == JOINT_BACKSLASH || next == JOINT_SLASH ||
            *joint == JOINT_NONE)
            *joint = next;
        len++;
    }
    return len && word_char_begins_word(text, at + len) ? len : 0;
}

/* Does a folder's name go on behind the space at `at`: "Program Files (x86)\"? */
static bool goes_on_behind_space(struct str text, size_t at)
{
    size_t words = 0;

    for (size_t i = at; i < text.len && i - at < SPACED_BYTES_MAX; i++) {
        char c = text.ptr[i];

        if (c == '\\')
            return text.ptr[i - 1] != ' ' && word_char_begins_word(text, i + 1);
        if (c == ' ' && (++words > SPACED_WORDS_MAX || text.ptr[i - 1] == ' '))
            return false;
        if (!ascii_is_alnum(c) && !is_one_of(c, " .-_()&"))
            return false;
    }
    return false;
}

static size_t path_joint(struct str text, size_t at, enum joint *joint)
{
    size_t len = plain_joint(text, at, joint);

    if (len == 0) {
        len = signs_joint(text, at, "\\/.:%{}$~-_()", joint);
        if (len && *joint != JOINT_BACKSLASH && *joint != JOINT_SLASH)
            len = 0;
    }
    if (len == 0 && text.ptr[at] == ' ' && at > 0 &&
        goes_on_behind_space(text, at)) {
        *joint = JOINT_OTHER;
        len = word_char_begins_word(text, at + 1) ? 1
              : at + 2 < text.len && text.ptr[at + 1] == '(' &&
                      word_char_begins_word(text, at + 2)
                  ? 2
                  : 0;
    }
    return len;
}

static size_t any_joint(struct str text, size_t at, enum joint *joint)
{
    size_t begin = at;

    *joint = joint_of(text.ptr[at]);
    if (*joint == JOINT_COLON && at + 1 < text.len && text.ptr[at + 1] == ':')
        *joint = JOINT_COLONS;
    while (at < text.len && !word_char_begins_word(text, at)) {
        size_t len;

        word_char_at(text, at, &len);
        at += len;
    }
    return at < text.len ? at - begin : 0;
}

static size_t joint_at(struct str text, size_t at, enum joining joining,
                       enum joint *joint)
{
    if (at >= text.len)
        return 0;
    switch (joining) {
    case JOINING_PLAIN:
        return plain_joint(text, at, joint);
    case JOINING_PATH:
        return path_joint(text, at, joint);
    case JOINING_ADDRESS:
        return signs_joint(text, at, "/?=&%:@~+#._-$*", joint);
    case JOINING_ANY:
        return any_joint(text, at, joint);
    }
    return 0;
}

/* Without a final 's, also with a typographic apostrophe. */
static void drop_possessive(struct str text, struct piece *piece)
{
    static const struct str endings[] = {
        {"'s", 2}, {"'S", 2}, {"\xE2\x80\x99s", 4}, {"\xE2\x80\x99S", 4}};
    struct str raw = {text.ptr + piece->begin, piece->end - piece->begin};

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (raw.len > endings[i].len && str_has_suffix(raw, endings[i])) {
            piece->end -= endings[i].len;
            piece->features = 0;
            word_char_run_end(str_first(text, piece->end), piece->begin,
                              &piece->features);
            return;
        }
}

void pieces_cut(struct str text, size_t begin, enum joining joining,
                struct pieces *out)
{
    enum joint before = JOINT_NONE;
    size_t at = begin;

    out->text = text;
    out->count = 0;
    out->joints = 0;
    out->features = 0;
    for (;;) {
        struct piece *piece = &out->at[out->count++];
        size_t joint_len;

        *piece = (struct piece){.begin = at, .before = before};
        at = word_char_run_end(text, at, &piece->features);
        piece->end = at;
        out->end = at;
        if (piece->features & WORD_HAS_OTHER)
            drop_possessive(text, piece);
        out->joints |= before;
        out->features |= piece->features;
        joint_len = joint_at(text, at, joining, &before);
        if (joint_len == 0 || out->count == IDENTIFIER_PIECES_MAX ||
            at + joint_len - begin >= IDENTIFIER_BYTES_MAX)
            return;
        at += joint_len;
    }
}

bool piece_is_number(const struct pieces *pieces, size_t i)
{
    return pieces->at[i].features == WORD_HAS_DIGIT;
}

bool piece_is_letters(const struct pieces *pieces, size_t i)
{
    return !(pieces->at[i].features & (WORD_HAS_DIGIT | WORD_HAS_OTHER));
}

bool piece_is_hex(const struct pieces *pieces, size_t i)
{
    struct str text = piece_text(pieces, i);

    for (size_t k = 0; k < text.len; k++)
        if (!is_hex(text.ptr[k]))
            return false;
    return true;
}

unsigned long digits_value(struct str digits, unsigned long max)
{
    unsigned long value = 0;

    for (size_t i = 0; i < digits.len && value <= max; i++)
        value = value * 10 + (unsigned long) (digits.ptr[i] - '0');
    return value;
}
