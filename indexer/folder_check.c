/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checking without an index. Threads read the articles; who has the right to
 * an id that several ask for is settled afterwards, in the order of their
 * rights, as a build would.
 */
#include "indexer/folder_check.h"

#include "base/arena.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/strmap.h"
#include "indexer/check_between.h"
#include "indexer/check_scopes.h"
#include "indexer/run.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct check {
    struct run run;
    struct slv_index_summary ignored;
    struct diagnostics tree_diagnostics;
    struct diagnostics rule_diagnostics;
    struct str *ids;   /* per article; empty when it cannot be read */
    struct str only;   /* path of the one file that is asked for; or empty */
    const char *shown; /* and how it was named */
    struct check_summary *summary;
    const struct slv_index_options *asked;
    const struct check_settings *writing;
    struct check_scopes *scopes;
    struct arena *facts_arena; /* under the run's lock */
    struct check_facts *facts; /* per article */
};

/* Count, and pass on. */
static void tell(void *context, const struct slv_diagnostic *diagnostic)
{
    struct check *check = context;
    struct slv_diagnostic told = *diagnostic;

    if (check->shown)
        told.file = str_from(check->shown);
    check->summary->counts[told.severity]++;
    if (check->asked->on_diagnostic)
        check->asked->on_diagnostic(check->asked->context, &told);
}

static bool is_asked_for(const struct check *check, struct str path)
{
    return check->only.len == 0 || str_equal(path, check->only);
}

static void check_writing(struct check *check, size_t index,
                          const struct article_draft *draft,
                          struct arena *arena, struct diagnostics *diagnostics)
{
    struct run *run = &check->run;
    const struct tree_file *file = run->articles[index];
    const struct check_settings *settings =
        check_scopes_of(check->scopes, file->folder, file->path);

    check_article_writing(draft, settings, arena, diagnostics);
    pthread_mutex_lock(&run->mutex);
    check_facts_take(draft, file, diagnostics->file, settings,
                     check->facts_arena, &check->facts[index]);
    pthread_mutex_unlock(&run->mutex);
}

static void tell_between(void *context, size_t index,
                         const struct diagnostics *diagnostics)
{
    struct check *check = context;

    run_report(&check->run, index, diagnostics);
}

static void check_article(void *context, unsigned thread, size_t index)
{
    struct check *check = context;
    struct run *run = &check->run;
    const struct tree_file *file = run->articles[index];
    struct arena *arena = arena_new();
    struct diagnostics diagnostics = run_diagnostics(run, file, arena);
    struct article_draft draft;
    struct record_origin origin;

    bool is_read = prepare_article(&run->settings, file, arena, &draft, &origin,
                                   &diagnostics);

    (void) thread;
    if (is_read) {
        run->secrecy[index] = (unsigned char) article_secrecy(&draft.article);
        pthread_mutex_lock(&run->mutex);
        check->ids[index] = arena_str(run->arena, draft.article.id);
        pthread_mutex_unlock(&run->mutex);
    }
    if (is_read && is_asked_for(check, file->path))
        check_writing(check, index, &draft, arena, &diagnostics);
    if (is_asked_for(check, file->path))
        run_report(run, index, &diagnostics);
    arena_free(arena);
}

static int compare_rights(const void *a, const void *b, void *context)
{
    const struct run *run = context;
    const struct tree_file *left = run->articles[*(const size_t *) a];
    const struct tree_file *right = run->articles[*(const size_t *) b];

    return run_precedes(run, left, right) ? -1 : run_precedes(run, right, left);
}

static void report_loser(struct check *check, size_t index)
{
    struct run *run = &check->run;
    const struct tree_file *file = run->articles[index];
    struct diagnostics diagnostics = run_diagnostics(run, file, run->arena);
    const struct tree_file *former;
    struct str other = run_claim_other(run, file, run->arena, &former);

    run_report_duplicate(&diagnostics, run,
                         strmap_get(run->claims, check->ids[index]),
                         check->ids[index], other);
    run_report(run, index, &diagnostics);
}

/* A word that several articles write alike is one of the folder's own: what is
 * said about it is taken back. Reports of one word have one message. */
static void settle_spelling(struct run *run)
{
    enum { OWN_ARTICLES = 4 };
    const char *rule = check_rule_row(CHECK_SPELLING)->name;
    struct strmap *counts = strmap_new();
    size_t kept = 0;

    for (size_t i = 0; i < run->report_count; i++) {
        const struct slv_diagnostic *said = &run->reports[i].diagnostic;
        void **slot;

        if (said->rule != rule)
            continue;
        slot = strmap_slot(counts, said->message, NULL);
        if (!*slot)
            *slot = arena_calloc(run->report_arena, 1, sizeof(size_t));
        ++*(size_t *) *slot;
    }
    for (size_t i = 0; i < run->report_count; i++) {
        const struct slv_diagnostic *said = &run->reports[i].diagnostic;

        if (said->rule == rule &&
            *(size_t *) strmap_get(counts, said->message) >= OWN_ARTICLES)
            continue;
        run->reports[kept++] = run->reports[i];
    }
    run->report_count = kept;
    strmap_free(counts);
}

static void settle_ids(struct check *check)
{
    struct run *run = &check->run;
    size_t *order = arena_calloc(run->arena, run->article_count, sizeof *order);
    size_t loser_count = 0;

    for (size_t i = 0; i < run->article_count; i++)
        order[i] = i;
    if (run->article_count)
        qsort_r(order, run->article_count, sizeof *order, compare_rights, run);
    for (size_t i = 0; i < run->article_count; i++)
        if (check->ids[order[i]].len &&
            run_claim(run, check->ids[order[i]], run->articles[order[i]]))
            order[loser_count++] = order[i];
    for (size_t i = 0; i < loser_count && check->only.len == 0; i++)
        report_loser(check, order[i]);
}

