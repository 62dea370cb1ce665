/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/lexicon and its upkeep by the indexer: what is counted, that an
 * index which was changed holds the same bytes as a new one, and that what is
 * secret leaves no trace.
 */
#include "tests/unit/search_fixture.h"

#include "core/search/generation.h"
#include "core/search/lexicon.h"
#include "core/search/lexicon_store.h"
#include "indexer/commands.h"

#define CORPUS TESTS_FOLDER "/../corpus/articles"

static struct xap_reader *open_shard(struct kb *kb, const char *name)
{
    struct arena *arena = kb->fixture->arena;
    struct generation generation;
    struct xap_reader *reader;
    const char *path;

    assert_int_equal(generation_read(kb->data, arena, &generation, &kb->err),
                     SLV_OK);
    path =
        generation_shard_path(kb->data, generation.name, str_from(name), arena);
    assert_int_equal(xap_reader_open(&reader, &path, 1, &kb->err), SLV_OK);
    return reader;
}

static struct lexicon *open_lexicon(struct kb *kb, const char *shard,
                                    enum lexicon_kind kind)
{
    struct xap_reader *reader = open_shard(kb, shard);
    struct lexicon *lexicon;

    assert_int_equal(lexicon_open(&lexicon, reader, 1, kind, &kb->err), SLV_OK);
    xap_reader_close(reader);
    return lexicon;
}

static uint32_t count_of(const struct lexicon *lexicon, const char *key)
{
    const struct lexicon_entry *entry = lexicon_find(lexicon, str_from(key));

    return entry ? entry->count : 0;
}

static void words_are_counted_once_an_article(void **state)
{
    struct kb *kb = *state;
    struct lexicon *words;
    struct lexicon *codes;
    size_t count;

    kb_write(kb, "articles/a.md",
             "---\ntags: [Mail]\n---\n# Disk full\n\nDisk, disk. ERR_DISK_FULL "
             "and err-disk-full. Das Men\xC3\xBC, l'h\xC3\xB4tel. "
             "See jane.doe@example.com and C:\\Temp\\notes.txt.\n");
    kb_write(kb, "articles/b.md",
             "# Mail\n\nThe disk of the menu. ERR_DISK_FULL, KB5034441, "
             "\xE6\x89\x93\xE5\x8D\xB0.\n");
    kb_index(kb);
    words = open_lexicon(kb, SHARD_PUBLIC, LEXICON_WORDS);
    codes = open_lexicon(kb, SHARD_PUBLIC, LEXICON_CODES);
    assert_int_equal(count_of(words, "disk"), 2);
    assert_int_equal(count_of(words, "full"), 1);
    assert_int_equal(count_of(words, "mail"), 2);
    assert_int_equal(count_of(words, "menu"), 2);
    assert_int_equal(count_of(words, "hotel"), 1);
    /* parts of identifiers, whom an address names, letters alone */
    assert_int_equal(count_of(words, "jane"), 0);
    assert_int_equal(count_of(words, "temp"), 0);
    assert_int_equal(count_of(words, "kb5034441"), 0);
    assert_int_equal(count_of(codes, "errdiskfull"), 2);
    assert_int_equal(count_of(codes, "kb5034441"), 1);
    lexicon_find_prefix(codes, STR("jane"), &count);
    assert_int_equal(count, 0);
    /* of two spellings the one that most articles have, else the first */
    assert_true(
        str_equal(lexicon_form_of(lexicon_find(codes, STR("errdiskfull"))),
                  STR("ERR_DISK_FULL")));
    assert_true(str_equal(lexicon_form_of(lexicon_find(words, STR("menu"))),
                          STR("menu")));
    lexicon_close(words);
    lexicon_close(codes);
}

