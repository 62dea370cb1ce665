/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folders of their own for unit tests. See the header.
 */
#include "tests/support/fixture.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

int fixture_setup(void **state)
{
    struct fixture *fixture = alloc_zeroed(1, sizeof *fixture);

    snprintf(fixture->folder, sizeof fixture->folder,
             "/tmp/solvent-test-XXXXXX");
    if (!mkdtemp(fixture->folder)) {
        free(fixture);
        return -1;
    }
    fixture->arena = arena_new();
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    struct slv_error err;
    enum slv_status status;

    if (fixture->is_mounted &&
        umount2(fixture_path(fixture, "disk"), MNT_DETACH) != 0)
        return -1;
    status = file_remove_tree(fixture->folder, &err);
    for (size_t i = 0; i < fixture->path_count; i++)
        free(fixture->paths[i]);
    arena_free(fixture->arena);
    free(fixture);
    return status == SLV_OK ? 0 : -1;
}

const char *fixture_path(struct fixture *fixture, const char *name)
{
    size_t size = strlen(fixture->folder) + strlen(name) + 2;
    char *path = alloc_bytes(size);

    assert_true(fixture->path_count < sizeof fixture->paths / sizeof(char *));
    snprintf(path, size, "%s/%s", fixture->folder, name);
    fixture->paths[fixture->path_count++] = path;
    return path;
}

const char *fixture_write(struct fixture *fixture, const char *name,
                          struct str content)
{
    const char *path = fixture_path(fixture, name);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    assert_true(descriptor >= 0);
    assert_int_equal(file_write_all(descriptor, content, path, NULL), SLV_OK);
    assert_int_equal(close(descriptor), 0);
    return path;
}

struct str fixture_read(struct fixture *fixture, const char *path)
{
    struct str content;

    assert_int_equal(
        file_read(path, 64 * 1024 * 1024, fixture->arena, &content, NULL),
        SLV_OK);
    return content;
}

const char *fixture_small_disk(struct fixture *fixture, size_t bytes)
{
    const char *path = fixture_path(fixture, "disk");
    char options[64];

    assert_int_equal(mkdir(path, 0755), 0);
    snprintf(options, sizeof options, "size=%zu", bytes);
    if (mount("tmpfs", path, "tmpfs", 0, options) != 0)
        return NULL;
    fixture->is_mounted = true;
    return path;
}
