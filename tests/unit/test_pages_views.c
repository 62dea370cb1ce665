/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * the views and the layout of server/pages: from a view to HTML, without a server. What
 * comes from articles and readers is escaped; what is offered leads somewhere.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/result_json.h"
#include "server/pages/article_view.h"
#include "server/pages/feed_view.h"
#include "server/pages/home_view.h"
#include "server/pages/layout.h"
#include "server/pages/message_view.h"
#include "server/pages/results_view.h"
#include "text/markdown.h"

#include <stdio.h>

/* Every test has a page to write to and a site to write about. */
struct pages {
    struct fixture *fixture;
    struct arena *arena;
    struct config config;
    struct site *site;
    struct strbuf out;
};

static int setup(void **state)
{
    struct pages *pages = test_calloc(1, sizeof *pages);

    if (fixture_setup((void **) &pages->fixture) != 0)
        return -1;
    pages->arena = pages->fixture->arena;
    config_init(&pages->config);
    pages->config.site_name = STR("Example & Co");
    pages->config.contact_url = STR("https://desk.example.com/");
    pages->config.contact_text = STR("Ask us");
    if (site_new(&pages->config, &pages->site, NULL) != SLV_OK)
        return -1;
    strbuf_init(&pages->out, 1 << 20);
    *state = pages;
    return 0;
}

static int teardown(void **state)
{
    struct pages *pages = *state;

    strbuf_release(&pages->out);
    site_free(pages->site);
    fixture_teardown((void **) &pages->fixture);
    test_free(pages);
    return 0;
}

#define PAGES_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static bool has(const struct pages *pages, const char *text)
{
    return strstr(pages->out.ptr, text) != NULL;
}

#define assert_has(pages, text)                                          \
    do {                                                                 \
        if (!has(pages, text))                                           \
            fail_msg("not on the page: %s\n%s", text, (pages)->out.ptr); \
    } while (0)
#define assert_has_not(pages, text)                                  \
    do {                                                             \
        if (has(pages, text))                                        \
            fail_msg("on the page: %s\n%s", text, (pages)->out.ptr); \
    } while (0)

static size_t count(const struct pages *pages, const char *text)
{
    size_t found = 0;

    for (const char *at = pages->out.ptr; (at = strstr(at, text)); at++)
        found++;
    return found;
}

static struct str_list list(struct pages *pages, const char *const *texts)
{
    struct str_list out = {arena_calloc(pages->arena, 8, sizeof *out.items), 0};

    while (texts[out.count]) {
        out.items[out.count] = str_from(texts[out.count]);
        out.count++;
    }
    return out;
}

#define LIST(pages, ...) list(pages, (const char *const[]){__VA_ARGS__, NULL})

/* --- pieces --- */

static void numbers_are_grouped(void **state)
{
    struct pages *p = *state;

    layout_number(&p->out, 0);
    strbuf_add_char(&p->out, ' ');
    layout_number(&p->out, 999);
    strbuf_add_char(&p->out, ' ');
    layout_number(&p->out, 1000);
    strbuf_add_char(&p->out, ' ');
    layout_number(&p->out, 1234567);
    assert_string_equal(p->out.ptr, "0 999 1,000 1,234,567");
}

static void dates_are_for_people_and_for_programs(void **state)
{
    struct pages *p = *state;

    layout_date(&p->out, 1789344000, false);
    assert_string_equal(
        p->out.ptr, "<time datetime=\"2026-09-14\">14 September 2026</time>");
    strbuf_clear(&p->out);
    layout_date(&p->out, 1789344000, true);
    assert_string_equal(p->out.ptr,
                        "<time datetime=\"2026-09-14\">14 Sep 2026</time>");
}

static void marks_stand_between_escaped_text(void **state)
{
    struct pages *p = *state;
    struct slv_mark marks[] = {{0, 3}, {6, 9}};
    struct slv_marked marked = {STR("<b> & x\"<"), marks, 2};

    marked_html(&p->out, &marked);
    assert_string_equal(p->out.ptr,
                        "<mark>&lt;b&gt;</mark> &amp; <mark>x\"&lt;</mark>");
}

