/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Running the check and reading what it says. See publish_guard.h.
 */
#include "server/publish_guard.h"

#include "base/arena.h"
#include "base/child.h"
#include "base/config.h"
#include "base/str.h"
#include "text/json_read.h"

#include <stdlib.h>

enum { ANSWER_BYTES_MAX = 8 * 1024 * 1024, CHANGES_MAX = 10000, FOUND = 1 };

/* One of the "changes" that the check lists. */
struct change {
    struct str source;
    struct str query;
    struct str number; /* "case" */
    int64_t times;
    int64_t before;
    bool lost;
};

struct answer {
    struct json_list changes;
};

static const struct json_field change_fields[] = {
    JSON_FIELD(struct change, source, JSON_READ_STRING, true, 20),
    JSON_FIELD(struct change, query, JSON_READ_STRING, true, 16 * 1024),
    {"case", JSON_READ_STRING, false, offsetof(struct change, number), 1000,
     NULL},
    JSON_FIELD(struct change, times, JSON_READ_INT, true, 0),
    JSON_FIELD(struct change, before, JSON_READ_INT, true, 0),
    JSON_FIELD(struct change, lost, JSON_READ_BOOL, true, 0),
};

static const struct json_table change_table = {
    change_fields, sizeof change_fields / sizeof *change_fields,
    sizeof(struct change)};

static const struct json_field answer_fields[] = {
    JSON_LIST_FIELD(struct answer, changes, true, CHANGES_MAX, &change_table),
};

static enum slv_status read_answer(struct str text, struct arena *arena,
                                   struct hold_loss **out, size_t *count,
                                   struct slv_error *err)
{
    struct answer answer = {.changes = {NULL, 0}};
    enum slv_status status =
        json_read(text, answer_fields, 1, &answer, arena, err);
    const struct change *changes = answer.changes.items;

    if (status != SLV_OK)
        return status;
    *out = arena_calloc(arena, answer.changes.count, sizeof **out);
    for (size_t i = 0; i < answer.changes.count; i++)
        if (changes[i].lost)
            (*out)[(*count)++] = (struct hold_loss){
                .source = changes[i].source,
                .query = changes[i].query,
                .case_number = changes[i].number,
                .times = (uint64_t) changes[i].times,
                .rank_before = (uint64_t) changes[i].before,
            };
    return SLV_OK;
}

/* What decides about time and memory in the program that is run. */
static void pass_on(const char **environment, struct arena *arena)
{
    static const char *const names[] = {
        "PATH", "TZ", "LANG", "SOLVENT_NOW", "ASAN_OPTIONS", "TMPDIR"};
    size_t count = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value)
            environment[count++] =
                arena_format(arena, "%s=%s", names[i], value).ptr;
    }
    environment[count] = NULL;
}

enum slv_status publish_guard_ask(const struct app *app, struct str id,
                                  const char *file, struct str text,
                                  struct arena *arena, struct hold_loss **out,
                                  size_t *count, struct slv_error *err)
{
    const char *argv[16] = {
        app->program, "check",   "--replay",  "--json",
        "--data",     app->data, "--article", arena_cstr(arena, id),
        "--draft",    file};
    const char *environment[8];
    const struct child_program program = {
        .argv = argv,
        .environment = environment,
        .input = text,
        .output_max = ANSWER_BYTES_MAX,
        .timeout_ms = PUBLISH_GUARD_TIMEOUT_MS,
    };
    struct child_result result;
    enum slv_status status;

    *out = NULL;
    *count = 0;
    if (!app->program || str_equal(app->config->publish_guard, STR("off")))
        return SLV_OK;
    if (app->config_path) {
        argv[10] = "--config";
        argv[11] = app->config_path;
    }
    pass_on(environment, arena);
    status = child_run(&program, arena, &result, err);
    if (status != SLV_OK)
        return status;
    if (result.exit_code != 0 && result.exit_code != FOUND)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "the check of searches ended with %d",
                        result.exit_code);
    return read_answer(result.output, arena, out, count, err);
}
