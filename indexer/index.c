/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one routine that writes the index: takes the lock, reads folders and
 * catalog, and lets build.c or update.c do the rest.
 */
#include "solvent/index.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "indexer/cases.h"
#include "indexer/first_seen.h"
#include "indexer/guard.h"
#include "indexer/leftovers.h"
#include "indexer/published.h"
#include "indexer/run.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FOLDER_MODE = 0750,
    FILE_MODE = 0640,
    FOLDERS_FILE_MAX = SLV_INDEX_FOLDERS_MAX * (PATH_MAX + 1)
};

/* Folders as absolute paths, from the options or as recorded. */
struct folder_list {
    const char *items[SLV_INDEX_FOLDERS_MAX];
    size_t count;
};

static const char *folders_path(const char *data, struct arena *arena)
{
    return arena_format(arena, "%s/folders", data).ptr;
}

/* As an absolute path. A link stays one: what it leads to may be exchanged. */
static const char *absolute_path(const char *folder, struct arena *arena)
{
    char here[PATH_MAX];
    struct str path = str_from(folder);

    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    if (path.ptr[0] == '/')
        return arena_cstr(arena, path);
    if (!getcwd(here, sizeof here))
        return NULL;
    if (str_equal(path, STR(".")))
        return arena_cstr(arena, str_from(here));
    return arena_format(arena, "%s/%.*s", here, STR_ARG(path)).ptr;
}

static bool is_among(const struct folder_list *list, const struct stat *status)
{
    for (size_t i = 0; i < list->count; i++) {
        struct stat other;

        if (stat(list->items[i], &other) == 0 &&
            other.st_dev == status->st_dev && other.st_ino == status->st_ino)
            return true;
    }
    return false;
}

/* A folder that is named twice, by whatever names, is taken once. */
static enum slv_status given_folders(const struct slv_index_options *options,
                                     struct arena *arena,
                                     struct folder_list *out,
                                     struct slv_error *err)
{
    if (options->folder_count > SLV_INDEX_FOLDERS_MAX)
        return slv_fail(err, SLV_ERR_USAGE,
                        "more than %d article folders were named",
                        SLV_INDEX_FOLDERS_MAX);
    for (size_t i = 0; i < options->folder_count; i++) {
        const char *path = absolute_path(options->folders[i], arena);
        struct stat status;

        if (!path || stat(path, &status) != 0)
            return slv_fail_errno(err, errno,
                                  "cannot read the article folder '%s'",
                                  options->folders[i]);
        if (!S_ISDIR(status.st_mode))
            return slv_fail(err, SLV_ERR_USAGE, "'%s' is no folder",
                            options->folders[i]);
        if (strchr(path, '\n'))
            return slv_fail(err, SLV_ERR_INPUT,
                            "the name of an article folder holds a line feed");
        if (!is_among(out, &status))
            out->items[out->count++] = path;
    }
    return SLV_OK;
}

enum slv_status slv_index_folders(const char *data, struct arena *arena,
                                  const char **folders, size_t *count,
                                  struct slv_error *err)
{
    struct str text;
    enum slv_status status = file_read(folders_path(data, arena),
                                       FOLDERS_FILE_MAX, arena, &text, err);

    *count = 0;
    if (status == SLV_ERR_NO_INPUT) {
        slv_fail(err, status, "no article folder is known in '%s'", data);
        slv_hint(err, "Name the folders: solvent index DIR... --data %s", data);
    }
    while (status == SLV_OK && text.len && *count < SLV_INDEX_FOLDERS_MAX) {
        struct str line = str_take_line(&text);

        if (line.len)
            folders[(*count)++] = arena_cstr(arena, line);
    }
    return status;
}

static enum slv_status record_folders(const char *data, struct arena *arena,
                                      const struct folder_list *folders,
                                      struct slv_error *err)
{
    struct strbuf text;
    struct str before;
    enum slv_status status = SLV_OK;

    strbuf_init(&text, FOLDERS_FILE_MAX);
    for (size_t i = 0; i < folders->count; i++)
        strbuf_add_format(&text, "%s\n", folders->items[i]);
    if (file_read(folders_path(data, arena), FOLDERS_FILE_MAX, arena, &before,
                  NULL) != SLV_OK ||
        !str_equal(before, strbuf_str(&text)))
        status = file_replace(folders_path(data, arena), strbuf_str(&text),
                              FILE_MODE, err);
    strbuf_release(&text);
    return status;
}

