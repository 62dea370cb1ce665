/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which kinds of identifiers have parts. The parts themselves are given by
 * identifier_parts() (text/identifier.h).
 */
#ifndef TEXT_IDENTIFIER_PARTS_H
#define TEXT_IDENTIFIER_PARTS_H

#include "text/identifier.h"
#include "text/identifier_pieces.h"

#include <stdbool.h>

bool identifier_has_parts(const struct pieces *pieces,
                          enum identifier_kind kind);

#endif