static void search_address_is_encoded_and_toggles(void **state)
{
    struct pages *p = *state;
    struct slv_search_request request = {.query = STR("a&b \"c\"")};

    request.filters[SLV_FACET_PRODUCT] = LIST(p, "Git & Co", "SSH");
    layout_search_url(&p->out, &request,
                      &(struct search_change){.toggle = true,
                                              .facet = SLV_FACET_PRODUCT,
                                              .value = STR("SSH")});
    assert_string_equal(p->out.ptr,
                        "/search?q=a%26b%20%22c%22&amp;product=Git%20%26%20Co");
    strbuf_clear(&p->out);
    layout_search_url(&p->out, &request,
                      &(struct search_change){.toggle = true,
                                              .facet = SLV_FACET_TAG,
                                              .value = STR("x"),
                                              .page = 3});
    assert_string_equal(p->out.ptr,
                        "/search?q=a%26b%20%22c%22&amp;product=Git%20%26%20Co"
                        "&amp;product=SSH&amp;tag=x&amp;page=3");
    strbuf_clear(&p->out);
    layout_search_url(
        &p->out, &request,
        &(struct search_change){.drop_filters = true, .query = &STR("")});
    assert_string_equal(p->out.ptr, "/search");
}

/* --- the shell --- */

static void write_message(struct pages *p)
{
    struct message_view view = {.site = p->site,
                                .title = STR("<Not> here"),
                                .text = STR("a & b"),
                                .has_search = true};

    message_view_write(&p->out, &view);
}

static void text_of_the_configuration_is_escaped(void **state)
{
    struct pages *p = *state;

    write_message(p);
    assert_has(p, "Example &amp; Co");
    assert_has(p, "<h1>&lt;Not&gt; here</h1>");
    assert_has_not(p, "<Not>");
}

static void shell_has_no_inline_script_or_style(void **state)
{
    struct pages *p = *state;

    write_message(p);
    assert_int_equal(count(p, "<script"),
                     count(p, "<script type=\"module\" src="));
    assert_has_not(p, " style=");
    assert_has_not(p, "<style");
    assert_has_not(p, " onclick");
}

static void canonical_address_needs_a_base_address(void **state)
{
    struct pages *p = *state;
    struct home_view view = {.site = p->site, .total = 1};

    home_view_write(&p->out, &view);
    assert_has_not(p, "canonical");
    assert_has_not(p, "og:url");
    assert_has_not(p, "opensearch");
    strbuf_clear(&p->out);
    p->site->base_url = STR("https://help.example.com");
    home_view_write(&p->out, &view);
    assert_has(p,
               "<link rel=\"canonical\" href=\"https://help.example.com/\">");
    assert_has(p, "opensearch.xml");
}

static void contact_is_left_out_when_there_is_none(void **state)
{
    struct pages *p = *state;

    write_message(p);
    assert_has(p, "Ask us");
    strbuf_clear(&p->out);
    p->site->contact_url = STR("");
    write_message(p);
    assert_has_not(p, "Ask us");
}

/* --- home --- */

static void home_focuses_the_search_and_lists_products(void **state)
{
    struct pages *p = *state;
    struct slv_facet_value products[] = {{STR("Git"), 1}, {STR("C++"), 1200}};
    struct slv_article recent[] = {
        {.id = STR("a%20b/c"), .title = STR("<x>"), .updated_unix_s = 0}};
    struct home_view view = {.site = p->site,
                             .total = 1201,
                             .products = products,
                             .product_count = 2,
                             .recent = recent,
                             .recent_count = 1};

    home_view_write(&p->out, &view);
    assert_int_equal(count(p, " autofocus"), 1);
    assert_has(p, "href=\"/search?product=C%2B%2B\"");
    assert_has(p, "1,200 articles");
    assert_has(p, ">1 article<");
    assert_has(p, "href=\"/articles/a%2520b/c\"");
    assert_has(p, "&lt;x&gt;");
}

