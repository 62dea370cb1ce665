/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading one article file with what it includes, links to and shows.
 */
#include "indexer/prepare.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "indexer/attached_files.h"
#include "indexer/images.h"
#include "text/uri.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct include_context {
    const struct prepare_settings *settings;
    uint32_t folder;
    const struct slv_article *outer;
    struct str_list asked; /* paths, had or not: what becomes of them matters */
};

bool prepare_target(struct str from, struct str target, struct arena *arena,
                    struct str *path)
{
    struct str decoded = uri_decode(target, false, arena);

    for (size_t i = 0; i < decoded.len; i++)
        if (decoded.ptr[i] == '\\')
            ((char *) (uintptr_t) decoded.ptr)[i] = '/';
    if (str_has_prefix(decoded, STR("~/")))
        return uri_resolve_path(STR("top.md"), str_from_offset(decoded, 2),
                                arena, path);
    return uri_resolve_path(from, decoded, arena, path);
}

/* `bytes` has room for `size` and one more; a file with another length than
 * that is being written. */
static enum slv_status read_exactly(int descriptor, struct str path,
                                    char *bytes, size_t size,
                                    struct slv_error *err)
{
    size_t len = 0;
    ssize_t got = 1;

    while (got > 0 && len <= size) {
        do
            got = read(descriptor, bytes + len, size + 1 - len);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            len += (size_t) got;
    }
    if (got < 0)
        return slv_fail_errno(err, errno, "cannot read %.*s", STR_ARG(path));
    if (len != size)
        return slv_fail(err, SLV_ERR_INPUT, "%.*s changed while it was read",
                        STR_ARG(path));
    bytes[len] = '\0';
    return SLV_OK;
}

/* All of a file of the walk, into `arena`, or with none into memory that the
 * caller frees, also after a failure. */
static enum slv_status read_file(const struct prepare_settings *settings,
                                 const struct tree_file *file, size_t max_bytes,
                                 struct arena *arena, struct str *out,
                                 struct slv_error *err)
{
    int descriptor;
    uint64_t size_bytes;
    enum slv_status status =
        tree_open(settings->tree, file, &descriptor, &size_bytes, err);

    *out = (struct str){NULL, 0};
    if (status != SLV_OK)
        return status;
    if (size_bytes > max_bytes) {
        status = slv_fail(err, SLV_ERR_TOO_BIG,
                          "%.*s is larger than the limit of %zu bytes",
                          STR_ARG(file->path), max_bytes);
    } else {
        size_t size = (size_t) size_bytes;
        char *bytes =
            arena ? arena_alloc(arena, size + 1) : alloc_bytes(size + 1);

        *out = (struct str){bytes, size};
        status = read_exactly(descriptor, file->path, bytes, size, err);
    }
    close(descriptor);
    return status;
}

static void add_include(struct str_list *list, struct str path)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i], path))
            return;
    list->items[list->count++] = path;
}

static const char *include_file(void *context, struct str from_path,
                                struct str target, struct arena *arena,
                                struct str *text, struct str *path,
                                struct str *message)
{
    struct include_context *include = context;
    const struct tree_file *file;
    struct slv_article inner;
    struct slv_error err;
    struct str bytes;

    if (!prepare_target(from_path, target, arena, path)) {
        *message = arena_format(arena,
                                "The include '%.*s' leads out of the article "
                                "folder and was refused.",
                                STR_ARG(target));
        return "include-outside";
    }
    add_include(&include->asked, *path);
    file = tree_find(include->settings->tree, include->folder, *path);
    if (!file) {
        *message = arena_format(arena, "The include '%.*s' is not there.",
                                STR_ARG(target));
        return "include-missing";
    }
    if (read_file(include->settings, file, ARTICLE_FILE_BYTES_MAX, arena,
                  &bytes, &err) != SLV_OK) {
        *message = arena_format(arena, "The include '%.*s' cannot be read: %s.",
                                STR_ARG(target), err.text);
        return "include-unreadable";
    }
    article_read_fragment(bytes, arena, &inner, text);
    if (!article_may_include(include->outer, &inner)) {
        *message = arena_format(arena,
                                "The include '%.*s' is more secret than this "
                                "article and was refused.",
                                STR_ARG(target));
        return "include-secret";
    }
    return NULL;
}

static struct str digest_bytes(const struct hash_stream *stream,
                               struct arena *arena)
{
    struct hash128 hash = hash_stream_digest(stream);
    char bytes[PREPARE_DIGEST_BYTES];

    memcpy(bytes, &hash.high, sizeof hash.high);
    memcpy(bytes + sizeof hash.high, &hash.low, sizeof hash.low);
    return arena_str(arena, (struct str){bytes, sizeof bytes});
}

static void hash_number(struct hash_stream *stream, uint64_t number)
{
    hash_stream_add(stream,
                    (struct str){(const char *) &number, sizeof number});
}

