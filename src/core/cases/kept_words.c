/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs of words of one text, looked for in another. See kept_words.h.
 */
#include "core/cases/kept_words.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "text/words.h"

/* The last words that were read. */
struct run {
    uint64_t words[KEPT_RUN];
    uint32_t length; /* of words without a break, up to KEPT_RUN */
};

static void run_add(struct run *run, uint64_t word)
{
    for (int i = 0; i + 1 < KEPT_RUN; i++)
        run->words[i] = run->words[i + 1];
    run->words[KEPT_RUN - 1] = word;
    if (run->length < KEPT_RUN)
        run->length++;
}

/* Never 0. */
static uint64_t run_key(const struct run *run)
{
    uint64_t key =
        hash_seeded((struct str){(const char *) run->words, sizeof run->words});

    return key ? key : 1;
}

/* --- the runs of a reply --- */

struct entry {
    uint64_t key; /* 0: free */
    bool is_sent;
};

struct runs {
    struct entry *entries;
    size_t mask;
    uint64_t *ends;  /* by word: the run that ends there; 0: none does */
    uint32_t *parts; /* by word: which stretch without breaks it is in */
    size_t count;
    size_t capacity;
};

static struct entry *find(const struct runs *runs, uint64_t key)
{
    size_t at = (size_t) key & runs->mask;

    while (runs->entries[at].key != 0 && runs->entries[at].key != key)
        at = (at + 1) & runs->mask;
    return &runs->entries[at];
}

/* A number that begins a line of a list: "12." or "12)". */
static bool is_item_number(struct str text, const struct word *word)
{
    size_t before = word->begin;

    for (size_t i = word->begin; i < word->end; i++)
        if (!ascii_is_digit(text.ptr[i]))
            return false;
    if (word->end == text.len ||
        (text.ptr[word->end] != '.' && text.ptr[word->end] != ')'))
        return false;
    while (before > 0 && text.ptr[before - 1] == ' ')
        before--;
    return before == 0 || text.ptr[before - 1] == '\n';
}

/* The next word that counts, by its hash. */
static bool next_word(struct word_scan *scan, struct word *word, uint64_t *out)
{
    while (word_scan_next(scan, word)) {
        char folded[WORD_FOLDED_MAX];
        size_t len;

        if (word->is_part || is_item_number(scan->text, word))
            continue;
        len = word_fold(scan->text, *word, folded);
        if (len == 0)
            continue;
        *out = hash_seeded((struct str){folded, len});
        return true;
    }
    return false;
}

/* The stretch of `text` before the next placeholder; the text goes on behind
 * that. */
static struct str take_stretch(struct str *text)
{
    size_t from = 0;
    struct str stretch;

    for (;;) {
        size_t begin = str_find(*text, STR("{{"), from);
        size_t end = str_find(*text, STR("}}"), begin);

        if (end == text->len) {
            stretch = *text;
            *text = str_from_offset(*text, text->len);
            return stretch;
        }
        stretch = str_first(*text, begin);
        if (str_find_char((struct str){text->ptr + begin, end - begin}, '\n') ==
            end - begin) {
            *text = str_from_offset(*text, end + 2);
            return stretch;
        }
        from = begin + 2;
    }
}

static void read_reply(struct str reply, struct runs *out)
{
    for (uint32_t part = 0; reply.len > 0; part++) {
        struct run run = {.length = 0};
        struct word_scan scan;
        struct word word;
        uint64_t hash;

        word_scan_begin(&scan, take_stretch(&reply), 0);
        while (out->count < out->capacity && next_word(&scan, &word, &hash)) {
            run_add(&run, hash);
            if (run.length == KEPT_RUN) {
                out->ends[out->count] = run_key(&run);
                find(out, out->ends[out->count])->key = out->ends[out->count];
            }
            out->parts[out->count++] = part;
        }
    }
}

static void read_sent(struct str sent, const struct runs *runs)
{
    struct run run = {.length = 0};
    struct word_scan scan;
    struct word word;
    uint64_t hash;

    word_scan_begin(&scan, sent, 0);
    while (next_word(&scan, &word, &hash)) {
        run_add(&run, hash);
        if (run.length == KEPT_RUN) {
            struct entry *entry = find(runs, run_key(&run));

            entry->is_sent = entry->key != 0;
        }
    }
}

/* A word is in the runs that end with it and with the words behind it. */
static struct kept_words count(const struct runs *runs)
{
    struct kept_words counted = {0, 0};

    for (size_t i = 0; i < runs->count; i++) {
        bool is_in_run = false;
        bool is_kept = false;

        for (size_t k = i; k < i + KEPT_RUN && k < runs->count &&
                           runs->parts[k] == runs->parts[i];
             k++) {
            if (runs->ends[k] == 0)
                continue;
            is_in_run = true;
            is_kept = is_kept || find(runs, runs->ends[k])->is_sent;
        }
        counted.total += is_in_run;
        counted.kept += is_kept;
    }
    return counted;
}

struct kept_words kept_words(struct str reply, struct str sent,
                             struct arena *arena)
{
    /* a word is one byte at least, and parted from the next by another */
    struct runs runs = {
        .mask = 15,
        .capacity =
            reply.len / 2 < KEPT_WORDS_MAX ? reply.len / 2 + 1 : KEPT_WORDS_MAX,
    };

    while (runs.mask < 2 * runs.capacity)
        runs.mask = 2 * runs.mask + 1;
    runs.entries = arena_calloc(arena, runs.mask + 1, sizeof *runs.entries);
    runs.ends = arena_calloc(arena, runs.capacity, sizeof *runs.ends);
    runs.parts = arena_calloc(arena, runs.capacity, sizeof *runs.parts);
    read_reply(reply, &runs);
    read_sent(sent, &runs);
    return count(&runs);
}
