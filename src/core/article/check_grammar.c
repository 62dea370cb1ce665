/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Grammar by repair: a sentence is told when it cannot be English as it stands
 * and can be with one word exchanged. The parser alone is no judge, since it
 * refuses one in four correct sentences about computers; that one small repair
 * mends such a sentence is rare.
 */
#include "core/article/check_grammar.h"

#include "base/check.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* What one article may cost; no real one comes near it. */
enum { PARSES_PER_ARTICLE_MAX = 300 };

struct judging {
    struct checking *checking;
    const struct prose_block *block;
    size_t parses_left;
};

static enum grammar_verdict judge(struct judging *judging,
                                  const struct grammar_sentence *sentence,
                                  const struct grammar_repair *repair)
{
    char text[GRAMMAR_SENTENCE_BYTES_MAX + 1];
    size_t len = grammar_sentence_write(sentence, repair, text, sizeof text);

    if (len == 0 || judging->parses_left == 0)
        return GRAMMAR_UNDECIDED;
    judging->parses_left--;
    return grammar_judge(judging->checking->settings->grammar,
                         (struct str){text, len});
}

/* Do the words of the sentence from the one at `first` on read like that, and
 * is the word at `word` one of them? */
static bool reads_like(const struct grammar_sentence *sentence, size_t first,
                       size_t word, struct str phrase)
{
    size_t at = first;

    for (; phrase.len > 0 && at < sentence->count; at++)
        if (!str_equal(str_take_until(&phrase, ' '),
                       str_from(sentence->words[at].lower)))
            return false;
    return phrase.len == 0 && word < at;
}

/* Is the word in a phrase that the table of mistakes (check_phrases.c) has told
 * of in that line? */
static bool was_said(const struct checking *checking, int line,
                     const struct grammar_sentence *sentence, size_t word)
{
    const struct diagnostics *list = checking->diagnostics;

    for (size_t i = 0; i < list->count; i++) {
        const struct slv_diagnostic *item = &list->items[i];
        struct str phrase = str_from_offset(item->message, 1);

        if (item->line != line || item->message.ptr[0] != '"' ||
            strcmp(item->rule, check_rule_row(CHECK_GRAMMAR)->name) != 0)
            continue;
        phrase = str_take_until(&phrase, '"');
        for (size_t first = 0; first <= word; first++)
            if (reads_like(sentence, first, word, phrase))
                return true;
    }
    return false;
}

/* With a word of what stands around it, so that somebody finds the place. */
static void say(struct judging *judging,
                const struct grammar_sentence *sentence,
                const struct grammar_repair *repair)
{
    const struct grammar_word *word = &sentence->words[repair->word];
    int line = check_line(judging->checking, judging->block, word->at);
    bool has_former = repair->word > 0;
    size_t next = repair->word + 1;
    const char *former =
        has_former ? sentence->words[repair->word - 1].text : "";
    const char *after =
        next < sentence->count && !has_former ? sentence->words[next].text : "";

    if (was_said(judging->checking, line, sentence, repair->word))
        return;
    check_say(judging->checking, CHECK_GRAMMAR_SENTENCE, line,
              "\"%s%s%s%s%s\": is \"%s\" meant?", former, has_former ? " " : "",
              word->text, *after ? " " : "", after, repair->text);
}

/* What is sure is told of a sentence that the parser takes too; the repair must
 * make sense in every case. */
static void check_sentence(struct judging *judging, struct check_span span)
{
    struct grammar_sentence sentence;
    struct grammar_repairs repairs;
    bool is_sound;

    if (!grammar_sentence_read(judging->block->text, span, &sentence))
        return;
    grammar_repairs_find(&sentence, judging->checking->settings->grammar,
                         &repairs);
    if (repairs.count == 0)
        return;
    is_sound = judge(judging, &sentence, NULL) != GRAMMAR_UNSOUND;
    for (size_t i = 0; i < repairs.count; i++) {
        const struct grammar_repair *repair = &repairs.items[i];

        if ((!is_sound || repair->is_sure) &&
            judge(judging, &sentence, repair) == GRAMMAR_SOUND) {
            say(judging, &sentence, repair);
            return;
        }
    }
}

void check_grammar(struct checking *checking)
{
    struct judging judging = {checking, NULL, PARSES_PER_ARTICLE_MAX};

    if (!checking->holds[CHECK_GRAMMAR_SENTENCE] ||
        !checking->settings->grammar)
        return;
    for (size_t i = 0; i < checking->prose.count; i++) {
        struct check_span span;
        size_t at = 0;

        judging.block = &checking->prose.blocks[i];
        if (judging.block->kind != PROSE_PARAGRAPH)
            continue;
        while (check_next_sentence(judging.block->text, &at, &span))
            check_sentence(&judging, span);
    }
}
