/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the results page from its view. search_page.c runs the search and
 * finds the suggestions.
 */
#include "server/pages/results_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/result_json.h"
#include "server/article_links.h"
#include "server/pages/layout.h"
#include "server/reader_language.h"
#include "text/html_write.h"
#include "text/utf8.h"

enum {
    QUERY_SHOWN_BYTES = 160,
    LINK_QUERY_BYTES = 160, /* of the query, in the link of a hit */
    LINK_WORDS_BYTES_MAX = 64 * 1024,
    FACET_SHOWN = 7,  /* values in sight; the others are folded */
    FACET_LISTED = 40 /* values at all */
};

static const struct facet_text {
    const char *title;
    const char *label; /* of one chosen value, "Product: Git" */
} facet_texts[SLV_FACET_COUNT] = {
    [SLV_FACET_PRODUCT] = {"Product", "Product"},
    [SLV_FACET_VERSION] = {"Version", "Version"},
    [SLV_FACET_TAG] = {"Topic", "Topic"},
    [SLV_FACET_LANGUAGE] = {"Language", "Language"},
    [SLV_FACET_SECTION] = {"Includes", "Includes"},
};

static bool has_filters(const struct slv_search_request *request)
{
    for (int i = 0; i < SLV_FACET_COUNT; i++) {
        if (request->filters[i].count > 0)
            return true;
    }
    return false;
}

static bool is_chosen(const struct slv_search_request *request, int facet,
                      struct str value)
{
    for (size_t i = 0; i < request->filters[facet].count; i++) {
        if (str_equal(request->filters[facet].items[i], value))
            return true;
    }
    return false;
}

/* Sections are filtered by role names and shown in the reader's words. */
static struct str value_text(int facet, struct str value)
{
    enum slv_role role;

    if (facet != SLV_FACET_SECTION || !slv_role_parse(value, &role))
        return value;
    return str_from(layout_role(role));
}

static void add_value_text(struct strbuf *out, int facet, struct str value)
{
    if (facet == SLV_FACET_LANGUAGE)
        layout_language(out, value);
    else
        html_text(out, value_text(facet, value));
}

static void add_query(struct strbuf *out, struct str query)
{
    struct str shown = utf8_prefix(query, QUERY_SHOWN_BYTES);

    html_markup(out, "<b>");
    html_text(out, shown);
    if (shown.len < query.len)
        html_markup(out, "\xe2\x80\xa6");
    html_markup(out, "</b>");
}

/* --- filters --- */

static void add_value(struct strbuf *out, const struct results_view *view,
                      int facet, struct str value, const uint64_t *count)
{
    bool chosen = is_chosen(view->request, facet, value);

    html_markup(out, "<li><a href=\"");
    layout_search_url(out, view->request,
                      &(struct search_change){.toggle = true,
                                              .facet = (enum slv_facet) facet,
                                              .value = value});
    html_markup(out, "\"");
    if (chosen)
        html_markup(out, " aria-current=\"true\"");
    html_markup(out, "><span class=\"box\"></span><span class=\"name\">");
    add_value_text(out, facet, value);
    html_markup(out, "</span>");
    if (count) {
        html_markup(out, " <span class=\"count\">");
        layout_number(out, *count);
        html_markup(out, "</span>");
    }
    html_markup(out, "</a></li>\n");
}

/* Would choosing this value change anything, and is it for customers? */
static bool is_offered(const struct results_view *view, int facet,
                       const struct slv_facet_value *value)
{
    if (value->count == 0 || value_text(facet, value->value).len == 0)
        return false;
    return is_chosen(view->request, facet, value->value) ||
           view->request->filters[facet].count > 0 ||
           !view->result->is_total_exact || value->count < view->result->total;
}

/* A version says little before it is known of which product. */
static bool is_facet_shown(const struct results_view *view, int facet)
{
    return facet != SLV_FACET_VERSION ||
           view->request->filters[SLV_FACET_VERSION].count > 0 ||
           view->request->filters[SLV_FACET_PRODUCT].count > 0 ||
           view->result->facets[SLV_FACET_PRODUCT].count <= 1;
}

static size_t count_offered(const struct results_view *view, int facet)
{
    size_t count = 0;

    if (!is_facet_shown(view, facet))
        return 0;
    for (size_t i = 0; i < view->result->facets[facet].count; i++)
        count +=
            is_offered(view, facet, &view->result->facets[facet].values[i]);
    return count < FACET_LISTED ? count : FACET_LISTED;
}

