/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words of titles. See title_words.h.
 */
#include "core/search/title_words.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/cjk.h"
#include "text/utf8.h"

#include <stdint.h>

enum {
    RIGHT_QUOTE = 0x2019,
    MODIFIER_APOSTROPHE = 0x02BC,
    FOLDED_BYTES_MAX = 64 * 1024
};

/* Within a word it is passed over, between words it is one more sign. */
static bool is_apostrophe(uint32_t code)
{
    return code == '\'' || code == RIGHT_QUOTE || code == MODIFIER_APOSTROPHE;
}

/* The word that begins at `begin`; returns where it ends. */
static size_t fold_word(struct str text, size_t begin, struct strbuf *folded)
{
    size_t at = begin;

    while (at < text.len) {
        uint32_t code;
        size_t len = utf8_decode(text, at, &code);

        if (!is_apostrophe(code) && !utf8_is_word(code))
            break;
        if (!is_apostrophe(code))
            utf8_fold(code, folded);
        at += len;
    }
    return at;
}

void title_words_read(struct str text, struct arena *arena,
                      struct title_words *out)
{
    struct strbuf folded;

    out->text = text;
    out->count = 0;
    out->is_open = false;
    strbuf_init(&folded, FOLDED_BYTES_MAX);
    for (size_t at = 0; at < text.len && out->count < TITLE_WORDS_MAX;) {
        uint32_t code;
        size_t len = utf8_decode(text, at, &code);
        size_t end;

        if (!utf8_is_word(code)) {
            at += len;
            continue;
        }
        strbuf_clear(&folded);
        end = fold_word(text, at, &folded);
        if (folded.len > 0) {
            out->items[out->count++] = (struct title_word){
                at, end, arena_str(arena, strbuf_str(&folded))};
            out->is_open = end == text.len;
        }
        at = end;
    }
    strbuf_release(&folded);
}

bool title_word_is(const struct title_word *word,
                   const struct title_words *typed, size_t index)
{
    struct str wanted = typed->items[index].folded;

    if (cjk_at(wanted, 0))
        return str_find(word->folded, wanted, 0) < word->folded.len;
    return typed->is_open && index + 1 == typed->count
               ? str_has_prefix(word->folded, wanted)
               : str_equal(word->folded, wanted);
}

size_t title_words_find(const struct title_words *title,
                        const struct title_words *typed)
{
    for (size_t first = 0;
         typed->count > 0 && first + typed->count <= title->count; first++) {
        size_t same = 0;

        while (same < typed->count &&
               title_word_is(&title->items[first + same], typed, same))
            same++;
        if (same == typed->count)
            return first;
    }
    return SIZE_MAX;
}

/* Where `len` bytes of the folded form end in the word as it is written. */
static size_t folded_end(const struct title_words *title,
                         const struct title_word *word, size_t begin,
                         size_t len)
{
    struct strbuf folded;
    size_t at = begin;

    strbuf_init(&folded, FOLDED_BYTES_MAX);
    while (at < word->end && folded.len < len) {
        uint32_t code;

        at += utf8_decode(title->text, at, &code);
        if (!is_apostrophe(code))
            utf8_fold(code, &folded);
    }
    strbuf_release(&folded);
    return at;
}

void title_word_mark(const struct title_words *title,
                     const struct title_word *word,
                     const struct title_words *typed, size_t index,
                     size_t *begin, size_t *end)
{
    struct str wanted = typed->items[index].folded;
    size_t before = str_find(word->folded, wanted, 0);

    *begin = folded_end(title, word, word->begin, before);
    *end = wanted.len == word->folded.len
               ? word->end
               : folded_end(title, word, *begin, wanted.len);
}
