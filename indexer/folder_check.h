/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading article folders as a build does, to say what is odd in them and
 * nothing else: no index is needed, and nothing is written.
 */
#ifndef INDEXER_FOLDER_CHECK_H
#define INDEXER_FOLDER_CHECK_H

#include "core/article/article_check.h"
#include "solvent/index.h"

struct check_summary {
    size_t files; /* articles and files of rules that were looked at */
    size_t counts[SLV_SEVERITY_COUNT]; /* of diagnostics */
};

/* Check the folders of `options` (its `data` does not matter), how the articles
 * are written too where `writing` and the folders say so, and hand what is odd
 * to options->on_diagnostic, in the order of the files. *summary is added to.
 * SLV_ERR_NO_INPUT and other statuses of reading a folder. */
SLV_MUST_CHECK enum slv_status
check_folders(const struct slv_index_options *options,
              const struct check_settings *writing,
              struct check_summary *summary, struct slv_error *err);
/* Check one file, an article or the rules of its folder. The article folder is
 * the nearest one above the file that has rules, else the file's own: links
 * that leave it count as leading out; it is not compared with other articles.
 * SLV_ERR_USAGE when it is neither. */
SLV_MUST_CHECK enum slv_status
check_file(const struct slv_index_options *options,
           const struct check_settings *writing, const char *path,
           struct check_summary *summary, struct slv_error *err);

#endif
