/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Taking over the files that articles attach. See attached_files.h. Programs and
 * scripts are among them on purpose: who writes articles vouches for them.
 */
#include "indexer/attached_files.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/attachments/attachment_types.h"
#include "text/uri.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MODE = 0640, FOLDER_MODE = 0750, COPY_BYTES = 64 * 1024 };

/* --- keeping --- */

/* Copy all of one descriptor to another, counting the checksum. */
static enum slv_status copy_bytes(int from, int to, const char *path,
                                  uint64_t size_bytes, char hex[],
                                  struct slv_error *err)
{
    struct sha256 *digest = sha256_new();
    char *bytes = alloc_bytes(COPY_BYTES);
    uint64_t seen = 0;
    ssize_t got = 1;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && got > 0) {
        got = read(from, bytes, COPY_BYTES);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        if (got <= 0)
            break;
        seen += (uint64_t) got;
        sha256_add(digest, (struct str){bytes, (size_t) got});
        if (to >= 0)
            status = file_write_all(to, (struct str){bytes, (size_t) got}, path,
                                    err);
        if (seen > size_bytes)
            break;
    }
    if (status == SLV_OK && got < 0)
        status = slv_fail_errno(err, errno, "cannot read %s", path);
    else if (status == SLV_OK && seen != size_bytes)
        status =
            slv_fail(err, SLV_ERR_INPUT, "%s changed while it was read", path);
    sha256_end(digest, hex);
    sha256_free(digest);
    free(bytes);
    return status;
}

static enum slv_status finish_copy(int descriptor, const char *temporary,
                                   const char *path, struct slv_error *err)
{
    int result;

    do
        result = fsync(descriptor);
    while (result != 0 && errno == EINTR);
    if (result != 0 || fchmod(descriptor, FILE_MODE) != 0)
        return slv_fail_errno(err, errno, "cannot make %s durable", path);
    if (rename(temporary, path) != 0)
        return slv_fail_errno(err, errno, "cannot name %s", path);
    return SLV_OK;
}

/* The file under its checksum in D/files; the folder is left to
 * attached_files_sync(). */
static enum slv_status store_file(const char *data, int from, const char *path,
                                  uint64_t size_bytes, char hex[],
                                  struct arena *arena, struct slv_error *err)
{
    const char *folder = arena_format(arena, "%s/files", data).ptr;
    char *temporary =
        arena_cstr(arena, arena_format(arena, "%s/.new-XXXXXX", folder));
    int descriptor;
    enum slv_status status = file_make_folders(folder, FOLDER_MODE, err);

    if (status != SLV_OK)
        return status;
    descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot make a file in %s", folder);
    status = copy_bytes(from, descriptor, path, size_bytes, hex, err);
    if (status == SLV_OK)
        status =
            finish_copy(descriptor, temporary,
                        arena_format(arena, "%s/%s", folder, hex).ptr, err);
    close(descriptor);
    if (status != SLV_OK)
        unlink(temporary);
    return status;
}

/* --- one article --- */

struct taking {
    const struct prepare_settings *settings;
    const struct tree_file *file; /* the article's */
    struct slv_article *article;
    struct str_list *sources;
    struct arena *arena;
    struct diagnostics *diagnostics;
    bool is_complete;
};

static void say(struct taking *taking, enum slv_severity severity,
                const char *rule, struct str named, const char *what)
{
    diagnostics_add(taking->diagnostics, severity, rule, 0,
                    "The attachment '%.*s' %s.", STR_ARG(named), what);
}

static enum slv_status take_file(struct taking *taking,
                                 const struct tree_file *found,
                                 struct slv_attachment *out,
                                 struct slv_error *err)
{
    const char *path = arena_cstr(taking->arena, found->path);
    char hex[SHA256_HEX_BYTES];
    int descriptor;
    enum slv_status status = tree_open(taking->settings->tree, found,
                                       &descriptor, &out->size_bytes, err);

    if (status != SLV_OK)
        return status;
    if (out->size_bytes > ARTICLE_FILE_SIZE_MAX)
        status = slv_fail(err, SLV_ERR_TOO_BIG, "it has more than %d bytes",
                          ARTICLE_FILE_SIZE_MAX);
    else if (!taking->settings->data)
        status = copy_bytes(descriptor, -1, path, out->size_bytes, hex, err);
    else
        status = store_file(taking->settings->data, descriptor, path,
                            out->size_bytes, hex, taking->arena, err);
    close(descriptor);
    if (status == SLV_OK)
        out->sha256 = arena_str(taking->arena, str_from(hex));
    return status;
}

