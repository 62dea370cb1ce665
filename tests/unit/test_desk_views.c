/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The views of the desk: from a view to HTML, without a server. What customers
 * and agents wrote is escaped, and who may only read is offered nothing else.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/case_view.h"
#include "server/pages/my_cases_view.h"
#include "server/pages/queue_view.h"
#include "server/rights.h"

#include <string.h>

static const struct case_message messages[] = {
    {.author = CASE_BY_CUSTOMER,
     .author_name = {"Bo <b>", 6},
     .text = {"<script>alert(1)</script>", 25},
     .created_unix_s = 100},
    {.author = CASE_BY_NOTE,
     .author_name = {"", 0},
     .text = {"between us", 10},
     .created_unix_s = 200},
    {.author = CASE_BY_AGENT,
     .author_name = {"", 0},
     .text = {"Try \"this\" & that", 17},
     .created_unix_s = 300},
};
static const struct case_link links[] = {
    {.article_id = {"gone\"><i>", 9},
     .kind = CASE_LINK_WRONG,
     .comment = {"no <hr>", 7}},
};
static const struct case_record record = {
    .number = {"A/1 <", 5},
    .customer = {"zoo", 3},
    .subject = {"It <hangs> & \"stops\"", 20},
    .state = CASE_OPEN,
    .messages = messages,
    .message_count = 3,
    .links = links,
    .link_count = 1,
    .change = 17,
};

struct shown {
    struct config config;
    struct site *site;
    struct strbuf out;
};

static void begin(struct shown *page)
{
    config_init(&page->config);
    assert_int_equal(site_new(&page->config, &page->site, NULL), SLV_OK);
    strbuf_init(&page->out, 1 << 20);
}

static void end(struct shown *page)
{
    strbuf_release(&page->out);
    site_free(page->site);
}

static bool has(const struct shown *page, const char *text)
{
    return strstr(page->out.ptr, text) != NULL;
}

static void write_case(struct shown *page, uint64_t rights, const char *typed)
{
    static const struct case_linked linked[1];
    static const struct likely nothing;
    struct case_view view = {
        .desk = {.site = page->site, .rights = rights, .now_unix_s = 400},
        .record = &record,
        .linked = linked,
        .likely = &nothing,
        .form.answer = str_from(typed),
    };

    strbuf_clear(&page->out);
    case_view_write(&page->out, &view);
}

