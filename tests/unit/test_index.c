/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * solvent/index: what runs after changes of the folders leave in the index.
 * Most tests end by comparing it with one that is built from nothing.
 */
#include "tests/unit/search_fixture.h"

#include "core/search/generation.h"
#include "indexer/commands.h"

#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* Paths that were made durable, a line each, in the order of time; NULL: not
 * noted. Xapian's own are not seen here. */
static struct strbuf *synced;
static pthread_mutex_t synced_mutex = PTHREAD_MUTEX_INITIALIZER;

int fsync(int descriptor)
{
    char link[64];
    char path[PATH_MAX];
    ssize_t len;

    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    len = readlink(link, path, sizeof path);
    pthread_mutex_lock(&synced_mutex);
    if (synced && len > 0)
        strbuf_add_format(synced, "%.*s\n", (int) len, path);
    pthread_mutex_unlock(&synced_mutex);
    return (int) syscall(SYS_fsync, descriptor);
}

static size_t count_in(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static void write_three(struct kb *kb)
{
    kb_write(kb, "articles/a.md", "# Alpha\n\nThe alpha text.\n");
    kb_write(kb, "articles/b/b.md", "# Beta\n\nThe beta text.\n");
    kb_write(
        kb, "articles/c.md",
        "---\nid: see\naccess: internal\n---\n# Gamma\n\nThe gamma text.\n");
}

static void first_run_adds_everything(void **state)
{
    struct kb *kb = *state;
    write_three(kb);
    kb_index(kb);
    kb_assert_counts(kb, 3, 0, 0, 0);
    assert_true(kb->summary.bytes > 0);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "gamma"), "");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "gamma"), "see");
    assert_string_equal(kb->said.ptr, "");
}

static void second_run_changes_nothing(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    uint64_t before;
    uint64_t after;

    write_three(kb);
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    assert_int_equal(slv_reader_version(reader, &before, NULL), SLV_OK);
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 3);
    assert_int_equal(slv_reader_version(reader, &after, NULL), SLV_OK);
    assert_true(before == after);
    slv_reader_close(reader);
}

static void additions_changes_and_removals_are_seen(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    write_three(kb);
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    kb_write(kb, "articles/d.md", "# Delta\n\nThe delta text.\n");
    kb_write(kb, "articles/a.md", "# Alpha\n\nThe omega text.\n");
    kb_remove(kb, "articles/b");
    kb_index(kb);
    kb_assert_counts(kb, 1, 1, 1, 1);
    result = kb_ask(kb, reader, "delta omega beta alpha");
    assert_string_equal(kb_ids(kb, &result), "a d");
    result = kb_ask(kb, reader, "beta");
    assert_int_equal(result.total, 0);
    slv_reader_close(reader);
    kb_assert_as_clean_build(kb);
}

static void a_renamed_file_keeps_the_id_of_its_front_matter(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct str id;

    write_three(kb);
    kb_index(kb);
    kb_rename(kb, "articles/c.md", "articles/b/new name.md");
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 2);
    reader = kb_open(kb, SLV_AS_STAFF);
    assert_int_equal(slv_article_find_path(reader, 0, STR("b/new name.md"),
                                           kb->fixture->arena, &id, NULL),
                     SLV_OK);
    assert_int_equal(str_compare(id, STR("see")), 0);
    assert_int_equal(slv_article_find_path(reader, 0, STR("c.md"),
                                           kb->fixture->arena, &id, NULL),
                     SLV_ERR_NOT_FOUND);
    slv_reader_close(reader);
    kb_assert_as_clean_build(kb);
}

static void a_renamed_file_without_an_id_is_another_article(void **state)
{
    struct kb *kb = *state;
    write_three(kb);
    kb_index(kb);
    kb_rename(kb, "articles/a.md", "articles/a2.md");
    kb_index(kb);
    kb_assert_counts(kb, 1, 0, 1, 2);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a2");
    kb_assert_as_clean_build(kb);
}

static void two_files_may_exchange_their_names(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/a.md", "---\nid: one\n---\n# Alpha\n");
    kb_write(kb, "articles/b.md", "---\nid: two\n---\n# Beta\n");
    kb_index(kb);
    kb_rename(kb, "articles/a.md", "articles/x.md");
    kb_rename(kb, "articles/b.md", "articles/a.md");
    kb_rename(kb, "articles/x.md", "articles/b.md");
    kb_index(kb);
    kb_assert_counts(kb, 0, 2, 0, 0);
    assert_string_equal(kb->said.ptr, "");
    kb_assert_as_clean_build(kb);
}

static void an_article_moves_between_audiences(void **state)
{
    static const char *const heads[] = {
        "",
        "access: internal\n",
        "access: restricted\ngroups: [gold, blue]\n",
        "state: draft\n",
        "",
        "access: restricted\ngroups: [gold]\n",
        "access: restricted\ngroups: [blue, gold, gold]\n",
        "state: archived\n",
        "access: public\nstate: published\n",
        "state: reviewed\n"};

    struct kb *kb = *state;
    kb_write(kb, "articles/other.md", "# Other alpha\n");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        bool is_public = !heads[i][0] || strstr(heads[i], "published");

        kb_write(kb, "articles/a.md",
                 arena_format(kb->fixture->arena,
                              "---\nid: it\n%s---\n# Alpha %zu\n", heads[i], i)
                     .ptr);
        kb_index(kb);
        assert_string_equal(kb_find(kb, SLV_AS_STAFF, "alpha -other"), "it");
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha -other"),
                            is_public ? "it" : "");
        kb_assert_as_clean_build(kb);
    }
}

