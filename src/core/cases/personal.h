/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What in a text may tell who a customer is: names, mail addresses, web
 * addresses, hosts, addresses of machines, long numbers, names of users in
 * paths. Found by shape: one too many costs less than one too few. Pure.
 */
#ifndef CORE_CASES_PERSONAL_H
#define CORE_CASES_PERSONAL_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

enum { PERSONAL_NAMES_MAX = 64 };

/* Names to look for; borrowed texts. More than fit are left out. */
struct personal_names {
    struct str items[PERSONAL_NAMES_MAX];
    size_t count;
    struct str
        product; /* whose words are no names of people (draft_people.h) */
};

void personal_add_name(struct personal_names *names, struct str name);
/* A person's name as a whole and in its parts. */
void personal_add_person(struct personal_names *names, struct str name);

/* The length of what begins at this byte of the text, 0 for nothing. Call it
 * where a word may begin. `names` may be NULL. */
size_t personal_at(const struct personal_names *names, struct str text,
                   size_t at);
/* The same of mail addresses alone. */
size_t personal_mail_at(struct str text, size_t at);
/* Of a word, as far as this is concerned. */
bool personal_is_word_byte(char c);

#endif
