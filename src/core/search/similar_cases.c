/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Old cases like what somebody tells now, and the articles that resolved them:
 * the nearest cases that also vote for articles (learn.h). For staff, who may
 * read cases.
 */
#include "solvent/search.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/case_index.h"
#include "core/search/expand.h"
#include "core/search/learn.h"
#include "core/search/plan.h"
#include "core/search/query_joins.h"
#include "core/search/similar_cases.h"
#include "core/search/telling.h"

enum { STALE_TRIES_MAX = 4 };

/* A case that shares less with the text is not like it. */
static const double similarity_min = 0.05;

/* As a search understands its query, but that no spelling is corrected. */
static enum slv_status understand(struct searching *search,
                                  struct slv_error *err)
{
    struct slv_reader *reader = search->reader;
    const struct query_settings settings = {
        .vocabulary = reader->vocabulary,
        .languages = reader->languages,
        .language_count = reader->language_count,
    };
    enum slv_status status;

    query_parse(search->request->query, &settings, search->arena,
                &search->query);
    status = query_join(search, err);
    if (status == SLV_OK)
        status = expand_query(search, err);
    learn_note(search);
    if (status == SLV_OK)
        status = plan_make(search, err);
    return status;
}

static struct slv_similar_case similar_of(const struct indexed_case *record,
                                          double similarity,
                                          struct arena *arena)
{
    struct slv_similar_case out = {
        .number = arena_str(arena, record->number),
        .subject = arena_str(arena, record->subject),
        .closed_unix_s = record->closed_unix_s,
        .similarity = similarity < 1 ? similarity : 1,
    };
    struct str *ids = arena_calloc(arena, record->vote_count, sizeof *ids);

    for (size_t i = 0; i < record->vote_count; i++)
        if (record->votes[i].percent > 0)
            ids[out.resolved_by.count++] =
                arena_str(arena, record->votes[i].article_id);
    out.resolved_by.items = ids;
    return out;
}

enum slv_status similar_take(struct searching *search, size_t limit,
                             struct slv_similar_case **out, size_t *count,
                             struct slv_error *err)
{
    struct xap_result nearest = {0};
    struct telling *telling;
    double bound = 0;
    enum slv_status status;

    *out = NULL;
    *count = 0;
    if (!search->reader->cases)
        return SLV_OK;
    if (limit > SLV_SIMILAR_CASES_MAX)
        limit = SLV_SIMILAR_CASES_MAX;
    status = learn_find_cases(search, &nearest, &bound, err);
    if (status == SLV_OK)
        status = telling_begin(search, &telling, err);
    if (status != SLV_OK)
        return status;
    if (nearest.hit_count < limit)
        limit = nearest.hit_count;
    *out = arena_calloc(search->arena, limit, sizeof **out);
    for (size_t i = 0; i < limit && status == SLV_OK; i++) {
        double similarity = bound > 0 ? nearest.hits[i].score / bound : 0;
        struct indexed_case record;

        if (similarity < similarity_min)
            break;
        status = indexed_case_read(nearest.hits[i].data, search->arena, &record,
                                   err);
        if (status != SLV_OK)
            break;
        (*out)[*count] = similar_of(&record, similarity, search->arena);
        status = telling_take(search, telling, &(*out)[(*count)++], err);
    }
    return status;
}

static enum slv_status find(struct searching *search, size_t limit,
                            struct slv_similar_case **out, size_t *count,
                            struct slv_error *err)
{
    enum slv_status status = understand(search, err);

    return status == SLV_OK ? similar_take(search, limit, out, count, err)
                            : status;
}

enum slv_status slv_similar_cases(struct slv_reader *reader, struct str text,
                                  size_t limit, struct arena *arena,
                                  struct slv_similar_case **out, size_t *count,
                                  struct slv_error *err)
{
    const struct slv_search_request request = {.query = text};
    enum slv_status status = SLV_OK;

    *out = NULL;
    *count = 0;
    if (text.len > SLV_QUERY_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the text is longer than %d bytes",
                        SLV_QUERY_BYTES_MAX);
    if (limit > SLV_SIMILAR_CASES_MAX)
        limit = SLV_SIMILAR_CASES_MAX;
    for (int tries = 0; tries < STALE_TRIES_MAX; tries++) {
        struct searching search = {
            .reader = reader, .request = &request, .arena = arena};

        *count = 0;
        status = reader_renew(reader, err);
        vocabulary_trim(reader->vocabulary);
        if (status == SLV_OK && reader->cases)
            status = find(&search, limit, out, count, err);
        if (status != SLV_ERR_STALE)
            break;
    }
    return status;
}
