/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports about articles: which solve cases, whose they are, which are not
 * published yet, and which a shipped fix makes old. What happened is in the
 * facts; what an article is now, the index says.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/insight/report_library.h"
#include "core/insight/report_parts.h"

#include <stdlib.h>

static void note_without_index(struct report_making *making)
{
    if (!making->ask->reader)
        making->out->note = STR("The articles cannot be read now, so titles, "
                                "owners and states are not known.");
}

/* --- links of articles, added up by groups --- */

struct link_sums {
    int64_t solved;
    int64_t tried;
    int64_t wrong;
    int64_t customers;
    int64_t minutes;
};

/* Which group an article is in; groups are from 0 on. */
struct link_groups {
    const uint32_t *of; /* by the place of the article in the facts */
    size_t count;
};

/* A case is solved by an article on the day it was closed; what was tried in
 * vain or wrong counts on the day of the link. */
static void count_link(const struct report_making *making,
                       const struct link_groups *groups,
                       const struct fact_link *link, struct link_sums *sums,
                       uint64_t *pairs, size_t *pair_count)
{
    const struct report_ask *ask = making->ask;
    const struct report_facts *facts = making->facts;
    const struct fact_case *of = &facts->cases[link->case_id];
    const uint32_t group = groups->of[link->article];
    struct link_sums *to = &sums[group];

    if (!tally_takes(ask, of))
        return;
    if (link->kind == CASE_LINK_RESOLVED) {
        if (!tally_is_in(ask, of->closed_day))
            return;
        to->solved++;
        to->minutes += of->minutes;
        /* a customer who came while the names were read has none yet */
        if (of->customer < facts->names.customer_count)
            pairs[(*pair_count)++] = (uint64_t) group << 32 | of->customer;
        return;
    }
    if (!tally_is_in(
            ask, (int32_t) report_days_day(facts->days, link->created_unix_s)))
        return;
    if (link->kind == CASE_LINK_TRIED)
        to->tried++;
    else
        to->wrong++;
}

/* How many customers each group helped. The pairs are laid out by customer, so
 * that a pair was there before when the group's last customer is the same. */
static void count_customers(const struct report_making *making,
                            size_t group_count, const uint64_t *pairs,
                            size_t count, struct link_sums *sums)
{
    const size_t customers = making->facts->names.customer_count + 1;
    size_t *next = arena_calloc(making->arena, customers + 1, sizeof *next);
    uint32_t *groups = arena_calloc(making->arena, count, sizeof *groups);
    uint32_t *last = arena_calloc(making->arena, group_count, sizeof *last);
    size_t at = 0;

    for (size_t i = 0; i < count; i++)
        next[(uint32_t) pairs[i] + 1]++;
    for (size_t i = 1; i <= customers; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < count; i++)
        groups[next[(uint32_t) pairs[i]]++] = (uint32_t) (pairs[i] >> 32);
    /* next[customer] is the end of its part now */
    for (size_t customer = 0; customer < customers; customer++) {
        for (; at < next[customer]; at++) {
            if (last[groups[at]] == customer + 1)
                continue;
            last[groups[at]] = (uint32_t) customer + 1;
            sums[groups[at]].customers++;
        }
    }
}

static struct link_sums *count_links(const struct report_making *making,
                                     const struct link_groups *groups)
{
    const struct report_facts *facts = making->facts;
    struct link_sums *sums =
        arena_calloc(making->arena, groups->count + 1, sizeof *sums);
    uint64_t *pairs =
        arena_calloc(making->arena, facts->link_count, sizeof *pairs);
    size_t pair_count = 0;

    for (size_t i = 1; i < facts->link_count; i++) {
        if (facts->links[i].case_id != 0)
            count_link(making, groups, &facts->links[i], sums, pairs,
                       &pair_count);
    }
    count_customers(making, groups->count + 1, pairs, pair_count, sums);
    return sums;
}

static bool is_counted(const struct link_sums *sums)
{
    return sums->solved + sums->tried + sums->wrong > 0;
}

