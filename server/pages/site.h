/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every page needs to know about the site: its name, contact, colours and
 * logo, taken from the configuration once, when the server starts.
 *
 * Constant after site_new(), so any thread may read it.
 */
#ifndef SERVER_PAGES_SITE_H
#define SERVER_PAGES_SITE_H

#include "base/hash.h"
#include "solvent/status.h"
#include "solvent/str.h"

struct config;

/* A file of the site's own: bytes, their type, and a name for them that changes
 * when they do. Not there: `bytes` is empty. */
struct site_file {
    struct str bytes;
    const char *content_type;
    char hash[HASH_HEX_BYTES];
};

struct site {
    /* borrowed from the configuration */
    struct str name;
    struct str tagline;
    struct str language;
    struct str base_url; /* without "/" at its end; may be empty */
    struct str contact_url;
    struct str contact_text;
    /* its own */
    struct site_file theme; /* /theme.css */
    struct site_file icon;  /* /favicon.svg */
    struct site_file logo;  /* /logo */
};

/* Check the colours, read the logo. `config` must outlive *out, which
 * site_free() frees. SLV_ERR_INPUT when a colour is too weak to be read
 * (theme_check()) or the logo is no PNG, JPEG, GIF or WebP image;
 * SLV_ERR_NO_INPUT, SLV_ERR_TOO_BIG, SLV_ERR_PERMISSION, SLV_ERR_IO when the
 * logo cannot be read. */
SLV_MUST_CHECK enum slv_status
site_new(const struct config *config, struct site **out, struct slv_error *err);
void site_free(struct site *site); /* NULL is allowed */

#endif