static void home_without_articles_says_so(void **state)
{
    struct pages *p = *state;
    struct home_view view = {.site = p->site};

    home_view_write(&p->out, &view);
    assert_has(p, "There are no articles to search yet.");
    assert_has_not(p, "0 articles");
    assert_has_not(p, "class=\"rows\"");
}

/* --- results --- */

struct results {
    struct slv_search_request request;
    struct slv_search_result result;
    struct slv_hit hits[RESULTS_PER_PAGE];
    struct slv_facet_value values[SLV_FACET_COUNT][60];
    struct results_view view;
};

static struct results *some_results(struct pages *p, size_t hits)
{
    struct results *r = arena_calloc(p->arena, 1, sizeof *r);

    r->request.query = STR("disk");
    for (size_t i = 0; i < hits && i < RESULTS_PER_PAGE; i++) {
        r->hits[i].id = arena_format(p->arena, "hit-%zu", i);
        r->hits[i].title.text = arena_format(p->arena, "Hit %zu", i);
        r->hits[i].section_title = STR("Resolution");
        r->hits[i].section_anchor = STR("resolution");
        r->hits[i].section_role = SLV_ROLE_RESOLUTION;
    }
    r->result.hits = r->hits;
    r->result.hit_count = hits < RESULTS_PER_PAGE ? hits : RESULTS_PER_PAGE;
    r->result.total = hits;
    r->result.is_total_exact = true;
    r->view = (struct results_view){.site = p->site,
                                    .request = &r->request,
                                    .result = &r->result,
                                    .page = 1,
                                    .article_count = 77};
    return r;
}

static void add_value(struct results *r, enum slv_facet facet, const char *text,
                      uint64_t number)
{
    r->result.facets[facet].values = r->values[facet];
    r->values[facet][r->result.facets[facet].count++] =
        (struct slv_facet_value){str_from(text), number};
}

static void results_write(struct pages *p, struct results *r)
{
    strbuf_clear(&p->out);
    results_view_write(&p->out, &r->view);
    assert_false(p->out.overflowed);
}

static void hit_links_to_its_article_and_to_the_section(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 1);

    r->hits[0].products = LIST(p, "Git", "SSH");
    r->hits[0].versions = LIST(p, "2.40");
    results_write(p, r);
    assert_has(p, "<a href=\"/articles/hit-0?q=disk#resolution\">Hit 0</a>");
    assert_has(p, "href=\"/articles/hit-0?q=disk#resolution\">Resolution</a>");
    assert_has(p, "Git, SSH");
    assert_has(p, "Version 2.40");
    assert_has(p, "<b>1 article</b> for <b>disk</b>");
    assert_has_not(p, "More results");
}

/* A pasted report does not stand in every link of the page. */
static void links_of_a_long_search_name_the_words_it_shows(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 1);
    struct slv_mark in_title[] = {{0, 3}, {4, 5}};
    struct slv_mark in_snippet[] = {{2, 6}, {7, 10}};
    char query[400];

    memset(query, 'x', sizeof query);
    r->request.query = (struct str){query, sizeof query};
    r->hits[0].title.marks = in_title;
    r->hits[0].title.mark_count = 2;
    r->hits[0].snippet = (struct slv_marked){STR("A disk hit"), in_snippet, 2};
    results_write(p, r);
    assert_has(p, "href=\"/articles/hit-0?q=Hit%200%20disk%20hit#resolution\"");
    assert_has_not(p, "q=xxx");
}

static void canned_reply_is_not_offered_as_a_section(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 1);

    r->hits[0].section_title = STR("Reply");
    r->hits[0].section_anchor = STR("reply");
    r->hits[0].section_role = SLV_ROLE_REPLY;
    add_value(r, SLV_FACET_SECTION, "reply", 1);
    results_write(p, r);
    assert_has_not(p, "Reply");
    assert_has_not(p, "#reply");
    assert_has_not(p, "section=reply");
}

