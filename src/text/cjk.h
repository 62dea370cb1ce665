/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Scripts that are written without spaces between words: Chinese, Japanese and
 * Korean, and Thai, Lao, Khmer and Burmese. Nothing here knows where a word
 * ends; a run of such characters is cut into overlapping pairs ("grams")
 * instead, for articles and queries alike, so that any part of a run of two
 * characters or more is found as a sequence of pairs. Korean has spaces, but
 * endings grow onto its words: pairs find the word in front of them.
 *
 * A character is what a reader takes for one: a letter with the marks that
 * belong to it (voicing marks, vowel signs, tones, the parts of a Korean
 * syllable), however it is encoded.
 *
 * No I/O, no state; every function may be called from any thread.
 */
#ifndef TEXT_CJK_H
#define TEXT_CJK_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is `code` a letter (or mark) of one of these scripts? Digits, punctuation
 * and full-width Latin letters are not. */
bool cjk_is(uint32_t code);
/* Is there such a letter at byte `at`? False at the end of the text. */
bool cjk_at(struct str text, size_t at);
/* End of the character at `at`, where cjk_at() is true. */
size_t cjk_char_end(struct str text, size_t at);
/* End of the run of such characters at `at`; `at` when there is none. */
size_t cjk_run_end(struct str text, size_t at);

/* The form of `raw` (a gram, or any part of a run) that is compared: width and
 * compatibility forms folded, Japanese voicing marks and the parts of Korean
 * syllables put together. Returns its length, at most `max`, cut between code
 * points. */
size_t cjk_fold(struct str raw, char *out, size_t max);

/* Is the folded gram `folded` of Hiragana alone? Such pairs are nearly always
 * grammar (endings, particles), and tell little. */
bool cjk_is_grammar(struct str folded);

#endif
