/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What most articles say, so that each need not hold it: common words and
 * phrases of instructions and descriptions of problems, which every body is
 * packed and unpacked with. A change of it is a new SCHEMA_VERSION.
 */
#ifndef SEARCH_BODY_DICTIONARY_H
#define SEARCH_BODY_DICTIONARY_H

#include "solvent/str.h"

extern const struct str body_dictionary;

#endif
