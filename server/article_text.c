/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading and checking the text of one article. See article_text.h.
 */
#include "server/article_text.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/article/article_check.h"
#include "core/article/check_conf.h"
#include "server/article_files.h"
#include "server/customer_names.h"

/* The preview shows where another text would stand, and not the text. */
static const char *name_include(void *context, struct str from_path,
                                struct str target, struct arena *arena,
                                struct str *text, struct str *path,
                                struct str *message)
{
    (void) context;
    (void) from_path;
    (void) message;
    *text = arena_format(arena, "*(%.*s stands here)*", STR_ARG(target));
    *path = target;
    return NULL;
}

static struct article_rules rules_of(const struct app *app)
{
    struct article_rules rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
        .default_language = app->config->language,
        .now_unix_s = clock_unix_s(),
    };

    /* the configuration has checked these words */
    (void) !slv_state_parse(app->config->default_state, &rules.default_state);
    (void) !slv_access_parse(app->config->default_access,
                             &rules.default_access);
    return rules;
}

void article_text_read(const struct app *app, struct str path, struct str text,
                       struct arena *arena, struct article_draft *draft,
                       struct diagnostics *findings)
{
    const struct article_rules rules = rules_of(app);
    const struct article_source source = {
        .path = path, .bytes = text, .modified_unix_s = rules.now_unix_s};

    diagnostics_init(findings, path, arena);
    article_read(&source, &rules, name_include, NULL, arena, draft, findings);
}

struct str article_text_plain(struct str text, struct arena *arena)
{
    char *plain = arena_alloc(arena, text.len + 2);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r')
            plain[len++] = text.ptr[i];
    while (len > 0 && ascii_is_space(plain[len - 1]))
        len--;
    if (len > 0)
        plain[len++] = '\n';
    plain[len] = '\0';
    return (struct str){plain, len};
}

/* --- what the folders say about checking --- */

struct folder_rules {
    struct check_settings settings;
    struct strmap *words;
    struct strmap *domains;
    struct arena *arena;
};

/* What is odd in the two files is told by `solvent check`. */
static void take_folder(struct folder_rules *rules, struct str folder)
{
    struct str text;

    if (file_read(
            arena_format(rules->arena, "%.*s/" CHECK_CONF_NAME, STR_ARG(folder))
                .ptr,
            CHECK_FILE_BYTES_MAX, rules->arena, &text, NULL) == SLV_OK)
        check_conf_take(text, &rules->settings, rules->domains, rules->arena,
                        NULL);
    if (file_read(arena_format(rules->arena, "%.*s/" CHECK_WORDS_NAME,
                               STR_ARG(folder))
                      .ptr,
                  CHECK_FILE_BYTES_MAX, rules->arena, &text, NULL) == SLV_OK)
        check_words_take(text, rules->words, rules->arena);
}

/* From the article folder down to the one of the file: what is nearer counts
 * after what is above it. */
static void take_folders(const struct app *app, struct str path,
                         struct folder_rules *rules)
{
    struct str root;

    if (article_files_folder(app, rules->arena, &root, NULL) != SLV_OK)
        return;
    take_folder(rules, root);
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '/')
            take_folder(rules,
                        arena_format(rules->arena, "%.*s/%.*s", STR_ARG(root),
                                     STR_ARG(str_first(path, i))));
}

/* By line; of one line in the order they were found. */
static void sort_findings(struct diagnostics *findings)
{
    for (size_t i = 1; i < findings->count; i++) {
        struct slv_diagnostic moved = findings->items[i];
        size_t at = i;

        for (; at > 0 && findings->items[at - 1].line > moved.line; at--)
            findings->items[at] = findings->items[at - 1];
        findings->items[at] = moved;
    }
}

void article_text_check(struct app *app, const struct article_draft *draft,
                        size_t text_bytes, struct arena *arena,
                        struct diagnostics *findings)
{
    struct folder_rules rules = {.arena = arena};

    if (text_bytes > ARTICLE_TEXT_LOOKED_AT_BYTES) {
        diagnostics_add(findings, SLV_WARNING, "text-too-long", 0,
                        "The text is longer than %d kB, so it is neither "
                        "checked nor previewed here; 'solvent check' checks "
                        "it, and two articles would be easier to read.",
                        ARTICLE_TEXT_LOOKED_AT_BYTES / 1024);
        return;
    }
    rules.words = strmap_new();
    rules.domains = strmap_new();
    check_settings_init(&rules.settings);
    rules.settings.speller = app->speller;
    rules.settings.grammar = app->grammar;
    take_folders(app, draft->article.path, &rules);
    rules.settings.words = rules.words;
    rules.settings.domains = rules.domains;
    rules.settings.names = customer_names_hold(app->names);
    check_article_writing(draft, &rules.settings, arena, findings);
    customer_names_release(app->names);
    sort_findings(findings);
    strmap_free(rules.words);
    strmap_free(rules.domains);
}

/* --- what cannot be published --- */

static const struct slv_diagnostic *unreadable(const struct diagnostics *list)
{
    static const char *const rules[] = {"front-matter-unreadable",
                                        "groups-missing"};

    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
            if (str_equal(str_from(list->items[i].rule), str_from(rules[k])))
                return &list->items[i];
    return NULL;
}

static enum slv_status at_line(struct slv_error *err, int line)
{
    if (err)
        err->line = line;
    return SLV_ERR_INPUT;
}

static enum slv_status check_marks(struct str text, struct slv_error *err)
{
    size_t at = str_find(text, STR("[remove:"), 0);
    size_t line = 1;

    if (at >= text.len)
        return SLV_OK;
    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    (void) slv_fail(err, SLV_ERR_INPUT,
                    "It was not published: line %zu still says [remove: ...]. "
                    "Take out what is the customer's, and publish then",
                    line);
    return at_line(err, (int) line);
}

/* What is wrong, without what follows from it for an article that is saved. */
static struct str bare_message(const struct slv_diagnostic *doubt)
{
    struct str message =
        str_first(doubt->message,
                  str_find(doubt->message, STR(" The article is internal"), 0));

    return str_has_suffix(message, STR("."))
               ? str_first(message, message.len - 1)
               : message;
}

enum slv_status article_text_may_become(const struct app *app, struct str path,
                                        struct str text, enum slv_state state,
                                        struct arena *arena,
                                        struct slv_error *err)
{
    struct article_draft draft;
    struct diagnostics findings;
    const struct slv_diagnostic *doubt;
    struct str message;

    article_text_read(app, path, text, arena, &draft, &findings);
    doubt = unreadable(&findings);
    message = doubt ? bare_message(doubt) : STR("");
    if (doubt && doubt->line) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "Nothing was saved: what stands above the text cannot "
                        "be read, line %d. %.*s",
                        doubt->line, STR_ARG(message));
        return at_line(err, doubt->line);
    }
    if (doubt)
        return slv_fail(err, SLV_ERR_INPUT, "Nothing was saved. %.*s",
                        STR_ARG(message));
    return state == SLV_STATE_PUBLISHED ? check_marks(text, err) : SLV_OK;
}
