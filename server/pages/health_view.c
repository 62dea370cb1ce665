/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of article health from its view. Reading and sorting are left
 * to article_health.c and core/insight/health.c.
 */
#include "server/pages/health_view.h"
#include "server/pages/replies_view.h"
#include "server/pages/write_view.h"
#include "server/rights.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"
#include "text/uri.h"

enum { QUERY_BYTES_SHOWN = 80 };

/* --- what the figures say, in words --- */

static void add_count(struct strbuf *out, uint64_t number, const char *one,
                      const char *many)
{
    layout_number(out, number);
    strbuf_add_cstr(out, number == 1 ? one : many);
}

/* "4 of 6 replies that used it were edited much", with the way to them for who
 * may read them. */
static void add_replies(struct strbuf *out, const struct health_view *view,
                        const struct health_row *row)
{
    const struct article_evidence *evidence = &row->evidence;
    bool may_see = rights_have(view->desk.rights, RIGHT_CASES_READ);

    if (may_see) {
        html_markup(out, "<a href=\"");
        replies_url(out, row->article->id);
        html_markup(out, "\">");
    }
    layout_number(out, evidence->replies_edited);
    strbuf_add_cstr(out, " of ");
    add_count(out, evidence->replies, " reply that used it",
              " replies that used it");
    strbuf_add_cstr(out, evidence->replies_edited == 1 ? " was edited much"
                                                       : " were edited much");
    if (may_see)
        html_markup(out, "</a>");
}

/* "3 of 12 cases came back, 2 say that it is wrong, it did not help 4 of 9
 * readers" */
static void add_evidence(struct strbuf *out, const struct health_view *view,
                         const struct health_row *row)
{
    const struct article_evidence *evidence = &row->evidence;
    uint64_t cases = evidence->came_back + evidence->resolved;
    uint64_t readers = evidence->helpful + evidence->unhelpful;
    const char *comma = "";

    if (evidence->came_back > 0) {
        layout_number(out, evidence->came_back);
        strbuf_add_cstr(out, " of ");
        add_count(out, cases, " case came back", " cases came back");
        comma = ", ";
    }
    if (evidence->wrong > 0) {
        strbuf_add_cstr(out, comma);
        add_count(out, evidence->wrong, " case says that it is wrong",
                  " cases say that it is wrong");
        comma = ", ";
    }
    if (evidence->unhelpful > 0) {
        strbuf_add_cstr(out, comma);
        strbuf_add_cstr(out, "did not help ");
        layout_number(out, evidence->unhelpful);
        strbuf_add_cstr(out, " of ");
        add_count(out, readers, " reader who said so", " readers who said so");
        comma = ", ";
    }
    if (evidence->searched_again > 0) {
        strbuf_add_cstr(out, comma);
        layout_number(out, evidence->searched_again);
        strbuf_add_cstr(out, " of ");
        add_count(out, evidence->searchers,
                  " reader searched again for the same",
                  " readers searched again for the same");
        comma = ", ";
    }
    if (evidence->replies_edited > 0) {
        strbuf_add_cstr(out, comma);
        add_replies(out, view, row);
    }
}

static void add_summary(struct strbuf *out, const struct health *health)
{
    size_t work = health->doubtful.count + health->due.count;

    if (health->held.count) {
        html_markup(out, "<p class=\"lead\"><strong>");
        add_count(out, health->held.count, " article is held back",
                  " articles are held back");
        html_markup(out, "</strong>: searches would lose what is to be "
                         "published.</p>\n");
    }

    html_markup(out, "<p class=\"lead\">");
    if (work == 0) {
        html_markup(out, "No published article is in doubt, and no review is "
                         "due.");
    } else {
        add_count(out, health->doubtful.count, " article is in doubt",
                  " articles are in doubt");
        html_markup(out, "; ");
        add_count(out, health->due.count, " review is due.",
                  " reviews are due.");
    }
    html_markup(out, "</p>\n");
}

