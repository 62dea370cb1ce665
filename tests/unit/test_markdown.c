/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/markdown beyond what golden files show: callbacks, limits, hostile
 * input, and that the outline and the page agree. Effort is bounded by counts:
 * what would take more than linear time is not parsed, which can be seen in
 * what comes out.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/markdown.h"
#include "text/markdown_directive.h"
#include "text/markdown_event.h"

#include <pthread.h>
#include <string.h>

enum { MEGABYTE = 1024 * 1024 };

static struct arena *arena;

static int make_arena(void **state)
{
    (void) state;
    arena = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_free(arena);
    return 0;
}

static void assert_str(struct str s, const char *expected)
{
    struct str wanted = str_from(expected);

    if (!str_equal(s, wanted))
        print_error("expected \"%s\"\nbut have \"%.*s\"\n", expected,
                    STR_ARG(s));
    assert_true(str_equal(s, wanted));
}

static bool has(struct str s, const char *part)
{
    return str_find(s, str_from(part), 0) < s.len;
}

static struct markdown_outline outline_of(struct str clean)
{
    struct markdown_outline outline;

    markdown_outline(clean, arena, &outline);
    return outline;
}

static struct str page_of(struct str clean)
{
    struct markdown_view view = {.target = NULL};

    return markdown_render(clean, &view, arena).html;
}

/* `head`, then `unit` until there are `size` bytes, then `tail`. */
static struct str flood(const char *head, const char *unit, const char *tail,
                        size_t size)
{
    struct strbuf text;
    struct str kept;

    strbuf_init(&text, size * 2 + 1000);
    strbuf_add_cstr(&text, head);
    while (text.len < size)
        strbuf_add_cstr(&text, unit);
    strbuf_add_cstr(&text, tail);
    kept = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return kept;
}

/* --- prepare --- */

/* Files by name, as rows of path and text. */
struct shelf {
    const char *const (*rows)[2];
    size_t count;
    int asked;
};

static const char *take_from_shelf(void *context, struct str from_path,
                                   struct str target, struct arena *into,
                                   struct str *text, struct str *path,
                                   struct str *message)
{
    struct shelf *shelf = context;

    (void) from_path;
    shelf->asked++;
    for (size_t i = 0; i < shelf->count; i++) {
        if (!str_equal(target, str_from(shelf->rows[i][0])))
            continue;
        *path = target;
        *text = str_from(shelf->rows[i][1]);
        return NULL;
    }
    *message = arena_format(into, "No \"%.*s\".", STR_ARG(target));
    return "include-missing";
}

static struct markdown_clean prepare(struct str body, struct shelf *shelf)
{
    struct markdown_clean clean;

    markdown_prepare(STR("article.md"), body, 1, shelf ? take_from_shelf : NULL,
                     shelf, arena, &clean);
    assert_true(clean.text.len <= MARKDOWN_CLEAN_BYTES_MAX);
    return clean;
}

static void lines_know_where_they_come_from(void **state)
{
    static const char *const rows[][2] = {{"part.md", "x\ny\n"}};
    struct shelf shelf = {rows, 1, 0};
    struct markdown_clean clean;
    static const int expected[] = {10, 13, 14, 15, 15, 15, 16};

    (void) state;
    markdown_prepare(STR("article.md"),
                     STR("a\r\n<!-- b\r\nc -->\r\nd\r\n\r\n"
                         "[!INCLUDE [p](part.md)]\r\ne"),
                     10, take_from_shelf, &shelf, arena, &clean);
    assert_str(clean.text, "a\nd\n\nx\ny\n\ne\n");
    assert_int_equal(clean.line_count, 7);
    for (size_t i = 0; i < clean.line_count; i++)
        if (i != 5) /* the gap belongs to what follows it */
            assert_int_equal(clean.line_of[i], expected[i]);
    assert_int_equal(clean.line_of[5], 16);
}