static void more_results_only_when_there_are_more(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 10);

    results_write(p, r);
    assert_has_not(p, "More results");
    r->result.total = 11;
    results_write(p, r);
    assert_has(p, "href=\"/search?q=disk&amp;page=2\">More results");
    assert_has_not(p, "Previous results");
    r->view.page = 2;
    r->result.hit_count = 1;
    results_write(p, r);
    assert_has(p, "href=\"/search?q=disk\">Previous results");
    assert_has_not(p, "More results");
    assert_has(p, "start=\"11\"");
}

static void bound_is_called_a_bound(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 10);

    r->result.total = 1500;
    r->result.is_total_exact = false;
    results_write(p, r);
    assert_has(p, "At least 1,500 articles");
}

static void filter_that_changes_nothing_is_not_offered(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 3);

    add_value(r, SLV_FACET_PRODUCT, "Git", 3);
    add_value(r, SLV_FACET_TAG, "never", 0);
    results_write(p, r);
    assert_has_not(p, "Filters");
    add_value(r, SLV_FACET_PRODUCT, "SSH", 2);
    results_write(p, r);
    assert_has(p, "href=\"/search?q=disk&amp;product=SSH\"");
    assert_has_not(p, "tag=never");
}

static void chosen_filter_can_be_let_go(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 2);

    r->request.filters[SLV_FACET_PRODUCT] = LIST(p, "Git");
    r->request.filters[SLV_FACET_SECTION] = LIST(p, "workaround");
    add_value(r, SLV_FACET_PRODUCT, "Git", 2);
    results_write(p, r);
    assert_has(p, "href=\"/search?q=disk&amp;section=workaround\" "
                  "aria-current=\"true\"");
    assert_has(p, "Includes: Workaround");
    assert_has(p, "Remove all filters");
    /* the value that no hit has stays in the list, too */
    assert_has(p, "href=\"/search?q=disk&amp;product=Git\" "
                  "aria-current=\"true\"");
    /* and the box keeps them */
    assert_has(p, "<input type=\"hidden\" name=\"product\" value=\"Git\">");
}

static void many_values_are_folded(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 50);

    for (int i = 0; i < 50; i++)
        add_value(r, SLV_FACET_TAG, arena_format(p->arena, "tag-%02d", i).ptr,
                  (uint64_t) (49 - i));
    results_write(p, r);
    assert_has(p, "<summary>33 more");
    assert_has(p, "tag=tag-39");
    assert_has_not(p, "tag=tag-40");
}

static void long_query_is_cut_where_it_is_only_shown(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 10);
    char *query = arena_alloc(p->arena, 5000);

    memset(query, 'x', 5000);
    r->request.query = (struct str){query, 5000};
    r->result.total = 20;
    add_value(r, SLV_FACET_PRODUCT, "SSH", 2);
    results_write(p, r);
    assert_has_not(p, "product=SSH");
    /* in the box and in "More results" */
    assert_true(p->out.len < 2 * 5000 + 10000);
}

static void empty_page_says_what_was_searched_and_what_to_do(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 0);
    struct results_suggestion suggestions[] = {
        {.kind = SUGGEST_NO_OPERATORS,
         .query = STR("a b"),
         .total = 3,
         .is_total_exact = true},
        {.kind = SUGGEST_NO_QUOTES, .query = STR("a b <i>"), .total = 1},
        {.kind = SUGGEST_NO_FILTERS, .total = 12},
        {.kind = SUGGEST_DROP_FILTER,
         .facet = SLV_FACET_PRODUCT,
         .value = STR("Git"),
         .total = 1,
         .is_total_exact = true},
    };

    r->request.query = STR("\"a b\" <i>");
    r->request.filters[SLV_FACET_PRODUCT] = LIST(p, "Git");
    r->view.suggestions = suggestions;
    r->view.suggestion_count = ARRAY_LEN(suggestions);
    results_write(p, r);
    assert_has(p, "<b>No article</b> for <b>\"a b\" &lt;i&gt;</b>");
    assert_has(p, "77 articles were searched");
    assert_has(p, "href=\"/search?q=a%20b&amp;product=Git\">"
                  "Search for <b>a b</b></a>");
    assert_has(p, "href=\"/search?q=a%20b%20%3Ci%3E&amp;product=Git\">"
                  "Search for <b>a b &lt;i&gt;</b> without quotes</a>");
    assert_has(p, "at least 12 articles");
    assert_has(p, "Search without the filter Product: Git");
    assert_has(p, "Ask us");
}

