/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index counts the distinct values of SLOT_FACETS, each of which is all
 * that one article says (or several articles alike). What belongs to each is
 * found out once: its items, one per filter term however it is written, and
 * for its versions all that they cover. See facets.h.
 */
#include "core/search/facets.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/schema.h"
#include "core/search/versions.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* that are compared with each other; with more, each is itself alone */
    VERSIONS_MAX = 1000
};

struct item {
    enum slv_facet facet;
    struct str value; /* as most combinations write it */
    struct str term;  /* of the filter */
    uint32_t combinations;
    const struct version_set *versions; /* NULL: nothing but itself */
};

struct facet_index {
    struct arena *arena; /* everything */
    uint64_t stamp;      /* of the values; 0: nothing is known */
    struct item *items;  /* by facet, then bytes */
    size_t item_count;
    size_t version_begin; /* the items that are versions */
    size_t version_end;
    /* Items of the combination c: members from begins[c] to begins[c + 1]. */
    uint32_t *begins;
    uint32_t *members;
};

struct facet_index *facet_index_new(void)
{
    struct facet_index *index = alloc_zeroed(1, sizeof *index);

    index->arena = arena_new();
    return index;
}

void facet_index_free(struct facet_index *index)
{
    if (!index)
        return;
    arena_free(index->arena);
    free(index);
}

void facet_index_reset(struct facet_index *index)
{
    arena_reset(index->arena);
    *index = (struct facet_index){.arena = index->arena};
}

/* --- reading the combinations --- */

static bool facet_of(char prefix, enum slv_facet *out)
{
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        if (schema_facet_prefix((enum slv_facet) facet) == prefix) {
            *out = (enum slv_facet) facet;
            return true;
        }
    return false;
}

/* The next string of a value of several; false at its end. */
static bool take_string(struct str *rest, struct str *out)
{
    size_t len;

    if (rest->len == 0)
        return false;
    len = (unsigned char) rest->ptr[0];
    if (len > rest->len - 1)
        len = rest->len - 1;
    *out = str_first(str_from_offset(*rest, 1), len);
    *rest = str_from_offset(*rest, 1 + len);
    return true;
}

/* A way of writing an item. */
struct spelling {
    size_t item;
    uint32_t combinations;
};

struct gathering {
    struct facet_index *index;
    struct strmap *spellings; /* facet prefix and value, to struct spelling */
    struct strmap *terms;     /* filter term to item number + 1 */
    struct item *items;
    size_t item_count;
    size_t item_max;
    uint32_t *members;
    size_t member_count;
    size_t member_max;
    /* per item: one more than the last combination that it is a member of */
    uint32_t *stamps;
    size_t stamp_count;
    size_t stamp_max;
};

static size_t item_of_term(struct gathering *to, enum slv_facet facet,
                           struct str value)
{
    struct str term = schema_filter_term(facet, value, to->index->arena);
    void **known = strmap_slot(to->terms, term, NULL);

    if (!*known) {
        to->items = alloc_grow(to->items, to->item_count, &to->item_max,
                               sizeof *to->items);
        to->items[to->item_count++] =
            (struct item){.facet = facet, .term = term};
        *known = (void *) to->item_count; /* one more than its number */
    }
    return (size_t) *known - 1;
}

static void add_member(struct gathering *to, size_t combination, size_t item)
{
    while (to->stamp_count <= item) {
        to->stamps = alloc_grow(to->stamps, to->stamp_count, &to->stamp_max,
                                sizeof *to->stamps);
        to->stamps[to->stamp_count++] = 0;
    }
    if (to->stamps[item] == combination + 1)
        return;
    to->stamps[item] = (uint32_t) combination + 1;
    to->members = alloc_grow(to->members, to->member_count, &to->member_max,
                             sizeof *to->members);
    to->members[to->member_count++] = (uint32_t) item;
}

/* One string of a combination. An item is shown as most combinations write
 * it. */
static void gather_string(struct gathering *to, size_t combination,
                          struct str string)
{
    struct spelling *spelling;
    struct item *item;
    enum slv_facet facet;
    void **known;

    if (string.len < 2 || !facet_of(string.ptr[0], &facet))
        return;
    known = strmap_slot(to->spellings, string, NULL);
    if (!*known) {
        spelling = arena_calloc(to->index->arena, 1, sizeof *spelling);
        spelling->item = item_of_term(to, facet, str_from_offset(string, 1));
        *known = spelling;
    }
    spelling = *known;
    SLV_ASSERT(spelling->item < to->item_count && to->items);
    item = &to->items[spelling->item];
    if (++spelling->combinations > item->combinations) {
        item->combinations = spelling->combinations;
        item->value = str_from_offset(string, 1);
    }
    add_member(to, combination, spelling->item);
}

