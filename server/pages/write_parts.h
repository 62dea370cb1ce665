/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files write_*.c share: what a form asks for, the page that answers,
 * and saving. Private to them.
 */
#ifndef SERVER_PAGES_WRITE_PARTS_H
#define SERVER_PAGES_WRITE_PARTS_H

#include "server/app.h"
#include "server/article_files.h"
#include "server/pages/write_view.h"

/* What a form asks for. */
struct wish {
    struct str action; /* "preview", "save", or a state */
    struct str text;
    struct str digest;
    struct str name;    /* of a new file */
    struct str restore; /* a version */
    bool is_anyhow;     /* publish though searches lose the article ... */
    struct str reason;  /* ... because of this */
};

/* The page with what `view` has, the preview, the findings and the history. */
SLV_MUST_CHECK enum slv_status write_page_out(struct app *app,
                                              const struct request *request,
                                              struct write_view *view,
                                              struct response *response);
/* The page again with what was typed and why it was not saved. */
SLV_MUST_CHECK enum slv_status
write_page_refuse(struct app *app, const struct request *request,
                  struct write_view *view, enum slv_status status,
                  const struct slv_error *err, const struct article_file *file,
                  struct response *response);

/* Save what `wish` asks for as the file view->path, keep it in the history and
 * lead on; what cannot be saved is told on the page. Other statuses are those of
 * reading the folder. */
SLV_MUST_CHECK enum slv_status
write_save(struct app *app, const struct request *request,
           struct write_view *view, const struct wish *wish,
           struct response *response, struct slv_error *err);

#endif
