/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small folder of articles, its index, and answers as text that can be
 * compared. For the tests of core/search and of the indexer.
 *
 * Include indexer/commands.h beside it: a test is linked to the layers that it
 * includes itself. Threads: as fixture.h.
 */
#ifndef TESTS_UNIT_SEARCH_FIXTURE_H
#define TESTS_UNIT_SEARCH_FIXTURE_H

#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "solvent/index.h"
#include "solvent/search.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct kb {
    struct fixture *fixture;
    const char *articles;
    const char *data;
    const char *folders[4];
    size_t folder_count;
    struct slv_index_options options;
    struct slv_index_summary summary;
    struct strbuf said; /* "rule file message" a line, of the last run */
    struct slv_error err;
};

static inline const char *kb_path(struct kb *kb, const char *name)
{
    return arena_format(kb->fixture->arena, "%s/%s", kb->fixture->folder, name)
        .ptr;
}

static inline void kb_note(void *context,
                           const struct slv_diagnostic *diagnostic)
{
    struct kb *kb = context;

    strbuf_add_format(&kb->said, "%s %.*s %.*s\n", diagnostic->rule,
                      STR_ARG(diagnostic->file), STR_ARG(diagnostic->message));
}

/* Folders "articles" (made) and "data" below the fixture's. */
static inline void kb_begin(struct kb *kb, struct fixture *fixture)
{
    *kb = (struct kb){.fixture = fixture, .folder_count = 1};
    kb->articles = kb_path(kb, "articles");
    kb->data = kb_path(kb, "data");
    kb->folders[0] = kb->articles;
    strbuf_init(&kb->said, 4 * 1024 * 1024);
    assert_int_equal(file_make_folders(kb->articles, 0755, NULL), SLV_OK);
    kb->options = (struct slv_index_options){
        .data = kb->data,
        .jobs = 2,
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC,
        .on_diagnostic = kb_note,
    };
}

/* Setup and teardown: *state becomes a struct kb. */
static inline int kb_setup(void **state)
{
    struct kb *kb;

    if (fixture_setup(state) != 0)
        return -1;
    kb = arena_alloc(((struct fixture *) *state)->arena, sizeof *kb);
    kb_begin(kb, *state);
    *state = kb;
    return 0;
}

static inline int kb_teardown(void **state)
{
    struct kb *kb = *state;

    if (getuid() == 0 && seteuid(0) != 0)
        return -1;
    strbuf_release(&kb->said);
    *state = kb->fixture;
    return fixture_teardown(state);
}

#define KB_TEST(function) \
    cmocka_unit_test_setup_teardown(function, kb_setup, kb_teardown)

/* Write a file below the fixture's folder, with the folders that it needs and
 * a fixed time of change. */
static inline void kb_write_at(struct kb *kb, const char *name,
                               struct str content, int64_t modified_unix_s)
{
    const char *path = kb_path(kb, name);
    const char *slash = strrchr(path, '/');
    struct timespec times[2] = {{.tv_sec = modified_unix_s},
                                {.tv_sec = modified_unix_s}};
    const char *folder =
        arena_cstr(kb->fixture->arena, str_from_range(path, slash));

