/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Comparing articles. Near duplicates are found by sketches: of the hashes of
 * all runs of four words the smallest ones are kept, and the share of them that
 * two articles have in common estimates the share of the runs (Broder, A.
 * (1997): On the resemblance and containment of documents).
 */
#include "indexer/check_between.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "indexer/prepare.h"
#include "indexer/tree.h"
#include "text/uri.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

/* A run of words that more articles have says nothing of two of them. */
enum { SHARERS_MAX = 32 };

/* --- facts --- */

static void copy_anchors(const struct article_draft *draft, struct arena *arena,
                         struct check_facts *out)
{
    const struct slv_article *article = &draft->article;
    size_t all = article->section_count + draft->anchors.count;

    out->anchors.items = arena_calloc(arena, all, sizeof *out->anchors.items);
    for (size_t i = 0; i < all; i++)
        out->anchors.items[out->anchors.count++] = arena_str(
            arena, i < article->section_count
                       ? article->sections[i].anchor
                       : draft->anchors.items[i - article->section_count]);
}

static void copy_replaces(const struct article_draft *draft,
                          struct arena *arena, struct check_facts *out)
{
    const struct str_list *from = &draft->article.replaces;

    out->replaces.items = arena_calloc(arena, from->count, sizeof *from->items);
    for (size_t i = 0; i < from->count; i++)
        out->replaces.items[out->replaces.count++] =
            arena_str(arena, from->items[i]);
}

static void copy_fragments(const struct article_draft *draft,
                           struct arena *arena, struct check_facts *out)
{
    out->fragments =
        arena_calloc(arena, draft->link_count, sizeof *out->fragments);
    for (size_t i = 0; i < draft->link_count; i++) {
        const struct article_link *link = &draft->links[i];
        struct str path = draft->article.path;

        if (link->is_image || link->fragment.len == 0 ||
            uri_is_absolute(link->target) ||
            (link->target.len && link->target.ptr[0] == '/') ||
            str_has_prefix(link->fragment, STR("tab/")) ||
            (link->target.len &&
             !prepare_target(draft->article.path, link->target, arena, &path)))
            continue;
        out->fragments[out->fragment_count++] = (struct check_fragment){
            arena_str(arena, path),
            uri_decode(arena_str(arena, link->fragment), false, arena),
            arena_str(arena, link->target), link->line};
    }
}

/* Keep the smallest hashes, each once, rising. */
static void add_hash(struct check_facts *facts, uint64_t hash)
{
    size_t low = 0;
    size_t high = facts->sketch_count;

    if (high == SKETCH_HASHES_MAX && hash >= facts->sketch[high - 1])
        return;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (facts->sketch[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < facts->sketch_count && facts->sketch[low] == hash)
        return;
    if (facts->sketch_count < SKETCH_HASHES_MAX)
        facts->sketch_count++;
    memmove(&facts->sketch[low + 1], &facts->sketch[low],
            (facts->sketch_count - low - 1) * sizeof *facts->sketch);
    facts->sketch[low] = hash;
}

static void make_sketch(struct str text, struct check_facts *out)
{
    uint64_t ring[SKETCH_SHINGLE_WORDS] = {0};
    struct word_scan scan;
    struct word word;
    size_t count = 0;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        size_t len;

        if (word.is_part)
            continue;
        len = word_fold(text, word, folded);
        ring[count++ % SKETCH_SHINGLE_WORDS] =
            hash_bytes((struct str){folded, len}).low;
        if (count >= SKETCH_SHINGLE_WORDS) {
            uint64_t run[SKETCH_SHINGLE_WORDS];

            for (size_t i = 0; i < SKETCH_SHINGLE_WORDS; i++)
                run[i] = ring[(count + i) % SKETCH_SHINGLE_WORDS];
            add_hash(
                out,
                hash_bytes((struct str){(const char *) run, sizeof run}).low);
        }
    }
    if (count < SKETCH_WORDS_MIN)
        out->sketch_count = 0;
}

void check_facts_take(const struct article_draft *draft,
                      const struct tree_file *file, struct str shown,
                      const struct check_settings *settings,
                      struct arena *arena, struct check_facts *out)
{
    *out = (struct check_facts){.file = file,
                                .shown = arena_str(arena, shown),
                                .title = arena_str(arena, draft->article.title),
                                .title_line = draft->title_line};
    for (size_t i = 0; i < CHECK_RULE_COUNT; i++)
        out->holds[i] =
            check_holds(&draft->article, settings, (enum check_rule) i);
    out->id = arena_str(arena, draft->article.id);
    out->is_published = draft->article.state == SLV_STATE_PUBLISHED;
    copy_replaces(draft, arena, out);
    copy_anchors(draft, arena, out);
    copy_fragments(draft, arena, out);
    if (out->holds[CHECK_NEAR_DUPLICATE])
        make_sketch(draft->article.text, out);
}

