/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hunspell behind a lock, with a memory of what it was asked: articles repeat
 * their words, and a word that is unknown is the dearest to ask for.
 */
#include "base/speller.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"

#include <hunspell/hunspell.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REMEMBERED_MAX = 200 * 1000 };

enum { DICTIONARIES_MAX = 2 };

struct speller {
    Hunhandle *hunspell[DICTIONARIES_MAX];
    size_t count;
    struct strmap *known; /* word to &yes or &no */
    pthread_mutex_t mutex;
};

static const struct {
    const char *language;
    const char *affixes;
    const char *words;
} dictionaries[] = {
    {"en", "/usr/share/hunspell/en_US.aff", "/usr/share/hunspell/en_US.dic"},
    {"en", "/usr/share/hunspell/en_GB.aff", "/usr/share/hunspell/en_GB.dic"},
};

static char yes;
static char no;

struct speller *speller_open(struct str language)
{
    struct speller *speller = alloc_zeroed(1, sizeof *speller);

    for (size_t i = 0; i < sizeof dictionaries / sizeof *dictionaries; i++)
        if (str_equal(language, str_from(dictionaries[i].language)) &&
            access(dictionaries[i].affixes, R_OK) == 0 &&
            access(dictionaries[i].words, R_OK) == 0)
            speller->hunspell[speller->count++] =
                Hunspell_create(dictionaries[i].affixes, dictionaries[i].words);
    speller->known = strmap_new();
    pthread_mutex_init(&speller->mutex, NULL);
    if (speller->count)
        return speller;
    speller_close(speller);
    return NULL;
}

void speller_close(struct speller *speller)
{
    if (!speller)
        return;
    for (size_t i = 0; i < speller->count; i++)
        Hunspell_destroy(speller->hunspell[i]);
    strmap_free(speller->known);
    pthread_mutex_destroy(&speller->mutex);
    free(speller);
}

static bool copy_word(struct str word, char out[SPELLER_WORD_BYTES_MAX + 1])
{
    if (word.len == 0 || word.len > SPELLER_WORD_BYTES_MAX)
        return false;
    memcpy(out, word.ptr, word.len);
    out[word.len] = '\0';
    return true;
}

static bool has_word(struct speller *speller, const char *word)
{
    for (size_t i = 0; i < speller->count; i++)
        if (Hunspell_spell(speller->hunspell[i], word))
            return true;
    return false;
}

bool speller_knows(struct speller *speller, struct str word)
{
    char text[SPELLER_WORD_BYTES_MAX + 1];
    void **slot;
    bool is_known;

    if (!copy_word(word, text))
        return true;
    pthread_mutex_lock(&speller->mutex);
    if (strmap_count(speller->known) >= REMEMBERED_MAX)
        strmap_clear(speller->known);
    slot = strmap_slot(speller->known, word, NULL);
    if (!*slot)
        *slot = has_word(speller, text) ? &yes : &no;
    is_known = *slot == &yes;
    pthread_mutex_unlock(&speller->mutex);
    return is_known;
}

/* --- a word that is near --- */

struct near {
    struct speller *speller;
    char text[SPELLER_WORD_BYTES_MAX + 2];
    size_t len;
};

static bool is_found(struct near *near, size_t len)
{
    near->text[len] = '\0';
    near->len = len;
    return speller_knows(near->speller, str_from(near->text));
}

static bool swap_letters(struct near *near, struct str word)
{
    for (size_t i = 1; i + 1 < word.len; i++) {
        memcpy(near->text, word.ptr, word.len);
        near->text[i] = word.ptr[i + 1];
        near->text[i + 1] = word.ptr[i];
        if (near->text[i] != near->text[i + 1] && is_found(near, word.len))
            return true;
    }
    return false;
}

static bool drop_letter(struct near *near, struct str word)
{
    for (size_t i = 1; i + 1 < word.len; i++) {
        memcpy(near->text, word.ptr, i);
        memcpy(near->text + i, word.ptr + i + 1, word.len - i - 1);
        if (is_found(near, word.len - 1))
            return true;
    }
    return false;
}

static bool add_letter(struct near *near, struct str word)
{
    for (size_t i = 1; i < word.len; i++)
        for (const char *c = "abcdefghijklmnopqrstuvwxyz"; *c; c++) {
            memcpy(near->text, word.ptr, i);
            near->text[i] = *c;
            memcpy(near->text + i + 1, word.ptr + i, word.len - i);
            if (is_found(near, word.len + 1))
                return true;
        }
    return false;
}

/* A vowel that sounds like another; in short words other letters make other
 * words. */
static bool change_letter(struct near *near, struct str word)
{
    const char *vowels = "aeiou";

    for (size_t i = 1; i < word.len; i++)
        for (const char *c = vowels; *c && strchr(vowels, word.ptr[i]); c++) {
            memcpy(near->text, word.ptr, word.len);
            near->text[i] = *c;
            if (is_found(near, word.len))
                return true;
        }
    return false;
}

struct str speller_near(struct speller *speller, struct str word,
                        struct arena *arena)
{
    struct near near = {.speller = speller};

    if (word.len < 2 || word.len >= SPELLER_WORD_BYTES_MAX)
        return STR("");
    if (swap_letters(&near, word) || drop_letter(&near, word) ||
        add_letter(&near, word) || change_letter(&near, word))
        return arena_str(arena, str_from(near.text));
    return STR("");
}
