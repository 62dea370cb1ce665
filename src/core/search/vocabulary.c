/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Maps: the spelled words of each language to their terms, and terms by name.
 */
#include "core/search/vocabulary.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "store/xapian_shim.h"
#include "text/language.h"
#include "text/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORDS_MAX = 1 << 18,
    STEM_FOLDED_MAX = 4096,
    DEFINITE_MIN = 8 /* bytes: shorter words are mostly grammar */
};

struct language {
    struct xap_stemmer *stemmer; /* NULL: words are their own terms */
    struct strmap *words;        /* terms by folded words */
    struct strmap *written; /* terms by words with their accents; may be NULL */
    bool is_latin;
    struct str article; /* written in front of words; empty: none */
    bool is_english;
};

struct vocabulary {
    struct arena *arena;
    struct strmap *terms;
    struct strmap *stemmers; /* numbers of languages, by the stemmers' names */
    unsigned english;        /* set when a language of another script is */
    struct language languages[VOCABULARY_LANGUAGES_MAX];
    unsigned language_count;
    /* what was asked for last: one article after the other has one language */
    char last_tag[LANGUAGE_TAG_MAX];
    size_t last_tag_len;
    unsigned last_language;
};

static const char english[] = "english";
static const char arabic_article[] = "\xD8\xA7\xD9\x84"; /* alif, lam */

static bool is_ascii(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if ((unsigned char) word.ptr[i] >= 0x80)
            return false;
    return true;
}

struct vocabulary *vocabulary_new(void)
{
    struct vocabulary *vocabulary = alloc_zeroed(1, sizeof *vocabulary);

    vocabulary->arena = arena_new();
    vocabulary->terms = strmap_new();
    vocabulary->stemmers = strmap_new();
    vocabulary->languages[VOCABULARY_NO_LANGUAGE] =
        (struct language){.words = strmap_new(), .is_latin = true};
    vocabulary->language_count = 1;
    return vocabulary;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    for (unsigned i = 0; i < vocabulary->language_count; i++) {
        xap_stemmer_close(vocabulary->languages[i].stemmer);
        strmap_free(vocabulary->languages[i].words);
        strmap_free(vocabulary->languages[i].written);
    }
    arena_free(vocabulary->arena);
    strmap_free(vocabulary->terms);
    strmap_free(vocabulary->stemmers);
    free(vocabulary);
}

/* Number of the language whose stemmer the library knows by this name. */
static unsigned find_stemmer(struct vocabulary *vocabulary, const char *name,
                             bool is_latin)
{
    void **known = strmap_slot(vocabulary->stemmers, str_from(name), NULL);
    struct xap_stemmer *stemmer = NULL;
    struct language *language;

    if (*known)
        return (unsigned) (uintptr_t) *known;
    if (vocabulary->language_count == VOCABULARY_LANGUAGES_MAX ||
        xap_stemmer_open(&stemmer, name, NULL) != SLV_OK)
        return VOCABULARY_NO_LANGUAGE;
    language = &vocabulary->languages[vocabulary->language_count];
    *language = (struct language){.stemmer = stemmer,
                                  .words = strmap_new(),
                                  .is_latin = is_latin,
                                  .is_english = strcmp(name, english) == 0};
    /* what English has of accents is borrowed and means nothing to its rules */
    if (!language->is_english)
        language->written = strmap_new();
    if (strcmp(name, "arabic") == 0)
        language->article = str_from(arabic_article);
    *known = (void *) (uintptr_t) vocabulary->language_count;
    return vocabulary->language_count++;
}

static unsigned number_of(struct vocabulary *vocabulary, struct str tag)
{
    const struct language_info *info = language_find(tag);

    if (!info || (info->is_latin && info->stemmer[0] == '\0'))
        return VOCABULARY_NO_LANGUAGE;
    if (!info->is_latin)
        vocabulary->english = find_stemmer(vocabulary, english, true);
    if (info->stemmer[0] == '\0')
        return vocabulary->english;
    return find_stemmer(vocabulary, info->stemmer, info->is_latin);
}

unsigned vocabulary_language(struct vocabulary *vocabulary, struct str tag)
{
    struct str last = {vocabulary->last_tag, vocabulary->last_tag_len};

    if (tag.len == 0 || tag.len > sizeof vocabulary->last_tag)
        return number_of(vocabulary, tag);
    if (!str_equal(tag, last)) {
        memcpy(vocabulary->last_tag, tag.ptr, tag.len);
        vocabulary->last_tag_len = tag.len;
        vocabulary->last_language = number_of(vocabulary, tag);
    }
    return vocabulary->last_language;
}

