/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting forms. See lexicon_tally.h.
 *
 * Every form and every key that was ever seen has a number. Which of them stand
 * in the article is told by a stamp, so that the next article clears nothing.
 */
#include "core/search/lexicon_tally.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "text/identifier.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1 << 12, CODE_BYTES_MIN = 3 };

/* Keys of identifiers are told from their forms by a kind of their own. */
enum { KIND_CODE_KEYS = LEXICON_KIND_COUNT };

struct entry {
    struct str text;
    uint32_t hash;
    uint32_t stamp; /* of the last article with this key */
    uint8_t kind;
};

struct lexicon_tally {
    struct arena *arena;
    struct entry *entries;
    size_t count;
    size_t capacity;
    uint32_t *slots; /* number and one; 0: free */
    size_t slot_count;
    uint32_t stamp;
    bool in_identifier; /* the parts that come are those of one */
    uint32_t *forms;    /* of the article */
    size_t form_count;
    size_t form_capacity;
};

struct lexicon_tally *lexicon_tally_new(void)
{
    struct lexicon_tally *tally = alloc_zeroed(1, sizeof *tally);

    tally->arena = arena_new();
    tally->slot_count = FIRST_SLOTS;
    tally->slots = alloc_zeroed(tally->slot_count, sizeof *tally->slots);
    return tally;
}

void lexicon_tally_free(struct lexicon_tally *tally)
{
    if (!tally)
        return;
    arena_free(tally->arena);
    free(tally->entries);
    free(tally->slots);
    free(tally->forms);
    free(tally);
}

void lexicon_tally_begin(struct lexicon_tally *tally)
{
    tally->stamp++;
    tally->form_count = 0;
    tally->in_identifier = false;
}

static void grow_slots(struct lexicon_tally *tally)
{
    size_t slot_count = tally->slot_count * 2;
    uint32_t *slots = alloc_zeroed(slot_count, sizeof *slots);

    for (size_t i = 0; i < tally->count; i++) {
        size_t at = tally->entries[i].hash & (slot_count - 1);

        while (slots[at])
            at = (at + 1) & (slot_count - 1);
        slots[at] = (uint32_t) i + 1;
    }
    free(tally->slots);
    tally->slots = slots;
    tally->slot_count = slot_count;
}

/* The number of `text`, a new one when it was not seen before. */
static uint32_t number_of(struct lexicon_tally *tally, unsigned kind,
                          struct str text)
{
    uint32_t hash = (uint32_t) hash_seeded(text) + kind;
    size_t at = hash & (tally->slot_count - 1);

    for (; tally->slots[at]; at = (at + 1) & (tally->slot_count - 1)) {
        const struct entry *entry = &tally->entries[tally->slots[at] - 1];

        if (entry->hash == hash && entry->kind == kind &&
            str_equal(entry->text, text))
            return tally->slots[at] - 1;
    }
    tally->entries = alloc_grow(tally->entries, tally->count, &tally->capacity,
                                sizeof *tally->entries);
    tally->entries[tally->count++] =
        (struct entry){arena_str(tally->arena, text), hash, 0, (uint8_t) kind};
    tally->slots[at] = (uint32_t) tally->count;
    if (tally->count * 2 > tally->slot_count)
        grow_slots(tally);
    return (uint32_t) tally->count - 1;
}

/* False when the article has the key already. */
static bool take_key(struct lexicon_tally *tally, uint32_t number)
{
    struct entry *entry = &tally->entries[number];
    bool is_new = entry->stamp != tally->stamp;

    entry->stamp = tally->stamp;
    return is_new;
}

static void add_form(struct lexicon_tally *tally, uint32_t number)
{
    tally->forms = alloc_grow(tally->forms, tally->form_count,
                              &tally->form_capacity, sizeof *tally->forms);
    tally->forms[tally->form_count++] = number;
}

static void take_word(struct lexicon_tally *tally, struct str text,
                      struct word word, struct str folded)
{
    char lower[WORD_FOLDED_MAX];
    struct str written = {lower, 0};
    uint32_t key;

    if (!lexicon_takes_word(folded))
        return;
    key = number_of(tally, LEXICON_WORDS, folded);
    if (!take_key(tally, key))
        return;
    written.len = word_lower(text, word, lower);
    add_form(tally,
             written.len ? number_of(tally, LEXICON_WORDS, written) : key);
}

/* --- identifiers --- */

/* What nobody types of itself, or is too much of one article for a list of all:
 * names within names. And nobody should read here whom a mail address names.
 * Compounds are words. */
