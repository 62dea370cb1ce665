/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes typed into a real index, that of the sample knowledge base: search,
 * completion and the marks of an article. The first byte chooses how. Whatever
 * is typed, there is an answer: hits are distinct, their marks stand in order
 * within whole characters, and a completion says what can be shown.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/file.h"
#include "base/str.h"
#include "indexer/commands.h" /* links that layer */
#include "solvent/index.h"
#include "solvent/search.h"
#include "text/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LIMIT = 10,
    WITH_PARTIAL = 1,
    VERBATIM = 2,
    EXPLAINED = 4,
    BY_STAFF = 8
};

static char data[] = "/tmp/solvent-fuzz-search-XXXXXX";
static struct slv_reader *readers[2]; /* by enum slv_audience */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void remove_index(void)
{
    for (size_t i = 0; i < 2; i++)
        slv_reader_close(readers[i]);
    (void) !file_remove_tree(data, NULL);
}

static void must(enum slv_status status, const struct slv_error *err)
{
    if (status == SLV_OK)
        return;
    fprintf(stderr, "%s\n", err->text);
    abort();
}

static void open_index(void)
{
    const char *const folders[] = {"corpus/articles"};
    const struct slv_index_options options = {
        .data = data,
        .folders = folders,
        .folder_count = 1,
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
    };
    struct slv_index_summary summary;
    struct slv_error err;

    SLV_ASSERT(mkdtemp(data));
    must(slv_index(&options, &summary, &err), &err);
    SLV_ASSERT(summary.added > 0);
    for (size_t i = 0; i < 2; i++)
        must(slv_reader_open(&readers[i], data, (enum slv_audience) i, &err),
             &err);
    atexit(remove_index);
}

static void check_marked(const struct slv_marked *marked)
{
    uint32_t end = 0;

    SLV_ASSERT(utf8_is_valid(marked->text));
    for (size_t i = 0; i < marked->mark_count; i++) {
        const struct slv_mark *mark = &marked->marks[i];

        SLV_ASSERT(mark->begin >= end && mark->begin < mark->end);
        SLV_ASSERT(mark->end <= marked->text.len);
        SLV_ASSERT(utf8_floor(marked->text, mark->begin) == mark->begin);
        SLV_ASSERT(mark->end == marked->text.len ||
                   utf8_floor(marked->text, mark->end) == mark->end);
        end = mark->end;
    }
}

static void check_hits(const struct slv_search_result *result)
{
    SLV_ASSERT(result->hit_count <= LIMIT);
    SLV_ASSERT(result->total >= result->hit_count);
    for (size_t i = 0; i < result->hit_count; i++) {
        check_marked(&result->hits[i].title);
        check_marked(&result->hits[i].snippet);
        for (size_t k = 0; k < i; k++)
            SLV_ASSERT(!str_equal(result->hits[i].id, result->hits[k].id));
    }
}

static void check_completions(struct slv_reader *reader, struct str typed,
                              struct arena *arena)
{
    struct slv_completion *completions;
    struct slv_error err;
    size_t count;
    bool is_public;

    must(slv_complete(reader, typed, LIMIT, arena, &completions, &count, &err),
         &err);
    SLV_ASSERT(count <= LIMIT);
    for (size_t i = 0; i < count; i++) {
        check_marked(&completions[i].text);
        SLV_ASSERT(completions[i].text.text.len > 0);
        SLV_ASSERT((completions[i].kind == SLV_COMPLETION_TITLE) ==
                   (completions[i].id.len > 0));
    }
    must(slv_words_are_public(readers[SLV_AS_PUBLIC], typed, &is_public, &err),
         &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slv_search_request request = {.limit = LIMIT, .want_facets = true};
    struct slv_search_result result;
    struct slv_reader *reader;
    struct slv_error err;
    struct arena *arena;
    unsigned how = size ? bytes[0] : 0;

    if (!readers[0])
        open_index();
    if (size > SLV_QUERY_BYTES_MAX)
        return 0;
    arena = arena_new();
    if (size)
        request.query = (struct str){(const char *) bytes + 1, size - 1};
    request.is_partial = how & WITH_PARTIAL;
    request.is_verbatim = how & VERBATIM;
    request.want_explanation = how & EXPLAINED;
    reader = readers[how & BY_STAFF ? SLV_AS_STAFF : SLV_AS_PUBLIC];
    must(slv_search(reader, &request, arena, &result, &err), &err);
    check_hits(&result);
    check_completions(reader, request.query, arena);
    arena_free(arena);
    return 0;
}
