/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How an article is written: the rules of check.def over one article that was
 * read, as diagnostics with lines of its file. Pure: who asks brings the
 * dictionary, the words of the product and the names of customers. What needs
 * other articles (links between them, duplicates) is left to check_between.h.
 */
#ifndef ARTICLE_CHECK_H
#define ARTICLE_CHECK_H

#include "core/article/article_read.h"
#include "core/article/diagnostics.h"

struct arena;
struct grammar;
struct speller;
struct strmap;

enum check_scope { CHECK_ANY, CHECK_ENGLISH };

enum check_rule {
#define CHECK_RULE(NAME, name, severity, scope, says, help) CHECK_##NAME,
#include "core/article/check.def"
#undef CHECK_RULE
    CHECK_RULE_COUNT
};

struct check_rule_row {
    const char *name;
    enum slv_severity severity;
    enum check_scope scope;
    const char *says;
    const char *help;
};
const struct check_rule_row *check_rule_row(enum check_rule rule);
/* The rule called `name`; false when there is none. */
bool check_rule_parse(struct str name, enum check_rule *out);

enum {
    CHECK_SENTENCE_WORDS_MAX = 40,
    CHECK_STEP_WORDS_MAX = 60,
    CHECK_STEP_ACTIONS_MAX = 3,
    CHECK_READING_WORDS_MIN = 100
};

/* What holds for an article. All of it is borrowed. */
struct check_settings {
    bool is_off[CHECK_RULE_COUNT];
    struct speller *speller;      /* NULL: nothing is spelled */
    struct grammar *grammar;      /* NULL: no sentence is judged */
    const struct strmap *words;   /* folded words that are right, or NULL */
    const struct strmap *names;   /* folded names of customers, or NULL */
    const struct strmap *domains; /* mail domains that may stand, or NULL */
};

/* Every rule on but the hints. */
void check_settings_init(struct check_settings *settings);
/* Do what the name of a rule, "hints" or "all" says; false for another name. */
bool check_settings_switch(struct check_settings *settings, struct str name,
                           bool is_on);

/* Say what is wrong with how the article is written. Rules that the article's
 * `check_ignore` names are passed over; a name in it that is no rule is a
 * warning. */
void check_article_writing(const struct article_draft *draft,
                           const struct check_settings *settings,
                           struct arena *arena,
                           struct diagnostics *diagnostics);

/* Does `rule` hold for the article, by settings and check_ignore? */
bool check_holds(const struct slv_article *article,
                 const struct check_settings *settings, enum check_rule rule);

#endif