static void plain_text_passes_unchanged(void **state)
{
    struct markdown_clean clean =
        prepare(STR("# A\r\n\r\ntext\tx  \r\n```\r\ncode\r\n```"), NULL);

    (void) state;
    assert_str(clean.text, "# A\n\ntext\tx  \n```\ncode\n```\n");
    assert_int_equal(clean.line_count, 6);
    assert_int_equal(clean.notes.count, 0);
    assert_int_equal(prepare(STR(""), NULL).line_count, 0);
}

static void without_a_function_nothing_is_included(void **state)
{
    struct markdown_clean clean =
        prepare(STR("a\n\n[!INCLUDE [the part](part.md)]\n"), NULL);

    (void) state;
    assert_str(clean.text, "a\n\nthe part\n");
    assert_int_equal(clean.notes.count, 1);
    assert_string_equal(clean.notes.items[0].rule, "include-missing");
    assert_int_equal(clean.notes.items[0].line, 3);
    assert_true(clean.notes.items[0].is_error);
}

static void an_include_bomb_ends_at_the_limit(void **state)
{
    static const char *const rows[][2] = {
        {"1", "x [!INCLUDE [a](2)] [!INCLUDE [b](2)]\n"},
        {"2", "[!INCLUDE [a](3)] [!INCLUDE [b](3)] [!INCLUDE [c](3)]\n"},
        {"3", "[!INCLUDE [a](4)]\n\n[!INCLUDE [b](4)]\n\n[!INCLUDE [c](4)]\n"},
        {"4", "[!INCLUDE [a](5)] [!INCLUDE [b](5)] [!INCLUDE [c](5)]\n"},
        {"5", "[!INCLUDE [a](6)] [!INCLUDE [b](6)] [!INCLUDE [c](6)]\n"},
        {"6", "[!INCLUDE [a](7)] [!INCLUDE [b](7)] [!INCLUDE [c](7)]\n"},
        {"7", "leaf\n"},
    };
    struct shelf shelf = {rows, sizeof rows / sizeof rows[0], 0};
    struct markdown_clean clean =
        prepare(flood("", "[!INCLUDE [a](1)]\n\n", "", 100 * 1000), &shelf);

    (void) state;
    assert_int_equal(shelf.asked, MARKDOWN_INCLUDES_MAX);
    assert_int_equal(clean.notes.count, 1);
    assert_string_equal(clean.notes.items[0].rule, "include-too-many");
    assert_int_equal(clean.included.count, 7);
}

static void includes_end_at_their_depth(void **state)
{
    static const char *const rows[][2] = {
        {"1", "[!INCLUDE [a](2)]\n"}, {"2", "[!INCLUDE [a](3)]\n"},
        {"3", "[!INCLUDE [a](4)]\n"}, {"4", "[!INCLUDE [a](5)]\n"},
        {"5", "[!INCLUDE [a](6)]\n"}, {"6", "[!INCLUDE [a](7)]\n"},
        {"7", "[!INCLUDE [a](8)]\n"}, {"8", "[!INCLUDE [deep](9)]\n"},
        {"9", "too deep\n"},
    };
    struct shelf shelf = {rows, sizeof rows / sizeof rows[0], 0};
    struct markdown_clean clean = prepare(STR("[!INCLUDE [a](1)]\n"), &shelf);

    (void) state;
    assert_int_equal(shelf.asked, MARKDOWN_INCLUDE_DEPTH_MAX);
    assert_str(clean.text, "deep\n");
    assert_int_equal(clean.notes.count, 1);
    assert_string_equal(clean.notes.items[0].rule, "include-too-deep");
}

static void an_article_does_not_include_itself(void **state)
{
    static const char *const rows[][2] = {{"article.md", "never"},
                                          {"a", "A [!INCLUDE [b](b)]"},
                                          {"b", "B [!INCLUDE [a again](a)]"}};
    struct shelf shelf = {rows, 3, 0};
    struct markdown_clean clean = prepare(
        STR("[!INCLUDE [itself](article.md)]\n\n[!INCLUDE [a](a)]\n"), &shelf);

    (void) state;
    assert_str(clean.text, "itself\n\nA B a again\n");
    assert_int_equal(clean.notes.count, 2);
    assert_string_equal(clean.notes.items[0].rule, "include-cycle");
    assert_int_equal(clean.notes.items[1].line, 3);
    /* the same file twice, one after the other, is no cycle */
    assert_int_equal(
        prepare(STR("[!INCLUDE [x](b2)] [!INCLUDE [x](b2)]"), &shelf)
            .notes.count,
        2);
}