/* --- tables --- */

static void add_article(struct strbuf *out, const struct slv_article *article)
{
    html_markup(out, "<th scope=\"row\"><a href=\"/articles/");
    uri_encode_path(out, article->id);
    html_markup(out, "\">");
    html_text(out, article->title);
    html_markup(out, "</a></th>");
}

static void add_owner(struct strbuf *out, const struct slv_article *article)
{
    html_markup(out, "<td data-label=\"Owner\">");
    if (article->owner.len > 0) {
        html_markup(out, "<a href=\"/articles-health?owner=");
        uri_encode(out, article->owner);
        html_markup(out, "\">");
        html_text(out, article->owner);
        html_markup(out, "</a>");
    } else {
        html_markup(out, "<span class=\"soft\">Nobody</span>");
    }
    html_markup(out, "</td>");
}

static void add_day(struct strbuf *out, const char *label, int64_t unix_s)
{
    html_markup(out, "<td data-label=\"");
    html_attr(out, str_from(label));
    html_markup(out, "\">");
    if (unix_s)
        layout_date(out, unix_s, true);
    else
        html_markup(out, "<span class=\"soft\">Never</span>");
    html_markup(out, "</td>");
}

static void add_doubtful(struct strbuf *out, const struct health_view *view,
                         const struct health_row *row)
{
    add_article(out, row->article);
    html_markup(out, "<td data-label=\"Evidence\">");
    add_evidence(out, view, row);
    html_markup(out, "</td>");
    add_day(out, "Last reviewed", row->article->reviewed_unix_s);
    add_owner(out, row->article);
}

static void add_held(struct strbuf *out, const struct health_view *view,
                     const struct health_row *row)
{
    const struct hold_loss *loss =
        row->hold->loss_count ? &row->hold->losses[0] : NULL;

    (void) view;
    add_article(out, row->article);
    html_markup(out, "<td data-label=\"Would be lost\"><a href=\"");
    write_url(out, row->article->id);
    html_markup(out, "#~losses\">");
    add_count(out, row->hold->loss_count, " search", " searches");
    html_markup(out, "</a>");
    if (loss) {
        html_markup(out, " <span class=\"soft\">");
        html_text(out, str_cut(str_first(loss->query,
                                         str_find_char(loss->query, '\n')),
                               QUERY_BYTES_SHOWN));
        html_markup(out, "</span>");
    }
    html_markup(out, "</td>");
    add_day(out, "Since", row->hold->held_unix_s);
    add_owner(out, row->article);
}

static void add_due(struct strbuf *out, const struct health_view *view,
                    const struct health_row *row)
{
    (void) view;
    add_article(out, row->article);
    add_day(out, "Due since", row->article->review_after_unix_s);
    add_day(out, "Last reviewed", row->article->reviewed_unix_s);
    add_owner(out, row->article);
}

static void add_unfinished(struct strbuf *out, const struct health_view *view,
                           const struct health_row *row)
{
    (void) view;
    add_article(out, row->article);
    html_markup(out, "<td data-label=\"State\">");
    if (row->article->publish_on_unix_s) {
        html_markup(out, "to be published ");
        layout_date(out, row->article->publish_on_unix_s, true);
    } else {
        strbuf_add_cstr(out, slv_state_name(row->article->state));
    }
    html_markup(out, "</td>");
    add_day(out, "Changed", row->article->updated_unix_s);
    add_owner(out, row->article);
}

struct health_list {
    const char *id;
    const char *title;
    const char *hint;
    const char *nothing;
    const char *columns[4];
    void (*add_cells)(struct strbuf *out, const struct health_view *view,
                      const struct health_row *row);
};

static const struct health_list doubtful_list = {
    "~doubtful",
    "In doubt",
    "Published articles that at least two cases or readers speak against since "
    "their last review. Reviewing one (reviewed: in its file) begins anew.",
    "Nothing speaks against an article.",
    {"Article", "Evidence", "Last reviewed", "Owner"},
    add_doubtful,
};

