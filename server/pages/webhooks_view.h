/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page /settings/webhooks: whom to tell of what happens, what was told
 * lately, and the form to add one. webhooks_page.c fills the view.
 */
#ifndef SERVER_PAGES_WEBHOOKS_VIEW_H
#define SERVER_PAGES_WEBHOOKS_VIEW_H

#include "server/pages/desk.h"
#include "store/webhook_store.h"

struct webhooks_view {
    struct desk desk;
    const struct webhook *webhooks;
    size_t count;
    /* of the one that is looked at; 0: none is */
    int64_t shown_id;
    const struct webhook_delivery *deliveries;
    size_t delivery_count;
    /* shown once, after adding */
    struct str secret;
    int64_t secret_of;
    struct str done;    /* what a form did */
    struct str mistake; /* why one did nothing */
    /* the form to add one, as it was sent */
    struct str url;
    unsigned events;
};

void webhooks_view_write(struct strbuf *out, const struct webhooks_view *view);

#endif