static void filters_are_blamed_only_when_they_matter(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 0);
    struct results_suggestion without = {.kind = SUGGEST_NO_FILTERS,
                                         .total = 2};

    r->request.filters[SLV_FACET_SECTION] = LIST(p, "cause", "<x>");
    results_write(p, r);
    assert_has(p, "There is no kind of section called <b>&lt;x&gt;</b>.");
    assert_has_not(p, "called <b>cause");
    assert_has(p, "Without the filters nothing is found either.");
    assert_has_not(p, "fits both");
    r->view.suggestions = &without;
    r->view.suggestion_count = 1;
    results_write(p, r);
    assert_has(p, "No article fits both the words and the filters.");
    assert_has_not(p, "nothing is found either");
    r->request.query = STR("");
    results_write(p, r);
    assert_has(p, "No article fits all of the filters.");
}

static void page_past_the_end_leads_back(void **state)
{
    struct pages *p = *state;
    struct results *r = some_results(p, 0);

    r->view.page = 9;
    r->result.total = 12;
    results_write(p, r);
    assert_has(p, "href=\"/search?q=disk\">Go to the first results");
    assert_has_not(p, "What often helps");
}

/* --- article --- */

static void outline_into(struct pages *p, struct slv_article *article,
                         const char *markdown)
{
    struct markdown_outline outline;

    article->markdown = str_from(markdown);
    markdown_outline(article->markdown, p->arena, &outline);
    article->text = outline.text;
    article->section_count = outline.section_count;
    article->sections = arena_calloc(p->arena, outline.section_count,
                                     sizeof *article->sections);
    for (size_t i = 0; i < outline.section_count; i++)
        article->sections[i] = (struct slv_section){
            .title = outline.sections[i].title,
            .anchor = outline.sections[i].anchor,
            .level = outline.sections[i].level,
            .role = str_equal(outline.sections[i].title, STR("Reply"))
                        ? SLV_ROLE_REPLY
                        : SLV_ROLE_NONE,
            .text_begin = (uint32_t) outline.sections[i].text_begin,
            .text_end = (uint32_t) outline.sections[i].text_end};
}

static struct slv_article some_article(struct pages *p, const char *markdown)
{
    struct slv_article article = {.id = STR("a/b"),
                                  .title = STR("Title <1>"),
                                  .language = STR("en"),
                                  .updated_unix_s = 1789344000};

    outline_into(p, &article, markdown);
    return article;
}

static void article_write(struct pages *p, const struct slv_article *article,
                          enum feedback_step step)
{
    struct article_view view = {.site = p->site,
                                .article = article,
                                .body = {STR("<p>body</p>")},
                                .step = step,
                                .token = STR("0123456789abcdef"
                                             "0123456789abcdef")};

    strbuf_clear(&p->out);
    article_view_write(&p->out, &view, p->arena);
    assert_false(p->out.overflowed);
}

static void contents_lists_two_levels_without_the_title(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(
        p, "# Title\n\n## Symptoms\n\nx\n\n### On a Mac\n\ny\n\n#### Deep\n\n"
           "z\n\n## Fix & more\n\nw\n");

    article_write(p, &article, FEEDBACK_ASK);
    assert_has(p, "<li class=\"level-2\"><a href=\"#symptoms\">Symptoms</a>");
    assert_has(p, "<li class=\"level-3\"><a href=\"#on-a-mac\">On a Mac</a>");
    assert_has(p, ">Fix &amp; more</a>");
    assert_has_not(p, "Deep");
    assert_has_not(p, "\"#title\"");
    assert_has(p, "<h1 itemprop=\"headline\" id=\"title\" lang=\"en\">Title "
                  "&lt;1&gt;</h1>");
}