static const struct health_list held_list = {
    "~held",
    "Held back",
    "Their files are newer than what readers have: searches would lose them. "
    "Mend the text, or say why it is published all the same.",
    "",
    {"Article", "Would be lost", "Since", "Owner"},
    add_held,
};

static const struct health_list due_list = {
    "~due",
    "Review due",
    "Published articles whose date review_after has come, the longest due "
    "first.",
    "No review is due.",
    {"Article", "Due since", "Last reviewed", "Owner"},
    add_due,
};

static const struct health_list unfinished_list = {
    "~unfinished",
    "Not published yet",
    "Drafts and reviewed articles, the oldest first. Agents can use them; "
    "customers do not see them.",
    "There are no drafts.",
    {"Article", "State", "Changed", "Owner"},
    add_unfinished,
};

static void add_list(struct strbuf *out, const struct health_view *view,
                     const struct health_list *list,
                     const struct health_rows *rows)
{
    strbuf_add_format(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s",
                      list->id, list->id, list->title);
    html_markup(out, " <span class=\"soft\">");
    layout_number(out, rows->count);
    html_markup(out, "</span></h2>\n");
    if (rows->count == 0) {
        strbuf_add_format(out, "<p class=\"empty\">%s</p>\n</section>\n",
                          list->nothing);
        return;
    }
    strbuf_add_format(out, "<p class=\"hint\">%s</p>\n", list->hint);
    html_markup(out, "<table class=\"list\">\n<thead><tr>");
    for (size_t i = 0; i < 4; i++)
        strbuf_add_format(out, "<th scope=\"col\">%s</th>", list->columns[i]);
    html_markup(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < rows->count && i < HEALTH_ROWS_SHOWN; i++) {
        html_markup(out, "<tr>");
        list->add_cells(out, view, &rows->items[i]);
        html_markup(out, "</tr>\n");
    }
    html_markup(out, "</tbody></table>\n");
    if (rows->count > HEALTH_ROWS_SHOWN)
        strbuf_add_format(out,
                          "<p class=\"hint\">The first %d are shown; choose an "
                          "owner to see fewer.</p>\n",
                          HEALTH_ROWS_SHOWN);
    html_markup(out, "</section>\n");
}

static void add_owner_form(struct strbuf *out, const struct health_view *view)
{
    html_markup(out, "<form class=\"choose\" action=\"/articles-health\" "
                     "aria-label=\"Whose articles\">\n"
                     "<label>Owner <input type=\"text\" name=\"owner\" "
                     "maxlength=\"200\" autocomplete=\"off\" value=\"");
    html_attr(out, view->owner);
    html_markup(out, "\"></label>\n<button class=\"button\">Show</button>\n");
    if (view->owner.len > 0)
        html_markup(out, "<a class=\"button\" href=\"/articles-health\">"
                         "Everybody's</a>\n");
    html_markup(out, "</form>\n");
}

void health_view_write(struct strbuf *out, const struct health_view *view)
{
    desk_begin_look(out, &view->desk, STR("Article health"), "boards.css");
    html_markup(out, "<div class=\"desk health\">\n<div class=\"head\">"
                     "<h1>Article health</h1>\n<p class=\"go\">");
    if (view->login.len > 0) {
        html_markup(out, "<a class=\"button\" href=\"/articles-health?owner=");
        uri_encode(out, view->login);
        html_markup(out, "\">My articles</a>");
    }
    html_markup(out, "</p></div>\n");
    add_summary(out, &view->health);
    add_owner_form(out, view);
    if (view->health.held.count)
        add_list(out, view, &held_list, &view->health.held);
    add_list(out, view, &doubtful_list, &view->health.doubtful);
    add_list(out, view, &due_list, &view->health.due);
    add_list(out, view, &unfinished_list, &view->health.unfinished);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
