/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Identifiers as people paste them, through slv_search(): in lists, with what a
 * program put around them, longer or shorter than an article has them, with
 * numbers that nobody has, in the midst of other words. Kinds and near misses
 * are left to the suite of identifiers.
 */
#include "indexer/commands.h"
#include "tests/unit/search_fixture.h"

static const char *const articles[][2] = {
    {"update", "# Update fails\n\nInstall KB5012170 by hand.\n"},
    {"log4j", "# Logging\n\nThis fixes CVE-2021-44228/CVE-2021-45046.\n"},
    {"overlay", "# Overlay\n\nAllow UDP port 8472 between nodes.\n"},
    {"tunnel", "# Tunnel\n\nAllow 51820/udp between nodes.\n"},
    {"policy", "# Policy\n\nSet HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Contoso"
               "\\Start to 1.\n"},
    {"clock", "# Clock is wrong\n\nThe page shows ERR_CERT_DATE_INVALID.\n"},
    {"name", "# Other name\n\nIt shows NET::ERR_CERT_COMMON_NAME_INVALID.\n"},
    {"report", "# Report fails\n\nThe log has a FooException.\n"},
    {"import", "# Import fails\n\njava.util.BarException: nothing\n"},
    {"memory", "# Memory\n\nIt was terminated by bad_alloc there.\n"},
    {"router", "# Router\n\nOpen 10.0.0.1 with a browser.\n"},
    {"staff", "# Staff\n\nThe network 10.9.0.0/16 is theirs.\n"},
    {"library", "# Library\n\nhal.dll or vcruntime140.dll was not found.\n"},
    {"site", "# Site\n\nChange conf.d/site.conf for that.\n"},
    {"printer", "# Printer\n\nSet 10.44.7.20 by hand.\n"},
    {"other", "# Other printer\n\nSet 10.44.70.2 by hand.\n"},
    {"outage", "# Outage\n\nOn 2023-11-05 it was down; number 2023119.\n"},
    {"filter", "# Filter\n\nAllow 00:1B:44:11:3A:B7 in it.\n"},
    {"guid", "# Class\n\nIt is {3F2504E0-4F89-41D3-9A0C-0305E82C3301}.\n"},
    {"runtime", "# Runtime\n\nmsvcp140.dll, in %LOCALAPPDATA%\\Temp.\n"},
    {"denied", "# Denied\n\nFails with 0x80070005 in the log.\n"},
    {"seven", "# Seven\n\nThere are 7 ways of 256 or 2024 and 9443.\n"},
    {"teapot", "# Teapot\n\nThe server answers HTTP 418 to coffee.\n"},
    {"errors", "# Some error happens\n\nAn error, any error, is an error.\n"},
    {"divide", "# Divide\n\nMsg 8134, Level 16, State 1: by zero.\n"},
    {"severity",
     "# Level 16 of all\n\nMsg 547, Level 16, State 0. Level 16.\n"},
    {"listener", "# Listener\n\nORA-12541: no listener.\n"},
    {"corrupt", "# Corrupt\n\nFails with 0x80073712 in the log.\n"},
    {"again", "# Again\n\nIt says error 80070643 then.\n"},
    {"negative", "# Minus\n\nIt ends with error code -2147467259.\n"},
    {"space", "# Space\n\nThe file takes 64 KB there.\n"},
    {"open", "# Open\n\nport 443 is open.\n"},
    {"old", "# Old one\n\nC:\\Apps\\v2.1\\Contoso\\run.exe hangs.\n"},
};

static void write_articles(struct kb *kb)
{
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        char path[64];

        snprintf(path, sizeof path, "articles/%s.md", articles[i][0]);
        kb_write(kb, path, articles[i][1]);
    }
    kb_index(kb);
}

/* What a query finds, best first. */
struct asked {
    const char *query;
    const char *ids;
};

static void ask_all(struct kb *kb, const struct asked *asked, size_t count,
                    bool is_partial)
{
    struct slv_reader *reader;
    size_t failed = 0;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < count; i++) {
        const struct slv_search_request request = {.query =
                                                       str_from(asked[i].query),
                                                   .limit = 100,
                                                   .is_partial = is_partial};
        struct slv_search_result result;
        const char *ids;

        assert_int_equal(
            slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
            SLV_OK);
        ids = result.hit_count ? kb_ids(kb, &result) : "";
        if (strcmp(ids, asked[i].ids) == 0)
            continue;
        failed++;
        print_message("\"%s\" finds \"%s\" and not \"%s\"\n", asked[i].query,
                      ids, asked[i].ids);
    }
    slv_reader_close(reader);
    assert_int_equal(failed, 0);
}

