/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * slv_complete() and slv_words_are_public().
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

#define CORPUS TESTS_FOLDER "/../corpus/articles"

static void print_completion(const struct slv_completion *completion,
                             struct strbuf *out)
{
    strbuf_add_char(out, completion->kind == SLV_COMPLETION_TITLE ? 't' : 'i');
    kb_print_marked(out, &completion->text);
    strbuf_add_format(out, " %.*s\n", STR_ARG(completion->id));
}

/* Kind, text, marks and id, a line each. */
static const char *complete_as(struct kb *kb, enum slv_audience audience,
                               const char *typed, size_t limit)
{
    struct slv_reader *reader = kb_open(kb, audience);
    struct slv_completion *items;
    struct strbuf out;
    const char *text;
    size_t count;

    strbuf_init(&out, 1024 * 1024);
    assert_int_equal(slv_complete(reader, str_from(typed), limit,
                                  kb->fixture->arena, &items, &count, &kb->err),
                     SLV_OK);
    assert_true(count <= limit);
    for (size_t i = 0; i < count; i++)
        print_completion(&items[i], &out);
    text = arena_cstr(kb->fixture->arena, strbuf_str(&out));
    strbuf_release(&out);
    slv_reader_close(reader);
    return text;
}

static const char *complete(struct kb *kb, const char *typed)
{
    return complete_as(kb, SLV_AS_PUBLIC, typed, 8);
}

static void write_articles(struct kb *kb)
{
    kb_write(kb, "articles/a.md",
             "# Printer shows 0x80070005\n\nAccess denied.\n");
    kb_write(kb, "articles/b.md",
             "# How to set up a printer\n\nSee ERR_PRINT_QUEUE.\n");
    kb_write(kb, "articles/c.md",
             "# Men\xC3\xBC der Drucker\n\nORA-01017, 0x80070057.\n");
    kb_write(kb, "articles/d.md", "# Other\n\nThe printer, the printer.\n");
    kb_write(kb, "articles/s.md",
             "---\naccess: internal\n---\n# Printer of the vault\n\n"
             "VAULT_CODE_17.\n");
    kb_index(kb);
}

static void titles_hold_what_was_typed(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    /* first those that begin so; words in the text alone are no title */
    assert_string_equal(complete(kb, "prin"),
                        "t[Printer shows 0x80070005] 0-4 a\n"
                        "t[How to set up a printer] 16-20 b\n");
    assert_string_equal(complete(kb, "printer sh"),
                        "t[Printer shows 0x80070005] 0-7 8-10 a\n");
    assert_string_equal(complete(kb, "how to s"),
                        "t[How to set up a printer] 0-3 4-6 7-8 b\n");
    assert_string_equal(complete(kb, "printer set"),
                        "t[How to set up a printer] 7-10 16-23 b\n");
    assert_string_equal(complete(kb, "menu d"),
                        "t[Men\xC3\xBC der Drucker] 0-5 6-7 c\n");
    assert_string_equal(complete(kb, "printer xyz"), "");
    /* one word of a title is one that was typed */
    assert_string_equal(complete(kb, "printer printer"), "");
    /* a finished word is whole */
    assert_string_equal(complete(kb, "prin "), "");
}

static void identifiers_begin_so(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_string_equal(complete(kb, "0x8007"),
                        "i[0x80070005] 0-6 \n"
                        "i[0x80070057] 0-6 \n"
                        "t[Printer shows 0x80070005] 14-20 a\n");
    assert_string_equal(complete(kb, "ora01"), "i[ORA-01017] 0-6 \n");
    assert_string_equal(complete(kb, "ORA 01"), "i[ORA-01017] 0-6 \n");
    assert_string_equal(complete(kb, "ora-02"), "");
    assert_string_equal(complete(kb, "err-print"), "i[ERR_PRINT_QUEUE] 0-9 \n");
    /* a wrong digit completes to nothing */
    assert_string_equal(complete(kb, "0x80071"), "");
}

static void limits_hold(void **state)
{
    struct kb *kb = *state;
    char typed[SLV_COMPLETE_BYTES_MAX + 2];

    write_articles(kb);
    assert_string_equal(complete_as(kb, SLV_AS_PUBLIC, "prin", 1),
                        "t[Printer shows 0x80070005] 0-4 a\n");
    assert_string_equal(complete_as(kb, SLV_AS_PUBLIC, "prin", 0), "");
    assert_string_equal(complete(kb, ""), "");
    assert_string_equal(complete(kb, "  !?"), "");
    memset(typed, 'p', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    assert_string_equal(complete(kb, typed), "");
    assert_string_equal(complete(kb, "\xFF\xFEprin"),
                        "t[Printer shows 0x80070005] 0-4 a\n"
                        "t[How to set up a printer] 16-20 b\n");
}

static void secrets_are_not_completed(void **state)
{
    static const char *const typed[] = {
        "prin", "printer of", "vault", "vault_c", "p", "VAULT_CODE_1"};
    const char *with[sizeof typed / sizeof *typed];
    struct kb *kb = *state;

    write_articles(kb);
    assert_non_null(
        strstr(complete_as(kb, SLV_AS_STAFF, "vault_c", 8), "VAULT_CODE_17"));
    assert_non_null(
        strstr(complete_as(kb, SLV_AS_STAFF, "printer of", 8), "vault"));
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        with[i] = complete(kb, typed[i]);
    kb->data = kb_path(kb, "open");
    kb_remove(kb, "articles/s.md");
    kb_index(kb);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        assert_string_equal(with[i], complete(kb, typed[i]));
}

/* Every title completes itself, once enough of it is typed. */
static void every_title_completes(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_article *list;
    size_t count;
    uint64_t total;

    kb->folders[0] = CORPUS;
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(slv_article_list(reader, 0, 1000, kb->fixture->arena,
                                      &list, &count, &total, &kb->err),
                     SLV_OK);
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        struct slv_completion *items;
        size_t item_count;
        bool found = false;

        assert_int_equal(slv_complete(reader, list[i].title, 20,
                                      kb->fixture->arena, &items, &item_count,
                                      &kb->err),
                         SLV_OK);
        for (size_t k = 0; k < item_count; k++)
            found |= str_equal(items[k].id, list[i].id);
        if (!found)
            fail_msg("'%.*s' does not complete itself", STR_ARG(list[i].title));
    }
    slv_reader_close(reader);
}

static bool are_public(struct kb *kb, const char *query)
{
    struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
    bool is_public;

    assert_int_equal(
        slv_words_are_public(reader, str_from(query), &is_public, &kb->err),
        SLV_OK);
    slv_reader_close(reader);
    return is_public;
}

static void public_words_are_those_of_public_articles(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    assert_true(are_public(kb, "printer"));
    assert_true(are_public(kb, "How to set up a printer?"));
    assert_true(are_public(kb, "men\xC3\xBC ORA-01017"));
    assert_true(are_public(kb, "menu ora01017"));
    assert_true(are_public(kb, ""));
    assert_false(are_public(kb, "printer vault"));
    assert_false(are_public(kb, "VAULT_CODE_17"));
    assert_false(are_public(kb, "printer of jane.doe@example.com"));
    assert_false(are_public(kb, "ORA-01018"));
    /* an inflected form that nobody wrote */
    assert_false(are_public(kb, "printering"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(titles_hold_what_was_typed),
        KB_TEST(identifiers_begin_so),
        KB_TEST(limits_hold),
        KB_TEST(secrets_are_not_completed),
        KB_TEST(every_title_completes),
        KB_TEST(public_words_are_those_of_public_articles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
