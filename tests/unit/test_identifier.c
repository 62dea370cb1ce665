/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/identifier: the table of kinds. Each example is recognised as what it is
 * an example of, labels in all their forms, spellings of one thing have one
 * key, things that only look alike have others, and docs/identifiers.md has the
 * table as it is.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/identifier.h"
#include "text/word_chars.h"
#include "text/words.h"

#include <stdio.h>
#include <string.h>

static bool recognise(struct str text, size_t begin, struct identifier *out)
{
    unsigned features = 0;
    size_t end = word_char_run_end(text, begin, &features);

    return identifier_at(text, begin, end, features, out);
}

static size_t first_word(struct str text)
{
    size_t begin = 0;

    while (!word_char_begins_word(text, begin))
        begin++;
    return begin;
}

/* Key of the first word of `text`, whatever it is. */
static const char *key_of(const char *text)
{
    static char key[WORD_FOLDED_MAX + 1];
    struct word_scan scan;
    struct word word;

    word_scan_begin(&scan, str_from(text), 0);
    assert_true(word_scan_next(&scan, &word));
    key[word_fold(str_from(text), word, key)] = '\0';
    return key;
}

static void examples_are_of_their_kind(void **state)
{
    (void) state;
    assert_true(IDENTIFIER_COMPOUND - 1 >= 30);
    for (unsigned kind = 1; kind < IDENTIFIER_COMPOUND; kind++) {
        const struct identifier_form *form =
            identifier_form((enum identifier_kind) kind);
        char sentence[256];
        struct str text = {sentence, 0};
        struct identifier found;
        size_t begin;

        text.len = (size_t) snprintf(sentence, sizeof sentence, "%s, then",
                                     form->example);
        begin = first_word(text);
        if (!recognise(text, begin, &found))
            fail_msg("%s is nothing", form->example);
        if (found.kind != (enum identifier_kind) kind)
            fail_msg("%s is no %s but another kind (%d)", form->example,
                     form->name, (int) found.kind);
        assert_true(found.end <= strlen(form->example));
        assert_true(form->description[0] && form->name[0]);
    }
}

static const char *const labels[] = {
#define LABEL(words, NAME, name) words,
#include "text/identifiers.def"
#undef LABEL
};

static void labels_are_known_in_all_forms(void **state)
{
    static const char *const values[] = {"50344", "404", "2023-12345",
                                         "42P01", "550", "11"};
    static const char signs[] = " -_";

    (void) state;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        for (size_t sign = 0; sign < sizeof signs; sign++) {
            bool is_known = false;

            for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
                char text[128];
                size_t len = 0;
                struct identifier found;

                for (const char *p = labels[i]; *p; p++)
                    if (*p != ' ' || signs[sign])
                        text[len++] = *p == ' ' ? signs[sign] : *p;
                snprintf(text + len, sizeof text - len, ": %s", values[k]);
                is_known |= recognise(str_from(text), 0, &found) &&
                            found.end == strlen(text);
            }
            if (!is_known)
                fail_msg("label \"%s\" is not known", labels[i]);
        }
}

