/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST and DELETE /api/v1/cases/{number}/merge: a case becomes part of another,
 * and is taken apart again. Each answers with the case as it is then.
 */
#include "server/api/case_api.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/router.h"
#include "store/case_merge.h"

struct merge_wish {
    struct str into;
};

static const struct json_field merge_fields[] = {
    JSON_FIELD(struct merge_wish, into, JSON_READ_STRING, true,
               BOUND_CASE_NUMBER_BYTES),
};

enum slv_status api_case_merge_post(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct merge_wish wish = {.into = STR("")};
    struct case_record record;
    struct case_actor actor;
    enum slv_status status = api_case(app, request, &record, err);

    if (status == SLV_OK)
        status = api_body(request, merge_fields, ARRAY_LEN(merge_fields), &wish,
                          err);
    if (status != SLV_OK)
        return status;
    actor = api_actor(request);
    status = case_store_merge(app->cases, record.number, match.change,
                              wish.into, &actor, err);
    if (status == SLV_ERR_NOT_FOUND) /* of the other one: the body is wrong */
        status = slv_fail(err, SLV_ERR_INPUT, "There is no case %.*s",
                          STR_ARG(wish.into));
    return api_changed(app, request, match, status, 200, response, err);
}

enum slv_status api_case_merge_delete(struct app *app,
                                      const struct request *request,
                                      struct response *response,
                                      struct slv_error *err)
{
    const struct api_match any = {.is_given = false};
    struct case_record record;
    struct case_actor actor;
    enum slv_status status = api_case(app, request, &record, err);

    if (status != SLV_OK)
        return status;
    actor = api_actor(request);
    status = case_store_unmerge(app->cases, record.number, &actor, err);
    return api_changed(app, request, any, status, 200, response, err);
}
