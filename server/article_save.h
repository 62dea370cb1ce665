/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Saving an article and bringing it to another state, for the page for writing
 * and for the API alike: who may save what, what a state changes in the text,
 * what searches would lose, the file, and the history of it. The file is the
 * truth: what has changed meanwhile is never written over unseen.
 *
 * Whoever may only draft changes drafts and leaves them drafts; other states are
 * for those who may publish. How it is told is left to the callers.
 */
#ifndef SERVER_ARTICLE_SAVE_H
#define SERVER_ARTICLE_SAVE_H

#include "server/app.h"
#include "server/article_files.h"
#include "server/request.h"
#include "solvent/article.h"
#include "store/article_store.h"
#include "store/publish_store.h"

struct article_wish {
    struct str path;   /* of the file, below the article folder */
    bool is_new;       /* there must be no such file yet */
    struct str text;   /* valid UTF-8 with LF line ends */
    struct str digest; /* of the file that it was made from; empty: is_new */
    bool has_state;    /* bring it to `state`; else the text says it */
    enum slv_state state;
    struct str publish_on; /* a day or a time, empty: none. NULL text: the text
                              says it; so for unpublish_on */
    struct str unpublish_on;
    bool needs_front_matter; /* refuse what stands above the text when it
                                cannot be read, also without a state */
    bool is_anyhow;          /* publish though searches lose the article ... */
    struct str reason;       /* ... because of this */
};

/* What was saved, or what is in the way. Everything is in the request's arena. */
struct article_saved {
    struct article_file file; /* as it is now */
    struct str text;          /* that was, or would have been, written */
    struct slv_article article;
    bool was_published; /* before */
    enum article_action action;
    const struct hold_loss *losses; /* searches that lose the article */
    size_t loss_count;
};

/* The file of the article `id`, or of the one that replaces it; of one that is
 * not indexed yet, the file that its id names. ERR_NOT_FOUND also for those who
 * may not read every article: a file may be about anything. */
SLV_MUST_CHECK enum slv_status
article_save_find(struct app *app, const struct request *request, struct str id,
                  struct str *path, struct slv_error *err);
/* Can a new article be called so: letters, digits, hyphens, and folders. ERR_INPUT
 * says why not, ERR_CONFLICT that there is one. */
SLV_MUST_CHECK enum slv_status
article_save_check_name(const struct request *request, struct str name,
                        struct slv_error *err);
/* Save what `wish` asks for, and keep it in the history. A text that the article
 * had before is kept as restored; an article that is published again loses an
 * unpublish_on that has come. Nothing is written
 * when it fails, and the sentence says why: ERR_PERMISSION; ERR_INPUT, with the
 * line of the text where there is one; ERR_TOO_BIG; ERR_CONFLICT when the file is
 * no longer the one with wish->digest (out->file is what stands there), when
 * another article has the id, and when searches would lose it (out->losses).
 * Others are those of reading and writing the folder. */
SLV_MUST_CHECK enum slv_status article_save(struct app *app,
                                            const struct request *request,
                                            const struct article_wish *wish,
                                            struct article_saved *out,
                                            struct slv_error *err);

#endif
