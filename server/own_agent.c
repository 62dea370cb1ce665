/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whoever is signed in as an agent of the case store. See own_agent.h.
 */
#include "server/own_agent.h"

#include "base/clock.h"
#include "base/str.h"
#include "server/app.h"
#include "server/request.h"
#include "store/case_store.h"

enum slv_status own_agent_make(struct app *app, const struct request *request,
                               struct slv_error *err)
{
    struct case_actor actor;
    struct case_agent agent;
    enum slv_status status;

    if (!request->user)
        return slv_fail(err, SLV_ERR_PERMISSION, "Sign in to do this");
    status = case_store_find_agent(app->cases, request->user->login,
                                   request->arena, &agent, NULL);
    if (status != SLV_ERR_NOT_FOUND)
        return status == SLV_OK
                   ? SLV_OK
                   : slv_fail(err, status, "The list of agents cannot be read");
    actor = (struct case_actor){request->user->login, clock_unix_s()};
    agent = (struct case_agent){
        .key = request->user->login,
        .name = request->user->name,
        .email = request->user->email,
    };
    return case_store_put_agent(app->cases, &agent, &actor, NULL, err);
}
