/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which rules hold for an article, and their order. The rules themselves stand
 * in the other files check_*.c.
 */
#include "core/article/article_check.h"

#include "base/str.h"
#include "core/article/check_parts.h"

#include <stdarg.h>
#include <stdio.h>

static const struct check_rule_row rules[CHECK_RULE_COUNT] = {
#define CHECK_RULE(NAME, name, severity, scope, says, help) \
    {name, severity, scope, says, help},
#include "core/article/check.def"
#undef CHECK_RULE
};

const struct check_rule_row *check_rule_row(enum check_rule rule)
{
    return &rules[rule];
}

bool check_rule_parse(struct str name, enum check_rule *out)
{
    for (size_t i = 0; i < CHECK_RULE_COUNT; i++)
        if (str_equal(name, str_from(rules[i].name))) {
            *out = (enum check_rule) i;
            return true;
        }
    return false;
}

void check_settings_init(struct check_settings *settings)
{
    *settings = (struct check_settings){.speller = NULL};
    for (size_t i = 0; i < CHECK_RULE_COUNT; i++)
        settings->is_off[i] = rules[i].severity == SLV_HINT;
}

bool check_settings_switch(struct check_settings *settings, struct str name,
                           bool is_on)
{
    enum check_rule rule;
    bool is_all = str_equal(name, STR("all"));

    if (is_all || str_equal(name, STR("hints"))) {
        for (size_t i = 0; i < CHECK_RULE_COUNT; i++)
            if (is_all || rules[i].severity == SLV_HINT)
                settings->is_off[i] = !is_on;
        return true;
    }
    if (!check_rule_parse(name, &rule))
        return false;
    settings->is_off[rule] = !is_on;
    return true;
}

bool check_holds(const struct slv_article *article,
                 const struct check_settings *settings, enum check_rule rule)
{
    if (settings->is_off[rule] ||
        (rules[rule].scope == CHECK_ENGLISH &&
         !str_equal(str_first(article->language, 2), STR("en"))))
        return false;
    for (size_t i = 0; i < article->check_ignore.count; i++)
        if (str_equal(article->check_ignore.items[i],
                      str_from(rules[rule].name)))
            return false;
    return true;
}

void check_say(struct checking *checking, enum check_rule rule, int line,
               const char *format, ...)
{
    char message[700];
    va_list args;

    if (!checking->holds[rule])
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    diagnostics_add(checking->diagnostics, rules[rule].severity,
                    rules[rule].name, line, "%s", message);
}

int check_file_line(const struct checking *checking, int clean_line)
{
    if (clean_line < 0 || (size_t) clean_line >= checking->draft->line_count)
        return 0;
    return checking->draft->line_of[clean_line];
}

int check_line(const struct checking *checking, const struct prose_block *block,
               size_t at)
{
    struct line_place *place = checking->place;

    if (place->block != block || at < place->at)
        *place = (struct line_place){block, 0, 0};
    for (; place->at < at && place->at < block->text.len; place->at++)
        place->lines += block->text.ptr[place->at] == '\n';
    return check_file_line(checking, block->line + place->lines);
}

/* What customers may read now, or will once it is published. */
static bool is_for_customers(const struct slv_article *article)
{
    return article->access != SLV_ACCESS_INTERNAL &&
           article->state != SLV_STATE_ARCHIVED;
}

static void check_ignored_names(struct checking *checking)
{
    const struct str_list *names = &checking->article->check_ignore;
    enum check_rule ignored;

    for (size_t i = 0; i < names->count; i++)
        if (!check_rule_parse(names->items[i], &ignored))
            diagnostics_add(checking->diagnostics, SLV_WARNING, "rule-unknown",
                            0, "'check_ignore' names '%.*s', which is no rule.",
                            STR_ARG(str_first(names->items[i], 80)));
}

static void check_images(struct checking *checking)
{
    for (size_t i = 0; i < checking->draft->link_count; i++) {
        const struct article_link *link = &checking->draft->links[i];

        if (link->is_image && str_trim(link->label).len == 0)
            check_say(checking, CHECK_IMAGE_TEXT_MISSING, link->line,
                      "The image '%.*s' has no text that says what it shows.",
                      STR_ARG(str_first(link->target, 200)));
    }
}

void check_article_writing(const struct article_draft *draft,
                           const struct check_settings *settings,
                           struct arena *arena, struct diagnostics *diagnostics)
{
    struct line_place place = {NULL, 0, 0};
    struct checking checking = {
        .place = &place,
        .draft = draft,
        .article = &draft->article,
        .settings = settings,
        .arena = arena,
        .diagnostics = diagnostics,
        .is_for_customers = is_for_customers(&draft->article),
    };

    for (size_t i = 0; i < CHECK_RULE_COUNT; i++)
        checking.holds[i] =
            check_holds(&draft->article, settings, (enum check_rule) i);
    markdown_prose(draft->article.markdown, arena, &checking.prose);
    check_ignored_names(&checking);
    check_personal(&checking);
    check_titles(&checking);
    check_structure(&checking);
    check_steps(&checking);
    check_sentences(&checking);
    check_phrases(&checking);
    check_spelling(&checking);
    check_grammar(&checking);
    check_images(&checking);
}
