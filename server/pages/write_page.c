/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /write and /write/{id...}: writing articles. The file is the
 * truth: each form carries the digest of the file that it was made from, and
 * what has changed meanwhile is never written over unseen.
 *
 * Whoever may only draft changes drafts and leaves them drafts; other states are
 * for those who may publish.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/article_check.h"
#include "core/article/article_read.h"
#include "core/article/front_edit.h"
#include "server/article_files.h"
#include "server/article_links.h"
#include "server/pages/desk_page.h"
#include "server/pages/difference_view.h"
#include "server/pages/write_view.h"
#include "server/router.h"
#include "text/utf8.h"

#include <string.h>

/* What a form asks for. */
struct wish {
    struct str action; /* "preview", "save", or a state */
    struct str text;
    struct str digest;
    struct str name;    /* of a new file */
    struct str restore; /* a version */
};

static const char template_text[] =
    "---\n"
    "title: \n"
    "products: []\n"
    "tags: []\n"
    "state: draft\n"
    "access: public\n"
    "---\n"
    "## Symptoms\n"
    "\n"
    "What the reader sees, with the words of the message.\n"
    "\n"
    "## Resolution\n"
    "\n"
    "1. The first thing to do.\n"
    "2. The next.\n";

/* As typed, with LF line ends and one at the end. */
static struct str typed_text(const struct uri_params *form, struct arena *arena)
{
    struct str text = utf8_repair(form_field(form, "text"), arena, NULL);
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

static struct wish read_wish(const struct request *request)
{
    const struct uri_params form = request_form(request);

    return (struct wish){
        .action = form_field(&form, "action"),
        .text = typed_text(&form, request->arena),
        .digest = form_field(&form, "digest"),
        .name = desk_line(&form, "name", request->arena),
        .restore = form_field(&form, "restore"),
    };
}

/* --- what a text says --- */

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

static void read_text(const struct app *app, struct str path, struct str text,
                      struct arena *arena, struct article_draft *draft,
                      struct diagnostics *findings)
{
    const struct article_rules rules = rules_of(app);
    const struct article_source source = {
        .path = path, .bytes = text, .modified_unix_s = rules.now_unix_s};

    diagnostics_init(findings, path, arena);
    article_read(&source, &rules, name_include, NULL, arena, draft, findings);
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

static void fill_from_text(struct app *app, const struct request *request,
                           struct write_view *view)
{
    struct check_settings settings;
    struct article_draft draft;
    struct slv_reader *reader = NULL;

    check_settings_init(&settings);
    settings.speller = app->speller;
    read_text(app, view->path, view->text, request->arena, &draft,
              &view->findings);
    check_article_writing(&draft, &settings, request->arena, &view->findings);
    sort_findings(&view->findings);
    view->article = draft.article;
    if (request_reader(request, &reader, NULL) == SLV_OK)
        view->preview =
            article_html(app, request, reader, &draft.article, true);
}

/* --- who may save what --- */

static enum slv_state state_of(const struct app *app, struct str path,
                               struct str text, struct arena *arena)
{
    struct article_draft draft;
    struct diagnostics ignored;

