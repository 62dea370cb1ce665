/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/article_read: one file to one article, whatever is in it.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/article/article_read.h"

static const struct article_rules rules = {.default_state = SLV_STATE_PUBLISHED,
                                           .default_access = SLV_ACCESS_PUBLIC,
                                           .default_language = {"en", 2}};

static struct diagnostics said;

static struct article_draft read_at(struct fixture *f, const char *path,
                                    struct str bytes)
{
    const struct article_source source = {
        .path = str_from(path), .bytes = bytes, .modified_unix_s = 7};
    struct article_draft draft;

    diagnostics_init(&said, STR("x"), f->arena);
    article_read(&source, &rules, NULL, NULL, f->arena, &draft, &said);
    return draft;
}

static bool has_rule(const char *rule)
{
    for (size_t i = 0; i < said.count; i++)
        if (strcmp(said.items[i].rule, rule) == 0)
            return true;
    return false;
}

static void front_matter_fills_the_article(void **state)
{
    struct fixture *f = *state;
    struct slv_article a =
        read_at(f, "a.md",
                STR("---\nid: x/y\ntitle: ' T '\nproducts: [One, '', Two ]\n"
                    "versions: 9.2\nreviewed: 2026-01-31\nreview_after: soon\n"
                    "audience: ITPro\nowner: desk\nlanguage: de\n---\n# H\n"))
            .article;

    assert_true(str_equal(a.id, STR("x/y")));
    assert_true(str_equal(a.title, STR("T")));
    assert_int_equal(a.products.count, 2);
    assert_true(str_equal(a.products.items[1], STR("Two")));
    assert_int_equal(a.versions.count, 1);
    assert_int_equal(a.reviewed_unix_s, 1769817600);
    assert_int_equal(a.review_after_unix_s, 0);
    assert_int_equal(a.updated_unix_s, 7);
    assert_true(str_equal(a.language, STR("de")));
    assert_int_equal(said.count, 1);
    assert_true(has_rule("date-unreadable"));
    assert_int_equal(said.items[0].line, 7);
}

static void a_language_is_named_in_many_ways(void **state)
{
    static const struct {
        const char *value;
        const char *language;
        bool is_odd;
    } samples[] = {
        {"de", "de", false},       {"DE_at", "de-AT", false},
        {"German", "de", false},   {"zh-hans", "zh-Hans", false},
        {"''", "en", false},       {"Klingonish", "en", true},
        {"[de, en]", "de", false},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct str text = arena_format(f->arena, "---\nlanguage: %s\n---\n",
                                       samples[i].value);

        assert_true(str_equal(read_at(f, "a.md", text).article.language,
                              str_from(samples[i].language)));
        assert_int_equal(has_rule("language-unknown"), samples[i].is_odd);
    }
}