static void gather(struct gathering *to, const struct str *values, size_t count)
{
    struct facet_index *index = to->index;

    index->begins =
        arena_calloc(index->arena, count + 1, sizeof *index->begins);
    for (size_t i = 0; i < count; i++) {
        struct str rest = values[i];
        struct str string;

        index->begins[i] = (uint32_t) to->member_count;
        while (take_string(&rest, &string))
            gather_string(to, i, string);
    }
    index->begins[count] = (uint32_t) to->member_count;
}

/* --- order --- */

struct place {
    const struct item *item;
};

static int compare_places(const void *a, const void *b)
{
    const struct item *left = ((const struct place *) a)->item;
    const struct item *right = ((const struct place *) b)->item;

    if (left->facet != right->facet)
        return left->facet < right->facet ? -1 : 1;
    return str_compare(left->value, right->value);
}

/* Hand the items over in their order, and number the members by it. */
static void settle(struct gathering *to)
{
    struct facet_index *index = to->index;
    struct place *order =
        arena_calloc(index->arena, to->item_count, sizeof *order);
    uint32_t *rank = arena_calloc(index->arena, to->item_count, sizeof *rank);

    for (size_t i = 0; i < to->item_count; i++)
        order[i].item = &to->items[i];
    if (to->item_count > 0)
        qsort(order, to->item_count, sizeof *order, compare_places);
    index->items =
        arena_calloc(index->arena, to->item_count, sizeof *index->items);
    index->item_count = to->item_count;
    for (size_t i = 0; i < to->item_count; i++) {
        rank[order[i].item - to->items] = (uint32_t) i;
        index->items[i] = *order[i].item;
        index->items[i].value = arena_str(index->arena, order[i].item->value);
    }
    for (size_t i = 0; i < to->member_count; i++)
        to->members[i] = rank[to->members[i]];
}

/* --- versions --- */

static const struct version_set *parse_versions(struct str value,
                                                struct arena *arena)
{
    struct version_set set;
    struct version_set *kept;

    if (!version_set_parse(value, &set))
        return NULL;
    kept = arena_alloc(arena, sizeof set);
    *kept = set;
    return kept;
}

static void find_versions(struct facet_index *index)
{
    size_t begin = 0;
    size_t end;

    while (begin < index->item_count &&
           index->items[begin].facet < SLV_FACET_VERSION)
        begin++;
    for (end = begin; end < index->item_count &&
                      index->items[end].facet == SLV_FACET_VERSION;)
        end++;
    index->version_begin = begin;
    index->version_end = end - begin > VERSIONS_MAX ? begin : end;
    for (size_t i = index->version_begin; i < index->version_end; i++)
        index->items[i].versions =
            parse_versions(index->items[i].value, index->arena);
}

static bool covers(const struct item *item, const struct item *other)
{
    return item == other ||
           (item->versions && other->versions &&
            version_set_includes(item->versions, other->versions));
}

/* For each version the numbers of those that it covers, one list behind the
 * other: from begins[v] to begins[v + 1]. */
struct coverage {
    uint32_t *begins;
    uint32_t *items;
    size_t count;
    size_t max;
};

static void find_coverage(const struct facet_index *index, struct coverage *out)
{
    size_t begin = index->version_begin;
    size_t end = index->version_end;

    out->begins = alloc_zeroed(end - begin + 1, sizeof *out->begins);
    for (size_t i = begin; i < end; i++) {
        for (size_t k = begin; k < end; k++) {
            if (!covers(&index->items[i], &index->items[k]))
                continue;
            out->items = alloc_grow(out->items, out->count, &out->max,
                                    sizeof *out->items);
            out->items[out->count++] = (uint32_t) k;
        }
        out->begins[i - begin + 1] = (uint32_t) out->count;
    }
}

/* Members again, with the versions that their versions cover. */
static void widen(struct gathering *to, size_t combination_count)
{
    struct facet_index *index = to->index;
    struct gathering wide = {.index = index};
    struct coverage coverage = {.count = 0};

    find_coverage(index, &coverage);
    for (size_t c = 0; c < combination_count; c++) {
        size_t begin = wide.member_count;

        for (size_t i = index->begins[c]; i < index->begins[c + 1]; i++) {
            size_t member;

            SLV_ASSERT(to->members);
            member = to->members[i];
            add_member(&wide, c, member);
            if (member < index->version_begin || member >= index->version_end)
                continue;
            member -= index->version_begin;
            for (size_t k = coverage.begins[member];
                 k < coverage.begins[member + 1]; k++) {
                SLV_ASSERT(coverage.items);
                add_member(&wide, c, coverage.items[k]);
            }
        }
        index->begins[c] = (uint32_t) begin;
    }
    index->begins[combination_count] = (uint32_t) wide.member_count;
    index->members =
        arena_calloc(index->arena, wide.member_count, sizeof *index->members);
    if (wide.member_count > 0)
        memcpy(index->members, wide.members,
               wide.member_count * sizeof *index->members);
    free(wide.members);
    free(wide.stamps);
    free(coverage.begins);
    free(coverage.items);
}