/* --- reuse --- */

enum slv_status fill_reuse(struct report_making *making, struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    uint32_t *of =
        arena_calloc(making->arena, facts->article_count + 1, sizeof *of);
    const struct link_groups groups = {of, facts->article_count};
    struct report_library library;
    const struct link_sums *sums;
    enum slv_status status = report_library_open(making, &library, err);

    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < facts->article_count; i++)
        of[i] = (uint32_t) i;
    sums = count_links(making, &groups);
    for (size_t i = 0; i < facts->article_count; i++) {
        const struct slv_article *article =
            report_library_find(&library, facts->articles[i]);
        struct report_cell *cells;

        if (!is_counted(&sums[i]))
            continue;
        cells = report_row_add(making, facts->articles[i]);
        cells[0] = report_text(facts->articles[i]);
        cells[1] = report_number(sums[i].solved);
        if (article) {
            cells[2] = report_text(article->title);
            cells[3] = report_text(article->owner);
        }
        cells[4] = report_number(sums[i].customers);
        cells[5] = report_number(sums[i].tried);
        cells[6] = report_number(sums[i].wrong);
        cells[7] = report_number(sums[i].minutes);
    }
    report_library_close(&library);
    report_sort(making, 1);
    /* a case that two articles solved has its minutes with both, so minutes
     * and customers have no total */
    making->out->note = STR("A case that two articles solved together counts "
                            "with each of them.");
    return SLV_OK;
}

/* --- praise --- */

/* Owners of articles, as they come. */
struct owners {
    struct strmap *places; /* owner to the place of its name + 1 */
    struct str *names;
    int64_t *published;
    size_t count;
};

static uint32_t owner_place(struct owners *owners, struct str name)
{
    void **slot = strmap_slot(owners->places, name, NULL);

    if (!*slot) {
        owners->names[owners->count++] = name;
        /* a number in the place of a pointer: it points at nothing */
        *slot = (void *) (uintptr_t) owners->count;
    }
    return (uint32_t) ((uintptr_t) *slot - 1);
}

static struct str owner_name(const struct report_facts *facts, struct str owner)
{
    if (owner.len == 0)
        return STR("Nobody named");
    for (size_t i = 1; i < facts->names.agent_count; i++) {
        if (str_equal(facts->names.agents[i].key, owner))
            return facts->names.agents[i].name;
    }
    return owner;
}

static void add_praise(struct report_making *making,
                       const struct owners *owners,
                       const struct link_sums *sums, const int64_t *used)
{
    struct link_sums all = {.solved = 0};
    int64_t articles = 0;
    int64_t published = 0;
    struct report_cell *cells;

    for (size_t i = 0; i < owners->count; i++) {
        all.solved += sums[i].solved;
        all.minutes += sums[i].minutes;
        articles += used[i];
        published += owners->published[i];
    }
    cells = report_row_add(making, STR(""));
    cells[0] = report_text(STR("Total"));
    cells[1] = report_number(all.solved);
    cells[2] = report_number(articles);
    cells[3] = report_number(published);
    cells[5] = report_number(all.minutes);
    report_rows_are_totals(making);
    for (size_t i = 0; i < owners->count; i++) {
        if (sums[i].solved == 0)
            continue;
        cells = report_row_add(making, owners->names[i]);
        cells[0] = report_text(owner_name(making->facts, owners->names[i]));
        cells[1] = report_number(sums[i].solved);
        cells[2] = report_number(used[i]);
        cells[3] = report_number(owners->published[i]);
        cells[4] = report_number(sums[i].customers);
        cells[5] = report_number(sums[i].minutes);
    }
    report_sort(making, 1);
}