static void a_folder_tells_the_language(void **state)
{
    static const struct slv_folder_language folders[] = {
        {{"de", 2}, {"de", 2}},
        {{"guides/fr", 9}, {"french", 6}},
        {{"de/ch", 5}, {"de-ch", 5}},
    };
    static const struct {
        const char *path;
        const char *language;
    } samples[] = {
        {"de/a.md", "de"},           {"de.md", "pt-BR"},
        {"guides/fr/a.md", "fr"},    {"guides/fr-FR/a.md", "pt-BR"},
        {"de/ch/a.md", "de-CH"},     {"de/chur/a.md", "de"},
        {"fr-FR/a.md", "fr-FR"},     {"zh-hans/b/a.md", "zh-Hans"},
        {"it/a.md", "pt-BR"},        {"x/fr-FR/a.md", "pt-BR"},
        {"ms-office/a.md", "pt-BR"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        const struct article_rules by_folder = {
            .default_language = STR("pt-br"),
            .folder_languages = folders,
            .folder_language_count = ARRAY_LEN(folders)};
        const struct article_source source = {.path = str_from(samples[i].path),
                                              .bytes = STR("Text.\n")};
        struct article_draft draft;

        diagnostics_init(&said, STR("x"), f->arena);
        article_read(&source, &by_folder, NULL, NULL, f->arena, &draft, &said);
        assert_true(
            str_equal(draft.article.language, str_from(samples[i].language)));
    }
}

static void without_front_matter_path_and_heading_do(void **state)
{
    struct fixture *f = *state;
    struct slv_article a =
        read_at(f, "a b/c%.md", STR("Top.\n\n# First\n\n## Second\n")).article;

    assert_true(str_equal(a.id, STR("a%20b/c%25")));
    assert_true(str_equal(a.title, STR("First")));
    assert_int_equal(said.count, 0);
    a = read_at(f, "dir/name.md", STR("")).article;
    assert_true(str_equal(a.title, STR("name")));
    assert_true(has_rule("title-missing"));
    assert_int_equal(a.section_count, 1);
}

static void ids_that_cannot_be_used_give_way_to_the_path(void **state)
{
    struct fixture *f = *state;
    static const char *const paths[] = {"../../x", "a//b", "a/./b", "a/", "/a"};
    struct str text = STR("---\nid: ");
    struct slv_article a;

    for (int i = 0; i < ARTICLE_ID_BYTES_MAX + 1; i += 7)
        text = arena_format(f->arena, "%.*sxxxxxxx", STR_ARG(text));
    text = arena_format(f->arena, "%.*s\n---\n# H\n", STR_ARG(text));
    a = read_at(f, "p.md", text).article;
    assert_true(str_equal(a.id, STR("p")));
    assert_true(has_rule("id-unusable"));
    a = read_at(f, "p.md", STR("---\nid: \"a\\nb\"\n---\n# H\n")).article;
    assert_true(str_equal(a.id, STR("p")));
    assert_true(has_rule("id-unusable"));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        a = read_at(f, "p.md",
                    arena_format(f->arena, "---\nid: %s\n---\n# H\n", paths[i]))
                .article;
        assert_true(str_equal(a.id, STR("p")));
        assert_true(has_rule("id-unusable"));
    }
    a = read_at(f, "p.md", STR("---\nid: a/..b/c.d\n---\n# H\n")).article;
    assert_true(str_equal(a.id, STR("a/..b/c.d")));
}

static void titles_stand_on_one_line(void **state)
{
    struct fixture *f = *state;
    struct slv_article a =
        read_at(f, "a.md",
                STR("---\ntitle: |\n  two\n  lines\t here\n---\nx\n"))
            .article;

    assert_true(str_equal(a.title, STR("two lines here")));
}

/* What was meant as front matter and is none must not open an article. */
static void what_almost_is_front_matter_is_in_doubt(void **state)
{
    struct fixture *f = *state;
    static const char *const files[] = {
        "\n---\naccess: internal\n---\n# T\n",
        " ---\naccess: internal\n---\n# T\n",
        "\xEF\xBB\xBF\xEF\xBB\xBF---\naccess: internal\n---\n# T\n",
        "---\tx\naccess: internal\n---\n# T\n",
        "---\nAccess: Internal\n---\n# T\n"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct slv_article a = read_at(f, "a.md", str_from(files[i])).article;

        assert_int_equal(article_secrecy(&a), 2);
    }
    {
        struct slv_article a =
            read_at(f, "a.md", STR("\n---\n\nText: after a rule.\n")).article;

        assert_int_equal(article_secrecy(&a), 0);
    }
}

static void sections_inherit_roles_until_their_level_ends(void **state)
{
    static const enum slv_role roles[] = {
        SLV_ROLE_NONE,       SLV_ROLE_PROBLEM,    SLV_ROLE_PROBLEM,
        SLV_ROLE_RESOLUTION, SLV_ROLE_RESOLUTION, SLV_ROLE_NONE,
        SLV_ROLE_NONE};
    struct fixture *f = *state;
    struct slv_article a =
        read_at(
            f, "a.md",
            STR("# T\n\n## Symptoms\n\na\n\n### More\n\nb\n\n## Method 1\n\n"
                "c\n\n### Step\n\nd\n\n## Other\n\ne\n\n### Deep\n\nf\n"))
            .article;

    assert_int_equal(a.section_count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(a.sections[i].role, roles[i]);
        assert_true(a.sections[i].text_begin <= a.sections[i].text_end);
        assert_true(a.sections[i].text_end <= a.text.len);
    }
}

