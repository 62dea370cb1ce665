/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading rule files. See rule_files.h.
 */
#include "indexer/rule_files.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <errno.h>
#include <unistd.h>

/* All of an open file, which holds no more than fits into `out`. */
static enum slv_status read_all(int descriptor, char *out, size_t size,
                                struct str *text, struct slv_error *err)
{
    ssize_t got = 1;

    *text = (struct str){out, 0};
    while (got > 0 && text->len < size) {
        do
            got = read(descriptor, out + text->len, size - text->len);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            text->len += (size_t) got;
    }
    return got < 0 ? slv_fail_errno(err, errno, "cannot read it") : SLV_OK;
}

static enum slv_status read_file(const struct tree *tree,
                                 const struct tree_file *file,
                                 struct arena *arena, struct str *text,
                                 struct slv_error *err)
{
    int descriptor;
    uint64_t size_bytes;
    enum slv_status status =
        tree_open(tree, file, &descriptor, &size_bytes, err);

    if (status != SLV_OK)
        return status;
    if (size_bytes > RULES_FILE_BYTES_MAX)
        status = slv_fail(err, SLV_ERR_TOO_BIG, "it is larger than %d bytes",
                          RULES_FILE_BYTES_MAX);
    else
        status = read_all(descriptor, arena_alloc(arena, size_bytes + 1),
                          size_bytes, text, err);
    close(descriptor);
    return status;
}

static void read_folder(const struct tree *tree, uint32_t folder,
                        struct arena *arena, struct rule_files *out,
                        struct diagnostics *diagnostics)
{
    const struct tree_file *file =
        tree_find(tree, folder, STR(RULES_FILE_NAME));
    struct rules_source *source = &out->sources[out->count];
    struct str before = diagnostics->file;
    struct slv_error err;
    enum slv_status status;

    if (!file)
        return;
    source->name = tree_display(tree, folder, file->path, arena);
    status = read_file(tree, file, arena, &source->text, &err);
    if (status == SLV_OK) {
        out->count++;
        return;
    }
    diagnostics->file = source->name;
    if (status == SLV_ERR_TOO_BIG) {
        diagnostics_add(diagnostics, SLV_ERROR, "rules-too-big", 0,
                        "The rules do not hold: %s.", err.text);
    } else {
        diagnostics_add(diagnostics, SLV_ERROR, "rules-unreadable", 0,
                        "The rules cannot be read, and those that were known "
                        "before stay: %s.",
                        err.text);
        out->is_incomplete = true;
    }
    diagnostics->file = before;
}

void rule_files_read(const struct tree *tree, struct arena *arena,
                     struct rule_files *out, struct diagnostics *diagnostics)
{
    struct strbuf text;

    *out = (struct rule_files){
        .sources = arena_calloc(arena, tree->folder_count,
                                sizeof(struct rules_source)),
        .is_incomplete = tree_is_in_gap(tree, STR(RULES_FILE_NAME)),
    };
    for (size_t i = 0; i < tree->folder_count; i++)
        read_folder(tree, (uint32_t) i, arena, out, diagnostics);
    rules_read(out->sources, out->count, arena, &out->rules, diagnostics);
    strbuf_init(&text, RULES_TEXT_MAX);
    rules_write(&out->rules, &text);
    out->text = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
}