/* A file that cannot be read any more changes the digest by its absence.
 * Images are many, and attachments may be large: their size and time stand for
 * their bytes. */
static void hash_source(const struct prepare_settings *settings,
                        const struct tree_file *file, struct arena *arena,
                        struct hash_stream *stream)
{
    struct str text;

    if (image_type_of(file->path) ||
        file->size_bytes > ARTICLE_FILE_BYTES_MAX) {
        hash_number(stream, file->size_bytes);
        hash_number(stream, (uint64_t) file->modified_unix_s);
        hash_number(stream, file->modified_ns);
    } else if (read_file(settings, file, ARTICLE_FILE_BYTES_MAX, arena, &text,
                         NULL) == SLV_OK) {
        hash_number(stream, text.len);
        hash_stream_add(stream, text);
    }
}

static struct str digest_of(const struct prepare_settings *settings,
                            const struct tree_file *file, struct str bytes,
                            const struct str_list *sources, bool is_incomplete,
                            struct arena *arena)
{
    struct hash_stream *stream = hash_stream_new();
    struct str digest;

    hash_stream_add(stream, settings->rules_digest);
    hash_number(stream, file->folder);
    hash_number(stream, bytes.len);
    hash_stream_add(stream, bytes);
    for (size_t i = 0; i < sources->count; i++) {
        const struct tree_file *source =
            tree_find(settings->tree, file->folder, sources->items[i]);

        hash_stream_add(stream, sources->items[i]);
        if (source)
            hash_source(settings, source, arena, stream);
    }
    if (is_incomplete)
        hash_stream_add(stream, STR("incomplete"));
    digest = digest_bytes(stream, arena);
    hash_stream_free(stream);
    return digest;
}

enum slv_status prepare_digest(const struct prepare_settings *settings,
                               const struct tree_file *file,
                               const struct str_list *sources,
                               struct arena *arena, struct str *digest,
                               struct slv_error *err)
{
    struct str bytes;
    enum slv_status status =
        read_file(settings, file, ARTICLE_FILE_BYTES_MAX, arena, &bytes, err);

    if (status == SLV_OK)
        *digest = digest_of(settings, file, bytes, sources, false, arena);
    return status;
}

static size_t most_images(const struct article_draft *draft)
{
    return draft->link_count < PREPARE_IMAGES_MAX ? draft->link_count
                                                  : PREPARE_IMAGES_MAX;
}

struct link_check {
    const struct prepare_settings *settings;
    const struct tree_file *file;
    struct slv_article *article;
    struct str_list *sources;
    struct strmap *targets; /* of images, as written: looked at already */
    struct strmap *paths;   /* of sources, to the image's struct str */
    bool is_full;           /* further images are left out */
    bool is_incomplete;     /* an image could not be taken over */
    struct arena *arena;
    struct diagnostics *diagnostics;
};

static enum slv_status store_image(const struct prepare_settings *settings,
                                   const struct tree_file *image,
                                   struct arena *arena, struct str *name,
                                   struct slv_error *err)
{
    struct str bytes;
    enum slv_status status;

    if (!settings->data) {
        *name = image->path;
        return SLV_OK;
    }
    status =
        read_file(settings, image, PREPARE_IMAGE_BYTES_MAX, NULL, &bytes, err);
    if (status == SLV_OK)
        status =
            image_store(settings->data, image->path, bytes, arena, name, err);
    free((void *) (uintptr_t) bytes.ptr);
    return status;
}

/* Name under which the image at `path` is stored; empty when it is not, which
 * is said. */
static struct str take_image(struct link_check *check, struct str path,
                             const struct article_link *link)
{
    const struct tree_file *image =
        tree_find(check->settings->tree, check->file->folder, path);
    struct str name;
    struct slv_error err;

    if (!image) {
        diagnostics_add(check->diagnostics, SLV_WARNING, "image-missing",
                        link->line, "The image '%.*s' is not there.",
                        STR_ARG(link->target));
        return STR("");
    }
    if (!image_type_of(image->path)) {
        diagnostics_add(
            check->diagnostics, SLV_WARNING, "image-type", link->line,
            "The image '%.*s' is not of a type that is served (%s).",
            STR_ARG(link->target), image_types());
        return STR("");
    }
    if (store_image(check->settings, image, check->arena, &name, &err) ==
        SLV_OK)
        return name;
    diagnostics_add(check->diagnostics, SLV_ERROR, "image-unreadable",
                    link->line, "The image '%.*s' cannot be taken over: %s.",
                    STR_ARG(link->target), err.text);
    check->is_incomplete = true;
    return STR("");
}

