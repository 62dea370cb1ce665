/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What pieces look like (lengths, digits, values) and what stands around them:
 * questions that recognising an identifier and cutting it into parts both ask.
 */
#ifndef TEXT_IDENTIFIER_SHAPE_H
#define TEXT_IDENTIFIER_SHAPE_H

#include "solvent/str.h"
#include "text/identifier_pieces.h"

#include <stdbool.h>
#include <stddef.h>

enum { SHAPE_GUID_PIECES = 5 };

bool shape_has_sign(struct str text, size_t at, char c);
/* The character `back` bytes before `at`; NUL when there is none. */
char shape_before(struct str text, size_t at, size_t back);
bool shape_is_registry_root(struct str text, size_t begin);
/* Length of what an editor of the registry writes before its root,
 * "Computer\", in the language of the reader; 0 when there is no such thing. */
size_t shape_before_root(struct str text, size_t begin, size_t word_end);
/* How the pieces of an identifier are joined that begins with the word from
 * `begin` to `end`. */
enum joining shape_joining(struct str text, size_t begin, size_t end,
                           unsigned features);

bool shape_is_guid(const struct pieces *pieces);
/* Is there one among others, from piece `first` on? */
bool shape_is_guid_at(const struct pieces *pieces, size_t first);
bool shape_is_mac(const struct pieces *pieces);
/* Four numbers, whatever follows. */
bool shape_is_ipv4(const struct pieces *pieces);
bool shape_is_ipv6(const struct pieces *pieces);
bool shape_is_date(const struct pieces *pieces);
bool shape_is_version(const struct pieces *pieces);
bool shape_begins_with_digit(const struct pieces *pieces, size_t i);
/* The piece that the version of a package begins with; 0 when it has none. */
size_t shape_package_version(const struct pieces *pieces);
/* Letters, then digits, and nothing else: how many letters; else 0. */
size_t shape_letters(struct str word);

#endif