static void doubt_closes_and_never_opens(void **state)
{
    static const struct {
        const char *head;
        const char *rule;
    } doubtful[] = {
        {"access: everybody\n", "access-unknown"},
        {"access:\n", "access-unknown"},
        {"access: [public, internal]\n", "access-unknown"},
        {"state: finished\n", "state-unknown"},
        {"access: restricted\n", "groups-missing"},
        {"access: restricted\ngroups: ['', ' ']\n", "groups-missing"},
        {"access: public\naccess: internal\n", "key-repeated"},
        {"access: public\ntitle: 'open\n", "front-matter-unreadable"},
        {"title: [a, b\nkeywords: x: y: z\n", "front-matter-unreadable"},
        {"title: *x\n", "front-matter-unreadable"},
    };

    struct kb *kb = *state;
    for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++) {
        kb_write(kb, "articles/a.md",
                 arena_format(kb->fixture->arena, "---\n%s---\n# Alpha %zu\n",
                              doubtful[i].head, i)
                     .ptr);
        kb_index(kb);
        if (!kb_said(kb, doubtful[i].rule))
            fail_msg("%s: %s", doubtful[i].head, kb->said.ptr);
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "");
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, ""), "");
        assert_string_equal(kb_find(kb, SLV_AS_STAFF, "alpha"), "a");
    }
    /* a block that is never closed is no front matter, but doubtful */
    kb_write(kb, "articles/a.md", "---\naccess: public\n\n# Alpha\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "");
}

static void rules_hold_where_an_article_says_nothing(void **state)
{
    struct kb *kb = *state;
    write_three(kb);
    kb_write(kb, "articles/p.md",
             "---\naccess: public\nstate: published\n---\n# Pi text\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "text"), "p a b/b");
    kb->options.default_access = SLV_ACCESS_INTERNAL;
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "text"), "p");
    kb->options.default_access = SLV_ACCESS_PUBLIC;
    kb->options.default_state = SLV_STATE_DRAFT;
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "text"), "p");
    kb_assert_as_clean_build(kb);
}

/* --- ids --- */

static void of_two_files_with_one_id_the_first_by_path_keeps_it(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/b.md", "---\nid: one\n---\n# Beta\n");
    kb_write(kb, "articles/a.md", "---\nid: one\n---\n# Alpha\n");
    for (int full = 0; full < 2; full++) {
        kb->options.is_full = full;
        kb_index(kb);
        assert_true(kb_said(kb, "id-duplicate"));
        assert_true(kb_said(kb, "/b.md The id 'one'"));
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "one");
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b");
    }
    kb->options.is_full = false;
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 2);
    assert_true(kb_said(kb, "id-duplicate"));
    kb_remove(kb, "articles/a.md");
    kb_index(kb);
    assert_string_equal(kb->said.ptr, "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "one");
    kb_assert_as_clean_build(kb);
}

static void a_new_first_file_takes_the_id_as_a_clean_build_says(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/b.md", "---\nid: one\n---\n# Beta\n");
    kb_write(kb, "articles/x.md", "# Other\n");
    kb_index(kb);
    kb_write(kb, "articles/a.md", "---\nid: one\n---\n# Alpha\n");
    kb_index(kb);
    assert_true(kb_said(kb, "id-duplicate"));
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "one");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b");
    kb_assert_counts(kb, 1, 1, 0, 1);
    kb_assert_as_clean_build(kb);
}

/* The shard is known only when the ids are settled. */
static void the_loser_of_an_id_may_be_the_first_of_its_audience(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/a.md", "---\nid: x\n---\n# Alpha\n");
    kb_write(kb, "articles/b.md",
             "---\nid: x\naccess: restricted\ngroups: [gold]\n---\n# Beta\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha beta"), "x");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "beta"), "b");
    assert_non_null(
        strstr(fixture_read(kb->fixture, kb_path(kb, "data/current")).ptr,
               " " SHARD_GROUP_PREFIX));
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 2);
    kb_assert_as_clean_build(kb);
}

static void the_id_from_a_path_gives_way_to_numbers(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/a.md", "---\nid: b\n---\n# Alpha\n");
    kb_write(kb, "articles/b.md", "# Beta\n");
    kb_write(kb, "articles/c.md", "---\nid: b-2\n---\n# Gamma\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "b");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "gamma"), "b-2");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b-3");
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 3);
    kb_assert_as_clean_build(kb);
}

static void
a_secret_article_changes_no_address_that_the_public_knows(void **state)
{
    static const char *const secrets[] = {
        "---\nid: b\naccess: internal\n---\n# Sigma\n",
        "---\nid: b\naccess: restricted\ngroups: [gold]\n---\n# Sigma\n",
        "---\nid: b\nstate: draft\n---\n# Sigma two\n",
    };

    struct kb *kb = *state;
    kb_write(kb, "articles/a.md", "---\nid: x\n---\n# Alpha\n");
    kb_write(kb, "articles/b.md", "---\nid: x\n---\n# Beta\n");
    kb_index(kb);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        kb_write(kb, "articles/0.md", secrets[i]);
        kb_write(kb, "articles/z.md", secrets[i]);
        kb_index(kb);
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b");
        assert_string_equal(kb_find(kb, SLV_AS_STAFF, "sigma"), "0 z");
        kb_assert_as_clean_build(kb);
        kb_index(kb);
        kb_assert_counts(kb, 0, 0, 0, 4);
    }
    /* when the secret ones were there first */
    kb_remove(kb, "articles/b.md");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "sigma"), "b z");
    kb_assert_as_clean_build(kb);
    kb_write(kb, "articles/b.md", "---\nid: x\n---\n# Beta\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "sigma"), "0 z");
    kb_assert_as_clean_build(kb);
    kb->options.is_full = true;
    kb->options.jobs = 1;
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "sigma"), "0 z");
}

