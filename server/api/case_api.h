/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the routes of cases, customers, time and events share: who asks and what
 * may be seen, bodies and parameters, change numbers in ETag and If-Match, and
 * the JSON of what the case store holds.
 *
 * A customer sees the cases of the own company, without notes, and of links
 * those to articles that customers may read and that resolved the case. Another
 * customer's case answers as one that is not there.
 *
 * The ETag of a case is its change number. It is a strong one, set by these
 * routes themselves: answers are made anew each time and never stored.
 */
#ifndef SERVER_API_CASE_API_H
#define SERVER_API_CASE_API_H

#include "server/app.h"
#include "server/request.h"
#include "server/response.h"
#include "solvent/status.h"
#include "store/case_store.h"
#include "text/json_read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_writer;

enum { API_LIMIT_DEFAULT = 20, API_LIMIT_MAX = 100 };

/* --- who asks --- */

/* Whoever asks as the actor of what is done now. */
struct case_actor api_actor(const struct request *request);
/* Is it a customer, who sees the own company's cases alone? */
bool api_is_customer(const struct request *request);
/* Of routes that several rights open: has whoever asks one of the bits
 * 1 << enum right? When not, the answer is refused: 401 is put into `response`
 * with *is_answered, 403 is ERR_PERMISSION. */
SLV_MUST_CHECK enum slv_status
api_need(struct app *app, const struct request *request, uint64_t rights,
         struct response *response, bool *is_answered, struct slv_error *err);
#define API_RIGHT(name) (UINT64_C(1) << RIGHT_##name)

/* --- what is asked --- */

/* The case store; ERR_UNAVAILABLE when it could not be opened. */
SLV_MUST_CHECK enum slv_status api_store(const struct app *app,
                                         struct case_store **out,
                                         struct slv_error *err);
/* The parameter "limit". */
SLV_MUST_CHECK enum slv_status api_limit(const struct request *request,
                                         size_t *out, struct slv_error *err);
/* The body, of type application/json, read by a table. */
SLV_MUST_CHECK enum slv_status api_body(const struct request *request,
                                        const struct json_field *fields,
                                        size_t count, void *out,
                                        struct slv_error *err);
/* The case that the address names, when whoever asks may see it; else
 * ERR_NOT_FOUND with one sentence for all. */
SLV_MUST_CHECK enum slv_status api_case(struct app *app,
                                        const struct request *request,
                                        struct case_record *out,
                                        struct slv_error *err);

/* --- changes --- */

struct case_repeat;

/* The header Idempotency-Key (store/case_find.h), with a digest of all that was
 * sent and where to; false without one. */
bool api_repeat(const struct request *request, struct case_repeat *out);

/* What If-Match says. */
struct api_match {
    bool is_given;
    int64_t change; /* 0: any */
};
struct api_match api_if_match(const struct request *request);

/* Answer with an error status of HTTP that no enum slv_status stands for. */
enum slv_status api_answer(struct app *app, const struct request *request,
                           int http_status, const char *sentence,
                           const char *hint, struct response *response);
/* After a change of a case: SLV_OK answers with the case as it is now;
 * ERR_CONFLICT with another change number than If-Match named is 412. Other
 * failures are given back, as whole sentences. */
enum slv_status api_changed(struct app *app, const struct request *request,
                            struct api_match match, enum slv_status status,
                            int http_status, struct response *response,
                            struct slv_error *err);
/* Failures of the store begin in lower case; sentences do not. */
enum slv_status api_told(enum slv_status status, struct slv_error *err);

/* --- JSON --- */

void api_set_etag(const struct request *request, int64_t change,
                  struct response *response);
/* An instant as text, null for 0. */
void api_write_time(struct json_writer *json, const char *key, int64_t unix_s);
/* The fields of a case that lists have too. */
void api_write_case_head(struct json_writer *json,
                         const struct request *request,
                         const struct case_record *record);
/* Answer with the whole case and its ETag; statuses of request_reader(). */
SLV_MUST_CHECK enum slv_status api_write_case(const struct request *request,
                                              const struct case_record *record,
                                              struct response *response,
                                              struct slv_error *err);
/* Answer with the links alone, for staff. */
void api_write_case_links(const struct request *request,
                          const struct case_record *record,
                          struct response *response);
void api_write_time_entry(struct json_writer *json,
                          const struct case_time *entry);

#endif