static void entries_are_in_order_and_found(void **state)
{
    struct kb *kb = *state;
    struct lexicon *words;
    const struct lexicon_entry *entries;
    const struct lexicon_entry *best[3];
    const struct lexicon_lengths *lengths;
    size_t count;
    size_t range;

    kb->folders[0] = CORPUS;
    kb_index(kb);
    words = open_lexicon(kb, SHARD_PUBLIC, LEXICON_WORDS);
    entries = lexicon_entries(words, &count);
    lengths = lexicon_lengths(words);
    assert_true(count > 1000);
    for (size_t i = 0; i < count; i++) {
        struct str key = lexicon_key_of(&entries[i]);

        assert_true(i == 0 ||
                    str_compare(lexicon_key_of(&entries[i - 1]), key) < 0);
        assert_true(lexicon_find(words, key) == &entries[i]);
        assert_true(entries[i].count > 0);
    }
    assert_int_equal(lengths->begins[LEXICON_LETTERS_MAX + 1], count);
    for (size_t n = 0; n <= LEXICON_LETTERS_MAX; n++)
        for (size_t i = lengths->begins[n]; i < lengths->begins[n + 1]; i++) {
            const struct lexicon_entry *entry = &entries[lengths->words[i]];

            assert_int_equal(entry->letters, n);
            assert_int_equal(lengths->signatures[i],
                             lexicon_signature(lexicon_key_of(entry)));
        }
    entries = lexicon_find_prefix(words, STR("conn"), &range);
    assert_true(range > 2);
    for (size_t i = 0; i < range; i++)
        assert_true(str_has_prefix(lexicon_key_of(&entries[i]), STR("conn")));
    assert_int_equal(lexicon_most_frequent(entries, range, NULL, best, 3), 3);
    for (size_t i = 0; i < range; i++)
        assert_true(entries[i].count <= best[2]->count ||
                    best[0] == &entries[i] || best[1] == &entries[i]);
    lexicon_close(words);
}

/* --- updates --- */

/* Every chunk of every shard, byte for byte. */
static void print_chunks(struct kb *kb, struct strbuf *out)
{
    struct arena *arena = kb->fixture->arena;
    struct generation generation;

    assert_int_equal(generation_read(kb->data, arena, &generation, &kb->err),
                     SLV_OK);
    for (size_t i = 0; i < generation.shard_count; i++) {
        struct xap_reader *reader =
            open_shard(kb, arena_cstr(arena, generation.shards[i]));
        struct str list;

        assert_int_equal(xap_get_metadata(reader, 0, STR("\x01lexicon"), arena,
                                          &list, &kb->err),
                         SLV_OK);
        /* a shard of which all has gone is no shard of a new index */
        if (xap_reader_document_count(reader) == 0) {
            assert_true(list.len == 0 ||
                        str_equal(list, (struct str){"\0\0", 2}));
            xap_reader_close(reader);
            continue;
        }
        strbuf_add_format(out, "\n%.*s ", STR_ARG(generation.shards[i]));
        strbuf_add_str(out, list);
        for (unsigned kind = 0; kind < LEXICON_KIND_COUNT; kind++)
            for (unsigned first = 0; first < 256; first++) {
                struct str chunk;
                const char key[] = {
                    '\x01', 'l', 'e', 'x',        'i',
                    'c',    'o', 'n', "wc"[kind], (char) (unsigned char) first};

                assert_int_equal(xap_get_metadata(reader, 0,
                                                  (struct str){key, sizeof key},
                                                  arena, &chunk, &kb->err),
                                 SLV_OK);
                strbuf_add_str(out, chunk);
            }
        xap_reader_close(reader);
    }
}

static void assert_as_new(struct kb *kb, const char *after)
{
    const char *data = kb->data;
    struct strbuf ours;
    struct strbuf clean;

    strbuf_init(&ours, 16 * 1024 * 1024);
    strbuf_init(&clean, 16 * 1024 * 1024);
    print_chunks(kb, &ours);
    kb->data = kb_path(kb, "clean");
    kb_remove(kb, "clean");
    kb_index(kb);
    print_chunks(kb, &clean);
    kb->data = data;
    if (!str_equal(strbuf_str(&ours), strbuf_str(&clean)))
        fail_msg("after %s the lexicon is not that of a new index", after);
    assert_true(ours.len > 50);
    strbuf_release(&ours);
    strbuf_release(&clean);
}

