/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Marking words in a page. See mark.h. Finding them is highlight.h's business,
 * setting elements into HTML that of text/html_mark.h.
 */
#include "core/search/mark.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/expand.h"
#include "core/search/highlight.h"
#include "core/search/query.h"
#include "core/search/reader.h"
#include "core/search/searching.h"
#include "text/html_mark.h"
#include "text/utf8.h"

static enum slv_status look_for(struct slv_reader *reader, struct str typed,
                                struct str language, struct arena *arena,
                                struct highlighter *out, struct slv_error *err)
{
    const struct slv_search_request request = {
        .query = utf8_prefix(typed, MARK_QUERY_BYTES_MAX)};
    const struct query_settings settings = {
        .vocabulary = reader->vocabulary,
        .languages = reader->languages,
        .language_count = reader->language_count,
    };
    struct searching search = {
        .reader = reader, .request = &request, .arena = arena};
    enum slv_status status;

    vocabulary_trim(reader->vocabulary);
    query_parse(request.query, &settings, arena, &search.query);
    status = expand_query(&search, err);
    highlight_begin(out, &search.query, reader->vocabulary, ++reader->stamp);
    out->language = vocabulary_language(reader->vocabulary, language);
    return status;
}

enum slv_status mark_words(struct slv_reader *reader, struct str query,
                           struct str language, struct html_safe html,
                           struct arena *arena, struct html_safe *out,
                           size_t *count, struct slv_error *err)
{
    struct highlight_match found[HIGHLIGHT_MATCHES_MAX];
    struct highlighter highlighter;
    struct html_plain plain;
    struct html_range *ranges;
    size_t found_count;
    enum slv_status status = reader_renew(reader, err);

    *out = html;
    *count = 0;
    if (status != SLV_OK)
        return status;
    status = look_for(reader, query, language, arena, &highlighter, err);
    if (status != SLV_OK || highlighter.count == 0)
        return status;
    html_plain_make(html, MARK_HTML_BYTES_MAX, arena, &plain);
    found_count =
        highlight_find(&highlighter, plain.text, found, HIGHLIGHT_MATCHES_MAX);
    ranges = arena_calloc(arena, found_count, sizeof *ranges);
    for (size_t i = 0; i < found_count; i++) {
        /* those that touch are one */
        if (*count > 0 && ranges[*count - 1].end == found[i].begin)
            ranges[*count - 1].end = found[i].end;
        else
            ranges[(*count)++] =
                (struct html_range){found[i].begin, found[i].end};
    }
    *out = html_mark(html, &plain, ranges, *count, arena);
    return SLV_OK;
}
