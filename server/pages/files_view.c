/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lists of files and the field to choose some. See files_view.h. Images are
 * shown small; every other file is a link that downloads.
 */
#include "server/pages/files_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"
#include "server/upload.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_url(struct strbuf *out, const struct files_view *view,
                    const struct attachment *row, bool is_inline)
{
    strbuf_add_cstr(out, view->is_own ? "/my/cases/" : "/cases/");
    uri_encode(out, row->case_number);
    strbuf_add_format(out, "/attachments/%lld%s", (long long) row->id,
                      is_inline ? "?inline=1" : "");
}

void files_checksum(struct strbuf *out, struct str sha256)
{
    html_markup(out, "<span class=\"sum\">SHA-256 <code>");
    html_text(out, sha256);
    html_markup(out, "</code></span>");
}

static void add_file(struct strbuf *out, const struct files_view *view,
                     const struct attachment *row)
{
    html_markup(out, "<li>");
    if (attachment_is_shown(row->name)) {
        html_markup(out, "<a class=\"thumb\" href=\"");
        add_url(out, view, row, true);
        html_markup(out, "\"><img loading=\"lazy\" src=\"");
        add_url(out, view, row, true);
        html_markup(out, "\" alt=\"Show ");
        html_attr(out, row->name);
        html_markup(out, "\"></a>\n");
    }
    html_markup(out, "<a class=\"file\" href=\"");
    add_url(out, view, row, false);
    html_markup(out, "\"><bdi>");
    html_text(out, row->name);
    html_markup(out, "</bdi></a> <span class=\"soft\">");
    attachment_size_write(out, row->size_bytes);
    if (row->is_internal)
        html_markup(out, ", for staff alone");
    html_markup(out, "</span>\n<details class=\"more\"><summary>Checksum"
                     "<span class=\"unseen\"> of ");
    html_text(out, row->name);
    html_markup(out, "</span></summary>");
    files_checksum(out, row->sha256);
    html_markup(out, "</details>\n");
    if (view->add_removal)
        view->add_removal(out, view->context, row);
    html_markup(out, "</li>\n");
}

/* Which message of the record it came with; its count for none. */
static size_t message_of(const struct attachment *row,
                         const struct case_record *record)
{
    for (size_t i = 0; record->message_ids && i < record->message_count; i++)
        if (row->message_id != 0 && record->message_ids[i] == row->message_id)
            return i;
    return record->message_count;
}

static bool add_list(struct strbuf *out, const struct files_view *view,
                     const struct case_record *record, size_t index,
                     const char *before)
{
    bool is_begun = false;

    for (size_t i = 0; i < view->count; i++) {
        if (message_of(&view->rows[i], record) != index)
            continue;
        if (!is_begun) {
            strbuf_add_cstr(out, before);
            html_markup(out, "<ul class=\"files plain\">\n");
        }
        is_begun = true;
        add_file(out, view, &view->rows[i]);
    }
    if (is_begun)
        html_markup(out, "</ul>\n");
    return is_begun;
}

void files_of_message(struct strbuf *out, const struct files_view *view,
                      const struct case_record *record, size_t index)
{
    (void) add_list(out, view, record, index, "");
}

void files_alone(struct strbuf *out, const struct files_view *view,
                 const struct case_record *record)
{
    if (add_list(out, view, record, record->message_count,
                 "<section class=\"alone\" aria-labelledby=\"~files-alone\">\n"
                 "<h2 id=\"~files-alone\">Files</h2>\n"))
        html_markup(out, "</section>\n");
}

void files_field(struct strbuf *out, const struct desk *desk, bool were_chosen)
{
    if (desk->file_bytes_max == 0)
        return;
    html_markup(out, "<div class=\"attach\">\n<label for=\"~files\">Attach "
                     "files</label>\n<input type=\"file\" id=\"~files\" "
                     "name=\"file\" multiple accept=\"");
    attachment_allowed_write(out, desk->file_types);
    strbuf_add_format(out,
                      "\" data-bytes-max=\"%llu\" data-count-max=\"%d\" "
                      "aria-describedby=\"~files-hint%s\">\n"
                      "<p id=\"~files-hint\" class=\"hint\">",
                      (unsigned long long) desk->file_bytes_max,
                      UPLOAD_FILES_MAX, were_chosen ? " ~files-again" : "");
    strbuf_add_format(out, "Up to %d at once, each up to ", UPLOAD_FILES_MAX);
    attachment_size_write(out, desk->file_bytes_max);
    html_markup(out, ". Programs and scripts go into a ZIP file.</p>\n");
    if (were_chosen)
        html_markup(out, "<p id=\"~files-again\" class=\"hint again\">Choose "
                         "the files again: the browser does not keep them."
                         "</p>\n");
    html_markup(out, "</div>\n<script type=\"module\" src=\"");
    layout_asset_url(out, "files.js");
    html_markup(out, "\"></script>\n");
}