    read_text(app, path, text, arena, &draft, &ignored);
    return draft.article.state;
}

static enum slv_status check_right(struct app *app,
                                   const struct request *request,
                                   struct str path, struct str former,
                                   struct str text, struct slv_error *err)
{
    if (request_may(request, RIGHT_ARTICLES_PUBLISH))
        return SLV_OK;
    if (former.len &&
        state_of(app, path, former, request->arena) != SLV_STATE_DRAFT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who may publish can change an article that is "
                        "no draft; nothing was saved");
    if (state_of(app, path, text, request->arena) != SLV_STATE_DRAFT)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who may publish can make it more than a draft: "
                        "write 'state: draft'; nothing was saved");
    return SLV_OK;
}

/* --- finding the file --- */

/* The file of the article `id`; of one that is not indexed yet, the file that
 * its id names. */
static enum slv_status find_path(struct app *app, const struct request *request,
                                 struct str id, struct str *path,
                                 struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct slv_reader *reader;
    struct slv_article article;
    struct article_file file;
    enum slv_status status = request_reader(request, &reader, NULL);

    /* a file that is not indexed yet may be about anything */
    if (!request_may(request, RIGHT_ARTICLES_INTERNAL))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such article");
    if (status == SLV_OK)
        status = slv_article_get(reader, id, arena, &article, NULL);
    if (status == SLV_OK)
        return article_files_path(app, &article, arena, path, err);
    *path = arena_format(arena, "%.*s.md", STR_ARG(id));
    if (article_files_read(app, *path, arena, &file, NULL) == SLV_OK &&
        file.digest.len)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such article");
}

/* --- the page --- */

static void fill_events(struct app *app, const struct request *request,
                        struct write_view *view)
{
    struct article_event *events = NULL;

    if (!view->is_new && app->articles &&
        article_store_list(app->articles, view->id, request->arena, &events,
                           &view->event_count, NULL) == SLV_OK)
        view->events = events;
}

static enum slv_status write_page_out(struct app *app,
                                      const struct request *request,
                                      struct write_view *view,
                                      struct response *response)
{
    view->desk = (struct desk){
        .site = app->site,
        .visitor = page_visitor(app, request),
        .rights = request->rights,
        .now_unix_s = clock_unix_s(),
    };
    view->may_publish = request_may(request, RIGHT_ARTICLES_PUBLISH);
    fill_from_text(app, request, view);
    fill_events(app, request, view);
    response_html(response);
    write_view_page(&response->body, view);
    return SLV_OK;
}

static struct str done_sentence(struct str word)
{
    static const struct {
        const char *word;
        const char *sentence;
    } rows[] = {
        {"made", "The article was made. It is found in a few seconds."},
        {"saved", "Saved."},
        {"draft", "It is a draft now."},
        {"reviewed", "It is reviewed now."},
        {"published", "It is published. Readers find it in a few seconds."},
        {"staff", "It is published for staff alone: its access is internal."},
        {"archived", "It is archived now."},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].sentence);
    return STR("");
}

/* ?version=DIGEST: what changed since. */
static void compare_version(struct app *app, const struct request *request,
                            struct write_view *view)
{
    struct str version = request_param(request, "version");
    struct str text;

    if (version.len == 0 || !app->articles ||
        article_store_text(app->articles, view->id, version, request->arena,
                           &text, NULL) != SLV_OK)
        return;
    view->difference_of = version;
    view->difference = difference_view(text, view->text, request->arena);
}

enum slv_status article_write_page(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct write_view view = {.id = request_capture(request, "id")};
    struct article_file file;
    enum slv_status status = find_path(app, request, view.id, &view.path, err);

    if (status == SLV_OK)
        status = article_files_read(app, view.path, request->arena, &file, err);
    if (status == SLV_OK && file.digest.len == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "The file of this article is not there any more");
    if (status != SLV_OK)
        return status;
    view.text = utf8_repair(file.text, request->arena, NULL);
    view.digest = file.digest;
    view.done = done_sentence(request_param(request, "done"));
    compare_version(app, request, &view);
    return write_page_out(app, request, &view, response);
}

enum slv_status article_new_page(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct write_view view = {
        .is_new = true, .path = STR("new.md"), .text = str_from(template_text)};
    struct str folder;
    enum slv_status status =
        article_files_folder(app, request->arena, &folder, err);

    return status == SLV_OK ? write_page_out(app, request, &view, response)
                            : status;
}

/* --- saving --- */

/* The text with the state that a button asks for. Reviewing and publishing note
 * the day, so that the next review is counted from it. */
static struct str with_state(struct str text, struct str action,
                             struct arena *arena)
{
    char today[CLOCK_ISO_BYTES];
    enum slv_state state;