static bool is_listed(const struct slv_article *article, struct str path)
{
    for (size_t i = 0; i < article->attachment_count; i++)
        if (str_equal(article->attachments[i].path, path))
            return true;
    return false;
}

static void take(struct taking *taking, struct str named)
{
    struct slv_article *article = taking->article;
    const struct tree_file *found;
    struct slv_attachment fresh = {.size_bytes = 0};
    struct slv_error err;
    enum slv_status status;

    if (uri_is_absolute(named) || named.ptr[0] == '/' ||
        !uri_resolve_path(taking->file->path, named, taking->arena,
                          &fresh.path)) {
        say(taking, SLV_ERROR, "attachment-outside", named,
            "leads out of the article folder and was refused");
        return;
    }
    if (is_listed(article, fresh.path))
        return;
    taking->sources->items[taking->sources->count++] = fresh.path;
    found = tree_find(taking->settings->tree, taking->file->folder, fresh.path);
    if (!found) {
        say(taking, SLV_ERROR, "attachment-missing", named, "is not there");
        return;
    }
    if (found->is_article) {
        say(taking, SLV_ERROR, "attachment-article", named,
            "is an article: link to it instead");
        return;
    }
    if (attachment_name_clean(fresh.path, taking->arena, &fresh.name, &err) !=
            SLV_OK ||
        found->size_bytes == 0) {
        say(taking, SLV_ERROR, "attachment-refused", named,
            "is empty, or has a name that cannot be downloaded");
        return;
    }
    status = take_file(taking, found, &fresh, &err);
    if (status == SLV_OK) {
        article->attachments[article->attachment_count++] = fresh;
        return;
    }
    say(taking, SLV_ERROR,
        status == SLV_ERR_TOO_BIG ? "attachment-too-big"
                                  : "attachment-unreadable",
        named,
        arena_format(taking->arena, "cannot be taken over: %s", err.text).ptr);
    taking->is_complete = taking->is_complete && status == SLV_ERR_TOO_BIG;
}

bool attached_files_take(const struct prepare_settings *settings,
                         const struct tree_file *file,
                         struct slv_article *article, struct str_list *sources,
                         struct arena *arena, struct diagnostics *diagnostics)
{
    struct taking taking = {
        .settings = settings,
        .file = file,
        .article = article,
        .sources = sources,
        .arena = arena,
        .diagnostics = diagnostics,
        .is_complete = true,
    };
    size_t count = article->attaches.count;

    if (count > ARTICLE_FILES_MAX) {
        diagnostics_add(diagnostics, SLV_ERROR, "attachments-too-many", 0,
                        "The article attaches more than %d files; those after "
                        "them are left out.",
                        ARTICLE_FILES_MAX);
        count = ARTICLE_FILES_MAX;
    }
    article->attachments =
        arena_calloc(arena, count + 1, sizeof *article->attachments);
    article->attachment_count = 0;
    for (size_t i = 0; i < count; i++)
        take(&taking, article->attaches.items[i]);
    return taking.is_complete;
}

/* --- the folder --- */

enum slv_status attached_files_sync(const char *data, struct slv_error *err)
{
    struct arena *arena = arena_new();
    const char *folder = arena_format(arena, "%s/files", data).ptr;
    struct stat info;
    enum slv_status status = SLV_OK;

    if (stat(folder, &info) == 0 && S_ISDIR(info.st_mode)) {
        status = file_sync_folder(folder, err);
        if (status == SLV_OK)
            status = file_sync_folder(data, err);
    }
    arena_free(arena);
    return status;
}

void attached_files_sweep(const char *data, const struct strmap *wanted,
                          struct arena *arena)
{
    DIR *folder = opendir(arena_format(arena, "%s/files", data).ptr);
    const struct dirent *entry;

    while (folder && (entry = readdir(folder)) != NULL) {
        struct str name = str_from(entry->d_name);

        if (str_has_prefix(name, STR(".new-")) ||
            (sha256_is_digest(name) && !strmap_get(wanted, name)))
            (void) !unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
}