static void folders_may_hold_files_of_the_same_names(void **state)
{
    struct kb *kb = *state;
    kb->folders[1] = kb_path(kb, "more");
    kb->folder_count = 2;
    kb_write(kb, "articles/x.md", "# Alpha\n");
    kb_write(kb, "more/x.md", "# Beta\n");
    kb_write(kb, "more/y.md", "# Gamma\n\n[x](x.md)\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "x");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "x-2");
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 3);
    kb_write(kb, "more/x.md", "# Beta beta\n");
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 2);
    kb_assert_as_clean_build(kb);
    {
        struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
        struct str id;

        assert_int_equal(slv_article_find_path(reader, 0, STR("x.md"),
                                               kb->fixture->arena, &id, NULL),
                         SLV_OK);
        assert_true(str_equal(id, STR("x")));
        slv_reader_close(reader);
    }
    kb_remove(kb, "articles/x.md");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "x");
    kb_assert_as_clean_build(kb);
    /* the list that is named replaces the one before */
    kb->folder_count = 1;
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, ""), "");
}

static void folders_are_recorded(void **state)
{
    struct kb *kb = *state;
    const char *folders[SLV_INDEX_FOLDERS_MAX];
    size_t count;

    assert_int_equal(slv_index_folders(kb->data, kb->fixture->arena, folders,
                                       &count, &kb->err),
                     SLV_ERR_NO_INPUT);
    assert_non_null(strstr(kb->err.hint, "solvent index DIR"));
    write_three(kb);
    kb_index(kb);
    assert_int_equal(
        slv_index_folders(kb->data, kb->fixture->arena, folders, &count, NULL),
        SLV_OK);
    assert_int_equal(count, 1);
    assert_non_null(strstr(folders[0], "/articles"));
    kb_remove(kb, "articles/a.md");
    kb->folder_count = 0;
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 1, 2);
}

/* --- includes and fragments --- */

static void a_changed_include_changes_its_article(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/includes/step.md", "Pull the omega lever.\n");
    kb_write(kb, "articles/a.md",
             "# Alpha\n\n[!INCLUDE [s](includes/step.md)]\n");
    kb_write(kb, "articles/b.md", "# Beta\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "a");
    kb_write(kb, "articles/includes/step.md", "Pull the delta lever.\n");
    kb_index(kb);
    kb_assert_counts(kb, 0, 2, 0, 1);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "delta"), "a");
    kb_assert_as_clean_build(kb);
}

static void an_include_may_appear_and_vanish(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/a.md",
             "# Alpha\n\n[!INCLUDE [s](includes/step.md)]\n");
    kb_index(kb);
    assert_true(kb_said(kb, "include-missing"));
    kb_write(kb, "articles/includes/step.md", "Pull the omega lever.\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "a");
    kb_assert_as_clean_build(kb);
    kb_remove(kb, "articles/includes/step.md");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "");
    kb_assert_as_clean_build(kb);
}

static void an_include_that_becomes_secret_leaves_its_article(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/step.md", "Pull the omega lever.\n");
    kb_write(kb, "articles/a.md", "# Alpha\n\n[!INCLUDE [s](step.md)]\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "a step");
    kb_write(kb, "articles/step.md",
             "---\naccess: internal\n---\nPull the omega lever.\n");
    kb_index(kb);
    assert_true(kb_said(kb, "include-secret"));
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "");
    kb_write(kb, "articles/step.md", "Pull the omega lever.\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega"), "a step");
    kb_assert_as_clean_build(kb);
}

static void fragments_are_for_staff(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/Includes/a.md", "Omega one.\n");
    kb_write(kb, "articles/x/_includes/y/b.md", "Omega two.\n");
    kb_write(kb, "articles/includes/c.md",
             "---\ntitle: Whole\n---\nOmega three.\n");
    kb_write(kb, "articles/includes.md", "# Omega four\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "omega three"),
                        "includes/c includes");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "one"), "Includes/a");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "two"), "x/_includes/y/b");
}

/* --- images --- */

static size_t count_files(const char *folder)
{
    DIR *list = opendir(folder);
    const struct dirent *entry;
    size_t count = 0;

    while (list && (entry = readdir(list)) != NULL)
        count += entry->d_name[0] != '.';
    if (list)
        closedir(list);
    return count;
}

static void equal_images_are_stored_once(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_article article;
    struct str bytes;
    const char *type;

    kb_write(kb, "articles/a.md",
             "# Alpha\n\n![x](one.png) ![y](sub/Two.PNG) ![z](v.svg)\n"
             "![gone](gone.png) ![out](../../etc/x.png)\n");
    kb_write(kb, "articles/one.png", "same bytes");
    kb_write(kb, "articles/sub/Two.PNG", "same bytes");
    kb_write(kb, "articles/v.svg", "<svg/>");
    kb_index(kb);
    assert_true(kb_said(kb, "image-missing"));
    assert_true(kb_said(kb, "image-type"));
    assert_int_equal(count_files(kb_path(kb, "data/images")), 1);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(
        slv_article_get(reader, STR("a"), kb->fixture->arena, &article, NULL),
        SLV_OK);
    assert_int_equal(article.image_count, 2);
    assert_int_equal(slv_image_read(reader, &article.images[0],
                                    kb->fixture->arena, &bytes, &type, NULL),
                     SLV_OK);
    assert_true(str_equal(bytes, STR("same bytes")));
    assert_string_equal(type, "image/png");
    slv_reader_close(reader);
}

