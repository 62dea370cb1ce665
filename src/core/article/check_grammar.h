/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files check_grammar*.c share: a sentence as the parser gets it, the
 * forms of a word, and which one word may be meant for another. Private to
 * them and to their tests.
 */
#ifndef CHECK_GRAMMAR_H
#define CHECK_GRAMMAR_H

#include "base/grammar.h"
#include "core/article/check_parts.h"

enum {
    GRAMMAR_WORDS_MIN = 3,
    GRAMMAR_WORDS_MAX = 25,
    GRAMMAR_REPAIRS_MAX = 8, /* tried of one sentence */
    GRAMMAR_FORM_BYTES = GRAMMAR_WORD_BYTES_MAX + 4
};

struct grammar_word {
    char text[GRAMMAR_WORD_BYTES_MAX + 1];
    /* Lower case; empty for a name, a number, and what stands for code. */
    char lower[GRAMMAR_WORD_BYTES_MAX + 1];
    size_t at;          /* its byte in the block */
    bool is_after_mark; /* a comma or semicolon stands before it */
};

struct grammar_sentence {
    struct grammar_word words[GRAMMAR_WORDS_MAX];
    size_t count;
    char mark; /* at the end */
};

/* One word in the place of another. */
struct grammar_repair {
    size_t word;
    /* The words beside it leave no other reading, so that the sentence is told
     * even when the parser finds one; it must be sound with the repair. */
    bool is_sure;
    char text[GRAMMAR_WORD_BYTES_MAX + 1];
};

struct grammar_repairs {
    struct grammar_repair items[GRAMMAR_REPAIRS_MAX];
    size_t count;
};

/* --- check_grammar_read.c --- */

/* The plain words of a sentence of a block. Code, what stands in bold or in
 * quotes and paths become one name each, and what stands in brackets is left
 * out. False for what no parser can judge: too short or long, menu paths,
 * dashes, letters that are not ASCII. */
bool grammar_sentence_read(struct str text, struct check_span span,
                           struct grammar_sentence *out);

/* The sentence as text, with `repair` (or NULL) in it; its length, below
 * `size`, or 0 when it does not fit. */
size_t grammar_sentence_write(const struct grammar_sentence *sentence,
                              const struct grammar_repair *repair, char *out,
                              size_t size);

/* --- check_grammar_forms.c --- */

enum grammar_form {
    FORM_BASE, /* send, server */
    FORM_S,    /* sends, servers */
    FORM_PAST, /* sent */
    FORM_DONE  /* been sent */
};

/* Write `form` of the word whose base is `base`. */
void grammar_form_write(const char *base, enum grammar_form form, char *out,
                        size_t size);
/* Find the base of a word in `form`, which the dictionary has as one of
 * `kinds`; false when it is in no such form. */
bool grammar_base(struct grammar *grammar, const char *word,
                  enum grammar_form form, unsigned kinds, char *out,
                  size_t size);

/* --- check_grammar_subject.c: words of a sentence, and whose verb is whose --- */

struct grammar_finding {
    const struct grammar_sentence *sentence;
    struct grammar *grammar;
    struct grammar_repairs *out;
};

/* Sets of check_grammar_words.def, as bits. */
enum grammar_set {
    IN_SMALL = 1 << 0,         /* no noun, whatever a dictionary says */
    IN_ARTICLE = 1 << 1,       /* the, your */
    IN_MODAL = 1 << 2,         /* can, will */
    IN_DO = 1 << 3,            /* to, does: a base follows */
    IN_HAVE = 1 << 4,          /* has: what is done follows */
    IN_BE = 1 << 5,            /* is, been */
    IN_RELATIVE = 1 << 6,      /* that, which, who */
    IN_BORDER = 1 << 7,        /* if, because: another clause begins */
    IN_ASKER = 1 << 8,         /* there, how: the subject follows the verb */
    IN_ONE = 1 << 9,           /* everyone */
    IN_MANY = 1 << 10,         /* people */
    IN_BASE_SUBJECT = 1 << 11, /* you, they */
    IN_S_SUBJECT = 1 << 12,    /* it */
    IN_OPENER = 1 << 13,       /* these: a noun follows, and no verb */
    IN_OBJECT = 1 << 14,       /* the, it: after a verb */
    IN_FOLLOWER = 1 << 15,     /* in, from: after a verb, and after nouns */
    IN_ADVERB = 1 << 16,       /* not, already: between two verbs */
    IN_UNCLEAR = 1 << 17,      /* data: one or many */
    IN_ONE_BEFORE = 1 << 18,   /* each: before one */
    IN_MANY_BEFORE = 1 << 19,  /* several: before many */
    IN_AUXILIARY = 1 << 20,    /* is, has, can */
    IN_PREPOSITION = 1 << 21
};

enum grammar_number { NUMBER_NONE, NUMBER_ONE, NUMBER_MANY };

/* What stands before a verb, back to the border of its clause. */
struct grammar_subject {
    enum grammar_number nearest;
    enum grammar_number head; /* of the first nouns: "the list of servers" */
    bool is_mixed;            /* nouns of both numbers are there */
    bool has_and;
    bool has_article;
    bool is_unsure; /* a name, code, number or unknown word is in its place */
};

/* The word at `index` in lower case; "" beyond the sentence, and for names. */
const char *grammar_word_at(const struct grammar_finding *finding,
                            size_t index);
/* The same, `back` words before `index`. */
const char *grammar_word_before(const struct grammar_finding *finding,
                                size_t index, size_t back);
bool grammar_is(const struct grammar_finding *finding, size_t index,
                const char *word);
/* Is the word at `index` in one of the sets? */
bool grammar_is_in(const struct grammar_finding *finding, size_t index,
                   unsigned sets);
unsigned grammar_kinds_at(const struct grammar_finding *finding, size_t index);
/* Does a comma or the end of the sentence stand before the word? */
bool grammar_is_apart(const struct grammar_finding *finding, size_t index);
enum grammar_number grammar_number_of(const struct grammar_finding *finding,
                                      size_t index);
/* A verb, and nothing else? */
bool grammar_is_verb_only(const struct grammar_finding *finding, size_t index);
/* Does the walk back from a verb to its subject end here? */
bool grammar_is_border(const struct grammar_finding *finding, size_t index);
void grammar_subject_read(const struct grammar_finding *finding, size_t index,
                          struct grammar_subject *out);
/* The last noun of those that stand side by side from `index` on ("user
 * accounts"); the count of words where there is none. */
size_t grammar_run_end(const struct grammar_finding *finding, size_t index);
/* Propose `text` in the place of the word at `index`. */
void grammar_propose(struct grammar_finding *finding, size_t index,
                     const char *text, bool is_sure);

/* --- check_grammar_verbs.c --- */

/* What the word at `index` may be meant for, as a verb. */
void grammar_verb_repairs(struct grammar_finding *finding, size_t index);

/* --- check_grammar_repairs.c --- */

/* What may be meant instead, by the words that stand near. Nothing is
 * certain of it but what says so. */
void grammar_repairs_find(const struct grammar_sentence *sentence,
                          struct grammar *grammar, struct grammar_repairs *out);

#endif