static void changed_lexicons_are_those_of_a_new_index(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/a.md", "# Printer\n\nPaper jam, E-47. Toner.\n");
    kb_write(kb, "articles/b.md", "# Mail\n\nMail bounces, 550. Paper.\n");
    kb_write(kb, "articles/c.md",
             "---\naccess: internal\ndescription: Notes\n---\n# Xylophone\n\n"
             "Paper of the vault. SECRET_CODE_9.\n");
    kb_index(kb);
    assert_as_new(kb, "a build");
    kb_write(kb, "articles/a.md", "# Printer\n\nPaper jam, E-48. Cartridge.\n");
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 2);
    assert_as_new(kb, "a change");
    kb_write(kb, "articles/d.md", "# Zebra\n\nPaper.\n");
    kb_remove(kb, "articles/b.md");
    kb_index(kb);
    assert_as_new(kb, "one more and one less");
    kb_write(kb, "articles/a.md",
             "---\naccess: internal\n---\n# Printer\n\nPaper jam, E-48.\n");
    kb_index(kb);
    assert_as_new(kb, "one that became secret");
    kb_write(kb, "articles/c.md", "# Xylophone\n\nPaper of the vault.\n");
    kb_index(kb);
    assert_as_new(kb, "one that became public");
    kb_rename(kb, "articles/c.md", "articles/e.md");
    kb_index(kb);
    assert_as_new(kb, "another name");
    kb_write(kb, "articles/f.md", "---\nid: same\n---\n# One\n\nApple.\n");
    kb_write(kb, "articles/g.md", "---\nid: same\n---\n# Two\n\nBanana.\n");
    kb_index(kb);
    assert_as_new(kb, "two of one id");
    kb_remove(kb, "articles/f.md");
    kb_index(kb);
    assert_as_new(kb, "the other of one id");
}

/* Real articles, changed at random. */
static void many_changes_leave_no_trace(void **state)
{
    struct kb *kb = *state;
    unsigned seed = 3;

    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 6; i++) {
            unsigned number;
            const char *name;
            const char *who;

            seed = seed * 1103515245u + 12345u;
            number = seed >> 16;
            name =
                arena_format(kb->fixture->arena, "articles/%u.md", number % 15)
                    .ptr;
            if (number % 7 == 0 && access(kb_path(kb, name), F_OK) == 0) {
                kb_remove(kb, name);
                continue;
            }
            who = number % 5 == 0 ? "internal" : "public";
            kb_write(kb, name,
                     arena_format(
                         kb->fixture->arena,
                         "---\naccess: %s\n---\n# Title %c%c\n\n"
                         "word%c and w\xC3\xB6rd%c, ERR_%u, code-%u.\n",
                         who, 'a' + (int) (number % 26), 'a' + round,
                         'a' + (int) (number % 9), 'a' + (int) (number % 11),
                         number % 13, number % 17)
                         .ptr);
        }
        kb_index(kb);
        assert_as_new(kb, "random changes");
    }
}

/* --- secrecy --- */

static void print_lexicon(const struct lexicon *lexicon, struct strbuf *out)
{
    size_t count;
    const struct lexicon_entry *entries = lexicon_entries(lexicon, &count);

    for (size_t i = 0; i < count; i++)
        strbuf_add_format(out, "%.*s %u\n", entries[i].form_len,
                          entries[i].form, entries[i].count);
}

static void secrets_leave_no_trace(void **state)
{
    struct kb *kb = *state;
    struct lexicon *with;
    struct lexicon *without;
    struct strbuf first;
    struct strbuf second;

    strbuf_init(&first, 1024 * 1024);
    strbuf_init(&second, 1024 * 1024);
    kb_write(kb, "articles/a.md", "# Printer\n\nPaper jam.\n");
    kb_write(kb, "articles/s.md",
             "---\naccess: internal\n---\n# Xylophone\n\nPaper.\n");
    kb_index(kb);
    with = open_lexicon(kb, SHARD_PUBLIC, LEXICON_WORDS);
    print_lexicon(with, &first);
    lexicon_close(with);
    with = open_lexicon(kb, SHARD_INTERNAL, LEXICON_WORDS);
    assert_int_equal(count_of(with, "xylophone"), 1);
    lexicon_close(with);
    kb_remove(kb, "articles/s.md");
    kb_index(kb);
    without = open_lexicon(kb, SHARD_PUBLIC, LEXICON_WORDS);
    print_lexicon(without, &second);
    lexicon_close(without);
    assert_string_equal(first.ptr, second.ptr);
    assert_non_null(strstr(first.ptr, "printer 1"));
    strbuf_release(&first);
    strbuf_release(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(words_are_counted_once_an_article),
        KB_TEST(entries_are_in_order_and_found),
        KB_TEST(changed_lexicons_are_those_of_a_new_index),
        KB_TEST(many_changes_leave_no_trace),
        KB_TEST(secrets_leave_no_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