static void what_people_wrote_is_text(void **state)
{
    struct shown page;

    (void) state;
    begin(&page);
    write_case(&page, rights_of_role(ROLE_AGENT), "</textarea><b>");
    assert_true(has(&page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_true(has(&page, "It &lt;hangs&gt; &amp; "));
    assert_true(has(&page, "&lt;/textarea&gt;&lt;b&gt;</textarea>"));
    assert_true(has(&page, "no &lt;hr&gt;"));
    assert_true(has(&page, "action=\"/cases/A%2F1%20%3C\""));
    assert_true(has(&page, "name=\"change\" value=\"17\""));
    assert_false(has(&page, "<script>alert"));
    assert_false(has(&page, "\"><i>"));
    end(&page);
}

static void who_may_only_read_has_no_forms(void **state)
{
    struct shown page;

    (void) state;
    begin(&page);
    write_case(&page, rights_of_role(ROLE_SALES), "");
    assert_true(has(&page, "between us"));
    assert_false(has(&page, "method=\"post\""));
    write_case(&page, rights_of_role(ROLE_DEVELOPER), "");
    assert_true(has(&page, "value=\"note\""));
    assert_true(has(&page, "value=\"time\""));
    assert_false(has(&page, "value=\"answer\""));
    assert_false(has(&page, "value=\"close\""));
    end(&page);
}

static size_t place(const struct shown *page, const char *text)
{
    const char *found = strstr(page->out.ptr, text);

    if (!found)
        fail_msg("\"%s\" is not on the page", text);
    return (size_t) (found - page->out.ptr);
}

/* What is known of the customer stands before the conversation, and is written
 * as text; promises are for whoever may read customers. */
static void the_customer_stands_before_the_first_word(void **state)
{
    static const struct customer_use uses[] = {
        {.product = {"Printer", 7}, .version = {"3.1", 3}},
        {.product = {"<Scanner>", 9}, .environment = {"Debian 12", 9}},
    };
    const struct customer_glance glance = {
        .customer = {.name = STR("Zoo & <Sons>"),
                     .salesperson = STR("Silje Dahl")},
        .contact = {.name = STR("Bo Lund"), .title = STR("Head of IT")},
        .uses = uses,
        .use_count = 2,
        .other_open_count = 3,
        .has_contract = true,
        .contract = {.until_day = STR("1969-12-31")},
    };
    struct case_record row = record;
    struct desk desk = {.now_unix_s = 400,
                        .rights = rights_of_role(ROLE_AGENT)};
    struct shown page;

    (void) state;
    begin(&page);
    row.product = STR("Printer");
    row.product_version = STR("3.1");
    customer_glance_write(&page.out, &desk, &row, &glance);
    assert_true(place(&page, "Zoo &amp; &lt;Sons&gt;</a>") <
                place(&page, "Head of IT"));
    assert_true(place(&page, "about</dt><dd>Printer 3.1</dd>") <
                place(&page, "use</dt><dd>&lt;Scanner&gt;, Debian 12</dd>"));
    assert_true(has(&page, "ended on 1969-12-31"));
    assert_true(has(&page, "Silje Dahl"));
    assert_true(has(&page, "href=\"/customers/zoo#~open\">3</a>"));
    strbuf_clear(&page.out);
    desk.rights = rights_of_role(ROLE_DEVELOPER);
    customer_glance_write(&page.out, &desk, &row, &glance);
    assert_false(has(&page, "Contract"));
    assert_false(has(&page, "/customers/"));
    write_case(&page, rights_of_role(ROLE_AGENT), "");
    assert_true(place(&page, "class=\"glance\"") <
                place(&page, "class=\"thread plain\""));
    end(&page);
}

static void customers_see_no_notes_and_no_links(void **state)
{
    struct shown page;
    struct my_case_view view = {.record = &record};

    (void) state;
    begin(&page);
    view.desk = (struct desk){.site = page.site, .now_unix_s = 400};
    my_case_view_write(&page.out, &view);
    assert_true(has(&page, "Try \"this\" &amp; that"));
    assert_false(has(&page, "between us"));
    assert_false(has(&page, "no &lt;hr&gt;"));
    assert_false(has(&page, "No severity"));
    end(&page);
}

static void an_empty_queue_says_what_to_do(void **state)
{
    struct shown page;
    struct queue_view view = {.page = 1};

    (void) state;
    begin(&page);
    view.desk =
        (struct desk){.site = page.site, .rights = rights_of_role(ROLE_AGENT)};
    queue_view_write(&page.out, &view);
    assert_true(has(&page, "No case is open or waiting."));
    assert_true(has(&page, "href=\"/cases/new\""));
    strbuf_clear(&page.out);
    view.filter.text = STR("x");
    view.desk.rights = rights_of_role(ROLE_SALES);
    queue_view_write(&page.out, &view);
    assert_true(has(&page, "No case is like this."));
    assert_false(has(&page, "href=\"/cases/new\""));
    end(&page);
}

static void times_are_told_as_people_do(void **state)
{
    static const struct {
        int minutes;
        const char *text;
    } rows[] = {{1, "1 min"}, {59, "59 min"}, {60, "1 h"}, {90, "1 h 30 min"}};
    struct strbuf out;

    (void) state;
    strbuf_init(&out, 1000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strbuf_clear(&out);
        desk_minutes(&out, rows[i].minutes);
        assert_string_equal(out.ptr, rows[i].text);
    }
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_wrote_is_text),
        cmocka_unit_test(who_may_only_read_has_no_forms),
        cmocka_unit_test(the_customer_stands_before_the_first_word),
        cmocka_unit_test(customers_see_no_notes_and_no_links),
        cmocka_unit_test(an_empty_queue_says_what_to_do),
        cmocka_unit_test(times_are_told_as_people_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
