/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Searching articles in many languages (tests/languages): forms of words and
 * pairs of characters are found and marked, the reader's language comes first,
 * and a language of secret articles leaves no trace.
 */
#include "tests/unit/search_fixture.h"

#include "base/check.h"
#include "indexer/commands.h"

#include <stdlib.h>

static const char articles[] = TESTS_FOLDER "/languages/articles";

static void index_articles(struct kb *kb)
{
    kb->folders[0] = articles;
    kb_index(kb);
    assert_string_equal(kb->said.ptr, "");
}

/* `wishes`: tags with a space between them. */
static struct slv_search_result ask(struct kb *kb, struct slv_reader *reader,
                                    const char *query, const char *wishes)
{
    struct slv_search_request request = {.query = str_from(query),
                                         .limit = 100,
                                         .want_total = true,
                                         .want_facets = true};
    struct slv_search_result result;
    struct str items[8];
    struct str rest = str_from(wishes);

    request.languages.items = items;
    while (rest.len > 0)
        items[request.languages.count++] = str_take_until(&rest, ' ');
    if (slv_search(reader, &request, kb->fixture->arena, &result, &kb->err) !=
        SLV_OK)
        fail_msg("search for '%s' failed: %s", query, kb->err.text);
    return result;
}

static bool finds(struct kb *kb, struct slv_reader *reader, const char *query,
                  const char *wishes, const char *id)
{
    struct slv_search_result result = ask(kb, reader, query, wishes);

    for (size_t i = 0; i < result.hit_count; i++)
        if (str_equal(result.hits[i].id, str_from(id)))
            return true;
    return false;
}

static void every_form_of_a_word_finds_its_article(void **state)
{
    static const struct {
        const char *id;
        const char *queries; /* with "|" between them */
    } samples[] = {
        {"de/drucker-offline", "Drucker|DRUCKERS|Druckern|druckt|Einstellung"},
        {"de/drucker-offline", "Gerät|Geräte|gerate|Geraet|Fehlern"},
        {"de/passwort", "Passwort|passworter|Passwoerter|grosse"},
        {"de/rechnung", "Rechnungen|Strasse|STRASSEN"},
        {"fr/imprimante-hors-ligne", "imprimante|imprimantes|l'imprimante"},
        {"fr/imprimante-hors-ligne", "imprimée|imprimees|imprimer|choisir"},
        {"fr/imprimante-hors-ligne", "paramètre|parametres|Probleme"},
        {"fr/reseau", "réseau|reseau|réseaux|connecté|connecter|connectée"},
        {"ru/printer-offline", "принтер|принтеры|принтеров"},
        {"ru/printer-offline", "ПРИНТЕРАМИ|сетевой|сетевая"},
        {"ru/printer-offline", "отключённый|отключенные"},
        {"ru/printer-offline", "ошибка|порты"},
        {"ru/parol", "пароль|пароля|старые|ссылке"},
        {"ja/printer-offline", "プリンター|プリンタ|ﾌﾟﾘﾝﾀｰ|印刷|印"},
        {"ja/printer-offline", "印刷できない|更新後|待ち行列"},
        {"ja/printer-offline", "プリンターとスキャナー"},
        {"ja/password", "パスワード|忘れた|サインイン|有効"},
        {"ar/printer-offline", "طابعة|الطابعة|الطابعات|بالطابعة"},
        {"ar/printer-offline", "طَابِعَة|إعدادات|الاعدادات|منفذ"},
        {"ar/password", "كلمة المرور|كلمه|الرابط|رابط"},
        {"he/printer-offline", "המדפסת|מדפסות"},
        {"zh/printer-offline", "打印机|打印|脱机|机|无法打印"},
        {"ko/printer-offline", "프린터|프린터를|인쇄|설정"},
    };
    struct kb *kb = *state;
    struct slv_reader *reader;

    index_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        const char language[] = {samples[i].id[0], samples[i].id[1], '\0'};
        struct str rest = str_from(samples[i].queries);

        while (rest.len > 0) {
            const char *query =
                arena_cstr(kb->fixture->arena, str_take_until(&rest, '|'));

            if (!finds(kb, reader, query, "", samples[i].id) ||
                !finds(kb, reader, query, language, samples[i].id))
                fail_msg("'%s' does not find %s", query, samples[i].id);
        }
    }
    slv_reader_close(reader);
}

static void a_code_finds_every_language(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;

    index_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(ask(kb, reader, "IW-0x5020", "").total, 7);
    assert_int_equal(ask(kb, reader, "IW-0x5020", "de").total, 1);
    assert_int_equal(ask(kb, reader, "iw 0x5021", "").total, 0);
    slv_reader_close(reader);
}

