/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Corrections beside the operators of a query and the rules of writers: what
 * is excluded, the value of a field or an OR never changes, and a query that
 * articles are pinned to stays as it was typed.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

static void write_articles(struct kb *kb)
{
    kb_write(
        kb, "articles/toy.md",
        "# Kaleidoscope\n\nThe kaleidoscope line is slow. One thing helps.\n");
    kb_write(kb, "articles/color.md",
             "# Color\n\nThe color of the printer and the scanner.\n");
    kb_write(kb, "articles/cert.md",
             "# Certificate\n\nThe certificate has expired.\n");
    kb_index(kb);
}

static void assert_corrected(struct kb *kb, const char *query, const char *want)
{
    struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
    struct slv_search_result result = kb_ask(kb, reader, query);

    if (!str_equal(result.corrected, str_from(want)))
        fail_msg("'%s' became '%.*s', not '%s'", query,
                 STR_ARG(result.corrected), want);
    slv_reader_close(reader);
}

/* Words that would be another one with their neighbour. */
static void operators_are_not_joined_with_words(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_corrected(kb, "-kaleid oscope", "");
    assert_corrected(kb, "line -kaleid oscope", "");
    assert_corrected(kb, "product:kaleid oscope", "");
    assert_corrected(kb, "title:kaleid oscope", "");
    assert_corrected(kb, "\"kaleid\" oscope", "");
    assert_corrected(kb, "-kaleid colro", "-kaleid color");
    assert_corrected(kb, "col OR or", "");
    assert_corrected(kb, "kaleid OR oscope", "");
}

static void values_of_fields_are_never_respelled(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_corrected(kb, "certifcate", "certificate");
    assert_corrected(kb, "section:certifcate", "");
    assert_corrected(kb, "section:nothing", "");
    assert_corrected(kb, "-section:certifcate", "");
    assert_corrected(kb, "updated:certifcate", "");
    assert_corrected(kb, "product:certifcate", "");
    assert_corrected(kb, "title:certifcate", "");
    assert_corrected(kb, "tag:\"certifcate expierd\"", "");
    /* beside one, words are corrected as ever */
    assert_corrected(kb, "section:nothing certifcate",
                     "section:nothing certificate");
    assert_corrected(kb, "certifcate product:expierd",
                     "certificate product:expierd");
    /* what is no field */
    assert_corrected(kb, "note:certifcate", "note:certificate");
}

static void a_pinned_query_is_not_corrected(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_corrected(kb, "certifcate expierd", "certificate expired");
    kb_write(kb, "articles/search.rules",
             "[pins]\ncertifcate expierd -> color\n");
    kb_index(kb);
    assert_corrected(kb, "certifcate expierd", "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "certifcate expierd"),
                        "color");
    /* another query is no pin's */
    assert_corrected(kb, "certifcate", "certificate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(operators_are_not_joined_with_words),
        KB_TEST(values_of_fields_are_never_respelled),
        KB_TEST(a_pinned_query_is_not_corrected),
    };

    return cmocka_run_group_tests_name("correct_operators", tests, NULL, NULL);
}