/* Every id= on the page stands there once. */
static void assert_ids_are_unique(struct pages *p)
{
    struct strbuf wanted;

    strbuf_init(&wanted, 4096);
    for (const char *at = p->out.ptr; (at = strstr(at, " id=\"")); at++) {
        size_t len = (size_t) (strchr(at + 5, '"') - at) + 1;

        strbuf_clear(&wanted);
        strbuf_add(&wanted, at, len);
        strbuf_add_cstr(&wanted, "");
        if (count(p, wanted.ptr) != 1)
            fail_msg("twice on the page: %s", wanted.ptr);
    }
    strbuf_release(&wanted);
}

static void ids_of_the_article_and_of_the_page_differ(void **state)
{
    static const struct markdown_view plain = {.skip_first_title = true};
    struct pages *p = *state;
    struct slv_article article = some_article(
        p, "# Q\n\n## Main\n\n## Contents\n\n## Feedback\n\n"
           "## Feedback-title\n\n## Comment\n\n## ~main\n\n## \\~q\n\n"
           "<a id=\"q\"></a><a id=\"comment-hint\"></a><a id=\"~q\"></a>"
           "<a id=\"&#126;main\"></a><a name=\"~comment\"></a>\n");
    struct article_view view = {
        .site = p->site,
        .article = &article,
        .body = markdown_render(article.markdown, &plain, p->arena),
        .step = FEEDBACK_TOO_LONG};

    article_view_write(&p->out, &view, p->arena);
    assert_has(p, "id=\"main\"");
    assert_has(p, "id=\"comment-hint\"");
    assert_has(p, "href=\"#~main\"");
    assert_int_equal(count(p, " id=\"~"), 8);
    assert_ids_are_unique(p);
}

static void contents_is_left_out_for_a_short_article(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(p, "# Title\n\n## One\n\nx\n");

    article_write(p, &article, FEEDBACK_ASK);
    assert_has_not(p, "On this page");
}

static void canned_reply_is_not_shown_to_customers(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(
        p, "# T\n\n## Fix\n\nDo it.\n\n## Reply\n\nHello {{name}}\n\n"
           "### Inner\n\nmore\n\n## After\n\nend\n");
    struct str shown = article_view_markdown(&article, p->arena);

    strbuf_add_str(&p->out, shown);
    assert_string_equal(p->out.ptr,
                        "# T\n\n## Fix\n\nDo it.\n\n## After\n\nend\n");
    article_write(p, &article, FEEDBACK_ASK);
    assert_has_not(p, "Reply");
    assert_has_not(p, "Inner");
    assert_has_not(p, "Hello");
    assert_has(p, "#after");
}

static void markdown_without_a_reply_is_left_alone(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(p, "# T\n\ntext");
    struct str shown = article_view_markdown(&article, p->arena);

    assert_ptr_equal(shown.ptr, article.markdown.ptr);
    assert_int_equal(shown.len, article.markdown.len);
}

static void summary_is_cut_between_words(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(
        p, "# T\n\nOne two\nthree.\n\n## Reply\n\nnever\n\n## More\n\n"
           "abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi "
           "abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi "
           "abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi "
           "abcdefghi abcdefghi abcdefghi\n");
    struct str summary = article_view_summary(&article, p->arena);

    assert_true(str_has_prefix(summary, STR("One two three. abcdefghi ")));
    assert_true(str_has_suffix(summary, STR("abcdefghi\xe2\x80\xa6")));
    assert_true(summary.len <= 203);
    article = some_article(p, "# T\n\nShort.\n");
    summary = article_view_summary(&article, p->arena);
    assert_true(str_equal(summary, STR("Short.")));
    article = some_article(p, "");
    assert_int_equal(article_view_summary(&article, p->arena).len, 0);
}

