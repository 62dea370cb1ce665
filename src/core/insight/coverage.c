/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One run over all uncovered cases: reading, grouping, naming the groups as the
 * gaps that they were, and what changed. Cases that come in between two runs
 * are in coverage_join.c, searches in coverage_searches.c.
 */
#include "core/insight/coverage.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/coverage_parts.h"
#include "core/insight/gap_match.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 500 };

/* --- reading --- */

static void take_case(struct coverage_work *work,
                      const struct coverage_case *row)
{
    gap_texts_people(work->texts, row->names);
    if (!row->is_uncovered) {
        gap_texts_add_other(work->texts, row->subject, row->body);
        work->others++;
        return;
    }
    work->cases = alloc_grow(work->cases, work->case_count,
                             &work->case_capacity, sizeof *work->cases);
    work->cases[work->case_count++] = (struct work_case){
        .id = row->id,
        .opened_unix_s = row->opened_unix_s,
        .number = arena_str(work->arena, row->number),
        .point = gap_texts_add(work->texts, row->subject, row->body),
    };
}

static enum slv_status read_cases(struct coverage_work *work,
                                  struct slv_error *err)
{
    struct arena *page = arena_new();
    int64_t before = INT64_MAX;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && work->case_count < COVERAGE_CASES_MAX) {
        struct coverage_case *rows = NULL;
        size_t count = 0;

        arena_reset(page);
        status = coverage_store_cases(work->store, before,
                                      work->others >= COVERAGE_OTHERS_MAX, PAGE,
                                      page, &rows, &count, err);
        if (status != SLV_OK || count == 0)
            break;
        for (size_t i = 0; i < count; i++)
            take_case(work, &rows[i]);
        before = rows[count - 1].id;
    }
    arena_free(page);
    return status;
}

static int compare_cases(const void *a, const void *b)
{
    const struct work_case *first = a;
    const struct work_case *second = b;

    if (first->opened_unix_s != second->opened_unix_s)
        return first->opened_unix_s < second->opened_unix_s ? 1 : -1;
    return str_compare(first->number, second->number);
}

static int compare_ids(const void *a, const void *b)
{
    const struct coverage_member *first = a;
    const struct coverage_member *second = b;

    return (first->case_id > second->case_id) -
           (first->case_id < second->case_id);
}

static const struct coverage_member *member_of(const struct coverage_work *work,
                                               int64_t case_id)
{
    const struct coverage_member wanted = {.case_id = case_id};

    if (work->member_count == 0)
        return NULL;
    return bsearch(&wanted, work->members, work->member_count, sizeof wanted,
                   compare_ids);
}

static enum slv_status read_all(struct coverage_work *work,
                                struct slv_error *err)
{
    enum slv_status status = coverage_store_run(work->store, &work->seen, err);

    if (status == SLV_OK)
        status = case_store_last_change(work->store, &work->change, err);
    if (status == SLV_OK)
        status = coverage_store_members(
            work->store, work->arena, &work->members, &work->member_count, err);
    if (status == SLV_OK)
        status = coverage_store_gaps(work->store, work->arena, &work->gaps,
                                     &work->gap_count, err);
    if (status == SLV_OK)
        status = coverage_store_ties(work->store, 0, work->arena, &work->ties,
                                     &work->tie_count, err);
    if (status == SLV_OK)
        status =
            coverage_store_searched(work->store, work->arena, &work->searched,
                                    &work->searched_count, err);
    if (status == SLV_OK)
        status = read_cases(work, err);
    if (work->case_count > 0)
        qsort(work->cases, work->case_count, sizeof *work->cases,
              compare_cases);
    return status;
}

/* --- grouping --- */

/* The points in the order of their newest cases. */
static void order_points(struct coverage_work *work)
{
    const size_t count = gap_texts_points(work->texts);
    struct gap_vector *vectors = gap_texts_vectors(work->texts, work->arena);
    uint32_t *place = arena_calloc(work->arena, count, sizeof *place);
    size_t next = 0;

    work->points = arena_calloc(work->arena, count, sizeof *work->points);
    work->own_number = arena_calloc(work->arena, count, sizeof(uint32_t));
    for (size_t i = 0; i < work->case_count; i++) {
        struct work_case *item = &work->cases[i];

        if (place[item->point] == 0) {
            work->points[next] = vectors[item->point];
            work->own_number[next] = item->point;
            place[item->point] = (uint32_t) ++next;
        }
        item->point = place[item->point] - 1;
    }
    work->point_count = next;
}