static void access_and_state_in_doubt_are_internal(void **state)
{
    struct fixture *f = *state;
    static const char *const heads[] = {
        "access: x\n",  "state: x\n", "access: restricted\n",
        "access: ''\n", "state:\n",   "access: Public\naccess: public\n",
        "a: [\n"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct slv_article a =
            read_at(f, "a.md",
                    arena_format(f->arena, "---\n%s---\n# T\n", heads[i]))
                .article;

        assert_int_equal(a.access, SLV_ACCESS_INTERNAL);
        assert_int_equal(article_secrecy(&a), 2);
        assert_true(said.count > 0);
    }
    {
        struct slv_article a =
            read_at(f, "a.md",
                    STR("---\naccess: PUBLIC\nstate: Published\n---\n# T\n"))
                .article;

        assert_int_equal(article_secrecy(&a), 0);
    }
}

static void odd_bytes_are_repaired_and_said(void **state)
{
    struct fixture *f = *state;
    struct slv_article a =
        read_at(f, "a.md",
                STR("\xEF\xBB\xBF---\r\ntitle: T\r\n---\r\n\r\n# H\r\n"
                    "x\xFFy \0 z\r\n"))
            .article;

    assert_true(str_equal(a.title, STR("T")));
    assert_true(has_rule("utf8-invalid"));
    assert_true(str_find(a.text, STR("x\xEF\xBF\xBDy"), 0) < a.text.len);
    assert_true(str_find_char(a.markdown, '\r') == a.markdown.len);
}

static void what_may_include_what(void **state)
{
    struct fixture *f = *state;
    struct str gold[] = {STR("gold"), STR("blue")};
    struct slv_article open = {.state = SLV_STATE_PUBLISHED};
    struct slv_article draft = {.state = SLV_STATE_DRAFT};
    struct slv_article inner = {.state = SLV_STATE_PUBLISHED,
                                .access = SLV_ACCESS_INTERNAL};
    struct slv_article one = {.state = SLV_STATE_PUBLISHED,
                              .access = SLV_ACCESS_RESTRICTED,
                              .groups = {gold, 1}};
    struct slv_article two = one;
    struct str body;

    two.groups.count = 2;
    assert_true(article_may_include(&open, &open));
    assert_false(article_may_include(&open, &one));
    assert_false(article_may_include(&open, &inner));
    assert_false(article_may_include(&open, &draft));
    assert_true(article_may_include(&draft, &inner));
    assert_true(article_may_include(&inner, &one));
    assert_true(article_may_include(&one, &open));
    assert_true(article_may_include(&one, &two));
    assert_false(article_may_include(&two, &one));
    assert_false(article_may_include(&one, &inner));
    article_read_fragment(STR("---\naccess: x\n---\nText\n"), f->arena, &inner,
                          &body);
    assert_int_equal(article_secrecy(&inner), 2);
    assert_true(str_equal(body, STR("Text\n")));
    article_read_fragment(STR("Text\n"), f->arena, &inner, &body);
    assert_int_equal(article_secrecy(&inner), 0);
}

static void links_are_told_without_query_and_fragment(void **state)
{
    struct fixture *f = *state;
    struct article_draft draft =
        read_at(f, "a.md", STR("# T\n\n[a](b.md?x=1#y) ![i](c.png)\n"));

    assert_int_equal(draft.link_count, 2);
    assert_true(str_equal(draft.links[0].target, STR("b.md")));
    assert_true(str_equal(draft.links[0].fragment, STR("y")));
    assert_int_equal(draft.links[0].line, 3);
    assert_true(draft.links[1].is_image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(front_matter_fills_the_article),
        FIXTURE_TEST(a_language_is_named_in_many_ways),
        FIXTURE_TEST(a_folder_tells_the_language),
        FIXTURE_TEST(without_front_matter_path_and_heading_do),
        FIXTURE_TEST(ids_that_cannot_be_used_give_way_to_the_path),
        FIXTURE_TEST(titles_stand_on_one_line),
        FIXTURE_TEST(what_almost_is_front_matter_is_in_doubt),
        FIXTURE_TEST(sections_inherit_roles_until_their_level_ends),
        FIXTURE_TEST(access_and_state_in_doubt_are_internal),
        FIXTURE_TEST(odd_bytes_are_repaired_and_said),
        FIXTURE_TEST(what_may_include_what),
        FIXTURE_TEST(links_are_told_without_query_and_fragment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
