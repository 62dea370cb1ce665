/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Steps: numbered, one thing each, and short. A step is the first paragraph of
 * an item of a numbered list; what explains it below is not counted.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

/* Words that a step begins with; sorted. */
static const char *const verbs[] = {
    "activate",  "add",        "allow",        "apply",       "approve",
    "assign",    "attach",     "back",         "browse",      "build",
    "change",    "check",      "choose",       "clear",       "click",
    "close",     "compare",    "configure",    "confirm",     "connect",
    "contact",   "copy",       "create",       "delete",      "deselect",
    "disable",   "disconnect", "double-click", "download",    "drag",
    "edit",      "enable",     "enter",        "exit",        "expand",
    "export",    "find",       "follow",       "go",          "grant",
    "hold",      "import",     "insert",       "install",     "launch",
    "locate",    "log",        "look",         "make",        "mark",
    "mount",     "move",       "navigate",     "open",        "paste",
    "pause",     "point",      "press",        "provide",     "pull",
    "push",      "put",        "quit",         "read",        "reboot",
    "rebuild",   "reconnect",  "record",       "reinstall",   "release",
    "reload",    "remove",     "rename",       "repeat",      "replace",
    "reset",     "restart",    "restore",      "right-click", "run",
    "save",      "scroll",     "search",       "select",      "send",
    "set",       "sign",       "start",        "stop",        "switch",
    "tap",       "test",       "turn",         "type",        "uncheck",
    "uninstall", "unmount",    "unplug",       "update",      "upgrade",
    "use",       "verify",     "view",         "wait",        "write",
};

/* What an imperative may stand behind within a sentence; sorted. */
static const char *const joints[] = {"and", "next", "then"};

bool check_is_imperative(const char *word)
{
    return check_is_among(word, verbs, ARRAY_LEN(verbs));
}

/* How many things a paragraph asks for: imperatives at the beginning of its
 * sentences, and behind "and", "then" or a comma. */
static size_t count_actions(struct str text)
{
    struct check_span sentence;
    struct check_span word;
    size_t at = 0;
    size_t count = 0;

    while (check_next_sentence(text, &at, &sentence)) {
        size_t inner = sentence.begin;
        bool may_begin = true;
        bool is_gap;

        while (check_next_word(text, sentence.end, &inner, &word, &is_gap)) {
            char lower[24];

            if (is_gap || !check_lower(text, word, lower, sizeof lower)) {
                may_begin = false;
                continue;
            }
            /* a name is written large: "and Select" is a button */
            if (may_begin && check_is_imperative(lower) &&
                (word.begin == sentence.begin ||
                 !ascii_is_upper(text.ptr[word.begin])))
                count++;
            may_begin = check_is_among(lower, joints, ARRAY_LEN(joints));
        }
    }
    return count;
}

static size_t count_words(struct str text)
{
    struct check_span word;
    size_t at = 0;
    size_t count = 0;
    bool is_gap;

    while (check_next_word(text, text.len, &at, &word, &is_gap))
        count++;
    return count;
}

static void check_step(struct checking *checking,
                       const struct prose_block *block)
{
    size_t actions = count_actions(block->text);
    size_t words = count_words(block->text);
    int line = check_line(checking, block, 0);

    if (actions > CHECK_STEP_ACTIONS_MAX)
        check_say(checking, CHECK_STEP_SEVERAL, line,
                  "The step asks for %zu things; make a step of each.",
                  actions);
    if (words > CHECK_STEP_WORDS_MAX)
        check_say(checking, CHECK_STEP_LONG, line,
                  "The step has %zu words; more than %d are hard to follow.",
                  words, CHECK_STEP_WORDS_MAX);
}

/* --- steps without numbers --- */

/* What tells that the list below is to be gone through in its order; sorted. */
static const char *const order_words[] = {
    "order", "procedure", "sequence", "step", "steps",
};
/* And what tells that it offers a choice; sorted. */
static const char *const choice_words[] = {
    "any", "either", "method", "methods", "one", "option", "options", "try",
};

static bool has_one_of(struct str text, const char *const *words, size_t count)
{
    struct check_span word;
    size_t at = 0;
    bool is_gap;

    while (check_next_word(text, text.len, &at, &word, &is_gap)) {
        char lower[24];

        if (!is_gap && check_lower(text, word, lower, sizeof lower) &&
            check_is_among(lower, words, count))
            return true;
    }
    return false;
}