/* --- comparing --- */

unsigned check_likeness(const struct check_facts *a,
                        const struct check_facts *b)
{
    size_t i = 0;
    size_t j = 0;
    size_t seen = 0;
    size_t shared = 0;

    while (seen < SKETCH_HASHES_MAX && i < a->sketch_count &&
           j < b->sketch_count) {
        if (a->sketch[i] == b->sketch[j]) {
            shared++;
            i++;
            j++;
        } else if (a->sketch[i] < b->sketch[j]) {
            i++;
        } else {
            j++;
        }
        seen++;
    }
    if (seen < SKETCH_HASHES_MAX)
        seen += a->sketch_count - i + b->sketch_count - j;
    if (seen > SKETCH_HASHES_MAX)
        seen = SKETCH_HASHES_MAX;
    return seen ? (unsigned) (100 * shared / seen) : 0;
}

struct sharers {
    size_t articles[SHARERS_MAX];
    size_t count;
};

struct between {
    const struct check_facts *facts;
    size_t count;
    struct arena *arena;
    struct strmap *titles; /* to the facts of the first */
    struct strmap *ids;    /* to facts */
    struct strmap
        *former;          /* ids that are replaced, to the facts of the first */
    struct strmap *paths; /* "folder/path" to facts */
    struct strmap *sharers; /* hash to struct sharers */
    unsigned *shared;       /* per article, with the one that is looked at */
};

static struct str path_key(struct between *between, uint32_t folder,
                           struct str path)
{
    return arena_format(between->arena, "%u/%.*s", folder, STR_ARG(path));
}

static struct str lower_in(struct arena *arena, struct str text)
{
    char *lower = arena_alloc(arena, text.len + 1);

    for (size_t i = 0; i < text.len; i++)
        lower[i] = ascii_to_lower(text.ptr[i]);
    lower[text.len] = '\0';
    return (struct str){lower, text.len};
}

static void check_title(struct between *between,
                        const struct check_facts *facts,
                        struct diagnostics *diagnostics)
{
    const struct check_rule_row *row = check_rule_row(CHECK_TITLE_SAME);
    const struct check_facts *other;
    void **slot = strmap_slot(between->titles,
                              lower_in(between->arena, facts->title), NULL);

    other = *slot;
    if (!other)
        *slot = (void *) (uintptr_t) facts;
    else if (facts->holds[CHECK_TITLE_SAME])
        diagnostics_add(diagnostics, row->severity, row->name,
                        facts->title_line,
                        "'%.*s' has the same title, \"%.*s\".",
                        STR_ARG(str_first(other->shown, 300)),
                        STR_ARG(str_first(facts->title, 200)));
}

static bool has_anchor(const struct check_facts *facts, struct str fragment)
{
    for (size_t i = 0; i < facts->anchors.count; i++)
        if (str_equal_nocase(facts->anchors.items[i], fragment))
            return true;
    return false;
}

static void check_fragments(struct between *between,
                            const struct check_facts *facts,
                            struct diagnostics *diagnostics)
{
    const struct check_rule_row *row = check_rule_row(CHECK_ANCHOR_MISSING);

    for (size_t i = 0;
         facts->holds[CHECK_ANCHOR_MISSING] && i < facts->fragment_count; i++) {
        const struct check_fragment *link = &facts->fragments[i];
        const struct check_facts *other = strmap_get(
            between->paths, path_key(between, facts->file->folder, link->path));

        if (!other)
            other = strmap_get(between->paths,
                               path_key(between, facts->file->folder,
                                        arena_format(between->arena, "%.*s.md",
                                                     STR_ARG(link->path))));
        if (other && !has_anchor(other, link->fragment))
            diagnostics_add(diagnostics, row->severity, row->name, link->line,
                            "'%.*s' has no heading '#%.*s'.",
                            STR_ARG(str_first(other->shown, 300)),
                            STR_ARG(str_first(link->fragment, 200)));
    }
}

static struct sharers *sharers_of(struct between *between, uint64_t hash)
{
    void **slot =
        strmap_slot(between->sharers,
                    (struct str){(const char *) &hash, sizeof hash}, NULL);

