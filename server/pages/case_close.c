/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The three ways in which a case ends, and the file of a draft.
 */
#include "server/pages/case_close.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/config.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/draft.h"
#include "server/article_links.h"
#include "server/case_values.h"

#include <errno.h>
#include <unistd.h>

enum { FOLDERS_FILE_MAX = 1024 * 1024, DRAFT_NAMES_MAX = 100 };

enum slv_status case_check_article(const struct request *request,
                                   struct str *id, struct slv_error *err)
{
    struct slv_article article;
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    if (status == SLV_OK)
        status = article_find(reader, *id, request->arena, &article, err);
    if (status == SLV_OK)
        *id = article.id;
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_INPUT,
                        "There is no article \"%.*s\": choose one, or paste "
                        "the address of its page",
                        STR_ARG(str_first(*id, BOUND_ARTICLE_ID_BYTES)));
    return status;
}

enum slv_status case_article_link(struct app *app,
                                  const struct request *request, struct str id,
                                  struct str *out, struct slv_error *err)
{
    struct slv_article article;
    struct slv_reader *reader;
    struct strbuf text;
    enum slv_status status = worker_reader(request->worker, &reader, err);

    if (status == SLV_OK)
        status = slv_article_get(reader, id, request->arena, &article, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Customers cannot open this article, so no link to it "
                        "was inserted");
    if (status != SLV_OK)
        return status;
    strbuf_init(&text, 8192);
    strbuf_add_str(&text, article.title);
    strbuf_add_cstr(&text, ": ");
    article_url_absolute(app, &text, id, STR(""));
    *out = arena_str(request->arena, strbuf_str(&text));
    strbuf_release(&text);
    return SLV_OK;
}

/* --- known --- */

static enum slv_status link_resolved(const struct case_closing *closing,
                                     struct str id, int64_t *change,
                                     struct slv_error *err)
{
    const struct case_link link = {.article_id = id,
                                   .kind = CASE_LINK_RESOLVED};
    struct case_record after;
    enum slv_status status =
        case_store_set_link(closing->app->cases, closing->record->number,
                            closing->change, &link, closing->actor, err);

    if (status == SLV_OK)
        status =
            case_store_find_case(closing->app->cases, closing->record->number,
                                 closing->request->arena, &after, err);
    if (status == SLV_OK)
        *change = after.change;
    return status;
}

static enum slv_status close_known(const struct case_closing *closing,
                                   struct slv_error *err)
{
    int64_t change = closing->change;
    struct str id = closing->form->article;
    enum slv_status status;

    if (id.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Choose the article that resolved the case, or say "
                        "that it was something new or none");
    status = case_check_article(closing->request, &id, err);
    if (status == SLV_OK)
        status = link_resolved(closing, id, &change, err);
    if (status != SLV_OK)
        return status;
    return case_store_close_case(closing->app->cases, closing->record->number,
                                 change, CASE_OUTCOME_KNOWN, STR(""),
                                 closing->actor, err);
}

/* --- none --- */

/* A case that no article resolved has no link that says one did. */
static enum slv_status close_none(const struct case_closing *closing,
                                  struct slv_error *err)
{
    if (closing->form->reason.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say in a few words why there is no article");
    for (size_t i = 0; i < closing->record->link_count; i++) {
        if (closing->record->links[i].kind == CASE_LINK_RESOLVED)
            return slv_fail(err, SLV_ERR_INPUT,
                            "An article is linked as what resolved the case: "
                            "close it as known, or remove that link first");
    }
    return case_store_close_case(closing->app->cases, closing->record->number,
                                 closing->change, CASE_OUTCOME_NONE,
                                 closing->form->reason, closing->actor, err);
}

/* --- new --- */

/* The configured folder, else the first that is indexed. */
static enum slv_status draft_folder(const struct case_closing *closing,
                                    struct str *out, struct slv_error *err)
{
    struct app *app = closing->app;
    struct arena *arena = closing->request->arena;
    struct str folders;
    enum slv_status status;