/* Does the item say that it follows another: "then", "next", "finally"? */
static bool follows_another(struct str text)
{
    static const char *const words[] = {
        "after", "afterwards", "again",  "finally", "last",
        "next",  "once",       "second", "then",    "third",
    };
    struct check_span word;
    size_t at = 0;
    bool is_gap;
    char lower[24];

    return check_next_word(text, text.len, &at, &word, &is_gap) && !is_gap &&
           check_lower(text, word, lower, sizeof lower) &&
           check_is_among(lower, words, ARRAY_LEN(words));
}

static bool begins_imperative(struct str text)
{
    struct check_span word;
    size_t at = 0;
    bool is_gap;
    char lower[24];

    return check_next_word(text, text.len, &at, &word, &is_gap) && !is_gap &&
           check_lower(text, word, lower, sizeof lower) &&
           check_is_imperative(lower);
}

/* Something on a screen or keyboard, which is done in an order. */
static bool begins_with_touch(struct str text)
{
    static const char *const words[] = {"choose", "click",  "enter", "open",
                                        "press",  "select", "tap",   "type"};
    struct check_span word;
    size_t at = 0;
    bool is_gap;
    char lower[24];

    return check_next_word(text, text.len, &at, &word, &is_gap) && !is_gap &&
           check_lower(text, word, lower, sizeof lower) &&
           check_is_among(lower, words, ARRAY_LEN(words));
}

/* Does what stands before the list, or what its items begin with, tell that
 * they are steps? */
static bool are_steps(const struct prose_block *before, size_t following,
                      size_t touching)
{
    if (!before)
        return following > 0;
    if (has_one_of(before->text, choice_words, ARRAY_LEN(choice_words)))
        return false;
    return following > 0 ||
           has_one_of(before->text, order_words, ARRAY_LEN(order_words)) ||
           (before->kind == PROSE_HEADING && touching >= 2);
}

/* Items that all begin with the same word are things, not steps. */
static bool begins_alike(struct str a, struct str b)
{
    struct check_span first;
    struct check_span second;
    size_t at = 0;
    bool is_gap;
    char lower[2][24];

    if (!check_next_word(a, a.len, &at, &first, &is_gap))
        return false;
    at = 0;
    if (!check_next_word(b, b.len, &at, &second, &is_gap))
        return false;
    return check_lower(a, first, lower[0], sizeof lower[0]) &&
           check_lower(b, second, lower[1], sizeof lower[1]) &&
           strcmp(lower[0], lower[1]) == 0;
}

/* Blocks from `first` on that belong to its list: at least three items, each
 * of which asks for something or says that it follows. */
static void check_bullets(struct checking *checking, size_t first)
{
    const struct prose *prose = &checking->prose;
    const struct prose_block *begin = &prose->blocks[first];
    size_t items = 0;
    size_t asking = 0;
    size_t following = 0;
    size_t touching = 0;
    size_t alike = 0;

    for (size_t i = first; i < prose->count; i++) {
        const struct prose_block *block = &prose->blocks[i];

        if (block->list != begin->list || !block->is_first ||
            block->kind != PROSE_PARAGRAPH)
            continue;
        items++;
        alike += begins_alike(begin->text, block->text);
        asking += begins_imperative(block->text);
        following += follows_another(block->text);
        touching += begins_with_touch(block->text);
    }
    if (items < 3 || asking + following < items || alike == items)
        return;
    if (!are_steps(first ? begin - 1 : NULL, following, touching))
        return;
    check_say(checking, CHECK_STEPS_UNNUMBERED, check_line(checking, begin, 0),
              "These %zu steps are not numbered.", items);
}

void check_steps(struct checking *checking)
{
    size_t known = 0;

    for (size_t i = 0; i < checking->prose.count; i++) {
        const struct prose_block *block = &checking->prose.blocks[i];

        if (block->kind != PROSE_PARAGRAPH || !block->is_first)
            continue;
        if (block->is_ordered)
            check_step(checking, block);
        else if (block->list > known)
            check_bullets(checking, i);
        if (block->list > known)
            known = block->list;
    }
}
