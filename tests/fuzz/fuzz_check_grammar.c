/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a block of an article, cut into sentences and those into plain
 * words: what a parser gets is printable and short, every word stands in its
 * sentence, and every repair is of one of its words.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/grammar.h"
#include "base/str.h"
#include "core/article/check_grammar.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_plain(const char *text, size_t len)
{
    SLV_ASSERT(len == strlen(text) && len <= GRAMMAR_SENTENCE_BYTES_MAX);
    for (size_t i = 0; i < len; i++)
        SLV_ASSERT(text[i] >= ' ' && text[i] <= '~');
}

static void check_sentence(struct str text, struct check_span span,
                           struct grammar *grammar)
{
    struct grammar_sentence sentence;
    struct grammar_repairs repairs;
    char plain[GRAMMAR_SENTENCE_BYTES_MAX + 1];
    size_t len;

    if (!grammar_sentence_read(text, span, &sentence))
        return;
    SLV_ASSERT(sentence.count >= GRAMMAR_WORDS_MIN &&
               sentence.count <= GRAMMAR_WORDS_MAX);
    for (size_t i = 0; i < sentence.count; i++)
        SLV_ASSERT(sentence.words[i].at >= span.begin &&
                   sentence.words[i].at < span.end &&
                   sentence.words[i].text[0]);
    len = grammar_sentence_write(&sentence, NULL, plain, sizeof plain);
    if (len)
        check_plain(plain, len);
    grammar_repairs_find(&sentence, grammar, &repairs);
    SLV_ASSERT(repairs.count <= GRAMMAR_REPAIRS_MAX);
    for (size_t i = 0; i < repairs.count; i++) {
        SLV_ASSERT(repairs.items[i].word < sentence.count);
        len = grammar_sentence_write(&sentence, &repairs.items[i], plain,
                                     sizeof plain);
        if (len)
            check_plain(plain, len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct grammar *grammar;
    struct arena *arena = arena_new();
    struct str text = arena_str(arena, (struct str){(const char *) data, size});
    struct check_span span;
    size_t at = 0;

    if (!grammar)
        grammar = grammar_open(STR("en"));
    SLV_ASSERT(grammar);
    while (size <= 16 * 1024 && check_next_sentence(text, &at, &span)) {
        SLV_ASSERT(span.begin <= span.end && span.end <= text.len);
        check_sentence(text, span, grammar);
    }
    arena_free(arena);
    return 0;
}