/* Chosen values that no hit has stay in the list, so they can be let go. */
static size_t add_lost_values(struct strbuf *out,
                              const struct results_view *view, int facet)
{
    const struct str_list *chosen = &view->request->filters[facet];
    size_t written = 0;

    for (size_t i = 0; i < chosen->count; i++) {
        bool is_listed = false;

        for (size_t j = 0; j < view->result->facets[facet].count; j++)
            is_listed |= str_equal(view->result->facets[facet].values[j].value,
                                   chosen->items[i]);
        if (!is_listed) {
            add_value(out, view, facet, chosen->items[i], NULL);
            written++;
        }
    }
    return written;
}

static void add_facet(struct strbuf *out, const struct results_view *view,
                      int facet)
{
    size_t offered = count_offered(view, facet);
    size_t shown = offered <= FACET_SHOWN + 2 ? offered : FACET_SHOWN;
    size_t at = 0;

    if (offered == 0 && view->request->filters[facet].count == 0)
        return;
    html_markup(out, "<h2 id=\"~filter-");
    strbuf_add_cstr(out, slv_facet_name((enum slv_facet) facet));
    html_markup(out, "\">");
    strbuf_add_cstr(out, facet_texts[facet].title);
    html_markup(out, "</h2>\n<ul class=\"plain\" aria-labelledby=\"~filter-");
    strbuf_add_cstr(out, slv_facet_name((enum slv_facet) facet));
    html_markup(out, "\">\n");
    (void) add_lost_values(out, view, facet);
    for (size_t i = 0; i < view->result->facets[facet].count && at < offered;
         i++) {
        const struct slv_facet_value *value =
            &view->result->facets[facet].values[i];

        if (!is_offered(view, facet, value))
            continue;
        if (at++ == shown) {
            html_markup(out, "</ul>\n<details><summary>");
            strbuf_add_format(out, "%zu more", offered - shown);
            html_markup(out, "<span class=\"unseen\"> of ");
            strbuf_add_cstr(out, facet_texts[facet].title);
            html_markup(out, "</span></summary>\n<ul class=\"plain\">\n");
        }
        add_value(out, view, facet, value->value, &value->count);
    }
    html_markup(out, "</ul>\n");
    if (at > shown)
        html_markup(out, "</details>\n");
}

/* Is there a filter to choose or to let go? */
static bool is_filterable(const struct results_view *view)
{
    if (view->request->query.len > RESULTS_FILTER_QUERY_MAX ||
        view->result->hit_count == 0)
        return false;
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        if (count_offered(view, facet) > 0)
            return true;
    }
    return has_filters(view->request);
}

static void add_filters(struct strbuf *out, const struct results_view *view)
{
    /* The summary alone folds the list that follows it, on narrow screens
     * only and without a script: see .fold in solvent.css. */
    html_markup(out, "<div class=\"side\">\n<details class=\"fold\"><summary>"
                     "Filters</summary></details>\n"
                     "<nav class=\"filters\" aria-label=\"Filters\">\n");
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++)
        add_facet(out, view, facet);
    html_markup(out, "</nav>\n</div>\n");
}

/* The filters in force, each a link that lets it go. */
static void add_chips(struct strbuf *out, const struct results_view *view)
{
    size_t count = 0;

    if (!has_filters(view->request))
        return;
    html_markup(out, "<ul class=\"chips\" aria-label=\"Filters in use\">\n");
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        const struct str_list *values = &view->request->filters[facet];

        for (size_t i = 0; i < values->count; i++) {
            html_markup(out, "<li><a href=\"");
            layout_search_url(
                out, view->request,
                &(struct search_change){.toggle = true,
                                        .facet = (enum slv_facet) facet,
                                        .value = values->items[i]});
            html_markup(out, "\"><span class=\"unseen\">Remove the filter "
                             "</span>");
            strbuf_add_cstr(out, facet_texts[facet].label);
            html_markup(out, ": ");
            add_value_text(out, facet, values->items[i]);
            html_markup(out, " <span aria-hidden=\"true\">\xc3\x97</span>"
                             "</a></li>\n");
            count++;
        }
    }
    if (count > 1) {
        html_markup(out, "<li><a class=\"clear\" href=\"");
        layout_search_url(out, view->request,
                          &(struct search_change){.drop_filters = true});
        html_markup(out, "\">Remove all filters</a></li>\n");
    }
    html_markup(out, "</ul>\n");
}