static const bool is_unwanted[IDENTIFIER_KIND_COUNT] = {
    [IDENTIFIER_COMPOUND] = true,  [IDENTIFIER_QUALIFIED] = true,
    [IDENTIFIER_CAMEL] = true,     [IDENTIFIER_GUID] = true,
    [IDENTIFIER_MAC] = true,       [IDENTIFIER_DIGEST] = true,
    [IDENTIFIER_IPV4] = true,      [IDENTIFIER_NETWORK] = true,
    [IDENTIFIER_IPV6] = true,      [IDENTIFIER_HOST] = true,
    [IDENTIFIER_URL] = true,       [IDENTIFIER_MAIL] = true,
    [IDENTIFIER_UNIX_PATH] = true, [IDENTIFIER_WINDOWS_PATH] = true,
    [IDENTIFIER_REGISTRY] = true,  [IDENTIFIER_VERSION] = true,
    [IDENTIFIER_DATE] = true,      [IDENTIFIER_TIME] = true,
};

/* One line with a letter; numbers alone say nothing. */
static bool is_showable(struct str form)
{
    bool has_letter = false;

    if (form.len < CODE_BYTES_MIN || form.len > LEXICON_FORM_MAX)
        return false;
    for (size_t i = 0; i < form.len; i++) {
        unsigned char byte = (unsigned char) form.ptr[i];

        if (byte < ' ')
            return false;
        has_letter |= byte >= 0x80 || ascii_is_alpha(form.ptr[i]);
    }
    return has_letter;
}

static void take_code(struct lexicon_tally *tally, struct str form)
{
    char key[LEXICON_KEY_MAX];
    size_t len;

    if (!is_showable(form))
        return;
    len = lexicon_key(LEXICON_CODES, form, key);
    if (len > 0 && take_key(tally, number_of(tally, KIND_CODE_KEYS,
                                             (struct str){key, len})))
        add_form(tally, number_of(tally, LEXICON_CODES, form));
}

void lexicon_tally_word(struct lexicon_tally *tally, struct str text,
                        struct word word, struct str folded)
{
    if (!word.is_part)
        tally->in_identifier = word.kind == WORD_IDENTIFIER;
    if (word.kind == WORD_PLAIN && !tally->in_identifier)
        take_word(tally, text, word, folded);
    else if ((word.kind == WORD_CODE || word.kind == WORD_IDENTIFIER) &&
             !word.is_part && !is_unwanted[word.identifier])
        take_code(tally,
                  (struct str){text.ptr + word.begin, word.end - word.begin});
}

/* --- what was counted --- */

static struct lexicon_item item_of(const struct entry *entry, int64_t count,
                                   struct arena *arena)
{
    char key[LEXICON_KEY_MAX];
    enum lexicon_kind kind = (enum lexicon_kind) entry->kind;
    size_t len = lexicon_key(kind, entry->text, key);

    return (struct lexicon_item){
        .kind = kind,
        .key = arena_str(arena, (struct str){key, len}),
        .form = arena_str(arena, entry->text),
        .count = count,
    };
}

void lexicon_tally_list(const struct lexicon_tally *tally, struct arena *arena,
                        struct lexicon_item **out, size_t *count)
{
    *out = arena_calloc(arena, tally->form_count, sizeof **out);
    *count = tally->form_count;
    for (size_t i = 0; i < tally->form_count; i++)
        (*out)[i] = item_of(&tally->entries[tally->forms[i]], 1, arena);
}

void lexicon_tally_add(const struct lexicon_tally *tally,
                       struct lexicon_counts *counts)
{
    if (counts->count < tally->count) {
        counts->by_number = alloc_resize(counts->by_number, tally->capacity,
                                         sizeof *counts->by_number);
        memset(counts->by_number + counts->count, 0,
               (tally->capacity - counts->count) * sizeof *counts->by_number);
        counts->count = tally->capacity;
    }
    for (size_t i = 0; i < tally->form_count; i++)
        counts->by_number[tally->forms[i]]++;
}

void lexicon_counts_list(const struct lexicon_tally *tally,
                         const struct lexicon_counts *counts,
                         struct arena *arena, struct lexicon_item **items,
                         size_t *count, size_t *capacity)
{
    for (size_t i = 0; i < tally->count && i < counts->count; i++) {
        if (counts->by_number[i] == 0)
            continue;
        *items = alloc_grow(*items, *count, capacity, sizeof **items);
        (*items)[(*count)++] =
            item_of(&tally->entries[i], counts->by_number[i], arena);
    }
}