static void check_image(struct link_check *check, struct str path,
                        const struct article_link *link)
{
    struct slv_article *article = check->article;
    void **slot;
    struct str *name;

    if (check->is_full || strmap_get(check->targets, link->target))
        return;
    if (strmap_count(check->targets) == PREPARE_IMAGES_MAX) {
        diagnostics_add(check->diagnostics, SLV_WARNING, "images-too-many",
                        link->line,
                        "The article shows more than %d different images; "
                        "this one and those after it are left out.",
                        PREPARE_IMAGES_MAX);
        check->is_full = true;
        return;
    }
    *strmap_slot(check->targets, link->target, NULL) = check;
    slot = strmap_slot(check->paths, path, NULL);
    if (!*slot) {
        check->sources->items[check->sources->count++] = path;
        name = arena_alloc(check->arena, sizeof *name);
        *slot = name;
        *name = take_image(check, path, link);
    }
    name = *slot;
    if (name->len)
        article->images[article->image_count++] =
            (struct slv_image){link->target, *name};
}

/* Links to another site, to a place in the same article, and root-relative
 * ones (their base is configured) are not looked after here. */
static bool is_local(struct str target)
{
    return target.len > 0 && target.ptr[0] != '/' && !uri_is_absolute(target);
}

static bool leads_somewhere(const struct tree *tree, uint32_t folder,
                            struct str path, struct arena *arena)
{
    struct str with_ending = arena_format(arena, "%.*s.md", STR_ARG(path));

    return tree_find(tree, folder, path) ||
           tree_has_folder(tree, folder, path) ||
           tree_find(tree, folder, with_ending);
}

static void check_link(struct link_check *check,
                       const struct article_link *link)
{
    const struct tree *tree = check->settings->tree;
    uint32_t folder = check->file->folder;
    struct str path;

    if (!is_local(link->target))
        return;
    if (!prepare_target(check->file->path, link->target, check->arena, &path))
        diagnostics_add(check->diagnostics, SLV_WARNING, "link-outside",
                        link->line,
                        "The link '%.*s' leads out of the article folder.",
                        STR_ARG(link->target));
    else if (link->is_image)
        check_image(check, path, link);
    else if (!leads_somewhere(tree, folder, path, check->arena))
        diagnostics_add(check->diagnostics, SLV_WARNING, "link-missing",
                        link->line,
                        "The target of the link '%.*s' is not there.",
                        STR_ARG(link->target));
}

/* False when an image could not be taken over. */
static bool check_links(const struct prepare_settings *settings,
                        const struct tree_file *file,
                        struct article_draft *draft, struct str_list *sources,
                        struct arena *arena, struct diagnostics *diagnostics)
{
    struct link_check check = {
        .settings = settings,
        .file = file,
        .article = &draft->article,
        .sources = sources,
        .targets = strmap_new(),
        .paths = strmap_new(),
        .arena = arena,
        .diagnostics = diagnostics,
    };

    draft->article.images =
        arena_calloc(arena, most_images(draft), sizeof *draft->article.images);
    for (size_t i = 0; i < draft->link_count; i++)
        check_link(&check, &draft->links[i]);
    strmap_free(check.targets);
    strmap_free(check.paths);
    return !check.is_incomplete;
}

bool prepare_article(const struct prepare_settings *settings,
                     const struct tree_file *file, struct arena *arena,
                     struct article_draft *draft, struct record_origin *origin,
                     struct diagnostics *diagnostics)
{
    struct include_context include = {
        .settings = settings, .folder = file->folder, .outer = &draft->article};
    struct str_list *sources = &origin->sources;
    struct article_source source = {.folder = file->folder,
                                    .path = file->path,
                                    .modified_unix_s = file->modified_unix_s};
    struct slv_error err;
    bool is_complete;
    enum slv_status status = read_file(settings, file, ARTICLE_FILE_BYTES_MAX,
                                       arena, &source.bytes, &err);

    if (status != SLV_OK) {
        diagnostics_add(diagnostics, SLV_ERROR,
                        status == SLV_ERR_TOO_BIG ? "file-too-big"
                                                  : "file-unreadable",
                        0, "The file was not indexed: %s.", err.text);
        return false;
    }
    /* one more is asked for than may be had */
    include.asked.items = arena_calloc(arena, MARKDOWN_INCLUDES_MAX + 1,
                                       sizeof *include.asked.items);
    article_read(&source, &settings->rules, include_file, &include, arena,
                 draft, diagnostics);
    *sources = (struct str_list){
        arena_calloc(
            arena, include.asked.count + most_images(draft) + ARTICLE_FILES_MAX,
            sizeof *sources->items),
        include.asked.count};
    if (sources->count)
        memcpy(sources->items, include.asked.items,
               sources->count * sizeof *sources->items);
    is_complete =
        check_links(settings, file, draft, sources, arena, diagnostics);
    if (!attached_files_take(settings, file, &draft->article, sources, arena,
                             diagnostics))
        is_complete = false;
    origin->digest =
        digest_of(settings, file, source.bytes, sources, !is_complete, arena);
    origin->is_renamed = false;
    origin->changes_at_unix_s = draft->changes_at_unix_s;
    return true;
}
