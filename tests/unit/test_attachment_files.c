/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Contents of attachments on disk: once each, whole or not at all, damage told,
 * what nobody needs swept.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/attachment_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MUST(call)                               \
    do {                                         \
        if ((call) != SLV_OK)                    \
            fail_msg("%s: %s", #call, err.text); \
    } while (0)

/* SHA-256 of "abc" */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static struct attachment_files *must_open(struct fixture *f)
{
    struct attachment_files *files = NULL;
    struct slv_error err = {0};

    MUST(attachment_files_open(f->folder, &files, &err));
    return files;
}

/* Files in the folder, without the mark of its use. */
static int count_files(struct fixture *f)
{
    DIR *folder = opendir(fixture_path(f, "attachments"));
    int count = -3; /* ".", "..", the mark */

    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void must_keep(struct attachment_files *files, struct str bytes,
                      char hex[SHA256_HEX_BYTES])
{
    struct attachment_draft *draft;
    struct slv_error err = {0};

    MUST(attachment_draft_open(files, &draft, &err));
    MUST(attachment_draft_add(draft, str_first(bytes, 1), &err));
    MUST(attachment_draft_add(draft, str_from_offset(bytes, 1), &err));
    attachment_draft_end(draft, hex);
    MUST(attachment_draft_sync(draft, &err));
    attachment_files_begin(files);
    MUST(attachment_draft_keep(draft, &err));
    MUST(attachment_files_sync(files, &err));
    attachment_files_end(files);
    attachment_draft_free(draft);
}

static void a_content_is_kept_once_under_its_checksum(void **state)
{
    struct fixture *f = *state;
    struct attachment_files *files = must_open(f);
    char hex[SHA256_HEX_BYTES];
    char bytes[8] = "";
    int descriptor;
    struct slv_error err = {0};

    must_keep(files, STR("abc"), hex);
    assert_string_equal(hex, ABC);
    must_keep(files, STR("abc"), hex);
    assert_int_equal(count_files(f), 1);
    MUST(attachment_file_open(files, STR(ABC), 3, &descriptor, &err));
    assert_int_equal(read(descriptor, bytes, sizeof bytes), 3);
    assert_string_equal(bytes, "abc");
    close(descriptor);
    MUST(attachment_file_check(files, STR(ABC), 3, &err));
    attachment_files_close(files);
}

static void a_draft_that_is_not_kept_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct attachment_files *files = must_open(f);
    struct attachment_draft *draft;
    char hex[SHA256_HEX_BYTES];
    struct slv_error err = {0};

    MUST(attachment_draft_open(files, &draft, &err));
    MUST(attachment_draft_add(draft, STR("abc"), &err));
    assert_int_equal(count_files(f), 1);
    attachment_draft_free(draft);
    assert_int_equal(count_files(f), 0);
    MUST(attachment_draft_open(files, &draft, &err));
    attachment_draft_end(draft, hex);
    attachment_draft_free(draft);
    assert_int_equal(count_files(f), 0);
    attachment_draft_free(NULL);
    attachment_files_close(files);
}

static void what_was_kept_can_be_taken_back_but_not_what_was_there(void **state)
{
    struct fixture *f = *state;
    struct attachment_files *files = must_open(f);
    struct attachment_draft *draft;
    char hex[SHA256_HEX_BYTES];
    struct slv_error err = {0};

    for (int i = 0; i < 2; i++) {
        MUST(attachment_draft_open(files, &draft, &err));
        MUST(attachment_draft_add(draft, STR("abc"), &err));
        attachment_draft_end(draft, hex);
        MUST(attachment_draft_sync(draft, &err));
        attachment_files_begin(files);
        MUST(attachment_draft_keep(draft, &err));
        attachment_draft_undo(draft);
        attachment_files_end(files);
        attachment_draft_free(draft);
        assert_int_equal(count_files(f), i);
        must_keep(files, STR("abc"), hex);
    }
    attachment_files_close(files);
}

static void damage_is_told_and_mended_by_the_next_upload(void **state)
{
    struct fixture *f = *state;
    struct attachment_files *files = must_open(f);
    char hex[SHA256_HEX_BYTES];
    int descriptor;
    struct slv_error err = {0};

    assert_int_equal(
        attachment_file_open(files, STR(ABC), 3, &descriptor, &err),
        SLV_ERR_CORRUPT);
    must_keep(files, STR("abc"), hex);
    fixture_write(f, "attachments/" ABC, STR("ab"));
    assert_int_equal(
        attachment_file_open(files, STR(ABC), 3, &descriptor, &err),
        SLV_ERR_CORRUPT);
    assert_int_equal(descriptor, -1);
    must_keep(files, STR("abc"), hex);
    MUST(attachment_file_check(files, STR(ABC), 3, &err));
    fixture_write(f, "attachments/" ABC, STR("abd"));
    assert_int_equal(attachment_file_check(files, STR(ABC), 3, &err),
                     SLV_ERR_CORRUPT);
    attachment_files_close(files);
}

static bool is_abc(void *context, struct str sha256)
{
    (*(int *) context)++;
    return str_equal(sha256, STR(ABC));
}

static void sweeping_takes_what_nobody_needs(void **state)
{
    struct fixture *f = *state;
    struct attachment_files *files = must_open(f);
    struct attachment_files *other;
    char hex[SHA256_HEX_BYTES];
    uint64_t removed;
    int asked = 0;
    struct slv_error err = {0};

    must_keep(files, STR("abc"), hex);
    must_keep(files, STR("def"), hex);
    fixture_write(f, "attachments/.draft-abcdef", STR("half"));
    fixture_write(f, "attachments/readme", STR("of somebody"));
    /* not while another has it open */
    other = must_open(f);
    MUST(attachment_files_sweep(files, is_abc, &asked, &removed, &err));
    assert_int_equal(removed, 0);
    assert_int_equal(asked, 0);
    attachment_files_close(other);
    MUST(attachment_files_sweep(files, is_abc, &asked, &removed, &err));
    assert_int_equal(removed, 2);
    assert_int_equal(asked, 2);
    assert_int_equal(count_files(f), 2);
    MUST(attachment_file_check(files, STR(ABC), 3, &err));
    attachment_files_close(files);
}

static void a_full_disk_is_said(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 256 * 1024);
    struct attachment_files *files = NULL;
    struct attachment_draft *draft;
    struct slv_error err = {0};
    char *bytes;

    if (!disk)
        skip();
    MUST(attachment_files_open(disk, &files, &err));
    MUST(attachment_draft_open(files, &draft, &err));
    bytes = arena_calloc(f->arena, 1, 1024 * 1024);
    assert_int_equal(
        attachment_draft_add(draft, (struct str){bytes, 1024 * 1024}, &err),
        SLV_ERR_NO_SPACE);
    attachment_draft_free(draft);
    /* there is room again */
    MUST(attachment_draft_open(files, &draft, &err));
    MUST(attachment_draft_add(draft, (struct str){bytes, 100 * 1024}, &err));
    attachment_draft_free(draft);
    attachment_files_close(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_content_is_kept_once_under_its_checksum),
        FIXTURE_TEST(a_draft_that_is_not_kept_leaves_nothing),
        FIXTURE_TEST(what_was_kept_can_be_taken_back_but_not_what_was_there),
        FIXTURE_TEST(damage_is_told_and_mended_by_the_next_upload),
        FIXTURE_TEST(sweeping_takes_what_nobody_needs),
        FIXTURE_TEST(a_full_disk_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
