/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decisions about gaps. See gap_hand.h; store/coverage_store_hand.c writes them.
 */
#include "server/gap_hand.h"

#include "base/check.h"
#include "base/str.h"
#include "server/app.h"

static enum slv_status name(struct app *app, int64_t gap_id,
                            const struct gap_wish *wish,
                            const struct case_actor *actor, int64_t *shown,
                            struct slv_error *err)
{
    *shown = gap_id;
    return coverage_store_name(app->cases, gap_id, wish->name, actor, err);
}

static enum slv_status merge(struct app *app, int64_t gap_id,
                             const struct gap_wish *wish,
                             const struct case_actor *actor, int64_t *shown,
                             struct slv_error *err)
{
    *shown = wish->into;
    if (wish->into <= 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say which gap it is to be part of");
    return coverage_store_merge_gaps(app->cases, gap_id, wish->into, actor,
                                     err);
}

static enum slv_status split(struct app *app, int64_t gap_id,
                             const struct gap_wish *wish,
                             const struct case_actor *actor, int64_t *shown,
                             struct slv_error *err)
{
    return coverage_store_split(app->cases, gap_id, wish->cases,
                                wish->case_count, actor, shown, err);
}

static enum slv_status undo(struct app *app, int64_t gap_id,
                            const struct gap_wish *wish,
                            const struct case_actor *actor, int64_t *shown,
                            struct slv_error *err)
{
    (void) wish;
    return coverage_store_undo(app->cases, gap_id, actor, shown, err);
}

static const struct {
    struct str action;
    enum slv_status (*run)(struct app *app, int64_t gap_id,
                           const struct gap_wish *wish,
                           const struct case_actor *actor, int64_t *shown,
                           struct slv_error *err);
    bool reads_cases;
} hands[] = {
    {{"name", 4}, name, false},
    {{"merge", 5}, merge, false},
    {{"split", 5}, split, true},
    {{"undo", 4}, undo, false},
};

bool gap_hand_knows(struct str action)
{
    for (size_t i = 0; i < ARRAY_LEN(hands); i++)
        if (str_equal(action, hands[i].action))
            return true;
    return false;
}

enum slv_status gap_hand_do(struct app *app, const struct request *request,
                            int64_t gap_id, const struct gap_wish *wish,
                            const struct case_actor *actor, int64_t *shown,
                            struct slv_error *err)
{
    if (!request_may(request, RIGHT_ARTICLES_PUBLISH))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Only who publishes articles decides about gaps");
    for (size_t i = 0; i < ARRAY_LEN(hands); i++) {
        if (!str_equal(wish->action, hands[i].action))
            continue;
        if (hands[i].reads_cases && !request_may(request, RIGHT_CASES_READ))
            return slv_fail(err, SLV_ERR_PERMISSION,
                            "Who chooses cases must be allowed to read them");
        return hands[i].run(app, gap_id, wish, actor, shown, err);
    }
    return slv_fail(err, SLV_ERR_INPUT,
                    "The action is name, merge, split or undo");
}
