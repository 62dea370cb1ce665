/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as text with identifiers: each ends within its bounds and the text,
 * its parts lie in it in order, its key is short, valid and the same in capital
 * letters, and so are its other spellings. What it holds lies in it, and what it
 * may go on as has a key that is short.
 */
#include "base/check.h"
#include "base/str.h"
#include "text/identifier.h"
#include "text/identifier_inner.h"
#include "text/identifier_prefix.h"
#include "text/utf8.h"
#include "text/word_chars.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_key(struct str key)
{
    SLV_ASSERT(key.len <= IDENTIFIER_KEY_MAX);
    SLV_ASSERT(utf8_is_valid(key));
    for (size_t i = 0; i < key.len; i++)
        SLV_ASSERT(!ascii_is_upper(key.ptr[i]) && !ascii_is_space(key.ptr[i]));
}

static void check_spellings(struct str key, enum identifier_kind kind)
{
    struct identifier_spelling spellings[IDENTIFIER_SPELLINGS_MAX];
    size_t count = identifier_spellings(key, kind, spellings);

    SLV_ASSERT(count <= IDENTIFIER_SPELLINGS_MAX);
    for (size_t i = 0; i < count; i++) {
        SLV_ASSERT(spellings[i].len > 0);
        SLV_ASSERT(spellings[i].share > 0 && spellings[i].share <= 1);
        check_key((struct str){spellings[i].key, spellings[i].len});
    }
}

static void check_case(struct str written, enum identifier_kind kind,
                       struct str key)
{
    char *capitals = malloc(written.len);
    char other[IDENTIFIER_KEY_MAX];
    struct str again = {other, 0};

    SLV_ASSERT(capitals);
    for (size_t i = 0; i < written.len; i++)
        capitals[i] =
            ascii_is_alpha(written.ptr[i]) && !ascii_is_upper(written.ptr[i])
                ? (char) (written.ptr[i] - 'a' + 'A')
                : written.ptr[i];
    again.len =
        identifier_key((struct str){capitals, written.len}, kind, other);
    SLV_ASSERT(str_equal(key, again));
    free(capitals);
}

static void check_parts(struct str text, size_t begin,
                        const struct identifier *whole)
{
    static struct identifier_part parts[IDENTIFIER_PARTS_MAX];
    size_t count = identifier_parts(text, begin, whole, parts);
    size_t before = begin;

    SLV_ASSERT(count <= IDENTIFIER_PARTS_MAX);
    SLV_ASSERT(whole->has_parts || count == 0);
    for (size_t i = 0; i < count; i++) {
        SLV_ASSERT(parts[i].begin >= before);
        SLV_ASSERT(parts[i].begin < parts[i].end);
        SLV_ASSERT(parts[i].end <= whole->end);
        before = parts[i].begin;
    }
}

static void check_inner(struct str written)
{
    struct identifier_inner inner[IDENTIFIER_INNER_MAX];
    size_t count = identifier_inner(written, inner);

    SLV_ASSERT(count <= IDENTIFIER_INNER_MAX);
    for (size_t i = 0; i < count; i++) {
        SLV_ASSERT(inner[i].begin < inner[i].end);
        SLV_ASSERT(inner[i].end <= written.len);
        SLV_ASSERT(inner[i].end - inner[i].begin < written.len);
        SLV_ASSERT(i == 0 || inner[i].end - inner[i].begin <=
                                 inner[i - 1].end - inner[i - 1].begin);
    }
}

static void check_prefixes(struct str text, size_t begin, struct str key)
{
    struct identifier_prefix prefixes[IDENTIFIER_PREFIXES_MAX];
    size_t count = identifier_prefixes(text, begin, key, prefixes);

    SLV_ASSERT(count > 0 && count <= IDENTIFIER_PREFIXES_MAX);
    SLV_ASSERT(str_equal(key, (struct str){prefixes[0].key, prefixes[0].len}));
    for (size_t i = 0; i < count; i++)
        check_key((struct str){prefixes[i].key, prefixes[i].len});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *) data, size};
    bool is_valid = utf8_is_valid(text);
    size_t at = 0;

    while (at < size) {
        struct identifier found;
        unsigned features = 0;
        char bytes[IDENTIFIER_KEY_MAX];
        struct str key = {bytes, 0};
        struct str written;
        size_t end;
        size_t len;

        if (!word_char_begins_word(text, at)) {
            word_char_at(text, at, &len);
            at += len;
            continue;
        }
        end = word_char_run_end(text, at, &features);
        SLV_ASSERT(end > at);
        if (!identifier_at(text, at, end, features, &found)) {
            at = end;
            continue;
        }
        SLV_ASSERT(found.kind > IDENTIFIER_NONE &&
                   found.kind < IDENTIFIER_KIND_COUNT);
        SLV_ASSERT(found.end >= end && found.end <= size);
        check_parts(text, at, &found);
        written = (struct str){text.ptr + at, found.end - at};
        key.len = identifier_key(written, found.kind, bytes);
        check_inner(written);
        if (is_valid) {
            check_prefixes(text, at, key);
            check_key(key);
            check_case(written, found.kind, key);
            if (key.len > 0 && found.kind != IDENTIFIER_COMPOUND)
                check_spellings(key, found.kind);
        }
        at = found.end;
    }
    return 0;
}
