/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which replies an answer uses: of the articles that its sender says were
 * inserted, those of which something was sent. What was inserted is not taken
 * from the sender but made again, from the article as it is now and the case, as
 * it was when it was inserted a moment ago; who names an article that was not
 * inserted has sent nothing of it.
 */
#ifndef SERVER_INSERTED_H
#define SERVER_INSERTED_H

#include "server/request.h"
#include "store/case_store.h"

struct app;

/* Fill in the uses of `message`, an answer in the case `record`, from `ids`;
 * in the request's arena. Of more than BOUND_REPLY_USES articles the others are
 * left out. With `must_be_there` an id of no article is ERR_INPUT, else it is
 * left out: articles go while somebody writes. Statuses of request_reader() and
 * of the case store. */
SLV_MUST_CHECK enum slv_status
inserted_measure(struct app *app, const struct request *request,
                 const struct case_record *record, const struct str_list *ids,
                 bool must_be_there, struct case_message *message,
                 struct slv_error *err);

/* The reply of `article` as `agent_name` inserts it into an answer, filled in
 * from the case as it is now; empty when the article has none, or is not for
 * whoever asks. */
SLV_MUST_CHECK enum slv_status
inserted_reply(struct app *app, const struct request *request,
               const struct case_record *record, struct str agent_name,
               struct str article, struct str *out, struct slv_error *err);

#endif
