/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Link-grammar: one dictionary for all threads, options of its own for each
 * sentence. A sentence is sound when it has a parse that leaves no word out.
 * Kinds of words are remembered, since articles repeat their words.
 */
#include "base/grammar.h"

#include "base/alloc.h"
#include "base/str.h"
#include "base/strmap.h"

#include <link-grammar/dict-api.h>
#include <link-grammar/link-includes.h>
#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { REMEMBERED_MAX = 100 * 1000 };

/* What separates a word of the dictionary from its kind. */
enum { KIND_MARK = '\3' };

struct grammar {
    Dictionary dictionary;
    struct strmap *kinds; /* word to its kinds and 256 */
    pthread_mutex_t mutex;
};

/* What it has to say of a sentence it says by its result. */
static void be_silent(lg_errinfo *info, void *context)
{
    (void) info;
    (void) context;
}

/* Opening a dictionary sets the locale of the process where that has none;
 * it is put back, for sentences are ASCII and need none. */
struct grammar *grammar_open(struct str language)
{
    struct grammar *grammar;
    Dictionary dictionary;
    char *locale;

    if (!str_equal(language, STR("en")))
        return NULL;
    locale = strdup(setlocale(LC_CTYPE, NULL));
    lg_error_set_handler(be_silent, NULL);
    dictionary = dictionary_create_lang("en");
    if (locale)
        setlocale(LC_CTYPE, locale);
    free(locale);
    if (!dictionary)
        return NULL;
    grammar = alloc_zeroed(1, sizeof *grammar);
    grammar->dictionary = dictionary;
    grammar->kinds = strmap_new();
    pthread_mutex_init(&grammar->mutex, NULL);
    return grammar;
}

void grammar_close(struct grammar *grammar)
{
    if (!grammar)
        return;
    dictionary_delete(grammar->dictionary);
    strmap_free(grammar->kinds);
    pthread_mutex_destroy(&grammar->mutex);
    free(grammar);
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < ' ' || text.ptr[i] > '~')
            return false;
    return text.len > 0;
}

static Parse_Options make_options(void)
{
    Parse_Options options = parse_options_create();

    parse_options_set_verbosity(options, 0);
    parse_options_set_spell_guess(options, 0);
    parse_options_set_linkage_limit(options, GRAMMAR_LINKAGES_MAX);
    parse_options_set_min_null_count(options, 0);
    parse_options_set_max_null_count(options, 0);
    parse_options_set_max_parse_time(options, GRAMMAR_SECONDS_MAX);
    return options;
}

static enum grammar_verdict judge(Sentence sentence, Parse_Options options)
{
    int found;

    if (sentence_split(sentence, options) < 0)
        return GRAMMAR_UNDECIDED;
    found = sentence_parse(sentence, options);
    if (found < 0 || parse_options_resources_exhausted(options))
        return GRAMMAR_UNDECIDED;
    if (sentence_num_valid_linkages(sentence) > 0)
        return GRAMMAR_SOUND;
    /* of many only some were looked at */
    return found >= GRAMMAR_LINKAGES_MAX ? GRAMMAR_UNDECIDED : GRAMMAR_UNSOUND;
}

enum grammar_verdict grammar_judge(struct grammar *grammar, struct str sentence)
{
    char text[GRAMMAR_SENTENCE_BYTES_MAX + 1];
    enum grammar_verdict verdict;
    Parse_Options options;
    Sentence parsed;

    if (sentence.len > GRAMMAR_SENTENCE_BYTES_MAX || !is_plain(sentence))
        return GRAMMAR_UNDECIDED;
    memcpy(text, sentence.ptr, sentence.len);
    text[sentence.len] = '\0';
    lg_error_set_handler(be_silent, NULL); /* it is the thread's own */
    options = make_options();
    parsed = sentence_create(text, grammar->dictionary);
    verdict = parsed ? judge(parsed, options) : GRAMMAR_UNDECIDED;
    if (parsed)
        sentence_delete(parsed);
    parse_options_delete(options);
    return verdict;
}

/* --- kinds of word --- */

/* The dictionary has "update.n", "update.v" and "sent.v-d"; of other marks
 * only these say what is asked for. */
static unsigned kind_of(const char *mark)
{
    static const struct {
        const char *mark;
        unsigned kind;
    } marks[] = {
        {"n", GRAMMAR_NOUN},      {"n-u", GRAMMAR_NOUN},
        {"s", GRAMMAR_NOUN},      {"v", GRAMMAR_VERB},
        {"v-d", GRAMMAR_PAST},    {"p", GRAMMAR_NOUN},
        {"g", GRAMMAR_VERB},      {"a-c", GRAMMAR_ADJECTIVE},
        {"a", GRAMMAR_ADJECTIVE}, {"e", GRAMMAR_ADVERB},
    };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcmp(mark, marks[i].mark) == 0)
            return marks[i].kind;
    return 0;
}

static unsigned look_up(struct grammar *grammar, const char *word)
{
    Dict_node *all = dictionary_lookup_list(grammar->dictionary, word);
    unsigned kinds = 0;

    for (const Dict_node *node = all; node; node = node->right) {
        const char *mark = strrchr(node->string, KIND_MARK);

        if (mark)
            kinds |= kind_of(mark + 1);
    }
    free_lookup_list(grammar->dictionary, all);
    return kinds;
}

unsigned grammar_kinds(struct grammar *grammar, struct str word)
{
    char text[GRAMMAR_WORD_BYTES_MAX + 1];
    unsigned kinds;
    void **slot;

    if (word.len == 0 || word.len > GRAMMAR_WORD_BYTES_MAX)
        return 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
            return 0;
    memcpy(text, word.ptr, word.len);
    text[word.len] = '\0';
    pthread_mutex_lock(&grammar->mutex);
    if (strmap_count(grammar->kinds) >= REMEMBERED_MAX)
        strmap_clear(grammar->kinds);
    slot = strmap_slot(grammar->kinds, word, NULL);
    if (!*slot)
        *slot = (void *) (uintptr_t) (look_up(grammar, text) | 256);
    kinds = (unsigned) (uintptr_t) *slot & 255;
    pthread_mutex_unlock(&grammar->mutex);
    return kinds;
}
