/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/feedback_store: what was acknowledged is there, across kills, full
 * disks and threads.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "store/feedback_store.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct feedback_store *must_open(struct fixture *f)
{
    struct feedback_store *store;
    struct slv_error err = {0};

    if (feedback_store_open(fixture_path(f, "solvent.db"), &store, &err) !=
        SLV_OK)
        fail_msg("%s", err.text);
    return store;
}

static void must_add(struct feedback_store *store, const char *article,
                     bool is_helpful)
{
    const struct feedback entry = {.article_id = str_from(article),
                                   .is_helpful = is_helpful,
                                   .created_unix_s = 1767225600};

    assert_int_equal(feedback_store_add(store, &entry, NULL), SLV_OK);
}

static void entries_come_back_newest_first(void **state)
{
    struct fixture *f = *state;
    struct feedback_store *store = must_open(f);
    const struct feedback full = {
        .article_id = STR("git/detached-head"),
        .is_helpful = false,
        .comment = STR("Step 3 fails on 2.30: \"unknown option\" \xE2\x80\xA6"),
        .created_unix_s = 1767225600,
        .session_hash = STR("9f86d081884c7d65"),
    };
    struct feedback *entries;
    size_t count;

    assert_int_equal(feedback_store_add(store, &full, NULL), SLV_OK);
    must_add(store, "other", true);
    must_add(store, "git/detached-head", true);
    feedback_store_close(store);

    store = must_open(f);
    assert_int_equal(feedback_store_list(store, STR("git/detached-head"), 10,
                                         f->arena, &entries, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 2);
    assert_true(entries[0].is_helpful);
    assert_int_equal(entries[0].comment.len, 0);
    assert_int_equal(entries[0].session_hash.len, 0);
    assert_true(entries[0].id > entries[1].id);
    assert_true(str_equal(entries[1].article_id, full.article_id));
    assert_true(str_equal(entries[1].comment, full.comment));
    assert_true(str_equal(entries[1].session_hash, full.session_hash));
    assert_false(entries[1].is_helpful);
    assert_true(entries[1].created_unix_s == full.created_unix_s);

    assert_int_equal(feedback_store_list(store, STR(""), 2, f->arena, &entries,
                                         &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 2);
    assert_true(str_equal(entries[1].article_id, STR("other")));
    assert_int_equal(feedback_store_list(store, STR("none"), 2, f->arena,
                                         &entries, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 0);
    feedback_store_close(store);
    feedback_store_close(NULL);
}

static void counts_are_per_article(void **state)
{
    struct fixture *f = *state;
    struct feedback_store *store = must_open(f);
    struct feedback_count one;
    struct feedback_count *all;
    size_t count;

    for (int i = 0; i < 3; i++)
        must_add(store, "b", false);
    must_add(store, "b", true);
    must_add(store, "c", true);
    must_add(store, "a", true);
    assert_int_equal(feedback_store_count(store, STR("b"), &one, NULL), SLV_OK);
    assert_int_equal(one.helpful, 1);
    assert_int_equal(one.unhelpful, 3);
    assert_int_equal(feedback_store_count(store, STR("x"), &one, NULL), SLV_OK);
    assert_int_equal(one.helpful + one.unhelpful, 0);

    assert_int_equal(
        feedback_store_count_all(store, f->arena, &all, &count, NULL), SLV_OK);
    assert_int_equal(count, 3);
    assert_true(str_equal(all[0].article_id, STR("b")));
    assert_int_equal(all[0].unhelpful, 3);
    assert_int_equal(all[0].helpful, 1);
    assert_true(str_equal(all[1].article_id, STR("a")));
    assert_true(str_equal(all[2].article_id, STR("c")));
    feedback_store_close(store);
}

static void texts_have_maxima(void **state)
{
    struct fixture *f = *state;
    struct feedback_store *store = must_open(f);
    char text[BOUND_FEEDBACK_COMMENT_BYTES + 1];
    struct feedback entry = {.article_id = STR("a")};
    struct slv_error err;
    struct feedback *entries;
    size_t count;

    /* two-byte letters: the maximum is in bytes */
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[sizeof text - 1] = '.';
    entry.comment = (struct str){text, BOUND_FEEDBACK_COMMENT_BYTES};
    assert_int_equal(feedback_store_add(store, &entry, &err), SLV_OK);
    entry.comment.len++;
    assert_int_equal(feedback_store_add(store, &entry, &err), SLV_ERR_TOO_BIG);
    assert_non_null(strstr(err.text, "2000"));
    entry.comment.len = 0;
    entry.article_id = (struct str){text, BOUND_ARTICLE_ID_BYTES + 1};
    assert_int_equal(feedback_store_add(store, &entry, &err), SLV_ERR_TOO_BIG);
    entry.article_id = STR("");
    assert_int_equal(feedback_store_add(store, &entry, &err), SLV_ERR_INPUT);
    entry.article_id = STR("a");
    entry.session_hash = (struct str){text, BOUND_SESSION_HASH_BYTES + 1};
    assert_int_equal(feedback_store_add(store, &entry, &err), SLV_ERR_TOO_BIG);

    assert_int_equal(feedback_store_list(store, STR(""), 10, f->arena, &entries,
                                         &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 1);
    feedback_store_close(store);
}

/* A child says through a pipe what was acknowledged and is killed at it. */
static void a_comment_goes_to_the_entry_of_its_session(void **state)
{
    struct fixture *f = *state;
    struct feedback_store *store = must_open(f);
    struct feedback entry = {.article_id = STR("a"),
                             .session_hash = STR("s1"),
                             .created_unix_s = 1767225600};
    struct feedback *entries;
    size_t count;

    assert_int_equal(feedback_store_add(store, &entry, NULL), SLV_OK);
    entry.session_hash = STR("s2");
    assert_int_equal(feedback_store_add(store, &entry, NULL), SLV_OK);
    assert_int_equal(feedback_store_set_comment(store, STR("a"), STR("s1"),
                                                STR("no picture"), NULL),
                     SLV_OK);
    assert_int_equal(
        feedback_store_set_comment(store, STR("a"), STR("s3"), STR("x"), NULL),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(
        feedback_store_set_comment(store, STR("b"), STR("s1"), STR("x"), NULL),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(
        feedback_store_set_comment(store, STR("a"), STR(""), STR("x"), NULL),
        SLV_ERR_INPUT);
    feedback_store_close(store);

    store = must_open(f);
    assert_int_equal(feedback_store_list(store, STR("a"), 10, f->arena,
                                         &entries, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 2);
    assert_int_equal(entries[0].comment.len, 0);
    assert_true(str_equal(entries[1].comment, STR("no picture")));
    feedback_store_close(store);
}

static void acknowledged_entries_survive_a_kill(void **state)
{
    enum { ROUNDS = 5 };
    struct fixture *f = *state;
    uint64_t acknowledged = 0;

    for (int round = 0; round < ROUNDS; round++) {
        struct feedback_store *store;
        struct feedback_count count;
        int said[2];
        int wait_status;
        char byte;
        pid_t child;

        assert_int_equal(pipe2(said, O_CLOEXEC), 0);
        child = fork();
        if (child == 0) {
            const struct feedback entry = {.article_id = STR("a"),
                                           .is_helpful = true};

            close(said[0]);
            if (feedback_store_open(fixture_path(f, "solvent.db"), &store,
                                    NULL) == SLV_OK)
                while (feedback_store_add(store, &entry, NULL) == SLV_OK &&
                       write(said[1], "x", 1) == 1)
                    continue;
            _exit(1);
        }
        close(said[1]);
        for (int i = 0; i < 7; i++) {
            assert_int_equal(read(said[0], &byte, 1), 1);
            acknowledged++;
        }
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &wait_status, 0), child);
        assert_true(WIFSIGNALED(wait_status));
        while (read(said[0], &byte, 1) == 1)
            acknowledged++;
        close(said[0]);

        store = must_open(f);
        assert_int_equal(feedback_store_count(store, STR("a"), &count, NULL),
                         SLV_OK);
        /* one may have been stored whose word did not come through */
        assert_in_range(count.helpful, acknowledged,
                        acknowledged + (uint64_t) round + 1);
        feedback_store_close(store);
    }
}

static void a_full_disk_loses_nothing_acknowledged(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 2 * 1024 * 1024);
    const char *path = fixture_path(f, "disk/solvent.db");
    const char *filler = fixture_path(f, "disk/filler");
    static char bytes[4096];
    char comment[BOUND_FEEDBACK_COMMENT_BYTES];
    struct feedback entry = {.article_id = STR("a"), .is_helpful = true};
    struct feedback_store *store;
    struct feedback_count count;
    struct slv_error err = {0};
    uint64_t acknowledged = 0;
    enum slv_status status;
    int descriptor;

    if (!disk)
        skip();
    memset(comment, 'c', sizeof comment);
    entry.comment = (struct str){comment, sizeof comment};
    assert_int_equal(feedback_store_open(path, &store, NULL), SLV_OK);
    descriptor = open(filler, O_WRONLY | O_CREAT, 0600);
    for (int i = 0; i < 40; i++)
        assert_int_equal(write(descriptor, bytes, sizeof bytes), sizeof bytes);
    close(descriptor);
    while ((status = feedback_store_add(store, &entry, &err)) == SLV_OK)
        acknowledged++;
    assert_int_equal(status, SLV_ERR_NO_SPACE);
    assert_true(acknowledged > 0);
    assert_true(err.hint[0] != '\0');
    assert_int_equal(feedback_store_count(store, STR("a"), &count, NULL),
                     SLV_OK);
    assert_int_equal(count.helpful, acknowledged);

    assert_int_equal(unlink(filler), 0);
    assert_int_equal(feedback_store_add(store, &entry, &err), SLV_OK);
    feedback_store_close(store);
    assert_int_equal(feedback_store_open(path, &store, NULL), SLV_OK);
    assert_int_equal(feedback_store_count(store, STR("a"), &count, NULL),
                     SLV_OK);
    assert_int_equal(count.helpful, acknowledged + 1);
    feedback_store_close(store);
}

static void a_damaged_store_is_refused(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(
        f, "solvent.db", STR("this is no database, however long one looks"));
    struct feedback_store *store;
    struct slv_error err;

    assert_int_equal(feedback_store_open(path, &store, &err), SLV_ERR_CORRUPT);
    assert_null(store);
    assert_true(err.hint[0] != '\0');
}

enum { WRITERS = 4, ENTRIES_EACH = 25 };

struct writer {
    pthread_t thread;
    struct feedback_store *store;
    enum slv_status status;
};

static void *write_and_read(void *argument)
{
    struct writer *writer = argument;
    const struct feedback entry = {.article_id = STR("a"), .is_helpful = true};
    struct arena *arena = arena_new();

    for (int i = 0; i < ENTRIES_EACH && writer->status == SLV_OK; i++) {
        struct feedback_count count;
        struct feedback *entries;
        size_t found;

        writer->status = feedback_store_add(writer->store, &entry, NULL);
        if (writer->status == SLV_OK)
            writer->status =
                feedback_store_count(writer->store, STR("a"), &count, NULL);
        if (writer->status == SLV_OK)
            writer->status = feedback_store_list(writer->store, STR("a"), 3,
                                                 arena, &entries, &found, NULL);
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

static void threads_share_one_store_and_processes_one_file(void **state)
{
    struct fixture *f = *state;
    struct feedback_store *stores[2] = {must_open(f), must_open(f)};
    struct writer writers[WRITERS];
    struct feedback_count count;

    for (size_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.store = stores[i % 2], .status = SLV_OK};
        assert_int_equal(pthread_create(&writers[i].thread, NULL,
                                        write_and_read, &writers[i]),
                         0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_join(writers[i].thread, NULL), 0);
        assert_int_equal(writers[i].status, SLV_OK);
    }
    assert_int_equal(feedback_store_count(stores[0], STR("a"), &count, NULL),
                     SLV_OK);
    assert_int_equal(count.helpful, WRITERS * ENTRIES_EACH);
    feedback_store_close(stores[0]);
    feedback_store_close(stores[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(entries_come_back_newest_first),
        FIXTURE_TEST(counts_are_per_article),
        FIXTURE_TEST(texts_have_maxima),
        FIXTURE_TEST(a_comment_goes_to_the_entry_of_its_session),
        FIXTURE_TEST(acknowledged_entries_survive_a_kill),
        FIXTURE_TEST(a_full_disk_loses_nothing_acknowledged),
        FIXTURE_TEST(a_damaged_store_is_refused),
        FIXTURE_TEST(threads_share_one_store_and_processes_one_file),
    };

    return cmocka_run_group_tests_name("feedback_store", tests, NULL, NULL);
}