/* Rows of spellings with one key. */
static const char *const same[][8] = {
    {"ORA-01017", "ora01017", "ORA_01017", "ORA 01017", "Ora.01017"},
    {"ERR_CONNECTION_RESET", "err_connection_reset", "Err::Connection_Reset"},
    {"0x80070005", "0X80070005"},
    {"0x0000007B", "0x7b"},
    {"v4.2.1", "4.2.1", "V4.2.1"},
    {"10.0.0.1", "10-0-0-1", "10_0_0_1"},
    {"SQLSTATE 23505", "SQLSTATE[23505]", "sqlstate: 23505", "SqlState=23505"},
    {"550 5.7.1", "SMTP 550 5.7.1", "550-5.7.1", "550 #5.7.1"},
    {"KB5034441", "KB 5034441", "kb-5034441", "KB#5034441"},
    {"CVE-2024-3094", "CVE 2024-3094", "cve20243094", "CVE:2024-3094"},
    {"event ID 4625", "EventID: 4625", "Event 4625", "event-id=4625"},
    {"error 1603", "Error code: 1603", "err 1603", "error code (1603)",
     "code 1603"},
    {"HTTP 404", "HTTP/1.1 404", "http status code 404", "HTTP error: 404"},
    {"3F2504E0-4F89-41D3-9A0C-0305E82C3301",
     "3f2504e04f8941d39a0c0305e82c3301"},
    {"00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e",
     "001A2B3C4D5E"},
    {"2001:db8::1", "2001:0DB8:0:0:0:0:0:1"},
    {"HKLM\\Software\\X1", "HKEY_LOCAL_MACHINE\\SOFTWARE\\X1",
     "Computer\\HKEY_LOCAL_MACHINE\\SOFTWARE\\X1",
     "Ordinateur\\HKLM\\Software\\X1"},
    {"port 8472", "8472/udp", "8472/TCP", "udp/8472", "8472/tcp/udp"},
    {"CVE-2021-44228", "CVE-2021-44228/CVE-2021-45046"},
    {"KB5034441", "KB5034441/KB5034439"},
    {"ORA-01017", "ORA-01017/ORA-28000"},
    {"https://a.example.com/b1", "http://A.example.com/B1/",
     "a.example.com/b1"},
    {"2024-03-01", "2024/03/01", "2024.03.01", "20240301"},
    {"re-install", "reinstall", "Re\xE2\x80\x91install"},
    {"mysql_connect()", "MYSQL_CONNECT", "mysql-connect()"},
    {"%APPDATA%", "%AppData%"},
    {"C:\\Program Files\\A1\\b.dll", "c:\\program files\\a1\\B.DLL"},
};

static void spellings_of_one_thing_have_one_key(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char key[WORD_FOLDED_MAX + 1];

        strcpy(key, key_of(same[i][0]));
        for (size_t k = 1; k < 8 && same[i][k]; k++)
            if (strcmp(key, key_of(same[i][k])) != 0)
                fail_msg("%s is %s, %s is %s", same[i][0], key, same[i][k],
                         key_of(same[i][k]));
    }
}

static const char *const different[][2] = {
    {"10.0.0.11", "10.0.0.1"},
    {"1.11", "11.1"},
    {"1.1.1", "11.1"},
    {"AB12-34", "AB1-234"},
    {"port 443", "error 443"},
    {"event ID 4625", "error 4625"},
    {"HTTP 550", "SMTP 550"},
    {"0x7B", "0x7B0"},
    {"fe80::1:0:2", "fe80::1:2"},
    {"getUsers()", "getUser()"},
};

static void different_things_have_different_keys(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
        char key[WORD_FOLDED_MAX + 1];

        strcpy(key, key_of(different[i][0]));
        if (strcmp(key, key_of(different[i][1])) == 0)
            fail_msg("%s and %s are both %s", different[i][0], different[i][1],
                     key);
    }
}

/* What is a sentence and no identifier. */
static const char *const plain[] = {
    "error 5%",      "code of conduct",
    "port it",       "status quo",
    "error: failed", "in case 12",
    "KB 5 MB",       "PowerPoint",
    "OneDrive",      "iPhone",
    "GitHub",        "macOS",
    "PDFs",          "URLs",
    "JavaScript",    "the event was 2",
};

static void sentences_are_no_identifiers(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        struct word_scan scan;
        struct word word;

        word_scan_begin(&scan, str_from(plain[i]), 0);
        while (word_scan_next(&scan, &word))
            if (word.identifier != IDENTIFIER_NONE)
                fail_msg("%s has an identifier", plain[i]);
    }
}

