/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /cases/{number}: gathers what the page of a case shows.
 */
#include "server/pages/case_page.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_files.h"
#include "server/article_links.h"
#include "server/article_text.h"
#include "server/case_values.h"
#include "server/pages/case_desk.h"
#include "store/case_queue.h"
#include "store/people_store.h"
#include "text/utf8.h"

enum { AGENTS_MAX = 500 };

/* A draft that was made a moment ago, and that the index does not have yet: by
 * its file, for whoever may read it there. */
static void find_draft(struct app *app, const struct request *request,
                       struct str id, struct case_linked *out)
{
    struct article_file file;
    struct article_draft draft;
    struct diagnostics ignored;
    struct str path = arena_format(request->arena, "%.*s.md", STR_ARG(id));

    if (!request_may(request, RIGHT_ARTICLES_INTERNAL) ||
        article_files_read(app, path, request->arena, &file, NULL) != SLV_OK ||
        file.digest.len == 0)
        return;
    article_text_read(app, path, file.text, request->arena, &draft, &ignored);
    out->title = draft.article.title;
    out->is_draft = draft.article.state == SLV_STATE_DRAFT;
}

/* What the case is linked to, as far as whoever asks may read it. */
static void find_linked(struct app *app, const struct request *request,
                        struct case_view *view)
{
    const struct case_record *record = view->record;
    struct case_linked *linked =
        arena_calloc(request->arena, record->link_count + 1, sizeof *linked);
    struct slv_reader *reader = NULL;

    view->linked = linked;
    if (request_reader(request, &reader, NULL) != SLV_OK)
        reader = NULL;
    for (size_t i = 0; i < record->link_count; i++) {
        struct str id = record->links[i].article_id;
        struct slv_article article;

        if (reader &&
            article_find(reader, id, request->arena, &article, NULL) == SLV_OK)
            linked[i] = (struct case_linked){
                .title = article.title,
                .has_page = true,
                .is_draft = article.state == SLV_STATE_DRAFT,
            };
        else
            find_draft(app, request, id, &linked[i]);
        linked[i].may_be_edited = linked[i].title.len > 0 &&
                                  request_may(request, RIGHT_ARTICLES_DRAFT) &&
                                  request_may(request, RIGHT_ARTICLES_INTERNAL);
    }
}

/* The titles of articles whose replies messages use, as far as whoever asks may
 * read them. */
static void find_used(const struct request *request, struct case_view *view)
{
    const struct case_record *record = view->record;
    struct case_used *used;
    struct slv_reader *reader;
    size_t count = 0;

    for (size_t i = 0; i < record->message_count; i++)
        count += record->messages[i].use_count;
    used = arena_calloc(request->arena, count, sizeof *used);
    view->used = used;
    if (request_reader(request, &reader, NULL) != SLV_OK)
        return;
    for (size_t i = 0; i < record->message_count; i++)
        for (size_t k = 0; k < record->messages[i].use_count; k++) {
            struct slv_article article;

            struct str id = record->messages[i].uses[k].article_id;

            if (article_find(reader, id, request->arena, &article, NULL) ==
                SLV_OK)
                used[view->used_count++] =
                    (struct case_used){id, article.title};
        }
}

static struct str name_of(const struct case_view *view, struct str key)
{
    for (size_t i = 0; i < view->agent_count; i++) {
        if (str_equal(view->agents[i].key, key) && view->agents[i].name.len > 0)
            return view->agents[i].name;
    }
    return key;
}

static enum slv_status find_clocks(struct app *app,
                                   const struct request *request,
                                   struct case_view *view,
                                   struct slv_error *err)
{
    struct desk_clocks clocks;
    struct case_timeline timeline;
    enum slv_status status =
        desk_clocks_read(app, request->arena, &clocks, err);

    if (status == SLV_OK)
        status = severity_store_find_timeline(app->cases, view->record->number,
                                              request->arena, &timeline, err);
    if (status == SLV_OK)
        desk_clocks_of(&clocks, &timeline, view->desk.now_unix_s,
                       &view->clocks);
    return status;
}

/* What was solved for the customer shortly before, and is like this case. */
static enum slv_status find_repeats(struct app *app,
                                    const struct request *request,
                                    const struct likely *likely,
                                    struct case_view *view,
                                    struct slv_error *err)
{
    struct str numbers[LIKELY_CASES_MAX];
    struct str_list alike = {numbers, 0};
    struct repeat_contact *repeats = NULL;
    enum slv_status status;

    for (size_t i = 0; i < likely->case_count; i++)
        numbers[alike.count++] = likely->cases[i].found->number;
    status =
        repeat_contact_list(app->cases, view->record->number, &alike,
                            request->arena, &repeats, &view->repeat_count, err);
    view->repeats = repeats;
    return status;
}

static enum slv_status gather(struct app *app, const struct request *request,
                              const struct case_record *record,
                              struct case_view *view, struct slv_error *err)
{
    struct likely *likely = arena_calloc(request->arena, 1, sizeof *likely);
    char *today = arena_alloc(request->arena, CLOCK_DATE_BYTES);
    struct case_agent *agents = NULL;
    struct case_time *times = NULL;
    struct attachment *files = NULL;
    struct canned_values values;
    enum slv_status status =
        case_find_people(app, request, record, &view->glance.customer,
                         &view->glance.contact, err);