static void an_image_that_appears_or_changes_is_taken_over(void **state)
{
    struct kb *kb = *state;
    kb_write(kb, "articles/a.md", "# Alpha\n\n![x](one.png)\n");
    kb_index(kb);
    kb_write(kb, "articles/one.png", "first");
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 0);
    kb_assert_as_clean_build(kb);
    kb_write_at(kb, "articles/one.png", STR("second one"), 1700000001);
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 0);
    kb_assert_as_clean_build(kb);
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 1);
    kb_remove(kb, "articles/one.png");
    kb_index(kb);
    kb_assert_as_clean_build(kb);
}

static void the_folder_of_images_is_made_durable_once_and_early(void **state)
{
    enum { IMAGES = 20 };

    struct kb *kb = *state;
    struct strbuf paths;
    struct strbuf text;

    strbuf_init(&paths, 1024 * 1024);
    strbuf_init(&text, 64 * 1024);
    strbuf_add_cstr(&text, "# Alpha\n\n");
    kb_write(kb, "articles/b.md", "# Beta\n");
    kb_index(kb);
    for (int i = 0; i < IMAGES; i++) {
        const char *name =
            arena_format(kb->fixture->arena, "articles/%d.png", i).ptr;

        kb_write(kb, name, name);
        strbuf_add_format(&text, "![x](%d.png)\n", i);
    }
    kb_write_at(kb, "articles/a.md", strbuf_str(&text), 1);
    for (int full = 0; full < 2; full++) {
        kb_remove(kb, "data/images");
        kb_write(
            kb, "articles/a.md",
            arena_format(kb->fixture->arena, "%s\n%d\n", text.ptr, full).ptr);
        kb->options.is_full = full;
        synced = &paths;
        kb_index(kb);
        synced = NULL;
        assert_int_equal(count_files(kb_path(kb, "data/images")), IMAGES);
        assert_int_equal(count_in(paths.ptr, "/data/images\n"), 1);
        assert_int_equal(count_in(paths.ptr, "/data/images/"), IMAGES);
        if (full)
            assert_true(strstr(paths.ptr, "/data/images\n") <
                        strstr(paths.ptr, "/data/current."));
        strbuf_clear(&paths);
    }
    strbuf_release(&paths);
    strbuf_release(&text);
}

static void a_new_shard_is_durable_before_it_is_named(void **state)
{
    struct kb *kb = *state;
    struct strbuf paths;
    const char *shard;
    const char *generation;
    const char *current;

    strbuf_init(&paths, 1024 * 1024);
    write_three(kb);
    kb_remove(kb, "articles/c.md");
    kb_index(kb);
    kb_write(kb, "articles/d.md", "---\naccess: internal\n---\n# Delta\n");
    synced = &paths;
    kb_index(kb);
    synced = NULL;
    shard = strstr(paths.ptr, "/data/index.1/internal\n");
    generation = strstr(paths.ptr, "/data/index.1\n");
    current = strstr(paths.ptr, "/data/current.");
    assert_non_null(shard);
    assert_non_null(generation);
    assert_non_null(current);
    assert_true(shard < current && generation < current);
    strbuf_release(&paths);
}

static void a_full_build_removes_images_that_no_article_shows(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/a.md", "# Alpha\n\n![x](one.png)\n");
    kb_write(kb, "articles/b.md", "# Beta\n\n![y](two.png)\n");
    kb_write(kb, "articles/one.png", "one");
    kb_write(kb, "articles/two.png", "two");
    kb_index(kb);
    kb_remove(kb, "articles/b.md");
    kb_index(kb);
    assert_int_equal(count_files(kb_path(kb, "data/images")), 2);
    kb->options.is_full = true;
    kb_index(kb);
    assert_int_equal(count_files(kb_path(kb, "data/images")), 1);
}

static void an_image_that_could_not_be_stored_is_tried_again(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/a.md", "# Alpha\n\n![x](one.png)\n");
    kb_write(kb, "articles/one.png", "one");
    kb_write(kb, "data/images", "no folder");
    kb_index(kb);
    kb_assert_counts(kb, 1, 0, 0, 0);
    assert_true(kb_said(kb, "image-unreadable"));
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 1);
    assert_true(kb_said(kb, "image-unreadable"));
    kb_remove(kb, "data/images");
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 0);
    assert_string_equal(kb->said.ptr, "");
    assert_int_equal(count_files(kb_path(kb, "data/images")), 1);
    kb_assert_as_clean_build(kb);
}

/* --- what cannot be read --- */

/* Without the right to read what belongs to others, for one test. */
static bool become_nobody(struct kb *kb)
{
    if (geteuid() != 0)
        return true;
    if (chown(kb->fixture->folder, 65534, 65534) != 0)
        return false;
    return seteuid(65534) == 0;
}

static void become_oneself(void)
{
    if (getuid() == 0)
        assert_int_equal(seteuid(0), 0);
}

