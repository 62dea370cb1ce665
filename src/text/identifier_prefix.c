/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Beginnings of keys. See identifier_prefix.h.
 */
#include "text/identifier_prefix.h"

#include "base/check.h"
#include "base/str.h"
#include "text/identifier_label.h"
#include "text/identifier_pieces.h"
#include "text/word_chars.h"

#include <string.h>

struct prefixes {
    struct identifier_prefix *items;
    size_t count;
};

static struct identifier_prefix *add(struct prefixes *prefixes,
                                     struct str before, struct str key)
{
    struct identifier_prefix *item = &prefixes->items[prefixes->count];

    if (prefixes->count == IDENTIFIER_PREFIXES_MAX ||
        before.len + key.len > IDENTIFIER_KEY_MAX)
        return NULL;
    *item = (struct identifier_prefix){.len = before.len + key.len};
    if (before.len > 0)
        memcpy(item->key, before.ptr, before.len);
    if (key.len > 0)
        memcpy(item->key + before.len, key.ptr, key.len);
    prefixes->count++;
    return item;
}

/* The pieces one after the other, in lower case; 0 when they are too long. */
static size_t make_solid(const struct pieces *pieces,
                         char out[IDENTIFIER_KEY_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < pieces->count; i++) {
        struct str piece = piece_text(pieces, i);

        for (size_t k = 0; k < piece.len; k++) {
            if (len == IDENTIFIER_KEY_MAX)
                return 0;
            out[len++] = ascii_to_lower(piece.ptr[k]);
        }
    }
    return len;
}

/* --- what it may become --- */

/* The first pieces have these lengths, of hex digits, and the last no more. */
static bool begins_groups(const struct pieces *pieces,
                          const unsigned char *lens, size_t count)
{
    if (pieces->count < 2 || pieces->count > count)
        return false;
    for (size_t i = 0; i < pieces->count; i++) {
        size_t len = piece_text(pieces, i).len;

        if (!piece_is_hex(pieces, i) || len > lens[i] ||
            (len < lens[i] && i + 1 < pieces->count))
            return false;
    }
    return true;
}

/* "2023-11" */
static bool begins_date(const struct pieces *pieces)
{
    static const unsigned char lens[] = {4, 2, 2};
    unsigned long year;

    if (!begins_groups(pieces, lens, ARRAY_LEN(lens)) ||
        pieces->features != WORD_HAS_DIGIT)
        return false;
    year = digits_value(piece_text(pieces, 0), 9999);
    return year >= 1900 && year < 2100 &&
           digits_value(piece_text(pieces, 1), 99) <= 12;
}

static void add_groups(struct prefixes *prefixes, const struct pieces *pieces)
{
    static const unsigned char pairs[] = {2, 2, 2, 2, 2, 2};
    static const unsigned char fours[] = {4, 4, 4};
    static const unsigned char guid[] = {8, 4, 4, 4, 12};
    enum { DATE_LEN = 8, MAC_LEN = 12, GUID_LEN = 32 };
    char key[IDENTIFIER_KEY_MAX];
    struct str solid = {key, make_solid(pieces, key)};
    struct identifier_prefix *added = NULL;
    size_t whole_len = begins_date(pieces) ? DATE_LEN
                       : begins_groups(pieces, pairs, ARRAY_LEN(pairs)) ||
                               begins_groups(pieces, fours, ARRAY_LEN(fours))
                           ? MAC_LEN
                       : begins_groups(pieces, guid, ARRAY_LEN(guid)) ? GUID_LEN
                                                                      : 0;

    if (solid.len > 0 && whole_len > 0)
        added = add(prefixes, STR(""), solid);
    if (added) {
        added->whole_len = whole_len;
        added->is_hex = true;
    }
    if (solid.len > 3 && str_equal_nocase(piece_text(pieces, 0), STR("cve")))
        add(prefixes, STR(""), solid);
}

/* "800736", "error 800736": a status without its 0x. */
static void add_status(struct prefixes *prefixes, const struct pieces *pieces)
{
    enum { DIGITS_MIN = 4, DIGITS_MAX = 8 };
    size_t last = pieces->count - 1;
    struct str word = piece_text(pieces, last);
    enum identifier_kind kind = IDENTIFIER_ERROR_NUMBER;
    char key[DIGITS_MAX];

    if (last > 0 &&
        label_before(pieces->text, pieces->at[last].begin, &kind).len == 0)
        return;
    if (kind != IDENTIFIER_ERROR_NUMBER || !piece_is_hex(pieces, last) ||
        word.len < DIGITS_MIN || word.len > DIGITS_MAX || word.ptr[0] < '8')
        return;
    for (size_t i = 0; i < word.len; i++)
        key[i] = ascii_to_lower(word.ptr[i]);
    add(prefixes, STR("0x"), (struct str){key, word.len});
}

size_t
identifier_prefixes(struct str text, size_t begin, struct str key,
                    struct identifier_prefix out[IDENTIFIER_PREFIXES_MAX])
{
    struct prefixes prefixes = {out, 0};
    struct identifier_prefix *whole;
    enum identifier_kind kind = IDENTIFIER_NONE;
    struct pieces pieces;
    char solid[IDENTIFIER_KEY_MAX];
    struct str label;

    pieces_cut(text, begin, JOINING_ANY, &pieces);
    whole = add(&prefixes, STR(""), key);
    if (whole && pieces.end < text.len && key.len > 0)
        whole->is_past_digit = ascii_is_digit(key.ptr[key.len - 1]);
    add_groups(&prefixes, &pieces);
    label = label_before(text, begin, &kind);
    if (label.len > 0)
        add(&prefixes, label,
            kind == IDENTIFIER_CVE
                ? (struct str){solid, make_solid(&pieces, solid)}
                : key);
    if (label.len == 0 || kind == IDENTIFIER_ERROR_NUMBER)
        add_status(&prefixes, &pieces);
    return prefixes.count;
}

static bool is_hex(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!ascii_is_digit(key.ptr[i]) &&
            (key.ptr[i] < 'a' || key.ptr[i] > 'f'))
            return false;
    return true;
}

bool identifier_prefix_takes(const struct identifier_prefix *prefix,
                             struct str key)
{
    if (prefix->whole_len > 0 && key.len != prefix->whole_len)
        return false;
    if (prefix->is_past_digit && key.len > prefix->len &&
        ascii_is_digit(key.ptr[prefix->len]))
        return false;
    return !prefix->is_hex || is_hex(key);
}