/* What, besides its file, an article's entry depends on. */
static struct str digest_rules(const struct slv_index_options *options,
                               struct arena *arena)
{
    struct hash_stream *stream = hash_stream_new();
    uint32_t fixed[] = {SCHEMA_VERSION, options->default_state,
                        options->default_access};
    struct hash128 hash;

    hash_stream_add(stream, (struct str){(const char *) fixed, sizeof fixed});
    hash_stream_add(stream, options->default_language);
    for (size_t i = 0; i < options->folder_language_count; i++) {
        hash_stream_add(stream, options->folder_languages[i].folder);
        hash_stream_add(stream, options->folder_languages[i].language);
    }
    for (size_t i = 0; i < options->role_heading_count; i++) {
        hash_stream_add(stream, options->role_headings[i].heading);
        hash_stream_add(
            stream, str_from(slv_role_name(options->role_headings[i].role)));
    }
    hash = hash_stream_digest(stream);
    hash_stream_free(stream);
    return arena_str(arena, (struct str){(const char *) &hash, sizeof hash});
}

void run_list_articles(struct run *run)
{
    run->articles = arena_calloc(run->arena, run->tree.article_count,
                                 sizeof(struct tree_file *));
    run->secrecy =
        arena_calloc(run->arena, run->tree.article_count, sizeof *run->secrecy);
    for (size_t i = 0; i < run->tree.article_count; i++)
        run->secrecy[i] = SECRECY_MAX;
    run->is_unreadable = arena_calloc(run->arena, run->tree.article_count,
                                      sizeof *run->is_unreadable);
    for (size_t i = 0; i < run->tree.file_count; i++)
        if (run->tree.files[i].is_article)
            run->articles[run->article_count++] = &run->tree.files[i];
}

static void list_known(struct run *run)
{
    for (size_t i = 0; i < run->catalog.count; i++)
        *strmap_slot(run->known, run->catalog.entries[i].id, NULL) =
            &run->catalog.entries[i];
}

static int compare_reports(const void *a, const void *b)
{
    const struct reported *left = a;
    const struct reported *right = b;

    int order;

    if (left->article != right->article)
        return left->article < right->article ? -1 : 1;
    order = str_compare(left->diagnostic.file, right->diagnostic.file);
    if (order)
        return order;
    return (left->diagnostic.line > right->diagnostic.line) -
           (left->diagnostic.line < right->diagnostic.line);
}

void run_tell_reports(struct run *run)
{
    const struct slv_index_options *options = run->options;

    run->summary->diagnostics = run->report_count;
    if (run->report_count == 0 || !options->on_diagnostic)
        return;
    qsort(run->reports, run->report_count, sizeof *run->reports,
          compare_reports);
    for (size_t i = 0; i < run->report_count; i++)
        options->on_diagnostic(options->context, &run->reports[i].diagnostic);
}

void run_init(struct run *run, const struct slv_index_options *options,
              struct slv_index_summary *summary)
{
    *run = (struct run){
        .options = options,
        .summary = summary,
        .arena = arena_new(),
        .report_arena = arena_new(),
        .known = strmap_new(),
        .claims = strmap_new(),
        .images = strmap_new(),
        .jobs = options->jobs ? options->jobs : parallel_cores(),
    };
    if (run->jobs > SLV_INDEX_JOBS_MAX)
        run->jobs = SLV_INDEX_JOBS_MAX;
    pthread_mutex_init(&run->mutex, NULL);
    run->settings = (struct prepare_settings){
        .tree = &run->tree,
        .data = options->data,
        .rules = {.default_state = options->default_state,
                  .default_access = options->default_access,
                  .default_language = options->default_language.len
                                          ? options->default_language
                                          : STR("en"),
                  .folder_languages = options->folder_languages,
                  .folder_language_count = options->folder_language_count,
                  .role_headings = options->role_headings,
                  .role_heading_count = options->role_heading_count,
                  .now_unix_s = clock_unix_s()},
        .rules_digest = digest_rules(options, run->arena),
    };
}