static void what_was_indexed_of_an_unreadable_file_stays(void **state)
{
    struct kb *kb = *state;
    assert_int_equal(file_remove_tree(kb->articles, NULL), SLV_OK);
    assert_true(become_nobody(kb));
    write_three(kb);
    kb_index(kb);
    kb_write(kb, "articles/a.md", "# Alpha\n\nAnother text.\n");
    assert_int_equal(chmod(kb_path(kb, "articles/a.md"), 0), 0);
    kb_index(kb);
    assert_true(kb_said(kb, "file-unreadable"));
    kb_assert_counts(kb, 0, 0, 0, 3);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha text"), "a b/b");
    assert_int_equal(chmod(kb_path(kb, "articles/a.md"), 0644), 0);
    kb_index(kb);
    kb_assert_counts(kb, 0, 1, 0, 2);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "another"), "a");
    become_oneself();
}

static void of_two_files_of_one_name_the_unreadable_one_stays_too(void **state)
{
    struct kb *kb = *state;
    assert_int_equal(file_remove_tree(kb->articles, NULL), SLV_OK);
    assert_true(become_nobody(kb));
    kb->folders[1] = kb_path(kb, "more");
    kb->folder_count = 2;
    kb_write(kb, "articles/x.md", "# Alpha\n");
    kb_write(kb, "more/x.md", "# Beta\n");
    kb_index(kb);
    assert_int_equal(chmod(kb_path(kb, "more/x.md"), 0), 0);
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 2);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "x");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "x-2");
    become_oneself();
}

static void articles_of_an_unreadable_folder_stay(void **state)
{
    struct kb *kb = *state;
    assert_int_equal(file_remove_tree(kb->articles, NULL), SLV_OK);
    assert_true(become_nobody(kb));
    write_three(kb);
    kb_index(kb);
    assert_int_equal(chmod(kb_path(kb, "articles/b"), 0), 0);
    kb_index(kb);
    assert_true(kb_said(kb, "folder-unreadable"));
    kb_assert_counts(kb, 0, 0, 0, 3);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b/b");
    assert_int_equal(chmod(kb_path(kb, "articles/b"), 0755), 0);
    kb_remove(kb, "articles/b/b.md");
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 1, 2);
    become_oneself();
}

/* Its names can be listed, but not what they are. */
static void articles_of_a_folder_that_only_tells_names_stay(void **state)
{
    struct kb *kb = *state;
    assert_int_equal(file_remove_tree(kb->articles, NULL), SLV_OK);
    assert_true(become_nobody(kb));
    write_three(kb);
    kb_index(kb);
    assert_int_equal(chmod(kb_path(kb, "articles/b"), 0644), 0);
    kb_index(kb);
    assert_true(kb_said(kb, "folder-unreadable"));
    kb_assert_counts(kb, 0, 0, 0, 3);
    assert_int_equal(chmod(kb_path(kb, "articles/b"), 0755), 0);
    become_oneself();
}

static void the_article_of_a_link_into_an_unreadable_folder_stays(void **state)
{
    struct kb *kb = *state;
    assert_int_equal(file_remove_tree(kb->articles, NULL), SLV_OK);
    assert_true(become_nobody(kb));
    write_three(kb);
    assert_int_equal(symlink("b/b.md", kb_path(kb, "articles/l.md")), 0);
    kb_index(kb);
    kb_assert_counts(kb, 4, 0, 0, 0);
    assert_int_equal(chmod(kb_path(kb, "articles/b"), 0), 0);
    kb_remove(kb, "articles/a.md");
    kb_index(kb);
    assert_true(kb_said(kb, "link-unreadable"));
    kb_assert_counts(kb, 0, 0, 1, 3);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "beta"), "b/b l");
    assert_int_equal(chmod(kb_path(kb, "articles/b"), 0755), 0);
    kb_remove(kb, "articles/b/b.md");
    kb_index(kb);
    assert_true(kb_said(kb, "link-passed-over"));
    kb_assert_counts(kb, 0, 0, 2, 1);
    become_oneself();
}

static void a_file_that_is_too_big_is_said_and_passed_over(void **state)
{
    struct kb *kb = *state;
    size_t len = 50 * 1024 * 1024;
    char *bytes = malloc(len);

    assert_non_null(bytes);
    memset(bytes, 'x', len);
    write_three(kb);
    kb_write_at(kb, "articles/big.md", (struct str){bytes, len}, 1);
    free(bytes);
    kb_index(kb);
    kb_assert_counts(kb, 3, 0, 0, 0);
    assert_true(kb_said(kb, "file-too-big"));
}

/* Each bad byte becomes three; what is stored must still be readable. */
static void the_largest_file_of_bad_bytes_is_found_and_read(void **state)
{
    struct kb *kb = *state;
    size_t len = 16 * 1024 * 1024;
    char *bytes = malloc(len);
    struct slv_reader *reader;
    struct slv_article article;

    assert_non_null(bytes);
    memset(bytes, 0xFF, len);
    memcpy(bytes, "# Zeppelin\n\n", 12);
    kb_write_at(kb, "articles/big.md", (struct str){bytes, len}, 1);
    memset(bytes, 'x', len);
    memcpy(bytes, "# Zeppelin\n\n", 12);
    kb_write_at(kb, "articles/big2.md", (struct str){bytes, len}, 1);
    free(bytes);
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "zeppelin -xxx"),
                        "big big2");
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(
        slv_article_get(reader, STR("big"), kb->fixture->arena, &article, NULL),
        SLV_OK);
    slv_reader_close(reader);
}

