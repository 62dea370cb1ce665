/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sorting articles into lists of work. See health_lists.h.
 */
#include "core/insight/health_lists.h"

#include "base/arena.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>

static const double interval_z = 1.2816;

double health_doubt(uint64_t against, uint64_t total)
{
    double n = (double) total;
    double share;
    double z2 = interval_z * interval_z;

    if (total == 0)
        return 0;
    share = (double) against / n;
    return (share + z2 / (2 * n) -
            interval_z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))) /
           (1 + z2 / n);
}

uint64_t health_against(const struct article_evidence *evidence)
{
    return evidence->came_back + evidence->wrong + evidence->unhelpful +
           evidence->searched_again + evidence->edited;
}

uint64_t health_total(const struct article_evidence *evidence)
{
    return health_against(evidence) + evidence->resolved + evidence->helpful +
           evidence->sent + (evidence->searchers - evidence->searched_again);
}

bool health_review_is_due(const struct slv_article *article, int64_t now_unix_s)
{
    return article->review_after_unix_s > 0 &&
           article->review_after_unix_s <= now_unix_s &&
           article->reviewed_unix_s < article->review_after_unix_s;
}

bool health_reply_is_rewritten(const struct article_evidence *evidence)
{
    return evidence->replies_edited >= HEALTH_REWRITTEN_MIN &&
           evidence->editors >= HEALTH_REWRITERS_MIN &&
           2 * evidence->replies_edited > evidence->replies;
}

static int compare_evidence(const void *a, const void *b)
{
    return str_compare(((const struct article_evidence *) a)->article_id,
                       ((const struct article_evidence *) b)->article_id);
}

static int by_id(const struct health_row *left, const struct health_row *right)
{
    return str_compare(left->article->id, right->article->id);
}

static int compare_doubt(const void *a, const void *b)
{
    const struct health_row *left = a;
    const struct health_row *right = b;

    if (left->doubt != right->doubt)
        return left->doubt > right->doubt ? -1 : 1;
    return by_id(left, right);
}

static int compare_times(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

static int compare_due(const void *a, const void *b)
{
    const struct health_row *left = a;
    const struct health_row *right = b;
    int order = compare_times(left->article->review_after_unix_s,
                              right->article->review_after_unix_s);

    return order ? order : by_id(left, right);
}

static int compare_age(const void *a, const void *b)
{
    const struct health_row *left = a;
    const struct health_row *right = b;
    int order = compare_times(left->article->updated_unix_s,
                              right->article->updated_unix_s);

    return order ? order : by_id(left, right);
}

static void add_row(struct health_rows *rows, const struct health_row *row)
{
    rows->items[rows->count++] = *row;
}

static void sort_rows(struct health_rows *rows,
                      int (*compare)(const void *, const void *))
{
    if (rows->count > 0)
        qsort(rows->items, rows->count, sizeof *rows->items, compare);
}

static struct health_row row_of(const struct slv_article *article,
                                const struct article_evidence *evidence,
                                size_t evidence_count)
{
    const struct article_evidence wanted = {.article_id = article->id};
    const struct article_evidence *found =
        evidence_count > 0 ? bsearch(&wanted, evidence, evidence_count,
                                     sizeof wanted, compare_evidence)
                           : NULL;
    struct health_row row = {.article = article,
                             .evidence = found ? *found : wanted};

    if (health_against(&row.evidence) >= HEALTH_AGAINST_MIN)
        row.doubt = health_doubt(health_against(&row.evidence),
                                 health_total(&row.evidence));
    return row;
}

void health_sort(const struct slv_article *articles, size_t article_count,
                 const struct article_evidence *evidence, size_t evidence_count,
                 struct str owner, int64_t now_unix_s, struct arena *arena,
                 struct health *out)
{
    *out = (struct health){
        .doubtful = {arena_calloc(arena, article_count, sizeof *out->due.items),
                     0},
        .due = {arena_calloc(arena, article_count, sizeof *out->due.items), 0},
        .unfinished = {arena_calloc(arena, article_count,
                                    sizeof *out->due.items),
                       0},
    };
    for (size_t i = 0; i < article_count; i++) {
        const struct slv_article *article = &articles[i];
        struct health_row row = row_of(article, evidence, evidence_count);
        bool is_due = health_review_is_due(article, now_unix_s);

        if (owner.len > 0 && !str_equal_nocase(article->owner, owner))
            continue;
        if (article->state == SLV_STATE_PUBLISHED && row.doubt > 0)
            add_row(&out->doubtful, &row);
        if (article->state == SLV_STATE_PUBLISHED && is_due)
            add_row(&out->due, &row);
        if (article->state == SLV_STATE_DRAFT ||
            article->state == SLV_STATE_REVIEWED)
            add_row(&out->unfinished, &row);
    }
    sort_rows(&out->doubtful, compare_doubt);
    sort_rows(&out->due, compare_due);
    sort_rows(&out->unfinished, compare_age);
}

static int compare_id(const void *key, const void *item)
{
    return str_compare(*(const struct str *) key,
                       ((const struct slv_article *) item)->id);
}

void health_add_held(const struct slv_article *articles, size_t article_count,
                     const struct article_hold *holds, size_t hold_count,
                     struct str owner, struct arena *arena, struct health *out)
{
    out->held = (struct health_rows){
        arena_calloc(arena, hold_count, sizeof *out->held.items), 0};
    for (size_t i = 0; i < hold_count && article_count > 0; i++) {
        const struct slv_article *article =
            bsearch(&holds[i].article_id, articles, article_count,
                    sizeof *articles, compare_id);

        if (article &&
            (owner.len == 0 || str_equal_nocase(article->owner, owner)))
            add_row(&out->held, &(const struct health_row){.article = article,
                                                           .hold = &holds[i]});
    }
}
