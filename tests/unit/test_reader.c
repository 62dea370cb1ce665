/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/reader: readers while the index is replaced and changed under
 * them, and what they say when there is none.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 3, RUNS = 12, ARTICLES = 60 };

struct searching {
    const char *data;
    enum slv_audience audience;
    atomic_bool *is_done;
    unsigned searches;
    unsigned failures;
    struct slv_error err;
};

static void check_status(struct searching *mine, enum slv_status status)
{
    if (status != SLV_OK)
        mine->failures++;
}

/* Every answer holds all articles that are never changed. */
static void *search_until_done(void *argument)
{
    struct searching *mine = argument;
    struct arena *arena = arena_new();
    struct slv_reader *reader = NULL;
    bool goes_on;
    const struct slv_search_request request = {.query = STR("steady"),
                                               .limit = 100,
                                               .want_total = true,
                                               .want_explanation = true};

    check_status(
        mine, slv_reader_open(&reader, mine->data, mine->audience, &mine->err));
    goes_on = reader && !mine->failures;
    while (goes_on) {
        struct slv_search_result result;
        struct slv_article *list;
        struct slv_article article;
        size_t count;
        uint64_t total;

        check_status(mine,
                     slv_search(reader, &request, arena, &result, &mine->err));
        if (!mine->failures && result.total != ARTICLES / 2)
            mine->failures++;
        check_status(mine, slv_article_get(reader, STR("2"), arena, &article,
                                           &mine->err));
        check_status(mine, slv_article_list(reader, 0, 10, arena, &list, &count,
                                            &total, &mine->err));
        check_status(mine, slv_reader_version(reader, &total, &mine->err));
        arena_reset(arena);
        mine->searches++;
        goes_on = !mine->failures && !atomic_load(mine->is_done);
    }
    slv_reader_close(reader);
    arena_free(arena);
    return NULL;
}

static void write_articles(struct kb *kb, unsigned round)
{
    for (unsigned i = 0; i < ARTICLES; i++)
        kb_write(kb, arena_format(kb->fixture->arena, "articles/%u.md", i).ptr,
                 i % 2 ? arena_format(kb->fixture->arena,
                                      "---\naccess: %s\n---\n# Changing %u\n\n"
                                      "word%u\n",
                                      (i + round) % 3 ? "public" : "internal",
                                      i, round)
                             .ptr
                       : "# Steady\n\nThis is steady.\n");
}

static void search_while(void **state, bool is_full)
{
    struct kb *kb = *state;
    atomic_bool is_done = false;
    struct searching mine[THREADS];
    pthread_t threads[THREADS];

    write_articles(kb, 0);
    kb_index(kb);
    for (unsigned i = 0; i < THREADS; i++) {
        mine[i] =
            (struct searching){.data = kb->data,
                               .audience = i % 2 ? SLV_AS_STAFF : SLV_AS_PUBLIC,
                               .is_done = &is_done};
        assert_int_equal(
            pthread_create(&threads[i], NULL, search_until_done, &mine[i]), 0);
    }
    for (unsigned round = 1; round <= RUNS; round++) {
        write_articles(kb, round);
        kb->options.is_full = is_full;
        kb_index(kb);
    }
    atomic_store(&is_done, true);
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (mine[i].failures)
            fail_msg("after %u searches: %s", mine[i].searches,
                     mine[i].err.text);
        assert_true(mine[i].searches > 0);
    }
}

static void no_search_fails_while_generations_are_replaced(void **state)
{
    search_while(state, true);
}

static void no_search_fails_while_articles_change_in_place(void **state)
{
    search_while(state, false);
}

static void a_reader_sees_each_commit_and_generation(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    uint64_t versions[4];

    kb_write(kb, "articles/a.md", "# Alpha\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (unsigned i = 0; i < 4; i++) {
        struct slv_search_result result;

        kb_write(kb, "articles/a.md",
                 arena_format(kb->fixture->arena, "# Alpha%u\n", i).ptr);
        kb->options.is_full = i > 1;
        kb_index(kb);
        result = kb_ask(kb, reader,
                        arena_format(kb->fixture->arena, "alpha%u", i).ptr);
        assert_int_equal(result.total, 1);
        assert_int_equal(slv_reader_version(reader, &versions[i], NULL),
                         SLV_OK);
        for (unsigned k = 0; k < i; k++)
            assert_true(versions[k] != versions[i]);
    }
    slv_reader_close(reader);
}

static void without_an_index_the_hint_says_what_to_do(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;

    assert_int_equal(
        slv_reader_open(&reader, kb->data, SLV_AS_PUBLIC, &kb->err),
        SLV_ERR_NO_INPUT);
    assert_null(reader);
    assert_non_null(strstr(kb->err.hint, "solvent index"));
    slv_reader_close(NULL);
}

static void an_index_of_another_version_is_refused(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;

    kb_write(kb, "data/current", "index.1 public\n");
    assert_int_equal(
        slv_reader_open(&reader, kb->data, SLV_AS_PUBLIC, &kb->err),
        SLV_ERR_NO_INPUT);
    kb_write(kb, "data/current", "../x public\n");
    assert_int_equal(
        slv_reader_open(&reader, kb->data, SLV_AS_PUBLIC, &kb->err),
        SLV_ERR_CORRUPT);
    assert_non_null(strstr(kb->err.hint, "--full"));
}

static void images_are_read_by_name_and_from_nowhere_else(void **state)
{
    static const char *const names[] = {"../current.png", "x/y.png", "none.png",
                                        "a.svg",          "",        ".png"};
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct str bytes;
    const char *type;

    kb_write(kb, "articles/a.md", "# Alpha\n");
    kb_index(kb);
    kb_write(kb, "data/current.png", "secret");
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct slv_image image = {.name = str_from(names[i])};
        enum slv_status status = slv_image_read(
            reader, &image, kb->fixture->arena, &bytes, &type, NULL);

        assert_true(status == SLV_ERR_NOT_FOUND || status == SLV_ERR_NO_INPUT);
    }
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(no_search_fails_while_generations_are_replaced),
        KB_TEST(no_search_fails_while_articles_change_in_place),
        KB_TEST(a_reader_sees_each_commit_and_generation),
        KB_TEST(without_an_index_the_hint_says_what_to_do),
        KB_TEST(an_index_of_another_version_is_refused),
        KB_TEST(images_are_read_by_name_and_from_nowhere_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