static void odd_bytes_in_files_and_names_are_survived(void **state)
{
    static const char *const names[] = {
        "a b.md",     "50%.md",     "\xC3\xA9t\xC3\xA9.md",
        "bad\xFF.md", "line\nx.md", "q\"'<&>.md",
        "x.markdown", ".hidden.md", "UPPER.MD",
        "-dash.md",   "a\\b.md",    "tab\tx.md"};
    static const char content[] =
        "\xEF\xBB\xBF---\r\ntitle: \"odd \\0 \\e[2J title\"\r\ntags: "
        "[\"a\\0b\"]\r\n"
        "---\r\n# Omega\xC0\x80 \xED\xA0\x80\0 nul\r\n\xF4\x90\x80\x80 end";

    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        kb_write_at(
            kb, arena_format(kb->fixture->arena, "articles/%s", names[i]).ptr,
            (struct str){content, sizeof content - 1}, 5);
    kb_index(kb);
    kb_assert_counts(kb, 11, 0, 0, 0);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = kb_ask(kb, reader, "omega");
    assert_int_equal(result.total, 11);
    for (size_t i = 0; i < result.hit_count; i++) {
        struct slv_article article;

        assert_int_equal(slv_article_get(reader, result.hits[i].id,
                                         kb->fixture->arena, &article, NULL),
                         SLV_OK);
        assert_true(str_equal(article.id, result.hits[i].id));
    }
    slv_reader_close(reader);
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 11);
}

/* The library counts NUL bytes twice; one article must not stop the run. */
static void lists_of_odd_values_do_not_stop_the_run(void **state)
{
    struct kb *kb = *state;
    struct strbuf text;

    strbuf_init(&text, 1024 * 1024);
    strbuf_add_cstr(&text, "---\ntags: [\"");
    for (int i = 0; i < 190; i++)
        strbuf_add_cstr(&text, "\\0");
    strbuf_add_cstr(&text, "\"]\nreplaces: [\"");
    for (int i = 0; i < 199; i++)
        strbuf_add_cstr(&text, "\\0");
    strbuf_add_cstr(&text, "\"]\nid: \"");
    for (int i = 0; i < 500; i++)
        strbuf_add_cstr(&text, "\xC3\xA9");
    strbuf_add_cstr(&text, "\"\n---\n# Alpha\n");
    write_three(kb);
    kb_write_at(kb, "articles/odd.md", strbuf_str(&text), 1);
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "---\ntags: [");
    for (int i = 0; i < 15000; i++)
        strbuf_add_format(&text, "a tag number %d, ", i);
    strbuf_add_cstr(&text, "x]\n---\n# Alpha\n");
    kb_write_at(kb, "articles/tags.md", strbuf_str(&text), 1);
    strbuf_release(&text);
    kb_index(kb);
    kb_assert_counts(kb, 5, 0, 0, 0);
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 5);
}

static void very_deep_and_long_names_are_indexed(void **state)
{
    struct kb *kb = *state;
    struct str path = STR("articles");

    for (int i = 0; i < 60; i++)
        path = arena_format(kb->fixture->arena, "%.*s/%s", STR_ARG(path),
                            "a folder with a rather long name");
    kb_write(kb,
             arena_format(kb->fixture->arena, "%.*s/x.md", STR_ARG(path)).ptr,
             "# Omega\n");
    kb_write(kb,
             arena_format(kb->fixture->arena, "%.*s/y.md", STR_ARG(path)).ptr,
             "# Delta\n");
    kb_index(kb);
    kb_assert_counts(kb, 2, 0, 0, 0);
    assert_non_null(strstr(kb_find(kb, SLV_AS_PUBLIC, "omega"), "/x"));
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 2);
}

/* --- the whole --- */

static void an_empty_folder_makes_an_index_without_articles(void **state)
{
    struct kb *kb = *state;
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 0);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "anything"), "");
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, ""), "");
    write_three(kb);
    kb_index(kb);
    kb_assert_counts(kb, 3, 0, 0, 0);
    kb_remove(kb, "articles/a.md");
    kb_remove(kb, "articles/b");
    kb_remove(kb, "articles/c.md");
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 3, 0);
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, ""), "");
}

static void a_missing_folder_is_an_error_and_changes_nothing(void **state)
{
    struct kb *kb = *state;
    write_three(kb);
    kb_index(kb);
    kb->folders[1] = kb_path(kb, "none");
    kb->folder_count = 2;
    assert_int_equal(kb_try_index(kb), SLV_ERR_NO_INPUT);
    assert_non_null(strstr(kb->err.text, "/none"));
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a");
}

static void full_builds_another_generation_with_the_same_answers(void **state)
{
    struct kb *kb = *state;
    struct strbuf before;
    struct strbuf after;

    strbuf_init(&before, 1 << 20);
    strbuf_init(&after, 1 << 20);
    write_three(kb);
    kb_index(kb);
    kb_print_all(kb, SLV_AS_STAFF, &before);
    kb->options.is_full = true;
    for (unsigned jobs = 1; jobs < 5; jobs += 3) {
        kb->options.jobs = jobs;
        kb_index(kb);
        kb_assert_counts(kb, 0, 0, 0, 3);
        strbuf_clear(&after);
        kb_print_all(kb, SLV_AS_STAFF, &after);
        assert_string_equal(before.ptr, after.ptr);
    }
    assert_true(access(kb_path(kb, "data/index.3"), F_OK) == 0);
    assert_true(access(kb_path(kb, "data/index.1"), F_OK) != 0);
    assert_true(access(kb_path(kb, "data/index.2"), F_OK) != 0);
    strbuf_release(&before);
    strbuf_release(&after);
}

