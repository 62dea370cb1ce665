/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gathering the history of one article from where it is kept. See
 * article_history.h.
 */
#include "server/article_history.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

/* Both have the newest first; of one second those in `one` come first. */
static void merge(struct article_history *one, const struct article_event *more,
                  size_t count, struct arena *arena)
{
    struct article_event *all =
        arena_calloc(arena, one->event_count + count, sizeof *all);
    size_t i = 0;
    size_t k = 0;

    while (i < one->event_count || k < count) {
        bool is_one =
            i < one->event_count &&
            (k == count || one->events[i].at_unix_s >= more[k].at_unix_s);

        all[i + k] = is_one ? one->events[i] : more[k];
        if (is_one)
            i++;
        else
            k++;
    }
    one->events = all;
    one->event_count += count;
}

/* Ids are written behind older ones: the last one was left last. */
static void add_former(struct app *app, const struct str_list *former,
                       struct arena *arena, struct article_history *out)
{
    size_t count =
        former->count < HISTORY_FORMER_MAX ? former->count : HISTORY_FORMER_MAX;

    while (count-- > 0) {
        struct article_event *more = NULL;
        size_t found = 0;

        if (article_store_list(app->articles, former->items[count], arena,
                               &more, &found, NULL) == SLV_OK &&
            found > 0)
            merge(out, more, found, arena);
    }
}

void article_history_list(struct app *app, const struct article_names *names,
                          bool with_commits, struct arena *arena,
                          struct article_history *out)
{
    const struct str ids[] = {names->id, names->name};
    struct article_event *events = NULL;
    struct article_allowance *allowances = NULL;
    struct git_commit *commits = NULL;

    *out = (struct article_history){.events = NULL};
    for (size_t i = 0;
         i < ARRAY_LEN(ids) && out->event_count == 0 && app->articles; i++)
        if (article_store_list(app->articles, ids[i], arena, &events,
                               &out->event_count, NULL) == SLV_OK)
            out->events = events;
    if (app->articles)
        add_former(app, &names->former, arena, out);
    if (app->cases &&
        publish_store_list_allowances(app->cases, names->id, arena, &allowances,
                                      &out->allowance_count, NULL) == SLV_OK)
        out->allowances = allowances;
    if (with_commits && article_git_list(app, names->path, arena, &commits,
                                         &out->commit_count, NULL) == SLV_OK)
        out->commits = commits;
}

const struct article_allowance *
article_history_allowance(const struct article_history *history,
                          const struct article_event *event)
{
    for (size_t i = 0; i < history->allowance_count; i++)
        if (event->action != ARTICLE_FOUND &&
            str_equal(history->allowances[i].digest, event->digest))
            return &history->allowances[i];
    return NULL;
}

bool article_history_text(struct app *app, const struct article_names *names,
                          struct str version, struct arena *arena,
                          struct str *text)
{
    const struct str ids[] = {names->id, names->name};

    if (version.len == GIT_COMMIT_HEX)
        return article_git_text(app, names->path, version, arena, text, NULL) ==
               SLV_OK;
    for (size_t i = 0; i < ARRAY_LEN(ids) && app->articles; i++)
        if (article_store_text(app->articles, ids[i], version, arena, text,
                               NULL) == SLV_OK)
            return true;
    for (size_t i = 0;
         i < names->former.count && i < HISTORY_FORMER_MAX && app->articles;
         i++)
        if (article_store_text(app->articles, names->former.items[i], version,
                               arena, text, NULL) == SLV_OK)
            return true;
    return false;
}
