/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Opening a reader and keeping it on the current generation. What it gives
 * besides searches is in reader_articles.c.
 */
#include "core/search/reader.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/article/groups.h"
#include "core/search/document.h"
#include "core/search/expand.h"
#include "core/search/facets.h"
#include "core/search/new_articles.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "text/gzip.h"

#include <stdlib.h>
#include <string.h>

enum {
    OPEN_TRIES_MAX = 20,
    LEXICON_TRIES_MAX = 4,
    PACK_LEVEL = 6, /* a reader only unpacks */
    TEXT_BYTES_MAX = 128 * 1024 * 1024,
    BODY_CACHE_BYTES = 48 * 1024 * 1024,
    GROUP_CACHE_BYTES = 8 * 1024 * 1024 /* there may be many such readers */
};

static const char *shard_path(const struct slv_reader *reader, struct str shard)
{
    return generation_shard_path(reader->data, reader->generation.name, shard,
                                 reader->arena);
}

static void add_shard(struct slv_reader *reader, struct str shard)
{
    reader->shards[reader->shard_count++] = shard;
}

static bool is_damage(enum slv_status status)
{
    return status == SLV_ERR_CORRUPT || status == SLV_ERR_NO_INPUT ||
           status == SLV_ERR_IO;
}

/* The shards of groups say themselves who may read them. One that cannot say it
 * is not read: it may be others' alone, and they must not be the reason that
 * these find nothing. */
static enum slv_status add_shards_of_groups(struct slv_reader *reader,
                                            struct slv_error *err)
{
    const struct generation *generation = &reader->generation;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < generation->shard_count && status == SLV_OK; i++) {
        const char *path = shard_path(reader, generation->shards[i]);
        struct xap_reader *asked = NULL;
        struct str groups;

        if (!str_has_prefix(generation->shards[i], STR(SHARD_GROUP_PREFIX)))
            continue;
        status = xap_reader_open(&asked, &path, 1, err);
        if (status == SLV_OK)
            status = xap_get_metadata(asked, 0, STR(SCHEMA_GROUPS_KEY),
                                      reader->arena, &groups, err);
        xap_reader_close(asked);
        if (status == SLV_OK && groups_meet(groups, str_from(reader->groups)))
            add_shard(reader, generation->shards[i]);
        if (is_damage(status)) {
            reader->lacks_groups = true;
            status = SLV_OK;
        }
    }
    return status;
}

/* The public shard stands first. */
static enum slv_status choose_shards(struct slv_reader *reader,
                                     struct slv_error *err)
{
    const struct generation *generation = &reader->generation;

    reader->shard_count = 0;
    reader->lacks_groups = false;
    add_shard(reader, generation->shards[0]);
    if (reader->audience == SLV_AS_STAFF) {
        for (size_t i = 1; i < generation->shard_count; i++)
            add_shard(reader, generation->shards[i]);
        return SLV_OK;
    }
    return reader->groups[0] ? add_shards_of_groups(reader, err) : SLV_OK;
}

/* Staff sees also the cases that stand beside no articles. */
static bool sees_cases(const struct slv_reader *reader, struct str case_shard)
{
    struct str beside = str_from_offset(case_shard, strlen(SHARD_CASES_PREFIX));

    for (size_t i = 0; i < reader->shard_count; i++)
        if (str_equal(reader->shards[i], beside))
            return true;
    return reader->audience == SLV_AS_STAFF;
}

static enum slv_status check_version(struct slv_reader *reader,
                                     struct slv_error *err)
{
    struct str text;
    unsigned long long version = 0;
    enum slv_status status = xap_get_metadata(
        reader->xap, 0, STR(SCHEMA_VERSION_KEY), reader->arena, &text, err);

    if (status != SLV_OK)
        return status;
    if (str_to_uint(text, &version) && version == SCHEMA_VERSION)
        return SLV_OK;
    slv_fail(err, SLV_ERR_VERSION,
             "the index was written by %s version (%llu, this is %d)",
             version > SCHEMA_VERSION ? "a newer" : "an older", version,
             SCHEMA_VERSION);
    slv_hint(err, version > SCHEMA_VERSION
                      ? "Upgrade, or rebuild with 'solvent index --full'."
                      : "Run 'solvent index' to build it anew.");
    return SLV_ERR_VERSION;
}