static void a_damaged_index_is_built_anew(void **state)
{
    static const char *const damaged[] = {
        "data/current", "data/index.%d/public/iamglass",
        "data/index.%d/public/docdata.glass",
        "data/index.%d/public/postlist.glass"};

    struct kb *kb = *state;
    write_three(kb);
    kb_index(kb);
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct str line =
            fixture_read(kb->fixture, kb_path(kb, "data/current"));
        struct str name = str_take_until(&line, ' ');
        struct str number = str_from_offset(name, 6);
        unsigned long long generation;

        assert_true(str_to_uint(number, &generation));
        kb_write(kb,
                 strchr(damaged[i], '%')
                     ? arena_format(kb->fixture->arena,
                                    i == 1 ? "data/index.%d/public/iamglass"
                                    : i == 2
                                        ? "data/index.%d/public/docdata.glass"
                                        : "data/index.%d/public/postlist.glass",
                                    (int) generation)
                           .ptr
                     : damaged[i],
                 "garbage");
        kb_index(kb);
        assert_string_equal(kb_find(kb, SLV_AS_STAFF, "gamma"), "see");
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a");
    }
}

/* The ids are those that other files have from their paths. */
static void removing_many_changing_many_stays_as_a_clean_build(void **state)
{
    struct kb *kb = *state;
    unsigned seed = 1;

    for (int round = 0; round < 12; round++) {
        for (int k = 0; k < 25; k++) {
            static const char *const accesses[] = {
                "public", "internal", "restricted\ngroups: [x]", "public"};
            unsigned n;
            const char *name;

            seed = seed * 1103515245u + 12345u;
            n = seed >> 16 & 63;
            name =
                arena_format(kb->fixture->arena, "articles/%u/f%u.md", n % 3, n)
                    .ptr;
            if (seed >> 24 & 1)
                kb_remove(kb, name);
            else
                kb_write(kb, name,
                         arena_format(kb->fixture->arena,
                                      "---\nid: %u/f%u\naccess: %s\n---\n"
                                      "# T%u\n\nword%u\n",
                                      (seed >> 25 & 31) % 3, seed >> 25 & 31,
                                      accesses[seed >> 10 & 3], n,
                                      seed >> 8 & 255)
                             .ptr);
        }
        kb_index(kb);
        kb_assert_as_clean_build(kb);
    }
}

/* More than 500 changed articles, and the larger part, are built anew. */
static void
many_changes_at_once_are_built_anew_with_the_same_counts(void **state)
{
    struct kb *kb = *state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 600; i++)
            kb_write(
                kb, arena_format(kb->fixture->arena, "articles/%d.md", i).ptr,
                arena_format(kb->fixture->arena, "# N%d round%d\n", i, round)
                    .ptr);
        if (round)
            kb_remove(kb, "articles/7.md");
        kb_index(kb);
        if (round)
            kb_assert_counts(kb, 0, 599, 1, 0);
        else
            kb_assert_counts(kb, 600, 0, 0, 0);
    }
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "round0"), "");
}

static void restricted_articles_of_many_groups_have_a_bound(void **state)
{
    struct kb *kb = *state;
    for (int i = 0; i < 62; i++)
        kb_write(kb, arena_format(kb->fixture->arena, "articles/%d.md", i).ptr,
                 arena_format(kb->fixture->arena,
                              "---\naccess: restricted\ngroups: [g%d]\n---\n"
                              "# Omega\n",
                              i)
                     .ptr);
    kb_write(kb, "articles/i.md", "---\naccess: internal\n---\n# Omega\n");
    kb_index(kb);
    kb_assert_counts(kb, 63, 0, 0, 0);
    kb_write(kb, "articles/g.md",
             "---\naccess: restricted\ngroups: [other]\n---\n# Omega\n");
    assert_int_equal(kb_try_index(kb), SLV_ERR_TOO_BIG);
    assert_non_null(strstr(kb->err.text, "sets of customer groups"));
    kb->options.is_full = true;
    assert_int_equal(kb_try_index(kb), SLV_ERR_TOO_BIG);
    kb_remove(kb, "articles/g.md");
    kb->options.is_full = false;
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 63);
}

static void the_lock_is_held_by_one(void **state)
{
    struct kb *kb = *state;
    struct file_lock *lock;
    char pid[32];

    write_three(kb);
    kb_index(kb);
    assert_int_equal(file_lock_open(kb_path(kb, "data/lock"), "indexer",
                                    "solvent index", 0, &lock, NULL),
                     SLV_OK);
    assert_int_equal(kb_try_index(kb), SLV_ERR_LOCKED);
    snprintf(pid, sizeof pid, "pid %ld", (long) getpid());
    assert_non_null(strstr(kb->err.text, pid));
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a");
    file_lock_close(lock);
    kb_index(kb);
}

