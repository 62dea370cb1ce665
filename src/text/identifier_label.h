/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values that are told by what stands before them: "event ID 4625", "exit
 * code: 137", "SQLSTATE[23505]", "KB 5034441", by what stands behind them
 * ("8472/udp"), and the extended codes of mail servers ("550 5.7.1").
 */
#ifndef TEXT_IDENTIFIER_LABEL_H
#define TEXT_IDENTIFIER_LABEL_H

#include "solvent/str.h"
#include "text/identifier.h"

#include <stdbool.h>
#include <stddef.h>

struct labelled {
    enum identifier_kind kind;
    const char *label; /* its short name; "" when there is none */
    size_t label_end;  /* of the words of the label */
    size_t value_begin;
    size_t value_end;
    size_t end; /* of all */
};

/* Does a label with its value, or a value that needs none, begin with the word
 * at `begin`, which ends at `word_end` and has `features`? */
bool labelled_at(struct str text, size_t begin, size_t word_end,
                 unsigned features, struct labelled *out);

/* The short name of the label, and its kind, that stands before the number at
 * `value` of `text`, whether that is one of its values or not; empty when there
 * is none. */
struct str label_before(struct str text, size_t value,
                        enum identifier_kind *kind);

#endif
