/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A query (the first line) and an article (the rest, a blank line parts its
 * sections): the snippet is short, valid and on one line, its marks ascend
 * within it, and the phrases of the query are looked for without harm.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/search/query.h"
#include "core/search/snippet.h"
#include "tests/support/english.h"
#include "text/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SECTIONS_MAX = 32, OMISSIONS_BYTES = 6, COMPOUND_BYTES = 2048 };

static void check_marked(const struct slv_marked *marked)
{
    uint32_t end = 0;

    for (size_t i = 0; i < marked->mark_count; i++) {
        struct slv_mark mark = marked->marks[i];

        SLV_ASSERT(mark.begin >= end && mark.begin < mark.end);
        SLV_ASSERT(mark.end <= marked->text.len);
        SLV_ASSERT(utf8_floor(marked->text, mark.begin) == mark.begin);
        if (mark.end < marked->text.len)
            SLV_ASSERT(utf8_floor(marked->text, mark.end) == mark.end);
        end = mark.end;
    }
}

static void cut_sections(struct str text, struct slv_section *sections,
                         struct slv_article *article)
{
    size_t at = 0;

    article->text = text;
    article->sections = sections;
    while (article->section_count < SECTIONS_MAX) {
        size_t end = str_find(text, STR("\n\n"), at);
        struct str title = str_from_offset(text, at);

        if (article->section_count == SECTIONS_MAX - 1)
            end = text.len;
        sections[article->section_count] = (struct slv_section){
            .title = utf8_prefix(str_take_until(&title, '\n'), 100),
            .anchor = STR("a"),
            .role = (enum slv_role)(article->section_count % SLV_ROLE_COUNT),
            .text_begin = (uint32_t) at,
            .text_end = (uint32_t) end};
        article->section_count++;
        if (end >= text.len)
            break;
        at = end + 2;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str rest =
        utf8_repair((struct str){(const char *) data, size}, arena, NULL);
    struct str typed = str_take_until(&rest, '\n');
    struct slv_section sections[SECTIONS_MAX];
    struct slv_article article = {.title = typed};
    struct vocabulary *vocabulary;
    struct highlighter highlighter;
    struct word_starts starts;
    struct slv_marked title;
    struct query query;

    cut_sections(rest, sections, &article);
    vocabulary = vocabulary_new();
    parse_english(typed, vocabulary, arena, &query);
    highlight_begin(&highlighter, &query, vocabulary, 1);
    highlighter.language = vocabulary_language(vocabulary, STR("en"));
    word_starts_make(article.text, arena, &starts);
    for (unsigned roles = 0; roles < 4; roles++) {
        struct snippet snippet;

        snippet_make(&highlighter, &article, roles % 2 ? &starts : NULL,
                     roles ? roles * 21u : ~0u, roles > 1, arena, &snippet);
        SLV_ASSERT(snippet.text.text.len <=
                   SNIPPET_BYTES_MAX + OMISSIONS_BYTES + COMPOUND_BYTES);
        SLV_ASSERT(utf8_is_valid(snippet.text.text));
        for (size_t i = 0; i < snippet.text.text.len; i++)
            SLV_ASSERT(snippet.text.text.ptr[i] != '\n');
        check_marked(&snippet.text);
    }
    snippet_mark_all(&highlighter, article.title, arena, &title);
    check_marked(&title);
    for (size_t i = 0; i < query.condition_count; i++)
        (void) highlight_has_phrase(article.text, &query.conditions[i].phrase);
    vocabulary_free(vocabulary);
    arena_free(arena);
    return 0;
}
