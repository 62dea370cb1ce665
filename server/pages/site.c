/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Makes the site's own files once: style sheet and icon from the colours, logo
 * from the disk. Sending them is left to asset_page.c.
 */
#include "server/pages/site.h"

#include "base/alloc.h"
#include "base/bounds.h"
#include "base/config.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/theme.h"

#include <stdint.h>
#include <stdlib.h>

enum { SITE_FILE_MAX = 16 * 1024 };

static const char *image_type(struct str bytes)
{
    if (str_has_prefix(bytes, STR("\x89PNG\r\n\x1a\n")))
        return "image/png";
    if (str_has_prefix(bytes, STR("\xff\xd8\xff")))
        return "image/jpeg";
    if (str_has_prefix(bytes, STR("GIF87a")) ||
        str_has_prefix(bytes, STR("GIF89a")))
        return "image/gif";
    if (bytes.len >= 12 && str_has_prefix(bytes, STR("RIFF")) &&
        str_has_prefix(str_from_offset(bytes, 8), STR("WEBP")))
        return "image/webp";
    return NULL;
}

static void finish_file(struct site_file *file, const char *content_type,
                        char *bytes, size_t len)
{
    file->bytes = (struct str){bytes, len};
    file->content_type = content_type;
    hash_format(hash_bytes(file->bytes), file->hash);
}

static void make_colors(struct site *site, uint32_t light, uint32_t dark)
{
    struct strbuf buf;
    size_t len;
    char *bytes;

    strbuf_init(&buf, SITE_FILE_MAX);
    theme_css_write(&buf, light, dark);
    bytes = strbuf_take(&buf, &len);
    finish_file(&site->theme, "text/css; charset=utf-8", bytes, len);
    theme_icon_write(&buf, light, dark);
    bytes = strbuf_take(&buf, &len);
    finish_file(&site->icon, "image/svg+xml", bytes, len);
    strbuf_release(&buf);
}

static enum slv_status read_logo(struct site *site, const char *path,
                                 struct slv_error *err)
{
    char *bytes;
    size_t len;
    const char *type;
    enum slv_status status =
        file_read_alloc(path, BOUND_LOGO_FILE_BYTES, &bytes, &len, err);

    if (status != SLV_OK)
        return status;
    type = image_type((struct str){bytes, len});
    if (!type) {
        free(bytes);
        (void) slv_fail(err, SLV_ERR_INPUT, "the logo %s is not an image",
                        path);
        slv_hint(err, "Use a PNG, JPEG, GIF or WebP file");
        return SLV_ERR_INPUT;
    }
    finish_file(&site->logo, type, bytes, len);
    return SLV_OK;
}

enum slv_status site_new(const struct config *config, struct site **out,
                         struct slv_error *err)
{
    struct site *site;
    uint32_t light;
    uint32_t dark;
    enum slv_status status =
        theme_check(config->accent_light, config->accent_dark, err);

    if (status != SLV_OK)
        return status;
    site = alloc_zeroed(1, sizeof *site);
    site->name = config->site_name;
    site->tagline = config->site_tagline;
    site->language = config->language;
    site->base_url = config->base_url;
    while (str_has_suffix(site->base_url, STR("/")))
        site->base_url.len--;
    site->contact_url =
        config->contact_url.len > 0 ||
                !str_equal(config->contact_form, STR("everybody"))
            ? config->contact_url
            : STR("/contact");
    site->contact_text = config->contact_text;
    if (theme_color_parse(config->accent_light, &light) &&
        theme_color_parse(config->accent_dark, &dark))
        make_colors(site, light, dark);
    if (config->logo_path.len > 0)
        status = read_logo(site, config->logo_path.ptr, err);
    if (status != SLV_OK) {
        site_free(site);
        return status;
    }
    *out = site;
    return SLV_OK;
}

static void free_file(struct site_file *file)
{
    /* The bytes are ours; struct str only borrows, so it says const. */
    free((void *) (uintptr_t) file->bytes.ptr);
}

void site_free(struct site *site)
{
    if (!site)
        return;
    free_file(&site->theme);
    free_file(&site->icon);
    free_file(&site->logo);
    free(site);
}