static void list_members(struct coverage_work *work)
{
    uint32_t *begin =
        arena_calloc(work->arena, work->group_count + 2, sizeof *begin);
    uint32_t *members =
        arena_calloc(work->arena, work->point_count, sizeof *members);

    for (size_t i = 0; i < work->point_count; i++)
        begin[work->group_of[i] + 2]++;
    for (size_t i = 2; i < work->group_count + 2; i++)
        begin[i] += begin[i - 1];
    for (size_t i = 0; i < work->point_count; i++)
        members[begin[work->group_of[i] + 1]++] = (uint32_t) i;
    work->groups =
        arena_calloc(work->arena, work->group_count, sizeof *work->groups);
    for (size_t i = 0; i < work->group_count; i++) {
        struct work_group *group = &work->groups[i];

        group->points = members + begin[i];
        group->point_count = begin[i + 1] - begin[i];
        for (size_t j = 0; j < group->point_count; j++)
            group->case_count += work->points[group->points[j]].copies;
    }
}

static void match(struct coverage_work *work)
{
    struct gap_passage *passages =
        alloc_zeroed(work->case_count + 1, sizeof *passages);
    int64_t *ids = alloc_zeroed(work->group_count + 1, sizeof *ids);
    int64_t next = 1;
    size_t singles = 0;

    for (size_t i = 0; i < work->case_count; i++) {
        const struct coverage_member *member =
            member_of(work, work->cases[i].id);

        const uint32_t number = work->group_of[work->cases[i].point];

        /* what is tied has its gap, and nothing else gets that one */
        if (member && work->tied_to[number] == 0 &&
            !coverage_is_tied(work, member->gap_id))
            passages[i] = (struct gap_passage){member->gap_id, number};
    }
    gap_match(passages, work->case_count, work->group_count, ids);
    if (work->gap_count > 0)
        next = work->gaps[work->gap_count - 1].id + 1;
    for (size_t i = 0; i < work->group_count; i++) {
        struct work_group *group = &work->groups[i];

        group->id = work->tied_to[i] != 0 ? work->tied_to[i] : ids[i];
        if (group->id == 0 &&
            (group->case_count > 1 || singles++ < COVERAGE_SINGLES))
            group->id = next++;
    }
    work->next_id = next;
    free(ids);
    free(passages);
}

static void make_groups(struct coverage_work *work)
{
    order_points(work);
    work->group_of =
        arena_calloc(work->arena, work->point_count, sizeof(uint32_t));
    coverage_cluster(work);
    list_members(work);
    match(work);
}

/* --- what became of each --- */

