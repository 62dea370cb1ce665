/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/html_write: nothing that a person wrote becomes markup.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"

typedef void writer(struct strbuf *out, struct str text);

static void check(writer *write, struct str text, const char *expected)
{
    struct strbuf out;

    strbuf_init(&out, 1000);
    write(&out, text);
    assert_string_equal(out.ptr, expected);
    strbuf_release(&out);
}

static void text_escapes_markup_and_keeps_quotes(void **state)
{
    (void) state;
    check(html_text, STR(""), "");
    check(html_text, STR("plain text"), "plain text");
    check(html_text, STR("<b>&\"it's\"</b>"),
          "&lt;b&gt;&amp;\"it's\"&lt;/b&gt;");
    check(html_text, STR("&amp;"), "&amp;amp;");
    check(html_text, STR("h\xC3\xA4lt > 3 \xE2\x82\xAC"),
          "h\xC3\xA4lt &gt; 3 \xE2\x82\xAC");
}

static void text_replaces_control_bytes_but_tab_and_newline(void **state)
{
    (void) state;
    check(html_text, STR("a\0b"),
          "a\xEF\xBF\xBD"
          "b");
    check(html_text, STR("\x1B[0m\r"), "\xEF\xBF\xBD[0m\xEF\xBF\xBD");
    check(html_text, STR("a\tb\nc"), "a\tb\nc");
}

static void attributes_escape_both_kinds_of_quotes(void **state)
{
    (void) state;
    check(html_attr, STR("\" onload='x' <>&"),
          "&quot; onload=&#39;x&#39; &lt;&gt;&amp;");
    check(html_attr, STR("a\0"), "a\xEF\xBF\xBD");
}

static void addresses_without_scheme_or_of_the_web_are_written(void **state)
{
    (void) state;
    check(html_url, STR("https://example.com/?a=1&b=2"),
          "https://example.com/?a=1&amp;b=2");
    check(html_url, STR("HTTP://example.com"), "HTTP://example.com");
    check(html_url, STR("mailto:help@example.com"), "mailto:help@example.com");
    check(html_url, STR("/articles/a%20b#c"), "/articles/a%20b#c");
    check(html_url, STR("../x:y"), "../x:y");
    check(html_url, STR("?q=javascript:1"), "?q=javascript:1");
    check(html_url, STR("#a:b"), "#a:b");
    check(html_url, STR(""), "");
}

static void other_schemes_become_a_fragment(void **state)
{
    const struct str refused[] = {
        STR("javascript:alert(1)"),
        STR("JaVaScRiPt:alert(1)"),
        STR(" javascript:alert(1)"),
        STR("java\tscript:alert(1)"),
        STR("\x01javascript:alert(1)"),
        STR("data:text/html,x"),
        STR("vbscript:x"),
        STR("file:///etc/passwd"),
        STR("http\n:x"),
        STR(":x"),
    };

    (void) state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        check(html_url, refused[i], "#");
}

static void spaces_and_controls_in_addresses_are_encoded(void **state)
{
    (void) state;
    check(html_url, STR("/a b\"c\n\x7F"), "/a%20b&quot;c%0A%7F");
    check(html_url, STR("/x\0y"), "/x%00y");
}

static void raw_html_stays_as_it_is(void **state)
{
    struct strbuf out;

    (void) state;
    strbuf_init(&out, 100);
    html_markup(&out, "<p>");
    html_raw(&out, (struct html_safe){STR("<b>x</b>")});
    assert_string_equal(out.ptr, "<p><b>x</b>");
    strbuf_release(&out);
}

static void every_byte_stays_inside_its_attribute(void **state)
{
    struct strbuf out;

    (void) state;
    for (int c = 0; c < 256; c++) {
        char byte = (char) c;

        strbuf_init(&out, 100);
        html_attr(&out, (struct str){&byte, 1});
        html_url(&out, (struct str){&byte, 1});
        assert_null(strchr(out.ptr, '"'));
        assert_null(strchr(out.ptr, '<'));
        strbuf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_escapes_markup_and_keeps_quotes),
        cmocka_unit_test(text_replaces_control_bytes_but_tab_and_newline),
        cmocka_unit_test(attributes_escape_both_kinds_of_quotes),
        cmocka_unit_test(addresses_without_scheme_or_of_the_web_are_written),
        cmocka_unit_test(other_schemes_become_a_fragment),
        cmocka_unit_test(spaces_and_controls_in_addresses_are_encoded),
        cmocka_unit_test(raw_html_stays_as_it_is),
        cmocka_unit_test(every_byte_stays_inside_its_attribute),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
