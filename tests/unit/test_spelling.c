/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/spelling: distances against the textbook table, and what is found
 * against going through every word.
 */
#include "tests/unit/search_fixture.h"

#include "core/search/generation.h"
#include "core/search/lexicon.h"
#include "core/search/spelling.h"
#include "indexer/commands.h"

#include <stdlib.h>

#define CORPUS TESTS_FOLDER "/../corpus/articles"

/* Optimal string alignment with the whole table; words of ASCII. */
static unsigned textbook(struct str a, struct str b)
{
    unsigned table[40][40];

    for (size_t i = 0; i <= a.len; i++)
        for (size_t j = 0; j <= b.len; j++) {
            unsigned best;

            if (i == 0 || j == 0) {
                table[i][j] = (unsigned) (i + j);
                continue;
            }
            best = table[i - 1][j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            if (table[i - 1][j] + 1 < best)
                best = table[i - 1][j] + 1;
            if (table[i][j - 1] + 1 < best)
                best = table[i][j - 1] + 1;
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                a.ptr[i - 2] == b.ptr[j - 1] && table[i - 2][j - 2] + 1 < best)
                best = table[i - 2][j - 2] + 1;
            table[i][j] = best;
        }
    return table[a.len][b.len];
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static void distances_are_those_of_the_whole_table(void **state)
{
    unsigned seed = 1;

    (void) state;
    for (int round = 0; round < 40000; round++) {
        char left[12];
        char right[12];
        struct str a = {left, 1 + next_random(&seed) % sizeof left};
        struct str b = {right, 1 + next_random(&seed) % sizeof right};
        unsigned want;

        for (size_t i = 0; i < a.len; i++)
            left[i] = (char) ('a' + next_random(&seed) % 3);
        for (size_t i = 0; i < b.len; i++)
            right[i] = i < a.len && next_random(&seed) % 4
                           ? left[i]
                           : (char) ('a' + next_random(&seed) % 3);
        want = textbook(a, b);
        for (unsigned max = 1; max <= SPELLING_EDITS_MAX; max++)
            assert_int_equal(spelling_distance(a, b, max),
                             want > max ? max + 1 : want);
    }
}

static void letters_are_compared_not_bytes(void **state)
{
    (void) state;
    assert_int_equal(
        spelling_distance(STR("\xD0\xBF\xD1\x80\xD0\xB8\xD0\xBD\xD1\x82"),
                          STR("\xD0\xBF\xD0\xB8\xD1\x80\xD0\xBD\xD1\x82"), 2),
        1);
    assert_int_equal(
        spelling_distance(STR("\xD0\xBF\xD1\x80"), STR("\xD0\xBF"), 2), 1);
}

static struct lexicon *open_words(struct kb *kb)
{
    struct arena *arena = kb->fixture->arena;
    struct generation generation;
    struct xap_reader *reader;
    struct lexicon *lexicon;
    const char *path;

    kb->folders[0] = CORPUS;
    kb_index(kb);
    assert_int_equal(generation_read(kb->data, arena, &generation, &kb->err),
                     SLV_OK);
    path = generation_shard_path(kb->data, generation.name,
                                 generation.shards[0], arena);
    assert_int_equal(xap_reader_open(&reader, &path, 1, &kb->err), SLV_OK);
    assert_int_equal(lexicon_open(&lexicon, reader, 1, LEXICON_WORDS, &kb->err),
                     SLV_OK);
    xap_reader_close(reader);
    return lexicon;
}

/* The nearest by looking at each word; of ASCII. */
static const struct lexicon_entry *
look_at_each(const struct lexicon_entry *words, size_t count, struct str key,
             unsigned *edits)
{
    const struct lexicon_entry *best = NULL;
    unsigned max = key.len <= SPELLING_ONE_EDIT_MAX ? 1 : SPELLING_EDITS_MAX;

    *edits = max + 1;
    for (size_t i = 0; i < count; i++) {
        struct str word = lexicon_key_of(&words[i]);
        unsigned away = textbook(key, word);
        bool begins = word.ptr[0] == key.ptr[0];
        bool best_begins = best && best->key[0] == key.ptr[0];

        if (away == 0 || away > max || away > *edits ||
            words[i].letters != words[i].key_len)
            continue;
        if (best && away == *edits &&
            (begins != best_begins ? best_begins
                                   : words[i].count <= best->count))
            continue;
        best = &words[i];
        *edits = away;
    }
    return best;
}

static void what_is_found_is_the_nearest(void **state)
{
    struct kb *kb = *state;
    struct lexicon *lexicon = open_words(kb);
    size_t count;
    const struct lexicon_entry *words = lexicon_entries(lexicon, &count);
    unsigned seed = 7;
    size_t found_count = 0;

    assert_true(count > 1000);
    for (int round = 0; round < 400; round++) {
        const struct lexicon_entry *from = &words[next_random(&seed) % count];
        const struct lexicon_entry *want;
        char bytes[LEXICON_KEY_MAX];
        struct str key = {bytes, from->key_len};
        struct spelling found;
        unsigned edits;

        if (from->letters != from->key_len || from->letters < 5)
            continue;
        memcpy(bytes, from->key, from->key_len);
        bytes[next_random(&seed) % key.len] =
            (char) ('a' + next_random(&seed) % 26);
        bytes[next_random(&seed) % key.len] =
            (char) ('a' + next_random(&seed) % 26);
        want = look_at_each(words, count, key, &edits);
        if (!spelling_find(lexicon, key, &found)) {
            assert_null(want);
            continue;
        }
        /* two words come before one that is two edits away */
        if (found.second) {
            assert_true(!want || edits > 1);
            continue;
        }
        assert_non_null(want);
        assert_int_equal(found.edits, edits);
        assert_true(found.word == want);
        found_count++;
    }
    assert_true(found_count > 200);
    lexicon_close(lexicon);
}

static void assert_spelled(const struct lexicon *lexicon, const char *typed,
                           const char *want)
{
    struct spelling found;
    struct str first;

    if (!spelling_find(lexicon, str_from(typed), &found)) {
        assert_null(want);
        return;
    }
    first = lexicon_form_of(found.word);
    if (!want)
        fail_msg("'%s' became '%.*s'", typed, STR_ARG(first));
    if (!str_has_prefix(str_from(want), first))
        fail_msg("'%s' became '%.*s', not '%s'", typed, STR_ARG(first), want);
    if (found.second)
        assert_true(
            str_has_suffix(str_from(want), lexicon_form_of(found.second)));
    else
        assert_int_equal(first.len, strlen(want));
}

static void usual_mistakes_are_understood(void **state)
{
    struct kb *kb = *state;
    struct lexicon *lexicon = open_words(kb);

    assert_spelled(lexicon, "certifcate", "certificate");
    assert_spelled(lexicon, "conection", "connection");
    assert_spelled(lexicon, "pritner", "printer");
    assert_spelled(lexicon, "diskfull", "disk full");
    /* too short, too far, nothing left */
    assert_spelled(lexicon, "dsk", NULL);
    assert_spelled(lexicon, "zzyzxqqvv", NULL);
    assert_spelled(lexicon, "", NULL);
    lexicon_close(lexicon);
}

static void nothing_is_found_where_nothing_is(void **state)
{
    struct lexicon *lexicon = lexicon_new();
    struct spelling found;

    (void) state;
    assert_false(spelling_find(lexicon, STR("printer"), &found));
    lexicon_close(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_those_of_the_whole_table),
        cmocka_unit_test(letters_are_compared_not_bytes),
        KB_TEST(what_is_found_is_the_nearest),
        KB_TEST(usual_mistakes_are_understood),
        cmocka_unit_test(nothing_is_found_where_nothing_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