    assert_int_equal(file_make_folders(folder, 0755, NULL), SLV_OK);
    assert_int_equal(file_replace(path, content, 0644, NULL), SLV_OK);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static inline void kb_write(struct kb *kb, const char *name, const char *text)
{
    kb_write_at(kb, name, str_from(text), 1700000000);
}

static inline void kb_remove(struct kb *kb, const char *name)
{
    assert_int_equal(file_remove_tree(kb_path(kb, name), NULL), SLV_OK);
}

static inline void kb_rename(struct kb *kb, const char *from, const char *to)
{
    assert_int_equal(rename(kb_path(kb, from), kb_path(kb, to)), 0);
}

static inline enum slv_status kb_try_index(struct kb *kb)
{
    strbuf_clear(&kb->said);
    kb->options.folders = kb->folders;
    kb->options.folder_count = kb->folder_count;
    kb->options.data = kb->data;
    kb->options.context = kb;
    return slv_index(&kb->options, &kb->summary, &kb->err);
}

static inline void kb_index(struct kb *kb)
{
    enum slv_status status = kb_try_index(kb);

    if (status != SLV_OK)
        fail_msg("indexing failed: %s", kb->err.text);
}

#define kb_assert_counts(kb, added_, updated_, removed_, unchanged_) \
    do {                                                             \
        assert_int_equal((kb)->summary.added, added_);               \
        assert_int_equal((kb)->summary.updated, updated_);           \
        assert_int_equal((kb)->summary.removed, removed_);           \
        assert_int_equal((kb)->summary.unchanged, unchanged_);       \
    } while (0)

static inline bool kb_said(const struct kb *kb, const char *text)
{
    return strstr(kb->said.ptr, text) != NULL;
}

static inline struct slv_reader *kb_open(struct kb *kb,
                                         enum slv_audience audience)
{
    struct slv_reader *reader;
    enum slv_status status =
        slv_reader_open(&reader, kb->data, audience, &kb->err);

    if (status != SLV_OK)
        fail_msg("no reader: %s", kb->err.text);
    return reader;
}

static inline struct slv_search_result
kb_ask(struct kb *kb, struct slv_reader *reader, const char *query)
{
    struct slv_search_request request = {
        .query = str_from(query), .limit = 100, .want_total = true};
    struct slv_search_result result;
    enum slv_status status =
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err);

    if (status != SLV_OK)
        fail_msg("search for '%s' failed: %s", query, kb->err.text);
    return result;
}

/* Ids of the hits with a space between them. */
static inline const char *kb_ids(struct kb *kb,
                                 const struct slv_search_result *result)
{
    struct str ids = STR("");

    for (size_t i = 0; i < result->hit_count; i++)
        ids = arena_format(kb->fixture->arena, "%.*s%s%.*s", STR_ARG(ids),
                           i ? " " : "", STR_ARG(result->hits[i].id));
    return ids.ptr;
}

/* One search with a reader of its own: the ids. */
static inline const char *kb_find(struct kb *kb, enum slv_audience audience,
                                  const char *query)
{
    struct slv_reader *reader = kb_open(kb, audience);
    struct slv_search_result result = kb_ask(kb, reader, query);

    slv_reader_close(reader);
    return kb_ids(kb, &result);
}

static inline void kb_print_marked(struct strbuf *out,
                                   const struct slv_marked *marked)
{
    strbuf_add_format(out, "[%.*s]", STR_ARG(marked->text));
    for (size_t i = 0; i < marked->mark_count; i++)
        strbuf_add_format(out, " %u-%u", marked->marks[i].begin,
                          marked->marks[i].end);
}

/* Everything that a search answers, but the time it took. */
static inline void kb_print_answer(const struct slv_search_result *result,
                                   struct strbuf *out)
{
    strbuf_add_format(out, "total %llu %d\n",
                      (unsigned long long) result->total,
                      result->is_total_exact);
    for (size_t i = 0; i < result->hit_count; i++) {
        const struct slv_hit *hit = &result->hits[i];

        strbuf_add_format(out, "%.*s %.17g %d %d %lld %d", STR_ARG(hit->id),
                          hit->score, (int) hit->state, (int) hit->access,
                          (long long) hit->updated_unix_s,
                          (int) hit->section_role);
        strbuf_add_format(out, " <%.*s> <%.*s>", STR_ARG(hit->section_title),
                          STR_ARG(hit->section_anchor));
        kb_print_marked(out, &hit->title);
        kb_print_marked(out, &hit->snippet);
        for (size_t k = 0; k < hit->products.count; k++)
            strbuf_add_format(out, " P%.*s", STR_ARG(hit->products.items[k]));
        for (size_t k = 0; k < hit->versions.count; k++)
            strbuf_add_format(out, " V%.*s", STR_ARG(hit->versions.items[k]));
        for (size_t k = 0; k < hit->explanation_count; k++)
            strbuf_add_format(out, "\n  %.*s %llu %.17g %.17g",
                              STR_ARG(hit->explanation[k].term),
                              (unsigned long long) hit->explanation[k].articles,
                              hit->explanation[k].idf,
                              hit->explanation[k].score);
        strbuf_add_char(out, '\n');
    }
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        for (size_t i = 0; i < result->facets[facet].count; i++)
            strbuf_add_format(
                out, "%s %.*s %llu\n", slv_facet_name((enum slv_facet) facet),
                STR_ARG(result->facets[facet].values[i].value),
                (unsigned long long) result->facets[facet].values[i].count);
}