static void included_text_has_a_largest_size(void **state)
{
    const char *rows[1][2] = {{"big", NULL}};
    struct shelf shelf = {(const char *const(*)[2]) rows, 1, 0};
    struct markdown_clean clean;

    (void) state;
    rows[0][1] = flood("", "word word word word\n", "", MEGABYTE).ptr;
    clean = prepare(flood("", "[!INCLUDE [a](big)]\n", "", 20 * 40), &shelf);
    assert_true(clean.notes.count > 0);
    for (size_t i = 0; i < clean.notes.count; i++)
        assert_string_equal(clean.notes.items[i].rule, "include-too-large");
    assert_int_equal(shelf.asked, 40);
    assert_true(clean.text.len > 14 * MEGABYTE);
}

static void notes_are_not_without_number(void **state)
{
    struct markdown_clean clean =
        prepare(flood("", ":::code source=\"x\":::\n", "", 100 * 1000), NULL);

    (void) state;
    assert_int_equal(clean.notes.count, MARKDOWN_NOTES_MAX);
    assert_int_equal(clean.text.len, 0);
}

/* --- targets --- */

static struct str to_article(void *context, struct str target, bool is_image,
                             struct arena *into)
{
    (void) context;
    if (str_equal(target, STR("gone.md")))
        return STR("");
    if (str_equal(target, STR("evil")))
        return STR("javascript:alert(1)");
    return arena_format(into, is_image ? "/i/%.*s" : "/a/%.*s",
                        STR_ARG(target));
}

static void targets_are_the_callers_choice(void **state)
{
    struct markdown_view view = {.target = to_article};

    (void) state;
    assert_str(markdown_render(STR("[a](x.md) ![b](y.png) [c](gone.md) "
                                   "![d](gone.md) [e](evil) <a href='z&amp;'>f"
                                   "</a> <img src=gone.md alt=g>"),
                               &view, arena)
                   .html,
               "<p><a href=\"/a/x.md\">a</a> <img src=\"/i/y.png\" alt=\"b\" "
               "loading=\"lazy\"> c d e <a href=\"/a/z&amp;\">f</a> g</p>\n");
}

static struct str render_within(void *context, struct str target, bool is_image,
                                struct arena *into)
{
    struct markdown_view view = {.target = NULL};
    struct markdown_outline outline;

    (void) context;
    (void) is_image;
    markdown_outline(STR("# *Inner*"), into, &outline);
    assert_int_equal(outline.section_count, 1);
    markdown_render(STR("~~x~~ [y](z)"), &view, into);
    return target;
}

static void a_callback_may_call_back(void **state)
{
    struct markdown_view view = {.target = render_within};

    (void) state;
    assert_str(markdown_render(STR("[a](b) ~~c~~ [d](e)"), &view, arena).html,
               "<p><a href=\"b\">a</a> <del>c</del> <a href=\"e\">d</a></p>\n");
}

static void the_first_title_can_be_left_out(void **state)
{
    struct markdown_view view = {.skip_first_title = true};
    struct str html =
        markdown_render(STR("## A\n\n# T [x](y)\n\n# T x\n\n## A\n"), &view,
                        arena)
            .html;

    (void) state;
    assert_false(has(html, "id=\"t-x\""));
    assert_true(has(html, "<h1 id=\"t-x-1\">"));
    assert_true(has(html, "<h2 id=\"a\">"));
    assert_true(has(html, "<h2 id=\"a-1\">"));
}

/* --- anchors --- */