static void article_says_what_it_applies_to_and_who_reviewed_it(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(p, "x");

    article.products = LIST(p, "Git");
    article.platforms = LIST(p, "Linux", "macOS");
    article.fixed_in = STR("2.41");
    article.owner = STR("desk & co");
    article_write(p, &article, FEEDBACK_ASK);
    assert_has(p, "<dt>Applies to</dt><dd>Git</dd>");
    assert_has(p, "<dt>Platform</dt><dd>Linux, macOS</dd>");
    assert_has(p, "<dt>Fixed in</dt><dd>2.41</dd>");
    assert_has(p, "Last changed on <time datetime=\"2026-09-14\">14 September "
                  "2026</time>, looked after by desk &amp; co");
    article.reviewed_unix_s = 1789344000;
    article_write(p, &article, FEEDBACK_ASK);
    assert_has(p, "Last reviewed on <time datetime=\"2026-09-14\">14 September "
                  "2026</time> by desk &amp; co");
}

static void question_becomes_a_sentence_and_thanks(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(p, "x");

    article_write(p, &article, FEEDBACK_ASK);
    assert_has(p, "Was this helpful?");
    assert_has(p, "name=\"helpful\" value=\"yes\">Yes</button>");
    assert_has_not(p, "<textarea");
    assert_has_not(p, "noindex");
    article_write(p, &article, FEEDBACK_NO);
    assert_has(p, "What was missing? (optional)");
    assert_has(p, "name=\"token\" value=\"0123456789abcdef");
    assert_has(p, "name=\"helpful\" value=\"no\"");
    assert_has(p, "noindex");
    article_write(p, &article, FEEDBACK_DONE);
    assert_has_not(p, "<form method");
    assert_has(p, "Thank you");
}

static void typed_sentence_comes_back(void **state)
{
    struct pages *p = *state;
    struct slv_article article = some_article(p, "x");
    struct article_view view = {.site = p->site,
                                .article = &article,
                                .step = FEEDBACK_NOT_STORED,
                                .is_unhelpful = true,
                                .comment = STR("\n</textarea><b>")};

    article_view_write(&p->out, &view, p->arena);
    assert_has(p, ">\n\n&lt;/textarea&gt;&lt;b&gt;</textarea>");
    assert_has(p, "aria-invalid=\"true\"");
    assert_has(p, "comment-wrong");
    assert_has(p, "What was missing?");
}

/* --- feeds --- */

static void feed_ids_do_not_depend_on_the_address(void **state)
{
    struct pages *p = *state;
    struct slv_article article = {
        .id = STR("a b&c"), .title = STR("<t>"), .updated_unix_s = 1789344000};
    char first[64];
    const char *at;

    article.products = LIST(p, "A & B");
    feed_atom_write(&p->out, p->site, &article, 1, 0);
    assert_has(p, "href=\"/articles/a%20b%26c\"");
    assert_has(p, "<title>&lt;t&gt;</title>");
    assert_has(p, "<updated>2026-09-14T00:00:00Z</updated>");
    assert_has(p, "<category term=\"A &amp; B\"/>");
    at = strstr(p->out.ptr, "<entry>\n<id>urn:uuid:");
    assert_non_null(at);
    snprintf(first, sizeof first, "%.60s", at);
    assert_int_equal(first[12 + 9 + 14], '8'); /* its version */
    strbuf_clear(&p->out);
    p->site->base_url = STR("https://help.example.com");
    feed_atom_write(&p->out, p->site, &article, 1, 0);
    assert_has(p, first);
    assert_has(p, "href=\"https://help.example.com/articles/a%20b%26c\"");
}

static void sitemap_and_search_description_have_whole_addresses(void **state)
{
    struct pages *p = *state;
    struct slv_article article = {.id = STR("x"), .updated_unix_s = 86400};

    p->site->base_url = STR("https://help.example.com");
    feed_sitemap_write(&p->out, p->site, &article, 1, true);
    assert_has(p, "<loc>https://help.example.com/articles/x</loc>"
                  "<lastmod>1970-01-02T00:00:00Z</lastmod>");
    strbuf_clear(&p->out);
    feed_opensearch_write(&p->out, p->site);
    assert_has(p, "https://help.example.com/search?q={searchTerms}");
    strbuf_clear(&p->out);
    feed_robots_write(&p->out, p->site);
    assert_has(p, "Sitemap: https://help.example.com/sitemap.xml");
    strbuf_clear(&p->out);
    p->site->base_url = STR("");
    feed_robots_write(&p->out, p->site);
    assert_has_not(p, "Sitemap");
    assert_has(p, "Disallow: /search");
}

