/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files check_*.c share. Private to them.
 */
#ifndef ARTICLE_CHECK_PARTS_H
#define ARTICLE_CHECK_PARTS_H

#include "core/article/article_check.h"
#include "text/markdown_prose.h"

/* Where check_line() was asked last: findings come in order, and a line is
 * counted on from there. */
struct line_place {
    const struct prose_block *block;
    size_t at;
    int lines; /* of the block, before `at` */
};

struct checking {
    const struct article_draft *draft;
    const struct slv_article *article;
    const struct check_settings *settings;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct prose prose;
    bool holds[CHECK_RULE_COUNT];
    bool is_for_customers;
    struct line_place *place;
};

/* Say it, unless the rule is off. `line` is of the file. */
__attribute__((format(printf, 4, 5))) void check_say(struct checking *checking,
                                                     enum check_rule rule,
                                                     int line,
                                                     const char *format, ...);
/* The line of the file that byte `at` of `block` stands on. */
int check_line(const struct checking *checking, const struct prose_block *block,
               size_t at);
/* The line of the file for a line of the clean text. */
int check_file_line(const struct checking *checking, int clean_line);

/* --- check_sentences.c: sentences and plain words of a block --- */

struct check_span {
    size_t begin;
    size_t end;
};

/* Cut the next sentence off `text` from *at on; false at its end. Abbreviations
 * and numbers do not end one. */
bool check_next_sentence(struct str text, size_t *at, struct check_span *out);
/* The next word: letters, digits, apostrophes and inner hyphens. A gap is a
 * word of its own with is_gap. False at `end`. */
bool check_next_word(struct str text, size_t end, size_t *at,
                     struct check_span *out, bool *is_gap);
/* Lower case ASCII of the word into `out`; false when it is longer. */
bool check_lower(struct str text, struct check_span word, char *out,
                 size_t size);
/* Is `word` among the `count` sorted `words`? */
bool check_is_among(const char *word, const char *const *words, size_t count);
/* Does the text begin, at `at`, with what asks the reader to do something? */
bool check_is_imperative(const char *word);

/* --- check_examples.c: what stands around an address of a line --- */

/* Is what begins at `begin` called an example? */
bool check_is_called_example(struct str line, size_t begin);
/* Is it the name of a message, which looks like an address? */
bool check_is_message_id(struct str line, size_t begin);
/* Does a local part name a machine or an office, and nobody? */
bool check_is_machine_name(struct str local);
/* Are four numbers a version? */
bool check_is_version(struct str line, size_t begin);
/* Does it stand in a range or list without blanks? */
bool check_is_in_list(struct str line, size_t begin, size_t end);
/* Is it one of the addresses that manuals take: 10.0.0.x, 10.10.10.x, the first
 * of 192.168.0 and 192.168.1? */
bool check_is_textbook(const unsigned octets[4]);

void check_sentences(struct checking *checking);
void check_structure(struct checking *checking);
void check_steps(struct checking *checking);
void check_spelling(struct checking *checking);
void check_phrases(struct checking *checking);
void check_grammar(struct checking *checking);
void check_personal(struct checking *checking);
void check_titles(struct checking *checking);

#endif