/* --- hits --- */

/* "8.1+" needs to be called a version, "OpenSSL 1.1.1+" does not. */
static bool is_number(struct str version)
{
    return version.len > 0 && ascii_is_digit(version.ptr[0]);
}

static void add_about(struct strbuf *out, const struct slv_hit *hit)
{
    if (hit->products.count == 0 && hit->versions.count == 0)
        return;
    html_markup(out, "<ul class=\"about\">");
    if (hit->products.count > 0) {
        html_markup(out, "<li>");
        layout_list(out, &hit->products);
        html_markup(out, "</li>");
    }
    if (hit->versions.count > 0) {
        html_markup(out, "<li>");
        if (is_number(hit->versions.items[0]))
            html_markup(out, "Version ");
        layout_list(out, &hit->versions);
        html_markup(out, "</li>");
    }
    html_markup(out, "</ul>\n");
}

/* Is the section worth a link of its own? Not when it is the top of the
 * article, nor when it is a canned reply: pages leave those out. */
static bool has_section_link(const struct slv_hit *hit)
{
    return hit->section_anchor.len > 0 && hit->section_title.len > 0 &&
           hit->section_role != SLV_ROLE_REPLY &&
           !str_equal(hit->section_title, hit->title.text);
}

/* Add the words that are marked in `marked` to *words, each once. */
static void add_marked_words(struct strbuf *words,
                             const struct slv_marked *marked)
{
    for (size_t i = 0; i < marked->mark_count; i++) {
        struct str word = {marked->text.ptr + marked->marks[i].begin,
                           marked->marks[i].end - marked->marks[i].begin};

        if (str_find(strbuf_str(words), word, 0) < words->len)
            continue;
        if (words->len > 0)
            strbuf_add_char(words, ' ');
        strbuf_add_str(words, word);
    }
}

/* What was searched in the end. */
static struct str searched(const struct results_view *view)
{
    struct str corrected = view->result->corrected;

    return corrected.len > 0 ? corrected : view->request->query;
}

/* What the article's page is to mark. For a long search, such as a pasted
 * report, the words of it that the hit shows. */
static struct str words_to_mark(const struct results_view *view,
                                const struct slv_hit *hit, struct strbuf *words)
{
    struct str query = searched(view);

    if (query.len <= LINK_QUERY_BYTES)
        return query;
    strbuf_clear(words);
    add_marked_words(words, &hit->title);
    add_marked_words(words, &hit->snippet);
    return utf8_prefix(strbuf_str(words), LINK_QUERY_BYTES);
}

static void add_hit(struct strbuf *out, const struct results_view *view,
                    const struct slv_hit *hit)
{
    bool has_section = has_section_link(hit);
    struct strbuf words;
    struct str query;

    strbuf_init(&words, LINK_WORDS_BYTES_MAX);
    query = words_to_mark(view, hit, &words);
    html_markup(out, "<li class=\"hit\"");
    layout_lang(out, hit->language);
    html_markup(out, ">\n<h2 dir=\"auto\"><a href=\"");
    article_url_searched(out, hit->id, query,
                         has_section ? hit->section_anchor : STR(""));
    html_markup(out, "\">");
    marked_html(out, &hit->title);
    html_markup(out, "</a>");
    if (hit->is_pinned)
        html_markup(out, " <span class=\"label\">Recommended</span>");
    html_markup(out, "</h2>\n");
    if (has_section) {
        html_markup(out, "<a class=\"section\" href=\"");
        article_url_searched(out, hit->id, query, hit->section_anchor);
        html_markup(out, "\">");
        html_text(out, hit->section_title);
        html_markup(out, "</a>\n");
    }
    if (hit->snippet.text.len > 0) {
        html_markup(out, "<p dir=\"auto\">");
        marked_html(out, &hit->snippet);
        html_markup(out, "</p>\n");
    }
    add_about(out, hit);
    html_markup(out, "</li>\n");
    strbuf_release(&words);
}

static void add_heading(struct strbuf *out, const struct results_view *view)
{
    const struct slv_search_result *result = view->result;

    html_markup(out, "<h1><b>");
    if (result->total == 0) {
        html_markup(out, "No article");
    } else {
        if (!result->is_total_exact && result->total > 1)
            html_markup(out, "At least ");
        layout_articles(out, result->total);
    }
    html_markup(out, "</b>");
    if (view->request->query.len > 0) {
        html_markup(out, " for ");
        add_query(out, searched(view));
    }
    if (view->page > 1) {
        html_markup(out, ", page ");
        layout_number(out, view->page);
    }
    html_markup(out, "</h1>\n");
}

