/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Titles that no search would find: fewer than two words that say what it is
 * about.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/str.h"

/* Words that any title may have; sorted. */
static const char *const common[] = {
    "a",
    "about",
    "an",
    "and",
    "article",
    "at",
    "by",
    "can",
    "can't",
    "common",
    "details",
    "do",
    "document",
    "does",
    "doesn't",
    "draft",
    "error",
    "errors",
    "faq",
    "fix",
    "for",
    "from",
    "general",
    "guide",
    "help",
    "how",
    "in",
    "info",
    "information",
    "introduction",
    "is",
    "isn't",
    "issue",
    "issues",
    "it",
    "known",
    "misc",
    "miscellaneous",
    "my",
    "new",
    "not",
    "note",
    "notes",
    "of",
    "on",
    "or",
    "other",
    "overview",
    "problem",
    "problems",
    "question",
    "questions",
    "readme",
    "solution",
    "solutions",
    "some",
    "summary",
    "support",
    "test",
    "that",
    "the",
    "this",
    "tips",
    "title",
    "to",
    "todo",
    "topic",
    "topics",
    "troubleshoot",
    "troubleshooting",
    "untitled",
    "various",
    "was",
    "what",
    "when",
    "with",
    "work",
    "working",
    "works",
    "your",
};

void check_titles(struct checking *checking)
{
    struct str title = checking->article->title;
    struct check_span word;
    size_t at = 0;
    size_t telling = 0;
    bool is_gap;

    if (checking->draft->is_fragment)
        return;
    while (check_next_word(title, title.len, &at, &word, &is_gap)) {
        char lower[24];
        bool fits = check_lower(title, word, lower, sizeof lower);

        /* a long word or a code tells enough by itself */
        for (size_t i = word.begin; i < word.end; i++)
            telling += ascii_is_digit(title.ptr[i]) ||
                       (unsigned char) title.ptr[i] >= 0x80;
        telling += fits ? !check_is_among(lower, common, ARRAY_LEN(common)) : 2;
    }
    if (telling < 2)
        check_say(checking, CHECK_TITLE_UNFINDABLE, checking->draft->title_line,
                  "No search would find the title \"%.*s\": name the product "
                  "and what the reader sees or wants.",
                  STR_ARG(str_first(title, 200)));
}