static void outline_and_page_name_sections_alike(void **state)
{
    struct str text = STR("# A\n\n# A\n\n# A-1\n\n<a id=\"a-2\"></a>\n\n# A\n\n"
                          "> # A `b` *c*\n\n- # ![i](j) K\n\n"
                          "<div>\n\n# L\n\n</div>\n\n<iframe>\n\n# M\n");
    struct markdown_outline outline = outline_of(text);
    struct str html = page_of(text);
    size_t at = 0;

    (void) state;
    assert_int_equal(outline.section_count, 8);
    for (size_t i = 0; i < outline.section_count; i++) {
        struct str tag = arena_format(arena, "<h1 id=\"%.*s\">",
                                      STR_ARG(outline.sections[i].anchor));
        size_t found = str_find(html, tag, at);

        assert_true(found < html.len);
        at = found + 1;
        assert_int_equal(str_find(html, tag, at), html.len);
    }
    assert_int_equal(outline.anchors.count, 1);
    assert_str(outline.sections[0].anchor, "a");
    assert_str(outline.sections[1].anchor, "a-1");
    assert_str(outline.sections[2].anchor, "a-1-1");
    assert_str(outline.sections[3].anchor, "a-2");
    /* the heading has the name, so the raw anchor does without */
    assert_false(has(html, "<a id=\"a-2\">"));
}

static void there_is_always_a_section(void **state)
{
    static const char *const texts[] = {"", "\n\n", "text", "<!-- x -->"};

    (void) state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct markdown_outline outline = outline_of(str_from(texts[i]));

        assert_int_equal(outline.section_count, 1);
        assert_int_equal(outline.sections[0].level, 0);
        assert_int_equal(outline.sections[0].text_end, outline.text.len);
    }
}

static void many_equal_headings_get_names_of_their_own(void **state)
{
    struct markdown_outline outline =
        outline_of(flood("", "# a\n# a-1\n", "", 100 * 1000));

    (void) state;
    assert_true(outline.section_count > 15000);
    assert_str(outline.sections[outline.section_count - 2].anchor,
               arena_format(arena, "a-%zu", outline.section_count / 2).ptr);
}

/* --- hostile input --- */

/* Every tag in `html` is one of ours, and they are balanced. */
static void assert_balanced(struct str html)
{
    static const char *const voids[] = {"br", "hr", "img", "input"};
    struct str *open = arena_calloc(arena, html.len / 3 + 1, sizeof *open);
    size_t depth = 0;

    for (size_t at = 0; (at = str_find(html, STR("<"), at)) < html.len; at++) {
        bool is_end = at + 1 < html.len && html.ptr[at + 1] == '/';
        struct str name = str_from_offset(html, at + 1 + is_end);
        size_t len = 0;
        bool is_void = false;

        while (len < name.len && ascii_is_alnum(name.ptr[len]))
            len++;
        name = str_first(name, len);
        assert_true(len > 0);
        for (size_t i = 0; i < sizeof voids / sizeof voids[0]; i++)
            is_void |= str_equal(name, str_from(voids[i]));
        if (is_end) {
            assert_true(depth > 0);
            assert_true(str_equal(open[--depth], name));
        } else if (!is_void) {
            open[depth++] = name;
        }
    }
    assert_int_equal(depth, 0);
}

static void pages_are_balanced_whatever_comes(void **state)
{
    static const char *const pieces[] = {
        "<b>",       "</b>",         "<ul>",
        "<li>",      "</ul>",        "<table>",
        "<tr>",      "<td>",         "</table>",
        "<details>", "<summary>",    "</details>",
        "<p>",       "</p>",         "<a href=\"x\">",
        "</a>",      "<script>",     "</script>",
        "*",         "**",           "`",
        "\n\n",      "\n",           "> ",
        "- ",        "# ",           "| a | b |\n|---|---|\n| c |",
        "[x](y)",    "text",         "<pre>",
        "</pre>",    "<div>",        "<img src=x>",
        "~~",        "<hr>",         "</td>",
        "<",         "\"",           "1. ",
        "    ",      "<!--",         "-->",
        "<dl><dt>",  "<blockquote>", "</blockquote>",
        "</i>",      "<i>"};
    uint32_t seed = 1;

    (void) state;
    for (int round = 0; round < 1000; round++) {
        struct strbuf text;
        struct str html;

        strbuf_init(&text, 10000);
        for (int i = 0; i < 30; i++) {
            seed = seed * 1664525u + 1013904223u;
            strbuf_add_cstr(
                &text,
                pieces[(seed >> 16) % (sizeof pieces / sizeof pieces[0])]);
        }
        html = page_of(strbuf_str(&text));
        assert_balanced(html);
        assert_false(has(html, "<script"));
        assert_false(has(html, "<div>"));
        strbuf_release(&text);
        arena_reset(arena);
    }
}