/* What was searched instead of what was typed, and the way back. */
static void add_corrected(struct strbuf *out, const struct results_view *view)
{
    if (view->result->corrected.len == 0)
        return;
    html_markup(out, "<p class=\"corrected\">Showing results for ");
    add_query(out, view->result->corrected);
    html_markup(out, ". <a href=\"");
    layout_search_url(out, view->request,
                      &(struct search_change){.is_verbatim = true});
    html_markup(out, "\">Search for ");
    add_query(out, view->request->query);
    html_markup(out, " instead</a></p>\n");
}

/* Articles in which language these are, and the way to all of them. */
static void add_language(struct strbuf *out, const struct results_view *view)
{
    const struct slv_search_result *result = view->result;

    if (result->language.len == 0 || result->total == 0)
        return;
    if (result->is_other_language) {
        html_markup(out, "<p class=\"language\">No article in ");
        layout_language(out, result->language);
        html_markup(out,
                    " matches. Showing articles in other languages.</p>\n");
        return;
    }
    html_markup(out, "<p class=\"language\">Showing articles in ");
    layout_language(out, result->language);
    html_markup(out, ". <a href=\"");
    layout_search_url(out, view->request,
                      &(struct search_change){.lang = READER_LANGUAGE_ALL});
    html_markup(out, "\">Show all languages</a></p>\n");
}

static void add_turning(struct strbuf *out, const struct results_view *view)
{
    size_t seen = (view->page - 1) * RESULTS_PER_PAGE + view->result->hit_count;
    bool has_more = seen < view->result->total &&
                    view->result->hit_count == RESULTS_PER_PAGE &&
                    view->page < RESULTS_PAGE_MAX;

    if (!has_more && view->page == 1)
        return;
    html_markup(out, "<nav class=\"turn\" aria-label=\"Pages\">\n");
    if (view->page > 1) {
        html_markup(out, "<a class=\"button\" rel=\"prev\" href=\"");
        layout_search_url(out, view->request,
                          &(struct search_change){.page = view->page - 1});
        html_markup(out, "\">Previous results</a>\n");
    }
    if (has_more) {
        html_markup(out, "<a class=\"button\" rel=\"next\" href=\"");
        layout_search_url(out, view->request,
                          &(struct search_change){.page = view->page + 1});
        html_markup(out, "\">More results</a>\n");
    }
    html_markup(out, "</nav>\n");
}

static void add_hits(struct strbuf *out, const struct results_view *view)
{
    strbuf_add_format(out, "<ol class=\"hits\" start=\"%zu\">\n",
                      (view->page - 1) * RESULTS_PER_PAGE + 1);
    for (size_t i = 0; i < view->result->hit_count; i++)
        add_hit(out, view, &view->result->hits[i]);
    html_markup(out, "</ol>\n");
    add_turning(out, view);
    if (view->page > 1 || view->result->hit_count < RESULTS_PER_PAGE)
        layout_contact(out, view->site, "Not what you were looking for?");
}

/* --- nothing found --- */

static void add_suggestion(struct strbuf *out, const struct results_view *view,
                           const struct results_suggestion *suggestion)
{
    struct search_change change = {0};

    html_markup(out, "<li><a href=\"");
    switch (suggestion->kind) {
    case SUGGEST_SPELLING:
    case SUGGEST_ALIKE:
    case SUGGEST_NO_QUOTES:
    case SUGGEST_NO_OPERATORS:
        change.query = &suggestion->query;
        layout_search_url(out, view->request, &change);
        html_markup(out, "\">Search for ");
        add_query(out, suggestion->query);
        if (suggestion->kind == SUGGEST_NO_QUOTES)
            html_markup(out, " without quotes");
        break;
    case SUGGEST_NO_FILTERS:
        change.drop_filters = true;
        layout_search_url(out, view->request, &change);
        html_markup(out, "\">Search without filters");
        break;
    case SUGGEST_DROP_FILTER:
        change.toggle = true;
        change.facet = suggestion->facet;
        change.value = suggestion->value;
        layout_search_url(out, view->request, &change);
        html_markup(out, "\">Search without the filter ");
        strbuf_add_cstr(out, facet_texts[suggestion->facet].label);
        html_markup(out, ": ");
        add_value_text(out, (int) suggestion->facet, suggestion->value);
        break;
    }
    html_markup(out, "</a> <span class=\"soft\">finds ");
    if (!suggestion->is_total_exact)
        html_markup(out, "at least ");
    layout_articles(out, suggestion->total);
    html_markup(out, "</span></li>\n");
}

