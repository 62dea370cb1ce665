/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Readers in threads of their own while cases come, go and move, and while the
 * index is packed into a new generation with its cases: everybody is answered
 * all the time, and learns from what was there last.
 */
#include "tests/unit/learn_fixture.h"

#include "core/search/generation.h"
#include "indexer/cases.h"
#include "indexer/commands.h"

#include <pthread.h>
#include <stdatomic.h>

enum { FILLERS = 40, READERS = 3, ROUNDS = 12 };

static const char query[] = "printer silent";

static void begin(struct kb *kb)
{
    write_printers(kb);
    /* so many that a change of one is no reason to build anew */
    for (int i = 0; i < FILLERS; i++)
        kb_write(
            kb, arena_format(kb->fixture->arena, "articles/filler%d.md", i).ptr,
            "# Filler\n\nNothing to see.\n");
    kb_index(kb);
}

static struct generation current(struct kb *kb)
{
    struct generation generation;

    MUST(kb,
         generation_read(kb->data, kb->fixture->arena, &generation, &kb->err));
    return generation;
}

/* As if it had grown to a multiple of what it was when it was packed. */
static void make_untidy(struct kb *kb)
{
    const char *path = arena_format(kb->fixture->arena, "%s/%.*s/packed-bytes",
                                    kb->data, STR_ARG(current(kb).name))
                           .ptr;

    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(file_replace(path, STR("1\n"), 0640, NULL), SLV_OK);
}

static void a_tidied_generation_takes_its_cases_along(void **state)
{
    struct kb *kb = *state;
    struct str before;
    struct slv_reader *reader;
    const struct slv_search_request request = learn_request(query);

    begin(kb);
    add_case(kb, "1", query, "d");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    before = current(kb).name;
    make_untidy(kb);
    kb_write(kb, "articles/filler1.md", "# Filler\n\nChanged.\n");
    kb_index(kb);
    assert_false(str_equal(current(kb).name, before));
    assert_int_equal(current(kb).case_shard_count, 1);
    assert_false(cases_are_behind(kb->data));
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "d") > 0);
    /* and who was reading goes on with it */
    {
        struct slv_search_result result = learn_ask(kb, reader, &request);

        assert_int_equal(hit_of(&result, "d")->similar_cases, 1);
    }
    /* what is done next is done there */
    add_case(kb, "2", query, "c");
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, query, "c") > 0);
    slv_reader_close(reader);
}

struct asking {
    const char *data;
    enum slv_audience audience;
    atomic_bool *is_over;
    unsigned answers;
    const char *wrong;
};

static void *ask_on(void *argument)
{
    struct asking *asking = argument;
    const struct slv_search_request request = learn_request(query);
    struct slv_reader *reader = NULL;
    bool is_last = false;

    if (slv_reader_open(&reader, asking->data, asking->audience, NULL) !=
        SLV_OK) {
        asking->wrong = "no reader";
        return NULL;
    }
    while (!asking->wrong && !is_last) {
        struct arena *arena = arena_new();
        struct slv_search_result result;

        is_last = atomic_load(asking->is_over);
        if (slv_search(reader, &request, arena, &result, NULL) != SLV_OK)
            asking->wrong = "no answer";
        else if (result.hit_count < 3)
            asking->wrong = "hits are missing";
        else if (is_last && !str_equal(result.hits[0].id, STR("c")))
            asking->wrong = "what was learned last is not known";
        asking->answers++;
        arena_free(arena);
    }
    slv_reader_close(reader);
    return NULL;
}

/* One round of what happens to cases in the course of time. */
static void change_something(struct kb *kb, int round)
{
    struct arena *arena = kb->fixture->arena;
    const char *number = arena_format(arena, "%d", round + 1).ptr;

    add_case(kb, number, query, round % 2 ? "d" : "b");
    index_cases(kb);
    switch (round % 4) {
    case 0:
        reopen_case(kb, number);
        index_cases(kb);
        break;
    case 1: /* its article becomes internal, its cases go with it */
        kb_write(kb, "articles/d.md",
                 "---\naccess: internal\n---\n# Toner\n\nA printer.\n");
        kb_index(kb);
        break;
    case 2:
        kb_write(kb, "articles/d.md", "# Toner\n\nThe toner of a printer.\n");
        make_untidy(kb);
        kb_index(kb);
        break;
    default:
        kb->options.is_full = true;
        kb_index(kb);
        kb->options.is_full = false;
        break;
    }
}

static void readers_go_on_while_cases_change(void **state)
{
    struct kb *kb = *state;
    atomic_bool is_over = false;
    struct asking asking[READERS];
    pthread_t threads[READERS];

    begin(kb);
    for (int i = 0; i < READERS; i++) {
        asking[i] = (struct asking){
            .data = kb->data,
            .audience = i == 0 ? SLV_AS_STAFF : SLV_AS_PUBLIC,
            .is_over = &is_over,
        };
        assert_int_equal(pthread_create(&threads[i], NULL, ask_on, &asking[i]),
                         0);
    }
    for (int round = 0; round < ROUNDS; round++)
        change_something(kb, round);
    for (int i = 0; i < 6; i++)
        add_case(kb, arena_format(kb->fixture->arena, "%d", 100 + i).ptr, query,
                 "c");
    index_cases(kb);
    atomic_store(&is_over, true);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < READERS; i++) {
        if (asking[i].wrong)
            fail_msg("reader %d: %s", i, asking[i].wrong);
        assert_true(asking[i].answers > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(a_tidied_generation_takes_its_cases_along),
        KB_TEST(readers_go_on_while_cases_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