static void a_full_disk_is_an_error_and_the_old_index_stays(void **state)
{
    struct kb *kb = *state;
    const char *disk = fixture_small_disk(kb->fixture, 4 * 1024 * 1024);
    struct strbuf text;

    if (!disk)
        skip();
    kb->data = kb_path(kb, "disk/data");
    write_three(kb);
    kb_index(kb);
    strbuf_init(&text, 64 * 1024 * 1024);
    while (text.len < 1024 * 1024)
        strbuf_add_cstr(&text, "ballast ");
    kb_write_at(kb, "disk/ballast", strbuf_str(&text), 1);
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "# Delta\n\n");
    for (unsigned i = 0; i < 300000; i++)
        strbuf_add_format(&text, "%x ", i * 2654435761u);
    kb_write_at(kb, "articles/d.md", strbuf_str(&text), 1);
    strbuf_release(&text);
    for (int full = 0; full < 2; full++) {
        kb->options.is_full = full;
        assert_int_equal(kb_try_index(kb), SLV_ERR_NO_SPACE);
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a");
        assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "delta"), "");
    }
    kb->options.is_full = false;
    kb_remove(kb, "articles/d.md");
    kb_remove(kb, "disk/ballast");
    kb_write(kb, "articles/e.md", "# Epsilon\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "epsilon"), "e");
    kb_assert_as_clean_build(kb);
}

static void a_read_only_data_folder_is_an_error(void **state)
{
    struct kb *kb = *state;
    assert_true(become_nobody(kb));
    kb_remove(kb, "articles/a.md");
    become_oneself();
    write_three(kb);
    assert_true(become_nobody(kb));
    kb_index(kb);
    assert_int_equal(chmod(kb_path(kb, "data/lock"), 0444), 0);
    assert_int_equal(chmod(kb->data, 0555), 0);
    assert_int_equal(kb_try_index(kb), SLV_ERR_PERMISSION);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "alpha"), "a");
    assert_int_equal(chmod(kb->data, 0755), 0);
    become_oneself();
}

struct progress {
    struct kb *kb;
    size_t calls;
    size_t total;
};

static struct progress seen;

static void count_progress(void *context, size_t done, size_t total)
{
    assert_ptr_equal(context, seen.kb);
    assert_int_equal(done, ++seen.calls);
    seen.total = total;
}

static void progress_counts_every_article_once(void **state)
{
    struct kb *kb = *state;
    write_three(kb);
    kb_write(kb, "articles/d.md", "---\nid: see\n---\n# Delta\n");
    kb->options.on_progress = count_progress;
    for (int full = 0; full < 2; full++) {
        seen = (struct progress){.kb = kb};
        kb->options.is_full = full;
        kb_index(kb);
        assert_int_equal(seen.calls, 4);
        assert_int_equal(seen.total, 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(first_run_adds_everything),
        KB_TEST(second_run_changes_nothing),
        KB_TEST(additions_changes_and_removals_are_seen),
        KB_TEST(a_renamed_file_keeps_the_id_of_its_front_matter),
        KB_TEST(a_renamed_file_without_an_id_is_another_article),
        KB_TEST(two_files_may_exchange_their_names),
        KB_TEST(an_article_moves_between_audiences),
        KB_TEST(doubt_closes_and_never_opens),
        KB_TEST(rules_hold_where_an_article_says_nothing),
        KB_TEST(of_two_files_with_one_id_the_first_by_path_keeps_it),
        KB_TEST(a_new_first_file_takes_the_id_as_a_clean_build_says),
        KB_TEST(the_loser_of_an_id_may_be_the_first_of_its_audience),
        KB_TEST(the_id_from_a_path_gives_way_to_numbers),
        KB_TEST(a_secret_article_changes_no_address_that_the_public_knows),
        KB_TEST(folders_may_hold_files_of_the_same_names),
        KB_TEST(folders_are_recorded),
        KB_TEST(a_changed_include_changes_its_article),
        KB_TEST(an_include_may_appear_and_vanish),
        KB_TEST(an_include_that_becomes_secret_leaves_its_article),
        KB_TEST(fragments_are_for_staff),
        KB_TEST(equal_images_are_stored_once),
        KB_TEST(an_image_that_appears_or_changes_is_taken_over),
        KB_TEST(the_folder_of_images_is_made_durable_once_and_early),
        KB_TEST(a_new_shard_is_durable_before_it_is_named),
        KB_TEST(a_full_build_removes_images_that_no_article_shows),
        KB_TEST(an_image_that_could_not_be_stored_is_tried_again),
        KB_TEST(what_was_indexed_of_an_unreadable_file_stays),
        KB_TEST(of_two_files_of_one_name_the_unreadable_one_stays_too),
        KB_TEST(articles_of_an_unreadable_folder_stay),
        KB_TEST(articles_of_a_folder_that_only_tells_names_stay),
        KB_TEST(the_article_of_a_link_into_an_unreadable_folder_stays),
        KB_TEST(a_file_that_is_too_big_is_said_and_passed_over),
        KB_TEST(the_largest_file_of_bad_bytes_is_found_and_read),
        KB_TEST(odd_bytes_in_files_and_names_are_survived),
        KB_TEST(lists_of_odd_values_do_not_stop_the_run),
        KB_TEST(very_deep_and_long_names_are_indexed),
        KB_TEST(an_empty_folder_makes_an_index_without_articles),
        KB_TEST(a_missing_folder_is_an_error_and_changes_nothing),
        KB_TEST(full_builds_another_generation_with_the_same_answers),
        KB_TEST(a_damaged_index_is_built_anew),
        KB_TEST(removing_many_changing_many_stays_as_a_clean_build),
        KB_TEST(many_changes_at_once_are_built_anew_with_the_same_counts),
        KB_TEST(restricted_articles_of_many_groups_have_a_bound),
        KB_TEST(the_lock_is_held_by_one),
        KB_TEST(a_full_disk_is_an_error_and_the_old_index_stays),
        KB_TEST(a_read_only_data_folder_is_an_error),
        KB_TEST(progress_counts_every_article_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