static enum slv_status learn_languages(struct slv_reader *reader,
                                       struct slv_error *err)
{
    const struct languages *tags = &reader->tags;
    enum slv_status status =
        languages_learn(&reader->tags, reader->xap, reader->vocabulary, err);

    memcpy(reader->languages, tags->numbers,
           tags->number_count * sizeof *tags->numbers);
    reader->language_count = tags->number_count;
    return status;
}

/* Rules stand with what everybody may read. */
static enum slv_status learn_rules(struct slv_reader *reader,
                                   struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct str rules;
    enum slv_status status = xap_get_metadata(
        reader->xap, 0, STR(SCHEMA_RULES_KEY), arena, &rules, err);

    if (status == SLV_OK)
        expander_load(reader->expander, rules, reader->vocabulary,
                      reader->languages, reader->language_count);
    arena_free(arena);
    return status;
}

static enum slv_status learn_new(struct slv_reader *reader,
                                 struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    strmap_clear(reader->new_articles);
    arena_reset(reader->new_arena);
    for (uint32_t i = 0; i < reader->case_shard_count && status == SLV_OK;
         i++) {
        struct str bytes;

        status = xap_get_metadata(reader->cases, i, STR(SCHEMA_NEW_KEY),
                                  reader->new_arena, &bytes, err);
        if (status == SLV_OK)
            new_articles_read(bytes, reader->new_arena, reader->new_articles);
    }
    return status;
}

static enum slv_status open_cases(struct slv_reader *reader,
                                  struct slv_error *err)
{
    const struct generation *generation = &reader->generation;
    struct arena *arena = arena_new(); /* it may be tried again and again */
    const char *paths[XAP_SHARDS_MAX];
    size_t count = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < generation->case_shard_count; i++)
        if (sees_cases(reader, generation->case_shards[i]))
            paths[count++] =
                generation_shard_path(reader->data, generation->name,
                                      generation->case_shards[i], arena);
    reader->case_shard_count = count;
    reader->case_version = 0;
    strmap_clear(reader->new_articles);
    if (count > 0)
        status = xap_reader_open(&reader->cases, paths, count, err);
    if (status == SLV_OK && count > 0)
        status = learn_new(reader, err);
    arena_free(arena);
    return reader_forgive_cases(reader, status);
}

enum slv_status reader_forgive_cases(struct slv_reader *reader,
                                     enum slv_status status)
{
    if (!is_damage(status))
        return status;
    xap_reader_close(reader->cases);
    reader->cases = NULL;
    strmap_clear(reader->new_articles);
    return SLV_OK;
}

static bool lacks_cases(const struct slv_reader *reader)
{
    return !reader->cases && reader->case_shard_count > 0;
}

static void close_shards(struct slv_reader *reader)
{
    xap_reader_close(reader->xap);
    xap_reader_close(reader->cases);
    reader->xap = NULL;
    reader->cases = NULL;
}

static enum slv_status open_generation(struct slv_reader *reader,
                                       struct slv_error *err)
{
    const char *paths[XAP_SHARDS_MAX];
    enum slv_status status;

    close_shards(reader);
    facet_index_reset(reader->facets);
    reader->version = 0;
    arena_reset(reader->arena);
    status =
        generation_read(reader->data, reader->arena, &reader->generation, err);
    if (status == SLV_OK)
        status = choose_shards(reader, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < reader->shard_count; i++)
        paths[i] = shard_path(reader, reader->shards[i]);
    status = xap_reader_open(&reader->xap, paths, reader->shard_count, err);
    if (status == SLV_OK)
        status = check_version(reader, err);
    if (status == SLV_OK)
        status = learn_languages(reader, err);
    if (status == SLV_OK)
        status = learn_rules(reader, err);
    if (status == SLV_OK)
        status = open_cases(reader, err);
    /* they may be gone because the whole generation is */
    if (status == SLV_OK && (lacks_cases(reader) || reader->lacks_groups) &&
        !generation_is_current(&reader->generation))
        status = SLV_ERR_STALE;
    if (status != SLV_OK)
        close_shards(reader);
    return status;
}

