/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Walking the article folders by descriptors, so that a folder exchanged for a
 * link meanwhile leads nowhere else.
 */
#include "indexer/tree.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
    struct tree *tree;
    struct arena *arena;
    struct diagnostics *diagnostics;
    uint32_t folder;
    const char *real_root;
    size_t capacity;
    size_t gap_capacity;
};

static bool is_article_name(struct str name)
{
    static const struct str endings[] = {{".md", 3}, {".markdown", 9}};

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (name.len > endings[i].len &&
            str_equal_nocase(str_from_offset(name, name.len - endings[i].len),
                             endings[i]))
            return true;
    return false;
}

static void add_file(struct walk *walk, struct str path,
                     const struct stat *status)
{
    struct tree *tree = walk->tree;

    tree->files = alloc_grow(tree->files, tree->file_count, &walk->capacity,
                             sizeof *tree->files);
    tree->files[tree->file_count++] = (struct tree_file){
        .path = path,
        .folder = walk->folder,
        .is_article = is_article_name(path),
        .modified_unix_s = status->st_mtim.tv_sec,
        .modified_ns = (uint32_t) status->st_mtim.tv_nsec,
        .size_bytes = (uint64_t) status->st_size,
    };
}

static void say(struct walk *walk, struct str path, const char *rule,
                const char *what, int errno_value)
{
    struct str file = tree_display(walk->tree, walk->folder, path, walk->arena);
    struct str before = walk->diagnostics->file;

    walk->diagnostics->file = file;
    diagnostics_add(walk->diagnostics, SLV_WARNING, rule, 0, "%s%s%s.", what,
                    errno_value ? ": " : "",
                    errno_value ? strerror(errno_value) : "");
    walk->diagnostics->file = before;
}

/* A folder that cannot be listed: what it held before is not taken for gone. */
static void say_unreadable(struct walk *walk, struct str path, int errno_value)
{
    struct tree *tree = walk->tree;

    say(walk, path, "folder-unreadable",
        "The folder cannot be read, and what was indexed of it stays",
        errno_value);
    tree->gaps = alloc_grow(tree->gaps, tree->gap_count, &walk->gap_capacity,
                            sizeof *tree->gaps);
    tree->gaps[tree->gap_count++] = (struct tree_gap){path, walk->folder};
}

/* A link counts when it leads to a regular file inside the same folder. */
static bool follow_link(struct walk *walk, struct str path, struct stat *status)
{
    struct str shown =
        tree_display(walk->tree, walk->folder, path, walk->arena);
    char real[PATH_MAX];
    size_t root_len = strlen(walk->real_root);

    return realpath(shown.ptr, real) != NULL &&
           strncmp(real, walk->real_root, root_len) == 0 &&
           real[root_len] == '/' && stat(real, status) == 0 &&
           S_ISREG(status->st_mode);
}

static void walk_folder(struct walk *walk, int descriptor, struct str path,
                        int depth);

static void walk_subfolder(struct walk *walk, int parent, const char *name,
                           struct str path, int depth)
{
    int descriptor;

    if (depth == TREE_DEPTH_MAX) {
        say(walk, path, "folder-too-deep",
            "The folder is nested too deep and was passed over", 0);
        return;
    }
    descriptor =
        openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT)
        return; /* gone meanwhile */
    if (descriptor < 0)
        say_unreadable(walk, path, errno);
    else
        walk_folder(walk, descriptor, path, depth + 1);
}

static void walk_entry(struct walk *walk, int parent, const char *name,
                       struct str folder, int depth)
{
    struct stat status;
    struct str path =
        folder.len ? arena_format(walk->arena, "%.*s/%s", STR_ARG(folder), name)
                   : arena_str(walk->arena, str_from(name));

    if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return; /* gone meanwhile */
    if (S_ISLNK(status.st_mode)) {
        if (follow_link(walk, path, &status))
            add_file(walk, path, &status);
        else
            say(walk, path, "link-passed-over",
                "The link does not lead to a file inside the article folder "
                "and was passed over",
                0);
    } else if (S_ISDIR(status.st_mode)) {
        walk_subfolder(walk, parent, name, path, depth);
    } else if (S_ISREG(status.st_mode)) {
        add_file(walk, path, &status);
    }
}

