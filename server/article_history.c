/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gathering the history of one article from where it is kept. See
 * article_history.h.
 */
#include "server/article_history.h"

#include "base/check.h"
#include "base/str.h"

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
    return false;
}
