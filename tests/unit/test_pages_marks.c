/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a hit to the place in the article: core/search/mark and the page that
 * shows its marks.
 */
#include "tests/support/fixture.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "core/search/mark.h"
#include "indexer/commands.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

static int setup(void **state)
{
    *state = server_fixture_new();
    return 0;
}

static int teardown(void **state)
{
    server_fixture_free(*state);
    return 0;
}

#define SERVER_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static const char *page(struct server_fixture *fixture, const char *target,
                        int expected_status)
{
    server_fixture_get(fixture, target);
    if (fixture->response.status != expected_status)
        fail_msg("%s: %d, not %d: %s", target, fixture->response.status,
                 expected_status, fixture->response.body.ptr);
    return fixture->response.body.ptr;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no %s in %s", part, text);
}

static void assert_has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("%s in %s", part, text);
}

static const char *marked(struct server_fixture *fixture, const char *query,
                          const char *language, const char *html)
{
    struct arena *arena = fixture->worker.arena;
    struct html_safe out;
    struct slv_reader *reader;
    size_t count;
    size_t seen = 0;

    assert_int_equal(worker_reader(&fixture->worker, &reader, NULL), SLV_OK);
    assert_int_equal(mark_words(reader, str_from(query), str_from(language),
                                (struct html_safe){str_from(html)}, arena, &out,
                                &count, NULL),
                     SLV_OK);
    for (const char *at = arena_cstr(arena, out.html);
         (at = strstr(at, "<mark>")); at++)
        seen++;
    assert_true(count == 0 ? seen == 0 : seen >= count);
    return arena_cstr(arena, out.html);
}

static void words_are_marked_in_all_their_forms(void **state)
{
    static const struct {
        const char *query;
        const char *html;
        const char *marked;
    } samples[] = {
        {"printing", "<p>Printers print, printed &amp; so on</p>",
         "<p>Printers <mark>print</mark>, <mark>printed</mark> &amp; so "
         "on</p>"},
        {"the disk of a server", "<p>The disk of the SERVER</p>",
         "<p>The <mark>disk</mark> of the <mark>SERVER</mark></p>"},
        {"the", "<p>The disk</p>", "<p><mark>The</mark> disk</p>"},
        {"err_full", "<code>ERR<em>_</em>FULL</code> full",
         "<code><mark>ERR</mark><em><mark>_</mark></em><mark>FULL</mark></code>"
         " full"},
        {"disk -full", "<p>full disk</p>", "<p>full <mark>disk</mark></p>"},
        {"p class title", "<p class=\"p title\">x</p>",
         "<p class=\"p title\">x</p>"},
        {"amp lt", "<p>&amp; &lt;</p>", "<p>&amp; &lt;</p>"},
        {"\"no space\"", "<p>No space</p>",
         "<p><mark>No</mark> <mark>space</mark></p>"},
        {"", "<p>disk</p>", "<p>disk</p>"},
        {"-- \" \"", "<p>disk</p>", "<p>disk</p>"},
    };

    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        assert_string_equal(
            marked(*state, samples[i].query, "en", samples[i].html),
            samples[i].marked);
}

static void a_page_with_the_search_marks_its_words(void **state)
{
    struct server_fixture *fixture = *state;
    const char *html =
        page(fixture, "/articles/disk/full?q=space+device+files", 200);

    assert_has(html, "No <mark>space</mark> left on <mark>device</mark>");
    assert_has(html, "Remove old <mark>files</mark>");
    assert_has(html, "<a href=\"/articles/disk/full\">Remove the marks</a>");
    assert_has(html, "name=\"q\" value=\"space device files\"");
    assert_has(html, "<h2 id=\"symptoms\">");
    assert_has_not(page(fixture, "/articles/disk/full", 200), "<mark>");
    assert_has_not(page(fixture, "/articles/disk/full?q=", 200), "noindex");
    html = page(fixture, "/articles/disk/full?q=%3Cscript%3E%22+zebra", 200);
    assert_has_not(html, "<mark>");
    assert_has_not(html, "Remove the marks");
    assert_has(html, "value=\"&lt;script&gt;&quot; zebra\"");
}

static void odd_searches_mark_a_page_too(void **state)
{
    struct server_fixture *fixture = *state;
    struct strbuf target;

    assert_has(page(fixture, "/articles/disk/full?q=%ff%00files", 200),
               "<mark>files</mark>");
    strbuf_init(&target, 64 * 1024);
    strbuf_add_cstr(&target, "/articles/disk/full?q=files");
    for (int i = 0; i < 3000; i++)
        strbuf_add_cstr(&target, "+%C3%A4x");
    assert_has(page(fixture, target.ptr, 200), "<mark>files</mark>");
    strbuf_release(&target);
}