/* Between reading the line and opening the folder a generation may have been
 * replaced and removed: then the line is another one, and it is tried again. */
static enum slv_status open_current(struct slv_reader *reader,
                                    struct slv_error *err)
{
    enum slv_status status = SLV_ERR_STALE;

    for (int i = 0; i < OPEN_TRIES_MAX; i++) {
        status = open_generation(reader, err);
        if (status == SLV_OK || reader->generation.line.len == 0 ||
            generation_is_current(&reader->generation))
            break;
    }
    return status;
}

enum slv_status reader_renew(struct slv_reader *reader, struct slv_error *err)
{
    bool is_changed = false;
    bool has_new_cases = false;
    enum slv_status status = SLV_OK;

    if (!reader->xap || !generation_is_current(&reader->generation))
        return open_current(reader, err);
    if (xap_reader_refresh(reader->xap, &is_changed, err) != SLV_OK ||
        (reader->cases &&
         xap_reader_refresh(reader->cases, &has_new_cases, err) != SLV_OK))
        return open_current(reader, err);
    if (has_new_cases) {
        reader->case_version = 0;
        status = reader_forgive_cases(reader, learn_new(reader, err));
    } else if (lacks_cases(reader)) {
        status = open_cases(reader, err);
    }
    if (is_changed && status == SLV_OK) {
        reader->version = 0;
        status = learn_languages(reader, err);
        if (status == SLV_OK)
            status = learn_rules(reader, err);
    }
    if (status != SLV_OK)
        close_shards(
            reader); /* the next call opens anew: nothing stays half learned */
    return status;
}