static void phrases_of_runs_are_exact(void **state)
{
    static const struct {
        const char *query;
        const char *ids;
    } samples[] = {
        {"\"印刷できません\"", "ja/printer-offline"},
        {"\"印刷できます\"", ""},
        {"\"プリンターとスキャナー\"", "ja/printer-offline"},
        {"\"スキャナーとプリンター\"", ""},
        {"\"Windowsの更新\"", "ja/printer-offline"},
        {"\"Windows の更新\"", "ja/printer-offline"},
        {"\"更新 Windows\"", "zh/printer-offline"},
        {"\"无法打印\"", "zh/printer-offline"},
        {"\"打印无法\"", ""},
        {"\"한 뒤에 프린터가\"", "ko/printer-offline"},
        {"\"كلمة المرور\"", "ar/password"},
    };
    struct kb *kb = *state;

    index_articles(kb);
    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, samples[i].query),
                            samples[i].ids);
}

static void words_of_two_scripts_are_found_together(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    index_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = ask(kb, reader, "windows プリンター", "");
    assert_true(result.hit_count > 1);
    assert_true(str_equal(result.hits[0].id, STR("ja/printer-offline")));
    result = ask(kb, reader, "Windowsプリンター", "");
    assert_true(str_equal(result.hits[0].id, STR("ja/printer-offline")));
    result = ask(kb, reader, "принтер Windows", "");
    assert_true(str_equal(result.hits[0].id, STR("ru/printer-offline")));
    slv_reader_close(reader);
}

/* The text of each mark with "|" between them. */
static const char *marks(struct kb *kb, const struct slv_marked *marked)
{
    struct str out = STR("");

    for (size_t i = 0; i < marked->mark_count; i++) {
        struct slv_mark mark = marked->marks[i];

        out = arena_format(kb->fixture->arena, "%.*s%s%.*s", STR_ARG(out),
                           i ? "|" : "", (int) (mark.end - mark.begin),
                           marked->text.ptr + mark.begin);
    }
    return arena_cstr(kb->fixture->arena, out);
}

static void marks_are_whole(void **state)
{
    static const struct {
        const char *query;
        const char *language;
        const char *title;
    } samples[] = {
        {"プリンター", "ja", "プリンター"},
        {"ﾌﾟﾘﾝﾀｰ オフライン", "ja", "プリンター|オフライン"},
        {"プリンターがオフライン", "ja", "プリンターがオフライン"},
        {"表", "ja", "表"},
        {"オフラインになった", "ja", "オフライン"},
        {"表示されます", "ja", "表示され"},
        {"打印", "zh", "打印"},
        {"机", "zh", "机|机"},
        {"프린터", "ko", "프린터"},
        {"принтеры", "ru", "Принтер"},
        {"الطابعات", "ar", "الطابعة"},
        {"imprimées", "fr", "imprimante"},
        {"d'imprimer", "fr", "imprimante"},
        {"Druckern", "de", "Drucker"},
    };
    struct kb *kb = *state;
    struct slv_reader *reader;

    index_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct slv_search_result result =
            ask(kb, reader, samples[i].query, samples[i].language);

        assert_true(result.hit_count > 0);
        assert_string_equal(marks(kb, &result.hits[0].title), samples[i].title);
    }
    slv_reader_close(reader);
}

static void the_language_of_the_reader_comes_first(void **state)
{
    static const struct {
        const char *query;
        const char *wishes;
        const char *language; /* searched first */
        bool is_other;
        const char *ids; /* NULL: some */
    } samples[] = {
        {"offline", "de", "de", false, "de/drucker-offline"},
        {"offline", "de-CH", "de", false, "de/drucker-offline"},
        {"offline", "sw de en", "de", false, "de/drucker-offline"},
        {"offline", "ja", "ja", true, NULL},
        {"Rechnung", "de", "de", false, "de/rechnung"},
        {"scanned", "de", "de", true, "en/scan-to-mail"},
        {"scanned", "", "", false, "en/scan-to-mail"},
        {"scanned", "sw xx", "", false, "en/scan-to-mail"},
        {"zzz", "de", "de", false, ""},
        {"", "ru", "ru", false, "ru/parol ru/printer-offline"},
        {"language:fr windows", "de", "", false, "fr/imprimante-hors-ligne"},
    };
    struct kb *kb = *state;
    struct slv_reader *reader;

    index_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct slv_search_result result =
            ask(kb, reader, samples[i].query, samples[i].wishes);

        assert_true(str_equal(result.language, str_from(samples[i].language)));
        assert_int_equal(result.is_other_language, samples[i].is_other);
        if (samples[i].ids)
            assert_string_equal(kb_ids(kb, &result), samples[i].ids);
        else
            assert_true(result.hit_count > 0);
        for (size_t k = 0; k < result.hit_count; k++)
            if (result.language.len && !result.is_other_language)
                assert_true(
                    str_has_prefix(result.hits[k].language, result.language));
    }
    slv_reader_close(reader);
}

