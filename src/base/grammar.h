/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Can a sentence be English as it stands, and what kinds of word is a word?
 * The only door to link-grammar. It judges one sentence at a time; which
 * sentences are asked about, and what a judgement is worth, is for the caller
 * to decide: of correct sentences about computers it refuses one in four.
 *
 * Threads: one grammar may be used by several at once. grammar_open() itself
 * touches the locale of the process, so it is called before others run.
 */
#ifndef BASE_GRAMMAR_H
#define BASE_GRAMMAR_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct grammar;

enum {
    GRAMMAR_SENTENCE_BYTES_MAX = 300,
    GRAMMAR_WORD_BYTES_MAX = 40,
    GRAMMAR_LINKAGES_MAX = 100, /* looked at, of all that one sentence has */
    GRAMMAR_SECONDS_MAX = 1     /* of one sentence */
};

enum grammar_verdict {
    GRAMMAR_SOUND,    /* every word has its place */
    GRAMMAR_UNSOUND,  /* some word has none */
    GRAMMAR_UNDECIDED /* too long, not ASCII, or it would take too long */
};

/* Kinds of word, as bits: "update" is a noun and a verb. Plurals are nouns,
 * and the forms in -s and -ing of verbs are verbs too; what ends in -ed is
 * GRAMMAR_PAST, which "sent" is as well. */
enum grammar_kind {
    GRAMMAR_NOUN = 1,
    GRAMMAR_VERB = 2,
    GRAMMAR_PAST = 4,
    GRAMMAR_ADJECTIVE = 8,
    GRAMMAR_ADVERB = 16
};

/* The rules of `language` ("en") that the system has; NULL when it has none.
 * Takes about 30 MB and a fifth of a second. grammar_close(), NULL is allowed. */
struct grammar *grammar_open(struct str language);
void grammar_close(struct grammar *grammar);

/* Judge one sentence: words with single blanks between, a mark at its end.
 * Costs a millisecond for ten words, and several for twenty. */
enum grammar_verdict grammar_judge(struct grammar *grammar,
                                   struct str sentence);

/* The kinds of `word`, lower-case letters; 0 when its dictionary lacks it. */
unsigned grammar_kinds(struct grammar *grammar, struct str word);

#endif
