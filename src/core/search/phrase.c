/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts to the pieces of phrases. What the tokeniser takes for one name is cut
 * wherever something else than a letter or a digit stands, as what is a name
 * may depend on what stands beside it; plain words are left as they are.
 */
#include "core/search/phrase.h"

#include "base/str.h"

void phrase_scan_begin(struct phrase_scan *scan, struct str text)
{
    *scan = (struct phrase_scan){.text = text};
    word_scan_begin(&scan->scan, text, 0);
}

static bool is_letter(char c)
{
    return ascii_is_alnum(c) || (unsigned char) c >= 0x80;
}

/* Letters and digits, and an apostrophe between them. */
static bool is_of_piece(const struct phrase_scan *scan, size_t at)
{
    char c = scan->text.ptr[at];

    return is_letter(c) ||
           (c == '\'' && at > scan->name.begin && at + 1 < scan->name.end &&
            is_letter(scan->text.ptr[at - 1]) &&
            is_letter(scan->text.ptr[at + 1]));
}

/* The next piece of the name. */
static bool take_piece(struct phrase_scan *scan, struct word *out)
{
    size_t begin = scan->name_at;
    size_t end;

    while (begin < scan->name.end && !is_of_piece(scan, begin))
        begin++;
    for (end = begin; end < scan->name.end && is_of_piece(scan, end);)
        end++;
    scan->name_at = end;
    *out = (struct word){.begin = begin, .end = end, .kind = WORD_PLAIN};
    return end > begin;
}

static bool take_word(struct phrase_scan *scan, struct word *out)
{
    while (!take_piece(scan, out)) {
        do {
            if (!word_scan_next(&scan->scan, out))
                return false;
        } while (out->is_part);
        if (out->kind == WORD_PLAIN || out->kind == WORD_GRAM)
            return true;
        scan->name = *out;
        scan->name_at = out->begin;
    }
    return true;
}

bool phrase_scan_next(struct phrase_scan *scan, struct word *out,
                      char folded[WORD_FOLDED_MAX], size_t *len)
{
    while (take_word(scan, out)) {
        *len = word_fold(scan->text, *out, folded);
        if (*len > 0)
            return true;
    }
    return false;
}
