/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The part of a page that depends on who looks at it. See visitor.h.
 */
#include "server/pages/visitor.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/identity.h"
#include "store/mend_store.h"
#include "store/people_store.h"
#include "store/review_store.h"
#include "text/html_write.h"
#include "text/uri.h"

/* What waits for whoever works here; nothing when it cannot be read. */
static void find_waiting(struct app *app, const struct request *request,
                         struct visitor *visitor)
{
    struct timer *timers = NULL;

    if (!app->cases || !request->user)
        return;
    visitor->now_unix_s = clock_unix_s();
    if (request_may(request, RIGHT_TIME_WRITE) &&
        timer_store_list(app->cases, request->user->login, request->arena,
                         &timers, &visitor->timer_count, NULL) == SLV_OK)
        visitor->timers = timers;
    else
        visitor->timer_count = 0;
    if (!request_may(request, RIGHT_ARTICLES_DRAFT) ||
        mend_store_count(app->cases, &visitor->mend_count, NULL) != SLV_OK)
        visitor->mend_count = 0;
    if (!request_may(request, RIGHT_ARTICLES_DRAFT) ||
        review_store_count_due(app->cases, request->user->login,
                               visitor->now_unix_s, &visitor->review_count,
                               NULL) != SLV_OK)
        visitor->review_count = 0;
}

const struct visitor *page_visitor(struct app *app,
                                   const struct request *request)
{
    struct visitor *visitor = arena_alloc(request->arena, sizeof *visitor);
    bool is_page =
        request->method == METHOD_GET || request->method == METHOD_HEAD;

    *visitor = (struct visitor){
        .can_sign_in = identity_has_users(app->identity),
        .has_contact_form =
            app->config && app->cases &&
            (str_equal(app->config->contact_form, STR("customers")) ||
             (str_equal(app->config->contact_form, STR("everybody")) &&
              app->config->contact_url.len > 0)),
        .user = request->user,
        .csrf = request->csrf,
        .here = is_page ? identity_next_path(request->target) : STR("/"),
    };
    find_waiting(app, request, visitor);
    return visitor;
}

void visitor_csrf_field(struct strbuf *out, const struct visitor *visitor)
{
    if (!visitor || visitor->csrf.len == 0)
        return;
    html_markup(out, "<input type=\"hidden\" name=\"csrf\" value=\"");
    html_attr(out, visitor->csrf);
    html_markup(out, "\">\n");
}

bool visitor_has_links(const struct visitor *visitor)
{
    return visitor && (visitor->user || visitor->can_sign_in);
}

struct room {
    struct str address;
    const char *words;
    enum right right;
};

static const struct room rooms[] = {
#define ROOM(address, words, right) \
    {{address, sizeof(address) - 1}, words, RIGHT_##right},
#include "server/pages/rooms.def"
#undef ROOM
};

/* Is the page `path` in the room, or in a part of it? */
static bool is_in(struct str path, const struct room *room)
{
    struct str rest;

    if (!str_has_prefix(path, room->address))
        return false;
    rest = str_from_offset(path, room->address.len);
    return rest.len == 0 || rest.ptr[0] == '/' || rest.ptr[0] == '?';
}

/* The way to the timer that runs, or to one whose time waits. */
static void add_timer(struct strbuf *out, const struct visitor *visitor)
{
    const struct timer *timer = &visitor->timers[0];
    bool runs = timer->stopped_unix_s == 0;

    html_markup(out, "<li class=\"timer\"><a href=\"/cases/");
    uri_encode(out, timer->case_number);
    html_markup(out, "#~time\">");
    html_text(out, STR("Timer: "));
    html_text(out, timer->case_number);
    if (runs)
        strbuf_add_format(
            out, ", <span data-since=\"%lld\">%lld min</span>",
            (long long) timer->started_unix_s,
            (long long) timer_minutes(timer, visitor->now_unix_s));
    else
        html_markup(out, ", time to enter");
    html_markup(out, "</a></li>\n");
}

void visitor_rooms(struct strbuf *out, const struct visitor *visitor)
{
    uint64_t rights =
        visitor && visitor->user ? rights_of_role(visitor->user->role) : 0;
    size_t shown = 0;

    for (size_t i = 0; i < ARRAY_LEN(rooms); i++) {
        if (!rights_have(rights, rooms[i].right))
            continue;
        if (shown++ == 0)
            html_markup(out, "<nav class=\"rooms\" aria-label=\"Rooms\">"
                             "<ul class=\"wide plain\">\n");
        html_markup(out, "<li><a href=\"");
        html_attr(out, rooms[i].address);
        html_markup(out, "\"");
        if (is_in(visitor->here, &rooms[i]))
            html_markup(out, " aria-current=\"page\"");
        html_markup(out, ">");
        html_text(out, str_from(rooms[i].words));
        if (visitor->mend_count > 0 &&
            str_equal(rooms[i].address, STR("/articles-to-mend")))
            strbuf_add_format(out, " <span class=\"count\">%lld</span>",
                              (long long) visitor->mend_count);
        if (visitor->review_count > 0 &&
            str_equal(rooms[i].address, STR("/articles-health")))
            strbuf_add_format(out,
                              " <span class=\"count\">%lld<span "
                              "class=\"unseen\"> of your reviews due</span>"
                              "</span>",
                              (long long) visitor->review_count);
        html_markup(out, "</a></li>\n");
    }
    if (shown > 0 && visitor->timer_count > 0)
        add_timer(out, visitor);
    if (shown > 0)
        html_markup(out, "</ul></nav>\n");
}

void visitor_links(struct strbuf *out, const struct visitor *visitor)
{
    if (!visitor_has_links(visitor))
        return;
    if (visitor->user) {
        uint64_t rights = rights_of_role(visitor->user->role);

        if (rights_have(rights, RIGHT_CASES_OWN))
            html_markup(out, "<a href=\"/my/cases\">Your cases</a>");
        if (rights_have(rights, RIGHT_CASES_OWN) && visitor->has_contact_form)
            html_markup(out, "<a href=\"/contact\">Contact us</a>");
        html_markup(out, "<a href=\"/account\">");
        html_text(out, visitor->user->name);
        html_markup(out, "</a>");
        return;
    }
    html_markup(out, "<a href=\"/sign-in");
    if (!str_equal(visitor->here, STR("/"))) {
        html_markup(out, "?next=");
        uri_encode(out, visitor->here);
    }
    html_markup(out, "\">Sign in</a>");
}

void visitor_once_field(struct strbuf *out)
{
    char number[AUTH_TOKEN_BYTES];

    auth_token_new("", number);
    strbuf_add_format(
        out, "<input type=\"hidden\" name=\"once\" value=\"%s\">\n", number);
}