/* Only the article that is asked for, unless its rules need to know them all. */
static void keep_asked(struct check *check)
{
    struct run *run = &check->run;
    size_t kept = 0;

    if (check->only.len == 0 || str_equal(check->only, STR(RULES_FILE_NAME)))
        return;
    for (size_t i = 0; i < run->article_count; i++)
        if (is_asked_for(check, run->articles[i]->path))
            run->articles[kept++] = run->articles[i];
    run->article_count = kept;
}

static enum slv_status check_all(struct check *check,
                                 const char *const *folders, size_t count,
                                 struct slv_error *err)
{
    struct run *run = &check->run;
    bool has_rules;
    enum slv_status status =
        tree_read(folders, count, TREE_FILES_MAX, run->arena, &run->tree,
                  &check->tree_diagnostics, err);

    if (status != SLV_OK)
        return status;
    run_list_articles(run);
    keep_asked(check);
    rule_files_read(&run->tree, run->arena, &run->rule_files,
                    &check->rule_diagnostics);
    check->ids =
        arena_calloc(run->arena, run->article_count, sizeof *check->ids);
    check->facts =
        arena_calloc(run->arena, run->article_count, sizeof *check->facts);
    check->scopes =
        check_scopes_read(&run->tree, check->writing, &check->tree_diagnostics);
    parallel_run(run->jobs, run->article_count, check_article, check);
    settle_spelling(run);
    settle_ids(check);
    check_between(check->facts, run->article_count, tell_between, check);
    has_rules = is_asked_for(check, STR(RULES_FILE_NAME));
    if (check->only.len == 0)
        run_report(run, SIZE_MAX, &check->tree_diagnostics);
    if (has_rules)
        run_check_rules(run, &check->rule_diagnostics);
    run_tell_reports(run);
    check->summary->files +=
        check->only.len ? 1 : run->article_count + run->rule_files.count;
    return SLV_OK;
}

static enum slv_status check_some(const struct slv_index_options *options,
                                  const struct check_settings *writing,
                                  const char *const *folders, size_t count,
                                  struct str only, const char *shown,
                                  struct check_summary *summary,
                                  struct slv_error *err)
{
    struct check check = {.summary = summary,
                          .asked = options,
                          .only = only,
                          .shown = shown,
                          .writing = writing,
                          .facts_arena = arena_new()};
    struct slv_index_options own = *options;
    enum slv_status status;

    own.data = NULL;
    own.on_progress = NULL;
    own.on_diagnostic = tell;
    own.context = &check;
    run_init(&check.run, &own, &check.ignored);
    diagnostics_init(&check.tree_diagnostics, STR(""), check.run.report_arena);
    diagnostics_init(&check.rule_diagnostics, STR(""), check.run.report_arena);
    status = check_all(&check, folders, count, err);
    check_scopes_free(check.scopes);
    arena_free(check.facts_arena);
    run_release(&check.run);
    return status;
}

enum slv_status check_folders(const struct slv_index_options *options,
                              const struct check_settings *writing,
                              struct check_summary *summary,
                              struct slv_error *err)
{
    return check_some(options, writing, options->folders, options->folder_count,
                      STR(""), NULL, summary, err);
}

/* The folder that `path` is checked in; *rest is the path below it. */
static const char *find_folder(struct str path, struct arena *arena,
                               struct str *rest)
{
    struct str own = path;
    struct str folder;

    while (own.len && own.ptr[own.len - 1] != '/')
        own.len--;
    folder = own;
    for (;;) {
        const char *rules =
            arena_format(arena, "%.*s" RULES_FILE_NAME, STR_ARG(folder)).ptr;

        if (access(rules, F_OK) == 0)
            break;
        while (folder.len && folder.ptr[folder.len - 1] == '/')
            folder.len--;
        while (folder.len && folder.ptr[folder.len - 1] != '/')
            folder.len--;
        if (folder.len == 0) {
            folder = own;
            break;
        }
    }
    *rest = str_from_offset(path, folder.len);
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    return folder.len ? arena_cstr(arena, folder) : ".";
}

static bool is_checkable(const struct tree_file *file)
{
    return file &&
           (file->is_article || str_equal(file->path, STR(RULES_FILE_NAME)));
}

enum slv_status check_file(const struct slv_index_options *options,
                           const struct check_settings *writing,
                           const char *path, struct check_summary *summary,
                           struct slv_error *err)
{
    struct arena *arena = arena_new();
    char real[PATH_MAX];
    struct str rest;
    const char *folder;
    struct diagnostics ignored;
    struct tree tree;
    enum slv_status status = SLV_OK;

    if (!realpath(path, real)) {
        status = slv_fail_errno(err, errno, "cannot read '%s'", path);
        arena_free(arena);
        return status;
    }
    folder = find_folder(str_from(real), arena, &rest);
    diagnostics_init(&ignored, STR(""), arena);
    status = tree_read(&folder, 1, TREE_FILES_MAX, arena, &tree, &ignored, err);
    if (status == SLV_OK && !is_checkable(tree_find(&tree, 0, rest)))
        status = slv_fail(err, SLV_ERR_USAGE,
                          "'%s' is neither an article (.md, .markdown) nor a "
                          "file of rules (" RULES_FILE_NAME ")",
                          path);
    if (status == SLV_OK)
        status =
            check_some(options, writing, &folder, 1, rest, path, summary, err);
    arena_free(arena);
    return status;
}