enum slv_status fill_praise(struct report_making *making, struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    uint32_t *of =
        arena_calloc(making->arena, facts->article_count + 1, sizeof *of);
    uint8_t *is_used =
        arena_calloc(making->arena, facts->article_count + 1, sizeof *is_used);
    struct owners owners = {.count = 0};
    struct report_library library;
    struct link_groups groups = {.of = of};
    const struct link_sums *sums;
    int64_t *used;
    enum slv_status status = report_library_open(making, &library, err);

    if (status != SLV_OK)
        return status;
    owners.places = strmap_new();
    owners.names =
        arena_calloc(making->arena, library.count + 1, sizeof *owners.names);
    owners.published = arena_calloc(making->arena, library.count + 1,
                                    sizeof *owners.published);
    (void) owner_place(&owners, STR("")); /* of what has no owner */
    for (size_t i = 0; i < library.count; i++)
        owners.published[owner_place(&owners, library.articles[i].owner)] +=
            library.articles[i].state == SLV_STATE_PUBLISHED;
    for (size_t i = 0; i < facts->article_count; i++) {
        const struct slv_article *article =
            report_library_find(&library, facts->articles[i]);

        of[i] = article ? owner_place(&owners, article->owner) : 0;
    }
    groups.count = owners.count;
    sums = count_links(making, &groups);
    used = arena_calloc(making->arena, owners.count, sizeof *used);
    for (size_t i = 1; i < facts->link_count; i++) {
        const struct fact_link *link = &facts->links[i];

        if (link->case_id != 0 && link->kind == CASE_LINK_RESOLVED &&
            tally_takes(making->ask, &facts->cases[link->case_id]) &&
            tally_is_in(making->ask, facts->cases[link->case_id].closed_day))
            is_used[link->article] = 1;
    }
    for (size_t i = 0; i < facts->article_count; i++)
        used[of[i]] += is_used[i];
    add_praise(making, &owners, sums, used);
    strmap_free(owners.places);
    report_library_close(&library);
    making->out->note = STR("An article is that of its owner. A case that two "
                            "articles solved together counts with each.");
    note_without_index(making);
    return SLV_OK;
}

/* --- drafts --- */

/* What happened around an article, whatever the range. */
struct article_history {
    int64_t cases; /* that it resolved */
    int64_t first_unix_s;
    int64_t minutes;
};

static struct article_history *
read_histories(const struct report_making *making)
{
    const struct report_facts *facts = making->facts;
    struct article_history *out =
        arena_calloc(making->arena, facts->article_count + 1, sizeof *out);

    for (size_t i = 1; i < facts->link_count; i++) {
        const struct fact_link *link = &facts->links[i];
        struct article_history *to = &out[link->article];

        if (link->case_id == 0 || link->kind != CASE_LINK_RESOLVED ||
            !tally_takes(making->ask, &facts->cases[link->case_id]))
            continue;
        if (to->cases++ == 0 || link->created_unix_s < to->first_unix_s)
            to->first_unix_s = link->created_unix_s;
        to->minutes += facts->cases[link->case_id].minutes;
    }
    return out;
}

/* The places of articles in the facts + 1, by their ids. */
static struct strmap *places_of(const struct report_facts *facts)
{
    struct strmap *places = strmap_new();

    for (size_t i = 0; i < facts->article_count; i++)
        *strmap_slot(places, facts->articles[i], NULL) =
            (void *) (uintptr_t) (i + 1);
    return places;
}