void run_release(struct run *run)
{
    pthread_mutex_destroy(&run->mutex);
    strmap_free(run->known);
    strmap_free(run->claims);
    strmap_free(run->images);
    arena_free(run->report_arena);
    arena_free(run->arena);
    free(run->reports);
}

static enum slv_status measure(struct run *run, struct slv_error *err)
{
    const char *data = run->options->data;
    uint64_t index_bytes = 0;
    uint64_t image_bytes = 0;
    enum slv_status status =
        file_disk_bytes(arena_format(run->arena, "%s/%.*s", data,
                                     STR_ARG(run->catalog.generation.name))
                            .ptr,
                        &index_bytes, err);

    /* there is no folder of images as long as no article shows one */
    (void) !file_disk_bytes(arena_format(run->arena, "%s/images", data).ptr,
                            &image_bytes, NULL);
    run->summary->bytes = index_bytes + image_bytes;
    return status;
}

/* What those of the rules that name articles are judged by. */
static enum rules_article find_article(void *context, struct str id)
{
    const struct run *run = context;
    const struct tree_file *file = strmap_get(run->claims, id);
    size_t index;

    if (!file)
        return RULES_ARTICLE_MISSING;
    index = run_article_index(run, file);
    /* of one in a folder that cannot be listed nobody knows */
    return index == run->article_count || run->articles[index] != file ||
                   run->secrecy[index] == 0
               ? RULES_ARTICLE_PUBLIC
               : RULES_ARTICLE_SECRET;
}

void run_check_rules(struct run *run, struct diagnostics *diagnostics)
{
    const struct rule_files *files = &run->rule_files;

    rules_check(&files->rules, files->sources, find_article, run, diagnostics);
    run_report(run, SIZE_MAX, diagnostics);
}

/* What is wrong with the case store or the search log is told like what is odd
 * about an article: searching goes on. */
static void report_trouble(struct run *run, const struct slv_error *trouble)
{
    struct diagnostics diagnostics;

    if (trouble->status == SLV_OK)
        return;
    diagnostics_init(&diagnostics, str_from(run->options->data),
                     run->report_arena);
    diagnostics_add(&diagnostics, SLV_WARNING, "cases-unreadable", 0,
                    "%s; articles are searched as before, but the index does "
                    "not learn from cases until this is mended",
                    trouble->text);
    run_report(run, SIZE_MAX, &diagnostics);
}

/* What was due at this run and is still to come is held back. */
static int64_t next_change(const struct catalog *catalog, int64_t now_unix_s)
{
    int64_t next_unix_s = 0;

    for (size_t i = 0; i < catalog->count; i++) {
        int64_t at_unix_s = catalog->entries[i].changes_at_unix_s;

        if (at_unix_s > now_unix_s && (!next_unix_s || at_unix_s < next_unix_s))
            next_unix_s = at_unix_s;
    }
    return next_unix_s;
}

/* What the run has changed stands in the index; before, in the catalog. */
static enum slv_status bring_cases_in_step(struct run *run,
                                           struct slv_error *err)
{
    const struct slv_index_summary *summary = run->summary;
    const char *data = run->options->data;
    struct slv_error seeing = {.status = SLV_OK};
    struct slv_error following = {.status = SLV_OK};
    struct catalog now = run->catalog;
    enum slv_status status = SLV_OK;

    if (!now.is_usable || run->options->is_full || summary->added ||
        summary->updated || summary->removed)
        status = catalog_read(data, run->arena, &now, err);
    if (status != SLV_OK)
        return status;
    run->summary->changes_at_unix_s =
        next_change(&now, run->settings.rules.now_unix_s);
    if (new_articles_see(data, &run->catalog, &now, &seeing) == SLV_OK &&
        published_tell(data, &run->catalog, &now, &seeing) == SLV_OK &&
        guard_record(run, &seeing) == SLV_OK)
        seeing.status = SLV_OK;
    status = cases_catch_up(data, &now, run->settings.rules.default_language,
                            &following, err);
    report_trouble(run, seeing.status != SLV_OK ? &seeing : &following);
    run->catalog.generation = now.generation;
    return status;
}

static enum slv_status bring_in_step(struct run *run, struct slv_error *err)
{
    struct folder_list folders = {.count = 0};
    struct diagnostics diagnostics;
    struct diagnostics rule_diagnostics;
    struct str known_rules;
    bool is_too_much = true;
    const struct slv_index_options *options = run->options;
    enum slv_status status =
        options->folder_count
            ? given_folders(options, run->arena, &folders, err)
            : slv_index_folders(options->data, run->arena, folders.items,
                                &folders.count, err);

