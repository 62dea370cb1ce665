/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/document: an article's terms, impacts and values.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/document.h"

static const struct record_origin origin = {.digest = {"0123456789abcdef", 16}};

static const struct xap_term *find_term(const struct document *document,
                                        const char *name)
{
    for (size_t i = 0; i < document->document.term_count; i++)
        if (str_equal(document->document.terms[i].name, str_from(name)))
            return &document->document.terms[i];
    return NULL;
}

static void terms_stand_for_words_names_and_filters(void **state)
{
    static const char *const there[] = {"Qa/b", "Fc.md", "Rold", "Popenssh",
                                        "T0x5", "disk",  "full", "Ierrfull",
                                        "err",  "0x5"};
    static const char *const absent[] = {"Disk", "Fa/b.md", "openssh 9", "0x"};
    struct fixture *f = *state;
    struct str products[] = {STR("OpenSSH"), STR("openssh ")};
    struct str tags[] = {STR("0x5")};
    struct str replaces[] = {STR("old"), STR("old")};
    const struct slv_article article = {.id = STR("a/b"),
                                        .path = STR("c.md"),
                                        .title = STR("Disks full"),
                                        .language = STR("en"),
                                        .text = STR("ERR_FULL"),
                                        .products = {products, 2},
                                        .tags = {tags, 1},
                                        .replaces = {replaces, 2}};
    struct document_builder *builder;
    struct document document;

    builder = document_builder_new();
    document_build(builder, &article, &origin, f->arena, &document);
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (!find_term(&document, there[i]))
            fail_msg("no term %s", there[i]);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_null(find_term(&document, absent[i]));
    for (size_t i = 1; i < document.document.term_count; i++)
        assert_true(str_compare(document.document.terms[i - 1].name,
                                document.document.terms[i].name) < 0);
    assert_true(str_equal(document.unique_term, STR("Qa/b")));
    assert_int_equal(find_term(&document, "Qa/b")->wdf, 0);
    document_builder_free(builder);
    document_builder_free(NULL);
}

static void impacts_are_those_of_the_counts(void **state)
{
    struct fixture *f = *state;
    const struct slv_article article = {.id = STR("a"),
                                        .path = STR("a.md"),
                                        .title = STR("Disk disk full"),
                                        .text = STR("The disk. A part_of.")};
    struct document_builder *builder;
    struct document document;
    struct document_counts counts;
    uint32_t lengths[SEARCH_FIELD_COUNT];
    double parts[SEARCH_FIELD_COUNT];

    builder = document_builder_new();
    /* what was counted before leaves no trace */
    for (int round = 0; round < 2; round++) {
        document_build(builder, &article, &origin, f->arena, &document);
        document_count_term(builder, &article, STR("disk"), &counts, lengths);
        assert_int_equal(counts.tf[FIELD_TITLE], 2);
        assert_int_equal(counts.tf[FIELD_BODY], 3);
        assert_int_equal(counts.tf[FIELD_KEYWORD], 0);
        assert_int_equal(lengths[FIELD_TITLE], 3);
        assert_int_equal(lengths[FIELD_BODY], 3 + 5);
        assert_int_equal(find_term(&document, "disk")->wdf,
                         document_impact(&counts, lengths, parts));
        assert_true(parts[FIELD_TITLE] > parts[FIELD_KEYWORD]);
    }
    document_count_term(builder, &article, STR("none"), &counts, lengths);
    assert_int_equal(counts.tf[FIELD_BODY], 0);
    assert_int_equal(document_impact(&counts, lengths, NULL), 1);
    document_builder_free(builder);
}

static void a_word_in_the_title_tells_more_than_in_the_text(void **state)
{
    struct fixture *f = *state;
    struct slv_article article = {.id = STR("a"), .path = STR("a.md")};
    struct document_builder *builder;
    struct document in_title;
    struct document in_text;

    builder = document_builder_new();
    article.title = STR("disk");
    article.text = STR("other");
    document_build(builder, &article, &origin, f->arena, &in_title);
    article.title = STR("other");
    article.text = STR("disk");
    document_build(builder, &article, &origin, f->arena, &in_text);
    assert_true(find_term(&in_title, "disk")->wdf >
                find_term(&in_text, "disk")->wdf);
    document_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(terms_stand_for_words_names_and_filters),
        FIXTURE_TEST(impacts_are_those_of_the_counts),
        FIXTURE_TEST(a_word_in_the_title_tells_more_than_in_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