#define ASK_ALL(kb, asked) \
    ask_all(kb, asked, sizeof(asked) / sizeof *(asked), false)
#define TYPE_ALL(kb, asked) \
    ask_all(kb, asked, sizeof(asked) / sizeof *(asked), true)

/* What stands around a value, and what is written instead of its label. */
static void values_are_told_from_what_is_around_them(void **state)
{
    static const struct asked asked[] = {
        {"CVE-2021-44228", "log4j"},
        {"CVE-2021-45046", "log4j"},
        {"CVE-2021-45046/CVE-2021-99999", "log4j"},
        {"CVE-2021-4422", ""},
        {"8472/udp", "overlay"},
        {"8472/tcp", "overlay"},
        {"8473/udp", ""},
        {"udp 51820", "tunnel"},
        {"port 51820", "tunnel"},
        {"51820", "tunnel"},
        {"51820/udp", "tunnel"},
        {"51821", ""},
        {"Computer\\HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Contoso\\Start",
         "policy"},
        {"Computer\\HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Other\\Start", ""},
    };

    ASK_ALL(*state, asked);
}

/* The whole is unknown, and articles have what it holds. */
static void what_an_unknown_one_holds_is_found(void **state)
{
    static const struct asked asked[] = {
        {"net::ERR_CERT_DATE_INVALID", "clock"},
        {"ERR_CERT_COMMON_NAME_INVALID", "name"},
        {"net::ERR_CERT_DATE_INVALIDS", ""},
        {"java.util.FooException", "report"},
        {"BarException", "import"},
        {"com.example.BarException", ""},
        {"std::bad_alloc", "memory"},
        {"std::bad_allocs", ""},
        {"10.0.0.1:80", "router"},
        {"http://10.0.0.1:8080/login", "router"},
        {"10.0.0.1/24", "router"},
        {"10.0.0.11:80", ""},
        {"110.0.0.1:80", ""},
        {"10.0.0.1.1", ""},
        {"10.9.0.0", "staff"},
        {"10.9.0.0/24", ""},
        {"user@10.0.0.1", "router"},
        {"KB5012170.msu", "update"},
        {"windows10.0-kb5012170-x64.msu", "update"},
        {"windows10.0-kb5012171-x64.msu", ""},
        {"KB5012170-7", ""},
        {"C:\\Windows\\System32\\hal.dll", "library"},
        {"C:\\Windows\\System32\\vcruntime140.dll", "library"},
        {"C:\\Windows\\System32\\vcruntime141.dll", ""},
        {"/etc/nginx/conf.d/site.conf", "site"},
        {"SOFTWARE\\Policies\\Contoso\\Start", "policy"},
        {"HKCU\\Policies\\Contoso\\Stop", ""},
        {"D:\\Contoso\\run.exe", "old"},
        {"C:\\Users\\jdoe7\\Contoso\\run.exe", "old"},
        {"C:\\Apps\\v3.0\\Contoso\\run.exe", ""},
    };

    ASK_ALL(*state, asked);
}

/* While it is typed, what begins so. */
static void unfinished_ones_find_what_begins_so(void **state)
{
    static const struct asked asked[] = {
        {"CVE-2021-44", "log4j"},
        {"cve 2021-44", "log4j"},
        {"CVE-2021-", "log4j"},
        {"CVE-2021-43", ""},
        {"10.44.7.", "printer"},
        {"10.44.7.2", "printer"},
        {"10.44.8", ""},
        {"2023-11", "outage"},
        {"2023-11-", "outage"},
        {"2023-12", ""},
        {"00:1B:44", "filter"},
        {"00:1B:44:", "filter"},
        {"00-1b-4", "filter"},
        {"00:1B:45", ""},
        {"3F2504E0-4F", "guid"},
        {"3F2504E0-40", ""},
        {"msvcp", "runtime"},
        {"msvcp14", "runtime"},
        {"msvcp15", ""},
        {"%LOCALAPP", "runtime"},
        {"localapp", "runtime"},
        {"ERR_CERT_D", "clock"},
        {"err_cert_comm", "name"},
        {"net::ERR_CERT_D", "clock"},
        {"0x8007", "corrupt denied"},
        {"error 80070", "again denied"},
        {"0x80071", ""},
        {"KB 50121", "update"},
        {"KB50121", "update"},
        {"KB 50122", ""},
    };

    TYPE_ALL(*state, asked);
}

