/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/app: which reader a request gets by who sent it, and how many readers
 * of groups a thread keeps.
 */
#include "tests/support/fixture.h"

#include "indexer/commands.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

static int setup(void **state)
{
    struct server_fixture *fixture = server_fixture_new();

    server_fixture_write(fixture, "articles/gold.md",
                         STR("---\naccess: restricted\ngroups: [Gold]\n---\n"
                             "# Golden trick\n\nFor gold.\n"));
    server_fixture_index(fixture);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    server_fixture_free(*state);
    return 0;
}

static struct slv_viewer viewer_of(struct str *name)
{
    return (struct slv_viewer){.groups = {name, 1}};
}

static struct slv_reader *reader_for(struct server_fixture *fixture,
                                     const struct slv_viewer *viewer)
{
    struct slv_reader *reader;

    assert_int_equal(
        worker_reader_for(&fixture->worker, viewer, &reader, &fixture->err),
        SLV_OK);
    return reader;
}

/* The reader of a member of one group. */
static struct slv_reader *reader_of(struct server_fixture *fixture,
                                    struct str name)
{
    const struct slv_viewer viewer = viewer_of(&name);

    return reader_for(fixture, &viewer);
}

static bool sees(struct server_fixture *fixture, struct slv_reader *reader,
                 struct str id)
{
    struct slv_article article;

    return slv_article_get(reader, id, fixture->worker.arena, &article, NULL) ==
           SLV_OK;
}

static void each_set_of_groups_has_its_reader(void **state)
{
    struct server_fixture *fixture = *state;
    const struct slv_viewer everybody = {.audience = SLV_AS_PUBLIC};
    const struct slv_viewer staff = {.audience = SLV_AS_STAFF};
    struct slv_reader *gold = reader_of(fixture, STR("gold"));
    struct slv_reader *blue = reader_of(fixture, STR("blue"));
    struct slv_reader *open = reader_for(fixture, &everybody);
    struct slv_reader *all = reader_for(fixture, &staff);
    struct slv_reader *direct;

    assert_ptr_not_equal(gold, blue);
    assert_ptr_not_equal(gold, open);
    assert_ptr_equal(reader_of(fixture, STR(" GOLD ")), gold);
    /* nobody's group is no group */
    assert_ptr_equal(reader_of(fixture, STR(" ")), open);
    assert_int_equal(worker_reader(&fixture->worker, &direct, NULL), SLV_OK);
    assert_ptr_equal(direct, open);
    assert_true(sees(fixture, gold, STR("gold")));
    assert_false(sees(fixture, gold, STR("secret")));
    assert_false(sees(fixture, blue, STR("gold")));
    assert_false(sees(fixture, open, STR("gold")));
    assert_true(sees(fixture, all, STR("gold")));
    assert_true(sees(fixture, all, STR("secret")));
}

static struct str numbered(struct server_fixture *fixture, int number)
{
    return arena_format(fixture->arena, "group %d", number);
}

static void the_reader_not_asked_for_longest_closes(void **state)
{
    struct server_fixture *fixture = *state;
    struct slv_reader *gold = reader_of(fixture, STR("gold"));
    struct slv_reader *second = reader_of(fixture, numbered(fixture, 2));

    for (int i = 3; i <= WORKER_GROUP_READERS; i++)
        (void) reader_of(fixture, numbered(fixture, i));
    assert_int_equal(fixture->worker.group_reader_count, WORKER_GROUP_READERS);
    assert_ptr_equal(reader_of(fixture, STR("gold")), gold);
    /* one more: the second goes, and not the one that was asked for again */
    (void) reader_of(fixture, STR("more"));
    assert_int_equal(fixture->worker.group_reader_count, WORKER_GROUP_READERS);
    assert_ptr_equal(reader_of(fixture, STR("gold")), gold);
    for (size_t i = 0; i < fixture->worker.group_reader_count; i++)
        assert_string_not_equal(fixture->worker.group_readers[i].groups,
                                "group 2\n");
    second = reader_of(fixture, numbered(fixture, 2));
    assert_false(sees(fixture, second, STR("gold")));
    for (int i = 0; i < 5 * WORKER_GROUP_READERS; i++) {
        assert_false(sees(fixture, reader_of(fixture, numbered(fixture, i)),
                          STR("gold")));
        assert_true(
            sees(fixture, reader_of(fixture, STR("Gold")), STR("gold")));
    }
}

/* What a request of `user` with `rights` is answered about the article. */
static bool may_read(struct server_fixture *fixture, const struct user *user,
                     uint64_t rights, const char *id)
{
    struct request *request =
        server_fixture_begin(fixture, "GET", STR("/api/v1/search?q=trick"));
    struct slv_reader *reader;

    request->user = user;
    request->rights = rights;
    assert_int_equal(request_reader(request, &reader, &fixture->err), SLV_OK);
    return sees(fixture, reader, str_from(id));
}

static void requests_are_answered_by_who_sends_them(void **state)
{
    struct server_fixture *fixture = *state;
    struct str gold = STR("gold");
    const struct user customer = {.role = ROLE_CUSTOMER, .groups = {&gold, 1}};
    const struct user stranger = {.role = ROLE_CUSTOMER};
    const struct user agent = {.role = ROLE_AGENT, .groups = {&gold, 1}};
    uint64_t of_customer = rights_of_role(ROLE_CUSTOMER);

    assert_false(may_read(fixture, NULL, RIGHTS_NOBODY, "gold"));
    assert_true(may_read(fixture, &customer, of_customer, "gold"));
    assert_false(may_read(fixture, &customer, of_customer, "secret"));
    assert_false(may_read(fixture, &stranger, of_customer, "gold"));
    assert_true(may_read(fixture, &agent, rights_of_role(ROLE_AGENT), "gold"));
    /* a token of staff for something else opens nothing */
    assert_false(may_read(fixture, &agent, RIGHTS_NOBODY, "gold"));
}

static void without_an_index_groups_wait_as_everybody_does(void **state)
{
    struct server_fixture *fixture = server_fixture_new_empty();
    struct str gold = STR("gold");
    const struct slv_viewer viewer = viewer_of(&gold);
    struct slv_reader *reader;

    (void) state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(worker_reader_for(&fixture->worker, &viewer, &reader,
                                           &fixture->err),
                         SLV_ERR_UNAVAILABLE);
    server_fixture_write_articles(fixture);
    server_fixture_index(fixture);
    assert_true(sees(fixture, reader_for(fixture, &viewer), STR("disk/full")));
    server_fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_set_of_groups_has_its_reader,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_reader_not_asked_for_longest_closes,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(requests_are_answered_by_who_sends_them,
                                        setup, teardown),
        cmocka_unit_test(without_an_index_groups_wait_as_everybody_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