static bool has_spelling(const char *text, const char *wanted, bool is_part)
{
    struct identifier_spelling spellings[IDENTIFIER_SPELLINGS_MAX];
    struct identifier found = {.kind = IDENTIFIER_NONE};
    char key[IDENTIFIER_KEY_MAX];
    struct str whole = str_from(text);
    struct str part;
    size_t count;

    if (!recognise(whole, first_word(whole), &found))
        part = (struct str){key, identifier_run_key(whole, key)};
    else
        part = (struct str){
            key, identifier_key(str_from_offset(whole, first_word(whole)),
                                found.kind, key)};
    count = identifier_spellings(part, found.kind, spellings);
    assert_true(count <= IDENTIFIER_SPELLINGS_MAX);
    for (size_t i = 0; i < count; i++)
        if (spellings[i].is_part == is_part &&
            str_equal((struct str){spellings[i].key, spellings[i].len},
                      str_from(wanted)))
            return true;
    return false;
}

static void other_forms_of_a_number_are_known(void **state)
{
    (void) state;
    assert_true(has_spelling("0x80070005", "80070005", false));
    assert_true(has_spelling("0x80070005", "2147942405", false));
    assert_true(has_spelling("0x80070005", "2147024891", false));
    assert_true(has_spelling("80070005", "0x80070005", false));
    assert_true(has_spelling("2147942405", "0x80070005", false));
    assert_true(has_spelling("-2147024891", "0x80070005", false));
    assert_true(has_spelling("-1073741790", "0xc0000022", false));
    assert_true(has_spelling("error 1603", "1603", false));
    assert_true(has_spelling("error 404", "http404", false));
    assert_false(has_spelling("port 404", "http404", false));
    assert_true(has_spelling("4711", "4711", true));
    assert_true(identifier_is_negative_status(STR("2147024891")));
    assert_false(identifier_is_negative_status(STR("4147024891")));
    assert_false(identifier_is_negative_status(STR("2147")));
    assert_false(identifier_is_negative_status(STR("21470248x1")));
}

/* A megabyte of what could make a recogniser look ahead again and again. */
static void time_is_linear(void **state)
{
    static const char *const pieces[] = {
        "a_", "1.", "C:\\a ", "error ", "::a", "http://",
        "a-", "0:", "A1",     "550 5.", "%a",  "aB"};
    enum { BYTES = 1 << 20 };

    (void) state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct strbuf text;
        struct word_scan scan;
        struct word word;
        size_t count = 0;

        strbuf_init(&text, BYTES + 16);
        while (text.len < BYTES)
            strbuf_add_cstr(&text, pieces[i]);
        word_scan_begin(&scan, strbuf_str(&text), 0);
        while (word_scan_next(&scan, &word))
            count++;
        assert_in_range(count, 1, 8 * BYTES);
        strbuf_release(&text);
    }
}

static void the_document_has_the_table(void **state)
{
    struct fixture *f = *state;
    struct str document = fixture_read(f, "docs/identifiers.md");
    struct strbuf row;

    strbuf_init(&row, 4096);
    for (unsigned kind = 1; kind < IDENTIFIER_COMPOUND; kind++) {
        const struct identifier_form *form =
            identifier_form((enum identifier_kind) kind);

        strbuf_clear(&row);
        strbuf_add_format(&row, "\n| %s | %s | `%s` |\n", form->name,
                          form->description, form->example);
        if (str_find(document, strbuf_str(&row), 0) == document.len)
            fail_msg("docs/identifiers.md has no row%s", row.ptr);
    }
    strbuf_release(&row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_of_their_kind),
        cmocka_unit_test(labels_are_known_in_all_forms),
        cmocka_unit_test(spellings_of_one_thing_have_one_key),
        cmocka_unit_test(different_things_have_different_keys),
        cmocka_unit_test(sentences_are_no_identifiers),
        cmocka_unit_test(other_forms_of_a_number_are_known),
        cmocka_unit_test(time_is_linear),
        FIXTURE_TEST(the_document_has_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
