/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A rough article from a case: the problem in the customer's words, where it
 * happens, the steps that agents told. Pure: the case goes in, Markdown comes
 * out. What may tell who the customer is - names, addresses, hosts, numbers - is
 * marked as "[remove: ...]" for whoever edits the draft; nothing is taken away,
 * and a mark too many costs less than one too few.
 */
#ifndef CORE_CASES_DRAFT_H
#define CORE_CASES_DRAFT_H

#include "solvent/str.h"
#include "store/case_store.h"

struct arena;
struct personal_names;
struct strbuf;

enum {
    DRAFT_BYTES_MAX = 512 * 1024, /* texts that do not fit are left out */
    DRAFT_ID_WORDS_BYTES = 60
};

struct draft_source {
    const struct case_record *record;
    const struct case_customer *customer; /* may be NULL */
    const struct case_contact *contact;   /* may be NULL */
    const struct personal_names *others;  /* more to mark; may be NULL */
    struct str id;                        /* of the article */
    struct str owner;                     /* who closes the case */
};

/* "printer-is-silent-1001": words of the subject and the number of the case, of
 * letters, digits and "-" alone, at most BOUND_ARTICLE_ID_BYTES. The words of
 * marked names are left out. */
struct str draft_id(const struct draft_source *source, struct arena *arena);

/* The file: front matter (state draft, access internal) and Markdown. */
struct str draft_markdown(const struct draft_source *source,
                          struct arena *arena);

/* `text` with the marks. */
struct str draft_mark(const struct draft_source *source, struct str text,
                      struct arena *arena);

/* `text` as one line of Markdown with the marks: nothing else in it is more
 * than its signs. */
struct str draft_mark_line(const struct draft_source *source, struct str text,
                           struct arena *arena);
/* The same of a text that tells nobody's name, without marks. */
void draft_add_line(struct strbuf *out, struct str text);

#endif