static char *copy_text(struct str text)
{
    char *copy = alloc_bytes(text.len + 1);

    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

enum slv_status slv_reader_open(struct slv_reader **out, const char *data,
                                enum slv_audience audience,
                                struct slv_error *err)
{
    const struct slv_viewer viewer = {.audience = audience};

    return slv_reader_open_for(out, data, &viewer, err);
}

enum slv_status slv_reader_open_for(struct slv_reader **out, const char *data,
                                    const struct slv_viewer *viewer,
                                    struct slv_error *err)
{
    struct slv_reader *reader = alloc_zeroed(1, sizeof *reader);
    enum slv_status status;

    *out = NULL;
    reader->data = copy_text(str_from(data));
    reader->audience = viewer->audience;
    reader->arena = arena_new();
    reader->groups =
        copy_text(viewer->audience == SLV_AS_STAFF
                      ? STR("")
                      : groups_write(&viewer->groups, reader->arena));
    reader->coder = gzip_coder_new(PACK_LEVEL);
    reader->bodies = body_cache_new(reader->groups[0] ? GROUP_CACHE_BYTES
                                                      : BODY_CACHE_BYTES);
    strbuf_init(&reader->text, TEXT_BYTES_MAX);
    reader->vocabulary = vocabulary_new();
    reader->expander = expander_new();
    reader->facets = facet_index_new();
    reader->new_articles = strmap_new();
    reader->new_arena = arena_new();
    languages_init(&reader->tags);
    status = open_current(reader, err);
    if (status != SLV_OK) {
        slv_reader_close(reader);
        return status;
    }
    *out = reader;
    return SLV_OK;
}

void slv_reader_close(struct slv_reader *reader)
{
    if (!reader)
        return;
    close_shards(reader);
    document_builder_free(reader->documents);
    for (unsigned kind = 0; kind < LEXICON_KIND_COUNT; kind++)
        lexicon_close(reader->lexicons[kind].lexicon);
    expander_free(reader->expander);
    facet_index_free(reader->facets);
    strmap_free(reader->new_articles);
    arena_free(reader->new_arena);
    languages_release(&reader->tags);
    vocabulary_free(reader->vocabulary);
    gzip_coder_free(reader->coder);
    body_cache_free(reader->bodies);
    strbuf_release(&reader->text);
    arena_free(reader->arena);
    free(reader->groups);
    free(reader->data);
    free(reader);
}

/* A number for the newest commits of `count` shards; *version is 0 when it is
 * not known. */
static enum slv_status find_stamp(struct xap_reader *reader, size_t count,
                                  uint64_t *version, struct slv_error *err)
{
    struct arena *arena;
    struct str stamp;
    uint64_t found = 0;
    enum slv_status status = SLV_OK;

    if (*version)
        return SLV_OK;
    arena = arena_new();
    for (uint32_t i = 0; i < count && status == SLV_OK; i++) {
        status = xap_get_metadata(reader, i, STR(SCHEMA_STAMP_KEY), arena,
                                  &stamp, err);
        if (status == SLV_OK)
            found = found * 31 + hash_bytes(stamp).low;
    }
    arena_free(arena);
    if (status == SLV_OK)
        *version = found ? found : 1;
    return status;
}

/* Of what is visible alone: a generation may be new for other reasons. */
static enum slv_status find_version(struct slv_reader *reader,
                                    struct slv_error *err)
{
    return find_stamp(reader->xap, reader->shard_count, &reader->version, err);
}

enum slv_status slv_reader_version(struct slv_reader *reader, uint64_t *out,
                                   struct slv_error *err)
{
    enum slv_status status = reader_renew(reader, err);

    if (status == SLV_OK)
        status = find_version(reader, err);
    if (status == SLV_OK && reader->cases)
        status = reader_forgive_cases(
            reader, find_stamp(reader->cases, reader->case_shard_count,
                               &reader->case_version, err));
    *out = reader->version ^ (reader->cases ? reader->case_version : 0);
    return status;
}

/* Chunks are read one by one, and a commit may come between two of them: then
 * the version is another one. *version is that of *out; 0: commits came each
 * time, so it is empty for now. */
static enum slv_status read_lexicon(struct slv_reader *reader,
                                    enum lexicon_kind kind,
                                    struct lexicon **out, uint64_t *version_out,
                                    struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    *version_out = 0;
    for (int tries = 0; tries < LEXICON_TRIES_MAX; tries++) {
        uint64_t version = reader->version;

        status = lexicon_open(out, reader->xap, (uint32_t) reader->shard_count,
                              kind, err);
        if (status != SLV_OK && status != SLV_ERR_CORRUPT)
            return status;
        reader->version = 0;
        status = find_version(reader, err);
        if (status == SLV_OK && reader->version == version) {
            *version_out = version;
            break;
        }
        lexicon_close(*out);
        *out = NULL;
        if (status != SLV_OK)
            return status;
    }
    if (!*out)
        *out = lexicon_new();
    return SLV_OK;
}

enum slv_status reader_lexicon(struct slv_reader *reader,
                               enum lexicon_kind kind,
                               const struct lexicon **out,
                               struct slv_error *err)
{
    struct lexicon *lexicon = reader->lexicons[kind].lexicon;
    enum slv_status status = find_version(reader, err);

    *out = NULL;
    if (status == SLV_OK &&
        (!lexicon || reader->lexicons[kind].version != reader->version)) {
        lexicon_close(lexicon);
        lexicon = NULL;
        status = read_lexicon(reader, kind, &lexicon,
                              &reader->lexicons[kind].version, err);
        reader->lexicons[kind].lexicon = lexicon;
    }
    *out = lexicon;
    return status;
}

bool reader_is_new(const struct slv_reader *reader,
                   const struct slv_search_request *request, struct str id)
{
    const struct str_list *named = request->new_articles;
    const struct new_article *article;

    for (size_t i = 0; named && i < named->count; i++)
        if (str_equal(named->items[i], id))
            return true;
    if (named)
        return false;
    article = strmap_get(reader->new_articles, id);
    return article &&
           new_article_is_new(article, request->now_unix_s ? request->now_unix_s
                                                           : clock_unix_s());
}