/* Owns `descriptor`. */
static void walk_folder(struct walk *walk, int descriptor, struct str path,
                        int depth)
{
    DIR *folder = fdopendir(descriptor);
    const struct dirent *entry = NULL;

    if (!folder) {
        say_unreadable(walk, path, errno);
        close(descriptor);
        return;
    }
    while (walk->tree->file_count < TREE_FILES_MAX &&
           (errno = 0, entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.')
            walk_entry(walk, descriptor, entry->d_name, path, depth);
    }
    if (!entry && errno)
        say_unreadable(walk, path, errno);
    closedir(folder);
}

static int compare_files(const void *a, const void *b)
{
    const struct tree_file *left = a;
    const struct tree_file *right = b;

    if (left->folder != right->folder)
        return left->folder < right->folder ? -1 : 1;
    return str_compare(left->path, right->path);
}

static void *move_to_arena(void *list, size_t size, struct arena *arena)
{
    void *moved = arena_alloc(arena, size);

    if (size)
        memcpy(moved, list, size);
    free(list);
    return moved;
}

enum slv_status tree_read(const char *const *folders, size_t folder_count,
                          struct arena *arena, struct tree *out,
                          struct diagnostics *diagnostics,
                          struct slv_error *err)
{
    struct walk walk = {
        .tree = out, .arena = arena, .diagnostics = diagnostics};
    *out = (struct tree){.folders = folders, .folder_count = folder_count};
    for (size_t i = 0; i < folder_count; i++) {
        char real[PATH_MAX];
        int descriptor = open(folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (descriptor < 0 || !realpath(folders[i], real)) {
            int reason = errno;

            if (descriptor >= 0)
                close(descriptor);
            free(out->files);
            free(out->gaps);
            *out = (struct tree){0};
            return slv_fail_errno(
                err, reason, "cannot read the article folder '%s'", folders[i]);
        }
        walk.folder = (uint32_t) i;
        walk.real_root = real;
        walk_folder(&walk, descriptor, STR(""), 0);
    }
    if (out->file_count)
        qsort(out->files, out->file_count, sizeof *out->files, compare_files);
    for (size_t i = 0; i < out->file_count; i++)
        out->article_count += out->files[i].is_article;
    /* from here on the lists are the arena's, like the strings in them */
    out->files =
        move_to_arena(out->files, out->file_count * sizeof *out->files, arena);
    out->gaps =
        move_to_arena(out->gaps, out->gap_count * sizeof *out->gaps, arena);
    return SLV_OK;
}

const struct tree_file *tree_find(const struct tree *tree, uint32_t folder,
                                  struct str path)
{
    struct tree_file wanted = {.path = path, .folder = folder};

    if (tree->file_count == 0)
        return NULL;
    return bsearch(&wanted, tree->files, tree->file_count, sizeof wanted,
                   compare_files);
}

bool tree_has_folder(const struct tree *tree, uint32_t folder, struct str path)
{
    size_t low = 0;
    size_t high = tree->file_count;

    if (path.len == 0)
        return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct tree_file wanted = {.path = path, .folder = folder};

        if (compare_files(&tree->files[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* names such as "a-b" sort between "a" and "a/" */
    for (; low < tree->file_count && tree->files[low].folder == folder &&
           str_has_prefix(tree->files[low].path, path);
         low++) {
        struct str file = tree->files[low].path;

        if (file.len > path.len && file.ptr[path.len] == '/')
            return true;
    }
    return false;
}

bool tree_is_in_gap(const struct tree *tree, struct str path)
{
    for (size_t i = 0; i < tree->gap_count; i++) {
        struct str gap = tree->gaps[i].path;

        if (gap.len == 0 || (str_has_prefix(path, gap) && path.len > gap.len &&
                             path.ptr[gap.len] == '/'))
            return true;
    }
    return false;
}

struct str tree_display(const struct tree *tree, uint32_t folder,
                        struct str path, struct arena *arena)
{
    const char *top = tree->folders[folder];
    size_t len = strlen(top);

    while (len > 1 && top[len - 1] == '/')
        len--;
    return arena_format(arena, "%.*s/%.*s", (int) len, top, STR_ARG(path));
}