    *out = app->config->articles_folder;
    if (out->len > 0)
        return SLV_OK;
    status = file_read(arena_format(arena, "%s/folders", app->data).ptr,
                       FOLDERS_FILE_MAX, arena, &folders, err);
    if (status == SLV_OK && folders.len > 0)
        *out = str_take_line(&folders);
    if (out->len > 0)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_UNAVAILABLE,
                    "There is no article folder to write a draft into");
    slv_hint(err, "Set articles_folder in the configuration.");
    return SLV_ERR_UNAVAILABLE;
}

/* A name that neither a file nor an article has. */
static enum slv_status choose_id(const struct case_closing *closing,
                                 struct draft_source *source, struct str folder,
                                 const char **path, struct slv_error *err)
{
    struct arena *arena = closing->request->arena;
    struct str wanted = draft_id(source, arena);
    struct slv_reader *reader = NULL;

    if (request_reader(closing->request, &reader, NULL) != SLV_OK)
        reader = NULL;
    for (int i = 1; i <= DRAFT_NAMES_MAX; i++) {
        struct slv_article article;

        source->id = i == 1
                         ? wanted
                         : arena_format(arena, "%.*s-%d", STR_ARG(wanted), i);
        *path = arena_format(arena, "%.*s/%.*s.md", STR_ARG(folder),
                             STR_ARG(source->id))
                    .ptr;
        if (access(*path, F_OK) != 0 && errno == ENOENT &&
            (!reader || slv_article_get(reader, source->id, arena, &article,
                                        NULL) == SLV_ERR_NOT_FOUND))
            return SLV_OK;
    }
    return slv_fail(err, SLV_ERR_CONFLICT,
                    "This case has been drafted %d times already",
                    DRAFT_NAMES_MAX);
}

static enum slv_status write_draft(const struct case_closing *closing,
                                   struct str *id, const char **path,
                                   struct slv_error *err)
{
    struct arena *arena = closing->request->arena;
    struct case_customer customer = {.name = {NULL, 0}};
    struct case_contact contact = {.name = {NULL, 0}};
    struct draft_source source = {
        .record = closing->record,
        .customer = &customer,
        .contact = &contact,
        .owner = closing->actor->name,
    };
    struct str folder = STR("");
    enum slv_status status = draft_folder(closing, &folder, err);

    if (status == SLV_OK)
        status = case_find_people(closing->app, closing->request,
                                  closing->record, &customer, &contact, err);
    if (status == SLV_OK)
        status = choose_id(closing, &source, folder, path, err);
    if (status == SLV_OK)
        status = file_make_folders(arena_cstr(arena, folder), 0755, err);
    if (status == SLV_OK)
        status = file_replace(*path, draft_markdown(&source, arena), 0644, err);
    *id = source.id;
    return status;
}

static enum slv_status close_new(const struct case_closing *closing,
                                 struct slv_error *err)
{
    int64_t change = closing->change;
    const char *path = NULL;
    struct str id;
    enum slv_status status;

    if (closing->change != closing->record->change)
        return slv_fail(err, SLV_ERR_CONFLICT, "The case has changed");
    status = write_draft(closing, &id, &path, err);
    if (status != SLV_OK)
        return status;
    status = link_resolved(closing, id, &change, err);
    if (status == SLV_OK)
        status = case_store_close_case(
            closing->app->cases, closing->record->number, change,
            CASE_OUTCOME_NEW, STR(""), closing->actor, err);
    else
        (void) unlink(path);
    return status;
}

enum slv_status case_close(const struct case_closing *closing,
                           struct slv_error *err)
{
    enum case_outcome outcome;

    if (closing->record->state == CASE_CLOSED)
        return slv_fail(err, SLV_ERR_CONFLICT, "The case is closed already");
    if (!case_outcome_parse(closing->form->outcome, &outcome))
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say what resolved the case: an article that is "
                        "there, something new, or none");
    switch (outcome) {
    case CASE_OUTCOME_KNOWN:
        return close_known(closing, err);
    case CASE_OUTCOME_NEW:
        return close_new(closing, err);
    case CASE_OUTCOME_NONE:
    case CASE_OUTCOME_UNSAID:
        break;
    }
    return close_none(closing, err);
}