static void a_filter_overrides_the_wish(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct str french = STR("fr");
    struct str german = STR("de");
    struct slv_search_request request = {
        .query = STR("windows"), .limit = 10, .languages = {&german, 1}};
    struct slv_search_result result;

    index_articles(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    request.filters[SLV_FACET_LANGUAGE] = (struct str_list){&french, 1};
    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    assert_string_equal(kb_ids(kb, &result), "fr/imprimante-hors-ligne");
    assert_int_equal(result.language.len, 0);
    slv_reader_close(reader);
}

static void one_language_is_no_choice(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    kb_write(kb, "articles/a.md", "---\nlanguage: de\n---\n# Drucker\n");
    kb_write(kb, "articles/b.md", "---\nlanguage: de-AT\n---\n# Drucker\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = ask(kb, reader, "drucker", "de");
    assert_int_equal(result.total, 2);
    assert_int_equal(result.language.len, 0);
    /* the reader learns what is added */
    kb_write(kb, "articles/c.md", "---\nlanguage: en\n---\n# Drucker\n");
    kb_index(kb);
    result = ask(kb, reader, "drucker", "de");
    assert_int_equal(result.total, 2);
    assert_true(str_equal(result.language, STR("de")));
    slv_reader_close(reader);
}

/* Swedish is the language of an internal article alone: to everybody else the
 * index is the same as one without it. */
static void a_secret_language_leaves_no_trace(void **state)
{
    static const char *const queries[] = {
        "skrivaren", "skrivare",  "egenskaper",  "problem", "offline",
        "",          "IW-0x5020", "language:sv", "intern",  "port",
    };
    static const char *const wishes[] = {"", "sv", "sv en", "de"};
    struct kb *kb = *state;
    struct slv_reader *with;
    struct slv_reader *without;
    struct slv_reader *staff;

    index_articles(kb);
    staff = kb_open(kb, SLV_AS_STAFF);
    assert_true(finds(kb, staff, "skrivare", "sv", "sv/intern"));
    assert_true(
        str_equal(ask(kb, staff, "skrivare", "sv").language, STR("sv")));
    slv_reader_close(staff);
    with = kb_open(kb, SLV_AS_PUBLIC);
    kb->data = kb_path(kb, "without");
    assert_int_equal(system(arena_format(kb->fixture->arena,
                                         "cp %s/*.md %s && rm %s/sv-intern.md",
                                         articles, kb->articles, kb->articles)
                                .ptr),
                     0);
    kb->folders[0] = kb->articles;
    kb_index(kb);
    without = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < ARRAY_LEN(queries); i++)
        for (size_t k = 0; k < ARRAY_LEN(wishes); k++) {
            struct slv_search_result one = ask(kb, with, queries[i], wishes[k]);
            struct slv_search_result other =
                ask(kb, without, queries[i], wishes[k]);

            assert_int_equal(one.total, other.total);
            assert_int_equal(one.is_other_language, other.is_other_language);
            assert_true(str_equal(one.language, other.language));
            assert_int_equal(one.hit_count, other.hit_count);
            for (size_t h = 0; h < one.hit_count; h++)
                assert_true(one.hits[h].score == other.hits[h].score);
            assert_int_equal(one.facets[SLV_FACET_LANGUAGE].count,
                             other.facets[SLV_FACET_LANGUAGE].count);
            assert_false(finds(kb, with, queries[i], wishes[k], "sv/intern"));
        }
    slv_reader_close(with);
    slv_reader_close(without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(every_form_of_a_word_finds_its_article),
        KB_TEST(a_code_finds_every_language),
        KB_TEST(phrases_of_runs_are_exact),
        KB_TEST(words_of_two_scripts_are_found_together),
        KB_TEST(marks_are_whole),
        KB_TEST(the_language_of_the_reader_comes_first),
        KB_TEST(a_filter_overrides_the_wish),
        KB_TEST(one_language_is_no_choice),
        KB_TEST(a_secret_language_leaves_no_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
