/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding the check.conf and check.words nearest above an article. A folder's
 * settings are those of the folder above with its own lines applied.
 */
#include "indexer/check_scopes.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/article/check_conf.h"

#include <stdlib.h>
#include <string.h>

struct scope {
    uint32_t folder;
    struct str path; /* of its folder, empty or ending with a slash */
    struct check_settings settings;
    struct strmap *words;
    struct strmap *domains;
};

struct check_scopes {
    const struct tree *tree;
    struct check_settings base;
    struct arena *arena;
    struct scope *scopes; /* those above come before those below */
    size_t count;
    struct diagnostics *diagnostics;
};

static struct str folder_of(struct str path)
{
    size_t len = path.len;

    while (len > 0 && path.ptr[len - 1] != '/')
        len--;
    return str_first(path, len);
}

static bool is_called(struct str path, struct str name)
{
    return str_equal(str_from_offset(path, folder_of(path).len), name);
}

static bool is_above(const struct scope *scope, uint32_t folder,
                     struct str path)
{
    return scope->folder == folder && str_has_prefix(path, scope->path);
}

static void take_text(struct check_scopes *scopes, struct scope *scope,
                      struct str name, struct str text, bool is_own)
{
    if (str_equal(name, STR(CHECK_WORDS_NAME)))
        check_words_take(text, scope->words, scopes->arena);
    else
        check_conf_take(text, &scope->settings, scope->domains, scopes->arena,
                        is_own ? scopes->diagnostics : NULL);
}

static void take_file(struct check_scopes *scopes, struct scope *scope,
                      struct str name, bool is_own)
{
    struct str path = arena_format(scopes->arena, "%.*s%.*s",
                                   STR_ARG(scope->path), STR_ARG(name));
    const struct tree_file *file = tree_find(scopes->tree, scope->folder, path);
    struct str before = scopes->diagnostics->file;
    struct str shown;
    struct str text;
    struct slv_error err;

    if (!file)
        return;
    shown = tree_display(scopes->tree, scope->folder, path, scopes->arena);
    scopes->diagnostics->file = shown;
    if (file_read(shown.ptr, CHECK_FILE_BYTES_MAX, scopes->arena, &text,
                  &err) == SLV_OK)
        take_text(scopes, scope, name, text, is_own);
    else if (is_own)
        diagnostics_add(scopes->diagnostics, SLV_ERROR, "check-conf", 0,
                        "The file cannot be read: %s.", err.text);
    scopes->diagnostics->file = before;
}

/* The scope's own files, after those of every scope above it. */
static void fill_scope(struct check_scopes *scopes, size_t index)
{
    struct scope *scope = &scopes->scopes[index];
    struct scope above = *scope;

    for (size_t i = 0; i <= index; i++) {
        if (!is_above(&scopes->scopes[i], scope->folder, scope->path))
            continue;
        above.path = scopes->scopes[i].path;
        take_file(scopes, &above, STR(CHECK_CONF_NAME), i == index);
        take_file(scopes, &above, STR(CHECK_WORDS_NAME), i == index);
    }
    scope->settings = above.settings;
    scope->settings.words = scope->words;
    scope->settings.domains = scope->domains;
}

static void add_scope(struct check_scopes *scopes, size_t *capacity,
                      uint32_t folder, struct str path)
{
    for (size_t i = 0; i < scopes->count; i++)
        if (scopes->scopes[i].folder == folder &&
            str_equal(scopes->scopes[i].path, path))
            return;
    if (scopes->count == CHECK_SCOPES_MAX)
        return;
    scopes->scopes = alloc_grow(scopes->scopes, scopes->count, capacity,
                                sizeof *scopes->scopes);
    scopes->scopes[scopes->count++] =
        (struct scope){folder, path, scopes->base, strmap_new(), strmap_new()};
}

static int compare_scopes(const void *a, const void *b)
{
    const struct scope *left = a;
    const struct scope *right = b;

    return (left->path.len > right->path.len) -
           (left->path.len < right->path.len);
}

struct check_scopes *check_scopes_read(const struct tree *tree,
                                       const struct check_settings *base,
                                       struct diagnostics *diagnostics)
{
    struct check_scopes *scopes = alloc_zeroed(1, sizeof *scopes);
    size_t capacity = 0;

    scopes->tree = tree;
    scopes->base = *base;
    scopes->arena = arena_new();
    scopes->diagnostics = diagnostics;
    for (size_t i = 0; i < tree->file_count; i++)
        if (is_called(tree->files[i].path, STR(CHECK_CONF_NAME)) ||
            is_called(tree->files[i].path, STR(CHECK_WORDS_NAME)))
            add_scope(scopes, &capacity, tree->files[i].folder,
                      folder_of(tree->files[i].path));
    if (scopes->count)
        qsort(scopes->scopes, scopes->count, sizeof *scopes->scopes,
              compare_scopes);
    for (size_t i = 0; i < scopes->count; i++)
        fill_scope(scopes, i);
    return scopes;
}

void check_scopes_free(struct check_scopes *scopes)
{
    if (!scopes)
        return;
    for (size_t i = 0; i < scopes->count; i++) {
        strmap_free(scopes->scopes[i].words);
        strmap_free(scopes->scopes[i].domains);
    }
    free(scopes->scopes);
    arena_free(scopes->arena);
    free(scopes);
}

const struct check_settings *check_scopes_of(const struct check_scopes *scopes,
                                             uint32_t folder, struct str path)
{
    for (size_t i = scopes->count; i > 0; i--)
        if (is_above(&scopes->scopes[i - 1], folder, path))
            return &scopes->scopes[i - 1].settings;
    return &scopes->base;
}
