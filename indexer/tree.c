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
    size_t files_max;
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
        .device = status->st_dev,
        .inode = status->st_ino,
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

/* What cannot be looked at: what it held before is not taken for gone. */
static void add_gap(struct walk *walk, struct str path)
{
    struct tree *tree = walk->tree;

    tree->gaps = alloc_grow(tree->gaps, tree->gap_count, &walk->gap_capacity,
                            sizeof *tree->gaps);
    tree->gaps[tree->gap_count++] = (struct tree_gap){path, walk->folder};
}

static void say_unreadable(struct walk *walk, struct str path, int errno_value)
{
    say(walk, path, "folder-unreadable",
        "The folder cannot be read, and what was indexed of it stays",
        errno_value);
    add_gap(walk, path);
}

/* A link counts when it leads to a regular file inside the same folder. One
 * that leads nowhere does not; of any other failure nobody knows. */
static void walk_link(struct walk *walk, struct str path)
{
    struct str shown =
        tree_display(walk->tree, walk->folder, path, walk->arena);
    char real[PATH_MAX];
    size_t root_len = strlen(walk->real_root);
    struct stat status;

    if (!realpath(shown.ptr, real) || stat(real, &status) != 0) {
        if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP &&
            errno != ENAMETOOLONG) {
            say(walk, path, "link-unreadable",
                "The target of the link cannot be read, and what was indexed "
                "of it stays",
                errno);
            add_gap(walk, path);
            return;
        }
    } else if (strncmp(real, walk->real_root, root_len) == 0 &&
               real[root_len] == '/' && S_ISREG(status.st_mode)) {
        add_file(walk, path, &status);
        return;
    }
    say(walk, path, "link-passed-over",
        "The link does not lead to a file inside the article folder and was "
        "passed over",
        0);
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

/* False, with errno, when it cannot be told what the entry is. */
static bool walk_entry(struct walk *walk, int parent, const char *name,
                       struct str folder, int depth)
{
    struct stat status;
    struct str path =
        folder.len ? arena_format(walk->arena, "%.*s/%s", STR_ARG(folder), name)
                   : arena_str(walk->arena, str_from(name));

    if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT; /* gone meanwhile */
    if (S_ISLNK(status.st_mode))
        walk_link(walk, path);
    else if (S_ISDIR(status.st_mode))
        walk_subfolder(walk, parent, name, path, depth);
    else if (S_ISREG(status.st_mode))
        add_file(walk, path, &status);
    return true;
}

/* Owns `descriptor`. */
static void walk_folder(struct walk *walk, int descriptor, struct str path,
                        int depth)
{
    DIR *folder = fdopendir(descriptor);
    const struct dirent *entry = NULL;
    int reason = 0; /* the first; it is said once */

    if (!folder) {
        say_unreadable(walk, path, errno);
        close(descriptor);
        return;
    }
    while (walk->tree->file_count <= walk->files_max &&
           (errno = 0, entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.' &&
            !walk_entry(walk, descriptor, entry->d_name, path, depth) &&
            !reason)
            reason = errno;
    }
    if (!entry && errno && !reason)
        reason = errno;
    if (reason)
        say_unreadable(walk, path, reason);
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

static enum slv_status walk_top(struct walk *walk, const char *folder,
                                struct slv_error *err)
{
    char real[PATH_MAX];
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (descriptor < 0 || !realpath(folder, real)) {
        int reason = errno;

        if (descriptor >= 0)
            close(descriptor);
        return slv_fail_errno(err, reason,
                              "cannot read the article folder '%s'", folder);
    }
    walk->real_root = real;
    walk_folder(walk, descriptor, STR(""), 0);
    walk->real_root = NULL;
    if (walk->tree->file_count > walk->files_max)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the article folders hold more than %zu files",
                        walk->files_max);
    return SLV_OK;
}

