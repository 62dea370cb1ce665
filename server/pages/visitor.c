/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The part of a page that depends on who looks at it. See visitor.h.
 */
#include "server/pages/visitor.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/identity.h"
#include "store/people_store.h"
#include "text/html_write.h"
#include "text/uri.h"

const struct visitor *page_visitor(struct app *app,
                                   const struct request *request)
{
    struct visitor *visitor = arena_alloc(request->arena, sizeof *visitor);
    bool is_page =
        request->method == METHOD_GET || request->method == METHOD_HEAD;

    *visitor = (struct visitor){
        .can_sign_in = identity_has_users(app->identity),
        .user = request->user,
        .csrf = request->csrf,
        .here = is_page ? identity_next_path(request->target) : STR("/"),
    };
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

void visitor_links(struct strbuf *out, const struct visitor *visitor)
{
    if (!visitor_has_links(visitor))
        return;
    if (visitor->user) {
        uint64_t rights = rights_of_role(visitor->user->role);

        if (rights_have(rights, RIGHT_CASES_READ))
            html_markup(out, "<a href=\"/cases\">Cases</a>");
        if (rights_have(rights, RIGHT_CASES_OWN))
            html_markup(out, "<a href=\"/my/cases\">Your cases</a>");
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