    diagnostics_init(&diagnostics, STR(""), run->report_arena);
    diagnostics_init(&rule_diagnostics, STR(""), run->report_arena);
    if (status == SLV_OK)
        status = tree_read(folders.items, folders.count, TREE_FILES_MAX,
                           run->arena, &run->tree, &diagnostics, err);
    if (status == SLV_OK && options->instead)
        status = tree_exchange(&run->tree, options->instead_of,
                               options->instead, err);
    if (status == SLV_OK) {
        run_report(run, SIZE_MAX, &diagnostics);
        run_list_articles(run);
        rule_files_read(&run->tree, run->arena, &run->rule_files,
                        &rule_diagnostics);
        status = catalog_read(options->data, run->arena, &run->catalog, err);
    }
    if (status != SLV_OK)
        return status;
    known_rules = run->catalog.rules;
    run->rules = run->rule_files.is_incomplete ? run->catalog.rules
                                               : run->rule_files.text;
    list_known(run);
    if (run->catalog.is_usable && !options->is_full)
        status = run_update(run, &is_too_much, err);
    /* what is damaged from outside may show only now */
    if (status == SLV_ERR_CORRUPT) {
        is_too_much = true;
        status = SLV_OK;
    }
    if (status == SLV_OK && is_too_much) {
        *run->summary = (struct slv_index_summary){0};
        strmap_clear(run->claims);
        memset(run->is_unreadable, 0,
               run->article_count * sizeof *run->is_unreadable);
        run->report_count = 0;
        run_report(run, SIZE_MAX, &diagnostics);
        run->done = 0;
        status = run_build(run, err);
    }
    run->summary->has_new_rules = !str_equal(run->rules, known_rules);
    if (status == SLV_OK)
        run_check_rules(run, &rule_diagnostics);
    if (status == SLV_OK)
        status = record_folders(options->data, run->arena, &folders, err);
    if (status == SLV_OK)
        status = bring_cases_in_step(run, err);
    if (status == SLV_OK)
        status = measure(run, err);
    return status;
}

/* The lock of `data`, in `arena`. */
static enum slv_status take_lock(const char *data, unsigned timeout_ms,
                                 struct arena *arena, struct file_lock **out,
                                 struct slv_error *err)
{
    return file_lock_open(arena_format(arena, "%s/lock", data).ptr, "indexer",
                          "solvent index", timeout_ms, out, err);
}

enum slv_status slv_index_cases(const struct slv_index_options *options,
                                struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct file_lock *lock = NULL;
    struct slv_error trouble = {.status = SLV_OK};
    struct catalog catalog;
    enum slv_status status =
        take_lock(options->data, options->lock_timeout_ms, arena, &lock, err);

    if (status == SLV_OK)
        status = catalog_read(options->data, arena, &catalog, err);
    if (status == SLV_OK && catalog.is_usable)
        status = cases_catch_up(options->data, &catalog,
                                options->default_language.len
                                    ? options->default_language
                                    : STR("en"),
                                &trouble, err);
    if (status == SLV_OK && trouble.status != SLV_OK) {
        if (err)
            *err = trouble;
        status = trouble.status;
    }
    file_lock_close(lock);
    arena_free(arena);
    return status;
}

enum slv_status slv_index(const struct slv_index_options *options,
                          struct slv_index_summary *summary,
                          struct slv_error *err)
{
    int64_t began_us = clock_mono_us();
    struct file_lock *lock = NULL;
    struct run run;
    enum slv_status status;

    *summary = (struct slv_index_summary){0};
    run_init(&run, options, summary);
    status = file_make_folders(options->data, FOLDER_MODE, err);
    if (status == SLV_OK)
        status = take_lock(options->data, options->lock_timeout_ms, run.arena,
                           &lock, err);
    if (status == SLV_OK) {
        leftovers_sweep(options->data);
        status = bring_in_step(&run, err);
    }
    if (status == SLV_OK)
        run_tell_reports(&run);
    file_lock_close(lock);
    run_release(&run);
    summary->seconds = (double) (clock_mono_us() - began_us) / 1e6;
    return status;
}