static void nothing_of_an_attack_runs(void **state)
{
    static const char *const attacks[] = {
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//example.com/x></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\"\x01javascript:alert(1)\">x</a>",
        "[x](javascript:alert(1))",
        "[x](<java&Tab;script:alert(1)>)",
        "[x](JAVASCRIPT&colon;alert(1))",
        "![x](\"onerror=alert(1))",
        "[x](a \"\\\" onclick=alert(1)\")",
        "```\"onclick=alert(1)\nx\n```",
        "# <b onclick=alert(1)>x",
        "<b <script>alert(1)</script>",
        "<math><mtext></mtext><script>alert(1)</script></math>",
        "<a name=\"x\" onclick=\"alert(1)\">x</a>",
        "<a id='x\" onclick=alert(1) y=\"'>x</a>",
        "<details ontoggle=alert(1) open>x</details>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<style>@import 'javascript:alert(1)'</style>",
        "[a]: javascript:alert(1)\n\n[a]",
        "<javascript:alert(1)>",
    };

    (void) state;
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        struct str html = page_of(str_from(attacks[i]));

        assert_balanced(html);
        assert_false(has(html, "<script"));
        assert_false(has(html, "<SCRIPT"));
        assert_false(has(html, "<svg"));
        assert_false(has(html, "<style"));
        assert_false(has(html, "<iframe"));
        assert_false(has(html, " onerror="));
        assert_false(has(html, " onclick=") && !has(html, "&quot; onclick="));
        assert_false(has(html, "href=\"java"));
        assert_false(has(html, "href=\"JAVA"));
        assert_false(has(html, "ontoggle"));
    }
}

struct hostile {
    const char *head;
    const char *unit;
    const char *tail;
    bool is_given_up; /* too dear to parse: shown as code */
};