    if (!*slot)
        *slot = arena_calloc(between->arena, 1, sizeof(struct sharers));
    return *slot;
}

/* The one before it that is most like it; SIZE_MAX when none is near. */
static size_t find_near(struct between *between, size_t index, unsigned *best)
{
    const struct check_facts *facts = &between->facts[index];
    size_t found = SIZE_MAX;

    *best = NEAR_DUPLICATE_PERCENT - 1;
    for (size_t i = 0; i < facts->sketch_count; i++) {
        struct sharers *sharers = sharers_of(between, facts->sketch[i]);

        for (size_t j = 0; j < sharers->count; j++) {
            size_t other = sharers->articles[j];
            unsigned likeness;

            /* looked at once, when a few runs are shared */
            if (++between->shared[other] != 4)
                continue;
            likeness = check_likeness(facts, &between->facts[other]);
            if (likeness > *best) {
                *best = likeness;
                found = other;
            }
        }
        if (sharers->count < SHARERS_MAX)
            sharers->articles[sharers->count++] = index;
    }
    memset(between->shared, 0, between->count * sizeof *between->shared);
    return found;
}

static void check_near(struct between *between, size_t index,
                       struct diagnostics *diagnostics)
{
    const struct check_rule_row *row = check_rule_row(CHECK_NEAR_DUPLICATE);
    unsigned likeness;
    size_t other = find_near(between, index, &likeness);

    if (other != SIZE_MAX)
        diagnostics_add(diagnostics, row->severity, row->name, 0,
                        "%u%% of the text stands in '%.*s' too.", likeness,
                        STR_ARG(str_first(between->facts[other].shown, 300)));
}

/* An address leads to one article, and at once: what is replaced is not there
 * any more, so that there are no chains and no loops. */
static void check_replaces(struct between *between,
                           const struct check_facts *facts,
                           struct diagnostics *diagnostics)
{
    const struct check_rule_row *row = check_rule_row(CHECK_REPLACES_CONFLICT);

    for (size_t i = 0;
         i < facts->replaces.count && facts->holds[CHECK_REPLACES_CONFLICT];
         i++) {
        struct str id = facts->replaces.items[i];
        const struct check_facts *present = strmap_get(between->ids, id);
        void **slot = strmap_slot(between->former, id, NULL);
        const struct check_facts *other = *slot;

        if (!other)
            *slot = (void *) (uintptr_t) facts;
        if (present && present->is_published)
            diagnostics_add(diagnostics, row->severity, row->name, 0,
                            "'replaces' names '%.*s', which is the id of "
                            "'%.*s'; whoever asks for it gets that one.",
                            STR_ARG(str_first(id, 200)),
                            STR_ARG(str_first(present->shown, 300)));
        else if (other && other != facts)
            diagnostics_add(diagnostics, row->severity, row->name, 0,
                            "'replaces' names '%.*s', and so does '%.*s'.",
                            STR_ARG(str_first(id, 200)),
                            STR_ARG(str_first(other->shown, 300)));
    }
}

void check_between(const struct check_facts *facts, size_t count,
                   void (*tell)(void *context, size_t index,
                                const struct diagnostics *diagnostics),
                   void *context)
{
    struct between between = {.facts = facts, .count = count};

    between.arena = arena_new();
    between.titles = strmap_new();
    between.ids = strmap_new();
    between.former = strmap_new();
    between.paths = strmap_new();
    between.sharers = strmap_new();
    between.shared = arena_calloc(between.arena, count, sizeof *between.shared);
    for (size_t i = 0; i < count; i++)
        if (facts[i].file) {
            *strmap_slot(
                between.paths,
                path_key(&between, facts[i].file->folder, facts[i].file->path),
                NULL) = (void *) (uintptr_t) &facts[i];
            *strmap_slot(between.ids, facts[i].id, NULL) =
                (void *) (uintptr_t) &facts[i];
        }
    for (size_t i = 0; i < count; i++) {
        struct diagnostics diagnostics;

        if (!facts[i].file)
            continue;
        diagnostics_init(&diagnostics, facts[i].shown, between.arena);
        check_title(&between, &facts[i], &diagnostics);
        check_replaces(&between, &facts[i], &diagnostics);
        check_fragments(&between, &facts[i], &diagnostics);
        check_near(&between, i, &diagnostics);
        tell(context, i, &diagnostics);
    }
    strmap_free(between.titles);
    strmap_free(between.ids);
    strmap_free(between.former);
    strmap_free(between.paths);
    strmap_free(between.sharers);
    arena_free(between.arena);
}
