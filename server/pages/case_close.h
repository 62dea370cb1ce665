/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Closing a case: the one question, and the article that is drafted when the
 * answer is "something new". See also core/cases/draft.h.
 */
#ifndef SERVER_PAGES_CASE_CLOSE_H
#define SERVER_PAGES_CASE_CLOSE_H

#include "server/pages/case_page.h"

struct case_closing {
    struct app *app;
    const struct request *request;
    const struct case_record *record; /* as it is now */
    const struct case_form *form;     /* outcome, article, reason */
    int64_t change;                   /* what the sender has seen */
    const struct case_actor *actor;
};

/* Link and close as the form says. CASE_OUTCOME_NEW: writes the draft into the
 * article folder first; when the rest fails, it is taken away again. ERR_INPUT
 * for an answer that is missing, ERR_CONFLICT when the case was changed. */
SLV_MUST_CHECK enum slv_status case_close(const struct case_closing *closing,
                                          struct slv_error *err);

/* Is the article there, for who asks? *id, which may be a former one, becomes
 * the id that it has now. ERR_INPUT with a sentence. */
SLV_MUST_CHECK enum slv_status case_check_article(const struct request *request,
                                                  struct str *id,
                                                  struct slv_error *err);
/* An article as a line of a letter: its title and its address. ERR_INPUT for
 * one that customers may not open. */
SLV_MUST_CHECK enum slv_status case_article_link(struct app *app,
                                                 const struct request *request,
                                                 struct str id, struct str *out,
                                                 struct slv_error *err);

#endif