static void floods_end_and_stay_in_proportion(void **state)
{
    static const struct hostile floods[] = {
        {"", "[", "", true},
        {"a ", "`", "", false},
        {"", "*a_ ", "", false},
        {"", "<", "", false},
        {"", "![", "", true},
        {"", "![[]()", "", true},
        {"", "a [b](", "", false},
        {"", "a <![CDATA[", "", true},
        {"", "a <? ", "", true},
        {"", "a <?\n", "", true},
        {"", "> a <!A\n", "", true},
        {"", "a <? ?>\n\n", "", false},
        {"", "![![![![![![![\n\f\n", "", true}, /* a form feed ends no block */
        {"", "> ", "x", true},
        {"", "- ", "x", true},
        {"", "1. ", "x", true},
        {"", "- - + ", "x", true},
        {"", "*_", "a", false},
        {"", "<b>", "", false},
        {"", "a <i>", "", false},
        {"", "<ul><li>", "", false},
        {"<table>", "<tr><td>", "", false},
        {"", "<details>\n\n", "", false},
        {"", "a <script>", "", false},
        {"<div>\n", "<b q=\"", "", false},
        {"", "http://", "", false},
        {"", "http://a((((((", "", false},
        {"", "&amp", "", false},
        {"<div>", "&amp", "", false},
        {"", "# a\n", "", false},
        {"", "> [!NOTE]\n\n", "", false},
        {"", "~~a ", "", false},
        {"", "\x01", "", false},
        {"", "<a name=\"x\"></a>\n\n", "", false},
        {"", "\\", "", false},
        {"", "a\n", "===", false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        const struct hostile *hostile = &floods[i];
        struct str text =
            flood(hostile->head, hostile->unit, hostile->tail, MEGABYTE / 16);
        struct str clean = prepare(text, NULL).text;
        struct markdown_outline outline = outline_of(clean);
        struct str html = page_of(clean);
        bool is_code;

        assert_true(outline.text.len <= text.len * 2);
        assert_true(html.len <= text.len * 40 + 1000);
        is_code = str_has_prefix(html, STR("<pre><code>"));
        if (is_code != hostile->is_given_up)
            print_error("a flood of \"%s\"\n", hostile->unit);
        assert_int_equal(is_code, hostile->is_given_up);
        arena_reset(arena);
    }
}

static void tables_do_not_unfold(void **state)
{
    struct strbuf text;
    struct str html;

    (void) state;
    /* 300 columns, and rows of one letter that would be filled up to them */
    strbuf_init(&text, MEGABYTE);
    for (int i = 0; i < 300; i++)
        strbuf_add_cstr(&text, "|a");
    strbuf_add_char(&text, '\n');
    for (int i = 0; i < 300; i++)
        strbuf_add_cstr(&text, "|-");
    strbuf_add_char(&text, '\n');
    for (int i = 0; i < 20000; i++)
        strbuf_add_cstr(&text, "b\n");
    html = page_of(strbuf_str(&text));
    assert_true(html.len < MEGABYTE);
    assert_false(has(html, "<table>"));
    strbuf_release(&text);
    /* a broad one */
    html = page_of(flood("|a", "|a", "\n|-|-|\n", 10000));
    assert_false(has(html, "<table>"));
    /* a long honest one */
    html = page_of(flood("|a|b|\n|-|-|\n", "|one|two|\n", "", 200000));
    assert_true(has(html, "<table>"));
}

/* For each of them the parser would read the whole paragraph again, or keep
 * cells of each of its lines. */
static void tables_behind_long_paragraphs_are_none(void **state)
{
    static const char *const floods[][2] = {
        {"x\n", "|a|\n|-|\n"}, {"x\r", "|a|\r|-|\r"},  {"a\n|-|-|\n", ""},
        {"a|b\n:-\n", ""},     {"a\n\f\n|-|-|\n", ""},
    };
    struct str html;

    (void) state;
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        struct str text = flood("", floods[i][0], floods[i][1], MEGABYTE / 16);

        assert_int_equal(markdown_cost(text), MARKDOWN_TABLES_TOO_DEAR);
        assert_false(has(page_of(text), "<table>"));
        arena_reset(arena);
    }
    /* a paragraph and rows of dashes as people write them */
    html = page_of(flood("", "word word word word\n", "|a|b|\n|-|-|\n", 4000));
    assert_true(has(html, "<table>"));
    html = page_of(flood("|a|b|\n|-|-|\n",
                         "|one or two words|words and more words|\n"
                         "|one or two words|words and more words|\n"
                         "|one or two words|words and more words|\n"
                         "| - | - |\n",
                         "|1|2|\n", 20000));
    assert_true(has(html, "<td>2</td>"));
}

static void references_do_not_unfold(void **state)
{
    struct str address = flood("[a]: ", "x", "\n\n", 20000);
    struct str uses = flood("", "[a]", "\n", 60000);
    struct str html = page_of(
        arena_format(arena, "%.*s%.*s", STR_ARG(address), STR_ARG(uses)));

    (void) state;
    assert_true(html.len < MEGABYTE);
    html = page_of(flood("[a]: b\n\n", "[a]\n", "", 60000));
    assert_true(has(html, "<a href=\"b\">a</a>"));
}

/* Else each of many groups would look through all that follow. */
static void a_directive_is_named_before_the_next_colons(void **state)
{
    struct str groups = STR("::: ::: ::: image");
    struct str name = directive_colon_name(groups);

    (void) state;
    assert_int_equal(name.len, 0);
    assert_int_equal(name.ptr - groups.ptr, 4);
    assert_str(directive_colon_name(STR("::::   image x=\"\"")), "image");
    assert_str(prepare(flood("x ", "::: ", "y", 1000), NULL).text,
               flood("x ", "::: ", "y\n", 1000).ptr);
}