struct vocabulary_term *vocabulary_exact(struct vocabulary *vocabulary,
                                         char prefix, struct str name)
{
    char prefixed[XAP_TERM_MAX];
    struct str key = name;
    struct str stored;
    struct vocabulary_term *term;
    void **slot;

    if (prefix) {
        SLV_ASSERT(name.len < sizeof prefixed);
        prefixed[0] = prefix;
        memcpy(prefixed + 1, name.ptr, name.len);
        key = (struct str){prefixed, name.len + 1};
    }
    slot = strmap_slot(vocabulary->terms, key, &stored);
    if (*slot)
        return *slot;
    term = arena_calloc(vocabulary->arena, 1, sizeof *term);
    term->name = stored;
    *slot = term;
    return term;
}

/* "can't" is "cannot": no stemmer knows it, and half of all descriptions of a
 * problem say the one, half the other. */
static struct str without_contraction(const struct language *rules,
                                      struct str folded)
{
    return rules->is_english && str_equal(folded, STR("cant")) ? STR("cannot")
                                                               : folded;
}

struct vocabulary_term *vocabulary_word(struct vocabulary *vocabulary,
                                        unsigned language, struct str folded)
{
    const struct language *rules = &vocabulary->languages[language];
    struct vocabulary_term *term;

    if (!rules->is_latin && is_ascii(folded))
        rules = &vocabulary->languages[vocabulary->english];
    term = strmap_get(rules->words, folded);
    if (!term) {
        struct str plain = without_contraction(rules, folded);
        struct str stem =
            rules->stemmer ? xap_stem(rules->stemmer, plain) : plain;

        term = vocabulary_exact(vocabulary, 0, stem);
        *strmap_slot(rules->words, folded, NULL) = term;
    }
    return term;
}

bool vocabulary_knows_accents(const struct vocabulary *vocabulary,
                              unsigned language)
{
    return vocabulary->languages[language].written != NULL;
}

struct vocabulary_term *vocabulary_written(struct vocabulary *vocabulary,
                                           unsigned language,
                                           struct str written)
{
    const struct language *rules = &vocabulary->languages[language];
    struct vocabulary_term *term;
    struct strbuf folded;
    struct str stem;

    SLV_ASSERT(rules->written);
    term = strmap_get(rules->written, written);
    if (term)
        return term;
    stem = xap_stem(rules->stemmer, written);
    strbuf_init(&folded, STEM_FOLDED_MAX);
    for (size_t at = 0; at < stem.len && folded.len < XAP_TERM_MAX / 2;) {
        uint32_t code;

        at += utf8_decode(stem, at, &code);
        utf8_fold(code, &folded);
    }
    if (folded.len > 0) {
        term = vocabulary_exact(vocabulary, 0, strbuf_str(&folded));
        *strmap_slot(rules->written, written, NULL) = term;
    }
    strbuf_release(&folded);
    return term;
}

struct vocabulary_term *vocabulary_definite(struct vocabulary *vocabulary,
                                            unsigned language,
                                            struct str folded)
{
    const struct language *rules = &vocabulary->languages[language];
    char bytes[2 * XAP_TERM_MAX];
    struct str word = {bytes, rules->article.len + folded.len};

    if (rules->article.len == 0 || folded.len < DEFINITE_MIN ||
        word.len > sizeof bytes || str_has_prefix(folded, rules->article) ||
        is_ascii(folded))
        return NULL;
    memcpy(bytes, rules->article.ptr, rules->article.len);
    memcpy(bytes + rules->article.len, folded.ptr, folded.len);
    return vocabulary_written(vocabulary, language, word);
}

void vocabulary_trim(struct vocabulary *vocabulary)
{
    size_t count = strmap_count(vocabulary->terms);

    for (unsigned i = 0; i < vocabulary->language_count; i++) {
        count += strmap_count(vocabulary->languages[i].words);
        if (vocabulary->languages[i].written)
            count += strmap_count(vocabulary->languages[i].written);
    }
    if (count < WORDS_MAX)
        return;
    for (unsigned i = 0; i < vocabulary->language_count; i++) {
        strmap_clear(vocabulary->languages[i].words);
        if (vocabulary->languages[i].written)
            strmap_clear(vocabulary->languages[i].written);
    }
    strmap_clear(vocabulary->terms);
    arena_reset(vocabulary->arena);
}
