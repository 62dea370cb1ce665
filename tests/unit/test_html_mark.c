/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/html_mark: text out of HTML, and marks into it that change nothing else.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/html_mark.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE ((size_t) -1)

static struct html_safe safe(const char *html)
{
    return (struct html_safe){str_from(html)};
}

static void the_text_is_what_a_reader_sees(void **state)
{
    static const struct {
        const char *html;
        const char *text;
    } samples[] = {
        {"<p>one <em>t</em>wo</p>\n<p>three</p>", "one two\n\nthree\n"},
        {"<ul>\n<li>a</li><li>b</li></ul>", "\na\nb\n"},
        {"x<br>\ny <img src=\"/i\" alt=\"hidden\"> z", "x\n\ny \n z"},
        {"1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;amp;", "1 < 2 && 3 > 2 &amp;"},
        {"<h2 id=\"a\">T <a href=\"#a\" title=\"a &gt; b\">#</a></h2>",
         "T #\n"},
        {"a <pre><code class=\"language-c\">b\n</code></pre>", "a \nb\n"},
        {"", ""},
        {"no end <em", "no end "},
        {"bare & and &nbsp;", "bare & and &nbsp;"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct html_plain plain;

        html_plain_make(safe(samples[i].html), WHOLE, f->arena, &plain);
        assert_string_equal(arena_cstr(f->arena, plain.text), samples[i].text);
    }
}

static void only_whole_things_of_a_long_page_are_read(void **state)
{
    const struct html_safe html = safe("a\xC3\xA4<em title=\"x\">b</em>&amp;c");
    struct fixture *f = *state;

    for (size_t max = 0; max < html.html.len; max++) {
        struct html_plain plain;

        html_plain_make(html, max, f->arena, &plain);
        assert_true(str_has_prefix(STR("a\xC3\xA4"
                                       "b&c"),
                                   plain.text));
    }
}

/* `html` with each occurrence of the words marked. */
static const char *marked(struct fixture *f, const char *html,
                          const char *const *words)
{
    struct html_range ranges[32];
    struct html_plain plain;
    size_t count = 0;

    html_plain_make(safe(html), WHOLE, f->arena, &plain);
    for (size_t at = 0; at < plain.text.len; at++) {
        for (const char *const *word = words; *word; word++) {
            struct str rest = str_from_offset(plain.text, at);

            if (!str_has_prefix(rest, str_from(*word)))
                continue;
            ranges[count++] = (struct html_range){at, at + strlen(*word)};
            at += strlen(*word) - 1;
            break;
        }
    }
    return arena_cstr(
        f->arena, html_mark(safe(html), &plain, ranges, count, f->arena).html);
}

static void marks_stand_around_text_only(void **state)
{
    static const char *const words[] = {"disk", "a<b", "&", NULL};
    static const struct {
        const char *html;
        const char *marked;
    } samples[] = {
        {"<p>disk</p>", "<p><mark>disk</mark></p>"},
        {"<a href=\"/disk\" title=\"disk\">a disk</a>",
         "<a href=\"/disk\" title=\"disk\">a <mark>disk</mark></a>"},
        {"<p>di<em>sk</em>s</p>",
         "<p><mark>di</mark><em><mark>sk</mark></em>s</p>"},
        {"<code>a&lt;b</code>", "<code><mark>a</mark><mark>&lt;</mark>"
                                "<mark>b</mark></code>"},
        {"x &amp; y", "x <mark>&amp;</mark> y"},
        {"<p>di</p><p>sk</p>", "<p>di</p><p>sk</p>"},
        {"disk disk", "<mark>disk</mark> <mark>disk</mark>"},
        {"none", "none"},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_string_equal(marked(*state, samples[i].html, words),
                            samples[i].marked);
}

/* `html` without <mark> and </mark>. */
static const char *without_marks(struct fixture *f, const char *html)
{
    char *out = arena_alloc(f->arena, strlen(html) + 1);
    size_t len = 0;

    while (*html) {
        if (strncmp(html, "<mark>", 6) == 0)
            html += 6;
        else if (strncmp(html, "</mark>", 7) == 0)
            html += 7;
        else
            out[len++] = *html++;
    }
    out[len] = '\0';
    return out;
}

static void nothing_else_changes_wherever_marks_fall(void **state)
{
    static const char html[] =
        "<h2 id=\"x\">A &amp; "
        "<code>b</code></h2>\n<p>c<strong>d<em>e</em></strong>"
        "\xC3\xA9 &lt;f&gt;</p><ul><li>g</li></ul>";
    struct fixture *f = *state;
    struct html_plain plain;

    html_plain_make(safe(html), WHOLE, f->arena, &plain);
    for (size_t begin = 0; begin < plain.text.len; begin++) {
        for (size_t end = begin + 1; end <= plain.text.len; end++) {
            const struct html_range range = {begin, end};
            const char *made = arena_cstr(
                f->arena,
                html_mark(safe(html), &plain, &range, 1, f->arena).html);

            assert_string_equal(without_marks(f, made), html);
            assert_null(strstr(made, "<mark></mark>"));
            assert_null(strstr(made, "<mark><mark>"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_text_is_what_a_reader_sees),
        FIXTURE_TEST(only_whole_things_of_a_long_page_are_read),
        FIXTURE_TEST(marks_stand_around_text_only),
        FIXTURE_TEST(nothing_else_changes_wherever_marks_fall),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
