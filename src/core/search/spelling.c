/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looking for near words. See spelling.h.
 */
#include "core/search/spelling.h"

#include "base/str.h"
#include "text/utf8.h"

#include <string.h>

enum {
    BAND = 2 * SPELLING_EDITS_MAX + 1,
    TOO_MANY = SPELLING_EDITS_MAX + 1,
    SCAN_STEP = 256
};

struct letters {
    uint32_t codes[LEXICON_LETTERS_MAX];
    size_t count;
};

/* False when there are too many. */
static bool decode(struct str key, struct letters *out)
{
    out->count = 0;
    for (size_t at = 0; at < key.len;) {
        if (out->count == LEXICON_LETTERS_MAX)
            return false;
        at += utf8_decode(key, at, &out->codes[out->count++]);
    }
    return true;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* One row of the table of edits, of which only the cells about the diagonal
 * are kept: cell k of row i stands for letter i + k - SPELLING_EDITS_MAX of
 * `b`. */
static void fill_row(const struct letters *a, const struct letters *b, size_t i,
                     const unsigned *before, const unsigned *before_that,
                     unsigned *row)
{
    for (size_t k = 0; k < BAND; k++) {
        size_t j = i + k - SPELLING_EDITS_MAX;
        unsigned edits;

        row[k] = TOO_MANY;
        if (i + k < SPELLING_EDITS_MAX || j > b->count)
            continue;
        if (j == 0) {
            row[k] = least((unsigned) i, TOO_MANY);
            continue;
        }
        edits = before[k] + (a->codes[i - 1] != b->codes[j - 1]);
        if (k + 1 < BAND)
            edits = least(edits, before[k + 1] + 1);
        if (k > 0)
            edits = least(edits, row[k - 1] + 1);
        if (i > 1 && j > 1 && a->codes[i - 1] == b->codes[j - 2] &&
            a->codes[i - 2] == b->codes[j - 1])
            edits = least(edits, before_that[k] + 1);
        row[k] = least(edits, TOO_MANY);
    }
}

static unsigned distance(const struct letters *a, const struct letters *b,
                         unsigned max)
{
    unsigned rows[3][BAND];
    size_t diagonal = b->count + SPELLING_EDITS_MAX - a->count;

    if (a->count + max < b->count || b->count + max < a->count)
        return max + 1;
    for (size_t k = 0; k < BAND; k++) {
        rows[0][k] = k < SPELLING_EDITS_MAX || k - SPELLING_EDITS_MAX > b->count
                         ? TOO_MANY
                         : (unsigned) (k - SPELLING_EDITS_MAX);
        rows[2][k] = TOO_MANY;
    }
    for (size_t i = 1; i <= a->count; i++) {
        unsigned *row = rows[i % 3];
        unsigned best = TOO_MANY;

        fill_row(a, b, i, rows[(i + 2) % 3], rows[(i + 1) % 3], row);
        for (size_t k = 0; k < BAND; k++)
            best = least(best, row[k]);
        if (best > max)
            return max + 1;
    }
    return least(rows[a->count % 3][diagonal], max + 1);
}

unsigned spelling_distance(struct str a, struct str b, unsigned max)
{
    struct letters left;
    struct letters right;

    if (!decode(a, &left) || !decode(b, &right))
        return max + 1;
    return distance(&left, &right, max);
}

/* --- looking through the lexicon --- */

struct looking {
    const struct lexicon_entry *words;
    const struct lexicon_lengths *lengths;
    struct str key;
    struct letters letters;
    uint32_t signature;
    unsigned edits_max; /* becomes less when something nearer is found */
    struct spelling best;
};

static unsigned count_bits(uint32_t bits)
{
    bits -= bits >> 1 & 0x55555555;
    bits = (bits & 0x33333333) + (bits >> 2 & 0x33333333);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F;
    return bits * 0x01010101 >> 24;
}

static bool has_first_letter(const struct looking *looking,
                             const struct lexicon_entry *word)
{
    uint32_t code;

    utf8_decode(lexicon_key_of(word), 0, &code);
    return code == looking->letters.codes[0];
}

/* Is `word` better than the best so far, with `edits`? */
static bool is_better(const struct looking *looking,
                      const struct lexicon_entry *word, unsigned edits)
{
    const struct lexicon_entry *best = looking->best.word;
    bool begins_same = has_first_letter(looking, word);

    if (!best || edits != looking->best.edits)
        return !best || edits < looking->best.edits;
    if (begins_same != has_first_letter(looking, best))
        return begins_same;
    if (word->count != best->count)
        return word->count > best->count;
    return str_compare(lexicon_key_of(word), lexicon_key_of(best)) < 0;
}

static void consider(struct looking *looking, const struct lexicon_entry *word)
{
    struct letters letters;
    unsigned edits;

    if (!decode(lexicon_key_of(word), &letters))
        return;
    edits = distance(&looking->letters, &letters, looking->edits_max);
    if (edits == 0 || edits > looking->edits_max ||
        !is_better(looking, word, edits))
        return;
    looking->best = (struct spelling){word, NULL, edits};
    looking->edits_max = edits;
}

/* Words of one length. Which of them may be near is written down without a
 * branch, as nearly all are not. */
static void look_through(struct looking *looking, size_t begin, size_t end)
{
    const struct lexicon_lengths *lengths = looking->lengths;
    uint32_t signature = looking->signature;

    for (size_t low = begin; low < end; low += SCAN_STEP) {
        size_t count = end - low < SCAN_STEP ? end - low : SCAN_STEP;
        unsigned bits_max = 2 * looking->edits_max;
        uint8_t bits[SCAN_STEP];

        for (size_t i = 0; i < count; i++)
            bits[i] =
                (uint8_t) count_bits(lengths->signatures[low + i] ^ signature);
        for (size_t i = 0; i < count; i++)
            if (bits[i] <= bits_max)
                consider(looking, &looking->words[lengths->words[low + i]]);
    }
}

/* Nearest lengths first: what is found there is one edit away at least. */
static void look_near(struct looking *looking)
{
    size_t letters = looking->letters.count;

    for (size_t away = 0; away <= looking->edits_max; away++) {
        const size_t *begins = looking->lengths->begins;
        size_t longer = letters + away;
        size_t shorter = letters - away;

        if (longer <= LEXICON_LETTERS_MAX)
            look_through(looking, begins[longer], begins[longer + 1]);
        if (away > 0)
            look_through(looking, begins[shorter], begins[shorter + 1]);
    }
}

/* --- a space left out --- */

static void look_for_split(struct looking *looking, const struct lexicon *words)
{
    struct str key = looking->key;
    size_t letters = 0;
    uint32_t most = 0;

    for (size_t at = 0; at < key.len; letters++) {
        uint32_t code;
        const struct lexicon_entry *first;
        const struct lexicon_entry *second;
        uint32_t count;

        if (letters >= SPELLING_SPLIT_LETTERS_MIN &&
            letters + SPELLING_SPLIT_LETTERS_MIN <= looking->letters.count) {
            first = lexicon_find(words, str_first(key, at));
            second =
                first ? lexicon_find(words, str_from_offset(key, at)) : NULL;
            count = !second                        ? 0
                    : first->count < second->count ? first->count
                                                   : second->count;
            if (count > most) {
                most = count;
                looking->best = (struct spelling){first, second, 1};
            }
        }
        at += utf8_decode(key, at, &code);
    }
}

bool spelling_find(const struct lexicon *words, struct str key,
                   struct spelling *out)
{
    size_t word_count;
    struct looking looking = {
        .words = lexicon_entries(words, &word_count),
        .lengths = lexicon_lengths(words),
        .key = key,
        .signature = lexicon_signature(key),
    };

    if (word_count == 0 || !decode(key, &looking.letters) ||
        looking.letters.count < SPELLING_LETTERS_MIN)
        return false;
    looking.edits_max =
        looking.letters.count <= SPELLING_ONE_EDIT_MAX ? 1 : SPELLING_EDITS_MAX;
    look_near(&looking);
    if (!looking.best.word || looking.best.edits > 1)
        look_for_split(&looking, words);
    *out = looking.best;
    return looking.best.word != NULL;
}
