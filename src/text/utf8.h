/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UTF-8: decoding, repair, and the folding that makes words comparable.
 * No I/O, no state; every function may be called from any thread.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;

enum { UTF8_MAX = 4, UTF8_REPLACEMENT = 0xFFFD };

/* Decode the character at s[at] (at < s.len) into *code and return its length
 * in bytes. An invalid byte gives UTF8_REPLACEMENT and length 1. */
size_t utf8_decode(struct str s, size_t at, uint32_t *code);
/* Encode `code`; returns the number of bytes written (1 to 4). */
size_t utf8_encode(uint32_t code, char out[UTF8_MAX]);
/* True when all of `s` is valid UTF-8 (no surrogates, no overlong forms). */
bool utf8_is_valid(struct str s);
/* `s` itself when it is valid and without NUL bytes, else a copy in `arena`
 * with each invalid byte and each NUL replaced by U+FFFD. *bad_line (may be
 * NULL) is the 1-based line of the first such byte, 0 when there is none. */
struct str utf8_repair(struct str s, struct arena *arena, int *bad_line);
/* The longest prefix of `s` of at most `max` bytes that ends between two
 * characters. */
struct str utf8_prefix(struct str s, size_t max);
/* Offset `at`, or the nearest character start before it. */
size_t utf8_floor(struct str s, size_t at);

/* Is `code` part of a word: a letter, a mark, a digit, in any script. */
bool utf8_is_word(uint32_t code);
/* Is `code` a digit of a script whose digits utf8_fold() makes ours. */
bool utf8_is_digit(uint32_t code);
/* Lower case of one character, by the simple one-to-one mapping. */
uint32_t utf8_lower(uint32_t code);
/* Append `code` in lower case; a mark of its own is put together with the
 * letter that `out` ends with, so that both ways of writing give one. */
void utf8_add_lower(uint32_t code, struct strbuf *out);
/* Append the folded form of one character: lower case, accents removed, width
 * folded (NFKD without accents), so that "Problème", "probleme" and "PROBLEME"
 * are one word. German sharp s becomes ss; letters with a stroke and ligatures
 * (o, l, d, ae, oe) the plain ones, digits of other scripts ours. Marks that
 * make another word (vowel signs of Indic scripts, Japanese voicing, Thai tones,
 * the breve of Russian short i, also when `out` ends with its i) stay. A
 * character that is only a mark or invisible may append nothing. ASCII is the fast path. At
 * most 18 code points are appended. */
void utf8_fold(uint32_t code, struct strbuf *out);

#endif
