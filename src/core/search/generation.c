/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading and replacing the line that names the index.
 */
#include "core/search/generation.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <fcntl.h>
#include <unistd.h>

enum { FILE_MODE = 0640 };

static bool is_safe_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]) && name.ptr[i] != '-' &&
            name.ptr[i] != '.')
            return false;
    return name.len > 0 && name.ptr[0] != '.';
}

static const char *current_path(const char *data, struct arena *arena)
{
    return arena_format(arena, "%s/current", data).ptr;
}

static bool add_name(struct generation *generation, struct str shard)
{
    bool is_of_cases = str_has_prefix(shard, STR(SHARD_CASES_PREFIX));
    struct str *list =
        is_of_cases ? generation->case_shards : generation->shards;
    size_t *count =
        is_of_cases ? &generation->case_shard_count : &generation->shard_count;

    if (!is_safe_name(shard) || *count == XAP_SHARDS_MAX)
        return false;
    list[(*count)++] = shard;
    return true;
}

enum slv_status generation_read(const char *data, struct arena *arena,
                                struct generation *out, struct slv_error *err)
{
    const char *path = current_path(data, arena);
    struct str text;
    struct str rest;
    bool is_safe;
    enum slv_status status;

    *out = (struct generation){.path = path};
    file_stamp_take(path, &out->stamp);
    status = file_read(path, GENERATION_LINE_MAX, arena, &text, err);
    if (status == SLV_ERR_NO_INPUT) {
        slv_fail(err, SLV_ERR_NO_INPUT, "nothing has been indexed in '%s' yet",
                 data);
        slv_hint(err, "Run 'solvent index DIR --data %s' first.", data);
    }
    if (status != SLV_OK)
        return status;
    rest = text;
    out->line = rest.len ? str_take_line(&rest) : rest;
    rest = out->line;
    out->name = str_take_until(&rest, ' ');
    is_safe = is_safe_name(out->name);
    while (is_safe && rest.len)
        is_safe = add_name(out, str_take_until(&rest, ' '));
    if (!is_safe || out->shard_count == 0 ||
        !str_equal(out->shards[0], STR(SHARD_PUBLIC))) {
        slv_fail(err, SLV_ERR_CORRUPT, "the file '%s' is damaged", path);
        slv_hint(err, "Build the index anew with 'solvent index --full'.");
        return SLV_ERR_CORRUPT;
    }
    return SLV_OK;
}

static void add_names(struct strbuf *line, const struct str *names,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        strbuf_add_char(line, ' ');
        strbuf_add_str(line, names[i]);
    }
}

enum slv_status generation_write(const char *data,
                                 const struct generation *generation,
                                 struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct strbuf line;
    enum slv_status status;

    strbuf_init(&line, GENERATION_LINE_MAX);
    strbuf_add_str(&line, generation->name);
    add_names(&line, generation->shards, generation->shard_count);
    add_names(&line, generation->case_shards, generation->case_shard_count);
    strbuf_add_char(&line, '\n');
    status = file_replace(current_path(data, arena), strbuf_str(&line),
                          FILE_MODE, err);
    strbuf_release(&line);
    arena_free(arena);
    return status;
}

const char *generation_shard_path(const char *data, struct str name,
                                  struct str shard, struct arena *arena)
{
    return arena_format(arena, "%s/%.*s/%.*s", data, STR_ARG(name),
                        STR_ARG(shard))
        .ptr;
}

static bool says(const char *path, struct str line)
{
    char text[GENERATION_LINE_MAX];
    ssize_t len;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
        return false;
    len = read(descriptor, text, sizeof text);
    close(descriptor);
    return len == (ssize_t) line.len + 1 &&
           str_equal(str_first((struct str){text, (size_t) len}, line.len),
                     line);
}

bool generation_is_current(struct generation *generation)
{
    if (file_stamp_holds(&generation->stamp, generation->path))
        return true;
    file_stamp_take(generation->path, &generation->stamp);
    return says(generation->path, generation->line);
}
