/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making replies again, and comparing them with what is sent. See inserted.h.
 */
#include "server/inserted.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "core/cases/kept_words.h"
#include "server/article_links.h"
#include "server/case_values.h"
#include "store/reply_uses.h"

static enum slv_status reply_of(const struct request *request, struct str id,
                                const struct canned_values *values,
                                struct slv_article *article, struct str *out,
                                struct slv_error *err)
{
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    *out = STR("");
    if (status == SLV_OK)
        status = article_find(reader, id, request->arena, article, err);
    if (status == SLV_OK)
        *out = canned_fill(canned_reply(article, values, request->arena),
                           values, request->arena);
    return status;
}

static bool has_use(const struct case_message *message, struct str id)
{
    for (size_t i = 0; i < message->use_count; i++)
        if (str_equal(message->uses[i].article_id, id))
            return true;
    return false;
}

enum slv_status inserted_measure(struct app *app, const struct request *request,
                                 const struct case_record *record,
                                 const struct str_list *ids, bool must_be_there,
                                 struct case_message *message,
                                 struct slv_error *err)
{
    struct case_reply_use *uses =
        arena_calloc(request->arena, BOUND_REPLY_USES, sizeof *uses);
    struct canned_values values;
    enum slv_status status = SLV_OK;

    message->uses = uses;
    message->use_count = 0;
    if (ids->count > 0)
        status = case_values(app, request, record, &values, err);
    for (size_t i = 0;
         status == SLV_OK && i < ids->count && i < BOUND_REPLY_USES; i++) {
        struct slv_article article;
        struct kept_words words;
        struct str reply;

        status =
            reply_of(request, ids->items[i], &values, &article, &reply, err);
        if (status == SLV_ERR_NOT_FOUND && must_be_there)
            return slv_fail(err, SLV_ERR_INPUT, "There is no article \"%.*s\"",
                            STR_ARG(ids->items[i]));
        if (status == SLV_ERR_NOT_FOUND) {
            status = SLV_OK;
            continue;
        }
        if (status != SLV_OK || has_use(message, article.id))
            continue;
        words = kept_words(reply, message->text, request->arena);
        if (words.kept > 0 &&
            reply_is_used((int) words.kept, (int) words.total))
            uses[message->use_count++] = (struct case_reply_use){
                article.id, (int) words.total, (int) words.kept};
    }
    return status;
}

enum slv_status inserted_reply(struct app *app, const struct request *request,
                               const struct case_record *record,
                               struct str agent_name, struct str article,
                               struct str *out, struct slv_error *err)
{
    struct canned_values values;
    struct slv_article found;
    enum slv_status status = case_values(app, request, record, &values, err);

    *out = STR("");
    values.agent_name = agent_name;
    if (status == SLV_OK)
        status = reply_of(request, article, &values, &found, out, err);
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}
