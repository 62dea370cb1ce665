/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of what somebody's articles did. See my_articles_page.c.
 */
#include "server/pages/my_articles_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_count(struct strbuf *out, uint64_t number, const char *one,
                      const char *many)
{
    layout_number(out, number);
    strbuf_add_cstr(out, number == 1 ? one : many);
}

static void add_sentence(struct strbuf *out,
                         const struct my_articles_view *view)
{
    html_markup(out, "<p class=\"proves\">");
    if (view->article_count == 0) {
        strbuf_add_cstr(out, view->is_own
                                 ? "No article names you as its owner yet."
                                 : "No article names this person as its "
                                   "owner.");
        html_markup(out, "</p>\n");
        return;
    }
    strbuf_add_cstr(out, view->is_own ? "Your " : "");
    add_count(out, view->article_count, " article", " articles");
    html_markup(out, " solved ");
    add_count(out, view->solved_since, " case", " cases");
    strbuf_add_format(out, " in the last %d days, ", MY_ARTICLES_DAYS);
    layout_number(out, view->solved);
    html_markup(out, " in all.</p>\n");
}

static void add_article_link(struct strbuf *out, struct str id,
                             struct str title)
{
    html_markup(out, "<a href=\"");
    article_url(out, id, STR(""));
    html_markup(out, "\">");
    html_text(out, title);
    html_markup(out, "</a>");
}

static void add_number_cell(struct strbuf *out, const char *label,
                            uint64_t number)
{
    strbuf_add_format(out, "<td class=\"number\" data-label=\"%s\">", label);
    layout_number(out, number);
    html_markup(out, "</td>");
}

static void add_article(struct strbuf *out, const struct desk *desk,
                        const struct my_article *row)
{
    html_markup(out, "<tr><th scope=\"row\">");
    add_article_link(out, row->article->id, row->article->title);
    html_markup(out, "</th><td data-label=\"State\">");
    html_text(out, str_from(slv_state_name(row->article->state)));
    html_markup(out, "</td>");
    add_number_cell(out, "Lately", row->praise.solved_since);
    add_number_cell(out, "In all", row->praise.solved);
    add_number_cell(out, "Customers", row->praise.customers);
    html_markup(out, "<td class=\"number\" data-label=\"Readers helped\">");
    if (row->readers.helpful + row->readers.unhelpful > 0) {
        layout_number(out, row->readers.helpful);
        html_markup(out, " of ");
        layout_number(out, row->readers.helpful + row->readers.unhelpful);
    } else {
        html_markup(out, "<span class=\"soft\">\xe2\x80\x93</span>");
    }
    html_markup(out, "</td><td data-label=\"Last\">");
    if (row->praise.last_unix_s > 0)
        desk_ago(out, desk, row->praise.last_unix_s);
    html_markup(out, "</td></tr>\n");
}

static void add_articles(struct strbuf *out,
                         const struct my_articles_view *view)
{
    if (view->article_count == 0) {
        html_markup(out, "<p>An article is that of its owner: the line "
                         "<code>owner</code> in its file. Whoever drafts an "
                         "article from a case becomes its owner.</p>\n");
        return;
    }
    html_markup(out, "<div class=\"over\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Articles\">\n<table class=\"table\">\n"
                     "<caption class=\"unseen\">Articles</caption>\n<thead><tr>"
                     "<th scope=\"col\">Article</th>"
                     "<th scope=\"col\">State</th>");
    strbuf_add_format(out,
                      "<th scope=\"col\" class=\"number\">Cases solved, "
                      "%d days</th>",
                      MY_ARTICLES_DAYS);
    html_markup(out, "<th scope=\"col\" class=\"number\">In all</th>"
                     "<th scope=\"col\" class=\"number\">Customers</th>"
                     "<th scope=\"col\" class=\"number\">Readers helped</th>"
                     "<th scope=\"col\">Last case</th></tr></thead>\n<tbody>"
                     "\n");
    for (size_t i = 0; i < view->article_count; i++)
        add_article(out, &view->desk, &view->articles[i]);
    html_markup(out, "</tbody>\n</table>\n</div>\n");
}

static void add_owner(struct strbuf *out, struct str owner)
{
    html_markup(out, ", of <a href=\"/my-articles?of=");
    uri_encode(out, owner);
    html_markup(out, "\">");
    html_text(out, owner);
    html_markup(out, "</a>");
}

static void add_cases(struct strbuf *out, const struct my_articles_view *view,
                      const struct my_case *cases, size_t count,
                      bool has_owners)
{
    html_markup(out, "<ul class=\"plain solved\">\n");
    for (size_t i = 0; i < count; i++) {
        const struct solved_case *one = cases[i].solved;

        html_markup(out, "<li>");
        if (view->may_see_cases) {
            html_markup(out, "<a href=\"");
            desk_case_url(out, one->number);
            html_markup(out, "\">");
            html_text(out, one->subject);
            html_markup(out, "</a> <span class=\"soft\">");
            html_text(out, one->customer);
            html_markup(out, ", ");
        } else {
            html_markup(out, "A case <span class=\"soft\">");
        }
        desk_ago(out, &view->desk, one->closed_unix_s);
        html_markup(out, "</span><br>solved by ");
        add_article_link(out, one->article_id, cases[i].title);
        if (has_owners && cases[i].owner.len > 0)
            add_owner(out, cases[i].owner);
        html_markup(out, "</li>\n");
    }
    html_markup(out, "</ul>\n");
}

void my_articles_view_write(struct strbuf *out,
                            const struct my_articles_view *view)
{
    const struct str title = view->is_own ? STR("My articles") : view->name;

    desk_begin_look(out, &view->desk, title, "boards.css");
    html_markup(out, "<div class=\"desk my-articles\">\n<h1>");
    if (view->is_own) {
        html_markup(out, "My articles");
    } else {
        html_markup(out, "Articles of ");
        html_text(out, view->name);
    }
    html_markup(out, "</h1>\n");
    add_sentence(out, view);
    if (!view->is_own)
        html_markup(out, "<p><a href=\"/my-articles\">My articles</a></p>\n");
    add_articles(out, view);
    if (view->article_count > 0) {
        html_markup(out, "<section><h2>Cases they solved</h2>\n");
        if (view->case_count == 0)
            html_markup(out, "<p>None yet: a case that is closed with one of "
                             "these articles stands here.</p>\n");
        add_cases(out, view, view->cases, view->case_count, false);
        html_markup(out, "</section>\n");
    }
    html_markup(out, "<section><h2>Lately in the team</h2>\n");
    if (view->team_count == 0)
        html_markup(out, "<p>No article has solved a case yet.</p>\n");
    add_cases(out, view, view->team, view->team_count, true);
    html_markup(out, "</section>\n</div>\n");
    desk_end(out, &view->desk);
}
