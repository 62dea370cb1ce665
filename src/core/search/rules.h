/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules of search that writers keep beside their articles, in the file
 * RULES_FILE_NAME at the top of an article folder (docs/rules.md): synonyms,
 * stop words, pinned articles, aliases of ids. Text to plain data and back.
 *
 * Reading never fails: a line that is odd is a diagnostic and is passed over,
 * the others hold. What is read is lists of text; how words are stemmed and
 * what a query makes of them is expand.h's. No I/O, no state: any thread.
 */
#ifndef SEARCH_RULES_H
#define SEARCH_RULES_H

#include "core/article/diagnostics.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct strbuf;

#define RULES_FILE_NAME "search.rules"

enum {
    RULES_FILE_BYTES_MAX = 1024 * 1024, /* of a file; who reads it checks */
    RULES_MAX = 10000,          /* of all files together; later ones go */
    RULES_PHRASE_WORDS_MAX = 8, /* twice as many characters in scripts that
                                   have no spaces */
    RULES_PHRASE_BYTES_MAX = 500,
    RULES_LIST_MAX = 32,  /* phrases or words in one line */
    RULES_PINNED_MAX = 10 /* articles of one pin */
};

/* Where a rule stands, for what is found out about it later. */
struct rules_place {
    size_t source;
    int line;
};

/* Phrases that mean the same; or with `right`, what is searched as well for
 * those who type one of `left`. No phrase stands twice in one rule. */
struct rules_synonym {
    struct rules_place place;
    struct str_list left;
    struct str_list right; /* empty: two-way */
};

/* A phrase without built-in synonyms (synonyms.def). */
struct rules_lone_phrase {
    struct rules_place place;
    struct str phrase;
    struct str key; /* rules_phrase_key() */
};

struct rules_stop_word {
    struct rules_place place;
    struct str folded;
    bool is_kept; /* no stop word, whatever the built-in lists say */
};

/* Articles that come first for each of `queries`. */
struct rules_pin {
    struct rules_place place;
    struct str_list queries;
    struct str_list ids; /* each once */
};

/* Who asks for the article `former` gets `id`. Chains are followed: `id` is
 * the end of one. */
struct rules_alias {
    struct rules_place place;
    struct str former;
    struct str id;
};

struct search_rules {
    struct rules_synonym *synonyms;
    size_t synonym_count;
    struct rules_lone_phrase *lone_phrases; /* in the order of the files */
    size_t lone_phrase_count;
    struct rules_stop_word *stop_words; /* by their bytes, each once */
    size_t stop_word_count;
    struct rules_pin *pins;
    size_t pin_count;
    struct rules_alias *aliases; /* by the bytes of `former`, each once */
    size_t alias_count;
};

struct rules_source {
    struct str name; /* as diagnostics call the file */
    struct str text;
};

/* Read `sources`, which hold as one, into `arena`. What cannot be used goes to
 * `diagnostics` (may be NULL) under the name of its source. */
void rules_read(const struct rules_source *sources, size_t count,
                struct arena *arena, struct search_rules *out,
                struct diagnostics *diagnostics);

/* The synonyms that are built in (synonyms.def), as rules. */
void rules_read_built_in(struct arena *arena, struct search_rules *out);

enum rules_article {
    RULES_ARTICLE_MISSING = 0,
    RULES_ARTICLE_SECRET, /* there, but not everybody may read it */
    RULES_ARTICLE_PUBLIC
};
typedef enum rules_article rules_find_fn(void *context, struct str id);

/* Say what can be used and is odd all the same: what is said twice, goes round
 * in a circle or has no effect, and articles that are not there (unless `find`
 * is NULL). `sources` are those that were read. */
void rules_check(const struct search_rules *rules,
                 const struct rules_source *sources, rules_find_fn *find,
                 void *context, struct diagnostics *diagnostics);

/* The rules as one text, without comments, for the index; nothing when there
 * are none. Reading it gives the same rules. */
void rules_write(const struct search_rules *rules, struct strbuf *out);
/* Most that rules_write() makes, for strbuf_init(). */
enum { RULES_TEXT_MAX = 64 * 1024 * 1024 };

/* What the rules say of a folded word; NULL when they say nothing. */
const struct rules_stop_word *
rules_find_stop_word(const struct search_rules *rules, struct str folded);
/* How `place` is called where `here` is spoken of: "line 3", or with the file
 * when it is another. */
struct str rules_place_text(const struct rules_source *sources,
                            const struct rules_place *place,
                            const struct rules_place *here,
                            struct arena *arena);
/* Is it a phrase, by its key, that has no built-in synonyms? */
bool rules_is_lone_phrase(const struct search_rules *rules, struct str key);
/* The id that `former` is an alias of; empty when it is none. */
struct str rules_find_alias(const struct search_rules *rules,
                            struct str former);

/* The words of `phrase` as they are compared, a space between them, in
 * `arena`. *half_words is their number twice over, a character of a script
 * without spaces counting once. */
struct str rules_phrase_key(struct str phrase, struct arena *arena,
                            size_t *half_words);

#endif
