/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/correct through slv_search(): which words are corrected, which
 * never are, and that a correction knows only what its reader may read.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

static struct slv_search_result ask(struct kb *kb, enum slv_audience audience,
                                    const char *query, bool is_verbatim,
                                    bool is_partial)
{
    struct slv_reader *reader = kb_open(kb, audience);
    const struct slv_search_request request = {.query = str_from(query),
                                               .limit = 10,
                                               .is_verbatim = is_verbatim,
                                               .is_partial = is_partial};
    struct slv_search_result result;

    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    slv_reader_close(reader);
    return result;
}

static void assert_corrected(struct kb *kb, const char *query, const char *want)
{
    struct slv_search_result result =
        ask(kb, SLV_AS_PUBLIC, query, false, false);

    if (!str_equal(result.corrected, str_from(want)))
        fail_msg("'%s' became '%.*s', not '%s'", query,
                 STR_ARG(result.corrected), want);
    if (want[0])
        assert_true(result.hit_count > 0);
}

static void write_articles(struct kb *kb)
{
    kb_write(kb, "articles/cert.md",
             "# Certificate expired\n\nThe certificate of the mail server has "
             "expired. Renew the certificate, error 0x80070005.\n");
    kb_write(kb, "articles/login.md",
             "# Login page\n\nThe login page of the notebook stays white. "
             "Clear the cache of the page.\n");
    kb_write(kb, "articles/menu.md",
             "---\nlanguage: de\n---\n# Men\xC3\xBC fehlt\n\n"
             "Das Men\xC3\xBC f\xC3\xBCr die Drucker fehlt.\n");
    kb_index(kb);
}

static void unknown_words_are_corrected(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_corrected(kb, "certifcate", "certificate");
    assert_corrected(kb, "Certifcate, please!", "certificate, please!");
    assert_corrected(kb, "certifcate (expierd) mail",
                     "certificate (expired) mail");
    /* twice the same is twice corrected */
    assert_corrected(kb, "certifcate certifcate", "certificate certificate");
    /* of what is next to nothing the others are corrected */
    assert_corrected(kb, "zzzzzz notebok cache", "zzzzzz notebook cache");
    /* a space left out */
    assert_corrected(kb, "loginpage", "login page");
    /* as the articles write it */
    assert_corrected(kb, "druker men\xC3\xBCx", "drucker men\xC3\xBC");
}

static void other_words_stay(void **state)
{
    static const char *const queries[] = {
        "certificate",
        "certificates",
        "\"certifcate\"",
        "server -certifcate",
        "0x80070006",
        "error 0x80070006",
        "certifcate1",
        "certif_cate",
        "expiredd@example.com",
        "cer",
        "qqqqzzzz",
        "product:certifcate",
        "",
    };
    struct kb *kb = *state;

    write_articles(kb);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        assert_corrected(kb, queries[i], "");
}

static void a_pasted_text_stays(void **state)
{
    struct kb *kb = *state;
    struct str text = STR("certifcate");

    write_articles(kb);
    for (int i = 0; i < 40; i++)
        text = arena_format(kb->fixture->arena, "%.*s server%c mail",
                            STR_ARG(text), 'a' + i % 26);
    assert_corrected(kb, text.ptr, "");
    /* many unknown words are another language */
    assert_corrected(kb, "certifcate expierd servver renoww mael", "");
}

static void a_correction_can_be_undone(void **state)
{
    struct kb *kb = *state;
    struct slv_search_result result;

    write_articles(kb);
    result = ask(kb, SLV_AS_PUBLIC, "certifcate", true, false);
    assert_int_equal(result.corrected.len, 0);
    assert_int_equal(result.hit_count, 0);
}

static void what_is_being_typed_is_not_corrected(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_int_equal(
        ask(kb, SLV_AS_PUBLIC, "server certifcat", false, true).corrected.len,
        0);
    assert_true(str_equal(
        ask(kb, SLV_AS_PUBLIC, "certifcate ser", false, true).corrected,
        STR("certificate ser")));
}

static void corrections_know_what_the_reader_knows(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/s.md",
             "---\naccess: internal\n---\n# Xylophone\n\nThe xylophone.\n");
    kb_write(kb, "articles/p.md", "# Piano\n\nThe piano.\n");
    kb_index(kb);
    assert_int_equal(
        ask(kb, SLV_AS_PUBLIC, "xylophon", false, false).corrected.len, 0);
    assert_int_equal(
        ask(kb, SLV_AS_PUBLIC, "xylphone", false, false).corrected.len, 0);
    assert_true(
        str_equal(ask(kb, SLV_AS_STAFF, "xylphone", false, false).corrected,
                  STR("xylophone")));
    /* and no more than it knows now */
    kb_remove(kb, "articles/s.md");
    kb_index(kb);
    assert_int_equal(
        ask(kb, SLV_AS_STAFF, "xylphone", false, false).corrected.len, 0);
}

static void one_reader_sees_every_commit(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = kb_ask(kb, reader, "zimbabve");
    assert_int_equal(result.corrected.len, 0);
    kb_write(kb, "articles/z.md", "# Zimbabwe\n\nZimbabwe.\n");
    kb_index(kb);
    result = kb_ask(kb, reader, "zimbabve");
    assert_true(str_equal(result.corrected, STR("zimbabwe")));
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(unknown_words_are_corrected),
        KB_TEST(other_words_stay),
        KB_TEST(a_pasted_text_stays),
        KB_TEST(a_correction_can_be_undone),
        KB_TEST(what_is_being_typed_is_not_corrected),
        KB_TEST(corrections_know_what_the_reader_knows),
        KB_TEST(one_reader_sees_every_commit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
