/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as text to cut into words: words lie in order within the text,
 * parts within their compound, grams overlap only each other, and what is
 * folded is valid, lower case and stays as it is when it is folded again.
 */
#include "base/check.h"
#include "base/str.h"
#include "text/cjk.h"
#include "text/utf8.h"
#include "text/words.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_folded(struct str folded)
{
    char again[WORD_FOLDED_MAX];
    const struct word whole = {.end = folded.len, .kind = WORD_PLAIN};
    size_t len;

    SLV_ASSERT(folded.len <= WORD_FOLDED_MAX);
    SLV_ASSERT(utf8_is_valid(folded));
    for (size_t i = 0; i < folded.len; i++)
        SLV_ASSERT(!ascii_is_upper(folded.ptr[i]) &&
                   !ascii_is_space(folded.ptr[i]));
    len = word_fold(folded, whole, again);
    SLV_ASSERT(len <= WORD_FOLDED_MAX);
}

static void check_lower(struct str text, struct word word)
{
    char lower[WORD_FOLDED_MAX];
    size_t len = word_lower(text, word, lower);

    SLV_ASSERT(len <= WORD_FOLDED_MAX);
    SLV_ASSERT(utf8_is_valid((struct str){lower, len}));
}

/* One or two characters of a run, which fold to what folds to itself. */
static void check_gram(struct str text, struct word word)
{
    char folded[WORD_FOLDED_MAX];
    char again[WORD_FOLDED_MAX];
    size_t middle = cjk_char_end(text, word.begin);
    size_t len = word_fold(text, word, folded);

    SLV_ASSERT(middle == word.end || cjk_char_end(text, middle) == word.end);
    SLV_ASSERT(cjk_fold((struct str){folded, len}, again, sizeof again) == len);
    SLV_ASSERT(memcmp(folded, again, len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *) data, size};
    struct word_scan scan;
    struct word word;
    struct word whole = {.kind = WORD_PLAIN};
    size_t begin = 0;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];

        SLV_ASSERT(word.begin < word.end && word.end <= size);
        SLV_ASSERT(word.begin >= begin);
        begin = word.begin;
        if (word.is_part)
            SLV_ASSERT(word.begin >= whole.begin && word.end <= whole.end);
        else if (word.kind == WORD_GRAM && whole.kind == WORD_GRAM)
            SLV_ASSERT(word.begin > whole.begin && word.end > whole.end);
        else
            SLV_ASSERT(word.begin >= whole.end);
        if (!word.is_part)
            whole = word;
        if (utf8_is_valid(text))
            check_folded((struct str){folded, word_fold(text, word, folded)});
        check_lower(text, word);
        if (word.kind == WORD_GRAM)
            check_gram(text, word);
    }
    return 0;
}