static void many_articles_need_many_sitemaps(void **state)
{
    struct pages *p = *state;
    struct slv_article article = {.id = STR("x")};

    assert_int_equal(feed_sitemap_parts(0), 1);
    assert_int_equal(feed_sitemap_parts(49999), 1);
    assert_int_equal(feed_sitemap_parts(50000), 2);
    assert_int_equal(feed_sitemap_parts(99999), 3);
    p->site->base_url = STR("https://help.example.com");
    feed_sitemap_index_write(&p->out, p->site, 2);
    assert_int_equal(count(p, "<sitemap><loc>"), 2);
    assert_has(p, "<loc>https://help.example.com/sitemap.xml?part=2</loc>");
    strbuf_clear(&p->out);
    feed_sitemap_write(&p->out, p->site, &article, 1, false);
    assert_int_equal(count(p, "<loc>"), 1);
    strbuf_clear(&p->out);
    feed_sitemap_write(&p->out, p->site, &article, 1, true);
    assert_int_equal(count(p, "<loc>"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(numbers_are_grouped),
        PAGES_TEST(dates_are_for_people_and_for_programs),
        PAGES_TEST(marks_stand_between_escaped_text),
        PAGES_TEST(search_address_is_encoded_and_toggles),
        PAGES_TEST(text_of_the_configuration_is_escaped),
        PAGES_TEST(shell_has_no_inline_script_or_style),
        PAGES_TEST(canonical_address_needs_a_base_address),
        PAGES_TEST(contact_is_left_out_when_there_is_none),
        PAGES_TEST(home_focuses_the_search_and_lists_products),
        PAGES_TEST(home_without_articles_says_so),
        PAGES_TEST(hit_links_to_its_article_and_to_the_section),
        PAGES_TEST(links_of_a_long_search_name_the_words_it_shows),
        PAGES_TEST(canned_reply_is_not_offered_as_a_section),
        PAGES_TEST(more_results_only_when_there_are_more),
        PAGES_TEST(bound_is_called_a_bound),
        PAGES_TEST(filter_that_changes_nothing_is_not_offered),
        PAGES_TEST(chosen_filter_can_be_let_go),
        PAGES_TEST(many_values_are_folded),
        PAGES_TEST(long_query_is_cut_where_it_is_only_shown),
        PAGES_TEST(empty_page_says_what_was_searched_and_what_to_do),
        PAGES_TEST(filters_are_blamed_only_when_they_matter),
        PAGES_TEST(page_past_the_end_leads_back),
        PAGES_TEST(contents_lists_two_levels_without_the_title),
        PAGES_TEST(ids_of_the_article_and_of_the_page_differ),
        PAGES_TEST(contents_is_left_out_for_a_short_article),
        PAGES_TEST(links_of_a_long_search_name_the_words_it_shows),
        PAGES_TEST(canned_reply_is_not_shown_to_customers),
        PAGES_TEST(markdown_without_a_reply_is_left_alone),
        PAGES_TEST(summary_is_cut_between_words),
        PAGES_TEST(article_says_what_it_applies_to_and_who_reviewed_it),
        PAGES_TEST(question_becomes_a_sentence_and_thanks),
        PAGES_TEST(typed_sentence_comes_back),
        PAGES_TEST(feed_ids_do_not_depend_on_the_address),
        PAGES_TEST(sitemap_and_search_description_have_whole_addresses),
        PAGES_TEST(many_articles_need_many_sitemaps),
    };

    return cmocka_run_group_tests_name("pages_views", tests, NULL, NULL);
}
