/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/partial through slv_search(): what an unfinished last word finds.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

static const char *type(struct kb *kb, const char *query)
{
    struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
    const struct slv_search_request request = {
        .query = str_from(query), .limit = 10, .is_partial = true};
    struct slv_search_result result;
    const char *ids;

    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    slv_reader_close(reader);
    ids = kb_ids(kb, &result);
    return ids ? ids : "";
}

static void write_articles(struct kb *kb)
{
    kb_write(kb, "articles/printer.md",
             "# Printer offline\n\nThe printer shows ORA-01017, and "
             "printing stops.\n");
    kb_write(kb, "articles/print.md",
             "# Print server\n\nPrint jobs wait. ERR_PRINT_QUEUE.\n");
    kb_write(kb, "articles/mail.md",
             "# Mail bounces\n\nMail comes back with ORA-01555. The VPN is "
             "up.\n");
    kb_write(kb, "articles/how.md", "# How to mail the map\n\nMap it.\n");
    kb_index(kb);
}

static void beginnings_find_words(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_string_equal(type(kb, "bounc"), "mail");
    assert_string_equal(type(kb, "mail bounc"), "mail how");
    assert_non_null(strstr(type(kb, "prin"), "printer"));
    assert_non_null(strstr(type(kb, "prin"), "print"));
    /* behind a space a word is finished */
    assert_string_equal(type(kb, "serv"), "print");
    assert_string_equal(type(kb, "serv "), "");
    assert_string_equal(type(kb, "server "), "print");
}

static void beginnings_find_identifiers(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_string_equal(type(kb, "ORA-010"), "printer");
    assert_string_equal(type(kb, "ora01"), "mail printer");
    assert_string_equal(type(kb, "ora-015"), "mail");
    assert_string_equal(type(kb, "ora-016"), "");
    assert_string_equal(type(kb, "err_print_q"), "print");
}

static void little_tells_nothing(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_string_equal(type(kb, "b"), "");
    assert_string_equal(type(kb, "how to"), "");
    assert_string_equal(type(kb, "the "), "");
    /* a word of few letters that is one */
    assert_string_equal(type(kb, "mail bounces vpn"), "mail how");
    assert_string_equal(type(kb, "vpn"), "mail");
    /* the others keep what they found */
    assert_string_equal(type(kb, "mail"), type(kb, "mail b"));
    assert_string_equal(type(kb, "mail"), type(kb, "mail bo"));
}

static void what_excludes_is_not_completed(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_string_equal(type(kb, "mail -boun"), type(kb, "mail"));
    assert_string_equal(type(kb, "mail \"boun"), "mail how");
}

/* The whole text, letter by letter, is never an error, and at its end finds
 * what a finished search finds first. */
static void titles_end_where_they_lead(void **state)
{
    struct kb *kb = *state;
    const char *title = "How to mail the map";
    char typed[64];

    write_articles(kb);
    for (size_t len = 1; len <= strlen(title); len++) {
        memcpy(typed, title, len);
        typed[len] = '\0';
        type(kb, typed);
    }
    assert_true(str_has_prefix(str_from(type(kb, title)), STR("how")));
}

/* What is added for a title stands in the explanation, which adds up. */
static void the_explanation_adds_up(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    const struct slv_search_request request = {.query = STR("mail bounc"),
                                               .limit = 10,
                                               .is_partial = true,
                                               .want_explanation = true};
    struct slv_search_result result;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    assert_true(result.hit_count == 2);
    for (size_t i = 0; i < result.hit_count; i++) {
        double sum = 0;

        for (size_t k = 0; k < result.hits[i].explanation_count; k++)
            sum += result.hits[i].explanation[k].score;
        assert_float_equal(sum, result.hits[i].score, 1e-6);
    }
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(beginnings_find_words),
        KB_TEST(beginnings_find_identifiers),
        KB_TEST(little_tells_nothing),
        KB_TEST(what_excludes_is_not_completed),
        KB_TEST(titles_end_where_they_lead),
        KB_TEST(the_explanation_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