static void a_sign_keeps_what_was_found(void **state)
{
    static const char *const typed[] = {"ERR_CERT", "ERR_CERT_", "err_cert_"};
    struct kb *kb = *state;
    struct slv_reader *reader;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        const struct slv_search_request request = {
            .query = str_from(typed[i]), .limit = 10, .is_partial = true};
        struct slv_search_result result;

        assert_int_equal(
            slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
            SLV_OK);
        assert_int_equal(result.hit_count, 2);
    }
    slv_reader_close(reader);
}

/* A number that nobody has with this label. */
static void a_label_without_its_number_finds_nothing_by_it(void **state)
{
    static const struct asked asked[] = {
        {"port 7", ""},         {"event ID 7", ""},     {"event ID 256", ""},
        {"event 2024", ""},     {"exit code 7", ""},    {"error 7", ""},
        {"SQLSTATE 7", ""},     {"KB 7", "space"},      {"port 443", "open"},
        {"error 256", "seven"}, {"port 9443", "seven"}, {"HTTP 4180", "teapot"},
        {"HTTP 419", ""},       {"7", "seven"},
    };

    ASK_ALL(*state, asked);
}

/* Ways to write one code. */
static void codes_are_the_same_with_and_without_signs(void **state)
{
    static const struct asked asked[] = {
        {"error:80073712", "corrupt"},
        {"error: 80073712", "corrupt"},
        {"error 80073712", "corrupt"},
        {"error:0x80073712", "corrupt"},
        {"error 2147956498", "corrupt"},
        {"error code -2147010798", "corrupt"},
        {"error 80073713", ""},
        {"error:80073713", ""},
        {"0x80070643", "again"},
        {"error:0x80070643", "again"},
        {"error:80070643", "again"},
        {"0x80004005", "negative"},
        {"80004005", "negative"},
        {"error:12541", "listener"},
        {"error:12542", ""},
        {"error:2541", ""},
    };

    ASK_ALL(*state, asked);
}

static void an_identifier_puts_its_article_first(void **state)
{
    static const char *const asked[][2] = {
        {"Msg 8134, Level 16", "divide"},
        {"Msg 8134, Level 16, State 1", "divide"},
        {"418 error", "teapot"},
        {"418 error with coffee", "teapot"},
        {"ORA-12541 error happens", "listener"},
    };
    struct kb *kb = *state;
    struct slv_reader *reader;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct slv_search_result result = kb_ask(kb, reader, asked[i][0]);

        assert_true(result.hit_count > 0);
        if (!str_equal(result.hits[0].id, str_from(asked[i][1])))
            fail_msg("\"%s\" finds %.*s first", asked[i][0],
                     STR_ARG(result.hits[0].id));
    }
    slv_reader_close(reader);
}

/* Where an article has the whole, others that have a part do not come. */
static void a_part_is_not_the_whole(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/whole.md", "# A\n\nIt has net::ERR_FIRST_X.\n");
    kb_write(kb, "articles/part.md", "# ERR_FIRST_X\n\nERR_FIRST_X.\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "net::ERR_FIRST_X"),
                        "whole");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "ERR_FIRST_X"),
                        "part whole");
}

static void a_port_is_marked_by_its_number(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;
    const struct slv_marked *snippet;

    write_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = kb_ask(kb, reader, "udp port 51820");
    assert_true(result.hit_count > 0);
    snippet = &result.hits[0].snippet;
    assert_true(snippet->mark_count > 0);
    assert_true(
        str_has_prefix(str_from_offset(snippet->text, snippet->marks[0].begin),
                       STR("51820/udp")));
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(values_are_told_from_what_is_around_them),
        KB_TEST(what_an_unknown_one_holds_is_found),
        KB_TEST(unfinished_ones_find_what_begins_so),
        KB_TEST(a_sign_keeps_what_was_found),
        KB_TEST(a_label_without_its_number_finds_nothing_by_it),
        KB_TEST(codes_are_the_same_with_and_without_signs),
        KB_TEST(an_identifier_puts_its_article_first),
        KB_TEST(a_part_is_not_the_whole),
        KB_TEST(a_port_is_marked_by_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