/* A draft is as old as the first case that it was linked to, or as its file. */
enum slv_status fill_drafts(struct report_making *making, struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    const struct article_history *histories = read_histories(making);
    const struct article_history none = {.cases = 0};
    struct report_library library;
    struct strmap *places;
    enum slv_status status = report_library_open(making, &library, err);

    if (status != SLV_OK)
        return status;
    places = places_of(facts);
    for (size_t i = 0; i < library.count; i++) {
        const struct slv_article *article = &library.articles[i];
        const uintptr_t place = (uintptr_t) strmap_get(places, article->id);
        const struct article_history *history =
            place > 0 ? &histories[place - 1] : &none;
        struct report_cell *cells;
        int64_t since;

        if ((article->state != SLV_STATE_DRAFT &&
             article->state != SLV_STATE_REVIEWED) ||
            article->publish_on_unix_s > 0)
            continue;
        since = report_days_day(facts->days, history->cases > 0
                                                 ? history->first_unix_s
                                                 : article->updated_unix_s);
        cells = report_row_add(making, article->id);
        cells[0] = report_text(article->id);
        cells[1] = report_number(making->ask->today - since);
        cells[2] = report_text(article->title);
        cells[3] = report_text(owner_name(facts, article->owner));
        cells[4] = report_text(str_from(slv_state_name(article->state)));
        cells[5] = report_number(history->cases);
        cells[6] = report_day((int32_t) since);
    }
    strmap_free(places);
    report_library_close(&library);
    report_sort(making, 1);
    making->out->note =
        STR("As it is now. A draft is as old as the first case that it was "
            "linked to, or as its file; one that is scheduled is left out.");
    note_without_index(making);
    return SLV_OK;
}

/* --- articles that a shipped fix makes old --- */

struct shipped {
    uint32_t fix;
    uint32_t version;
    uint32_t last_case; /* that says so; 0: none does */
    int64_t cases;
    int64_t minutes;
};

static struct shipped *read_shipped(const struct report_making *making)
{
    const struct report_facts *facts = making->facts;
    struct shipped *out =
        arena_calloc(making->arena, facts->article_count + 1, sizeof *out);

    for (size_t i = 1; i < facts->link_count; i++) {
        const struct fact_link *link = &facts->links[i];
        const struct fact_case *of = &facts->cases[link->case_id];
        struct shipped *to = &out[link->article];

        if (link->case_id == 0 || link->kind != CASE_LINK_RESOLVED ||
            of->fixed_in == 0 || !tally_takes(making->ask, of))
            continue;
        to->cases++;
        to->minutes += of->minutes;
        if (link->case_id > to->last_case) {
            to->last_case = link->case_id;
            to->fix = of->fix;
            to->version = of->fixed_in;
        }
    }
    return out;
}

/* What became of the article; an empty text: nothing yet. */
static struct str done_with(const struct slv_article *article,
                            struct str version)
{
    if (!article)
        return STR("gone");
    if (article->state == SLV_STATE_ARCHIVED)
        return STR("archived");
    return str_equal(article->fixed_in, version) ? STR("versioned") : STR("");
}

enum slv_status fill_workarounds(struct report_making *making,
                                 struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    const struct shipped *shipped = read_shipped(making);
    struct report_library library;
    enum slv_status status = report_library_open(making, &library, err);

    if (status != SLV_OK)
        return status;
    /* first what is to be done */
    for (int turn = 0; making->ask->reader && turn < 2; turn++) {
        const size_t first = making->count;

        for (size_t i = 0; i < facts->article_count; i++) {
            const struct slv_article *article;
            struct str version;
            struct str done;
            struct report_cell *cells;

            if (shipped[i].last_case == 0)
                continue;
            article = report_library_whole(&library, facts->articles[i]);
            version = facts->versions[shipped[i].version];
            done = done_with(article, version);
            if ((done.len > 0) != (turn == 1))
                continue;
            cells = report_row_add(making, facts->articles[i]);
            cells[0] = report_text(facts->articles[i]);
            if (article) {
                cells[1] = report_text(article->title);
                cells[2] = report_text(owner_name(facts, article->owner));
            }
            if (shipped[i].fix > 0)
                cells[3] = report_text(facts->fixes[shipped[i].fix]);
            cells[4] = report_text(version);
            cells[5] = report_text(done.len > 0 ? done : STR("to do"));
            cells[6] = report_number(shipped[i].cases);
            cells[7] = report_number(shipped[i].minutes);
        }
        report_sort_from(making, first, 7);
    }
    report_library_close(&library);
    making->out->note =
        STR("As it is now. Done is an article that names the version behind "
            "fixed_in, was archived, or is gone; the others can be done under "
            "\"To mend\".");
    note_without_index(making);
    return SLV_OK;
}
