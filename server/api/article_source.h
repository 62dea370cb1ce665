/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the routes for writing articles share: the file of the article that an
 * address names, the JSON of a text with what the checker says of it, and the
 * answers when it was not saved. Saving is left to server/article_save.h.
 *
 * The ETag of a text is the digest of its file, so that a change made in the
 * file by any other program is seen too.
 */
#ifndef SERVER_API_ARTICLE_SOURCE_H
#define SERVER_API_ARTICLE_SOURCE_H

#include "server/app.h"
#include "server/article_save.h"
#include "server/request.h"
#include "server/response.h"
#include "solvent/status.h"
#include "text/json_read.h"

struct json_writer;

/* The file of an article, as an address names it. */
struct api_source {
    struct str name; /* as the address has it */
    struct str path; /* of the file, below the article folder */
    struct article_file file;
    bool is_there;
};

/* Find the file that "{id...}" names. One that is not there is no failure when
 * `may_be_new`: it is the one that an article of this name would have. ERR_PERMISSION
 * for those who may not read every article, ERR_NOT_FOUND, ERR_INPUT and
 * ERR_CONFLICT for a name that no article can have, and those of
 * article_files_read(). */
SLV_MUST_CHECK enum slv_status
api_source_find(struct app *app, const struct request *request, bool may_be_new,
                struct api_source *out, struct slv_error *err);

/* A text that was sent, as the body of type text/markdown or as a field of a JSON
 * object, with LF line ends: ERR_INPUT, with the line, for bytes that are no text.
 * ERR_TOO_BIG. `reason` is the other field, or the parameter of this name. */
SLV_MUST_CHECK enum slv_status api_source_body(const struct request *request,
                                               struct str *text,
                                               struct str *reason,
                                               struct slv_error *err);

/* Keys of the object that is open: what the article's front matter says, and
 * what the checker finds. The text itself is written when `with_text`. */
void api_source_write(struct json_writer *json, struct app *app,
                      const struct request *request, struct str path,
                      struct str text, bool with_text);
/* "lost": searches that would lose the article. */
void api_losses_write(struct json_writer *json, const struct hold_loss *losses,
                      size_t count);

/* Answer with the text that is in the file now, and its ETag. */
void api_source_give(struct app *app, const struct request *request,
                     const struct api_source *source,
                     struct response *response);
/* 412, with the ETag of the file as it is. */
enum slv_status api_source_refuse(struct app *app,
                                  const struct request *request,
                                  const struct article_file *file,
                                  struct response *response);
/* What is wrong with what was sent, with its line. */
void api_source_problem(struct app *app, const struct request *request,
                        const struct slv_error *err, struct response *response);
/* Save what `wish` asks for, and answer: 200 or 201 with the text, 412, 409 with
 * the searches that would lose it, 400 with the line. Others are given back. */
SLV_MUST_CHECK enum slv_status
api_source_save(struct app *app, const struct request *request,
                const struct article_wish *wish, struct str name,
                struct response *response, struct slv_error *err);

#endif
