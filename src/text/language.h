/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Language tags (BCP 47): one way of writing each, names, direction, and what
 * a reader's wishes mean. Knows no article and no stemmer but by name.
 *
 * No I/O, no state; every function may be called from any thread.
 */
#ifndef TEXT_LANGUAGE_H
#define TEXT_LANGUAGE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
    LANGUAGE_TAG_MAX = 35, /* bytes; a longer tag is none */
    LANGUAGE_WISHES_MAX = 16
};

/* A row of languages.def. Borrowed, never NULL. */
struct language_info {
    const char *tag;
    const char *codes;
    const char *name;     /* in English */
    const char *own_name; /* in the language itself */
    const char *stemmer;  /* empty: none */
    bool is_latin;        /* is it written in Latin letters? */
    bool is_rtl;
};
extern const struct language_info language_table[];
extern const size_t language_count;
/* Row of the language of `tag`, whatever its script and region; NULL when it
 * is not known by name. */
const struct language_info *language_find(struct str tag);

/* `value` as a tag in its usual form: "de", "pt-BR", "zh-Hans". Takes tags of
 * the languages of the table in any case and with "_", codes of three letters,
 * and names in English or in the language itself ("German", "Deutsch"). False
 * when it is none of these; then *out is empty. */
bool language_normalize(struct str value, struct arena *arena, struct str *out);
/* Is `name` a tag of a known language in its usual form or in lower case: what
 * a folder of articles may be called. */
bool language_is_folder(struct str name);
/* "de" of "de-AT", in lower case: what a language is known by. */
struct str language_primary(struct str tag, char out[LANGUAGE_TAG_MAX]);

/* Is text in this language written from right to left? By the script of the
 * tag, else the language's own. */
bool language_is_rtl(struct str tag);
/* "German", "Portuguese (BR)"; the tag itself when it is not known by name.
 * In `arena`. */
struct str language_name(struct str tag, struct arena *arena);

/* The languages of an Accept-Language header that are wanted (q above 0), most
 * wanted first, as primary tags in lower case, each once; "*" is left out. At
 * most LANGUAGE_WISHES_MAX. In `arena`. */
struct str_list language_wishes(struct str header, struct arena *arena);

#endif
