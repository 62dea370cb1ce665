/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Paths are made real before anything is opened: a folder or file that is a
 * link to somewhere else is refused by where it leads, and not by its name.
 */
#include "server/article_files.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "server/app.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS_FILE_MAX = 1024 * 1024, PATH_BYTES_MAX = 500 };

struct article_files {
    pthread_mutex_t saving;
};

struct article_files *article_files_new(void)
{
    struct article_files *files = alloc_zeroed(1, sizeof *files);

    SLV_ASSERT(pthread_mutex_init(&files->saving, NULL) == 0);
    return files;
}

void article_files_free(struct article_files *files)
{
    if (!files)
        return;
    pthread_mutex_destroy(&files->saving);
    free(files);
}

/* Line `number` of the list of indexed folders; empty when it has none. */
static struct str indexed_folder(const struct app *app, uint32_t number,
                                 struct arena *arena)
{
    struct str folders;
    struct str line = STR("");

    if (file_read(arena_format(arena, "%s/folders", app->data).ptr,
                  FOLDERS_FILE_MAX, arena, &folders, NULL) != SLV_OK)
        return line;
    for (uint32_t i = 0; i <= number; i++) {
        if (folders.len == 0)
            return STR("");
        line = str_take_line(&folders);
    }
    return line;
}

enum slv_status article_files_folder(const struct app *app, struct arena *arena,
                                     struct str *out, struct slv_error *err)
{
    *out = app->config->articles_folder;
    if (out->len == 0)
        *out = indexed_folder(app, 0, arena);
    if (out->len > 0)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_UNAVAILABLE,
                    "There is no article folder to write into");
    slv_hint(err, "Set articles_folder in the configuration.");
    return SLV_ERR_UNAVAILABLE;
}

static enum slv_status outside(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_PERMISSION,
                    "The file of this article lies outside the folder that "
                    "can be written here");
}

/* The folder without links. */
static enum slv_status real_folder(const struct app *app, struct arena *arena,
                                   struct str *out, struct slv_error *err)
{
    char real[PATH_MAX];
    struct str folder;
    enum slv_status status = article_files_folder(app, arena, &folder, err);

    if (status != SLV_OK)
        return status;
    if (!realpath(arena_cstr(arena, folder), real))
        return slv_fail_errno(err, errno, "The article folder cannot be read");
    *out = arena_str(arena, str_from(real));
    return SLV_OK;
}

enum slv_status article_files_path(const struct app *app,
                                   const struct slv_article *article,
                                   struct arena *arena, struct str *path,
                                   struct slv_error *err)
{
    char real[PATH_MAX];
    struct str root = STR("");
    struct str own = indexed_folder(app, article->folder, arena);
    struct str found;
    enum slv_status status = real_folder(app, arena, &root, err);

    if (status != SLV_OK)
        return status;
    if (own.len == 0 || !realpath(arena_format(arena, "%.*s/%.*s", STR_ARG(own),
                                               STR_ARG(article->path))
                                      .ptr,
                                  real))
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "The file of this article is not there any more");
    found = str_from(real);
    if (!str_has_prefix(found, root) || found.len <= root.len + 1 ||
        found.ptr[root.len] != '/')
        return outside(err);
    *path = arena_str(arena, str_from_offset(found, root.len + 1));
    return SLV_OK;
}

/* Parts of names that are files of articles everywhere: no hidden ones, no
 * control characters, no way up. */
static bool is_usable(struct str path)
{
    struct str rest = path;

    if (path.len == 0 || path.len > PATH_BYTES_MAX ||
        !(str_has_suffix(path, STR(".md")) ||
          str_has_suffix(path, STR(".markdown"))))
        return false;
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char) path.ptr[i] < ' ' || path.ptr[i] == 0x7F)
            return false;
    while (rest.len) {
        struct str part = str_take_until(&rest, '/');

        if (part.len == 0 || part.ptr[0] == '.' || part.len > NAME_MAX)
            return false;
    }
    return path.ptr[path.len - 1] != '/';
}

/* The deepest folder of `path` that is there must be inside the root, and so
 * must the file itself, which must be a regular one. */
static enum slv_status check_inside(struct str root, const char *whole,
                                    struct arena *arena, struct slv_error *err)
{
    char *part = arena_cstr(arena, str_from(whole));
    struct stat info;

    if (lstat(whole, &info) == 0 && !S_ISREG(info.st_mode))
        return outside(err);
    for (;;) {
        char real[PATH_MAX];
        char *slash = strrchr(part, '/');

        if (!slash || slash == part)
            return outside(err);
        *slash = '\0';
        if (realpath(part, real)) {
            struct str found = str_from(real);

            return str_has_prefix(found, root) &&
                           (found.len == root.len || found.ptr[root.len] == '/')
                       ? SLV_OK
                       : outside(err);
        }
        if (errno != ENOENT)
            return slv_fail_errno(err, errno,
                                  "The article folder cannot be read");
    }
}

enum slv_status article_files_read(const struct app *app, struct str path,
                                   struct arena *arena,
                                   struct article_file *out,
                                   struct slv_error *err)
{
    char digest[HASH_HEX_BYTES];
    struct str root = STR("");
    enum slv_status status = real_folder(app, arena, &root, err);

    *out = (struct article_file){.path = path};
    if (status != SLV_OK)
        return status;
    if (!is_usable(path))
        return slv_fail(err, SLV_ERR_INPUT,
                        "A file of an article cannot be called '%.*s'",
                        STR_ARG(str_first(path, 100)));
    out->real =
        arena_format(arena, "%.*s/%.*s", STR_ARG(root), STR_ARG(path)).ptr;
    status = check_inside(root, out->real, arena, err);
    if (status != SLV_OK || access(out->real, F_OK) != 0)
        return status;
    status =
        file_read(out->real, ARTICLE_FILES_BYTES_MAX, arena, &out->text, err);
    if (status != SLV_OK)
        return status;
    hash_format(hash_bytes(out->text), digest);
    out->digest = arena_str(arena, str_from(digest));
    return SLV_OK;
}

static enum slv_status replace(const struct app *app, struct str text,
                               struct arena *arena, struct article_file *file,
                               struct slv_error *err)
{
    char *folder = arena_cstr(arena, str_from(file->real));
    char digest[HASH_HEX_BYTES];
    enum slv_status status;

    (void) app;
    *strrchr(folder, '/') = '\0';
    status = file_make_folders(folder, 0755, err);
    if (status == SLV_OK)
        status = file_replace(file->real, text, 0644, err);
    if (status != SLV_OK)
        return status;
    hash_format(hash_bytes(text), digest);
    file->text = text;
    file->digest = arena_str(arena, str_from(digest));
    return SLV_OK;
}

enum slv_status article_files_save(const struct app *app, struct str path,
                                   struct str digest, struct str text,
                                   struct arena *arena,
                                   struct article_file *out,
                                   struct slv_error *err)
{
    enum slv_status status;

    if (text.len > ARTICLE_FILES_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "The text is longer than %d bytes",
                        ARTICLE_FILES_BYTES_MAX);
    SLV_ASSERT(pthread_mutex_lock(&app->files->saving) == 0);
    status = article_files_read(app, path, arena, out, err);
    if (status == SLV_OK && !str_equal(out->digest, digest))
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          digest.len ? "The file has changed since you opened "
                                       "it; nothing was saved"
                                     : "There is a file of this name already; "
                                       "nothing was saved");
    if (status == SLV_OK)
        status = replace(app, text, arena, out, err);
    SLV_ASSERT(pthread_mutex_unlock(&app->files->saving) == 0);
    return status;
}
