/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Markdown files under tests/golden/markdown against what they should become:
 * x.html is the page, x.txt the cleaned lines, notes, sections and links.
 * SLV_UPDATE_GOLDEN=1 writes both anew; read the difference before committing.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/markdown.h"
#include "text/uri.h"
#include "text/utf8.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/golden/markdown/"

enum { FILE_BYTES_MAX = 1024 * 1024, GOLDEN_MIN = 10 };

static bool read_file(const char *path, struct arena *arena, struct str *text)
{
    FILE *file = fopen(path, "rb");
    char *bytes;

    if (!file)
        return false;
    bytes = arena_alloc(arena, FILE_BYTES_MAX);
    text->ptr = bytes;
    text->len = fread(bytes, 1, FILE_BYTES_MAX, file);
    assert_int_equal(fclose(file), 0);
    assert_true(text->len < FILE_BYTES_MAX);
    return true;
}

static void write_file(const char *path, struct str text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static const char *include_part(void *context, struct str from_path,
                                struct str target, struct arena *arena,
                                struct str *text, struct str *path,
                                struct str *message)
{
    (void) context;
    assert_true(uri_resolve_path(from_path, target, arena, path));
    if (read_file(arena_format(arena, FOLDER "%.*s", STR_ARG(*path)).ptr, arena,
                  text))
        return NULL;
    *message =
        arena_format(arena, "There is no file \"%.*s\".", STR_ARG(*path));
    return "include-missing";
}

/* --- the two forms --- */

static struct str page_of(const struct markdown_clean *clean,
                          struct arena *arena)
{
    struct markdown_view view = {.target = NULL};

    return markdown_render(clean->text, &view, arena).html;
}

static void write_lines(struct strbuf *out, const struct markdown_clean *clean)
{
    struct str rest = clean->text;

    for (size_t i = 0; rest.len > 0; i++) {
        struct str line = str_take_line(&rest);

        assert_true(i < clean->line_count);
        strbuf_add_format(out, "%3d|%.*s\n", clean->line_of[i], STR_ARG(line));
    }
}

static void write_outline(struct strbuf *out,
                          const struct markdown_outline *outline)
{
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct markdown_section *section = &outline->sections[i];

        assert_true(section->text_begin <= section->text_end);
        assert_true(section->text_end <= outline->text.len);
        strbuf_add_format(out, "\n--- section %d \"%.*s\" #%.*s line %d\n",
                          section->level, STR_ARG(section->title),
                          STR_ARG(section->anchor), section->line);
        strbuf_add(out, outline->text.ptr + section->text_begin,
                   section->text_end - section->text_begin);
        strbuf_add_char(out, '\n');
    }
    for (size_t i = 0; i < outline->link_count; i++)
        strbuf_add_format(out, "--- %s %d <%.*s> \"%.*s\"\n",
                          outline->links[i].is_image ? "image" : "link",
                          outline->links[i].line,
                          STR_ARG(outline->links[i].target),
                          STR_ARG(outline->links[i].label));
    for (size_t i = 0; i < outline->anchors.count; i++)
        strbuf_add_format(out, "--- anchor %.*s\n",
                          STR_ARG(outline->anchors.items[i]));
}

static struct str text_of(const struct markdown_clean *clean,
                          struct arena *arena)
{
    struct markdown_outline outline;
    struct strbuf out;
    struct str kept;

    strbuf_init(&out, FILE_BYTES_MAX * 4);
    write_lines(&out, clean);
    for (size_t i = 0; i < clean->notes.count; i++)
        strbuf_add_format(&out, "--- %s %s line %d: %.*s\n",
                          clean->notes.items[i].is_error ? "error" : "warning",
                          clean->notes.items[i].rule,
                          clean->notes.items[i].line,
                          STR_ARG(clean->notes.items[i].message));
    for (size_t i = 0; i < clean->included.count; i++)
        strbuf_add_format(&out, "--- included %.*s\n",
                          STR_ARG(clean->included.items[i]));
    markdown_outline(clean->text, arena, &outline);
    write_outline(&out, &outline);
    assert_false(out.overflowed);
    kept = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}

/* --- comparison --- */

static bool is_as_expected(const char *path, struct str actual,
                           struct arena *arena)
{
    struct str expected = {"", 0};
    size_t at = 0;
    int line = 1;

    if (getenv("SLV_UPDATE_GOLDEN")) {
        write_file(path, actual);
        return true;
    }
    if (!read_file(path, arena, &expected))
        print_error("%s is missing\n", path);
    if (str_equal(expected, actual))
        return true;
    while (at < expected.len && at < actual.len &&
           expected.ptr[at] == actual.ptr[at])
        line += actual.ptr[at++] == '\n';
    while (at > 0 && actual.ptr[at - 1] != '\n')
        at--;
    expected = str_from_offset(expected, at < expected.len ? at : expected.len);
    actual = str_from_offset(actual, at);
    print_error("%s:%d\n  expected: %.*s\n  actual:   %.*s\n", path, line,
                STR_ARG(str_take_line(&expected)),
                STR_ARG(str_take_line(&actual)));
    return false;
}

/* Each id= in a page stands there once. */
static void assert_ids_unique(struct str html)
{
    static const struct str mark = {" id=\"", 5};

    for (size_t at = 0; (at = str_find(html, mark, at)) < html.len;
         at += mark.len) {
        struct str id = str_from_offset(html, at);

        id = str_first(
            id,
            mark.len + str_find_char(str_from_offset(id, mark.len), '"') + 1);
        assert_int_equal(str_find(html, id, at + 1), html.len);
    }
}

static void markdown_becomes_what_the_files_say(void **state)
{
    DIR *folder = opendir(FOLDER);
    struct dirent *entry;
    int wrong = 0;
    int count = 0;

    (void) state;
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        struct arena *arena;
        struct markdown_clean clean;
        struct str name = str_from(entry->d_name);
        struct str source;
        struct str stem;
        struct str html;

        if (!str_has_suffix(name, STR(".md")))
            continue;
        arena = arena_new();
        stem = str_first(name, name.len - 3);
        assert_true(
            read_file(arena_format(arena, FOLDER "%.*s", STR_ARG(name)).ptr,
                      arena, &source));
        assert_true(utf8_is_valid(source));
        markdown_prepare(name, source, 1, include_part, NULL, arena, &clean);
        html = page_of(&clean, arena);
        assert_ids_unique(html);
        wrong += !is_as_expected(
            arena_format(arena, FOLDER "%.*s.html", STR_ARG(stem)).ptr, html,
            arena);
        wrong += !is_as_expected(
            arena_format(arena, FOLDER "%.*s.txt", STR_ARG(stem)).ptr,
            text_of(&clean, arena), arena);
        count++;
        arena_free(arena);
    }
    assert_int_equal(closedir(folder), 0);
    assert_true(count >= GOLDEN_MIN);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_becomes_what_the_files_say),
    };

    return cmocka_run_group_tests_name("markdown_golden", tests, NULL, NULL);
}
