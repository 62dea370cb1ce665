/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where the articles of a case are, and which shard of cases goes with them.
 */
#include "indexer/cases_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/record.h"
#include "core/search/schema.h"

enum { SUCCESSORS_MAX = 1000 };

enum slv_status cases_open_articles(struct catching_up *up,
                                    struct slv_error *err)
{
    const char *paths[XAP_SHARDS_MAX];
    const struct generation *generation = &up->generation;

    for (size_t i = 0; i < generation->shard_count; i++)
        paths[i] = generation_shard_path(up->data, generation->name,
                                         generation->shards[i], up->arena);
    return xap_reader_open(&up->articles, paths, generation->shard_count, err);
}

static enum slv_status find_article(struct catching_up *up, struct str id,
                                    struct place *out, struct slv_error *err)
{
    struct xap_hit hit = {0};
    struct record_origin origin;
    struct slv_article article;
    enum slv_status status =
        xap_get(up->articles, schema_name_term('Q', id, up->arena), -1,
                up->arena, &hit, err);

    if (status == SLV_OK)
        status = record_read(hit.data, up->arena, &article, &origin, err);
    if (status == SLV_OK && !str_equal(article.id, id))
        status = SLV_ERR_NOT_FOUND;
    if (status == SLV_OK)
        *out = (struct place){article.id, (int) hit.shard};
    return status == SLV_ERR_TOO_BIG || status == SLV_ERR_INPUT
               ? SLV_ERR_NOT_FOUND
               : status;
}

/* The article that stands for a former id; of several one that everybody may
 * read, as what others say must not take a case from it, then the first by its
 * id. */
static enum slv_status find_successor(struct catching_up *up,
                                      struct str former_id, struct place *out,
                                      struct slv_error *err)
{
    const struct str term = schema_name_term('R', former_id, up->arena);
    const struct xap_filter filter = {.terms = &term, .count = 1};
    const struct xap_plan plan = {
        .filters = &filter,
        .filter_count = 1,
        .limit = SUCCESSORS_MAX,
        .tie_slot = SLOT_KEY,
    };
    const struct xap_hit *chosen;
    struct xap_result found;
    struct slv_article article;
    enum slv_status status =
        xap_search(up->articles, &plan, up->arena, &found, err);

    if (status != SLV_OK)
        return status;
    if (found.hit_count == 0)
        return SLV_ERR_NOT_FOUND;
    chosen = &found.hits[0];
    for (size_t i = 1; i < found.hit_count && chosen->shard != 0; i++)
        if (found.hits[i].shard == 0)
            chosen = &found.hits[i];
    status = record_read(chosen->data, up->arena, &article, NULL, err);
    if (status == SLV_OK)
        *out = (struct place){article.id, (int) chosen->shard};
    return status;
}

enum slv_status cases_place_of(struct catching_up *up, struct str id,
                               const struct place **out, struct slv_error *err)
{
    struct str stored;
    void **slot = strmap_slot(up->places, id, &stored);
    struct place *place = *slot;
    enum slv_status status = SLV_OK;

    *out = place;
    if (place)
        return SLV_OK;
    place = arena_calloc(up->arena, 1, sizeof *place);
    *slot = place;
    *out = place;
    status = find_article(up, id, place, err);
    if (status == SLV_ERR_NOT_FOUND)
        status = find_successor(up, id, place, err);
    if (status != SLV_ERR_NOT_FOUND)
        return status;
    *place = (struct place){stored, CASES_NOWHERE};
    return SLV_OK;
}

/* Shard of cases that goes with a shard of articles; it is made later when it
 * is not there yet. */
static enum slv_status cases_beside(struct catching_up *up, struct str shard,
                                    int *out, struct slv_error *err)
{
    struct generation *generation = &up->generation;
    struct str name =
        arena_format(up->arena, SHARD_CASES_PREFIX "%.*s", STR_ARG(shard));

    for (size_t i = 0; i < generation->case_shard_count; i++) {
        if (!str_equal(generation->case_shards[i], name))
            continue;
        *out = (int) i;
        return SLV_OK;
    }
    if (generation->case_shard_count == XAP_SHARDS_MAX) {
        slv_fail(err, SLV_ERR_TOO_BIG,
                 "the cases are about more than %d different sets of customer "
                 "groups",
                 XAP_SHARDS_MAX - 2);
        slv_hint(err, "If most of them are gone by now, build the index anew "
                      "with 'solvent index --full'.");
        return SLV_ERR_TOO_BIG;
    }
    generation->case_shards[generation->case_shard_count] = name;
    *out = (int) generation->case_shard_count++;
    return SLV_OK;
}

/* Where a case with these articles belongs: beside the most secret of their
 * shards. A group's is more secret than the public one, two different groups'
 * leave the internal one. */
enum slv_status cases_shard_of(struct catching_up *up, const struct str *ids,
                               size_t count, int *out, struct slv_error *err)
{
    struct str secret = STR(SHARD_PUBLIC);
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const struct place *place;
        struct str shard = STR(SHARD_INTERNAL);

        status = cases_place_of(up, ids[i], &place, err);
        if (status == SLV_OK && place->shard != CASES_NOWHERE)
            shard = up->generation.shards[place->shard];
        if (str_equal(secret, STR(SHARD_PUBLIC)))
            secret = shard;
        else if (!str_equal(shard, STR(SHARD_PUBLIC)) &&
                 !str_equal(shard, secret))
            secret = STR(SHARD_INTERNAL);
    }
    return status == SLV_OK ? cases_beside(up, secret, out, err) : status;
}
