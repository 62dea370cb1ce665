/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/word_terms: forms of a word meet in a term, with their accents
 * and without them, in the languages that have a stemmer.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/str.h"
#include "core/search/word_terms.h"
#include "text/language.h"

#include <string.h>

static size_t terms_of(struct vocabulary *vocabulary, const char *language,
                       const char *word, struct vocabulary_term *out[])
{
    struct str text = str_from(word);
    struct word whole = {.end = text.len, .kind = WORD_PLAIN};
    char folded[WORD_FOLDED_MAX];
    struct str key = {folded, word_fold(text, whole, folded)};

    return word_terms(vocabulary,
                      vocabulary_language(vocabulary, str_from(language)), text,
                      whole, key, out);
}

static bool meet(struct vocabulary *vocabulary, const char *language,
                 const char *one, const char *other)
{
    struct vocabulary_term *ones[WORD_TERMS_MAX];
    struct vocabulary_term *others[WORD_TERMS_MAX];
    size_t count = terms_of(vocabulary, language, one, ones);
    size_t other_count = terms_of(vocabulary, language, other, others);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < other_count; k++)
            if (ones[i] == others[k])
                return true;
    return false;
}

static void forms_of_a_word_meet(void **state)
{
    static const struct {
        const char *language;
        const char *forms[6];
    } families[] = {
        {"en", {"printer", "printers", "PRINTER"}},
        {"de", {"Drucker", "Druckern", "drucken", "DRUCKER"}},
        {"de", {"Gerät", "Geräte", "Geräten", "gerate", "Geraete"}},
        {"de", {"Passwörter", "passworter", "Passwoerter"}},
        {"de", {"Straße", "Strasse", "strassen"}},
        {"fr", {"imprimé", "imprimée", "imprimées", "imprimer", "imprimantes"}},
        {"fr", {"imprimées", "imprimees"}},
        {"fr", {"problème", "problemes", "PROBLÈME"}},
        {"fr", {"connecté", "connectés", "connecter"}},
        {"es", {"conexión", "conexion"}},
        {"es", {"impresión", "impresion"}},
        {"pt", {"configuração", "configurações"}},
        {"ru", {"принтер", "принтеры", "принтера", "принтером"}},
        {"ru", {"сетевой", "сетевая", "сетевого"}},
        {"ru", {"ещё", "еще"}},
        {"ar", {"طابعة", "الطابعة", "الطابعات"}},
        {"ar", {"طابعة", "طَابِعَة", "طـابعة"}},
        {"ar", {"إعدادات", "اعدادات", "الإعدادات"}},
        {"ar", {"ملفات", "الملفات", "الملف"}},
        {"ar", {"بريد", "البريد"}},
        {"tr", {"ayar", "ayarlar", "ayarları"}},
        {"sv", {"skrivare", "skrivaren"}},
        {"nb", {"skjerm", "skjermen", "skjermer"}},
        {"ja", {"ﾌﾟﾘﾝﾀ", "プリンタ"}},
        {"pl", {"hasło", "haslo", "HASŁO"}},
        {"ru", {"window", "windows"}}, /* Latin words are foreign there */
        {"ja", {"window", "windows"}},
    };
    struct vocabulary *vocabulary = vocabulary_new();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        for (size_t k = 1; k < 6 && families[i].forms[k]; k++) {
            if (!meet(vocabulary, families[i].language, families[i].forms[0],
                      families[i].forms[k]))
                print_error("%s: %s, %s\n", families[i].language,
                            families[i].forms[0], families[i].forms[k]);
            assert_true(meet(vocabulary, families[i].language,
                             families[i].forms[0], families[i].forms[k]));
        }
    vocabulary_free(vocabulary);
}

static void other_words_stay_apart(void **state)
{
    struct vocabulary *vocabulary = vocabulary_new();

    (void) state;
    assert_false(meet(vocabulary, "fr", "imprimée", "connectée"));
    assert_false(meet(vocabulary, "ru", "принтер", "ошибка"));
    assert_false(meet(vocabulary, "en", "print", "point"));
    assert_false(meet(vocabulary, "ja", "か", "が"));
    vocabulary_free(vocabulary);
}

static void a_word_without_accents_has_one_term(void **state)
{
    struct vocabulary *vocabulary = vocabulary_new();
    struct vocabulary_term *terms[WORD_TERMS_MAX];

    (void) state;
    assert_int_equal(terms_of(vocabulary, "fr", "imprimer", terms), 1);
    assert_int_equal(terms_of(vocabulary, "en", "résumé", terms), 1);
    assert_int_equal(terms_of(vocabulary, "", "résumé", terms), 1);
    assert_int_equal(terms_of(vocabulary, "fr", "imprimées", terms), 2);
    assert_true(str_equal(terms[1]->name, STR("imprim")));
    vocabulary_free(vocabulary);
}

/* A mark of its own, as some systems write it, changes nothing. */
static void both_ways_of_writing_an_accent_are_one(void **state)
{
    struct vocabulary *vocabulary = vocabulary_new();
    struct vocabulary_term *one[WORD_TERMS_MAX];
    struct vocabulary_term *other[WORD_TERMS_MAX];

    (void) state;
    assert_int_equal(terms_of(vocabulary, "fr", "imprimées", one), 2);
    assert_int_equal(terms_of(vocabulary, "fr",
                              "imprime\xCC\x81"
                              "es",
                              other),
                     2);
    assert_ptr_equal(one[0], other[0]);
    assert_ptr_equal(one[1], other[1]);
    vocabulary_free(vocabulary);
}

static void every_stemmer_of_the_table_is_there(void **state)
{
    struct vocabulary *vocabulary = vocabulary_new();

    (void) state;
    for (size_t i = 0; i < language_count; i++) {
        unsigned number =
            vocabulary_language(vocabulary, str_from(language_table[i].tag));
        bool has_one = language_table[i].stemmer[0] != '\0';

        assert_int_equal(number != VOCABULARY_NO_LANGUAGE,
                         has_one || !language_table[i].is_latin);
        if (!has_one && !language_table[i].is_latin)
            assert_int_equal(number,
                             vocabulary_language(vocabulary, STR("en")));
    }
    assert_int_equal(vocabulary_language(vocabulary, STR("nb")),
                     vocabulary_language(vocabulary, STR("nn-NO")));
    vocabulary_free(vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_a_word_meet),
        cmocka_unit_test(other_words_stay_apart),
        cmocka_unit_test(a_word_without_accents_has_one_term),
        cmocka_unit_test(both_ways_of_writing_an_accent_are_one),
        cmocka_unit_test(every_stemmer_of_the_table_is_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