static void learn(struct facet_index *index, const struct xap_counts *counted)
{
    struct gathering to = {.index = index};

    if (index->stamp == counted->values_stamp)
        return;
    facet_index_reset(index);
    to.spellings = strmap_new();
    to.terms = strmap_new();
    gather(&to, counted->values, counted->value_count);
    settle(&to);
    find_versions(index);
    widen(&to, counted->value_count);
    index->stamp = counted->values_stamp;
    strmap_free(to.spellings);
    strmap_free(to.terms);
    free(to.items);
    free(to.members);
    free(to.stamps);
}

enum slv_status facets_versions(struct searching *search, struct str version,
                                struct str_list *terms, struct slv_error *err)
{
    const struct xap_plan every = {.limit = 0};
    struct facet_index *index = search->reader->facets;
    struct str exact =
        schema_filter_term(SLV_FACET_VERSION, version, search->arena);
    struct version_set value;
    struct xap_counts counted;
    enum slv_status status = xap_count(search->reader->xap, &every, SLOT_FACETS,
                                       NULL, 0, search->arena, &counted, err);

    if (status != SLV_OK)
        return status;
    learn(index, &counted);
    terms->items = arena_calloc(search->arena,
                                index->version_end - index->version_begin + 1,
                                sizeof *terms->items);
    terms->items[0] = exact;
    terms->count = 1;
    if (!version_set_parse(str_trim(version), &value))
        return SLV_OK;
    for (size_t i = index->version_begin; i < index->version_end; i++) {
        const struct item *item = &index->items[i];

        if (item->versions && version_set_includes(item->versions, &value) &&
            !str_equal(item->term, exact))
            terms->items[terms->count++] = arena_str(search->arena, item->term);
    }
    return SLV_OK;
}

/* --- counting --- */

struct counted_item {
    uint64_t count;
    const struct item *item;
};

static int compare_counts(const void *a, const void *b)
{
    const struct counted_item *left = a;
    const struct counted_item *right = b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return left->item < right->item ? -1 : left->item > right->item;
}

/* How often each item is among the counted combinations. */
static uint64_t *count_items(const struct facet_index *index,
                             const struct xap_tally *tally,
                             size_t combination_count, struct arena *arena)
{
    uint64_t *counts = arena_calloc(arena, index->item_count, sizeof *counts);

    for (size_t c = 0; c < combination_count; c++) {
        uint32_t with = tally->with_value[c];

        for (size_t i = index->begins[c]; with > 0 && i < index->begins[c + 1];
             i++)
            counts[index->members[i]] += with;
    }
    return counts;
}

static void take_facet(const struct facet_index *index, const uint64_t *counts,
                       enum slv_facet facet, struct slv_search_result *out,
                       struct arena *arena)
{
    struct counted_item *found =
        arena_calloc(arena, index->item_count, sizeof *found);
    struct slv_facet_value *values;
    size_t count = 0;

    for (size_t i = 0; i < index->item_count; i++)
        if (index->items[i].facet == facet && counts[i] > 0)
            found[count++] = (struct counted_item){counts[i], &index->items[i]};
    if (count > 0)
        qsort(found, count, sizeof *found, compare_counts);
    values = arena_calloc(arena, count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = (struct slv_facet_value){
            arena_str(arena, found[i].item->value), found[i].count};
    out->facets[facet].values = values;
    out->facets[facet].count = count;
}

enum slv_status facets_count(struct searching *search,
                             const struct xap_plan *plan,
                             struct slv_search_result *out,
                             struct slv_error *err)
{
    struct facet_index *index = search->reader->facets;
    bool want_facets = search->request->want_facets;
    uint64_t without[1 + SLV_FACET_COUNT] = {0};
    size_t tally_of[SLV_FACET_COUNT] = {0};
    uint64_t *counts[1 + SLV_FACET_COUNT];
    struct xap_counts counted;
    size_t count = 1;
    enum slv_status status;

    for (unsigned facet = 0; want_facets && facet < SLV_FACET_COUNT; facet++)
        if (search->facet_filters[facet] != 0) {
            tally_of[facet] = count;
            without[count++] = search->facet_filters[facet];
        }
    status = xap_count(search->reader->xap, plan,
                       want_facets ? SLOT_FACETS : XAP_NO_SLOT, without, count,
                       search->arena, &counted, err);
    if (status != SLV_OK)
        return status;
    out->total = counted.counts[0].total;
    out->is_total_exact = true;
    if (!want_facets)
        return SLV_OK;
    learn(index, &counted);
    for (size_t i = 0; i < count; i++)
        counts[i] = count_items(index, &counted.counts[i], counted.value_count,
                                search->arena);
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        take_facet(index, counts[tally_of[facet]], (enum slv_facet) facet, out,
                   search->arena);
    return SLV_OK;
}