    if (!slv_state_parse(action, &state))
        return text;
    clock_format_iso(clock_unix_s(), today);
    text = front_edit_set(text, STR("state"), action, arena);
    if (state == SLV_STATE_REVIEWED || state == SLV_STATE_PUBLISHED)
        text = front_edit_set(text, STR("reviewed"),
                              str_first(str_from(today), 10), arena);
    return text;
}

/* What has to go before customers may read it, as drafts from cases mark it. */
static enum slv_status check_marks(struct str text, struct str action,
                                   struct slv_error *err)
{
    enum slv_state state;
    size_t at = str_find(text, STR("[remove:"), 0);
    size_t line = 1;

    if (!slv_state_parse(action, &state) || state != SLV_STATE_PUBLISHED ||
        at >= text.len)
        return SLV_OK;
    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return slv_fail(err, SLV_ERR_INPUT,
                    "It was not published: line %zu still says [remove: ...]. "
                    "Take out what is the customer's, and publish then",
                    line);
}

/* The word of done_sentence() for what was saved. */
static const char *done_word(const struct request *request,
                             const struct write_view *view,
                             const struct wish *wish, struct str text)
{
    enum slv_state state;

    if (view->is_new)
        return "made";
    if (str_equal(wish->action, STR("save")))
        return "saved";
    if (slv_state_parse(wish->action, &state) && state == SLV_STATE_PUBLISHED &&
        str_find(text, STR("\naccess: internal\n"), 0) < text.len)
        return "staff";
    return arena_cstr(request->arena, wish->action);
}

static enum article_action action_of(struct str word, bool is_new)
{
    enum slv_state state;

    if (is_new)
        return ARTICLE_MADE;
    if (!slv_state_parse(word, &state))
        return ARTICLE_CHANGED;
    return (enum article_action)(ARTICLE_TO_DRAFT + (int) state);
}

/* The file is written; that its history could not be kept does not undo it. */
static void keep_event(struct app *app, const struct request *request,
                       const struct write_view *view, const struct wish *wish,
                       struct str former, struct str text)
{
    const struct case_actor actor = desk_actor(request);
    const struct article_event event = {
        .article_id = view->id,
        .at_unix_s = actor.now_unix_s,
        .actor = actor.name,
        .action = action_of(wish->action, view->is_new),
    };
    struct slv_error err;

    if (app->articles &&
        article_store_add(app->articles, &event, text, former, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("history_not_kept"),
                  log_cstr("reason", err.text));
}

static enum slv_status refuse(struct app *app, const struct request *request,
                              struct write_view *view, enum slv_status status,
                              const struct slv_error *err,
                              const struct article_file *file,
                              struct response *response)
{
    view->mistake = arena_format(request->arena, "%s.", err->text);
    if (status == SLV_ERR_CONFLICT && file->digest.len) {
        view->is_conflict = true;
        view->other = utf8_repair(file->text, request->arena, NULL);
        view->digest = file->digest;
        view->difference =
            difference_view(view->other, view->text, request->arena);
    }
    response->status = slv_status_http(status);
    return write_page_out(app, request, view, response);
}

static bool is_told_on_page(enum slv_status status)
{
    return status == SLV_ERR_CONFLICT || status == SLV_ERR_INPUT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_PERMISSION ||
           status == SLV_ERR_NO_SPACE || status == SLV_ERR_IO ||
           status == SLV_ERR_CANNOT_CREATE;
}

static enum slv_status save(struct app *app, const struct request *request,
                            struct write_view *view, const struct wish *wish,
                            struct response *response, struct slv_error *err)
{
    struct str text = with_state(wish->text, wish->action, request->arena);
    struct article_file file = {.digest = STR("")};
    struct str former;
    struct strbuf url;
    enum slv_status status =
        article_files_read(app, view->path, request->arena, &file, err);