static inline void kb_print_list(struct strbuf *out, const char *name,
                                 const struct str_list *list)
{
    strbuf_add_format(out, " %s(", name);
    for (size_t i = 0; i < list->count; i++)
        strbuf_add_format(out, "%.*s|", STR_ARG(list->items[i]));
    strbuf_add_cstr(out, ")");
}

static inline void kb_print_article(struct strbuf *out,
                                    const struct slv_article *a)
{
    strbuf_add_format(out, "%.*s %.*s '%.*s' %d %d %lld", STR_ARG(a->id),
                      STR_ARG(a->path), STR_ARG(a->title), (int) a->state,
                      (int) a->access, (long long) a->updated_unix_s);
    kb_print_list(out, "products", &a->products);
    kb_print_list(out, "versions", &a->versions);
    kb_print_list(out, "tags", &a->tags);
    kb_print_list(out, "keywords", &a->keywords);
    kb_print_list(out, "errors", &a->errors);
    kb_print_list(out, "groups", &a->groups);
    kb_print_list(out, "replaces", &a->replaces);
    for (size_t i = 0; i < a->section_count; i++)
        strbuf_add_format(
            out, " {%.*s %.*s %d %u-%u}", STR_ARG(a->sections[i].title),
            STR_ARG(a->sections[i].anchor), (int) a->sections[i].role,
            a->sections[i].text_begin, a->sections[i].text_end);
    for (size_t i = 0; i < a->image_count; i++)
        strbuf_add_format(out, " %.*s=%.*s", STR_ARG(a->images[i].target),
                          STR_ARG(a->images[i].name));
    strbuf_add_format(out, "\n%.*s\n%.*s\n", STR_ARG(a->text),
                      STR_ARG(a->markdown));
}

/* Everything that a reader may see, as text. */
static inline void kb_print_all(struct kb *kb, enum slv_audience audience,
                                struct strbuf *out)
{
    struct slv_reader *reader = kb_open(kb, audience);
    struct arena *arena = kb->fixture->arena;
    struct slv_article *list;
    size_t count;
    uint64_t total;

    assert_int_equal(slv_article_list(reader, 0, 100000, arena, &list, &count,
                                      &total, &kb->err),
                     SLV_OK);
    assert_int_equal(count, total);
    for (size_t i = 0; i < count; i++) {
        struct slv_article whole;

        assert_int_equal(
            slv_article_get(reader, list[i].id, arena, &whole, &kb->err),
            SLV_OK);
        kb_print_article(out, &whole);
    }
    slv_reader_close(reader);
}

/* The same of an index that is built from nothing, for comparing. */
static inline void kb_assert_as_clean_build(struct kb *kb)
{
    const char *data = kb->data;
    struct strbuf ours;
    struct strbuf clean;

    for (int audience = SLV_AS_PUBLIC; audience <= SLV_AS_STAFF; audience++) {
        strbuf_init(&ours, 64 * 1024 * 1024);
        strbuf_init(&clean, 64 * 1024 * 1024);
        kb->data = data;
        kb_print_all(kb, (enum slv_audience) audience, &ours);
        kb->data = kb_path(kb, "clean");
        kb_remove(kb, "clean");
        kb_index(kb);
        kb_print_all(kb, (enum slv_audience) audience, &clean);
        assert_string_equal(ours.ptr, clean.ptr);
        strbuf_release(&ours);
        strbuf_release(&clean);
    }
    kb->data = data;
}

#endif