static bool helps_without_filters(const struct results_view *view)
{
    for (size_t i = 0; i < view->suggestion_count; i++) {
        if (view->suggestions[i].kind == SUGGEST_NO_FILTERS ||
            view->suggestions[i].kind == SUGGEST_DROP_FILTER)
            return true;
    }
    return false;
}

/* What the filters have to do with it. */
static void add_why_filtered(struct strbuf *out,
                             const struct results_view *view)
{
    const struct str_list *sections =
        &view->request->filters[SLV_FACET_SECTION];
    enum slv_role role;

    if (!has_filters(view->request))
        return;
    for (size_t i = 0; i < sections->count; i++) {
        if (slv_role_parse(str_trim(sections->items[i]), &role))
            continue;
        html_markup(out, " There is no kind of section called ");
        add_query(out, sections->items[i]);
        html_markup(out, ".");
    }
    if (!helps_without_filters(view))
        html_markup(out, " Without the filters nothing is found either.");
    else if (view->request->query.len > 0)
        html_markup(out, " No article fits both the words and the filters.");
    else
        html_markup(out, " No article fits all of the filters.");
}

static void add_nothing(struct strbuf *out, const struct results_view *view)
{
    html_markup(out, "<div class=\"advice\">\n<p>");
    layout_articles(out, view->article_count);
    strbuf_add_cstr(out, view->article_count == 1 ? " was" : " were");
    html_markup(out, " searched: titles, error messages, tags and the whole "
                     "text.");
    add_why_filtered(out, view);
    html_markup(out, "</p>\n");
    if (view->suggestion_count > 0) {
        html_markup(out, "<h2>These searches do find something</h2>\n<ul>\n");
        for (size_t i = 0; i < view->suggestion_count; i++)
            add_suggestion(out, view, &view->suggestions[i]);
        html_markup(out, "</ul>\n");
    }
    html_markup(out,
                "<h2>What often helps</h2>\n<ul>\n"
                "<li>Paste the error message as it stands, or only its code."
                "</li>\n<li>Name the product and what you were doing, in a few "
                "words.</li>\n<li>Check the spelling, and try another word for "
                "the same thing.</li>\n</ul>\n"
                "<p><a href=\"/search\">Browse all articles</a></p>\n");
    layout_contact(out, view->site, "Or ask a person:");
    html_markup(out, "</div>\n");
}

/* A page number past the last hit, typed or kept from an older index. */
static void add_past_the_end(struct strbuf *out,
                             const struct results_view *view)
{
    html_markup(out, "<div class=\"advice\">\n<p>There are no more results on "
                     "this page. <a href=\"");
    layout_search_url(out, view->request, &(struct search_change){0});
    html_markup(out, "\">Go to the first results</a></p>\n</div>\n");
}

void results_view_write(struct strbuf *out, const struct results_view *view)
{
    struct str shown = utf8_prefix(view->request->query, QUERY_SHOWN_BYTES);
    struct page page = {.site = view->site,
                        .visitor = view->visitor,
                        .title = shown.len > 0 ? shown : STR("All articles"),
                        .query = view->request->query,
                        .kept = view->request,
                        .is_hidden = true,
                        .is_results = true,
                        .has_help = true};
    bool has_side = is_filterable(view);

    layout_begin(out, &page);
    html_markup(out, "<div class=\"results");
    strbuf_add_cstr(out, has_side ? "\">\n" : " lone\">\n");
    html_markup(out, "<div class=\"head\">\n");
    add_heading(out, view);
    add_corrected(out, view);
    add_language(out, view);
    add_chips(out, view);
    html_markup(out, "</div>\n");
    if (has_side)
        add_filters(out, view);
    html_markup(out, "<div class=\"found\">\n");
    if (view->result->hit_count > 0)
        add_hits(out, view);
    else if (view->page > 1 && view->result->total > 0)
        add_past_the_end(out, view);
    else
        add_nothing(out, view);
    html_markup(out, "</div>\n</div>\n");
    layout_end(out, &page);
}