static struct str join_words(struct coverage_work *work,
                             const struct gap_word *words, size_t count)
{
    struct strbuf out;
    struct str kept;

    strbuf_init(&out, GAP_WORDS_BYTES);
    for (size_t i = 0; i < count; i++) {
        struct str form = gap_texts_form(work->texts, words[i].term);

        if (out.len + form.len + 1 > GAP_WORDS_BYTES)
            break;
        if (i > 0)
            strbuf_add_char(&out, ' ');
        strbuf_add_str(&out, form);
    }
    kept = arena_str(work->arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}

static void describe(struct coverage_work *work, struct work_group *group,
                     struct coverage_new_gap *out)
{
    struct gap_word words[COVERAGE_TELLING];
    uint32_t *numbers = alloc_zeroed(group->point_count + 1, sizeof *numbers);
    struct coverage_weight *weights;
    size_t count;

    for (size_t i = 0; i < group->point_count; i++)
        numbers[i] = work->own_number[group->points[i]];
    count = gap_texts_telling(work->texts, numbers, group->point_count,
                              COVERAGE_TELLING, words);
    free(numbers);
    group->sum = gap_sum(work->points, group->points, group->point_count,
                         COVERAGE_WEIGHTS, work->arena);
    weights = arena_calloc(work->arena, group->sum.count, sizeof *weights);
    for (size_t i = 0; i < group->sum.count; i++)
        weights[i] = (struct coverage_weight){
            .name = gap_texts_name(work->texts, group->sum.weights[i].term),
            .weight =
                (double) group->sum.weights[i].weight / group->sum.copies};
    *out = (struct coverage_new_gap){.id = group->id,
                                     .words = join_words(work, words, count),
                                     .case_count = group->case_count,
                                     .weights = weights,
                                     .weight_count = group->sum.count};
}

static int compare_group_ids(const void *a, const void *b)
{
    const struct work_group *const *first = a;
    const struct work_group *const *second = b;

    return ((*first)->id > (*second)->id) - ((*first)->id < (*second)->id);
}

static const struct work_group *group_with(const struct coverage_work *work,
                                           int64_t id)
{
    size_t low = 0;
    size_t high = work->kept_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (work->kept[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < work->kept_count && work->kept[low]->id == id ? work->kept[low]
                                                               : NULL;
}

static void describe_gaps(struct coverage_work *work)
{
    struct coverage_new_gap *gaps =
        arena_calloc(work->arena, work->group_count, sizeof *gaps);

    work->kept = arena_calloc(work->arena, work->group_count, sizeof(void *));
    for (size_t i = 0; i < work->group_count; i++)
        if (work->groups[i].id != 0)
            work->kept[work->kept_count++] = &work->groups[i];
    if (work->kept_count > 0)
        qsort(work->kept, work->kept_count, sizeof(void *), compare_group_ids);
    for (size_t i = 0; i < work->kept_count; i++)
        describe(work, work->kept[i], &gaps[i]);
    work->result.gaps = gaps;
    work->result.gap_count = work->kept_count;
}

static double likeness_to(const struct coverage_work *work, uint32_t point,
                          const struct work_group *group)
{
    return group && group->sum.copies > 0
               ? gap_product(&work->points[point], &group->sum) /
                     group->sum.copies
               : 0;
}

static void list_moves(struct coverage_work *work)
{
    struct coverage_move *moves = arena_calloc(
        work->arena, work->case_count + work->member_count, sizeof *moves);
    bool *is_seen = alloc_zeroed(work->member_count + 1, sizeof *is_seen);
    size_t count = 0;

    for (size_t i = 0; i < work->case_count; i++) {
        const struct work_case *item = &work->cases[i];
        const struct work_group *group =
            &work->groups[work->group_of[item->point]];
        const struct coverage_member *member = member_of(work, item->id);

        if (group->id == 0)
            continue;
        if (member)
            is_seen[member - work->members] = true;
        if (member && member->gap_id == group->id && !member->is_provisional)
            continue;
        moves[count] =
            (struct coverage_move){.case_id = item->id, .gap_id = group->id};
        if (member && member->gap_id != group->id) {
            moves[count].former_gap_id = member->gap_id;
            moves[count].likeness = likeness_to(work, item->point, group);
            moves[count].former_likeness = likeness_to(
                work, item->point, group_with(work, member->gap_id));
            work->moved++;
        }
        count++;
    }
    for (size_t i = 0; i < work->member_count; i++)
        if (!is_seen[i])
            moves[count++] =
                (struct coverage_move){.case_id = work->members[i].case_id};
    free(is_seen);
    work->result.moves = moves;
    work->result.move_count = count;
}

static int compare_gap_ids(const void *a, const void *b)
{
    const struct coverage_gap *first = a;
    const struct coverage_gap *second = b;

    return (first->id > second->id) - (first->id < second->id);
}

/* Where most cases of the former gaps went: the candidate of a majority is the
 * one that is left when unlike ones cancel each other out. */
static void follow(struct coverage_work *work)
{
    size_t *lead = alloc_zeroed(work->gap_count + 1, sizeof *lead);

    for (size_t i = 0; i < work->result.move_count; i++) {
        const struct coverage_move *move = &work->result.moves[i];
        const struct coverage_gap wanted = {.id = move->former_gap_id};
        struct coverage_gap *gap;
        size_t *leads;

        if (work->gap_count == 0 || move->former_gap_id == 0)
            continue;
        gap = bsearch(&wanted, work->gaps, work->gap_count, sizeof wanted,
                      compare_gap_ids);
        if (!gap || gap->state == GAP_MERGED)
            continue;
        leads = &lead[gap - work->gaps];
        if (*leads == 0)
            gap->merged_into = move->gap_id;
        *leads = gap->merged_into == move->gap_id ? *leads + 1 : *leads - 1;
    }
    free(lead);
}

/* Gaps that are no group any more. Who may have a link to one is led to where
 * its cases are. */
static void list_gone(struct coverage_work *work)
{
    struct coverage_merger *gone =
        arena_calloc(work->arena, work->gap_count, sizeof *gone);
    size_t count = 0;

    follow(work);
    for (size_t i = 0; i < work->gap_count; i++) {
        const struct coverage_gap *gap = &work->gaps[i];
        const bool is_known =
            gap->case_count >= GAP_CASES_MIN || gap->article_id.len > 0;

        if (gap->state == GAP_MERGED || group_with(work, gap->id) ||
            coverage_is_searched(work, gap))
            continue;
        gone[count++] =
            (struct coverage_merger){gap->id, is_known ? gap->merged_into : 0};
    }
    work->result.gone = gone;
    work->result.gone_count = count;
}

static void list_words(struct coverage_work *work)
{
    const size_t terms = gap_texts_terms(work->texts);
    struct coverage_word *words =
        arena_calloc(work->arena, terms, sizeof *words);
    size_t count = 0;

    for (size_t i = 0; i < terms && count < COVERAGE_TERMS_MAX; i++) {
        struct coverage_word word = {gap_texts_name(work->texts, (uint32_t) i),
                                     gap_texts_with(work->texts, (uint32_t) i)};

        if (word.cases > 1)
            words[count++] = word;
    }
    work->result.words = words;
    work->result.word_count = count;
}

static void end_result(struct coverage_work *work, int64_t now_unix_s)
{
    const struct gap_scale scale = gap_texts_scale(work->texts);

    work->result.run = (struct coverage_run){
        .change = work->change,
        .joined_change = work->change,
        .run_unix_s = now_unix_s,
        .cases = scale.cases,
        .subject_words = scale.subject_words,
        .body_words = scale.body_words,
    };
}

static void count_gaps(const struct coverage_work *work,
                       struct coverage_counts *counts)
{
    *counts = (struct coverage_counts){.cases = work->case_count,
                                       .moved = work->moved};
    for (size_t i = 0; i < work->kept_count; i++)
        counts->gaps += work->kept[i]->case_count >= GAP_CASES_MIN;
}

enum slv_status coverage_run(struct case_store *store, struct str language,
                             int64_t now_unix_s,
                             const struct coverage_searches *searches,
                             struct coverage_counts *counts,
                             struct slv_error *err)
{
    struct coverage_work work = {.store = store, .arena = arena_new()};
    enum slv_status status;

    work.texts = gap_texts_new(language);
    status = read_all(&work, err);
    if (status == SLV_OK) {
        make_groups(&work);
        describe_gaps(&work);
        list_moves(&work);
        list_words(&work);
        end_result(&work, now_unix_s);
        if (searches)
            coverage_place_searches(&work, searches);
        list_gone(&work);
        status = coverage_store_write(store, &work.result, &work.seen, err);
    }
    if (status == SLV_OK && counts)
        count_gaps(&work, counts);
    free(work.cases);
    gap_texts_free(work.texts);
    arena_free(work.arena);
    return status;
}

enum slv_status coverage_is_old(struct case_store *store, int64_t now_unix_s,
                                bool *out, struct slv_error *err)
{
    struct coverage_run run;
    int64_t change = 0;
    enum slv_status status = coverage_store_run(store, &run, err);

    if (status == SLV_OK)
        status = case_store_last_change(store, &change, err);
    *out = status == SLV_OK &&
           (change > run.change ||
            now_unix_s - run.run_unix_s >= COVERAGE_SEARCHES_S);
    return status;
}