enum slv_status tree_read(const char *const *folders, size_t folder_count,
                          size_t files_max, struct arena *arena,
                          struct tree *out, struct diagnostics *diagnostics,
                          struct slv_error *err)
{
    struct walk walk = {.tree = out,
                        .arena = arena,
                        .diagnostics = diagnostics,
                        .files_max = files_max};
    *out = (struct tree){.folders = folders, .folder_count = folder_count};
    for (size_t i = 0; i < folder_count; i++) {
        enum slv_status status;

        walk.folder = (uint32_t) i;
        status = walk_top(&walk, folders[i], err);
        if (status != SLV_OK) {
            free(out->files);
            free(out->gaps);
            *out = (struct tree){0};
            return status;
        }
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

/* Does `file` stand before all that is below `path`, that is before "path/"?
 * Names such as "a-b" stand between "a" and "a/". */
static bool is_before_folder(const struct tree_file *file, uint32_t folder,
                             struct str path)
{
    int order;

    if (file->folder != folder)
        return file->folder < folder;
    if (file->path.len <= path.len)
        return str_compare(file->path, path) <= 0;
    order = memcmp(file->path.ptr, path.ptr, path.len);
    return order ? order < 0 : (unsigned char) file->path.ptr[path.len] < '/';
}

bool tree_has_folder(const struct tree *tree, uint32_t folder, struct str path)
{
    size_t low = 0;
    size_t high = tree->file_count;
    const struct tree_file *file;

    if (path.len == 0)
        return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (is_before_folder(&tree->files[middle], folder, path))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == tree->file_count)
        return false;
    file = &tree->files[low];
    return file->folder == folder && file->path.len > path.len &&
           str_has_prefix(file->path, path) && file->path.ptr[path.len] == '/';
}

bool tree_is_in_gap(const struct tree *tree, struct str path)
{
    for (size_t i = 0; i < tree->gap_count; i++) {
        struct str gap = tree->gaps[i].path;

        if (gap.len == 0 || (str_has_prefix(path, gap) &&
                             (path.len == gap.len || path.ptr[gap.len] == '/')))
            return true;
    }
    return false;
}

enum slv_status tree_open(const struct tree *tree, const struct tree_file *file,
                          int *descriptor, uint64_t *size_bytes,
                          struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct str shown =
        file == tree->exchanged
            ? str_from(tree->exchanged_path)
            : tree_display(tree, file->folder, file->path, arena);
    struct stat info;
    enum slv_status status = SLV_OK;

    /* O_NONBLOCK: a pipe put there meanwhile must not be waited for */
    *descriptor = open(shown.ptr, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*descriptor < 0)
        status = slv_fail_errno(err, errno, "cannot open %s", shown.ptr);
    else if (fstat(*descriptor, &info) != 0)
        status = slv_fail_errno(err, errno, "cannot look at %s", shown.ptr);
    else if (info.st_dev != file->device || info.st_ino != file->inode ||
             !S_ISREG(info.st_mode))
        status = slv_fail(err, SLV_ERR_INPUT, "%s changed while it was read",
                          shown.ptr);
    else
        *size_bytes = (uint64_t) info.st_size;
    if (status != SLV_OK && *descriptor >= 0)
        close(*descriptor);
    arena_free(arena);
    return status;
}

enum slv_status tree_exchange(struct tree *tree, const char *real,
                              const char *by, struct slv_error *err)
{
    struct stat old_info;
    struct stat info;

    if (stat(real, &old_info) != 0)
        return slv_fail_errno(err, errno, "cannot look at %s", real);
    if (stat(by, &info) != 0)
        return slv_fail_errno(err, errno, "cannot look at %s", by);
    for (size_t i = 0; i < tree->file_count; i++) {
        struct tree_file *file = &tree->files[i];

        if (file->device != old_info.st_dev || file->inode != old_info.st_ino)
            continue;
        file->device = info.st_dev;
        file->inode = info.st_ino;
        file->size_bytes = (uint64_t) info.st_size;
        tree->exchanged = file;
        tree->exchanged_path = by;
        return SLV_OK;
    }
    return slv_fail(err, SLV_ERR_NOT_FOUND,
                    "%s is not among the files of the article folders", real);
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
