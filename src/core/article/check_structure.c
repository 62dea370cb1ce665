/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an article must have: a problem, something that resolves it, and text
 * under each heading.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

static bool has_role(const struct slv_article *article, enum slv_role role)
{
    for (size_t i = 0; i < article->section_count; i++)
        if (article->sections[i].role == role)
            return true;
    return false;
}

/* Words of headings under which something is resolved, though the table of
 * roles does not know the heading as a whole. */
static bool seems_to_resolve(struct str title)
{
    static const char *const words[] = {
        "resol",  "solution", "workaround", "work around",  "fix",
        "method", "step",     "what to do", "recover",      "how to",
        "repair", "mitigat",  "recommend",  "troubleshoot", "option",
    };
    char lower[200];
    struct check_span all = {0, title.len};

    (void) check_lower(title, all, lower, sizeof lower);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strstr(lower, words[i]))
            return true;
    return false;
}

static bool resolves_something(const struct slv_article *article)
{
    for (size_t i = 0; i < article->section_count; i++)
        if (article->sections[i].level > 1 &&
            seems_to_resolve(article->sections[i].title))
            return true;
    return has_role(article, SLV_ROLE_RESOLUTION) ||
           has_role(article, SLV_ROLE_WORKAROUND) ||
           has_role(article, SLV_ROLE_REPLY);
}

static struct str section_text(const struct slv_article *article, size_t index)
{
    const struct slv_section *section = &article->sections[index];

    return str_trim(str_from_range(article->text.ptr + section->text_begin,
                                   article->text.ptr + section->text_end));
}

/* A paragraph before the first section that has a role, or a first section
 * without one, tells the problem as well as a heading that says so. */
static bool begins_with_text(const struct slv_article *article)
{
    for (size_t i = 0; i < article->section_count; i++) {
        if (article->sections[i].role != SLV_ROLE_NONE)
            return false;
        if (section_text(article, i).len)
            return true;
    }
    return false;
}

static void check_parts_present(struct checking *checking)
{
    const struct slv_article *article = checking->article;
    bool resolves = resolves_something(article);
    bool has_problem = has_role(article, SLV_ROLE_PROBLEM);

    if (!has_problem && !begins_with_text(article))
        check_say(checking, CHECK_PROBLEM_MISSING, checking->draft->title_line,
                  "Nothing says what the problem is: there is neither a "
                  "section for it nor a paragraph at the beginning.");
    if (has_problem && !resolves)
        check_say(checking, CHECK_RESOLUTION_MISSING,
                  checking->draft->title_line,
                  "The article tells a problem, and no section resolves it or "
                  "works around it.");
}

/* The heading's block that begins the section, for its line. */
static int line_of_section(const struct checking *checking, size_t index)
{
    size_t headings = 0;
    size_t skipped = checking->article->sections[0].level == 0;

    for (size_t i = 0; i < checking->prose.count; i++)
        if (checking->prose.blocks[i].kind == PROSE_HEADING &&
            headings++ + skipped == index)
            return check_line(checking, &checking->prose.blocks[i], 0);
    return 0;
}

static bool has_image_between(const struct checking *checking, int from, int to)
{
    for (size_t i = 0; i < checking->draft->link_count; i++) {
        const struct article_link *link = &checking->draft->links[i];

        if (link->is_image && link->line >= from &&
            (to == 0 || link->line < to))
            return true;
    }
    return false;
}

static void check_empty_sections(struct checking *checking)
{
    const struct slv_article *article = checking->article;

    if (!checking->holds[CHECK_SECTION_EMPTY])
        return;
    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];
        bool is_last = i + 1 == article->section_count;
        int line;

        if (section->level < 2 || section_text(article, i).len ||
            (!is_last && article->sections[i + 1].level > section->level))
            continue;
        line = line_of_section(checking, i);
        if (!has_image_between(checking, line,
                               is_last ? 0 : line_of_section(checking, i + 1)))
            check_say(checking, CHECK_SECTION_EMPTY, line,
                      "Nothing stands under the heading \"%.*s\".",
                      STR_ARG(str_first(section->title, 200)));
    }
}

void check_structure(struct checking *checking)
{
    if (!checking->draft->is_fragment)
        check_parts_present(checking);
    check_empty_sections(checking);
}
