/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A query, like the phrases of rules, seen as *spots*: places where one word was
 * typed, each with the terms that stand for it (one per language, or more).
 */
#include "core/search/expand_parts.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdlib.h>

static int compare_words(const void *a, const void *b)
{
    const struct query_word *left = *(struct query_word *const *) a;
    const struct query_word *right = *(struct query_word *const *) b;

    if (left->text.ptr != right->text.ptr)
        return left->text.ptr < right->text.ptr ? -1 : 1;
    if (left->text.len != right->text.len)
        return left->text.len > right->text.len ? -1 : 1;
    return (left > right) - (left < right);
}

static bool is_same_spot(const struct spot *spot, const struct query_word *word)
{
    return word->text.ptr == spot->begin &&
           word->text.ptr + word->text.len == spot->end;
}

struct spots expand_spots_of(struct query *query, struct arena *arena)
{
    struct spots spots = {
        arena_calloc(arena, query->count, sizeof *spots.items), 0};
    struct query_word **words =
        arena_calloc(arena, query->count, sizeof(struct query_word *));
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        if (!query->words[i].is_added)
            words[count++] = &query->words[i];
    if (count)
        qsort(words, count, sizeof(struct query_word *), compare_words);
    for (size_t i = 0; i < count; i++) {
        struct query_word *word = words[i];
        struct spot *spot = spots.count ? &spots.items[spots.count - 1] : NULL;
        const char *end = word->text.ptr + word->text.len;

        if (!spot || !is_same_spot(spot, word)) {
            if (spot)
                spot->holds_next = end <= spot->end;
            spot = &spots.items[spots.count++];
            *spot = (struct spot){
                .words = &words[i], .begin = word->text.ptr, .end = end};
        }
        spot->count++;
        spot->is_closed |= word->is_required || word->is_forbidden;
    }
    return spots;
}

struct spots expand_choose_spots(const struct spots *all, bool want_parts,
                                 struct arena *arena)
{
    struct spots chosen = {
        arena_calloc(arena, all->count, sizeof *chosen.items), 0};
    const char *covered = NULL;

    for (size_t i = 0; i < all->count; i++) {
        const struct spot *spot = &all->items[i];

        if (want_parts ? spot->holds_next : covered && spot->end <= covered)
            continue;
        if (spot->holds_next)
            covered = spot->end;
        chosen.items[chosen.count++] = *spot;
    }
    return chosen;
}

bool expand_is_next(const struct spot *before, const struct spot *spot)
{
    const char *at = before->end;
    size_t spaces = 0;

    if (spot->begin <= at)
        return true; /* characters of a script without spaces */
    while (at + spaces < spot->begin && ascii_is_space(at[spaces]))
        spaces++;
    return at + spaces == spot->begin ||
           (spot->begin - at == 1 && (*at == '-' || *at == '_' || *at == '/'));
}

bool expand_is_stop_spot(const struct spot *spot)
{
    return spot->words[0]->is_stop_word;
}