static void code_with_rules_and_logs_is_not_hostile(void **state)
{
    struct str text = flood("# T\n\n```\n",
                            "+------------------------------------------------"
                            "-----------------------------------------------"
                            "---------------+\n| [x] ![y | > - * 1. |\n",
                            "```\n", 50000);

    (void) state;
    assert_int_equal(outline_of(text).sections[0].level, 1);
}

static void emphasis_is_told_to_a_depth(void **state)
{
    struct str html = page_of(flood("", "*_", "a", 2000));

    (void) state;
    assert_balanced(html);
    assert_false(has(html, "<em><em><em><em><em><em><em><em><em><em><em><em>"
                           "<em><em><em><em><em><em><em><em><em><em><em><em>"
                           "<em><em><em><em><em><em><em><em><em>"));
}

static void too_long_a_text_is_code(void **state)
{
    struct str text =
        flood("# T\n\n", "word\n", "", MARKDOWN_PARSE_BYTES_MAX + 1);

    (void) state;
    assert_int_equal(outline_of(text).sections[0].level, 0);
    assert_int_equal(outline_of(text).section_count, 1);
}

/* --- threads --- */

enum { THREADS = 4, ROUNDS = 200 };

static void *render_often(void *wrong)
{
    static const char *const texts[] = {
        "~~a~~ b ~ c", "| a |\n|---|\n| ~~b~~ |", "plain ~/.ssh *x*",
        "- [x] done\n- [ ] `not`"};
    static const char *const pages[] = {
        "<p><del>a</del> b ~ c</p>\n",
        "<div class=\"table\"><table>\n<thead>\n<tr><th>a</th></tr>\n</thead>\n"
        "<tbody>\n<tr><td><del>b</del></td></tr>\n</tbody>\n</table></div>\n",
        "<p>plain ~/.ssh <em>x</em></p>\n",
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked> "
        "done</li>\n<li class=\"task\"><input type=\"checkbox\" disabled> "
        "<code>not</code></li>\n</ul>\n"};
    struct arena *own = arena_new();
    struct markdown_view view = {.target = NULL};

    for (int i = 0; i < ROUNDS; i++) {
        struct str html =
            markdown_render(str_from(texts[i % 4]), &view, own).html;

        if (!str_equal(html, str_from(pages[i % 4])))
            ++*(int *) wrong;
        arena_reset(own);
    }
    arena_free(own);
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};

    (void) state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, render_often, &wrong[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(wrong[i], 0);
    }
}

#define ARENA_TEST(function) \
    cmocka_unit_test_setup_teardown(function, make_arena, drop_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(lines_know_where_they_come_from),
        ARENA_TEST(plain_text_passes_unchanged),
        ARENA_TEST(without_a_function_nothing_is_included),
        ARENA_TEST(an_include_bomb_ends_at_the_limit),
        ARENA_TEST(includes_end_at_their_depth),
        ARENA_TEST(an_article_does_not_include_itself),
        ARENA_TEST(included_text_has_a_largest_size),
        ARENA_TEST(notes_are_not_without_number),
        ARENA_TEST(targets_are_the_callers_choice),
        ARENA_TEST(a_callback_may_call_back),
        ARENA_TEST(the_first_title_can_be_left_out),
        ARENA_TEST(outline_and_page_name_sections_alike),
        ARENA_TEST(there_is_always_a_section),
        ARENA_TEST(many_equal_headings_get_names_of_their_own),
        ARENA_TEST(pages_are_balanced_whatever_comes),
        ARENA_TEST(nothing_of_an_attack_runs),
        ARENA_TEST(floods_end_and_stay_in_proportion),
        ARENA_TEST(tables_do_not_unfold),
        ARENA_TEST(a_directive_is_named_before_the_next_colons),
        ARENA_TEST(tables_behind_long_paragraphs_are_none),
        ARENA_TEST(references_do_not_unfold),
        ARENA_TEST(code_with_rules_and_logs_is_not_hostile),
        ARENA_TEST(emphasis_is_told_to_a_depth),
        ARENA_TEST(too_long_a_text_is_code),
        ARENA_TEST(threads_do_not_disturb_each_other),
    };

    return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