static void search_engines_keep_to_the_page_without_marks(void **state)
{
    struct server_fixture *fixture = *state;

    assert_has(page(fixture, "/articles/disk/full?q=files", 200),
               "<meta name=\"robots\" content=\"noindex\">");
    fixture->site->base_url = STR("https://help.example.com");
    assert_has(page(fixture, "/articles/disk/full?q=files", 200),
               "<link rel=\"canonical\" "
               "href=\"https://help.example.com/articles/disk/full\">");
    assert_has_not(fixture->response.body.ptr, "noindex");
}

static void a_former_id_keeps_the_search(void **state)
{
    struct server_fixture *fixture = *state;

    page(fixture, "/articles/old-full?q=no+space", 301);
    assert_string_equal(response_find_header(&fixture->response, "Location"),
                        "/articles/disk/full?q=no%20space");
}

static void marked_pages_have_names_of_their_own(void **state)
{
    struct server_fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    struct str plain;
    struct str searched;

    page(fixture, "/articles/disk/full", 200);
    plain = arena_str(arena, fixture->response.etag);
    page(fixture, "/articles/disk/full?q=files", 200);
    searched = arena_str(arena, fixture->response.etag);
    assert_true(plain.len > 0 && searched.len > 0);
    assert_false(str_equal(plain, searched));
}

/* What was opened from the newest recorded search. */
static struct str opened(struct server_fixture *fixture, size_t *count)
{
    struct search_record *records;

    search_log_flush(fixture->app.search_log);
    assert_int_equal(search_log_list(fixture->app.search_log, 10,
                                     fixture->arena, &records, count, NULL),
                     SLV_OK);
    return *count > 0 ? records[0].opened : STR("");
}

static void opening_a_hit_is_recorded(void **state)
{
    struct server_fixture *fixture = *state;
    size_t count;

    page(fixture, "/search?q=No++space&partial=1", 200);
    opened(fixture, &count);
    assert_int_equal(count, 0);
    page(fixture, "/search?q=No++space", 200);
    assert_int_equal(opened(fixture, &count).len, 0);
    page(fixture, "/articles/disk/full?q=other+words", 200);
    page(fixture, "/articles/disk/full", 200);
    page(fixture, "/articles/none?q=no+space", 404);
    assert_int_equal(opened(fixture, &count).len, 0);
    page(fixture, "/articles/disk/full?q=no+space", 200);
    assert_true(str_equal(opened(fixture, &count), STR("disk/full")));
    assert_int_equal(count, 1);
}

static void opening_is_recorded_of_a_page_that_the_client_has(void **state)
{
    struct server_fixture *fixture = *state;
    struct request *request;
    struct str etag;
    size_t count;

    page(fixture, "/search?q=no+space", 200);
    page(fixture, "/articles/disk/full?q=no+space", 200);
    etag = arena_format(fixture->arena, "\"%.*s\"",
                        STR_ARG(fixture->response.etag));
    page(fixture, "/search?q=no+space", 200);
    assert_int_equal(opened(fixture, &count).len, 0);
    request = server_fixture_begin(fixture, "GET",
                                   STR("/articles/disk/full?q=no+space"));
    request->headers.if_none_match = etag;
    assert_int_equal(server_fixture_send(fixture)->status, 304);
    assert_true(str_equal(opened(fixture, &count), STR("disk/full")));
}

static void a_hit_leads_to_its_marks(void **state)
{
    struct server_fixture *fixture = *state;
    const char *html = page(fixture, "/search?q=no+space+left", 200);

    assert_has(html, "<h2 dir=\"auto\"><a href=\"/articles/disk/full"
                     "?q=no%20space%20left#symptoms\">");
    assert_has(html, "<a class=\"section\" href=\"/articles/disk/full"
                     "?q=no%20space%20left#symptoms\">");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(words_are_marked_in_all_their_forms),
        SERVER_TEST(a_page_with_the_search_marks_its_words),
        SERVER_TEST(odd_searches_mark_a_page_too),
        SERVER_TEST(search_engines_keep_to_the_page_without_marks),
        SERVER_TEST(a_former_id_keeps_the_search),
        SERVER_TEST(marked_pages_have_names_of_their_own),
        SERVER_TEST(a_hit_leads_to_its_marks),
        SERVER_TEST(opening_a_hit_is_recorded),
        SERVER_TEST(opening_is_recorded_of_a_page_that_the_client_has),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