    if (status == SLV_OK)
        status = customer_glance_find(app, request, record, &view->glance, err);
    if (status == SLV_OK)
        status = case_store_list_agents(app->cases, STR(""), AGENTS_MAX,
                                        request->arena, &agents,
                                        &view->agent_count, err);
    if (status == SLV_OK)
        status = absent_read(app, request->arena, view->desk.now_unix_s,
                             &view->absent, err);
    if (status == SLV_OK)
        status = case_store_list_case_times(app->cases, record->number,
                                            request->arena, &times,
                                            &view->time_count, err);
    if (status == SLV_OK)
        status = attachment_store_list_case(app->cases, record->number,
                                            request->arena, &files,
                                            &view->file_count, err);
    if (status != SLV_OK)
        return status;
    if (app->people) {
        bool has_account = true;

        status = people_store_customer_has_account(
            app->people, record->customer, &has_account, err);
        view->is_guest = !has_account;
    }
    if (status != SLV_OK)
        return status;
    view->files = files;
    view->record = record;
    view->agents = agents;
    view->times = times;
    view->owner_name = name_of(view, record->agent);
    view->likely = likely;
    values = case_values_of(request, record, &view->glance.customer,
                            &view->glance.contact);
    /* The page is of use without them, while nothing is indexed for example. */
    if (likely_find(request, record->subject,
                    likely_text(record, request->arena), &values, likely,
                    NULL) != SLV_OK)
        likely->count = 0;
    likely_leave_out(likely, record->number, request->arena);
    find_linked(app, request, view);
    find_used(request, view);
    status = find_repeats(app, request, likely, view, err);
    if (status == SLV_OK)
        status = case_desk_find(app, request, view, err);
    if (status != SLV_OK)
        return status;
    status = find_clocks(app, request, view, err);
    clock_format_date(view->desk.now_unix_s, today);
    view->today = str_from(today);
    if (request->user && request_may(request, RIGHT_CASES_WORK))
        view->login = request->user->login;
    return status;
}

enum slv_status case_page_write(struct app *app, const struct request *request,
                                struct str number,
                                const struct case_view *state,
                                struct response *response,
                                struct slv_error *err)
{
    struct case_view view = *state;
    struct case_record record;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = case_store_find_case(app->cases, number, request->arena,
                                      &record, err);
    if (status == SLV_OK)
        status = gather(app, request, &record, &view, err);
    if (status != SLV_OK)
        return status;
    response_html(response);
    case_view_write(&response->body, &view);
    return SLV_OK;
}

/* What is typed now comes first: it is what the case has come to. */
enum slv_status case_likely_write(struct app *app,
                                  const struct request *request,
                                  struct str number, struct str typed,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct likely likely;
    struct canned_values values;
    struct case_record record;
    enum slv_status status;

    if (!app->cases)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Cases cannot be read at the moment");
    status =
        case_store_find_case(app->cases, number, request->arena, &record, err);
    if (status == SLV_OK)
        status = case_values(app, request, &record, &values, err);
    if (status == SLV_OK)
        status = likely_find(
            request, record.subject,
            arena_format(request->arena, "%.*s\n%.*s",
                         STR_ARG(utf8_prefix(typed, LIKELY_TEXT_BYTES_MAX / 2)),
                         STR_ARG(likely_text(&record, request->arena))),
            &values, &likely, err);
    if (status != SLV_OK)
        return status;
    likely_leave_out(&likely, record.number, request->arena);
    response_html(response);
    desk_likely(&response->body, &likely,
                request_may(request, RIGHT_CASES_WORK) ? LIKELY_TO_ANSWER
                                                       : LIKELY_TO_READ);
    return SLV_OK;
}

/* What a form did that led here. */
static struct str done_text(struct str word)
{
    static const struct {
        struct str word;
        struct str text;
    } rows[] = {
        {{"answer", 6}, {"The answer was sent.", 20}},
        {{"note", 4}, {"The note was kept.", 18}},
        {{"link", 4}, {"The article was linked.", 23}},
        {{"unlink", 6}, {"The link was removed.", 21}},
        {{"set", 3}, {"Saved.", 6}},
        {{"time", 4}, {"The time was added.", 19}},
        {{"detach", 6}, {"The file was taken away and erased.", 35}},
        {{"close", 5}, {"The case is closed.", 19}},
        {{"new", 3}, {"The case is open.", 17}},
        {{"new_no_files", 12},
         {"The case is open, but its files could not be kept: attach them "
          "once more.",
          73}},
        {{"reopen", 6}, {"The case is open again.", 23}},
        {{"duties", 6}, {"Saved.", 6}},
        {{"start", 5}, {"The timer runs.", 15}},
        {{"start-other", 11},
         {"The timer runs. The one that ran on another case was stopped: its "
          "time waits there to be entered.",
          97}},
        {{"stop", 4},
         {"The timer was stopped. Its time is not entered yet.", 51}},
        {{"drop", 4}, {"The timer was thrown away.", 26}},
        {{"merge", 5},
         {"The cases were merged: what was said there is here now.", 55}},
        {{"unmerge", 7}, {"The cases are two again.", 24}},
        {{"merged", 6},
         {"The case that you looked for is part of this one.", 49}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (str_equal(word, rows[i].word))
            return rows[i].text;
    }
    return STR("");
}

enum slv_status case_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    const struct case_view state = {
        .done = done_text(request_param(request, "done"))};
    struct str number = request_capture(request, "number");
    struct case_record record;
    struct strbuf url;

    if (!app->cases ||
        case_store_find_case(app->cases, number, request->arena, &record,
                             NULL) != SLV_OK ||
        record.merged_into.len == 0)
        return case_page_write(app, request, number, &state, response, err);
    strbuf_init(&url, 4 * BOUND_CASE_NUMBER_BYTES + 64);
    desk_case_url(&url, record.merged_into);
    strbuf_add_cstr(&url, "?done=merged");
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}
