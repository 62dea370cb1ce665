/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Marking words in a page. See mark.h. Finding them is highlight.h's business,
 * setting elements into HTML that of text/html_mark.h.
 */
#include "core/search/mark.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/highlight.h"
#include "core/search/query.h"
#include "core/search/reader.h"
#include "text/html_mark.h"
#include "text/utf8.h"

static void look_for(struct slv_reader *reader, struct str typed,
                     struct str language, struct arena *arena,
                     struct highlighter *out)
{
    const struct query_settings settings = {
        .vocabulary = reader->vocabulary,
        .languages = reader->languages,
        .language_count = reader->language_count,
    };
    struct query query;

    vocabulary_trim(reader->vocabulary);
    query_parse(utf8_prefix(typed, MARK_QUERY_BYTES_MAX), &settings, arena,
                &query);
    highlight_begin(out, &query, reader->vocabulary, ++reader->stamp);
    out->language = vocabulary_language(reader->vocabulary, language);
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
    enum slv_status status = reader_renew(reader, err);

    *out = html;
    *count = 0;
    if (status != SLV_OK)
        return status;
    look_for(reader, query, language, arena, &highlighter);
    if (highlighter.count == 0)
        return SLV_OK;
    html_plain_make(html, MARK_HTML_BYTES_MAX, arena, &plain);
    *count =
        highlight_find(&highlighter, plain.text, found, HIGHLIGHT_MATCHES_MAX);
    ranges = arena_calloc(arena, *count, sizeof *ranges);
    for (size_t i = 0; i < *count; i++)
        ranges[i] = (struct html_range){found[i].begin, found[i].end};
    *out = html_mark(html, &plain, ranges, *count, arena);
    return SLV_OK;
}
