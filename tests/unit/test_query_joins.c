/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/query_joins: identifiers that were typed in pieces, and words
 * that stay words. What finds which values, the suite of identifiers tells.
 */
#include "indexer/commands.h"
#include "tests/unit/search_fixture.h"

static void write_articles(struct kb *kb)
{
    kb_write(kb, "articles/ora.md",
             "# Denied\n\nThe log has ORA-01017 and 0x80070005.\n");
    kb_write(kb, "articles/net.md",
             "# Closed\n\nIt says NET::ERR_CONNECTION_RESET today.\n");
    kb_write(kb, "articles/win.md", "# Upgrade\n\nWindows 11, office too.\n");
    kb_write(kb, "articles/glued.md", "# Other\n\nWindows11 and office 12.\n");
    kb_write(kb, "articles/part.md", "# Spare\n\nOrder XK-4711-B instead.\n");
    kb_write(kb, "articles/ip.md", "# Address\n\nAt 10.0.0.1, port 443.\n");
    kb_write(kb, "articles/exc.md",
             "# Trace\n\norg.demo.NullPointerException: no such thing\n");
    kb_write(kb, "articles/num.md", "# Count\n\n4711 times 10 and 443.\n");
    kb_index(kb);
}

static const struct {
    const char *query;
    const char *ids;
} asked[] = {
    {"ora 01017", "ora"},
    {"ora", "ora"},
    {"ora 01018", ""},
    {"err connection reset", "net"},
    {"errconnectionreset", "net"},
    {"connection_reset", "net"},
    {"connection_resets", ""},
    {"xk 4711 b", "part"},
    {"XK 4712", ""},
    {"xk 4712 b", ""},
    {"10 0 0 1", "ip"},
    {"10 0 0 2", ""},
    {"nullpointerexception", "exc"},
    {"null pointer exception", "exc"},
    {"demo.NullPointerException", "exc"},
    {"pointer", "exc"},
    {"port 443", "ip num"},
    {"port 444", ""},
    {"443 port", "ip num"},
    {"error 443", "num"},
    {"80070005", "ora"},
    {"2147942405", "ora"},
    {"-2147024891", "ora"},
    {"log -2147024891", "ora"},
    {"log -80070005", ""},
    {"log -ORA-01017", ""},
    {"\"ORA-01017 and\"", "ora"},
    {"\"has ORA 01017\"", "ora"},
    {"\"ORA-01018 and\"", ""},
    {"\"10.0.0.1, port\"", "ip"},
};

static void pieces_are_put_together(void **state)
{
    struct kb *kb = *state;

    write_articles(kb);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const char *ids = kb_find(kb, SLV_AS_PUBLIC, asked[i].query);

        if (strcmp(ids ? ids : "", asked[i].ids) != 0)
            fail_msg("\"%s\" finds \"%s\" and not \"%s\"", asked[i].query,
                     ids ? ids : "", asked[i].ids);
    }
}

static void words_stay_words(void **state)
{
    struct kb *kb = *state;
    const char *ids;

    write_articles(kb);
    ids = kb_find(kb, SLV_AS_PUBLIC, "windows 11 office");
    assert_true(strstr(ids, "win") && strstr(ids, "glued"));
    ids = kb_find(kb, SLV_AS_PUBLIC, "office 12");
    assert_true(strncmp(ids, "glued", 5) == 0 && strstr(ids, "win"));
}

static void an_identifier_is_marked_as_it_is_written(void **state)
{
    static const char *const cases[][3] = {
        {"ora_01017", "ora", "ORA-01017"},
        {"01017", "ora", "01017"},
        {"xk4711b", "part", "XK-4711-B"},
        {"err connection reset", "net", "ERR_CONNECTION_RESET"},
        {"tcp/443", "ip", "port 443"},
        {"null pointer exception", "exc", "NullPointerException"},
        {"2147942405", "ora", "0x80070005"},
    };
    struct kb *kb = *state;
    struct slv_reader *reader;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slv_search_result result = kb_ask(kb, reader, cases[i][0]);
        const struct slv_marked *snippet = &result.hits[0].snippet;
        bool is_marked = false;

        assert_true(result.hit_count > 0);
        assert_true(str_equal(result.hits[0].id, str_from(cases[i][1])));
        for (size_t k = 0; k < snippet->mark_count; k++)
            is_marked |= str_equal(
                (struct str){snippet->text.ptr + snippet->marks[k].begin,
                             snippet->marks[k].end - snippet->marks[k].begin},
                str_from(cases[i][2]));
        if (!is_marked)
            fail_msg("\"%s\" does not mark %s", cases[i][0], cases[i][2]);
    }
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(pieces_are_put_together),
        KB_TEST(words_stay_words),
        KB_TEST(an_identifier_is_marked_as_it_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