    former = file.text;
    if (status == SLV_OK)
        status = check_right(app, request, view->path, former, text, err);
    if (status == SLV_OK)
        status = check_marks(text, wish->action, err);
    if (status == SLV_OK)
        status = article_files_save(app, view->path, wish->digest, text,
                                    request->arena, &file, err);
    if (status != SLV_OK)
        return is_told_on_page(status)
                   ? refuse(app, request, view, status, err, &file, response)
                   : status;
    keep_event(app, request, view, wish, former, text);
    strbuf_init(&url, 4 * ARTICLE_ID_BYTES_MAX + 100);
    write_url(&url, view->id);
    strbuf_add_format(&url, "?done=%s", done_word(request, view, wish, text));
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}

static bool is_saving(struct str action)
{
    enum slv_state state;

    return str_equal(action, STR("save")) || slv_state_parse(action, &state);
}

/* The text of an older version comes into the box, to be looked at and saved. */
static void restore(struct app *app, const struct request *request,
                    struct write_view *view, struct str version)
{
    struct str text;

    if (!app->articles ||
        article_store_text(app->articles, view->id, version, request->arena,
                           &text, NULL) != SLV_OK) {
        view->mistake = STR("That version is not kept.");
        return;
    }
    view->text = text;
    view->done = STR("The older text stands in the box. Save it to restore "
                     "it.");
}

enum slv_status article_write_post(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    const struct wish wish = read_wish(request);
    struct write_view view = {.id = request_capture(request, "id"),
                              .text = wish.text,
                              .digest = wish.digest};
    enum slv_status status = find_path(app, request, view.id, &view.path, err);

    if (status != SLV_OK)
        return status;
    if (wish.restore.len)
        restore(app, request, &view, wish.restore);
    else if (is_saving(wish.action))
        return save(app, request, &view, &wish, response, err);
    return write_page_out(app, request, &view, response);
}

/* A name that is an address and a path: lower case letters, digits, "-", ".",
 * "_" and "/". */
static enum slv_status check_name(const struct request *request,
                                  struct str name, struct slv_error *err)
{
    struct slv_reader *reader;
    struct slv_article article;
    struct str rest = name;

    if (name.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "Give the file a name");
    if (name.len > BOUND_ARTICLE_ID_BYTES)
        return slv_fail(err, SLV_ERR_INPUT, "The name is longer than %d bytes",
                        BOUND_ARTICLE_ID_BYTES);
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]) && !strchr("-._/", name.ptr[i]))
            return slv_fail(err, SLV_ERR_INPUT,
                            "The name may have letters, digits, hyphens and "
                            "slashes between them");
    while (rest.len) {
        struct str part = str_take_until(&rest, '/');

        if (part.len == 0 || part.ptr[0] == '.')
            return slv_fail(err, SLV_ERR_INPUT,
                            "No part of the name may be empty or begin with a "
                            "dot");
    }
    if (request_reader(request, &reader, NULL) == SLV_OK &&
        slv_article_get(reader, name, request->arena, &article, NULL) == SLV_OK)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "An article has this address already: choose another "
                        "name");
    return SLV_OK;
}

enum slv_status article_new_post(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct wish wish = read_wish(request);
    const struct article_file none = {.digest = STR("")};
    struct str stem = str_has_suffix(wish.name, STR(".md"))
                          ? str_first(wish.name, wish.name.len - 3)
                          : wish.name;
    struct write_view view = {
        .is_new = true, .id = stem, .text = wish.text, .path = STR("new.md")};
    enum slv_status status;

    if (!is_saving(wish.action))
        return write_page_out(app, request, &view, response);
    status = check_name(request, stem, err);
    if (status != SLV_OK)
        return refuse(app, request, &view, status, err, &none, response);
    view.path = arena_format(request->arena, "%.*s.md", STR_ARG(stem));
    return save(app, request, &view, &wish, response, err);
}
